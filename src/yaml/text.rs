//! The text of a block of YAML: its lines, what counts as blank, and the block as YAML reads it.
//!
//! People paste no-break spaces into front matter. Where one stands in the place of a blank
//! (before a line, after it, around the colon of its key), YAML is given a plain blank.

use std::borrow::Cow;

use crate::source::Span;

/// Whether a character shows nothing: every blank of Unicode, and the ones without width.
#[must_use]
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{180E}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}')
}

/// The text without what shows nothing on either side.
#[must_use]
pub fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// The key, if the line looks like `key: value` (or `key:`) written by a person.
///
/// The line has no indentation. A quoted key is answered without its quotation marks.
#[must_use]
pub fn entry_key(line: &str) -> Option<&str> {
    Entry::of(line).map(|entry| entry.key)
}

/// A line that looks like `key: value`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry<'l> {
    pub key: &'l str,
    /// Where the key starts in the line.
    pub key_start: usize,
    /// Where the value starts in the line: after the colon and the blanks that follow it.
    pub value_start: usize,
}

impl<'l> Entry<'l> {
    /// No key of front matter is longer than this.
    const MAX_KEY_BYTES: usize = 128;

    pub(super) fn of(line: &'l str) -> Option<Self> {
        let (key, key_start, colon) = match line.chars().next()? {
            quote @ ('"' | '\'') => {
                let end = 1 + line[1..].find(quote)?;
                let rest = &line[end + 1..];
                let blanks = rest.len() - rest.trim_start_matches(is_blank).len();
                (&line[1..end], 1, end + 1 + blanks)
            }
            first if starts_key(first) => {
                let colon = colon_of(line)?;
                (line[..colon].trim_end_matches(is_blank), 0, colon)
            }
            _ => return None,
        };
        let value = line.get(colon..)?.strip_prefix(':')?;
        let is_separated = value.chars().next().is_none_or(is_blank);
        let value_start = line.len() - value.trim_start_matches(is_blank).len();
        let is_key = !key.is_empty() && key.len() <= Self::MAX_KEY_BYTES && !key.contains(" #");
        (is_separated && is_key).then_some(Self {
            key,
            key_start,
            value_start,
        })
    }
}

/// YAML's indicators start no key.
fn starts_key(first: char) -> bool {
    !is_blank(first) && !first.is_control() && !"-?:,[]{}#&*!|>'\"%@`".contains(first)
}

/// The first colon that a blank follows, or the end of the line.
fn colon_of(line: &str) -> Option<usize> {
    let mut colons = line.match_indices(':').map(|(at, _)| at);
    colons.find(|at| line[at + 1..].chars().next().is_none_or(is_blank))
}

/// The line that starts at an offset, without its line break, and where the next one starts.
///
/// LF, CRLF and a lone CR each end a line.
#[must_use]
pub fn line_at(text: &str, start: usize) -> (&str, usize) {
    let rest = text.get(start..).unwrap_or_default();
    let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
    let ending = match &rest[length..] {
        "" => 0,
        ending if ending.starts_with("\r\n") => 2,
        _ => 1,
    };
    (&rest[..length], start + length + ending)
}

/// A line of a source, in bytes of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'s> {
    pub start: usize,
    /// Its text, without the line break.
    pub text: &'s str,
    /// How many bytes of its indentation stand before `text`; see `after_dash`.
    lead: usize,
}

impl<'s> Line<'s> {
    /// The lines of a text that starts at a byte of the source.
    pub(super) fn all(text: &'s str, base: usize) -> Vec<Self> {
        let mut lines = Vec::new();
        let mut start = 0;
        while start < text.len() {
            let (line, next) = line_at(text, start);
            lines.push(Self {
                start: base + start,
                text: line,
                lead: 0,
            });
            start = next;
        }
        lines
    }

    /// Where it ends, before the line break.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// What stands on it, without indentation and without what trails.
    pub(super) fn content(&self) -> &'s str {
        trim(self.text)
    }

    /// How many bytes of blanks it starts with.
    pub(super) fn indent(&self) -> usize {
        self.lead + self.blanks()
    }

    /// The blanks at the start of its text.
    fn blanks(&self) -> usize {
        self.text.len() - self.text.trim_start_matches(is_blank).len()
    }

    /// Where its content starts.
    pub(super) fn content_start(&self) -> usize {
        self.start + self.blanks()
    }

    /// Whether a tab indents it.
    pub(super) fn has_tab(&self) -> bool {
        self.text[..self.blanks()].contains('\t')
    }

    /// The line that a list's entry starts, without the dash: as indented as the lines after it.
    pub(super) fn after_dash(&self) -> Option<Self> {
        let inner = after_dash(self.text.trim_start_matches(is_blank))?;
        let lead = self.text.len() - inner.len();
        Some(Self {
            start: self.start + lead,
            text: inner,
            lead: self.lead + lead,
        })
    }

    /// The place of its content.
    pub(super) fn content_span(&self) -> Span {
        let start = self.content_start();
        Span::new(start, start + self.content().len())
    }

    /// Whether it says nothing to YAML.
    pub(super) fn is_silent(&self) -> bool {
        let content = self.content();
        content.is_empty() || content.starts_with('#')
    }

    /// Whether it starts an entry of a list.
    pub(super) fn is_item(&self) -> bool {
        after_dash(self.content()).is_some()
    }
}

