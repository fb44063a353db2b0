//! The lexer of the POSIX shells: commands and options, assignments, quotes with expansions in them,
//! here-documents, compound commands (`if … fi`, `for … done`, `{ … }`).
//!
//! `<` redirects here, so `<…>` is a placeholder only if it closes on its line around plain words and no
//! file name follows it.

use std::collections::VecDeque;

use super::{
    Around, Class, Cursor, DEEPEST, Open, braced_name, ends_placeholder, is_blank, is_dash,
    is_name, is_number, is_one_of, placeholder,
};

/// What a line left open, innermost last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frame {
    Paren,
    Brace,
    If,
    Loop,
    Case,
    Double,
    Single,
    Backtick,
}

/// Why the line after this one belongs to the same command.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Trailing {
    #[default]
    No,
    Operator,
    Backslash,
}

/// The state between two lines.
#[derive(Debug, Default)]
pub(crate) struct Lexer {
    frames: Vec<Frame>,
    /// The words that will end the here-documents announced so far.
    documents: VecDeque<String>,
    trailing: Trailing,
    /// The next word is the name of a command.
    command: bool,
    /// An assignment was read: after its value a command may still follow.
    assigned: bool,
    /// Between `for` or `case` and its `in`.
    header: bool,
}

impl Lexer {
    pub(super) fn open(&self) -> Open {
        if !self.documents.is_empty() {
            Open::Document
        } else if !self.frames.is_empty() {
            Open::Inside
        } else if self.trailing != Trailing::No {
            Open::Trailing
        } else {
            Open::No
        }
    }

    pub(super) fn in_string(&self) -> bool {
        !self.documents.is_empty() || self.frames.iter().any(|frame| is_string(*frame))
    }

    pub(super) fn close_strings(&mut self) {
        self.documents.clear();
        if let Some(first) = self.frames.iter().position(|frame| is_string(*frame)) {
            self.frames.truncate(first);
        }
    }

    pub(super) fn line(&mut self, c: &mut Cursor) {
        if let Some(end) = self.documents.front() {
            // Only `<<-` lets its end be indented; in an article the whole block may be.
            if c.line.trim_matches(is_blank) == end {
                self.documents.pop_front();
            }
            c.note(|| Around::Document);
            return c.take_rest(Class::String);
        }
        self.start_line(c);
        while !c.done() {
            c.note(|| self.around());
            match self.frames.last() {
                Some(Frame::Double) => self.double_quoted(c),
                Some(Frame::Single) => self.single_quoted(c),
                _ => self.code(c),
            }
        }
    }

    fn around(&self) -> Around {
        match self.frames.last() {
            _ if self.frames.contains(&Frame::Backtick) => Around::Backticks,
            Some(Frame::Double) => Around::Double,
            Some(Frame::Single) => Around::Single,
            _ => Around::Code {
                command: self.command,
                arguments: !self.command,
            },
        }
    }

    fn start_line(&mut self, c: &Cursor) {
        let quoted = matches!(self.frames.last(), Some(Frame::Double | Frame::Single));
        let blank = c.line.chars().all(is_blank);
        if !quoted && !blank && self.trailing == Trailing::No {
            (self.command, self.assigned, self.header) = (true, false, false);
        }
        if !blank || self.trailing == Trailing::Backslash {
            self.trailing = Trailing::No;
        }
    }

    fn double_quoted(&mut self, c: &mut Cursor) {
        c.take(
            c.run(|x| !matches!(x, '"' | '\\' | '$' | '`' | '<')),
            Class::String,
        );
        match c.peek() {
            None => {}
            Some('\\') => c.take(c.chars(2), Class::String),
            Some('$') => self.expansion(c, Class::String),
            Some('<') => match placeholder(c.rest(), IN_PLACEHOLDER) {
                Some(length) => c.take(length, Class::Placeholder),
                None => c.take(1, Class::String),
            },
            Some('`') => self.backtick(c),
            Some(_) => {
                c.take(1, Class::String);
                self.pop();
            }
        }
    }

    fn single_quoted(&mut self, c: &mut Cursor) {
        c.take(c.run(|x| x != '\'' && x != '<'), Class::String);
        match c.peek() {
            None => {}
            Some('<') => match placeholder(c.rest(), IN_PLACEHOLDER) {
                Some(length) => c.take(length, Class::Placeholder),
                None => c.take(1, Class::String),
            },
            Some(_) => {
                c.take(1, Class::String);
                self.pop();
            }
        }
    }

    fn pop(&mut self) {
        self.frames.pop();
        self.command = false;
    }

