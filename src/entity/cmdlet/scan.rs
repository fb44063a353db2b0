//! Names of cmdlets in a text: one pass over its hyphens.
//!
//! A known name counts wherever it stands as a word of its own. An unknown one must be a Verb-Noun by
//! an approved verb; English has many such words (`Add-In`, `Read-Only`), so that those which could be
//! one need evidence: markup, a parameter, or a word such as "cmdlet" beside them.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memchr2;

use super::known::{Known, Verbs};
use crate::shell::APPROVED_VERBS;

/// A cmdlet in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// Its name; in its canonical case where the name is known, else as written.
    pub name: String,
}

/// The cmdlets in a text, in order and without overlap.
#[must_use]
pub fn find(text: &str, known: &Known) -> Vec<Found> {
    sightings(text, known, |_| None)
        .into_iter()
        .filter(|sighting| sighting.role == Role::Use)
        .map(|Sighting { range, name, .. }| Found { range, name })
        .collect()
}

/// A name of a cmdlet's form in a text.
#[derive(Debug)]
pub(super) struct Sighting {
    pub(super) range: Range<usize>,
    pub(super) name: String,
    pub(super) known: bool,
    pub(super) role: Role,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The cmdlet.
    Use,
    /// A function that is defined here, or a script: nobody else's cmdlet.
    Own,
}

/// The names in a text; `marked` tells where what holds the byte at an offset starts, if it is set as
/// code, bold or a link.
pub(super) fn sightings(
    text: &str,
    known: &Known,
    marked: impl Fn(usize) -> Option<usize>,
) -> Vec<Sighting> {
    let mut scan = Scan {
        text,
        known,
        ended: None,
        token: 0..0,
        token_is_url: false,
    };
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(shape) = Shape::next(text, &mut at) {
        let sighting = scan.judge(&shape, &marked);
        scan.ended = Some(shape.range.end);
        found.extend(sighting);
    }
    found
}

/// The length of a hyphen, or of what stands for one in a name, at the start of `bytes`.
pub(super) fn joiner(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [b'-', ..] => Some(1),
        [0xE2, 0x80, 0x90..=0x93, ..] | [0xE2, 0x88, 0x92, ..] => Some(3),
        _ => None,
    }
}

/// Letters, a hyphen, and a word that starts with a letter.
#[derive(Clone)]
struct Shape {
    range: Range<usize>,
    verb: Range<usize>,
    noun: Range<usize>,
}

impl Shape {
    /// The next one, from `at` on.
    fn next(text: &str, at: &mut usize) -> Option<Shape> {
        const LONGEST_VERB: usize = 32; // bytes; keeps the look back bounded
        let bytes = text.as_bytes();
        while let Some(hit) = memchr2(b'-', 0xE2, &bytes[*at..]) {
            let dash = *at + hit;
            let Some(length) = joiner(&bytes[dash..]) else {
                *at = dash + 1;
                continue;
            };
            *at = dash + length;
            let before = &bytes[dash.saturating_sub(LONGEST_VERB)..dash];
            let verb = before.iter().rev().take_while(|b| b.is_ascii_alphabetic());
            let verb = dash - verb.count();
            let rest = &bytes[*at..];
            let is_part = |b: &&u8| b.is_ascii_alphanumeric() || **b == b'_';
            let noun = rest.iter().take_while(is_part).count();
            if dash - verb >= 2 && noun >= 2 && rest[0].is_ascii_alphabetic() {
                let noun = *at..*at + noun;
                *at = noun.end;
                return Some(Shape {
                    range: verb..noun.end,
                    verb: verb..dash,
                    noun,
                });
            }
        }
        None
    }
}

/// What is around a name on one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    /// Nothing that could be part of a longer name.
    Free,
    /// Something that a known name may have beside it, but no other.
    Doubtful,
    /// The name goes on, or is part of a path, a file's name, a variable.
    Bound,
}

