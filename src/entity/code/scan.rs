//! One pass over a text: its words, and for each that may be (part of) a code the readers of the
//! families it may belong to.

use std::cell::OnceCell;
use std::ops::Range;

use super::lead::{Kind, Lead, lead};
use super::{Setting, database, event, general, mail, program, symbol, unix, web, windows};

/// A code that was found.
#[derive(Debug)]
pub(super) struct Hit {
    /// Its bytes in the text.
    pub(super) range: Range<usize>,
    /// Its canonical form.
    pub(super) canonical: String,
    /// The id of its family.
    pub(super) family: &'static str,
}

impl Hit {
    /// The same in a text of which the one it was found in starts at `by`.
    pub(super) fn moved(self, by: usize) -> Self {
        Self {
            range: self.range.start + by..self.range.end + by,
            ..self
        }
    }
}

/// A word of a text, and what is known of the place where it stands.
pub(super) struct Place<'t> {
    /// The whole text.
    pub(super) text: &'t str,
    /// Where the word starts.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// What is said of the text.
    pub(super) setting: Setting,
    /// Whether the article speaks of the codes of mail servers.
    pub(super) is_of_mail: bool,
    /// The end of the code before; nothing before it belongs to this one.
    floor: usize,
    /// The lead of the list of numbers that this one goes on.
    inherited: Option<Lead>,
    lead: OnceCell<Option<Lead>>,
}

impl<'t> Place<'t> {
    /// The word.
    pub(super) fn word(&self) -> &'t str {
        &self.text[self.start..self.end]
    }

    /// What stands before it.
    pub(super) fn before(&self) -> &'t str {
        &self.text[self.floor.min(self.start)..self.start]
    }

    /// What stands after it.
    pub(super) fn after(&self) -> &'t str {
        &self.text[self.end..]
    }

    /// The byte before it; a line break at the start of the text.
    pub(super) fn previous(&self) -> u8 {
        self.start
            .checked_sub(1)
            .map_or(b'\n', |at| self.text.as_bytes()[at])
    }

    /// The byte after it; a line break at the end of the text.
    pub(super) fn next(&self) -> u8 {
        self.text.as_bytes().get(self.end).copied().unwrap_or(b'\n')
    }

    /// Whether the text is one in which codes are to be expected: an error or a heading.
    pub(super) fn is_lax(&self) -> bool {
        self.setting.error || self.setting.heading
    }

    /// What leads the word in.
    pub(super) fn lead(&self) -> Option<Lead> {
        *self.lead.get_or_init(|| {
            self.inherited
                .or_else(|| lead(self.text, self.start, self.floor))
        })
    }

    /// Whether the word is led in by something of this kind.
    pub(super) fn is_led_by(&self, kinds: &[Kind]) -> bool {
        self.lead().is_some_and(|lead| kinds.contains(&lead.kind))
    }

    /// Whether it goes on a list of codes.
    pub(super) fn is_listed(&self) -> bool {
        self.inherited.is_some()
    }

    /// The word as a code.
    pub(super) fn hit(&self, family: &'static str, canonical: impl Into<String>) -> Option<Hit> {
        self.hit_at(self.start..self.end, family, canonical)
    }

    /// The word with what leads it in as a code.
    pub(super) fn led_hit(
        &self,
        family: &'static str,
        canonical: impl Into<String>,
    ) -> Option<Hit> {
        let start = match self.lead() {
            Some(lead) if !self.is_listed() => lead.start,
            _ => self.start,
        };
        self.hit_at(start..self.end, family, canonical)
    }

    /// A range around the word as a code.
    pub(super) fn hit_at(
        &self,
        range: Range<usize>,
        family: &'static str,
        canonical: impl Into<String>,
    ) -> Option<Hit> {
        Some(Hit {
            range: range.start.max(self.floor)..range.end,
            canonical: canonical.into(),
            family,
        })
    }

    /// Whether the word, a number, stands on its own: is no part of a version, a price, a date, a time,
    /// a range, or a number with separators.
    pub(super) fn is_alone(&self) -> bool {
        let bytes = self.text.as_bytes();
        let digit = |at: Option<usize>| {
            at.and_then(|at| bytes.get(at))
                .is_some_and(u8::is_ascii_digit)
        };
        let alnum = |at: Option<usize>| {
            at.and_then(|at| bytes.get(at))
                .is_some_and(u8::is_ascii_alphanumeric)
        };
        let before = self.start.checked_sub(2);
        let apart = match self.previous() {
            b'.' | b',' | b':' | b'/' => !digit(before),
            b'-' => !alnum(before) && before.is_none_or(|at| bytes[at] != b'-'),
            b'$' | b'@' | b'\\' | b'&' | b'+' | b'%' => false,
            _ => !self.before().ends_with(['€', '£', '¥']),
        };
        let after = Some(self.end + 1);
        apart
            && match self.next() {
                b'.' | b',' | b':' | b'/' => !digit(after),
                b'-' => !alnum(after),
                b'%' | b'@' | b'\\' | b'+' => false,
                _ => true,
            }
    }
}

