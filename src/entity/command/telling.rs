//! Whether a sentence tells its reader to run something.

use std::ops::Range;

use super::floor;
use crate::language::is_blank;
use crate::shell::{Words, is_one_of};

/// Whether the words before a name tell the reader to run it: "run the X cmdlet", "type X".
pub(super) fn tells_to_run(text: &str, name: &Range<usize>) -> bool {
    const WINDOW: usize = 160;
    let from = floor(text, name.start.saturating_sub(WINDOW));
    let before = &text[from..name.start];
    let start = ["\n\n", ". ", "? ", "! ", ".\n", ": "]
        .iter()
        .filter_map(|end| before.rfind(end).map(|at| at + end.len()))
        .max()
        .unwrap_or(0);
    let words: Vec<&str> = before[start..]
        .split(|c: char| {
            is_blank(c) || matches!(c, '"' | '(' | ')' | '\u{201C}' | '\u{201D}' | '`')
        })
        .filter(|word| !word.is_empty())
        .collect();
    let Some(verb) = words.iter().rposition(|word| is_verb(word)) else {
        return false;
    };
    let gap = &words[verb + 1..];
    let ends = |word: &&str| word.ends_with(';');
    gap.len() <= 9
        && !gap.iter().any(ends)
        && gap.iter().all(|word| joins(word))
        && commands(&words[..=verb])
}

/// Verbs by which an author tells the reader to run something.
fn is_verb(word: &str) -> bool {
    static VERBS: Words = Words::of(
        "run rerun re-run execute re-execute type enter use issue invoke running using executing \
        typing entering",
    );
    VERBS.has(word.trim_end_matches(':'))
}

/// Whether a word may stand between the verb and the name: it names, counts or joins, and tells nothing
/// else.
fn joins(word: &str) -> bool {
    static WORDS: Words = Words::of(
        "the a an this these following both either and or then cmdlet cmdlets command commands \
        powershell windows exchange shell one of two new same script tool program utility query \
        online management again each in azure sql linux native built-in appropriate corresponding",
    );
    let bare = word.trim_end_matches([',', ':']);
    bare.is_empty() || bare.contains('-') || WORDS.has(bare)
}

/// Whether the words up to a verb command it, and do not tell of it: "when you run", "can't run".
fn commands(words: &[&str]) -> bool {
    static TELLS: Words = Words::of(
        "when whenever after if once while since cannot can't can’t don't don’t didn't not never \
        unable fail fails tried trying before without unless failed avoid because couldn't which \
        want required able instead successfully rather",
    );
    let (verb, before) = words.split_last().unwrap_or((&"", &[]));
    // Only up to the last comma: "if it fails, run …" commands.
    let near = before
        .iter()
        .rev()
        .take(6)
        .take_while(|word| !word.ends_with(','));
    let tells = near.clone().any(|word| TELLS.has(word));
    // "that was created by using …" tells how something came about.
    let done = near.take(2).any(|word| {
        [
            "created",
            "generated",
            "returned",
            "caused",
            "produced",
            "retrieved",
            "exported",
            "changed",
        ]
        .contains(word)
    });
    let tells = tells || (done && verb.to_ascii_lowercase().ends_with("ing"));
    // "The users type", "the user who runs": a verb of somebody else's.
    let third = before.last().is_some_and(|word| {
        is_one_of(
            word,
            "users they admins administrators data this the of in object recipient mailbox",
        )
    });
    !verb.is_empty() && !tells && !third
}

/// Whether a paragraph tells the reader to run what follows it: "Run the following cmdlet:".
pub(super) fn leads_to_commands(text: &str) -> bool {
    let text = text.trim_end_matches(is_blank);
    if !text.ends_with(':') {
        return false;
    }
    const WINDOW: usize = 240;
    let text = &text[floor(text, text.len().saturating_sub(WINDOW))..];
    let start = text.rfind(". ").map_or(0, |at| at + 2);
    let names = ["ommand", "mdlet", "ollowing"];
    if !names.iter().any(|name| text[start..].contains(name)) {
        return false;
    }
    let words: Vec<&str> = text[start..]
        .split(is_blank)
        .filter(|word| !word.is_empty())
        .collect();
    let verb = words.iter().rposition(|word| is_verb(word));
    verb.is_some_and(|verb| commands(&words[..=verb]))
}
