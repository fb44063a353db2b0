//! Findings: told on standard error, or written to standard output where they are the result.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Display;
use std::io::{IsTerminal, Write as _};
use std::path::Path;
use std::time::Instant;

use anstream::AutoStream;

use super::Common;
use super::located::Located;
use crate::diagnostic::sarif::{MOST_RESULTS, sarif};
use crate::diagnostic::{Code, Diagnostic, Format, Level, Sources, render, visible, visible_lines};
use crate::source::Source;

/// Tells findings to people, or to a code host that annotates the lines.
pub(super) struct Reporter {
    /// Articles, and files of the root; an article is told apart from a file of the same path.
    articles: HashMap<String, Source>,
    others: HashMap<String, Source>,
    /// How the root and the content folder are reached from where fixbook was started.
    root: String,
    content: String,
    /// Files and folders that stand in the root, not in the content folder.
    in_root: Vec<String>,
    /// The configuration file, if the command names one: its path is told as it was given.
    given: Option<String>,
    quiet: bool,
    strict: bool,
}

/// Where the path of a finding starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Home {
    /// In the folder in which fixbook was started: it was named on the command line.
    Given,
    /// In the root.
    Root,
    /// In the content folder.
    Content,
}

/// How findings are written as a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// One after the other.
    Each(Format),
    /// Together, in SARIF.
    Log,
}

/// What was told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Findings of level error.
    pub(super) errors: usize,
    /// Findings of level warning.
    pub(super) warnings: usize,
    /// What is only worth knowing.
    pub(super) notes: usize,
}

impl Tally {
    fn of(findings: &[Diagnostic]) -> Self {
        let count = |level| {
            let alike = findings.iter().filter(|finding| finding.level == level);
            alike.count()
        };
        Self {
            errors: count(Level::Error),
            warnings: count(Level::Warning),
            notes: count(Level::Info),
        }
    }
}

impl Reporter {
    /// A reporter for a site in that root; its content folder is not known yet.
    pub(super) fn new(root: &Path, quiet: bool) -> Self {
        Self {
            articles: HashMap::new(),
            others: HashMap::new(),
            root: reached(root),
            content: reached(root),
            in_root: Vec::new(),
            given: None,
            quiet,
            strict: false,
        }
    }

    /// Sets the folder that findings about articles are relative to.
    pub(super) fn content(&mut self, content: &Path) {
        self.content = reached(content);
    }

    /// Findings about this file, and what is below this folder, are relative to the root.
    pub(super) fn in_root(&mut self, path: &str) {
        self.in_root.push(path.to_owned());
    }

    /// The configuration file as the command names it.
    pub(super) fn given(&mut self, path: &str) {
        self.given = Some(path.to_owned());
    }

    /// Warnings count as errors, so that they are told even by a quiet reporter.
    pub(super) fn strict(&mut self, strict: bool) {
        self.strict = strict;
    }

    /// Makes the texts of articles available for excerpts.
    pub(super) fn know(&mut self, sources: &[Source]) {
        let known = |source: &Source| (source.path.to_string(), source.clone());
        self.articles.extend(sources.iter().map(known));
    }

    /// Makes the text of another file available.
    pub(super) fn know_other(&mut self, source: &Source) {
        let path = source.path.to_string();
        self.others.insert(path, source.clone());
    }

