//! The configuration of a site: the text of `fixbook.yaml` and what overrides it, typed.
//!
//! Every key stands once, in the table `KEYS`, beside the function that reads it. A value that cannot be
//! used is an error and leaves the default in place, so that everything else can still be checked.

mod colour;
mod forms;

pub use colour::{Colour, ThemeColour};
pub use forms::is_address;

use crate::diagnostic::rules::RULES;
use crate::diagnostic::{Code, Diagnosed, Diagnostic, Place, nearest};
use crate::locale;
use crate::role::Role;
use crate::source::{SitePath, Source, Span, Spanned};
use crate::yaml::{self, Node, Value, trim};
use forms::{ANY, WEB, is_name, is_url, is_within};

/// Reads the configuration and lays `overrides` over it.
///
/// Overrides are environment variables, which the caller has read: `FIXBOOK__A__B=value` sets the
/// key `a.b`; any other variable is none of ours. A value that starts with `[` or `{` is YAML.
#[must_use]
pub fn read(source: &Source, overrides: &[(String, String)]) -> Diagnosed<Config> {
    let mut config = Config::default();
    let mut diagnostics = Vec::new();
    let whole = Span::new(0, source.text.len());
    let root = yaml::read(source, whole).into_value(&mut diagnostics);
    for diagnostic in &mut diagnostics {
        if diagnostic.code != Code::DuplicateKey && diagnostic.code != Code::PartlyRead {
            diagnostic.code = Code::InvalidConfig;
            diagnostic.level = Code::InvalidConfig.rule().level;
        }
    }
    apply(&mut config, source, &root, &mut diagnostics);
    for (name, value) in overrides {
        overlay(&mut config, name, value, &mut diagnostics);
    }
    let place = root
        .get("visibility")
        .and_then(|node| node.get("default"))
        .map(|node| node.span);
    diagnostics.extend(config.visibility.settle(source, place));
    let value = config;
    Diagnosed { value, diagnostics }
}

/// How a site is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The site's name, on every page. Default: `Knowledge base`.
    pub title: String,
    /// Where the site will live, with one slash at the end; without it no absolute address is written.
    /// Default: none.
    pub base_url: Option<String>,
    /// The language of its texts, as in HTML. Default: `en`.
    pub language: String,
    /// The folder that holds the articles, relative to the root. Default: the first of `content`,
    /// `docs` and `articles` that exists, else the root.
    pub content: Option<String>,
    /// Globs of files that are not articles. Default: none.
    pub exclude: Vec<String>,
    /// The folder that is copied as it is (`static`). Default: `static`.
    pub static_folder: String,
    /// The folder that the site is written to. Default: `public`.
    pub output: String,
    /// The folder under `themes/` that overrides the default theme. Default: none.
    pub theme: Option<String>,
    /// More words for headings, by the role that they tell. Default: none.
    pub roles: Vec<(Role, Vec<String>)>,
    /// The products and their other names. Default: none.
    pub products: Vec<Product>,
    /// More cmdlets, and where each is documented. Default: none.
    pub cmdlets: Vec<(String, Option<String>)>,
    /// The host that addresses starting with `/` belong to, if no article has them, without a
    /// slash at the end. Default: none.
    pub external_base: Option<String>,
    /// Who may read what.
    pub visibility: Visibility,
    /// In which order the sections of an article are shown. Default: as written.
    pub order: Order,
    /// The level of a diagnostic, by its code, where it is not the usual one. Default: none.
    pub levels: Vec<(String, LevelSetting)>,
    /// The editor that opens a source from the preview. Default: none.
    pub editor: Option<String>,
    /// Where a source can be edited. Default: none.
    pub edit_url: Option<String>,
    /// Where one can see how a source has changed. Default: none.
    pub history_url: Option<String>,
    /// Where a reader can say whether an article helped. Default: none.
    pub feedback_url: Option<String>,
    /// Where a reader can ask for an article that does not exist. Default: none.
    pub gap_url: Option<String>,
    /// Words of the pages in other words. Default: none.
    pub strings: Vec<Words>,
    /// Colours of the theme. Default: none.
    pub colours: Vec<ThemeColour>,
    /// The image that stands beside the title. Default: none.
    pub logo: Option<String>,
    /// The text at the foot of every page. Default: none.
    pub footer: Option<String>,
}

