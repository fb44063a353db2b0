//! Requests and answers.
//!
//! | address | what |
//! |---|---|
//! | `/_fixbook/version?since=N` | the version of the site: at once where it is another than N, else when it is |
//! | `/_fixbook/brief?page=P` | how many findings a page has, and what is wrong with it |
//! | `/_fixbook/panel?page=P` | the author's panel of a page |
//! | `/_fixbook/find?page=P&q=TEXT` | what a reader who pastes TEXT would find |
//! | `/_fixbook/preview.js`, `/_fixbook/preview.css` | the overlay |
//! | everything else | the site |

use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::any;
use percent_encoding::percent_decode_str;

use super::site::Body as Page;
use super::{Guard, Hub, Preview, overlay, panel};

/// Who waits for a change is answered after this time at the latest, and asks again.
const LONGEST_WAIT: Duration = Duration::from_secs(25);
/// How many ports are tried, from the one that is asked for.
const PORTS: u16 = 100;

/// A server that listens.
#[derive(Debug)]
pub struct Bound {
    listener: TcpListener,
    /// Where it is reached.
    pub address: SocketAddr,
}

/// Listens on a port of a host, or, unless the port `is_strict`, on the next that is free.
///
/// # Errors
/// The host is none of this machine's, or no port is free.
pub fn bind(host: &str, port: u16, is_strict: bool) -> io::Result<Bound> {
    let host = host.trim_matches(['[', ']']);
    let last = if is_strict {
        port
    } else {
        port.saturating_add(PORTS)
    };
    let mut trouble = io::Error::from(io::ErrorKind::AddrInUse);
    for port in port..=last {
        let Some(address) = (host, port).to_socket_addrs()?.next() else {
            break;
        };
        match TcpListener::bind(address) {
            Ok(listener) => {
                listener.set_nonblocking(true)?;
                let address = listener.local_addr()?;
                return Ok(Bound { listener, address });
            }
            Err(error) => trouble = error,
        }
        if trouble.kind() != io::ErrorKind::AddrInUse {
            break;
        }
    }
    Err(trouble)
}

/// What a request is answered from.
#[derive(Clone)]
struct Served {
    hub: Arc<Hub>,
    guard: Guard,
    /// The path under which the site is published, with a slash at either end.
    base: Arc<str>,
    /// Called when a page is looked at again, after it was out of sight.
    look: Arc<dyn Fn() + Send + Sync>,
}

/// Answers requests until the process ends. `base` is the path under which the site is published; `look` is
/// called when somebody looks at a page again, because then the files may have changed unseen.
///
/// # Errors
/// The server cannot be started.
pub fn serve(
    bound: Bound,
    host: &str,
    base: &str,
    hub: Arc<Hub>,
    look: Arc<dyn Fn() + Send + Sync>,
) -> io::Result<()> {
    let is_open = !bound.address.ip().is_loopback();
    let served = Served {
        hub,
        guard: Guard::new(host, bound.address.port(), is_open),
        base: base.into(),
        look,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::from_std(bound.listener)?;
        let app = Router::new().fallback(any(answer)).with_state(served);
        axum::serve(listener, app).await
    })
}

async fn answer(State(served): State<Served>, request: Request) -> Response {
    if let Some(why) = served.guard.refusal(request.method(), request.headers()) {
        return text(StatusCode::FORBIDDEN, why);
    }
    let uri = request.uri();
    let query = uri.query().unwrap_or_default().to_owned();
    let path = match percent_decode_str(uri.path()).decode_utf8() {
        Ok(path) => path.into_owned(),
        Err(_) => return text(StatusCode::BAD_REQUEST, "the address is not valid text"),
    };
    if let Some(own) = path.strip_prefix("/_fixbook/") {
        return overlay_answer(served, own, &query).await;
    }
    let Some(rest) = path.strip_prefix(&*served.base) else {
        return match path.as_str() {
            "/" => redirect(&served.base),
            _ => text(
                StatusCode::NOT_FOUND,
                "the site is served below another path",
            ),
        };
    };
    let Some(rest) = within(rest) else {
        return text(StatusCode::FORBIDDEN, "the address leads out of the site");
    };
    let preview = served.hub.current();
    if rest.ends_with(['/']) || rest.is_empty() {
        let index = format!("{rest}index.html");
        return page(preview, index, &served.base).await;
    }
    let folder = format!("{rest}/index.html");
    if !preview.has(&rest) && preview.has(&folder) {
        return redirect(&format!("{}/", uri.path()));
    }
    page(preview, rest, &served.base).await
}

/// A path as it is; none where it could lead out of a folder.
fn within(path: &str) -> Option<String> {
    let is_plain = |part: &str| !matches!(part, "." | "..") && !part.contains(['\\', '\0']);
    let is_inside = path.split('/').all(is_plain) && !path.starts_with('/');
    is_inside.then(|| path.to_owned())
}

