//! The grammar of the shells in which readers type the commands of an article: PowerShell, the Windows
//! command prompt and the POSIX shells.
//!
//! Each shell has one lexer that reads line by line and keeps between lines what is still open: a quote,
//! a bracket, a here-document, a trailing pipe. The same lexer therefore answers two questions: what is
//! each word ([`tokens`], for colours), and does this command go on in the next line
//! ([`transcript()`], for telling commands from their output). None of them can fail: any text has
//! tokens, found in one pass over it (a second one if a quote was never closed).

use std::ops::Range;
use std::sync::OnceLock;

mod cmd;
mod devices;
mod evidence;
mod place;
mod posix;
mod powershell;
mod programs;
mod prompt;
mod statement;
mod transcript;

pub use place::{Place, Room, rooms};
pub use powershell::{APPROVED_VERBS, is_approved_cmdlet};
pub use programs::{Program, program};
pub use prompt::{asking_shell, interpreter};
pub use transcript::{Line, LineKind, Transcript, transcript};

/// A shell, as far as grammars differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shell {
    /// Windows PowerShell, PowerShell 7 and the consoles built on them.
    PowerShell,
    /// `cmd.exe` and its batch files.
    Cmd,
    /// bash, sh, zsh and their kin.
    Posix,
}

/// One word or sign and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands, in bytes of the text.
    pub range: Range<usize>,
    /// What it is.
    pub class: Class,
}

/// What a token is. One set for every language, so that one stylesheet serves them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// The program or built-in of a command, or a function that is called.
    Command,
    /// A command of PowerShell's Verb-Noun form.
    Cmdlet,
    /// `-Name`, `--name`, `/name`; the key of a hash table.
    Parameter,
    /// A pipe, a redirection, an assignment, `-eq`.
    Operator,
    /// Quoted text, its quotes included.
    String,
    /// A number.
    Number,
    /// `$name`, `%NAME%`, `@name`.
    Variable,
    /// `<Name>`: what the reader has to fill in.
    Placeholder,
    /// A word reserved by the language.
    Keyword,
    /// A comment.
    Comment,
    /// What the shell prints to ask for a command; not part of the command.
    Prompt,
    /// What a command printed.
    Output,
    /// The name of a type.
    Type,
    /// The name of an element, with its angle brackets; the header of a section.
    Tag,
    /// The name of an attribute or key.
    Attribute,
    /// A line that a patch adds.
    Inserted,
    /// A line that a patch removes.
    Deleted,
    /// Anything else; never marked up.
    Plain,
}

impl Class {
    /// The CSS class of its `<span>`; empty for [`Class::Plain`], which has none.
    #[must_use]
    pub fn css(self) -> &'static str {
        match self {
            Class::Command => "f",
            Class::Cmdlet => "ct",
            Class::Parameter => "p",
            Class::Operator => "o",
            Class::String => "s",
            Class::Number => "n",
            Class::Variable => "v",
            Class::Placeholder => "ph",
            Class::Keyword => "k",
            Class::Comment => "c",
            Class::Prompt => "pr",
            Class::Output => "ou",
            Class::Type => "t",
            Class::Tag => "tg",
            Class::Attribute => "at",
            Class::Inserted => "i",
            Class::Deleted => "d",
            Class::Plain => "",
        }
    }
}

/// The tokens of a script in `shell`, in order and without overlap; text between them is plain.
///
/// The text is taken as commands throughout; where prompts or output may be mixed in, ask
/// [`transcript()`] first.
#[must_use]
pub fn tokens(shell: Shell, text: &str) -> Vec<Token> {
    read(shell, text, None)
}

