//! The real network. Names are looked up here and not by anybody else, so that no name, and no page that forwards,
//! can lead to a computer that is never asked.

use std::io::Read as _;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::http::{Response, Uri};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body, Error};
use url::Url;

use super::address::{may_name, may_reach};
use super::ask::{Answer, Failure, Method, World};

/// The network.
pub struct Web {
    agent: Agent,
    own_host: Option<String>,
    since: Instant,
}

const CONNECT: Duration = Duration::from_secs(10);
const WHOLE: Duration = Duration::from_secs(20);
/// A longer page is not searched for places.
const LONGEST_PAGE: u64 = 2 << 20;
/// What a forbidden address is told with through ureq, which knows no such error.
const FORBIDDEN: &str = "fixbook: an address that is never asked";

impl Web {
    /// The network; the host at which the site itself is published may be this computer.
    #[must_use]
    pub fn new(own_host: Option<String>) -> Self {
        let roots = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier);
        let config = Agent::config_builder()
            .tls_config(roots.build())
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_resolve(Some(CONNECT))
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(WHOLE))
            .max_response_header_size(64 << 10)
            .user_agent(concat!(
                "fixbook/",
                env!("CARGO_PKG_VERSION"),
                " (checks the links of a knowledge base)"
            ))
            .accept("text/html,*/*;q=0.8")
            .build();
        let guard = Guard {
            names: DefaultResolver::default(),
            own_host: own_host.clone(),
        };
        Self {
            agent: Agent::with_parts(config, DefaultConnector::default(), guard),
            own_host,
            since: Instant::now(),
        }
    }
}

impl World for Web {
    fn ask(&self, method: Method, url: &Url) -> Result<Answer, Failure> {
        if !may_name(url, self.own_host.as_deref()) {
            return Err(Failure::Forbidden);
        }
        let request = match method {
            Method::Head => self.agent.head(url.as_str()),
            Method::Get | Method::Read => self.agent.get(url.as_str()),
        };
        let response = request.call().map_err(|error| failure(&error))?;
        Ok(answer(response, method == Method::Read))
    }

    fn now(&self) -> Duration {
        self.since.elapsed()
    }

    fn wait(&self, time: Duration) {
        std::thread::sleep(time);
    }
}

fn answer(mut response: Response<Body>, with_text: bool) -> Answer {
    let header = |name: &str| {
        let value = response.headers().get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let (location, retry_after) = (header("location"), header("retry-after"));
    let is_html = header("content-type").is_some_and(|kind| {
        kind.trim_start()
            .to_ascii_lowercase()
            .starts_with("text/html")
    });
    let is_read = with_text && is_html && response.status().is_success();
    Answer {
        status: response.status().as_u16(),
        location,
        retry_after,
        html: is_read.then(|| text(response.body_mut())).flatten(),
    }
}

/// The text of a page; none if it is too long or does not come to its end.
fn text(body: &mut Body) -> Option<String> {
    let mut bytes = Vec::new();
    let mut reader = body.as_reader().take(LONGEST_PAGE + 1);
    reader.read_to_end(&mut bytes).ok()?;
    let is_whole = bytes.len() as u64 <= LONGEST_PAGE;
    is_whole.then(|| String::from_utf8_lossy(&bytes).into_owned())
}

fn failure(error: &Error) -> Failure {
    match error {
        Error::HostNotFound => Failure::NoSuchHost,
        Error::Timeout(_) => Failure::Timeout,
        Error::Tls(_) | Error::Rustls(_) | Error::Pem(_) => Failure::Tls,
        Error::BadUri(why) if why == FORBIDDEN => Failure::Forbidden,
        Error::ConnectionFailed => Failure::Refused,
        Error::Io(error) => of_system(error),
        error => Failure::Other(format!("the request failed ({error})")),
    }
}

/// What the system says. It has no kinds for names that are not found, only words.
fn of_system(error: &std::io::Error) -> Failure {
    use std::io::ErrorKind;
    let words = error.to_string();
    match error.kind() {
        ErrorKind::TimedOut => Failure::Timeout,
        ErrorKind::ConnectionRefused => Failure::Refused,
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => Failure::Timeout,
        _ if words.contains("emporary failure") => Failure::NoNames,
        _ if words.contains("failed to lookup address") || words.contains("No such host") => {
            Failure::NoSuchHost
        }
        _ if words.contains("certificate") || words.contains("TLS") => Failure::Tls,
        _ => Failure::Other(format!("the connection failed ({words})")),
    }
}

/// Looks names up, and lets through only computers that may be asked.
#[derive(Debug)]
struct Guard {
    names: DefaultResolver,
    own_host: Option<String>,
}

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        // A proxy is the choice of who runs fixbook, and may well be this computer.
        if config
            .proxy()
            .is_some_and(|proxy| Some(proxy.host()) == uri.host())
        {
            return Ok(found);
        }
        let is_own = uri.host().is_some() && uri.host() == self.own_host.as_deref();
        let may = |address: IpAddr| may_reach(address, is_own);
        let mut allowed = self.empty();
        for address in found.iter().filter(|address| may(address.ip())) {
            allowed.push(*address);
        }
        if allowed.is_empty() {
            return Err(Error::BadUri(FORBIDDEN.to_owned()));
        }
        Ok(allowed)
    }
}
