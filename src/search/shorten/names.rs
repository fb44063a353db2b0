//! What the names of a script are, and short ones for those that it alone can see.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::scan::{DECLARING, Kind, Token};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// The name of a variable, a function or a class.
    Variable,
    /// The same where it also names a property: `{ a }`.
    Shorthand,
    /// The name of a property or a method.
    Property,
    /// Anything else.
    Other,
}

/// What a bracket holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inside {
    /// Statements or expressions.
    Code,
    /// Properties; whether the name of one is next.
    Object(bool),
    /// Methods.
    Class,
}

pub(super) fn uses(tokens: &[Token<'_>]) -> Vec<Use> {
    let mut uses = Vec::with_capacity(tokens.len());
    let mut open = vec![Inside::Code];
    let mut label = Label::None;
    for (at, token) in tokens.iter().enumerate() {
        let inside = open.last().copied().unwrap_or(Inside::Code);
        uses.push(use_of(tokens, at, inside));
        match (token.kind, token.text) {
            (Kind::Sign, "{") => open.push(opened(&tokens[..at], label)),
            (Kind::Sign, "(" | "[") => open.push(Inside::Code),
            (Kind::Sign, "}" | ")" | "]") => {
                open.pop();
            }
            (Kind::Sign, ".") => {}
            (Kind::Text, text) if text.starts_with(['`', '}']) => {
                if text.starts_with('}') {
                    open.pop();
                }
                if text.ends_with("${") {
                    open.push(Inside::Code);
                }
            }
            _ if is_modifier(tokens, at) => {}
            _ => {
                if let Some(Inside::Object(is_name)) = open.last_mut() {
                    *is_name = token.text == ",";
                }
            }
        }
        label = label.after(token);
    }
    uses
}

/// Whether the label of a case is being read, or has just been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Label {
    None,
    Open,
    Ended,
}

impl Label {
    fn after(self, token: &Token<'_>) -> Self {
        match (self, token.kind, token.text) {
            (_, Kind::Word, "case" | "default") => Self::Open,
            (Self::Open, Kind::Sign, ":") => Self::Ended,
            (Self::Open, ..) => Self::Open,
            _ => Self::None,
        }
    }
}

/// What a brace after these tokens holds.
fn opened(before: &[Token<'_>], label: Label) -> Inside {
    let Some((last, rest)) = before.split_last() else {
        return Inside::Code;
    };
    match (last.kind, last.text) {
        (Kind::Word, "else" | "try" | "finally" | "catch" | "do") => Inside::Code,
        (Kind::Word, "const" | "let" | "return" | "of" | "typeof" | "await") => {
            Inside::Object(true)
        }
        (Kind::Word, _) => Inside::Class,
        (Kind::Sign, ")" | ";" | "{" | "}") => Inside::Code,
        (Kind::Sign, ":") if label == Label::Ended => Inside::Code,
        (Kind::Sign, ">") if rest.last().is_some_and(|before| before.text == "=") => Inside::Code,
        _ => Inside::Object(true),
    }
}

/// Whether a word says what kind of method follows: `get`, `async`.
fn is_modifier(tokens: &[Token<'_>], at: usize) -> bool {
    let next = tokens.get(at + 1);
    matches!(tokens[at].text, "get" | "set" | "async" | "static")
        && next.is_some_and(|next| next.kind == Kind::Word)
}

fn use_of(tokens: &[Token<'_>], at: usize, inside: Inside) -> Use {
    let token = &tokens[at];
    let starts_name = !token.text.starts_with(|c: char| c.is_ascii_digit());
    if token.kind != Kind::Word || !starts_name || RESERVED.binary_search(&token.text).is_ok() {
        return Use::Other;
    }
    let is_dot = |back: usize| {
        at.checked_sub(back)
            .is_some_and(|at| tokens[at].text == ".")
    };
    let is_property = is_dot(1) && !is_dot(2);
    let next = tokens.get(at + 1).map_or("", |next| next.text);
    match inside {
        Inside::Class => Use::Property,
        _ if is_property => Use::Property,
        Inside::Object(true) if is_dot(1) => Use::Variable,
        Inside::Object(true) if matches!(next, ":" | "(") => Use::Property,
        Inside::Object(true) => Use::Shorthand,
        _ => Use::Variable,
    }
}

/// Words of the language, and names that browsers know and that may stand where one is declared.
pub(super) const RESERVED: &[&str] = &[
    "Array",
    "Infinity",
    "Number",
    "String",
    "async",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "default",
    "do",
    "document",
    "else",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "get",
    "globalThis",
    "if",
    "in",
    "instanceof",
    "let",
    "location",
    "new",
    "null",
    "of",
    "return",
    "set",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "undefined",
    "void",
    "while",
];

/// Short names for what is declared at the start of a line, and thus seen by all: the shortest for those
/// that stand most often. Others are seen only up to the next such line, and have names that start with a
/// small letter.
pub(super) fn shared_names<'s>(tokens: &[Token<'s>], uses: &[Use]) -> HashMap<&'s str, String> {
    let mut declared = HashSet::new();
    for (at, token) in tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| token.starts_line)
    {
        let name = tokens[at..]
            .iter()
            .find(|token| !DECLARING.contains(&token.text));
        if let Some(name) = name.filter(|_| DECLARING.contains(&token.text)) {
            declared.insert(name.text);
        }
    }
    let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
    for (at, (token, r#use)) in tokens.iter().zip(uses).enumerate() {
        if matches!(r#use, Use::Variable | Use::Shorthand) && declared.contains(token.text) {
            counts.entry(token.text).or_insert((0, at)).0 += 1;
        }
    }
    by_frequency(counts)
        .into_iter()
        .zip((0..).map(|number| short_name(number, UPPER)))
        .collect()
}

