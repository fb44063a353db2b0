//! YAML as people write it: a tree of texts with places, and something to say where it is wrong.
//!
//! This is the only module that knows the YAML crate. Nothing is coerced (dates, numbers and
//! booleans stay the text that was written), every span is a range of the *source*, and reading
//! always answers: where a block is not valid YAML, its entries are read one by one, and of an
//! entry that cannot be read the line is kept, because that is what its author meant.

mod advice;
mod recovery;
mod text;

use std::collections::HashMap;

use serde_yaml::granit_parser::{self, ErrorKind, Event, Parser, ScalarStyle, ScanError};
use serde_yaml::granit_parser::{StrInput, Tag};

use crate::diagnostic::{Code, Diagnosed, Diagnostic};
use crate::source::{SitePath, Source, Span, Spanned};

pub use text::{entry_key, is_blank, line_at, trim};

use text::{Tabs, Text};

/// Reads the YAML in a range of bytes of a source.
#[must_use]
pub fn read(source: &Source, span: Span) -> Diagnosed<Node> {
    let span = within(&source.text, span);
    match parse(source, span, Tabs::Forbidden) {
        Ok(read) if is_glued(source, &read.value) => {
            let trouble = Trouble::Syntax(ErrorKind::SimpleKeyExpected);
            let failure = Failure {
                trouble,
                span: read.value.span,
            };
            recovery::read(source, span, failure)
        }
        Ok(read) => read,
        Err(failure) => recovery::read(source, span, failure),
    }
}

/// Whether all of it is one word to YAML, because no blank follows the colons.
fn is_glued(source: &Source, root: &Node) -> bool {
    matches!(root.value, Value::Scalar(_))
        && recovery::key_without_blank(written(source, root.span)).is_some()
}

/// A text as a value on one line, quoted where YAML would read something else.
#[must_use]
pub fn scalar(text: &str) -> String {
    let written = serde_yaml::to_string(&text).unwrap_or_default();
    let written = written.trim_end_matches('\n');
    let reads_back = {
        let line = Source::new(SitePath::new(""), format!("x: {written}\n"));
        let span = Span::new(0, line.text.len());
        let found = read(&line, span);
        let value = found.value.get("x").and_then(Node::text);
        found.diagnostics.is_empty() && value == Some(text)
    };
    if reads_back && !written.contains('\n') {
        return written.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A value of YAML and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where it stands in the source.
    pub span: Span,
}

/// What a value of YAML is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing, `~` or `null`; a quoted empty text is a [`Value::Scalar`].
    Null,
    /// Text as it was written, without its quotation marks and escapes.
    Scalar(String),
    /// A list.
    List(Vec<Node>),
    /// Keys and values in the order of the source; each key stands once.
    Map(Vec<(Spanned<String>, Node)>),
}

impl Node {
    /// The text, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// Whether it is nothing.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.value == Value::Null
    }

    /// The entries, if it is a list; none otherwise.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The keys and values, if it is a map; none otherwise.
    #[must_use]
    pub fn pairs(&self) -> &[(Spanned<String>, Self)] {
        match &self.value {
            Value::Map(pairs) => pairs,
            _ => &[],
        }
    }

    /// The value of a key, if it is a map that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.pairs()
            .iter()
            .find_map(|(name, value)| (name.value == key).then_some(value))
    }

    /// The value as a list of texts, whatever it is: one text is a list of one, nothing is left
    /// out, and a text that YAML takes for a map (`Error 404: Not found`) is a text again.
    #[must_use]
    pub fn texts(&self, source: &Source) -> Vec<Spanned<String>> {
        let mut texts = Vec::new();
        self.collect_texts(source, &mut texts);
        texts
    }

    fn collect_texts(&self, source: &Source, texts: &mut Vec<Spanned<String>>) {
        match &self.value {
            Value::Null => {}
            Value::Scalar(text) => push_text(text, self.span, texts),
            Value::List(items) => {
                for item in items {
                    item.collect_texts(source, texts);
                }
            }
            Value::Map(pairs) if is_in_braces(source, self.span) || pairs.is_empty() => {
                push_text(written(source, self.span), self.span, texts);
            }
            Value::Map(pairs) => {
                for (key, value) in pairs {
                    let span = Span {
                        start: key.span.start,
                        end: value.span.end.max(key.span.end),
                    };
                    // A key without a value keeps the colon that made it one.
                    let colon = if value.is_null() { ":" } else { "" };
                    let text = format!("{}{colon}", written(source, span));
                    push_text(&text, span, texts);
                }
            }
        }
    }
}

fn push_text(text: &str, span: Span, texts: &mut Vec<Spanned<String>>) {
    let text = trim(text);
    if !text.is_empty() {
        let value = text.to_owned();
        texts.push(Spanned { value, span });
    }
}

