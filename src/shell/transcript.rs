//! What a reader typed and what the shell answered: the lines of a code block, told apart.
//!
//! Authors paste whole sessions: prompts, commands, the lines a command goes on over, and what it
//! printed. [`transcript`] gives every line its kind and says where its prompt ends, so that exactly the
//! commands can be copied. It proceeds as a reader would: it looks for prompts; where there are none,
//! everything was meant to be typed; where there are some, what follows a complete command without a
//! prompt is output. Whether a command is complete is the shell's own grammar ([`super::Lexer`]).

use std::ops::Range;

use super::devices::find_device_prompts;
use super::evidence::choose_shell;
use super::prompt::{Fence, Found, Of, Role, find_root_prompts, prompt};
use super::{
    Class, Lexer, Open, Shell, Token, cmd, first_word, is_blank, is_name, is_one_of, line_ranges,
};

/// Tells prompts, commands and output in `text` apart; `language` is a canonical id of
/// `crate::language`.
///
/// In `text`, `output` and `error` blocks without prompts everything is output; in any other block
/// without prompts everything is commands.
pub fn transcript(text: &str, language: &str) -> Transcript {
    let fence = Fence::of(language);
    let ranges: Vec<Range<usize>> = line_ranges(text).collect();
    let mut prompts: Vec<Option<Found>> = ranges
        .iter()
        .map(|r| prompt(&text[r.clone()], fence))
        .collect();
    let shows_typed = matches!(fence, Fence::Shell | Fence::Text);
    if shows_typed && prompts.iter().all(Option::is_none) {
        find_root_prompts(text, language, &ranges, &mut prompts);
    }
    find_device_prompts(text, language, &ranges, &mut prompts);
    let prompted = prompts
        .iter()
        .flatten()
        .any(|found| found.role == Role::Command);
    let shell = choose_shell(text, language, &ranges, &prompts);
    let lines = if prompted {
        Session::new(text, shell).read(&ranges, &prompts)
    } else if fence == Fence::Text {
        ranges
            .into_iter()
            .map(|range| Line::bare(text, range, LineKind::Output))
            .collect()
    } else if fence == Fence::Program || fence == Fence::Query {
        ranges
            .into_iter()
            .map(|range| Line::bare(text, range, LineKind::Command))
            .collect()
    } else {
        script(text, shell, ranges)
    };
    Transcript { shell, lines }
}

/// A block of code, line by line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transcript {
    /// The shell whose grammar the commands follow (meaningless for languages that are no shell's).
    pub shell: Shell,
    /// Every line of the text, in order.
    pub lines: Vec<Line>,
}

impl Transcript {
    /// Whether any line starts with a prompt, so that commands and output could be told apart.
    #[must_use]
    pub fn has_prompts(&self) -> bool {
        self.lines.iter().any(|line| line.prompt.is_some())
    }
}

/// One line of a block of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it stands, in bytes of the text, without its line break.
    pub range: Range<usize>,
    /// Its prompt, from the start of the line to the start of what was typed.
    pub prompt: Option<Range<usize>>,
    /// What it is.
    pub kind: LineKind,
}

impl Line {
    /// The line without its prompt, in bytes of the text.
    #[must_use]
    pub fn content(&self) -> Range<usize> {
        self.prompt
            .as_ref()
            .map_or(self.range.start, |prompt| prompt.end)..self.range.end
    }

