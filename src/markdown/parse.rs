//! The events of the Markdown crate, raised into a tree.
//!
//! Two things differ from the plain events: runs of text are one node, and a list item always
//! holds blocks (the text of a tight item stands in a paragraph marked tight).

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Parser, Tag,
};

use super::autolink;
use super::code::options;
use super::directive::{Directive, Found, MASK, directives, masked};
use super::manuscript::Manuscript;
use super::tree::{Alert, Align, Document, Kind, NodeId, Size, Text};
use crate::source::Span;

/// How deep quotes, lists and items nest. Real articles stay below ten; what is nested deeper is
/// kept at this level, so that nothing that walks the tree can run out of stack.
pub(super) const DEEPEST_BLOCK: usize = 48;
/// How deep emphasis and links nest inside their block.
const DEEPEST_INLINE: usize = DEEPEST_BLOCK + 32;

/// The tree of a text, and the directives that stand in it as [`Kind::Directive`].
pub(super) fn parse(mut manuscript: Manuscript, body: usize) -> (Document, Vec<Found>) {
    let whole = lone_returns_as_breaks(&manuscript.text);
    manuscript.text = Arc::clone(&whole);
    let body = body.min(whole.len());
    let found = directives(&whole, body);
    let text = match masked(&whole, body, &found) {
        Cow::Borrowed(_) => whole,
        Cow::Owned(masked) => masked.into(),
    };
    let mut raise = Raise::new(manuscript, Arc::clone(&text), body, found);
    for (event, range) in Parser::new_ext(&text[body..], options()).into_offset_iter() {
        raise.event(event, body + range.start..body + range.end);
    }
    raise.finish()
}

/// The text with every lone CR as LF: it ends a line too, and the Markdown crate does not know.
/// Places stay as they are.
fn lone_returns_as_breaks(text: &Arc<str>) -> Arc<str> {
    let bytes = text.as_bytes();
    let is_lone = |&at: &usize| bytes.get(at + 1) != Some(&b'\n');
    if !returns(text).any(|at| is_lone(&at)) {
        return Arc::clone(text);
    }
    let mut mended = String::with_capacity(text.len());
    let mut done = 0;
    for at in returns(text).filter(is_lone) {
        mended.push_str(&text[done..at]);
        mended.push('\n');
        done = at + 1;
    }
    mended.push_str(&text[done..]);
    mended.into()
}

/// Where carriage returns stand.
fn returns(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices('\r').map(|(at, _)| at)
}

/// The elements of HTML, those of old included.
#[rustfmt::skip]
const ELEMENTS: &[&str] = &[
    "a", "abbr", "acronym", "address", "applet", "area", "article", "aside", "audio", "b", "base",
    "basefont", "bdi", "bdo", "big", "blink", "blockquote", "body", "br", "button", "canvas",
    "caption", "center", "cite", "code", "col", "colgroup", "data", "datalist", "dd", "del",
    "details", "dfn", "dialog", "dir", "div", "dl", "dt", "em", "embed", "fieldset", "figcaption",
    "figure", "font", "footer", "form", "frame", "frameset", "h1", "h2", "h3", "h4", "h5", "h6",
    "head", "header", "hgroup", "hr", "html", "i", "iframe", "img", "input", "ins", "kbd", "label",
    "legend", "li", "link", "main", "map", "mark", "marquee", "math", "menu", "meta", "meter", "nav",
    "nobr", "noframes", "noscript", "object", "ol", "optgroup", "option", "output", "p", "param",
    "picture", "plaintext", "pre", "progress", "q", "rp", "rt", "ruby", "s", "samp", "script",
    "search", "section", "select", "slot", "small", "source", "span", "strike", "strong", "style",
    "sub", "summary", "sup", "svg", "table", "tbody", "td", "template", "textarea", "tfoot", "th",
    "thead", "time", "title", "tr", "track", "tt", "u", "ul", "var", "video", "wbr", "xmp",
];

/// Whether a piece of raw HTML is a word in angle brackets that stands for something
/// (`<ServerName>`, `<your domain>`): no element of HTML, and without attributes.
fn is_placeholder(html: &str) -> bool {
    let inner = html.trim_start_matches(['<', '/']);
    let end = inner
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(inner.len());
    let name = &inner[..end];
    !name.is_empty()
        && !html.contains('=')
        && !ELEMENTS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name))
}

