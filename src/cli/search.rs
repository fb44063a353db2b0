//! `fixbook search`: the articles that a pasted error is about, as the site's own search finds them.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use anstream::AutoStream;
use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::load::{load_to_ask, root_above};
use super::report::{fail, say};
use super::{Common, Outcome};
use crate::diagnostic::{Code, visible, visible_json, visible_lines};
use crate::disk;
use crate::entity::code;
use crate::pipeline;
use crate::search::manifest::MANIFEST;
use crate::search::result::{Hit, MOST, Results, results};
use crate::search::shelf::{Loader, Shelf, Unreadable};

#[derive(Debug, Args)]
pub(super) struct Search {
    /// The error, `-` to read it from standard input, then the site's folder or its output; with
    /// --batch only the folder
    #[arg(allow_negative_numbers = true, value_name = "TEXT|- [DIR|OUT]", num_args = 0..=2)]
    words: Vec<String>,
    /// Answer every line {"id": …, "query": …} of a file, or of standard input (`-`)
    #[arg(long, value_name = "FILE")]
    batch: Option<PathBuf>,
    /// How many articles to show at most
    #[arg(short = 'n', long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..))]
    number: u8,
    /// How to write it [default: human on a terminal, json elsewhere]
    #[arg(long, value_enum)]
    format: Option<SearchFormat>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SearchFormat {
    /// A few lines for each article.
    Human,
    /// Everything, for scripts.
    Json,
}

impl Search {
    pub(super) fn run(self, common: &Common) -> Outcome {
        match &self.batch {
            Some(file) => self.answer_all(file, common),
            None => self.answer(common),
        }
    }

    fn answer(&self, common: &Common) -> Outcome {
        let Some(text) = self.words.first() else {
            fail(
                Code::WrongArgument,
                "there is nothing to search for",
                "give the text of the error, or `-` and paste it on standard input",
            );
            return Outcome::Usage;
        };
        let text = if text == "-" {
            standard_input()
        } else {
            text.clone()
        };
        let Some(mut shelf) = shelf(self.words.get(1), common) else {
            return Outcome::Usage;
        };
        let found = results(&text, &mut shelf, usize::from(self.number).min(MOST));
        let is_human = self.format.map_or_else(
            || std::io::IsTerminal::is_terminal(&std::io::stdout()),
            |format| format == SearchFormat::Human,
        );
        let told = if is_human {
            human(&found)
        } else {
            let value = serde_json::to_value(&found).unwrap_or_default();
            visible_json(&format!("{value:#}\n")).into_owned()
        };
        // A reader that went away is no reason to fail.
        let _ = AutoStream::auto(std::io::stdout()).write_all(told.as_bytes());
        if found.results.is_empty() {
            Outcome::NothingFound
        } else {
            Outcome::Clean
        }
    }

    fn answer_all(&self, file: &Path, common: &Common) -> Outcome {
        let lines = if file == Path::new("-") {
            standard_input()
        } else {
            match std::fs::read(file) {
                Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
                Err(error) => {
                    let message = format!("`{}` cannot be read: {error}", file.display());
                    fail(
                        Code::WrongArgument,
                        message,
                        "name a file of lines {\"id\": …, \"query\": …}",
                    );
                    return Outcome::Usage;
                }
            }
        };
        if self.words.len() > 1 {
            let message = format!("`{}` is one argument too many", visible(&self.words[1]));
            fail(
                Code::WrongArgument,
                message,
                "with --batch, name only the folder of a site",
            );
            return Outcome::Usage;
        }
        let Some(mut shelf) = shelf(self.words.first(), common) else {
            return Outcome::Usage;
        };
        let lines = lines.trim_start_matches('\u{feff}');
        let mut outcome = Outcome::Clean;
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        let lines = (1..)
            .zip(lines.lines())
            .filter(|(_, line)| !line.trim().is_empty());
        for (number, line) in lines {
            let Ok(query) = serde_json::from_str::<Query>(&without_halves(line)) else {
                let message = format!("line {number} of `{}` is no query", file.display());
                fail(
                    Code::WrongArgument,
                    message,
                    "write {\"id\": \"1\", \"query\": \"the error\"}",
                );
                outcome = Outcome::Findings;
                continue;
            };
            let answer = Line {
                id: query.id,
                results: results(&query.query, &mut shelf, MOST),
            };
            let written = serde_json::to_string(&answer).unwrap_or_default();
            if writeln!(out, "{}", visible_json(&written)).is_err() {
                break;
            }
        }
        outcome
    }
}

#[derive(Deserialize)]
struct Query {
    id: Value,
    query: String,
}

#[derive(Serialize)]
struct Line {
    id: Value,
    #[serde(flatten)]
    results: Results,
}

/// How much of standard input is read, in bytes: many times what an answer looks at.
const MOST_READ: u64 = 64 << 20;

pub(super) fn standard_input() -> String {
    let mut bytes = Vec::new();
    let _ = std::io::stdin()
        .lock()
        .take(MOST_READ)
        .read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A line of JSON whose halves of characters (`\ud83d` alone) are the sign of a character that is missing,
/// as browsers read them.
fn without_halves(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let length = match (half(escape), escape.get(6..).and_then(half)) {
            (Some(Half::High), Some(Half::Low)) => 12,
            (Some(_), _) => {
                out.push_str("\\ufffd");
                rest = &escape[6..];
                continue;
            }
            (None, _) => escape.chars().take(2).map(char::len_utf8).sum(),
        };
        out.push_str(&escape[..length]);
        rest = &escape[length..];
    }
    out.push_str(rest);
    out
}

enum Half {
    High,
    Low,
}

/// The half of a character that an escape at the start of a text stands for.
fn half(text: &str) -> Option<Half> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    match u16::from_str_radix(digits, 16).ok()? {
        0xd800..=0xdbff => Some(Half::High),
        0xdc00..=0xdfff => Some(Half::Low),
        _ => None,
    }
}

