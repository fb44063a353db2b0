//! What is kept from one reading of a site to the next, so that only what changed is read again.
//!
//! Nothing here changes what a site is: each answer is kept with all that it was made from, and used again
//! only where that is the same. Files are kept by path, and those that are gone are forgotten.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::admit::State;
use crate::boilerplate::{Candidate, Recurring};
use crate::config::Config;
use crate::diagnostic::{Diagnosed, Diagnostic};
use crate::entity::Lexicon;
use crate::front_matter::{self, Matter};
use crate::highlight::Highlighter;
use crate::inputs::{Inputs, ThemeFile};
use crate::reading::{self, Read, Reading};
use crate::role::RoleWords;
use crate::source::{Library, SitePath, Source};
use crate::theme::{self, Theme};

/// What is kept of a site.
#[derive(Default)]
pub struct Memo {
    config: Option<Config>,
    files: HashMap<SitePath, Kept>,
    theme: Option<Look>,
    highlighter: Arc<Highlighter>,
}

/// A theme with what it was made from.
struct Look {
    files: Vec<ThemeFile>,
    theme: Diagnosed<Arc<Theme>>,
}

/// What is kept of one source.
#[derive(Clone)]
pub(crate) struct Kept {
    source: Source,
    matter: Arc<Diagnosed<Matter>>,
    text: Option<Arc<Text>>,
    reading: Option<Finished>,
}

/// What is kept of the text of a source.
struct Text {
    /// Which texts were looked for, and what was found.
    lookups: Vec<Lookup>,
    candidates: Vec<Candidate>,
    diagnostics: Vec<Diagnostic>,
}

struct Lookup {
    from: SitePath,
    target: String,
    found: Option<Source>,
}

/// An article with what it was made from beside its text.
#[derive(Clone)]
struct Finished {
    visibility: String,
    state: State,
    place: SitePath,
    recurs: Vec<bool>,
    reading: Arc<Diagnosed<Arc<Reading>>>,
}

/// One source on its way to an article.
pub(crate) struct Draft {
    kept: Kept,
    /// Its text, where it was read anew.
    read: Option<Read>,
}

/// What all articles are read with.
pub(crate) struct Reader<'i> {
    inputs: &'i Inputs,
    words: RoleWords,
    lexicon: &'i Lexicon,
}

impl Memo {
    /// Makes room for another reading: what depends on a configuration is forgotten with it.
    pub(crate) fn prepare(&mut self, config: &Config) {
        if self.config.as_ref() != Some(config) {
            self.files.clear();
            self.theme = None;
            self.config = Some(config.clone());
        }
    }

    /// The theme of a site.
    pub(crate) fn theme(&mut self, inputs: &Inputs) -> Diagnosed<Arc<Theme>> {
        let is_same = |look: &&Look| look.files == inputs.theme;
        if let Some(look) = self.theme.as_ref().filter(is_same) {
            return look.theme.clone();
        }
        let theme = theme::theme(&inputs.theme, &inputs.config).map(Arc::new);
        self.theme = Some(Look {
            files: inputs.theme.clone(),
            theme: theme.clone(),
        });
        theme
    }

    /// The highlighter, which remembers what it has coloured.
    pub(crate) fn highlighter(&self) -> Arc<Highlighter> {
        Arc::clone(&self.highlighter)
    }

    /// A source with its front matter.
    pub(crate) fn kept(&self, source: &Source) -> Kept {
        if let Some(kept) = self.files.get(&source.path)
            && is_same(&kept.source, source)
        {
            return kept.clone();
        }
        Kept {
            source: source.clone(),
            matter: Arc::new(front_matter::read(source)),
            text: None,
            reading: None,
        }
    }

    /// Keeps what was read, and forgets everything else.
    pub(crate) fn keep(&mut self, kept: impl Iterator<Item = Kept>) {
        self.files = kept.map(|kept| (kept.source.path.clone(), kept)).collect();
    }
}

impl Kept {
    /// Its front matter.
    pub(crate) fn matter(&self) -> &Arc<Diagnosed<Matter>> {
        &self.matter
    }
}

