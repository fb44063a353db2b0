//! The structure of a text as CommonMark sees it: HTML, reduced to a row of tokens, so that what two
//! programs make of the same text can be compared although they dress it differently.
//!
//! What stays: the elements that Markdown can write, with the addresses, titles, first numbers and
//! alignments they carry, and the text between. What goes: every other element and attribute, and
//! blanks that no reader sees.

use std::borrow::Cow;

use crate::support::decoded;

/// Elements that end a line of text: blanks around their tags mean nothing.
const BLOCKS: &[&str] = &[
    "p",
    "h",
    "blockquote",
    "pre",
    "ul",
    "ol",
    "li",
    "hr",
    "table",
    "thead",
    "tr",
    "cell",
    "br",
    "input",
];

/// Elements within a line.
const INLINES: &[&str] = &["em", "strong", "del", "code", "a", "img"];

/// What fixbook says beside the text, by classes: left out with what it holds.
const BESIDE: &[&str] = &[
    "anchor",
    "alert-title",
    "markdown-alert-title",
    "region-name",
    "footnote-back",
    "words",
    "unseen",
];

/// The tokens of a piece of HTML, a line each: `<p`, `</p`, text after a blank.
pub(crate) fn tokens(html: &str) -> Vec<String> {
    let mut reader = Reader::default();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        reader.text(&rest[..open]);
        rest = &rest[open..];
        let (length, tag) = markup(rest);
        match tag {
            Some(tag) => reader.tag(&tag),
            None if length == 1 => reader.text("<"),
            None => {}
        }
        rest = &rest[length..];
    }
    reader.text(rest);
    reader.flush(true);
    reader.tokens
}

/// The levels of the headings among tokens, and the tokens without them.
pub(crate) fn levels(tokens: Vec<String>) -> (Vec<u8>, Vec<String>) {
    let mut levels = Vec::new();
    let without = |token: String| match token.strip_prefix("<h ") {
        Some(level) => {
            levels.push(level.parse().expect("a level"));
            "<h".to_owned()
        }
        None => token,
    };
    let tokens = tokens.into_iter().map(without).collect();
    (levels, tokens)
}

struct Tag<'h> {
    name: String,
    closes: bool,
    attributes: Vec<(&'h str, &'h str)>,
}

impl Tag<'_> {
    fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.attributes.iter();
        attributes.find_map(|(key, value)| {
            key.eq_ignore_ascii_case(name)
                .then(|| unescaped(value).into_owned())
        })
    }
}

/// The markup at the start of a text: how long it is, and its tag if it is one.
fn markup(html: &str) -> (usize, Option<Tag<'_>>) {
    let ends = [
        ("<!-->", ""),
        ("<!--->", ""),
        ("<!--", "-->"),
        ("<?", "?>"),
        ("<![CDATA[", "]]>"),
        ("<!", ">"),
    ];
    for (start, end) in ends {
        if let Some(inner) = html.strip_prefix(start) {
            let length = inner
                .find(end)
                .map_or(html.len(), |at| start.len() + at + end.len());
            return (length, None);
        }
    }
    let closes = html.starts_with("</");
    let from = 1 + usize::from(closes);
    if !html[from..].starts_with(|c: char| c.is_ascii_alphabetic()) {
        return (1, None);
    }
    let mut quote = None;
    let mut end = html.len();
    for (at, c) in html.char_indices().skip(from) {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (None, '>') => {
                end = at;
                break;
            }
            _ => {}
        }
    }
    let inner = html[from..end].trim_end_matches('/');
    let length = (end + 1).min(html.len());
    let name_end = inner
        .find(|c: char| c.is_whitespace() || c == '/')
        .unwrap_or(inner.len());
    let tag = Tag {
        name: inner[..name_end].to_ascii_lowercase(),
        closes,
        attributes: attributes(&inner[name_end..]),
    };
    (length, Some(tag))
}

fn attributes(mut rest: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start();
        let end = rest
            .find(|c: char| c.is_whitespace() || c == '=')
            .unwrap_or(rest.len());
        if end == 0 {
            return found;
        }
        let (name, after) = rest.split_at(end);
        let Some(value) = after.strip_prefix('=') else {
            found.push((name, ""));
            rest = after;
            continue;
        };
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, after) = match quote {
            Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            None => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        found.push((name, value));
        rest = after;
    }
}

#[derive(Default)]
struct Reader {
    tokens: Vec<String>,
    pending: String,
    /// Whether code stands here, with all its blanks.
    pre: bool,
    /// Whether what came last ended a line, so that blanks mean nothing.
    after_block: bool,
    /// The element that is left out with what it holds, and how many of its name are open in it.
    beside: Option<(String, usize)>,
}

