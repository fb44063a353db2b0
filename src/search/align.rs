//! Alignment: a paste and one text of an article laid side by side, in the order of both.
//!
//! Equal words are chained; what lies between two of them costs. What matters for belief is not only how
//! much of the paste is explained, but how much of the article's own sentence is there.
//!
//! Its twin for browsers is `align.js`.

use std::collections::HashMap;

use super::stream::Stream;

/// How far apart two matches of a chain may be, in words of either side.
const FARTHEST: usize = 14;
/// What each skipped unit of weight costs, and each gap.
const SKIPPED: f64 = 0.12;
const GAP: f64 = 0.2;
/// What two neighbouring matches gain.
const NEIGHBOURS: f64 = 0.3;
/// How many chains a text may have: what stands between two parts of a message, or in another order.
const CHAINS: usize = 3;
/// A further chain scores at least this, and stands within so many lines.
const LEAST: f64 = 2.5;
const NEAR_LINES: usize = 3;

/// One text of an article beside a paste.
#[derive(Clone, Debug, Default)]
pub struct Alignment {
    /// What its chains score.
    pub score: f64,
    /// The chains: pairs of places in the paste and in the text.
    pub chains: Vec<Vec<(usize, usize)>>,
}

/// A paste prepared for alignments.
#[derive(Clone, Debug, Default)]
pub struct Prepared {
    /// Its words.
    pub stream: Stream,
    /// The weight before each place, and the whole at the end.
    pub sums: Vec<f64>,
}

/// A stream with its sums.
#[must_use]
pub fn prepared(stream: Stream) -> Prepared {
    let mut sums = vec![0.0];
    let mut sum = 0.0;
    for weight in &stream.weights {
        sum += weight;
        sums.push(sum);
    }
    Prepared { stream, sums }
}

/// Aligns a paste, some of whose terms may stand for others, with a text of an article.
#[must_use]
pub fn align(paste: &Prepared, terms: &[u32], unit: &Prepared) -> Alignment {
    let mut places: HashMap<u32, Vec<usize>> = HashMap::new();
    for (place, term) in unit.stream.terms.iter().enumerate() {
        places.entry(*term).or_default().push(place);
    }
    let mut open = vec![true; terms.len()];
    let mut free = vec![true; unit.stream.terms.len()];
    let mut found = Alignment::default();
    let here = terms.iter().enumerate().flat_map(|(at, term)| {
        let here = places.get(term).map_or(&[][..], Vec::as_slice);
        here.iter().map(move |place| (at, *place))
    });
    let mut points: Vec<(usize, usize)> = here.take(MOST_POINTS).collect();
    for round in 0..CHAINS {
        points.retain(|(at, place)| open[*at] && free[*place]);
        let (score, chain) = chain(paste, unit, &points);
        if chain.is_empty() || score < (if round == 0 { 0.1 } else { LEAST }) {
            break;
        }
        found.score += score;
        for &(at, place) in &chain {
            open[at] = false;
            free[place] = false;
        }
        if round == 0 {
            let lines = &paste.stream.lines;
            let first = lines[chain[0].0];
            let last = lines[chain[chain.len() - 1].0];
            for (at, open) in open.iter_mut().enumerate() {
                let is_near = lines[at] + NEAR_LINES >= first && lines[at] <= last + NEAR_LINES;
                *open &= is_near;
            }
        }
        found.chains.push(chain);
    }
    found
}

/// The most points of two texts that are looked at.
const MOST_POINTS: usize = 4000;

/// The best chain of points, each further on in both texts, and its score.
fn chain(
    paste: &Prepared,
    unit: &Prepared,
    points: &[(usize, usize)],
) -> (f64, Vec<(usize, usize)>) {
    let mut scores: Vec<f64> = Vec::with_capacity(points.len());
    let mut before: Vec<Option<usize>> = Vec::with_capacity(points.len());
    let (mut best, mut last) = (-1.0, None);
    let mut low = 0;
    for (index, &(i, j)) in points.iter().enumerate() {
        while points[low].0 + FARTHEST < i {
            low += 1;
        }
        let gain = paste.stream.weights[i].min(unit.stream.weights[j]);
        let (mut sum, mut from) = (0.0, None);
        for earlier in low..index {
            let (i2, j2) = points[earlier];
            if i2 >= i {
                break;
            }
            if j2 >= j || j - j2 > FARTHEST {
                continue;
            }
            let cost = if i - i2 == 1 && j - j2 == 1 {
                -NEIGHBOURS
            } else {
                let skipped =
                    (paste.sums[i] - paste.sums[i2 + 1]) + (unit.sums[j] - unit.sums[j2 + 1]);
                SKIPPED * skipped + GAP
            };
            let value = scores[earlier] - cost;
            if value > sum {
                sum = value;
                from = Some(earlier);
            }
        }
        scores.push(gain + sum);
        before.push(from);
        if gain + sum > best {
            best = gain + sum;
            last = Some(index);
        }
    }
    let mut chain = Vec::new();
    while let Some(index) = last {
        chain.push(points[index]);
        last = before[index];
    }
    chain.reverse();
    (best, chain)
}
