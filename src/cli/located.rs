//! Where the files of findings lie on the computer, for those who do not know where fixbook was started.

use std::path::{Component, Path, PathBuf, Prefix};

use super::load::CONFIG;
use super::report::{Home, Reporter};
use crate::diagnostic::Sources;
use crate::diagnostic::sarif::Files;

/// A reporter's files by their whole paths.
pub(super) struct Located<'r> {
    reporter: &'r Reporter,
    root: PathBuf,
    content: PathBuf,
}

impl<'r> Located<'r> {
    pub(super) fn new(reporter: &'r Reporter) -> Self {
        Self {
            reporter,
            root: whole(reporter.root()),
            content: whole(reporter.content_folder()),
        }
    }
}

impl Sources for Located<'_> {
    fn text(&self, path: &str) -> Option<&str> {
        self.reporter.text(path)
    }

    fn shown(&self, path: &str) -> String {
        self.reporter.shown(path)
    }
}

impl Files for Located<'_> {
    /// The top of the repository that holds the site, to which code hosts relate every path; the root of the
    /// site where it is in none.
    fn base(&self) -> String {
        let mut above = self.root.ancestors();
        let top = above.find(|folder| folder.join(".git").exists());
        slashed(top.unwrap_or(&self.root))
    }

    fn absolute(&self, path: Option<&str>) -> String {
        let named = self.reporter.named_config();
        let file = match path.map(|path| (path, self.reporter.home(path))) {
            Some((path, Home::Root)) => self.root.join(path),
            Some((path, Home::Content)) => self.content.join(path),
            Some((path, Home::Given)) => whole(path),
            None => named.map_or_else(|| self.root.join(CONFIG), whole),
        };
        slashed(&file)
    }
}

/// A path from the top of the file system; none of its folders is a link, if it exists.
fn whole(path: &str) -> PathBuf {
    let path = Path::new(if path.is_empty() { "." } else { path });
    let found = path.canonicalize();
    found
        .or_else(|_| std::path::absolute(path))
        .unwrap_or_else(|_| path.to_path_buf())
}

/// A path with the slashes of an address, and on Windows without the `\\?\` of its canonical form.
fn slashed(path: &Path) -> String {
    let mut out = String::new();
    for component in path.components() {
        match component {
            Component::Prefix(prefix) => match prefix.kind() {
                Prefix::Disk(letter) | Prefix::VerbatimDisk(letter) => {
                    out.push(char::from(letter));
                    out.push(':');
                }
                Prefix::UNC(host, share) | Prefix::VerbatimUNC(host, share) => {
                    let (host, share) = (host.to_string_lossy(), share.to_string_lossy());
                    out.push_str(&format!("//{host}/{share}"));
                }
                _ => out.push_str(&prefix.as_os_str().to_string_lossy()),
            },
            Component::RootDir => {}
            part => {
                out.push('/');
                out.push_str(&part.as_os_str().to_string_lossy());
            }
        }
    }
    out
}
