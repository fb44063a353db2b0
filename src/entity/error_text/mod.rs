//! Error texts: what a screen or a log says when something fails, as an article quotes it.
//!
//! Blocks are found first, because what stands in them tells which words of a heading or a sentence
//! are a message too. `errors:` in the front matter and code blocks tagged `error` are always errors.

mod blocks;
mod inline;
mod quotation;
mod record;
mod sentence;
mod wording;
mod words;

use std::collections::BTreeMap;
use std::ops::Range;

use super::cmdlet::Known;
use super::code::{self, Code, Setting};
use super::passage::Passage;
use super::variable::{self, Variable};
use super::{Subject, cmdlet};
use crate::markdown::NodeId;
use crate::outline::Outline;

/// An error text of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorText {
    /// Its id in the page: a slug of its template, numbered where others of the page have the same.
    pub id: String,
    /// What the screen says; line breaks as `\n`.
    pub text: String,
    /// The text with what varies between sites masked, its blanks folded.
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
    /// block in which it stands; none for the front matter.
    pub node: Option<NodeId>,
    /// The indices of the passages that hold it; none for the front matter.
    pub passages: Range<usize>,
    /// Its bytes in the passage, where one holds all of it; of several it takes all.
    pub range: Range<usize>,
    /// What varies in its text, codes and cmdlets not yet heeded; found once, asked twice.
    pub(crate) variables: Vec<Variable>,
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

impl ErrorText {
    /// An error text that stands nowhere yet.
    fn new(text: String, form: Form) -> Self {
        Self {
            id: String::new(),
            text,
            template: String::new(),
            codes: Vec::new(),
            section: String::new(),
            line: 1,
            end_line: 1,
            form,
            node: None,
            passages: 0..0,
            range: 0..0,
            variables: Vec::new(),
        }
    }

    /// Its bytes in the passage `index`, of which `length` is the length; none if it stands elsewhere.
    #[must_use]
    pub fn range_in(&self, index: usize, length: usize) -> Option<Range<usize>> {
        let here = self.passages.contains(&index);
        let whole = self.passages.len() > 1;
        here.then(|| if whole { 0..length } else { self.range.clone() })
    }
}

/// The longest id that is made of a template, in characters.
const LONGEST_ID: usize = 60;

/// The error texts of an article, in the order of the text; their templates, codes and ids come
/// later ([`finish`]).
pub(super) fn errors(subject: Subject<'_>, passages: &[Passage<'_>]) -> Vec<ErrorText> {
    let mut blocks = blocks::blocks(subject.document, subject.outline, passages);
    for block in &mut blocks {
        block.variables = variable::variables(&block.text, &[]);
    }
    let inline = inline::inline(passages, &blocks);
    let mut found = blocks;
    found.extend(inline);
    found.sort_by_key(|error| (error.passages.start, error.range.start));
    let given = subject.matter.errors.iter().map(|given| {
        let line = subject.document.line(given.span);
        ErrorText {
            line,
            end_line: line,
            ..ErrorText::new(given.value.trim().to_owned(), Form::FrontMatter)
        }
    });
    given
        .filter(|error| !error.text.is_empty())
        .chain(found)
        .collect()
}

/// For each passage the parts of it that are error texts, in order and without overlap.
pub(super) fn by_passage(errors: &[ErrorText], passages: &[Passage<'_>]) -> Vec<Vec<Range<usize>>> {
    let mut ranges = vec![Vec::new(); passages.len()];
    for error in errors {
        for index in error.passages.clone() {
            let range = error.range_in(index, passages[index].text.len());
            ranges[index].extend(range);
        }
    }
    for list in &mut ranges {
        list.sort_by_key(|range| range.start);
        list.dedup_by(|next, last| {
            let touches = next.start <= last.end;
            if touches {
                last.end = last.end.max(next.end);
            }
            touches
        });
    }
    ranges
}

/// Gives each error its template, codes and id.
pub(super) fn finish(errors: &mut [ErrorText], outline: &Outline, known: &Known) {
    let mut ids = Ids::of(outline);
    let setting = Setting {
        error: true,
        ..Setting::default()
    };
    for error in errors {
        if error.form != Form::Block {
            error.variables = variable::variables(&error.text, &[]);
        }
        let codes = code::find(&error.text, setting);
        let cmdlets = cmdlet::find(&error.text, known);
        let mut kept: Vec<_> = codes.iter().map(|found| found.range.clone()).collect();
        kept.extend(cmdlets.into_iter().map(|found| found.range));
        kept.sort_by_key(|range| range.start);
        error.template = variable::masked(&error.text, &error.variables, &kept);
        for found in codes {
            if !error.codes.contains(&found.code) {
                error.codes.push(found.code);
            }
        }
        error.id = ids.give(id_of(&error.template));
    }
}

/// The ids of a page, and how often each was asked for.
struct Ids(BTreeMap<String, u32>);

impl Ids {
    fn of(outline: &Outline) -> Self {
        Self(outline.ids().map(|id| (id.to_owned(), 1)).collect())
    }

    /// That id, or with the next free number from 2 on.
    fn give(&mut self, wanted: String) -> String {
        let mut id = wanted.clone();
        while self.0.contains_key(&id) {
            let count = self.0.entry(wanted.clone()).or_default();
            *count += 1;
            id = format!("{wanted}-{count}");
        }
        self.0.insert(id.clone(), 1);
        id
    }
}

/// The first words of a template as an id; it starts with "error-".
fn id_of(template: &str) -> String {
    id_of_slug(&crate::outline::slug(template))
}

/// The same of the slug of a template.
#[must_use]
pub fn id_of_slug(slug: &str) -> String {
    let words = slug.trim_start_matches('-');
    let words = words.strip_prefix("error-").unwrap_or(words);
    let end = words.char_indices().nth(LONGEST_ID).map(|(end, _)| {
        let word = words[..end].rfind('-').filter(|&at| at > 0);
        word.unwrap_or(end)
    });
    format!("error-{}", &words[..end.unwrap_or(words.len())])
}
