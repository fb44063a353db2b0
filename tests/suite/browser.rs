//! Search as a reader meets it: in a browser, with the keyboard, from a server and from files. Without a
//! browser these tests are reported as ignored, or fail where `FIXBOOK_REQUIRE_BROWSER` is set.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::chromium::{self, Browser, Key, Page};
use crate::http;
use crate::support::{self, Folder};

/// A record as it is pasted, with the prompt before it and another error after it.
const RECORD: &str = "\
PS C:\\> Enter-PSSession web-04
Enter-PSSession : Connecting to remote server web-04.corp.example.net failed with the following error message : \
Access is denied. For more information, see the about_Remote_Troubleshooting Help topic.
At line:1 char:1
+ Enter-PSSession web-04
    + CategoryInfo          : InvalidArgument: (web-04:String) [Enter-PSSession], PSRemotingTransportException
";
/// Where it leads.
const DOCUMENTED: &str = "windows/winrm-access-is-denied.html";
/// A message that no article documents.
const UNDOCUMENTED: &str = "The gyroscope of mara@contoso.com on srv-07.corp.contoso.com at 10.1.2.3 lost its bearing: password=hunter2";

/// An article with two stories, each with an error of its own.
const STORIES: &str = "\
# The label printer stays idle

## Scenario 1: the tray is empty

### Symptoms

You receive the following error message:

> The tray of printer P1 holds no labels.

### Resolution

Fill the tray.

## Scenario 2: the ribbon is torn

### Symptoms

You receive the following error message:

> The ribbon of printer P1 snapped at position 17.

### Resolution

Run `Reset-LabelRibbon -Printer P1`.
";

/// The project's own articles and one more, published.
fn site() -> &'static Folder {
    static SITE: OnceLock<Folder> = OnceLock::new();
    SITE.get_or_init(|| {
        let folder = Folder::new();
        let content = support::project().join("content");
        for file in support::files(&content) {
            let bytes = fs::read(content.join(&file)).expect("a file of the project");
            folder.file(&format!("content/{file}"), bytes);
        }
        folder.file("content/printing/label-printer.md", STORIES);
        let gap = "https://forms.example.org/new?title={title}&body={paste}&labels={codes}";
        let config =
            format!("title: Contoso KB\nvisibility:\n  default: public\ngap_url: \"{gap}\"\n");
        folder.file("fixbook.yaml", config);
        let told = support::fixbook()
            .current_dir(folder.root())
            .arg("build")
            // A day on which all of them are published, whatever their dates.
            .env("SOURCE_DATE_EPOCH", "1798761600")
            .output()
            .expect("fixbook starts");
        assert!(
            told.status.success(),
            "{}",
            String::from_utf8_lossy(&told.stderr)
        );
        folder
    })
}

/// The site's address as files.
fn files() -> String {
    address_of(&site().at("public"))
}

fn address_of(folder: &Path) -> String {
    format!("file://{}/", folder.display())
}

/// The site's address on a server, below its root.
fn served() -> String {
    static ADDRESS: OnceLock<String> = OnceLock::new();
    let serve = || http::serve(&site().at("public"));
    ADDRESS.get_or_init(serve).clone()
}

const BOX: &str = "document.querySelector('[role=search] textarea')";
const FOCUSED: &str = "document.activeElement.matches('[role=search] textarea')";
const FIRST: &str = "document.querySelector('[data-hit] [data-slot=title]')";
const FOUND: &str = "document.querySelector('[data-hit]') !== null";

/// The search page with an answer to a text.
fn search(page: &mut Page<'_>, root: &str, text: &str) {
    let query: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    page.go(&format!("{root}search.html#q={query}"));
    page.wait_for("document.querySelector('[data-status]').textContent !== ''");
}