struct Scan<'a> {
    text: &'a str,
    known: &'a Known,
    /// Where the shape before this one ended.
    ended: Option<usize>,
    /// The run of characters without a blank that was looked at last, and whether it is an address.
    token: Range<usize>,
    token_is_url: bool,
}

impl<'a> Scan<'a> {
    /// What a shape is, if it stands for a cmdlet, a function or a script.
    fn judge(
        &mut self,
        shape: &Shape,
        marked: &impl Fn(usize) -> Option<usize>,
    ) -> Option<Sighting> {
        let verb = &self.text[shape.verb.clone()];
        if !self.known.has_verb(verb) {
            return None;
        }
        let end = shape.range.end;
        let (shape, canonical) = self.canonical(shape);
        if canonical.is_none() && !is_verb(verb) {
            return None;
        }
        let left = self.left(shape.range.start);
        if left == Side::Bound || self.in_url(&shape.range) {
            return None;
        }
        let text = &self.text[shape.range.clone()];
        let right = self.right(end);
        let role = if self.is_script(end) {
            Some(Role::Own)
        } else if right == Side::Bound {
            None
        } else if canonical.is_some() {
            let is_argument = is_small(text) && self.is_argument(shape.range.start);
            (!is_argument).then_some(Role::Use)
        } else if left == Side::Doubtful || right == Side::Doubtful {
            None
        } else if self.is_defined(shape.range.start) {
            Some(Role::Own)
        } else {
            self.is_plausible(&shape, marked).then_some(Role::Use)
        };
        Some(Sighting {
            name: canonical.map_or_else(|| spelt(text), str::to_owned),
            range: shape.range,
            known: canonical.is_some(),
            role: role?,
        })
    }

    /// The shape without a "cmdlet" that a missing blank glued to it, and its canonical name if it is
    /// known.
    fn canonical(&self, shape: &Shape) -> (Shape, Option<&'a str>) {
        let mut shape = shape.clone();
        let text = &self.text[shape.range.clone()];
        let known = self.known.canonical(text);
        let glued = ["cmdlets", "cmdlet"].iter();
        let mut bare = glued.filter_map(|word| text.strip_suffix(word));
        match bare.next() {
            Some(bare) if known.is_none() && bare.ends_with(is_small_letter) => {
                shape.range.end = shape.range.start + bare.len();
                shape.noun.end = shape.range.end;
                (shape, self.known.canonical(bare))
            }
            _ => (shape, known),
        }
    }

    fn left(&self, start: usize) -> Side {
        let before = &self.text[..start];
        let Some(last) = before.chars().next_back() else {
            return Side::Free;
        };
        let rest = &before[..before.len() - last.len_utf8()];
        let is_open = |text: &str| !text.ends_with(is_name);
        match last {
            '\\' if is_module(rest) => Side::Free,
            '/' if self.ended == Some(rest.len()) || is_lone_verb(rest) => Side::Free,
            '\\' | '/' | '$' | '@' | '%' | '~' | '?' | '_' => Side::Bound,
            '*' if rest.ends_with('*') => Side::Free,
            '*' => Side::Doubtful,
            // A full stop without a blank after it, or dots.
            '.' if rest.ends_with('.') => Side::Free,
            '.' if rest.ends_with(|c: char| c.is_ascii_lowercase()) => Side::Doubtful,
            '.' => Side::Bound,
            '\u{2014}' | '\u{2015}' => Side::Free,
            '-' | '\u{2010}'..='\u{2013}' | '\u{2212}' if is_open(rest) => Side::Doubtful,
            '-' | '\u{2010}'..='\u{2013}' | '\u{2212}' => Side::Bound,
            _ if is_name(last) => Side::Bound,
            _ => Side::Free,
        }
    }

