//! What lists say of an article beside its title: which of its stories a section belongs to, and the
//! fix in one line. Made once for each article and story, however many pages show it.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::generic;
use crate::article::{Article, Section};
use crate::entity::command::Command;
use crate::reading::Reading;
use crate::role::Role;

/// A fix in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The id of its section.
    pub section: String,
    /// The first command of the fix, else the first sentence that says what to do.
    pub text: String,
    /// Whether the text is a command.
    pub is_command: bool,
}

/// The stories of one article.
#[derive(Clone, Debug, Default)]
pub struct Stories {
    /// The story that each section belongs to, by the section's id; none for what several share.
    track_of: HashMap<String, usize>,
    /// The fix of the article.
    whole: Option<Fix>,
    /// The fix of each story.
    tracks: Vec<Option<Fix>>,
}

/// The longest line of a fix, in characters.
const FIX_LENGTH: usize = 160;
/// How far the end of a sentence is looked for, in bytes.
const LONGEST_SENTENCE: usize = 1024;
/// How many sentences of a section are looked at for one that tells what to do.
const FIX_SENTENCES: usize = 8;
/// How many sections of a fix are looked at for a command.
const FIX_SECTIONS: usize = 16;

impl Stories {
    /// The story that a section belongs to, if it is one of several and not shared.
    #[must_use]
    pub fn track_of(&self, section: &str) -> Option<usize> {
        self.track_of.get(section).copied()
    }

    /// The fix that serves a section: that of its story, else of the article.
    #[must_use]
    pub fn fix_for(&self, section: &str) -> Option<&Fix> {
        let own = self
            .track_of(section)
            .and_then(|track| self.tracks[track].as_ref());
        own.or(self.whole.as_ref())
    }
}

/// The stories of every article.
pub(super) fn stories(readings: &[Arc<Reading>]) -> Vec<Stories> {
    readings.par_iter().map(|one| of_reading(one)).collect()
}

fn of_reading(reading: &Reading) -> Stories {
    let article = &reading.article;
    let reader = Reader::new(reading);
    let mut stories = Stories::default();
    let mut fixes = Vec::new();
    collect_fixes(&article.sections, &mut fixes);
    stories.whole = reader.fix(fixes.into_iter());
    if article.tracks.list.is_empty() {
        return stories;
    }
    assign(&article.sections, article, None, &mut stories.track_of);
    let mut by_id = HashMap::new();
    index(&article.sections, &mut by_id);
    let tracks = article.tracks.list.iter();
    stories.tracks = tracks
        .map(|track| {
            let sections = track.resolution.iter();
            reader.fix(sections.filter_map(|id| by_id.get(id.as_str()).copied()))
        })
        .collect();
    stories
}

/// The outermost sections that tell what to do.
fn collect_fixes<'a>(sections: &'a [Section], found: &mut Vec<&'a Section>) {
    for section in sections {
        if found.len() >= FIX_SECTIONS {
            return;
        }
        match section.role {
            Role::Resolution | Role::Workaround => found.push(section),
            _ => collect_fixes(&section.sections, found),
        }
    }
}

fn index<'a>(sections: &'a [Section], by_id: &mut HashMap<&'a str, &'a Section>) {
    for section in sections {
        by_id.insert(&section.id, section);
        index(&section.sections, by_id);
    }
}

/// Notes the story of each section; a section within another one stands in the same.
fn assign(
    sections: &[Section],
    article: &Article,
    around: Option<usize>,
    track_of: &mut HashMap<String, usize>,
) {
    for section in sections {
        let story = match article.tracks.members.get(&section.id).map(Vec::as_slice) {
            Some([only]) => Some(*only),
            Some(_) => None,
            None => around,
        };
        if let Some(story) = story {
            track_of.insert(section.id.clone(), story);
        }
        assign(&section.sections, article, story, track_of);
    }
}

/// The commands and steps of an article by their sections.
struct Reader<'a> {
    /// The first command of each section, one that does something before one that prepares.
    commands: HashMap<&'a str, &'a Command>,
    /// What the first step of each section that says what to do says first.
    steps: HashMap<&'a str, &'a str>,
}

impl<'a> Reader<'a> {
    fn new(reading: &'a Reading) -> Self {
        let mut commands: HashMap<&str, &Command> = HashMap::new();
        for command in &reading.mentions.commands {
            let known = commands.entry(&command.section).or_insert(command);
            if prepares(known) && !prepares(command) {
                *known = command;
            }
        }
        let mut steps = HashMap::new();
        for step in &reading.article.steps {
            let text = first_sentence(&step.text);
            if !text.is_empty() && !points_ahead(text) {
                steps.entry(step.section.as_str()).or_insert(text);
            }
        }
        Self { commands, steps }
    }

