//! The outline of an article: its title, and its sections with their roles, as its headings tell.
//!
//! A heading is also a short paragraph that is nothing but a bold label ("**Scenario 1**",
//! "**Resolution:**"), because many authors write headings that way. Headings inside list items,
//! quotes and cells are part of the text around them, not of the outline.

pub mod label;
mod slug;

pub use slug::{Slugs, slug};

use std::collections::BTreeSet;

use crate::markdown::{Document, Kind, NodeId, NodeRef, fold_blanks};
use crate::role::{Role, RoleWords};
use crate::source::Span;
use label::Label;

/// The outline of one article.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// The first heading of level 1, if it is the article's title.
    pub title: Option<Heading>,
    /// The sections in the order of the text.
    pub sections: Vec<Section>,
    /// The ids of headings that stand inside other blocks.
    pub inner_headings: Vec<(NodeId, String)>,
    /// The blocks that recur across the site and are shown quietly.
    pub quiet: BTreeSet<NodeId>,
    /// Those of them that stood in sections of their own; they are shown after all others.
    pub after: Vec<NodeId>,
    /// The number that an older knowledge base gave the article.
    pub id: Option<String>,
}

/// A heading: its text and where it stands.
#[derive(Clone, Debug)]
pub struct Heading {
    /// The node of the heading, or of the bold paragraph.
    pub node: NodeId,
    /// Its text without markup.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A section of an article.
#[derive(Clone, Debug)]
pub struct Section {
    /// What it is for; inherited from the section around it if its heading does not tell.
    pub role: Role,
    /// Whether its own heading tells the role.
    pub own_role: bool,
    /// Its heading; none for the text before the first one.
    pub heading: Option<Heading>,
    /// Its id within the page.
    pub id: String,
    /// The level of its heading as written; 2 for the text before the first one.
    pub level: u8,
    /// Where its heading, or its first block, stands.
    pub span: Span,
    /// What its heading numbers.
    pub labels: Vec<Label>,
    /// Its blocks up to the first section within it.
    pub blocks: Vec<NodeId>,
    /// The sections within it.
    pub sections: Vec<Section>,
}

impl Section {
    /// The text of its heading; empty for the text before the first one.
    #[must_use]
    pub fn title(&self) -> &str {
        self.heading.as_ref().map_or("", |heading| &heading.text)
    }

    /// It and all sections within it, each before those it holds.
    pub fn walk(&self) -> impl Iterator<Item = &Self> {
        let mut open = vec![self];
        std::iter::from_fn(move || {
            let section = open.pop()?;
            open.extend(section.sections.iter().rev());
            Some(section)
        })
    }
}

impl Outline {
    /// The ids of all sections and inner headings.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let inner = self.inner_headings.iter().map(|(_, id)| id.as_str());
        self.walk().map(|section| section.id.as_str()).chain(inner)
    }

    /// Every section, in the order of the text.
    pub fn walk(&self) -> impl Iterator<Item = &Section> {
        self.sections.iter().flat_map(Section::walk)
    }
}

/// Reads the outline of a document. `titled` says that the front matter has a title.
#[must_use]
pub fn read(document: &Document, words: &RoleWords, titled: bool) -> Outline {
    let mut reader = Reader {
        words,
        slugs: Slugs::default(),
        open: Vec::new(),
        done: Vec::new(),
        inner_headings: Vec::new(),
    };
    let mut title = None;
    let mut level = 1;
    let one_h1 = titles(document).nth(1).is_none();
    let enclosed = enclosed(document);
    for (position, block) in document.root().children().enumerate() {
        match block.kind() {
            // Within `<details>` or a raw table a heading is part of what is around it.
            _ if enclosed.iter().any(|range| range.contains(&position)) => reader.enclosed(block),
            Kind::Heading { level: 1, .. } if title.is_none() && reader.has_no_heading() => {
                let heading = heading_of(block);
                let is_title = one_h1 || !titled || words.role(&heading.text).is_none();
                if is_title {
                    reader.slugs.give(&heading.text);
                    title = Some(heading);
                } else {
                    reader.start(block, 1, heading);
                }
                level = 1;
            }
            Kind::Heading { level: own, .. } => {
                level = *own;
                reader.start(block, level, heading_of(block));
            }
            Kind::Paragraph { .. } if is_bold_label(block, words) => {
                let heading = heading_of(block);
                let level =
                    level + 1 + u8::from(reader.is_way_within_label(block, level + 1, &heading));
                reader.start(block, level, heading);
            }
            _ => reader.block(block),
        }
    }
    reader.close_to(0);
    Outline {
        title,
        sections: reader.done,
        inner_headings: reader.inner_headings,
        ..Outline::default()
    }
}

