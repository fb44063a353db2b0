//! What texts of the configuration must look like.

use crate::yaml;

/// What addresses of the web start with.
pub(super) const WEB: &[&str] = &["http://", "https://"];
/// What addresses that a reader may follow start with.
pub(super) const ANY: &[&str] = &["http://", "https://", "mailto:", "tel:"];

/// An address that is safe in an attribute, with one of the schemes.
pub(super) fn is_url(text: &str, schemes: &[&str]) -> bool {
    let is_safe = |c: char| !yaml::is_blank(c) && !c.is_control() && !"\"'<>`\\".contains(c);
    let rest = schemes.iter().find_map(|scheme| {
        let head = text.get(..scheme.len())?;
        head.eq_ignore_ascii_case(scheme)
            .then(|| &text[scheme.len()..])
    });
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['/', '?', '#']))
        && text.chars().all(is_safe)
}

/// Whether a text is an address outside of the site that a reader may follow.
#[must_use]
pub fn is_address(text: &str) -> bool {
    is_url(text, ANY)
}

/// The name of one file or folder.
pub(super) fn is_name(text: &str) -> bool {
    !text.starts_with('.') && !text.contains(['/', '\\', ':'])
}

/// A path that stays where it starts.
pub(super) fn is_within(text: &str) -> bool {
    let is_rooted = text.starts_with(['/', '\\', '~']) || text.contains(':');
    !is_rooted && !text.split(['/', '\\']).any(|part| part == "..")
}
