//! The tree of an article's text: blocks and inlines with their places in the source.
//!
//! Nodes live in one vector and point to each other by index, so that a tree costs a few
//! allocations however many nodes it has, and passes can move branches without copying text.

use std::sync::Arc;

use super::manuscript::Manuscript;
use crate::diagnostic::Place;
use crate::source::Span;

/// An article's text, read.
#[derive(Clone, Debug)]
pub struct Document {
    source: Arc<str>,
    /// Text that does not stand in the source as one piece: decoded entities, joined lines.
    spilled: String,
    nodes: Vec<Node>,
    /// Where nesting was cut off at the deepest level that is kept.
    pub(super) cut: Option<Span>,
    /// Where the text comes from.
    manuscript: Manuscript,
}

/// The index of a node in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u32);

impl NodeId {
    /// The node that holds all blocks.
    pub const ROOT: Self = Self(0);
}

/// A piece of the document's text: of the source, or of what was spilled beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Text(Span);

#[derive(Clone, Debug)]
struct Node {
    kind: Kind,
    span: Span,
    first_child: Option<NodeId>,
    last_child: Option<NodeId>,
    next: Option<NodeId>,
}

/// The size of an image in pixels, as far as its author says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Its width.
    pub width: Option<u32>,
    /// Its height.
    pub height: Option<u32>,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// The whole.
    Root,
    /// A paragraph; a tight one stands in a list without blank lines and gets no `<p>`.
    Paragraph {
        /// Whether it stands in a tight list.
        tight: bool,
    },
    /// A heading of level 1 to 6 and its explicit id (`{#id}`), if it has one.
    Heading {
        /// 1 to 6.
        level: u8,
        /// The id its author gave it.
        id: Option<Text>,
    },
    /// A block quote.
    Quote,
    /// A block quote that starts with `[!NOTE]` or its like.
    Alert(Alert),
    /// A code block.
    CodeBlock {
        /// The info string, empty for indented code.
        info: Text,
        /// The code, without the fence.
        text: Text,
    },
    /// A list, with its first number if it is numbered.
    List {
        /// The first number.
        start: Option<u64>,
    },
    /// An item of a list, with its check box if it is a task.
    Item {
        /// Whether the task is done.
        task: Option<bool>,
    },
    /// A thematic break.
    Rule,
    /// A table; its first child is the head, the others are rows.
    Table(Arc<[Align]>),
    /// The head of a table; its children are cells.
    TableHead,
    /// A row of a table; its children are cells.
    TableRow,
    /// A cell.
    TableCell,
    /// A block of raw HTML.
    HtmlBlock(Text),
    /// The text of a footnote.
    Footnote(Text),
    /// Plain text, without line breaks.
    Text(Text),
    /// A code span.
    Code(Text),
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// Text that is struck out.
    Strikethrough,
    /// A link.
    Link {
        /// The address as written, entities and escapes resolved.
        target: Text,
        /// The title, empty if it has none.
        title: Text,
    },
    /// An image; its children are its alternative text.
    Image {
        /// The address as written.
        target: Text,
        /// The title, empty if it has none.
        title: Text,
        /// A larger image that it opens.
        lightbox: Option<Text>,
        /// Whether it is a sign within a line.
        icon: bool,
        /// The size that its author wants.
        size: Size,
    },
    /// A film elsewhere, by its address.
    Video(Text),
    /// A part that is shown for some readers, or beside others, and what it says of itself.
    Region(Region, Text),
    /// A block quote that names a class, and the class.
    Division(Text),
    /// A group of tabs.
    Tabs,
    /// A tab: its id, its name, and the tab of another group that it depends on.
    Tab {
        /// What names it in every group.
        id: Text,
        /// What the reader sees.
        name: Text,
        /// The id of another tab without which it is not shown; mostly empty.
        condition: Text,
    },
    /// The long description of an image.
    Description,
    /// A directive that is not resolved yet; none is left in a finished document.
    Directive(u32),
    /// A reference to a footnote by its label.
    FootnoteReference(Text),
    /// A line break that means nothing.
    SoftBreak,
    /// A line break that is meant.
    HardBreak,
    /// Raw HTML within a line.
    Html(Text),
}