    fn bare(text: &str, range: Range<usize>, kind: LineKind) -> Line {
        let blank = text[range.clone()].chars().all(is_blank);
        Line {
            range,
            prompt: None,
            kind: if blank { LineKind::Blank } else { kind },
        }
    }
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineKind {
    /// The first line of a command.
    Command,
    /// A line on which the command before it goes on.
    Continuation,
    /// What a command printed.
    Output,
    /// Nothing but a comment, typed or explaining.
    Comment,
    /// Nothing, or nothing after the prompt.
    Blank,
}

/// Reads a block that has no prompts: every line is typed, and the grammar says where commands go on.
fn script(text: &str, shell: Shell, ranges: Vec<Range<usize>>) -> Vec<Line> {
    let mut lexer = Lexer::new(shell);
    let lines = script_lines(text, &mut lexer, shell, &ranges, false);
    if lexer.in_string() {
        // A quote that nothing closes: read again and end strings with their line.
        return script_lines(text, &mut Lexer::new(shell), shell, &ranges, true);
    }
    lines
}

fn script_lines(
    text: &str,
    lexer: &mut Lexer,
    shell: Shell,
    ranges: &[Range<usize>],
    close_strings: bool,
) -> Vec<Line> {
    let mut scratch = Vec::new();
    let mut lines: Vec<Line> = Vec::with_capacity(ranges.len());
    for range in ranges {
        let line = &text[range.clone()];
        let open = lexer.open();
        let leads_on = shell == Shell::PowerShell
            && leads_on(line)
            && lines.last().is_some_and(|last| {
                matches!(last.kind, LineKind::Command | LineKind::Continuation)
            });
        let kind = read_line(lexer, line, range.start, &mut scratch, open, leads_on);
        lines.push(Line {
            range: range.clone(),
            prompt: None,
            kind,
        });
        if close_strings {
            lexer.close_strings();
        }
    }
    lines
}

/// Whether a line of PowerShell goes on with the statement above, though that looked complete: a pipe
/// (as PowerShell 7 allows), or the block of a statement whose head stands on its own line.
fn leads_on(line: &str) -> bool {
    let line = line.trim_start_matches(is_blank);
    let word = line.split(|c: char| !is_name(c)).next().unwrap_or("");
    line.starts_with(['|', '{']) || is_one_of(word, "else elseif catch finally")
}

/// Passes a typed line through the lexer and says what it is, given how the line before it ended.
fn read_line(
    lexer: &mut Lexer,
    content: &str,
    offset: usize,
    scratch: &mut Vec<Token>,
    open: Open,
    leads_on: bool,
) -> LineKind {
    scratch.clear();
    lexer.line(content, offset, scratch);
    let blank = content.chars().all(is_blank);
    let comment = || {
        let first = content.len() - content.trim_start_matches(is_blank).len();
        let starts = scratch
            .first()
            .is_some_and(|token| token.range.start <= offset + first);
        starts && scratch.iter().all(|token| token.class == Class::Comment)
    };
    match open {
        Open::Inside | Open::Document if blank => LineKind::Continuation,
        _ if blank => LineKind::Blank,
        Open::Document => LineKind::Continuation,
        Open::No | Open::Trailing if comment() => LineKind::Comment,
        Open::Inside if comment() && lexer.open() == Open::No => LineKind::Comment, // ends `<# … #>`
        Open::No if !leads_on => LineKind::Command,
        _ => LineKind::Continuation,
    }
}

/// The reading of a block that has prompts.
struct Session<'a> {
    text: &'a str,
    shell: Shell,
    lexer: Lexer,
    scratch: Vec<Token>,
    lines: Vec<Line>,
    /// Whose prompt came last; before the first there is none.
    last: Option<Of>,
    /// The last command starts a program that asks with a bare `> `.
    asks_plainly: bool,
    /// The first of the lines without prompt that were taken into a quote or bracket still open.
    swallowed: Option<usize>,
}

impl<'a> Session<'a> {
    fn new(text: &'a str, shell: Shell) -> Self {
        Session {
            text,
            shell,
            lexer: Lexer::new(shell),
            scratch: Vec::new(),
            lines: Vec::new(),
            last: None,
            asks_plainly: false,
            swallowed: None,
        }
    }

    fn read(mut self, ranges: &[Range<usize>], prompts: &[Option<Found>]) -> Vec<Line> {
        for (range, prompt) in ranges.iter().zip(prompts) {
            let prompt = prompt.filter(|prompt| self.believes(prompt, range));
            let (prompt, kind) = match prompt {
                Some(prompt) => {
                    let end = range.start + prompt.length;
                    (Some(range.start..end), self.asked(&prompt, end..range.end))
                }
                None => (None, self.unasked(range)),
            };
            self.lines.push(Line {
                range: range.clone(),
                prompt,
                kind,
            });
        }
        self.release();
        self.explain();
        self.lines
    }

