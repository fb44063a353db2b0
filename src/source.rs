//! The outside world as values: paths, addresses, places in a text, sources and files.
//!
//! Everything below this room works on these values only; `disk` makes them from a folder.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// The path of a file relative to the content folder, `/`-separated and spelt as on disk.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SitePath(Arc<str>);

impl SitePath {
    /// Takes a path that is already relative and `/`-separated.
    #[must_use]
    pub fn new(path: &str) -> Self {
        Self(Arc::from(path))
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder that holds the file, without a trailing slash; empty at the top.
    #[must_use]
    pub fn folder(&self) -> &str {
        folder_of(&self.0)
    }

    /// The last component.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&*self.0, |(_, name)| name)
    }

    /// The last component without its extension.
    #[must_use]
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        match name.rsplit_once('.') {
            Some((stem, _)) if !stem.is_empty() => stem,
            _ => name,
        }
    }

    /// The extension as written, without the dot; empty if there is none.
    #[must_use]
    pub fn extension(&self) -> &str {
        match self.file_name().rsplit_once('.') {
            Some((stem, extension)) if !stem.is_empty() => extension,
            _ => "",
        }
    }

    /// Resolves `relative` (with `.` and `..`, `/` or `\`) against this file's folder.
    ///
    /// A leading `/` or `~/` starts at the content folder. `None` when the path climbs out of it.
    #[must_use]
    pub fn resolve(&self, relative: &str) -> Option<Self> {
        let relative = relative.replace('\\', "/");
        let (base, rest) = match relative
            .strip_prefix("~/")
            .or_else(|| relative.strip_prefix('/'))
        {
            Some(rest) => ("", rest),
            None => (self.folder(), relative.as_str()),
        };
        let mut parts: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
        for part in rest.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                name => parts.push(name),
            }
        }
        Some(Self::new(&parts.join("/")))
    }
}

impl fmt::Display for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl serde::Serialize for SitePath {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// The folder of a path, without a trailing slash; empty at the top.
#[must_use]
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The address of a page or file: relative to the site's root, percent-encoded, no leading slash.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(transparent)]
pub struct Url(Arc<str>);

/// What must be encoded in a path segment (RFC 3986, section 3.3) to be safe in every attribute
/// and on every host: everything but unreserved characters and a few harmless sub-delimiters.
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'\'')
    .add(b'(')
    .add(b')')
    .add(b'+')
    .add(b':')
    .add(b';')
    .add(b'<')
    .add(b'=')
    .add(b'>')
    .add(b'?')
    .add(b'@')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

impl Url {
    /// The address of an output file whose path (as on disk) is `path`.
    #[must_use]
    pub fn of_file(path: &str) -> Self {
        Self(Cow::from(utf8_percent_encode(path, SEGMENT)).into())
    }

    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path of the output file, relative to the output folder.
    #[must_use]
    pub fn file(&self) -> String {
        if !self.0.contains('%') {
            return self.0.as_ref().to_owned();
        }
        percent_decode_str(&self.0).decode_utf8_lossy().into_owned()
    }

    /// The prefix that leads from this page back to the site's root: `""`, `"../"`, `"../../"`.
    #[must_use]
    pub fn to_root(&self) -> String {
        "../".repeat(self.0.matches('/').count())
    }

    /// This address as seen from the page `from`.
    #[must_use]
    pub fn seen_from(&self, from: &Self) -> String {
        // Both stand in the folders up to the last slash to which they are equal. No place in a slash
        // is within a character.
        let pairs = from.0.bytes().zip(self.0.bytes());
        let equal = pairs.take_while(|(here, there)| here == there).count();
        let in_common = &from.0.as_bytes()[..equal];
        let start = in_common.iter().rposition(|byte| *byte == b'/');
        let start = start.map_or(0, |slash| slash + 1);
        let (here, there) = (&from.0[start..], &self.0[start..]);
        let up = here.bytes().filter(|byte| *byte == b'/').count();
        let mut address = String::with_capacity(up * "../".len() + there.len());
        for _ in 0..up {
            address.push_str("../");
        }
        address.push_str(there);
        address
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A range of bytes in a source's text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets. Sources are limited to [`MAX_SOURCE_BYTES`], so `u32` suffices.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self {
            start: clamp(start),
            end: clamp(end.max(start)),
        }
    }

    /// The span as a range for slicing.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands in the source.
    pub span: Span,
}

