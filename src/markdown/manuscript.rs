//! An article's text with everything it includes written out, and the way back from each byte to
//! the file it came from.
//!
//! `[!INCLUDE [title](path)]` on a line of its own is replaced by the blocks of that file, indented
//! or quoted like the line it stands on; within a line by its words. Included files may include
//! others. Front matter of an included file is left out.

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use memchr::memmem::{find, find_iter};
use regex::Regex;

use super::code::code_ranges;
use super::ragged;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::source::{Library, SitePath, Source, Span};

/// How deep files include each other.
const DEEPEST: usize = 16;
/// How long an article may grow by what it includes, beyond its own length.
const MOST_INCLUDED: usize = 8 << 20;

/// The text of an article, written out.
#[derive(Clone, Debug)]
pub struct Manuscript {
    own: Source,
    /// The text that is read; the article's own, where it includes nothing.
    pub(super) text: Arc<str>,
    /// Which file each part of the text comes from, in order; empty where nothing is included.
    pieces: Vec<Piece>,
    /// The files that are included.
    included: Vec<Source>,
}

/// A part of the text, and the file it comes from.
#[derive(Clone, Copy, Debug)]
struct Piece {
    /// Where it starts in the text.
    start: u32,
    /// Where it starts in its file.
    offset: u32,
    /// The file: an index into `included`, or the article itself.
    file: Option<usize>,
    /// The outermost directive that brought it, in the article.
    directive: Span,
}

impl Manuscript {
    /// The text of a source that includes nothing.
    #[must_use]
    pub fn plain(source: &Source) -> Self {
        Self {
            own: source.clone(),
            text: Arc::clone(&source.text),
            pieces: Vec::new(),
            included: Vec::new(),
        }
    }

