//! Error texts within sentences and headings: quoted or bold words beside a word for an error, and
//! words of a heading that an error of the article repeats.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::wording::{has_record_shape, is_about_reader, is_only_code, speaks_of_failure};
use super::words::{STRONG, class, words};
use super::{ErrorText, Form};
use crate::entity::passage::{Form as Block, Passage, Run};
use crate::role::Role;

/// How many words a run that a heading shares with an error must have.
const SHARED_WORDS: usize = 4;
/// How many words may stand before such a run and belong to it: "The user isn't …" where the error
/// names the user.
const MISSING_WORDS: usize = 2;

/// The error texts within sentences and headings; `blocks` are those that stand on their own.
pub(super) fn inline(passages: &[Passage<'_>], blocks: &[ErrorText]) -> Vec<ErrorText> {
    let mut taken = vec![false; passages.len()];
    for index in blocks.iter().flat_map(|error| error.passages.clone()) {
        taken[index] = true;
    }
    let repeated = Shingles::of(blocks);
    let mut found = Vec::new();
    for (index, passage) in passages
        .iter()
        .enumerate()
        .filter(|(index, _)| !taken[*index])
    {
        let (ranges, form) = match passage.form {
            Block::Heading => (in_heading(passage, &repeated), Form::Heading),
            Block::Paragraph | Block::Cell if may_announce(passage) => {
                (in_sentence(passage), Form::Inline)
            }
            _ => continue,
        };
        for range in ranges {
            let text = crate::markdown::fold_blanks(&passage.text[range.clone()]);
            found.push(ErrorText {
                section: passage.section_id().to_owned(),
                line: passage.line(range.start),
                end_line: passage.line(range.end),
                node: Some(passage.block),
                passages: index..index + 1,
                range,
                ..ErrorText::new(text, form)
            });
        }
    }
    found
}

/// Parts of the words beside which messages stand, the most frequent first.
static HINTS: LazyLock<Vec<Finder<'static>>> = LazyLock::new(|| {
    let parts = [
        "rror", "ehler", "essage", "arning", "tatus", "xception", "ailure", "ault", "says",
        "states", " with", "ejected", "RROR", "see ", "eceive", "get ", "shows", "eports", "NDR",
        "DSN", "ounce", "race",
    ];
    parts.iter().map(|part| Finder::new(*part)).collect()
});

/// Whether a passage has something set apart and a word for an error; most have not and need no
/// closer look.
fn may_announce(passage: &Passage<'_>) -> bool {
    let text = passage.text.as_bytes();
    let set_apart = |run: &Run| run.code || run.strong.is_some() || run.emphasis.is_some();
    let quoted = || {
        let curly = || !text.is_ascii() && passage.text.contains(['“', '„']);
        memchr::memchr(b'"', text).is_some() || curly()
    };
    (passage.runs.iter().any(set_apart) || quoted())
        && HINTS.iter().any(|hint| hint.find(text).is_some())
}

/// Whether a piece stands beside a word for an error: "… error message", "the error …", "… says …".
fn is_beside_error(text: &str, piece: &Range<usize>) -> bool {
    names_error(near_after(text, piece.end)) || announces(near_before(text, piece.start))
}

fn is_error_noun(word: &str) -> bool {
    class(word) & STRONG != 0 || is_one_of(word, &["message", "messages"])
}

/// Whether what follows a piece calls it an error, at once or after one word.
fn names_error(after: &str) -> bool {
    const APART: &[char] = &[' ', '\n', '\u{a0}', ')', '"', '”'];
    let first = after.trim_start_matches(APART);
    let mut near = words(first).take(2);
    let (Some(one), two) = (near.next(), near.next()) else {
        return false;
    };
    // A new sentence, or the end of a clause, is about something else.
    let joined = |word: &str| {
        let end = word.as_ptr() as usize - first.as_ptr() as usize;
        first[..end]
            .chars()
            .all(|c| c.is_alphanumeric() || " \n\u{a0}-'’".contains(c))
    };
    joined(one) && is_error_noun(one) || two.is_some_and(|two| joined(two) && is_error_noun(two))
}

/// Words that may stand between the noun and the piece: "the error code that reads".
const FILLERS: &[&str] = &[
    "of",
    "that",
    "which",
    "say",
    "says",
    "saying",
    "state",
    "states",
    "stating",
    "read",
    "reads",
    "reading",
    "is",
    "was",
    "appears",
    "appear",
    "occurs",
    "occurred",
    "displayed",
    "shown",
    "returned",
    "logged",
    "reported",
    "received",
    "like",
    "such",
    "as",
    "resembles",
    "similar",
    "to",
    "the",
    "following",
    "text",
    "code",
    "string",
    "description",
    "details",
];

