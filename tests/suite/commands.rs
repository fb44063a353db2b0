//! The commands of real articles, where they lie beside the project, judged by a grammar of PowerShell
//! that others wrote. Their texts are not ours, so nothing is said about them here but counts.
//!
//! Set `REJECTED=FILE` to have the commands that the grammar rejects written there, with the reason.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use fixbook::entity::Lexicon;
use fixbook::entity::command::{Command, Mended};
use fixbook::reading;
use fixbook::source::{SitePath, Source};
use tree_sitter::{Language, Node, Parser};

use crate::support;

/// The commands of every article of a collection, if it is there, with the article's path.
fn commands(name: &str) -> Vec<(String, Command)> {
    let folder = support::project().join("../shared/corpus").join(name);
    if !folder.is_dir() {
        println!("left out: ../shared/corpus/{name} is not here");
        return Vec::new();
    }
    let files = support::files(&folder).into_iter();
    files
        .filter(|file| Path::new(file).extension().is_some_and(|end| end == "md"))
        .filter_map(|file| Some((fs::read_to_string(folder.join(&file)).ok()?, file)))
        .flat_map(|(text, file)| {
            let found = of(&text).into_iter();
            found.map(move |command| (file.clone(), command))
        })
        .collect()
}

/// The commands of an article.
fn of(text: &str) -> Vec<Command> {
    let source = Source::new(SitePath::new("a.md"), text);
    reading::alone(&source, &Lexicon::default())
        .mentions
        .commands
}

/// A judge of PowerShell.
struct Grammar(Parser);

impl Grammar {
    fn new() -> Self {
        let mut parser = Parser::new();
        let language = Language::new(tree_sitter_powershell::LANGUAGE);
        parser
            .set_language(&language)
            .expect("a grammar of this version");
        Self(parser)
    }

    /// What the grammar does not understand; none if it accepts the script.
    fn trouble(&mut self, script: &str) -> Option<String> {
        let tree = self.0.parse(script, None).expect("no limit of time");
        let root = tree.root_node();
        root.has_error().then(|| reason(root, script))
    }
}

/// The first thing that a tree says is wrong.
fn reason(node: Node<'_>, script: &str) -> String {
    if node.is_missing() {
        return format!("missing {}", node.kind());
    }
    if node.is_error() {
        let text = &script[node.byte_range()];
        let sign = text
            .chars()
            .find(|c| !c.is_alphanumeric() && !c.is_whitespace());
        return sign.map_or_else(
            || "unexpected word".to_owned(),
            |c| format!("unexpected {c:?}"),
        );
    }
    let mut cursor = node.walk();
    let broken = node
        .children(&mut cursor)
        .find(|child| child.has_error() || child.is_missing());
    broken.map_or_else(|| "unknown".to_owned(), |child| reason(child, script))
}

/// A command with its placeholders in angle brackets filled in, as its reader does before running it.
fn filled(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let name = rest[start + 1..].find(['<', '>', '\n']);
        let Some(end) = name
            .map(|end| start + 1 + end)
            .filter(|&end| rest[end..].starts_with('>'))
        else {
            out.push_str(&rest[..=start]);
            rest = &rest[start + 1..];
            continue;
        };
        out.push_str(&rest[..start]);
        out.push_str("name");
        rest = &rest[end + 1..];
    }
    out + rest
}

/// The display, made from the text by taking the changes back.
fn undone(command: &Command) -> String {
    let (mut out, mut rest, mut at) = (String::new(), &*command.text, 0);
    for Mended {
        written,
        meant,
        range,
    } in &command.mended
    {
        let kept = range.start - at;
        out.push_str(&rest[..kept]);
        out.push_str(written);
        rest = rest[kept..].strip_prefix(&**meant).expect("what was meant");
        at = range.end;
    }
    out + rest
}

fn mending_breaks_no_command_of_powershell() {
    let mut grammar = Grammar::new();
    let (mut accepted, mut healed, mut told) = (0, 0, String::new());
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for name in ["officedocs", "officedocs-2020"] {
        for (file, command) in commands(name) {
            assert_eq!(
                undone(&command),
                command.display,
                "{file}:{}",
                command.mention.line
            );
            if command.language != "powershell" {
                continue;
            }
            let written = grammar.trouble(&filled(&command.display));
            let meant = grammar.trouble(&filled(&command.text));
            let place = format!("{name}/{file}:{}", command.mention.line);
            match (written, meant) {
                (None, Some(reason)) => panic!("{place}: mending broke it: {reason}"),
                (Some(_), None) => healed += 1,
                (None, None) => accepted += 1,
                (Some(_), Some(reason)) => {
                    let _ = writeln!(told, "{place}\t{reason}\t{:?}", command.text);
                    *reasons.entry(reason).or_default() += 1;
                }
            }
        }
    }
    println!("accepted {accepted}, healed {healed}, rejected {reasons:?}");
    if let Some(file) = std::env::var_os("REJECTED") {
        fs::write(file, told).expect("a file to write to");
    }
}

tests![mending_breaks_no_command_of_powershell];
