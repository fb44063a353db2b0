//! Whether a file on the disk already is what would be published.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::Made;

/// How much of a file is compared at a time, in bytes.
const CHUNK_BYTES: usize = 64 << 10;

/// Times up to 1980-01-02 are not believed: archives and reproducible builds stamp every file
/// with the first second they know.
const FIRST_BELIEVED: Duration = Duration::from_secs(315_619_200);

thread_local! {
    /// What is read from the disk; two halves, so that two files can be compared.
    static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; 2 * CHUNK_BYTES]);
}

/// What is to stand in a file.
pub(super) enum Payload<'m> {
    /// These bytes.
    Bytes(Cow<'m, [u8]>),
    /// What this file holds.
    File {
        path: PathBuf,
        length: u64,
        modified: Option<SystemTime>,
    },
}

impl<'m> Payload<'m> {
    /// What `made` will write. Looks at the original of a copy, and does not open it: to open a
    /// pipe would wait for its other end. `None`: it could not be made.
    pub(super) fn of(made: Made<'m>) -> io::Result<Option<Self>> {
        match made {
            Made::Failed => Ok(None),
            Made::Bytes(bytes) => Ok(Some(Self::Bytes(bytes))),
            Made::Copy(path) => {
                let metadata = fs::metadata(&path)?;
                if !metadata.is_file() {
                    return Err(io::Error::other("it is not a regular file"));
                }
                Ok(Some(Self::File {
                    path,
                    length: metadata.len(),
                    modified: metadata.modified().ok(),
                }))
            }
        }
    }

    /// Whether the regular file `target`, with its `metadata`, already holds it. A file that
    /// cannot be read differs.
    pub(super) fn is_in(&self, target: &Path, metadata: &Metadata) -> bool {
        match self {
            Self::Bytes(bytes) => {
                metadata.len() == bytes.len() as u64 && holds(target, bytes).unwrap_or(false)
            }
            Self::File {
                path,
                length,
                modified,
            } => {
                metadata.len() == *length
                    && (same_time(*modified, metadata.modified().ok())
                        || same_bytes(path, target).unwrap_or(false))
            }
        }
    }

    /// Opens the original of a copy.
    pub(super) fn open(&self) -> io::Result<Option<File>> {
        match self {
            Self::Bytes(_) => Ok(None),
            Self::File { path, .. } => File::open(path).map(Some),
        }
    }

    /// Writes it into a new file. A copy takes the time of its original, which spares the next
    /// build the comparison.
    pub(super) fn write_to(&self, file: &mut File, original: Option<File>) -> io::Result<u64> {
        match (self, original) {
            (Self::Bytes(bytes), _) => file.write_all(bytes).map(|()| bytes.len() as u64),
            (Self::File { .. }, None) => Err(io::ErrorKind::NotFound.into()),
            (Self::File { modified, .. }, Some(mut original)) => {
                let copied = io::copy(&mut original, file)?;
                if let Some(modified) = modified {
                    // A file system that keeps no times makes the next build compare bytes.
                    let _ = file.set_modified(*modified);
                }
                Ok(copied)
            }
        }
    }
}

fn same_time(original: Option<SystemTime>, copy: Option<SystemTime>) -> bool {
    original
        .is_some_and(|time| copy == Some(time) && time > SystemTime::UNIX_EPOCH + FIRST_BELIEVED)
}

fn holds(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let mut file = File::open(path)?;
    BUFFER.with_borrow_mut(|buffer| {
        for chunk in bytes.chunks(buffer.len()) {
            let read = &mut buffer[..chunk.len()];
            file.read_exact(read)?;
            if read != chunk {
                return Ok(false);
            }
        }
        Ok(true)
    })
}

fn same_bytes(one: &Path, other: &Path) -> io::Result<bool> {
    let (mut one, mut other) = (File::open(one)?, File::open(other)?);
    BUFFER.with_borrow_mut(|buffer| {
        let (left, right) = buffer.split_at_mut(CHUNK_BYTES);
        loop {
            let length = one.read(left)?;
            if length == 0 {
                return Ok(other.read(right)? == 0);
            }
            other.read_exact(&mut right[..length])?;
            if left[..length] != right[..length] {
                return Ok(false);
            }
        }
    })
}
