//! `fixbook new`: what it writes, where it never writes, what it says about the error, whom it asks.

use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::support::{self, Folder, Told};

/// A site with an article about an error, and others, so that words are rare.
fn site() -> Folder {
    let folder = Folder::new();
    folder.file("fixbook.yaml", "title: Mill\n");
    for (name, message) in [
        (
            "kiln",
            "Heater offline on KILN07: the thermocouple did not answer (0x80091234)",
        ),
        ("loom", "Warp tension out of range at harness 4"),
        (
            "dye",
            "Dye vat viscosity sensor reports an impossible gradient",
        ),
        ("boiler", "Boiler feedwater conductivity alarm latched"),
    ] {
        let text =
            format!("# The {name} stops\n\n## Symptoms\n\n> {message}\n\n## Cause\n\nWind.\n");
        folder.file(&format!("content/{name}.md"), text);
    }
    folder
}

/// A PowerShell record that no article of the site documents.
const RECORD: &str = "\
Get-Spindle : The spindle 'S7' could not be calibrated because its encoder rejected profile 'fine'. (0x80097777)
At line:1 char:1
+ Get-Spindle -Name S7
+ ~~~~~~~~~~~~~~~~~~~~
    + CategoryInfo          : NotSpecified: (:) [Get-Spindle], CalibrationRejectedException
    + FullyQualifiedErrorId : Mill.Calibration,GetSpindle
";
const DOCUMENTED: &str =
    "10:11:12 ERROR Heater offline on KILN99: the thermocouple did not answer (0x80091234)";

fn command(folder: &Folder) -> Command {
    let mut command = support::fixbook();
    command.current_dir(folder.root());
    // Whoever runs the tests has a name and an editor of their own.
    command
        .env("GIT_CONFIG_GLOBAL", folder.at("gitconfig"))
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CEILING_DIRECTORIES", folder.root())
        .env_remove("VISUAL")
        .env_remove("EDITOR");
    command
}

fn new(folder: &Folder, arguments: &[&str]) -> Told {
    with(folder, arguments, "", &[])
}

