//! Watching: what may have changed on disk, as it happens.
//!
//! The system's notices are hints: they say where to look, and what is there decides. Notices may be lost (a full
//! queue, a network drive that sends none), so that all files are looked through from time to time as well.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{EventKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

/// How long the files are left alone after a notice: a save is several of them.
const SETTLE: Duration = Duration::from_millis(4);
/// A pause in the notices this long ends a storm of them, as of a change of branch.
const CALM: Duration = Duration::from_millis(25);
/// The longest that a storm is waited for.
const STORM: Duration = Duration::from_millis(300);
/// From so many paths on it is a storm.
const MANY: usize = 8;

/// What may have changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// What is at these paths, or below.
    Paths(Vec<PathBuf>),
    /// Anything: look at all files.
    Anything,
    /// Nothing was heard for as long as was waited.
    Nothing,
}

/// What a watcher hears.
enum Notice {
    Path(PathBuf),
    Lost,
}

/// Watches folders.
pub struct Watch {
    watcher: Option<RecommendedWatcher>,
    sender: Sender<Notice>,
    notices: Receiver<Notice>,
    watched: Vec<Watched>,
    /// Why not all is watched; empty if it is.
    pub trouble: Option<String>,
}

/// A folder that is watched. One that was deleted and made again is another one.
#[derive(PartialEq)]
struct Watched {
    folder: PathBuf,
    is_deep: bool,
    identity: Option<(u64, u64)>,
}

impl Watched {
    /// None where there is no such folder.
    fn new((folder, is_deep): (PathBuf, bool)) -> Option<Self> {
        let metadata = folder.metadata().ok().filter(fs::Metadata::is_dir)?;
        #[cfg(unix)]
        let identity = {
            use std::os::unix::fs::MetadataExt as _;
            Some((metadata.dev(), metadata.ino()))
        };
        #[cfg(not(unix))]
        let identity = {
            let since = metadata.created().ok();
            let since = since.and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
            since.map(|since| (since.as_secs(), since.subsec_nanos().into()))
        };
        Some(Self {
            folder,
            is_deep,
            identity,
        })
    }
}

/// Tells a watcher from outside that something may have changed.
#[derive(Clone)]
pub struct Nudge(Sender<Notice>);

impl Nudge {
    /// Asks to look at all files.
    pub fn look(&self) {
        // Nobody listens once the process ends.
        let _ = self.0.send(Notice::Lost);
    }
}

impl Watch {
    /// A watcher that watches nothing yet; one that `polls` never hears of changes from the system.
    #[must_use]
    pub fn new(polls: bool) -> Self {
        let (sender, notices) = channel();
        let mut trouble = None;
        let watcher = (!polls).then(|| {
            let sender = sender.clone();
            notify::recommended_watcher(move |event| hear(event, &sender))
        });
        let watcher = watcher.and_then(|watcher| {
            watcher
                .inspect_err(|error| trouble = Some(error.to_string()))
                .ok()
        });
        Self {
            watcher,
            sender,
            notices,
            watched: Vec::new(),
            trouble,
        }
    }

    /// Whether the system tells of changes.
    #[must_use]
    pub fn hears(&self) -> bool {
        self.watcher.is_some() && self.trouble.is_none()
    }

    /// Something by which others ask to look at all files.
    #[must_use]
    pub fn nudge(&self) -> Nudge {
        Nudge(self.sender.clone())
    }

    /// Watches these folders from now on, with all below where it `is_deep`, and no others. What happened while
    /// nobody watched is made up for by looking at all files.
    pub fn follow(&mut self, folders: Vec<(PathBuf, bool)>) {
        let Some(watcher) = &mut self.watcher else {
            return;
        };
        let folders: Vec<Watched> = folders.into_iter().filter_map(Watched::new).collect();
        for gone in self.watched.iter().filter(|one| !folders.contains(one)) {
            // It may be gone, and be forgotten by the system already.
            let _ = watcher.unwatch(&gone.folder);
        }
        let new: Vec<&Watched> = folders
            .iter()
            .filter(|one| !self.watched.contains(one))
            .collect();
        if new.is_empty() {
            self.watched = folders;
            return;
        }
        self.trouble = None;
        for one in new {
            let mode = match one.is_deep {
                true => RecursiveMode::Recursive,
                false => RecursiveMode::NonRecursive,
            };
            if let Err(error) = watcher.watch(&one.folder, mode) {
                self.trouble = Some(error.to_string());
            }
        }
        self.watched = folders;
        self.nudge().look();
    }