/// The root's children that stand within raw elements that fold or lay out what they hold: from the
/// block that opens one to the block that closes it.
fn enclosed(document: &Document) -> Vec<std::ops::Range<usize>> {
    let mut ranges = Vec::new();
    for element in ["details", "table"] {
        let (open_tag, close_tag) = (format!("<{element}"), format!("</{element}"));
        let mut open = Vec::new();
        for (position, block) in document.root().children().enumerate() {
            let Kind::HtmlBlock(html) = block.kind() else {
                continue;
            };
            let html = block.str(*html).to_ascii_lowercase();
            let (opened, closed) = (
                html.matches(&open_tag).count(),
                html.matches(&close_tag).count(),
            );
            open.extend(std::iter::repeat_n(position, opened.saturating_sub(closed)));
            for _ in 0..closed.saturating_sub(opened) {
                ranges.extend(open.pop().map(|start| start + 1..position));
            }
        }
    }
    ranges
}

fn titles(document: &Document) -> impl Iterator<Item = NodeRef<'_>> {
    document
        .root()
        .children()
        .filter(|block| matches!(block.kind(), Kind::Heading { level: 1, .. }))
}

fn heading_of(block: NodeRef<'_>) -> Heading {
    let mut text = block.plain_text();
    if matches!(block.kind(), Kind::Paragraph { .. }) {
        let end = text.trim_end_matches([':', ' ']).len();
        text.truncate(end);
    }
    Heading {
        node: block.id(),
        text,
        span: block.span(),
    }
}

/// The longest label that a bold paragraph may be and still count as a heading.
const LONGEST_LABEL: usize = 60;

/// Whether a paragraph is nothing but a label: bold and a role or a number, or plainly numbered.
fn is_bold_label(block: NodeRef<'_>, words: &RoleWords) -> bool {
    let Some(first) = block.first_child() else {
        return false;
    };
    if block.span().range().len() > LONGEST_LABEL + 8 {
        return false;
    }
    let rest_is_blank =
        std::iter::successors(first.next(), |node| node.next()).all(|node| is_colon_or_blank(node));
    match first.kind() {
        Kind::Strong if rest_is_blank => {
            let text = fold_blanks(&first.plain_text());
            let bare = text.trim_end_matches([':', ' ']);
            is_bare_number(bare) || is_bare_role(bare, words)
        }
        Kind::Text(text) if first.next().is_none() => {
            is_bare_number(block.str(*text).trim_end_matches([':', ' ', '\u{a0}']))
        }
        _ => false,
    }
}

fn is_colon_or_blank(node: NodeRef<'_>) -> bool {
    match node.kind() {
        Kind::Text(text) => node
            .str(*text)
            .trim_matches([':', ' ', '\u{a0}'])
            .is_empty(),
        Kind::SoftBreak | Kind::HardBreak => true,
        _ => false,
    }
}

/// "Scenario 1", "Method B": a label and nothing else.
fn is_bare_number(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let (Some(_), Some(_), None) = (words.next(), words.next(), words.next()) else {
        return false;
    };
    label::starts_with_label(text) && !label::labels(text).is_empty()
}

/// "Resolution", "More information": a role in at most two words, not a question or a sentence.
fn is_bare_role(text: &str, words: &RoleWords) -> bool {
    text.split_whitespace().count() <= 2
        && !text.ends_with(['?', '!', '.'])
        && words.role(text).is_some()
}

