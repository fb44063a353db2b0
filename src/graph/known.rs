//! What is known of a code beyond what articles say: the one place where pages and the index ask.

use std::borrow::Cow;

use crate::entity::code::{self, Code};

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
