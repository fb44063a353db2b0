//! Markdown's backslash escapes that were left in code, where Markdown shows them.
//!
//! An author who writes `\<server\>` between backticks sees the backslashes in the page, and so does the
//! shell. They go only where a backslash cannot mean a path: `C:\_temp`, `.\[x]` and `\\server\<share>`
//! keep theirs. The shells of Unix have escapes of their own (`grep '\<word\>'`) and are never touched.

use super::floor;
use super::mending::{Edit, literals};
use crate::language::is_blank;
use crate::shell::{Shell, is_approved_cmdlet, is_one_of};

/// The backslashes of `text` that are Markdown's.
pub(super) fn escapes(text: &str, shell: Shell) -> Vec<Edit> {
    if !text.contains('\\') {
        return Vec::new();
    }
    let literals = literals(text, shell);
    let mut literals = literals.iter().peekable();
    let mut reader = Reader {
        text,
        shell,
        command: 0,
        in_angles: false,
        in_brackets: false,
        last: None,
    };
    let mut edits = Vec::new();
    let signs = ['\\', '<', '>', '|', ';', '\n'];
    for (at, _) in text.match_indices(signs) {
        while literals.next_if(|literal| literal.end <= at).is_some() {}
        if literals.peek().is_some_and(|literal| literal.start <= at) {
            continue;
        }
        if reader.is_escape(at) {
            reader.last = Some(at);
            edits.push(Edit::new(at..at + 1, ""));
        }
    }
    edits
}

struct Reader<'a> {
    text: &'a str,
    shell: Shell,
    /// Where the command that is being read starts.
    command: usize,
    /// Inside `<…`, which is still to be closed.
    in_angles: bool,
    /// Inside an escaped `[…`.
    in_brackets: bool,
    /// The last backslash that was an escape.
    last: Option<usize>,
}

impl Reader<'_> {
    /// Reads the sign at a place: whether it is a backslash that Markdown needed.
    fn is_escape(&mut self, at: usize) -> bool {
        let rest = &self.text[at..];
        match rest.as_bytes()[0] {
            b'<' => self.in_angles = true,
            b'>' => self.in_angles = false,
            b'|' | b';' => self.command = at + 1,
            b'\n' => {
                self.command = at + 1;
                (self.in_angles, self.in_brackets) = (false, false);
            }
            _ => return self.is_escaped(at, rest[1..].chars().next()),
        }
        false
    }

    fn is_escaped(&mut self, at: usize, sign: Option<char>) -> bool {
        let Some(sign) = sign else { return false };
        let before = self.text[..at].chars().next_back();
        // After anything else a backslash goes on with a path.
        let free = before.is_none_or(|c| is_blank(c) || "\"'(,=|;{[<&".contains(c));
        let powershell = self.shell == Shell::PowerShell;
        match sign {
            '<' => free && (!self.takes_path(at) || self.closes_escaped(at)),
            '|' | '#' => free,
            '>' => self.in_angles || free,
            '-' => free && self.leads_parameter(at) || self.in_cmdlet(at),
            '`' => free && powershell,
            '*' | '_' if self.goes_on(at) => true,
            '_' => {
                self.in_angles
                    || powershell && (before == Some('$') || free && !self.takes_path(at))
            }
            '*' | '$' => free && powershell && !self.takes_path(at),
            '[' => {
                self.in_brackets = free && powershell && !self.takes_path(at);
                self.in_brackets
            }
            ']' => std::mem::take(&mut self.in_brackets),
            _ => false,
        }
    }

    /// Whether an escape stands in the same word before a place: then the word is no path.
    fn goes_on(&self, at: usize) -> bool {
        self.last
            .is_some_and(|last| !self.text[last..at].contains(is_blank))
    }

    /// Whether the next `>` after `\<` at a place is escaped too.
    fn closes_escaped(&self, at: usize) -> bool {
        const LONGEST: usize = 100;
        let rest = &self.text.as_bytes()[at + 2..];
        let rest = &rest[..rest.len().min(LONGEST)];
        memchr::memchr(b'>', rest).is_some_and(|close| close > 0 && rest[close - 1] == b'\\')
    }

    /// Whether `\-` at a place is followed by the name of a parameter.
    fn leads_parameter(&self, at: usize) -> bool {
        self.text[at + 2..].starts_with(|c: char| c.is_ascii_alphabetic())
    }

    /// Whether `\-` at a place stands in the name of a cmdlet, where a command starts.
    fn in_cmdlet(&self, at: usize) -> bool {
        const FURTHEST: usize = 200;
        if at - self.command > FURTHEST {
            return false;
        }
        let verb = self.text[self.command..at].trim_start_matches(is_blank);
        let noun = &self.text[at + 2..];
        let end = noun
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(noun.len());
        const LONGEST: usize = 60;
        verb.len() + end < LONGEST && is_approved_cmdlet(&format!("{verb}-{}", &noun[..end]))
    }

    /// Whether the word at a place may be a path or a pattern: by the command, or by the parameter before.
    fn takes_path(&self, at: usize) -> bool {
        const COMMANDS: &str = "dir ls gci cd chdir sl copy cp cpi move mv mi del rm ri erase ren type cat gc get-childitem \
        set-location get-item copy-item move-item remove-item rename-item get-content test-path \
        push-location resolve-path new-item get-acl set-acl get-itemproperty set-itemproperty \
        invoke-item";
        const PARAMETERS: &[&str] = &[
            "path",
            "-match",
            "-notmatch",
            "-replace",
            "-split",
            "-filename",
            "-root",
            "-destination",
        ];
        const LONGEST: usize = 80;
        let head = floor(self.text, at.min(self.command + LONGEST));
        let command = self.text[self.command..head].trim_start_matches(is_blank);
        let command = command.split(is_blank).next().unwrap_or("");
        let last = self.text[self.command..at].trim_end_matches(is_blank);
        let ends = |end: &&str| {
            last.len()
                .checked_sub(end.len())
                .and_then(|start| last.get(start..))
                .is_some_and(|word| word.eq_ignore_ascii_case(end))
        };
        // Public folders are named by paths from `\`, though nothing in the name of the cmdlet says path.
        let folders = command.to_ascii_lowercase().ends_with("folder")
            || command.to_ascii_lowercase().contains("publicfolder");
        folders || is_one_of(command, COMMANDS) || PARAMETERS.iter().any(ends)
    }
}
