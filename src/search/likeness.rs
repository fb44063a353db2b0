//! Likeness: whether two articles quote the same message. Search lays a paste beside an article; this lays
//! texts of two articles beside each other, with the same words, weights and alignment.
//!
//! It has no twin: no browser asks for it.

use super::align::{Prepared, align, prepared};
use super::answer::Site;
use super::shelf::Shelf;
use super::stream::Stream;

/// A message as it is compared: its words, and what they weigh in the texts of the site.
#[derive(Clone, Debug)]
pub struct Message(Prepared);

/// How far two messages agree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likeness {
    /// The weight of the words that both have in the same order.
    pub shared: f64,
    /// The weight of what only the first has.
    pub only_here: f64,
    /// The weight of what only the second has.
    pub only_there: f64,
}

impl Message {
    /// A message among those of a site.
    #[must_use]
    pub fn new<L>(text: &str, shelf: &Shelf<L>) -> Self {
        Self(prepared(Stream::of_unit(text, true, &Site(shelf))))
    }

    /// Its words, as the terms of the index, and the weight of each.
    pub fn words(&self) -> impl Iterator<Item = (u32, f64)> {
        let stream = &self.0.stream;
        let weights = stream.weights.iter().copied();
        stream.terms.iter().copied().zip(weights)
    }

    /// What all its words weigh.
    #[must_use]
    pub fn weight(&self) -> f64 {
        self.0.sums.last().copied().unwrap_or(0.0)
    }

    /// How far it agrees with another.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> Likeness {
        let (here, there) = (&self.0.stream, &other.0.stream);
        let alignment = align(&self.0, &here.terms, &other.0);
        let pairs = alignment.chains.iter().flatten();
        let shared = pairs.map(|&(i, j)| here.weights[i].min(there.weights[j]));
        Likeness::new(shared.sum(), self.weight(), other.weight())
    }
}

impl Likeness {
    /// What is shared of two weights.
    #[must_use]
    pub fn new(shared: f64, here: f64, there: f64) -> Self {
        Self {
            shared,
            only_here: (here - shared).max(0.0),
            only_there: (there - shared).max(0.0),
        }
    }

    /// Whether this is one message: enough of it is common, most of one text and much of the other, and
    /// not both have something of their own.
    #[must_use]
    pub fn is_one(self) -> bool {
        let share = |rest: f64| self.shared / (self.shared + rest).max(1e-6);
        let (here, there) = (share(self.only_here), share(self.only_there));
        self.shared >= LEAST
            && here.max(there) >= MOST_OF_ONE
            && here.min(there) >= MUCH_OF_OTHER
            && self.only_here.min(self.only_there) <= BOTH_OWN
    }
}

/// The least weight in common: that of about three rare words. Less is said by many messages.
const LEAST: f64 = 12.0;
const MOST_OF_ONE: f64 = 0.85;
const MUCH_OF_OTHER: f64 = 0.4;
/// What both may have of their own: less than a rare word.
const BOTH_OWN: f64 = 4.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_message_is_told_from_two_that_share_a_frame() {
        for (shared, here, there, is_one) in [
            // The same, a part of a longer one, and one of which the other has a little more.
            (30.0, 30.0, 30.0, true),
            (30.0, 30.0, 60.0, true),
            (30.0, 33.0, 34.0, true),
            // Common words only; a few words of a log; a frame with a reason each.
            (8.0, 8.0, 8.0, false),
            (30.0, 30.0, 200.0, false),
            (90.0, 100.0, 101.0, false),
            (0.0, 0.0, 0.0, false),
        ] {
            let found = Likeness::new(shared, here, there).is_one();
            assert_eq!(found, is_one, "{shared} of {here} and {there}");
        }
    }
}
