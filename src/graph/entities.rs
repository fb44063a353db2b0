//! Errors, codes and cmdlets across the site: which articles speak of each, what each is called, and
//! which of them have a page of their own.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use super::documentation::{Documentation, documentation};
use super::known::{self, Known};
use super::names::Names;
use super::sentences::{Sentence, Wording, wording};
use super::{Routes, Target, href};
use crate::entity::Lexicon;
use crate::entity::code::Code;
use crate::inputs::Inputs;
use crate::markdown::fold_blanks;
use crate::reading::Reading;
use crate::source::Url;

/// What an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntityKind {
    /// An error text.
    Error,
    /// A code.
    Code,
    /// A cmdlet.
    Cmdlet,
}

impl EntityKind {
    /// All of them, in the order in which pages lead to them.
    pub const ALL: [Self; 3] = [Self::Error, Self::Code, Self::Cmdlet];

    /// The folder of their pages, and the key of the word for several of them.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Self::Error => "errors",
            Self::Code => "codes",
            Self::Cmdlet => "cmdlets",
        }
    }

    /// The word for one, in `data-kind`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Code => "code",
            Self::Cmdlet => "cmdlet",
        }
    }

    /// The page that lists all of them.
    #[must_use]
    pub fn index(self) -> Url {
        Url::of_file(&format!("{}/index.html", self.folder()))
    }
}

/// An error, a code or a cmdlet that articles speak of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// What it is called: an error's template, a code's canonical form, a cmdlet's name.
    pub name: String,
    /// The name of its page, or its anchor in the index.
    pub id: String,
    /// Its own page, where two articles share it or more is known of it than its name.
    pub page: Option<Url>,
    /// How articles write it, what most of them write first.
    pub spellings: Vec<String>,
    /// Where it is spoken of: the first mention in each article, in the order of the articles.
    pub uses: Vec<Use>,
    /// Errors only: where other errors hold a telling sentence of it, in the order of the articles.
    pub similar: Vec<Use>,
    /// Cmdlets only: where it is documented.
    pub documentation: Option<Documentation>,
    /// Codes only: the id of its family.
    pub family: &'static str,
    /// Codes only: what is known of it.
    pub known: Option<Known>,
}

/// A mention of an entity: an index into what an article mentions of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// The article.
    pub article: usize,
    /// Which of its errors, codes or cmdlets.
    pub mention: usize,
}

/// All entities of one kind.
#[derive(Clone, Debug, Default)]
pub struct Register {
    /// The entities, in the order of the index.
    pub list: Vec<Entity>,
    /// For each article, which entity each of its mentions is; empty if it has no address.
    pub of_article: Vec<Vec<usize>>,
    by_key: HashMap<String, usize>,
}

impl Register {
    fn find(&self, key: &str) -> Option<&Entity> {
        self.by_key.get(key).map(|&index| &self.list[index])
    }
}

/// The entities of a site.
#[derive(Clone, Debug, Default)]
pub struct Entities {
    /// The error texts.
    pub errors: Register,
    /// The codes.
    pub codes: Register,
    /// The cmdlets.
    pub cmdlets: Register,
    /// The telling sentences of all errors, by the articles that share them.
    pub(super) sentences: Vec<Shared>,
}

/// A sentence of errors, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Shared {
    /// The errors that hold it, in the order of the articles.
    pub(super) uses: Vec<Use>,
    /// Its bytes in the template of the first of them.
    pub(super) range: Range<usize>,
}

/// A sentence of more articles than this joins none of them: it is stock, whatever it says.
const MOST_SIMILAR: usize = 24;
/// How many errors with the same sentence a page lists.
const SIMILAR_LISTED: usize = 12;

impl Entities {
    /// The entities of one kind.
    #[must_use]
    pub fn of(&self, kind: EntityKind) -> &Register {
        match kind {
            EntityKind::Error => &self.errors,
            EntityKind::Code => &self.codes,
            EntityKind::Cmdlet => &self.cmdlets,
        }
    }

    /// What is said of a code, as seen from a page.
    #[must_use]
    pub fn code_href(&self, code: &Code, from: &Url) -> Option<String> {
        let entity = self.codes.find(&code_key(code))?;
        Some(entity.href(EntityKind::Code, from))
    }

    /// What is known of a code that an article speaks of.
    #[must_use]
    pub fn known_of(&self, code: &Code) -> Option<&Known> {
        self.codes.find(&code_key(code))?.known.as_ref()
    }

