//! A project's docsets: which file is published at which address, with which default metadata.
//!
//! An address is the docset's base, the mapping's `dest`, and the file's path without the mapping's
//! `src`; of several mappings that match a file the last one counts. The base is what the docset's
//! `breadcrumb_path` tells, because that is the only place where a project names its own address.

use std::collections::BTreeSet;

use percent_encoding::percent_decode_str;

use super::glob::{Glob, names};
use super::{join, json, normal, spanned, tell, text_of, within};
use crate::diagnostic::{Code, Diagnosed, Diagnostic};
use crate::source::{SitePath, Source, Spanned};
use crate::yaml::{Node, Value};

/// Reads the `docfx.json` files of a site, each with the folder it stands in (relative to the
/// site's root, empty for the root itself), and the configuration that lists what is published.
///
/// A docset that is listed and has no `docfx.json` here belongs to a partial copy and is absent.
#[must_use]
pub fn read(docfx: &[(String, Source)], publish_config: Option<&Source>) -> Diagnosed<Project> {
    let mut found = Vec::new();
    let mut project = Project::default();
    let publish = publish_config.map(|source| Publish::read(source, &mut found));
    let listed = publish.as_ref().map_or(&[][..], |publish| &publish.docsets);
    let named = |folder: &str| listed.iter().find(|listed| is_same(&listed.folder, folder));
    let is_one_listed = docfx.iter().any(|(folder, _)| named(folder).is_some());
    let is_alone = docfx.len().max(listed.len()) <= 1;
    for (folder, source) in docfx {
        let name = named(folder).map(|listed| listed.name.as_str());
        if name.is_none() && is_one_listed {
            found.push(unpublished(folder, source));
            continue;
        }
        let mut reader = Reader {
            source,
            folder,
            found: &mut found,
        };
        project.docsets.push(reader.docset(name, is_alone));
    }
    project.redirection_files = publish
        .map(|publish| publish.redirections)
        .unwrap_or_default();
    let value = project;
    Diagnosed {
        value,
        diagnostics: found,
    }
}

/// A DocFX project: its docsets, and the old addresses of its files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Project {
    /// The docsets that are published, in the order in which they were given.
    pub docsets: Vec<Docset>,
    /// The redirections. [`read`] knows none: extend this with what [`redirections`] answers.
    pub redirections: Vec<Redirection>,
    /// The redirection files that the configuration of publishing names, relative to the root.
    pub redirection_files: Vec<String>,
}

/// The files of one `docfx.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Docset {
    /// Its folder, relative to the site's root; empty for the root itself.
    pub folder: String,
    /// Its name where it is published, else its folder's; may be empty.
    pub name: String,
    /// What all its addresses start with, in lower case and without slashes at the ends.
    pub base: String,
    /// The file it was read from; the spans of its metadata are places in it.
    pub file: SitePath,
    /// The files that are pages, or say what pages show.
    pub content: Vec<Mapping>,
    /// The files that are published as they are.
    pub resource: Vec<Mapping>,
    /// The metadata of each of its files.
    pub global_metadata: Vec<(Spanned<String>, Node)>,
    /// The metadata of the files that a pattern names.
    pub file_metadata: Vec<FileMetadata>,
}

/// A key of the metadata, and which files have which value of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileMetadata {
    /// The key.
    pub key: Spanned<String>,
    /// Patterns, relative to the docset's folder, and values; the last that matches counts.
    pub rules: Vec<(Glob, Node)>,
}

/// Files and where they are published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// Which files, relative to `src`.
    pub files: Vec<Glob>,
    /// Which of them not.
    pub exclude: Vec<Glob>,
    /// The folder they are in, relative to the site's root.
    pub src: String,
    /// The folder they are published in, relative to the docset's base.
    pub dest: String,
}

/// Where a file is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed<'p> {
    /// The docset that has it.
    pub docset: &'p Docset,
    /// What it is published as.
    pub kind: Kind,
    /// Its address: without extension if it is content, without a slash at either end.
    pub address: String,
}

/// What a file is published as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A page, or a table of contents.
    Content,
    /// A file as it is.
    Resource,
}

/// An address of this site that a link names by its path from the host on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteAddress<'p> {
    /// The docset it belongs to.
    pub docset: &'p Docset,
    /// The address as [`Placed::address`] spells it, the docset's base in front. A folder's page
    /// is at this address with `/index` behind it.
    pub address: String,
}

