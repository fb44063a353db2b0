//! A preview that runs, for tests: `fixbook serve` on a folder, and what it answers.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::support::{self, Folder};

/// How long a preview may take to follow an edit, on a machine that has much else to do.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A preview; it ends with the test.
pub(crate) struct Preview {
    child: Child,
    /// Its address up to the path: `http://127.0.0.1:4100`.
    pub(crate) origin: String,
    /// The path under which the site is served, with a slash at either end.
    pub(crate) base: String,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Preview {
    /// Starts a preview of a site.
    pub(crate) fn start(folder: &Folder, arguments: &[&str]) -> Self {
        let mut child = support::fixbook()
            .current_dir(folder.root())
            .arg("serve")
            .args(["-p", "4300"])
            .args(arguments)
            .env("SOURCE_DATE_EPOCH", support::TODAY)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("fixbook");
        let out = child.stdout.take().expect("standard output");
        let mut first = String::new();
        BufReader::new(out).read_line(&mut first).expect("a line");
        let address = first.trim_end();
        let rest = address
            .strip_prefix("http://")
            .unwrap_or_else(|| panic!("`{first}` is no address"));
        let (host, path) = rest.split_once('/').expect("a path");
        Self {
            child,
            origin: format!("http://{host}"),
            base: format!("/{path}"),
        }
    }

    /// The address of a page.
    pub(crate) fn address(&self, path: &str) -> String {
        format!("{}{}{path}", self.origin, self.base)
    }

    fn host(&self) -> &str {
        &self.origin["http://".len()..]
    }

    /// What is answered to a request for a path from the root of the server.
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.request(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\n", self.host()))
    }

    /// What is answered to the first lines of a request.
    pub(crate) fn request(&self, lines: &str) -> Answer {
        let mut stream = TcpStream::connect(self.host()).expect("the preview listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        write!(stream, "{lines}Connection: close\r\n\r\n").expect("sent");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("an answer");
        let end = bytes
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .expect("a head");
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        Answer {
            status: status.expect("a status"),
            head: head.to_lowercase(),
            body: bytes[end + 4..].to_vec(),
        }
    }

    /// The text of a page of the site.
    pub(crate) fn text(&self, path: &str) -> String {
        let answer = self.get(&format!("{}{path}", self.base));
        String::from_utf8(answer.body).expect("text")
    }

    /// Waits until a page says something.
    pub(crate) fn wait_for(&self, path: &str, words: &str) {
        self.wait(&format!("`{words}` in {path}"), || {
            self.text(path).contains(words)
        });
    }

    /// Waits until something holds.
    pub(crate) fn wait(&self, what: &str, mut holds: impl FnMut() -> bool) {
        let started = Instant::now();
        while !holds() {
            assert!(started.elapsed() < PATIENCE, "waited in vain for {what}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// How the preview differs from what a build publishes: in which files, and how; none if it does not.
    pub(crate) fn differs(&self, built: &BTreeMap<String, Vec<u8>>) -> Option<String> {
        built.iter().find_map(|(path, expected)| {
            let answer = self.get(&format!("{}{}", self.base, encoded(path)));
            let body = without_overlay(&answer.body);
            if answer.status == 200 || path == "404.html" {
                let is_same = body == *expected;
                return (!is_same).then(|| {
                    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                    support::difference(path, &text(expected), &text(&body))
                });
            }
            Some(format!("{path}: {}", answer.status))
        })
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn encoded(path: &str) -> String {
    percent_encoding::utf8_percent_encode(path, percent_encoding::NON_ALPHANUMERIC)
        .to_string()
        .replace("%2F", "/")
}

/// A page without the line that the preview adds.
fn without_overlay(page: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(page);
    let Some(start) = text.find("<link rel=\"stylesheet\" href=\"/_fixbook/preview.css\">") else {
        return page.to_vec();
    };
    let end = text[start..]
        .find('\n')
        .map_or(text.len(), |end| start + end + 1);
    [&text.as_bytes()[..start], &text.as_bytes()[end..]].concat()
}

/// What a build of a folder publishes, by path; none where it publishes nothing.
pub(crate) fn built(folder: &Folder) -> Option<BTreeMap<String, Vec<u8>>> {
    let out = tempfile::tempdir().expect("a folder");
    let out = out.path().join("out");
    let told = support::fixbook()
        .current_dir(folder.root())
        .args(["build", "-q", "-d"])
        .arg(&out)
        .env("SOURCE_DATE_EPOCH", support::TODAY)
        .output()
        .expect("fixbook");
    if told.status.code() == Some(2) {
        return None;
    }
    let files = support::files(&out);
    let files = files
        .into_iter()
        .filter(|path| !path.starts_with(".fixbook"));
    let read = files.map(|path| {
        let bytes = std::fs::read(out.join(&path)).expect("a published file");
        (path, bytes)
    });
    Some(read.collect())
}
