//! The words of the pages: of the site's language, and of every other that the theme speaks.

use std::collections::{BTreeMap, BTreeSet};

use super::embedded;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Place, nearest};
use crate::inputs::ThemeFile;
use crate::locale;
use crate::source::{SitePath, Source, Span, Spanned};
use crate::strings::Strings;
use crate::yaml;

/// The language that has words for everything.
const COMPLETE: &str = "en";

/// The words of the pages, by language.
#[derive(Clone)]
pub(super) struct Words {
    /// Those of the site.
    pub(super) site: Strings,
    /// Those of other languages, by the tag that names their file.
    others: BTreeMap<String, Strings>,
    /// The tags whose files the site's words come from.
    own: Vec<String>,
}

impl Words {
    /// The words of a language: of the file that is nearest to its tag, else those of the site.
    pub(super) fn of(&self, tag: &str) -> &Strings {
        for tag in tags(tag) {
            if self.own.iter().any(|own| own == tag) {
                return &self.site;
            }
            if let Some(strings) = self.others.get(tag) {
                return strings;
            }
        }
        &self.site
    }

    /// The tag of the words that [`Words::of`] finds for a language.
    pub(super) fn tag_of(&self, tag: &str) -> &str {
        let found = tags(tag).find_map(|tag| {
            let own = self.own.iter().find(|own| *own == tag);
            own.or_else(|| Some(self.others.get_key_value(tag)?.0))
        });
        found.or(self.own.first()).map_or(COMPLETE, String::as_str)
    }
}

/// A tag, and the wider ones that it lies in: `zh-Hant-TW`, `zh-Hant`, `zh`.
fn tags(tag: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(tag), |tag| Some(tag.rsplit_once('-')?.0))
}

/// Reads the words of all languages: those of the site's language over the English ones, and those of the
/// configuration over both. A theme's file replaces single words of the embedded one, not all of them.
pub(super) fn words(
    own: &[ThemeFile],
    config: &Config,
    home: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Words {
    let mut files: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for (path, text) in embedded::FILES {
        if let Some(tag) = tag_of(path) {
            let source = Source::new(SitePath::new(&format!("default/{path}")), *text);
            files.insert(tag, texts(read(&source, diagnostics)));
        }
    }
    let complete = files[COMPLETE].clone();
    let known = Known::new(&complete, own);
    for file in own {
        let Some(tag) = tag_of(&file.path) else {
            continue;
        };
        let path = SitePath::new(&format!("{home}/{}", file.path));
        let source = Source::new(path, String::from_utf8_lossy(&file.bytes));
        let pairs = read(&source, diagnostics);
        for (key, text) in &pairs {
            let place = Place::of(&source, key.span);
            diagnostics.extend(known.check(&key.value, text, place));
        }
        files.entry(tag).or_default().extend(texts(pairs));
    }
    for words in &config.strings {
        diagnostics.extend(known.check(&words.name, &words.text, words.place.clone()));
    }
    let of_language = |tag: &str| {
        let mut wider: Vec<&str> = tags(tag).collect();
        wider.reverse();
        let entries = wider.into_iter().filter_map(|tag| files.get(tag)).flatten();
        files[COMPLETE]
            .iter()
            .chain(entries)
            .cloned()
            .collect::<Vec<_>>()
    };
    let mut site = of_language(&config.language);
    let replaced = config.strings.iter();
    site.extend(replaced.map(|words| (words.name.clone(), words.text.clone())));
    let own: Vec<String> = tags(&config.language)
        .filter(|tag| files.contains_key(*tag))
        .map(str::to_owned)
        .collect();
    if own.is_empty() {
        diagnostics.push(missing(&config.language));
    }
    let others = files.keys().filter(|tag| !own.contains(tag));
    Words {
        site: Strings::new(site),
        others: others
            .map(|tag| (tag.clone(), Strings::new(of_language(tag))))
            .collect(),
        own,
    }
}

/// What there is to say where no file has words in the site's language.
fn missing(language: &str) -> Diagnostic {
    let message = format!("the theme has no words in the site's language, `{language}`");
    let help = format!("write them into `strings/{language}.yaml` of a theme of your own");
    Diagnostic::new(Code::MissingWords, message).help(help)
}

/// The language of a file of words.
fn tag_of(path: &str) -> Option<String> {
    let name = path.strip_prefix("strings/")?.strip_suffix(".yaml")?;
    locale::tag(name)
}

type Pairs = Vec<(Spanned<String>, String)>;

fn read(source: &Source, diagnostics: &mut Vec<Diagnostic>) -> Pairs {
    let span = Span::new(0, source.text.len());
    let node = yaml::read(source, span).into_value(diagnostics);
    let pairs = node.pairs().iter();
    pairs
        .filter_map(|(key, value)| Some((key.clone(), value.text()?.to_owned())))
        .collect()
}

fn texts(pairs: Pairs) -> Vec<(String, String)> {
    pairs
        .into_iter()
        .map(|(key, text)| (key.value, text))
        .collect()
}

/// The words that pages show.
struct Known<'k> {
    /// Their names, and the gaps that are filled in each.
    gaps: BTreeMap<&'k str, BTreeSet<&'k str>>,
    /// The text of the theme's own templates, which may have words of their own.
    templates: Vec<&'k str>,
}

