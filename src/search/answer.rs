//! An answer: the articles that a paste is about, the first one first.
//!
//! Its twin for browsers is `answer.js`.

use std::collections::HashMap;

use super::belief::{self, Candidate, Explanation, Side, explanation, side};
use super::question::question;
use super::rank::{self, Score, Weights, by_card, by_terms, telling};
use super::shelf::{Loader, Shelf};
use super::stream::Weighing;
use super::term::term;

/// What was found for a paste.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// Whether the first result is believed to be about this very error.
    pub confident: bool,
    /// The results, the first one first.
    pub results: Vec<Hit>,
    /// For training.
    pub measures: Vec<[f64; 14]>,
}

/// An article that was found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Its id in the index.
    pub id: u32,
    /// What it scores.
    pub score: Score,
}

/// How many articles are looked at closely.
const CANDIDATES: usize = 12;

/// What the words of a site weigh.
struct Site<'s, L>(&'s Shelf<L>);

impl<L: Loader> Weighing for Site<'_, L> {
    fn weight(&self, term: u32) -> Option<f64> {
        let class = self.0.class(term);
        class.map(|class| self.0.weight(Some(class)))
    }

    fn most(&self) -> f64 {
        self.0.weight(None)
    }
}

/// The articles that a paste is about, at most `limit`.
#[must_use]
pub fn answer<L: Loader>(paste: &str, shelf: &mut Shelf<L>, limit: usize) -> Answer {
    let question = question(paste, shelf);
    let weights = Weights {
        words: question
            .words
            .iter()
            .map(|word| {
                let class = shelf.class(word.term);
                let known = class.is_some() || !shelf.manifest.whole;
                known.then(|| shelf.weight(class))
            })
            .collect(),
        unknown: shelf.weight(None),
    };
    let most = std::env::var("TELLING")
        .ok()
        .and_then(|v| v.parse().ok())
        .unwrap_or(1000);
    let mut postings = HashMap::new();
    for word in telling(&question, &weights, most) {
        if let Some(found) = shelf.terms(question.words[word].term) {
            postings.insert(word, found.list.clone());
        }
    }
    let mut sentences = HashMap::new();
    for sentence in question.pieces.iter().flat_map(|piece| &piece.sentences) {
        if let Some(found) = shelf.sentence(*sentence).cloned() {
            let weight = shelf.weight(Some(found.class));
            let ids = found.list.iter().map(|(id, _)| *id).collect();
            sentences.insert(*sentence, (weight, ids));
        }
    }
    let ranked = by_terms(&question, &weights, &postings, &sentences);
    let mut ids: Vec<u32> = ranked.iter().map(|(id, _)| *id).take(CANDIDATES).collect();
    let ranked_count = ids.len();
    for (word, list) in &postings {
        let is_code = question.words[*word].text.as_bytes().get(1) == Some(&b':');
        if is_code && list.len() <= 8 {
            ids.extend(list.iter().map(|(id, _)| *id));
        }
    }
    ids[ranked_count..].sort_unstable();
    let mut hits: Vec<Hit> = Vec::new();
    let mut cards = Vec::new();
    for (rank, id) in ids.into_iter().enumerate() {
        if hits.iter().any(|hit| hit.id == id) {
            continue;
        }
        let Some(card) = shelf.card(id).cloned() else {
            continue;
        };
        let mut score = by_card(&question, &weights, &card.profile);
        if rank >= ranked_count {
            score.total = score.total.min(0.01);
        }
        hits.push(Hit { id, score });
        cards.push((id, card));
    }
    hits.sort_by(|a, b| b.score.total.total_cmp(&a.score.total));
    let site = Site(shelf);
    let side = side(&question.lines, &site);
    let explanations: Vec<Explanation> = hits
        .iter()
        .map(|hit| {
            let card = &cards
                .iter()
                .find(|(id, _)| *id == hit.id)
                .expect("it was kept")
                .1;
            let slips = rank::slips(&question, &weights, &card.profile);
            let terms: Vec<u32> = side
                .words()
                .iter()
                .map(|word| {
                    let index = question.words.iter().position(|known| known.text == *word);
                    index
                        .and_then(|index| slips.get(&index).copied())
                        .unwrap_or_else(|| term(word))
                })
                .collect();
            explanation(&side, &terms, card, &site)
        })
        .collect();
    let mut order: Vec<usize> = (0..hits.len()).collect();
    let mut z = judge(&side, &hits, &explanations, &order);
    let codes: Vec<_> = side
        .all_codes()
        .into_iter()
        .filter(|kin| kin.is_telling())
        .cloned()
        .collect();
    if z <= 0.0 && !order.is_empty() && !codes.is_empty() {
        let shared = |index: usize| {
            let mut sum = 0.0;
            for kin in &codes {
                if explanations[index].codes.contains(&kin.code) {
                    sum += 1.0;
                }
            }
            sum
        };
        if shared(0) == 0.0 {
            let mut best = (0.0, 0);
            for index in 1..hits.len() {
                if shared(index) > best.0 {
                    best = (shared(index), index);
                }
            }
            if best.0 > 0.0 {
                order.retain(|index| *index != best.1);
                order.insert(0, best.1);
                z = judge(&side, &hits, &explanations, &order);
            }
        }
    }
    let mut results: Vec<Hit> = order.iter().map(|index| hits[*index].clone()).collect();
    results.truncate(limit);
    let measures = if std::env::var_os("MEASURES").is_some() {
        let candidates = order.iter().map(|index| Candidate {
            score: hits[*index].score,
            explanation: &explanations[*index],
        });
        belief::measures(&side, &candidates.collect::<Vec<_>>())
    } else {
        Vec::new()
    };
    Answer {
        confident: z > 0.0,
        results,
        measures,
    }
}

fn judge(side: &Side, hits: &[Hit], explanations: &[Explanation], order: &[usize]) -> f64 {
    let candidates = order.iter().map(|index| Candidate {
        score: hits[*index].score,
        explanation: &explanations[*index],
    });
    belief::belief(side, &candidates.collect::<Vec<_>>())
}
