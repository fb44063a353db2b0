//! The texts that the recognisers read: one passage for each block that holds words, with the marks
//! (bold, code, link) that stand in it and the way back to the source.
//!
//! A passage is text as a reader sees it: markup gone, line breaks as `\n`. Its runs are the pieces
//! it is made of, in order; each knows the node that holds its characters.

use std::cell::OnceCell;
use std::ops::Range;

use crate::language::language;
use crate::markdown::{Document, Kind, NodeId, NodeRef, is_line_break};
use crate::outline::{Outline, Section};
use crate::role::Role;
use crate::shell::{Transcript, transcript};

/// The text of one block.
#[derive(Clone, Debug)]
pub struct Passage<'d> {
    /// The article's text.
    pub document: &'d Document,
    /// The block: a paragraph, a heading, a cell, a code block, a block of raw HTML.
    pub block: NodeId,
    /// What holds the block.
    pub form: Form,
    /// The section it stands in; none for the title.
    pub section: Option<&'d Section>,
    /// The blocks around it within its section, outermost first: quotes, lists, items, tables.
    pub around: Vec<NodeId>,
    /// The text.
    pub text: String,
    /// The pieces of the text, in order.
    pub runs: Vec<Run>,
    /// The lines of a code block, told apart when somebody asks.
    transcript: OnceCell<Transcript>,
}

/// What kind of block a passage is the text of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The article's title or a heading (a bold label that serves as one included).
    Heading,
    /// A paragraph.
    Paragraph,
    /// A cell of a table's head.
    HeadCell,
    /// A cell of a table.
    Cell,
    /// A block of code.
    Code,
    /// A block of raw HTML, its tags removed.
    Html,
}

/// A piece of a passage that has one style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its bytes in the passage's text.
    pub range: Range<usize>,
    /// The node that holds its characters; for a line break, the break.
    pub node: NodeId,
    /// The `Strong` node it stands in, outermost.
    pub strong: Option<NodeId>,
    /// The `Emphasis` node it stands in, outermost.
    pub emphasis: Option<NodeId>,
    /// The link it stands in.
    pub link: Option<NodeId>,
    /// Whether it is a code span.
    pub code: bool,
}

