//! `fixbook search`: what it says, where it reads, how it ends.

use std::fs;

use crate::support::{Folder, project};

/// A site with two articles of different errors.
fn site() -> Folder {
    let folder = Folder::new();
    folder
        .file(
            "content/kiln.md",
            "# The kiln stays cold\n\n> Heater offline on KILN07: the thermocouple did not answer (0x80091234)\n\n\
             ## Cause\n\nA fuse.\n\n## Resolution\n\n```powershell\nRestart-Kiln -Name KILN07\n```\n",
        )
        .file(
            "content/loom.md",
            "# The loom tears threads\n\n> Warp tension out of range at harness 4\n\n## Resolution\n\nLoosen the warp.\n",
        );
    folder
}

const PASTE: &str =
    "10:11:12 ERROR Heater offline on KILN99: the thermocouple did not answer (-2146889164)";

fn the_article_comes_first_with_the_line_and_the_fix() {
    let told = site().fixbook(&["search", PASTE, ".", "--format", "human"]);
    assert_eq!((told.code, told.err.as_str()), (Some(0), ""));
    let lines: Vec<&str> = told.out.lines().collect();
    assert_eq!(lines[0], "This is your error:");
    assert_eq!(lines[2], "The kiln stays cold");
    assert!(told.out.contains("kiln.md:3"), "{}", told.out);
    assert!(
        told.out.contains("you   Heater offline on KILN99"),
        "{}",
        told.out
    );
    assert!(
        told.out.contains("fix   Restart-Kiln -Name KILN07"),
        "{}",
        told.out
    );
}

fn a_published_site_answers_as_its_articles_do() {
    let folder = site();
    assert_eq!(folder.fixbook(&["build", "-q"]).code, Some(0));
    let read = folder.fixbook(&["search", PASTE, "."]);
    let published = folder.fixbook(&["search", PASTE, "public"]);
    assert_eq!(published.code, Some(0));
    assert_eq!(read.out, published.out);
}

fn what_nothing_documents_is_said_to_be_so() {
    let told = site().fixbook(&[
        "search",
        "ORA-01555: snapshot of the thermocouple too old",
        ".",
        "--format",
        "human",
    ]);
    assert_eq!(told.code, Some(0));
    assert!(
        told.out.starts_with("No article documents this very error"),
        "{}",
        told.out
    );
}

fn codes_are_told_with_what_they_mean() {
    let folder = site();
    folder.file(
        "content/press.md",
        "# The press does not start\n\n> Press start failed: 0x80070005\n",
    );
    let told = |paste: &str| {
        folder
            .fixbook(&["search", paste, ".", "--format", "human"])
            .out
    };
    let denied = "0x80070005  Access is denied (E_ACCESSDENIED)";
    let hit = told("Press start failed: -2147024891");
    assert!(hit.contains(&format!("  code  {denied}\n")), "{hit}");
    assert!(!hit.contains("Codes understood"), "it is told once: {hit}");
    let alone = told("80070005");
    assert!(
        alone.starts_with("About code 0x80070005:\n\nThe press"),
        "{alone}"
    );
    let named = told("E_ACCESSDENIED");
    assert!(
        named.contains("The press does not start"),
        "by its name: {named}"
    );
    let near = told("The turbine 0x80070020 of event 1000 did what 0x8004EDCB says");
    for line in [
        "Codes understood:",
        "  0x80070020  The process cannot access the file because it is being used by another process \
         (ERROR_SHARING_VIOLATION)",
        "  0x8004EDCB  facility Interface (4): Codes whose meaning the interface or program defines",
        "  event 1000  The number of an event in an event log; what it means depends on the source that wrote it",
    ] {
        assert!(near.lines().any(|known| known == line), "{line}\n{near}");
    }
    let nothing = told("zzzz\nqqqq");
    assert!(
        nothing.ends_with("\nUnderstood: 2 lines, no code.\n"),
        "{nothing}"
    );
}

fn nothing_found_ends_with_3() {
    let told = site().fixbook(&["search", "zzzz qqqq", "."]);
    assert_eq!((told.code, told.err.as_str()), (Some(3), ""));
}