/// Short names for what is declared elsewhere, by the places where it stands. Two names have the same where neither
/// is seen by the other.
pub(super) fn own_names(
    tokens: &[Token<'_>],
    uses: &[Use],
    shared: &HashMap<&str, String>,
) -> HashMap<usize, String> {
    let blocks = Blocks::of(tokens);
    let starts = |at: &usize| tokens[*at].starts_line && tokens[*at].kind == Kind::Word;
    let mut starts: Vec<usize> = (0..tokens.len()).filter(starts).collect();
    starts.push(tokens.len());
    let mut start = 0;
    let mut short = HashMap::new();
    for end in starts {
        let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut order: Vec<&str> = Vec::new();
        for at in start..end {
            let name = tokens[at].text;
            if matches!(uses[at], Use::Variable | Use::Shorthand) && !shared.contains_key(name) {
                let known = places.entry(name).or_default();
                if known.is_empty() {
                    order.push(name);
                }
                known.push(at);
            }
        }
        let mut seen: Vec<Vec<Seen>> = Vec::new();
        for name in order {
            let places = places.remove(name).unwrap_or_default();
            if !places.first().is_some_and(|first| declares(tokens, *first)) {
                continue;
            }
            let new = Seen {
                range: blocks.around(&places),
                places,
            };
            let is_free = |others: &Vec<Seen>| others.iter().all(|other| !other.meets(&new));
            let number = seen.iter().position(is_free).unwrap_or(seen.len());
            for &place in &new.places {
                short.insert(place, short_name(number, LOWER));
            }
            if number == seen.len() {
                seen.push(Vec::new());
            }
            seen[number].push(new);
        }
        start = end;
    }
    short
}

/// Where a name stands, and what is around all of that.
struct Seen {
    range: Range<usize>,
    places: Vec<usize>,
}

impl Seen {
    /// Whether one stands where the other may be meant.
    fn meets(&self, other: &Self) -> bool {
        let holds = |outer: &Self, inner: &Self| {
            outer.range.start <= inner.range.start && inner.range.end <= outer.range.end
        };
        let stands = |outer: &Self, inner: &Self| {
            let mut places = outer.places.iter();
            places.any(|place| inner.range.contains(place))
        };
        match (holds(self, other), holds(other, self)) {
            (true, true) => true,
            (true, false) => stands(self, other),
            (false, true) => stands(other, self),
            // The heads of blocks may overlap.
            (false, false) => {
                self.range.start < other.range.end && other.range.start < self.range.end
            }
        }
    }
}

/// The brackets of a script.
struct Blocks {
    all: Vec<Block>,
    /// The innermost one of each token.
    of: Vec<usize>,
}

struct Block {
    /// From which token up to which one it reaches; that of a brace with what stands in brackets before it.
    range: Range<usize>,
    /// The one around it.
    around: usize,
    /// Where names are seen that are declared in it, if not in itself: parameters, and what a loop counts by.
    scope: Option<usize>,
}

impl Blocks {
    fn of(tokens: &[Token<'_>]) -> Self {
        let block = |range, around| Block {
            range,
            around,
            scope: None,
        };
        let mut all = vec![block(0..tokens.len(), 0)];
        let mut of = Vec::with_capacity(tokens.len());
        let mut open = vec![0];
        // The block that a token closes.
        let mut closed: HashMap<usize, usize> = HashMap::new();
        for (at, token) in tokens.iter().enumerate() {
            let innermost = open.last().copied().unwrap_or(0);
            of.push(innermost);
            if closes(token) && open.len() > 1 {
                open.pop();
                let closing: &mut Block = &mut all[innermost];
                closing.range.end = at + 1;
                closing.scope = is_head(tokens, closing.range.clone()).then_some(closing.around);
                closed.insert(at, innermost);
            }
            if opens(token) {
                let around = open.last().copied().unwrap_or(0);
                let head = head(tokens, at).and_then(|end| closed.get(&end).copied());
                let start = head.map_or(at, |head| all[head].range.start);
                if let Some(head) = head {
                    all[head].scope = Some(all.len());
                }
                open.push(all.len());
                all.push(block(start..tokens.len(), around));
            }
        }
        Self { all, of }
    }

    /// Where a name is seen that stands at some places, which are in order.
    fn around(&self, places: &[usize]) -> Range<usize> {
        let (Some(first), Some(last)) = (places.first(), places.last()) else {
            return 0..0;
        };
        let mut block = self.of[*last];
        while block != 0 && !self.all[block].range.contains(first) {
            block = self.all[block].around;
        }
        let scope = self.all[block].scope.unwrap_or(block);
        self.all[scope].range.clone()
    }
}

fn opens(token: &Token<'_>) -> bool {
    match token.kind {
        Kind::Sign => matches!(token.text, "{" | "(" | "["),
        _ => is_template(token) && token.text.ends_with("${"),
    }
}

fn closes(token: &Token<'_>) -> bool {
    match token.kind {
        Kind::Sign => matches!(token.text, "}" | ")" | "]"),
        _ => is_template(token) && token.text.starts_with('}'),
    }
}

fn is_template(token: &Token<'_>) -> bool {
    token.kind == Kind::Text && token.text.starts_with(['`', '}'])
}

/// Whether what is declared within some brackets is seen after them: in the body of an arrow or a loop.
fn is_head(tokens: &[Token<'_>], range: Range<usize>) -> bool {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text);
    let is_arrow = text(range.end) == "=" && text(range.end + 1) == ">";
    is_arrow || range.start > 0 && text(range.start - 1) == "for"
}

/// The closing bracket of the parameters before a brace: `(a) {`, `(a) => {`.
fn head(tokens: &[Token<'_>], brace: usize) -> Option<usize> {
    let is = |back: usize, text: &str| {
        let at = brace.checked_sub(back);
        at.is_some_and(|at| tokens[at].text == text)
    };
    if tokens[brace].text != "{" {
        return None;
    } else if is(1, ")") {
        return Some(brace - 1);
    }
    (is(1, ">") && is(2, "=") && is(3, ")")).then(|| brace - 3)
}

/// Whether a name may be declared where it stands: what is used otherwise is one that browsers know.
fn declares(tokens: &[Token<'_>], at: usize) -> bool {
    const BEFORE: &[&str] = &["const", "let", "(", ",", "{", "[", ":", "."];
    const AFTER: &[&str] = &[",", ")", "=", "}", "]", ";", "of"];
    let before = at.checked_sub(1).map_or("", |before| tokens[before].text);
    let after = tokens.get(at + 1).map_or("", |after| after.text);
    let is_arrow = after == "=" && tokens.get(at + 2).is_some_and(|sign| sign.text == ">");
    is_arrow || BEFORE.contains(&before) && AFTER.contains(&after)
}

/// Short names for properties: none that another property has.
pub(super) fn inner_names<'s>(
    tokens: &[Token<'s>],
    uses: &[Use],
    inner: &[&str],
) -> HashMap<&'s str, String> {
    let mut others = HashSet::new();
    let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
    for (at, (token, r#use)) in tokens.iter().zip(uses).enumerate() {
        if !matches!(r#use, Use::Property | Use::Shorthand) {
            continue;
        } else if inner.contains(&token.text) {
            counts.entry(token.text).or_insert((0, at)).0 += 1;
        } else {
            others.insert(token.text);
        }
    }
    let free = (0..)
        .map(|number| short_name(number, LOWER))
        .filter(|name| !others.contains(name.as_str()));
    by_frequency(counts).into_iter().zip(free).collect()
}

/// Names, those that stand most often first, told how often and where first.
fn by_frequency(counts: HashMap<&str, (usize, usize)>) -> Vec<&str> {
    let mut names: Vec<(&str, (usize, usize))> = counts.into_iter().collect();
    names.sort_by_key(|(_, (count, first))| (usize::MAX - count, *first));
    names.into_iter().map(|(name, _)| name).collect()
}

const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
const UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The short name of a number: one of `starts`, then letters and digits.
fn short_name(number: usize, starts: &[u8]) -> String {
    const MORE: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    let mut name = String::from(char::from(starts[number % starts.len()]));
    let mut rest = number / starts.len();
    while rest > 0 {
        name.push(char::from(MORE[(rest - 1) % MORE.len()]));
        rest = (rest - 1) / MORE.len();
    }
    if RESERVED.binary_search(&name.as_str()).is_ok() {
        name.push('_');
    }
    name
}
