//! The shelf: the files of an index, read when they are asked for and kept.
//!
//! Its twin for browsers is `shelf.js`.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::coding::numbers;
use super::field::Field;
use super::fold::fold;
use super::kin::{Kin, kins};
use super::manifest::{Fix, MANIFEST, Manifest, SKETCH_TERMS, VERSION};
use super::paste::Vocabulary;
use super::profile::{Profile, profile};
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
    terms: HashMap<u32, HashMap<u32, Postings>>,
    words: HashMap<u32, HashMap<u32, Postings>>,
    cards: HashMap<u32, BTreeMap<u32, Found>>,
    /// How many files could not be read.
    pub missing: usize,
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
}

/// A text by which an article is found.
#[derive(Clone, Debug)]
pub struct FoundUnit {
    /// What it is.
    pub field: Field,
    /// The id of its section.
    pub section: String,
    /// The id of the error that it is.
    pub error: String,
    /// Its line in the source.
    pub line: u32,
    /// What it says.
    pub text: String,
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
        let manifest: Manifest = parsed(&text).ok_or(Unreadable::Missing)?;
        if manifest.version != VERSION {
            return Err(Unreadable::Version);
        }
        let mut sketch = HashMap::new();
        for (class, gaps) in (0..).zip(&manifest.sketch) {
            let mut at = 0;
            for gap in numbers(gaps) {
                at += gap;
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
            missing: 0,
        })
    }

    /// The class of how many articles have a term; none if the manifest does not tell.
    #[must_use]
    pub fn class(&self, term: u32) -> Option<u32> {
        self.sketch.get(&(term / (TERMS / SKETCH_TERMS))).copied()
    }

    /// What a term of this class weighs; of none, what an unknown one weighs.
    #[must_use]
    pub fn weight(&self, class: Option<u32>) -> f64 {
        let index = class.map_or(0, |class| class as usize + 1);
        let table = &self.manifest.rarities;
        table.get(index).or(table.last()).copied().unwrap_or(1.0)
    }

    /// The articles that have a term in the texts by which they are found.
    pub fn terms(&mut self, term: u32) -> Option<&Postings> {
        let shards = self.manifest.term_shards;
        let shard = term % shards;
        if !self.terms.contains_key(&shard) {
            let name = file_name("terms", shard, shards, &self.manifest.terms);
            let read = self.shard(&name, shard, shards);
            self.terms.insert(shard, read);
        }
        self.terms[&shard].get(&term)
    }

    /// The articles that have a sentence, if the file in which it stands was read before.
    #[must_use]
    pub fn sentence(&self, sentence: Sentence) -> Option<&Postings> {
        let shards = self.manifest.term_shards;
        let shard = self.terms.get(&(sentence.longest % shards))?;
        shard.get(&sentence.key(shards))
    }

    /// The articles that have a term elsewhere.
    pub fn words(&mut self, term: u32) -> Option<&Postings> {
        let shards = self.manifest.word_shards;
        let shard = term % shards;
        if !self.words.contains_key(&shard) {
            let name = file_name("words", shard, shards, &self.manifest.words);
            let read = self.shard(&name, shard, shards);
            self.words.insert(shard, read);
        }
        self.words[&shard].get(&term)
    }

    fn shard(&mut self, name: &str, shard: u32, shards: u32) -> HashMap<u32, Postings> {
        let text = self.loader.load(name);
        let Some(text) = text.and_then(|text| parsed::<String>(&text)) else {
            self.missing += 1;
            return HashMap::new();
        };
        read_shard(&text, shard, shards)
    }

    /// The article of an id.
    pub fn card(&mut self, id: u32) -> Option<&Found> {
        let group = id / self.manifest.slots;
        if !self.cards.contains_key(&group) {
            let name = file_name("cards", group, self.manifest.groups, &self.manifest.cards);
            let text = self.loader.load(&name);
            let cards = text.and_then(|text| parsed::<Vec<Written>>(&text));
            if cards.is_none() {
                self.missing += 1;
            }
            let cards = cards.unwrap_or_default().into_iter().map(Found::of);
            self.cards.insert(group, cards.collect());
        }
        self.cards[&group].get(&id)
    }
}

impl<L> Vocabulary for Shelf<L> {
    fn rarity(&self, word: &str) -> Option<f64> {
        let mut found = None;
        words(&word.to_lowercase(), |word| {
            if let Word::Plain(word) = word {
                let term = term(word) / (TERMS / SKETCH_TERMS);
                let class = self.sketch.get(&term);
                found = class.map(|class| {
                    self.manifest
                        .rarities
                        .get(*class as usize + 1)
                        .copied()
                        .unwrap_or(0.0)
                });
            }
        });
        found
    }
}

/// The name of a file whose hash stands among those of its kind.
fn file_name(kind: &str, number: u32, count: u32, hashes: &str) -> String {
    let length = hashes.len() / (count.max(1) as usize);
    let start = number as usize * length;
    let hash = hashes.get(start..start + length).unwrap_or("");
    format!("{kind}-{number}-{hash}.js")
}

/// The data that a script holds.
fn parsed<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
    let (_, data) = text.split_once(',')?;
    let data = &data[..data.rfind(')')?];
    serde_json::from_str(data).ok()
}

fn read_shard(text: &str, shard: u32, shards: u32) -> HashMap<u32, Postings> {
    let mut found = HashMap::new();
    let mut numbers = numbers(text);
    let mut key: u32 = 0;
    while let (Some(gap), Some(class), Some(more)) =
        (numbers.next(), numbers.next(), numbers.next())
    {
        key = key.saturating_add(gap);
        let mut list = Vec::new();
        let mut id: u32 = 0;
        for _ in 0..=more {
            let (Some(gap), Some(worth)) = (numbers.next(), numbers.next()) else {
                break;
            };
            id = id.saturating_add(gap);
            list.push((id, worth));
        }
        let term = key.saturating_mul(shards).saturating_add(shard);
        found.insert(term, Postings { class, list });
    }
    found
}

/// A card as a file holds it.
#[derive(serde::Deserialize)]
struct Written(
    u32,
    String,
    String,
    String,
    Vec<String>,
    String,
    Vec<(String, String, String, u8, String)>,
    Vec<(usize, String, String, u32, String)>,
    Vec<String>,
    Vec<String>,
);

impl Found {
    /// The terms of its text `unit`, each once.
    #[must_use]
    pub fn terms_of(&self, unit: usize) -> &[u32] {
        &self.texts().terms[unit]
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
        let Written(id, path, url, title, products, kind, fixes, units, codes, names) = written;
        let fixes = fixes
            .into_iter()
            .map(|(of, section, text, is_command, cause)| {
                let is_command = is_command == 1;
                (
                    of,
                    Fix {
                        section,
                        text,
                        is_command,
                        cause,
                    },
                )
            });
        let units: Vec<FoundUnit> = units
            .into_iter()
            .map(|(field, section, error, line, text)| FoundUnit {
                field: Field::ALL.get(field).copied().unwrap_or(Field::Row),
                section,
                error,
                line,
                text,
            })
            .collect();
        let texts = units.iter().map(|unit| (unit.field, unit.text.as_str()));
        let all = codes.iter().chain(&names).map(String::as_str);
        let profile = profile(texts, all);
        let found = Self {
            path,
            url,
            title,
            products,
            kind,
            fixes: fixes.collect(),
            units,
            codes,
            names,
            profile,
            texts: OnceCell::new(),
        };
        (id, found)
    }
}
