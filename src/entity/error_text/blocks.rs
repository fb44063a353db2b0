//! Error texts that are blocks of their own: quotes, code blocks, whole paragraphs that are bold,
//! quoted, italic or code, items of lists and cells of tables.
//!
//! The blocks of a section are walked in order, with what the text before each announces. Four things
//! decide together: the lead-in, the form, the role of the section and the wording.

use std::borrow::Cow;
use std::ops::Range;

use super::quotation::{is_quoted, may_have_prompts, printed, text_of, unwrapped};
use super::wording::{
    Lead, has_record_shape, is_about_reader, is_authors_voice, is_instruction, is_only_code,
    is_separator, lead, lead_of_heading, speaks_of_failure,
};

use super::{ErrorText, Form};
use crate::entity::passage::{Form as Block, Passage};
use crate::language::{self, Grammar};
use crate::markdown::{Document, Kind, NodeId, NodeRef};
use crate::outline::{Outline, Section};
use crate::role::Role;
use crate::shell::{LineKind, Transcript, transcript};

/// The longest plain paragraph or item that is taken for a message, in bytes.
const LONGEST_PLAIN: usize = 400;

/// The error texts that are blocks.
pub(super) fn blocks(
    document: &Document,
    outline: &Outline,
    passages: &[Passage<'_>],
) -> Vec<ErrorText> {
    let mut by_block: Vec<(NodeId, usize)> = passages
        .iter()
        .enumerate()
        .map(|(index, passage)| (passage.block, index))
        .collect();
    by_block.sort_unstable();
    let mut reader = Reader {
        document,
        passages,
        by_block,
        section: None,
        found: Vec::new(),
    };
    for section in outline.walk() {
        reader.section = Some(section);
        let blocks: Vec<NodeRef<'_>> = section
            .blocks
            .iter()
            .filter(|block| !outline.quiet.contains(block))
            .map(|&block| document.node(block))
            .collect();
        // A heading that tells a failure is followed by what the screen says of it.
        let tells = matches!(section.role, Role::Symptom | Role::Other | Role::Summary)
            && speaks_of_failure(section.title());
        reader.container(&blocks, lead_of_heading(section.title()), tells);
    }
    reader.found
}

/// How a paragraph or block is set, as far as that tells quotations from the author's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Set {
    Quote,
    Code,
    Bold,
    Italic,
    Quoted,
    CodeSpan,
    Plain,
}

struct Reader<'a, 'd> {
    document: &'d Document,
    passages: &'a [Passage<'d>],
    /// The index of each passage by its block, sorted.
    by_block: Vec<(NodeId, usize)>,
    section: Option<&'d Section>,
    found: Vec<ErrorText>,
}

/// What is known when a block is looked at.
#[derive(Clone, Copy, Default)]
struct State {
    lead: Lead,
    /// The form of the error just before, if the block before was one.
    after: Option<Set>,
    /// The block stands right below a heading that tells a failure.
    symptom: bool,
}

impl State {
    /// Whether a paragraph in the author's own type may be a message here.
    fn announces_plain(self) -> bool {
        let announced = self.lead.strong || self.lead.message && self.lead.several;
        match self.after {
            None => announced,
            after => after == Some(Set::Plain) && self.lead.several,
        }
    }
}

impl<'a, 'd> Reader<'a, 'd> {
    fn role(&self) -> Role {
        self.section.map_or(Role::Other, |section| section.role)
    }

    fn index(&self, block: NodeId) -> Option<usize> {
        let at = self.by_block.binary_search_by_key(&block, |entry| entry.0);
        at.ok().map(|at| self.by_block[at].1)
    }

    fn passage(&self, block: NodeId) -> Option<&'a Passage<'d>> {
        self.index(block).map(|index| &self.passages[index])
    }