fn with(folder: &Folder, arguments: &[&str], input: &str, settings: &[(&str, &str)]) -> Told {
    let mut command = command(folder);
    command
        .arg("new")
        .args(arguments)
        .envs(settings.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("fixbook starts");
    let mut stdin = child.stdin.take().expect("standard input");
    // Nobody reads it where no error is asked for.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    Told::from(child.wait_with_output().expect("it ends"))
}

/// The parts of the model of an article.
fn model(folder: &Folder, path: &str) -> serde_json::Value {
    let told = folder.fixbook(&["show", path, "--format", "json"]);
    serde_json::from_str(&told.out).unwrap_or_else(|error| panic!("{error}: {}", told.err))
}

fn an_article_is_written_in_the_form_of_its_kind() {
    let folder = site();
    folder.file(
        "gitconfig",
        "[user]\n\tname = \"Ada of the \\\"Mill\\\"\"\n",
    );
    for (kind, roles) in [
        (
            "troubleshooting",
            &[
                "summary",
                "symptom",
                "cause",
                "resolution",
                "diagnosis",
                "more",
            ][..],
        ),
        (
            "how-to",
            &[
                "summary",
                "prerequisites",
                "other",
                "other",
                "diagnosis",
                "more",
            ],
        ),
        ("reference", &["summary", "summary", "other", "more"]),
    ] {
        let title = format!("The {kind} of it");
        let told = new(&folder, &[&title, "--kind", kind, "--dir", "new/er"]);
        assert_eq!((told.code, told.err.as_str()), (Some(0), ""), "{kind}");
        let path = told.out.trim_end();
        assert_eq!(path, format!("content/new/er/the-{kind}-of-it.md"));
        let model = model(&folder, path);
        assert_eq!(model["title"], title);
        assert_eq!(model["kind"], kind);
        assert_eq!(model["date"], "2025-07-01");
        assert_eq!(model["owner"], "Ada of the \"Mill\"");
        let sections = model["sections"].as_array().expect("sections");
        let found: Vec<&str> = sections
            .iter()
            .filter_map(|section| section["role"].as_str())
            .collect();
        assert_eq!(found, roles, "{kind}");
    }
    // It is no draft, and nothing is wrong with it but that nobody has written it yet.
    let told = folder.fixbook(&["check", "--format", "short"]);
    assert_eq!(told.code, Some(0));
    let is_gap = |line: &str| {
        ["[FB310]", "[FB311]", "[FB312]", "[FB407]", "[FB905]"]
            .iter()
            .any(|code| line.contains(code))
    };
    assert!(
        told.out.contains("[FB312]") && told.out.lines().all(is_gap),
        "{}",
        told.out
    );
    assert_eq!(folder.fixbook(&["build", "-q"]).code, Some(0));
    let page = folder.text("public/new/er/the-how-to-of-it.html");
    assert!(
        !page.contains("One action each"),
        "what guides its author is not shown"
    );
}

fn a_pasted_record_becomes_an_article_that_is_found_by_it() {
    let folder = site();
    let told = with(
        &folder,
        &["The spindle is not calibrated", "--error", "-"],
        RECORD,
        &[],
    );
    assert_eq!(told.code, Some(0), "{}", told.err);
    assert_eq!(told.out, "content/the-spindle-is-not-calibrated.md\n");
    assert!(!told.err.contains("is documented by"), "{}", told.err);
    let model = model(&folder, told.out.trim_end());
    let errors = model["errors"].as_array().expect("errors");
    let shown = errors
        .iter()
        .find(|error| error["form"] == "block")
        .expect("the paste");
    assert_eq!(shown["section"], "symptoms");
    assert_eq!(shown["text"], RECORD.trim_end());
    let told_apart = errors
        .iter()
        .find(|error| error["form"] == "front-matter")
        .expect("the message");
    let text = told_apart["text"].as_str().expect("text");
    assert!(
        text.contains("could not be calibrated") && !text.contains("CategoryInfo"),
        "{text}"
    );

    assert_eq!(folder.fixbook(&["build", "-q"]).code, Some(0));
    let other = RECORD.replace("S7", "S81").replace("fine", "coarse");
    let told = folder.fixbook(&["search", &other, "public"]);
    let answer: serde_json::Value = serde_json::from_str(&told.out).expect("JSON");
    assert_eq!(answer["confident"], true, "{answer:#}");
    assert_eq!(
        answer["results"][0]["path"],
        "the-spindle-is-not-calibrated.md"
    );
}

fn who_pastes_a_documented_error_is_told() {
    let folder = site();
    let told = new(&folder, &["Heater again", "--error", DOCUMENTED]);
    assert_eq!(told.code, Some(0));
    assert!(
        told.err
            .starts_with("This error is documented by kiln.md:5 (The kiln stops)\n"),
        "{}",
        told.err
    );
    assert!(told.err.contains("nobody can be asked"), "{}", told.err);
    assert!(folder.at("content/heater-again.md").exists());

    let told = new(
        &folder,
        &[
            "Vat",
            "--error",
            "Dye vat pump reports cavitation in the gradient stage",
        ],
    );
    assert!(
        told.err
            .starts_with("No article documents this very error. Nearest:\n"),
        "{}",
        told.err
    );
    assert!(told.err.contains("dye.md"), "{}", told.err);
    let told = new(&folder, &["Quietly", "--error", DOCUMENTED, "-q"]);
    assert_eq!((told.code, told.err.as_str()), (Some(0), ""));
}

#[cfg(unix)]
fn at_a_terminal_somebody_is_asked_before_a_duplicate_is_written() {
    use nix::pty::openpty;
    let folder = site();
    for (typed, is_written) in [("n\n", false), ("\n", false), ("yes\n", true)] {
        let terminal = openpty(None, None).expect("a terminal");
        let copy = terminal.slave.try_clone().expect("two ends");
        let mut typing = fs::File::from(terminal.master);
        typing.write_all(typed.as_bytes()).expect("typed ahead");
        let told = command(&folder)
            .args(["new", "Heater again", "--error", DOCUMENTED])
            .stdin(Stdio::from(terminal.slave))
            .stderr(Stdio::from(copy))
            .output()
            .map(Told::from)
            .expect("fixbook starts");
        assert_eq!(told.code, Some(0));
        assert_eq!(!told.out.is_empty(), is_written, "{typed:?}: {}", told.out);
        assert_eq!(
            folder.at("content/heater-again.md").exists(),
            is_written,
            "{typed:?}"
        );
    }
}

#[cfg(not(unix))]
fn at_a_terminal_somebody_is_asked_before_a_duplicate_is_written() {}

fn nothing_is_overwritten() {
    let folder = site();
    let before = folder.text("content/kiln.md");
    let told = new(&folder, &["Kiln"]);
    assert_eq!((told.code, told.out.as_str()), (Some(2), ""));
    assert!(
        told.err.contains("`content/kiln.md` exists already"),
        "{}",
        told.err
    );
    assert_eq!(folder.text("content/kiln.md"), before);
    // Nor an address: one that another article has, one that the site itself needs.
    folder.file(
        "content/a/Bobbin.html.md",
        "---\nslug: bobbin\n---\n# Bobbin\n",
    );
    for (arguments, code) in [
        (&["Bobbin", "--dir", "a"][..], "FB501"),
        (&["Search"], "FB502"),
        (&["404"], "FB502"),
        (&["Index", "--dir", "codes"], "FB502"),
    ] {
        let files = support::files(folder.root());
        let told = new(&folder, arguments);
        assert_eq!(
            (told.code, told.out.as_str()),
            (Some(2), ""),
            "{arguments:?}"
        );
        assert!(told.err.contains(code), "{arguments:?}: {}", told.err);
        assert_eq!(support::files(folder.root()), files, "{arguments:?}");
    }
}

fn no_title_leads_out_of_the_folder() {
    let folder = site();
    for (title, path) in [
        ("../x", "content/x.md"),
        ("/etc/passwd", "content/etcpasswd.md"),
        ("..\\..\\y: z", "content/y-z.md"),
        ("CON", "content/con-article.md"),
        ("index", "content/index-article.md"),
        (
            "\u{30d7}\u{30ea}\u{30f3}\u{30bf}\u{30fc}",
            "content/\u{30d7}\u{30ea}\u{30f3}\u{30bf}\u{30fc}.md",
        ),
        (
            "\u{5e9}\u{5d2}\u{5d9}\u{5d0}\u{5d4} \u{5d1}\u{5d3}\u{5e4}\u{5d5}\u{5e1}",
            "content/\u{5e9}\u{5d2}\u{5d9}\u{5d0}\u{5d4}-\u{5d1}\u{5d3}\u{5e4}\u{5d5}\u{5e1}.md",
        ),
        ("---\ntitle: y\n---\n# z", "content/title-y-z.md"),
    ] {
        let told = new(&folder, &["--", title]);
        assert_eq!(told.code, Some(0), "{title}: {}", told.err);
        assert_eq!(told.out.trim_end(), path, "{title}");
        let shown = title.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(model(&folder, path)["title"], shown);
    }
    let long = "x".repeat(300);
    let told = new(&folder, &[&long]);
    assert!(told.code == Some(0) && told.out.len() < 120, "{}", told.out);
    for title in ["", "  ", "?!", "../..", "\u{1b}\u{7}", "\u{202e}"] {
        let told = new(&folder, &["--", title]);
        assert_eq!((told.code, told.out.as_str()), (Some(2), ""), "{title:?}");
        assert!(told.err.contains("FB205"), "{title:?}: {}", told.err);
        assert!(!told.err.contains(['\u{1b}', '\u{202e}']), "{:?}", told.err);
    }
    assert_eq!(folder.fixbook(&["check"]).code, Some(0));
}

fn no_folder_leads_out_of_the_site() {
    let folder = site();
    folder
        .file("fixbook.yaml", "exclude: [attic/]\n")
        .file("content/file.txt", "x")
        .file("content/old/.fixbook-manifest", "fixbook 1\n")
        .file("outside/x.txt", "x");
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.at("outside"), folder.at("content/link")).expect("a link");
    let before = support::files(folder.root());
    for dir in [
        "..",
        "../outside",
        "a/../../b",
        "/tmp",
        "\\\\host\\share",
        "C:\\x",
        ".git",
        "a/.b",
        "attic",
        "attic/in",
        "file.txt",
        "file.txt/x",
        "link",
        "link/deeper",
    ] {
        if dir.starts_with("link") && !folder.at("content/link").exists() {
            continue;
        }
        let told = new(&folder, &["Title", "--dir", dir]);
        assert_eq!((told.code, told.out.as_str()), (Some(2), ""), "{dir}");
        assert!(told.err.contains("FB205"), "{dir}: {}", told.err);
    }
    assert_eq!(support::files(folder.root()), before);
    for (dir, path) in [
        ("a/b", "content/a/b/title.md"),
        ("a/../c", "content/c/title.md"),
        (".", "content/title.md"),
    ] {
        let told = new(&folder, &["Title", "--dir", dir]);
        assert_eq!(told.out.trim_end(), path, "{}", told.err);
    }
    // A site without a content folder of its own has folders that are none.
    let bare = Folder::new();
    bare.file("a.md", "# A\n");
    for dir in ["public", "static/x", "themes", "archetypes"] {
        assert_eq!(new(&bare, &["Title", "--dir", dir]).code, Some(2), "{dir}");
    }
    assert_eq!(new(&bare, &["Title"]).out, "title.md\n");
}

