//! What a reader typed and what the shell answered: the lines of a code block, told apart.
//!
//! Authors paste whole sessions: prompts, commands, the lines a command goes on over, and what it
//! printed. [`transcript`] gives every line its kind and says where its prompt ends, so that exactly the
//! commands can be copied. It proceeds as a reader would: it looks for prompts; where there are none,
//! everything was meant to be typed; where there are some, what follows a complete command without a
//! prompt is output. Whether a command is complete is the shell's own grammar ([`super::Lexer`]).

use std::ops::Range;

use super::powershell::{is_approved_cmdlet, is_cmdlet};
use super::{
    Class, Lexer, Open, Shell, Token, Words, cmd, is_blank, is_name, is_one_of, line_ranges,
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
    if fence == Fence::Shell && prompts.iter().all(Option::is_none) {
        find_root_prompts(text, language == "console", &ranges, &mut prompts);
    }
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

/// The language that is typed after this prompt, if it is not the shell's: `sql` or `python`.
pub fn interpreter(prompt: &str) -> Option<&'static str> {
    let prompt = prompt.trim_matches(is_blank);
    match find_prompt(prompt, Fence::Shell)?.of {
        Of::Sql => Some("sql"),
        Of::Python => Some("python"),
        _ => None,
    }
}

/// What kind of block this is, as far as prompts are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fence {
    /// Any shell's, or a console's: every prompt may occur.
    Shell,
    /// PowerShell's or the command prompt's: no `$ ` or `# `.
    Windows,
    /// SQL or Python, perhaps from an interactive session.
    Query,
    /// Text or output: only what can be nothing but a prompt is one.
    Text,
    /// Another programming language: no prompts.
    Program,
}

impl Fence {
    fn of(language: &str) -> Fence {
        match language {
            "bash" | "console" => Fence::Shell,
            "powershell" | "cmd" => Fence::Windows,
            "sql" | "python" => Fence::Query,
            "text" | "output" | "error" => Fence::Text,
            _ => Fence::Program,
        }
    }
}

/// Whose prompt it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    PowerShell,
    Cmd,
    Posix,
    Sql,
    Python,
    /// Another interactive program's.
    Tool,
    /// `> `, which many programs print.
    Any,
}

/// What the shell asks for with a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Command,
    /// The rest of a command; only a prompt where a command could go on.
    Rest,
}

/// A prompt that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Found {
    /// Its length in bytes from the start of the line, blanks after it included.
    length: usize,
    of: Of,
    role: Role,
}

/// The prompt at the start of a line, what it stands before included in the decision.
fn prompt(line: &str, fence: Fence) -> Option<Found> {
    if fence == Fence::Program {
        return None;
    }
    let indent = line.len() - line.trim_start_matches(is_blank).len();
    let mut found = find_prompt(&line[indent..], fence)?;
    let rest = &line[indent + found.length..];
    let blanks = rest.len() - rest.trim_start_matches(is_blank).len();
    // Where indentation is the writer's own, one blank belongs to the prompt and the rest does not.
    let keeps_indent = found.role == Role::Rest || found.of == Of::Python;
    let taken = match rest.chars().next() {
        Some(first) if keeps_indent && blanks > 0 => first.len_utf8(),
        _ => blanks,
    };
    found.length += indent + taken;
    Some(found)
}

/// The prompt at the start of `line`, which does not start with a blank; its length is that of the bare
/// prompt.
fn find_prompt(line: &str, fence: Fence) -> Option<Found> {
    let first = line.chars().next()?;
    let windows = || powershell_prompt(line).or_else(|| cmd_prompt(line));
    let found = match fence {
        Fence::Query => None,
        _ => windows(),
    };
    found
        .or_else(|| program_prompt(line, fence))
        .or_else(|| match fence {
            Fence::Query | Fence::Windows => None,
            _ => posix_prompt(line, fence),
        })
        .or_else(|| rest_prompt(line, first))
}

fn found(length: usize, of: Of, role: Role) -> Option<Found> {
    Some(Found { length, of, role })
}

/// Length of a virtual environment's `(name) ` at the start of a line, or 0.
fn environment(line: &str) -> usize {
    let Some(rest) = line.strip_prefix('(') else {
        return 0;
    };
    let name = rest.len()
        - rest
            .trim_start_matches(|c| is_name(c) || c == '.' || c == '-')
            .len();
    if name > 0 && rest[name..].starts_with(") ") {
        name + 3
    } else {
        0
    }
}

