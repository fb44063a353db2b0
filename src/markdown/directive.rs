//! Directives of the DocFX dialect that no Markdown parser knows: `:::image …:::`, `::: zone …`,
//! `[!VIDEO …]`, `[!code …]` and their like.
//!
//! They are found before the text is parsed and covered by a mask of the same length, so that nothing
//! inside is taken for Markdown and every place stays true. A directive within a line is covered by a
//! private-use character; one that opens or closes a block by an HTML comment, which ends the
//! paragraph before it as the directive does.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr_iter, memchr2_iter, memchr3_iter};

use super::code::code_ranges;
use super::reference;
use super::tree::Size;
use super::tree::{Alert, Region};

/// A directive, and the bytes it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) range: Range<usize>,
    pub(super) directive: Directive,
}

/// What a directive says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Directive {
    /// An image; a complex one is followed by its long description.
    Image(ImageDirective),
    /// The end of a long description.
    ImageEnd,
    /// A film elsewhere.
    Video(String),
    /// A part of a file, shown as code: language, file, query.
    Snippet {
        language: String,
        source: String,
        query: String,
    },
    /// Words that are shown as they are: what is not translated, the name of an API.
    Words(String),
    /// The start of a region.
    Open(Region, String),
    /// The end of a region.
    Close(Region),
    /// Something that starts like a directive and is none that is known.
    Unknown(String),
}

/// An image as its directive describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ImageDirective {
    pub(super) source: String,
    pub(super) alt: String,
    pub(super) icon: bool,
    pub(super) complex: bool,
    pub(super) lightbox: Option<String>,
    pub(super) size: Size,
}

/// The character that covers a directive within a line, followed by as many `x` as are needed.
pub(super) const MASK: char = '\u{E000}';
/// The shortest directive that can be covered by a comment.
const SHORTEST_COMMENT: usize = "<!---->".len();

/// The directives of a text from byte `body` on, in order.
pub(super) fn directives(text: &str, body: usize) -> Vec<Found> {
    if !mentions_any(&text[body..]) {
        return Vec::new();
    }
    let code = code_ranges(text, body);
    let mut found = Vec::new();
    let mut at = body;
    while let Some(start) = next_candidate(text, at) {
        at = start + 1;
        if let Some(within) = code.iter().find(|code| code.contains(&start)) {
            at = at.max(within.end);
            continue;
        }
        if let Some(directive) = read(text, start) {
            at = directive.range.end;
            found.push(directive);
        } else {
            at = after_colons(text, start).max(start + 1);
        }
        while !text.is_char_boundary(at) {
            at += 1;
        }
    }
    found
}

/// Whether a text may hold a directive; to look closer, all its Markdown has to be read.
fn mentions_any(text: &str) -> bool {
    let bytes = text.as_bytes();
    let starts = |at: usize, word: &[u8]| bytes[at..].starts_with(word);
    memchr3_iter(b':', b'[', b'@', bytes).any(|at| match bytes[at] {
        b':' => starts(at, b":::"),
        b'[' if starts(at, b"[!") => ["video", "code"]
            .iter()
            .any(|name| names(&text[at + 2..], name)),
        b'[' => starts(at, b"[](xref:"),
        _ => reference::at_sign(text, at).is_some(),
    }) || memchr2_iter(b'=', b'<', bytes).any(|at| match bytes[at] {
        b'<' => starts(at, b"<xref"),
        _ => at > 0 && bytes[at - 1] == b' ' && reference::size(&text[at..]).is_some(),
    })
}

