//! A sample of lines of real articles, read by hand: which codes stand in each. The articles are not
//! ours; `fixtures/codes.tsv` holds their paths, the numbers of the lines and the codes, no text.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::time::{Duration, Instant};

use fixbook::entity::Lexicon;
use fixbook::entity::code::{Setting, find};
use fixbook::reading;
use fixbook::source::{SitePath, Source};

use crate::support;

/// The codes of some lines, by number.
type Lines = BTreeMap<u32, BTreeSet<String>>;

/// The lines of the sample that were read, by collection and path.
fn labels() -> BTreeMap<(String, String), Lines> {
    let file = support::project().join("tests/fixtures/codes.tsv");
    let text = fs::read_to_string(file).expect("the fixture");
    let mut labels: BTreeMap<(String, String), Lines> = BTreeMap::new();
    for row in text.lines().filter(|row| !row.starts_with('#')) {
        let [collection, path, line, codes] = row.split('\t').collect::<Vec<_>>()[..]
            .try_into()
            .expect("four columns");
        let codes = codes.split(';').filter(|code| !code.is_empty());
        let article = (String::from(collection), String::from(path));
        let line = line.parse().expect("a number");
        let lines = labels.entry(article).or_default();
        let before = lines.insert(line, codes.map(str::to_owned).collect());
        assert!(before.is_none(), "{path}:{line} stands twice");
    }
    labels
}

/// What fixbook finds in an article, by line.
fn found(path: &str, text: &str) -> Lines {
    let source = Source::new(SitePath::new(path), text);
    let reading = reading::alone(&source, &Lexicon::default());
    let mut lines = Lines::new();
    for code in reading.mentions.codes {
        for mention in code.mentions {
            let codes = lines.entry(mention.line).or_default();
            codes.insert(code.code.canonical.clone());
        }
    }
    lines
}

fn the_codes_of_the_lines_read_by_hand_are_found_and_no_others() {
    let corpus = support::project().join("../shared/corpus");
    if !corpus.is_dir() {
        println!("left out: ../shared/corpus is not here");
        return;
    }
    let (mut right, mut missed, mut wrong) = (0_u32, Vec::new(), Vec::new());
    for ((collection, path), lines) in labels() {
        let file = corpus.join(&collection).join(&path);
        let bytes = fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let found = found(&path, &String::from_utf8_lossy(&bytes));
        for (line, expected) in lines {
            let found = found.get(&line).cloned().unwrap_or_default();
            right += u32::try_from(expected.intersection(&found).count()).expect("few");
            let place = |code: &String| format!("{collection}/{path}:{line}: {code}");
            missed.extend(expected.difference(&found).map(place));
            wrong.extend(found.difference(&expected).map(place));
        }
    }
    let share = |others: &[String]| {
        f64::from(right) / (f64::from(right) + f64::from(u32::try_from(others.len()).expect("few")))
    };
    let (precision, recall) = (share(&wrong), share(&missed));
    println!("codes: {right} right, precision {precision:.3}, recall {recall:.3}");
    missed.iter().for_each(|place| println!("missed {place}"));
    wrong.iter().for_each(|place| println!("wrong {place}"));
    assert!(right >= 200, "only {right} codes");
    assert!(precision >= 0.97, "precision {precision:.3}");
    assert!(recall >= 0.97, "recall {recall:.3}");
}

/// What nobody writes by accident, in every setting.
fn long_texts_without_an_end_are_read_in_linear_time() {
    let pieces = [
        "5.",
        "5.7.1",
        "1",
        "0x8",
        "Event ID ",
        "error code ",
        "Event ID: 1, ",
        "a.",
        "WebException.",
        "550-",
        "\u{a0}5.7.1 ",
        "Source:\nEvent ID: 12\n",
        "(403) ",
        "-2147024891 ",
        "error ",
        "a_",
        "E_",
        "\u{2011}",
    ];
    // A debug build is some twenty times slower.
    let length = if cfg!(debug_assertions) {
        200_000
    } else {
        1_000_000
    };
    for piece in pieces {
        let text = piece.repeat(length / piece.len()) + "5";
        for (error, heading, command) in [
            (false, false, false),
            (true, false, false),
            (false, true, false),
            (false, false, true),
        ] {
            let setting = Setting {
                error,
                heading,
                command,
            };
            let started = Instant::now();
            let found = find(&text, setting);
            assert!(found.len() <= text.len());
            let took = started.elapsed();
            assert!(took < Duration::from_secs(5), "{piece}: {took:?}");
        }
    }
}

tests![
    the_codes_of_the_lines_read_by_hand_are_found_and_no_others,
    long_texts_without_an_end_are_read_in_linear_time,
];
