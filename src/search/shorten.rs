//! A script made shorter for browsers: no comments, no blanks that mean nothing, and short names for what
//! only the script itself can see.
//!
//! It reads JavaScript as the parts of search are written, in which every statement ends with a semicolon
//! or a brace and no name is declared that browsers know. A name has the same short name wherever it
//! stands, so that what hides what stays as it is. Names of properties stay, as others may ask for them, but for
//! those of which the caller says that nobody does.

use std::collections::{HashMap, HashSet};

/// The script, shorter.
#[must_use]
pub fn shortened(script: &str) -> String {
    shortened_within(script, &[])
}

/// The script, shorter, in which properties of these names are its own affair: nothing else sets or reads them,
/// and no string names them.
#[must_use]
pub fn shortened_within(script: &str, inner: &[&str]) -> String {
    let tokens = Scanner::new(script).tokens();
    let uses = uses(&tokens);
    let shared = shared_names(&tokens, &uses);
    let inner = inner_names(&tokens, &uses, inner);
    let mut own: HashMap<&str, Option<String>> = HashMap::new();
    let mut count = 0;
    let mut out = String::with_capacity(script.len());
    let needs = needs(&tokens);
    for (at, (token, r#use)) in tokens.iter().zip(&uses).enumerate() {
        if token.starts_line && token.kind == Kind::Word {
            own.clear();
            count = 0;
        }
        let short = match (r#use, shared.get(token.text)) {
            (Use::Other, _) => None,
            (Use::Property, _) => inner.get(token.text),
            (_, Some(short)) => Some(short),
            _ => {
                let new = || {
                    declares(&tokens, at).then(|| {
                        count += 1;
                        short_name(count - 1, LOWER)
                    })
                };
                own.entry(token.text).or_insert_with(new).as_ref()
            }
        };
        let own = inner.get(token.text).map_or(token.text, String::as_str);
        let text = match short {
            Some(short) if *r#use == Use::Shorthand && own != short => format!("{own}:{short}"),
            Some(short) => short.clone(),
            None if *r#use == Use::Shorthand && own != token.text => {
                format!("{own}:{}", token.text)
            }
            None => shorter_word(token, *r#use).to_owned(),
        };
        match needs[at] {
            Need::Whole => {
                if must_part(&out, &text) {
                    out.push(' ');
                }
                out.push_str(&text);
            }
            Need::Comma => out.push(','),
            Need::Nothing => {}
        }
    }
    out.push('\n');
    out
}

/// A word of the language that says the same.
fn shorter_word<'s>(token: &Token<'s>, r#use: Use) -> &'s str {
    match token.text {
        "const" if r#use == Use::Other => "let",
        "true" if r#use == Use::Other => "!0",
        "false" if r#use == Use::Other => "!1",
        text => text,
    }
}

/// What of a token is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Need {
    Whole,
    /// A comma does.
    Comma,
    Nothing,
}

/// What is needed: no semicolon before a brace, no brackets around the one parameter of an arrow, and no word
/// between two declarations of a kind.
fn needs(tokens: &[Token<'_>]) -> Vec<Need> {
    let mut needs = vec![Need::Whole; tokens.len()];
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text);
    // For each open bracket, whether something is being declared within it.
    let mut declaring = vec![false];
    for (at, token) in tokens.iter().enumerate() {
        let starts = at == 0 || matches!(text(at - 1), ";" | "{" | "}");
        let open = declaring.last_mut();
        match (token.kind, token.text) {
            (Kind::Word, "const" | "let") if starts => {
                open.into_iter().for_each(|open| *open = true);
            }
            (Kind::Sign, ";") => {
                let declares = open.is_some_and(std::mem::take);
                if text(at + 1) == "}" {
                    needs[at] = Need::Nothing;
                } else if declares && matches!(text(at + 1), "const" | "let") {
                    needs[at] = Need::Comma;
                    needs[at + 1] = Need::Nothing;
                }
            }
            (Kind::Sign, "(") => {
                let is_one = tokens.get(at + 1).is_some_and(|it| it.kind == Kind::Word);
                if is_one && [text(at + 2), text(at + 3), text(at + 4)] == [")", "=", ">"] {
                    needs[at] = Need::Nothing;
                    needs[at + 2] = Need::Nothing;
                }
                declaring.push(false);
            }
            (Kind::Sign, "{" | "[") => declaring.push(false),
            (Kind::Sign, "}" | ")" | "]") => {
                declaring.pop();
            }
            (Kind::Text, text) if text.starts_with(['`', '}']) => {
                if text.starts_with('}') {
                    declaring.pop();
                }
                if text.ends_with("${") {
                    declaring.push(false);
                }
            }
            _ => {}
        }
    }
    needs
}

