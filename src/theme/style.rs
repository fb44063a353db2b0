//! The style sheet: its parts joined, the theme's own files named by their addresses, the site's colours.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::Layers;
use crate::config::{Colour, Config, ThemeColour};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::{SitePath, Source, Span, Url};

/// The parts of the style sheet, in the order in which they are joined. A theme may replace each,
/// and add `site.css`.
pub(super) const PARTS: &[&str] = &[
    "tokens", "base", "article", "lists", "entities", "ways", "code", "commands", "search",
    "print", "site",
];

/// What is written on the paper of a page.
const INKS: [&str; 6] = ["ink", "quiet", "accent", "seen", "why", "slot"];
/// The inks of which a dark page's follow from a light one's.
const HUES: [&str; 4] = ["accent", "seen", "why", "slot"];
/// The contrast that text needs (WCAG 2.2, 1.4.3).
const ENOUGH: f64 = 4.5;
/// How light a hue is on a dark page at least, as OKLCH measures it.
const LIGHT: &str = "0.76";

/// The longest name of a file that a style sheet may have, in bytes.
const LONGEST: usize = 300;

/// When a page is dark. Paper is light.
const DARK: &str = "@media screen and (prefers-color-scheme: dark)";
const BRIGHT: &str = "@media print, (prefers-color-scheme: light)";

/// Joins the style sheet. `files` are the theme's other files, by their names in `assets/`.
pub(super) fn style(
    layers: &Layers<'_>,
    config: &Config,
    home: &str,
    files: &BTreeMap<String, Url>,
    diagnostics: &mut Vec<Diagnostic>,
) -> String {
    let mut css = String::new();
    for part in PARTS {
        let path = format!("assets/{part}.css");
        if let Some(text) = layers.text(&path) {
            let source = Source::new(SitePath::new(&format!("{home}/{path}")), text);
            addressed(&source, files, &mut css, diagnostics);
            css.push('\n');
        }
    }
    if !config.colours.is_empty() {
        let theme = Properties::of(&css);
        for colour in &config.colours {
            diagnostics.extend(theme.unknown(colour));
        }
        diagnostics.extend(faint(&theme, &config.colours));
        let colours = colours(&theme, &config.colours);
        css.push_str(&colours);
    }
    css
}

/// Copies a part; `url(NAME)` that names a file of the theme becomes its address beside the style sheet.
fn addressed(
    source: &Source,
    files: &BTreeMap<String, Url>,
    css: &mut String,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let text = &*source.text;
    let mut done = 0;
    for (at, _) in text.match_indices("url(") {
        let start = at + "url(".len();
        let mut bytes = text.as_bytes()[start..].iter().take(LONGEST);
        let Some(length) = bytes.position(|byte| matches!(byte, b')' | b'\n')) else {
            continue;
        };
        let written = &text[start..start + length];
        let name = written.trim().trim_matches(['"', '\'']);
        let is_elsewhere = name.is_empty() || name.starts_with(['#', '/']) || name.contains(':');
        if start < done || is_elsewhere {
            continue;
        }
        let Some(url) = files.get(name) else {
            let message = format!("the theme has no file `assets/{name}`");
            diagnostics.push(
                Diagnostic::new(Code::MissingThemeFile, message)
                    .at(source, Span::new(start, start + length)),
            );
            continue;
        };
        css.push_str(&text[done..start]);
        let beside = url.as_str().strip_prefix("assets/").unwrap_or(url.as_str());
        let _ = write!(css, "\"{beside}\"");
        done = start + length;
    }
    css.push_str(&text[done..]);
}

/// The rules that set the site's colours, for light pages and for dark ones.
fn colours(theme: &Properties<'_>, colours: &[ThemeColour]) -> String {
    let mut css = String::new();
    let (mut any, mut light, mut dark, mut derived) = Default::default();
    let declare = |to: &mut String, name: &str, value: &str| {
        let _ = writeln!(to, "  --{name}: {value};");
    };
    for ThemeColour {
        name,
        light: on_light,
        dark: on_dark,
        ..
    } in colours
    {
        let (on_light, on_dark) = (
            on_light.as_ref().map(Colour::as_str),
            on_dark.as_ref().map(Colour::as_str),
        );
        match (on_light, on_dark) {
            // A colour of the site's own, or one that the theme does not tell apart.
            (Some(value), None) if !theme.dark.contains_key(name.as_str()) => {
                declare(&mut any, name, value);
            }
            (Some(value), None) => {
                declare(&mut light, name, value);
                if HUES.contains(&name.as_str()) {
                    let value = format!("oklch(from {value} max(l, {LIGHT}) c h)");
                    declare(&mut derived, name, &value);
                }
            }
            _ => {
                if let Some(value) = on_light {
                    declare(&mut light, name, value);
                }
                if let Some(value) = on_dark {
                    declare(&mut dark, name, value);
                }
            }
        }
    }
    let mut rule = |head: &str, declarations: String, foot: &str| {
        if !declarations.is_empty() {
            let _ = writeln!(css, "{head}:root {{\n{declarations}}}{foot}");
        }
    };
    rule("", any, "");
    rule(&format!("{BRIGHT} {{ "), light, " }");
    // Where a browser cannot follow one colour from another, the theme's own remains.
    let derives = format!("@supports (color: oklch(from red l c h)) {{ {DARK} {{ ");
    rule(&derives, derived, " } }");
    rule(&format!("{DARK} {{ "), dark, " }");
    css
}

