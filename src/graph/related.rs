//! Which articles are related, and why: they show the same error, the same code, use the same
//! cmdlet, or are nearly the same text.
//!
//! What few articles have in common relates them closely, what many have in common not at all. Each
//! key is compared within the articles that have it, of which there are only so many, so the cost
//! grows with the text and not with the pairs.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::entities::{Entities, Register, Shared, Use};
use super::sketch::{self, Twins};
use super::stories::clipped;
use super::{Routes, generic};
use crate::article::Kind;
use crate::markdown::fold_blanks;
use crate::reading::Reading;
use crate::source::SitePath;

/// An article that is related to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Which article.
    pub article: usize,
    /// Why, the strongest reason first.
    pub because: Vec<Reason>,
    /// How closely, in percent.
    pub strength: u8,
}

/// What two articles have in common.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Reason {
    /// What kind of thing it is.
    pub kind: ReasonKind,
    /// What it is: a sentence of the error, the code, the cmdlet; how much of the text, in percent.
    pub value: String,
}

/// The kinds of what articles have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReasonKind {
    /// Nearly all of their text.
    Text,
    /// A sentence of an error.
    Error,
    /// A code.
    Code,
    /// A cmdlet.
    Cmdlet,
}

impl ReasonKind {
    /// How much a thing of this kind says if only two articles have it.
    fn weight(self) -> f64 {
        match self {
            Self::Text => 1.0,
            Self::Error => 0.7,
            Self::Code => 0.5,
            Self::Cmdlet => 0.3,
        }
    }
}

/// How many related articles an article has at most.
const MOST: usize = 6;
/// How many reasons are told.
const REASONS: usize = 8;
/// The weakest relation that is told, in percent.
const WEAKEST: u8 = 12;
/// A sentence is told in so many characters.
const VALUE_LENGTH: usize = 140;
/// What more articles have in common relates none of them, however large the site.
const COMMON: usize = 64;
/// In small sites so many articles may have a thing in common before it counts as common.
const FEW: usize = 8;

/// Something that articles have in common.
struct Key {
    kind: ReasonKind,
    /// The articles, in order, each once.
    articles: Vec<usize>,
    weight: f64,
    source: Source,
}

/// Where the words for a key come from.
#[derive(Clone, Copy)]
enum Source {
    Sentence(usize),
    Code(usize),
    Cmdlet(usize),
}

/// The articles related to each article, and those whose texts are nearly the same; articles without an
/// address take no part.
pub(super) fn related(
    readings: &[Arc<Reading>],
    entities: &Entities,
    routes: &Routes,
) -> (Vec<Vec<Related>>, Vec<Twins>) {
    let published = routes.articles.iter().flatten().count();
    let keys = keys(entities, published);
    let of_article = by_article(&keys, readings.len(), entities);
    let teller = Teller {
        readings,
        entities,
        keys: &keys,
    };
    // Pages that only lead to others are all alike.
    let has_text = |index: usize| readings[index].article.kind != Kind::Landing;
    let twins = sketch::twins(readings, |index| {
        routes.articles[index].is_some() && has_text(index)
    });
    let mut twins_of: HashMap<usize, Vec<(usize, usize)>> = HashMap::new();
    for pair in &twins {
        twins_of
            .entry(pair.a)
            .or_default()
            .push((pair.b, pair.percent));
    }
    let pairs: Vec<Vec<Related>> = of_article
        .par_iter()
        .enumerate()
        .map(|(article, keys)| {
            let twins = twins_of.get(&article).map_or(&[][..], Vec::as_slice);
            teller.pairs(article, keys, twins)
        })
        .collect();
    (both_ways(pairs, readings), twins)
}

/// What at least two articles have in common, and not too many.
fn keys(entities: &Entities, published: usize) -> Vec<Key> {
    let limit = (published / 20).clamp(FEW, COMMON);
    let mut keys = Vec::new();
    let mut add = |kind: ReasonKind, uses: &[Use], source: Source| {
        let mut articles: Vec<usize> = uses.iter().map(|at| at.article).collect();
        articles.dedup();
        if (2..=limit).contains(&articles.len()) {
            keys.push(Key {
                kind,
                weight: kind.weight() * rarity(articles.len(), published),
                articles,
                source,
            });
        }
    };
    for (index, shared) in entities.sentences.iter().enumerate() {
        add(ReasonKind::Error, &shared.uses, Source::Sentence(index));
    }
    for (index, code) in entities.codes.list.iter().enumerate() {
        add(ReasonKind::Code, &code.uses, Source::Code(index));
    }
    for (index, cmdlet) in entities.cmdlets.list.iter().enumerate() {
        if !generic::is_generic(&cmdlet.name) {
            add(ReasonKind::Cmdlet, &cmdlet.uses, Source::Cmdlet(index));
        }
    }
    keys
}

/// How rare a thing is that `articles` of all have in common, 1 if only two have it: the inverse
/// document frequency relative to that of two, squared to part the rare from the middling.
fn rarity(articles: usize, all: usize) -> f64 {
    #[expect(clippy::cast_precision_loss)]
    let frequency = |articles: usize| (1.0 + all as f64 / articles as f64).ln();
    (frequency(articles) / frequency(2)).powi(2)
}

