//! What an article lacks between its headings.

use std::collections::{BTreeSet, HashMap};

use super::Page;
use crate::admit::State;
use crate::article::Kind;
use crate::diagnostic::{Code, Diagnostic};
use crate::markdown::{Kind as Part, NodeRef};
use crate::outline::Section;
use crate::role::Role;

pub(super) fn findings(page: &Page<'_>, found: &mut Vec<Diagnostic>) {
    if page.reading.article.kind == Kind::Troubleshooting {
        found.extend(no_symptom(page));
        found.extend(no_fix(page));
    }
    found.extend(empty_sections(page));
    found.extend(levels(page));
    found.extend(same_headings(page));
    found.extend(titles(page));
}

/// An article tells what one sees in a section of that role, in an error, or in words before all else.
fn no_symptom(page: &Page<'_>) -> Option<Diagnostic> {
    let outline = &page.reading.outline;
    let is_told = outline.walk().any(|section| {
        let is_start = section.heading.is_none() && !section.blocks.is_empty();
        is_start || matches!(section.role, Role::Symptom | Role::Summary)
    });
    let mentions = &page.reading.mentions;
    // What tells how to do something, or what is known, is not for one symptom.
    let title = page.reading.article.title.to_lowercase();
    let is_other = title.starts_with("how to ") || title.contains("known issues");
    if is_told || is_other || !mentions.errors.is_empty() || !mentions.codes.is_empty() {
        return None;
    }
    let message = "the article does not say what one sees";
    let help = "add a section `## Symptoms` with what the screen shows, word for word";
    Some(page.at_title(Diagnostic::new(Code::NoSymptom, message).help(help)))
}

/// An article tells what to do in a section of that role, in steps, in commands; or that nothing can be done.
fn no_fix(page: &Page<'_>) -> Option<Diagnostic> {
    let Page { reading, .. } = page;
    let is_told = reading.outline.walk().any(|section| {
        section.role.is_fix() || matches!(section.role, Role::Status | Role::Diagnosis)
    });
    if is_told || !reading.article.steps.is_empty() || !reading.mentions.commands.is_empty() {
        return None;
    }
    let asks = |section: &&Section| section.title().trim_end().ends_with('?');
    let is_faq = reading.outline.walk().filter(asks).count() > 1;
    if is_faq
        || page
            .passages
            .iter()
            .any(|passage| says_no_fix(&passage.text))
    {
        return None;
    }
    let message = "the article does not say what to do";
    let help = "add a section `## Resolution`; where there is no fix yet, say so under `## Workaround` or `## Status`";
    Some(page.at_title(Diagnostic::new(Code::NoFix, message).help(help)))
}

/// Whether a text says that there is nothing to mend, or that somebody else will.
fn says_no_fix(text: &str) -> bool {
    const WORDS: [&str; 16] = [
        "by design",
        "as designed",
        "as expected",
        "expected behavior",
        "expected behaviour",
        "known limitation",
        "known issue",
        "limitations.",
        "not supported",
        "unsupported",
        "no workaround",
        "no fix",
        "be fixed",
        "is fixed",
        "wait for",
        "wait until",
    ];
    let text = text.to_lowercase();
    WORDS.iter().any(|words| text.contains(words))
}

fn empty_sections(page: &Page<'_>) -> Vec<Diagnostic> {
    let document = &page.reading.document;
    let is_draft = page.reading.article.state == State::Draft;
    let is_shown = |block: NodeRef<'_>| match block.kind() {
        // In a draft a comment says what is still to be written.
        Part::HtmlBlock(text) => is_draft || !is_comment(block.str(*text)),
        Part::Rule => false,
        _ => true,
    };
    let is_empty = |section: &&Section| {
        let mut blocks = section.blocks.iter().map(|&block| document.node(block));
        section.sections.is_empty() && !blocks.any(is_shown)
    };
    let sections = page.reading.outline.walk();
    let empty = sections
        .filter(|section| section.heading.is_some())
        .filter(is_empty);
    let told = empty.map(|section| {
        let message = format!("there is nothing below the heading `{}`", section.title());
        let help = "write what belongs there, or remove the heading";
        page.at_section(
            Diagnostic::new(Code::EmptySection, message).help(help),
            section,
        )
    });
    told.collect()
}

