//! Narrowing: what a person types to see fewer articles: `code:0x80070005`, `cmdlet:Get-Mailbox`,
//! `product:"Windows Server"`, a phrase in quotation marks.
//!
//! Pastes hold such words too. So only a short line narrows that is nothing but words besides, which no message
//! with a label, a stop or a path is, and no person who quotes one; and where no article fits, nothing is
//! narrowed.
//!
//! Its twin for browsers is `narrow.js`.

use super::fold::fold;
use super::kin::{kins, value};
use super::patterns::pattern;
use super::shelf::Found;
use super::term::length;

/// The longest line that narrows, in UTF-16 units, and the most words of it.
const LONGEST: usize = 400;
const MOST_WORDS: usize = 12;

/// A search that is narrowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Narrowing {
    /// What is searched.
    pub text: String,
    keeps: Vec<Keep>,
}

/// What an article must have.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Keep {
    /// The name of the field; empty for a phrase.
    name: String,
    /// The value, in lower case.
    value: String,
}

/// What a line narrows a search to, if a person typed it for that.
#[must_use]
pub fn narrowing(paste: &str) -> Option<Narrowing> {
    if length(paste) > LONGEST {
        return None;
    }
    let folded = fold(paste);
    let line = folded.trim_matches([' ', '\t', '\n']);
    let narrow = pattern("narrow!");
    let mut keeps = Vec::new();
    let mut rest = String::new();
    let mut at = 0;
    for found in narrow.captures_iter(line) {
        let group = |number| found.get(number).map_or("", |group| group.as_str());
        let whole = found.get_match();
        if line[whole.end()..].starts_with(|c| c != ' ') {
            return None;
        }
        rest.push_str(&line[at..whole.start()]);
        at = whole.end();
        keeps.push(Keep {
            name: group(1).to_owned(),
            value: [group(2), group(3), group(4)].concat().to_lowercase(),
        });
    }
    rest.push_str(&line[at..]);
    let is_plain = ["sign", "prose!"]
        .iter()
        .all(|name| !pattern(name).is_match(&rest));
    // What is a phrase as a whole is a message.
    let is_more = !rest.is_empty() || keeps.iter().any(|keep| !keep.name.is_empty());
    let is_short = line.split(' ').count() <= MOST_WORDS;
    (!keeps.is_empty() && is_plain && is_more && is_short).then(|| Narrowing {
        text: narrow.replace_all(line, " ${2}${3}${4}").into_owned(),
        keeps,
    })
}

impl Narrowing {
    /// Whether an article has all that it must.
    #[must_use]
    pub fn fits(&self, found: &Found) -> bool {
        self.keeps.iter().all(|keep| keep.fits(found))
    }
}

impl Keep {
    fn fits(&self, found: &Found) -> bool {
        let has = |text: &str| text.to_lowercase().contains(&self.value);
        match self.name.as_str() {
            "" => {
                let mut units = found.units.iter();
                units.any(|unit| has(&fold(&unit.text).replace('\n', " ")))
            }
            "product" => found.products.iter().any(|product| has(product)),
            _ => {
                let is_same = |known: &String| value(known).to_lowercase() == value(&self.value);
                let mut sought = kins(&self.value, true).into_iter();
                sought.any(|kin| found.all_codes().contains(&kin.code))
                    || found.codes.iter().chain(&found.names).any(is_same)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(paste: &str) -> Vec<(String, String)> {
        let keeps = narrowing(paste).map_or_else(Vec::new, |narrowing| narrowing.keeps);
        keeps
            .into_iter()
            .map(|keep| (keep.name, keep.value))
            .collect()
    }

    #[test]
    fn what_a_person_types_narrows() {
        for (typed, name, value, text) in [
            ("code:0x80070005", "code", "0x80070005", " 0x80070005"),
            (
                "update cmdlet:Get-Kiln",
                "cmdlet",
                "get-kiln",
                "update Get-Kiln",
            ),
            (
                " product:\"Kiln Two\" heater",
                "product",
                "kiln two",
                " Kiln Two heater",
            ),
            (
                "\u{201c}warp tension\u{201d} loom",
                "",
                "warp tension",
                " warp tension loom",
            ),
        ] {
            assert_eq!(
                kept(typed),
                [(name.to_owned(), value.to_owned())],
                "{typed}"
            );
            assert_eq!(narrowing(typed).expect("it narrows").text, text);
        }
        assert_eq!(kept("product:Kiln code:5.7.1 \"warp tension\"").len(), 3);
    }

    #[test]
    fn what_is_pasted_does_not() {
        for pasted in [
            "",
            "word:",
            "code:",
            "code: 5",
            "Code:5 heater",
            "-Switch product",
            "\"The warp tension is out of range\"",
            "\"warp tension",
            "\"warp\" loom",
            "loom fails with \"warp tension out of range\"",
            "level=error code:5",
            "10:11:12 heater code:5",
            "Error: code:5",
            "code:5\nproduct:Kiln",
            "Cannot open \"warp tension\" of the loom.",
            "I get \"warp tension out of range\" today",
            "{\"code\":5, \"product\":\"Kiln Two\"}",
            "a code:5 in a line of many words that no person would type to narrow it",
            "code:5\"x",
        ] {
            assert_eq!(kept(pasted), [], "{pasted}");
        }
        assert_eq!(kept(&"code:5 ".repeat(100_000)), []);
    }
}
