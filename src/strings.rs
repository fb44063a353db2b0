//! The words that pages show beside what authors write, by key, in the site's language.

use std::collections::BTreeMap;

/// The words of a page, by key.
#[derive(Clone, Debug, Default, serde::Serialize)]
#[serde(transparent)]
pub struct Strings(BTreeMap<String, String>);

impl Strings {
    /// Later entries replace earlier ones of the same key.
    #[must_use]
    pub fn new(entries: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(entries.into_iter().collect())
    }

    /// The words for a key; the key itself where there are none.
    #[must_use]
    pub fn get<'s>(&'s self, key: &'s str) -> &'s str {
        self.0.get(key).map_or(key, String::as_str)
    }

    /// The words for a number of things: those of `KEY_one` or `KEY_other`, with the number for `{n}`.
    #[must_use]
    pub fn count(&self, key: &str, n: usize) -> String {
        let form = if n == 1 { "one" } else { "other" };
        self.get(&format!("{key}_{form}"))
            .replace("{n}", &n.to_string())
    }
}