async fn overlay_answer(served: Served, name: &str, query: &str) -> Response {
    match name {
        "preview.js" => bytes("preview.js", overlay::SCRIPT.as_bytes().into()),
        "preview.css" => bytes("preview.css", overlay::STYLE.as_bytes().into()),
        "version" => version(&served, query).await,
        "brief" | "panel" | "find" => {
            let preview = served.hub.current();
            let page = field(query, "page").unwrap_or_default();
            let path = page.strip_prefix(&*served.base).unwrap_or_default();
            let path = if path.is_empty() || path.ends_with('/') {
                format!("{path}index.html")
            } else {
                path.to_owned()
            };
            let paste = field(query, "q").filter(|_| name == "find");
            if name == "brief" {
                return bytes(
                    "brief.json",
                    panel::brief(&preview, &path).into_bytes().into(),
                );
            }
            let base = Arc::clone(&served.base);
            let made = tokio::task::spawn_blocking(move || match paste {
                Some(paste) => panel::found(&preview, &path, &paste, &base),
                None => panel::panel(&preview, &path, &base),
            });
            match made.await {
                Ok(html) => bytes("panel.html", html.into_bytes().into()),
                Err(_) => text(StatusCode::INTERNAL_SERVER_ERROR, "the panel failed"),
            }
        }
        _ => text(
            StatusCode::NOT_FOUND,
            "there is no such part of the preview",
        ),
    }
}

/// The version of the site, when it is another than the one that is known.
async fn version(served: &Served, query: &str) -> Response {
    let since = field(query, "since").and_then(|since| since.parse::<u64>().ok());
    if field(query, "look").is_some() {
        (served.look)();
    }
    let mut versions = served.hub.versions();
    let is_other = |version: &u64| Some(*version) != since;
    let waited = tokio::time::timeout(LONGEST_WAIT, versions.wait_for(is_other)).await;
    let version = match waited {
        Ok(Ok(version)) => *version,
        _ => since.unwrap_or_default(),
    };
    let body = format!("{{\"version\":{version}}}");
    bytes("version.json", body.into_bytes().into())
}

/// The value of a field of a query.
fn field(query: &str, name: &str) -> Option<String> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(known, _)| *known == name)?;
    let value = value.replace('+', " ");
    Some(percent_decode_str(&value).decode_utf8_lossy().into_owned())
}

async fn page(preview: Arc<Preview>, path: String, base: &Arc<str>) -> Response {
    let base = Arc::clone(base);
    let made = tokio::task::spawn_blocking(move || made(&preview, &path, &base));
    made.await.unwrap_or_else(|_| {
        text(
            StatusCode::INTERNAL_SERVER_ERROR,
            "the page could not be made; the terminal says more",
        )
    })
}

fn made(preview: &Preview, path: &str, base: &str) -> Response {
    if preview.site.is_none() {
        let mut answer = bytes("trouble.html", overlay::trouble(preview, base).into());
        *answer.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        return answer;
    }
    match preview.at(path) {
        Some(Page::Bytes(made)) if path.ends_with(".html") => {
            bytes(path, overlay::added(&made, preview.version, base).into())
        }
        Some(Page::Bytes(made)) => bytes(path, made),
        Some(Page::File(file)) => copied(path, &file, preview.root()),
        Some(Page::Failed(finding)) => {
            let mut answer = bytes(
                "failed.html",
                overlay::failed(preview, &finding, base).into(),
            );
            *answer.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            answer
        }
        None => {
            let mut answer = match preview.at("404.html") {
                Some(Page::Bytes(made)) => bytes(
                    "404.html",
                    overlay::added(&made, preview.version, base).into(),
                ),
                _ => text(StatusCode::NOT_FOUND, "there is no such page"),
            };
            *answer.status_mut() = StatusCode::NOT_FOUND;
            answer
        }
    }
}

/// A file beside the articles, unless it leads out of the site by now.
fn copied(path: &str, file: &Path, root: &Path) -> Response {
    let real = file.canonicalize();
    let is_inside = |real: &PathBuf| root.canonicalize().is_ok_and(|root| real.starts_with(root));
    match real.ok().filter(is_inside).map(std::fs::read) {
        Some(Ok(read)) => bytes(path, read.into()),
        _ => text(StatusCode::NOT_FOUND, "the file cannot be read"),
    }
}

fn redirect(to: &str) -> Response {
    let mut answer = text(StatusCode::FOUND, "the page is elsewhere");
    if let Ok(to) = HeaderValue::from_str(to) {
        answer.headers_mut().insert(header::LOCATION, to);
    }
    answer
}

fn text(status: StatusCode, words: &str) -> Response {
    let mut answer = bytes("answer.txt", words.as_bytes().into());
    *answer.status_mut() = status;
    answer
}

/// An answer that no browser keeps, guesses about or hands to another site.
fn bytes(path: &str, body: Arc<[u8]>) -> Response {
    let mut answer = Response::new(Body::from(Bytes::from_owner(body)));
    let headers = answer.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, media_type(path)),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    answer
}

/// The media type of a file, by its extension.
fn media_type(path: &str) -> &'static str {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension.to_ascii_lowercase().as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "md" => "text/markdown; charset=utf-8",
        "txt" | "log" | "ps1" | "sh" | "cmd" | "bat" | "sql" | "csv" | "yaml" | "yml" => {
            "text/plain; charset=utf-8"
        }
        "xml" => "application/xml",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "bmp" => "image/bmp",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "pdf" => "application/pdf",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_within_the_site() {
        for path in ["", "a.html", "a/b.html", "a/", "..a/b", "a..html"] {
            assert_eq!(within(path).as_deref(), Some(path));
        }
        for path in ["..", "../x", "a/../b", "a/./b", "/etc", "a\\..\\b", "a\0b"] {
            assert_eq!(within(path), None, "{path:?}");
        }
    }

    #[test]
    fn fields_of_a_query_are_decoded() {
        assert_eq!(field("a=1&q=x%26y+z", "q").as_deref(), Some("x&y z"));
        assert_eq!(field("a=1", "q"), None);
    }
}
