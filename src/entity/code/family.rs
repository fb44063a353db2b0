//! The table of families, of which each file beside this one holds a part.

use super::{Code, Setting, database, event, general, mail, program, unix, web, windows};

/// A family of codes: one way in which programs number or name their errors.
#[derive(Debug)]
pub struct Family {
    /// Its id.
    pub id: &'static str,
    /// Its name, as a heading shows it.
    pub name: &'static str,
    /// What the codes of the family are, in a sentence.
    pub about: &'static str,
    /// What a code of the family looks like in a text, with the words that belong to it, as a regular
    /// expression.
    pub pattern: &'static str,
    /// Where something that looks so is a code.
    pub context: &'static str,
    /// The one form in which this program writes the code.
    pub canonical: &'static str,
    /// Other ways in which the code is written.
    pub(super) spellings: fn(&str) -> Vec<String>,
    /// Texts, and the codes that are (or are not) in them.
    pub examples: &'static [Example],
}

/// A text, and the codes in it.
#[derive(Debug)]
pub struct Example {
    /// Where the text stands.
    pub setting: Setting,
    /// The text.
    pub text: &'static str,
    /// The codes in it, separated by semicolons; empty where there are none.
    pub codes: &'static str,
}

const PROSE: Setting = Setting {
    error: false,
    heading: false,
    command: false,
};

/// Prose in which there are codes.
pub(super) const fn says(text: &'static str, codes: &'static str) -> Example {
    Example {
        setting: PROSE,
        text,
        codes,
    }
}

/// Prose in which there is none.
pub(super) const fn silent(text: &'static str) -> Example {
    says(text, "")
}

/// An error text in which there are codes.
pub(super) const fn quoted(text: &'static str, codes: &'static str) -> Example {
    Example {
        setting: Setting {
            error: true,
            ..PROSE
        },
        text,
        codes,
    }
}

/// An error text in which there is none.
pub(super) const fn silent_quoted(text: &'static str) -> Example {
    quoted(text, "")
}

/// A heading in which there are codes.
pub(super) const fn heading(text: &'static str, codes: &'static str) -> Example {
    Example {
        setting: Setting {
            heading: true,
            ..PROSE
        },
        text,
        codes,
    }
}

/// A command in which there are codes.
pub(super) const fn command(text: &'static str, codes: &'static str) -> Example {
    Example {
        setting: Setting {
            command: true,
            ..PROSE
        },
        text,
        codes,
    }
}

/// Every family.
pub fn families() -> impl Iterator<Item = &'static Family> {
    let parts = [
        windows::FAMILIES,
        event::FAMILIES,
        mail::FAMILIES,
        web::FAMILIES,
        unix::FAMILIES,
        database::FAMILIES,
        program::FAMILIES,
        general::FAMILIES,
    ];
    parts.into_iter().flatten()
}

/// The family of this id.
#[must_use]
pub fn family(id: &str) -> Option<&'static Family> {
    families().find(|family| family.id == id)
}

/// Other ways in which a code is written.
#[must_use]
pub fn spellings(code: &Code) -> Vec<String> {
    let family = family(code.family);
    family.map_or_else(Vec::new, |family| (family.spellings)(&code.canonical))
}
