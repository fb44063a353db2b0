//! A server for tests: the files of a folder, under a path that is not the root, and nothing else.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
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