/// Where the files of an index are: in a published site, or made of the articles of one.
enum Files {
    Published(PathBuf),
    Made(HashMap<String, String>),
}

impl Loader for Files {
    fn load(&self, name: &str) -> Option<String> {
        match self {
            Self::Published(folder) => std::fs::read_to_string(folder.join(name)).ok(),
            Self::Made(files) => files.get(name).cloned(),
        }
    }
}

/// The index of the folder that the command names, else of the site in which it was started; none after
/// saying why.
fn shelf(folder: Option<&String>, common: &Common) -> Option<Shelf<Files>> {
    let here = || {
        std::env::current_dir()
            .ok()
            .and_then(|folder| root_above(&folder))
    };
    let root = folder
        .map(PathBuf::from)
        .or_else(|| common.root.clone())
        .or_else(here)
        .unwrap_or_else(|| PathBuf::from("."));
    let published = root.join("search");
    let files = if published.join(MANIFEST).is_file() || disk::is_published(&root) {
        Files::Published(published)
    } else {
        let loaded = load_to_ask(&root, common)?;
        let files = pipeline::read(&loaded.inputs).index().into_iter();
        Files::Made(files.map(|file| (file.name, file.text)).collect())
    };
    match Shelf::open(files) {
        Ok(shelf) => {
            if shelf.manifest.articles == 0 {
                say(&visible(&format!("`{}` holds no articles", root.display())));
            }
            Some(shelf)
        }
        Err(error) => {
            let help = match error {
                Unreadable::Missing => "publish the site again, or name the folder of its articles",
                Unreadable::Version => "publish the site again with this version",
            };
            fail(
                Code::WrongArgument,
                format!("in `{}` {error}", root.display()),
                help,
            );
            None
        }
    }
}

const BOLD: &str = "\u{1b}[1m";
const GREEN: &str = "\u{1b}[1;32m";
const YELLOW: &str = "\u{1b}[1;33m";
const FAINT: &str = "\u{1b}[2m";
const PLAIN: &str = "\u{1b}[0m";
/// The longest line of a paste or an article that is shown, in characters.
const LONGEST: usize = 160;

/// The answer as a few lines for each article; colours are taken out where nobody sees them.
fn human(found: &Results) -> String {
    let mut out = String::new();
    if found.partial {
        let _ = writeln!(
            out,
            "{YELLOW}Files of the index are missing; something may not have been found.{PLAIN}\n"
        );
    }
    let _ = writeln!(out, "{}", verdict(found));
    let is_other = |hit: &Hit| found.others.iter().any(|other| other.path == hit.path);
    let sure = usize::from(found.confident).min(found.results.len());
    let (first, rest) = found.results.split_at(sure);
    let mut write_all = |headline: &str, hits: &[&Hit]| {
        if !hits.is_empty() && !headline.is_empty() {
            let _ = writeln!(out, "\n{headline}");
        }
        for hit in hits {
            write_hit(&mut out, hit, &found.codes);
        }
    };
    let rest: Vec<&Hit> = rest.iter().filter(|hit| !is_other(hit)).collect();
    let also = format!("{GREEN}Also in what you pasted:{PLAIN}");
    let further = if found.confident {
        "Nearest besides:"
    } else {
        ""
    };
    write_all("", &first.iter().collect::<Vec<_>>());
    write_all(&also, &found.others.iter().collect::<Vec<_>>());
    write_all(further, &rest);
    write_understood(&mut out, found);
    out
}

