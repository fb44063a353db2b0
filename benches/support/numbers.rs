//! Numbers that are the same on every machine, for generated articles.

/// A small generator of numbers (xorshift64*, S. Vigna: An experimental exploration of Marsaglia's xorshift
/// generators, scrambled, 2016).
pub(crate) struct Numbers(u64);

impl Numbers {
    /// The one that all benchmarks start with.
    pub(crate) fn new() -> Self {
        Self(0x9E37_79B9_7F4A_7C15)
    }

    /// The next number, below a bound.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) % bound
    }
}
