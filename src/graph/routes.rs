//! Who lives at which address: articles, folders and files, and what is said when two want one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::admit::is_folder_page;
use crate::article::{Article, as_title};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SitePath, Source, Span, Spanned, Url, folder_of};

/// First parts of addresses that belong to the site itself, folded to lower case.
const RESERVED_FOLDERS: &[&str] = &["errors", "codes", "cmdlets", "products", "search", "assets"];

/// Addresses at the root that belong to the site itself, folded to lower case.
const RESERVED_FILES: &[&str] = &[
    "404.html",
    "llms.txt",
    "articles.json",
    "errors.json",
    "search.html",
    "sitemap.xml",
    "feed.xml",
    "opensearch.xml",
    "robots.txt",
    ".fixbook-manifest",
];

/// A folder that holds articles, and its page.
#[derive(Clone, Debug)]
pub struct Folder {
    /// Its path relative to the content folder; empty for the top.
    pub path: String,
    /// Its title: that of its own page, else its name.
    pub title: String,
    /// What its own page says it is about.
    pub description: String,
    /// The folder around it; none for the top.
    pub parent: Option<usize>,
    /// The article that is its page, as an index.
    pub page: Option<usize>,
    /// Its page's address.
    pub url: Url,
    /// The folders in it, as indices, in reading order.
    pub folders: Vec<usize>,
    /// The articles in it but for its own page, as indices, in reading order.
    pub articles: Vec<usize>,
    /// How many articles it holds, those of its folders included.
    pub total: usize,
}

impl Folder {
    /// Whether a page is published for it.
    #[must_use]
    pub fn has_page(&self) -> bool {
        self.total > 0 || self.page.is_some()
    }
}

/// Where an old address leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// To an article.
    Article(usize),
    /// To an address elsewhere.
    External(String),
}

/// The addresses of a site.
#[derive(Clone, Debug, Default)]
pub struct Routes {
    /// The address of each article; none if another has it.
    pub articles: Vec<Option<Url>>,
    /// The folders; the first is the top.
    pub folders: Vec<Folder>,
    /// The folder that holds each article.
    pub folder_of: Vec<usize>,
    /// Further addresses, and where each leads.
    pub redirects: Vec<(Url, Destination)>,
    /// The titles of folders that a project names.
    titles: BTreeMap<String, String>,
    /// The folders whose own address leads elsewhere; their lists stand beside it.
    redirected: BTreeSet<String>,
    /// Who has which address: folded to lower case, and the source's path.
    taken: HashMap<String, String>,
}

impl Routes {
    /// Gives an address out, or says who has it.
    pub fn claim(&mut self, url: &Url, owner: &str) -> Result<(), String> {
        let folded = url.file().to_lowercase();
        if let Some(before) = self.taken.get(&folded) {
            return Err(before.clone());
        }
        self.taken.insert(folded, owner.to_owned());
        Ok(())
    }

    /// A folder, or the first one in it that is more than a step on the way to another.
    #[must_use]
    pub fn first_with_content(&self, folder: usize) -> usize {
        let mut index = folder;
        loop {
            let folder = &self.folders[index];
            match folder.folders.as_slice() {
                [only] if folder.page.is_none() && folder.articles.is_empty() => index = *only,
                _ => return index,
            }
        }
    }

    /// A folder and those around it, from the inside out, without the top.
    pub fn around(&self, folder: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(folder), |&index| self.folders[index].parent)
            .filter(|&index| index != 0)
    }
}

/// Finds an address for everything that is shown; `sources` are sorted by path.
#[must_use]
pub(super) fn routes(
    articles: &[&Article],
    sources: &[Source],
    redirected: BTreeSet<String>,
    titles: BTreeMap<String, String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Routes {
    let mut routes = Routes {
        redirected,
        titles,
        ..Routes::default()
    };
    let places = Places(sources);
    let folder_pages = folder_pages(articles);
    for (index, article) in articles.iter().enumerate() {
        let is_page = folder_pages.get(article.place.folder()) == Some(&index);
        let url = if is_page {
            folder_url(article.place.folder())
        } else {
            own_url(article, &places, diagnostics)
        };
        mention_device(article, &url, diagnostics);
        let published = claim_article(&mut routes, article, &url, is_page, diagnostics);
        routes.articles.push(published.then_some(url));
    }
    add_folders(&mut routes, articles, &folder_pages);
    claim_folders(&mut routes);
    add_aliases(&mut routes, articles, &places, diagnostics);
    routes
}

/// Where something stands in the front matter of an article.
struct Places<'s>(&'s [Source]);