    /// Blocks that follow each other; `lead` is what stands before the first.
    fn container(&mut self, blocks: &[NodeRef<'d>], lead: Lead, symptom: bool) {
        let mut state = State {
            lead,
            after: None,
            symptom,
        };
        for &block in blocks {
            state = self.block(block, state);
        }
    }

    fn block(&mut self, block: NodeRef<'d>, state: State) -> State {
        match block.kind() {
            Kind::Paragraph { .. } => self.paragraph(block, state),
            Kind::Quote if !holds_note(block) => self.candidate(block, Set::Quote, state),
            Kind::CodeBlock { .. } => self.candidate(block, Set::Code, state),
            Kind::List { .. } => {
                self.list(block, state);
                State::default()
            }
            Kind::Table(_) => {
                self.table(block);
                State::default()
            }
            Kind::Heading { .. } => State {
                lead: lead_of_heading(&block.plain_text()),
                after: None,
                symptom: false,
            },
            // A picture or a line between the sentence and what it announces.
            Kind::HtmlBlock(_) | Kind::Rule | Kind::Description => state,
            _ => {
                let children: Vec<NodeRef<'d>> = block.children().collect();
                self.container(&children, Lead::default(), false);
                State::default()
            }
        }
    }

    fn paragraph(&mut self, block: NodeRef<'d>, state: State) -> State {
        let Some(passage) = self.passage(block.id()) else {
            return state; // nothing but a picture
        };
        if is_separator(&passage.text) {
            return state;
        }
        let set = set_of(passage);
        if set != Set::Plain || state.announces_plain() {
            let after = self.candidate(block, set, state);
            if after.after.is_some() {
                return after;
            }
        }
        State {
            lead: lead(&passage.text),
            after: None,
            symptom: false,
        }
    }

    /// Looks whether a block is an error, and takes it.
    fn candidate(&mut self, block: NodeRef<'d>, set: Set, state: State) -> State {
        let range = self.range(block);
        let text = self.text(range.clone());
        let judged = Candidate {
            text: &text,
            set,
            state,
            role: self.role(),
            passages: &self.passages[range.clone()],
            info: match block.kind() {
                Kind::CodeBlock { info, .. } => self.document.str(*info),
                _ => "",
            },
        };
        if range.is_empty() || !judged.is_error() {
            return State::default();
        }
        self.take(block, range, set);
        State {
            lead: state.lead,
            after: Some(set),
            symptom: false,
        }
    }

    /// The indices of the passages within a block.
    fn range(&self, block: NodeRef<'d>) -> Range<usize> {
        if let Some(index) = self.index(block.id()) {
            return index..index + 1;
        }
        let mut inner = block.descendants().filter_map(|node| self.index(node.id()));
        match inner.next() {
            Some(first) => first..inner.last().unwrap_or(first) + 1,
            None => 0..0,
        }
    }

    fn text(&self, range: Range<usize>) -> String {
        let texts: Vec<String> = self.passages[range].iter().map(text_of).collect();
        texts.join("\n")
    }

    /// Takes a block; alternatives within it are errors of their own.
    fn take(&mut self, block: NodeRef<'d>, range: Range<usize>, set: Set) {
        let parts = self.alternatives(range);
        let several = parts.len() > 1;
        for part in parts {
            let first = &self.passages[part.start];
            let last = &self.passages[part.end - 1];
            let alone = part.len() == 1;
            let printed = alone.then(|| printed(first)).flatten();
            let text = match &printed {
                Some((text, _)) => text.clone(),
                None => unwrapped(
                    &self.text(part.clone()),
                    matches!(set, Set::Code | Set::Quote),
                ),
            };
            if text.is_empty() {
                continue;
            }
            let range = match printed {
                Some((_, range)) => range,
                None if alone => 0..first.text.len(),
                None => 0..0,
            };
            let end = if alone { range.end } else { last.text.len() };
            self.found.push(ErrorText {
                line: first.line(range.start),
                end_line: last.line(end),
                section: first.section_id().to_owned(),
                node: Some(if several { first.block } else { block.id() }),
                passages: part,
                range,
                ..ErrorText::new(text, Form::Block)
            });
        }
    }

    /// The passages of a block, parted where one says only "Or".
    fn alternatives(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let mut parts = Vec::new();
        let mut start = range.start;
        for index in range.clone() {
            if is_separator(&self.passages[index].text) {
                parts.push(start..index);
                start = index + 1;
            }
        }
        parts.push(start..range.end);
        parts.retain(|part| !part.is_empty());
        parts
    }

    /// The items of a list: each an error where errors are announced, else looked into.
    fn list(&mut self, list: NodeRef<'d>, state: State) {
        let announced = state.lead.error && (state.lead.several || state.lead.strong);
        for item in list.children() {
            let children: Vec<NodeRef<'d>> = item.children().collect();
            let Some(first) = children.first().copied() else {
                continue;
            };
            let alone = children.len() == 1;
            if announced && alone && self.item(first, state) {
                continue;
            }
            self.container(&children, Lead::default(), false);
        }
    }

    /// Takes the only paragraph of an item of a list of errors.
    fn item(&mut self, block: NodeRef<'d>, state: State) -> bool {
        let taken = match block.kind() {
            Kind::Paragraph { .. } => self
                .passage(block.id())
                .map(|passage| self.candidate(block, set_of(passage), state)),
            _ => return false,
        };
        taken.is_some_and(|taken| taken.after.is_some())
    }

    /// The cells of the columns whose head says that they hold errors.
    fn table(&mut self, table: NodeRef<'d>) {
        let mut rows = table.children();
        let Some(head) = rows.next() else { return };
        let heads: Vec<bool> = head
            .children()
            .map(|cell| is_head_of_errors(&cell.plain_text()))
            .collect();
        if !heads.contains(&true) {
            return;
        }
        for row in rows {
            for (cell, &of_errors) in row.children().zip(&heads) {
                if of_errors {
                    self.cell(cell);
                }
            }
        }
    }

    fn cell(&mut self, cell: NodeRef<'d>) {
        let Some(passage) = self.passage(cell.id()) else {
            return;
        };
        let words = passage.text.split_whitespace().count();
        let linked = passage.runs.iter().any(|run| run.link.is_some());
        if words >= 3 && !linked && speaks_of_failure(&passage.text) {
            let range = self.range(cell);
            self.take(cell, range, set_of(passage));
        }
    }
}

/// Whether a quote is a note of the author's.
fn holds_note(quote: NodeRef<'_>) -> bool {
    quote
        .children()
        .any(|child| matches!(child.kind(), Kind::Alert(_)))
}

/// Whether the head of a column says that its cells are messages.
fn is_head_of_errors(head: &str) -> bool {
    let head = head.trim().trim_end_matches(['*', ':']).to_lowercase();
    let words: Vec<&str> = head.split_whitespace().collect();
    match words.as_slice() {
        [one] => [
            "error",
            "errors",
            "message",
            "messages",
            "warning",
            "exception",
        ]
        .contains(one),
        [first @ .., last] => {
            words.len() <= 4
                && ["message", "messages", "text", "string"].contains(last)
                && first.iter().any(|word| {
                    ["error", "warning", "exception", "failure", "log", "event"].contains(word)
                })
        }
        [] => false,
    }
}

/// A block that may be an error.
struct Candidate<'a, 'd> {
    text: &'a str,
    set: Set,
    state: State,
    role: Role,
    passages: &'a [Passage<'d>],
    /// The info string of a code block.
    info: &'a str,
}

