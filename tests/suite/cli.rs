//! The command line where a transcript cannot show it: which stream, which format, which exit code,
//! and what is never touched.

use std::fs;

use crate::support::{self, Folder, Told};

/// A site with one finding of level warning.
fn site() -> Folder {
    let folder = Folder::new();
    folder.file("content/one.md", "# One\n\n[Nowhere](missing.md)\n");
    folder
}

fn with(folder: &Folder, arguments: &[&str], settings: &[(&str, &str)]) -> Told {
    let mut command = support::fixbook();
    command
        .current_dir(folder.root())
        .args(arguments)
        .envs(settings.iter().copied());
    Told::from(command.output().expect("fixbook starts"))
}

fn findings_and_progress_go_to_standard_error() {
    let told = site().fixbook(&["build"]);
    assert_eq!((told.code, told.out.as_str()), (Some(0), ""));
    assert!(told.err.contains("warning[FB401]"), "{}", told.err);
    assert!(told.err.contains("content/one.md:3:1"), "{}", told.err);
}

fn results_go_to_standard_output() {
    let told = site().fixbook(&["show", "content/one.md"]);
    assert_eq!((told.code, told.err.as_str()), (Some(0), ""));
    let model: serde_json::Value = serde_json::from_str(&told.out).expect("JSON and nothing else");
    assert_eq!(model["title"], "One");
    assert_eq!(model["schema"], 1);
}

fn quiet_says_errors_only() {
    let folder = site();
    let told = folder.fixbook(&["build", "--quiet"]);
    assert_eq!(
        (told.code, told.out.as_str(), told.err.as_str()),
        (Some(0), "", "")
    );
    folder.file("content/two.md", "---\nvisibility: nobody\n---\n");
    let told = folder.fixbook(&["-q", "build"]);
    assert_eq!(told.code, Some(1));
    assert!(
        told.err.contains("FB301") && !told.err.contains("FB401"),
        "{}",
        told.err
    );
}

fn strict_makes_warnings_fail() {
    let folder = site();
    assert_eq!(folder.fixbook(&["build"]).code, Some(0));
    assert_eq!(folder.fixbook(&["build", "--strict"]).code, Some(1));
    assert!(
        folder.at("public/one.html").exists(),
        "what is sound is published all the same"
    );
}

fn a_code_host_gets_annotations() {
    let told = with(&site(), &["build"], &[("GITHUB_ACTIONS", "true")]);
    let first = told.err.lines().next().unwrap_or_default();
    let expected =
        "::warning title=FB401,file=content/one.md,line=3,endLine=3,col=1,endColumn=22::";
    assert!(first.starts_with(expected), "{first}");
}

fn colour_is_off_in_a_pipe_and_on_when_forced() {
    let folder = site();
    let escape = '\u{1b}';
    assert!(!folder.fixbook(&["build"]).err.contains(escape));
    let forced = with(&folder, &["build"], &[("CLICOLOR_FORCE", "1")]);
    assert!(forced.err.contains(escape), "{}", forced.err);
    let never = with(
        &folder,
        &["build"],
        &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")],
    );
    assert!(!never.err.contains(escape), "{}", never.err);
}

fn usage_errors_end_with_2() {
    let folder = site();
    for arguments in [
        &["publish"][..],
        &["build", "--no-such-option"],
        &["build", "one", "two"],
        &["show"],
        &["build", "nowhere"],
        &["build", "--for", "nobody"],
        &["build", "-u", "example.com"],
    ] {
        let told = folder.fixbook(arguments);
        assert_eq!(
            (told.code, told.out.as_str()),
            (Some(2), ""),
            "{arguments:?}"
        );
        assert!(!told.err.is_empty(), "{arguments:?} says why");
    }
    assert!(!folder.at("public").exists(), "nothing was written");
}

fn help_and_version_are_results() {
    let folder = site();
    for arguments in [
        &["--help"][..],
        &["--version"],
        &["build", "--help"],
        &["help", "show"],
    ] {
        let told = folder.fixbook(arguments);
        assert_eq!(
            (told.code, told.err.as_str()),
            (Some(0), ""),
            "{arguments:?}"
        );
        assert!(!told.out.is_empty(), "{arguments:?}");
    }
}

fn another_configuration_may_be_named() {
    let folder = site();
    folder
        .file("fixbook.yaml", "title: Here")
        .file("other/there.yaml", "title: There");
    let told = folder.fixbook(&["build", "-c", "other/there.yaml", "-q"]);
    assert_eq!(told.code, Some(0), "{}", told.err);
    assert!(folder.text("public/index.html").contains("There"));
}

fn the_root_may_be_named_twice_over() {
    let folder = site();
    let told = with(&folder, &["build", "-q"], &[]);
    assert_eq!(told.code, Some(0));
    let home = Folder::new();
    let root = folder.root().to_string_lossy().into_owned();
    for arguments in [
        &["-r", &root, "build"][..],
        &["build", &root],
        &["build", "--root", &root],
    ] {
        let told = home.fixbook(arguments);
        assert_eq!(told.code, Some(0), "{arguments:?}: {}", told.err);
    }
    assert!(
        support::files(home.root()).is_empty(),
        "the site's own folder is written"
    );
}

