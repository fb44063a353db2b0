//! What is known of a code beyond what articles say: the one place where pages and the index ask.

use crate::entity::code::Code;

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
pub fn describe(_code: &Code) -> Option<Known> {
    None
}

/// Whether more is known of a code than its name.
#[must_use]
pub fn is_known(code: &Code) -> bool {
    describe(code).is_some()
}

/// The family with an id.
#[must_use]
pub fn family(_id: &str) -> Option<Family> {
    None
}
