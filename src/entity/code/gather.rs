//! The codes of an article: what each passage says, put together.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::error_text::{ErrorText, by_passage};
use super::super::passage::{Form, Passage};
use super::super::{Context, Mention};
use super::lead::{Lead, lead};
use super::scan::Aid;
use super::{Code, CodeUse, Found, Setting, found, scan};
use crate::language::{Grammar, language};
use crate::markdown::{Kind, NodeId};
use crate::shell::{LineKind, is_approved_cmdlet};

/// The codes that an article mentions, by the first line in which each stands.
pub(in crate::entity) fn codes(passages: &[Passage<'_>], errors: &[ErrorText]) -> Vec<CodeUse> {
    let errors = by_passage(errors, passages);
    let mut found = read(passages, &errors, false, |_| true);
    // Where one is written in full, three numbers with dots at the start of a sentence are one too.
    let is_of_mail = found
        .iter()
        .flatten()
        .any(|found| found.code.family == "smtp");
    if is_of_mail {
        let again = read(passages, &errors, true, may_hold_status);
        for (passage, (found, again)) in passages.iter().zip(found.iter_mut().zip(again)) {
            if may_hold_status(&passage.text) {
                *found = again;
            }
        }
    }
    let mut gathered = Gathered::default();
    for (passage, found) in passages.iter().zip(found) {
        for found in found {
            gathered.add(passage, found);
        }
    }
    gathered.finish()
}

/// Adds the codes of an error of the front matter to those of the text.
pub(in crate::entity) fn add_given(uses: &mut Vec<CodeUse>, error: &ErrorText) {
    let mention = Mention {
        line: error.line,
        place: None,
    };
    for code in &error.codes {
        if let Some(known) = uses.iter_mut().find(|known| known.code == *code) {
            known.mentions.insert(0, mention.clone());
            continue;
        }
        uses.push(CodeUse {
            code: code.clone(),
            source: None,
            spellings: vec![code.canonical.clone()],
            mentions: vec![mention.clone()],
            context: Context {
                section: String::new(),
                sentence: error.text.clone(),
            },
        });
    }
}

/// Whether a text may hold an enhanced status code: a class, a dot and a digit.
fn may_hold_status(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'.', bytes).any(|dot| {
        let class = dot.checked_sub(1).map(|before| bytes[before]);
        matches!(class, Some(b'2' | b'4' | b'5'))
            && bytes.get(dot + 1).is_some_and(u8::is_ascii_digit)
    })
}

/// The codes of each passage whose text is wanted.
fn read(
    passages: &[Passage<'_>],
    errors: &[Vec<Range<usize>>],
    is_of_mail: bool,
    wanted: impl Fn(&str) -> bool,
) -> Vec<Vec<Found>> {
    let mut columns = Columns::default();
    let passages = passages.iter().zip(errors);
    passages
        .map(|(passage, errors)| {
            let column = columns.lead(passage);
            if !wanted(&passage.text) {
                return Vec::new();
            }
            of_passage(passage, errors, Aid { column, is_of_mail })
        })
        .collect()
}

/// The codes of one passage.
fn of_passage(passage: &Passage<'_>, errors: &[Range<usize>], aid: Aid) -> Vec<Found> {
    let text = &passage.text;
    let setting = Setting {
        heading: passage.form == Form::Heading,
        ..Setting::default()
    };
    let mut hits = scan::scan(text, setting, errors, aid);
    if hits.is_empty() || passage.form != Form::Code {
        return hits.into_iter().map(|hit| found(text, hit)).collect();
    }
    let commands = commands(passage, errors);
    if !commands.is_empty() {
        hits.retain(|hit| !holds(&commands, hit.range.start));
        for range in commands {
            let setting = Setting {
                command: true,
                ..setting
            };
            let typed = scan::scan(&text[range.clone()], setting, &[], Aid::default());
            hits.extend(typed.into_iter().map(|hit| hit.moved(range.start)));
        }
        hits.sort_by_key(|hit| hit.range.start);
    }
    hits.into_iter().map(|hit| found(text, hit)).collect()
}

/// The parts of a code block that are to be run, in order.
fn commands(passage: &Passage<'_>, errors: &[Range<usize>]) -> Vec<Range<usize>> {
    let text = &passage.text;
    if errors.iter().any(|range| range.len() * 2 > text.len()) {
        return Vec::new();
    }
    let language = language(passage.info()).language;
    match language.grammar {
        Grammar::Plain | Grammar::Markup => Vec::new(),
        Grammar::Table if matches!(language.id, "json" | "yaml" | "ini") => Vec::new(),
        Grammar::Shell => {
            let read = passage.transcript();
            if !read.has_prompts() && !starts_typed(text) {
                return Vec::new();
            }
            let typed = |kind| {
                matches!(
                    kind,
                    LineKind::Command | LineKind::Continuation | LineKind::Comment
                )
            };
            let lines = read.lines.iter().filter(|line| typed(line.kind));
            lines
                .map(|line| line.range.clone())
                .filter(|range| !holds(errors, range.start) && !is_answer(&text[range.clone()]))
                .collect()
        }
        _ => std::iter::once(0..text.len()).collect(),
    }
}

/// Whether a block begins with what somebody typed. Authors put what a shell answered into a block of
/// its language too; answers begin with capitals, brackets or a key and a colon.
fn starts_typed(text: &str) -> bool {
    let word = text.split_whitespace().next().unwrap_or_default();
    is_approved_cmdlet(word)
        || word.starts_with(['$', '.', '&', '@', '{', '%', '"', '\'', '<', '#', '/'])
        || word.ends_with(".exe")
        || (word.starts_with(|c: char| c.is_ascii_lowercase()) && !word.contains([':', '(']))
}

/// Whether a line looks like what a shell answers: a property and its value, or a part of an error record.
fn is_answer(line: &str) -> bool {
    let line = line.trim_start();
    if line.starts_with("+ ") {
        return true;
    }
    let Some((key, value)) = line.split_once(':') else {
        return false;
    };
    key.starts_with(|c: char| c.is_ascii_uppercase())
        && key.len() < 60
        && key
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'.' | b'_'))
        && (value.is_empty() || value.starts_with(' '))
}

