//! The names of cmdlets that are known: a built-in table and the site's own.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::scan::joiner;
use crate::shell::APPROVED_VERBS;

/// Names of cmdlets: the built-in table and the site's own, which go before it.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The site's own, by folded name: the name as written, and its address.
    own: HashMap<String, (String, Option<String>)>,
}

impl Known {
    /// The built-in names and these.
    #[must_use]
    pub fn new(own: &[(String, Option<String>)]) -> Self {
        let own = own
            .iter()
            .map(|(name, url)| (folded(name), (name.clone(), url.clone())))
            .collect();
        Self { own }
    }

    /// The name in its canonical case, if it is known. A module may stand before it, and any dash
    /// within it.
    #[must_use]
    pub fn canonical(&self, name: &str) -> Option<&str> {
        let key = folded(name);
        match self.own.get(&key) {
            Some((name, _)) => Some(name),
            None => TABLE.names.get(&key).map(|entry| &*entry.name),
        }
    }

    /// Whether a name with this verb can be a cmdlet's; most words with a hyphen are told by it.
    pub(super) fn has_verb(&self, verb: &str) -> bool {
        !self.own.is_empty() || TABLE.verbs.has(verb)
    }

    /// Where a known cmdlet is documented.
    #[must_use]
    pub fn address(&self, name: &str) -> Option<String> {
        self.address_among::<&str>(name, &[])
    }

    /// Where a known cmdlet is documented; where several modules have one of that name, that of the
    /// module which serves one of these products.
    #[must_use]
    pub fn address_among<S: AsRef<str>>(&self, name: &str, products: &[S]) -> Option<String> {
        let key = folded(name);
        if let Some((_, Some(address))) = self.own.get(&key) {
            return Some(address.clone());
        }
        let entry = TABLE.names.get(&key)?;
        let serves = |module: &&Module| {
            module
                .products
                .iter()
                .any(|&word| products.iter().any(|name| contains(name.as_ref(), word)))
        };
        let modules = || entry.modules().map(|index| &TABLE.modules[index]);
        let module = modules().find(serves).or_else(|| modules().next())?;
        module.address(&entry.name)
    }
}

/// Whether `text` contains `word`, whatever the case of either.
fn contains(text: &str, word: &str) -> bool {
    text.as_bytes()
        .windows(word.len())
        .any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}

/// The key of a name: small letters, a hyphen for any dash, no module.
pub(super) fn folded(name: &str) -> String {
    let name = name.rsplit('\\').next().unwrap_or(name);
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    let mut key = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let length = match joiner(rest.as_bytes()) {
            Some(dash) => {
                key.push('-');
                dash
            }
            None => {
                key.push(first.to_ascii_lowercase());
                first.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    key
}

/// A module of the table.
struct Module {
    /// Where a cmdlet is documented, `{name}` standing for it; none if nowhere.
    page: Option<String>,
    /// Words that name the products it serves.
    products: Vec<&'static str>,
}

impl Module {
    fn address(&self, name: &str) -> Option<String> {
        let page = self.page.as_ref()?;
        let small = page.replace("{name}", &name.to_ascii_lowercase());
        Some(small.replace("{Name}", name))
    }
}

struct Entry {
    name: String,
    module: usize,
    /// Other modules that have a cmdlet of this name.
    others: Vec<usize>,
}

impl Entry {
    fn modules(&self) -> impl Iterator<Item = usize> {
        std::iter::once(self.module).chain(self.others.iter().copied())
    }
}

struct Table {
    modules: Vec<Module>,
    names: HashMap<String, Entry>,
    /// The approved verbs and all others that are used.
    verbs: Verbs,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read(include_str!("names.txt")));

impl Table {
    /// Reads the table; the form of its lines is told at its top.
    fn read(text: &'static str) -> Self {
        let approved = APPROVED_VERBS.split_ascii_whitespace();
        let mut table = Self {
            modules: Vec::new(),
            names: HashMap::with_capacity(text.len() / 16), // a name takes about so many bytes
            verbs: Verbs::new(approved.chain(names_of(text).map(|(verb, _)| verb))),
        };
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            match line.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
                Some((module, products)) => table.modules.push(Module::read(module, products)),
                None => names_of(line).for_each(|(verb, nouns)| table.add(verb, nouns)),
            }
        }
        table
    }

    /// Adds names of one verb.
    fn add(&mut self, verb: &str, nouns: &str) {
        let module = self.modules.len().saturating_sub(1);
        for noun in nouns.split_ascii_whitespace() {
            let name = [verb, noun].join("-");
            let entry = self.names.entry(name.to_ascii_lowercase());
            entry
                .and_modify(|entry| entry.others.push(module))
                .or_insert(Entry {
                    name,
                    module,
                    others: Vec::new(),
                });
        }
    }
}

impl Module {
    fn read(module: &'static str, products: &'static str) -> Self {
        let page = match module.split_once(' ') {
            Some((_, page)) => Some(page.to_owned()),
            None if module == "-" => None,
            None => Some(format!(
                "https://learn.microsoft.com/powershell/module/{module}/{{name}}"
            )),
        };
        let products = products.split(',').map(str::trim);
        Self {
            page,
            products: products.filter(|word| !word.is_empty()).collect(),
        }
    }
}

/// The lines of names in a table: the verb, and the nouns.
fn names_of(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = text.lines().filter(|line| !line.starts_with(['#', '[']));
    lines.filter_map(|line| line.split_once(' '))
}

/// Verbs, looked up in any case.
pub(super) struct Verbs {
    sorted: Vec<String>,
    /// The lengths of the verbs by their first letter, as bits: most words are told by it.
    lengths: [u32; 26],
}

impl Verbs {
    pub(super) fn new<'v>(verbs: impl Iterator<Item = &'v str>) -> Self {
        let mut sorted: Vec<String> = verbs.map(str::to_ascii_lowercase).collect();
        sorted.sort_unstable();
        sorted.dedup();
        let mut lengths = [0; 26];
        for verb in &sorted {
            let bits = verb
                .bytes()
                .next()
                .and_then(|first| lengths.get_mut(letter(first)));
            if let Some(bits) = bits {
                *bits |= 1_u32.checked_shl(verb.len() as u32).unwrap_or(0);
            }
        }
        Self { sorted, lengths }
    }

    pub(super) fn has(&self, word: &str) -> bool {
        const LONGEST: usize = 16;
        let first = word.bytes().next().unwrap_or_default();
        let lengths = self.lengths.get(letter(first)).copied().unwrap_or(0);
        if word.len() > LONGEST || lengths >> word.len() & 1 == 0 {
            return false;
        }
        let mut small = [0; LONGEST];
        let small = &mut small[..word.len()];
        small.copy_from_slice(word.as_bytes());
        small.make_ascii_lowercase();
        self.sorted
            .binary_search_by(|verb| verb.as_bytes().cmp(small))
            .is_ok()
    }
}

/// The place of a letter in the alphabet, whatever its case.
fn letter(byte: u8) -> usize {
    usize::from(byte.to_ascii_lowercase().wrapping_sub(b'a'))
}

#[cfg(test)]
pub(super) fn all_names() -> Vec<String> {
    let mut names = Vec::new();
    for (verb, nouns) in names_of(include_str!("names.txt")) {
        names.extend(nouns.split(' ').map(|noun| format!("{verb}-{noun}")));
    }
    names
}
