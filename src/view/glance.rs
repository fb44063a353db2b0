//! The top of a troubleshooting page: one line for each error that it shows, and one for each way out, with
//! the way itself where that is one command or one sentence.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::article::{Article, Kind, Section, Step};
use crate::entity::Mentions;
use crate::entity::error_text::{ErrorText, Form};
use crate::graph::{clipped, leads_in};
use crate::role::Role;

/// The longest line of an error, in characters.
const ERROR_LINE: usize = 140;
/// The longest fix that is told here whole, in characters.
const FIX_LINE: usize = 140;
/// How many errors are told of an article, or of each of its stories.
const ERRORS: usize = 4;
/// How many ways out are told of an article, or of each of its stories.
const FIXES: usize = 6;

/// What a page tells before its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Glance {
    /// The errors that one sees.
    seen: Vec<Seen>,
    /// How many errors more there are.
    more: usize,
    /// What must be there first.
    before: Vec<Fix>,
    /// The ways out; of a how-to the parts that have steps.
    fixes: Vec<Fix>,
}

/// An error, and where it stands in the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Seen {
    id: String,
    text: String,
    /// The stories that it belongs to, where it does not belong to all.
    track: Option<String>,
}

/// A way out, and where it stands in the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Fix {
    id: String,
    /// What its heading says; empty for text without one.
    label: String,
    /// All that it says, where that is one sentence.
    text: Option<String>,
    /// All that is to be run, where that is one command.
    command: Option<Command>,
    /// How many steps it takes, where they are numbered.
    steps: usize,
    /// The stories that it belongs to, where it does not belong to all.
    track: Option<String>,
}

/// A command that is the whole fix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Command {
    text: String,
    /// Whether it can be copied as it is: nothing has to be filled in.
    ready: bool,
}

/// What the page of an article tells before its text; nothing where that would tell nothing.
pub(super) fn glance(article: &Article, mentions: &Mentions) -> Option<Glance> {
    let reader = Reader::new(article, mentions);
    match article.kind {
        Kind::Troubleshooting => reader.problem(),
        Kind::HowTo => reader.task(),
        Kind::Reference | Kind::Landing => None,
    }
}

/// A section, and the stories that it belongs to.
struct Place<'a> {
    section: &'a Section,
    tracks: Option<&'a [usize]>,
}

struct Reader<'a> {
    article: &'a Article,
    mentions: &'a Mentions,
    /// All sections, by their ids.
    places: BTreeMap<&'a str, Place<'a>>,
}

impl<'a> Reader<'a> {
    fn new(article: &'a Article, mentions: &'a Mentions) -> Self {
        let mut places = BTreeMap::new();
        walk(article, &article.sections, None, &mut places);
        Self {
            article,
            mentions,
            places,
        }
    }

    fn problem(&self) -> Option<Glance> {
        let (seen, more) = self.seen();
        let fixes = self.fixes();
        let is_empty = seen.is_empty() && fixes.is_empty();
        (!is_empty).then_some(Glance {
            seen,
            more,
            fixes,
            ..Glance::default()
        })
    }

    /// What a task takes: what must be there, and its parts, where there is more than one place to go to.
    fn task(&self) -> Option<Glance> {
        let has_steps: BTreeSet<&str> = self
            .article
            .steps
            .iter()
            .filter(|step| step.number.is_some())
            .map(|step| step.section.as_str())
            .collect();
        let (mut before, mut parts) = (Vec::new(), Vec::new());
        for section in &self.article.sections {
            let mut within = BTreeSet::new();
            ids(section, &mut within);
            if section.role == Role::Prerequisites {
                before.push(self.fix(section));
            } else if section.heading.is_some() && !within.is_disjoint(&has_steps) {
                parts.push(self.fix(section));
            }
        }
        parts.truncate(FIXES);
        (before.len() + parts.len() > 1).then_some(Glance {
            before,
            fixes: parts,
            ..Glance::default()
        })
    }

