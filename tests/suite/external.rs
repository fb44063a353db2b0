//! `fixbook check --external`: what is asked of other sites, how politely, and what is said of the answers. A local
//! server plays the other sites; the rules of politeness are held against a world without a network.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::time::Duration;

use fixbook::external::kept::Kept;
use fixbook::external::{Answer, Failure, Method, Pages, Seen, Verdict, World, address, ask};
use url::Url;

use crate::http;
use crate::support::{self, Folder, Told};

/// What the other site answers.
fn elsewhere(method: &str, path: &str) -> String {
    let page =
        "200 OK\nContent-Type: text/html\n\n<h2 id=one>1</h2><p id='two'><a name=\"t%20o\"></a>";
    match (method, path) {
        ("HEAD", "/no-head") => "405 Method Not Allowed".to_owned(),
        ("HEAD", "/hides") => "404 Not Found".to_owned(),
        (_, "/good" | "/no-head" | "/hides" | "/new" | "/" | "/en-us/good") => page.to_owned(),
        (_, "/moved") => "301 Moved Permanently\nLocation: /moved-again".to_owned(),
        (_, "/moved-again") => "308 Permanent Redirect\nLocation: new#part".to_owned(),
        (_, "/for-now") => "302 Found\nLocation: /new".to_owned(),
        (_, "/good/") => "301 Moved Permanently\nLocation: /en-us/good".to_owned(),
        (_, "/old") => "301 Moved Permanently\nLocation: /".to_owned(),
        (_, "/door") => "301 Moved Permanently\nLocation: /login?next=/door".to_owned(),
        (_, "/login?next=/door") => page.to_owned(),
        (_, "/closed") => "403 Forbidden".to_owned(),
        (_, "/gone") => "410 Gone".to_owned(),
        (_, "/round") => "302 Found\nLocation: /round".to_owned(),
        (_, "/broken") => "500 Internal Server Error".to_owned(),
        (_, "/inward") => {
            "302 Found\nLocation: http://169.254.169.254/latest/meta-data/".to_owned()
        }
        _ => "404 Not Found".to_owned(),
    }
}

/// A site whose own host is the local server's, with an article that has these links.
fn site(links: &[String]) -> Folder {
    let folder = Folder::new();
    let list: String = links
        .iter()
        .map(|link| format!("- [x](<{link}>)\n"))
        .collect();
    folder
        .file("fixbook.yaml", "title: Mill\nbase_url: http://127.0.0.1/\n")
        .file("content/loom.md", format!("# Loom\n\n{list}"));
    folder
}

fn check(folder: &Folder, arguments: &[&str]) -> Told {
    let mut command = support::fixbook();
    for proxy in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        command.env_remove(proxy).env_remove(proxy.to_lowercase());
    }
    command
        .current_dir(folder.root())
        .env("XDG_CACHE_HOME", folder.at("cache"))
        .args(["check", "--external", "--format", "json"])
        .args(arguments);
    Told::from(command.output().expect("fixbook starts"))
}

/// The code, line, message and help of each finding.
fn told(told: &Told) -> Vec<String> {
    let lines = told.out.lines().map(|line| {
        let finding: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        let (code, message, help) = (text("code"), text("message"), text("help"));
        format!("{code}:{} {message} ({help})", finding["line"])
    });
    lines.collect()
}