/// The tokens of a script; `notes` are told what stands around each place.
fn read(shell: Shell, text: &str, mut notes: Option<&mut Notes>) -> Vec<Token> {
    let mut out = Vec::new();
    let mut lexer = Lexer::new(shell);
    for line in line_ranges(text) {
        let piece = &text[line.clone()];
        if let Some(notes) = &mut notes {
            notes.start(&lexer, piece, line.start);
        }
        lexer.noted_line(piece, line.start, &mut out, notes.as_deref_mut());
    }
    if !lexer.in_string() {
        return out;
    }
    // A quote that nothing closes is an apostrophe or a slip: read again and end strings with their line.
    out.clear();
    if let Some(notes) = &mut notes {
        **notes = Notes::default();
    }
    lexer = Lexer::new(shell);
    for line in line_ranges(text) {
        let piece = &text[line.clone()];
        if let Some(notes) = &mut notes {
            notes.start(&lexer, piece, line.start);
        }
        lexer.noted_line(piece, line.start, &mut out, notes.as_deref_mut());
        lexer.close_strings();
    }
    out
}

/// What is noted of a script besides its tokens.
#[derive(Debug, Default)]
struct Notes {
    /// From which byte on something else stands around what is read, in order.
    around: Vec<(usize, Around)>,
    /// Where its statements start.
    statements: Vec<usize>,
}

impl Notes {
    /// Notes that a statement starts with this line, if one does; a pipe goes on with the one above.
    fn start(&mut self, lexer: &Lexer, line: &str, at: usize) {
        let goes_on = line.trim_start_matches(is_blank).starts_with('|');
        if self.statements.is_empty() || lexer.open() == Open::No && !goes_on {
            self.statements.push(at);
        }
    }
}

/// What stands around a place in a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Around {
    /// Code: whether the name of a command is next, and whether words are arguments of one.
    Code { command: bool, arguments: bool },
    /// Double quotes.
    Double,
    /// Single quotes.
    Single,
    /// A here-string or here-document in which variables are replaced.
    Document,
    /// A here-string in which nothing is.
    Verbatim,
    /// A command within backticks, whose quotes follow rules of their own.
    Backticks,
}

/// The lines of `text` without their line breaks (`\n` or `\r\n`); no empty line after a final break.
pub(crate) fn line_ranges(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let range = start..start + line.trim_end_matches(['\r', '\n']).len();
        start += line.len();
        range
    })
}

/// How a command stands at the end of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Open {
    /// Complete.
    No,
    /// The line itself says that the next one belongs to it: a backtick, a caret, a trailing pipe.
    Trailing,
    /// A quote, bracket or block is open; a later line should close it.
    Inside,
    /// A here-document or here-string is open: the next lines are its content, whatever they look like.
    Document,
}

/// The lexer of some shell, between two lines.
pub(crate) enum Lexer {
    PowerShell(powershell::Lexer),
    Cmd(cmd::Lexer),
    Posix(posix::Lexer),
}

impl Lexer {
    pub(crate) fn new(shell: Shell) -> Self {
        match shell {
            Shell::PowerShell => Lexer::PowerShell(powershell::Lexer::default()),
            Shell::Cmd => Lexer::Cmd(cmd::Lexer::default()),
            Shell::Posix => Lexer::Posix(posix::Lexer::default()),
        }
    }

    /// Reads one line, which starts at byte `offset` of the whole, and appends its tokens.
    pub(crate) fn line(&mut self, line: &str, offset: usize, out: &mut Vec<Token>) {
        self.noted_line(line, offset, out, None);
    }

    fn noted_line(
        &mut self,
        line: &str,
        offset: usize,
        out: &mut Vec<Token>,
        notes: Option<&mut Notes>,
    ) {
        let mut cursor = Cursor {
            line,
            at: 0,
            offset,
            out,
            notes,
        };
        match self {
            Lexer::PowerShell(lexer) => lexer.line(&mut cursor),
            Lexer::Cmd(lexer) => lexer.line(&mut cursor),
            Lexer::Posix(lexer) => lexer.line(&mut cursor),
        }
    }

    /// Whether the command read so far is complete.
    pub(crate) fn open(&self) -> Open {
        match self {
            Lexer::PowerShell(lexer) => lexer.open(),
            Lexer::Cmd(lexer) => lexer.open(),
            Lexer::Posix(lexer) => lexer.open(),
        }
    }

