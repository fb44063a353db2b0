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
    let mut hash: u32 = 0x811c_9dc5;
    for unit in word.encode_utf16() {
        hash = (hash ^ u32::from(unit)).wrapping_mul(0x0100_0193);
    }
    mixed(hash) >> 8
}

/// The term of two words that stand side by side.
#[must_use]
pub fn pair(first: u32, second: u32) -> u32 {
    mixed(first.wrapping_mul(0x9e37_79b1) ^ second) >> 8
}

fn mixed(hash: u32) -> u32 {
    let hash = (hash ^ (hash >> 16)).wrapping_mul(0x85eb_ca6b);
    let hash = (hash ^ (hash >> 13)).wrapping_mul(0xc2b2_ae35);
    hash ^ (hash >> 16)
}