/// Whether raw HTML is comments and blanks.
fn is_comment(html: &str) -> bool {
    let mut rest = html.trim();
    while let Some(after) = rest.strip_prefix("<!--") {
        rest = after
            .split_once("-->")
            .map_or("", |(_, rest)| rest)
            .trim_start();
    }
    rest.is_empty()
}

/// Headings that skip a level, and further titles.
fn levels(page: &Page<'_>) -> Vec<Diagnostic> {
    let document = &page.reading.document;
    let title = page.reading.outline.title.as_ref().map(|title| title.node);
    let mut above = 1;
    let mut found = Vec::new();
    for block in document.root().children() {
        let &Part::Heading { level, .. } = block.kind() else {
            continue;
        };
        let own = Some(block.id()) == title;
        let told = if own {
            None
        } else if level == 1 && title.is_some() {
            Some((
                "a second heading of level 1 stands below the title".to_owned(),
                "give it two `#`: a page has one title".to_owned(),
            ))
        } else if level > above + 1 {
            let marks = "#".repeat(usize::from(above) + 1);
            Some((
                format!("a heading of level {level} follows one of level {above}"),
                format!("write it with `{marks}`"),
            ))
        } else {
            None
        };
        if let Some((message, help)) = told {
            let finding = Diagnostic::new(Code::HeadingLevel, message).help(help);
            found.push(page.at(finding, block.id()));
        }
        above = level;
    }
    found
}

fn same_headings(page: &Page<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut open = vec![&page.reading.outline.sections];
    while let Some(sections) = open.pop() {
        let mut known = HashMap::new();
        for section in sections {
            open.push(&section.sections);
            let title = section.title().to_lowercase();
            if title.is_empty() {
                continue;
            }
            let first = *known.entry((section.level, title)).or_insert(section);
            if !std::ptr::eq(first, section) {
                let line = page.reading.document.line(first.span);
                let message = format!("`{}` is the heading of line {line} again", section.title());
                let help = "say in the heading what is different about this one";
                let finding = Diagnostic::new(Code::DuplicateHeading, message).help(help);
                found.push(page.at_section(finding, section));
            }
        }
    }
    found
}

/// Two titles without a word in common.
fn titles(page: &Page<'_>) -> Option<Diagnostic> {
    let given = page.matter.title.as_ref()?;
    let heading = page.reading.outline.title.as_ref()?;
    let (one, other) = (words(&given.value), words(&heading.text));
    if one.is_empty() || other.is_empty() || one.iter().any(|word| is_in(word, &other)) {
        return None;
    }
    let message = format!(
        "the title of the front matter has no word of the heading `{}`",
        heading.text
    );
    Some(
        Diagnostic::new(Code::TitlesAtOdds, message)
            .at(page.source, given.span)
            .help("one of the two is probably that of another article; readers see the heading"),
    )
}

/// The words of a title that mean something, in small letters.
fn words(title: &str) -> BTreeSet<String> {
    let words = title.split(|c: char| !c.is_alphanumeric());
    // "the", "in" and "not" stand in any title.
    let is_small = |word: &str| word.len() <= 3 && word.bytes().all(|b| b.is_ascii_alphabetic());
    words
        .filter(|word| !word.is_empty() && !is_small(word))
        .map(str::to_lowercase)
        .collect()
}

/// Whether a word, or one that starts or ends alike, is among others: `mailbox` and `mailboxes`, a text without blanks
/// and a part of it.
fn is_in(word: &str, others: &BTreeSet<String>) -> bool {
    let is_kin = |a: &str, b: &str| a.contains(b) && (b.chars().count() >= 4 || !b.is_ascii());
    others.contains(word)
        || others
            .iter()
            .any(|other| is_kin(other, word) || is_kin(word, other))
}
