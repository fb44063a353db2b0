//! The preview as it is asked over http: the same bytes as a build, right again after each edit, and nobody
//! else's business.

use std::fs;

use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, TestRunner};

use crate::preview::{Preview, built};
use crate::support::Folder;

const QUEUE: &str = "---\ntags: [queues]\n---\n# The widget queue does not drain\n\n## Symptoms\n\nYou receive the \
    following error message:\n\n> The queue of widgets on SRV01 is blocked. Code 0x80070005\n\n## Resolution\n\n\
    1. Run `Get-WidgetQueue -Server <ServerName>`.\n\n![The queue](queue.png)\n";
const PRESS: &str = "# The press stops\n\n## Symptoms\n\nError 0x80070005 is shown.\n\n## Resolution\n\nSee [the \
    queue](queue.md), and run `Get-WidgetQueue -All`.\n";

fn site() -> Folder {
    let folder = Folder::new();
    folder.file("fixbook.yaml", "title: Widgets\n");
    folder.file("content/mail/queue.md", QUEUE);
    folder.file("content/mail/press.md", PRESS);
    folder.file("content/mail/queue.png", PNG);
    folder.file("static/robots.txt", "User-agent: *\n");
    folder
}

/// An image of one white pixel.
const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0,
    1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55,
];

fn assert_as_built(preview: &Preview, folder: &Folder) {
    let built = built(folder).expect("a site");
    if let Some(difference) = preview.differs(&built) {
        panic!("{difference}");
    }
}

fn a_preview_serves_what_a_build_publishes() {
    let folder = site();
    let before = crate::support::files(folder.root());
    let preview = Preview::start(&folder, &[]);
    assert_as_built(&preview, &folder);
    assert_eq!(preview.get("/").body, preview.get("/index.html").body);
    let moved = preview.get("/mail");
    assert!(
        moved.status == 302 && moved.head.contains("location: /mail/"),
        "{moved:?}"
    );
    let nothing = preview.get("/nothing.html");
    assert_eq!(nothing.status, 404);
    // Nothing is written beside the articles.
    assert_eq!(crate::support::files(folder.root()), before);
}

fn a_site_with_an_address_is_served_below_its_path() {
    let folder = site();
    folder.file(
        "fixbook.yaml",
        "title: Widgets\nbase_url: https://example.org/kb/\n",
    );
    let preview = Preview::start(&folder, &[]);
    assert_eq!(preview.base, "/kb/");
    assert_as_built(&preview, &folder);
    assert!(preview.get("/").head.contains("location: /kb/"));
    assert_eq!(preview.get("/mail/queue.html").status, 404);
}

fn lists_related_articles_entities_and_search_follow_each_edit() {
    let folder = site();
    let preview = Preview::start(&folder, &[]);
    let new = "# The loom hums\n\n## Symptoms\n\n> The loom of hall 7 hums like a hive.\n\n## Cause\n\nCode 0x80070005.\n";
    folder.file("content/looms/hum.md", new);
    preview.wait_for("looms/hum.html", "hums like a hive");
    assert_as_built(&preview, &folder);
    assert!(preview.text("articles.json").contains("The loom hums"));
    assert!(preview.text("errors.json").contains("hums like a hive"));
    // An atomic save: another file takes the place of the first.
    folder.file("content/looms/.hum.md.tmp", new.replace("hums", "sings"));
    fs::rename(
        folder.at("content/looms/.hum.md.tmp"),
        folder.at("content/looms/hum.md"),
    )
    .expect("renamed");
    preview.wait_for("looms/hum.html", "sings like a hive");
    assert_as_built(&preview, &folder);
    fs::rename(folder.at("content/looms"), folder.at("content/weaving")).expect("renamed");
    preview.wait_for("weaving/hum.html", "sings like a hive");
    assert_eq!(preview.get("/looms/hum.html").status, 404);
    assert_as_built(&preview, &folder);
    fs::remove_dir_all(folder.at("content/weaving")).expect("removed");
    preview.wait("the page to go", || {
        preview.get("/weaving/hum.html").status == 404
    });
    assert_as_built(&preview, &folder);
}

