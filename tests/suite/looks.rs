//! How pages look, measured in Chromium: on paper, from right to left, with forced colours and more contrast,
//! and in the second theme. Without a browser these tests are reported as ignored, or fail where
//! `FIXBOOK_REQUIRE_BROWSER` is set.

use std::fs;
use std::sync::{Mutex, OnceLock, PoisonError};

use serde_json::{Value, json};

use crate::chromium::Page;
use crate::http;
use crate::support::{self, Folder};

/// An article with stories, tabs, details, a wide table, a long command and links.
const ARTICLE: &str = "\
---
updated: 2025-06-01
owner: press desk
applies_to: [Press 3, Press 4]
review_by: 2025-05-01
---
# The press stops

## Symptoms

### Scenario 1

> Error 0x80070005: the press stopped.

### Scenario 2

> The ribbon snapped at position 17.

## Cause

### Scenario 1

The tray is empty. See [the rules](https://example.org/rules?a=1).

### Scenario 2

| code | part | position | state | since | seen by | remark |
|---|---|---|---|---|---|---|
| `0x80070005` | ribbon-of-the-second-press | 17 | `snapped_in_the_middle_of_the_night` | Monday | mara | none |

<details><summary>More</summary>

Folded text.

</details>

## Resolution

### Scenario 1

1. Fill the tray.
2. Run:

   ```powershell
   Restart-Press -Name <PressName> -Reason 'the tray was empty and nobody had filled it for a very long time' -Force -Verbose
   ```

### Scenario 2

# [Windows](#tab/windows)

Run `Reset-Ribbon`.

# [Linux](#tab/linux)

Run `ribbon --reset`.

---
";

/// The same in a language that is written from right to left.
const HEBREW: &str = "\
# המכונה נעצרת

## Symptoms

> Error 0x80070005: the press stopped.

## Cause

המגש ריק.

## Resolution

1. מלאו את המגש.
2. הריצו:

   ```powershell
   Restart-Press -Name <PressName> -Reason 'empty'
   ```

| קוד | משמעות |
|---|---|
| `0x80070005` | הגישה נדחתה |
";

/// A site of both, one in each language as that of the whole.
fn site(language: &str) -> &'static Folder {
    static SITES: Mutex<Vec<(String, &'static Folder)>> = Mutex::new(Vec::new());
    let mut sites = SITES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, folder)) = sites.iter().find(|(known, _)| known == language) {
        return folder;
    }
    let folder = Box::leak(Box::new(Folder::new()));
    folder.file(
        "content/press.md",
        ARTICLE.replace("---\nupdated", "---\nlang: en\nupdated"),
    );
    folder.file("content/hebrew.md", format!("---\nlang: he\n---\n{HEBREW}"));
    let config = format!(
        "title: Contoso\nlanguage: {language}\nbase_url: https://kb.example.org/some/where/\nvisibility: {{default: public}}\n"
    );
    folder.file("fixbook.yaml", config);
    let told = folder.fixbook(&["build", "."]);
    assert_eq!(told.code, Some(0), "{}", told.err);
    sites.push((language.to_owned(), folder));
    folder
}

fn address(folder: &Folder, path: &str) -> String {
    format!("file://{}/{path}", folder.at("public").display())
}

/// The project's own articles in the second theme.
fn second() -> &'static Folder {
    static SITE: OnceLock<Folder> = OnceLock::new();
    SITE.get_or_init(|| {
        let folder = Folder::new();
        for part in ["content", "themes/manual"] {
            let from = support::project().join(part);
            for file in support::files(&from) {
                let bytes = fs::read(from.join(&file)).expect("a file of the project");
                folder.file(&format!("{part}/{file}"), bytes);
            }
        }
        folder.file(
            "fixbook.yaml",
            "title: Contoso\nvisibility: {default: public}\n",
        );
        let mut command = support::fixbook();
        command.current_dir(folder.root()).args(["build", "."]);
        // A day on which all of them are published, whatever their dates.
        command
            .env("FIXBOOK__THEME", "manual")
            .env("SOURCE_DATE_EPOCH", "1798761600");
        let told = support::Told::from(command.output().expect("fixbook starts"));
        assert_eq!(told.code, Some(0), "{}", told.err);
        folder
    })
}

