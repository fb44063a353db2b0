//! The shelf: the files of an index, read when they are asked for and kept.
//!
//! Its twin for browsers is `shelf.js`.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use super::align::{Prepared, prepared};
use super::anchor::{self, DERIVED};
use super::coding::numbers;
use super::field::Field;
use super::fold::fold;
use super::kin::{Kin, kins};
use super::manifest::{
    Fix, MANIFEST, Manifest, OF_TERMS, OF_WORDS, Postings as Kept, SKETCH_TERMS, VERSION, address,
    class,
};
use super::paste::Vocabulary;
use super::profile::{Profile, profile};
use super::stream::{Stream, Weighing};
use super::term::{Sentence, TERMS, term};
use super::words::{Word, words};

/// Where the files of an index are.
pub trait Loader {
    /// The text of a file of `search/`; none if there is no such file.
    fn load(&self, name: &str) -> Option<String>;
}

/// The articles that have a term.
#[derive(Clone, Debug, Default)]
pub struct Postings {
    /// The class of how many articles have it.
    pub class: u32,
    /// The articles in which it is worth the most, and the worth in steps.
    pub list: Vec<(u32, u32)>,
}

/// The files of an index.
pub struct Shelf<L> {
    loader: L,
    /// The manifest.
    pub manifest: Manifest,
    sketch: HashMap<u32, u32>,
    terms: HashMap<u32, Postings>,
    words: HashMap<u32, Postings>,
    cards: HashMap<u32, Found>,
    /// The files that were asked for, and whether they could be read.
    read: HashMap<File, bool>,
}

/// An article as search shows it.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its source path.
    pub path: String,
    /// Its address relative to the root.
    pub url: String,
    /// Its title.
    pub title: String,
    /// The names of its products.
    pub products: Vec<String>,
    /// The name of its kind.
    pub kind: String,
    /// For sections, by id, the way to the fix.
    pub fixes: Vec<(String, Fix)>,
    /// The texts by which it is found.
    pub units: Vec<FoundUnit>,
    /// Its codes.
    pub codes: Vec<String>,
    /// Other spellings of its codes, and its cmdlets.
    pub names: Vec<String>,
    /// What its words are worth.
    pub profile: Profile,
    /// The terms of each of its texts, and its codes with their kin; made when they are asked for.
    texts: OnceCell<Texts>,
}

#[derive(Clone, Debug, Default)]
struct Texts {
    terms: Vec<Vec<u32>>,
    kins: Vec<Vec<Kin>>,
    codes: HashSet<String>,
    streams: Vec<OnceCell<Prepared>>,
}

/// A text by which an article is found.
#[derive(Clone, Debug)]
pub struct FoundUnit {
    /// What it is.
    pub field: Field,
    /// The id of its section.
    pub section: String,
    /// The id of the error that it is, as the card holds it.
    error: String,
    /// Its line in the source.
    pub line: u32,
    /// What it says.
    pub text: String,
}

impl FoundUnit {
    /// The id of the error that it is; empty if it is none.
    #[must_use]
    pub fn error(&self) -> String {
        if self.error == DERIVED {
            anchor::of_error(&self.text)
        } else {
            self.error.clone()
        }
    }
}

/// What a manifest of any version holds.
#[derive(serde::Deserialize)]
struct Versioned {
    version: u32,
}

/// Why an index cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// There is no manifest, or it is not one.
    #[error("there is no search index")]
    Missing,
    /// The manifest is of another version.
    #[error("the search index was written by another version of fixbook")]
    Version,
}

