//! A script taken apart.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, a word of the language or a number.
    Word,
    /// A string, a regular expression, a piece of a template.
    Text,
    Sign,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'s> {
    pub(super) kind: Kind,
    pub(super) text: &'s str,
    /// Whether it stands where outermost declarations start.
    pub(super) starts_line: bool,
}

/// Takes a script apart.
pub(super) struct Scanner<'s> {
    script: &'s str,
    at: usize,
    tokens: Vec<Token<'s>>,
    /// For each open brace, whether it is one within a template.
    braces: Vec<bool>,
    /// What stands before the outermost declarations: a break, and the blanks of a script that is one function.
    margin: String,
}

impl<'s> Scanner<'s> {
    pub(super) fn new(script: &'s str) -> Self {
        Self {
            script,
            at: 0,
            tokens: Vec::new(),
            braces: Vec::new(),
            margin: format!("\n{}", margin(script)),
        }
    }

    pub(super) fn tokens(mut self) -> Vec<Token<'s>> {
        while let Some(first) = self.rest().chars().next() {
            let rest = self.rest();
            if first.is_whitespace() {
                self.at += first.len_utf8();
            } else if rest.starts_with("//") {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                self.at += rest.find("*/").map_or(rest.len(), |end| end + 2);
            } else {
                self.token(first);
            }
        }
        self.tokens
    }

    fn rest(&self) -> &'s str {
        &self.script[self.at..]
    }

    fn token(&mut self, first: char) {
        let rest = self.rest();
        let (kind, length) = match first {
            _ if is_of_word(first) => (
                Kind::Word,
                rest.find(|c| !is_of_word(c)).unwrap_or(rest.len()),
            ),
            '"' | '\'' => (Kind::Text, text_length(rest, first)),
            '`' => (Kind::Text, self.template_length(rest)),
            '}' if self.braces.pop() == Some(true) => (Kind::Text, self.template_length(rest)),
            '/' if self.starts_pattern() => (Kind::Text, pattern_length(rest)),
            _ => (Kind::Sign, first.len_utf8()),
        };
        if first == '{' {
            self.braces.push(false);
        }
        self.tokens.push(Token {
            kind,
            text: &rest[..length],
            starts_line: self.at == 0 || self.script[..self.at].ends_with(&self.margin),
        });
        self.at += length;
    }

    /// The length of a piece of a template, up to what it fills in.
    fn template_length(&mut self, text: &str) -> usize {
        let mut signs = text.char_indices().skip(1);
        while let Some((at, sign)) = signs.next() {
            match sign {
                '\\' => {
                    signs.next();
                }
                '`' => return at + 1,
                '$' if text[at..].starts_with("${") => {
                    self.braces.push(true);
                    return at + 2;
                }
                _ => {}
            }
        }
        text.len()
    }

    /// Whether a slash starts a regular expression: where no value stands that it could divide.
    fn starts_pattern(&self) -> bool {
        self.tokens.last().is_none_or(|last| match last.kind {
            Kind::Word => last.text == "return",
            Kind::Text => false,
            Kind::Sign => !matches!(last.text, ")" | "]"),
        })
    }
}

/// The blanks before the first declaration.
fn margin(script: &str) -> &str {
    let mut blanks = script.lines().filter_map(|line| {
        let text = line.trim_start();
        let word = text.split(' ').next()?;
        DECLARING
            .contains(&word)
            .then(|| &line[..line.len() - text.len()])
    });
    blanks.next().unwrap_or("")
}

/// The length of a string.
fn text_length(text: &str, end: char) -> usize {
    let mut signs = text.char_indices().skip(1);
    while let Some((at, sign)) = signs.next() {
        if sign == '\\' {
            signs.next();
        } else if sign == end {
            return at + 1;
        }
    }
    text.len()
}

/// The length of a regular expression and its flags.
fn pattern_length(text: &str) -> usize {
    let mut signs = text.char_indices().skip(1);
    let mut is_in_class = false;
    while let Some((at, sign)) = signs.next() {
        match sign {
            '\\' => {
                signs.next();
            }
            '[' | ']' => is_in_class = sign == '[',
            '/' if !is_in_class => {
                let flags = &text[at + 1..];
                return at + 1 + flags.find(|c| !is_of_word(c)).unwrap_or(flags.len());
            }
            _ => {}
        }
    }
    text.len()
}

pub(super) fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

/// Words that declare a name.
pub(super) const DECLARING: &[&str] = &["async", "class", "const", "function", "let"];
