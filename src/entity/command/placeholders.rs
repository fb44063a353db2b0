//! Placeholders: what the reader of a command has to fill in.
//!
//! `<Name>` is one wherever the shell does not redirect; `[Name]` and `{Name}` only where the grammar of
//! the shell gives the brackets no meaning. Names that are reserved for examples and words in capitals
//! that name a thing are placeholders that do not look like ones. Variables of the shell never are.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::Placeholder;
use super::floor;
use super::mending::shell_of;
use crate::language::is_blank;
use crate::shell::{self, Class, Shell, Token, is_one_of};

/// The placeholders of a command, in the order in which each first stands in it.
pub(super) fn placeholders(text: &str, language: &str) -> Vec<Placeholder> {
    let shell = shell_of(language);
    let tokens = shell.map_or_else(Vec::new, |shell| shell::tokens(shell, text));
    let scene = Scene {
        text,
        shell,
        tokens: &tokens,
        searches: searches(text, &tokens),
    };
    let mut found = Vec::new();
    scene.angles(&mut found);
    scene.brackets(&mut found);
    scene.examples(&mut found);
    scene.capitals(&mut found);
    // The first kind of sign wins where two overlap.
    found.sort_by_key(|found: &Found| found.range.start);
    let mut end = 0;
    found.retain(|found| {
        let apart = found.range.start >= end;
        end = if apart { found.range.end } else { end };
        apart
    });
    joined(text, found)
}

/// One place of a placeholder.
struct Found {
    range: Range<usize>,
    name: Range<usize>,
    kind: Option<&'static str>,
    example: bool,
}

impl Found {
    /// A name between signs of one byte each.
    fn between_signs(text: &str, range: Range<usize>) -> Self {
        let inside = &text[range.start + 1..range.end - 1];
        let trimmed = inside.trim_matches(is_blank);
        let start = range.start + 1 + inside.len() - inside.trim_start_matches(is_blank).len();
        Self {
            name: start..start + trimmed.len(),
            kind: kind(trimmed),
            range,
            example: false,
        }
    }
}

/// Makes one of those that are spelt alike.
fn joined(text: &str, found: Vec<Found>) -> Vec<Placeholder> {
    let mut done: Vec<Placeholder> = Vec::new();
    let mut by_name: BTreeMap<&str, usize> = BTreeMap::new();
    for found in found {
        let name = &text[found.name.clone()];
        let index = *by_name.entry(name).or_insert_with(|| {
            done.push(Placeholder {
                name: name.to_owned(),
                kind: found.kind,
                example: found.example.then(|| name.to_owned()),
                ranges: Vec::new(),
            });
            done.len() - 1
        });
        done[index].ranges.push(found.range);
    }
    done
}

/// A command and its grammar.
struct Scene<'a> {
    text: &'a str,
    shell: Option<Shell>,
    tokens: &'a [Token],
    /// The command searches for patterns, whose brackets have a meaning.
    searches: bool,
}

