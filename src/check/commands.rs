//! Commands that do not arrive as they were meant: prompts that are pasted along, quotes that stay open.

use super::Page;
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::entity::command::Command;
use crate::entity::passage::{Form, Passage};
use crate::language;
use crate::shell::{Lexer, LineKind, Open, Shell, Transcript, line_ranges};
use crate::source::Span;

pub(super) fn findings(page: &Page<'_>, found: &mut Vec<Diagnostic>) {
    let blocks = page
        .passages
        .iter()
        .filter(|passage| passage.form == Form::Code);
    found.extend(blocks.filter_map(|block| needless_prompts(page, block)));
    let commands = page.reading.mentions.commands.iter();
    found.extend(commands.filter_map(|command| unfinished(page, command)));
}

/// Prompts that say nothing: neither who is asked nor where, and no output follows.
fn needless_prompts(page: &Page<'_>, block: &Passage<'_>) -> Option<Diagnostic> {
    const SILENT: [&str; 6] = ["$", ">", "%", "PS>", "PS >", "C:\\>"];
    let Transcript { lines, .. } = block.transcript();
    let prompts: Vec<_> = lines
        .iter()
        .filter_map(|line| line.prompt.clone())
        .collect();
    let is_silent =
        |prompt: &std::ops::Range<usize>| SILENT.contains(&block.text[prompt.clone()].trim());
    let shows = |kind| lines.iter().any(|line| line.kind == kind);
    if prompts.is_empty() || shows(LineKind::Output) || !prompts.iter().all(is_silent) {
        return None;
    }
    let first = block.text[prompts[0].clone()].trim();
    let message = format!(
        "the commands have a prompt (`{first}`), and no output that it sets them apart from"
    );
    let finding = Diagnostic::new(Code::NeedlessPrompts, message)
        .mended(without(block, &prompts))
        .help("leave the prompts out");
    Some(page.at(finding, block.block))
}

/// What takes the prompts out, where the block stands in its file as it is shown.
fn without(block: &Passage<'_>, prompts: &[std::ops::Range<usize>]) -> Vec<Edit> {
    let document = block.document;
    let span = block.node().span();
    let around = &document.manuscript().text()[span.range()];
    let mut at = 0;
    let mut edits = Vec::new();
    for range in line_ranges(&block.text) {
        let line = &block.text[range.clone()];
        let Some(found) = around[at..].find(line) else {
            return Vec::new();
        };
        let start = span.range().start + at + found;
        at += found + line.len();
        if let Some(prompt) = prompts.iter().find(|prompt| prompt.start == range.start) {
            let cut = Span::new(start, start + prompt.len());
            edits.push(Edit {
                span: document.place_of(cut).span,
                text: String::new(),
            });
        }
    }
    edits
}

/// A command in whose end a quote or a bracket is still open.
fn unfinished(page: &Page<'_>, command: &Command) -> Option<Diagnostic> {
    let shell = shell(command.language)?;
    let (node, _) = command.mention.place.as_ref()?;
    // What readers fill in is written as people write.
    if command
        .placeholders
        .iter()
        .flat_map(|one| &one.ranges)
        .any(|range| command.text[range.clone()].contains(['\'', '"', '`']))
    {
        return None;
    }
    let mut lexer = Lexer::new(shell);
    let mut tokens = Vec::new();
    for range in line_ranges(&command.text) {
        lexer.line(&command.text[range.clone()], range.start, &mut tokens);
    }
    if !matches!(lexer.open(), Open::Inside | Open::Document) {
        return None;
    }
    let message = "the command does not end: a quote, a bracket or a block in it is not closed";
    let finding = Diagnostic::new(Code::UnfinishedCommand, message);
    Some(page.at(
        finding.help("close it, or correct what opened it by mistake"),
        *node,
    ))
}

fn shell(id: &str) -> Option<Shell> {
    let language = language::by_name(id)?;
    match language.id {
        "powershell" => Some(Shell::PowerShell),
        "cmd" => Some(Shell::Cmd),
        "bash" => Some(Shell::Posix),
        _ => None,
    }
}