    /// The fix that sections tell, in one line.
    fn fix(&self, sections: impl Iterator<Item = &'a Section>) -> Option<Fix> {
        let mut all = Vec::new();
        for section in sections.take(FIX_SECTIONS) {
            flatten(section, &mut all);
        }
        let of = |section: &&Section| self.commands.get(section.id.as_str()).copied();
        let mut commands = all.iter().filter_map(of);
        let acting = commands.clone().find(|command| !prepares(command));
        let any = || commands.find(|command| !is_place(&command.text));
        if let Some(command) = acting.or_else(any) {
            return Some(command_fix(command));
        }
        // What follows an introduction is better than the introduction, and that than nothing.
        let says = |tell: &dyn Fn(&'a Section) -> Option<&'a str>| {
            let mut told = all.iter();
            told.find_map(|section| Some(fix(section, tell(section)?)))
        };
        says(&|section| self.sentence(section))
            .or_else(|| says(&first_telling))
            .or_else(|| says(&introduction))
    }

    /// What a section says first; where that only leads in, its first step, and after a colon what
    /// the colon announces.
    fn sentence(&self, section: &'a Section) -> Option<&'a str> {
        let first = first_sentence(&section.text);
        if !leads_in(first) {
            return Some(first);
        }
        let step = self.steps.get(section.id.as_str()).copied();
        let announced = || first_telling(section).filter(|_| first.ends_with(':'));
        step.or_else(announced)
    }
}

/// A fix that is a command, whole or not to be run: of what is long or has several lines only the start is told.
fn command_fix(command: &Command) -> Fix {
    let whole = command.text.trim();
    let first = whole.lines().next().unwrap_or("");
    let is_whole = first.len() == whole.len() && whole.chars().count() <= FIX_LENGTH;
    Fix {
        section: command.section.clone(),
        text: if is_whole {
            whole.to_owned()
        } else {
            let start = clipped(first, FIX_LENGTH);
            format!("{} \u{2026}", start.trim_end_matches(['\u{2026}', ' ']))
        },
        is_command: is_whole,
    }
}

fn fix(section: &Section, sentence: &str) -> Fix {
    Fix {
        section: section.id.clone(),
        text: clipped(sentence, FIX_LENGTH),
        is_command: false,
    }
}

/// Programs in which one does something: to start one is not yet a fix.
const PLACES: [&str; 22] = [
    "bash",
    "cmd",
    "control",
    "eventvwr",
    "gpedit",
    "iexplore",
    "inetmgr",
    "mmc",
    "mysql",
    "notepad",
    "powershell",
    "psql",
    "pwsh",
    "python",
    "regedit",
    "services",
    "sh",
    "sqlplus",
    "ssh",
    "su",
    "taskmgr",
    "wt",
];

/// Whether a command only prepares for others: it connects, imports, asks for credentials, opens a place.
fn prepares(command: &Command) -> bool {
    let is_generic = |name: &String| generic::is_generic(name);
    is_place(&command.text) || !command.cmdlets.is_empty() && command.cmdlets.iter().all(is_generic)
}

/// Whether a command is a program alone in which one goes on: `cmd`, `regedit.exe`, `services.msc`.
fn is_place(command: &str) -> bool {
    let name = command.trim().to_ascii_lowercase();
    let name = name
        .strip_suffix(".exe")
        .or(name.strip_suffix(".msc"))
        .unwrap_or(&name);
    PLACES.contains(&name)
}

/// A section and those within it, in the order of the text.
fn flatten<'a>(section: &'a Section, found: &mut Vec<&'a Section>) {
    if found.len() >= FIX_SECTIONS {
        return;
    }
    found.push(section);
    section
        .sections
        .iter()
        .for_each(|within| flatten(within, found));
}

/// The first sentence of a section, whatever it says.
fn introduction(section: &Section) -> Option<&str> {
    Some(first_sentence(&section.text)).filter(|first| !first.is_empty())
}

/// The first sentence of a section that does not only lead in.
fn first_telling(section: &Section) -> Option<&str> {
    let mut rest = section.text.as_str();
    let sentences = std::iter::from_fn(|| {
        rest = rest.trim_start();
        let sentence = first_sentence(rest);
        rest = &rest[sentence.len()..];
        (!sentence.is_empty()).then_some(sentence)
    });
    let mut sentences = sentences.take(FIX_SENTENCES);
    sentences.find(|sentence| !leads_in(sentence))
}

/// Whether a sentence says nothing without what comes after it.
#[must_use]
pub fn leads_in(sentence: &str) -> bool {
    sentence.is_empty() || sentence.ends_with(':') || points_ahead(sentence)
}

/// What an introduction points at.
const POINTED_AT: [&str; 11] = [
    "step",
    "method",
    "option",
    "procedure",
    "instruction",
    "solution",
    "resolution",
    "workaround",
    "action",
    "approach",
    "section",
];
/// The verbs of introductions.
const USE: [&str; 11] = [
    "follow", "use", "try", "do", "perform", "complete", "take", "choose", "select", "apply", "see",
];
/// The words that say which: what comes.
const POINTERS: [&str; 4] = ["these", "following", "below", "appropriate"];
/// How many words may stand before the verb: "you can use one of …".
const BEFORE_VERB: usize = 2;

/// Whether a sentence only points at what comes: "To fix this issue, follow these steps." One that
/// says what to do first ("Restart the service, and then follow these steps.") does more.
fn points_ahead(sentence: &str) -> bool {
    sentence.split(", ").any(clause_points_ahead)
}

fn clause_points_ahead(clause: &str) -> bool {
    let clause = clause.to_lowercase();
    let words: Vec<&str> = clause
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let is_thing = |word: &&str| POINTED_AT.iter().any(|thing| is_form_of(word, thing));
    let has_thing = words.iter().any(is_thing);
    match words.as_slice() {
        ["and" | "or" | "then", ..] => return false,
        ["here", "are" | "is", ..] | ["the", "following", ..] => return has_thing,
        ["this", "section" | "article" | "topic", ..] => return true,
        _ => {}
    }
    let mut start = words.iter().take(BEFORE_VERB + 1);
    let is_last = words.last().is_some_and(is_thing);
    let is_here = is_last || words.windows(2).any(|pair| pair == ["this", "section"]);
    let is_next = words.iter().any(|word| POINTERS.contains(word));
    match start.find(|word| USE.contains(word)) {
        Some(&"follow") => has_thing && (is_here || is_next),
        Some(_) => is_next && (has_thing || words.last() == Some(&"following")),
        None => false,
    }
}

/// Whether a word is a noun or its plural.
fn is_form_of(word: &str, noun: &str) -> bool {
    let ending = word.strip_prefix(noun);
    ending.is_some_and(|ending| matches!(ending, "" | "s" | "es"))
}

/// The first sentence of a text, or its lead-in up to a colon.
fn first_sentence(text: &str) -> &str {
    let text = text.trim_start();
    let text = text[..text.floor_char_boundary(LONGEST_SENTENCE)].trim_end();
    let ends = |pair: &[u8]| matches!(pair, [b'.' | b'!' | b'?' | b':', b' ']);
    let end = text.as_bytes().windows(2).position(ends);
    end.map_or(text, |at| &text[..=at])
}

/// A text cut at a word, with an ellipsis, where it is longer than so many characters.
#[must_use]
pub fn clipped(text: &str, most: usize) -> String {
    // No text has more characters than bytes.
    let long = Some(text).filter(|text| text.len() > most);
    let Some((end, _)) = long.and_then(|text| text.char_indices().nth(most)) else {
        return text.to_owned();
    };
    let start = &text[..end];
    let word = start.rfind(' ').filter(|&at| at > end / 2).unwrap_or(end);
    format!("{}…", start[..word].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_at_its_first_mark() {
        assert_eq!(first_sentence("Use 1.2. Then wait."), "Use 1.2.");
        assert_eq!(first_sentence("Do this: first, wait."), "Do this:");
        assert_eq!(first_sentence(" Überall. "), "Überall.");
        assert_eq!(first_sentence(""), "");
    }

    #[test]
    fn a_sentence_that_only_points_at_what_comes_leads_in() {
        for sentence in [
            "Follow these steps:",
            "To mend the tray, follow these steps.",
            "Follow the steps in this section carefully.",
            "To work around this, use one of the following methods, as appropriate for the tray.",
            "You can try one or more of the following options.",
            "Here are some steps that may help.",
            "If the lamp is red, do the following.",
            "This section tells what you can try.",
            "",
        ] {
            assert!(leads_in(sentence), "{sentence}");
        }
        for sentence in [
            "Restart the spooler, and then follow these steps.",
            "Use the Mend option of the tray.",
            "To mend the tray, run the Mend tool.",
            "Push the tray one step further.",
            "Select the following box.",
            "Mend the tray by following these steps.",
            "Follow the steps in the manual of the tray.",
        ] {
            assert!(!leads_in(sentence), "{sentence}");
        }
    }

    #[test]
    fn to_open_a_program_is_no_fix() {
        for place in ["cmd", "regedit.exe", " Services.msc "] {
            assert!(is_place(place), "{place}");
        }
        for command in ["regedit /s fix.reg", "Restart-Service", "sfc /scannow"] {
            assert!(!is_place(command), "{command}");
        }
    }

    #[test]
    fn a_text_is_cut_at_a_word() {
        assert_eq!(clipped("one two three", 9), "one two…");
        assert_eq!(clipped("ééééééé", 3), "ééé…");
        assert_eq!(clipped("short", 5), "short");
    }
}
