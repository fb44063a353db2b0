//! An article as a reader thinks of it: what one sees, why, and what to do; its stories and steps.

mod order;
mod reference;
mod steps;
mod tracks;

pub use order::shown;
pub(crate) use reference::unescaped;
pub use steps::{Step, attach_commands, has_steps};
pub use tracks::{Track, Tracks};

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::admit::{State, is_folder_page};
use crate::config::Order;
use crate::diagnostic::{Code, Diagnosed, Diagnostic};
use crate::front_matter::Matter;
use crate::markdown::{Document, Kind as Part, NodeId, NodeRef, fold_blanks};
use crate::outline::label::LabelKind;
use crate::outline::{self, Outline};
use crate::role::Role;
use crate::source::{SitePath, Source, Span, Spanned};
use crate::yaml::Node;

/// What kind of page an article makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// It tells a symptom, a cause or a fix.
    Troubleshooting,
    /// It tells how to do something, step by step.
    HowTo,
    /// It tells how things are.
    Reference,
    /// It leads to other pages.
    Landing,
}

impl Kind {
    /// The word for it in JSON and in `data-kind`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Troubleshooting => "troubleshooting",
            Self::HowTo => "how-to",
            Self::Reference => "reference",
            Self::Landing => "landing",
        }
    }
}

/// What one source says, but for what only the whole site can know.
#[derive(Clone, Debug)]
pub struct Article {
    /// Where its source is.
    pub path: SitePath,
    /// Where it stands in the published site, as if it were a file there.
    pub place: SitePath,
    /// The number that an older knowledge base gave it.
    pub id: Option<String>,
    /// Its title: the first heading, else the front matter's, else the file's name.
    pub title: String,
    /// The front matter's title, where it differs.
    pub short_title: Option<String>,
    /// The language of its text, where its front matter names one.
    pub lang: Option<String>,
    /// What it is about, in a sentence or two; empty if nothing says so.
    pub description: String,
    /// What kind of page it makes.
    pub kind: Kind,
    /// What it applies to, as written.
    pub applies_to: Vec<String>,
    /// The products it is about, as written; those it applies to where it names none.
    pub products: Vec<String>,
    /// When it was written.
    pub date: Option<Date>,
    /// When it was last changed.
    pub updated: Option<Date>,
    /// When it is to be reviewed.
    pub review_by: Option<Date>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Who may read it.
    pub visibility: String,
    /// Published, or shown before or after its time.
    pub state: State,
    /// Its tags.
    pub tags: Vec<String>,
    /// Where it stands in the tree of categories, from the top (`ms.custom: sap:A\B`).
    pub category: Vec<String>,
    /// What its front matter says under keys that fixbook does not use itself.
    pub metadata: Vec<(String, Metadata)>,
    /// Further addresses that lead to it.
    pub aliases: Vec<Spanned<String>>,
    /// The last part of its address, where it is not the file's name.
    pub slug: Option<Spanned<String>>,
    /// Its place among its siblings; lighter ones come first.
    pub weight: i64,
    /// In which order they are shown, where it says so.
    pub order: Option<Order>,
    /// Its sections.
    pub sections: Vec<Section>,
    /// Its stories.
    pub tracks: Tracks,
    /// Its steps.
    pub steps: Vec<Step>,
    /// Its links and images, in the order of the text.
    pub links: Vec<LinkUse>,
    /// The indices of the links by the node that holds them, sorted.
    pub links_by_node: Vec<(NodeId, usize)>,
    /// Every id in the page that a link can name, sorted.
    pub anchors: Vec<String>,
}

/// A value that is kept for templates.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
pub enum Metadata {
    /// One text.
    Text(String),
    /// Several.
    List(Vec<String>),
}

impl Metadata {
    /// The value of a key in `source`; none for nothing and for a map.
    #[must_use]
    pub fn of(node: &Node, source: &Source) -> Option<Self> {
        if let Some(text) = node.text() {
            return Some(Self::Text(text.to_owned()));
        }
        let texts = node.texts(source);
        let is_list = !node.items().is_empty();
        is_list.then(|| Self::List(texts.into_iter().map(|text| text.value).collect()))
    }
}

