//! `fixbook explain`: what a code means, and which articles mention it.

mod finding;

use std::fmt::Write as _;
use std::io::{IsTerminal, Write as _};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::load::{load_to_ask, root_above};
use super::report::fail;
use super::{Common, Outcome};
use crate::diagnostic::{Code as Finding, visible, visible_json, visible_lines};
use crate::entity::code::{self, Code, CodeUse, Explanation, Family};
use crate::pipeline::{self, Site};

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// An error code in any spelling (0x80070005, -2147024891, 5.7.1, event 1000), or that of a
    /// finding of fixbook (FB101)
    #[arg(required = true, allow_negative_numbers = true, value_name = "CODE")]
    words: Vec<String>,
    /// How to write it [default: human on a terminal, json elsewhere]
    #[arg(long, value_enum)]
    format: Option<ExplainFormat>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExplainFormat {
    /// A few lines to read.
    Human,
    /// Everything, for scripts.
    Json,
}

impl Explain {
    pub(super) fn run(self, common: &Common) -> Outcome {
        let typed = self.words.join(" ");
        let typed = typed.trim();
        if let Some(number) = finding::number(typed) {
            return self.explain_finding(&number);
        }
        let (articles, outcome) = match site_root(common) {
            None => (Vec::new(), Outcome::Clean),
            Some(root) => articles_about(&root, common, typed)
                .map_or((Vec::new(), Outcome::Usage), |found| {
                    (found, Outcome::Clean)
                }),
        };
        let told = code::explain(&code::read(typed).unwrap_or_else(|| as_typed(typed)));
        let family = code::family(told.code.family);
        if told.is_known() || family.is_some() || !articles.is_empty() {
            self.write(&Answer::new(&told, family, &articles), human);
            outcome
        } else if outcome == Outcome::Clean {
            unknown(typed)
        } else {
            outcome
        }
    }

    fn explain_finding(&self, number: &str) -> Outcome {
        let Some(answer) = finding::Answer::about(number) else {
            fail(
                Finding::WrongArgument,
                format!("fixbook has no finding `{number}`"),
                "a finding tells its code in brackets: `error[FB101]`",
            );
            return Outcome::NothingFound;
        };
        self.write(&answer, finding::Answer::human);
        Outcome::Clean
    }

    /// Writes the answer in the format that was asked for.
    fn write<A: Serialize>(&self, answer: &A, human: impl FnOnce(&A) -> String) {
        let format = self.format.unwrap_or(if std::io::stdout().is_terminal() {
            ExplainFormat::Human
        } else {
            ExplainFormat::Json
        });
        let text = match format {
            ExplainFormat::Human => visible_lines(&human(answer)).into_owned(),
            ExplainFormat::Json => {
                let value = serde_json::to_value(answer).unwrap_or_default();
                visible_json(&format!("{value:#}\n")).into_owned()
            }
        };
        // A reader that went away is no reason to fail.
        let _ = std::io::stdout().lock().write_all(text.as_bytes());
    }
}

fn unknown(typed: &str) -> Outcome {
    fail(
        Finding::WrongArgument,
        format!("nothing is known of `{typed}`, and no article mentions it"),
        "write the code as the program shows it, or name the folder of a site with `-r`",
    );
    Outcome::NothingFound
}

/// The site that is asked: the one of the command line, else the one around the current folder.
fn site_root(common: &Common) -> Option<PathBuf> {
    let here = || {
        let here = Path::new(".").canonicalize().ok()?;
        let is_bare_site = || here.join("content").is_dir().then(|| here.clone());
        root_above(&here).or_else(is_bare_site)
    };
    common.root.clone().or_else(here)
}

/// An article that mentions the code.
#[derive(Debug, Serialize)]
struct About {
    path: String,
    title: String,
    section: String,
    lines: Vec<u32>,
    sentence: String,
}

/// The articles of a site that mention a code; none, after saying why, if the site is unusable.
fn articles_about(root: &Path, common: &Common, typed: &str) -> Option<Vec<About>> {
    let loaded = load_to_ask(root, common)?;
    let site = pipeline::read(&loaded.inputs);
    let code = code::read(typed);
    let is_meant = |known: &CodeUse| {
        code.as_ref()
            .is_some_and(|code| code.canonical.eq_ignore_ascii_case(&known.code.canonical))
            || known
                .spellings
                .iter()
                .any(|other| other.eq_ignore_ascii_case(typed))
    };
    let count = loaded.inputs.sources.len();
    Some(mentioning(&site, count, is_meant))
}

fn mentioning(site: &Site, count: usize, is_meant: impl Fn(&CodeUse) -> bool) -> Vec<About> {
    let about = |index| {
        let known = site
            .reading(index)
            .mentions
            .codes
            .iter()
            .find(|known| is_meant(known))?;
        let article = site.article(index);
        let mut lines: Vec<u32> = known.mentions.iter().map(|mention| mention.line).collect();
        lines.dedup();
        Some(About {
            path: article.path.to_string(),
            title: article.title.clone(),
            section: known.context.section.clone(),
            lines,
            sentence: known.context.sentence.clone(),
        })
    };
    (0..count).filter_map(about).collect()
}

