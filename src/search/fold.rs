//! One way to write each text: what a paste and an article are brought to before they are compared.
//!
//! Its twin for browsers is `fold.js`.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// `text` with entities decoded, compatibility characters, typographic quotes and dashes replaced by
/// plain ones, invisible characters and backticks removed.
#[must_use]
pub fn fold(text: &str) -> String {
    let stays =
        |byte: u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t') && byte != b'&' && byte != b'`';
    if text.bytes().all(stays) {
        return text.to_owned();
    }
    let decoded = mended(decoded(text));
    let mut out = String::with_capacity(decoded.len());
    let mut rest = &*decoded;
    while let Some(foreign) = rest.find(|c: char| !c.is_ascii()) {
        // The letter before what is no ASCII may make one character with it.
        let (before, foreign) = rest.split_at(foreign.saturating_sub(1));
        let end = foreign.char_indices().skip(1).find(|(_, c)| c.is_ascii());
        let (foreign, after) = foreign.split_at(end.map_or(foreign.len(), |(at, _)| at));
        push_plain(&mut out, before);
        out.extend(foreign.nfkc().filter_map(plain));
        rest = after;
    }
    push_plain(&mut out, rest);
    out
}

/// Appends the plain characters of a text of ASCII.
fn push_plain(out: &mut String, text: &str) {
    let parts = text.split(|c| plain(c).is_none());
    parts.for_each(|part| out.push_str(part));
}

/// Entities of HTML that stand in pastes of markup.
const ENTITIES: &[(&str, char)] = &[
    ("amp;", '&'),
    ("lt;", '<'),
    ("gt;", '>'),
    ("quot;", '"'),
    ("apos;", '\''),
    ("nbsp;", ' '),
    ("ndash;", '-'),
    ("mdash;", '-'),
    ("lsquo;", '\''),
    ("rsquo;", '\''),
    ("ldquo;", '"'),
    ("rdquo;", '"'),
];

fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let known = ENTITIES.iter().find(|(name, _)| after.starts_with(name));
        let (c, length) = match known {
            Some((name, c)) => (*c, name.len()),
            None => numbered(after).unwrap_or(('&', 0)),
        };
        out.push(c);
        rest = &after[length..];
    }
    out.push_str(rest);
    out
}

/// `#8217;`, `#x2019;`: the character and the length.
fn numbered(text: &str) -> Option<(char, usize)> {
    let digits = text.strip_prefix('#')?;
    let (digits, radix, start) = match digits.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16, 2),
        None => (digits, 10, 1),
    };
    let end = digits.bytes().take(7).position(|byte| byte == b';')?;
    if end == 0 || !digits[..end].bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let c = char::from_u32(u32::from_str_radix(&digits[..end], radix).ok()?)?;
    Some((c, start + end + 1))
}

/// UTF-8 that was read as Windows-1252, for the signs that messages hold.
fn mended(mut text: String) -> String {
    const WRONG: &[(&str, &str)] = &[
        ("â€™", "'"),
        ("â€˜", "'"),
        ("â€œ", "\""),
        ("â€\u{9d}", "\""),
        ("â€“", "-"),
        ("â€”", "-"),
        ("Â ", " "),
    ];
    if text.is_ascii() {
        return text;
    }
    for (wrong, right) in WRONG {
        if text.contains(wrong) {
            text = text.replace(wrong, right);
        }
    }
    text
}

/// The character that stands for `c`; none for what nobody sees.
fn plain(c: char) -> Option<char> {
    Some(match c {
        '\n' | '\t' => c,
        '`' | '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => return None,
        ' '..='~' => c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => return None,
        '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' => return None,
        '\u{e000}'..='\u{f8ff}' => return None,
        '‘' | '’' | '‚' | '‛' | '′' | 'ʼ' | '´' | '＇' => '\'',
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => '-',
        '\u{2028}' | '\u{2029}' => '\n',
        c => c,
    })
}

/// Drops the apostrophe before the one or two letters that end a contraction ("can't" is "cant").
#[must_use]
pub fn without_apostrophes(text: &str) -> Cow<'_, str> {
    if !text.contains('\'') {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut start = 0;
    for (at, _) in text.match_indices('\'') {
        let before = at > 0 && bytes[at - 1].is_ascii_alphabetic();
        let letters = bytes[at + 1..]
            .iter()
            .take(3)
            .take_while(|byte| byte.is_ascii_lowercase())
            .count();
        let next = bytes.get(at + 1 + letters);
        let ends = next
            .is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_' && byte.is_ascii());
        if before && (1..=2).contains(&letters) && ends {
            out.push_str(&text[start..at]);
            start = at + 1;
        }
    }
    out.push_str(&text[start..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_has_one_spelling() {
        for (text, folded) in [
            (
                "You can’t “sign in” – retry",
                "You can't \"sign in\" - retry",
            ),
            (
                "&lt;Data&gt;It&#39;s gone &amp; away&lt;/Data&gt;",
                "<Data>It's gone & away</Data>",
            ),
            ("The `Get-Mailbox`\u{200b} cmdlet", "The Get-Mailbox cmdlet"),
            ("ｅｒｒｏｒ　５", "error 5"),
            ("couldnâ€™t find", "couldn't find"),
            ("the users' mailbox and 'x'", "the users' mailbox and 'x'"),
            ("AT&T & &unknown; &#xZZ;", "AT&T & &unknown; &#xZZ;"),
        ] {
            assert_eq!(fold(text), folded);
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_folded_in_parts_is_folded_as_a_whole(text in "[aeK &;`’…①ﬁé\u{301}\u{327}\u{212a}\u{1100}\u{1161}\u{11a8}가â€]{0,40}") {
            let whole = mended(decoded(&text)).nfkc().filter_map(plain).collect::<String>();
            proptest::prop_assert_eq!(fold(&text), whole);
        }
    }

    #[test]
    fn contractions_lose_their_apostrophes() {
        for (text, without) in [
            ("can't, it's, they'll", "cant, its, theyll"),
            ("the users' mailbox and 'x'", "the users' mailbox and 'x'"),
        ] {
            assert_eq!(without_apostrophes(text), without);
        }
    }
}
