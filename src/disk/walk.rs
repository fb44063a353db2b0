//! The walk through a folder: which files belong to the site, and which links may be followed.
//!
//! One listing a folder and no `stat` an entry, because the listing tells what each entry is.
//! Links are followed inside the site only; a folder is never read inside itself, and however
//! links are tangled the walk ends. A folder that holds a manifest is a published site, perhaps
//! with drafts and internal articles: it is passed by wherever it stands, whichever folder this
//! build publishes to.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::fs::{self, DirEntry, FileType};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::{manifest, reason};
use crate::diagnostic::{Code, Diagnosed, Diagnostic, Level};
use crate::source::SitePath;

/// How often one folder is read by way of links. Links that fan out and meet again would
/// otherwise multiply without end.
const MOST_WAYS: u32 = 256;

/// The patterns of files and folders that are not content.
#[derive(Clone, Debug)]
pub struct Exclude(Gitignore);

impl Exclude {
    /// Patterns as in a `.gitignore` file at the top of the content folder: `*.draft.md` and
    /// `includes/` match at any depth, `includes/**` and `/notes.md` only at the top, `!` takes
    /// a match back. A pattern that cannot be read is reported and left out.
    #[must_use]
    pub fn new<S: AsRef<str>>(patterns: &[S]) -> Diagnosed<Self> {
        let mut builder = GitignoreBuilder::new("");
        let mut diagnostics = Vec::new();
        for pattern in patterns.iter().map(AsRef::as_ref) {
            if let Err(error) = builder.add_line(None, pattern) {
                diagnostics.push(bad_pattern(pattern, &error));
            }
        }
        let value = builder.build().unwrap_or_else(|error| {
            diagnostics.push(bad_pattern("the patterns together", &error));
            Gitignore::empty()
        });
        Diagnosed {
            value: Self(value),
            diagnostics,
        }
    }

    /// Excludes nothing.
    #[must_use]
    pub fn nothing() -> Self {
        Self(Gitignore::empty())
    }

    /// Whether a file, or a folder around it, is excluded.
    #[must_use]
    pub fn covers(&self, path: &str) -> bool {
        let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        self.matches(path, false) || folders.into_iter().any(|folder| self.matches(folder, true))
    }

    fn matches(&self, path: &str, is_folder: bool) -> bool {
        !self.0.is_empty() && self.0.matched(path, is_folder).is_ignore()
    }
}

fn bad_pattern(pattern: &str, error: &ignore::Error) -> Diagnostic {
    Diagnostic::new(
        Code::WrongConfigType,
        format!("`exclude` has a pattern that cannot be read: `{pattern}`"),
    )
    .help(format!("correct the pattern in the configuration: {error}"))
}

/// What to walk, and what to pass by.
pub(super) struct Walk<'a> {
    /// The folder to list.
    pub folder: &'a Path,
    /// Links may lead to anything below this folder.
    pub site: &'a Path,
    /// Patterns relative to `folder`.
    pub exclude: &'a Exclude,
    /// Folders that are passed by, wherever they turn up.
    pub skip: &'a [PathBuf],
    /// Whether names that start with a dot count.
    pub dot_files: bool,
}

/// One file that was found.
pub(super) struct Found {
    /// Its path relative to the folder, `/`-separated.
    pub path: String,
    /// Where it can be opened, links resolved.
    pub real: PathBuf,
}

impl Walk<'_> {
    /// All files below the folder, sorted by the bytes of their paths.
    pub(super) fn files(&self) -> Diagnosed<Vec<Found>> {
        let mut walker = Walker::new(self);
        if let Some(top) = self.top(&mut walker.diagnostics) {
            walker.walk(top);
        }
        walker.found.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Diagnosed {
            value: walker.found,
            diagnostics: walker.diagnostics,
        }
    }

    /// The folder itself. It may lie outside of the site if the configuration says so in words,
    /// but a link of that name must not lead there unseen.
    fn top(&self, sink: &mut Vec<Diagnostic>) -> Option<Visit> {
        let shown = self.folder.display();
        let real = match self.folder.canonicalize() {
            Ok(real) => real,
            Err(error) => {
                sink.push(
                    Diagnostic::new(
                        Code::UnreadableFile,
                        format!("the folder `{shown}` cannot be read: {}", reason(&error)),
                    )
                    .help("create it, or name another folder in the configuration"),
                );
                return None;
            }
        };
        if self.folder.starts_with(self.site) && !real.starts_with(canonical(self.site)) {
            sink.push(
                Diagnostic::new(
                    Code::LinkOutside,
                    format!("`{shown}` is a link that leads out of the site"),
                )
                .help("put the folder itself there, or name its real place in the configuration"),
            );
            return None;
        }
        if is_published(&real) {
            let mut finding = Diagnostic::new(
                Code::PublishedFolder,
                format!("`{shown}` holds a published site and is not read"),
            )
            .help(format!(
                "name the folder of the articles; if this is it, remove the file `{}`",
                manifest::NAME
            ));
            finding.level = Level::Error;
            sink.push(finding);
            return None;
        }
        Some(Visit {
            path: String::new(),
            real,
            links: None,
        })
    }
}

