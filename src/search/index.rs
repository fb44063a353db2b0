//! The index: files that hold what search knows of a site, each small, so that an answer needs few of
//! them however large the site is, and each a function of few articles, so that an edit changes few.
//!
//! - `manifest.js`, the one file with a fixed name: how many files there are and what they are called,
//!   and how rare each word is.
//! - `terms-N-HASH.js`: which articles have a term in the texts by which they are found, for every term
//!   that falls to the shard `N`.
//! - `words-N-HASH.js`: the same for the other words of the articles.
//! - `cards-N-HASH.js`: the cards of some articles, four to a dozen and a half.
//! - `codes-N-HASH.js`: what codes mean, in a line each; no answer needs them.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::card::{Card, sections};
use super::coding;
use super::common;
use super::field::Field;
use super::fold::fold;
use super::manifest::{
    DEEPEST, DEEPEST_WORDS, Fix, Manifest, SKETCH_TERMS, STEPS, VERSION, address, class,
};
use super::meaning;
use super::profile::{MOST, profile};
use super::stream::stock_pairs;
use super::term::{Sentence, TERMS, term};
use super::words::{Word, words};
use crate::entity::code::Code;

/// An article, as search shows it.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// What it is found by.
    pub card: &'a Card,
    /// Its source path.
    pub path: &'a str,
    /// Its address relative to the root.
    pub url: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The names of its products.
    pub products: Vec<&'a str>,
    /// The name of its kind.
    pub kind: &'static str,
    /// For each of its sections in which it may be found, the fix.
    pub fixes: Vec<Option<Fix>>,
}

/// A file of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name within `search/`.
    pub name: String,
    /// What it holds.
    pub text: String,
}

/// The most words whose rarity the manifest tells; of more, the rarest are left out.
const SKETCHED: usize = 10_000;