fn every_kind_of_answer_is_understood() {
    let (host, asked) = http::answering(elsewhere);
    let paths = [
        "/good",
        "/no-head",
        "/hides",
        "/for-now",
        "/good/",
        "/closed",
        "/door",
        "/moved",
        "/old",
        "/lost",
        "/gone",
        "/round",
        "/broken",
        "/inward",
        "/good#two",
        "/good#three",
        "/good#t%2520o",
    ];
    let links: Vec<String> = paths.iter().map(|path| format!("{host}{path}")).collect();
    let folder = site(&links);
    let first = check(&folder, &[]);
    assert_eq!(first.code, Some(0), "{}", first.err);
    let again = "open it, or check again later";
    let expected = [
        format!(
            "FB421:10 the link `{host}/moved` leads to a page that has moved (link to `{host}/new`)"
        ),
        format!(
            "FB421:11 the link `{host}/old` ends on the first page of `127.0.0.1` (see whether the page is gone: sites lead there what they no longer have)"
        ),
        format!(
            "FB420:12 the link `{host}/lost` leads nowhere: 404 Not Found (look for where the page has gone, or take the link out)"
        ),
        format!(
            "FB420:13 the link `{host}/gone` leads nowhere: 410 Gone (look for where the page has gone, or take the link out)"
        ),
        format!(
            "FB422:14 the link `{host}/round` could not be checked: it is forwarded in a circle ({again})"
        ),
        format!(
            "FB422:15 the link `{host}/broken` could not be checked: its host answers 500 ({again})"
        ),
        format!(
            "FB422:16 the link `{host}/inward` could not be checked: it leads to a computer that is never asked ({again})"
        ),
        format!(
            "FB423:18 `{host}/good` has no place `#three` (open the page and copy the address of the place that is meant)"
        ),
    ];
    assert_eq!(told(&first), expected);
    let asked = asked.lock().expect("a log").clone();
    let agent = concat!(" fixbook/", env!("CARGO_PKG_VERSION"), " (");
    assert!(asked.iter().all(|line| line.contains(agent)), "{asked:?}");
    // Each page once, and with its text only where a place in it is meant.
    let of = |start: &str| asked.iter().filter(|line| line.starts_with(start)).count();
    assert_eq!((of("GET /good "), of("HEAD /good ")), (1, 0), "{asked:?}");
    assert_eq!(
        (of("HEAD /hides "), of("GET /hides "), of("GET /closed ")),
        (1, 1, 1),
        "{asked:?}"
    );
}

fn what_is_known_is_not_asked_again() {
    let (host, asked) = http::answering(elsewhere);
    let folder = site(&[format!("{host}/good"), format!("{host}/gone")]);
    folder.file(
        "content/kiln.md",
        format!("# Kiln\n\n[a]({host}/gone) [b]({host}/gone)\n"),
    );
    let first = check(&folder, &[]);
    assert_eq!(told(&first).len(), 3, "{}", first.out);
    assert!(
        first
            .err
            .contains("; 2 pages of other sites asked, 0 known, 0 never asked"),
        "{}",
        first.err
    );
    let before = asked.lock().expect("a log").len();
    let second = check(&folder, &[]);
    assert_eq!(second.out, first.out);
    assert!(
        second
            .err
            .contains("; 0 pages of other sites asked, 2 known"),
        "{}",
        second.err
    );
    assert_eq!(asked.lock().expect("a log").len(), before);
    // A damaged file is as good as none.
    folder.file("cache/fixbook/outside-links.jsonl", b"\xff{nonsense");
    assert_eq!(check(&folder, &[]).out, first.out);
    assert!(asked.lock().expect("a log").len() > before);
}

fn nothing_is_asked_unless_somebody_wants_it() {
    let (host, asked) = http::answering(elsewhere);
    let folder = site(&[format!("{host}/gone")]);
    assert_eq!(folder.fixbook(&["check", "--strict"]).out, "");
    assert!(asked.lock().expect("a log").is_empty());
    assert_eq!(check(&folder, &["--strict"]).code, Some(1));
    // Of named files only theirs.
    folder.file("content/kiln.md", format!("# Kiln\n\n[x]({host}/moved)\n"));
    let before = asked.lock().expect("a log").len();
    check(&folder, &["content/loom.md"]);
    assert_eq!(asked.lock().expect("a log").len(), before);
}

fn this_computer_is_not_asked_for_others() {
    let (host, asked) = http::answering(elsewhere);
    let port = host.rsplit(':').next().expect("a port");
    let links = [
        format!("http://localhost:{port}/gone"),
        format!("http://127.0.0.2:{port}/gone"),
        format!("http://[::1]:{port}/gone"),
        format!("http://2130706433:{port}/gone"),
    ];
    let folder = site(&links);
    // The last is another spelling of the site's own host, and is asked.
    assert_eq!(told(&check(&folder, &[])).len(), 1);
    assert_eq!(asked.lock().expect("a log").len(), 2);
    folder.file(
        "fixbook.yaml",
        "title: Mill\nbase_url: https://mill.test/\n",
    );
    let now = check(&folder, &[]);
    assert_eq!(now.out, "");
    assert!(
        now.err
            .contains("0 pages of other sites asked, 0 known, 4 never asked"),
        "{}",
        now.err
    );
    assert_eq!(asked.lock().expect("a log").len(), 2);
}