fn a_project_takes_articles_in_its_docsets_only() {
    let folder = Folder::new();
    folder
        .file(
            "docs/docfx.json",
            r#"{"build": {"content": [{"files": ["**/*.md"], "src": "."}]}}"#,
        )
        .file("docs/a.md", "# A\n")
        .file(
            ".openpublishing.publish.config.json",
            r#"{"docsets_to_publish": [{"build_source_folder": "docs"}]}"#,
        );
    let told = new(&folder, &["Title"]);
    assert_eq!(told.code, Some(2), "{}", told.out);
    assert!(told.err.contains("it is in no docset"), "{}", told.err);
    let told = new(&folder, &["Title", "--dir", "docs"]);
    assert_eq!(
        (told.code, told.out.as_str()),
        (Some(0), "docs/title.md\n"),
        "{}",
        told.err
    );
}

fn any_error_stands_in_its_fence_as_it_was() {
    let folder = site();
    let megabyte = format!(
        "{} \u{1b}[31mred\u{1b}[0m\n",
        "The weft sensor tore `a` thread.".repeat(4)
    )
    .repeat(8_000);
    for (number, (error, shown)) in [
        ("---\ntitle: x\n---\n# y", "---\ntitle: x\n---\n# y"),
        ("```\ninner\n````\n~~~", "```\ninner\n````\n~~~"),
        ("{{ title }} {% if %}", "{{ title }} {% if %}"),
        (
            "<script>alert(1)</script>\n[!INCLUDE [a](b.md)]",
            "<script>alert(1)</script>\n[!INCLUDE [a](b.md)]",
        ),
        ("\u{feff}a\u{0}b\u{7}\r\nc\u{1b}[1m!\u{9b}", "ab\nc!"),
    ]
    .into_iter()
    .enumerate()
    {
        let title = format!("Error {number}");
        let told = with(&folder, &[&title, "--error", "-"], error, &[]);
        assert_eq!(told.code, Some(0), "{}", told.err);
        let model = model(&folder, told.out.trim_end());
        let errors = model["errors"].as_array().expect("errors");
        let found = errors
            .iter()
            .find(|error| error["form"] == "block")
            .expect("the paste");
        assert_eq!(found["text"], shown, "{model:#}");
    }
    let told = with(&folder, &["A megabyte", "--error", "-"], &megabyte, &[]);
    assert_eq!(told.code, Some(0), "{}", told.err);
    assert!(folder.text("content/a-megabyte.md").len() > 900_000);
    assert!(!folder.text("content/a-megabyte.md").contains('\u{1b}'));
    for nothing in ["", " \n\t\r\n", "\u{1b}[0m"] {
        let told = with(&folder, &["Nothing", "--error", "-"], nothing, &[]);
        assert_eq!((told.code, told.out.as_str()), (Some(2), ""), "{nothing:?}");
    }
}

