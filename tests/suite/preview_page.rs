//! The preview as an author sees it: a page that follows its source and stays where it is, and the panel beside it.

use std::fs;

use crate::chromium::{Key, Page};
use crate::preview::Preview;
use crate::support::Folder;

fn article(words: &str) -> String {
    let filler = "The warp runs over the back rest, and each thread of it through its own eye.\n\n"
        .repeat(14);
    format!(
        "---\nupdated: 2026-02-01\n---\n# The loom stops\n\n## Scenario 1: the upper reel\n\n### Symptoms\n\n\
         > The upper reel refused the weft.\n\n{filler}### Resolution\n\n1. Run `Reset-Reel -Host <HostName>`.\n2. Look.\n\n\
         ## Scenario 2: the lower reel\n\n### Symptoms\n\n> The lower reel refused the weft.\n\n{filler}### Resolution\n\n\
         1. Run `Clear-Reel -Host <HostName> -Secret <Password>`.\n2. {words}\n\n## More information\n\n{filler}"
    )
}

fn site() -> Folder {
    let folder = Folder::new();
    folder.file("fixbook.yaml", "title: Looms\n");
    folder.file("content/loom.md", article("Look again."));
    folder.file(
        "content/other.md",
        "# Another\n\nSee [the loom](loom.md).\n",
    );
    folder
}

const RESTED: &str = "document.documentElement.dataset.fixbookVersion";

/// Waits until the overlay follows.
fn settle(page: &mut Page<'_>) {
    page.wait_for(&format!("Boolean({RESTED})"));
}

/// Waits until the page says something, and all that follows an edit is done.
fn wait_for_words(page: &mut Page<'_>, words: &str) {
    page.wait_for(&format!("document.body.innerText.includes({words:?})"));
}

fn the_page_follows_and_stays_where_it_is(page: &mut Page<'_>) {
    let folder = site();
    let preview = Preview::start(&folder, &[]);
    page.go(&preview.address("loom.html"));
    settle(page);
    page.value("window.before = true");
    // A story is chosen, values are typed, a step is ticked, and the reader is far down.
    page.clicks("document.querySelectorAll('[data-track-choice]')[1]");
    page.click("[data-fill] input[name=hostname]");
    page.types("reel-7");
    page.click("[data-fill] input[name=password]");
    page.types("hush");
    page.value("document.querySelector('section[data-role=more]').scrollIntoView()");
    page.value(
        "document.querySelector('[data-fill] input[name=hostname]').focus({preventScroll: true})",
    );
    page.value("document.activeElement.setSelectionRange(2, 4)");
    let top =
        "Math.round(document.querySelector('section[data-role=more]').getBoundingClientRect().top)";
    let before = page.value(top);
    // What is written above the reader moves nothing.
    folder.file(
        "content/loom.md",
        article("Look once more.\n\n   A word to the wise.\n\n   And another."),
    );
    wait_for_words(page, "A word to the wise.");
    page.wait_for("document.querySelector('[data-fill]:not([hidden])') !== null");
    page.wait_for("document.activeElement.name === 'hostname'");
    assert_eq!(
        page.value("window.before"),
        true,
        "the page was not loaded again"
    );
    assert_eq!(page.value(top), before);
    assert_eq!(page.text("document.activeElement.value"), "reel-7");
    assert_eq!(page.value("document.activeElement.selectionStart"), 2);
    let secret = "document.querySelector('[data-fill] input[name=password]').value";
    assert_eq!(
        page.text(secret),
        "hush",
        "a secret is kept nowhere, and is not lost"
    );
    assert_eq!(
        page.text(
            "document.querySelectorAll('[data-track-choice]')[1].getAttribute('aria-current')"
        ),
        "true"
    );
    assert_eq!(
        page.value("document.querySelectorAll('section[data-track][hidden]').length > 0"),
        true
    );
    // The scripts of the page work on what is new, once.
    let filled = "[...document.querySelectorAll('[data-in]')].filter((one) => one.textContent === 'reel-7').length > 0";
    page.wait_for(filled);
    page.assert_quiet();
}

fn the_look_changes_without_a_reload(page: &mut Page<'_>) {
    let folder = site();
    folder.file("fixbook.yaml", "title: Looms\ntheme: own\n");
    folder.file(
        "themes/own/assets/tokens.css",
        ":root { --paper: #fff; --ink: #111 }\n",
    );
    let preview = Preview::start(&folder, &[]);
    page.go(&preview.address("other.html"));
    settle(page);
    page.value("window.before = true");
    let colour = "getComputedStyle(document.documentElement).getPropertyValue('--ink').trim()";
    assert_eq!(page.text(colour), "#111");
    folder.file(
        "themes/own/assets/tokens.css",
        ":root { --paper: #fff; --ink: #123 }\n",
    );
    page.wait_for(&format!("{colour} === '#123'"));
    page.wait_for("document.querySelectorAll('link[rel=stylesheet]').length === 2");
    assert_eq!(page.value("window.before"), true);
    page.assert_quiet();
}

