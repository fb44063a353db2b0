//! Whether a text is something that one types into a shell, and into which.

use super::super::cmdlet::{self, Known};
use super::arguments::{
    Arguments, arguments, has_switch, has_verb, is_option, is_quote, starts_parameter,
    starts_switch,
};
use super::sql;
use crate::language::is_blank;
use crate::shell::{self, Shell, is_approved_cmdlet, is_dash};

/// What the way in which a text is set says about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Setting {
    /// A statement of a block that is for this shell.
    Fence(Shell),
    /// A code span.
    Code,
    /// Bold or italic text or the text of a link, which may as well be the label of a button.
    Marked,
}

/// A text that can be typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Typed {
    /// The canonical id of its language.
    pub(super) language: &'static str,
    /// It is nothing but a name: in a sentence that may be a mention.
    pub(super) bare: bool,
}

/// Reads `text`, which has no prompt and no blanks around it; none if nobody types this.
pub(super) fn typed(text: &str, setting: Setting, known: &Known) -> Option<Typed> {
    let line = text.lines().next().unwrap_or("");
    if line.is_empty() || is_place(line) {
        return None;
    }
    if setting == Setting::Code && sql::is_complete(text) {
        return Some(full("sql"));
    }
    let reader = Reader { setting, known };
    reader
        .cmdlet(line)
        .or_else(|| reader.powershell(line))
        .or_else(|| reader.program(line))
        .or_else(|| reader.posix(line))
        .or_else(|| reader.stranger(line))
}

fn full(language: &'static str) -> Typed {
    Typed {
        language,
        bare: false,
    }
}

/// The canonical id of a shell's language.
pub(super) fn id(shell: Shell) -> &'static str {
    match shell {
        Shell::PowerShell => "powershell",
        Shell::Cmd => "cmd",
        Shell::Posix => "bash",
    }
}

