//! `fixbook check`: what it finds, what it leaves to others, how it writes it and how it ends.

use std::process::Command;

use serde_json::Value;

use crate::support::{self, Folder, Told};

/// A site with a finding of level warning, one for information, and nothing else.
fn site() -> Folder {
    let folder = Folder::new();
    folder
        .file("fixbook.yaml", "title: Mill\n")
        .file("content/loom.md", "# Loom\n\n[Nowhere](missing.md)\n")
        .file(
            "content/kiln.md",
            "# Kiln\n\n```powershell\nGet-Kiln –Name K7\n```\n",
        );
    folder
}

fn with(folder: &Folder, arguments: &[&str], settings: &[(&str, &str)]) -> Told {
    let mut command: Command = support::fixbook();
    command
        .current_dir(folder.root())
        .args(arguments)
        .envs(settings.iter().copied());
    Told::from(command.output().expect("fixbook starts"))
}

/// The findings that a command writes as JSON.
fn findings(folder: &Folder, arguments: &[&str]) -> Vec<Value> {
    let told = folder.fixbook(&[&["check", "--format", "json"], arguments].concat());
    let lines = told.out.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("a line is an object"))
        .collect()
}

fn text<'v>(finding: &'v Value, key: &str) -> &'v str {
    finding[key].as_str().unwrap_or_default()
}

/// The code, path, line and message of each finding whose code starts so.
fn about(findings: &[Value], code: &str) -> Vec<String> {
    let told = findings
        .iter()
        .filter(|finding| text(finding, "code").starts_with(code));
    told.map(|finding| {
        let (code, path, message) = (
            text(finding, "code"),
            text(finding, "path"),
            text(finding, "message"),
        );
        format!("{code} {path}:{} {message}", finding["line"])
    })
    .collect()
}

fn findings_are_the_result_and_nothing_is_written() {
    let folder = site();
    let before = support::files(folder.root());
    let told = folder.fixbook(&["check"]);
    assert_eq!(told.code, Some(0));
    assert!(told.out.contains("warning[FB401]"), "{}", told.out);
    assert!(told.out.contains("info[FB801]"), "{}", told.out);
    assert!(
        told.out.contains("3 | [Nowhere](missing.md)"),
        "{}",
        told.out
    );
    assert_eq!(
        told.err,
        "2 articles checked: 0 errors, 1 warning, 1 note\n"
    );
    assert_eq!(support::files(folder.root()), before);
}

fn everything_that_a_build_says_is_found() {
    let folder = site();
    folder
        .file("fixbook.yaml", "titel: Mill\n")
        .file("content/a.md", "---\nvisibility: nobody\n---\n# A\n")
        .file("content/b.md", "---\ntags: [\n---\n# B\n")
        .file("content/Loom.html.md", "# Loom\n\n![x](gone.png)\n");
    let codes = |text: &str| {
        let mut codes: Vec<String> = Vec::new();
        for (at, _) in text.match_indices("[FB") {
            codes.push(text[at + 1..at + 6].to_owned());
        }
        codes.sort();
        codes
    };
    let built = folder.fixbook(&["build"]);
    let checked = folder.fixbook(&["check"]);
    assert!(codes(&built.err).len() > 4, "{}", built.err);
    assert_eq!(codes(&built.err), codes(&checked.out));
    assert_eq!((built.code, checked.code), (Some(1), Some(1)));
}

fn the_exit_code_tells_how_bad_it_is() {
    let folder = site();
    assert_eq!(folder.fixbook(&["check"]).code, Some(0));
    assert_eq!(folder.fixbook(&["check", "--strict"]).code, Some(1));
    assert_eq!(
        folder
            .fixbook(&["check", "content/kiln.md", "--strict"])
            .code,
        Some(0)
    );
    folder.file("content/a.md", "---\nvisibility: nobody\n---\n# A\n");
    assert_eq!(folder.fixbook(&["check"]).code, Some(1));
    folder
        .file("other/fixbook.yaml", "")
        .file("other/x.md", "# X\n");
    for wrong in [
        &["check", "nowhere"][..],
        &["check", "content/gone.md"],
        &["check", "content", "content/kiln.md"],
        &["check", "content/kiln.md", "other/x.md"],
        &["check", "--format", "xml"],
    ] {
        let told = folder.fixbook(wrong);
        assert_eq!((told.code, told.out.as_str()), (Some(2), ""), "{wrong:?}");
        assert!(!told.err.is_empty(), "{wrong:?} says why");
    }
    // The root may be named for files that would each find their own.
    let told = folder.fixbook(&["check", "-r", "other", "other/x.md"]);
    assert_eq!(told.code, Some(0), "{}", told.err);
}

