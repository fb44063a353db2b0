//! What an article says about errors, codes, cmdlets and commands, for scripts.

use serde::Serialize;

use super::Facts;
use crate::entity::Mention;
use crate::entity::command::{Command, Placeholder};
use crate::entity::error_text::{ErrorText, Form};
use crate::graph::Reason;
use crate::source::{SitePath, Url};

#[derive(Serialize)]
pub(super) struct MentionsModel<'a> {
    errors: Vec<ErrorModel<'a>>,
    codes: Vec<CodeModel<'a>>,
    cmdlets: Vec<CmdletModel<'a>>,
    commands: Vec<CommandModel<'a>>,
}

#[derive(Serialize)]
struct ErrorModel<'a> {
    id: &'a str,
    text: &'a str,
    template: &'a str,
    codes: Vec<&'a str>,
    section: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    track: Option<&'a str>,
    line: u32,
    end_line: u32,
    form: Form,
}

#[derive(Serialize)]
struct CodeModel<'a> {
    code: &'a str,
    family: &'a str,
    spellings: &'a [String],
    lines: Vec<u32>,
}

#[derive(Serialize)]
struct CmdletModel<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    lines: Vec<u32>,
}

#[derive(Serialize)]
struct CommandModel<'a> {
    text: &'a str,
    display: &'a str,
    language: &'a str,
    cmdlets: Vec<&'a str>,
    placeholders: Vec<PlaceholderModel<'a>>,
    section: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<u64>,
    line: u32,
}

#[derive(Serialize)]
struct PlaceholderModel<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    example: Option<&'a str>,
    ranges: Vec<[usize; 2]>,
}

#[derive(Serialize)]
pub(super) struct RelatedModel<'a> {
    path: &'a SitePath,
    url: &'a str,
    title: &'a str,
    because: &'a [Reason],
    strength: f64,
}

/// What the article `index` mentions.
pub(super) fn mentions<'a>(facts: &'a Facts<'a>, index: usize) -> MentionsModel<'a> {
    let mentions = &facts.readings[index].mentions;
    let errors = mentions.errors.iter();
    let codes = mentions.codes.iter();
    let cmdlets = mentions.cmdlets.iter();
    let commands = mentions.commands.iter();
    MentionsModel {
        errors: errors
            .map(|error| error_model(facts, index, error))
            .collect(),
        codes: codes
            .map(|found| CodeModel {
                code: &found.code.canonical,
                family: found.code.family,
                spellings: &found.spellings,
                lines: lines(&found.mentions),
            })
            .collect(),
        cmdlets: cmdlets
            .map(|found| CmdletModel {
                name: facts.graph.entities.cmdlet_name(&found.name),
                url: facts
                    .graph
                    .entities
                    .cmdlet_documentation(&found.name, &Url::of_file("")),
                lines: lines(&found.mentions),
            })
            .collect(),
        commands: commands
            .map(|command| command_model(facts, command))
            .collect(),
    }
}

/// The lines of mentions, each once.
fn lines(mentions: &[Mention]) -> Vec<u32> {
    let mut lines: Vec<u32> = mentions.iter().map(|mention| mention.line).collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}

fn error_model<'a>(facts: &'a Facts<'a>, index: usize, error: &'a ErrorText) -> ErrorModel<'a> {
    ErrorModel {
        id: &error.id,
        text: &error.text,
        template: &error.template,
        codes: error
            .codes
            .iter()
            .map(|code| code.canonical.as_str())
            .collect(),
        section: &error.section,
        track: facts.story(index, &error.section),
        line: error.line,
        end_line: error.end_line,
        form: error.form,
    }
}

fn command_model<'a>(facts: &Facts<'a>, command: &'a Command) -> CommandModel<'a> {
    let cmdlets = command.cmdlets.iter();
    let placeholders = command.placeholders.iter();
    CommandModel {
        text: &command.text,
        display: &command.display,
        language: command.language,
        cmdlets: cmdlets
            .map(|name| facts.graph.entities.cmdlet_name(name))
            .collect(),
        placeholders: placeholders
            .map(|placeholder| placeholder_model(placeholder, &command.text))
            .collect(),
        section: &command.section,
        step: command.step,
        line: command.mention.line,
    }
}

fn placeholder_model<'a>(placeholder: &'a Placeholder, text: &str) -> PlaceholderModel<'a> {
    let mut counter = Units::new(text);
    let ranges = placeholder.ranges.iter();
    PlaceholderModel {
        name: &placeholder.name,
        kind: placeholder.kind,
        example: placeholder.example.as_deref(),
        ranges: ranges
            .map(|range| [counter.at(range.start), counter.at(range.end)])
            .collect(),
    }
}

/// Counts UTF-16 units along a text; quick where places are asked for in order.
struct Units<'t> {
    text: &'t str,
    bytes: usize,
    units: usize,
}

impl<'t> Units<'t> {
    fn new(text: &'t str) -> Self {
        let (bytes, units) = (0, 0);
        Self { text, bytes, units }
    }

    /// How many units stand before the byte `at`.
    fn at(&mut self, at: usize) -> usize {
        let at = self.text.floor_char_boundary(at);
        if at < self.bytes {
            *self = Self::new(self.text);
        }
        let passed = self.text[self.bytes..at].chars();
        self.units += passed.map(char::len_utf16).sum::<usize>();
        self.bytes = at;
        self.units
    }
}

/// The articles related to the article `index`.
pub(super) fn related<'a>(facts: &Facts<'a>, index: usize) -> Vec<RelatedModel<'a>> {
    let related = facts.graph.related[index].iter();
    related
        .filter_map(|related| {
            let url = facts.graph.routes.articles[related.article].as_ref()?;
            let article = &facts.readings[related.article].article;
            Some(RelatedModel {
                path: &article.path,
                url: url.as_str(),
                title: &article.title,
                because: &related.because,
                strength: f64::from(related.strength) / 100.0,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_counted_in_utf_16_units() {
        let placeholder = Placeholder {
            name: "Name".to_owned(),
            kind: None,
            example: None,
            ranges: vec![7..13, 0..4, 4..6],
        };
        let model = placeholder_model(&placeholder, "😀ä <Name>");
        assert_eq!(model.ranges, [[4, 10], [0, 2], [2, 3]]);
    }
}
