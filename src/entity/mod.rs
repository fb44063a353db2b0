//! What an article says about errors, codes, cmdlets and commands: one recogniser per file, all of
//! which read the same [`Passage`]s.

pub mod cmdlet;
pub mod code;
pub mod command;
pub mod error_text;
pub mod passage;
pub mod variable;

use crate::article::Step;
use crate::config::Config;
use crate::front_matter::Matter;
use crate::markdown::{Document, NodeId};
use crate::outline::Outline;
use cmdlet::CmdletUse;
use code::CodeUse;
use command::Command;
use error_text::ErrorText;
use passage::Passage;

/// What an article mentions.
#[derive(Clone, Debug, Default)]
pub struct Mentions {
    /// Its error texts, in the order of the text; those of its front matter come first.
    pub errors: Vec<ErrorText>,
    /// Its codes, by the first line in which each stands.
    pub codes: Vec<CodeUse>,
    /// Its cmdlets, by the first line in which each stands.
    pub cmdlets: Vec<CmdletUse>,
    /// Its commands, in the order of the text.
    pub commands: Vec<Command>,
}

/// A place in an article at which something is mentioned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Its 1-based line; that of the outermost include if it was included.
    pub line: u32,
    /// The text node (or code span, or code block) that holds all of it, and where in that node's
    /// own text, in bytes; none where it spans several nodes or comes from the front matter.
    pub place: Option<(NodeId, std::ops::Range<usize>)>,
}

/// Where in its article something is first said, for pages that list articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// The id of the section; empty for the title and the front matter.
    pub section: String,
    /// The sentence (or line of code) in which it stands, on one line.
    pub sentence: String,
}

/// What the recognisers know beyond the article: the built-in tables and what the site adds.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    /// Names of cmdlets.
    pub cmdlets: cmdlet::Known,
}

impl Lexicon {
    /// The lexicon of a site.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        Self {
            cmdlets: cmdlet::Known::new(&config.cmdlets),
        }
    }
}

/// What the recognisers read.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The front matter.
    pub matter: &'a Matter,
    /// The text.
    pub document: &'a Document,
    /// The outline.
    pub outline: &'a Outline,
    /// The steps of the article.
    pub steps: &'a [Step],
}

/// Everything that an article mentions in its `passages`.
#[must_use]
pub fn mentions(subject: Subject<'_>, passages: &[Passage<'_>], lexicon: &Lexicon) -> Mentions {
    let mut errors = error_text::errors(subject, passages);
    let mut codes = code::codes(passages, &errors);
    let cmdlets = cmdlet::cmdlets(subject, passages, &lexicon.cmdlets);
    let commands = command::commands(subject, passages, &errors, &lexicon.cmdlets);
    error_text::finish(&mut errors, subject.outline, &lexicon.cmdlets);
    let given = errors
        .iter()
        .filter(|error| error.form == error_text::Form::FrontMatter);
    given.for_each(|error| code::add_given(&mut codes, error));
    codes.sort_by_key(|code| code.mentions.first().map(|mention| mention.line));
    Mentions {
        errors,
        codes,
        cmdlets,
        commands,
    }
}

/// The mention of the bytes `range` of a passage.
fn mention(passage: &Passage<'_>, range: std::ops::Range<usize>) -> Mention {
    Mention {
        line: passage.line(range.start),
        place: passage.place(range),
    }
}

/// The context of the bytes `range` of a passage.
fn context(passage: &Passage<'_>, range: std::ops::Range<usize>) -> Context {
    Context {
        section: passage.section_id().to_owned(),
        sentence: passage.sentence(range),
    }
}
