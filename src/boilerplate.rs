//! Boilerplate: paragraphs that recur across a site ("Still need help? …", "This article was written
//! by …", disclaimers from included files) and say nothing about the trouble at hand.
//!
//! They are told by recurrence, and only where boilerplate stands: at the start and at the end of an
//! article, and in what is included. They are shown quietly, are no part of a symptom, a cause or a
//! fix, and a section that holds nothing else is no section. A number that an older knowledge base
//! gave the article becomes its id.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

use regex::Regex;

use crate::markdown::{Document, Kind, NodeId, NodeRef};
use crate::outline::{Outline, Section};

/// The keys of the paragraphs that recur on a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recurring(BTreeSet<Key>);

/// A block that may be boilerplate, with the keys by which it may recur.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    block: NodeId,
    keys: Vec<Key>,
}

/// By what a block recurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// By its whole text, in an included file.
    Included(u64),
    /// By its whole text.
    Whole(u64),
    /// By its words in lower case outside of links.
    Varied(u64),
}

/// How many blocks at either end of an article are looked at.
const EDGE: usize = 4;
/// A paragraph shorter than this, in words, says something of its own ("This behavior is by design.")
/// unless it leads somewhere else.
const SHORT: usize = 8;
/// Fewer words than this say too little to be told apart.
const SHORTEST: usize = 4;
/// More words than this are an article's own.
const LONGEST: usize = 120;

/// The blocks of an article that may be boilerplate.
#[must_use]
pub fn candidates(document: &Document, outline: &Outline) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    let comes_from_elsewhere = |block: NodeId| {
        document
            .manuscript()
            .origin(document.node(block).span().start)
            .is_some()
    };
    let mut add = |block: NodeId, leading: bool| {
        let node = document.node(block);
        if found.iter().all(|known| known.block != block)
            && let Some(text) = that_may_recur(node)
        {
            let keys = keys(node, &text, leading, comes_from_elsewhere(block));
            if !keys.is_empty() {
                found.push(Candidate { block, keys });
            }
        }
    };
    if let Some(first) = outline
        .sections
        .first()
        .filter(|first| first.heading.is_none())
    {
        first
            .blocks
            .iter()
            .take(EDGE)
            .for_each(|&block| add(block, true));
    }
    let blocks: Vec<NodeId> = outline
        .walk()
        .flat_map(|section| section.blocks.iter().copied())
        .collect();
    blocks
        .iter()
        .rev()
        .take(EDGE)
        .for_each(|&block| add(block, false));
    if !document.manuscript().included().is_empty() {
        let included = blocks.iter().filter(|&&block| comes_from_elsewhere(block));
        included.for_each(|&block| add(block, false));
    }
    found
}

/// The text of a block, if it is of a kind that boilerplate has, and does not lead in what follows it.
fn that_may_recur(block: NodeRef<'_>) -> Option<String> {
    match block.kind() {
        Kind::Paragraph { .. } => Some(block.plain_text()).filter(|text| !text.ends_with(':')),
        Kind::Alert(_) | Kind::Quote => Some(block.plain_text()),
        _ => None,
    }
}

/// A key of the whole text and, where names vary (at the start of an article), one of its words in
/// lower case outside of links.
fn keys(block: NodeRef<'_>, text: &str, leading: bool, included: bool) -> Vec<Key> {
    let count = words(text).count();
    let mut plain = String::with_capacity(text.len());
    write_without_links(block, &mut plain);
    let own_words = words(&plain).count();
    let has_link = own_words < count;
    let whole = || hash(words(text));
    let mut keys = Vec::new();
    if included && count <= LONGEST {
        keys.push(Key::Included(whole()));
    }
    // A link alone is a reference, and a short sentence without one an answer.
    let says_nothing_new = own_words > 0 && (has_link || count >= SHORT);
    if says_nothing_new && (SHORTEST..=LONGEST).contains(&count) {
        keys.push(Key::Whole(whole()));
    }
    if leading && count <= LONGEST / 4 {
        let lower = words(&plain)
            .enumerate()
            .filter(|(at, word)| *at == 0 || word.starts_with(char::is_lowercase))
            .map(|(_, word)| word);
        if lower.clone().count() >= SHORTEST {
            keys.push(Key::Varied(hash(lower)));
        }
    }
    keys
}

