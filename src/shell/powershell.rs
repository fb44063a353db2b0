//! PowerShell's lexer: commands and their parameters, expressions and their operators, strings with
//! variables and sub-expressions in them, here-strings, script blocks.
//!
//! PowerShell itself reads typographic quotes as quotes and most dashes as hyphens; so does this lexer,
//! for articles are full of them. `<` has no meaning in PowerShell yet, so `<…>` is a placeholder.

use super::{
    Around, Class, Cursor, DEEPEST, Open, Words, braced_name, is_blank, is_dash, is_name,
    is_number, is_one_of, placeholder,
};

/// What a line left open, innermost last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frame {
    Paren,
    Brace,
    Bracket,
    Double,
    Single,
    HereDouble,
    HereSingle,
    Comment,
}

impl Frame {
    fn is_string(self) -> bool {
        matches!(
            self,
            Frame::Double | Frame::Single | Frame::HereDouble | Frame::HereSingle
        )
    }
}

/// Why the line after this one belongs to the same statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Trailing {
    #[default]
    No,
    Operator,
    Backtick,
}

/// The state between two lines.
#[derive(Debug, Default)]
pub(crate) struct Lexer {
    /// Each frame with the value that `arguments` had outside it.
    frames: Vec<(Frame, bool)>,
    trailing: Trailing,
    /// The next word is the name of a command.
    command: bool,
    /// The name of the command has been read: words are arguments, not an expression.
    arguments: bool,
}

impl Lexer {
    pub(super) fn open(&self) -> Open {
        match self.frames.last() {
            Some((Frame::HereDouble | Frame::HereSingle, _)) => Open::Document,
            Some(_) => Open::Inside,
            None if self.trailing == Trailing::No => Open::No,
            None => Open::Trailing,
        }
    }

    pub(super) fn in_string(&self) -> bool {
        self.frames.iter().any(|(frame, _)| frame.is_string())
    }

    pub(super) fn close_strings(&mut self) {
        if let Some(first) = self.frames.iter().position(|(frame, _)| frame.is_string()) {
            self.frames.truncate(first);
        }
    }

    pub(super) fn line(&mut self, c: &mut Cursor) {
        self.start_line(c);
        while !c.done() {
            c.note(|| self.around());
            match self.frames.last().map(|(frame, _)| *frame) {
                Some(Frame::Comment) => self.comment(c),
                Some(Frame::HereDouble | Frame::HereSingle) if self.here_string_ends(c) => {}
                Some(Frame::Double | Frame::HereDouble) => self.double_quoted(c),
                Some(Frame::Single) => self.single_quoted(c),
                Some(Frame::HereSingle) => c.take_rest(Class::String),
                _ => self.code(c),
            }
        }
    }

    fn around(&self) -> Around {
        match self.frames.last().map(|(frame, _)| *frame) {
            Some(Frame::Double) => Around::Double,
            Some(Frame::Single) => Around::Single,
            Some(Frame::HereDouble) => Around::Document,
            Some(Frame::HereSingle) => Around::Verbatim,
            _ => Around::Code {
                command: self.command,
                arguments: self.arguments,
            },
        }
    }

    /// A new line starts a new statement unless the one before it said otherwise.
    fn start_line(&mut self, c: &Cursor) {
        let quoted = self
            .frames
            .last()
            .is_some_and(|(f, _)| f.is_string() || *f == Frame::Comment);
        let blank = c.line.chars().all(is_blank);
        if blank && self.trailing == Trailing::Backtick {
            self.trailing = Trailing::No;
        }
        if !quoted && !blank && self.trailing == Trailing::No {
            (self.command, self.arguments) = (true, false);
        }
    }

    /// Frames deeper than any real script has are not counted, so that the work stays linear.
    fn open_frame(&mut self, frame: Frame) {
        if self.frames.len() < DEEPEST {
            self.frames.push((frame, self.arguments));
        }
    }

    fn push(&mut self, frame: Frame) {
        self.open_frame(frame);
        self.trailing = Trailing::No;
        if matches!(frame, Frame::Paren | Frame::Brace) {
            (self.command, self.arguments) = (true, false);
        } else if frame == Frame::Bracket {
            (self.command, self.arguments) = (false, false);
        }
    }

