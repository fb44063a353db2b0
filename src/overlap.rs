//! Overlap: which articles of a site cover the same, so that their authors join them or link them.
//!
//! Three things are told of a pair of articles, the first that holds: nearly the same text (from the
//! graph's sketches), the same title, the same error. Errors are asked of search, as a reader would paste
//! them; words in common tell beforehand for which that is worth while.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use rayon::prelude::*;

use crate::admit::{State, is_folder_page};
use crate::article::Kind;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::entity::variable::Variable;
use crate::graph::{Target, clipped};
use crate::markdown::fold_blanks;
use crate::pipeline::Site;
use crate::search::codes;
use crate::search::likeness::{Likeness, Message};
use crate::search::result::{Results, results, results_but};
use crate::search::shelf::{Loader, Shelf};

/// Two articles that cover the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// What they have in common.
    pub common: Common,
    /// Where it stands in the one that was changed last, which is told of it.
    pub newer: Side,
    /// Where it stands in the other.
    pub older: Side,
}

/// What two articles have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Common {
    /// Nearly all of their text: how much, in percent.
    Text(usize),
    /// Their title.
    Title,
    /// An error.
    Error,
}

/// One article of two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// The article.
    pub article: usize,
    /// The line of the error; none for the article as a whole.
    pub line: Option<u32>,
    /// What stands there.
    pub text: String,
}

/// From which share on texts are told as the same, in percent. Articles that treat two kinds of one thing
/// step by step share two thirds.
const SAME: usize = 85;
/// A shorter title names a subject, such as known issues, and may stand in every folder; in bytes.
const SHORTEST_TITLE: usize = 16;
/// Words in more errors than this relate none of them.
const COMMONEST: usize = 64;
/// So many questions at least are asked of one shelf, because to open one takes as long as a few.
const ASKED_AT_ONCE: usize = 32;
/// The longest text that a finding quotes, in characters.
const LONGEST: usize = 120;

/// The pairs of articles of a site that cover the same, each once. Articles that link to each other are told
/// apart by their authors; of those only what is nearly the same text is told.
#[must_use]
pub fn overlaps(site: &Site) -> Vec<Overlap> {
    let mut pairs = Pairs {
        site,
        told: BTreeSet::new(),
        copies: BTreeSet::new(),
        found: Vec::new(),
    };
    pairs.add_texts();
    pairs.add_titles();
    pairs.add_errors();
    pairs.found
}

struct Pairs<'s> {
    site: &'s Site,
    told: BTreeSet<(usize, usize)>,
    /// The articles that are told of another with their text.
    copies: BTreeSet<usize>,
    found: Vec<Overlap>,
}

impl Pairs<'_> {
    fn add(&mut self, common: Common, one: Side, other: Side) {
        let (a, b) = (one.article, other.article);
        if a == b || !self.told.insert((a.min(b), a.max(b))) {
            return;
        }
        let age = |side: &Side| {
            let article = self.site.article(side.article);
            (article.updated.or(article.date), &article.path)
        };
        let (newer, older) = if age(&one) > age(&other) {
            (one, other)
        } else {
            (other, one)
        };
        // Of many copies each is told of one.
        if matches!(common, Common::Text(_)) && !self.copies.insert(newer.article) {
            return;
        }
        self.found.push(Overlap {
            common,
            newer,
            older,
        });
    }

    fn whole(&self, article: usize) -> Side {
        Side {
            article,
            line: None,
            text: self.site.article(article).title.clone(),
        }
    }

    fn add_texts(&mut self) {
        let site = self.site;
        let same = site.graph().twins.iter();
        for twins in same.filter(|twins| twins.percent >= SAME) {
            if takes_part(site, twins.a) && takes_part(site, twins.b) {
                let (a, b) = (self.whole(twins.a), self.whole(twins.b));
                self.add(Common::Text(twins.percent), a, b);
            }
        }
    }

    fn add_titles(&mut self) {
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for article in 0..self.site.graph().routes.articles.len() {
            let told = self.site.article(article);
            let title = fold_blanks(&told.title).to_lowercase();
            if !takes_part(self.site, article) || title.len() < SHORTEST_TITLE {
                continue;
            }
            if let Some(before) = known.insert(title, article)
                && !are_linked(self.site, before, article)
            {
                let (a, b) = (self.whole(before), self.whole(article));
                self.add(Common::Title, a, b);
            }
        }
    }

    fn add_errors(&mut self) {
        let memory = Memory::of(self.site);
        let Some(shelf) = memory.shelf() else {
            return;
        };
        let told = Told::new(self.site, &shelf);
        drop(shelf);
        let questions = told.questions(&self.told);
        let found: Vec<Option<(Side, Side)>> = questions
            .par_iter()
            .with_min_len(ASKED_AT_ONCE)
            .map_init(
                || memory.shelf(),
                |shelf, question| told.answer(question, shelf.as_mut()?),
            )
            .collect();
        for (one, other) in found.into_iter().flatten() {
            self.add(Common::Error, one, other);
        }
    }
}