/// Verbs that announce what is said without a noun.
const SAYING: &[&str] = &["says", "states"];

/// Whether what stands before a piece announces it.
fn announces(before: &str) -> bool {
    let open = before.trim_end_matches([' ', '\n', '\u{a0}', '(', ':', ',']);
    let clause = open
        .rfind(['.', '!', '?', ';', ')'])
        .map_or(open, |end| &open[end + 1..]);
    let mut last = clause
        .rsplit(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’'))
        .filter(|word| !word.is_empty())
        .peekable();
    if last.peek().is_some_and(|word| is_one_of(word, SAYING)) {
        return true;
    }
    if last.peek().is_some_and(|word| is_one_of(word, &["with"])) {
        return last
            .nth(1)
            .is_some_and(|word| is_one_of(word, &["fails", "failed", "fail"]));
    }
    let is_number = |word: &str| word.contains(|c: char| c.is_ascii_digit());
    last.find(|word| !is_one_of(word, FILLERS) && !is_number(word))
        .is_some_and(|word| is_error_noun(word) || is_one_of(word, &["status"]))
}

fn is_one_of(word: &str, known: &[&str]) -> bool {
    known.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// The messages within a sentence: spans set apart that stand beside a word for an error.
fn in_sentence(passage: &Passage<'_>) -> Vec<Range<usize>> {
    let text = passage.text.as_str();
    let mut found: Vec<Range<usize>> = Vec::new();
    for span in spans(passage) {
        let content = trimmed(text, span.inner.clone());
        let overlaps = found.last().is_some_and(|last| last.end > content.start);
        if overlaps || is_linked(passage, &content) || !is_message_like(&text[content.clone()]) {
            continue;
        }
        let piece = &text[content.clone()];
        let seen = || is_sentence(piece) && follows_sight(near_before(text, span.outer.start));
        if is_beside_error(text, &span.outer) || is_record(piece) || seen() {
            found.push(content);
        }
    }
    found
}

/// Whether a piece is long enough to be a message, and tells a failure.
fn is_sentence(piece: &str) -> bool {
    let first = piece.split_whitespace().next().unwrap_or("");
    let is_command = crate::shell::is_approved_cmdlet(first);
    !is_command && words(piece).count() >= 4 && speaks_of_failure(piece)
}

/// Words before "see" that make it a statement.
const SUBJECTS: &[&str] = &[
    "you", "users", "they", "may", "might", "will", "also", "can", "could", "we", "i",
];

/// Whether what stands before a piece says that somebody sees it: "you see …", "the page shows: …".
fn follows_sight(before: &str) -> bool {
    const SIGHT: &[&str] = &[
        "see",
        "sees",
        "receive",
        "receives",
        "get",
        "gets",
        "shows",
        "displays",
        "reports",
        "returns",
        "reads",
        "throws",
        "encounter",
    ];
    let clause = before.trim_end_matches([' ', '\n', '\u{a0}', '(', ':', ',']);
    let mut last = clause.rsplit(|c: char| !c.is_alphanumeric());
    let (verb, before) = (last.next().unwrap_or(""), last.next().unwrap_or(""));
    // "See …" sends the reader elsewhere; "you see …" tells what they see.
    is_one_of(verb, SIGHT) && (!is_one_of(verb, &["see"]) || is_one_of(before, SUBJECTS))
}

/// Whether a piece needs nothing beside it: "Error 1722: The server is unavailable".
fn is_record(text: &str) -> bool {
    let label = text.split([':', '\n']).next().unwrap_or("");
    let names = words(label)
        .next()
        .is_some_and(|word| is_one_of(word, &["error", "fatal", "warning", "exception", "panic"]));
    let rest = &text[label.len()..];
    let labelled = names && label.len() < 30 && rest.starts_with(": ") && words(rest).count() > 1;
    labelled || words(text).count() > 3 && speaks_of_failure(text) && has_record_shape(text)
}

/// A piece that is set apart: with its marks, and without.
struct Span {
    outer: Range<usize>,
    inner: Range<usize>,
}

/// The bold, italic and quoted pieces of a passage, in order of their starts. Code spans are names
/// and commands far more often than messages, and count only where they speak of failure.
fn spans(passage: &Passage<'_>) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut runs = passage.runs.iter().peekable();
    while let Some(run) = runs.next() {
        let Some(marked) = run.strong.or(run.emphasis) else {
            let text = &passage.text[run.range.clone()];
            if run.code && text.contains(' ') && speaks_of_failure(text) {
                spans.push(Span {
                    outer: run.range.clone(),
                    inner: run.range.clone(),
                });
            }
            continue;
        };
        let mut end = run.range.end;
        while let Some(next) = runs.next_if(|next| next.strong.or(next.emphasis) == Some(marked)) {
            end = next.range.end;
        }
        let range = run.range.start..end;
        spans.push(Span {
            outer: range.clone(),
            inner: range,
        });
    }
    spans.extend(quoted(&passage.text).into_iter().map(|outer| Span {
        inner: inside(&passage.text, &outer),
        outer,
    }));
    // The longer of two that start together: `**"…"**`.
    spans.sort_by_key(|span| (span.outer.start, std::cmp::Reverse(span.outer.end)));
    spans
}

/// The longest piece between quotation marks that is looked at, in bytes.
const LONGEST_QUOTE: usize = 600;

/// The pieces between quotation marks, the marks included.
fn quoted(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (at, c) in text.char_indices() {
        match (open, c) {
            (Some((start, close)), c) if c == close => {
                let end = at + c.len_utf8();
                if end - start <= LONGEST_QUOTE {
                    found.push(start..end);
                }
                open = None;
            }
            (None, '"') => open = Some((at, '"')),
            (None, '“') => open = Some((at, '”')),
            (None, '„') => open = Some((at, '“')),
            (Some((start, _)), '"' | '“') if at - start > LONGEST_QUOTE => {
                open = Some((at, if c == '"' { '"' } else { '”' }));
            }
            _ => {}
        }
    }
    found
}

/// What stands between the first and the last character.
fn inside(text: &str, range: &Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    let first = piece.chars().next().map_or(0, char::len_utf8);
    let last = piece.chars().next_back().map_or(0, char::len_utf8);
    range.start + first..(range.end - last).max(range.start + first)
}

/// The range without blanks and commas, and without quotation marks around all of it.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let bare = |range: Range<usize>| {
        let piece = &text[range.clone()];
        let start = range.start + (piece.len() - piece.trim_start().len());
        let last = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':');
        let end = (range.start + piece.trim_end_matches(last).len()).max(start);
        start..end
    };
    let range = bare(range);
    let piece = &text[range.clone()];
    let is_quoted = [('"', '"'), ('“', '”')]
        .iter()
        .any(|&(open, close)| piece.len() > 2 && piece.starts_with(open) && piece.ends_with(close));
    if is_quoted {
        bare(inside(text, &range))
    } else {
        range
    }
}