    fn pop(&mut self) {
        if let Some((_, arguments)) = self.frames.pop() {
            self.arguments = arguments;
        }
        (self.command, self.trailing) = (false, Trailing::No);
    }

    /// Notes that an operand ended: what follows is not a command and nothing is pending.
    fn operand(&mut self) {
        (self.command, self.trailing) = (false, Trailing::No);
    }

    fn comment(&mut self, c: &mut Cursor) {
        match c.rest().find("#>") {
            Some(end) => {
                c.take(end + 2, Class::Comment);
                self.frames.pop(); // a comment changes nothing around it
            }
            None => c.take_rest(Class::Comment),
        }
    }

    /// Ends a here-string if this is the line that does; it may be indented, as it is in lists.
    fn here_string_ends(&mut self, c: &mut Cursor) -> bool {
        if c.at > 0 {
            return false;
        }
        let indent = c.run(is_blank);
        let rest = &c.rest()[indent..];
        let double = self
            .frames
            .last()
            .is_some_and(|(f, _)| *f == Frame::HereDouble);
        let quote = rest
            .chars()
            .next()
            .filter(|&q| if double { is_double(q) } else { is_single(q) });
        let Some(quote) = quote.filter(|q| rest[q.len_utf8()..].starts_with('@')) else {
            return false;
        };
        c.take(indent + quote.len_utf8() + 1, Class::String);
        self.pop();
        true
    }

    fn double_quoted(&mut self, c: &mut Cursor) {
        let here = self
            .frames
            .last()
            .is_some_and(|(f, _)| *f == Frame::HereDouble);
        c.take(
            c.run(|x| !is_double(x) && !matches!(x, '`' | '$' | '<')),
            Class::String,
        );
        match c.peek() {
            None => {}
            Some('`') => c.take(c.chars(2), Class::String),
            Some('$') => self.variable(c, Class::String),
            Some('<') => match placeholder(c.rest(), IN_PLACEHOLDER).filter(|_| !here) {
                Some(length) => c.take(length, Class::Placeholder),
                None => c.take(1, Class::String),
            },
            Some(_) if here => c.take(c.chars(1), Class::String),
            Some(quote) => {
                let doubled = c.peek_after(quote.len_utf8()).is_some_and(is_double);
                c.take(c.chars(if doubled { 2 } else { 1 }), Class::String);
                if !doubled {
                    self.pop();
                }
            }
        }
    }

    fn single_quoted(&mut self, c: &mut Cursor) {
        c.take(c.run(|x| !is_single(x) && x != '<'), Class::String);
        match c.peek() {
            None => {}
            Some('<') => match placeholder(c.rest(), IN_PLACEHOLDER) {
                Some(length) => c.take(length, Class::Placeholder),
                None => c.take(1, Class::String),
            },
            Some(quote) => {
                let doubled = c.peek_after(quote.len_utf8()).is_some_and(is_single);
                c.take(c.chars(if doubled { 2 } else { 1 }), Class::String);
                if !doubled {
                    self.pop();
                }
            }
        }
    }

    /// One token of code; always passes over at least one character.
    fn code(&mut self, c: &mut Cursor) {
        let Some(first) = c.peek() else { return };
        match first {
            _ if is_blank(first) => c.skip_blanks(),
            '#' => c.take_rest(Class::Comment),
            '`' => self.backtick(c),
            '@' => self.at_sign(c),
            '$' => self.variable(c, Class::Plain),
            '<' => self.less(c),
            '{' | '(' => {
                c.skip(1);
                self.push(if first == '{' {
                    Frame::Brace
                } else {
                    Frame::Paren
                });
            }
            '[' if self.command || !self.arguments => self.bracket(c),
            '}' | ')' | ']' => self.close(c, first),
            '|' | ';' => self.separator(c, first),
            '&' => self.ampersand(c),
            ',' => {
                c.skip(1);
                (self.command, self.trailing) = (false, Trailing::Operator);
            }
            '>' => self.redirect(c),
            _ if is_double(first) => self.quote(c, Frame::Double),
            _ if is_single(first) => self.quote(c, Frame::Single),
            _ if is_dash(first) => self.dash(c),
            '%' | '?' if self.command => self.begin_command(c, 1, Class::Command),
            '=' | '+' | '*' | '/' | '%' | '!' | '.' | ':' if !self.arguments => {
                self.expression_sign(c, first);
            }
            _ => self.word(c),
        }
    }

