//! Ranking: which articles a question is about. First by the terms that articles have, then, for the
//! best of them, by their cards.
//!
//! A line of the question is scored by itself, and counts by how much of it an article covers: in a log,
//! the one line that matters outweighs fifty that do not. Sums are made in the order of the question, so
//! that both readers get the same.
//!
//! Its twin for browsers is `rank.js`.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::codes::is_code;
use super::manifest::STEPS;
use super::profile::{MOST, Profile};
use super::question::{Piece, Question};
use super::term::{Sentence, pair};
use super::typo::{is_near, may_have_slip};

/// What the words of a question weigh.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    /// The weight of each word; none if no article has it.
    pub words: Vec<Option<f64>>,
    /// The weight of a word that no article has.
    pub unknown: f64,
}

impl Weights {
    /// What a word (or a name) that no article has counts in the mass of a piece.
    fn of_unknown(&self, is_word: bool) -> f64 {
        if is_word { self.unknown * UNKNOWN } else { 0.0 }
    }
}

/// How much of a question's piece what is unknown weighs beside what is rare.
const UNKNOWN: f64 = 0.5;
/// What a pair of neighbouring words counts beside a word.
const PAIR: f64 = 1.2;
/// What a sentence counts that an article has word for word, beside the rarest word.
const WHOLE: f64 = 1.0;
/// What a word counts that stands elsewhere in an article than in the texts by which it is found.
const OTHER: f64 = 0.5;
/// The same for a name of several parts, which seldom means anything else.
const OTHER_NAME: f64 = 1.0;
/// What a name of several parts counts beside them.
const NAME: f64 = 0.5;
/// What a word counts that differs from an article's by a slip of the hand.
const SLIP: f64 = 0.75;
/// What each further word of a line counts when words are chosen.
const LATER: f64 = 0.93;
/// How many pieces of a question count, each this much less than the one before.
const PIECES: usize = 8;
const DECAY: f64 = 0.45;

/// The words of a question, those that tell the most first, each line in its turn.
#[must_use]
pub fn telling(question: &Question, weights: &Weights) -> Vec<usize> {
    let mut queues: Vec<Vec<(f64, usize)>> = Vec::new();
    for piece in &question.pieces {
        let words = once(piece).into_iter();
        let known = words.filter_map(|(word, _)| Some((weights.words[word]? * piece.weight, word)));
        let mut queue: Vec<(f64, usize)> = known.collect();
        queue.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        queues.push(queue);
    }
    let mut best: HashMap<usize, f64> = HashMap::new();
    for queue in queues {
        // Each line has a say: its later words count less beside the first ones of others.
        let mut turn = 1.0;
        for (weight, word) in queue {
            let known = best.entry(word).or_default();
            *known = known.max(weight * turn);
            turn *= LATER;
        }
    }
    let mut told: Vec<(f64, usize)> = best
        .into_iter()
        .map(|(word, weight)| (weight, word))
        .collect();
    told.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    told.into_iter().map(|(_, word)| word).collect()
}

/// The articles that have a term or a sentence, and what it is worth in each.
type List<'l> = &'l [(u32, u32)];

/// What an article scores in a piece of the question.
#[derive(Clone, Copy, Default)]
struct Part {
    score: f64,
    hit: f64,
    other: f64,
}