fn a_preview_that_polls_follows_as_well() {
    let folder = site();
    let preview = Preview::start(&folder, &["--poll"]);
    folder.file("content/mail/queue.md", QUEUE.replace("drain", "empty"));
    preview.wait_for("mail/queue.html", "does not empty");
    assert_as_built(&preview, &folder);
}

fn half_of_a_file_is_no_end_of_the_preview() {
    let folder = site();
    let preview = Preview::start(&folder, &[]);
    for half in [
        &b"---\ntitle: \"half of"[..],
        b"---\ntags: [a, b\n---\n# x\n",
        b"# The queue of \xe2\x82",
        b"\xff\xfe#\0",
        b"",
    ] {
        folder.file("content/mail/queue.md", half);
        preview.wait(&format!("{half:?} to be shown"), || {
            !preview.text("mail/queue.html").contains("SRV01")
        });
        folder.file("content/mail/queue.md", QUEUE);
        preview.wait_for("mail/queue.html", "SRV01");
    }
    assert_as_built(&preview, &folder);
}

fn a_configuration_that_is_wrong_leaves_the_last_good_site() {
    let folder = site();
    let preview = Preview::start(&folder, &[]);
    let brief = "/_fixbook/brief?page=/mail/queue.html";
    let told = || String::from_utf8(preview.get(brief).body).expect("text");
    folder.file("fixbook.yaml", "title: [\n");
    preview.wait("the trouble to be told", || told().contains("fixbook.yaml"));
    assert!(preview.text("mail/queue.html").contains("SRV01"));
    folder.file("fixbook.yaml", "title: Gadgets\n");
    preview.wait_for("index.html", "Gadgets");
    assert!(!told().contains("fixbook.yaml"), "{}", told());
    assert_as_built(&preview, &folder);
}

fn a_theme_that_is_wrong_is_told_with_file_and_line() {
    let folder = site();
    folder.file("fixbook.yaml", "title: Widgets\ntheme: own\n");
    folder.file("themes/own/assets/own.css", "p { margin: 0 }\n");
    let preview = Preview::start(&folder, &[]);
    folder.file(
        "themes/own/templates/article.html",
        "{% extends \"default:article.html\" %}\n{% block main %}{{ oh\n",
    );
    let told = || String::from_utf8(preview.get("/_fixbook/panel?page=/").body).expect("text");
    preview.wait("the template to be told", || {
        told().contains("templates/article.html:")
    });
    fs::remove_file(folder.at("themes/own/templates/article.html")).expect("removed");
    preview.wait("the finding to go", || {
        !told().contains("templates/article.html")
    });
    assert_as_built(&preview, &folder);
}

fn folders_that_go_and_come_back_are_followed() {
    let folder = site();
    let preview = Preview::start(&folder, &[]);
    let elsewhere = Folder::new();
    fs::rename(folder.at("content"), elsewhere.at("content")).expect("renamed");
    preview.wait("the loss to be told", || {
        let told = preview.get("/_fixbook/brief?page=/").body;
        String::from_utf8_lossy(&told) != "{\"errors\":[],\"findings\":0}"
    });
    fs::rename(elsewhere.at("content"), folder.at("content")).expect("renamed");
    preview.wait_for("mail/queue.html", "SRV01");
    // What happens in the folder that came back is heard.
    folder.file("content/mail/queue.md", QUEUE.replace("SRV01", "SRV02"));
    preview.wait_for("mail/queue.html", "SRV02");
    assert_as_built(&preview, &folder);
}

fn five_hundred_files_at_once_are_one_change() {
    let folder = site();
    let preview = Preview::start(&folder, &[]);
    for number in 0..500 {
        folder.file(
            &format!("content/branch/{number}.md"),
            format!("# Article {number}\n\nText.\n"),
        );
    }
    preview.wait_for("branch/499.html", "Article 499");
    preview.wait_for("index.html", "502");
    assert_as_built(&preview, &folder);
}

