//! Belief: whether the first article is about this very error.
//!
//! A paste that is explained by a stock sentence is explained by many. What tells a match from a
//! look-alike is how much of the article's own sentence stands in the paste, what of the paste stays
//! unexplained beside it, and whether other articles explain it as well. The measures and how they are
//! weighed were found by logistic regression over documented pastes and look-alikes.
//!
//! Its twin for browsers is `belief.js`.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::align::{Alignment, Prepared, align, prepared};
use super::field::Field;
use super::kin::{Kin, kins};
use super::paste::Line;
use super::rank::Score;
use super::shelf::Found;
use super::stream::{Stream, Weighing};

/// A paste as it is laid beside articles.
#[derive(Clone, Debug, Default)]
pub struct Side {
    paste: Prepared,
    /// The codes on each line, with their kin.
    codes: Vec<BTreeSet<Kin>>,
    /// The weight of each line that holds words, and which line of the paste it is.
    line_mass: Vec<f64>,
    numbers: Vec<usize>,
    /// Whether it is a few plain words, as anybody may type who looks for something.
    is_vague: bool,
}

/// The most words of a paste that are laid beside an article's.
const MOST_WORDS: usize = 600;

/// Prepares the lines of a paste.
#[must_use]
pub fn side(lines: &[Line], weighing: &dyn Weighing) -> Side {
    let mut stream = Stream::default();
    let mut codes: Vec<BTreeSet<Kin>> = Vec::new();
    let mut numbers = Vec::new();
    for number in chosen(lines) {
        let line = &lines[number];
        let before = stream.terms.len();
        stream.add(&line.text, line.factor, weighing, MOST_WORDS);
        if stream.terms.len() > before {
            numbers.push(number);
            codes.push(kins(&line.text, line.weight >= 0.5).into_iter().collect());
        }
    }
    let is_vague = is_vague(lines);
    let paste = prepared(stream);
    let stream = &paste.stream;
    let mut line_mass = vec![0.0; numbers.len()];
    let lines = stream.lines.iter().zip(&stream.weights);
    lines.for_each(|(line, weight)| line_mass[*line] += weight);
    Side {
        codes,
        line_mass,
        numbers,
        paste,
        is_vague,
    }
}

/// Whether a paste is a few plain words: of letters alone, and no name that a programmer gave, which is long,
/// or has dots or capitals in it.
fn is_vague(lines: &[Line]) -> bool {
    let [Line { text, .. }] = lines else {
        return false;
    };
    if text.contains(|c: char| c >= '\u{2e80}') {
        return text.encode_utf16().count() <= FEW_SIGNS;
    }
    let words = text.split([' ', '\t']).filter(|word| !word.is_empty());
    words.clone().count() <= FEW_WORDS && words.clone().all(is_plain)
}

/// Whether a word is of letters alone, and no name that a programmer gave.
fn is_plain(word: &str) -> bool {
    let word = word.trim_end_matches(['.', ',', '!', '?']);
    let is_letter = |c: char| c.is_ascii_alphabetic() || !c.is_ascii() || c == '\'';
    let has_inner_capital = word
        .as_bytes()
        .windows(2)
        .any(|two| two[0].is_ascii_lowercase() && two[1].is_ascii_uppercase());
    word.encode_utf16().count() < LONG_NAME && word.chars().all(is_letter) && !has_inner_capital
}

/// So many words are few, or so many characters of a writing without blanks.
const FEW_WORDS: usize = 3;
const FEW_SIGNS: usize = 6;
/// A word of so many characters is a name.
const LONG_NAME: usize = 15;

/// The lines that are laid beside articles, each once: of a long log those that count the most.
fn chosen(lines: &[Line]) -> Vec<usize> {
    let mut seen = HashSet::new();
    let mut order: Vec<usize> = (0..lines.len())
        .filter(|&line| seen.insert(lines[line].text.as_str()))
        .collect();
    order.sort_by(|a, b| lines[*b].factor.total_cmp(&lines[*a].factor));
    let mut count = 0;
    let mut chosen = Vec::new();
    for line in order {
        if count < MOST_WORDS {
            count += lines[line].text.split(' ').count();
            chosen.push(line);
        }
    }
    chosen.sort_unstable();
    chosen
}

impl Side {
    /// Every code of the paste.
    #[must_use]
    pub fn all_codes(&self) -> BTreeSet<&Kin> {
        self.codes.iter().flatten().collect()
    }

