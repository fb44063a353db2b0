//! The same input gives the same bytes, whatever the order and however many threads; what did not
//! change is not written.

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, SystemTime};

use fixbook::inputs::Inputs;
use fixbook::pipeline;

use crate::sites;
use crate::support::{self, Draft, Folder};

/// The project's own articles, and some that are hard to tell apart.
fn draft() -> Draft {
    let mut draft = Draft::default();
    let content = support::project().join("content");
    for path in support::files(&content) {
        if path.ends_with(".md") {
            let text = fs::read_to_string(content.join(&path)).expect("an article");
            draft.articles.push((path, text));
        } else {
            draft.assets.push(path);
        }
    }
    let links = "[a](PORT.md) [b](prot.md) [c](x/../PORTS) ![d](Pic.PNG)\n";
    for name in ["Port", "port", "pOrt", "porT", "ports", "pots"] {
        draft = draft.with(&format!("twins/{name}.md"), &format!("# Twin\n\n{links}"));
    }
    draft
        .assets
        .extend(["twins/pic.png", "twins/PIC.png", "twins/pic.PNG"].map(str::to_owned));
    draft
}

fn everything(draft: &Draft) -> (Vec<(String, Vec<u8>)>, String) {
    let (inputs, _) = draft.inputs();
    let site = pipeline::read(&inputs.clone().into());
    (support::made(&site), support::told(&site.diagnostics))
}

fn two_readings_of_the_same_site_are_equal() {
    let draft = draft();
    let (first, findings) = everything(&draft);
    assert!(first.len() > 50);
    for _ in 0..8 {
        let (again, found) = everything(&draft);
        assert_eq!(found, findings, "findings differ");
        for (one, other) in first.iter().zip(&again) {
            assert!(one == other, "{} differs", one.0);
        }
    }
}

fn the_order_of_the_sources_does_not_matter() {
    let (mut inputs, _) = draft().inputs();
    let make = |inputs: &Inputs| {
        let site = pipeline::read(&inputs.clone().into());
        let told = support::told(&site.diagnostics);
        let pages: BTreeMap<_, _> = support::made(&site).into_iter().collect();
        (pages, told)
    };
    // Of articles that want one address the first has it, so these are left out here.
    inputs
        .sources
        .retain(|source| !source.path.as_str().starts_with("twins/"));
    let (pages, told) = make(&inputs);
    inputs.sources.reverse();
    inputs.assets.reverse();
    let (reversed, told_reversed) = make(&inputs);
    assert_eq!(told, told_reversed);
    let third = inputs.sources.len() / 3;
    inputs.sources.rotate_left(third);
    let (rotated, _) = make(&inputs);
    for (path, bytes) in &pages {
        assert!(
            reversed.get(path) == Some(bytes),
            "{path} differs when reversed"
        );
        assert!(
            rotated.get(path) == Some(bytes),
            "{path} differs when rotated"
        );
    }
    assert_eq!(pages.len(), reversed.len());
}

fn the_number_of_threads_does_not_matter() {
    let folder = Folder::new();
    folder.copy(support::project().join("content").as_path());
    let mut built = Vec::new();
    for threads in ["1", "2", "7"] {
        let out = format!("out-{threads}");
        // Beside the site, so that no output is content of the next build.
        let elsewhere = Folder::new();
        let status = support::fixbook()
            .current_dir(folder.root())
            .args(["build", "-q", "-d"])
            .arg(elsewhere.at(&out))
            .env("RAYON_NUM_THREADS", threads)
            .status()
            .expect("fixbook starts");
        assert!(status.success());
        let files = support::files(&elsewhere.at(&out));
        let bytes: BTreeMap<String, Vec<u8>> = files
            .into_iter()
            .map(|file| {
                (
                    file.clone(),
                    fs::read(elsewhere.at(&out).join(&file)).expect("a file"),
                )
            })
            .collect();
        built.push(bytes);
    }
    for other in &built[1..] {
        assert_eq!(
            built[0].keys().collect::<Vec<_>>(),
            other.keys().collect::<Vec<_>>()
        );
        for (path, bytes) in &built[0] {
            assert!(other[path] == *bytes, "{path} differs");
        }
    }
}

fn times(folder: &Folder) -> BTreeMap<String, SystemTime> {
    let public = folder.at("public");
    let time = |path: &String| {
        fs::metadata(public.join(path))
            .and_then(|data| data.modified())
            .expect("a file has a time")
    };
    support::files(&public)
        .into_iter()
        .map(|path| (path.clone(), time(&path)))
        .collect()
}

/// Sets all published files back by an hour, so that whatever is written stands out.
fn set_back(folder: &Folder) {
    let hour_ago = SystemTime::now() - Duration::from_secs(3600);
    for path in support::files(&folder.at("public")) {
        let file = fs::File::options()
            .write(true)
            .open(folder.at("public").join(path));
        file.and_then(|file| file.set_modified(hour_ago))
            .expect("a time can be set");
    }
}

fn a_second_build_touches_nothing() {
    for site in sites::published() {
        let folder = sites::lay_out(&site);
        folder.fixbook(&["build"]);
        if !folder.at("public").exists() {
            continue;
        }
        set_back(&folder);
        let before = times(&folder);
        let told = folder.fixbook(&["build"]);
        let mut after = times(&folder);
        if told.err.contains("FB601") {
            // A page that could not be made is noted in the manifest anew.
            after.extend(
                before
                    .iter()
                    .filter(|(path, _)| *path == ".fixbook-manifest")
                    .map(|(path, &time)| (path.clone(), time)),
            );
        }
        assert_eq!(after, before, "{}", site.display());
    }
}

fn an_edit_rewrites_only_what_shows_it() {
    let folder = Folder::new();
    folder
        .file("content/a/one.md", "# One\n\n## Cause\n\nWind.\n")
        .file("content/a/two.md", "# Two\n\nSee [One](one.md).\n")
        .file("content/b/three.md", "# Three\n\nText.\n");
    assert_eq!(folder.fixbook(&["build"]).code, Some(0));
    let changed = |folder: &Folder| -> Vec<String> {
        set_back(folder);
        let before = times(folder);
        assert_eq!(folder.fixbook(&["build"]).code, Some(0));
        let after = times(folder);
        let changed = after
            .into_iter()
            .filter(|(path, time)| before.get(path) != Some(time))
            .map(|(path, _)| path);
        // What was found by its words is found by others: some files of the index have other names, and
        // those of all files are in the manifest.
        let (index, pages): (Vec<String>, Vec<String>) =
            changed.partition(|path| path.starts_with("search/") || path == ".fixbook-manifest");
        assert!(index.len() <= 8, "{index:?}");
        pages
    };
    folder.file(
        "content/b/three.md",
        "# Three\n\nText.\n\nMore text below.\n",
    );
    let own = ["b/three.html", "b/three.json", "b/three.md"];
    assert_eq!(changed(&folder), own, "rewording rewrites the article");
    folder.file(
        "content/a/one.md",
        "# One\n\n## Cause\n\nWind.\n\n## Resolution\n\nWait.\n",
    );
    assert_eq!(changed(&folder), ["a/one.html", "a/one.json", "a/one.md"]);
}

tests![
    two_readings_of_the_same_site_are_equal,
    the_order_of_the_sources_does_not_matter,
    the_number_of_threads_does_not_matter,
    a_second_build_touches_nothing,
    an_edit_rewrites_only_what_shows_it,
];
