//! Real articles, where they lie beside the project. Their texts are not ours, so nothing is said
//! about them here but counts, ids, roles and numbers.

use std::path::PathBuf;

use serde_json::Value;

use crate::pages::assert_sound;
use crate::support::{self, Folder};

/// A folder of real articles, if it is there.
fn corpus(name: &str) -> Option<PathBuf> {
    let folder = support::project().join("../shared/corpus").join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("left out: ../shared/corpus/{name} is not here");
    None
}

/// Publishes a collection as the DocFX project it is, without a line of configuration.
fn build(name: &str, articles: usize, stubs: usize) {
    let Some(corpus) = corpus(name) else { return };
    let folder = Folder::new();
    let out = folder.at("out");
    let told = folder.fixbook(&[
        "build",
        &corpus.to_string_lossy(),
        "-q",
        "-d",
        &out.to_string_lossy(),
    ]);
    assert_eq!(told.code, Some(0), "{}", told.err);
    let files = support::files(&out);
    let models = files
        .iter()
        .filter(|file| file.ends_with(".json"))
        .filter(|file| !["articles.json", "errors.json"].contains(&file.as_str()))
        .map(|file| std::fs::read_to_string(out.join(file)).expect("a model"))
        .filter(|model| !model.contains("\"kind\":\"landing\""))
        .count();
    assert_eq!(models, articles);
    let pages: Vec<String> = files
        .iter()
        .filter(|file| file.ends_with(".html"))
        .map(|file| std::fs::read_to_string(out.join(file)).expect("a page"))
        .collect();
    let redirects = pages
        .iter()
        .filter(|page| page.contains("http-equiv=\"refresh\""))
        .count();
    assert!(redirects >= stubs, "{redirects} redirects");
    for page in &pages {
        assert_no_directive(page);
    }
    assert_sound(&out);
}

/// What would be visible of the dialect if it were not understood, outside of code and of quotes,
/// where it may be what a screen says.
fn assert_no_directive(page: &str) {
    let text = without(&without(&without(page, "pre"), "code"), "blockquote");
    let marks = [
        ":::image",
        ":::zone",
        ":::row",
        ":::column",
        ":::moniker",
        ":::code",
        ":::video",
        ":::no-loc",
        "::: zone",
        "::: moniker",
        "[!NOTE",
        "[!TIP",
        "[!IMPORTANT",
        "[!WARNING",
        "[!CAUTION",
        "[!INCLUDE",
        "[!include",
        "[!div",
        "[!VIDEO",
        "[!code",
        "#tab/",
        "-end:::",
    ];
    for mark in marks {
        if let Some(at) = text.find(mark) {
            let around: String = text[at..].chars().take(120).collect();
            panic!("`{mark}` can be seen: {around}");
        }
    }
}

/// A page without the elements of a name.
fn without(page: &str, name: &str) -> String {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut kept = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(start) = rest.find(&open) {
        kept.push_str(&rest[..start]);
        match rest[start..].find(&close) {
            Some(end) => rest = &rest[start + end + close.len()..],
            None => return kept,
        }
    }
    kept.push_str(rest);
    kept
}

fn the_articles_of_today_are_published() {
    build("officedocs", 948, 100);
}

fn the_articles_of_2020_are_published() {
    build("officedocs-2020", 314, 18);
}

const SEED: &str =
    "SkypeforBusiness/SkypeServer/server-configuration/cannot-perform-cms-failover.md";

fn the_seed_has_three_tracks_and_six_steps() {
    let Some(corpus) = corpus("officedocs-2020") else {
        return;
    };
    let folder = Folder::new();
    let root = corpus.canonicalize().expect("the corpus");
    folder.file("fixbook.yaml", "exclude: [includes/]\n");
    let config = folder.at("fixbook.yaml");
    let told = folder.fixbook(&[
        "show",
        &root.join(SEED).to_string_lossy(),
        "--root",
        &root.to_string_lossy(),
        "--config",
        &config.to_string_lossy(),
    ]);
    assert_eq!(told.code, Some(0), "{}", told.err);
    let model: Value = serde_json::from_str(&told.out).expect("a model");
    assert_eq!(model["kind"], "troubleshooting");
    assert_eq!(model["applies_to"].as_array().map(Vec::len), Some(1));
    let tracks = model["tracks"].as_array().expect("tracks");
    let titles: Vec<&str> = tracks
        .iter()
        .filter_map(|track| track["title"].as_str())
        .collect();
    assert_eq!(titles, ["Scenario 1", "Scenario 2", "Scenario 3"]);
    for track in tracks {
        for part in ["symptom", "cause", "resolution"] {
            assert_eq!(
                track[part].as_array().map(Vec::len),
                Some(1),
                "{part} of {track}"
            );
        }
        assert_eq!(
            track["resolution"], tracks[0]["resolution"],
            "one fix for all"
        );
    }
    let steps = model["steps"].as_array().expect("steps");
    let numbers: Vec<u64> = steps
        .iter()
        .filter_map(|step| step["number"].as_u64())
        .collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6]);
    let below: Vec<usize> = steps
        .iter()
        .map(|step| step["steps"].as_array().map_or(0, Vec::len))
        .collect();
    assert_eq!(below, [4, 0, 0, 2, 0, 0]);
}

tests![
    the_articles_of_today_are_published,
    the_articles_of_2020_are_published,
    the_seed_has_three_tracks_and_six_steps,
];