/// Keys of the registry, addresses, elements of markup and frames of a trace: often code, never commands.
fn is_place(line: &str) -> bool {
    let starts = |prefix: &str| {
        line.get(..prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    let frame = line.strip_prefix("at ").is_some_and(|rest| {
        let method = rest.split(['(', ' ']).next().unwrap_or("");
        method.contains('.') && rest.contains('(')
    });
    frame
        || [
            "HKEY_",
            "HKLM",
            "HKCU",
            "HKCR",
            "HKU\\",
            "http://",
            "https://",
            "<?",
            "</",
            "<!",
            "[HKEY",
            "Computer\\HKEY",
            "file://",
            "ms-settings:",
            "mailto:",
        ]
        .into_iter()
        .any(starts)
}

struct Reader<'a> {
    setting: Setting,
    known: &'a Known,
}

impl Reader<'_> {
    /// `Get-Mailbox`, `Get-Mailbox -Identity x | fl`.
    fn cmdlet(&self, line: &str) -> Option<Typed> {
        let end = line
            .find(|c| is_blank(c) || matches!(c, '|' | ';' | ':' | ',' | ')' | '('))
            .unwrap_or(line.len());
        let (name, rest) = line.split_at(end);
        if !is_cmdlet(name, self.known) {
            return None;
        }
        let rest = rest.trim_start_matches(is_blank);
        let typed = |bare| Typed {
            language: "powershell",
            bare,
        };
        // `Get-Mailbox : …` is what PowerShell says when the cmdlet failed.
        let stops = rest.starts_with('.') && !rest[1..].starts_with(['\\', '/', '.']);
        if stops || rest.starts_with([':', ',', ')', '=']) {
            return None;
        }
        match (arguments(rest), self.setting) {
            (Arguments::None, _) => Some(typed(true)),
            (Arguments::Signs, _) => Some(typed(false)),
            (Arguments::Words, Setting::Fence(_) | Setting::Code) => Some(typed(false)),
            (Arguments::Words, Setting::Marked) => {
                (rest.split_whitespace().count() <= 2).then_some(typed(false))
            }
            (Arguments::Prose, Setting::Marked) => starts_parameter(rest).then_some(typed(false)),
            (Arguments::Prose, _) => rest
                .split_whitespace()
                .any(is_option)
                .then_some(typed(false)),
        }
    }

    /// Statements of PowerShell that do not start with a cmdlet: `$name = …`, `[Type]::…`, `& "…"`.
    fn powershell(&self, line: &str) -> Option<Typed> {
        let fence = match self.setting {
            Setting::Fence(Shell::PowerShell) => true,
            Setting::Fence(_) | Setting::Marked => false,
            Setting::Code => false,
        };
        let elsewhere = matches!(self.setting, Setting::Fence(Shell::Cmd | Shell::Posix));
        if elsewhere {
            return None;
        }
        let calls = || calls_cmdlet(line, self.known);
        let is_typed = match line.chars().next()? {
            '$' => match after_variable(line) {
                Variable::Assigned if self.setting == Setting::Marked => calls(),
                Variable::Assigned => true,
                Variable::Used => fence || calls(),
                Variable::Other => false,
            },
            '[' => line.contains("]::") || line.contains("]$") || (fence && line.contains("] $")),
            '(' | '{' => calls() || (fence && (line.contains('$') || line.contains("::"))),
            '&' => starts_call(&line[1..]),
            '.' if line[1..].starts_with(is_blank) => starts_call(&line[1..]),
            '@' => fence && line[1..].starts_with(['{', '(', '"', '\'']),
            '"' | '\'' | '0'..='9' if fence => line.contains('|') && calls(),
            '!' | '%' | '?' => false,
            _ => is_keyword(line) && (fence || calls()),
        };
        is_typed.then_some(full("powershell"))
    }

    /// A program that is known, or a file that can be run.
    fn program(&self, line: &str) -> Option<Typed> {
        let head = Head::of(line);
        let program = shell::program(head.name)?;
        let rest = head.rest.trim_start_matches(is_blank);
        // `at` is older than its task scheduler: it also leads the frames of a trace.
        let scheduled = || rest.starts_with(|c: char| c.is_ascii_digit() || c == '\\');
        if rest.starts_with([':', ','])
            || head.name.ends_with(':')
            || (head.name.eq_ignore_ascii_case("at") && !scheduled())
        {
            return None;
        }
        let arguments = arguments(rest);
        let lower = !head.name.starts_with(char::is_uppercase);
        let switched = has_switch(rest);
        let language = self.language(line, program.shell, head.name);
        let bare = Typed {
            language,
            bare: true,
        };
        let fence = matches!(self.setting, Setting::Fence(_));
        // A path alone is a place, not a command.
        match arguments {
            Arguments::None if head.is_path && !fence => None,
            Arguments::None if program.everyday && !lower && !fence => None,
            Arguments::None => Some(bare),
            Arguments::Prose => (switched && !program.everyday).then_some(full(language)),
            Arguments::Signs if program.everyday && !lower && !switched => None,
            Arguments::Signs if self.setting == Setting::Marked && program.everyday => {
                let sentence = rest.split_whitespace().any(|word| {
                    [
                        ">", "and", "or", "to", "in", "on", "for", "with", "from", "as",
                    ]
                    .contains(&word)
                });
                (switched && !sentence).then_some(full(language))
            }
            Arguments::Signs => Some(full(language)),
            Arguments::Words => {
                let sure = match self.setting {
                    Setting::Fence(_) => lower || !program.everyday,
                    Setting::Code => lower || !program.everyday,
                    Setting::Marked => lower && !program.everyday,
                } || has_verb(head.name, rest);
                sure.then_some(full(language))
            }
        }
    }

    /// What only Unix has: `./x`, `/usr/bin/x -a`, `NAME=value command`, compound commands.
    fn posix(&self, line: &str) -> Option<Typed> {
        if matches!(
            self.setting,
            Setting::Fence(Shell::PowerShell | Shell::Cmd) | Setting::Marked
        ) {
            return None;
        }
        let fence = self.setting == Setting::Fence(Shell::Posix);
        let head = Head::of(line);
        let rest = head.rest.trim_start_matches(is_blank);
        let runs = |path: &str| path.starts_with("./") || path.starts_with("~/");
        let is_typed = if runs(head.name) {
            let script = head.name.len() > 2 && !head.name.ends_with('/');
            script && (fence || !rest.is_empty() || !head.name[2..].contains('/'))
        } else if head.name.starts_with('/') {
            let deep = head.name[1..].contains('/');
            deep && (fence || arguments(rest) == Arguments::Signs)
        } else if let Some((name, value)) = head.name.split_once('=') {
            let is_name = !name.is_empty()
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
                && !name.as_bytes()[0].is_ascii_digit();
            let command = || shell::program(Head::of(rest).name).is_some();
            is_name && !value.starts_with('=') && (fence || command())
        } else {
            fence && compound(line)
        };
        is_typed.then_some(full("bash"))
    }

    /// A word that nothing is known of, where the rest of the line leaves no doubt.
    fn stranger(&self, line: &str) -> Option<Typed> {
        let (word, rest) = line.split_at(line.find(is_blank).unwrap_or(line.len()));
        let rest = rest.trim_start_matches(is_blank);
        let named = word.len() >= 2
            && word.starts_with(|c: char| c.is_ascii_lowercase())
            && word
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_.+".contains(&b));
        let options = || rest.split_whitespace().take(40).any(is_option);
        let prose = || arguments(rest) == Arguments::Prose;
        match self.setting {
            Setting::Fence(Shell::Posix) => {
                (named && !prose() && (options() || rest.is_empty() || !rest.contains(": ")))
                    .then_some(full("bash"))
            }
            Setting::Fence(shell) => {
                let word_like = word.len() >= 2
                    && word
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || b"-_.\\".contains(&b))
                    && word.as_bytes()[0].is_ascii_alphabetic();
                let switch = rest.starts_with('/') || starts_parameter(rest);
                // A parameter that was run into the name: `Get-Mailbox-Identity x`.
                let joined = word
                    .rsplit_once('-')
                    .is_some_and(|(name, _)| is_cmdlet(name, self.known));
                (word_like && (switch || joined && !rest.is_empty()) && !prose())
                    .then_some(full(id(shell)))
            }
            Setting::Code | Setting::Marked if starts_switch(word, rest) && !prose() => {
                Some(full("cmd"))
            }
            Setting::Code
                if named
                    && !prose()
                    && rest
                        .split_whitespace()
                        .any(|w| w.starts_with("--") && is_option(w)) =>
            {
                Some(full(self.language(line, Shell::Posix, word)))
            }
            _ => None,
        }
    }

    /// The language of a line: the block's where it stands in one, else what its signs say.
    fn language(&self, line: &str, usual: Shell, name: &str) -> &'static str {
        if let Setting::Fence(shell) = self.setting {
            return id(shell);
        }
        if name.len() > 4 && name.to_ascii_lowercase().ends_with(".ps1") {
            return id(Shell::PowerShell);
        }
        let found = shell::transcript(line, "console").shell;
        let windows = || {
            line.contains(":\\")
                || line.contains('%')
                || line.split_whitespace().skip(1).any(|word| {
                    word.starts_with('/') && !word[1..].contains('/') && word.len() < 12
                })
        };
        let search = ["find", "sort"].contains(&name)
            && line
                .split_whitespace()
                .nth(1)
                .is_some_and(|word| word.starts_with(['.', '/', '~', '-']));
        match (found, usual) {
            _ if search => id(Shell::Posix),
            (Shell::PowerShell, _) => id(Shell::PowerShell),
            (Shell::Cmd, Shell::Posix) if !windows() => id(Shell::Posix),
            (found, _) => id(found),
        }
    }
}

