//! temporary
use crate::language::Language;
#[derive(Default)]
pub struct Highlighter;
impl Highlighter {
    #[must_use]
    pub fn highlight(&self, _: &Language, text: &str) -> String {
        crate::html::escape::escaped(text)
    }
}
