//! The size of an image, read from its header, so that a page can keep its place before it loads.

use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;

use rayon::prelude::*;

use super::cache::{Cache, Kept};
use crate::source::{Asset, SitePath};

/// The header that is read first, in bytes; nearly every image says its size here.
const HEAD_BYTES: usize = 4096;

/// Raster images that browsers show.
const RASTER: [&str; 10] = [
    "png", "jpg", "jpeg", "gif", "webp", "avif", "bmp", "ico", "apng", "jfif",
];

/// Fills in the dimensions of the image files that are `wanted`, in parallel.
///
/// Reads headers only, and never fails: an image that does not say its size keeps `None`.
/// An SVG says its size by `width` and `height` in pixels, or else by its `viewBox`.
/// What the cache keeps is not read again.
pub fn image_dimensions(
    root: &Path,
    assets: &mut [Asset],
    wanted: &(dyn Fn(&SitePath) -> bool + Sync),
    cache: &Cache,
) {
    let images: Vec<_> = assets
        .iter_mut()
        .filter(|asset| kind(&asset.path).is_some() && wanted(&asset.path))
        .collect();
    images.into_par_iter().with_min_len(8).for_each(|asset| {
        let file = root.join(asset.path.as_str());
        let read = || Kept::Image(dimensions(root, &asset.path));
        asset.dimensions = match cache.kept(&file, read) {
            Kept::Image(dimensions) => dimensions,
            Kept::Article(_) => None,
        };
    });
}

#[derive(Clone, Copy)]
enum Kind {
    Raster,
    Svg,
}

fn kind(path: &SitePath) -> Option<Kind> {
    let extension = path.extension();
    let is = |other: &&str| extension.eq_ignore_ascii_case(other);
    if is(&"svg") {
        Some(Kind::Svg)
    } else {
        RASTER.iter().any(is).then_some(Kind::Raster)
    }
}

fn dimensions(root: &Path, path: &SitePath) -> Option<(u32, u32)> {
    let mut file = File::open(root.join(path.as_str())).ok()?;
    let mut head = [0; HEAD_BYTES];
    let length = read_head(&mut file, &mut head)?;
    let head = &head[..length];
    match kind(path)? {
        Kind::Svg => svg(&String::from_utf8_lossy(head)),
        Kind::Raster => raster(head, file),
    }
}

fn read_head(file: &mut File, head: &mut [u8]) -> Option<usize> {
    let mut length = 0;
    while length < head.len() {
        match file.read(&mut head[length..]).ok()? {
            0 => break,
            read => length += read,
        }
    }
    Some(length)
}

/// The size in the head, or else (a photograph with a long preamble) wherever the file has it.
fn raster(head: &[u8], mut file: File) -> Option<(u32, u32)> {
    let size = imagesize::blob_size(head).ok().or_else(|| {
        file.rewind().ok()?;
        imagesize::reader_size(BufReader::new(file)).ok()
    })?;
    let width = u32::try_from(size.width).ok()?;
    let height = u32::try_from(size.height).ok()?;
    (width > 0 && height > 0).then_some((width, height))
}

/// The size of an SVG, from the start of its text.
fn svg(text: &str) -> Option<(u32, u32)> {
    let tag = root_tag(text)?;
    let own = |name| attribute(tag, name).and_then(pixels);
    let view = attribute(tag, "viewBox").and_then(view_box);
    let (width, height) = match (own("width"), own("height"), view) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some(view)) => (width, width * view.1 / view.0),
        (None, Some(height), Some(view)) => (height * view.0 / view.1, height),
        (_, _, view) => view?,
    };
    Some((whole(width)?, whole(height)?))
}

/// What stands in the root element's tag after `<svg`; comments before it are passed over.
fn root_tag(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = &rest[rest.find('<')? + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = &comment[comment.find("-->")?..];
        } else if let Some(tag) = rest.strip_prefix("svg").or(rest.strip_prefix("svg:svg"))
            && tag.starts_with(|next: char| next.is_whitespace() || next == '>')
        {
            return Some(&tag[..end_of_tag(tag)]);
        }
    }
}

/// The first `>` outside of quotes.
fn end_of_tag(tag: &str) -> usize {
    let mut quote = None;
    for (index, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return index,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    tag.len()
}

/// The value of an attribute of a tag.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = tag.trim_start();
    while !rest.is_empty() {
        let (key, value) = rest.split_once('=')?;
        let value = value.trim_start();
        let quote = value
            .chars()
            .next()
            .filter(|next| matches!(next, '"' | '\''))?;
        let (value, after) = value[1..].split_once(quote)?;
        if key.trim() == name {
            return Some(value.trim());
        }
        rest = after.trim_start();
    }
    None
}

/// A length in pixels; other units depend on the page, so they say nothing.
fn pixels(length: &str) -> Option<f64> {
    let number = length.strip_suffix("px").unwrap_or(length).trim_end();
    number.parse().ok().filter(|&pixels| is_size(pixels))
}

/// Width and height of a `viewBox`.
fn view_box(value: &str) -> Option<(f64, f64)> {
    let mut numbers = value
        .split(|next: char| next == ',' || next.is_whitespace())
        .filter(|number| !number.is_empty())
        .map(str::parse::<f64>);
    let (width, height) = (numbers.nth(2)?.ok()?, numbers.next()?.ok()?);
    (is_size(width) && is_size(height)).then_some((width, height))
}

fn is_size(number: f64) -> bool {
    number.is_finite() && number > 0.0
}

/// Rounds to whole pixels, at least one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn whole(pixels: f64) -> Option<u32> {
    let rounded = pixels.round().max(1.0);
    (rounded <= f64::from(u32::MAX)).then_some(rounded as u32)
}
