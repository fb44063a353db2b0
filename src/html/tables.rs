//! Tables, each in a region that scrolls by itself, so that a wide one never widens the page.

use super::Writer;
use crate::escape::push;
use crate::markdown::{Align, Kind, NodeRef};

impl<'a> Writer<'a> {
    pub(super) fn table(&mut self, table: NodeRef<'a>, columns: &[Align]) {
        self.out
            .push_str("<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"");
        let name = self.table_name(table);
        push(&mut self.out, &name);
        self.out.push_str("\"><table>\n");
        let mut in_body = false;
        for row in table.children() {
            let head = *row.kind() == Kind::TableHead;
            if head {
                self.out.push_str("<thead>");
            } else if !in_body {
                self.out.push_str("<tbody>\n");
                in_body = true;
            }
            self.row(row, columns, head);
            self.out.push_str(if head { "</thead>\n" } else { "\n" });
        }
        self.out.push_str(if in_body {
            "</tbody></table></div>\n"
        } else {
            "</table></div>\n"
        });
    }

    /// What the scrolling region of a table is called: by number and by its first heads, so that
    /// several on a page can be told apart by ear.
    fn table_name(&mut self, table: NodeRef<'a>) -> String {
        self.tables += 1;
        let mut name = format!("{} {}", self.parts.strings.get("table_label"), self.tables);
        let heads = table.first_child().into_iter().flat_map(NodeRef::children);
        for (position, head) in heads.take(2).enumerate() {
            let text = head.plain_text();
            if !text.is_empty() {
                name.push_str(if position == 0 { ": " } else { ", " });
                name.push_str(&text);
            }
        }
        name
    }

    fn row(&mut self, row: NodeRef<'a>, columns: &[Align], head: bool) {
        self.out.push_str("<tr>");
        for (position, cell) in row.children().enumerate() {
            let class = match columns.get(position) {
                Some(Align::Center) => " class=\"center\"",
                Some(Align::End) => " class=\"right\"",
                _ => "",
            };
            // An empty head is no heading for anyone.
            let (open, close) = if head && cell.first_child().is_some() {
                ("<th scope=\"col\"", "</th>")
            } else {
                ("<td", "</td>")
            };
            self.tag(open, class, ">");
            self.framed(cell.id(), |writer| writer.inlines(cell));
            let end = self.out.trim_end_matches('\n').len();
            self.out.truncate(end);
            self.out.push_str(close);
        }
        self.out.push_str("</tr>");
    }
}
