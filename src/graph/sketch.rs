//! Sketches of texts by which nearly equal ones are found without comparing each with each.
//!
//! A sketch is a MinHash in one permutation (Li, Owen and Zhang, "One Permutation Hashing", 2012):
//! every run of five words is hashed once; the hash names a bin and is kept if it is the bin's least.
//! The share of bins that two sketches have in common estimates the share of runs that the texts have
//! in common. Texts whose sketches agree in two neighbouring bins are compared, others never.

use rayon::prelude::*;
use std::sync::Arc;

use crate::article::Section;
use crate::reading::Reading;

/// Two articles whose texts are nearly the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Twins {
    /// The first.
    pub a: usize,
    /// The second; its index is larger.
    pub b: usize,
    /// The share of runs of words that they have in common, as far as sketches tell it, in percent.
    pub percent: usize,
}

const BINS: usize = 64;
/// How many words make a run.
const RUN: usize = 5;
/// Texts with fewer runs are too short to tell whether they are the same.
const FEWEST_RUNS: usize = 16;
/// From which share on texts are nearly the same, in percent.
const NEARLY: usize = 50;
/// With how many texts of the same two bins a text is compared.
const COMPARED: usize = 8;
/// A bin that nothing fell into.
const EMPTY: u32 = u32::MAX;

type Sketch = [u32; BINS];

/// The pairs of articles among `wanted` whose texts are nearly the same, in order.
pub(super) fn twins(
    readings: &[Arc<Reading>],
    wanted: impl Fn(usize) -> bool + Sync,
) -> Vec<Twins> {
    let sketches: Vec<Option<Sketch>> = readings
        .par_iter()
        .enumerate()
        .map(|(index, reading)| wanted(index).then(|| sketch_of(&reading.article.sections))?)
        .collect();
    let mut pairs = candidates(&sketches);
    pairs.sort_unstable();
    pairs.dedup();
    pairs
        .into_iter()
        .filter_map(|(a, b)| {
            let percent = similarity(sketches[a].as_ref()?, sketches[b].as_ref()?);
            (percent >= NEARLY).then_some(Twins { a, b, percent })
        })
        .collect()
}

/// The pairs that agree in two neighbouring bins, in the order of the bins.
fn candidates(sketches: &[Option<Sketch>]) -> Vec<(usize, usize)> {
    (0..BINS / 2)
        .into_par_iter()
        .flat_map_iter(|band| agreeing(sketches, band))
        .collect()
}

/// The pairs that agree in both bins of a band.
fn agreeing(sketches: &[Option<Sketch>], band: usize) -> Vec<(usize, usize)> {
    let filled = sketches.iter().enumerate().filter_map(|(article, sketch)| {
        let (bands, _) = sketch.as_ref()?.as_chunks::<2>();
        let bins = bands[band];
        (!bins.contains(&EMPTY)).then_some((bins, article))
    });
    let mut filled: Vec<([u32; 2], usize)> = filled.collect();
    filled.sort_unstable();
    let mut pairs = Vec::new();
    for (index, (bins, article)) in filled.iter().enumerate() {
        let following = filled[index + 1..].iter().take(COMPARED);
        let same = following.take_while(|(other, _)| other == bins);
        pairs.extend(same.map(|(_, other)| (*article, *other)));
    }
    pairs
}

/// The share of runs that two texts have in common, as their sketches tell it, in percent.
fn similarity(a: &Sketch, b: &Sketch) -> usize {
    let mut bins = 0;
    let mut equal = 0;
    for (a, b) in a.iter().zip(b) {
        bins += usize::from(*a != EMPTY || *b != EMPTY);
        equal += usize::from(a == b && *a != EMPTY);
    }
    equal * 100 / bins.max(1)
}

