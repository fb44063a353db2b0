//! For each code of the table a site that has the finding, and the same site without it.
//!
//! They stand in text files, one for each hundred: `=== FB401`, then for each file of the site `--- wrong PATH` or
//! `--- right PATH` and its text. Where no text can show a finding, `--- none` says why. Every example is a test: the
//! finding is told of what is wrong, and not of what is right.

use super::rules::Rule;

const TEXTS: [&str; 10] = [
    include_str!("examples/0-files.txt"),
    include_str!("examples/1-front-matter.txt"),
    include_str!("examples/2-configuration.txt"),
    include_str!("examples/3-structure.txt"),
    include_str!("examples/4-links.txt"),
    include_str!("examples/5-addresses.txt"),
    include_str!("examples/6-themes.txt"),
    include_str!("examples/7-docfx.txt"),
    include_str!("examples/8-commands.txt"),
    include_str!("examples/9-knowledge.txt"),
];

/// How a finding comes about, and how it does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Example {
    /// The files of a site that has the finding.
    pub wrong: Vec<File>,
    /// The files of the same site, mended.
    pub right: Vec<File>,
    /// Why no file can show it; empty where files do.
    pub none: String,
}

/// A file of an example.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct File {
    /// Its path within the site.
    pub path: &'static str,
    /// Its text.
    pub text: &'static str,
}

impl Rule {
    /// The example of this rule.
    #[must_use]
    pub fn example(&self) -> Example {
        let mut entries = TEXTS.iter().flat_map(|text| text.split("=== ").skip(1));
        let entry = entries.find_map(|entry| {
            let (code, rest) = entry.split_once('\n')?;
            (code.trim() == self.code).then_some(rest)
        });
        let mut example = Example::default();
        let entry = entry.unwrap_or_default();
        let parts = entry.strip_prefix("--- ").into_iter();
        for part in parts.flat_map(|parts| parts.split("\n--- ")) {
            let (head, text) = part.split_once('\n').unwrap_or((part, ""));
            let file = |path| File {
                path,
                text: text.trim_end_matches('\n'),
            };
            match head.split_once(' ') {
                Some(("wrong", path)) => example.wrong.push(file(path)),
                Some(("right", path)) => example.right.push(file(path)),
                Some(("none", why)) => why.clone_into(&mut example.none),
                _ => {}
            }
        }
        example
    }
}