fn is_linked(passage: &Passage<'_>, range: &Range<usize>) -> bool {
    let first = passage
        .runs
        .partition_point(|run| run.range.end <= range.start);
    passage.runs[first..]
        .iter()
        .take_while(|run| run.range.start < range.end)
        .any(|run| run.link.is_some())
}

/// How many bytes beside a span are looked at.
const NEAR: usize = 60;

fn near_after(text: &str, at: usize) -> &str {
    let mut end = (at + NEAR).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[at..end]
}

fn near_before(text: &str, at: usize) -> &str {
    let mut start = at.saturating_sub(NEAR);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..at]
}

/// Whether a piece can be a message at all: some words, or one that only a program writes; not a
/// code, which is no text, and not a name of something on a screen.
fn is_message_like(text: &str) -> bool {
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|word| word.chars().filter(|c| c.is_alphanumeric()).count() >= 2)
        .collect();
    let has_letters = words
        .iter()
        .any(|word| word.chars().filter(|c| c.is_alphabetic()).count() >= 3);
    match words.as_slice() {
        _ if !has_letters || is_only_code(text) || text.starts_with(['>', '=', ',', '/']) => false,
        [] => false,
        [one] => is_identifier(one),
        [first, ..] if crate::shell::is_approved_cmdlet(first) && words.len() < 3 => false,
        _ => text.len() < LONGEST_QUOTE,
    }
}

/// Whether a word is written as programs name their errors: `MailboxFull`, `ERR_TIMEOUT`,
/// `quota.exceeded`.
fn is_identifier(word: &str) -> bool {
    let inner_capital =
        word.chars().skip(1).any(char::is_uppercase) && word.chars().any(char::is_lowercase);
    let ends = word.ends_with("Exception") || word.ends_with("Error");
    let joined = word.contains('_') && word.len() > 6;
    word.len() > 6
        && !word.contains('-')
        && (inner_capital && ends || joined || inner_capital && speaks_in_parts(word))
}

