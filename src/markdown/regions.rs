//! Regions of the DocFX dialect: zones, monikers, rows and columns, and images with their long
//! descriptions.

use super::dialect::Raiser;
use super::directive::{Directive, Found};
use super::tree::{Kind, NodeId, Region, Text};
use crate::diagnostic::Code;
use crate::source::Span;

/// A region that is open, with the blocks it has so far; none for the container itself.
type OpenRegion = (Option<(NodeId, Region)>, Vec<NodeId>);

impl Raiser<'_> {
    /// Pairs the directives that open and close regions, and makes each a block around its content.
    pub(super) fn regions(&mut self, children: Vec<NodeId>) -> Vec<NodeId> {
        let is_marker =
            |&child: &NodeId| matches!(self.document.node(child).kind(), Kind::Directive(_));
        if !children.iter().any(is_marker) {
            return children;
        }
        // Each open region with the children it has so far; the first is the container itself.
        let mut open: Vec<OpenRegion> = vec![(None, Vec::new())];
        for child in children {
            let Kind::Directive(index) = *self.document.node(child).kind() else {
                open.last_mut()
                    .expect("the container stays open")
                    .1
                    .push(child);
                continue;
            };
            let Found { directive, range } = self.found[index as usize].clone();
            let span = Span::new(range.start, range.end);
            match directive {
                Directive::Open(region, label) => {
                    // A column ends where the next one starts.
                    if region == Region::Column {
                        self.close(&mut open, Region::Column);
                    }
                    let label = self.document.spill(&label);
                    let node = self.document.detached(Kind::Region(region, label), span);
                    open.push((Some((node, region)), Vec::new()));
                }
                Directive::Close(region) => {
                    if !self.close(&mut open, region) {
                        self.unknown(&Directive::Close(region), span);
                    }
                }
                Directive::Image(_) => {
                    let image = self.complex_image(index as usize, span);
                    open.last_mut()
                        .expect("the container stays open")
                        .1
                        .push(image);
                    open.last_mut()
                        .expect("the container stays open")
                        .1
                        .push(child);
                }
                Directive::ImageEnd => self.describe(&mut open, span),
                other => self.unknown(&other, span),
            }
        }
        while open.len() > 1 {
            let (region, content) = open.pop().expect("more than one is open");
            if let Some((node, region)) = region {
                let span = self.document.node(node).span();
                let message = format!("a {} is not closed", region.name());
                self.report(
                    Code::UnknownDirective,
                    message,
                    span,
                    "close it with its `-end` directive",
                );
                // Its content goes on where the region starts.
                open.last_mut()
                    .expect("the container stays open")
                    .1
                    .extend(content);
            }
        }
        let content = open.pop().map(|(_, content)| content).unwrap_or_default();
        // A complex image without an end has no description.
        content
            .into_iter()
            .filter(|&child| !matches!(self.document.node(child).kind(), Kind::Directive(_)))
            .collect()
    }

    /// Closes the innermost region if it is of that kind, or an outer one around unclosed columns.
    fn close(&mut self, open: &mut Vec<OpenRegion>, region: Region) -> bool {
        let at = open
            .iter()
            .rposition(|(opened, _)| opened.is_some_and(|(_, kind)| kind == region));
        let Some(at) = at.filter(|&at| region != Region::Column || at + 1 == open.len()) else {
            return false;
        };
        while open.len() > at {
            let Some((Some((node, _)), content)) = open.pop() else {
                break;
            };
            let closed = self.closed(node, content);
            open.last_mut()
                .expect("the container stays open")
                .1
                .extend(closed);
        }
        true
    }

    /// A region with its content. Headings stay outside, because they start sections of the article:
    /// what stands between them is a region each.
    fn closed(&mut self, region: NodeId, content: Vec<NodeId>) -> Vec<NodeId> {
        let content = self.blocks(content);
        let is_heading =
            |&id: &NodeId| matches!(self.document.node(id).kind(), Kind::Heading { .. });
        if !content.iter().any(is_heading) {
            self.document.set_children(region, &content);
            return vec![region];
        }
        let kind = self.document.node(region).kind().clone();
        let runs: Vec<(bool, Vec<NodeId>)> = content
            .chunk_by(|a, b| !is_heading(a) && !is_heading(b))
            .map(|run| (is_heading(&run[0]), run.to_vec()))
            .collect();
        let mut closed = Vec::new();
        for (is_heading, run) in runs {
            if is_heading {
                closed.extend(run);
                continue;
            }
            let span = self.document.node(run[0]).span();
            let part = self.document.detached(kind.clone(), span);
            self.document.set_children(part, &run);
            closed.push(part);
        }
        closed
    }

    fn complex_image(&mut self, index: usize, span: Span) -> NodeId {
        let Directive::Image(image) = self.found[index].directive.clone() else {
            return self
                .document
                .detached(Kind::Paragraph { tight: false }, span);
        };
        let target = self.document.spill(&image.source);
        let alt = self.document.spill(&image.alt);
        let lightbox = image.lightbox.map(|path| self.document.spill(&path));
        let paragraph = self
            .document
            .detached(Kind::Paragraph { tight: false }, span);
        let kind = Kind::Image {
            target,
            title: Text::default(),
            lightbox,
            icon: false,
            size: image.size,
        };
        let node = self.document.push(paragraph, kind, span);
        self.document.push(node, Kind::Text(alt), span);
        paragraph
    }

    /// Everything since the complex image is its long description.
    fn describe(&mut self, open: &mut [OpenRegion], span: Span) {
        let content = &mut open.last_mut().expect("the container stays open").1;
        let is_image =
            |&child: &NodeId| matches!(self.document.node(child).kind(), Kind::Directive(_));
        let Some(at) = content.iter().rposition(is_image) else {
            self.unknown(&Directive::ImageEnd, span);
            return;
        };
        let described = content.split_off(at + 1);
        content.pop();
        if !described.is_empty() {
            let span = self.document.node(described[0]).span();
            let node = self.document.detached(Kind::Description, span);
            self.document.set_children(node, &described);
            open.last_mut()
                .expect("the container stays open")
                .1
                .push(node);
        }
    }
}