impl Passage<'_> {
    /// Its block.
    #[must_use]
    pub fn node(&self) -> NodeRef<'_> {
        self.document.node(self.block)
    }

    /// The role of its section; [`Role::Other`] for the title.
    #[must_use]
    pub fn role(&self) -> Role {
        self.section.map_or(Role::Other, |section| section.role)
    }

    /// The id of its section; empty for the title.
    #[must_use]
    pub fn section_id(&self) -> &str {
        self.section.map_or("", |section| &section.id)
    }

    /// The innermost block of some kind around it.
    #[must_use]
    pub fn within(&self, is: impl Fn(&Kind) -> bool) -> Option<NodeRef<'_>> {
        let mut around = self.around.iter().rev().map(|&id| self.document.node(id));
        around.find(|node| is(node.kind()))
    }

    /// The info string of its code block; empty elsewhere.
    #[must_use]
    pub fn info(&self) -> &str {
        match self.node().kind() {
            Kind::CodeBlock { info, .. } => self.document.str(*info),
            _ => "",
        }
    }

    /// The lines of a code block: prompts, commands and output told apart. Several ask.
    #[must_use]
    pub fn transcript(&self) -> &Transcript {
        self.transcript
            .get_or_init(|| transcript(&self.text, language(self.info()).language.id))
    }

    /// The 1-based line of the article on which the byte `at` of the text stands.
    #[must_use]
    pub fn line(&self, at: usize) -> u32 {
        let start = self.document.line(self.node().span());
        match self.node().kind() {
            Kind::CodeBlock { .. } => {
                let breaks = self.text.as_bytes()[..at.min(self.text.len())]
                    .iter()
                    .filter(|&&byte| byte == b'\n')
                    .count();
                start + u32::from(self.is_fenced()) + u32::try_from(breaks).unwrap_or(u32::MAX)
            }
            Kind::HtmlBlock(_) => start,
            _ => {
                let after = self.runs.partition_point(|run| run.range.start <= at);
                let run = after.checked_sub(1).map(|index| &self.runs[index]);
                run.map_or(start, |run| {
                    self.document.line(self.document.node(run.node).span())
                })
            }
        }
    }

    /// Whether a code block has fences, which take a line.
    fn is_fenced(&self) -> bool {
        let source = self.document.manuscript().text();
        let start = self.node().span().start as usize;
        let line = source[start.min(source.len())..].trim_start();
        line.starts_with("```") || line.starts_with("~~~")
    }

    /// The node that holds all of `range`, and where in the node's own text.
    #[must_use]
    pub fn place(&self, range: Range<usize>) -> Option<(NodeId, Range<usize>)> {
        let after = self
            .runs
            .partition_point(|run| run.range.start <= range.start);
        let run = &self.runs[after.checked_sub(1)?];
        if range.end > run.range.end {
            return None;
        }
        let start = run.range.start;
        Some((run.node, range.start - start..range.end - start))
    }

    /// The sentence around `range`, its blanks folded; in code the line. What is no sentence at all,
    /// such as a dump on one line, is cut, so that all sentences of a text together stay short.
    #[must_use]
    pub fn sentence(&self, range: Range<usize>) -> String {
        const LONGEST_SIDE: usize = 1000; // bytes
        let text = &self.text;
        let from = text.ceil_char_boundary(range.start.saturating_sub(LONGEST_SIDE));
        let to = text.floor_char_boundary(range.end.saturating_add(LONGEST_SIDE));
        let (before, after) = (&text[from..range.start], &text[range.end..to]);
        let (starts, ends) = match self.form {
            Form::Code => (before.rfind('\n').map(|at| at + 1), after.find('\n')),
            _ => (
                before.rfind(". ").map(|at| at + 2),
                after.find(". ").map(|at| at + 1),
            ),
        };
        let start = starts.map_or(from, |at| from + at);
        let end = ends.map_or(to, |at| range.end + at);
        crate::markdown::fold_blanks(&text[start..end])
    }
}

/// The passages of an article, in the order of the text: the title, then each section's heading and
/// blocks.
#[must_use]
pub fn passages<'d>(document: &'d Document, outline: &'d Outline) -> Vec<Passage<'d>> {
    let mut reader = Reader {
        document,
        section: None,
        around: Vec::new(),
        done: Vec::new(),
    };
    if let Some(title) = &outline.title {
        reader.text(document.node(title.node), Form::Heading);
    }
    for section in outline.walk() {
        reader.section = Some(section);
        if let Some(heading) = &section.heading {
            reader.text(document.node(heading.node), Form::Heading);
        }
        for &block in section
            .blocks
            .iter()
            .filter(|block| !outline.quiet.contains(block))
        {
            reader.block(document.node(block));
        }
    }
    reader.done
}

struct Reader<'d> {
    document: &'d Document,
    section: Option<&'d Section>,
    around: Vec<NodeId>,
    done: Vec<Passage<'d>>,
}

impl<'d> Reader<'d> {
    fn block(&mut self, block: NodeRef<'d>) {
        match block.kind() {
            Kind::Paragraph { .. } => self.text(block, Form::Paragraph),
            Kind::Heading { .. } => self.text(block, Form::Heading),
            Kind::CodeBlock { text, .. } => {
                let text = self.document.str(*text).trim_end_matches('\n').to_owned();
                self.add(block, Form::Code, text);
            }
            Kind::HtmlBlock(html) => {
                let text = without_tags(self.document.str(*html));
                self.add(block, Form::Html, text);
            }
            Kind::TableCell => {
                let in_head = self
                    .around
                    .last()
                    .is_some_and(|&row| matches!(self.document.node(row).kind(), Kind::TableHead));
                self.text(block, if in_head { Form::HeadCell } else { Form::Cell });
            }
            kind if kind.is_inline() => {}
            _ => {
                self.around.push(block.id());
                block.children().for_each(|child| self.block(child));
                self.around.pop();
            }
        }
    }

