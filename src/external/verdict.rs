//! What is found out about a page, and how it is told.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Code, Diagnostic};

/// What was found out about a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is there, or exists behind a door.
    Fine,
    /// It is not there, and why.
    Gone(String),
    /// It has moved for good, and to where.
    Moved(String),
    /// Who asks for it is led to the first page of this host.
    Home(String),
    /// Nobody knows, and why.
    Unknown(String),
}

/// What was seen of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// What was found out.
    pub verdict: Verdict,
    /// Whether it has the places that were asked for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub places: BTreeMap<String, bool>,
    /// Whether any computer answered.
    #[serde(skip, default = "yes")]
    pub answered: bool,
}

fn yes() -> bool {
    true
}

impl Seen {
    /// A verdict on a page of which nothing was read.
    pub(super) fn only(verdict: Verdict) -> Self {
        Self {
            verdict,
            places: BTreeMap::new(),
            answered: true,
        }
    }

    /// What there is to say about a link to it, without a place.
    #[must_use]
    pub fn finding(&self, address: &str, place: Option<&str>) -> Option<Diagnostic> {
        let link = format!("the link `{address}`");
        let finding = match &self.verdict {
            Verdict::Fine => return self.missing(address, place),
            Verdict::Gone(why) => {
                Diagnostic::new(Code::OutsideGone, format!("{link} leads nowhere: {why}"))
                    .help("look for where the page has gone, or take the link out")
            }
            Verdict::Moved(to) => {
                let to = place.map_or_else(|| to.clone(), |place| format!("{to}#{place}"));
                Diagnostic::new(
                    Code::OutsideMoved,
                    format!("{link} leads to a page that has moved"),
                )
                .help(format!("link to `{to}`"))
            }
            Verdict::Home(host) => {
                let message = format!("{link} ends on the first page of `{host}`");
                Diagnostic::new(Code::OutsideMoved, message)
                    .help("see whether the page is gone: sites lead there what they no longer have")
            }
            Verdict::Unknown(why) => Diagnostic::new(
                Code::OutsideUnknown,
                format!("{link} could not be checked: {why}"),
            )
            .help("open it, or check again later"),
        };
        Some(finding)
    }

    fn missing(&self, address: &str, place: Option<&str>) -> Option<Diagnostic> {
        let place = place.filter(|place| self.places.get(*place) == Some(&false))?;
        let page = address.split('#').next().unwrap_or_default();
        let message = format!("`{page}` has no place `#{place}`");
        let help = "open the page and copy the address of the place that is meant";
        Some(Diagnostic::new(Code::OutsideAnchor, message).help(help))
    }
}
