//! The lexer of the Windows command prompt: commands, `/switches`, `%VARIABLES%`, redirections, `^`.
//!
//! A command ends with its line unless a caret or an open block of `if` and `for` says otherwise; quotes
//! never reach over the end of a line.

use super::powershell::is_cmdlet;
use super::{
    Around, Class, Cursor, Open, Token, Words, ends_placeholder, is_blank, is_dash, is_name,
    is_number, is_one_of, placeholder,
};

/// The state between two lines.
#[derive(Debug, Default)]
pub(crate) struct Lexer {
    /// Blocks of `if` and `for` that are open.
    blocks: usize,
    /// The last line ended in a caret.
    caret: bool,
    /// The next word is the name of a command.
    command: bool,
    /// Between `if` or `for` and the command it guards, where some words are reserved.
    header: bool,
}

impl Lexer {
    pub(super) fn open(&self) -> Open {
        match (self.caret, self.blocks) {
            (true, _) => Open::Trailing,
            (false, 0) => Open::No,
            _ => Open::Inside,
        }
    }

    pub(super) fn line(&mut self, c: &mut Cursor) {
        if !self.caret {
            (self.command, self.header) = (true, false);
        }
        self.caret = false;
        while !c.done() {
            c.note(|| Around::Code {
                command: self.command,
                arguments: !self.command,
            });
            self.code(c);
        }
    }

    /// One token; always passes over at least one character.
    fn code(&mut self, c: &mut Cursor) {
        let Some(first) = c.peek() else { return };
        match first {
            _ if is_blank(first) => c.skip_blanks(),
            _ if self.command && is_comment(c.rest()) => c.take_rest(Class::Comment),
            ':' if self.command => c.take_rest(Class::Attribute), // a label
            '^' if c.rest().len() == 1 => {
                c.skip(1);
                self.caret = true;
            }
            '^' => c.skip(2),
            '"' => self.string(c),
            '%' | '!' => self.variable(c),
            '&' | '|' => self.separator(c, first),
            '<' | '>' => self.redirect(c),
            '(' => self.open_block(c),
            ')' => {
                c.skip(1);
                self.command |= self.blocks > 0; // `) else (`
                self.blocks = self.blocks.saturating_sub(1);
            }
            '@' if self.command => c.take(1, Class::Operator),
            '/' if !self.command => self.switch(c),
            _ if is_dash(first) => self.dash(c),
            _ => self.word(c),
        }
    }

    fn string(&mut self, c: &mut Cursor) {
        if self.command {
            (self.command, self.header) = (false, false);
        }
        c.take(1, Class::String);
        c.note(|| Around::Double);
        loop {
            c.take(c.run(|x| !matches!(x, '"' | '%' | '<')), Class::String);
            match c.peek() {
                None => return,
                Some('%') => match variable_length(c.rest()) {
                    Some(length) => c.take(length, Class::Variable),
                    None => c.take(1, Class::String),
                },
                Some('<') => match placeholder(c.rest(), IN_PLACEHOLDER) {
                    Some(length) => c.take(length, Class::Placeholder),
                    None => c.take(1, Class::String),
                },
                Some(_) => return c.take(1, Class::String),
            }
        }
    }

    fn variable(&mut self, c: &mut Cursor) {
        match variable_length(c.rest()) {
            Some(length) => c.take(length, Class::Variable),
            None => c.skip(1),
        }
        // `%SystemRoot%\tool.exe` is one word: the rest of it is no command of its own.
        if self.command {
            c.at += c.run(in_word);
            self.command = false;
        }
    }

    fn separator(&mut self, c: &mut Cursor, sign: char) {
        c.take(c.one_or_two(|x| x == sign), Class::Operator);
        (self.command, self.header) = (true, false);
    }

    fn redirect(&mut self, c: &mut Cursor) {
        let meant = placeholder(c.rest(), IN_PLACEHOLDER)
            .filter(|&length| ends_placeholder(c.peek_after(length)));
        match meant {
            Some(length) => {
                c.take(length, Class::Placeholder);
                self.command = false;
            }
            None => {
                let signs = c.one_or_two(|x| x == '>' || x == '<');
                let merged = if c.rest()[signs..].starts_with("&1") {
                    2
                } else {
                    0
                };
                c.take(signs + merged, Class::Operator);
            }
        }
    }

    /// A parenthesis opens a block where a command may stand, or at the end of an `if` or `for` line;
    /// elsewhere it is text.
    fn open_block(&mut self, c: &mut Cursor) {
        let last = c.rest()[1..].chars().all(is_blank) && c.before().is_none_or(is_blank);
        c.skip(1);
        if self.command || (last && self.header) {
            self.blocks += 1;
            (self.command, self.header) = (true, false);
        }
    }

