//! The one escape: text becomes safe between tags and between quotes.
//!
//! What turns the direction of the text after it (Unicode, UAX #9: the embeddings, the overrides, the isolates)
//! would let a name be read as another one than it is. A word joiner stands in its place, which is as long and
//! shows nothing, so that every text is read in the order in which it is stored. The marks of direction
//! (U+200E, U+200F, U+061C) turn nothing but themselves, and stay.

use std::borrow::Cow;

use std::io;

/// How many bytes are looked at in one step; the compiler makes one comparison of them.
const STEP: usize = 16;

/// Appends text, escaped for an element's content or a double-quoted attribute.
pub fn push(out: &mut String, text: &str) {
    let mut done = 0;
    while let Some((at, length, safe)) = next::<false>(text, done) {
        out.push_str(&text[done..at]);
        out.push_str(safe);
        done = at + length;
    }
    out.push_str(&text[done..]);
}

/// Writes text, escaped for an element's content or an attribute in quotes of either kind.
///
/// # Errors
/// What the writer refuses.
pub fn write(text: &str, out: &mut dyn io::Write) -> io::Result<()> {
    let mut done = 0;
    while let Some((at, length, safe)) = next::<true>(text, done) {
        out.write_all(&text.as_bytes()[done..at])?;
        out.write_all(safe.as_bytes())?;
        done = at + length;
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

/// What stands for a character that turns the direction: a word joiner, in as many bytes.
const STILL: &str = "\u{2060}";
/// The first byte of all characters that turn the direction; that of many others too.
const LEAD: u8 = b'\xe2';

/// A text with nothing in it that turns its direction.
#[must_use]
pub fn still(text: &str) -> Cow<'_, str> {
    if text.contains(turns) {
        Cow::Owned(text.replace(turns, STILL))
    } else {
        Cow::Borrowed(text)
    }
}

/// Whether a character turns the direction of what follows.
#[must_use]
pub fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The first byte from `from` on that cannot stand as it is, with how many bytes, and what stands for them.
fn next<const APOSTROPHES: bool>(
    text: &str,
    mut from: usize,
) -> Option<(usize, usize, &'static str)> {
    loop {
        let at = next_special::<APOSTROPHES>(text, from)?;
        let rest = &text[at..];
        match rest.as_bytes()[0] {
            LEAD if rest.starts_with(turns) => return Some((at, STILL.len(), STILL)),
            // All characters that start so are of three bytes.
            LEAD => from = at + STILL.len(),
            byte => return Some((at, 1, entity(byte))),
        }
    }
}

/// The first byte from `from` on that may not stand as it is.
fn next_special<const APOSTROPHES: bool>(text: &str, from: usize) -> Option<usize> {
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
    Some(from + passed + at)
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
    (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == LEAD) | is_quote
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
    fn nothing_turns_the_direction_of_a_text() {
        for turning in
            "\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}".chars()
        {
            let text = format!("“report”{turning}gnp.exe<’");
            let safe = "“report”\u{2060}gnp.exe&lt;’";
            assert_eq!(escaped(&text), safe);
            assert_eq!(written(&text), safe);
            assert_eq!(still(&text), "“report”\u{2060}gnp.exe<’");
            assert_eq!(escaped(&turning.to_string()), STILL);
        }
        let kept = "שלום\u{200f} \u{200e}a – b … “c” \u{2060}";
        assert_eq!(escaped(kept), kept);
        assert_eq!(still(kept), kept);
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
