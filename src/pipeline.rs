//! The one function in which everything meets: inputs become a site, whose pages are made one by
//! one when somebody wants them.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;
use serde::Serialize;

use crate::admit::{Admission, Reason, admit};
use crate::article::Article;
use crate::boilerplate;
use crate::config::Config;
use crate::diagnostic::{self, Code, Diagnostic};
use crate::entity::Lexicon;
use crate::front_matter::Matter;
use crate::graph::{self, EntityKind, Graph};
use crate::highlight::Highlighter;
use crate::inputs::Inputs;
use crate::memo::{Draft, Kept, Memo, Reader};
use crate::reading::Reading;
use crate::search;
use crate::source::{SitePath, Source, Url};
use crate::theme::Theme;
use crate::view::{self, Facts, Ways};

/// A site, read and joined; its pages are not made yet.
pub struct Site {
    inputs: Arc<Inputs>,
    /// The articles, by their places in [`Inputs::sources`].
    sources: Vec<usize>,
    readings: Vec<Arc<Reading>>,
    graph: Graph,
    theme: Theme,
    ways: Ways,
    highlighter: Arc<Highlighter>,
    /// The files of the search index, where it was made.
    search: Vec<search::index::File>,
    /// How many articles are withheld, by the reason.
    pub withheld: BTreeMap<Reason, usize>,
    /// What will be published, in the order of the addresses.
    pub pages: Vec<Page>,
    /// What there is to say about the sources.
    pub diagnostics: Vec<Diagnostic>,
}

/// A file of the published site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Page {
    /// Its path relative to the output folder, as on disk.
    pub path: String,
    /// What is published there.
    pub content: Content,
}

/// What is published at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Content {
    /// The home page.
    Home,
    /// An article.
    Article(usize),
    /// The model of an article.
    Model(usize),
    /// The Markdown of an article.
    Markdown(usize),
    /// The list of a folder.
    Folder(usize),
    /// The list of all products.
    Products,
    /// A product.
    Product(usize),
    /// The list of all errors, codes or cmdlets.
    Index(EntityKind),
    /// An error, a code or a cmdlet.
    Entity(EntityKind, usize),
    /// The list of all articles, for scripts.
    Articles,
    /// The list of all errors, for scripts.
    Errors,
    /// The search page.
    SearchPage,
    /// The page for addresses without one.
    NotFound,
    /// A table of contents.
    Contents(usize),
    /// A page that leads from an old address to a new one.
    Redirect(usize),
    /// A file of the search index.
    Search(usize),
    /// A file of the theme.
    Theme(usize),
    /// A file beside the articles, copied.
    Asset(usize),
    /// A file of `static/`, copied.
    Static(usize),
}

/// What a page is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Made {
    /// These bytes.
    Bytes(Vec<u8>),
    /// A copy of this file beside the articles.
    Asset(SitePath),
    /// A copy of this file of `static/`.
    Static(SitePath),
}

/// Reads a site.
#[must_use]
pub fn read(inputs: &Arc<Inputs>) -> Site {
    read_again(inputs, &mut Memo::default())
}

/// Reads a site of which something is remembered, and remembers it in turn. The answer is the same as if
/// nothing was.
#[must_use]
pub fn read_again(inputs: &Arc<Inputs>, memo: &mut Memo) -> Site {
    memo.prepare(&inputs.config);
    let mut diagnostics = Vec::new();
    let theme = memo.theme(inputs).into_value(&mut diagnostics);
    let mut theme = Arc::unwrap_or_clone(theme);
    let Read {
        sources,
        readings,
        withheld,
        moved,
        withheld_for,
        lexicon,
    } = readings(inputs, memo, &mut diagnostics);
    let graph =
        graph::graph(&readings, &withheld, &moved, inputs, &lexicon).into_value(&mut diagnostics);
    let mut pages = pages(inputs, &graph, &theme);
    pages.extend(statics(inputs, &pages, &mut diagnostics));
    pages.sort();
    let site = view::site_view(inputs, &readings, &graph, &theme).into_value(&mut diagnostics);
    theme.share("site", &site);
    let assets = theme.assets_by_name();
    theme.share("assets", &assets);
    let strings = theme.strings().clone();
    let ways = Ways::new(&graph, &strings);
    theme.share("strings", &strings);
    diagnostic::sort(&mut diagnostics);
    Site {
        inputs: Arc::clone(inputs),
        sources,
        readings,
        graph,
        theme,
        ways,
        highlighter: memo.highlighter(),
        search: Vec::new(),
        withheld: withheld_for,
        pages,
        diagnostics,
    }
}

