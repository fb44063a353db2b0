//! By what a finding is known again after its file was edited elsewhere.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::{Diagnostic, Place, Sources};

/// What stays of a finding while lines move: its code, its file, the line it marks and the names in its
/// message. Numbers in a message may change with what else the site says, so they do not count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// The path of its file; empty where it has none.
    pub path: String,
    /// Its code.
    pub code: String,
    /// Sixteen hexadecimal digits for the line and the names.
    pub hash: String,
}

/// So much of a long line is looked at on each side of the place, in bytes.
const AROUND: usize = 256;

impl Identity {
    /// The identity of a finding in one of these files.
    #[must_use]
    pub fn of(finding: &Diagnostic, sources: &dyn Sources) -> Self {
        let place = finding.place.as_ref();
        let line = place.and_then(|place| line(place, sources.text(place.path.as_str())?));
        let mut hash = Sha256::new();
        for word in line.into_iter().flat_map(str::split_whitespace) {
            hash.update(word);
            hash.update(b" ");
        }
        for name in names(&finding.message) {
            hash.update(b"\0");
            hash.update(name);
        }
        let digest = hash.finalize();
        Self {
            path: place.map_or_else(String::new, |place| place.path.to_string()),
            code: finding.code.rule().code.to_owned(),
            hash: digest[..8]
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        }
    }

    /// The identities of findings, each with its number among those that are alike, from 1.
    #[must_use]
    pub fn numbered(findings: &[&Diagnostic], sources: &dyn Sources) -> Vec<(Self, usize)> {
        let mut alike: BTreeMap<Self, usize> = BTreeMap::new();
        let numbered = findings.iter().map(|finding| {
            let identity = Self::of(finding, sources);
            let number = alike.entry(identity.clone()).or_default();
            *number += 1;
            (identity, *number)
        });
        numbered.collect()
    }
}

/// The line on which a place starts; none for a file as a whole.
fn line<'t>(place: &Place, text: &'t str) -> Option<&'t str> {
    let start = place.span.start as usize;
    if place.span.end == 0 || !text.is_char_boundary(start) {
        return None;
    }
    let from = text.ceil_char_boundary(start.saturating_sub(AROUND));
    let to = text.floor_char_boundary(start.saturating_add(AROUND).min(text.len()));
    let ends = ['\n', '\r'];
    let first = text[from..start]
        .rfind(ends)
        .map_or(from, |at| from + at + 1);
    let last = text[start..to].find(ends).map_or(to, |at| start + at);
    Some(&text[first..last])
}

/// What a message names: what stands between its backticks.
fn names(message: &str) -> impl Iterator<Item = &str> {
    message.split('`').skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::source::{SitePath, Source, Span};

    struct One(Source);

    impl Sources for One {
        fn text(&self, _: &str) -> Option<&str> {
            Some(&self.0.text)
        }

        fn shown(&self, path: &str) -> String {
            path.to_owned()
        }
    }

    /// The identity of a finding that marks `marked` in a text.
    fn of(text: &str, marked: &str, message: &str) -> Identity {
        let source = Source::new(SitePath::new("a.md"), text);
        let start = text.find(marked).expect("it stands in the text");
        let span = Span::new(start, start + marked.len());
        let finding = Diagnostic::new(Code::BrokenLink, message).at(&source, span);
        Identity::of(&finding, &One(source))
    }

    #[test]
    fn what_stands_elsewhere_does_not_count() {
        let known = of("See [x](y).\n", "[x](y)", "`y` is 3 lines away");
        for text in ["# New\n\nSee [x](y).\n\nMore.", "\tSee  [x](y). \r\nMore"] {
            assert_eq!(of(text, "[x](y)", "`y` is 8 lines away"), known, "{text}");
        }
    }

    #[test]
    fn the_line_and_the_names_count() {
        let known = of("See [x](y).\n", "[x](y)", "`y` is gone");
        assert_ne!(of("Read [x](y).\n", "[x](y)", "`y` is gone"), known);
        assert_ne!(of("See [x](y).\n", "[x](y)", "`z` is gone"), known);
    }

    #[test]
    fn a_long_line_is_looked_at_around_the_place_only() {
        let long = format!("é{}\u{1f600}[x](y){}", "é".repeat(5000), "漢".repeat(5000));
        let longer = format!("{}{long}{}", "é".repeat(70), "漢".repeat(7));
        assert_eq!(of(&long, "[x](y)", "m"), of(&longer, "[x](y)", "m"));
    }

    #[test]
    fn a_finding_about_a_file_has_no_line() {
        let path = SitePath::new("a.md");
        let finding = Diagnostic::new(Code::SameText, "like `b.md`").in_file(&path);
        let one = |text: &str| Identity::of(&finding, &One(Source::new(path.clone(), text)));
        assert_eq!(one("first"), one("second"));
    }
}
