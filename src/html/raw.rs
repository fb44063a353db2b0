//! Raw HTML that authors write: cleaned by an allow-list sanitiser, with Markdown between its tags.
//!
//! Tags come in pieces (`<details>` is one block, `</details>` a later one), so what is cleaned is
//! a *skeleton*: the raw pieces with a numbered hole for each piece of Markdown between them. The
//! sanitiser balances and cleans the skeleton as a whole, then the holes are filled with what our
//! own writer made of the Markdown.

use std::borrow::Cow;
use std::sync::LazyLock;

use ammonia::Builder;

use super::tokens::{Token, tokens};
use crate::escape::push;

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
        .clean_content_tags(["script", "style"].into_iter().collect())
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
    /// How many elements are open in what authors wrote.
    depth: usize,
}

/// How deep authors' elements nest. The sanitiser's time grows with the square of the depth.
const DEEPEST: usize = 200;

/// Where an address in raw HTML leads.
pub(super) enum Address {
    /// To this address.
    To(String),
    /// To an image of the site, with its size if it is known.
    Image(super::Image),
    /// Nowhere.
    Nowhere,
}

/// What a page answers about the raw HTML that stands in it.
pub(super) trait Page {
    /// Where an address leads, as written; of an image if it is shown in place.
    fn address(&self, written: &str, image: bool) -> Address;
    /// Whether nothing else has an id; it is taken from then on.
    fn take_id(&mut self, id: &str) -> bool;
}

impl Skeleton {
    /// Adds what an author wrote as HTML.
    pub(super) fn raw(&mut self, html: &str) {
        let bytes = html.as_bytes();
        // A tag that is not finished here would swallow what comes next.
        let unfinished = html.rfind('<').filter(|open| !html[*open..].contains('>'));
        for (at, c) in html.char_indices() {
            match c {
                OPEN | CLOSE => {}
                '<' if unfinished == Some(at) => self.html.push_str("&lt;"),
                // A character reference to a mark would become one.
                '&' if is_mark_reference(&html[at..]) => self.html.push_str("&amp;"),
                '<' if swallows_text(&html[at + 1..]) => self.html.push_str("&lt;"),
                '<' if bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) => {
                    self.depth += usize::from(!is_void(&html[at + 1..]));
                    self.html
                        .push_str(if self.depth > DEEPEST { "&lt;" } else { "<" });
                }
                '<' if bytes.get(at + 1) == Some(&b'/') => {
                    self.html
                        .push_str(if self.depth > DEEPEST { "&lt;" } else { "<" });
                    self.depth = self.depth.saturating_sub(1);
                }
                c => self.html.push(c),
            }
        }
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

    /// A tag that breaks off would swallow the hole after it, so its start is text.
    fn settle(&mut self) {
        if let Some(at) = self.html.rfind('<')
            && !self.html[at..].contains('>')
        {
            self.html.replace_range(at..=at, "&lt;");
        }
    }

    fn hole(&mut self, tag: &str, html: String) {
        self.settle();
        // A link cannot stand in one that an author left open; the author's own gives way, not
        // what the writer adds, which is a word again where it cannot be a link.
        if html.contains("<a href") || html.contains("<a class") {
            self.html.push_str("</a>");
        }
        let number = self.holes.len();
        self.html
            .push_str(&format!("<{tag}>{OPEN}{number}{CLOSE}</{tag}>"));
        self.holes.push(html);
    }

    /// Cleans the skeleton, points its links, keeps the ids that nothing else has and fills its
    /// holes. A hole that the sanitiser dropped with the tag around it is shown at the end: nothing
    /// is lost.
    pub(super) fn finish(self, page: &mut dyn Page) -> String {
        let clean = SANITISER
            .clean(&with_unclosed_as_text(self.html))
            .to_string();
        let holes_length = self.holes.iter().map(String::len).sum::<usize>();
        let mut filler = Filler {
            page,
            out: String::with_capacity(clean.len() + holes_length),
            filled: vec![false; self.holes.len()],
            holes: self.holes,
            open: Vec::new(),
            links: 0,
            nested_links: 0,
        };
        filler.fill(&tokens(&clean));
        filler.rest()
    }
}

