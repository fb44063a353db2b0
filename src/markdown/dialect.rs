//! The blocks of the DocFX dialect, made from a tree of plain Markdown: alerts in every spelling,
//! divisions, regions, tabs, long descriptions, code from files.

use super::directive::{Directive, Found};
use super::snippet;
use super::tree::{Alert, Document, Kind, NodeId};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Library, SitePath, Span};

/// Raises the dialect's blocks everywhere in the document.
pub(super) fn raise(
    document: &mut Document,
    found: &[Found],
    library: &dyn Library,
) -> Vec<Diagnostic> {
    let mut raiser = Raiser {
        document,
        found,
        library,
        diagnostics: Vec::new(),
    };
    // Children before their parents: what a block holds is finished when the block is looked at.
    let mut order = vec![NodeId::ROOT];
    let mut at = 0;
    while at < order.len() {
        let children = raiser.document.node(order[at]).children();
        let blocks =
            children.filter(|child| !child.kind().is_inline() && child.first_child().is_some());
        order.extend(blocks.map(super::tree::NodeRef::id));
        at += 1;
    }
    for &container in order.iter().rev() {
        raiser.container(container);
    }
    raiser.diagnostics
}

/// The words that, bold at the start of a paragraph, make it a note.
const BOLD_NOTES: &[(&str, Alert)] = &[
    ("note", Alert::Note),
    ("notes", Alert::Note),
    ("tip", Alert::Tip),
    ("tips", Alert::Tip),
    ("important", Alert::Important),
    ("warning", Alert::Warning),
    ("caution", Alert::Caution),
];

pub(super) struct Raiser<'r> {
    pub(super) document: &'r mut Document,
    pub(super) found: &'r [Found],
    library: &'r dyn Library,
    diagnostics: Vec<Diagnostic>,
}

/// What stands in brackets at the start of a paragraph: `[!NOTE]`, `[!div class="x"]`.
enum Marker {
    Alert(Alert),
    Division(String),
    Unknown(String),
}