impl Project {
    /// Where a file is published, by its path relative to the site's root.
    ///
    /// The file need not exist. A file in a docset's folder is that docset's, however many others
    /// enclose it; a docset can take files from outside its folder if they are in no other's.
    #[must_use]
    pub fn place(&self, path: &str) -> Option<Placed<'_>> {
        let owner = self.owner(path);
        if let Some(placed) = owner.and_then(|docset| docset.place(path)) {
            return Some(placed);
        }
        let is_guest = |docset: &&Docset| within(path, &docset.folder).is_none();
        let mut guests = self.docsets.iter().filter(is_guest);
        guests.find_map(|docset| docset.place(path))
    }

    /// The metadata that a file has unless it says otherwise itself, by key, each key once.
    ///
    /// The places of the values are places in [`Docset::file`].
    #[must_use]
    pub fn metadata(&self, path: &str) -> Vec<(&str, &Node)> {
        let placed = || self.place(path).map(|placed| placed.docset);
        self.owner(path)
            .or_else(placed)
            .map_or_else(Vec::new, |docset| docset.metadata(path))
    }

    /// What a link that starts with `/` means, if it leads into this site.
    ///
    /// The link has neither query nor fragment. It may start with a language (`/en-us/…`), and
    /// end with an extension or a slash. A docset whose base is empty has every such address, so
    /// whether there is a page is for the caller to see.
    #[must_use]
    pub fn resolve_site_absolute(&self, link: &str) -> Option<SiteAddress<'_>> {
        let path = link
            .strip_prefix('/')
            .filter(|path| !path.starts_with(['/', '\\']))?;
        let path = percent_decode_str(path).decode_utf8_lossy();
        let path = normal(&path)?;
        let path = without_extension(&path, &["md", "html", "htm", "yml", "json"]);
        let (first, rest) = path.split_once('/').unwrap_or((path, ""));
        let local = is_locale(first).then(|| self.under_base(rest, false));
        local.flatten().or_else(|| self.under_base(path, true))
    }

    /// The docset with the longest base that a path starts with.
    fn under_base(&self, path: &str, or_empty: bool) -> Option<SiteAddress<'_>> {
        let docsets = self.docsets.iter();
        let (docset, rest) = docsets
            .filter(|docset| or_empty || !docset.base.is_empty())
            .filter_map(|docset| Some((docset, within(path, &docset.base)?)))
            .max_by_key(|(docset, _)| docset.base.len())?;
        let address = join(&docset.base, rest);
        Some(SiteAddress { docset, address })
    }

    /// The docset whose folder encloses a path most closely.
    fn owner(&self, path: &str) -> Option<&Docset> {
        let docsets = self.docsets.iter();
        docsets
            .filter(|docset| within(path, &docset.folder).is_some())
            .max_by_key(|docset| docset.folder.len())
    }
}

impl Docset {
    fn place(&self, path: &str) -> Option<Placed<'_>> {
        let content = address_in(&self.content, path).map(|address| (Kind::Content, address));
        let resource = || address_in(&self.resource, path).map(|address| (Kind::Resource, address));
        let (kind, address) = content.or_else(resource)?;
        let address = match (kind, address.rsplit_once('.')) {
            (Kind::Content, Some((stem, extension)))
                if !extension.contains('/') && !stem.is_empty() && !stem.ends_with('/') =>
            {
                stem
            }
            _ => &address,
        };
        let address = join(&self.base, address);
        Some(Placed {
            docset: self,
            kind,
            address,
        })
    }

    fn metadata(&self, path: &str) -> Vec<(&str, &Node)> {
        let names = names(within(path, &self.folder).unwrap_or(path));
        let by_file = self
            .file_metadata
            .iter()
            .filter_map(|FileMetadata { key, rules }| {
                let mut last_first = rules.iter().rev();
                let (_, value) = last_first.find(|(glob, _)| glob.matches_names(&names))?;
                Some((key.value.as_str(), value))
            });
        let by_file: Vec<(&str, &Node)> = by_file.collect();
        let global = self.global_metadata.iter();
        let mut all: Vec<(&str, &Node)> = global
            .map(|(key, value)| (key.value.as_str(), value))
            .filter(|(key, _)| !by_file.iter().any(|(name, _)| name == key))
            .collect();
        all.extend(by_file);
        all.retain(|(_, value)| !value.is_null());
        all
    }
}