/// A folder that is to be listed.
struct Visit {
    /// Relative to the top, empty or with a trailing slash.
    path: String,
    real: PathBuf,
    links: Option<Arc<Link>>,
}

/// A link that was followed on the way to a folder.
struct Link {
    /// The real folder in which the link stands.
    from: PathBuf,
    before: Option<Arc<Link>>,
}

struct Walker<'a> {
    walk: &'a Walk<'a>,
    site: PathBuf,
    skip: Vec<PathBuf>,
    stack: Vec<Visit>,
    ways: HashMap<PathBuf, u32>,
    loops: HashSet<PathBuf>,
    found: Vec<Found>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Walker<'a> {
    fn new(walk: &'a Walk<'a>) -> Self {
        Self {
            walk,
            site: canonical(walk.site),
            skip: walk.skip.iter().map(|path| canonical(path)).collect(),
            stack: Vec::new(),
            ways: HashMap::new(),
            loops: HashSet::new(),
            found: Vec::new(),
            diagnostics: Vec::new(),
        }
    }

    fn walk(&mut self, top: Visit) {
        self.stack.push(top);
        while let Some(visit) = self.stack.pop() {
            if let Err(error) = self.list(&visit) {
                let path = visit.path.trim_end_matches('/');
                self.say(
                    Code::UnreadableFile,
                    path,
                    format!("the folder `{path}` cannot be read: {}", reason(&error)),
                    "make it readable, or exclude it in the configuration",
                );
            }
        }
    }

    fn list(&mut self, visit: &Visit) -> io::Result<()> {
        let entries: Vec<DirEntry> = fs::read_dir(&visit.real)?.collect::<Result<_, _>>()?;
        if entries.iter().any(is_manifest) {
            self.pass_by(visit.path.trim_end_matches('/'));
            return Ok(());
        }
        for entry in &entries {
            self.enter(visit, entry);
        }
        Ok(())
    }

    fn pass_by(&mut self, path: &str) {
        self.say(
            Code::PublishedFolder,
            path,
            format!("`{path}` holds a published site and is not read"),
            "move it out of the folder; if it is none, remove the file `.fixbook-manifest` in it",
        );
    }

    fn enter(&mut self, visit: &Visit, entry: &DirEntry) {
        let name = entry.file_name();
        let shown = name.to_string_lossy();
        if is_litter(&shown) || (!self.walk.dot_files && shown.starts_with('.')) {
            return;
        }
        let path = format!("{}{shown}", visit.path);
        let kind = match entry.file_type() {
            Ok(kind) => kind,
            Err(error) => return self.unreadable(&path, &reason(&error)),
        };
        if self.walk.exclude.matches(&path, kind.is_dir()) {
            return;
        }
        if name.to_str().is_none() {
            return self.say(
                Code::UnusualName,
                &path,
                format!("the name of `{path}` is not valid Unicode"),
                "rename it; it may come from an archive or a system with another encoding",
            );
        }
        if kind.is_symlink() {
            self.follow(visit, &name, path);
        } else {
            self.take(path, visit.real.join(&name), kind, visit.links.clone());
        }
    }

    /// Takes a file, or puts a folder on the stack.
    fn take(&mut self, path: String, real: PathBuf, kind: FileType, links: Option<Arc<Link>>) {
        if kind.is_file() {
            self.found.push(Found { path, real });
        } else if kind.is_dir() {
            if self.skip.contains(&real) || (links.is_some() && !self.may_visit(&path, &real)) {
                return;
            }
            self.stack.push(Visit {
                path: path + "/",
                real,
                links,
            });
        } else {
            self.unreadable(&path, "it is a pipe, a socket or a device");
        }
    }

    fn follow(&mut self, visit: &Visit, name: &OsStr, path: String) {
        let link = visit.real.join(name);
        let target = match link.canonicalize() {
            Ok(target) => target,
            Err(error) if is_loop(&error) => return self.looped(link, &path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return self.unreadable(&path, "the link leads to nothing");
            }
            Err(error) => return self.unreadable(&path, &reason(&error)),
        };
        if !target.starts_with(&self.site) {
            return self.say(
                Code::LinkOutside,
                &path,
                format!("the link `{path}` leads out of the site"),
                "put the file itself there, or remove the link",
            );
        }
        let above = target.ancestors().skip(1);
        let mut above = above.take_while(|folder| folder.starts_with(&self.site));
        if above.any(is_published) {
            return self.pass_by(&path);
        }
        let kind = match fs::metadata(&target) {
            Ok(metadata) => metadata.file_type(),
            Err(error) => return self.unreadable(&path, &reason(&error)),
        };
        if kind.is_dir() && self.walk.exclude.matches(&path, true) {
            return;
        }
        if kind.is_dir() && leads_back(&target, visit) {
            return self.looped(link, &path);
        }
        let links = Arc::new(Link {
            from: visit.real.clone(),
            before: visit.links.clone(),
        });
        self.take(path, target, kind, Some(links));
    }

    /// Counts the ways that lead to a folder by links, and refuses when there are too many.
    fn may_visit(&mut self, path: &str, real: &Path) -> bool {
        let ways = self.ways.entry(real.to_owned()).or_default();
        *ways += 1;
        let (tangled, first) = (*ways > MOST_WAYS, *ways == MOST_WAYS + 1);
        if first {
            self.say(
                Code::LinkLoop,
                path,
                format!("more than {MOST_WAYS} links lead to the folder `{path}`"),
                "remove links until each folder is reached in a few ways",
            );
        }
        !tangled
    }

    fn looped(&mut self, link: PathBuf, path: &str) {
        if self.loops.insert(link) {
            self.say(
                Code::LinkLoop,
                path,
                format!("the link `{path}` leads back to a folder above it"),
                "remove the link; it is not followed",
            );
        }
    }

    fn unreadable(&mut self, path: &str, why: &str) {
        self.diagnostics.push(unreadable(path, why));
    }

    fn say(&mut self, code: Code, path: &str, message: String, help: &str) {
        let finding = Diagnostic::new(code, message).help(help);
        self.diagnostics.push(match path {
            "" => finding,
            path => finding.in_file(&SitePath::new(path)),
        });
    }
}

