//! Where links lead: to an article, a place in one, a file, the world outside, or nowhere.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::OnceLock;

use percent_encoding::percent_decode_str;

use crate::article::{Article, LinkUse};
use crate::diagnostic::{Code, Diagnostic, Edit, Place, nearest};
use crate::docfx::project::Project;
use crate::inputs::Inputs;
use crate::markdown::Document;
use crate::source::{SitePath, Span, Url};

use super::{Destination, Routes};

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To an article, and perhaps a place in it.
    Article {
        /// Its index.
        index: usize,
        /// The id of the place, without `#`.
        anchor: Option<String>,
    },
    /// To a place in the same page.
    Anchor(String),
    /// To the page of a folder.
    Folder(usize),
    /// To a file beside the articles, by its index.
    Asset(usize),
    /// To an address outside the site.
    External(String),
    /// Nowhere.
    Broken,
}

/// What there is to say about a link: a code, a message, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Remark {
    /// The entry in the table of codes.
    pub code: Code,
    /// What is the case.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// The address to write instead, where it is plain what was meant.
    pub instead: Option<String>,
}

impl Remark {
    /// The finding that it is at a place.
    pub(super) fn at(self, place: Place) -> Diagnostic {
        let mut finding = Diagnostic::new(self.code, self.message).in_place(place);
        finding.help = self.help;
        finding
    }

    /// The finding that it is about a link of a document.
    pub(super) fn about(self, link: &LinkUse, document: &Document) -> Diagnostic {
        let edit = self.instead.as_ref().and_then(|text| {
            Some(Edit {
                span: address(link, document)?,
                text: text.clone(),
            })
        });
        let finding = self.at(document.place_of(link.span));
        finding.mended(edit.into_iter().collect())
    }
}

/// Where the address of a link stands in its file, if it stands there as it is read.
fn address(link: &LinkUse, document: &Document) -> Option<Span> {
    let written = &document.manuscript().text()[link.span.range()];
    let mut found = written.match_indices(&link.target);
    let (at, _) = found.next().filter(|_| found.next().is_none())?;
    let start = link.span.range().start + at;
    let span = Span::new(start, start + link.target.len());
    Some(document.place_of(span).span)
}

/// An address as written, with its last parts spelt as those of a path.
fn respelt(target: &str, real: &str) -> Option<String> {
    let end = target.find(['#', '?']).unwrap_or(target.len());
    let (path, rest) = target.split_at(end);
    let mut parts: Vec<&str> = path.split('/').collect();
    let names = real.split('/').rev();
    for (part, name) in parts.iter_mut().rev().zip(names) {
        if part.eq_ignore_ascii_case(name) {
            *part = name;
        } else {
            break;
        }
    }
    let written = format!("{}{rest}", parts.join("/"));
    (written != target).then_some(written)
}

/// Everything that links can lead to.
pub(super) struct Targets<'a> {
    inputs: &'a Inputs,
    articles: BTreeMap<&'a str, usize>,
    assets: BTreeMap<&'a str, usize>,
    folders: HashMap<&'a str, usize>,
    /// Every path above, folded to lower case, and how it is spelt.
    folded: HashMap<String, &'a str>,
    /// The articles by their place in the published site, without extension, folded.
    by_place: HashMap<String, usize>,
    /// The articles by the number that an older knowledge base gave them.
    by_id: HashMap<&'a str, usize>,
    /// What was moved: by path and, with a slash in front, by address, folded; and where to.
    moved: HashMap<String, (SitePath, &'a str)>,
    /// The articles by their further addresses, folded, without extension.
    aliases: HashMap<String, usize>,
    /// The paths of the articles.
    paths: Vec<&'a str>,
    withheld: HashSet<&'a str>,
    external_base: Option<&'a str>,
    /// Made when the first link leads nowhere.
    names: OnceLock<Names<'a>>,
}