impl Places<'_> {
    fn at(&self, article: &Article, span: Span, finding: Diagnostic) -> Diagnostic {
        let found = self
            .0
            .binary_search_by(|source| source.path.cmp(&article.path));
        match found {
            Ok(at) => finding.at(&self.0[at], span),
            Err(_) => finding.in_file(&article.path),
        }
    }
}

/// The article that is each folder's page: `index.md`, else `README.md`.
fn folder_pages<'a>(articles: &[&'a Article]) -> HashMap<&'a str, usize> {
    let mut pages: HashMap<&str, usize> = HashMap::new();
    for (index, article) in articles.iter().enumerate() {
        if !is_folder_page(&article.path) {
            continue;
        }
        let is_index = article.path.stem().eq_ignore_ascii_case("index");
        let slot = pages.entry(article.place.folder()).or_insert(index);
        if is_index && !articles[*slot].path.stem().eq_ignore_ascii_case("index") {
            *slot = index;
        }
    }
    pages
}

/// The list of a folder whose own address leads elsewhere.
const LIST_BESIDE: &str = "articles.html";

fn folder_url(folder: &str) -> Url {
    match folder {
        "" => Url::of_file("index.html"),
        folder => Url::of_file(&format!("{folder}/index.html")),
    }
}

fn own_url(article: &Article, places: &Places<'_>, diagnostics: &mut Vec<Diagnostic>) -> Url {
    let path = &article.place;
    let name = article
        .slug
        .as_ref()
        .and_then(|slug| plain_slug(slug, article, places, diagnostics))
        .unwrap_or_else(|| path.stem());
    match path.folder() {
        "" => Url::of_file(&format!("{name}.html")),
        folder => Url::of_file(&format!("{folder}/{name}.html")),
    }
}

/// A slug that is one part of an address and nothing that climbs, hides or is taken.
fn plain_slug<'a>(
    slug: &'a Spanned<String>,
    article: &Article,
    places: &Places<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<&'a str> {
    let name = slug.value.trim_matches('/');
    let finding = if name.eq_ignore_ascii_case("index") {
        let message = "the slug `index` is the address of the folder's own page";
        Diagnostic::new(Code::ReservedAddress, message)
            .help("write another slug; a file `index.md` is its folder's page")
    } else {
        let trouble = match name {
            "" => Some("it is empty"),
            name if name.contains('/') => Some("it has a `/`"),
            name => trouble(name),
        };
        let Some(trouble) = trouble else {
            return Some(name);
        };
        let message = format!("the slug `{}` is not a name: {trouble}", slug.value);
        Diagnostic::new(Code::UnusableSlug, message)
            .help("write one part of an address, such as `printer-does-not-print`")
    };
    diagnostics.push(places.at(article, slug.span, finding));
    None
}

/// Why one part of an address cannot be a file's name everywhere, if it cannot.
fn trouble(name: &str) -> Option<&'static str> {
    if name.contains(char::is_control) {
        Some("it has a control character")
    } else if name.contains('\\') {
        Some("it has a `\\`")
    } else if name.starts_with('.') {
        Some("it starts with a dot")
    } else if name.contains(['?', '#']) {
        Some("a `?` or `#` ends the name of a page")
    } else if is_device(name) {
        Some("Windows keeps it for a device")
    } else {
        None
    }
}

/// Whether Windows takes a name for a device, whatever extension follows.
#[must_use]
pub fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end();
    let stem = stem.to_ascii_lowercase();
    let numbered = |prefix| {
        let digit = stem.strip_prefix(prefix);
        digit.is_some_and(|digit| matches!(digit.as_bytes(), [b'1'..=b'9']))
    };
    matches!(stem.as_str(), "con" | "nul" | "aux" | "prn") || numbered("com") || numbered("lpt")
}

fn mention_device(article: &Article, url: &Url, diagnostics: &mut Vec<Diagnostic>) {
    let file = url.file();
    if let Some(name) = file.split('/').find(|name| is_device(name)) {
        let message = format!("`{name}` in the address of `{}` is a device", article.path);
        diagnostics.push(
            Diagnostic::new(Code::DeviceName, message)
                .in_file(&article.path)
                .help("rename the file or folder, or give the article a `slug:`"),
        );
    }
}