fn strangers_are_refused() {
    let folder = site();
    let preview = Preview::start(&folder, &[]);
    let host = &preview.origin["http://".len()..];
    let port = host.rsplit(':').next().expect("a port");
    let status = |lines: String| preview.request(&lines).status;
    assert_eq!(status(format!("GET / HTTP/1.1\r\nHost: {host}\r\n")), 200);
    assert_eq!(
        status(format!("GET / HTTP/1.1\r\nHost: localhost:{port}\r\n")),
        200
    );
    assert_eq!(
        status(format!("GET / HTTP/1.1\r\nHost: evil.example:{port}\r\n")),
        403
    );
    assert_eq!(
        status(format!(
            "GET / HTTP/1.1\r\nHost: {host}\r\nOrigin: http://evil.example\r\n"
        )),
        403
    );
    assert_eq!(
        status(format!(
            "POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n"
        )),
        403
    );
    let cross = "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n";
    assert_eq!(
        status(format!("GET / HTTP/1.1\r\nHost: {host}\r\n{cross}")),
        403
    );
    for path in [
        "/../fixbook.yaml",
        "/%2e%2e/fixbook.yaml",
        "/mail/..%2f..%2ffixbook.yaml",
        "/mail/%5c..%5cx",
        "//etc/passwd",
    ] {
        let answer = preview.get(path);
        assert!(
            matches!(answer.status, 403 | 404),
            "{path}: {}",
            answer.status
        );
        assert!(
            !String::from_utf8_lossy(&answer.body).contains("title: Widgets"),
            "{path}"
        );
    }
    for path in [
        "/fixbook.yaml",
        "/content/mail/queue.md",
        "/.git/config",
        "/%ff",
    ] {
        assert!(preview.get(path).status >= 400, "{path}");
    }
}

fn two_previews_of_one_folder_have_ports_of_their_own() {
    let folder = site();
    let one = Preview::start(&folder, &[]);
    let other = Preview::start(&folder, &[]);
    assert_ne!(one.origin, other.origin);
    folder.file("content/mail/queue.md", QUEUE.replace("drain", "empty"));
    for preview in [&one, &other] {
        preview.wait_for("mail/queue.html", "does not empty");
    }
    let port = one.origin.rsplit(':').next().expect("a port");
    let told = folder.fixbook(&["serve", "-p", port, "--strict-port"]);
    assert_eq!(told.code, Some(2));
    assert!(
        told.err.contains(&format!("127.0.0.1:{port}")),
        "{}",
        told.err
    );
}

/// Something that an author does.
#[derive(Clone, Debug)]
enum Edit {
    Write(&'static str, String),
    Delete(&'static str),
    Rename(&'static str, &'static str),
}

fn paths() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "kb/index.md",
        "kb/a.md",
        "kb/b.md",
        "kb/sub/c.md",
        "kb/sub/d.md",
        "kb/includes/note.md",
        "kb/other/e.md",
    ])
}

/// An article made of parts that speak of each other.
fn text() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "## Symptoms\n\n> The queue on SRV01 is blocked. Code 0x80070005\n",
        "## Symptoms\n\n> The queue on SRV02 is blocked. Code 0x80070005\n",
        "## Symptoms\n\nYou receive the following error message:\n\n> No route to widget store.\n",
        "## Resolution\n\n1. Run `Get-WidgetQueue -Server <ServerName>`.\n2. Look again.\n",
        "See [that](a.md#symptoms) and [this](sub/c.md).\n",
        "[!INCLUDE [note](includes/note.md)]\n",
        "![Shown](shown.png)\n",
        "This article was written for the people who look after widgets and their queues every day.\n",
    ]);
    let heads = prop::sample::select(vec![
        "# Widgets\n\n",
        "# The press stops at night\n\n",
        "---\ntags: [x]\naliases: [old/place]\n---\n# With an alias\n\n",
        "---\ntitle: Half of\nslug: other\n---\n",
        "---\nvisibility: secret\n---\n# Undeclared\n",
        "---\ntitle: \"half\n",
        "",
    ]);
    (heads, prop::collection::vec(parts, 0..4))
        .prop_map(|(head, parts)| format!("{head}{}", parts.join("\n")))
}

