//! Codes: what programs number or name their errors by.

use std::ops::Range;

use super::error_text::ErrorText;
use super::passage::Passage;
use super::{Context, Mention};

/// A code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code {
    /// Its one spelling in this program: `0x80070005`, `5.7.1`, `event 1000`.
    pub canonical: String,
    /// The id of its family.
    pub family: &'static str,
}

/// A code in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// The code.
    pub code: Code,
}

/// What is known of the place in which a text stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Setting {
    /// The text is (part of) an error message, an event record or a trace, or a paste.
    pub error: bool,
    /// The text is a heading or a title.
    pub heading: bool,
    /// The text is code that is to be run, not what a program said.
    pub command: bool,
}

/// A code that an article mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeUse {
    /// The code.
    pub code: Code,
    /// How the article writes it; the most frequent spelling first.
    pub spellings: Vec<String>,
    /// Where it stands, in the order of the text.
    pub mentions: Vec<Mention>,
    /// Where it is first said.
    pub context: Context,
}

/// The codes in a text, in order and without overlap.
#[must_use]
pub fn find(text: &str, setting: Setting) -> Vec<Found> {
    let _ = setting;
    text.match_indices("0x8")
        .filter(|(at, _)| text.is_char_boundary(at + 10) && at + 10 <= text.len())
        .map(|(at, _)| Found {
            range: at..at + 10,
            code: Code {
                canonical: text[at..at + 10].to_owned(),
                family: "hresult",
            },
        })
        .collect()
}

/// The codes that an article mentions.
pub(super) fn codes(passages: &[Passage<'_>], errors: &[ErrorText]) -> Vec<CodeUse> {
    let mut uses: Vec<CodeUse> = Vec::new();
    for (index, passage) in passages.iter().enumerate() {
        let setting = Setting {
            error: errors.iter().any(|error| error.passages.contains(&index)),
            heading: passage.form == super::passage::Form::Heading,
            command: false,
        };
        for found in find(&passage.text, setting) {
            let mention = super::mention(passage, found.range.clone());
            let spelling = passage.text[found.range.clone()].to_owned();
            match uses.iter_mut().find(|known| known.code == found.code) {
                Some(known) => {
                    known.mentions.push(mention);
                    if !known.spellings.contains(&spelling) {
                        known.spellings.push(spelling);
                    }
                }
                None => uses.push(CodeUse {
                    code: found.code,
                    spellings: vec![spelling],
                    mentions: vec![mention],
                    context: super::context(passage, found.range),
                }),
            }
        }
    }
    uses
}
