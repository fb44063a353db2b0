//! Commands: what a reader is to run, as it must arrive in the shell.
//!
//! A command is found in a code block (`fences`) or in a sentence (`finding`) by one reading of what
//! can be typed (`typed`). What its author wrote is mended (`mending`), and what the reader has to
//! fill in is marked (`placeholders`).

mod arguments;
mod escapes;
mod fences;
mod finding;
mod mending;
mod placeholders;
mod remarks;
mod sql;
mod strangers;
mod telling;
mod typed;
#[cfg(test)]
mod tests;

pub use remarks::remarks;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::cmdlet::{self, Known};
use super::error_text::{ErrorText, by_passage};
use super::passage::{Form, Passage};
use super::{Mention, Subject};
use crate::article::Step;
use crate::markdown::{Kind, NodeId};
use crate::shell::{self, Class, Shell};

/// A command of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// What must arrive in the shell.
    pub text: String,
    /// The command as its author wrote it, without its prompt.
    pub display: String,
    /// The canonical id of its language in [`crate::language`]: `powershell`, `cmd`, `bash`, `sql`.
    pub language: &'static str,
    /// The cmdlets it calls, in order, each once.
    pub cmdlets: Vec<String>,
    /// What the reader has to fill in.
    pub placeholders: Vec<Placeholder>,
    /// The id of its section.
    pub section: String,
    /// The number of the nearest numbered step around it.
    pub step: Option<u64>,
    /// The innermost list item around it that is a step (see [`crate::article::Step::node`]).
    pub item: Option<NodeId>,
    /// Where it stands. In a code block the range covers all its lines, prompts and blanks between
    /// them included.
    pub mention: Mention,
    /// Whether it is (part of) a code block.
    pub block: bool,
    /// What was changed to make `text` of `display`, for its author.
    pub mended: Vec<Mended>,
}

/// A part of a command that the reader has to fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// Its name, the same for all that are spelt alike.
    pub name: String,
    /// What is to be filled in, if it is known: `host`, `domain`, `guid`, `email`, `ip`, `path`, `user`.
    pub kind: Option<&'static str>,
    /// The value that stands there, where it is an example.
    pub example: Option<String>,
    /// Where it stands in `text`, in bytes.
    pub ranges: Vec<Range<usize>>,
}

/// A change that was made to a command so that it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mended {
    /// What stood there.
    pub written: String,
    /// What stands there now.
    pub meant: String,
    /// Where it stood in `display`, in bytes.
    pub range: Range<usize>,
}

/// A command as it was found.
#[derive(Clone, Debug)]
struct Piece {
    /// Its bytes in the passage.
    range: Range<usize>,
    /// As its author wrote it, without its prompt.
    display: String,
    /// The canonical id of its language.
    language: &'static str,
}

/// The commands of an article.
pub(super) fn commands(
    subject: Subject<'_>,
    passages: &[Passage<'_>],
    errors: &[ErrorText],
    known: &Known,
) -> Vec<Command> {
    let reader = Reader {
        known,
        errors: by_passage(errors, passages),
        items: items(subject.steps),
    };
    let mut commands = Vec::new();
    let mut lead = Lead::default();
    for (index, passage) in passages.iter().enumerate() {
        reader.passage(index, passage, &mut lead, &mut commands);
    }
    commands
}

/// Whether some range of a sorted list that does not overlap itself overlaps `range`.
fn overlaps(ranges: &[Range<usize>], range: &Range<usize>) -> bool {
    let next = ranges.partition_point(|other| other.end <= range.start);
    ranges
        .get(next)
        .is_some_and(|other| other.start < range.end)
}

/// The last place at or before a byte at which a character starts.
fn floor(text: &str, at: usize) -> usize {
    (0..=at)
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0)
}

/// For each list item that is a step, or a bullet below one, the number of the nearest step around it.
fn items(steps: &[Step]) -> BTreeMap<NodeId, Option<u64>> {
    fn add(steps: &[Step], outer: Option<u64>, items: &mut BTreeMap<NodeId, Option<u64>>) {
        for step in steps {
            let number = step.number.or(outer);
            items.insert(step.node, number);
            add(&step.steps, number, items);
        }
    }
    let mut items = BTreeMap::new();
    add(steps, None, &mut items);
    items
}

/// The last sentence that led to something, for the passages that it leads to.
#[derive(Default)]
struct Lead {
    /// It tells to run what follows.
    runs: bool,
    /// How deep it stands.
    depth: usize,
    section: String,
}