/// What is believed of the first article.
fn verdict(found: &Results) -> String {
    let Some(first) = found.results.first() else {
        return format!("{YELLOW}Nothing was found.{PLAIN}");
    };
    let words = found.lines.iter().flat_map(|line| line.split_whitespace());
    let codes = &first.matched.codes;
    let shared = found.codes.iter().find(|code| codes.contains(code));
    match shared {
        // A code alone is not yet an error: several have it.
        Some(code) if words.count() <= MOST_ABOUT_CODE => {
            format!("{GREEN}About code {}:{PLAIN}", visible(code))
        }
        _ if found.confident => format!("{GREEN}This is your error:{PLAIN}"),
        _ => format!("{YELLOW}No article documents this very error. Nearest:{PLAIN}"),
    }
}

/// Of so many words beside its spelling, a paste is about a code and not about a message.
const MOST_ABOUT_CODE: usize = 3;

/// What was understood of the paste: its codes that stand beside no answer, and what they mean; where it has none
/// and no article is about it, how much was read.
fn write_understood(out: &mut String, found: &Results) {
    let answers = found.results.iter().take(1).chain(&found.others);
    let told: Vec<&str> = answers
        .filter_map(|hit| code_of(hit, &found.codes))
        .collect();
    let is_told = |code: &&String| found.confident && told.contains(&code.as_str());
    let codes: Vec<&String> = found.codes.iter().filter(|code| !is_told(code)).collect();
    if let Some(width) = codes.iter().map(|code| code.chars().count()).max() {
        let _ = writeln!(out, "\nCodes understood:");
        for code in codes {
            let meaning = code::read(code).and_then(|code| code::brief_or_about(&code));
            let (code, meaning) = (visible(code), clipped(&meaning.unwrap_or_default()));
            let line = format!("  {code:width$}  {meaning}");
            let _ = writeln!(out, "{}", line.trim_end());
        }
        let _ = writeln!(out, "{FAINT}`fixbook explain CODE` tells more.{PLAIN}");
    } else if found.codes.is_empty() && !found.confident {
        let read = match found.lines.len() {
            1 => "1 line".to_owned(),
            count => format!("{count} lines"),
        };
        let _ = writeln!(out, "\n{FAINT}Understood: {read}, no code.{PLAIN}");
    }
}

/// The code of an article that is told: one that the paste has too, if there is any.
fn code_of<'h>(hit: &'h Hit, pasted: &[String]) -> Option<&'h str> {
    let codes = &hit.matched.codes;
    let shared = codes.iter().find(|code| pasted.contains(code));
    shared.or(codes.first()).map(String::as_str)
}

fn write_hit(out: &mut String, hit: &Hit, pasted: &[String]) {
    let title = clipped(&hit.title);
    let place = visible(&hit.path);
    let line = hit.matched.line;
    let products = clipped(&hit.products.join(", "));
    let _ = writeln!(out, "\n{BOLD}{title}{PLAIN}");
    let _ = write!(out, "  {FAINT}{place}:{line}");
    if !products.is_empty() {
        let _ = write!(out, " · {products}");
    }
    let _ = writeln!(out, "{PLAIN}");
    if let Some(paste) = &hit.matched.paste {
        let _ = writeln!(out, "  you   {}", clipped(paste));
    }
    let text = clipped(&hit.matched.text);
    if text != title {
        let _ = writeln!(out, "  there {text}");
    }
    if let Some(code) = code_of(hit, pasted) {
        let meaning = code::read(code).and_then(|code| code::brief(&code));
        let told = [
            visible(code).into_owned(),
            clipped(&meaning.unwrap_or_default()),
        ]
        .join("  ");
        let _ = writeln!(out, "  code  {}", told.trim_end());
    }
    if let Some(fix) = &hit.fix {
        let mark = if fix.is_command { BOLD } else { "" };
        let _ = writeln!(out, "  fix   {mark}{}{PLAIN}", clipped(&fix.text));
    }
}

/// A text on one line, cut where it is long, nothing of which commands the terminal.
fn clipped(text: &str) -> String {
    let folded = crate::markdown::fold_blanks(text);
    let text = visible_lines(&folded);
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_characters_are_told_as_missing() {
        for (line, mended) in [
            (r#"{"a":"\ud83d\ude00"}"#, r#"{"a":"\ud83d\ude00"}"#),
            (r#"{"a":"\ud83d!"}"#, r#"{"a":"\ufffd!"}"#),
            (r#"{"a":"\ude00\ud83d"}"#, r#"{"a":"\ufffd\ufffd"}"#),
            (
                r#"{"a":"\\ud83d \n \u00e9"}"#,
                r#"{"a":"\\ud83d \n \u00e9"}"#,
            ),
        ] {
            assert_eq!(without_halves(line), mended);
            assert!(serde_json::from_str::<Value>(&without_halves(line)).is_ok());
        }
    }
}