/// The sources that are no articles but say where an article has gone.
fn moved(inputs: &Inputs, matters: &[&Matter]) -> Vec<(SitePath, String)> {
    let told = |(source, matter): (&Source, &&Matter)| {
        let url = matter.redirect_url()?;
        Some((source.path.clone(), url.to_owned()))
    };
    let sources = inputs.sources.iter();
    sources.zip(matters).filter_map(told).collect()
}

/// All sources, read.
struct Read<'i> {
    /// The articles that may be shown, by their places in [`Inputs::sources`].
    sources: Vec<usize>,
    readings: Vec<Arc<Reading>>,
    /// The paths of those that may not be shown.
    withheld: Vec<&'i SitePath>,
    /// How many these are, by the reason.
    withheld_for: BTreeMap<Reason, usize>,
    moved: Vec<(SitePath, String)>,
    lexicon: Lexicon,
}

fn readings<'i>(
    inputs: &'i Inputs,
    memo: &mut Memo,
    diagnostics: &mut Vec<Diagnostic>,
) -> Read<'i> {
    let remembered = &*memo;
    let kept: Vec<Kept> = inputs
        .sources
        .par_iter()
        .map(|source| remembered.kept(source))
        .collect();
    let matters: Vec<&Matter> = kept.iter().map(|kept| &kept.matter().value).collect();
    for kept in &kept {
        diagnostics.extend(kept.matter().diagnostics.iter().cloned());
    }
    let admissions = admit(
        &inputs.sources,
        &matters,
        &inputs.config,
        &inputs.edition,
        inputs.today,
    )
    .into_value(diagnostics);
    let moved = moved(inputs, &matters);
    let mut withheld_for = BTreeMap::new();
    for admission in &admissions {
        if let Admission::Withheld(reason) = admission {
            *withheld_for.entry(*reason).or_default() += 1;
        }
    }
    let lexicon = Lexicon::new(&inputs.config);
    let reader = Reader::new(inputs, &lexicon);
    let drafts: Vec<Result<Draft, Box<Kept>>> = kept
        .into_par_iter()
        .zip(&admissions)
        .map(|(kept, admission)| match admission {
            Admission::Shown { .. } => Ok(reader.draft(kept)),
            Admission::Withheld(_) => Err(Box::new(kept)),
        })
        .collect();
    let shown = || drafts.iter().flatten();
    let recurring = boilerplate::recurring(shown().count(), shown().map(Draft::candidates));
    let finished: Vec<_> = drafts
        .into_par_iter()
        .zip(&admissions)
        .map(|(draft, admission)| match (draft, admission) {
            (Ok(draft), Admission::Shown { visibility, state }) => {
                let (kept, reading) = reader.finish(draft, (visibility, *state), &recurring);
                (kept, Some(reading))
            }
            (Ok(draft), Admission::Withheld(_)) => (draft.into_kept(), None),
            (Err(kept), _) => (*kept, None),
        })
        .collect();
    let (mut sources, mut readings, mut withheld) = (Vec::new(), Vec::new(), Vec::new());
    let (kept, read): (Vec<Kept>, Vec<_>) = finished.into_iter().unzip();
    memo.keep(kept.into_iter());
    // Lists of articles are in the order of their paths, whatever order they were read in.
    let mut read: Vec<_> = read.into_iter().enumerate().collect();
    read.sort_by(|(a, _), (b, _)| inputs.sources[*a].path.cmp(&inputs.sources[*b].path));
    for (index, reading) in read {
        match reading {
            Some(reading) => {
                sources.push(index);
                readings.push(Arc::clone(&reading.value));
                diagnostics.extend(reading.diagnostics.iter().cloned());
            }
            None => withheld.push(&inputs.sources[index].path),
        }
    }
    Read {
        sources,
        readings,
        withheld,
        withheld_for,
        moved,
        lexicon,
    }
}