impl Key {
    /// In how many of a site's articles it must stand to recur: the vaguer it is, the more.
    fn enough(self, articles: usize) -> usize {
        match self {
            Self::Included(_) => 5.max(articles / 250),
            Self::Whole(_) => 5.max(articles / 100),
            Self::Varied(_) => 20.max(articles / 50),
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> + Clone {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// A hash of words, whatever their case.
fn hash<'w>(words: impl Iterator<Item = &'w str>) -> u64 {
    let mut hasher = DefaultHasher::new();
    let mut folded = String::new();
    for word in words {
        folded.clear();
        if word.is_ascii() {
            folded.push_str(word);
            folded.make_ascii_lowercase();
        } else {
            folded.push_str(&word.to_lowercase());
        }
        folded.hash(&mut hasher);
    }
    hasher.finish()
}

fn write_without_links(node: NodeRef<'_>, out: &mut String) {
    for child in node.children() {
        match child.kind() {
            Kind::Link { .. } => out.push(' '),
            Kind::Text(_) | Kind::Code(_) => child.write_plain_text(out),
            _ => {
                write_without_links(child, out);
                out.push(' ');
            }
        }
    }
}

/// The keys that recur among the candidates of all articles.
#[must_use]
pub fn recurring<'c>(
    articles: usize,
    candidates: impl Iterator<Item = &'c [Candidate]>,
) -> Recurring {
    let mut counts: BTreeMap<Key, usize> = BTreeMap::new();
    for article in candidates {
        let keys: BTreeSet<Key> = article
            .iter()
            .flat_map(|candidate| candidate.keys.iter().copied())
            .collect();
        for key in keys {
            *counts.entry(key).or_default() += 1;
        }
    }
    let recurs = counts
        .into_iter()
        .filter(|(key, count)| *count >= key.enough(articles));
    Recurring(recurs.map(|(key, _)| key).collect())
}

impl Recurring {
    /// Which of the blocks of an article recur.
    #[must_use]
    pub fn among(&self, candidates: &[Candidate]) -> Vec<bool> {
        candidates.iter().map(|one| self.holds(one)).collect()
    }

    fn holds(&self, candidate: &Candidate) -> bool {
        candidate.keys.iter().any(|key| self.0.contains(key))
    }
}

/// `_Original KB number:_ 123456`, under the title.
static ID: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^original kb number:?\s*(\d{5,8})(?:\s*,\s*\d{5,8})*\s*$").expect("a constant")
});

/// Sets what recurs aside, and reads the article's id.
pub fn set_aside(
    document: &Document,
    outline: &mut Outline,
    candidates: &[Candidate],
    recurring: &Recurring,
) {
    read_id(document, outline);
    outline.quiet = candidates
        .iter()
        .filter(|candidate| recurring.holds(candidate))
        .map(|candidate| candidate.block)
        .collect();
    if outline.quiet.is_empty() {
        return;
    }
    let quiet = outline.quiet.clone();
    let mut after = Vec::new();
    without_hollow(&mut outline.sections, &quiet, &mut after);
    outline.after = after;
}

fn read_id(document: &Document, outline: &mut Outline) {
    let Some(first) = outline
        .sections
        .first_mut()
        .filter(|first| first.heading.is_none())
    else {
        return;
    };
    let found = first.blocks.iter().take(EDGE).position(|&block| {
        let node = document.node(block);
        matches!(node.kind(), Kind::Paragraph { .. }) && ID.is_match(&node.plain_text())
    });
    let Some(at) = found else { return };
    let text = document.node(first.blocks[at]).plain_text();
    outline.id = ID.captures(&text).map(|found| found[1].to_owned());
    first.blocks.remove(at);
    if first.blocks.is_empty() {
        outline.sections.remove(0);
    }
}

/// Removes the sections that hold nothing but what recurs; that is shown after the others.
fn without_hollow(sections: &mut Vec<Section>, quiet: &BTreeSet<NodeId>, after: &mut Vec<NodeId>) {
    for section in sections.iter_mut() {
        without_hollow(&mut section.sections, quiet, after);
    }
    sections.retain(|section| {
        let hollow = section.heading.is_some()
            && section.sections.is_empty()
            && !section.blocks.is_empty()
            && section.blocks.iter().all(|block| quiet.contains(block));
        if hollow {
            after.extend(&section.blocks);
        }
        !hollow
    });
}