fn a_variable_overrides_a_key() {
    let folder = site();
    folder.file("fixbook.yaml", "title: File\nstrings: {home: Top}\n");
    let settings = [
        ("FIXBOOK__TITLE", "Variable"),
        ("FIXBOOK__STRINGS__HOME", "Anfang"),
        ("FIXBOOK__VISIBILITY__LEVELS", "[all, internal]"),
        ("FIXBOOK_TITLE", "Not a key"),
    ];
    let told = with(&folder, &["build", "-q"], &settings);
    assert_eq!(told.code, Some(0), "{}", told.err);
    let page = folder.text("public/one.html");
    assert!(
        page.contains("Variable") && page.contains("Anfang"),
        "{page}"
    );
    let told = with(&folder, &["build"], &[("FIXBOOK__TITEL", "x")]);
    assert!(told.err.contains("FIXBOOK__TITEL"), "{}", told.err);
    let told = with(&folder, &["build"], &[("FIXBOOK__LANGUAGE", "no language")]);
    assert_eq!(told.code, Some(2), "{}", told.err);
}

fn a_level_of_a_finding_may_be_set() {
    let folder = site();
    folder.file("fixbook.yaml", "levels: {FB401: off}");
    let told = folder.fixbook(&["build", "--strict"]);
    assert_eq!(told.code, Some(0), "{}", told.err);
    assert!(!told.err.contains("FB401"), "{}", told.err);
    folder.file("fixbook.yaml", "levels: {FB401: error}");
    let told = folder.fixbook(&["build"]);
    assert_eq!(told.code, Some(1), "{}", told.err);
}

fn an_output_that_is_or_contains_the_content_is_refused() {
    let folder = site();
    let before = support::files(folder.root());
    for out in ["content", ".", "content/../content", ".."] {
        let told = folder.fixbook(&["build", "-d", out]);
        assert_eq!(told.code, Some(2), "{out}: {}", told.err);
        assert!(told.err.contains("FB506"), "{out}: {}", told.err);
    }
    assert_eq!(support::files(folder.root()), before);
}

fn an_output_within_the_content_is_not_read() {
    let folder = Folder::new();
    folder.file("one.md", "# One\n");
    for _ in 0..2 {
        let told = folder.fixbook(&["build", "-d", "site"]);
        assert_eq!(told.code, Some(0), "{}", told.err);
        assert!(told.err.starts_with("1 article in "), "{}", told.err);
    }
    let told = folder.fixbook(&["build"]);
    assert_eq!(told.code, Some(0), "{}", told.err);
}

fn files_of_others_in_the_output_stay() {
    let folder = site();
    folder
        .file("public/notes.txt", "mine")
        .file("public/one.html", "mine too");
    let told = folder.fixbook(&["build"]);
    assert_eq!(told.code, Some(1), "{}", told.err);
    assert!(told.err.contains("FB503"), "{}", told.err);
    assert_eq!(folder.text("public/notes.txt"), "mine");
    assert_eq!(folder.text("public/one.html"), "mine too");
    fs::remove_file(folder.at("public/one.html")).expect("it is there");
    assert_eq!(folder.fixbook(&["build"]).code, Some(0));
}

fn an_empty_folder_is_an_empty_site() {
    let folder = Folder::new();
    let told = folder.fixbook(&["build"]);
    assert_eq!(told.code, Some(0), "{}", told.err);
    assert!(told.err.contains("FB009"), "{}", told.err);
    assert!(folder.at("public/index.html").exists());
}

fn a_code_is_explained_without_a_site() {
    let folder = Folder::new();
    for typed in [&["-2147024891"][..], &["80070005"], &["0x80070005"]] {
        let told = folder.fixbook(&[&["explain"], typed].concat());
        assert_eq!((told.code, told.err.as_str()), (Some(0), ""), "{typed:?}");
        let answer: serde_json::Value = serde_json::from_str(&told.out).expect("JSON");
        assert_eq!(answer["name"], "E_ACCESSDENIED", "{typed:?}");
        assert_eq!(answer["articles"], serde_json::json!([]));
    }
    let told = folder.fixbook(&["explain", "win32:1326", "--format", "human"]);
    assert!(told.out.contains("ERROR_LOGON_FAILURE"), "{}", told.out);
    let told = folder.fixbook(&["explain", "no", "such", "code"]);
    assert_eq!((told.code, told.out.as_str()), (Some(3), ""));
    assert!(told.err.contains("`no such code`"), "{}", told.err);
}

fn no_article_commands_the_terminal_of_who_asks_for_a_code() {
    let folder = Folder::new();
    folder.file(
        "content/one.md",
        "# One \u{1b}]0;x\u{7}\n\nIt says \u{1b}[2J 0x80070005.\n",
    );
    for typed in ["0x80070005", "\u{1b}[2J"] {
        let told = folder.fixbook(&["explain", typed, "--format", "human"]);
        let all = format!("{}{}", told.out, told.err);
        assert!(all.contains('␛') && !all.contains('\u{1b}'), "{all:?}");
    }
}

tests![
    a_code_is_explained_without_a_site,
    no_article_commands_the_terminal_of_who_asks_for_a_code,
    findings_and_progress_go_to_standard_error,
    results_go_to_standard_output,
    quiet_says_errors_only,
    strict_makes_warnings_fail,
    a_code_host_gets_annotations,
    colour_is_off_in_a_pipe_and_on_when_forced,
    usage_errors_end_with_2,
    help_and_version_are_results,
    another_configuration_may_be_named,
    the_root_may_be_named_twice_over,
    a_variable_overrides_a_key,
    a_level_of_a_finding_may_be_set,
    an_output_that_is_or_contains_the_content_is_refused,
    an_output_within_the_content_is_not_read,
    files_of_others_in_the_output_stay,
    an_empty_folder_is_an_empty_site,
];
