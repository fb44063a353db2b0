//! Ids of headings, by the rule that GitHub and DocFX share: lower case, blanks become hyphens,
//! everything that is not a letter, a digit, `-` or `_` goes, and a repeated id gets `-1`, `-2`.

use std::collections::HashMap;

/// Gives out ids that are unique in a page.
#[derive(Debug, Default)]
pub struct Slugs {
    given: HashMap<String, u32>,
}

impl Slugs {
    /// The id for a heading's text.
    pub fn give(&mut self, text: &str) -> String {
        self.unique(slug(text))
    }

    /// That id, or with the next free number if it is taken.
    pub fn unique(&mut self, wanted: String) -> String {
        let wanted = if wanted.is_empty() {
            "section".to_owned()
        } else {
            wanted
        };
        if !self.given.contains_key(&wanted) {
            self.given.insert(wanted.clone(), 0);
            return wanted;
        }
        loop {
            let count = self.given.entry(wanted.clone()).or_default();
            *count += 1;
            let numbered = format!("{wanted}-{count}");
            if !self.given.contains_key(&numbered) {
                self.given.insert(numbered.clone(), 0);
                return numbered;
            }
        }
    }
}

/// A heading's text as an id.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '-' | '_' => slug.push(c),
            c if c.is_ascii_alphanumeric() => slug.push(c.to_ascii_lowercase()),
            c if c.is_alphanumeric() => slug.extend(c.to_lowercase()),
            c if c.is_whitespace() => slug.push('-'),
            _ => {}
        }
    }
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_like_those_of_github() {
        for (heading, id) in [
            ("Scenario 1", "scenario-1"),
            ("What's new in v1.2?", "whats-new-in-v12"),
            ("C# & VB.NET", "c--vbnet"),
            ("Überblick über «alles»", "überblick-über-alles"),
            ("解決 方法", "解決-方法"),
        ] {
            assert_eq!(slug(heading), id);
        }
        let mut slugs = Slugs::default();
        let given: Vec<String> = ["Cause", "Cause", "Cause 1", "Cause", "???"]
            .map(|text| slugs.give(text))
            .into();
        assert_eq!(
            given,
            ["cause", "cause-1", "cause-1-1", "cause-2", "section"]
        );
    }
}