/// The sketch of an article's text, if it is long enough.
fn sketch_of(sections: &[Section]) -> Option<Sketch> {
    let mut sketcher = Sketcher {
        bins: [EMPTY; BINS],
        run: [0; RUN],
        words: 0,
    };
    sketcher.sections(sections);
    (sketcher.words >= FEWEST_RUNS + RUN).then_some(sketcher.bins)
}

struct Sketcher {
    bins: Sketch,
    /// The hashes of the last words, the oldest first.
    run: [u64; RUN],
    words: usize,
}

impl Sketcher {
    fn sections(&mut self, sections: &[Section]) {
        for section in sections {
            self.text(&section.text);
            self.sections(&section.sections);
        }
    }

    fn text(&mut self, text: &str) {
        let mut hash = FNV_OFFSET;
        for byte in text.bytes() {
            let letter = LETTERS[usize::from(byte)];
            if letter != 0 {
                hash = (hash ^ u64::from(letter)).wrapping_mul(FNV_PRIME);
            } else if hash != FNV_OFFSET {
                self.word(std::mem::replace(&mut hash, FNV_OFFSET));
            }
        }
        if hash != FNV_OFFSET {
            self.word(hash);
        }
    }

    fn word(&mut self, hash: u64) {
        let [_, older @ ..] = self.run;
        self.run[..RUN - 1].copy_from_slice(&older);
        self.run[RUN - 1] = hash;
        self.words += 1;
        if self.words < RUN {
            return;
        }
        let run = self.run.iter().fold(0u64, |run, word| {
            (run.rotate_left(23) ^ word).wrapping_mul(MIX)
        });
        let run = run ^ (run >> 29);
        let bin = (run >> 58) as usize;
        let least = (run & u64::from(EMPTY - 1)) as u32;
        self.bins[bin] = self.bins[bin].min(least);
    }
}

/// Each byte as it counts in a word, ASCII letters in lower case; 0 for what stands between words.
/// Every byte of every article is looked up here.
const LETTERS: [u8; 256] = {
    let mut letters = [0; 256];
    let mut byte = 0u8;
    loop {
        if byte.is_ascii_alphanumeric() || !byte.is_ascii() {
            letters[byte as usize] = byte.to_ascii_lowercase();
        }
        if byte == u8::MAX {
            break letters;
        }
        byte += 1;
    }
};

/// FNV-1a (RFC 9923), 64 bits.
const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;
/// An odd number that spreads the bits (the golden ratio's, as in Knuth's multiplicative hashing).
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::role::Role;

    fn sketch(text: &str) -> Option<Sketch> {
        sketch_of(&[Section {
            role: Role::Other,
            heading: None,
            id: String::new(),
            level: 2,
            line: 1,
            text: text.to_owned(),
            alternative: None,
            sections: Vec::new(),
        }])
    }

    fn words(range: std::ops::Range<usize>) -> String {
        range.map(|n| format!("w{n} ")).collect()
    }

    #[test]
    fn the_estimate_is_near_the_truth() {
        // The runs of [0, 800) and [200, 1000): 600 of 1000 are common.
        let a = sketch(&words(0..800)).expect("long enough");
        let b = sketch(&words(200..1000)).expect("long enough");
        let found = similarity(&a, &b);
        assert!((45..=75).contains(&found), "{found}");
        assert_eq!(similarity(&a, &a), 100);
        let c = sketch(&words(2000..2800)).expect("long enough");
        assert!(similarity(&a, &c) < 10);
    }

    #[test]
    fn short_texts_have_no_sketch() {
        assert!(sketch(&words(0..20)).is_none());
        assert!(sketch(&words(0..30)).is_some());
    }

    #[test]
    fn many_equal_texts_are_found_in_bounded_pairs() {
        let one = sketch(&words(0..100));
        let sketches = vec![one; 500];
        let mut pairs = candidates(&sketches);
        pairs.sort_unstable();
        pairs.dedup();
        assert!(pairs.len() <= 500 * COMPARED && pairs.contains(&(0, 1)));
    }
}