impl Candidate<'_, '_> {
    fn is_error(&self) -> bool {
        let text = self.text.trim();
        if text.len() < 3 || !text.contains(char::is_alphabetic) && !self.state.lead.strong {
            return false;
        }
        match self.set {
            Set::Quote => self.quote(),
            Set::Code => self.code(),
            Set::Bold | Set::Italic | Set::Quoted => self.set_apart(),
            Set::CodeSpan => self.set_apart() && !self.is_only_command(),
            Set::Plain => self.plain(),
        }
    }

    /// The one before was an error of the same form, so this may be the alternative to it.
    fn goes_on(&self) -> bool {
        self.state.after == Some(self.set)
    }

    fn quote(&self) -> bool {
        if is_authors_voice(self.text) || self.is_only_links() {
            return false;
        }
        if self.state.lead.error || self.goes_on() {
            return true;
        }
        if self.state.lead.other || self.text.trim_end().ends_with('?') {
            return has_record_shape(self.text);
        }
        match self.role {
            Role::Symptom => true,
            _ => speaks_of_failure(self.text),
        }
    }

    /// A code block: the commands in it are no error, what they printed may be.
    fn code(&self) -> bool {
        let language = language::language(self.info).language;
        if language.id == "error" {
            return true;
        }
        if self.is_only_command() {
            return false;
        }
        let said = self.said();
        let record = has_record_shape(&said);
        let fails = record || speaks_of_failure(&said);
        let is_program = !matches!(language.grammar, Grammar::Plain | Grammar::Shell);
        if is_program {
            return fails && self.state.lead.error;
        }
        if self.state.lead.error || self.goes_on() {
            let sure = self.state.lead.strong && !self.goes_on();
            return fails || sure && said.len() == self.text.len() && !self.is_table();
        }
        if self.state.lead.other && self.role != Role::Symptom {
            return record && self.prints();
        }
        match self.role {
            _ if self.state.symptom => fails,
            Role::Symptom => fails,
            _ => record && self.prints(),
        }
    }

    /// A whole paragraph that its author set apart from their own words.
    fn set_apart(&self) -> bool {
        let text = self.text.trim();
        let is_label = text.ends_with([':', '?']) || text.split_whitespace().count() < 2;
        if is_authors_voice(text)
            || self.is_only_links()
            || is_key_or_path(text)
            || is_only_code(text) && self.state.lead.several
        {
            return false;
        }
        if self.state.lead.error || self.goes_on() {
            return !text.ends_with('?') || speaks_of_failure(text);
        }
        if is_label || self.state.lead.other {
            return false;
        }
        match self.role {
            Role::Symptom => has_record_shape(text) || is_message(text),
            _ => has_record_shape(text),
        }
    }

    /// A paragraph in the author's own type, right after a sentence that announces a message.
    fn plain(&self) -> bool {
        let text = self.text.trim();
        self.state.announces_plain()
            && text.len() <= LONGEST_PLAIN
            && !text.ends_with(':')
            && !is_authors_voice(text)
            && !is_instruction(text)
            && !text.ends_with('?')
            && !is_only_code(text)
            && !self.is_only_links()
            && (speaks_of_failure(text) || has_record_shape(text))
            && !is_about_reader(text)
            && lead(text) == Lead::default()
    }

