//! A table of contents: `toc.yml`, `toc.md`, and the breadcrumbs, which have the same shape.
//!
//! An entry leads to a page, to another table, to both, or merely holds entries. A name that is
//! missing is empty, and the page's own title stands for it.

use super::{plain, spanned, tell, text_of, yaml};
use crate::diagnostic::{Code, Diagnosed, Diagnostic, nearest};
use crate::source::{Source, Span, Spanned};
use crate::yaml::{self as tree, Node, Value};

/// Reads a table of contents: Markdown if the file's name says so, else YAML.
#[must_use]
pub fn read(source: &Source) -> Diagnosed<Vec<TocItem>> {
    let mut reader = Reader {
        source,
        found: Vec::new(),
    };
    let value = if source.path.extension().eq_ignore_ascii_case("md") {
        reader.markdown()
    } else {
        let root = plain::read(source).unwrap_or_else(|| yaml(source, &mut reader.found));
        reader.root(&root)
    };
    let diagnostics = reader.found;
    Diagnosed { value, diagnostics }
}

/// An entry of a table of contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TocItem {
    /// What it is called; empty if that is left to the page.
    pub name: String,
    /// The page it leads to: a path relative to the table, an address, or `xref:` and an id. The
    /// query that only steers navigation is dropped.
    pub href: Option<Spanned<String>>,
    /// The table whose entries belong here, or the folder that has it; of a breadcrumb, the
    /// address from which on it applies.
    pub toc: Option<Spanned<String>>,
    /// The entries under it.
    pub items: Vec<TocItem>,
    /// Where it stands in the source.
    pub span: Span,
}

/// Tables may be nested this deep; real ones reach five.
const MAX_DEPTH: usize = 64;

const NAMES: &[&str] = &["name", "displayName", "title"];
const PAGES: &[&str] = &["topicHref", "homepage"];
const IDS: &[&str] = &["topicUid", "uid", "homepageUid"];
const KEYS: &[&str] = &[
    "name",
    "href",
    "items",
    "topicHref",
    "tocHref",
    "uid",
    "topicUid",
];

struct Reader<'s> {
    source: &'s Source,
    found: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn root(&mut self, root: &Node) -> Vec<TocItem> {
        match root.get("items") {
            Some(items) => self.items(items, 0),
            None if root.get("name").is_some() => self.item(root, 0),
            None => self.items(root, 0),
        }
    }

    fn items(&mut self, node: &Node, depth: usize) -> Vec<TocItem> {
        if !matches!(node.value, Value::List(_) | Value::Null) {
            self.skip(node.span, "this is not a list of entries", None);
        } else if depth > MAX_DEPTH {
            self.skip(node.span, "entries are nested too deeply", None);
            return Vec::new();
        }
        node.items()
            .iter()
            .flat_map(|item| self.item(item, depth))
            .collect()
    }

    /// An entry; one that is nothing itself gives way to the entries under it.
    fn item(&mut self, node: &Node, depth: usize) -> Vec<TocItem> {
        let Value::Map(pairs) = &node.value else {
            if !node.is_null() {
                self.skip(
                    node.span,
                    "the entry has neither a name nor an address",
                    None,
                );
            }
            return Vec::new();
        };
        let items = node.get("items").filter(|items| !items.is_null());
        let items = items.map_or_else(Vec::new, |items| self.items(items, depth + 1));
        let name = text_of(node, NAMES).map_or("", |(text, _)| text).to_owned();
        let (href, toc) = addresses(node);
        if name.is_empty() && href.is_none() && toc.is_none() {
            let meant = pairs.iter().find_map(|(key, _)| {
                let known = nearest(&key.value, KEYS.iter().copied());
                known.map(|known| format!("did you mean `{known}` by `{}`?", key.value))
            });
            let message = "the entry has neither a name nor an address";
            self.skip(node.span, message, meant.filter(|_| items.is_empty()));
            return items;
        }
        let span = node.span;
        vec![TocItem {
            name,
            href,
            toc,
            items,
            span,
        }]
    }

    fn skip(&mut self, span: Span, message: &str, help: Option<String>) {
        let told = tell(&mut self.found, self.source, Code::TocEntry, message, span);
        if let Some(told) = told {
            told.help = help;
        }
    }

    /// Headings, each a link or a name; their levels nest.
    fn markdown(&mut self) -> Vec<TocItem> {
        let text = &*self.source.text;
        let mut entries = Vec::new();
        let mut is_comment = false;
        let mut start = front_matter_end(text);
        while start < text.len() {
            let (line, next) = tree::line_at(text, start);
            let content = tree::trim(line);
            let at = start + (line.len() - line.trim_start_matches(tree::is_blank).len());
            let span = Span::new(at, at + content.len());
            start = next;
            if is_comment || content.starts_with("<!--") {
                is_comment = !content.contains("-->");
            } else if let Some(entry) = heading(content, span) {
                entries.push(entry);
            } else if !content.is_empty() {
                self.skip(span, "the line is not a heading", None);
            }
        }
        nest(&mut entries.into_iter().peekable(), 0)
    }
}