impl<'i> Reader<'i> {
    /// Reads the articles of a site.
    pub(crate) fn new(inputs: &'i Inputs, lexicon: &'i Lexicon) -> Self {
        Self {
            inputs,
            words: RoleWords::new(&inputs.config.roles),
            lexicon,
        }
    }

    /// Reads the text of a source, unless it and all that it includes are as they were.
    pub(crate) fn draft(&self, mut kept: Kept) -> Draft {
        let is_same = |text: &&Arc<Text>| text.is_same(self.inputs);
        if kept.text.as_ref().filter(is_same).is_some() {
            return Draft { kept, read: None };
        }
        let (read, text) = self.text(&kept);
        kept.text = Some(Arc::new(text));
        kept.reading = None;
        let read = Some(read);
        Draft { kept, read }
    }

    fn text(&self, kept: &Kept) -> (Read, Text) {
        let witness = Witness {
            library: self.inputs,
            lookups: Mutex::default(),
        };
        let Diagnosed { value, diagnostics } =
            reading::read(&kept.source, &kept.matter.value, &self.words, &witness);
        let lookups = witness.lookups.into_inner();
        let text = Text {
            lookups: lookups.unwrap_or_else(PoisonError::into_inner),
            candidates: value.candidates.clone(),
            diagnostics,
        };
        (value, text)
    }

    /// Makes an article of a text, unless all is as it was; it is shown to readers of level `visibility`, in
    /// that state.
    pub(crate) fn finish(
        &self,
        draft: Draft,
        (visibility, state): (&str, State),
        recurring: &Recurring,
    ) -> (Kept, Arc<Diagnosed<Arc<Reading>>>) {
        let Draft { mut kept, read } = draft;
        let place = self.inputs.place(&kept.source.path);
        let text = kept.text.as_ref();
        let recurs = text.map_or_else(Vec::new, |text| recurring.among(&text.candidates));
        let is_same = |finished: &&Finished| {
            finished.visibility == visibility
                && finished.state == state
                && finished.place == place
                && finished.recurs == recurs
        };
        if let Some(finished) = kept.reading.as_ref().filter(is_same) {
            let reading = Arc::clone(&finished.reading);
            return (kept, reading);
        }
        let read = read.unwrap_or_else(|| self.text(&kept).0);
        let mut finished = reading::finish(
            read,
            &kept.source,
            &kept.matter.value,
            (visibility, state),
            recurring,
            self.lexicon,
        );
        let earlier = kept.text.iter().flat_map(|text| text.diagnostics.clone());
        finished.diagnostics.splice(0..0, earlier);
        finished.value.article.place = place.clone();
        let reading = Arc::new(finished.map(Arc::new));
        kept.reading = Some(Finished {
            visibility: visibility.to_owned(),
            state,
            place,
            recurs,
            reading: Arc::clone(&reading),
        });
        (kept, reading)
    }
}

impl Draft {
    /// The blocks of the text that may recur on other pages.
    pub(crate) fn candidates(&self) -> &[Candidate] {
        self.kept.text.as_ref().map_or(&[], |text| &text.candidates)
    }

    /// What is kept of it.
    pub(crate) fn into_kept(self) -> Kept {
        self.kept
    }
}

impl Text {
    /// Whether what it includes is what it was.
    fn is_same(&self, library: &dyn Library) -> bool {
        self.lookups.iter().all(|lookup| {
            match (library.find(&lookup.from, &lookup.target), &lookup.found) {
                (Some(now), Some(then)) => now.path == then.path && is_same(now, then),
                (now, then) => now.is_none() && then.is_none(),
            }
        })
    }
}

/// Whether two sources hold the same text.
fn is_same(a: &Source, b: &Source) -> bool {
    Arc::ptr_eq(&a.text, &b.text) || a.text == b.text
}

/// A library that writes down what is asked of it.
struct Witness<'l> {
    library: &'l Inputs,
    lookups: Mutex<Vec<Lookup>>,
}

impl Library for Witness<'_> {
    fn find(&self, from: &SitePath, target: &str) -> Option<&Source> {
        let found = self.library.find(from, target);
        let lookup = Lookup {
            from: from.clone(),
            target: target.to_owned(),
            found: found.cloned(),
        };
        let lookups = self.lookups.lock();
        lookups.unwrap_or_else(PoisonError::into_inner).push(lookup);
        found
    }
}
