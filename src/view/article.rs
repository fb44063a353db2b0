//! The page of one article.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Serialize;

use super::contents::Neighbourhood;
use super::date::{DateView, date_view};
use super::filled::filled;
use super::glance::{Glance, glance};
use super::{Facts, Link, PageView, Tongue, state_word};
use crate::article::{Article, Kind, Metadata, Section, Track, shown};
use crate::config::Order;
use crate::entity::code::Code;
use crate::graph::{EntityKind, Reason, ReasonKind, Target, href};
use crate::html::{self, Body, Entities, Image, KnownError, Links};
use crate::markdown::fold_blanks;
use crate::role::Role;
use crate::source::{SitePath, Source, Url};
use crate::yaml::Node;

/// What the page of an article shows.
#[derive(Clone, Debug, Serialize)]
pub struct ArticlePage<'f> {
    page: PageView,
    article: ArticleView<'f>,
}

#[derive(Clone, Debug, Serialize)]
struct ArticleView<'f> {
    title: String,
    lang: Option<&'f str>,
    dir: Option<&'static str>,
    kind: Kind,
    id: Option<String>,
    applies_to: Vec<Chip>,
    category: String,
    metadata: BTreeMap<&'f str, MetadataView<'f>>,
    updated: Option<DateView>,
    owner: Option<String>,
    review: Option<Review>,
    edit_href: Option<String>,
    history_href: Option<String>,
    feedback_href: Option<String>,
    glance: Option<Glance>,
    tracks: Vec<TrackView>,
    toc: Vec<TocItem>,
    body: String,
    previous: Option<Link>,
    next: Option<Link>,
    section: Option<Neighbourhood>,
    related: Vec<RelatedView>,
}

/// A value for templates. Pages have many and most templates show none, so none is copied for them.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
enum MetadataView<'f> {
    /// The article's own.
    Own(&'f Metadata),
    /// The project's, one text.
    Text(&'f str),
    /// The project's, several.
    Default(Metadata),
}

/// An article that is related to this one, and why.
#[derive(Clone, Debug, Serialize)]
struct RelatedView {
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<String>,
    href: String,
    because: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
struct Chip {
    label: String,
    href: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
struct Review {
    stale: bool,
    #[serde(flatten)]
    date: DateView,
}

#[derive(Clone, Debug, Serialize)]
struct TrackView {
    id: String,
    title: String,
    line: String,
}

#[derive(Clone, Debug, Serialize)]
struct TocItem {
    id: String,
    label: String,
    role: &'static str,
    track: Option<String>,
    children: Vec<TocItem>,
}

impl ArticlePage<'_> {
    /// The template that shows it: each kind of article has its own order.
    #[must_use]
    pub fn template(&self) -> &'static str {
        match self.article.kind {
            Kind::Troubleshooting => "article.html",
            Kind::HowTo => "how-to.html",
            Kind::Reference => "reference.html",
            Kind::Landing => "landing.html",
        }
    }
}

/// The page of the article `index`, if it has an address.
#[must_use]
pub fn article_page<'f>(facts: &Facts<'f>, index: usize) -> Option<ArticlePage<'f>> {
    let here = facts.graph.routes.articles[index].as_ref()?;
    let article = &facts.readings[index].article;
    let folder = facts.graph.routes.folder_of[index];
    let body = body(facts, index, here);
    let toc = toc(article, order(facts, article));
    let scripts = scripts(article, &toc, &body);
    let title = article.short_title.as_ref().unwrap_or(&article.title);
    let mut page = facts.page(title, &article.description, here, Some(folder), scripts);
    page.crumbs = facts
        .table_crumbs(index, here)
        .unwrap_or_else(|| facts.crumbs(here, folder));
    page.state = state_word(article.state);
    let tongue = facts.tongue(article);
    let (previous, next) = neighbours(facts, index, folder, here);
    let base = facts.inputs.edition.base_url.as_deref();
    Some(ArticlePage {
        page,
        article: ArticleView {
            title: article.title.clone(),
            lang: tongue.map(|tongue| tongue.lang),
            dir: tongue.map(|tongue| tongue.dir),
            kind: article.kind,
            id: article.id.clone(),
            applies_to: chips(facts, article, here),
            category: article.category.join(" › "),
            metadata: metadata(facts, article),
            updated: article
                .updated
                .or(article.date)
                .map(|date| date_view(date, facts.theme.strings())),
            owner: article.owner.clone(),
            review: article.review_by.map(|date| Review {
                stale: date < facts.inputs.today,
                date: date_view(date, facts.theme.strings()),
            }),
            edit_href: address(facts.inputs.config.edit_url.as_deref(), article, here, base),
            history_href: address(
                facts.inputs.config.history_url.as_deref(),
                article,
                here,
                base,
            ),
            feedback_href: address(
                facts.inputs.config.feedback_url.as_deref(),
                article,
                here,
                base,
            ),
            glance: glance(article, &facts.readings[index].mentions),
            tracks: article
                .tracks
                .list
                .iter()
                .map(|track| track_view(track, article))
                .collect(),
            toc,
            body,
            previous,
            next,
            section: facts.neighbourhood(index, here),
            related: related(facts, index, here),
        },
    })
}

