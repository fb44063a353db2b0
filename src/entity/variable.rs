//! What varies between sites in the text of an error: hosts, ids, addresses, paths, times, values.
//!
//! One function finds these spans, for templates and for search alike. A span is what a reader would
//! replace by their own value; the words of the message, quoted ones included, and short numbers stay.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// A part of a text that differs from site to site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// What it is.
    pub kind: VariableKind,
}

/// What varies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VariableKind {
    /// A host or domain name.
    Host,
    /// A GUID.
    Guid,
    /// An e-mail address.
    Email,
    /// An IP address, perhaps with a port.
    Ip,
    /// A path of a file or folder, an address of a page.
    Path,
    /// A date, a time of day, or both.
    Time,
    /// Any other value: a long number, an identifier, a placeholder.
    Value,
}

impl VariableKind {
    /// What stands for it in a template.
    #[must_use]
    pub fn mask(self) -> &'static str {
        match self {
            Self::Host => "{host}",
            Self::Guid => "{guid}",
            Self::Email => "{email}",
            Self::Ip => "{ip}",
            Self::Path => "{path}",
            Self::Time => "{time}",
            Self::Value => "{value}",
        }
    }
}

/// The shapes, in the order in which they are tried at each place. A group's position is its kind's.
/// Written without what only one engine of regular expressions knows, because the browser reads the
/// same texts.
const SHAPES: &[(VariableKind, &str)] = &[
    // What an author or a program left open: `<server name>`, `\<id\>`, `{0}`, `%1`, `[Name Here]`.
    (
        VariableKind::Value,
        r"\\?<[A-Za-z][A-Za-z0-9 _./'-]{0,60}\\?>",
    ),
    (VariableKind::Value, r"\{[A-Za-z0-9][A-Za-z0-9 _-]{0,30}\}"),
    (
        VariableKind::Guid,
        r"\{?[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}\}?",
    ),
    (
        VariableKind::Path,
        r#"(?:https?|ftp|ldaps?|file|net\.tcp|sips?|jdbc:[a-z]+|tcp|s3|wss?)://[^\s"'<>|\x60]+"#,
    ),
    (
        VariableKind::Email,
        r"[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)+",
    ),
    // A distinguished name: parts joined by commas, to the last that has a key.
    (
        VariableKind::Value,
        r#"(?:CN|OU|DC|O|cn|ou|dc|uid|UID)=[^,"'\n=]{1,80}(?:,\s?(?:CN|OU|DC|O|C|L|S|cn|ou|dc|o)=[^,"'\n=\s]{1,80}(?: [^,"'\n=\s:;.]{1,40}){0,4})+"#,
    ),
    // A folder on another machine; a folder on a drive. Blanks end it unless a separator follows.
    (
        VariableKind::Path,
        r#"\\\\[A-Za-z0-9_.$-]+(?:\\(?:[^\\/:*?"'<>|\r\n;,]{1,80}\\)*[^\\/:*?"'<>|\r\n\s;,)\]]*)?"#,
    ),
    (
        VariableKind::Path,
        r#"[A-Za-z]:\\(?:[^\\/:*?"'<>|\r\n;,]{1,80}\\)*[^\\/:*?"'<>|\r\n\s;,)\]]*"#,
    ),
    (VariableKind::Path, r#"(?:/[A-Za-z0-9_.@+~-]+){2,}/?"#),
    (
        VariableKind::Ip,
        r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?::\d{1,5}|/\d{1,2})?",
    ),
    // 2024-05-31T10:20:30.123Z, 31/05/2024 10:20:30 PM, May 31 10:20:30, 10:20:30.
    (
        VariableKind::Time,
        r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)?(?:Z| ?[+-]\d\d:?\d\d)?",
    ),
    (
        VariableKind::Time,
        r"(?:\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)|\d{1,2}\.\d{1,2}\.(?:19|20)\d\d)(?:,? \d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?)?",
    ),
    (
        VariableKind::Time,
        r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?(?:\d{1,2} )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{1,2}(?:,? \d{4})? \d{1,2}:\d\d(?::\d\d)?",
    ),
    (
        VariableKind::Time,
        r"\d{1,2}:\d\d:\d\d(?:[.,]\d+)?(?: ?[AP]M)?",
    ),
    (
        VariableKind::Ip,
        r"\[?(?:[0-9A-Fa-f]{1,4}:){3,7}:?[0-9A-Fa-f]{1,4}(?:%\w+)?\]?|\[?[0-9A-Fa-f]{0,4}::(?:[0-9A-Fa-f]{1,4}:?){1,6}\]?",
    ),
    // A name with a domain that hosts have.
    (
        VariableKind::Host,
        r"[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*\.(?:com|org|net|edu|gov|mil|int|io|dev|app|cloud|local|lan|internal|corp|intra|intranet|test|example|invalid|localdomain|home|info|biz|eu|de|at|ch|fr|uk|nl|be|it|es|se|no|dk|fi|pl|ru|jp|cn|in|au|ca|us|br|COM|NET|ORG|LOCAL)(?::\d{1,5})?",
    ),
    // The account of a domain.
    (
        VariableKind::Value,
        r"[A-Za-z][A-Za-z0-9-]{1,14}\\[A-Za-z][A-Za-z0-9._$-]+",
    ),
    // A security identifier; long hexadecimal and decimal numbers; what a program counts with.
    (VariableKind::Value, r"S-1-\d+(?:-\d+)+"),
    (
        VariableKind::Value,
        r"0x[0-9A-Fa-f]{9,}|[0-9A-Fa-f]{16,}|\d{9,}",
    ),
    (VariableKind::Value, r"[A-Za-z0-9+/_-]{40,}={0,2}"),
];

