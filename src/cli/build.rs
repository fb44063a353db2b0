//! `fixbook build`: the site, published to a folder.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use clap::Args;

use super::load::{Loaded, load};
use super::progress::Progress;
use super::report::{Steps, Tally, count, fail, say};
use super::{Common, Outcome};
use crate::check::{self, allow};
use crate::diagnostic::{self, Code, Diagnostic};
use crate::disk::{self, Output, Published};
use crate::inputs::Edition;
use crate::pipeline::{self, Made, Site};

#[derive(Debug, Args)]
pub(super) struct Build {
    /// The folder of the site [default: the current folder]
    dir: Option<PathBuf>,
    /// Publish to this folder [default: public]
    #[arg(short = 'd', long = "dest", value_name = "OUT", visible_aliases = ["output-dir", "destination"])]
    out: Option<PathBuf>,
    /// The address at which the site will be reached
    #[arg(short = 'u', long, value_name = "URL")]
    base_url: Option<String>,
    /// Publish drafts
    #[arg(short = 'D', long)]
    drafts: bool,
    /// Publish what is dated in the future
    #[arg(short = 'F', long)]
    future: bool,
    /// Publish what has expired
    #[arg(short = 'E', long)]
    expired: bool,
    /// Withhold what is narrower than this level of visibility
    #[arg(long = "for", value_name = "LEVEL")]
    audience: Option<String>,
    /// Treat warnings as errors
    #[arg(long)]
    strict: bool,
}

impl Build {
    pub(super) fn run(self, common: &Common) -> Outcome {
        let started = Instant::now();
        // This thread works beside the others instead of waiting for them.
        let pool = rayon::ThreadPoolBuilder::new().use_current_thread();
        let _ = pool.build_global();
        let root = self
            .dir
            .or_else(|| common.root.clone())
            .unwrap_or_else(|| PathBuf::from("."));
        let edition = Edition {
            drafts: self.drafts,
            future: self.future,
            expired: self.expired,
            audience: self.audience,
            base_url: self.base_url,
        };
        if let Some(url) = edition
            .base_url
            .as_deref()
            .filter(|url| !is_web_address(url))
        {
            fail(
                Code::WrongArgument,
                format!("`{url}` is not the address of a site"),
                "write an address that starts with `http://` or `https://`",
            );
            return Outcome::Usage;
        }
        let steps = Steps::new(common);
        let mut loaded = match load(&root, self.out.as_deref(), common, edition, &steps) {
            Ok(loaded) => loaded,
            Err(unusable) => {
                unusable.tell();
                return Outcome::Usage;
            }
        };
        loaded.reporter.strict(self.strict);
        if let Some((message, help)) = undeclared(&loaded) {
            fail(Code::WrongArgument, message, &help);
            return Outcome::Usage;
        }
        let kept = [
            loaded.root.join(&loaded.inputs.config.static_folder),
            loaded.root.join("themes"),
        ];
        let opened = Output::open(&loaded.output, &loaded.content, &loaded.root, &kept);
        let output = match opened {
            Ok(output) => output,
            Err(error) => {
                loaded.reporter.tell(&[error.diagnostic()]);
                return Outcome::Usage;
            }
        };
        let mut site = pipeline::read(&loaded.inputs);
        site.add_search();
        steps.done("joined", count(site.pages.len(), "file") + " to publish");
        let mut findings = Vec::new();
        let published = if site.articles() == 0 && output.has_articles() {
            findings.push(would_empty(&loaded));
            Err(())
        } else if !site.has_whole_theme() {
            // What was published stays as it is, rather than lose the look that it has.
            Err(())
        } else {
            publish(&site, &loaded, output, &mut findings)
                .map_err(|error| findings.push(error.diagnostic()))
        };
        if let Ok(published) = &published {
            steps.done("published", count_bytes(published.bytes) + " written");
        }
        findings.extend(loaded.diagnostics.iter().cloned());
        findings.extend(site.diagnostics.iter().cloned());
        allow::apply(&mut findings, site.files());
        check::set_levels(&mut findings, &loaded.inputs.config);
        diagnostic::sort(&mut findings);
        let tally = loaded.reporter.tell(&findings);
        if let (Ok(published), false) = (&published, common.quiet) {
            say(&summary(
                &site,
                &loaded,
                published,
                tally,
                started.elapsed(),
            ));
        }
        // The process is about to end, and the system takes memory back in one piece.
        std::mem::forget(site);
        let failed = published.is_err() || tally.errors > 0 || (self.strict && tally.warnings > 0);
        if failed {
            Outcome::Findings
        } else {
            Outcome::Clean
        }
    }
}

