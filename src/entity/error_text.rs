//! Error texts: what a screen or a log says when something fails, as an article quotes it.

use std::ops::Range;

use super::cmdlet::Known;
use super::code::{self, Code, Setting};
use super::passage::{Form as Block, Passage};
use super::{Subject, cmdlet, variable};
use crate::markdown::{Kind, NodeId};
use crate::role::Role;

/// An error text of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorText {
    /// Its id in the page: a slug of its template, numbered where others of the page have the same.
    pub id: String,
    /// What the screen says; line breaks as `\n`.
    pub text: String,
    /// The text with what varies between sites masked.
    pub template: String,
    /// The codes in it.
    pub codes: Vec<Code>,
    /// The id of its section; empty for the title and the front matter.
    pub section: String,
    /// Its first line.
    pub line: u32,
    /// Its last line.
    pub end_line: u32,
    /// How the author set it.
    pub form: Form,
    /// The outermost node that is nothing but this text (a quote, a code block, a paragraph), or the
    /// text node or span that holds it; none for the front matter.
    pub node: Option<NodeId>,
    /// The index of the passage that holds it (its first), and where in that passage.
    pub passage: Option<usize>,
    /// Its bytes in the passage.
    pub range: Range<usize>,
}

/// How an error text is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// A block of its own.
    Block,
    /// Within a sentence.
    Inline,
    /// A heading or the title, or part of one.
    Heading,
    /// `errors:` in the front matter.
    FrontMatter,
}

/// The error texts of an article; their templates and codes come later.
pub(super) fn errors(subject: Subject<'_>, passages: &[Passage<'_>]) -> Vec<ErrorText> {
    let mut errors = Vec::new();
    for given in &subject.matter.errors {
        errors.push(ErrorText {
            id: String::new(),
            text: given.value.clone(),
            template: String::new(),
            codes: Vec::new(),
            section: String::new(),
            line: 1,
            end_line: 1,
            form: Form::FrontMatter,
            node: None,
            passage: None,
            range: 0..0,
        });
    }
    for (index, passage) in passages.iter().enumerate() {
        let quote = passage.within(|kind| matches!(kind, Kind::Quote));
        if let Some(quote) = quote
            && passage.role() == Role::Symptom
            && passage.form == Block::Paragraph
        {
            let line = passage.line(0);
            errors.push(ErrorText {
                id: String::new(),
                text: passage.text.clone(),
                template: String::new(),
                codes: Vec::new(),
                section: passage.section_id().to_owned(),
                line,
                end_line: line,
                form: Form::Block,
                node: Some(quote.id()),
                passage: Some(index),
                range: 0..passage.text.len(),
            });
        }
    }
    errors
}

/// Gives each error its template, codes and id.
pub(super) fn finish(errors: &mut [ErrorText], known: &Known) {
    let mut slugs = crate::outline::Slugs::default();
    let setting = Setting {
        error: true,
        ..Setting::default()
    };
    for error in errors {
        let codes = code::find(&error.text, setting);
        let cmdlets = cmdlet::find(&error.text, known);
        let mut kept: Vec<_> = codes.iter().map(|found| found.range.clone()).collect();
        kept.extend(cmdlets.into_iter().map(|found| found.range));
        kept.sort_by_key(|range| range.start);
        error.template = variable::template(&error.text, &kept);
        for found in codes {
            if !error.codes.contains(&found.code) {
                error.codes.push(found.code);
            }
        }
        error.id = slugs.give(&format!("error {}", error.template));
    }
}