/// A part of an article that a directive marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Region {
    /// Shown for one choice of platform or product.
    Zone,
    /// Shown for some versions.
    Moniker,
    /// A row of columns.
    Row,
    /// A column.
    Column,
}

impl Region {
    /// What it is called in a sentence.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Zone => "zone",
            Self::Moniker => "moniker",
            Self::Row => "row",
            Self::Column => "column",
        }
    }
}

/// The kind of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Alert {
    /// Worth noticing.
    Note,
    /// A better way.
    Tip,
    /// Needed for success.
    Important,
    /// Risky.
    Warning,
    /// Harmful.
    Caution,
}

impl Alert {
    /// The kind that a word names, case folded.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        let lower = word.to_lowercase();
        [
            Self::Note,
            Self::Tip,
            Self::Important,
            Self::Warning,
            Self::Caution,
        ]
        .into_iter()
        .find(|alert| alert.name() == lower)
    }

    /// The word for it in `data-alert`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Tip => "tip",
            Self::Important => "important",
            Self::Warning => "warning",
            Self::Caution => "caution",
        }
    }
}

/// How a table's column is aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// As the language reads.
    Start,
    /// In the middle.
    Center,
    /// To the far side.
    End,
}

impl Kind {
    /// Whether the node stands in a line of text, not on its own.
    #[must_use]
    pub fn is_inline(&self) -> bool {
        matches!(
            self,
            Self::Text(_)
                | Self::Code(_)
                | Self::Emphasis
                | Self::Strong
                | Self::Strikethrough
                | Self::Link { .. }
                | Self::Image { .. }
                | Self::Video(_)
                | Self::FootnoteReference(_)
                | Self::SoftBreak
                | Self::HardBreak
                | Self::Html(_)
        )
    }
}

impl Document {
    /// A document without nodes but its root.
    pub(super) fn new(manuscript: Manuscript) -> Self {
        let source = Arc::clone(&manuscript.text);
        let span = Span::new(0, source.len());
        let root = Node {
            kind: Kind::Root,
            span,
            first_child: None,
            last_child: None,
            next: None,
        };
        let mut nodes = Vec::with_capacity(source.len() / 16 + 16);
        nodes.push(root);
        Self {
            source,
            spilled: String::new(),
            nodes,
            cut: None,
            manuscript,
        }
    }

    /// The text that was read, and where it comes from.
    #[must_use]
    pub fn manuscript(&self) -> &Manuscript {
        &self.manuscript
    }

    /// The 1-based line of the article at which a node's span starts.
    #[must_use]
    pub fn line(&self, span: Span) -> u32 {
        self.manuscript.line(span.start)
    }

    /// The place of a span, in the file it comes from.
    #[must_use]
    pub fn place_of(&self, span: Span) -> Place {
        self.manuscript.place(span)
    }