    fn quote(&mut self, c: &mut Cursor, frame: Frame) {
        c.take(c.chars(1), Class::String);
        self.push(frame);
    }

    fn backtick(&mut self, c: &mut Cursor) {
        if c.rest()[1..].chars().all(is_blank) {
            // Strictly a blank after the backtick ends the statement; no author means that.
            self.trailing = Trailing::Backtick;
            c.at = c.line.len();
        } else {
            c.skip(2);
        }
    }

    fn at_sign(&mut self, c: &mut Cursor) {
        let rest = &c.rest()[1..];
        let next = rest.chars().next();
        let ends_line = |q: char| rest[q.len_utf8()..].chars().all(is_blank);
        match next {
            Some(q) if (is_double(q) || is_single(q)) && ends_line(q) => {
                c.take_rest(Class::String);
                self.push(if is_double(q) {
                    Frame::HereDouble
                } else {
                    Frame::HereSingle
                });
            }
            Some(q) if is_name(q) => {
                c.at += 1;
                let length = 1 + c.run(is_name);
                c.at -= 1;
                c.take(length, Class::Variable);
                self.operand();
            }
            _ => c.skip(1),
        }
    }

    /// `$name`, `${name}`, `$scope:name`, or the `$(` of a sub-expression. A lone `$` is `otherwise`.
    fn variable(&mut self, c: &mut Cursor, otherwise: Class) {
        let rest = &c.rest()[1..];
        let length = match rest.chars().next() {
            Some('(') => {
                c.take(2, Class::Operator);
                self.push(Frame::Paren);
                return;
            }
            Some('{') => braced_name(rest),
            Some('?' | '$' | '^') => Some(1),
            Some(first) if is_name(first) => Some(variable_name(rest)),
            _ => None,
        };
        c.take_variable(length, otherwise);
        if otherwise == Class::Plain {
            self.operand();
        }
    }

    fn less(&mut self, c: &mut Cursor) {
        if c.starts("<#") {
            self.open_frame(Frame::Comment);
            c.take(2, Class::Comment);
        } else if let Some(length) = placeholder(c.rest(), IN_PLACEHOLDER) {
            c.take(length, Class::Placeholder);
            self.operand();
        } else {
            c.skip(1);
        }
    }

    /// `[Type]`, or the bracket of an index or attribute.
    fn bracket(&mut self, c: &mut Cursor) {
        match type_literal(c.rest()) {
            Some(length) => {
                c.take(length, Class::Type);
                self.trailing = Trailing::No; // a cast: the command may still follow
            }
            None => {
                c.skip(1);
                self.push(Frame::Bracket);
            }
        }
    }

    fn close(&mut self, c: &mut Cursor, sign: char) {
        c.skip(1);
        let closes = match sign {
            '}' => Frame::Brace,
            ')' => Frame::Paren,
            _ => Frame::Bracket,
        };
        if self
            .frames
            .last()
            .is_some_and(|(frame, _)| *frame == closes)
        {
            self.pop();
        }
    }

    fn separator(&mut self, c: &mut Cursor, sign: char) {
        let doubled = c.starts("||");
        c.take(if doubled { 2 } else { 1 }, Class::Operator);
        (self.command, self.arguments) = (true, false);
        self.trailing = if sign == '|' {
            Trailing::Operator
        } else {
            Trailing::No
        };
    }

    fn ampersand(&mut self, c: &mut Cursor) {
        let both = c.starts("&&");
        c.take(if both { 2 } else { 1 }, Class::Operator);
        // The call operator: what follows it is run, even if it is a string.
        (self.command, self.arguments) = (true, !both);
        self.trailing = if both {
            Trailing::Operator
        } else {
            Trailing::No
        };
    }

    fn redirect(&mut self, c: &mut Cursor) {
        let length = if c.starts(">&1") {
            3
        } else {
            c.one_or_two(|x| x == '>')
        };
        c.take(length, Class::Operator);
        self.operand();
    }