fn an_index_that_is_not_there_is_told() {
    let folder = site();
    assert_eq!(folder.fixbook(&["build", "-q"]).code, Some(0));
    fs::remove_dir_all(folder.at("public/search")).expect("it was published");
    let told = folder.fixbook(&["search", PASTE, "public"]);
    assert_eq!((told.code, told.out.as_str()), (Some(2), ""));
    assert!(
        told.err.contains("there is no search index"),
        "{}",
        told.err
    );
}

fn a_missing_file_gives_what_is_left() {
    let folder = site();
    assert_eq!(folder.fixbook(&["build", "-q"]).code, Some(0));
    for entry in fs::read_dir(folder.at("public/search"))
        .expect("it was published")
        .flatten()
    {
        if entry.file_name().to_string_lossy().starts_with("cards-") {
            fs::write(entry.path(), "fixbookData(\"cards\",[[").expect("writable");
        }
    }
    let told = folder.fixbook(&["search", PASTE, "public", "--format", "json"]);
    assert_eq!(told.code, Some(3));
    assert!(told.out.contains("\"partial\": true"), "{}", told.out);
}

fn every_line_of_a_batch_is_answered_or_told() {
    let folder = site();
    folder.file(
        "good.jsonl",
        "\u{feff}{\"id\": 1, \"query\": \"warp tension\"}\n\n{\"id\": \"b\", \"query\": \"\"}\n",
    );
    let told = folder.fixbook(&["search", "--batch", "good.jsonl", "."]);
    assert_eq!((told.code, told.err.as_str()), (Some(0), ""));
    assert_eq!(told.out.lines().count(), 2);
    folder.file(
        "bad.jsonl",
        "{\"id\": 1, \"query\": \"warp tension\"}\nwarp tension\n",
    );
    let told = folder.fixbook(&["search", "--batch", "bad.jsonl", "."]);
    assert_eq!((told.code, told.out.lines().count()), (Some(1), 1));
    assert!(
        told.err.contains("line 2 of `bad.jsonl` is no query"),
        "{}",
        told.err
    );
    for arguments in [
        &["search"][..],
        &["search", "--batch", "nowhere", "."],
        &["search", "--batch", "good.jsonl", ".", "x"],
    ] {
        let told = folder.fixbook(arguments);
        assert_eq!(
            (told.code, told.out.as_str()),
            (Some(2), ""),
            "{arguments:?}"
        );
    }
}

fn neither_pastes_nor_articles_command_the_terminal() {
    let folder = Folder::new();
    folder.file(
        "content/one.md",
        "# One \u{1b}]0;x\u{7}\n\n> It says \u{1b}[2J on the screen of the turbine\n",
    );
    let paste = "It says \u{1b}[2J\u{1b}]0;y\u{7} on the screen of the turbine \u{202e}";
    let told = folder.fixbook(&["search", paste, ".", "--format", "human"]);
    assert_eq!(told.code, Some(0), "{}", told.err);
    assert!(
        !told.out.contains(['\u{1b}', '\u{7}', '\u{202e}']),
        "{:?}",
        told.out
    );
}

fn a_message_that_is_repeated_is_found() {
    let line = "2026-01-02 10:11:12 ERROR Warp tension out of range at harness 4\n";
    let told = site().fixbook(&["search", &line.repeat(40), "."]);
    assert_eq!(told.code, Some(0));
    assert!(told.out.contains("\"confident\": true"), "{}", told.out);
}

fn the_end_of_a_long_log_is_read() {
    let noise: String = (0..2000)
        .map(|n| format!("INFO step {n} of the build took {n} ms\n"))
        .collect();
    let paste = format!("{noise}ERROR Warp tension out of range at harness 4\n");
    let folder = site();
    folder.file(
        "paste.jsonl",
        serde_json::json!({"id": 1, "query": paste}).to_string(),
    );
    let told = folder.fixbook(&["search", "--batch", "paste.jsonl", "."]);
    let answer: serde_json::Value = serde_json::from_str(&told.out).expect("JSON");
    // What is read is bounded, and its end counts.
    let lines = answer["lines"].as_array().expect("lines");
    let last = lines.last().expect("a line");
    assert_eq!(last, "Warp tension out of range at harness 4");
    assert_eq!(answer["results"][0]["path"], "loom.md", "{answer:#}");
}

