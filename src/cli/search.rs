//! `fixbook search`: the articles that a pasted error is about.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::{Deserialize, Serialize};

use super::load::load_to_ask;
use super::{Common, Outcome};
use crate::pipeline;
use crate::search::result::{MOST, Results, results};
use crate::search::shelf::{Loader, Shelf};

#[derive(Debug, Args)]
pub(super) struct Search {
    /// The error; `-` reads it from standard input
    words: Vec<String>,
    /// Answer every line of a file: {"id": …, "query": …}
    #[arg(long, value_name = "FILE")]
    batch: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Query {
    id: String,
    query: String,
}

#[derive(Serialize)]
struct Line {
    id: String,
    #[serde(flatten)]
    results: Results,
}

struct Memory(HashMap<String, String>);

impl Loader for Memory {
    fn load(&self, name: &str) -> Option<String> {
        self.0.get(name).cloned()
    }
}

impl Search {
    pub(super) fn run(self, common: &Common) -> Outcome {
        let root = self.words.first().map_or(Path::new("."), Path::new);
        let Some(loaded) = load_to_ask(root, common) else {
            return Outcome::Usage;
        };
        let site = pipeline::read(&loaded.inputs);
        let files = site.index().into_iter().map(|file| (file.name, file.text));
        let files: HashMap<String, String> = files.collect();
        if let Some(out) = std::env::var_os("DUMP") {
            let _ = std::fs::create_dir_all(&out);
            for (name, text) in &files {
                let _ = std::fs::write(Path::new(&out).join(name), text);
            }
        }
        let Ok(mut shelf) = Shelf::open(Memory(files)) else {
            return Outcome::Usage;
        };
        let batch = std::fs::read_to_string(self.batch.unwrap_or_default()).unwrap_or_default();
        let mut out = std::io::stdout().lock();
        for line in batch.lines() {
            let Ok(query) = serde_json::from_str::<Query>(line) else {
                continue;
            };
            let line = Line {
                id: query.id,
                results: results(&query.query, &mut shelf, MOST),
            };
            let _ = writeln!(out, "{}", serde_json::to_string(&line).unwrap_or_default());
        }
        Outcome::Clean
    }
}