    /// What is said of a cmdlet, as seen from a page.
    #[must_use]
    pub fn cmdlet_href(&self, name: &str, from: &Url) -> Option<String> {
        let entity = self.cmdlets.find(&name.to_lowercase())?;
        Some(entity.href(EntityKind::Cmdlet, from))
    }

    /// A cmdlet's name in the case that the site uses; the name itself if no article speaks of it.
    #[must_use]
    pub fn cmdlet_name<'n>(&'n self, name: &'n str) -> &'n str {
        let entity = self.cmdlets.find(&name.to_lowercase());
        entity.map_or(name, |entity| &entity.name)
    }

    /// Where a cmdlet is documented, as seen from a page.
    #[must_use]
    pub fn cmdlet_documentation(&self, name: &str, from: &Url) -> Option<String> {
        let entity = self.cmdlets.find(&name.to_lowercase())?;
        Some(entity.documentation.as_ref()?.seen_from(from))
    }

    /// The error `index` of an article, if the article has an address.
    #[must_use]
    pub fn error(&self, article: usize, index: usize) -> Option<&Entity> {
        let &entity = self.errors.of_article.get(article)?.get(index)?;
        self.errors.list.get(entity)
    }
}

impl Entity {
    /// Its page, else its place in the index, as seen from a page.
    #[must_use]
    pub fn href(&self, kind: EntityKind, from: &Url) -> String {
        match &self.page {
            Some(page) => page.seen_from(from),
            None => href(&kind.index(), Some(&self.id), from),
        }
    }
}

fn code_key(code: &Code) -> String {
    format!("{} {}", code.family, code.canonical)
}

/// The lists for scripts.
const LISTS: [&str; 2] = ["articles.json", "errors.json"];
/// Who has the addresses of lists.
const OWN: &str = "a list of the site itself";

/// Joins what the articles with an address mention, and claims the addresses of the pages.
pub(super) fn entities(
    readings: &[Arc<Reading>],
    links: &[Vec<Target>],
    routes: &mut Routes,
    inputs: &Inputs,
    lexicon: &Lexicon,
) -> Entities {
    let shown: Vec<bool> = routes.articles.iter().map(Option::is_some).collect();
    let sources = Sources {
        readings,
        shown: &shown,
    };
    let (errors, sentences) = errors(sources, routes);
    let codes = codes(sources, routes);
    let cmdlets = cmdlets(sources, links, routes, inputs, lexicon);
    let registers = [&errors, &codes, &cmdlets];
    let lists = EntityKind::ALL.into_iter().zip(registers);
    let shown = lists.filter(|(_, register)| !register.list.is_empty());
    let indexes = shown.map(|(kind, _)| kind.index());
    for list in LISTS.map(Url::of_file).into_iter().chain(indexes) {
        // No article can be there: these addresses were refused to them.
        let _ = routes.claim(&list, OWN);
    }
    Entities {
        errors,
        codes,
        cmdlets,
        sentences,
    }
}

/// The articles, and which of them have an address.
#[derive(Clone, Copy)]
struct Sources<'r> {
    readings: &'r [Arc<Reading>],
    shown: &'r [bool],
}

impl<'r> Sources<'r> {
    /// Each article with its index; nothing is learned from one without an address.
    fn articles(self) -> impl Iterator<Item = (usize, &'r Reading)> {
        let shown = self.readings.iter().map(|one| &**one).enumerate();
        shown.filter(move |(index, _)| self.shown[*index])
    }
}

/// What is gathered of one entity.
#[derive(Default)]
struct Gathered<'r> {
    /// In how many articles each spelling stands.
    spellings: BTreeMap<&'r str, usize>,
    uses: Vec<Use>,
}

impl<'r> Gathered<'r> {
    fn add(&mut self, at: Use, spellings: impl Iterator<Item = &'r str>) {
        for spelling in spellings {
            *self.spellings.entry(spelling).or_default() += 1;
        }
        self.uses.push(at);
    }

    /// The spellings, the most frequent first, equally frequent ones by the alphabet.
    fn by_frequency(&self) -> Vec<&'r str> {
        let mut spellings: Vec<(&str, usize)> = self
            .spellings
            .iter()
            .map(|(text, count)| (*text, *count))
            .collect();
        spellings.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        spellings.into_iter().map(|(text, _)| text).collect()
    }

    /// The first mention in each article.
    fn firsts(&self) -> Vec<Use> {
        let mut uses = self.uses.clone();
        uses.dedup_by_key(|at| at.article);
        uses
    }

    fn entity(&self, name: String) -> Entity {
        let spellings = self.by_frequency();
        Entity {
            name,
            id: String::new(),
            page: None,
            spellings: spellings.into_iter().map(fold_blanks).collect(),
            uses: self.firsts(),
            similar: Vec::new(),
            documentation: None,
            family: "",
            known: None,
        }
    }
}