fn a_configuration_that_cannot_be_used_is_a_result_as_well() {
    let folder = site();
    folder.file("fixbook.yaml", "visibility: 7\n");
    let told = folder.fixbook(&["check", "--format", "json"]);
    assert_eq!((told.code, told.err.as_str()), (Some(2), ""));
    let finding: Value = serde_json::from_str(&told.out).expect("one object");
    assert_eq!(finding["path"], "fixbook.yaml");
    assert_eq!(finding["level"], "error");
}

fn json_has_the_keys_that_are_promised() {
    let found = findings(&site(), &[]);
    assert_eq!(found.len(), 2);
    for finding in &found {
        let keys: Vec<&str> = finding
            .as_object()
            .expect("an object")
            .keys()
            .map(String::as_str)
            .collect();
        let mut sorted = keys.clone();
        sorted.sort_unstable();
        assert_eq!(
            sorted,
            [
                "code",
                "column",
                "end_column",
                "end_line",
                "help",
                "level",
                "line",
                "message",
                "path"
            ]
        );
    }
    assert_eq!(
        about(&found, "FB4"),
        ["FB401 loom.md:3 the link `missing.md` leads nowhere"]
    );
}

fn short_is_a_line_for_each_finding() {
    let told = site().fixbook(&["check", "--format", "short"]);
    let lines: Vec<&str> = told.out.lines().collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(
        lines[1],
        "content/loom.md:3:1: warning[FB401]: the link `missing.md` leads nowhere"
    );
}

fn annotations_are_escaped() {
    let folder = Folder::new();
    folder.file("content/a,b%0A.md", "# A\n\n[x](y%25.md)\n");
    let told = folder.fixbook(&["check", "--format", "github"]);
    let expected =
        "::warning title=FB401,file=content/a%2Cb%250A.md,line=3,endLine=3,col=1,endColumn=13::";
    assert!(told.out.starts_with(expected), "{}", told.out);
    assert!(told.out.contains("y%2525.md"), "{}", told.out);
    assert_eq!(told.out.lines().count(), 1);
}

fn a_code_host_gets_annotations_unless_another_format_is_named() {
    let folder = site();
    let github = [("GITHUB_ACTIONS", "true")];
    let told = with(&folder, &["check"], &github);
    assert!(
        told.out.lines().all(|line| line.starts_with("::")),
        "{}",
        told.out
    );
    let told = with(&folder, &["check", "--format", "short"], &github);
    assert!(told.out.starts_with("content/"), "{}", told.out);
}

fn colour_is_for_terminals() {
    let folder = site();
    assert!(!folder.fixbook(&["check"]).out.contains('\u{1b}'));
    let told = with(&folder, &["check"], &[("CLICOLOR_FORCE", "1")]);
    assert!(told.out.contains('\u{1b}'), "{}", told.out);
}

fn quiet_writes_what_fails_only() {
    let folder = site();
    let told = folder.fixbook(&["check", "-q"]);
    assert_eq!((told.out.as_str(), told.err.as_str()), ("", ""));
    let told = folder.fixbook(&["check", "-q", "--strict"]);
    assert!(
        told.out.contains("FB401") && !told.out.contains("FB801"),
        "{}",
        told.out
    );
}

fn of_named_files_only_their_own_is_told() {
    let folder = site();
    folder.file("content/deep/er.md", "# Er\n\n[x](gone.md)\n");
    let told = folder.fixbook(&["check", "content/loom.md", "--format", "short"]);
    assert_eq!(told.out.lines().count(), 1, "{}", told.out);
    assert_eq!(told.err, "1 file checked: 0 errors, 1 warning, 0 notes\n");
    // From another folder, over a link of the system, and with the configuration among the files.
    folder.file("fixbook.yaml", "titel: Mill\n");
    let mut command = support::fixbook();
    command.current_dir(folder.at("content/deep")).args([
        "check",
        "er.md",
        "../../fixbook.yaml",
        "--format",
        "json",
    ]);
    let told = Told::from(command.output().expect("fixbook starts"));
    assert!(
        told.out.contains("FB202") && told.out.contains("deep/er.md"),
        "{}",
        told.out
    );
    assert_eq!(told.out.lines().count(), 2, "{}", told.out);
}

