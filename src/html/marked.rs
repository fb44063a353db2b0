//! What the model knows, shown in the text: errors and commands in elements of their own, codes and
//! cmdlets as links.
//!
//! A link stands at the first mention of a code or cmdlet in each section, so that a page does not
//! flicker with links; within an error it stands again, because an error is read on its own. In code
//! that is to be copied no link stands, because one cannot select across a link or double-click it:
//! what such a block mentions is linked above it. A link never stands within a link.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::marks::{At, Entity, Frame};
use super::{Writer, marks};
use crate::escape::{push, turns};
use crate::highlight::woven;
use crate::language;
use crate::markdown::{Kind, NodeId, NodeRef};

impl<'a> Writer<'a> {
    /// Reserves the ids of the errors; one that a heading has already is left out.
    pub(super) fn reserve_error_ids(&mut self) {
        for error in &self.parts.mentions.errors {
            let is_free = !error.id.is_empty() && self.ids.insert(error.id.clone());
            self.error_ids.push(is_free);
        }
    }

    /// Writes ` id="…"` for an error, once.
    fn error_id(&mut self, index: usize) {
        if let Some(is_free) = self.error_ids.get_mut(index)
            && std::mem::take(is_free)
        {
            self.out.push_str(" id=\"");
            push(&mut self.out, &self.parts.mentions.errors[index].id);
            self.out.push('"');
        }
    }

    /// A place to link to where an error has no element of its own.
    fn error_anchor(&mut self, index: usize) {
        if self.error_ids.get(index) == Some(&true) {
            self.out.push_str("<span");
            self.error_id(index);
            self.out.push_str("></span>");
        }
    }

    /// The errors that found no place in the text (those of the front matter and of the title), as
    /// places to link to before all of it.
    pub(super) fn errors_without_place(&mut self) {
        let anchors = self.captured(|writer| {
            for index in 0..writer.error_ids.len() {
                writer.error_anchor(index);
            }
        });
        if !anchors.is_empty() {
            self.out.insert_str(0, &(anchors + "\n"));
        }
    }

    /// The places to link to for the errors that a piece of raw HTML holds.
    pub(super) fn raw_anchors(&mut self, block: NodeId) -> String {
        let marks = self.marks;
        self.captured(|writer| {
            marks
                .errors(block)
                .for_each(|error| writer.error_anchor(error));
        })
    }

    /// Writes a block, within its frame if it is an error. Of several errors that are one block the
    /// first is framed, the others are places to link to.
    pub(super) fn framed(&mut self, block: NodeId, write: impl FnOnce(&mut Self)) {
        let marks = self.marks;
        let mut errors = marks.errors(block);
        let Some(first) = errors.next() else {
            return write(self);
        };
        self.out.push_str("<figure data-error");
        self.error_id(first);
        self.out.push('>');
        errors.for_each(|error| self.error_anchor(error));
        let linked = std::mem::take(&mut self.linked);
        let is_outer = !std::mem::replace(&mut self.in_error, true);
        write(self);
        self.in_error &= !is_outer;
        self.linked = linked;
        let end = self.out.trim_end_matches('\n').len();
        self.out.truncate(end);
        self.error_tools(first);
        self.out.push_str("</figure>\n");
    }

    /// The foot of an error's card: where else it is shown, its own address, and a button that copies it.
    fn error_tools(&mut self, index: usize) {
        let (parts, error) = (self.parts, &self.parts.mentions.errors[index]);
        let _ = write!(self.out, "<p class=\"card-foot\"{}>", parts.tongue);
        if let Some(known) = parts.entities.error(index) {
            self.out.push_str("<a data-about href=\"");
            push(&mut self.out, &known.address);
            self.out.push_str("\">");
            let words = match known.others {
                0 => parts.strings.get("about_error").to_owned(),
                n => parts.strings.count("error_others", n),
            };
            push(&mut self.out, &words);
            self.out.push_str("</a>");
        }
        if !error.id.is_empty() {
            self.anchor(&error.id, "link_to_error");
        }
        self.copy_error(index);
        self.out.push_str("</p>");
    }

