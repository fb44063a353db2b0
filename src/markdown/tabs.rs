//! Tabs of the DocFX dialect: headings that are links to `#tab/id`, with what follows them.

use super::dialect::Raiser;
use super::tree::{Kind, NodeId};

impl Raiser<'_> {
    /// Headings that are links to `#tab/id` make a group of tabs with what follows them, up to a rule
    /// or a heading above them.
    pub(super) fn tabs(&mut self, children: Vec<NodeId>) -> Vec<NodeId> {
        if !children.iter().any(|&child| self.tab(child).is_some()) {
            return children;
        }
        let mut raised = Vec::new();
        let mut group: Option<(NodeId, u8)> = None;
        let mut tab: Option<(NodeId, Vec<NodeId>)> = None;
        for child in children {
            let kind = self.document.node(child).kind().clone();
            if let Some((level, kind)) = self.tab(child) {
                let span = self.document.node(child).span();
                let (set, _) = *group.get_or_insert_with(|| {
                    let set = self.document.detached(Kind::Tabs, span);
                    raised.push(set);
                    (set, level)
                });
                self.finish_tab(set, tab.take());
                tab = Some((self.document.detached(kind, span), Vec::new()));
                continue;
            }
            let ends = match (&kind, group) {
                (Kind::Rule, Some(_)) => true,
                (Kind::Heading { level, .. }, Some((_, tabs))) => *level <= tabs,
                _ => false,
            };
            if ends && let Some((set, _)) = group.take() {
                self.finish_tab(set, tab.take());
                if kind == Kind::Rule {
                    continue;
                }
            }
            match &mut tab {
                Some((_, content)) => content.push(child),
                None => raised.push(child),
            }
        }
        if let Some((set, _)) = group {
            self.finish_tab(set, tab);
        }
        raised
    }

    fn finish_tab(&mut self, set: NodeId, tab: Option<(NodeId, Vec<NodeId>)>) {
        if let Some((tab, content)) = tab {
            self.document.set_children(tab, &content);
            let mut tabs = self.document.child_ids(set);
            tabs.push(tab);
            self.document.set_children(set, &tabs);
        }
    }

    /// The tab that a heading starts: its level, and its node.
    fn tab(&mut self, heading: NodeId) -> Option<(u8, Kind)> {
        let node = self.document.node(heading);
        let Kind::Heading { level, .. } = *node.kind() else {
            return None;
        };
        let (name, path) = {
            let mut inlines = node.children().filter(|inline| match inline.kind() {
                Kind::Text(text) => !inline.str(*text).trim().is_empty(),
                _ => true,
            });
            let (link, None) = (inlines.next()?, inlines.next()) else {
                return None;
            };
            let Kind::Link { target, .. } = *link.kind() else {
                return None;
            };
            (
                link.plain_text(),
                link.str(target).strip_prefix("#tab/")?.to_owned(),
            )
        };
        let (id, condition) = path.split_once('/').unwrap_or((&path, ""));
        let kind = Kind::Tab {
            id: self.document.spill(id),
            name: self.document.spill(&name),
            condition: self.document.spill(condition),
        };
        Some((level, kind))
    }
}
