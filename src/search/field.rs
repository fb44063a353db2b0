//! The kinds of texts by which an article is found.

/// What a text by which an article is found is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The title.
    Title,
    /// An error text.
    Error,
    /// A heading.
    Heading,
    /// What an author set apart within a sentence of symptoms or a heading: in quotation marks, in
    /// bold, as code.
    Quote,
    /// A paragraph of symptoms, or before the first heading.
    Symptom,
    /// A row of a table.
    Row,
}

impl Field {
    /// Every field, in the order of the letters that stand for them.
    pub const ALL: [Self; 6] = [
        Self::Title,
        Self::Error,
        Self::Heading,
        Self::Quote,
        Self::Symptom,
        Self::Row,
    ];
}