    /// The words of the paste.
    #[must_use]
    pub fn stream(&self) -> &Stream {
        &self.paste.stream
    }
}

/// A text of an article that explains some of a paste.
#[derive(Clone, Debug)]
pub struct Explained {
    /// Which of the card's texts.
    pub unit: usize,
    /// The weight that is in both.
    pub shared: f64,
    alignment: Alignment,
    measures: Measures,
}

impl Explained {
    /// The line of the paste that holds the most of the match.
    #[must_use]
    pub fn line(&self, side: &Side) -> Option<usize> {
        let stream = &side.paste.stream;
        let mut best = (0.0, None);
        let mut masses = vec![0.0; side.line_mass.len()];
        for (at, _) in self.alignment.chains.iter().flatten() {
            masses[stream.lines[*at]] += stream.weights[*at];
        }
        for (line, mass) in masses.into_iter().enumerate() {
            if mass > best.0 {
                best = (mass, Some(side.numbers[line]));
            }
        }
        best.1
    }
}

/// What one text tells.
#[derive(Clone, Copy, Debug, Default)]
struct Measures {
    template: f64,
    line: f64,
    sentence: f64,
    missing: f64,
    inner: f64,
    flank: f64,
    tail: f64,
    rest: f64,
    bare: f64,
    conflict: bool,
}

/// What an article explains of a paste.
#[derive(Clone, Debug)]
pub struct Explanation<'f> {
    /// Its texts that explain the most.
    pub best: Vec<Explained>,
    /// The share of the paste that it explains.
    pub covered: f64,
    /// Every code of the article.
    pub codes: &'f HashSet<String>,
}

/// How many texts of a card are laid beside the paste, and how many of them are judged.
const MOST_UNITS: usize = 8;
const JUDGED: usize = 4;
/// The least weight that a text must share with the paste.
const LEAST_SHARED: f64 = 3.0;
/// A word counts as explained by a text that scores at least so much.
const EXPLAINS: f64 = 4.0;

/// What the card `found` explains of a paste; `terms` are the paste's, its slips of the hand mended as
/// the card has them.
#[must_use]
pub fn explanation<'f>(
    side: &Side,
    terms: &[u32],
    found: &'f Found,
    weighing: &dyn Weighing,
) -> Explanation<'f> {
    let known: HashSet<u32> = terms.iter().copied().collect();
    let mut units: Vec<(f64, usize)> = Vec::new();
    for (index, unit) in found.units.iter().enumerate() {
        let mut shared = 0.0;
        for term in found.terms_of(index) {
            if known.contains(term) {
                shared += weighing.weight(*term).unwrap_or(0.0);
            }
        }
        if shared > LEAST_SHARED && !unit.text.is_empty() {
            units.push((shared, index));
        }
    }
    units.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut covered = vec![false; terms.len()];
    let mut aligned = Vec::new();
    for (_, index) in units.into_iter().take(MOST_UNITS) {
        let unit = found.stream_of(index, weighing);
        let alignment = align(&side.paste, terms, unit);
        if alignment.chains.is_empty() {
            continue;
        }
        if alignment.score >= EXPLAINS {
            alignment
                .chains
                .iter()
                .flatten()
                .for_each(|(at, _)| covered[*at] = true);
            cover_pairs(terms, &unit.stream.terms, &mut covered);
        }
        aligned.push((alignment, index, unit));
    }
    aligned.sort_by(|a, b| b.0.score.total_cmp(&a.0.score).then(a.1.cmp(&b.1)));
    aligned.truncate(JUDGED);
    let best = aligned.into_iter().map(|(alignment, index, unit)| {
        let field = found.units[index].field;
        let judge = Judge {
            side,
            unit,
            covered: &covered,
            alignment: &alignment,
        };
        let (shared, measures) = judge.measures(field, found, index);
        Explained {
            unit: index,
            shared,
            alignment,
            measures,
        }
    });
    let best: Vec<Explained> = best.collect();
    let whole = side.paste.sums.last().copied().unwrap_or(0.0);
    let mut explained = 0.0;
    for (weight, covered) in side.paste.stream.weights.iter().zip(&covered) {
        explained += if *covered { *weight } else { 0.0 };
    }
    Explanation {
        best,
        covered: explained / whole.max(1e-6),
        codes: found.all_codes(),
    }
}

