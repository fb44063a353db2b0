//! What holds of every kind of page: nothing that axe finds, nothing that scrolls sideways or moves after
//! the first paint, nothing that the keyboard cannot reach or show, nothing from elsewhere, and little weight.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::sync::OnceLock;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use crate::article_page::{PRINTER, SCANNER, TASK};
use crate::chromium::{Key, Page};
use crate::http;
use crate::support::{self, Folder};

/// A page of each kind.
const PAGES: &[&str] = &[
    "index.html",
    "printing/index.html",
    "printing/label-printer.html",
    "printing/scanner.html",
    "printing/ribbon.html",
    "printing/long.html",
    "kubernetes/kube-pod-crash-looping.html",
    "windows/windows-update-0x800f081f.html",
    "windows/dienst-startet-nicht-fehler-1069.html",
    "manual/configuration.html",
    "products/index.html",
    "products/windows-server.html",
    "errors/index.html",
    "errors/the-tray-of-printer-p1-holds-no-labels-error-code-0x80070005.html",
    "codes/index.html",
    "codes/0x80070005.html",
    "cmdlets/index.html",
    "cmdlets/get-mailbox.html",
    "search.html",
    "404.html",
];

/// A title without a place to break it.
const LONG: &str = "\
---
title: HKEY_LOCAL_MACHINE\\SOFTWARE\\Contoso\\Printing\\LabelPrinters\\CurrentVersion\\Parameters\\TrayCapacityInLabelsPerSquareMetre
applies_to: [Label Printer 3]
date: 2026-12-01
---

# HKEY_LOCAL_MACHINE\\SOFTWARE\\Contoso\\Printing\\LabelPrinters\\CurrentVersion\\Parameters\\TrayCapacityInLabelsPerSquareMetre

## Symptoms

You receive the following error message:

> HKEY_LOCAL_MACHINE\\SOFTWARE\\Contoso\\Printing\\LabelPrinters\\CurrentVersion\\Parameters\\Tray is missing.

## Resolution

Add it.
";

fn site() -> &'static Folder {
    static SITE: OnceLock<Folder> = OnceLock::new();
    SITE.get_or_init(|| {
        let folder = Folder::new();
        folder.copy_to("content/", &support::project().join("content"));
        for (name, text) in [
            ("printing/label-printer.md", PRINTER),
            ("printing/scanner.md", SCANNER),
            ("printing/ribbon.md", TASK),
            ("printing/long.md", LONG),
        ] {
            folder.file(&format!("content/{name}"), text);
        }
        folder.file(
            "fixbook.yaml",
            "title: Contoso KB\nvisibility: {default: public}\n\
             edit_url: \"https://git.example.com/kb/edit/{path}\"\n\
             feedback_url: \"https://forms.example.org/?about={url}\"\n",
        );
        folder.publish();
        folder
    })
}

/// A site of another system, which has a landing page.
fn other_site() -> &'static Folder {
    static SITE: OnceLock<Folder> = OnceLock::new();
    SITE.get_or_init(|| {
        let folder = Folder::new();
        folder.copy(&support::project().join("tests/sites/docfx/in"));
        // A folder's own page would be one of its listing.
        let landing = folder.text("Printers/Laser/index.yml");
        folder.file("Printers/Laser/welcome.yml", landing);
        folder.publish();
        folder
    })
}

/// Its landing page.
const LANDING: &str = "printers/troubleshoot/welcome.html";

/// A page of each kind, on servers.
fn served() -> Vec<String> {
    static ROOTS: OnceLock<[String; 2]> = OnceLock::new();
    let roots =
        ROOTS.get_or_init(|| [site(), other_site()].map(|it| http::serve(&it.at("public"))));
    addresses(roots)
}

/// A page of each kind, as files.
fn files() -> Vec<String> {
    addresses(&[site(), other_site()].map(|it| format!("file://{}/", it.at("public").display())))
}

fn addresses([root, other]: &[String; 2]) -> Vec<String> {
    let pages = PAGES.iter().map(|path| format!("{root}{path}"));
    pages.chain([format!("{other}{LANDING}")]).collect()
}

