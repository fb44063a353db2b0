//! Terms: words as numbers. An index holds numbers of 24 bits instead of words; two words of a site
//! seldom have the same.
//!
//! Its twin for browsers is `term.js`.

/// How many terms there are.
pub const TERMS: u32 = 1 << 24;

/// The term of a word: FNV-1a of its UTF-16 units
/// (<http://www.isthe.com/chongo/tech/comp/fnv/>), its bits mixed by the finaliser of MurmurHash3
/// (<https://github.com/aappleby/smhasher>).
#[must_use]
pub fn term(word: &str) -> u32 {
    const PRIME: u32 = 0x0100_0193;
    let mut hash: u32 = 0x811c_9dc5;
    if word.is_ascii() {
        for byte in word.bytes() {
            hash = (hash ^ u32::from(byte)).wrapping_mul(PRIME);
        }
    } else {
        for unit in word.encode_utf16() {
            hash = (hash ^ u32::from(unit)).wrapping_mul(PRIME);
        }
    }
    mixed(hash) >> 8
}

/// The length of a word, in UTF-16 units: what browsers count.
#[must_use]
pub fn length(word: &str) -> usize {
    if word.is_ascii() {
        word.len()
    } else {
        word.encode_utf16().count()
    }
}

/// The term of two words that stand side by side.
#[must_use]
pub fn pair(first: u32, second: u32) -> u32 {
    mixed(first.wrapping_mul(0x9e37_79b1) ^ second) >> 8
}

/// A sentence as a whole, and the shard in which it is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sentence {
    /// The term of all its words in their order.
    pub term: u32,
    /// The term of its longest word, the first of several: it is looked up where that word is, because
    /// long words are rare and looked up anyway.
    pub longest: u32,
}

impl Sentence {
    /// The key under which it stands in an index of so many shards.
    #[must_use]
    pub fn key(self, shards: u32) -> u32 {
        self.term - self.term % shards + self.longest % shards
    }
}

/// The sentence of these words, each with its length; none of fewer than two words.
#[must_use]
pub fn sentence(words: &[(u32, usize)]) -> Option<Sentence> {
    let (first, rest) = words.split_first()?;
    if rest.is_empty() {
        return None;
    }
    let term = rest.iter().fold(first.0, |term, word| pair(term, word.0));
    let mut longest = first;
    for word in rest {
        if word.1 > longest.1 {
            longest = word;
        }
    }
    Some(Sentence {
        term,
        longest: longest.0,
    })
}

fn mixed(hash: u32) -> u32 {
    let hash = (hash ^ (hash >> 16)).wrapping_mul(0x85eb_ca6b);
    let hash = (hash ^ (hash >> 13)).wrapping_mul(0xc2b2_ae35);
    hash ^ (hash >> 16)
}
