//! An answer: the articles that a paste is about, the first one first.
//!
//! Its twin for browsers is `answer.js`.

use std::collections::HashMap;

use super::question::question;
use super::rank::{Score, Weights, by_card, by_terms, telling};
use super::shelf::{Loader, Shelf};

/// What was found for a paste.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// Whether the first result is believed to be about this very error.
    pub confident: bool,
    /// The results, the first one first.
    pub results: Vec<Hit>,
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
    let n = std::env::var("CANDS")
        .ok()
        .and_then(|v| v.parse().ok())
        .unwrap_or(CANDIDATES);
    let mut hits: Vec<Hit> = Vec::new();
    for (id, _) in ranked.into_iter().take(n) {
        let Some(card) = shelf.card(id) else { continue };
        let score = by_card(&question, &weights, &card.profile);
        hits.push(Hit { id, score });
    }
    hits.sort_by(|a, b| b.score.total.total_cmp(&a.score.total));
    hits.truncate(limit);
    Answer {
        confident: false,
        results: hits,
    }
}
