//! What `fixbook check --fix` does with the fixes that findings bring.

use std::collections::{BTreeMap, BTreeSet};

use super::load::Loaded;
use super::report::{count, fail, say};
use crate::check::fix;
use crate::diagnostic::{Code, Diagnostic, Edit, visible};
use crate::disk;
use crate::source::{SitePath, Source};

/// What was mended.
#[derive(Clone, Debug, Default)]
pub(super) struct Mended {
    /// How many fixes were made.
    pub(super) fixes: usize,
    /// The files that were written.
    files: BTreeSet<SitePath>,
}

impl Mended {
    /// Adds what a later round has mended.
    pub(super) fn add(&mut self, other: Self) {
        self.fixes += other.fixes;
        self.files.extend(other.files);
    }

    /// Says what was mended.
    pub(super) fn tell(&self) {
        let what = match self.fixes {
            0 => "nothing to mend that is safe to mend unasked".to_owned(),
            fixes => format!(
                "{} mended in {}",
                count(fixes, "place"),
                count(self.files.len(), "file")
            ),
        };
        say(&what);
    }
}

/// Makes the fixes of these findings, in the files of the site.
pub(super) fn mend(loaded: &Loaded, findings: &[Diagnostic]) -> Mended {
    let mut by_file: BTreeMap<&SitePath, Vec<&[Edit]>> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| !finding.fix.is_empty()) {
        if let Some(place) = &finding.place {
            by_file.entry(&place.path).or_default().push(&finding.fix);
        }
    }
    let mut mended = Mended::default();
    for (path, fixes) in by_file {
        // A page in YAML is not read as it is written.
        let is_markdown = !matches!(path.extension(), "yml" | "yaml");
        let Some(source) = source(loaded, path).filter(|_| is_markdown) else {
            continue;
        };
        let made = fix::mend(&source.text, &fixes);
        if made.text == *source.text {
            continue;
        }
        let file = loaded.content.join(path.as_str());
        let shown = visible(&file.display().to_string()).into_owned();
        match disk::mend(&file, &source.text, &made.text) {
            Ok(true) => {
                mended.fixes += made.fixes;
                mended.files.insert(path.clone());
            }
            Ok(false) => say(&format!(
                "`{shown}` is left as it is: it is not UTF-8, or has changed meanwhile"
            )),
            Err(error) => fail(
                Code::OutputFailed,
                format!("`{shown}` cannot be mended: {error}"),
                "see whether it can be written, and try again",
            ),
        }
    }
    mended
}

fn source<'l>(loaded: &'l Loaded, path: &SitePath) -> Option<&'l Source> {
    let lists = [&loaded.inputs.sources, &loaded.inputs.fragments];
    lists
        .into_iter()
        .flatten()
        .find(|source| source.path == *path)
}
