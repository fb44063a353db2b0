//! Tags, attributes, comments and entities of XML and HTML, with the scripts and styles inside HTML.

use super::lexer;
use super::{Class, Token};

/// The tokens of markup; `id` is `xml` or `html`.
pub(super) fn tokens(id: &str, text: &str) -> Vec<Token> {
    let mut reader = Reader {
        text,
        at: 0,
        out: Vec::new(),
    };
    while let Some(next) = reader.rest().bytes().position(|b| b == b'<' || b == b'&') {
        reader.at += next;
        reader.markup(id == "html");
    }
    reader.out
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    out: Vec<Token>,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn take(&mut self, length: usize, class: Class) {
        if length > 0 {
            self.out.push(Token {
                range: self.at..self.at + length,
                class,
            });
        }
        self.at += length;
    }

    /// Reads from a `<` or `&`; always passes over it.
    fn markup(&mut self, html: bool) {
        let rest = self.rest();
        if rest.starts_with('&') {
            return self.entity();
        }
        if rest.starts_with("<!--") {
            return self.until("-->", Class::Comment);
        }
        if rest.starts_with("<![CDATA[") {
            return self.until("]]>", Class::String);
        }
        let after = rest[1..].trim_start_matches(['/', '?', '!']);
        let name = after.find(|c: char| !is_name(c)).unwrap_or(after.len());
        let sign = rest.len() - after.len();
        if name == 0 {
            self.at += 1;
            return;
        }
        let element = &after[..name];
        self.take(sign + name, Class::Tag);
        self.attributes();
        if html && sign == 1 && self.text[..self.at].ends_with('>') {
            self.embedded(element);
        }
    }

    fn entity(&mut self) {
        const LONGEST: usize = 12;
        let end = self.rest().bytes().take(LONGEST).position(|b| b == b';');
        match end {
            Some(end)
                if end > 1
                    && self.rest()[1..end]
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || b == b'#') =>
            {
                self.take(end + 1, Class::Number);
            }
            _ => self.at += 1,
        }
    }

    fn until(&mut self, close: &str, class: Class) {
        let length = self
            .rest()
            .find(close)
            .map_or(self.rest().len(), |end| end + close.len());
        self.take(length, class);
    }

    /// Reads attributes up to the end of the tag, or to the `<` of another one.
    fn attributes(&mut self) {
        loop {
            self.at += self.rest().len() - self.rest().trim_start().len();
            let rest = self.rest();
            let Some(first) = rest.chars().next() else {
                return;
            };
            let close = ["/>", "?>", ">"]
                .into_iter()
                .find(|close| rest.starts_with(close));
            if let Some(close) = close {
                return self.take(close.len(), Class::Tag);
            }
            match first {
                '<' => return,
                '"' | '\'' => {
                    // A quote that nothing closes ends with its line.
                    let inside = rest[1..].find([first, '\n']).unwrap_or(rest.len() - 1);
                    let closed = usize::from(rest[1 + inside..].starts_with(first));
                    self.take(1 + inside + closed, Class::String);
                }
                _ if is_name(first) => {
                    let name = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len());
                    self.take(name, Class::Attribute);
                }
                _ => self.at += first.len_utf8(),
            }
        }
    }

    /// Reads the script or style that this element holds in its own language.
    fn embedded(&mut self, element: &str) {
        let language = match element {
            _ if element.eq_ignore_ascii_case("script") => "javascript",
            _ if element.eq_ignore_ascii_case("style") => "css",
            _ => return,
        };
        let inside = self.rest();
        let end = inside.find("</").unwrap_or(inside.len());
        super::extend(
            &mut self.out,
            lexer::tokens(language, &inside[..end]),
            self.at,
        );
        self.at += end;
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | '@')
}
