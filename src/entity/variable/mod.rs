//! What varies between sites in the text of an error: hosts, ids, addresses, paths, times, values.
//!
//! One function finds these spans, for templates and for search alike. A span is what a reader would
//! replace by their own value; the words of the message, quoted ones included, and short numbers stay.

mod shape;
mod time;

use std::ops::Range;

use shape::{first, folders, guid, ipv6, value_length};
use time::{clock, iso_date, named_date, slashed_date};

/// A part of a text that differs from site to site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// What it is.
    pub kind: VariableKind,
}

/// What varies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VariableKind {
    /// A host or domain name.
    Host,
    /// A GUID.
    Guid,
    /// An e-mail address.
    Email,
    /// An IP address, perhaps with a port.
    Ip,
    /// A path of a file or folder, an address of a page.
    Path,
    /// A date, a time of day, or both.
    Time,
    /// Any other value: a long number, an identifier, a placeholder.
    Value,
}

impl VariableKind {
    /// What stands for it in a template.
    #[must_use]
    pub fn mask(self) -> &'static str {
        match self {
            Self::Host => "{host}",
            Self::Guid => "{guid}",
            Self::Email => "{email}",
            Self::Ip => "{ip}",
            Self::Path => "{path}",
            Self::Time => "{time}",
            Self::Value => "{value}",
        }
    }
}

/// The parts of `text` that vary, in order; nothing that touches a range of `kept` (the codes and
/// cmdlets that were recognised in it, sorted) is one.
#[must_use]
pub fn variables(text: &str, kept: &[Range<usize>]) -> Vec<Variable> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let here = Here { text, at };
        if let Some(length) = here.plain_word() {
            at += length;
            continue;
        }
        let Some((length, kind)) = here.variable() else {
            at += here.step();
            continue;
        };
        let range = at..at + length;
        if touches(&range, kept) {
            // What is long is passed over whole: its parts would be searched again and again.
            let is_long = first(&text[range], REACH).len() < length;
            at += if is_long { length } else { here.step() };
        } else {
            at = range.end;
            found.push(Variable { range, kind });
        }
    }
    found
}

fn touches(range: &Range<usize>, kept: &[Range<usize>]) -> bool {
    let first = kept.partition_point(|kept| kept.end <= range.start);
    kept.get(first).is_some_and(|kept| kept.start < range.end)
}

/// The longest placeholder, part of a path, or part of a distinguished name, in characters: what bounds
/// every search.
const LONGEST: usize = 80;

/// How far a search for the shape of something goes, in characters.
const REACH: usize = 256;

/// The last labels of names that hosts have; others are parts of programs (`System.Net.Sockets`).
const DOMAINS: &[&str] = &[
    "app",
    "at",
    "au",
    "be",
    "biz",
    "br",
    "ca",
    "ch",
    "cloud",
    "cn",
    "com",
    "corp",
    "de",
    "dev",
    "dk",
    "edu",
    "es",
    "eu",
    "example",
    "fi",
    "fr",
    "gov",
    "home",
    "in",
    "info",
    "int",
    "internal",
    "intra",
    "intranet",
    "invalid",
    "io",
    "it",
    "jp",
    "lan",
    "local",
    "localdomain",
    "mil",
    "net",
    "nl",
    "no",
    "org",
    "pl",
    "ru",
    "se",
    "test",
    "uk",
    "us",
];

/// The schemes of addresses.
const SCHEMES: &[&str] = &[
    "http", "https", "ftp", "ldap", "ldaps", "file", "net.tcp", "sip", "sips", "tcp", "s3", "ws",
    "wss",
];

/// The keys of distinguished names.
const DN_KEYS: &[&str] = &["cn", "ou", "dc", "o", "uid", "c", "l", "s"];

/// A place in a text.
#[derive(Clone, Copy)]
struct Here<'t> {
    text: &'t str,
    at: usize,
}

/// A length in bytes and what it is.
type Find = Option<(usize, VariableKind)>;

