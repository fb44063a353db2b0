//! Codes: what programs number or name their errors by.
//!
//! One table of [`families`], each with its pattern, its context rule, its canonical form and
//! its examples; one pass over a text asks the families that a word may belong to.

mod lead;
mod scan;
mod family;
mod windows;
mod symbol;
mod event;
mod mail;
mod web;
mod unix;
mod database;
mod program;
mod general;
mod gather;
mod facts;
mod explain;
mod brief;
#[cfg(test)]
mod tests;

pub use brief::{brief, brief_or_about, well_known};
pub use explain::{Explanation, Part, Related, Spelling, explain};
pub use facts::{Fact, fact};
pub use family::{Example, Family, families, family, spellings};
pub(super) use gather::{add_given, codes};

use std::ops::Range;

use super::{Context, Mention};

/// A code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code {
    /// Its one spelling in this program: `0x80070005`, `5.7.1`, `event 1000`.
    pub canonical: String,
    /// The id of its family.
    pub family: &'static str,
}

/// A code in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its bytes in the text, with the words that belong to it ("Event ID 1000").
    pub range: Range<usize>,
    /// The code.
    pub code: Code,
    /// What wrote the event that the code numbers, where the text says so.
    pub source: Option<String>,
}

/// What is known of the place in which a text stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Setting {
    /// The text is (part of) an error message, an event record or a trace, or a paste.
    pub error: bool,
    /// The text is a heading or a title.
    pub heading: bool,
    /// The text is code that is to be run, not what a program said.
    pub command: bool,
}

/// A code that an article mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeUse {
    /// The code.
    pub code: Code,
    /// What wrote the event that the code numbers, where the article says so.
    pub source: Option<String>,
    /// How the article writes it; the most frequent spelling first.
    pub spellings: Vec<String>,
    /// Where it stands, in the order of the text.
    pub mentions: Vec<Mention>,
    /// Where it is first said.
    pub context: Context,
}

/// The codes in a text, in order and without overlap.
#[must_use]
pub fn find(text: &str, setting: Setting) -> Vec<Found> {
    scan::scan(text, setting, &[], scan::Aid::default())
        .into_iter()
        .map(|hit| found(text, hit))
        .collect()
}

fn found(text: &str, hit: scan::Hit) -> Found {
    let is_event = hit.family == "event";
    Found {
        source: is_event
            .then(|| event::source_of_event(text, &hit.range))
            .flatten(),
        range: hit.range,
        code: Code {
            canonical: hit.canonical,
            family: hit.family,
        },
    }
}

/// The one code that somebody typed, in any of its spellings.
#[must_use]
pub fn read(text: &str) -> Option<Code> {
    let text = text.trim();
    if text.is_empty() || text.len() > 120 {
        return None;
    }
    canonical(text)
        .or_else(|| whole("", text))
        .or_else(|| whole("", &text.to_ascii_uppercase()))
        .or_else(|| state(text))
        .or_else(|| apart(text))
        .or_else(|| whole("error code ", text.trim_start_matches("error ")))
        .or_else(|| whole("error ", &text.to_ascii_uppercase()))
        .or_else(|| whole("HTTP ", text))
        .or_else(|| led(text))
}

/// An SQLSTATE by itself (`42P01`); of five mere digits only what no program numbers its errors by.
fn state(text: &str) -> Option<Code> {
    let text = text.to_ascii_uppercase();
    let is_state = text.len() == 5 && facts::SQLSTATE.row(&text).is_some();
    let is_number = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    (is_state && !is_number).then(|| Code {
        canonical: format!("SQLSTATE {text}"),
        family: "sqlstate",
    })
}

/// A number with a word before it that only in a text needs more words around it: `Msg 208`, `Stop 7B`.
fn led(text: &str) -> Option<Code> {
    const LEADS: &[(&str, &str)] = &[("msg ", "SQL Server error "), ("stop ", "stop code ")];
    LEADS.iter().find_map(|(word, lead)| {
        let head = text.get(..word.len())?;
        let number = text.get(word.len()..)?;
        let is_led = head.eq_ignore_ascii_case(word);
        is_led.then(|| whole(lead, number)).flatten()
    })
}

/// A word and a number that were typed in one: `http503`, `ora942`.
fn apart(text: &str) -> Option<Code> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (word, number) = text.split_at(letters);
    if word.is_empty() || number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let prefix = word.to_ascii_uppercase();
    if database::FIVE_DIGITS.contains(&&*prefix) {
        return whole("", &format!("{prefix}-{number}"));
    }
    let spaced = format!("{word} {number}");
    canonical(&spaced).or_else(|| whole("", &spaced))
}

/// The code that a text is as a whole, with or without words that lead it in.
fn whole(lead: &str, text: &str) -> Option<Code> {
    let text = &format!("{lead}{text}");
    let setting = Setting {
        error: true,
        ..Setting::default()
    };
    let mut found = find(text, setting);
    let rest = |part: &str| part.trim_matches(|c: char| !c.is_alphanumeric()).is_empty();
    let is_whole = found.len() == 1
        && rest(
            text[..found[0].range.start]
                .strip_prefix(lead)
                .unwrap_or_default(),
        )
        && rest(&text[found[0].range.end..]);
    is_whole.then(|| found.swap_remove(0).code)
}

/// The code whose canonical form this is, where no program writes it so.
fn canonical(text: &str) -> Option<Code> {
    const FORMS: &[(&str, &str)] = &[
        ("win32:", "win32"),
        ("mysql:", "mysql"),
        ("mssql:", "mssql"),
        ("systemd:", "systemd"),
        ("openssl:", "openssl"),
        ("SQLSTATE ", "sqlstate"),
        ("event ", "event"),
        ("exit ", "exit"),
        ("curl ", "curl"),
        ("HTTP ", "http"),
        ("SIP ", "sip"),
        ("SMTP ", "smtp-reply"),
        ("run-time error ", "runtime"),
        ("ms-diagnostics ", "diagnostics"),
        ("error ", "error"),
    ];
    FORMS.iter().find_map(|&(prefix, family)| {
        let head = text.get(..prefix.len())?;
        let value = text.get(prefix.len()..)?.trim();
        let is_number =
            !value.is_empty() && value.len() < 6 && value.bytes().all(|b| b.is_ascii_digit());
        let is_value = match family {
            "systemd" | "sqlstate" | "openssl" => {
                !value.is_empty()
                    && value.len() < 20
                    && value
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || b == b'-')
            }
            "error" => is_number && value.len() == 1,
            "http" => value.len() > 2 && value.bytes().all(|b| b.is_ascii_digit() || b == b'.'),
            _ => is_number,
        };
        if !head.eq_ignore_ascii_case(prefix) || !is_value {
            return None;
        }
        let value = match family {
            "sqlstate" | "openssl" => value.to_ascii_uppercase(),
            _ => value.to_owned(),
        };
        Some(Code {
            canonical: format!("{prefix}{value}"),
            family,
        })
    })
}
