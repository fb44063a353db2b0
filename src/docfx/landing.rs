//! Landing pages: `YamlMime:Landing` and `YamlMime:Hub`, a page of cards with links.
//!
//! Both formats are many lists with different names around one thing: something with a title and an
//! address. So a card is whatever holds such things, wherever it stands.

use super::{spanned, tell, text_of, yaml};
use crate::diagnostic::{Code, Diagnosed, Diagnostic};
use crate::source::{Source, Span, Spanned};
use crate::yaml::{self as tree, Node, Value};

/// What the first line of a YAML file says it is; `None` if it says nothing.
#[must_use]
pub fn mime(source: &Source) -> Option<Mime> {
    let (line, _) = tree::line_at(&source.text, 0);
    let said = tree::trim(line).strip_prefix('#')?;
    let said = tree::trim(said.trim_start_matches('#'));
    let (head, name) = said.split_at_checked("YamlMime:".len())?;
    if !head.eq_ignore_ascii_case("YamlMime:") {
        return None;
    }
    let name = tree::trim(name);
    Some(match name.to_ascii_lowercase().as_str() {
        "landing" => Mime::Landing,
        "hub" => Mime::Hub,
        "contextobject" => Mime::ContextObject,
        _ => Mime::Other(name.to_owned()),
    })
}

/// What a YAML file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mime {
    /// A landing page.
    Landing,
    /// A landing page of landing pages.
    Hub,
    /// What navigation a page has when it is reached another way. It is no page.
    ContextObject,
    /// Something else that is no page.
    Other(String),
}

impl Mime {
    /// Whether [`read`] makes a page of such a file.
    #[must_use]
    pub fn is_page(&self) -> bool {
        matches!(self, Self::Landing | Self::Hub)
    }
}

/// Reads a landing page of either kind.
#[must_use]
pub fn read(source: &Source) -> Diagnosed<Landing> {
    let mut found = Vec::new();
    let root = yaml(source, &mut found);
    let metadata = root.get("metadata");
    found.retain(|diagnostic| !is_advice(diagnostic, metadata));
    let title = text_of(&root, &["title"])
        .or_else(|| text_of(metadata?, &["title"]))
        .map(|(text, _)| text.to_owned());
    let mut reader = Reader {
        source,
        found,
        cards: Vec::new(),
    };
    if title.is_none() {
        let start = Span::new(0, 0);
        reader.skip(start, "the landing page has no title");
    }
    for (_, value) in root
        .pairs()
        .iter()
        .filter(|(key, _)| key.value != "metadata")
    {
        reader.part(value);
    }
    let value = Landing {
        title: title.unwrap_or_default(),
        summary: text_of(&root, &["summary"]).map(|(text, _)| text.to_owned()),
        metadata: metadata.map_or_else(Vec::new, |node| node.pairs().to_vec()),
        cards: reader.cards,
    };
    let diagnostics = reader.found;
    Diagnosed { value, diagnostics }
}

/// A landing page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Landing {
    /// Its title; empty if it has none.
    pub title: String,
    /// What it says under its title.
    pub summary: Option<String>,
    /// Its metadata, like the front matter of an article.
    pub metadata: Vec<(Spanned<String>, Node)>,
    /// Its cards, in the order of the source.
    pub cards: Vec<Card>,
}

/// Links under a title. Lists of several kinds in one card are cards of the same title, one after
/// the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The title; empty if neither it nor what it stands in has one.
    pub title: String,
    /// What it says under its title.
    pub summary: Option<String>,
    /// The kind of its links, such as `how-to-guide`.
    pub kind: Option<String>,
    /// The links; at least one.
    pub links: Vec<LandingLink>,
}

/// A link of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LandingLink {
    /// Its text; the address where it has none.
    pub text: String,
    /// Its address as it was written: a path relative to the page, or an address.
    pub url: Spanned<String>,
    /// What is said about it.
    pub summary: Option<String>,
}

const TEXTS: &[&str] = &["text", "title", "name"];
const ADDRESSES: &[&str] = &["url", "href", "link"];

/// The template of these pages explains its metadata in comments (`#Required; …`).
fn is_advice(diagnostic: &Diagnostic, metadata: Option<&Node>) -> bool {
    let starts_in = |node: &Node| {
        let place = diagnostic.place.as_ref();
        // The comment after the last value ends behind it, on its line.
        place.is_some_and(|place| (node.span.start..=node.span.end + 8).contains(&place.span.start))
    };
    diagnostic.code == Code::PartlyRead && metadata.is_some_and(starts_in)
}