impl Mapping {
    /// The path without `src`, if the file is one of these.
    fn path_of<'f>(&self, path: &'f str) -> Option<&'f str> {
        let rest = within(path, &self.src)?;
        let names = names(rest);
        let has = |globs: &[Glob]| globs.iter().any(|glob| glob.matches_names(&names));
        (has(&self.files) && !has(&self.exclude)).then_some(rest)
    }
}

/// The address, with its extension, that the last matching mapping gives a file.
fn address_in(mappings: &[Mapping], path: &str) -> Option<String> {
    mappings.iter().rev().find_map(|mapping| {
        let rest = mapping.path_of(path)?;
        Some(join(&mapping.dest, rest))
    })
}

/// An old address of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirection {
    /// The file that used to be there, relative to the site's root.
    pub path: Spanned<String>,
    /// Where it leads now: a site-absolute address, a relative one, or one elsewhere.
    pub url: Spanned<String>,
    /// Whether the page at the new address is the old one, moved.
    pub is_same_document: bool,
    /// The file that says so.
    pub file: SitePath,
}

/// Reads a redirection file: a list of entries, or a map from files to addresses.
///
/// A `source_path` is relative to the folder of the redirection file, a `source_path_from_root` to
/// the site's root.
#[must_use]
pub fn redirections(source: &Source) -> Diagnosed<Vec<Redirection>> {
    let mut found = Vec::new();
    let root = json::read(source).into_value(&mut found);
    let mut reader = Redirections {
        source,
        found,
        seen: BTreeSet::new(),
        read: Vec::new(),
    };
    match root.get("redirections") {
        Some(node) => reader.entries(node),
        None if reader.found.is_empty() && !root.is_null() => {
            reader.skip(&root, "the file has no list of `redirections`");
        }
        None => {}
    }
    let value = reader.read;
    let diagnostics = reader.found;
    Diagnosed { value, diagnostics }
}

struct Redirections<'s> {
    source: &'s Source,
    found: Vec<Diagnostic>,
    seen: BTreeSet<String>,
    read: Vec<Redirection>,
}

impl Redirections<'_> {
    fn entries(&mut self, node: &Node) {
        for item in node.items() {
            self.entry(item);
        }
        for (path, url) in node.pairs() {
            let from = Some(path.clone());
            self.add(url, from, text(url), false);
        }
        if matches!(node.value, Value::Scalar(_)) {
            self.skip(node, "`redirections` is not a list");
        }
    }

    fn entry(&mut self, item: &Node) {
        let from_root = text_of(item, &["source_path_from_root"]).map(spanned);
        let from_root = from_root.map(|mut path| {
            path.value.insert(0, '/');
            path
        });
        let from = from_root.or_else(|| text_of(item, &["source_path"]).map(spanned));
        let to = text_of(item, &["redirect_url"]).map(spanned);
        let same = text_of(item, &["redirect_document_id"]);
        let is_same = same.is_some_and(|(text, _)| text.eq_ignore_ascii_case("true"));
        self.add(item, from, to, is_same);
    }

    fn add(
        &mut self,
        item: &Node,
        from: Option<Spanned<String>>,
        to: Option<Spanned<String>>,
        is_same_document: bool,
    ) {
        let Some(mut path) = from else {
            return self.skip(item, "the redirection has no `source_path`");
        };
        let Some(url) = to else {
            return self.skip(item, "the redirection has no `redirect_url`");
        };
        let Some(resolved) = self.source.path.resolve(&path.value) else {
            return self.skip(item, "the path leads out of the site");
        };
        path.value = resolved.as_str().to_owned();
        if !self.seen.insert(path.value.to_lowercase()) {
            let message = format!("`{}` is redirected already", path.value);
            let code = Code::RepeatedRedirection;
            let told = tell(&mut self.found, self.source, code, &message, path.span);
            if let Some(told) = told {
                told.help = Some("remove one of the two; the first is used".to_owned());
            }
            return;
        }
        self.read.push(Redirection {
            path,
            url,
            is_same_document,
            file: self.source.path.clone(),
        });
    }

    fn skip(&mut self, item: &Node, message: &str) {
        let code = Code::UnusableRedirection;
        tell(&mut self.found, self.source, code, message, item.span);
    }
}

/// What `.openpublishing.publish.config.json` says.
struct Publish {
    docsets: Vec<Listed>,
    redirections: Vec<String>,
}

struct Listed {
    name: String,
    folder: String,
}