/// A section of an article, for people and scripts.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Section {
    /// What it is for.
    pub role: Role,
    /// Its heading; none for the text before the first one.
    pub heading: Option<String>,
    /// Its id within the page.
    pub id: String,
    /// The level of its heading as written.
    pub level: u8,
    /// Its 1-based line.
    pub line: u32,
    /// Its own text without markup, up to the first section within it.
    pub text: String,
    /// Which of several ways it describes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alternative: Option<Alternative>,
    /// The sections within it.
    pub sections: Vec<Self>,
}

/// One of several ways to the same end.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Alternative {
    /// `method` or `option`.
    pub kind: &'static str,
    /// As its heading calls it: "Method 2".
    pub label: String,
}

/// A link or an image as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkUse {
    /// The node that holds it.
    pub node: NodeId,
    /// The address as written.
    pub target: String,
    /// Where it stands.
    pub span: Span,
    /// Its 1-based line in the article.
    pub line: u32,
    /// The file it comes from, if it was included; its address is relative to that.
    pub from: Option<SitePath>,
    /// Whether it is shown in place.
    pub image: bool,
}

/// What an article is made of.
pub struct Parts<'a> {
    /// Its source.
    pub source: &'a Source,
    /// Its front matter.
    pub matter: &'a Matter,
    /// Its text.
    pub document: &'a Document,
    /// Its outline.
    pub outline: &'a Outline,
    /// Who may read it.
    pub visibility: String,
    /// Published, or shown before or after its time.
    pub state: State,
}

/// Assembles the article.
#[must_use]
pub fn article(parts: Parts<'_>) -> Diagnosed<Article> {
    let Parts {
        source,
        matter,
        document,
        outline,
        visibility,
        state,
    } = parts;
    let (title, short_title) = titles(source, matter, outline);
    let tracks = tracks::tracks(&outline.sections);
    let diagnostics = tracks
        .unpaired
        .iter()
        .map(|(span, message)| {
            Diagnostic::new(Code::UnpairedTrack, message)
                .in_place(document.place_of(*span))
                .help("add a section with the same number, or one without a number that serves all")
        })
        .collect();
    let blocks = |section: &outline::Section| {
        section
            .blocks
            .iter()
            .map(|&id| document.node(id))
            .collect::<Vec<_>>()
    };
    let steps: Vec<Step> = outline
        .walk()
        .flat_map(|section| steps::steps(section, blocks(section).into_iter()))
        .collect();
    let applies_to = values(&matter.applies_to);
    let products = if matter.products.is_empty() {
        applies_to.clone()
    } else {
        values(&matter.products)
    };
    let links = links(document);
    let mut links_by_node: Vec<(NodeId, usize)> =
        links.iter().map(|link| link.node).zip(0..).collect();
    links_by_node.sort_unstable();
    let article = Article {
        path: source.path.clone(),
        place: source.path.clone(),
        id: outline.id.clone(),
        kind: kind(source, outline, &steps, &title),
        title,
        short_title,
        lang: matter.lang.clone(),
        description: description(matter, document, outline),
        applies_to,
        products,
        date: matter.date.as_ref().map(|date| date.value),
        updated: matter.updated.as_ref().map(|date| date.value),
        review_by: matter.review_by.as_ref().map(|date| date.value),
        owner: matter.owner.as_ref().map(|owner| owner.value.clone()),
        visibility,
        state,
        tags: values(&matter.tags),
        category: category(source, matter),
        metadata: matter
            .other
            .iter()
            .filter_map(|(key, node)| Some((key.value.clone(), Metadata::of(node, source)?)))
            .collect(),
        aliases: matter.aliases.clone(),
        slug: matter.slug.clone(),
        weight: matter.weight.unwrap_or(0),
        order: matter.order,
        sections: outline
            .sections
            .iter()
            .map(|section| model(section, document, &outline.quiet))
            .collect(),
        tracks,
        steps,
        links,
        links_by_node,
        anchors: anchors(document, outline),
    };
    Diagnosed {
        value: article,
        diagnostics,
    }
}

