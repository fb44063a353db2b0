//! Steps: the numbered lists that tell the reader what to do, as a tree.

use std::collections::BTreeMap;

use crate::markdown::{Kind, NodeId, NodeRef, fold_blanks};
use crate::outline::Section;
use crate::role::Role;

/// One step, or a bullet below one.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Step {
    /// The id of the section it stands in.
    pub section: String,
    /// Its number; none for a bullet.
    pub number: Option<u64>,
    /// Its 1-based line.
    pub line: u32,
    /// Its text without markup, without code blocks and without the steps below it.
    pub text: String,
    /// The item of the list.
    #[serde(skip)]
    pub node: NodeId,
    /// Indices into the article's commands.
    pub commands: Vec<usize>,
    /// The steps and bullets below it.
    pub steps: Vec<Self>,
}

/// Tells each step the commands that stand in it: `items` holds, for each command, the step's list item.
pub fn attach_commands(steps: &mut [Step], items: &[Option<NodeId>]) {
    let mut by_item: BTreeMap<NodeId, Vec<usize>> = BTreeMap::new();
    for (index, item) in items.iter().enumerate() {
        if let Some(item) = item {
            by_item.entry(*item).or_default().push(index);
        }
    }
    attach(steps, &by_item);
}

fn attach(steps: &mut [Step], by_item: &BTreeMap<NodeId, Vec<usize>>) {
    for step in steps {
        step.commands
            .extend(by_item.get(&step.node).into_iter().flatten());
        attach(&mut step.steps, by_item);
    }
}

/// Whether numbered lists of such a section tell what to do, not what happened.
#[must_use]
pub fn has_steps(role: Role) -> bool {
    !matches!(
        role,
        Role::Symptom | Role::Cause | Role::Environment | Role::References | Role::Status
    )
}

/// The steps of a section's own blocks.
#[must_use]
pub(super) fn steps<'d>(section: &Section, blocks: impl Iterator<Item = NodeRef<'d>>) -> Vec<Step> {
    if !has_steps(section.role) {
        return Vec::new();
    }
    let reader = Reader {
        section: &section.id,
    };
    blocks.flat_map(|block| reader.numbered(block)).collect()
}

struct Reader<'s> {
    section: &'s str,
}

impl Reader<'_> {
    /// The steps of the outermost numbered lists in a block.
    fn numbered(&self, block: NodeRef<'_>) -> Vec<Step> {
        match block.kind() {
            Kind::List { start: Some(_) } => self.list(block),
            kind if kind.is_inline() => Vec::new(),
            _ => block
                .children()
                .flat_map(|child| self.numbered(child))
                .collect(),
        }
    }

    fn list(&self, list: NodeRef<'_>) -> Vec<Step> {
        let Kind::List { start } = list.kind() else {
            return Vec::new();
        };
        list.children()
            .zip(0..)
            .map(|(item, index)| self.step(item, start.map(|start| start.saturating_add(index))))
            .collect()
    }

    fn step(&self, item: NodeRef<'_>, number: Option<u64>) -> Step {
        let mut text = String::new();
        let mut steps = Vec::new();
        self.content(item, &mut text, &mut steps);
        Step {
            section: self.section.to_owned(),
            number,
            line: item.document().line(item.span()),
            text: fold_blanks(&text),
            node: item.id(),
            commands: Vec::new(),
            steps,
        }
    }

    fn content(&self, container: NodeRef<'_>, text: &mut String, steps: &mut Vec<Step>) {
        for block in container.children() {
            match block.kind() {
                Kind::List { .. } => steps.extend(self.list(block)),
                Kind::Quote | Kind::Alert(_) => self.content(block, text, steps),
                Kind::CodeBlock { .. } | Kind::HtmlBlock(_) => {}
                _ => block.write_plain_text(text),
            }
        }
    }
}