/// A product and what else people call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// Its name, as pages show it.
    pub name: String,
    /// Its other names.
    pub aliases: Vec<String>,
}

/// Words of the pages in other words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Their name.
    pub name: String,
    /// What is shown instead.
    pub text: String,
    /// Where their name stands.
    pub place: Place,
}

/// Who may read what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visibility {
    /// The levels, widest first. Default: `public`, `internal`.
    pub levels: Vec<String>,
    /// The level of what has none of its own; one of `levels`. Default: `internal`.
    pub default: String,
}

/// In which order the sections of an article are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// As its author wrote them (`author`).
    #[default]
    Author,
    /// What ends the problem first (`fix-first`).
    FixFirst,
}

impl Order {
    /// The order of that name; front matter has the same two words.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "author" => Some(Self::Author),
            "fix-first" => Some(Self::FixFirst),
            _ => None,
        }
    }
}

/// What becomes of a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LevelSetting {
    /// It is not mentioned.
    Off,
    /// It is worth knowing.
    Info,
    /// A reader would stumble.
    Warning,
    /// It fails the build.
    Error,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: "Knowledge base".to_owned(),
            base_url: None,
            language: "en".to_owned(),
            content: None,
            exclude: Vec::new(),
            static_folder: "static".to_owned(),
            output: "public".to_owned(),
            theme: None,
            roles: Vec::new(),
            products: Vec::new(),
            cmdlets: Vec::new(),
            external_base: None,
            visibility: Visibility::default(),
            order: Order::default(),
            levels: Vec::new(),
            editor: None,
            edit_url: None,
            history_url: None,
            feedback_url: None,
            gap_url: None,
            strings: Vec::new(),
            colours: Vec::new(),
            logo: None,
            footer: None,
        }
    }
}

impl Default for Visibility {
    fn default() -> Self {
        Self {
            levels: vec!["public".to_owned(), "internal".to_owned()],
            default: "internal".to_owned(),
        }
    }
}

impl Visibility {
    /// Sees to it that the default is one of the levels: else it is the narrowest one, so that
    /// nothing is shown to more people than it is meant for.
    fn settle(&mut self, source: &Source, place: Option<Span>) -> Option<Diagnostic> {
        if self.levels.contains(&self.default) {
            return None;
        }
        let narrowest = self.levels.last().cloned().unwrap_or_default();
        let wrong = std::mem::replace(&mut self.default, narrowest);
        let message = format!("the default visibility `{wrong}` is not one of the levels");
        let found = Diagnostic::new(Code::WrongConfigValue, message)
            .help(format!("write one of {}", listed(&self.levels)));
        Some(match place {
            Some(span) => found.at(source, span),
            None => found,
        })
    }
}