fn there_is_a_page_of_each_kind(page: &mut Page<'_>) {
    let mut kinds = BTreeSet::new();
    for path in files() {
        page.go(&path);
        kinds.insert(page.text("document.querySelector('main').dataset.kind ?? 'none'"));
    }
    for kind in [
        "home",
        "section",
        "troubleshooting",
        "how-to",
        "reference",
        "landing",
        "products",
        "product",
        "errors",
        "error",
        "codes",
        "code",
        "cmdlets",
        "cmdlet",
        "search",
    ] {
        assert!(kinds.contains(kind), "{kind} in {kinds:?}");
    }
}

fn axe_finds_nothing(page: &mut Page<'_>) {
    for scheme in ["light", "dark"] {
        page.prefers("prefers-color-scheme", scheme);
        for path in served() {
            page.go(&path);
            page.value("document.querySelectorAll('details').forEach((it) => (it.open = true))");
            page.assert_accessible(&format!("{path}, {scheme}"));
        }
    }
    page.assert_quiet();
}

/// At 1280 pixels a zoom of 400 % leaves 320.
fn nothing_is_lost_at_320_pixels(page: &mut Page<'_>) {
    page.size(320, 640);
    for path in files() {
        page.go(&path);
        page.value("document.querySelectorAll('details').forEach((it) => (it.open = true))");
        let fits = page.value("document.documentElement.scrollWidth <= innerWidth");
        assert_eq!(fits, json!(true), "{path}");
        // What stands beyond the edge must stand in something that scrolls.
        let lost = page.value(
            "[...document.querySelectorAll('main *')].filter((it) => {
                const box = it.getBoundingClientRect();
                if (!it.checkVisibility() || box.width < 2 || box.right <= 321) return false;
                for (let up = it.parentElement; up; up = up.parentElement)
                    if (['auto', 'scroll'].includes(getComputedStyle(up).overflowX) || up.matches('.unseen')) return false;
                return true;
            }).map((it) => it.outerHTML.slice(0, 120))",
        );
        assert_eq!(lost, json!([]), "{path}");
    }
    page.assert_quiet();
}

fn nothing_moves_after_the_first_paint(page: &mut Page<'_>) {
    for (width, height) in [(1280, 900), (390, 800)] {
        page.size(width, height);
        for path in served() {
            page.go(&path);
            let moved = page.value(
                "new Promise((done) => {
                    const moved = [];
                    new PerformanceObserver((list) => {
                        for (const entry of list.getEntries())
                            moved.push([entry.value, ...entry.sources.map((it) => it.node?.outerHTML?.slice(0, 100) ?? '')]);
                    }).observe({ type: 'layout-shift', buffered: true });
                    setTimeout(() => done(moved), 300);
                })",
            );
            assert_eq!(moved, json!([]), "{path} at {width}");
        }
    }
}

/// The Tab key reaches everything that acts, in the order of the text, and shows where it is.
fn the_keyboard_reaches_everything_and_shows_where_it_is(page: &mut Page<'_>) {
    for path in files() {
        page.go(&path);
        // The search page begins in its box.
        page.value(
            "document.querySelector('a[href]')?.focus(); window.seen = [document.activeElement]",
        );
        let mut steps = 0;
        loop {
            page.press(Key::TAB);
            let at = page.value(
                "(() => {
                    const it = document.activeElement;
                    if (it === document.body || window.seen.includes(it)) return 'done';
                    const before = window.seen.at(-1);
                    window.seen.push(it);
                    const style = getComputedStyle(it);
                    const shown = parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== 'none';
                    const box = it.getBoundingClientRect();
                    const inside = box.bottom > 0 && box.top < innerHeight;
                    const ordered = !before || before.compareDocumentPosition(it) & Node.DOCUMENT_POSITION_FOLLOWING;
                    return shown && inside && ordered ? 'fine' : JSON.stringify([shown, inside, ordered > 0, it.outerHTML.slice(0, 150)]);
                })()",
            );
            if at == "done" {
                break;
            }
            assert_eq!(at, json!("fine"), "{path}");
            steps += 1;
            assert!(steps < 1000, "{path}: it does not end");
        }
        // A group of tabs and the buttons of one are a single stop each; all else is one of its own.
        let missed = page.value(
            "[...document.querySelectorAll('a[href], button, input, textarea, select, summary, [tabindex=\"0\"]')]
                .filter((it) => it.checkVisibility({ visibilityProperty: true }) && !it.disabled && it.tabIndex >= 0 && !window.seen.includes(it))
                .map((it) => it.outerHTML.slice(0, 120))",
        );
        assert_eq!(missed, json!([]), "{path}");
    }
    page.assert_quiet();
}