struct Reader<'a> {
    known: &'a Known,
    /// The errors of each passage.
    errors: Vec<Vec<Range<usize>>>,
    items: BTreeMap<NodeId, Option<u64>>,
}

impl Reader<'_> {
    fn passage(
        &self,
        index: usize,
        passage: &Passage<'_>,
        lead: &mut Lead,
        commands: &mut Vec<Command>,
    ) {
        let errors = &self.errors[index];
        match passage.form {
            Form::Code => self.block(passage, errors, commands),
            Form::Paragraph | Form::Cell => self.sentences(passage, errors, lead, commands),
            // A heading names a command that its section tells to run; raw HTML has no place for one.
            Form::Heading | Form::HeadCell | Form::Html => {}
        }
    }

    fn block(&self, passage: &Passage<'_>, errors: &[Range<usize>], commands: &mut Vec<Command>) {
        let text = &passage.text;
        let (mut line, mut counted) = (passage.line(0), 0);
        for piece in fences::pieces(passage, errors, self.known) {
            let between = &text.as_bytes()[counted..piece.range.start];
            let breaks = memchr::memchr_iter(b'\n', between).count();
            line = line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
            counted = piece.range.start;
            let mention = Mention {
                line,
                place: Some((passage.block, piece.range.clone())),
            };
            commands.push(self.command(passage, piece, mention, true, true));
        }
    }

    fn sentences(
        &self,
        passage: &Passage<'_>,
        errors: &[Range<usize>],
        lead: &mut Lead,
        commands: &mut Vec<Command>,
    ) {
        let depth = passage.around.len();
        let within = depth >= lead.depth && lead.section == passage.section_id();
        let place = finding::Place {
            instructs: passage.role().is_fix() || self.item(passage).is_some(),
            led: lead.runs && within,
        };
        if passage.text.trim_end().ends_with(':') || !within {
            *lead = Lead {
                runs: telling::leads_to_commands(&passage.text),
                depth,
                section: passage.section_id().to_owned(),
            };
        }
        for found in finding::pieces(passage, errors, place, self.known) {
            let run = &passage.runs[found.run];
            let range = &found.piece.range;
            let start = run.range.start;
            let place = (range.end <= run.range.end)
                .then(|| (run.node, range.start - start..range.end - start));
            let span = passage.document.node(run.node).span();
            let mention = Mention {
                line: passage.document.line(span),
                place,
            };
            commands.push(self.command(passage, found.piece, mention, false, found.code));
        }
    }

    /// The innermost item around a passage that is a step.
    fn item(&self, passage: &Passage<'_>) -> Option<(NodeId, Option<u64>)> {
        let mut around = passage.around.iter().rev();
        around.find_map(|&id| match passage.document.node(id).kind() {
            Kind::Item { .. } => Some((id, *self.items.get(&id)?)),
            _ => None,
        })
    }

    fn command(
        &self,
        passage: &Passage<'_>,
        piece: Piece,
        mention: Mention,
        block: bool,
        verbatim: bool,
    ) -> Command {
        let (text, mended) = mending::mend(&piece.display, piece.language, verbatim);
        let item = self.item(passage);
        Command {
            cmdlets: cmdlets(&text, piece.language, self.known),
            placeholders: placeholders::placeholders(&text, piece.language),
            text,
            display: piece.display,
            language: piece.language,
            section: passage.section_id().to_owned(),
            step: item.and_then(|(_, number)| number),
            item: item.map(|(id, _)| id),
            mention,
            block,
            mended,
        }
    }
}

/// The cmdlets that a command calls; in PowerShell not those that are only an argument.
fn cmdlets(text: &str, language: &str, known: &Known) -> Vec<String> {
    let (mut names, mut seen) = (Vec::new(), BTreeSet::new());
    let found = cmdlet::find(text, known);
    if found.is_empty() {
        return names;
    }
    let called = (language == "powershell").then(|| {
        let mut called = shell::tokens(Shell::PowerShell, text);
        called.retain(|token| token.class == Class::Cmdlet);
        called
    });
    for found in found {
        let is_called = called.as_ref().is_none_or(|called| {
            called
                .binary_search_by_key(&found.range.end, |token| token.range.end)
                .is_ok()
        });
        if is_called && seen.insert(found.name.clone()) {
            names.push(found.name);
        }
    }
    names
}
