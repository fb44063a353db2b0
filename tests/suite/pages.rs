//! Every published page, of the project's own site and of all test sites: its links lead somewhere,
//! and it holds to what a strict browser and a screen reader expect.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::markup::{self, Element};
use crate::sites;
use crate::support::{self, Folder};

fn the_projects_own_pages_are_sound() {
    let folder = Folder::new();
    let out = folder.at("public");
    let told = support::fixbook()
        .current_dir(support::project())
        .args(["build", "--strict", "-d"])
        .arg(&out)
        // A day on which all of them are published, whatever their dates.
        .env("SOURCE_DATE_EPOCH", "1798761600")
        .output()
        .expect("fixbook starts");
    let said = String::from_utf8_lossy(&told.stderr);
    assert!(told.status.success(), "content/ has findings:\n{said}");
    assert_sound(&out);
}

fn the_pages_of_every_test_site_are_sound() {
    // A theme that fails to show a page leaves links to it behind; that is what those sites show.
    let fails = |site: &Path| site.file_name().is_some_and(|name| name == "broken-view");
    for site in sites::published().into_iter().filter(|site| !fails(site)) {
        let folder = sites::lay_out(&site);
        let told = folder.fixbook(&["build", "--base-url", "https://example.com/kb"]);
        if told.err.contains("FB601") {
            // Pages that a theme cannot show are missing, and links to them lead nowhere.
            continue;
        }
        assert_sound(&folder.at("public"));
    }
}

/// Fails with everything that is wrong in a published site.
pub(crate) fn assert_sound(public: &Path) {
    let problems = problems(public);
    assert!(
        problems.is_empty(),
        "{}:\n{}",
        public.display(),
        problems.join("\n")
    );
}

fn problems(public: &Path) -> Vec<String> {
    let files = support::files(public);
    let pages: BTreeMap<&str, String> = files
        .iter()
        .filter(|file| file.ends_with(".html"))
        .map(|file| {
            (
                file.as_str(),
                fs::read_to_string(public.join(file)).expect("UTF-8"),
            )
        })
        .collect();
    let mut problems = Vec::new();
    let mut read: BTreeMap<&str, Vec<Element<'_>>> = BTreeMap::new();
    for (path, html) in &pages {
        match markup::read(html) {
            Ok(elements) => drop(read.insert(path, elements)),
            Err(error) => problems.push(format!("{path}: {error}")),
        }
    }
    let places: BTreeMap<&str, BTreeSet<&str>> = read
        .iter()
        .map(|(path, elements)| (*path, places(elements)))
        .collect();
    let known: BTreeSet<&str> = files.iter().map(String::as_str).collect();
    for (path, elements) in &read {
        let mut say = |problem: String| problems.push(format!("{path}: {problem}"));
        check_page(path, elements, &mut say);
        for address in addresses(elements) {
            check_address(path, address, &known, &places, &mut say);
        }
    }
    problems
}

fn places<'h>(elements: &[Element<'h>]) -> BTreeSet<&'h str> {
    let named = elements
        .iter()
        .filter(|element| element.name == "a")
        .filter_map(|a| a.get("name"));
    elements
        .iter()
        .filter_map(|element| element.get("id"))
        .chain(named)
        .collect()
}

fn addresses<'h>(elements: &[Element<'h>]) -> Vec<&'h str> {
    let keys = ["href", "src", "action", "data-search"];
    let of = |element: &'_ Element<'h>| keys.map(|key| element.get(key)).into_iter().flatten();
    elements.iter().flat_map(of).collect()
}

