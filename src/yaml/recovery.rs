//! Reading YAML that is not valid, entry by entry, so that one bad line costs no more than itself.

use super::text::{Entry, Line, Tabs, is_blank};
use super::{Failure, Node, Pairs, Trouble, Value, advice, parse, written};
use crate::diagnostic::{Code, Diagnosed, Diagnostic};
use crate::source::{Source, Span, Spanned};

/// Reads what can be read of a block that could not be read as a whole.
pub(super) fn read(source: &Source, span: Span, failure: Failure) -> Diagnosed<Node> {
    let is_hostile = !matches!(failure.trouble, Trouble::Syntax(_));
    let mut recovery = Recovery {
        source,
        is_hostile: false,
        found: Vec::new(),
    };
    if is_hostile {
        // What an alias bomb consists of would be told as errors, one for each alias.
        recovery.report(&failure);
        recovery.is_hostile = true;
    }
    let lines = Line::all(written(source, span), span.start as usize);
    let value = recovery.block(&lines, failure, 0);
    let diagnostics = recovery.found;
    Diagnosed { value, diagnostics }
}

/// Blocks within blocks are taken apart this far.
const MAX_DEPTH: usize = 8;

/// After so many findings in one block, more of them tell its author nothing.
const MAX_FINDINGS: usize = 20;

struct Recovery<'s> {
    source: &'s Source,
    /// After an alias bomb or the like: what cannot be read is dropped without a word.
    is_hostile: bool,
    found: Vec<Diagnostic>,
}

