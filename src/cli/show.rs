//! `fixbook show`: the structured model of one article.

use std::fmt::Write as _;
use std::io::{IsTerminal, Write as _};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::load::{load_to_ask, root_of};
use super::report::fail;
use super::{Common, Outcome};
use crate::article::{Section, Step};
use crate::diagnostic::{Code, visible_json, visible_lines};
use crate::entity::Mention;
use crate::graph::clipped;
use crate::markdown::fold_blanks;
use crate::pipeline::{self, Site};

#[derive(Debug, Args)]
pub(super) struct Show {
    /// The article's file
    file: PathBuf,
    /// How to write it [default: human on a terminal, json elsewhere]
    #[arg(long, value_enum)]
    format: Option<ShowFormat>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ShowFormat {
    /// An outline to read.
    Human,
    /// The whole model.
    Json,
}

impl Show {
    pub(super) fn run(self, common: &Common) -> Outcome {
        let Ok(file) = self.file.canonicalize() else {
            fail(
                Code::WrongArgument,
                format!("`{}` does not exist", self.file.display()),
                "name the file of an article",
            );
            return Outcome::NothingFound;
        };
        let root = common.root.clone().unwrap_or_else(|| root_of(&file));
        let Some(loaded) = load_to_ask(&root, common) else {
            return Outcome::Usage;
        };
        let site = pipeline::read(&loaded.inputs);
        let path = relative(&file, &loaded.content);
        let index = path.as_deref().and_then(|path| site.article_at(path));
        let Some(index) = index else {
            let (file, root) = (self.file.display(), root.display());
            fail(
                Code::WrongArgument,
                format!("`{file}` is not an article of the site in `{root}`"),
                "name a Markdown file in its content folder, or another root with `-r`",
            );
            let findings = loaded.diagnostics.iter().chain(&site.diagnostics);
            let about: Vec<_> = findings
                .filter(|finding| {
                    finding
                        .place
                        .as_ref()
                        .is_some_and(|place| Some(place.path.as_str()) == path.as_deref())
                })
                .cloned()
                .collect();
            loaded.reporter.tell(&about);
            return Outcome::NothingFound;
        };
        let terminal = std::io::stdout().is_terminal();
        let format = self.format.unwrap_or(if terminal {
            ShowFormat::Human
        } else {
            ShowFormat::Json
        });
        let text = match format {
            ShowFormat::Human => visible_lines(&outline(&site, index)).into_owned(),
            ShowFormat::Json => visible_json(&site.model(index)).into_owned(),
        };
        let _ = std::io::stdout().lock().write_all(text.as_bytes());
        Outcome::Clean
    }
}

/// The file's path as the site spells it.
pub(super) fn relative(file: &Path, content: &Path) -> Option<String> {
    let content = content.canonicalize().ok()?;
    let path = file.strip_prefix(content).ok()?;
    let parts: Vec<&str> = path
        .iter()
        .map(|part| part.to_str())
        .collect::<Option<_>>()?;
    Some(parts.join("/"))
}

/// The model as an outline to read.
fn outline(site: &Site, index: usize) -> String {
    let article = site.article(index);
    let mut out = format!(
        "{}\n{} · {}\n",
        article.title,
        article.kind.name(),
        article.path
    );
    if !article.applies_to.is_empty() {
        let _ = writeln!(out, "applies to: {}", article.applies_to.join(", "));
    }
    out.push_str("\nSections\n");
    for section in &article.sections {
        write_section(section, 1, &mut out);
    }
    if !article.tracks.list.is_empty() {
        out.push_str("\nTracks\n");
    }
    for track in &article.tracks.list {
        let ids = |ids: &[String]| {
            if ids.is_empty() {
                "-".to_owned()
            } else {
                ids.join(", ")
            }
        };
        let _ = writeln!(
            out,
            "  {}\n    symptom: {}; cause: {}; resolution: {}",
            track.title,
            ids(&track.symptom),
            ids(&track.cause),
            ids(&track.resolution)
        );
    }
    if !article.steps.is_empty() {
        out.push_str("\nSteps\n");
    }
    write_steps(&article.steps, 1, &mut out);
    let mentions = &site.reading(index).mentions;
    let entities = &site.graph().entities;
    let errors = mentions.errors.iter();
    part(
        "Errors",
        errors.map(|error| (&*error.text, vec![error.line])),
        &mut out,
    );
    let codes = mentions.codes.iter();
    part(
        "Codes",
        codes.map(|found| (&*found.code.canonical, lines(&found.mentions))),
        &mut out,
    );
    let cmdlets = mentions.cmdlets.iter();
    let named = cmdlets.map(|found| (entities.cmdlet_name(&found.name), lines(&found.mentions)));
    part("Cmdlets", named, &mut out);
    let commands = mentions.commands.iter();
    let shown = commands.map(|command| (&*command.text, vec![command.mention.line]));
    part("Commands", shown, &mut out);
    out
}

/// How much of a text is shown, in characters, and of how many lines the numbers.
const LONGEST_TEXT: usize = 100;
const MOST_LINES: usize = 8;

/// A part of the outline: texts on one line each, and where they stand.
fn part<'a>(title: &str, entries: impl Iterator<Item = (&'a str, Vec<u32>)>, out: &mut String) {
    let mut entries = entries.peekable();
    if entries.peek().is_some() {
        let _ = writeln!(out, "\n{title}");
    }
    for (text, lines) in entries {
        let text = clipped(&fold_blanks(text), LONGEST_TEXT);
        let noun = if lines.len() == 1 { "line" } else { "lines" };
        let more = if lines.len() > MOST_LINES {
            ", …"
        } else {
            ""
        };
        let shown = lines.iter().take(MOST_LINES);
        let shown: Vec<String> = shown.map(u32::to_string).collect();
        let _ = writeln!(out, "  {text}  ({noun} {}{more})", shown.join(", "));
    }
}

/// The lines of mentions, each once.
fn lines(mentions: &[Mention]) -> Vec<u32> {
    let mut lines: Vec<u32> = mentions.iter().map(|mention| mention.line).collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}

fn write_section(section: &Section, depth: usize, out: &mut String) {
    let heading = section
        .heading
        .as_deref()
        .unwrap_or("(before the first heading)");
    let _ = writeln!(
        out,
        "{:width$}{:<13} {heading}  (line {})",
        "",
        section.role.name(),
        section.line,
        width = depth * 2
    );
    for within in &section.sections {
        write_section(within, depth + 1, out);
    }
}

fn write_steps(steps: &[Step], depth: usize, out: &mut String) {
    for step in steps {
        let number = step
            .number
            .map_or_else(|| "-".to_owned(), |number| format!("{number}."));
        let _ = writeln!(
            out,
            "{:width$}{number} {}",
            "",
            step.text,
            width = depth * 2
        );
        write_steps(&step.steps, depth + 1, out);
    }
}