/// The path behind `sap:`, the first of several.
fn category(source: &Source, matter: &Matter) -> Vec<String> {
    let custom = matter.other("ms.custom");
    let texts = custom.map_or_else(Vec::new, |node| node.texts(source));
    let path = texts.iter().find_map(|text| {
        let (start, path) = text.value.trim().split_once(':')?;
        start.eq_ignore_ascii_case("sap").then_some(path)
    });
    path.unwrap_or_default()
        .split('\\')
        .map(fold_blanks)
        .filter(|part| !part.is_empty())
        .collect()
}

fn values(list: &[Spanned<String>]) -> Vec<String> {
    list.iter()
        .map(|item| fold_blanks(&item.value))
        .filter(|item| !item.is_empty())
        .collect()
}

fn titles(source: &Source, matter: &Matter, outline: &Outline) -> (String, Option<String>) {
    let own = outline
        .title
        .as_ref()
        .map(|title| title.text.clone())
        .filter(|title| !title.is_empty());
    let given = matter
        .title
        .as_ref()
        .map(|title| fold_blanks(&title.value))
        .filter(|title| !title.is_empty());
    match (own, given) {
        (Some(own), Some(given)) if own != given => (own, Some(given)),
        (Some(own), _) => (own, None),
        (None, Some(given)) => (given, None),
        (None, None) => (name_as_title(&source.path), None),
    }
}

/// The file's name for people; for a folder's page the folder's.
fn name_as_title(path: &SitePath) -> String {
    let name = match path.folder() {
        folder if is_folder_page(path) && !folder.is_empty() => {
            folder.rsplit('/').next().unwrap_or(folder)
        }
        _ => path.stem(),
    };
    as_title(name)
}

/// A file's or folder's name as a title: hyphens become blanks, the first letter a capital.
#[must_use]
pub fn as_title(name: &str) -> String {
    let words = fold_blanks(&name.replace(['-', '_'], " "));
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => name.to_owned(),
    }
}

/// The front matter's description, else the first paragraph, cut at the end of a sentence.
fn description(matter: &Matter, document: &Document, outline: &Outline) -> String {
    if let Some(given) = &matter.description {
        return fold_blanks(&given.value);
    }
    let first = outline
        .walk()
        .flat_map(|section| &section.blocks)
        .filter(|block| !outline.quiet.contains(block))
        .map(|&id| document.node(id))
        .find(|block| {
            let has_words =
                |node: NodeRef<'_>| !matches!(node.kind(), Part::Image { .. } | Part::SoftBreak);
            matches!(block.kind(), Part::Paragraph { .. }) && block.children().any(has_words)
        });
    first.map_or_else(String::new, |paragraph| shorten(&paragraph.plain_text()))
}

/// The longest description that is made from an article's text, in characters.
const DESCRIPTION_LENGTH: usize = 200;

fn shorten(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(DESCRIPTION_LENGTH) else {
        return text.to_owned();
    };
    let start = &text[..end];
    if let Some(sentence) = start.rfind(". ").filter(|&at| at > DESCRIPTION_LENGTH / 4) {
        return text[..=sentence].to_owned();
    }
    let word = start.rfind(' ').unwrap_or(end);
    format!("{}…", &text[..word])
}

fn kind(source: &Source, outline: &Outline, steps: &[Step], title: &str) -> Kind {
    let tells = |role: Role| {
        outline
            .walk()
            .any(|section| section.own_role && section.role == role)
    };
    if tells(Role::Symptom)
        || tells(Role::Cause)
        || tells(Role::Resolution)
        || tells(Role::Workaround)
    {
        return Kind::Troubleshooting;
    }
    if is_folder_page(&source.path) || source.path.extension().eq_ignore_ascii_case("yml") {
        return Kind::Landing;
    }
    let numbered = outline.walk().any(|section| {
        section
            .labels
            .iter()
            .any(|label| label.kind == LabelKind::Step)
    });
    let asks = title.to_lowercase().starts_with("how to ");
    if steps.len() > 1 || numbered || asks {
        Kind::HowTo
    } else {
        Kind::Reference
    }
}

