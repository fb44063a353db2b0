//! Where a cmdlet is documented, as the links of the articles teach it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::entities::Use;
use super::{Routes, Target, href};
use crate::reading::Reading;
use crate::source::Url;

/// Where something is documented.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Documentation {
    /// At an address outside the site.
    Elsewhere(String),
    /// On a page of the site, perhaps at a place in it.
    Here(Url, Option<String>),
}

impl Documentation {
    /// Its address as seen from a page.
    #[must_use]
    pub fn seen_from(&self, from: &Url) -> String {
        match self {
            Self::Elsewhere(address) => address.clone(),
            Self::Here(url, anchor) => href(url, anchor.as_deref(), from),
        }
    }
}

/// Where the articles that use a cmdlet link its name to: an address that ends with its name before
/// any other, because an opaque one may lead to a whole book; then what most links say.
pub(super) fn documentation(
    name: &str,
    uses: &[Use],
    readings: &[Arc<Reading>],
    links: &[Vec<Target>],
    routes: &Routes,
) -> Option<Documentation> {
    let mut told: BTreeMap<Documentation, usize> = BTreeMap::new();
    for at in uses {
        let reading = &readings[at.article];
        for node in &reading.mentions.cmdlets[at.mention].links {
            let by_node = &reading.article.links_by_node;
            let first = by_node.partition_point(|(other, _)| other < node);
            let Some((_, link)) = by_node.get(first).filter(|(other, _)| other == node) else {
                continue;
            };
            let target = &links[at.article][*link];
            if let Some(documentation) = leads_to(target, routes) {
                *told.entry(documentation).or_default() += 1;
            }
        }
    }
    best(told, name)
}

/// Of the addresses that links tell, with how often each stands, the best one.
fn best(told: BTreeMap<Documentation, usize>, name: &str) -> Option<Documentation> {
    let best = told.into_iter().max_by(|(a, times), (b, more)| {
        let is_named = |documentation| is_named(documentation, name);
        // Of equals the first by the alphabet.
        let by_name = is_named(a).cmp(&is_named(b));
        by_name.then(times.cmp(more)).then_with(|| b.cmp(a))
    });
    best.map(|(documentation, _)| documentation)
}

fn leads_to(target: &Target, routes: &Routes) -> Option<Documentation> {
    match target {
        Target::External(address) if is_web(address) => {
            Some(Documentation::Elsewhere(address.clone()))
        }
        Target::Article { index, anchor } => {
            let url = routes.articles[*index].clone()?;
            Some(Documentation::Here(url, anchor.clone()))
        }
        _ => None,
    }
}

fn is_web(address: &str) -> bool {
    let scheme = address.split("://").next().unwrap_or_default();
    scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")
}

/// Whether the last part of an address is the name.
fn is_named(documentation: &Documentation, name: &str) -> bool {
    let path = match documentation {
        Documentation::Elsewhere(address) => address.as_str(),
        Documentation::Here(url, _) => url.as_str(),
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let last = path.trim_end_matches('/').rsplit('/').next();
    let last = last.unwrap_or_default();
    let stem = last
        .strip_suffix(".html")
        .or_else(|| last.strip_suffix(".aspx"))
        .unwrap_or(last);
    stem.eq_ignore_ascii_case(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(told: &[(&str, usize)]) -> Option<String> {
        let told = told.iter();
        let told = told.map(|&(address, times)| (Documentation::Elsewhere(address.into()), times));
        let best = best(told.collect(), "Get-Tray")?;
        Some(best.seen_from(&Url::of_file("index.html")))
    }

    #[test]
    fn an_address_with_the_name_is_better_than_one_that_stands_often() {
        const OPAQUE: &str = "https://contoso.com/library/aa1";
        const NAMED: &str = "https://docs.contoso.com/tray/get-tray?view=new";
        assert_eq!(chosen(&[(OPAQUE, 9), (NAMED, 1)]).as_deref(), Some(NAMED));
        let other = "https://contoso.com/library/bb2";
        assert_eq!(chosen(&[(OPAQUE, 1), (other, 2)]).as_deref(), Some(other));
        assert_eq!(chosen(&[(other, 2), (OPAQUE, 2)]).as_deref(), Some(OPAQUE));
        assert_eq!(chosen(&[]), None);
    }

    #[test]
    fn an_address_ends_with_the_name_or_is_opaque() {
        let named = |address: &str| is_named(&Documentation::Elsewhere(address.into()), "Get-Tray");
        assert!(named(
            "https://docs.contoso.com/printing/get-tray?view=latest#examples"
        ));
        assert!(named("https://docs.contoso.com/printing/Get-Tray/"));
        assert!(named("http://contoso.com/library/get-tray.aspx"));
        assert!(!named("https://docs.contoso.com/library/aa997663"));
        assert!(!named("https://docs.contoso.com/get-tray/examples"));
        assert!(!named(""));
    }
}
