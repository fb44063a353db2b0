//! Addresses: which may be asked at all, and which are two names of one page.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use percent_encoding::percent_decode_str;
use url::{Host, Url};

use crate::locale;

/// Whether an address has a scheme of the web.
#[must_use]
pub fn is_http(address: &str) -> bool {
    let scheme = address.split(':').next().unwrap_or_default();
    ["http", "https"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known))
}

/// The page that an address leads to, and the place in it; none for what is never asked: an example, this
/// computer, a port of other services, no address at all.
#[must_use]
pub fn page(address: &str, own_host: Option<&str>) -> Option<(Url, Option<String>)> {
    let mut url = Url::parse(address.trim()).ok()?;
    if !may_name(&url, own_host) {
        return None;
    }
    let place = url.fragment().filter(|place| is_place(place));
    let place = place.map(|place| percent_decode_str(place).decode_utf8_lossy().into_owned());
    url.set_fragment(None);
    // What stands in an article is no password of the one who checks it.
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    Some((url, place))
}

/// Whether a fragment is the id of a place, not a state of a script or a search for text.
fn is_place(fragment: &str) -> bool {
    let is_line = fragment
        .strip_prefix('L')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let is_state = fragment.starts_with(['/', '!', ':']) || fragment.contains(['=', '&', '?']);
    !fragment.is_empty() && fragment != "top" && !is_line && !is_state
}

/// The host and port that one request at a time goes to.
#[must_use]
pub fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or_default();
    format!("{host}:{port}")
}

/// Names that stand for no computer (RFC 2606, RFC 6761) or only for one's own.
const RESERVED: [&str; 8] = [
    "example",
    "example.com",
    "example.net",
    "example.org",
    "invalid",
    "localhost",
    "test",
    "local",
];

/// Whether an address may be asked as far as its words tell.
#[must_use]
pub fn may_name(url: &Url, own_host: Option<&str>) -> bool {
    // A port of other services would take a request for something else.
    let is_port = url
        .port_or_known_default()
        .is_some_and(|port| matches!(port, 80 | 443) || port >= 1024);
    let is_own = own_host.is_some() && url.host_str() == own_host;
    let is_host = match url.host() {
        Some(Host::Domain(name)) => is_own || !is_reserved(name),
        Some(Host::Ipv4(address)) => may_reach(address.into(), is_own),
        Some(Host::Ipv6(address)) => may_reach(address.into(), is_own),
        None => false,
    };
    matches!(url.scheme(), "http" | "https") && is_port && is_host
}

fn is_reserved(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    let is_below = |known: &str| {
        name.strip_suffix(known)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    // What is put between brackets is a name that readers fill in.
    name.contains(['{', '}', '$', '*', '(', ')']) || RESERVED.iter().any(|known| is_below(known))
}

/// Whether a computer may be asked. Private networks may: that is where wikis of companies are. This computer
/// may only where the site itself is published there. What clouds tell about their machines never is: an article
/// of many hands must not make a build server ask for its own keys.
#[must_use]
pub fn may_reach(address: IpAddr, is_own: bool) -> bool {
    match address {
        IpAddr::V4(address) if address.is_loopback() => is_own,
        IpAddr::V6(Ipv6Addr::LOCALHOST) => is_own,
        IpAddr::V4(address) => is_computer(address),
        IpAddr::V6(address) => match embedded(address) {
            Some(inner) => !inner.is_loopback() && is_computer(inner),
            None => {
                let first = address.segments()[0];
                // Link-local, multicast, documentation (RFC 3849), and the metadata of one cloud.
                !(address.is_unspecified()
                    || address.is_unicast_link_local()
                    || address.is_multicast()
                    || (first == 0x2001 && address.segments()[1] == 0xdb8)
                    || (first == 0xfd00 && address.segments()[1] == 0xec2))
            }
        },
    }
}

/// The IPv4 address within one of IPv6: mapped, translated (RFC 6052) or tunnelled (RFC 3056).
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let parts = address.segments();
    let join = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match parts {
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] => Some(join(high, low)),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(join(high, low)),
        [0x2002, high, low, ..] => Some(join(high, low)),
        _ => None,
    }
}

