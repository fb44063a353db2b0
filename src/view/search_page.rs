//! The search page: what its scripts need to know of the site. What it shows, they fill in.

use serde::Serialize;

use super::{Facts, PageView};
use crate::graph::EntityKind;
use crate::source::Url;

/// What the search page shows.
#[derive(Clone, Debug, Serialize)]
pub struct SearchPage {
    page: PageView,
    search: SearchView,
}

#[derive(Clone, Debug, Serialize)]
struct SearchView {
    /// The lists of all errors and codes, where the site has any.
    errors: Option<String>,
    codes: Option<String>,
    products: Option<String>,
    /// Where a reader can ask for an article that does not exist.
    gap_url: Option<String>,
}

/// The script of the page.
pub(super) const SCRIPT: &str = "search";
/// The scripts of the page, in the order in which they run.
const SCRIPTS: &[&str] = &["engine", SCRIPT];

/// The address of the search page.
#[must_use]
pub fn address() -> Url {
    Url::of_file("search.html")
}

/// The search page.
#[must_use]
pub fn search_page(facts: &Facts<'_>) -> SearchPage {
    let here = address();
    let index = |kind| facts.index_of(kind).map(|url| url.seen_from(&here));
    let title = facts.theme.strings().get("search");
    let has_products = !facts.graph.products.list.is_empty();
    SearchPage {
        page: facts.page(title, "", &here, None, SCRIPTS.iter().copied()),
        search: SearchView {
            errors: index(EntityKind::Error),
            codes: index(EntityKind::Code),
            products: has_products.then(|| Url::of_file("products/index.html").seen_from(&here)),
            gap_url: facts.inputs.config.gap_url.clone(),
        },
    }
}
