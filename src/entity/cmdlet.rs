//! Cmdlets: PowerShell's commands of Verb-Noun form.

use std::collections::BTreeMap;
use std::ops::Range;

use super::passage::Passage;
use super::{Context, Mention, Subject};
use crate::shell::is_approved_cmdlet;

/// Names of cmdlets: the built-in table and the site's own.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The site's own, by lower-case name: the name as written, and its address.
    own: BTreeMap<String, (String, Option<String>)>,
}

impl Known {
    /// The built-in names and these.
    #[must_use]
    pub fn new(own: &[(String, Option<String>)]) -> Self {
        let own = own
            .iter()
            .map(|(name, url)| (name.to_lowercase(), (name.clone(), url.clone())))
            .collect();
        Self { own }
    }

    /// The name in its canonical case, if it is known.
    #[must_use]
    pub fn canonical(&self, name: &str) -> Option<&str> {
        self.own.get(&name.to_lowercase()).map(|(name, _)| &**name)
    }

    /// Where a known cmdlet is documented.
    #[must_use]
    pub fn address(&self, name: &str) -> Option<String> {
        self.own.get(&name.to_lowercase())?.1.clone()
    }
}

/// A cmdlet in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// Its name; in its canonical case where the name is known, else as written.
    pub name: String,
}

/// A cmdlet that an article mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CmdletUse {
    /// Its name, in one case throughout the article.
    pub name: String,
    /// How the article writes it.
    pub spellings: Vec<String>,
    /// Where it stands, in the order of the text.
    pub mentions: Vec<Mention>,
    /// Where it is first said.
    pub context: Context,
    /// The links whose text is the cmdlet, as nodes: they may teach its address.
    pub links: Vec<crate::markdown::NodeId>,
}

/// The cmdlets in a text, in order and without overlap.
#[must_use]
pub fn find(text: &str, known: &Known) -> Vec<Found> {
    let mut found = Vec::new();
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let mut at = 0;
    for word in text.split(|c: char| !is_part(c)) {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        at = at.max(start);
        if is_approved_cmdlet(word) {
            found.push(Found {
                range: start..start + word.len(),
                name: known.canonical(word).unwrap_or(word).to_owned(),
            });
        }
    }
    found
}

/// The cmdlets that an article mentions.
pub(super) fn cmdlets(
    subject: Subject<'_>,
    passages: &[Passage<'_>],
    known: &Known,
) -> Vec<CmdletUse> {
    let _ = subject;
    let mut uses: Vec<CmdletUse> = Vec::new();
    for passage in passages {
        for found in find(&passage.text, known) {
            let mention = super::mention(passage, found.range.clone());
            let spelling = passage.text[found.range.clone()].to_owned();
            let same = |other: &&mut CmdletUse| other.name.eq_ignore_ascii_case(&found.name);
            match uses.iter_mut().find(same) {
                Some(known) => known.mentions.push(mention),
                None => uses.push(CmdletUse {
                    name: found.name,
                    spellings: vec![spelling],
                    mentions: vec![mention],
                    context: super::context(passage, found.range),
                    links: Vec::new(),
                }),
            }
        }
    }
    uses
}