/// The scripts that a page needs: none where it has nothing for them.
fn scripts(article: &Article, toc: &[TocItem], body: &str) -> Vec<&'static str> {
    let tracks = (!article.tracks.list.is_empty()).then_some("tracks");
    // What marks the place that was found stands before what shows its track.
    let arrive = std::iter::once("arrive");
    let has_toc = toc.len() > 1 || toc.first().is_some_and(|part| !part.children.is_empty());
    let here = has_toc.then_some("here");
    arrive
        .chain(tracks)
        .chain(here)
        .chain(scripts_of(body))
        .collect()
}

/// The scripts for what stands in a text.
pub(super) fn scripts_of(body: &str) -> Vec<&'static str> {
    // What an author writes holds neither: its quotes and angle brackets are escaped.
    // Steps are told apart by their words, and so before values are filled in.
    let wanted = [
        (" data-tabs>", "tabs"),
        (" data-tools=\"", "steps"),
        (" data-fill ", "fill"),
        (" data-save=\"", "save"),
        (" data-copied=\"", "copy"),
        ("<a data-code=\"", "tips"),
    ];
    let wanted = wanted.iter().filter(|(sign, _)| body.contains(sign));
    wanted.map(|(_, script)| *script).collect()
}

/// The text of an article that is its folder's page, as seen from there.
#[must_use]
pub fn folder_body(facts: &Facts<'_>, index: usize, here: &Url) -> String {
    let body = body(facts, index, here);
    match facts.tongue(&facts.readings[index].article) {
        Some(Tongue { lang, dir }) => {
            format!("<div lang=\"{lang}\" dir=\"{dir}\">\n{body}</div>\n")
        }
        None => body,
    }
}

fn body(facts: &Facts<'_>, index: usize, here: &Url) -> String {
    let reading = &facts.readings[index];
    let links = PageLinks {
        facts,
        targets: &facts.graph.links[index],
        here,
    };
    html::body(&Body {
        article: &reading.article,
        document: &reading.document,
        outline: &reading.outline,
        mentions: &reading.mentions,
        links: &links,
        entities: &PageEntities { facts, index, here },
        order: order(facts, &reading.article),
        strings: facts.words_of(&reading.article),
        tongue: &facts.tongue_of_words(&reading.article),
        highlighter: facts.highlighter,
    })
}

/// In which order the sections of an article are shown. Only an article that tells of a problem has a fix to
/// put first.
fn order(facts: &Facts<'_>, article: &Article) -> Order {
    match article.kind {
        Kind::Troubleshooting => article.order.unwrap_or(facts.inputs.config.order),
        Kind::HowTo | Kind::Reference | Kind::Landing => Order::Author,
    }
}

/// The errors, codes and cmdlets of one page.
struct PageEntities<'f> {
    facts: &'f Facts<'f>,
    /// The article.
    index: usize,
    here: &'f Url,
}

impl Entities for PageEntities<'_> {
    fn code(&self, code: &Code) -> Option<String> {
        self.facts.graph.entities.code_href(code, self.here)
    }

    fn code_title(&self, code: &Code) -> Option<String> {
        let known = self.facts.graph.entities.known_of(code)?;
        Some(known.title())
    }

    fn cmdlet(&self, name: &str) -> Option<String> {
        let entities = &self.facts.graph.entities;
        entities
            .cmdlet_href(name, self.here)
            .or_else(|| entities.cmdlet_documentation(name, self.here))
    }

    fn error(&self, index: usize) -> Option<KnownError> {
        let entities = &self.facts.graph.entities;
        let error = entities.error(self.index, index)?;
        let shown = error.uses.iter().chain(&error.similar);
        let others: BTreeSet<usize> = shown
            .map(|shown| shown.article)
            .filter(|&article| article != self.index)
            .collect();
        Some(KnownError {
            address: error.href(EntityKind::Error, self.here),
            others: others.len(),
        })
    }
}

/// The links of one page.
struct PageLinks<'f> {
    facts: &'f Facts<'f>,
    targets: &'f [Target],
    here: &'f Url,
}

