//! A table of contents in the one shape that nearly all of them have, read line by line.
//!
//! A large project's tables have thousands of entries, and nearly every line of them is `- name: …`,
//! `href: …` or `items:`. Such a text becomes the very tree that YAML gives, in a part of the time.
//! Anything else (a comment behind a value, a text of two lines, a mistake) is left to YAML.

use std::iter::Peekable;
use std::vec::IntoIter;

use crate::source::{Source, Span, Spanned};
use crate::yaml::{Node, Value, line_at, trim};

/// The tree, if the text has that shape.
pub(super) fn read(source: &Source) -> Option<Node> {
    let mut lines = lines(&source.text)?.into_iter().peekable();
    let column = lines.peek()?.column;
    let mut reader = Reader { lines };
    let list = reader.list(column, 0)?;
    reader.lines.next().is_none().then_some(list)
}

/// Tables that nest deeper than this are left to YAML.
const MAX_DEPTH: usize = 16;

/// `- key: value` or `key: value`.
struct Line<'s> {
    /// Where the dash stands in its line, or the key if there is none.
    column: usize,
    is_item: bool,
    /// Where the key stands in its line.
    key_column: usize,
    key: &'s str,
    key_span: Span,
    value: Option<Node>,
}

/// All lines that say something, if all of them are of the one shape.
fn lines(text: &str) -> Option<Vec<Line<'_>>> {
    let mut lines = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let (line, next) = line_at(text, start);
        let content = line.trim_start_matches(' ');
        if !content.is_empty() && !content.starts_with('#') {
            lines.push(entry(line, content, start)?);
        }
        start = next;
    }
    Some(lines)
}

fn entry<'s>(line: &'s str, content: &'s str, start: usize) -> Option<Line<'s>> {
    let column = line.len() - content.len();
    let item = content.strip_prefix("- ");
    let pair = item.map_or(content, |rest| rest.trim_start_matches(' '));
    let key_column = line.len() - pair.len();
    let length = pair.bytes().position(|byte| !byte.is_ascii_alphabetic())?;
    let (key, rest) = pair.split_at(length);
    let rest = rest.strip_prefix(':').filter(|_| length > 0)?;
    let value = rest.trim_matches(' ');
    if !value.is_empty() && !rest.starts_with(' ') {
        return None;
    }
    let offset = rest.len() - rest.trim_start_matches(' ').len();
    let value_start = start + line.len() - rest.len() + offset;
    let value = match value {
        "" => None,
        text => Some(Node {
            value: Value::Scalar(scalar(text)?),
            span: Span::new(value_start, value_start + text.len()),
        }),
    };
    let key_start = start + key_column;
    Some(Line {
        key_span: Span::new(key_start, key_start + length),
        is_item: item.is_some(),
        column,
        key_column,
        key,
        value,
    })
}

/// A text of one line that means itself, or one between quotation marks.
fn scalar(text: &str) -> Option<String> {
    // Pasted blanks are part of a text, but at its ends YAML takes them away.
    let is_odd = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}');
    let is_printable = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if !is_printable && (trim(text) != text || text.chars().any(is_odd)) {
        return None;
    }
    if let Some(inner) = text.strip_prefix('\'') {
        let inner = inner.strip_suffix('\'')?.split("''");
        let inner: Vec<&str> = inner.collect();
        let is_whole = inner.iter().all(|part| !part.contains('\''));
        return is_whole.then(|| inner.join("'"));
    }
    if let Some(inner) = text.strip_prefix('"') {
        let inner: Vec<&str> = inner.strip_suffix('"')?.split("\\\"").collect();
        let is_whole = inner.iter().all(|part| !part.contains(['"', '\\']));
        return is_whole.then(|| inner.join("\""));
    }
    let first = text.chars().next()?;
    let is_plain = (first.is_alphanumeric() || matches!(first, '.' | '/'))
        && !text.ends_with(':')
        && !text
            .as_bytes()
            .windows(2)
            .any(|pair| matches!(pair, b": " | b" #"))
        && !text.eq_ignore_ascii_case("null");
    is_plain.then(|| text.to_owned())
}

struct Reader<'s> {
    lines: Peekable<IntoIter<Line<'s>>>,
}

impl<'s> Reader<'s> {
    /// The items whose dashes stand in a column.
    fn list(&mut self, column: usize, depth: usize) -> Option<Node> {
        if depth > MAX_DEPTH {
            return None;
        }
        let mut items: Vec<Node> = Vec::new();
        let is_item = |line: &Line<'_>| line.is_item && line.column == column;
        while let Some(first) = self.lines.next_if(is_item) {
            items.push(self.map(first, depth)?);
        }
        if self.lines.peek().is_some_and(|line| line.column > column) {
            return None;
        }
        let span = Span {
            start: items.first()?.span.start,
            end: items.last()?.span.end,
        };
        let value = Value::List(items);
        Some(Node { value, span })
    }