impl Raiser<'_> {
    fn container(&mut self, container: NodeId) {
        let kind = self.document.node(container).kind().clone();
        match kind {
            Kind::Paragraph { .. } | Kind::Heading { .. } | Kind::TableCell => {
                self.inline_directives(container);
                return;
            }
            Kind::Quote => self.quote(container),
            Kind::Alert(_) => self.split_alert(container),
            Kind::List { .. }
            | Kind::Table(_)
            | Kind::TableHead
            | Kind::TableRow
            | Kind::HtmlBlock(_) => return,
            _ => {}
        }
        let children = self.document.child_ids(container);
        let children = self.without_empty(children);
        let children = self.regions(children);
        let children = self.blocks(children);
        self.document.set_children(container, &children);
    }

    /// The blocks of a container or of a region in it.
    pub(super) fn blocks(&mut self, children: Vec<NodeId>) -> Vec<NodeId> {
        let children = self.snippets(children);
        let children = self.bare_markers(children);
        let children = self.bold_notes(children);
        self.tabs(children)
    }

    /// Directives that stand in a line and mean a block are told and dropped, but for code from a
    /// file, which `snippets` resolves.
    fn inline_directives(&mut self, container: NodeId) {
        if self.found.is_empty() {
            return;
        }
        let children = self.document.child_ids(container);
        let kept: Vec<NodeId> = children
            .iter()
            .copied()
            .filter(|&child| match *self.document.node(child).kind() {
                Kind::Directive(index) => {
                    let found = &self.found[index as usize];
                    let keeps = matches!(found.directive, Directive::Snippet { .. });
                    if !keeps {
                        let span = Span::new(found.range.start, found.range.end);
                        self.unknown(&found.directive, span);
                    }
                    keeps
                }
                _ => true,
            })
            .collect();
        if kept.len() < children.len() {
            self.document.set_children(container, &kept);
        }
    }

    pub(super) fn unknown(&mut self, directive: &Directive, span: Span) {
        let name = match directive {
            Directive::Unknown(name) => format!(":::{name}"),
            Directive::Close(region) => format!("the end of a {}", region.name()),
            Directive::ImageEnd => "the end of an image's description".to_owned(),
            _ => return,
        };
        let message = match directive {
            Directive::Unknown(_) => format!("the directive `{name}` is not known"),
            _ => format!("{name} stands here without its start"),
        };
        self.report(
            Code::UnknownDirective,
            message,
            span,
            "its content is shown; remove it, or correct its name",
        );
    }

    pub(super) fn report(&mut self, code: Code, message: String, span: Span, help: &str) {
        let place = self.document.place_of(span);
        self.diagnostics
            .push(Diagnostic::new(code, message).in_place(place).help(help));
    }

    /// Paragraphs that a dropped directive left without anything go.
    fn without_empty(&self, children: Vec<NodeId>) -> Vec<NodeId> {
        children
            .into_iter()
            .filter(|&child| {
                let node = self.document.node(child);
                !matches!(node.kind(), Kind::Paragraph { .. })
                    || node.children().any(|inline| match inline.kind() {
                        Kind::Text(text) => !self.document.str(*text).trim().is_empty(),
                        Kind::SoftBreak | Kind::HardBreak => false,
                        _ => true,
                    })
            })
            .collect()
    }

    /// Paragraphs that are nothing but code from a file become that code.
    fn snippets(&mut self, children: Vec<NodeId>) -> Vec<NodeId> {
        if self.found.is_empty() {
            return children;
        }
        let mut raised = Vec::with_capacity(children.len());
        for child in children {
            let node = self.document.node(child);
            let is_snippet = |inline: super::tree::NodeRef<'_>| match *inline.kind() {
                Kind::Directive(index) => Some(index as usize),
                _ => None,
            };
            let is_paragraph = matches!(node.kind(), Kind::Paragraph { .. });
            if !is_paragraph || node.children().all(|inline| is_snippet(inline).is_none()) {
                raised.push(child);
                continue;
            }
            let kind = node.kind().clone();
            let inlines: Vec<(NodeId, Option<usize>)> = node
                .children()
                .map(|inline| (inline.id(), is_snippet(inline)))
                .collect();
            // What stands before and behind it in its paragraph stays there.
            for part in inlines.chunk_by(|a, b| a.1.is_none() && b.1.is_none()) {
                let span = self.document.node(part[0].0).span();
                let paragraph = self.document.detached(kind.clone(), span);
                let ids: Vec<NodeId> = part.iter().map(|&(id, _)| id).collect();
                self.document.set_children(paragraph, &ids);
                if let Some(index) = part[0].1 {
                    self.snippet(paragraph, index);
                }
                raised.push(paragraph);
            }
        }
        self.without_empty(raised)
    }

    fn snippet(&mut self, paragraph: NodeId, index: usize) {
        let Found { directive, range } = self.found[index].clone();
        let Directive::Snippet {
            language,
            source,
            query,
        } = directive
        else {
            return;
        };
        let span = Span::new(range.start, range.end);
        let from: SitePath = self.document.place_of(span).path;
        let Some(file) = self.library.find(&from, &source) else {
            let message = format!("the code file `{source}` does not exist");
            self.report(
                Code::BrokenInclude,
                message,
                span,
                "correct the path; it is relative to the file it stands in",
            );
            self.document.set_children(paragraph, &[]);
            return;
        };
        let code = snippet::part(&file.text, &query);
        if code.is_empty() {
            let message = format!("`{source}` has no part `{query}`");
            self.report(
                Code::BrokenInclude,
                message,
                span,
                "name lines or a part that the file has",
            );
            self.document.set_children(paragraph, &[]);
            return;
        }
        let language = if language.is_empty() {
            file.path.extension().to_owned()
        } else {
            language
        };
        let info = self.document.spill(&language);
        let text = self.document.spill(&code);
        self.document.set_children(paragraph, &[]);
        self.document
            .set_kind(paragraph, Kind::CodeBlock { info, text });
    }

    /// A quote that starts with a marker is what the marker says.
    fn quote(&mut self, quote: NodeId) {
        if self.is_film(quote) {
            let class = self.document.spill("film");
            self.document.set_kind(quote, Kind::Division(class));
            return;
        }
        let Some((paragraph, marker)) = self.first_marker(quote) else {
            return;
        };
        let span = self.document.node(paragraph).span();
        let kind = match marker {
            Marker::Alert(alert) => Kind::Alert(alert),
            Marker::Division(class) => Kind::Division(self.document.spill(&class)),
            Marker::Unknown(name) => {
                let message = format!("`[!{name}]` is not known");
                self.report(
                    Code::UnknownDirective,
                    message,
                    span,
                    "its content is shown; use NOTE, TIP, IMPORTANT, WARNING or CAUTION",
                );
                Kind::Quote
            }
        };
        self.document.set_kind(quote, kind);
        self.split_alert(quote);
    }

    /// Whether a quote holds nothing but a film, which authors quote as they do an alert.
    fn is_film(&self, quote: NodeId) -> bool {
        let mut blocks = self.document.node(quote).children();
        let (Some(only), None) = (blocks.next(), blocks.next()) else {
            return false;
        };
        let mut inlines = only.children();
        matches!(
            (
                inlines.next().map(super::tree::NodeRef::kind),
                inlines.next()
            ),
            (Some(Kind::Video(_)), None)
        )
    }

    /// Cuts a marker off the first paragraph of a block.
    fn first_marker(&mut self, block: NodeId) -> Option<(NodeId, Marker)> {
        let paragraph = self.document.node(block).first_child()?;
        if !matches!(paragraph.kind(), Kind::Paragraph { .. }) {
            return None;
        }
        let paragraph = paragraph.id();
        let marker = self.cut_marker(paragraph)?;
        if self.document.node(paragraph).first_child().is_none() {
            let children = self.document.child_ids(block);
            self.document.set_children(block, &children[1..]);
        }
        Some((paragraph, marker))
    }

    /// Reads a marker at the start of a paragraph and removes it, with the line break after it.
    fn cut_marker(&mut self, paragraph: NodeId) -> Option<Marker> {
        let children = self.document.child_ids(paragraph);
        let first = *children.first()?;
        let Kind::Text(text) = *self.document.node(first).kind() else {
            return None;
        };
        let content = self.document.str(text).to_owned();
        let (marker, length) = read_marker(&content)?;
        let rest = content[length..].trim_start();
        let mut kept = children;
        if rest.is_empty() {
            kept.remove(0);
            while kept.first().is_some_and(|&next| {
                matches!(
                    self.document.node(next).kind(),
                    Kind::SoftBreak | Kind::HardBreak
                )
            }) {
                kept.remove(0);
            }
        } else {
            let rest = self
                .document
                .slice(text, content.len() - rest.len()..content.len());
            self.document.set_kind(first, Kind::Text(rest));
        }
        self.document.set_children(paragraph, &kept);
        Some(marker)
    }

    /// A line within an alert that is a marker starts another alert.
    fn split_alert(&mut self, alert: NodeId) {
        let children = self.document.child_ids(alert);
        for (position, &child) in children.iter().enumerate() {
            if !matches!(self.document.node(child).kind(), Kind::Paragraph { .. }) {
                continue;
            }
            let inlines = self.document.child_ids(child);
            let at = inlines.iter().enumerate().position(|(at, &inline)| {
                at > 0
                    && matches!(
                        self.document.node(inlines[at - 1]).kind(),
                        Kind::SoftBreak | Kind::HardBreak
                    )
                    && self.is_alert_text(inline)
            });
            let starts = position > 0
                && inlines
                    .first()
                    .is_some_and(|&inline| self.is_alert_text(inline));
            let Some(at) = at.or(starts.then_some(0)) else {
                continue;
            };
            let span = self.document.node(child).span();
            let nested = self.document.detached(Kind::Quote, span);
            let mut rest = Vec::new();
            if at == 0 {
                rest.push(child);
            } else {
                let paragraph = self
                    .document
                    .detached(Kind::Paragraph { tight: false }, span);
                self.document.set_children(paragraph, &inlines[at..]);
                self.document.set_children(child, &inlines[..at - 1]);
                rest.push(paragraph);
            }
            rest.extend(&children[position + 1..]);
            self.document.set_children(nested, &rest);
            let kept = if at == 0 { position } else { position + 1 };
            let mut before = children[..kept].to_vec();
            before.push(nested);
            self.document.set_children(alert, &before);
            self.quote(nested);
            return;
        }
    }

    fn is_alert_text(&self, inline: NodeId) -> bool {
        match *self.document.node(inline).kind() {
            Kind::Text(text) => {
                matches!(
                    read_marker(self.document.str(text)),
                    Some((Marker::Alert(_), _))
                )
            }
            _ => false,
        }
    }

    /// A paragraph that starts with an alert's marker and is not quoted is an alert all the same.
    fn bare_markers(&mut self, mut children: Vec<NodeId>) -> Vec<NodeId> {
        for child in &mut children {
            let node = self.document.node(*child);
            let first = node.first_child().map(super::tree::NodeRef::id);
            let is_bare = matches!(node.kind(), Kind::Paragraph { .. })
                && first.is_some_and(|first| self.is_alert_text(first));
            if is_bare {
                let span = node.span();
                let alert = self.document.detached(Kind::Quote, span);
                self.document.set_children(alert, &[*child]);
                self.quote(alert);
                *child = alert;
            }
        }
        children
    }

    /// "**Note:** …" is a note; alone in its paragraph it heads the block after it.
    fn bold_notes(&mut self, children: Vec<NodeId>) -> Vec<NodeId> {
        if !children.iter().any(|&child| self.starts_bold(child)) {
            return children;
        }
        let mut raised = Vec::with_capacity(children.len());
        let mut rest = children.into_iter().peekable();
        while let Some(child) = rest.next() {
            let Some((alert, kept)) = self.bold_note(child) else {
                raised.push(child);
                continue;
            };
            let span = self.document.node(child).span();
            let mut content = Vec::new();
            if kept.is_empty() {
                let follows = |&next: &NodeId| {
                    matches!(
                        self.document.node(next).kind(),
                        Kind::Paragraph { .. } | Kind::List { .. }
                    )
                };
                match rest.next_if(follows) {
                    Some(next) => content.push(next),
                    None => {
                        raised.push(child);
                        continue;
                    }
                }
            } else {
                self.document.set_children(child, &kept);
                content.push(child);
            }
            let node = self.document.detached(Kind::Alert(alert), span);
            self.document.set_children(node, &content);
            raised.push(node);
        }
        raised
    }

    /// Whether a block is a paragraph that starts in bold.
    fn starts_bold(&self, block: NodeId) -> bool {
        let node = self.document.node(block);
        let first = node.first_child().map(super::tree::NodeRef::kind);
        matches!(node.kind(), Kind::Paragraph { .. }) && first == Some(&Kind::Strong)
    }

    /// The alert that a bold first word makes of a paragraph, and what the paragraph keeps.
    fn bold_note(&mut self, paragraph: NodeId) -> Option<(Alert, Vec<NodeId>)> {
        if !self.starts_bold(paragraph) {
            return None;
        }
        let first = self.document.node(paragraph).first_child()?;
        let word = first
            .plain_text()
            .trim_matches([':', ' ', '\u{a0}', '!'])
            .to_lowercase();
        let &(_, alert) = BOLD_NOTES.iter().find(|(known, _)| *known == word)?;
        let mut kept = self.document.child_ids(paragraph);
        kept.remove(0);
        // Blanks, a colon and line breaks part the word from the note.
        while let Some(&next) = kept.first() {
            match *self.document.node(next).kind() {
                Kind::SoftBreak | Kind::HardBreak => {
                    kept.remove(0);
                }
                Kind::Text(text) => {
                    let content = self.document.str(text);
                    let trimmed = content
                        .trim_start_matches(|c: char| c.is_whitespace() || ":-–—".contains(c));
                    if !trimmed.is_empty() {
                        let range = content.len() - trimmed.len()..content.len();
                        let text = self.document.slice(text, range);
                        self.document.set_kind(next, Kind::Text(text));
                        break;
                    }
                    kept.remove(0);
                }
                _ => break,
            }
        }
        Some((alert, kept))
    }
}

/// The marker at the start of a text, and its length.
fn read_marker(text: &str) -> Option<(Marker, usize)> {
    let trimmed = text.trim_start();
    let inner = trimmed.strip_prefix('[')?.trim_start().strip_prefix('!')?;
    let end = inner.find(']')?;
    let length = text.len() - inner.len() + end + 1;
    let words = inner[..end].trim();
    if let Some(alert) = Alert::named(words) {
        return Some((Marker::Alert(alert), length));
    }
    let (name, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    if name.eq_ignore_ascii_case("div") {
        let class = rest.split(['"', '\'', '“', '”']).nth(1).unwrap_or_default();
        return Some((Marker::Division(class.to_owned()), length));
    }
    let known_shape = !name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase());
    known_shape.then(|| (Marker::Unknown(name.to_owned()), length))
}
