//! Mending: what word processors, web pages and Markdown did to a command is undone.
//!
//! Each shell has its own rules, and what it reads as a literal string keeps every character, but for
//! the quotes around it and characters that cannot be seen at all. Mending works in three passes, each
//! of which reads what the one before it left: quotes first, because they say what is a string, then
//! escapes, then dashes and blanks.

use std::ops::Range;

use super::Mended;
use super::escapes::escapes;
use crate::language::is_blank;
use crate::shell::{self, Class, Shell, Token, is_dash};

/// What must arrive in the shell for `display`, and what was changed for it. `verbatim` says that the
/// text is code, in which Markdown's escapes are no escapes; elsewhere Markdown has resolved them.
pub(super) fn mend(display: &str, language: &str, verbatim: bool) -> (String, Vec<Mended>) {
    let shell = shell_of(language);
    let mut work = Work::new(display);
    match shell {
        Some(Shell::PowerShell) => work.pass(powershell_quotes),
        Some(Shell::Cmd | Shell::Posix) => work.pass(other_quotes),
        None => {}
    }
    if let Some(shell) = shell.filter(|&shell| verbatim && shell != Shell::Posix) {
        work.pass(|text| escapes(text, shell));
    }
    work.pass(|text| characters(text, shell));
    work.pass(trailing_blanks(shell));
    work.finish()
}

/// The shell whose grammar a language has.
pub(super) fn shell_of(language: &str) -> Option<Shell> {
    match language {
        "powershell" => Some(Shell::PowerShell),
        "cmd" => Some(Shell::Cmd),
        "bash" => Some(Shell::Posix),
        _ => None,
    }
}

/// A change: what is to stand in place of some bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) range: Range<usize>,
    pub(super) meant: &'static str,
}

impl Edit {
    pub(super) fn new(range: Range<usize>, meant: &'static str) -> Self {
        Self { range, meant }
    }
}

/// A text between two passes. It is kept as pieces of the display and what stands for them now.
struct Work<'a> {
    display: &'a str,
    text: String,
    /// The changes so far: where in the display, and where in the text.
    changes: Vec<(Range<usize>, Range<usize>)>,
}

impl<'a> Work<'a> {
    fn new(display: &'a str) -> Self {
        Self {
            display,
            text: display.to_owned(),
            changes: Vec::new(),
        }
    }

    /// Applies the changes that `find` wants, which are in order and without overlap.
    fn pass(&mut self, find: impl Fn(&str) -> Vec<Edit>) {
        let edits = find(&self.text);
        if edits.is_empty() {
            return;
        }
        let mut text = String::with_capacity(self.text.len());
        let mut changes = Vec::with_capacity(self.changes.len() + edits.len());
        let mut old = std::mem::take(&mut self.changes).into_iter().peekable();
        // How far a byte of the old text is behind its place in the display, and in the new text.
        let (mut to_display, mut to_new) = (0_isize, 0_isize);
        let mut at = 0;
        let shifted = |byte: usize, by: isize| byte.saturating_add_signed(by);
        for edit in edits {
            while let Some((display, place)) = old.next_if(|(_, place)| place.end <= edit.range.start) {
                to_display = display.end as isize - place.end as isize;
                changes.push((display, shifted(place.start, to_new)..shifted(place.end, to_new)));
            }
            let mut display = shifted(edit.range.start, to_display)..0;
            // What was changed before and is changed again is one change.
            while let Some((earlier, place)) = old.next_if(|(_, place)| place.start < edit.range.end) {
                to_display = earlier.end as isize - place.end as isize;
                display.start = display.start.min(earlier.start);
            }
            display.end = shifted(edit.range.end, to_display);
            text.push_str(&self.text[at..edit.range.start]);
            let start = text.len();
            text.push_str(edit.meant);
            to_new = text.len() as isize - edit.range.end as isize;
            changes.push((display, start..text.len()));
            at = edit.range.end;
        }
        for (display, place) in old {
            changes.push((display, shifted(place.start, to_new)..shifted(place.end, to_new)));
        }
        text.push_str(&self.text[at..]);
        (self.text, self.changes) = (text, changes);
    }

    fn finish(self) -> (String, Vec<Mended>) {
        let mended = self.changes.iter().map(|(range, place)| Mended {
            written: self.display[range.clone()].to_owned(),
            meant: self.text[place.clone()].to_owned(),
            range: range.clone(),
        });
        let mended = mended.collect();
        (self.text, mended)
    }
}

/// The quotes by which PowerShell, which reads typographic ones as its own, begins and ends strings.
fn powershell_quotes(text: &str) -> Vec<Edit> {
    if !text.contains(is_typographic_quote) {
        return Vec::new();
    }
    let mut edits = Vec::new();
    let mut open = None;
    for token in shell::tokens(Shell::PowerShell, text) {
        if token.class == Class::String {
            open = string_quotes(text, token.range, open, &mut edits);
        }
    }
    if open.is_some() {
        edits.clear(); // an apostrophe, or a slip: who knows what was meant
    }
    edits
}

/// Reads a piece of a string, `open` being the kind of quote in which it stands; answers with the kind
/// in which the text after it stands.
fn string_quotes(
    text: &str,
    range: Range<usize>,
    mut open: Option<char>,
    edits: &mut Vec<Edit>,
) -> Option<char> {
    let mut escaped = false;
    for (at, c) in text[range.clone()].char_indices() {
        let here = range.start + at;
        if std::mem::take(&mut escaped) {
            continue;
        }
        let Some(ascii) = ascii_quote(c) else {
            escaped = c == '`' && open == Some('"');
            continue;
        };
        let is_delimiter = open.is_none_or(|kind| kind == ascii);
        if is_delimiter {
            open = if open.is_some() { None } else { Some(ascii) };
            if !c.is_ascii() {
                let meant = if ascii == '"' { "\"" } else { "'" };
                edits.push(Edit::new(here..here + c.len_utf8(), meant));
            }
        }
    }
    open
}

