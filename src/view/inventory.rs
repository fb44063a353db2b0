//! The whole site for scripts: `articles.json` and `errors.json`.

use serde::Serialize;

use super::Facts;
use super::model::SCHEMA;
use crate::article::Kind;
use crate::graph::{Entity, Register, Use};
use crate::source::SitePath;

#[derive(Serialize)]
struct Articles<'a> {
    schema: u32,
    articles: Vec<ArticleLine<'a>>,
}

#[derive(Serialize)]
struct ArticleLine<'a> {
    path: &'a SitePath,
    url: &'a str,
    title: &'a str,
    description: &'a str,
    kind: Kind,
    products: Vec<&'a str>,
    applies_to: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'a str>,
    visibility: &'a str,
    tags: &'a [String],
    errors: Vec<&'a str>,
    codes: Vec<&'a str>,
    cmdlets: Vec<&'a str>,
}

#[derive(Serialize)]
struct Errors<'a> {
    schema: u32,
    errors: Vec<ErrorLine<'a>>,
}

#[derive(Serialize)]
struct ErrorLine<'a> {
    template: &'a str,
    url: String,
    texts: Vec<&'a str>,
    codes: Vec<&'a str>,
    articles: Vec<Occurrence<'a>>,
}

#[derive(Serialize)]
struct Occurrence<'a> {
    path: &'a SitePath,
    url: &'a str,
    section: &'a str,
}

/// The list of all published articles.
///
/// # Errors
/// None in practice: every value can be written as JSON.
pub fn articles_json(facts: &Facts<'_>) -> serde_json::Result<Vec<u8>> {
    let all = facts.readings.iter().enumerate();
    let articles = all.filter_map(|(index, _)| article_line(facts, index));
    serde_json::to_vec(&Articles {
        schema: SCHEMA,
        articles: articles.collect(),
    })
}

fn article_line<'a>(facts: &Facts<'a>, index: usize) -> Option<ArticleLine<'a>> {
    let graph = facts.graph;
    let url = graph.routes.articles[index].as_ref()?;
    let article = &facts.readings[index].article;
    let products = graph.products.of_article.get(index).into_iter().flatten();
    Some(ArticleLine {
        path: &article.path,
        url: url.as_str(),
        title: &article.title,
        description: &article.description,
        kind: article.kind,
        products: products
            .map(|&product| graph.products.list[product].name.as_str())
            .collect(),
        applies_to: &article.applies_to,
        date: article.date.map(|date| date.to_string()),
        updated: article.updated.map(|date| date.to_string()),
        owner: article.owner.as_deref(),
        visibility: &article.visibility,
        tags: &article.tags,
        errors: names(&graph.entities.errors, index),
        codes: names(&graph.entities.codes, index),
        cmdlets: names(&graph.entities.cmdlets, index),
    })
}

/// What an article mentions, each once, in the order of the text.
fn names(register: &Register, article: usize) -> Vec<&str> {
    let mut seen = std::collections::HashSet::new();
    let mentioned = register.of_article[article].iter();
    mentioned
        .filter(|entity| seen.insert(**entity))
        .map(|&entity| register.list[entity].name.as_str())
        .collect()
}

/// The list of all errors.
///
/// # Errors
/// None in practice: every value can be written as JSON.
pub fn errors_json(facts: &Facts<'_>) -> serde_json::Result<Vec<u8>> {
    let errors = facts.graph.entities.errors.list.iter();
    serde_json::to_vec(&Errors {
        schema: SCHEMA,
        errors: errors.map(|error| error_line(facts, error)).collect(),
    })
}

fn error_line<'a>(facts: &Facts<'a>, error: &'a Entity) -> ErrorLine<'a> {
    let told = |at: &Use| &facts.readings[at.article].mentions.errors[at.mention];
    let mut texts: Vec<&str> = Vec::new();
    let mut codes: Vec<&str> = Vec::new();
    for text in error.uses.iter().map(told) {
        texts.push(&text.text);
        codes.extend(text.codes.iter().map(|code| code.canonical.as_str()));
    }
    for list in [&mut texts, &mut codes] {
        list.sort_unstable();
        list.dedup();
    }
    let articles = error.uses.iter().filter_map(|at| {
        Some(Occurrence {
            path: &facts.readings[at.article].article.path,
            url: facts.graph.routes.articles[at.article].as_ref()?.as_str(),
            section: &told(at).section,
        })
    });
    ErrorLine {
        template: &error.name,
        url: error.href(
            crate::graph::EntityKind::Error,
            &crate::source::Url::of_file(""),
        ),
        texts,
        codes,
        articles: articles.collect(),
    }
}