impl<'k> Known<'k> {
    fn new(complete: &'k [(String, String)], own: &'k [ThemeFile]) -> Self {
        let templates = own
            .iter()
            .filter(|file| file.path.starts_with("templates/"));
        Self {
            gaps: complete
                .iter()
                .map(|(key, text)| (key.as_str(), gaps(text).collect()))
                .collect(),
            templates: templates
                .filter_map(|file| std::str::from_utf8(&file.bytes).ok())
                .collect(),
        }
    }

    /// What is wrong with a text of that name.
    fn check(&self, name: &str, text: &str, place: Place) -> Option<Diagnostic> {
        let Some(filled) = self.gaps.get(name) else {
            return self.check_name(name, place);
        };
        let (message, help) = if name == "months" && text.split(',').count() != 12 {
            let count = text.split(',').count();
            (
                format!("`months` has {count} names"),
                "write twelve, with a comma between two".to_owned(),
            )
        } else {
            let gap = gaps(text).find(|gap| !filled.contains(gap))?;
            let help = match filled.first() {
                Some(meant) => format!("`{name}` is filled in at `{meant}`"),
                None => "write the text without it".to_owned(),
            };
            (format!("nothing fills in `{gap}` in `{name}`"), help)
        };
        Some(
            Diagnostic::new(Code::UnknownWords, message)
                .help(help)
                .in_place(place),
        )
    }

    fn check_name(&self, name: &str, place: Place) -> Option<Diagnostic> {
        let shown = format!("strings.{name}");
        if self.templates.iter().any(|text| text.contains(&shown)) {
            return None;
        }
        let help = match nearest(name, self.gaps.keys().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "remove it, or look the name up in the manual".to_owned(),
        };
        let message = format!("no page shows words named `{name}`");
        Some(
            Diagnostic::new(Code::UnknownWords, message)
                .help(help)
                .in_place(place),
        )
    }
}

/// The places for values in a text: `{date}`.
fn gaps(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive('}').filter_map(|piece| {
        let start = piece.rfind('{')?;
        let name = piece[start + 1..].strip_suffix('}')?;
        let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        is_name.then(|| &piece[start..])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_names_in_braces() {
        let found: Vec<&str> = gaps("{n} of {{all}, {Not}, { no }, {} and {last_one}").collect();
        assert_eq!(found, ["{n}", "{all}", "{last_one}"]);
    }

    #[test]
    fn a_tag_lies_in_wider_ones() {
        assert_eq!(
            tags("zh-Hant-TW").collect::<Vec<_>>(),
            ["zh-Hant-TW", "zh-Hant", "zh"]
        );
    }
}