/// A gathered entity on its way into a register.
struct Entry {
    key: String,
    entity: Entity,
    /// All of its mentions.
    uses: Vec<Use>,
    has_page: bool,
}

/// Gives each entity its page or its anchor, in the order of the list.
fn register(
    kind: EntityKind,
    entries: Vec<Entry>,
    sources: Sources<'_>,
    mentions: impl Fn(&Reading) -> usize,
    routes: &mut Routes,
) -> Register {
    let count = |(index, reading): (usize, &Arc<Reading>)| {
        if sources.shown[index] {
            mentions(reading)
        } else {
            0
        }
    };
    let mut register = Register {
        list: Vec::with_capacity(entries.len()),
        of_article: sources
            .readings
            .iter()
            .enumerate()
            .map(|at| vec![0; count(at)])
            .collect(),
        by_key: HashMap::with_capacity(entries.len()),
    };
    let mut names = Names::new(kind.folder());
    for (index, mut entry) in entries.into_iter().enumerate() {
        let entity = &mut entry.entity;
        if entry.has_page {
            let (id, url) = names.claim(&entity.name, routes);
            (entity.id, entity.page) = (id, Some(url));
        } else {
            entity.id = names.give(&entity.name);
        }
        for at in entry.uses {
            register.of_article[at.article][at.mention] = index;
        }
        register.by_key.insert(entry.key, index);
        register.list.push(entry.entity);
    }
    register
}

/// The codes, family by family, numbers in their own order.
fn codes(sources: Sources<'_>, routes: &mut Routes) -> Register {
    let mut gathered: BTreeMap<(&str, Vec<u8>), (&Code, Gathered<'_>)> = BTreeMap::new();
    for (article, reading) in sources.articles() {
        for (mention, found) in reading.mentions.codes.iter().enumerate() {
            let code = &found.code;
            let key = (code.family, natural(&code.canonical));
            let (_, entry) = gathered
                .entry(key)
                .or_insert_with(|| (code, Gathered::default()));
            entry.add(
                Use { article, mention },
                found.spellings.iter().map(String::as_str),
            );
        }
    }
    let entries = gathered.into_values().map(|(code, gathered)| {
        let mut entity = gathered.entity(code.canonical.clone());
        entity.family = code.family;
        entity.known = known::describe(code);
        Entry {
            key: code_key(code),
            has_page: entity.uses.len() > 1 || entity.known.is_some(),
            entity,
            uses: gathered.uses,
        }
    });
    let mentions = |reading: &Reading| reading.mentions.codes.len();
    register(
        EntityKind::Code,
        entries.collect(),
        sources,
        mentions,
        routes,
    )
}

/// A key by which texts sort as people expect: `event 9` before `event 10`.
fn natural(text: &str) -> Vec<u8> {
    if text.starts_with("0x") {
        // Hexadecimal digits are one number, of a width that its family fixes.
        return text.as_bytes().to_vec();
    }
    let mut key = Vec::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits == 0 {
            key.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            rest = &rest[c.len_utf8()..];
            continue;
        }
        // A longer number is a larger one; its length stands before it, after the digit that
        // sorts it among other signs.
        let number = rest[..digits].trim_start_matches('0');
        key.push(b'0');
        key.extend_from_slice(
            &u32::try_from(number.len())
                .unwrap_or(u32::MAX)
                .to_be_bytes(),
        );
        key.extend_from_slice(number.as_bytes());
        rest = &rest[digits..];
    }
    // Texts that differ in zeros only are still two.
    key.push(0);
    key.extend_from_slice(text.as_bytes());
    key
}