fn edits() -> impl Strategy<Value = Edit> {
    let write = |path: &'static str, texts: &[&'static str]| {
        prop::sample::select(texts.to_vec())
            .prop_map(move |text| Edit::Write(path, text.to_owned()))
    };
    prop_oneof![
        8 => (paths(), text()).prop_map(|(path, text)| Edit::Write(path, text)),
        2 => paths().prop_map(Edit::Delete),
        2 => (paths(), paths()).prop_map(|(from, to)| Edit::Rename(from, to)),
        1 => write("kb/toc.yml", &["- name: A\n  href: a.md\n", "- name: All\n  items:\n  - name: B\n    href: b.md\n  - name: C\n    href: sub/c.md\n", "- name: [\n"]),
        1 => write("fixbook.yaml", &["title: One\ntheme: own\n", "title: Two\ntheme: own\nroles: {resolution: [way out]}\n", "language: de\ntheme: own\n", "title: [\n"]),
        1 => write("themes/own/assets/own.css", &["p { color: red }\n", "p { color: blue }\n"]),
        1 => write("themes/own/templates/contents.html", &["{% extends \"default:contents.html\" %}\n", "{{ contents.title }}\n", "{{ oh\n"]),
        1 => write("kb/shown.png", &["not an image", "GIF89a\u{1}\0\u{1}\0"]),
    ]
}

fn apply(folder: &Folder, edit: &Edit) {
    match edit {
        Edit::Write(path, text) => {
            folder.file(path, text);
        }
        Edit::Delete(path) => {
            let _ = fs::remove_file(folder.at(path));
        }
        Edit::Rename(from, to) => {
            let _ = fs::rename(folder.at(from), folder.at(to));
        }
    }
}

fn any_sequence_of_edits_equals_a_fresh_build() {
    let config = Config {
        cases: 6,
        max_shrink_iters: 60,
        failure_persistence: None::<Box<FileFailurePersistence>>.map(|it| it as _),
        ..Config::default()
    };
    let mut runner = TestRunner::new(config);
    let scripts = prop::collection::vec(prop::collection::vec(edits(), 1..4), 1..8);
    let outcome = runner.run(&scripts, |script| {
        let folder = Folder::new();
        folder.file("docfx.json", r#"{"build": {"content": [{"files": ["kb/**/*.md", "kb/**/toc.yml"], "exclude": ["**/includes/**"]}], "resource": [{"files": ["kb/**/*.png"]}], "dest": "x"}}"#);
        folder.file("fixbook.yaml", "title: One\ntheme: own\n");
        folder.file("themes/own/assets/own.css", "p { color: red }\n");
        folder.file("kb/index.md", "# Widgets\n\n## Symptoms\n\n> The queue on SRV01 is blocked.\n");
        let preview = Preview::start(&folder, &[]);
        for edits in &script {
            edits.iter().for_each(|edit| apply(&folder, edit));
            // A site that cannot be read leaves the last one, which no build publishes.
            let Some(built) = built(&folder) else { continue };
            let mut difference = None;
            let started = std::time::Instant::now();
            while started.elapsed() < crate::preview::PATIENCE {
                difference = preview.differs(&built);
                if difference.is_none() {
                    break;
                }
                std::thread::sleep(std::time::Duration::from_millis(10));
            }
            prop_assert!(difference.is_none(), "{}", difference.unwrap_or_default());
        }
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

tests![
    a_preview_serves_what_a_build_publishes,
    a_site_with_an_address_is_served_below_its_path,
    lists_related_articles_entities_and_search_follow_each_edit,
    a_preview_that_polls_follows_as_well,
    half_of_a_file_is_no_end_of_the_preview,
    a_configuration_that_is_wrong_leaves_the_last_good_site,
    a_theme_that_is_wrong_is_told_with_file_and_line,
    folders_that_go_and_come_back_are_followed,
    five_hundred_files_at_once_are_one_change,
    strangers_are_refused,
    two_previews_of_one_folder_have_ports_of_their_own,
    any_sequence_of_edits_equals_a_fresh_build,
];
