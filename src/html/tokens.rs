//! The tokens of HTML that a serialiser wrote: tags with quoted attributes, and the text between.
//!
//! Only for what the sanitiser hands out. There every attribute is written `name="value"` with `"`
//! and `&` escaped in the value, and `<` in text is escaped; so a tag ends at the first `>` outside
//! of quotes, and nothing an author wrote can be taken for markup.

/// A piece of HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'h> {
    /// Text, escaped as it stands.
    Text(&'h str),
    /// A start tag.
    Start {
        /// The element.
        name: &'h str,
        /// The attributes: names, and values escaped as they stand.
        attributes: Vec<(&'h str, &'h str)>,
    },
    /// An end tag.
    End(&'h str),
}

/// Parts HTML into tokens.
pub(super) fn tokens(html: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        if open > 0 {
            found.push(Token::Text(&rest[..open]));
        }
        let tag = &rest[open + 1..];
        let length = tag_length(tag);
        let (inside, after) = tag.split_at(length);
        found.push(token(inside));
        rest = after.strip_prefix('>').unwrap_or(after);
    }
    if !rest.is_empty() {
        found.push(Token::Text(rest));
    }
    found
}

/// How long a tag is, up to the `>` outside of quotes.
fn tag_length(tag: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in tag.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at,
            _ => {}
        }
    }
    tag.len()
}

fn token(inside: &str) -> Token<'_> {
    if let Some(name) = inside.strip_prefix('/') {
        return Token::End(name.trim());
    }
    let (name, mut rest) = inside.split_once(' ').unwrap_or((inside, ""));
    let mut attributes = Vec::new();
    while let Some((attribute, value)) = rest.split_once("=\"") {
        let Some((value, after)) = value.split_once('"') else {
            break;
        };
        attributes.push((attribute.trim(), value));
        rest = after;
    }
    Token::Start { name, attributes }
}

#[cfg(test)]
mod tests {
    use super::{Token, tokens};

    #[test]
    fn a_quoted_value_is_never_markup() {
        let html = r#"a<b title="x href=" lang=" onclick=1 > y">c</b>&lt;"#;
        assert_eq!(
            tokens(html),
            [
                Token::Text("a"),
                Token::Start {
                    name: "b",
                    attributes: vec![("title", "x href="), ("lang", " onclick=1 > y")]
                },
                Token::Text("c"),
                Token::End("b"),
                Token::Text("&lt;"),
            ]
        );
    }
}
