//! The index: files that hold what search knows of a site, each small, so that an answer needs few of
//! them however large the site is, and each a function of few articles, so that an edit changes few.
//!
//! - `manifest.js`, the one file with a fixed name: how many files there are and what they are called,
//!   and how rare each word is.
//! - `terms-N-HASH.js`: which articles have a term in the texts by which they are found, for every term
//!   that falls to the shard `N`.
//! - `words-N-HASH.js`: the same for the other words of the articles.
//! - `cards-N-HASH.js`: the cards of some articles whose paths are neighbours.
//! - `codes-N-HASH.js`: what codes mean, in a line each; no answer needs them.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::anchor;
use super::card::{Card, sections};
use super::coding;
use super::common;
use super::field::Field;
use super::fold::fold;
use super::kin::generic_terms;
use super::layout::{Layout, layout};
use super::manifest::{
    Fix, Manifest, OF_TERMS, OF_WORDS, Postings, SKETCH_TERMS, STEPS, VERSION, class,
    shortened_address,
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
    let paths: Vec<&str> = entries.iter().map(|entry| entry.path).collect();
    let layout = layout(&paths);
    let profiles: Vec<_> = entries.par_iter().map(|entry| terms(entry.card)).collect();
    let mut found: Vec<Vec<Posting>> = vec![Vec::new(); layout.terms as usize];
    let mut other: Vec<Vec<Posting>> = vec![Vec::new(); layout.words as usize];
    let mut told: Vec<Vec<Posting>> = vec![Vec::new(); layout.terms as usize];
    for (index, (terms, sentences, words)) in profiles.iter().enumerate() {
        let id = layout.ids[index];
        for sentence in sentences {
            let term = sentence.key(layout.terms);
            told[(term % layout.terms) as usize].push(Posting { term, id, worth: 0 });
        }
        for &(term, worth) in terms {
            found[(term % layout.terms) as usize].push(Posting { term, id, worth });
        }
        for &(term, worth) in words {
            other[(term % layout.words) as usize].push(Posting { term, id, worth });
        }
    }
    let rarities = common::Rarities::new(entries.len());
    let counts = counts(&mut found);
    for (shard, sentences) in found.iter_mut().zip(told) {
        shard.extend(sentences);
    }
    let count = layout.groups + layout.terms + layout.words;
    let hash_length = if count > 2048 { 3 } else { 5 };
    let mut files = Vec::new();
    let mut names = |kind: &str, texts: Vec<String>| {
        let mut all = String::new();
        for (number, text) in texts.into_iter().enumerate() {
            let hash = hash(&text, hash_length);
            all.push_str(&hash);
            let name = format!("{kind}-{number}-{hash}");
            if text != NONE {
                files.push(data(&name, &text));
            }
        }
        all
    };
    let shards = |shards: Vec<Vec<Posting>>, modulus: u32, of: &Postings| -> Vec<String> {
        let written = shards
            .into_par_iter()
            .map(|shard| postings(shard, modulus, of));
        written.map(|text| quoted(&text)).collect()
    };
    let manifest = Manifest {
        version: VERSION,
        articles: entries.len(),
        slots: layout.slots,
        groups: layout.groups,
        term_shards: layout.terms,
        word_shards: layout.words,
        terms: names("terms", shards(found, layout.terms, &OF_TERMS)),
        words: names("words", shards(other, layout.words, &OF_WORDS)),
        cards: names("cards", cards(entries, &layout)),
        codes: names("codes", meanings(codes)),
        rarities: rarities.table(),
        sketch: sketch(&counts, &rarities),
        whole: counts.len() <= SKETCHED,
        stock: stock_pairs(),
        generic: generic_terms(),
    };
    let text = serde_json::to_string(&manifest).unwrap_or_default();
    files.push(data("manifest", &text));
    files
}

/// A hash, of so many characters, that tells a file from its former self.
fn hash(text: &str, length: usize) -> String {
    const LETTERS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let digest = Sha256::digest(text.as_bytes());
    let mut number = u64::from_be_bytes(digest[..8].try_into().unwrap_or_default());
    let mut hash = String::new();
    for _ in 0..length {
        hash.push(char::from(LETTERS[(number % 36) as usize]));
        number /= 36;
    }
    hash
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
/// its frequency where that is not all, and for each article the gap to the one before, times the number
/// of worths, and the worth.
fn postings(mut shard: Vec<Posting>, modulus: u32, of: &Postings) -> String {
    // Stable, because that is quick on what is sorted but for its end.
    shard.sort_by_key(|posting| (posting.term, posting.id));
    let mut out = String::new();
    let mut last = 0;
    for run in shard.chunk_by(|a, b| a.term == b.term) {
        let key = run[0].term / modulus;
        coding::write(&mut out, key - last);
        last = key;
        let count = u32::try_from(run.len()).unwrap_or(u32::MAX);
        let mut best: Vec<&Posting> = run.iter().collect();
        if run.len() > of.deepest {
            best.sort_by_key(|posting| (std::cmp::Reverse(posting.worth), posting.id));
            best.truncate(of.deepest);
            best.sort_by_key(|posting| posting.id);
        }
        // Of a list that is whole, its length tells the class.
        let told = u32::try_from(best.len() - 1).unwrap_or(0);
        coding::write(&mut out, told);
        if best.len() == of.deepest {
            coding::write(&mut out, class(count));
        }
        let mut next = 0;
        for posting in best {
            let worth = posting.worth.saturating_sub(of.least);
            coding::write(&mut out, (posting.id - next) * of.worths + worth);
            next = posting.id + 1;
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
    /// Its address, shortened.
    String,
    /// Its title; empty if that is its first text.
    &'a str,
    /// The names of its products.
    &'a [&'a str],
    /// The name of its kind.
    &'static str,
    /// The sections in which its texts stand, shortened, and for each the fix that serves it, counted from 1.
    (Vec<&'a str>, Vec<usize>),
    /// The fixes: section, text, whether it is a command, section of the cause.
    Vec<(&'a str, &'a str, u8, &'a str)>,
    /// Its texts: fields as digits, sections, gaps of lines, ids of those that are errors,
    /// shortened, texts.
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

/// What a file of cards that no article falls to would hold; it is not written.
const NONE: &str = "[]";

/// The files of cards.
fn cards(entries: &[Entry<'_>], layout: &Layout) -> Vec<String> {
    let mut groups: Vec<Vec<(u32, &Entry<'_>)>> = vec![Vec::new(); layout.groups as usize];
    for (entry, id) in entries.iter().zip(&layout.ids) {
        groups[(id / layout.slots) as usize].push((*id, entry));
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
    let errors = errors.map(|unit| anchor::shortened(&unit.error, &anchor::of_error(&unit.text)));
    let headed = sections.iter().map(|section| {
        let heading = units.iter().find(|unit| unit.section == *section);
        let derived = heading.map_or_else(String::new, |unit| anchor::of_heading(&unit.text));
        anchor::shortened(section, &derived)
    });
    let headed = headed.collect();
    let has_title = units.first().is_some_and(|unit| unit.text == entry.title);
    let names = card.spellings.iter().chain(&card.cmdlets);
    Written(
        id,
        entry.path,
        shortened_address(entry.path, entry.url),
        if has_title { "" } else { entry.title },
        &entry.products,
        entry.kind,
        (headed, fix_of),
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
            errors.collect(),
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