/// What the rest of an article says about the numbers of a text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Aid {
    /// What leads in the first number, as the head of a table's column does.
    pub(super) column: Option<Lead>,
    /// The article speaks of the codes of mail servers.
    pub(super) is_of_mail: bool,
}

/// The codes of a text, in order and without overlap. `errors` are the parts that are error texts,
/// sorted.
pub(super) fn scan(text: &str, setting: Setting, errors: &[Range<usize>], aid: Aid) -> Vec<Hit> {
    let mut scanner = Scanner {
        text,
        setting,
        errors,
        hits: Vec::new(),
        floor: 0,
        list: aid.column.map(|lead| (0, lead)),
        aid,
        chunk: Chunk::default(),
    };
    scanner.run();
    scanner.hits
}

struct Scanner<'t> {
    text: &'t str,
    setting: Setting,
    aid: Aid,
    errors: &'t [Range<usize>],
    hits: Vec<Hit>,
    /// The end of the last code.
    floor: usize,
    /// Where the last code ended and what led it in: the next number may go on with the list.
    list: Option<(usize, Lead)>,
    chunk: Chunk,
}

/// What is known of the run of characters without a blank in which the scanner stands.
#[derive(Default)]
struct Chunk {
    /// It holds `://`: the address of a page.
    address: bool,
    /// It holds a backslash after a name: a path or a key of the registry.
    path: bool,
    /// How many slashes it holds.
    slashes: u32,
    /// It starts with a slash.
    rooted: bool,
}

impl Chunk {
    /// Whether names and numbers in it are parts of an address or a path.
    fn is_place(&self) -> bool {
        self.address || self.path || self.slashes > 2 || (self.rooted && self.slashes > 1)
    }
}

/// What a word is made of.
#[derive(Clone, Copy, Default)]
struct Shape {
    digit: bool,
    lower: bool,
    upper: u32,
}