    /// Takes parts of the text out, in order; what stays keeps its places.
    pub(super) fn take_out(&mut self, parts: &[Range<usize>]) {
        if parts.is_empty() {
            return;
        }
        let old = std::mem::take(&mut self.pieces);
        let own = Piece {
            start: 0,
            offset: 0,
            file: None,
            directive: Span::default(),
        };
        let old = if old.is_empty() { vec![own] } else { old };
        let to_u32 = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let mut text = String::with_capacity(self.text.len());
        for (at, piece) in old.iter().enumerate() {
            let end = old
                .get(at + 1)
                .map_or(self.text.len(), |next| next.start as usize);
            let mut start = piece.start as usize;
            while start < end {
                let next = parts.get(parts.partition_point(|part| part.end <= start));
                let stop = next.map_or(end, |part| part.start.clamp(start, end));
                if start < stop {
                    self.pieces.push(Piece {
                        start: to_u32(text.len()),
                        offset: piece.offset + to_u32(start) - piece.start,
                        ..*piece
                    });
                    text.push_str(&self.text[start..stop]);
                }
                start = next.map_or(end, |part| part.end.min(end)).max(stop);
            }
        }
        self.text = text.into();
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The 1-based line of the article at which a byte of the text stands: what is included stands
    /// on the line of the outermost directive.
    #[must_use]
    pub fn line(&self, offset: u32) -> u32 {
        match self.piece(offset) {
            None => self.own.line(offset),
            Some(piece) if piece.file.is_some() => self.own.line(piece.directive.start),
            Some(piece) => self.own.line(piece.offset + (offset - piece.start)),
        }
    }

    /// The file and line that a byte comes from, if it was included.
    #[must_use]
    pub fn origin(&self, offset: u32) -> Option<(&SitePath, u32)> {
        let piece = self.piece(offset)?;
        let file = &self.included[piece.file?];
        Some((&file.path, file.line(piece.offset + (offset - piece.start))))
    }

    /// The place of a span of the text, in the file it comes from.
    #[must_use]
    pub fn place(&self, span: Span) -> Place {
        let Some(piece) = self.piece(span.start) else {
            return Place::of(&self.own, span);
        };
        let source = piece.file.map_or(&self.own, |file| &self.included[file]);
        // A span that ends in another file is marked as far as it would reach in this one.
        let last = self.piece(span.end.saturating_sub(1).max(span.start));
        let last = last.filter(|last| last.file == piece.file).unwrap_or(piece);
        let within = |piece: &Piece, offset: u32| {
            let at = (piece.offset + (offset - piece.start)) as usize;
            source.text.floor_char_boundary(at)
        };
        Place::of(
            source,
            Span::new(within(piece, span.start), within(last, span.end)),
        )
    }

    /// The text with more in it. What is inserted stands at the place of the byte after it.
    pub(super) fn with(self, insertions: &[(usize, String)]) -> Self {
        if insertions.is_empty() {
            return self;
        }
        let to_u32 = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let whole = Piece {
            start: 0,
            offset: 0,
            file: None,
            directive: Span::default(),
        };
        let old = match &self.pieces[..] {
            [] => std::slice::from_ref(&whole),
            pieces => pieces,
        };
        let mut text = String::with_capacity(self.text.len() + insertions.len() * 8);
        let mut pieces = Vec::with_capacity(old.len() + insertions.len() * 3);
        let (mut done, mut next, mut shift) = (0, 0, 0);
        for (at, inserted) in insertions {
            let (before, at) = (&self.text[done..*at], to_u32(*at));
            text.push_str(before);
            while let Some(piece) = old.get(next).filter(|piece| piece.start <= at) {
                let start = piece.start + shift;
                pieces.push(Piece { start, ..*piece });
                next += 1;
            }
            let here = &old[next.saturating_sub(1)];
            let offset = here.offset + at.saturating_sub(here.start);
            let starts = to_u32(text.len())..=to_u32(text.len() + inserted.len());
            pieces.extend(starts.map(|start| Piece {
                start,
                offset,
                ..*here
            }));
            text.push_str(inserted);
            shift += to_u32(inserted.len());
            done = at as usize;
        }
        text.push_str(&self.text[done..]);
        pieces.extend(old[next..].iter().map(|piece| Piece {
            start: piece.start + shift,
            ..*piece
        }));
        Self {
            text: text.into(),
            pieces,
            ..self
        }
    }

    /// The files that are included.
    #[must_use]
    pub fn included(&self) -> &[Source] {
        &self.included
    }

    fn piece(&self, offset: u32) -> Option<&Piece> {
        let after = self.pieces.partition_point(|piece| piece.start <= offset);
        self.pieces.get(after.checked_sub(1)?)
    }
}

/// `[!INCLUDE [title](path)]` with its inner parts.
static INCLUDE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)\[!include[ \t]*\[[^\]\n]*\][ \t]*\([ \t]*(?:<([^>\n]*)>|([^)\s]*))[^)\n]*\)[ \t]*\]"#)
        .expect("a constant")
});

