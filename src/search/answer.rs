//! An answer: the articles that a paste is about, the first one first.
//!
//! Three times files are asked for, each time all at once: the manifest, the terms of the question, the
//! cards of the best articles. What is looked up, and thereby what is found, depends on nothing else.
//!
//! Its twin for browsers is `answer.js`.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::belief::{self, Candidate, Explanation, Side, explanation, side};
use super::codes::is_code;
use super::kin::Kin;
use super::narrow::{Narrowing, narrowing};
use super::paste::Line;
use super::question::{Question, question, take_apart};
use super::rank::{Score, Weights, by_card, by_terms, slips, telling};
use super::shelf::{File, Found, Loader, Postings, Shelf};
use super::stream::Weighing;
use super::term::Sentence;

/// What was found for a paste.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// Whether the first result is believed to be about this very error.
    pub confident: bool,
    /// The results, the first one first.
    pub results: Vec<Hit>,
    /// Other errors of the paste that are believed to be documented: for each the hit.
    pub others: Vec<Hit>,
    /// The lines of the paste, as they were read.
    pub lines: Vec<Line>,
    /// Whether files of the index could not be read, so that something may be missing.
    pub partial: bool,
}

/// An article that was found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Its id in the index.
    pub id: u32,
    /// What it scores.
    pub score: f64,
    /// Which of its texts matches best; none if only its other words do.
    pub unit: Option<usize>,
    /// The line of the paste that matches best.
    pub line: Option<usize>,
}

/// How many articles are looked at closely, for a paste of a few lines and for a log.
const CANDIDATES: (usize, usize) = (8, 16);
/// Beyond the first few, an article is looked at if its terms score this share of the most that they do in
/// any; listed by ordinary search, if this.
const FEWEST: usize = 3;
const LEAST: f64 = 0.4;
const LEAST_LISTED: f64 = 0.25;
/// How many articles ordinary search lists.
const LISTED: usize = 10;
/// How many articles are looked at of which only some are wanted.
const NARROWED: usize = 24;
/// How many files of terms are read, likewise.
const SHARDS: (usize, usize) = (10, 80);
/// A paste of so many lines is a log.
const LOG: usize = 9;
/// Ordinary search, of so few words on one line, looks at all words of the articles.
const ORDINARY: usize = 8;
/// How many files of other words are read.
const OTHER_SHARDS: usize = 12;
/// How many articles that share a rare code are looked at beside them, and how rare it is.
const SHARING: usize = 8;
/// How many other errors of a paste are told.
const OTHERS: usize = 6;

/// What words weigh in the texts of a site: what the manifest tells, whatever else was read.
pub(super) struct Site<'s, L>(pub(super) &'s Shelf<L>);

impl<L> Weighing for Site<'_, L> {
    fn weight(&self, term: u32) -> Option<f64> {
        self.0.weight_of(term)
    }

    fn most(&self) -> f64 {
        self.0.weight(None)
    }
}

/// What words weigh in a question, for which more was read.
struct Told<'a>(HashMap<u32, Option<f64>>, &'a Weights);

impl<'a> Told<'a> {
    fn new(question: &Question, weights: &'a Weights) -> Self {
        let terms = question.words.iter().map(|word| word.term);
        Self(terms.zip(weights.words.iter().copied()).collect(), weights)
    }
}

impl Weighing for Told<'_> {
    fn weight(&self, term: u32) -> Option<f64> {
        self.0.get(&term).copied().flatten()
    }

    fn most(&self) -> f64 {
        self.1.unknown
    }
}

/// The articles that a paste is about, at most `limit`.
#[must_use]
pub fn answer<L: Loader>(paste: &str, shelf: &mut Shelf<L>, limit: usize) -> Answer {
    let narrowed = narrowing(paste).and_then(|narrowing| narrowed(&narrowing, shelf, limit));
    narrowed.unwrap_or_else(|| answer_among(Scope::Whole, paste, shelf, limit))
}

/// The same as if the article with the path `own` were not there: what others say of an error that it
/// shows. No browser asks for that, and nothing in it narrows.
#[must_use]
pub fn answer_but<L: Loader>(own: &str, paste: &str, shelf: &mut Shelf<L>, limit: usize) -> Answer {
    answer_among(Scope::But(own), paste, shelf, limit)
}