struct Reader<'s> {
    source: &'s Source,
    found: Vec<Diagnostic>,
    cards: Vec<Card>,
}

/// What a section hands down to those within it.
#[derive(Clone, Copy, Default)]
struct Within<'n> {
    title: &'n str,
    kind: Option<&'n str>,
}

impl Reader<'_> {
    /// A part of the page, such as `landingContent` or `productDirectory`.
    fn part(&mut self, node: &Node) {
        match &node.value {
            Value::List(items) => {
                let mut links = Vec::new();
                for item in items.iter().filter(|item| !item.pairs().is_empty()) {
                    self.entry(item, Within::default(), &mut links);
                }
                self.cards.extend(card(Within::default(), None, links));
            }
            Value::Map(_) => self.section(node, Within::default()),
            Value::Null | Value::Scalar(_) => {}
        }
    }

    /// A section: its own links are a card, and so are those of the sections in it.
    fn section(&mut self, node: &Node, outer: Within<'_>) {
        let text = |keys| text_of(node, keys).map(|(text, _)| text);
        let within = Within {
            title: text(TEXTS).unwrap_or(outer.title),
            kind: text(&["linkListType"]).or(outer.kind),
        };
        let place = self.cards.len();
        let mut links = Vec::new();
        if text(TEXTS).is_some() {
            links.extend(link(node));
        }
        for (key, value) in node.pairs() {
            match &value.value {
                Value::List(items) => {
                    for item in items {
                        self.item(&key.value, item, within, &mut links);
                    }
                }
                Value::Map(_) => self.entry(value, within, &mut links),
                Value::Null | Value::Scalar(_) => {}
            }
        }
        let summary = text(&["summary"]).map(str::to_owned);
        if let Some(card) = card(within, summary, links) {
            self.cards.insert(place, card);
        }
    }

    /// Something in a list. A list of mere texts (such as tags) is no list of links, unless it is
    /// called so.
    fn item(&mut self, list: &str, item: &Node, within: Within<'_>, links: &mut Vec<LandingLink>) {
        if !item.pairs().is_empty() {
            self.entry(item, within, links);
        } else if !item.is_null() && matches!(list, "links" | "items" | "linkLists" | "sections") {
            self.skip(item.span, "the entry has no address");
        }
    }

    /// A section or a link.
    fn entry(&mut self, node: &Node, within: Within<'_>, links: &mut Vec<LandingLink>) {
        let holds = |(_, value): &(Spanned<String>, Node)| {
            !value.pairs().is_empty() || value.items().iter().any(|item| !item.pairs().is_empty())
        };
        if node.pairs().iter().any(holds) {
            self.section(node, within);
        } else if let Some(link) = link(node) {
            links.push(link);
        } else if text_of(node, TEXTS).is_some() && !node.pairs().iter().any(is_container) {
            self.skip(node.span, "the entry has no address");
        }
    }

    fn skip(&mut self, span: Span, message: &str) {
        let code = Code::LandingEntry;
        tell(&mut self.found, self.source, code, message, span);
    }
}

/// Whether it could hold something, though it may be empty.
fn is_container((_, value): &(Spanned<String>, Node)) -> bool {
    matches!(value.value, Value::List(_) | Value::Map(_))
}

fn card(within: Within<'_>, summary: Option<String>, links: Vec<LandingLink>) -> Option<Card> {
    (!links.is_empty()).then(|| Card {
        title: within.title.to_owned(),
        summary,
        kind: within.kind.map(str::to_owned),
        links,
    })
}

