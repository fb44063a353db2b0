//! Commands, placeholders and steps as a reader meets them on a page: with the mouse and with the keyboard, from
//! files, from a server below a path, and from plain http, where pages have no clipboard.

use std::fs;
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::chromium::{Key, Page};
use crate::http;
use crate::support::Folder;

const QUEUE: &str = r#"---
updated: 2026-03-01
---
# The widget queue does not drain

## Symptoms

You receive the following error message:

> The queue of widgets on SRV01 is blocked.

## Resolution

1. Look at the queue: `Get-WidgetQueue -Server <ServerName>`
2. Remove what blocks it:

   ```powershell
   PS C:\> Remove-Widget -Identity "<Widget Name>" -Server <server_name> -Path \\<ServerName>\queue$
   Removed 1 widget.
   ```

   - Wait a minute.
   - Look again.
3. Tell the owner, and `restart` it:

   ```powershell
   $owner = <Owner Address>
   Send-WidgetMail -To $owner -Tenant <TenantId> -Ip <IPAddress>
   Restart-Service -Name <Name> -Secret '<API token>'
   ```

4. Look again.
5. Look again.

## More information

```bash
$ curl -sS "https://<ServerName>/queues" -d '<Queue>'
{"queues": 2}
$ ssh <ServerName> "systemctl restart <Service>"
```

Or [run `Get-WidgetHost -All`](store.md).
"#;

const STORE: &str = "\
# The widget store is full

## Resolution

1. `Clear-WidgetStore -Server <ServerName> -Name <Name>`
2. `Start-Widget -Server <SERVER_NAME>`
";

/// Two articles, published.
fn site() -> &'static Folder {
    static SITE: OnceLock<Folder> = OnceLock::new();
    SITE.get_or_init(|| {
        let folder = Folder::new();
        folder.file("content/queue.md", QUEUE);
        folder.file("content/store.md", STORE);
        let config = "title: Contoso KB\nvisibility:\n  default: public\n";
        folder.file("fixbook.yaml", config);
        let told = folder.fixbook(&["build"]);
        assert_eq!(told.code, Some(0), "{}", told.err);
        folder
    })
}

fn files() -> String {
    format!("file://{}/", site().at("public").display())
}

fn served() -> String {
    static ADDRESS: OnceLock<String> = OnceLock::new();
    let serve = || http::serve(&site().at("public"));
    ADDRESS.get_or_init(serve).clone()
}

/// A server whose name is not this machine's: browsers give its pages no clipboard.
fn plain() -> String {
    served().replace("127.0.0.1", "kb.test")
}

/// The commands of an article, as its model has them.
fn model() -> Vec<String> {
    let model: Value = serde_json::from_str(&site().text("public/queue.json")).expect("a model");
    let commands = model["commands"].as_array().expect("commands").iter();
    commands
        .map(|command| command["text"].as_str().expect("a text").to_owned())
        .collect()
}

fn go(page: &mut Page<'_>, root: &str, path: &str) {
    page.allow_clipboard();
    page.go(&format!("{root}{path}"));
}

fn reload(page: &mut Page<'_>) {
    page.value("globalThis.isOld = true; location.reload()");
    page.wait_for("document.readyState === 'complete' && !globalThis.isOld");
}

/// What is in the clipboard, by pasting it.
fn clipboard(page: &mut Page<'_>) -> String {
    page.value("document.body.append(Object.assign(document.createElement('textarea'), { id: 'pasted' })), pasted.focus()");
    page.press(Key::PASTE);
    let text = page.text("pasted.value");
    page.value("pasted.remove()");
    text
}

/// Waits until something was copied, and forgets that it was.
fn copied(page: &mut Page<'_>) -> String {
    page.wait_for("document.querySelector('[data-copied]').textContent !== ''");
    let text = clipboard(page);
    page.value("document.querySelector('[data-copied]').textContent = ''");
    text
}

