//! What is known of a code in one line, in the words of its explanation.

use std::borrow::Cow;

use super::facts::{
    AADSTS, BROWSER, ENHANCED, EXCEPTION, FACILITY, Fact, HRESULT, HTTP, NTSTATUS, ORACLE, Row,
    Table, VBA, WIN32, fact,
};
use super::{Code, Family, explain, families, family};

/// What is known of a code, in one line: `Access is denied (E_ACCESSDENIED)`; of one that is not well known,
/// what its parts mean.
#[must_use]
pub fn brief(code: &Code) -> Option<String> {
    if let Some(Fact { name, message, .. }) = fact(code) {
        return line(name, message);
    }
    let parts = explain(code).parts.into_iter().filter_map(|part| {
        let meaning = part.meaning?;
        Some(format!("{} {}: {meaning}", part.label, part.value))
    });
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// The same; of a code of which nothing is known, what those of its family are.
#[must_use]
pub fn brief_or_about(code: &Code) -> Option<String> {
    let about = || family(code.family).map(about);
    brief(code).or_else(about)
}

fn about(family: &Family) -> String {
    family.about.trim_end_matches('.').to_owned()
}

/// A message and a name, of which there may be one.
fn line(name: Option<Cow<'_, str>>, message: Option<Cow<'_, str>>) -> Option<String> {
    match (message, name) {
        (Some(message), Some(name)) => Some(format!("{message} ({name})")),
        (message, name) => message.or(name).map(Cow::into_owned),
    }
}

/// The tables whose codes people paste without saying more, and what stands before a key in the one spelling
/// of its code.
const PASTED: &[(&Table, &str)] = &[
    (&HRESULT, "0x"),
    (&NTSTATUS, "0x"),
    (&WIN32, "win32:"),
    (&ENHANCED, "4."),
    (&ENHANCED, "5."),
    (&AADSTS, "AADSTS"),
    (&ORACLE, ""),
    (&BROWSER, ""),
    (&EXCEPTION, ""),
];

/// The tables whose numbers an HRESULT may hold, and its first half where it does.
const HELD: &[(&Table, &str)] = &[(&HTTP, "0x8019"), (&VBA, "0x800A")];

/// Well-known codes that people paste without saying more, with what is known of each in one line; and what
/// many codes start with (`0x8004`, `5.7`, `event`), with what there is to say of those that nobody knows.
pub fn well_known() -> impl Iterator<Item = (String, String)> {
    let pasted = PASTED.iter().flat_map(|&(table, before)| {
        let rows = table
            .all()
            .map(move |row| (format!("{before}{}", row.key), row));
        rows.filter_map(|(canonical, row)| told(canonical, row))
    });
    let held = HELD.iter().flat_map(|&(table, half)| {
        table.all().filter_map(move |row| {
            let number: u16 = row.key.parse().ok()?;
            told(format!("{half}{number:04X}"), row)
        })
    });
    pasted.chain(held).chain(halves()).chain(words())
}

/// A code and what its row tells of it.
fn told(canonical: String, row: Row) -> Option<(String, String)> {
    let text = if is_subject(&canonical) {
        // Any detail will do that nobody knows.
        brief(&code(format!("{canonical}.999")))
    } else if row.message.is_empty() {
        brief(&code(canonical.clone()))
    } else {
        line(row.name().map(Cow::Owned), Some(row.message.into()))
    };
    Some((canonical, text?))
}

/// Whether a key is the class and the subject of a status of mail: `5.7`.
fn is_subject(canonical: &str) -> bool {
    let parts = canonical.split('.').map(|part| part.parse::<u16>().is_ok());
    canonical.contains('.') && parts.eq([true; 2])
}

/// What the first halves of HRESULT values mean.
fn halves() -> impl Iterator<Item = (String, String)> {
    FACILITY.all().filter_map(|row| {
        let half = format!("0x{:04X}", 0x8000 | row.key.parse::<u16>().ok()?);
        // Any second half will do that nobody knows.
        let text = brief(&code(format!("{half}EEEE")))?;
        Some((half, text))
    })
}

/// What numbers are that are written after a word, where all of them are.
fn words() -> impl Iterator<Item = (String, String)> {
    families().filter_map(|family| {
        let example = family.canonical.strip_prefix('`')?;
        let (word, number) = example.split_once([' ', ':'])?;
        let is_number = number.starts_with(|c: char| c.is_ascii_digit());
        is_number.then(|| (word.to_owned(), about(family)))
    })
}

/// A code whose one spelling tells all that a table needs.
fn code(canonical: String) -> Code {
    Code {
        canonical,
        family: "",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::read;
    use super::*;

    fn of(typed: &str) -> Option<String> {
        brief_or_about(&read(typed)?)
    }

    #[test]
    fn a_line_tells_what_an_explanation_does() {
        for (typed, told) in [
            ("-2147024891", "Access is denied (E_ACCESSDENIED)"),
            ("ENOSPC", "No space left on device"),
            (
                "0x8004EEEE",
                "facility Interface (4): Codes whose meaning the interface or program defines",
            ),
            (
                "5.7.999",
                "class 5: Permanent failure: sending again will not help; subject 7: Security or policy",
            ),
            (
                "event 1000",
                "The number of an event in an event log; what it means depends on the source that wrote it",
            ),
        ] {
            assert_eq!(of(typed).as_deref(), Some(told), "{typed}");
        }
        assert_eq!(brief(&code("nonsense".to_owned())), None);
    }

    #[test]
    fn every_well_known_code_is_told_as_it_is_explained() {
        let mut known = BTreeMap::new();
        for (canonical, text) in well_known() {
            known.entry(canonical).or_insert(text);
        }
        assert!(known.len() > 4500);
        let whole = known.iter().filter(|(key, _)| {
            let is_start = key.len() == 6 && key.starts_with("0x") || is_subject(key);
            !is_start && !key.chars().all(|c| c.is_ascii_lowercase() || c == '-')
        });
        for (canonical, text) in whole {
            let told = brief(&code(canonical.clone()));
            if told.is_some() {
                assert_eq!(told.as_ref(), Some(text), "{canonical}");
            }
            assert!(
                !text.contains(['\t', '\n']) && !text.ends_with('.'),
                "{text:?}"
            );
        }
        assert_eq!(known["0x8007"], "facility Win32 (7): Win32 error codes");
        assert!(known["5.7"].starts_with("class 5: "));
        assert!(known["event"].starts_with("The number of an event"));
    }
}