    /// Whether a quote or here-document is open.
    pub(crate) fn in_string(&self) -> bool {
        match self {
            Lexer::PowerShell(lexer) => lexer.in_string(),
            Lexer::Cmd(_) => false,
            Lexer::Posix(lexer) => lexer.in_string(),
        }
    }

    /// Gives up open quotes and here-documents, and what was opened inside them.
    pub(crate) fn close_strings(&mut self) {
        match self {
            Lexer::PowerShell(lexer) => lexer.close_strings(),
            Lexer::Cmd(_) => {}
            Lexer::Posix(lexer) => lexer.close_strings(),
        }
    }
}

/// A place in one line, and the list that tokens are appended to.
struct Cursor<'a> {
    line: &'a str,
    at: usize,
    offset: usize,
    out: &'a mut Vec<Token>,
    notes: Option<&'a mut Notes>,
}

impl<'a> Cursor<'a> {
    /// Notes what stands around this place, where somebody asks.
    fn note(&mut self, around: impl FnOnce() -> Around) {
        if let Some(notes) = &mut self.notes {
            let around = around();
            let last = notes.around.last();
            if last.is_none_or(|(_, last)| *last != around) {
                notes.around.push((self.offset + self.at, around));
            }
        }
    }

    fn rest(&self) -> &'a str {
        &self.line[self.at..]
    }

    fn done(&self) -> bool {
        self.at >= self.line.len()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The character `bytes` further on, which must be a character boundary.
    fn peek_after(&self, bytes: usize) -> Option<char> {
        self.rest()[bytes..].chars().next()
    }

    fn before(&self) -> Option<char> {
        self.line[..self.at].chars().next_back()
    }

    fn starts(&self, prefix: &str) -> bool {
        self.rest().starts_with(prefix)
    }

    /// Length of the longest run of characters from here that satisfy `of`.
    fn run(&self, of: impl Fn(char) -> bool) -> usize {
        let rest = self.rest();
        rest.find(|c| !of(c)).unwrap_or(rest.len())
    }

    /// Whether one or two characters from here satisfy `of`, which must be ASCII; never looks further.
    fn one_or_two(&self, of: impl Fn(char) -> bool) -> usize {
        self.rest().chars().take(2).take_while(|&c| of(c)).count()
    }

    /// Passes over `bytes` bytes and makes them a token.
    fn take(&mut self, bytes: usize, class: Class) {
        let range = self.offset + self.at..self.offset + self.at + bytes;
        self.at += bytes;
        // The pieces of a string are found one by one; they are shown as one.
        let joins = matches!(class, Class::String | Class::Comment);
        match self.out.last_mut() {
            Some(last) if joins && last.class == class && last.range.end == range.start => {
                last.range.end = range.end;
            }
            _ if bytes > 0 => self.out.push(Token { range, class }),
            _ => {}
        }
    }

    /// Passes over a `$` and the `length` bytes of the name after it; over the `$` alone, as what is
    /// around it, if no name follows.
    fn take_variable(&mut self, length: Option<usize>, otherwise: Class) {
        match length {
            Some(length) => self.take(1 + length, Class::Variable),
            None if otherwise == Class::Plain => self.skip(1),
            None => self.take(1, otherwise),
        }
    }

    fn take_rest(&mut self, class: Class) {
        self.take(self.line.len() - self.at, class);
    }

    /// Passes over up to `count` characters without a token.
    fn skip(&mut self, count: usize) {
        let rest = self.rest();
        self.at += rest.chars().take(count).map(char::len_utf8).sum::<usize>();
    }

    fn skip_blanks(&mut self) {
        self.at += self.run(is_blank);
    }

    /// Length of up to `count` characters from here.
    fn chars(&self, count: usize) -> usize {
        self.rest().chars().take(count).map(char::len_utf8).sum()
    }
}

use crate::language::is_blank;

/// How many brackets and quotes may be open inside each other before a lexer stops counting.
const DEEPEST: usize = 64;

