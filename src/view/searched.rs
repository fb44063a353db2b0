//! What search shows of each article, and the way from each of its sections to the fix.

use super::Facts;
use crate::entity::code::Code;
use crate::graph::Entity;
use crate::role::Role;
use crate::search::card::sections;
use crate::search::index::Entry;
use crate::search::manifest::Fix;

/// The articles of the site, for its index.
#[must_use]
pub fn entries<'a>(facts: &Facts<'a>) -> Vec<Entry<'a>> {
    let articles = facts.graph.routes.articles.iter().enumerate();
    articles
        .filter_map(|(index, url)| {
            let reading = &facts.readings[index];
            let article = &reading.article;
            let products = facts.graph.products.of_article[index].iter();
            let fixes = sections(&reading.card).into_iter();
            Some(Entry {
                card: &reading.card,
                path: article.path.as_str(),
                url: url.as_ref()?.as_str(),
                title: &article.title,
                products: products
                    .map(|&product| facts.graph.products.list[product].name.as_str())
                    .collect(),
                kind: article.kind.name(),
                fixes: fixes.map(|section| fix(facts, index, section)).collect(),
            })
        })
        .collect()
}

/// The codes of the site.
#[must_use]
pub fn codes(facts: &Facts<'_>) -> Vec<Code> {
    let codes = facts.graph.entities.codes.list.iter();
    let code = |entity: &Entity| Code {
        canonical: entity.name.clone(),
        family: entity.family,
    };
    codes.map(code).collect()
}

/// The way from a section to the fix that serves it, and to the cause.
fn fix(facts: &Facts<'_>, index: usize, section: &str) -> Option<Fix> {
    let stories = &facts.graph.stories[index];
    let found = stories.fix_for(section)?;
    let article = &facts.readings[index].article;
    let cause = match stories.track_of(section) {
        Some(track) => article.tracks.list[track].cause.first(),
        None => None,
    };
    let whole = facts.readings[index].outline.walk();
    let mut causes = whole.filter(|section| section.role == Role::Cause);
    let cause = cause.or_else(|| causes.next().map(|section| &section.id));
    Some(Fix {
        section: found.section.clone(),
        text: found.text.clone(),
        is_command: found.is_command,
        cause: cause.cloned().unwrap_or_default(),
    })
}