/// Whether a name may be declared where it stands: what is used otherwise is one that browsers know.
fn declares(tokens: &[Token<'_>], at: usize) -> bool {
    const BEFORE: &[&str] = &["const", "let", "(", ",", "{", "[", ":", "."];
    const AFTER: &[&str] = &[",", ")", "=", "}", "]", ";", "of"];
    let before = at.checked_sub(1).map_or("", |before| tokens[before].text);
    let after = tokens.get(at + 1).map_or("", |after| after.text);
    let is_arrow = after == "=" && tokens.get(at + 2).is_some_and(|sign| sign.text == ">");
    is_arrow || BEFORE.contains(&before) && AFTER.contains(&after)
}

/// Whether two tokens would become one.
fn must_part(before: &str, after: &str) -> bool {
    let (Some(last), Some(first)) = (before.chars().last(), after.chars().next()) else {
        return false;
    };
    is_of_word(last) && is_of_word(first) || last == first && "+-/".contains(last)
}

fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A name, a word of the language or a number.
    Word,
    /// A string, a regular expression, a piece of a template.
    Text,
    Sign,
}

#[derive(Clone, Copy, Debug)]
struct Token<'s> {
    kind: Kind,
    text: &'s str,
    /// Whether it stands where outermost declarations start.
    starts_line: bool,
}

/// Takes a script apart.
struct Scanner<'s> {
    script: &'s str,
    at: usize,
    tokens: Vec<Token<'s>>,
    /// For each open brace, whether it is one within a template.
    braces: Vec<bool>,
    /// What stands before the outermost declarations: a break, and the blanks of a script that is one function.
    margin: String,
}

impl<'s> Scanner<'s> {
    fn new(script: &'s str) -> Self {
        Self {
            script,
            at: 0,
            tokens: Vec::new(),
            braces: Vec::new(),
            margin: format!("\n{}", margin(script)),
        }
    }

    fn tokens(mut self) -> Vec<Token<'s>> {
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

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    /// The name of a variable, a function or a class.
    Variable,
    /// The same where it also names a property: `{ a }`.
    Shorthand,
    /// The name of a property or a method.
    Property,
    /// Anything else.
    Other,
}

/// What a bracket holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inside {
    /// Statements or expressions.
    Code,
    /// Properties; whether the name of one is next.
    Object(bool),
    /// Methods.
    Class,
}

fn uses(tokens: &[Token<'_>]) -> Vec<Use> {
    let mut uses = Vec::with_capacity(tokens.len());
    let mut open = vec![Inside::Code];
    let mut label = Label::None;
    for (at, token) in tokens.iter().enumerate() {
        let inside = open.last().copied().unwrap_or(Inside::Code);
        uses.push(use_of(tokens, at, inside));
        match (token.kind, token.text) {
            (Kind::Sign, "{") => open.push(opened(&tokens[..at], label)),
            (Kind::Sign, "(" | "[") => open.push(Inside::Code),
            (Kind::Sign, "}" | ")" | "]") => {
                open.pop();
            }
            (Kind::Sign, ".") => {}
            (Kind::Text, text) if text.starts_with(['`', '}']) => {
                if text.starts_with('}') {
                    open.pop();
                }
                if text.ends_with("${") {
                    open.push(Inside::Code);
                }
            }
            _ if is_modifier(tokens, at) => {}
            _ => {
                if let Some(Inside::Object(is_name)) = open.last_mut() {
                    *is_name = token.text == ",";
                }
            }
        }
        label = label.after(token);
    }
    uses
}

/// Whether the label of a case is being read, or has just been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Label {
    None,
    Open,
    Ended,
}

impl Label {
    fn after(self, token: &Token<'_>) -> Self {
        match (self, token.kind, token.text) {
            (_, Kind::Word, "case" | "default") => Self::Open,
            (Self::Open, Kind::Sign, ":") => Self::Ended,
            (Self::Open, ..) => Self::Open,
            _ => Self::None,
        }
    }
}