/// Types a value into a field, from the keyboard.
fn fill(page: &mut Page<'_>, name: &str, value: &str) {
    page.value(&format!(
        "document.querySelector('input[name={name}]').closest('details')?.setAttribute('open', '')"
    ));
    page.press_on(&input(name), Key::SELECT_ALL);
    if value.is_empty() {
        page.value("document.execCommand('delete')");
    } else {
        page.types(value);
    }
}

fn input(name: &str) -> String {
    format!("document.querySelector('input[name={name}]')")
}

fn note(page: &mut Page<'_>, name: &str) -> String {
    page.text(&format!("{}.nextElementSibling.textContent", input(name)))
}

fn button(number: usize) -> String {
    format!("document.querySelectorAll('button[data-copy]')[{number}]")
}

fn tool(list: &str, of: &str) -> String {
    format!("document.querySelector('{list} button{of}')")
}

fn every_command_is_copied_as_the_model_has_it(page: &mut Page<'_>) {
    let commands = model();
    assert_eq!(commands.len(), 8);
    for root in [files(), served(), plain()] {
        go(page, &root, "queue.html");
        let has_clipboard = page.value("Boolean(navigator.clipboard)");
        assert_eq!(has_clipboard, json!(root != plain()));
        for (number, command) in commands.iter().enumerate() {
            let attribute = page.text(&format!("{}.dataset.copy", button(number)));
            assert_eq!(&attribute, command);
            page.value("getSelection().selectAllChildren(document.querySelector('h1'))");
            if number % 2 == 0 {
                page.clicks(&button(number));
            } else {
                page.press_on(&button(number), Key::ENTER);
            }
            page.wait_for("document.querySelector('[data-copied]').textContent !== ''");
            if number % 2 == 1 {
                let selected = page.text("getSelection().toString()");
                assert_eq!(selected, "The widget queue does not drain");
                let focused = page.value(&format!("document.activeElement === {}", button(number)));
                assert_eq!(focused, json!(true));
            }
            assert_eq!(&copied(page), command, "{root}");
        }
        // All of a block, without prompts and output.
        page.clicks("document.querySelector('figure[data-language=bash] > [data-copy-all]')");
        assert_eq!(copied(page), commands[5..7].join("\n"));
        // All of a list.
        page.clicks(&tool("[data-tools]", "[data-copy-all][data-of]"));
        assert_eq!(copied(page), commands[..5].join("\n"));
        page.assert_quiet();
    }
}

fn a_page_that_is_refused_the_clipboard_copies_by_selecting(page: &mut Page<'_>) {
    go(page, &files(), "queue.html");
    page.value("Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new Error('no')) } })");
    page.clicks(&button(0));
    assert_eq!(copied(page), model()[0]);
    page.assert_quiet();
}

fn values_stand_in_every_command_and_stay(page: &mut Page<'_>) {
    for root in [files(), served(), plain()] {
        go(page, &root, "queue.html");
        fill(page, "servername", "web 04");
        fill(page, "widgetname", "O'Brien $x");
        fill(page, "owneraddress", "mara@contoso.example");
        for _ in 0..2 {
            let shown = page.value(
                "[...document.querySelectorAll('[data-filled]')].map((it) => it.textContent)",
            );
            let expected = json!([
                "'web 04'",
                "O'Brien `$x",
                "'web 04'",
                "web` 04",
                "'mara@contoso.example'",
                "web 04",
            ]);
            assert_eq!(shown, expected);
            page.clicks(&button(1));
            let expected = "Remove-Widget -Identity \"O'Brien `$x\" -Server 'web 04' -Path \\\\web` 04\\queue$";
            assert_eq!(copied(page), expected);
            // What the model has is still there.
            assert_eq!(
                page.text(&format!("{}.dataset.copy", button(1))),
                model()[1]
            );
            // The other shell quotes otherwise; what it cannot take is left out, and said.
            page.clicks("document.querySelector('figure[data-language=bash] > [data-copy-all]')");
            assert!(
                copied(page).starts_with(
                    "curl -sS \"https://web 04/queues\" -d '<Queue>'\nssh <ServerName> "
                )
            );
            assert!(note(page, "servername").contains("cannot be quoted safely (1×)"));
            assert_eq!(
                page.text(&format!(
                    "{}.getAttribute('aria-invalid')",
                    input("servername")
                )),
                "true"
            );
            reload(page);
        }
        page.press_on("document.querySelector('[data-forget]')", Key::ENTER);
        page.wait_for(
            "document.querySelector('[data-filled]') === null && localStorage.length === 0",
        );
        assert_eq!(
            page.text("document.querySelector('[data-placeholder]').textContent"),
            "<ServerName>"
        );
        page.assert_quiet();
    }
}