    /// Where a finding's path starts.
    pub(super) fn home(&self, path: &str) -> Home {
        let is_in = |place: &String| {
            path.strip_prefix(place.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if self.given.as_deref() == Some(path) {
            Home::Given
        } else if !self.articles.contains_key(path) && self.in_root.iter().any(is_in) {
            Home::Root
        } else {
            Home::Content
        }
    }

    /// How the root is reached from where fixbook was started.
    pub(super) fn root(&self) -> &str {
        &self.root
    }

    /// How the content folder is.
    pub(super) fn content_folder(&self) -> &str {
        &self.content
    }

    /// The configuration file as the command names it, if it does.
    pub(super) fn named_config(&self) -> Option<&str> {
        self.given.as_deref()
    }

    /// Whether findings of a level are told: by a quiet reporter only those that fail the build.
    fn tells(&self, level: Level) -> bool {
        match level {
            Level::Error => true,
            Level::Warning => self.strict || !self.quiet,
            Level::Info => !self.quiet,
        }
    }

    /// Findings as texts for people, without colours.
    pub(super) fn words(&self, findings: &[Diagnostic]) -> Vec<String> {
        let format = Format::Human { colour: false };
        let findings = findings.iter();
        findings
            .map(|finding| render(finding, format, self))
            .collect()
    }

    /// Writes findings to standard output, each of them.
    pub(super) fn write(&self, findings: &[Diagnostic], form: Form) -> Tally {
        let told = findings.iter().filter(|finding| self.tells(finding.level));
        let out = match form {
            Form::Each(format) => {
                let blank = if matches!(format, Format::Human { .. }) {
                    "\n"
                } else {
                    ""
                };
                told.map(|finding| render(finding, format, self) + blank)
                    .collect()
            }
            Form::Log => {
                let told: Vec<&Diagnostic> = told.collect();
                if let Some(more @ 1..) = told.len().checked_sub(MOST_RESULTS) {
                    let findings = count(more, "less serious finding");
                    say(&format!("a log has no room for {findings}"));
                }
                sarif(&told, &Located::new(self))
            }
        };
        // A reader that went away is no reason to fail.
        let _ = AutoStream::auto(std::io::stdout()).write_all(out.as_bytes());
        Tally::of(findings)
    }

    /// Tells findings on standard error; what is alike only so many times.
    pub(super) fn tell(&self, diagnostics: &[Diagnostic]) -> Tally {
        let mut out = String::new();
        let mut repeated = BTreeMap::new();
        let format = format();
        for diagnostic in diagnostics {
            if !self.tells(diagnostic.level) {
                continue;
            }
            let place = diagnostic.place.as_ref().map(|place| &place.path);
            let alike = repeated
                .entry((place, diagnostic.code, &diagnostic.message))
                .or_insert(0_usize);
            *alike += 1;
            if *alike <= MOST_ALIKE {
                out.push_str(&render(diagnostic, format, self));
                if matches!(format, Format::Human { .. }) {
                    out.push('\n');
                }
            }
        }
        for ((path, code, message), times) in repeated {
            if let Some(more) = times.checked_sub(MOST_ALIKE + 1) {
                let place = path.map_or_else(String::new, |path| format!(" in `{path}`"));
                let code = code.rule().code;
                let line = format!("and {} more like this{place}: {message} [{code}]", more + 1);
                out.push_str(&visible(&line));
                out.push_str("\n\n");
            }
        }
        // A reader that went away is no reason to fail.
        let _ = AutoStream::auto(std::io::stderr()).write_all(out.as_bytes());
        Tally::of(diagnostics)
    }
}

/// How findings are told on standard error.
fn format() -> Format {
    if on_github() {
        return Format::Github;
    }
    let choice = AutoStream::choice(&std::io::stderr());
    Format::Human {
        colour: choice != anstream::ColorChoice::Never,
    }
}

/// Whether GitHub runs the command, and makes annotations of what it says.
pub(super) fn on_github() -> bool {
    std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true")
}

/// How often the same sentence about the same file is told; what comes after is counted.
const MOST_ALIKE: usize = 20;

/// Whether somebody watches standard error.
pub(super) fn watched() -> bool {
    std::io::stderr().is_terminal()
}

impl Sources for Reporter {
    fn text(&self, path: &str) -> Option<&str> {
        let source = self.articles.get(path).or_else(|| self.others.get(path));
        source.map(|source| &*source.text)
    }

    fn shown(&self, path: &str) -> String {
        let folder = match self.home(path) {
            Home::Given => return path.to_owned(),
            Home::Root => &self.root,
            Home::Content => &self.content,
        };
        match folder.trim_end_matches('/') {
            "" => format!("{folder}{path}"),
            trimmed => format!("{trimmed}/{path}"),
        }
    }
}

/// A folder as it is told: nothing for the one where fixbook was started.
fn reached(folder: &Path) -> String {
    let folder = folder.strip_prefix(".").unwrap_or(folder);
    folder.to_string_lossy().into_owned()
}

/// Tells an error that leaves nothing to be done.
pub(super) fn fail(code: Code, message: impl Into<String>, help: &str) {
    let finding = Diagnostic::new(code, message).help(help);
    Reporter::new(Path::new(""), false).tell(&[finding]);
}

/// Tells a sentence on standard error.
pub(super) fn say(sentence: &str) {
    let sentence = visible_lines(sentence);
    let _ = writeln!(AutoStream::auto(std::io::stderr()), "{sentence}");
}

/// Tells what a build does, for those who ask with `-v`.
pub(super) struct Steps {
    told: bool,
    since: Cell<Instant>,
}

impl Steps {
    pub(super) fn new(common: &Common) -> Self {
        Self {
            told: common.verbose > 0,
            since: Cell::new(Instant::now()),
        }
    }

    /// Tells a fact.
    pub(super) fn note(&self, what: &str, value: impl Display) {
        if self.told {
            say(&format!("{what:<14} {value}"));
        }
    }

    /// Tells what a phase came to, and how long it took since the last.
    pub(super) fn done(&self, phase: &str, came_to: impl Display) {
        let now = Instant::now();
        let took = now.duration_since(self.since.replace(now)).as_secs_f64();
        self.note(phase, format!("{came_to} ({:.1} ms)", took * 1000.0));
    }
}

/// A number of things, in words.
pub(super) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}