/// Whether the parts of a CamelCase word speak of failure.
fn speaks_in_parts(word: &str) -> bool {
    let mut parts = String::new();
    for c in word.chars() {
        if c.is_uppercase() {
            parts.push(' ');
        }
        parts.push(c.to_ascii_lowercase());
    }
    let parts = format!("{parts} ");
    [
        "not ",
        "no ",
        "invalid ",
        "denied ",
        "failed ",
        "expired ",
        "exceeded ",
        "missing ",
        "without ",
    ]
    .iter()
    .any(|part| parts.contains(&format!(" {part}")))
}

/// The messages in a heading.
fn in_heading(passage: &Passage<'_>, repeated: &Shingles) -> Vec<Range<usize>> {
    let text = passage.text.as_str();
    let mut found: Vec<Range<usize>> = Vec::new();
    for outer in quoted(text) {
        let content = trimmed(text, inside(text, &outer));
        let piece = &text[content.clone()];
        let beside = is_beside_error(text, &outer);
        let speaks = speaks_of_failure(piece) || !repeated.runs(piece).is_empty();
        if is_message_like(piece) && (beside || speaks) {
            found.push(content);
        }
    }
    if !found.is_empty() {
        return found;
    }
    if let Some(range) = announced(text) {
        return vec![range];
    }
    let longest = repeated
        .runs(text)
        .into_iter()
        .max_by_key(std::iter::ExactSizeIterator::len);
    let about_failure = passage.section.is_none() || !tells_why(passage.role());
    found.extend(longest.filter(|range| about_failure && speaks_of_failure(&text[range.clone()])));
    found
}

/// Whether the headings of a section name causes and ways out, in words that errors use too.
fn tells_why(role: Role) -> bool {
    matches!(role, Role::Cause) || role.is_fix()
}

/// What a heading calls an error: `Error: X`, `(X) error when …`, `X error when …`.
fn announced(heading: &str) -> Option<Range<usize>> {
    let told = labelled(heading)
        .or_else(|| bracketed(heading))
        .or_else(|| level(heading))
        .or_else(|| coded(heading))
        .or_else(|| before_code(heading));
    if let Some(range) = told {
        let range = trimmed(heading, range);
        return is_message_like(&heading[range.clone()]).then_some(range);
    }
    let range = trimmed(heading, named(heading)?);
    let name = &heading[range.clone()];
    (is_message_like(name) && speaks_of_failure(name) && !is_about_reader(name)).then_some(range)
}

/// What stands after `Error:`, `Error message:`, `Error code 5:`.
fn labelled(heading: &str) -> Option<Range<usize>> {
    const MOST: usize = 4; // words before the colon
    let (colon, mark) = heading.char_indices().find(|&(at, c)| {
        matches!(c, ':' | '–' | '—') && heading[at + c.len_utf8()..].starts_with(' ')
    })?;
    let mut label =
        words(&heading[..colon]).skip_while(|word| word.bytes().all(|b| b.is_ascii_digit()));
    let kind = label.next()?;
    let is_label = ["error", "errors", "warning", "warnings", "exception"];
    let rest: Vec<&str> = label.take(MOST).collect();
    let fits = is_one_of(kind, &is_label)
        && rest.len() < MOST
        && rest.iter().all(|word| {
            is_one_of(word, &["message", "messages", "code"])
                || word.contains(|c: char| c.is_ascii_digit())
        });
    fits.then_some(colon + mark.len_utf8()..heading.len())
}

/// What stands in brackets before the word "error".
fn bracketed(heading: &str) -> Option<Range<usize>> {
    let inner = heading.strip_prefix('(')?;
    let close = inner.find([')', '('])?;
    let after = inner[close..].strip_prefix(") ")?;
    words(after)
        .next()
        .is_some_and(is_error_noun)
        .then_some(1..close + 1)
}

/// A heading that starts as a program's message does: "fatal: not a git repository".
fn level(heading: &str) -> Option<Range<usize>> {
    if !heading.starts_with(|c: char| c.is_lowercase()) {
        return None;
    }
    let end = [" when ", " while ", " after ", " during ", " if "]
        .iter()
        .filter_map(|word| heading.find(word))
        .min()
        .unwrap_or(heading.len());
    is_record(&heading[..end]).then_some(0..end)
}

