//! How failures are worded: sentences that announce an error, and texts that are one.

use std::sync::LazyLock;

use regex::Regex;

/// What the text before a block says about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Lead {
    /// It announces an error, an event, a message.
    pub(super) error: bool,
    /// It announces several.
    pub(super) several: bool,
    /// It names an error, a warning or an exception, not just a message or an entry.
    pub(super) strong: bool,
    /// It announces messages, not a status or an entry.
    pub(super) message: bool,
    /// It announces something else: a command, its output, an example, steps.
    pub(super) other: bool,
}

/// Nouns that are errors or records of one.
static STRONG: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)\b(?:errors?|warnings?|exceptions?|ndrs?|dsns?|bounce|non-?deliver[a-z]*|faults?|failures?|(?:stack|call|back) ?traces?|stop code|crash signatures?|fail(?:s|ed) (?:with|and)|rejected|(?:is|are|was|were|be|gets?) (?:also )?(?:logged|recorded|written to))\b",
    )
});

/// Nouns that are what a screen or a log says; they need a verb of seeing or logging beside them.
static MEDIUM: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)\b(?:messages?|events?|notifications?|alerts?|entry|entries|lines?|response|reply|text|pop-?ups?|dialog(?: box)?|banner|prompt|logs?|status|diagnostic information|details|information)\b",
    )
});

/// Verbs with which a screen or a log comes before the reader.
static SEEN: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)\b(?:receiv\w+|returns?|returned|gets?|got|sees?|seen|shows?|shown|displays?|displayed|appears?|logged|logs|recorded|written|writes|reads?|says?|states?|contains?|includes?|reports?|reported|resembles?|similar|notice|encounter\w*|find|observe|throws?|thrown|generates?|generated|raised|prompted|encountered|like|occurs?|is|are)\b",
    )
});

/// What is announced when it is not an error.
static OTHER: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)\b(?:following|these|this|below|next) (?:[\w/'-]+ ){0,3}?(?:commands?|cmdlets?|scripts?|steps?|settings?|conditions?|options?|reasons?|causes?|methods?|articles?|links?|resources?|tables?|actions?|procedures?|scenarios?|permissions?|values?|parameters?|keys?|subkeys?|paths?|folders?|files?|addresses|url|urls|endpoints?|tasks?|items?|requirements?|versions?|updates?|query|queries|services?|syntax|format|properties|attributes?|features?|limitations?|roles?|groups?|guidelines?|questions?|products?|tools?|sample|xml|formula|registry|cmdlet)\b",
    )
});

/// A sentence that tells what to do about an error, not what it says.
static REMEDY: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)^(?:(?:to|for|in order to) (?:\w+ ){0,3}?(?:fix|resolve|work around|avoid|prevent|troubleshoot|solve|mitigate|suppress|more information)\b|if you(?:'re| are)? (?:\w+ ){0,4}?(?:want|need)\b|use the|run the|execute|type|try |set |create |open |select |click |see |follow )",
    )
});

/// Wording of failure.
static FAILURE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)\b(?:errors?|err|fail(?:s|ed|ure|ures|ing)?|cannot|can ?not|can['’]t|could ?n[o'’]t|could not|couldn['’]t|unable|denied|invalid|illegal|not (?:yet |currently |a )?(?:found|valid|available|supported|allowed|recognized|authorized|permitted|enabled|responding|exist|accessible|configured|installed|running|registered|licensed|a valid|able|been|match|mounted|connected|loaded|unique|trusted|have)|no (?:such|valid|route|space|longer|license|mailbox|permission|access|response|connection|matching|suitable)|(?:is|are|was|were|do|does|did|has|have|had|wo|would|must|should)n['’]t|exception|warning|fatal|critical|panic|refused|timed? ?out|time-out|unavailable|expired|missing|unexpected|rejected|unauthorized|forbidden|try again|problems?|went wrong|no such|blocked|corrupt(?:ed|ion)?|unknown|unresolved|unreachable|conflicts?|aborted|terminated|crash(?:ed|es)?|stopped|lost|exceed(?:s|ed|ing)?|too (?:many|large|long|big)|already (?:exists|in use|been|set)|bad|wrong|broken|disconnected|locked|disabled|incorrect|mismatch|insufficient|violat(?:ion|ed|es)|undefined|null|exhausted|killed|segfault|out of (?:memory|space|range|date)|low|overflow|deadlock|unsupported|unhandled|unrecognized|undeliverable|sorry|oops|contact your|need permission|not trust|required|interrupted|suspended|quarantined|delayed|full)\b",
    )
});