/// `PS C:\>`, `PS>`, `[PS] C:\>`, `[host]: PS C:\>`, each perhaps after `(venv) `.
fn powershell_prompt(line: &str) -> Option<Found> {
    let mut at = environment(line);
    if let Some(rest) = line[at..].strip_prefix('[') {
        let end = bounded_find(rest, |c| c == ']')?;
        let after = &rest[end + 1..];
        if rest[..end].eq_ignore_ascii_case("ps") {
            return path_prompt(after.trim_start_matches(is_blank)).and_then(|length| {
                found(
                    line.len() - after.trim_start_matches(is_blank).len() + length,
                    Of::PowerShell,
                    Role::Command,
                )
            });
        }
        let after = after.strip_prefix(':')?.trim_start_matches(is_blank);
        at = line.len() - after.len();
    }
    let rest = line[at..].strip_prefix("PS")?;
    let blanks = rest.len() - rest.trim_start_matches(is_blank).len();
    if blanks == 0 && !rest.starts_with('>') {
        return None;
    }
    let length = path_prompt(&rest[blanks..])?;
    found(at + 2 + blanks + length, Of::PowerShell, Role::Command)
}

/// Length of a location and its `>`: `C:\Users\x>`, `HKLM:\>`, `/home/x>`, or only `>`.
fn path_prompt(text: &str) -> Option<usize> {
    let end = bounded_find(text, |c| matches!(c, '>' | '<' | '|' | '"' | '$' | ';'))?;
    let path = &text[..end];
    let drive = path
        .split_once(':')
        .is_some_and(|(name, _)| !name.is_empty() && name.chars().all(is_name));
    let located =
        path.is_empty() || drive || path.starts_with(['\\', '/', '~']) || path.contains("::");
    let signs = text[end..].len() - text[end..].trim_start_matches('>').len();
    (located && signs > 0 && !path.ends_with(is_blank)).then_some(end + signs)
}

/// `C:\path>`, perhaps after `(venv) `; but not a program whose output goes to a file.
fn cmd_prompt(line: &str) -> Option<Found> {
    let at = environment(line);
    let rest = &line[at..];
    let bytes = rest.as_bytes();
    if bytes.len() < 3 || !bytes[0].is_ascii_alphabetic() || bytes[1] != b':' {
        return None;
    }
    let end = bounded_find(rest, |c| {
        matches!(c, '>' | '<' | '|' | '"' | '*' | '?' | '%' | ';')
    })?;
    let path = &rest[..end];
    let rooted = path.len() == 2 || matches!(bytes[2], b'\\' | b'/');
    let runs = [".exe", ".bat", ".cmd", ".com", ".ps1", ".vbs", ".msc"];
    let program = path.len() >= 4
        && path
            .get(path.len() - 4..)
            .is_some_and(|end| runs.contains(&&*end.to_ascii_lowercase()));
    let arguments = path.contains(" /") || path.contains(" -");
    let prompt = rest[end..].starts_with('>') && !rest[end..].starts_with(">>");
    (rooted && prompt && !program && !arguments && !path.ends_with(is_blank)).then_some(Found {
        length: at + end + 1,
        of: Of::Cmd,
        role: Role::Command,
    })
}

/// Interactive programs whose prompt is always the same.
const PROGRAM_PROMPTS: &[(&str, Of, Role)] = &[
    ("mysql>", Of::Sql, Role::Command),
    ("sqlite>", Of::Sql, Role::Command),
    ("SQL>", Of::Sql, Role::Command),
    ("1>", Of::Sql, Role::Command),
    ("...>", Of::Sql, Role::Rest),
    ("->", Of::Sql, Role::Rest),
    ("'>", Of::Sql, Role::Rest),
    ("\">", Of::Sql, Role::Rest),
    (">>>", Of::Python, Role::Command),
    ("...", Of::Python, Role::Rest),
    ("DISKPART>", Of::Tool, Role::Command),
    ("netsh>", Of::Tool, Role::Command),
    ("ftp>", Of::Tool, Role::Command),
    ("sftp>", Of::Tool, Role::Command),
    ("(gdb)", Of::Tool, Role::Command),
    ("More?", Of::Cmd, Role::Rest),
];