/// An element that is open while events arrive.
struct Open {
    /// Where its children go.
    node: NodeId,
    /// Whether it is a node of its own, or was cut off for depth and lends its parent's.
    kept: bool,
    /// What it expects.
    holds: Holds,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// Blocks; inlines that arrive get a tight paragraph around them.
    Blocks,
    /// Such a tight paragraph: it ends when a block starts or its container ends.
    TightInlines,
    Inlines,
    /// Rows, cells, items: neither.
    Parts,
    /// The raw text of a code or HTML block.
    Raw,
}

struct Raise {
    /// The text with its directives covered.
    source: Arc<str>,
    /// The directives, in order.
    found: Vec<Found>,
    document: Document,
    body: usize,
    open: Vec<Open>,
    /// Text that has arrived and is not a node yet.
    pending: Pending,
    links: usize,
}

/// A part of a run of text.
enum Piece {
    Text(Text),
    /// A directive, by its index.
    Directive(usize),
}

/// A run of text: one piece of the source as long as its parts touch, a copy from then on.
#[derive(Default)]
struct Pending {
    verbatim: Option<Range<usize>>,
    copied: String,
    place: Option<Range<usize>>,
}

impl Raise {
    fn new(manuscript: Manuscript, source: Arc<str>, body: usize, found: Vec<Found>) -> Self {
        let root = Open {
            node: NodeId::ROOT,
            kept: true,
            holds: Holds::Blocks,
        };
        Self {
            document: Document::new(manuscript),
            source,
            found,
            body,
            open: vec![root],
            pending: Pending::default(),
            links: 0,
        }
    }

