//! The pages of errors, codes and cmdlets: an index of each kind, and a page for each of which there
//! is something to tell.

use std::collections::HashMap;

use serde::Serialize;

use super::listing::{LONG_LIST, is_long, letter, scripts_of_list};
use super::{Facts, Link, PageView};
use crate::entity::Context;
use crate::entity::code::{Code, Part, Related};
use crate::graph::known::{self, Anatomy};
use crate::graph::{Entity, EntityKind, Fix, Use, clipped, href};
use crate::outline::{Slugs, slug};
use crate::source::Url;

/// What the index of one kind shows.
#[derive(Clone, Debug, Serialize)]
pub struct IndexPage {
    page: PageView,
    index: IndexView,
}

#[derive(Clone, Debug, Serialize)]
struct IndexView {
    kind: EntityKind,
    folder: &'static str,
    count: usize,
    /// Whether it can be narrowed.
    is_long: bool,
    /// Whether some entries tell how many articles they have.
    is_counted: bool,
    groups: Vec<IndexGroup>,
}

#[derive(Clone, Debug, Serialize)]
struct IndexGroup {
    id: String,
    label: String,
    sentence: String,
    entries: Vec<IndexEntry>,
}

/// An entity with its page, else with what there is to tell of it.
#[derive(Clone, Debug, Serialize)]
struct IndexEntry {
    /// Its anchor.
    id: String,
    label: String,
    name: String,
    /// Its page.
    href: Option<String>,
    count: usize,
    /// Its only article, where it has no page.
    article: Option<Link>,
    documentation: Option<String>,
}

/// What the page of an entity shows.
#[derive(Clone, Debug, Serialize)]
pub struct EntityPage {
    page: PageView,
    entity: EntityView,
}

#[derive(Clone, Debug, Serialize)]
struct EntityView {
    kind: EntityKind,
    name: String,
    /// The whole name, where the title shows only a part.
    whole: Option<String>,
    family: Option<FamilyView>,
    symbol: String,
    message: String,
    documentation: Option<String>,
    spellings: Vec<String>,
    /// Codes only: what it is made of.
    parts: Vec<PartView>,
    /// Codes only: the codes that tell the same.
    related: Vec<CodeView>,
    codes: Vec<CodeLink>,
    count: usize,
    articles: Vec<UseView>,
    similar: Vec<UseView>,
}

#[derive(Clone, Debug, Serialize)]
struct FamilyView {
    label: String,
    sentence: String,
    href: String,
}

/// A part of a code: what part, what stands in it, and what that means.
#[derive(Clone, Debug, Serialize)]
struct PartView {
    label: &'static str,
    value: String,
    meaning: String,
}

/// A code with its symbolic name; a link where the site speaks of it.
#[derive(Clone, Debug, Serialize)]
struct CodeView {
    label: String,
    name: String,
    href: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
struct CodeLink {
    label: String,
    href: String,
}

/// An article that speaks of an entity: where, in which words, and what to do.
#[derive(Clone, Debug, Serialize)]
struct UseView {
    label: String,
    href: String,
    quote: Option<Quote>,
    scenario: Option<String>,
    fix: Option<FixView>,
}

/// A sentence, parted where the entity stands in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct Quote {
    before: String,
    mark: String,
    after: String,
}

#[derive(Clone, Debug, Serialize)]
struct FixView {
    text: String,
    href: String,
    is_command: bool,
}

/// The longest title of a page and the longest entry of an index, in characters.
const TITLE_LENGTH: usize = 120;
/// How much of a sentence is shown on each side of what it is quoted for, in characters.
const QUOTE_SIDE: usize = 160;
/// How much of an error is quoted, in characters.
const ERROR_LENGTH: usize = 400;
/// How many spellings a page lists, and how many codes of an error.
const SPELLINGS: usize = 12;
const CODES: usize = 24;

/// The index of one kind.
#[must_use]
pub fn index_page(facts: &Facts<'_>, kind: EntityKind) -> IndexPage {
    let here = kind.index();
    let title = facts.theme.strings().get(kind.folder()).to_owned();
    let list = &facts.graph.entities.of(kind).list;
    let groups = groups(facts, kind, list, &here);
    let scripts = scripts_of_list(list.len(), groups.len());
    let mut page = facts.page(&title, "", &here, None, scripts);
    page.crumbs = facts.crumbs(&here, 0);
    IndexPage {
        page,
        index: IndexView {
            kind,
            folder: kind.folder(),
            count: list.len(),
            is_long: is_long(list.len()),
            is_counted: list.iter().any(|entity| entity.page.is_some()),
            groups,
        },
    }
}

