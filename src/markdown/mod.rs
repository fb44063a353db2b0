//! Markdown, read into a tree: the only room that knows the Markdown crate.
//!
//! CommonMark with tables, alerts, footnotes, strike-through, task lists and heading attributes.
//! What would change the text of an error or a command stays off: smart punctuation, mathematics,
//! sub- and superscript by `~` and `^`, wiki links, definition lists.

mod autolink;
mod code;
mod columns;
mod dialect;
mod directive;
mod lists;
mod manuscript;
mod parse;
mod ragged;
mod reference;
mod regions;
mod snippet;
mod tabs;
mod tree;

pub use manuscript::{Manuscript, wanted};
pub use tree::{
    Alert, Align, Document, Kind, NodeId, NodeRef, Region, Size, Text, fold_blanks, is_line_break,
};

use crate::diagnostic::{Code, Diagnosed, Diagnostic};
use crate::source::{Library, Source};

/// Reads the Markdown of a source, which starts at byte `body`, with what it includes.
#[must_use]
pub fn read(source: &Source, body: u32, library: &dyn Library) -> Diagnosed<Document> {
    let mut diagnostics = Vec::new();
    let mut manuscript = manuscript::manuscript(source, body, library, &mut diagnostics);
    manuscript.take_out(&columns::superfluous(&manuscript.text, body as usize));
    let (mut document, found) = parse::parse(manuscript, body as usize);
    diagnostics.extend(dialect::raise(&mut document, &found, library));
    lists::join_interrupted(&mut document);
    document.shrink();
    if let Some(place) = document.cut {
        let limit = parse::DEEPEST_BLOCK;
        let message = format!("blocks are nested more than {limit} levels deep");
        diagnostics.push(
            Diagnostic::new(Code::DeepNesting, message)
                .in_place(document.place_of(place))
                .help("check for stray `>` or list markers at the start of this line"),
        );
    }
    Diagnosed {
        value: document,
        diagnostics,
    }
}
