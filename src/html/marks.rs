//! Where an article's errors, codes, cmdlets and commands stand in its tree: gathered once for a page,
//! in the order of the nodes, so that the writer finds what a node has by looking it up.
//!
//! What the model says is checked against the tree here. A place that does not fit (beyond the end of
//! a text, within a character, across another one) is left out, and the text stays plain.

use std::ops::Range;

use super::placeholders;
use crate::entity::Mentions;
use crate::entity::error_text::{ErrorText, Form};
use crate::entity::passage::{self, Passage};
use crate::markdown::{Document, Kind, NodeId, NodeRef, is_line_break};
use crate::outline::Outline;

/// A text that is searched for its error, at most, in bytes: it is done for each error of a text.
const SHORT: usize = 4096;

/// Something that a text may link to, by its index in [`Mentions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Entity {
    Code(usize),
    Cmdlet(usize),
}

/// An element that marks what stands in it; those named first stand around those named later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Frame {
    Error(usize),
    Command(usize),
    /// Room for a value in a command: the command's index, and the place among its slots.
    Placeholder(usize, usize),
}

impl Frame {
    /// How far inside it stands.
    fn depth(self) -> i8 {
        match self {
            Self::Error(_) => 1,
            Self::Command(_) => 2,
            Self::Placeholder(..) => 3,
        }
    }
}

/// Where in or around a node a frame opens or closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum At {
    Before,
    /// Before this byte of the node's own text.
    Byte(usize),
    After,
}

/// The start or the end of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) node: NodeId,
    pub(super) at: At,
    pub(super) opens: bool,
    pub(super) frame: Frame,
}

impl Point {
    /// The order in which tags are written: at one place inner frames close before outer ones, all
    /// of them before anything opens, and outer frames open before inner ones.
    fn key(&self) -> (NodeId, At, i8) {
        let depth = self.frame.depth();
        (self.node, self.at, if self.opens { depth } else { -depth })
    }
}

/// What stands where in an article.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Codes and cmdlets in texts, by node and place.
    mentions: Vec<(NodeId, Range<usize>, Entity)>,
    /// Starts and ends of frames in and around pieces of text, by node and place.
    points: Vec<Point>,
    /// Blocks that are an error or a single command as a whole, by node.
    blocks: Vec<(NodeId, Frame)>,
    /// Links that lead to what a cmdlet is, by node.
    links: Vec<(NodeId, usize)>,
}

impl Marks {
    /// The marks of an article.
    pub(super) fn new(document: &Document, outline: &Outline, mentions: &Mentions) -> Self {
        let mut gatherer = Gatherer {
            document,
            mentions,
            marks: Self::default(),
        };
        gatherer.entities();
        gatherer.errors(outline);
        gatherer.marks.points.sort_unstable_by_key(Point::key);
        gatherer.commands();
        let mut marks = gatherer.marks;
        marks.points.sort_by_key(Point::key);
        marks.blocks.sort_unstable();
        marks
    }

    /// The codes and cmdlets in a node's text, in order.
    pub(super) fn mentions(&self, node: NodeId) -> &[(NodeId, Range<usize>, Entity)] {
        of(&self.mentions, node, |mention| mention.0)
    }

    /// The starts and ends of frames in and around a node, in order.
    pub(super) fn points(&self, node: NodeId) -> &[Point] {
        of(&self.points, node, |point| point.node)
    }

    /// Whether anything is marked within the text of a node.
    pub(super) fn has(&self, node: NodeId) -> bool {
        !self.mentions(node).is_empty() || !self.points(node).is_empty()
    }

    /// The errors that a block is as a whole.
    pub(super) fn errors(&self, block: NodeId) -> impl Iterator<Item = usize> {
        let all = of(&self.blocks, block, |block| block.0).iter();
        all.filter_map(|(_, frame)| match frame {
            Frame::Error(index) => Some(*index),
            _ => None,
        })
    }

