//! Commands: what a reader is to run, as it must arrive in the shell.

use std::ops::Range;

use super::cmdlet::Known;
use super::error_text::ErrorText;
use super::passage::Passage;
use super::{Mention, Subject};

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
    pub item: Option<crate::markdown::NodeId>,
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

/// The commands of an article.
pub(super) fn commands(
    subject: Subject<'_>,
    passages: &[Passage<'_>],
    errors: &[ErrorText],
    known: &Known,
) -> Vec<Command> {
    let _ = (subject, passages, errors, known);
    Vec::new()
}
