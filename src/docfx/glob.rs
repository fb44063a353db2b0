//! The patterns with which a DocFX project names its files.
//!
//! `*` and `?` stand within a folder's or file's name, `**` for any folders, `**.md` is short for
//! `**/*.md`, `[a-z]` is one of several characters, `{a,b}` one of several texts, `!` in front turns
//! a pattern round. Upper and lower case are one, and no wildcard starts with a dot, as DocFX has it.

/// A pattern that has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob {
    written: String,
    negated: bool,
    /// A path matches if it matches one of these.
    alternatives: Vec<Vec<Part>>,
}

/// What one name of a path must be.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// Any number of folders; at the end of a pattern, any file in them.
    Folders,
    /// A folder or file whose name is like this.
    Name(Vec<Token>),
}

/// A piece of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Char(char),
    One,
    Many,
    Of {
        ranges: Vec<(char, char)>,
        negated: bool,
    },
}

/// Braces may make this many patterns of one.
const MAX_ALTERNATIVES: usize = 1_000;

/// No pattern is longer than this.
const MAX_BYTES: usize = 4_096;

impl Glob {
    /// Reads a pattern, or says why it cannot be one.
    ///
    /// # Errors
    ///
    /// A sentence about a pattern that is empty, climbs out of its folder, or is beyond reason.
    pub fn new(written: &str) -> Result<Self, &'static str> {
        if written.len() > MAX_BYTES {
            return Err("the pattern is longer than any path");
        }
        let pattern = written.trim_start_matches('!');
        let negated = (written.len() - pattern.len()) % 2 == 1;
        let mut texts = Vec::new();
        expand(String::new(), pattern, &mut texts)?;
        let alternatives: Vec<_> = texts
            .iter()
            .map(|text| parts(text))
            .collect::<Result<_, _>>()?;
        let written = written.to_owned();
        Ok(Self {
            written,
            negated,
            alternatives,
        })
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Whether a path, relative to where the pattern stands, is one of those it means.
    #[must_use]
    pub fn matches(&self, path: &str) -> bool {
        self.matches_names(&names(path))
    }

    /// The same, of a path whose [`names`] are known.
    pub(super) fn matches_names(&self, names: &[&str]) -> bool {
        let matched = self
            .alternatives
            .iter()
            .any(|parts| matches_path(parts, names));
        matched != self.negated
    }
}

/// The folders and the file of a path.
pub(super) fn names(path: &str) -> Vec<&str> {
    path.split('/').filter(|name| !name.is_empty()).collect()
}

/// Every text that the braces of a pattern can stand for.
fn expand(before: String, pattern: &str, texts: &mut Vec<String>) -> Result<(), &'static str> {
    let Some((open, choices, rest)) = first_braces(pattern) else {
        texts.push(before + pattern);
        return if texts.len() > MAX_ALTERNATIVES {
            Err("its braces stand for too many patterns")
        } else {
            Ok(())
        };
    };
    for choice in choices {
        let chosen = format!("{choice}{rest}");
        expand(format!("{before}{}", &pattern[..open]), &chosen, texts)?;
    }
    Ok(())
}

/// Where the first pair of braces opens, the texts between its commas, and what follows it.
fn first_braces(pattern: &str) -> Option<(usize, Vec<&str>, &str)> {
    let mut open = None;
    let mut depth = 0_usize;
    let mut from = 0;
    let mut choices = Vec::new();
    let mut is_escaped = false;
    for (at, c) in pattern.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '{' => {
                depth += 1;
                if depth == 1 {
                    open = Some(at);
                    from = at + 1;
                }
            }
            ',' if depth == 1 => {
                choices.push(&pattern[from..at]);
                from = at + 1;
            }
            '}' if depth == 1 => {
                choices.push(&pattern[from..at]);
                return Some((open?, choices, &pattern[at + 1..]));
            }
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// The names of a pattern without braces.
fn parts(pattern: &str) -> Result<Vec<Part>, &'static str> {
    let pattern = pattern.trim();
    let mut parts = Vec::new();
    for name in pattern.split('/') {
        match name {
            "" | "." => {}
            ".." => return Err("a pattern cannot lead out of its folder"),
            name if name.starts_with("**") => {
                let rest = name.trim_start_matches('*');
                if parts.last() != Some(&Part::Folders) {
                    parts.push(Part::Folders);
                }
                if !rest.is_empty() {
                    parts.push(Part::Name(tokens(&format!("*{rest}"))));
                }
            }
            name => parts.push(Part::Name(tokens(name))),
        }
    }
    if parts.is_empty() {
        return Err("the pattern is empty");
    }
    if pattern.ends_with('/') && parts.last() != Some(&Part::Folders) {
        parts.push(Part::Folders);
    }
    Ok(parts)
}

