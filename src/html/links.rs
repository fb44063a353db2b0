//! Links, images and films. What leads nowhere is shown as its words, never as a dead address, and
//! nothing is loaded from another host.

use std::fmt::Write as _;

use super::{Writer, raw};
use crate::escape::push;
use crate::markdown::{NodeId, NodeRef, Size, Text};

impl<'a> Writer<'a> {
    /// The indices of a node's links in the article's list.
    pub(super) fn link_indices(&self, node: NodeId) -> impl Iterator<Item = usize> + use<'a> {
        let article = self.parts.article;
        article
            .links_by_node
            .iter()
            .skip(
                article
                    .links_by_node
                    .partition_point(|&(other, _)| other < node),
            )
            .take_while(move |(other, _)| *other == node)
            .map(|&(_, index)| index)
    }

    pub(super) fn link(&mut self, node: NodeRef<'a>, title: Text) {
        let address = self
            .link_indices(node.id())
            .next()
            .and_then(|index| self.parts.links.address(index));
        let Some(address) = address else {
            self.out.push_str("<span data-broken=\"\">");
            self.inlines(node);
            self.out.push_str("</span>");
            return;
        };
        self.out.push_str("<a href=\"");
        push(&mut self.out, &address);
        self.out.push('"');
        self.title(title);
        self.cmdlet_of_link(node.id());
        self.out.push('>');
        let start = self.out.len();
        let is_outer = !std::mem::replace(&mut self.in_link, true);
        self.inlines(node);
        self.in_link &= !is_outer;
        // A bare address, an image of another host or a footnote within it are links themselves.
        if self.out[start..].contains("<a") {
            let inner = self.out.split_off(start);
            self.out.push_str(&raw::without_links(&inner));
        }
        self.out.push_str("</a>");
        if !self.in_link {
            let after = std::mem::take(&mut self.after_link);
            self.out.push_str(&after);
        }
    }

    pub(super) fn title(&mut self, title: Text) {
        let title = self.str(title);
        if !title.is_empty() {
            self.out.push_str(" title=\"");
            push(&mut self.out, title);
            self.out.push('"');
        }
    }

    /// A film elsewhere: a link, because nothing is loaded from another host.
    pub(super) fn video(&mut self, node: NodeRef<'a>, address: Text) {
        let target = self
            .link_indices(node.id())
            .next()
            .and_then(|index| self.parts.links.address(index));
        let words = format!("{}: {}", self.parts.strings.get("video"), self.str(address));
        match target {
            Some(target) => {
                self.out.push_str("<a class=\"video\" href=\"");
                push(&mut self.out, &target);
                self.out.push_str("\">");
                push(&mut self.out, &words);
                self.out.push_str("</a>");
            }
            None => self.broken(&words),
        }
    }

    pub(super) fn broken(&mut self, words: &str) {
        self.out.push_str("<span data-broken=\"\">");
        push(&mut self.out, words);
        self.out.push_str("</span>");
    }

    pub(super) fn image(
        &mut self,
        node: NodeRef<'a>,
        title: Text,
        has_larger: bool,
        icon: bool,
        size: Size,
    ) {
        let description = node.plain_text();
        let mut images = self
            .link_indices(node.id())
            .map(|index| self.parts.links.image(index));
        let image = images.next().flatten();
        let larger = images.next().flatten().filter(|_| has_larger);
        let Some(image) = image else {
            self.broken(&description);
            return;
        };
        if image.elsewhere {
            self.out.push_str("<a href=\"");
            push(&mut self.out, &image.src);
            self.out.push_str("\">");
            push(
                &mut self.out,
                if description.is_empty() {
                    &image.src
                } else {
                    &description
                },
            );
            self.out.push_str("</a>");
            return;
        }
        if let Some(larger) = &larger {
            self.out.push_str("<a class=\"lightbox\" href=\"");
            push(&mut self.out, &larger.src);
            self.out.push_str("\">");
        }
        self.out.push_str("<img src=\"");
        push(&mut self.out, &image.src);
        self.out.push_str("\" alt=\"");
        push(&mut self.out, &description);
        self.out.push('"');
        if icon {
            self.out.push_str(" class=\"icon\"");
        }
        self.title(title);
        let (width, height) = fitted(size, image.dimensions);
        if let Some(width) = width {
            let _ = write!(self.out, " width=\"{width}\"");
        }
        if let Some(height) = height {
            let _ = write!(self.out, " height=\"{height}\"");
        }
        self.out.push_str(" loading=\"lazy\">");
        if larger.is_some() {
            self.out.push_str("</a>");
        }
    }
}

/// The width and height of an image: as its author wants them, else as the file has them, in its
/// proportions.
fn fitted(wanted: Size, file: Option<(u32, u32)>) -> (Option<u32>, Option<u32>) {
    let scaled = |length: u32, by: u32, of: u32| {
        let scaled = u64::from(length) * u64::from(by) / u64::from(of.max(1));
        u32::try_from(scaled.max(1)).unwrap_or(u32::MAX)
    };
    match (wanted.width, wanted.height, file) {
        (None, None, file) => file.unzip(),
        (Some(width), None, Some((w, h))) => (Some(width), Some(scaled(h, width, w))),
        (None, Some(height), Some((w, h))) => (Some(scaled(w, height, h)), Some(height)),
        (width, height, _) => (width, height),
    }
}
