//! Where sentences and clauses of a folded text end.
//!
//! Its twin for browsers is `sentence.js`.

/// The sentences of a text: after each, a sign that ends one, blanks, and what starts another.
#[must_use]
pub fn sentences(text: &str) -> Vec<(usize, &str)> {
    cut(text, b".!?", false)
}

/// Shorter parts: sentences, and what stands between colons, bars, arrows and quotation marks.
#[must_use]
pub fn clauses(text: &str) -> Vec<&str> {
    cut(text, b".!?:;", true)
        .into_iter()
        .map(|(_, part)| part)
        .collect()
}

/// The parts of a text, each with the byte at which it starts.
fn cut<'t>(text: &'t str, ends: &[u8], signs: bool) -> Vec<(usize, &'t str)> {
    let bytes = text.as_bytes();
    let mut parts = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < bytes.len() {
        let next = match bytes[at] {
            b'\n' | b'|' => Some(at + 1),
            b'\t' if signs => Some(at + 1),
            byte if ends.contains(&byte) => after_stop(bytes, at),
            _ if signs => after_sign(bytes, at),
            _ => None,
        };
        match next {
            Some(next) => {
                parts.push((start, &text[start..next]));
                start = next;
                at = next;
            }
            None => at += 1,
        }
    }
    parts.push((start, &text[start..]));
    parts.retain(|(_, part)| !part.trim_matches([' ', '\t', '\n']).is_empty());
    parts
}

/// Where the next sentence starts, if the sign at `at` ends one.
fn after_stop(bytes: &[u8], at: usize) -> Option<usize> {
    let before = at.checked_sub(1).map(|before| bytes[before])?;
    let ends = before.is_ascii_alphanumeric() || b"_)\"']".contains(&before) || before >= 0x80;
    let mut next = at + 1;
    while bytes.get(next).is_some_and(|byte| b"\"')".contains(byte)) {
        next += 1;
    }
    let blanks = bytes[next..]
        .iter()
        .take_while(|byte| b" \t".contains(byte))
        .count();
    next += blanks;
    let opens = usize::from(bytes.get(next).is_some_and(|byte| b"\"'([".contains(byte)));
    let starts = bytes
        .get(next + opens)
        .is_some_and(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte >= 0x80);
    (ends && blanks > 0 && starts).then_some(next)
}

/// Where what follows a sign between clauses starts.
fn after_sign(bytes: &[u8], at: usize) -> Option<usize> {
    const SIGNS: &[&[u8]] = &[b"--->", b"-->", b"\" \"", b": \"", b" | "];
    let sign = SIGNS.iter().find(|sign| bytes[at..].starts_with(sign))?;
    Some(at + sign.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_others_start() {
        let text = "It failed. See v1.2 (\"No.\") Retry: now";
        let parts: Vec<&str> = sentences(text).into_iter().map(|(_, part)| part).collect();
        assert_eq!(parts, ["It failed. ", "See v1.2 (\"No.\") ", "Retry: now"]);
        assert_eq!(
            clauses("Error: The end ---> It failed"),
            ["Error: ", "The end --->", " It failed"]
        );
    }
}