/// The keys of each article, with the error that holds each: sentences of one error are one reason.
fn by_article(keys: &[Key], articles: usize, entities: &Entities) -> Vec<Vec<(usize, usize)>> {
    let mut found = vec![Vec::new(); articles];
    for (index, key) in keys.iter().enumerate() {
        match key.source {
            Source::Sentence(sentence) => {
                let mut before = None;
                for at in &entities.sentences[sentence].uses {
                    if before != Some(at.article) {
                        found[at.article].push((index, at.mention));
                    }
                    before = Some(at.article);
                }
            }
            _ => key
                .articles
                .iter()
                .for_each(|&article| found[article].push((index, 0))),
        }
    }
    found
}

/// Finds the relations and words them.
struct Teller<'a> {
    readings: &'a [Arc<Reading>],
    entities: &'a Entities,
    keys: &'a [Key],
}

impl Teller<'_> {
    /// The articles after `article` that are related to it.
    fn pairs(
        &self,
        article: usize,
        keys: &[(usize, usize)],
        twins: &[(usize, usize)],
    ) -> Vec<Related> {
        let mut common: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
        for &(key, error) in keys {
            let articles = &self.keys[key].articles;
            let after = articles.partition_point(|&other| other <= article);
            for &other in &articles[after..] {
                common.entry(other).or_default().push((key, error));
            }
        }
        for (other, _) in twins {
            common.entry(*other).or_default();
        }
        let percent = |other: usize| {
            twins
                .iter()
                .find(|(twin, _)| *twin == other)
                .map(|twin| twin.1)
        };
        common
            .into_iter()
            .map(|(other, keys)| self.relation(other, keys, percent(other)))
            .filter(|related| related.strength >= WEAKEST)
            .collect()
    }

    fn relation(
        &self,
        article: usize,
        mut keys: Vec<(usize, usize)>,
        twin: Option<usize>,
    ) -> Related {
        keys.sort_by(|a, b| {
            let weight = |key: usize| self.keys[key].weight;
            weight(b.0).total_cmp(&weight(a.0)).then(a.0.cmp(&b.0))
        });
        let mut errors = Vec::new();
        keys.retain(|&(key, error)| {
            let is_error = self.keys[key].kind == ReasonKind::Error;
            let again = is_error && errors.contains(&error);
            if is_error && !again && errors.len() < REASONS {
                errors.push(error);
            }
            !again
        });
        let apart: f64 = keys
            .iter()
            .map(|&(key, _)| 1.0 - self.keys[key].weight)
            .product();
        // Nearly equal texts stand before all others, whatever else they have in common.
        let least = twin.map_or(0.0, |percent| {
            0.9 + 0.1 * f64::from(u8::try_from(percent).unwrap_or(100)) / 100.0
        });
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let strength = ((1.0 - apart).max(least) * 100.0).round() as u8;
        let text = twin.map(|percent| Reason {
            kind: ReasonKind::Text,
            value: format!("{percent} %"),
        });
        let told = keys.iter().take(REASONS).map(|&(key, _)| self.reason(key));
        Related {
            article,
            because: text.into_iter().chain(told).collect(),
            strength: strength.min(100),
        }
    }

    fn reason(&self, key: usize) -> Reason {
        let key = &self.keys[key];
        let name = |register: &Register, index: usize| register.list[index].name.clone();
        let value = match key.source {
            Source::Sentence(index) => self.sentence(&self.entities.sentences[index]),
            Source::Code(index) => name(&self.entities.codes, index),
            Source::Cmdlet(index) => name(&self.entities.cmdlets, index),
        };
        Reason {
            kind: key.kind,
            value,
        }
    }

    /// A sentence as the first error that holds it has it.
    fn sentence(&self, shared: &Shared) -> String {
        let first = shared.uses[0];
        let error = &self.readings[first.article].mentions.errors[first.mention];
        let sentence = fold_blanks(&error.template[shared.range.clone()]);
        // Quotation marks around an error are seldom closed in its first sentence.
        let bare = sentence.trim_matches(|c: char| c.is_whitespace() || "\"'“”‘’«»".contains(c));
        clipped(bare, VALUE_LENGTH)
    }
}

/// The relations of both ends of each pair, the closest first, only so many of each.
fn both_ways(pairs: Vec<Vec<Related>>, readings: &[Arc<Reading>]) -> Vec<Vec<Related>> {
    let mut all: Vec<Vec<Related>> = vec![Vec::new(); pairs.len()];
    for (article, related) in pairs.into_iter().enumerate() {
        for forth in related {
            all[forth.article].push(Related {
                article,
                ..forth.clone()
            });
            all[article].push(forth);
        }
    }
    let path = |article: usize| &readings[article].article.path;
    for (article, related) in all.iter_mut().enumerate() {
        let folder = path(article).folder();
        related.sort_by(|a, b| {
            let (a_path, b_path) = (path(a.article), path(b.article));
            // Of equally close ones first those that stand beside it.
            let apart = |path: &SitePath| path.folder() != folder;
            let closest = b.strength.cmp(&a.strength);
            closest
                .then_with(|| apart(a_path).cmp(&apart(b_path)))
                .then_with(|| a_path.cmp(b_path))
        });
        related.truncate(MOST);
    }
    all
}