impl Scene<'_> {
    /// The token that holds a byte.
    fn token(&self, at: usize) -> Option<&Token> {
        let index = self.tokens.partition_point(|token| token.range.end <= at);
        self.tokens
            .get(index)
            .filter(|token| token.range.start <= at)
    }

    fn class(&self, at: usize) -> Option<Class> {
        self.token(at).map(|token| token.class)
    }

    fn before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    fn after(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    /// `<Name>`, `<a name with blanks>`.
    fn angles(&self, found: &mut Vec<Found>) {
        let markup = Markup::of(self.text);
        if self.shell.is_none() {
            for place in ANGLES.find_iter(self.text) {
                found.push(Found::between_signs(self.text, place.range()));
            }
            return;
        }
        for token in self
            .tokens
            .iter()
            .filter(|token| token.class == Class::Placeholder)
        {
            let name = &self.text[token.range.start + 1..token.range.end - 1];
            if markup.has(name) || self.redirects(token) {
                continue;
            }
            found.push(Found::between_signs(self.text, token.range.clone()));
        }
    }

    /// Whether `<in.txt>` before another word reads a file and writes one.
    fn redirects(&self, token: &Token) -> bool {
        let name = &self.text[token.range.start + 1..token.range.end - 1];
        let is_file = name
            .rsplit_once('.')
            .is_some_and(|(_, end)| (1..=4).contains(&end.len()) && !end.contains(' '));
        let rest = self.text[token.range.end..].trim_start_matches(is_blank);
        self.shell != Some(Shell::PowerShell)
            && is_file
            && rest.starts_with(|c: char| c.is_alphanumeric())
    }

    /// `[Name]` and `{Name}`.
    fn brackets(&self, found: &mut Vec<Found>) {
        if !self.text.contains(['[', '{']) {
            return;
        }
        for place in BRACKETS.find_iter(self.text) {
            let range = place.range();
            let name = &self.text[range.start + 1..range.end - 1];
            let means_nothing = if place.as_str().starts_with('[') {
                self.square_means_nothing(&range, name)
            } else {
                self.curly_means_nothing(&range, name)
            };
            if means_nothing && is_name(name) {
                found.push(Found::between_signs(self.text, range));
            }
        }
    }

    fn square_means_nothing(&self, range: &Range<usize>, name: &str) -> bool {
        let class = self.class(range.start);
        let quoted = class == Some(Class::String);
        let ends = |c: Option<char>| {
            c.is_none_or(|c| is_blank(c) || "\"'@.,;\\/)]|:".contains(c) || is_typographic(c))
        };
        let begins = |c: Option<char>| {
            c.is_none_or(|c| is_blank(c) || "\"'@.,=\\/(:".contains(c) || is_typographic(c))
        };
        if !ends(self.after(range.end)) || !begins(self.before(range.start)) {
            return false;
        }
        match self.shell {
            Some(Shell::PowerShell) => {
                let plain = class.is_none() && range.start > 0 && self.is_argument(range.start);
                (plain || quoted) && !is_type(name)
            }
            Some(Shell::Cmd) => class.is_none() || quoted,
            // A class of characters to the shell, and to the programs that search.
            Some(Shell::Posix) => quoted && !self.searches && name.len() > 3,
            None => false,
        }
    }

    fn curly_means_nothing(&self, range: &Range<usize>, name: &str) -> bool {
        let class = self.class(range.start);
        let doubled = self.after(range.end) == Some('}') || self.before(range.start) == Some('{');
        let expanded = self.before(range.start).is_some_and(|c| "$@%#".contains(c));
        if doubled || expanded {
            return false;
        }
        let single = || {
            self.token(range.start)
                .is_some_and(|token| self.text[token.range.start..].starts_with('\''))
        };
        match self.shell {
            // Outside of strings it is a block of code.
            Some(Shell::PowerShell) => class == Some(Class::String),
            Some(Shell::Cmd) => true,
            Some(Shell::Posix) => {
                class.is_none() && !name.contains(is_blank)
                    || class == Some(Class::String) && !single()
            }
            None => false,
        }
    }

    /// Whether a bracket after a blank is an argument of a command, not an expression: PowerShell reads
    /// `[x]` as a type where no command has started.
    fn is_argument(&self, at: usize) -> bool {
        let index = self.tokens.partition_point(|token| token.range.start < at);
        self.tokens[..index]
            .iter()
            .rev()
            .take(60)
            .any(|token| matches!(token.class, Class::Command | Class::Cmdlet))
    }

    /// Names, hosts and addresses that are reserved for examples.
    fn examples(&self, found: &mut Vec<Found>) {
        let dotted = self.text.contains('.') || self.text.contains("::");
        if !dotted && !COMPANIES.is_match(self.text) {
            return;
        }
        for place in EXAMPLES.find_iter(self.text) {
            let range = place.range();
            let bounded = self
                .before(range.start)
                .is_none_or(|c| !(c.is_alphanumeric() || c == '_'));
            if !bounded
                || self.is_folder(&range)
                || matches!(
                    self.class(range.start),
                    Some(Class::Variable | Class::Comment | Class::Parameter)
                )
            {
                continue;
            }
            let value = place.as_str();
            let kind = match value {
                _ if value.contains('@') => "email",
                _ if value.starts_with(|c: char| c.is_ascii_digit())
                    && value.split('.').count() == 4
                    || value.contains("::") =>
                {
                    "ip"
                }
                _ if is_domain(value) => "domain",
                _ => "host",
            };
            found.push(Found {
                name: range.clone(),
                range,
                kind: Some(kind),
                example: true,
            });
        }
    }

    /// Whether a company's bare name is a folder of a path (`C:\Contoso\x`, `/opt/contoso`): not what a network path
    /// starts with, which is a host.
    fn is_folder(&self, range: &Range<usize>) -> bool {
        let is_bare = !self.text[range.clone()].contains('.');
        let mut before = self.text[..range.start].chars().rev();
        let is_slash = |c: Option<char>| matches!(c, Some('\\' | '/'));
        is_bare && is_slash(before.next()) && !is_slash(before.next())
    }

    /// `SERVERNAME`, `YOUR_DOMAIN`, `yourserver`.
    fn capitals(&self, found: &mut Vec<Found>) {
        for place in WORDS.find_iter(self.text) {
            let (range, word) = (place.range(), place.as_str());
            if !names_a_thing(word, self.shell.is_none()) || self.is_fixed(&range) {
                continue;
            }
            found.push(Found {
                name: range.clone(),
                kind: kind(word),
                range,
                example: false,
            });
        }
    }

    /// Whether a word is part of the language, or a name that is the same everywhere.
    fn is_fixed(&self, range: &Range<usize>) -> bool {
        let class = self.class(range.start);
        let known = class.is_some_and(|class| !matches!(class, Class::String));
        let before = self.before(range.start);
        let after = self.after(range.end);
        // `NAME=value` names a variable or a key; `-NAME`, `/NAME` and `$NAME` speak for themselves.
        let named = before.is_some_and(|c| c.is_alphanumeric() || "_-$%{!&?".contains(c))
            || (before == Some('/') && class == Some(Class::Parameter))
            || after.is_some_and(|c| c.is_alphanumeric() || "_=%(!".contains(c));
        // `Software\Vendor\USERNAME` is a key.
        let in_key = before == Some('\\') && {
            const WINDOW: usize = 260;
            let window = floor(self.text, range.start.saturating_sub(WINDOW));
            let path = &self.text[window..range.start];
            let path = path.rsplit(is_blank).next().unwrap_or(path);
            let path = path.trim_start_matches('"');
            path.get(..2)
                .is_some_and(|start| start.eq_ignore_ascii_case("hk"))
        };
        known || named || in_key
    }
}

