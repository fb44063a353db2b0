//! The health of a knowledge base: which articles nothing leads to, which errors nobody has a fix for, what most articles
//! lead to.

use std::collections::HashMap;

use crate::admit::{State, is_folder_page};
use crate::article::Kind;
use crate::graph::{EntityKind, Target};
use crate::pipeline::Site;

/// For each article, how many other articles lead to it.
#[must_use]
pub fn links_to(site: &Site) -> Vec<usize> {
    let mut counts = vec![0; site.len()];
    for (from, targets) in site.graph().links.iter().enumerate() {
        let mut led: Vec<usize> = targets
            .iter()
            .filter_map(|target| match target {
                Target::Article { index, .. } if *index != from => Some(*index),
                _ => None,
            })
            .collect();
        led.sort_unstable();
        led.dedup();
        for index in led {
            counts[index] += 1;
        }
    }
    counts
}

/// The published articles that no other article, landing page or table of contents leads to, in the order of their paths.
/// The lists of folders, products and search lead to every article, and do not count; nothing can lead to a draft.
#[must_use]
pub fn orphans(site: &Site) -> Vec<usize> {
    let counts = links_to(site);
    let graph = site.graph();
    let is_orphan = |&index: &usize| {
        let article = site.article(index);
        let is_page = graph.routes.articles[index].is_some();
        let in_table = graph
            .tables
            .entry_of
            .get(index)
            .is_some_and(Option::is_some);
        let is_start = is_folder_page(&article.path) || article.kind == Kind::Landing;
        let is_shown = article.state == State::Current;
        is_shown && is_page && !is_start && !in_table && counts[index] == 0
    };
    (0..site.len()).filter(is_orphan).collect()
}

/// An error for which no article has a fix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfixed {
    /// Its index among the errors of the site.
    pub error: usize,
    /// The article that first quotes it.
    pub article: usize,
    /// Which of the errors of that article it is.
    pub mention: usize,
}

/// The errors for which no article has a fix: none that quotes it in a story with a fix, a command or steps.
#[must_use]
pub fn unfixed(site: &Site) -> Vec<Unfixed> {
    let graph = site.graph();
    let mut has_steps: HashMap<usize, bool> = HashMap::new();
    let mut is_fixed = |article: usize, section: &str| {
        let told = graph.stories[article].fix_for(section).is_some();
        told || *has_steps.entry(article).or_insert_with(|| {
            let reading = site.reading(article);
            let has_fix = reading.outline.walk().any(|section| section.role.is_fix());
            has_fix || !reading.article.steps.is_empty() || !reading.mentions.commands.is_empty()
        })
    };
    let errors = graph.entities.of(EntityKind::Error).list.iter().enumerate();
    let unfixed = errors.filter_map(|(error, entity)| {
        let mut uses = entity.uses.iter().chain(&entity.similar);
        let any = uses.any(|one| {
            let quoted = &site.reading(one.article).mentions.errors[one.mention];
            is_fixed(one.article, &quoted.section)
        });
        let first = entity.uses.first().filter(|_| !any)?;
        Some(Unfixed {
            error,
            article: first.article,
            mention: first.mention,
        })
    });
    unfixed.collect()
}
