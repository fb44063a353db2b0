//! The part that a section plays in an article, and the one table of heading words that tell it.

mod tongues;

use std::fmt;

/// What a section is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// What the reader sees.
    Symptom,
    /// Why it happens.
    Cause,
    /// What ends it.
    Resolution,
    /// What helps until it is ended.
    Workaround,
    /// What the vendor says of it ("fixed in …").
    Status,
    /// Background.
    More,
    /// What the article is about.
    Summary,
    /// Where to read on.
    References,
    /// What must be there before one starts.
    Prerequisites,
    /// How to find out which cause it is.
    Diagnosis,
    /// Where it happens.
    Environment,
    /// Anything else.
    Other,
}

impl Role {
    /// Every role, in the order in which a troubleshooting article usually has them.
    pub const ALL: [Self; 12] = [
        Self::Summary,
        Self::Environment,
        Self::Prerequisites,
        Self::Symptom,
        Self::Cause,
        Self::Diagnosis,
        Self::Resolution,
        Self::Workaround,
        Self::Status,
        Self::More,
        Self::References,
        Self::Other,
    ];

    /// The word for it in JSON, in `data-role` and in the configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Symptom => "symptom",
            Self::Cause => "cause",
            Self::Resolution => "resolution",
            Self::Workaround => "workaround",
            Self::Status => "status",
            Self::More => "more",
            Self::Summary => "summary",
            Self::References => "references",
            Self::Prerequisites => "prerequisites",
            Self::Diagnosis => "diagnosis",
            Self::Environment => "environment",
            Self::Other => "other",
        }
    }

    /// Whether such a section tells what to do against the trouble.
    #[must_use]
    pub fn is_fix(self) -> bool {
        matches!(self, Self::Resolution | Self::Workaround)
    }

    /// The role of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The table: phrases that a heading starts with, longest first within a role where it matters.
///
/// Case, plural `s` and trailing punctuation do not count. The words are those of several house
/// styles: symptom, cause, resolution; issue, environment, root cause, diagnostic steps; meaning,
/// impact, diagnosis, mitigation; condition, remedy; problem, solution.
const WORDS: &[(Role, &[&str])] = &[
    (
        Role::Symptom,
        &[
            "symptom",
            "problem",
            "issue",
            "problem description",
            "issue description",
            "what you see",
            "meaning",
            "impact",
            "condition",
            "behavior",
            "behaviour",
        ],
    ),
    (
        Role::Cause,
        &[
            "cause",
            "root cause",
            "reason",
            "explanation",
            "why this happens",
            "why it happens",
            "why this issue occurs",
            "why this problem occurs",
            "why this error occurs",
            "what causes this",
        ],
    ),
    (
        Role::Resolution,
        &[
            "resolution",
            "solution",
            "fix",
            "remedy",
            "remediation",
            "mitigation",
            "corrective action",
            "recovery",
            "repair",
            "resolve",
            "procedure",
            "resolving the problem",
            "resolving the issue",
        ],
    ),
    (
        Role::Workaround,
        &[
            "workaround",
            "work around",
            "temporary workaround",
            "temporary fix",
            "temporary solution",
            "temporary resolution",
        ],
    ),
    (Role::Status, &["status"]),
    (
        Role::More,
        &[
            "more information",
            "additional information",
            "further information",
            "more info",
            "more details",
            "background",
            "background information",
            "technical details",
        ],
    ),
    (
        Role::Summary,
        &["summary", "introduction", "overview", "abstract"],
    ),
    (
        Role::References,
        &[
            "reference",
            "see also",
            "related article",
            "related content",
            "related topic",
            "related link",
            "related information",
            "additional resource",
            "further reading",
            "resource",
        ],
    ),
    (
        Role::Prerequisites,
        &[
            "prerequisite",
            "before you begin",
            "before you start",
            "requirement",
        ],
    ),
    (
        Role::Diagnosis,
        &[
            "diagnosis",
            "diagnostic",
            "diagnostic step",
            "diagnose",
            "troubleshooting",
            "troubleshooting step",
            "investigation",
            "steps to reproduce",
            "how to reproduce",
            "detected conditions and results",
            "verification",
        ],
    ),
    (
        Role::Environment,
        &[
            "environment",
            "applies to",
            "affected version",
            "affected product",
            "affected system",
            "system requirement",
            "supported scenario",
        ],
    ),
];

/// Words that may stand before a phrase of the table without changing what it means.
const QUALIFIERS: &[&str] = &[
    "possible",
    "common",
    "likely",
    "most likely",
    "probable",
    "main",
    "suggested",
    "recommended",
    "permanent",
    "quick",
    "alternative",
    "alternate",
    "additional",
    "other",
    "another",
    "general",
    "proposed",
    "first",
    "second",
    "third",
    "the",
];