/// What `--format json` writes about a code.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    schema: u32,
    code: &'a str,
    family: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    parts: Vec<PartAnswer<'a>>,
    spellings: Vec<SpellingAnswer<'a>>,
    related: Vec<RelatedAnswer<'a>>,
    articles: &'a [About],
}

#[derive(Debug, Serialize)]
struct PartAnswer<'a> {
    label: &'a str,
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    meaning: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct SpellingAnswer<'a> {
    form: &'a str,
    text: &'a str,
}

#[derive(Debug, Serialize)]
struct RelatedAnswer<'a> {
    code: &'a str,
    family: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
}

impl<'a> Answer<'a> {
    fn new(told: &'a Explanation, family: Option<&'a Family>, articles: &'a [About]) -> Self {
        let fact = told.fact.as_ref();
        let parts = told.parts.iter().map(|part| PartAnswer {
            label: part.label,
            value: &part.value,
            meaning: part.meaning.as_deref(),
        });
        let spellings = told.spellings.iter().map(|other| SpellingAnswer {
            form: other.form,
            text: &other.text,
        });
        let related = told.related.iter().map(|other| RelatedAnswer {
            code: &other.code.canonical,
            family: other.code.family,
            name: other.name.as_deref(),
        });
        Self {
            schema: 1,
            code: &told.code.canonical,
            family: told.code.family,
            about: family.map(|family| family.about),
            name: fact.and_then(|fact| fact.name.as_deref()),
            message: fact.and_then(|fact| fact.message.as_deref()),
            source: fact.map(|fact| fact.source),
            parts: parts.collect(),
            spellings: spellings.collect(),
            related: related.collect(),
            articles,
        }
    }
}

/// How many lines a list has for people; what comes after is counted.
const MOST_SHOWN: usize = 20;

/// The answer as lines to read.
fn human(answer: &Answer<'_>) -> String {
    let mut out = visible(answer.code).into_owned();
    if let Some(name) = answer.name {
        let _ = write!(out, "  {name}");
    }
    out.push('\n');
    if let Some(message) = answer.message {
        let stop = if message.ends_with(['?', '!']) {
            ""
        } else {
            "."
        };
        let _ = writeln!(out, "{message}{stop}");
    }
    if let Some(about) = answer.about {
        let _ = writeln!(out, "{about}");
    }
    let rows = rows(answer);
    let width = rows.iter().map(|(label, _)| label.len()).max().unwrap_or(0);
    if !rows.is_empty() {
        out.push('\n');
    }
    for (label, value) in rows {
        let _ = writeln!(out, "  {label:width$}  {value}");
    }
    write_articles(answer.articles, &mut out);
    out
}

/// What stands in two columns.
fn rows<'a>(answer: &Answer<'a>) -> Vec<(&'a str, String)> {
    let mut rows: Vec<(&str, String)> = Vec::new();
    for part in &answer.parts {
        let meaning = part
            .meaning
            .map_or(String::new(), |text| format!(": {text}"));
        rows.push((part.label, format!("{}{meaning}", part.value)));
    }
    let spellings: Vec<&str> = answer.spellings.iter().map(|other| other.text).collect();
    if !spellings.is_empty() {
        rows.push(("also written", spellings.join(", ")));
    }
    for (index, other) in answer.related.iter().enumerate() {
        let label = if index == 0 { "related" } else { "" };
        let name = other.name.map_or(String::new(), |name| format!("  {name}"));
        rows.push((label, format!("{}{name}", other.code)));
    }
    if let Some(source) = answer.source {
        rows.push(("source", source.to_owned()));
    }
    rows
}

fn write_articles(articles: &[About], out: &mut String) {
    if articles.is_empty() {
        return;
    }
    let _ = writeln!(out, "\nArticles: {}", articles.len());
    for about in articles.iter().take(MOST_SHOWN) {
        let line = about
            .lines
            .first()
            .map_or(String::new(), |line| format!(":{line}"));
        let _ = writeln!(out, "  {}", visible(&about.title));
        let _ = writeln!(out, "    {}{line}", visible(&about.path));
        let _ = writeln!(out, "    {}", visible(&shortened(&about.sentence)));
    }
    if articles.len() > MOST_SHOWN {
        let _ = writeln!(out, "  and {} more", articles.len() - MOST_SHOWN);
    }
}

/// The longest sentence that is shown whole, in characters.
const LONGEST: usize = 300;

fn shortened(sentence: &str) -> String {
    match sentence.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &sentence[..end]),
        None => sentence.to_owned(),
    }
}

/// What nobody could read, as it was typed.
fn as_typed(typed: &str) -> Code {
    Code {
        canonical: typed.to_owned(),
        family: "",
    }
}
