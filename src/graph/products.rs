//! Products: the names that articles give, folded where they differ only in case, blanks or a
//! trailing dot, or where the configuration says that they are one.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::article::Article;
use crate::config;
use crate::markdown::fold_blanks;
use crate::outline::Slugs;
use crate::source::Url;

/// A product that articles are about.
#[derive(Clone, Debug)]
pub struct Product {
    /// Its name: that of the configuration, else the spelling that most articles use.
    pub name: String,
    /// Its id, and the name of its page.
    pub id: String,
    /// Its own page, where several articles share it or the site names it.
    pub page: Option<Url>,
    /// The articles about it, as indices.
    pub articles: Vec<usize>,
}

/// The products of a site.
#[derive(Clone, Debug, Default)]
pub struct Products {
    /// The products, by name.
    pub list: Vec<Product>,
    /// For each article the indices of its products, in its own order.
    pub of_article: Vec<Vec<usize>>,
    by_key: HashMap<String, usize>,
}

impl Products {
    /// The product that a name stands for.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Product> {
        self.by_key.get(&key(name)).map(|&index| &self.list[index])
    }
}

fn key(name: &str) -> String {
    fold_blanks(name).trim_end_matches('.').to_lowercase()
}

/// Gathers the products of all articles; an article without an address has no part in it.
#[must_use]
pub(super) fn products(
    articles: &[&Article],
    published: impl Fn(usize) -> bool,
    known: &[config::Product],
) -> Products {
    let mut alias_of: BTreeMap<String, &str> = BTreeMap::new();
    for product in known {
        for name in product.aliases.iter().chain([&product.name]) {
            alias_of.insert(key(name), &product.name);
        }
    }
    let whole: HashSet<String> = articles
        .iter()
        .flat_map(|article| &article.products)
        .filter(|name| !name.contains(','))
        .map(|name| key(name))
        .collect();
    let is_known = |name: &str| {
        let key = key(name);
        whole.contains(&key) || alias_of.contains_key(&key)
    };
    // By folded name: how often each spelling stands, and the articles.
    let mut spellings: BTreeMap<String, (BTreeMap<&str, usize>, Vec<usize>)> = BTreeMap::new();
    for (index, article) in articles.iter().enumerate() {
        let names = article.products.iter();
        for name in names.flat_map(|name| parts(name, is_known)) {
            let canonical = alias_of.get(&key(name)).copied().unwrap_or(name);
            let entry = spellings.entry(key(canonical)).or_default();
            *entry.0.entry(canonical).or_default() += 1;
            if published(index) && entry.1.last() != Some(&index) {
                entry.1.push(index);
            }
        }
    }
    let mut products = Products {
        of_article: vec![Vec::new(); articles.len()],
        ..Products::default()
    };
    let mut ids = Slugs::default();
    for (folded, (names, found)) in spellings {
        if found.is_empty() || folded.is_empty() {
            continue;
        }
        let configured = known.iter().find(|product| key(&product.name) == folded);
        let name = configured.map_or_else(|| most_used(&names), |product| product.name.clone());
        let id = ids.give(&name);
        let has_page = found.len() > 1 || configured.is_some();
        let page = has_page.then(|| Url::of_file(&format!("products/{id}.html")));
        let index = products.list.len();
        for &article in &found {
            products.of_article[article].push(index);
        }
        products.by_key.insert(folded, index);
        products.list.push(Product {
            name,
            id,
            page,
            articles: found,
        });
    }
    for (alias, name) in alias_of {
        if let Some(&index) = products.by_key.get(&key(name)) {
            products.by_key.entry(alias).or_insert(index);
        }
    }
    products
}

/// The products in a name: several, joined by commas, where each is known without the others.
fn parts(name: &str, is_known: impl Fn(&str) -> bool) -> Vec<&str> {
    let parts: Vec<&str> = name.split(',').map(str::trim).collect();
    if parts.len() > 1 && !is_known(name) && parts.iter().all(|part| is_known(part)) {
        return parts;
    }
    vec![name]
}

/// The spelling that stands most often; of equally frequent ones the first by the alphabet, without
/// a trailing dot.
fn most_used(names: &BTreeMap<&str, usize>) -> String {
    let most = names
        .iter()
        .max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
    let name = most.map_or("", |(name, _)| name);
    fold_blanks(name.trim_end_matches('.'))
}