fn program_prompt(line: &str, fence: Fence) -> Option<Found> {
    for &(sign, of, role) in PROGRAM_PROMPTS {
        let generic = matches!(sign, "1>" | ">>>");
        if line.starts_with(sign)
            && line[sign.len()..].chars().next().is_none_or(is_blank)
            && !(generic && fence == Fence::Text)
        {
            return found(sign.len(), of, role);
        }
    }
    if let Some(rest) = line.strip_prefix("MariaDB [") {
        let end = bounded_find(rest, |c| c == ']')?;
        return rest[end..]
            .starts_with("]>")
            .then_some(())
            .and_then(|()| found("MariaDB [".len() + end + 2, Of::Sql, Role::Command));
    }
    psql_prompt(line, fence)
}

/// `postgres=#`, `shop=>`, and their continuations `shop-#`, `shop(#`, `shop'>`.
fn psql_prompt(line: &str, fence: Fence) -> Option<Found> {
    let name = bounded_find(line, |c| !is_name(c)).filter(|&name| name > 0)?;
    let rest = &line[name..];
    let state = rest.chars().next()?;
    let mut signs = rest.chars().skip(1);
    let (ends, after) = (signs.next()?, signs.next());
    let fits = matches!(state, '=' | '-' | '\'' | '"' | '(' | '*' | '!' | '^')
        && matches!(ends, '#' | '>');
    // A hash of another language may look like `name=> value`; `name=#` is psql's alone.
    let allowed = matches!(fence, Fence::Shell | Fence::Query) || (state == '=' && ends == '#');
    if !(fits && allowed && after.is_none_or(is_blank)) {
        return None;
    }
    let role = if state == '=' {
        Role::Command
    } else {
        Role::Rest
    };
    found(name + 2, Of::Sql, role)
}

/// `user@host:~$`, `[root@host ~]#`, `bash-5.1$`, `~/src$`, and in shell blocks a plain `$`.
fn posix_prompt(line: &str, fence: Fence) -> Option<Found> {
    let at = environment(line);
    let rest = &line[at..];
    let asks = |length: usize| {
        let mut signs = rest[length..].chars();
        let sign = signs.next().is_some_and(|c| matches!(c, '$' | '#' | '%'));
        (sign && signs.next().is_none_or(is_blank)).then_some(at + length + 1)
    };
    let length = match rest.chars().next()? {
        '$' if fence == Fence::Shell || is_typed(&rest[1..]) => asks(0),
        '[' => bracketed_host(rest).and_then(asks),
        '~' | '/' => bounded_find(rest, |c| is_blank(c) || matches!(c, '$' | '#')).and_then(asks),
        _ if rest.starts_with("bash-") || rest.starts_with("sh-") => {
            bounded_find(rest, |c| !(is_name(c) || c == '-' || c == '.')).and_then(asks)
        }
        _ => host(rest).and_then(asks),
    };
    found(length?, Of::Posix, Role::Command)
}

/// Whether what follows a `$` in a block of unknown kind is a command and not a sum.
fn is_typed(rest: &str) -> bool {
    let command = rest.trim_start_matches(is_blank);
    command.len() < rest.len()
        && command.starts_with(|c: char| c.is_ascii_lowercase() || matches!(c, '.' | '/' | '~'))
}

/// Length of `[user@host directory]` and a blank after it.
fn bracketed_host(text: &str) -> Option<usize> {
    let end = bounded_find(text, |c| c == ']')?;
    let inside = &text[1..end];
    let user = inside.find('@').filter(|&at| at > 0)?;
    let named = inside[..user].chars().all(is_host);
    let blank = usize::from(text[end + 1..].starts_with(' '));
    named.then_some(end + 1 + blank)
}

/// Length of `user@host:path`, `user@host path ` or `host:~`, up to the sign.
fn host(text: &str) -> Option<usize> {
    let name = bounded_find(text, |c| !is_host(c)).filter(|&name| name > 0)?;
    let user = text[name..].starts_with('@');
    let host = match text[name..].strip_prefix('@') {
        Some(rest) => name + 1 + bounded_find(rest, |c| !is_host(c)).filter(|&host| host > 0)?,
        None => name,
    };
    let rest = &text[host..];
    let path_at = match rest.chars().next()? {
        ':' => 1,
        ' ' if user => 1,
        '$' | '#' | '%' if user => return Some(host),
        _ => return None,
    };
    let path = &rest[path_at..];
    let local = path.starts_with('~') || (path.starts_with('/') && !path.starts_with("//"));
    if !(user || local) {
        return None;
    }
    let length = bounded_find(path, |c| {
        is_blank(c) || matches!(c, '$' | '#' | '%' | '<' | '"')
    })?;
    let blank = usize::from(path[length..].starts_with(' '));
    Some(host + path_at + length + blank)
}

