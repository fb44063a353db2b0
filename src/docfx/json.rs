//! JSON as people write it, as the same tree with places that YAML gives.
//!
//! DocFX's own reader allows comments, trailing commas and single quotation marks, so this one
//! does. It cannot fail: a text that is not closed ends with its line, a bracket that is not closed
//! ends with the file, and where nothing can be made of a text the rest is left unread.

use std::collections::BTreeMap;

use super::tell;
use crate::diagnostic::{Code, Diagnosed, Diagnostic};
use crate::source::{Source, Span, Spanned};
use crate::yaml::{Node, Value, is_blank};

/// Reads a whole source as JSON. Numbers and `true` are the text that was written.
pub(super) fn read(source: &Source) -> Diagnosed<Node> {
    let mut reader = Reader {
        source,
        text: &source.text,
        at: 0,
        found: Vec::new(),
    };
    let value = reader.document();
    let diagnostics = reader.found;
    Diagnosed { value, diagnostics }
}

/// Lists and maps may stand this deep in one another; real ones reach five.
const MAX_DEPTH: usize = 64;

struct Reader<'s> {
    source: &'s Source,
    text: &'s str,
    at: usize,
    found: Vec<Diagnostic>,
}

impl<'s> Reader<'s> {
    fn document(&mut self) -> Node {
        if self.peek().is_none() {
            return self.node(Value::Null, self.at);
        }
        let root = self.value(0);
        if self.peek().is_some() {
            self.give_up("text follows where the value has ended");
        }
        root
    }

    fn value(&mut self, depth: usize) -> Node {
        let start = self.at;
        match self.peek() {
            Some('{' | '[') if depth == MAX_DEPTH => {
                let span = self.span_here();
                self.say(
                    Code::YamlTooComplex,
                    "brackets are nested too deeply to be read",
                    span,
                );
                self.at = self.text.len();
                self.node(Value::Null, start)
            }
            Some('{') => self.map(depth),
            Some('[') => self.list(depth),
            Some(quote @ ('"' | '\'')) => {
                let text = self.quoted(quote);
                let value = Value::Scalar(text.value);
                let span = text.span;
                Node { value, span }
            }
            _ => self.word(),
        }
    }

    fn map(&mut self, depth: usize) -> Node {
        let start = self.at;
        self.at += 1;
        let mut pairs = Vec::new();
        loop {
            match self.peek() {
                None => break self.unclosed(start),
                Some('}') => {
                    self.at += 1;
                    break;
                }
                Some(',') => self.at += 1,
                Some(quote @ ('"' | '\'')) => {
                    let key = self.quoted(quote);
                    pairs.push((key, self.after_colon(depth)));
                }
                Some(c) if is_word(c) => {
                    let key = self.bare();
                    pairs.push((key, self.after_colon(depth)));
                }
                Some(_) => self.give_up("a key or a closing `}` is missing here"),
            }
        }
        let pairs = self.without_repetitions(pairs);
        self.node(Value::Map(pairs), start)
    }

    fn after_colon(&mut self, depth: usize) -> Node {
        if self.peek() != Some(':') {
            self.give_up("a `:` and a value are missing after this key");
            return self.node(Value::Null, self.at);
        }
        self.at += 1;
        self.peek();
        self.value(depth + 1)
    }

    fn list(&mut self, depth: usize) -> Node {
        let start = self.at;
        self.at += 1;
        let mut items = Vec::new();
        loop {
            match self.peek() {
                None => break self.unclosed(start),
                Some(']') => {
                    self.at += 1;
                    break;
                }
                Some(',') => self.at += 1,
                Some('}' | ':') => self.give_up("a value or a closing `]` is missing here"),
                Some(_) => items.push(self.value(depth + 1)),
            }
        }
        self.node(Value::List(items), start)
    }

    /// A number, `true`, `false`, `null`, or what somebody forgot to quote.
    fn word(&mut self) -> Node {
        let word = self.bare();
        let value = match word.value.as_str() {
            "" => {
                self.give_up("a value is missing here");
                Value::Null
            }
            "null" | "undefined" => Value::Null,
            _ => Value::Scalar(word.value),
        };
        let span = word.span;
        Node { value, span }
    }

    fn bare(&mut self) -> Spanned<String> {
        let start = self.at;
        let rest = &self.text[start..];
        self.at += rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let value = self.text[start..self.at].to_owned();
        let span = Span::new(start, self.at);
        Spanned { value, span }
    }