/// Reads one key into the configuration.
type Setter = fn(&mut Config, &mut Reader<'_>, &Node);

/// The keys of the configuration and how each is read.
const KEYS: [(&str, Setter); 24] = [
    ("title", |config, reader, node| {
        reader.replace(node, &mut config.title);
    }),
    ("base_url", |config, reader, node| {
        if let Some(url) = reader.url(node, WEB) {
            config.base_url = Some(format!("{}/", url.trim_end_matches('/')));
        }
    }),
    ("language", |config, reader, node| {
        let is_tag = |text: &str| locale::tag(text).is_some();
        let language = reader.checked(node, is_tag, "a language tag such as `en` or `pt-BR`");
        set(
            &mut config.language,
            language.as_deref().and_then(locale::tag),
        );
    }),
    ("content", |config, reader, node| {
        if let Some(folder) = reader.folder(node) {
            config.content = Some(folder);
        }
    }),
    ("exclude", |config, reader, node| {
        if let Some(globs) = reader.texts(node) {
            config.exclude = globs;
        }
    }),
    ("static", |config, reader, node| {
        let folder = reader.folder(node);
        set(&mut config.static_folder, folder);
    }),
    ("output", |config, reader, node| {
        reader.replace(node, &mut config.output);
    }),
    ("theme", |config, reader, node| {
        if let Some(theme) = reader.checked(node, is_name, "the name of a folder under `themes/`") {
            config.theme = Some(theme);
        }
    }),
    ("roles", roles),
    ("products", products),
    ("cmdlets", cmdlets),
    ("external_base", |config, reader, node| {
        if let Some(url) = reader.url(node, WEB) {
            config.external_base = Some(url.trim_end_matches('/').to_owned());
        }
    }),
    ("visibility", visibility),
    ("order", |config, reader, node| {
        let is_order = |text: &str| Order::named(text).is_some();
        let order = reader.checked(node, is_order, "`author` or `fix-first`");
        if let Some(order) = order.and_then(|order| Order::named(&order)) {
            config.order = order;
        }
    }),
    ("levels", levels),
    ("editor", |config, reader, node| {
        reader.optional(node, &mut config.editor);
    }),
    ("edit_url", |config, reader, node| {
        reader.address(node, &["path", "url", "title"], &mut config.edit_url);
    }),
    ("history_url", |config, reader, node| {
        reader.address(node, &["path", "url", "title"], &mut config.history_url);
    }),
    ("feedback_url", |config, reader, node| {
        reader.address(node, &["path", "url", "title"], &mut config.feedback_url);
    }),
    ("gap_url", |config, reader, node| {
        reader.address(node, &["paste", "title", "codes"], &mut config.gap_url);
    }),
    ("strings", |config, reader, node| {
        for (name, value) in reader.pairs(node) {
            if let Some(text) = reader.text(value) {
                config.strings.retain(|words| words.name != name.value);
                config.strings.push(Words {
                    name: name.value.clone(),
                    text,
                    place: reader.place(name.span),
                });
            }
        }
    }),
    ("colours", colour::read),
    ("logo", |config, reader, node| {
        reader.optional(node, &mut config.logo);
    }),
    ("footer", |config, reader, node| {
        reader.optional(node, &mut config.footer);
    }),
];

/// The names of the keys, in the order of the manual.
pub fn keys() -> impl Iterator<Item = &'static str> {
    KEYS.iter().map(|&(name, _)| name)
}

fn apply(config: &mut Config, source: &Source, root: &Node, found: &mut Vec<Diagnostic>) {
    let mut reader = Reader { source, found };
    match &root.value {
        Value::Map(pairs) => {
            for (key, node) in pairs {
                match KEYS.iter().find(|(name, _)| *name == key.value) {
                    Some((_, setter)) => setter(config, &mut reader, node),
                    None => reader.unknown("key", key, keys()),
                }
            }
        }
        Value::Null => {}
        _ => {
            let found = Diagnostic::new(
                Code::InvalidConfig,
                "the configuration has no keys and values",
            )
            .help("write each line as `key: value`, with a blank after the colon");
            reader.find(found, root.span);
        }
    }
}

/// Lays one variable over the configuration, if it is one of ours.
fn overlay(config: &mut Config, name: &str, value: &str, found: &mut Vec<Diagnostic>) {
    let folded = name.to_ascii_lowercase();
    let Some(path) = folded.strip_prefix("fixbook__") else {
        return;
    };
    let source = Source::new(SitePath::new(name), value);
    let span = Span::new(0, value.len());
    let mut said = Vec::new();
    let mut node = if trim(value).starts_with(['[', '{']) {
        yaml::read(&source, span).into_value(&mut said)
    } else {
        let value = Value::Scalar(value.to_owned());
        Node { value, span }
    };
    for key in path.rsplit("__") {
        let value = key.to_owned();
        let pair = (Spanned { value, span }, node);
        let value = Value::Map(vec![pair]);
        node = Node { value, span };
    }
    for diagnostic in &mut said {
        diagnostic.code = Code::InvalidConfig;
        diagnostic.level = Code::InvalidConfig.rule().level;
    }
    apply(config, &source, &node, &mut said);
    // A variable has no line to point at; its name tells where to look.
    found.extend(said.into_iter().map(|mut diagnostic| {
        diagnostic.message = format!("{name}: {}", diagnostic.message);
        diagnostic.place = None;
        diagnostic
    }));
}

fn roles(config: &mut Config, reader: &mut Reader<'_>, node: &Node) {
    for (name, words) in reader.pairs(node) {
        let Some(role) = Role::named(&name.value) else {
            reader.unknown("role", name, Role::ALL.iter().map(|role| role.name()));
            continue;
        };
        if let Some(words) = reader.texts(words) {
            put(&mut config.roles, role, words);
        }
    }
}