impl Publish {
    fn read(source: &Source, found: &mut Vec<Diagnostic>) -> Self {
        let root = json::read(source).into_value(found);
        let listed = root.get("docsets_to_publish").map_or(&[][..], Node::items);
        let docsets = listed.iter().filter_map(|node| {
            let folder = text_of(node, &["build_source_folder"]).map_or("", |(text, _)| text);
            let name = text_of(node, &["docset_name"]).map_or("", |(text, _)| text);
            Some(Listed {
                name: name.to_owned(),
                folder: normal(folder)?,
            })
        });
        let docsets = docsets.collect();
        let files = root.get("redirection_files").map(|node| node.texts(source));
        let files = files.unwrap_or_default();
        let redirections = files
            .iter()
            .filter_map(|file| normal(&file.value))
            .collect();
        Self {
            docsets,
            redirections,
        }
    }
}

fn unpublished(folder: &str, source: &Source) -> Diagnostic {
    let message = format!("the docset in `{folder}` is not one of those to publish");
    Diagnostic::new(Code::UnpublishedDocset, message)
        .in_file(&source.path)
        .help("add it to `docsets_to_publish` in .openpublishing.publish.config.json")
}

/// One `docfx.json` being read.
struct Reader<'r> {
    source: &'r Source,
    folder: &'r str,
    found: &'r mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn docset(&mut self, name: Option<&str>, is_alone: bool) -> Docset {
        let first = self.found.len();
        let root = json::read(self.source).into_value(self.found);
        let folder = normal(self.folder).unwrap_or_default();
        let last = folder.rsplit('/').next().unwrap_or_default();
        let name = name
            .filter(|name| !name.is_empty())
            .unwrap_or(last)
            .to_owned();
        let mut docset = Docset {
            base: String::new(),
            file: self.source.path.clone(),
            content: Vec::new(),
            resource: Vec::new(),
            global_metadata: Vec::new(),
            file_metadata: Vec::new(),
            name,
            folder,
        };
        match root.get("build") {
            Some(build) => self.build(&mut docset, build),
            None if self.found.len() == first => {
                self.say(
                    Code::ProjectValue,
                    "`build` is missing: the docset has no files",
                    &root,
                );
            }
            None => {}
        }
        docset.base = match breadcrumb_base(&docset.global_metadata) {
            Some(base) => base,
            None if is_alone => String::new(),
            None => docset
                .folder
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .to_lowercase(),
        };
        docset
    }

    fn build(&mut self, docset: &mut Docset, build: &Node) {
        let groups = [build.get("groups"), build.get("versions")];
        docset.content = self.mappings(build.get("content"), groups);
        docset.resource = self.mappings(build.get("resource"), groups);
        let global = build.get("globalMetadata").map_or(&[][..], Node::pairs);
        docset.global_metadata = global.to_vec();
        for (key, rules) in build.get("fileMetadata").map_or(&[][..], Node::pairs) {
            let (key, rules) = (key.clone(), self.rules(rules));
            docset.file_metadata.push(FileMetadata { key, rules });
        }
        for key in ["globalMetadataFiles", "fileMetadataFiles"] {
            for file in build
                .get(key)
                .map_or_else(Vec::new, |node| node.texts(self.source))
            {
                let message = format!("`{}` is not read", file.value);
                let code = Code::UnreadMetadata;
                if let Some(told) = tell(self.found, self.source, code, &message, file.span) {
                    let help = "write its values under `globalMetadata` or `fileMetadata`";
                    told.help = Some(help.to_owned());
                }
            }
        }
    }

    fn rules(&mut self, rules: &Node) -> Vec<(Glob, Node)> {
        if rules.pairs().is_empty() && !rules.is_null() && !matches!(rules.value, Value::Map(_)) {
            self.say(
                Code::ProjectValue,
                "this is not a map from patterns to values",
                rules,
            );
        }
        let mut read = Vec::new();
        for (pattern, value) in rules.pairs() {
            read.extend(self.glob(pattern).map(|glob| (glob, value.clone())));
        }
        read
    }

    /// The mappings of `content` or `resource`: one or a list, each a map or merely its files.
    fn mappings(&mut self, node: Option<&Node>, groups: [Option<&Node>; 2]) -> Vec<Mapping> {
        let Some(node) = node else {
            return Vec::new();
        };
        let items = match &node.value {
            Value::List(items) => items.as_slice(),
            Value::Null => &[],
            _ => std::slice::from_ref(node),
        };
        items
            .iter()
            .filter_map(|item| self.mapping(item, groups))
            .collect()
    }

    fn mapping(&mut self, item: &Node, groups: [Option<&Node>; 2]) -> Option<Mapping> {
        let files = match &item.value {
            Value::Scalar(_) => Some(item),
            _ => item.get("files"),
        };
        let Some(files) = files else {
            self.say(Code::ProjectValue, "the mapping names no `files`", item);
            return None;
        };
        let files = self.globs(files);
        let mut exclude = Vec::new();
        for key in ["exclude", "ignore"] {
            exclude.extend(item.get(key).map_or_else(Vec::new, |node| self.globs(node)));
        }
        Some(Mapping {
            src: self.src(item)?,
            dest: self.dest(item, groups),
            files,
            exclude,
        })
    }

    fn src(&mut self, item: &Node) -> Option<String> {
        let written = text_of(item, &["src", "cwd"]).map_or("", |(text, _)| text);
        let src = normal(&format!("{}/{written}", self.folder));
        if src.is_none() {
            self.say(Code::ProjectValue, "`src` leads out of the site", item);
        }
        src
    }

    fn dest(&mut self, item: &Node, groups: [Option<&Node>; 2]) -> String {
        let dest_of = |node| text_of(node, &["dest"]).map_or("", |(text, _)| text);
        let group = text_of(item, &["group", "version"]);
        let group = group
            .and_then(|(name, _)| groups.into_iter().flatten().find_map(|node| node.get(name)));
        let (group, dest) = (group.map_or("", dest_of), dest_of(item));
        let normal = normal(&format!("{group}/{dest}"));
        normal.unwrap_or_else(|| {
            self.say(Code::ProjectValue, "`dest` leads out of the site", item);
            String::new()
        })
    }

    fn globs(&mut self, node: &Node) -> Vec<Glob> {
        let patterns = node.texts(self.source);
        patterns
            .iter()
            .filter_map(|pattern| self.glob(pattern))
            .collect()
    }

    fn glob(&mut self, pattern: &Spanned<String>) -> Option<Glob> {
        match Glob::new(&pattern.value) {
            Ok(glob) => Some(glob),
            Err(reason) => {
                tell(
                    self.found,
                    self.source,
                    Code::ProjectGlob,
                    reason,
                    pattern.span,
                );
                None
            }
        }
    }

    fn say(&mut self, code: Code, message: &str, node: &Node) {
        tell(self.found, self.source, code, message, node.span);
    }
}

