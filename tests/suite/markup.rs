//! A strict reader of the HTML that fixbook writes: it knows elements, attributes and nesting, and
//! takes nothing for granted that a browser would mend.

/// An element of a page.
#[derive(Clone, Debug)]
pub(crate) struct Element<'h> {
    /// Its name.
    pub(crate) name: &'h str,
    /// Its attributes as written, without quotes.
    pub(crate) attributes: Vec<(&'h str, &'h str)>,
    /// The bytes from its first tag to its last.
    pub(crate) range: std::ops::Range<usize>,
    /// What stands between them.
    pub(crate) inner: &'h str,
}

impl<'h> Element<'h> {
    /// The value of an attribute.
    pub(crate) fn get(&self, name: &str) -> Option<&'h str> {
        let mut attributes = self.attributes.iter();
        attributes.find_map(|&(known, value)| (known == name).then_some(value))
    }
}

const VOID: &[&str] = &[
    "area", "br", "col", "hr", "img", "input", "link", "meta", "wbr",
];

/// What ends a paragraph wherever it stands, so that it can never stand in one.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "div",
    "dl",
    "figure",
    "footer",
    "form",
    "dd",
    "dt",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
];

/// Reads a page or a piece of one; an error tells what is not well-nested, and where.
pub(crate) fn read(html: &str) -> Result<Vec<Element<'_>>, String> {
    let mut elements: Vec<Element<'_>> = Vec::new();
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while let Some(found) = html[at..].find('<') {
        let start = at + found;
        let near = || excerpt(html, start);
        let rest = &html[start..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = comment
                .find("-->")
                .ok_or_else(|| format!("open comment: {}", near()))?;
            at = start + 4 + end + 3;
        } else if rest.starts_with("<!") {
            at = start
                + rest
                    .find('>')
                    .ok_or_else(|| format!("open declaration: {}", near()))?
                + 1;
        } else if let Some(name) = rest.strip_prefix("</") {
            let end = name
                .find('>')
                .ok_or_else(|| format!("open tag: {}", near()))?;
            let name = &name[..end];
            at = start + 2 + end + 1;
            let (index, inner) = open
                .pop()
                .ok_or_else(|| format!("nothing is open: {}", near()))?;
            if elements[index].name != name {
                return Err(format!("`{}` is open: {}", elements[index].name, near()));
            }
            elements[index].range.end = at;
            elements[index].inner = &html[inner..start];
        } else {
            let (element, end) = tag(html, start).ok_or_else(|| format!("no tag: {}", near()))?;
            at = end;
            let around = || open.iter().map(|&(index, _)| elements[index].name);
            if let Some(wrong) = misplaced(element.name, around()) {
                return Err(format!("`{}` in `{wrong}`: {}", element.name, near()));
            }
            if !VOID.contains(&element.name) {
                open.push((elements.len(), end));
            }
            elements.push(element);
        }
    }
    match open.last() {
        Some(&(index, inner)) => Err(format!(
            "`{}` is not closed: {}",
            elements[index].name,
            excerpt(html, inner)
        )),
        None => Ok(elements),
    }
}

/// The element around a place that an element of that name would end or leave.
fn misplaced<'a>(name: &str, around: impl DoubleEndedIterator<Item = &'a str>) -> Option<&'a str> {
    let mut around = around.rev();
    let parent = around.next();
    match name {
        "tr" => parent.filter(|parent| !["tbody", "thead", "tfoot", "table"].contains(parent)),
        "td" | "th" => parent.filter(|parent| *parent != "tr"),
        "a" => parent.into_iter().chain(around).find(|outer| *outer == "a"),
        name if BLOCKS.contains(&name) => {
            // A paragraph ends at a block unless something between holds it in.
            let barrier = ["button", "td", "th", "table", "caption", "object"];
            let mut outer = parent.into_iter().chain(around);
            outer
                .find(|outer| *outer == "p" || barrier.contains(outer))
                .filter(|outer| *outer == "p")
        }
        _ => None,
    }
}

/// The opening tag at a byte, and where it ends.
fn tag(html: &str, start: usize) -> Option<(Element<'_>, usize)> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == ':' || c == '_';
    let rest = &html[start + 1..];
    let length = rest.find(|c| !is_name(c))?;
    let name = &rest[..length];
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        return None;
    }
    let mut attributes = Vec::new();
    let mut at = start + 1 + length;
    loop {
        let rest = html[at..].trim_start();
        let blank = html[at..].len() - rest.len();
        at += blank;
        if rest.starts_with('>') {
            break;
        }
        if blank == 0 {
            return None;
        }
        let length = rest.find(|c| !is_name(c)).filter(|&length| length > 0)?;
        let key = &rest[..length];
        at += length;
        let mut value = "";
        if let Some(quoted) = html[at..].strip_prefix("=\"") {
            value = &quoted[..quoted.find('"')?];
            at += 2 + value.len() + 1;
        }
        attributes.push((key, value));
    }
    let range = start..at + 1;
    Some((
        Element {
            name,
            attributes,
            range,
            inner: "",
        },
        at + 1,
    ))
}

fn excerpt(html: &str, at: usize) -> String {
    let mut start = at.saturating_sub(80);
    while !html.is_char_boundary(start) {
        start += 1;
    }
    let after: String = html[at..].chars().take(80).collect();
    format!("{}⟨here⟩{after}", &html[start..at])
}

/// The text of a piece of HTML as a reader sees it, entities resolved.
pub(crate) fn unescaped(text: &str) -> String {
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"");
    text.replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&#x2F;", "/")
        .replace("&amp;", "&")
}

/// The sections of an article's body: the outermost ones that have a role, and the footnotes.
pub(crate) fn body<'h>(html: &'h str, elements: &[Element<'h>]) -> String {
    let mut text = String::new();
    let mut end = 0;
    for element in elements {
        let is_part = element.name == "section"
            && (element.get("data-role").is_some() || element.get("class") == Some("footnotes"));
        if is_part && element.range.start >= end {
            end = element.range.end;
            text.push_str(&html[element.range.clone()]);
            text.push('\n');
        }
    }
    text
}

fn well_nested_pages_are_read() {
    let html = "<!doctype html><p id=\"a\">x<br>y <b>z</b></p><input disabled>";
    let elements = read(html).expect("well-nested");
    let names: Vec<&str> = elements.iter().map(|element| element.name).collect();
    assert_eq!(names, ["p", "br", "b", "input"]);
    assert_eq!(elements[0].get("id"), Some("a"));
    assert_eq!(elements[0].inner, "x<br>y <b>z</b>");
}

fn what_a_browser_would_mend_is_an_error() {
    let wrong = [
        "<p><div></div></p>",
        "<b><i></b></i>",
        "<p>",
        "</p>",
        "a < b",
        "<p class=x></p>",
        "<a href=\"x\"><a href=\"y\"></a></a>",
        "<p id=\"a\"class=\"b\"></p>",
        "<li>x</li></ul>",
        "<p <b>></p>",
        "<p><li>x</li></p>",
        "<P></P>",
    ];
    for html in wrong {
        assert!(read(html).is_err(), "{html}");
    }
}

tests![
    well_nested_pages_are_read,
    what_a_browser_would_mend_is_an_error
];