/// Everything that is published but for `static/`.
fn pages(inputs: &Inputs, graph: &Graph, theme: &Theme) -> Vec<Page> {
    let mut pages = Vec::new();
    let mut add = |url: &Url, content: Content| {
        pages.push(Page {
            path: url.file(),
            content,
        });
    };
    add(&Url::of_file("index.html"), Content::Home);
    add(&view::search_address(), Content::SearchPage);
    add(&Url::of_file("404.html"), Content::NotFound);
    add(&Url::of_file("articles.json"), Content::Articles);
    add(&Url::of_file("errors.json"), Content::Errors);
    for (index, url) in graph.routes.articles.iter().enumerate() {
        let Some(url) = url else { continue };
        let stem = url.file();
        let stem = stem.strip_suffix(".html").unwrap_or(&stem).to_owned();
        add(
            &Url::of_file(&format!("{stem}.json")),
            Content::Model(index),
        );
        add(
            &Url::of_file(&format!("{stem}.md")),
            Content::Markdown(index),
        );
        let folder = &graph.routes.folders[graph.routes.folder_of[index]];
        if folder.page != Some(index) {
            add(url, Content::Article(index));
        }
    }
    for (index, folder) in graph.routes.folders.iter().enumerate().skip(1) {
        if folder.has_page() {
            add(&folder.url, Content::Folder(index));
        }
    }
    if !graph.products.list.is_empty() {
        add(&Url::of_file("products/index.html"), Content::Products);
    }
    for (index, product) in graph.products.list.iter().enumerate() {
        if let Some(url) = &product.page {
            add(url, Content::Product(index));
        }
    }
    for kind in EntityKind::ALL {
        let list = &graph.entities.of(kind).list;
        if !list.is_empty() {
            add(&kind.index(), Content::Index(kind));
        }
        for (index, entity) in list.iter().enumerate() {
            if let Some(url) = &entity.page {
                add(url, Content::Entity(kind, index));
            }
        }
    }
    for (index, table) in graph.tables.list.iter().enumerate() {
        add(&table.url, Content::Contents(index));
    }
    for (index, (url, _)) in graph.routes.redirects.iter().enumerate() {
        add(url, Content::Redirect(index));
    }
    for (index, (url, _)) in theme.files.iter().enumerate() {
        add(url, Content::Theme(index));
    }
    for (index, url) in graph.assets.iter().enumerate() {
        if let Some(url) = url {
            add(url, Content::Asset(index));
        }
    }
    debug_assert_eq!(graph.assets.len(), inputs.assets.len());
    pages
}

/// The files of `static/`, but for those whose address a page has.
fn statics(inputs: &Inputs, pages: &[Page], diagnostics: &mut Vec<Diagnostic>) -> Vec<Page> {
    let taken: std::collections::HashSet<String> =
        pages.iter().map(|page| page.path.to_lowercase()).collect();
    let mut found = Vec::new();
    for (index, file) in inputs.statics.iter().enumerate() {
        let path = file.path.as_str();
        if taken.contains(&path.to_lowercase()) {
            let folder = &inputs.config.static_folder;
            let message = format!("`{folder}/{path}` has the address of a page of the site");
            diagnostics.push(
                Diagnostic::new(Code::AddressTaken, message)
                    .help("the page is shown there; rename the file"),
            );
        } else {
            found.push(Page {
                path: path.to_owned(),
                content: Content::Static(index),
            });
        }
    }
    found
}

impl Site {
    /// How many articles are published.
    #[must_use]
    pub fn articles(&self) -> usize {
        self.graph.routes.articles.iter().flatten().count()
    }

    /// The editor that opens sources, as the configuration names it.
    #[must_use]
    pub fn editor(&self) -> Option<&str> {
        self.inputs.config.editor.as_deref()
    }

    /// Whether the site's own templates could be loaded.
    #[must_use]
    pub fn has_whole_theme(&self) -> bool {
        self.theme.is_whole
    }

    /// The files of the search index.
    #[must_use]
    pub fn index(&self) -> Vec<search::index::File> {
        let facts = self.facts();
        search::index::index(&view::entries(&facts), &view::codes(&facts))
    }

    /// Adds the search index to what will be published.
    pub fn add_search(&mut self) {
        self.search = self.index();
        let files = self.search.iter().enumerate().map(|(index, file)| Page {
            path: format!("search/{}", file.name),
            content: Content::Search(index),
        });
        self.pages.extend(files.collect::<Vec<_>>());
        self.pages.sort();
    }