/// Whether every element that a selector finds can be seen.
fn all_shown(page: &mut Page<'_>, selector: &str) -> Value {
    page.value(&format!(
        "[...document.querySelectorAll({})].map((it) => it.checkVisibility() && it.getBoundingClientRect().height > 0).join()",
        json!(selector)
    ))
}

fn paper_has_everything_and_nothing_that_only_a_screen_can_do(page: &mut Page<'_>) {
    page.go(&address(site("en"), "press.html"));
    page.value(
        "document.querySelector('[data-track-choice]:not([data-track-choice=\"\"])').click()",
    );
    page.wait_for("document.querySelector('main [hidden=until-found]') !== null");
    page.size(680, 900);
    page.on_paper(true);
    let shown = all_shown(
        page,
        "#page\\:body :is(section, .tabs [data-tab], .tab-name, details p, h2, h3)",
    );
    assert!(!shown.to_string().contains("false"), "{shown}");
    let count = page.value("document.querySelectorAll('main section[data-track]').length");
    assert!(count.as_u64() > Some(5), "{count}");
    let gone = all_shown(
        page,
        "main button, [role=search], .ways, .rail, .tracks, .crumbs, .after, .anchor, .tab-bar",
    );
    assert!(!gone.to_string().contains("true"), "{gone}");
    // Nothing is cut off: no block scrolls, no line is wider than the page.
    let cut = page.value(
        "[...document.querySelectorAll('main *')].filter((it) => it.scrollWidth > it.clientWidth + 1 && getComputedStyle(it).display !== 'inline' && it.clientWidth > 1).map((it) => it.outerHTML.slice(0, 200))",
    );
    assert_eq!(cut, json!([]));
    let after = "getComputedStyle(document.querySelector('main a[href^=http]'), '::after').content";
    let after = page.text(after);
    assert!(
        after.contains("attr(href)") || after.contains("https://example.org/rules"),
        "{after}"
    );
    let head = "getComputedStyle(document.querySelector('link[rel=canonical]'), '::after').content";
    let head = page.text(head);
    assert!(
        head.contains("attr(href)")
            || head.contains("https://kb.example.org/some/where/press.html"),
        "{head}"
    );
    let ground = page.text("getComputedStyle(document.body).backgroundColor");
    page.on_paper(false);
    page.prefers("prefers-color-scheme", "dark");
    assert_ne!(
        page.text("getComputedStyle(document.body).backgroundColor"),
        ground
    );
    page.assert_quiet();
}

fn code_runs_from_left_to_right_in_a_page_that_does_not(page: &mut Page<'_>) {
    for (language, path) in [("he", "hebrew.html"), ("en", "hebrew.html")] {
        for width in [1280, 320] {
            page.size(width, 900);
            page.go(&address(site(language), path));
            let direction =
                |of: &str| format!("getComputedStyle(document.querySelector('{of}')).direction");
            assert_eq!(page.text(&direction("main h1")), "rtl");
            assert_eq!(page.text(&direction("#page\\\\:body p")), "rtl");
            for code in ["pre", "pre code", "td code", "figure.code"] {
                assert_eq!(
                    page.text(&direction(&format!("main {code}"))),
                    "ltr",
                    "{code}"
                );
            }
            // The number of a step stands at its right, the mark of an error too.
            let number = page.text("getComputedStyle(document.querySelector('[data-steps] > li'), '::before').insetInlineStart + getComputedStyle(document.querySelector('[data-steps] > li')).paddingRight");
            assert!(
                number.starts_with("0px") && number.ends_with("px") && !number.ends_with("0px0px"),
                "{number}"
            );
            let wide = page.value("document.documentElement.scrollWidth <= innerWidth");
            assert_eq!(wide, json!(true), "{language} {width}: it scrolls sideways");
            let spacing =
                page.text("getComputedStyle(document.querySelector('main h1')).letterSpacing");
            assert_eq!(spacing, "normal", "letters that join");
        }
    }
    // An article that runs the other way does so within a frame that does not.
    page.go(&address(site("he"), "press.html"));
    assert_eq!(
        page.text("document.documentElement.dir + document.querySelector('main h1').dir"),
        "rtlltr"
    );
    page.assert_quiet();
}

