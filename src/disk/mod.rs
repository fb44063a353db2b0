//! The disk: a folder becomes values, and a site becomes files.
//!
//! Reading ([`read_content`] and its siblings) always answers, with what could be read and with
//! what there is to say about the rest. Publishing ([`Output`]) owns a manifest in the output
//! folder and replaces or removes only what stands in it. [`mend()`] replaces a source, where somebody asks
//! for it. Nothing else in the program touches the content or the output folder.

#![allow(
    clippy::disallowed_methods,
    reason = "this room is where the world is touched"
)]

mod walk;
mod decode;
mod cache;
mod image;
mod read;
mod manifest;
mod mend;
mod compare;
mod folders;
mod trouble;
mod publish;

pub use cache::Cache;
pub use image::image_dimensions;
pub use manifest::write_file;
pub use mend::mend;
pub use publish::{Made, Output, Published};
pub use read::{Folder, read_content, read_fragments, read_static, read_text, reread, theme_files};
pub use trouble::OutputError;
pub use walk::{Exclude, is_published};

use std::io;

/// What the operating system says about an error, without its number.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = words.chars();
    // "Permission denied" reads better after a colon as "permission denied".
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => words.to_owned(),
    }
}