    /// Waits until something may have changed, for at most `patience`.
    #[must_use]
    pub fn wait(&self, patience: Duration) -> Change {
        let first = match self.notices.recv_timeout(patience) {
            Ok(notice) => notice,
            Err(RecvTimeoutError::Timeout) => return Change::Nothing,
            // The watcher keeps a sender: this cannot be.
            Err(RecvTimeoutError::Disconnected) => return Change::Nothing,
        };
        let mut heard = Heard::default();
        heard.add(first);
        let started = Instant::now();
        let mut pause = SETTLE;
        while started.elapsed() < STORM {
            match self.notices.recv_timeout(pause) {
                Ok(notice) => heard.add(notice),
                Err(_) => break,
            }
            if heard.paths.len() >= MANY {
                pause = CALM;
            }
        }
        if heard.is_lost {
            Change::Anything
        } else {
            Change::Paths(heard.paths)
        }
    }
}

#[derive(Default)]
struct Heard {
    paths: Vec<PathBuf>,
    is_lost: bool,
}

impl Heard {
    fn add(&mut self, notice: Notice) {
        match notice {
            Notice::Lost => self.is_lost = true,
            Notice::Path(path) => {
                if !self.paths.contains(&path) {
                    self.paths.push(path);
                }
                // Each is looked at by itself; of more the walk is faster.
                self.is_lost |= self.paths.len() > 1000;
            }
        }
    }
}

fn hear(event: notify::Result<Event>, sender: &Sender<Notice>) {
    let event = match event {
        Ok(event) if !event.need_rescan() => event,
        _ => {
            let _ = sender.send(Notice::Lost);
            return;
        }
    };
    // To read a file is an event too, and reading is what is done about events.
    let is_change = match event.kind {
        EventKind::Create(_) | EventKind::Remove(_) | EventKind::Any | EventKind::Other => true,
        EventKind::Modify(kind) => !matches!(kind, ModifyKind::Metadata(_)),
        EventKind::Access(_) => false,
    };
    if is_change {
        for path in event.paths {
            let _ = sender.send(Notice::Path(path));
        }
    }
}

/// Whether a folder stands on a file system that tells nothing of what others change.
#[must_use]
pub fn is_silent(folder: &Path) -> bool {
    let Ok(mounts) = fs::read_to_string("/proc/mounts") else {
        return false;
    };
    let Ok(folder) = folder.canonicalize() else {
        return false;
    };
    kind_of(&mounts, &folder).is_some_and(|kind| {
        let network = [
            "nfs", "cifs", "smb", "9p", "fuse.", "vboxsf", "drvfs", "virtiofs", "afs", "ceph",
        ];
        network.iter().any(|name| kind.starts_with(name))
    })
}

/// The kind of the file system that holds a folder, by the lines of /proc/mounts.
fn kind_of<'m>(mounts: &'m str, folder: &Path) -> Option<&'m str> {
    let mounts = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ');
        let (_, place, kind) = (words.next()?, words.next()?, words.next()?);
        // Blanks in names stand as octal numbers there.
        let place = PathBuf::from(place.replace("\\040", " "));
        folder
            .starts_with(&place)
            .then(|| (place.components().count(), kind))
    });
    // Of several at one place the last covers the others.
    Some(mounts.max_by_key(|(depth, _)| *depth)?.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_mount_tells_the_kind() {
        let mounts = "/dev/a / ext4 rw 0 0\nhost:/x /srv/kb nfs4 rw 0 0\n//s/y /mnt/my\\040share cifs rw 0 0\n";
        let kind = |folder: &str| kind_of(mounts, Path::new(folder));
        assert_eq!(kind("/home/kb"), Some("ext4"));
        assert_eq!(kind("/srv/kb/content"), Some("nfs4"));
        assert_eq!(kind("/srv/kb2"), Some("ext4"));
        assert_eq!(kind("/mnt/my share/a"), Some("cifs"));
    }

    #[test]
    fn what_happens_in_a_folder_is_heard_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut watch = Watch::new(false);
        watch.follow(vec![(folder.path().to_owned(), true)]);
        assert!(watch.hears());
        // What happened before is unknown.
        assert_eq!(watch.wait(Duration::from_secs(10)), Change::Anything);
        let file = folder.path().join("a.md");
        fs::write(&file, "text").expect("written");
        assert_eq!(
            watch.wait(Duration::from_secs(10)),
            Change::Paths(vec![file.clone()])
        );
        // To read it is nothing.
        fs::read(&file).expect("read");
        assert_eq!(watch.wait(Duration::from_millis(100)), Change::Nothing);
        watch.nudge().look();
        assert_eq!(watch.wait(Duration::from_secs(10)), Change::Anything);
    }
}