/// What a brace after these tokens holds.
fn opened(before: &[Token<'_>], label: Label) -> Inside {
    let Some((last, rest)) = before.split_last() else {
        return Inside::Code;
    };
    match (last.kind, last.text) {
        (Kind::Word, "else" | "try" | "finally" | "catch" | "do") => Inside::Code,
        (Kind::Word, "const" | "let" | "return" | "of" | "typeof" | "await") => {
            Inside::Object(true)
        }
        (Kind::Word, _) => Inside::Class,
        (Kind::Sign, ")" | ";" | "{" | "}") => Inside::Code,
        (Kind::Sign, ":") if label == Label::Ended => Inside::Code,
        (Kind::Sign, ">") if rest.last().is_some_and(|before| before.text == "=") => Inside::Code,
        _ => Inside::Object(true),
    }
}

/// Whether a word says what kind of method follows: `get`, `async`.
fn is_modifier(tokens: &[Token<'_>], at: usize) -> bool {
    let next = tokens.get(at + 1);
    matches!(tokens[at].text, "get" | "set" | "async" | "static")
        && next.is_some_and(|next| next.kind == Kind::Word)
}

fn use_of(tokens: &[Token<'_>], at: usize, inside: Inside) -> Use {
    let token = &tokens[at];
    let starts_name = !token.text.starts_with(|c: char| c.is_ascii_digit());
    if token.kind != Kind::Word || !starts_name || RESERVED.binary_search(&token.text).is_ok() {
        return Use::Other;
    }
    let is_dot = |back: usize| {
        at.checked_sub(back)
            .is_some_and(|at| tokens[at].text == ".")
    };
    let is_property = is_dot(1) && !is_dot(2);
    let next = tokens.get(at + 1).map_or("", |next| next.text);
    match inside {
        Inside::Class => Use::Property,
        _ if is_property => Use::Property,
        Inside::Object(true) if is_dot(1) => Use::Variable,
        Inside::Object(true) if matches!(next, ":" | "(") => Use::Property,
        Inside::Object(true) => Use::Shorthand,
        _ => Use::Variable,
    }
}

/// Words of the language, and names that browsers know and that may stand where one is declared.
const RESERVED: &[&str] = &[
    "Array",
    "Infinity",
    "Number",
    "String",
    "async",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "default",
    "do",
    "document",
    "else",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "get",
    "globalThis",
    "if",
    "in",
    "instanceof",
    "let",
    "location",
    "new",
    "null",
    "of",
    "return",
    "set",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "undefined",
    "void",
    "while",
];

/// Short names for what is declared at the start of a line, and thus seen by all: the shortest for those
/// that stand most often. Others are seen only up to the next such line, and have names that start with a
/// small letter.
fn shared_names<'s>(tokens: &[Token<'s>], uses: &[Use]) -> HashMap<&'s str, String> {
    let mut declared = HashSet::new();
    for (at, token) in tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| token.starts_line)
    {
        let name = tokens[at..]
            .iter()
            .find(|token| !DECLARING.contains(&token.text));
        if let Some(name) = name.filter(|_| DECLARING.contains(&token.text)) {
            declared.insert(name.text);
        }
    }
    let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
    for (at, (token, r#use)) in tokens.iter().zip(uses).enumerate() {
        if matches!(r#use, Use::Variable | Use::Shorthand) && declared.contains(token.text) {
            counts.entry(token.text).or_insert((0, at)).0 += 1;
        }
    }
    by_frequency(counts)
        .into_iter()
        .zip((0..).map(|number| short_name(number, UPPER)))
        .collect()
}

/// Short names for properties: none that another property has.
fn inner_names<'s>(tokens: &[Token<'s>], uses: &[Use], inner: &[&str]) -> HashMap<&'s str, String> {
    let mut others = HashSet::new();
    let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
    for (at, (token, r#use)) in tokens.iter().zip(uses).enumerate() {
        if !matches!(r#use, Use::Property | Use::Shorthand) {
            continue;
        } else if inner.contains(&token.text) {
            counts.entry(token.text).or_insert((0, at)).0 += 1;
        } else {
            others.insert(token.text);
        }
    }
    let free = (0..)
        .map(|number| short_name(number, LOWER))
        .filter(|name| !others.contains(name.as_str()));
    by_frequency(counts).into_iter().zip(free).collect()
}

/// Names, those that stand most often first, told how often and where first.
fn by_frequency(counts: HashMap<&str, (usize, usize)>) -> Vec<&str> {
    let mut names: Vec<(&str, (usize, usize))> = counts.into_iter().collect();
    names.sort_by_key(|(_, (count, first))| (usize::MAX - count, *first));
    names.into_iter().map(|(name, _)| name).collect()
}