/// The finding about a file that cannot be read: an error for an article, a warning otherwise,
/// because only a page that needs the file would miss it.
pub(super) fn unreadable(path: &str, why: &str) -> Diagnostic {
    let message = format!("`{path}` cannot be read: {why}");
    let site_path = SitePath::new(path);
    let finding = if is_article(&site_path) {
        Diagnostic::new(Code::UnreadableSource, message)
    } else {
        let mut finding = Diagnostic::new(Code::UnreadableFile, message);
        finding.level = Level::Warning;
        finding
    };
    finding
        .in_file(&site_path)
        .help("make it a file that can be read, remove it, or exclude it in the configuration")
}

/// Whether a file is an article by its name.
pub(super) fn is_article(path: &SitePath) -> bool {
    let extension = path.extension();
    extension.eq_ignore_ascii_case("md") || extension.eq_ignore_ascii_case("markdown")
}

/// Whether a link from `visit` to `target` would read a folder inside itself.
fn leads_back(target: &Path, visit: &Visit) -> bool {
    let mut links = visit.links.as_deref();
    let mut from = Some(visit.real.as_path());
    while let Some(folder) = from {
        if folder.starts_with(target) {
            return true;
        }
        from = links.map(|link| link.from.as_path());
        links = links.and_then(|link| link.before.as_deref());
    }
    false
}

/// Whether a folder is one that a build has published to.
#[must_use]
pub fn is_published(folder: &Path) -> bool {
    folder.join(manifest::NAME).is_file()
}

fn is_manifest(entry: &DirEntry) -> bool {
    entry.file_name() == manifest::NAME && entry.file_type().is_ok_and(|kind| kind.is_file())
}

/// What editors, systems and package managers leave behind, and nobody means to publish.
fn is_litter(name: &str) -> bool {
    matches!(
        name,
        "node_modules" | "desktop.ini" | "Thumbs.db" | ".DS_Store" | ".git" | "4913"
    ) || name.ends_with('~')
        || name.starts_with(".#")
        || (name.len() > 1 && name.starts_with('#') && name.ends_with('#'))
        || name.ends_with(".swp")
}

/// `ELOOP`, which has no stable name in the standard library: 40 on Linux, 62 on the BSDs.
fn is_loop(error: &io::Error) -> bool {
    cfg!(unix) && matches!(error.raw_os_error(), Some(40 | 62))
}

/// The canonical path, or the path itself where there is nothing.
fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
