//! `fixbook schema`: JSON Schemas, for editors and for scripts.
//!
//! Each is a file beside this one. Tests hold the files against the keys that are read and the JSON
//! that is written.

use std::io::Write as _;

use clap::{Args, ValueEnum};

use super::Outcome;

#[derive(Debug, Args)]
pub(super) struct Schema {
    /// What it describes
    #[arg(value_enum)]
    of: Described,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Described {
    /// The configuration, fixbook.yaml
    Config,
    /// The front matter of an article
    FrontMatter,
    /// The model of an article: what show prints, and each article's JSON
    Article,
    /// A line that search --batch prints
    Search,
    /// All articles, articles.json
    Articles,
    /// All errors, errors.json
    Errors,
}

impl Described {
    fn schema(self) -> &'static str {
        match self {
            Self::Config => include_str!("schema/config.json"),
            Self::FrontMatter => include_str!("schema/front-matter.json"),
            Self::Article => include_str!("schema/article.json"),
            Self::Search => include_str!("schema/search.json"),
            Self::Articles => include_str!("schema/articles.json"),
            Self::Errors => include_str!("schema/errors.json"),
        }
    }
}

impl Schema {
    pub(super) fn run(self) -> Outcome {
        let _ = std::io::stdout()
            .lock()
            .write_all(self.of.schema().as_bytes());
        Outcome::Clean
    }
}
