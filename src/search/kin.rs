//! Codes and their kin: which codes of two texts could be one another's, so that the same message with
//! another code is told from the same message.
//!
//! Its twin for browsers is `kin.js`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::codes::{is_code, led_numbers, signs};
use super::coding;
use super::fold::fold;
use super::patterns::pattern;
use super::term::term;

/// A code with the family in which others would stand in its place.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Kin {
    /// The family.
    pub family: String,
    /// The code.
    pub code: String,
}

/// Numbers that any failure may have.
const GENERIC: &[&str] = &[
    "h:80004005",
    "h:80070005",
    "h:80131500",
    "h:80131501",
    "h:80131502",
    "h:80131505",
    "h:80131509",
    "h:80131513",
    "h:80131515",
    "h:80131904",
    "h:8000ffff",
];

/// Classes of exceptions that any program throws, in lower case.
const GENERIC_EXCEPTIONS: &[&str] = &[
    "aggregateexception",
    "argumentexception",
    "argumentnullexception",
    "authenticationexception",
    "cmdletinvocationexception",
    "comexception",
    "commandnotfoundexception",
    "communicationexception",
    "directorynotfoundexception",
    "endpointnotfoundexception",
    "errorrecordexception",
    "faultexception",
    "filenotfoundexception",
    "formatexception",
    "httpexception",
    "httprequestexception",
    "illegalargumentexception",
    "illegalstateexception",
    "indexoutofrangeexception",
    "invalidcastexception",
    "invalidoperationexception",
    "ioexception",
    "keynotfoundexception",
    "managementobjectnotfoundexception",
    "mapiexceptionnetworkerror",
    "methodinvocationexception",
    "notimplementedexception",
    "notsupportedexception",
    "nullpointerexception",
    "nullreferenceexception",
    "objectdisposedexception",
    "outofmemoryexception",
    "parameterbindingexception",
    "parentcontainserrorrecordexception",
    "psinvalidoperationexception",
    "psremotingtransportexception",
    "remoteexception",
    "runtimeexception",
    "securityexception",
    "serverexception",
    "servicerequestexception",
    "serviceresponseexception",
    "soapexception",
    "socketexception",
    "stackoverflowexception",
    "targetinvocationexception",
    "timeoutexception",
    "typeinitializationexception",
    "typeloadexception",
    "unauthorizedaccessexception",
    "webexception",
    "writeerrorexception",
];

/// The terms of both.
static GENERIC_TERMS: LazyLock<BTreeSet<u32>> = LazyLock::new(|| {
    let all = GENERIC.iter().chain(GENERIC_EXCEPTIONS);
    all.map(|code| term(code)).collect()
});

/// The terms as the browser reads them, which takes a third of what the names take: the gaps between them.
pub(super) fn generic_terms() -> String {
    coding::gaps(GENERIC_TERMS.iter().copied())
}

fn is_generic(code: &str) -> bool {
    GENERIC_TERMS.contains(&term(code))
}

impl Kin {
    fn new(family: &str, code: &str) -> Self {
        Self {
            family: family.to_owned(),
            code: code.to_owned(),
        }
    }

    /// Whether any failure may have it.
    #[must_use]
    pub fn is_generic(&self) -> bool {
        is_generic(&self.code)
    }

    /// Whether another of its family in its place would mean another failure.
    #[must_use]
    pub fn is_exchangeable(&self) -> bool {
        !self.is_generic() && self.family != "exception"
    }

    /// Whether it alone names a failure: no event, whose numbers every program has, and no exception.
    #[must_use]
    pub fn is_telling(&self) -> bool {
        let is_number = is_code(&self.code);
        let is_status = self.code.starts_with("n:4") || self.code.starts_with("n:5");
        !self.is_generic() && (!is_number || self.code.starts_with("h:") || is_status)
    }
}

/// The part of a code that programs write: `403` of `HTTP 403`.
#[must_use]
pub fn value(code: &str) -> &str {
    code.rsplit([' ', ':']).next().unwrap_or(code)
}

/// The codes of a text; with the classes of exceptions, if they count.
#[must_use]
pub fn kins(text: &str, exceptions: bool) -> Vec<Kin> {
    let mut found = Vec::new();
    read(text, exceptions, |kin, _| found.push(kin));
    found
}

/// What is written like a code with a number and is the name of a method or a network.
const TECHNICAL: &[&str] = &[
    "aes", "base", "ed", "ipv", "md", "rsa", "sha", "tls", "utf", "vlan",
];

/// Whether a word of lower case is such a name.
fn is_technical(word: &str) -> bool {
    let letters = word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-' || c == '_');
    TECHNICAL.contains(&letters)
}

/// Tells `sink` the codes of a text, each as people are shown it.
pub fn read(text: &str, exceptions: bool, mut sink: impl FnMut(Kin, String)) {
    let text = fold(text);
    let signs = signs(&text);
    for sign in &signs {
        let code = sign.term.as_str();
        match code.strip_prefix("h:") {
            Some(digits) if digits.len() >= 3 => {
                sink(
                    Kin::new("h", code),
                    format!("0x{:0>8}", digits.to_uppercase()),
                );
            }
            Some(_) => {}
            None => sink(Kin::new("n", code), code[2..].to_owned()),
        }
    }
    for term in led_numbers(&text) {
        let (family, number) = term.split_at(1);
        let lead = if family == "e" { "event" } else { "error" };
        sink(Kin::new(family, &term), format!("{lead} {}", &number[1..]));
    }
    for name in pattern("exception!")
        .find_iter(&text)
        .filter(|_| exceptions)
    {
        let code = name.as_str().to_lowercase();
        if code.len() >= 14 && !is_generic(&code) {
            sink(Kin::new("exception", &code), name.as_str().to_owned());
        }
    }
    for name in pattern("serial!").find_iter(&text) {
        let code = name.as_str().to_lowercase();
        if is_technical(&code) {
            continue;
        }
        let letters = code.bytes().take_while(u8::is_ascii_alphabetic).count();
        sink(
            Kin::new(&code[..letters.min(6)], &code),
            name.as_str().to_owned(),
        );
    }
}