fn a_file_that_is_no_part_of_the_site_is_mentioned() {
    let folder = site();
    folder.file("notes.md", "# Notes\n\n[x](gone.md)\n");
    let told = folder.fixbook(&["check", "notes.md"]);
    assert_eq!((told.code, told.out.as_str()), (Some(0), ""));
    assert!(
        told.err.contains("is not read as part of the site"),
        "{}",
        told.err
    );
}

fn a_draft_is_checked_and_is_no_target_for_others() {
    let folder = site();
    folder
        .file(
            "content/draft.md",
            "---\ndraft: true\n---\n# Draft\n\n[x](gone.md)\n",
        )
        .file("content/other.md", "# Other\n\n[Draft](draft.md)\n");
    let found = findings(&folder, &[]);
    assert_eq!(
        about(&found, "FB40"),
        [
            "FB401 draft.md:6 the link `gone.md` leads nowhere",
            "FB401 loom.md:3 the link `missing.md` leads nowhere",
            "FB405 other.md:3 the link `draft.md` leads to an article that is not published",
        ]
    );
}

fn a_theme_that_cannot_show_its_pages_is_found() {
    let folder = site();
    folder.file("fixbook.yaml", "theme: own\n").file(
        "themes/own/templates/article.html",
        "<p>\n {{ nobody.knows }}</p>\n",
    );
    let found = findings(&folder, &[]);
    let told = about(&found, "FB6");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with("FB601 themes/own/templates/article.html:2"),
        "{told:?}"
    );
}

/// Articles of unlike subjects, so that words are rare, as in a site of some size.
fn mill(folder: &Folder) {
    for (name, message, cause) in [
        (
            "spindle",
            "Spindle torque exceeds the ceramic bearing tolerance",
            "The bearing is worn.",
        ),
        (
            "dye",
            "Dye vat viscosity sensor reports an impossible gradient",
            "The sensor is dirty.",
        ),
        (
            "bobbin",
            "Bobbin carousel lost its indexing reference",
            "Somebody turned it by hand.",
        ),
        (
            "carding",
            "Carding drum brush pressure is outside its envelope",
            "The brush has shrunk.",
        ),
        (
            "boiler",
            "Boiler feedwater conductivity alarm latched",
            "Salt came with the water.",
        ),
        (
            "shuttle",
            "Shuttle recoil exceeded the picker stroke",
            "A loose picker.",
        ),
        (
            "teasel",
            "Teasel raising cylinder skipped a cadence",
            "A slack belt.",
        ),
        (
            "fulling",
            "Fulling trough acidity drifted beyond neutral",
            "Too much soap.",
        ),
    ] {
        let text = format!(
            "# The {name} stops\n\n## Symptoms\n\n> {message}\n\n## Cause\n\n{cause}\n\n## Resolution\n\nCall the fitter.\n"
        );
        folder.file(&format!("content/{name}.md"), text);
    }
}

const WARP: &str = "Warp tension controller lost its harness encoder heartbeat on loom07.mill.example: log C:\\mill\\a7.log";

fn article(title: &str, date: &str, error: &str, more: &str) -> String {
    format!(
        "---\ndate: {date}\n---\n# {title}\n\n## Symptoms\n\n> {error}\n\n## Cause\n\n{more}\n\n## Resolution\n\nCall the fitter.\n"
    )
}

fn an_error_that_another_article_covers_is_told_in_the_newer_one() {
    let folder = Folder::new();
    mill(&folder);
    let other = WARP
        .replace("loom07", "loom99")
        .replace("a7.log", "old\\b3.log");
    folder
        .file(
            "content/a-new.md",
            article("Harness stops", "2025-06-01", WARP, "A cable."),
        )
        .file(
            "content/z-old.md",
            article("Encoder is silent", "2024-06-01", &other, "Dust."),
        );
    let found = findings(&folder, &[]);
    let told = "FB903 a-new.md:8 this error is also documented by `z-old.md:8`";
    assert_eq!(about(&found, "FB9"), [told]);
    let finding = found
        .iter()
        .find(|finding| finding["code"] == "FB903")
        .expect("it is there");
    assert_eq!(finding["level"], "info");
    assert!(text(finding, "help").contains("loom99"), "{finding}");

    // Who asks about one of the two is told there.
    assert_eq!(
        about(&findings(&folder, &["content/z-old.md"]), "FB9"),
        ["FB903 z-old.md:8 this error is also documented by `a-new.md:8`"]
    );
    assert_eq!(
        about(&findings(&folder, &["content/a-new.md"]), "FB9"),
        [told]
    );
    assert!(about(&findings(&folder, &["content/dye.md"]), "FB9").is_empty());

    // Its level is set as that of any other.
    folder.file("fixbook.yaml", "levels: {FB903: error}\n");
    assert_eq!(folder.fixbook(&["check"]).code, Some(1));
    folder.file("fixbook.yaml", "levels: {FB903: off}\n");
    assert!(about(&findings(&folder, &[]), "FB9").is_empty());
}

