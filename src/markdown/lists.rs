//! List repair: a numbered list that was interrupted, and goes on with exactly the next number,
//! is one list.
//!
//! CommonMark wants the children of an item indented to the item's text. Many authors indent
//! less (a bullet at two spaces under `1.`, a fence or an image at the left margin), and get three
//! blocks where they meant one. The number that follows proves what they meant: the interrupting
//! blocks belong to the item before them.

use super::tree::{Document, Kind, NodeId, NodeRef};

/// Joins interrupted lists everywhere in the document.
pub(super) fn join_interrupted(document: &mut Document) {
    let mut containers = vec![NodeId::ROOT];
    while let Some(container) = containers.pop() {
        join_children(document, container);
        let node = document.node(container);
        containers.extend(
            node.children()
                .filter(|child| !child.kind().is_inline())
                .filter(|child| child.first_child().is_some())
                .map(NodeRef::id),
        );
    }
}

fn join_children(document: &mut Document, container: NodeId) {
    let children = document.node(container).children().map(NodeRef::id);
    let lists = children
        .clone()
        .filter(|&child| numbered(document, child).is_some());
    if lists.count() < 2 {
        return;
    }
    let children: Vec<NodeId> = children.collect();
    let mut kept: Vec<NodeId> = Vec::with_capacity(children.len());
    // The numbered list that could go on, and where it stands in `kept`.
    let mut going_on: Option<(NodeId, usize)> = None;
    for child in children {
        if ends_lists(document, child) {
            going_on = None;
        }
        if numbered(document, child).is_some() {
            if let Some((list, at)) = going_on
                && continues(document, list, child)
            {
                let between = kept.split_off(at + 1);
                adopt(document, list, &between, child);
                continue;
            }
            going_on = Some((child, kept.len()));
        }
        kept.push(child);
    }
    document.set_children(container, &kept);
}

fn numbered(document: &Document, node: NodeId) -> Option<u64> {
    match document.node(node).kind() {
        Kind::List { start } => *start,
        _ => None,
    }
}

/// What no list reaches across: a heading starts another subject, a rule another part.
fn ends_lists(document: &Document, node: NodeId) -> bool {
    matches!(
        document.node(node).kind(),
        Kind::Heading { .. } | Kind::Rule | Kind::Footnote(_)
    )
}

/// Whether `next` starts with exactly the number after the last one of `list`, written alike.
fn continues(document: &Document, list: NodeId, next: NodeId) -> bool {
    let (Some(first), Some(start)) = (numbered(document, list), numbered(document, next)) else {
        return false;
    };
    let items = document.node(list).children().count() as u64;
    start > 1
        && first.checked_add(items) == Some(start)
        && delimiter(document, list) == delimiter(document, next)
}

/// The character after the first number: `.` or `)`.
fn delimiter(document: &Document, list: NodeId) -> Option<char> {
    let source = document.source_text();
    let text = &source[document.node(list).span().range()];
    text.trim_start().chars().find(|c| !c.is_ascii_digit())
}

/// Puts `between` into the last item of `list`, and the items of `next` after it.
fn adopt(document: &mut Document, list: NodeId, between: &[NodeId], next: NodeId) {
    let items: Vec<NodeId> = document.node(list).children().map(NodeRef::id).collect();
    if let Some(&last) = items.last() {
        let mut blocks: Vec<NodeId> = document.node(last).children().map(NodeRef::id).collect();
        blocks.extend(between);
        let end = between
            .last()
            .map_or(document.node(last).span().end, |&block| {
                document.node(block).span().end
            });
        document.set_children(last, &blocks);
        document.set_end(last, end);
    }
    let mut all = items;
    all.extend(document.node(next).children().map(NodeRef::id));
    let end = document.node(next).span().end;
    document.set_children(list, &all);
    document.set_end(list, end);
}
