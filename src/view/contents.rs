//! Tables of contents as readers see them: a page for each table, and on each article only what is
//! around it.

use serde::Serialize;

use super::listing::{is_long, scripts_of_list};
use super::{Facts, Link, PageView};
use crate::graph::{Entry, Table, Target, href};
use crate::source::Url;

/// What the page of a table of contents shows.
#[derive(Clone, Debug, Serialize)]
pub struct ContentsPage {
    page: PageView,
    contents: ContentsView,
}

#[derive(Clone, Debug, Serialize)]
struct ContentsView {
    title: String,
    /// By what it is named in addresses, if anything leads to it.
    id: Option<String>,
    /// Where the title leads, if anywhere.
    href: Option<String>,
    /// Whether it can be narrowed.
    is_long: bool,
    /// The entries at the top that stand for themselves.
    loose: Vec<EntryView>,
    /// Those that have others below them.
    groups: Vec<EntryView>,
}

#[derive(Clone, Debug, Serialize)]
struct EntryView {
    id: String,
    label: String,
    href: Option<String>,
    entries: Vec<EntryView>,
}

/// The part of a table that an article stands in.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Neighbourhood {
    title: String,
    href: String,
    entries: Vec<Neighbour>,
}

#[derive(Clone, Debug, Serialize)]
struct Neighbour {
    label: String,
    href: String,
    current: bool,
}

/// How many entries an article shows before and after its own.
const BESIDE: usize = 5;

/// The page of the table `index`.
#[must_use]
pub fn contents_page(facts: &Facts<'_>, index: usize) -> ContentsPage {
    let table = &facts.graph.tables.list[index];
    let here = &table.url;
    let count = table.entries.len();
    let scripts = scripts_of_list(count, 1);
    let mut page = facts.page(&table.title, "", here, None, scripts);
    page.crumbs = facts.crumbs(here, 0);
    let contents = divided(&table.title, tree(facts, table, here), is_long(count));
    ContentsPage { page, contents }
}

/// Divides the entries at the top; one that stands alone and says what the table is called is its title.
fn divided(title: &str, mut roots: Vec<EntryView>, is_long: bool) -> ContentsView {
    let (mut id, mut href) = (None, None);
    if let [root] = roots.as_mut_slice()
        && root.label == title
    {
        (id, href) = (Some(std::mem::take(&mut root.id)), root.href.take());
        roots = std::mem::take(&mut root.entries);
    }
    let has_others = |entry: &EntryView| !entry.entries.is_empty();
    let (groups, loose) = roots.into_iter().partition(has_others);
    ContentsView {
        title: title.to_owned(),
        id,
        href,
        is_long,
        loose,
        groups,
    }
}

/// The entries as a tree; those under an entry follow it in the list.
fn tree(facts: &Facts<'_>, table: &Table, here: &Url) -> Vec<EntryView> {
    let mut below: Vec<Vec<EntryView>> = table.entries.iter().map(|_| Vec::new()).collect();
    let mut roots = Vec::new();
    for (index, entry) in table.entries.iter().enumerate().rev() {
        let mut entries = std::mem::take(&mut below[index]);
        entries.reverse();
        let view = EntryView {
            id: entry.id.clone(),
            label: entry.name.clone(),
            href: address(facts, entry, here),
            entries,
        };
        match entry.parent {
            Some(parent) => below[parent].push(view),
            None => roots.push(view),
        }
    }
    roots.reverse();
    roots
}

/// The address of what an entry leads to, as seen from a page.
fn address(facts: &Facts<'_>, entry: &Entry, here: &Url) -> Option<String> {
    let routes = &facts.graph.routes;
    match entry.target.as_ref()? {
        Target::Article { index, anchor } => {
            let url = routes.articles[*index].as_ref()?;
            Some(href(url, anchor.as_deref(), here))
        }
        Target::Folder(folder) => Some(routes.folders[*folder].url.seen_from(here)),
        Target::Asset(asset) => Some(facts.graph.assets[*asset].as_ref()?.seen_from(here)),
        Target::External(address) => Some(address.clone()),
        Target::Anchor(_) | Target::Broken => None,
    }
}

impl Facts<'_> {
    /// The way from home to an article by its table of contents, if it is in one.
    pub(super) fn table_crumbs(&self, article: usize, here: &Url) -> Option<Vec<Link>> {
        let (table, entry) = self.entry_of(article)?;
        let home = Link {
            label: self.theme.strings().get("home").to_owned(),
            href: Url::of_file("index.html").seen_from(here),
        };
        let ancestors = table.ancestors(entry).into_iter().map(|index| {
            let ancestor = &table.entries[index];
            let own = address(self, ancestor, here);
            let href = own.unwrap_or_else(|| href(&table.url, Some(&ancestor.id), here));
            Link {
                label: ancestor.name.clone(),
                href,
            }
        });
        Some(std::iter::once(home).chain(ancestors).collect())
    }

    /// The articles before and after one in its table of contents.
    pub(super) fn table_neighbours(
        &self,
        article: usize,
    ) -> Option<(Option<usize>, Option<usize>)> {
        let (table, entry) = self.entry_of(article)?;
        Some(table.neighbours(entry))
    }

    /// What stands beside an article in its table of contents.
    pub(super) fn neighbourhood(&self, article: usize, here: &Url) -> Option<Neighbourhood> {
        let (table, entry) = self.entry_of(article)?;
        let siblings = table.siblings(entry);
        let at = siblings.binary_search(&entry).ok()?;
        let shown = &siblings[at.saturating_sub(BESIDE)..siblings.len().min(at + BESIDE + 1)];
        let entries = shown
            .iter()
            .filter_map(|&index| {
                let sibling = &table.entries[index];
                Some(Neighbour {
                    label: sibling.name.clone(),
                    href: address(self, sibling, here)?,
                    current: index == entry,
                })
            })
            .collect();
        let parent = table.entries[entry]
            .parent
            .map(|parent| &table.entries[parent]);
        Some(Neighbourhood {
            title: parent.map_or(&table.title, |parent| &parent.name).clone(),
            href: href(&table.url, parent.map(|parent| parent.id.as_str()), here),
            entries,
        })
    }

    /// What an article stands under in its table of contents.
    pub(super) fn group_of(&self, article: usize) -> Option<&str> {
        let (table, entry) = self.entry_of(article)?;
        let parent = table.entries[entry].parent?;
        Some(&table.entries[parent].name)
    }

    fn entry_of(&self, article: usize) -> Option<(&Table, usize)> {
        let (table, entry) = (*self.graph.tables.entry_of.get(article)?)?;
        Some((&self.graph.tables.list[table], entry))
    }
}