fn values_go_along_to_other_articles_by_name(page: &mut Page<'_>) {
    for root in [files(), served()] {
        go(page, &root, "queue.html");
        fill(page, "servername", "web-04");
        fill(page, "name", "spooler");
        fill(page, "apitoken", "hunter2");
        go(page, &root, "store.html");
        let shown = "[...document.querySelectorAll('[data-in]')].map((it) => it.textContent)";
        assert_eq!(page.value(shown), json!(["web-04", "<Name>", "web-04"]));
        assert_eq!(
            note(page, "servername"),
            "taken over from “The widget queue does not drain”"
        );
        // It can be dropped here, and stays there.
        fill(page, "servername", "");
        reload(page);
        assert_eq!(
            page.value(shown),
            json!(["<ServerName>", "<Name>", "<SERVER_NAME>"])
        );
        go(page, &root, "queue.html");
        assert_eq!(page.text(&format!("{}.value", input("name"))), "spooler");
        assert_eq!(
            page.text(&format!("{}.value", input("servername"))),
            "web-04"
        );
        // Nobody keeps a secret.
        assert_eq!(page.text(&format!("{}.value", input("apitoken"))), "");
        assert_eq!(
            page.value("JSON.stringify({ ...localStorage }).includes('hunter2')"),
            json!(false)
        );
        page.clicks("document.querySelector('[data-forget]')");
        go(page, &root, "store.html");
        assert_eq!(
            page.value("document.querySelectorAll('[data-filled]').length"),
            json!(0)
        );
        page.assert_quiet();
    }
}

fn sites_on_one_host_do_not_mix(page: &mut Page<'_>) {
    go(page, &files(), "queue.html");
    fill(page, "servername", "web-04");
    let other = Folder::new();
    other.copy(&site().at("public"));
    go(
        page,
        &format!("file://{}/", other.root().display()),
        "queue.html",
    );
    assert_eq!(
        page.value("document.querySelectorAll('[data-filled]').length"),
        json!(0)
    );
    page.assert_quiet();
}

fn what_is_left_to_fill_in_is_said(page: &mut Page<'_>) {
    go(page, &served(), "queue.html");
    fill(page, "servername", "web-04");
    page.clicks(&button(1));
    page.wait_for("document.querySelector('[data-copied]').textContent === 'Copied. Still to fill in: <Widget Name>'");
    let seen = "document.querySelector('[data-copied]').getBoundingClientRect().height > 20";
    assert_eq!(page.value(seen), json!(true));
    assert!(copied(page).contains("\"<Widget Name>\" -Server web-04"));
    page.clicks(&button(0));
    page.wait_for("document.querySelector('[data-copied]').textContent === 'Copied'");
    assert_eq!(page.value(seen), json!(false));
    page.assert_quiet();
}