/// Words that declare a name.
const DECLARING: &[&str] = &["async", "class", "const", "function", "let"];

const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
const UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The short name of a number: one of `starts`, then letters and digits.
fn short_name(number: usize, starts: &[u8]) -> String {
    const MORE: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    let mut name = String::from(char::from(starts[number % starts.len()]));
    let mut rest = number / starts.len();
    while rest > 0 {
        name.push(char::from(MORE[(rest - 1) % MORE.len()]));
        rest = (rest - 1) / MORE.len();
    }
    if RESERVED.binary_search(&name.as_str()).is_ok() {
        name.push('_');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_words_are_sorted() {
        assert!(RESERVED.is_sorted());
    }

    #[test]
    fn comments_and_blanks_go() {
        for (script, short) in [
            ("f(1); // one\n\n  g(2);\n", "f(1);g(2);\n"),
            (
                "/** What. */\nfunction f() {\n  return 'a // b';\n}\nf();\n",
                "function A(){return'a // b'}A();\n",
            ),
            (
                "p = /[/*'\"]\\/ */.test(b); // c\n",
                "p=/[/*'\"]\\/ */.test(a);\n",
            ),
            ("a = b / a / b; // '\n", "a=b/a/b;\n"),
            ("a = `\n  // kept ${b}\n`;\n", "a=`\n  // kept ${b}\n`;\n"),
            ("a = \"\\\"// kept\"; /* x */ b\n", "a=\"\\\"// kept\";b\n"),
            ("return /'/g; // '\n", "return/'/g;\n"),
            ("a = b + +b - -b;\n", "a=b+ +b- -b;\n"),
        ] {
            assert_eq!(shortened(script), short);
        }
    }

    #[test]
    fn names_are_short_where_they_are_seen() {
        assert_eq!(
            shortened(
                "const first = (one, two) => one + two;\n\
                 function other(two) {\n  return first(two, parseInt(two));\n}\n"
            ),
            "let A=(a,b)=>a+b;function B(a){return A(a,parseInt(a))}\n"
        );
    }

    #[test]
    fn what_means_nothing_goes() {
        for (script, short) in [
            (
                "() => { const a = 1; const b = { c: 2 }; let d = (e) => { const f = e; const g = f; }; a(b, d); }",
                "()=>{let a=1,b={c:2},c=d=>{let e=d,f=e};a(b,c)}\n",
            ),
            (
                "x(async (y) => true || false, (y, z) => y);",
                "x(async a=>!0||!1,(a,b)=>a);\n",
            ),
            ("const a = 1;\nlet b = 2;\n", "let A=1,B=2;\n"),
            (
                "(() => {\n  const one = 1;\n  function two(three) {\n    return one + three;\n  }\n})();",
                "(()=>{let A=1;function B(a){return A+a}})();\n",
            ),
        ] {
            assert_eq!(shortened(script), short);
        }
    }

    #[test]
    fn names_of_properties_stay() {
        for (script, short) in [
            (
                "const { one, two: three, ...four } = five;",
                "let{one:a,two:b,...c}=five;\n",
            ),
            (
                "(six) => six({ six, seven: six.six, eight() { return six; } });",
                "a=>a({six:a,seven:a.six,eight(){return a}});\n",
            ),
            (
                "(y) => x ? y : { y };\n(x) => { switch (x) { case 'y': { x(x); } } }",
                "a=>x?a:{y:a};x=>{switch(x){case'y':{x(x)}}}\n",
            ),
            (
                "class Here extends There { get near() { return near; } }",
                "class A extends There{get near(){return near}}\n",
            ),
            (
                "(two) => one(`${two}{${{ two }}}`, (...one) => { two(); });",
                "a=>one(`${a}{${{two:a}}}`,(...one)=>{a()});\n",
            ),
        ] {
            assert_eq!(shortened(script), short);
        }
    }

    #[test]
    fn names_of_inner_properties_are_short() {
        for (script, short) in [
            (
                "const { one, two: three } = f({ one: 1, two: 2, b: one.one });\nclass A { one() { return this.two; } }",
                "let{a,c:b}=f({a:1,c:2,b:a.a});class A{a(){return this.c}}\n",
            ),
            (
                "one.two.a('two', f(), two)[one];",
                "one.b.a('two',f(),a)[one];\n",
            ),
        ] {
            assert_eq!(shortened_within(script, &["one", "two"]), short);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_shortened(text in ".*") {
            let _ = shortened_within(&text, &["a", "b"]);
        }
    }
}