    fn right(&self, end: usize) -> Side {
        let mut rest = self.text[end..].chars();
        let Some(first) = rest.next() else {
            return Side::Free;
        };
        let second = rest.next();
        let goes_on = second.is_some_and(is_name);
        match first {
            '.' if goes_on => match second {
                // The next sentence, its blank missing.
                Some(next)
                    if next.is_ascii_uppercase() && rest.next().is_some_and(is_small_letter) =>
                {
                    Side::Doubtful
                }
                _ => Side::Bound,
            },
            '/' if goes_on && !starts_with_verb(rest.as_str(), second) => Side::Bound,
            // A parameter, its blank missing: `Get-Item-Path`.
            '-' if second.is_some_and(|c| c.is_ascii_uppercase()) => Side::Doubtful,
            '-' | '\\' | '@' if goes_on => Side::Bound,
            '\u{2010}'..='\u{2013}' | '\u{2212}' if goes_on => Side::Doubtful,
            '$' | '%' | '~' => Side::Bound,
            '*' if second == Some('*') => Side::Free,
            '*' if self.text[..end].ends_with('*') => Side::Free,
            '*' | '=' | '<' => Side::Doubtful,
            _ if is_name(first) => Side::Bound,
            _ => Side::Free,
        }
    }

    /// Whether the name is within a web address.
    fn in_url(&mut self, range: &Range<usize>) -> bool {
        if !(self.token.start <= range.start && range.end <= self.token.end) {
            let parts = |c: char| c.is_whitespace() || "\"'<>()[]{}|;,`".contains(c);
            let seen = self.token.end.min(range.start);
            let start = self.text[seen..range.start]
                .char_indices()
                .rfind(|&(_, c)| parts(c))
                .map_or(seen, |(at, c)| seen + at + c.len_utf8());
            let end = self.text[range.end..]
                .find(parts)
                .map_or(self.text.len(), |at| range.end + at);
            let token = &self.text[start..end];
            self.token_is_url = token.contains("://") || token.starts_with("www.");
            self.token = start..end;
        }
        self.token_is_url
    }

    /// Whether the name is that of a file with a script in it, or is said to be one.
    fn is_script(&self, end: usize) -> bool {
        let rest = &self.text[end..];
        let has_extension = [".ps1", ".psm1", ".psd1"].iter().any(|extension| {
            rest.get(..extension.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(extension))
        });
        has_extension
            || rest
                .get(..7)
                .is_some_and(|next| next.eq_ignore_ascii_case(" script"))
    }

    /// Whether the name is that of a function which is defined here.
    fn is_defined(&self, start: usize) -> bool {
        let before = &self.text[..start];
        let before = ["global:", "script:", "local:"]
            .iter()
            .find_map(|scope| strip_suffix(before, scope))
            .unwrap_or(before);
        let word = last_word(before);
        word.eq_ignore_ascii_case("function") || word.eq_ignore_ascii_case("filter")
    }

    /// Whether a name in small letters is an argument of a program that speaks in such words too:
    /// `aws iam get-user`.
    fn is_argument(&self, start: usize) -> bool {
        const PROGRAMS: [&str; 6] = ["aws", "awslocal", "gcloud", "oci", "aliyun", "ibmcloud"];
        const FAR: usize = 200; // bytes; keeps the look back bounded
        let from = self.text.floor_char_boundary(start.saturating_sub(FAR));
        let before = &self.text[from..start];
        let command = before
            .rsplit(['\n', '|', ';', '&', '('])
            .next()
            .unwrap_or(before);
        command
            .split_whitespace()
            .any(|word| PROGRAMS.contains(&word))
    }

