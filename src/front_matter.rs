//! What an article says about itself before its text: the front matter, typed, with places.
//!
//! Front matter is written by hand, copied from other articles and other systems. So it is read
//! as it was meant: a text is a list of one, a date may stand in three forms, a misspelt key is
//! mentioned, a key of another system is kept. Whatever is wrong, the article is still published.

mod foreign;
mod frame;

use std::borrow::Cow;

use jiff::civil::Date;

use crate::config::Order;
use crate::date;
use crate::diagnostic::{Code, Diagnosed, Diagnostic, Edit, nearest};
use crate::locale;
use crate::source::{Source, Span, Spanned};
use crate::yaml::{self, Node, Value, is_blank, line_at, trim};
use foreign::Foreign;
use frame::Frame;

/// Reads the front matter of an article; without one, the answer is empty and `body` is 0.
///
/// It may stand below empty lines and below one comment. TOML and JSON are read line by line and
/// told. Whatever cannot be read: what says that an article is a draft, has expired or is for few
/// is heeded, because to show too much cannot be taken back.
#[must_use]
pub fn read(source: &Source) -> Diagnosed<Matter> {
    let text = &*source.text;
    let mut found = Vec::new();
    let mut at = shown_from(text, 0);
    if let Some(after) = after_comment(text, at) {
        let is_front_matter =
            Foreign::of(text, after).is_some() || Frame::of(text, after).is_some();
        if is_front_matter {
            let comment = Span::new(at, text[..after].trim_end_matches(is_blank).len());
            found.push(
                Diagnostic::new(
                    Code::MisplacedFrontMatter,
                    "a comment stands before the front matter",
                )
                .at(source, comment)
                .help("move it below the front matter"),
            );
            at = after;
        }
    }
    if let Some(foreign) = Foreign::of(text, at) {
        return foreign.read(source, found);
    }
    let opened = Frame::of(text, at);
    if opened.is_none()
        && let Some(frame) = Frame::unopened(text, at)
    {
        found.push(
            Diagnostic::new(Code::UnopenedFrontMatter, "the front matter is not opened")
                .at(source, frame.open)
                .help("add a line `---` above it"),
        );
        let mut matter = typed(source, frame.yaml, yaml::read(source, frame.yaml), found);
        matter.value.body = frame.close.unwrap_or_default();
        return matter;
    }
    let Some(frame) = opened else {
        return Diagnosed::clean(Matter::default());
    };
    let mut read = yaml::read(source, frame.yaml);
    if let Value::List(items) = &read.value.value {
        let Some(entries) = entries_of(items) else {
            // Plain text in a list: nothing of it can be used, so it is shown.
            found.push(mention_list(source, read.value.span));
            let value = Matter::default();
            let diagnostics = found;
            return Diagnosed { value, diagnostics };
        };
        found.push(mention_list(source, read.value.span));
        read.value.value = Value::Map(entries);
    }
    let Some(close) = frame.close else {
        found.push(mention_unclosed(source, &frame, frame.yaml));
        return typed(source, frame.yaml, read, found);
    };
    let mut invalid = read.diagnostics.iter();
    if invalid.any(|found| found.code == Code::InvalidYaml)
        && let Some(run) = frame.run_before_prose(text)
    {
        // The closing line is a rule further down in the text.
        read = yaml::read(source, run);
        found.push(mention_unclosed(source, &frame, run));
        return typed(source, run, read, found);
    }
    let mut matter = typed(source, frame.yaml, read, found);
    matter.value.body = close;
    matter
}

