//! A DocFX project as values: which file is published at which address, what its metadata are
//! unless it says otherwise, and its navigation, redirections and landing pages.
//!
//! This room reads texts and never a folder. Its files are written by hand and by tools of several
//! generations, so each reader takes what it can use, says what it could not, and always answers.

pub mod glob;
mod json;
pub mod landing;
mod plain;
pub mod project;
pub mod toc;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Source, Span, Spanned};
use crate::yaml::{self, Node};

pub use landing::{Landing, Mime};
pub use project::{Docset, Placed, Project, Redirection};
pub use toc::TocItem;

/// Reads a whole source as YAML; what is wrong with it is told as being about the project.
fn yaml(source: &Source, found: &mut Vec<Diagnostic>) -> Node {
    let first = found.len();
    let whole = Span::new(0, source.text.len());
    let root = yaml::read(source, whole).into_value(found);
    for diagnostic in &mut found[first..] {
        if diagnostic.code == Code::InvalidYaml {
            diagnostic.code = Code::InvalidProject;
            diagnostic.level = Code::InvalidProject.rule().level;
        }
    }
    root
}

/// So many findings are told about a file; one with more is not what it is taken for.
const MAX_FINDINGS: usize = 200;

/// Adds a finding about a place, unless there are very many already, and answers with it.
fn tell<'f>(
    found: &'f mut Vec<Diagnostic>,
    source: &Source,
    code: Code,
    message: &str,
    span: Span,
) -> Option<&'f mut Diagnostic> {
    if found.len() > MAX_FINDINGS {
        return None;
    }
    found.push(if found.len() == MAX_FINDINGS {
        Diagnostic::new(code, "more findings like these are not listed").in_file(&source.path)
    } else {
        Diagnostic::new(code, message).at(source, span)
    });
    found.last_mut().filter(|last| last.message == message)
}

/// The text of the first of these keys that a map has, trimmed; an empty text counts for nothing.
fn text_of<'n>(node: &'n Node, keys: &[&str]) -> Option<(&'n str, Span)> {
    keys.iter().find_map(|key| {
        let value = node.get(key)?;
        let text = yaml::trim(value.text()?);
        (!text.is_empty()).then_some((text, value.span))
    })
}

/// A text with its place, owned.
fn spanned((text, span): (&str, Span)) -> Spanned<String> {
    let value = text.to_owned();
    Spanned { value, span }
}

/// A path without `.`, `..` and empty parts; `None` when it climbs above where it starts.
fn normal(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// Two paths one after the other; an empty one adds nothing.
fn join(first: &str, second: &str) -> String {
    match (first.is_empty(), second.is_empty()) {
        (true, _) => second.to_owned(),
        (_, true) => first.to_owned(),
        _ => format!("{first}/{second}"),
    }
}

/// What follows a folder in a path that lies in it or is it, upper and lower case being one.
fn within<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    if folder.is_empty() {
        return Some(path);
    }
    let (head, rest) = path.split_at_checked(folder.len())?;
    if !rest.is_empty() && !rest.starts_with('/') {
        return None;
    }
    let is_same = head.eq_ignore_ascii_case(folder)
        || (!head.is_ascii() && head.to_lowercase() == folder.to_lowercase());
    is_same.then(|| rest.strip_prefix('/').unwrap_or_default())
}
