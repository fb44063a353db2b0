//! How pages look: templates, style sheets, scripts and words, in layers. A site's own theme
//! replaces any file of the embedded default theme by one of the same path; `default:article.html`
//! always names the embedded one.

mod embedded;
mod style;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use sha2::{Digest, Sha256};
use tera::Tera;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnosed, Diagnostic, nearest};
use crate::escape;
use crate::inputs::ThemeFile;
use crate::search::{script, shorten};
use crate::source::{SitePath, Span, Url};
use crate::strings::Strings;
use words::Words;

/// A theme, ready to show pages.
#[derive(Clone)]
pub struct Theme {
    /// Where the site's own theme stands, such as `themes/acme`.
    home: String,
    templates: Tera,
    /// The names of the site's own templates.
    own: BTreeSet<String>,
    /// Whether the site's own templates could be loaded. Else the embedded ones serve alone, for those who only
    /// look at a site; nothing is published with them.
    pub is_whole: bool,
    /// The files that pages load, by address.
    pub files: Vec<(Url, Vec<u8>)>,
    /// The style sheet's address.
    pub style: Url,
    /// The address of each script, by its name without extension.
    pub scripts: BTreeMap<String, Url>,
    /// The address of every file that is none of these, by its name in `assets/`.
    assets: BTreeMap<String, Url>,
    words: Words,
}

/// The template of the panel of keys.
const PANEL: &str = "keys.html";
/// The template of articles that tell of a problem.
const ARTICLE: &str = "article.html";
/// What to do about an error in a template.
const CORRECT: &str = "correct the template, or remove it to get the default one back";
/// What an embedded file's path starts with when it is named on its own.
const EMBEDDED: &str = "default:";

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
    let (templates, is_whole) = templates(own, &home, &mut diagnostics);
    let names = own.iter();
    let names = names.filter_map(|file| file.path.strip_prefix("templates/"));
    let names = names.map(str::to_owned).collect();
    let mut files = Vec::new();
    let assets = assets(&layers, &mut files);
    let style = style::style(&layers, config, &home, &assets, &mut diagnostics);
    let style = add(&mut files, "style.css", style.into_bytes());
    let words = words::words(own, config, &home, &mut diagnostics);
    let panel = panel(&templates, &words, &home, &mut diagnostics);
    let scripts = scripts(&layers, &panel, &mut files);
    Diagnosed {
        value: Theme {
            home,
            templates,
            own: names,
            is_whole,
            files,
            style,
            scripts,
            assets,
            words,
        },
        diagnostics,
    }
}