    fn finish(mut self) -> (Document, Vec<Found>) {
        self.flush();
        (self.document, self.found)
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Text(text) => self.text(&text, range),
            Event::Start(tag) => {
                self.flush();
                self.start(tag, range);
            }
            Event::End(_) => self.end(),
            Event::Code(text) => {
                let text = self.keep(&text, &range);
                self.inline(Kind::Code(text), range);
            }
            Event::Html(text) => self.text(&text, range),
            Event::InlineHtml(text) if is_placeholder(&text) => self.text(&text, range),
            Event::InlineHtml(text) => {
                let text = self.keep(&text, &range);
                self.inline(Kind::Html(text), range);
            }
            Event::FootnoteReference(label) => {
                let label = self.keep(&label, &range);
                self.inline(Kind::FootnoteReference(label), range);
            }
            Event::SoftBreak => self.inline(Kind::SoftBreak, range),
            Event::HardBreak => self.inline(Kind::HardBreak, range),
            Event::Rule => self.leaf(Kind::Rule, range),
            Event::TaskListMarker(done) => self.task(done),
            // Mathematics is not enabled; its text would be kept all the same.
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text, range),
        }
    }

    fn top(&self) -> &Open {
        self.open.last().expect("the root is never closed")
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        let span = Span::new(range.start, range.end);
        let (kind, holds) = match tag {
            Tag::Paragraph => (Kind::Paragraph { tight: false }, Holds::Inlines),
            Tag::Heading {
                level,
                id,
                attrs,
                classes,
            } => {
                let id = id.map(|id| self.document.spill(&id));
                let lost = !attrs.is_empty() || !classes.is_empty();
                let kind = Kind::Heading {
                    level: depth(level),
                    id,
                };
                self.block(kind, span, Holds::Inlines);
                // `{…}` that is no attribute list is text: "Error {0002-…}", `@{Name="x"}`.
                if lost && id.is_none() {
                    self.open.last_mut().expect("just opened").holds = Holds::Raw;
                    self.restore_heading(&range);
                }
                return;
            }
            Tag::BlockQuote(kind) => {
                let kind = kind.map_or(Kind::Quote, |kind| Kind::Alert(alert(kind)));
                (kind, Holds::Blocks)
            }
            Tag::CodeBlock(kind) => {
                let info = match &kind {
                    CodeBlockKind::Fenced(info) => self.keep(info, &range),
                    CodeBlockKind::Indented => Text::default(),
                };
                let kind = Kind::CodeBlock {
                    info,
                    text: Text::default(),
                };
                (kind, Holds::Raw)
            }
            Tag::HtmlBlock => (Kind::HtmlBlock(Text::default()), Holds::Raw),
            Tag::List(start) => (Kind::List { start }, Holds::Parts),
            Tag::Item => (Kind::Item { task: None }, Holds::Blocks),
            Tag::FootnoteDefinition(label) => {
                let label = self.keep(&label, &range);
                (Kind::Footnote(label), Holds::Blocks)
            }
            Tag::Table(columns) => {
                let columns = columns.iter().map(align).collect();
                (Kind::Table(columns), Holds::Parts)
            }
            Tag::TableHead => (Kind::TableHead, Holds::Parts),
            Tag::TableRow => (Kind::TableRow, Holds::Parts),
            Tag::TableCell => (Kind::TableCell, Holds::Inlines),
            Tag::Emphasis => (Kind::Emphasis, Holds::Inlines),
            Tag::Strong => (Kind::Strong, Holds::Inlines),
            Tag::Strikethrough => (Kind::Strikethrough, Holds::Inlines),
            // The page of an API's name belongs to another site; its words stay.
            Tag::Link { dest_url, .. } if dest_url.starts_with("xref:") => {
                self.ensure_inlines(span);
                let node = self.top().node;
                let (kept, holds) = (false, Holds::Inlines);
                self.open.push(Open { node, kept, holds });
                return;
            }
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => {
                self.links += 1;
                let target = match link_type {
                    LinkType::Email => self.document.spill(&format!("mailto:{dest_url}")),
                    _ => self.keep(&dest_url, &range),
                };
                let title = self.keep(&title, &range);
                (Kind::Link { target, title }, Holds::Inlines)
            }
            Tag::Image {
                dest_url, title, ..
            } => {
                self.links += 1;
                let target = self.keep(&dest_url, &range);
                let title = self.keep(&title, &range);
                let kind = Kind::Image {
                    target,
                    title,
                    lightbox: None,
                    icon: false,
                    size: Size::default(),
                };
                (kind, Holds::Inlines)
            }
            // Not enabled: their content arrives as that of a paragraph or a line.
            Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::MetadataBlock(_) => (Kind::Paragraph { tight: false }, Holds::Inlines),
            Tag::Superscript | Tag::Subscript => (Kind::Emphasis, Holds::Inlines),
        };
        self.block(kind, span, holds);
    }

    /// Opens an element, unless it is nested too deeply: then its content goes to its parent.
    fn block(&mut self, kind: Kind, span: Span, holds: Holds) {
        if kind.is_inline() {
            self.ensure_inlines(span);
        } else {
            self.close_tight();
        }
        let parent = self.top().node;
        if self.too_deep(&kind) {
            self.document.cut.get_or_insert(span);
            self.open.push(Open {
                node: parent,
                kept: false,
                holds,
            });
            // A list that was cut off lends its parent to its items' blocks.
            if holds == Holds::Parts {
                self.open.last_mut().expect("just pushed").holds = Holds::Blocks;
            }
            return;
        }
        let node = self.document.push(parent, kind, span);
        self.open.push(Open {
            node,
            kept: true,
            holds,
        });
    }

    fn too_deep(&self, kind: &Kind) -> bool {
        let depth = self.open.len();
        match kind {
            // A list is cut off together with its items, so room for one is asked for.
            Kind::List { .. } => depth + 1 >= DEEPEST_BLOCK,
            Kind::Item { .. } => !self.top().kept,
            Kind::Quote | Kind::Alert(_) | Kind::Footnote(_) => depth >= DEEPEST_BLOCK,
            kind if kind.is_inline() => self.inline_depth() >= DEEPEST_INLINE - DEEPEST_BLOCK,
            _ => false,
        }
    }

    fn inline_depth(&self) -> usize {
        self.open
            .iter()
            .rev()
            .take_while(|open| matches!(open.holds, Holds::Inlines))
            .count()
    }

    fn end(&mut self) {
        self.flush();
        self.close_tight();
        let Some(ended) = self.open.pop() else { return };
        if ended.kept
            && matches!(
                self.document.node(ended.node).kind(),
                Kind::Link { .. } | Kind::Image { .. }
            )
        {
            self.links = self.links.saturating_sub(1);
        }
        if self.open.is_empty() {
            self.open.push(ended);
        }
    }

    fn leaf(&mut self, kind: Kind, range: Range<usize>) {
        self.flush();
        self.close_tight();
        let parent = self.top().node;
        self.document
            .push(parent, kind, Span::new(range.start, range.end));
    }

    fn inline(&mut self, kind: Kind, range: Range<usize>) {
        self.flush();
        if self.top().holds == Holds::Raw {
            return;
        }
        let span = Span::new(range.start, range.end);
        self.ensure_inlines(span);
        let parent = self.top().node;
        self.document.push(parent, kind, span);
    }

    /// Opens a tight paragraph where text stands directly in an item, a quote or the root.
    fn ensure_inlines(&mut self, span: Span) {
        if self.top().holds == Holds::Blocks {
            let parent = self.top().node;
            let node = self
                .document
                .push(parent, Kind::Paragraph { tight: true }, span);
            self.open.push(Open {
                node,
                kept: true,
                holds: Holds::TightInlines,
            });
        }
        // The paragraph grows with what it holds.
        if self.top().holds == Holds::TightInlines {
            let node = self.top().node;
            self.document.set_end(node, span.end);
        }
    }

    fn close_tight(&mut self) {
        if self.top().holds == Holds::TightInlines {
            self.open.pop();
        }
    }

    fn task(&mut self, done: bool) {
        self.flush();
        let item = self
            .open
            .iter()
            .rev()
            .find(|open| matches!(self.document.node(open.node).kind(), Kind::Item { .. }));
        if let Some(item) = item {
            let node = item.node;
            self.document
                .set_kind(node, Kind::Item { task: Some(done) });
        }
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        self.pending.add(text, range, &self.source);
    }

    /// Makes a node of the text that has arrived.
    fn flush(&mut self) {
        let Some(place) = self.pending.place.take() else {
            return;
        };
        let pending = std::mem::take(&mut self.pending);
        let text = match pending.verbatim {
            Some(range) => Document::verbatim(range.start, range.end),
            None => self.document.spill(&pending.copied),
        };
        let span = Span::new(place.start, place.end);
        let top = self.top();
        if top.holds == Holds::Raw {
            let (node, kind) = (top.node, self.document.node(top.node).kind().clone());
            match kind {
                Kind::CodeBlock { info, .. } => {
                    self.document.set_kind(node, Kind::CodeBlock { info, text });
                }
                Kind::HtmlBlock(_) => self.html_block(node, text, span),
                _ => {}
            }
            return;
        }
        self.ensure_inlines(span);
        if self.found_within(span).is_empty() {
            self.plain(text, span);
            return;
        }
        for piece in self.pieces(text, span) {
            match piece {
                Piece::Directive(index) => self.directive(self.top().node, index),
                Piece::Text(text) => self.plain(text, span),
            }
        }
    }

    /// Appends text in which no directive stands.
    fn plain(&mut self, text: Text, span: Span) {
        let parent = self.top().node;
        if self.links == 0 {
            autolink::push_text(&mut self.document, parent, text, span);
        } else {
            self.document.push(parent, Kind::Text(text), span);
        }
    }

    /// A block of raw HTML: a directive that opens or closes a block, or HTML, perhaps with
    /// directives within, which then stand between its pieces as its children.
    fn html_block(&mut self, node: NodeId, text: Text, span: Span) {
        let within = self.found_within(span);
        if let [only] = self.found[within.clone()]
            .iter()
            .collect::<Vec<_>>()
            .as_slice()
            && only.directive.is_block()
            && self.source[span.range()].trim() == &self.source[only.range.clone()]
        {
            let index = u32::try_from(within.start).unwrap_or(u32::MAX);
            self.document.set_kind(node, Kind::Directive(index));
            return;
        }
        self.document.set_kind(node, Kind::HtmlBlock(text));
        if within.is_empty() {
            return;
        }
        for piece in self.pieces(text, span) {
            match piece {
                Piece::Directive(index) => self.directive(node, index),
                Piece::Text(text) => {
                    self.document.push(node, Kind::Html(text), span);
                }
            }
        }
    }

    /// The directives that stand in a span, as indices.
    fn found_within(&self, span: Span) -> Range<usize> {
        let range = span.range();
        let first = self
            .found
            .partition_point(|found| found.range.start < range.start);
        let last = self
            .found
            .partition_point(|found| found.range.start < range.end);
        first..last.max(first)
    }

    /// A run of text, parted at the directives in it.
    fn pieces(&mut self, text: Text, span: Span) -> Vec<Piece> {
        let within = self.found_within(span);
        if within.is_empty() {
            return vec![Piece::Text(text)];
        }
        let mut pieces = Vec::new();
        let (content, place) = (
            self.document.str(text).to_owned(),
            self.document.place(text),
        );
        let mut done = 0;
        for index in within {
            let found = &self.found[index];
            let at = match &place {
                Some(place) => found.range.start.checked_sub(place.start),
                None => content[done..].find(MASK).map(|at| done + at),
            };
            let Some(at) = at.filter(|at| (done..=content.len()).contains(at)) else {
                continue;
            };
            if at > done {
                pieces.push(Piece::Text(self.document.slice(text, done..at)));
            }
            pieces.push(Piece::Directive(index));
            done = (at + found.range.len()).min(content.len());
        }
        if done < content.len() {
            pieces.push(Piece::Text(self.document.slice(text, done..content.len())));
        }
        pieces
    }

    /// Appends what a directive within a line stands for.
    fn directive(&mut self, parent: NodeId, index: usize) {
        let Found { range, directive } = self.found[index].clone();
        let span = Span::new(range.start, range.end);
        match directive {
            Directive::Image(image) => {
                let target = self.document.spill(&image.source);
                let lightbox = image.lightbox.map(|path| self.document.spill(&path));
                let alt = self.document.spill(&image.alt);
                let title = Text::default();
                let (icon, size) = (image.icon, image.size);
                let kind = Kind::Image {
                    target,
                    title,
                    lightbox,
                    icon,
                    size,
                };
                let image = self.document.push(parent, kind, span);
                self.document.push(image, Kind::Text(alt), span);
            }
            Directive::Video(address) => {
                let address = self.document.spill(&address);
                self.document.push(parent, Kind::Video(address), span);
            }
            Directive::Words(words) => {
                let words = self.document.spill(&words);
                self.document.push(parent, Kind::Text(words), span);
            }
            _ => {
                let index = u32::try_from(index).unwrap_or(u32::MAX);
                self.document.push(parent, Kind::Directive(index), span);
            }
        }
    }

    /// Keeps a string of an event: as a piece of the source where it stands there.
    fn keep(&mut self, text: &CowStr<'_>, range: &Range<usize>) -> Text {
        if text.is_empty() {
            return Text::default();
        }
        match place_in(text, &self.source) {
            Some(place) if place.start >= self.body && place.end <= range.end => {
                Document::verbatim(place.start, place.end)
            }
            _ => self.document.spill(text),
        }
    }

    /// Gives a heading its text back as it stands in the source.
    fn restore_heading(&mut self, range: &Range<usize>) {
        let source = Arc::clone(&self.source);
        let line = source[range.clone()].lines().next().unwrap_or_default();
        let text = line.trim_start().trim_start_matches('#').trim();
        let Some(place) = place_in(text, &source) else {
            return;
        };
        let node = self.top().node;
        let text = Document::verbatim(place.start, place.end);
        self.document
            .push(node, Kind::Text(text), Span::new(place.start, place.end));
    }
}

