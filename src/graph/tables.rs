//! Tables of contents: the order in which a project wants its articles to be read.
//!
//! A page shows only its own neighbourhood of its table and links to the table's page, so that no
//! page grows with the site.

use super::links::{Target, Targets};
use crate::article::Article;
use crate::diagnostic::{Diagnosed, Diagnostic, Place};
use crate::docfx::toc::{self, TocItem};
use crate::inputs::Inputs;
use crate::outline::Slugs;
use crate::source::{SitePath, Source, Url};

/// A table of contents.
#[derive(Clone, Debug)]
pub struct Table {
    /// The address of its page.
    pub url: Url,
    /// What it is called.
    pub title: String,
    /// Its entries, each before those under it.
    pub entries: Vec<Entry>,
    /// The entries at the top.
    roots: Vec<usize>,
    /// The entries under each entry.
    below: Vec<Vec<usize>>,
}

/// An entry of a table of contents.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it is called.
    pub name: String,
    /// Its id in the table's page.
    pub id: String,
    /// What it leads to, if it leads somewhere.
    pub target: Option<Target>,
    /// The entry that it stands under.
    pub parent: Option<usize>,
}

/// The tables of a site.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    /// The tables, by path.
    pub list: Vec<Table>,
    /// For each article the entry that leads to it first in the table that is closest to it.
    pub entry_of: Vec<Option<(usize, usize)>>,
}

/// Reads the tables of a project and finds what their entries lead to.
#[must_use]
pub(super) fn tables<'t>(
    articles: &[&'t Article],
    targets: &Targets<'t>,
    inputs: &Inputs,
) -> Diagnosed<Tables> {
    let mut diagnostics = Vec::new();
    let mut closest = vec![0; articles.len()];
    let mut tables = Tables {
        list: Vec::new(),
        entry_of: vec![None; articles.len()],
    };
    for source in &inputs.tocs {
        let items = toc::read(source).into_value(&mut diagnostics);
        let mut reader = Reader {
            source,
            articles,
            targets,
            slugs: Slugs::default(),
            entries: Vec::new(),
            diagnostics: &mut diagnostics,
        };
        reader.add(&items, None);
        let entries = reader.entries;
        if entries.is_empty() {
            continue;
        }
        let number = tables.list.len();
        for (index, entry) in entries.iter().enumerate() {
            if let Some(Target::Article { index: article, .. }) = entry.target {
                let found = &mut tables.entry_of[article];
                let shared = shared_folders(&source.path, &articles[article].path);
                if found.is_none() || shared > closest[article] {
                    *found = Some((number, index));
                    closest[article] = shared;
                }
            }
        }
        tables.list.push(Table::new(
            table_url(source, inputs),
            title(&items),
            entries,
        ));
    }
    Diagnosed {
        value: tables,
        diagnostics,
    }
}

/// In how many folders two files both are.
fn shared_folders(one: &SitePath, other: &SitePath) -> usize {
    let (one, other) = (one.folder().split('/'), other.folder().split('/'));
    one.zip(other)
        .take_while(|(a, b)| a == b && !a.is_empty())
        .count()
}

fn table_url(source: &Source, inputs: &Inputs) -> Url {
    let place = inputs.place(&source.path);
    let path = place.as_str();
    let path = path
        .strip_suffix(".md")
        .or_else(|| path.strip_suffix(".yml"))
        .unwrap_or(path);
    Url::of_file(&format!("{path}.html"))
}

/// The name of its first entry; empty where there is none.
fn title(items: &[TocItem]) -> String {
    items
        .first()
        .map_or_else(String::new, |first| first.name.clone())
}

struct Reader<'r, 't> {
    source: &'r Source,
    articles: &'r [&'t Article],
    targets: &'r Targets<'t>,
    slugs: Slugs,
    entries: Vec<Entry>,
    diagnostics: &'r mut Vec<Diagnostic>,
}

impl Reader<'_, '_> {
    fn add(&mut self, items: &[TocItem], parent: Option<usize>) {
        for item in items {
            let target = self.target(item);
            let named = Some(item.name.clone()).filter(|name| !name.is_empty());
            let name = named.or_else(|| match &target {
                Some(Target::Article { index, .. }) => Some(self.articles[*index].title.clone()),
                _ => None,
            });
            let Some(name) = name else { continue };
            let id = self.slugs.give(&name);
            let index = self.entries.len();
            self.entries.push(Entry {
                name,
                id,
                target,
                parent,
            });
            self.add(&item.items, Some(index));
        }
    }

    fn target(&mut self, item: &TocItem) -> Option<Target> {
        let href = item.href.as_ref()?;
        let (target, remark) = self.targets.resolve(&self.source.path, &href.value, false);
        let place = || Place::of(self.source, href.span);
        self.diagnostics
            .extend(remark.map(|remark| remark.at(place())));
        (target != Target::Broken).then_some(target)
    }
}

impl Table {
    fn new(url: Url, title: String, entries: Vec<Entry>) -> Self {
        let mut roots = Vec::new();
        let mut below: Vec<Vec<usize>> = entries.iter().map(|_| Vec::new()).collect();
        for (index, entry) in entries.iter().enumerate() {
            match entry.parent {
                Some(parent) => below[parent].push(index),
                None => roots.push(index),
            }
        }
        Self {
            url,
            title,
            entries,
            roots,
            below,
        }
    }

    /// The article before an entry and the one after it.
    #[must_use]
    pub fn neighbours(&self, entry: usize) -> (Option<usize>, Option<usize>) {
        let article = |entry: &Entry| match entry.target {
            Some(Target::Article { index, .. }) => Some(index),
            _ => None,
        };
        let before = self.entries[..entry].iter().rev().find_map(article);
        let after = self.entries[entry + 1..].iter().find_map(article);
        (before, after)
    }

    /// The entries around an entry, from the top down.
    #[must_use]
    pub fn ancestors(&self, entry: usize) -> Vec<usize> {
        let above = |&index: &usize| self.entries[index].parent;
        let mut found: Vec<usize> =
            std::iter::successors(self.entries[entry].parent, above).collect();
        found.reverse();
        found
    }

    /// The entries beside an entry, itself included, in order.
    #[must_use]
    pub fn siblings(&self, entry: usize) -> &[usize] {
        self.entries[entry]
            .parent
            .map_or(&self.roots, |parent| &self.below[parent])
    }
}