fn is_host(c: char) -> bool {
    is_name(c) || matches!(c, '-' | '.')
}

/// `>>` and `>`, by which a shell asks for the rest of a command.
fn rest_prompt(line: &str, first: char) -> Option<Found> {
    let signs = if line.starts_with(">>") { 2 } else { 1 };
    let ends = first == '>' && line[signs..].chars().next().is_none_or(is_blank);
    let of = if signs == 2 { Of::PowerShell } else { Of::Any };
    ends.then_some(Found {
        length: signs,
        of,
        role: Role::Rest,
    })
}

/// Like `str::find`, but within the length that prompts have.
fn bounded_find(text: &str, of: impl Fn(char) -> bool) -> Option<usize> {
    const LONGEST: usize = 260; // characters, as long as a path may be
    text.char_indices()
        .take(LONGEST)
        .find(|&(_, c)| of(c))
        .map(|(at, _)| at)
}

/// Decides whether the `# ` at the start of lines is root's prompt or begins comments.
///
/// It is a prompt if the block starts with it, every such line goes on with the name of a program and
/// does not read like prose, and no other line is a command by itself. In a `console`, which by its name
/// shows what was printed too, a line that starts with a path is taken for a row of a table, as of `df`.
fn find_root_prompts(
    text: &str,
    console: bool,
    ranges: &[Range<usize>],
    prompts: &mut [Option<Found>],
) {
    let typed = |range: &Range<usize>| {
        let line = text[range.clone()].trim_start_matches(is_blank);
        line.strip_prefix('#')
            .filter(|rest| rest.starts_with(is_blank))
    };
    let mut written = ranges
        .iter()
        .filter(|r| !text[(*r).clone()].chars().all(is_blank));
    let starts = written
        .clone()
        .next()
        .is_some_and(|range| typed(range).is_some());
    let plausible = starts
        && written.all(|range| match typed(range) {
            Some(command) => is_posix_command(command) && !is_prose(command),
            None => {
                let line = &text[range.clone()];
                (console && is_path(first_word(line))) || !is_posix_command(line)
            }
        });
    if !plausible {
        return;
    }
    for (range, prompt) in ranges.iter().zip(prompts) {
        if let Some(command) = typed(range) {
            let length = range.len() - command.trim_start_matches(is_blank).len();
            *prompt = found(length, Of::Posix, Role::Command);
        }
    }
}

/// Whether a line starts with a program of Unix, or with the path of one.
fn is_posix_command(line: &str) -> bool {
    let word = first_word(line);
    is_path(word)
        || ([&POSIX_PROGRAMS, &PORTABLE_PROGRAMS, &COMMON_WORDS]
            .iter()
            .any(|list| list.has(word))
            && word.chars().all(|c| !c.is_uppercase()))
}

/// Whether a word is a path from the root or from the current folder.
fn is_path(word: &str) -> bool {
    word.len() > 2 && (word.starts_with("./") || word.starts_with('/'))
}

/// Whether a line has words that sentences have and commands have not.
fn is_prose(line: &str) -> bool {
    let line = line.trim_matches(is_blank);
    let words = line.split(is_blank).take(40);
    line.ends_with(['.', ':', '?', '!'])
        || words.into_iter().any(|word| {
            is_one_of(
                word,
                "the a an to is are this that these your and for of with",
            )
        })
}

