//! What may be shown. What is withheld ends here, before anything is learned from it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnosed, Diagnostic, nearest};
use crate::front_matter::Matter;
use crate::inputs::Edition;
use crate::source::{SitePath, Source, folder_of};

/// Whether an article is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It is, to readers of this level, in this state.
    Shown {
        /// Its level of visibility, its own or the one around it.
        visibility: String,
        /// What a reader has to know about it.
        state: State,
    },
    /// It is not, and why.
    Withheld(Reason),
}

/// Why an article is withheld.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It says only where the article has gone.
    Moved,
    /// It is not finished.
    Draft,
    /// It is dated later than today.
    Future,
    /// It is past its date of expiry.
    Expired,
    /// It is for fewer readers than this edition.
    Narrower,
    /// Its level of visibility is none of the site's.
    Undeclared,
}

impl Reason {
    /// The reason in a word or two.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Moved => "moved",
            Self::Draft => "draft",
            Self::Future => "future",
            Self::Expired => "expired",
            Self::Narrower => "narrower",
            Self::Undeclared => "of an unknown level",
        }
    }
}

/// The state of an article that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Published.
    Current,
    /// Not finished.
    Draft,
    /// Dated later than today.
    Future,
    /// Past its date of expiry.
    Expired,
}

/// Decides for every article; `matters` stand in the order of `sources`.
#[must_use]
pub fn admit(
    sources: &[Source],
    matters: &[&Matter],
    config: &Config,
    edition: &Edition,
    today: Date,
) -> Diagnosed<Vec<Admission>> {
    let folders = folder_levels(sources, matters);
    let mut diagnostics = Vec::new();
    let admissions = sources
        .iter()
        .zip(matters)
        .map(|(source, matter)| {
            if matter.redirect_url().is_some() {
                return Admission::Withheld(Reason::Moved);
            }
            let visibility = level(source, &folders).unwrap_or(&config.visibility.default);
            if !config
                .visibility
                .levels
                .iter()
                .any(|level| level == visibility)
            {
                diagnostics.push(undeclared(source, matter, visibility, config));
                return Admission::Withheld(Reason::Undeclared);
            }
            let state = state(matter, today);
            if let Some(reason) = hides_state(edition, state) {
                Admission::Withheld(reason)
            } else if shows_level(config, edition, visibility) {
                Admission::Shown {
                    visibility: visibility.to_owned(),
                    state,
                }
            } else {
                Admission::Withheld(Reason::Narrower)
            }
        })
        .collect();
    Diagnosed {
        value: admissions,
        diagnostics,
    }
}

/// Whether a file can be its folder's page: an index or a readme. Where there are both, the index is.
#[must_use]
pub fn is_folder_page(path: &SitePath) -> bool {
    let stem = path.stem();
    stem.eq_ignore_ascii_case("index") || stem.eq_ignore_ascii_case("readme")
}

/// The level that each folder's page gives to what is in the folder, and each article to itself;
/// of two such pages the index has the word.
fn folder_levels<'a>(sources: &'a [Source], matters: &[&'a Matter]) -> BTreeMap<&'a str, &'a str> {
    let mut levels = BTreeMap::new();
    let mut by_index = BTreeSet::new();
    for (source, matter) in sources.iter().zip(matters) {
        let Some(own) = &matter.visibility else {
            continue;
        };
        levels.insert(source.path.as_str(), own.value.as_str());
        if is_folder_page(&source.path) {
            let folder = source.path.folder();
            let is_index = source.path.stem().eq_ignore_ascii_case("index");
            if is_index || !by_index.contains(folder) {
                levels.insert(folder, own.value.as_str());
            }
            if is_index {
                by_index.insert(folder);
            }
        }
    }
    levels
}

/// An article's own level, else that of the nearest folder around it that has one.
fn level<'a>(source: &Source, levels: &BTreeMap<&'a str, &'a str>) -> Option<&'a str> {
    if let Some(own) = levels.get(source.path.as_str()) {
        return Some(own);
    }
    let mut folder = source.path.folder();
    loop {
        if let Some(level) = levels.get(folder) {
            return Some(level);
        }
        if folder.is_empty() {
            return None;
        }
        folder = folder_of(folder);
    }
}

fn undeclared(source: &Source, matter: &Matter, visibility: &str, config: &Config) -> Diagnostic {
    let levels = &config.visibility.levels;
    let help = match nearest(visibility, levels.iter().map(String::as_str)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!(
            "use one of: {}; or add it to `visibility` in fixbook.yaml",
            levels.join(", ")
        ),
    };
    let message = format!("`{visibility}` is not a level of visibility; the article is withheld");
    let diagnostic = Diagnostic::new(Code::UndeclaredVisibility, message).help(help);
    match &matter.visibility {
        Some(own) => diagnostic.at(source, own.span),
        None => diagnostic.in_file(&source.path),
    }
}

fn state(matter: &Matter, today: Date) -> State {
    if matter.draft {
        State::Draft
    } else if matter
        .expires
        .as_ref()
        .is_some_and(|expires| expires.value < today)
    {
        State::Expired
    } else if matter.date.as_ref().is_some_and(|date| date.value > today) {
        State::Future
    } else {
        State::Current
    }
}

/// Why an article in that state is not in this edition, if it is not.
fn hides_state(edition: &Edition, state: State) -> Option<Reason> {
    let (shown, reason) = match state {
        State::Current => return None,
        State::Draft => (edition.drafts, Reason::Draft),
        State::Future => (edition.future, Reason::Future),
        State::Expired => (edition.expired, Reason::Expired),
    };
    (!shown).then_some(reason)
}

/// Levels are listed widest first: an edition shows its own level and the wider ones.
fn shows_level(config: &Config, edition: &Edition, visibility: &str) -> bool {
    let rank = |level: &str| {
        config
            .visibility
            .levels
            .iter()
            .position(|known| known == level)
    };
    match &edition.audience {
        None => true,
        Some(audience) => rank(visibility) <= rank(audience),
    }
}
