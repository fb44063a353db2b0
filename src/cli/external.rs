//! `fixbook check --external`: asks whether the pages of other sites are still there, and remembers the answers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use jiff::Timestamp;
use url::Url;

use super::progress::Progress;
use super::report::{count, say};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::disk;
use crate::external::kept::Kept;
use crate::external::web::Web;
use crate::external::{self, Link, Pages, Seen, address};
use crate::pipeline::Site;

/// The codes that only this check finds.
const CODES: [Code; 4] = [
    Code::OutsideGone,
    Code::OutsideMoved,
    Code::OutsideUnknown,
    Code::OutsideAnchor,
];

/// Where so many hosts were asked and none answered, the computer is not online.
const ENOUGH_HOSTS: usize = 3;
/// The answers are kept in between, so that a long check that is broken off was not for nothing.
const KEEP_EVERY: usize = 50;
/// A larger file of answers is not read.
const MOST_BYTES: u64 = 64 << 20;

/// What there is to say about outside links.
#[derive(Default)]
pub(super) struct Outside {
    pub(super) findings: Vec<Diagnostic>,
    /// How many pages were asked for, for the summary.
    pub(super) summary: String,
}

/// Whether a finding with this code needs the network to be found.
pub(super) fn finds(code: &str) -> bool {
    CODES.iter().any(|known| known.rule().code == code)
}

/// Checks the outside links of a site that stand where it is meant.
pub(super) fn check(
    site: &Site,
    base_url: Option<&str>,
    is_meant: &dyn Fn(&Place) -> bool,
) -> Outside {
    let mut links = external::links(site);
    links.retain(|link| is_meant(&link.place));
    // An included file has its links once in each article that includes it.
    links.sort_by(|a, b| (&a.place, &a.address).cmp(&(&b.place, &b.address)));
    links.dedup();
    let base = base_url.and_then(|base| Url::parse(base).ok());
    let own_host = base.as_ref().and_then(Url::host_str);
    let mut linked: Vec<(Link, String, Option<String>)> = Vec::new();
    let mut never = BTreeSet::new();
    for link in links {
        match address::page(&link.address, own_host) {
            Some((page, place)) => linked.push((link, page.into(), place)),
            None => {
                never.insert(link.address);
            }
        }
    }
    let mut pages = Pages::new();
    for (_, page, place) in &linked {
        pages.entry(page.clone()).or_default().extend(place.clone());
    }
    let answers = answers(&pages, own_host);
    let asked = count(answers.asked, "page");
    let summary = format!(
        "{asked} of other sites asked, {} known, {} never asked",
        pages.len() - answers.asked,
        never.len()
    );
    if answers.is_offline {
        return Outside {
            findings: vec![offline()],
            summary,
        };
    }
    let told = linked.into_iter().filter_map(|(link, page, place)| {
        let seen = answers.seen.get(&page)?;
        let finding = seen.finding(&link.address, place.as_deref())?;
        Some(finding.in_place(link.place))
    });
    Outside {
        findings: told.collect(),
        summary,
    }
}

fn offline() -> Diagnostic {
    let message = "no host of an outside link answers, so none of them was checked";
    Diagnostic::new(Code::OutsideUnknown, message)
        .help("connect to the network, or name its proxy in `HTTPS_PROXY`")
}

/// What is known of all pages.
struct Answers {
    seen: BTreeMap<String, Seen>,
    asked: usize,
    is_offline: bool,
}

fn answers(pages: &Pages, own_host: Option<&str>) -> Answers {
    let store = Store::open();
    let mut kept = store.read();
    let mut seen = BTreeMap::new();
    let mut open = Pages::new();
    for (page, places) in pages {
        match kept.get(page, places) {
            Some(known) => {
                seen.insert(page.clone(), known.clone());
            }
            None => {
                open.insert(page.clone(), places.clone());
            }
        }
    }
    let bar = Progress::new(open.len(), "pages of other sites");
    let (mut answered, mut hosts, mut number) = (false, BTreeSet::new(), 0_usize);
    if !open.is_empty() {
        let world = Web::new(own_host.map(str::to_owned));
        external::ask(&open, &world, &mut |page, found| {
            bar.step();
            answered |= found.answered;
            hosts.extend(Url::parse(page).map(|url| address::host_of(&url)));
            kept.add(page.to_owned(), now(), found.clone());
            seen.insert(page.to_owned(), found);
            number += 1;
            if answered && number.is_multiple_of(KEEP_EVERY) {
                store.write(&kept);
            }
        });
    }
    // What an offline computer saw is not kept.
    if answered {
        store.write(&kept);
    }
    Answers {
        seen,
        asked: open.len(),
        is_offline: !answered && hosts.len() >= ENOUGH_HOSTS,
    }
}

fn now() -> i64 {
    Timestamp::now().as_second()
}

/// The file of answers; none where the system has no folder for such files.
struct Store(Option<PathBuf>);

impl Store {
    fn open() -> Self {
        Self(cache_folder().map(|folder| folder.join("fixbook").join("outside-links.jsonl")))
    }

    fn read(&self) -> Kept {
        let small = self.0.as_ref().filter(|file| {
            let found = std::fs::metadata(file);
            found.is_ok_and(|found| found.is_file() && found.len() <= MOST_BYTES)
        });
        let text = small.and_then(|file| std::fs::read_to_string(file).ok());
        text.map_or_else(Kept::default, |text| Kept::parse(&text, now()))
    }

    /// Writes what is kept, beside what another run wrote meanwhile. Without it all is asked anew.
    fn write(&self, kept: &Kept) {
        let Some(file) = &self.0 else {
            return;
        };
        let mut all = self.read();
        all.join(kept.clone());
        let folder = file.parent().map_or(Ok(()), std::fs::create_dir_all);
        let written = folder.and_then(|()| disk::write_file(file, all.encode().as_bytes()));
        if let Err(error) = written {
            say(&format!(
                "the answers cannot be kept in `{}`: {error}",
                file.display()
            ));
        }
    }
}

/// The user's folder for what can be made again
/// (<https://specifications.freedesktop.org/basedir-spec/latest/>, and its counterparts).
fn cache_folder() -> Option<PathBuf> {
    let folder = |name: &str| {
        let path = std::env::var_os(name).map(PathBuf::from);
        path.filter(|path| path.is_absolute())
    };
    if let Some(named) = folder("XDG_CACHE_HOME") {
        return Some(named);
    }
    if cfg!(windows) {
        return folder("LOCALAPPDATA");
    }
    let below = if cfg!(target_os = "macos") {
        "Library/Caches"
    } else {
        ".cache"
    };
    folder("HOME").map(|home| home.join(below))
}
