//! What fixbook has to say about a source: where, what, why it matters, and what to do next.
//!
//! A [`Diagnostic`] travels beside the value it is about, in a [`Diagnosed`]; nothing prints one
//! before the end. The codes stand in one table, [`rules`].

mod example;
pub mod baseline;
pub mod identity;
mod render;
pub mod rules;
pub mod sarif;
mod similar;
mod visible;

pub use example::{Example, File};
pub use render::{Format, Sources, render};
pub use rules::Code;
pub use similar::nearest;
pub use visible::{visible, visible_json, visible_lines};

use crate::source::{Position, SitePath, Source, Span};

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Something is not published as its author meant; the exit code is 1.
    Error,
    /// A reader would stumble; the exit code stays 0 unless `--strict`.
    Warning,
    /// Worth knowing.
    Info,
}

impl Level {
    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its entry in the table of codes.
    pub code: Code,
    /// How serious it is here.
    pub level: Level,
    /// One terse sentence: what is the case.
    pub message: String,
    /// Where, if it has a place.
    pub place: Option<Place>,
    /// What to do next.
    pub help: Option<String>,
    /// What mends it in the file of its place, where that is safe to do unasked; none else.
    pub fix: Vec<Edit>,
}

/// A piece of a file, and what is to stand there instead.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The bytes of the file's text.
    pub span: Span,
    /// The text instead.
    pub text: String,
}

/// Where a finding stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, relative to the content folder (or to the root, for configuration and theme).
    pub path: SitePath,
    /// Where it starts.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
    /// The bytes it covers.
    pub span: Span,
}

impl Place {
    /// The place of a span of a source.
    #[must_use]
    pub fn of(source: &Source, span: Span) -> Self {
        Self {
            path: source.path.clone(),
            start: source.position(span.start),
            end: source.position(span.end),
            span,
        }
    }

    /// A file as a whole, where no line can be named.
    #[must_use]
    pub fn file(path: &SitePath) -> Self {
        let start = Position { line: 1, column: 1 };
        Self {
            path: path.clone(),
            start,
            end: start,
            span: Span::default(),
        }
    }
}

impl Diagnostic {
    /// A finding with the level that the table gives its code, without a place.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            level: code.rule().level,
            message: message.into(),
            place: None,
            help: None,
            fix: Vec::new(),
        }
    }

    /// The finding, at a span of a source.
    #[must_use]
    pub fn at(mut self, source: &Source, span: Span) -> Self {
        self.place = Some(Place::of(source, span));
        self
    }

    /// The finding, at a place.
    #[must_use]
    pub fn in_place(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// The finding, about a file as a whole.
    #[must_use]
    pub fn in_file(mut self, path: &SitePath) -> Self {
        self.place = Some(Place::file(path));
        self
    }

    /// The finding, with what mends it.
    #[must_use]
    pub fn mended(mut self, fix: Vec<Edit>) -> Self {
        self.fix = fix;
        self
    }

    /// The finding, with what to do next.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// A value, and what there is to say about where it came from. Reading always answers.
#[derive(Clone, Debug)]
pub struct Diagnosed<T> {
    /// The value, as good as it could be had.
    pub value: T,
    /// The findings, in the order in which they were made.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Diagnosed<T> {
    /// A value about which there is nothing to say.
    #[must_use]
    pub fn clean(value: T) -> Self {
        Self {
            value,
            diagnostics: Vec::new(),
        }
    }

    /// The value made into another, with the same findings.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Diagnosed<U> {
        Diagnosed {
            value: make(self.value),
            diagnostics: self.diagnostics,
        }
    }

    /// Hands the findings to `sink` and keeps the value.
    pub fn into_value(self, sink: &mut Vec<Diagnostic>) -> T {
        sink.extend(self.diagnostics);
        self.value
    }
}

/// Sorts findings by file, place and code, and drops exact repetitions.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        (&a.place, a.level, a.code, &a.message).cmp(&(&b.place, b.level, b.code, &b.message))
    });
    diagnostics.dedup();
}