/// The articles that a search is narrowed to; none if that leaves none.
fn narrowed<L: Loader>(
    narrowing: &Narrowing,
    shelf: &mut Shelf<L>,
    limit: usize,
) -> Option<Answer> {
    let mut answer = answer_among(Scope::Narrowed, &narrowing.text, shelf, usize::MAX);
    let fits = |hit: &Hit| {
        shelf
            .card(hit.id)
            .is_some_and(|found| narrowing.fits(found))
    };
    answer.results.retain(fits);
    answer.results.truncate(limit);
    // Nobody asked which error it is.
    answer.confident = false;
    (!answer.results.is_empty()).then_some(answer)
}

/// The articles among which an answer is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope<'a> {
    Whole,
    /// All but the one of this path.
    But(&'a str),
    /// Those that a search names: few of what is found will be left, so that more is looked at.
    Narrowed,
}

fn answer_among<L: Loader>(
    scope: Scope<'_>,
    paste: &str,
    shelf: &mut Shelf<L>,
    limit: usize,
) -> Answer {
    let mut asked = ask(paste, shelf);
    asked.is_narrowed = scope == Scope::Narrowed;
    let has_terms = shelf.fetch(&asked.files);
    asked.weights = weights(&asked, shelf);
    let mut candidates = candidates(&asked, shelf);
    let files: BTreeSet<File> = candidates
        .iter()
        .map(|found| shelf.card_file(found.id))
        .collect();
    let has_cards = shelf.fetch(&files.into_iter().collect::<Vec<_>>());
    if let Scope::But(own) = scope {
        candidates.retain(|found| shelf.card(found.id).is_none_or(|card| card.path != own));
    }
    let mut answer = judge(&asked, &candidates, shelf, limit);
    answer.others = others(&asked, &candidates, &answer, shelf);
    answer.lines = asked.question.lines;
    answer.partial = !(has_terms && has_cards);
    answer
}

/// A question, what its words weigh, and what is read for it.
struct Asked {
    question: Question,
    weights: Weights,
    /// Whether it is ordinary search.
    is_ordinary: bool,
    /// Whether few of the articles will be left, so that more of them are looked at.
    is_narrowed: bool,
    files: Vec<File>,
}

fn ask<L>(paste: &str, shelf: &Shelf<L>) -> Asked {
    let question = question(paste, shelf);
    let is_ordinary = question.lines.len() == 1 && spoken(&question) <= ORDINARY;
    let mut asked = Asked {
        question,
        weights: Weights::default(),
        is_ordinary,
        is_narrowed: false,
        files: Vec::new(),
    };
    asked.weights = weights(&asked, shelf);
    asked.files = files(&asked, shelf);
    asked
}

/// How many words a question has, as people count: writing without blanks is read in pairs of characters, of
/// which about three make a word.
fn spoken(question: &Question) -> usize {
    let pairs = question
        .words
        .iter()
        .filter(|word| is_pair(&word.text))
        .count();
    question.words.len() - pairs + pairs.div_ceil(3)
}

fn is_pair(text: &str) -> bool {
    !text.is_ascii() && text.chars().count() <= 2
}

/// The files that are read for a question.
fn files<L>(asked: &Asked, shelf: &Shelf<L>) -> Vec<File> {
    let is_log = asked.question.lines.len() >= LOG;
    let most = if is_log { SHARDS.1 } else { SHARDS.0 };
    let mut files: Vec<File> = Vec::new();
    for word in telling(&asked.question, &asked.weights) {
        let file = shelf.term_file(asked.question.words[word].term);
        if files.len() < most && !files.contains(&file) {
            files.push(file);
        }
    }
    let ordinary = asked.question.words.iter().filter(|_| asked.is_ordinary);
    let mut others: Vec<File> = Vec::new();
    for word in ordinary {
        let file = shelf.word_file(word.term);
        if others.len() < OTHER_SHARDS && !others.contains(&file) {
            others.push(file);
        }
    }
    files.extend(others);
    files
}

impl Asked {
    /// The articles that have a term, if the file was read for this question: what others asked for must
    /// not change an answer.
    fn terms<'s, L>(&self, term: u32, shelf: &'s Shelf<L>) -> Option<&'s Postings> {
        let is_read = self.files.contains(&shelf.term_file(term));
        is_read.then(|| shelf.terms(term)).flatten()
    }

    fn words<'s, L>(&self, term: u32, shelf: &'s Shelf<L>) -> Option<&'s Postings> {
        let is_read = self.files.contains(&shelf.word_file(term));
        is_read.then(|| shelf.words(term)).flatten()
    }

    fn sentence<'s, L>(&self, sentence: Sentence, shelf: &'s Shelf<L>) -> Option<&'s Postings> {
        let is_read = self.files.contains(&shelf.term_file(sentence.longest));
        is_read.then(|| shelf.sentence(sentence)).flatten()
    }
}