/// Where site-absolute links of a DocFX project lead that are not its own: the host for which its
/// dialect was made (<https://learn.microsoft.com>).
const DOCFX_HOST: &str = "https://learn.microsoft.com";
/// How often what was moved may have been moved again.
const MOST_MOVES: usize = 10;

/// The files of the site by their names, to tell what a broken link may have meant.
#[derive(Default)]
struct Names<'a> {
    by_file_name: HashMap<&'a str, &'a str>,
    by_folder: HashMap<&'a str, Vec<&'a str>>,
}

/// Schemes that a link may have. Others could run a script or open a program.
const SCHEMES: &[&str] = &[
    "http",
    "https",
    "mailto",
    "ftp",
    "ftps",
    "tel",
    "sip",
    "sips",
    "news",
    "ssh",
    "git",
    "irc",
    "ms-settings",
];

impl<'a> Targets<'a> {
    /// Collects what links can lead to.
    #[must_use]
    pub(super) fn new(
        articles: &[&'a Article],
        routes: &'a Routes,
        withheld: &[&'a SitePath],
        moved: &'a [(SitePath, String)],
        inputs: &'a Inputs,
    ) -> Self {
        let by_path: BTreeMap<&str, usize> = articles
            .iter()
            .map(|article| article.path.as_str())
            .zip(0..)
            .collect();
        let assets: BTreeMap<&str, usize> = inputs
            .assets
            .iter()
            .map(|asset| asset.path.as_str())
            .zip(0..)
            .collect();
        let folders = routes
            .folders
            .iter()
            .map(|folder| folder.path.as_str())
            .zip(0..)
            .collect();
        let mut folded = HashMap::with_capacity(by_path.len() + assets.len());
        for path in by_path.keys().chain(assets.keys()) {
            folded.entry(path.to_lowercase()).or_insert(*path);
        }
        let mut by_place = HashMap::new();
        let mut by_id = HashMap::new();
        for (index, article) in articles.iter().enumerate() {
            by_place
                .entry(without_extension(&article.place))
                .or_insert(index);
            if let Some(id) = &article.id {
                by_id.entry(id.as_str()).or_insert(index);
            }
        }
        let project = inputs.project.as_ref();
        Self {
            inputs,
            articles: by_path,
            assets,
            folders,
            folded,
            by_place,
            by_id,
            moved: moved_by_path(project, moved),
            aliases: aliases(routes),
            paths: articles
                .iter()
                .map(|article| article.path.as_str())
                .collect(),
            withheld: withheld.iter().map(|path| path.as_str()).collect(),
            external_base: inputs
                .config
                .external_base
                .as_deref()
                .or(project.map(|_| DOCFX_HOST)),
            names: OnceLock::new(),
        }
    }

    /// Where `target`, as written in the article at `from`, leads.
    #[must_use]
    pub(super) fn resolve(
        &self,
        from: &SitePath,
        target: &str,
        image: bool,
    ) -> (Target, Option<Remark>) {
        let target = target.trim();
        if target.is_empty() {
            return broken(Code::BrokenLink, "the link has no address".to_owned(), None);
        }
        if let Some(anchor) = target.strip_prefix('#') {
            return (Target::Anchor(decode(anchor).into_owned()), None);
        }
        if target.starts_with("//") || target.starts_with("\\\\") {
            return external_host(target);
        }
        if let Some(scheme) = scheme(target) {
            return self
                .own_number(target)
                .map_or_else(|| external(target, scheme), |found| (found, None));
        }
        self.internal(from, target, image, 0)
    }

    /// A page of the older knowledge base whose number is one of ours.
    fn own_number(&self, target: &str) -> Option<Target> {
        if self.by_id.is_empty() {
            return None;
        }
        let rest = target
            .split_once("://")?
            .1
            .strip_prefix("support.microsoft.com/")?;
        let mut parts = rest.split(['/', '?', '#']).filter(|part| !part.is_empty());
        parts.find(|part| matches!(*part, "help" | "kb"))?;
        let number = parts.next()?;
        let index = *self.by_id.get(number)?;
        Some(Target::Article {
            index,
            anchor: None,
        })
    }

    fn internal(
        &self,
        from: &SitePath,
        target: &str,
        image: bool,
        moves: usize,
    ) -> (Target, Option<Remark>) {
        let (path, anchor) = match target.split_once('#') {
            Some((path, anchor)) => (path, Some(decode(anchor).into_owned())),
            None => (target, None),
        };
        let path = path.split('?').next().unwrap_or_default();
        let decoded = decode(path);
        let candidates = self.inputs.paths(from, &decoded);
        let Some(wanted) = candidates.first() else {
            let message = format!("the link `{target}` leads out of the site");
            let help = "link to a file below the content folder, or to a full address".to_owned();
            return broken(Code::BrokenLink, message, Some(help));
        };
        for spelling in candidates.iter().flat_map(spellings) {
            if let Some(found) = self.exact(&spelling, anchor.as_ref()) {
                return (found, None);
            }
        }
        let address = self.site_address(&decoded);
        let placed = address
            .as_ref()
            .and_then(|address| self.placed(address, anchor.as_ref()));
        if let Some(found) = placed {
            return (found, None);
        }
        for spelling in candidates.iter().flat_map(spellings) {
            if let Some(&real) = self.folded.get(&spelling.to_lowercase())
                && let Some(found) = self.exact(real, anchor.as_ref())
            {
                let remark = Remark {
                    code: Code::LinkCase,
                    message: format!("the link `{target}` is spelt in another case than `{real}`"),
                    help: Some(format!("write it as the file is spelt: `{real}`")),
                    instead: respelt(target, real),
                };
                return (found, Some(remark));
            }
        }
        if let Some((moved_from, url)) = self.moved_to(wanted, address.as_deref())
            && moves < MOST_MOVES
        {
            let anchored = match &anchor {
                Some(anchor) if !url.contains('#') => format!("{url}#{anchor}"),
                _ => url.to_owned(),
            };
            let (found, remark) = match scheme(&anchored) {
                Some(scheme) => external(&anchored, scheme),
                None => self.internal(moved_from, &anchored, image, moves + 1),
            };
            // Of several moves the whole way is told.
            let remark = remark
                .filter(|remark| remark.code != Code::MovedTarget)
                .or_else(|| self.moved_remark(from, target, &found, &anchored));
            return (found, remark);
        }
        if let Some(&index) = self.aliases.get(&without_ending(wanted.as_str())) {
            let found = Target::Article { index, anchor };
            let remark = self.moved_remark(from, target, &found, "");
            return (found, remark);
        }
        let elsewhere = address.is_none() && decoded.starts_with('/');
        self.missing(target, wanted, image, elsewhere)
    }

    /// What to say of a link to an address that was moved, and has arrived at `found`; `url` is where it was told to go.
    fn moved_remark(
        &self,
        from: &SitePath,
        target: &str,
        found: &Target,
        url: &str,
    ) -> Option<Remark> {
        let (to, instead) = match found {
            Target::Article { index, anchor } => {
                let path = &self.paths.get(*index)?;
                let anchor = anchor
                    .as_ref()
                    .map_or(String::new(), |anchor| format!("#{anchor}"));
                let seen = Url::of_file(path).seen_from(&Url::of_file(from.as_str()));
                let is_relative =
                    !target.starts_with(['/', '~']) && !seen.contains([' ', '(', ')', '%']);
                (
                    format!("{path}{anchor}"),
                    is_relative.then(|| format!("{seen}{anchor}")),
                )
            }
            Target::External(url) => (url.clone(), None),
            Target::Broken => return None,
            _ => (url.to_owned(), None),
        };
        Some(Remark {
            code: Code::MovedTarget,
            message: format!("what was at `{target}` is at `{to}` now"),
            help: Some("link to where it is now".to_owned()),
            instead,
        })
    }

    /// The place in the published site that a site-absolute link names, if it is in this site.
    fn site_address(&self, path: &str) -> Option<String> {
        let project = self
            .inputs
            .project
            .as_ref()
            .filter(|_| path.starts_with('/'))?;
        let found = project.resolve_site_absolute(path)?;
        (!found.docset.base.is_empty()).then_some(found.address)
    }

    fn placed(&self, address: &str, anchor: Option<&String>) -> Option<Target> {
        let folded = address.to_lowercase();
        let index = self
            .by_place
            .get(&folded)
            .or_else(|| self.by_place.get(&format!("{folded}/index")));
        if let Some(&index) = index {
            return Some(Target::Article {
                index,
                anchor: anchor.cloned(),
            });
        }
        self.folders
            .get(folded.trim_end_matches('/'))
            .map(|&folder| Target::Folder(folder))
    }

    fn moved_to(&self, path: &SitePath, address: Option<&str>) -> Option<(&SitePath, &'a str)> {
        let by_address = address.map(|address| format!("/{}", address.to_lowercase()));
        spellings(path)
            .map(|path| path.to_lowercase())
            .chain(by_address)
            .find_map(|key| self.moved.get(&key))
            .map(|(from, url)| (from, *url))
    }

    fn exact(&self, path: &str, anchor: Option<&String>) -> Option<Target> {
        if let Some(&index) = self.articles.get(path) {
            return Some(Target::Article {
                index,
                anchor: anchor.cloned(),
            });
        }
        if let Some(&index) = self.assets.get(path) {
            return Some(Target::Asset(index));
        }
        self.folders.get(path).map(|&index| Target::Folder(index))
    }

    fn missing(
        &self,
        target: &str,
        wanted: &SitePath,
        image: bool,
        elsewhere: bool,
    ) -> (Target, Option<Remark>) {
        if self.withheld.contains(wanted.as_str()) {
            let message = format!("the link `{target}` leads to an article that is not published");
            return broken(Code::WithheldLink, message, None);
        }
        if let (Some(base), true) = (self.external_base, elsewhere) {
            let address = format!("{}{target}", base.trim_end_matches('/'));
            return (Target::External(address), None);
        }
        let near = self.near(wanted);
        let help = near.map(|near| format!("the nearest existing file is `{near}`"));
        if image {
            let message = format!("the image `{target}` does not exist");
            return broken(Code::BrokenImage, message, help);
        }
        broken(
            Code::BrokenLink,
            format!("the link `{target}` leads nowhere"),
            help,
        )
    }

    /// A file that was probably meant: the same name elsewhere, or nearly that name beside it.
    fn near(&self, wanted: &SitePath) -> Option<&'a str> {
        let names = self.names.get_or_init(|| self.names());
        let same_name = names.by_file_name.get(wanted.file_name()).copied();
        same_name.or_else(|| {
            let beside = names.by_folder.get(wanted.folder())?;
            nearest(wanted.as_str(), beside.iter().copied())
        })
    }

    fn names(&self) -> Names<'a> {
        let mut names = Names::default();
        for &path in self.articles.keys().chain(self.assets.keys()) {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            names.by_file_name.entry(name).or_insert(path);
            names.by_folder.entry(folder).or_default().push(path);
        }
        names
    }
}

