//! Tracks: the several stories of one article, each with its symptom, its cause and its fix.
//!
//! Authors tell several stories in two ways. *Containers*: sibling sections that each hold a cause
//! or a fix of their own (`## Error: …` with `### Cause` and `### Resolution` within). *Numbers*:
//! the same number under several roles (`### Scenario 1` under Symptoms and under Cause, `### Cause
//! 2` and `## Resolution for Cause 2`). What no story claims for itself, such as one resolution for
//! all scenarios, belongs to each.

use std::collections::{BTreeMap, BTreeSet};

use crate::outline::Section;
use crate::outline::label::{Label, LabelKind};
use crate::role::Role;
use crate::source::Span;

/// One story of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Track {
    /// The id of its first section, by which an address can name it.
    #[serde(skip)]
    pub id: String,
    /// What its author calls it.
    pub title: String,
    /// The ids of the sections that tell what one sees.
    pub symptom: Vec<String>,
    /// The ids of the sections that tell why.
    pub cause: Vec<String>,
    /// The ids of the sections that tell what to do.
    pub resolution: Vec<String>,
}

/// The stories of an article, and which sections belong to which.
#[derive(Clone, Debug, Default)]
pub struct Tracks {
    /// The stories in the order of the text; empty if there is only one.
    pub list: Vec<Track>,
    /// For the id of each section that stands in a story: the indices of those stories.
    pub members: BTreeMap<String, Vec<usize>>,
    /// Numbered sections that lack a counterpart which the others have: place and message.
    pub unpaired: Vec<(Span, String)>,
}

/// The part of a story that a role tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Symptom,
    Cause,
    Fix,
}

fn part(role: Role) -> Option<Part> {
    match role {
        Role::Symptom => Some(Part::Symptom),
        Role::Cause => Some(Part::Cause),
        Role::Resolution | Role::Workaround => Some(Part::Fix),
        _ => None,
    }
}

impl Track {
    fn part(&mut self, part: Part) -> &mut Vec<String> {
        match part {
            Part::Symptom => &mut self.symptom,
            Part::Cause => &mut self.cause,
            Part::Fix => &mut self.resolution,
        }
    }
}

/// Finds the stories that sections tell.
#[must_use]
pub(super) fn tracks(sections: &[Section]) -> Tracks {
    let containers = containers(sections);
    if containers.len() > 1 {
        return from_containers(sections, &containers);
    }
    from_numbers(sections)
}

/// The first group of siblings, from the top, in which at least two hold a story of their own.
fn containers(siblings: &[Section]) -> Vec<&Section> {
    let here: Vec<&Section> = siblings
        .iter()
        .filter(|section| holds_story(section))
        .collect();
    if here.len() > 1 {
        return here;
    }
    siblings
        .iter()
        .map(|section| containers(&section.sections))
        .find(|within| within.len() > 1)
        .unwrap_or_default()
}

/// Whether a section has a cause or a fix of its own, and something that it is the fix for.
fn holds_story(section: &Section) -> bool {
    let fix_or_cause =
        section.own_role && matches!(part(section.role), Some(Part::Cause | Part::Fix));
    if fix_or_cause || section.heading.is_none() {
        return false;
    }
    let parts: BTreeSet<Part> = section
        .sections
        .iter()
        .filter(|within| within.own_role)
        .filter_map(|within| part(within.role))
        .collect();
    let told = parts.contains(&Part::Cause) || parts.contains(&Part::Fix);
    told && (parts.len() > 1 || !section.blocks.is_empty())
}

fn from_containers(sections: &[Section], containers: &[&Section]) -> Tracks {
    let mut found = Tracks::default();
    for (index, container) in containers.iter().enumerate() {
        let mut track = Track {
            id: container.id.clone(),
            title: container.title().to_owned(),
            ..Track::default()
        };
        found.members.insert(container.id.clone(), vec![index]);
        for within in container.sections.iter().filter(|within| within.own_role) {
            if let Some(part) = part(within.role) {
                track.part(part).push(within.id.clone());
            }
        }
        if track.symptom.is_empty() {
            track.symptom.push(container.id.clone());
        }
        found.list.push(track);
    }
    share(sections, &mut found);
    found
}

/// A section that a number assigns to stories.
struct Numbered<'s> {
    section: &'s Section,
    part: Part,
    numbers: BTreeSet<u32>,
}