/// Whether a text starts with a word, case folded.
fn names(text: &str, word: &str) -> bool {
    text.get(..word.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// The next place at which a directive may start.
fn next_candidate(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    (from..bytes.len()).find(|&at| match bytes[at] {
        b':' => bytes[at..].starts_with(b":::"),
        b'[' => bytes.get(at + 1) == Some(&b'!') || bytes[at..].starts_with(b"[](xref:"),
        b'!' => bytes.get(at + 1) == Some(&b'['),
        b'<' => bytes[at..].starts_with(b"<xref"),
        byte => byte == b'@',
    })
}

/// Colons that start no directive are skipped as a whole: `::::` holds two times `:::`.
fn after_colons(text: &str, start: usize) -> usize {
    start
        + text[start..]
            .bytes()
            .take_while(|&byte| byte == b':')
            .count()
}

fn read(text: &str, start: usize) -> Option<Found> {
    match text.as_bytes()[start] {
        b'[' if text[start..].starts_with("[](") => {
            let line = line_at(text, start);
            let end = line.find(')')?;
            Some(Found {
                range: start..start + end + 1,
                directive: Directive::Words(reference::name(&line["[](xref:".len()..end])),
            })
        }
        b'[' => bracket(text, start),
        b'!' => reference::sized_image(line_at(text, start)).map(|(length, image)| Found {
            range: start..start + length,
            directive: Directive::Image(image),
        }),
        b'<' => reference::api(line_at(text, start)).map(|(length, words)| Found {
            range: start..start + length,
            directive: Directive::Words(words),
        }),
        b'@' => reference::at_sign(text, start).map(|(length, words)| Found {
            range: start..start + length,
            directive: Directive::Words(words.to_owned()),
        }),
        _ => colons(text, start),
    }
}

/// `[!VIDEO address]`, `[!code-lang[title](path?query)]`.
fn bracket(text: &str, start: usize) -> Option<Found> {
    let line = line_at(text, start);
    let word: String = line[2..]
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    let rest = &line[2 + word.len()..];
    let name = word.to_lowercase();
    if name == "video" {
        let end = rest.find(']')?;
        let range = start..start + 2 + word.len() + end + 1;
        return Some(Found {
            range,
            directive: Directive::Video(rest[..end].trim().to_owned()),
        });
    }
    let language = name
        .strip_prefix("code")?
        .trim_start_matches('-')
        .to_owned();
    let open = rest.find("](")?;
    let close = open + rest[open..].find(')')?;
    let end = close + rest[close..].find(']')?;
    let target = rest[open + 2..close]
        .split('"')
        .next()
        .unwrap_or_default()
        .trim();
    let (source, query) = split_query(target);
    let range = start..start + 2 + word.len() + end + 1;
    Some(Found {
        range,
        directive: Directive::Snippet {
            language,
            source,
            query,
        },
    })
}

fn split_query(target: &str) -> (String, String) {
    match target.find(['?', '#']) {
        Some(at) => (target[..at].to_owned(), target[at + 1..].to_owned()),
        None => (target.to_owned(), String::new()),
    }
}

/// `:::name attribute="value" …:::`, or without the closing colons to the end of the line.
fn colons(text: &str, start: usize) -> Option<Found> {
    let line = line_at(text, start);
    let opening = line.bytes().take_while(|&byte| byte == b':').count();
    let after = &line[opening..];
    let blanks = after.len() - after.trim_start_matches([' ', '\t']).len();
    let inner = &after[blanks..];
    let name: String = inner
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_')
        .collect();
    let name_at = opening + blanks;
    let first = starts_line(text, start);
    let lower = name.to_lowercase();
    let inline = matches!(
        lower.as_str(),
        "image" | "no-loc" | "video" | "code" | "image-end"
    );
    if name.is_empty() || opening != 3 || (!first && !inline) {
        return None;
    }
    let attributes_at = name_at + name.len();
    let (attributes, end) = attributes(line, attributes_at)?;
    let directive = directive(&lower, &attributes, first)?;
    // What only looks like a directive and shares its line with other text is text.
    let alone = line[end..].trim().is_empty();
    if matches!(directive, Directive::Unknown(_)) && !alone {
        return None;
    }
    Some(Found {
        range: start..start + end,
        directive,
    })
}

fn line_at(text: &str, start: usize) -> &str {
    let end = text[start..]
        .find(['\n', '\r'])
        .map_or(text.len(), |at| start + at);
    &text[start..end]
}

/// Whether only blanks, quote marks and list marks stand before it on its line.
fn starts_line(text: &str, start: usize) -> bool {
    let line = text[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let before =
        text[line..start].trim_start_matches(|c: char| c.is_whitespace() || "->*+".contains(c));
    let rest = before.trim_start_matches(|c: char| c.is_ascii_digit());
    before.is_empty() || (rest.len() < before.len() && matches!(rest.trim_end(), "." | ")"))
}

/// The attributes from byte `at` of a line on, and where the directive ends: after the closing
/// colons, or at the end of the line.
fn attributes(line: &str, at: usize) -> Option<(Vec<(String, String)>, usize)> {
    let mut found = Vec::new();
    let mut at = at;
    loop {
        let rest = &line[at..];
        let trimmed = rest.trim_start();
        at += rest.len() - trimmed.len();
        if trimmed.is_empty() {
            return Some((found, line.trim_end().len()));
        }
        if trimmed.starts_with(":::") {
            return Some((found, at + 3));
        }
        let name: String = trimmed
            .chars()
            .take_while(|c| {
                c.is_ascii_alphanumeric() || "-_.:".contains(*c) && !trimmed.starts_with(":::")
            })
            .collect();
        let name = name.trim_end_matches(':').to_owned();
        if name.is_empty() {
            // Stray characters between attributes; authors lose quotes and commas.
            at += trimmed.chars().next()?.len_utf8();
            continue;
        }
        at += name.len();
        let rest = &line[at..];
        let Some(value) = rest.trim_start().strip_prefix('=') else {
            continue;
        };
        let value = value.trim_start();
        at = line.len() - value.len();
        let (text, length) = value_of(value);
        found.push((name.to_lowercase(), text.to_owned()));
        at += length;
    }
}

/// An attribute's value and how many bytes it takes with its quotes.
fn value_of(value: &str) -> (&str, usize) {
    for (open, close) in [('"', '"'), ('\'', '\''), ('“', '”'), ('”', '”')] {
        let Some(inner) = value.strip_prefix(open) else {
            continue;
        };
        // Authors quote within quotes: one that closes is followed by the next attribute, by the
        // closing colons or by the end.
        let closing = inner
            .match_indices(close)
            .find(|(at, _)| ends_value(&inner[at + close.len_utf8()..]));
        return match closing {
            Some((at, _)) => (&inner[..at], open.len_utf8() + at + close.len_utf8()),
            None => {
                let end = inner.find(":::").unwrap_or(inner.len());
                (inner[..end].trim_end(), open.len_utf8() + end)
            }
        };
    }
    let end = value
        .find(|c: char| c.is_whitespace())
        .unwrap_or(value.len());
    let end = value[..end].find(":::").unwrap_or(end);
    (&value[..end], end)
}

fn ends_value(after: &str) -> bool {
    let rest = after.trim_start();
    if rest.is_empty() || rest.starts_with(":::") {
        return true;
    }
    let name = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-');
    rest.len() < after.len() && name.len() < rest.len() && name.trim_start().starts_with('=')
}

fn directive(name: &str, attributes: &[(String, String)], first: bool) -> Option<Directive> {
    let value = |wanted: &str| {
        attributes
            .iter()
            .rev()
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.as_str())
    };
    let text = |wanted: &str| value(wanted).unwrap_or_default().to_owned();
    Some(match name {
        "image" => Directive::Image(ImageDirective {
            source: text("source"),
            // In a cell of a table a bar is escaped, in whatever it stands.
            alt: text("alt-text").replace("\\|", "|"),
            icon: value("type").is_some_and(|kind| kind.eq_ignore_ascii_case("icon")),
            complex: value("type").is_some_and(|kind| kind.eq_ignore_ascii_case("complex")),
            lightbox: value("lightbox")
                .filter(|path| !path.is_empty())
                .map(str::to_owned),
            size: Size::default(),
        }),
        "image-end" => Directive::ImageEnd,
        "video" => Directive::Video(text("source")),
        "no-loc" => Directive::Words(text("text")),
        "code" => {
            let (source, query) = split_query(&text("source"));
            let range = value("range").map(|range| format!("range={range}"));
            let id = value("id").map(|id| format!("name={id}"));
            let query = range.or(id).unwrap_or(query);
            Directive::Snippet {
                language: text("language"),
                source,
                query,
            }
        }
        "zone" => Directive::Open(Region::Zone, [text("pivot"), text("target")].concat()),
        "moniker" => Directive::Open(Region::Moniker, text("range")),
        "row" => Directive::Open(Region::Row, String::new()),
        "column" => Directive::Open(Region::Column, String::new()),
        "zone-end" => Directive::Close(Region::Zone),
        "moniker-end" => Directive::Close(Region::Moniker),
        "row-end" => Directive::Close(Region::Row),
        "column-end" => Directive::Close(Region::Column),
        name if first => Directive::Unknown(name.to_owned()),
        _ => return None,
    })
}

impl Directive {
    /// Whether it ends the paragraph before it, rather than standing in a line.
    pub(super) fn is_block(&self) -> bool {
        match self {
            Self::Image(image) => image.complex,
            Self::ImageEnd | Self::Open(..) | Self::Close(_) | Self::Unknown(_) => true,
            Self::Video(_) | Self::Snippet { .. } | Self::Words(_) => false,
        }
    }
}

/// The text with each directive covered by as many bytes, and the spelling of alerts mended.
pub(super) fn masked<'t>(text: &'t str, body: usize, found: &[Found]) -> Cow<'t, str> {
    let loose = loose_alerts(&text[body..]);
    if found.is_empty() && loose.is_empty() {
        return Cow::Borrowed(text);
    }
    // The same character in an author's hand covers nothing.
    let mut bytes = text.replace(MASK, "\u{FFFD}").into_bytes();
    for Found { range, directive } in found {
        if directive.is_block() && range.len() >= SHORTEST_COMMENT {
            bytes[range.clone()].fill(b'x');
            bytes[range.start..range.start + 4].copy_from_slice(b"<!--");
            bytes[range.end - 3..range.end].copy_from_slice(b"-->");
        } else {
            bytes[range.clone()].fill(b'x');
            let mut mask = [0; 3];
            MASK.encode_utf8(&mut mask);
            bytes[range.start..range.start + 3].copy_from_slice(&mask);
        }
    }
    for at in loose {
        // `[ !NOTE]` -> `[!NOTE] `: the blank goes behind.
        let (start, end) = (body + at.start, body + at.end);
        let inner: Vec<u8> = bytes[start..end]
            .iter()
            .copied()
            .filter(|byte| *byte != b' ')
            .collect();
        bytes[start..end].fill(b' ');
        bytes[start..start + inner.len()].copy_from_slice(&inner);
    }
    Cow::Owned(String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned()))
}