    /// Whether an unknown name with an approved verb can be a cmdlet.
    fn is_plausible(&self, shape: &Shape, marked: &impl Fn(usize) -> Option<usize>) -> bool {
        let verb = &self.text[shape.verb.clone()];
        let noun = &self.text[shape.noun.clone()];
        let letters = noun.bytes().filter(u8::is_ascii_alphabetic).count();
        if letters < 3 || noun.len() > 80 {
            return false;
        }
        if self.has_parameter(shape.range.end) {
            return true;
        }
        let capitals = noun.bytes().filter(u8::is_ascii_uppercase).count();
        let is_pascal = noun.starts_with(|c: char| c.is_ascii_uppercase()) && capitals < noun.len();
        let has_capital_verb = verb.starts_with(|c: char| c.is_ascii_uppercase())
            && !verb.bytes().all(|b| b.is_ascii_uppercase());
        if !is_pascal || !has_capital_verb && capitals < 2 || is_english(verb, noun) {
            return false;
        }
        if capitals > 1 {
            return true;
        }
        // `Install-Date: 1 May` is a field of a record.
        let is_field = self.text[shape.range.end..].starts_with(':');
        let is_command = || {
            marked(shape.range.start).is_some_and(|from| self.is_run(from, shape.range.start))
                || self.is_called_a_command(&shape.range)
        };
        !is_field && (!is_joined_by_english(verb) || is_command())
    }

    /// Whether a word that starts at `start` stands where a command would, in code from `from` on.
    fn is_run(&self, from: usize, start: usize) -> bool {
        let before = self.text[from..start].trim_end_matches([' ', '\t', '"', '\'', '`', '*']);
        before.is_empty() || before.ends_with(['\n', '|', '(', '{', ';', '=', '&', '>', '\\'])
    }

    /// Whether a parameter follows: `-Identity`, or with a dash that a word processor made.
    fn has_parameter(&self, end: usize) -> bool {
        let rest = &self.text[end..];
        let after = rest.trim_start_matches([' ', '\u{a0}']);
        let Some(dash) = joiner(after.as_bytes()).filter(|_| after.len() < rest.len()) else {
            return false;
        };
        let name = after[dash..]
            .bytes()
            .take_while(u8::is_ascii_alphabetic)
            .count();
        name > 2 && after[dash..].starts_with(|c: char| c.is_ascii_uppercase())
    }

    /// Whether the words beside a name say that it is a command.
    fn is_called_a_command(&self, range: &Range<usize>) -> bool {
        let next = self.text[range.end..].trim_start_matches([' ', '`', '"', '\'', '\u{201D}']);
        let next = next.split(|c: char| !c.is_ascii_alphabetic()).next();
        let word =
            last_word(self.text[..range.start].trim_end_matches(['`', '"', '\'', '\u{201C}']));
        next.is_some_and(|next| ["cmdlet", "cmdlets", "command", "commands"].contains(&next))
            || ["run", "Run", "running", "execute", "cmdlet"].contains(&word)
    }
}

/// As written, but for the dash.
pub(super) fn spelt(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let is_dash = |c: char| !c.is_ascii();
    text.replace(is_dash, "-")
}

/// Whether a character can be part of a name. Scripts without blanks between words are not: their
/// letters stand beside names as blanks do.
fn is_name(c: char) -> bool {
    c == '_' || c.is_alphanumeric() && c < '\u{2E80}'
}

fn is_small_letter(c: char) -> bool {
    c.is_lowercase() || c == ' '
}

fn is_small(text: &str) -> bool {
    !text.bytes().any(|b| b.is_ascii_uppercase())
}

/// Whether `text` ends in the name of a module that is no path.
fn is_module(text: &str) -> bool {
    let name = text
        .bytes()
        .rev()
        .take(100)
        .take_while(|b| b.is_ascii_alphanumeric() || b"._-".contains(b))
        .count();
    let (before, name) = text.split_at(text.len() - name);
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && !before.ends_with(['\\', '/', ':', '%', '$', '@', '}', ')', '>'])
}

/// Whether `text` ends in a verb alone: `Get/Set-Item`.
fn is_lone_verb(text: &str) -> bool {
    let word = last_letters(text);
    let before = &text[..text.len() - word.len()];
    is_verb(word) && !before.ends_with(|c: char| is_name(c) || "/\\.-:$@%".contains(c))
}