/// Whether a program that looks for patterns is run.
fn searches(text: &str, tokens: &[Token]) -> bool {
    const PROGRAMS: &str = "grep egrep zgrep sed awk perl find tr rename expr jq";
    tokens
        .iter()
        .filter(|token| token.class == Class::Command)
        .any(|token| is_one_of(&text[token.range.clone()], PROGRAMS))
}

fn is_typographic(c: char) -> bool {
    matches!(c, '\u{2018}'..='\u{201F}')
}

/// The elements of HTML or XML in a command, which stand in strings.
struct Markup<'a> {
    is_any: bool,
    closed: BTreeSet<&'a str>,
}

impl<'a> Markup<'a> {
    fn of(text: &'a str) -> Self {
        let closed: BTreeSet<&str> = text
            .match_indices("</")
            .map(|(at, _)| {
                let name = &text[at + 2..];
                let end = name.find(|c: char| !c.is_alphanumeric());
                &name[..end.unwrap_or(name.len())]
            })
            .collect();
        Self {
            is_any: !closed.is_empty() || text.contains("/>"),
            closed,
        }
    }

    fn has(&self, name: &str) -> bool {
        self.is_any && (is_element(name) || self.closed.contains(name))
    }
}

/// Names of elements of HTML.
fn is_element(name: &str) -> bool {
    is_one_of(name, "html body head p b i u br div span table tr td a xml")
}