/// `[!code-lang[title](path)]`, `:::code … source="path" …:::`.
static SNIPPET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)(?:\[!code[^\[\]\n]*\[[^\]\n]*\]\(([^)\s"?#]*)|:::[ \t]*code[^\n]*?\bsource="([^"\n?#]*))"#)
        .expect("a constant")
});

/// The targets of everything that a text includes, as written: what must be at hand to read it.
#[must_use]
pub fn wanted(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let has = |mark: &[u8]| find(text.as_bytes(), mark).is_some();
    if has(b"[!") || has(b":::") {
        for pattern in [&INCLUDE, &SNIPPET] {
            for capture in pattern.captures_iter(text) {
                let target = capture.get(1).or_else(|| capture.get(2));
                found.extend(target.map(|target| target.as_str().to_owned()));
            }
        }
    }
    found
}

/// Writes out what a source includes, with its tables repaired; its Markdown starts at byte `body`.
#[must_use]
pub(super) fn manuscript(
    source: &Source,
    body: u32,
    library: &dyn Library,
    diagnostics: &mut Vec<Diagnostic>,
) -> Manuscript {
    let written = written_out(source, body, library, diagnostics);
    let repairs = ragged::repairs(&written.text, body as usize);
    written.with(&repairs)
}

fn written_out(
    source: &Source,
    body: u32,
    library: &dyn Library,
    diagnostics: &mut Vec<Diagnostic>,
) -> Manuscript {
    if !mentions_include(&source.text[body as usize..]) {
        return Manuscript::plain(source);
    }
    let mut writer = Writer {
        library,
        own: source,
        text: String::with_capacity(source.text.len() + 1024),
        pieces: Vec::new(),
        included: Vec::new(),
        open: Vec::new(),
        diagnostics,
    };
    writer.write(source, 0..source.text.len(), body as usize, None, "");
    if writer.included.is_empty() && writer.text == *source.text {
        return Manuscript::plain(source);
    }
    Manuscript {
        own: source.clone(),
        text: writer.text.into(),
        pieces: writer.pieces,
        included: writer.included,
    }
}

fn mentions_include(text: &str) -> bool {
    find_iter(text.as_bytes(), b"[!").any(|at| {
        text.as_bytes()
            .get(at + 2..at + 9)
            .is_some_and(|word| word.eq_ignore_ascii_case(b"include"))
    })
}

struct Writer<'w> {
    library: &'w dyn Library,
    own: &'w Source,
    text: String,
    pieces: Vec<Piece>,
    included: Vec<Source>,
    /// The files that are being included now, to tell cycles.
    open: Vec<SitePath>,
    diagnostics: &'w mut Vec<Diagnostic>,
}

/// A directive that was found: its bytes, its target, and how it stands on its line.
struct Directive {
    range: Range<usize>,
    target: String,
    /// What stands before it, if it is alone on its line but for that: blanks, quote and list marks.
    prefix: Option<String>,
}

impl Writer<'_> {
    /// Appends a part of a file with its includes written out. `file` is its index if it is not the
    /// article itself, with the outermost directive; `prefix` starts each of its further lines.
    fn write(
        &mut self,
        source: &Source,
        range: Range<usize>,
        body: usize,
        file: Option<(usize, Span)>,
        prefix: &str,
    ) {
        let directives = directives(&source.text, body);
        let mut done = range.start;
        for directive in directives {
            if directive.range.start < done || directive.range.end > range.end {
                continue;
            }
            self.copy(source, done..directive.range.start, file, prefix);
            self.include(source, &directive, file, prefix);
            done = directive.range.end;
        }
        self.copy(source, done..range.end, file, prefix);
    }

    /// Copies text as it is; where it is quoted or indented, each line gets the prefix.
    fn copy(
        &mut self,
        source: &Source,
        range: Range<usize>,
        file: Option<(usize, Span)>,
        prefix: &str,
    ) {
        if range.is_empty() {
            return;
        }
        if prefix.is_empty() {
            self.piece(range.start, file);
            self.text.push_str(&source.text[range]);
            return;
        }
        let mut at = range.start;
        for line in source.text[range].split_inclusive('\n') {
            if self.text.ends_with('\n') {
                self.text.push_str(prefix);
            }
            self.piece(at, file);
            self.text.push_str(line);
            at += line.len();
        }
    }

    fn piece(&mut self, offset: usize, file: Option<(usize, Span)>) {
        let to_u32 = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        self.pieces.push(Piece {
            start: to_u32(self.text.len()),
            offset: to_u32(offset),
            file: file.map(|(index, _)| index),
            directive: file.map_or_else(Span::default, |(_, directive)| directive),
        });
    }

    fn include(
        &mut self,
        source: &Source,
        directive: &Directive,
        file: Option<(usize, Span)>,
        prefix: &str,
    ) {
        let span = Span::new(directive.range.start, directive.range.end);
        let outermost = file.map_or(span, |(_, outermost)| outermost);
        let Some(found) = self.library.find(&source.path, &directive.target).cloned() else {
            let message = format!("the included file `{}` does not exist", directive.target);
            self.report(Code::BrokenInclude, message, source, span);
            return;
        };
        let cycle = self.open.contains(&found.path) || found.path == self.own.path;
        if cycle || self.open.len() >= DEEPEST {
            let what = if cycle {
                "includes itself"
            } else {
                "is included too deeply"
            };
            let message = format!("`{}` {what}", found.path);
            self.report(Code::BrokenInclude, message, source, span);
            return;
        }
        if self.text.len() + found.text.len() > self.own.text.len() + MOST_INCLUDED {
            let message = format!(
                "`{}` is not included: the article would grow beyond reason",
                found.path
            );
            self.report(Code::BrokenInclude, message, source, span);
            return;
        }
        let index = self.included.len();
        self.included.push(found.clone());
        self.open.push(found.path.clone());
        let body = after_front_matter(&found.text);
        let end = found.text.trim_end().len().max(body);
        let start = body + (found.text[body..end].len() - found.text[body..end].trim_start().len());
        match &directive.prefix {
            Some(own) => {
                let inner = format!("{prefix}{}", continued(own));
                let gap = inner.trim_end().to_owned();
                // A block of its own, whatever stands on the lines around it.
                if is_quote_or_blank(own) && !self.after_blank_line(own) {
                    self.text.truncate(self.text.len() - own.len());
                    self.text
                        .push_str(&format!("{}\n{prefix}{own}", own.trim_end()));
                }
                self.write(&found, start..end, body, Some((index, outermost)), &inner);
                self.text.push_str(&format!("\n{gap}"));
            }
            None => self.write(&found, start..end, body, Some((index, outermost)), prefix),
        }
        self.open.pop();
        // What follows comes from the including file again; `copy` says so.
    }

    /// Whether the line before the one that starts with `own` is blank but for quote marks.
    fn after_blank_line(&self, own: &str) -> bool {
        let Some(before) = self.text.strip_suffix(own) else {
            return true;
        };
        let Some(before) = before.strip_suffix('\n') else {
            return true;
        };
        is_quote_or_blank(before.rsplit('\n').next().unwrap_or_default())
    }

    fn report(&mut self, code: Code, message: String, source: &Source, span: Span) {
        self.diagnostics.push(
            Diagnostic::new(code, message)
                .at(source, span)
                .help("correct the path; it is relative to the file it stands in"),
        );
    }
}

/// The include directives of a text that do not stand in code.
fn directives(text: &str, body: usize) -> Vec<Directive> {
    if !mentions_include(&text[body..]) {
        return Vec::new();
    }
    let code = code_ranges(text, body);
    INCLUDE
        .captures_iter(&text[body..])
        .filter_map(|capture| {
            let whole = capture.get(0)?;
            let range = body + whole.start()..body + whole.end();
            let target = capture.get(1).or_else(|| capture.get(2))?.as_str();
            let in_code = code
                .iter()
                .any(|code| code.start <= range.start && range.start < code.end);
            let target = target.split(['?', '#']).next().unwrap_or(target).to_owned();
            (!in_code).then(|| Directive {
                prefix: prefix(text, &range),
                range,
                target,
            })
        })
        .collect()
}

/// What stands before a directive that is alone on its line.
fn prefix(text: &str, range: &Range<usize>) -> Option<String> {
    let line = text[..range.start]
        .rfind(['\n', '\r'])
        .map_or(0, |at| at + 1);
    let before = &text[line..range.start];
    let after = text[range.end..]
        .split(['\n', '\r'])
        .next()
        .unwrap_or_default();
    let alone = after.trim().is_empty();
    let marks = before
        .chars()
        .all(|c| c.is_whitespace() || matches!(c, '>' | '-' | '*' | '+'))
        || is_numbered(before);
    (alone && marks).then(|| before.to_owned())
}

fn is_quote_or_blank(line: &str) -> bool {
    line.chars().all(|c| c.is_whitespace() || c == '>')
}

/// `1. ` or `2) `, perhaps indented.
fn is_numbered(before: &str) -> bool {
    let rest = before
        .trim_start()
        .trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < before.trim_start().len() && matches!(rest.trim_end(), "." | ")")
}

/// The prefix of further lines: quotes stay, list marks become blanks of the same width.
fn continued(prefix: &str) -> String {
    prefix
        .chars()
        .map(|c| {
            if c == '>' || c.is_whitespace() {
                c
            } else {
                ' '
            }
        })
        .collect()
}

/// The byte at which a file's Markdown starts, after its front matter if it has one.
fn after_front_matter(text: &str) -> usize {
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| line.trim_end() == "---") else {
        return 0;
    };
    let mut at = first.len();
    for line in lines {
        at += line.len();
        if matches!(line.trim_end(), "---" | "...") {
            return at;
        }
    }
    0
}
