//! What there is to say to the author of a command: which characters of it a shell does not read.

use super::{Command, Mended};
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::markdown::Document;
use crate::shell;
use crate::source::Span;

/// A finding for each command that had to be mended.
#[must_use]
pub fn remarks(commands: &[Command], document: &Document) -> Vec<Diagnostic> {
    let remarks = commands.iter().filter_map(|command| {
        // Plain blanks at the end of a line do no harm.
        let is_blank = |text: &str| text.trim_matches([' ', '\t']).is_empty();
        let harms = |change: &&Mended| !(change.meant.is_empty() && is_blank(&change.written));
        let changes: Vec<&Mended> = command.mended.iter().filter(harms).collect();
        remark(command, &changes, document)
    });
    remarks.collect()
}

fn remark(command: &Command, mended: &[&Mended], document: &Document) -> Option<Diagnostic> {
    let first = mended.first()?;
    let (node, _) = command.mention.place.as_ref()?;
    let span = span(command, first, document.node(*node).span(), document);
    let changes = changes(mended);
    let message = format!("a shell does not read this command as it is written: {changes}");
    Some(
        Diagnostic::new(Code::MendedCommand, message)
            .in_place(document.place_of(span))
            .mended(edits(
                command,
                mended,
                document.node(*node).span(),
                document,
            ))
            .help("write it as it is to be typed; what readers copy is mended"),
    )
}

/// The first change in the source, where the command stands there as it is shown.
fn span(command: &Command, first: &Mended, around: Span, document: &Document) -> Span {
    let source = document.manuscript().text();
    let at = source[around.range()].find(&command.display);
    at.map_or(around, |at| {
        let start = around.start as usize + at;
        Span::new(start + first.range.start, start + first.range.end)
    })
}

/// The changes in the file, line by line; none unless every line stands there as it is shown.
fn edits(command: &Command, mended: &[&Mended], around: Span, document: &Document) -> Vec<Edit> {
    let source = &document.manuscript().text()[around.range()];
    let mut at = 0;
    let mut edits = Vec::new();
    for range in shell::line_ranges(&command.display) {
        let line = &command.display[range.clone()];
        let Some(found) = source[at..].find(line) else {
            return Vec::new();
        };
        let start = around.range().start + at + found;
        at += found + line.len();
        for change in mended
            .iter()
            .filter(|change| range.contains(&change.range.start))
        {
            if change.range.end > range.end {
                return Vec::new();
            }
            let start = start + change.range.start - range.start;
            let span = Span::new(start, start + change.range.len());
            edits.push(Edit {
                span: document.place_of(span).span,
                text: change.meant.clone(),
            });
        }
    }
    edits
}

/// Each kind of change once: "`–` for `-`, U+00A0 for a blank".
fn changes(mended: &[&Mended]) -> String {
    const MOST: usize = 4;
    let mut told: Vec<String> = Vec::new();
    for change in mended {
        let change = match change.meant.as_str() {
            "" => format!("{} too many", shown(&change.written)),
            meant => format!("{} for {}", shown(&change.written), shown(meant)),
        };
        if !told.contains(&change) {
            told.push(change);
        }
    }
    let more = told.len().saturating_sub(MOST);
    told.truncate(MOST);
    let mut text = told.join(", ");
    if more > 0 {
        text.push_str(&format!(" and {more} more"));
    }
    text
}

/// A character as it looks, or its number where it does not show.
fn shown(text: &str) -> String {
    const LONGEST: usize = 12; // characters
    let is_seen = |c: char| {
        !c.is_whitespace()
            && !c.is_control()
            && !matches!(
                c,
                '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}'
            )
    };
    if text == " " {
        return "a blank".to_owned();
    }
    if text.chars().all(is_seen) && text.chars().count() <= LONGEST {
        return format!("`{text}`");
    }
    match text.chars().find(|&c| !is_seen(c)) {
        Some(' ') | None => "blanks".to_owned(),
        Some(c) => format!("U+{:04X}", u32::from(c)),
    }
}
