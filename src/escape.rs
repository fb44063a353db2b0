//! The one escape: text becomes safe between tags and between quotes.

use std::io;

/// How many bytes are looked at in one step; the compiler makes one comparison of them.
const STEP: usize = 16;

/// Appends text, escaped for an element's content or a double-quoted attribute.
pub fn push(out: &mut String, text: &str) {
    let mut done = 0;
    while let Some((at, entity)) = next::<false>(text, done) {
        out.push_str(&text[done..at]);
        out.push_str(entity);
        done = at + 1;
    }
    out.push_str(&text[done..]);
}

/// Writes text, escaped for an element's content or an attribute in quotes of either kind.
///
/// # Errors
/// What the writer refuses.
pub fn write(text: &str, out: &mut dyn io::Write) -> io::Result<()> {
    let mut done = 0;
    while let Some((at, entity)) = next::<true>(text, done) {
        out.write_all(&text.as_bytes()[done..at])?;
        out.write_all(entity.as_bytes())?;
        done = at + 1;
    }
    out.write_all(&text.as_bytes()[done..])
}

/// Text, escaped.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    push(&mut out, text);
    out
}

/// The first byte from `from` on that cannot stand as it is, and what stands for it.
fn next<const APOSTROPHES: bool>(text: &str, from: usize) -> Option<(usize, &'static str)> {
    let rest = &text.as_bytes()[from..];
    let (steps, _) = rest.as_chunks::<STEP>();
    let plain = steps
        .iter()
        .take_while(|step| is_plain::<APOSTROPHES>(step));
    let passed = plain.count() * STEP;
    if let Some(end) = rest.last_chunk::<STEP>()
        && rest.len() - passed < STEP
        && is_plain::<APOSTROPHES>(end)
    {
        return None;
    }
    let mut left = rest[passed..].iter();
    let at = left.position(|byte| is_special::<APOSTROPHES>(*byte))?;
    let at = from + passed + at;
    Some((at, entity(text.as_bytes()[at])))
}

/// Whether nothing needs an entity. It looks at every byte, because that is quicker than to stop.
fn is_plain<const APOSTROPHES: bool>(step: &[u8; STEP]) -> bool {
    let mut special = false;
    for byte in step {
        special |= is_special::<APOSTROPHES>(*byte);
    }
    !special
}

fn is_special<const APOSTROPHES: bool>(byte: u8) -> bool {
    let is_quote = (byte == b'"') | (APOSTROPHES & (byte == b'\''));
    (byte == b'&') | (byte == b'<') | (byte == b'>') | is_quote
}

fn entity(byte: u8) -> &'static str {
    match byte {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'"' => "&quot;",
        _ => "&#39;",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut out = Vec::new();
        write(text, &mut out).expect("memory takes everything");
        String::from_utf8(out).expect("it was text")
    }

    #[test]
    fn what_ends_a_text_or_a_quote_is_escaped_wherever_it_stands() {
        for length in 0..3 * STEP {
            let before = "é".repeat(length);
            let text = format!("{before}<a b=\"c\">d's & e{before}");
            let safe = format!("{before}&lt;a b=&quot;c&quot;&gt;d's &amp; e{before}");
            assert_eq!(escaped(&text), safe);
            assert_eq!(written(&text), safe.replace('\'', "&#39;"));
        }
        assert_eq!(escaped(""), "");
        assert_eq!(written("&"), "&amp;");
    }
}
