//! The command in folders of its own: what it publishes, what it leaves alone, what it says.

#![allow(clippy::disallowed_methods, reason = "a test touches the world")]

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

/// A folder that is removed at the end of the test.
struct Folder(TempDir);

/// What a command said and how it ended.
struct Told {
    code: i32,
    out: String,
    err: String,
}

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// Writes a file with its folders.
    fn file(&self, path: &str, text: &str) -> &Self {
        let path = self.at(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a file");
        self
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn holds(&self, path: &str) -> bool {
        self.at(path).exists()
    }

    /// `fixbook` with arguments, started in this folder, on 1 July 2025.
    fn run(&self, arguments: &[&str]) -> Told {
        self.run_with(arguments, &[])
    }

    fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Told {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fixbook"));
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if name.starts_with("FIXBOOK__") || name.starts_with("CLICOLOR") {
                command.env_remove(name);
            }
        }
        command.env_remove("GITHUB_ACTIONS").env_remove("NO_COLOR");
        command.env("SOURCE_DATE_EPOCH", "1751371200");
        command.envs(variables.iter().copied());
        let output = command
            .current_dir(self.0.path())
            .args(arguments)
            .output()
            .expect("fixbook starts");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Told {
            code: output.status.code().unwrap_or(-1),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }
}

#[test]
fn an_earlier_output_folder_is_never_content() {
    let site = Folder::new();
    site.file("bare/a.md", "---\nvisibility: public\n---\n# A\n");
    site.file(
        "bare/d.md",
        "---\nvisibility: public\ndraft: true\n---\n# D\n",
    );
    site.file("bare/static/robots.txt", "none\n");
    assert_eq!(
        site.run(&["build", "bare", "-D", "-d", "bare/preview"])
            .code,
        0
    );
    assert!(site.holds("bare/preview/d.md"));
    let told = site.run(&["build", "bare", "--for", "public"]);
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(told.err.contains("FB012"), "{}", told.err);
    assert!(site.holds("bare/public/a.html"));
    assert!(!site.holds("bare/public/preview"), "{}", told.err);

    // Not by a link either, not as a static file, and not when it is named itself.
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(site.at("bare/preview/d.md"), site.at("bare/link.md"))
            .expect("a link");
        site.run(&["build", "bare", "--for", "public"]);
        assert!(!site.holds("bare/public/link.html"));
    }
    fs::rename(site.at("bare/preview"), site.at("bare/static/preview")).expect("moved");
    site.run(&["build", "bare", "--for", "public"]);
    assert!(site.holds("bare/public/robots.txt"));
    assert!(!site.holds("bare/public/preview"));
    let told = site.run(&["build", "bare/public", "-d", "again"]);
    assert_eq!(told.code, 1, "{}", told.err);
    assert!(!site.holds("again/a.html"));
}

const THEMED: &str = "theme: acme\n";

#[test]
fn a_theme_that_fails_leaves_the_pages_that_are_there() {
    let site = Folder::new();
    site.file("l/fixbook.yaml", THEMED);
    site.file("l/content/a.md", "# A\n");
    site.file("l/content/b.md", "# B\n");
    site.file("l/themes/acme/templates/article.html", "<p>fine</p>");
    assert_eq!(site.run(&["build", "l"]).code, 0);
    site.file(
        "l/themes/acme/templates/article.html",
        "<p>\n  {{ nobody.knows }}</p>",
    );
    let told = site.run(&["build", "l"]);
    assert_eq!(told.code, 1);
    assert_eq!(site.text("l/public/a.html"), "<p>fine</p>");
    assert_eq!(told.err.matches("FB601").count(), 1, "{}", told.err);
    let place = "l/themes/acme/templates/article.html:2:6";
    assert!(told.err.contains(&format!("--> {place}")), "{}", told.err);
    assert!(
        told.err.contains("`a.html` and 1 more page"),
        "{}",
        told.err
    );

    site.file(
        "l/themes/acme/templates/article.html",
        "{% extends \"gone.html\" %}",
    );
    let told = site.run(&["build", "l"]);
    assert!(!told.err.contains("templates/templates"), "{}", told.err);
    let place = "l/themes/acme/templates/article.html";
    assert!(told.err.contains(&format!("--> {place}")), "{}", told.err);
}

#[test]
fn the_words_of_a_theme_replace_single_words() {
    let site = Folder::new();
    site.file("content/a.md", "# A\n\n## Cause\n\nWind.\n");
    assert_eq!(site.run(&["build"]).code, 0);
    site.file("fixbook.yaml", THEMED);
    let whole = site.text("public/a.html");
    site.file(
        "themes/acme/strings/en.yaml",
        "skip_to_content: Go to the text\n",
    );
    assert_eq!(site.run(&["build"]).code, 0);
    let ours = site.text("public/a.html");
    assert!(ours.contains("Go to the text"), "{ours}");
    assert_eq!(ours.replace("Go to the text", "Skip to the content"), whole);
}

#[test]
fn an_emptied_content_folder_does_not_empty_the_site() {
    let site = Folder::new();
    site.file("content/a.md", "---\nvisibility: internal\n---\n# A\n");
    assert_eq!(site.run(&["build"]).code, 0);
    let told = site.run(&["build", "--for", "public"]);
    assert_eq!(told.code, 1);
    assert!(told.err.contains("FB508"), "{}", told.err);
    fs::remove_file(site.at("content/a.md")).expect("removed");
    assert_eq!(site.run(&["build"]).code, 1);
    assert!(site.holds("public/a.html"));
    // A folder that never had an article is another matter.
    assert_eq!(site.run(&["build", "-d", "other"]).code, 0);
    assert_eq!(site.run(&["build", "-d", "other"]).code, 0);
}

