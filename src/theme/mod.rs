//! How pages look: templates, style sheets, scripts and words, in layers. A site's own theme
//! replaces any file of the embedded default theme by one of the same path; `default:article.html`
//! always names the embedded one.

mod embedded;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};
use tera::Tera;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnosed, Diagnostic};
use crate::escape;
use crate::inputs::ThemeFile;
use crate::search::{script, shorten};
use crate::source::{SitePath, Source, Span, Url};
use crate::strings::Strings;
use crate::yaml;

/// A theme, ready to show pages.
pub struct Theme {
    /// Where the site's own theme stands, such as `themes/acme`.
    home: String,
    templates: Tera,
    /// Whether the site has templates of its own, which may ask for what the embedded ones never show.
    pub has_templates: bool,
    /// The files that pages load, by address.
    pub files: Vec<(Url, Vec<u8>)>,
    /// The style sheet's address.
    pub style: Url,
    /// The address of each script, by its name without extension.
    pub scripts: BTreeMap<String, Url>,
    /// The words of the pages.
    pub strings: Strings,
}

/// What an embedded file's path starts with when it is named on its own.
const EMBEDDED: &str = "default:";

/// The parts of the style sheet, in the order in which they are joined. A theme may replace each,
/// and add `site.css`.
const STYLE: &[&str] = &[
    "tokens", "base", "article", "lists", "entities", "code", "commands", "search", "print", "site",
];

/// The parts of the search page's script, in the order in which they are joined: one file takes less than
/// several, compressed. Other pages load some of them by themselves.
///
/// All embedded scripts are shortened, and so are written as `search::shorten` reads them: no `++`, no name of
/// the browser's own passed on bare.
const SEARCH: &[&str] = &["box", "copy", "compare", "scrub", "recent", "search"];
/// The parts of the script that fills values in.
const FILL: &[&str] = &["quote", "fill"];
/// Parts of which no page has need by themselves.
const PARTS: &[&str] = &["compare", "scrub", "recent", "search", "quote", "fill"];

/// Builds the theme from the embedded files and the site's own.
#[must_use]
pub fn theme(own: &[ThemeFile], config: &Config) -> Diagnosed<Theme> {
    let mut diagnostics = Vec::new();
    let layers = Layers::new(own);
    let home = home(config);
    let templates = templates(own, &home, &mut diagnostics);
    let has_templates = own.iter().any(|file| file.path.starts_with("templates/"));
    let mut files = Vec::new();
    let style = style(&layers, config);
    let style = add(&mut files, "style.css", style.into_bytes());
    let scripts = scripts(&layers, &mut files);
    for (path, bytes) in &layers.files {
        let name = path.strip_prefix("assets/");
        let name = name.filter(|name| !name.ends_with(".css") && !name.ends_with(".js"));
        if let Some(name) = name {
            add(&mut files, name, bytes.to_vec());
        }
    }
    let strings = strings(own, config, &home, &mut diagnostics);
    Diagnosed {
        value: Theme {
            home,
            templates,
            has_templates,
            files,
            style,
            scripts,
            strings,
        },
        diagnostics,
    }
}

impl Theme {
    /// Shows a page by its template.
    pub fn render(&self, template: &str, context: &tera::Context) -> Result<String, Diagnostic> {
        self.templates
            .render(template, context)
            .map_err(|error| template_error(&error, template, &self.home))
    }

    /// Sets what every page of the site can see.
    pub fn share(&mut self, key: &'static str, value: &impl serde::Serialize) {
        self.templates.global_context().insert(key, value);
    }
}

/// All files by path, the site's own before the embedded ones.
struct Layers<'t> {
    files: BTreeMap<&'t str, &'t [u8]>,
}

impl<'t> Layers<'t> {
    fn new(own: &'t [ThemeFile]) -> Self {
        let mut files: BTreeMap<&str, &[u8]> = embedded::FILES
            .iter()
            .map(|(path, text)| (*path, text.as_bytes()))
            .collect();
        files.extend(own.iter().map(|file| (file.path.as_str(), &*file.bytes)));
        Self { files }
    }