fn tokens(name: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = name.chars();
    while let Some(c) = rest.next() {
        let token = match c {
            '*' if tokens.last() == Some(&Token::Many) => continue,
            '*' => Token::Many,
            '?' => Token::One,
            '\\' => Token::Char(fold(rest.next().unwrap_or('\\'))),
            '[' => match set(rest.as_str()) {
                Some((token, after)) => {
                    rest = after.chars();
                    token
                }
                None => Token::Char('['),
            },
            c => Token::Char(fold(c)),
        };
        tokens.push(token);
    }
    tokens
}

/// The characters of `a-z]` or `!a-z]`, and what follows the bracket.
fn set(text: &str) -> Option<(Token, &str)> {
    let inner = text.strip_prefix(['!', '^']).unwrap_or(text);
    let negated = inner.len() < text.len();
    let close = 1 + inner.get(1..)?.find(']')?;
    let chars: Vec<char> = inner[..close]
        .chars()
        .filter(|&c| c != '\\')
        .map(fold)
        .collect();
    let mut ranges = Vec::new();
    let mut at = 0;
    while let Some(&from) = chars.get(at) {
        match chars.get(at + 1..at + 3) {
            Some(&['-', to]) => {
                ranges.push((from, to));
                at += 3;
            }
            _ => {
                ranges.push((from, from));
                at += 1;
            }
        }
    }
    Some((Token::Of { ranges, negated }, &inner[close + 1..]))
}

fn fold(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    c.to_lowercase().next().unwrap_or(c)
}

/// Whether the names of a path are what the parts say: the usual walk with one point of return.
fn matches_path(parts: &[Part], names: &[&str]) -> bool {
    let (mut part, mut name) = (0, 0);
    let mut again = None;
    while name < names.len() {
        match parts.get(part) {
            Some(Part::Folders) => {
                part += 1;
                again = Some((part, name));
                // `**` at the end means files: at least one name.
                if part == parts.len() {
                    return !names[name..].iter().any(|name| name.starts_with('.'));
                }
                continue;
            }
            Some(Part::Name(tokens)) if matches_name(tokens, names[name]) => {
                part += 1;
                name += 1;
                continue;
            }
            _ => {}
        }
        let Some((back, from)) = again else {
            return false;
        };
        if names[from].starts_with('.') {
            return false;
        }
        again = Some((back, from + 1));
        (part, name) = (back, from + 1);
    }
    part == parts.len()
}

