//! What several modules need: sites made in memory or in a folder, findings as text, differences.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use fixbook::config;
use fixbook::diagnostic::{Diagnostic, Format, Sources, render};
use fixbook::inputs::{Edition, Inputs};
use fixbook::pipeline::{Made, Site};
use fixbook::source::{Asset, SitePath, Source};

/// The day on which every test takes place: 1 July 2025, at noon in UTC.
pub(crate) const TODAY: &str = "1751371200";

/// The project's own folder.
pub(crate) fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Whether expectations are to be rewritten.
pub(crate) fn updating() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| value == "1")
}

/// A site in memory: paths and texts of articles, and paths of other files.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    /// The text of `fixbook.yaml`.
    pub(crate) config: String,
    /// The articles.
    pub(crate) articles: Vec<(String, String)>,
    /// The paths of the images and other files beside them.
    pub(crate) assets: Vec<String>,
    /// What is shown.
    pub(crate) edition: Edition,
}

impl Draft {
    /// A site of one article.
    pub(crate) fn of(text: &str) -> Self {
        Self::default().with("article.md", text)
    }

    /// The site with one more article.
    pub(crate) fn with(mut self, path: &str, text: &str) -> Self {
        self.articles.push((path.to_owned(), text.to_owned()));
        self
    }

    /// What the pipeline reads, and what there is to say about the configuration.
    pub(crate) fn inputs(&self) -> (Inputs, Vec<Diagnostic>) {
        let source = Source::new(SitePath::new("fixbook.yaml"), self.config.as_str());
        let mut diagnostics = Vec::new();
        let config = config::read(&source, &[]).into_value(&mut diagnostics);
        let mut articles = self.articles.clone();
        articles.sort();
        let mut assets = self.assets.clone();
        assets.sort();
        let inputs = Inputs {
            fragments: Vec::new(),
            project: None,
            tocs: Vec::new(),
            config,
            edition: self.edition.clone(),
            today: jiff::civil::date(2025, 7, 1),
            sources: articles
                .iter()
                .map(|(path, text)| Source::new(SitePath::new(path), text.as_str()))
                .collect(),
            assets: assets
                .iter()
                .map(|path| Asset {
                    path: SitePath::new(path),
                    dimensions: None,
                })
                .collect(),
            statics: Vec::new(),
            theme: Vec::new(),
        };
        (inputs, diagnostics)
    }
}

/// Every file of a site, made: its path and its bytes, or a note on what it is a copy of.
pub(crate) fn made(site: &Site) -> Vec<(String, Vec<u8>)> {
    let make = |(index, page): (usize, &fixbook::pipeline::Page)| {
        let bytes = match site.make(index) {
            Ok(Made::Bytes(bytes)) => bytes,
            Ok(Made::Asset(path) | Made::Static(path)) => format!("a copy of {path}").into_bytes(),
            Err(diagnostic) => panic!("{}: {}", page.path, diagnostic.message),
        };
        (page.path.clone(), bytes)
    };
    site.pages.iter().enumerate().map(make).collect()
}

/// The page of the article at a path; for a folder's page that of its folder.
pub(crate) fn article_page(site: &Site, path: &str) -> String {
    let index = site
        .article_at(path)
        .unwrap_or_else(|| panic!("`{path}` is not shown"));
    let model: serde_json::Value = serde_json::from_str(&site.model(index)).expect("a model");
    let url = model["url"].as_str().unwrap_or_default();
    let page = site.pages.iter().position(|page| decoded(url) == page.path);
    let page = page.unwrap_or_else(|| panic!("`{path}` has no page"));
    match site.make(page) {
        Ok(Made::Bytes(bytes)) => String::from_utf8(bytes).expect("pages are UTF-8"),
        other => panic!("{path}: {other:?}"),
    }
}

/// An address without its percent signs.
pub(crate) fn decoded(url: &str) -> String {
    percent_encoding::percent_decode_str(url)
        .decode_utf8_lossy()
        .into_owned()
}