fn link(node: &Node) -> Option<LandingLink> {
    let url = spanned(text_of(node, ADDRESSES)?);
    let text = text_of(node, TEXTS).map_or(url.value.as_str(), |(text, _)| text);
    Some(LandingLink {
        text: text.to_owned(),
        summary: text_of(node, &["summary", "note"]).map(|(text, _)| text.to_owned()),
        url,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SitePath;

    fn source(text: &str) -> Source {
        Source::new(SitePath::new("index.yml"), text)
    }

    /// The cards as lines, and what was said.
    fn drawn(text: &str) -> (Vec<String>, Vec<String>) {
        let read = read(&source(text));
        let mut lines = Vec::new();
        for card in &read.value.cards {
            let kind = card
                .kind
                .as_ref()
                .map_or_else(String::new, |kind| format!(" ({kind})"));
            lines.push(format!("{}{kind}", card.title));
            for link in &card.links {
                let summary = link
                    .summary
                    .as_ref()
                    .map_or_else(String::new, |it| format!(": {it}"));
                lines.push(format!("  {} -> {}{summary}", link.text, link.url.value));
            }
        }
        let told = read.diagnostics.iter().map(|found| {
            let line = found.place.as_ref().map_or(0, |place| place.start.line);
            format!("{line}: {}", found.message)
        });
        (lines, told.collect())
    }

    #[test]
    fn the_first_line_says_what_a_file_is() {
        for (text, expected) in [
            ("### YamlMime:Landing\ntitle: x", Some(Mime::Landing)),
            ("###YamlMime:hub\r\n", Some(Mime::Hub)),
            ("#YamlMime: ContextObject", Some(Mime::ContextObject)),
            ("### YamlMime:FAQ", Some(Mime::Other("FAQ".to_owned()))),
            ("title: x\n### YamlMime:Landing", None),
            ("# Yaml", None),
            ("### YämlMime:Hub", None),
            ("", None),
        ] {
            assert_eq!(mime(&source(text)), expected, "{text}");
        }
    }

    #[test]
    fn a_landing_page_is_its_cards() {
        let text = "\
### YamlMime:Landing
title: Printers # < 60 chars
summary: What to do when paper burns.
metadata:
  title: Printers
  author: pat #Required; your alias.
  ms.date: 01/31/2026 #Required; mm/dd/yyyy
landingContent:
# Card
  - title: Jams
    linkLists:
      - linkListType: how-to-guide
        links:
          - text: Open the tray
            url: ./tray.md
          - text: Free the roller
            url: roller.md
      - linkListType: reference
        links:
          - text: Codes
            url: /printers/codes
  - title: Empty
    linkLists: []
";
        let (cards, told) = drawn(text);
        assert_eq!(
            cards,
            [
                "Jams (how-to-guide)",
                "  Open the tray -> ./tray.md",
                "  Free the roller -> roller.md",
                "Jams (reference)",
                "  Codes -> /printers/codes",
            ]
        );
        assert_eq!(told, [""; 0]);
        let landing = read(&source(text)).value;
        assert_eq!(landing.title, "Printers");
        assert_eq!(
            landing.summary.as_deref(),
            Some("What to do when paper burns.")
        );
        let keys: Vec<_> = landing
            .metadata
            .iter()
            .map(|(key, _)| &*key.value)
            .collect();
        assert_eq!(keys, ["title", "author", "ms.date"]);
        let url = &landing.cards[0].links[0].url;
        assert_eq!(&text[url.span.range()], "./tray.md");
    }

    #[test]
    fn a_hub_is_cards_too() {
        let text = "\
### YamlMime:Hub
title: Desk
brand: office
highlightedContent:
  items:
  - title: New tray
    itemType: whats-new
    url: new.md
productDirectory:
  title: Machines
  items:
  - title: Printers
    imageSrc: a.png
    url: printers/
    links:
    - {url: /p/laser, text: Laser}
  - title: Scanners
    summary: They see.
    url: /s/
conceptualContent:
  items:
  - title: Ideas
    links: [{url: i.md, itemType: concept, text: Ink}]
    footerLink: {url: more.md, text: More}
additionalContent:
  sections:
  - title: Others
    items:
    - {title: School, summary: For teachers., url: 'https://example.org/?a=1'}
";
        let (cards, told) = drawn(text);
        assert_eq!(
            cards,
            [
                "",
                "  New tray -> new.md",
                "Machines",
                "  Scanners -> /s/: They see.",
                "Printers",
                "  Printers -> printers/",
                "  Laser -> /p/laser",
                "Ideas",
                "  Ink -> i.md",
                "  More -> more.md",
                "Others",
                "  School -> https://example.org/?a=1: For teachers.",
            ]
        );
        assert_eq!(told, [""; 0]);
    }

    #[test]
    fn what_has_no_address_is_told() {
        let text = "\
summary: x
landingContent:
- title: A
  linkLists:
  - links:
    - text: Nowhere
    - just words
    - url: b.md
  tags: [one, two]
";
        let (cards, told) = drawn(text);
        assert_eq!(cards, ["A", "  b.md -> b.md"]);
        assert_eq!(
            told,
            [
                "1: the landing page has no title",
                "6: the entry has no address",
                "7: the entry has no address",
            ]
        );
    }

    #[test]
    fn hostile_pages_are_read() {
        drawn("");
        drawn("- a\n- b");
        drawn("title: [a]\nmetadata: text\n");
        drawn(&"a: {".repeat(1_000));
        drawn(&("a: ".to_owned() + &"[{url: x, b: ".repeat(200)));
    }
}