/// An address at which nobody listens.
fn nobody() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    format!("http://{}/", listener.local_addr().expect("an address"))
}

fn a_dead_host_is_told_and_a_dead_network_once() {
    let folder = site(&[nobody()]);
    let one = check(&folder, &[]);
    assert!(
        told(&one).len() == 1 && one.out.contains("FB420") && one.out.contains("refuses"),
        "{}",
        one.out
    );
    let many: Vec<String> = (0..40).map(|page| format!("{}{page}", nobody())).collect();
    let folder = site(&many);
    let told = check(&folder, &[]);
    assert_eq!(told.out.lines().count(), 1, "{}", told.out);
    assert!(told.out.contains("FB422") && told.out.contains("no host of an outside link answers"));
    // What was seen offline is forgotten.
    assert!(!folder.at("cache").exists());
}

fn a_baseline_knows_which_run_asked_other_sites() {
    let (host, _) = http::answering(elsewhere);
    let folder = site(&[format!("{host}/gone")]);
    let known = ["--baseline", "known.txt"];
    check(&folder, &[&known[..], &["--update-baseline"]].concat());
    let text = folder.text("known.txt");
    assert!(text.contains("FB420"), "{text}");
    let pruned = folder.fixbook(&[&["check"], &known[..], &["--prune-baseline"]].concat());
    assert!(pruned.err.ends_with("0 new, 0 gone\n"), "{}", pruned.err);
    assert_eq!(folder.text("known.txt"), text);
}

/// A world in which nobody waits: it answers from a list and notes when it was asked.
struct Village {
    clock: Mutex<Duration>,
    answers: Mutex<BTreeMap<String, Vec<Result<Answer, Failure>>>>,
    asked: Mutex<Vec<(u128, String)>>,
}

impl Village {
    fn new(answers: &[(&str, &[Result<Answer, Failure>])]) -> Self {
        let answers = answers.iter();
        let answers = answers.map(|(url, list)| ((*url).to_owned(), list.to_vec()));
        Self {
            clock: Mutex::default(),
            answers: Mutex::new(answers.collect()),
            asked: Mutex::default(),
        }
    }

    fn see(&self, pages: &[&str]) -> BTreeMap<String, Verdict> {
        let pages: Pages = pages
            .iter()
            .map(|page| ((*page).to_owned(), BTreeSet::new()))
            .collect();
        let mut seen = BTreeMap::new();
        ask(&pages, self, &mut |page, found| {
            seen.insert(page.to_owned(), found.verdict);
        });
        seen
    }
}

impl World for Village {
    fn ask(&self, method: Method, url: &Url) -> Result<Answer, Failure> {
        let at = self.now().as_millis();
        self.asked
            .lock()
            .expect("a log")
            .push((at, format!("{method:?} {url}")));
        let mut answers = self.answers.lock().expect("answers");
        let list = answers
            .get_mut(url.as_str())
            .expect("an address that was meant");
        if list.len() > 1 {
            list.remove(0)
        } else {
            list[0].clone()
        }
    }

    fn now(&self) -> Duration {
        *self.clock.lock().expect("a clock")
    }

    fn wait(&self, time: Duration) {
        *self.clock.lock().expect("a clock") += time;
    }
}

fn status(status: u16, retry_after: Option<&str>) -> Result<Answer, Failure> {
    Ok(Answer {
        status,
        retry_after: retry_after.map(str::to_owned),
        ..Answer::default()
    })
}

