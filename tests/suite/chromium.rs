//! A browser that tests drive: Chromium, spoken to over a pipe in the DevTools protocol. Messages are
//! JSON, each ended by a zero byte.

use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::support;

/// How long an answer, a page or a condition may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// The browser that is installed: the one that `FIXBOOK_CHROMIUM` names, else one on the path.
pub(crate) fn installed() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("FIXBOOK_CHROMIUM") {
        return Some(PathBuf::from(named)).filter(|path| path.is_file());
    }
    let path = std::env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome"];
    std::env::split_paths(&path)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|candidate| candidate.is_file())
}

/// What a page is put through.
pub(crate) type Test = fn(&mut Page<'_>);

/// The tests of a module, which share one browser: it ends with the last of them.
pub(crate) fn trials(module: &str, tests: &[(&'static str, Test)]) -> Vec<Trial> {
    let installed = installed();
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
        Trial::test(format!("{module}::{name}"), run).with_ignored_flag(is_ignored)
    };
    tests.iter().map(trial).collect()
}

/// A running browser, which ends with this value.
pub(crate) struct Browser {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    last: u64,
    /// What it told of its own accord, by the session.
    events: Vec<Value>,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts a browser with an empty profile.
    pub(crate) fn start(program: &Path) -> Self {
        let profile = tempfile::tempdir().expect("a temporary folder");
        // The browser reads from file 3 and writes to file 4, which only a shell opens without unsafe code.
        let mut child = Command::new("sh")
            .arg("-c")
            .arg("exec \"$0\" \"$@\" 3<&0 4>&1 1>/dev/null 2>/dev/null")
            .arg(program)
            .args([
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                // A name that is not this machine's own: what is served there is plain http.
                "--host-resolver-rules=MAP kb.test 127.0.0.1",
                "--remote-debugging-pipe",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the browser starts");
        let input = child.stdin.take();
        let output = child.stdout.take().expect("its output");
        let (sender, messages) = mpsc::channel();
        thread::spawn(move || {
            let mut output = BufReader::new(output);
            let mut message = Vec::new();
            while output
                .read_until(0, &mut message)
                .is_ok_and(|read| read > 0)
            {
                message.pop();
                let read = serde_json::from_slice(&message).unwrap_or_default();
                if sender.send(read).is_err() {
                    return;
                }
                message.clear();
            }
        });
        Self {
            child,
            input,
            messages,
            last: 0,
            events: Vec::new(),
            _profile: profile,
        }
    }

    /// Opens a page that shares nothing with others: no storage, no history.
    pub(crate) fn page(&mut self) -> Page<'_> {
        let context = self.call(None, "Target.createBrowserContext", &json!({}));
        let context = context["browserContextId"].clone();
        let target = self.call(
            None,
            "Target.createTarget",
            &json!({ "url": "about:blank", "browserContextId": context }),
        );
        let session = self.call(
            None,
            "Target.attachToTarget",
            &json!({ "targetId": target["targetId"], "flatten": true }),
        );
        let session = session["sessionId"].as_str().expect("a session").to_owned();
        self.events.clear();
        let mut page = Page {
            browser: self,
            session,
            context,
        };
        for domain in ["Page", "Runtime", "Log"] {
            page.call(&format!("{domain}.enable"), &json!({}));
        }
        page.size(1280, 900);
        page
    }

    fn call(&mut self, session: Option<&str>, method: &str, parameters: &Value) -> Value {
        let answer = self.ask(session, method, parameters);
        assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
        answer["result"].clone()
    }

    /// The answer to a call, or what was wrong with it.
    fn ask(&mut self, session: Option<&str>, method: &str, parameters: &Value) -> Value {
        self.last += 1;
        let mut message = json!({ "id": self.last, "method": method, "params": parameters });
        if let Some(session) = session {
            message["sessionId"] = json!(session);
        }
        let input = self.input.as_mut().expect("it runs");
        write!(input, "{message}\0").expect("it listens");
        let end = Instant::now() + PATIENCE;
        loop {
            let answer = self.next(end, method);
            if answer["id"] == json!(self.last) {
                return answer;
            }
            self.events.push(answer);
        }
    }

    fn next(&mut self, end: Instant, what: &str) -> Value {
        let left = end.saturating_duration_since(Instant::now());
        self.messages
            .recv_timeout(left)
            .unwrap_or_else(|error| panic!("{what}: {error}"))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(input) = &mut self.input {
            let _ = write!(input, "{{\"id\":0,\"method\":\"Browser.close\"}}\0");
        }
        // It ends when its pipe does.
        self.input = None;
        let end = Instant::now() + Duration::from_secs(5);
        while Instant::now() < end {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A key, with what the protocol needs to know of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    name: &'static str,
    code: &'static str,
    number: u32,
    text: &'static str,
    modifiers: u32,
    command: &'static str,
}

impl Key {
    const fn new(name: &'static str, code: &'static str, number: u32) -> Self {
        Self {
            name,
            code,
            number,
            text: "",
            modifiers: 0,
            command: "",
        }
    }

    /// The key of a letter or a sign, and what it writes.
    pub(crate) const fn sign(sign: &'static str) -> Self {
        Self {
            text: sign,
            ..Self::new(sign, "", 0)
        }
    }

    /// The same key, pressed together with Control.
    pub(crate) const fn with_control(self) -> Self {
        Self {
            text: "",
            modifiers: 2,
            ..self
        }
    }

    pub(crate) const ENTER: Self = Self {
        text: "\r",
        ..Self::new("Enter", "Enter", 13)
    };
    pub(crate) const SHIFT_ENTER: Self = Self {
        modifiers: 8,
        ..Self::ENTER
    };
    pub(crate) const ESCAPE: Self = Self::new("Escape", "Escape", 27);
    pub(crate) const DOWN: Self = Self::new("ArrowDown", "ArrowDown", 40);
    pub(crate) const UP: Self = Self::new("ArrowUp", "ArrowUp", 38);
    pub(crate) const TAB: Self = Self::new("Tab", "Tab", 9);
    pub(crate) const SPACE: Self = Self {
        text: " ",
        ..Self::new(" ", "Space", 32)
    };
    pub(crate) const SLASH: Self = Self {
        text: "/",
        ..Self::new("/", "Slash", 191)
    };
    pub(crate) const CONTROL_K: Self = Self {
        modifiers: 2,
        ..Self::new("k", "KeyK", 75)
    };
    pub(crate) const SELECT_ALL: Self = Self {
        modifiers: 2,
        command: "selectAll",
        ..Self::new("a", "KeyA", 65)
    };
    pub(crate) const COPY: Self = Self {
        modifiers: 2,
        command: "copy",
        ..Self::new("c", "KeyC", 67)
    };
    pub(crate) const PASTE: Self = Self {
        modifiers: 2,
        command: "paste",
        ..Self::new("v", "KeyV", 86)
    };
}

/// A page in a browser.
pub(crate) struct Page<'b> {
    browser: &'b mut Browser,
    session: String,
    context: Value,
}

impl Page<'_> {
    fn call(&mut self, method: &str, parameters: &Value) -> Value {
        self.browser.call(Some(&self.session), method, parameters)
    }

    /// How large the window is.
    pub(crate) fn size(&mut self, width: u32, height: u32) {
        let metrics = json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false,
        });
        self.call("Emulation.setDeviceMetricsOverride", &metrics);
    }

    /// What the reader prefers, such as a dark page.
    pub(crate) fn prefers(&mut self, feature: &str, value: &str) {
        let features = json!({ "features": [{ "name": feature, "value": value }] });
        self.call("Emulation.setEmulatedMedia", &features);
    }

    /// Whether the page is shown as it is printed.
    pub(crate) fn on_paper(&mut self, is_printed: bool) {
        let media = if is_printed { "print" } else { "" };
        self.call("Emulation.setEmulatedMedia", &json!({ "media": media }));
    }

    /// Whether pages may run scripts.
    pub(crate) fn scripts(&mut self, may_run: bool) {
        let setting = json!({ "value": !may_run });
        self.call("Emulation.setScriptExecutionDisabled", &setting);
    }

    /// Leaves for an address, and waits until it is loaded.
    pub(crate) fn go(&mut self, url: &str) {
        // A page whose address differs in its fragment alone would not load again.
        self.load("about:blank");
        self.load(url);
    }

    fn load(&mut self, url: &str) {
        let told = self.call("Page.navigate", &json!({ "url": url }));
        assert!(told["errorText"].is_null(), "{url}: {}", told["errorText"]);
        self.wait_for("document.readyState === 'complete'");
    }

    /// The value of an expression; a promise is waited for.
    pub(crate) fn value(&mut self, expression: &str) -> Value {
        let asked = json!({
            "expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true,
        });
        let told = self.call("Runtime.evaluate", &asked);
        let wrong = &told["exceptionDetails"];
        assert!(wrong.is_null(), "{expression}: {wrong}");
        told["result"]["value"].clone()
    }

    /// The text that an expression gives.
    pub(crate) fn text(&mut self, expression: &str) -> String {
        let value = self.value(expression);
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until an expression is true, on whatever page is shown by then.
    pub(crate) fn wait_for(&mut self, expression: &str) {
        let end = Instant::now() + PATIENCE;
        loop {
            // While a page is being left, there is nothing to ask.
            let asked = json!({ "expression": expression, "returnByValue": true });
            let session = Some(self.session.as_str());
            let told = self.browser.ask(session, "Runtime.evaluate", &asked);
            if told["result"]["result"]["value"] == json!(true) {
                return;
            }
            if Instant::now() > end {
                let seen = self.text("document.body?.innerText ?? ''");
                let complaints = self.complaints().join("\n");
                panic!("never true: {expression}\n{complaints}\nthe page says:\n{seen}");
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Presses and releases a key.
    pub(crate) fn press(&mut self, key: Key) {
        let mut event = json!({
            "type": "keyDown", "key": key.name, "code": key.code, "modifiers": key.modifiers,
            "windowsVirtualKeyCode": key.number, "text": key.text,
        });
        if key.text.is_empty() {
            event["type"] = json!("rawKeyDown");
        }
        if !key.command.is_empty() {
            event["commands"] = json!([key.command]);
        }
        self.call("Input.dispatchKeyEvent", &event);
        event["type"] = json!("keyUp");
        self.call("Input.dispatchKeyEvent", &event);
    }

    /// Clicks on the first element that a selector finds.
    pub(crate) fn click(&mut self, selector: &str) {
        let element = format!("document.querySelector({})", json!(selector));
        self.value(&format!("{element}.scrollIntoView({{ block: 'center' }})"));
        self.clicks(&element);
    }

    /// Moves the pointer to the middle of the element that an expression gives.
    pub(crate) fn points_at(&mut self, element: &str) {
        let (x, y) = self.middle(element);
        let event = json!({ "type": "mouseMoved", "x": x, "y": y });
        self.call("Input.dispatchMouseEvent", &event);
    }

    /// Clicks on the element that an expression gives.
    pub(crate) fn clicks(&mut self, element: &str) {
        let (x, y) = self.middle(element);
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", &event);
        }
    }

    /// Lays a finger on the element that an expression gives, or takes it off.
    pub(crate) fn touches(&mut self, element: Option<&str>) {
        let points = element.map(|element| {
            let (x, y) = self.middle(element);
            json!({ "x": x, "y": y })
        });
        let kind = points.as_ref().map_or("touchEnd", |_| "touchStart");
        let points: Vec<Value> = points.into_iter().collect();
        let event = json!({ "type": kind, "touchPoints": points });
        self.call("Input.dispatchTouchEvent", &event);
    }

    fn middle(&mut self, element: &str) -> (f64, f64) {
        let place = self.value(&format!(
            "(() => {{ const it = {element}; it.scrollIntoViewIfNeeded(); const {{ left, top, width, height }} = it.getClientRects()[0]; return [left + width / 2, top + height / 2]; }})()"
        ));
        let of = |at: usize| place[at].as_f64().expect("a place");
        (of(0), of(1))
    }

    /// Puts the focus on an element and presses a key.
    pub(crate) fn press_on(&mut self, element: &str, key: Key) {
        self.value(&format!("{element}.focus()"));
        self.press(key);
    }

    /// Allows pages to write to the clipboard.
    pub(crate) fn allow_clipboard(&mut self) {
        let wanted = json!({
            "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"],
            "browserContextId": self.context,
        });
        self.browser.call(None, "Browser.grantPermissions", &wanted);
    }

    /// Where files are saved that pages offer.
    pub(crate) fn save_to(&mut self, folder: &Path) {
        let wanted = json!({
            "behavior": "allow", "downloadPath": folder, "browserContextId": self.context,
        });
        self.browser
            .call(None, "Browser.setDownloadBehavior", &wanted);
    }

    /// Types a text where the focus is.
    pub(crate) fn types(&mut self, text: &str) {
        self.call("Input.insertText", &json!({ "text": text }));
    }

    /// What the page complained of since it was opened: messages on the console, exceptions, violations
    /// of its security policy, files that could not be loaded.
    pub(crate) fn complaints(&mut self) -> Vec<String> {
        // One more answer, so that all that came before it has been read.
        self.value("0");
        let kinds = [
            "Runtime.consoleAPICalled",
            "Runtime.exceptionThrown",
            "Log.entryAdded",
        ];
        let events = self.browser.events.iter();
        events
            .filter(|event| kinds.iter().any(|kind| event["method"] == json!(kind)))
            .map(|event| event["params"].to_string())
            .collect()
    }

    /// Fails with what axe finds on the page.
    pub(crate) fn assert_accessible(&mut self, what: &str) {
        let axe = support::project().join("tests/vendor/axe.min.js");
        let axe = std::fs::read_to_string(axe).expect("axe");
        self.value(&format!("{axe}; 0"));
        let found = self.value(
            "axe.run().then((it) => it.violations.map((it) => [it.id, it.nodes.map((node) => node.html + node.failureSummary)]))",
        );
        assert_eq!(found, json!([]), "{what}");
    }

    /// Fails if the page complained of anything.
    pub(crate) fn assert_quiet(&mut self) {
        let complaints = self.complaints();
        assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    }
}

impl Drop for Page<'_> {
    fn drop(&mut self) {
        // A test that failed may have left the browser in any state.
        if !thread::panicking() {
            let context = json!({ "browserContextId": self.context });
            self.browser
                .call(None, "Target.disposeBrowserContext", &context);
        }
    }
}