/// Types that PowerShell knows by a short name.
fn is_type(name: &str) -> bool {
    const TYPES: &str = "int int16 int32 int64 long uint32 uint64 byte char string bool boolean datetime timespan \
        guid xml regex array hashtable object psobject pscustomobject psobject[] switch float double \
        decimal single void type uri version ref math convert environment console scriptblock \
        ipaddress mailaddress adsi wmi enum pscredential securestring cmdletbinding parameter \
        ordered";
    is_one_of(name, TYPES)
}

/// Whether what stands in brackets is the name of something: words, not a number or a range of letters.
fn is_name(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let range = name.len() == 3 && name.as_bytes()[1] == b'-';
    letters >= 3 && !range && !name.contains("-z") && !name.contains("-Z") && !name.contains("-9")
}

/// Whether a word in capitals (or one that starts with `your`) names what the reader has to fill in.
fn names_a_thing(word: &str, strict: bool) -> bool {
    const THINGS: &str = "SERVER SERVERNAME COMPUTER COMPUTERNAME HOSTNAME FQDN USERNAME DOMAIN DOMAINNAME PASSWORD \
        TENANT TENANTNAME TENANTID DATABASENAME MAILBOXNAME FOLDERNAME FILENAME GROUPNAME SITENAME \
        INSTANCENAME SUBSCRIPTIONID CLUSTERNAME RESOURCEGROUP NAMESPACE PODNAME PORTNUMBER \
        EMAILADDRESS IPADDRESS ALIASNAME ACCOUNTNAME VMNAME MACHINENAME DCNAME PID";
    const PARTS: &str = "NAME SERVER HOST USER DOMAIN PASSWORD ID GUID ADDRESS PATH FILE FOLDER GROUP DATABASE DB \
        PORT TENANT SUBSCRIPTION NAMESPACE POD NODE CLUSTER TOKEN KEY URL SITE MAILBOX ALIAS ACCOUNT \
        IP INSTANCE CONTAINER IMAGE REGION TABLE VERSION DEVICE HERE";
    let your = word
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("your"))
        && word.len() > 6;
    if !word.chars().all(|c| !c.is_lowercase()) {
        // `yourServer`, `your_domain`: nobody names a thing so.
        return your;
    }
    let parts: Vec<&str> = word.split(['_', '-']).collect();
    let composed = parts.len() > 1
        && parts.len() <= 5
        && parts.iter().all(|part| !part.is_empty())
        && parts.last().is_some_and(|last| is_one_of(last, PARTS))
        && !["REG", "HKEY", "WM", "ERROR", "SQL", "DB2", "ORA"].contains(&parts[0]);
    your || composed || (is_one_of(word, THINGS) && (!strict || word.ends_with("NAME")))
}

/// What is to be filled in, by the words of a name.
pub(super) fn kind(name: &str) -> Option<&'static str> {
    if !name.contains(is_blank) && name.contains('@') {
        return Some("email");
    }
    let words = words(name);
    let last = words.last()?.as_str();
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&&**word));
    let pair = |first: &[&str], second: &[&str]| {
        words
            .windows(2)
            .any(|pair| first.contains(&&*pair[0]) && second.contains(&&*pair[1]))
    };
    let folded = words.concat();
    let ends = |known: &[&str]| known.iter().any(|known| folded.ends_with(known));
    let of_object = &[
        "tenant",
        "object",
        "subscription",
        "correlation",
        "client",
        "app",
        "application",
        "request",
        "organization",
        "activity",
    ];
    if !name.contains(is_blank)
        && name.contains('.')
        && name.split('.').all(|label| !label.is_empty())
    {
        return Some(if is_domain(name) { "domain" } else { "host" });
    }
    Some(match () {
        () if has(&["guid", "uuid"]) || ends(&["guid", "uuid"]) || pair(of_object, &["id"]) => {
            "guid"
        }
        () if ends(&["domain", "domainname"]) => "domain",
        () if has(&["upn"])
            || ends(&[
                "mail",
                "email",
                "upn",
                "principalname",
                "emailaddress",
                "smtpaddress",
            ])
            || pair(&["mail", "email", "smtp"], &["address", "addresses"]) =>
        {
            "email"
        }
        () if has(&["ip", "ipaddress", "ipv4", "ipv6"]) => "ip",
        () if has(&[
            "path",
            "file",
            "folder",
            "directory",
            "filename",
            "filepath",
        ]) || ends(&["path", "filename", "foldername", "location"]) =>
        {
            "path"
        }
        () if has(&[
            "server",
            "host",
            "fqdn",
            "computer",
            "machine",
            "hostname",
            "servername",
        ]) || ends(&[
            "server",
            "servername",
            "computername",
            "hostname",
            "domaincontroller",
            "node",
            "nodename",
        ]) =>
        {
            "host"
        }
        () if has(&["domain", "domainname"]) => "domain",
        () if has(&["user", "username", "account", "alias", "login", "logon"])
            || ["username", "accountname"].contains(&last) =>
        {
            "user"
        }
        () => return None,
    })
}