/// The custom properties of a style sheet: the last value of each, where the page is light and where it is dark.
struct Properties<'c> {
    light: BTreeMap<&'c str, &'c str>,
    dark: BTreeMap<&'c str, &'c str>,
    /// The names that it asks for.
    used: BTreeSet<&'c str>,
}

impl<'c> Properties<'c> {
    fn of(css: &'c str) -> Self {
        let (mut light, mut dark) = (BTreeMap::new(), BTreeMap::new());
        // For each open block, whether it is for dark pages, and whether for something else that is not usual.
        let mut open: Vec<(bool, bool)> = Vec::new();
        let mut rest = css;
        while let Some(end) = rest.find(['{', '}', ';']) {
            let (piece, sign) = (without_comments(&rest[..end]), rest.as_bytes()[end]);
            let (is_dark, is_unusual) = open.last().copied().unwrap_or_default();
            if sign == b'{' {
                let for_dark = piece.contains("prefers-color-scheme: dark");
                let is_other = piece.starts_with("@media") && !for_dark;
                open.push((is_dark || for_dark, is_unusual || is_other));
            } else {
                if let Some((name, value)) = piece.split_once(':')
                    && let Some(name) = name.trim().strip_prefix("--")
                    && !is_unusual
                {
                    let of = if is_dark { &mut dark } else { &mut light };
                    of.insert(name, value.trim());
                }
                if sign == b'}' {
                    open.pop();
                }
            }
            rest = &rest[end + 1..];
        }
        let used = css.match_indices("var(--").filter_map(|(at, start)| {
            let name = &css[at + start.len()..];
            name.find([')', ',', ' ']).map(|end| &name[..end])
        });
        let used = used.collect();
        Self { light, dark, used }
    }

    /// What there is to say of a colour that no rule asks for.
    fn unknown(&self, colour: &ThemeColour) -> Option<Diagnostic> {
        let name = colour.name.as_str();
        if self.used.contains(name) || self.light.contains_key(name) {
            return None;
        }
        let help = match nearest(name, self.light.keys().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "look the names up in the manual's page on themes".to_owned(),
        };
        let message = format!("`{name}` is not a known colour of the theme");
        let found = Diagnostic::new(Code::UnknownConfigKey, message).help(help);
        Some(found.in_place(colour.place.clone()))
    }

    /// A colour as the theme has it.
    fn colour(&self, name: &str, is_dark: bool) -> Option<Colour> {
        let dark = self.dark.get(name).filter(|_| is_dark);
        Colour::new(dark.or_else(|| self.light.get(name))?)
    }
}

/// A piece of a style sheet from the end of its last comment.
fn without_comments(piece: &str) -> &str {
    piece.rsplit("*/").next().unwrap_or(piece).trim_start()
}

/// The inks that can hardly be read on the paper of the page, as far as the site has chosen one of the two.
fn faint(theme: &Properties<'_>, colours: &[ThemeColour]) -> Vec<Diagnostic> {
    let own = |name: &str, is_dark: bool| {
        let colour = colours.iter().find(|colour| colour.name == name)?;
        let chosen = if is_dark { &colour.dark } else { &colour.light };
        Some((chosen.clone()?, colour))
    };
    let mut found = Vec::new();
    for (is_dark, pages) in [(false, "light"), (true, "dark")] {
        let chosen_paper = own("paper", is_dark);
        for name in INKS {
            let chosen_ink = own(name, is_dark);
            let Some(place) = chosen_ink
                .as_ref()
                .or(chosen_paper.as_ref())
                .map(|(_, it)| it.place.clone())
            else {
                continue;
            };
            let value = |name, chosen: &Option<(Colour, &ThemeColour)>| match chosen {
                Some((colour, _)) => Some(colour.clone()),
                None => theme.colour(name, is_dark),
            };
            let (Some(ink), Some(paper)) =
                (value(name, &chosen_ink), value("paper", &chosen_paper))
            else {
                continue;
            };
            let Some(contrast) = ink.contrast(&paper).filter(|contrast| *contrast < ENOUGH) else {
                continue;
            };
            // A tenth too little is not told as enough.
            let contrast = (contrast * 10.0).floor() / 10.0;
            let (ink, paper) = (ink.as_str(), paper.as_str());
            let message = format!(
                "`{name}` ({ink}) on `paper` ({paper}) has a contrast of {contrast}:1 on {pages} pages"
            );
            let way = if is_dark { "lighter" } else { "darker" };
            let help = format!("text needs {ENOUGH}:1: choose a {way} colour");
            found.push(
                Diagnostic::new(Code::LowContrast, message)
                    .help(help)
                    .in_place(place),
            );
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_are_read_where_they_stand() {
        let css = "/* --no: 1; */ :root { --a: #fff; --b: x } @media screen and (prefers-color-scheme: dark) { :root { --a: #000; } }\n\
                   @media print { :root { --a: red; } } p { color: var(--c); } q { --b: var(--a, y); } } } {";
        let read = Properties::of(css);
        assert_eq!(
            read.light,
            BTreeMap::from([("a", "#fff"), ("b", "var(--a, y)")])
        );
        assert_eq!(read.dark, BTreeMap::from([("a", "#000")]));
        assert_eq!(read.used, BTreeSet::from(["a", "c"]));
    }
}