struct NoTexts;

impl Sources for NoTexts {
    fn text(&self, _: &str) -> Option<&str> {
        None
    }

    fn shown(&self, path: &str) -> String {
        path.to_owned()
    }
}

/// Findings in the short format, each with what to do on a line of its own.
pub(crate) fn told<'d>(diagnostics: impl IntoIterator<Item = &'d Diagnostic>) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        text.push_str(&render(diagnostic, Format::Short, &NoTexts));
        if let Some(help) = &diagnostic.help {
            text.push_str("  help: ");
            text.push_str(help);
            text.push('\n');
        }
    }
    text
}

/// A difference for people.
pub(crate) fn difference(name: &str, expected: &str, actual: &str) -> String {
    let mut text = String::new();
    let data = |text: &str| snapbox::Data::text(text.to_owned());
    let _ = snapbox::report::write_diff(
        &mut text,
        &data(expected),
        &data(actual),
        Some(&format!("{name}, expected")),
        Some(&"found"),
        snapbox::report::Palette::plain(),
    );
    text
}

/// A site in a folder of its own, removed at the end of the test.
pub(crate) struct Folder {
    folder: tempfile::TempDir,
}

impl Folder {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self { folder }
    }

    /// Its path.
    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    /// A path in it.
    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// Writes a file with its folders.
    pub(crate) fn file(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.at(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(&path, bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        self
    }

    /// The text of a file.
    pub(crate) fn text(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Copies a folder into it.
    pub(crate) fn copy(&self, from: &Path) -> &Self {
        self.copy_to("", from)
    }

    /// Copies a folder to a place in it, such as `content/`.
    pub(crate) fn copy_to(&self, place: &str, from: &Path) -> &Self {
        for path in files(from) {
            let bytes = fs::read(from.join(&path)).expect("a file of the project");
            self.file(&format!("{place}{path}"), bytes);
        }
        self
    }

    /// Publishes the site, on a day on which articles of the project are published, whatever their dates.
    pub(crate) fn publish(&self) {
        let told = fixbook()
            .current_dir(self.root())
            .arg("build")
            .env("SOURCE_DATE_EPOCH", "1798761600")
            .output()
            .expect("fixbook starts");
        let said = String::from_utf8_lossy(&told.stderr);
        assert!(told.status.success(), "{said}");
    }

    /// `fixbook` with arguments, started in this folder.
    pub(crate) fn fixbook(&self, arguments: &[&str]) -> Told {
        let mut command = fixbook();
        command.current_dir(self.root()).args(arguments);
        Told::from(command.output().expect("fixbook starts"))
    }
}

/// What a command said and how it ended.
#[derive(Debug)]
pub(crate) struct Told {
    /// Its exit code; none if it was killed.
    pub(crate) code: Option<i32>,
    /// Its standard output.
    pub(crate) out: String,
    /// Its standard error.
    pub(crate) err: String,
}

impl From<Output> for Told {
    fn from(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self {
            code: output.status.code(),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }
}

/// The command, in an environment of which nothing but today's date is fixbook's business.
pub(crate) fn fixbook() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fixbook"));
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("FIXBOOK__") || name.starts_with("CLICOLOR") {
            command.env_remove(name);
        }
    }
    for name in ["GITHUB_ACTIONS", "NO_COLOR", "RAYON_NUM_THREADS"] {
        command.env_remove(name);
    }
    command.env("SOURCE_DATE_EPOCH", TODAY);
    command
}

/// The files below a folder, `/`-separated and sorted; an absent folder has none.
pub(crate) fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        let Ok(entries) = fs::read_dir(&next) else {
            continue;
        };
        for entry in entries.flatten() {
            let path = entry.path();
            if path.is_dir() && !path.is_symlink() {
                open.push(path);
            } else {
                let path = path.strip_prefix(folder).expect("it is below");
                let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
                found.push(parts.join("/"));
            }
        }
    }
    found.sort();
    found
}