fn products(config: &mut Config, reader: &mut Reader<'_>, node: &Node) {
    let mut products = Vec::new();
    for (name, aliases) in reader.named(node) {
        let aliases = aliases.and_then(|node| reader.texts(node));
        put(&mut products, name, aliases.unwrap_or_default());
    }
    let products = products.into_iter();
    let products = products.map(|(name, aliases)| Product { name, aliases });
    if node.pairs().is_empty() {
        config.products.clear();
    }
    for product in products {
        config.products.retain(|known| known.name != product.name);
        config.products.push(product);
    }
}

fn cmdlets(config: &mut Config, reader: &mut Reader<'_>, node: &Node) {
    if node.pairs().is_empty() {
        config.cmdlets.clear();
    }
    for (name, url) in reader.named(node) {
        let url = url.and_then(|node| reader.url(node, WEB));
        put(&mut config.cmdlets, name, url);
    }
}

fn visibility(config: &mut Config, reader: &mut Reader<'_>, node: &Node) {
    for (key, node) in reader.pairs(node) {
        match key.value.as_str() {
            "default" => reader.replace(node, &mut config.visibility.default),
            "levels" => match reader.texts(node) {
                Some(levels) if levels.is_empty() => {
                    reader.wrong(node, "there must be at least one level");
                }
                Some(levels) => config.visibility.levels = levels,
                None => {}
            },
            _ => reader.unknown("key", key, ["levels", "default"]),
        }
    }
}

fn levels(config: &mut Config, reader: &mut Reader<'_>, node: &Node) {
    for (name, level) in reader.pairs(node) {
        let mut codes = RULES.iter().map(|rule| rule.code);
        let Some(code) = codes.find(|code| code.eq_ignore_ascii_case(&name.value)) else {
            reader.unknown("code", name, RULES.iter().map(|rule| rule.code));
            continue;
        };
        if let Some(level) = reader.text(level).as_deref().and_then(level_named) {
            put(&mut config.levels, code.to_owned(), level);
        } else {
            reader.wrong(level, "a level is one of off, info, warning and error");
        }
    }
}

fn level_named(name: &str) -> Option<LevelSetting> {
    match name {
        "off" => Some(LevelSetting::Off),
        "info" => Some(LevelSetting::Info),
        "warning" => Some(LevelSetting::Warning),
        "error" => Some(LevelSetting::Error),
        _ => None,
    }
}

fn set<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}

/// Adds a pair, or replaces the one of that name.
fn put<N: PartialEq, T>(pairs: &mut Vec<(N, T)>, name: N, value: T) {
    match pairs.iter_mut().find(|(known, _)| *known == name) {
        Some((_, known)) => *known = value,
        None => pairs.push((name, value)),
    }
}

/// Reads values of one source, and collects what is wrong with them.
struct Reader<'r> {
    source: &'r Source,
    found: &'r mut Vec<Diagnostic>,
}