/// Typographic quotes where the shell knows only the plain ones: `cmd` and the shells of Unix.
fn other_quotes(text: &str) -> Vec<Edit> {
    if !text.contains(is_typographic_quote) {
        return Vec::new();
    }
    let mut edits = Vec::new();
    let mut plain = None;
    let mut before = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |&(_, next)| next);
        match (plain, c) {
            (None, '"' | '\'') => plain = Some(c),
            (Some(quote), _) if c == quote || c == '\n' => plain = None,
            (None, _) if is_typographic_quote(c) => {
                let ascii = ascii_quote(c).unwrap_or(c);
                let bounds = |c: char| is_blank(c) || "=:,;|()[]{}<>".contains(c) || is_quote(c);
                // Within a word a single quote is an apostrophe.
                if ascii == '"' || bounds(before) || bounds(next) {
                    let meant = if ascii == '"' { "\"" } else { "'" };
                    edits.push(Edit::new(at..at + c.len_utf8(), meant));
                }
            }
            _ => {}
        }
        before = c;
    }
    edits
}

fn ascii_quote(c: char) -> Option<char> {
    match c {
        '"' | '\u{201C}'..='\u{201F}' => Some('"'),
        '\'' | '\u{2018}'..='\u{201B}' => Some('\''),
        _ => None,
    }
}

fn is_quote(c: char) -> bool {
    ascii_quote(c).is_some()
}

fn is_typographic_quote(c: char) -> bool {
    !c.is_ascii() && is_quote(c)
}

/// Dashes, blanks and what cannot be seen.
fn characters(text: &str, shell: Option<Shell>) -> Vec<Edit> {
    if text.is_ascii() {
        return Vec::new();
    }
    let tokens = shell.map_or_else(Vec::new, |shell| shell::tokens(shell, text));
    let mut tokens = tokens.iter().peekable();
    let mut edits = Vec::new();
    let mut before = ' ';
    let mut in_option = false;
    for (at, c) in text.char_indices() {
        while tokens.next_if(|token| token.range.end <= at).is_some() {}
        let token = tokens.peek().filter(|token| token.range.start <= at);
        let end = at + c.len_utf8();
        let meant = if is_unseen(c) {
            Some("")
        } else if token.is_some_and(|token| is_literal(token)) {
            None
        } else if is_exotic_blank(c) {
            Some(" ")
        } else if is_dash(c) && !c.is_ascii() {
            let leads = in_option || is_blank(before) || "(,;|{=".contains(before);
            let is_name = token.is_some_and(|token| token.class == Class::Cmdlet);
            (is_name || leads && leads_option(&text[end..]))
                .then(|| meant_dash(c, before, &text[end..], shell))
        } else {
            None
        };
        in_option = is_dash(c) && (in_option || is_blank(before));
        if let Some(meant) = meant {
            edits.push(Edit::new(at..end, meant));
        }
        if !is_unseen(c) {
            before = c;
        }
    }
    edits
}

/// Whether what follows a dash makes it the start of a parameter.
fn leads_option(rest: &str) -> bool {
    let name = rest.trim_start_matches(is_dash);
    name.starts_with(|c: char| c.is_alphanumeric() || c == '?' || c == '_')
}

/// What a typographic dash before a parameter stands for. Word processors make an em dash of `--`,
/// which only the programs of Unix read.
fn meant_dash(dash: char, before: char, rest: &str, shell: Option<Shell>) -> &'static str {
    let alone = !is_dash(before) && !rest.starts_with(is_dash);
    let long = rest.chars().take_while(|c| c.is_alphanumeric()).count() > 1;
    if dash == '\u{2014}' && shell == Some(Shell::Posix) && alone && long {
        "--"
    } else {
        "-"
    }
}

fn is_literal(token: &Token) -> bool {
    matches!(token.class, Class::String | Class::Comment)
}

/// Blanks that shells do not take for blanks.
fn is_exotic_blank(c: char) -> bool {
    matches!(
        c,
        '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}'
    )
}

/// Characters without width that mean nothing in any writing; nobody can type them.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Blanks at the ends of lines, but for those that a here-string or another literal holds.
fn trailing_blanks(shell: Option<Shell>) -> impl Fn(&str) -> Vec<Edit> {
    move |text| {
        let is_trailing = |line: &str| line.ends_with(is_blank);
        if !shell::line_ranges(text).any(|line| is_trailing(&text[line])) {
            return Vec::new();
        }
        let tokens = shell.map_or_else(Vec::new, |shell| shell::tokens(shell, text));
        let mut strings = tokens.iter().filter(|token| token.class == Class::String).peekable();
        let mut edits = Vec::new();
        for line in shell::line_ranges(text) {
            let kept = line.start + text[line.clone()].trim_end_matches(is_blank).len();
            while strings.next_if(|token| token.range.end <= kept).is_some() {}
            let in_string = strings.peek().is_some_and(|token| token.range.start <= kept);
            if kept < line.end && !in_string {
                edits.push(Edit::new(kept..line.end, ""));
            }
        }
        edits
    }
}