/// Shapes that only records of errors have: events, PowerShell's records, traces, log lines.
static SHAPE: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"(?m)(?:^\s*(?:Log Name|Event ID|Event Type|Event Source|Task Category|EventID)\s*[:=]",
        r"|^[+\\ ]*(?:CategoryInfo|FullyQualifiedErrorId)\s*:",
        r"|\b(?:CategoryInfo|FullyQualifiedErrorId) +: ",
        r"|^\s+at [\w.<>`$]+[.:][\w<>`$.]+\(",
        r"|^at [A-Z]\w*(?:\.\w+)+[.(]",
        r"|^Traceback \(most recent call last\)",
        r"|^\s*Caused by: ",
        r"|^At line:\d+ char:\d+",
        r"|\b[A-Z]\w+(?:\.[A-Z]\w+)*(?:Exception|Error): \S",
        r"|^(?:ERROR|Error|FATAL|fatal|error|panic|WARNING|E):? ?(?:\d+ )?(?:\([^)\n]{1,20}\))?: \S",
        r"|^ORA-\d{5}: |^Msg \d+, Level \d+",
        r"|^\S.{0,60}\b(?:ERROR|FATAL|SEVERE|CRITICAL)\b[\]:]? .{0,40}\S",
        r"|^[\w./-]+: (?:error|fatal|cannot|command not found|No such file|Permission denied)",
        r"|\bReason: \w+|^Error code:? ",
        r")"
    ))
});

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of this file is a regular expression")
}

/// What a paragraph says about the block after it: its last sentence counts, and whether that one
/// announces something.
pub(super) fn lead(paragraph: &str) -> Lead {
    let text = paragraph.trim_end();
    if text.len() <= LONGEST_LABEL {
        let named = lead_of_heading(text);
        if named.error {
            return named;
        }
    }
    let bare = text.trim_end_matches([':', ' ', '*', '\u{a0}']);
    let colon = text[bare.len()..].contains(':');
    let sentence = last_sentence(bare);
    let announces = colon || {
        let lower = sentence.to_ascii_lowercase();
        [
            "following",
            "resembles",
            "as follows",
            "like this",
            "similar to",
            "below",
        ]
        .iter()
        .any(|word| lower.contains(word))
    };
    if !announces {
        return Lead::default();
    }
    let strong = STRONG.is_match(sentence);
    let medium = MEDIUM.is_match(sentence) && SEEN.is_match(sentence);
    let names_other = OTHER.is_match(sentence);
    let remedy = REMEDY.is_match(sentence.trim_start());
    // "run the following command, and you receive this error:" announces the error.
    let last = OTHER
        .find_iter(sentence)
        .last()
        .map_or(0, |found| found.end());
    let error_after = STRONG.is_match(&sentence[last..])
        || (MEDIUM.is_match(&sentence[last..]) && SEEN.is_match(&sentence[last..]));
    let is_error = strong || medium;
    let error = is_error && if names_other { error_after } else { !remedy };
    let lower = sentence.to_ascii_lowercase();
    let several = [
        "errors",
        "messages",
        "warnings",
        "events",
        "one of",
        "any of",
        "entries",
        "exceptions",
    ]
    .iter()
    .any(|word| lower.contains(word));
    Lead {
        error,
        several,
        strong: strong && error,
        message: error && lower.contains("message"),
        other: !error
            && (names_other || remedy || lower.contains("output") || lower.contains("example")),
    }
}

/// The longest paragraph that is looked at as a label ("Error message 2"), in bytes.
const LONGEST_LABEL: usize = 40;

