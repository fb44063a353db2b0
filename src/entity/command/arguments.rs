//! How a command line goes on after the name of a program: with arguments, or as a sentence does.

use crate::language::is_blank;
use crate::shell::{Words, is_dash};

/// How a text that starts with the name of a program goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arguments {
    /// Not at all.
    None,
    /// With words.
    Words,
    /// With what only arguments have: a switch, a path, a variable, a quote.
    Signs,
    /// As a sentence does.
    Prose,
}

/// What follows the name of a command.
pub(super) fn arguments(rest: &str) -> Arguments {
    let rest = rest.trim_matches(is_blank);
    if rest.is_empty() {
        return Arguments::None;
    }
    let mut signs = false;
    for word in unquoted_words(rest).take(60) {
        match word {
            Word::Quoted(_) => signs = true,
            Word::Plain(word) => {
                if is_prose(word) {
                    return Arguments::Prose;
                }
                signs |= has_sign(word);
            }
        }
    }
    let last = rest.split_whitespace().next_back().unwrap_or("");
    let is_drive = last.len() == 2 && last.ends_with(':');
    let ends_sentence = last.ends_with(['.', '?', '!', ':', ','])
        && last[..last.len() - 1].ends_with(char::is_alphabetic)
        && !is_drive
        && !signs;
    match (ends_sentence, signs) {
        (true, _) => Arguments::Prose,
        (_, true) => Arguments::Signs,
        _ => Arguments::Words,
    }
}

/// A word of a command line.
pub(super) enum Word<'a> {
    Plain(&'a str),
    /// It has a quoted text or a placeholder, whose words say nothing.
    Quoted(&'a str),
}

/// The words of a command line; what has a quoted text or a placeholder in it is one word.
pub(super) fn unquoted_words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(is_blank);
        if rest.is_empty() {
            return None;
        }
        let (length, quoted) = word_length(rest);
        let (word, after) = rest.split_at(length);
        rest = after;
        Some(if quoted {
            Word::Quoted(word)
        } else {
            Word::Plain(word)
        })
    })
}

/// Length of the first word of `text`, and whether something in it is quoted.
fn word_length(text: &str) -> (usize, bool) {
    const LONGEST: usize = 2_000;
    let plain = text.find(is_blank).unwrap_or(text.len());
    let mut close: Option<char> = None;
    let mut quoted = false;
    for (at, c) in text.char_indices().take(LONGEST) {
        match close {
            Some(quote) if same_quote(quote, c) => close = None,
            Some(_) => {}
            None if is_blank(c) => return (at, quoted),
            None if is_quote(c) || c == '<' => (close, quoted) = (Some(c), true),
            None if is_single(c)
                && (at == 0 || text[..at].ends_with(|c: char| !c.is_alphanumeric())) =>
            {
                (close, quoted) = (Some(c), true);
            }
            None => {}
        }
    }
    // What is never closed quotes nothing.
    match close {
        None if text.len() <= LONGEST => (text.len(), quoted),
        _ => (plain, false),
    }
}

fn same_quote(open: char, c: char) -> bool {
    match open {
        '<' => c == '>',
        _ if is_quote(open) => is_quote(c),
        _ => is_single(c),
    }
}

pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\u{201C}' | '\u{201D}' | '\u{201E}')
}

fn is_single(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}')
}

/// Words that sentences have and command lines have not, unless quoted.
fn is_prose(word: &str) -> bool {
    static WORDS: Words = Words::of(
        "the an is are was were be this that these you your of will can cannot please should must has \
        have not cmdlet cmdlets command commands utility tool parameter parameters failed fails \
        switch option then because it its may does been could we our their which when there using \
        process window",
    );
    word.len() <= 10 && WORDS.has(word.trim_end_matches(['.', ',']))
}

/// Whether a word says where or to what something happens, as sentences do.
pub(super) fn is_preposition(word: &str) -> bool {
    static WORDS: Words = Words::of(
        "about after as at before by during for from in into of on onto out over since than through to \
        under until via with within without",
    );
    WORDS.has(word)
}

/// Whether a word has what only arguments have.
fn has_sign(word: &str) -> bool {
    let first = word.chars().next().unwrap_or(' ');
    is_option(word)
        || (matches!(
            first,
            '/' | '$'
                | '%'
                | '<'
                | '@'
                | '{'
                | '('
                | '|'
                | '*'
                | '~'
                | '"'
                | '\''
                | '>'
                | '&'
                | '['
        ) && word != "&")
        || word.contains(['\\', '=', '*', '%'])
        || first == '.'
        || first.is_ascii_digit()
        || word[first.len_utf8()..]
            .trim_end_matches(['.', ',', ':'])
            .contains(['.', '/', ':', '_', '@'])
}

/// Whether a word is `-x` or `--name`, with any dash.
pub(super) fn is_option(word: &str) -> bool {
    word.starts_with(is_dash)
        && word
            .trim_start_matches(is_dash)
            .starts_with(|c: char| c.is_ascii_alphanumeric() || c == '?')
}

/// Whether a line is a word and a switch with a value: `tool /forest:<name>`.
pub(super) fn starts_switch(word: &str, rest: &str) -> bool {
    let is_word = word.len() >= 2 && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let value = rest.strip_prefix('/').and_then(|rest| {
        let name = rest.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        (name.len() < rest.len()).then(|| name.strip_prefix(':'))?
    });
    is_word && value.is_some_and(|value| !value.is_empty() && !value.starts_with(is_blank))
}

/// Whether the rest of a command starts with a parameter or a pipe.
pub(super) fn starts_parameter(rest: &str) -> bool {
    is_option(rest) || rest.starts_with('|')
}

/// Whether a command has a switch, or a path.
pub(super) fn has_switch(rest: &str) -> bool {
    unquoted_words(rest).take(60).any(|word| match word {
        Word::Quoted(_) => false,
        Word::Plain(word) => {
            let named =
                |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '?');
            is_option(word)
                || word.strip_prefix('/').is_some_and(named)
                || word.contains(['\\', '%'])
        }
    })
}

/// Programs whose name is a word but whose first argument is one of few.
pub(super) fn has_verb(name: &str, rest: &str) -> bool {
    let verbs: &[&str] = match name.to_ascii_lowercase().as_str() {
        "net" => &[
            "start",
            "stop",
            "use",
            "user",
            "view",
            "localgroup",
            "time",
            "share",
            "accounts",
            "session",
            "config",
            "pause",
            "continue",
            "group",
            "file",
            "statistics",
        ],
        "sc" => &[
            "query", "start", "stop", "config", "delete", "create", "qc", "queryex", "sdshow",
            "sdset",
        ],
        "reg" => &[
            "add", "delete", "query", "import", "export", "copy", "load", "unload", "save",
            "restore",
        ],
        "route" => &["print", "add", "delete"],
        _ => return false,
    };
    let verb = rest.split_whitespace().next().unwrap_or("");
    verbs.iter().any(|known| known.eq_ignore_ascii_case(verb)) && rest.len() > verb.len()
}
