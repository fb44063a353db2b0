//! What a search tells its reader: the answer with the words of the articles, as it is written to JSON.
//!
//! Its twin for browsers is `result.js`.

use serde::Serialize;

use super::answer::{self, Answer, answer, answer_but};
use super::codes::template;
use super::kin;
use super::manifest::Fix;
use super::shelf::{Found, Loader, Shelf};

/// The answer to a paste.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Results {
    /// Whether the first result is believed to be about this very error.
    pub confident: bool,
    /// Whether files of the index could not be read, so that something may be missing.
    pub partial: bool,
    /// The lines of the paste, as they were read.
    pub lines: Vec<String>,
    /// The codes that were understood in them.
    pub codes: Vec<String>,
    /// The results, the first one first.
    pub results: Vec<Hit>,
    /// Other errors of the paste that are believed to be documented.
    pub others: Vec<Hit>,
}

/// An article that was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// Its source path.
    pub path: String,
    /// Its address relative to the root.
    pub url: String,
    /// Its title.
    pub title: String,
    /// The id of the section that matched.
    pub section: String,
    /// What it scores.
    pub score: f64,
    /// The name of its kind.
    pub kind: String,
    /// The names of its products.
    pub products: Vec<String>,
    /// What matched.
    pub matched: Matched,
    /// The way to the fix.
    pub fix: Option<Fix>,
}

/// A text of an article that matched.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Matched {
    /// Its line in the source.
    pub line: u32,
    /// What it says.
    pub text: String,
    /// The same with what varies masked.
    pub template: String,
    /// The codes of the article that stand in it.
    pub codes: Vec<String>,
    /// The line of the paste that it matched.
    pub paste: Option<String>,
    /// The id of the error that it is; empty if it is none.
    pub error: String,
}

/// The most results.
pub const MOST: usize = 10;

/// The articles that a paste is about, at most `limit` and never more than [`MOST`].
#[must_use]
pub fn results<L: Loader>(paste: &str, shelf: &mut Shelf<L>, limit: usize) -> Results {
    shown(answer(paste, shelf, MOST), shelf, limit)
}

/// The same as if the article with the path `own` were not there.
#[must_use]
pub fn results_but<L: Loader>(
    own: &str,
    paste: &str,
    shelf: &mut Shelf<L>,
    limit: usize,
) -> Results {
    shown(answer_but(own, paste, shelf, MOST), shelf, limit)
}

fn shown<L>(answer: Answer, shelf: &Shelf<L>, limit: usize) -> Results {
    let lines: Vec<String> = answer.lines.into_iter().map(|line| line.text).collect();
    let hit = |hit: &answer::Hit| Some(shown_hit(hit, shelf.card(hit.id)?, &lines));
    Results {
        confident: answer.confident,
        partial: answer.partial,
        codes: codes_of(&lines),
        results: answer.results.iter().take(limit).filter_map(hit).collect(),
        others: answer.others.iter().filter_map(hit).collect(),
        lines,
    }
}

/// The codes of some lines, each once.
fn codes_of(lines: &[String]) -> Vec<String> {
    let mut found: Vec<(kin::Kin, String)> = Vec::new();
    for line in lines {
        kin::read(line, true, |kin, shown| {
            // A bare number of an error does not say whose it is.
            let is_named = kin.family != "w";
            let is_new = found.iter().all(|(known, _)| *known != kin);
            if is_named && is_new && found.len() < MOST_CODES {
                found.push((kin, shown));
            }
        });
    }
    found.into_iter().map(|(_, shown)| shown).collect()
}

/// The most codes that are told.
const MOST_CODES: usize = 20;

fn shown_hit(hit: &answer::Hit, found: &Found, lines: &[String]) -> Hit {
    let unit = hit.unit.and_then(|unit| found.units.get(unit));
    let paste = hit.line.and_then(|line| lines.get(line));
    let matched = unit.map(|unit| Matched {
        line: unit.line,
        text: unit.text.clone(),
        template: template(&unit.text),
        codes: codes_in(&unit.text, &found.codes),
        paste: paste.cloned(),
        error: unit.error(),
    });
    Hit {
        path: found.path.clone(),
        url: found.url.clone(),
        title: found.title.clone(),
        section: unit.map_or_else(String::new, |unit| unit.section.clone()),
        score: hit.score,
        kind: found.kind.clone(),
        products: found.products.clone(),
        matched: matched.unwrap_or_default(),
        fix: hit.unit.and_then(|unit| found.fix_of(unit)).cloned(),
    }
}

/// Those of an article's codes that stand in a text, in any spelling.
fn codes_in(text: &str, codes: &[String]) -> Vec<String> {
    let here = kin::kins(text, true);
    // A part of an address is no code.
    let lower = template(text).to_lowercase();
    let stands = |code: &&String| {
        let known = kin::kins(code, true);
        let is_same = |kin: &kin::Kin| here.iter().any(|other| other.code == kin.code);
        known.iter().any(is_same) || known.is_empty() && has_word(&lower, kin::value(code))
    };
    codes.iter().filter(stands).cloned().collect()
}

/// Whether a word stands in a text of lower case.
fn has_word(text: &str, word: &str) -> bool {
    let word = word.to_lowercase();
    let is_of_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let mut places = text.match_indices(&word).map(|(at, _)| at);
    !word.is_empty()
        && places.any(|at| {
            let before = at.checked_sub(1).map(|before| &text.as_bytes()[before]);
            let after = text.as_bytes().get(at + word.len());
            !before.is_some_and(is_of_word) && !after.is_some_and(is_of_word)
        })
}
