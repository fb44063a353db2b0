//! The files of the search index: few, small, and rewritten only where an edit is seen.

use std::collections::{BTreeMap, BTreeSet};

use fixbook::pipeline;
use fixbook::search::fold::fold;
use fixbook::search::words::{Word, words};

use crate::support::Draft;

/// A site of so many articles, of which one has the given text.
fn site(count: usize, edited: usize, text: &str) -> BTreeSet<String> {
    let mut draft = Draft::of(&article(0));
    for index in 1..count {
        let text = if index == edited {
            text.to_owned()
        } else {
            article(index)
        };
        draft = draft.with(&format!("folder-{}/article-{index}.md", index % 7), &text);
    }
    let (inputs, _) = draft.inputs();
    let files = pipeline::read(&inputs.clone().into()).index();
    files.into_iter().map(|file| file.name).collect()
}

/// An article of words that it shares with some others.
fn article(index: usize) -> String {
    let word = |salt: usize| WORDS[(index * 7 + salt * 13 + index / 3) % WORDS.len()];
    let sentence = |salt: usize| {
        let words: Vec<&str> = (salt..salt + 7).map(word).collect();
        format!("The {}.", words.join(" "))
    };
    format!(
        "# The {} of {} {index}\n\n{}\n\n> Error {}: {}\n\n## Cause\n\n{}\n\n## Resolution\n\n{}\n",
        word(1),
        word(2),
        sentence(3),
        4000 + index,
        sentence(4),
        sentence(5),
        sentence(6)
    )
}

const WORDS: &[&str] = &[
    "anchor",
    "barrel",
    "candle",
    "drawer",
    "engine",
    "faucet",
    "gutter",
    "hinge",
    "igloo",
    "jacket",
    "kettle",
    "ladder",
    "mirror",
    "needle",
    "oven",
    "pillar",
    "quarry",
    "ribbon",
    "saddle",
    "turbine",
    "umbrella",
    "valve",
    "window",
    "xylophone",
    "yoke",
    "zipper",
    "closes",
    "opens",
    "rattles",
    "stalls",
    "vanishes",
    "overflows",
];

/// How often each term stands in a text.
fn counts(text: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for line in fold(text).split('\n') {
        words(line, |word| {
            let (Word::Plain(word) | Word::Compound(word) | Word::Further(word)) = word;
            *counts.entry(word.to_owned()).or_default() += 1;
        });
    }
    counts
}

/// How many terms of an index differ between two texts.
fn changed_terms(before: &str, after: &str) -> usize {
    let (before, after) = (counts(before), counts(after));
    let all: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    all.into_iter()
        .filter(|term| before.get(*term) != after.get(*term))
        .count()
}

const COUNT: usize = 150;

fn an_edit_rewrites_few_files_more_than_it_changes_terms() {
    for edited in (1..COUNT).step_by(29) {
        let before = article(edited);
        let after = before.replace(
            "## Cause\n\nThe",
            "## Cause\n\nAfter the rain it was seen that every",
        );
        let k = changed_terms(&before, &after);
        let old = site(COUNT, edited, &before);
        let rewritten = site(COUNT, edited, &after).difference(&old).count() + 1;
        println!("article {edited}: k = {k}, {rewritten} files rewritten");
        assert!(
            k > 3 && rewritten <= k + 5,
            "article {edited}: k = {k}, {rewritten} files"
        );
    }
}

fn a_word_rewrites_eight_files_at_most() {
    for edited in (1..COUNT).step_by(37) {
        let before = article(edited);
        for (from, to) in [
            ("Error 4", "Error 7"),
            (" of ", " near "),
            ("> Error", "> Failure"),
        ] {
            let after = before.replacen(from, to, 1);
            assert_ne!(before, after);
            let old = site(COUNT, edited, &before);
            let rewritten = site(COUNT, edited, &after).difference(&old).count() + 1;
            assert!(
                rewritten <= 8,
                "article {edited}, {to:?}: {rewritten} files"
            );
        }
    }
}

fn a_new_code_changes_one_file_of_what_codes_mean() {
    let meanings = |code: &str| -> BTreeSet<String> {
        let after = article(3).replace("> Error", &format!("> {code} Error"));
        let files = site(COUNT, 3, &after).into_iter();
        files.filter(|name| name.starts_with("codes-")).collect()
    };
    let before = meanings("");
    assert_eq!(before.len(), 12);
    // Of a well-known one and of one that nobody knows, nothing new is told.
    assert_eq!(meanings("0x80070005"), before);
    assert_eq!(meanings("0x8004EDCB"), before);
    assert_eq!(meanings("ENOSPC").difference(&before).count(), 1);
}

fn the_number_of_files_grows_slowly() {
    for (count, most) in [(1, 17), (40, 42), (400, 242)] {
        let files = site(count, 0, "").len();
        assert!(files <= most, "{count} articles: {files} files");
    }
}

tests![
    an_edit_rewrites_few_files_more_than_it_changes_terms,
    a_word_rewrites_eight_files_at_most,
    a_new_code_changes_one_file_of_what_codes_mean,
    the_number_of_files_grows_slowly,
];
