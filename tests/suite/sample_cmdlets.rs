//! Cmdlets in lines of real articles, read by eye. Only the names stand in the fixture: the articles
//! are not ours, and are read where they lie beside the project.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use fixbook::admit::State;
use fixbook::boilerplate::Recurring;
use fixbook::entity::Lexicon;
use fixbook::front_matter;
use fixbook::reading;
use fixbook::role::RoleWords;
use fixbook::source::{NoLibrary, SitePath, Source};

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

/// The cmdlets on each line of an article, as fixbook finds them.
fn found(path: &str, text: &str) -> Lines {
    let text = text.trim_start_matches('\u{feff}');
    let source = Source::new(SitePath::new(path), text);
    let matter = front_matter::read(&source).value;
    let read = reading::read(&source, &matter, &RoleWords::default(), &NoLibrary).value;
    let shown = ("public", State::Current);
    let (recurring, lexicon) = (Recurring::default(), Lexicon::default());
    let reading = reading::finish(read, &source, &matter, shown, &recurring, &lexicon).value;
    let mut lines = Lines::new();
    for cmdlet in reading.mentions.cmdlets {
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

tests![cmdlets_are_found_as_a_reader_finds_them];