impl<L: Loader> Shelf<L> {
    /// Opens the index that `loader` loads.
    ///
    /// # Errors
    /// If it has no manifest, or one of another version.
    pub fn open(loader: L) -> Result<Self, Unreadable> {
        let text = loader.load(MANIFEST).ok_or(Unreadable::Missing)?;
        // Another version may have other fields.
        let of_version: Versioned = parsed(&text).ok_or(Unreadable::Missing)?;
        if of_version.version != VERSION {
            return Err(Unreadable::Version);
        }
        let manifest: Manifest = parsed(&text).ok_or(Unreadable::Missing)?;
        let mut sketch = HashMap::new();
        for (class, gaps) in (0..).zip(&manifest.sketch) {
            let mut at: u32 = 0;
            for gap in numbers(gaps) {
                at = at.saturating_add(gap);
                sketch.entry(at).or_insert(class);
            }
        }
        Ok(Self {
            loader,
            manifest,
            sketch,
            terms: HashMap::new(),
            words: HashMap::new(),
            cards: HashMap::new(),
            read: HashMap::new(),
        })
    }

    /// Reads files, but for those that were read before; whether all could be read.
    pub fn fetch(&mut self, files: &[File]) -> bool {
        let mut all = true;
        for &file in files {
            if !self.read.contains_key(&file) {
                let text = self.loader.load(&self.name(file));
                let kept = text.and_then(|text| self.keep(file, &text));
                self.read.insert(file, kept.is_some());
            }
            all &= self.read[&file];
        }
        all
    }
}

impl<L> Shelf<L> {
    /// The class of how many articles have a term; none if the manifest does not tell.
    #[must_use]
    pub fn class(&self, term: u32) -> Option<u32> {
        self.sketch.get(&(term / (TERMS / SKETCH_TERMS))).copied()
    }

    /// What a term weighs, for all that the manifest tells; none if no article has it.
    #[must_use]
    pub fn weight_of(&self, term: u32) -> Option<f64> {
        let class = self.class(term);
        let may_be = class.is_some() || !self.manifest.whole;
        may_be.then(|| self.weight(class))
    }

    /// What a term of this class weighs; of none, what an unknown one weighs.
    #[must_use]
    pub fn weight(&self, class: Option<u32>) -> f64 {
        let index = class.map_or(0, |class| class as usize + 1);
        let table = &self.manifest.rarities;
        table.get(index).or(table.last()).copied().unwrap_or(1.0)
    }

    /// The file in which a term stands.
    #[must_use]
    pub fn term_file(&self, term: u32) -> File {
        File {
            kind: Kind::Terms,
            number: term % self.manifest.term_shards.max(1),
        }
    }

    /// The file in which a term stands that is none by which articles are found.
    #[must_use]
    pub fn word_file(&self, term: u32) -> File {
        File {
            kind: Kind::Words,
            number: term % self.manifest.word_shards.max(1),
        }
    }

    /// Whether a file tells of terms by which no article is found.
    #[must_use]
    pub fn is_of_words(&self, file: File) -> bool {
        file.kind == Kind::Words
    }

    /// The file in which the card of an article stands.
    #[must_use]
    pub fn card_file(&self, id: u32) -> File {
        File {
            kind: Kind::Cards,
            number: id / self.manifest.slots.max(1),
        }
    }

    /// Keeps what a file holds; none if it is no such file.
    fn keep(&mut self, file: File, text: &str) -> Option<()> {
        let terms = self.manifest.term_shards;
        let words = self.manifest.word_shards;
        match file.kind {
            Kind::Terms => self.terms.extend(read_shard(
                &parsed::<String>(text)?,
                file.number,
                terms,
                &OF_TERMS,
            )),
            Kind::Words => self.words.extend(read_shard(
                &parsed::<String>(text)?,
                file.number,
                words,
                &OF_WORDS,
            )),
            Kind::Cards => {
                let cards = parsed::<Vec<Written>>(text)?;
                self.cards.extend(cards.into_iter().map(Found::of));
            }
        }
        Some(())
    }