/// What a heading says about the block after it: "Error message", "Sample event".
pub(super) fn lead_of_heading(heading: &str) -> Lead {
    static NAMES: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"(?i)^(?:\w+ ){0,2}?(?:error|warning|event|exception|ndr)s?(?: (?:messages?|text|details|log|entry|entries|records?|output|description))?(?: (?:\d+|[A-Z]))?:?$",
        )
    });
    let error = NAMES.is_match(heading.trim());
    Lead {
        error,
        several: heading.trim_end_matches(':').ends_with('s'),
        strong: false,
        message: false,
        other: false,
    }
}

/// The text after the last end of a sentence.
fn last_sentence(text: &str) -> &str {
    let mut start = 0;
    for end in [". ", ".\n", "? ", "! ", ".\u{a0}"] {
        if let Some(at) = text.rfind(end) {
            start = start.max(at + end.len());
        }
    }
    &text[start..]
}

/// Whether a text speaks of something that went wrong.
pub(super) fn speaks_of_failure(text: &str) -> bool {
    FAILURE.is_match(text)
}

/// Whether a text has the shape of a record of an error: an event, a trace, a line of a log.
pub(super) fn has_record_shape(text: &str) -> bool {
    SHAPE.is_match(text)
}

/// Whether a text tells the reader something instead of quoting a screen: a note, a question, an
/// instruction, a way to other pages.
pub(super) fn is_authors_voice(text: &str) -> bool {
    static VOICE: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"(?i)^(?:notes?\b|tips?\b|important\b:?|caution\b:?|for (?:more|further|detailed) (?:information|details)|see also|this article|this issue|this problem|this behavior|in this (?:scenario|case|example|situation)|when you|if you (?:use|run|have|want|are|see|receive)|for example|to (?:fix|resolve|work around|do this|verify|check)\b|however,|additionally,|method \d|step \d|where\b|or$|and$|q:|a:)",
        )
    });
    let text = text.trim();
    VOICE.is_match(text)
}

/// Whether a sentence tells what a reader or a user sees or cannot do, as articles do and programs
/// mostly do not.
pub(super) fn is_about_reader(text: &str) -> bool {
    let lower = text.trim_start().to_lowercase();
    [
        "you can't ",
        "you cannot ",
        "users ",
        "the user ",
        "a user ",
        "when ",
        "after ",
        "if ",
        "you receive",
        "you see",
        "the error ",
        "this error ",
        "the issue ",
        "the problem ",
        "you experience",
        "some users",
        "outlook users",
    ]
    .iter()
    .any(|start| lower.starts_with(start))
}

/// Whether a text is nothing but the name or number of an error or event.
pub(super) fn is_only_code(text: &str) -> bool {
    static CODE: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"(?i)^(?:(?:error|event|status|stop|exit|reason|result)(?: (?:id|code|number))?[\s:=#]*)?[\w.#-]*\d[\w.#-]*$",
        )
    });
    CODE.is_match(text.trim())
}

/// Whether a line only parts alternatives: "Or", "-or-", "And".
pub(super) fn is_separator(text: &str) -> bool {
    let word = text.trim_matches(|c: char| !c.is_alphanumeric());
    ["or", "and", "or:"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_announces_an_error() {
        for text in [
            "When you start the service, you receive the following error message:",
            "You receive one of these errors:",
            "Additionally, the following event is logged in the Application log:",
            "The full text of this message resembles the following:",
            "When you run the following command, you receive this error:",
            "In this scenario, the user sees the following message.",
            "kubelet logs the following entry:",
            "The pod fails with:",
            "psql returns an error that resembles the following:",
        ] {
            assert!(lead(text).error, "{text}");
        }
    }

    #[test]
    fn a_sentence_announces_something_else() {
        for text in [
            "To fix this error, run the following command:",
            "To resolve this issue, follow these steps:",
            "Run the following cmdlet:",
            "This error occurs for one of the following reasons:",
            "The user receives an error message.",
            "For more information about the error, see the following articles:",
            "Check the following settings:",
        ] {
            assert!(!lead(text).error, "{text}");
        }
    }
}
