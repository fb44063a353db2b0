//! What a heading numbers: "Scenario 2", "Resolution for Cause 1 and Cause 3", "Method B".

use std::sync::LazyLock;

use regex::Regex;

use crate::markdown::fold_blanks;

/// The kind of a numbered heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LabelKind {
    /// A story of its own: scenario, case, issue, example of the same problem.
    Story,
    /// A numbered symptom.
    Symptom,
    /// A numbered cause.
    Cause,
    /// A numbered resolution, solution or workaround.
    Fix,
    /// One of several ways to the same end.
    Method,
    /// One of several choices.
    Option,
    /// A part of a sequence.
    Step,
    /// A numbered error.
    Error,
}

/// A number that a heading gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// What is numbered.
    pub kind: LabelKind,
    /// Its number; a letter counts from `A` = 1.
    pub number: u32,
    /// The label as written: "Method B".
    pub text: String,
}

/// The table of words that number headings.
const KINDS: &[(&str, LabelKind)] = &[
    ("scenario", LabelKind::Story),
    ("case", LabelKind::Story),
    ("situation", LabelKind::Story),
    ("issue", LabelKind::Story),
    ("problem", LabelKind::Story),
    ("symptom", LabelKind::Symptom),
    ("cause", LabelKind::Cause),
    ("reason", LabelKind::Cause),
    ("resolution", LabelKind::Fix),
    ("solution", LabelKind::Fix),
    ("fix", LabelKind::Fix),
    ("workaround", LabelKind::Fix),
    ("remedy", LabelKind::Fix),
    ("mitigation", LabelKind::Fix),
    ("method", LabelKind::Method),
    ("option", LabelKind::Option),
    ("step", LabelKind::Step),
    ("error", LabelKind::Error),
    // German
    ("szenario", LabelKind::Story),
    ("fall", LabelKind::Story),
    ("ursache", LabelKind::Cause),
    ("lösung", LabelKind::Fix),
    ("problemumgehung", LabelKind::Fix),
    ("methode", LabelKind::Method),
    ("schritt", LabelKind::Step),
    ("fehler", LabelKind::Error),
    // French
    ("scénario", LabelKind::Story),
    ("méthode", LabelKind::Method),
    ("étape", LabelKind::Step),
    // Spanish
    ("escenario", LabelKind::Story),
    ("causa", LabelKind::Cause),
    ("solución", LabelKind::Fix),
    ("método", LabelKind::Method),
    ("paso", LabelKind::Step),
];

/// `word number`, and further numbers joined by commas and "and" ("Causes 1 and 2").
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    let words: Vec<&str> = KINDS.iter().map(|(word, _)| *word).collect();
    let number = r"(?:#\s?)?(?:[0-9]{1,2}|[a-h]|one|two|three|four|five)\b";
    let pattern = format!(
        r"(?i)\b({})(?:s|e?n)?\s+({number}(?:\s*(?:,|and|und|et|y|&|or|oder|/)\s*{number})*)",
        words.join("|")
    );
    Regex::new(&pattern).expect("the pattern is a constant")
});

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b([0-9]{1,2}|[a-h]|one|two|three|four|five)\b").expect("a constant")
});

/// Every number in a heading, in order: for "Resolution 2 for Cause 1" a fix 2 and a cause 1.
#[must_use]
pub fn labels(heading: &str) -> Vec<Label> {
    if !heading.contains(|c: char| c.is_ascii_digit() || c == ' ') {
        return Vec::new();
    }
    let mut labels = Vec::new();
    for found in NUMBERED.captures_iter(heading) {
        let word = found[1].to_lowercase();
        let Some(&(_, kind)) = KINDS.iter().find(|(known, _)| *known == word) else {
            continue;
        };
        for number in NUMBER.find_iter(&found[2]) {
            // "a" and "or" are words unless a capital letter marks them as a name: "Option A".
            let text = number.as_str();
            if let Some(number) = value(text) {
                let text = fold_blanks(&found[0]);
                labels.push(Label { kind, number, text });
            }
        }
    }
    labels
}

fn value(text: &str) -> Option<u32> {
    let words = ["one", "two", "three", "four", "five"];
    if let Some(index) = words
        .iter()
        .position(|word| text.eq_ignore_ascii_case(word))
    {
        return u32::try_from(index + 1).ok();
    }
    match text.chars().next()? {
        letter @ 'A'..='H' => Some(letter as u32 - 'A' as u32 + 1),
        'a'..='h' => None,
        _ => text.parse().ok(),
    }
}

/// Whether the heading is the label alone, or the label followed by a colon or a dash and a title.
#[must_use]
pub fn starts_with_label(heading: &str) -> bool {
    NUMBERED
        .find(heading.trim_start())
        .is_some_and(|found| found.start() == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(heading: &str) -> Vec<(LabelKind, u32)> {
        labels(heading)
            .into_iter()
            .map(|label| (label.kind, label.number))
            .collect()
    }

    #[test]
    fn headings_say_what_they_number() {
        use LabelKind::{Cause, Fix, Method, Option, Step, Story};
        assert_eq!(read("Scenario 2: a later failover"), [(Story, 2)]);
        assert_eq!(
            read("Resolution for Scenario 2 and Scenario 3"),
            [(Story, 2), (Story, 3)]
        );
        assert_eq!(
            read("Resolution for causes 1, 2 and 4"),
            [(Cause, 1), (Cause, 2), (Cause, 4)]
        );
        assert_eq!(read("Workaround 2 for Cause 1"), [(Fix, 2), (Cause, 1)]);
        assert_eq!(read("Method B - by hand"), [(Method, 2)]);
        assert_eq!(read("Option one"), [(Option, 1)]);
        assert_eq!(read("Step 12"), [(Step, 12)]);
        assert_eq!(read("Cause a problem"), []);
        assert_eq!(read("Symptoms"), []);
        assert_eq!(read("In case 500 users sign in"), []);
    }
}