    fn switch(&mut self, c: &mut Cursor) {
        let name = |x: char| is_name(x) || x == '?' || x == '-';
        let length = 1 + c.rest()[1..]
            .find(|x| !name(x))
            .unwrap_or(c.rest().len() - 1);
        let path = matches!(c.peek_after(length), Some('/' | '\\' | '.'));
        let here = c.offset + c.at;
        let after_command = |last: &Token| last.class == Class::Command && last.range.end == here;
        let starts_word =
            c.before().is_none_or(is_blank) || c.out.last().is_some_and(after_command);
        if length > 1 && starts_word && !path {
            c.take(length, Class::Parameter);
            c.at += c.run(|x| matches!(x, ':' | '='));
        } else {
            c.at += c.run(in_word).max(1);
        }
    }

    fn dash(&mut self, c: &mut Cursor) {
        self.command = false;
        let dashes = c.run(is_dash);
        let named = c.peek_after(dashes).is_some_and(char::is_alphabetic);
        if named && c.before().is_none_or(is_blank) {
            let rest = &c.rest()[dashes..];
            let name = rest.find(|x| !is_name(x) && x != '-').unwrap_or(rest.len());
            c.take(dashes + name, Class::Parameter);
        } else {
            c.at += c.run(in_word).max(dashes);
        }
    }

    fn word(&mut self, c: &mut Cursor) {
        let length = c.run(in_word).max(c.chars(1));
        let word = &c.rest()[..length];
        if self.command {
            return self.command_word(c, word);
        }
        if self.header && HEADER_WORDS.has(word) {
            c.take(length, Class::Keyword);
            self.command = is_one_of(word, "do");
        } else if is_number(word) {
            c.take(length, Class::Number);
        } else {
            c.at += length;
        }
    }

    fn command_word(&mut self, c: &mut Cursor, word: &str) {
        if is_one_of(word, "if for") {
            c.take(word.len(), Class::Keyword);
            (self.command, self.header) = (false, true);
        } else if KEYWORDS.has(word) {
            self.command = is_one_of(word, "else do call");
            self.header = is_one_of(word, "else"); // `else` may end the line with its parenthesis
            c.take(word.len(), Class::Keyword);
        } else {
            self.command = false;
            c.take(
                word.len(),
                if is_cmdlet(word) {
                    Class::Cmdlet
                } else {
                    Class::Command
                },
            );
        }
    }
}

const IN_PLACEHOLDER: &str = ".,:@#_'’()";
static KEYWORDS: Words = Words::of("else do call goto exit setlocal endlocal");
static HEADER_WORDS: Words =
    Words::of("not exist defined errorlevel equ neq lss leq gtr geq in do");

fn in_word(c: char) -> bool {
    !is_blank(c)
        && !matches!(
            c,
            '"' | '&' | '|' | '<' | '>' | '^' | '%' | '!' | '(' | ')' | '/'
        )
}

/// Whether the rest of a line is a comment: `REM …`, `@rem …` or `:: …`.
pub(super) fn is_comment(rest: &str) -> bool {
    let rest = rest.trim_start_matches(is_blank);
    let rest = rest.strip_prefix('@').unwrap_or(rest);
    rest.starts_with("::")
        || rest
            .get(..3)
            .is_some_and(|word| word.eq_ignore_ascii_case("rem"))
            && rest[3..].chars().next().is_none_or(is_blank)
}

/// Length of `%NAME%`, `%NAME:~0,3%`, `%%i`, `%~dp0`, `%1` or `!NAME!` at the start of `text`.
pub(super) fn variable_length(text: &str) -> Option<usize> {
    const LONGEST: usize = 64; // bytes; keeps the search bounded
    let sign = text.chars().next()?;
    let rest = &text[1..];
    let named = rest.bytes().take(LONGEST).position(|b| {
        b == sign as u8 || !(b.is_ascii_alphanumeric() || b" _-().:~,=*\\".contains(&b))
    });
    match named {
        Some(end)
            if end > 0
                && rest.as_bytes()[end] == sign as u8
                && !rest.starts_with([' ', ':', '~', '*']) =>
        {
            return Some(end + 2);
        }
        _ if sign != '%' => return None,
        _ => {}
    }
    let rest = rest.strip_prefix('%').unwrap_or(rest);
    let modifiers = match rest.strip_prefix('~') {
        Some(after) => {
            1 + after.len()
                - after
                    .trim_start_matches(|c: char| "fdpnxsatz".contains(c))
                    .len()
        }
        None => 0,
    };
    let doubled = text.len() - 1 - rest.len();
    let of = rest[modifiers..].chars().next();
    match of {
        Some(c) if c.is_ascii_digit() || c == '*' => Some(1 + doubled + modifiers + 1),
        Some(c) if doubled > 0 && c.is_ascii_alphabetic() => Some(1 + doubled + modifiers + 1),
        // `%~dpi`: the letter of the loop was eaten as a modifier.
        _ if doubled > 0 && modifiers > 1 => Some(1 + doubled + modifiers),
        _ => None,
    }
}