fn values_that_look_wrong_are_said_and_control_characters_left_out(page: &mut Page<'_>) {
    go(page, &served(), "queue.html");
    for (name, wrong, right) in [
        ("servername", "web_04!", "web-04.corp.example.net"),
        ("tenantid", "1234", "6f1a7a0e-0d6d-4a8e-9a53-0d2f7ad1c0de"),
        ("ipaddress", "10.1.2.300", "10.1.2.3"),
        ("ipaddress", "fe80::1::2", "fe80::1"),
    ] {
        fill(page, name, wrong);
        assert!(
            note(page, name).starts_with("does not look like"),
            "{wrong}"
        );
        assert_eq!(
            page.text(&format!("{}.getAttribute('aria-invalid')", input(name))),
            "true"
        );
        let described = page.text(&format!(
            "document.getElementById({}.getAttribute('aria-describedby')).textContent",
            input(name)
        ));
        assert!(described.starts_with("does not look like"));
        fill(page, name, right);
        assert_eq!(
            page.value(&format!("{}.hasAttribute('aria-invalid')", input(name))),
            json!(false),
            "{right}"
        );
    }
    // A doubtful value is filled in all the same, one with signs that turn the text around is not.
    fill(page, "tenantid", "1234");
    assert_eq!(page.value("[...document.querySelectorAll('[data-filled]')].some((it) => it.textContent === '1234')"), json!(true));
    fill(page, "widgetname", "a\u{202E}b");
    assert!(note(page, "widgetname").contains("no command takes"));
    assert_eq!(
        page.value("document.querySelector('[data-placeholder=\"Widget Name\"]').textContent"),
        json!("<Widget Name>")
    );
    page.assert_quiet();
}

fn an_address_hands_values_over(page: &mut Page<'_>) {
    for root in [files(), served()] {
        go(page, &root, "queue.html");
        fill(page, "servername", "web-04&x=1");
        fill(page, "widgetname", "Ä $& b");
        fill(page, "apitoken", "hunter2");
        page.press_on("document.querySelector('[data-link]')", Key::ENTER);
        let link = copied(page);
        assert_eq!(
            link,
            format!(
                "{root}queue.html#with&servername=web-04%26x%3D1&widgetname=%C3%84%20%24%26%20b"
            )
        );
        assert!(!page.text("location.href").contains('#'));
        page.clicks("document.querySelector('[data-forget]')");
        page.go(&format!(
            "{link}&nobody=1&ipaddress=%E0%A4%A&tenantid={}",
            "a".repeat(300)
        ));
        assert_eq!(page.text("location.href"), format!("{root}queue.html"));
        assert_eq!(
            page.text(&format!("{}.value", input("servername"))),
            "web-04&x=1"
        );
        assert_eq!(
            page.value(&format!("{}.value.length", input("tenantid"))),
            json!(200)
        );
        assert!(note(page, "widgetname").starts_with("from the address"));
        assert_eq!(page.value("localStorage.length"), json!(0));
        // Kept from then on that it is edited.
        fill(page, "widgetname", "mine");
        assert_eq!(page.value("localStorage.length"), json!(1));
        page.clicks("document.querySelector('[data-forget]')");
        page.assert_quiet();
    }
}

fn steps_are_ticked_and_stay_so(page: &mut Page<'_>) {
    let ticked = "[...document.querySelectorAll('.tick')].map((it) => it.checked)";
    for root in [files(), served(), plain()] {
        go(page, &root, "queue.html");
        fill(page, "servername", "web-04");
        page.clicks("document.querySelectorAll('.tick')[0]");
        page.press_on("document.querySelectorAll('.tick')[4]", Key::SPACE);
        assert_eq!(
            page.text("document.querySelectorAll('.tick')[4].ariaLabel"),
            "Step 5 done"
        );
        reload(page);
        assert_eq!(page.value(ticked), json!([true, false, false, false, true]));
        let size = page.value("(() => { const at = document.querySelector('.tick').getBoundingClientRect(); return Math.min(at.width, at.height) >= 24; })()");
        assert_eq!(size, json!(true));
        page.clicks(&tool("[data-tools]", "[data-report]"));
        let report = copied(page);
        assert_eq!(without_times(&report), REPORT.replace("{root}", &root));
        let reset = tool("[data-tools]", "[data-reset]");
        let none = json!([false, false, false, false, false]);
        page.press_on(&reset, Key::ENTER);
        assert_eq!(page.value(ticked), none);
        let told = "document.querySelector('[data-copied]').textContent";
        assert_eq!(page.text(told), "No step is ticked any more");
        // A slip is undone where it was made.
        assert_eq!(
            page.text("document.activeElement.textContent"),
            "Undo starting over"
        );
        page.press(Key::ENTER);
        assert_eq!(page.value(ticked), json!([true, false, false, false, true]));
        page.press_on(&reset, Key::ENTER);
        page.press_on("document.querySelectorAll('.tick')[1]", Key::SPACE);
        assert_eq!(page.text(&format!("{reset}.textContent")), "Start over");
        page.press_on(&reset, Key::ENTER);
        assert_eq!(page.value(ticked), none);
        page.clicks("document.querySelector('[data-forget]')");
        assert_eq!(page.value("localStorage.length"), json!(0));
        page.assert_quiet();
    }
}

