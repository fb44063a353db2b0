//! The manifest: the one file of an index whose name does not change, and what all its files agree on.

use serde::{Deserialize, Serialize};

/// The files' version: a reader refuses others.
pub const VERSION: u32 = 2;
/// The name of the one file whose name does not change.
pub const MANIFEST: &str = "manifest.js";
/// How the articles of a term are told.
#[derive(Clone, Copy, Debug)]
pub struct Postings {
    /// How many are kept: those in which it is worth the most.
    pub deepest: usize,
    /// The least that it is worth in one, in steps.
    pub least: u32,
    /// How many worths there are from that on.
    pub worths: u32,
}
/// Of terms by which articles are found.
pub const OF_TERMS: Postings = Postings {
    deepest: 192,
    least: 0,
    worths: STEPS,
};
/// Of other words: nobody reads so many results of an ordinary search, and a word that stands once is worth
/// something.
pub const OF_WORDS: Postings = Postings {
    deepest: 24,
    least: 1,
    worths: STEPS - 1,
};
/// How many steps the worth of a term is told in.
pub const STEPS: u32 = 4;
/// How many terms the manifest can tell apart.
pub const SKETCH_TERMS: u32 = 1 << 20;

/// What the manifest holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the files.
    pub version: u32,
    /// How many articles there are.
    pub articles: usize,
    /// How many articles a file of cards has room for.
    pub slots: u32,
    /// How many files of cards there are.
    pub groups: u32,
    /// How many files of terms there are.
    pub term_shards: u32,
    /// How many files of other words there are.
    pub word_shards: u32,
    /// The hashes of the files of terms, joined.
    pub terms: String,
    /// The hashes of the files of other words, joined.
    pub words: String,
    /// The hashes of the files of cards, joined.
    pub cards: String,
    /// The hashes of the files of what codes mean, joined.
    pub codes: String,
    /// What a word of each class of rarity weighs; the first is that of a word that no article has.
    pub rarities: Vec<f64>,
    /// For each class the terms of it, as gaps between numbers below [`SKETCH_TERMS`].
    pub sketch: Vec<String>,
    /// Whether the sketch has every term.
    pub whole: bool,
    /// The pairs of neighbouring words of stock phrases, as gaps between numbers: the same for every site, but
    /// data, which scripts need not hold.
    pub stock: String,
    /// The terms of codes that any failure may have, likewise.
    pub generic: String,
}

/// The way to a fix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fix {
    /// The id of its section.
    pub section: String,
    /// The fix in one line.
    pub text: String,
    /// Whether that is a command.
    pub is_command: bool,
    /// The id of the section that tells the cause; empty if none does.
    pub cause: String,
}

/// The address of an article as its card holds it: nothing where its path says it; where only the start of
/// its path is another, `N:START`, which stands for the first `N` letters; else itself.
#[must_use]
pub fn shortened_address(path: &str, url: &str) -> String {
    let usual = usual_address(path);
    if url == usual {
        return String::new();
    }
    let same = url.bytes().rev().zip(usual.bytes().rev());
    let same = same.take_while(|(a, b)| a == b).count();
    if same == 0 || !path.is_ascii() || !url.is_ascii() {
        return url.to_owned();
    }
    format!("{}:{}", usual.len() - same, &url[..url.len() - same])
}

/// The address of an article that its card holds so.
#[must_use]
pub fn address(path: &str, shortened: &str) -> String {
    let usual = usual_address(path);
    if shortened.is_empty() {
        return usual;
    }
    if !path.is_ascii() {
        return shortened.to_owned();
    }
    let start = shortened.split_once(':').and_then(|(count, start)| {
        let rest = usual.get(count.parse().ok()?..)?;
        Some(format!("{start}{rest}"))
    });
    start.unwrap_or_else(|| shortened.to_owned())
}

fn usual_address(path: &str) -> String {
    format!("{}.html", path.strip_suffix(".md").unwrap_or(path))
}

/// The least numbers of articles of the classes of frequency after the first: two classes for each
/// doubling.
pub const CLASSES: [u32; 40] = classes();

/// The class of a term that so many articles have.
#[must_use]
pub fn class(count: u32) -> u32 {
    let class = CLASSES.partition_point(|least| *least <= count);
    u32::try_from(class).unwrap_or(0)
}

/// Class 2k is 2^k, and 2k + 1 is 2^k times the root of 2; each starts halfway, by ratio, to the next.
const fn classes() -> [u32; 40] {
    let mut least = [0; 40];
    let mut at = 0;
    while at < least.len() {
        // The fourth root of 2, and its third power, in 1/10,000.
        let factor: u64 = if at % 2 == 0 { 11_892 } else { 16_818 };
        let exact = (1 << (at / 2)) * factor;
        least[at] = exact.div_ceil(10_000) as u32;
        at += 1;
    }
    least
}
