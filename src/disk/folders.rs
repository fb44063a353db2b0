//! The folders inside the output folder: which are to be made, which are in the way, which are
//! empty in the end. A link is never walked through, because it may lead anywhere.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::source::folder_of;

/// Where a file of the output stands on this disk.
pub(super) fn on_disk(root: &Path, path: &str) -> PathBuf {
    if cfg!(windows) {
        // Canonical paths on Windows know only their own separator.
        return path.split('/').fold(root.to_owned(), |mut full, part| {
            full.push(part);
            full
        });
    }
    root.join(path)
}

/// The folders and all above them, but not the root; each stands after the one that holds it.
pub(super) fn with_those_above<'p>(folders: impl Iterator<Item = &'p str>) -> BTreeSet<&'p str> {
    let mut all = BTreeSet::new();
    let mut last = "";
    for mut folder in folders {
        // Paths come sorted, so most folders follow themselves.
        if folder == last {
            continue;
        }
        last = folder;
        while !folder.is_empty() && all.insert(folder) {
            folder = folder_of(folder);
        }
    }
    all
}

/// What stands where a folder belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Obstacle {
    File,
    Link,
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::File => "a file stands there",
            Self::Link => "a link stands there, which may lead elsewhere",
        })
    }
}

/// Makes a folder whose parent is there, unless it is there already. `None`: it is there now.
///
/// `fresh`: probably nothing stands there. `stale`: a file that stands there is ours and not
/// needed any more.
pub(super) fn make(place: &Path, fresh: bool, stale: bool) -> io::Result<Option<Obstacle>> {
    if fresh {
        match fs::create_dir(place) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            done => return done.map(|()| None),
        }
    }
    match fs::symlink_metadata(place) {
        Ok(metadata) if metadata.is_dir() => Ok(None),
        Ok(metadata) if metadata.is_symlink() => Ok(Some(Obstacle::Link)),
        Ok(metadata) if metadata.is_file() && stale => {
            fs::remove_file(place)?;
            fs::create_dir(place).map(|()| None)
        }
        Ok(_) => Ok(Some(Obstacle::File)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir(place).map(|()| None)
        }
        Err(error) => Err(error),
    }
}

/// The paths (sorted) at which something already stands. One listing a folder; nothing is asked
/// below a folder that does not exist.
pub(super) fn occupied<'p>(root: &Path, paths: &[&'p str]) -> io::Result<HashSet<&'p str>> {
    let mut by_folder: BTreeMap<&str, Vec<&'p str>> = BTreeMap::new();
    for &path in paths {
        by_folder.entry(folder_of(path)).or_default().push(path);
    }
    let mut occupied = HashSet::new();
    let mut absent: Option<&str> = None;
    for (folder, paths) in by_folder {
        if absent.is_some_and(|absent| is_below(folder, absent)) {
            continue;
        }
        let Some(names) = names(&on_disk(root, folder))? else {
            absent = Some(folder);
            continue;
        };
        occupied.extend(
            paths
                .into_iter()
                .filter(|path| names.contains(path.rsplit('/').next().unwrap_or(path))),
        );
    }
    Ok(occupied)
}

fn is_below(folder: &str, above: &str) -> bool {
    folder
        .strip_prefix(above)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The names in a folder; `None` when there is no such folder.
fn names(folder: &Path) -> io::Result<Option<HashSet<String>>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    entries
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<io::Result<_>>()
        .map(Some)
}

/// Remembers which folders are reached without walking through a link.
pub(super) struct Reachable<'r> {
    root: &'r Path,
    known: HashMap<String, bool>,
}

impl<'r> Reachable<'r> {
    pub(super) fn below(root: &'r Path) -> Self {
        Self {
            root,
            known: HashMap::new(),
        }
    }

    /// Whether `folder` and all above it are real folders.
    pub(super) fn is(&mut self, folder: &str) -> bool {
        if folder.is_empty() {
            return true;
        }
        if let Some(&known) = self.known.get(folder) {
            return known;
        }
        let real = self.is(folder_of(folder))
            && fs::symlink_metadata(on_disk(self.root, folder))
                .is_ok_and(|metadata| metadata.is_dir());
        self.known.insert(folder.to_owned(), real);
        real
    }
}

/// Removes the folders that are empty now, and those above them that become so.
pub(super) fn prune<'p>(root: &Path, folders: impl Iterator<Item = &'p str>) {
    let mut reachable = Reachable::below(root);
    // Backwards, so that a folder is tried after those that it holds.
    for folder in with_those_above(folders).into_iter().rev() {
        if reachable.is(folder) {
            // A folder that holds something stays, and one that cannot be removed does no harm.
            let _ = fs::remove_dir(on_disk(root, folder));
        }
    }
}
