//! How well error texts are found, measured on articles that people have read.
//!
//! ```text
//! cargo bench --bench extraction -- FOLDER LABELS.jsonl ARTICLES.txt
//! cargo bench --bench extraction -- FOLDER --list            # every error text found, a line each
//! ```
//!
//! A label is a line of JSON: `path`, `line`, `end`, `text`, `form`, `kind` (`code` where it is only
//! a code), `where` (`body`, `heading`, `ref` for the title of another article). ARTICLES.txt names
//! every article that was read, those without labels too. A label counts as found when an error of
//! ours overlaps its lines and shares at least 80 % of its words; ours count as right likewise, one to
//! one.

#![allow(clippy::disallowed_methods, reason = "a benchmark touches the world")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use fixbook::entity::Lexicon;
use fixbook::entity::error_text::{ErrorText, Form};
use fixbook::reading;
use fixbook::source::{SitePath, Source};

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    match arguments.as_slice() {
        [folder, flag] if flag == "--list" => list(Path::new(folder)),
        [folder, labels, articles] => measure(Path::new(folder), labels, articles),
        _ => println!("left out: name a folder of articles, labels and the list of articles read"),
    }
}

/// The error texts of one article.
fn errors(folder: &Path, path: &str) -> Vec<ErrorText> {
    let bytes = fs::read(folder.join(path)).expect("an article");
    let text = String::from_utf8_lossy(&bytes);
    let source = Source::new(SitePath::new(path), text.trim_start_matches('\u{feff}'));
    reading::alone(&source, &Lexicon::default()).mentions.errors
}

/// Prints every error text of every article.
fn list(folder: &Path) {
    for path in articles(folder, folder) {
        for error in errors(folder, &path) {
            let text: String = error.text.replace('\n', "⏎").chars().take(240).collect();
            println!(
                "{path}:{}-{} {:?} {text}",
                error.line, error.end_line, error.form
            );
        }
    }
}

/// The articles below a folder.
fn articles(root: &Path, folder: &Path) -> Vec<String> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    entries.sort();
    let mut found = Vec::new();
    for entry in entries {
        if entry.is_dir() {
            found.extend(articles(root, &entry));
        } else if entry.extension().is_some_and(|extension| extension == "md") {
            let path = entry.strip_prefix(root).expect("a path below the root");
            found.push(path.to_string_lossy().into_owned());
        }
    }
    found
}

/// What somebody read in an article.
struct Label {
    path: String,
    lines: (u32, u32),
    text: String,
    group: Group,
}

/// What is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Block,
    Inline,
    Heading,
    /// Only a code, or the title of another article: no error text.
    None,
}

impl Group {
    fn of(form: &str, kind: &str, place: &str) -> Self {
        match (form, kind, place) {
            (_, _, "ref") | ("plain-inline" | "plain-para", "code", _) => Self::None,
            (_, "code", "heading") => Self::None,
            (_, _, "heading") => Self::Heading,
            (form, ..) if form.ends_with("-inline") => Self::Inline,
            _ => Self::Block,
        }
    }

    fn of_error(error: &ErrorText) -> Self {
        match error.form {
            Form::Block => Self::Block,
            Form::Inline => Self::Inline,
            Form::Heading => Self::Heading,
            Form::FrontMatter => Self::None,
        }
    }
}

fn labels(file: &str) -> Vec<Label> {
    let text = fs::read_to_string(file).expect("labels");
    text.lines()
        .map(|line| {
            let label: serde_json::Value = serde_json::from_str(line).expect("a label");
            let word = |key: &str| label[key].as_str().unwrap_or_default().to_owned();
            let number = |key: &str| {
                let number = label[key].as_u64().expect("a line");
                u32::try_from(number).expect("a line")
            };
            Label {
                path: word("path"),
                lines: (number("line"), number("end")),
                text: word("text"),
                group: Group::of(&word("form"), &word("kind"), &word("where")),
            }
        })
        .collect()
}

/// The words of a text, folded.
fn words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Whether most of the words of one stand in the other, and their lines meet.
fn shares(of: &str, other: &str) -> bool {
    let (of, other) = (words(of), words(other));
    let shared = of.intersection(&other).count();
    shared * 5 >= of.len() * 4
}

fn meet(label: &Label, error: &ErrorText) -> bool {
    error.line <= label.lines.1 && label.lines.0 <= error.end_line
}

fn measure(folder: &Path, label_file: &str, article_file: &str) {
    let labels = labels(label_file);
    let read = fs::read_to_string(article_file).expect("the list of articles");
    let mut table = [[0_usize; 3]; 3]; // block, inline, heading: found, missed, false
    for path in read.lines().filter(|line| !line.is_empty()) {
        let ours = errors(folder, path);
        let theirs: Vec<&Label> = labels.iter().filter(|label| label.path == path).collect();
        let mut used = vec![false; ours.len()];
        for label in theirs.iter().filter(|label| label.group != Group::None) {
            let fits = |index: &usize| {
                let error: &ErrorText = &ours[*index];
                !used[*index] && meet(label, error) && shares(&label.text, &error.text)
            };
            let best = (0..ours.len())
                .filter(fits)
                .max_by_key(|&index| shares(&ours[index].text, &label.text));
            let row = label.group as usize;
            match best {
                Some(index) => {
                    used[index] = true;
                    table[row][0] += 1;
                }
                None => {
                    table[row][1] += 1;
                    println!(
                        "missed {:?} {path}:{} {}",
                        label.group,
                        label.lines.0,
                        start(&label.text)
                    );
                }
            }
        }
        for (error, _) in ours.iter().zip(&used).filter(|(_, used)| !**used) {
            let group = Group::of_error(error);
            if group == Group::None {
                continue;
            }
            table[group as usize][2] += 1;
            println!(
                "false {group:?} {path}:{} {}",
                error.line,
                start(&error.text)
            );
        }
    }
    println!(
        "\n{:<10}{:>7}{:>8}{:>7}{:>11}{:>8}{:>6}",
        "", "found", "missed", "false", "precision", "recall", "F1"
    );
    for (group, [found, missed, wrong]) in [Group::Block, Group::Inline, Group::Heading]
        .iter()
        .zip(table)
    {
        let ratio = |part: usize, whole: usize| {
            if whole == 0 {
                1.0
            } else {
                part as f64 / whole as f64
            }
        };
        let (precision, recall) = (ratio(found, found + wrong), ratio(found, found + missed));
        let f1 = 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE);
        println!(
            "{:<10}{found:>7}{missed:>8}{wrong:>7}{precision:>11.3}{recall:>8.3}{f1:>6.3}",
            format!("{group:?}")
        );
    }
}

fn start(text: &str) -> String {
    text.replace('\n', "⏎").chars().take(110).collect()
}