    fn place(&self, id: &str) -> Option<&Place<'a>> {
        self.places.get(id)
    }

    /// The stories of a section, where they are not all: the names that `data-track` holds.
    fn track(&self, section: &str) -> Option<String> {
        let all = &self.article.tracks.list;
        let tracks = self.place(section)?.tracks?;
        let names = tracks.iter().map(|&track| all[track].id.as_str());
        (tracks.len() < all.len()).then(|| names.collect::<Vec<_>>().join(" "))
    }

    /// The errors that one sees, and how many more there are: those of the symptoms, else any that do not
    /// belong to a fix; each once.
    fn seen(&self) -> (Vec<Seen>, usize) {
        let in_symptoms = |role| matches!(role, Role::Symptom | Role::Summary);
        let elsewhere = |role| {
            !matches!(
                role,
                Role::Resolution | Role::Workaround | Role::More | Role::References
            )
        };
        let mut errors = self.errors(in_symptoms);
        // Those of the front matter stand in no section.
        if errors.iter().all(|error| error.section.is_empty()) {
            errors = self.errors(elsewhere);
        }
        let count = errors.len();
        let mut told: Vec<Seen> = Vec::new();
        let mut of_track: BTreeMap<Option<String>, usize> = BTreeMap::new();
        for error in errors {
            let track = self.track(&error.section);
            let told_of_it = of_track.entry(track.clone()).or_default();
            *told_of_it += 1;
            if *told_of_it <= ERRORS {
                told.push(Seen {
                    id: error.id.clone(),
                    text: one_line(&error.text),
                    track,
                });
            }
        }
        let more = count - told.len();
        (told, more)
    }

    fn errors(&self, is_told: impl Fn(Role) -> bool) -> Vec<&'a ErrorText> {
        let mut known = BTreeSet::new();
        let errors = self.mentions.errors.iter().filter(|error| {
            // The title stands right above.
            let is_title = error.section.is_empty() && error.form == Form::Heading;
            let role = self.place(&error.section);
            let role = role.map_or(Role::Symptom, |place| place.section.role);
            let track = self.track(&error.section);
            let is_known = is_title || error.id.is_empty() || !is_told(role);
            !is_known && known.insert((error.template.as_str(), track))
        });
        errors.collect()
    }

    /// The ways out: those of each story, each once.
    fn fixes(&self) -> Vec<Fix> {
        let mut sections: Vec<&Section> = Vec::new();
        outermost(&self.article.sections, Role::is_fix, &mut sections);
        if sections.is_empty() {
            let is_status = |role| role == Role::Status;
            outermost(&self.article.sections, is_status, &mut sections);
        }
        let sections = sections.into_iter();
        let sections = sections.flat_map(|section| self.by_story(section));
        let mut of_track: BTreeMap<Option<String>, usize> = BTreeMap::new();
        let fixes = sections
            .flat_map(alternatives)
            .map(|section| self.fix(section));
        fixes
            .filter(|fix| {
                let told = of_track.entry(fix.track.clone()).or_default();
                *told += 1;
                *told <= FIXES
            })
            .collect()
    }

    /// The parts of a section that belong to one story each; itself where it tells no more than one: what two
    /// stories take is not counted as one.
    fn by_story(&self, section: &'a Section) -> Vec<&'a Section> {
        let parts = section.sections.iter();
        let parts: Vec<&Section> = parts
            .filter(|part| self.track(&part.id).is_some())
            .collect();
        if parts.is_empty() || self.track(&section.id).is_some() {
            vec![section]
        } else {
            parts
        }
    }

    fn fix(&self, section: &Section) -> Fix {
        let mut within = BTreeSet::new();
        ids(section, &mut within);
        let is_within = |id: &str| within.contains(id);
        let commands = &self.mentions.commands;
        let mut commands = commands
            .iter()
            .filter(|command| is_within(&command.section));
        let (command, is_only) = (commands.next(), commands.next().is_none());
        let is_numbered = |step: &&Step| step.number.is_some() && is_within(&step.section);
        let numbered = self.article.steps.iter().filter(is_numbered).count();
        let is_short = numbered <= 1 && within.len() == 1;
        let whole = command.filter(|_| is_only && is_short).filter(|command| {
            !command.text.contains('\n') && command.text.chars().count() <= FIX_LINE
        });
        let says = &section.text;
        let is_sentence =
            command.is_none() && is_short && !leads_in(says) && says.chars().count() <= FIX_LINE;
        Fix {
            id: section.id.clone(),
            label: section.heading.clone().unwrap_or_default(),
            text: is_sentence.then(|| says.clone()),
            command: whole.map(|command| Command {
                text: command.text.clone(),
                ready: command.placeholders.is_empty(),
            }),
            steps: if numbered > 1 { numbered } else { 0 },
            track: self.track(&section.id),
        }
    }
}

fn walk<'a>(
    article: &'a Article,
    sections: &'a [Section],
    around: Option<&'a [usize]>,
    places: &mut BTreeMap<&'a str, Place<'a>>,
) {
    for section in sections {
        let own = article.tracks.members.get(&section.id).map(Vec::as_slice);
        let tracks = own.or(around);
        places.insert(&section.id, Place { section, tracks });
        walk(article, &section.sections, tracks, places);
    }
}