/// Words that may follow a phrase and leave it a label ("Resolution for Cause 1", "Workaround in
/// Windows"). After any other word the phrase is part of a sentence ("Issues with printing").
const FOLLOWERS: &[&str] = &[
    "for", "of", "to", "when", "if", "and", "or", "method", "option", "step", "scenario", "cause",
    "part", "in", "on", "from", "by",
];

/// Verbs that make a heading the fix, whatever follows.
const FIXING_VERBS: &[&str] = &["fix", "resolve", "repair", "solve"];

/// Questions, told by a word that asks and a word that says what about.
const QUESTIONS: &[(&[&str], &[&str], Role)] = &[
    (&["how"], &["work around"], Role::Workaround),
    (
        &["how"],
        &[
            "fix",
            "resolve",
            "solve",
            "repair",
            "correct this",
            "get rid of",
        ],
        Role::Resolution,
    ),
    (
        &[
            "what can i do",
            "what should i do",
            "what do i do",
            "what to do",
            "what can you do",
        ],
        &[""],
        Role::Resolution,
    ),
    (
        &["how"],
        &[
            "find out",
            "tell ",
            "diagnose",
            "identify",
            "know if",
            "know whether",
        ],
        Role::Diagnosis,
    ),
    (
        &["why"],
        &[
            "happen",
            "occur",
            "did i get",
            "do i get",
            "am i ",
            "do i see",
            "did this",
            "does this",
            "is this",
        ],
        Role::Cause,
    ),
    (
        &[
            "what causes",
            "what caused",
            "what is causing",
            "what's causing",
        ],
        &[""],
        Role::Cause,
    ),
];

/// Reads roles off headings: the table above and a site's own words.
#[derive(Clone, Debug, Default)]
pub struct RoleWords {
    own: Vec<(String, Role)>,
}

impl RoleWords {
    /// The table with a site's own words, which come first.
    #[must_use]
    pub fn new(own: &[(Role, Vec<String>)]) -> Self {
        let own = own
            .iter()
            .flat_map(|(role, words)| words.iter().map(|word| (fold(word), *role)))
            .filter(|(word, _)| !word.is_empty())
            .collect();
        Self { own }
    }

    /// The role that a heading tells, or `None` if it is about the subject itself.
    #[must_use]
    pub fn role(&self, heading: &str) -> Option<Role> {
        let heading = fold(heading);
        self.own_role(&heading)
            .or_else(|| labelled_role(&heading))
            .or_else(|| question_role(&heading))
            .or_else(|| fixing_verb(&heading))
    }

    /// A site's own word: the heading itself, or its start at the end of a word.
    fn own_role(&self, heading: &str) -> Option<Role> {
        self.own
            .iter()
            .filter(|(word, _)| ends_word(heading, word))
            .max_by_key(|(word, _)| word.len())
            .map(|&(_, role)| role)
    }
}

fn ends_word(heading: &str, word: &str) -> bool {
    heading
        .strip_prefix(word)
        .is_some_and(|rest| rest.chars().next().is_none_or(|c| !c.is_alphanumeric()))
}

/// Lower case, blanks folded, typographic apostrophes straight, numbering and colons cut off.
fn fold(heading: &str) -> String {
    let lower = heading.to_lowercase().replace(['’', '‘'], "'");
    let mut folded = String::with_capacity(lower.len());
    for word in lower.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    let unnumbered = folded
        .trim_start_matches(|c: char| c.is_ascii_digit())
        .trim_start_matches(['.', ')'])
        .trim_start();
    let start = folded.len() - unnumbered.len();
    folded[start..].trim_end_matches([':', '.', ' ']).to_owned()
}

fn labelled_role(heading: &str) -> Option<Role> {
    let mut qualifiers = QUALIFIERS.iter();
    let mut unqualified =
        || qualifiers.find_map(|qualifier| heading.strip_prefix(qualifier)?.strip_prefix(' '));
    role_of_label(heading).or_else(|| role_of_label(unqualified()?))
}

/// The role of the longest phrase that a heading is.
fn role_of_label(heading: &str) -> Option<Role> {
    WORDS
        .iter()
        .chain(tongues::WORDS)
        .flat_map(|(role, phrases)| phrases.iter().map(move |phrase| (*role, *phrase)))
        .filter(|(_, phrase)| is_label(heading, phrase))
        .max_by_key(|(_, phrase)| phrase.len())
        .map(|(role, _)| role)
}

