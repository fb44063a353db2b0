//! What can be mended without asking: pieces of a file are replaced, and every other byte stays.

use std::collections::BTreeMap;

use crate::diagnostic::Edit;

/// A text that was mended, and in how many places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mended {
    /// The text.
    pub text: String,
    /// How many fixes were made.
    pub fixes: usize,
}

/// Makes fixes, each of one or more edits. A fix that touches what an earlier one has changed, or that does not fit the
/// text, is left out as a whole.
#[must_use]
pub fn mend(text: &str, fixes: &[&[Edit]]) -> Mended {
    let mut taken: BTreeMap<u32, &Edit> = BTreeMap::new();
    let mut count = 0;
    for fix in fixes {
        let mut edits: Vec<&Edit> = fix.iter().collect();
        edits.sort();
        let fits = |edit: &&Edit| text.get(edit.span.range()).is_some() && is_free(edit, &taken);
        let is_one = edits
            .windows(2)
            .all(|pair| pair[0].span.end <= pair[1].span.start);
        if !edits.is_empty() && is_one && edits.iter().all(fits) {
            taken.extend(edits.iter().map(|edit| (edit.span.start, *edit)));
            count += 1;
        }
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in taken.values() {
        let range = edit.span.range();
        out.push_str(&text[at..range.start]);
        out.push_str(&edit.text);
        at = range.end;
    }
    out.push_str(&text[at..]);
    Mended {
        text: out,
        fixes: count,
    }
}

/// Whether an edit touches no bytes of those that are taken, and does not insert where one of them does.
fn is_free(edit: &Edit, taken: &BTreeMap<u32, &Edit>) -> bool {
    let before = taken.range(..=edit.span.start).next_back();
    let after = taken.range(edit.span.start..).next();
    before
        .is_none_or(|(&start, other)| start != edit.span.start && other.span.end <= edit.span.start)
        && after.is_none_or(|(&start, _)| edit.span.end <= start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit {
            span: Span::new(start, end),
            text: text.to_owned(),
        }
    }

    #[test]
    fn all_but_what_is_mended_stays() {
        let (one, two) = ([edit(0, 1, "A")], [edit(6, 7, "!"), edit(3, 6, "-")]);
        // Half of a character is nothing that can be replaced.
        let half = [edit(1, 2, "x"), edit(4, 6, "")];
        let mended = mend("a b–c\r\n", &[&half, &two, &one]);
        assert_eq!((mended.text.as_str(), mended.fixes), ("A b-!\r\n", 2));
    }

    #[test]
    fn a_fix_that_meets_another_is_left_out() {
        let (one, two, three) = ([edit(0, 2, "x")], [edit(1, 3, "y")], [edit(3, 4, "z")]);
        let mended = mend("abcd", &[&one, &two, &three]);
        assert_eq!((mended.text.as_str(), mended.fixes), ("xcz", 2));
    }
}
