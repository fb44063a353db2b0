//! Publishing: a site becomes files in the output folder, and nothing else there is touched.
//!
//! What is ours stands in the [manifest]. Before the first file, the manifest
//! is widened to all that may be written; afterwards it is narrowed to what is ours. Whenever a
//! build is killed, what it left is therefore ours, and the next build mends it. A file that
//! already is what it should be keeps its bytes and its time; a file that is not ours stays.

use std::borrow::Cow;
use std::collections::HashSet;
use std::env;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use rayon::prelude::*;

use super::compare::Payload;
use super::folders::{self, Reachable, on_disk};
use super::manifest::{self, Manifest};
use super::reason;
use super::trouble::{
    OutputError, blocked_folder, damaged, folder_in_the_way, foreign, not_a_path, unread, unwritten,
};
use super::walk::is_article;
use crate::diagnostic::Diagnostic;
use crate::source::{SitePath, folder_of};

/// A file that was made, to be published.
#[derive(Clone, Debug)]
pub enum Made<'m> {
    /// It holds these bytes.
    Bytes(Cow<'m, [u8]>),
    /// It is a copy of this file.
    Copy(PathBuf),
    /// It belongs there and could not be made: what an earlier build put there stays.
    Failed,
}

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// Files that were not there before.
    pub created: usize,
    /// Files that were there with other bytes.
    pub replaced: usize,
    /// Files that already were what they should be, and were not touched.
    pub unchanged: usize,
    /// Files of an earlier build that are no longer part of the site.
    pub removed: usize,
    /// Bytes that were written.
    pub bytes: u64,
}

/// The output folder, held for one build.
#[derive(Debug)]
pub struct Output {
    folder: PathBuf,
    /// Holds the lock until the build is done; the system frees it if the build is killed.
    _lock: Option<File>,
}

impl Output {
    /// Opens the folder `out` for publishing, and makes it if it does not exist.
    ///
    /// `content` is the content folder, `root` the site's root, and `kept` are further folders of
    /// the author's own files (`static/`, `themes/`); links in all of them are seen through.
    ///
    /// # Errors
    /// Refuses a file, a folder that is or contains `content` or `root`, one that is, contains or
    /// lies in one of `kept`, one that holds articles inside `content` and was never published to,
    /// and the root of the file system or the home folder; a folder in which another build is
    /// publishing; and what cannot be made or opened.
    pub fn open(
        out: &Path,
        content: &Path,
        root: &Path,
        kept: &[PathBuf],
    ) -> Result<Self, OutputError> {
        let folder = resolve(out).map_err(OutputError::io(out))?;
        let refused = |why| {
            Err(OutputError::Refused {
                path: out.to_owned(),
                why,
            })
        };
        let content = resolve(content);
        if (content.as_ref()).is_ok_and(|content| content.starts_with(&folder)) {
            return refused("it is or contains the content folder");
        }
        let root = resolve(root).ok();
        if root.as_ref().is_some_and(|root| root.starts_with(&folder)) {
            return refused("it is or contains the site's own folder");
        }
        for own in kept.iter().filter_map(|own| resolve(own).ok()) {
            if Some(&own) == root.as_ref() {
                continue;
            }
            if folder.starts_with(&own) || own.starts_with(&folder) {
                return refused("it belongs to the static files or the themes of the site");
            }
        }
        if content.is_ok_and(|content| folder.starts_with(content))
            && !folder.join(manifest::NAME).exists()
            && holds_article(&folder)
        {
            return refused("it holds articles of the site");
        }
        if folder.parent().is_none() {
            return refused("it is the root of the file system");
        }
        if is_home(&folder) && !folder.join(manifest::NAME).exists() {
            return refused("it is your home folder");
        }
        if folder.exists() && !folder.is_dir() {
            return refused("it is not a folder");
        }
        fs::create_dir_all(&folder).map_err(OutputError::io(out))?;
        Ok(Self {
            _lock: lock(&folder).ok_or_else(|| OutputError::Busy {
                path: out.to_owned(),
            })?,
            folder,
        })
    }