    /// Frames deeper than any real script has are not counted, so that the work stays linear.
    fn open_frame(&mut self, frame: Frame) {
        if self.frames.len() < DEEPEST {
            self.frames.push(frame);
        }
    }

    fn push(&mut self, frame: Frame) {
        self.open_frame(frame);
        self.command = true;
    }

    /// One token of code; always passes over at least one character.
    fn code(&mut self, c: &mut Cursor) {
        let Some(first) = c.peek() else { return };
        match first {
            _ if is_blank(first) => {
                c.skip_blanks();
                self.command |= std::mem::take(&mut self.assigned);
            }
            '#' if c
                .before()
                .is_none_or(|x| is_blank(x) || matches!(x, ';' | '(' | '|' | '&')) =>
            {
                c.take_rest(Class::Comment);
            }
            '\\' => self.backslash(c),
            '$' => self.expansion(c, Class::Plain),
            '"' | '\'' => {
                c.take(1, Class::String);
                self.open_frame(if first == '"' {
                    Frame::Double
                } else {
                    Frame::Single
                });
                self.command = false;
            }
            '`' => self.backtick(c),
            '<' => self.less(c),
            '>' => self.redirect(c),
            '|' | '&' | ';' => self.separator(c, first),
            '(' if c.starts("()") => {
                c.skip(2); // a function: its body follows
                self.command = true;
            }
            '(' => {
                let arithmetic = c.starts("((") || c.before() == Some('(');
                c.skip(1);
                self.push(Frame::Paren);
                self.command = !arithmetic;
            }
            ')' => self.close_paren(c),
            '{' if self.command && c.peek_after(1).is_none_or(is_blank) => {
                c.skip(1);
                self.push(Frame::Brace);
            }
            '}' if self.command && self.frames.last() == Some(&Frame::Brace) => {
                c.skip(1);
                self.pop();
            }
            '!' if self.command && c.peek_after(1).is_none_or(is_blank) => {
                c.take(1, Class::Operator);
            }
            _ if is_dash(first) && c.before().is_none_or(is_blank) => self.option(c),
            _ => self.word(c),
        }
    }

    fn backslash(&mut self, c: &mut Cursor) {
        if c.rest()[1..].chars().all(is_blank) {
            // Strictly a blank after the backslash is escaped by it; no author means that.
            self.trailing = Trailing::Backslash;
            c.at = c.line.len();
        } else {
            c.skip(2);
            self.command = false;
        }
    }

    fn backtick(&mut self, c: &mut Cursor) {
        c.take(1, Class::Operator);
        if self.frames.last() == Some(&Frame::Backtick) {
            self.pop();
        } else {
            self.push(Frame::Backtick);
        }
    }

    /// `$name`, `${…}`, `$(…`, `$'…'`. A lone `$` is `otherwise`.
    fn expansion(&mut self, c: &mut Cursor, otherwise: Class) {
        let rest = &c.rest()[1..];
        let length = match rest.chars().next() {
            Some('(') => {
                c.take(2, Class::Operator);
                self.push(Frame::Paren);
                self.command = !c.starts("(");
                return;
            }
            Some('\'') if otherwise == Class::Plain => {
                c.take(2, Class::String);
                self.open_frame(Frame::Single);
                return;
            }
            Some('{') => braced_name(rest),
            Some('?' | '$' | '!' | '#' | '@' | '*' | '-' | '0'..='9') => Some(1),
            Some(first) if is_name(first) => Some(rest.find(|x| !is_name(x)).unwrap_or(rest.len())),
            _ => None,
        };
        c.take_variable(length, otherwise);
        if otherwise == Class::Plain {
            self.command = false;
        }
    }

    fn less(&mut self, c: &mut Cursor) {
        let meant = placeholder(c.rest(), IN_PLACEHOLDER)
            .filter(|&length| ends_placeholder(c.peek_after(length)));
        if let Some(length) = meant {
            c.take(length, Class::Placeholder);
            self.command = false;
        } else if c.starts("<<") && !c.starts("<<<") {
            self.here_document(c);
        } else {
            c.take(c.run(|x| x == '<'), Class::Operator);
        }
    }

    /// `<<EOF`, `<<-EOF`, `<<'EOF'`: remembers the word that will end the document.
    fn here_document(&mut self, c: &mut Cursor) {
        let dash = if c.starts("<<-") || c.starts("<<~") {
            1
        } else {
            0
        };
        c.take(2 + dash, Class::Operator);
        c.skip_blanks();
        let word = c.run(|x| !is_blank(x) && !matches!(x, '|' | '&' | ';' | '<' | '>' | '(' | ')'));
        let end: String = c.rest()[..word]
            .chars()
            .filter(|x| !matches!(x, '"' | '\'' | '\\'))
            .collect();
        if end.starts_with(|x: char| x.is_alphabetic() || x == '_') {
            self.documents.push_back(end);
        }
        c.take(word, Class::String);
    }