    /// The name of a file.
    fn name(&self, file: File) -> String {
        let Manifest {
            term_shards,
            word_shards,
            groups,
            terms,
            words,
            cards,
            ..
        } = &self.manifest;
        let (kind, count, hashes) = match file.kind {
            Kind::Terms => ("terms", *term_shards, terms),
            Kind::Words => ("words", *word_shards, words),
            Kind::Cards => ("cards", *groups, cards),
        };
        let length = hashes.len() / (count.max(1) as usize);
        let start = file.number as usize * length;
        let hash = hashes.get(start..start + length).unwrap_or("");
        format!("{kind}-{}-{hash}.js", file.number)
    }

    /// Whether a file was read.
    #[must_use]
    pub fn has(&self, file: File) -> bool {
        self.read.get(&file) == Some(&true)
    }

    /// The articles that have a term in the texts by which they are found.
    #[must_use]
    pub fn terms(&self, term: u32) -> Option<&Postings> {
        self.terms.get(&term)
    }

    /// The articles that have a term elsewhere.
    #[must_use]
    pub fn words(&self, term: u32) -> Option<&Postings> {
        self.words.get(&term)
    }

    /// The articles that have a sentence, if the file in which it stands was read.
    #[must_use]
    pub fn sentence(&self, sentence: Sentence) -> Option<&Postings> {
        self.terms
            .get(&sentence.key(self.manifest.term_shards.max(1)))
    }

    /// The article of an id.
    #[must_use]
    pub fn card(&self, id: u32) -> Option<&Found> {
        self.cards.get(&id)
    }
}

/// A file of the index beside the manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct File {
    kind: Kind,
    number: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Kind {
    Terms,
    Words,
    Cards,
}

impl<L> Vocabulary for Shelf<L> {
    fn rarity(&self, word: &str) -> Option<f64> {
        let mut found = None;
        words(&word.to_lowercase(), |word| {
            if let Word::Plain(word) = word {
                let class = self.class(term(word));
                found = class.map(|class| self.weight(Some(class)));
            }
        });
        found
    }
}

/// The data that a script holds.
fn parsed<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
    let (_, data) = text.split_once(',')?;
    let data = &data[..data.rfind(')')?];
    serde_json::from_str(data).ok()
}

fn read_shard(text: &str, shard: u32, shards: u32, of: &Kept) -> HashMap<u32, Postings> {
    let mut found = HashMap::new();
    let mut numbers = numbers(text);
    let mut key: u32 = 0;
    while let (Some(gap), Some(more)) = (numbers.next(), numbers.next()) {
        key = key.saturating_add(gap);
        let class = if more as usize + 1 == of.deepest {
            numbers.next().unwrap_or(0)
        } else {
            class(more.saturating_add(1))
        };
        let mut list = Vec::new();
        let mut next: u32 = 0;
        for _ in 0..=more {
            let Some(number) = numbers.next() else {
                break;
            };
            let id = next.saturating_add(number / of.worths);
            next = id.saturating_add(1);
            list.push((id, of.least + number % of.worths));
        }
        let term = key.saturating_mul(shards).saturating_add(shard);
        found.insert(term, Postings { class, list });
    }
    found
}

/// A card as a file holds it; `index.rs` tells what is what.
#[derive(serde::Deserialize)]
struct Written(
    u32,
    String,
    String,
    String,
    Vec<String>,
    String,
    (Vec<String>, Vec<usize>),
    Vec<(String, String, u8, String)>,
    (String, Vec<usize>, Vec<i64>, Vec<String>, Vec<String>),
    Vec<String>,
    Vec<String>,
);

impl Found {
    /// The terms of its text `unit`, each once.
    #[must_use]
    pub fn terms_of(&self, unit: usize) -> &[u32] {
        &self.texts().terms[unit]
    }

    /// The words of its text `unit`, weighed by those of the site.
    pub fn stream_of(&self, unit: usize, weighing: &dyn Weighing) -> &Prepared {
        let FoundUnit { field, text, .. } = &self.units[unit];
        let is_error = *field == Field::Error;
        let cell = &self.texts().streams[unit];
        cell.get_or_init(|| prepared(Stream::of_unit(text, is_error, weighing)))
    }