/// Whether a word that starts with `first` and goes on with `rest` is a Verb-Noun.
fn starts_with_verb(rest: &str, first: Option<char>) -> bool {
    let letters = rest
        .bytes()
        .take(32)
        .take_while(u8::is_ascii_alphabetic)
        .count();
    let mut verb: String = first.into_iter().collect();
    verb.push_str(&rest[..letters]);
    joiner(&rest.as_bytes()[letters..]).is_some() && is_verb(&verb)
}

/// The letters at the end of `text`, at most 32.
fn last_letters(text: &str) -> &str {
    let letters = text
        .bytes()
        .rev()
        .take(32)
        .take_while(u8::is_ascii_alphabetic);
    &text[text.len() - letters.count()..]
}

/// The word before the blank at the end of `text`.
fn last_word(text: &str) -> &str {
    let blank = |c| c == ' ' || c == '\t';
    match text.strip_suffix(blank) {
        Some(text) => last_letters(text),
        None => "",
    }
}

fn strip_suffix<'t>(text: &'t str, end: &str) -> Option<&'t str> {
    let at = text.len().checked_sub(end.len())?;
    text.get(at..)?
        .eq_ignore_ascii_case(end)
        .then(|| &text[..at])
}

fn is_verb(word: &str) -> bool {
    static VERBS: LazyLock<Verbs> =
        LazyLock::new(|| Verbs::new(APPROVED_VERBS.split_ascii_whitespace()));
    VERBS.has(word)
}

/// Verbs that English joins with other words by a hyphen: a name with one of them and a noun of one
/// word may be such a word in capitals (`Open-Source`), or what somebody called a thing (`Test-Group`).
fn is_joined_by_english(verb: &str) -> bool {
    static VERBS: LazyLock<Verbs> = LazyLock::new(|| {
        Verbs::new(
            "add backup block build clear close compare complete copy debug deploy edit export find \
             format group hide import install join limit lock measure merge mount move open out pop \
             push query read receive request reset save search select send set show skip sort split \
             start step stop switch sync test trace update use wait watch write"
                .split_ascii_whitespace(),
        )
    });
    VERBS.has(verb)
}

/// English words with a hyphen, and terms of protocols and products, that have the form of a cmdlet:
/// the verb, then what follows it.
const ENGLISH: [(&str, &str); 38] = [
    ("add", "ins inslist user users remove"),
    ("approve", "reject deny"),
    ("backup", "restore server job set plan"),
    ("build", "agent date number server"),
    ("clear", "cut text"),
    ("compare", "and"),
    ("copy", "paste"),
    ("debug", "level mode"),
    ("disable", "enable"),
    ("edit", "mode only"),
    ("enable", "disable"),
    ("find", "and replace"),
    ("format", "only"),
    ("get", "together well"),
    ("group", "name policy"),
    ("import", "export"),
    ("install", "base date guide time"),
    ("join", "leave"),
    ("lock", "down screen"),
    ("merge", "split"),
    ("new", "age delhi hire row york zealand"),
    ("open", "source end ended close xml"),
    ("out", "going"),
    ("pop", "ups"),
    ("push", "button buttons pull notification"),
    ("query", "string"),
    ("read", "ahead aloud modify only through write"),
    ("receive", "connector only"),
    ("request", "context line reply response uri"),
    ("restart", "count policy"),
    ("restore", "point"),
    ("send", "connector receive only"),
    ("set", "cookie top"),
    ("start", "date line menu stop time tls"),
    (
        "test",
        "account bed case database domain drive group lab machine policy server user",
    ),
    ("trace", "level"),
    ("wait", "state time"),
    (
        "write",
        "ahead back behind once only protect protected through",
    ),
];

fn is_english(verb: &str, noun: &str) -> bool {
    ENGLISH.iter().any(|(first, rest)| {
        first.eq_ignore_ascii_case(verb)
            && rest.split(' ').any(|word| word.eq_ignore_ascii_case(noun))
    })
}