fn nothing_comes_from_elsewhere(page: &mut Page<'_>) {
    for path in served() {
        let root: String = path.split_inclusive('/').take(3).collect();
        page.go(&path);
        let loaded = page.value("performance.getEntriesByType('resource').map((it) => it.name)");
        let loaded: Vec<String> = serde_json::from_value(loaded).expect("addresses");
        let strange: Vec<&String> = loaded
            .iter()
            .filter(|address| !address.starts_with(&root) && !address.starts_with("data:"))
            .collect();
        assert!(strange.is_empty(), "{path}: {strange:?}");
        let blocking = page.value(
            "performance.getEntriesByType('resource').filter((it) => it.renderBlockingStatus === 'blocking').map((it) => it.initiatorType)",
        );
        let expected = if path.ends_with("404.html") {
            json!([])
        } else {
            json!(["link"])
        };
        assert_eq!(blocking, expected, "{path}");
    }
    page.assert_quiet();
}

/// The tests of this module notice what they are to notice.
fn a_violation_of_the_policy_is_a_complaint(page: &mut Page<'_>) {
    let sound = site().text("public/printing/ribbon.html");
    for (wrong, what) in [
        ("<script>document.title = 'x'</script>", "script"),
        ("<p style=\"color: red\">x</p>", "style"),
        ("<img src=\"http://127.0.0.1:9/x.png\" alt=\"x\">", "img"),
    ] {
        let folder = Folder::new();
        folder.file(
            "x.html",
            sound.replace("</main>", &format!("{wrong}</main>")),
        );
        page.go(&format!("{}x.html", http::serve(folder.root())));
        let complaints = page.complaints().join("\n");
        assert!(
            complaints.contains("Content Security Policy"),
            "{what}: {complaints}"
        );
    }
}

fn compressed(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory").len()
}

/// What the scripts of a whole site may take, compressed: those of search included, its data not.
const MOST_SCRIPT: usize = 45_000;
/// What its style sheet may take, compressed.
const MOST_STYLE: usize = 30_000;
/// What the page of an ordinary article may take beyond its own text.
const MOST_MARKUP: usize = 12_000;

fn a_site_weighs_little(_: &mut Page<'_>) {
    let public = site().at("public");
    let assets = support::files(&public.join("assets"));
    let sum = |extension: &str| -> usize {
        let of_kind = assets.iter().filter(|name| name.ends_with(extension));
        of_kind
            .map(|name| compressed(&std::fs::read(public.join("assets").join(name)).expect("it")))
            .sum()
    };
    let (scripts, styles) = (sum(".js"), sum(".css"));
    println!("scripts {scripts}, style {styles} bytes");
    assert!(scripts <= MOST_SCRIPT, "{scripts} bytes of scripts");
    assert!(styles <= MOST_STYLE, "{styles} bytes of style");
}

/// An ordinary article has a few errors, steps and commands; a dozen commands with values to fill in take more.
fn an_article_weighs_little_beyond_its_text(page: &mut Page<'_>) {
    for path in support::files(&site().at("public")) {
        let html = site().text(&format!("public/{path}"));
        if !path.ends_with(".html") || !html.contains("data-kind=\"troubleshooting\"") {
            continue;
        }
        let (address, root) = (site().at("public"), "file://");
        page.go(&format!("{root}{}/{path}", address.display()));
        let text = page.text("document.querySelector('main').textContent");
        let beyond = html.len().saturating_sub(text.len());
        let is_ordinary = path.starts_with("printing/");
        let most = if is_ordinary {
            MOST_MARKUP
        } else {
            2 * MOST_MARKUP
        };
        println!("{path}: {beyond} bytes beyond its text");
        assert!(beyond <= most, "{path}: {beyond} bytes beyond its text");
    }
}

in_browser![
    there_is_a_page_of_each_kind,
    axe_finds_nothing,
    nothing_is_lost_at_320_pixels,
    nothing_moves_after_the_first_paint,
    the_keyboard_reaches_everything_and_shows_where_it_is,
    nothing_comes_from_elsewhere,
    a_violation_of_the_policy_is_a_complaint,
    a_site_weighs_little,
    an_article_weighs_little_beyond_its_text,
];