    /// Whether an earlier build published an article here: its Markdown stands beside its model.
    #[must_use]
    pub fn has_articles(&self) -> bool {
        let Ok(old) = Manifest::read(&self.folder) else {
            return false;
        };
        let mut stems = old.paths.iter().filter_map(|path| path.strip_suffix(".md"));
        stems.any(|stem| old.paths.binary_search(&format!("{stem}.json")).is_ok())
    }

    /// The folder's canonical path.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes the output folder hold the files `planned`, and of our own files only those.
    ///
    /// `planned` are paths as on disk, relative and `/`-separated, each once, in any order.
    /// `make` is called in parallel with indices into `planned`; what it makes is written at once
    /// and dropped. Where it makes nothing, nothing is published, and a file of ours is removed;
    /// where it fails, a file of ours stays.
    /// In rare cases (a file becomes a folder) it is called twice for one index.
    ///
    /// What cannot be published alone (a file that is not ours stands there, a link or a file is
    /// where a folder belongs) is told to `sink`, and the rest goes on.
    ///
    /// # Errors
    /// Stops at a full or read-only disk, or a missing permission. What is there then is mended
    /// by the next build.
    pub fn publish<'m>(
        self,
        planned: &[&str],
        make: &(dyn Fn(usize) -> Option<Made<'m>> + Sync),
        sink: &mut Vec<Diagnostic>,
    ) -> Result<Published, OutputError> {
        let root = self.folder.as_path();
        let empty = sweep(root).map_err(OutputError::io(root))?;
        let old = Manifest::read(root).map_err(OutputError::io(&root.join(manifest::NAME)))?;
        if old.damaged {
            sink.push(damaged());
        }
        let items = items(planned, &old.paths, sink);
        let mut build = Build {
            root,
            empty,
            make,
            stale: stale(&items, &old.paths),
            items,
            kept: Vec::new(),
            left: Vec::new(),
            blocked: HashSet::new(),
            published: Published::default(),
        };
        let journal = build.write_journal(&old)?;
        build.remove_respelt()?;
        build.make_folders(sink)?;
        let mut outcomes = build.write_all()?;
        build.remove_stale(&outcomes)?;
        build.retry(&mut outcomes)?;
        build.tell(&outcomes, sink);
        build.write_manifest(&outcomes, &journal)?;
        Ok(build.published)
    }
}

/// One planned file.
struct Item<'b> {
    path: &'b str,
    /// Its index for `make`.
    index: usize,
    /// Whether an earlier build wrote it.
    ours: bool,
}

/// What became of one planned file.
enum Outcome {
    /// It was written, with so many bytes.
    Created(u64),
    /// It was written over an older one of ours, with so many bytes.
    Replaced(u64),
    /// It was there already.
    Unchanged,
    /// Nothing was made for it.
    Absent,
    /// It could not be made; what stands there stays.
    Unmade,
    /// A folder stands where it belongs.
    Folder,
    /// Something that is not ours stands where it belongs.
    Foreign,
    /// A folder that it needs could not be made.
    Blocked,
    /// It could not be written; the rest can.
    Failed(Box<Diagnostic>),
}

impl Outcome {
    /// Whether the file that stands there now is ours.
    fn is_ours(&self, before: bool) -> bool {
        match self {
            Self::Created(_) | Self::Replaced(_) | Self::Unchanged => true,
            Self::Failed(_) | Self::Unmade => before,
            Self::Absent | Self::Folder | Self::Foreign | Self::Blocked => false,
        }
    }
}

/// Why one file could not be written.
enum Trouble {
    /// What was to be copied cannot be read.
    Original(io::Error),
    /// The output folder does not take it.
    Output(io::Error),
}

