//! `fixbook check`: every finding about a site, or about some of its files. Nothing is written but what
//! `--fix` mends.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anstream::{AutoStream, ColorChoice};
use clap::{Args, ValueEnum};
use rayon::prelude::*;

use super::build::once;
use super::load::{Loaded, Unusable, everything, load, root_of};
use super::mending::{self, Mended};
use super::report::{Form, Reporter, Steps, Tally, count, fail, on_github, say};
use super::show::relative;
use super::{Common, Outcome, baseline, external};
use crate::admit::Reason;
use crate::check::{self, allow};
use crate::diagnostic::identity::Identity;
use crate::diagnostic::{self, Code, Diagnostic, Format, Place, Sources as _, visible};
use crate::inputs::{Edition, Inputs};
use crate::overlap::{self, Side};
use crate::pipeline::{self, Site};
use crate::source::SitePath;

#[derive(Debug, Args)]
pub(super) struct Check {
    /// The folder of the site [default: the current folder], or files of one site
    #[arg(value_name = "DIR|FILES")]
    paths: Vec<PathBuf>,
    /// How to write findings [default: human; github where GITHUB_ACTIONS is true]
    #[arg(long, value_enum)]
    format: Option<CheckFormat>,
    /// Treat warnings as errors
    #[arg(long)]
    strict: bool,
    /// Mend what is safe to mend: characters that no shell reads, misspelt keys and languages, the case of links
    #[arg(long)]
    fix: bool,
    #[command(flatten)]
    baseline: baseline::Flags,
    /// Ask other sites whether the pages that articles link to are there
    #[arg(long)]
    external: bool,
}

/// How often is looked again for what can be mended now that something else was.
const MOST_ROUNDS: usize = 5;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CheckFormat {
    /// The line with the mark, why it matters, what to do
    Human,
    /// A line each: the place, the level, the code, the message
    Short,
    /// A JSON object a line
    Json,
    /// Annotations of the lines on GitHub
    Github,
    /// One log in SARIF 2.1.0, for code scanning and editors
    Sarif,
}

/// What the command names.
struct Asked {
    root: PathBuf,
    /// The files whose findings are wanted, as the system names them; none for all.
    files: Option<BTreeSet<PathBuf>>,
}

/// A site as it was seen, with what there is to say about it.
struct Seen {
    loaded: Loaded,
    findings: Vec<Diagnostic>,
    /// What there is to say about other sites as a whole, where they were asked.
    outside: Option<String>,
}

impl Asked {
    fn about<'a>(&'a self, loaded: &'a Loaded, external: bool) -> About<'a> {
        About {
            files: self.files.as_ref(),
            reporter: &loaded.reporter,
            known: RefCell::default(),
            external,
        }
    }
}

impl Check {
    pub(super) fn run(self, common: &Common) -> Outcome {
        let Some(asked) = self.asked(common) else {
            return Outcome::Usage;
        };
        let Ok(baseline) = self.baseline.open() else {
            return Outcome::Usage;
        };
        let mut mended = Mended::default();
        for _ in 0..if self.fix { MOST_ROUNDS } else { 0 } {
            let more = match self.look(&asked, common, false) {
                Ok(seen) => mending::mend(&seen.loaded, &seen.findings),
                Err(_) => break,
            };
            if more.fixes == 0 {
                break;
            }
            mended.add(more);
        }
        let mut seen = match self.look(&asked, common, self.external) {
            Ok(seen) => seen,
            Err(unusable) => {
                unusable.write(self.form());
                return Outcome::Usage;
            }
        };
        if self.fix && !common.quiet {
            mended.tell();
        }
        let about = asked.about(&seen.loaded, self.external);
        let looked_for = |known: &Identity| about.looked_for(known);
        let settled = baseline
            .map(|book| book.settle(&mut seen.findings, &seen.loaded.reporter, &looked_for))
            .transpose();
        match settled {
            Ok(settled) => self.tell(&asked, &seen, settled.as_ref(), common),
            Err(_) => Outcome::Usage,
        }
    }

    /// What there is to say now about what is asked.
    fn look(&self, asked: &Asked, common: &Common, external: bool) -> Result<Seen, Unusable> {
        let steps = Steps::new(common);
        let mut loaded = load(&asked.root, None, common, Edition::default(), &steps)?;
        loaded.reporter.strict(self.strict);
        let about = asked.about(&loaded, external);
        let (mut findings, outside) = findings(&loaded, &about, &steps);
        check::set_levels(&mut findings, &loaded.inputs.config);
        diagnostic::sort(&mut findings);
        Ok(Seen {
            loaded,
            findings,
            outside,
        })
    }