/// The page and the table that an entry leads to.
fn addresses(node: &Node) -> (Option<Spanned<String>>, Option<Spanned<String>>) {
    let address = |keys| text_of(node, keys).map(spanned).map(without_query);
    let mut page = address(PAGES);
    let mut toc = address(&["tocHref"]);
    match address(&["href"]) {
        Some(href) if is_toc(&href.value) => toc = Some(href),
        Some(href) => page = Some(href),
        None => {}
    }
    let id = || {
        let mut id = text_of(node, IDS).map(spanned)?;
        id.value.insert_str(0, "xref:");
        Some(id)
    };
    let page = page.or_else(id);
    (page, toc)
}

/// Whether an address is that of a table: `toc.yml`, or a folder of this project.
fn is_toc(href: &str) -> bool {
    let name = href.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_folder = name.is_empty() && !href.starts_with('/') && !is_elsewhere(href);
    let is_table = ["toc.yml", "toc.yaml", "toc.md", "toc.json"]
        .iter()
        .any(|toc| name.eq_ignore_ascii_case(toc));
    is_folder || (is_table && !is_elsewhere(href))
}

fn is_elsewhere(href: &str) -> bool {
    let scheme = href.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_scheme = scheme.len() > 1 && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_scheme || href.starts_with("//")
}

/// The address without `?toc=…&bc=…`. What a query means to another site is not known, so it stays.
fn without_query(mut href: Spanned<String>) -> Spanned<String> {
    if is_elsewhere(&href.value) {
        return href;
    }
    if let Some(query) = href.value.find('?') {
        let end = href.value[query..]
            .find('#')
            .map_or(href.value.len(), |at| query + at);
        href.value.replace_range(query..end, "");
    }
    href
}

/// The entries of at least a level, each with the deeper ones that follow it.
fn nest(
    entries: &mut std::iter::Peekable<std::vec::IntoIter<(usize, TocItem)>>,
    level: usize,
) -> Vec<TocItem> {
    let mut items = Vec::new();
    while let Some((own, mut item)) = entries.next_if(|(own, _)| *own >= level) {
        item.items = nest(entries, own + 1);
        items.push(item);
    }
    items
}

/// `## [Name](page.md)`, `# @id`, `# <xref:id>`, `# Name`: its level and entry.
fn heading(line: &str, span: Span) -> Option<(usize, TocItem)> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    let text = tree::trim(text.trim_end_matches('#'));
    if level == 0 || text.is_empty() {
        return None;
    }
    let offset =
        |part: &str| span.start as usize + (part.as_ptr() as usize - line.as_ptr() as usize);
    let href_at = |part: &str, value: String| {
        let span = Span::new(offset(part), offset(part) + part.len());
        without_query(Spanned { value, span })
    };
    let id = text.strip_prefix('@').or_else(|| {
        let xref = text.strip_prefix("<xref:")?;
        xref.strip_suffix('>')
    });
    let (name, href) = match (id, link(text)) {
        (Some(id), _) => (String::new(), Some(href_at(id, format!("xref:{id}")))),
        (None, Some((name, href))) => {
            let value = match href.strip_prefix('@') {
                Some(id) => format!("xref:{id}"),
                None => href.to_owned(),
            };
            (
                unescaped(name),
                (!href.is_empty()).then(|| href_at(href, value)),
            )
        }
        (None, None) => (unescaped(text), None),
    };
    let (toc, href) = match href {
        Some(href) if is_toc(&href.value) => (Some(href), None),
        href => (None, href),
    };
    let items = Vec::new();
    let item = TocItem {
        name,
        href,
        toc,
        items,
        span,
    };
    Some((level.min(MAX_DEPTH), item))
}

/// The name and address of `[name](address "title")`.
fn link(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('[')?.strip_suffix(')')?;
    let (name, address) = inner.split_once("](")?;
    let address = tree::trim(address);
    let address = match address
        .strip_prefix('<')
        .and_then(|rest| rest.split_once('>'))
    {
        Some((address, _)) => address,
        None => address.split(" \"").next().map_or(address, tree::trim),
    };
    Some((name, address))
}

/// The text without the backslashes that only keep Markdown from reading it.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match chars.next_if(|next| c == '\\' && next.is_ascii_punctuation()) {
            Some(escaped) => plain.push(escaped),
            None => plain.push(c),
        }
    }
    plain
}

