//! A stream: the words of a text in order, each with what it weighs in its place, for a paste and an
//! article to be laid side by side.
//!
//! The same word weighs less in a stock phrase, in the words that lead a reason in, in the lines that a
//! shell puts around a message: long frames that many messages share must not outweigh the short clause
//! that tells them apart.
//!
//! Its twin for browsers is `stream.js`.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::codes::is_code;
use super::coding;
use super::fold::{fold, without_apostrophes};
use super::patterns::pattern;
use super::sentence::sentences;
use super::term::{length, pair, term};
use super::words::{Word, words, words_at};

/// The words of a text.
#[derive(Clone, Debug, Default)]
pub struct Stream {
    /// The term of each word.
    pub terms: Vec<u32>,
    /// What each weighs.
    pub weights: Vec<f64>,
    /// What each would weigh if it stood in no frame.
    pub bare: Vec<f64>,
    /// The line of each.
    pub lines: Vec<usize>,
    /// The sentence of each, counted through the text.
    pub sentences: Vec<usize>,
    /// Whether each stands in the last clause of its sentence, after a colon, which tells the reason.
    pub reasons: Vec<bool>,
    /// The words themselves.
    pub words: Vec<String>,
}

/// What words weigh.
pub trait Weighing {
    /// The weight of a term; none if no article has it.
    fn weight(&self, term: u32) -> Option<f64>;
    /// The most that a term can weigh.
    fn most(&self) -> f64;
}

impl Stream {
    /// Adds a line, of which every word counts by `factor`; at most `most` words in all.
    pub fn add(&mut self, line: &str, factor: f64, weighing: &dyn Weighing, most: usize) {
        if self.terms.len() >= most {
            return;
        }
        let number = self.lines.last().map_or(0, |line| line + 1);
        let mut sentence = self.sentences.last().map_or(0, |sentence| sentence + 1);
        let line = pattern("call").replace_all(line, " ");
        let line = without_apostrophes(&line);
        let start = self.terms.len();
        for (_, text) in sentences(&line) {
            let places = places(text);
            let reason = text.rfind(": ");
            let before = self.terms.len();
            words_at(text, |word, at| {
                let Word::Plain(word) = word else { return };
                if self.terms.len() >= most {
                    return;
                }
                let term = term(word);
                self.terms.push(term);
                let bare = weight(word, term, weighing);
                self.bare.push(bare);
                self.weights.push(bare * places.factor(at) * factor);
                self.lines.push(number);
                self.sentences.push(sentence);
                self.reasons.push(reason.is_some_and(|reason| reason < at));
                self.words.push(word.to_owned());
            });
            sentence += usize::from(self.terms.len() > before);
        }
        self.lower_stock(start);
    }

    /// The stream of an article's text.
    #[must_use]
    pub fn of_unit(text: &str, is_error: bool, weighing: &dyn Weighing) -> Self {
        let mut stream = Self::default();
        for line in fold(text).split('\n') {
            let factor = if is_error {
                super::paste::factor(line)
            } else {
                1.0
            };
            stream.add(line, factor, weighing, 400);
        }
        stream
    }

    /// Words of stock phrases weigh a quarter.
    fn lower_stock(&mut self, start: usize) {
        let is_stock = |first: usize| {
            let terms = (self.terms.get(first), self.terms.get(first + 1));
            matches!(terms, (Some(a), Some(b)) if STOCK.contains(&stock_pair(*a, *b)))
        };
        let stock: Vec<bool> = (start..self.terms.len())
            .map(|at| is_stock(at) || at > start && is_stock(at - 1))
            .collect();
        for (weight, stock) in self.weights[start..].iter_mut().zip(stock) {
            *weight *= if stock { 0.25 } else { 1.0 };
        }
    }
}

/// Pairs of neighbouring words of phrases that stand in messages of every program, in the bits that are
/// told of each.
static STOCK: LazyLock<BTreeSet<u32>> = LazyLock::new(|| {
    let mut pairs = BTreeSet::new();
    let phrases = include_str!("stock.txt").lines();
    for line in phrases.filter(|line| !line.starts_with('#')) {
        let mut last = None;
        words(&fold(line), |word| {
            if let Word::Plain(word) = word {
                let term = term(word);
                if let Some(last) = last {
                    pairs.insert(stock_pair(last, term));
                }
                last = Some(term);
            }
        });
    }
    pairs
});