    /// The script of that name: one of the site's as it is, an embedded one shortened.
    fn script(&self, name: &str) -> String {
        let path = format!("assets/{name}.js");
        let text = self.text(&path).unwrap_or_default();
        let is_embedded = embedded::FILES
            .iter()
            .any(|(known, embedded)| *known == path && *embedded == text);
        if is_embedded {
            shorten::shortened(&text)
        } else {
            format!("{text}\n")
        }
    }

    fn text(&self, path: &str) -> Option<std::borrow::Cow<'t, str>> {
        self.files
            .get(path)
            .map(|bytes| String::from_utf8_lossy(bytes))
    }
}

/// The embedded templates, and those of the site; if the site's have an error, it is told and the
/// embedded ones serve alone.
fn templates(own: &[ThemeFile], home: &str, diagnostics: &mut Vec<Diagnostic>) -> Tera {
    let default: Vec<(String, String)> = embedded::FILES
        .iter()
        .filter_map(|(path, text)| {
            let name = path.strip_prefix("templates/")?;
            Some((format!("{EMBEDDED}{name}"), (*text).to_owned()))
        })
        .collect();
    let mut all = default.clone();
    for file in own {
        if let Some(name) = file.path.strip_prefix("templates/") {
            all.push((
                name.to_owned(),
                String::from_utf8_lossy(&file.bytes).into_owned(),
            ));
        }
    }
    let loaded = load(all);
    loaded.unwrap_or_else(|error| {
        diagnostics.push(template_error(&error, "", home));
        load(default).expect("the embedded templates are loaded by every test")
    })
}

fn load(templates: Vec<(String, String)>) -> Result<Tera, tera::Error> {
    let mut tera = Tera::new();
    tera.set_escape_fn(escape::write);
    tera.set_fallback_prefixes([EMBEDDED])?;
    tera.add_raw_templates(templates)?;
    Ok(tera)
}

/// Where the site's own theme stands, relative to the root.
fn home(config: &Config) -> String {
    match &config.theme {
        Some(name) => format!("themes/{name}"),
        None => "themes".to_owned(),
    }
}

/// An error of a template, at its place in the site's theme at `home`; `template` is the one that
/// was asked for, where one was.
fn template_error(error: &tera::Error, template: &str, home: &str) -> Diagnostic {
    let help = "correct the template, or remove it to get the default one back";
    let message = reason(error);
    let file = match error.kind() {
        tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report) => {
            report.filename()
        }
        tera::ErrorKind::CircularExtend { tpl, .. }
        | tera::ErrorKind::CircularInclude { tpl, .. } => tpl,
        tera::ErrorKind::MissingParent { current, .. } => current,
        _ => template,
    };
    if let Some(embedded) = file.strip_prefix(EMBEDDED) {
        // A file of the default theme is not in the site; what it lacks is in one that is.
        let message = format!("{message} (in the default theme's `{embedded}`)");
        return Diagnostic::new(Code::TemplateError, message).help(help);
    }
    let diagnostic = Diagnostic::new(Code::TemplateError, message).help(help);
    if file.is_empty() {
        return diagnostic;
    }
    let path = SitePath::new(&format!("{home}/templates/{file}"));
    at_place(diagnostic.in_file(&path), error)
}

/// What is wrong with a template.
pub(crate) fn reason(error: &tera::Error) -> String {
    if let tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report) =
        error.kind()
    {
        return report.message().to_owned();
    }
    let mut message = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(because) = cause {
        let _ = write!(message, ": {because}");
        cause = because.source();
    }
    message
}

/// A finding about a file that is a template, at the place of its error.
pub(crate) fn at_place(mut diagnostic: Diagnostic, error: &tera::Error) -> Diagnostic {
    if let tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report) =
        error.kind()
        && let Some(place) = &mut diagnostic.place
    {
        let span = report.span();
        place.start.line = u32::try_from(span.start_line).unwrap_or(1);
        place.start.column = u32::try_from(span.start_col + 1).unwrap_or(1);
        place.end = place.start;
        place.span = Span::new(span.range.start, span.range.end);
    }
    diagnostic
}

