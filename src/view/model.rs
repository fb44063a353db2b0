//! An article for scripts: its model as JSON, and its text as Markdown.

use serde::Serialize;

use super::Facts;
use super::mentions::{MentionsModel, RelatedModel, mentions, related};
use crate::article::{Article, Kind, Section, Step, Track};
use crate::graph::{Target, href};
use crate::source::SitePath;

/// The version of the model's shape.
pub(super) const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Model<'a> {
    schema: u32,
    path: &'a SitePath,
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    short_title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<&'a str>,
    description: &'a str,
    kind: Kind,
    applies_to: &'a [String],
    products: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'a str>,
    visibility: &'a str,
    tags: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    category: &'a [String],
    sections: &'a [Section],
    tracks: &'a [Track],
    steps: &'a [Step],
    #[serde(flatten)]
    mentions: MentionsModel<'a>,
    links: Vec<LinkModel>,
    related: Vec<RelatedModel<'a>>,
}

#[derive(Serialize)]
struct LinkModel {
    target: String,
    kind: &'static str,
    line: u32,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    broken: bool,
}

/// The model of the article `index`.
///
/// # Errors
/// None in practice: every value of the model can be written as JSON.
pub fn article_json(facts: &Facts<'_>, index: usize) -> serde_json::Result<Vec<u8>> {
    let article = &facts.readings[index].article;
    let url = facts.graph.routes.articles[index].as_ref();
    let products = facts
        .graph
        .products
        .of_article
        .get(index)
        .map_or(&[][..], Vec::as_slice);
    let model = Model {
        schema: SCHEMA,
        path: &article.path,
        url: url.map_or("", |url| url.as_str()),
        id: article.id.as_deref(),
        title: &article.title,
        short_title: article.short_title.as_deref(),
        lang: article.lang.as_deref(),
        description: &article.description,
        kind: article.kind,
        applies_to: &article.applies_to,
        products: products
            .iter()
            .map(|&product| facts.graph.products.list[product].name.as_str())
            .collect(),
        date: article.date.map(|date| date.to_string()),
        updated: article.updated.map(|date| date.to_string()),
        owner: article.owner.as_deref(),
        visibility: &article.visibility,
        tags: &article.tags,
        category: &article.category,
        sections: &article.sections,
        tracks: &article.tracks.list,
        steps: &article.steps,
        mentions: mentions(facts, index),
        links: links(facts, index, article),
        related: related(facts, index),
    };
    // The text of the article makes most of it.
    let text = facts.readings[index].document.manuscript().text();
    let mut json = Vec::with_capacity(2 * text.len() + 1024);
    serde_json::to_writer(&mut json, &model)?;
    Ok(json)
}

fn links(facts: &Facts<'_>, index: usize, article: &Article) -> Vec<LinkModel> {
    let routes = &facts.graph.routes;
    article
        .links
        .iter()
        .zip(&facts.graph.links[index])
        .map(|(link, target)| {
            let page = |url: &crate::source::Url, anchor: Option<&str>| {
                let root = crate::source::Url::of_file("");
                href(url, anchor, &root)
            };
            let (address, kind, broken) = match target {
                Target::Article { index, anchor } => {
                    let url = routes.articles[*index].as_ref();
                    (
                        url.map(|url| page(url, anchor.as_deref())),
                        "article",
                        url.is_none(),
                    )
                }
                Target::Anchor(anchor) => (Some(format!("#{anchor}")), "anchor", false),
                Target::Folder(folder) => (
                    Some(page(&routes.folders[*folder].url, None)),
                    "site",
                    false,
                ),
                Target::Asset(asset) => {
                    let url = facts.graph.assets[*asset].as_ref();
                    (url.map(|url| page(url, None)), "asset", url.is_none())
                }
                Target::External(address) => (Some(address.clone()), "external", false),
                Target::Broken => (None, written_kind(&link.target, link.image), true),
            };
            LinkModel {
                target: address.unwrap_or_else(|| link.target.clone()),
                kind,
                line: link.line,
                broken,
            }
        })
        .collect()
}

/// The kind that a link which leads nowhere was meant to have.
fn written_kind(target: &str, image: bool) -> &'static str {
    if image {
        "asset"
    } else if target.starts_with('#') {
        "anchor"
    } else if target.contains(':') || target.starts_with("//") {
        "external"
    } else if target.starts_with('/') {
        "site"
    } else {
        "article"
    }
}

/// The Markdown of the article `index` as it is published: without its front matter.
#[must_use]
pub fn article_markdown(facts: &Facts<'_>, index: usize) -> Vec<u8> {
    let reading = &facts.readings[index];
    let text = reading.document.manuscript().text();
    let body = (reading.body as usize).min(text.len());
    text[body..].trim_start().as_bytes().to_vec()
}