    /// Whether something that looks like a prompt is one at this place.
    fn believes(&self, prompt: &Found, range: &Range<usize>) -> bool {
        let open = self.lexer.open();
        let typed = self.lines.last().is_some_and(|line| {
            matches!(line.kind, LineKind::Command | LineKind::Continuation) || line.prompt.is_some()
        });
        match (prompt.role, prompt.of) {
            // The content of a here-document may look like anything but a full prompt.
            (Role::Command, Of::Posix) if open == Open::Document => prompt.length > 2,
            (Role::Command, _) => true,
            (Role::Rest, Of::Any) => open != Open::No || (self.asks_plainly && range.len() > 1),
            (Role::Rest, Of::Cmd) => open != Open::No,
            (Role::Rest, Of::PowerShell) => typed && self.last == Some(Of::PowerShell),
            (Role::Rest, of) => typed && self.last == Some(of),
        }
    }

    /// A line with a prompt.
    fn asked(&mut self, prompt: &Found, content: Range<usize>) -> LineKind {
        let line = &self.text[content.clone()];
        let blank = line.chars().all(is_blank);
        let asks = prompt.of == Of::Any && self.lexer.open() == Open::No;
        if prompt.role == Role::Command || asks {
            self.release();
            self.lexer = Lexer::new(prompt.of.shell().unwrap_or(self.shell));
            if !asks {
                self.last = Some(prompt.of);
                self.asks_plainly =
                    is_one_of(first_word(line), "nslookup nslookup.exe node mongo mongosh");
            }
            return match prompt.of {
                _ if blank => LineKind::Blank,
                Of::Sql | Of::Python | Of::Tool | Of::Any => LineKind::Command,
                _ => read_line(
                    &mut self.lexer,
                    line,
                    content.start,
                    &mut self.scratch,
                    Open::No,
                    false,
                ),
            };
        }
        self.swallowed = None; // the shell itself said that the command goes on
        let goes_on = self.lexer.open();
        if matches!(prompt.of, Of::PowerShell | Of::Cmd | Of::Any) {
            self.scratch.clear();
            self.lexer.line(line, content.start, &mut self.scratch);
        }
        match goes_on {
            Open::Inside | Open::Document => LineKind::Continuation,
            _ if blank => LineKind::Blank,
            _ => LineKind::Continuation,
        }
    }

    /// A line without a prompt: the rest of a command that is not complete, or output.
    fn unasked(&mut self, range: &Range<usize>) -> LineKind {
        let line = &self.text[range.clone()];
        let blank = line.chars().all(is_blank);
        let open = self.lexer.open();
        match open {
            Open::No if blank => return LineKind::Blank,
            Open::No => {
                self.lexer = Lexer::new(self.shell);
                return LineKind::Output;
            }
            Open::Trailing if blank => {
                self.lexer = Lexer::new(self.shell);
                return LineKind::Blank;
            }
            Open::Trailing => {}
            Open::Inside | Open::Document => {
                self.swallowed.get_or_insert(self.lines.len());
            }
        }
        self.scratch.clear();
        self.lexer.line(line, range.start, &mut self.scratch);
        if matches!(self.lexer.open(), Open::No | Open::Trailing) {
            self.swallowed = None; // what was open has been closed
        }
        LineKind::Continuation
    }

    /// Gives up on a command that was never closed: the lines taken into it were output.
    fn release(&mut self) {
        let Some(first) = self.swallowed.take() else {
            return;
        };
        for line in &mut self.lines[first..] {
            let blank = self.text[line.range.clone()].chars().all(is_blank);
            line.kind = if blank {
                LineKind::Blank
            } else {
                LineKind::Output
            };
        }
    }

    /// Comments that an author wrote above a prompt are comments, not the output of the last command.
    fn explain(&mut self) {
        let mut above_prompt = false;
        for at in (0..self.lines.len()).rev() {
            let line = self.text[self.lines[at].range.clone()].trim_start_matches(is_blank);
            let comment = match self.shell {
                Shell::Cmd => cmd::is_comment(line),
                _ => line.starts_with('#') && line[1..].starts_with(is_blank),
            };
            let stands_apart = at == 0 || self.lines[at - 1].kind == LineKind::Blank || {
                let before = &self.text[self.lines[at - 1].range.clone()];
                before.trim_start_matches(is_blank).starts_with('#')
            };
            let unasked = self.lines[at].kind == LineKind::Output;
            if unasked && comment && above_prompt && stands_apart {
                self.lines[at].kind = LineKind::Comment;
            } else {
                above_prompt = self.lines[at].prompt.is_some();
            }
        }
    }
}
