//! How failures are worded: sentences that announce an error, and texts that are one.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::sentence::Sentence;
use super::words::{FAILURE, MEDIUM, STRONG, class, words};

pub(super) use super::record::has_record_shape;

/// What the text before a block says about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Lead {
    /// It announces an error, an event, a message.
    pub(super) error: bool,
    /// It announces several.
    pub(super) several: bool,
    /// It names an error, a warning or an exception, not just a message or an entry.
    pub(super) strong: bool,
    /// It announces messages, not a status or an entry.
    pub(super) message: bool,
    /// It announces something else: a command, its output, an example, steps.
    pub(super) other: bool,
}

/// What a paragraph says about the block after it: its last sentence counts, and whether that one
/// announces something.
pub(super) fn lead(paragraph: &str) -> Lead {
    let text = paragraph.trim_end();
    if text.len() <= LONGEST_LABEL {
        let named = lead_of_heading(text);
        if named.error {
            return named;
        }
    }
    let bare = text.trim_end_matches([':', ' ', '*', '\u{a0}']);
    let colon = text[bare.len()..].contains(':');
    let sentence = last_sentence(bare);
    if !colon && !points_ahead(sentence) {
        return Lead::default();
    }
    // What is told already makes no message of the author's next sentence.
    let told = !colon && tells_itself(sentence);
    let sentence = Sentence::read(sentence);
    let error = match sentence.after_other {
        // "run the following command, and you receive this error:" announces the error.
        Some(after) => after.names_error_anew(),
        None => sentence.all.names_error() && !sentence.remedy,
    };
    Lead {
        error,
        several: sentence.several,
        strong: error && sentence.all.strong && !told,
        message: error && sentence.message && !told,
        other: !error && (sentence.after_other.is_some() || sentence.remedy || sentence.output),
    }
}

/// What a sentence without a colon points ahead with.
static POINTS_AHEAD: LazyLock<Vec<Finder<'static>>> = LazyLock::new(|| {
    let parts = [
        "ollowing",
        "olgende",
        "esembles",
        "as follows",
        "like this",
        "imilar to",
        "elow",
    ];
    parts.iter().map(|part| Finder::new(*part)).collect()
});

/// Whether a sentence without a colon points to what comes after it.
fn points_ahead(sentence: &str) -> bool {
    POINTS_AHEAD
        .iter()
        .any(|part| part.find(sentence.as_bytes()).is_some())
}

/// Whether a sentence holds what it points to: `The following error appears: "…"`.
fn tells_itself(sentence: &str) -> bool {
    [": \"", ": “", ", \"", ": «"]
        .iter()
        .any(|sign| sentence.contains(sign))
}

/// The longest paragraph that is looked at as a label ("Error message 2"), in bytes.
const LONGEST_LABEL: usize = 40;

/// What a heading says about the block after it: "Error message", "Sample event".
pub(super) fn lead_of_heading(heading: &str) -> Lead {
    const MOST: usize = 5; // words
    let mut names = false;
    let mut after = 0;
    let mut last = "";
    for (index, word) in words(heading).enumerate() {
        let class = class(word);
        let is_noun = class & STRONG != 0
            || word.eq_ignore_ascii_case("event")
            || word.eq_ignore_ascii_case("events");
        let goes_with = names && after < 2 && (class & MEDIUM != 0 || is_detail(word));
        match (is_noun, goes_with) {
            _ if index >= MOST => return Lead::default(),
            (true, _) => names = true,
            (_, true) => after += 1,
            _ if names || index > 1 => return Lead::default(),
            _ => {}
        }
        last = word;
    }
    Lead {
        error: names,
        several: names && last.ends_with('s'),
        ..Lead::default()
    }
}

/// What goes with the noun in a label: "Error details", "Error 2".
fn is_detail(word: &str) -> bool {
    let one = word.len() == 1 && word.starts_with(|c: char| c.is_ascii_uppercase());
    one || word.bytes().all(|byte| byte.is_ascii_digit())
        || ["details", "record", "records", "output", "description"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(word))
}

