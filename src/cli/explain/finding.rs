//! What `fixbook explain` answers about a finding of fixbook: the table's entry and its example.

use std::fmt::Write as _;

use serde::Serialize;

use crate::diagnostic::rules::{RULES, Rule};
use crate::diagnostic::{File, Level};

/// The code of a finding of fixbook, in capitals.
pub(super) fn number(typed: &str) -> Option<String> {
    let number = typed
        .get(..2)?
        .eq_ignore_ascii_case("FB")
        .then(|| &typed[2..])?;
    let is_number = number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| format!("FB{number}"))
}

/// What `--format json` writes about a finding.
#[derive(Debug, Serialize)]
pub(super) struct Answer {
    schema: u32,
    finding: &'static str,
    level: Level,
    title: &'static str,
    why: &'static str,
    /// The files of a site that has the finding.
    wrong: Vec<File>,
    /// The same files without it.
    right: Vec<File>,
    /// Why there are no files.
    #[serde(skip_serializing_if = "String::is_empty")]
    no_example: String,
}

impl Answer {
    /// What is known of a code of the table.
    pub(super) fn about(number: &str) -> Option<Self> {
        RULES.iter().find(|rule| rule.code == number).map(Self::new)
    }

    fn new(rule: &'static Rule) -> Self {
        let example = rule.example();
        Self {
            schema: 1,
            finding: rule.code,
            level: rule.level,
            title: rule.title,
            why: rule.why,
            wrong: example.wrong,
            right: example.right,
            no_example: example.none,
        }
    }

    /// The answer as lines to read.
    pub(super) fn human(&self) -> String {
        let level = self.level.name();
        let (finding, title, why) = (self.finding, self.title, self.why);
        let mut out = format!("{finding}  {level}: {title}\n{why}\n");
        if !self.no_example.is_empty() {
            let _ = writeln!(out, "\nNo example: {}", self.no_example);
        }
        for file in &self.wrong {
            let _ = writeln!(out, "\nWrong: {}", file.path);
            write_lines(file, '-', counterpart(file, &self.right), &mut out);
        }
        for file in &self.right {
            let before = counterpart(file, &self.wrong);
            if before == Some(file) {
                let _ = writeln!(out, "\nRight: {}, as before", file.path);
                continue;
            }
            let _ = writeln!(out, "\nRight: {}", file.path);
            write_lines(file, '+', before, &mut out);
        }
        out
    }
}

/// The file of the same path.
fn counterpart<'f>(file: &File, others: &'f [File]) -> Option<&'f File> {
    others.iter().find(|other| other.path == file.path)
}

/// The lines of a file, set in; those that its counterpart lacks have a mark.
fn write_lines(file: &File, mark: char, other: Option<&File>, out: &mut String) {
    let lines: Vec<&str> = file.text.lines().collect();
    let own = match other {
        Some(other) => own_lines(&lines, &other.text.lines().collect::<Vec<_>>()),
        None => vec![false; lines.len()],
    };
    for (line, is_own) in lines.iter().zip(own) {
        // In the margin, where a `-` is not taken for that of a list.
        let mark = if is_own && !line.is_empty() {
            mark
        } else {
            ' '
        };
        let line = format!("{mark}   {line}");
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

/// Which lines are not among those that two texts share, in the longest way to read both in order. The
/// table's examples are short, so looking at every pair of lines is cheap.
fn own_lines(lines: &[&str], others: &[&str]) -> Vec<bool> {
    // How many lines the ends of the two texts share, from each pair of lines.
    let mut shared = vec![vec![0; others.len() + 1]; lines.len() + 1];
    for at in (0..lines.len()).rev() {
        for there in (0..others.len()).rev() {
            shared[at][there] = if lines[at] == others[there] {
                shared[at + 1][there + 1] + 1
            } else {
                shared[at + 1][there].max(shared[at][there + 1])
            };
        }
    }
    let mut own = vec![true; lines.len()];
    let (mut at, mut there) = (0, 0);
    while at < lines.len() && there < others.len() {
        if lines[at] == others[there] {
            own[at] = false;
            at += 1;
            there += 1;
        } else if shared[at + 1][there] >= shared[at][there + 1] {
            at += 1;
        } else {
            there += 1;
        }
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_mended_has_a_mark() {
        for (lines, others, own) in [
            ("a b c", "a b c", "..."),
            ("a b c", "a x c", ".b."),
            ("a b a", "a", ".ba"),
            ("x a b", "a b", "x.."),
            ("a b", "", "ab"),
            ("", "a", ""),
            ("a b c", "c a b", "..c"),
        ] {
            let lines: Vec<&str> = lines.split_whitespace().collect();
            let others: Vec<&str> = others.split_whitespace().collect();
            let shown = own_lines(&lines, &others);
            let shown = shown.iter().zip(&lines);
            let shown: String = shown
                .map(|(own, line)| if *own { line } else { "." })
                .collect();
            assert_eq!(shown, own, "{lines:?} beside {others:?}");
        }
    }
}