/// The outermost sections of some roles.
fn outermost<'a>(
    sections: &'a [Section],
    is_wanted: fn(Role) -> bool,
    found: &mut Vec<&'a Section>,
) {
    for section in sections {
        if is_wanted(section.role) {
            found.push(section);
        } else {
            outermost(&section.sections, is_wanted, found);
        }
    }
}

/// The ways that a section offers one of; else itself.
fn alternatives(section: &Section) -> Vec<&Section> {
    let ways = section.sections.iter();
    let ways: Vec<&Section> = ways.filter(|way| way.alternative.is_some()).collect();
    if ways.len() > 1 { ways } else { vec![section] }
}

fn ids<'a>(section: &'a Section, found: &mut BTreeSet<&'a str>) {
    found.insert(&section.id);
    section
        .sections
        .iter()
        .for_each(|within| ids(within, found));
}

/// The start of a message, in one line.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(ERROR_LINE).collect();
    clipped(&words.join(" "), ERROR_LINE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::Lexicon;
    use crate::reading;
    use crate::source::{SitePath, Source};

    fn glance_of(markdown: &str) -> Glance {
        let source = Source::new(SitePath::new("a.md"), markdown);
        let reading = reading::alone(&source, &Lexicon::default());
        glance(&reading.article, &reading.mentions).unwrap_or_default()
    }

    fn fixes_of(markdown: &str) -> Vec<(String, Option<String>, Option<String>, usize)> {
        let fixes = glance_of(markdown).fixes.into_iter();
        fixes
            .map(|fix| {
                (
                    fix.label,
                    fix.text,
                    fix.command.map(|it| it.text),
                    fix.steps,
                )
            })
            .collect()
    }

    #[test]
    fn one_command_is_told_whole() {
        let fix = "# T\n\n## Resolution\n\nRun the following command:\n\n```powershell\nRestart-Service -Name Spooler\n```\n";
        let command = Some("Restart-Service -Name Spooler".to_owned());
        assert_eq!(fixes_of(fix), [("Resolution".to_owned(), None, command, 0)]);
    }

    #[test]
    fn one_sentence_is_told_whole() {
        let text = "Set the toner level to high.".to_owned();
        assert_eq!(
            fixes_of(
                "# T\n\n## Symptoms\n\nIt is pale.\n\n## Resolution\n\nSet the toner level to high.\n"
            ),
            [("Resolution".to_owned(), Some(text), None, 0)]
        );
    }

    #[test]
    fn a_row_of_steps_is_counted() {
        let fix = "# T\n\n## Resolution\n\n1. Open it.\n2. Run `Restart-Service -Name Spooler`.\n3. Close it.\n";
        assert_eq!(fixes_of(fix), [("Resolution".to_owned(), None, None, 3)]);
    }

    #[test]
    fn each_of_several_ways_is_told() {
        let fix = "# T\n\n## Resolution\n\n### Method 1: Wait\n\nWait for an hour.\n\n### Method 2: Restart\n\n1. Stop it.\n2. Start it.\n";
        let fixes = fixes_of(fix);
        assert_eq!(fixes[0].1.as_deref(), Some("Wait for an hour."));
        assert_eq!((fixes[1].0.as_str(), fixes[1].3), ("Method 2: Restart", 2));
    }

    #[test]
    fn the_steps_of_each_story_are_counted_apart() {
        let fix = "# T\n\n## Symptoms\n\n### Scenario 1\n\nIt is pale.\n\n### Scenario 2\n\nIt is dark.\n\n\
            ## Resolution\n\n### Scenario 1\n\n1. Open it.\n2. Shake it.\n3. Close it.\n\n\
            ### Scenario 2\n\n1. Stop it.\n2. Start it.\n";
        let fixes = glance_of(fix).fixes.into_iter();
        let told: Vec<_> = fixes.map(|fix| (fix.label, fix.steps, fix.track)).collect();
        let track = |id: &str| Some(id.to_owned());
        assert_eq!(
            told,
            [
                ("Scenario 1".to_owned(), 3, track("scenario-1")),
                ("Scenario 2".to_owned(), 2, track("scenario-2")),
            ]
        );
    }

    #[test]
    fn each_error_is_told_once_and_the_rest_is_counted() {
        let errors: String = (1..=6)
            .map(|n| format!("```error\nThe tray {} is empty.\n```\n\n", "x".repeat(n)))
            .collect();
        let glance = glance_of(&format!(
            "# T\n\n## Symptoms\n\n{errors}{errors}## Cause\n\nNone.\n"
        ));
        assert_eq!((glance.seen.len(), glance.more), (ERRORS, 2));
        assert_eq!(glance.seen[0].text, "The tray x is empty.");
    }
}