/// The entries of an index in groups: codes by family, cmdlets by verb, errors by first letter. A
/// short list that is not of codes is one group without a name.
fn groups(facts: &Facts<'_>, kind: EntityKind, list: &[Entity], here: &Url) -> Vec<IndexGroup> {
    let is_short = list.len() < LONG_LIST && kind != EntityKind::Code;
    let mut groups: Vec<IndexGroup> = Vec::new();
    let mut by_label: HashMap<String, usize> = HashMap::new();
    for entity in list {
        let (label, sentence) = match kind {
            _ if is_short => (String::new(), String::new()),
            EntityKind::Error => (first_letter(&entity.name), String::new()),
            EntityKind::Cmdlet => (verb(&entity.name), String::new()),
            EntityKind::Code => family(entity.family),
        };
        let group = *by_label.entry(label.to_lowercase()).or_insert_with(|| {
            groups.push(IndexGroup {
                id: String::new(),
                label,
                sentence,
                entries: Vec::new(),
            });
            groups.len() - 1
        });
        groups[group]
            .entries
            .push(index_entry(facts, kind, entity, here));
    }
    if kind != EntityKind::Code {
        groups.sort_by(|a, b| (a.label == "#", &a.label).cmp(&(b.label == "#", &b.label)));
    }
    let mut ids = Slugs::default();
    for group in &mut groups {
        group.id = group_id(&ids.give(&group.label));
    }
    groups
}

/// The id of a group; no entity can have it, because their ids hold no colon.
fn group_id(slug: &str) -> String {
    format!("page:{slug}")
}

/// The letter under which an error is listed; none for one that starts with what varies.
fn first_letter(template: &str) -> String {
    let is_mask = template.trim_start().starts_with('{');
    let (_, letter) = letter(if is_mask { "" } else { template });
    letter.to_string()
}

