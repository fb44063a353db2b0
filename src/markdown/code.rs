//! What of the Markdown crate is switched on, and where code stands in a text: what is written there
//! is never a directive.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};

/// The code blocks and code spans of a text from byte `body` on, in order.
pub(super) fn code_ranges(text: &str, body: usize) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    for (event, range) in Parser::new_ext(&text[body..], options()).into_offset_iter() {
        if matches!(event, Event::Start(Tag::CodeBlock(_)) | Event::Code(_)) {
            ranges.push(body + range.start..body + range.end);
        }
    }
    ranges
}

/// The extensions of CommonMark that are read.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_HEADING_ATTRIBUTES
}