/// One build: its plan, and what stands in the way of it.
struct Build<'b, 'm> {
    root: &'b Path,
    /// Whether the output folder had nothing in it.
    empty: bool,
    make: &'b (dyn Fn(usize) -> Option<Made<'m>> + Sync),
    /// What is planned, sorted by path.
    items: Vec<Item<'b>>,
    /// Files of earlier builds that are not planned any more, sorted.
    stale: Vec<&'b str>,
    /// Files of earlier builds that are not planned any more and stay.
    kept: Vec<&'b str>,
    /// Files that are not there any more; their folders may be empty.
    left: Vec<&'b str>,
    /// Folders that cannot be used.
    blocked: HashSet<&'b str>,
    published: Published,
}

impl<'b> Build<'b, '_> {
    /// Widens the manifest to all files that this build may write: whatever a killed build
    /// leaves is known as ours. What is not ours and stands there already stays out of it.
    /// Returns the manifest's bytes as they are now on the disk.
    fn write_journal(&self, old: &'b Manifest) -> Result<Vec<u8>, OutputError> {
        let fresh = self.items.iter().filter(|item| !item.ours);
        let occupied = if self.empty {
            HashSet::new()
        } else {
            let fresh: Vec<_> = fresh.clone().map(|item| item.path).collect();
            folders::occupied(self.root, &fresh).map_err(OutputError::io(self.root))?
        };
        let mut paths: Vec<&str> = old.paths.iter().map(String::as_str).collect();
        paths.extend(
            fresh
                .map(|item| item.path)
                .filter(|path| !occupied.contains(path)),
        );
        paths.sort_unstable();
        self.write_list(manifest::encode(paths.into_iter()), &old.bytes, true)
    }

    /// Narrows the manifest to what is ours now.
    fn write_manifest(&self, outcomes: &[Outcome], journal: &[u8]) -> Result<(), OutputError> {
        let ours = self.items.iter().zip(outcomes);
        let ours = ours.filter(|(item, outcome)| outcome.is_ours(item.ours));
        let mut paths: Vec<&str> = ours.map(|(item, _)| item.path).collect();
        if !self.kept.is_empty() {
            paths.extend(&self.kept);
            paths.sort_unstable();
        }
        let bytes = manifest::encode(paths.into_iter());
        self.write_list(bytes, journal, false).map(drop)
    }

    /// Writes the manifest if its bytes differ from those on the disk, and returns them.
    fn write_list(
        &self,
        bytes: Vec<u8>,
        now: &[u8],
        lasting: bool,
    ) -> Result<Vec<u8>, OutputError> {
        if bytes != now {
            manifest::write(self.root, &bytes, lasting)
                .map_err(OutputError::io(&self.root.join(manifest::NAME)))?;
        }
        Ok(bytes)
    }

    /// Removes stale files that differ from a new one by case only, before the new one comes:
    /// where case does not count, they are the same file.
    fn remove_respelt(&mut self) -> Result<(), OutputError> {
        if self.stale.is_empty() {
            return Ok(());
        }
        let fresh = self.items.iter().filter(|item| !item.ours);
        let fresh: HashSet<String> = fresh.map(|item| item.path.to_lowercase()).collect();
        let is_respelt = |path: &&str| fresh.contains(&path.to_lowercase());
        self.left = self.stale.extract_if(.., |path| is_respelt(path)).collect();
        let respelt = self.left.clone();
        self.remove(&respelt)
    }

    /// Makes the folders that the planned files need, and notes those that cannot be had.
    fn make_folders(&mut self, sink: &mut Vec<Diagnostic>) -> Result<(), OutputError> {
        for folder in folders::with_those_above(self.items.iter().map(|item| folder_of(item.path)))
        {
            if self.blocked.contains(folder_of(folder)) {
                self.blocked.insert(folder);
                continue;
            }
            let stale = self.stale.binary_search(&folder).is_ok();
            let place = on_disk(self.root, folder);
            let obstacle = match folders::make(&place, self.empty, stale) {
                Ok(None) => continue,
                Ok(Some(obstacle)) => obstacle.to_string(),
                Err(error) if concerns_one(&error) => reason(&error),
                Err(error) => return Err(OutputError::io(&place)(error)),
            };
            self.blocked.insert(folder);
            sink.push(blocked_folder(folder, &obstacle));
        }
        Ok(())
    }

    fn write_all(&self) -> Result<Vec<Outcome>, OutputError> {
        let items = self.items.par_iter();
        items.map(|item| self.write_one(item)).collect()
    }

    fn write_one(&self, item: &Item<'_>) -> Result<Outcome, OutputError> {
        if !self.blocked.is_empty() && self.blocked.contains(folder_of(item.path)) {
            return Ok(Outcome::Blocked);
        }
        let Some(made) = (self.make)(item.index) else {
            return Ok(Outcome::Absent);
        };
        let target = on_disk(self.root, item.path);
        let written = match Payload::of(made) {
            Ok(None) => return Ok(Outcome::Unmade),
            Ok(Some(payload)) => put(self.root, &target, item.ours, &payload),
            Err(error) => Err(Trouble::Original(error)),
        };
        match written {
            Ok(outcome) => Ok(outcome),
            Err(Trouble::Original(error)) => {
                Ok(Outcome::Failed(Box::new(unread(item.path, &error))))
            }
            Err(Trouble::Output(error)) if concerns_one(&error) => {
                Ok(Outcome::Failed(Box::new(unwritten(item.path, &error))))
            }
            Err(Trouble::Output(error)) => Err(OutputError::io(&target)(error)),
        }
    }

    /// Removes our files that are not part of the site any more, then folders left empty.
    fn remove_stale(&mut self, outcomes: &[Outcome]) -> Result<(), OutputError> {
        let mut gone = std::mem::take(&mut self.stale);
        let mut all = self.items.iter().zip(outcomes);
        if all.any(|(item, outcome)| item.ours && matches!(outcome, Outcome::Unmade)) {
            // A page that stays as it was needs the style sheet and scripts that it had.
            self.kept = gone.extract_if(.., |path| is_shared(path)).collect();
        }
        for (item, outcome) in self.items.iter().zip(outcomes) {
            match outcome {
                Outcome::Absent if item.ours => gone.push(item.path),
                Outcome::Absent | Outcome::Unmade => self.left.push(item.path),
                _ => {}
            }
        }
        self.remove(&gone)?;
        let paths = gone.iter().chain(&self.left);
        folders::prune(self.root, paths.map(|path| folder_of(path)));
        Ok(())
    }

    /// Removes files of ours. A link or a folder that has taken a file's place is not ours.
    fn remove(&mut self, paths: &[&str]) -> Result<(), OutputError> {
        let mut reachable = Reachable::below(self.root);
        for path in paths {
            if !reachable.is(folder_of(path)) {
                continue;
            }
            let target = on_disk(self.root, path);
            if fs::symlink_metadata(&target).is_ok_and(|metadata| metadata.is_file()) {
                fs::remove_file(&target).map_err(OutputError::io(&target))?;
                self.published.removed += 1;
            }
        }
        Ok(())
    }

    /// Writes what a folder was in the way of, if the folder is gone with its last stale file.
    fn retry(&self, outcomes: &mut [Outcome]) -> Result<(), OutputError> {
        for (item, outcome) in self.items.iter().zip(outcomes) {
            if matches!(outcome, Outcome::Folder) && !on_disk(self.root, item.path).exists() {
                *outcome = self.write_one(item)?;
            }
        }
        Ok(())
    }

    /// Counts what was done and tells what was not, in the order of the paths.
    fn tell(&mut self, outcomes: &[Outcome], sink: &mut Vec<Diagnostic>) {
        let published = &mut self.published;
        for (item, outcome) in self.items.iter().zip(outcomes) {
            match outcome {
                Outcome::Created(bytes) => {
                    published.created += 1;
                    published.bytes += bytes;
                }
                Outcome::Replaced(bytes) => {
                    published.replaced += 1;
                    published.bytes += bytes;
                }
                Outcome::Unchanged => published.unchanged += 1,
                Outcome::Absent | Outcome::Unmade | Outcome::Blocked => {}
                Outcome::Folder => sink.push(folder_in_the_way(item.path)),
                Outcome::Foreign => sink.push(foreign(item.path)),
                Outcome::Failed(finding) => sink.push((**finding).clone()),
            }
        }
    }
}