/// The verb of a cmdlet, its first letter a capital.
fn verb(name: &str) -> String {
    let verb = name.split('-').next().unwrap_or(name);
    let mut letters = verb.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

fn family(id: &str) -> (String, String) {
    known::family(id).map_or_else(
        || (id.to_owned(), String::new()),
        |family| (family.name, family.sentence),
    )
}

fn index_entry(facts: &Facts<'_>, kind: EntityKind, entity: &Entity, here: &Url) -> IndexEntry {
    let alone = entity.page.is_none();
    let article = entity.uses.first().filter(|_| alone);
    IndexEntry {
        id: entity.id.clone(),
        label: clipped(&entity.name, TITLE_LENGTH),
        name: entity.name.clone(),
        href: entity.page.as_ref().map(|page| page.seen_from(here)),
        count: entity.uses.len() + entity.similar.len(),
        article: article.and_then(|at| facts.link_to_use(kind, *at, here)),
        documentation: entity
            .documentation
            .as_ref()
            .filter(|_| alone)
            .map(|documentation| documentation.seen_from(here)),
    }
}

/// The page of an entity, if it has one.
#[must_use]
pub fn entity_page(facts: &Facts<'_>, kind: EntityKind, index: usize) -> Option<EntityPage> {
    let entity = &facts.graph.entities.of(kind).list[index];
    let here = entity.page.as_ref()?;
    let title = clipped(&entity.name, TITLE_LENGTH);
    let mut page = facts.page(&title, "", here, None, None);
    page.crumbs = facts.crumbs(here, 0);
    page.crumbs.push(Link {
        label: facts.theme.strings().get(kind.folder()).to_owned(),
        href: kind.index().seen_from(here),
    });
    let uses = |uses: &[Use]| {
        let shown = uses
            .iter()
            .filter_map(|at| use_view(facts, kind, *at, here));
        shown.collect::<Vec<_>>()
    };
    let known = entity.known.clone();
    let (symbol, message) =
        known.map_or_else(Default::default, |known| (known.symbol, known.message));
    let anatomy = anatomy(kind, entity);
    Some(EntityPage {
        page,
        entity: EntityView {
            kind,
            whole: (title != entity.name).then(|| entity.name.clone()),
            name: title,
            family: (kind == EntityKind::Code).then(|| family_view(entity.family, here)),
            symbol,
            message,
            documentation: entity.documentation.as_ref().map(|to| to.seen_from(here)),
            spellings: spellings(entity, &anatomy.spellings),
            parts: anatomy.parts.into_iter().map(part_view).collect(),
            related: anatomy
                .related
                .into_iter()
                .map(|related| code_view(facts, related, here))
                .collect(),
            codes: codes(facts, kind, entity, here),
            count: entity.uses.len(),
            articles: uses(&entity.uses),
            similar: uses(&entity.similar),
        },
    })
}

fn family_view(id: &str, here: &Url) -> FamilyView {
    let (label, sentence) = family(id);
    FamilyView {
        href: href(
            &EntityKind::Code.index(),
            Some(&group_id(&slug(&label))),
            here,
        ),
        label,
        sentence,
    }
}

fn anatomy(kind: EntityKind, entity: &Entity) -> Anatomy {
    if kind != EntityKind::Code {
        return Anatomy::default();
    }
    known::anatomy(&Code {
        canonical: entity.name.clone(),
        family: entity.family,
    })
}

/// How else an entity is written: first by the articles, then by others.
fn spellings(entity: &Entity, known: &[String]) -> Vec<String> {
    let used = &entity.spellings;
    let is_used = |text: &String| used.iter().any(|other| other.eq_ignore_ascii_case(text));
    let own = used
        .iter()
        .filter(|text| **text != entity.name && is_whole(text));
    let others = known.iter().filter(|text| !is_used(text));
    own.take(SPELLINGS)
        .chain(others.take(SPELLINGS))
        .map(|text| clipped(text, TITLE_LENGTH))
        .collect()
}

/// Whether a spelling is no fragment: brackets and quotes that open in it close in it (`status (500`).
fn is_whole(text: &str) -> bool {
    let count = |sign: char| text.matches(sign).count();
    let pairs = [('(', ')'), ('[', ']'), ('{', '}')];
    pairs
        .iter()
        .all(|&(open, close)| count(open) == count(close))
        && count('"') % 2 == 0
}

fn part_view(part: Part) -> PartView {
    PartView {
        label: part.label,
        value: part.value,
        meaning: part.meaning.unwrap_or_default().into_owned(),
    }
}

fn code_view(facts: &Facts<'_>, related: Related, here: &Url) -> CodeView {
    CodeView {
        href: facts.graph.entities.code_href(&related.code, here),
        label: related.code.canonical,
        name: related.name.unwrap_or_default().into_owned(),
    }
}

/// The codes in an error, each once.
fn codes(facts: &Facts<'_>, kind: EntityKind, entity: &Entity, here: &Url) -> Vec<CodeLink> {
    if kind != EntityKind::Error {
        return Vec::new();
    }
    let told = |at: &Use| &facts.readings[at.article].mentions.errors[at.mention].codes;
    let mut links: Vec<CodeLink> = Vec::new();
    for code in entity.uses.iter().take(SPELLINGS).flat_map(told) {
        if links.len() == CODES {
            break;
        }
        if links.iter().any(|known| known.label == code.canonical) {
            continue;
        }
        if let Some(href) = facts.graph.entities.code_href(code, here) {
            links.push(CodeLink {
                label: code.canonical.clone(),
                href,
            });
        }
    }
    links
}

fn use_view(facts: &Facts<'_>, kind: EntityKind, at: Use, here: &Url) -> Option<UseView> {
    let link = facts.link_to_use(kind, at, here)?;
    let section = facts.section_of(kind, at);
    let fix = facts.graph.stories[at.article].fix_for(section);
    let page = facts.graph.routes.articles[at.article].as_ref()?;
    Some(UseView {
        label: link.label,
        href: link.href,
        quote: facts.quote(kind, at),
        scenario: facts.story(at.article, section).map(str::to_owned),
        fix: fix.map(|fix| fix_view(fix, page, here)),
    })
}

fn fix_view(fix: &Fix, page: &Url, here: &Url) -> FixView {
    FixView {
        text: fix.text.clone(),
        href: href(page, Some(&fix.section), here),
        is_command: fix.is_command,
    }
}

impl Facts<'_> {
    /// The title of the story that a section of an article belongs to, if it is one of several.
    pub(super) fn story(&self, article: usize, section: &str) -> Option<&str> {
        let track = self.graph.stories[article].track_of(section)?;
        Some(&self.readings[article].article.tracks.list[track].title)
    }

    /// The id of the section in which a mention stands; empty for the title and the front matter.
    fn section_of(&self, kind: EntityKind, at: Use) -> &str {
        match kind {
            EntityKind::Error => &self.readings[at.article].mentions.errors[at.mention].section,
            _ => self
                .context(kind, at)
                .map_or("", |context| &context.section),
        }
    }

    fn context(&self, kind: EntityKind, at: Use) -> Option<&Context> {
        let mentions = &self.readings[at.article].mentions;
        match kind {
            EntityKind::Error => None,
            EntityKind::Code => Some(&mentions.codes[at.mention].context),
            EntityKind::Cmdlet => Some(&mentions.cmdlets[at.mention].context),
        }
    }

    /// The article of a mention, at its place.
    fn link_to_use(&self, kind: EntityKind, at: Use, here: &Url) -> Option<Link> {
        let page = self.graph.routes.articles[at.article].as_ref()?;
        let place = Some(self.place_of(kind, at)).filter(|place| !place.is_empty());
        Some(Link {
            label: self.readings[at.article].article.title.clone(),
            href: href(page, place, here),
        })
    }

    /// The id of the element to show for a mention: of an error it is the error itself, of all else
    /// the section. What the title or the front matter says is best read from the top of the page.
    fn place_of(&self, kind: EntityKind, at: Use) -> &str {
        let section = self.section_of(kind, at);
        if kind != EntityKind::Error || section.is_empty() {
            return section;
        }
        let error = &self.readings[at.article].mentions.errors[at.mention];
        if error.id.is_empty() {
            section
        } else {
            &error.id
        }
    }

    /// The words around a mention.
    fn quote(&self, kind: EntityKind, at: Use) -> Option<Quote> {
        let mentions = &self.readings[at.article].mentions;
        let spellings = match kind {
            EntityKind::Error => {
                return Some(Quote {
                    mark: clipped(&mentions.errors[at.mention].text, ERROR_LENGTH),
                    ..Quote::default()
                });
            }
            EntityKind::Code => &mentions.codes[at.mention].spellings,
            EntityKind::Cmdlet => &mentions.cmdlets[at.mention].spellings,
        };
        let sentence = &self.context(kind, at)?.sentence;
        // The title stands above the quote already.
        let is_title = *sentence == self.readings[at.article].article.title;
        (!sentence.is_empty() && !is_title).then(|| quote(sentence, spellings))
    }
}

