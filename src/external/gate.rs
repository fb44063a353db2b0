//! The gate to each host: one request at a time, with a pause, and none to a host that wants or gives none.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use url::Url;

use super::address::host_of;
use super::ask::{Answer, Failure, Method, World};

/// Between two requests to a host.
const PAUSE: Duration = Duration::from_millis(250);
/// For so long a host is waited for that asks for it; for longer it is left alone.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// So long is waited for a host that is asked too much and does not say how long.
const USUAL_WAIT: Duration = Duration::from_secs(5);
/// After so many requests in a row without an answer a host is left alone.
const MOST_SILENCE: u8 = 2;

pub(super) struct Gate<'w> {
    world: &'w dyn World,
    hosts: Mutex<BTreeMap<String, Arc<Mutex<Host>>>>,
}

#[derive(Default)]
struct Host {
    /// When it may be asked again, on the world's clock.
    next: Duration,
    silences: u8,
    /// Why it is left alone.
    closed: Option<Failure>,
}

impl<'w> Gate<'w> {
    pub(super) fn new(world: &'w dyn World) -> Self {
        Self {
            world,
            hosts: Mutex::default(),
        }
    }

    /// Asks when the host may be asked, once more if it wanted a pause.
    pub(super) fn ask(&self, method: Method, url: &Url) -> Result<Answer, Failure> {
        let host = {
            let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(hosts.entry(host_of(url)).or_default())
        };
        let mut host = host.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = self.once(&mut host, method, url)?;
        let Some(wait) = wanted(&answer) else {
            return Ok(answer);
        };
        if wait > LONGEST_WAIT {
            host.closed = Some(Failure::Busy);
            return Err(Failure::Busy);
        }
        host.next = self.world.now() + wait;
        let answer = self.once(&mut host, method, url)?;
        if wanted(&answer).is_some() {
            host.closed = Some(Failure::Busy);
            return Err(Failure::Busy);
        }
        Ok(answer)
    }

    fn once(&self, host: &mut Host, method: Method, url: &Url) -> Result<Answer, Failure> {
        if let Some(why) = &host.closed {
            return Err(why.clone());
        }
        let wait = host.next.saturating_sub(self.world.now());
        if !wait.is_zero() {
            self.world.wait(wait);
        }
        let answer = self.world.ask(method, url);
        host.next = self.world.now() + PAUSE;
        match &answer {
            Err(failure) if failure.is_silence() => {
                host.silences += 1;
                if host.silences >= MOST_SILENCE {
                    host.closed = Some(failure.clone());
                }
            }
            _ => host.silences = 0,
        }
        answer
    }
}

/// How long a host wants to be left alone (RFC 9110, section 10.2.3; RFC 6585, section 4). A date is not read:
/// it is as good as a long time.
fn wanted(answer: &Answer) -> Option<Duration> {
    let said = answer.retry_after.as_deref().map(str::trim);
    match (answer.status, said) {
        (429 | 503, Some(said)) => {
            let seconds = said.parse().map_or(Duration::MAX, Duration::from_secs);
            Some(seconds)
        }
        (429, None) => Some(USUAL_WAIT),
        _ => None,
    }
}