    /// The command that a code block holds, if it is the only one.
    pub(super) fn command(&self, block: NodeId) -> Option<usize> {
        let mut all = of(&self.blocks, block, |block| block.0).iter();
        all.find_map(|(_, frame)| match frame {
            Frame::Command(index) => Some(*index),
            _ => None,
        })
    }

    /// The commands that are framed within a block's text, in order.
    pub(super) fn commands_within(&self, block: NodeId) -> impl Iterator<Item = usize> {
        let starts = self.points(block).iter().filter(|point| point.opens);
        starts.filter_map(|point| match point.frame {
            Frame::Command(index) => Some(index),
            _ => None,
        })
    }

    /// The cmdlet whose documentation a link leads to.
    pub(super) fn cmdlet_of_link(&self, link: NodeId) -> Option<usize> {
        let found = of(&self.links, link, |link| link.0).first();
        found.map(|(_, cmdlet)| *cmdlet)
    }
}

/// The entries of a node in a list that is sorted by node.
fn of<T>(list: &[T], node: NodeId, key: impl Fn(&T) -> NodeId) -> &[T] {
    let start = list.partition_point(|entry| key(entry) < node);
    let length = list[start..].iter().take_while(|entry| key(entry) == node);
    &list[start..start + length.count()]
}

/// Whether an error is among what is framed.
pub(super) fn has_error(points: &[Point]) -> bool {
    let is_error = |point: &Point| matches!(point.frame, Frame::Error(_));
    points.iter().any(is_error)
}

/// The text of a node that holds nothing else.
pub(super) fn own_text<'d>(node: NodeRef<'d>) -> Option<&'d str> {
    match node.kind() {
        Kind::Text(text) | Kind::Code(text) | Kind::CodeBlock { text, .. } => Some(node.str(*text)),
        _ => None,
    }
}

struct Gatherer<'a> {
    document: &'a Document,
    mentions: &'a Mentions,
    marks: Marks,
}

