//! What each page shows and nothing else: the values that templates see. Two builds whose views are
//! equal have equal pages.

mod article;
mod contents;
mod date;
mod entity;
mod filled;
mod glance;
mod inventory;
mod latest;
mod listing;
mod mentions;
mod model;
mod often;
mod search_page;
mod searched;
mod site;
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
pub use site::{SiteView, site_view};
pub use ways::Ways;

use serde::Serialize;
use std::sync::Arc;

use crate::admit::State;
use crate::article::Article;
use crate::graph::{EntityKind, Graph};
use crate::highlight::Highlighter;
use crate::inputs::Inputs;
use crate::locale;
use crate::reading::Reading;
use crate::source::Url;
use crate::strings::Strings;
use crate::theme::Theme;

/// Everything that views are made from.
pub struct Facts<'s> {
    /// What the site is made from.
    pub inputs: &'s Inputs,
    /// The articles.
    pub readings: &'s [Arc<Reading>],
    /// What the whole site knows.
    pub graph: &'s Graph,
    /// How pages look.
    pub theme: &'s Theme,
    /// The ways that lead from every page.
    pub ways: &'s Ways,
    /// The highlighter of code.
    pub highlighter: &'s Highlighter,
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

/// The language of an article that is not in the site's, and which way it is written.
#[derive(Clone, Copy, Debug)]
struct Tongue<'a> {
    /// For `lang`: letters, digits and hyphens.
    lang: &'a str,
    /// For `dir`.
    dir: &'static str,
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

impl<'s> Facts<'s> {
    /// The language of an article, if it is not the site's.
    fn tongue(&self, article: &'s Article) -> Option<Tongue<'s>> {
        let lang = article.lang.as_deref()?;
        let dir = locale::direction(lang).name();
        (lang != self.inputs.config.language).then_some(Tongue { lang, dir })
    }

    /// The tag of the language of the article `index`, if it is not the site's.
    fn lang(&self, index: usize) -> Option<String> {
        let tongue = self.tongue(&self.readings[index].article);
        tongue.map(|tongue| tongue.lang.to_owned())
    }

    /// The words that stand in the text of an article: in its language, where the theme speaks it.
    fn words_of(&self, article: &Article) -> &'s Strings {
        match self.tongue(article) {
            Some(tongue) => self.theme.strings_in(tongue.lang),
            None => self.theme.strings(),
        }
    }

    /// The attributes of those words, where the theme does not speak the article's language.
    fn tongue_of_words(&self, article: &Article) -> String {
        let Some(tongue) = self.tongue(article) else {
            return String::new();
        };
        let lang = self.theme.language_of_strings(tongue.lang);
        if tongue.lang.split('-').next() == lang.split('-').next() {
            return String::new();
        }
        let dir = locale::direction(lang).name();
        format!(" lang=\"{lang}\" dir=\"{dir}\"")
    }

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
            label: self.theme.strings().get("home").to_owned(),
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