/// What is told of a pair: enough bits that of a thousand others fewer than one is taken for stock.
fn stock_pair(first: u32, second: u32) -> u32 {
    pair(first, second) >> 4
}

/// The stock pairs as the browser reads them: the gaps between them.
pub(super) fn stock_pairs() -> String {
    coding::gaps(STOCK.iter().copied())
}

/// Words with which people and programs lead a message in, by their stems.
pub(super) const CUES: &[&str] = &[
    "can", "error", "fix", "follow", "get", "if", "issue", "may", "message", "might", "occur",
    "occurr", "problem", "receiv", "receive", "resolv", "resolve", "see", "tri", "try", "user",
    "when",
];

/// What a word weighs by itself.
fn weight(word: &str, term: u32, weighing: &dyn Weighing) -> f64 {
    let most = weighing.most();
    let is_code = is_code(word);
    let has_digit = word.bytes().any(|byte| byte.is_ascii_digit());
    let weight = match weighing.weight(term) {
        Some(weight) if has_digit && !is_code => weight * 0.5,
        Some(weight) => weight,
        None if is_code => most * 0.7,
        None if word.bytes().all(|byte| byte.is_ascii_digit()) => most * 0.08,
        None if has_digit => most * 0.25,
        None if length(word) >= 15 => most,
        None => most * 0.5,
    };
    weight
        * if CUES.binary_search(&word).is_ok() {
            0.15
        } else {
            1.0
        }
}

/// Where in a sentence words weigh less.
struct Places {
    /// Up to here, a reason is led in.
    reason: usize,
    /// Names in quotation marks.
    quotes: Vec<(usize, usize)>,
}

impl Places {
    fn factor(&self, at: usize) -> f64 {
        let quoted = self
            .quotes
            .iter()
            .any(|(start, end)| (*start..*end).contains(&at));
        let before = at < self.reason;
        (if quoted { 0.35 } else { 1.0 }) * (if before { 0.5 } else { 1.0 })
    }
}

fn places(text: &str) -> Places {
    let runs = runs(text);
    // A reason is led in by four words, and told in three.
    let first = runs.get(3).map_or(usize::MAX, |run| run.start);
    let mut told = runs
        .iter()
        .rev()
        .filter(|run| length(&text[(*run).clone()]) > 1);
    let last = told.nth(2).map_or(0, |run| run.end);
    let ends = pattern("reason").find_iter(text).map(|found| found.end());
    let reason = ends
        .filter(|end| first < *end && *end < last)
        .last()
        .unwrap_or(0);
    let quotes = if runs.len() >= 6 {
        quotes(text)
    } else {
        Vec::new()
    };
    Places { reason, quotes }
}

/// The runs of letters, digits and whatever is not ASCII.
fn runs(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, byte) in text.bytes().chain([b' ']).enumerate() {
        if byte.is_ascii() && !byte.is_ascii_alphanumeric() && byte != b'_' {
            if start < at {
                found.push(start..at);
            }
            start = at + 1;
        }
    }
    found
}

/// Names of at most four words in quotation marks.
fn quotes(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let mark = bytes[at];
        let opens =
            (mark == b'"' || mark == b'\'') && (at == 0 || !bytes[at - 1].is_ascii_alphanumeric());
        let name = opens
            .then(|| name(&text[at + 1..], char::from(mark)))
            .flatten();
        match name {
            Some(name) => {
                found.push((at, at + 1 + name.len()));
                at += name.len() + 2;
            }
            None => at += 1,
        }
    }
    found
}

/// A name of at most four words up to a mark.
fn name(text: &str, mark: char) -> Option<&str> {
    let (end, _) = text.char_indices().take(90).find(|(_, c)| *c == mark)?;
    let name = &text[..end];
    (!name.is_empty() && runs(name).len() <= 4).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cues_are_sorted() {
        assert!(CUES.is_sorted());
    }
}
