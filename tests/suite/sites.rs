//! Sites: every folder of `tests/sites` is a whole site (`in/`), what is said on the console about
//! it (`transcript.md`), and what is published (`out/`).
//!
//! A transcript is prose with two kinds of blocks. `file PATH` makes a file before anything runs,
//! for names that not every file system can hold. `console` is a session: a line `$ COMMAND`, then
//! its standard output, its standard error with `2> ` before each line, and `? CODE` if it did not
//! end with 0. Commands are `fixbook` (with `NAME=value` before it, if need be) and a few helpers:
//! `ls [FOLDER]`, `cat FILE`, `rm FILE`, `append FILE TEXT`.
//!
//! Each file of `out/` must be in `public/` with those bytes; each `NAME.contains` lists lines that
//! `NAME` must contain. Before anything is compared, hashes and times are replaced by `[hash]` and
//! `[time]`, and numbers of files that are not zero by `[some]`; `ls` leaves out the hashed files of
//! the theme. `UPDATE=1` writes what was found.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use libtest_mimic::{Failed, Trial};

use crate::support::{self, Folder, Told};

/// One test for each site.
pub(crate) fn trials() -> Vec<Trial> {
    let folder = support::project().join("tests/sites");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
        .into_iter()
        .map(|name| {
            let site = folder.join(&name);
            Trial::test(format!("sites::{name}"), move || run(&site))
        })
        .collect()
}

/// The names of the sites that build, for tests that look at what is published.
pub(crate) fn published() -> Vec<std::path::PathBuf> {
    let folder = support::project().join("tests/sites");
    let mut sites: Vec<_> = fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|site| site.join("in").is_dir() || site.join("transcript.md").is_file())
        .collect();
    sites.sort();
    sites
}

/// Lays a site out in a folder of its own.
pub(crate) fn lay_out(site: &Path) -> Folder {
    let folder = Folder::new();
    folder.copy(&site.join("in"));
    let transcript = fs::read_to_string(site.join("transcript.md")).unwrap_or_default();
    let lines: Vec<&str> = transcript.lines().collect();
    for block in blocks(&lines) {
        if let Some(path) = block.info.strip_prefix("file ") {
            let text: String = lines[block.start + 1..block.end]
                .iter()
                .map(|line| format!("{line}\n"))
                .collect();
            folder.file(path, text);
        }
    }
    folder
}

/// A fenced block: its info and the lines of its fences.
struct Block {
    info: String,
    start: usize,
    end: usize,
}

fn blocks(lines: &[&str]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let fence = lines[at].len() - lines[at].trim_start_matches('`').len();
        if fence >= 3 {
            let closes = |line: &&str| line.len() >= fence && line.bytes().all(|b| b == b'`');
            let length = lines[at + 1..].iter().position(closes);
            let end = at + 1 + length.expect("every block is closed");
            let info = lines[at][fence..].trim().to_owned();
            blocks.push(Block {
                info,
                start: at,
                end,
            });
            at = end;
        }
        at += 1;
    }
    blocks
}

fn run(site: &Path) -> Result<(), Failed> {
    let file = site.join("transcript.md");
    let transcript = fs::read_to_string(&file)?;
    let lines: Vec<&str> = transcript.lines().collect();
    let folder = lay_out(site);
    let mut found = String::new();
    let mut at = 0;
    for block in blocks(&lines) {
        for line in &lines[at..=block.start] {
            let _ = writeln!(found, "{line}");
        }
        let inside = &lines[block.start + 1..block.end];
        if block.info == "console" {
            for command in inside.iter().filter_map(|line| line.strip_prefix("$ ")) {
                let _ = writeln!(found, "$ {command}");
                found.push_str(&session(&folder, command)?);
            }
        } else {
            inside
                .iter()
                .for_each(|line| found.push_str(&format!("{line}\n")));
        }
        at = block.end;
    }
    for line in &lines[at..] {
        let _ = writeln!(found, "{line}");
    }
    let mut differences = String::new();
    if found != transcript {
        if support::updating() {
            fs::write(&file, &found)?;
        } else {
            differences.push_str(&support::difference("transcript.md", &transcript, &found));
        }
    }
    for path in support::files(&site.join("out")) {
        differences.push_str(&compare(site, &folder, &path)?);
    }
    if differences.is_empty() {
        return Ok(());
    }
    Err(format!("{differences}\nUPDATE=1 accepts what was found.").into())
}

