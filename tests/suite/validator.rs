//! What a validator says of the pages: the Nu Html Checker, where `FIXBOOK_VNU` names its jar. Without it
//! these tests are reported as ignored.

use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::Trial;
use serde_json::Value;

use crate::support::{self, Folder};

/// The errors that the checker finds in the pages of a folder, each with its page.
fn errors(jar: &Path, folder: &Path) -> Vec<String> {
    let told = Command::new("java")
        .args(["-Xss4m", "-jar"])
        .arg(jar)
        .args(["--format", "json", "--skip-non-html", "--exit-zero-always"])
        .arg(folder)
        .output()
        .expect("java starts");
    let said: Value = serde_json::from_slice(&told.stderr).expect("a report in JSON");
    let messages = said["messages"].as_array().expect("its messages");
    // It reports of every page at least that a local file cannot be `'self'`.
    assert!(!messages.is_empty(), "nothing was read");
    let errors = messages.iter().filter(|message| message["type"] == "error");
    errors
        .map(|error| {
            let text = |key: &str| error[key].as_str().unwrap_or_default();
            format!("{}: {}: {}", text("url"), text("message"), text("extract"))
        })
        .collect()
}

fn every_page_of_the_project_is_valid(jar: &Path) {
    let folder = Folder::new();
    folder.copy_to("content/", &support::project().join("content"));
    folder.file(
        "fixbook.yaml",
        "title: fixbook\nvisibility: {default: public}\n",
    );
    folder.publish();
    assert_eq!(errors(jar, &folder.at("public")), [] as [&str; 0]);
}

fn every_page_of_the_collection_is_valid(jar: &Path) {
    let collection = support::project().join("../shared/corpus/officedocs");
    if !collection.is_dir() {
        return;
    }
    let folder = Folder::new();
    let out = folder.at("out");
    let told = support::fixbook()
        .args(["build", "-q"])
        .arg(&collection)
        .arg("-d")
        .arg(&out)
        .output()
        .expect("fixbook starts");
    assert!(told.status.code().is_some_and(|code| code < 2));
    assert_eq!(errors(jar, &out), [] as [&str; 0]);
}

/// What is done with the checker's jar.
type Test = fn(&Path);

/// The tests of this module.
pub(crate) fn trials() -> Vec<Trial> {
    let jar = std::env::var_os("FIXBOOK_VNU").map(PathBuf::from);
    let tests: [(&str, Test); 2] = [
        (
            "every_page_of_the_project_is_valid",
            every_page_of_the_project_is_valid,
        ),
        (
            "every_page_of_the_collection_is_valid",
            every_page_of_the_collection_is_valid,
        ),
    ];
    let trial = |(name, test): (&str, Test)| {
        let (is_ignored, jar) = (jar.is_none(), jar.clone());
        let run = move || {
            test(&jar.ok_or("FIXBOOK_VNU names no validator")?);
            Ok(())
        };
        Trial::test(format!("validator::{name}"), run).with_ignored_flag(is_ignored)
    };
    tests.into_iter().map(trial).collect()
}
