//! How rare words are: what a word weighs when an article is looked for.

use super::manifest::class;

/// The number of articles that a class stands for.
fn frequency(class: u32) -> f64 {
    2_f64.powf(f64::from(class) / 2.0)
}

/// A site of fewer articles is told what is common beside it: as if it had so many.
const FEWEST: usize = 2000;
/// What a word weighs beside its logarithm.
const POWER: f64 = 1.2;

/// What words weigh on a site.
#[derive(Clone, Copy, Debug)]
pub struct Rarities {
    articles: usize,
}

impl Rarities {
    /// Of a site of so many articles.
    #[must_use]
    pub fn new(articles: usize) -> Self {
        Self { articles }
    }

    /// The class of a term that so many articles have.
    #[must_use]
    pub fn class(&self, _term: u32, count: u32) -> u32 {
        class(count)
    }

    /// The weight of each class; the first is that of a word that no article has.
    #[must_use]
    pub fn table(&self) -> Vec<f64> {
        let articles = self.articles.max(FEWEST) as f64;
        let weight = |count: f64| {
            let odds = (articles - count + 0.5).max(0.5) / (count + 0.5);
            let weight = (1.0 + odds).ln().powf(POWER);
            (weight * 64.0).round() / 64.0
        };
        let classes = (0..=class(u32::try_from(self.articles).unwrap_or(u32::MAX)))
            .map(|class| weight(frequency(class)));
        std::iter::once(weight(1.0)).chain(classes).collect()
    }
}