impl<'t> Here<'t> {
    fn rest(self) -> &'t str {
        &self.text[self.at..]
    }

    /// The next bytes; no search but for the end of something found goes further, so that no text takes
    /// more than linear time. What is read here is ASCII, so that they are as many characters.
    fn bytes(self) -> &'t [u8] {
        let bytes = &self.text.as_bytes()[self.at..];
        &bytes[..bytes.len().min(REACH)]
    }

    fn before(self) -> Option<char> {
        self.text[..self.at].chars().next_back()
    }

    /// How far the next place is at which something may start: past a word, or one character.
    fn step(self) -> usize {
        let bytes = self.bytes();
        if bytes[0].is_ascii() {
            run(bytes, is_word).max(1)
        } else {
            self.rest().chars().next().map_or(1, char::len_utf8)
        }
    }

    /// Whether the place is within a word.
    fn is_in_word(self) -> bool {
        let before = self.before();
        before.is_some_and(|c| c.is_alphanumeric() || c == '_')
    }

    /// The length of the word of letters that stands here, as most do, if no sign joins it to what follows:
    /// so starts nothing that varies but a date ("Mon", "May").
    fn plain_word(self) -> Option<usize> {
        let bytes = self.bytes();
        let letters = run(bytes, |byte| byte.is_ascii_alphabetic());
        let ends = |at: usize| bytes.get(at).is_none_or(u8::is_ascii_whitespace);
        let may_be_date = letters == 3 && bytes[0].is_ascii_uppercase();
        let is_plain = match bytes.get(letters) {
            _ if letters == 0 || may_be_date => false,
            Some(b'.' | b':') => ends(letters + 1),
            Some(byte) => !byte.is_ascii_digit() && !b"\\/@=_-+%".contains(byte),
            None => true,
        };
        is_plain.then_some(letters)
    }

    /// The length of the first `length` bytes, if no word goes on after them.
    fn ends_word(self, length: usize) -> Option<usize> {
        let after = self.rest().get(length..)?.chars().next();
        let goes_on = after.is_some_and(|c| c.is_alphanumeric() || c == '_');
        (!goes_on).then_some(length)
    }

    /// Whether a blank, a bracket or a quotation mark stands before, or nothing.
    fn follows_blank(self) -> bool {
        self.before()
            .is_none_or(|c| c.is_whitespace() || "\"'(“‘".contains(c))
    }

    /// What varies from here on, if something does.
    fn variable(self) -> Find {
        match self.bytes()[0] {
            b'<' | b'\\' | b'{' | b'[' | b'/' => self.sign(),
            byte if byte.is_ascii_alphanumeric() && !self.is_in_word() => self.word(),
            _ => None,
        }
    }

    /// What starts with a sign.
    fn sign(self) -> Find {
        use VariableKind::{Guid, Ip, Path, Value};
        match self.bytes() {
            [b'\\', b'\\', ..] => Some((self.network_path(2)?, Path)),
            // Markdown takes one of two backslashes away.
            [b'\\', byte, ..] if byte.is_ascii_alphanumeric() && self.follows_blank() => {
                let length = self.network_path(1)?;
                self.rest()[1..length]
                    .contains('\\')
                    .then_some((length, Path))
            }
            [b'<', ..] | [b'\\', b'<', ..] => Some((self.placeholder()?, Value)),
            [b'{', rest @ ..] => match guid(rest) {
                Some(length) if rest.get(length) == Some(&b'}') => Some((length + 2, Guid)),
                _ => Some((self.braced()?, Value)),
            },
            [b'[', rest @ ..] => {
                let length = ipv6(rest)?;
                (rest.get(length) == Some(&b']')).then_some((length + 2, Ip))
            }
            [b'/', ..] => Some((self.posix_path()?, Path)),
            _ => None,
        }
    }

    /// What starts with a letter or a digit, the most specific first.
    fn word(self) -> Find {
        use VariableKind::{Email, Guid, Host, Ip, Path, Time, Value};
        let bytes = self.bytes();
        let whole = |length: Option<usize>| self.ends_word(length?);
        let path = || Some((self.drive_path().or_else(|| self.address())?, Path));
        path()
            .or_else(|| Some((whole(guid(bytes))?, Guid)))
            .or_else(|| Some((self.distinguished_name()?, Value)))
            .or_else(|| Some((self.email()?, Email)))
            .or_else(|| Some((self.ipv4()?, Ip)))
            .or_else(|| Some((self.time()?, Time)))
            .or_else(|| Some((whole(ipv6(bytes))?, Ip)))
            .or_else(|| Some((self.account()?, Value)))
            .or_else(|| Some((self.host()?, Host)))
            .or_else(|| Some((self.identifier()?, Value)))
    }

    /// `<server name>`, `\<id\>`.
    fn placeholder(self) -> Option<usize> {
        let open = usize::from(self.bytes()[0] == b'\\') + 1;
        let inside = &self.bytes()[open..];
        inside.first().filter(|byte| byte.is_ascii_alphabetic())?;
        let of_name = |byte: u8| byte.is_ascii_alphanumeric() || b" _./'-".contains(&byte);
        let length = run(&inside[..inside.len().min(LONGEST)], of_name);
        match inside.get(length..)? {
            // An element of XML has its end.
            [b'>', ..]
                if closes(
                    &self.rest()[open + length + 1..],
                    &self.rest()[open..open + length],
                ) =>
            {
                None
            }
            [b'>', ..] => Some(open + length + 1),
            [b'\\', b'>', ..] => Some(open + length + 2),
            _ => None,
        }
    }

    /// `{0}`, `{user name}`.
    fn braced(self) -> Option<usize> {
        let inside = &self.bytes()[1..];
        let of_name = |byte: u8| byte.is_ascii_alphanumeric() || b" _-".contains(&byte);
        let length = run(&inside[..inside.len().min(LONGEST)], of_name);
        let starts = inside.first()?.is_ascii_alphanumeric();
        (starts && inside.get(length) == Some(&b'}')).then_some(length + 2)
    }

    /// `\\server\share\file`.
    fn network_path(self, slashes: usize) -> Option<usize> {
        let of_host = |byte: u8| byte.is_ascii_alphanumeric() || b"_.$-".contains(&byte);
        let host = run(&self.bytes()[slashes..], of_host);
        let start = slashes + host;
        (host > 0).then(|| self.without_stop(start + folders(&self.rest()[start..])))
    }

    /// `C:\folder\file`.
    fn drive_path(self) -> Option<usize> {
        let is_drive =
            matches!(self.bytes(), [drive, b':', b'\\', ..] if drive.is_ascii_alphabetic());
        is_drive.then(|| self.without_stop(2 + folders(&self.rest()[2..])))
    }

    /// `/var/log/messages`: two parts at least.
    fn posix_path(self) -> Option<usize> {
        let before = self.before();
        if before.is_some_and(|c| c.is_alphanumeric() || "./<>)".contains(c)) {
            return None;
        }
        let of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"_.@+~-".contains(&byte);
        let mut length = 0;
        let mut parts = 0;
        while self.bytes().get(length) == Some(&b'/') {
            let part = run(&self.bytes()[length + 1..], of_name);
            length += 1 + part;
            parts += usize::from(part > 0);
            if part == 0 {
                break;
            }
        }
        (parts >= 2).then(|| self.without_stop(length))
    }

    /// `https://host/path`.
    fn address(self) -> Option<usize> {
        let scheme = run(self.bytes(), |byte| {
            byte.is_ascii_alphanumeric() || byte == b'.'
        });
        let rest = self.rest()[scheme..].strip_prefix("://")?;
        let known = |scheme: &str| {
            SCHEMES
                .iter()
                .any(|known| known.eq_ignore_ascii_case(scheme))
        };
        known(&self.rest()[..scheme]).then_some(())?;
        let end = |c: char| c.is_whitespace() || "\"'<>|`".contains(c);
        let length = rest.find(end).unwrap_or(rest.len());
        (length > 0).then(|| self.without_stop(scheme + 3 + length))
    }

    /// The length without the punctuation of the sentence around it.
    fn without_stop(self, length: usize) -> usize {
        self.rest()[..length]
            .trim_end_matches(['.', ',', ';', ':', ')', ']', '!', '?'])
            .len()
    }

    /// `CN=Ada,OU=People,DC=example,DC=com`: two parts at least.
    fn distinguished_name(self) -> Option<usize> {
        let mut length = 0;
        let mut parts = 0;
        loop {
            let rest = &self.rest()[length..];
            let Some((key, value)) =
                rest.split_at_checked(run(rest.as_bytes(), |b| b.is_ascii_alphabetic()))
            else {
                break;
            };
            let known = DN_KEYS.iter().any(|known| known.eq_ignore_ascii_case(key));
            let Some(value) = value.strip_prefix('=').filter(|_| known) else {
                break;
            };
            let part = value_length(value);
            if part == 0 {
                break;
            }
            parts += 1;
            length += key.len() + 1 + part;
            let after = &self.rest()[length..];
            let comma = if after.starts_with(", ") {
                2
            } else {
                usize::from(after.starts_with(','))
            };
            if comma == 0 {
                break;
            }
            length += comma;
        }
        (parts >= 2).then(|| {
            self.rest()[..length]
                .trim_end_matches([',', ' ', '.'])
                .len()
        })
    }

    /// `ada@example.com`.
    fn email(self) -> Option<usize> {
        let of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"._%+-".contains(&byte);
        let name = run(self.bytes(), of_name);
        let domain = self.bytes()[name..].strip_prefix(b"@")?;
        let length = run(domain, |byte| {
            byte.is_ascii_alphanumeric() || b".-".contains(&byte)
        });
        let length = self.without_stop(name + 1 + length);
        let has_dot = self.bytes()[name + 1..length.max(name + 1)].contains(&b'.');
        (name > 0 && has_dot).then_some(length)
    }

    /// Four numbers that an address can have, and not those of a version.
    fn ipv4(self) -> Option<usize> {
        if !self.bytes()[0].is_ascii_digit() {
            return None;
        }
        let length = run(self.bytes(), |byte| byte.is_ascii_digit() || byte == b'.');
        let address = self.rest()[..length].trim_end_matches('.');
        let parts = address.split('.').filter(|part| {
            (part.len() == 1 || !part.starts_with('0')) && part.parse::<u8>().is_ok()
        });
        if parts.count() != 4 || address.matches('.').count() != 3 || self.follows_version() {
            return None;
        }
        let mut length = address.len();
        if let [b':' | b'/', port @ ..] = &self.bytes()[length..] {
            let digits = run(port, |byte| byte.is_ascii_digit());
            length += if (1..=5).contains(&digits) {
                1 + digits
            } else {
                0
            };
        }
        self.ends_word(length)
    }

    /// Whether a word for a version stands before.
    fn follows_version(self) -> bool {
        let before = self.text[..self.at].trim_end_matches([' ', ':', '=', '"', '(']);
        let word = before
            .rsplit(|c: char| !c.is_alphanumeric())
            .next()
            .unwrap_or("");
        ["version", "build", "ver", "v", "release"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(word))
    }

    /// A date, a time of day, or both.
    fn time(self) -> Option<usize> {
        let text = self.rest();
        let first = self.bytes()[0];
        if !first.is_ascii_digit() {
            let may_be_name = first.is_ascii_uppercase();
            return self.ends_word(may_be_name.then(|| named_date(text))??);
        }
        if let Some(date) = iso_date(text).or_else(|| slashed_date(text)) {
            let time = text[date..]
                .strip_prefix(", ")
                .map(|time| (2, time))
                .or_else(|| text[date..].strip_prefix(['T', ' ']).map(|time| (1, time)));
            let more = time.and_then(|(gap, time)| Some(gap + clock(time, 2)?));
            return self
                .ends_word(date + more.unwrap_or(0))
                .or_else(|| self.ends_word(date));
        }
        if let Some(length) = clock(text, 3) {
            return self.ends_word(length);
        }
        self.ends_word(named_date(text)?)
    }

    /// `DOMAIN\account`.
    fn account(self) -> Option<usize> {
        let bytes = self.bytes();
        let domain = run(bytes, |byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let name = bytes[domain..].strip_prefix(b"\\")?;
        let length = run(name, |byte| {
            byte.is_ascii_alphanumeric() || b"._$-".contains(&byte)
        });
        let starts = bytes[0].is_ascii_alphabetic() && name.first()?.is_ascii_alphabetic();
        let is_key = ["HKLM", "HKCU", "HKCR", "HKU"]
            .iter()
            .any(|key| key.eq_ignore_ascii_case(&self.rest()[..domain]));
        let goes_on = name.get(length) == Some(&b'\\');
        let follows = matches!(self.before(), Some('\\' | '/' | '.' | ':' | '%'));
        let fits =
            starts && !is_key && !goes_on && !follows && (2..=15).contains(&domain) && length > 1;
        fits.then(|| self.without_stop(domain + 1 + length))
    }

    /// `mail.example.com`, perhaps with a port.
    fn host(self) -> Option<usize> {
        if matches!(self.before(), Some('.' | '\\' | '$')) {
            return None;
        }
        let of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        let length = self.without_stop(run(self.bytes(), of_name));
        let name = &self.rest()[..length];
        let (first, domain) = name.rsplit_once('.')?;
        let known = DOMAINS
            .binary_search_by(|known| (*known).cmp(domain))
            .is_ok()
            || domain.bytes().all(|byte| byte.is_ascii_uppercase())
                && DOMAINS
                    .binary_search_by(|known| (*known).cmp(&*domain.to_ascii_lowercase()))
                    .is_ok();
        let called = self.rest()[length..].starts_with(['(', '\\']);
        if !known || called || first.is_empty() || first.contains("..") {
            return None;
        }
        let port = match &self.bytes()[length..] {
            [b':', port @ ..] => match run(port, |byte| byte.is_ascii_digit()) {
                digits @ 1..=5 => 1 + digits,
                _ => 0,
            },
            _ => 0,
        };
        self.ends_word(length + port)
    }

    /// Security identifiers, long numbers, and long runs of letters and digits.
    fn identifier(self) -> Option<usize> {
        const HEX: usize = 16;
        const DIGITS: usize = 9;
        const ENCODED: usize = 40;
        let bytes = self.bytes();
        if bytes.starts_with(b"S-1-") {
            let length = 4 + run(&bytes[4..], |byte| byte.is_ascii_digit() || byte == b'-');
            return self.ends_word(length).filter(|&length| length > 6);
        }
        let hex = match bytes {
            [b'0', b'x' | b'X', rest @ ..] => {
                let length = run(rest, |byte| byte.is_ascii_hexdigit());
                return self.ends_word(2 + length).filter(|_| length > 8);
            }
            _ => run(bytes, |byte| byte.is_ascii_hexdigit()),
        };
        let digits = run(bytes, |byte| byte.is_ascii_digit());
        let mixed = |length: usize| bytes[..length].iter().any(u8::is_ascii_digit);
        if digits >= DIGITS || hex >= HEX && mixed(hex) {
            return self
                .ends_word(digits.max(hex))
                .or_else(|| self.ends_word(digits));
        }
        let encoded = run(bytes, |byte| {
            byte.is_ascii_alphanumeric() || b"+/_=-".contains(&byte)
        });
        if encoded < ENCODED || !mixed(encoded) {
            return None;
        }
        let all = self.rest().as_bytes();
        let more = run(&all[encoded..], |byte| {
            byte.is_ascii_alphanumeric() || b"+/_=-".contains(&byte)
        });
        Some(encoded + more)
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether the element `name` is closed soon in what follows it: `</name`.
fn closes(after: &str, name: &str) -> bool {
    let near = first(after, REACH);
    memchr::memmem::find_iter(near.as_bytes(), b"</").any(|at| near[at + 2..].starts_with(name))
}

/// How many bytes from the start are of a kind.
fn run(bytes: &[u8], of: impl Fn(u8) -> bool) -> usize {
    bytes
        .iter()
        .position(|&byte| !of(byte))
        .unwrap_or(bytes.len())
}

/// The text with its variables masked and its blanks folded.
#[must_use]
pub fn template(text: &str, kept: &[Range<usize>]) -> String {
    masked(text, &variables(text, &[]), kept)
}

/// The same for variables that were found before.
pub(super) fn masked(text: &str, variables: &[Variable], kept: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let vary = variables
        .iter()
        .filter(|variable| !touches(&variable.range, kept));
    for variable in vary {
        out.push_str(&text[at..variable.range.start]);
        out.push_str(variable.kind.mask());
        at = variable.range.end;
    }
    out.push_str(&text[at..]);
    crate::markdown::fold_blanks(&out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> String {
        template(text, &[])
    }

    #[test]
    fn what_a_site_calls_its_own_is_masked() {
        for (text, expected) in [
            (
                "The server at mail01.contoso.com (10.20.30.40) refused",
                "The server at {host} ({ip}) refused",
            ),
            ("No mailbox for ada@contoso.com.", "No mailbox for {email}."),
            (
                "Object 6f9619ff-8b86-d011-b42d-00c04fc964ff is gone",
                "Object {guid} is gone",
            ),
            (
                r"Cannot open C:\Program Files\App\app.log: denied",
                "Cannot open {path}: denied",
            ),
            (r"Cannot watch \\files01\share$\in.", "Cannot watch {path}."),
            (
                "open /var/lib/app/data.db: no such file",
                "open {path}: no such file",
            ),
            ("2024-05-31T10:20:30.123Z timeout", "{time} timeout"),
            ("at 5/31/2024 10:20:30 PM it failed", "at {time} it failed"),
            (
                "GET https://api.contoso.com/v1/x?y=1 failed",
                "GET {path} failed",
            ),
            (
                r"The user \<alias\> cannot be found",
                "The user {value} cannot be found",
            ),
            (
                "The object 'CN=Ada,OU=People,DC=contoso,DC=com' does not exist",
                "The object '{value}' does not exist",
            ),
            (r"CONTOSO\ada is locked", "{value} is locked"),
            ("request 123456789012 failed", "request {value} failed"),
        ] {
            assert_eq!(masked(text), expected);
        }
    }

    #[test]
    fn the_words_of_a_message_stay() {
        for text in [
            "System.Net.WebException: The remote server returned an error: (403) Forbidden.",
            "Could not load file or assembly 'hlink.dll'",
            "version 15.1.2507.6 is not supported",
            "Event 1000, level 2 of 8",
            "The 'Send As' permission is missing and/or denied",
            "Microsoft.Exchange.Data.Storage.ObjectNotFoundException",
        ] {
            assert_eq!(masked(text), text);
        }
    }

    #[test]
    fn what_was_recognised_is_kept() {
        let text = "id 123456789012 failed";
        let id = 3..15;
        assert_eq!(template(text, std::slice::from_ref(&id)), text);
    }

    #[test]
    fn what_is_long_and_holds_a_code_is_searched_once() {
        // Every part of this path starts one that reaches to its end.
        let text = format!(r"{}\80070005", r"\\a".repeat(300_000));
        let code = text.len() - 8..text.len();
        assert!(variables(&text, &[code]).is_empty());
    }

    proptest::proptest! {
        #[test]
        fn nothing_that_varies_starts_with_a_plain_word(text in "[A-Fa-cMonCN0-9 .,:;@/\\\\=_+%(-]{1,60}") {
            for at in 0..text.len() {
                let here = Here { text: &text, at };
                if here.plain_word().is_some() {
                    proptest::prop_assert_eq!(here.word(), None, "at {} of {:?}", at, text);
                }
            }
        }

        #[test]
        fn variables_stand_in_order_and_in_bounds(text in ".{0,200}") {
            let mut end = 0;
            for variable in variables(&text, &[]) {
                proptest::prop_assert!(variable.range.start >= end);
                proptest::prop_assert!(text.get(variable.range.clone()).is_some_and(|part| !part.is_empty()));
                end = variable.range.end;
            }
        }
    }
}
