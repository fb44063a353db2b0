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
        if let Some(mask) = mask_at(rest) {
            rest = &rest[mask.len()..];
            // Several values in a row are as good as one.
            if !out.ends_with('*') {
                separate(&mut out);
                out.push('*');
            }
            apart = true;
            continue;
        }
        // Nearly all letters are ASCII, which needs no tables.
        let ascii = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let (word, after) = rest.split_at(if ascii > 0 { ascii } else { c.len_utf8() });
        rest = after;
        if ascii == 0 && !c.is_alphanumeric() {
            apart = true;
            continue;
        }
        if std::mem::take(&mut apart) {
            separate(&mut out);
        }
        if ascii > 0 {
            let start = out.len();
            out.push_str(word);
            out[start..].make_ascii_lowercase();
        } else {
            out.extend(c.to_lowercase());
        }
    }
    out
}

/// The mask with which a text starts.
fn mask_at(text: &str) -> Option<&'static str> {
    let masks = MASKS.iter().map(|kind| kind.mask());
    let mut masks = masks.filter(|_| text.starts_with('{'));
    masks.find(|mask| text.starts_with(mask))
}

fn separate(out: &mut String) {
    if !out.is_empty() {
        out.push(' ');
    }
}

/// What is read of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wording {
    /// What makes an error the one it is: its words but for sentences that consist of stock words
    /// only; all of them where nothing else is left.
    pub(super) identity: String,
    /// The sentences that tell one error from another.
    pub(super) telling: Vec<Sentence>,
}

/// Reads a template.
pub(super) fn wording(template: &str) -> Wording {
    let mut identity = String::new();
    let mut telling = Vec::new();
    for range in sentences(template) {
        let key = folded(&template[range.clone()]);
        let own = own_weight(&key);
        if own > 0 {
            separate(&mut identity);
            identity.push_str(&key);
        }
        if own > 1 {
            telling.push(Sentence { range, key });
        }
    }
    if identity.is_empty() {
        identity = folded(template);
    }
    Wording { identity, telling }
}

/// Whether a folded sentence has no word of its own (0), one (1), or at least two. A long word counts
/// twice, so that languages that write no blanks are not left out.
fn own_weight(key: &str) -> usize {
    let words = key.split(' ').filter(|word| word.len() > 1);
    let own = words.filter(|word| STOCK.binary_search(word).is_err());
    own.map(|word| 1 + word.len() / 12).take(2).sum()
}

/// The sentences of a text. A line break ends one, but for a line that goes on in lower case.
fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let next = || text[at + c.len_utf8()..].chars().next();
        let ends = match c {
            '.' | '!' | '?' => next().is_none_or(is_outside),
            '\n' => !next().is_some_and(char::is_lowercase),
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
        let identity = |template: &str| wording(template).identity;
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
            assert_eq!(wording(stock).telling, [], "{stock}");
        }
        for own in [
            "The spooler refused the ticket.",
            "プリンターが見つかりません。",
        ] {
            assert_eq!(wording(own).telling.len(), 1, "{own}");
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