/// Whether a word is the name of a cmdlet, its dash written in any way.
pub(super) fn is_cmdlet(word: &str, known: &Known) -> bool {
    let is_whole = |name: &str| {
        cmdlet::find(name, known)
            .first()
            .is_some_and(|found| found.range == (0..name.len()))
    };
    const LONGEST: usize = 100;
    if word.len() > LONGEST || !word.contains(is_dash) {
        return false;
    }
    let name = word.rsplit('\\').next().unwrap_or(word);
    if word.is_ascii() {
        // Where a command stands, an approved verb is enough: no word of English is run.
        return is_whole(name) || is_pascal(name) && is_approved_cmdlet(name);
    }
    is_approved_cmdlet(word) || is_whole(&name.replace(is_dash, "-"))
}

/// Whether both parts of a name start with a capital and go on in small letters.
fn is_pascal(name: &str) -> bool {
    name.split('-').all(|part| {
        let mut letters = part.chars();
        letters.next().is_some_and(|c| c.is_ascii_uppercase())
            && letters.any(|c| c.is_ascii_lowercase())
    })
}

/// Whether some part of a line is run as a cmdlet.
fn calls_cmdlet(line: &str, known: &Known) -> bool {
    line.split(['(', '=', '{', ';', '|'])
        .take(40)
        .any(|part| is_cmdlet(part.split_whitespace().next().unwrap_or(""), known))
}

/// What is done with the variable at the start of a statement.
enum Variable {
    Assigned,
    Used,
    Other,
}

fn after_variable(line: &str) -> Variable {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '?' | '{' | '}');
    let rest = line[1..].trim_start_matches(is_name);
    let named = line[1..].starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | '{' | '?'));
    // A property or an index may be assigned to as well.
    let place = rest.trim_start_matches(|c: char| {
        is_name(c) || matches!(c, '.' | '[' | ']' | '"' | '\'' | '$')
    });
    let spaced = place.trim_start_matches(is_blank);
    match () {
        () if !named => Variable::Other,
        () if spaced.starts_with('=') && !spaced.starts_with("==") => Variable::Assigned,
        () if ["+=", "-=", "++", "--"]
            .iter()
            .any(|sign| spaced.starts_with(sign)) =>
        {
            Variable::Assigned
        }
        () if place.starts_with('(') && rest.starts_with('.') => Variable::Assigned,
        () if spaced.is_empty() || spaced.starts_with(['|', '.', '[', ',', '-']) => Variable::Used,
        () => Variable::Other,
    }
}

