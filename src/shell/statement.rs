//! The statements of a script, and those of them that hand their words to somebody who reads them again.
//!
//! A value that is quoted for one shell is not quoted for the next. Where a statement runs another shell, a
//! loop of cmd, a pipe into an interpreter, only what means the same to all of them may stand anywhere in it:
//! it is not told which of its words goes where.

use std::ops::Range;

use super::{Class, Shell, Token, Words, is_blank, is_dash, is_name, is_one_of};

/// A statement, with all the lines over which it goes on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Statement {
    /// Where it starts.
    pub(super) start: usize,
    /// From which byte on nothing is known for certain; its start, if nothing is.
    pub(super) given_up: usize,
    /// Whether a variable of cmd is set, which takes quotes for part of its value.
    pub(super) sets: bool,
}

/// The statements that start at these places, which are in order.
pub(super) fn statements(
    shell: Shell,
    text: &str,
    starts: &[usize],
    tokens: &[Token],
) -> Vec<Statement> {
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let mut rest = tokens;
    let ranges = starts.iter().zip(ends);
    ranges
        .map(|(&start, end)| {
            let own = rest.partition_point(|token| token.range.start < end);
            let (tokens, further) = rest.split_at(own);
            rest = further;
            Reader {
                shell,
                text,
                range: start..end.max(start),
                tokens,
            }
            .read()
        })
        .collect()
}

/// One statement and its tokens.
struct Reader<'a> {
    shell: Shell,
    text: &'a str,
    range: Range<usize>,
    tokens: &'a [Token],
}

impl<'a> Reader<'a> {
    fn read(&self) -> Statement {
        let start = self.range.start;
        let is_read_again = match self.shell {
            Shell::PowerShell => self.is_read_again_by_powershell(),
            Shell::Cmd => self.runs(&CMD_RUN) || self.has_operator("|") || self.has_word("call"),
            Shell::Posix => self.is_read_again_by_posix(),
        };
        Statement {
            start,
            given_up: if is_read_again {
                start
            } else {
                self.given_up()
            },
            sets: self.commands().any(|name| is_one_of(name, "set setx")),
        }
    }

    fn own(&self) -> &'a str {
        &self.text[self.range.clone()]
    }

    fn word(&self, token: &Token) -> &'a str {
        &self.text[token.range.clone()]
    }

    fn commands(&self) -> impl Iterator<Item = &'a str> {
        let is_command = |token: &&Token| matches!(token.class, Class::Command | Class::Cmdlet);
        let commands = self.tokens.iter().filter(is_command);
        commands.map(|token| program_name(self.word(token)))
    }

    fn runs(&self, programs: &Words) -> bool {
        self.commands().any(|name| programs.has(name))
    }

    fn has_word(&self, word: &str) -> bool {
        let mut keywords = self
            .tokens
            .iter()
            .filter(|token| token.class == Class::Keyword);
        keywords.any(|token| self.word(token).eq_ignore_ascii_case(word))
    }

    fn has_operator(&self, start: &str) -> bool {
        let mut operators = self
            .tokens
            .iter()
            .filter(|token| token.class == Class::Operator);
        operators.any(|token| {
            let sign = self.word(token);
            sign.starts_with(start) && sign != "||"
        })
    }

    /// Signs after which a shell reads on by rules that are not its usual ones.
    fn given_up(&self) -> usize {
        let signs: &[&str] = match self.shell {
            // Everything after `--%` is passed on as it stands.
            Shell::PowerShell => &["--%"],
            // Arithmetic, and quotes with escapes of their own.
            Shell::Posix => &["((", "$'", "$["],
            Shell::Cmd => &[],
        };
        let found = signs.iter().filter_map(|sign| self.own().find(sign)).min();
        let loops = || {
            // What `for` runs stands in quotes that are none.
            let is_loop = |token: &&Token| {
                token.class == Class::Keyword && self.word(token).eq_ignore_ascii_case("for")
            };
            let found = self.tokens.iter().find(is_loop)?;
            (self.shell == Shell::Cmd).then_some(found.range.start)
        };
        let found = found.map(|at| self.range.start + at);
        found.into_iter().chain(loops()).min().unwrap_or(usize::MAX)
    }

    fn is_read_again_by_powershell(&self) -> bool {
        let makes_code = || {
            let text = self.own().to_ascii_lowercase();
            let calls = [
                "scriptblock]",
                ".addscript(",
                ".invokescript(",
                ".newscriptblock(",
                ".expandstring(",
            ];
            calls.iter().any(|call| text.contains(call))
        };
        self.runs(&POWERSHELL_RUN) || makes_code()
    }

    fn is_read_again_by_posix(&self) -> bool {
        let mut words = self
            .own()
            .split(|c: char| !is_name(c) && !"-.@".contains(c));
        self.runs(&POSIX_RUN)
            || words.any(|word| is_one_of(word, SHELLS))
            || self.is_fed()
            || is_of_crontab(self.own())
    }

    /// Whether what is written or printed becomes the program of somebody.
    fn is_fed(&self) -> bool {
        let reads = self.has_operator("|") || self.has_operator("<");
        let sources = || self.commands().any(|name| is_one_of(name, ". source"));
        // `| $SHELL`: whoever that is.
        let is_unknown = |pair: &[Token]| {
            pair[0].class == Class::Operator
                && self.word(&pair[0]).starts_with('|')
                && matches!(
                    pair[1].class,
                    Class::Variable | Class::String | Class::Placeholder
                )
        };
        reads && (self.runs(&POSIX_FED) || sources() || self.tokens.windows(2).any(is_unknown))
    }
}

