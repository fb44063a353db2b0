//! Reading: a folder becomes sources and files, a theme becomes bytes.
//!
//! Each file costs four system calls (open, stat, read, close) and one copy, into a buffer that
//! is used again. What cannot be read is told, and the rest is read.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::cache::{Cache, Kept};
use super::decode::{Flaw, decode};
use super::reason;
use super::walk::{Exclude, Found, Walk, is_article, unreadable};
use crate::diagnostic::{Code, Diagnosed, Diagnostic};
use crate::source::{Asset, MAX_SOURCE_BYTES, SitePath, Source, Span};

/// An article larger than this many bytes is read, with a warning.
const LONG_SOURCE_BYTES: u64 = 1 << 20;

/// The largest file of a theme, in bytes.
const MAX_THEME_FILE_BYTES: u64 = 16 << 20;

thread_local! {
    /// What a file is read into before it is decoded.
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// What a content folder holds; both lists are sorted by the bytes of their paths.
#[derive(Clone, Debug, Default)]
pub struct Folder {
    /// The articles: files whose extension is `md` or `markdown` in any case, decoded.
    pub sources: Vec<Source>,
    /// All other files, by name only: they are not opened, and have no dimensions yet.
    pub files: Vec<Asset>,
}

/// Reads the folder `content` of the site whose root is `site`.
///
/// Links are followed to places below `site`. `exclude` is relative to `content`. The folders in
/// `skip` (the output, `themes/`, …) are never read as content; they need not exist. Files that
/// start with a dot and what editors leave behind are passed by. What the cache keeps is not read again.
#[must_use]
pub fn read_content(
    site: &Path,
    content: &Path,
    exclude: &Exclude,
    skip: &[PathBuf],
    cache: &Cache,
) -> Diagnosed<Folder> {
    let walk = Walk {
        folder: content,
        site,
        exclude,
        skip,
        dot_files: false,
    };
    let mut diagnostics = Vec::new();
    let found = walk.files().into_value(&mut diagnostics);
    let (articles, others): (Vec<_>, Vec<_>) = found
        .into_iter()
        .map(|Found { path, real }| (SitePath::new(&path), real))
        .partition(|(path, _)| is_article(path));
    let read: Vec<_> = articles
        .par_iter()
        .map(|(path, real)| kept_article(path, real, cache))
        .collect();
    let sources = read
        .into_iter()
        .filter_map(|source| source.into_value(&mut diagnostics))
        .collect();
    Diagnosed {
        value: Folder {
            sources,
            files: others.into_iter().map(|(path, _)| asset(path)).collect(),
        },
        diagnostics,
    }
}

/// Lists the folder `folder` of files that are published as they are (`static/`), sorted by the
/// bytes of their paths. Names that start with a dot count here, because `.well-known/` and
/// `.nojekyll` are meant. A folder that does not exist is empty.
#[must_use]
pub fn read_static(site: &Path, folder: &Path, skip: &[PathBuf]) -> Diagnosed<Vec<Asset>> {
    if !folder.exists() {
        return Diagnosed::clean(Vec::new());
    }
    let walk = Walk {
        folder,
        site,
        exclude: &Exclude::nothing(),
        skip,
        dot_files: true,
    };
    let Diagnosed { value, diagnostics } = walk.files();
    let files = value.iter().map(|found| asset(SitePath::new(&found.path)));
    Diagnosed {
        value: files.collect(),
        diagnostics,
    }
}

/// Reads one text file, such as `fixbook.yaml`; `None` when there is none.
///
/// Findings name it `shown_as`. A file that is there and cannot be read is an error of the
/// configuration.
#[must_use]
pub fn read_text(path: &Path, shown_as: &str) -> Diagnosed<Option<Source>> {
    let name = SitePath::new(shown_as);
    let mut buffer = Vec::new();
    let trouble = |why: &str, help: &str| Diagnosed {
        value: None,
        diagnostics: vec![
            Diagnostic::new(
                Code::InvalidConfig,
                format!("`{shown_as}` cannot be read: {why}"),
            )
            .in_file(&name)
            .help(help),
        ],
    };
    // To open a pipe would wait for its other end.
    let read = match fs::metadata(path) {
        Ok(metadata) if !metadata.is_file() => Err(Refusal::NotFile),
        Ok(_) => load(path, MAX_SOURCE_BYTES, &mut buffer),
        Err(error) => Err(Refusal::Io(error)),
    };
    match read {
        Ok(bytes) => match source(&name, bytes) {
            Some(source) => source.map(Some),
            None => trouble("it is not text", "save it as UTF-8 text"),
        },
        Err(Refusal::Io(error)) if error.kind() == io::ErrorKind::NotFound => {
            Diagnosed::clean(None)
        }
        Err(refusal) => trouble(&refusal.why(), "make it a file that can be read"),
    }
}

/// All files below a theme's folder: their paths relative to it (`/`-separated, sorted) and
/// their bytes. A file of more than 16 MiB, or one that cannot be read, is reported and left out.
#[must_use]
pub fn theme_files(site: &Path, folder: &Path) -> Diagnosed<Vec<(String, Vec<u8>)>> {
    let walk = Walk {
        folder,
        site,
        exclude: &Exclude::nothing(),
        skip: &[],
        dot_files: false,
    };
    let mut diagnostics = Vec::new();
    let mut files = Vec::new();
    for Found { path, real } in walk.files().into_value(&mut diagnostics) {
        let mut buffer = Vec::new();
        match load(&real, MAX_THEME_FILE_BYTES, &mut buffer).map(<[u8]>::len) {
            Ok(length) => {
                buffer.truncate(length);
                files.push((path, buffer));
            }
            Err(refusal) => diagnostics.push(
                Diagnostic::new(
                    Code::UnreadableFile,
                    format!("`{path}` of the theme cannot be read: {}", refusal.why()),
                )
                .in_file(&SitePath::new(&path))
                .help("make it a file of at most 16 MiB that can be read, or remove it"),
            ),
        }
    }
    Diagnosed {
        value: files,
        diagnostics,
    }
}

fn asset(path: SitePath) -> Asset {
    Asset {
        path,
        dimensions: None,
    }
}

/// Reads an article again that was read before; none where only a look at the whole folder can say what has become of it.
#[must_use]
pub fn reread(file: &Path, path: &SitePath) -> Option<Source> {
    if !file.symlink_metadata().ok()?.is_file() {
        return None;
    }
    let read = read_article(path, file, &mut Vec::new());
    read.value.filter(|_| read.diagnostics.is_empty())
}

fn kept_article(path: &SitePath, real: &Path, cache: &Cache) -> Diagnosed<Option<Source>> {
    let read = || BUFFER.with_borrow_mut(|buffer| read_article(path, real, buffer));
    // A file may be reached in several ways, and each is an article of its own.
    let is_own = |read: &Diagnosed<Option<Source>>| {
        let own = read.value.as_ref();
        own.is_some_and(|source| source.path == *path)
    };
    match cache.kept(real, || Kept::Article(read())) {
        Kept::Article(kept) if is_own(&kept) => kept,
        _ => read(),
    }
}

fn read_article(path: &SitePath, real: &Path, buffer: &mut Vec<u8>) -> Diagnosed<Option<Source>> {
    let read = match load(real, MAX_SOURCE_BYTES, buffer) {
        Ok(bytes) => article(path, bytes),
        Err(Refusal::TooLarge(bytes)) => nothing(
            Diagnostic::new(
                Code::SourceTooLarge,
                format!("`{path}` has {} MiB and is not read", bytes >> 20),
            )
            .in_file(path)
            .help("split it into articles, or exclude it in the configuration"),
        ),
        Err(refusal) => nothing(unreadable(path.as_str(), &refusal.why())),
    };
    if buffer.len() as u64 > LONG_SOURCE_BYTES {
        // One long article must not keep its buffer for all that follow.
        *buffer = Vec::new();
    }
    read
}

fn article(path: &SitePath, bytes: &[u8]) -> Diagnosed<Option<Source>> {
    let Some(mut read) = source(path, bytes) else {
        return nothing(
            Diagnostic::new(Code::NotText, format!("`{path}` is not text"))
                .in_file(path)
                .help("give it the extension of what it is, or save it as UTF-8 text"),
        );
    };
    if bytes.len() as u64 > LONG_SOURCE_BYTES {
        let tenths = bytes.len() as u64 * 10 / LONG_SOURCE_BYTES;
        read.diagnostics.push(
            Diagnostic::new(
                Code::LongSource,
                format!("`{path}` has {}.{} MiB", tenths / 10, tenths % 10),
            )
            .in_file(path)
            .help("split it into one article for each problem"),
        );
    }
    read.map(Some)
}

/// Reads the text files that sources include and that are no sources themselves: by the targets that
/// `wanted` finds in a text, and in the files so found. What cannot be read is left out; whoever
/// includes it is told.
#[must_use]
pub fn read_fragments(
    site: &Path,
    content: &Path,
    sources: &[Source],
    wanted: &dyn Fn(&Source) -> Vec<SitePath>,
) -> Vec<Source> {
    let is_source = |path: &SitePath| {
        sources
            .binary_search_by(|source| source.path.cmp(path))
            .is_ok()
    };
    let Ok(site) = site.canonicalize() else {
        return Vec::new();
    };
    let mut found: BTreeMap<SitePath, Option<Source>> = BTreeMap::new();
    let mut open: Vec<SitePath> = sources.iter().flat_map(wanted).collect();
    while let Some(path) = open.pop() {
        if is_source(&path) || found.contains_key(&path) {
            continue;
        }
        let fragment = read_fragment(&site, &content.join(path.as_str()), &path);
        open.extend(fragment.iter().flat_map(wanted));
        found.insert(path, fragment);
    }
    found.into_values().flatten().collect()
}

/// A regular file within the site, decoded.
fn read_fragment(site: &Path, file: &Path, path: &SitePath) -> Option<Source> {
    let real = file.canonicalize().ok()?;
    if !real.starts_with(site) || !real.metadata().ok()?.is_file() {
        return None;
    }
    let mut buffer = Vec::new();
    let bytes = load(&real, MAX_SOURCE_BYTES, &mut buffer).ok()?;
    let decoded = decode(bytes)?;
    Some(Source::new(path.clone(), decoded.text))
}

fn nothing(finding: Diagnostic) -> Diagnosed<Option<Source>> {
    Diagnosed {
        value: None,
        diagnostics: vec![finding],
    }
}

/// Decodes a source; `None` when it is not text.
fn source(path: &SitePath, bytes: &[u8]) -> Option<Diagnosed<Source>> {
    let decoded = decode(bytes)?;
    let source = Source::new(path.clone(), decoded.text);
    let diagnostics = decoded.flaw.map(|flaw| invalid(&source, &flaw));
    Some(Diagnosed {
        diagnostics: diagnostics.into_iter().collect(),
        value: source,
    })
}

fn invalid(source: &Source, flaw: &Flaw) -> Diagnostic {
    let end = flaw.offset + char::REPLACEMENT_CHARACTER.len_utf8();
    Diagnostic::new(Code::InvalidEncoding, flaw.what.clone())
        .at(source, Span::new(flaw.offset, end))
        .help(flaw.help)
}

/// Why a file was not read.
enum Refusal {
    /// It has more bytes than allowed: so many.
    TooLarge(u64),
    /// It is a folder, a pipe or a device.
    NotFile,
    Io(io::Error),
}

impl Refusal {
    fn why(&self) -> String {
        match self {
            Self::TooLarge(bytes) => format!("it has {} MiB", bytes >> 20),
            Self::NotFile => "it is not a regular file".to_owned(),
            Self::Io(error) => reason(error),
        }
    }
}

/// Reads a whole file into `buffer`, which may be longer, and returns its bytes.
fn load<'b>(path: &Path, limit: u64, buffer: &'b mut Vec<u8>) -> Result<&'b [u8], Refusal> {
    let mut file = File::open(path).map_err(Refusal::Io)?;
    let metadata = file.metadata().map_err(Refusal::Io)?;
    if !metadata.is_file() {
        return Err(Refusal::NotFile);
    }
    if metadata.len() > limit {
        return Err(Refusal::TooLarge(metadata.len()));
    }
    // `limit` fits a usize; one byte more shows the end of the file without another read.
    let expected = usize::try_from(metadata.len()).unwrap_or(0) + 1;
    if buffer.len() < expected {
        buffer.resize(expected, 0);
    }
    let mut length = 0;
    loop {
        match file.read(&mut buffer[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Refusal::Io(error)),
        }
        if length < buffer.len() && length as u64 >= metadata.len() {
            break;
        }
        if length == buffer.len() {
            // It grew while it was read.
            if length as u64 > limit {
                return Err(Refusal::TooLarge(length as u64));
            }
            buffer.resize(length * 2, 0);
        }
    }
    Ok(&buffer[..length])
}