/// The files of the index of a site that mentions these codes.
#[must_use]
pub fn index(entries: &[Entry<'_>], codes: &[Code]) -> Vec<File> {
    let shape = Shape::new(entries);
    let profiles: Vec<_> = entries.par_iter().map(|entry| terms(entry.card)).collect();
    let mut found: Vec<Vec<Posting>> = vec![Vec::new(); shape.terms as usize];
    let mut other: Vec<Vec<Posting>> = vec![Vec::new(); shape.words as usize];
    let mut told: Vec<Vec<Posting>> = vec![Vec::new(); shape.terms as usize];
    for (index, (terms, sentences, words)) in profiles.iter().enumerate() {
        let id = shape.ids[index];
        for sentence in sentences {
            let term = sentence.key(shape.terms);
            told[(term % shape.terms) as usize].push(Posting { term, id, worth: 0 });
        }
        for &(term, worth) in terms {
            found[(term % shape.terms) as usize].push(Posting { term, id, worth });
        }
        for &(term, worth) in words {
            other[(term % shape.words) as usize].push(Posting { term, id, worth });
        }
    }
    let rarities = common::Rarities::new(entries.len());
    let counts = counts(&mut found);
    for (shard, sentences) in found.iter_mut().zip(told) {
        shard.extend(sentences);
    }
    let mut files = Vec::new();
    let mut names = |kind: &str, texts: Vec<String>| {
        let mut all = String::new();
        for (number, text) in texts.into_iter().enumerate() {
            let hash = shape.hash(&text);
            all.push_str(&hash);
            let name = format!("{kind}-{number}-{hash}");
            files.push(data(&name, &text));
        }
        all
    };
    let shards = |shards: Vec<Vec<Posting>>, modulus: u32, deepest: usize| -> Vec<String> {
        let written = shards
            .into_par_iter()
            .map(|shard| postings(shard, modulus, deepest));
        written.map(|text| quoted(&text)).collect()
    };
    let manifest = Manifest {
        version: VERSION,
        articles: entries.len(),
        slots: shape.slots,
        groups: shape.groups,
        term_shards: shape.terms,
        word_shards: shape.words,
        terms: names("terms", shards(found, shape.terms, DEEPEST)),
        words: names("words", shards(other, shape.words, DEEPEST_WORDS)),
        cards: names("cards", cards(entries, &shape)),
        codes: names("codes", meanings(codes)),
        rarities: rarities.table(),
        sketch: sketch(&counts, &rarities),
        whole: counts.len() <= SKETCHED,
        stock: stock_pairs(),
    };
    let text = serde_json::to_string(&manifest).unwrap_or_default();
    files.push(data("manifest", &text));
    files
}

/// How many files there are, and where each article stands. Everything but the ids is a step function
/// of the number of articles, so that one more article seldom moves another.
struct Shape {
    groups: u32,
    slots: u32,
    terms: u32,
    words: u32,
    ids: Vec<u32>,
    hash_length: usize,
}

impl Shape {
    fn new(entries: &[Entry<'_>]) -> Self {
        let count = u32::try_from(entries.len()).unwrap_or(u32::MAX).max(1);
        let [groups, terms, words] = numbers_of_files(count);
        let hashes: Vec<u32> = entries.iter().map(|entry| path_hash(entry.path)).collect();
        let (slots, ids) = places(&hashes, groups);
        Self {
            groups,
            slots,
            terms,
            words,
            ids,
            hash_length: if groups + terms + words > 2048 { 3 } else { 5 },
        }
    }

    /// A hash that tells a file from its former self.
    fn hash(&self, text: &str) -> String {
        const LETTERS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
        let digest = Sha256::digest(text.as_bytes());
        let mut number = u64::from_be_bytes(digest[..8].try_into().unwrap_or_default());
        let mut hash = String::new();
        for _ in 0..self.hash_length {
            hash.push(char::from(LETTERS[(number % 36) as usize]));
            number /= 36;
        }
        hash
    }
}

/// How many files of cards, terms and other words so many articles have. A small site has more of them than its
/// size asks for, so that an answer reads little.
fn numbers_of_files(articles: u32) -> [u32; 3] {
    let files = |percent: u32, each: u32, most: u32| {
        let of_large = articles.saturating_mul(percent).div_ceil(100);
        step(of_large.max(articles.div_ceil(each).min(most)))
    };
    [files(8, 4, 192), files(3, 8, 96), files(1, 16, 24)]
}

/// The next of 1, 2, 3, 4, 6, 8, 12, 16, 24 and so on.
fn step(count: u32) -> u32 {
    let power = count.max(1).next_power_of_two();
    if power >= 4 && power / 4 * 3 >= count {
        power / 4 * 3
    } else {
        power
    }
}

fn path_hash(path: &str) -> u32 {
    term(path) ^ (term(&format!("{path}/")) << 8)
}

/// How many places a group has, and the id of each article: the place that its path's hash names, else
/// the next free one, so that a new article seldom moves others.
fn places(hashes: &[u32], groups: u32) -> (u32, Vec<u32>) {
    let mut order: Vec<usize> = (0..hashes.len()).collect();
    order.sort_by_key(|&index| (hashes[index], index));
    let mut sizes = vec![0_u32; groups as usize];
    hashes
        .iter()
        .for_each(|hash| sizes[(hash % groups) as usize] += 1);
    let most = sizes.into_iter().max().unwrap_or(0);
    let slots = most.max(16).next_power_of_two();
    let mut taken = vec![false; (groups * slots) as usize];
    let mut ids = vec![0; hashes.len()];
    for index in order {
        let group = hashes[index] % groups;
        let wanted = hashes[index] / groups;
        let free = (0..slots)
            .map(|step| group * slots + (wanted + step) % slots)
            .find(|id| !taken[*id as usize])
            .unwrap_or(group * slots);
        taken[free as usize] = true;
        ids[index] = free;
    }
    (slots, ids)
}

/// That an article has a term.
#[derive(Clone, Copy, Debug)]
struct Posting {
    term: u32,
    id: u32,
    /// What the term is worth in it, in steps.
    worth: u32,
}

type Worths = Vec<(u32, u32)>;

/// The terms and sentences of a card by which it is found, and the terms of its other text.
fn terms(card: &Card) -> (Worths, Vec<Sentence>, Worths) {
    let units = card
        .units
        .iter()
        .map(|unit| (unit.field, unit.text.as_str()));
    let profile = profile(units, names(card));
    let found = profile
        .worths
        .iter()
        .map(|&(term, worth)| (term, in_steps(worth)));
    let found = found.collect();
    let mut others: Vec<u32> = Vec::new();
    for line in fold(&card.body).split('\n') {
        words(line, |word| {
            if let Word::Plain(word) | Word::Compound(word) = word {
                others.push(term(word));
            }
        });
    }
    others.sort_unstable();
    let runs = others
        .chunk_by(|a, b| a == b)
        .filter(|run| profile.worth(run[0]).is_none());
    let other = runs.map(|run| {
        let count = run.len() as f64;
        (run[0], in_steps(count * MOST / (count + 1.2)))
    });
    (found, profile.sentences.clone(), other.collect())
}

/// The names of a card: its codes, their spellings, its cmdlets.
fn names(card: &Card) -> impl Iterator<Item = &str> {
    let names = card
        .codes
        .iter()
        .chain(&card.spellings)
        .chain(&card.cmdlets);
    names.map(String::as_str)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn in_steps(worth: f64) -> u32 {
    ((worth / MOST * f64::from(STEPS)) as u32).min(STEPS - 1)
}

/// How many articles have each term; the postings are sorted.
fn counts(shards: &mut [Vec<Posting>]) -> BTreeMap<u32, u32> {
    shards
        .par_iter_mut()
        .for_each(|shard| shard.sort_unstable_by_key(|posting| (posting.term, posting.id)));
    let mut counts = BTreeMap::new();
    for posting in shards.iter().flatten() {
        *counts.entry(posting.term).or_default() += 1;
    }
    counts
}

/// The postings of a shard: for each term the gap to the one before, how many articles are told, the class of
/// its frequency where that is not all, and for each article the gap to the one before and the worth.
fn postings(mut shard: Vec<Posting>, modulus: u32, deepest: usize) -> String {
    shard.sort_unstable_by_key(|posting| (posting.term, posting.id));
    let mut out = String::new();
    let mut last = 0;
    for run in shard.chunk_by(|a, b| a.term == b.term) {
        let key = run[0].term / modulus;
        coding::write(&mut out, key - last);
        last = key;
        let count = u32::try_from(run.len()).unwrap_or(u32::MAX);
        let mut best: Vec<&Posting> = run.iter().collect();
        if run.len() > deepest {
            best.sort_by_key(|posting| (std::cmp::Reverse(posting.worth), posting.id));
            best.truncate(deepest);
            best.sort_by_key(|posting| posting.id);
        }
        // Of a list that is whole, its length tells the class.
        let told = u32::try_from(best.len() - 1).unwrap_or(0);
        coding::write(&mut out, told);
        if best.len() == deepest {
            coding::write(&mut out, class(count));
        }
        let mut before = 0;
        for posting in best {
            coding::write(&mut out, posting.id - before);
            before = posting.id;
            coding::write(&mut out, posting.worth);
        }
    }
    out
}

/// The terms of each class of frequency, the frequent ones first; as many as there is room for.
fn sketch(counts: &BTreeMap<u32, u32>, rarities: &common::Rarities) -> Vec<String> {
    let mut classes: Vec<Vec<u32>> = Vec::new();
    for (&term, &count) in counts {
        let class = rarities.class(term, count) as usize;
        if classes.len() <= class {
            classes.resize(class + 1, Vec::new());
        }
        classes[class].push(term / (TERMS / SKETCH_TERMS));
    }
    let mut room = SKETCHED;
    let mut sketch = vec![String::new(); classes.len()];
    for (class, mut terms) in classes.into_iter().enumerate().rev() {
        if terms.len() > room {
            break;
        }
        room -= terms.len();
        terms.sort_unstable();
        terms.dedup();
        let mut last = 0;
        for term in terms {
            coding::write(&mut sketch[class], term - last);
            last = term;
        }
    }
    sketch
}

/// A card as a file holds it. What stands in columns compresses better than what stands in rows.
#[derive(Serialize)]
struct Written<'a>(
    /// Its id.
    u32,
    /// Its source path.
    &'a str,
    /// Its address; empty if that is the path with another ending.
    &'a str,
    /// Its title.
    &'a str,
    /// The names of its products.
    &'a [&'a str],
    /// The name of its kind.
    &'static str,
    /// The sections in which its texts stand, and for each the fix that serves it, counted from 1.
    (Vec<&'a str>, Vec<usize>),
    /// The fixes: section, text, whether it is a command, section of the cause.
    Vec<(&'a str, &'a str, u8, &'a str)>,
    /// Its texts: fields as digits, sections, gaps of lines, ids of those that are errors, texts.
    (String, Vec<usize>, Vec<i64>, Vec<&'a str>, Vec<&'a str>),
    /// Its codes.
    &'a [String],
    /// Other spellings of its codes, and its cmdlets.
    Vec<&'a str>,
);

/// The files of what codes mean.
fn meanings(codes: &[Code]) -> Vec<String> {
    let shards = meaning::shards(codes);
    shards.iter().map(|shard| quoted(shard)).collect()
}

/// The files of cards.
fn cards(entries: &[Entry<'_>], shape: &Shape) -> Vec<String> {
    let mut groups: Vec<Vec<(u32, &Entry<'_>)>> = vec![Vec::new(); shape.groups as usize];
    for (entry, id) in entries.iter().zip(&shape.ids) {
        groups[(id / shape.slots) as usize].push((*id, entry));
    }
    groups
        .into_par_iter()
        .map(|mut group| {
            group.sort_by_key(|(id, _)| *id);
            let cards: Vec<_> = group
                .iter()
                .map(|(id, entry)| written(*id, entry))
                .collect();
            serde_json::to_string(&cards).unwrap_or_default()
        })
        .collect()
}

fn written<'a>(id: u32, entry: &'a Entry<'a>) -> Written<'a> {
    let card = entry.card;
    let sections: Vec<&str> = sections(card);
    let mut fixes: Vec<&Fix> = Vec::new();
    let mut fix_of = Vec::new();
    for fix in &entry.fixes {
        let known = fix.as_ref().map(|fix| {
            let known = fixes.iter().position(|known| *known == fix);
            known.unwrap_or_else(|| {
                fixes.push(fix);
                fixes.len() - 1
            })
        });
        fix_of.push(known.map_or(0, |known| known + 1));
    }
    let units = &card.units;
    let place = |section: &str| sections.iter().position(|known| *known == section);
    let mut last = 0;
    let gaps = units.iter().map(|unit| {
        let gap = i64::from(unit.line) - last;
        last = i64::from(unit.line);
        gap
    });
    let gaps = gaps.collect();
    let errors = units.iter().filter(|unit| unit.field == Field::Error);
    let names = card.spellings.iter().chain(&card.cmdlets);
    let usual = address(entry.path);
    Written(
        id,
        entry.path,
        if entry.url == usual { "" } else { entry.url },
        entry.title,
        &entry.products,
        entry.kind,
        (sections.clone(), fix_of),
        fixes
            .iter()
            .map(|fix| {
                (
                    &*fix.section,
                    &*fix.text,
                    u8::from(fix.is_command),
                    &*fix.cause,
                )
            })
            .collect(),
        (
            units.iter().map(|unit| digit(unit.field)).collect(),
            units
                .iter()
                .map(|unit| place(&unit.section).unwrap_or(0))
                .collect(),
            gaps,
            errors.map(|unit| unit.error.as_str()).collect(),
            units.iter().map(|unit| unit.text.as_str()).collect(),
        ),
        &card.codes,
        names.map(String::as_str).collect(),
    )
}

/// The digit that stands for a field.
fn digit(field: Field) -> char {
    char::from(b'0' + field as u8)
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// A script that holds data and nothing else.
fn data(name: &str, json: &str) -> File {
    File {
        name: format!("{name}.js"),
        text: format!("fixbookData(\"{name}\",{json})\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_few_however_many_articles_there_are() {
        let files = |articles: u32| numbers_of_files(articles).iter().sum::<u32>() + 1;
        assert!(files(1) <= 5);
        assert!(files(2_500) <= 400, "{}", files(2_500));
        assert!(files(100_000) <= 12_500, "{}", files(100_000));
    }
}
