//! A build that is killed at any moment is mended by the next one.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use fixbook::disk::{Made, Output};

use crate::Site;

const FILES: usize = 400;

/// The files of one version of the site: versions share some paths, and some of their bytes.
fn version(number: usize) -> Vec<(String, Vec<u8>)> {
    (0..FILES)
        .filter(|file| !(file + number).is_multiple_of(5))
        .map(|file| {
            let text = format!("{file} {}", if file.is_multiple_of(2) { 0 } else { number });
            (
                format!("{}/{file}.html", file % 7),
                text.repeat(500).into_bytes(),
            )
        })
        .chain([("mine.html".to_owned(), b"ours".to_vec())])
        .collect()
}

fn publish(root: &Path, files: &[(String, Vec<u8>)]) {
    let output = Output::open(&root.join("public"), &root.join("content"), root, &[]);
    let paths: Vec<_> = files.iter().map(|file| file.0.as_str()).collect();
    let make = |index: usize| Some(Made::Bytes(Cow::Borrowed(&*files[index].1)));
    let done = output.and_then(|output| output.publish(&paths, &make, &mut Vec::new()));
    done.expect("published");
}

#[test]
#[ignore = "the build that the test below kills"]
fn a_build_without_end() {
    let Some(root) = std::env::var_os("FIXBOOK_SITE").map(PathBuf::from) else {
        return;
    };
    let first: usize = std::env::var("FIXBOOK_VERSION").map_or(0, |n| n.parse().unwrap_or(0));
    for number in first.. {
        publish(&root, &version(number));
    }
}

#[test]
fn a_build_killed_at_any_moment_is_mended_and_spares_what_is_not_ours() {
    let site = Site::new();
    site.file("public/mine.html", "mine")
        .file("public/3/notes.txt", "mine");
    let mut seed: u64 = 0x2545_F491_4F6C_DD1D;
    for round in 0..25 {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        let mut child = Command::new(std::env::current_exe().expect("this binary"))
            .args(["--exact", "--ignored", "killed::a_build_without_end"])
            .env("FIXBOOK_SITE", site.root())
            .env("FIXBOOK_VERSION", round.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a build");
        thread::sleep(Duration::from_micros(3_000 + seed % 90_000));
        child.kill().expect("killed");
        child.wait().expect("ended");

        let files = version(round * 3);
        publish(site.root(), &files);
        check(&site, &files);
    }
    publish(site.root(), &[]);
    check(&site, &[]);
}

/// The output holds these files, what is not ours, the manifest, and nothing else.
fn check(site: &Site, files: &[(String, Vec<u8>)]) {
    let mut expected: BTreeSet<String> = files.iter().map(|file| file.0.clone()).collect();
    expected.extend(["mine.html", "3/notes.txt", ".fixbook-manifest"].map(str::to_owned));
    assert_eq!(found(&site.at("public")), expected);
    assert_eq!(site.text("public/mine.html"), "mine");
    for (path, bytes) in files.iter().filter(|file| file.0 != "mine.html") {
        assert!(
            fs::read(site.at("public").join(path)).expect("a file") == *bytes,
            "{path}"
        );
    }
}

fn found(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut stack = vec![folder.to_owned()];
    while let Some(next) = stack.pop() {
        for entry in fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                stack.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below");
                found.insert(name.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found
}