/// The planned files sorted by path, each once, without those that would lead elsewhere.
fn items<'b>(planned: &[&'b str], old: &[String], sink: &mut Vec<Diagnostic>) -> Vec<Item<'b>> {
    let mut items: Vec<_> = (planned.iter().enumerate())
        .map(|(index, &path)| Item {
            path,
            index,
            ours: false,
        })
        .collect();
    items.sort_by(|a, b| a.path.cmp(b.path));
    items.dedup_by(|a, b| a.path == b.path);
    items.retain(|item| {
        let inside = manifest::is_inside(item.path);
        if !inside {
            sink.push(not_a_path(item.path));
        }
        inside
    });
    let mut old = old.iter().map(String::as_str).peekable();
    for item in &mut items {
        while old.next_if(|&path| path < item.path).is_some() {}
        item.ours = old.peek() == Some(&item.path);
    }
    items
}

/// Whether a file is one that pages load.
fn is_shared(path: &str) -> bool {
    path.starts_with("assets/")
}

/// What the old manifest has and the plan has not; both are sorted.
fn stale<'b>(items: &[Item<'_>], old: &'b [String]) -> Vec<&'b str> {
    let mut items = items.iter().map(|item| item.path).peekable();
    let old = old.iter().map(String::as_str);
    old.filter(|&path| {
        while items.next_if(|&planned| planned < path).is_some() {}
        items.peek() != Some(&path)
    })
    .collect()
}

