//! Footnotes: numbers where they are referred to, and their texts after all sections.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Writer;
use crate::escape::push;
use crate::markdown::{Kind, NodeRef, Text};

impl<'a> Writer<'a> {
    pub(super) fn footnote_reference(&mut self, label: Text) {
        let known = self.footnote_numbers.get(self.str(label)).copied();
        let first = known.is_none();
        let number = known.unwrap_or_else(|| self.number_footnote(label));
        let id = if first {
            format!(" id=\"fb-fnref-{number}\"")
        } else {
            String::new()
        };
        let _ = write!(
            self.out,
            "<sup class=\"footnote-ref\"{id}><a href=\"#fb-fn-{number}\">{number}</a></sup>"
        );
    }

    /// Gives a footnote the next number.
    fn number_footnote(&mut self, label: Text) -> usize {
        self.footnotes.push(label);
        let number = self.footnotes.len();
        self.footnote_numbers.insert(self.str(label), number);
        number
    }

    /// Writes the footnotes, those referred to first; writing one may refer to another.
    pub(super) fn footnotes(&mut self) {
        let definitions: Vec<(Text, NodeRef<'a>)> = self
            .document()
            .root()
            .descendants()
            .filter_map(|node| match node.kind() {
                Kind::Footnote(label) => Some((*label, node)),
                _ => None,
            })
            .collect();
        if definitions.is_empty() {
            return;
        }
        let mut by_label = BTreeMap::new();
        for (label, node) in &definitions {
            by_label.entry(self.str(*label)).or_insert(*node);
        }
        let page = std::mem::take(&mut self.out);
        let mut done = 0;
        let mut lost = None;
        let mut unreferenced = definitions.iter();
        loop {
            while let Some(&label) = self.footnotes.get(done) {
                done += 1;
                self.footnote(done, label, &by_label, lost != Some(label));
            }
            // A footnote that nothing refers to is still part of what the author wrote.
            let Some((label, _)) = unreferenced.next() else {
                break;
            };
            if !self.footnote_numbers.contains_key(self.str(*label)) {
                self.number_footnote(*label);
                lost = Some(*label);
            }
        }
        let list = std::mem::replace(&mut self.out, page);
        self.out
            .push_str("<section class=\"footnotes\" aria-label=\"");
        push(&mut self.out, self.parts.strings.get("footnotes"));
        let _ = writeln!(self.out, "\"><ol>\n{list}</ol></section>");
    }

    /// Writes one footnote; one that nothing refers to has no way back.
    fn footnote(
        &mut self,
        number: usize,
        label: Text,
        definitions: &BTreeMap<&'a str, NodeRef<'a>>,
        has_way_back: bool,
    ) {
        let _ = write!(self.out, "<li id=\"fb-fn-{number}\">");
        if let Some(&definition) = definitions.get(self.str(label)) {
            self.children_as_blocks(definition);
        }
        if has_way_back {
            let _ = write!(
                self.out,
                "<a class=\"footnote-back\" href=\"#fb-fnref-{number}\" aria-label=\""
            );
            push(&mut self.out, self.parts.strings.get("back_to_text"));
            self.out.push_str("\">↩</a>");
        }
        self.out.push_str("</li>\n");
    }
}