/// Two neighbouring words of the paste that are neighbours in the text are explained.
fn cover_pairs(terms: &[u32], unit: &[u32], covered: &mut [bool]) {
    let pairs: HashSet<(u32, u32)> = unit.windows(2).map(|two| (two[0], two[1])).collect();
    for (at, two) in terms.windows(2).enumerate() {
        if pairs.contains(&(two[0], two[1])) {
            covered[at] = true;
            covered[at + 1] = true;
        }
    }
}

struct Judge<'a> {
    side: &'a Side,
    unit: &'a Prepared,
    covered: &'a [bool],
    alignment: &'a Alignment,
}

/// A line or sentence is touched if it holds this share of the match, or is itself matched so far.
const TOUCHED: f64 = 0.15;
const FILLED: f64 = 0.4;
/// How far beside a match its flanks are looked at, in words.
const FLANK: usize = 14;

#[allow(
    clippy::needless_range_loop,
    reason = "several rows are walked by one place"
)]
impl Judge<'_> {
    fn measures(&self, field: Field, found: &Found, index: usize) -> (f64, Measures) {
        let stream = &self.side.paste.stream;
        let unit = &self.unit.stream;
        let pairs: Vec<(usize, usize)> = self.alignment.chains.iter().flatten().copied().collect();
        let mut shared = 0.0;
        let mut bare = 0.0;
        let mut in_paste = vec![false; stream.terms.len()];
        let mut in_unit = vec![false; unit.terms.len()];
        for &(i, j) in &pairs {
            shared += stream.weights[i].min(unit.weights[j]);
            bare += stream.bare[i].min(unit.bare[j]);
            in_paste[i] = true;
            in_unit[j] = true;
        }
        let (unit_mass, unit_matched) =
            touched(&unit.sentences, &unit.weights, &in_unit, shared, None);
        let template = unit_matched.0 / unit_mass.max(1e-6);
        let explained: Vec<bool> = (0..in_paste.len())
            .map(|at| in_paste[at] || self.covered[at])
            .collect();
        let (sentence_mass, sentence) = touched(
            &stream.sentences,
            &stream.weights,
            &in_paste,
            shared,
            Some(&explained),
        );
        let (line_mass, line) = touched(
            &stream.lines,
            &stream.weights,
            &in_paste,
            shared,
            Some(&explained),
        );
        let missing = (unit_mass - unit_matched.0).min(sentence_mass - sentence.0);
        let codes: BTreeSet<&Kin> = line
            .1
            .iter()
            .flat_map(|line| &self.side.codes[*line])
            .collect();
        let conflict = conflict(&codes, found, index) || self.has_another_reason(&pairs);
        let measures = Measures {
            bare: shared / bare.max(1e-6),
            template,
            line: line.0 / line_mass.max(1e-6),
            sentence: sentence.0 / sentence_mass.max(1e-6),
            missing: share(missing, shared),
            inner: share(self.inner(&in_unit), shared),
            flank: share(self.flank(field, &in_unit), shared),
            tail: share(self.tail(&self.side.paste.stream.lines), shared),
            rest: share(self.tail(&self.side.paste.stream.sentences), shared),
            conflict,
        };
        (shared, measures)
    }

    /// Whether the two sentences that match best give reasons that have nothing in common: "cannot open x:
    /// access is denied" beside "cannot open x: no space left".
    fn has_another_reason(&self, pairs: &[(usize, usize)]) -> bool {
        let (paste, unit) = (&self.side.paste.stream, &self.unit.stream);
        let mut counts: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for &(i, j) in pairs {
            *counts
                .entry((paste.sentences[i], unit.sentences[j]))
                .or_default() += 1;
        }
        let mut best = None;
        for (key, count) in counts {
            if best.is_none_or(|(_, most)| count > most) {
                best = Some((key, count));
            }
        }
        let Some(((ours, theirs), _)) = best else {
            return false;
        };
        let ours = reason(paste, ours);
        let theirs = reason(unit, theirs);
        let is_foreign = |terms: &[u32], other: &Stream| {
            let known = terms.iter().filter(|term| other.terms.contains(term));
            terms.len() >= 2 && known.count() * 3 < terms.len()
        };
        is_foreign(&ours, unit) && is_foreign(&theirs, paste)
    }

    /// What stands in both texts between two matches without being one.
    fn inner(&self, in_unit: &[bool]) -> f64 {
        let (stream, unit) = (&self.side.paste.stream, &self.unit.stream);
        let mut sum = 0.0;
        for two in self.alignment.chains[0].windows(2) {
            let ((i, j), (i2, j2)) = (two[0], two[1]);
            if i2 - i <= 1 || j2 - j <= 1 {
                continue;
            }
            let mut here = 0.0;
            for at in i + 1..i2 {
                here += if self.covered[at] {
                    0.0
                } else {
                    stream.weights[at]
                };
            }
            let mut there = 0.0;
            for place in j + 1..j2 {
                there += if in_unit[place] {
                    0.0
                } else {
                    unit.weights[place]
                };
            }
            let is_word = (i2 - i).min(j2 - j) <= 2;
            sum += here.min(there) * if is_word { 0.35 } else { 1.0 };
        }
        sum
    }

    /// What stands in both texts right before or after the match without being in it.
    fn flank(&self, field: Field, in_unit: &[bool]) -> f64 {
        let (stream, unit) = (&self.side.paste.stream, &self.unit.stream);
        let chain = &self.alignment.chains[0];
        let (i0, j0) = chain[0];
        let (i1, j1) = chain[chain.len() - 1];
        let is_message = matches!(field, Field::Error | Field::Quote);
        let same = |place: usize, of: usize| {
            unit.sentences[place] == unit.sentences[of]
                || is_message && unit.lines[place] == unit.lines[of]
        };
        let (mut right, mut left, mut after, mut before) = (0.0, 0.0, 0.0, 0.0);
        for place in j1 + 1..(j1 + 1 + FLANK).min(in_unit.len()) {
            right += if !in_unit[place] && same(place, j1) {
                unit.weights[place]
            } else {
                0.0
            };
        }
        for place in j0.saturating_sub(FLANK)..j0 {
            left += if !in_unit[place] && same(place, j0) {
                unit.weights[place]
            } else {
                0.0
            };
        }
        for at in i1 + 1..(i1 + 1 + FLANK).min(self.covered.len()) {
            after += if self.covered[at] {
                0.0
            } else {
                stream.weights[at]
            };
        }
        for at in i0.saturating_sub(FLANK)..i0 {
            let counts = !self.covered[at] && stream.lines[at] == stream.lines[i0];
            before += if counts { stream.weights[at] } else { 0.0 };
        }
        f64::max(right.min(after), left.min(before))
    }

    /// What of the line (or sentence) in which the match ends stays unexplained after it.
    fn tail(&self, groups: &[usize]) -> f64 {
        let stream = &self.side.paste.stream;
        let chain = &self.alignment.chains[0];
        let end = chain[chain.len() - 1].0;
        let group = groups[end];
        let mut sum = 0.0;
        for at in 0..stream.terms.len() {
            if groups[at] != group {
                continue;
            }
            if self.covered[at] || at == end {
                sum = 0.0;
            } else {
                sum += stream.weights[at];
            }
        }
        sum
    }
}

