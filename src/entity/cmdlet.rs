//! Cmdlets: PowerShell's commands of Verb-Noun form.
//!
//! A function that an article defines, and a script whose file it names, is no cmdlet unless its name is
//! known: nobody will find a page about it elsewhere.

mod known;
mod scan;

use std::collections::{BTreeMap, BTreeSet};

pub use known::Known;
pub use scan::{Found, find};

use super::passage::{Form, Passage};
use super::{Context, Mention, Subject};
use crate::markdown::NodeId;
use scan::{Role, Sighting, sightings};

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
    pub links: Vec<NodeId>,
}

/// The cmdlets that an article mentions, by the first line in which each stands.
pub(super) fn cmdlets(
    subject: Subject<'_>,
    passages: &[Passage<'_>],
    known: &Known,
) -> Vec<CmdletUse> {
    let mut gathered = Gathered::default();
    for given in &subject.matter.cmdlets {
        let mention = Mention {
            line: subject.document.line(given.span),
            place: None,
        };
        gathered.matter(given.value.trim(), mention, known);
    }
    for passage in passages {
        let marked = |at: usize| {
            if passage.form == Form::Code {
                return Some(0);
            }
            let run = run_at(passage, at)?;
            let is_marked =
                run.code || run.strong.is_some() || run.emphasis.is_some() || run.link.is_some();
            is_marked.then_some(run.range.start)
        };
        let mut places = Places::new(passage);
        for sighting in sightings(&passage.text, known, marked) {
            gathered.add(passage, &mut places, sighting);
        }
    }
    gathered.finish()
}

/// A cmdlet while the article is read.
#[derive(Default)]
struct Entry {
    known: Option<String>,
    /// How often each spelling occurs, in the order in which they do.
    spellings: Vec<(String, usize)>,
    mentions: Vec<Mention>,
    context: Option<Context>,
    links: Vec<NodeId>,
}

#[derive(Default)]
struct Gathered {
    entries: Vec<Entry>,
    /// The index of an entry by its name in small letters.
    by_name: BTreeMap<String, usize>,
    /// Names of the article's own functions and scripts.
    own: BTreeSet<String>,
}

impl Gathered {
    fn entry(&mut self, name: &str) -> &mut Entry {
        let index = *self
            .by_name
            .entry(name.to_ascii_lowercase())
            .or_insert_with(|| {
                self.entries.push(Entry::default());
                self.entries.len() - 1
            });
        &mut self.entries[index]
    }

    /// Adds a name that the front matter gives.
    fn matter(&mut self, name: &str, mention: Mention, known: &Known) {
        if name.is_empty() {
            return;
        }
        let canonical = known.canonical(name);
        let entry = self.entry(canonical.unwrap_or(name));
        // Who lists a name knows how it is written.
        entry.known = Some(canonical.unwrap_or(name).to_owned());
        entry.spell(name);
        entry.mentions.push(mention);
    }

    fn add(&mut self, passage: &Passage<'_>, places: &mut Places<'_>, sighting: Sighting) {
        let Sighting {
            range, name, known, ..
        } = sighting;
        if sighting.role == Role::Own {
            self.own.insert(name.to_ascii_lowercase());
            return;
        }
        let entry = self.entry(&name);
        entry.spell(&passage.text[range.clone()]);
        entry.mentions.push(places.mention(range.clone()));
        entry
            .context
            .get_or_insert_with(|| super::context(passage, range.clone()));
        if let Some(link) = link_of(passage, range)
            && entry.links.last() != Some(&link)
        {
            entry.links.push(link);
        }
        if known {
            entry.known = Some(name);
        }
    }

    fn finish(self) -> Vec<CmdletUse> {
        let Self {
            entries,
            by_name,
            own,
        } = self;
        let mut names: Vec<(usize, String)> =
            by_name.into_iter().map(|(name, at)| (at, name)).collect();
        names.sort_unstable();
        let named = entries.into_iter().zip(names);
        named
            .filter(|(entry, (_, name))| entry.known.is_some() || !own.contains(name))
            .map(|(entry, _)| entry.finish())
            .collect()
    }
}

impl Entry {
    fn spell(&mut self, text: &str) {
        const MOST: usize = 32; // keeps the search bounded
        let mut seen = self.spellings.iter_mut();
        if let Some((_, count)) = seen.find(|(spelling, _)| spelling == text) {
            *count += 1;
        } else if self.spellings.len() < MOST {
            self.spellings.push((text.to_owned(), 1));
        }
    }

    /// An unknown name is written as the article does most often, if it does so with capitals.
    fn finish(self) -> CmdletUse {
        let most = self
            .spellings
            .iter()
            .rev() // of equals, the first
            .max_by_key(|(text, count)| (text.bytes().any(|b| b.is_ascii_uppercase()), *count))
            .map(|(text, _)| scan::spelt(text));
        CmdletUse {
            name: self.known.or(most).unwrap_or_default(),
            spellings: self.spellings.into_iter().map(|(text, _)| text).collect(),
            mentions: self.mentions,
            context: self.context.unwrap_or_default(),
            links: self.links,
        }
    }
}

/// The link whose text is the cmdlet at `range`, perhaps with its parameters or the word "cmdlet".
fn link_of(passage: &Passage<'_>, range: std::ops::Range<usize>) -> Option<NodeId> {
    let runs = &passage.runs;
    let at = runs.partition_point(|run| run.range.end <= range.start);
    let link = runs.get(at)?.link?;
    let in_link = |run: &&super::passage::Run| run.link == Some(link);
    let first = runs[..at].iter().rev().take_while(in_link).last();
    let last = runs[at..].iter().take_while(in_link).last()?;
    let start = first.map_or(runs[at].range.start, |run| run.range.start);
    let before = passage.text.get(start..range.start)?;
    let after = passage.text.get(range.end..last.range.end)?;
    let quotes = |c: char| c.is_whitespace() || "\"'`\u{201C}\u{201D}*".contains(c);
    let is_bare = before.trim_matches(quotes).is_empty() || before.ends_with('\\');
    let after = after.trim_start_matches(quotes);
    let goes_on = ["cmdlet", "command", "(", "|"];
    let is_cmdlet = after.is_empty()
        || scan::joiner(after.as_bytes()).is_some()
        || goes_on.iter().any(|word| after.starts_with(word));
    (is_bare && is_cmdlet).then_some(link)
}

/// The run that holds the byte `at` of a passage.
fn run_at<'p>(passage: &'p Passage<'_>, at: usize) -> Option<&'p super::passage::Run> {
    let after = passage.runs.partition_point(|run| run.range.start <= at);
    passage.runs.get(after.checked_sub(1)?)
}

/// Lines and nodes of places in a passage that are asked for in the order of the text, so that all of
/// them together are found in one pass.
struct Places<'p> {
    passage: &'p Passage<'p>,
    /// A place in a block of code, and its line.
    at: usize,
    line: Option<u32>,
}

impl<'p> Places<'p> {
    fn new(passage: &'p Passage<'p>) -> Self {
        Self {
            passage,
            at: 0,
            line: None,
        }
    }

    fn mention(&mut self, range: std::ops::Range<usize>) -> Mention {
        let run = run_at(self.passage, range.start);
        Mention {
            line: self.line(range.start),
            place: run.filter(|run| range.end <= run.range.end).map(|run| {
                let start = run.range.start;
                (run.node, range.start - start..range.end - start)
            }),
        }
    }

    fn line(&mut self, at: usize) -> u32 {
        let Self { passage, .. } = *self;
        if passage.form != Form::Code {
            let document = passage.document;
            return match run_at(passage, at) {
                Some(run) if passage.form != Form::Html => {
                    document.line(document.node(run.node).span())
                }
                _ => passage.line(at),
            };
        }
        let line = self.line.unwrap_or_else(|| passage.line(0));
        let between = &passage.text.as_bytes()[self.at..at];
        let breaks = memchr::memchr_iter(b'\n', between).count();
        let line = line + u32::try_from(breaks).unwrap_or(u32::MAX);
        (self.at, self.line) = (at, Some(line));
        line
    }
}

#[cfg(test)]
mod tests;
