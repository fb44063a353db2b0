//! The site, as every page sees it: its name, language, mark and foot.

use serde::Serialize;
use std::sync::Arc;

use crate::config::is_address;
use crate::diagnostic::{Code, Diagnosed, Diagnostic, nearest};
use crate::graph::{Graph, href};
use crate::inputs::Inputs;
use crate::locale;
use crate::reading::Reading;
use crate::source::{Asset, SitePath, Url};
use crate::theme::Theme;

/// The site, as every page sees it. Addresses are relative to its root.
#[derive(Clone, Debug, Serialize)]
pub struct SiteView {
    title: String,
    language: String,
    direction: &'static str,
    /// With a slash at its end.
    base_url: Option<String>,
    /// The path of that address, which every page of the site can lead to: `/it/kb/`.
    base_path: Option<String>,
    /// The style sheet.
    css: String,
    footer: Vec<Piece>,
    logo: Option<String>,
    /// Its width, where it is `LOGO_HEIGHT` high.
    logo_width: Option<u32>,
    icon: Option<String>,
}

/// A piece of the foot: words, or words that lead somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Piece {
    text: String,
    href: Option<String>,
    /// Whether the address is relative to the root.
    within: bool,
}

/// How high the logo is shown, in CSS pixels.
const LOGO_HEIGHT: u32 = 28;

/// The names of the icon in a browser's tab, in `static/`, the better first.
const ICONS: [&str; 3] = ["favicon.svg", "favicon.png", "favicon.ico"];

/// Where the configuration stands, for findings about it.
const CONFIG: &str = "fixbook.yaml";

/// The site, as every page sees it.
#[must_use]
pub fn site_view(
    inputs: &Inputs,
    readings: &[Arc<Reading>],
    graph: &Graph,
    theme: &Theme,
) -> Diagnosed<SiteView> {
    let config = &inputs.config;
    let mut diagnostics = Vec::new();
    let (logo, dimensions) = logo(inputs, graph, &mut diagnostics).unzip();
    let icon = ICONS
        .iter()
        .find(|name| named(&inputs.statics, name).is_some());
    let icon = icon.map(|name| (*name).to_owned()).or_else(|| logo.clone());
    let target = |address: &str| place_of(address, inputs, readings, graph);
    let footer = config.footer.as_deref().unwrap_or_default();
    let footer = pieces(footer, target, &mut diagnostics);
    let base_url = inputs.edition.base_url.as_deref();
    let value = SiteView {
        title: config.title.clone(),
        language: config.language.clone(),
        direction: locale::direction(&config.language).name(),
        base_url: base_url.map(|base| format!("{}/", base.trim_end_matches('/'))),
        base_path: base_url.map(path_of),
        css: theme.style.to_string(),
        footer,
        logo,
        logo_width: dimensions.flatten().map(shown_width),
        icon,
    };
    Diagnosed { value, diagnostics }
}

/// The path of an address of the web, with a slash at its end.
fn path_of(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    match path.trim_end_matches('/') {
        "" => "/".to_owned(),
        path => format!("/{path}/"),
    }
}

fn named<'a>(files: &'a [Asset], path: &str) -> Option<&'a Asset> {
    files.iter().find(|file| file.path.as_str() == path)
}

fn shown_width((width, height): (u32, u32)) -> u32 {
    let scaled = u64::from(width) * u64::from(LOGO_HEIGHT) / u64::from(height.max(1));
    u32::try_from(scaled).unwrap_or(u32::MAX).max(1)
}

/// The logo: a file of `static/`, or one beside the articles.
fn logo(
    inputs: &Inputs,
    graph: &Graph,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(String, Option<(u32, u32)>)> {
    let path = inputs.config.logo.as_deref()?;
    if let Some(file) = named(&inputs.statics, path) {
        return Some((Url::of_file(path).to_string(), file.dimensions));
    }
    let mut beside = inputs.assets.iter().zip(&graph.assets);
    if let Some((file, Some(url))) = beside.find(|(file, _)| file.path.as_str() == path) {
        return Some((url.to_string(), file.dimensions));
    }
    let files = inputs.statics.iter().chain(&inputs.assets);
    let help = match nearest(path, files.map(|file| file.path.as_str())) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!(
            "put it in `{}`, or beside the articles",
            inputs.config.static_folder
        ),
    };
    let message = format!("the logo `{path}` does not exist");
    diagnostics.push(told(Code::BrokenImage, message, help));
    None
}

