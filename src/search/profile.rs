//! A profile: what the words of a card are worth, read from its texts when it is indexed and again, in
//! the same way, when it is compared with a paste.
//!
//! Its twin for browsers is `profile.js`.

use std::collections::HashSet;

use super::field::Field;
use super::fold::fold;
use super::sentence::sentences;
use super::term::{Sentence, length, pair, sentence, term};
use super::words::{Word, words};

/// What the words of a card are worth.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// Its terms in order, and the worth of each, from 0 to [`MOST`].
    pub worths: Vec<(u32, f64)>,
    /// The sentences of its title, its errors and what its author set apart, in order.
    pub sentences: Vec<Sentence>,
    /// The pairs of neighbouring words in its title, its errors and its symptoms, in order.
    pairs: Vec<u32>,
    /// Its words of letters and their terms, in the order in which they first stand.
    pub letters: Vec<(String, u32)>,
}

impl Profile {
    /// What a term is worth in the article.
    #[must_use]
    pub fn worth(&self, term: u32) -> Option<f64> {
        let place = self.worths.binary_search_by_key(&term, |(term, _)| *term);
        place.ok().map(|place| self.worths[place].1)
    }

    /// Whether two neighbouring words are neighbours in the article.
    #[must_use]
    pub fn has_pair(&self, pair: u32) -> bool {
        self.pairs.binary_search(&pair).is_ok()
    }

    /// Whether a sentence stands in the article.
    #[must_use]
    pub fn has_sentence(&self, sentence: Sentence) -> bool {
        self.sentences.binary_search(&sentence).is_ok()
    }

    /// With what only a comparison with a paste needs.
    #[must_use]
    pub fn with_neighbours<'c>(
        mut self,
        units: impl Iterator<Item = (Field, &'c str)> + Clone,
    ) -> Self {
        let mut known = HashSet::new();
        for field in Field::ALL
            .into_iter()
            .filter(|field| weighing(*field).weight > 0.0)
        {
            for (_, text) in units.clone().filter(|(of, _)| *of == field) {
                for line in fold(text).split('\n') {
                    self.add_neighbours(line, has_pairs(field), &mut known);
                }
            }
        }
        self.pairs.sort_unstable();
        self.pairs.dedup();
        self
    }

    fn add_neighbours(&mut self, line: &str, has_pairs: bool, known: &mut HashSet<u32>) {
        let mut last = None;
        words(line, |word| {
            let Word::Plain(word) = word else { return };
            let here = term(word);
            let is_of_letters =
                word.len() > 3 && word.bytes().all(|byte| byte.is_ascii_lowercase());
            if is_of_letters && known.insert(here) {
                self.letters.push((word.to_owned(), here));
            }
            if let Some(last) = last.filter(|_| has_pairs) {
                self.pairs.push(pair(last, here));
            }
            last = Some(here);
        });
    }
}

/// Whether the pairs of neighbouring words of a field are told.
fn has_pairs(field: Field) -> bool {
    matches!(field, Field::Title | Field::Error | Field::Symptom)
}

/// Whether the sentences of a field are told.
fn has_sentences(field: Field) -> bool {
    matches!(field, Field::Title | Field::Error | Field::Quote)
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
const NAMED: f64 = 0.2;
/// How fast further occurrences of a word count less.
const SATURATION: f64 = 1.2;

/// The profile of the texts of a card, its codes and its cmdlets.
#[must_use]
pub fn profile<'c>(
    units: impl Iterator<Item = (Field, &'c str)> + Clone,
    names: impl Iterator<Item = &'c str>,
) -> Profile {
    let mut writer = Writer::default();
    for field in Field::ALL {
        for (_, text) in units.clone().filter(|(of, _)| *of == field) {
            for line in fold(text).split('\n') {
                writer.line(line, has_sentences(field));
            }
        }
        writer.finish(&weighing(field));
    }
    for name in names {
        words(&fold(name), |word| {
            let (Word::Plain(word) | Word::Compound(word) | Word::Further(word)) = word;
            writer.worths.push((term(word), NAMED));
        });
    }
    writer.profile()
}

#[derive(Default)]
struct Writer {
    /// The terms of the field that is being read, and how many of them are words.
    terms: Vec<u32>,
    count: u32,
    /// The words of a line.
    plain: Vec<(u32, usize)>,
    worths: Vec<(u32, f64)>,
    sentences: Vec<Sentence>,
}

impl Writer {
    fn line(&mut self, line: &str, has_sentences: bool) {
        let Self { terms, plain, .. } = self;
        plain.clear();
        words(line, |word| {
            let here = match word {
                Word::Plain(word) => {
                    let here = term(word);
                    plain.push((here, length(word)));
                    here
                }
                Word::Compound(word) | Word::Further(word) => term(word),
            };
            terms.push(here);
        });
        self.count += u32::try_from(self.plain.len()).unwrap_or(0);
        if !has_sentences {
        } else if sentences(line).len() > 1 {
            self.sentences.extend(whole(line));
        } else {
            self.sentences.extend(sentence(&self.plain));
        }
    }

    /// Adds what the terms of a field are worth.
    fn finish(&mut self, weighing: &Weighing) {
        let length = f64::from(self.count + 1) / weighing.mean;
        let share = weighing.weight / (1.0 - weighing.slope + weighing.slope * length);
        self.terms.sort_unstable();
        if weighing.weight > 0.0 {
            for run in self.terms.chunk_by(|a, b| a == b) {
                self.worths.push((run[0], run.len() as f64 * share));
            }
        }
        self.terms.clear();
        self.count = 0;
    }

    fn profile(mut self) -> Profile {
        // What several fields add is added in their order.
        self.worths.sort_by_key(|(term, _)| *term);
        let runs = self.worths.chunk_by(|a, b| a.0 == b.0);
        let worths = runs.map(|run| {
            let sum = run.iter().fold(0.0, |sum, (_, worth)| sum + worth);
            (run[0].0, sum * (SATURATION + 1.0) / (sum + SATURATION))
        });
        let worths = worths.collect();
        self.sentences.sort_unstable();
        self.sentences.dedup();
        Profile {
            worths,
            sentences: self.sentences,
            ..Profile::default()
        }
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