fn the_projects_own_articles_are_found_by_their_errors() {
    let told = crate::support::fixbook()
        .current_dir(project())
        .args(["search", "FATAL: sorry, too many clients already", "."])
        .output()
        .expect("fixbook starts");
    let answer: serde_json::Value = serde_json::from_slice(&told.stdout).expect("JSON");
    assert_eq!(answer["confident"], true);
}

fn a_message_of_several_errors_tells_each_article_once() {
    let told = site().fixbook(&[
        "search",
        "Heater offline on KILN99: the thermocouple did not answer (0x80091234)\n\nWarp tension out of range at harness 9",
        ".",
        "--format",
        "human",
    ]);
    assert!(
        told.out.contains("Also in what you pasted:"),
        "{}",
        told.out
    );
    assert_eq!(
        told.out.matches("The loom tears threads").count(),
        1,
        "{}",
        told.out
    );
}

fn what_contradicts_is_not_the_error() {
    let folder = site();
    folder
        .file(
            "content/disk.md",
            "# The volume is read-only\n\n> touch: cannot touch '/srv/x': Read-only file system\n\n## Cause\n\nA worn disk.\n",
        )
        .file(
            "content/dienst.md",
            "# Der Dienst startet nicht\n\n> Der Dienst konnte nicht gestartet werden. Fehler 1068: Ein Dienst fehlt.\n",
        );
    for (paste, is_documented) in [
        ("touch: cannot touch '/data/y': Read-only file system", true),
        ("touch: cannot touch '/data/y': Permission denied", false),
        (
            "Der Dienst konnte nicht gestartet werden. Fehler 1068",
            true,
        ),
        (
            "Der Dienst konnte nicht gestartet werden. Fehler 1069",
            false,
        ),
        (
            "Heater offline on KILN1: the thermocouple did not answer (0x80095678)",
            false,
        ),
        ("thermocouple", false),
    ] {
        let told = folder
            .fixbook(&["search", paste, ".", "--format", "human"])
            .out;
        assert_eq!(
            told.starts_with("This is your error"),
            is_documented,
            "{paste}: {told}"
        );
    }
}

fn an_index_of_another_version_is_told_to_be_one() {
    let folder = site();
    assert_eq!(folder.fixbook(&["build", "-q"]).code, Some(0));
    folder.file(
        "public/search/manifest.js",
        "fixbookData(\"manifest\",{\"version\":1,\"articles\":2})\n",
    );
    let told = folder.fixbook(&["search", PASTE, "public"]);
    assert_eq!(told.code, Some(2));
    assert!(told.err.contains("another version"), "{}", told.err);
}

fn a_folder_without_articles_is_told() {
    let folder = Folder::new();
    folder.file("content/notes.txt", "");
    let told = folder.fixbook(&["search", "foo", "."]);
    assert_eq!(told.code, Some(3));
    assert!(told.err.contains("holds no articles"), "{}", told.err);
}

tests![
    a_message_of_several_errors_tells_each_article_once,
    what_contradicts_is_not_the_error,
    an_index_of_another_version_is_told_to_be_one,
    a_folder_without_articles_is_told,
    the_article_comes_first_with_the_line_and_the_fix,
    a_published_site_answers_as_its_articles_do,
    what_nothing_documents_is_said_to_be_so,
    codes_are_told_with_what_they_mean,
    nothing_found_ends_with_3,
    an_index_that_is_not_there_is_told,
    a_missing_file_gives_what_is_left,
    every_line_of_a_batch_is_answered_or_told,
    neither_pastes_nor_articles_command_the_terminal,
    a_message_that_is_repeated_is_found,
    the_end_of_a_long_log_is_read,
    the_projects_own_articles_are_found_by_their_errors,
];