fn matches_name(tokens: &[Token], name: &str) -> bool {
    let is_hidden = name.starts_with('.');
    if is_hidden && tokens.first() != Some(&Token::Char('.')) {
        return false;
    }
    let (mut token, mut rest) = (0, name.chars());
    let mut again: Option<(usize, std::str::Chars<'_>)> = None;
    loop {
        if tokens.get(token) == Some(&Token::Many) {
            token += 1;
            // What follows the last star is the end of the name.
            if !tokens[token..].contains(&Token::Many) {
                return ends_like(rest, &tokens[token..]);
            }
            again = Some((token, rest.clone()));
            continue;
        }
        match rest.next() {
            None if token == tokens.len() => return true,
            None => return false,
            Some(c)
                if tokens
                    .get(token)
                    .is_some_and(|wanted| is_like(wanted, fold(c))) =>
            {
                token += 1;
            }
            Some(_) => {
                let Some((back, from)) = &mut again else {
                    return false;
                };
                from.next();
                token = *back;
                rest = from.clone();
            }
        }
    }
}

/// Whether the last characters of `rest` are what the tokens say.
fn ends_like(rest: std::str::Chars<'_>, tokens: &[Token]) -> bool {
    let mut last_first = rest.rev();
    let mut tokens = tokens.iter().rev();
    tokens.all(|token| last_first.next().is_some_and(|c| is_like(token, fold(c))))
}

fn is_like(token: &Token, c: char) -> bool {
    match token {
        Token::Char(wanted) => *wanted == c,
        Token::One | Token::Many => true,
        Token::Of { ranges, negated } => {
            ranges.iter().any(|&(from, to)| (from..=to).contains(&c)) != *negated
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, yes: &[&str], no: &[&str]) {
        let glob = Glob::new(pattern).unwrap();
        for path in yes {
            assert!(glob.matches(path), "{pattern} should match {path}");
        }
        for path in no {
            assert!(!glob.matches(path), "{pattern} should not match {path}");
        }
    }

    #[test]
    fn stars_stand_for_names_and_folders() {
        check(
            "*.md",
            &["a.md", "A.MD", "x y.md"],
            &["a/b.md", "a.mdx", ".md", ".a.md"],
        );
        check(
            "**/*.md",
            &["a.md", "a/b.md", "a/b/c.d.md"],
            &["a.yml", "a/.git/b.md", ".a/b.md"],
        );
        check("**/**.yml", &["toc.yml", "a/b/toc.YML"], &["a/toc.md"]);
        check("**.yml", &["toc.yml", "a/b/toc.yml"], &["a.yml/b"]);
        check("**", &["a", "a/b/c.png"], &["a/.b"]);
        check(
            "**/obj/**",
            &["obj/a", "x/obj/y/z"],
            &["obj", "x/obj", "objects/a"],
        );
        check(
            "**/includes/**",
            &["Includes/a.md", "a/includes/b.md"],
            &["a/includes.md"],
        );
        check(
            "docs/",
            &["docs/a.md", "docs/a/b.md"],
            &["docs", "b/docs/a.md"],
        );
        check(
            "a/**/b/*.md",
            &["a/b/x.md", "a/c/b/x.md", "a/b/b/b/x.md"],
            &["a/b/c/x.md"],
        );
        check("./docs/*.md", &["docs/a.md"], &["a.md"]);
        check("README.md", &["readme.md"], &["docs/README.md"]);
    }

    #[test]
    fn one_of_several() {
        check(
            "**/*.{png,jp{e,}g}",
            &["a.png", "b/c.jpg", "d.jpeg"],
            &["a.gif"],
        );
        check(
            "{a,b/**}/c.md",
            &["a/c.md", "b/c.md", "b/x/y/c.md"],
            &["c.md"],
        );
        check("v[0-9].md", &["v1.md"], &["va.md", "v10.md"]);
        check("v[!0-9].md", &["va.md"], &["v1.md"]);
        check("a?c", &["abc", "aÉc"], &["ac", "abbc"]);
        check("a[b", &["a[b"], &["ab"]);
        check("a{b", &["a{b"], &["ab"]);
        check("\\*.md", &["*.md"], &["a.md"]);
        check("!**/*.md", &["a.yml"], &["a.md"]);
        check(".git*", &[".gitignore"], &["git"]);
    }

    #[test]
    fn what_cannot_be_a_pattern_says_why() {
        for pattern in ["", "/", "../a", "a/../b"] {
            assert!(Glob::new(pattern).is_err(), "{pattern}");
        }
        assert!(Glob::new(&"{a,b}".repeat(200)).is_err());
        assert!(Glob::new(&"a".repeat(5_000)).is_err());
    }

    #[test]
    fn hostile_patterns_are_answered() {
        let name = "a".repeat(2_000);
        assert!(
            !Glob::new(&("*a".repeat(1_000) + "b"))
                .unwrap()
                .matches(&name)
        );
        let path = "a/".repeat(1_000);
        assert!(
            !Glob::new(&("**/a/".repeat(500) + "b"))
                .unwrap()
                .matches(&path)
        );
        let _ = Glob::new(&"{".repeat(4_000));
        let _ = Glob::new(&("{".repeat(1_000) + &"}".repeat(1_000)));
        let _ = Glob::new("[");
        let _ = Glob::new("[]");
        let _ = Glob::new("[é");
        let _ = Glob::new("a\\");
    }
}