/// The front matter of an article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matter {
    /// The title; the article's first heading goes before it.
    pub title: Option<Spanned<String>>,
    /// What the article is about, in a sentence.
    pub description: Option<Spanned<String>>,
    /// When it was written.
    pub date: Option<Spanned<Date>>,
    /// When it was last changed; `ms.date` where `updated` is missing.
    pub updated: Option<Spanned<Date>>,
    /// When somebody should look whether it is still true.
    pub review_by: Option<Spanned<Date>>,
    /// When it stops being shown.
    pub expires: Option<Spanned<Date>>,
    /// The last part of its address, instead of the file's name.
    pub slug: Option<Spanned<String>>,
    /// Who may read it: one of the site's levels.
    pub visibility: Option<Spanned<String>>,
    /// Who answers for it.
    pub owner: Option<Spanned<String>>,
    /// Addresses that lead to it as well.
    pub aliases: Vec<Spanned<String>>,
    /// Words to find it by.
    pub tags: Vec<Spanned<String>>,
    /// What it applies to, as its author put it (`applies_to`, `appliesto`).
    pub applies_to: Vec<Spanned<String>>,
    /// The products it is about.
    pub products: Vec<Spanned<String>>,
    /// Error messages, in addition to those in its text.
    pub errors: Vec<Spanned<String>>,
    /// Cmdlets, in addition to those in its text.
    pub cmdlets: Vec<Spanned<String>>,
    /// Where it stands among its neighbours: the lighter, the further up.
    pub weight: Option<i64>,
    /// Whether it is not to be published yet.
    pub draft: bool,
    /// In which order its sections are shown, if not in the site's.
    pub order: Option<Order>,
    /// The language of its text, if it is not the site's: a tag as it is usually written.
    pub lang: Option<String>,
    /// Every other key as it is, in the order of the source.
    pub other: Vec<(Spanned<String>, Node)>,
    /// Where the Markdown starts, in bytes.
    pub body: u32,
}

impl Matter {
    /// The value of a key that fixbook does not use itself, such as `ms.topic`.
    #[must_use]
    pub fn other(&self, key: &str) -> Option<&Node> {
        let mut pairs = self.other.iter();
        pairs.find_map(|(name, node)| (name.value == key).then_some(node))
    }

    /// Where the page has gone, if this is no article but says only that (`redirect_url`).
    #[must_use]
    pub fn redirect_url(&self) -> Option<&str> {
        self.other("redirect_url")?
            .text()
            .filter(|url| !url.is_empty())
    }
}

/// The keys that fixbook reads.
pub const KNOWN: [&str; 19] = [
    "title",
    "description",
    "date",
    "updated",
    "slug",
    "aliases",
    "tags",
    "weight",
    "draft",
    "visibility",
    "owner",
    "review_by",
    "expires",
    "applies_to",
    "products",
    "errors",
    "cmdlets",
    "order",
    "lang",
];

/// The keys of Microsoft's documentation: plain metadata here, and worth spelling right.
const MICROSOFT: [&str; 23] = [
    "appliesto",
    "audience",
    "author",
    "f1.keywords",
    "f1_keywords",
    "localization_priority",
    "manager",
    "ms.assetid",
    "ms.audience",
    "ms.author",
    "ms.collection",
    "ms.custom",
    "ms.date",
    "ms.editor",
    "ms.localizationpriority",
    "ms.prod",
    "ms.reviewer",
    "ms.service",
    "ms.subservice",
    "ms.technology",
    "ms.tgt_pltfrm",
    "ms.topic",
    "search.appverid",
];

/// Whether a key is one that fixbook reads, that some other system reads, or that its author keeps for
/// programs of their own (`x-…`).
#[must_use]
pub fn is_known(key: &str) -> bool {
    KNOWN.contains(&key)
        || MICROSOFT.contains(&key)
        || ELSEWHERE.contains(&key)
        || ["ms.", "x-", "x_"]
            .iter()
            .any(|start| key.starts_with(start))
}

/// Keys of other systems, and common words: none of them is a misspelling, however near.
#[rustfmt::skip]
const ELSEWHERE: &[&str] = &[
    "adobe_target", "after", "archetype", "area", "authors", "banner", "before",
    "bookcollapsesection", "booktoc", "build", "cascade", "categories", "category", "comments",
    "contributors", "cover", "created", "creator", "data", "editor", "email", "excerpt",
    "expirydate", "extra", "featured", "feed", "feedback_system", "generator", "has_children",
    "headless", "hidden", "hide", "icon", "id", "image", "images", "in_search_index",
    "insert_anchor_links", "is_draft", "iscjklanguage", "issue", "keyword", "keywords", "kind",
    "language", "last_modified_at", "last_updated", "lastmod", "layout", "license",
    "link", "links", "linktitle", "locale", "location", "markup", "math", "menu", "menus",
    "modified", "monikerrange", "name", "nav_order", "no_loc", "noindex", "number", "origin",
    "outputs", "page_template", "pagefind", "paginate_by", "params", "parent", "path",
    "permalink", "position", "priority", "publishdate", "published", "rating",
    "redirect_document_id", "redirect_from", "redirect_to", "redirect_url", "related",
    "resources", "robots", "section", "series", "sidebar", "sidebar_label", "sidebar_position",
    "sitemap", "sort_by", "source", "state", "status", "subtitle", "summary", "taxonomies",
    "taxonomy", "template", "theme", "thumbnail", "titlesuffix", "toc", "topic", "translationkey",
    "transparent", "type", "types", "uid", "url", "user", "uuid", "version", "versions",
    "vertical", "video",
];

