//! The command line: one short file per verb.
//!
//! Results go to standard output, findings and progress to standard error. Exit codes: 0 clean, 1
//! findings of level error, 2 usage or configuration, 3 nothing found.

#![allow(
    clippy::disallowed_methods,
    reason = "this room is where the world is touched"
)]

mod baseline;
mod build;
mod check;
mod explain;
mod external;
mod list;
mod load;
mod mending;
mod located;
mod new;
mod progress;
mod project;
mod report;
mod rereading;
mod schema;
mod search;
mod serve;
mod show;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::diagnostic::visible;

/// A static knowledge base generator for troubleshooting articles.
#[derive(Debug, Parser)]
#[command(name = "fixbook", version, about, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    common: Common,
}

/// What every verb takes.
#[derive(Clone, Debug, Args)]
struct Common {
    /// The site's root folder
    #[arg(short, long, global = true, value_name = "DIR")]
    root: Option<PathBuf>,
    /// The configuration file, instead of fixbook.yaml in the root
    #[arg(short, long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Say only what is wrong
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Say which folders and files are used, and what each phase took
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Publish the site
    Build(build::Build),
    /// Show the site in a browser while it is being written
    Serve(serve::Serve),
    /// Say what a reader would stumble over, and which articles cover the same
    Check(check::Check),
    /// Write a new article from an archetype
    New(new::New),
    /// Show the structured model of one article
    Show(show::Show),
    /// Find the articles that a pasted error is about
    Search(search::Search),
    /// Say what a code means, and which articles mention it
    Explain(explain::Explain),
    /// List articles that need care, and what the site knows
    List(list::List),
    /// Print a JSON Schema
    Schema(schema::Schema),
}

/// How a verb ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// All is well.
    Clean,
    /// There are findings of level error.
    Findings,
    /// The command or the configuration is wrong.
    Usage,
    /// What was asked for is not there.
    NothingFound,
}

/// The command line; ends the program where it asks for help or is none.
fn arguments() -> Arguments {
    Arguments::try_parse().unwrap_or_else(|error| {
        let mut given = std::env::args_os();
        let is_plain = given.all(|word| {
            let word = word.to_string_lossy();
            visible(&word) == word
        });
        if is_plain || !error.use_stderr() {
            error.exit();
        }
        // A terminal must not obey what was given.
        report::say(error.render().to_string().trim_end());
        std::process::exit(2)
    })
}

/// Reads the command line, does what it says, and tells the exit code.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = arguments();
    let outcome = match arguments.verb {
        Verb::Build(build) => build.run(&arguments.common),
        Verb::Serve(serve) => serve.run(&arguments.common),
        Verb::Check(check) => check.run(&arguments.common),
        Verb::New(new) => new.run(&arguments.common),
        Verb::Show(show) => show.run(&arguments.common),
        Verb::Search(search) => search.run(&arguments.common),
        Verb::Explain(explain) => explain.run(&arguments.common),
        Verb::List(list) => list.run(&arguments.common),
        Verb::Schema(schema) => schema.run(),
    };
    ExitCode::from(match outcome {
        Outcome::Clean => 0,
        Outcome::Findings => 1,
        Outcome::Usage => 2,
        Outcome::NothingFound => 3,
    })
}