    fn tell(
        &self,
        asked: &Asked,
        seen: &Seen,
        settled: Option<&impl std::fmt::Display>,
        common: &Common,
    ) -> Outcome {
        if let Some(files) = &asked.files {
            mention_strangers(files, &seen.loaded);
        }
        let tally = seen.loaded.reporter.write(&seen.findings, self.form());
        if !common.quiet {
            let settled = settled.map_or_else(String::new, |settled| format!("; {settled}"));
            let outside = seen.outside.as_ref();
            let outside = outside.map_or_else(String::new, |outside| format!("; {outside}"));
            say(&(summary(asked, &seen.loaded, tally) + &outside + &settled));
        }
        if tally.errors > 0 || (self.strict && tally.warnings > 0) {
            Outcome::Findings
        } else {
            Outcome::Clean
        }
    }

    fn form(&self) -> Form {
        let usual = if on_github() {
            CheckFormat::Github
        } else {
            CheckFormat::Human
        };
        Form::Each(match self.format.unwrap_or(usual) {
            CheckFormat::Sarif => return Form::Log,
            CheckFormat::Human => Format::Human {
                colour: AutoStream::choice(&std::io::stdout()) != ColorChoice::Never,
            },
            CheckFormat::Short => Format::Short,
            CheckFormat::Json => Format::Json,
            CheckFormat::Github => Format::Github,
        })
    }

    /// The site and the files that the command names; none, after saying why, if there is no such thing.
    fn asked(&self, common: &Common) -> Option<Asked> {
        let folder = match self.paths.as_slice() {
            [] => Some(Path::new(".")),
            [path] if path.is_dir() => Some(path.as_path()),
            _ => None,
        };
        if let Some(folder) = folder {
            let given = common.root.as_ref().filter(|_| self.paths.is_empty());
            return Some(Asked {
                root: given.cloned().unwrap_or_else(|| folder.to_path_buf()),
                files: None,
            });
        }
        let mut files = BTreeSet::new();
        for path in &self.paths {
            files.insert(file(path)?);
        }
        let roots: BTreeSet<PathBuf> = files.iter().map(|file| root_of(file)).collect();
        let mut roots = roots.into_iter();
        let found = roots.next()?;
        let root = match (&common.root, roots.next()) {
            (Some(root), _) => root.clone(),
            (None, None) => from_here(&found),
            (None, Some(other)) => {
                let (one, other) = (found.display(), other.display());
                fail(
                    Code::WrongArgument,
                    format!("the files are of several sites, `{one}` and `{other}`"),
                    "check each site on its own, or name the root with `-r`",
                );
                return None;
            }
        };
        Some(Asked {
            root,
            files: Some(files),
        })
    }
}

/// A file as the system names it; none, after saying why, if it is none.
fn file(path: &Path) -> Option<PathBuf> {
    let shown = path.display();
    let wrong = match path.canonicalize() {
        Ok(file) if file.is_file() => return Some(file),
        Ok(_) => format!("`{shown}` is a folder beside other paths"),
        Err(_) => format!("`{shown}` does not exist"),
    };
    fail(
        Code::WrongArgument,
        wrong,
        "name the folder of one site, or some of its files",
    );
    None
}

/// A folder as it is reached from where the command was started, if it is below.
fn from_here(folder: &Path) -> PathBuf {
    let here = Path::new(".").canonicalize();
    let below = here.ok().and_then(|here| {
        let below = folder.strip_prefix(here).ok()?;
        Some(Path::new(".").join(below))
    });
    below.unwrap_or_else(|| folder.to_path_buf())
}

/// Every finding that is asked for, in no order, and what was asked of other sites.
fn findings(
    loaded: &Loaded,
    about: &About<'_>,
    steps: &Steps,
) -> (Vec<Diagnostic>, Option<String>) {
    let site = pipeline::read(&loaded.inputs);
    let mut findings = loaded.diagnostics.clone();
    findings.extend(site.diagnostics.iter().cloned());
    steps.done("joined", count(site.pages.len(), "page"));
    if loaded.inputs.config.theme.is_some() {
        findings.extend(failing(&site));
        steps.done("shown", "every page of the theme");
    }
    let outside = if holds_back(&site) {
        let inputs = Inputs {
            edition: everything(),
            ..Inputs::clone(&loaded.inputs)
        };
        let whole = pipeline::read(&Arc::new(inputs));
        let of_others = whole.diagnostics.iter().filter(|finding| {
            let place = finding.place.as_ref();
            place.is_some_and(|place| site.article_at(place.path.as_str()).is_none())
        });
        findings.extend(of_others.cloned());
        steps.done("held back", "read as if it were published");
        findings.extend(beyond_reading(&whole, about, steps));
        about.outside(&whole, loaded)
    } else {
        findings.extend(beyond_reading(&site, about, steps));
        about.outside(&site, loaded)
    };
    steps.done("compared", "errors, titles and texts");
    allow::apply_strictly(&mut findings, site.files());
    findings.retain(|finding| match &finding.place {
        Some(place) => about.is_meant(&place.path),
        None => about.files.is_none(),
    });
    let told = outside.map(|outside| {
        findings.extend(outside.findings);
        outside.summary
    });
    (findings, told)
}