impl Scanner<'_> {
    fn run(&mut self) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            if !is_word(byte) {
                self.sign(byte, at);
                at += 1;
                continue;
            }
            let start = at;
            let mut shape = Shape::default();
            let mut kinds = 0;
            for &byte in &bytes[start..] {
                let kind = KINDS[usize::from(byte)];
                if kind == 0 {
                    break;
                }
                kinds |= kind;
                shape.upper += u32::from(kind & UPPER != 0);
                at += 1;
            }
            shape.digit = kinds & DIGIT != 0;
            shape.lower = kinds & LOWER != 0;
            // Most words are of small letters, with a capital at most.
            let is_plain = shape.lower && !shape.digit && shape.upper <= 1;
            let follows_bracket = kinds != LOWER && start > 0 && bytes[start - 1] == b'(';
            let is_candidate = !is_plain || follows_bracket || is_trigger(&bytes[start..at]);
            if is_candidate && start >= self.floor {
                self.word(start, at, shape);
                at = at.max(self.floor);
            }
        }
    }

    /// Notes what a sign says about the chunk it stands in.
    fn sign(&mut self, byte: u8, at: usize) {
        let bytes = self.text.as_bytes();
        match byte {
            b' ' | b'\n' | b'\t' | b'\r' | b'"' | b'<' | b'>' | b'|' | b')' | b']' => {
                self.chunk = Chunk::default();
            }
            b':' if bytes[at..].starts_with(b"://") => self.chunk.address = true,
            b'/' => {
                let is_first =
                    at == 0 || matches!(bytes[at - 1], b' ' | b'\n' | b'(' | b'"' | b'~' | b'.');
                self.chunk.rooted |= is_first && self.chunk.slashes == 0;
                self.chunk.slashes += 1;
            }
            b'\\' => {
                let after_name = at > 0 && (is_word(bytes[at - 1]) || bytes[at - 1] == b':');
                let before_name = bytes.get(at + 1).is_some_and(|&b| is_word(b) || b == b'$');
                self.chunk.path |= after_name && before_name;
            }
            _ => {}
        }
    }

    fn word(&mut self, start: usize, end: usize, shape: Shape) {
        if self.chunk.is_place() {
            return;
        }
        let place = self.place(start, end);
        let Some(hit) = read(&place, shape) else {
            return;
        };
        self.list = place
            .lead()
            .map(|lead| (hit.range.end, lead.after(hit.family)));
        self.floor = hit.range.end;
        self.hits.push(hit);
    }

    fn place(&mut self, start: usize, end: usize) -> Place<'_> {
        while self.errors.first().is_some_and(|range| range.end <= start) {
            self.errors = &self.errors[1..];
        }
        let in_error = self
            .errors
            .first()
            .is_some_and(|range| range.start <= start);
        let list = self.list.filter(|(from, _)| {
            let between = &self.text[(*from).min(start)..start];
            goes_on(between, self.hits.is_empty())
        });
        Place {
            text: self.text,
            start,
            end,
            setting: Setting {
                error: self.setting.error || in_error,
                ..self.setting
            },
            is_of_mail: self.aid.is_of_mail,
            floor: self.floor,
            inherited: list.map(|(_, lead)| lead),
            lead: OnceCell::new(),
        }
    }
}

/// Whether what stands between two numbers makes them a list; before the first one nothing need stand.
fn goes_on(between: &str, is_first: bool) -> bool {
    if between.len() > 12 {
        return false;
    }
    let mut joined = is_first || between.contains([',', '/', '&', '(', '[']);
    let mut words = between.split(|c: char| {
        matches!(
            c,
            ' ' | ',' | '/' | '(' | ')' | '[' | ']' | '"' | '\'' | '*' | '`' | '&'
        ) || matches!(c, '\u{a0}' | '\u{201c}' | '\u{201d}' | '\n')
    });
    let goes_on = words.all(|word| {
        joined |= !word.is_empty();
        matches!(word, "" | "and" | "or" | "to" | "through" | "\u{2013}")
    });
    goes_on && joined
}

const DIGIT: u8 = 1;
const LOWER: u8 = 2;
const UPPER: u8 = 4;
const UNDERSCORE: u8 = 8;

/// What each byte is in a word; nothing for what no word holds.
static KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        kinds[byte as usize] = match byte {
            b'0'..=b'9' => DIGIT,
            b'a'..=b'z' => LOWER,
            b'A'..=b'Z' => UPPER,
            b'_' => UNDERSCORE,
            _ => 0,
        };
        byte += 1;
    }
    kinds
};

fn is_word(byte: u8) -> bool {
    KINDS[usize::from(byte)] != 0
}

/// Whether a word of small letters, with a capital at most, may be or start a code.
fn is_trigger(word: &[u8]) -> bool {
    matches!(word, b"result" | b"cve" | b"Evicted")
}