    /// What an error within a text has after it: an arrow to what is known of it, and a button that copies it. In
    /// a heading the button is left out, because its name would be read as part of the heading.
    fn error_marks(&mut self, index: usize, copied: bool) {
        if let Some(known) = self.parts.entities.error(index) {
            self.out.push_str("<a data-about href=\"");
            push(&mut self.out, &known.address);
            self.out.push_str("\" aria-label=\"");
            push(&mut self.out, self.parts.strings.get("about_error"));
            self.out.push_str("\"></a>");
        }
        if copied {
            self.copy_error(index);
        }
    }

    /// The button that copies an error, hidden until the script that it needs is there.
    fn copy_error(&mut self, index: usize) {
        self.wrote_copy_error = true;
        self.out.push_str("<button data-copy-error=\"");
        // Nobody can type what turns the direction of a text, and nobody searches for it.
        let text = self.parts.mentions.errors[index].text.replace(turns, "");
        push(&mut self.out, &text);
        self.out.push_str("\" hidden aria-label=\"");
        push(&mut self.out, self.parts.strings.get("copy_error"));
        self.out.push_str("\"></button>");
    }

    /// Writes the starts and ends of frames before or after a node.
    pub(super) fn frames(&mut self, node: NodeId, at: At) {
        let marks = self.marks;
        for point in marks.points(node) {
            if point.at == at {
                self.frame_tag(point.frame, point.opens);
            }
        }
    }

    fn frame_tag(&mut self, frame: Frame, opens: bool) {
        match (frame, opens) {
            (Frame::Error(index), true) => {
                self.out.push_str("<span data-error");
                self.error_id(index);
                self.out.push('>');
            }
            (Frame::Error(index), false) => {
                let copied = !self.in_heading;
                self.after_link(|writer| writer.error_marks(index, copied));
                self.out.push_str("</span>");
            }
            (Frame::Command(_), true) => self.out.push_str("<span data-command>"),
            (Frame::Command(index), false) => {
                self.after_link(|writer| writer.copy_button(index));
                self.out.push_str("</span>");
            }
            (Frame::Placeholder(command, slot), true) => self.placeholder(command, slot),
            (Frame::Placeholder(..), false) => self.out.push_str("</span>"),
        }
    }

    /// Writes what cannot stand in a link: here, or after the link around here.
    fn after_link(&mut self, write: impl FnOnce(&mut Self)) {
        if self.in_link {
            let html = self.captured(write);
            self.after_link.push_str(&html);
        } else {
            write(self);
        }
    }

    /// Writes text with what is marked in it.
    pub(super) fn marked(&mut self, node: NodeId, text: &str) {
        let mut done = 0;
        for (place, tag) in self.tags(node, true) {
            // The marks were checked against the text, and stand in its order.
            push(&mut self.out, text.get(done..place).unwrap_or_default());
            self.out.push_str(&tag);
            done = place;
        }
        push(&mut self.out, text.get(done..).unwrap_or_default());
    }

    /// The tags within a node's text, by the byte before which each stands.
    fn tags(&mut self, node: NodeId, links: bool) -> Vec<(usize, String)> {
        let marks = self.marks;
        if !marks.has(node) {
            return Vec::new();
        }
        let mut tags = Vec::new();
        // The starts and ends of links within frames: those of frames are written outside of them.
        let mut edges = Vec::new();
        for point in marks.points(node) {
            if let At::Byte(place) = point.at {
                let tag = self.captured(|writer| writer.frame_tag(point.frame, point.opens));
                tags.push((place, if point.opens { 1 } else { -1 }, tag));
                edges.push(place);
            }
        }
        let mut end = 0;
        for (_, range, entity) in marks.mentions(node).iter().filter(|_| links) {
            let inside = edges.partition_point(|edge| *edge <= range.start);
            let is_cut = edges.get(inside).is_some_and(|edge| *edge < range.end);
            if range.start < end || is_cut {
                continue;
            }
            if let Some(link) = self.entity_link(*entity) {
                end = range.end;
                tags.push((range.start, 2, link));
                tags.push((range.end, -2, "</a>".to_owned()));
            }
        }
        tags.sort_by_key(|(place, order, _)| (*place, *order));
        let tags = tags.into_iter();
        tags.map(|(place, _, tag)| (place, tag)).collect()
    }