/// Whether one of these ranges, which are in order, holds a place.
fn holds(ranges: &[Range<usize>], at: usize) -> bool {
    let after = ranges.partition_point(|range| range.start <= at);
    after
        .checked_sub(1)
        .is_some_and(|index| at < ranges[index].end)
}

/// What the heads of a table's columns, or the first cell of a row of two, lead in.
#[derive(Default)]
struct Columns {
    table: Option<NodeId>,
    leads: Vec<Option<Lead>>,
    row: Option<NodeId>,
    /// What the first cell of the row leads in.
    key: Option<Lead>,
    column: usize,
}

impl Columns {
    /// What leads in the text of a cell.
    fn lead(&mut self, passage: &Passage<'_>) -> Option<Lead> {
        if !matches!(passage.form, Form::HeadCell | Form::Cell) {
            return None;
        }
        let table = passage
            .within(|kind| matches!(kind, Kind::Table { .. }))?
            .id();
        if self.table != Some(table) {
            *self = Self {
                table: Some(table),
                ..Self::default()
            };
        }
        let column = self.column(passage)?;
        if passage.form == Form::HeadCell {
            self.leads.resize(column + 1, None);
            self.leads[column] = label(passage);
            return None;
        }
        if column == 0 {
            self.key = label(passage);
        }
        let key = self.key.filter(|_| column == 1 && self.leads.len() < 3);
        key.or(*self.leads.get(column)?)
    }

    /// The number of a cell in its row. Cells come in order, so each is looked for after the last.
    fn column(&mut self, passage: &Passage<'_>) -> Option<usize> {
        let row = passage.around.last().copied()?;
        if self.row != Some(row) {
            self.row = Some(row);
            self.key = None;
            self.column = 0;
        }
        let cells = passage.document.node(row).children().skip(self.column);
        let ahead = cells
            .into_iter()
            .position(|cell| cell.id() == passage.block)?;
        self.column += ahead;
        Some(self.column)
    }
}

/// What a cell leads in that is a label: `Event ID`, `Error code`. A mere `Error` is none.
fn label(passage: &Passage<'_>) -> Option<Lead> {
    let lead = lead(&passage.text, passage.text.len(), 0)?;
    let is_label = lead.explicit || lead.kind != super::lead::Kind::Error;
    is_label.then_some(Lead { start: 0, ..lead })
}

/// The codes found so far.
#[derive(Default)]
struct Gathered {
    uses: Vec<CodeUse>,
    by_code: BTreeMap<Code, usize>,
    /// For each code how often each of its spellings occurs.
    counts: Vec<BTreeMap<String, usize>>,
}

impl Gathered {
    fn add(&mut self, passage: &Passage<'_>, found: Found) {
        let mention = super::super::mention(passage, found.range.clone());
        let spelling = crate::markdown::fold_blanks(&passage.text[found.range.clone()]);
        let index = match self.by_code.get(&found.code) {
            Some(&index) => index,
            None => {
                self.by_code.insert(found.code.clone(), self.uses.len());
                self.counts.push(BTreeMap::new());
                self.uses.push(CodeUse {
                    code: found.code,
                    source: None,
                    spellings: Vec::new(),
                    mentions: Vec::new(),
                    context: super::super::context(passage, found.range),
                });
                self.uses.len() - 1
            }
        };
        let code = &mut self.uses[index];
        code.mentions.push(mention);
        if code.source.is_none() {
            code.source = found.source;
        }
        let counts = &mut self.counts[index];
        match counts.get_mut(&spelling) {
            Some(count) => *count += 1,
            None => {
                counts.insert(spelling.clone(), 1);
                code.spellings.push(spelling);
            }
        }
    }

    /// The codes, the spellings of each by how frequent they are.
    fn finish(mut self) -> Vec<CodeUse> {
        for (code, counts) in self.uses.iter_mut().zip(&self.counts) {
            code.spellings
                .sort_by_key(|spelling| std::cmp::Reverse(counts[spelling]));
        }
        self.uses
    }
}