/// Whether others may overlap with an article: it has an address and a text of its own, and its time is
/// not over.
fn takes_part(site: &Site, index: usize) -> bool {
    let article = site.article(index);
    site.graph().routes.articles[index].is_some()
        && article.kind != Kind::Landing
        && article.state != State::Expired
        && !is_folder_page(&article.path)
}

fn are_linked(site: &Site, a: usize, b: usize) -> bool {
    let leads = |from: usize, to: usize| {
        let mut links = site.graph().links[from].iter();
        links.any(|target| matches!(target, Target::Article { index, .. } if *index == to))
    };
    leads(a, b) || leads(b, a)
}

/// A text by which an article tells an error.
struct Text<'s> {
    article: usize,
    line: Option<u32>,
    text: &'s str,
    message: Message,
    /// Its words, and what each weighs wherever it stands.
    words: BTreeMap<u32, f64>,
}

/// What an error says without what varies from site to site, but for codes.
fn without_values<'t>(text: &'t str, values: &[Variable]) -> Cow<'t, str> {
    if values.is_empty() {
        return Cow::Borrowed(text);
    }
    let codes: Vec<Range<usize>> = codes::signs(text)
        .into_iter()
        .map(|sign| sign.range)
        .collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for Variable { range, .. } in values {
        let first = codes.partition_point(|code| code.end <= range.start);
        if codes.get(first).is_some_and(|code| code.start < range.end) {
            continue;
        }
        out.push_str(&text[at..range.start]);
        out.push(' ');
        at = range.end;
    }
    out.push_str(&text[at..]);
    Cow::Owned(out)
}

/// An error that search is asked about.
struct Question {
    /// Which text.
    text: usize,
    /// The articles that may tell the same.
    articles: BTreeSet<usize>,
}

/// The errors and titles of a site.
struct Told<'s> {
    site: &'s Site,
    texts: Vec<Text<'s>>,
    /// The texts that have a word.
    having: HashMap<u32, Vec<usize>>,
}

impl<'s> Told<'s> {
    fn new<L>(site: &'s Site, shelf: &Shelf<L>) -> Self {
        let mut texts = Vec::new();
        let articles = 0..site.graph().routes.articles.len();
        for article in articles.filter(|&article| takes_part(site, article)) {
            let reading = site.reading(article);
            let errors = reading.mentions.errors.iter();
            let errors = errors.map(|error| {
                let said = without_values(&error.text, &error.variables);
                (Some(error.line), error.text.as_str(), said)
            });
            let title = reading.article.title.as_str();
            let title = (None, title, Cow::Borrowed(title));
            for (line, text, said) in std::iter::once(title).chain(errors) {
                let message = Message::new(&said, shelf);
                let mut words = BTreeMap::new();
                for (word, weight) in message.words() {
                    *words.entry(word).or_insert(0.0) += weight;
                }
                texts.push(Text {
                    article,
                    line,
                    text,
                    message,
                    words,
                });
            }
        }
        let mut having: HashMap<u32, Vec<usize>> = HashMap::new();
        for (index, text) in texts.iter().enumerate() {
            for word in text.words.keys() {
                having.entry(*word).or_default().push(index);
            }
        }
        Self {
            site,
            texts,
            having,
        }
    }

    /// What to ask: of each two articles that are not `told` of yet, the error on which they agree the most.
    fn questions(&self, told: &BTreeSet<(usize, usize)>) -> Vec<Question> {
        let found: Vec<Vec<(usize, f64)>> = (0..self.texts.len())
            .into_par_iter()
            .map(|text| self.agreeing(text))
            .collect();
        let mut best: BTreeMap<(usize, usize), (usize, f64)> = BTreeMap::new();
        for (text, agreeing) in found.iter().enumerate() {
            for &(other, shared) in agreeing {
                let (a, b) = (self.texts[text].article, self.texts[other].article);
                let pair = (a.min(b), a.max(b));
                if told.contains(&pair) || are_linked(self.site, a, b) {
                    continue;
                }
                let best = best.entry(pair).or_insert((text, shared));
                if shared > best.1 {
                    *best = (text, shared);
                }
            }
        }
        let mut questions: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for ((a, b), (text, _)) in best {
            let own = self.texts[text].article;
            let other = if own == a { b } else { a };
            questions.entry(text).or_default().insert(other);
        }
        let questions = questions.into_iter();
        questions
            .map(|(text, articles)| Question { text, articles })
            .collect()
    }

    /// The texts of other articles that are the same message as an error, and the weight in common.
    fn agreeing(&self, index: usize) -> Vec<(usize, f64)> {
        let text = &self.texts[index];
        if text.line.is_none() {
            return Vec::new();
        }
        let mut everywhere = 0.0;
        let mut shared: BTreeMap<usize, f64> = BTreeMap::new();
        for (word, weight) in &text.words {
            let having = self.having.get(word).map_or(&[][..], Vec::as_slice);
            if having.len() > COMMONEST {
                everywhere += weight;
                continue;
            }
            for &other in having {
                if self.texts[other].article != text.article {
                    *shared.entry(other).or_default() += weight;
                }
            }
        }
        let weight = text.message.weight();
        let agrees = |(other, shared): (usize, f64)| {
            let there = &self.texts[other];
            // What two texts can have in common at most tells whether to lay them side by side.
            let most = Likeness::new(shared + everywhere, weight, there.message.weight());
            let likeness = most
                .is_one()
                .then(|| text.message.likeness(&there.message))?;
            let is_same = likeness.is_one() && !self.speak_of_others(text, there);
            is_same.then_some((other, likeness.shared))
        };
        shared.into_iter().filter_map(agrees).collect()
    }

