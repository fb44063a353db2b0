//! Who may ask: pages of this very server, and nobody else.
//!
//! A page of another site that is open in the same browser can send requests here. Three things tell it: the
//! name in `Host` (a foreign name that was made to lead to this machine, "DNS rebinding"), the `Origin` of a
//! script's request, and `Sec-Fetch-Site`, by which browsers say where a request comes from.

use axum::http::{HeaderMap, Method, header};

/// Knows by which names this server is reached.
#[derive(Clone, Debug)]
pub struct Guard {
    /// The name or address that was asked to be listened on.
    host: String,
    port: u16,
    /// Whether it listens beyond this machine; then its names are not known.
    is_open: bool,
}

impl Guard {
    /// A guard for a server on `host`, reached on `port`; `is_open` where others may reach it as well.
    #[must_use]
    pub fn new(host: &str, port: u16, is_open: bool) -> Self {
        Self {
            host: host.trim_matches(['[', ']']).to_ascii_lowercase(),
            port,
            is_open,
        }
    }

    /// Why a request is refused; none if it may be answered.
    #[must_use]
    pub fn refusal(&self, method: &Method, headers: &HeaderMap) -> Option<&'static str> {
        if !matches!(*method, Method::GET | Method::HEAD) {
            return Some("this server only shows pages");
        }
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let hosts = headers.get_all(header::HOST).iter().count();
        let host = text(header::HOST).unwrap_or_default();
        if hosts != 1 || !self.knows(host) {
            return Some("the name in the address is not this server's");
        }
        if headers.contains_key(header::ORIGIN) {
            let origin = text(header::ORIGIN).unwrap_or_default();
            let is_own = origin.strip_prefix("http://") == Some(host);
            if !is_own {
                return Some("the request comes from another site");
            }
        }
        let from = text(header::HeaderName::from_static("sec-fetch-site"));
        let mode = text(header::HeaderName::from_static("sec-fetch-mode"));
        // Who follows a link from elsewhere sees the page, and the other site does not.
        if matches!(from, Some("cross-site" | "same-site")) && mode != Some("navigate") {
            return Some("the request comes from another site");
        }
        None
    }

    /// Whether a `Host` names this server.
    fn knows(&self, host: &str) -> bool {
        let Some((name, port)) = split(host) else {
            return false;
        };
        if port != self.port {
            return false;
        }
        let name = name.to_ascii_lowercase();
        let is_loopback = matches!(&*name, "localhost" | "127.0.0.1" | "::1");
        // Beyond this machine it goes by whatever address leads here, but not by a name that anybody can
        // make lead here.
        let is_address = name.parse::<std::net::IpAddr>().is_ok();
        is_loopback || name == self.host || (self.is_open && is_address)
    }
}

/// The name and the port of a `Host`; 80 where it has none.
fn split(host: &str) -> Option<(&str, u16)> {
    let (name, rest) = match host.strip_prefix('[') {
        Some(six) => six.split_once(']')?,
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let port = match rest.strip_prefix(':') {
        Some(port) if port.bytes().all(|byte| byte.is_ascii_digit()) => port.parse().ok()?,
        Some(_) => return None,
        None if rest.is_empty() => 80,
        None => return None,
    };
    (!name.is_empty()).then_some((name, port))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderName;

    use super::*;

    fn refused(guard: &Guard, headers: &[(&'static str, &'static str)]) -> bool {
        let pairs = headers.iter();
        let pairs = pairs.map(|(name, value)| {
            let value = value.parse().expect("a value");
            (HeaderName::from_static(name), value)
        });
        guard
            .refusal(&Method::GET, &pairs.collect::<HeaderMap>())
            .is_some()
    }

    #[test]
    fn only_names_of_this_machine_are_answered() {
        let guard = Guard::new("127.0.0.1", 4100, false);
        for host in [
            "127.0.0.1:4100",
            "localhost:4100",
            "LOCALHOST:4100",
            "[::1]:4100",
        ] {
            assert!(!refused(&guard, &[("host", host)]), "{host}");
        }
        for host in [
            "",
            "evil.example:4100",
            "127.0.0.1.nip.io:4100",
            "localhost.evil.example:4100",
            "localhost",
            "localhost:80",
            "localhost:4100:4100",
            "localhost:+4100",
            "192.168.0.7:4100",
            "[::1:4100",
        ] {
            assert!(refused(&guard, &[("host", host)]), "{host}");
        }
        assert!(refused(&guard, &[]), "no name at all");
    }

    #[test]
    fn other_sites_are_refused_and_links_from_them_are_not() {
        let guard = Guard::new("127.0.0.1", 4100, false);
        let host = ("host", "localhost:4100");
        let own = ("origin", "http://localhost:4100");
        assert!(!refused(&guard, &[host, own]));
        for origin in [
            "http://evil.example",
            "null",
            "https://localhost:4100",
            "http://localhost",
        ] {
            assert!(refused(&guard, &[host, ("origin", origin)]), "{origin}");
        }
        let cross = ("sec-fetch-site", "cross-site");
        assert!(refused(
            &guard,
            &[host, cross, ("sec-fetch-mode", "no-cors")]
        ));
        assert!(!refused(
            &guard,
            &[host, cross, ("sec-fetch-mode", "navigate")]
        ));
        assert!(!refused(&guard, &[host, ("sec-fetch-site", "same-origin")]));
    }

    #[test]
    fn an_open_server_is_reached_by_addresses_and_its_own_name() {
        let guard = Guard::new("kb.example", 80, true);
        for host in ["kb.example", "192.168.0.7", "kb.example:80"] {
            assert!(!refused(&guard, &[("host", host)]), "{host}");
        }
        assert!(refused(&guard, &[("host", "evil.example")]));
    }

    #[test]
    fn nothing_is_changed_by_a_request() {
        let guard = Guard::new("localhost", 4100, false);
        let headers = [(header::HOST, "localhost:4100".parse().expect("a value"))];
        let headers: HeaderMap = headers.into_iter().collect();
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
            assert!(guard.refusal(&method, &headers).is_some(), "{method}");
        }
    }
}
