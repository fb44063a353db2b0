//! Findings, told on standard error.

use std::collections::HashMap;
use std::io::{IsTerminal, Write as _};
use std::path::Path;

use anstream::AutoStream;

use crate::diagnostic::{Diagnostic, Format, Level, Sources, render};
use crate::source::Source;

/// Tells findings to people, or to a code host that annotates the lines.
pub(super) struct Reporter {
    texts: HashMap<String, Source>,
    /// How the content folder and the root are reached from where fixbook was started.
    content: String,
    quiet: bool,
}

/// What was told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Findings of level error.
    pub(super) errors: usize,
    /// Findings of level warning.
    pub(super) warnings: usize,
}

impl Reporter {
    /// A reporter for a site whose content is in that folder.
    pub(super) fn new(content: &Path, quiet: bool) -> Self {
        let shown = content
            .strip_prefix(".")
            .unwrap_or(content)
            .to_string_lossy()
            .into_owned();
        Self {
            texts: HashMap::new(),
            content: shown,
            quiet,
        }
    }

    /// Makes the texts of sources available for excerpts.
    pub(super) fn know<'s>(&mut self, sources: impl IntoIterator<Item = &'s Source>) {
        for source in sources {
            self.texts.insert(source.path.to_string(), source.clone());
        }
    }

    /// Tells findings; a quiet reporter tells errors only.
    pub(super) fn tell(&self, diagnostics: &[Diagnostic]) -> Tally {
        let mut tally = Tally::default();
        let mut out = String::new();
        let format = format();
        for diagnostic in diagnostics {
            match diagnostic.level {
                Level::Error => tally.errors += 1,
                Level::Warning => tally.warnings += 1,
                Level::Info => {}
            }
            if !self.quiet || diagnostic.level == Level::Error {
                out.push_str(&render(diagnostic, format, self));
                if matches!(format, Format::Human { .. }) {
                    out.push('\n');
                }
            }
        }
        // A reader that went away is no reason to fail.
        let _ = AutoStream::auto(std::io::stderr()).write_all(out.as_bytes());
        tally
    }
}

fn format() -> Format {
    if std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true") {
        return Format::Github;
    }
    let choice = AutoStream::choice(&std::io::stderr());
    Format::Human {
        colour: choice != anstream::ColorChoice::Never,
    }
}

/// Whether somebody watches standard error.
pub(super) fn watched() -> bool {
    std::io::stderr().is_terminal()
}

impl Sources for Reporter {
    fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(|source| &*source.text)
    }

    fn shown(&self, path: &str) -> String {
        // Configuration and themes stand in the root, not in the content folder.
        let in_root = path.starts_with("templates/")
            || path.starts_with("strings/")
            || path == "fixbook.yaml";
        if self.content.is_empty() || (in_root && !self.texts.contains_key(path)) {
            return path.to_owned();
        }
        format!("{}/{path}", self.content.trim_end_matches('/'))
    }
}

/// Tells a sentence on standard error.
pub(super) fn say(sentence: &str) {
    let _ = writeln!(AutoStream::auto(std::io::stderr()), "{sentence}");
}