fn without_extension(place: &SitePath) -> String {
    let path = place.as_str().to_lowercase();
    path.strip_suffix(".md").map(str::to_owned).unwrap_or(path)
}

/// The articles by their further addresses.
fn aliases(routes: &Routes) -> HashMap<String, usize> {
    let redirects = routes.redirects.iter();
    let of_articles = redirects.filter_map(|(url, destination)| match destination {
        Destination::Article(index) => Some((without_ending(&url.file()), *index)),
        Destination::External(_) => None,
    });
    of_articles.collect()
}

/// A path in small letters, without what the name of a page ends with.
fn without_ending(path: &str) -> String {
    let path = path.to_lowercase();
    let mut ends = [".html", ".htm", ".md"].iter();
    let stem = ends.find_map(|end| path.strip_suffix(end)).unwrap_or(&path);
    stem.strip_suffix("/index").unwrap_or(stem).to_owned()
}

/// What was moved, by its path, and where to, as a project's redirections and its stubs tell it.
pub(super) fn moves<'a>(
    project: Option<&'a Project>,
    stubs: &'a [(SitePath, String)],
) -> impl Iterator<Item = (SitePath, &'a str)> {
    let told = project
        .into_iter()
        .flat_map(|project| &project.redirections)
        .map(|told| (SitePath::new(&told.path.value), told.url.value.as_str()));
    told.chain(stubs.iter().map(|(path, url)| (path.clone(), url.as_str())))
}