    /// Whether all words stand in links.
    fn is_only_links(&self) -> bool {
        let mut words = self
            .passages
            .iter()
            .flat_map(|passage| passage.runs.iter().map(move |run| (passage, run)))
            .filter(|(passage, run)| {
                passage.text[run.range.clone()].contains(char::is_alphanumeric)
            })
            .peekable();
        words.peek().is_some() && words.all(|(_, run)| run.link.is_some())
    }

    /// Whether the text is commands and nothing that they printed.
    fn is_only_command(&self) -> bool {
        let language = language::language(self.info).language.id;
        let language = if self.set == Set::CodeSpan {
            "console"
        } else {
            language
        };
        if has_record_shape(self.text) && language != "powershell" {
            return false;
        }
        if !matches!(language, "powershell" | "cmd" | "bash" | "console" | "text") {
            return false;
        }
        if may_have_prompts(self.text) {
            let (lines, _) = self.session(language);
            if lines.has_prompts() {
                return !lines.lines.iter().any(|line| line.kind == LineKind::Output);
            }
        }
        match language {
            "powershell" | "cmd" | "bash" => !has_record_shape(self.text),
            _ => starts_with_command(self.text),
        }
    }

    /// The lines, told apart, and the text whose bytes they are.
    fn session(&self, language: &str) -> (Cow<'_, Transcript>, &str) {
        match self.passages {
            [passage] if passage.form == Block::Code => {
                (Cow::Borrowed(passage.transcript()), &passage.text)
            }
            _ => (Cow::Owned(transcript(self.text, language)), self.text),
        }
    }

    /// What was printed, where prompts tell it from what was typed; else all of it.
    fn said(&self) -> Cow<'_, str> {
        if !may_have_prompts(self.text) {
            return self.text.into();
        }
        let (lines, text) = self.session(language::language(self.info).language.id);
        if !lines.has_prompts() {
            return self.text.into();
        }
        let printed = lines
            .lines
            .iter()
            .filter(|line| line.kind == LineKind::Output);
        let printed: Vec<&str> = printed.map(|line| &text[line.range.clone()]).collect();
        printed.join("\n").into()
    }

    /// Whether the text holds more than typed lines.
    fn prints(&self) -> bool {
        let language = language::language(self.info).language.id;
        matches!(language, "text" | "output" | "console" | "error") || {
            let (lines, _) = self.session(language);
            lines.has_prompts() && lines.lines.iter().any(|line| line.kind == LineKind::Output)
        }
    }

    /// Whether most lines are `Name : Value`, as the properties of an object are printed.
    fn is_table(&self) -> bool {
        let lines = self.text.lines().filter(|line| !line.trim().is_empty());
        let (mut all, mut pairs) = (0, 0);
        for line in lines {
            all += 1;
            pairs += usize::from(line.contains(" : ") || line.trim_start().starts_with("---"));
        }
        all >= 2 && pairs * 2 > all
    }
}

/// Whether a text reads like a message of a program: a sentence or two that tell a failure.
fn is_message(text: &str) -> bool {
    speaks_of_failure(text) && text.split_whitespace().count() >= 3 && !is_about_reader(text)
}

/// Whether a text is the name of a key of the registry, a file or a folder.
fn is_key_or_path(text: &str) -> bool {
    let lower = text.trim_start().to_ascii_lowercase();
    let starts = [
        "hkey_", "hklm", "hkcu", "hkcr", "\\\\", "%", "http://", "https://", "/",
    ];
    let is_drive = lower.get(1..3) == Some(":\\");
    (starts.iter().any(|start| lower.starts_with(start)) || is_drive) && !speaks_of_failure(text)
}

/// Whether a text without prompts starts as a command does: with a cmdlet, or a program and a switch.
fn starts_with_command(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or("");
    if crate::shell::is_approved_cmdlet(first) {
        return true;
    }
    let is_program = first.to_ascii_lowercase().ends_with(".exe");
    is_program && words.next().is_none_or(|next| next.starts_with(['-', '/']))
}

/// How a paragraph is set.
fn set_of(passage: &Passage<'_>) -> Set {
    let words = || {
        passage.runs.iter().filter(|run| {
            !passage.text[run.range.clone()]
                .trim_matches([' ', '\n', '\u{a0}', '.'])
                .is_empty()
        })
    };
    if words().all(|run| run.strong.is_some()) {
        return Set::Bold;
    }
    if words().all(|run| run.code) {
        return Set::CodeSpan;
    }
    if words().all(|run| run.emphasis.is_some()) {
        return Set::Italic;
    }
    if is_quoted(passage.text.trim()) {
        return Set::Quoted;
    }
    Set::Plain
}