    /// How many articles there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.readings.len()
    }

    /// Whether there is no article.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.readings.is_empty()
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.inputs.config
    }

    /// The day for which the site is made.
    #[must_use]
    pub fn today(&self) -> Date {
        self.inputs.today
    }

    /// Every file that articles are made from.
    pub fn files(&self) -> impl Iterator<Item = &Source> {
        self.inputs.sources.iter().chain(&self.inputs.fragments)
    }

    /// The index of the article at a path.
    #[must_use]
    pub fn article_at(&self, path: &str) -> Option<usize> {
        let sources = &self.inputs.sources;
        self.sources
            .iter()
            .position(|&source| sources[source].path.as_str() == path)
    }

    /// The article `index`.
    #[must_use]
    pub fn article(&self, index: usize) -> &Article {
        &self.readings[index].article
    }

    /// The source of the article `index`.
    #[must_use]
    pub fn source(&self, index: usize) -> &Source {
        &self.inputs.sources[self.sources[index]]
    }

    /// What was read of the article `index`.
    #[must_use]
    pub fn reading(&self, index: usize) -> &Reading {
        &self.readings[index]
    }

    /// What the whole site knows.
    #[must_use]
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The model of the article `index`, as indented JSON with a trailing line break.
    #[must_use]
    pub fn model(&self, index: usize) -> String {
        let compact = view::article_json(&self.facts(), index).unwrap_or_default();
        let value: serde_json::Value = serde_json::from_slice(&compact).unwrap_or_default();
        format!("{value:#}\n")
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            inputs: &self.inputs,
            readings: &self.readings,
            graph: &self.graph,
            theme: &self.theme,
            ways: &self.ways,
            highlighter: &self.highlighter,
        }
    }

    /// Makes the page `index`.
    ///
    /// # Errors
    /// A template of the site's theme that cannot show it.
    pub fn make(&self, index: usize) -> Result<Made, Diagnostic> {
        let facts = self.facts();
        let bytes = match self.pages[index].content {
            Content::Home => self.page("home.html", &view::home_page(&facts))?,
            Content::Article(index) => {
                let page = view::article_page(&facts, index);
                let template = page.as_ref().map_or("article.html", |page| page.template());
                self.page(self.theme.of_kind(template), &page)?
            }
            Content::Folder(index) => {
                self.page("section.html", &view::section_page(&facts, index))?
            }
            Content::Products => self.page("products.html", &view::products_page(&facts))?,
            Content::Product(index) => {
                self.page("product.html", &view::product_page(&facts, index))?
            }
            Content::Contents(index) => {
                self.page("contents.html", &view::contents_page(&facts, index))?
            }
            Content::Index(kind) => self.page("entities.html", &view::index_page(&facts, kind))?,
            Content::Entity(kind, index) => {
                self.page("entity.html", &view::entity_page(&facts, kind, index))?
            }
            Content::SearchPage => self.page("search.html", &view::search_page(&facts))?,
            Content::NotFound => self.page("404.html", &serde_json::json!({}))?,
            Content::Redirect(index) => {
                self.page("redirect.html", &view::redirect_page(&facts, index))?
            }
            Content::Model(index) => json(view::article_json(&facts, index))?,
            Content::Articles => json(view::articles_json(&facts))?,
            Content::Errors => json(view::errors_json(&facts))?,
            Content::Markdown(index) => view::article_markdown(&facts, index),
            Content::Search(index) => self.search[index].text.clone().into_bytes(),
            Content::Theme(index) => self.theme.files[index].1.clone(),
            Content::Asset(index) => {
                return Ok(Made::Asset(self.inputs.assets[index].path.clone()));
            }
            Content::Static(index) => {
                return Ok(Made::Static(self.inputs.statics[index].path.clone()));
            }
        };
        Ok(Made::Bytes(bytes))
    }

    fn page(&self, template: &str, view: &impl Serialize) -> Result<Vec<u8>, Diagnostic> {
        let context = tera::Context::from_serialize(view).map_err(|error| {
            Diagnostic::new(
                Code::TemplateError,
                format!("`{template}` cannot be given its values: {error}"),
            )
        })?;
        self.theme
            .render(template, &context)
            .map(String::into_bytes)
    }
}

fn json(written: serde_json::Result<Vec<u8>>) -> Result<Vec<u8>, Diagnostic> {
    written.map_err(|error| {
        let message = format!("the model cannot be written: {error}");
        Diagnostic::new(Code::TemplateError, message)
    })
}
