//! A DocFX project on disk: told by its files, and sorted into articles, parts of articles, landing
//! pages and tables of contents.

use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::disk;
use crate::docfx::landing::{self, Landing};
use crate::docfx::project::{self, Kind, Project};
use crate::source::{Asset, SitePath, Source};

/// The configuration of publishing, which lists the docsets.
pub(super) const PUBLISH: &str = ".openpublishing.publish.config.json";
const REDIRECTIONS: &str = ".openpublishing.redirection.json";
const DOCFX: &str = "docfx.json";

/// Whether a folder is a DocFX project: it has the project's files, or, without a configuration of
/// its own, its folders have.
pub(super) fn is_project(root: &Path, config: &str) -> bool {
    if root.join(PUBLISH).is_file() || root.join(DOCFX).is_file() {
        return true;
    }
    if root.join(config).is_file() {
        return false;
    }
    let folders = std::fs::read_dir(root).into_iter().flatten().flatten();
    folders
        .map(|entry| entry.path())
        .any(|folder| folder.join(DOCFX).is_file())
}

/// The files of a project, sorted.
pub(super) struct Sorted {
    pub(super) project: Project,
    /// The articles, and the landing pages as articles.
    pub(super) sources: Vec<Source>,
    /// Texts that only others include.
    pub(super) fragments: Vec<Source>,
    pub(super) tocs: Vec<Source>,
    /// Files whose findings have places in them.
    pub(super) others: Vec<Source>,
}

/// Reads the project whose root folder holds `sources` and `files`.
pub(super) fn sort(
    root: &Path,
    sources: Vec<Source>,
    files: &[Asset],
    diagnostics: &mut Vec<Diagnostic>,
) -> Sorted {
    let mut text = |path: &str| disk::read_text(&root.join(path), path).into_value(diagnostics);
    let publish = text(PUBLISH);
    let named = |name: &'static str| {
        files
            .iter()
            .filter(move |file| file.path.file_name().eq_ignore_ascii_case(name))
    };
    let docfx: Vec<(String, Source)> = named(DOCFX)
        .filter_map(|file| Some((file.path.folder().to_owned(), text(file.path.as_str())?)))
        .collect();
    let yaml: Vec<Source> = files
        .iter()
        .filter(|file| matches!(file.path.extension(), "yml" | "yaml" | "YML"))
        .filter_map(|file| text(file.path.as_str()))
        .collect();
    let mut project = project::read(&docfx, publish.as_ref()).into_value(diagnostics);
    let mut names = project.redirection_files.clone();
    if !names.iter().any(|name| name == REDIRECTIONS) {
        names.push(REDIRECTIONS.to_owned());
    }
    let mut others: Vec<Source> = docfx
        .into_iter()
        .map(|(_, source)| source)
        .chain(publish)
        .collect();
    for name in names {
        if let Some(source) = disk::read_text(&root.join(&name), &name).into_value(diagnostics) {
            project
                .redirections
                .extend(project::redirections(&source).into_value(diagnostics));
            others.push(source);
        }
    }
    let is_content = |path: &SitePath| {
        project
            .place(path.as_str())
            .is_some_and(|placed| placed.kind == Kind::Content)
    };
    let (mut articles, fragments): (Vec<Source>, Vec<Source>) = sources
        .into_iter()
        .partition(|source| is_content(&source.path));
    let mut tocs = Vec::new();
    for source in yaml.into_iter().filter(|source| is_content(&source.path)) {
        let is_toc = source.path.stem().eq_ignore_ascii_case("toc");
        if is_toc && !source.path.folder().ends_with("breadcrumb") {
            tocs.push(source);
        } else if landing::mime(&source).is_some_and(|mime| mime.is_page()) {
            let page = landing::read(&source).into_value(diagnostics);
            articles.push(Source::new(
                source.path.clone(),
                as_markdown(&page, &source),
            ));
        }
    }
    articles.sort_by(|a, b| a.path.cmp(&b.path));
    Sorted {
        project,
        sources: articles,
        fragments,
        tocs,
        others,
    }
}

/// A landing page as the Markdown of an article, each link on the line on which the page has it, so
/// that what is found there is told where it stands.
fn as_markdown(page: &Landing, source: &Source) -> String {
    let mut out = Lines::default();
    out.add("---");
    out.add(&format!("title: {}", quoted(&page.title)));
    for (key, value) in &page.metadata {
        let known = matches!(key.value.as_str(), "description" | "ms.date" | "ms.topic");
        if let Some(text) = value.text().filter(|_| known) {
            out.add(&format!("{}: {}", key.value, quoted(text)));
        }
    }
    out.add("---");
    out.add(&format!("# {}", escaped(&page.title)));
    if let Some(summary) = &page.summary {
        out.add("");
        out.add(&escaped(summary));
    }
    let mut last = "";
    for card in &page.cards {
        let first = card
            .links
            .first()
            .map_or(0, |link| source.line(link.url.span.start));
        if card.title != last && !card.title.is_empty() {
            out.advance(first.saturating_sub(2));
            out.add("");
            out.add(&format!("## {}", escaped(&card.title)));
            last = &card.title;
        }
        if let Some(summary) = &card.summary {
            out.add(&escaped(summary));
            out.add("");
        }
        for link in &card.links {
            out.advance(source.line(link.url.span.start));
            let url = link
                .url
                .value
                .replace(' ', "%20")
                .replace('<', "%3C")
                .replace('>', "%3E");
            let note = link
                .summary
                .as_ref()
                .map_or(String::new(), |note| format!(": {}", escaped(note)));
            out.add(&format!("- [{}](<{url}>){note}", escaped(&link.text)));
        }
    }
    out.text
}

/// Lines, counted.
#[derive(Default)]
struct Lines {
    text: String,
    count: u32,
}

impl Lines {
    fn add(&mut self, line: &str) {
        self.text.push_str(&line.replace(['\n', '\r'], " "));
        self.text.push('\n');
        self.count += 1;
    }

    /// Adds blank lines until the next one is `line`.
    fn advance(&mut self, line: u32) {
        while self.count + 1 < line {
            self.add("");
        }
    }
}

/// A scalar in double quotes.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Words that Markdown takes for nothing else.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