fn articles_that_know_of_each_other_are_left_alone() {
    let folder = Folder::new();
    mill(&folder);
    folder
        .file(
            "content/one.md",
            article(
                "Harness stops",
                "2025-06-01",
                WARP,
                "See [the other](two.md).",
            ),
        )
        .file(
            "content/two.md",
            article("Encoder is silent", "2024-06-01", WARP, "Dust."),
        );
    assert!(about(&findings(&folder, &[]), "FB9").is_empty());
    folder.file(
        "content/one.md",
        article("Harness stops", "2025-06-01", WARP, "A cable."),
    );
    assert_eq!(about(&findings(&folder, &[]), "FB9").len(), 1);
    let expired = article(
        "Encoder is silent",
        "2024-06-01\nexpires: 2024-07-01",
        WARP,
        "Dust.",
    );
    folder.file("content/two.md", expired);
    assert!(about(&findings(&folder, &[]), "FB9").is_empty());
}

fn errors_that_only_sound_alike_are_told_apart() {
    let folder = Folder::new();
    mill(&folder);
    for (name, error) in [
        (
            "one",
            "The term 'Get-Kiln' is not recognized as the name of a cmdlet, function or operable program.",
        ),
        (
            "two",
            "The term 'Set-Loom' is not recognized as the name of a cmdlet, function or operable program.",
        ),
        ("three", "An error occurred. Please try again later."),
        ("four", "An error occurred. Please try again later."),
        (
            "five",
            "The weaving service could not start: the thermal fuse blew",
        ),
        (
            "six",
            "The weaving service could not start: the licence ran out",
        ),
    ] {
        let title = format!("Article {name} of the mill");
        folder.file(
            &format!("content/{name}.md"),
            article(&title, "2025-01-01", error, "Wind."),
        );
    }
    let found = about(&findings(&folder, &[]), "FB903");
    assert!(found.is_empty(), "{found:#?}");
}

fn a_draft_is_compared_with_what_is_published() {
    let folder = Folder::new();
    mill(&folder);
    folder
        .file(
            "content/a.md",
            article("Harness stops", "2025-06-01\ndraft: true", WARP, "A cable."),
        )
        .file(
            "content/b.md",
            article("Encoder is silent", "2024-06-01", WARP, "Dust."),
        );
    let found = about(&findings(&folder, &["content/a.md"]), "FB9");
    assert_eq!(
        found,
        ["FB903 a.md:9 this error is also documented by `b.md:8`"]
    );
}

fn a_copy_of_an_article_is_told_once() {
    let folder = Folder::new();
    mill(&folder);
    let words: String = (0..120).map(|word| format!("thread{word} ")).collect();
    folder
        .file(
            "content/a.md",
            article("The harness stops", "2025-06-01", WARP, &words),
        )
        .file(
            "content/b.md",
            article(
                "The harness stops",
                "2024-06-01",
                WARP,
                &format!("{words} end"),
            ),
        );
    let found = findings(&folder, &[]);
    let told = about(&found, "FB9");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with("FB901 a.md:4 `b.md` has nearly the same text ("),
        "{told:?}"
    );
    assert_eq!(folder.fixbook(&["check", "--strict"]).code, Some(1));
    // A third is told of one of them.
    folder.file(
        "content/c.md",
        article("The harness stops", "2025-06-02", WARP, &words),
    );
    assert_eq!(about(&findings(&folder, &[]), "FB9").len(), 2);
}

fn two_articles_of_one_title_are_told_unless_it_only_names_a_subject() {
    let folder = Folder::new();
    mill(&folder);
    for (path, title) in [
        ("a/kiln.md", "The kiln does not heat"),
        ("b/kiln.md", "The  kiln does not heat"),
        ("a/known.md", "Known issues"),
        ("b/known.md", "Known issues"),
    ] {
        folder.file(
            &format!("content/{path}"),
            format!("# {title}\n\nIn {path}.\n"),
        );
    }
    let told = about(&findings(&folder, &[]), "FB9");
    assert_eq!(told, ["FB902 b/kiln.md:1 `a/kiln.md` has the same title"]);
}

