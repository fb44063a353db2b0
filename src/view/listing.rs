//! Pages that lead to articles: home, a folder, the products and one product.

use std::collections::BTreeMap;

use serde::Serialize;

use super::article::scripts_of;
use super::date::{DateView, date_view};
use super::latest::{self, Recent};
use super::often::Often;
use super::{Facts, PageView, folder_body};
use crate::graph::Destination;
use crate::source::Url;

/// What the home page shows.
#[derive(Clone, Debug, Serialize)]
pub struct HomePage {
    page: PageView,
    home: HomeView,
}

#[derive(Clone, Debug, Serialize)]
struct HomeView {
    intro: String,
    articles: usize,
    folders: Vec<Place>,
    groups: Vec<Group<Entry>>,
    products: Vec<Place>,
    recent: Vec<Recent>,
    tables: Vec<Place>,
}

/// What the page of a folder shows.
#[derive(Clone, Debug, Serialize)]
pub struct SectionPage {
    page: PageView,
    section: SectionView,
}

#[derive(Clone, Debug, Serialize)]
struct SectionView {
    title: String,
    lang: Option<String>,
    intro: String,
    folders: Vec<Place>,
    groups: Vec<Group<Entry>>,
    /// Whether its list of articles can be narrowed.
    is_long: bool,
    recent: Vec<Recent>,
}

/// What the list of products shows.
#[derive(Clone, Debug, Serialize)]
pub struct ProductsPage {
    page: PageView,
    groups: Vec<ProductGroup>,
    is_long: bool,
}

#[derive(Clone, Debug, Serialize)]
struct ProductGroup {
    label: String,
    id: String,
    products: Vec<Place>,
}

/// What the page of a product shows.
#[derive(Clone, Debug, Serialize)]
pub struct ProductPage {
    page: PageView,
    product: ProductView,
}

#[derive(Clone, Debug, Serialize)]
struct ProductView {
    label: String,
    count: usize,
    groups: Vec<Group<Entry>>,
    is_long: bool,
    codes: Vec<Often>,
    errors: Vec<Often>,
    recent: Vec<Recent>,
}

#[derive(Clone, Debug, Serialize)]
struct Place {
    id: String,
    label: String,
    href: String,
    description: String,
    count: usize,
}

#[derive(Clone, Debug, Serialize)]
struct Group<T> {
    label: String,
    id: String,
    articles: Vec<T>,
}

#[derive(Clone, Debug, Serialize)]
struct Entry {
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<String>,
    href: String,
    description: String,
    updated: Option<DateView>,
    kind: &'static str,
    applies_to: Vec<String>,
}

/// How many of the products the home page shows.
const HOME_PRODUCTS: usize = 12;
/// From how many entries on a list is divided by letters.
pub(super) const LONG_LIST: usize = 60;
/// From how many entries on a list can be narrowed.
const NARROWED: usize = 24;

/// Whether a list of so many entries can be narrowed.
pub(super) fn is_long(count: usize) -> bool {
    count >= NARROWED
}

/// The scripts for a list of so many entries in so many groups.
pub(super) fn scripts_of_list(count: usize, groups: usize) -> Vec<&'static str> {
    let filter = is_long(count).then_some("filter");
    let letters = (groups > 1).then_some("here");
    filter.into_iter().chain(letters).collect()
}

/// The home page.
#[must_use]
pub fn home_page(facts: &Facts<'_>) -> HomePage {
    let here = Url::of_file("index.html");
    let top = &facts.graph.routes.folders[0];
    let (title, mut description) = match top.page {
        Some(_) => (top.title.clone(), top.description.clone()),
        None => (facts.inputs.config.title.clone(), String::new()),
    };
    if description.is_empty() {
        let about = facts.theme.strings().get("home_description");
        description = about.replace("{name}", &facts.inputs.config.title);
    }
    let mut products: Vec<Place> = (0..facts.graph.products.list.len())
        .map(|index| product_place(facts, index, &here))
        .collect();
    products.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.label.cmp(&b.label)));
    products.truncate(HOME_PRODUCTS);
    let intro = top
        .page
        .map_or_else(String::new, |page| folder_body(facts, page, &here));
    HomePage {
        page: facts.page(&title, &description, &here, Some(0), scripts_of(&intro)),
        home: HomeView {
            intro,
            articles: top.total,
            folders: places(facts, &top.folders, &here),
            groups: groups(facts, &top.articles, &here),
            products,
            recent: facts.latest(0..facts.readings.len(), latest::ON_HOME, &here),
            tables: tables(facts, &here),
        },
    }
}

