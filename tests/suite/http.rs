//! A server for tests: the files of a folder, under a path that is not the root, and nothing else.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::support;

/// Serves a folder, as long as the tests run; the address of its first page, without a name.
pub(crate) fn serve(folder: &Path) -> String {
    const UNDER: &str = "/some/where/";
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let folder = folder.to_path_buf();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let folder = folder.clone();
            thread::spawn(move || answer(stream, &folder, UNDER));
        }
    });
    format!("http://{address}{UNDER}")
}

/// A server that answers each method and path with what a function says, a status line and headers first; and
/// what it was asked, in order.
pub(crate) fn answering(
    answer: impl Fn(&str, &str) -> String + Send + Sync + 'static,
) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&asked);
    let answer = Arc::new(answer);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
            thread::spawn(move || say(stream, &log, &*answer));
        }
    });
    (format!("http://{address}"), asked)
}

fn say(
    mut stream: TcpStream,
    log: &Mutex<Vec<String>>,
    answer: &dyn Fn(&str, &str) -> String,
) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines();
    let mut head = vec![lines.next()?.ok()?];
    loop {
        let line = lines.next()?.ok()?;
        if line.is_empty() {
            break;
        }
        head.push(line);
    }
    let mut words = head[0].split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let agent = head
        .iter()
        .find(|line| line.to_ascii_lowercase().starts_with("user-agent:"));
    let agent = agent.map_or("", |line| {
        line.split_once(": ").map_or("", |(_, name)| name)
    });
    log.lock().ok()?.push(format!("{method} {path} {agent}"));
    let text = answer(&method, &path);
    let (head, body) = text.split_once("\n\n").unwrap_or((&text, ""));
    let head = head.replace('\n', "\r\n");
    let length = body.len();
    let head = format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).ok()?;
    if method != "HEAD" {
        stream.write_all(body.as_bytes()).ok()?;
    }
    Some(())
}

fn answer(mut stream: TcpStream, folder: &Path, under: &str) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines();
    let first = lines.next()?.ok()?;
    while lines.next()?.ok()?.is_empty().then_some(()).is_none() {}
    let asked = first.split(' ').nth(1)?;
    let path = asked.split('?').next()?.strip_prefix(under);
    let found = path.and_then(|path| file(folder, &support::decoded(path)));
    let (status, kind, bytes) = match found {
        Some((path, bytes)) => ("200 OK", kind(&path), bytes),
        None => ("404 Not Found", "text/plain", b"not here".to_vec()),
    };
    let length = bytes.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(&bytes).ok()
}

fn file(folder: &Path, path: &str) -> Option<(PathBuf, Vec<u8>)> {
    if path.split('/').any(|part| part == "..") {
        return None;
    }
    let path = folder.join(path);
    let bytes = fs::read(&path).ok()?;
    Some((path, bytes))
}

fn kind(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}