/// Alert markers with blanks inside the brackets, at the start of a quoted line.
fn loose_alerts(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    for at in memchr_iter(b'[', bytes) {
        if !bytes[at..].starts_with(b"[ ") && !bytes[at..].starts_with(b"[! ") {
            continue;
        }
        let line = text[..at].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let quoted = text[line..at].trim().starts_with('>')
            && text[line..at]
                .chars()
                .all(|c| c == '>' || c.is_whitespace());
        let Some(end) = text[at..].find([']', '\n']).filter(|_| quoted) else {
            continue;
        };
        if text.as_bytes()[at + end] != b']' {
            continue;
        }
        let word: String = text[at + 1..at + end].split_whitespace().collect();
        let known = word
            .strip_prefix('!')
            .is_some_and(|word| Alert::named(word).is_some());
        if known {
            found.push(at..at + end + 1);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, Directive)> {
        directives(text, 0)
            .into_iter()
            .map(|found| (text[found.range].to_owned(), found.directive))
            .collect()
    }

    #[test]
    fn an_image_is_read_with_its_attributes() {
        let text = "Select :::image type=\"icon\" source=\"media/gear.png\" alt-text=\"The \"gear\" icon.\"::: and go on.";
        let all = found(text);
        let [(covered, Directive::Image(image))] = all.as_slice() else {
            panic!("one image")
        };
        assert!(covered.starts_with(":::image") && covered.ends_with("icon.\":::"));
        assert!(image.icon);
        assert_eq!(
            (image.source.as_str(), image.alt.as_str()),
            ("media/gear.png", "The \"gear\" icon.")
        );
    }

    #[test]
    fn blocks_end_with_their_line() {
        let text = "::: zone pivot=\"linux\"\nText\n::: zone-end\n:::row:::\n";
        let read: Vec<Directive> = found(text)
            .into_iter()
            .map(|(_, directive)| directive)
            .collect();
        assert_eq!(
            read,
            [
                Directive::Open(Region::Zone, "linux".to_owned()),
                Directive::Close(Region::Zone),
                Directive::Open(Region::Row, String::new()),
            ]
        );
    }

    #[test]
    fn what_only_looks_like_a_directive_is_text() {
        for text in [
            "the key is ::Item:::DocumentId::: here",
            "`:::image source=\"x\":::` is how an image is written",
            "```\n:::row:::\n```\n",
            "a ::: b",
            "\\\\<App>\\Addins and :::",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn a_mask_is_as_long_as_what_it_covers() {
        let text =
            "é :::no-loc text=\"x\"::: é\n> [ !IMPORTANT]\n> text\n:::column span=\"2\":::\n";
        let covered = masked(text, 0, &directives(text, 0));
        assert_eq!(covered.len(), text.len());
        assert!(covered.contains("> [!IMPORTANT] \n"));
        assert!(covered.ends_with("-->\n"));
    }
}