fn a_host_is_asked_with_pauses_and_waited_for() {
    let (a, b) = ("https://mill.se/a", "https://mill.se/b");
    let world = Village::new(&[
        (a, &[status(429, Some("7")), status(200, None)]),
        (b, &[status(200, None)]),
    ]);
    let seen = world.see(&[a, b]);
    assert!(
        seen.values().all(|verdict| *verdict == Verdict::Fine),
        "{seen:?}"
    );
    let asked = world.asked.lock().expect("a log").clone();
    let expected = [(0, "Head", "a"), (7000, "Head", "a"), (7250, "Head", "b")];
    let expected =
        expected.map(|(at, method, page)| (at, format!("{method} https://mill.se/{page}")));
    assert_eq!(asked, expected);
}

fn a_host_that_has_enough_is_left_alone() {
    for wait in [Some("3600"), Some("Wed, 21 Oct 2026 07:28:00 GMT"), None] {
        let pages = [
            "https://mill.se/a",
            "https://mill.se/b",
            "https://mill.se/c",
        ];
        let busy = [status(429, wait)];
        let world = Village::new(&pages.map(|page| (page, &busy[..])));
        let seen = world.see(&pages);
        assert!(
            seen.len() == 3
                && seen
                    .values()
                    .all(|verdict| matches!(verdict, Verdict::Unknown(_))),
            "{seen:?}"
        );
        let asked = world.asked.lock().expect("a log").len();
        assert_eq!(asked, if wait.is_some() { 1 } else { 2 }, "{wait:?}");
    }
}

fn a_silent_host_is_asked_twice_however_many_pages_it_has() {
    let pages: Vec<String> = (0..500)
        .map(|page| format!("https://mill.se/{page}"))
        .collect();
    let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
    let silent = [Err(Failure::Timeout)];
    let answers: Vec<_> = pages.iter().map(|page| (*page, &silent[..])).collect();
    let world = Village::new(&answers);
    assert_eq!(world.see(&pages).len(), 500);
    assert_eq!(world.asked.lock().expect("a log").len(), 2);
}

fn a_name_of_the_own_network_that_is_unknown_is_no_dead_link() {
    let (inside, outside) = ("http://wiki/x", "http://wiki.mill.se/x");
    let dead = [Err(Failure::NoSuchHost)];
    let world = Village::new(&[(inside, &dead), (outside, &dead)]);
    let seen = world.see(&[inside, outside]);
    assert!(matches!(seen[inside], Verdict::Unknown(_)), "{seen:?}");
    assert!(matches!(seen[outside], Verdict::Gone(_)), "{seen:?}");
}

fn a_short_link_is_there_to_forward() {
    let start = "https://aka.ms/loom";
    let forward = [Ok(Answer {
        status: 301,
        location: Some("https://mill.se/new/place".to_owned()),
        ..Answer::default()
    })];
    let world = Village::new(&[
        (start, &forward),
        ("https://mill.se/new/place", &[status(200, None)]),
    ]);
    assert_eq!(world.see(&[start])[start], Verdict::Fine);
    let world = Village::new(&[
        (start, &forward),
        ("https://mill.se/new/place", &[status(404, None)]),
    ]);
    assert_eq!(
        world.see(&[start])[start],
        Verdict::Gone("404 Not Found".to_owned())
    );
}

fn what_must_not_be_asked_is_known_by_its_address() {
    for never in [
        "http://localhost/",
        "http://a.localhost:8080/",
        "https://example.com/x",
        "https://x.example.org/",
        "https://contoso.test/",
        "https://x.invalid/",
        "http://printer.local/",
        "http://127.1/",
        "http://0x7f000001/",
        "http://0/",
        "http://169.254.169.254/latest",
        "http://[fe80::1]/",
        "http://[::ffff:169.254.169.254]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fd00:ec2::254]/",
        "http://100.100.100.200/",
        "http://168.63.129.16/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://192.0.2.7/",
        "http://203.0.113.9/",
        "http://[2001:db8::1]/",
        "http://mill.se:25/",
        "ftp://mill.se/",
        "https://{server}/x",
        "https://<server>/x",
        "https://",
        "https://%00/",
        "http://[::]/",
        "http://[::1]/",
    ] {
        assert_eq!(address::page(never, None), None, "{never}");
    }
    for asked in [
        "http://mill.se/",
        "https://mill.se:8443/x",
        "http://wiki/x",
        "http://10.0.0.7/",
        "http://192.168.1.1:8090/",
        "http://[fd12:3456::1]/",
        "https://größe.de/",
        "https://example.com.mill.se/",
        "https://myexample.com/",
    ] {
        assert!(address::page(asked, None).is_some(), "{asked}");
    }
    // The metadata of a cloud are not to be had even by a site that says it is published there.
    assert_eq!(
        address::page("http://169.254.169.254/x", Some("169.254.169.254")),
        None
    );
    let (page, place) = address::page("https://me:secret@Mill.se/a?b#c%20d", None).expect("a page");
    assert_eq!(
        (page.as_str(), place.as_deref()),
        ("https://mill.se/a?b", Some("c d"))
    );
}