/// `&#xE000;` and its like, in all spellings.
fn is_mark_reference(html: &str) -> bool {
    let Some(number) = html.strip_prefix("&#") else {
        return false;
    };
    let (digits, radix) = match number.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    let digits = digits.trim_start_matches('0');
    let end = digits
        .find(|c: char| !c.is_digit(radix))
        .unwrap_or(digits.len());
    let code = u32::from_str_radix(&digits[..end], radix).ok();
    code.is_some_and(|code| code == OPEN as u32 || code == CLOSE as u32)
}

/// Elements whose content a browser takes for plain text or keeps to itself, so that a placeholder
/// such as `<title>` would swallow what follows; they are shown as they were typed.
fn swallows_text(tag: &str) -> bool {
    const SWALLOWING: &[&str] = &[
        "title",
        "template",
        "textarea",
        "xmp",
        "plaintext",
        "noscript",
        "noembed",
        "noframes",
        "select",
        "listing",
    ];
    let tag = tag.strip_prefix('/').unwrap_or(tag);
    let name = tag
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default();
    SWALLOWING
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name))
}

/// A script or style sheet that is not closed would take the rest of the text with it.
fn with_unclosed_as_text(mut html: String) -> String {
    for name in ["script", "style"] {
        let lower = html.to_ascii_lowercase();
        let (open, close) = (
            lower.rfind(&format!("<{name}")),
            lower.rfind(&format!("</{name}")),
        );
        if let Some(at) = open.filter(|open| close.is_none_or(|close| close < *open)) {
            html.replace_range(at..=at, "&lt;");
        }
    }
    html
}

/// Elements without content and end tag (HTML, section 13.1.2).
fn is_void(tag: &str) -> bool {
    const VOID: &[&str] = &[
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
        "track", "wbr",
    ];
    let name = tag
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default();
    VOID.iter().any(|void| void.eq_ignore_ascii_case(name))
}

/// Writes cleaned HTML with its addresses pointed and its holes filled.
struct Filler<'p> {
    page: &'p mut dyn Page,
    out: String,
    holes: Vec<String>,
    filled: Vec<bool>,
    /// The elements that are open.
    open: Vec<String>,
    /// How many links are open.
    links: usize,
    /// How many links were opened within a link, and left out.
    nested_links: usize,
}

