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
    const ROUNDS: usize = 4;
    let shell = shell_of(language);
    let mut work = Work::new(display);
    // What one pass changes may show another what it could not see; after that there is nothing left.
    for _ in 0..ROUNDS {
        let before = work.text.len();
        match shell {
            Some(Shell::PowerShell) => work.pass(powershell_quotes),
            Some(shell) => work.pass(|text| other_quotes(text, shell)),
            None => {}
        }
        if let Some(shell) = shell.filter(|&shell| verbatim && shell != Shell::Posix) {
            work.pass(|text| escapes(text, shell));
        }
        work.pass(|text| characters(text, shell));
        work.pass(trailing_blanks(shell));
        // Every change makes the text shorter.
        if work.text.len() == before {
            break;
        }
    }
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
            while let Some((display, place)) =
                old.next_if(|(_, place)| place.end <= edit.range.start)
            {
                to_display = display.end as isize - place.end as isize;
                changes.push((
                    display,
                    shifted(place.start, to_new)..shifted(place.end, to_new),
                ));
            }
            let mut display = shifted(edit.range.start, to_display)..0;
            // What was changed before and is changed again is one change.
            while let Some((earlier, place)) =
                old.next_if(|(_, place)| place.start < edit.range.end)
            {
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
            changes.push((
                display,
                shifted(place.start, to_new)..shifted(place.end, to_new),
            ));
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
    let tokens = shell::tokens(Shell::PowerShell, text);
    let open = strings(text, &tokens, Shell::PowerShell, |at, c| {
        if !c.is_ascii() {
            edits.push(Edit::new(at..at + c.len_utf8(), plain(c)));
        }
    });
    match open {
        None => edits,
        Some(_) => Vec::new(), // an apostrophe, or a slip: who knows what was meant
    }
}

/// The plain quote that a typographic one stands for.
fn plain(c: char) -> &'static str {
    if ascii_quote(c) == Some('"') {
        "\""
    } else {
        "'"
    }
}

/// Typographic quotes where the shell knows only the plain ones: `cmd` and the shells of Unix. They are
/// mended in pairs, and only outside of what the shell already reads as a string.
fn other_quotes(text: &str, shell: Shell) -> Vec<Edit> {
    if !text.contains(is_typographic_quote) {
        return Vec::new();
    }
    let tokens = shell::tokens(shell, text);
    let mut literals = tokens.iter().filter(|token| is_literal(token)).peekable();
    let mut edits = Vec::new();
    let (mut before, mut done) = (' ', 0);
    for (at, c) in text.char_indices() {
        let bounded = is_bound(std::mem::replace(&mut before, c));
        if at < done || !is_quote(c) {
            continue;
        }
        while literals.next_if(|token| token.range.end <= at).is_some() {}
        let literal = literals.peek().filter(|token| token.range.start <= at);
        let opens = match literal {
            // A plain quote that only a typographic one closes.
            Some(token) => token.range.start == at && shell == Shell::Cmd && c == '"',
            None => !c.is_ascii() && (bounded || ascii_quote(c) == Some('"')),
        };
        let Some((close, closing)) = opens.then(|| closing(text, at, c)).flatten() else {
            continue;
        };
        done = close + closing.len_utf8();
        for (at, c) in [(at, c), (close, closing)] {
            if !c.is_ascii() {
                edits.push(Edit::new(at..at + c.len_utf8(), plain(c)));
            }
        }
    }
    edits
}

/// The quote on the same line that closes the one at a place.
fn closing(text: &str, at: usize, open: char) -> Option<(usize, char)> {
    const LONGEST: usize = 1_000;
    let start = at + open.len_utf8();
    let line = text[start..].split('\n').next().unwrap_or("");
    let mut typographic = None;
    let mut chars = line.char_indices().take(LONGEST).peekable();
    while let Some((offset, c)) = chars.next() {
        if ascii_quote(c) != ascii_quote(open) {
            continue;
        }
        let here = Some((start + offset, c));
        // Within a word a single quote is an apostrophe.
        let ends =
            ascii_quote(c) == Some('"') || chars.peek().is_none_or(|&(_, next)| is_bound(next));
        match (c.is_ascii(), open.is_ascii()) {
            (true, _) => return here,
            (false, false) if ends => return here,
            (false, true) if ends && typographic.is_none() => typographic = here,
            _ => {}
        }
    }
    typographic
}

/// Whether a quote beside this character can be the first or the last of a text.
fn is_bound(c: char) -> bool {
    is_blank(c) || "=:,;|()[]{}<>".contains(c) || is_quote(c)
}