    /// The node that holds all blocks.
    #[must_use]
    pub fn root(&self) -> NodeRef<'_> {
        self.node(NodeId::ROOT)
    }

    /// A node by its index.
    #[must_use]
    pub fn node(&self, id: NodeId) -> NodeRef<'_> {
        NodeRef { document: self, id }
    }

    /// The characters of a piece of text.
    #[must_use]
    pub fn str(&self, text: Text) -> &str {
        let range = text.0.range();
        let here = self.source.len();
        if range.start >= here {
            &self.spilled[range.start - here..range.end - here]
        } else {
            &self.source[range]
        }
    }

    /// A part of a piece of text.
    pub(super) fn slice(&self, text: Text, range: std::ops::Range<usize>) -> Text {
        let start = text.0.start as usize;
        Text(Span::new(start + range.start, start + range.end))
    }

    /// Appends a node that has no parent yet.
    pub(super) fn detached(&mut self, kind: Kind, span: Span) -> NodeId {
        let id = self.new_node(kind, span);
        NodeId(id)
    }

    /// The ids of a node's children.
    pub(super) fn child_ids(&self, parent: NodeId) -> Vec<NodeId> {
        self.node(parent).children().map(NodeRef::id).collect()
    }

    /// A piece that stands in the source.
    pub(super) fn verbatim(start: usize, end: usize) -> Text {
        Text(Span::new(start, end))
    }

    /// Where the piece stands in the source, if it stands there.
    pub(super) fn place(&self, text: Text) -> Option<std::ops::Range<usize>> {
        let range = text.0.range();
        (range.end <= self.source.len() && range.start < self.source.len()).then_some(range)
    }

    /// The source, shared.
    pub(super) fn source_text(&self) -> Arc<str> {
        Arc::clone(&self.source)
    }

    /// Keeps text that does not stand in the source.
    pub(super) fn spill(&mut self, text: &str) -> Text {
        let start = self.source.len() + self.spilled.len();
        self.spilled.push_str(text);
        Text(Span::new(start, start + text.len()))
    }

    /// Appends a node to the children of `parent`.
    pub(super) fn push(&mut self, parent: NodeId, kind: Kind, span: Span) -> NodeId {
        let id = NodeId(self.new_node(kind, span));
        self.attach(parent, id);
        id
    }

    fn new_node(&mut self, kind: Kind, span: Span) -> u32 {
        let id = u32::try_from(self.nodes.len()).expect("a source holds fewer than 2^32 nodes");
        self.nodes.push(Node {
            kind,
            span,
            first_child: None,
            last_child: None,
            next: None,
        });
        id
    }

    fn attach(&mut self, parent: NodeId, id: NodeId) {
        match self.nodes[parent.0 as usize].last_child {
            Some(last) => self.nodes[last.0 as usize].next = Some(id),
            None => self.nodes[parent.0 as usize].first_child = Some(id),
        }
        self.nodes[parent.0 as usize].last_child = Some(id);
    }

    /// Gives `parent` the children `children`, in that order, instead of those it has.
    pub(super) fn set_children(&mut self, parent: NodeId, children: &[NodeId]) {
        self.nodes[parent.0 as usize].first_child = None;
        self.nodes[parent.0 as usize].last_child = None;
        for &child in children {
            self.nodes[child.0 as usize].next = None;
            self.attach(parent, child);
        }
    }

    /// Gives back the room that was kept for nodes which did not come: documents stay while a site is read.
    pub(super) fn shrink(&mut self) {
        self.nodes.shrink_to_fit();
    }

    pub(super) fn set_kind(&mut self, id: NodeId, kind: Kind) {
        self.nodes[id.0 as usize].kind = kind;
    }

    pub(super) fn set_end(&mut self, id: NodeId, end: u32) {
        self.nodes[id.0 as usize].span.end = end;
    }
}

/// A node of a document, for reading.
#[derive(Clone, Copy)]
pub struct NodeRef<'d> {
    document: &'d Document,
    id: NodeId,
}

impl<'d> NodeRef<'d> {
    /// Its index.
    #[must_use]
    pub fn id(self) -> NodeId {
        self.id
    }