/// Length of the `{name}` at the start of `text`, if it closes within a reasonable distance.
fn braced_name(text: &str) -> Option<usize> {
    const LONGEST: usize = 100; // bytes; keeps the search bounded
    text.bytes()
        .take(LONGEST)
        .position(|b| b == b'}')
        .map(|end| end + 1)
}

/// A hyphen, or one of the dashes that word processors put in its place.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Length of the placeholder `<…>` at the start of `text`, if there is one: a name or a few words, on one
/// line, of characters that are letters, digits, blanks, dashes or in `more`.
fn placeholder(text: &str, more: &str) -> Option<usize> {
    const LONGEST: usize = 100; // characters; keeps the search bounded
    let inside = text.strip_prefix('<')?;
    inside.chars().next().filter(|&c| is_name(c))?;
    let allowed = |c: char| is_name(c) || is_blank(c) || is_dash(c) || more.contains(c);
    let (end, last) = inside
        .char_indices()
        .take(LONGEST)
        .find(|&(_, c)| !allowed(c))?;
    let closed = last == '>' && !inside[..end].ends_with(is_blank);
    closed.then_some(end + 2)
}

/// Whether a `<…>` that is followed by `next` can be a placeholder where `<` and `>` redirect: in
/// `sort <in>out` it is not.
fn ends_placeholder(next: Option<char>) -> bool {
    !next.is_some_and(|c| is_name(c) || c == '&' || c == '>')
}

/// Whether `word` is a decimal or hexadecimal number, perhaps with a unit as in `5GB`.
fn is_number(word: &str) -> bool {
    let body = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = &word[body.len()..];
    let plain = body.starts_with(|c: char| c.is_ascii_digit())
        && body.chars().all(|c| c.is_ascii_digit() || c == '.')
        && body.matches('.').count() <= 1
        && (unit.len() <= 1
            || ["kb", "mb", "gb", "tb", "pb"].contains(&&*unit.to_ascii_lowercase()));
    plain
        || word
            .strip_prefix("0x")
            .is_some_and(|hex| !hex.is_empty() && hex.chars().all(|c| c.is_ascii_hexdigit()))
}

/// The first word of a line, or nothing.
fn first_word(line: &str) -> &str {
    line.split(is_blank)
        .find(|word| !word.is_empty())
        .unwrap_or("")
}

/// Whether `word` is in `words`, a list separated by single spaces, whatever its case.
pub(crate) fn is_one_of(word: &str, words: &str) -> bool {
    word.len() <= 24
        && words
            .split(' ')
            .any(|known| known.eq_ignore_ascii_case(word))
}

/// A long list of words (lower case, blanks between them), sorted when it is first used.
pub(crate) struct Words {
    list: &'static str,
    sorted: OnceLock<Vec<&'static str>>,
}

impl Words {
    pub(crate) const fn of(list: &'static str) -> Words {
        Words {
            list,
            sorted: OnceLock::new(),
        }
    }

    /// Whether `word` is in the list, whatever its case.
    pub(crate) fn has(&self, word: &str) -> bool {
        const LONGEST: usize = 24;
        if word.len() > LONGEST {
            return false;
        }
        let sorted = self.sorted.get_or_init(|| {
            let mut words: Vec<&str> = self.list.split_ascii_whitespace().collect();
            words.sort_unstable_by_key(|word| (word.len(), *word));
            words
        });
        let mut folded = [0; LONGEST];
        let folded = &mut folded[..word.len()];
        folded.copy_from_slice(word.as_bytes());
        folded.make_ascii_lowercase();
        // Lengths are compared first, because that is quick and mostly enough.
        let order = |known: &&str| {
            let by_length = known.len().cmp(&folded.len());
            by_length.then_with(|| known.as_bytes().cmp(folded))
        };
        sorted.binary_search_by(order).is_ok()
    }
}

#[cfg(test)]
pub(crate) mod dice;
#[cfg(test)]
mod tests;
