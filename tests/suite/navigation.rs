//! Finding one's way as a reader does: lists that narrow, keys, what a code means, and where one is. With mouse and
//! with keyboard alone, from a server and from files.

use std::fmt::Write as _;
use std::fs;
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use libtest_mimic::Trial;
use serde_json::json;

use crate::chromium::{self, Key, Page, Test};
use crate::http;
use crate::support::{self, Folder};

/// An article with two stories, long enough to scroll.
fn stories() -> String {
    let filler = "The warp runs over the back rest, and each thread of it through its own eye.\n\n"
        .repeat(12);
    let mut text = String::from(
        "---\nupdated: 2026-02-01\napplies_to: Loom 5\n---\n# The loom stops in the night\n\n",
    );
    for (number, reel) in [(1, "upper"), (2, "lower")] {
        let _ = write!(
            text,
            "## Scenario {number}: the {reel} reel\n\n### Symptoms\n\nYou receive the following error message:\n\n\
             > The {reel} reel of loom 7 refused the weft: 0x80070005.\n\n{filler}### Resolution\n\n{filler}\
             Run `Reset-Reel -Position {reel}`.\n\n",
        );
    }
    let _ = write!(text, "## More information\n\n{filler}");
    text
}

/// The names of the parts that errors speak of.
const PARTS: &[&str] = &[
    "Anvil", "Bobbin", "Crane", "Drum", "Engine", "Ärmel", "Frame", "Gauge", "Heddle",
];

/// A site with a section, a product and a list of errors that are long.
fn site() -> &'static Folder {
    static SITE: OnceLock<Folder> = OnceLock::new();
    SITE.get_or_init(|| {
        let folder = Folder::new();
        folder.file("content/index.md", "# Weaving\n\nWhat looms say.\n");
        folder.file("content/looms/index.md", "# Looms\n\nAll of them.\n");
        folder.file("content/looms/zz-night.md", stories());
        for (at, part) in PARTS.iter().enumerate() {
            for number in 0..12 {
                let text = format!(
                    "---\nupdated: 2025-{:02}-22\napplies_to: Loom 5\n---\n# {part} {number} is stuck\n\n\
                     ## Symptoms\n\nYou receive the following error message:\n\n\
                     > {part} {number} lost its bearing in hall {}. Code 0x80070005\n\n\
                     ## Resolution\n\nRun `Get-Loom{part} -Hall {number}`.\n",
                    number + 1,
                    ["north", "south"][number % 2],
                );
                folder.file(&format!("content/looms/{at}-{number:02}.md"), text);
            }
        }
        folder.file("fixbook.yaml", "title: Weaving\nvisibility:\n  default: public\n");
        let told = support::fixbook()
            .current_dir(folder.root())
            .arg("build")
            .env("SOURCE_DATE_EPOCH", "1798761600")
            .output()
            .expect("fixbook starts");
        assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
        folder
    })
}

/// The site's addresses: as files, and on a server below its root.
fn roots() -> [String; 2] {
    static ADDRESS: OnceLock<String> = OnceLock::new();
    let serve = || http::serve(&site().at("public"));
    let files = format!("file://{}/", site().at("public").display());
    [files, ADDRESS.get_or_init(serve).clone()]
}

fn served() -> String {
    let [_, served] = roots();
    served
}

const NIGHT: &str = "looms/zz-night.html";
const FIELD: &str = "document.querySelector('[data-filter] input')";
const TOLD: &str = "document.querySelector('[data-filter] [role=status]').textContent";
const ENTRIES: &str = "[...document.querySelectorAll('.group > ul > li')].filter((it) => it.checkVisibility()).length";
const GROUPS: &str = "[...document.querySelectorAll('.group')].filter((it) => it.checkVisibility()).map((it) => it.id)";
const TIP: &str = "document.querySelector('[role=tooltip]:popover-open')";
const CODE: &str = "document.querySelector('main a[data-code]')";
const PANEL: &str = "document.querySelector('dialog[open]')";
const FOCUSED: &str = "document.activeElement";
const HERE: &str = "document.querySelector('.toc [aria-current=location], .letters [aria-current=location]')?.textContent";

/// Whether the scripts of a page have run.
const READY: &str = "document.readyState === 'complete'";

/// Waits until the page has shown what a script did.
const DRAWN: &str = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))).then(() => true)";