fn first_word(line: &str) -> &str {
    line.split(is_blank)
        .find(|word| !word.is_empty())
        .unwrap_or("")
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
            self.lexer = Lexer::new(self.shell);
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

/// Chooses the shell: by the prompts if there are any, otherwise by what the commands look like, with
/// the fence's own language ahead wherever the commands do not contradict it.
fn choose_shell(
    text: &str,
    language: &str,
    ranges: &[Range<usize>],
    prompts: &[Option<Found>],
) -> Shell {
    let count = |of: Of| {
        prompts
            .iter()
            .flatten()
            .filter(|p| p.of == of && p.role == Role::Command)
            .count()
    };
    let shells = [
        (count(Of::Posix), Shell::Posix),
        (count(Of::Cmd), Shell::Cmd),
        (count(Of::PowerShell), Shell::PowerShell),
    ];
    // Of equals the last one wins: PowerShell's prompt is the hardest to mistake.
    let most = shells.into_iter().max_by_key(|(count, _)| *count);
    if let Some((_, shell)) = most.filter(|(count, _)| *count > 0) {
        return shell;
    }
    let mut evidence = Evidence::default();
    // Only in these languages does anyone ask; one line that speaks for the author's word is enough.
    let asked = matches!(Fence::of(language), Fence::Shell | Fence::Windows);
    for range in ranges.iter().take_while(|_| asked) {
        evidence.weigh(&text[range.clone()], language);
        if evidence.own(language) > 0 {
            break;
        }
    }
    evidence.verdict(language)
}

/// How many lines speak for each shell.
#[derive(Debug, Default)]
struct Evidence {
    powershell: usize,
    cmd: usize,
    posix: usize,
}

impl Evidence {
    /// Each line speaks for at most one shell, by the strongest sign it has.
    fn weigh(&mut self, line: &str, language: &str) {
        const ENOUGH: usize = 4096; // bytes of a line
        let line = line.trim_matches(is_blank);
        let line = line.get(..ENOUGH).unwrap_or(line);
        if line.is_empty() || line.starts_with('#') && !line.starts_with("#!") {
            return;
        }
        // Where the author named a Windows shell, words that it shares with others prove nothing.
        let windows = matches!(language, "powershell" | "cmd");
        let aliased = matches!(language, "powershell" | "bash");
        if speaks_powershell(line) || language == "powershell" && line.starts_with(".\\") {
            self.powershell += 1;
        } else if speaks_posix(line, windows) {
            self.posix += 1;
        } else if speaks_cmd(line, aliased) {
            self.cmd += 1;
        }
    }

    /// The lines that speak for the shell which the author named.
    fn own(&self, language: &str) -> usize {
        match language {
            "powershell" => self.powershell,
            "bash" => self.posix,
            "cmd" => self.cmd,
            _ => 0,
        }
    }

    fn verdict(&self, language: &str) -> Shell {
        let default = match language {
            "powershell" => Shell::PowerShell,
            "bash" => Shell::Posix,
            _ => Shell::Cmd,
        };
        if self.own(language) > 0 {
            return default;
        }
        let most = self.powershell.max(self.cmd).max(self.posix);
        match most {
            0 => default,
            _ if most == self.powershell => Shell::PowerShell,
            _ if most == self.posix => Shell::Posix,
            _ => Shell::Cmd,
        }
    }
}

fn speaks_powershell(line: &str) -> bool {
    let word = first_word(line).trim_start_matches(['&', '(', '{', '.']);
    let assigns = line.starts_with('$')
        && line[1..]
            .trim_start_matches(|c| is_name(c) || c == ':')
            .trim_start_matches(is_blank)
            .starts_with(['=', '.', '+', '|', '[']);
    let piped = || {
        line.split('|').skip(1).take(20).any(|stage| {
            let word = first_word(stage);
            is_cmdlet(word) || is_one_of(word, "fl ft select where foreach sort measure ? %")
        })
    };
    is_approved_cmdlet(word)
        || line.starts_with("& ")
        || assigns
        || ["$env:", "$_.", "$true", "$false", "$null", "-Identity"]
            .iter()
            .any(|sign| contains_fold(line, sign))
        || (line.starts_with('[') && line.contains("]::"))
        || line.starts_with("@{")
        || piped()
        || line
            .split(['(', '=', '{', ';'])
            .skip(1)
            .take(20)
            .any(|part| is_approved_cmdlet(first_word(part)))
}

fn speaks_posix(line: &str, windows: bool) -> bool {
    let word = first_word(line);
    line.starts_with("#!")
        || word.starts_with("./")
        || word.starts_with("~/")
        || POSIX_PROGRAMS.has(word)
        || (!windows && PORTABLE_PROGRAMS.has(word) && !line.contains(":\\") && !line.contains('%'))
        || [" /etc/", " /var/", " /usr/", " /opt/", " ~/", " | grep "]
            .iter()
            .any(|sign| line.contains(sign))
}

fn speaks_cmd(line: &str, aliased: bool) -> bool {
    let word = first_word(line).trim_matches(['"', '@']);
    let lower = word.to_ascii_lowercase();
    let program = [
        ".exe", ".bat", ".cmd", ".com", ".msi", ".msc", ".cpl", ".vbs",
    ]
    .iter()
    .any(|end| lower.trim_end_matches(['"', ',']).ends_with(end));
    let stem = lower.rsplit('\\').next().unwrap_or(&lower);
    let switch = || line.split(is_blank).skip(1).take(40).any(is_switch);
    let variable = || {
        line.match_indices('%')
            .take(20)
            .any(|(at, _)| cmd::variable_length(&line[at..]).is_some_and(|l| l > 3))
    };
    program
        || CMD_PROGRAMS.has(stem)
        || (!aliased && CMD_BUILT_INS.has(stem))
        || stem.split(':').next() != Some(stem) && stem.len() == 2
        || line.ends_with('^')
        || cmd::is_comment(line)
        || switch()
        || variable()
}

/// Whether a word is a `/switch` and not a path.
fn is_switch(word: &str) -> bool {
    word.strip_prefix('/').is_some_and(|name| {
        let name = name.split([':', '=']).next().unwrap_or(name);
        !name.is_empty()
            && name
                .chars()
                .all(|c| is_name(c) || matches!(c, '?' | '-' | '"'))
    })
}

/// Whether `line` contains `sign`, whatever the case of ASCII letters.
fn contains_fold(line: &str, sign: &str) -> bool {
    line.as_bytes()
        .windows(sign.len())
        .any(|part| part.eq_ignore_ascii_case(sign.as_bytes()))
}

/// Programs that are typed into a Unix shell and hardly ever elsewhere.
static POSIX_PROGRAMS: Words = Words::of(
    "sudo su apt apt-get aptitude dpkg yum dnf rpm zypper pacman apk snap brew \
    systemctl journalctl service chkconfig launchctl update-rc.d ll ln touch chmod chown chgrp grep egrep \
    zgrep sed awk tail head uniq xargs gzip gunzip unzip nano vi vim source export alias unset ifconfig \
    iptables ufw nft nmcli ethtool tcpdump umount df du lsblk fdisk mkfs blkid top htop pkill killall \
    nohup crontab whereis uname hostnamectl timedatectl useradd usermod groupadd kinit apachectl defaults \
    dscacheutil firewall-cmd semanage setenforce restorecon getenforce sysctl modprobe lsmod dmesg \
    a2ensite certbot lsof fuser findmnt losetup parted fsck e2fsck resize2fs xfs_growfs xfs_repair \
    tune2fs smartctl mdadm swapon swapoff pvs vgs lvs lvextend strace logrotate visudo chroot \
    loginctl nsenter conntrack tracepath",
);

/// Programs that are typed the same way on every system.
static PORTABLE_PROGRAMS: Words = Words::of(
    "ssh scp sftp rsync wget curl dig tar zip docker docker-compose podman \
    kubectl helm git npm npx yarn pnpm pip pip3 python3 node cargo make cmake gcc az aws gcloud terraform \
    ansible ansible-playbook openssl mysql mysqldump psql pg_dump redis-cli sh bash zsh nginx httpd",
);

/// Words that are commands of Unix, but also of Windows shells or of plain English.
static COMMON_WORDS: Words = Words::of(
    "ls cat cp mv rm mkdir rmdir less wc tee ip ss mount ps kill which man passwd \
    id echo cd pwd env for while if test set find sort klist reboot shutdown date hostname ping nslookup \
    netstat history",
);

/// Programs that are typed into the Windows command prompt.
static CMD_PROGRAMS: Words = Words::of(
    "setup xcopy robocopy attrib assoc ftype setx net net1 netsh netstat nbtstat \
    nslookup ping tracert pathping ipconfig arp route telnet reg regedit regsvr32 regedt32 tasklist \
    taskkill schtasks dism sfc chkdsk diskpart bcdedit bootrec fsutil fltmc vssadmin wbadmin wevtutil \
    wmic gpupdate gpresult dcdiag repadmin nltest netdom ntdsutil dsquery klist setspn ldifde csvde \
    certutil cscript wscript msiexec mstsc rundll32 call runas systeminfo ver icacls cacls takeown subst \
    findstr eseutil isinteg appcmd iisreset inetmgr aspnet_regiis winrm winver msconfig msinfo32 w32tm \
    dsregcmd bitsadmin powercfg driverquery mklink rem",
);

/// Commands of the Windows command prompt that PowerShell knows too, under an alias or as keywords.
static CMD_BUILT_INS: Words = Words::of(
    "dir copy del erase ren rename move md mkdir rd rmdir cd chdir cls type more \
    set path sc start whoami hostname shutdown find format control explorer notepad outlook winword excel \
    powerpnt if for echo goto pause at",
);