impl Reader<'_> {
    /// One text; nothing where nothing is written.
    fn text(&mut self, node: &Node) -> Option<String> {
        match &node.value {
            Value::Scalar(text) => Some(trim(text).to_owned()),
            Value::Null => None,
            Value::List(_) | Value::Map(_) => {
                self.wrong_type(node, "one text");
                None
            }
        }
    }

    /// A text that must say something to count.
    fn replace(&mut self, node: &Node, field: &mut String) {
        let text = self.text(node).filter(|text| !text.is_empty());
        set(field, text);
    }

    /// A text whose absence says something too.
    fn optional(&mut self, node: &Node, field: &mut Option<String>) {
        if let Some(text) = self.text(node) {
            *field = Some(text).filter(|text| !text.is_empty());
        }
    }

    fn checked(
        &mut self,
        node: &Node,
        is_right: impl Fn(&str) -> bool,
        expected: &str,
    ) -> Option<String> {
        let text = self.text(node).filter(|text| !text.is_empty())?;
        if is_right(&text) {
            return Some(text);
        }
        self.wrong(node, &format!("`{text}` is not {expected}"));
        None
    }

    fn place(&self, span: Span) -> Place {
        Place::of(self.source, span)
    }

    fn url(&mut self, node: &Node, schemes: &[&str]) -> Option<String> {
        let is_right = |text: &str| is_url(text, schemes);
        let expected = format!("an address that starts with {}", listed(schemes));
        self.checked(node, is_right, &expected)
    }

    /// An address in which gaps of some names are filled in.
    fn address(&mut self, node: &Node, gaps: &[&str], field: &mut Option<String>) {
        let Some(url) = self.url(node, ANY) else {
            return;
        };
        let named = url
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}'));
        let is_word =
            |name: &&str| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase());
        let names = named.map(|(name, _)| name).filter(is_word);
        for name in names.filter(|name| !gaps.contains(name)) {
            let message = format!("nothing fills `{{{name}}}` in this address");
            let found = Diagnostic::new(Code::UnknownWords, message);
            let known: Vec<String> = gaps.iter().map(|gap| format!("{{{gap}}}")).collect();
            self.find(
                found.help(format!("known here are {}", listed(&known))),
                node.span,
            );
        }
        *field = Some(url);
    }

    /// A folder within the root, with `/` between its parts.
    fn folder(&mut self, node: &Node) -> Option<String> {
        let folder = self.checked(node, is_within, "a folder within the site's own")?;
        let parts = folder.split(['/', '\\']);
        let parts: Vec<&str> = parts.filter(|part| !matches!(*part, "" | ".")).collect();
        if parts.is_empty() {
            return Some(".".to_owned());
        }
        Some(parts.join("/"))
    }

    /// A list of texts; one text is a list of one.
    fn texts(&mut self, node: &Node) -> Option<Vec<String>> {
        match node.value {
            Value::Null => None,
            Value::Map(_) => {
                self.wrong_type(node, "a list of texts");
                None
            }
            Value::Scalar(_) | Value::List(_) => {
                let texts = node.texts(self.source).into_iter();
                Some(texts.map(|text| text.value).collect())
            }
        }
    }

    fn pairs<'n>(&mut self, node: &'n Node) -> &'n [(Spanned<String>, Node)] {
        if !matches!(node.value, Value::Map(_) | Value::Null) {
            self.wrong_type(node, "a map of keys and values");
        }
        node.pairs()
    }

    /// Names, and what is said of each: from a list of names, a map, or a list of both.
    fn named<'n>(&mut self, node: &'n Node) -> Vec<(String, Option<&'n Node>)> {
        match &node.value {
            Value::Null => Vec::new(),
            Value::Scalar(name) => vec![(trim(name).to_owned(), None)],
            Value::List(items) => items.iter().flat_map(|item| self.named(item)).collect(),
            Value::Map(pairs) => pairs
                .iter()
                .map(|(name, value)| (trim(&name.value).to_owned(), Some(value)))
                .collect(),
        }
    }

    fn unknown(
        &mut self,
        what: &str,
        key: &Spanned<String>,
        known: impl IntoIterator<Item = &'static str>,
    ) {
        let known: Vec<&str> = known.into_iter().collect();
        let help = match nearest(&key.value, known.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None if known.len() <= 30 => format!("write one of {}", listed(&known)),
            None => format!("remove it, or look up the {what} in the manual"),
        };
        let message = format!("`{}` is not a known {what}", key.value);
        let found = Diagnostic::new(Code::UnknownConfigKey, message).help(help);
        self.find(found, key.span);
    }

    fn wrong_type(&mut self, node: &Node, expected: &str) {
        let is = match node.value {
            Value::Null => "nothing",
            Value::Scalar(_) => "a text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        };
        let message = format!("this is {is}, and {expected} is expected");
        self.find(Diagnostic::new(Code::WrongConfigType, message), node.span);
    }

    fn wrong(&mut self, node: &Node, message: &str) {
        self.find(Diagnostic::new(Code::WrongConfigValue, message), node.span);
    }

    fn find(&mut self, diagnostic: Diagnostic, span: Span) {
        self.found.push(diagnostic.at(self.source, span));
    }
}

fn listed(words: &[impl AsRef<str>]) -> String {
    let words: Vec<String> = words
        .iter()
        .map(|word| format!("`{}`", word.as_ref()))
        .collect();
    words.join(", ")
}

#[cfg(test)]
mod tests;
