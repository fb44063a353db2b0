//! Markdown, read into a tree: the only room that knows the Markdown crate.
//!
//! CommonMark with tables, alerts, footnotes, strike-through, task lists and heading attributes.
//! What would change the text of an error or a command stays off: smart punctuation, mathematics,
//! sub- and superscript by `~` and `^`, wiki links, definition lists.

mod autolink;
mod lists;
mod parse;
mod tree;

pub use tree::{Alert, Align, Document, Kind, NodeId, NodeRef, Text, fold_blanks, is_line_break};

use crate::diagnostic::{Code, Diagnosed, Diagnostic};
use crate::source::Source;

/// Reads the Markdown of a source, which starts at byte `body`.
#[must_use]
pub fn read(source: &Source, body: u32) -> Diagnosed<Document> {
    let mut document = parse::parse(source, body as usize);
    lists::join_interrupted(&mut document);
    let mut diagnostics = Vec::new();
    if let Some(place) = document.cut {
        let limit = parse::DEEPEST_BLOCK;
        diagnostics.push(
            Diagnostic::new(
                Code::DeepNesting,
                format!("blocks are nested more than {limit} levels deep"),
            )
            .at(source, place)
            .help("check for stray `>` or list markers at the start of this line"),
        );
    }
    Diagnosed {
        value: document,
        diagnostics,
    }
}