fn a_record_is_pasted_and_its_article_comes_first(page: &mut Page<'_>) {
    for root in [files(), served()] {
        page.go(&format!("{root}search.html"));
        page.wait_for(FOCUSED);
        page.types(RECORD);
        page.press(Key::SELECT_ALL);
        page.press(Key::COPY);
        page.go(&format!("{root}search.html"));
        page.wait_for(FOCUSED);
        page.press(Key::PASTE);
        page.wait_for(FOUND);
        let first = page.text(&format!("{FIRST}.href"));
        assert!(
            first.starts_with(&format!("{root}{DOCUMENTED}#")),
            "{first}"
        );
        let said = page.text("document.querySelector('[data-status]').textContent");
        assert!(
            said.starts_with("This is your error: Enter-PSSession fails"),
            "{said}"
        );
        let pasted = page.text("document.querySelector('[data-slot=pasted] mark').textContent");
        let article = page.text("document.querySelector('[data-slot=article] mark').textContent");
        assert_eq!(
            (pasted.as_str(), article.as_str()),
            ("web-04.corp.example.net", "SRV01")
        );
        assert!(page.text("location.hash").starts_with("#q=PS+C"));
        page.assert_quiet();
    }
}

fn everything_can_be_done_with_the_keyboard(page: &mut Page<'_>) {
    for root in [files(), served()] {
        page.go(&format!("{root}{DOCUMENTED}"));
        page.press(Key::SLASH);
        page.wait_for(FOCUSED);
        page.types("System error 53 has occurred.");
        page.press(Key::SHIFT_ENTER);
        page.types("The network path was not found.");
        assert_eq!(
            page.value(&format!("{BOX}.value.split('\\n').length")),
            json!(2)
        );
        page.press(Key::ENTER);
        page.wait_for("location.pathname.endsWith('/search.html')");
        page.wait_for(FOUND);
        assert_eq!(
            page.value(&format!("{BOX}.value.split('\\n').length")),
            json!(2)
        );
        page.press(Key::CONTROL_K);
        page.wait_for(FOCUSED);
        // Where the text ends, the way down leads to the results.
        page.value(&format!("{BOX}.setSelectionRange(1e6, 1e6)"));
        page.press(Key::DOWN);
        page.wait_for(&format!("document.activeElement === {FIRST}"));
        page.press(Key::DOWN);
        page.wait_for("document.activeElement.closest('[data-hit]') === document.querySelectorAll('[data-hit]')[1]");
        page.press(Key::UP);
        page.press(Key::UP);
        page.wait_for(FOCUSED);
        page.value(&format!("{BOX}.setSelectionRange(1e6, 1e6)"));
        page.press(Key::DOWN);
        page.press(Key::ESCAPE);
        page.wait_for(FOCUSED);
        page.press(Key::ENTER);
        page.value(&format!("{BOX}.setSelectionRange(1e6, 1e6)"));
        page.press(Key::DOWN);
        page.press(Key::ENTER);
        page.wait_for("location.pathname.endsWith('/windows/system-error-53.html')");
        page.wait_for("document.activeElement.hasAttribute('data-found')");
        let found = page.text("document.activeElement.textContent");
        assert!(found.contains("System error 53 has occurred."), "{found}");
        page.assert_quiet();
    }
}

fn arriving_opens_the_story_of_the_error(page: &mut Page<'_>) {
    for root in [files(), served()] {
        search(
            page,
            &root,
            "The ribbon of printer LX-9 snapped at position 4.",
        );
        page.value(&format!("{FIRST}.click()"));
        page.wait_for("location.pathname.endsWith('/printing/label-printer.html')");
        page.wait_for("document.activeElement.hasAttribute('data-found')");
        let shown = "[...document.querySelectorAll('main section[data-track]:not([hidden])')].map((it) => it.dataset.track)";
        let shown = page.value(shown);
        let tracks: Vec<&Value> = shown.as_array().into_iter().flatten().collect();
        assert!(
            !tracks.is_empty() && tracks.iter().all(|track| *track == tracks[0]),
            "{shown}"
        );
        let current =
            page.text("document.querySelector('[data-track-choice][aria-current]').textContent");
        assert!(current.contains("ribbon"), "{current}");
        let top = page.value("document.activeElement.getBoundingClientRect().top");
        assert!(
            (0.0..900.0).contains(&top.as_f64().unwrap_or(-1.0)),
            "{top}"
        );
        page.assert_quiet();
    }
}

