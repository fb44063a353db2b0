//! What articles do not know of each other.

use crate::diagnostic::Diagnostic;
use crate::pipeline::Site;

pub(super) fn findings(_site: &Site) -> Vec<Diagnostic> {
    Vec::new()
}
