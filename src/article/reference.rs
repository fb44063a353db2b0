//! Character references in raw HTML.

use std::borrow::Cow;

/// Text of HTML as it is meant: numbered characters, and the names that addresses are written with.
pub(crate) fn unescaped(html: &str) -> Cow<'_, str> {
    let mut text = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('&') {
        let after = &rest[at + 1..];
        let end = after
            .bytes()
            .take(LONGEST + 1)
            .position(|byte| byte == b';');
        let meant = end.and_then(|end| Some((character(&after[..end])?, &after[end + 1..])));
        let Some((meant, after)) = meant else {
            text.push_str(&rest[..=at]);
            rest = &rest[at + 1..];
            continue;
        };
        text.push_str(&rest[..at]);
        text.push(meant);
        rest = after;
    }
    if text.is_empty() {
        return rest.into();
    }
    text.push_str(rest);
    text.into()
}

/// The longest reference that is looked at: `#x10FFFF` with a few zeros.
const LONGEST: usize = 16;

fn character(name: &str) -> Option<char> {
    let number = match name {
        "amp" => return Some('&'),
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        "nbsp" => return Some('\u{a0}'),
        name => name.strip_prefix('#')?,
    };
    let number = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => number.parse(),
    };
    char::from_u32(number.ok()?).filter(|c| !c.is_control())
}
