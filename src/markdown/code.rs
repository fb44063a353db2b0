//! What of the Markdown crate is switched on, and where code stands in a text: what is written there
//! is never a directive.

use std::ops::Range;

use memchr::memchr2;
use pulldown_cmark::{Event, Options, Parser, Tag};

/// The code blocks and code spans of a text from byte `body` on, in order.
pub(super) fn code_ranges(text: &str, body: usize) -> Vec<Range<usize>> {
    if may_hold_code(&text[body..]) {
        read(text, body)
    } else {
        Vec::new()
    }
}

fn read(text: &str, body: usize) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    for (event, range) in Parser::new_ext(&text[body..], options()).into_offset_iter() {
        if matches!(event, Event::Start(Tag::CodeBlock(_)) | Event::Code(_)) {
            ranges.push(body + range.start..body + range.end);
        }
    }
    ranges
}

/// Whether a text has what code starts with: a backtick, a fence, or an indentation of four columns, which may
/// stand within a line that starts a list or a quote.
fn may_hold_code(text: &str) -> bool {
    memchr2(b'`', b'\t', text.as_bytes()).is_some()
        || ["~~~", "    "].iter().any(|start| text.contains(start))
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

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn code_is_found_only_where_it_may_be(text in "([-a~`>1. \t\n]| {3,5}|~~~|\n\n){0,40}") {
            proptest::prop_assert!(may_hold_code(&text) || read(&text, 0).is_empty());
        }
    }
}
