//! What only the whole site can know: who lives where, where links lead, which products, errors, codes
//! and cmdlets there are, and which articles are related.

mod documentation;
mod entities;
mod generic;
pub mod known;
mod links;
mod names;
mod products;
mod related;
mod routes;
mod sentences;
mod sketch;
mod stories;
mod tables;

pub use documentation::Documentation;
pub use entities::{Entities, Entity, EntityKind, Register, Use};
pub use links::{Target, href};
pub use products::{Product, Products};
pub use related::{Reason, ReasonKind, Related};
pub use routes::{Destination, Folder, Routes, is_device};
pub use sketch::Twins;
pub use stories::{Fix, Stories, clipped, leads_in};
pub use tables::{Entry, Table, Tables};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::admit::is_folder_page;
use crate::article::{Article, LinkUse};
use crate::diagnostic::{Code, Diagnosed, Diagnostic, nearest};
use crate::entity::Lexicon;
use crate::inputs::Inputs;
use crate::markdown::Document;
use crate::outline;
use crate::reading::Reading;
use crate::source::{SitePath, Url};
use links::{Remark, Targets};

/// The facts of a site.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// Who lives at which address.
    pub routes: Routes,
    /// The products.
    pub products: Products,
    /// The tables of contents.
    pub tables: Tables,
    /// For each article, where each of its links leads.
    pub links: Vec<Vec<Target>>,
    /// The address of each file that a page refers to.
    pub assets: Vec<Option<Url>>,
    /// The errors, codes and cmdlets.
    pub entities: Entities,
    /// The stories of each article.
    pub stories: Vec<Stories>,
    /// For each article, which others are related to it, the closest first.
    pub related: Vec<Vec<Related>>,
    /// The pairs of articles whose texts are nearly the same.
    pub twins: Vec<Twins>,
}

/// Joins articles; `withheld` are the paths of those that may not be shown, `moved` of those that say
/// only where they have gone.
#[must_use]
pub fn graph(
    readings: &[Arc<Reading>],
    withheld: &[&SitePath],
    moved: &[(SitePath, String)],
    inputs: &Inputs,
    lexicon: &Lexicon,
) -> Diagnosed<Graph> {
    let articles: Vec<&Article> = readings.iter().map(|reading| &reading.article).collect();
    let articles = articles.as_slice();
    let mut diagnostics = Vec::new();
    let mut routes = routes::routes(
        articles,
        &inputs.sources,
        redirected_folders(moved, inputs),
        docset_titles(inputs),
        &mut diagnostics,
    );
    let products = products::products(
        articles,
        |index| routes.articles[index].is_some(),
        &inputs.config.products,
    );
    let targets = Targets::new(articles, &routes, withheld, moved, inputs);
    let resolved: Vec<(Vec<Target>, Vec<Diagnostic>)> = (0..articles.len())
        .into_par_iter()
        .map(|index| {
            resolve_links(
                index,
                articles,
                &readings[index].document,
                &routes,
                &targets,
            )
        })
        .collect();
    let mut links = Vec::with_capacity(resolved.len());
    for (found, remarks) in resolved {
        links.push(found);
        diagnostics.extend(remarks);
    }
    let mut tables = tables::tables(articles, &targets, inputs).into_value(&mut diagnostics);
    let redirects = redirects(&targets, moved, inputs);
    let entities = entities::entities(readings, &links, &mut routes, inputs, lexicon);
    let (stories, (related, twins)) = rayon::join(
        || stories::stories(readings),
        || related::related(readings, &entities, &routes),
    );
    for (url, owner, destination) in redirects {
        // What stands at the address now is newer than the redirection.
        if routes.claim(&url, &owner).is_ok() {
            routes.redirects.push((url, destination));
        }
    }
    // An article that has the address of a table keeps it.
    tables
        .list
        .iter_mut()
        .for_each(|table| claim_table(&mut routes, table));
    let assets = asset_routes(&links, &mut routes, inputs, &mut diagnostics);
    Diagnosed {
        value: Graph {
            routes,
            products,
            tables,
            links,
            assets,
            entities,
            stories,
            related,
            twins,
        },
        diagnostics,
    }
}

/// Gives a table the first address beside its own that nothing else has.
fn claim_table(routes: &mut Routes, table: &mut Table) {
    let file = table.url.file();
    let stem = file.strip_suffix(".html").unwrap_or(&file).to_owned();
    let mut number = 1;
    while routes.claim(&table.url, "a table of contents").is_err() {
        number += 1;
        table.url = Url::of_file(&format!("{stem}-{number}.html"));
    }
}

/// What a project calls its docsets (`titleSuffix`), by each folder that only one of them has.
fn docset_titles(inputs: &Inputs) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for docset in inputs.project.iter().flat_map(|project| &project.docsets) {
        let named = docset
            .global_metadata
            .iter()
            .find(|(key, _)| key.value == "titleSuffix");
        let title = named
            .and_then(|(_, value)| value.text())
            .unwrap_or_default();
        let ends = docset
            .base
            .match_indices('/')
            .map(|(at, _)| at)
            .chain([docset.base.len()]);
        for end in ends {
            found
                .entry(docset.base[..end].to_owned())
                .or_default()
                .push(title);
        }
    }
    found
        .into_iter()
        .filter_map(|(folder, titles)| match titles.as_slice() {
            [title] if !title.is_empty() => Some((folder, (*title).to_owned())),
            _ => None,
        })
        .collect()
}

