//! Which shell a block is for, where its fence does not say or says something else.

use std::ops::Range;

use super::powershell::{is_approved_cmdlet, is_cmdlet};
use super::programs::{CMD_BUILT_INS, CMD_PROGRAMS, PORTABLE_PROGRAMS, POSIX_PROGRAMS};
use super::prompt::{Fence, Found, Of, Role};
use super::{Shell, cmd, first_word, is_blank, is_name, is_one_of};

/// Chooses the shell: by the prompts if there are any, otherwise by what the commands look like, with
/// the fence's own language ahead wherever the commands do not contradict it.
pub(super) fn choose_shell(
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
        || word.to_ascii_lowercase().ends_with(".ps1")
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
