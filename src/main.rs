//! The `fixbook` command: see [`fixbook::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    fixbook::cli::run()
}
