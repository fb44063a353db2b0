//! The words of a text, as they are compared: what varies between sites left out, a code as one word.
//!
//! Its twin for browsers is `words.js`.

use super::codes::{self, Sign};
use super::fold::without_apostrophes;
use crate::entity::variable::{self, Variable, VariableKind};

/// A word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word<'w> {
    /// A word at its place in the text: folded to its stem, or the term of a code.
    Plain(&'w str),
    /// A name of several parts (`set-mailbox`, `hlink.dll`, `sec_e_untrusted_root`), whose parts follow as
    /// plain words.
    Compound(&'w str),
    /// Another term of the text, with no place of its own.
    Further(&'w str),
}

/// Tells `sink` every word of a folded text, in order; [`Word::Further`] ones come last.
pub fn words(text: &str, mut sink: impl FnMut(Word<'_>)) {
    words_at(text, |word, _| sink(word));
}

/// The same with the byte at which each word stands, or the name that it is a part of, in the text without
/// the apostrophes of its contractions.
pub fn words_at(text: &str, mut sink: impl FnMut(Word<'_>, usize)) {
    let text = &*without_apostrophes(text);
    let signs = signs_in(text);
    let has_digit = signs & DIGIT != 0;
    let codes = if has_digit || is_code(text) {
        codes::signs(text)
    } else {
        Vec::new()
    };
    let kept: Vec<_> = codes.iter().map(|sign| sign.range.clone()).collect();
    let may_vary = has_digit || signs & VARIES != 0 || signs & DOT != 0 && joins_by_dot(text);
    let variables = if may_vary {
        variable::variables(text, &kept)
    } else {
        Vec::new()
    };
    let mut reader = Reader {
        buffer: String::new(),
        at: 0,
        sink: &mut sink,
    };
    let mut at = 0;
    for gap in gaps(&codes, &variables) {
        let (start, end) = gap.place();
        reader.read(&text[at..start], at);
        match gap {
            Gap::Sign(sign) => (reader.sink)(Word::Plain(&sign.term), start),
            Gap::Variable(variable) => {
                let name = file_name(&text[start..end], variable.kind);
                reader.read(name, end - name.len());
            }
        }
        at = end;
    }
    reader.read(&text[at..], at);
    let further = if has_digit {
        codes::further(text, &codes)
    } else {
        Vec::new()
    };
    for term in further {
        sink(Word::Further(&term), text.len());
    }
}

/// Whether a text without digits may be a code as a whole.
fn is_code(text: &str) -> bool {
    text.len() < 16
}

/// A digit.
const DIGIT: u8 = 1;
/// A small letter.
const SMALL: u8 = 2;
/// A capital.
const CAPITAL: u8 = 4;
/// What joins words to names.
const UNDERSCORE: u8 = 8;
/// A dot, which may do so.
const DOT: u8 = 16;
/// A sign that all that varies holds, but for what holds a digit or a dot within a word.
const VARIES: u8 = 32;
/// A part of what is no ASCII.
const FOREIGN: u8 = 64;
/// What words of ASCII are made of.
const IN_WORD: u8 = DIGIT | SMALL | CAPITAL | UNDERSCORE;

/// What a byte is.
fn sign(byte: u8) -> u8 {
    const SIGNS: [u8; 256] = signs();
    SIGNS[usize::from(byte)]
}

const fn signs() -> [u8; 256] {
    let mut signs = [FOREIGN; 256];
    let mut byte = 0;
    while byte < 128 {
        signs[byte as usize] = match byte {
            b'0'..=b'9' => DIGIT,
            b'a'..=b'z' => SMALL,
            b'A'..=b'Z' => CAPITAL,
            b'_' => UNDERSCORE,
            b'.' => DOT,
            b'<' | b'\\' | b'{' | b'[' | b'/' | b'@' | b'=' | b':' => VARIES,
            _ => 0,
        };
        byte += 1;
    }
    signs
}

/// What stands in a text, as bits: one pass tells what need not be looked for.
fn signs_in(text: &str) -> u8 {
    text.bytes().fold(0, |signs, byte| signs | sign(byte))
}

/// The length of the word at the start of a text, and what stands in it.
fn run(text: &[u8]) -> (usize, u8) {
    let mut signs = 0;
    for (at, byte) in text.iter().enumerate() {
        let sign = sign(*byte);
        if sign & IN_WORD == 0 {
            return (at, signs);
        }
        signs |= sign;
    }
    (text.len(), signs)
}

/// Whether a dot stands before a letter or a digit.
fn joins_by_dot(text: &str) -> bool {
    let mut pairs = text.as_bytes().windows(2);
    pairs.any(|pair| pair[0] == b'.' && pair[1].is_ascii_alphanumeric())
}

/// What stands between the words of a text.
enum Gap<'t> {
    Sign(&'t Sign),
    Variable(&'t Variable),
}

impl Gap<'_> {
    fn place(&self) -> (usize, usize) {
        let range = match self {
            Self::Sign(sign) => &sign.range,
            Self::Variable(variable) => &variable.range,
        };
        (range.start, range.end)
    }
}

/// Codes and variables, which never touch, in the order of the text.
fn gaps<'t>(signs: &'t [Sign], variables: &'t [Variable]) -> Vec<Gap<'t>> {
    let mut gaps: Vec<Gap<'t>> = signs.iter().map(Gap::Sign).collect();
    gaps.extend(variables.iter().map(Gap::Variable));
    gaps.sort_by_key(|gap| gap.place().0);
    gaps
}

/// What stays of a variable: the last part of a path, nothing of others.
fn file_name(text: &str, kind: VariableKind) -> &str {
    if kind != VariableKind::Path || text.contains("://") {
        return "";
    }
    text.rsplit(['\\', '/']).next().unwrap_or("")
}

/// Whether a word stands in any sentence and tells nothing.
fn is_stop(word: &str) -> bool {
    matches!(
        word.as_bytes(),
        b"a" | b"an"
            | b"and"
            | b"are"
            | b"as"
            | b"at"
            | b"be"
            | b"by"
            | b"for"
            | b"from"
            | b"in"
            | b"is"
            | b"it"
            | b"of"
            | b"on"
            | b"or"
            | b"that"
            | b"the"
            | b"this"
            | b"to"
            | b"was"
            | b"with"
            | b"you"
            | b"your"
    )
}

/// The longest number that is a word, in digits: longer ones number something of a site.
const LONGEST_NUMBER: usize = 8;
/// The longest word that has a stem, in bytes.
const LONGEST_STEM: usize = 24;

struct Reader<'s, S: FnMut(Word<'_>, usize)> {
    buffer: String,
    /// Where the name stands that is being read.
    at: usize,
    sink: &'s mut S,
}

impl<S: FnMut(Word<'_>, usize)> Reader<'_, S> {
    /// Reads a part of the text that starts at `from`.
    fn read(&mut self, text: &str, from: usize) {
        if text.is_ascii() {
            self.read_ascii(text, from);
            return;
        }
        let mut rest = text;
        while let Some(start) = rest.find(is_of_word) {
            rest = &rest[start..];
            self.at = from + (text.len() - rest.len());
            let end = name_end(rest);
            self.name(&rest[..end]);
            rest = &rest[end..];
        }
    }

    /// The same for a text of ASCII, which most are.
    fn read_ascii(&mut self, text: &str, from: usize) {
        let bytes = text.as_bytes();
        let is_of_word = |byte: &u8| sign(*byte) & IN_WORD != 0;
        let mut at = 0;
        while let Some(gap) = bytes[at..].iter().position(is_of_word) {
            let start = at + gap;
            at = start;
            let (mut signs, mut is_joined) = (0, false);
            loop {
                let (length, read) = run(&bytes[at..]);
                signs |= read;
                at += length;
                let joins = matches!(bytes.get(at), Some(b'-' | b'.'));
                let next = bytes.get(at + 1).filter(|byte| **byte != b'_');
                if !joins || !next.is_some_and(is_of_word) {
                    break;
                }
                is_joined = true;
                at += 1;
            }
            self.at = from + start;
            let word = &text[start..at];
            if is_joined || signs & UNDERSCORE != 0 {
                self.name(word);
            } else {
                self.latin(word, signs);
            }
        }
    }

    /// A name: words joined by single signs.
    fn name(&mut self, name: &str) {
        let name = name.trim_matches('_');
        let is_compound = name.contains(['-', '.', '_']);
        if is_compound && name.bytes().any(|byte| byte.is_ascii_alphabetic()) {
            self.lower(name);
            (self.sink)(Word::Compound(&self.buffer), self.at);
        }
        self.names_within(name);
        for part in name.split(['-', '.', '_']) {
            self.part(part);
        }
    }

    /// The names of two parts within a longer one that is joined by hyphens.
    fn names_within(&mut self, name: &str) {
        let mut hyphens = name.match_indices('-').map(|(at, _)| at);
        let mut start = 0;
        let Some(mut middle) = hyphens.next() else {
            return;
        };
        for end in hyphens.chain([name.len()]) {
            if end - start < name.len() {
                self.lower(&name[start..end]);
                (self.sink)(Word::Compound(&self.buffer), self.at);
            }
            start = middle + 1;
            middle = end;
        }
    }

    fn part(&mut self, part: &str) {
        if part.is_empty() {
            return;
        }
        if part.is_ascii() {
            self.latin(part, signs_in(part));
            return;
        }
        let mut rest = part;
        while let Some(first) = rest.chars().next() {
            let is_same = |c: char| is_dense(c) == is_dense(first);
            let end = rest.find(|c| !is_same(c)).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            if is_dense(first) {
                self.dense(run);
            } else {
                self.latin(run, signs_in(run));
            }
            rest = after;
        }
    }

    /// Puts `text` into the buffer in lower case.
    fn lower(&mut self, text: &str) {
        self.buffer.clear();
        self.buffer.reserve(LONGEST_STEM);
        if text.is_ascii() {
            self.buffer.push_str(text);
            self.buffer.make_ascii_lowercase();
        } else {
            self.buffer.push_str(&text.to_lowercase());
        }
    }

    /// A word in letters that have two cases, or a number, and what stands in it.
    fn latin(&mut self, word: &str, signs: u8) {
        let word = if signs & (CAPITAL | FOREIGN) == 0 {
            word
        } else {
            self.lower(word);
            &self.buffer
        };
        let is_number = signs == DIGIT;
        if is_number && word.len() > LONGEST_NUMBER || is_stop(word) {
            return;
        }
        let has_stem = !is_number && word.len() <= LONGEST_STEM && word.is_ascii();
        let length = if has_stem { stem(word) } else { word.len() };
        (self.sink)(Word::Plain(&word[..length]), self.at);
    }

    /// Writing without blanks is read in pairs of characters.
    fn dense(&mut self, run: &str) {
        let ends: Vec<usize> = run
            .char_indices()
            .map(|(at, c)| at + c.len_utf8())
            .collect();
        if ends.len() == 1 {
            (self.sink)(Word::Plain(run), self.at);
        }
        let mut start = 0;
        for pair in ends.windows(2) {
            (self.sink)(Word::Plain(&run[start..pair[1]]), self.at);
            start = pair[0];
        }
    }
}

/// Whether words are written without blanks in the script of `c`.
fn is_dense(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn is_of_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric() || !c.is_ascii() && is_mark(c)
}

/// Marks that belong to the letter before them, in the scripts that need them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036f}' | '\u{0900}'..='\u{0dff}' | '\u{0e00}'..='\u{0eff}')
}

/// The length of the name at the start of `text`: runs of letters and digits, joined by single signs.
fn name_end(text: &str) -> usize {
    let mut end = 0;
    loop {
        let rest = &text[end..];
        end += rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
        let joins = text[end..].starts_with(['-', '.']);
        if !joins || !text[end + 1..].starts_with(|c| c != '_' && is_of_word(c)) {
            return end;
        }
        end += 1;
    }
}

/// The length of the stem of an English word in lower case: its endings of number and tense removed,
/// so lightly that no two words of different meaning meet.
fn stem(word: &str) -> usize {
    let mut word = word.as_bytes();
    let plural = word.ends_with(b"s")
        && !word.ends_with(b"ss")
        && !word.ends_with(b"us")
        && !word.ends_with(b"is");
    if word.len() > 4 && plural {
        word = &word[..word.len() - 1];
    }
    if word.len() > 5 && word.ends_with(b"ing") {
        word = &word[..word.len() - 3];
    } else if word.len() > 5 && word.ends_with(b"ed") {
        word = &word[..word.len() - 2];
    }
    if word.len() > 4 && word.ends_with(b"e") {
        word = &word[..word.len() - 1];
    }
    word.len()
}

#[cfg(test)]
mod tests {
    use super::super::fold::fold;
    use super::*;

    fn read(text: &str) -> String {
        let mut found = Vec::new();
        words(&fold(text), |word| {
            found.push(match word {
                Word::Plain(word) => word.to_owned(),
                Word::Compound(word) => format!("({word})"),
                Word::Further(word) => format!("+{word}"),
            });
        });
        found.join(" ")
    }

    #[test]
    fn what_varies_is_no_word() {
        for (text, words) in [
            (
                "Couldn't connect to mail01.contoso.com (10.1.2.3) on 2024-05-31",
                "couldnt connect",
            ),
            (
                r"Cannot open C:\Program Files\App\app.log: denied",
                "cannot open (app.log) app log deni",
            ),
            ("GET https://api.contoso.com/v1/x?y=1 failed", "get fail"),
            ("Set-Mailbox failed", "(set-mailbox) set mailbox fail"),
            (
                "SEC_E_UNTRUSTED_ROOT",
                "(sec_e_untrusted_root) sec e untrust root",
            ),
            (
                "error -2147024891 (0x80070005)",
                "error h:80070005 h:80070005 +w:5 +w:5",
            ),
            (
                "550 5.7.1 RESOLVER.RST.AuthRequired",
                "550 n:5.7.1 (resolver.rst.authrequired) resolver rst authrequir",
            ),
            ("Event ID 1000", "event id 1000 +e:1000"),
            ("接続エラー abc", "接続 続エ エラ ラー abc"),
            ("Zugriff für Müller", "zugriff für müller"),
        ] {
            assert_eq!(read(text), words, "{text}");
        }
    }
}