/// Whether what follows `&` or `.` is called: a path, a quoted path, a variable, a block.
fn starts_call(rest: &str) -> bool {
    let rest = rest.trim_start_matches(is_blank);
    rest.starts_with(['"', '\'', '$', '{', '(', '\u{201C}', '.'])
        || rest.contains('\\')
        || shell::program(Head::of(rest).name).is_some()
}

/// Whether a line starts with a reserved word of PowerShell in the way in which code has it.
fn is_keyword(line: &str) -> bool {
    let word = line
        .split(|c: char| !c.is_ascii_alphabetic())
        .next()
        .unwrap_or("");
    let rest = line[word.len()..].trim_start_matches(is_blank);
    let opens = |signs: &[char]| rest.starts_with(signs);
    match word.to_ascii_lowercase().as_str() {
        "if" | "foreach" | "for" | "while" | "switch" | "param" | "until" => opens(&['(']),
        "try" | "do" | "begin" | "process" | "end" | "finally" => opens(&['{']) || rest.is_empty(),
        "catch" | "else" | "elseif" => opens(&['{', '(']),
        "function" | "filter" => {
            let name = rest.split([' ', '{', '(']).next().unwrap_or("");
            let body = rest[name.len()..].trim_start_matches(is_blank);
            !name.is_empty() && (body.is_empty() || body.starts_with(['{', '(', '#']))
        }
        "return" | "throw" => opens(&['$', '"', '\'']),
        "break" | "continue" | "exit" => rest.is_empty(),
        _ => false,
    }
}

/// Whether a line starts a compound command of a POSIX shell.
fn compound(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let first = words.next().unwrap_or("");
    let second = words.next().unwrap_or("");
    match first {
        "for" | "case" | "select" => line.contains(" in ") || second.starts_with("(("),
        "while" | "until" | "if" => {
            second.starts_with(['[', '(', '!', '$']) || shell::program(second).is_some()
        }
        "function" | "set" | "exit" | "wait" | "true" | "exec" | "eval" | "trap" | "read" => true,
        "[" | "[[" | "{" | "(" => true,
        _ => first.ends_with("()") || second == "()",
    }
}

/// The first word of a line, as far as it names a program, and what follows.
struct Head<'a> {
    /// Without quotes around it.
    name: &'a str,
    rest: &'a str,
    /// It says where the program is.
    is_path: bool,
}

impl<'a> Head<'a> {
    fn of(line: &'a str) -> Self {
        let line = line.trim_start_matches(is_blank);
        let quote = line.chars().next().filter(|&c| is_quote(c));
        if let Some(quote) = quote {
            let inside = &line[quote.len_utf8()..];
            if let Some(end) = inside.find(is_quote) {
                let close = inside[end..].chars().next().map_or(0, char::len_utf8);
                return Self::new(&inside[..end], &inside[end + close..]);
            }
        }
        if let Some(end) = executable_path(line) {
            return Self::new(&line[..end], &line[end..]);
        }
        let end = line
            .find(|c| is_blank(c) || matches!(c, '|' | ';' | '&' | '>' | '<'))
            .unwrap_or(line.len());
        // `dism/online` is a program and its switch.
        let switch = line[..end].find('/').filter(|&at| {
            at > 0
                && !line[..at].contains(['\\', '.', ':'])
                && shell::program(&line[..at]).is_some_and(|program| !program.everyday)
        });
        let end = switch.unwrap_or(end);
        Self::new(&line[..end], &line[end..])
    }

    fn new(name: &'a str, rest: &'a str) -> Self {
        let is_path = name.contains(['\\', '/']);
        Self {
            name,
            rest,
            is_path,
        }
    }
}

/// Length of a path with blanks in it, at the start of a line, that ends in `.exe` or its like.
fn executable_path(line: &str) -> Option<usize> {
    const LONGEST: usize = 260;
    let bytes = line.as_bytes();
    let rooted = (bytes.len() > 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':')
        || line.starts_with('%')
        || line.starts_with("\\\\");
    if !rooted {
        return None;
    }
    let window = &bytes[..bytes.len().min(LONGEST)];
    memchr::memchr_iter(b'.', window).find_map(|dot| {
        let end = dot + 4;
        let ends = ["exe", "bat", "cmd", "ps1", "vbs", "msi"];
        let runs = bytes.get(dot + 1..end).is_some_and(|found| {
            ends.iter()
                .any(|end| found.eq_ignore_ascii_case(end.as_bytes()))
        });
        let bounded = bytes.get(end).is_none_or(|&b| b == b' ' || b == b'"');
        (runs && bounded).then_some(end)
    })
}
