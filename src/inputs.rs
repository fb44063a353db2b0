//! Everything that a site is made from, as one value: the same inputs give the same bytes.

use std::sync::Arc;

use jiff::civil::Date;
use percent_encoding::percent_decode_str;

use crate::config::Config;
use crate::docfx::project::{Kind, Project};
use crate::source::{Asset, Library, SitePath, Source, Url};

/// What a site is made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Inputs {
    /// The configuration.
    pub config: Config,
    /// What this edition of the site shows.
    pub edition: Edition,
    /// Today, in UTC; drafts, future, expired and stale depend on it and on nothing else.
    pub today: Date,
    /// The articles, sorted by path.
    pub sources: Vec<Source>,
    /// Text files that articles include, which are no articles themselves, sorted by path.
    pub fragments: Vec<Source>,
    /// The DocFX project that the site is, if it is one.
    pub project: Option<Project>,
    /// The tables of contents of that project, sorted by path.
    pub tocs: Vec<Source>,
    /// The other files beside them, sorted by path; published when a page refers to one.
    pub assets: Vec<Asset>,
    /// The files of `static/`, sorted by path; always published.
    pub statics: Vec<Asset>,
    /// The files of the site's own theme.
    pub theme: Vec<ThemeFile>,
}

impl Inputs {
    /// Where an article stands in the published site, as if it were a file there: its own path, but
    /// in a DocFX project what the project says.
    #[must_use]
    pub fn place(&self, path: &SitePath) -> SitePath {
        let placed = self
            .project
            .as_ref()
            .and_then(|project| project.place(path.as_str()));
        placed.map_or_else(
            || path.clone(),
            |placed| SitePath::new(&format!("{}.md", placed.address)),
        )
    }

    /// Where a file beside the articles is published.
    #[must_use]
    pub fn asset_url(&self, path: &SitePath) -> Url {
        let placed = self
            .project
            .as_ref()
            .and_then(|project| project.place(path.as_str()));
        let resource = placed.filter(|placed| placed.kind == Kind::Resource);
        Url::of_file(
            resource
                .as_ref()
                .map_or(path.as_str(), |placed| &placed.address),
        )
    }

    /// The paths that an address as written in `from` can mean: relative to that file, or for `~/`
    /// to its docset and to the root.
    #[must_use]
    pub fn paths(&self, from: &SitePath, target: &str) -> Vec<SitePath> {
        let in_docset = target.strip_prefix("~/").and_then(|rest| {
            let placed = self.project.as_ref()?.place(from.as_str())?;
            let folder = &placed.docset.folder;
            SitePath::new("x").resolve(&format!("{folder}/{rest}"))
        });
        in_docset.into_iter().chain(from.resolve(target)).collect()
    }

    /// The paths that the target of an include in `from` can mean, whose percent signs are resolved.
    #[must_use]
    pub fn included(&self, from: &SitePath, target: &str) -> Vec<SitePath> {
        self.paths(from, &percent_decode_str(target).decode_utf8_lossy())
    }
}

impl Library for Inputs {
    fn find(&self, from: &SitePath, target: &str) -> Option<&Source> {
        self.included(from, target).into_iter().find_map(|path| {
            [&self.fragments, &self.sources]
                .into_iter()
                .find_map(|files| {
                    let at = files.binary_search_by(|file| file.path.cmp(&path)).ok()?;
                    files.get(at)
                })
        })
    }
}

/// Which of the articles this edition shows, and where it will be reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edition {
    /// Show drafts.
    pub drafts: bool,
    /// Show what is dated in the future.
    pub future: bool,
    /// Show what has expired.
    pub expired: bool,
    /// Withhold what is narrower than this level; none shows everything.
    pub audience: Option<String>,
    /// The address of the published site, without which no absolute address is written.
    pub base_url: Option<String>,
}

/// A file of a theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeFile {
    /// Its path within the theme, such as `templates/article.html`.
    pub path: String,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}
