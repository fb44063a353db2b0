//! One source, read through: a function of the source and of what admitted it, and of nothing else.

use crate::admit::State;
use crate::article::{self, Article, Parts};
use crate::diagnostic::Diagnosed;
use crate::front_matter::Matter;
use crate::markdown::{self, Document};
use crate::outline::{self, Outline};
use crate::role::RoleWords;
use crate::source::{Library, Source};

/// What is known of one article before the site as a whole is looked at.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What it says.
    pub article: Article,
    /// Its text.
    pub document: Document,
    /// Its outline.
    pub outline: Outline,
    /// The byte at which its Markdown starts.
    pub body: u32,
}

/// Reads an article that is shown to readers of level `visibility`, in that state.
#[must_use]
pub fn read(
    source: &Source,
    matter: &Matter,
    (visibility, state): (&str, State),
    words: &RoleWords,
    library: &dyn Library,
) -> Diagnosed<Reading> {
    let mut diagnostics = Vec::new();
    let document = markdown::read(source, matter.body, library).into_value(&mut diagnostics);
    let outline = outline::read(&document, words, matter.title.is_some());
    let article = article::article(Parts {
        source,
        matter,
        document: &document,
        outline: &outline,
        visibility: visibility.to_owned(),
        state,
    })
    .into_value(&mut diagnostics);
    Diagnosed {
        value: Reading {
            article,
            document,
            outline,
            body: matter.body,
        },
        diagnostics,
    }
}