impl<'a> Gatherer<'a> {
    fn text(&self, node: NodeId) -> Option<&'a str> {
        own_text(self.document.node(node))
    }

    /// Whether a node has such a range, and it holds something.
    fn holds(&self, node: NodeId, range: &Range<usize>) -> bool {
        let text = self.text(node).and_then(|text| text.get(range.clone()));
        text.is_some_and(|text| !text.is_empty())
    }

    fn is_code_block(&self, node: NodeId) -> bool {
        matches!(self.document.node(node).kind(), Kind::CodeBlock { .. })
    }

    fn entities(&mut self) {
        let codes = self.mentions.codes.iter().enumerate();
        let codes = codes.flat_map(|(index, code)| {
            let places = code.mentions.iter();
            places.map(move |mention| (Entity::Code(index), mention))
        });
        let cmdlets = self.mentions.cmdlets.iter().enumerate();
        let cmdlets = cmdlets.flat_map(|(index, cmdlet)| {
            let places = cmdlet.mentions.iter();
            places.map(move |mention| (Entity::Cmdlet(index), mention))
        });
        for (entity, mention) in codes.chain(cmdlets) {
            if let Some((node, range)) = &mention.place
                && self.holds(*node, range)
            {
                self.marks.mentions.push((*node, range.clone(), entity));
            }
        }
        let key = |(node, range, entity): &(NodeId, Range<usize>, Entity)| {
            (*node, range.start, range.end, *entity)
        };
        self.marks.mentions.sort_unstable_by_key(key);
        for (index, cmdlet) in self.mentions.cmdlets.iter().enumerate() {
            let links = cmdlet.links.iter().map(|&link| (link, index));
            self.marks.links.extend(links);
        }
        self.marks.links.sort_unstable();
    }

    fn pair(&mut self, frame: Frame, start: (NodeId, At), end: (NodeId, At)) {
        for (opens, (node, at)) in [(true, start), (false, end)] {
            self.marks.points.push(Point {
                node,
                at,
                opens,
                frame,
            });
        }
    }

    /// A frame around a part of one node's text. A code span stands within a frame around all of it.
    fn frame(&mut self, frame: Frame, node: NodeId, range: &Range<usize>) {
        let all = self
            .text(node)
            .is_some_and(|text| text.len() == range.len());
        if all && matches!(self.document.node(node).kind(), Kind::Code(_)) {
            self.pair(frame, (node, At::Before), (node, At::After));
        } else {
            let (start, end) = (At::Byte(range.start), At::Byte(range.end));
            self.pair(frame, (node, start), (node, end));
        }
    }

    /// Errors that are a block become its frame; of several in one code block each is a frame
    /// around its own lines, as is every error within a text.
    fn errors(&mut self, outline: &Outline) {
        let mut whole = Vec::new();
        let mut parts: Vec<(usize, &ErrorText)> = Vec::new();
        for (index, error) in self.mentions.errors.iter().enumerate() {
            match error.node {
                Some(node) if error.form == Form::Block && self.is_block(node) => {
                    whole.push((node, index));
                }
                _ if !error.passages.is_empty() => parts.push((index, error)),
                _ => {}
            }
        }
        whole.sort_unstable();
        for group in whole.chunk_by(|a, b| a.0 == b.0) {
            if group.len() > 1 && self.is_code_block(group[0].0) {
                let errors = group.iter();
                parts.extend(errors.map(|&(_, index)| (index, &self.mentions.errors[index])));
            } else {
                let blocks = group
                    .iter()
                    .map(|&(node, index)| (node, Frame::Error(index)));
                self.marks.blocks.extend(blocks);
            }
        }
        let places = parts.iter().map(|(index, error)| {
            let (node, range) = self.only_place(error)?;
            Some((node, range, *index))
        });
        if let Some(places) = places.collect() {
            self.errors_at(places);
        } else {
            self.errors_in_passages(parts, outline);
        }
    }

    /// The one place where an error's text stands within its node, if that is a single text. Mostly
    /// it is, and then the passages need not be made again.
    fn only_place(&self, error: &ErrorText) -> Option<(NodeId, Range<usize>)> {
        let mut leaf = self.document.node(error.node?);
        while let Some(child) = leaf.first_child() {
            if child.next().is_some() {
                return None;
            }
            leaf = child;
        }
        let text = own_text(leaf).filter(|text| text.len() <= SHORT)?;
        let at = text.find(&error.text)?;
        let is_only = text.rfind(&error.text) == Some(at) && !error.text.is_empty();
        is_only.then(|| (leaf.id(), at..at + error.text.len()))
    }

    fn errors_at(&mut self, mut places: Vec<(NodeId, Range<usize>, usize)>) {
        places.sort_unstable_by_key(|(node, range, index)| (*node, range.start, *index));
        places.dedup_by(|later, kept| later.0 == kept.0 && later.1.start < kept.1.end);
        for (node, range, index) in places {
            self.frame(Frame::Error(index), node, &range);
        }
    }

    fn errors_in_passages(&mut self, mut errors: Vec<(usize, &ErrorText)>, outline: &Outline) {
        errors.sort_by_key(|(_, error)| (error.passages.start, error.range.start, error.range.end));
        let passages = passage::passages(self.document, outline);
        for group in errors.chunk_by(|(_, a), (_, b)| a.passages.start == b.passages.start) {
            if let Some(passage) = passages.get(group[0].1.passages.start) {
                self.errors_in(passage, group);
            }
        }
    }

    fn is_block(&self, node: NodeId) -> bool {
        let kind = self.document.node(node).kind();
        !kind.is_inline() && !matches!(kind, Kind::Heading { .. })
    }

    /// The errors within a passage, sorted by where they start.
    fn errors_in(&mut self, passage: &Passage<'_>, errors: &[(usize, &ErrorText)]) {
        let mut leaves = None;
        let mut end = 0;
        for (index, error) in errors {
            let range = error.range.clone();
            let fits = passage.text.get(range.clone());
            if range.start < end || fits.is_none_or(str::is_empty) {
                continue;
            }
            let pieces = pieces(passage, &range);
            let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else {
                continue;
            };
            end = range.end;
            let frame = Frame::Error(*index);
            if pieces.len() > 1 {
                let leaves = leaves.get_or_insert_with(|| leaves_of(passage.node()));
                if let Some((start, end)) = self.siblings(leaves, first, last) {
                    self.pair(frame, start, end);
                    continue;
                }
            }
            self.frame(frame, first.0, &first.1);
        }
    }

    /// Where a frame around two pieces of text, and what stands between them, opens and closes, if
    /// both ends are children of one node.
    fn siblings(
        &self,
        leaves: &[Leaf],
        first: &(NodeId, Range<usize>),
        last: &(NodeId, Range<usize>),
    ) -> Option<((NodeId, At), (NodeId, At))> {
        let leaf = |node| {
            let found = leaves.binary_search_by_key(&node, |leaf| leaf.node);
            found.ok().map(|at| &leaves[at])
        };
        let (from, to) = (leaf(first.0)?, leaf(last.0)?);
        let start = match from.top == from.node {
            true if !self.is_span(from.node) => (from.node, At::Byte(first.1.start)),
            _ if from.is_first && first.1.start == 0 => (from.top, At::Before),
            _ => return None,
        };
        let length = self.text(to.node)?.len();
        let end = match to.top == to.node {
            true if !self.is_span(to.node) => (to.node, At::Byte(last.1.end)),
            _ if to.is_last && last.1.end == length => (to.top, At::After),
            _ => return None,
        };
        Some((start, end))
    }

    fn is_span(&self, node: NodeId) -> bool {
        matches!(self.document.node(node).kind(), Kind::Code(_))
    }

    /// The frames of commands and of their placeholders; `points` holds those of errors, sorted.
    fn commands(&mut self) {
        let mut found: Vec<(NodeId, Range<usize>, usize)> = Vec::new();
        for (index, command) in self.mentions.commands.iter().enumerate() {
            let Some((node, range)) = &command.mention.place else {
                continue;
            };
            let Some(written) = self.text(*node).and_then(|text| text.get(range.clone())) else {
                continue;
            };
            // What the button stands after is the command's last character, not the line's end.
            let range = range.start..range.start + written.trim_end().len();
            if !range.is_empty() && !self.is_crossed(*node, &range) {
                found.push((*node, range, index));
            }
        }
        found.sort_unstable_by_key(|(node, range, index)| (*node, range.start, *index));
        found.dedup_by(|later, kept| later.0 == kept.0 && later.1.start < kept.1.end);
        let tops = self.tops(&found);
        for group in found.chunk_by(|a, b| a.0 == b.0) {
            for (node, range, index) in group {
                self.command(*node, range, *index, group.len() == 1, &tops);
                self.placeholders(*node, range, *index);
            }
        }
    }

    fn command(
        &mut self,
        node: NodeId,
        range: &Range<usize>,
        index: usize,
        alone: bool,
        tops: &[(NodeId, NodeId)],
    ) {
        let frame = Frame::Command(index);
        let all = self
            .text(node)
            .is_some_and(|text| text.len() == range.len());
        let top = tops.binary_search_by_key(&node, |top| top.0).ok();
        if alone && self.is_code_block(node) {
            self.marks.blocks.push((node, frame));
        } else if let Some(top) = top.map(|at| tops[at].1).filter(|_| all) {
            self.pair(frame, (top, At::Before), (top, At::After));
        } else {
            self.frame(frame, node, range);
        }
    }

    fn placeholders(&mut self, node: NodeId, range: &Range<usize>, index: usize) {
        let command = &self.mentions.commands[index];
        let Some(text) = self.text(node) else {
            return;
        };
        for (slot, place) in placeholders::places(command, &text[range.clone()]) {
            let place = range.start + place.start..range.start + place.end;
            if !self.is_crossed(node, &place) {
                let (start, end) = (At::Byte(place.start), At::Byte(place.end));
                let frame = Frame::Placeholder(index, slot);
                self.pair(frame, (node, start), (node, end));
            }
        }
    }

    /// Whether an error starts or ends within a range of a node's text. Only what stands before
    /// commands were added is asked, which is sorted.
    fn is_crossed(&self, node: NodeId, range: &Range<usize>) -> bool {
        let errors = &self.marks.points;
        let at = errors.partition_point(|point| {
            point.frame < Frame::Command(0)
                && (point.node, point.at) <= (node, At::Byte(range.start))
        });
        errors.get(at).is_some_and(|point| {
            point.frame < Frame::Command(0) && point.node == node && point.at < At::Byte(range.end)
        })
    }

    /// For texts that are all that an element holds (bold, a link), the outermost such element, by
    /// text: a bold command in a link is framed with its link.
    fn tops(&self, commands: &[(NodeId, Range<usize>, usize)]) -> Vec<(NodeId, NodeId)> {
        let mut tops: Vec<(NodeId, NodeId)> = Vec::new();
        if commands.iter().all(|(node, ..)| self.is_code_block(*node)) {
            return tops;
        }
        let mut outermost: Option<(NodeId, NodeId)> = None;
        for node in self.document.root().descendants() {
            let is_element = matches!(
                node.kind(),
                Kind::Strong | Kind::Emphasis | Kind::Strikethrough | Kind::Link { .. }
            );
            // A node's only child comes right after it.
            let top = match outermost {
                Some((child, top)) if child == node.id() => top,
                _ => node.id(),
            };
            outermost = None;
            if let Some(child) = node.first_child().filter(|_| is_element)
                && child.next().is_none()
            {
                outermost = Some((child.id(), top));
            } else if top != node.id() {
                tops.push((node.id(), top));
            }
        }
        tops.sort_unstable();
        tops
    }
}