impl Links for PageLinks<'_> {
    fn address(&self, index: usize) -> Option<String> {
        let routes = &self.facts.graph.routes;
        match self.targets.get(index)? {
            Target::Article { index, anchor } => {
                let url = routes.articles[*index].as_ref()?;
                Some(href(url, anchor.as_deref(), self.here))
            }
            Target::Anchor(anchor) => Some(href(self.here, Some(anchor), self.here)),
            Target::Folder(folder) => Some(href(&routes.folders[*folder].url, None, self.here)),
            Target::Asset(asset) => {
                let url = self.facts.graph.assets[*asset].as_ref()?;
                Some(href(url, None, self.here))
            }
            Target::External(address) => Some(written(address)),
            Target::Broken => None,
        }
    }

    fn image(&self, index: usize) -> Option<Image> {
        match self.targets.get(index)? {
            Target::Asset(asset) => Some(Image {
                src: self.facts.graph.assets[*asset]
                    .as_ref()?
                    .seen_from(self.here),
                dimensions: self.facts.inputs.assets[*asset].dimensions,
                elsewhere: false,
            }),
            Target::External(address) => Some(Image {
                src: address.clone(),
                dimensions: None,
                elsewhere: true,
            }),
            _ => None,
        }
    }
}

/// An address elsewhere as it may stand in a page: signs that no address holds are encoded, and those
/// that start a fragment where one has started already.
fn written(address: &str) -> String {
    let mut written = String::with_capacity(address.len());
    let mut in_fragment = false;
    for sign in address.chars() {
        let is_wrong = sign.is_ascii_control()
            || matches!(
                sign,
                ' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}'
            );
        if is_wrong || sign == '#' && in_fragment {
            let _ = write!(written, "%{:02X}", u32::from(sign));
        } else {
            written.push(sign);
        }
        in_fragment |= sign == '#';
    }
    written
}

/// What templates can ask for beside what they are given: the article's own further keys, and the
/// project's defaults for those that it leaves out. The embedded templates ask for none of it.
fn metadata<'f>(facts: &Facts<'f>, article: &'f Article) -> BTreeMap<&'f str, MetadataView<'f>> {
    if !facts.theme.has_templates() {
        return BTreeMap::new();
    }
    let nowhere = Source::new(SitePath::new(""), "");
    let of_node = |node: &'f Node| match node.text() {
        Some(text) => Some(MetadataView::Text(text)),
        None => Metadata::of(node, &nowhere).map(MetadataView::Default),
    };
    let project = facts.inputs.project.iter();
    let defaults = project
        .flat_map(|project| project.metadata(article.path.as_str()))
        .filter_map(|(key, node)| Some((key, of_node(node)?)));
    let own = article.metadata.iter();
    let own = own.map(|(key, value)| (key.as_str(), MetadataView::Own(value)));
    defaults.chain(own).collect()
}

fn chips(facts: &Facts<'_>, article: &Article, here: &Url) -> Vec<Chip> {
    article
        .applies_to
        .iter()
        .map(|name| {
            let product = facts.graph.products.find(name);
            let href = product.map(|product| match &product.page {
                Some(url) => url.seen_from(here),
                None => href(
                    &Url::of_file("products/index.html"),
                    Some(&product.id),
                    here,
                ),
            });
            Chip {
                label: name.clone(),
                href,
            }
        })
        .collect()
}

/// An address from the configuration with its gaps filled: the source's path below the content folder, the page's own
/// address (whole, where the site knows its own), its title.
fn address(
    template: Option<&str>,
    article: &Article,
    here: &Url,
    base: Option<&str>,
) -> Option<String> {
    let template = template?;
    let own = base.map_or_else(
        || here.as_str().to_owned(),
        |base| format!("{}/{here}", base.trim_end_matches('/')),
    );
    let path = Url::of_file(article.path.as_str());
    let title = Url::of_file(&article.title);
    Some(
        template
            .replace("{path}", path.as_str())
            .replace("{url}", &own)
            .replace("{title}", &title.as_str().replace('/', "%2F")),
    )
}

/// The articles before and after this one in its table of contents, else in its folder.
fn neighbours(
    facts: &Facts<'_>,
    index: usize,
    folder: usize,
    here: &Url,
) -> (Option<Link>, Option<Link>) {
    let in_folder = || {
        let articles = &facts.graph.routes.folders[folder].articles;
        let at = articles.iter().position(|&other| other == index)?;
        let before = at.checked_sub(1).map(|before| articles[before]);
        Some((before, articles.get(at + 1).copied()))
    };
    let found = facts.table_neighbours(index).or_else(in_folder);
    let (before, after) = found.unwrap_or_default();
    let link = |other: Option<usize>| {
        let article = &facts.readings[other?].article;
        let url = facts.graph.routes.articles[other?].as_ref()?;
        Some(Link {
            label: article.title.clone(),
            href: url.seen_from(here),
        })
    };
    (link(before), link(after))
}