/// A key as it is compared: people write `Applies-To` and `applies to`.
fn normal(key: &str) -> Cow<'_, str> {
    let is_plain = |b: u8| b.is_ascii() && !b.is_ascii_uppercase() && !matches!(b, b'-' | b' ');
    if key.bytes().all(is_plain) {
        return Cow::Borrowed(key);
    }
    let fold = |c: char| if is_blank(c) || c == '-' { '_' } else { c };
    Cow::Owned(trim(key).to_lowercase().chars().map(fold).collect())
}

fn typed(
    source: &Source,
    yaml: Span,
    read: Diagnosed<Node>,
    found: Vec<Diagnostic>,
) -> Diagnosed<Matter> {
    let mut reader = Reader { source, found };
    let root = read.into_value(&mut reader.found);
    let mut matter = Matter {
        body: yaml.end,
        ..Matter::default()
    };
    match root.value {
        Value::Map(pairs) => reader.fill(&mut matter, pairs),
        Value::Null => {}
        _ => reader.find(
            Diagnostic::new(
                Code::FrontMatterNotMap,
                "the front matter has no keys and values",
            )
            .help("write each line as `key: value`, with a blank after the colon"),
            root.span,
        ),
    }
    reader.heed(&mut matter, yaml);
    let diagnostics = reader.found;
    let value = matter;
    Diagnosed { value, diagnostics }
}

