//! Blocks become HTML: the one writer. Everything it writes is escaped by [`crate::escape`], or cleaned
//! by the sanitiser in `raw` where an author wrote HTML.

mod commands;
mod fields;
mod footnotes;
mod links;
mod marked;
mod marks;
mod placeholders;
mod raw;
mod regions;
mod tables;
mod tokens;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::article::{Article, alternative, has_steps, shown};
use crate::config::Order;
use crate::entity::Mentions;
use crate::entity::code::Code;
use crate::escape::{self, push};
use crate::highlight::Highlighter;
use crate::markdown::{Document, Kind, NodeRef, Text, is_line_break};
use crate::outline::{Outline, Section};
use crate::strings::Strings;
use fields::Fields;
use marks::{At, Entity, Marks};
use raw::{Address, Skeleton};

/// Where the links of a page lead, by their index in [`Article::links`].
pub trait Links {
    /// The address of a link; none if it leads nowhere.
    fn address(&self, index: usize) -> Option<String>;
    /// The image to show; none if there is none to show.
    fn image(&self, index: usize) -> Option<Image>;
}

/// Where a page links what its article mentions.
pub trait Entities {
    /// The address of a code's page, or of its entry in the index.
    fn code(&self, code: &Code) -> Option<String>;
    /// What a code means, in a few words.
    fn code_title(&self, code: &Code) -> Option<String>;
    /// The address of a cmdlet's page, or of its entry in the index; else of its documentation.
    fn cmdlet(&self, name: &str) -> Option<String>;
    /// What is known of an error, by its index in [`Mentions::errors`].
    fn error(&self, index: usize) -> Option<KnownError>;
}

/// What a site knows of an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownError {
    /// The address of its page, or of its entry in the index.
    pub address: String,
    /// How many other articles show it, or a telling sentence of it.
    pub others: usize,
}

/// For pages that link nothing of what their articles mention.
pub struct NoEntities;

impl Entities for NoEntities {
    fn code(&self, _: &Code) -> Option<String> {
        None
    }

    fn code_title(&self, _: &Code) -> Option<String> {
        None
    }

    fn cmdlet(&self, _: &str) -> Option<String> {
        None
    }

    fn error(&self, _: usize) -> Option<KnownError> {
        None
    }
}

/// An image that a page shows, or an image elsewhere that it links to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Its address.
    pub src: String,
    /// Width and height in CSS pixels, if known.
    pub dimensions: Option<(u32, u32)>,
    /// Whether it lives on another host; it is linked, not loaded.
    pub elsewhere: bool,
}

/// What the writer needs to write an article.
pub struct Body<'a> {
    /// The article.
    pub article: &'a Article,
    /// Its text.
    pub document: &'a Document,
    /// Its outline.
    pub outline: &'a Outline,
    /// What it mentions.
    pub mentions: &'a Mentions,
    /// Where its links lead.
    pub links: &'a dyn Links,
    /// Where its errors, codes and cmdlets are linked.
    pub entities: &'a dyn Entities,
    /// In which order its sections stand.
    pub order: Order,
    /// The words of the page.
    pub strings: &'a Strings,
    /// The attributes `lang` and `dir` of these words, where they are not in the language of the text.
    pub tongue: &'a str,
    /// The highlighter of code.
    pub highlighter: &'a Highlighter,
}

/// Writes the sections of an article, and its footnotes.
#[must_use]
pub fn body(parts: &Body<'_>) -> String {
    let marks = Marks::new(parts.document, parts.outline, parts.mentions);
    let mut writer = Writer {
        parts,
        marks: &marks,
        out: String::with_capacity(parts.article.sections.len() * 1024),
        footnotes: Vec::new(),
        footnote_numbers: BTreeMap::new(),
        steps: false,
        wrote_raw: false,
        tables: 0,
        ids: parts.outline.ids().map(str::to_owned).collect(),
        error_ids: Vec::with_capacity(parts.mentions.errors.len()),
        linked: BTreeSet::new(),
        in_error: false,
        in_link: false,
        in_heading: false,
        after_link: String::new(),
        fields: Fields::of(parts.mentions),
        commands: Vec::new(),
        wrote_tools: false,
        wrote_copy_error: false,
    };
    writer.reserve_error_ids();
    let mut starts = Vec::with_capacity(parts.outline.sections.len());
    for section in shown(&parts.outline.sections, parts.order, |section| section.role) {
        starts.push((section, writer.out.len()));
        writer.section(section, 2);
    }
    let after: Vec<NodeRef<'_>> = parts
        .outline
        .after
        .iter()
        .map(|&id| parts.document.node(id))
        .collect();
    if !after.is_empty() {
        writer.blocks(&after);
    }
    writer.footnotes();
    writer.form(&starts);
    writer.errors_without_place();
    writer.copy_status();
    writer.tools_template();
    writer.out
}

