//! Outside links: whether the pages that articles link to are still there.
//!
//! The one room that asks other people's computers. Each page is asked once however many articles link it, one
//! request at a time goes to a host, and what is known from less than a week ago is not asked again. What decides
//! is kept apart from what asks: [`World`] is all that this room knows of the network and the clock.

#![allow(
    clippy::disallowed_methods,
    reason = "this room asks the network, and waits in between"
)]

pub mod address;
mod anchors;
mod ask;
mod gate;
pub mod kept;
mod verdict;
pub mod web;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Mutex, PoisonError, mpsc};

use url::Url;

pub use ask::{Answer, Failure, Method, World};
pub use verdict::{Seen, Verdict};

use crate::diagnostic::Place;
use crate::graph::Target;
use crate::pipeline::Site;
use gate::Gate;

/// An outside link as it stands in an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The address as written.
    pub address: String,
    /// Where it stands.
    pub place: Place,
}

/// The links of a site that lead out of it, over http or https.
#[must_use]
pub fn links(site: &Site) -> Vec<Link> {
    let mut found = Vec::new();
    for (index, targets) in site.graph().links.iter().enumerate() {
        let (article, document) = (site.article(index), &site.reading(index).document);
        for (link, target) in article.links.iter().zip(targets) {
            let Target::External(address) = target else {
                continue;
            };
            if address::is_http(address) {
                found.push(Link {
                    address: address.clone(),
                    place: document.place_of(link.span),
                });
            }
        }
    }
    found
}

/// The pages that links lead to, and the places in them that they name.
pub type Pages = BTreeMap<String, BTreeSet<String>>;

/// So many hosts are asked at the same time.
const AT_ONCE: usize = 8;

/// Asks for pages, and hands what was seen of each to `sink`, in the order in which the answers come.
pub fn ask(pages: &Pages, world: &dyn World, sink: &mut dyn FnMut(&str, Seen)) {
    let hosts = Mutex::new(by_host(pages));
    let gate = Gate::new(world);
    let (sender, answers) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(pages.len()) {
            let (sender, hosts, gate) = (sender.clone(), &hosts, &gate);
            scope.spawn(move || {
                let next = || {
                    hosts
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .pop_front()
                };
                while let Some(of_host) = next() {
                    for (page, places) in of_host {
                        // Who asked has gone away only if it failed.
                        let _ = sender.send((page, ask::ask(page, places, gate)));
                    }
                }
            });
        }
        drop(sender);
        for (page, seen) in answers {
            sink(page, seen);
        }
    });
}

/// The pages of one host, in order.
type OfHost<'p> = Vec<(&'p str, &'p BTreeSet<String>)>;

/// The pages by their hosts; those with the most come first, because they take longest.
fn by_host(pages: &Pages) -> VecDeque<OfHost<'_>> {
    let mut hosts: BTreeMap<String, OfHost<'_>> = BTreeMap::new();
    for (page, places) in pages {
        let host = Url::parse(page).map_or_else(|_| String::new(), |url| address::host_of(&url));
        hosts.entry(host).or_default().push((page, places));
    }
    let mut hosts: Vec<OfHost<'_>> = hosts.into_values().collect();
    hosts.sort_by_key(|pages| std::cmp::Reverse(pages.len()));
    hosts.into()
}