/// The score of each article by the terms that were looked up, the best first; then what its other words
/// score.
#[must_use]
pub fn by_terms(
    question: &Question,
    weights: &Weights,
    postings: &HashMap<usize, List<'_>>,
    sentences: &HashMap<Sentence, (f64, List<'_>)>,
    other: &HashMap<usize, List<'_>>,
) -> Vec<(u32, f64, f64)> {
    let mut scores: BTreeMap<u32, (Vec<f64>, f64)> = BTreeMap::new();
    for piece in &question.pieces {
        let mut mass = 0.0;
        let mut here: BTreeMap<u32, Part> = BTreeMap::new();
        for (word, is_word) in once(piece) {
            let Some(weight) = weights.words[word] else {
                mass += weights.of_unknown(is_word);
                continue;
            };
            let share = weight * share_of(&question.words[word].text, is_word);
            mass += share;
            for &(id, worth) in postings.get(&word).copied().unwrap_or_default() {
                let part = here.entry(id).or_default();
                part.score += weight * (f64::from(worth) + 0.5) * MOST / f64::from(STEPS);
                part.hit += share;
            }
            for &(id, worth) in other.get(&word).copied().unwrap_or_default() {
                let part = here.entry(id).or_default();
                let counts = if is_word { OTHER } else { OTHER_NAME };
                part.other += weight * (f64::from(worth) + 0.5) * MOST / f64::from(STEPS) * counts;
                part.hit += share;
            }
        }
        for sentence in &piece.sentences {
            let Some((weight, list)) = sentences.get(sentence) else {
                continue;
            };
            for &(id, _) in *list {
                here.entry(id).or_default().score += weight * WHOLE;
            }
        }
        for (id, part) in here {
            let covered = part.hit / mass.max(1e-6);
            let entry = scores.entry(id).or_default();
            entry
                .0
                .push((part.score + part.other) * covered * piece.weight);
            if part.other > 0.0 {
                entry.1 += (part.score + part.other) * covered * piece.weight;
            }
        }
    }
    let mut totals: Vec<(u32, f64, f64)> = scores
        .into_iter()
        .map(|(id, (scores, other))| (id, total(scores), other))
        .collect();
    totals.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    totals
}

/// The words and names of a piece, each once, and whether it is a word.
fn once(piece: &Piece) -> Vec<(usize, bool)> {
    let words = piece.words.iter().map(|word| (*word, true));
    let names = piece.names.iter().map(|name| (*name, false));
    let mut found: Vec<(usize, bool)> = Vec::new();
    let mut seen = HashSet::new();
    for (word, is_word) in words.chain(names) {
        if seen.insert(word) {
            found.push((word, is_word));
        }
    }
    found
}

/// What pieces score together: the best of them, each less than the one before.
fn total(mut scores: Vec<f64>) -> f64 {
    scores.sort_by(|a, b| b.total_cmp(a));
    let mut factor = 1.0;
    let mut sum = 0.0;
    for score in scores.into_iter().take(PIECES) {
        sum += score * factor;
        factor *= DECAY;
    }
    sum
}

/// How much a word counts when it is asked how much of a piece an article has. A name of several parts
/// counts beside its parts.
fn share_of(text: &str, is_word: bool) -> f64 {
    if is_word || is_code(text) { 1.0 } else { NAME }
}

/// What a card scores.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// The sum of its pieces.
    pub total: f64,
    /// The largest share of a piece that it covers, less for pieces that hold little.
    pub covered: f64,
}

/// What the card of this profile scores, with the slips of the hand that it mends.
#[must_use]
pub fn by_card(
    question: &Question,
    weights: &Weights,
    card: &Profile,
    slips: &HashMap<usize, u32>,
) -> Score {
    let mut scores = Vec::with_capacity(question.pieces.len());
    let mut score = Score::default();
    for piece in &question.pieces {
        let part = by_piece(question, piece, weights, card, slips);
        scores.push(part.total);
        score.covered = score.covered.max(part.covered);
    }
    score.total = total(scores);
    score
}

/// For each word that no article has, the term of the card's word that was meant.
#[must_use]
pub fn slips(question: &Question, weights: &Weights, card: &Profile) -> HashMap<usize, u32> {
    let mut found = HashMap::new();
    for (index, word) in question.words.iter().enumerate() {
        if weights.words[index].is_some() || !may_have_slip(&word.text) {
            continue;
        }
        let meant = card
            .letters
            .iter()
            .find(|(known, _)| is_near(&word.text, known));
        if let Some((_, term)) = meant {
            found.insert(index, *term);
        }
    }
    found
}

fn by_piece(
    question: &Question,
    piece: &Piece,
    weights: &Weights,
    card: &Profile,
    slips: &HashMap<usize, u32>,
) -> Score {
    let term = |word: usize| {
        slips
            .get(&word)
            .copied()
            .unwrap_or(question.words[word].term)
    };
    let (mut mass, mut hit, mut score) = (0.0, 0.0, 0.0);
    for (word, is_word) in once(piece) {
        let slip = slips.contains_key(&word);
        let weight = match weights.words[word] {
            Some(weight) => weight,
            None if slip => weights.unknown * SLIP,
            None => {
                mass += weights.of_unknown(is_word);
                continue;
            }
        };
        let share = weight * share_of(&question.words[word].text, is_word);
        mass += share;
        if let Some(worth) = card.worth(term(word)) {
            score += weight * worth * if slip { SLIP } else { 1.0 };
            hit += share;
        }
    }
    let covered = hit / mass.max(1e-6);
    let mut paired = 0.0;
    let mut seen = HashSet::new();
    for two in piece.words.windows(2) {
        let weight = |word: usize| weights.words[word].unwrap_or(weights.of_unknown(true));
        let both = pair(term(two[0]), term(two[1]));
        if !seen.insert(both) {
            continue;
        }
        let worth = pair_weight(weight(two[0]), weight(two[1]), weights.unknown);
        if card.has_pair(both) {
            paired += worth;
        }
    }
    score += PAIR * paired;
    for sentence in &piece.sentences {
        if card.has_sentence(*sentence) {
            score += weights.unknown * WHOLE;
        }
    }
    let full = (mass / 25.0).min(1.0) * (piece.weight + 0.3).min(1.0);
    Score {
        total: score * covered * piece.weight,
        covered: covered * full,
    }
}

/// What a pair of words weighs: more than either, never more than a word that one article has.
fn pair_weight(first: f64, second: f64, most: f64) -> f64 {
    ((first + second) * 0.8).min(most)
}