fn an_address_opens_with_its_results(page: &mut Page<'_>) {
    for start in ["?q=", "#q="] {
        page.go(&format!(
            "{}search.html{start}network%20path%20was+not%20found",
            served()
        ));
        page.wait_for(FOUND);
        assert_eq!(
            page.text(&format!("{BOX}.value")),
            "network path was not found"
        );
        // What is searched is in the fragment, which no server sees.
        assert_eq!(
            page.text("location.search + location.hash"),
            "#q=network+path+was+not+found"
        );
    }
    page.types(" 53");
    page.wait_for("location.hash === '#q=network+path+was+not+found+53'");
    page.assert_quiet();
}

fn what_is_not_documented_is_said_and_reported_without_names(page: &mut Page<'_>) {
    search(page, &files(), UNDOCUMENTED);
    let said = page.text("document.querySelector('[data-status]').textContent");
    assert!(said.starts_with("Nothing"), "{said}");
    page.value("document.querySelector('.gap summary').click()");
    let shown = page.text("document.querySelector('.gap textarea').value");
    let clean =
        "The gyroscope of [user]@[host] on [host] at [ip] lost its bearing: password=[secret]";
    assert_eq!(shown, clean);
    let sent = "Object.fromEntries(new URL(document.querySelector('.gap a').href).searchParams)";
    assert_eq!(page.value(sent)["body"], json!(clean));
    assert_eq!(
        page.value(sent)["title"],
        json!(clean[..80].to_owned() + &clean[80..clean.len().min(100)])
    );
    // What a reader strikes out is not sent.
    page.value("{ const it = document.querySelector('.gap textarea'); it.value = 'Only this'; it.dispatchEvent(new Event('input')); }");
    assert_eq!(page.value(sent)["body"], json!("Only this"));
    page.assert_quiet();
}

fn codes_are_told_with_what_they_mean(page: &mut Page<'_>) {
    let meaning = |of: &str| format!("document.querySelector('{of} .meaning')?.textContent");
    for root in [files(), served()] {
        // The code of an article beside it, with the way to its page.
        search(page, &root, "0x80070005");
        page.wait_for(&format!(
            "{} === 'Access is denied (E_ACCESSDENIED)'",
            meaning(".hit")
        ));
        let told = "document.querySelector('.hit .told').textContent.trim()";
        assert_eq!(
            page.text(told),
            "0x80070005 Access is denied (E_ACCESSDENIED)"
        );
        assert!(
            page.text("document.querySelector('.hit .told a').href")
                .contains("codes/")
        );
        // Codes of which no article speaks; nothing says that one is known that is not.
        search(page, &root, "zzqq 0x80310000 zzqq\nqqzz 0x8004EDCB");
        page.wait_for(&format!("Boolean({})", meaning(".explained li + li")));
        let rows =
            "[...document.querySelectorAll('.explained li')].map((it) => it.textContent.trim())";
        assert_eq!(
            page.value(rows),
            json!([
                "0x80310000 The volume must be unlocked before it can be used (FVE_E_LOCKED_VOLUME)",
                "0x8004EDCB facility Interface (4): Codes whose meaning the interface or program defines",
            ])
        );
        assert_eq!(
            page.value("document.querySelectorAll('.explained a').length"),
            json!(0)
        );
        page.assert_quiet();
    }
}

fn no_answer_waits_for_what_codes_mean(page: &mut Page<'_>) {
    page.go(&format!("{}search.html", served()));
    let count = "performance.getEntriesByType('resource').filter((it) => it.name.includes('/codes-')).length";
    let read = page.value(&format!("fixbook.search('0x80070005').then(() => {count})"));
    assert_eq!(read, json!(0));
    let read = page.value(&format!(
        "fixbook.explain('0x80070005').then(() => {count})"
    ));
    assert_eq!(read, json!(1));
    page.assert_quiet();
}

fn names_and_secrets_are_recognised(page: &mut Page<'_>) {
    page.go(&format!("{}search.html", files()));
    for (text, clean) in SCRUBBED {
        let found = page.text(&format!("fixbook.scrub({})", json!(text)));
        assert_eq!(found, *clean, "{text}");
    }
    // What errors are told apart by stays.
    for text in KEPT {
        let found = page.text(&format!("fixbook.scrub({})", json!(text)));
        assert_eq!(found, *text);
    }
    let took = page.value(
        "(() => { const start = performance.now(); for (const piece of ['a.', 'C:\\\\Users\\\\', '1.2.', 'a:', '://', '\"', 'user ', 'x@', '-----BEGIN A-----']) fixbook.scrub(piece.repeat(1e5)); return performance.now() - start; })()",
    );
    assert!(took.as_f64().unwrap_or(f64::MAX) < 5000.0, "{took} ms");
}

