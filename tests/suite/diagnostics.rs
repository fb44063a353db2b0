//! The examples of the table of findings: each finding is told of what is wrong, and not of what is right.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use fixbook::diagnostic::rules::{RULES, Rule};
use fixbook::diagnostic::{File, Level};

use crate::support::{Folder, difference, project, updating};

/// The codes of what `check` tells about a site of these files.
fn told(files: &[File]) -> BTreeSet<String> {
    let folder = Folder::new();
    for file in files {
        folder.file(file.path, file.text.to_owned() + "\n");
    }
    let told = folder.fixbook(&["check", "--format", "json"]);
    let lines = told.out.lines();
    let codes = lines.map(|line| {
        let finding: serde_json::Value = serde_json::from_str(line).expect("a finding");
        finding["code"].as_str().expect("a code").to_owned()
    });
    codes.collect()
}

/// What is wrong with the example of a rule.
fn examined(rule: &Rule) -> Vec<String> {
    let example = rule.example();
    // Windows opens the device instead of the file.
    let is_impossible = cfg!(windows) && rule.code == "FB511";
    if example.wrong.is_empty() || is_impossible {
        return Vec::new();
    }
    let mut wrong = Vec::new();
    if !told(&example.wrong).contains(rule.code) {
        wrong.push(format!("{} is not told of what is wrong", rule.code));
    }
    let level = |code: &str| {
        RULES
            .iter()
            .find(|rule| rule.code == code)
            .map(|rule| rule.level)
    };
    for code in told(&example.right) {
        if code == rule.code {
            wrong.push(format!("{code} is told of what is right"));
        } else if level(&code) != Some(Level::Info) {
            wrong.push(format!("{code} is told of what is right for {}", rule.code));
        }
    }
    wrong
}

fn every_example_shows_its_finding() {
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let parts = RULES.chunks(RULES.len().div_ceil(4));
        let running: Vec<_> = parts
            .map(|rules| scope.spawn(move || rules.iter().flat_map(examined).collect::<Vec<_>>()))
            .collect();
        let done = running
            .into_iter()
            .map(|thread| thread.join().expect("no panic"));
        done.flatten().collect()
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn every_finding_has_an_example_or_says_why_not() {
    let is_lacking = |rule: &&Rule| {
        let example = rule.example();
        let has_both = !example.wrong.is_empty() && !example.right.is_empty();
        has_both != example.none.is_empty()
    };
    let lacking: Vec<&str> = RULES
        .iter()
        .filter(is_lacking)
        .map(|rule| rule.code)
        .collect();
    assert!(lacking.is_empty(), "{lacking:?}");
}

/// What the page of the manual says before the table.
const START: &str = "\
---
title: What each finding means
description: Every code that fixbook tells, its level, why it matters to a reader, and an example of what is wrong and what is right.
date: 2026-06-09
owner: docs
applies_to: [fixbook]
products: [fixbook]
weight: 13
---

# What each finding means

Every finding of [`fixbook check`](checking.md) and [`fixbook build`](build.md) has a code, such as `FB401`, which
stays the same from version to version. For each code, this page tells its level, why it matters to a reader, and
shows a small site that has the finding and the same site mended. [`fixbook explain FB401`](explain.md) says the same
in a terminal.

`levels:` in [`fixbook.yaml`](configuration.md) gives a code another level, or turns it off. A comment
`<!-- fixbook: allow FB806 -->` in a block, or by itself above one, allows the finding there.
";

/// What the hundreds of the codes are about.
const GROUPS: [&str; 10] = [
    "Files",
    "Front matter",
    "Configuration",
    "Structure",
    "Links and images",
    "Addresses and output",
    "Themes",
    "DocFX projects",
    "Commands and code",
    "Articles side by side",
];

/// The page of the manual that has the whole table.
fn page() -> String {
    let mut page = START.to_owned();
    let mut last = None;
    for rule in RULES {
        let hundred = usize::from(rule.code.as_bytes()[2] - b'0');
        if last.replace(hundred) != Some(hundred) {
            let _ = write!(page, "\n## {}\n", GROUPS[hundred]);
        }
        write_rule(rule, &mut page);
    }
    page
}

fn write_rule(rule: &Rule, page: &mut String) {
    let (code, title, level, why) = (rule.code, rule.title, rule.level.name(), rule.why);
    let _ = write!(page, "\n### {code}: {title}\n\nLevel: {level}. {why}\n");
    let example = rule.example();
    if !example.none.is_empty() {
        let _ = write!(page, "\nNo example: {}\n", example.none);
    }
    let (kept, mended): (Vec<&File>, Vec<&File>) = example
        .right
        .iter()
        .partition(|file| example.wrong.contains(file));
    // A secret is one wherever it stands.
    let allowed = (code == "FB805").then_some("<!-- fixbook: allow FB805: it is invented -->\n\n");
    for file in &example.wrong {
        write_file("Wrong", file, allowed.unwrap_or_default(), page);
    }
    for file in mended {
        write_file("Right", file, "", page);
    }
    if !kept.is_empty() {
        let names: Vec<String> = kept.iter().map(|file| format!("`{}`", file.path)).collect();
        let _ = write!(page, "\nAs before: {}.\n", names.join(", "));
    }
}

/// A file of an example, with a comment before its text.
fn write_file(word: &str, file: &File, comment: &str, page: &mut String) {
    let (path, text) = (file.path, file.text);
    if text.is_empty() {
        let _ = write!(page, "\n**{word}:** there is a file `{path}`.\n");
        return;
    }
    let (fence, language) = (fence(text), language(path));
    let _ = write!(
        page,
        "\n**{word}:** `{path}`\n\n{comment}{fence}{language}\n{text}\n{fence}\n"
    );
}

/// A fence that no line of a text closes.
fn fence(text: &str) -> String {
    let runs = text.split(|c| c != '`').map(str::len);
    "`".repeat(runs.max().unwrap_or(0).max(2) + 1)
}

/// The language of a file's text, for the colours of the page.
fn language(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "md" => "markdown",
        "yaml" | "yml" => "yaml",
        "json" => "json",
        "html" => "html",
        "svg" => "xml",
        "css" => "css",
        _ => "text",
    }
}

fn the_manual_has_the_whole_table() {
    let file = project().join("content/manual/findings.md");
    let found = page();
    if updating() {
        fs::write(&file, &found).expect("the page can be written");
    }
    let written = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        written == found,
        "{}\nUPDATE=1 accepts what was found.",
        difference("findings.md", &written, &found)
    );
}

tests![
    every_example_shows_its_finding,
    every_finding_has_an_example_or_says_why_not,
    the_manual_has_the_whole_table,
];