/// Puts one file where it belongs, if nothing that is not ours stands there.
fn put(root: &Path, target: &Path, ours: bool, payload: &Payload<'_>) -> Result<Outcome, Trouble> {
    let there = match ours {
        true => look(target)?,
        false => None,
    };
    let there = match there {
        Some(there) => there,
        None => match create(target, payload)? {
            Some(bytes) => return Ok(Outcome::Created(bytes)),
            None => match look(target)? {
                Some(there) => there,
                // It was there and is gone: somebody else is at work here.
                None => return Ok(Outcome::Foreign),
            },
        },
    };
    if there.is_dir() {
        Ok(Outcome::Folder)
    } else if !there.is_file() {
        Ok(Outcome::Foreign)
    } else if payload.is_in(target, &there) {
        Ok(Outcome::Unchanged)
    } else if ours {
        replace(root, target, payload).map(Outcome::Replaced)
    } else {
        Ok(Outcome::Foreign)
    }
}

/// What stands there, without following a link; `None` if nothing does.
fn look(target: &Path) -> Result<Option<Metadata>, Trouble> {
    match fs::symlink_metadata(target) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Trouble::Output(error)),
    }
}

/// Writes a new file; `None` if something stands there. Neither follows a link nor overwrites.
fn create(target: &Path, payload: &Payload<'_>) -> Result<Option<u64>, Trouble> {
    let original = payload.open().map_err(Trouble::Original)?;
    let mut file = match OpenOptions::new().write(true).create_new(true).open(target) {
        Ok(file) => file,
        Err(error) if stands_there(&error, target) => return Ok(None),
        Err(error) => return Err(Trouble::Output(error)),
    };
    payload
        .write_to(&mut file, original)
        .map(Some)
        .inspect_err(|_| {
            // Half a page helps nobody, and on a full disk it takes space.
            let _ = fs::remove_file(target);
        })
        .map_err(Trouble::Output)
}