/// The scripts: every file is one, but for the parts of some, which pages load as one; and the engine of search, which no theme has.
fn scripts(layers: &Layers<'_>, files: &mut Vec<(Url, Vec<u8>)>) -> BTreeMap<String, Url> {
    let mut texts: BTreeMap<&str, String> = BTreeMap::from([("engine", script::script())]);
    let names = layers.files.keys();
    let names = names.filter_map(|path| path.strip_prefix("assets/")?.strip_suffix(".js"));
    for name in names.filter(|name| !PARTS.contains(name)) {
        texts.insert(name, layers.script(name));
    }
    for (name, parts) in [("search", SEARCH), ("fill", FILL)] {
        texts.insert(name, parts.iter().map(|part| layers.script(part)).collect());
    }
    let files = texts.into_iter().map(|(name, text)| {
        let url = add(files, &format!("{name}.js"), text.into_bytes());
        (name.to_owned(), url)
    });
    files.collect()
}

/// The style sheet: its parts joined, and the site's colours.
fn style(layers: &Layers<'_>, config: &Config) -> String {
    let mut css = String::new();
    for part in STYLE {
        if let Some(text) = layers.text(&format!("assets/{part}.css")) {
            css.push_str(&text);
            css.push('\n');
        }
    }
    if !config.colours.is_empty() {
        css.push_str(":root {\n");
        for (name, value) in &config.colours {
            let _ = writeln!(css, "  --{name}: {value};");
        }
        css.push_str("}\n");
    }
    css
}

/// Adds a file under a name that holds a hash of its bytes, so that hosts may cache it for ever.
fn add(files: &mut Vec<(Url, Vec<u8>)>, name: &str, bytes: Vec<u8>) -> Url {
    let digest = Sha256::digest(&bytes);
    let mut hash = String::new();
    for byte in &digest[..6] {
        let _ = write!(hash, "{byte:02x}");
    }
    let hashed = match name.rsplit_once('.') {
        Some((stem, extension)) => format!("assets/{stem}.{hash}.{extension}"),
        None => format!("assets/{name}.{hash}"),
    };
    let url = Url::of_file(&hashed);
    files.push((url.clone(), bytes));
    url
}

/// The words of the site's language over the English ones, and those of the configuration over both.
/// A theme's file of words replaces single words of the embedded one, not all of them.
fn strings(
    own: &[ThemeFile],
    config: &Config,
    home: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Strings {
    let language = config.language.split('-').next().unwrap_or_default();
    let mut entries = Vec::new();
    for language in ["en", language, config.language.as_str()] {
        let path = format!("strings/{language}.yaml");
        let embedded = embedded::FILES.iter().find(|(known, _)| *known == path);
        let embedded = embedded.map(|(_, text)| ("default", text.as_bytes()));
        let own = own.iter().find(|file| file.path == path);
        let own = own.map(|file| (home, &*file.bytes));
        for (home, bytes) in embedded.into_iter().chain(own) {
            let text = String::from_utf8_lossy(bytes);
            let source = Source::new(SitePath::new(&format!("{home}/{path}")), text.as_ref());
            let span = Span::new(0, source.text.len());
            let node = yaml::read(&source, span).into_value(diagnostics);
            entries.extend(
                node.pairs()
                    .iter()
                    .filter_map(|(key, value)| Some((key.value.clone(), value.text()?.to_owned()))),
            );
        }
    }
    entries.extend(config.strings.iter().cloned());
    Strings::new(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_templates_show_no_metadata() {
        let names_it = |(path, text): &(&str, &str)| {
            path.starts_with("templates/") && text.contains("metadata")
        };
        assert_eq!(embedded::FILES.iter().find(|file| names_it(file)), None);
    }
}