fn from_numbers(sections: &[Section]) -> Tracks {
    let mut numbered = Vec::new();
    for section in sections {
        collect_numbered(section, &mut numbered);
    }
    let mut parts: BTreeMap<u32, BTreeSet<Part>> = BTreeMap::new();
    for entry in &numbered {
        for &number in &entry.numbers {
            parts.entry(number).or_default().insert(entry.part);
        }
    }
    let paired = parts.values().filter(|parts| parts.len() > 1).count();
    if parts.len() < 2 || paired < 1 {
        return Tracks::default();
    }
    let order: Vec<u32> = parts.keys().copied().collect();
    let mut found = Tracks {
        list: vec![Track::default(); order.len()],
        ..Tracks::default()
    };
    for entry in &numbered {
        let indices: Vec<usize> = entry
            .numbers
            .iter()
            .filter_map(|number| order.binary_search(number).ok())
            .collect();
        for &index in &indices {
            let track = &mut found.list[index];
            if track.title.is_empty() {
                entry.section.title().clone_into(&mut track.title);
                track.id.clone_from(&entry.section.id);
            }
            track.part(entry.part).push(entry.section.id.clone());
        }
        found.members.insert(entry.section.id.clone(), indices);
    }
    share(sections, &mut found);
    found.unpaired = unpaired(&numbered, &found);
    found
}

/// The outermost sections that carry a number, in the order of the text.
fn collect_numbered<'s>(section: &'s Section, found: &mut Vec<Numbered<'s>>) {
    if let (Some(part), Some(numbers)) = (part(section.role), story_numbers(&section.labels)) {
        found.push(Numbered {
            section,
            part,
            numbers,
        });
        return;
    }
    for within in &section.sections {
        collect_numbered(within, found);
    }
}

/// The stories that a heading's numbers name. "Resolution 2 for Cause 1" belongs to story 1; only
/// where nothing else is numbered does the number of the fix itself count.
fn story_numbers(labels: &[Label]) -> Option<BTreeSet<u32>> {
    let of = |wanted: fn(LabelKind) -> bool| -> BTreeSet<u32> {
        labels
            .iter()
            .filter(|label| wanted(label.kind))
            .map(|label| label.number)
            .collect()
    };
    let told = of(|kind| {
        matches!(
            kind,
            LabelKind::Story | LabelKind::Symptom | LabelKind::Cause | LabelKind::Error
        )
    });
    let numbers = if told.is_empty() {
        of(|kind| kind == LabelKind::Fix)
    } else {
        told
    };
    (!numbers.is_empty()).then_some(numbers)
}

/// Gives every story the symptoms, causes and fixes that none claims for itself.
fn share(sections: &[Section], found: &mut Tracks) {
    let mut shared = Vec::new();
    for section in sections {
        collect_shared(section, found, &mut shared);
    }
    let all: Vec<usize> = (0..found.list.len()).collect();
    for (part, id) in shared {
        for track in &mut found.list {
            track.part(part).push(id.clone());
        }
        found.members.insert(id, all.clone());
    }
}

fn collect_shared(section: &Section, found: &Tracks, shared: &mut Vec<(Part, String)>) {
    if found.members.contains_key(&section.id) {
        return;
    }
    let claimed = section
        .walk()
        .any(|within| found.members.contains_key(&within.id));
    match part(section.role) {
        Some(part) if !claimed && section.own_role => shared.push((part, section.id.clone())),
        _ => {
            for within in &section.sections {
                collect_shared(within, found, shared);
            }
        }
    }
}

/// Numbered sections whose story lacks a part that every other story has.
fn unpaired(numbered: &[Numbered<'_>], found: &Tracks) -> Vec<(Span, String)> {
    let lacks = |track: &Track, part: Part| match part {
        Part::Symptom => track.symptom.is_empty(),
        Part::Cause => track.cause.is_empty(),
        Part::Fix => track.resolution.is_empty(),
    };
    let mut messages = Vec::new();
    for (part, word) in [
        (Part::Symptom, "symptom"),
        (Part::Cause, "cause"),
        (Part::Fix, "fix"),
    ] {
        let lacking: Vec<&Track> = found
            .list
            .iter()
            .filter(|track| lacks(track, part))
            .collect();
        if lacking.is_empty() || lacking.len() * 2 > found.list.len() {
            continue;
        }
        for track in lacking {
            let Some(entry) = numbered.iter().find(|entry| entry.section.id == track.id) else {
                continue;
            };
            let title = &track.title;
            messages.push((
                entry.section.span,
                format!("“{title}” has no {word}, though the others have one"),
            ));
        }
    }
    messages
}
