//! What a reader would stumble over in articles that are published as they were meant: a missing fix, a
//! command that destroys without a warning, a secret, a heading without a text.
//!
//! Whatever keeps something from being published is told by the rooms that read it, on every build. What
//! is told here is for authors: `fixbook check` and the preview.

pub mod allow;
mod commands;
mod destructive;
pub mod fix;
mod knowledge;
mod matter;
mod secrets;
mod structure;
mod text;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::config::{Config, LevelSetting};
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::entity::passage::{self, Passage};
use crate::front_matter::{self, Matter};
use crate::markdown::NodeId;
use crate::outline::Section;
use crate::pipeline::Site;
use crate::reading::Reading;
use crate::source::Source;

/// What there is to say about all articles of a site, beside what its reading told; in no order.
#[must_use]
pub fn findings(site: &Site) -> Vec<Diagnostic> {
    let pages = 0..site.len();
    let of_pages = pages
        .into_par_iter()
        .flat_map_iter(|page| article(site, page));
    let mut found: Vec<Diagnostic> = of_pages.collect();
    found.extend(matter::unknown_keys(site));
    found.extend(knowledge::findings(site));
    found
}

/// What there is to say about one article by itself.
#[must_use]
pub fn article(site: &Site, index: usize) -> Vec<Diagnostic> {
    let source = site.source(index);
    let reading = site.reading(index);
    let page = Page {
        source,
        matter: front_matter::read(source).value,
        reading,
        passages: passage::passages(&reading.document, &reading.outline),
        config: site.config(),
        today: site.today(),
    };
    let mut found = Vec::new();
    matter::findings(&page, &mut found);
    structure::findings(&page, &mut found);
    text::findings(&page, &mut found);
    commands::findings(&page, &mut found);
    destructive::findings(&page, &mut found);
    secrets::findings(&page, &mut found);
    found
}

/// What there is to say about one article by itself, but for what its author and the configuration leave out.
#[must_use]
pub fn told(site: &Site, index: usize) -> Vec<Diagnostic> {
    let mut found = article(site, index);
    allow::apply(&mut found, std::iter::once(site.source(index)));
    set_levels(&mut found, site.config());
    found
}

/// Gives findings the levels that the configuration sets for their codes.
pub fn set_levels(findings: &mut Vec<Diagnostic>, config: &Config) {
    findings.retain_mut(|finding| {
        let code = finding.code.rule().code;
        let setting = config.levels.iter().rev().find(|(known, _)| known == code);
        match setting.map(|(_, setting)| *setting) {
            None => true,
            Some(LevelSetting::Off) => false,
            Some(LevelSetting::Info) => set(finding, Level::Info),
            Some(LevelSetting::Warning) => set(finding, Level::Warning),
            Some(LevelSetting::Error) => set(finding, Level::Error),
        }
    });
}

fn set(finding: &mut Diagnostic, level: Level) -> bool {
    finding.level = level;
    true
}

/// An article with all that is looked at.
struct Page<'s> {
    source: &'s Source,
    matter: Matter,
    reading: &'s Reading,
    passages: Vec<Passage<'s>>,
    config: &'s Config,
    today: Date,
}

impl Page<'_> {
    /// Whether the configuration asks for findings of that code.
    fn is_asked_for(&self, code: Code) -> bool {
        let name = code.rule().code;
        let setting = self
            .config
            .levels
            .iter()
            .rev()
            .find(|(known, _)| known == name);
        setting.is_some_and(|(_, level)| *level != LevelSetting::Off)
    }

    /// The finding, at the place of a node.
    fn at(&self, finding: Diagnostic, node: NodeId) -> Diagnostic {
        let document = &self.reading.document;
        finding.in_place(document.place_of(document.node(node).span()))
    }

    /// The finding, at the heading of a section; for the text before the first one, at the title.
    fn at_section(&self, finding: Diagnostic, section: &Section) -> Diagnostic {
        let heading = section.heading.as_ref();
        match heading.or(self.reading.outline.title.as_ref()) {
            Some(heading) => finding.in_place(self.reading.document.place_of(heading.span)),
            None => finding.in_file(&self.source.path),
        }
    }

    /// The finding, at the article's title.
    fn at_title(&self, finding: Diagnostic) -> Diagnostic {
        let title = self.reading.outline.title.as_ref();
        match (title, &self.matter.title) {
            (Some(title), _) => finding.in_place(self.reading.document.place_of(title.span)),
            (None, Some(title)) => finding.at(self.source, title.span),
            (None, None) => finding.in_file(&self.source.path),
        }
    }
}