    /// `=`, `+`, `.`, `::` and the like, outside the arguments of a command.
    fn expression_sign(&mut self, c: &mut Cursor, sign: char) {
        let rest = &c.rest()[1..];
        match sign {
            '.' if self.command && rest.starts_with(is_blank) => {
                c.take(1, Class::Operator);
                self.arguments = true;
            }
            '.' if self.command => self.word(c),
            '.' if rest.starts_with('.') => {
                c.take(2, Class::Operator);
                self.operand();
            }
            '.' | ':' => {
                // A member: the name after it is neither a command nor a keyword.
                let sign_length = c.run(|x| x == sign);
                c.at += sign_length;
                c.at += c.run(is_name);
                self.operand();
            }
            '!' => c.take(1, Class::Operator),
            _ => {
                let assigns = sign == '=' || rest.starts_with('=');
                c.take(c.one_or_two(|x| x == sign || x == '='), Class::Operator);
                (self.command, self.trailing) = (assigns, Trailing::Operator);
            }
        }
    }

    /// `-Name`, `-eq`, `--long`, `-5` or a minus.
    fn dash(&mut self, c: &mut Cursor) {
        let dashes = c.run(is_dash);
        let after = c.peek_after(dashes);
        let word = dashes
            + c.rest()[dashes..]
                .find(|x| !is_name(x))
                .unwrap_or(c.rest().len() - dashes);
        let name = &c.rest()[dashes..word];
        if after.is_some_and(|x| x.is_ascii_digit()) && is_number(name) {
            c.take(word, Class::Number);
            self.operand();
        } else if after.is_some_and(is_name) {
            let operator = self.is_operator(name);
            c.take(
                word,
                if operator {
                    Class::Operator
                } else {
                    Class::Parameter
                },
            );
            self.command = false;
            self.arguments |= !operator;
            self.trailing = if operator {
                Trailing::Operator
            } else {
                Trailing::No
            };
        } else if self.arguments {
            self.word(c);
        } else {
            c.take(dashes, Class::Operator);
            self.command = false;
            self.trailing = if dashes == 1 {
                Trailing::Operator
            } else {
                Trailing::No
            };
        }
    }

    /// Among arguments only comparisons are operators (`where Size -gt 5`); `-Replace` may be a parameter.
    fn is_operator(&self, name: &str) -> bool {
        let bare = || name.strip_prefix(['c', 'i', 'C', 'I']).unwrap_or(name);
        COMPARISONS.has(name)
            || !self.arguments
                && (OPERATORS.has(name) || COMPARISONS.has(bare()) || OPERATORS.has(bare()))
    }

    fn word(&mut self, c: &mut Cursor) {
        let length = c.run(if self.command || self.arguments {
            in_argument
        } else {
            in_expression
        });
        // `1..3` is two numbers, though `..` may stand inside a word.
        let length = match c.rest()[..length].find("..") {
            Some(range) if range > 0 && is_number(&c.rest()[..range]) => range,
            _ => length,
        };
        let word = &c.rest()[..length];
        if word.is_empty() {
            return c.skip(1);
        }
        if is_number(word) {
            c.take(length, Class::Number);
            self.operand();
        } else if self.command {
            self.command_word(c, word);
        } else {
            let keyword =
                !self.arguments && is_one_of(word, "in else elseif catch finally while until");
            c.take(
                length,
                if keyword {
                    Class::Keyword
                } else {
                    Class::Plain
                },
            );
            drop_plain(c);
            self.operand();
            self.command = keyword;
        }
    }

    fn command_word(&mut self, c: &mut Cursor, word: &str) {
        let after = c.rest()[word.len()..].trim_start_matches(is_blank);
        let key = word.split('=').next().unwrap_or(word);
        if KEYWORDS.has(word) {
            c.take(word.len(), Class::Keyword);
            self.trailing = Trailing::No;
        } else if key.len() < word.len() && !key.is_empty() && key.chars().all(is_name) {
            c.take(key.len(), Class::Parameter); // `@{Name='x'}`
            self.operand();
        } else if after.starts_with('=') && !after.starts_with("==") {
            c.take(word.len(), Class::Parameter); // `@{ Name = 'x' }`
            self.operand();
        } else {
            let class = if is_cmdlet(word) {
                Class::Cmdlet
            } else {
                Class::Command
            };
            self.begin_command(c, word.len(), class);
        }
    }

