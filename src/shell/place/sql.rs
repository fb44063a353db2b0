//! What stands around a place in SQL, of whatever dialect: quotes, brackets, backticks and comments.

use std::ops::Range;

use super::Place;
use crate::shell::is_name;

/// The places in statements of SQL, of whatever dialect.
pub(super) fn in_sql(text: &str, ranges: &[Range<usize>]) -> Vec<Place> {
    let mut reader = Sql {
        rest: text.char_indices().peekable(),
        state: Place::Name,
        last: ' ',
        is_unsure: false,
        is_nested: false,
    };
    let mut places = Vec::with_capacity(ranges.len());
    for range in ranges {
        reader.read_to(range.start);
        places.push(match reader.state {
            _ if text.get(range.clone()).is_none() => Place::Nowhere,
            // In a statement that stands in a text, quotes are doubled once more.
            Place::Single if reader.is_nested => Place::Name,
            Place::Nowhere => Place::Nowhere,
            _ if reader.is_unsure || reader.last == '\\' => Place::Name,
            state => state,
        });
    }
    places
}

/// A reader of SQL that knows what is open.
struct Sql<'a> {
    rest: std::iter::Peekable<std::str::CharIndices<'a>>,
    state: Place,
    last: char,
    /// Whether something was read that dialects read in two ways.
    is_unsure: bool,
    /// Whether a doubled quote was seen in this text.
    is_nested: bool,
}

impl Sql<'_> {
    fn read_to(&mut self, end: usize) {
        while let Some((_, c)) = self.rest.next_if(|(at, _)| *at < end) {
            let closes = match self.state {
                Place::Single => '\'',
                Place::Double => '"',
                Place::Bracket => ']',
                Place::Backtick => '`',
                // Nothing is known of what a text in dollars is.
                Place::Nowhere => return,
                _ => {
                    self.open(c);
                    self.last = c;
                    continue;
                }
            };
            // A backslash escapes a quote for some; a bracket counts items for others.
            self.is_unsure |= c == closes && self.last == '\\'
                || self.state == Place::Bracket && matches!(c, '\'' | '"');
            self.last = c;
            if c != closes {
                continue;
            }
            if self.rest.next_if(|(_, next)| *next == closes).is_some() {
                self.is_nested = true;
            } else {
                self.state = Place::Name;
            }
        }
    }

    fn open(&mut self, c: char) {
        let next = self.rest.peek().map_or(' ', |(_, next)| *next);
        let starts = !is_name(self.last);
        self.is_nested = false;
        self.state = match (c, next) {
            ('\'', _) => Place::Single,
            ('"', _) => Place::Double,
            // After a name it counts items.
            ('[', _) if starts && !matches!(self.last, ')' | ']') => Place::Bracket,
            ('`', _) => Place::Backtick,
            ('$', '$' | '_') if starts => Place::Nowhere,
            ('$', _) if starts && next.is_alphabetic() => Place::Nowhere,
            ('-', '-') | ('/', '*') => {
                self.comment(c);
                Place::Name
            }
            _ => Place::Name,
        };
    }

    /// Passes over a comment. One that is not closed goes on to the end.
    fn comment(&mut self, sign: char) {
        let mut before = ' ';
        self.rest.next();
        for (_, c) in self.rest.by_ref() {
            if sign == '-' && c == '\n' || sign == '/' && (before, c) == ('*', '/') {
                return;
            }
            before = c;
        }
    }
}