fn check_page(path: &str, elements: &[Element<'_>], say: &mut dyn FnMut(String)) {
    let all = |name: &'static str| elements.iter().filter(move |element| element.name == name);
    let is_redirect = all("meta").any(|meta| meta.get("http-equiv") == Some("refresh"));
    let policy = all("meta")
        .find(|meta| meta.get("http-equiv") == Some("Content-Security-Policy"))
        .and_then(|meta| meta.get("content"))
        .map(markup::unescaped);
    if !policy.is_some_and(|policy| policy.starts_with("default-src 'self'")) {
        say("no content security policy".to_owned());
    }
    let has_tabs = elements
        .iter()
        .any(|element| element.get("data-tabs").is_some());
    let loads_tabs = all("script")
        .filter_map(|script| script.get("src"))
        .any(|src| src.contains("assets/tabs"));
    if has_tabs != loads_tabs {
        say("tabs without their script, or the script without tabs".to_owned());
    }
    let boxes = all("textarea").filter(|area| area.get("name") == Some("q"));
    // A page that may be served at any depth loads nothing, so that nothing could answer.
    if boxes.count() != 1 && !is_redirect && path != "404.html" {
        say("not one search box".to_owned());
    }
    let titles = all("h1").count();
    if titles != 1 && !is_redirect {
        say(format!("{titles} headings of level 1"));
    }
    if all("title").count() != 1 || all("main").count() != 1 {
        say("not one title and one main".to_owned());
    }
    check_headings(elements, say);
    let mut ids = BTreeSet::new();
    for element in elements {
        if let Some(id) = element.get("id")
            && !ids.insert(id)
        {
            say(format!("the id `{id}` stands twice"));
        }
        check_element(path, element, say);
        if element.name == "img" && element.get("alt").is_none() {
            say("an image without a description".to_owned());
        }
    }
    for element in elements {
        for key in ["aria-labelledby", "aria-describedby", "for"] {
            for id in element.get(key).unwrap_or_default().split_whitespace() {
                if !ids.contains(id) {
                    say(format!("`{key}` names `{id}`, which does not exist"));
                }
            }
        }
    }
}

fn check_headings(elements: &[Element<'_>], say: &mut dyn FnMut(String)) {
    let mut before = 0;
    for element in elements {
        let level = match element.name {
            "h1" => 1,
            "h2" => 2,
            "h3" => 3,
            "h4" => 4,
            "h5" => 5,
            "h6" => 6,
            _ => continue,
        };
        if level > before + 1 {
            say(format!(
                "a heading of level {level} after level {before}: {}",
                element.inner
            ));
        }
        before = level;
    }
}

/// Nothing runs that is not a file of the site, and nothing comes from another host.
pub(crate) fn check_element(path: &str, element: &Element<'_>, say: &mut dyn FnMut(String)) {
    let name = element.name;
    let elsewhere = |address: &str| {
        let address = address.trim_start();
        address.starts_with("//") || address.contains("://")
    };
    let is_search = name == "form" && element.get("role") == Some("search");
    let is_foreign = ["iframe", "object", "embed", "base", "form"].contains(&name);
    if name == "style" || is_foreign && !is_search {
        say(format!("an element `{name}`"));
    }
    if name == "script" {
        let is_data = element.get("type") == Some("application/ld+json");
        let is_file = element.inner.trim().is_empty() && element.get("src").is_some();
        if !is_data && !is_file {
            say("an inline script".to_owned());
        }
    }
    for (key, value) in &element.attributes {
        let value = markup::unescaped(value);
        let scheme = value.trim().to_lowercase();
        if key.starts_with("on") || *key == "style" {
            say(format!("`{name}` has an attribute `{key}`"));
        }
        if ["href", "src"].contains(key)
            && ["javascript:", "vbscript:", "data:text"]
                .iter()
                .any(|bad| scheme.starts_with(bad))
        {
            say(format!("`{name}` has the address `{value}`"));
        }
        let is_canonical = element.get("rel") == Some("canonical");
        if (*key == "src"
            || *key == "srcset"
            || (*key == "href" && name == "link" && !is_canonical))
            && elsewhere(&value)
        {
            say(format!("{path} loads `{value}`"));
        }
    }
}

fn check_address(
    page: &str,
    address: &str,
    files: &BTreeSet<&str>,
    places: &BTreeMap<&str, BTreeSet<&str>>,
    say: &mut dyn FnMut(String),
) {
    let address = markup::unescaped(address);
    let scheme = address.split(['/', '#', '?']).next().unwrap_or_default();
    if scheme.contains(':') {
        return;
    }
    // It may be served at any depth, and knows the site's path on its host if it knows anything.
    if page == "404.html" && address.starts_with('/') && address.ends_with(".css") {
        return;
    }
    if address.starts_with('/') {
        say(format!("`{address}` is not relative"));
        return;
    }
    let (path, anchor) = match address.split_once('#') {
        Some((path, anchor)) => (path, Some(support::decoded(anchor))),
        None => (address.as_str(), None),
    };
    let path = support::decoded(path.split('?').next().unwrap_or_default());
    let mut parts: Vec<&str> = page.split('/').collect();
    if !path.is_empty() {
        parts.pop();
        for part in path.split('/') {
            match part {
                ".." if parts.pop().is_none() => {
                    say(format!("`{address}` leaves the site"));
                    return;
                }
                ".." | "." => {}
                name => parts.push(name),
            }
        }
    }
    let target = parts.join("/");
    if !files.contains(target.as_str()) {
        say(format!("`{address}` leads nowhere"));
        return;
    }
    let anchor = anchor.filter(|anchor| !anchor.is_empty() && anchor != "top");
    if let (Some(anchor), Some(places)) = (anchor, places.get(target.as_str()))
        && !places.contains(anchor.as_str())
    {
        say(format!(
            "`{address}` names a place that `{target}` does not have"
        ));
    }
}

tests![
    the_projects_own_pages_are_sound,
    the_pages_of_every_test_site_are_sound
];
