//! A site as it is served: its pages by address, made when they are asked for.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::diagnostic::Diagnostic;
use crate::overlap::Memory;
use crate::pipeline::{Content, Made, Site};

/// Where files are that are served as they are.
#[derive(Clone, Debug)]
pub struct Folders {
    /// The folder of the articles.
    pub content: PathBuf,
    /// The folder of static files.
    pub statics: PathBuf,
    /// The folder of the site.
    pub root: PathBuf,
}

/// A site that is served.
pub struct Preview {
    /// The site; none where none could be read yet.
    pub site: Option<Arc<Site>>,
    /// Which of the sites that were read this is, counted from 1.
    pub version: u64,
    /// What prevents that it is what the files say, as text for people; empty if nothing does.
    pub trouble: Vec<String>,
    /// All that there is to say about its files.
    pub findings: Vec<Diagnostic>,
    folders: Folders,
    /// The pages by their paths.
    pages: HashMap<String, usize>,
    /// The files of the search index, by name, from when one is asked for.
    index: OnceLock<Memory>,
    made: Mutex<HashMap<usize, Body>>,
}

/// What is answered.
#[derive(Clone, Debug)]
pub(super) enum Body {
    /// These bytes.
    Bytes(Arc<[u8]>),
    /// This file.
    File(PathBuf),
    /// A page that could not be made.
    Failed(Box<Diagnostic>),
}

impl Preview {
    /// A site that was read.
    #[must_use]
    pub fn new(site: Option<Arc<Site>>, version: u64, folders: Folders) -> Self {
        let pages = site.iter().flat_map(|site| &site.pages).enumerate();
        let pages = pages.map(|(index, page)| (page.path.clone(), index));
        Self {
            pages: pages.collect(),
            site,
            version,
            trouble: Vec::new(),
            findings: Vec::new(),
            folders,
            index: OnceLock::new(),
            made: Mutex::default(),
        }
    }

    /// What is at a path, such as `mail/queue.html`; none if nothing is.
    pub(super) fn at(&self, path: &str) -> Option<Body> {
        if let Some(&page) = self.pages.get(path) {
            return Some(self.page(page));
        }
        let name = path.strip_prefix("search/")?;
        let text = self.search().file(name)?;
        Some(Body::Bytes(text.as_bytes().into()))
    }

    /// Whether something is at a path.
    pub(super) fn has(&self, path: &str) -> bool {
        self.pages.contains_key(path)
    }

    /// The article whose page is at a path.
    pub(super) fn article_at(&self, path: &str) -> Option<usize> {
        let site = self.site.as_ref()?;
        match site.pages[*self.pages.get(path)?].content {
            Content::Article(index) => Some(index),
            Content::Folder(folder) => site.graph().routes.folders[folder].page,
            _ => None,
        }
    }

    fn page(&self, index: usize) -> Body {
        let kept = |made: &mut HashMap<usize, Body>| made.get(&index).cloned();
        let lock = || self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(body) = kept(&mut lock()) {
            return body;
        }
        let Some(site) = &self.site else {
            unreachable!("pages are of a site");
        };
        let body = match site.make(index) {
            Ok(Made::Bytes(bytes)) => Body::Bytes(bytes.into()),
            Ok(Made::Asset(path)) => Body::File(self.folders.content.join(path.as_str())),
            Ok(Made::Static(path)) => Body::File(self.folders.statics.join(path.as_str())),
            Err(finding) => Body::Failed(Box::new(finding)),
        };
        lock().insert(index, body.clone());
        body
    }

    /// The search index.
    pub(super) fn search(&self) -> &Memory {
        self.index.get_or_init(|| match &self.site {
            Some(site) => Memory::of(site),
            None => Memory::default(),
        })
    }

    /// The folder that nothing is served from outside of.
    pub(super) fn root(&self) -> &Path {
        &self.folders.root
    }

    /// The address that opens a line of a file in the author's editor; none where there is no such file.
    pub(super) fn editor(&self, path: &str, line: u32, column: u32) -> Option<String> {
        let below = |folder: &PathBuf| Some(folder.join(path)).filter(|file| file.is_file());
        let folders = [&self.folders.content, &self.folders.root];
        let file = folders.into_iter().find_map(below)?.canonicalize().ok()?;
        let editor = self.site.as_ref().and_then(|site| site.editor());
        let file = file.to_str()?.replace('\\', "/");
        let file = utf8_percent_encode(&file, PATH).to_string();
        let address = pattern(editor.unwrap_or(USUAL));
        Some(
            address
                .replace("{path}", &file)
                .replace("{line}", &line.to_string())
                .replace("{column}", &column.to_string()),
        )
    }
}

/// What opens sources where the configuration names no editor.
const USUAL: &str = "vscode";
/// What is not written as it is in a path of an address.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'.')
    .remove(b'-')
    .remove(b'_')
    .remove(b'~');

/// The addresses by which an editor opens a file: of one that is known by name, else as written.
fn pattern(editor: &str) -> String {
    match editor {
        "vscode" | "vscode-insiders" | "vscodium" | "cursor" | "windsurf" | "zed" => {
            format!("{editor}://file{{path}}:{{line}}:{{column}}")
        }
        "idea" => "idea://open?file={path}&line={line}&column={column}".to_owned(),
        "sublime" => "subl://open?url=file://{path}&line={line}&column={column}".to_owned(),
        "textmate" => "txmt://open?url=file://{path}&line={line}&column={column}".to_owned(),
        pattern => pattern.to_owned(),
    }
}