    /// Its document.
    #[must_use]
    pub fn document(self) -> &'d Document {
        self.document
    }

    fn node(self) -> &'d Node {
        &self.document.nodes[self.id.0 as usize]
    }

    /// What it is.
    #[must_use]
    pub fn kind(self) -> &'d Kind {
        &self.node().kind
    }

    /// Where it stands in the source.
    #[must_use]
    pub fn span(self) -> Span {
        self.node().span
    }

    /// The characters of a piece of text of its document.
    #[must_use]
    pub fn str(self, text: Text) -> &'d str {
        self.document.str(text)
    }

    /// Its first child.
    #[must_use]
    pub fn first_child(self) -> Option<Self> {
        self.node().first_child.map(|id| self.document.node(id))
    }

    /// The node after it under the same parent.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        self.node().next.map(|id| self.document.node(id))
    }

    /// Its children in order.
    pub fn children(self) -> impl Iterator<Item = Self> + Clone {
        std::iter::successors(self.first_child(), |node| node.next())
    }

    /// Everything below it, each node before its children.
    pub fn descendants(self) -> impl Iterator<Item = Self> {
        let mut open: Vec<Self> = self.first_child().into_iter().collect();
        std::iter::from_fn(move || {
            let node = open.pop()?;
            open.extend(node.next());
            open.extend(node.first_child());
            Some(node)
        })
    }

    /// Its text without any markup, white space folded and trimmed.
    #[must_use]
    pub fn plain_text(self) -> String {
        let mut text = String::with_capacity(self.span().range().len());
        self.write_plain_text(&mut text);
        fold_blanks(&text)
    }

    /// Appends its text without markup; line breaks are blanks, blocks are parted by blanks.
    pub fn write_plain_text(self, out: &mut String) {
        match self.kind() {
            Kind::Text(text) | Kind::Code(text) => out.push_str(self.str(*text)),
            Kind::CodeBlock { text, .. } => {
                out.push_str(self.str(*text));
            }
            Kind::SoftBreak | Kind::HardBreak => out.push(' '),
            Kind::Html(text) => {
                if is_line_break(self.str(*text)) {
                    out.push(' ');
                }
            }
            kind => {
                for child in self.children() {
                    child.write_plain_text(out);
                }
                if !kind.is_inline() {
                    out.push(' ');
                }
            }
        }
    }
}

/// Whether a piece of raw HTML is a `<br>`.
#[must_use]
pub fn is_line_break(html: &str) -> bool {
    let name = html.trim_matches(['<', '>', '/', ' ']);
    name.eq_ignore_ascii_case("br")
}

/// Trims, and folds every run of blanks (of any script) to one space.
#[must_use]
pub fn fold_blanks(text: &str) -> String {
    let mut rest = text.trim();
    let mut folded = String::with_capacity(rest.len());
    while let Some(at) = perhaps_unfolded(rest.as_bytes()) {
        folded.push_str(&rest[..at]);
        let blank = rest[at..].trim_start();
        if blank.len() < rest.len() - at {
            if !folded.ends_with(' ') {
                folded.push(' ');
            }
            rest = blank;
        } else {
            let end = rest.ceil_char_boundary(at + 1);
            folded.push_str(&rest[at..end]);
            rest = &rest[end..];
        }
    }
    folded.push_str(rest);
    folded
}

/// How many bytes are looked at in one step; the compiler makes one comparison of them.
const STEP: usize = 16;

/// The first byte that may be a blank which cannot stay as it is: all but single spaces. A lead byte that
/// blanks of other scripts have is taken for one.
fn perhaps_unfolded(text: &[u8]) -> Option<usize> {
    let steps = (0..text.len()).step_by(STEP);
    let folded = steps.take_while(|&at| text[at..].first_chunk().is_some_and(is_folded));
    let passed = folded.count() * STEP;
    let last = (passed..text.len()).find(|&at| {
        let next = text.get(at + 1).copied();
        may_not_stay(text[at], next.unwrap_or_default())
    })?;
    Some(if text[last] == b' ' { last + 1 } else { last })
}

/// Whether the bytes of a step, before one more, can stay. It looks at every byte, because that is quicker
/// than to stop.
fn is_folded(step: &[u8; STEP + 1]) -> bool {
    let mut is_folded = true;
    for at in 0..STEP {
        is_folded &= !may_not_stay(step[at], step[at + 1]);
    }
    is_folded
}

fn may_not_stay(byte: u8, next: u8) -> bool {
    let is_break = byte.wrapping_sub(b'\t') <= b'\r' - b'\t';
    let leads_blank = (byte == 0xc2) | (byte.wrapping_sub(0xe1) <= 0xe3 - 0xe1);
    is_break | leads_blank | (byte == b' ') & (next == b' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn folded_are_the_words_with_single_spaces_between(text in "[a-z’é \t\n\u{85}\u{a0}\u{2003}\u{2028}\u{3000}]{0,80}") {
            let words: Vec<&str> = text.split_whitespace().collect();
            proptest::prop_assert_eq!(fold_blanks(&text), words.join(" "));
        }
    }
}