#[test]
fn every_finding_names_its_file_from_where_the_command_stands() {
    let site = Folder::new();
    site.file("l/fixbook.yaml", "titel: x\n");
    site.file("l/content/a.md", "# A\n\n[x](gone.md)\n");
    let told = site.run(&["build", "l"]);
    assert!(told.err.contains("--> l/fixbook.yaml:1:1"), "{}", told.err);
    assert!(told.err.contains("--> l/content/a.md:3:1"), "{}", told.err);
    site.file("l/other.yaml", "titel: x\n");
    let told = site.run(&["build", "l", "-c", "l/other.yaml"]);
    assert!(told.err.contains("--> l/other.yaml:1:1"), "{}", told.err);
    // Warnings of the configuration count like all others.
    assert_eq!(site.run(&["build", "l", "--strict"]).code, 1);
}

#[test]
fn every_error_is_an_annotation_on_github() {
    let site = Folder::new();
    site.file("content/a.md", "# A\n");
    site.file("bad/fixbook.yaml", "theme: gone\n");
    site.file("empty/fixbook.yaml", "content: gone\n");
    let wrong: [&[&str]; 7] = [
        &["build", "nowhere"],
        &["build", "--for", "nobody"],
        &["build", "-u", "example.com"],
        &["build", "-c", "gone.yaml"],
        &["build", "bad"],
        &["build", "empty"],
        &["show", "gone.md"],
    ];
    for arguments in wrong {
        let told = site.run_with(arguments, &[("GITHUB_ACTIONS", "true")]);
        assert!(told.err.starts_with("::error title=FB"), "{}", told.err);
        assert!(told.code == 2 || told.code == 3);
        let told = site.run(arguments);
        assert!(told.err.starts_with("error[FB"), "{}", told.err);
        assert!(told.err.contains("help: "), "{}", told.err);
    }
}

#[test]
fn a_quiet_strict_build_says_why_it_fails() {
    let site = Folder::new();
    site.file("content/a.md", "# A\n\n[x](gone.md)\n");
    let told = site.run(&["build", "-q", "--strict"]);
    assert_eq!(told.code, 1);
    assert!(told.err.contains("FB401"), "{}", told.err);
    let told = site.run(&["build", "-q"]);
    assert_eq!((told.code, told.err.as_str()), (0, ""));
}

#[cfg(unix)]
#[test]
fn nothing_that_an_author_writes_reaches_the_terminal_as_a_command() {
    let site = Folder::new();
    let name = "a\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}.md";
    let text = "# \u{1b}[31mRed \u{9b}31m\n\n[\u{9b}x](\u{1b}[31m.md)\n\n1. \u{1b}[1mDo\n";
    site.file(&format!("content/{name}"), text);
    site.file("content/b.md", "[x](c.md)\n");
    let obeyed = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
    for github in ["true", "false"] {
        let told = site.run_with(&["build"], &[("GITHUB_ACTIONS", github)]);
        let file = |line: &&str| !line.starts_with("::");
        let lines: String = told.err.lines().filter(file).collect();
        assert!(!lines.contains(obeyed), "{}", told.err.escape_debug());
        assert!(told.err.contains("b.md"));
    }
    let odd = format!("out\u{1b}[31m{}", "");
    let told = site.run(&["build", "-d", &odd, "--for", "\u{1b}[31m"]);
    assert!(!told.err.contains(obeyed), "{}", told.err.escape_debug());
    let told = site.run(&["build", "-v", "-d", &odd]);
    assert!(!told.err.contains(obeyed), "{}", told.err.escape_debug());
    let path = format!("content/{name}");
    let told = site.run(&["show", &path, "--format", "human"]);
    assert!(!told.out.contains(obeyed), "{}", told.out.escape_debug());
    assert!(told.out.contains('␛'));
    let told = site.run(&["show", &path, "--format", "json"]);
    let model: serde_json::Value = serde_json::from_str(&told.out).expect("JSON");
    assert_eq!(model["path"], name);
}

#[test]
fn a_verbose_build_says_what_it_uses() {
    let site = Folder::new();
    site.file("l/docs/a.md", "# A\n");
    let told = site.run(&["build", "l", "-v"]);
    for part in [
        "root           l\n",
        "content        l/docs\n",
        "configuration  none\n",
        "theme          default\n",
        "output         l/public\n",
        "read           articles: 1; files beside them: 0; static files: 0 (",
        "joined         ",
        "published      ",
    ] {
        assert!(told.err.contains(part), "{part}: {}", told.err);
    }
    assert_eq!(site.run(&["build", "l"]).err.lines().count(), 1);
}

#[test]
fn the_summary_counts_what_is_withheld() {
    let site = Folder::new();
    site.file("a.md", "---\nvisibility: public\n---\n# A\n");
    site.file("b.md", "# B\n").file("c.md", "# C\n");
    site.file("d.md", "---\ndraft: true\n---\n# D\n");
    site.file("e.md", "---\nexpires: 31.12.2020\n---\n# E\n");
    let told = site.run(&["build", "--for", "public"]);
    let counted = "; 4 withheld: 1 draft, 1 expired, 2 narrower";
    assert!(told.err.contains(counted), "{}", told.err);
    assert!(told.err.starts_with("1 article in "), "{}", told.err);
}

#[test]
fn what_is_wrong_a_thousand_times_is_told_twenty_times() {
    let site = Folder::new();
    site.file(
        "a.md",
        &format!("# A\n\n{}\n", "[x](nope.md) ".repeat(1000)),
    );
    let told = site.run(&["build"]);
    assert_eq!(told.err.matches("warning[FB401]").count(), 20);
    let more = "and 980 more like this in `a.md`";
    assert!(told.err.contains(more), "{}", told.err);
    assert!(told.err.contains("1000 warnings"), "{}", told.err);
}