/// The words of a name, in lower case: of `UserName`, `user_name`, `USER NAME`.
fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut was_lower = false;
    for c in name.chars() {
        let starts = c.is_uppercase() && was_lower;
        if (starts || !c.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        was_lower = c.is_lowercase();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Whether a name for examples is that of a domain and not of a host in it.
fn is_domain(value: &str) -> bool {
    let labels = value.split('.').count();
    let value = value.to_ascii_lowercase();
    labels <= 2 || value.ends_with(".onmicrosoft.com") || (labels == 3 && value.ends_with(".co.uk"))
}

static ANGLES: LazyLock<Regex> = LazyLock::new(|| regex(r"(?-u)<[A-Za-z][A-Za-z0-9_ .:@-]*>"));

/// Words in square or curly brackets on one line.
static BRACKETS: LazyLock<Regex> =
    LazyLock::new(|| regex(r"\[[A-Za-z][A-Za-z0-9_ '’./@-]*\]|\{[A-Za-z][A-Za-z0-9_ '’./@-]*\}"));

static WORDS: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?-u)\b(?:[A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)*|[Yy]our[A-Z_-]?\w+)\b"));

/// The fictitious companies whose bare name is also used, as that of a domain in `CONTOSO\user`.
const COMPANY_NAMES: &str =
    "contoso|fabrikam|northwindtraders|tailspintoys|litware|proseware|adatum|wingtiptoys";

static COMPANIES: LazyLock<Regex> = LazyLock::new(|| regex(&format!("(?i-u){COMPANY_NAMES}")));

/// Names reserved for examples: RFC 2606 (`example`, `.test`, `.invalid`), RFC 5737 and RFC 3849
/// (addresses), and Microsoft's list of fictitious companies.
static EXAMPLES: LazyLock<Regex> = LazyLock::new(|| {
    const COMPANY: &str = "contoso|fabrikam|northwindtraders|adventure-works|adventureworks|tailspintoys|\
        wingtiptoys|litwareinc|litware|proseware|treyresearch|adatum|cohovineyard|cohowinery|\
        fourthcoffee|woodgrovebank|alpineskihouse|wideworldimporters|relecloud|humongousinsurance|\
        lucernepublishing|margiestravel|cpandl|blueyonderairlines|thephone-company|southridgevideo|\
        (?:your|my)(?:domain|tenant|company|organization|server|site)|company|domain";
    let host = format!(
        r"(?:[\w*-]+\.)*(?:(?:[\w-]*-)?(?:{COMPANY})(?:-[\w-]+)?(?:\.[\w-]+)*\.(?:com|org|net|local|lab|internal|cloud|co\.uk|ru|de|edu|info|int|tld)|(?:[\w-]+\.)?example(?:\.(?:com|org|net|edu|local))|[\w-]+\.(?:example|test|invalid))"
    );
    let bare = COMPANY_NAMES;
    regex(&format!(
        r"(?i-u)\w[\w.+'-]*@(?:{host})\b|\b{host}\b|\b(?:192\.0\.2|198\.51\.100|203\.0\.113)\.(?:\d{{1,3}}|x)\b|\b2001:db8:[0-9a-f:]*|\b(?:{bare})\b"
    ))
});

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern in this file")
}
