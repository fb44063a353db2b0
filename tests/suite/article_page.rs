//! The page of an article in a browser: what stands first, its stories, its errors, its orders.

use std::sync::OnceLock;

use serde_json::json;

use crate::chromium::{Key, Page};
use crate::http;
use crate::support::Folder;

/// An article with two stories, an error that another article shows too, and one fix for both.
pub(crate) const PRINTER: &str = "\
---
title: The label printer stays idle
applies_to: [Label Printer 3]
date: 2026-01-05
owner: print-team
review_by: 2026-02-01
---

# The label printer stays idle

## Symptoms

### Scenario 1

The tray is empty. You receive the following error message:

> The tray of printer P1 holds no labels.\\
> Error code: 0x80070005

### Scenario 2

The ribbon is torn. You receive the following error message:

> The ribbon of printer P1 snapped at position 17.

## Cause

### Scenario 1

Nobody filled the tray.

### Scenario 2

The ribbon was old.

## Resolution

Run `Reset-LabelPrinter -Deep`.
";

/// An article whose fix is a row of steps, and that shares an error with the other.
pub(crate) const SCANNER: &str = "\
---
title: The scanner rejects labels
date: 2026-01-05
order: fix-first
---

# The scanner rejects labels

The scanner stands beside the printer.

## Symptoms

You receive the following error message:

> The tray of printer P1 holds no labels.\\
> Error code: 0x80070005

## Cause

The scanner reads the printer's state.

## Resolution

1. Open the lid.
2. Close the lid.
3. Run `Restart-Scanner`.

## Workaround

Scan by hand.
";

pub(crate) const TASK: &str = "\
---
title: Change the ribbon
date: 2026-01-05
---

# Change the ribbon

## Prerequisites

A new ribbon.

## Take out the old ribbon

1. Open the lid.
2. Pull the ribbon.

## Put in the new one

1. Push the ribbon.
2. Close the lid.
";

fn site() -> &'static Folder {
    static SITE: OnceLock<Folder> = OnceLock::new();
    SITE.get_or_init(|| {
        let folder = Folder::new();
        folder.file("content/printing/label-printer.md", PRINTER);
        folder.file("content/printing/scanner.md", SCANNER);
        folder.file("content/printing/ribbon.md", TASK);
        folder.file(
            "fixbook.yaml",
            "title: Contoso KB\nvisibility: {default: public}\n\
             edit_url: \"https://git.example.com/kb/edit/{path}\"\n\
             history_url: \"https://git.example.com/kb/log/{path}\"\n\
             feedback_url: \"https://forms.example.org/?about={url}\"\n",
        );
        folder.publish();
        folder
    })
}

fn files() -> String {
    format!("file://{}/", site().at("public").display())
}

fn served() -> String {
    static ADDRESS: OnceLock<String> = OnceLock::new();
    ADDRESS
        .get_or_init(|| http::serve(&site().at("public")))
        .clone()
}

fn roots() -> [String; 2] {
    [files(), served()]
}

/// The texts of what a selector finds and a reader sees, in order.
fn seen(page: &mut Page<'_>, selector: &str) -> Vec<String> {
    let found = page.value(&format!(
        "[...document.querySelectorAll({})].filter((it) => it.checkVisibility()).map((it) => it.textContent.trim())",
        json!(selector)
    ));
    serde_json::from_value(found).expect("texts")
}

fn an_article_begins_with_what_one_sees_and_what_ends_it(page: &mut Page<'_>) {
    for root in roots() {
        page.go(&format!("{root}printing/label-printer.html"));
        let facts = seen(page, ".head .facts > li");
        for wanted in [
            "Troubleshooting",
            "Review was due 1 February 2026",
            "Updated 5 January 2026",
            "Owner: print-team",
        ] {
            assert!(
                facts.iter().any(|fact| fact == wanted),
                "{wanted} in {facts:?}"
            );
        }
        assert_eq!(
            seen(page, ".glance .seen a"),
            [
                "The tray of printer P1 holds no labels. Error code: 0x80070005",
                "The ribbon of printer P1 snapped at position 17."
            ]
        );
        assert_eq!(
            seen(page, ".glance .fixes code"),
            ["Reset-LabelPrinter -Deep"]
        );
        page.click(".glance .fixes a");
        page.wait_for("location.hash === '#resolution'");
        page.assert_quiet();
    }
}

fn a_story_shows_its_own_errors_above_too(page: &mut Page<'_>) {
    for root in roots() {
        page.go(&format!("{root}printing/label-printer.html"));
        page.click("[data-track-choice='scenario-2']");
        page.wait_for("location.hash === '#scenario-2'");
        assert_eq!(
            seen(page, ".glance .seen a"),
            ["The ribbon of printer P1 snapped at position 17."]
        );
        assert_eq!(
            seen(page, "main section[data-track] > p"),
            [
                "The ribbon is torn. You receive the following error message:",
                "The ribbon was old.",
                "Run Reset-LabelPrinter -Deep."
            ]
        );
        // A story that was not chosen is opened by an address that leads into it.
        page.value("location.hash = '#scenario-1-1'");
        page.wait_for(
            "document.querySelector('[data-track-choice=scenario-1]').hasAttribute('aria-current')",
        );
        // A place of one story chooses it, when one arrives there.
        for place in [
            "scenario-2-1",
            "error-the-ribbon-of-printer-p1-snapped-at-position-17",
        ] {
            page.go(&format!("{root}printing/label-printer.html#{place}"));
            page.wait_for("document.querySelector('[data-track-choice=scenario-2]').hasAttribute('aria-current')");
        }
        // Without scripts everything is there.
        page.scripts(false);
        page.go(&format!("{root}printing/label-printer.html#scenario-2"));
        page.scripts(true);
        page.assert_quiet();
    }
}

