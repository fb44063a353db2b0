//! Asking for a page: first its head, then the page where a server refuses that, and wherever it is forwarded.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use url::Url;

use super::address::{is_forwarder, is_home, is_inside, is_same_host, is_same_page, is_sign_in};
use super::anchors::anchors;
use super::gate::Gate;
use super::verdict::{Seen, Verdict};

/// How a page is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Only whether it is there.
    Head,
    /// The page; its text is not wanted.
    Get,
    /// The page with its text.
    Read,
}

/// What a server answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Where it forwards to.
    pub location: Option<String>,
    /// When it wants to be asked again.
    pub retry_after: Option<String>,
    /// The text of a page that was read, if it is HTML and was not too long.
    pub html: Option<String>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Nobody has that name.
    NoSuchHost,
    /// The names of hosts could not be asked for.
    NoNames,
    /// Nobody listens there.
    Refused,
    /// It took too long.
    Timeout,
    /// The connection is not safe.
    Tls,
    /// The host wants to be left alone.
    Busy,
    /// The address is one that is never asked.
    Forbidden,
    /// Something else.
    Other(String),
}

impl Failure {
    /// Whether the host did not answer at all.
    pub(super) fn is_silence(&self) -> bool {
        matches!(
            self,
            Self::NoSuchHost | Self::NoNames | Self::Refused | Self::Timeout
        )
    }

    fn words(&self) -> String {
        let words = match self {
            Self::NoSuchHost => "its host does not exist",
            Self::NoNames => "the name of its host could not be looked up",
            Self::Refused => "its host refuses the connection",
            Self::Timeout => "its host does not answer in time",
            Self::Tls => "the certificate of its host is not trusted",
            Self::Busy => "its host asks to be left alone for a while",
            Self::Forbidden => "it leads to a computer that is never asked",
            Self::Other(why) => return why.clone(),
        };
        words.to_owned()
    }
}

/// The network and the clock.
pub trait World: Sync {
    /// Asks a server, and follows nothing.
    ///
    /// # Errors
    /// If there is no answer.
    fn ask(&self, method: Method, url: &Url) -> Result<Answer, Failure>;
    /// How long ago the world began.
    fn now(&self) -> Duration;
    /// Waits.
    fn wait(&self, time: Duration);
}

/// A reader's browser gives up after as many (the Fetch standard's limit is twenty).
const MOST_HOPS: usize = 20;

/// Finds out about a page, and whether it has these places.
pub(super) fn ask(page: &str, places: &BTreeSet<String>, gate: &Gate<'_>) -> Seen {
    let Ok(start) = Url::parse(page) else {
        return Seen::only(Verdict::Unknown("it is no address".to_owned()));
    };
    let mut walk = Walk {
        at: start.clone(),
        moved: start.clone(),
        is_permanent: true,
    };
    for _ in 0..MOST_HOPS {
        let answer = match one(&walk.at, !places.is_empty(), gate) {
            Ok(answer) => answer,
            Err(failure) => {
                let mut seen = failed(&walk.at, &failure);
                seen.answered |= walk.at != start;
                return seen;
            }
        };
        if !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
            return walk.end(&start, &answer, places);
        }
        let Some(next) = answer
            .location
            .as_deref()
            .and_then(|to| walk.at.join(to).ok())
        else {
            return Seen::only(Verdict::Unknown("it is forwarded to no address".to_owned()));
        };
        if !matches!(next.scheme(), "http" | "https") {
            // A program of the reader's computer takes it from here.
            return Seen::only(Verdict::Fine);
        }
        walk.step(answer.status, next);
    }
    Seen::only(Verdict::Unknown("it is forwarded in a circle".to_owned()))
}

/// One page. Some servers know no HEAD, or say of every page that it is missing.
fn one(url: &Url, with_text: bool, gate: &Gate<'_>) -> Result<Answer, Failure> {
    if with_text {
        return gate.ask(Method::Read, url);
    }
    match gate.ask(Method::Head, url) {
        Ok(answer) if answer.status < 400 => Ok(answer),
        Ok(_) | Err(Failure::Other(_)) => gate.ask(Method::Get, url),
        Err(failure) if failure.is_silence() => gate.ask(Method::Get, url),
        Err(failure) => Err(failure),
    }
}

fn failed(url: &Url, failure: &Failure) -> Seen {
    let is_dead = matches!(failure, Failure::NoSuchHost | Failure::Refused) && !is_inside(url);
    let verdict = if is_dead {
        Verdict::Gone(failure.words())
    } else {
        Verdict::Unknown(failure.words())
    };
    Seen {
        answered: !failure.is_silence(),
        ..Seen::only(verdict)
    }
}

/// The way that a page is forwarded.
struct Walk {
    at: Url,
    /// How far it led for good.
    moved: Url,
    is_permanent: bool,
}

impl Walk {
    fn step(&mut self, status: u16, mut next: Url) {
        next.set_fragment(None);
        self.is_permanent &= matches!(status, 301 | 308) && !is_sign_in(&next);
        if self.is_permanent {
            self.moved = next.clone();
        }
        self.at = next;
    }

    fn end(self, start: &Url, answer: &Answer, places: &BTreeSet<String>) -> Seen {
        let verdict = match answer.status {
            // Who may not enter, or may not ask so, at least found the door.
            200..=299 | 401 | 403 | 405 | 407 => self.fine(start),
            404 => Verdict::Gone("404 Not Found".to_owned()),
            410 => Verdict::Gone("410 Gone".to_owned()),
            status => Verdict::Unknown(format!("its host answers {status}")),
        };
        let mut seen = Seen::only(verdict);
        if let (Verdict::Fine, Some(html)) = (&seen.verdict, &answer.html) {
            seen.places = found(places, html);
        } else {
            seen.places = places.iter().map(|place| (place.clone(), true)).collect();
        }
        seen
    }

    fn fine(self, start: &Url) -> Verdict {
        if is_forwarder(start) {
            return Verdict::Fine;
        }
        let is_sent_home = !is_home(start) && is_home(&self.at) && is_same_host(start, &self.at);
        if is_sent_home && !is_sign_in(&self.at) {
            return Verdict::Home(self.at.host_str().unwrap_or_default().to_owned());
        }
        if is_same_page(start, &self.moved) {
            return Verdict::Fine;
        }
        Verdict::Moved(self.moved.into())
    }
}

/// Whether a page has places. One that has none at all makes them with a script.
fn found(places: &BTreeSet<String>, html: &str) -> BTreeMap<String, bool> {
    let known = anchors(html);
    let has = |place: &String| {
        known.len() < 3
            || known.contains(place.as_str())
            || known.contains(format!("user-content-{place}").as_str())
    };
    places
        .iter()
        .map(|place| (place.clone(), has(place)))
        .collect()
}