fn is_in_braces(source: &Source, span: Span) -> bool {
    written(source, span).starts_with('{')
}

/// The source's text in a span; empty if the span is not one of this source.
#[must_use]
pub fn written(source: &Source, span: Span) -> &str {
    source.text.get(span.range()).unwrap_or_default()
}

/// The span, cut to the text and to whole characters.
fn within(text: &str, span: Span) -> Span {
    let floor = |offset: u32| text.floor_char_boundary(offset as usize);
    Span::new(floor(span.start), floor(span.end))
}

/// Why YAML could not be read, and where.
#[derive(Clone, Debug)]
struct Failure {
    trouble: Trouble,
    span: Span,
}

/// What kept YAML from being read.
#[derive(Clone, Debug, PartialEq)]
enum Trouble {
    /// It is not YAML.
    Syntax(ErrorKind),
    /// It nests too deeply.
    Depth,
    /// Its aliases multiply.
    Aliases,
}

/// Lists and maps may stand this deep in one another; real ones reach four or five.
const MAX_DEPTH: usize = 64;

/// Aliases may add this many values; real front matter has none.
const MAX_ALIASED: usize = 10_000;

/// Reads a span as one YAML document, or says why it cannot be.
fn parse(source: &Source, span: Span, tabs: Tabs) -> Result<Diagnosed<Node>, Failure> {
    let text = Text::of(written(source, span), span.start as usize, tabs);
    let options = granit_parser::options! {
        emit_comments: false,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let mut reader = Reader {
        source,
        text: &text,
        parser: Parser::new_from_str_with_options(text.as_str(), options),
        anchors: HashMap::new(),
        aliased: 0,
        found: Vec::new(),
    };
    let value = reader.document()?;
    let diagnostics = reader.found;
    Ok(Diagnosed { value, diagnostics })
}

/// The tree being built from the events of the YAML crate.
struct Reader<'t> {
    source: &'t Source,
    text: &'t Text<'t>,
    parser: Parser<'t, StrInput<'t>>,
    anchors: HashMap<usize, Anchor>,
    aliased: usize,
    found: Vec<Diagnostic>,
}

/// A value that aliases may repeat.
struct Anchor {
    node: Node,
    weight: usize,
    depth: usize,
}

type Found<'t> = (Event<'t>, granit_parser::Span);

impl<'t> Reader<'t> {
    /// The first document; a second one is mentioned and left alone.
    fn document(&mut self) -> Result<Node, Failure> {
        let mut root = None;
        while let Some((event, place)) = self.next()? {
            match event {
                Event::StreamStart | Event::DocumentEnd => {}
                Event::DocumentStart(..) if root.is_some() => {
                    self.second_document(place);
                    break;
                }
                Event::DocumentStart(..) => {
                    if let Some(found) = self.next()? {
                        root = Some(self.node(found, 0)?);
                    }
                }
                _ => break,
            }
        }
        Ok(root.unwrap_or(Node {
            value: Value::Null,
            span: self.text.span(0, 0),
        }))
    }