/// What a page answers about the raw HTML in it.
struct RawPage<'w> {
    links: &'w dyn Links,
    /// The links that stand there, by address as written and by whether they are images.
    within: BTreeMap<(&'w str, bool), usize>,
    ids: &'w mut BTreeSet<String>,
}

impl raw::Page for RawPage<'_> {
    fn address(&self, written: &str, image: bool) -> Address {
        let Some(&index) = self.within.get(&(written, image)) else {
            return Address::Nowhere;
        };
        let found = if image {
            self.links.image(index).map(Address::Image)
        } else {
            self.links.address(index).map(Address::To)
        };
        found.unwrap_or(Address::Nowhere)
    }

    fn take_id(&mut self, id: &str) -> bool {
        // The page's own ids start like this; every other id is the first one's who asks.
        let is_own = id.starts_with("page:") || id.starts_with("fb-");
        !is_own && self.ids.insert(id.to_owned())
    }
}

struct Writer<'a> {
    parts: &'a Body<'a>,
    marks: &'a Marks,
    out: String,
    /// The labels of the footnotes that were referred to, in order.
    footnotes: Vec<Text>,
    /// Their numbers, by label.
    footnote_numbers: BTreeMap<&'a str, usize>,
    /// Whether a numbered list here tells steps.
    steps: bool,
    /// Whether raw HTML was written.
    wrote_raw: bool,
    /// How many tables were written.
    tables: usize,
    /// The ids that the page has.
    ids: BTreeSet<String>,
    /// Whether the id of each error is its own and not yet written.
    error_ids: Vec<bool>,
    /// The codes and cmdlets that were linked in this section.
    linked: BTreeSet<Entity>,
    /// Whether this is the text of an error, whose line breaks all mean something.
    in_error: bool,
    /// Whether this stands in a link.
    in_link: bool,
    /// Whether this stands in a heading.
    in_heading: bool,
    /// What comes after that link.
    after_link: String,
    /// What readers fill in.
    fields: Fields,
    /// The commands whose buttons were written, in that order.
    commands: Vec<usize>,
    /// Whether a list of steps has room for tools.
    wrote_tools: bool,
    /// Whether a button to copy an error was written.
    wrote_copy_error: bool,
}