/// What the words of a question weigh, for all that the manifest and the files of the question tell.
fn weights<L>(asked: &Asked, shelf: &Shelf<L>) -> Weights {
    let weight = |term: u32| {
        if shelf.class(term).is_some() {
            return shelf.weight_of(term);
        }
        let found = asked
            .terms(term, shelf)
            .or_else(|| asked.words(term, shelf));
        match found {
            Some(found) => Some(shelf.weight(Some(found.class))),
            None if shelf.has(shelf.term_file(term))
                && asked.files.contains(&shelf.term_file(term)) =>
            {
                None
            }
            None => shelf.weight_of(term),
        }
    };
    Weights {
        words: asked
            .question
            .words
            .iter()
            .map(|word| weight(word.term))
            .collect(),
        unknown: shelf.weight(None),
    }
}

/// An article that may be an answer, and what its terms score.
struct Ranked {
    id: u32,
    score: f64,
    /// Whether it only shares a rare code.
    by_code: bool,
    /// What its other words score.
    other: f64,
}

fn candidates<L>(asked: &Asked, shelf: &Shelf<L>) -> Vec<Ranked> {
    let Asked {
        question, weights, ..
    } = asked;
    let mut postings = HashMap::new();
    let mut other = HashMap::new();
    for (index, word) in question.words.iter().enumerate() {
        if let Some(found) = asked.terms(word.term, shelf) {
            postings.insert(index, found.list.as_slice());
        }
        if let Some(found) = asked.words(word.term, shelf) {
            other.insert(index, found.list.as_slice());
        }
    }
    let mut sentences = HashMap::new();
    for sentence in question.pieces.iter().flat_map(|piece| &piece.sentences) {
        if let Some(found) = asked.sentence(*sentence, shelf) {
            sentences.insert(
                *sentence,
                (shelf.weight(Some(found.class)), found.list.as_slice()),
            );
        }
    }
    let most = match question.lines.len() {
        _ if asked.is_narrowed => NARROWED,
        LOG.. => CANDIDATES.1,
        _ if asked.is_ordinary => LISTED,
        _ => CANDIDATES.0,
    };
    let ranked = by_terms(question, weights, &postings, &sentences, &other);
    let best = ranked.first().map_or(0.0, |(_, score, _)| *score);
    let share = if asked.is_narrowed {
        0.0
    } else if asked.is_ordinary {
        LEAST_LISTED
    } else {
        LEAST
    };
    let least = best * share;
    let mut found: Vec<Ranked> = ranked
        .into_iter()
        .take(most)
        .enumerate()
        .take_while(|(place, (_, score, _))| *place < FEWEST || *score >= least)
        .map(|(_, (id, score, other))| Ranked {
            id,
            score,
            by_code: false,
            other,
        })
        .collect();
    let mut sharing = BTreeSet::new();
    for (index, word) in question.words.iter().enumerate() {
        let list = postings.get(&index).copied().unwrap_or_default();
        if is_code(&word.text) && list.len() <= SHARING {
            sharing.extend(list.iter().map(|(id, _)| *id));
        }
    }
    sharing.retain(|id| found.iter().all(|known| known.id != *id));
    found.extend(sharing.into_iter().take(SHARING).map(|id| Ranked {
        id,
        score: 0.0,
        by_code: true,
        other: 0.0,
    }));
    found
}

/// A candidate whose card was read.
struct Read<'s> {
    id: u32,
    found: &'s Found,
    score: Score,
    explanation: Explanation<'s>,
}

