//! What is known of a code beyond what articles say: the one place where pages and the index ask.

use std::borrow::Cow;

use crate::entity::code::{self, Code, Part, Related};

/// What is known of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its symbolic name, such as `E_ACCESSDENIED`; empty if it has none.
    pub symbol: String,
    /// Its message, as the vendor words it; empty if it has none.
    pub message: String,
}

impl Known {
    /// Both in a line: "E_ACCESSDENIED: Access is denied."
    #[must_use]
    pub fn title(&self) -> String {
        match (self.symbol.as_str(), self.message.as_str()) {
            (symbol, "") => symbol.to_owned(),
            ("", message) => message.to_owned(),
            (symbol, message) => format!("{symbol}: {message}"),
        }
    }
}

/// A family of codes, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// Its name.
    pub name: String,
    /// What the family is, in a sentence.
    pub sentence: String,
}

/// A code taken apart: what its page tells beyond its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Anatomy {
    /// How else it is written, each once.
    pub spellings: Vec<String>,
    /// What it is made of.
    pub parts: Vec<Part>,
    /// The codes that tell the same.
    pub related: Vec<Related>,
}

/// A code taken apart. Costly beside [`describe`]: for the page of the code only.
#[must_use]
pub fn anatomy(code: &Code) -> Anatomy {
    let told = code::explain(code);
    let mut spellings: Vec<String> = Vec::new();
    let explained = told.spellings.into_iter().map(|spelling| spelling.text);
    for text in explained.chain(code::spellings(code)) {
        let is_new = !spellings.contains(&text) && text != code.canonical;
        spellings.extend(is_new.then_some(text));
    }
    Anatomy {
        spellings,
        parts: told.parts,
        related: told.related,
    }
}

/// What is known of a code.
#[must_use]
pub fn describe(code: &Code) -> Option<Known> {
    let fact = code::fact(code)?;
    let own = |text: Option<Cow<'static, str>>| text.unwrap_or_default().into_owned();
    Some(Known {
        symbol: own(fact.name),
        message: own(fact.message),
    })
}

/// The family with an id.
#[must_use]
pub fn family(id: &str) -> Option<Family> {
    let family = code::family(id)?;
    Some(Family {
        name: family.name.to_owned(),
        sentence: family.about.to_owned(),
    })
}
