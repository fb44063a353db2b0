//! One source, read through: first its text and outline, then, when it is known what recurs across
//! the site, the article. Nothing else of the site has a part in it.

use crate::admit::State;
use crate::article::{self, Article, Parts};
use crate::boilerplate::{self, Candidate, Recurring};
use crate::diagnostic::Diagnosed;
use crate::entity::{self, Lexicon, Mentions, Subject, command, passage};
use crate::front_matter::{self, Matter};
use crate::markdown::{self, Document};
use crate::outline::{self, Outline};
use crate::role::RoleWords;
use crate::search::card::{self, Card};
use crate::source::{Library, NoLibrary, Source};

/// The text of one source, with its outline.
#[derive(Clone, Debug)]
pub struct Read {
    document: Document,
    outline: Outline,
    /// The blocks that may recur on other pages.
    pub candidates: Vec<Candidate>,
}

/// What is known of one article before the site as a whole is looked at.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What it says.
    pub article: Article,
    /// Its text.
    pub document: Document,
    /// Its outline.
    pub outline: Outline,
    /// The errors, codes, cmdlets and commands in it.
    pub mentions: Mentions,
    /// What search knows of it.
    pub card: Card,
    /// The byte at which its Markdown starts.
    pub body: u32,
}

/// Reads the text of a source.
#[must_use]
pub fn read(
    source: &Source,
    matter: &Matter,
    words: &RoleWords,
    library: &dyn Library,
) -> Diagnosed<Read> {
    markdown::read(source, matter.body, library).map(|document| {
        let outline = outline::read(&document, words, matter.title.is_some());
        let candidates = boilerplate::candidates(&document, &outline);
        Read {
            document,
            outline,
            candidates,
        }
    })
}

/// Reads a source on its own, as if it were the whole site: with the usual words for headings, without
/// includes, and with nothing that recurs.
#[must_use]
pub fn alone(source: &Source, lexicon: &Lexicon) -> Reading {
    let matter = front_matter::read(source).value;
    let read = read(source, &matter, &RoleWords::default(), &NoLibrary).value;
    let shown = ("public", State::Current);
    finish(read, source, &matter, shown, &Recurring::default(), lexicon).value
}

/// Makes the article of what was read; it is shown to readers of level `visibility`, in that state.
#[must_use]
pub fn finish(
    read: Read,
    source: &Source,
    matter: &Matter,
    (visibility, state): (&str, State),
    recurring: &Recurring,
    lexicon: &Lexicon,
) -> Diagnosed<Reading> {
    let Read {
        document,
        mut outline,
        candidates,
    } = read;
    boilerplate::set_aside(&document, &mut outline, &candidates, recurring);
    let parts = Parts {
        source,
        matter,
        document: &document,
        outline: &outline,
        visibility: visibility.to_owned(),
        state,
    };
    let Diagnosed {
        value: mut article,
        mut diagnostics,
    } = article::article(parts);
    let subject = Subject {
        matter,
        document: &document,
        outline: &outline,
        steps: &article.steps,
    };
    let passages = passage::passages(&document, &outline);
    let mentions = entity::mentions(subject, &passages, lexicon);
    let titles = [Some(&article.title), article.short_title.as_ref()];
    let titles: Vec<&str> = titles.into_iter().flatten().map(String::as_str).collect();
    let card = card::card(&titles, &passages, &mentions);
    diagnostics.extend(command::remarks(&mentions.commands, &document));
    drop(passages);
    let items = mentions.commands.iter().map(|command| command.item);
    article::attach_commands(&mut article.steps, &items.collect::<Vec<_>>());
    let value = Reading {
        article,
        document,
        outline,
        mentions,
        card,
        body: matter.body,
    };
    Diagnosed { value, diagnostics }
}
