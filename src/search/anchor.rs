//! Anchors: the ids in an article's page to which a hit leads. Most follow from the text that they name, so
//! that a card need not hold them.
//!
//! Its twin for browsers is `anchor.js`.

use super::codes::template;
use crate::entity::error_text::id_of_slug;

/// What a card holds in place of an id that follows from its text.
pub const DERIVED: &str = "#";

/// The id of a heading that says `text`, by the rule that GitHub and DocFX share, as far as ASCII goes.
#[must_use]
pub fn of_heading(text: &str) -> String {
    let mut id = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_ascii_whitespace() || c == '\u{b}' => id.push('-'),
            c if c.is_ascii_alphanumeric() || c == '-' || c == '_' => {
                id.push(c.to_ascii_lowercase());
            }
            _ => {}
        }
    }
    id
}

/// The id of an error that says `text`: the first words of its template.
#[must_use]
pub fn of_error(text: &str) -> String {
    id_of_slug(&of_heading(&template(text)))
}

/// An id as a card holds it, where `derived` is what follows from its text.
#[must_use]
pub fn shortened<'i>(id: &'i str, derived: &str) -> &'i str {
    if id == derived { DERIVED } else { id }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_named_by_the_first_words_of_its_template() {
        assert_eq!(
            of_error(
                "Error: The server \"db-01.contoso.com\" cannot be reached from this network at all, says the probe."
            ),
            "error-the-server-host-cannot-be-reached-from-this-network-at-all"
        );
    }

    #[test]
    fn a_heading_is_named_by_its_words() {
        assert_eq!(of_heading("What's new in v1.2?"), "whats-new-in-v12");
        assert_eq!(of_heading("C# & VB_NET\u{b}1"), "c--vb_net-1");
    }
}
