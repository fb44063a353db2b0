//! What the preview adds to a page: two lines in its head, by which the browser loads a script that keeps the
//! page in step with its source, and the look of the author's panel.

use super::Preview;
use super::panel::finding;
use crate::diagnostic::Diagnostic;
use crate::escape::push;

/// The script that follows the site.
pub(super) const SCRIPT: &str = include_str!("preview.js");
/// The look of the author's panel.
pub(super) const STYLE: &str = include_str!("preview.css");

/// The lines that are added to a page of the site with that version.
#[must_use]
pub fn lines(version: u64, base: &str) -> String {
    let mut out = String::from("<link rel=\"stylesheet\" href=\"/_fixbook/preview.css\">");
    out.push_str("<script src=\"/_fixbook/preview.js\" data-version=\"");
    out.push_str(&version.to_string());
    out.push_str("\" data-base=\"");
    push(&mut out, base);
    // Before all others, so that it knows what these do.
    out.push_str("\" defer></script>\n");
    out
}

/// A page with the overlay: after the start of its head, else before everything.
pub(super) fn added(page: &[u8], version: u64, base: &str) -> Vec<u8> {
    let sign = b"<head>\n";
    let found = memchr::memmem::find(page, sign);
    let at = found.map_or(0, |at| at + sign.len());
    let lines = lines(version, base);
    let mut out = Vec::with_capacity(page.len() + lines.len());
    out.extend_from_slice(&page[..at]);
    out.extend_from_slice(lines.as_bytes());
    out.extend_from_slice(&page[at..]);
    out
}

/// A page that says why there is no site to show.
pub(super) fn trouble(preview: &Preview, base: &str) -> Vec<u8> {
    let mut told = String::new();
    for words in &preview.trouble {
        told.push_str("<pre>");
        push(&mut told, words);
        told.push_str("</pre>\n");
    }
    plain("There is no site to show yet", &told, preview.version, base)
}

/// A page that says why it could not be made.
pub(super) fn failed(preview: &Preview, why: &Diagnostic, base: &str) -> Vec<u8> {
    let mut told = String::from("<ul class=\"fb-findings\">");
    finding(&mut told, why, preview);
    told.push_str("</ul>\n");
    plain("This page cannot be made", &told, preview.version, base)
}

fn plain(title: &str, told: &str, version: u64, base: &str) -> Vec<u8> {
    let head = lines(version, base);
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n{head}<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         </head>\n<body>\n<main class=\"fb-trouble\">\n<h1>{title}</h1>\n{told}<p>Mend it: this page follows.</p>\n\
         </main>\n</body>\n</html>\n"
    );
    page.into_bytes()
}
