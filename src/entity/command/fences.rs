//! The commands of a code block.
//!
//! What a fence calls itself is a hint; what stands in it decides. Each command is one piece: a
//! statement with all lines over which it goes on. Comments and blank lines between commands belong to
//! none; those within a command stay where they are, because they are part of the statement.

use std::ops::Range;

use super::super::cmdlet::Known;
use super::super::passage::Passage;
use super::strangers::runs_stranger;
use super::typed::{self, Setting, typed};
use super::{Piece, sql};
use crate::language::{self, is_blank};
use crate::shell::{self, Line, LineKind, Shell, Transcript, transcript};

/// The commands in a code block; `errors` are the bytes in it that are error messages, in order.
pub(super) fn pieces(passage: &Passage<'_>, errors: &[Range<usize>], known: &Known) -> Vec<Piece> {
    let (text, info) = (passage.text.as_str(), passage.info());
    let lookup = language::language(info);
    let id = lookup.language.id;
    let untagged = info.trim().is_empty() || !lookup.known;
    let block = Block {
        text,
        errors,
        known,
        trusted: false,
    };
    match id {
        "powershell" | "cmd" | "bash" => block.trusting().session(passage.transcript()),
        "console" => {
            let read = passage.transcript();
            // A console also shows what was printed; where every line can be typed, nothing was.
            match block.trusting() {
                trusting if trusting.is_all_typed(read) => trusting.session(read),
                _ => block.session(read),
            }
        }
        "text" | "output" | "error" => {
            let read = passage.transcript();
            if read.has_prompts() {
                return block.session(read);
            }
            match untagged.then(|| block.guess()).flatten() {
                Some(id) => block.session(&transcript(text, id)),
                None => Vec::new(),
            }
        }
        "sql" | "python" => {
            let read = passage.transcript();
            match (read.has_prompts(), id) {
                (true, _) => block.session(read),
                (false, "sql") => block.statements(0..text.len()),
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

struct Block<'a> {
    text: &'a str,
    errors: &'a [Range<usize>],
    known: &'a Known,
    /// The author said that these are commands, so that unknown programs may be among them.
    trusted: bool,
}

impl Block<'_> {
    /// The same block, its author taken at their word.
    fn trusting(&self) -> Self {
        Self {
            trusted: true,
            ..*self
        }
    }

    /// Whether a block without prompts has no line that nobody types.
    fn is_all_typed(&self, read: &Transcript) -> bool {
        let commands = read
            .lines
            .iter()
            .filter(|line| line.kind == LineKind::Command);
        !read.has_prompts()
            && commands.into_iter().all(|line| {
                let line = self.text[line.content()].trim_matches(is_blank);
                self.language(line, read.shell).is_some()
            })
    }

    /// The language of a line that has no prompt, if one types it.
    fn language(&self, line: &str, shell: Shell) -> Option<&'static str> {
        let found = typed(line, Setting::Fence(shell), self.known);
        let stranger = || (self.trusted && runs_stranger(line)).then(|| typed::id(shell));
        found.map(|found| found.language).or_else(stranger)
    }

    /// The shell for which an unnamed block is, if its first line that is no comment can only be a command.
    fn guess(&self) -> Option<&'static str> {
        let line = self
            .text
            .lines()
            .map(|line| line.trim_matches(is_blank))
            .find(|line| !line.is_empty() && !line.starts_with('#') && !line.starts_with("//"))?;
        let found = typed(line, Setting::Code, self.known)?;
        let alone = || self.text.trim_matches(is_blank).lines().count() == 1;
        (!found.bare || found.language == "powershell" || alone()).then_some(found.language)
    }

    /// The commands of a block that was told apart into lines.
    fn session(&self, read: &Transcript) -> Vec<Piece> {
        let prompted = read.has_prompts();
        let mut pieces = Vec::new();
        let mut lines = read.lines.as_slice();
        while let Some(start) = lines.iter().position(|line| line.kind == LineKind::Command) {
            lines = &lines[start..];
            let length = statement_length(lines);
            let piece = self.piece(&lines[..length], read.shell, prompted);
            pieces.extend(piece);
            lines = &lines[length..];
        }
        pieces
    }

    /// The command that some lines make.
    fn piece(&self, lines: &[Line], shell: Shell, prompted: bool) -> Option<Piece> {
        let (first, last) = (lines.first()?, lines.last()?);
        let range = first.range.start..last.range.end;
        let content = first.content();
        let line = self.text[content.clone()].trim_matches(is_blank);
        let prompt = first
            .prompt
            .as_ref()
            .map(|prompt| &self.text[prompt.clone()]);
        let language = match prompt {
            Some(prompt) => self.asked(prompt, line, shell),
            None if prompted => return None,
            None if self.is_error(&range) => return None,
            None => self.language(line, shell)?,
        };
        Some(Piece {
            display: self.display(lines),
            range,
            language,
        })
    }

    /// The language of what was typed after a prompt in a block that is mostly for `shell`.
    fn asked(&self, prompt: &str, line: &str, shell: Shell) -> &'static str {
        if let Some(language) = shell::interpreter(prompt) {
            return language;
        }
        let own = shell::asking_shell(prompt).unwrap_or(shell);
        // Authors shorten PowerShell's prompt, too: a cmdlet is no command of another shell.
        let cmdlet = || typed::is_cmdlet(line.split(is_blank).next().unwrap_or(""), self.known);
        typed::id(match own {
            Shell::Cmd if shell == Shell::PowerShell && cmdlet() => shell,
            _ => own,
        })
    }

    /// What was typed on these lines, without the prompts and without the blanks that all of them start
    /// with.
    fn display(&self, lines: &[Line]) -> String {
        let typed: Vec<&str> = lines
            .iter()
            .map(|line| &self.text[line.content()])
            .collect();
        let indent = |line: &&str| line.len() - line.trim_start_matches([' ', '\t']).len();
        let written = typed.iter().filter(|line| !line.chars().all(is_blank));
        let common = written.map(indent).min().unwrap_or(0);
        let mut display = String::new();
        for (number, line) in typed.iter().enumerate() {
            if number > 0 {
                display.push('\n');
            }
            display.push_str(line.get(common..).unwrap_or(""));
        }
        display
    }

    /// Whether a part of the block is (part of) an error message.
    fn is_error(&self, range: &Range<usize>) -> bool {
        super::overlaps(self.errors, range)
    }

    /// The statements of a script of SQL.
    fn statements(&self, part: Range<usize>) -> Vec<Piece> {
        let statements = sql::statements(&self.text[part]).into_iter();
        statements
            .filter(|range| !self.is_error(range) && sql::is_statement(&self.text[range.clone()]))
            .map(|range| Piece {
                display: self.text[range.clone()].to_owned(),
                range,
                language: "sql",
            })
            .collect()
    }
}

/// How many lines a statement takes, the blank lines and comments within it included.
fn statement_length(lines: &[Line]) -> usize {
    let mut length = 1;
    for (index, line) in lines.iter().enumerate().skip(1) {
        match line.kind {
            LineKind::Continuation => length = index + 1,
            LineKind::Blank | LineKind::Comment => {}
            LineKind::Command | LineKind::Output => break,
        }
    }
    length
}