/// A text within a block.
#[derive(Debug)]
struct Leaf {
    node: NodeId,
    /// The child of the block in which it stands, or it itself.
    top: NodeId,
    /// Whether nothing stands before it in `top`.
    is_first: bool,
    /// Whether nothing stands after it in `top`.
    is_last: bool,
}

/// The texts of a block, by node. None where raw HTML stands between them, because nobody knows what
/// it opens and closes.
fn leaves_of(block: NodeRef<'_>) -> Vec<Leaf> {
    // A bold label, or a paragraph that is a link: its element is as good as the block.
    let is_element = |node: &NodeRef<'_>| {
        matches!(
            node.kind(),
            Kind::Strong | Kind::Emphasis | Kind::Link { .. }
        )
    };
    let mut parent = block;
    while let Some(child) = parent.first_child().filter(is_element)
        && child.next().is_none()
    {
        parent = child;
    }
    let mut leaves: Vec<Leaf> = Vec::new();
    for top in parent.children() {
        if matches!(top.kind(), Kind::Html(html) if !is_line_break(top.str(*html))) {
            return Vec::new();
        }
        let start = leaves.len();
        let mut last = top;
        for node in std::iter::once(top).chain(top.descendants()) {
            last = node;
            if own_text(node).is_some() {
                leaves.push(Leaf {
                    node: node.id(),
                    top: top.id(),
                    is_first: leaves.len() == start,
                    is_last: false,
                });
            }
        }
        if let Some(leaf) = leaves.last_mut().filter(|leaf| leaf.node == last.id()) {
            leaf.is_last = true;
        }
    }
    leaves.sort_unstable_by_key(|leaf| leaf.node);
    leaves
}

/// The parts of texts that a range of a passage covers; line breaks, which have no text, are left out.
fn pieces(passage: &Passage<'_>, range: &Range<usize>) -> Vec<(NodeId, Range<usize>)> {
    let runs = &passage.runs;
    let from = runs.partition_point(|run| run.range.end <= range.start);
    let covered = runs[from..].iter();
    covered
        .take_while(|run| run.range.start < range.end)
        .filter_map(|run| {
            let text = own_text(passage.document.node(run.node))?;
            let start = range.start.saturating_sub(run.range.start);
            let end = range.end.min(run.range.end) - run.range.start;
            let held = text.get(start..end)?;
            (!held.is_empty()).then_some((run.node, start..end))
        })
        .collect()
}
