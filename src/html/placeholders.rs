//! Where the placeholders of a command stand in the article's text.
//!
//! The model knows them in the command as it must arrive in the shell. From there the way leads back
//! over what was mended to the command as its author wrote it, and over prompts to the text of the
//! article. A placeholder that is not found there again, character by character, is left out.

use std::ops::Range;

use crate::entity::command::{Command, Mended};

/// Where a command has placeholders, in bytes of its text, each with the placeholder's index; in order and
/// without overlap.
pub(super) fn slots(command: &Command) -> Vec<(usize, Range<usize>)> {
    let placeholders = command.placeholders.iter().enumerate();
    let mut slots: Vec<(usize, Range<usize>)> = placeholders
        .flat_map(|(index, placeholder)| {
            let ranges = placeholder.ranges.iter();
            ranges.map(move |range| (index, range.clone()))
        })
        .filter(|(_, range)| command.text.get(range.clone()).is_some())
        .collect();
    slots.sort_unstable_by_key(|(index, range)| (range.start, range.end, *index));
    let mut end = 0;
    slots.retain(|(_, range)| {
        let is_free = range.start >= end;
        end = if is_free { range.end } else { end };
        is_free
    });
    slots
}

/// The slots of a command, by their place in the list of them, with their bytes in `written`, the article's text
/// from the command's first character to its last; in order and without overlap.
pub(super) fn places(command: &Command, written: &str) -> Vec<(usize, Range<usize>)> {
    let wanted = slots(command);
    if wanted.is_empty() {
        return Vec::new();
    }
    let mended = Stretches::of_mended(command);
    let lines = Stretches::of_lines(&command.display, written);
    let mut found: Vec<(usize, Range<usize>)> = Vec::new();
    for (index, (_, range)) in wanted.into_iter().enumerate() {
        let place = mended.map(&range).and_then(|range| lines.map(&range));
        let Some(place) = place.filter(|place| !place.is_empty()) else {
            continue;
        };
        let is_same = command.text.get(range.clone()) == written.get(place.clone());
        let is_free = found.last().is_none_or(|(_, last)| last.end <= place.start);
        if is_same && is_free {
            found.push((index, place));
        }
    }
    found
}

/// Parts of one text that stand in another unchanged, in order: where each starts there and here,
/// and how long it is.
struct Stretches(Vec<(usize, usize, usize)>);

impl Stretches {
    /// What was not mended: from the command's text to its display.
    fn of_mended(command: &Command) -> Self {
        let fits = |edit: &&Mended| command.display.get(edit.range.clone()).is_some();
        let mut edits: Vec<&Mended> = command.mended.iter().filter(fits).collect();
        edits.sort_unstable_by_key(|edit| (edit.range.start, edit.range.end));
        let mut stretches = Vec::with_capacity(edits.len() + 1);
        let (mut text, mut display) = (0, 0);
        for edit in edits {
            let same = edit.range.start.saturating_sub(display);
            stretches.push((text, display, same));
            text += same + edit.meant.len();
            display = display.max(edit.range.end);
        }
        stretches.push((text, display, command.display.len().saturating_sub(display)));
        Self(stretches)
    }

    /// The lines of the display, each found after the one before it.
    fn of_lines(display: &str, written: &str) -> Self {
        let mut stretches = Vec::new();
        let (mut from, mut to) = (0, 0);
        for line in display.split_inclusive('\n') {
            let content = line.trim_end_matches(['\n', '\r']);
            let Some(at) = written[to..].find(content) else {
                break;
            };
            stretches.push((from, to + at, content.len()));
            from += line.len();
            to += at + content.len();
        }
        Self(stretches)
    }

    /// Where a range stands that lies within one stretch.
    fn map(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let after = self.0.partition_point(|(from, ..)| *from <= range.start);
        let (from, to, length) = self.0[after.checked_sub(1)?];
        let start = range.start - from;
        let end = range.end.checked_sub(from)?;
        (start < end && end <= length).then(|| to + start..to + end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::Mention;
    use crate::entity::command::Placeholder;

    fn command(text: &str, display: &str, mended: &[(&str, &str)], names: &[&str]) -> Command {
        let mut from = 0;
        let mended = mended.iter().map(|(written, meant)| {
            let start = from + display[from..].find(written).expect("what was mended");
            from = start + written.len();
            Mended {
                written: (*written).to_owned(),
                meant: (*meant).to_owned(),
                range: start..from,
            }
        });
        let placeholders = names.iter().map(|name| Placeholder {
            name: (*name).to_owned(),
            kind: None,
            example: None,
            ranges: text
                .match_indices(name)
                .map(|(at, name)| at..at + name.len())
                .collect(),
        });
        Command {
            text: text.to_owned(),
            display: display.to_owned(),
            language: "powershell",
            cmdlets: Vec::new(),
            placeholders: placeholders.collect(),
            section: String::new(),
            step: None,
            item: None,
            mention: Mention {
                line: 1,
                place: None,
            },
            block: true,
            mended: mended.collect(),
        }
    }

    fn found<'w>(command: &Command, written: &'w str) -> Vec<(usize, &'w str, usize)> {
        let places = places(command, written).into_iter();
        let slots = slots(command);
        places
            .map(|(slot, range)| (slots[slot].0, &written[range.clone()], range.start))
            .collect()
    }

    #[test]
    fn placeholders_are_found_behind_what_was_mended() {
        let command = command(
            "Get-Box -Name <Name> -Of <Host> -At <Name>",
            "Get-Box –Name <Name> –Of <Host> –At <Name>",
            &[("–", "-"), ("–", "-"), ("–", "-")],
            &["<Name>", "<Host>"],
        );
        let written = "Get-Box –Name <Name> –Of <Host> –At <Name>";
        assert_eq!(
            found(&command, written),
            [(0, "<Name>", 16), (1, "<Host>", 29), (0, "<Name>", 42)]
        );
    }

    #[test]
    fn placeholders_are_found_behind_prompts() {
        let command = command(
            "Get-Box `\n  -Name <Name>",
            "Get-Box `\n  -Name <Name>",
            &[],
            &["<Name>"],
        );
        let written = "Get-Box `\n>>   -Name <Name>";
        assert_eq!(found(&command, written), [(0, "<Name>", 21)]);
    }

    #[test]
    fn what_is_not_found_again_is_left_out() {
        let mut wrong = command("del <File>", "del <File>", &[], &["<File>"]);
        assert_eq!(found(&wrong, "del ‹File›"), []);
        assert_eq!(found(&wrong, ""), []);
        wrong.placeholders[0].ranges = vec![
            Range { start: 5, end: 2 },
            0..999,
            4..10,
            6..9,
            usize::MAX..usize::MAX,
        ];
        assert_eq!(found(&wrong, "del <File>"), [(0, "<File>", 4)]);
    }
}