fn a_source_that_breaks_is_told_over_the_last_good_page(page: &mut Page<'_>) {
    let folder = site();
    let preview = Preview::start(&folder, &[]);
    page.go(&preview.address("loom.html"));
    settle(page);
    let notice = "document.querySelector('#fb-notice').innerText";
    folder.file(
        "content/loom.md",
        "---\ntitle: [\n---\n# The loom stops\n\nText.\n",
    );
    page.wait_for(&format!("{notice}.includes('loom.md:2')"));
    folder.file("fixbook.yaml", "title: [\n");
    page.wait_for(&format!("{notice}.includes('fixbook.yaml')"));
    wait_for_words(page, "The loom stops");
    folder.file("fixbook.yaml", "title: Looms\n");
    folder.file("content/loom.md", article("It is mended."));
    wait_for_words(page, "It is mended.");
    page.wait_for(&format!("{notice} === ''"));
    fs::remove_file(folder.at("content/loom.md")).expect("removed");
    page.wait_for(&format!("{notice}.includes('no longer part')"));
    wait_for_words(page, "It is mended.");
    folder.file("content/loom.md", article("It is back."));
    wait_for_words(page, "It is back.");
    page.wait_for(&format!("{notice} === ''"));
}

fn the_panel_tells_what_is_understood_by_keyboard_alone(page: &mut Page<'_>) {
    let folder = site();
    folder.file("content/twin.md", "# The lower reel\n\n## Symptoms\n\n> The lower reel refused the weft.\n\n## Resolution\n\nWait.\n");
    folder.file("content/loom.md", article("See [nothing](nothing.md)."));
    let preview = Preview::start(&folder, &[]);
    page.go(&preview.address("loom.html"));
    settle(page);
    assert_eq!(
        page.value("document.querySelector('#fb-panel').hidden"),
        true
    );
    page.press_on("document.querySelector('.fb-handle')", Key::ENTER);
    let panel = "document.querySelector('#fb-panel').innerText";
    page.wait_for("document.querySelector('#fb-panel [data-diagnostics]') !== null");
    let findings = page.text("document.querySelector('#fb-panel [data-diagnostics]').innerText");
    assert!(
        findings.contains("FB401") && findings.contains("loom.md:"),
        "{findings}"
    );
    let line = page.text(
        "document.querySelector('#fb-panel [data-diagnostics] a[data-edit]').getAttribute('href')",
    );
    assert!(
        line.starts_with("vscode://file/") && line.contains("loom.md:"),
        "{line}"
    );
    let backlinks = page.text("document.querySelector('[data-group=backlinks]').textContent");
    assert!(backlinks.contains("Another"), "{backlinks}");
    let twins = page.text("document.querySelector('[data-group=duplicates]').textContent");
    assert!(twins.contains("The lower reel"), "{twins}");
    let commands = page.text("document.querySelector('[data-group=commands]').textContent");
    assert!(
        commands.contains("Reset-Reel -Host <HostName>"),
        "{commands}"
    );
    // Does my article come first?
    page.value("document.querySelector('#fb-find').focus()");
    page.types("The upper reel refused the weft.");
    page.wait_for(&format!("{panel}.includes('This article comes first')"));
    // It stays open, with what was typed, when the page changes.
    folder.file("content/loom.md", article("See [something](other.md)."));
    page.wait_for(
        "document.querySelector('#fb-panel [data-diagnostics]').dataset.diagnostics === '0'",
    );
    assert_eq!(
        page.text("document.querySelector('#fb-find').value"),
        "The upper reel refused the weft."
    );
    assert_eq!(page.value("document.activeElement.id === 'fb-find'"), true);
    page.press(Key::ESCAPE);
    assert_eq!(
        page.value("document.querySelector('#fb-panel').hidden"),
        true
    );
    assert_eq!(
        page.value("document.activeElement.matches('.fb-handle')"),
        true
    );
    page.assert_quiet();
}

fn axe_finds_nothing_in_the_panel(page: &mut Page<'_>) {
    let folder = site();
    folder.file("content/loom.md", article("See [nothing](nothing.md)."));
    let preview = Preview::start(&folder, &[]);
    for scheme in ["light", "dark"] {
        page.prefers("prefers-color-scheme", scheme);
        page.go(&preview.address("loom.html"));
        settle(page);
        if page.value("document.querySelector('#fb-panel').hidden") == true {
            page.click(".fb-handle");
        }
        page.wait_for("document.querySelector('#fb-panel [data-diagnostics]') !== null");
        page.assert_accessible(&format!("the author's panel, {scheme}"));
    }
    page.assert_quiet();
}

in_browser![
    the_page_follows_and_stays_where_it_is,
    the_look_changes_without_a_reload,
    a_source_that_breaks_is_told_over_the_last_good_page,
    the_panel_tells_what_is_understood_by_keyboard_alone,
    axe_finds_nothing_in_the_panel,
];
