//! Codes as a reader of pastes needs them: the spellings of one number made one term.
//!
//! The recognisers of [`crate::entity::code`] know every family and its context; they read articles. A
//! paste is read by this small table instead, in Rust and in the browser alike (`codes.js`). What an
//! article's codes are is told to the index by the recognisers, and written as these terms.

use std::ops::Range;

use crate::entity::variable;

/// A code in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sign {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// Its term: `h:80070005` for a number of 32 bits, `n:5.7.1` for a status of mail.
    pub term: String,
}

/// The codes of a folded text that stand for themselves, in order.
#[must_use]
pub fn signs(text: &str) -> Vec<Sign> {
    if let Some(sign) = alone(text) {
        return vec![sign];
    }
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(digit) = bytes[at..].iter().position(u8::is_ascii_digit) {
        // No word without a digit is a code.
        let digit = at + digit;
        let mut before = bytes[at..digit].iter();
        let sign = before.rposition(|byte| !byte.is_ascii_alphanumeric());
        let start = sign.map_or(at, |sign| at + sign + 1);
        let end = word_end(bytes, digit);
        let place = Place { text, start, end };
        match place.sign() {
            Some(sign) => {
                at = sign.range.end;
                found.push(sign);
            }
            None => at = end,
        }
    }
    found
}

/// Whether a word is the term of a code.
#[must_use]
pub fn is_code(word: &str) -> bool {
    word.as_bytes().get(1) == Some(&b':')
}

/// A text with what varies masked and its blanks folded; the codes in it stay.
#[must_use]
pub fn template(text: &str) -> String {
    let kept: Vec<_> = signs(text).into_iter().map(|sign| sign.range).collect();
    variable::template(text, &kept)
}

/// A text that is nothing but a number of eight hexadecimal digits.
fn alone(text: &str) -> Option<Sign> {
    let word = text.trim_matches([' ', '\t']);
    let is_hex = word.len() == 8 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let value = is_hex
        .then(|| u32::from_str_radix(word, 16).ok())
        .flatten()?;
    let start = text.len() - text.trim_start_matches([' ', '\t']).len();
    Some(Sign {
        range: start..start + word.len(),
        term: format!("h:{value:x}"),
    })
}

/// Further terms that the codes of a folded text have: `w:5` for an error number of Windows,
/// `e:1000` for the id of an event.
#[must_use]
pub fn further(text: &str, signs: &[Sign]) -> Vec<String> {
    let windows = signs.iter().filter_map(|sign| windows_error(&sign.term));
    windows.chain(led_numbers(text)).collect()
}

/// The error number of Windows that a number of 32 bits wraps.
fn windows_error(term: &str) -> Option<String> {
    let low = term.strip_prefix("h:8007").filter(|low| low.len() == 4)?;
    let number = u32::from_str_radix(low, 16).ok()?;
    Some(format!("w:{number}"))
}

struct Place<'t> {
    text: &'t str,
    start: usize,
    end: usize,
}

impl Place<'_> {
    fn word(&self) -> &str {
        &self.text[self.start..self.end]
    }

    fn byte(&self, at: Option<usize>) -> u8 {
        let byte = at.and_then(|at| self.text.as_bytes().get(at));
        byte.copied().unwrap_or(b' ')
    }

    fn previous(&self, steps: usize) -> u8 {
        self.byte(self.start.checked_sub(steps))
    }

    fn sign(&self) -> Option<Sign> {
        if is_in_word(self.previous(1)) {
            return None;
        }
        self.status().or_else(|| self.number())
    }

    /// `5.7.1`
    fn status(&self) -> Option<Sign> {
        let bytes = self.text.as_bytes();
        let class = self.word();
        if !matches!(class, "2" | "4" | "5" | "7") || self.previous(1) == b'.' {
            return None;
        }
        let mut end = self.end;
        for _ in 0..2 {
            let digits = (self.byte(Some(end)) == b'.').then(|| run_of_digits(bytes, end + 1))?;
            if !(1..=3).contains(&digits) {
                return None;
            }
            end += 1 + digits;
        }
        let next = self.byte(Some(end));
        let goes_on = is_in_word(next) || next == b'.' && self.byte(Some(end + 1)).is_ascii_digit();
        (!goes_on).then(|| Sign {
            range: self.start..end,
            term: format!("n:{}", &self.text[self.start..end]),
        })
    }

    /// `0x80070005`, `-2147024891`, `2147942405`, `80070005`
    fn number(&self) -> Option<Sign> {
        let word = self.word();
        let next = self.byte(Some(self.end));
        let after = self.byte(Some(self.end + 1));
        let goes_on = is_in_word(next) || matches!(next, b'.' | b'-') && is_in_word(after);
        if goes_on {
            return None;
        }
        let is_apart = !matches!(self.previous(1), b'.' | b'-');
        let sign = |value: u32, start: usize| Sign {
            range: start..self.end,
            term: format!("h:{value:x}"),
        };
        let is_hex = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        if let Some(digits) = word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")) {
            let digits = digits.trim_start_matches('0');
            let digits = match digits.len() {
                16 if digits.to_ascii_lowercase().starts_with("ffffffff") => &digits[8..],
                _ => digits,
            };
            let fits = (1..=8).contains(&digits.len()) && word.len() > 3 && is_hex(digits);
            return fits
                .then(|| u32::from_str_radix(digits, 16).ok())
                .flatten()
                .map(|value| sign(value, self.start));
        }
        if word.bytes().all(|byte| byte.is_ascii_digit()) {
            let is_negative = self.previous(1) == b'-' && !is_in_word(self.previous(2));
            if (9..=10).contains(&word.len()) && is_negative {
                let value: i64 = word.parse().ok()?;
                let fits = value <= 1 << 31;
                return fits.then(|| {
                    let low = (1_i64 << 32) - value;
                    sign(u32::try_from(low).unwrap_or(0), self.start - 1)
                });
            }
            if word.len() == 10 && is_apart {
                let value: u64 = word.parse().ok()?;
                let value = u32::try_from(value)
                    .ok()
                    .filter(|value| *value >= 1 << 31)?;
                return Some(sign(value, self.start));
            }
        }
        let is_bare = word.len() == 8
            && is_apart
            && is_hex(word)
            && matches!(word.as_bytes()[0], b'8' | b'9' | b'c'..=b'f' | b'C'..=b'F')
            && (word.starts_with('8') || word.bytes().any(|byte| byte.is_ascii_alphabetic()))
            && word.bytes().any(|byte| byte.is_ascii_digit());
        is_bare
            .then(|| u32::from_str_radix(word, 16).ok())
            .flatten()
            .map(|value| sign(value, self.start))
    }
}