const REPORT: &str = r#"# The widget queue does not drain

{root}queue.html
Updated 1 March 2026

## Resolution

- [x] 0000-00-00 00:00 1. Look at the queue: `Get-WidgetQueue -Server web-04`
- [ ] 2. Remove what blocks it:
  ```powershell
  Remove-Widget -Identity "<Widget Name>" -Server web-04 -Path \\web-04\queue$
  ```
  - Wait a minute.
  - Look again.
- [ ] 3. Tell the owner, and `restart` it:
  ```powershell
  $owner = <Owner Address>
  Send-WidgetMail -To $owner -Tenant <TenantId> -Ip <IPAddress>
  Restart-Service -Name <Name> -Secret '<API token>'
  ```
- [ ] 4. Look again.
- [x] 0000-00-00 00:00 5. Look again.
"#;

fn without_times(report: &str) -> String {
    let time = regex::Regex::new(r"\d{4}-\d\d-\d\d \d\d:\d\d").expect("a constant");
    time.replace_all(report, "0000-00-00 00:00").into_owned()
}

fn a_step_whose_words_changed_is_open_again(page: &mut Page<'_>) {
    let folder = Folder::new();
    folder.copy(&site().at("public"));
    let root = format!("file://{}/", folder.root().display());
    go(page, &root, "queue.html");
    for step in [0, 1, 4] {
        page.clicks(&format!("document.querySelectorAll('.tick')[{step}]"));
    }
    let html = folder.text("queue.html");
    // The first step is another one now; a new one before it moves the others.
    let html = html.replace("Look at the queue", "Regard the queue");
    folder.file(
        "queue.html",
        html.replacen("data-steps>\n<li>", "data-steps>\n<li>New.</li>\n<li>", 1),
    );
    go(page, &root, "queue.html");
    let ticked = page.value("[...document.querySelectorAll('.tick')].map((it) => it.checked)");
    assert_eq!(ticked, json!([false, false, true, false, false, true]));
}

fn commands_are_saved_as_files(page: &mut Page<'_>) {
    let folder = tempfile::tempdir().expect("a folder");
    for root in [files(), served()] {
        page.save_to(folder.path());
        go(page, &root, "queue.html");
        fill(page, "servername", "web-04");
        page.clicks(&tool("[data-tools]", "[data-save]"));
        let bytes = saved(folder.path(), "queue.ps1");
        let text = String::from_utf8(bytes).expect("UTF-8");
        let text = text.strip_prefix('\u{FEFF}').expect("a mark");
        assert!(
            text.split('\n')
                .all(|line| line.is_empty() || line.ends_with('\r')),
            "{text}"
        );
        let text = text.replace("\r\n", "\n");
        let (head, rest) = text.split_once("\n\n").expect("a head");
        let head: Vec<&str> = head.lines().collect();
        assert_eq!(head[0], "# The widget queue does not drain");
        assert_eq!(head[1], format!("# {root}queue.html"));
        assert_eq!(
            head[3],
            "# Still to fill in: <Widget Name>, <Owner Address>, <TenantId>, <IPAddress>, <Name>, <API token>"
        );
        assert_eq!(rest, SAVED);
        page.press_on(
            "document.querySelector('figure[data-language=bash] > [data-save]')",
            Key::ENTER,
        );
        let text = String::from_utf8(saved(folder.path(), "queue.sh")).expect("UTF-8");
        assert!(
            text.starts_with("#!/usr/bin/env bash\n# The widget"),
            "{text}"
        );
        assert!(text.ends_with("\n\ncurl -sS \"https://web-04/queues\" -d '<Queue>'\nssh web-04 \"systemctl restart <Service>\"\n"), "{text}");
        page.clicks("document.querySelector('[data-forget]')");
        page.assert_quiet();
    }
}