/// `part` beside `shared`: from 0 to nearly 1.
fn share(part: f64, shared: f64) -> f64 {
    part / (shared + part + 1.0)
}

/// The mass of the groups (sentences or lines) that carry a match, what of it is matched (or
/// `explained`), and which groups they are.
fn touched(
    groups: &[usize],
    weights: &[f64],
    matched: &[bool],
    shared: f64,
    explained: Option<&[bool]>,
) -> (f64, (f64, Vec<usize>)) {
    let count = groups.last().map_or(0, |last| last + 1);
    let mut mass = vec![0.0; count];
    let mut hit = vec![0.0; count];
    let mut told = vec![0.0; count];
    let mut has = vec![false; count];
    for (at, &group) in groups.iter().enumerate() {
        mass[group] += weights[at];
        hit[group] += if matched[at] { weights[at] } else { 0.0 };
        has[group] |= matched[at];
        let counts = explained.unwrap_or(matched)[at];
        told[group] += if counts { weights[at] } else { 0.0 };
    }
    let (mut all, mut part, mut which) = (0.0, 0.0, Vec::new());
    for group in 0..count {
        if has[group] && (hit[group] >= TOUCHED * shared || hit[group] >= FILLED * mass[group]) {
            all += mass[group];
            part += told[group];
            which.push(group);
        }
    }
    (all, (part, which))
}

/// The words of the reason that a sentence gives.
fn reason(stream: &Stream, sentence: usize) -> Vec<u32> {
    let places = (0..stream.terms.len()).filter(|at| stream.sentences[*at] == sentence);
    let reason = places.filter(|at| stream.reasons[*at]);
    reason.map(|at| stream.terms[at]).collect()
}