fn forced_colours_hide_nothing(page: &mut Page<'_>) {
    page.size(1280, 900);
    page.prefers("forced-colors", "active");
    page.go(&address(site("en"), "press.html"));
    assert_eq!(
        page.value("matchMedia('(forced-colors: active)').matches"),
        json!(true)
    );
    // What a ground tells where colours are free, a line or a ground of the system tells here.
    let line = |of: &str, side: &str| {
        format!(
            "(() => {{ const it = getComputedStyle(document.querySelector('{of}')); return parseFloat(it.border{side}Width) > 0 && it.border{side}Color !== getComputedStyle(document.body).backgroundColor; }})()"
        )
    };
    for (of, side) in [
        ("main figure[data-error]", "InlineStart"),
        ("main figure.code", "InlineStart"),
        (".chip", "Top"),
        (".ask textarea", "Top"),
        (".tracks [aria-current]", "Top"),
    ] {
        assert_eq!(page.value(&line(of, side)), json!(true), "{of}");
    }
    let ground = "getComputedStyle(document.querySelector('.tracks [aria-current]')).backgroundColor !== getComputedStyle(document.querySelector('.tracks a:not([aria-current])')).backgroundColor";
    assert_eq!(page.value(ground), json!(true));
    page.assert_quiet();
}

fn whoever_wants_contrast_or_no_motion_has_it(page: &mut Page<'_>) {
    page.go(&address(site("en"), "press.html"));
    let line = "getComputedStyle(document.querySelector('.top')).borderBottomColor";
    let usual = page.text(line);
    page.prefers("prefers-contrast", "more");
    assert_ne!(page.text(line), usual);
    page.prefers("prefers-reduced-motion", "reduce");
    page.go(&address(site("en"), "search.html"));
    let moves = "[...document.querySelectorAll('*')].some((it) => getComputedStyle(it).transitionProperty !== 'none' || getComputedStyle(it).animationName !== 'none')";
    assert_eq!(page.value(moves), json!(false));
    page.assert_quiet();
}

fn the_second_theme_looks_other_and_axe_finds_nothing_in_it(page: &mut Page<'_>) {
    let root = http::serve(&second().at("public"));
    for (scheme, width) in [("light", 1280), ("dark", 1280), ("light", 320)] {
        page.size(width, 900);
        page.prefers("prefers-color-scheme", scheme);
        for path in [
            "index.html",
            "windows/winrm-access-is-denied.html",
            "linux/index.html",
            "codes/index.html",
            "manual/themes.html",
            "search.html",
        ] {
            page.go(&format!("{root}{path}"));
            page.assert_accessible(&format!("{scheme} {width} {path}"));
            let wide = page.value("document.documentElement.scrollWidth <= innerWidth");
            assert_eq!(
                wide,
                json!(true),
                "{scheme} {width} {path}: it scrolls sideways"
            );
        }
    }
    page.go(&format!("{root}windows/winrm-access-is-denied.html"));
    let issuer = "document.querySelector('.sheet dt + dd + dd') !== null && [...document.querySelectorAll('.sheet dt')].map((it) => it.textContent).includes('Issued by')";
    assert_eq!(page.value(issuer), json!(true));
    assert!(
        page.text("getComputedStyle(document.body).fontFamily")
            .contains("serif")
    );
    page.assert_quiet();
}

fn axe_finds_nothing_in_other_languages(page: &mut Page<'_>) {
    for scheme in ["light", "dark"] {
        page.prefers("prefers-color-scheme", scheme);
        for language in ["he", "de"] {
            let root = http::serve(&site(language).at("public"));
            for path in [
                "index.html",
                "press.html",
                "hebrew.html",
                "404.html",
                "search.html",
            ] {
                page.go(&format!("{root}{path}"));
                page.assert_accessible(&format!("{scheme} {language} {path}"));
            }
        }
    }
    page.assert_quiet();
}

in_browser![
    paper_has_everything_and_nothing_that_only_a_screen_can_do,
    code_runs_from_left_to_right_in_a_page_that_does_not,
    forced_colours_hide_nothing,
    whoever_wants_contrast_or_no_motion_has_it,
    the_second_theme_looks_other_and_axe_finds_nothing_in_it,
    axe_finds_nothing_in_other_languages,
];
