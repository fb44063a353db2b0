//! The disk room seen from outside: what is read from a folder, and what publishing leaves.

#![allow(clippy::disallowed_methods, reason = "a test touches the world")]

mod killed;
mod publish;
mod read;

use std::fs;
use std::path::{Path, PathBuf};

use fixbook::diagnostic::{Code, Diagnostic};
use tempfile::TempDir;

/// A site in a folder of its own, removed at the end of the test.
struct Site {
    folder: TempDir,
}

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(folder.path().join("content")).expect("a content folder");
        Self { folder }
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn at(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// Writes a file with its folders.
    fn file(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.at(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, bytes).expect("a file");
        self
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }
}

fn codes(diagnostics: &[Diagnostic]) -> Vec<Code> {
    diagnostics.iter().map(|finding| finding.code).collect()
}