/// The text after the last end of a sentence.
fn last_sentence(text: &str) -> &str {
    let bytes = text.as_bytes();
    let mut end = bytes.len();
    while let Some(at) = memchr::memrchr3(b'.', b'?', b'!', &bytes[..end]) {
        let after = &text[at + 1..];
        let blank = after.chars().next().filter(|c| c.is_whitespace());
        if let Some(blank) = blank.filter(|_| !after.trim_start().is_empty()) {
            return &after[blank.len_utf8()..];
        }
        end = at;
    }
    text
}

/// Whether a text speaks of something that went wrong.
pub(super) fn speaks_of_failure(text: &str) -> bool {
    let mut before = "";
    words(text).any(|word| {
        let fails = class(word) & FAILURE != 0 || is_phrase_of_failure(before, word);
        before = word;
        fails
    })
}

/// Two words that speak of failure together.
const PHRASES: &[(&str, &str)] = &[
    ("try", "again"),
    ("went", "wrong"),
    ("timed", "out"),
    ("time", "out"),
    ("no", "such"),
    ("no", "longer"),
    ("no", "route"),
    ("no", "space"),
    ("no", "license"),
    ("no", "permission"),
    ("no", "access"),
    ("no", "response"),
    ("no", "connection"),
    ("no", "valid"),
    ("no", "matching"),
    ("no", "suitable"),
    ("of", "memory"),
    ("of", "range"),
    ("of", "space"),
    ("of", "date"),
    ("of", "disk"),
    ("of", "sync"),
    ("too", "many"),
    ("too", "large"),
    ("too", "long"),
    ("too", "big"),
    ("already", "exists"),
    ("already", "in"),
    ("already", "been"),
    ("already", "set"),
    ("contact", "your"),
    ("need", "permission"),
];

fn is_phrase_of_failure(before: &str, word: &str) -> bool {
    // The first letters sort out nearly all pairs.
    before.starts_with(['t', 'w', 'n', 'o', 'a', 'c', 'T', 'W', 'N', 'O', 'A', 'C'])
        && PHRASES.iter().any(|(first, second)| {
            before.eq_ignore_ascii_case(first) && word.eq_ignore_ascii_case(second)
        })
}

/// How texts start that tell the reader something instead of quoting a screen.
const VOICE: &[&str] = &[
    "note",
    "notes",
    "tip",
    "tips",
    "important",
    "caution",
    "for more information",
    "for more details",
    "for further information",
    "for detailed information",
    "see also",
    "this article",
    "this issue",
    "this problem",
    "this behavior",
    "in this scenario",
    "in this case",
    "in this example",
    "in this situation",
    "when you",
    "if you use",
    "if you run",
    "if you have",
    "if you want",
    "if you are",
    "if you see",
    "if you receive",
    "for example",
    "to fix",
    "to resolve",
    "to work around",
    "to do this",
    "to verify",
    "to check",
    "however",
    "additionally",
    "where",
];

/// Whether a text tells the reader something instead of quoting a screen: a note, an instruction, a
/// way to other pages.
pub(super) fn is_authors_voice(text: &str) -> bool {
    let text = text.trim_start();
    let answers = ["Q:", "A:"].iter().any(|start| text.starts_with(start));
    answers || VOICE.iter().any(|start| starts_with_words(text, start))
}

/// Whether a text starts with these words (lower case, blanks between them), whatever its case.
fn starts_with_words(text: &str, start: &str) -> bool {
    let Some(head) = text.get(..start.len()) else {
        return false;
    };
    head.eq_ignore_ascii_case(start)
        && !text[start.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '\'' || c == '’')
}

