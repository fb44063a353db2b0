//! The ways that lead from every page: the list in its header. Pages that stand beside each other have
//! the same, so a list is made once for each folder of the site and shared by the pages in it.

use std::collections::HashMap;

use serde::Serialize;
use tera::Value;

use super::search_page;
use crate::graph::{EntityKind, Graph, Routes};
use crate::source::Url;
use crate::strings::Strings;

/// A way that leads from a page.
#[derive(Clone, Debug, Serialize)]
struct Way {
    label: String,
    href: String,
    current: bool,
}

/// The ways from all pages.
#[derive(Debug, Default)]
pub struct Ways {
    /// By the folder of a page, if it is in one, and by its address up to the last slash.
    by_place: HashMap<(Option<usize>, String), Value>,
}

/// How many folders the header leads to. A site with more is entered by its home page.
const MOST_FOLDERS: usize = 7;
/// How long the names of these are together, in characters: on a screen 1,280 pixels wide, so many have room beside
/// the other ways and the search box.
const WIDEST: usize = 56;

impl Ways {
    /// The ways from wherever pages of a site stand.
    #[must_use]
    pub fn new(graph: &Graph, strings: &Strings) -> Self {
        let mut ways = Self::default();
        let mut add = |here: &Url, folder: Option<usize>| {
            ways.by_place
                .entry(place(here, folder))
                .or_insert_with(|| from(here, folder, graph, strings));
        };
        let routes = &graph.routes;
        for (url, folder) in routes.articles.iter().zip(&routes.folder_of) {
            if let Some(url) = url {
                add(url, Some(*folder));
            }
        }
        for (index, folder) in routes.folders.iter().enumerate() {
            add(&folder.url, Some(index));
        }
        add(&products(), None);
        add(&search_page::address(), None);
        for kind in EntityKind::ALL {
            add(&kind.index(), None);
        }
        for table in &graph.tables.list {
            add(&table.url, None);
        }
        ways
    }

    /// The ways from the page at `here`, which stands in `folder`; none from where no page is.
    pub(super) fn at(&self, here: &Url, folder: Option<usize>) -> Value {
        let found = self.by_place.get(&place(here, folder));
        found.cloned().unwrap_or_else(Value::none)
    }
}

/// What tells the ways from a page from those from others: all addresses are relative to its folder.
fn place(here: &Url, folder: Option<usize>) -> (Option<usize>, String) {
    let address = here.as_str();
    let end = address.rfind('/').map_or(0, |slash| slash + 1);
    (folder, address[..end].to_owned())
}

fn products() -> Url {
    Url::of_file("products/index.html")
}

fn from(here: &Url, folder: Option<usize>, graph: &Graph, strings: &Strings) -> Value {
    let to = |url: &Url, label: &str, current: bool| Way {
        label: label.to_owned(),
        href: url.seen_from(here),
        current,
    };
    let top = here.as_str().split('/').next();
    let search = search_page::address();
    let mut ways = vec![to(&search, strings.get("search"), *here == search)];
    if !graph.products.list.is_empty() {
        let current = top == Some("products");
        ways.push(to(&products(), strings.get("products"), current));
    }
    for kind in EntityKind::ALL {
        if !graph.entities.of(kind).list.is_empty() {
            let folder = kind.folder();
            ways.push(to(&kind.index(), strings.get(folder), top == Some(folder)));
        }
    }
    ways.extend(top_folders(&graph.routes).map(|index| {
        let shown = &graph.routes.folders[graph.routes.first_with_content(index)];
        let mut around = folder.into_iter().flat_map(|it| graph.routes.around(it));
        to(&shown.url, &shown.title, around.any(|outer| outer == index))
    }));
    Value::from_serializable(&ways)
}

/// The folders that the header leads to.
fn top_folders(routes: &Routes) -> impl Iterator<Item = usize> {
    let top = routes.folders.first();
    let title = |index: &usize| {
        let shown = &routes.folders[routes.first_with_content(*index)];
        shown.title.chars().count()
    };
    let few = top.filter(|top| {
        let width: usize = top.folders.iter().map(title).sum();
        top.folders.len() <= MOST_FOLDERS && width <= WIDEST
    });
    few.into_iter().flat_map(|top| top.folders.iter().copied())
}
