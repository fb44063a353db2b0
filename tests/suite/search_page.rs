//! The search page and its box, as they are published; `browser` tells how they behave.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

use fixbook::pipeline;
use flate2::Compression;
use flate2::write::GzEncoder;
use regex::Regex;

use crate::markup;
use crate::support::{self, Draft};

const SCRIPT: &str = include_str!("../../themes/default/assets/search.js");

/// A published page of a site.
fn page(draft: &Draft, path: &str) -> String {
    let (inputs, _) = draft.inputs();
    let site = pipeline::read(&inputs.clone().into());
    let mut made = support::made(&site).into_iter();
    let (_, bytes) = made
        .find(|(known, _)| known == path)
        .expect("it is published");
    String::from_utf8(bytes).expect("UTF-8")
}

/// The first group of each place where a pattern matches the script.
fn named(pattern: &str) -> BTreeSet<String> {
    let pattern = Regex::new(pattern).expect("a constant");
    let found = pattern
        .captures_iter(SCRIPT)
        .map(|found| found[1].to_owned());
    found.collect()
}

/// `verdictNearCode` as an attribute has it.
fn with_hyphens(name: &str) -> String {
    let signs = name.chars().map(|sign| {
        let hyphen = if sign.is_ascii_uppercase() { "-" } else { "" };
        format!("{hyphen}{}", sign.to_ascii_lowercase())
    });
    signs.collect()
}

fn the_page_hands_its_script_every_word_and_every_template() {
    let config = "gap_url: https://example.com/{paste}";
    let error =
        "# A\n\n## Symptoms\n\nYou receive this error: `0x80070005`\n\n```error\nIt broke.\n```\n";
    let mut draft = Draft::of(error);
    draft.config = config.to_owned();
    let html = page(&draft, "search.html");
    let elements = markup::read(&html).expect("sound");
    let attributes = |name: &str| -> BTreeSet<&str> {
        let values = elements.iter().filter_map(|element| element.get(name));
        values.collect()
    };
    let results = elements
        .iter()
        .find(|element| element.get("data-results").is_some())
        .expect("the place of the results");
    let words = named(r"\bwords\.(\w+)");
    assert!(words.len() > 10);
    for word in words {
        let attribute = format!("data-{}", with_hyphens(&word));
        let text = results.get(&attribute);
        assert!(text.is_some_and(|text| !text.is_empty()), "{attribute}");
    }
    let verdicts = named(r#"[?:] "([a-z-]+)";?\n"#);
    assert_eq!(verdicts.len(), 6, "{verdicts:?}");
    for verdict in verdicts {
        assert!(
            results.get(&format!("data-verdict-{verdict}")).is_some(),
            "{verdict}"
        );
    }
    let slots = attributes("data-slot");
    for slot in named(r#"slot\(\w+, "([a-z-]+)"\)"#) {
        assert!(slots.contains(slot.as_str()), "the slot {slot}");
    }
    let ids = attributes("id");
    for part in named(r#"part\("([a-z]+)"\)"#) {
        assert!(
            ids.contains(format!("page:{part}").as_str()),
            "the template {part}"
        );
    }
}

fn without_errors_the_box_leads_home_where_no_script_runs() {
    let action = |draft: &Draft, path: &str| -> String {
        let html = page(draft, path);
        let elements = markup::read(&html).expect("sound");
        let form = elements.iter().find(|element| element.name == "form");
        form.and_then(|form| form.get("action"))
            .unwrap_or_default()
            .to_owned()
    };
    let calm = Draft::of("# A\n\nNothing is wrong.\n").with("b/c.md", "# C\n");
    assert_eq!(action(&calm, "b/c.html"), "../index.html");
    assert_eq!(action(&calm, "search.html"), "index.html");
    let broken =
        Draft::of("# A\n\n## Symptoms\n\n```error\nIt broke.\n```\n").with("b/c.md", "# C\n");
    assert_eq!(action(&broken, "b/c.html"), "../errors/index.html");
    assert_eq!(action(&broken, "search.html"), "errors/index.html");
}

fn nobody_is_asked_for_an_article_without_an_address_for_it() {
    let html = page(&Draft::of("# A\n"), "search.html");
    assert!(!html.contains("page:gap") && !html.contains("data-gap-url"));
}

fn an_address_for_requests_is_only_ever_an_attribute() {
    let mut draft = Draft::of("# A\n");
    draft.config = "gap_url: 'https://example.com/\"><script>alert(1)</script>'".to_owned();
    let html = page(&draft, "search.html");
    assert!(!html.contains("<script>alert"), "{html}");
}

/// What the search page may take of scripts, compressed, all included.
const MOST: usize = 30_000;

fn the_scripts_of_the_page_are_small() {
    let draft = Draft::of("# A\n\n```error\nIt broke.\n```\n");
    let (inputs, _) = draft.inputs();
    let site = pipeline::read(&inputs.clone().into());
    let made: BTreeMap<String, Vec<u8>> = support::made(&site).into_iter().collect();
    let html = String::from_utf8(made["search.html"].clone()).expect("UTF-8");
    let elements = markup::read(&html).expect("sound");
    let scripts = elements.iter().filter(|element| element.name == "script");
    let scripts: Vec<&str> = scripts.filter_map(|script| script.get("src")).collect();
    let compressed = |script: &&str| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&made[*script]).expect("memory");
        encoder.finish().expect("memory").len()
    };
    let sizes: Vec<usize> = scripts.iter().map(compressed).collect();
    let sum: usize = sizes.iter().sum();
    println!("{scripts:?}: {sizes:?}, {sum} bytes");
    assert_eq!(scripts.len(), 2, "the engine, and the page's own");
    assert!(sum <= MOST, "{scripts:?}: {sizes:?}, {sum} bytes");
}

tests![
    the_scripts_of_the_page_are_small,
    the_page_hands_its_script_every_word_and_every_template,
    without_errors_the_box_leads_home_where_no_script_runs,
    nobody_is_asked_for_an_article_without_an_address_for_it,
    an_address_for_requests_is_only_ever_an_attribute,
];