/// Turns keys and values into the fields of a [`Matter`].
struct Reader<'s> {
    source: &'s Source,
    found: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn fill(&mut self, matter: &mut Matter, pairs: Vec<(Spanned<String>, Node)>) {
        let mut misspelt = Vec::new();
        for (key, node) in pairs {
            let name = normal(&key.value);
            if self.set(matter, &name, &node) {
                continue;
            }
            if let Some(meant) = meant(&name) {
                misspelt.push((meant, key.clone(), node.clone()));
            }
            matter.other.push((key, node));
        }
        self.set_misspelt(matter, misspelt);
        self.set_updated(matter);
    }

    /// Sets the field of that name; false if there is none.
    fn set(&mut self, matter: &mut Matter, name: &str, node: &Node) -> bool {
        match name {
            "title" => matter.title = self.text(node),
            "description" => matter.description = self.text(node),
            "date" => matter.date = self.date(node),
            "updated" => matter.updated = self.date(node),
            "review_by" => matter.review_by = self.date(node),
            "expires" => matter.expires = self.date(node),
            "slug" => matter.slug = self.text(node),
            "visibility" => matter.visibility = self.text(node),
            "owner" => matter.owner = self.text(node),
            "aliases" => matter.aliases = node.texts(self.source),
            "tags" => matter.tags = node.texts(self.source),
            "applies_to" | "appliesto" => matter.applies_to.extend(node.texts(self.source)),
            "products" => matter.products = node.texts(self.source),
            "errors" => matter.errors = node.texts(self.source),
            "cmdlets" => matter.cmdlets = node.texts(self.source),
            "weight" => matter.weight = self.number(node),
            "draft" => matter.draft = self.yes(node),
            "order" => matter.order = self.order(node),
            "lang" => matter.lang = self.language(node),
            _ => return false,
        }
        true
    }

    /// Where the front matter could not be read whole, reads the lines that keep an article back
    /// on their own: to show too much cannot be taken back.
    fn heed(&mut self, matter: &mut Matter, block: Span) {
        let is_broken = |found: &Diagnostic| {
            matches!(
                found.code,
                Code::InvalidYaml
                    | Code::UnclosedFrontMatter
                    | Code::FrontMatterNotMap
                    | Code::YamlTooComplex
                    | Code::ForeignFrontMatter
            )
        };
        if !self.found.iter().any(is_broken) {
            return;
        }
        let text = &*self.source.text;
        // What nobody closed may go on after a line that is no YAML.
        let mut end = block.end as usize;
        let mut found = self.found.iter();
        let is_open = found.any(|found| found.code == Code::UnclosedFrontMatter);
        while is_open && end < text.len() {
            let (line, next) = line_at(text, end);
            if trim(line).is_empty() {
                break;
            }
            end = next;
        }
        let mut at = block.start as usize;
        while at < end {
            let (line, next) = line_at(text, at);
            for piece in line.split([',', '{']) {
                let start = at + (piece.as_ptr() as usize - line.as_ptr() as usize);
                let Some((key, node)) = plain_line(piece, start) else {
                    continue;
                };
                // TOML writes `params.draft`.
                match &*normal(key.rsplit('.').next().unwrap_or(key)) {
                    "draft" if !matter.draft => matter.draft = self.yes(&node),
                    "visibility" if matter.visibility.is_none() => {
                        matter.visibility = self.text(&node);
                    }
                    "expires" if matter.expires.is_none() => matter.expires = self.date(&node),
                    _ => {}
                }
            }
            at = next;
        }
    }

    /// What a misspelt key says is used where leaving it out would show too much, or where it is
    /// plain what was meant.
    fn set_misspelt(
        &mut self,
        matter: &mut Matter,
        misspelt: Vec<(&'static str, Spanned<String>, Node)>,
    ) {
        for (meant, key, node) in misspelt {
            let is_missing = match meant {
                "applies_to" | "appliesto" => matter.applies_to.is_empty(),
                "visibility" => matter.visibility.is_none(),
                "expires" => matter.expires.is_none(),
                "draft" => !matter.draft,
                _ => false,
            };
            self.mention_misspelling(&key, meant, is_missing);
            if is_missing {
                self.set(matter, meant, &node);
            }
        }
    }

    fn set_updated(&mut self, matter: &mut Matter) {
        if matter.updated.is_none()
            && let Some(node) = matter.other("ms.date").cloned()
        {
            matter.updated = self.date(&node);
        }
    }

    fn mention_misspelling(&mut self, key: &Spanned<String>, meant: &str, is_used: bool) {
        let outcome = if is_used {
            format!("is read as `{meant}`")
        } else {
            "has no effect".to_owned()
        };
        let message = format!("`{}` is not a known key and {outcome}", key.value);
        let fix = Edit {
            span: key.span,
            text: meant.to_owned(),
        };
        self.find(
            Diagnostic::new(Code::MisspeltKey, message)
                .mended(vec![fix])
                .help(format!("did you mean `{meant}`?")),
            key.span,
        );
    }

    /// One text: trimmed, on one line, nothing if it is empty.
    fn text(&mut self, node: &Node) -> Option<Spanned<String>> {
        if let Value::List(items) = &node.value
            && items.len() > 1
        {
            self.wrong_type(node, "a list stands where one text is expected");
            return self.text(&items[0]);
        }
        let mut texts = node.texts(self.source);
        if let Value::Map(_) = node.value {
            self.wrong_type(node, "keys and values stand where one text is expected");
            texts.truncate(1);
        }
        let mut text = texts.into_iter().next()?;
        if text.value.contains(['\n', '\r']) {
            let words: Vec<&str> = text.value.split_whitespace().collect();
            text.value = words.join(" ");
        }
        Some(text)
    }

    fn date(&mut self, node: &Node) -> Option<Spanned<Date>> {
        let text = self.text(node)?;
        let span = text.span;
        let Some(value) = date::read_date(&text.value) else {
            self.find(
                Diagnostic::new(
                    Code::UnreadableDate,
                    format!("`{}` is not a date", shortened(&text.value)),
                )
                .help(date::FORMS),
                span,
            );
            return None;
        };
        Some(Spanned { value, span })
    }

    fn language(&mut self, node: &Node) -> Option<String> {
        let text = self.text(node)?;
        let tag = locale::tag(&text.value);
        if tag.is_none() {
            let message = format!("`{}` is not a language tag", shortened(&text.value));
            let hyphened = text.value.replace('_', "-");
            let help = match locale::tag(&hyphened) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "write a tag such as `de` or `pt-BR`".to_owned(),
            };
            self.find(
                Diagnostic::new(Code::UnknownLanguage, message).help(help),
                text.span,
            );
        }
        tag
    }

    fn number(&mut self, node: &Node) -> Option<i64> {
        let text = self.text(node)?;
        let number = text.value.parse().ok();
        if number.is_none() {
            self.wrong_type(node, "the weight is not a whole number");
        }
        number
    }

    /// Whether it says yes. What is neither yes nor no counts as yes: `draft: maybe` is a draft.
    fn yes(&mut self, node: &Node) -> bool {
        let Some(text) = self.text(node) else {
            return false;
        };
        match text.value.to_ascii_lowercase().as_str() {
            "true" | "yes" => true,
            "false" | "no" => false,
            _ => {
                self.wrong_type(
                    node,
                    "this is neither `true` nor `false`, and read as `true`",
                );
                true
            }
        }
    }

    fn order(&mut self, node: &Node) -> Option<Order> {
        let text = self.text(node)?.value;
        let order = Order::named(&text);
        // Other systems sort their menus by a number of this name.
        if order.is_none() && text.parse::<f64>().is_err() {
            self.wrong_type(
                node,
                "this is neither `author` nor `fix-first`, and not heeded",
            );
        }
        order
    }

    fn wrong_type(&mut self, node: &Node, message: &str) {
        self.find(Diagnostic::new(Code::WrongType, message), node.span);
    }

    fn find(&mut self, diagnostic: Diagnostic, span: Span) {
        self.found.push(diagnostic.at(self.source, span));
    }
}

