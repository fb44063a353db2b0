//! Images, blocks of code and codes that leave the reader alone.

use super::Page;
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::entity::code::CodeUse;
use crate::entity::passage::Form;
use crate::language::language;
use crate::markdown::{Kind, NodeRef};
use crate::source::Span;

pub(super) fn findings(page: &Page<'_>, found: &mut Vec<Diagnostic>) {
    for node in page.reading.document.root().descendants() {
        match node.kind() {
            Kind::Image { icon: false, .. } => found.extend(no_alternative(page, node)),
            Kind::CodeBlock { info, .. } => {
                found.extend(unknown_language(page, node, node.str(*info)));
            }
            _ => {}
        }
    }
    found.extend(bare_blocks(page));
    found.extend(no_message(page));
}

fn no_alternative(page: &Page<'_>, image: NodeRef<'_>) -> Option<Diagnostic> {
    let has_text = !image.plain_text().trim().is_empty();
    // A picture within a link or a sentence is often only a sign; the words around it say what it is.
    if has_text {
        return None;
    }
    let finding = Diagnostic::new(Code::ImageWithoutText, "the image has no alternative text");
    let help = "write what it shows between the brackets: `![what it shows](…)`";
    Some(page.at(finding.help(help), image.id()))
}

fn unknown_language(page: &Page<'_>, block: NodeRef<'_>, info: &str) -> Option<Diagnostic> {
    let looked_up = language(info);
    let word = info.split_whitespace().next()?;
    let finding = match looked_up.misspelt {
        Some(meant) => {
            let message = format!("`{word}` is no language; the block is read as `{meant}`");
            let finding = Diagnostic::new(Code::UnknownFence, message);
            let fix = respelt(block, word, meant).into_iter();
            let place = |edit: Edit| Edit {
                span: page.reading.document.place_of(edit.span).span,
                ..edit
            };
            finding
                .mended(fix.map(place).collect())
                .help(format!("write `{meant}`"))
        }
        None if !looked_up.known => Diagnostic::new(
            Code::UnknownFence,
            format!("`{word}` is no language that fixbook knows"),
        )
        .help("write a language that it knows, or `text` for what is none"),
        None => return None,
    };
    Some(page.at(finding, block.id()))
}

/// The word in the opening line of a fence, spelt right.
fn respelt(block: NodeRef<'_>, word: &str, meant: &str) -> Option<Edit> {
    let text = block.document().manuscript().text();
    let span = block.span();
    let line = text[span.range()].lines().next()?;
    let at = line.find(word)?;
    let is_fence = line[..at]
        .trim_start()
        .chars()
        .all(|c| matches!(c, '`' | '~' | ' ' | '\t'));
    let start = span.range().start + at;
    is_fence.then(|| Edit {
        span: Span::new(start, start + word.len()),
        text: meant.to_owned(),
    })
}

/// Sections of nothing but code, in articles that else have words.
fn bare_blocks(page: &Page<'_>) -> Vec<Diagnostic> {
    let document = &page.reading.document;
    let is_bare = |blocks: &[crate::markdown::NodeId]| {
        !blocks.is_empty()
            && blocks
                .iter()
                .all(|&block| matches!(document.node(block).kind(), Kind::CodeBlock { .. }))
    };
    let sections = page.reading.outline.walk().filter(|section| {
        // What one sees needs no more words than it has, and a short heading says what a command is for.
        section.role.is_fix()
            && section.own_role
            && section.sections.is_empty()
            && is_bare(&section.blocks)
    });
    let told = sections.map(|section| {
        let message = format!("the section `{}` is nothing but code", section.title());
        let help = "say in a sentence what it does, where to run it, and what one should see then";
        page.at_section(
            Diagnostic::new(Code::BareBlock, message).help(help),
            section,
        )
    });
    told.collect()
}

/// A code in the title of an article that quotes no error. What a protocol answers is its own message.
fn no_message(page: &Page<'_>) -> Option<Diagnostic> {
    let mentions = &page.reading.mentions;
    if !mentions.errors.is_empty() {
        return None;
    }
    let title = page
        .passages
        .iter()
        .find(|passage| passage.form == Form::Heading && passage.section.is_none())?;
    let is_titled = |mention: &crate::entity::Mention| {
        let place = mention.place.as_ref();
        place.is_some_and(|(node, _)| title.runs.iter().any(|run| run.node == *node))
    };
    let has_message = |code: &&CodeUse| !matches!(code.code.family, "http" | "sip");
    let code = mentions
        .codes
        .iter()
        .filter(has_message)
        .find(|code| code.mentions.iter().any(is_titled))?;
    let shown = code.spellings.first().unwrap_or(&code.code.canonical);
    let message = format!("the article is about `{shown}`, and quotes no message that has it");
    let help = "put the whole message under `## Symptoms` as the screen shows it, in a code block or in quotation marks";
    Some(page.at_title(Diagnostic::new(Code::CodeWithoutMessage, message).help(help)))
}
