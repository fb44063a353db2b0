//! The sentences of an error, folded so that two articles that quote the same message meet.
//!
//! Authors quote an error with other quotation marks, other line breaks, more or less of it. Whole
//! texts are therefore seldom equal where single sentences are.

use std::ops::Range;

use crate::entity::variable::VariableKind;

/// A sentence of an error's template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sentence {
    /// Its bytes in the template.
    pub(super) range: Range<usize>,
    /// Its words in lower case, masks as `*`.
    pub(super) key: String,
}

/// Words that stand in messages of every program and tell none from another.
const STOCK: &[&str] = &[
    "a",
    "about",
    "action",
    "additional",
    "administrator",
    "again",
    "an",
    "and",
    "any",
    "are",
    "as",
    "at",
    "attempt",
    "be",
    "because",
    "been",
    "by",
    "can",
    "cannot",
    "click",
    "closed",
    "code",
    "complete",
    "completed",
    "contact",
    "could",
    "couldn",
    "currently",
    "details",
    "did",
    "do",
    "does",
    "doesn",
    "don",
    "due",
    "encountered",
    "error",
    "exception",
    "failed",
    "failure",
    "few",
    "following",
    "for",
    "from",
    "go",
    "happened",
    "has",
    "have",
    "help",
    "if",
    "in",
    "information",
    "internal",
    "is",
    "isn",
    "it",
    "later",
    "may",
    "message",
    "minutes",
    "moment",
    "more",
    "no",
    "not",
    "now",
    "occurred",
    "of",
    "ok",
    "on",
    "operation",
    "or",
    "our",
    "page",
    "persists",
    "please",
    "problem",
    "problems",
    "program",
    "re",
    "reason",
    "refer",
    "request",
    "retry",
    "s",
    "see",
    "server",
    "setup",
    "something",
    "sorry",
    "successfully",
    "support",
    "system",
    "t",
    "technical",
    "that",
    "the",
    "there",
    "this",
    "to",
    "topic",
    "trouble",
    "try",
    "trying",
    "unable",
    "unexpected",
    "unknown",
    "ve",
    "was",
    "we",
    "went",
    "were",
    "while",
    "will",
    "with",
    "working",
    "wrong",
    "you",
    "your",
];

/// Masks, as they stand in templates.
const MASKS: [VariableKind; 7] = [
    VariableKind::Host,
    VariableKind::Guid,
    VariableKind::Email,
    VariableKind::Ip,
    VariableKind::Path,
    VariableKind::Time,
    VariableKind::Value,
];

/// A template in one spelling: words in lower case, masks as `*`, nothing else.
pub(super) fn folded(template: &str) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    let mut apart = false;
    while let Some(c) = rest.chars().next() {
        let mask = MASKS
            .iter()
            .map(|kind| kind.mask())
            .find(|mask| c == '{' && rest.starts_with(mask));
        if let Some(mask) = mask {
            rest = &rest[mask.len()..];
            // Several values in a row are as good as one.
            if !out.ends_with('*') {
                separate(&mut out);
                out.push('*');
            }
            apart = true;
            continue;
        }
        rest = &rest[c.len_utf8()..];
        if !c.is_alphanumeric() {
            apart = true;
            continue;
        }
        if std::mem::take(&mut apart) {
            separate(&mut out);
        }
        out.extend(c.to_lowercase());
    }
    out
}

fn separate(out: &mut String) {
    if !out.is_empty() {
        out.push(' ');
    }
}

/// The sentences of a template that tell one error from another.
pub(super) fn telling(template: &str) -> Vec<Sentence> {
    let mut found: Vec<Sentence> = Vec::new();
    for range in sentences(template) {
        let key = folded(&template[range.clone()]);
        if is_telling(&key) {
            found.push(Sentence { range, key });
        }
    }
    found
}

/// What makes an error the one it is: its words but for sentences that consist of stock words only;
/// all of them where nothing else is left.
pub(super) fn identity(template: &str) -> String {
    let parts = sentences(template).into_iter();
    let parts = parts.map(|range| folded(&template[range]));
    let own: Vec<String> = parts
        .filter(|key| own_words(key).next().is_some())
        .collect();
    if own.is_empty() {
        return folded(template);
    }
    own.join(" ")
}

/// The words of a folded sentence that not every message has.
fn own_words(key: &str) -> impl Iterator<Item = &str> {
    key.split(' ')
        .filter(|word| *word != "*" && STOCK.binary_search(word).is_err())
        .filter(|word| word.len() > 1)
}

/// Whether a folded sentence has at least two words of its own. A long word counts twice, so that
/// languages that write no blanks are not left out.
fn is_telling(key: &str) -> bool {
    let own = own_words(key);
    own.map(|word| 1 + word.len() / 12).take(2).sum::<usize>() > 1
}

/// The sentences of a text. A line break ends one, but for a line that goes on in lower case.
fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let next = letters.peek().map(|&(_, next)| next);
        let ends = match c {
            '.' | '!' | '?' => next.is_none_or(is_outside),
            '\n' => !next.is_some_and(char::is_lowercase),
            '。' | '！' | '？' => true,
            _ => false,
        };
        if ends {
            found.push(start..at + c.len_utf8());
            start = at + c.len_utf8();
        }
    }
    found.push(start..text.len());
    found.retain(|range| !text[range.clone()].trim().is_empty());
    found
}

/// Whether a character after a full stop shows that it ended a sentence: a blank, a closing quote.
fn is_outside(c: char) -> bool {
    c.is_whitespace() || "\"'”’»)]".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stock_words_are_sorted() {
        assert!(STOCK.is_sorted());
    }

    #[test]
    fn spellings_of_one_message_are_one() {
        let one = "Can\u{2019}t reach \u{201c}{host}\u{201d}: the spooler refused.";
        let other = "can't reach '{value}' {path}\nThe spooler refused";
        assert_eq!(folded(one), "can t reach * the spooler refused");
        assert_eq!(folded(one), folded(other));
    }

    #[test]
    fn stock_sentences_do_not_part_errors_but_numbers_do() {
        let one = identity("“The spooler refused it.” Please try again later.");
        assert_eq!(one, identity("The spooler refused it"));
        assert_ne!(
            identity("It stopped. Error 17"),
            identity("It stopped. Error 18")
        );
        assert_eq!(identity("Try again."), "try again");
        assert_eq!(identity(""), "");
    }

    #[test]
    fn stock_sentences_tell_nothing() {
        for stock in [
            "Please try again later.",
            "An unexpected error has occurred.",
            "Something went wrong. Contact your administrator!",
            "{value} {host}",
            "",
            "...",
        ] {
            assert_eq!(telling(stock), [], "{stock}");
        }
        for own in [
            "The spooler refused the ticket.",
            "プリンターが見つかりません。",
        ] {
            assert_eq!(telling(own).len(), 1, "{own}");
        }
    }

    #[test]
    fn sentences_end_with_a_mark_or_a_line() {
        let text = "The tray 1.2 is\nempty. Fill the hopper!\nSee “3.” or .later";
        let found: Vec<&str> = sentences(text)
            .into_iter()
            .map(|range| text[range].trim())
            .collect();
        let wanted = [
            "The tray 1.2 is\nempty.",
            "Fill the hopper!",
            "See “3.",
            "” or .later",
        ];
        assert_eq!(found, wanted);
    }
}
