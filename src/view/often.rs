//! What is seen most often of a product: the errors and codes that several of its articles share.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Facts;
use crate::graph::known::Known;
use crate::graph::{EntityKind, clipped};
use crate::source::Url;

/// An error or a code, and how many articles of the product speak of it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Often {
    name: String,
    href: String,
    /// Codes only: what it means, where that is known.
    title: String,
    count: usize,
}

/// How many of a kind are shown.
const CODES: usize = 12;
const ERRORS: usize = 6;
/// The longest error, in characters.
const LENGTH: usize = 120;

impl Facts<'_> {
    /// The codes that several of these articles speak of, what most do first.
    pub(super) fn common_codes(&self, articles: &[usize], here: &Url) -> Vec<Often> {
        self.common(EntityKind::Code, articles, CODES, here)
    }

    /// The errors that several of these articles show, what most do first.
    pub(super) fn common_errors(&self, articles: &[usize], here: &Url) -> Vec<Often> {
        self.common(EntityKind::Error, articles, ERRORS, here)
    }

    fn common(&self, kind: EntityKind, articles: &[usize], most: usize, here: &Url) -> Vec<Often> {
        let register = self.graph.entities.of(kind);
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for &article in articles {
            // An article counts once, however often it says it.
            let own: BTreeSet<usize> = register.of_article[article].iter().copied().collect();
            for entity in own {
                *counts.entry(entity).or_default() += 1;
            }
        }
        let mut common: Vec<(usize, usize)> =
            counts.into_iter().filter(|(_, count)| *count > 1).collect();
        common.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        common.truncate(most);
        let shown = common.into_iter().map(|(index, count)| {
            let entity = &register.list[index];
            let known = entity.known.as_ref();
            Often {
                name: clipped(&entity.name, LENGTH),
                href: entity.href(kind, here),
                title: known.map(Known::title).unwrap_or_default(),
                count,
            }
        });
        shown.collect()
    }
}