    /// A passage whose text is its block's own.
    fn add(&mut self, block: NodeRef<'d>, form: Form, text: String) {
        let run = Run {
            range: 0..text.len(),
            node: block.id(),
            strong: None,
            emphasis: None,
            link: None,
            code: false,
        };
        self.push(block, form, text, vec![run]);
    }

    /// The passage of a block that holds inlines.
    fn text(&mut self, block: NodeRef<'d>, form: Form) {
        let mut inlines = Inlines {
            text: String::with_capacity(block.span().range().len()),
            ..Inlines::default()
        };
        inlines.children(block);
        self.push(block, form, inlines.text, inlines.runs);
    }

    fn push(&mut self, block: NodeRef<'d>, form: Form, text: String, runs: Vec<Run>) {
        if text.trim().is_empty() {
            return;
        }
        self.done.push(Passage {
            document: self.document,
            block: block.id(),
            form,
            section: self.section,
            around: self.around.clone(),
            text,
            runs,
            transcript: OnceCell::new(),
        });
    }
}

/// Gathers the inlines of a block.
#[derive(Default)]
struct Inlines {
    text: String,
    runs: Vec<Run>,
    strong: Option<NodeId>,
    emphasis: Option<NodeId>,
    link: Option<NodeId>,
}

impl Inlines {
    fn children(&mut self, node: NodeRef<'_>) {
        node.children().for_each(|child| self.inline(child));
    }

    fn inline(&mut self, node: NodeRef<'_>) {
        let id = node.id();
        match node.kind() {
            Kind::Text(text) => self.run(id, node.str(*text), false),
            Kind::Code(text) => self.run(id, node.str(*text), true),
            Kind::SoftBreak | Kind::HardBreak => self.run(id, "\n", false),
            Kind::Html(html) if is_line_break(node.str(*html)) => self.run(id, "\n", false),
            Kind::Strong if self.strong.is_none() => {
                self.strong = Some(id);
                self.children(node);
                self.strong = None;
            }
            Kind::Emphasis if self.emphasis.is_none() => {
                self.emphasis = Some(id);
                self.children(node);
                self.emphasis = None;
            }
            Kind::Link { .. } => {
                self.link = Some(id);
                self.children(node);
                self.link = None;
            }
            // What an image shows is not text of the article.
            Kind::Image { .. } | Kind::Video(_) | Kind::FootnoteReference(_) => {}
            _ => self.children(node),
        }
    }

    fn run(&mut self, node: NodeId, text: &str, code: bool) {
        if text.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(text);
        self.runs.push(Run {
            range: start..self.text.len(),
            node,
            strong: self.strong,
            emphasis: self.emphasis,
            link: self.link,
            code,
        });
    }
}

/// Raw HTML without its tags: `<br>`, and the start of what stands on its own, are line breaks.
fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        let Some(close) = rest[open..].find('>') else {
            rest = "";
            break;
        };
        let name = rest[open + 1..open + close].trim_start_matches('/');
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next();
        let stands_alone = [
            "br", "p", "div", "li", "tr", "td", "th", "ul", "ol", "h1", "h2", "h3",
        ];
        if name.is_some_and(|name| {
            stands_alone
                .iter()
                .any(|known| known.eq_ignore_ascii_case(name))
        }) {
            text.push('\n');
        }
        rest = &rest[open + close + 1..];
    }
    text.push_str(rest);
    if text.contains('&') {
        text = crate::article::unescaped(&text).into_owned();
    }
    text
}
