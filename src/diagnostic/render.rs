//! Findings for people, for scripts and for a code host's annotations.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Level as Title, Renderer, Snippet};

use super::{Diagnostic, Level, Place, visible, visible_lines};

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people: the source's line, the place marked, why it matters, what to do.
    Human {
        /// Whether to colour it.
        colour: bool,
    },
    /// One line each: `path:line:column: level[code]: message`.
    Short,
    /// One JSON object a line.
    Json,
    /// GitHub's workflow commands, which annotate the changed lines.
    Github,
}

/// Answers the text of a file that a finding names, and how its path is told to people.
pub trait Sources {
    /// The text, if it is at hand.
    fn text(&self, path: &str) -> Option<&str>;
    /// The path as seen from where fixbook was started.
    fn shown(&self, path: &str) -> String;
}

/// Writes one finding, with a trailing line break. What is for people has no character in it that
/// a terminal would obey; JSON is exact.
#[must_use]
pub fn render(diagnostic: &Diagnostic, format: Format, sources: &dyn Sources) -> String {
    match format {
        Format::Human { colour } => human(diagnostic, colour, sources),
        Format::Short => short(diagnostic, sources),
        Format::Json => json(diagnostic),
        Format::Github => github(diagnostic, sources),
    }
}

fn human(diagnostic: &Diagnostic, colour: bool, sources: &dyn Sources) -> String {
    let rule = diagnostic.code.rule();
    let title = match diagnostic.level {
        Level::Error => Title::ERROR,
        Level::Warning => Title::WARNING,
        Level::Info => Title::INFO,
    };
    let message = visible(&diagnostic.message);
    let help = diagnostic.help.as_deref().map(visible);
    let mut group = title
        .primary_title(&*message)
        .id(rule.code)
        .elements(None::<Snippet<'_, annotate_snippets::Annotation<'_>>>);
    let excerpt = diagnostic.place.as_ref().map(|place| {
        (
            place,
            visible(&sources.shown(place.path.as_str())).into_owned(),
            Excerpt::of(place, sources),
        )
    });
    if let Some((place, shown, excerpt)) = &excerpt {
        group = match excerpt {
            Some(excerpt) => group.element(
                Snippet::source(&*excerpt.text)
                    .line_start(excerpt.first_line)
                    .path(shown)
                    .annotation(AnnotationKind::Primary.span(excerpt.marked.clone())),
            ),
            None => group
                .element(annotate_snippets::Origin::path(shown).line(place.start.line as usize)),
        };
    }
    group = group.element(Title::NOTE.message(rule.why));
    if let Some(help) = &help {
        group = group.element(Title::HELP.message(&**help));
    }
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    renderer.render(&[group]) + "\n"
}

/// The lines of a source that a finding is about; never more than a few, however long the file.
struct Excerpt {
    text: String,
    first_line: usize,
    marked: std::ops::Range<usize>,
}

impl Excerpt {
    /// No more than this much of a line is shown.
    const MAX_BYTES: usize = 400;

    fn of(place: &Place, sources: &dyn Sources) -> Option<Self> {
        let text = sources.text(place.path.as_str())?;
        let (start, end) = (place.span.start as usize, place.span.end as usize);
        if start > text.len() || end > text.len() || (start, end) == (0, 0) {
            return None;
        }
        let first = text[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let line_end = |from: usize| {
            text[from..]
                .find(['\n', '\r'])
                .map_or(text.len(), |at| from + at)
        };
        // A finding about many lines is marked on its first.
        let last = line_end(start);
        let from = text.floor_char_boundary(first.max(start.saturating_sub(Self::MAX_BYTES)));
        let to = text.floor_char_boundary(last.min(start + Self::MAX_BYTES));
        let to = to.max(start);
        let end = end.clamp(start, to);
        let mut shown = visible_lines(&text[from..start]).into_owned();
        let first = shown.len();
        shown.push_str(&visible_lines(&text[start..end]));
        let marked = first..shown.len();
        shown.push_str(&visible_lines(&text[end..to]));
        Some(Self {
            text: shown,
            first_line: place.start.line as usize,
            marked,
        })
    }
}

fn short(diagnostic: &Diagnostic, sources: &dyn Sources) -> String {
    let mut line = String::new();
    if let Some(place) = &diagnostic.place {
        let shown = sources.shown(place.path.as_str());
        let (shown, start) = (visible(&shown), place.start);
        let _ = write!(line, "{shown}:{}:{}: ", start.line, start.column);
    }
    let (level, code) = (diagnostic.level.name(), diagnostic.code.rule().code);
    let message = visible(&diagnostic.message);
    let _ = writeln!(line, "{level}[{code}]: {message}");
    line
}

fn json(diagnostic: &Diagnostic) -> String {
    let place = diagnostic.place.as_ref();
    let value = serde_json::json!({
        "code": diagnostic.code.rule().code,
        "level": diagnostic.level,
        "message": diagnostic.message,
        "path": place.map(|place| place.path.as_str()),
        "line": place.map(|place| place.start.line),
        "column": place.map(|place| place.start.column),
        "end_line": place.map(|place| place.end.line),
        "end_column": place.map(|place| place.end.column),
        "help": diagnostic.help,
    });
    format!("{value}\n")
}

/// <https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions>
fn github(diagnostic: &Diagnostic, sources: &dyn Sources) -> String {
    let command = match diagnostic.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "notice",
    };
    let property = |text: &str| escape_data(text).replace(':', "%3A").replace(',', "%2C");
    let mut line = format!(
        "::{command} title={}",
        property(diagnostic.code.rule().code)
    );
    if let Some(place) = &diagnostic.place {
        let shown = sources.shown(place.path.as_str());
        let (start, end) = (place.start, place.end);
        let _ = write!(
            line,
            ",file={},line={},endLine={},col={},endColumn={}",
            property(&shown),
            start.line,
            end.line,
            start.column,
            end.column
        );
    }
    let mut message = visible(&diagnostic.message).into_owned();
    if let Some(help) = &diagnostic.help {
        let _ = write!(message, "\n{}", visible(help));
    }
    let _ = writeln!(line, "::{}", escape_data(&message));
    line
}

fn escape_data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}