/// What a command says, as a transcript shows it.
fn session(folder: &Folder, command: &str) -> Result<String, Failed> {
    let words = words(command);
    let is_setting = |word: &&String| {
        word.split_once('=').is_some_and(|(name, _)| {
            name.bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
        })
    };
    let settings = words.iter().take_while(is_setting).count();
    let arguments = &words[settings + 1..];
    let argument = |index: usize| arguments.get(index).map_or("", String::as_str);
    let told = match words[settings].as_str() {
        "fixbook" => {
            let mut program = support::fixbook();
            program.current_dir(folder.root()).args(arguments);
            for setting in &words[..settings] {
                if let Some((name, value)) = setting.split_once('=') {
                    program.env(name, value);
                }
            }
            Told::from(program.output()?)
        }
        "cat" => says(folder.text(argument(0))),
        "ls" => {
            let mut files = support::files(&folder.at(argument(0)));
            // How many files the theme and the index have is their business.
            let hash = r"^(assets/.*\.[0-9a-f]{12}\.|search/[a-z]+-\d)";
            let hash = regex::Regex::new(hash).expect("a constant");
            files.retain(|file| !hash.is_match(file));
            says(files.iter().map(|file| format!("{file}\n")).collect())
        }
        "rm" => {
            fs::remove_file(folder.at(argument(0)))?;
            says(String::new())
        }
        "append" => {
            let path = argument(0);
            let before = fs::read_to_string(folder.at(path)).unwrap_or_default();
            folder.file(path, format!("{before}{}\n", argument(1)));
            says(String::new())
        }
        other => return Err(format!("a transcript knows no command `{other}`").into()),
    };
    let mut text = told.out;
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    for line in told.err.lines() {
        let _ = writeln!(text, "{}", format!("2> {line}").trim_end());
    }
    if told.code != Some(0) {
        let code = told
            .code
            .map_or_else(|| "killed".to_owned(), |code| code.to_string());
        let _ = writeln!(text, "? {code}");
    }
    Ok(redacted(&text, folder))
}

fn says(out: String) -> Told {
    Told {
        code: Some(0),
        out,
        err: String::new(),
    }
}

/// Words as a shell splits them: blanks part, quotation marks join.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in line.chars() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            ('"' | '\'', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (' ', None) => words.extend(word.take()),
            (c, _) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// The text without what differs from run to run or from theme to theme.
fn redacted(text: &str, folder: &Folder) -> String {
    let hash = regex::Regex::new(r"\.[0-9a-f]{12}\.").expect("a constant");
    let time = regex::Regex::new(r"\([0-9]+\.[0-9] s\)").expect("a constant");
    let root = folder.root().to_string_lossy().into_owned();
    let text = text.replace(&root, "[root]");
    let text = hash.replace_all(&text, ".[hash].");
    let text = time.replace_all(&text, "([time])");
    let count = regex::Regex::new(r"\b[1-9][0-9]* (files? written|unchanged|removed)\b");
    let count = count.expect("a constant");
    count.replace_all(&text, "[some] $1").into_owned()
}

/// Compares one file of `out/` with what was published.
fn compare(site: &Path, folder: &Folder, path: &str) -> Result<String, Failed> {
    let file = site.join("out").join(path);
    let expected = fs::read(&file)?;
    if let Some(path) = path.strip_suffix(".contains") {
        let text = String::from_utf8(expected)?;
        let found = redacted(&folder.text(&format!("public/{path}")), folder);
        let missing: Vec<&str> = text.lines().filter(|line| !found.contains(line)).collect();
        let told = missing
            .iter()
            .map(|line| format!("{path} does not contain: {line}\n"));
        return Ok(told.collect());
    }
    let found = fs::read(folder.at("public").join(path))
        .map_err(|error| format!("public/{path}: {error}"))?;
    let found = match String::from_utf8(found) {
        Ok(text) => redacted(&text, folder).into_bytes(),
        Err(error) => error.into_bytes(),
    };
    if found == expected {
        return Ok(String::new());
    }
    if support::updating() {
        fs::write(&file, &found)?;
        return Ok(String::new());
    }
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok(support::difference(path, &text(&expected), &text(&found)))
}