/// The address of a place within the site, relative to its root: of an article by its path, or of a file of
/// `static/`.
fn place_of(
    address: &str,
    inputs: &Inputs,
    readings: &[Arc<Reading>],
    graph: &Graph,
) -> Option<String> {
    let (path, anchor) = match address.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor)),
        None => (address, None),
    };
    let root = Url::of_file("");
    let article = readings
        .iter()
        .position(|reading| reading.article.path.as_str() == path);
    if let Some(index) = article {
        return Some(href(graph.routes.articles[index].as_ref()?, anchor, &root));
    }
    named(&inputs.statics, path)?;
    Some(href(&Url::of_file(path), anchor, &root))
}

/// The foot in pieces; `[words](address)` is a link.
fn pieces(
    text: &str,
    place_of: impl Fn(&str) -> Option<String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut add = |text: &str, href: Option<String>, within: bool| match pieces.last_mut() {
        Some(last) if href.is_none() && last.href.is_none() => last.text.push_str(text),
        _ if text.is_empty() => {}
        _ => pieces.push(Piece {
            text: text.to_owned(),
            href,
            within,
        }),
    };
    for part in text.split_inclusive(')') {
        let Some((before, words, address)) = link(part) else {
            add(part, None, false);
            continue;
        };
        add(before, None, false);
        if is_address(address) {
            add(words, Some(address.to_owned()), false);
            continue;
        }
        let place = place_of(address);
        if place.is_none() {
            let message = format!("`{address}` in the footer leads nowhere");
            let help = "write an address, the path of an article, or that of a file of `static/`";
            diagnostics.push(told(Code::BrokenLink, message, help));
        }
        add(words, place, true);
    }
    pieces
}

/// What stands before a link at the end of a text, its words, and its address.
fn link(part: &str) -> Option<(&str, &str, &str)> {
    let middle = part.rfind("](")?;
    let start = part[..middle].rfind('[')?;
    let address = part[middle + 2..].strip_suffix(')')?.trim();
    let words = &part[start + 1..middle];
    (!words.is_empty() && !address.is_empty()).then_some((&part[..start], words, address))
}

fn told(code: Code, message: String, help: impl Into<String>) -> Diagnostic {
    Diagnostic::new(code, message)
        .help(help)
        .in_file(&SitePath::new(CONFIG))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foot_is_text_with_links() {
        let mut told = Vec::new();
        let place_of = |address: &str| (address == "a.md").then(|| "a.html".to_owned());
        let text = "(c) [us](https://x.org), [[A]](a.md) [n](no) [j](javascript:x) [](y) [x]() [";
        let pieces = pieces(text, place_of, &mut told);
        let shown: Vec<_> = pieces
            .iter()
            .map(|it| (it.text.as_str(), it.href.as_deref()))
            .collect();
        assert_eq!(
            shown,
            [
                ("(c) ", None),
                ("us", Some("https://x.org")),
                (", [", None),
                ("A]", Some("a.html")),
                (" n j [](y) [x]() [", None),
            ]
        );
        assert_eq!(told.len(), 2);
    }

    #[test]
    fn an_address_has_a_path() {
        for (address, path) in [
            ("https://kb.example.org", "/"),
            ("https://kb.example.org/", "/"),
            ("https://kb.example.org/it/kb/", "/it/kb/"),
            ("https://kb.example.org/it//?x#y", "/it/"),
        ] {
            assert_eq!(path_of(address), path);
        }
    }

    #[test]
    fn a_logo_keeps_its_proportions() {
        for (dimensions, width) in [
            ((56, 28), 56),
            ((100, 50), 56),
            ((1, 9000), 1),
            ((u32::MAX, 1), u32::MAX),
        ] {
            assert_eq!(shown_width(dimensions), width, "{dimensions:?}");
        }
        assert_eq!(shown_width((5, 0)), 140);
    }
}