/// Words that lead in the number of an event.
const EVENT: &[&str] = &["event", "events", "eventid"];
/// Words that lead in an error number of Windows.
const ERROR: &[&str] = &[
    "error",
    "win32",
    "winerror",
    "errorcode",
    "fehler",
    "fehlercode",
    "systemfehler",
    "erreur",
];
/// Words that may stand between.
const BETWEEN: &[&str] = &["id", "ids", "code", "number", "no"];

/// The terms of short numbers after a word that says what they are.
#[must_use]
pub fn led_numbers(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut lead = "";
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if !byte.is_ascii_alphanumeric() {
            if !b" :=#(_\t'\"".contains(&byte) {
                lead = "";
            }
            at += 1;
            continue;
        }
        let end = word_end(bytes, at);
        let word = &text[at..end];
        let is_one_of = |known: &[&str]| known.iter().any(|known| known.eq_ignore_ascii_case(word));
        if word.bytes().all(|byte| byte.is_ascii_digit()) && (1..=5).contains(&word.len()) {
            let number = word.trim_start_matches('0');
            let is_apart = !matches!(bytes.get(end), Some(b'.' | b'-'))
                || !bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
            if !lead.is_empty() && !number.is_empty() && is_apart {
                found.push(format!("{lead}:{number}"));
            }
            lead = "";
        } else if is_one_of(EVENT) {
            lead = "e";
        } else if is_one_of(ERROR) {
            lead = "w";
        } else if !is_one_of(BETWEEN) {
            lead = "";
        }
        at = end;
    }
    found
}

fn is_in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn word_end(bytes: &[u8], start: usize) -> usize {
    start
        + bytes[start..]
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric())
            .count()
}

fn run_of_digits(bytes: &[u8], start: usize) -> usize {
    bytes[start..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> Vec<String> {
        let signs = signs(text);
        let further = further(text, &signs);
        signs
            .into_iter()
            .map(|sign| sign.term)
            .chain(further)
            .collect()
    }

    #[test]
    fn a_number_has_one_term_in_all_its_spellings() {
        for text in [
            "0x80070005",
            "-2147024891",
            "2147942405",
            "80070005",
            "0X80070005",
            "(0xFFFFFFFF80070005)",
        ] {
            assert_eq!(terms(text), ["h:80070005", "w:5"], "{text}");
        }
    }

    #[test]
    fn a_number_that_is_none_has_no_term() {
        for text in [
            "15.1.2507.6",
            "8007-0005",
            "550",
            "6f9619ff-8b86-d011-b42d-00c04fc964ff",
            "5.7.1.2",
            "v5.7.1",
        ] {
            assert!(terms(text).is_empty(), "{text}: {:?}", terms(text));
        }
    }

    #[test]
    fn numbers_are_told_by_what_leads_them_in() {
        assert_eq!(terms("Event ID: 5011"), ["e:5011"]);
        assert_eq!(
            terms("eventid_4999 and error code (1326)"),
            ["e:4999", "w:1326"]
        );
        assert_eq!(terms("550 5.7.1 RESOLVER"), ["n:5.7.1"]);
        assert_eq!(terms("error: the 12 files"), Vec::<String>::new());
    }
}
