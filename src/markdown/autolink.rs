//! Bare addresses in running text become links, by the rules of GitHub's Markdown
//! (<https://github.github.com/gfm/#autolinks-extension->): `http://`, `https://`, `ftp://` and
//! `www.` at the start of a word, without the punctuation that ends the sentence.

use std::ops::Range;

use super::tree::{Document, Kind, NodeId, Text};
use crate::source::Span;

/// Appends text to `parent`, with the addresses in it as links.
pub(super) fn push_text(document: &mut Document, parent: NodeId, text: Text, span: Span) {
    let content = document.str(text);
    let may_hold = content.contains(':') && content.contains("://")
        || content.contains('.') && content.contains("www.");
    if !may_hold {
        document.push(parent, Kind::Text(text), span);
        return;
    }
    let content = content.to_owned();
    let base = document.place(text).map(|range| range.start);
    let mut done = 0;
    for address in addresses(&content) {
        push_piece(document, parent, &content, done..address.start, base, span);
        push_link(document, parent, &content, address.clone(), base, span);
        done = address.end;
    }
    push_piece(document, parent, &content, done..content.len(), base, span);
}

fn push_piece(
    document: &mut Document,
    parent: NodeId,
    content: &str,
    range: Range<usize>,
    base: Option<usize>,
    span: Span,
) {
    if range.is_empty() {
        return;
    }
    let (text, span) = piece(document, content, range, base, span);
    document.push(parent, Kind::Text(text), span);
}

fn push_link(
    document: &mut Document,
    parent: NodeId,
    content: &str,
    range: Range<usize>,
    base: Option<usize>,
    span: Span,
) {
    let address = &content[range.clone()];
    let target = if address.starts_with("www.") {
        document.spill(&format!("http://{address}"))
    } else {
        piece(document, content, range.clone(), base, span).0
    };
    let (text, span) = piece(document, content, range, base, span);
    let link = document.push(
        parent,
        Kind::Link {
            target,
            title: Text::default(),
        },
        span,
    );
    document.push(link, Kind::Text(text), span);
}

/// A part of the text as a piece of its own: of the source where the whole stands there.
fn piece(
    document: &mut Document,
    content: &str,
    range: Range<usize>,
    base: Option<usize>,
    span: Span,
) -> (Text, Span) {
    match base {
        Some(base) => {
            let (start, end) = (base + range.start, base + range.end);
            (Document::verbatim(start, end), Span::new(start, end))
        }
        None => (document.spill(&content[range]), span),
    }
}

/// The addresses in a text, in order.
fn addresses(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = next_start(text, from) {
        let rest = &text[start..];
        let end = rest
            .find(|c: char| c.is_whitespace() || c == '<')
            .unwrap_or(rest.len());
        let length = without_trailing(&rest[..end]);
        if has_domain(&rest[..length]) {
            found.push(start..start + length);
            from = start + length;
        } else {
            from = start + 1;
        }
        while !text.is_char_boundary(from) {
            from += 1;
        }
    }
    found
}

const PREFIXES: [&str; 4] = ["http://", "https://", "ftp://", "www."];

fn next_start(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    (from..text.len()).find(|&at| {
        matches!(bytes[at], b'h' | b'f' | b'w' | b'H' | b'F' | b'W')
            && PREFIXES.iter().any(|prefix| {
                bytes[at..].len() > prefix.len()
                    && bytes[at..at + prefix.len()].eq_ignore_ascii_case(prefix.as_bytes())
            })
            && starts_word(&text[..at])
    })
}

fn starts_word(before: &str) -> bool {
    before
        .chars()
        .next_back()
        .is_none_or(|c| !c.is_alphanumeric() && c != '/' && c != '.' && c != '-' && c != '@')
}

/// How much of an address is left when trailing punctuation and unbalanced brackets are cut off.
fn without_trailing(address: &str) -> usize {
    let mut rest = address;
    loop {
        let Some(last) = rest.chars().next_back() else {
            return 0;
        };
        let cut = match last {
            ')' => rest.matches(')').count() > rest.matches('(').count(),
            ']' => rest.matches(']').count() > rest.matches('[').count(),
            '}' => rest.matches('}').count() > rest.matches('{').count(),
            c => "?!.,:;*_~'\"`>|\\”’»…。，、）」".contains(c),
        };
        if !cut {
            return rest.len();
        }
        rest = &rest[..rest.len() - last.len_utf8()];
    }
}

/// Whether something that can be a host follows the scheme.
fn has_domain(address: &str) -> bool {
    let host = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = host.split(['/', '?', '#']).next().unwrap_or_default();
    let named = host.chars().any(char::is_alphanumeric);
    let whole = host
        .chars()
        .all(|c| c.is_alphanumeric() || ".-_:@[]%".contains(c));
    named && whole && (!address.starts_with("www.") || host.matches('.').count() >= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_where_the_sentence_goes_on() {
        for (text, expected) in [
            (
                "see https://example.org/a_b(c).",
                vec!["https://example.org/a_b(c)"],
            ),
            (
                "(http://example.org/x?y=1&z)",
                vec!["http://example.org/x?y=1&z"],
            ),
            (
                "www.example.org, ftp://f.example",
                vec!["www.example.org", "ftp://f.example"],
            ),
            (
                "\"https://example.org\" and https://",
                vec!["https://example.org"],
            ),
            ("https://<server>/owa and wwwx.y", vec![]),
            ("xhttp://example.org", vec![]),
            (
                "né https://example.org/é, http",
                vec!["https://example.org/é"],
            ),
        ] {
            let found: Vec<&str> = addresses(text)
                .into_iter()
                .map(|range| &text[range])
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