const SAVED: &str = r#"# 1. Look at the queue: Get-WidgetQueue -Server web-04
Get-WidgetQueue -Server web-04

# 2. Remove what blocks it:
Remove-Widget -Identity "<Widget Name>" -Server web-04 -Path \\web-04\queue$

# 3. Tell the owner, and restart it:
$owner = <Owner Address>
Send-WidgetMail -To $owner -Tenant <TenantId> -Ip <IPAddress>
Restart-Service -Name <Name> -Secret '<API token>'
"#;

/// A file that the browser saved, removed for the next time.
fn saved(folder: &std::path::Path, name: &str) -> Vec<u8> {
    let path = folder.join(name);
    let end = Instant::now() + Duration::from_secs(20);
    while !path.exists() {
        assert!(Instant::now() < end, "{name} is not saved");
        thread::sleep(Duration::from_millis(20));
    }
    let bytes = fs::read(&path).expect("the file");
    fs::remove_file(&path).expect("it goes");
    bytes
}

fn nothing_moves_when_the_scripts_come(page: &mut Page<'_>) {
    for width in [1280, 360] {
        page.size(width, 900);
        go(page, &served(), "queue.html");
        let shift = page.value("new Promise((done) => { let sum = 0; new PerformanceObserver((list) => list.getEntries().forEach((it) => (sum += it.value))).observe({ type: 'layout-shift', buffered: true }); setTimeout(() => done(sum), 300); })");
        assert_eq!(shift, json!(0), "{width}");
    }
}

fn without_scripts_and_on_paper_there_are_no_tools(page: &mut Page<'_>) {
    let shown = "[...document.querySelectorAll('.fill, .tools, .tick, button[data-copy], button[data-save]')].filter((it) => getComputedStyle(it).display !== 'none').length";
    go(page, &files(), "queue.html");
    assert_ne!(page.value(shown), json!(0));
    page.on_paper(true);
    assert_eq!(page.value(shown), json!(0));
    page.on_paper(false);
}

fn axe_finds_nothing_in_the_form_and_the_steps(page: &mut Page<'_>) {
    for (scheme, width) in [
        ("light", 1280),
        ("dark", 1280),
        ("light", 320),
        ("dark", 320),
    ] {
        page.size(width, 900);
        page.prefers("prefers-color-scheme", scheme);
        go(page, &served(), "queue.html");
        fill(page, "servername", "web_04!");
        fill(page, "tenantid", "no");
        page.value("document.querySelectorAll('details').forEach((it) => (it.open = true))");
        page.clicks("document.querySelectorAll('.tick')[1]");
        page.clicks(&button(1));
        page.wait_for("document.querySelector('[data-copied]').textContent !== ''");
        page.assert_accessible(&format!("{scheme} {width}"));
        let wide = page.value("document.documentElement.scrollWidth <= innerWidth");
        assert_eq!(wide, json!(true), "{scheme} {width}: it scrolls sideways");
    }
    page.assert_quiet();
}

in_browser![
    every_command_is_copied_as_the_model_has_it,
    a_page_that_is_refused_the_clipboard_copies_by_selecting,
    values_stand_in_every_command_and_stay,
    values_go_along_to_other_articles_by_name,
    sites_on_one_host_do_not_mix,
    what_is_left_to_fill_in_is_said,
    values_that_look_wrong_are_said_and_control_characters_left_out,
    an_address_hands_values_over,
    steps_are_ticked_and_stay_so,
    a_step_whose_words_changed_is_open_again,
    commands_are_saved_as_files,
    nothing_moves_when_the_scripts_come,
    without_scripts_and_on_paper_there_are_no_tools,
    axe_finds_nothing_in_the_form_and_the_steps,
];
