//! How rare words are: what a word weighs when an article is looked for.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::manifest::class;
use super::term::term;

/// The number of articles that a class stands for.
fn frequency(class: u32) -> f64 {
    2_f64.powf(f64::from(class) / 2.0)
}

/// Words weigh on a site of fewer articles what they weigh on one of so many.
const FEWEST: usize = 2000;
/// So many articles tell by themselves how common words are.
const TELLING: usize = 1000;
/// What a word weighs beside its logarithm.
const POWER: f64 = 1.2;

/// How many of a thousand articles hold a common word.
static COMMON: LazyLock<HashMap<u32, u32>> = LazyLock::new(|| {
    let rows = include_str!("common.txt")
        .lines()
        .filter(|line| !line.starts_with('#'));
    let mut found = HashMap::new();
    for (rate, words) in rows.filter_map(|line| line.split_once('\t')) {
        let rate = rate.parse().unwrap_or(0);
        found.extend(words.split(' ').map(|word| (term(word), rate)));
    }
    found
});

/// What words weigh on a site.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rarities {
    articles: usize,
}

impl Rarities {
    /// Of a site of so many articles.
    #[must_use]
    pub(super) fn new(articles: usize) -> Self {
        Self { articles }
    }

    /// The class of a term that so many articles have. A small site cannot tell how common a word is: it is
    /// counted as if there were more articles, in which common words stand as often as elsewhere.
    #[must_use]
    pub(super) fn class(self, term: u32, count: u32) -> u32 {
        let added = TELLING.saturating_sub(self.articles);
        let rate = COMMON.get(&term).copied().unwrap_or(0);
        let elsewhere = added * rate as usize / 1000;
        class(count.saturating_add(u32::try_from(elsewhere).unwrap_or(u32::MAX)))
    }

    /// The weight of each class; the first is that of a word that no article has.
    #[must_use]
    pub(super) fn table(self) -> Vec<f64> {
        let articles = self.articles.max(FEWEST);
        let weight = |count: f64| {
            let odds = (articles as f64 - count + 0.5).max(0.5) / (count + 0.5);
            let weight = (1.0 + odds).ln().powf(POWER);
            (weight * 64.0).round() / 64.0
        };
        let last = class(u32::try_from(articles).unwrap_or(u32::MAX));
        let classes = (0..=last).map(|class| weight(frequency(class)));
        std::iter::once(weight(1.0)).chain(classes).collect()
    }
}