/// What a reading does not tell.
fn beyond_reading(site: &Site, about: &About<'_>, steps: &Steps) -> Vec<Diagnostic> {
    let mut findings = check::findings(site);
    steps.done("looked at", count(site.len(), "article"));
    findings.extend(overlapping(site, about));
    findings
}

/// What articles cover twice: told where somebody asks, else to the author of the newer one.
fn overlapping(site: &Site, about: &About<'_>) -> Vec<Diagnostic> {
    let is_meant = |side: &Side| about.is_meant(&site.article(side.article).path);
    let told = overlap::overlaps(site).into_iter().map(|overlap| {
        let to_newer = is_meant(&overlap.newer) || !is_meant(&overlap.older);
        overlap.finding(site, to_newer)
    });
    told.collect()
}

/// Whether articles wait for their time or are past it. Whoever checks a draft wants to hear what will
/// be said of it, and of all others what is said now.
fn holds_back(site: &Site) -> bool {
    let reasons = [Reason::Draft, Reason::Future, Reason::Expired];
    reasons
        .iter()
        .any(|reason| site.withheld.contains_key(reason))
}

/// Why pages of the site's own theme cannot be made.
fn failing(site: &Site) -> Vec<Diagnostic> {
    let paths: Vec<&str> = site.pages.iter().map(|page| page.path.as_str()).collect();
    let failed: Vec<(usize, Diagnostic)> = (0..paths.len())
        .into_par_iter()
        .filter_map(|index| Some((index, site.make(index).err()?)))
        .collect();
    once(failed, &paths)
}

/// Says which of the named Markdown files are none of the site's.
fn mention_strangers(files: &BTreeSet<PathBuf>, loaded: &Loaded) {
    let is_read = |file: &Path| {
        let path = relative(file, &loaded.content).map(|path| SitePath::new(&path));
        path.is_some_and(|path| {
            let inputs = &loaded.inputs;
            let mut lists = [&inputs.sources, &inputs.fragments].into_iter();
            lists.any(|list| list.binary_search_by(|known| known.path.cmp(&path)).is_ok())
        })
    };
    let is_article = |file: &&PathBuf| file.extension().is_some_and(|kind| kind == "md");
    for stranger in files.iter().filter(is_article) {
        if !is_read(stranger) {
            let (file, root) = (stranger.display(), loaded.root.display());
            say(&visible(&format!(
                "`{file}` is not read as part of the site in `{root}`"
            )));
        }
    }
}

/// What is asked about.
struct About<'a> {
    /// The files; none for all.
    files: Option<&'a BTreeSet<PathBuf>>,
    reporter: &'a Reporter,
    /// The paths of findings that were looked up.
    known: RefCell<BTreeMap<SitePath, bool>>,
    /// Whether other sites are asked.
    external: bool,
}

impl About<'_> {
    /// Whether a finding of a baseline would have been found if it were still there.
    fn looked_for(&self, known: &Identity) -> bool {
        if external::finds(&known.code) && !self.external {
            return false;
        }
        match known.path.as_str() {
            "" => self.files.is_none(),
            path => self.is_meant(&SitePath::new(path)),
        }
    }

    /// What there is to say about links to other sites, if they are asked.
    fn outside(&self, site: &Site, loaded: &Loaded) -> Option<external::Outside> {
        let base_url = loaded.inputs.edition.base_url.as_deref();
        let is_meant = |place: &Place| self.is_meant(&place.path);
        self.external
            .then(|| external::check(site, base_url, &is_meant))
    }

    /// Whether findings in the file of that path are asked for.
    fn is_meant(&self, path: &SitePath) -> bool {
        let Some(files) = self.files else {
            return true;
        };
        if let Some(known) = self.known.borrow().get(path) {
            return *known;
        }
        let file = Path::new(&self.reporter.shown(path.as_str())).canonicalize();
        let is_meant = file.is_ok_and(|file| files.contains(&file));
        self.known.borrow_mut().insert(path.clone(), is_meant);
        is_meant
    }
}

fn summary(asked: &Asked, loaded: &Loaded, tally: Tally) -> String {
    let checked = match &asked.files {
        Some(files) => count(files.len(), "file"),
        None => count(loaded.inputs.sources.len(), "article"),
    };
    format!(
        "{checked} checked: {}, {}, {}",
        count(tally.errors, "error"),
        count(tally.warnings, "warning"),
        count(tally.notes, "note"),
    )
}