    /// Where search finds an error, if it is one of the articles that are meant and search believes it.
    fn answer<L: Loader>(&self, question: &Question, shelf: &mut Shelf<L>) -> Option<(Side, Side)> {
        let text = &self.texts[question.text];
        let own = &self.site.article(text.article).path;
        let found = results_but(own.as_str(), text.text, shelf, 1);
        let hit = found.results.into_iter().next();
        let hit = hit.filter(|_| found.confident)?;
        let other = self.site.article_at(&hit.path)?;
        let is_title = hit.matched.text == hit.title;
        question.articles.contains(&other).then(|| {
            let one = Side {
                article: text.article,
                line: text.line,
                text: text.text.to_owned(),
            };
            let other = Side {
                article: other,
                line: (!is_title).then_some(hit.matched.line),
                text: hit.matched.text,
            };
            (one, other)
        })
    }

    /// Whether both texts name cmdlets, and none in common: the same sentence of a shell is another error
    /// for another cmdlet.
    fn speak_of_others(&self, one: &Text<'_>, other: &Text<'_>) -> bool {
        let here = self.cmdlets_in(one.article, one.text);
        let there = self.cmdlets_in(other.article, other.text);
        !here.is_empty() && !there.is_empty() && here.is_disjoint(&there)
    }

    fn cmdlets_in(&self, article: usize, text: &str) -> BTreeSet<String> {
        let text = text.to_lowercase();
        let cmdlets = self.site.reading(article).mentions.cmdlets.iter();
        let names = cmdlets.map(|cmdlet| cmdlet.name.to_lowercase());
        names.filter(|name| text.contains(name)).collect()
    }
}

impl Side {
    /// Its line, else that of the title.
    fn place(&self, site: &Site) -> Place {
        let reading = site.reading(self.article);
        if let Some(line) = self.line {
            let source = site.source(self.article);
            return Place::of(source, source.line_span(line));
        }
        match &reading.outline.title {
            Some(title) => reading.document.place_of(title.span),
            None => Place::file(&reading.article.path),
        }
    }
}

impl Overlap {
    /// What there is to say about it, to the author of the newer article or to that of the older.
    #[must_use]
    pub fn finding(&self, site: &Site, to_newer: bool) -> Diagnostic {
        let (here, there) = if to_newer {
            (&self.newer, &self.older)
        } else {
            (&self.older, &self.newer)
        };
        let path = &site.article(there.article).path;
        let (code, message, help) = match self.common {
            Common::Text(percent) => (
                Code::SameText,
                format!("`{path}` has nearly the same text ({percent} %)"),
                "keep one, and name the address of the other under its `aliases:`".to_owned(),
            ),
            Common::Title => (
                Code::SameTitle,
                format!("`{path}` has the same title"),
                "join the two, or say in each title what sets it apart".to_owned(),
            ),
            Common::Error => {
                let line = there
                    .line
                    .map_or_else(String::new, |line| format!(":{line}"));
                let quoted = clipped(&fold_blanks(&there.text), LONGEST);
                (
                    Code::SameError,
                    format!("this error is also documented by `{path}{line}`"),
                    format!("join the two, or link to the other, where it reads: {quoted}"),
                )
            }
        };
        let finding = Diagnostic::new(code, message).help(help);
        finding.in_place(here.place(site))
    }
}

/// The index of a site that is not published.
#[derive(Default)]
pub struct Memory(HashMap<String, String>);

impl Memory {
    /// Makes the index of a site.
    #[must_use]
    pub fn of(site: &Site) -> Self {
        let files = site.index().into_iter();
        Self(files.map(|file| (file.name, file.text)).collect())
    }

    /// The index, opened.
    fn shelf(&self) -> Option<Shelf<&Self>> {
        Shelf::open(self).ok()
    }

    /// The text of a file of `search/`; none if there is no such file.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// What the site says of a paste, at most `limit` articles.
    #[must_use]
    pub fn find(&self, paste: &str, limit: usize) -> Option<Results> {
        Some(results(paste, &mut self.shelf()?, limit))
    }

    /// What others than the article at `own` say of a pasted error, at most `limit` articles.
    #[must_use]
    pub fn answer(&self, own: &str, paste: &str, limit: usize) -> Option<Results> {
        Some(results_but(own, paste, &mut self.shelf()?, limit))
    }
}

impl Loader for &Memory {
    fn load(&self, name: &str) -> Option<String> {
        self.0.get(name).cloned()
    }
}