    fn next(&mut self) -> Result<Option<Found<'t>>, Failure> {
        self.parser
            .next_event()
            .transpose()
            .map_err(|error| self.failure(&error))
    }

    fn failure(&self, error: &ScanError) -> Failure {
        let trouble = match error.kind() {
            ErrorKind::RecursionLimitExceeded => Trouble::Depth,
            kind => Trouble::Syntax(kind.clone()),
        };
        let start = error.marker().byte_offset().unwrap_or(0);
        let span = self.text.span_of_char(start);
        Failure { trouble, span }
    }

    fn node(&mut self, (event, place): Found<'t>, depth: usize) -> Result<Node, Failure> {
        let span = self.span(place);
        if depth > MAX_DEPTH {
            let trouble = Trouble::Depth;
            return Err(Failure { trouble, span });
        }
        let (anchor, node) = match event {
            Event::Alias(id) => return self.alias(id, span, depth),
            Event::Scalar(text, style, anchor, tag) => {
                (anchor, self.scalar(&text, style, tag.as_deref(), place))
            }
            Event::SequenceStart(_, anchor, _) => (anchor, self.list(span, depth)?),
            Event::MappingStart(_, anchor, _) => (anchor, self.map(span, depth)?),
            _ => (0, Node::null(span)),
        };
        if anchor != 0 {
            self.remember(anchor, &node)?;
        }
        Ok(node)
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        tag: Option<&Tag>,
        place: granit_parser::Span,
    ) -> Node {
        let span = self.span(place);
        if let Some(tag) = tag.filter(|tag| !tag.is_yaml_core_schema()) {
            self.mention_tag(tag, place, span);
        }
        // The crate tells an empty value by the text `~` at a place without length.
        let written = if span.start == span.end && style == ScalarStyle::Plain {
            ""
        } else {
            text
        };
        let is_null = style == ScalarStyle::Plain
            && tag.is_none_or(|tag| tag.is_yaml_core_schema_tag("null"))
            && matches!(written, "" | "~" | "null" | "Null" | "NULL");
        let value = if is_null {
            Value::Null
        } else {
            Value::Scalar(written.to_owned())
        };
        if style == ScalarStyle::Plain {
            Node { value, span }
        } else {
            let span = self.without_trailing_blanks(span);
            Node { value, span }
        }
    }

    fn list(&mut self, start: Span, depth: usize) -> Result<Node, Failure> {
        let mut items = Vec::new();
        let mut span = start;
        while let Some(found) = self.next()? {
            if matches!(found.0, Event::SequenceEnd) {
                span.end = span.end.max(self.closing(found.1));
                break;
            }
            let item = self.node(found, depth + 1)?;
            self.mention_comment(&item);
            if items.is_empty() && start.start == start.end {
                // A list without brackets starts with its first value, not at a dash.
                span.start = item.span.start;
            }
            span.end = span.end.max(item.span.end);
            items.push(item);
        }
        let value = Value::List(items);
        Ok(Node { value, span })
    }

    fn map(&mut self, start: Span, depth: usize) -> Result<Node, Failure> {
        let mut pairs = Pairs::default();
        let mut span = start;
        while let Some(found) = self.next()? {
            if matches!(found.0, Event::MappingEnd) {
                span.end = span.end.max(self.closing(found.1));
                break;
            }
            let key = self.node(found, depth + 1)?;
            let key = self.key(key);
            let Some(found) = self.next()? else { break };
            let value = self.node(found, depth + 1)?;
            self.mention_comment(&value);
            span.end = span.end.max(value.span.end).max(key.span.end);
            self.found.extend(pairs.push(self.source, key, value));
        }
        let value = Value::Map(pairs.kept());
        Ok(Node { value, span })
    }

    /// A key is a text; of anything else that YAML allows, what was written.
    fn key(&self, node: Node) -> Spanned<String> {
        let value = match node.value {
            Value::Scalar(text) => text,
            _ => written(self.source, node.span).to_owned(),
        };
        let span = node.span;
        Spanned { value, span }
    }

    fn remember(&mut self, id: usize, node: &Node) -> Result<(), Failure> {
        let (weight, depth) = weigh(node);
        self.charge(weight, node.span)?;
        let node = node.clone();
        self.anchors.insert(
            id,
            Anchor {
                node,
                weight,
                depth,
            },
        );
        Ok(())
    }

    fn alias(&mut self, id: usize, span: Span, depth: usize) -> Result<Node, Failure> {
        let Some(anchor) = self.anchors.get(&id) else {
            // Only a value that contains itself is not known yet.
            let trouble = Trouble::Aliases;
            return Err(Failure { trouble, span });
        };
        if depth + anchor.depth > MAX_DEPTH {
            let trouble = Trouble::Depth;
            return Err(Failure { trouble, span });
        }
        let weight = anchor.weight;
        let value = anchor.node.value.clone();
        self.charge(weight, span)?;
        Ok(Node { value, span })
    }

    fn charge(&mut self, weight: usize, span: Span) -> Result<(), Failure> {
        self.aliased += weight;
        if self.aliased > MAX_ALIASED {
            let trouble = Trouble::Aliases;
            return Err(Failure { trouble, span });
        }
        Ok(())
    }

    fn span(&self, place: granit_parser::Span) -> Span {
        let range = place.byte_range().unwrap_or_default();
        self.text.span(range.start, range.end)
    }

    /// Where a closing bracket ends; a block has none, and ends with its last value.
    fn closing(&self, place: granit_parser::Span) -> u32 {
        let span = self.span(place);
        if span.start == span.end { 0 } else { span.end }
    }

    fn without_trailing_blanks(&self, mut span: Span) -> Span {
        let kept = written(self.source, span).trim_end_matches(is_blank);
        span.end = Span::new(0, span.start as usize + kept.len()).end;
        span
    }

    fn second_document(&mut self, place: granit_parser::Span) {
        let span = self.span(place);
        self.found.push(
            Diagnostic::new(Code::InvalidYaml, "a second YAML document starts here")
                .at(self.source, span)
                .help("remove this line: only what stands before it is read"),
        );
    }

    /// ` #` starts a comment in YAML. A blank after it shows that its author knew that.
    fn mention_comment(&mut self, node: &Node) {
        if !matches!(node.value, Value::Scalar(_) | Value::Null) {
            return;
        }
        let Some(comment) = comment_after(&self.source.text, node.span) else {
            return;
        };
        let message = if node.is_null() {
            "the value is not read: it is a comment"
        } else {
            "the rest of the line is not read: it is a comment"
        };
        let mut found = Diagnostic::new(Code::PartlyRead, message).at(self.source, comment);
        found.help = Some(match advice::quoted_line(&self.source.text, comment) {
            Some(line) => format!("quote the value: `{line}`"),
            None => "quote the value, or write a blank after the `#`".to_owned(),
        });
        self.found.push(found);
    }

    fn mention_tag(&mut self, tag: &Tag, place: granit_parser::Span, value: Span) {
        let start = place
            .tag_start()
            .and_then(|start| start.byte_offset())
            .map_or(value.start, |start| self.text.span(start, start).start);
        let end = value.start.max(start);
        let mut span = Span { start, end };
        span = self.without_trailing_blanks(span);
        let name = format!("{}{}", tag.original_handle(), tag.suffix());
        let mut found = Diagnostic::new(
            Code::PartlyRead,
            format!("`{name}` is not read as text: YAML takes it for the name of a type"),
        )
        .at(self.source, span);
        found.help = advice::quoted_line(&self.source.text, span)
            .map(|line| format!("quote the value: `{line}`"));
        self.found.push(found);
    }
}

