//! Where code stands in a text: what is written there is never a directive.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

/// The code blocks and code spans of a text from byte `body` on, in order.
pub(super) fn code_ranges(text: &str, body: usize) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    for (event, range) in Parser::new_ext(&text[body..], super::parse::options()).into_offset_iter()
    {
        if matches!(event, Event::Start(Tag::CodeBlock(_)) | Event::Code(_)) {
            ranges.push(body + range.start..body + range.end);
        }
    }
    ranges
}