fn an_error_can_be_copied_and_linked(page: &mut Page<'_>) {
    for root in roots() {
        page.go(&format!("{root}printing/label-printer.html"));
        let error = "The tray of printer P1 holds no labels.\nError code: 0x80070005";
        let button = "figure[data-error] [data-copy-error]";
        let value = page.text(&format!(
            "document.querySelector('{button}').dataset.copyError"
        ));
        assert_eq!(value, error);
        page.click(button);
        page.wait_for("document.querySelector('[data-copied]').textContent === 'Copied'");
        assert_eq!(pasted(page), error);
        // With the keyboard.
        page.value("document.querySelectorAll('figure[data-error] [data-copy-error]')[1].focus()");
        page.press(Key::ENTER);
        page.wait_for("document.querySelectorAll('figure[data-error] [data-copy-error]')[1].hasAttribute('data-done')");
        assert_eq!(
            pasted(page),
            "The ribbon of printer P1 snapped at position 17."
        );
        assert_eq!(
            seen(page, "figure[data-error] [data-about]"),
            ["In one more article", "About this error"]
        );
        page.click("figure[data-error] [data-about]");
        page.wait_for("location.pathname.includes('/errors/')");
        assert_eq!(seen(page, ".uses h3").len(), 2);
        page.assert_quiet();
    }
}

/// What the clipboard holds, pasted into the search box.
fn pasted(page: &mut Page<'_>) -> String {
    page.value("document.querySelector('[role=search] textarea').value = ''");
    page.value("document.querySelector('[role=search] textarea').focus()");
    page.press(Key::PASTE);
    page.text("document.querySelector('[role=search] textarea').value")
}

fn the_fix_comes_first_where_that_is_wished(page: &mut Page<'_>) {
    for root in roots() {
        page.go(&format!("{root}printing/scanner.html"));
        assert_eq!(
            page.value("[...document.querySelectorAll('.body > section')].map((it) => it.id)"),
            json!(["summary", "resolution", "workaround", "symptoms", "cause"])
        );
        let toc = "[...document.querySelectorAll('.toc li a')].map((it) => it.hash)";
        assert_eq!(
            page.value(toc),
            json!(["#resolution", "#workaround", "#symptoms", "#cause"])
        );
        assert_eq!(
            seen(page, ".glance .fixes li"),
            ["Resolution 3 steps", "Scan by hand."]
        );
    }
}

fn a_task_tells_its_parts_first(page: &mut Page<'_>) {
    for root in roots() {
        page.go(&format!("{root}printing/ribbon.html"));
        assert_eq!(
            page.text("document.querySelector('main').dataset.kind"),
            "how-to"
        );
        assert_eq!(
            seen(page, ".glance dt, .glance li"),
            [
                "First",
                "A new ribbon.",
                "Parts",
                "Take out the old ribbon 2 steps",
                "Put in the new one 2 steps"
            ]
        );
    }
}

/// Whoever goes from heading to heading hears what each says, and no link beside it.
fn headings_are_read_as_they_are_written(page: &mut Page<'_>) {
    page.go(&format!("{}printing/scanner.html", served()));
    let heard = "[...document.querySelectorAll('main h2, main h3')].filter((it) => it.querySelector('.anchor'))\
        .map((it) => [it.querySelector('.anchor').ariaHidden, it.querySelector('.anchor').tabIndex])";
    let heard = page.value(heard);
    let all = heard.as_array().expect("a list");
    assert!(!all.is_empty());
    assert!(all.iter().all(|one| *one == json!(["true", -1])), "{heard}");
}

fn a_page_can_be_edited_and_its_history_read(page: &mut Page<'_>) {
    page.go(&format!("{}printing/scanner.html", served()));
    let links = "[...document.querySelectorAll('main a[href^=\"https:\"]')].map((it) => it.href)";
    assert_eq!(
        page.value(links),
        json!([
            "https://git.example.com/kb/edit/printing/scanner.md",
            "https://git.example.com/kb/log/printing/scanner.md",
            "https://forms.example.org/?about=printing/scanner.html"
        ])
    );
}

in_browser![
    an_article_begins_with_what_one_sees_and_what_ends_it,
    a_story_shows_its_own_errors_above_too,
    an_error_can_be_copied_and_linked,
    the_fix_comes_first_where_that_is_wished,
    a_task_tells_its_parts_first,
    headings_are_read_as_they_are_written,
    a_page_can_be_edited_and_its_history_read,
];