impl Node {
    fn null(span: Span) -> Self {
        let value = Value::Null;
        Self { value, span }
    }
}

/// The comment that follows a plain value on its line, if its `#` is directly followed by text.
fn comment_after(text: &str, value: Span) -> Option<Span> {
    let end = value.end as usize;
    let rest = text.get(end..)?;
    let rest = if value.start == value.end {
        rest.trim_start_matches(is_blank_in_line)
            .strip_prefix(':')
            .unwrap_or(rest)
    } else {
        rest
    };
    let comment = rest.trim_start_matches(is_blank_in_line);
    let separated = comment.len() < rest.len();
    let start = text.len() - comment.len();
    let line = comment.lines().next().unwrap_or_default();
    let line = line.split('\r').next().unwrap_or_default();
    let said = line.strip_prefix('#')?;
    let meant = said
        .chars()
        .next()
        .is_some_and(|c| !is_blank(c) && c != '#');
    (separated && meant).then(|| Span::new(start, start + trim_end(line).len()))
}

fn is_blank_in_line(c: char) -> bool {
    is_blank(c) && !matches!(c, '\n' | '\r')
}

fn trim_end(text: &str) -> &str {
    text.trim_end_matches(is_blank)
}

/// How many values a node has, itself included, and how deep they stand.
fn weigh(node: &Node) -> (usize, usize) {
    let (mut weight, mut depth) = (1, 0);
    let mut add = |child: &Node| {
        let (more, deeper) = weigh(child);
        weight += more;
        depth = depth.max(deeper + 1);
    };
    match &node.value {
        Value::List(items) => items.iter().for_each(&mut add),
        Value::Map(pairs) => pairs.iter().for_each(|(_, value)| add(value)),
        Value::Null | Value::Scalar(_) => {}
    }
    (weight, depth)
}

/// Keys and values as they come; of a key that comes again the last one is kept.
#[derive(Default)]
struct Pairs {
    pairs: Vec<(Spanned<String>, Node)>,
    /// Where a key stands in `pairs`, once there are so many that looking through them is slow.
    index: HashMap<String, usize>,
    replaced: Vec<usize>,
}

impl Pairs {
    /// So many keys are looked through faster than hashed.
    const FEW: usize = 24;

    /// Adds a pair, and says so if its key was there already.
    fn push(&mut self, source: &Source, key: Spanned<String>, value: Node) -> Option<Diagnostic> {
        let first = self.position(&key.value);
        let found = first.map(|first| {
            self.replaced.push(first);
            let line = source.line(self.pairs[first].0.span.start);
            Diagnostic::new(
                Code::DuplicateKey,
                format!("`{}` stands on line {line} already", key.value),
            )
            .at(source, key.span)
            .help("remove one of the two; this one is used")
        });
        if self.pairs.len() >= Self::FEW {
            self.index.insert(key.value.clone(), self.pairs.len());
        }
        self.pairs.push((key, value));
        found
    }

    fn position(&mut self, key: &str) -> Option<usize> {
        if self.pairs.len() < Self::FEW {
            return self.pairs.iter().rposition(|(name, _)| name.value == key);
        }
        if self.index.is_empty() {
            let names = self.pairs.iter().enumerate();
            self.index = names
                .map(|(index, (name, _))| (name.value.clone(), index))
                .collect();
        }
        self.index.get(key).copied()
    }

    fn kept(self) -> Vec<(Spanned<String>, Node)> {
        if self.replaced.is_empty() {
            return self.pairs;
        }
        let mut replaced = self.replaced;
        replaced.sort_unstable();
        let kept = self.pairs.into_iter().enumerate();
        kept.filter(|(index, _)| replaced.binary_search(index).is_err())
            .map(|(_, pair)| pair)
            .collect()
    }
}

#[cfg(test)]
mod tests;
