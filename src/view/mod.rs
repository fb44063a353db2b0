//! What each page shows and nothing else: the values that templates see. Two builds whose views are
//! equal have equal pages.

mod article;
mod contents;
mod date;
mod entity;
mod filled;
mod inventory;
mod latest;
mod listing;
mod mentions;
mod model;
mod often;
mod search_page;
mod searched;
mod ways;

pub use article::{ArticlePage, article_page, folder_body};
pub use contents::{ContentsPage, contents_page};
pub use entity::{EntityPage, IndexPage, entity_page, index_page};
pub use inventory::{articles_json, errors_json};
pub use listing::{
    HomePage, ProductPage, ProductsPage, RedirectPage, SectionPage, home_page, product_page,
    products_page, redirect_page, section_page,
};
pub use model::{article_json, article_markdown};
pub use search_page::{SearchPage, address as search_address, search_page};
pub use searched::{codes, entries};
pub use ways::Ways;

use serde::Serialize;

use crate::admit::State;
use crate::graph::{EntityKind, Graph};
use crate::highlight::Highlighter;
use crate::inputs::Inputs;
use crate::reading::Reading;
use crate::source::Url;
use crate::theme::Theme;

/// Everything that views are made from.
pub struct Facts<'s> {
    /// What the site is made from.
    pub inputs: &'s Inputs,
    /// The articles.
    pub readings: &'s [Reading],
    /// What the whole site knows.
    pub graph: &'s Graph,
    /// How pages look.
    pub theme: &'s Theme,
    /// The ways that lead from every page.
    pub ways: &'s Ways,
    /// The highlighter of code.
    pub highlighter: &'s Highlighter,
}

/// The site, as every page sees it.
#[derive(Clone, Debug, Serialize)]
pub struct SiteView {
    title: String,
    language: String,
    direction: &'static str,
    base_url: Option<String>,
    footer: Option<String>,
    logo: Option<String>,
}

/// The frame of a page.
#[derive(Clone, Debug, Serialize)]
pub struct PageView {
    title: String,
    description: String,
    root: String,
    home: String,
    css: String,
    scripts: Vec<String>,
    search: SearchBox,
    canonical: Option<String>,
    nav: tera::Value,
    crumbs: Vec<Link>,
    state: Option<&'static str>,
    /// Whether keys lead through it.
    has_keys: bool,
}

/// Where the search box of a page leads.
#[derive(Clone, Debug, Serialize)]
struct SearchBox {
    /// The search page.
    href: String,
    /// What stands in for it where no script runs: the list of all errors, or the home page of a site
    /// without any.
    without_script: String,
}

/// A link with its words.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    label: String,
    href: String,
}

/// Languages that are written from right to left (ISO 639-1).
const RIGHT_TO_LEFT: &[&str] = &[
    "ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi",
];

/// The site, as every page sees it.
#[must_use]
pub fn site_view(inputs: &Inputs, graph: &Graph) -> SiteView {
    let config = &inputs.config;
    let language = config
        .language
        .split('-')
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let rtl = RIGHT_TO_LEFT.contains(&language.as_str());
    SiteView {
        title: config.title.clone(),
        language: config.language.clone(),
        direction: if rtl { "rtl" } else { "ltr" },
        base_url: inputs.edition.base_url.clone(),
        footer: config.footer.clone(),
        logo: config
            .logo
            .as_ref()
            .and_then(|logo| logo_address(inputs, graph, logo)),
    }
}

/// The logo's address: a file of `static/`, or one beside the articles.
fn logo_address(inputs: &Inputs, graph: &Graph, logo: &str) -> Option<String> {
    if inputs.statics.iter().any(|file| file.path.as_str() == logo) {
        return Some(Url::of_file(logo).to_string());
    }
    let index = inputs
        .assets
        .iter()
        .position(|asset| asset.path.as_str() == logo)?;
    graph.assets[index].as_ref().map(Url::to_string)
}

/// The words for a state that a reader has to know about.
fn state_word(state: State) -> Option<&'static str> {
    match state {
        State::Current => None,
        State::Draft => Some("draft"),
        State::Future => Some("future"),
        State::Expired => Some("expired"),
    }
}

/// The scripts of every page but the search page, which has a box of its own and where one types.
const FRAME: &[&str] = &["box", "keys"];

impl Facts<'_> {
    /// The frame of the page at `here`, which stands in `folder`.
    fn page(
        &self,
        title: &str,
        description: &str,
        here: &Url,
        folder: Option<usize>,
        scripts: impl IntoIterator<Item = &'static str>,
    ) -> PageView {
        let home = Url::of_file("index.html");
        let scripts: Vec<&str> = scripts.into_iter().collect();
        // The search page's own script has the box in it.
        let is_search = scripts.contains(&search_page::SCRIPT);
        let frame: &[&str] = if is_search { &[] } else { FRAME };
        let scripts = frame
            .iter()
            .copied()
            .chain(scripts)
            .filter_map(|name| self.theme.scripts.get(name))
            .map(|url| url.seen_from(here))
            .collect();
        let base = self.inputs.edition.base_url.as_deref();
        PageView {
            title: title.to_owned(),
            description: description.to_owned(),
            root: here.to_root(),
            home: home.seen_from(here),
            css: self.theme.style.seen_from(here),
            scripts,
            search: self.search_box(here),
            canonical: base.map(|base| format!("{}/{here}", base.trim_end_matches('/'))),
            nav: self.ways.at(here, folder),
            crumbs: Vec::new(),
            state: None,
            has_keys: !is_search,
        }
    }

    fn search_box(&self, here: &Url) -> SearchBox {
        let without_script = match self.index_of(EntityKind::Error) {
            Some(errors) => errors.seen_from(here),
            None => Url::of_file("index.html").seen_from(here),
        };
        SearchBox {
            href: search_page::address().seen_from(here),
            without_script,
        }
    }

    /// The list of all errors, codes or cmdlets, where the site has any.
    fn index_of(&self, kind: EntityKind) -> Option<Url> {
        let has_some = !self.graph.entities.of(kind).list.is_empty();
        has_some.then(|| kind.index())
    }

    /// The folders around a page, from home down to `folder`.
    fn crumbs(&self, here: &Url, folder: usize) -> Vec<Link> {
        let mut around: Vec<&crate::graph::Folder> = self
            .graph
            .routes
            .around(folder)
            .map(|index| &self.graph.routes.folders[index])
            .collect();
        around.reverse();
        let home = Link {
            label: self.theme.strings.get("home").to_owned(),
            href: Url::of_file("index.html").seen_from(here),
        };
        std::iter::once(home)
            .chain(around.into_iter().map(|folder| Link {
                label: folder.title.clone(),
                href: folder.url.seen_from(here),
            }))
            .collect()
    }
}