/// Whether the heading is the phrase, alone or followed by what only a label is followed by.
fn is_label(heading: &str, phrase: &str) -> bool {
    // Most phrases differ at once.
    if heading.as_bytes().first() != phrase.as_bytes().first() {
        return false;
    }
    let Some(rest) = heading.strip_prefix(phrase) else {
        return false;
    };
    let rest = rest
        .strip_prefix("es")
        .filter(|rest| !starts_with_letter(rest))
        .unwrap_or(rest);
    let rest = rest
        .strip_prefix('s')
        .filter(|rest| !starts_with_letter(rest))
        .unwrap_or(rest);
    if starts_with_letter(rest) {
        return false;
    }
    let Some(next) = rest.strip_prefix(' ') else {
        return true;
    };
    let word = next.split(' ').next().unwrap_or_default();
    let bare = word.trim_end_matches([':', ',', '.', ')']);
    bare.is_empty()
        || !word.starts_with(char::is_alphabetic)
        || bare.chars().count() == 1
        || FOLLOWERS.contains(&bare)
        || tongues::FOLLOWERS.contains(&bare)
}

fn starts_with_letter(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_alphanumeric)
}

fn question_role(heading: &str) -> Option<Role> {
    // The last sentence asks: "I'm an email admin. How do I fix this?"
    let question = heading.rsplit(". ").next().unwrap_or(heading);
    QUESTIONS
        .iter()
        .find(|(asks, about, _)| {
            asks.iter().any(|ask| ends_word(question, ask))
                && about.iter().any(|about| question.contains(about))
        })
        .map(|&(_, _, role)| role)
}

fn fixing_verb(heading: &str) -> Option<Role> {
    FIXING_VERBS
        .iter()
        .any(|verb| {
            heading
                .strip_prefix(verb)
                .is_some_and(|rest| rest.starts_with(' '))
        })
        .then_some(Role::Resolution)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_tells_its_role() {
        let words = RoleWords::default();
        for (heading, role) in [
            ("Symptoms", Some(Role::Symptom)),
            ("SYMPTOM", Some(Role::Symptom)),
            ("Symptom 2:", Some(Role::Symptom)),
            ("Issue", Some(Role::Symptom)),
            ("Issues with printing", None),
            ("Problem", Some(Role::Symptom)),
            ("Root Cause", Some(Role::Cause)),
            ("Possible causes", Some(Role::Cause)),
            ("Cause 1: the certificate is gone", Some(Role::Cause)),
            ("Resolution", Some(Role::Resolution)),
            ("Resolution - Method 1", Some(Role::Resolution)),
            ("Resolution for Cause 2", Some(Role::Resolution)),
            ("Solution/Workaround", Some(Role::Resolution)),
            ("Workaround - Method 1", Some(Role::Workaround)),
            ("Temporary fix", Some(Role::Workaround)),
            ("Fix the broken chain", Some(Role::Resolution)),
            ("How do I fix this?", Some(Role::Resolution)),
            (
                "I'm an email admin. How do I fix this issue?",
                Some(Role::Resolution),
            ),
            ("How can I work around it?", Some(Role::Workaround)),
            ("Why did I get this bounce message?", Some(Role::Cause)),
            ("Why this issue occurs", Some(Role::Cause)),
            ("Diagnostic Steps", Some(Role::Diagnosis)),
            ("Mitigation", Some(Role::Resolution)),
            ("Meaning", Some(Role::Symptom)),
            ("Environment", Some(Role::Environment)),
            ("Remedy", Some(Role::Resolution)),
            ("More information", Some(Role::More)),
            ("See also", Some(Role::References)),
            ("Status codes of the proxy", None),
            ("Problematic drivers", None),
            ("Install the agent", None),
            ("Method 1: Restart", None),
            ("Scenario 1", None),
            ("Symptome", Some(Role::Symptom)),
            ("Ursache 2: Der Dienst fehlt", Some(Role::Cause)),
            ("Lösung für Ursache 2", Some(Role::Resolution)),
            ("Lösungsansätze im Vergleich", None),
            ("Problemumgehung", Some(Role::Workaround)),
            ("Voraussetzungen", Some(Role::Prerequisites)),
            ("Grund genug", None),
            ("Symptômes", Some(Role::Symptom)),
            ("Estado", None),
            ("Solución alternativa", Some(Role::Workaround)),
            ("解決方法", Some(Role::Resolution)),
            ("原因：", Some(Role::Cause)),
        ] {
            assert_eq!(words.role(heading), role, "{heading}");
        }
    }

    #[test]
    fn a_site_adds_words_in_its_own_language() {
        let words = RoleWords::new(&[
            (
                Role::Resolution,
                vec!["Lösung".to_owned(), "解決方法".to_owned()],
            ),
            (Role::Cause, vec!["Ursache".to_owned()]),
        ]);
        assert_eq!(words.role("Lösung 2"), Some(Role::Resolution));
        assert_eq!(words.role("Lösungsansatz"), None);
        assert_eq!(words.role("解決方法"), Some(Role::Resolution));
        assert_eq!(words.role("URSACHE:"), Some(Role::Cause));
    }
}
