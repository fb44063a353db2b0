//! A table of facts as text: one row a line, fields apart by tabs, sorted by the first of them.
//!
//! A row is found by halving the text, so that no table is ever read as a whole. Lines that start
//! with `# ` tell where the facts come from.

use std::cmp::Ordering;

use memchr::memmem;

/// A table.
#[derive(Debug)]
pub(in crate::entity::code) struct Table {
    text: &'static str,
    /// The keys are numbers, sorted as such; else texts, sorted by their bytes.
    numbers: bool,
    /// What a leading `_` of a name stands for.
    prefix: &'static str,
    /// Where the facts are documented.
    pub(in crate::entity::code) source: &'static str,
}

/// A row. Fields that it does not have are empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::entity::code) struct Row {
    /// What it is found by.
    pub(in crate::entity::code) key: &'static str,
    /// The name, as the table writes it.
    name: &'static str,
    /// What it means.
    pub(in crate::entity::code) message: &'static str,
    /// A number: what it says is the table's own affair.
    pub(in crate::entity::code) number: &'static str,
    prefix: &'static str,
}

impl Row {
    fn read(line: &'static str, prefix: &'static str) -> Self {
        let mut fields = line.split('\t');
        let mut next = || fields.next().unwrap_or_default();
        Self {
            key: next(),
            name: next(),
            message: next(),
            number: next(),
            prefix,
        }
    }

    /// The name in full.
    pub(in crate::entity::code) fn name(&self) -> Option<String> {
        match self.name.strip_prefix('_') {
            Some(rest) => Some(format!("{}_{rest}", self.prefix)),
            None if self.name.is_empty() => None,
            None => Some(self.name.to_owned()),
        }
    }
}

impl Table {
    /// A table whose keys are texts.
    pub(super) const fn of_texts(source: &'static str, text: &'static str) -> Self {
        Self {
            text,
            numbers: false,
            prefix: "",
            source,
        }
    }

    /// A table whose keys are numbers.
    pub(super) const fn of_numbers(source: &'static str, text: &'static str) -> Self {
        Self {
            text,
            numbers: true,
            prefix: "",
            source,
        }
    }

    /// The table, with what a leading `_` of its names stands for.
    pub(super) const fn with_prefix(mut self, prefix: &'static str) -> Self {
        self.prefix = prefix;
        self
    }

    /// The row with a key.
    pub(in crate::entity::code) fn row(&self, key: &str) -> Option<Row> {
        let rows = self.rows();
        let (mut low, mut high) = (0, rows.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let bytes = rows.as_bytes();
            let start = memchr::memrchr(b'\n', &bytes[low..middle]).map_or(low, |at| low + at + 1);
            let end = memchr::memchr(b'\n', &bytes[start..high]).map_or(high, |at| start + at);
            let line = &rows[start..end];
            let known = line.split('\t').next().unwrap_or_default();
            match self.order(known, key) {
                Ordering::Equal => return Some(Row::read(line, self.prefix)),
                Ordering::Less => low = (end + 1).min(high),
                Ordering::Greater => high = start,
            }
        }
        None
    }

    /// The first row with a name (in full).
    pub(in crate::entity::code) fn named(&self, name: &str) -> Option<Row> {
        let rows = self.rows();
        let short = match name.strip_prefix(self.prefix) {
            Some(rest) if rest.starts_with('_') && !self.prefix.is_empty() => rest,
            _ => name,
        };
        if short.is_empty() || short.contains(['\t', '\n']) {
            return None;
        }
        let field = format!("\t{short}");
        memmem::find_iter(rows.as_bytes(), &field)
            .map(|at| line_at(rows, at))
            .map(|line| Row::read(line, self.prefix))
            .find(|row| row.name().as_deref() == Some(name))
    }

    /// The rows whose last field is this number, in the order of the table.
    pub(in crate::entity::code) fn with_number(&self, number: u32) -> impl Iterator<Item = Row> {
        let (rows, number) = (self.rows(), number.to_string());
        let field = memmem::Finder::new(&format!("\t{number}\n")).into_owned();
        let mut from = 0;
        std::iter::from_fn(move || {
            let at = from + field.find(&rows.as_bytes()[from..])?;
            from = at + 1;
            Some(Row::read(line_at(rows, at), self.prefix))
        })
        .filter(move |row| row.number == number)
    }

    /// Every row.
    pub(in crate::entity::code) fn all(&self) -> impl Iterator<Item = Row> {
        self.rows().lines().map(|line| Row::read(line, self.prefix))
    }

    /// The text below the lines about its sources.
    fn rows(&self) -> &'static str {
        let mut rows = self.text;
        while rows.starts_with("# ") {
            rows = rows.split_once('\n').map_or("", |(_, rest)| rest);
        }
        rows
    }

    fn order(&self, a: &str, b: &str) -> Ordering {
        if self.numbers {
            a.len().cmp(&b.len()).then_with(|| a.cmp(b))
        } else {
            a.cmp(b)
        }
    }
}

/// The line around a byte that is one of its own.
fn line_at(text: &'static str, at: usize) -> &'static str {
    let start = memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |found| found + 1);
    let end = memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |found| at + found);
    &text[start..end]
}

#[cfg(test)]
mod tests {
    use super::super::{TABLES, WIN32};
    use super::*;

    #[test]
    fn every_table_is_sorted_and_no_key_stands_twice() {
        for table in TABLES {
            let keys: Vec<&str> = table
                .rows()
                .lines()
                .filter_map(|line| line.split('\t').next())
                .collect();
            assert!(keys.len() > 15, "{}", table.source);
            for pair in keys.windows(2) {
                assert_eq!(table.order(pair[0], pair[1]), Ordering::Less, "{pair:?}");
            }
        }
    }

    #[test]
    fn every_row_of_every_table_is_well_formed_and_found_by_its_key_and_name() {
        for table in TABLES {
            assert!(table.text.starts_with("# ") && table.text.ends_with('\n'));
            let head = &table.text[..table.text.len() - table.rows().len()];
            assert!(head.contains("Source"), "a table without a source: {head}");
            for line in table.rows().lines() {
                let fields: Vec<&str> = line.split('\t').collect();
                assert!((2..=4).contains(&fields.len()), "{line:?}");
                assert!(line.is_ascii() && !line.ends_with('\t'), "{line:?}");
                let tidy = |field: &str| field.trim() == field && !field.ends_with('.');
                assert!(fields.iter().all(|field| tidy(field)), "{line:?}");
                assert!(
                    !table.numbers || fields[0].parse::<u32>().is_ok(),
                    "{line:?}"
                );
                let row = table.row(fields[0]).expect(line);
                assert_eq!((row.key, row.name), (fields[0], fields[1]));
                if let Some(name) = row.name() {
                    assert_eq!(table.named(&name).and_then(|row| row.name()), Some(name));
                }
            }
        }
    }

    #[test]
    fn what_is_not_in_a_table_is_not_found() {
        for key in ["", "0", "4294967296", "5\t", "\n", "zz", "_", "é"] {
            assert_eq!(
                WIN32.row(key).map(|row| row.key),
                Some(key).filter(|key| *key == "0")
            );
            assert_eq!(WIN32.named(key), None, "{key:?}");
        }
        assert_eq!(
            WIN32.named("_ACCESS_DENIED"),
            None,
            "a short form is no name"
        );
        assert_eq!(WIN32.with_number(5).count(), 0);
    }
}
