//! What is known of pages from earlier, so that nobody is asked twice in a week.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Seen, Verdict};

/// What was seen of pages, and when, in seconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept(BTreeMap<String, (i64, Seen)>);

/// A line of the file.
#[derive(Serialize, Deserialize)]
struct Line {
    page: String,
    at: i64,
    #[serde(flatten)]
    seen: Seen,
}

const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;
/// How the file starts.
const MARK: &str = "# fixbook outside links 1";

impl Kept {
    /// Reads the text of the file. A line that cannot be read is as good as none: it is asked for again.
    #[must_use]
    pub fn parse(text: &str, now: i64) -> Self {
        let mut lines = text.lines();
        if lines.next() != Some(MARK) {
            return Self::default();
        }
        let lines = lines.filter_map(|line| serde_json::from_str::<Line>(line).ok());
        let mut kept = Self::default();
        for line in lines.filter(|line| is_fresh(&line.seen.verdict, line.at, now)) {
            kept.add(line.page, line.at, line.seen);
        }
        kept
    }

    /// The text of the file: a JSON object a line, sorted.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut text = format!("{MARK}\n");
        for (page, (at, seen)) in &self.0 {
            let (page, seen) = (page.clone(), seen.clone());
            let line = Line {
                page,
                at: *at,
                seen,
            };
            if let Ok(line) = serde_json::to_string(&line) {
                text.push_str(&line);
                text.push('\n');
            }
        }
        text
    }

    /// What is known of a page, if that says all that is asked.
    #[must_use]
    pub fn get(&self, page: &str, places: &BTreeSet<String>) -> Option<&Seen> {
        let (_, seen) = self.0.get(page)?;
        let says_all = places.iter().all(|place| seen.places.contains_key(place));
        (says_all || !matches!(seen.verdict, Verdict::Fine)).then_some(seen)
    }

    /// Keeps what was seen, unless something newer is known.
    pub fn add(&mut self, page: String, at: i64, seen: Seen) {
        if self.0.get(&page).is_none_or(|(known, _)| *known <= at) {
            self.0.insert(page, (at, seen));
        }
    }

    /// Takes over what another run has kept.
    pub fn join(&mut self, other: Self) {
        for (page, (at, seen)) in other.0 {
            self.add(page, at, seen);
        }
    }
}

/// Whether what was seen still counts: a week if all is well, a day if not, an hour if nobody knows.
fn is_fresh(verdict: &Verdict, at: i64, now: i64) -> bool {
    let time = match verdict {
        Verdict::Fine | Verdict::Moved(_) => 7 * DAY,
        Verdict::Gone(_) | Verdict::Home(_) => DAY,
        Verdict::Unknown(_) => HOUR,
    };
    // A clock that was set back has not seen the future.
    (0..time).contains(&now.saturating_sub(at))
}