/// Invented pastes, and what may leave the page of them.
const SCRUBBED: &[(&str, &str)] = &[
    (
        "host db01.corp.contoso.com:5432 refused it",
        "host [host]:5432 refused it",
    ),
    ("Passwort: geheim1", "Passwort: [secret]"),
    (
        "Cannot reach sql-01.corp.contoso.com:1433",
        "Cannot reach [host]:1433",
    ),
    (
        "C:\\Users\\mara.muster\\AppData\\x.log",
        "C:\\Users\\[user]\\AppData\\x.log",
    ),
    (
        "/home/mara/.ssh/id_rsa is unreadable",
        "/home/[user]/.ssh/id_rsa is unreadable",
    ),
    (
        "login failed for user 'mara'",
        "login failed for user '[user]'",
    ),
    ("CONTOSO\\mara was refused", "[user] was refused"),
    ("\\\\files01\\dept\\a.txt", "\\\\[host]\\dept\\a.txt"),
    ("10.20.30.40 and fe80::1ff:fe23:4567:890a", "[ip] and [ip]"),
    (
        "id 6f9619ff-8b86-d011-b42d-00c04fc964ff gone",
        "id [guid] gone",
    ),
    (
        "Server=db7;User Id=sa;Password=s3cr3t;",
        "Server=[host];User Id=[user];Password=[secret];",
    ),
    (
        "postgres://app:s3cr3t@db.contoso.com/app",
        "postgres://[user]:[secret]@[host]/app",
    ),
    (
        "Authorization: Bearer abcdefgh12345678",
        "Authorization: Bearer [secret]",
    ),
    (
        "token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
        "token [secret]",
    ),
    (
        "AccountKey=abc123==;EndpointSuffix=core.contoso.net",
        "AccountKey=[secret];EndpointSuffix=[host]",
    ),
    ("https://kb.contoso.com/a?sig=abc", "https://[host]/a?[…]"),
    (
        "SID S-1-5-21-1004336348-1177238915-682003330-512",
        "SID [sid]",
    ),
    (
        "CN=Mara Muster,OU=Staff,DC=contoso",
        "CN=[name],OU=[name],DC=[name]",
    ),
    (
        "Nov 12 10:00:00 web01 sshd[12]: Connection closed",
        "Nov 12 10:00:00 [host] sshd[12]: Connection closed",
    ),
    (
        "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----",
        "[secret]",
    ),
];

/// Texts in which nothing is secret.
const KEPT: &[&str] = &[
    "System.Net.WebException: The remote name could not be resolved",
    "550 5.7.64 TenantAttribution; Relay Access Denied",
    "0x80070005 at setup.exe, see nginx.conf and systemd.service",
    "java.lang.NullPointerException at 10:20:30",
    "the server is not ready, the user does not exist",
    "The password has expired.",
];

fn nothing_that_is_pasted_is_interpreted(page: &mut Page<'_>) {
    let bomb = "<img src=x onerror=\"globalThis.hacked=1\"><script>globalThis.hacked=1</script>\
                \"><svg onload=globalThis.hacked=1> System error 53 has occurred. The network path was not found.";
    search(page, &served(), bomb);
    assert_eq!(
        page.value("document.querySelectorAll('main img, main script, main svg').length"),
        json!(0)
    );
    page.press(Key::ENTER);
    // Now it is among what was searched before.
    page.go(&format!("{}search.html", served()));
    page.wait_for("document.querySelector('.recently') !== null");
    assert_eq!(
        page.value("document.querySelectorAll('main img, main script, main svg').length"),
        json!(0)
    );
    assert_eq!(page.value("globalThis.hacked ?? null"), Value::Null);
    page.assert_quiet();
}

