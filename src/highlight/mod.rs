//! Code as HTML: every language's tokens in `<span>`s of one small set of classes ([`Class`]).
//!
//! Shells are read with their own grammar, so that prompts, commands and output look different; the
//! common languages of troubleshooting articles with the small lexers of `lexer` and `markup`; only
//! rare languages with syntect, whose syntaxes cost tens of milliseconds on first use. Nothing here can
//! fail: what cannot be coloured is shown as it stands.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use crate::escape;
use crate::language::{Grammar, Language};
use crate::shell::{Class, Lexer, LineKind, Token, interpreter, transcript};

mod lexer;
mod markup;
mod rare;
mod woven;

pub use woven::woven;

/// Blocks longer than this are only escaped, in bytes.
const LONGEST_BLOCK: usize = 64 * 1024;
/// Lines longer than this are only escaped, in bytes.
const LONGEST_LINE: usize = 4 * 1024;

/// The code as HTML for the inside of `<pre><code>`: escaped, with nothing but `<span class="…">` added.
#[must_use]
pub fn highlight(language: &Language, text: &str) -> String {
    let tokens = match language.grammar {
        _ if text.len() > LONGEST_BLOCK => Vec::new(),
        Grammar::Plain => Vec::new(),
        Grammar::Shell => session(language.id, text),
        Grammar::Table if matches!(language.id, "sql" | "python") => queries(language.id, text),
        Grammar::Table => lexer::tokens(language.id, text),
        Grammar::Markup => markup::tokens(language.id, text),
        Grammar::Syntect(name) => rare::tokens(name, text),
    };
    write(text, tokens)
}

/// Remembers what has been highlighted; may be shared between threads.
///
/// It is emptied shard by shard when it has grown large, so a long-running server stays small.
#[derive(Debug, Default)]
pub struct Highlighter {
    hasher: RandomState,
    shards: [Mutex<Shard>; SHARDS],
}

const SHARDS: usize = 16;
/// Entries of one shard before it is emptied.
const FULL: usize = 512;

/// Entries by the hash of language and text; entries of equal hash share a list.
type Shard = HashMap<u64, Vec<Entry>>;

#[derive(Debug)]
struct Entry {
    id: &'static str,
    text: Box<str>,
    html: Arc<str>,
}

impl Highlighter {
    /// The same as [`highlight`], from memory if it has been asked before.
    pub fn highlight(&self, language: &'static Language, text: &str) -> Arc<str> {
        let hash = self.hasher.hash_one((language.id, text));
        let shard = &self.shards[hash as usize % SHARDS];
        let is_it = |entry: &&Entry| entry.id == language.id && *entry.text == *text;
        {
            let known = shard.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(entry) = known
                .get(&hash)
                .and_then(|entries| entries.iter().find(is_it))
            {
                return Arc::clone(&entry.html);
            }
        }
        // Not under the lock: two threads may do the same work once, but none waits for another.
        let html: Arc<str> = highlight(language, text).into();
        let mut known = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= FULL {
            known.clear();
        }
        let entry = Entry {
            id: language.id,
            text: text.into(),
            html: Arc::clone(&html),
        };
        known.entry(hash).or_default().push(entry);
        html
    }
}

/// The tokens of a shell session: prompts, output, and the words of the commands.
fn session(id: &str, text: &str) -> Vec<Token> {
    let read = transcript(text, id);
    let mut lexer = Lexer::new(read.shell);
    let mut out = Vec::new();
    for line in &read.lines {
        let language = line
            .prompt
            .as_ref()
            .and_then(|prompt| interpreter(&text[prompt.clone()]));
        push(&mut out, line.prompt.clone(), Class::Prompt);
        if matches!(line.kind, LineKind::Command | LineKind::Comment)
            && !in_block_comment(&lexer, &out)
        {
            lexer = Lexer::new(read.shell);
        }
        let content = line.content();
        match line.kind {
            LineKind::Blank => {}
            LineKind::Output => push_output(&mut out, content, text),
            _ => match language {
                Some(id) => extend(
                    &mut out,
                    lexer::tokens(id, &text[content.clone()]),
                    content.start,
                ),
                None => lexer.line(&text[content.clone()], content.start, &mut out),
            },
        }
    }
    out
}

/// Whether the lexer stands inside a comment that began on an earlier line.
fn in_block_comment(lexer: &Lexer, out: &[Token]) -> bool {
    let comment = out
        .last()
        .is_some_and(|token| token.class == Class::Comment);
    comment && lexer.open() != crate::shell::Open::No
}

/// The tokens of SQL or Python, which may come from an interactive session.
fn queries(id: &'static str, text: &str) -> Vec<Token> {
    let read = transcript(text, id);
    if !read.has_prompts() {
        return lexer::tokens(id, text);
    }
    let mut out = Vec::new();
    for line in &read.lines {
        push(&mut out, line.prompt.clone(), Class::Prompt);
        let content = line.content();
        match line.kind {
            LineKind::Blank => {}
            LineKind::Output => push_output(&mut out, content, text),
            _ => extend(
                &mut out,
                lexer::tokens(id, &text[content.clone()]),
                content.start,
            ),
        }
    }
    out
}

fn push(out: &mut Vec<Token>, range: Option<Range<usize>>, class: Class) {
    out.extend(
        range
            .filter(|range| !range.is_empty())
            .map(|range| Token { range, class }),
    );
}

/// Appends a line of output, joined to the output just before it.
fn push_output(out: &mut Vec<Token>, range: Range<usize>, text: &str) {
    match out.last_mut() {
        Some(last)
            if last.class == Class::Output
                && text[last.range.end..range.start]
                    .chars()
                    .all(char::is_whitespace) =>
        {
            last.range.end = range.end;
        }
        _ => push(out, Some(range), Class::Output),
    }
}

fn extend(out: &mut Vec<Token>, tokens: Vec<Token>, offset: usize) {
    out.extend(tokens.into_iter().map(|token| Token {
        range: token.range.start + offset..token.range.end + offset,
        class: token.class,
    }));
}

/// Writes the text with its tokens as spans.
fn write(text: &str, mut tokens: Vec<Token>) -> String {
    if text.len() > LONGEST_LINE {
        let long = long_lines(text);
        let mut lines = long.iter().peekable();
        tokens.retain(|token| {
            while lines
                .peek()
                .is_some_and(|line| line.end <= token.range.start)
            {
                lines.next();
            }
            lines
                .peek()
                .is_none_or(|line| token.range.end <= line.start)
        });
    }
    let mut html = String::with_capacity(text.len() * 2);
    let mut at = 0;
    for token in tokens {
        escape::push(&mut html, &text[at..token.range.start]);
        at = token.range.end;
        if token.class == Class::Plain {
            escape::push(&mut html, &text[token.range]);
            continue;
        }
        html.push_str("<span class=\"");
        html.push_str(token.class.css());
        html.push_str("\">");
        escape::push(&mut html, &text[token.range]);
        html.push_str("</span>");
    }
    escape::push(&mut html, &text[at..]);
    html
}

/// The lines that are too long to be coloured.
fn long_lines(text: &str) -> Vec<Range<usize>> {
    crate::shell::line_ranges(text)
        .filter(|line| line.len() > LONGEST_LINE)
        .collect()
}

#[cfg(test)]
mod tests;