/// How many reasons are told of each related article.
const REASONS: usize = 3;

/// The related articles, each with its reasons in words.
fn related(facts: &Facts<'_>, index: usize, here: &Url) -> Vec<RelatedView> {
    let related = facts.graph.related[index].iter();
    related
        .filter_map(|related| {
            let url = facts.graph.routes.articles[related.article].as_ref()?;
            let reasons = related.because.iter().take(REASONS);
            Some(RelatedView {
                label: facts.readings[related.article].article.title.clone(),
                lang: facts.lang(related.article),
                href: url.seen_from(here),
                because: reasons.map(|reason| in_words(facts, reason)).collect(),
            })
        })
        .collect()
}

fn in_words(facts: &Facts<'_>, reason: &Reason) -> String {
    let key = match reason.kind {
        ReasonKind::Text => "related_text",
        ReasonKind::Error => "related_error",
        ReasonKind::Code => "related_code",
        ReasonKind::Cmdlet => "related_cmdlet",
    };
    filled(facts.theme.strings().get(key), &[("{name}", &reason.value)])
}

/// The longest line that tells a story in the switcher, in characters.
const TRACK_LINE: usize = 90;

fn track_view(track: &Track, article: &Article) -> TrackView {
    // "Scenario 2: a later failover" is a title and a line already.
    if let Some((title, line)) = track.title.split_once(": ") {
        return TrackView {
            id: track.id.clone(),
            title: title.to_owned(),
            line: line.to_owned(),
        };
    }
    // What several stories share does not tell them apart.
    let is_own = |id: &&String| {
        article
            .tracks
            .members
            .get(*id)
            .is_some_and(|of| of.len() == 1)
    };
    let told = track
        .symptom
        .iter()
        .chain(&track.cause)
        .chain(&track.resolution)
        .filter(is_own)
        .find_map(|id| {
            let section = find(&article.sections, id)?;
            (!section.text.is_empty()).then_some(section.text.as_str())
        });
    TrackView {
        id: track.id.clone(),
        title: track.title.clone(),
        line: told.map(first_words).unwrap_or_default(),
    }
}

fn find<'s>(sections: &'s [Section], id: &str) -> Option<&'s Section> {
    sections.iter().find_map(|section| {
        if section.id == id {
            Some(section)
        } else {
            find(&section.sections, id)
        }
    })
}

/// The first sentence, or as many words of it as fit a line.
fn first_words(text: &str) -> String {
    let sentence = text.split_inclusive(". ").next().unwrap_or(text).trim_end();
    let sentence = sentence.trim_end_matches(['.', ':']);
    let Some((end, _)) = sentence.char_indices().nth(TRACK_LINE) else {
        return fold_blanks(sentence);
    };
    let cut = sentence[..end].rfind(' ').unwrap_or(end);
    format!("{}…", fold_blanks(&sentence[..cut]))
}

/// The list "on this page": sections, and the sections directly in them.
fn toc(article: &Article, order: Order) -> Vec<TocItem> {
    toc_items(&article.sections, article, order, 2)
}

fn toc_items(sections: &[Section], article: &Article, order: Order, depth: u8) -> Vec<TocItem> {
    shown(sections, order, |section| section.role)
        .into_iter()
        .filter_map(|section| toc_item(section, article, order, depth))
        .collect()
}

fn toc_item(section: &Section, article: &Article, order: Order, depth: u8) -> Option<TocItem> {
    let label = section.heading.clone()?;
    let members = article.tracks.members.get(&section.id);
    let some = members.filter(|members| members.len() < article.tracks.list.len());
    let track = some.map(|members| {
        let ids: Vec<&str> = members
            .iter()
            .map(|&member| article.tracks.list[member].id.as_str())
            .collect();
        ids.join(" ")
    });
    let children = match depth {
        0 | 1 => Vec::new(),
        _ => toc_items(&section.sections, article, order, depth - 1),
    };
    Some(TocItem {
        id: section.id.clone(),
        label,
        role: Role::name(section.role),
        track,
        children,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_elsewhere_has_one_fragment_and_no_blanks() {
        for (given, expected) in [
            ("https://a.example/b?c=d#e", "https://a.example/b?c=d#e"),
            (
                "https://a.example/b#c?d=e#f",
                "https://a.example/b#c?d=e%23f",
            ),
            ("https://a.example/b c|d", "https://a.example/b%20c%7Cd"),
            ("https://a.example/ä%20", "https://a.example/ä%20"),
        ] {
            assert_eq!(written(given), expected);
        }
    }
}