/// The cmdlets by name.
fn cmdlets(
    sources: Sources<'_>,
    links: &[Vec<Target>],
    routes: &mut Routes,
    inputs: &Inputs,
    lexicon: &Lexicon,
) -> Register {
    let mut gathered: BTreeMap<String, Gathered<'_>> = BTreeMap::new();
    for (article, reading) in sources.articles() {
        for (mention, found) in reading.mentions.cmdlets.iter().enumerate() {
            let entry = gathered.entry(found.name.to_lowercase()).or_default();
            entry.add(
                Use { article, mention },
                found.spellings.iter().map(String::as_str),
            );
        }
    }
    let own = inputs.config.cmdlets.iter();
    let configured: HashMap<String, Option<&String>> = own
        .map(|(name, url)| (name.to_lowercase(), url.as_ref()))
        .collect();
    let mut entries = Vec::with_capacity(gathered.len());
    for (key, gathered) in gathered {
        let own = configured.get(&key);
        let canonical = lexicon.cmdlets.canonical(&key).map(str::to_owned);
        let used = || {
            let spellings = gathered.by_frequency();
            let whole = spellings
                .iter()
                .find(|spelling| spelling.eq_ignore_ascii_case(&key));
            whole.map_or_else(|| key.clone(), |name| (*name).to_owned())
        };
        let mut entity = gathered.entity(canonical.unwrap_or_else(used));
        let told = own
            .and_then(|url| url.cloned())
            .map(Documentation::Elsewhere);
        entity.documentation = told
            .or_else(|| {
                documentation(
                    &entity.name,
                    &gathered.uses,
                    sources.readings,
                    links,
                    routes,
                )
            })
            .or_else(|| {
                // Several modules may have a cmdlet of that name: the products tell which is meant.
                let used = gathered.uses.iter();
                let products: Vec<&String> = used
                    .flat_map(|at| &sources.readings[at.article].article.products)
                    .collect();
                let address = lexicon.cmdlets.address_among(&key, &products);
                address.map(Documentation::Elsewhere)
            });
        entries.push(Entry {
            has_page: entity.uses.len() > 1 || own.is_some(),
            key,
            entity,
            uses: gathered.uses,
        });
    }
    let mentions = |reading: &Reading| reading.mentions.cmdlets.len();
    register(EntityKind::Cmdlet, entries, sources, mentions, routes)
}

/// The errors by name, and the sentences that they share.
fn errors(sources: Sources<'_>, routes: &mut Routes) -> (Register, Vec<Shared>) {
    let mut gathered: BTreeMap<String, Gathered<'_>> = BTreeMap::new();
    let mut shared: BTreeMap<String, Shared> = BTreeMap::new();
    for (article, reading) in sources.articles() {
        for (mention, error) in reading.mentions.errors.iter().enumerate() {
            let at = Use { article, mention };
            let Wording { identity, telling } = wording(&error.template);
            let entry = gathered.entry(identity).or_default();
            entry.add(at, std::iter::once(error.template.as_str()));
            for Sentence { range, key } in telling {
                let uses = Vec::new();
                let entry = shared.entry(key).or_insert(Shared { uses, range });
                if entry.uses.last() != Some(&at) {
                    entry.uses.push(at);
                }
            }
        }
    }
    let mut entries: Vec<Entry> = gathered
        .into_iter()
        .map(|(key, gathered)| {
            let names = gathered.by_frequency();
            let entity = gathered.entity(
                names
                    .first()
                    .map_or_else(String::new, |name| fold_blanks(name)),
            );
            Entry {
                key,
                has_page: entity.uses.len() > 1,
                entity,
                uses: gathered.uses,
            }
        })
        .collect();
    let sentences: Vec<Shared> = shared.into_values().collect();
    add_similar(&mut entries, &sentences);
    let mentions = |reading: &Reading| reading.mentions.errors.len();
    let register = register(EntityKind::Error, entries, sources, mentions, routes);
    (register, sentences)
}

/// Adds to each error the errors of other articles that hold a sentence of it.
fn add_similar(entries: &mut [Entry], sentences: &[Shared]) {
    let of_use: HashMap<(usize, usize), usize> = entries
        .iter()
        .enumerate()
        .flat_map(|(index, entry)| {
            entry
                .uses
                .iter()
                .map(move |at| ((at.article, at.mention), index))
        })
        .collect();
    let entry_of = |at: &Use| of_use[&(at.article, at.mention)];
    for shared in sentences {
        let mut firsts = shared.uses.clone();
        firsts.dedup_by_key(|at| at.article);
        if !(2..=MOST_SIMILAR).contains(&firsts.len()) {
            continue;
        }
        for at in &shared.uses {
            let index = entry_of(at);
            let others = firsts.iter().filter(|other| entry_of(other) != index);
            entries[index].entity.similar.extend(others.copied());
        }
    }
    for entry in entries {
        let entity = &mut entry.entity;
        let own = |at: &Use| {
            entity
                .uses
                .binary_search_by_key(&at.article, |own| own.article)
        };
        entity.similar.retain(|at| own(at).is_err());
        entity.similar.sort_unstable();
        entity.similar.dedup_by_key(|at| at.article);
        entity.similar.truncate(SIMILAR_LISTED);
        entry.has_page |= !entity.similar.is_empty();
    }
}