static SHAPE: LazyLock<Regex> = LazyLock::new(|| {
    let groups: Vec<String> = SHAPES
        .iter()
        .map(|(_, shape)| format!("({shape})"))
        .collect();
    Regex::new(&groups.join("|")).expect("the shapes are regular expressions")
});

/// The parts of `text` that vary, in order; nothing that touches a range of `kept` (the codes and
/// cmdlets that were recognised in it, sorted) is one.
#[must_use]
pub fn variables(text: &str, kept: &[Range<usize>]) -> Vec<Variable> {
    let mut found = Vec::new();
    let mut places = SHAPE.capture_locations();
    let mut at = 0;
    while let Some(whole) = SHAPE.captures_read_at(&mut places, text, at) {
        let group = (1..places.len()).find(|&group| places.get(group).is_some());
        let kind = group.map_or(VariableKind::Value, |group| SHAPES[group - 1].0);
        let range = whole.start()..trimmed_end(text, whole.range(), kind);
        at = next_start(text, &range);
        if is_variable(text, &range, kind) && !touches(&range, kept) {
            at = range.end;
            found.push(Variable { range, kind });
        }
    }
    found
}

/// Where to go on when what stands at `range` is no variable: after the word at its start.
fn next_start(text: &str, range: &Range<usize>) -> usize {
    let rest = &text[range.start..];
    let word = rest
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(rest.len());
    let step = match rest.chars().next() {
        Some(first) => word.max(first.len_utf8()),
        None => 1,
    };
    (range.start + step).min(text.len())
}

/// The end of a find without the punctuation that belongs to the sentence.
fn trimmed_end(text: &str, range: Range<usize>, kind: VariableKind) -> usize {
    if !matches!(kind, VariableKind::Path | VariableKind::Host) {
        return range.end;
    }
    let end = text[range.clone()]
        .trim_end_matches(['.', ',', ';', ':', ')', ']', '!', '?'])
        .len();
    range.start + end
}

/// Whether a find stands on its own and is what it looks like.
fn is_variable(text: &str, range: &Range<usize>, kind: VariableKind) -> bool {
    let before = text[..range.start].chars().next_back();
    let after = text[range.end..].chars().next();
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if range.is_empty() || starts_with_word(text, range) && joins(before) {
        return false;
    }
    if text[range.clone()].ends_with(|c: char| c.is_alphanumeric()) && joins(after) {
        return false;
    }
    match kind {
        VariableKind::Ip => is_address(text, range),
        VariableKind::Host => {
            before != Some('.') && before != Some('\\') && !matches!(after, Some('(' | '\\'))
        }
        VariableKind::Path => {
            // `and/or/not`, and the end of something that is no path.
            !(text[range.clone()].starts_with('/') && (joins(before) || before == Some('.')))
        }
        VariableKind::Value => is_value(&text[range.clone()]),
        _ => true,
    }
}

fn starts_with_word(text: &str, range: &Range<usize>) -> bool {
    text[range.start..].starts_with(|c: char| c.is_alphanumeric())
}