fn a_long_list_narrows_as_one_types(page: &mut Page<'_>) {
    for (root, list) in roots()
        .iter()
        .zip(["errors/index.html", "products/loom-5.html"])
    {
        page.go(&format!("{root}{list}"));
        let all = page.value(ENTRIES);
        page.press(Key::sign("f"));
        page.wait_for(&format!("{FOCUSED} === {FIELD}"));
        page.types("bobb");
        assert_eq!(page.value(ENTRIES), json!(12), "{list}");
        assert_eq!(page.value(GROUPS), json!(["page:b"]));
        assert_eq!(page.text(TOLD), format!("12 of {all} shown"));
        // A letter without entries leads nowhere.
        let off =
            "[...document.querySelectorAll('.letters a:not([href])')].map((it) => it.textContent)";
        assert_eq!(
            page.value(&format!("{off}.includes('C') && !{off}.includes('B')")),
            json!(true)
        );
        // Words in any order, each anywhere.
        page.types(" 1");
        assert_eq!(page.value(ENTRIES), json!(3));
        page.press(Key::ESCAPE);
        assert_eq!(page.text(&format!("{FIELD}.value + {TOLD}")), "");
        assert_eq!(page.value(ENTRIES), all);
        // Whatever the case, the accents and the width.
        for text in ["armel", "ÄRMEL", "Ａｒｍｅｌ"] {
            page.types(text);
            assert_eq!(page.value(ENTRIES), json!(12), "{text}");
            page.press(Key::ESCAPE);
        }
        page.types("no such thing");
        assert_eq!(page.text(TOLD), format!("0 of {all} shown"));
        page.assert_quiet();
    }
}

fn what_was_typed_is_there_on_coming_back(page: &mut Page<'_>) {
    for root in roots() {
        page.go(&format!("{root}looms/index.html"));
        page.clicks(FIELD);
        page.types("gauge");
        page.value("document.querySelector('.group:not([hidden]) li:not([hidden]) a').click()");
        page.wait_for("document.querySelector('h1')?.textContent.startsWith('Gauge')");
        page.value("history.back()");
        page.wait_for(&format!("{FIELD}?.value === 'gauge' && {ENTRIES} === 12"));
        page.assert_quiet();
    }
}

fn nothing_moves_when_scripts_come(page: &mut Page<'_>) {
    for path in ["errors/index.html", "products/loom-5.html", NIGHT] {
        page.go(&format!("{}{path}", served()));
        page.value(DRAWN);
        let shifts = "new Promise((done) => { new PerformanceObserver((list) => done(list.getEntries().length)).observe({ type: 'layout-shift', buffered: true }); setTimeout(() => done(0), 200); })";
        assert_eq!(page.value(shifts), json!(0), "{path}");
    }
}

fn without_scripts_there_is_no_field_and_no_key(page: &mut Page<'_>) {
    page.scripts(false);
    page.go(&format!("{}products/index.html", served()));
    page.go(&format!("{}errors/index.html", served()));
    assert_eq!(
        page.value(&format!("{FIELD}.checkVisibility()")),
        json!(false)
    );
    let button = "getComputedStyle(document.querySelector('[data-keys]')).visibility";
    assert_eq!(page.text(button), "hidden");
    page.go(&format!("{}{NIGHT}", served()));
    assert!(
        page.text(&format!("{CODE}.title"))
            .contains("E_ACCESSDENIED")
    );
    page.scripts(true);
}

fn a_code_is_told_on_focus(page: &mut Page<'_>) {
    for root in roots() {
        page.go(&format!("{root}{NIGHT}"));
        let title = page.text(&format!("{CODE}.title"));
        assert!(title.contains("E_ACCESSDENIED"), "{title}");
        for _ in 0..40 {
            page.press(Key::TAB);
            if page.value(&format!("{FOCUSED} === {CODE}")) == json!(true) {
                break;
            }
        }
        page.wait_for(&format!("{TIP}?.textContent === {}", json!(title)));
        let described =
            format!("document.getElementById({CODE}.getAttribute('aria-describedby')) === {TIP}");
        assert_eq!(page.value(&described), json!(true));
        // One is enough.
        assert_eq!(
            page.value(&format!("{CODE}.hasAttribute('title')")),
            json!(false)
        );
        page.press(Key::ESCAPE);
        assert_eq!(
            page.value(&format!("{TIP} === null && {FOCUSED} === {CODE}")),
            json!(true)
        );
        assert_eq!(page.text(&format!("{CODE}.title")), title);
        page.assert_quiet();
    }
}