/// Where the text starts after front matter, which a table in Markdown may have and nobody reads.
fn front_matter_end(text: &str) -> usize {
    let (first, mut start) = tree::line_at(text, 0);
    if tree::trim(first) != "---" {
        return 0;
    }
    while start < text.len() {
        let (line, next) = tree::line_at(text, start);
        if tree::trim(line) == "---" {
            return next;
        }
        start = next;
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SitePath;

    fn read_file(path: &str, text: &str) -> (Vec<TocItem>, Vec<String>) {
        let source = Source::new(SitePath::new(path), text);
        let read = read(&source);
        let told = read.diagnostics.into_iter().map(|found| {
            let line = found.place.map_or(0, |place| place.start.line);
            let help = found
                .help
                .map_or_else(String::new, |help| format!(" ({help})"));
            format!("{line}: {}{help}", found.message)
        });
        (read.value, told.collect())
    }

    /// A table as indented lines: name, page, table.
    fn drawn(items: &[TocItem]) -> Vec<String> {
        let mut lines = Vec::new();
        for item in items {
            let mut line = item.name.clone();
            if let Some(href) = &item.href {
                line += &format!(" -> {}", href.value);
            }
            if let Some(toc) = &item.toc {
                line += &format!(" => {}", toc.value);
            }
            lines.push(line);
            lines.extend(
                drawn(&item.items)
                    .into_iter()
                    .map(|line| format!("  {line}")),
            );
        }
        lines
    }

    #[test]
    fn a_table_nests_and_drops_what_only_steers_navigation() {
        let text = "\
- name: Printers
  href: welcome.yml
  items:
  - name: '\"Paper jam\" error'
    href: ../jams/paper.md?toc=/printers/toc.json&bc=/bread/toc.json#tray-2
  - name: Elsewhere
    href: https://example.org/find?id=5
  - name: Only a name
  - name: Scanners
    href: scanners/toc.yml
    topicHref: scanners/index.md
  - name: Drivers
    href: drivers/
  - uid: Paper.Tray
    expanded: true
";
        let (items, told) = read_file("toc.yml", text);
        assert_eq!(told, [""; 0]);
        assert_eq!(
            drawn(&items),
            [
                "Printers -> welcome.yml",
                "  \"Paper jam\" error -> ../jams/paper.md#tray-2",
                "  Elsewhere -> https://example.org/find?id=5",
                "  Only a name",
                "  Scanners -> scanners/index.md => scanners/toc.yml",
                "  Drivers => drivers/",
                "   -> xref:Paper.Tray",
            ]
        );
        assert_eq!(
            &text[items[0].href.as_ref().unwrap().span.range()],
            "welcome.yml"
        );
    }

    #[test]
    fn a_map_with_items_is_a_table_and_so_are_breadcrumbs() {
        let (items, told) = read_file(
            "toc.yml",
            "metadata: {a: b}\nitems:\n- name: A\n  href: a.md\n",
        );
        assert_eq!(
            (drawn(&items), told),
            (vec!["A -> a.md".to_owned()], vec![])
        );
        let crumbs = "- name: Desk\n  tocHref: /desk/\n  topicHref: /desk/index\n";
        let (items, told) = read_file("breadcrumb/toc.yml", crumbs);
        assert_eq!(drawn(&items), ["Desk -> /desk/index => /desk/"]);
        assert_eq!(told, [""; 0]);
        for empty in ["", "# nothing\n", "items:\n", "[]"] {
            assert_eq!(read_file("toc.yml", empty), (vec![], vec![]), "{empty}");
        }
    }

    #[test]
    fn what_is_no_entry_is_told_and_left_out() {
        let text =
            "- just words\n- nam: Tray\n- items:\n  - name: Kept\n- name: B\n  items: text\n";
        let (items, told) = read_file("toc.yml", text);
        assert_eq!(drawn(&items), ["Kept", "B"]);
        assert_eq!(
            told,
            [
                "1: the entry has neither a name nor an address",
                "2: the entry has neither a name nor an address (did you mean `name` by `nam`?)",
                "3: the entry has neither a name nor an address",
                "6: this is not a list of entries",
            ]
        );
    }

    #[test]
    fn headings_are_a_table() {
        let text = "\
---
title: x
---
<!-- two
lines -->
# [Start \\*here\\*](start.md)
### [Deeper](a/b.md \"why\")
## @Tray.One
## <xref:Tray.Two>
# Parts #
## [Rollers](rollers/toc.md)
words
";
        let (items, told) = read_file("toc.md", text);
        assert_eq!(
            drawn(&items),
            [
                "Start *here* -> start.md",
                "  Deeper -> a/b.md",
                "   -> xref:Tray.One",
                "   -> xref:Tray.Two",
                "Parts",
                "  Rollers => rollers/toc.md",
            ]
        );
        assert_eq!(told, ["12: the line is not a heading"]);
        assert_eq!(
            &text[items[0].href.as_ref().unwrap().span.range()],
            "start.md"
        );
    }

    #[test]
    fn hostile_tables_are_read() {
        let mut deep = String::new();
        for level in 0..500 {
            deep += &format!(
                "{}- name: a\n{}  items:\n",
                "  ".repeat(level),
                "  ".repeat(level)
            );
        }
        read_file("toc.yml", &deep);
        read_file("toc.md", &("#".repeat(10_000) + " a\n# b"));
        read_file("toc.md", "---\n# a");
        read_file("toc.md", "# [](");
        read_file("toc.md", "# []()\n# @\n#\n");
        let long = "- name: a\n  href: a.md\n".repeat(20_000);
        assert_eq!(read_file("toc.yml", &long).0.len(), 20_000);
    }
}