/// How far a string of a shell is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Open {
    /// After this quote.
    Quote(char),
    /// In a here-string of this quote.
    Here(char),
}

/// Walks through the strings among `tokens` and calls `delimiter` for each quote that begins or ends
/// one; answers with what is still open at the end.
fn strings(
    text: &str,
    tokens: &[Token],
    shell: Shell,
    mut delimiter: impl FnMut(usize, char),
) -> Option<Open> {
    let mut open = None;
    for token in tokens.iter().filter(|token| token.class == Class::String) {
        open = string(text, &token.range, shell, open, &mut delimiter);
    }
    open
}

/// Walks through a piece of a string.
fn string(
    text: &str,
    range: &Range<usize>,
    shell: Shell,
    mut open: Option<Open>,
    delimiter: &mut impl FnMut(usize, char),
) -> Option<Open> {
    let escape = match shell {
        Shell::PowerShell => '`',
        Shell::Cmd => '\0',
        Shell::Posix => '\\',
    };
    let mut before = '\n';
    let mut escaped = false;
    let mut chars = text[range.clone()].char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let next = chars.peek().map(|&(_, next)| next);
        let at = range.start + offset;
        let starts_line = before == '\n';
        if !is_blank(c) || c == '\n' {
            before = c;
        }
        let quote = ascii_quote(c).filter(|_| shell == Shell::PowerShell || c.is_ascii());
        match (open, quote) {
            _ if std::mem::take(&mut escaped) => {}
            (Some(Open::Here(kind)), Some(quote))
                if kind == quote && starts_line && next == Some('@') =>
            {
                open = None;
                delimiter(at, c);
            }
            (Some(Open::Here(_)), _) => {}
            (Some(Open::Quote('"')), None) => escaped = c == escape,
            (Some(Open::Quote(kind)), Some(quote)) if kind == quote => {
                open = None;
                delimiter(at, c);
            }
            (None, Some(quote)) => {
                let here = offset == 1 && text[range.start..].starts_with('@');
                let last = range.end == at + c.len_utf8();
                open = Some(if here && last {
                    Open::Here(quote)
                } else {
                    Open::Quote(quote)
                });
                delimiter(at, c);
            }
            _ => {}
        }
    }
    open
}

/// The parts of a command that the shell takes literally: strings, with the variables and placeholders
/// that stand in them, and comments; in order.
pub(super) fn literals(text: &str, shell: Shell) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut open = None;
    for token in shell::tokens(shell, text) {
        let follows = ranges
            .last()
            .is_some_and(|last| last.end == token.range.start);
        match token.class {
            Class::String => {
                open = string(text, &token.range, shell, open, &mut |_, _| {});
                ranges.push(token.range);
            }
            Class::Comment => ranges.push(token.range),
            Class::Variable | Class::Placeholder if follows && open.is_some() => {
                ranges.push(token.range);
            }
            _ => {}
        }
    }
    ranges
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
    let mut names = tokens
        .iter()
        .filter(|token| token.class == Class::Cmdlet)
        .peekable();
    let literals = shell.map_or_else(Vec::new, |shell| literals(text, shell));
    let mut literals = literals.iter().peekable();
    let mut edits = Vec::new();
    let mut before = ' ';
    let mut in_option = false;
    for (at, c) in text.char_indices() {
        while literals.next_if(|literal| literal.end <= at).is_some() {}
        while names.next_if(|name| name.range.end <= at).is_some() {}
        let is_literal = literals.peek().is_some_and(|literal| literal.start <= at);
        let is_name = names.peek().is_some_and(|name| name.range.start <= at);
        let end = at + c.len_utf8();
        let meant = if is_unseen(c) {
            Some("")
        } else if is_literal {
            None
        } else if is_exotic_blank(c) {
            Some(" ")
        } else if is_dash(c) && !c.is_ascii() {
            let leads = in_option || is_blank(before) || "(,;|{=".contains(before);
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
        let literals = shell.map_or_else(Vec::new, |shell| literals(text, shell));
        let mut literals = literals.iter().peekable();
        let mut edits = Vec::new();
        for line in shell::line_ranges(text) {
            let kept = line.start + text[line.clone()].trim_end_matches(is_blank).len();
            while literals.next_if(|literal| literal.end <= kept).is_some() {}
            let in_literal = literals.peek().is_some_and(|literal| literal.start <= kept);
            if kept < line.end && !in_literal {
                edits.push(Edit::new(kept..line.end, ""));
            }
        }
        edits
    }
}
