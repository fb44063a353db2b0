//! The manifest: the list of files in the output folder that are ours to replace or remove.
//!
//! A plain text file: a line that says what it is, then one path a line, sorted. It is replaced
//! in one step. A path that leads anywhere but below the output folder is never believed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

/// The manifest's name in the output folder.
pub(super) const NAME: &str = ".fixbook-manifest";

/// What the names of unfinished files start with; they stand at the top of the output folder.
pub(super) const UNFINISHED: &str = ".fixbook-tmp-";

/// Longer paths are not believed: no system takes them.
const LONGEST_PATH_BYTES: usize = 4096;

/// How the first line starts, in this version and in those to come.
const MARK: &str = "# fixbook manifest";

const HEADER: &str = "# fixbook manifest: the files here that fixbook wrote and may replace or \
                      remove; made by fixbook, do not edit\n";

/// The manifest as it was found.
#[derive(Default)]
pub(super) struct Manifest {
    /// The paths that are ours, sorted, each once.
    pub paths: Vec<String>,
    /// The file's bytes; empty where there was none.
    pub bytes: Vec<u8>,
    /// Whether something in it could not be believed.
    pub damaged: bool,
}

impl Manifest {
    /// Reads the manifest of an output folder; without one, nothing is ours.
    pub(super) fn read(folder: &Path) -> io::Result<Self> {
        let path = folder.join(NAME);
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_file() => Ok(Self::parse(fs::read(&path)?)),
            Ok(_) => Err(io::Error::other("it is not a regular file")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error),
        }
    }

    fn parse(bytes: Vec<u8>) -> Self {
        let text = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
        let mut lines = text.split(|&byte| byte == b'\n');
        let is_manifest = lines
            .next()
            .is_some_and(|line| line.starts_with(MARK.as_bytes()));
        let mut damaged = !is_manifest;
        let mut paths = Vec::new();
        for line in lines.filter(|_| is_manifest) {
            match unescape(line).filter(|path| is_inside(path)) {
                Some(path) => paths.push(path),
                None => damaged = true,
            }
        }
        if !paths.is_sorted() {
            paths.sort_unstable();
        }
        paths.dedup();
        Self {
            paths,
            bytes,
            damaged,
        }
    }
}

/// The manifest's bytes for paths that are sorted and differ.
pub(super) fn encode<'p>(paths: impl Iterator<Item = &'p str>) -> Vec<u8> {
    let mut bytes = HEADER.as_bytes().to_vec();
    for path in paths {
        if path.contains(['\\', '\n', '\r']) {
            let path = path.replace('\\', r"\\").replace('\n', r"\n");
            bytes.extend_from_slice(path.replace('\r', r"\r").as_bytes());
        } else {
            bytes.extend_from_slice(path.as_bytes());
        }
        bytes.push(b'\n');
    }
    bytes
}

/// `None` when an escape is not one of ours or the line was not valid UTF-8.
fn unescape(line: &[u8]) -> Option<String> {
    let line = str::from_utf8(line).ok()?;
    let mut path = String::with_capacity(line.len());
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        path.push(match letter {
            '\\' => match letters.next()? {
                '\\' => '\\',
                'n' => '\n',
                'r' => '\r',
                _ => return None,
            },
            letter => letter,
        });
    }
    Some(path)
}

/// Whether a path leads to a file below the output folder, and not to the manifest itself.
pub(super) fn is_inside(path: &str) -> bool {
    let foreign_separator = cfg!(windows) && path.contains(['\\', ':']);
    !foreign_separator
        && path.len() <= LONGEST_PATH_BYTES
        && !path.contains('\0')
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
        && path != NAME
        && !path.starts_with(UNFINISHED)
}

/// Replaces the manifest in one step. `lasting` waits until it is on the disk itself.
pub(super) fn write(folder: &Path, bytes: &[u8], lasting: bool) -> io::Result<()> {
    let (unfinished, mut file) = unfinished(folder)?;
    let written = file.write_all(bytes).and_then(|()| match lasting {
        true => file.sync_data(),
        false => Ok(()),
    });
    drop(file);
    finish(&unfinished, &folder.join(NAME), written)
}

/// Writes a file in one step: a reader sees the old one or the new one. Where a link stands, the file that it
/// leads to is written.
///
/// # Errors
/// If its folder does not exist, or it cannot be written there.
pub fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let (unfinished, mut file) = unfinished(folder)?;
    let written = file.write_all(bytes);
    drop(file);
    finish(&unfinished, &path, written)
}

/// A new file under a name of its own at the top of the output folder.
pub(super) fn unfinished(folder: &Path) -> io::Result<(PathBuf, File)> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let path = folder.join(format!("{UNFINISHED}{}-{count}", process::id()));
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&path)?;
    Ok((path, file))
}

/// Puts an unfinished file in its place, or removes it if it could not be written.
pub(super) fn finish(unfinished: &Path, place: &Path, written: io::Result<()>) -> io::Result<()> {
    let finished = written.and_then(|()| fs::rename(unfinished, place));
    if finished.is_err() {
        // Best effort: the next build removes it as well.
        let _ = fs::remove_file(unfinished);
    }
    finished
}
