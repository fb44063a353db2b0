//! The suite: what fixbook does, seen from outside. `tests/README.md` tells how to add a test.
//!
//! Most tests are pages: an article and what is found in it (`tests/cases`), or a whole site and
//! what the console says about it (`tests/sites`). The other modules hold laws that no single page
//! can show.

// The pure rooms of the program stay away from files and the environment; tests need not.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

/// The tests of a module, by their names.
macro_rules! tests {
    ($($name:ident),* $(,)?) => {
        /// The tests of this module.
        pub(crate) fn trials() -> Vec<libtest_mimic::Trial> {
            let module = module_path!().rsplit("::").next().unwrap_or_default();
            vec![$(
                libtest_mimic::Trial::test(format!("{module}::{}", stringify!($name)), || {
                    $name();
                    Ok(())
                })
            ),*]
        }
    };
}

/// The tests of a module in a browser, by their names.
macro_rules! in_browser {
    ($($name:ident),* $(,)?) => {
        /// The tests of this module, which share one browser.
        pub(crate) fn trials() -> Vec<libtest_mimic::Trial> {
            let module = module_path!().rsplit("::").next().unwrap_or_default();
            let tests: &[(&str, $crate::chromium::Test)] = &[$((stringify!($name), $name)),*];
            $crate::chromium::trials(module, tests)
        }
    };
}

mod answers;
mod architecture;
mod article_page;
mod baseline;
mod browser;
mod cases;
mod check;
mod chromium;
mod cli;
mod commands;
mod commands_page;
mod commonmark;
mod corpus;
mod determinism;
mod diagnostics;
mod every_page;
mod external;
mod hostile;
mod http;
mod index;
mod list;
mod looks;
mod markup;
mod meanings;
mod narrowing;
mod navigation;
mod new;
mod pages;
mod preview;
mod preview_page;
mod quoting;
mod sample_cmdlets;
mod sarif;
mod saved;
mod schema;
mod search_page;
mod sample_codes;
mod search;
mod serve;
mod sites;
mod structure;
mod support;
mod themes;
mod tidy;
mod twins;
mod validator;

fn main() {
    let arguments = libtest_mimic::Arguments::from_args();
    let trials = [
        cases::trials(),
        sites::trials(),
        search::trials(),
        cli::trials(),
        check::trials(),
        sarif::trials(),
        external::trials(),
        baseline::trials(),
        new::trials(),
        serve::trials(),
        preview_page::trials(),
        pages::trials(),
        browser::trials(),
        article_page::trials(),
        every_page::trials(),
        themes::trials(),
        list::trials(),
        looks::trials(),
        quoting::trials(),
        commands_page::trials(),
        saved::trials(),
        search_page::trials(),
        navigation::trials(),
        sample_cmdlets::trials(),
        schema::trials(),
        determinism::trials(),
        diagnostics::trials(),
        hostile::trials(),
        index::trials(),
        corpus::trials(),
        commands::trials(),
        architecture::trials(),
        tidy::trials(),
        validator::trials(),
        markup::trials(),
        structure::trials(),
        commonmark::trials(),
        sample_codes::trials(),
        twins::trials(),
        answers::trials(),
        meanings::trials(),
        narrowing::trials(),
    ];
    let trials = trials.into_iter().flatten().collect();
    libtest_mimic::run(&arguments, trials).exit();
}