/// The known key that a key was probably meant to be.
fn meant(name: &str) -> Option<&'static str> {
    if MICROSOFT.contains(&name) || ELSEWHERE.contains(&name) {
        return None;
    }
    // Typing errors are rarely in the first letter, and short words are near to everything.
    let first = name.chars().next();
    let likely = |known: &&'static str| known.chars().next() == first;
    nearest(name, KNOWN.into_iter().chain(MICROSOFT).filter(likely))
}

fn shortened(text: &str) -> String {
    const MAX_CHARS: usize = 40;
    if text.chars().count() <= MAX_CHARS {
        return text.to_owned();
    }
    let start: String = text.chars().take(MAX_CHARS).collect();
    format!("{start}…")
}

fn mention_unclosed(source: &Source, frame: &Frame, yaml: Span) -> Diagnostic {
    let last = source.line(yaml.end.saturating_sub(1));
    Diagnostic::new(Code::UnclosedFrontMatter, "the front matter is not closed")
        .at(source, frame.open)
        .help(format!("add a line `---` after line {last}"))
}

fn mention_list(source: &Source, list: Span) -> Diagnostic {
    Diagnostic::new(Code::FrontMatterNotMap, "the front matter is a list")
        .at(source, list)
        .help(
            "write each line as `key: value`, without a dash; if it is text, put an empty line \
             below the first `---`",
        )
}

/// The keys and values of a list whose items have some.
fn entries_of(items: &[Node]) -> Option<Vec<(Spanned<String>, Node)>> {
    let entries: Vec<_> = items
        .iter()
        .flat_map(|item| item.pairs().to_vec())
        .collect();
    (!entries.is_empty()).then_some(entries)
}

/// Where something starts that can be seen.
fn shown_from(text: &str, start: usize) -> usize {
    text.len() - text[start..].trim_start_matches(is_blank).len()
}

/// What follows a comment that starts there, if one does.
fn after_comment(text: &str, start: usize) -> Option<usize> {
    let inside = text[start..].strip_prefix("<!--")?;
    let end = text.len() - inside.len() + inside.find("-->")? + "-->".len();
    Some(shown_from(text, end))
}

/// The key and value of a line such as `draft = true`, `"draft": true,` or `- draft: true`, at a
/// byte of the source.
fn plain_line(line: &str, at: usize) -> Option<(&str, Node)> {
    let is_around = |c: char| is_blank(c) || matches!(c, '"' | '\'' | ',' | '{' | '}' | '-' | '|');
    let (key, value) = line.split_once([':', '='])?;
    let key = key.trim_matches(is_around);
    let value = value.split(" #").next().unwrap_or_default();
    let start = at + line.len() - line.split_once([':', '='])?.1.len();
    let lead = value.len() - value.trim_start_matches(is_around).len();
    let value = value.trim_matches(is_around);
    let start = start + lead;
    let span = Span::new(start, start + value.len());
    let value = if value.is_empty() {
        Value::Null
    } else {
        Value::Scalar(value.to_owned())
    };
    Some((key, Node { value, span }))
}

#[cfg(test)]
mod tests;