fn a_code_is_told_under_the_pointer(page: &mut Page<'_>) {
    page.go(&format!("{}{NIGHT}", served()));
    page.value(&format!("{CODE}.scrollIntoView({{ block: 'center' }})"));
    page.points_at(CODE);
    page.wait_for(&format!("{TIP} !== null"));
    // It can be read with the pointer on it, for as long as one likes.
    page.points_at(TIP);
    thread::sleep(Duration::from_millis(500));
    assert_eq!(page.value(&format!("{TIP} !== null")), json!(true));
    page.points_at("document.querySelector('.brand')");
    page.wait_for(&format!("{TIP} === null"));
    // At the end of a small window it stays within.
    page.size(320, 300);
    for block in ["start", "end"] {
        page.value(&format!("{CODE}.scrollIntoView({{ block: '{block}' }})"));
        page.value(&format!("{CODE}.focus({{ preventScroll: true }})"));
        let inside = format!(
            "(({{ left, right, top, bottom }}) => left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight)({TIP}.getBoundingClientRect())"
        );
        assert_eq!(page.value(&inside), json!(true), "{block}");
        page.value(&format!("{CODE}.blur()"));
    }
    page.assert_quiet();
}

fn a_code_is_told_under_a_long_press(page: &mut Page<'_>) {
    page.go(&format!("{}{NIGHT}", served()));
    page.value(&format!("{CODE}.scrollIntoView({{ block: 'center' }})"));
    page.touches(Some(CODE));
    page.wait_for(&format!("{TIP} !== null"));
    page.touches(None);
    thread::sleep(Duration::from_millis(200));
    assert_eq!(page.value(&format!("{TIP} !== null")), json!(true));
    // The link was not followed.
    assert!(page.text("location.pathname").ends_with(NIGHT));
    page.touches(Some("document.querySelector('h1')"));
    page.touches(None);
    page.wait_for(&format!("{TIP} === null"));
    page.assert_quiet();
}

/// Presses a key; the text of what has the focus then.
fn after(page: &mut Page<'_>, key: &'static str) -> String {
    page.press(Key::sign(key));
    page.text(&format!(
        "({FOCUSED}.closest('figure, span') ?? {FOCUSED}).textContent"
    ))
}

fn keys_lead_through_an_article(page: &mut Page<'_>) {
    for root in roots() {
        page.go(&format!("{root}{NIGHT}"));
        let mut names = Vec::new();
        for key in ["j", "j", "j", "j", "k"] {
            names.push(after(page, key));
            let top = page.value(&format!("{FOCUSED}.getBoundingClientRect().top"));
            assert!(
                (0.0..300.0).contains(&top.as_f64().unwrap_or(-1.0)),
                "{names:?} {top}"
            );
        }
        let names: Vec<&str> = names
            .iter()
            .map(|name| name.trim_end_matches('#'))
            .collect();
        assert_eq!(
            names,
            [
                "Scenario 1: the upper reel",
                "Symptoms",
                "Resolution",
                "Scenario 2: the lower reel",
                "Resolution"
            ]
        );
        assert!(after(page, "e").contains("The upper reel"));
        assert!(after(page, "f").contains("Resolution"));
        // The button of the next command, so that Enter copies what one sees.
        assert!(after(page, "c").contains("Reset-Reel -Position upper"));
        assert_eq!(
            page.value(&format!("{FOCUSED}.matches('button[data-copy]')")),
            json!(true)
        );
        // What another story hides is passed by.
        page.value("document.querySelectorAll('[data-track-choice]')[2].click()");
        assert!(after(page, "e").contains("The lower reel"));
        page.press(Key::sign("["));
        page.wait_for(&format!(
            "document.querySelector('h1')?.textContent === 'Heddle 9 is stuck' && {READY}"
        ));
        page.press(Key::sign("]"));
        page.wait_for(&format!(
            "document.querySelector('h1')?.textContent === 'The loom stops in the night' && {READY}"
        ));
        page.press(Key::sign("h"));
        page.wait_for("document.querySelector('main')?.dataset.kind === 'home'");
        page.assert_quiet();
    }
}

