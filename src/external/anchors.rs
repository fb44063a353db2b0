//! The places of an HTML page that a link can name.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::article::unescaped;

/// The values of `id` and `name` in a page. It is read as text, not parsed: one too many does no harm.
pub(super) fn anchors(html: &str) -> BTreeSet<Cow<'_, str>> {
    let mut found = BTreeSet::new();
    for (at, _) in html.match_indices('=') {
        if is_named(&html[..at])
            && let Some(value) = value(&html[at + 1..])
        {
            found.insert(unescaped(value));
        }
    }
    found
}

/// The longest id that is looked at.
const LONGEST: usize = 500;

/// Whether what stands before an equals sign ends with the name of an id.
fn is_named(before: &str) -> bool {
    let bytes = before.as_bytes();
    let end = bytes.len()
        - bytes
            .iter()
            .rev()
            .take(8)
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
    [&b"id"[..], b"name"].iter().any(|name| {
        let start = end.checked_sub(name.len());
        start.is_some_and(|start| {
            bytes[start..end].eq_ignore_ascii_case(name)
                && start > 0
                && matches!(
                    bytes[start - 1],
                    b'"' | b'\'' | b'/' | b' ' | b'\t' | b'\n' | b'\r'
                )
        })
    })
}

/// The value at the start of a text, in quotes or without.
fn value(text: &str) -> Option<&str> {
    let text = text.get(..text.floor_char_boundary(LONGEST))?.trim_start();
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    let value = match quote {
        Some(quote) => text[1..].split(quote).next()?,
        None => text
            .split(|c: char| c.is_ascii_whitespace() || c == '>')
            .next()?,
    };
    Some(value).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_names_are_found_however_they_are_written() {
        let html = "<h2 id=\"one\">1</h2><a name='t&amp;o'></a><p\nID = three>x<div data-id=\"no\" id=\"f\u{f6}\"><br id=>";
        let found: Vec<String> = anchors(html).into_iter().map(Cow::into_owned).collect();
        assert_eq!(found, ["f\u{f6}", "one", "t&o", "three"]);
    }

    #[test]
    fn a_page_that_never_ends_a_value_is_read_in_time() {
        let html = " id=\"é".repeat(100_000);
        assert!(anchors(&html).len() < 100_000);
    }
}