fn what_a_hundred_articles_share_is_told_in_few_words() {
    let folder = Folder::new();
    mill(&folder);
    for number in 0..100 {
        let cause = format!("Cause {number}.");
        let text = article(
            &format!("Loom {number} does not run"),
            "2025-01-01",
            WARP,
            &cause,
        );
        folder.file(&format!("content/{number}.md"), text);
    }
    let told = about(&findings(&folder, &[]), "FB9");
    assert!(told.len() <= 100, "{} findings", told.len());
}

/// Why another article's error came: text enough that it is no copy.
const OTHER: &str = "[x](\u{1b}[31m.md) Dust had settled on the optical disc of the encoder, and the firmware \
     gives up after its third silent revolution.";

fn nothing_that_an_author_writes_commands_the_terminal() {
    let folder = Folder::new();
    mill(&folder);
    let error = format!("{WARP} \u{1b}]0;owned\u{7}\u{9b}31m");
    folder
        .file(
            "content/a.md",
            article("Harness \u{1b}[31m", "2025-06-01", &error, "A cable."),
        )
        .file(
            "content/b.md",
            article("Encoder", "2024-06-01", &error, OTHER),
        );
    let obeyed = |c: char| c != '\n' && c.is_control();
    for format in ["human", "short", "github"] {
        let told = folder.fixbook(&["check", "--format", format]);
        assert!(told.out.contains("FB903"), "{}", told.out);
        assert!(!told.out.contains(obeyed), "{}", told.out.escape_debug());
    }
}

fn a_megabyte_of_error_is_checked_in_time() {
    let folder = Folder::new();
    mill(&folder);
    let long = format!("{WARP}. ").repeat(6_000);
    for name in ["a", "b"] {
        let text = format!("# Loom {name}\n\n## Symptoms\n\n```error\n{long}\n```\n");
        folder.file(&format!("content/{name}.md"), text);
    }
    let told = folder.fixbook(&["check", "--format", "json"]);
    assert_eq!(told.code, Some(0), "{}", told.err);
    assert!(told.out.lines().all(|line| line.len() < 4000));
}

fn every_new_finding_is_explained() {
    let folder = Folder::new();
    for code in ["FB603", "FB901", "FB902", "FB903"] {
        let told = folder.fixbook(&["explain", code]);
        assert_eq!((told.code, told.err.as_str()), (Some(0), ""), "{code}");
        let answer: Value = serde_json::from_str(&told.out).expect("JSON");
        assert!(!text(&answer, "title").is_empty() && !text(&answer, "why").is_empty());
    }
}

fn the_projects_own_articles_are_clean() {
    let told = support::fixbook()
        .current_dir(support::project())
        .args(["check", "--strict"])
        // A day on which every article of the manual is of the past.
        .env("SOURCE_DATE_EPOCH", "1798761600")
        .output()
        .map(Told::from)
        .expect("fixbook starts");
    assert_eq!((told.code, told.out.as_str()), (Some(0), ""));
}

tests![
    findings_are_the_result_and_nothing_is_written,
    everything_that_a_build_says_is_found,
    the_exit_code_tells_how_bad_it_is,
    a_configuration_that_cannot_be_used_is_a_result_as_well,
    json_has_the_keys_that_are_promised,
    short_is_a_line_for_each_finding,
    annotations_are_escaped,
    a_code_host_gets_annotations_unless_another_format_is_named,
    colour_is_for_terminals,
    quiet_writes_what_fails_only,
    of_named_files_only_their_own_is_told,
    a_file_that_is_no_part_of_the_site_is_mentioned,
    a_draft_is_checked_and_is_no_target_for_others,
    a_theme_that_cannot_show_its_pages_is_found,
    an_error_that_another_article_covers_is_told_in_the_newer_one,
    articles_that_know_of_each_other_are_left_alone,
    errors_that_only_sound_alike_are_told_apart,
    a_draft_is_compared_with_what_is_published,
    a_copy_of_an_article_is_told_once,
    two_articles_of_one_title_are_told_unless_it_only_names_a_subject,
    what_a_hundred_articles_share_is_told_in_few_words,
    nothing_that_an_author_writes_commands_the_terminal,
    a_megabyte_of_error_is_checked_in_time,
    every_new_finding_is_explained,
    the_projects_own_articles_are_clean,
];