/// The name of a program without its folder and extension.
pub(super) fn program_name(word: &str) -> &str {
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
    let stem = name.len().saturating_sub(4);
    match name.get(stem..) {
        Some(end) if stem > 0 && end.eq_ignore_ascii_case(".exe") => &name[..stem],
        _ => name,
    }
}

/// Whether a line tells cron what to run: five times, or one word for them.
fn is_of_crontab(line: &str) -> bool {
    let line = line.trim_start_matches(is_blank);
    if let Some(word) = line.strip_prefix('@') {
        let word = word.split(is_blank).next().unwrap_or("");
        return is_one_of(
            word,
            "reboot yearly annually monthly weekly daily midnight hourly",
        );
    }
    let is_time = |word: &str| {
        word.starts_with(|c: char| c == '*' || c.is_ascii_digit())
            && word
                .chars()
                .all(|c| c.is_ascii_digit() || is_dash(c) || "*,/".contains(c))
    };
    let mut words = line.split(is_blank).filter(|word| !word.is_empty());
    (0..5).all(|_| words.next().is_some_and(is_time))
}

/// Names of shells of Unix. They may stand anywhere: `docker exec web sh -c …`.
const SHELLS: &str = "sh bash zsh dash ksh ash csh tcsh fish eval ssh busybox";

/// Programs of Unix that hand their words to a shell, on this machine or another, now or later.
static POSIX_RUN: Words = Words::of(
    "eval ssh plink rsh su runuser scp sftp rsync watch at batch crontab xargs parallel trap alias \
    complete bind tmux screen script expect make ansible ansible-console ansible-playbook pdsh clush \
    salt fab wsl powershell pwsh cmd cmd.exe systemd-run osascript flock entr gdb lldb vim vi",
);

/// Programs that run what they read.
static POSIX_FED: Words = Words::of(
    "python python2 python3 perl ruby node php lua awk gawk mawk sed bc dc mysql mariadb psql sqlite3 \
    sqlcmd sqlplus mongo mongosh redis-cli db2 ed ex gnuplot telnet nc ncat expect nsupdate debugfs \
    fdisk sfdisk lftp ftp ldapmodify",
);

/// What PowerShell hands its words to as text.
static POWERSHELL_RUN: Words = Words::of(
    "cmd powershell pwsh wsl bash sh ssh plink iex invoke-expression start-process saps start \
    schtasks runas sc wmic psexec winrs at msiexec cscript wscript mshta forfiles rundll32 \
    new-scheduledtaskaction invoke-wmimethod invoke-cimmethod invoke-vmscript invoke-azvmruncommand \
    register-scheduledjob add-type import-alias",
);

/// Programs of Windows that hand their words to somebody who reads them as a command.
static CMD_RUN: Words = Words::of(
    "cmd powershell pwsh wsl bash sh ssh plink schtasks runas sc wmic psexec psexec64 winrs at start \
    forfiles msiexec cscript wscript mshta rundll32 assoc ftype doskey title prompt",
);