impl Filler<'_> {
    fn fill(&mut self, tokens: &[Token<'_>]) {
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            // The tag around a hole goes with it.
            if let [
                Token::Start { attributes, .. },
                Token::Text(text),
                Token::End(_),
                ..,
            ] = &tokens[at..]
                && attributes.is_empty()
                && let Some(number) = hole_number(text)
            {
                self.hole(number);
                at += 3;
                continue;
            }
            match token {
                Token::Text(text) => self.text(text),
                Token::Start { name, attributes } => self.start(name, attributes),
                Token::End(name) => self.end(name),
            }
            at += 1;
        }
    }

    fn end(&mut self, name: &str) {
        if name == "a" && self.nested_links > 0 {
            self.nested_links -= 1;
            return;
        }
        // A paragraph that a block ended is closed already.
        if self.open.last().is_none_or(|open| open != name) {
            return;
        }
        self.open.pop();
        if name == "a" {
            self.links = self.links.saturating_sub(1);
        }
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// Text, perhaps with holes whose tags the sanitiser took for something else.
    fn text(&mut self, text: &str) {
        let mut rest = text;
        while let Some(open) = rest.find(OPEN) {
            let after = &rest[open + OPEN.len_utf8()..];
            let Some(close) = after.find(CLOSE) else {
                break;
            };
            self.out.push_str(&rest[..open]);
            if let Ok(number) = after[..close].parse() {
                self.hole(number);
            }
            rest = &after[close + CLOSE.len_utf8()..];
        }
        self.out.push_str(rest);
    }

    fn hole(&mut self, number: usize) {
        let Some(filled) = self.filled.get_mut(number).filter(|filled| !**filled) else {
            return;
        };
        *filled = true;
        let hole = std::mem::take(&mut self.holes[number]);
        if self.open.last().is_some_and(|open| open == "p") && has_blocks(&hole) {
            self.end("p");
        }
        if self.links > 0 {
            self.out.push_str(&without_links(&hole));
        } else {
            self.out.push_str(&hole);
        }
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let value = |wanted: &str| {
            attributes
                .iter()
                .find(|(name, _)| *name == wanted)
                .map(|(_, value)| unescape(value))
        };
        let mut own: Vec<(&str, String)> = Vec::new();
        if name == "a" && self.links > 0 {
            self.nested_links += 1;
            return;
        }
        if let Some(written) = value("href") {
            match self.page.address(&written, false) {
                Address::To(address) => own.push(("href", address)),
                _ => own.push(("data-broken", String::new())),
            }
        }
        if name == "img" {
            let written = value("src").unwrap_or_default();
            let described = value("alt").unwrap_or_default();
            match self.page.address(&written, true) {
                Address::Image(image) if image.elsewhere => {
                    return self.words("a", ("href", &image.src), &described, &image.src);
                }
                Address::Image(image) => {
                    own.push(("src", image.src));
                    if let (Some((width, height)), None, None) =
                        (image.dimensions, value("width"), value("height"))
                    {
                        own.push(("width", width.to_string()));
                        own.push(("height", height.to_string()));
                    }
                }
                _ => return self.words("span", ("data-broken", ""), &described, ""),
            }
        }
        if !is_void(name) {
            self.open.push(name.to_owned());
            self.links += usize::from(name == "a");
        }
        self.out.push('<');
        self.out.push_str(name);
        for (attribute, value) in &own {
            self.attribute(attribute, value);
        }
        let has_id = value("id").is_some();
        for (attribute, value) in attributes {
            let value = unescape(value);
            // What an anchor was called before it had an id.
            let is_old_id = *attribute == "name" && name == "a" && !has_id;
            let attribute = if is_old_id { &"id" } else { attribute };
            let taken = *attribute == "id" && !self.page.take_id(&value);
            if !taken && !matches!(*attribute, "href" | "src") {
                self.attribute(attribute, &value);
            }
        }
        self.out.push('>');
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        push(&mut self.out, value);
        self.out.push('"');
    }

    /// An element with words in the place of an image that cannot be shown.
    fn words(&mut self, tag: &str, (name, value): (&str, &str), words: &str, otherwise: &str) {
        // A link cannot stand in a link.
        let tag = if self.links > 0 { "span" } else { tag };
        self.out.push('<');
        self.out.push_str(tag);
        if tag == "a" || name != "href" {
            self.attribute(name, value);
        }
        self.out.push('>');
        push(
            &mut self.out,
            if words.is_empty() { otherwise } else { words },
        );
        self.out.push_str("</");
        self.out.push_str(tag);
        self.out.push('>');
    }

    /// What was written, and the holes that found no place.
    fn rest(mut self) -> String {
        self.open.clear();
        self.links = 0;
        for number in 0..self.holes.len() {
            self.hole(number);
        }
        self.out
    }
}

/// The number of the hole that a text is.
fn hole_number(text: &str) -> Option<usize> {
    text.strip_prefix(OPEN)?.strip_suffix(CLOSE)?.parse().ok()
}

/// What our own writer made, its links as text and without buttons: they cannot stand in a link.
pub(super) fn without_links(html: &str) -> Cow<'_, str> {
    if !html.contains("<a") && !html.contains("<button") {
        return html.into();
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        let is_link = ["<a ", "<a>", "</a>", "<button ", "</button>"]
            .iter()
            .any(|tag| rest[open..].starts_with(tag));
        let Some(length) = rest[open..].find('>') else {
            break;
        };
        out.push_str(&rest[..if is_link { open } else { open + length + 1 }]);
        rest = &rest[open + length + 1..];
    }
    out.push_str(rest);
    out.into()
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