impl<'a> Writer<'a> {
    fn document(&self) -> &'a Document {
        self.parts.document
    }

    fn str(&self, text: Text) -> &'a str {
        self.parts.document.str(text)
    }

    fn section(&mut self, section: &Section, level: u8) {
        self.tag("<section data-role=\"", section.role.name(), "\" id=\"");
        push(&mut self.out, &section.id);
        self.out.push('"');
        if let Some(tracks) = self.parts.article.tracks.members.get(&section.id) {
            self.out.push_str(" data-track=\"");
            for (position, &track) in tracks.iter().enumerate() {
                if position > 0 {
                    self.out.push(' ');
                }
                push(&mut self.out, &self.parts.article.tracks.list[track].id);
            }
            self.out.push('"');
        }
        if let Some(alternative) = alternative(section) {
            let _ = write!(self.out, " data-alternative=\"{}\"", alternative.kind);
        }
        self.out.push_str(">\n");
        self.linked.clear();
        self.section_heading(section, level);
        self.steps = has_steps(section.role);
        let blocks: Vec<NodeRef<'a>> = section
            .blocks
            .iter()
            .map(|&id| self.document().node(id))
            .collect();
        self.blocks(&blocks);
        for within in shown(&section.sections, self.parts.order, |within| within.role) {
            self.section(within, (level + 1).min(6));
        }
        self.out.push_str("</section>\n");
    }

    fn section_heading(&mut self, section: &Section, level: u8) {
        let Some(heading) = &section.heading else {
            return;
        };
        let node = self.document().node(heading.node);
        let _ = write!(self.out, "<h{level}>");
        self.in_heading = true;
        match (node.kind(), node.first_child()) {
            // A bold label that serves as a heading: its words, without the bold.
            (Kind::Paragraph { .. }, Some(label)) if *label.kind() == Kind::Strong => {
                self.frames(label.id(), At::Before);
                self.inlines(label);
                self.frames(label.id(), At::After);
            }
            _ => self.inlines(node),
        }
        self.in_heading = false;
        // Read aloud it would be part of the heading, and be called like all others; the page's own table of
        // contents leads to the same place.
        self.out.push_str("<a class=\"anchor\" href=\"#");
        push(
            &mut self.out,
            crate::source::Url::of_file(&section.id).as_str(),
        );
        self.out.push_str("\" title=\"");
        push(&mut self.out, self.parts.strings.get("link_to_section"));
        self.out
            .push_str("\" aria-hidden=\"true\" tabindex=\"-1\"></a>");
        let _ = writeln!(self.out, "</h{level}>");
    }

    /// A link to a place of the page itself.
    fn anchor(&mut self, id: &str, label: &str) {
        self.out.push_str("<a class=\"anchor\" href=\"#");
        push(&mut self.out, crate::source::Url::of_file(id).as_str());
        self.out.push_str("\" aria-label=\"");
        push(&mut self.out, self.parts.strings.get(label));
        self.out.push_str("\"></a>");
    }

    /// Writes siblings; where raw HTML stands among them, all of them go through its skeleton.
    fn blocks(&mut self, blocks: &[NodeRef<'a>]) {
        let html = |block: &NodeRef<'_>| matches!(block.kind(), Kind::HtmlBlock(_));
        if !blocks.iter().any(html) {
            for &block in blocks {
                self.block(block);
            }
            return;
        }
        let mut skeleton = Skeleton::default();
        for &block in blocks {
            if let Kind::HtmlBlock(_) = block.kind() {
                self.raw_block(block, &mut skeleton);
            } else {
                let html = self.captured(|writer| writer.block(block));
                skeleton.block(html);
            }
        }
        let html = self.finished(skeleton, blocks);
        self.out.push_str(&html);
        self.out.push('\n');
    }

    fn finished(&mut self, skeleton: Skeleton, nodes: &[NodeRef<'a>]) -> String {
        self.wrote_raw = true;
        let mut within = BTreeMap::new();
        for node in nodes {
            for index in self.all_link_indices(*node) {
                let link = &self.parts.article.links[index];
                within
                    .entry((link.target.as_str(), link.image))
                    .or_insert(index);
            }
        }
        skeleton.finish(&mut RawPage {
            links: self.parts.links,
            within,
            ids: &mut self.ids,
        })
    }

    /// The indices of the links of a node, and of the pieces of HTML in it.
    fn all_link_indices(&self, node: NodeRef<'a>) -> Vec<usize> {
        let own = self.link_indices(node.id());
        own.chain(
            node.children()
                .flat_map(|child| self.link_indices(child.id())),
        )
        .collect()
    }

    /// What a piece of writing writes, apart from the page.
    fn captured(&mut self, write: impl FnOnce(&mut Self)) -> String {
        let page = std::mem::take(&mut self.out);
        write(self);
        std::mem::replace(&mut self.out, page)
    }

    fn children_as_blocks(&mut self, node: NodeRef<'a>) {
        let children: Vec<NodeRef<'a>> = node.children().collect();
        self.blocks(&children);
    }

    fn block(&mut self, block: NodeRef<'a>) {
        let quiet = &self.parts.outline.quiet;
        if quiet.contains(&block.id()) && matches!(block.kind(), Kind::Paragraph { .. }) {
            self.out.push_str("<div class=\"boilerplate\">\n");
            self.framed_block(block);
            self.out.push_str("</div>\n");
        } else {
            self.framed_block(block);
        }
    }

    fn framed_block(&mut self, block: NodeRef<'a>) {
        match block.kind() {
            // Code has a figure of its own.
            Kind::CodeBlock { .. } => self.code_block(block),
            _ => self.framed(block.id(), |writer| writer.plain_block(block)),
        }
    }

    fn plain_block(&mut self, block: NodeRef<'a>) {
        match block.kind() {
            Kind::Paragraph { tight } => self.paragraph(block, *tight),
            Kind::Heading { level, .. } => self.inner_heading(block, *level),
            Kind::Quote => self.wrapped(block, "<blockquote>\n", "</blockquote>\n"),
            Kind::Alert(alert) => {
                let name = alert.name();
                let _ = write!(
                    self.out,
                    "<aside class=\"alert\" data-alert=\"{name}\"><p class=\"alert-title\"{}>",
                    self.parts.tongue
                );
                push(
                    &mut self.out,
                    self.parts.strings.get(&format!("alert_{name}")),
                );
                self.out.push_str("</p>\n");
                self.children_as_blocks(block);
                self.out.push_str("</aside>\n");
            }
            Kind::CodeBlock { .. } => self.code_block(block),
            Kind::List { start } => self.list(block, *start),
            Kind::Rule => self.out.push_str("<hr>\n"),
            Kind::Table(columns) => self.table(block, columns),
            Kind::Region(region, label) => self.region(block, *region, *label),
            Kind::Division(class) => {
                self.out
                    .push_str("<div class=\"division\" data-division=\"");
                let class = self.str(*class);
                push(&mut self.out, class);
                self.wrapped(block, "\">\n", "</div>\n");
            }
            Kind::Tabs => self.wrapped(block, "<div class=\"tabs\" data-tabs>\n", "</div>\n"),
            Kind::Tab {
                id,
                name,
                condition,
            } => self.tab(block, *id, *name, *condition),
            Kind::Description => {
                let tongue = self.parts.tongue;
                let _ = write!(self.out, "<details class=\"description\"><summary{tongue}>");
                push(&mut self.out, self.parts.strings.get("long_description"));
                self.wrapped(block, "</summary>\n", "</details>\n");
            }
            // Written at the end of the page.
            Kind::Footnote(_) => {}
            _ => self.inlines(block),
        }
    }

    fn raw_block(&mut self, block: NodeRef<'a>, skeleton: &mut Skeleton) {
        let Kind::HtmlBlock(text) = block.kind() else {
            return;
        };
        let anchors = self.raw_anchors(block.id());
        if !anchors.is_empty() {
            skeleton.inline(anchors);
        }
        if block.first_child().is_none() {
            skeleton.raw(self.str(*text));
        }
        for piece in block.children() {
            if let Kind::Html(html) = piece.kind() {
                skeleton.raw(self.str(*html));
            } else {
                let html = self.captured(|writer| writer.inline(piece));
                skeleton.inline(html);
            }
        }
    }

    fn wrapped(&mut self, block: NodeRef<'a>, open: &str, close: &str) {
        self.out.push_str(open);
        self.children_as_blocks(block);
        self.out.push_str(close);
    }

    fn paragraph(&mut self, block: NodeRef<'a>, tight: bool) {
        if tight {
            self.inlines(block);
            self.out.push('\n');
            return;
        }
        let raw_before = std::mem::take(&mut self.wrote_raw);
        let start = self.out.len();
        self.out.push_str("<p>");
        let inside = self.out.len();
        self.inlines(block);
        let html = &self.out[inside..];
        // Only what an author wrote as HTML can hold blocks.
        let has_blocks = self.wrote_raw && raw::has_blocks(html);
        self.wrote_raw |= raw_before;
        if has_blocks || html.starts_with(char::is_whitespace) {
            let html = self.out.split_off(inside);
            self.out.truncate(start);
            let name = if has_blocks { "div" } else { "p" };
            self.tag("<", name, ">");
            self.out.push_str(html.trim());
            self.tag("</", name, ">\n");
        } else {
            self.out.truncate(self.out.trim_end().len());
            self.out.push_str("</p>\n");
        }
    }

    /// A heading inside a list, a quote or a cell: part of the text around it.
    fn inner_heading(&mut self, block: NodeRef<'a>, level: u8) {
        let level = level.clamp(3, 6);
        let inner = &self.parts.outline.inner_headings;
        let id = inner
            .iter()
            .find(|(node, _)| *node == block.id())
            .map(|(_, id)| id.as_str());
        let _ = write!(self.out, "<h{level}");
        if let Some(id) = id {
            self.out.push_str(" id=\"");
            push(&mut self.out, id);
            self.out.push('"');
        }
        self.out.push('>');
        self.in_heading = true;
        self.inlines(block);
        self.in_heading = false;
        let _ = writeln!(self.out, "</h{level}>");
    }

    fn list(&mut self, list: NodeRef<'a>, start: Option<u64>) {
        let steps = self.steps;
        // Numbers below a step are part of it; numbers below a bullet are steps of their own.
        self.steps &= start.is_none();
        let tag = if start.is_some() { "ol" } else { "ul" };
        let (begin, commands) = (self.out.len(), self.commands.len());
        self.tag("<", tag, "");
        if let Some(start) = start.filter(|&start| start != 1) {
            let _ = write!(self.out, " start=\"{start}\"");
        }
        if start.is_some() && steps {
            self.out.push_str(" data-steps");
        }
        self.out.push_str(">\n");
        for item in list.children() {
            self.item(item);
        }
        self.tag("</", tag, ">\n");
        if start.is_some() && steps && list.children().nth(1).is_some() {
            self.tools(begin, commands);
        }
        self.steps = steps;
    }

    fn item(&mut self, item: NodeRef<'a>) {
        match item.kind() {
            Kind::Item { task: Some(done) } => {
                let checked = if *done { " checked" } else { "" };
                let _ = write!(
                    self.out,
                    "<li class=\"task\"><input type=\"checkbox\" disabled{checked} aria-label=\""
                );
                let key = if *done { "task_done" } else { "task_open" };
                push(&mut self.out, self.parts.strings.get(key));
                self.out.push_str("\"> ");
            }
            _ => self.out.push_str("<li>"),
        }
        self.framed(item.id(), |writer| writer.children_as_blocks(item));
        let end = self.out.trim_end_matches('\n').len();
        self.out.truncate(end);
        self.out.push_str("</li>\n");
    }

    /// Writes the inline children of a node.
    fn inlines(&mut self, node: NodeRef<'a>) {
        let has_html = node
            .children()
            .any(|child| matches!(child.kind(), Kind::Html(_)));
        if !has_html {
            for child in node.children() {
                self.inline(child);
            }
            return;
        }
        if self.html_is_simple(node) {
            for child in node.children() {
                match child.kind() {
                    Kind::Html(html) => self.simple_html(self.str(*html)),
                    _ => self.inline(child),
                }
            }
            return;
        }
        let children: Vec<NodeRef<'a>> = node.children().collect();
        let mut skeleton = Skeleton::default();
        for &child in &children {
            match child.kind() {
                Kind::Html(html) => skeleton.raw(self.str(*html)),
                Kind::Text(text) if !self.marks.has(child.id()) => {
                    skeleton.raw(&escape::escaped(self.str(*text)));
                }
                _ => {
                    let html = self.captured(|writer| writer.inline(child));
                    skeleton.inline(html);
                }
            }
        }
        let html = self.finished(skeleton, &children);
        self.out.push_str(&html);
    }

    /// Whether all raw HTML among the children is line breaks and simple tags that are balanced.
    fn html_is_simple(&self, node: NodeRef<'a>) -> bool {
        let mut open: Vec<&str> = Vec::new();
        for child in node.children() {
            let Kind::Html(html) = child.kind() else {
                continue;
            };
            let html = self.str(*html);
            if is_line_break(html) {
                continue;
            }
            match raw::simple_tag(html) {
                Some((name, false)) => open.push(name),
                Some((name, true)) if open.last() == Some(&name) => {
                    open.pop();
                }
                _ => return false,
            }
        }
        open.is_empty()
    }

    fn simple_html(&mut self, html: &str) {
        if is_line_break(html) {
            self.out.push_str("<br>");
        } else if let Some((name, closes)) = raw::simple_tag(html) {
            self.tag(if closes { "</" } else { "<" }, name, ">");
        }
    }

    fn inline(&mut self, node: NodeRef<'a>) {
        self.frames(node.id(), At::Before);
        self.plain_inline(node);
        self.frames(node.id(), At::After);
    }

    fn plain_inline(&mut self, node: NodeRef<'a>) {
        match node.kind() {
            Kind::Text(text) => self.marked(node.id(), self.str(*text)),
            Kind::Code(text) => {
                self.out.push_str("<code>");
                self.marked(node.id(), self.str(*text));
                self.out.push_str("</code>");
            }
            Kind::Emphasis => self.element(node, "em"),
            Kind::Strong => self.element(node, "strong"),
            Kind::Strikethrough => self.element(node, "del"),
            Kind::Link { title, .. } => self.link(node, *title),
            Kind::Image {
                title,
                lightbox,
                icon,
                size,
                ..
            } => {
                self.image(node, *title, lightbox.is_some(), *icon, *size);
            }
            Kind::Video(address) => self.video(node, *address),
            Kind::Directive(_) => {}
            Kind::FootnoteReference(label) => self.footnote_reference(*label),
            Kind::SoftBreak if self.in_error => self.out.push_str("<br>\n"),
            Kind::SoftBreak => self.out.push('\n'),
            Kind::HardBreak => self.out.push_str("<br>\n"),
            _ => self.inlines(node),
        }
    }

    fn element(&mut self, node: NodeRef<'a>, tag: &str) {
        self.tag("<", tag, ">");
        self.inlines(node);
        self.tag("</", tag, ">");
    }

    /// Writes a tag without attributes. There are many, and formatting each would take longer than
    /// writing it.
    fn tag(&mut self, open: &str, name: &str, close: &str) {
        for part in [open, name, close] {
            self.out.push_str(part);
        }
    }
}

#[cfg(test)]
mod tests;
