//! A profile: what the words of a card are worth, read from its texts when it is indexed and again, in
//! the same way, when it is compared with a paste.
//!
//! Its twin for browsers is `profile.js`.

use std::collections::{HashMap, HashSet};

use super::field::Field;
use super::fold::fold;
use super::sentence::sentences;
use super::term::{Sentence, length, pair, sentence, term};
use super::words::{Word, words};

/// What the words of a card are worth.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// The worth of each term, from 0 to [`MOST`].
    pub worth: HashMap<u32, f64>,
    /// The pairs of neighbouring words in its title, its errors and its symptoms.
    pub pairs: HashSet<u32>,
    /// The sentences of its title, its errors and what its author set apart.
    pub sentences: HashSet<Sentence>,
    /// Its words of letters and their terms, in the order in which they first stand.
    pub letters: Vec<(String, u32)>,
}

/// The most that a term can be worth in an article.
pub const MOST: f64 = 2.2;

/// How a field counts, as in BM25F (S. Robertson, H. Zaragoza: The Probabilistic Relevance Framework,
/// 2009): the weight of its words, and how much its length takes from it. The mean lengths are fixed, so
/// that what is written of one article depends on no other.
struct Weighing {
    weight: f64,
    slope: f64,
    mean: f64,
}

const fn weighing(field: Field) -> Weighing {
    let (weight, slope, mean) = match field {
        Field::Title => (3.0, 0.3, 12.0),
        Field::Error => (3.0, 0.3, 40.0),
        Field::Symptom => (1.5, 0.6, 60.0),
        Field::Heading => (1.5, 0.5, 20.0),
        Field::Quote => (0.0, 0.0, 1.0),
        Field::Row => (0.75, 0.5, 60.0),
    };
    Weighing {
        weight,
        slope,
        mean,
    }
}

/// What a name counts that stands anywhere in an article: less than in any text by which it is found.
const NAMED: f64 = 0.1;
/// How fast further occurrences of a word count less.
const SATURATION: f64 = 1.2;

/// The profile of the texts of a card, its codes and its cmdlets.
#[must_use]
pub fn profile<'c>(
    units: impl Iterator<Item = (Field, &'c str)> + Clone,
    names: impl Iterator<Item = &'c str>,
) -> Profile {
    let mut pairs = HashSet::new();
    let mut letters = Vec::new();
    let mut told = HashSet::new();
    let mut known = HashSet::new();
    let mut worth: HashMap<u32, f64> = HashMap::new();
    for (field, text) in units.clone() {
        if matches!(field, Field::Title | Field::Error | Field::Quote) {
            for line in fold(text).split('\n') {
                told.extend(whole(line));
            }
        }
    }
    for field in Field::ALL {
        let Weighing {
            weight,
            slope,
            mean,
        } = weighing(field);
        if weight == 0.0 {
            continue;
        }
        let has_pairs = matches!(field, Field::Title | Field::Error | Field::Symptom);
        let mut count = 0;
        let mut counts: HashMap<u32, f64> = HashMap::new();
        for (_, text) in units.clone().filter(|(of, _)| *of == field) {
            for line in fold(text).split('\n') {
                let mut last = None;
                words(line, |word| {
                    let term = match word {
                        Word::Plain(word) => {
                            let here = term(word);
                            if word.len() > 3
                                && word.bytes().all(|byte| byte.is_ascii_lowercase())
                                && known.insert(here)
                            {
                                letters.push((word.to_owned(), here));
                            }
                            if let Some(last) = last.filter(|_| has_pairs) {
                                pairs.insert(pair(last, here));
                            }
                            last = Some(here);
                            count += 1;
                            here
                        }
                        Word::Compound(word) | Word::Further(word) => term(word),
                    };
                    *counts.entry(term).or_default() += 1.0;
                });
            }
        }
        let length = f64::from(count + 1) / mean;
        let share = weight / (1.0 - slope + slope * length);
        for (term, count) in counts {
            *worth.entry(term).or_default() += count * share;
        }
    }
    for name in names {
        words(&fold(name), |word| {
            let (Word::Plain(word) | Word::Compound(word) | Word::Further(word)) = word;
            *worth.entry(term(word)).or_default() += NAMED;
        });
        *worth.entry(term(&name.to_lowercase())).or_default() += NAMED;
    }
    for count in worth.values_mut() {
        *count = *count * (SATURATION + 1.0) / (*count + SATURATION);
    }
    Profile {
        worth,
        pairs,
        sentences: told,
        letters,
    }
}

/// The sentences of a line, and the line as one.
#[must_use]
pub fn whole(line: &str) -> Vec<Sentence> {
    let parts = sentences(line);
    let mut found = Vec::new();
    let mut all = Vec::new();
    for (_, part) in &parts {
        let mut here = Vec::new();
        words(part, |word| {
            if let Word::Plain(word) = word {
                here.push((term(word), length(word)));
            }
        });
        found.extend(sentence(&here));
        all.extend(here);
    }
    if parts.len() > 1 {
        found.extend(sentence(&all));
    }
    found
}
