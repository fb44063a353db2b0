//! Regions of an article that only some readers need: zones, versions, rows and columns, and tabs.

use std::fmt::Write as _;

use super::Writer;
use crate::escape::push;
use crate::markdown::{NodeRef, Region, Text};

impl<'a> Writer<'a> {
    pub(super) fn region(&mut self, block: NodeRef<'a>, region: Region, label: Text) {
        let (class, named) = match region {
            Region::Zone => ("zone", true),
            Region::Moniker => ("moniker", true),
            Region::Row => ("row", false),
            Region::Column => ("column", false),
        };
        let label = self.str(label);
        let _ = write!(self.out, "<div class=\"{class}\"");
        if named && !label.is_empty() {
            let _ = write!(self.out, " data-{class}=\"");
            push(&mut self.out, label);
            self.out.push_str("\"><p class=\"region-name\">");
            push(&mut self.out, label);
            self.out.push_str("</p");
        }
        self.wrapped(block, ">\n", "</div>\n");
    }

    pub(super) fn tab(&mut self, block: NodeRef<'a>, id: Text, name: Text, condition: Text) {
        self.out.push_str("<section class=\"tab\" data-tab=\"");
        let (id, name, condition) = (self.str(id), self.str(name), self.str(condition));
        push(&mut self.out, id);
        if !condition.is_empty() {
            self.out.push_str("\" data-when=\"");
            push(&mut self.out, condition);
        }
        self.out.push_str("\"><p class=\"tab-name\">");
        push(&mut self.out, name);
        self.wrapped(block, "</p>\n", "</section>\n");
    }
}