fn two_names_of_one_page_are_told_from_two_pages() {
    let same = |one: &str, other: &str| {
        let url = |text: &str| Url::parse(text).expect("an address");
        address::is_same_page(&url(one), &url(other))
    };
    assert!(same("http://mill.se/a", "https://www.mill.se/en-us/A/"));
    assert!(same("https://mill.se/de/", "https://mill.se/index.html"));
    assert!(!same("https://mill.se/a", "https://mill.se/b"));
    assert!(!same("https://mill.se/a?x=1", "https://mill.se/a?x=2"));
    assert!(!same("https://mill.se/a", "https://wool.se/a"));
}

fn what_was_seen_counts_for_a_week_a_day_or_an_hour() {
    const HOUR: i64 = 3600;
    let (now, places) = (10_000 * HOUR, BTreeSet::new());
    let gone = || "404 Not Found".to_owned();
    for (verdict, hours) in [
        (Verdict::Fine, 7 * 24),
        (Verdict::Moved("https://mill.se/b".to_owned()), 7 * 24),
        (Verdict::Gone(gone()), 24),
        (Verdict::Home("mill.se".to_owned()), 24),
        (Verdict::Unknown(gone()), 1),
    ] {
        let seen = Seen {
            verdict,
            places: BTreeMap::new(),
            answered: true,
        };
        let mut kept = Kept::default();
        kept.add("https://mill.se/a".to_owned(), now, seen.clone());
        let text = kept.encode();
        let known = |at: i64| {
            let kept = Kept::parse(&text, at);
            kept.get("https://mill.se/a", &places).cloned()
        };
        assert_eq!(known(now), Some(seen.clone()));
        assert_eq!(known(now + hours * HOUR - 1), Some(seen.clone()));
        assert_eq!(known(now + hours * HOUR), None, "{seen:?}");
        assert_eq!(
            known(now - 1),
            None,
            "what is of the future is not believed"
        );
    }
    let seen = Seen {
        verdict: Verdict::Fine,
        places: BTreeMap::new(),
        answered: true,
    };
    let mut kept = Kept::default();
    kept.add("https://mill.se/a".to_owned(), now, seen);
    let place = BTreeSet::from(["new".to_owned()]);
    assert_eq!(
        kept.get("https://mill.se/a", &place),
        None,
        "this place was not looked for"
    );
    assert_eq!(Kept::parse("{}", now), Kept::default());
}

tests![
    every_kind_of_answer_is_understood,
    what_is_known_is_not_asked_again,
    nothing_is_asked_unless_somebody_wants_it,
    this_computer_is_not_asked_for_others,
    a_dead_host_is_told_and_a_dead_network_once,
    a_baseline_knows_which_run_asked_other_sites,
    a_host_is_asked_with_pauses_and_waited_for,
    a_host_that_has_enough_is_left_alone,
    a_silent_host_is_asked_twice_however_many_pages_it_has,
    a_name_of_the_own_network_that_is_unknown_is_no_dead_link,
    a_short_link_is_there_to_forward,
    what_must_not_be_asked_is_known_by_its_address,
    two_names_of_one_page_are_told_from_two_pages,
    what_was_seen_counts_for_a_week_a_day_or_an_hour,
];
