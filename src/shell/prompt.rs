//! What stands before a command on a screen: the prompts of shells and of interactive programs.

use std::ops::Range;

use super::programs::{COMMON_WORDS, PORTABLE_PROGRAMS, POSIX_PROGRAMS};
use super::{Shell, Words, first_word, is_blank, is_name, is_one_of};

/// The language that is typed after this prompt, if it is not the shell's: `sql` or `python`.
pub fn interpreter(prompt: &str) -> Option<&'static str> {
    let prompt = prompt.trim_matches(is_blank);
    match find_prompt(prompt, Fence::Shell)?.of {
        Of::Sql => Some("sql"),
        Of::Python => Some("python"),
        _ => None,
    }
}

/// The shell that prints this prompt, if it is certainly one's own.
pub fn asking_shell(prompt: &str) -> Option<Shell> {
    let prompt = prompt.trim_matches(is_blank);
    find_prompt(prompt, Fence::Shell)?.of.shell()
}

/// What kind of block this is, as far as prompts are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fence {
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
    pub(super) fn of(language: &str) -> Fence {
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
pub(super) enum Of {
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

impl Of {
    /// The shell whose prompt it is.
    pub(super) fn shell(self) -> Option<Shell> {
        match self {
            Of::PowerShell => Some(Shell::PowerShell),
            Of::Cmd => Some(Shell::Cmd),
            Of::Posix => Some(Shell::Posix),
            Of::Sql | Of::Python | Of::Tool | Of::Any => None,
        }
    }
}

/// What the shell asks for with a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Command,
    /// The rest of a command; only a prompt where a command could go on.
    Rest,
}

/// A prompt that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Its length in bytes from the start of the line, blanks after it included.
    pub(super) length: usize,
    pub(super) of: Of,
    pub(super) role: Role,
}

/// The prompt at the start of a line, what it stands before included in the decision.
pub(super) fn prompt(line: &str, fence: Fence) -> Option<Found> {
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
        '$' if rest[1..].starts_with('>') => is_typed(&rest[2..]).then_some(at + 2),
        '$' if fence == Fence::Shell || is_typed(&rest[1..]) => asks(0),
        '[' => bracketed_host(rest)
            .and_then(asks)
            .or_else(|| bracketed_location(rest).map(|length| at + length)),
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

/// Length of `[user@host:~]`, the prompt of hypervisors, which has no sign after it.
fn bracketed_location(text: &str) -> Option<usize> {
    let end = bounded_find(text, |c| c == ']')?;
    let (user, place) = text[1..end].split_once('@')?;
    let (host, path) = place.split_once(':')?;
    let named = |name: &str| !name.is_empty() && name.chars().all(is_host);
    let after = &text[end + 1..];
    let located = path.starts_with(['~', '/']) && !path.contains(is_blank);
    (named(user) && named(host) && located && (after.is_empty() || is_typed(after)))
        .then_some(end + 1)
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
/// A block of no kind may be a file of settings, so that its programs need arguments as well.
pub(super) fn find_root_prompts(
    text: &str,
    language: &str,
    ranges: &[Range<usize>],
    prompts: &mut [Option<Found>],
) {
    let script = language == "bash";
    let unnamed = Fence::of(language) == Fence::Text;
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
            Some(command) => {
                is_posix_command(command)
                    && !is_prose(command)
                    && (!unnamed || has_plausible_arguments(command))
            }
            None => {
                let line = &text[range.clone()];
                (!script && is_path(first_word(line))) || !is_posix_command(line)
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

/// Whether what follows the name of a program is not the rest of a heading: `# ssh settings`.
fn has_plausible_arguments(command: &str) -> bool {
    static VERBS: Words = Words::of(
        "start stop restart reload status enable disable install remove update upgrade search info list \
        get describe logs exec apply delete create top version up down ps pull push run build show",
    );
    let mut words = command.split(is_blank).filter(|word| !word.is_empty());
    let name = words.next().unwrap_or("");
    let sign = |word: &str| {
        let first = word.chars().next().unwrap_or(' ');
        let option = first == '-' && word.len() > 1;
        option
            || matches!(first, '/' | '~' | '$' | '|' | '.' | '"' | '\'')
            || word.contains(['/', '=', '@', '_', '.'])
    };
    let proven = |word: &str| sign(word) || VERBS.has(word);
    is_path(name) && name[1..].contains('/') || words.take(40).any(proven)
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