/// A sentence, parted at the first of the spellings that stands in it, long sides cut.
fn quote(sentence: &str, spellings: &[String]) -> Quote {
    let places = spellings.iter().take(SPELLINGS);
    let places = places.filter(|spelling| !spelling.is_empty());
    let found = places
        .filter_map(|spelling| {
            let at = sentence.find(spelling.as_str())?;
            Some((at, std::cmp::Reverse(spelling.len())))
        })
        .min();
    let Some((start, std::cmp::Reverse(length))) = found else {
        return Quote {
            before: clipped(sentence, 2 * QUOTE_SIDE),
            ..Quote::default()
        };
    };
    let (before, rest) = sentence.split_at(start);
    let (mark, after) = rest.split_at(length);
    Quote {
        before: clipped_at_start(before, QUOTE_SIDE),
        mark: mark.to_owned(),
        after: clipped(after, QUOTE_SIDE),
    }
}

/// The end of a text, from a word on, where it is longer than so many characters.
fn clipped_at_start(text: &str, most: usize) -> String {
    let Some((start, _)) = text.char_indices().rev().nth(most) else {
        return text.to_owned();
    };
    let end = &text[start..];
    let word = end.find(' ').map_or(0, |at| at + 1);
    format!("…{}", &end[word..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(sentence: &str, spellings: &[&str]) -> [String; 3] {
        let spellings: Vec<String> = spellings.iter().map(|&text| text.to_owned()).collect();
        let quote = quote(sentence, &spellings);
        [quote.before, quote.mark, quote.after]
    }

    #[test]
    fn a_quote_marks_the_first_spelling() {
        let found = parts("It says 5.7.1 (0x80) or 0x80.", &["0x80", "5.7.1"]);
        assert_eq!(found, ["It says ", "5.7.1", " (0x80) or 0x80."]);
        assert_eq!(parts("Nothing here", &["x", ""]), ["Nothing here", "", ""]);
        assert_eq!(parts("Get-Tray", &["Get-T", "Get-Tray"])[1], "Get-Tray");
    }

    #[test]
    fn long_sides_are_cut_at_words() {
        let long = format!("{}MARK {}", "äöü ".repeat(200), "wörter ".repeat(200));
        let [before, mark, after] = parts(&long, &["MARK"]);
        assert!(before.starts_with("…äöü ") && before.chars().count() <= QUOTE_SIDE + 2);
        assert_eq!(mark, "MARK");
        assert!(after.ends_with("wörter…") && after.chars().count() <= QUOTE_SIDE + 1);
    }

    #[test]
    fn entries_are_grouped_by_letter_and_verb() {
        assert_eq!(group_id("get"), "page:get");
        assert_eq!(first_letter("«straße ist gesperrt»"), "S");
        assert_eq!(first_letter("{host} is down"), "#");
        assert_eq!(verb("convertTo-TRAY"), "ConvertTo");
    }
}