/// What follows the dash of an entry of a list.
pub(super) fn after_dash(content: &str) -> Option<&str> {
    let rest = content.strip_prefix('-')?;
    let is_separated = rest.chars().next().is_none_or(is_blank);
    is_separated.then(|| rest.trim_start_matches(is_blank))
}

/// Whether a tab may stand where YAML wants blanks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tabs {
    /// As YAML has it.
    Forbidden,
    /// A tab that indents a line counts as a blank.
    Blanks,
}

/// A text as YAML reads it, which still knows its places in the source.
pub(super) struct Text<'s> {
    text: Cow<'s, str>,
    /// Where the text starts in the source.
    base: usize,
    /// From these offsets on, the source is so many bytes further.
    shifts: Vec<(usize, usize)>,
}

impl<'s> Text<'s> {
    pub(super) fn of(text: &'s str, base: usize, tabs: Tabs) -> Self {
        let is_plain = text.is_ascii() || !text.chars().any(is_exotic);
        if is_plain && tabs == Tabs::Forbidden {
            let (text, shifts) = (Cow::Borrowed(text), Vec::new());
            return Self { text, base, shifts };
        }
        let mut cleaned = Cleaned::default();
        for line in text.split_inclusive(['\n', '\r']) {
            cleaned.line(line, tabs);
        }
        let (text, shifts) = (Cow::Owned(cleaned.text), cleaned.shifts);
        Self { text, base, shifts }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// The place in the source of a range of this text.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.offset(start), self.offset(end))
    }

    /// The place in the source of the character that starts at an offset of this text.
    pub(super) fn span_of_char(&self, start: usize) -> Span {
        let width = self.text.get(start..).and_then(|rest| rest.chars().next());
        let width = width
            .filter(|c| !matches!(c, '\n' | '\r'))
            .map_or(0, char::len_utf8);
        self.span(start, start + width)
    }

    fn offset(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        let passed = self.shifts.partition_point(|&(from, _)| from <= offset);
        let shift = passed
            .checked_sub(1)
            .and_then(|last| self.shifts.get(last))
            .map_or(0, |&(_, by)| by);
        self.base + offset + shift
    }
}

/// A blank that YAML does not take for one.
fn is_exotic(c: char) -> bool {
    is_blank(c) && !matches!(c, ' ' | '\t' | '\n' | '\r')
}

#[derive(Default)]
struct Cleaned {
    text: String,
    shifts: Vec<(usize, usize)>,
}

impl Cleaned {
    fn line(&mut self, line: &str, tabs: Tabs) {
        let (structure, content) = line.split_at(structure_of(line));
        let (content, trailing) = content.split_at(content.trim_end_matches(is_blank).len());
        let indentation = structure.len() - structure.trim_start_matches(is_blank).len();
        for (at, c) in structure.char_indices() {
            let indents = at < indentation && c == '\t' && tabs == Tabs::Blanks;
            self.push(c, indents || is_exotic(c));
        }
        self.text.push_str(content);
        for c in trailing.chars() {
            self.push(c, is_exotic(c));
        }
    }

    fn push(&mut self, c: char, as_blank: bool) {
        if !as_blank {
            self.text.push(c);
            return;
        }
        self.text.push(' ');
        let wider = c.len_utf8() - 1;
        if wider > 0 {
            let so_far = self.shifts.last().map_or(0, |&(_, by)| by);
            self.shifts.push((self.text.len(), so_far + wider));
        }
    }
}

/// How much of a line is structure: indentation, dashes, a key, and the blanks after them.
fn structure_of(line: &str) -> usize {
    let mut rest = line.trim_start_matches(is_blank);
    while let Some(inner) = after_dash(rest) {
        rest = inner;
    }
    let before = line.len() - rest.len();
    before + Entry::of(rest).map_or(0, |entry| entry.value_start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_with_a_key_is_told_from_prose() {
        for (line, key) in [
            ("title: Printer on fire", Some("title")),
            ("tags:", Some("tags")),
            ("applies to: Windows", Some("applies to")),
            ("ms.topic\u{a0}:\u{a0}article", Some("ms.topic")),
            ("\"quoted key\" : 1", Some("quoted key")),
            ("https://example.org", None),
            ("- item: x", None),
            ("# heading: no", None),
            ("plain words", None),
            (": nothing", None),
            ("", None),
        ] {
            assert_eq!(entry_key(line), key, "{line}");
        }
    }

    #[test]
    fn lines_end_in_three_ways() {
        let lines = Line::all("a\nb\r\nc\rd", 10);
        let starts: Vec<_> = lines.iter().map(|line| (line.start, line.text)).collect();
        assert_eq!(starts, [(10, "a"), (12, "b"), (15, "c"), (17, "d")]);
    }

    #[test]
    fn a_pasted_blank_is_a_blank_and_keeps_its_place() {
        let source = "k\u{a0}:\u{202f}a\u{a0}b\u{a0}\nz: 1\n";
        let text = Text::of(source, 0, Tabs::Forbidden);
        assert_eq!(text.as_str(), "k : a\u{a0}b \nz: 1\n");
        let z = text.as_str().find('z').unwrap();
        let span = text.span(z, z + 1);
        assert_eq!(&source[span.range()], "z");
    }
}