/// A heading that starts with a code and a colon: "ORA-12154: could not resolve …".
fn coded(heading: &str) -> Option<Range<usize>> {
    let (code, message) = heading.split_once(": ")?;
    let has = |of: fn(&char) -> bool| code.chars().any(|c| of(&c));
    let is_code = !code.contains(' ') && has(char::is_ascii_digit) && has(char::is_ascii_uppercase);
    (is_code && speaks_of_failure(message)).then_some(0..heading.len())
}

/// What stands before a bracketed error code: "You are not authorized. (Error 0x5)".
fn before_code(heading: &str) -> Option<Range<usize>> {
    let inner = heading.trim_end().strip_suffix(')')?;
    let (message, code) = inner.rsplit_once('(')?;
    let label = words(code).next()?;
    let is_code =
        is_one_of(label, &["error", "code"]) && code.contains(|c: char| c.is_ascii_digit());
    (is_code && speaks_of_failure(message)).then_some(0..message.len())
}

/// What a heading names before the word "error": "403: Forbidden error when …".
fn named(heading: &str) -> Option<Range<usize>> {
    const LONGEST: usize = 90; // bytes of the name
    const AFTER: &[&str] = &[
        "when", "if", "while", "after", "during", "in", "for", "on", "occurs", "appears",
    ];
    let starts =
        words(heading).map(|word| (word.as_ptr() as usize - heading.as_ptr() as usize, word));
    let mut starts = starts.skip(1).take_while(|(at, _)| *at <= LONGEST);
    let (at, noun) =
        starts.find(|(_, word)| is_one_of(word, &["error", "warning", "exception"]))?;
    let mut after = words(&heading[at + noun.len()..])
        .skip_while(|word| is_one_of(word, &["message", "messages", "code", "codes"]));
    after
        .next()
        .is_none_or(|next| is_one_of(next, AFTER))
        .then_some(0..at)
}

/// The runs of words in the error blocks of an article, for finding them again elsewhere.
struct Shingles(Vec<u64>);

impl Shingles {
    fn of(errors: &[ErrorText]) -> Self {
        let mut seen = Vec::new();
        for error in errors {
            // What stands for a name of the reader's own is not in the heading.
            let mut bare = String::with_capacity(error.text.len());
            let mut at = 0;
            for variable in &error.variables {
                bare.push_str(&error.text[at..variable.range.start]);
                at = variable.range.end;
            }
            bare.push_str(&error.text[at..]);
            let words: Vec<u64> = hashes(&bare).map(|(_, word)| word).collect();
            let threes = words.windows(3);
            seen.extend(threes.map(|three| joined(three[0], three[1], three[2])));
        }
        seen.sort_unstable();
        seen.dedup();
        Self(seen)
    }

    fn has(&self, three: u64) -> bool {
        self.0.binary_search(&three).is_ok()
    }

    /// The ranges of `text` of at least [`SHARED_WORDS`] words that stand in an error.
    fn runs(&self, text: &str) -> Vec<Range<usize>> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let words: Vec<(Range<usize>, u64)> = hashes(text).collect();
        let mut found = Vec::new();
        let mut start = 0;
        for at in 0..words.len() {
            let known = words
                .get(at..at + 3)
                .is_some_and(|three| self.has(joined(three[0].1, three[1].1, three[2].1)));
            if known {
                continue;
            }
            // The run goes from `start` to the end of the last window that was known.
            let end = at + 2;
            if at > start && end - start >= SHARED_WORDS {
                let first = if start <= MISSING_WORDS { 0 } else { start };
                // Brackets and quotation marks at the ends belong to it.
                let from = if first == 0 { 0 } else { words[first].0.start };
                let to = match end < words.len() {
                    true => words[end - 1].0.end,
                    false => text.trim_end().len(),
                };
                found.push(from..to);
            }
            start = at + 1;
        }
        found
    }
}

/// One number for three words in a row.
fn joined(first: u64, second: u64, third: u64) -> u64 {
    let two = first.rotate_left(21) ^ second;
    two.rotate_left(21).wrapping_mul(0x0100_0000_01b3) ^ third
}

/// The words of a text, folded, as hashes (FNV-1a), with their places.
fn hashes(text: &str) -> impl Iterator<Item = (Range<usize>, u64)> + '_ {
    words(text).map(move |word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        let folded = word
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase);
        let hash = folded.fold(0xcbf2_9ce4_8422_2325_u64, |hash, c| {
            (hash ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3)
        });
        (start..start + word.len(), hash)
    })
}
