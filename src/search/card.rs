//! A card: what search knows of one article. The words by which it is found stand on it as text, so
//! that what is compared with a paste is what a reader is shown.

use std::collections::HashSet;

use super::field::Field;
use crate::entity::Mentions;
use crate::entity::code::{Code, fact};
use crate::entity::error_text::{self, ErrorText};
use crate::entity::passage::{Form, Passage};
use crate::markdown::fold_blanks;
use crate::role::Role;

/// What search knows of one article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Card {
    /// The texts by which it is found, in the order of the article; no two are the same.
    pub units: Vec<Unit>,
    /// Its codes in their one spelling.
    pub codes: Vec<String>,
    /// Other spellings of its codes, in its text or of their families.
    pub spellings: Vec<String>,
    /// Its cmdlets, in lower case.
    pub cmdlets: Vec<String>,
    /// Its other texts, for ordinary search.
    pub body: String,
}

/// A text by which an article is found.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// What it is.
    pub field: Field,
    /// The id of its section; empty for the title and the front matter.
    pub section: String,
    /// The id of the error that it is, if it is one.
    pub error: String,
    /// Its first line in the source.
    pub line: u32,
    /// What it says; line breaks as `\n`.
    pub text: String,
}

/// The longest text of a unit, in bytes: enough for any message; dumps are cut.
const LONGEST: usize = 2000;
/// The most bytes of all units of an article.
const MOST: usize = 32_000;
/// The longest text of a paragraph, in bytes: what happens is said first.
const LONGEST_PARAGRAPH: usize = 400;
/// The most bytes of all paragraphs of an article.
const MOST_PARAGRAPHS: usize = 1500;
/// The longest text of a row, in bytes: its first cells tell what it is about.
const LONGEST_ROW: usize = 240;