/// Whether the codes of a family that stand in the paste and in the text are none of the same.
fn conflict(codes: &BTreeSet<&Kin>, found: &Found, unit: usize) -> bool {
    found.kins_of(unit).iter().any(|kin| {
        let mut rivals = codes
            .iter()
            .filter(|code| code.family == kin.family && code.is_exchangeable())
            .peekable();
        rivals.peek().is_some() && !rivals.any(|code| found.all_codes().contains(&code.code))
    })
}

/// What is known of a candidate when the first one is judged.
pub struct Candidate<'a> {
    /// What it scores.
    pub score: Score,
    /// What it explains.
    pub explanation: &'a Explanation<'a>,
}

/// How many measures there are.
const COUNT: usize = 14;

/// What each measure weighs, in the order of [`measured`].
pub(super) const WEIGHTS: [f64; COUNT] = [
    9.3, 3.1, 3.1, 9.2, 2.2, 50.0, 15.5, 12.4, 40.0, 10.3, 5.7, 13.7, 4.5, 10.0,
];
/// What the sum must exceed.
pub(super) const THRESHOLD: f64 = 7.6;

/// A match of this weight counts in full.
const FULL: f64 = 14.0;
/// Texts that share less than this part of what the best one shares are not judged.
const WORTH_JUDGING: f64 = 0.35;
/// A few plain words are an error only if they are so much of a sentence that tells of it.
const WHOLE: f64 = 0.9;
/// A paste of more words is long.
const LONG: usize = 40;
/// A paste of at most so many words is short.
const SHORT: usize = 10;

/// The measures of the first candidate, for each of its texts.
fn measures(side: &Side, candidates: &[Candidate<'_>]) -> Vec<[f64; COUNT]> {
    let Some((first, others)) = candidates.split_first() else {
        return Vec::new();
    };
    let most = first
        .explanation
        .best
        .iter()
        .fold(0.0, |most: f64, text| most.max(text.shared));
    let judged = first
        .explanation
        .best
        .iter()
        .filter(|text| text.shared >= WORTH_JUDGING * most);
    // What contradicts the text that matches best contradicts those that match less as well.
    let best = first.explanation.best.iter();
    let is_contradicted = best
        .filter(|text| text.shared >= most)
        .any(|text| text.measures.conflict);
    judged
        .map(|text| measured(side, first, others, text, is_contradicted))
        .collect()
}

/// The measures of one text of the first candidate.
fn measured(
    side: &Side,
    first: &Candidate<'_>,
    others: &[Candidate<'_>],
    text: &Explained,
    is_contradicted: bool,
) -> [f64; COUNT] {
    let m = text.measures;
    let full = (text.shared / FULL).min(1.0);
    let holds = |other: &&Candidate<'_>| {
        other
            .explanation
            .best
            .iter()
            .any(|unit| unit.shared >= 0.85 * text.shared)
    };
    let equals = others.iter().filter(holds).count();
    let codes = side.all_codes();
    let has_code = codes
        .iter()
        .any(|kin| kin.is_telling() && first.explanation.codes.contains(&kin.code));
    let short = if side.paste.stream.terms.len() <= SHORT {
        1.0
    } else {
        0.0
    };
    let long = side.paste.stream.terms.len() > LONG;
    [
        full * f64::max(0.0, m.template - 0.6) / 0.4,
        full * m.line,
        full * m.template * m.sentence,
        first.explanation.covered,
        -m.missing,
        -m.inner,
        -m.flank,
        -m.tail,
        if is_contradicted || m.conflict || side.is_vague && m.template < WHOLE {
            -1.0
        } else {
            0.0
        },
        -(equals.min(4) as f64) / 4.0 * (1.0 - first.explanation.covered),
        short * m.bare * first.score.covered,
        -m.rest,
        if long { first.explanation.covered } else { 0.0 },
        if has_code { 1.0 } else { 0.0 },
    ]
}

/// A paste whose words weigh less says too little for anything to be believed.
const LEAST_SAID: f64 = 5.0;

/// How far the first candidate is believed: above 0 it is.
#[must_use]
pub fn belief(side: &Side, candidates: &[Candidate<'_>]) -> f64 {
    let mut said = 0.0;
    for weight in &side.paste.stream.bare {
        said += weight;
    }
    if said < LEAST_SAID {
        return f64::NEG_INFINITY;
    }
    let mut best = f64::NEG_INFINITY;
    for measures in measures(side, candidates) {
        let mut sum = -THRESHOLD;
        for (measure, weight) in measures.iter().zip(WEIGHTS) {
            sum += measure * weight;
        }
        best = best.max(sum);
    }
    best
}