    /// A text in quotation marks. One that is not closed ends with its line.
    fn quoted(&mut self, quote: char) -> Spanned<String> {
        let start = self.at;
        self.at += 1;
        let mut value = String::new();
        let stops = [quote, '\\', '\n', '\r'];
        loop {
            let rest = &self.text[self.at..];
            let length = rest.find(stops).unwrap_or(rest.len());
            value.push_str(&rest[..length]);
            self.at += length;
            match rest[length..].chars().next() {
                Some('\\') => self.escape(&mut value),
                Some(c) if c == quote => {
                    self.at += 1;
                    break;
                }
                _ => {
                    let kept = value.trim_end_matches(|c| is_blank(c) || c == ',').len();
                    value.truncate(kept);
                    let span = Span::new(start, self.at);
                    self.say(
                        Code::InvalidProject,
                        "the quotation mark is not closed",
                        span,
                    );
                    break;
                }
            }
        }
        let span = Span::new(start, self.at);
        Spanned { value, span }
    }

    /// What a backslash and the character after it mean.
    fn escape(&mut self, value: &mut String) {
        let start = self.at;
        self.at += 1;
        let Some(c) = self.text[self.at..].chars().next() else {
            return;
        };
        if matches!(c, '\n' | '\r') {
            return;
        }
        self.at += c.len_utf8();
        match c {
            '"' | '\'' | '\\' | '/' => value.push(c),
            'b' => value.push('\u{8}'),
            'f' => value.push('\u{c}'),
            'n' => value.push('\n'),
            'r' => value.push('\r'),
            't' => value.push('\t'),
            'u' => value.push(self.code_point()),
            _ => {
                value.extend(['\\', c]);
                let span = Span::new(start, self.at);
                let message =
                    format!("`\\{c}` means nothing: a backslash itself is written `\\\\`");
                self.say(Code::InvalidProject, &message, span);
            }
        }
    }

    /// The character of `\uXXXX`, or of two of them; a half of a pair is a replacement character.
    fn code_point(&mut self) -> char {
        let Some(first) = self.hex() else {
            return char::REPLACEMENT_CHARACTER;
        };
        let is_high = (0xD800..0xDC00).contains(&first);
        if !is_high || !self.text[self.at..].starts_with("\\u") {
            return char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER);
        }
        let before = self.at;
        self.at += 2;
        match self.hex() {
            Some(second @ 0xDC00..0xE000) => {
                let code = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            _ => {
                self.at = before;
                char::REPLACEMENT_CHARACTER
            }
        }
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let code = is_hex.then(|| u32::from_str_radix(digits, 16).ok())??;
        self.at += 4;
        Some(code)
    }

    /// The next character that counts: past blanks and comments.
    fn peek(&mut self) -> Option<char> {
        loop {
            let rest = &self.text[self.at..];
            let trimmed = rest.trim_start_matches(is_blank);
            self.at += rest.len() - trimmed.len();
            let comment = if trimmed.starts_with("//") {
                trimmed.find(['\n', '\r'])
            } else if trimmed.starts_with("/*") {
                trimmed.find("*/").map(|end| end + 2)
            } else {
                return trimmed.chars().next();
            };
            self.at += comment.unwrap_or(trimmed.len());
        }
    }

    /// Of a key that stands twice, the last one counts.
    fn without_repetitions(
        &mut self,
        mut pairs: Vec<(Spanned<String>, Node)>,
    ) -> Vec<(Spanned<String>, Node)> {
        let mut last = BTreeMap::new();
        let mut replaced = Vec::new();
        for (index, (key, _)) in pairs.iter().enumerate() {
            if let Some(before) = last.insert(key.value.as_str(), index) {
                replaced.push((before, index));
            }
        }
        for &(before, index) in &replaced {
            let line = self.source.line(pairs[before].0.span.start);
            let key = &pairs[index].0;
            let message = format!("`{}` stands on line {line} already", key.value);
            let span = key.span;
            self.say(Code::DuplicateKey, &message, span);
        }
        if !replaced.is_empty() {
            replaced.sort_unstable();
            let mut index = 0;
            pairs.retain(|_| {
                let is_replaced = replaced.binary_search_by_key(&index, |pair| pair.0).is_ok();
                index += 1;
                !is_replaced
            });
        }
        pairs
    }

    fn node(&self, value: Value, start: usize) -> Node {
        let span = Span::new(start, self.at);
        Node { value, span }
    }

    fn span_here(&self) -> Span {
        let width = self.text[self.at..]
            .chars()
            .next()
            .map_or(0, char::len_utf8);
        Span::new(self.at, self.at + width)
    }

    /// Says what is wrong here, and leaves the rest unread.
    fn give_up(&mut self, message: &str) {
        let span = self.span_here();
        let unread = self.text.len();
        if self.at < unread || self.found.is_empty() {
            self.say(Code::InvalidProject, message, span);
        }
        self.at = unread;
    }