fn claim_article(
    routes: &mut Routes,
    article: &Article,
    url: &Url,
    is_page: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> bool {
    let path = &article.path;
    let file = url.file().to_lowercase();
    let first = file.split('/').next().unwrap_or_default();
    // Its model stands beside it.
    let model = format!("{}.json", file.strip_suffix(".html").unwrap_or(&file));
    let is_top_page = is_page && article.place.folder().is_empty();
    let is_reserved = (file.contains('/') && RESERVED_FOLDERS.contains(&first))
        || RESERVED_FILES.contains(&file.as_str())
        || (file == "index.html" && !is_top_page);
    let is_model_reserved = RESERVED_FILES.contains(&model.as_str());
    if is_reserved || is_model_reserved {
        let address = if is_reserved { file } else { model };
        let message =
            format!("`{path}` would be published as `{address}`, which the site itself needs");
        diagnostics.push(
            Diagnostic::new(Code::ReservedAddress, message)
                .in_file(path)
                .help("move or rename it, or give it another `slug:`"),
        );
        return false;
    }
    match routes.claim(url, path.as_str()) {
        Ok(()) => true,
        Err(before) => {
            let message = format!("`{path}` and `{before}` have the same address, `{url}`");
            diagnostics.push(
                Diagnostic::new(Code::AddressTaken, message)
                    .in_file(path)
                    .help(format!(
                        "`{before}` is shown there; rename this file or give it another `slug:`"
                    )),
            );
            false
        }
    }
}

fn add_folders(routes: &mut Routes, articles: &[&Article], pages: &HashMap<&str, usize>) {
    let mut by_path: BTreeMap<String, usize> = BTreeMap::new();
    add_folder(routes, &mut by_path, articles, pages, "");
    for (index, article) in articles.iter().enumerate() {
        let folder = add_folder(
            routes,
            &mut by_path,
            articles,
            pages,
            article.place.folder(),
        );
        routes.folder_of.push(folder);
        let is_page = routes.folders[folder].page == Some(index);
        if routes.articles[index].is_some() && !is_page {
            routes.folders[folder].articles.push(index);
        }
    }
    sort_folders(routes, articles);
    count(routes, 0);
    leave_out_empty(routes);
}

fn add_folder(
    routes: &mut Routes,
    by_path: &mut BTreeMap<String, usize>,
    articles: &[&Article],
    pages: &HashMap<&str, usize>,
    path: &str,
) -> usize {
    if let Some(&known) = by_path.get(path) {
        return known;
    }
    let around =
        (!path.is_empty()).then(|| add_folder(routes, by_path, articles, pages, folder_of(path)));
    let page = pages
        .get(path)
        .copied()
        .filter(|&page| routes.articles[page].is_some());
    let name = path.rsplit('/').next().unwrap_or(path);
    let index = routes.folders.len();
    let given = routes.titles.get(path).cloned();
    routes.folders.push(Folder {
        path: path.to_owned(),
        parent: around,
        title: given.unwrap_or_else(|| own_title(articles, page, name)),
        description: page.map_or_else(String::new, |page| articles[page].description.clone()),
        page,
        url: match page {
            None if routes.redirected.contains(path) => {
                Url::of_file(&format!("{path}/{LIST_BESIDE}"))
            }
            _ => folder_url(path),
        },
        folders: Vec::new(),
        articles: Vec::new(),
        total: 0,
    });
    by_path.insert(path.to_owned(), index);
    if let Some(around) = around {
        routes.folders[around].folders.push(index);
    }
    index
}

/// The title of a folder's page, else its name.
fn own_title(articles: &[&Article], page: Option<usize>, name: &str) -> String {
    let Some(page) = page.map(|page| articles[page]) else {
        return as_title(name);
    };
    page.short_title
        .clone()
        .unwrap_or_else(|| page.title.clone())
}

/// Reading order: by weight, then by title, then by path.
fn sort_folders(routes: &mut Routes, articles: &[&Article]) {
    let titles: Vec<(i64, String, String)> = routes
        .folders
        .iter()
        .map(|folder| {
            let weight = folder.page.map_or(0, |page| articles[page].weight);
            (weight, folder.title.to_lowercase(), folder.path.clone())
        })
        .collect();
    for folder in &mut routes.folders {
        folder.folders.sort_by(|&a, &b| titles[a].cmp(&titles[b]));
        folder.articles.sort_by_cached_key(|&index| {
            let article = articles[index];
            (
                article.weight,
                article.title.to_lowercase(),
                article.path.clone(),
            )
        });
    }
}

fn count(routes: &mut Routes, folder: usize) -> usize {
    let within = routes.folders[folder].folders.clone();
    let below: usize = within.into_iter().map(|inner| count(routes, inner)).sum();
    let total = below + routes.folders[folder].articles.len();
    routes.folders[folder].total = total;
    total
}

/// No listing leads to a folder that has no page: all that it holds lost its address to others.
fn leave_out_empty(routes: &mut Routes) {
    let has_page: Vec<bool> = routes.folders.iter().map(Folder::has_page).collect();
    for folder in &mut routes.folders {
        folder.folders.retain(|&within| has_page[within]);
    }
}

/// Folders without a page of their own take their address last, so that an article keeps its own.
fn claim_folders(routes: &mut Routes) {
    let unclaimed: Vec<(Url, String)> = routes
        .folders
        .iter()
        .filter(|folder| folder.page.is_none())
        .map(|folder| (folder.url.clone(), format!("the folder `{}`", folder.path)))
        .collect();
    for (url, owner) in unclaimed {
        // What has the address already, such as a folder's page in another case, keeps it.
        let _ = routes.claim(&url, &owner);
    }
}

fn add_aliases(
    routes: &mut Routes,
    articles: &[&Article],
    places: &Places<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (index, article) in articles.iter().enumerate() {
        if routes.articles[index].is_none() {
            continue;
        }
        if let Some(id) = &article.id {
            // The address under which an older knowledge base had it.
            let url = Url::of_file(&format!("kb/{id}.html"));
            if routes.claim(&url, article.path.as_str()).is_ok() {
                routes.redirects.push((url, Destination::Article(index)));
            }
        }
        for alias in &article.aliases {
            let finding = match alias_url(&article.place, &alias.value) {
                Err(why) => {
                    let message = format!("the alias `{}` is not an address: {why}", alias.value);
                    Diagnostic::new(Code::UnusableAlias, message).help(
                        "write the old address relative to the site's root, such as `old/name`",
                    )
                }
                Ok(url) => match routes.claim(&url, article.path.as_str()) {
                    Ok(()) => {
                        routes.redirects.push((url, Destination::Article(index)));
                        continue;
                    }
                    Err(before) if before == article.path.as_str() => continue,
                    Err(before) => {
                        let message = format!(
                            "the alias `{}` of `{}` is the address of `{before}`",
                            alias.value, article.path
                        );
                        Diagnostic::new(Code::AddressTaken, message)
                            .help("remove the alias, or rename the other file")
                    }
                },
            };
            diagnostics.push(places.at(article, alias.span, finding));
        }
    }
}

/// The address of an alias: from the root if it starts with `/` or holds a folder, else beside the
/// article; `.html` is added where it has no extension. Otherwise why it is none.
fn alias_url(path: &SitePath, alias: &str) -> Result<Url, &'static str> {
    const OUTSIDE: &str = "it leads out of the site";
    let alias = alias.trim();
    if alias.contains('\\') {
        return Err("it has a `\\`; folders are parted by `/`");
    }
    if has_scheme(alias) || alias.starts_with("//") {
        return Err("it names another site");
    }
    let resolved = if alias.contains('/') {
        SitePath::new("x").resolve(alias.trim_start_matches('/'))
    } else {
        path.resolve(alias)
    };
    let resolved = resolved.ok_or(OUTSIDE)?;
    let text = resolved.as_str();
    if text.is_empty() {
        return Err("it is the home page");
    }
    if let Some(why) = text.split('/').find_map(trouble) {
        return Err(why);
    }
    let first = text.split('/').next().unwrap_or_default().to_lowercase();
    if RESERVED_FOLDERS.contains(&first.as_str()) && text.contains('/') {
        return Err("the site itself needs what is in that folder");
    }
    let file = if alias.ends_with('/') {
        format!("{text}/index.html")
    } else if text.to_lowercase().ends_with(".html") {
        text.to_owned()
    } else {
        format!("{text}.html")
    };
    if RESERVED_FILES.contains(&file.to_lowercase().as_str()) {
        return Err("the site itself has a page there");
    }
    Ok(Url::of_file(&file))
}

/// Whether an address starts with a scheme (RFC 3986, section 3.1), such as `https:`.
fn has_scheme(address: &str) -> bool {
    address.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    })
}