/// Where each file and address has gone that a project's redirections or its stubs name.
fn moved_by_path<'a>(
    project: Option<&'a Project>,
    stubs: &'a [(SitePath, String)],
) -> HashMap<String, (SitePath, &'a str)> {
    let mut moved = HashMap::new();
    for (path, url) in moves(project, stubs) {
        let placed = project.and_then(|project| project.place(path.as_str()));
        if let Some(placed) = placed {
            let address = format!("/{}", placed.address.to_lowercase());
            moved.entry(address).or_insert((path.clone(), url));
        }
        moved
            .entry(path.as_str().to_lowercase())
            .or_insert((path, url));
    }
    moved
}

/// The ways in which authors name the same page: with its extension or without, by its folder, or
/// as it will be published.
fn spellings(wanted: &SitePath) -> impl Iterator<Item = Cow<'_, str>> {
    let path = wanted.as_str();
    let page = path
        .strip_suffix(".html")
        .or_else(|| path.strip_suffix(".htm"));
    let is_source = !wanted.extension().is_empty() && path.ends_with(".md");
    let is_bare = page.is_none() && !path.is_empty() && !is_source;
    let stem = page.or(is_bare.then_some(path)).into_iter();
    let source = stem.map(|stem| Cow::Owned(format!("{stem}.md")));
    let folder = page.and_then(|stem| stem.strip_suffix("/index"));
    [Cow::Borrowed(path)]
        .into_iter()
        .chain(source)
        .chain(folder.map(Cow::Borrowed))
}

fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    percent_decode_str(text).decode_utf8_lossy()
}

/// The scheme of an address: letters before a colon that stands before any slash. A single letter
/// is a drive (`C:\…`), not a scheme.
fn scheme(target: &str) -> Option<&str> {
    let (scheme, _) = target.split_once(':')?;
    let valid = scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    valid.then_some(scheme)
}

fn external(target: &str, scheme: &str) -> (Target, Option<Remark>) {
    if SCHEMES
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known))
    {
        return (Target::External(target.to_owned()), None);
    }
    let message = format!(
        "the link has the address `{}`, which is not allowed",
        shorten(target)
    );
    let help = format!("allowed are: {}", SCHEMES[..5].join(", "));
    broken(Code::DangerousLink, message, Some(help))
}

fn external_host(target: &str) -> (Target, Option<Remark>) {
    if target.starts_with("//") {
        return (Target::External(format!("https:{target}")), None);
    }
    let message = format!(
        "the link `{}` is a network path, which a browser does not open",
        shorten(target)
    );
    let help = "show the path as code: `\\\\server\\share`".to_owned();
    broken(Code::BrokenLink, message, Some(help))
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn broken(code: Code, message: String, help: Option<String>) -> (Target, Option<Remark>) {
    (
        Target::Broken,
        Some(Remark {
            code,
            message,
            help,
            instead: None,
        }),
    )
}

/// A link's address as seen from the page `here`, with its anchor encoded.
#[must_use]
pub fn href(to: &Url, anchor: Option<&str>, here: &Url) -> String {
    let mut href = if to == here {
        String::new()
    } else {
        to.seen_from(here)
    };
    if let Some(anchor) = anchor {
        href.push('#');
        href.push_str(Url::of_file(anchor).as_str());
    } else if href.is_empty() {
        href.push_str(&to.seen_from(here));
    }
    href
}