fn keys_do_nothing_while_one_types_or_holds_control(page: &mut Page<'_>) {
    page.go(&format!("{}{NIGHT}", served()));
    page.press(Key::sign("f").with_control());
    page.press(Key::sign("h").with_control());
    page.press(Key::SLASH);
    for key in ["h", "j", "?", "["] {
        page.press(Key::sign(key));
    }
    assert_eq!(page.text(&format!("{FOCUSED}.value")), "hj?[");
    assert_eq!(page.value(&format!("{PANEL} === null")), json!(true));
    assert!(page.text("location.pathname").ends_with(NIGHT));
    page.assert_quiet();
}

fn a_panel_lists_the_keys_of_the_page(page: &mut Page<'_>) {
    let rows = format!(
        "[...{PANEL}.querySelectorAll('li')].filter((it) => it.checkVisibility()).map((it) => it.textContent.trim())"
    );
    for root in roots() {
        page.go(&format!("{root}{NIGHT}"));
        page.value(&format!("{CODE}.focus()"));
        page.press(Key::sign("?"));
        page.wait_for(&format!("{PANEL} !== null"));
        assert_eq!(
            page.value(&format!("{rows}.some((it) => it.includes('The fix'))")),
            json!(true)
        );
        assert_eq!(
            page.value(&format!("{rows}.some((it) => it.includes('Filter'))")),
            json!(false)
        );
        // Keys of the page rest meanwhile.
        page.press(Key::sign("h"));
        page.press(Key::ESCAPE);
        page.wait_for(&format!("{PANEL} === null && {FOCUSED} === {CODE}"));
        page.go(&format!("{root}errors/index.html"));
        // What comes into sight at the end of a list is drawn first, and may be longer than was thought.
        for _ in 0..3 {
            page.value("document.querySelector('[data-keys]').scrollIntoView()");
            page.value(DRAWN);
        }
        page.clicks("document.querySelector('[data-keys]')");
        page.wait_for(&format!("{PANEL} !== null"));
        assert_eq!(
            page.value(&format!("{rows}.some((it) => it.includes('Filter'))")),
            json!(true)
        );
        page.press(Key::ENTER);
        page.wait_for(&format!(
            "{PANEL} === null && {FOCUSED}.matches('[data-keys]')"
        ));
        page.assert_quiet();
    }
}

fn single_keys_can_be_turned_off(page: &mut Page<'_>) {
    let typing = format!("{FOCUSED}.matches('[role=search] textarea')");
    for root in roots() {
        page.go(&format!("{root}{NIGHT}"));
        page.press(Key::sign("?"));
        page.value(&format!("{PANEL}.querySelector('input').focus()"));
        page.press(Key::SPACE);
        page.press(Key::ESCAPE);
        for path in [NIGHT, "index.html", "search.html"] {
            page.go(&format!("{root}{path}"));
            page.value(&format!("{FOCUSED}.blur()"));
            for key in ["j", "?", "/"] {
                page.press(Key::sign(key));
            }
            let rests = format!("{PANEL} === null && {FOCUSED} === document.body");
            assert_eq!(page.value(&rests), json!(true), "{path}");
            page.press(Key::CONTROL_K);
            page.wait_for(&typing);
        }
        page.go(&format!("{root}{NIGHT}"));
        page.value("document.querySelector('[data-keys]').click()");
        page.value(&format!("{PANEL}.querySelector('input').click()"));
        page.press(Key::ESCAPE);
        page.press(Key::SLASH);
        page.wait_for(&typing);
        assert_eq!(page.value("localStorage.length"), json!(0));
        page.assert_quiet();
    }
}