/// The tables of contents, with how many articles each leads to.
fn tables(facts: &Facts<'_>, here: &Url) -> Vec<Place> {
    facts
        .graph
        .tables
        .list
        .iter()
        .map(|table| Place {
            id: String::new(),
            label: table.title.clone(),
            href: table.url.seen_from(here),
            description: String::new(),
            count: table
                .entries
                .iter()
                .filter(|entry| entry.target.is_some())
                .count(),
        })
        .collect()
}

/// The page of the folder `index`; the top is the home page.
#[must_use]
pub fn section_page(facts: &Facts<'_>, index: usize) -> SectionPage {
    let folder = &facts.graph.routes.folders[index];
    let here = &folder.url;
    let intro = folder
        .page
        .map_or_else(String::new, |page| folder_body(facts, page, here));
    let groups = groups(facts, &folder.articles, here);
    let mut scripts = scripts_of(&intro);
    scripts.extend(scripts_of_list(folder.articles.len(), groups.len()));
    let mut page = facts.page(
        &folder.title,
        &folder.description,
        here,
        Some(index),
        scripts,
    );
    page.crumbs = facts.crumbs(here, index);
    page.crumbs.pop();
    SectionPage {
        page,
        section: SectionView {
            title: folder.page.map_or_else(
                || folder.title.clone(),
                |page| facts.readings[page].article.title.clone(),
            ),
            lang: folder.page.and_then(|page| facts.lang(page)),
            intro,
            folders: places(facts, &folder.folders, here),
            groups,
            is_long: is_long(folder.articles.len()),
            recent: facts.latest_in(index, here),
        },
    }
}

fn places(facts: &Facts<'_>, folders: &[usize], here: &Url) -> Vec<Place> {
    folders
        .iter()
        .map(|&index| &facts.graph.routes.folders[facts.graph.routes.first_with_content(index)])
        .filter(|folder| folder.total > 0 || folder.page.is_some())
        .map(|folder| Place {
            id: String::new(),
            label: folder.title.clone(),
            href: folder.url.seen_from(here),
            description: folder.description.clone(),
            count: folder.total,
        })
        .collect()
}

/// The list of all products.
#[must_use]
pub fn products_page(facts: &Facts<'_>) -> ProductsPage {
    let here = Url::of_file("products/index.html");
    let title = facts.theme.strings().get("products").to_owned();
    let count = facts.graph.products.list.len();
    let places: Vec<(String, Place)> = (0..facts.graph.products.list.len())
        .map(|index| {
            let place = product_place(facts, index, &here);
            (place.label.clone(), place)
        })
        .collect();
    let groups: Vec<ProductGroup> = by_letter(places)
        .into_iter()
        .map(|(label, id, products)| ProductGroup {
            label,
            id,
            products,
        })
        .collect();
    let scripts = scripts_of_list(count, groups.len());
    let mut page = facts.page(&title, "", &here, None, scripts);
    page.crumbs = facts.crumbs(&here, 0);
    ProductsPage {
        page,
        groups,
        is_long: is_long(count),
    }
}

/// A product as an entry: its own page, or its only article.
fn product_place(facts: &Facts<'_>, index: usize, here: &Url) -> Place {
    let product = &facts.graph.products.list[index];
    let only = || {
        let &article = product.articles.first()?;
        facts.graph.routes.articles[article].as_ref()
    };
    let url = product.page.as_ref().or_else(only);
    Place {
        id: product.id.clone(),
        label: product.name.clone(),
        href: url.map_or_else(String::new, |url| url.seen_from(here)),
        description: String::new(),
        count: product.articles.len(),
    }
}

