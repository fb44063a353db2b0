//! What a sentence announces: the nouns and verbs that count, read in one pass over its words.

use super::words::{Class, MEDIUM, OTHER, POINTER, REMEDY, SEEN, STRONG, class, words};

/// What the words of a sentence that announces something say.
#[derive(Default)]
pub(super) struct Sentence {
    /// The nouns and verbs of the whole.
    pub(super) all: Nouns,
    /// What stands after the last thing announced that is no error; none if nothing such is.
    pub(super) after_other: Option<Nouns>,
    /// It tells what to do about an error, not what it says.
    pub(super) remedy: bool,
    /// It announces more than one.
    pub(super) several: bool,
    /// It speaks of messages.
    pub(super) message: bool,
    /// It speaks of output or of an example.
    pub(super) output: bool,
}

/// Which nouns and verbs a part of a sentence holds.
#[derive(Clone, Copy, Default)]
pub(super) struct Nouns {
    /// A noun for an error.
    pub(super) strong: bool,
    medium: bool,
    seen: bool,
    /// Somebody or something that sees or says: "you", "it", "which".
    subject: bool,
    /// How many words there are.
    words: usize,
    /// Its first word joins it to what stands before.
    joined: bool,
}

impl Nouns {
    fn add(&mut self, word: &str, class: Class) {
        self.strong |= class & STRONG != 0;
        self.medium |= class & MEDIUM != 0;
        self.seen |= class & SEEN != 0;
        self.subject |= is_subject(word);
        self.joined |= self.words == 0 && matches!(word, "and" | "or");
        self.words += 1;
    }

    /// Whether an error, or something that a screen says, is announced.
    pub(super) fn names_error(self) -> bool {
        self.strong || self.medium && self.seen
    }

    /// Whether an error is announced after something else was: "run the following command, and you
    /// receive this error", "the following address and error message".
    pub(super) fn names_error_anew(self) -> bool {
        let sees = self.subject && self.seen;
        (self.strong || self.medium) && sees || self.strong && self.joined
    }
}

/// How many words may stand between "following" and the noun it belongs to.
const BETWEEN: usize = 3;
/// Within how many words from its start a sentence says that it is about a remedy.
const START: usize = 6;
/// Within how many words from its end "indicates" announces what an error means.
const END: usize = 3;

impl Sentence {
    /// Reads a sentence.
    pub(super) fn read(text: &str) -> Self {
        let is_near_end = |index: usize| words(text).nth(index + END).is_none();
        let first = Folded::of(words(text).next().unwrap_or(""));
        let tells_purpose = matches!(first.as_str(), "to" | "for" | "in");
        let mut read = Self {
            remedy: is_imperative(first.as_str()),
            ..Self::default()
        };
        let mut pointer: Option<(usize, bool)> = None;
        let mut last = Folded::default();
        for (index, word) in words(text).enumerate() {
            let folded = Folded::of(word);
            let (before, word) = (last.as_str(), folded.as_str());
            let class = class(word) | strengthened(before, word);
            read.remedy |= tells_purpose && index > 0 && index < START && class & REMEDY != 0;
            let near = pointer.is_some_and(|(at, strict)| {
                index - at <= BETWEEN + 1 && !(strict && is_circumstance(word))
            });
            if near && class & OTHER != 0
                || is_cause(before, word)
                || is_circumstance(before) && matches!(word, "such" | "like" | "including")
                || matches!(word, "indicate" | "indicates") && is_near_end(index)
            {
                read.after_other = Some(Nouns::default());
                pointer = None;
            } else {
                if class & POINTER != 0 {
                    // "In this scenario" points back; "in one of the following scenarios" ahead.
                    pointer = Some((index, word != "following"));
                } else if class & STRONG != 0 {
                    pointer = None; // it has its noun
                }
                if let Some(after) = &mut read.after_other {
                    after.add(word, class);
                }
            }
            read.all.add(word, class);
            let plural = word.ends_with('s') && class & (STRONG | MEDIUM) != 0 && word != "status";
            read.several |= plural || word == "of" && matches!(before, "one" | "any");
            read.message |= word.starts_with("message");
            read.output |= word.starts_with("output") || word.starts_with("example");
            last = folded;
        }
        read
    }
}

/// A word in small letters, without a text of its own; longer ones are of no interest and empty.
#[derive(Clone, Copy, Default)]
struct Folded {
    bytes: [u8; Self::LONGEST],
    length: usize,
}

impl Folded {
    const LONGEST: usize = 16;

    fn of(word: &str) -> Self {
        let mut folded = Self::default();
        if word.len() <= Self::LONGEST {
            folded.length = word.len();
            folded.bytes[..word.len()].copy_from_slice(word.as_bytes());
            folded.bytes.make_ascii_lowercase();
        }
        folded
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }
}

/// What a word is beside the one before it: "fails with" and "is logged" are as good as a noun.
fn strengthened(before: &str, word: &str) -> Class {
    let fails = word == "with" && matches!(before, "fails" | "failed" | "fail");
    let logged = matches!(word, "logged" | "recorded")
        && matches!(
            before,
            "is" | "are" | "was" | "were" | "be" | "also" | "gets" | "get"
        );
    let bounced = word == "delivery" && before == "non";
    if fails || logged || bounced {
        STRONG
    } else {
        0
    }
}

/// Nouns for the circumstances in which something happens.
fn is_circumstance(word: &str) -> bool {
    matches!(
        word,
        "scenario"
            | "scenarios"
            | "situation"
            | "situations"
            | "cases"
            | "conditions"
            | "circumstances"
    )
}

/// Whether a word is "causes" or its like as a noun, not as a verb.
fn is_cause(before: &str, word: &str) -> bool {
    matches!(word, "cause" | "causes")
        && matches!(
            before,
            "following" | "these" | "possible" | "common" | "root" | "likely" | "main" | "other"
        )
}

fn is_subject(word: &str) -> bool {
    matches!(
        word,
        "you"
            | "it"
            | "they"
            | "users"
            | "user"
            | "which"
            | "that"
            | "this"
            | "the"
            | "an"
            | "we"
            | "i"
    )
}

/// Verbs with which an instruction starts.
fn is_imperative(word: &str) -> bool {
    matches!(
        word,
        "use"
            | "run"
            | "execute"
            | "type"
            | "try"
            | "set"
            | "create"
            | "open"
            | "select"
            | "click"
            | "see"
            | "follow"
    )
}