impl<'s> Recovery<'s> {
    /// Reads lines that could not be read as one value. Reports at least one finding.
    fn block(&mut self, lines: &[Line<'s>], failure: Failure, depth: usize) -> Node {
        let span = span_of(lines);
        let first = lines.iter().find(|line| !line.is_silent());
        let before = self.found.len();
        let value = match first {
            Some(first) if depth < MAX_DEPTH && first.is_item() => self.items(lines, first, depth),
            Some(first) if depth < MAX_DEPTH && is_entry(first) => {
                self.entries(lines, first, depth)
            }
            Some(_) if depth > 0 => self.words(&joined(lines)),
            _ => Value::Null,
        };
        if self.found.len() == before {
            self.report(&failure);
        }
        Node { value, span }
    }

    fn entries(&mut self, lines: &[Line<'s>], first: &Line<'s>, depth: usize) -> Value {
        let indent = first.indent();
        let mut pairs = Pairs::default();
        for piece in pieces(lines, |line| line.indent() <= indent && is_entry(line)) {
            for (key, value) in self.entry(piece, indent, depth) {
                let repeated = pairs.push(self.source, key, value);
                self.found.extend(repeated);
            }
        }
        Value::Map(pairs.kept())
    }

    /// Reads the lines of one entry: as YAML, else without the lines that do not belong to it,
    /// else as its author meant it.
    fn entry(
        &mut self,
        piece: &[Line<'s>],
        indent: usize,
        depth: usize,
    ) -> Vec<(Spanned<String>, Node)> {
        let [line, more @ ..] = piece else {
            return Vec::new();
        };
        let Some(entry) = Entry::of(line.content()) else {
            return self.glued(line);
        };
        let failure = match self.whole(piece) {
            Ok(Value::Map(pairs)) => return pairs,
            Ok(_) => return Vec::new(),
            Err(failure) => failure,
        };
        if let Some(stray) = stray(piece, indent) {
            self.mention_stray(&piece[stray]);
            return self.entry(&piece[..stray], indent, depth);
        }
        let key = spanned(entry.key, line.content_start() + entry.key_start);
        let value = line.content().get(entry.value_start..).unwrap_or_default();
        let value = self.salvaged(line, value, more, failure, depth);
        vec![(key, value)]
    }

    /// `key:value`, without the blank that YAML wants.
    fn glued(&mut self, line: &Line<'s>) -> Vec<(Spanned<String>, Node)> {
        self.mention_stray(line);
        let Some((key, value)) = key_without_blank(line.content()) else {
            return Vec::new();
        };
        let start = line.content_start();
        let span = spanned(value, start + key.len() + 1).span;
        let value = self.words(value);
        vec![(spanned(key, start), Node { value, span })]
    }

    fn items(&mut self, lines: &[Line<'s>], first: &Line<'s>, depth: usize) -> Value {
        let indent = first.indent();
        let mut items = Vec::new();
        for piece in pieces(lines, |line| line.indent() <= indent && line.is_item()) {
            match self.whole(piece) {
                Ok(Value::List(read)) => items.extend(read),
                Ok(_) => {}
                Err(failure) => items.extend(self.item(piece, failure, depth)),
            }
        }
        Value::List(items)
    }

    fn item(&mut self, piece: &[Line<'s>], failure: Failure, depth: usize) -> Option<Node> {
        let [line, more @ ..] = piece else {
            return None;
        };
        let inner = line.after_dash()?;
        let continues = more.iter().any(|line| !line.is_silent());
        if continues && !self.is_hostile && (is_entry(&inner) || inner.is_item()) {
            let lines: Vec<Line<'s>> = std::iter::once(inner).chain(more.to_vec()).collect();
            return Some(self.block(&lines, failure, depth + 1));
        }
        let value = inner.content();
        Some(self.salvaged(line, value, more, failure, depth))
    }

    /// The value that starts with `value` at the end of `line` and goes on in `more`.
    fn salvaged(
        &mut self,
        line: &Line<'s>,
        value: &'s str,
        more: &[Line<'s>],
        mut failure: Failure,
        depth: usize,
    ) -> Node {
        let start = line.content_start() + line.content().len() - value.len();
        if self.is_hostile {
            return Node::null(Span::new(start, start));
        }
        let continues = more.iter().any(|line| !line.is_silent());
        if continues && (value.is_empty() || value.starts_with('#')) {
            return self.block(more, failure, depth + 1);
        }
        let end = if continues {
            span_of(more).end
        } else {
            Span::new(start, start + value.len()).end
        };
        // A quotation mark or bracket that is not closed is found missing far below.
        if failure.span.start < Span::new(start, start).start || failure.span.start > end {
            failure.span = Span::new(
                start,
                start + value.chars().next().map_or(0, char::len_utf8),
            );
        }
        self.report(&failure);
        let span = Span {
            end,
            ..Span::new(start, start)
        };
        let mut words = value.to_owned();
        if continues {
            words.push(' ');
            words.push_str(&joined(more));
        }
        let value = self.words(&words);
        Node {
            value: spread(value, span),
            span,
        }
    }

    /// What the author meant by words that YAML cannot read.
    fn words(&self, words: &str) -> Value {
        let words = advice::unquoted(words);
        if words.is_empty() {
            return Value::Null;
        }
        Value::Scalar(words.to_owned())
    }

    /// The lines as YAML; with tabs as blanks if that is what is wrong with them.
    fn whole(&mut self, lines: &[Line<'s>]) -> Result<Value, Failure> {
        let span = span_of(lines);
        let read = match parse(self.source, span, Tabs::Forbidden) {
            Ok(read) => read,
            Err(failure) => {
                let has_tab = lines.iter().any(Line::has_tab);
                let read = has_tab.then(|| parse(self.source, span, Tabs::Blanks));
                let Some(Ok(read)) = read else {
                    return Err(failure);
                };
                self.report(&failure);
                read
            }
        };
        self.found.extend(read.diagnostics);
        Ok(read.value.value)
    }

    fn report(&mut self, failure: &Failure) {
        let code = match failure.trouble {
            Trouble::Syntax(_) => Code::InvalidYaml,
            Trouble::Depth | Trouble::Aliases => Code::YamlTooComplex,
        };
        let finding = Diagnostic::new(code, advice::message(&failure.trouble)).help(advice::help(
            &self.source.text,
            &failure.trouble,
            failure.span,
        ));
        self.add(finding, failure.span);
    }

    fn mention_stray(&mut self, line: &Line<'s>) {
        let finding = match key_without_blank(line.content()) {
            Some((key, _)) => Diagnostic::new(
                Code::InvalidYaml,
                format!("invalid YAML: no blank follows the colon of `{key}`"),
            )
            .help(format!("write `{key}: …`")),
            None => Diagnostic::new(
                Code::InvalidYaml,
                "invalid YAML: this line is neither a key with its value nor part of one",
            )
            .help("indent it under its key, or remove it"),
        };
        self.add(finding, line.content_span());
    }

    fn add(&mut self, finding: Diagnostic, span: Span) {
        if !self.is_hostile && self.found.len() < MAX_FINDINGS {
            self.found.push(finding.at(self.source, span));
        }
    }
}

/// `[a, *b]` was meant as a list, even if `*b` is no YAML.
fn spread(value: Value, span: Span) -> Value {
    let inner = match &value {
        Value::Scalar(words) => words.strip_prefix('[').and_then(|w| w.strip_suffix(']')),
        _ => None,
    };
    let Some(inner) = inner.filter(|inner| !inner.contains(['[', ']'])) else {
        return value;
    };
    let items = inner.split(',').map(advice::unquoted);
    let items = items.filter(|item| !item.is_empty()).map(|item| Node {
        value: Value::Scalar(item.to_owned()),
        span,
    });
    Value::List(items.collect())
}

/// `key:value`, which is one word to YAML.
pub(super) fn key_without_blank(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let is_key = key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
    let is_value = !value.is_empty() && !value.starts_with([':', '/', '\\']);
    (is_key && is_value).then_some((key, value))
}

/// The lines in pieces, each of which starts where `starts` says; what comes before is left out.
fn pieces<'l, 's>(
    lines: &'l [Line<'s>],
    starts: impl Fn(&Line<'s>) -> bool,
) -> Vec<&'l [Line<'s>]> {
    let starts: Vec<usize> = (0..lines.len()).filter(|&at| starts(&lines[at])).collect();
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(&from, to)| &lines[from..to])
        .collect()
}

/// The first line after an entry's own that is not indented under it.
fn stray(piece: &[Line<'_>], indent: usize) -> Option<usize> {
    let mut rest = piece.iter().enumerate().skip(1);
    rest.find(|(_, line)| line.indent() <= indent && !line.is_silent() && !line.is_item())
        .map(|(at, _)| at)
}

/// Whether a line starts an entry of a map, if need be one whose author forgot the blank.
fn is_entry(line: &Line<'_>) -> bool {
    let content = line.content();
    Entry::of(content).is_some() || key_without_blank(content).is_some()
}

fn spanned(text: &str, start: usize) -> Spanned<String> {
    Spanned {
        value: text.to_owned(),
        span: Span::new(start, start + text.len()),
    }
}

/// The span from the first line's start to the last line's end.
fn span_of(lines: &[Line<'_>]) -> Span {
    match (lines.first(), lines.last()) {
        (Some(first), Some(last)) => Span::new(first.start, last.end()),
        _ => Span::default(),
    }
}

/// The words of lines, a blank between each two.
fn joined(lines: &[Line<'_>]) -> String {
    let spoken = lines.iter().filter(|line| !line.is_silent());
    let words: Vec<&str> = spoken.map(Line::content).collect();
    words.join(" ").trim_end_matches(is_blank).to_owned()
}
