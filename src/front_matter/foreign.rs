//! Front matter of other systems: told, and read as far as it is plain.

use super::{Matter, typed};
use crate::diagnostic::{Code, Diagnosed, Diagnostic};
use crate::source::{Source, Span, Spanned};
use crate::yaml::{self, Node, Value, is_blank, line_at, trim};

/// Front matter of another system.
pub(super) struct Foreign {
    name: &'static str,
    /// What stands between its fences.
    block: Span,
    /// Where the text starts.
    body: u32,
}

impl Foreign {
    /// TOML between lines of `+++`, or a JSON object, at a byte of a text.
    pub(super) fn of(text: &str, at: usize) -> Option<Self> {
        Self::toml(text, at).or_else(|| Self::json(text, at))
    }

    fn toml(text: &str, at: usize) -> Option<Self> {
        let (first, start) = line_at(text, at);
        let close = match first.trim_end_matches(is_blank) {
            "+++" => "+++",
            "---toml" => "---",
            _ => return None,
        };
        let (mut line_start, mut last, mut run) = (start, None, None);
        while line_start < text.len() {
            let (line, next) = line_at(text, line_start);
            if trim(line) == close {
                return last.map(|_| Self::new("TOML", start, line_start, next));
            }
            let goes_on = line.is_empty() || line.starts_with(|c: char| "#[]".contains(c));
            if toml_entry(line).is_some() {
                last = Some(next);
            } else if !goes_on && run.is_none() {
                run = Some(last);
            }
            line_start = next;
        }
        // Nobody closed it: it ends with the last entry before a line of text.
        run.unwrap_or(last)
            .map(|end| Self::new("TOML", start, end, end))
    }

    fn json(text: &str, at: usize) -> Option<Self> {
        let inside = text[at..].strip_prefix('{')?;
        let first = inside.trim_start_matches(is_blank).strip_prefix('"')?;
        let (key, rest) = first.split_once('"')?;
        if key.contains(['\n', '\r']) || !rest.trim_start_matches(is_blank).starts_with(':') {
            return None;
        }
        let (mut depth, mut quoted, mut escaped) = (0_u32, false, false);
        for (offset, byte) in text[at..].bytes().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if quoted => escaped = true,
                b'"' => quoted = !quoted,
                b'{' if !quoted => depth += 1,
                b'}' if !quoted => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                let end = at + offset + 1;
                let (_, next) = line_at(text, end);
                return Some(Self::new("JSON", at, end, next));
            }
        }
        // Nobody closed it: it ends at an empty line.
        let mut end = at;
        while end < text.len() {
            let (line, next) = line_at(text, end);
            if trim(line).is_empty() {
                break;
            }
            end = next;
        }
        Some(Self::new("JSON", at, end, end))
    }

    fn new(name: &'static str, start: usize, end: usize, body: usize) -> Self {
        Self {
            name,
            block: Span::new(start, end),
            body: Span::new(body, body).start,
        }
    }

    /// Reads what can be read of it.
    pub(super) fn read(&self, source: &Source, mut found: Vec<Diagnostic>) -> Diagnosed<Matter> {
        let start = self.block.start as usize;
        let (line, _) = line_at(&source.text, start);
        let first = Span::new(start, start + line.len());
        let message = format!("the front matter is {}, not YAML", self.name);
        found.push(
            Diagnostic::new(Code::ForeignFrontMatter, message)
                .at(source, first)
                .help("write it as YAML: lines of `key: value` between two lines of `---`"),
        );
        let value = if self.name == "TOML" {
            Value::Map(self.toml_entries(source))
        } else {
            // JSON is YAML, but for the oddest of it.
            yaml::read(source, self.block).value.value
        };
        let span = self.block;
        let read = Diagnosed::clean(Node { value, span });
        let mut matter = typed(source, self.block, read, found);
        matter.value.body = self.body;
        matter
    }

    /// The entries that stand on one line each, before the first table. Their values are YAML too.
    fn toml_entries(&self, source: &Source) -> Vec<(Spanned<String>, Node)> {
        let mut entries = Vec::new();
        let (mut at, end) = (self.block.start as usize, self.block.end as usize);
        while at < end {
            let (line, next) = line_at(&source.text, at);
            if line.starts_with('[') {
                break;
            }
            let is_one_line = |value: &str| {
                !["\"\"\"", "'''"]
                    .iter()
                    .any(|mark| trim(value).starts_with(mark))
            };
            if let Some((key, value)) = toml_entry(line).filter(|(_, value)| is_one_line(value)) {
                let span = Span::new(at + line.len() - value.len(), at + line.len());
                let node = yaml::read(source, span).value;
                let key = Spanned {
                    value: key.to_owned(),
                    span: Span::new(at, at + key.len()),
                };
                entries.push((key, node));
            }
            at = next;
        }
        entries
    }
}

/// `key = value`.
fn toml_entry(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once('=')?;
    let key = key.trim_end_matches(is_blank);
    let is_key = |b: u8| b.is_ascii_alphanumeric() || b"._-\"'".contains(&b);
    (!key.is_empty() && key.bytes().all(is_key)).then_some((key, value))
}