fn nothing_in_an_article_commands_the_terminal_of_who_writes_another() {
    let folder = site();
    folder.file(
        "content/x.md",
        "# The \u{1b}]0;owned\u{7} spindle\n\n## Symptoms\n\n> Spindle torque \u{9b}31m exceeds the ceramic tolerance\n",
    );
    let told = new(
        &folder,
        &[
            "Torque",
            "--error",
            "Spindle torque exceeds the ceramic tolerance",
        ],
    );
    assert!(told.err.contains("x.md:5"), "{}", told.err);
    assert!(
        !told.err.contains(|c: char| c != '\n' && c.is_control()),
        "{:?}",
        told.err
    );
}

fn the_sites_own_archetype_goes_before_the_built_in_one() {
    let folder = site();
    folder.file(
        "archetypes/how-to.md",
        "---\ntitle: {{ title | yaml }}\nteam: looms\n---\n# {{ title | markdown }}\n\n## Steps\n\n{{ error | fence }}\n",
    );
    let told = new(
        &folder,
        &["Change: *this*", "--kind", "how-to", "--error", "a `` b"],
    );
    assert_eq!(told.code, Some(0), "{}", told.err);
    assert_eq!(
        folder.text("content/change-this.md"),
        "---\ntitle: \"Change: *this*\"\nteam: looms\n---\n# Change: \\*this\\*\n\n## Steps\n\n```\na `` b\n```\n"
    );
    folder.file("archetypes/how-to.md", "# {{ title }}\n\n{{ titel }}\n");
    let before = support::files(folder.root());
    let told = new(&folder, &["Another", "--kind", "how-to"]);
    assert_eq!((told.code, told.out.as_str()), (Some(2), ""));
    assert!(told.err.contains("error[FB603]"), "{}", told.err);
    assert!(
        told.err.contains("archetypes/how-to.md:3:4"),
        "{}",
        told.err
    );
    assert_eq!(support::files(folder.root()), before);
    // Other kinds are not touched by it.
    assert_eq!(new(&folder, &["Another"]).code, Some(0));
}

