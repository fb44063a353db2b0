//! Raw HTML that authors write: cleaned by an allow-list sanitiser, with Markdown between its tags.
//!
//! Tags come in pieces (`<details>` is one block, `</details>` a later one), so what is cleaned is
//! a *skeleton*: the raw pieces with a numbered hole for each piece of Markdown between them. The
//! sanitiser balances and cleans the skeleton as a whole, then the holes are filled with what our
//! own writer made of the Markdown.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::Builder;

/// Marks a hole. Private-use characters that are removed from what authors write, so that nobody
/// can forge one.
const OPEN: char = '\u{E000}';
const CLOSE: char = '\u{E001}';

/// What may stay of raw HTML. No scripts, styles, frames, forms or media of other hosts.
const TAGS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
    "var",
];

/// Tags without attributes that are safe as they stand, if they are balanced.
const SIMPLE: &[&str] = &[
    "b", "code", "del", "em", "i", "ins", "kbd", "mark", "s", "small", "strong", "sub", "sup", "u",
    "var",
];

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(TAGS.iter().copied().collect())
        .clean_content_tags(
            ["script", "style", "title", "template"]
                .into_iter()
                .collect(),
        )
        .add_generic_attributes(["dir", "lang", "title"])
        .add_tag_attributes("a", ["href", "id", "name"])
        .add_tag_attributes("img", ["src", "alt", "width", "height"])
        .add_tag_attributes("td", ["colspan", "rowspan"])
        .add_tag_attributes("th", ["colspan", "rowspan", "scope"])
        .add_tag_attributes("ol", ["start", "reversed"])
        .add_tag_attributes("li", ["value"])
        .add_tag_attributes("details", ["open"])
        .url_schemes(
            ["http", "https", "mailto", "ftp", "tel"]
                .into_iter()
                .collect(),
        )
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true);
    for heading in [
        "h1", "h2", "h3", "h4", "h5", "h6", "div", "span", "p", "summary",
    ] {
        builder.add_tag_attributes(heading, ["id"]);
    }
    builder
});

/// A skeleton under construction.
#[derive(Default)]
pub(super) struct Skeleton {
    html: String,
    holes: Vec<String>,
}

impl Skeleton {
    /// Adds what an author wrote as HTML.
    pub(super) fn raw(&mut self, html: &str) {
        self.html
            .extend(html.chars().filter(|&c| c != OPEN && c != CLOSE));
    }

    /// Adds a block that our own writer made.
    pub(super) fn block(&mut self, html: String) {
        self.hole("div", html);
    }

    /// Adds a piece of a line that our own writer made; one that holds blocks ends a paragraph
    /// that an author left open, as it would in a browser.
    pub(super) fn inline(&mut self, html: String) {
        let tag = if has_blocks(&html) { "div" } else { "span" };
        self.hole(tag, html);
    }

    fn hole(&mut self, tag: &str, html: String) {
        // A link cannot stand in one that an author left open.
        if html.contains("<a ") {
            self.html.push_str("</a>");
        }
        let number = self.holes.len();
        self.html
            .push_str(&format!("<{tag}>{OPEN}{number}{CLOSE}</{tag}>"));
        self.holes.push(html);
    }

    /// Cleans the skeleton, points its links with `address`, keeps the ids that `is_free` and fills
    /// its holes. A hole that the sanitiser dropped with the tag around it is shown at the end:
    /// nothing is lost.
    pub(super) fn finish(
        self,
        address: impl Fn(&str, bool) -> Option<String>,
        is_free: impl FnMut(&str) -> bool,
    ) -> String {
        let clean = SANITISER.clean(&self.html).to_string();
        let clean = with_free_ids(&clean, is_free);
        let clean = with_addresses(&clean, address);
        let mut out =
            String::with_capacity(clean.len() + self.holes.iter().map(String::len).sum::<usize>());
        let mut filled: HashSet<usize> = HashSet::new();
        let mut in_link = false;
        let mut rest = clean.as_str();
        while let Some(open) = rest.find(OPEN) {
            let after = &rest[open + OPEN.len_utf8()..];
            let Some(close) = after.find(CLOSE) else {
                break;
            };
            let number: Option<usize> = after[..close].parse().ok();
            let before = &rest[..open];
            let mut after = &after[close + CLOSE.len_utf8()..];
            let mut text = before;
            for (opening, closing) in [("<div>", "</div>"), ("<span>", "</span>")] {
                if let (Some(head), Some(tail)) =
                    (before.strip_suffix(opening), after.strip_prefix(closing))
                {
                    (text, after) = (head, tail);
                }
            }
            out.push_str(text);
            in_link = ends_in_link(text, in_link);
            if let Some(hole) = number
                .filter(|&number| filled.insert(number))
                .and_then(|number| self.holes.get(number))
            {
                out.push_str(&if in_link {
                    without_links(hole)
                } else {
                    hole.into()
                });
            }
            rest = after;
        }
        out.push_str(rest);
        for (number, hole) in self.holes.iter().enumerate() {
            if !filled.contains(&number) {
                out.push_str(hole);
            }
        }
        out
    }
}