    fn begin_command(&mut self, c: &mut Cursor, length: usize, class: Class) {
        c.take(length, class);
        (self.command, self.arguments, self.trailing) = (false, true, Trailing::No);
    }
}

/// Removes a token that turned out to be plain.
fn drop_plain(c: &mut Cursor) {
    c.out.pop_if(|token| token.class == Class::Plain);
}

const IN_PLACEHOLDER: &str = ".,:@#/\\'’()+*=[]&!?";

static COMPARISONS: Words =
    Words::of("eq ne gt ge lt le like notlike match notmatch contains notcontains and or");

static OPERATORS: Words =
    Words::of("not xor in notin is isnot as f join split replace band bor bxor bnot shl shr");

static KEYWORDS: Words = Words::of(
    "if else elseif foreach for while do until switch function filter param begin \
    process end return try catch finally throw trap break continue exit in class enum using",
);

fn is_double(c: char) -> bool {
    matches!(c, '"' | '\u{201C}'..='\u{201E}')
}

fn is_single(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}'..='\u{201B}')
}

fn in_argument(c: char) -> bool {
    let ends = matches!(
        c,
        '|' | ';' | ',' | '(' | ')' | '{' | '}' | '$' | '`' | '<' | '>' | '&'
    );
    !(ends || is_blank(c) || is_double(c) || is_single(c))
}

fn in_expression(c: char) -> bool {
    is_name(c)
}

/// Length of a variable's name, its scope included: `env:Path`, but not the `::` after `$type`.
fn variable_name(text: &str) -> usize {
    let name = |text: &str| text.find(|c| !is_name(c)).unwrap_or(text.len());
    let first = name(text);
    match text[first..].strip_prefix(':') {
        Some(rest) if rest.starts_with(is_name) => first + 1 + name(rest),
        _ => first,
    }
}

/// Length of a `[Type]` or `[Generic[Type]]` at the start of `text`.
fn type_literal(text: &str) -> Option<usize> {
    const LONGEST: usize = 200; // bytes; keeps the search bounded
    let mut depth = 0;
    for (at, byte) in text.bytes().take(LONGEST).enumerate() {
        match byte {
            b'[' => depth += 1,
            b']' if depth == 1 => return Some(at + 1),
            b']' => depth -= 1,
            b'0'..=b'9' | b'.' | b',' | b' ' | b'`' | b'+' if at > 1 => {}
            _ if byte.is_ascii_alphanumeric() || byte == b'_' => {}
            _ => return None,
        }
        if at == 1 && !byte.is_ascii_alphabetic() {
            return None;
        }
    }
    None
}

/// Whether `word` has the form of a cmdlet, perhaps with its module in front: `Verb-Noun`.
pub(super) fn is_cmdlet(word: &str) -> bool {
    let name = word.rsplit('\\').next().unwrap_or(word);
    let Some((verb, noun)) = name.split_once(is_dash) else {
        return false;
    };
    verb.len() >= 2
        && noun.len() >= 2
        && verb.bytes().all(|b| b.is_ascii_alphabetic())
        && noun.starts_with(|c: char| c.is_ascii_alphabetic())
        && noun.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// Whether `word` is a Verb-Noun whose verb is one that PowerShell approves of: `Get-Item` but not
/// `Front-End`.
#[must_use]
pub fn is_approved_cmdlet(word: &str) -> bool {
    let verb = word
        .rsplit('\\')
        .next()
        .and_then(|name| name.split(is_dash).next());
    is_cmdlet(word) && verb.is_some_and(|verb| APPROVED.has(verb))
}

static APPROVED: Words = Words::of(APPROVED_VERBS);

/// The verbs that PowerShell approves of, and a few that its own early modules use (lower case, one
/// space between them).
pub const APPROVED_VERBS: &str = "get set new remove add clear close copy enter exit find format hide \
    join lock move open optimize pop push redo rename reset resize search select show skip split step \
    switch undo unlock watch connect disconnect read receive send write backup checkpoint compare \
    compress convert convertfrom convertto dismount edit expand export group import initialize limit \
    merge mount out publish restore save sync unpublish update approve assert build complete confirm \
    deny deploy disable enable install invoke register request restart resume start stop submit suspend \
    uninstall unregister wait debug measure ping repair resolve test trace block grant protect revoke \
    unblock unprotect use foreach where sort tee query";