#[cfg(unix)]
fn the_editor_opens_what_was_written() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = site();
    let script = folder.at("my editor");
    fs::write(&script, "#!/bin/sh\necho \"$1\" >> \"$2\"\n").expect("a script");
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("it may run");
    let named = format!("'{}' --edited", script.display());
    let settings = [("VISUAL", named.as_str()), ("EDITOR", "false")];
    let told = with(&folder, &["One", "--edit"], "", &settings);
    assert_eq!(told.code, Some(0), "{}", told.err);
    assert!(folder.text("content/one.md").ends_with("\n--edited\n"));
    let told = with(&folder, &["Two", "--edit"], "", &[("EDITOR", "false")]);
    assert_eq!(
        (told.code, told.out.as_str()),
        (Some(1), "content/two.md\n")
    );
    assert!(told.err.contains("the article is written"), "{}", told.err);
    let told = with(&folder, &["Three", "--edit"], "", &[("EDITOR", " ")]);
    assert_eq!(told.code, Some(2));
    assert!(!folder.at("content/three.md").exists());
}

#[cfg(not(unix))]
fn the_editor_opens_what_was_written() {}

fn the_site_around_the_current_folder_gets_the_article() {
    let folder = site();
    folder.file("content/deep/x.md", "# X\n");
    let told = command(&folder)
        .current_dir(folder.at("content/deep"))
        .args(["new", "From below"])
        .output()
        .map(Told::from)
        .expect("fixbook starts");
    assert_eq!(told.code, Some(0), "{}", told.err);
    assert!(folder.at("content/from-below.md").exists());
    let home = Folder::new();
    let root = folder.root().to_string_lossy().into_owned();
    let told = new(&home, &["By name", "-r", &root]);
    assert_eq!(told.code, Some(0), "{}", told.err);
    assert!(folder.at("content/by-name.md").exists());
    assert!(support::files(home.root()).is_empty());
    assert_eq!(new(&home, &["Nowhere", "-r", "gone"]).code, Some(2));
}

tests![
    an_article_is_written_in_the_form_of_its_kind,
    a_pasted_record_becomes_an_article_that_is_found_by_it,
    who_pastes_a_documented_error_is_told,
    at_a_terminal_somebody_is_asked_before_a_duplicate_is_written,
    nothing_is_overwritten,
    no_title_leads_out_of_the_folder,
    no_folder_leads_out_of_the_site,
    a_project_takes_articles_in_its_docsets_only,
    any_error_stands_in_its_fence_as_it_was,
    nothing_in_an_article_commands_the_terminal_of_who_writes_another,
    the_sites_own_archetype_goes_before_the_built_in_one,
    the_editor_opens_what_was_written,
    the_site_around_the_current_folder_gets_the_article,
];