/// Builds the tree of sections while blocks arrive.
struct Reader<'w> {
    words: &'w RoleWords,
    slugs: Slugs,
    open: Vec<Section>,
    done: Vec<Section>,
    inner_headings: Vec<(NodeId, String)>,
}

impl Reader<'_> {
    /// Whether no section with a heading has started.
    fn has_no_heading(&self) -> bool {
        self.done.is_empty() && self.open.iter().all(|open| open.heading.is_none())
    }

    /// A block within a raw element, itself a heading perhaps.
    fn enclosed(&mut self, block: NodeRef<'_>) {
        if let Kind::Heading { id, .. } = block.kind() {
            let id = match id {
                Some(id) => self.slugs.unique(block.str(*id).to_owned()),
                None => self.slugs.give(&block.plain_text()),
            };
            self.inner_headings.push((block.id(), id));
        }
        self.block(block);
    }

    /// Whether a bold label is a way or a step of the bold label before it: "**Method 1**" after
    /// "**Resolution**".
    fn is_way_within_label(&self, block: NodeRef<'_>, level: u8, heading: &Heading) -> bool {
        use label::LabelKind::{Method, Option, Step};
        let labels = label::labels(&heading.text);
        let is_way = labels
            .iter()
            .all(|label| matches!(label.kind, Method | Option | Step));
        let around = self
            .open
            .iter()
            .find(|open| open.level == level && open.own_role);
        let is_bold = |heading: &Heading| {
            matches!(
                block.document().node(heading.node).kind(),
                Kind::Paragraph { .. }
            )
        };
        is_way
            && self.words.role(&heading.text).is_none()
            && around
                .and_then(|around| around.heading.as_ref())
                .is_some_and(is_bold)
    }

    fn start(&mut self, block: NodeRef<'_>, level: u8, heading: Heading) {
        self.close_to(level);
        let labels = label::labels(&heading.text);
        let around = self.open.last();
        let inherited = around.map_or(Role::Other, |around| around.role);
        let told = self.words.role(&heading.text).filter(|&told| {
            // "Cause 2" within "Resolution" heads the fix for that cause.
            let in_fix = around.is_some_and(|around| around.own_role && around.role.is_fix());
            !(in_fix && !labels.is_empty() && matches!(told, Role::Symptom | Role::Cause))
        });
        let id = match block.kind() {
            Kind::Heading { id: Some(id), .. } => self.slugs.unique(block.str(*id).to_owned()),
            _ => self.slugs.give(&heading.text),
        };
        self.open.push(Section {
            role: told.unwrap_or(inherited),
            own_role: told.is_some(),
            id,
            level,
            span: heading.span,
            labels,
            heading: Some(heading),
            blocks: Vec::new(),
            sections: Vec::new(),
        });
    }

    fn block(&mut self, block: NodeRef<'_>) {
        if self.open.is_empty() {
            let id = self.slugs.unique("summary".to_owned());
            self.open.push(Section {
                role: Role::Summary,
                own_role: false,
                heading: None,
                id,
                level: 2,
                span: block.span(),
                labels: Vec::new(),
                blocks: Vec::new(),
                sections: Vec::new(),
            });
        }
        self.inner(block);
        if let Some(section) = self.open.last_mut() {
            section.blocks.push(block.id());
        }
    }

    /// Closes the sections that a heading of that level ends.
    fn close_to(&mut self, level: u8) {
        while let Some(section) = self
            .open
            .pop_if(|open| open.level >= level || open.heading.is_none())
        {
            match self.open.last_mut() {
                Some(around) => around.sections.push(section),
                None => self.done.push(section),
            }
        }
    }

    /// Gives ids to the headings inside a block.
    fn inner(&mut self, block: NodeRef<'_>) {
        for child in block.children().filter(|child| !child.kind().is_inline()) {
            if let Kind::Heading { id, .. } = child.kind() {
                let id = match id {
                    Some(id) => self.slugs.unique(block.str(*id).to_owned()),
                    None => self.slugs.give(&child.plain_text()),
                };
                self.inner_headings.push((child.id(), id));
            }
            self.inner(child);
        }
    }
}
