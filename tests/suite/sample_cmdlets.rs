//! Cmdlets in lines of real articles, read by eye. Only the names stand in the fixture: the articles
//! are not ours, and are read where they lie beside the project.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::time::Instant;

use fixbook::entity::Lexicon;
use fixbook::entity::cmdlet::{self, CmdletUse, Known};
use fixbook::reading;
use fixbook::source::{SitePath, Source};

use crate::support;

/// The names on the lines of an article.
type Lines = BTreeMap<u32, BTreeSet<String>>;

/// What was read by eye, by collection and path.
fn sample() -> BTreeMap<(String, String), Lines> {
    let path = support::project().join("tests/fixtures/cmdlets.tsv");
    let text = fs::read_to_string(path).expect("the fixture");
    let mut articles: BTreeMap<(String, String), Lines> = BTreeMap::new();
    for row in text.lines().filter(|row| !row.starts_with('#')) {
        let fields: Vec<&str> = row.split('\t').collect();
        let &[collection, path, line, names] = fields.as_slice() else {
            panic!("not a row of four: {row}");
        };
        let names = names.split(';').filter(|name| !name.is_empty());
        articles
            .entry((collection.to_owned(), path.to_owned()))
            .or_default()
            .insert(
                line.parse().expect("a line"),
                names.map(str::to_owned).collect(),
            );
    }
    articles
}

/// The cmdlets of an article, as fixbook finds them.
fn cmdlets(path: &str, text: &str) -> Vec<CmdletUse> {
    let text = text.trim_start_matches('\u{feff}');
    let source = Source::new(SitePath::new(path), text);
    reading::alone(&source, &Lexicon::default())
        .mentions
        .cmdlets
}

/// The same by line.
fn found(path: &str, text: &str) -> Lines {
    let mut lines = Lines::new();
    for cmdlet in cmdlets(path, text) {
        for mention in &cmdlet.mentions {
            let line = lines.entry(mention.line).or_default();
            line.insert(cmdlet.name.clone());
        }
    }
    lines
}

fn cmdlets_are_found_as_a_reader_finds_them() {
    let corpus = support::project().join("../shared/corpus");
    if !corpus.is_dir() {
        println!("left out: ../shared/corpus is not here");
        return;
    }
    let (mut right, mut missed, mut wrong) = (0.0, 0.0, 0.0);
    for ((collection, path), lines) in sample() {
        let text = fs::read_to_string(corpus.join(&collection).join(&path)).expect("an article");
        let mut found = found(&path, &text);
        for (line, wanted) in lines {
            let found = found.remove(&line).unwrap_or_default();
            right += wanted.intersection(&found).count() as f64;
            for name in wanted.difference(&found) {
                println!("missed: {collection}/{path}:{line} {name}");
                missed += 1.0;
            }
            for name in found.difference(&wanted) {
                println!("false: {collection}/{path}:{line} {name}");
                wrong += 1.0;
            }
        }
    }
    let (precision, recall) = (right / (right + wrong), right / (right + missed));
    println!("{right} cmdlets, precision {precision:.3}, recall {recall:.3}");
    assert!(right >= 190.0, "{right} cmdlets in the sample");
    assert!(precision >= 0.97 && recall >= 0.97);
}

fn a_long_paste_is_read_in_linear_time() {
    let known = Known::default();
    for piece in [
        "-",
        "get-",
        "/Get-A",
        "Get-Abc/",
        "a/Get-Item",
        "‑",
        "Get-Item ",
        "x\\",
    ] {
        let text = piece.repeat(1_000_000 / piece.len());
        let before = Instant::now();
        let _ = cmdlet::find(&text, &known);
        assert!(before.elapsed().as_secs() < 10, "{piece:?}");
    }
}

fn thousands_of_names_in_one_block_are_read_in_linear_time() {
    let names: String = (0..12_000).map(|n| format!("Get-Widget{n}\n")).collect();
    for text in [
        format!("```\n{names}```\n"),
        names.replace('\n', " "),
        names,
    ] {
        let before = Instant::now();
        assert_eq!(cmdlets("a.md", &text).len(), 12_000);
        assert!(before.elapsed().as_secs() < 30);
    }
}

tests![
    cmdlets_are_found_as_a_reader_finds_them,
    a_long_paste_is_read_in_linear_time,
    thousands_of_names_in_one_block_are_read_in_linear_time,
];