    fn redirect(&mut self, c: &mut Cursor) {
        let signs = c.one_or_two(|x| x == '>');
        let rest = &c.rest()[signs..];
        let to = match rest.strip_prefix('&') {
            Some(rest) => 1 + usize::from(rest.starts_with(|x: char| x.is_ascii_digit())),
            None => 0,
        };
        c.take(signs + to, Class::Operator);
    }

    fn separator(&mut self, c: &mut Cursor, sign: char) {
        if c.starts("&>") {
            return c.take(2, Class::Operator);
        }
        let length = c.one_or_two(|x| x == sign);
        let goes_on = sign == '|' || (sign == '&' && length == 2);
        c.take(length, Class::Operator);
        (self.command, self.header, self.assigned) = (true, false, false);
        self.trailing = if goes_on {
            Trailing::Operator
        } else {
            Trailing::No
        };
    }

    fn close_paren(&mut self, c: &mut Cursor) {
        c.skip(1);
        match self.frames.last() {
            Some(Frame::Paren) => self.pop(),
            Some(Frame::Case) => self.command = true, // the end of a pattern
            _ => {}
        }
    }

    fn option(&mut self, c: &mut Cursor) {
        let length = c.run(|x| is_name(x) || is_dash(x));
        if c.rest()[..length].ends_with(is_dash) {
            c.at += length; // `-`, `--`
        } else {
            c.take(length, Class::Parameter);
        }
        (self.command, self.trailing) = (false, Trailing::No);
    }

    fn word(&mut self, c: &mut Cursor) {
        let length = c.run(in_word).max(c.chars(1));
        let word = &c.rest()[..length];
        self.trailing = Trailing::No;
        let redirected = word.len() == 1
            && word.starts_with(|x: char| x.is_ascii_digit())
            && matches!(c.peek_after(1), Some('<' | '>'));
        if redirected {
            c.take(1, Class::Operator);
        } else if self.command {
            self.command_word(c, word);
        } else if self.header && word == "in" {
            c.take(length, Class::Keyword);
            self.header = false;
        } else if is_number(word) {
            c.take(length, Class::Number);
        } else {
            c.at += length;
        }
    }

    fn command_word(&mut self, c: &mut Cursor, word: &str) {
        let name = word.find(|x| !is_name(x)).unwrap_or(word.len());
        let rest = &word[name..];
        if name > 0 && (rest.starts_with('=') || rest.starts_with("+=")) {
            c.take(name, Class::Variable);
            c.take(if rest.starts_with('=') { 1 } else { 2 }, Class::Operator);
            c.at += c.run(in_word);
            (self.command, self.assigned) = (false, true);
        } else if self.keyword(word) {
            c.take(word.len(), Class::Keyword);
        } else {
            c.take(word.len(), Class::Command);
            self.command = is_one_of(word, "sudo doas time nohup exec command env xargs");
        }
    }

    /// Whether a word where a command may stand is reserved; opens and closes what it opens and closes.
    fn keyword(&mut self, word: &str) -> bool {
        let closes = match word {
            "fi" => Some(Frame::If),
            "done" => Some(Frame::Loop),
            "esac" => Some(Frame::Case),
            _ => None,
        };
        match word {
            "if" => self.push(Frame::If),
            "while" | "until" => self.push(Frame::Loop),
            "for" | "select" | "case" => {
                self.push(if word == "case" {
                    Frame::Case
                } else {
                    Frame::Loop
                });
                (self.command, self.header) = (false, true);
            }
            "then" | "else" | "elif" | "do" => self.command = true,
            "fi" | "done" | "esac" if self.frames.last().copied() == closes => self.pop(),
            "function" | "return" | "break" | "continue" | "[[" | "]]" => {
                self.command = word == "function";
            }
            _ => return false,
        }
        true
    }
}

const IN_PLACEHOLDER: &str = "._@:";

fn is_string(frame: Frame) -> bool {
    matches!(frame, Frame::Double | Frame::Single | Frame::Backtick)
}

fn in_word(c: char) -> bool {
    let ends = matches!(
        c,
        '"' | '\'' | '`' | '$' | '\\' | '|' | '&' | ';' | '<' | '>' | '(' | ')'
    );
    !(ends || is_blank(c))
}