    /// The way to the fix from its text `unit`.
    #[must_use]
    pub fn fix_of(&self, unit: usize) -> Option<&Fix> {
        let section = &self.units.get(unit)?.section;
        let fix = self.fixes.iter().find(|(of, _)| of == section);
        fix.map(|(_, fix)| fix)
    }

    /// The codes of its text `unit`.
    #[must_use]
    pub fn kins_of(&self, unit: usize) -> &[Kin] {
        &self.texts().kins[unit]
    }

    /// All its codes.
    #[must_use]
    pub fn all_codes(&self) -> &HashSet<String> {
        &self.texts().codes
    }

    fn texts(&self) -> &Texts {
        self.texts.get_or_init(|| {
            let mut texts = Texts::default();
            for unit in &self.units {
                let mut terms = Vec::new();
                for line in fold(&unit.text).split('\n') {
                    words(line, |word| {
                        if let Word::Plain(word) = word {
                            let term = term(word);
                            if !terms.contains(&term) {
                                terms.push(term);
                            }
                        }
                    });
                }
                texts.terms.push(terms);
                texts.kins.push(kins(&unit.text, true));
                texts.streams.push(OnceCell::new());
            }
            let named = self
                .codes
                .iter()
                .chain(&self.names)
                .flat_map(|name| kins(name, true));
            let codes = texts.kins.iter().flatten().cloned().chain(named);
            texts.codes = codes.map(|kin| kin.code).collect();
            texts
        })
    }

    fn of(written: Written) -> (u32, Self) {
        let Written(id, path, url, title, products, kind, sections, fixes, units, codes, names) =
            written;
        let (sections, fix_of) = sections;
        let fixes: Vec<Fix> = fixes
            .into_iter()
            .map(|(section, text, is_command, cause)| Fix {
                section,
                text,
                is_command: is_command == 1,
                cause,
            })
            .collect();
        let (fields, places, gaps, errors, texts) = units;
        let sections: Vec<String> = (0..)
            .zip(sections)
            .map(|(index, section)| {
                let heading = places.iter().position(|place| *place == index);
                let text = heading.and_then(|heading| texts.get(heading));
                match text {
                    Some(text) if section == DERIVED => anchor::of_heading(text),
                    _ => section,
                }
            })
            .collect();
        let title = match texts.first() {
            Some(first) if title.is_empty() => first.clone(),
            _ => title,
        };
        let mut errors = errors.into_iter();
        let mut line: i64 = 0;
        let mut units = Vec::with_capacity(texts.len());
        for (index, text) in texts.into_iter().enumerate() {
            let digit = fields
                .as_bytes()
                .get(index)
                .map_or(0, |digit| usize::from(digit.saturating_sub(b'0')));
            let field = Field::ALL.get(digit).copied().unwrap_or(Field::Row);
            let place = places.get(index).copied().unwrap_or(0);
            line = gaps.get(index).copied().unwrap_or(0).saturating_add(line);
            let error = if field == Field::Error {
                errors.next()
            } else {
                None
            };
            units.push(FoundUnit {
                field,
                section: sections.get(place).cloned().unwrap_or_default(),
                error: error.unwrap_or_default(),
                line: u32::try_from(line).unwrap_or(1),
                text,
            });
        }
        let fixes = sections
            .into_iter()
            .zip(fix_of)
            .filter_map(|(section, fix)| {
                let fix = fixes.get(fix.checked_sub(1)?)?;
                Some((section, fix.clone()))
            });
        let fixes: Vec<(String, Fix)> = fixes.collect();
        let url = address(&path, &url);
        let texts = units.iter().map(|unit| (unit.field, unit.text.as_str()));
        let all = codes.iter().chain(&names).map(String::as_str);
        let profile = profile(texts.clone(), all).with_neighbours(texts);
        let found = Self {
            path,
            url,
            title,
            products,
            kind,
            fixes,
            units,
            codes,
            names,
            profile,
            texts: OnceCell::new(),
        };
        (id, found)
    }
}