impl Reader {
    fn text(&mut self, text: &str) {
        if self.beside.is_none() {
            self.pending.push_str(&unescaped(text));
        }
    }

    fn tag(&mut self, tag: &Tag<'_>) {
        if let Some((name, depth)) = &mut self.beside {
            if *name == tag.name {
                *depth = if tag.closes { *depth - 1 } else { *depth + 1 };
            }
            if *depth == 0 {
                self.beside = None;
            }
            return;
        }
        let class = tag.get("class").unwrap_or_default();
        if !tag.closes && (BESIDE.contains(&class.as_str()) || tag.name == "figcaption") {
            self.beside = Some((tag.name.clone(), 1));
            return;
        }
        if let Some(kind) = alert(&class, tag).filter(|_| !tag.closes) {
            self.flush(true);
            self.tokens.push(format!("<alert {kind}"));
            self.after_block = true;
            return;
        }
        let name = match tag.name.as_str() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => "h",
            "td" | "th" => "cell",
            // The code of a block is told by its block.
            "code" if self.pre => return,
            name => name,
        };
        let is_block = BLOCKS.contains(&name);
        if !is_block && !INLINES.contains(&name) {
            return;
        }
        self.flush(is_block);
        let mut token = format!("<{}{name}", if tag.closes { "/" } else { "" });
        if !tag.closes {
            token.push_str(&told(name, tag));
        }
        self.tokens.push(token);
        self.after_block = is_block;
        if name == "pre" {
            self.pre = !tag.closes;
        }
    }

    /// Makes a token of the text that has come.
    fn flush(&mut self, before_block: bool) {
        let pending = std::mem::take(&mut self.pending);
        let text = if self.pre {
            pending.trim_end_matches('\n').to_owned()
        } else {
            let folded = folded(&pending);
            let mut text = folded.as_str();
            if self.after_block || self.tokens.is_empty() {
                text = text.trim_start();
            }
            if before_block {
                text = text.trim_end();
            }
            text.to_owned()
        };
        if !text.is_empty() {
            self.tokens.push(format!(" {text}"));
            self.after_block = false;
        }
    }
}

/// The kind of the alert that an element starts.
fn alert(class: &str, tag: &Tag<'_>) -> Option<String> {
    match class.strip_prefix("markdown-alert markdown-alert-") {
        Some(kind) => Some(kind.to_owned()),
        None => tag.get("data-alert"),
    }
}

/// What an element says beyond its name.
fn told(name: &str, tag: &Tag<'_>) -> String {
    let quoted = |attribute: &str| match tag.get(attribute) {
        Some(value) => format!(" {attribute}={value:?}"),
        None => String::new(),
    };
    let address = |attribute: &str| match tag.get(attribute) {
        Some(value) => format!(" {attribute}={:?}", decoded(&value)),
        None => String::new(),
    };
    match name {
        "h" => format!(" {}", &tag.name[1..]),
        "a" => address("href") + &quoted("title"),
        "img" => {
            let alt = tag.get("alt").unwrap_or_default();
            format!(
                "{} alt={:?}{}",
                address("src"),
                folded(&alt).trim(),
                quoted("title")
            )
        }
        "ol" => quoted("start").replace(" start=\"1\"", ""),
        "input" => (if tag.get("checked").is_some() {
            " checked"
        } else {
            ""
        })
        .to_owned(),
        "cell" => {
            let said = ["class", "style", "align"].map(|key| tag.get(key).unwrap_or_default());
            let said = said.join(" ");
            let sides = ["center", "right"];
            let side = sides.iter().find(|side| said.contains(**side));
            side.map_or_else(String::new, |side| format!(" {side}"))
        }
        _ => String::new(),
    }
}

/// Text with every run of blanks as one; a no-break space is none.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' | '\t' | '\n' | '\r' if folded.ends_with(' ') => {}
            ' ' | '\t' | '\n' | '\r' => folded.push(' '),
            c => folded.push(c),
        }
    }
    folded
}

fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return text.into();
    }
    crate::markup::unescaped(&text.replace("&nbsp;", "\u{a0}")).into()
}

fn what_a_reader_sees_is_kept() {
    let html = "<section id=\"x\"><h2>A<a class=\"anchor\" href=\"#x\"></a></h2>\n<p>b \n <em>c</em> \
                &amp;<br>\nd</p><pre><code> e\n\n</code></pre></section>";
    let found = tokens(html);
    let expected = [
        "<h 2", " A", "</h", "<p", " b ", "<em", " c", "</em", "  &", "<br", " d", "</p", "<pre",
        "  e", "</pre",
    ];
    assert_eq!(found, expected);
}

tests![what_a_reader_sees_is_kept];