/// `/exchange/troubleshoot/breadcrumb/toc.json` tells that the docset is at
/// `exchange/troubleshoot`: the folder of the breadcrumbs stands at the docset's top.
fn breadcrumb_base(metadata: &[(Spanned<String>, Node)]) -> Option<String> {
    let (_, value) = metadata
        .iter()
        .find(|(key, _)| key.value == "breadcrumb_path")?;
    let path = value.text()?.trim().strip_prefix('/')?;
    let path = normal(path)?.to_lowercase();
    let mut parts: Vec<&str> = path.split('/').collect();
    if parts.first().is_some_and(|first| is_locale(first)) {
        parts.remove(0);
    }
    parts.pop()?;
    // A path of one folder is a docset whose breadcrumbs stand beside its table of contents.
    if parts.len() > 1 || parts.last().is_some_and(|last| last.contains("bread")) {
        parts.pop();
    }
    Some(parts.join("/"))
}

/// Whether the first name of an address is a language: `en-us`, `zh-hant-tw`.
fn is_locale(name: &str) -> bool {
    let parts: Vec<&str> = name.split('-').collect();
    let are_letters = name
        .bytes()
        .all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    are_letters && matches!(lengths[..], [2 | 3, 2] | [2 | 3, 4, 2])
}

fn is_same(folder: &str, other: &str) -> bool {
    let other = normal(other).unwrap_or_default();
    folder.to_lowercase() == other.to_lowercase()
}

/// A path without its extension, if it is one of these.
fn without_extension<'p>(path: &'p str, extensions: &[&str]) -> &'p str {
    match path.rsplit_once('.') {
        Some((stem, extension))
            if extensions
                .iter()
                .any(|known| extension.eq_ignore_ascii_case(known)) =>
        {
            stem
        }
        _ => path,
    }
}

fn text(node: &Node) -> Option<Spanned<String>> {
    let value = node.text()?.trim().to_owned();
    let span = node.span;
    (!value.is_empty()).then_some(Spanned { value, span })
}

#[cfg(test)]
mod tests;
