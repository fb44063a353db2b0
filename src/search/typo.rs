//! Slips of the hand.
//!
//! Its twin for browsers is `typo.js`.

/// The shortest word in which a slip is looked for, in letters.
const SHORTEST: usize = 4;

/// Whether a slip is looked for in a word.
#[must_use]
pub(super) fn may_have_slip(word: &str) -> bool {
    word.len() >= SHORTEST && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Whether one letter more, less, other or in the other order makes of such a word another.
#[must_use]
pub(super) fn is_near(word: &str, known: &str) -> bool {
    let (a, b) = (word.as_bytes(), known.as_bytes());
    if a.len().abs_diff(b.len()) > 1 || b.len() < SHORTEST {
        return false;
    }
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[start..], &b[start..]);
    match (a, b) {
        ([], _) | (_, []) => true,
        ([_, more @ ..], _) if more == b => true,
        (_, [_, more @ ..]) if a == more => true,
        ([_, more @ ..], [_, rest @ ..]) if more == rest => true,
        ([a, b, more @ ..], [c, d, rest @ ..]) => a == d && b == c && more == rest,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_mended() {
        for (word, known) in [
            ("mailbx", "mailbox"),
            ("mailboxx", "mailbox"),
            ("mialbox", "mailbox"),
            ("meilbox", "mailbox"),
        ] {
            assert!(is_near(word, known), "{word}");
        }
        for (word, known) in [
            ("not", "no"),
            ("mxilbax", "mailbox"),
            ("0x80", "0x81"),
            ("mail", "mailbox"),
        ] {
            assert!(!(may_have_slip(word) && is_near(word, known)), "{word}");
        }
    }
}