fn model(section: &outline::Section, document: &Document, quiet: &BTreeSet<NodeId>) -> Section {
    let shown = section.blocks.iter().filter(|block| !quiet.contains(block));
    let lengths = shown
        .clone()
        .map(|&block| document.node(block).span().range().len() + 2);
    let mut text = String::with_capacity(lengths.sum());
    for &block in shown {
        document.node(block).write_plain_text(&mut text);
        text.push(' ');
    }
    Section {
        role: section.role,
        heading: section.heading.as_ref().map(|heading| heading.text.clone()),
        id: section.id.clone(),
        level: section.level,
        line: document.line(section.span),
        text: fold_blanks(&text),
        alternative: alternative(section),
        sections: section
            .sections
            .iter()
            .map(|within| model(within, document, quiet))
            .collect(),
    }
}

/// Which of several ways to the same end a section's heading numbers.
#[must_use]
pub fn alternative(section: &outline::Section) -> Option<Alternative> {
    section.labels.iter().find_map(|label| {
        let kind = match label.kind {
            LabelKind::Method => "method",
            LabelKind::Option => "option",
            _ => return None,
        };
        Some(Alternative {
            kind,
            label: label.text.clone(),
        })
    })
}

fn links(document: &Document) -> Vec<LinkUse> {
    let mut links = Vec::new();
    for node in document.root().descendants() {
        let mut add = |target: &str, image: bool| {
            let origin = document.manuscript().origin(node.span().start);
            links.push(LinkUse {
                node: node.id(),
                target: target.to_owned(),
                span: node.span(),
                line: document.line(node.span()),
                from: origin.map(|(path, _)| path.clone()),
                image,
            });
        };
        match node.kind() {
            Part::Link { target, .. } | Part::Video(target) => add(node.str(*target), false),
            Part::Image {
                target, lightbox, ..
            } => {
                add(node.str(*target), true);
                if let Some(larger) = lightbox {
                    add(node.str(*larger), true);
                }
            }
            Part::Html(html) | Part::HtmlBlock(html) if node.first_child().is_none() => {
                let html = node.str(*html);
                attributes(html, "href")
                    .into_iter()
                    .for_each(|target| add(&reference::unescaped(target), false));
                attributes(html, "src")
                    .into_iter()
                    .for_each(|target| add(&reference::unescaped(target), true));
            }
            _ => {}
        }
    }
    links
}

fn anchors(document: &Document, outline: &Outline) -> Vec<String> {
    let mut anchors: Vec<String> = outline.ids().map(str::to_owned).collect();
    for node in document.root().descendants() {
        if let Part::Html(html) | Part::HtmlBlock(html) = node.kind() {
            let html = node.str(*html);
            anchors.extend(
                attributes(html, "id")
                    .into_iter()
                    .chain(attributes(html, "name"))
                    .map(str::to_owned),
            );
        }
    }
    anchors.sort_unstable();
    anchors.dedup();
    anchors
}

/// The values of an attribute in raw HTML. Only tells what is there; what may be shown is decided
/// by the sanitiser.
fn attributes<'h>(html: &'h str, wanted: &str) -> Vec<&'h str> {
    let mut found = Vec::new();
    for (open, _) in html.match_indices('<') {
        let tag = &html[open + 1..];
        let name = tag.len()
            - tag
                .trim_start_matches(|c: char| c.is_ascii_alphanumeric())
                .len();
        if name == 0 {
            continue;
        }
        let mut rest = &tag[name..];
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            let length = rest
                .find(|c: char| c.is_whitespace() || "=>/<".contains(c)) // `<`: the next tag's turn
                .unwrap_or(rest.len());
            let (attribute, after) = rest.split_at(length);
            let after = after.trim_start();
            let Some(value) = after.strip_prefix('=').map(str::trim_start) else {
                if attribute.is_empty() || after.is_empty() {
                    break;
                }
                rest = after;
                continue;
            };
            // Without a closing quote there is none for any later tag either.
            let Some((value, after)) = quoted(value) else {
                return found;
            };
            if attribute.eq_ignore_ascii_case(wanted) && !value.is_empty() {
                found.push(value);
            }
            rest = after;
        }
    }
    found
}

/// An attribute's value, and what follows it.
fn quoted(text: &str) -> Option<(&str, &str)> {
    match text.chars().next() {
        Some(quote @ ('"' | '\'')) => text[1..].split_once(quote),
        _ => {
            let end = text.find(|c: char| c.is_whitespace() || c == '>');
            Some(text.split_at(end.unwrap_or(text.len())))
        }
    }
}