/// The page of a product, if it has one.
#[must_use]
pub fn product_page(facts: &Facts<'_>, index: usize) -> Option<ProductPage> {
    let product = &facts.graph.products.list[index];
    let here = product.page.as_ref()?;
    let mut articles = product.articles.clone();
    articles.sort_by_cached_key(|&article| facts.readings[article].article.title.to_lowercase());
    let groups = groups(facts, &articles, here);
    let codes = facts.common_codes(&articles, here);
    let mut scripts = scripts_of_list(articles.len(), groups.len());
    scripts.extend((!codes.is_empty()).then_some("tips"));
    let mut page = facts.page(&product.name, "", here, None, scripts);
    page.crumbs = facts.crumbs(here, 0);
    page.crumbs.push(super::Link {
        label: facts.theme.strings().get("products").to_owned(),
        href: Url::of_file("products/index.html").seen_from(here),
    });
    Some(ProductPage {
        page,
        product: ProductView {
            label: product.name.clone(),
            count: articles.len(),
            groups,
            is_long: is_long(articles.len()),
            errors: facts.common_errors(&articles, here),
            recent: facts.latest_of(&articles, here),
            codes,
        },
    })
}

fn groups(facts: &Facts<'_>, articles: &[usize], here: &Url) -> Vec<Group<Entry>> {
    let entries: Vec<(String, Entry)> = articles
        .iter()
        .filter_map(|&index| {
            let url = facts.graph.routes.articles[index].as_ref()?;
            let article = &facts.readings[index].article;
            let entry = Entry {
                label: article.title.clone(),
                lang: facts.lang(index),
                href: url.seen_from(here),
                description: article.description.clone(),
                updated: article
                    .updated
                    .or(article.date)
                    .map(|date| date_view(date, facts.theme.strings())),
                kind: article.kind.name(),
                applies_to: article
                    .applies_to
                    .iter()
                    .take(ENTRY_PRODUCTS)
                    .cloned()
                    .collect(),
            };
            Some((article.title.clone(), entry))
        })
        .collect();
    by_letter(entries)
        .into_iter()
        .map(|(label, id, articles)| Group {
            label,
            id,
            articles,
        })
        .collect()
}

/// How many products an entry names.
const ENTRY_PRODUCTS: usize = 4;

/// A short list as one group without a name; a long one by first letters, digits and signs last.
fn by_letter<T>(entries: Vec<(String, T)>) -> Vec<(String, String, Vec<T>)> {
    if entries.is_empty() {
        return Vec::new();
    }
    if entries.len() < LONG_LIST {
        return vec![(
            String::new(),
            String::new(),
            entries.into_iter().map(|(_, entry)| entry).collect(),
        )];
    }
    let mut letters: BTreeMap<(bool, char), Vec<T>> = BTreeMap::new();
    for (label, entry) in entries {
        letters.entry(letter(&label)).or_default().push(entry);
    }
    letters
        .into_iter()
        .map(|((_, letter), entries)| {
            let id = if letter == '#' {
                "page:other".to_owned()
            } else {
                format!("page:{}", letter.to_lowercase())
            };
            (letter.to_string(), id, entries)
        })
        .collect()
}

/// The letter under which a text is listed; the sign for all others comes last.
pub(super) fn letter(label: &str) -> (bool, char) {
    let first = label.chars().find(|c| c.is_alphanumeric()).unwrap_or('#');
    let letter = first.to_uppercase().next().unwrap_or(first);
    if letter.is_alphabetic() {
        (false, letter)
    } else {
        (true, '#')
    }
}

/// What a page shows that leads from an old address to a new one.
#[derive(Clone, Debug, Serialize)]
pub struct RedirectPage {
    redirect: Redirect,
}

#[derive(Clone, Debug, Serialize)]
struct Redirect {
    label: String,
    href: String,
    canonical: Option<String>,
}

/// The page at an old address, if what it leads to has one.
#[must_use]
pub fn redirect_page(facts: &Facts<'_>, index: usize) -> Option<RedirectPage> {
    let (here, destination) = &facts.graph.routes.redirects[index];
    let redirect = match destination {
        Destination::Article(article) => {
            let to = facts.graph.routes.articles[*article].as_ref()?;
            let base = facts.inputs.edition.base_url.as_deref();
            Redirect {
                label: facts.readings[*article].article.title.clone(),
                href: to.seen_from(here),
                canonical: base.map(|base| format!("{}/{to}", base.trim_end_matches('/'))),
            }
        }
        Destination::External(address) => Redirect {
            label: address.clone(),
            href: address.clone(),
            canonical: None,
        },
    };
    Some(RedirectPage { redirect })
}