    /// The pairs of an item, whose keys stand in the column of the first.
    fn map(&mut self, first: Line<'s>, depth: usize) -> Option<Node> {
        let column = first.key_column;
        let mut pairs: Vec<(Spanned<String>, Node)> = Vec::with_capacity(3);
        pairs.push(self.pair(first, column, depth)?);
        let is_pair = |line: &Line<'_>| !line.is_item && line.column == column;
        while let Some(line) = self.lines.next_if(is_pair) {
            if pairs.iter().any(|(key, _)| key.value == line.key) {
                return None;
            }
            pairs.push(self.pair(line, column, depth)?);
        }
        if self.lines.peek().is_some_and(|line| line.column >= column) {
            return None;
        }
        let span = Span {
            start: pairs.first()?.0.span.start,
            end: pairs.last()?.1.span.end,
        };
        let value = Value::Map(pairs);
        Some(Node { value, span })
    }

    fn pair(
        &mut self,
        line: Line<'s>,
        column: usize,
        depth: usize,
    ) -> Option<(Spanned<String>, Node)> {
        let value = match line.value {
            Some(value) => value,
            None => {
                let first = self.lines.peek()?;
                let column = (first.is_item && first.column >= column).then_some(first.column)?;
                self.list(column, depth + 1)?
            }
        };
        let key = Spanned {
            value: line.key.to_owned(),
            span: line.key_span,
        };
        Some((key, value))
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::source::SitePath;
    use crate::yaml;

    fn both(text: &str) -> (Option<Node>, Node) {
        let source = Source::new(SitePath::new("toc.yml"), text);
        let whole = Span::new(0, text.len());
        (read(&source), yaml::read(&source, whole).value)
    }

    #[test]
    fn the_one_shape_is_read_as_yaml_reads_it() {
        for text in [
            "- name: Printers\n  href: a.md\n",
            "# top\n- name: A\n  href: ../a b.md?toc=/x.json&bc=/y \n  items:\n  - name: 'it''s'\n    href: /b\n\n  # note\n  - name: \"say \\\"no\\\"\"\n- name: C#\n",
            "- name: A\r\n  items:\r\n    - name: 5.7.1 x\r\n      href: ./a.md\r\n    - name: É\r\n- href: b.md\r\n  name: B\r\n",
            "  - name: A\n    items:\n    -   name: b:c\n        href: 'x # y: z'\n    expanded: true\n",
            "- items:\n  - name: A\n  - name: B\n    items:\n    - name: C\n  name: D",
        ] {
            let (fast, slow) = both(text);
            assert_eq!(fast, Some(slow), "{text}");
        }
    }

    #[test]
    fn any_other_shape_is_left_to_yaml() {
        for text in [
            "",
            "items:\n- name: A\n",
            "- name: A # note\n",
            "- name: A: b\n",
            "- name: ~\n",
            "- name: null\n",
            "- name:\n",
            "- name: A\n  more words\n",
            "- name: A\n   href: b.md\n",
            "- name: A\n  href: b.md\n name: c\n",
            "- name: A\n  name: B\n",
            "- name: A\n  items:\n - name: B\n",
            "- name: A\n  items:\n    name: B\n",
            "- name: 'open\n",
            "- name: \"\\n\"\n",
            "- name: |\n    text\n",
            "- name: [a]\n",
            "- name: &a b\n",
            "- name: A\u{a0}\n",
            "-\tname: A\n",
            "- words\n",
            "- name: A\n- words\n",
            "---\n- name: A\n",
        ] {
            assert_eq!(both(text).0, None, "{text}");
        }
    }

    fn any_line() -> impl Strategy<Value = String> {
        let key = select(vec![
            "name: ", "href: ", "items:", "items:", "x:", "", "# ", "...",
        ]);
        let value = select(vec![
            "",
            "a",
            "A b",
            "'it''s'",
            "'x'y",
            "\"q \\\" #\"",
            "a: b",
            "a #b",
            "#b",
            "~",
            "null",
            "5",
            "../a.md?x=1&y",
            "a:",
            "[a]",
            "{a: b}",
            "\u{a0}",
            "é",
            "é\u{202f}b",
            "a:\u{a0}b",
            "a\u{a0}#b",
            "\u{a0}a",
            "'a\u{a0}'",
            "'a'\u{a0}",
            "a\u{2028}b",
            "- a",
            "a\tb",
            "|",
            "a ",
            "'a",
            "?",
        ]);
        let dash = select(vec!["", "", "- ", "-   ", "-"]);
        (0_usize..5, dash, key, value).prop_map(|(indent, dash, key, value)| {
            format!("{}{dash}{key}{value}", " ".repeat(indent))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn whatever_is_read_is_read_as_yaml_reads_it(
            lines in vec(any_line(), 1..7),
            ending in select(vec!["\n", "\r\n", "\r"]),
        ) {
            let text = format!("- name: A\n{}", lines.join(ending));
            let source = Source::new(SitePath::new("toc.yml"), &*text);
            if let Some(fast) = read(&source) {
                let slow = yaml::read(&source, Span::new(0, text.len()));
                prop_assert_eq!(&fast, &slow.value, "{}", text);
                prop_assert!(slow.diagnostics.is_empty(), "{}", text);
            }
        }
    }
}
