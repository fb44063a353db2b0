//! A question: a paste taken apart into the pieces that are scored one by one.
//!
//! Its twin for browsers is `question.js`.

use std::collections::{HashMap, HashSet};

use super::paste::{Line, Vocabulary, lines};
use super::profile::whole;
use super::sentence::clauses;
use super::term::{Sentence, term};
use super::words::{Word, words};

/// A paste, taken apart.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// Its lines.
    pub lines: Vec<Line>,
    /// Its words, each once.
    pub words: Vec<QuestionWord>,
    /// Its pieces: lines, and parts of long ones.
    pub pieces: Vec<Piece>,
}

/// A word of a paste.
#[derive(Clone, Debug)]
pub struct QuestionWord {
    /// How it is written.
    pub text: String,
    /// Its term.
    pub term: u32,
}

/// A piece of a paste.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Its words in order, as indices.
    pub words: Vec<usize>,
    /// Its further terms: names of several parts, numbers by what leads them in.
    pub names: Vec<usize>,
    /// It as one sentence, and its sentences if it has several.
    pub sentences: Vec<Sentence>,
    /// How much it counts.
    pub weight: f64,
}

/// A line of more words is looked at in parts too.
const LONG: usize = 20;
/// The length of such a part, in words; each starts half a length after the one before.
const WINDOW: usize = 14;
/// What such parts count beside whole lines.
const PART: f64 = 0.8;
/// The most parts.
const MOST_PARTS: usize = 120;
/// A paste of so many lines is a log, in which what recurs on every line is set aside.
const LOG: usize = 6;
/// The share of lines on which it recurs.
const RECURRING: f64 = 0.34;

/// Takes a paste apart.
#[must_use]
pub fn question(paste: &str, vocabulary: &dyn Vocabulary) -> Question {
    take_apart(lines(paste, vocabulary))
}

/// Takes the lines of a paste apart.
#[must_use]
pub fn take_apart(lines: Vec<Line>) -> Question {
    let mut reader = Reader::default();
    let mut pieces: Vec<Piece> = lines
        .iter()
        .map(|line| reader.piece(&line.text, line.weight))
        .collect();
    let recurring = recurring(&pieces);
    let mut parts = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if pieces[index].words.len() > LONG {
            reader.parts(line, &pieces[index], &mut parts);
        }
    }
    parts.truncate(MOST_PARTS);
    pieces.extend(parts);
    for piece in &mut pieces {
        piece.words.retain(|word| !recurring.contains(word));
    }
    let mut seen = HashSet::new();
    pieces.retain(|piece| {
        let is_empty = piece.words.is_empty() && piece.names.is_empty();
        !is_empty && seen.insert((piece.words.clone(), piece.names.clone()))
    });
    Question {
        lines,
        words: reader.words,
        pieces,
    }
}

/// The words that stand on so many different lines that they belong to the log, not to a message. A message
/// that is repeated is one.
fn recurring(pieces: &[Piece]) -> HashSet<usize> {
    let mut seen = HashSet::new();
    let different = pieces.iter().filter(|piece| seen.insert(&piece.words));
    let different: Vec<&Piece> = different.collect();
    if different.len() < LOG {
        return HashSet::new();
    }
    let mut counts: HashMap<usize, usize> = HashMap::new();
    for piece in &different {
        let once: HashSet<usize> = piece.words.iter().copied().collect();
        once.into_iter()
            .for_each(|word| *counts.entry(word).or_default() += 1);
    }
    let most = (different.len() as f64 * RECURRING).max(3.0);
    let often = counts
        .into_iter()
        .filter(|(_, count)| *count as f64 >= most);
    often.map(|(word, _)| word).collect()
}

#[derive(Default)]
struct Reader {
    words: Vec<QuestionWord>,
    known: HashMap<String, usize>,
}

impl Reader {
    fn word(&mut self, text: &str) -> usize {
        if let Some(&index) = self.known.get(text) {
            return index;
        }
        let index = self.words.len();
        self.words.push(QuestionWord {
            text: text.to_owned(),
            term: term(text),
        });
        self.known.insert(text.to_owned(), index);
        index
    }

    fn piece(&mut self, text: &str, weight: f64) -> Piece {
        let mut piece = Piece {
            words: Vec::new(),
            names: Vec::new(),
            sentences: whole(text),
            weight,
        };
        words(text, |word| match word {
            Word::Plain(word) => {
                let word = self.word(word);
                piece.words.push(word);
            }
            Word::Compound(word) | Word::Further(word) => {
                let word = self.word(word);
                piece.names.push(word);
            }
        });
        piece
    }

    /// The sentences of a long line, and windows that slide over its words.
    fn parts(&mut self, line: &Line, whole: &Piece, parts: &mut Vec<Piece>) {
        for clause in clauses(&line.text) {
            let piece = self.piece(clause, line.weight * PART);
            if piece.words.len() >= 3 && piece.words.len() < whole.words.len() {
                parts.push(piece);
            }
        }
        let mut start = 0;
        while start + WINDOW / 2 < whole.words.len() {
            let end = (start + WINDOW).min(whole.words.len());
            parts.push(Piece {
                words: whole.words[start..end].to_vec(),
                names: Vec::new(),
                sentences: Vec::new(),
                weight: line.weight * PART,
            });
            start += WINDOW / 2;
        }
    }
}