/// Whether an address can be that of a page: not link-local, multicast, reserved, an example of a document, or
/// where a cloud tells its machines about themselves.
fn is_computer(address: Ipv4Addr) -> bool {
    let metadata = [
        Ipv4Addr::new(100, 100, 100, 200),
        Ipv4Addr::new(168, 63, 129, 16),
    ];
    let first = address.octets()[0];
    !(first == 0
        || first >= 224
        || address.is_link_local()
        || address.is_documentation()
        || metadata.contains(&address))
}

/// Whether a host is known only in its own network: a name without a dot, or a private address.
#[must_use]
pub fn is_inside(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => !name.trim_end_matches('.').contains('.'),
        Some(Host::Ipv4(address)) => address.is_private(),
        Some(Host::Ipv6(address)) => address.is_unique_local(),
        None => false,
    }
}

/// Whether two addresses are names of one page: with or without `www.`, TLS, a language, a last slash.
#[must_use]
pub fn is_same_page(one: &Url, other: &Url) -> bool {
    is_same_host(one, other)
        && words(one) == words(other)
        && one.query().unwrap_or_default() == other.query().unwrap_or_default()
}

/// Whether two addresses have one host, with or without `www.`.
#[must_use]
pub fn is_same_host(one: &Url, other: &Url) -> bool {
    host_name(one) == host_name(other)
}

fn host_name(url: &Url) -> &str {
    let host = url.host_str().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host)
}

/// The parts of a path that tell pages apart.
fn words(url: &Url) -> Vec<String> {
    let parts = url.path_segments().into_iter().flatten();
    let parts = parts.filter(|part| !part.is_empty() && !is_index(part));
    let mut words: Vec<String> = parts.map(str::to_lowercase).collect();
    if words.first().is_some_and(|first| is_language(first)) {
        words.remove(0);
    }
    words
}

fn is_index(part: &str) -> bool {
    matches!(
        part,
        "index.html" | "index.htm" | "default.aspx" | "index.php"
    )
}

/// Whether a part of a path is a language as sites write it: `en-us`, `de`.
fn is_language(part: &str) -> bool {
    matches!(part.len(), 2 | 5) && locale::tag(part).is_some()
}

/// Whether an address is the first page of its host.
#[must_use]
pub fn is_home(url: &Url) -> bool {
    words(url).is_empty() && url.query().is_none()
}

/// Hosts whose purpose is to forward: short links, and names that are to last while pages move.
const FORWARDERS: [&str; 20] = [
    "aka.ms",
    "amzn.to",
    "bit.ly",
    "buff.ly",
    "doi.org",
    "dx.doi.org",
    "fb.me",
    "g.co",
    "git.io",
    "goo.gl",
    "hdl.handle.net",
    "is.gd",
    "lnkd.in",
    "ow.ly",
    "purl.org",
    "t.co",
    "tiny.cc",
    "tinyurl.com",
    "w3id.org",
    "youtu.be",
];

/// Whether an address is there to forward, so that where it leads is not its business: `go.` hosts and the
/// like, too.
#[must_use]
pub fn is_forwarder(url: &Url) -> bool {
    let host = host_name(url);
    host.starts_with("go.")
        || FORWARDERS.contains(&host)
        || words(url).first().is_some_and(|first| first == "fwlink")
}

/// Words of addresses at which one signs in.
const SIGN_IN: [&str; 12] = [
    "login", "logon", "signin", "sign-in", "sign_in", "auth", "oauth", "oauth2", "sso", "adfs",
    "saml", "saml2",
];

/// Whether an address is one at which readers sign in before they see the page.
#[must_use]
pub fn is_sign_in(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let first = host.split('.').next().unwrap_or_default();
    let parts = url.path_segments().into_iter().flatten();
    let stems = parts.map(|part| part.split('.').next().unwrap_or_default().to_lowercase());
    let mut names = stems.chain([first.to_lowercase()]);
    names.any(|name| SIGN_IN.contains(&name.as_str()) || name == "accounts")
}
