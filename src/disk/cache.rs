//! What was read of files before, for as long as they stay as they are.
//!
//! A file is told to be as it was by its size, its times and its number in the file system. A file that was changed
//! moments before it was read may change once more without any of these changing, because clocks of file systems
//! tick slowly; such a file is read again.

use std::collections::HashMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use crate::diagnostic::Diagnosed;
use crate::source::Source;

/// What was read of files.
#[derive(Default)]
pub struct Cache {
    /// None where nothing is kept.
    files: Option<Mutex<HashMap<PathBuf, Entry>>>,
    /// Counts the readings of the folder.
    round: u64,
}

struct Entry {
    stamp: Stamp,
    round: u64,
    kept: Kept,
}

/// What is kept of a file.
#[derive(Clone)]
pub(super) enum Kept {
    /// An article, decoded.
    Article(Diagnosed<Option<Source>>),
    /// The width and height of an image.
    Image(Option<(u32, u32)>),
}

/// By what a file is told to be as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    bytes: u64,
    modified: Option<SystemTime>,
    /// When its entry was changed, and its number, where the system has them.
    entry: (i64, i64, u64),
}

/// Clocks of file systems tick at least this often; FAT does every two seconds.
const TICK: Duration = Duration::from_millis(2100);

impl Cache {
    /// A cache that keeps what is read.
    #[must_use]
    pub fn keeping() -> Self {
        Self {
            files: Some(Mutex::default()),
            round: 0,
        }
    }

    /// Forgets what was read of a file, or of all files below a folder.
    pub fn forget(&mut self, path: &Path) {
        if let Some(files) = &mut self.files {
            let files = files.get_mut().unwrap_or_else(PoisonError::into_inner);
            files.remove(path);
        }
    }

    /// Starts to look at all files.
    pub fn start(&mut self) {
        self.round += 1;
    }

    /// Forgets the files that were not looked at since [`Cache::start`].
    pub fn end(&mut self) {
        let round = self.round;
        if let Some(files) = &mut self.files {
            let files = files.get_mut().unwrap_or_else(PoisonError::into_inner);
            files.retain(|_, entry| entry.round == round);
        }
    }

    /// What is kept of a file, else what `read` says.
    pub(super) fn kept(&self, file: &Path, read: impl FnOnce() -> Kept) -> Kept {
        let Some(files) = &self.files else {
            return read();
        };
        let lock = || files.lock().unwrap_or_else(PoisonError::into_inner);
        let Ok(stamp) = file.metadata().map(|metadata| Stamp::of(&metadata)) else {
            return read();
        };
        if let Some(entry) = lock().get_mut(file)
            && entry.stamp == stamp
        {
            entry.round = self.round;
            return entry.kept.clone();
        }
        let kept = read();
        let mut files = lock();
        if stamp.is_settled() {
            let entry = Entry {
                stamp,
                round: self.round,
                kept: kept.clone(),
            };
            files.insert(file.to_owned(), entry);
        } else {
            files.remove(file);
        }
        kept
    }
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        let entry = {
            use std::os::unix::fs::MetadataExt as _;
            (metadata.ctime(), metadata.ctime_nsec(), metadata.ino())
        };
        #[cfg(not(unix))]
        let entry = (0, 0, 0);
        Self {
            bytes: metadata.len(),
            modified: metadata.modified().ok(),
            entry,
        }
    }

    /// Whether another change would have another time.
    fn is_settled(&self) -> bool {
        let age = self.modified.and_then(|modified| modified.elapsed().ok());
        age.is_some_and(|age| age > TICK)
    }
}
