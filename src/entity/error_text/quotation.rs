//! The text of what an author quotes: without quotation marks, labels and what was typed before it.

use std::ops::Range;

use super::wording::without_label;
use crate::entity::passage::{Form as Block, Passage};
use crate::markdown::Kind;
use crate::shell::LineKind;

/// A passage as a text of its own: lines that the author only wrapped are joined.
pub(super) fn text_of(passage: &Passage<'_>) -> String {
    if passage.form == Block::Code {
        let lines: Vec<&str> = passage.text.lines().map(str::trim_end).collect();
        return lines.join("\n");
    }
    let mut text = String::with_capacity(passage.text.len());
    for run in &passage.runs {
        let soft = matches!(passage.document.node(run.node).kind(), Kind::SoftBreak);
        if soft {
            text.truncate(text.trim_end().len());
            text.push(' ');
        } else {
            text.push_str(&passage.text[run.range.clone()]);
        }
    }
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines.join("\n")
}

/// Pairs of quotation marks.
const QUOTES: &[(char, char)] = &[('"', '"'), ('“', '”'), ('\'', '\''), ('«', '»'), ('„', '“')];

/// Whether a text stands in one pair of quotation marks.
pub(super) fn is_quoted(text: &str) -> bool {
    let text = text.trim_end_matches(['.', ',']);
    let (Some(first), Some(last)) = (text.chars().next(), text.chars().next_back()) else {
        return false;
    };
    let pair = QUOTES
        .iter()
        .find(|&&(open, close)| open == first && close == last);
    let alone = |open: char| text.chars().skip(1).filter(|&c| c == open).count() == 1;
    let long = text.len() > first.len_utf8() + last.len_utf8();
    pair.is_some_and(|&(open, close)| long && (open != close || alone(open)))
}

/// The text without the quotation marks around all of it.
pub(super) fn unwrapped(text: &str, verbatim: bool) -> String {
    let text = text.trim_matches(|c: char| c == '\n' || c == ' ' || c == '\u{a0}');
    let text = if text.contains('\n') {
        text
    } else {
        without_label(text)
    };
    if verbatim || !is_quoted(text) {
        return text.to_owned();
    }
    let text = text.trim_end_matches(['.', ',']);
    let mut letters = text.chars();
    letters.next();
    letters.next_back();
    letters.as_str().trim().to_owned()
}

/// What the commands of a session printed, without the commands, and its bytes from the first line to
/// the last; none where nothing tells typed lines from printed ones.
pub(super) fn printed(passage: &Passage<'_>) -> Option<(String, Range<usize>)> {
    if passage.form != Block::Code || !may_have_prompts(&passage.text) {
        return None;
    }
    let read = passage.transcript();
    if !read.has_prompts() {
        return None;
    }
    let is_printed = |kind| matches!(kind, LineKind::Output | LineKind::Blank);
    let lines = read
        .lines
        .iter()
        .filter(|line| is_printed(line.kind) && line.prompt.is_none());
    let mut ranges = lines.map(|line| line.range.clone());
    let texts: Vec<&str> = ranges
        .clone()
        .map(|range| passage.text[range].trim_end())
        .collect();
    let text = texts.join("\n").trim_matches('\n').to_owned();
    let start = ranges.clone().find(|range| !range.is_empty())?.start;
    let end = ranges.rfind(|range| !range.is_empty())?.end;
    (!text.is_empty()).then_some((text, start..end))
}

/// Whether some line may start with a prompt: what every prompt has, seen without reading the grammar.
pub(super) fn may_have_prompts(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim_start();
        let angle = line
            .find(['<', '>'])
            .is_some_and(|at| line[at..].starts_with('>'));
        angle
            || line.starts_with(['$', '#', '%'])
            || line.contains("$ ")
            || line.contains("# ")
            || line.contains("% ")
    })
}