impl Pending {
    fn add(&mut self, text: &str, range: Range<usize>, source: &str) {
        let here = place_in(text, source);
        match (&mut self.place, here) {
            (None, Some(here)) => self.verbatim = Some(here),
            (None, None) => self.copied.push_str(text),
            (Some(_), here) => {
                let touches = matches!(
                    (&self.verbatim, &here),
                    (Some(before), Some(here)) if before.end == here.start
                );
                if let (true, Some(before), Some(here)) = (touches, &mut self.verbatim, here) {
                    before.end = here.end;
                } else {
                    if let Some(before) = self.verbatim.take() {
                        self.copied.push_str(&source[before]);
                    }
                    self.copied.push_str(text);
                }
            }
        }
        match &mut self.place {
            Some(place) => place.end = place.end.max(range.end),
            None => self.place = Some(range),
        }
    }
}

/// Where `text` stands in `source`, if it is a slice of it and not a copy.
fn place_in(text: &str, source: &str) -> Option<Range<usize>> {
    let start = (text.as_ptr() as usize).checked_sub(source.as_ptr() as usize)?;
    let end = start.checked_add(text.len())?;
    (end <= source.len() && !text.is_empty()).then_some(start..end)
}

fn depth(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

fn alert(kind: BlockQuoteKind) -> Alert {
    match kind {
        BlockQuoteKind::Note => Alert::Note,
        BlockQuoteKind::Tip => Alert::Tip,
        BlockQuoteKind::Important => Alert::Important,
        BlockQuoteKind::Warning => Alert::Warning,
        BlockQuoteKind::Caution => Alert::Caution,
    }
}

fn align(alignment: &Alignment) -> Align {
    match alignment {
        Alignment::None | Alignment::Left => Align::Start,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::End,
    }
}
