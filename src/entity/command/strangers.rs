//! Programs that nothing is known of, in a block whose author named its shell.
//!
//! There a line is a command unless it looks like what a program printed, so that the arguments alone
//! can tell: a drive, a path, a placeholder, a switch or an option is given to a program. In a sentence
//! the same words prove nothing.

use super::arguments::{Arguments, Word, arguments, is_option, is_preposition, unquoted_words};
use crate::language::is_blank;
use crate::shell::Words;

/// Whether a line of such a block runs a program that nothing is known of.
pub(super) fn runs_stranger(line: &str) -> bool {
    let (name, rest) = line.split_at(line.find(is_blank).unwrap_or(line.len()));
    if !is_name(name) || arguments(rest) == Arguments::Prose || is_record(rest) {
        return false;
    }
    let signs = Signs::of(name, rest);
    if signs.options {
        return signs.early;
    }
    // Rows of a table stand in columns, and what is told in passing has prepositions.
    signs.early && !signs.prepositions && !is_action(name) && !has_columns(line)
}

/// Whether a word can be the name of a program and is no word that reports begin with.
fn is_name(word: &str) -> bool {
    static REPORTS: Words = Words::of(
        "error warning info information notice debug trace fatal critical note hint usage syntax example \
        examples output result results success failure status state exception message cause reason \
        directory folder file files path volume drive disk partition device mount source target \
        destination location server host user account group domain name value key type mode version \
        module package log date time line total loading cannot could unable access denied invalid \
        unknown missing failed deleted created copied found installed mounted started stopped removed \
        skipped no not the an this that your please see using and or if but",
    );
    let starts = word.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.+".contains(&byte);
    word.len() >= 2
        && starts
        && word.bytes().all(plain)
        && !word.ends_with(['.', '-'])
        && !REPORTS.has(word)
        && !is_preposition(word)
}

/// Whether what follows a name is its value: `Name : Value`, `name = value`.
fn is_record(rest: &str) -> bool {
    let rest = rest.trim_start_matches(is_blank);
    rest.starts_with([':', '=']) || rest.contains(" : ") || rest.contains(" = ")
}

/// Whether a word names what a program says it does: `Scanning`, `copied`.
fn is_action(word: &str) -> bool {
    word.len() > 4 && (word.ends_with("ing") || word.ends_with("ed"))
}

/// Whether a line is set in columns.
fn has_columns(line: &str) -> bool {
    line.contains('\t') || line.contains("  ")
}

/// What the arguments of a line show.
struct Signs {
    /// One of them is an option; `/x` may as well be a path.
    options: bool,
    /// The first that only a program is given stands where it can: first, or after a subcommand or two.
    early: bool,
    prepositions: bool,
}

impl Signs {
    fn of(name: &str, rest: &str) -> Self {
        const SUBCOMMANDS: usize = 2;
        let lower = !name.contains(|c: char| c.is_ascii_uppercase());
        let mut signs = Signs {
            options: false,
            early: false,
            prepositions: false,
        };
        let mut subcommands = Some(0);
        for word in unquoted_words(rest).take(60) {
            let (option, place) = match word {
                Word::Plain(word) => {
                    signs.prepositions |= is_preposition(word);
                    (is_option(word), is_switch(word) || is_place(word))
                }
                Word::Quoted(word) => (is_option(word), is_quoted_place(word)),
            };
            signs.options |= option;
            signs.early |= (option || place) && subcommands.is_some();
            subcommands = subcommands.filter(|&count| {
                lower
                    && count < SUBCOMMANDS
                    && matches!(word, Word::Plain(word) if is_subcommand(word))
            });
            subcommands = subcommands.map(|count| count + 1);
        }
        signs
    }
}

fn is_subcommand(word: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
    word.bytes().all(letter) && !is_preposition(word)
}

/// Whether a word is `/x`, `/x:value` or `/?`, and no path.
fn is_switch(word: &str) -> bool {
    let name = word.strip_prefix('/').map(|rest| {
        let end = rest.find([':', '=']).unwrap_or(rest.len());
        &rest[..end]
    });
    name.is_some_and(|name| {
        !name.is_empty()
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"?-_".contains(&b))
    })
}

/// Whether a word is a drive, a share, a path of Unix or of the current folder.
fn is_place(word: &str) -> bool {
    let bytes = word.as_bytes();
    let drive = bytes.len() >= 2
        && bytes[0].is_ascii_alphabetic()
        && bytes[1] == b':'
        && bytes
            .get(2)
            .is_none_or(|&byte| byte == b'\\' || byte == b'/');
    let share = word
        .strip_prefix("\\\\")
        .is_some_and(|host| !host.is_empty() && !host.starts_with('\\'));
    let unix = ["/", "~/", "./", "../", ".\\", "..\\"]
        .into_iter()
        .any(|start| word.len() > start.len() && word.starts_with(start));
    let variable = word.len() > 2 && word.starts_with('%') && word[1..].contains('%');
    drive || share || unix || variable
}

/// Whether a word with something quoted in it is a path or has a placeholder.
fn is_quoted_place(word: &str) -> bool {
    let inside = word.trim_start_matches(|c: char| super::arguments::is_quote(c) || c == '\'');
    let placeholder = word.find('<').is_some_and(|at| {
        let named = word[at + 1..].starts_with(|c: char| c.is_alphanumeric());
        named && word[at..].contains('>')
    });
    placeholder || is_place(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_program_is_known_by_its_arguments() {
        for line in [
            r"bcdboot C:\Windows /s S: /f UEFI",
            r"BCDboot <drive>:\windows",
            "convert D: /fs:ntfs",
            r"accesschk \\server\share",
            r#"sigcheck "C:\Program Files\Tool""#,
            r"Widgetcheck %windir%\tool",
            "frob --all",
            "frob volume check -v /srv/data",
            "frob check /srv/data",
            "frob join <host name>",
            "Frobtool /?",
            "frobbing -x",
        ] {
            assert!(runs_stranger(line), "{line}");
        }
    }

    #[test]
    fn what_a_program_printed_runs_nothing() {
        for line in [
            "",
            "Frob",
            "frob is at /srv/data",
            r"Path : C:\Windows",
            r"Path = C:\Windows",
            r"At C:\Tools\a.ps1:5 char:3",
            r"Scanning C:\Windows",
            r"opened C:\Windows",
            r"Directory of C:\Windows",
            r"Error C:\Windows -x",
            "/dev/sda1 /boot",
            "sda1    /boot ext4",
            "udev on /dev type devtmpfs",
            "root 4711 /usr/bin/frob",
            "Frob check /srv/data",
            "drwxr-xr-x 2 root root 4096 /srv",
            "+ CategoryInfo : x",
            "frob 5 < 6",
            "日本 /x",
            "frob one two three /srv",
        ] {
            assert!(!runs_stranger(line), "{line}");
        }
    }
}
