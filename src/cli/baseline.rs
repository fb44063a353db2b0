//! The baseline of `fixbook check`: findings that are known, in a file of the repository.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use super::report::{count, fail};
use crate::diagnostic::baseline::{Baseline, Held};
use crate::diagnostic::identity::Identity;
use crate::diagnostic::{Code, Diagnostic, Sources};
use crate::disk;

#[derive(Debug, Args)]
pub(super) struct Flags {
    /// Leave out the findings that this file lists
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write what is found now to the baseline
    #[arg(long, requires = "baseline", conflicts_with = "prune_baseline")]
    update_baseline: bool,
    /// Take out of the baseline what is mended
    #[arg(long, requires = "baseline")]
    prune_baseline: bool,
}

/// A baseline and its file.
pub(super) struct Book {
    file: PathBuf,
    known: Baseline,
    change: Option<Change>,
}

/// How a baseline is brought up to date.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    /// It lists what is found now.
    Update,
    /// It lists what it listed, without what is mended.
    Prune,
}

impl Flags {
    /// The baseline that the command names.
    ///
    /// # Errors
    /// After saying why, if it cannot be read.
    pub(super) fn open(&self) -> Result<Option<Book>, ()> {
        let Some(file) = self.baseline.clone() else {
            return Ok(None);
        };
        let change = match (self.update_baseline, self.prune_baseline) {
            (true, _) => Some(Change::Update),
            (false, true) => Some(Change::Prune),
            (false, false) => None,
        };
        let known = read(&file, change)?;
        Ok(Some(Book {
            file,
            known,
            change,
        }))
    }
}

impl Book {
    /// Takes what is known out of the findings and brings the file up to date, if that was asked for; answers
    /// what there is to say about it.
    ///
    /// # Errors
    /// After saying why, if the file cannot be written.
    pub(super) fn settle(
        mut self,
        findings: &mut Vec<Diagnostic>,
        sources: &dyn Sources,
        looked_for: &dyn Fn(&Identity) -> bool,
    ) -> Result<String, ()> {
        let Some(change) = self.change else {
            let held = self.known.hold(findings, sources, looked_for);
            return Ok(sentence(held));
        };
        let found = Baseline::of(findings, sources);
        let changed = match change {
            Change::Update => self.known.updated(found, looked_for),
            Change::Prune => self.known.pruned(&found, looked_for),
        };
        let (new, gone) = (changed.beyond(&self.known), self.known.beyond(&changed));
        write(&self.file, &changed)?;
        self.known = changed;
        let held = self.known.hold(findings, sources, looked_for);
        Ok(format!(
            "{}; `{}` now lists {}: {new} new, {gone} gone",
            sentence(held),
            self.file.display(),
            count(self.known.len(), "finding"),
        ))
    }
}

fn sentence(held: Held) -> String {
    let mut sentence = format!("{} not told", count(held.known, "known finding"));
    if held.mended > 0 {
        let are = if held.mended == 1 { "is" } else { "are" };
        sentence.push_str(&format!(
            ", {} of the baseline {are} mended (`--prune-baseline` takes them out)",
            held.mended
        ));
    }
    sentence
}

fn read(file: &Path, change: Option<Change>) -> Result<Baseline, ()> {
    let shown = file.display();
    let text = match std::fs::read(file) {
        Ok(bytes) => String::from_utf8(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if change == Some(Change::Update) {
                return Ok(Baseline::default());
            }
            let help = "`--update-baseline` writes it from what is found now";
            refuse(format!("the baseline `{shown}` does not exist"), help);
            return Err(());
        }
        Err(error) => {
            let help = "name a file that can be read";
            refuse(
                format!("the baseline `{shown}` cannot be read: {error}"),
                help,
            );
            return Err(());
        }
    };
    let Ok(text) = text else {
        refuse(
            format!("`{shown}` is no baseline: it is not text"),
            "name a file that `--update-baseline` wrote",
        );
        return Err(());
    };
    Baseline::parse(&text).map_err(|wrong| {
        let message = format!(
            "line {} of the baseline `{shown}` cannot be read",
            wrong.line
        );
        refuse(message, wrong.why);
    })
}

fn write(file: &Path, baseline: &Baseline) -> Result<(), ()> {
    disk::write_file(file, baseline.encode().as_bytes()).map_err(|error| {
        let message = format!(
            "the baseline `{}` cannot be written: {error}",
            file.display()
        );
        refuse(
            message,
            "name a file in a folder that exists and can be written to",
        );
    })
}

fn refuse(message: String, help: &str) {
    fail(Code::WrongArgument, message, help);
}