/// How sentences start that tell what a reader or a user sees or cannot do.
const READER: &[&str] = &[
    "you can't",
    "you cannot",
    "users",
    "the user",
    "a user",
    "when",
    "after",
    "if",
    "you receive",
    "you see",
    "the error",
    "this error",
    "the issue",
    "the problem",
    "you experience",
    "some users",
    "outlook users",
];

/// Whether a sentence tells what a reader or a user sees or cannot do, as articles do and programs
/// mostly do not.
pub(super) fn is_about_reader(text: &str) -> bool {
    let text = text.trim_start();
    READER.iter().any(|start| starts_with_words(text, start))
}

/// How sentences start that tell the reader what to do.
const INSTRUCTIONS: &[&str] = &[
    "restart",
    "reboot",
    "run",
    "open",
    "select",
    "click",
    "use",
    "go to",
    "make sure",
    "verify",
    "install",
    "uninstall",
    "remove",
    "set",
    "type",
    "enter",
    "create",
    "add",
    "change",
    "wait",
    "follow",
    "see",
];

/// Whether a sentence is an instruction of the author's.
pub(super) fn is_instruction(text: &str) -> bool {
    let text = text.trim_start();
    INSTRUCTIONS
        .iter()
        .any(|start| starts_with_words(text, start))
}

/// The text without a label of the author's before it: "Error message: …".
pub(super) fn without_label(text: &str) -> &str {
    const LABELS: &[&str] = &["error message", "error text", "warning message"];
    let label = LABELS.iter().find(|label| starts_with_words(text, label));
    let rest = label.and_then(|label| text[label.len()..].trim_start().strip_prefix(':'));
    rest.map_or(text, str::trim_start)
}

/// Whether a text is nothing but the name or number of an error or event.
pub(super) fn is_only_code(text: &str) -> bool {
    const KINDS: &[&str] = &[
        "error", "event", "status", "stop", "exit", "reason", "result",
    ];
    const NAMES: &[&str] = &["id", "code", "number"];
    let is =
        |word: &str, known: &[&str]| known.iter().any(|known| known.eq_ignore_ascii_case(word));
    let mut rest = text.trim();
    if let Some((kind, after)) = rest
        .split_once([' ', ':', '=', '#'])
        .filter(|(kind, _)| is(kind, KINDS))
    {
        let _ = kind;
        rest = after.trim_start_matches([' ', ':', '=', '#']);
        if let Some((name, after)) = rest
            .split_once([' ', ':', '=', '#'])
            .filter(|(name, _)| is(name, NAMES))
        {
            let _ = name;
            rest = after.trim_start_matches([' ', ':', '=', '#']);
        }
    }
    let is_part = |c: char| c.is_alphanumeric() || "_.#-".contains(c);
    let labelled = rest.len() < text.trim().len();
    !rest.is_empty()
        && rest.chars().all(is_part)
        && (labelled || rest.contains(|c: char| c.is_ascii_digit()))
}

/// Whether a line only parts alternatives: "Or", "-or-", "And".
pub(super) fn is_separator(text: &str) -> bool {
    let word = text.trim_matches(|c: char| !c.is_alphanumeric());
    ["or", "and"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_announces_an_error() {
        for text in [
            "When you start the service, you receive the following error message:",
            "You receive one of these errors:",
            "Additionally, the following event is logged in the Application log:",
            "The full text of this message resembles the following:",
            "When you run the following command, you receive this error:",
            "In this scenario, the user sees the following message.",
            "kubelet logs the following entry:",
            "The pod fails with:",
            "psql returns an error that resembles the following:",
        ] {
            assert!(lead(text).error, "{text}");
        }
    }

    #[test]
    fn a_sentence_announces_something_else() {
        for text in [
            "To fix this error, run the following command:",
            "To resolve this issue, follow these steps:",
            "Run the following cmdlet:",
            "This error occurs for one of the following reasons:",
            "The user receives an error message.",
            "For more information about the error, see the following articles:",
            "Check the following settings:",
        ] {
            assert!(!lead(text).error, "{text}");
        }
    }
}
