//! The examples of the table of findings: each finding is told of what is wrong, and not of what is right.

use std::collections::BTreeSet;

use fixbook::diagnostic::rules::{RULES, Rule};
use fixbook::diagnostic::{File, Level};

use crate::support::Folder;

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

tests![
    every_example_shows_its_finding,
    every_finding_has_an_example_or_says_why_not,
];