fn is_web_address(url: &str) -> bool {
    url.strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))
        .is_some_and(|rest| !rest.is_empty())
}

/// What to say about an audience that is not one of the site's levels.
fn undeclared(loaded: &Loaded) -> Option<(String, String)> {
    let audience = loaded.inputs.edition.audience.as_ref()?;
    let levels = &loaded.inputs.config.visibility.levels;
    (!levels.contains(audience)).then(|| {
        (
            format!("`{audience}` is not a level of visibility of this site"),
            format!("use one of: {}", levels.join(", ")),
        )
    })
}

/// The finding about a build that would leave nothing of what is published.
fn would_empty(loaded: &Loaded) -> Diagnostic {
    let out = loaded.output.display();
    let message = format!("no article would be published, and `{out}` holds some");
    Diagnostic::new(Code::WouldEmpty, message)
        .help(format!("if that is meant, delete `{out}` and build again"))
}

fn publish(
    site: &Site,
    loaded: &Loaded,
    output: Output,
    findings: &mut Vec<Diagnostic>,
) -> Result<Published, disk::OutputError> {
    let paths: Vec<&str> = site.pages.iter().map(|page| page.path.as_str()).collect();
    let failed = Mutex::new(Vec::new());
    let bar = Progress::new(paths.len(), "files");
    let static_folder = loaded.root.join(&loaded.inputs.config.static_folder);
    let make = |index: usize| {
        bar.step();
        match site.make(index) {
            Ok(Made::Bytes(bytes)) => Some(disk::Made::Bytes(Cow::Owned(bytes))),
            Ok(Made::Asset(path)) => Some(disk::Made::Copy(loaded.content.join(path.as_str()))),
            Ok(Made::Static(path)) => Some(disk::Made::Copy(static_folder.join(path.as_str()))),
            Err(diagnostic) => {
                failed
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner)
                    .push((index, diagnostic));
                Some(disk::Made::Failed)
            }
        }
    };
    let published = output.publish(&paths, &make, findings);
    let failed = failed
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    findings.extend(once(failed, &paths));
    published
}

/// What pages could not be made for, each error once: it names the first page that has it.
pub(super) fn once(mut failed: Vec<(usize, Diagnostic)>, paths: &[&str]) -> Vec<Diagnostic> {
    failed.sort_by_key(|(index, _)| *index);
    let mut told: Vec<(Diagnostic, usize, usize)> = Vec::new();
    for (index, diagnostic) in failed {
        match told.iter_mut().find(|(known, ..)| *known == diagnostic) {
            Some((_, _, more)) => *more += 1,
            None => told.push((diagnostic, index, 0)),
        }
    }
    let named = |(mut diagnostic, index, more): (Diagnostic, usize, usize)| {
        let page = paths[index];
        diagnostic.message.push_str(&match more {
            0 => format!(" (in `{page}`)"),
            more => format!(" (in `{page}` and {})", count(more, "more page")),
        });
        diagnostic
    };
    told.into_iter().map(named).collect()
}

fn summary(
    site: &Site,
    loaded: &Loaded,
    published: &Published,
    tally: Tally,
    took: Duration,
) -> String {
    let written = published.created + published.replaced;
    let mut line = format!(
        "{} in {}: {} written, {} unchanged, {} removed ({:.1} s)",
        count(site.articles(), "article"),
        loaded.output.display(),
        count(written, "file"),
        published.unchanged,
        published.removed,
        took.as_secs_f32(),
    );
    let withheld: usize = site.withheld.values().sum();
    if withheld > 0 {
        let reasons = site.withheld.iter();
        let reasons: Vec<_> = reasons
            .map(|(reason, number)| format!("{number} {}", reason.name()))
            .collect();
        line.push_str(&format!("; {withheld} withheld: {}", reasons.join(", ")));
    }
    if (tally.errors, tally.warnings) != (0, 0) {
        line.push_str(&format!(
            "; {}, {}",
            count(tally.errors, "error"),
            count(tally.warnings, "warning")
        ));
    }
    line
}

fn count_bytes(bytes: u64) -> String {
    format!("{} KiB", bytes.div_ceil(1024))
}