    /// The start of a link to a code or cmdlet, if this is its first mention in the section.
    fn entity_link(&mut self, entity: Entity) -> Option<String> {
        if self.in_link || self.linked.contains(&entity) {
            return None;
        }
        let (parts, mut link) = (self.parts, String::from("<a data-"));
        let (address, title) = match entity {
            Entity::Code(index) => {
                let code = &parts.mentions.codes[index].code;
                link.push_str("code=\"");
                push(&mut link, &code.canonical);
                (parts.entities.code(code)?, parts.entities.code_title(code))
            }
            Entity::Cmdlet(index) => {
                let name = &parts.mentions.cmdlets[index].name;
                link.push_str("cmdlet=\"");
                push(&mut link, name);
                (parts.entities.cmdlet(name)?, None)
            }
        };
        self.linked.insert(entity);
        link.push_str("\" href=\"");
        push(&mut link, &address);
        if let Some(title) = title {
            link.push_str("\" title=\"");
            push(&mut link, &title);
        }
        link.push_str("\">");
        Some(link)
    }

    /// Writes ` data-cmdlet="…"` for a link that leads to what a cmdlet is.
    pub(super) fn cmdlet_of_link(&mut self, link: NodeId) {
        if let Some(index) = self.marks.cmdlet_of_link(link) {
            self.linked.insert(Entity::Cmdlet(index));
            self.out.push_str(" data-cmdlet=\"");
            push(&mut self.out, &self.parts.mentions.cmdlets[index].name);
            self.out.push('"');
        }
    }

    pub(super) fn code_block(&mut self, block: NodeRef<'a>) {
        let Kind::CodeBlock { info, text } = block.kind() else {
            return;
        };
        let marks = self.marks;
        let (id, text) = (block.id(), self.str(*text));
        let language = language::language(self.str(*info)).language;
        self.out.push_str("<figure class=\"code\" data-language=\"");
        push(&mut self.out, language.id);
        self.out.push('"');
        let error = marks.errors(id).next();
        if let Some(error) = error {
            self.out.push_str(" data-error");
            self.error_id(error);
        }
        let command = marks.command(id);
        if command.is_some() {
            self.out.push_str(" data-command");
        }
        self.out.push('>');
        let is_error = error.is_some() || marks::has_error(marks.points(id));
        let links = if is_error {
            String::new()
        } else {
            self.caption_links(id)
        };
        if !language.label.is_empty() || !links.is_empty() {
            self.out.push_str("<figcaption>");
            push(&mut self.out, language.label);
            let _ = write!(self.out, "{links}</figcaption>");
        }
        self.out.push_str("<pre tabindex=\"0\"><code>");
        let html = self.parts.highlighter.highlight(language, text);
        let linked = if is_error {
            std::mem::take(&mut self.linked)
        } else {
            BTreeSet::new()
        };
        let tags = self.tags(id, is_error);
        if is_error {
            self.linked = linked;
        }
        if tags.is_empty() {
            self.out.push_str(&html);
        } else {
            self.out.push_str(&woven(&html, text, &tags));
        }
        self.out.push_str("</code></pre>");
        if let Some(error) = error {
            self.error_tools(error);
        }
        if let Some(command) = command {
            self.copy_button(command);
        }
        // Prompts and output are not to be typed.
        let is_session = [" class=\"pr\"", " class=\"ou\""]
            .iter()
            .any(|class| html.contains(class));
        self.buttons_of_all(id, text, language.id, is_session);
        self.out.push_str("</figure>\n");
    }

    /// Links to what a code block mentions, for above it.
    fn caption_links(&mut self, block: NodeId) -> String {
        let marks = self.marks;
        let mut links = String::new();
        for (_, _, entity) in marks.mentions(block) {
            if let Some(link) = self.entity_link(*entity) {
                let name = match *entity {
                    Entity::Code(index) => &self.parts.mentions.codes[index].code.canonical,
                    Entity::Cmdlet(index) => &self.parts.mentions.cmdlets[index].name,
                };
                links.push(' ');
                links.push_str(&link);
                push(&mut links, name);
                links.push_str("</a>");
            }
        }
        links
    }
}