/// The largest source that is read; a larger file is refused with an error.
pub const MAX_SOURCE_BYTES: u64 = 256 << 20;

/// A text file as it was read: decoded, without its byte order mark, line breaks as they were.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its path, relative to the content folder.
    pub path: SitePath,
    /// Its text.
    pub text: Arc<str>,
    line_starts: OnceLock<Arc<[u32]>>,
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path && self.text == other.text
    }
}

impl Source {
    /// A source from a path and its decoded text.
    #[must_use]
    pub fn new(path: SitePath, text: impl Into<Arc<str>>) -> Self {
        Self {
            path,
            text: text.into(),
            line_starts: OnceLock::new(),
        }
    }

    /// The 1-based line of a byte offset.
    #[must_use]
    pub fn line(&self, offset: u32) -> u32 {
        let starts = self.line_starts();
        let line = starts.partition_point(|&start| start <= offset);
        u32::try_from(line.max(1)).unwrap_or(u32::MAX)
    }

    /// The 1-based line and column (in UTF-16 units) of a byte offset.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        let line = self.line(offset);
        let start = self.line_starts()[line as usize - 1] as usize;
        let end = self.text.floor_char_boundary(offset as usize);
        let units: usize = self.text[start.min(end)..end]
            .chars()
            .map(char::len_utf16)
            .sum();
        Position {
            line,
            column: u32::try_from(units + 1).unwrap_or(u32::MAX),
        }
    }

    /// What stands on a 1-based line, without the blanks around it; nothing if there is no such line.
    #[must_use]
    pub fn line_span(&self, line: u32) -> Span {
        let starts = self.line_starts();
        let at = |line: u32| starts.get(line as usize).map(|&start| start as usize);
        let Some(start) = line.checked_sub(1).and_then(at) else {
            return Span::default();
        };
        let end = at(line).unwrap_or(self.text.len());
        let text = &self.text[start..end];
        let before = text.len() - text.trim_start().len();
        Span::new(start + before, start + text.trim_end().len())
    }

    /// The offsets at which lines start; LF, CRLF and a lone CR each end a line.
    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let text: &str = &self.text;
            let after = |at: usize| u32::try_from(at + 1).unwrap_or(u32::MAX);
            let mut starts = vec![0];
            starts.extend(text.match_indices('\n').map(|(at, _)| after(at)));
            let lone = |at: &usize| text.as_bytes().get(at + 1) != Some(&b'\n');
            let returns = text.match_indices('\r').map(|(at, _)| at).filter(lone);
            let before = starts.len();
            starts.extend(returns.map(after));
            if starts.len() > before {
                starts.sort_unstable();
            }
            starts.into()
        })
    }
}

/// A place for people: 1-based line, and column in UTF-16 units as editors count them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// 1-based line.
    pub line: u32,
    /// 1-based column in UTF-16 units.
    pub column: u32,
}

/// Answers the text files that articles may include, by path.
pub trait Library: Sync {
    /// The file that `target`, as written in `from`, names; none if there is none.
    fn find(&self, from: &SitePath, target: &str) -> Option<&Source>;
}

/// A library without files.
pub struct NoLibrary;

impl Library for NoLibrary {
    fn find(&self, _: &SitePath, _: &str) -> Option<&Source> {
        None
    }
}

/// A file that is published as it is, if a page refers to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Its path, relative to the content folder (or to `static/`).
    pub path: SitePath,
    /// Width and height in CSS pixels, where the file is an image whose header says so.
    pub dimensions: Option<(u32, u32)>,
}