/// The card of an article with these titles, passages and mentions.
#[must_use]
pub fn card(titles: &[&str], passages: &[Passage<'_>], mentions: &Mentions) -> Card {
    let mut writer = Writer::default();
    for title in titles {
        writer.add(Field::Title, "", "", 1, title);
    }
    let given = mentions
        .errors
        .iter()
        .filter(|error| error.form == error_text::Form::FrontMatter);
    given.for_each(|error| writer.error(error));
    for (index, passage) in passages.iter().enumerate() {
        writer.passage(index, passage, mentions);
    }
    writer.finish_row();
    let codes = mentions
        .codes
        .iter()
        .map(|found| found.code.canonical.clone());
    let known = mentions
        .codes
        .iter()
        .flat_map(|found| crate::entity::code::spellings(&found.code));
    let named = mentions
        .codes
        .iter()
        .filter_map(|found| symbol(&found.code));
    let written = mentions
        .codes
        .iter()
        .flat_map(|found| found.spellings.iter().cloned());
    let cmdlets = mentions
        .cmdlets
        .iter()
        .map(|found| found.name.to_lowercase());
    Card {
        units: writer.units,
        codes: codes.collect(),
        spellings: known.chain(named).chain(written).collect(),
        cmdlets: cmdlets.collect(),
        body: writer.body,
    }
}

/// The name by which programmers know a code (`E_ACCESSDENIED`).
fn symbol(code: &Code) -> Option<String> {
    let name = fact(code)?.name?;
    let is_symbol = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let is_telling = name.len() >= SHORTEST_SYMBOL && name.chars().all(is_symbol);
    is_telling.then(|| name.into_owned())
}

/// The shortest name of a code that is no other word.
const SHORTEST_SYMBOL: usize = 6;

#[derive(Default)]
struct Writer {
    units: Vec<Unit>,
    seen: HashSet<String>,
    size: usize,
    paragraphs: usize,
    body: String,
    row: Option<Row>,
}

/// A row of a table whose cells are being gathered.
struct Row {
    node: crate::markdown::NodeId,
    section: String,
    line: u32,
    text: String,
}

impl Writer {
    /// Adds a text by which the article is found; what there is no room for counts among its other texts.
    fn add(&mut self, field: Field, section: &str, error: &str, line: u32, text: &str) {
        let is_paragraph = field == Field::Symptom;
        let longest = if is_paragraph {
            LONGEST_PARAGRAPH
        } else {
            LONGEST
        };
        let text = text.trim();
        let (text, rest) = text.split_at(text.floor_char_boundary(longest));
        let text = text.trim_end();
        self.other(rest);
        if text.is_empty() || self.seen.contains(text) {
            return;
        }
        let is_full = self.size + text.len() > MOST
            || is_paragraph && self.paragraphs + text.len() > MOST_PARAGRAPHS;
        if is_full {
            self.other(text);
            return;
        }
        if is_paragraph {
            self.paragraphs += text.len();
        }
        self.seen.insert(text.to_owned());
        self.size += text.len();
        self.units.push(Unit {
            field,
            section: section.to_owned(),
            error: error.to_owned(),
            line,
            text: text.to_owned(),
        });
    }

    fn error(&mut self, error: &ErrorText) {
        for (breaks, record) in records(&error.text) {
            let line = (error.line + breaks).min(error.end_line.max(error.line));
            self.add(Field::Error, &error.section, &error.id, line, record);
        }
    }

    fn passage(&mut self, index: usize, passage: &Passage<'_>, mentions: &Mentions) {
        let errors = || {
            mentions
                .errors
                .iter()
                .filter(|error| error.passages.contains(&index))
        };
        errors()
            .filter(|error| error.passages.start == index)
            .for_each(|error| self.error(error));
        let length = passage.text.len();
        let is_error = errors().any(|error| {
            let range = error.range_in(index, length);
            range.is_some_and(|range| range.len() * 10 >= length * 9)
        });
        if passage.form == Form::Cell {
            self.cell(passage);
            return;
        }
        self.finish_row();
        if is_error {
            return;
        }
        let is_title = passage.section.is_none();
        let is_symptom = is_title || is_of_symptoms(passage);
        match passage.form {
            Form::Heading if is_title => {}
            Form::Heading if is_label(passage) => {}
            Form::Heading => self.whole(Field::Heading, passage),
            Form::Paragraph if is_bold(passage) => self.whole(Field::Heading, passage),
            Form::Paragraph | Form::Html | Form::Code if is_symptom => {
                self.whole(Field::Symptom, passage);
            }
            Form::Code if is_shown(passage, mentions) => self.whole(Field::Symptom, passage),
            _ => self.other(&passage.text),
        }
        if passage.form != Form::Code && (is_symptom || passage.form == Form::Heading) {
            self.quotes(passage);
        }
    }

    /// A passage as one text.
    fn whole(&mut self, field: Field, passage: &Passage<'_>) {
        let line = passage.line(0);
        self.add(
            field,
            passage.section_id(),
            "",
            line,
            &fold_lines(&passage.text),
        );
    }

    fn other(&mut self, text: &str) {
        if !text.is_empty() {
            self.body.push_str(text);
            self.body.push('\n');
        }
    }

    fn cell(&mut self, passage: &Passage<'_>) {
        let row = passage.around.last().copied().unwrap_or(passage.block);
        if self.row.as_ref().is_none_or(|open| open.node != row) {
            self.finish_row();
            self.row = Some(Row {
                node: row,
                section: passage.section_id().to_owned(),
                line: passage.line(0),
                text: String::new(),
            });
        }
        let open = self.row.as_mut().expect("a row is open");
        if open.text.len() > LONGEST_ROW {
            return;
        }
        if !open.text.is_empty() {
            open.text.push('\n');
        }
        open.text.push_str(&fold_blanks(&passage.text));
    }

    fn finish_row(&mut self) {
        if let Some(row) = self.row.take() {
            let text = &row.text[..row.text.floor_char_boundary(2 * LONGEST_ROW)];
            self.add(Field::Row, &row.section, "", row.line, text);
        }
    }

    /// What is set apart within a passage.
    fn quotes(&mut self, passage: &Passage<'_>) {
        let marks = passage
            .runs
            .iter()
            .filter(|run| run.code || run.strong.is_some());
        let marks: Vec<_> = marks.map(|run| run.range.clone()).collect();
        for range in marks.into_iter().chain(quoted(&passage.text)) {
            let text = &passage.text[range.clone()];
            let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
            let is_name =
                crate::entity::variable::variables(text, &[]).len() == 1 && !text.contains(' ');
            if !is_name && (6..=300).contains(&letters) && letters + 8 < passage.text.len() {
                let line = passage.line(range.start);
                self.add(
                    Field::Quote,
                    passage.section_id(),
                    "",
                    line,
                    &fold_lines(text),
                );
            }
        }
    }
}

/// Whether a heading only names the part that its section plays ("More information").
fn is_label(passage: &Passage<'_>) -> bool {
    let has_role = passage.section.is_some_and(|section| section.own_role);
    has_role && passage.text.split_whitespace().count() <= 2
}

/// A message of more bytes is looked at record by record.
const LONG: usize = 1000;

/// The records of an error text, each with the number of line breaks before it: events of a log that an
/// author shows in one block. A record starts as the first one does, or after an empty line.
fn records(text: &str) -> Vec<(u32, &str)> {
    if text.len() <= LONG {
        return vec![(0, text)];
    }
    let label = |line: &str| {
        line.split_once(':')
            .map(|(label, _)| label.trim().to_lowercase())
    };
    let first = label(text.lines().next().unwrap_or(""));
    let (mut found, mut start, mut breaks, mut at) = (Vec::new(), 0, 0, 0);
    for (number, line) in (0..).zip(text.split_inclusive('\n')) {
        let starts = line.trim().is_empty() || first.is_some() && label(line) == first;
        if at > start && starts {
            found.push((breaks, &text[start..at]));
            start = at;
            breaks = number;
        }
        at += line.len();
    }
    found.push((breaks, &text[start..]));
    found.retain(|(_, record)| !record.trim().is_empty());
    found
}

/// Whether a passage tells what a reader sees: before the first heading, in a section of symptoms, or in
/// one that has no part of its own and whose heading tells of a failure.
fn is_of_symptoms(passage: &Passage<'_>) -> bool {
    let Some(section) = passage.section else {
        return true;
    };
    let tells = |heading: &crate::outline::Heading| tells_of_failure(&heading.text);
    match section.role {
        Role::Symptom => true,
        Role::Other | Role::Summary => section.heading.as_ref().is_none_or(tells),
        _ => section.heading.is_none(),
    }
}

/// Whether a block of code is what a screen shows, not what is to be typed or put into a file.
fn is_shown(passage: &Passage<'_>, mentions: &Mentions) -> bool {
    let is_fix = matches!(
        passage.role(),
        Role::Resolution | Role::Workaround | Role::Prerequisites | Role::References
    );
    let has_command = mentions.commands.iter().any(|command| {
        let place = command.mention.place.as_ref();
        place.is_some_and(|(node, _)| *node == passage.block)
    });
    !is_fix
        && !has_command
        && matches!(
            passage.info().trim(),
            "" | "text" | "output" | "console" | "log"
        )
}

/// Words that tell of a failure in a heading, in lower case.
const FAILURES: &[&str] = &[
    "can't",
    "cannot",
    "couldn't",
    "denied",
    "doesn't",
    "error",
    "errors",
    "exception",
    "fail",
    "failed",
    "fails",
    "failure",
    "fehler",
    "isn't",
    "issue",
    "issues",
    "missing",
    "not",
    "problem",
    "problems",
    "unable",
    "unexpected",
    "won't",
    "wrong",
];

fn tells_of_failure(heading: &str) -> bool {
    let heading = heading.to_lowercase().replace('\u{2019}', "'");
    let mut words = heading.split(|c: char| !c.is_alphanumeric() && c != '\'');
    words.any(|word| FAILURES.binary_search(&word).is_ok())
}

/// Whether an author set all of a passage in bold: what stands below it is about it.
fn is_bold(passage: &Passage<'_>) -> bool {
    let mut runs = passage.runs.iter();
    runs.all(|run| run.strong.is_some() || passage.text[run.range.clone()].trim().is_empty())
}

/// A text with its blanks folded; breaks between lines that are sentences stay.
fn fold_lines(text: &str) -> String {
    fold_blanks(text)
}

/// What stands in quotation marks.
fn quoted(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (at, c) in text.char_indices() {
        match (open, c) {
            (Some((start, close)), _) if c == close => {
                found.push(start..at);
                open = None;
            }
            (None, '"') => open = Some((at + 1, '"')),
            (None, '“' | '„') => {
                open = Some((at + c.len_utf8(), if c == '„' { '“' } else { '”' }));
            }
            (None, '«') => open = Some((at + c.len_utf8(), '»')),
            (Some(_), '\n') => open = None,
            _ => {}
        }
    }
    found
}

/// The sections in which a card's texts stand, each once, in order.
#[must_use]
pub fn sections(card: &Card) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for unit in &card.units {
        if !found.contains(&unit.section.as_str()) {
            found.push(&unit.section);
        }
    }
    found
}