/// The folders whose page is a stub that leads elsewhere.
fn redirected_folders(moved: &[(SitePath, String)], inputs: &Inputs) -> BTreeSet<String> {
    let pages = moved.iter().filter(|(path, _)| is_folder_page(path));
    pages
        .map(|(path, _)| inputs.place(path).folder().to_owned())
        .collect()
}

/// The pages at the addresses of what was moved, by whom they are told, and where they lead.
fn redirects(
    targets: &Targets<'_>,
    moved: &[(SitePath, String)],
    inputs: &Inputs,
) -> Vec<(Url, String, Destination)> {
    let project = inputs.project.as_ref();
    links::moves(project, moved)
        .filter_map(|(path, url)| {
            if let Some(project) = project {
                project.place(path.as_str())?;
            }
            let place = inputs.place(&path);
            let place = place.as_str().strip_suffix(".md").unwrap_or(place.as_str());
            let destination = match targets.resolve(&path, url, false).0 {
                Target::Article { index, .. } => Destination::Article(index),
                Target::External(address) => Destination::External(address),
                _ => return None,
            };
            let address = Url::of_file(&format!("{place}.html"));
            Some((address, path.to_string(), destination))
        })
        .collect()
}

fn resolve_links(
    index: usize,
    articles: &[&Article],
    document: &Document,
    routes: &Routes,
    targets: &Targets<'_>,
) -> (Vec<Target>, Vec<Diagnostic>) {
    let article = articles[index];
    let mut remarks = Vec::new();
    let found = article
        .links
        .iter()
        .map(|link| {
            let (target, remark) = targets.resolve(
                link.from.as_ref().unwrap_or(&article.path),
                &link.target,
                link.image,
            );
            let (target, more) = checked(target, article, articles, routes, link);
            let told = remark.into_iter().chain(more);
            remarks.extend(told.map(|remark| remark.about(link, document)));
            target
        })
        .collect();
    (found, remarks)
}

/// A target whose page has an address and the place that the link names.
fn checked(
    target: Target,
    from: &Article,
    articles: &[&Article],
    routes: &Routes,
    link: &LinkUse,
) -> (Target, Option<Remark>) {
    let lost = match &target {
        Target::Article { index, .. } if routes.articles[*index].is_none() => {
            "an article without an address"
        }
        Target::Folder(index) if !routes.folders[*index].has_page() => "a folder without a page",
        _ => "",
    };
    if !lost.is_empty() {
        let message = format!("the link `{}` leads to {lost}", link.target);
        let remark = Remark {
            code: Code::BrokenLink,
            message,
            help: None,
            instead: None,
        };
        return (Target::Broken, Some(remark));
    }
    let (page, anchor) = match &target {
        Target::Article {
            index,
            anchor: Some(anchor),
        } => (articles[*index], anchor),
        Target::Anchor(anchor) => (from, anchor),
        _ => return (target, None),
    };
    if has_anchor(page, anchor) {
        return (target, None);
    }
    if *anchor == outline::slug(&page.title) {
        // The title stands at the top, on every page and in every theme.
        let target = match target {
            Target::Article { index, .. } => Target::Article {
                index,
                anchor: None,
            },
            _ => Target::Anchor("top".to_owned()),
        };
        return (target, None);
    }
    let near = nearest(anchor, page.anchors.iter().map(String::as_str));
    let remark = Remark {
        code: Code::BrokenAnchor,
        message: format!("`{}` has no place `#{anchor}`", page.path),
        help: near.map(|near| format!("did you mean `#{near}`?")),
        instead: None,
    };
    let target = match target {
        // A link that stays on the page and leads nowhere is no link; to another page it still
        // leads to the page.
        Target::Article { index, .. } => Target::Article {
            index,
            anchor: None,
        },
        _ => Target::Broken,
    };
    (target, Some(remark))
}

fn has_anchor(page: &Article, anchor: &str) -> bool {
    anchor.is_empty()
        || anchor == "top"
        || page
            .anchors
            .binary_search_by(|known| known.as_str().cmp(anchor))
            .is_ok()
}

/// Gives addresses to the files that pages refer to.
fn asset_routes(
    links: &[Vec<Target>],
    routes: &mut Routes,
    inputs: &Inputs,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Option<Url>> {
    let mut used = vec![false; inputs.assets.len()];
    for target in links.iter().flatten() {
        if let Target::Asset(index) = target {
            used[*index] = true;
        }
    }
    if let Some(logo) = &inputs.config.logo
        && let Some(index) = inputs
            .assets
            .iter()
            .position(|asset| asset.path.as_str() == logo)
    {
        used[index] = true;
    }
    inputs
        .assets
        .iter()
        .zip(used)
        .map(|(asset, used)| {
            if !used {
                return None;
            }
            let url = inputs.asset_url(&asset.path);
            match routes.claim(&url, asset.path.as_str()) {
                Ok(()) => Some(url),
                Err(before) => {
                    let message = format!("`{}` and `{before}` have the same address", asset.path);
                    diagnostics.push(
                        Diagnostic::new(Code::AddressTaken, message)
                            .in_file(&asset.path)
                            .help("rename one of them"),
                    );
                    None
                }
            }
        })
        .collect()
}