    fn unclosed(&mut self, start: usize) {
        if self
            .found
            .iter()
            .any(|found| found.level == Code::InvalidProject.rule().level)
        {
            return;
        }
        let message = format!("the `{}` is not closed", &self.text[start..=start]);
        self.say(Code::InvalidProject, &message, Span::new(start, start + 1));
    }

    fn say(&mut self, code: Code, message: &str, span: Span) {
        tell(&mut self.found, self.source, code, message, span);
    }
}

/// Whether a character can be part of a number or a name without quotation marks.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '+' | '.' | '_' | '$')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SitePath;

    fn read_text(text: &str) -> (Node, Vec<String>) {
        let source = Source::new(SitePath::new("docfx.json"), text);
        let read = read(&source);
        let told = read.diagnostics.into_iter().map(|found| {
            let place = found.place.unwrap_or_else(|| panic!("no place"));
            format!(
                "{}:{} {}",
                place.start.line, place.start.column, found.message
            )
        });
        (read.value, told.collect())
    }

    #[test]
    fn a_map_is_read_with_its_places() {
        let text = r#"{"a": [1, true, null, "x\u00e9\ud83d\ude00\n"], "b": {}}"#;
        let (root, told) = read_text(text);
        assert_eq!(told, [""; 0]);
        let items = root.get("a").unwrap().items();
        let texts: Vec<_> = items.iter().map(Node::text).collect();
        assert_eq!(texts, [Some("1"), Some("true"), None, Some("xé😀\n")]);
        assert_eq!(&text[items[1].span.range()], "true");
        assert_eq!(&text[root.pairs()[1].0.span.range()], "\"b\"");
        assert_eq!(&text[root.span.range()], text);
    }

    #[test]
    fn comments_trailing_commas_and_single_quotes_are_fine() {
        let (root, told) = read_text("// top\n{'a': ['x',], /* in\nside */ b: 2,}\n// end");
        assert_eq!(told, [""; 0]);
        assert_eq!(root.get("a").unwrap().items().len(), 1);
        assert_eq!(root.get("b").unwrap().text(), Some("2"));
    }

    #[test]
    fn a_repeated_key_counts_once() {
        let (root, told) = read_text("{\"a\": 1,\n\"b\": 2,\n\"a\": 3,\n\"a\": 4}");
        assert_eq!(
            told,
            [
                "3:1 `a` stands on line 1 already",
                "4:1 `a` stands on line 3 already"
            ]
        );
        assert_eq!(root.pairs().len(), 2);
        assert_eq!(root.get("a").unwrap().text(), Some("4"));
    }

    #[test]
    fn what_is_broken_is_told_and_the_rest_is_kept() {
        for (text, told) in [
            ("{\"a\": 1", "1:1 the `{` is not closed"),
            (
                "{\"a\": \"docs\\_x\"}",
                "1:12 `\\_` means nothing: a backslash itself is written `\\\\`",
            ),
            (
                "{\"a\": \"open,\n\"b\": 2}",
                "1:7 the quotation mark is not closed",
            ),
            ("{\"a\": }", "1:7 a value is missing here"),
            (
                "{\"a\" 1}",
                "1:6 a `:` and a value are missing after this key",
            ),
            ("{\"a\": 1]", "1:8 a key or a closing `}` is missing here"),
            (
                "{\"a\": 1} x",
                "1:10 text follows where the value has ended",
            ),
            ("[1}", "1:3 a value or a closing `]` is missing here"),
        ] {
            let (root, found) = read_text(text);
            assert_eq!(found, [told], "{text}");
            assert!(!root.is_null(), "{text}");
        }
    }

    #[test]
    fn hostile_text_is_read_to_its_end() {
        for text in [
            "",
            "[".repeat(100_000).as_str(),
            "{\"a\":".repeat(100_000).as_str(),
            "{\"a\": \"\\",
            "{\"a\": \"\\u12",
            "{\"a\": \"\\ud800\\u0041\\udc00\"}",
            "/* never closed",
            "\u{0}\u{feff}",
            "{,,,,}",
            "{\"a\": 1, ".repeat(20_000).as_str(),
            "[\"open\n".repeat(20_000).as_str(),
            "'é\\é'",
        ] {
            assert!(read_text(text).1.len() <= 201);
        }
        let one_line = format!("{{{}}}", "\"a\": 1, ".repeat(20_000));
        let (root, told) = read_text(&one_line);
        assert_eq!((root.pairs().len(), told.len()), (1, 201));
        assert_eq!(told[200], "1:1 more findings like these are not listed");
    }
}