/// Asks the families that a word of this shape may belong to.
fn read(place: &Place<'_>, shape: Shape) -> Option<Hit> {
    if place.setting.command {
        return windows::article(place)
            .or_else(|| windows::sign_in(place))
            .or_else(|| general::vulnerability(place))
            .or_else(|| database::vendor(place));
    }
    if shape.digit && place.text.as_bytes()[place.start].is_ascii_digit() {
        return if shape.lower || shape.upper > 0 {
            lettered_number(place)
        } else {
            number(place)
        };
    }
    if shape.digit {
        return lettered_number(place).or_else(|| capitals(place, shape));
    }
    if shape.upper > 1 && shape.lower {
        return camel(place);
    }
    if shape.upper > 0 && !shape.lower {
        return capitals(place, shape);
    }
    // A word of small letters, with a capital at most.
    match place.word() {
        "result" => unix::result(place),
        "cve" => general::vulnerability(place),
        "Evicted" => unix::reason(place),
        _ if place.previous() == b'(' => general::named(place),
        _ => None,
    }
}

/// A word of digits.
fn number(place: &Place<'_>) -> Option<Hit> {
    general::pair(place)
        .or_else(|| mail::status(place))
        .or_else(|| windows::decimal(place))
        .or_else(|| windows::bare_hex(place))
        .or_else(|| web::openssl(place))
        .or_else(|| database::number(place))
        .or_else(|| unix::number(place))
        .or_else(|| web::number(place))
        .or_else(|| mail::reply(place))
        .or_else(|| event::number(place))
        .or_else(|| windows::number(place))
        .or_else(|| symbol::stop(place))
        .or_else(|| general::number(place))
}

/// A word of digits and letters.
fn lettered_number(place: &Place<'_>) -> Option<Hit> {
    windows::hex(place)
        .or_else(|| windows::sign_in(place))
        .or_else(|| windows::article(place))
        .or_else(|| windows::wizard(place))
        .or_else(|| web::openssl(place))
        .or_else(|| database::lettered(place))
        .or_else(|| windows::bare_hex(place))
        .or_else(|| symbol::stop(place))
        .or_else(|| program::exception(place))
        .or_else(|| program::tool(place))
        .or_else(|| general::lettered(place))
}

/// A word of several capitals and small letters.
fn camel(place: &Place<'_>) -> Option<Hit> {
    program::exception(place)
        .or_else(|| program::error_type(place))
        .or_else(|| symbol::database_engine(place))
        .or_else(|| unix::reason(place))
        .or_else(|| general::named(place))
}

/// A word of capitals.
fn capitals(place: &Place<'_>, shape: Shape) -> Option<Hit> {
    if shape.lower {
        return camel(place);
    }
    program::cell_value(place)
        .or_else(|| general::vulnerability(place))
        .or_else(|| database::vendor(place))
        .or_else(|| windows::article(place))
        .or_else(|| windows::wizard(place))
        .or_else(|| unix::symbol(place))
        .or_else(|| web::symbol(place))
        .or_else(|| symbol::symbol(place))
        .or_else(|| program::package(place))
}

/// Without the blanks at its start, line breaks excepted.
pub(super) fn after_blanks(text: &str) -> &str {
    text.trim_start_matches([' ', '\t', '\u{a0}', '\u{202f}', '\u{2009}'])
}

/// Whether a text starts with a phrase, whatever its case, and the phrase ends there.
pub(super) fn starts_with_phrase(text: &str, phrase: &str) -> bool {
    let starts = text
        .get(..phrase.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(phrase));
    starts
        && !text
            .as_bytes()
            .get(phrase.len())
            .is_some_and(|&byte| is_word(byte))
}

/// The digits at the start of a text.
pub(super) fn digits(text: &str) -> &str {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    &text[..length]
}

/// The word at the start of a text.
pub(super) fn first_word(text: &str) -> &str {
    let length = text.bytes().take_while(|&byte| is_word(byte)).count();
    &text[..length]
}

/// The text after a dash of any kind, if it starts with one.
pub(super) fn after_dash(text: &str) -> Option<&str> {
    text.strip_prefix(['-', '\u{2010}', '\u{2011}', '\u{2212}', '\u{2013}'])
}