fn the_part_that_is_read_is_marked(page: &mut Page<'_>) {
    page.size(1280, 420);
    for root in roots() {
        page.go(&format!("{root}{NIGHT}"));
        assert!(page.text(HERE).starts_with("Scenario 1"));
        page.value("document.getElementById('more-information').scrollIntoView()");
        page.wait_for(&format!("{HERE} === 'More information'"));
        assert_eq!(
            page.value("document.querySelectorAll('.toc [aria-current]').length"),
            json!(1)
        );
        page.value("scrollTo(0, 0)");
        page.wait_for(&format!("{HERE}.startsWith('Scenario 1')"));
        page.assert_quiet();
    }
    // The list follows by itself; the page stays where the reader has it.
    page.size(1280, 320);
    page.go(&format!("{}errors/index.html", served()));
    page.value("scrollTo(0, document.documentElement.scrollHeight)");
    page.value(DRAWN);
    page.wait_for(&format!("{HERE} === 'Ä'"));
    let before = page.value("scrollY");
    page.value(DRAWN);
    assert_eq!(page.value("scrollY"), before);
    let seen = "(() => { const outer = document.querySelector('.letters ul').getBoundingClientRect(); const inner = document.querySelector('.letters [aria-current]').getBoundingClientRect(); return inner.top >= outer.top && inner.bottom <= outer.bottom; })()";
    assert_eq!(page.value(seen), json!(true));
    page.clicks("document.querySelector('.letters a[href]')");
    page.wait_for(&format!("{HERE} === 'A'"));
    page.assert_quiet();
}

fn a_product_tells_what_is_seen_often_and_what_changed_last(page: &mut Page<'_>) {
    page.go(&format!("{}products/loom-5.html", served()));
    assert_eq!(
        page.text("document.querySelector('.often a').textContent"),
        "0x80070005"
    );
    let first = "document.querySelector('.recent li')";
    assert_eq!(
        page.text(&format!("{first}.querySelector('a').textContent")),
        "The loom stops in the night"
    );
    assert_eq!(
        page.text(&format!("{first}.querySelector('time').dateTime")),
        "2026-02-01"
    );
    page.go(&format!("{}looms/index.html", served()));
    assert_eq!(
        page.value("document.querySelectorAll('.recent .entries > li').length"),
        json!(5)
    );
    page.assert_quiet();
}

fn axe_finds_nothing_on_lists_panel_and_tip(page: &mut Page<'_>) {
    let axe = fs::read_to_string(support::project().join("tests/vendor/axe.min.js")).expect("axe");
    let ready = [
        ("codes/index.html", "0"),
        ("cmdlets/index.html", "0"),
        (
            "errors/index.html",
            "document.querySelector('[data-filter] input').focus(); document.execCommand('insertText', false, 'bobbin')",
        ),
        ("looms/index.html", "0"),
        ("products/loom-5.html", "0"),
        (NIGHT, "document.querySelector('main a[data-code]').focus()"),
        (NIGHT, "document.querySelector('[data-keys]').click()"),
    ];
    for (scheme, width) in [
        ("light", 1280),
        ("dark", 1280),
        ("light", 320),
        ("dark", 320),
    ] {
        page.size(width, 900);
        page.prefers("prefers-color-scheme", scheme);
        for (path, action) in ready {
            page.go(&format!("{}{path}", served()));
            page.value(action);
            page.value(&format!("{axe}; 0"));
            let found = page.value(
                "axe.run().then((it) => it.violations.map((it) => [it.id, it.nodes.map((node) => node.html + node.failureSummary)]))",
            );
            assert_eq!(found, json!([]), "{scheme} {width} {path}");
            let fits = page.value("document.documentElement.scrollWidth <= innerWidth");
            assert_eq!(fits, json!(true), "{width} {path}: it scrolls sideways");
        }
    }
    page.assert_quiet();
}

macro_rules! in_browser {
    ($($name:ident),* $(,)?) => {
        const TESTS: &[(&str, Test)] = &[$((stringify!($name), $name)),*];
    };
}

in_browser![
    a_long_list_narrows_as_one_types,
    what_was_typed_is_there_on_coming_back,
    nothing_moves_when_scripts_come,
    without_scripts_there_is_no_field_and_no_key,
    a_code_is_told_on_focus,
    a_code_is_told_under_the_pointer,
    a_code_is_told_under_a_long_press,
    keys_lead_through_an_article,
    keys_do_nothing_while_one_types_or_holds_control,
    a_panel_lists_the_keys_of_the_page,
    single_keys_can_be_turned_off,
    the_part_that_is_read_is_marked,
    a_product_tells_what_is_seen_often_and_what_changed_last,
    axe_finds_nothing_on_lists_panel_and_tip,
];

/// The tests of this module.
pub(crate) fn trials() -> Vec<Trial> {
    chromium::trials("navigation", TESTS)
}
