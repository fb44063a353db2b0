//! What the front matter lacks, or says against itself.

use std::collections::BTreeMap;

use super::Page;
use crate::admit::is_folder_page;
use crate::diagnostic::{Code, Diagnostic};
use crate::front_matter;
use crate::pipeline::Site;
use crate::source::{Source, Spanned};

pub(super) fn findings(page: &Page<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(no_title(page));
    found.extend(no_owner(page));
    found.extend(dates(page));
}

fn no_title(page: &Page<'_>) -> Option<Diagnostic> {
    let has_text = |text: &str| !text.trim().is_empty();
    let heading = page.reading.outline.title.as_ref();
    let has_title = heading.is_some_and(|title| has_text(&title.text))
        || page
            .matter
            .title
            .as_ref()
            .is_some_and(|title| has_text(&title.value));
    // A page that a project describes in YAML has its title in a place of its own.
    if has_title || page.source.path.extension() != "md" {
        return None;
    }
    let name = &page.reading.article.title;
    let message = format!("the article has no title, and is called `{name}`");
    Some(
        Diagnostic::new(Code::MissingTitle, message)
            .in_file(&page.source.path)
            .help("start its text with a line `# …`, or add `title:` to its front matter"),
    )
}

fn no_owner(page: &Page<'_>) -> Option<Diagnostic> {
    let is_wanted = page.is_asked_for(Code::MissingOwner);
    let is_list = is_folder_page(&page.source.path);
    if !is_wanted || is_list || page.reading.article.owner.is_some() {
        return None;
    }
    Some(
        Diagnostic::new(Code::MissingOwner, "the article has no owner")
            .in_file(&page.source.path)
            .help("add `owner:` to its front matter"),
    )
}

fn dates(page: &Page<'_>) -> Vec<Diagnostic> {
    let matter = &page.matter;
    let mut found = Vec::new();
    let mut tell = |code, message: String, span, help: &str| {
        let finding = Diagnostic::new(code, message);
        found.push(finding.at(page.source, span).help(help));
    };
    let is_past = |date: &&Spanned<jiff::civil::Date>| date.value < page.today;
    if let Some(review) = matter.review_by.as_ref().filter(is_past) {
        tell(
            Code::ReviewOverdue,
            format!("the article was to be reviewed by {}", review.value),
            review.span,
            "read it again, mend what is no longer true, and set the next date",
        );
    }
    if let Some(expires) = matter.expires.as_ref().filter(is_past) {
        tell(
            Code::Expired,
            format!("the article expired on {}", expires.value),
            expires.span,
            "delete it, or give it another date",
        );
    }
    if let (Some(date), Some(updated)) = (&matter.date, &matter.updated)
        && updated.value < date.value
    {
        tell(
            Code::DatesAtOdds,
            format!(
                "the article was changed on {}, before it was written on {}",
                updated.value, date.value
            ),
            updated.span,
            "correct one of the two",
        );
    }
    found
}

/// Keys that nothing knows and that no second article has.
pub(super) fn unknown_keys(site: &Site) -> Vec<Diagnostic> {
    let mut keys: BTreeMap<String, Vec<(&Source, Spanned<String>)>> = BTreeMap::new();
    for index in 0..site.len() {
        let source = site.source(index);
        let read = front_matter::read(source);
        let misspelt = |key: &Spanned<String>| {
            let mut told = read.diagnostics.iter();
            told.any(|one| {
                one.place
                    .as_ref()
                    .is_some_and(|place| place.span == key.span)
            })
        };
        for (key, _) in &read.value.other {
            if !front_matter::is_known(&key.value) && !misspelt(key) {
                keys.entry(key.value.clone())
                    .or_default()
                    .push((source, key.clone()));
            }
        }
    }
    let alone = keys.into_values().filter(|uses| uses.len() == 1);
    let told = alone.flatten().map(|(source, key)| {
        let message = format!("`{}` is a key that nothing uses", key.value);
        Diagnostic::new(Code::UnknownKey, message)
            .at(source, key.span)
            .help("if a template of yours reads it, put `levels: {FB115: off}` into fixbook.yaml")
    });
    told.collect()
}