fn judge<L>(asked: &Asked, candidates: &[Ranked], shelf: &Shelf<L>, limit: usize) -> Answer {
    let Asked {
        question, weights, ..
    } = asked;
    let site = Site(shelf);
    let side = side(&question.lines, &Told::new(question, weights));
    let words: HashMap<&str, usize> = (0..)
        .zip(&question.words)
        .map(|(index, word)| (word.text.as_str(), index))
        .collect();
    let mut read: Vec<Read<'_>> = Vec::new();
    for candidate in candidates {
        let Some(found) = shelf.card(candidate.id) else {
            continue;
        };
        let slips = slips(question, weights, &found.profile);
        let mut score = by_card(question, weights, &found.profile, &slips);
        score.total = if candidate.by_code {
            0.0
        } else {
            score.total.max(candidate.other) + candidate.score * 1e-6
        };
        let terms: Vec<u32> = side
            .stream()
            .words
            .iter()
            .zip(&side.stream().terms)
            .map(|(word, term)| {
                words
                    .get(word.as_str())
                    .and_then(|index| slips.get(index))
                    .copied()
                    .unwrap_or(*term)
            })
            .collect();
        let explanation = explanation(&side, &terms, found, &site);
        read.push(Read {
            id: candidate.id,
            found,
            score,
            explanation,
        });
    }
    read.sort_by(|a, b| b.score.total.total_cmp(&a.score.total));
    let mut belief = believed(&side, &read);
    if belief <= 0.0
        && let Some(index) = sharing_codes(&side, &read)
    {
        let read_first = read.remove(index);
        read.insert(0, read_first);
        belief = believed(&side, &read);
    }
    let hits = read
        .iter()
        .filter(|hit| hit.score.total > 0.0 || hit.id == read[0].id);
    Answer {
        confident: belief > 0.0,
        results: hits.take(limit).map(|hit| as_hit(hit, &side)).collect(),
        ..Answer::default()
    }
}

fn as_hit(read: &Read<'_>, side: &Side) -> Hit {
    let best = read.explanation.best.first();
    let title = (!read.found.units.is_empty()).then_some(0);
    Hit {
        id: read.id,
        score: read.score.total,
        unit: best.map(|text| text.unit).or(title),
        line: best.and_then(|text| text.line(side)),
    }
}

fn as_candidates<'r>(read: &'r [Read<'_>]) -> Vec<Candidate<'r>> {
    read.iter()
        .map(|read| Candidate {
            score: read.score,
            explanation: &read.explanation,
        })
        .collect()
}

fn believed(side: &Side, read: &[Read<'_>]) -> f64 {
    belief::belief(side, &as_candidates(read))
}

/// The candidate that shares the rarest codes with the paste, where the first one shares none: what a
/// paste is about is told by its code, if by no message.
fn sharing_codes(side: &Side, read: &[Read<'_>]) -> Option<usize> {
    let codes: Vec<&Kin> = side
        .all_codes()
        .into_iter()
        .filter(|kin| kin.is_telling())
        .collect();
    let shared = |read: &Read<'_>| {
        let has = |kin: &&&Kin| read.explanation.codes.contains(&kin.code);
        codes.iter().filter(has).count()
    };
    if codes.is_empty() || shared(read.first()?) > 0 {
        return None;
    }
    let mut best = (0, None);
    for (index, candidate) in read.iter().enumerate().skip(1) {
        let count = shared(candidate);
        if count > best.0 {
            best = (count, Some(index));
        }
    }
    best.1
}

/// Other errors of a paste: what the lines that the answer leaves unexplained are about, if that is
/// believed.
fn others<L>(asked: &Asked, candidates: &[Ranked], answer: &Answer, shelf: &Shelf<L>) -> Vec<Hit> {
    let mut found: Vec<Hit> = Vec::new();
    let mut told: HashSet<usize> = answer
        .results
        .iter()
        .take(1)
        .filter_map(|hit| hit.line)
        .collect();
    let lines = &asked.question.lines;
    while answer.confident && lines.len() > 1 && found.len() < OTHERS {
        let rest: Vec<usize> = (0..lines.len())
            .filter(|line| !told.contains(line))
            .collect();
        let question = take_apart(rest.iter().map(|line| lines[*line].clone()).collect());
        let mut asked = Asked {
            question,
            weights: Weights::default(),
            is_ordinary: false,
            is_narrowed: false,
            files: asked
                .files
                .iter()
                .copied()
                .filter(|file| !shelf.is_of_words(*file))
                .collect(),
        };
        asked.weights = weights(&asked, shelf);
        let next = judge(&asked, candidates, shelf, 1);
        let Some(mut hit) = next.results.into_iter().next().filter(|_| next.confident) else {
            break;
        };
        let Some(line) = hit.line.map(|line| rest[line]) else {
            break;
        };
        told.insert(line);
        hit.line = Some(line);
        let is_known = found
            .iter()
            .chain(answer.results.first())
            .any(|known| known.id == hit.id);
        if !is_known {
            found.push(hit);
        }
        if told.len() > lines.len() || told.len() > 12 {
            break;
        }
    }
    found
}