/// Four numbers that an address can have, and not the number of a version.
fn is_address(text: &str, range: &Range<usize>) -> bool {
    let address = &text[range.clone()];
    if address.contains("::") || address.matches(':').count() > 2 {
        return true;
    }
    let fits = address
        .split([':', '/'])
        .next()
        .unwrap_or(address)
        .split('.')
        .all(|part| part.len() == 1 || !part.starts_with('0') && part.parse::<u8>().is_ok());
    let mut start = range.start.saturating_sub(12);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let before = text[start..range.start].to_ascii_lowercase();
    let is_version = ["version", "build", "ver.", "v", "version:", "release"]
        .iter()
        .any(|word| {
            before
                .trim_end_matches([' ', ':', '=', '"'])
                .ends_with(word)
        });
    fits && !is_version
}

/// A long run of letters and digits is an identifier only if it has both.
fn is_value(value: &str) -> bool {
    let of_digits = value.bytes().any(|byte| byte.is_ascii_digit());
    let long_word = value.len() >= 16
        && value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+/_-=".contains(&byte));
    // The account of a domain is not the path of a registry key.
    let is_key = value.get(..4).is_some_and(|start| {
        start.eq_ignore_ascii_case("hkey")
            || start.eq_ignore_ascii_case("hklm")
            || start.eq_ignore_ascii_case("hkcu")
    });
    (of_digits || !long_word) && !is_key
}

fn touches(range: &Range<usize>, kept: &[Range<usize>]) -> bool {
    let first = kept.partition_point(|kept| kept.end <= range.start);
    kept.get(first).is_some_and(|kept| kept.start < range.end)
}

/// The text with its variables masked and its blanks folded.
#[must_use]
pub fn template(text: &str, kept: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for variable in variables(text, kept) {
        out.push_str(&text[at..variable.range.start]);
        out.push_str(variable.kind.mask());
        at = variable.range.end;
    }
    out.push_str(&text[at..]);
    crate::markdown::fold_blanks(&out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> String {
        template(text, &[])
    }

    #[test]
    fn what_a_site_calls_its_own_is_masked() {
        for (text, expected) in [
            (
                "The server at mail01.contoso.com (10.20.30.40) refused",
                "The server at {host} ({ip}) refused",
            ),
            ("No mailbox for ada@contoso.com.", "No mailbox for {email}."),
            (
                "Object 6f9619ff-8b86-d011-b42d-00c04fc964ff is gone",
                "Object {guid} is gone",
            ),
            (
                r"Cannot open C:\Program Files\App\app.log: denied",
                "Cannot open {path}: denied",
            ),
            (r"Cannot watch \\files01\share$\in.", "Cannot watch {path}."),
            (
                "open /var/lib/app/data.db: no such file",
                "open {path}: no such file",
            ),
            ("2024-05-31T10:20:30.123Z timeout", "{time} timeout"),
            ("at 5/31/2024 10:20:30 PM it failed", "at {time} it failed"),
            (
                "GET https://api.contoso.com/v1/x?y=1 failed",
                "GET {path} failed",
            ),
            (
                r"The user \<alias\> cannot be found",
                "The user {value} cannot be found",
            ),
            (
                "The object 'CN=Ada,OU=People,DC=contoso,DC=com' does not exist",
                "The object '{value}' does not exist",
            ),
            (r"CONTOSO\ada is locked", "{value} is locked"),
            ("request 123456789012 failed", "request {value} failed"),
        ] {
            assert_eq!(masked(text), expected);
        }
    }

    #[test]
    fn the_words_of_a_message_stay() {
        for text in [
            "System.Net.WebException: The remote server returned an error: (403) Forbidden.",
            "Could not load file or assembly 'hlink.dll'",
            "version 15.1.2507.6 is not supported",
            "Event 1000, level 2 of 8",
            "The 'Send As' permission is missing and/or denied",
            "Microsoft.Exchange.Data.Storage.ObjectNotFoundException",
        ] {
            assert_eq!(masked(text), text);
        }
    }

    #[test]
    fn what_was_recognised_is_kept() {
        let text = "id 123456789012 failed";
        let id = 3..15;
        assert_eq!(template(text, std::slice::from_ref(&id)), text);
    }

    proptest::proptest! {
        #[test]
        fn variables_stand_in_order_and_in_bounds(text in ".{0,200}") {
            let mut end = 0;
            for variable in variables(&text, &[]) {
                proptest::prop_assert!(variable.range.start >= end);
                proptest::prop_assert!(text.get(variable.range.clone()).is_some_and(|part| !part.is_empty()));
                end = variable.range.end;
            }
        }
    }
}