/// Whether a file could not be created because something stands there. Windows refuses a name
/// that a folder has with "access denied".
fn stands_there(error: &io::Error, target: &Path) -> bool {
    error.kind() == io::ErrorKind::AlreadyExists || (cfg!(windows) && target.is_dir())
}

/// Replaces a file in one step: a reader sees the old one or the new one.
fn replace(root: &Path, target: &Path, payload: &Payload<'_>) -> Result<u64, Trouble> {
    let original = payload.open().map_err(Trouble::Original)?;
    let (unfinished, mut file) = manifest::unfinished(root).map_err(Trouble::Output)?;
    let written = payload.write_to(&mut file, original);
    drop(file);
    let bytes = *written.as_ref().unwrap_or(&0);
    manifest::finish(&unfinished, target, written.map(drop)).map_err(Trouble::Output)?;
    Ok(bytes)
}

/// Whether an error is about one path, so that the others can be written.
fn concerns_one(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::InvalidFilename
            | io::ErrorKind::InvalidInput
            | io::ErrorKind::NotFound
            | io::ErrorKind::NotADirectory
            | io::ErrorKind::IsADirectory
    )
}

/// Removes unfinished files of a killed build; answers whether nothing else is in the folder.
fn sweep(root: &Path) -> io::Result<bool> {
    let mut empty = true;
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        let name = entry.file_name();
        if name.to_string_lossy().starts_with(manifest::UNFINISHED) && entry.file_type()?.is_file()
        {
            fs::remove_file(entry.path())?;
        } else {
            empty = false;
        }
    }
    Ok(empty)
}

/// The canonical path of what exists, and below it what does not exist yet.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    let mut resolved = PathBuf::new();
    for component in std::path::absolute(path)?.components() {
        match component {
            Component::ParentDir => {
                resolved.pop();
            }
            Component::CurDir => {}
            part => {
                resolved.push(part);
                match resolved.canonicalize() {
                    Ok(real) => resolved = real,
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) if error.kind() == io::ErrorKind::NotADirectory => {}
                    // A prefix such as `C:` is not a place yet.
                    Err(_) if matches!(part, Component::Prefix(_)) => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }
    Ok(resolved)
}

/// Whether there is an article in a folder or below it; links are not followed.
fn holds_article(folder: &Path) -> bool {
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten().flatten() {
            let kind = entry.file_type();
            let name = entry.file_name();
            if kind.as_ref().is_ok_and(fs::FileType::is_dir) {
                open.push(entry.path());
            } else if kind.is_ok_and(|kind| kind.is_file())
                && is_article(&SitePath::new(&name.to_string_lossy()))
            {
                return true;
            }
        }
    }
    false
}

fn is_home(folder: &Path) -> bool {
    env::home_dir().is_some_and(|home| home.canonicalize().is_ok_and(|home| home == folder))
}

/// How often and how long a build waits for another one to leave the folder.
const LOCK_TRIES: u32 = 20;
const LOCK_PAUSE: Duration = Duration::from_millis(25);

/// Takes the folder for this build. `None`: another has it. `Some(None)`: this system or file
/// system has no such locks, and two builds at a time are up to the user.
#[expect(clippy::option_option)]
fn lock(folder: &Path) -> Option<Option<File>> {
    let Ok(file) = File::open(folder) else {
        return Some(None);
    };
    // A build that has just ended may hold it for a moment more, through a process it had started.
    for _ in 0..LOCK_TRIES {
        match file.try_lock() {
            Ok(()) => return Some(Some(file)),
            Err(fs::TryLockError::WouldBlock) => std::thread::sleep(LOCK_PAUSE),
            Err(fs::TryLockError::Error(_)) => return Some(None),
        }
    }
    None
}
