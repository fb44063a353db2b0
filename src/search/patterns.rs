//! What stands around the message in a paste: one table of regular expressions, `patterns.txt`, which
//! the browser reads too.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

/// The table as it stands, for the browser.
pub const TABLE: &str = include_str!("patterns.txt");

static PATTERNS: LazyLock<HashMap<&'static str, Regex>> = LazyLock::new(|| {
    rows()
        .map(|(name, row)| (name, compiled(name, row)))
        .collect()
});

/// The rows of the table: names and patterns.
pub fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
}

/// The pattern of this name.
///
/// # Panics
/// If the table has none of it.
#[must_use]
pub fn pattern(name: &str) -> &'static Regex {
    &PATTERNS[name]
}

/// A pattern in which the classes mean ASCII, as they do in a browser.
fn compiled(name: &str, row: &str) -> Regex {
    let ascii = row
        .replace(r"\d", "[0-9]")
        .replace(r"\w", "[A-Za-z0-9_]")
        .replace(r"\S", r"[^\t\n\r\x0b\x0c ]")
        .replace(r"\s", r"[\t\n\r\x0b\x0c ]")
        .replace(r"\b", r"(?-u:\b)");
    RegexBuilder::new(&ascii)
        .case_insensitive(!name.ends_with('!'))
        .build()
        .expect("every pattern is compiled by a test")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_one() {
        for (name, _) in rows() {
            assert!(!pattern(name).as_str().is_empty(), "{name}");
        }
    }

    #[test]
    fn no_pattern_looks_around() {
        for (name, row) in rows() {
            for sign in ["(?=", "(?!", "(?<", "(?i", r"\p", r"\h"] {
                assert!(!row.contains(sign), "{name} holds {sign}");
            }
        }
    }
}