/// Whether a link is open after a piece of cleaned HTML.
fn ends_in_link(html: &str, before: bool) -> bool {
    let opened = html.rfind("<a ").max(html.rfind("<a>"));
    match (opened, html.rfind("</a>")) {
        (None, None) => before,
        (opened, closed) => opened > closed,
    }
}

/// What our own writer made, its links as text: they cannot stand in a link.
pub(super) fn without_links(html: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut rest = html;
    let next = |html: &str| {
        ["<a ", "<a>", "</a>"]
            .iter()
            .filter_map(|tag| html.find(tag))
            .min()
    };
    while let Some(at) = next(rest) {
        let Some(length) = rest[at..].find('>') else {
            break;
        };
        out.push_str(&rest[..at]);
        rest = &rest[at + length + 1..];
    }
    if rest.len() == html.len() {
        return html.into();
    }
    out.push_str(rest);
    out.into()
}

/// Takes out the ids that something else in the page has.
fn with_free_ids(html: &str, mut is_free: impl FnMut(&str) -> bool) -> String {
    const ID: &str = " id=\"";
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(ID) {
        let value_start = at + ID.len();
        let Some(length) = rest[value_start..].find('"') else {
            break;
        };
        let end = value_start + length + 1;
        let in_tag = rest[..at].rfind('<') > rest[..at].rfind('>');
        let keeps = !in_tag || is_free(&unescape(&rest[value_start..end - 1]));
        out.push_str(&rest[..if keeps { end } else { at }]);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Replaces the addresses in cleaned HTML, whose attributes are all written `name="value"`; an
/// address that leads nowhere goes, and the element is marked.
fn with_addresses(html: &str, address: impl Fn(&str, bool) -> Option<String>) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((at, name, image)) = next_address(rest) {
        let value_start = at + name.len();
        let Some(length) = rest[value_start..].find('"') else {
            break;
        };
        let value = &rest[value_start..value_start + length];
        let in_tag = rest[..at].rfind('<') > rest[..at].rfind('>');
        out.push_str(&rest[..at]);
        if !in_tag {
            out.push_str(&rest[at..=value_start + length]);
        } else if let Some(address) = address(&unescape(value), image) {
            out.push_str(name);
            crate::escape::push(&mut out, &address);
            out.push('"');
        } else {
            out.push_str(" data-broken=\"\"");
        }
        rest = &rest[value_start + length + 1..];
    }
    out.push_str(rest);
    out
}

fn next_address(html: &str) -> Option<(usize, &'static str, bool)> {
    let href = html.find(" href=\"").map(|at| (at, " href=\"", false));
    let src = html.find(" src=\"").map(|at| (at, " src=\"", true));
    match (href, src) {
        (Some(href), Some(src)) => Some(if href.0 < src.0 { href } else { src }),
        (href, src) => href.or(src),
    }
}

fn unescape(value: &str) -> String {
    value
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&")
}

/// A tag that needs no cleaning by itself: its name, and whether it closes.
pub(super) fn simple_tag(html: &str) -> Option<(&'static str, bool)> {
    let inner = html.strip_prefix('<')?.strip_suffix('>')?;
    let (name, closes) = match inner.strip_prefix('/') {
        Some(name) => (name, true),
        None => (inner, false),
    };
    let known = SIMPLE
        .iter()
        .find(|known| known.eq_ignore_ascii_case(name.trim()))?;
    Some((known, closes))
}

/// Whether cleaned HTML holds elements that cannot stand in a paragraph.
pub(super) fn has_blocks(html: &str) -> bool {
    const BLOCKS: &[&str] = &[
        "<ul",
        "<ol",
        "<table",
        "<div",
        "<p>",
        "<p ",
        "<details",
        "<blockquote",
        "<h1",
        "<h2",
        "<h3",
        "<h4",
        "<h5",
        "<h6",
        "<hr",
        "<pre",
        "<dl",
        "<figure",
        "<center",
        "<li",
        "<dd",
        "<dt",
        "<figcaption",
        "<summary",
    ];
    BLOCKS.iter().any(|tag| html.contains(tag))
}
