//! What articles do not know of each other.

use crate::article::Kind;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::inventory::{self, Unfixed};
use crate::pipeline::Site;
use crate::source::{SitePath, Source};

pub(super) fn findings(site: &Site) -> Vec<Diagnostic> {
    let mut found = orphans(site);
    let unfixed = inventory::unfixed(site);
    found.extend(unfixed.iter().filter_map(|error| no_fix(site, error)));
    found
}

/// Articles that nothing leads to; none on a site that does not lead its readers by links.
fn orphans(site: &Site) -> Vec<Diagnostic> {
    let orphans = inventory::orphans(site);
    if orphans.len() * 2 > site.len() {
        return Vec::new();
    }
    let told = orphans.into_iter().map(|article| {
        let help =
            "link to it from an article that is read before it, or put it into a table of contents";
        Diagnostic::new(Code::OrphanArticle, "nothing leads to this article")
            .in_place(title(site, article))
            .help(help)
    });
    told.collect()
}

/// An error without a fix, in an article that is about trouble; an article that has none at all is told as that.
fn no_fix(site: &Site, error: &Unfixed) -> Option<Diagnostic> {
    let reading = site.reading(error.article);
    let quoted = &reading.mentions.errors[error.mention];
    if reading.article.kind != Kind::Troubleshooting {
        return None;
    }
    let place = match quoted.node {
        Some(node) => reading
            .document
            .place_of(reading.document.node(node).span()),
        None => line(site.source(error.article), quoted.line),
    };
    let message = "no article says what to do about this error";
    let help = "add a section `## Resolution`, or link to the article that has it";
    Some(
        Diagnostic::new(Code::ErrorWithoutFix, message)
            .in_place(place)
            .help(help),
    )
}

/// The place of an article's title.
fn title(site: &Site, article: usize) -> Place {
    let reading = site.reading(article);
    match &reading.outline.title {
        Some(title) => reading.document.place_of(title.span),
        None => Place::file(path(site, article)),
    }
}

fn path(site: &Site, article: usize) -> &SitePath {
    &site.article(article).path
}

fn line(source: &Source, line: u32) -> Place {
    Place::of(source, source.line_span(line))
}