fn searches_are_kept_here_until_they_are_cleared(page: &mut Page<'_>) {
    let root = served();
    page.go(&format!("{root}search.html"));
    page.wait_for(FOCUSED);
    for number in 0..12 {
        page.value(&format!("{BOX}.select()"));
        page.types(&format!("network path {number}"));
        page.press(Key::ENTER);
    }
    page.go(&format!("{root}search.html"));
    let listed = "[...document.querySelectorAll('.recently li')].map((it) => it.textContent)";
    let list = page.value(listed);
    assert_eq!(list.as_array().map(Vec::len), Some(10));
    assert_eq!(list[0], json!("network path 11"));
    page.value("document.querySelector('.recently li button').click()");
    page.wait_for(FOUND);
    assert_eq!(page.text(&format!("{BOX}.value")), "network path 11");
    page.go(&format!("{root}search.html"));
    page.value("document.querySelector('[data-slot=clear]').click()");
    assert_eq!(page.value("localStorage.length"), json!(0));
    assert_eq!(page.value(listed), json!([]));
    page.assert_quiet();
}

fn what_is_typed_narrows_the_results(page: &mut Page<'_>) {
    let all = "[...document.querySelectorAll('.hit .where')].map((it) => it.textContent)";
    search(page, &files(), "fails product:nginx");
    let shown = page.value(all);
    let shown: Vec<&Value> = shown.as_array().into_iter().flatten().collect();
    let is_nginx = |it: &&Value| it.as_str().is_some_and(|it| it.starts_with("nginx"));
    assert!(!shown.is_empty() && shown.iter().all(is_nginx), "{shown:?}");
    // A message is one, whatever it holds.
    search(
        page,
        &files(),
        "[error] upstream code:5 product:Exchange timed out",
    );
    page.wait_for(FOUND);
    page.assert_quiet();
}

fn results_are_narrowed_with_the_keyboard(page: &mut Page<'_>) {
    search(page, &files(), "access is denied");
    page.wait_for("document.querySelector('[data-facets] button') !== null");
    let all = page.value("document.querySelectorAll('[data-hit]').length");
    let left = "document.querySelectorAll('[data-hit]:not([hidden])').length";
    page.value("document.querySelector('[data-facets] button').focus()");
    page.press(Key::SPACE);
    page.wait_for("document.activeElement.getAttribute('aria-pressed') === 'true'");
    let count = page.text("document.activeElement.querySelector('.count').textContent");
    assert_eq!(page.value(left).to_string(), count);
    page.press(Key::SPACE);
    assert_eq!(page.value(left), all);
    page.assert_quiet();
}

fn nothing_moves_while_one_types(page: &mut Page<'_>) {
    search(page, &files(), "network path");
    let place = "document.querySelector('[data-results] h2').getBoundingClientRect().top";
    let before = page.value(place);
    for word in [" was", " not", " found", " 0x80070035"] {
        page.value(&format!("{BOX}.focus()"));
        page.types(word);
        page.wait_for(&format!("location.hash.endsWith({})", json!(word.trim())));
        page.wait_for("!document.querySelector('[data-results]').hasAttribute('aria-busy')");
        assert_eq!(page.value(place), before, "after{word}");
    }
    page.assert_quiet();
}

fn an_index_that_cannot_be_read_is_said_and_tried_again(page: &mut Page<'_>) {
    let folder = Folder::new();
    folder.copy(&site().at("public"));
    let (index, away) = (folder.at("search"), folder.at("away"));
    fs::rename(&index, &away).expect("the index moves");
    let root = address_of(folder.root());
    search(page, &root, "The network path was not found.");
    let notice = page.text("document.querySelector('[data-results] .notice').textContent");
    assert!(
        notice.starts_with("The search index could not be read"),
        "{notice}"
    );
    fs::rename(&away, &index).expect("the index comes back");
    page.value("document.querySelector('[data-results] .notice button').click()");
    page.wait_for(FOUND);
    assert_eq!(
        page.value("document.querySelectorAll('.notice').length"),
        json!(0)
    );
}