impl Theme {
    /// The template for a kind of article. A site's own `article.html` shows every kind for which the site
    /// has none of its own, because the embedded ones build on the embedded one.
    #[must_use]
    pub fn of_kind<'t>(&self, template: &'t str) -> &'t str {
        let is_own = |name: &str| self.own.contains(name);
        if !is_own(template) && is_own(ARTICLE) {
            return ARTICLE;
        }
        template
    }

    /// Whether the site has templates of its own, which may ask for what the embedded ones never show.
    #[must_use]
    pub fn has_templates(&self) -> bool {
        !self.own.is_empty()
    }

    /// Shows a page by its template.
    pub fn render(&self, template: &str, context: &tera::Context) -> Result<String, Diagnostic> {
        self.templates
            .render(template, context)
            .map_err(|error| template_error(&error, template, &self.home))
    }

    /// The addresses of all scripts and other files, relative to the site's root, by their names in
    /// `assets/`; the style sheet stands in every page.
    #[must_use]
    pub fn assets_by_name(&self) -> BTreeMap<String, String> {
        let scripts = self
            .scripts
            .iter()
            .map(|(name, url)| (format!("{name}.js"), url));
        let others = self.assets.iter().map(|(name, url)| (name.clone(), url));
        scripts
            .chain(others)
            .map(|(name, url)| (name, url.to_string()))
            .collect()
    }

    /// The words of the pages.
    #[must_use]
    pub fn strings(&self) -> &Strings {
        &self.words.site
    }

    /// The words within a text in a language: those of the site, where the theme does not speak it.
    #[must_use]
    pub fn strings_in(&self, language: &str) -> &Strings {
        self.words.of(language)
    }

    /// The tag of the language in which [`Theme::strings_in`] gives its words.
    #[must_use]
    pub fn language_of_strings(&self, language: &str) -> &str {
        self.words.tag_of(language)
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

/// The embedded templates, and those of the site; if the site's cannot be loaded, the embedded ones alone, and
/// `false`.
fn templates(own: &[ThemeFile], home: &str, diagnostics: &mut Vec<Diagnostic>) -> (Tera, bool) {
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
    match load(all) {
        Ok(tera) => (tera, true),
        Err(error) => {
            diagnostics.extend(load_errors(&error, home));
            let embedded = load(default);
            (
                embedded.expect("the embedded templates are loaded by every test"),
                false,
            )
        }
    }
}

/// What is wrong with templates that cannot be loaded. What is wrong with several is one message of Tera's, a
/// report for each, with the place in its second line.
fn load_errors(error: &tera::Error, home: &str) -> Vec<Diagnostic> {
    let tera::ErrorKind::Msg(message) = error.kind() else {
        return vec![template_error(error, "", home)];
    };
    let reports = message.split("\n\n").filter_map(|report| {
        let mut lines = report.lines();
        let message = lines.next()?.strip_prefix("error: ")?;
        let place = lines.next()?.trim_start().strip_prefix("--> ")?;
        let mut parts = place.rsplitn(3, ':');
        let (column, line) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let file = parts.next()?;
        let diagnostic = Diagnostic::new(Code::TemplateError, message).help(CORRECT);
        if file.starts_with(EMBEDDED) {
            return Some(diagnostic);
        }
        let path = SitePath::new(&format!("{home}/templates/{file}"));
        Some(at(diagnostic.in_file(&path), line, column))
    });
    let reports: Vec<Diagnostic> = reports.collect();
    if reports.is_empty() {
        return vec![template_error(error, "", home)];
    }
    reports
}

/// A finding about a file, at a line and column of it.
fn at(mut diagnostic: Diagnostic, line: u32, column: u32) -> Diagnostic {
    if let Some(place) = &mut diagnostic.place {
        place.start.line = line;
        place.start.column = column;
        place.end = place.start;
    }
    diagnostic
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
    let help = match error.kind() {
        tera::ErrorKind::MissingParent { parent, .. } => meant(parent),
        _ => None,
    };
    let help = help.unwrap_or_else(|| CORRECT.to_owned());
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

/// The embedded template whose name is nearest to one that does not exist.
fn meant(missing: &str) -> Option<String> {
    let name = missing.strip_prefix(EMBEDDED).unwrap_or(missing);
    let known = embedded::FILES
        .iter()
        .filter_map(|(path, _)| path.strip_prefix("templates/"));
    Some(format!(
        "did you mean `{EMBEDDED}{}`?",
        nearest(name, known)?
    ))
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
///
/// The panel of keys goes with its script, because it is the same on every page.
fn scripts(
    layers: &Layers<'_>,
    panel: &str,
    files: &mut Vec<(Url, Vec<u8>)>,
) -> BTreeMap<String, Url> {
    let mut texts: BTreeMap<&str, String> = BTreeMap::from([("engine", script::script())]);
    let names = layers.files.keys();
    let names = names.filter_map(|path| path.strip_prefix("assets/")?.strip_suffix(".js"));
    for name in names.filter(|name| !PARTS.contains(name)) {
        texts.insert(name, layers.script(name));
    }
    if let Some(keys) = texts.get_mut("keys") {
        let panel = serde_json::Value::from(panel).to_string();
        *keys = keys.replace("\"{panel}\"", &panel);
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

/// The panel that lists the keys, as its template has it.
fn panel(templates: &Tera, words: &Words, home: &str, diagnostics: &mut Vec<Diagnostic>) -> String {
    let mut context = tera::Context::new();
    context.insert("strings", &words.site);
    let panel = templates.render(PANEL, &context);
    panel.unwrap_or_else(|error| {
        diagnostics.push(template_error(&error, PANEL, home));
        String::new()
    })
}

/// The files that are neither scripts nor parts of the style sheet: images, fonts, further style sheets.
fn assets(layers: &Layers<'_>, files: &mut Vec<(Url, Vec<u8>)>) -> BTreeMap<String, Url> {
    let is_other = |name: &&str| match name.rsplit_once('.') {
        Some((stem, "css")) => !style::PARTS.contains(&stem),
        Some((_, extension)) => extension != "js",
        None => true,
    };
    let paths = layers.files.iter();
    let named = paths.filter_map(|(path, bytes)| Some((path.strip_prefix("assets/")?, bytes)));
    named
        .filter(|(name, _)| is_other(name))
        .map(|(name, bytes)| (name.to_owned(), add(files, name, bytes.to_vec())))
        .collect()
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
