//! A change of a few known articles is read without a look at all other files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::load::Loaded;
use crate::disk;
use crate::inputs::Inputs;
use crate::markdown;
use crate::source::{SitePath, Source};

/// Reads the articles at these paths again, where nothing else of the site can have changed with them: each was an article and is
/// one, with nothing to be said about its file, and includes the same files as before. Whether that is all; if not, all files
/// have to be looked at.
pub(super) fn reread(loaded: &mut Loaded, paths: &[PathBuf]) -> bool {
    let mut read = Vec::new();
    for path in paths {
        if is_passing(loaded, path) {
            continue;
        }
        match article(loaded, path) {
            Some(found) => read.push(found),
            None => return false,
        }
    }
    let is_changed = |(index, source): &(usize, Source)| loaded.inputs.sources[*index] != *source;
    read.retain(is_changed);
    if !read.is_empty() {
        let mut inputs = Inputs::clone(&loaded.inputs);
        for (index, source) in read {
            loaded.reporter.know(std::slice::from_ref(&source));
            inputs.sources[index] = source;
        }
        loaded.inputs = Arc::new(inputs);
    }
    true
}

/// The article at a path as it is now, and its place among the sources.
fn article(loaded: &Loaded, file: &Path) -> Option<(usize, Source)> {
    let path = site_path(loaded, file).filter(|path| path.extension() == "md")?;
    let sources = &loaded.inputs.sources;
    let index = sources
        .binary_search_by(|source| source.path.cmp(&path))
        .ok()?;
    let mut told = loaded
        .diagnostics
        .iter()
        .filter_map(|finding| finding.place.as_ref());
    if told.any(|place| place.path == path) {
        return None;
    }
    let source = disk::reread(file, &path)?;
    let includes = |source: &Source| markdown::wanted(&source.text);
    (includes(&source) == includes(&sources[index])).then_some((index, source))
}

/// Whether a path is one that an editor used for a moment, while it saved another.
fn is_passing(loaded: &Loaded, file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    if name.starts_with('.')
        && [".swp", ".swx", ".swo"]
            .iter()
            .any(|end| name.ends_with(end))
    {
        return true;
    }
    let decides = name.starts_with('.')
        || [".yaml", ".yml", ".json"]
            .iter()
            .any(|end| name.ends_with(end));
    if decides || file.symlink_metadata().is_ok() {
        return false;
    }
    let Some(path) = site_path(loaded, file) else {
        return false;
    };
    // Nothing was there, and no folder with anything in it.
    let Inputs {
        sources,
        fragments,
        tocs,
        assets,
        ..
    } = &*loaded.inputs;
    let texts = [sources, fragments, tocs]
        .into_iter()
        .flatten()
        .map(|source| &source.path);
    let mut known = texts.chain(assets.iter().map(|asset| &asset.path));
    let folder = format!("{path}/");
    !known.any(|known| *known == path || known.as_str().starts_with(&folder))
}

/// The path of a file within the content folder.
fn site_path(loaded: &Loaded, file: &Path) -> Option<SitePath> {
    let below = file.strip_prefix(&loaded.content).ok()?.to_str()?;
    Some(SitePath::new(&below.replace('\\', "/")))
}