fn without_scripts_the_box_leads_to_the_list_of_errors(page: &mut Page<'_>) {
    page.scripts(false);
    page.go(&format!("{}{DOCUMENTED}", files()));
    for _ in 0..12 {
        page.press(Key::TAB);
        if page.value(FOCUSED) == json!(true) {
            break;
        }
    }
    page.types("x");
    page.press(Key::TAB);
    page.press(Key::ENTER);
    page.wait_for("location.pathname.endsWith('/errors/index.html')");
    page.scripts(true);
}

fn axe_finds_nothing(page: &mut Page<'_>) {
    let axe = fs::read_to_string(support::project().join("tests/vendor/axe.min.js")).expect("axe");
    let root = served();
    for (scheme, width) in [
        ("light", 1280),
        ("dark", 1280),
        ("light", 320),
        ("dark", 320),
    ] {
        page.size(width, 900);
        page.prefers("prefers-color-scheme", scheme);
        for text in [
            RECORD,
            "access is denied",
            UNDOCUMENTED,
            "zzzqqq",
            "0x80070005",
            "",
        ] {
            if text.is_empty() {
                page.go(&format!("{root}search.html"));
            } else {
                search(page, &root, text);
            }
            page.value("document.querySelectorAll('details').forEach((it) => (it.open = true))");
            check(page, &axe, &format!("{scheme} {width} {text}"));
            let wide = page.value("document.documentElement.scrollWidth <= innerWidth");
            assert_eq!(
                wide,
                json!(true),
                "{scheme} {width} {text}: it scrolls sideways"
            );
        }
        for path in ["index.html", DOCUMENTED] {
            page.go(&format!("{root}{path}"));
            check(page, &axe, &format!("{scheme} {width} {path}"));
        }
    }
    page.assert_quiet();
}

/// Fails with what axe finds on a page.
pub(crate) fn check(page: &mut Page<'_>, axe: &str, what: &str) {
    page.value(&format!("{axe}; 0"));
    let found = page.value(
        "axe.run().then((it) => it.violations.map((it) => [it.id, it.nodes.map((node) => node.html + node.failureSummary)]))",
    );
    assert_eq!(found, json!([]), "{what}");
}

/// What a page is put through.
type Test = fn(&mut Page<'_>);

macro_rules! in_browser {
    ($($name:ident),* $(,)?) => {
        const TESTS: &[(&str, Test)] = &[$((stringify!($name), $name)),*];
    };
}

in_browser![
    a_record_is_pasted_and_its_article_comes_first,
    everything_can_be_done_with_the_keyboard,
    arriving_opens_the_story_of_the_error,
    an_address_opens_with_its_results,
    what_is_not_documented_is_said_and_reported_without_names,
    codes_are_told_with_what_they_mean,
    no_answer_waits_for_what_codes_mean,
    names_and_secrets_are_recognised,
    nothing_that_is_pasted_is_interpreted,
    searches_are_kept_here_until_they_are_cleared,
    what_is_typed_narrows_the_results,
    results_are_narrowed_with_the_keyboard,
    nothing_moves_while_one_types,
    an_index_that_cannot_be_read_is_said_and_tried_again,
    without_scripts_the_box_leads_to_the_list_of_errors,
    axe_finds_nothing,
];

/// The tests of this module, which share one browser: it ends with the last of them.
pub(crate) fn trials() -> Vec<Trial> {
    let installed = chromium::installed();
    let is_required = std::env::var_os("FIXBOOK_REQUIRE_BROWSER").is_some_and(|it| it == "1");
    let is_ignored = installed.is_none() && !is_required || !cfg!(unix);
    let browser: Arc<Mutex<Option<Browser>>> = Arc::default();
    let trial = |(name, test): &(&'static str, Test)| {
        let (browser, installed, test) = (Arc::clone(&browser), installed.clone(), *test);
        let run = move || {
            let program =
                installed.ok_or("no Chromium is installed, nor named by FIXBOOK_CHROMIUM")?;
            // A test that failed leaves the browser to the next one as it was.
            let mut browser = browser.lock().unwrap_or_else(PoisonError::into_inner);
            let browser = browser.get_or_insert_with(|| Browser::start(&program));
            test(&mut browser.page());
            Ok(())
        };
        Trial::test(format!("browser::{name}"), run).with_ignored_flag(is_ignored)
    };
    TESTS.iter().map(trial).collect()
}
