//! Characters that command a terminal rather than show something, made visible.

use std::borrow::Cow;
use std::fmt::Write as _;

/// A text on one line whose control characters can be seen and do nothing: a terminal must not
/// obey the name of a file.
///
/// Control characters become their pictures (`␛`, `␊`), those without a picture and the marks
/// that turn the direction of a text become `\u{9b}`.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    replaced(text, |c| c.is_control() || turns(c))
}

/// The same for a text of several lines: line breaks and tabs stay.
#[must_use]
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    let stays = |c| matches!(c, '\n' | '\t');
    replaced(text, |c| (c.is_control() && !stays(c)) || turns(c))
}

/// JSON in which such characters are escaped; it says the same.
#[must_use]
pub fn visible_json(json: &str) -> Cow<'_, str> {
    let is_hidden = |c: char| matches!(c, '\u{7f}'..='\u{9f}') || turns(c);
    if !json.contains(is_hidden) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 8);
    for c in json.chars() {
        if is_hidden(c) {
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

fn replaced(text: &str, is_hidden: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            c if !is_hidden(c) => out.push(c),
            '\0'..='\u{1f}' => out.extend(char::from_u32(0x2400 + u32::from(c))),
            '\u{7f}' => out.push('\u{2421}'),
            c => out.extend(c.escape_unicode()),
        }
    }
    Cow::Owned(out)
}

/// Whether a character turns the direction of what follows (Unicode, UAX #9), or ends a line
/// for some programs.
fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_commands_a_terminal_is_shown() {
        for (text, shown) in [
            ("plain é 漢 \u{1f600}", "plain é 漢 \u{1f600}"),
            ("\u{1b}]0;x\u{7}\u{7f}", "␛]0;x␇␡"),
            ("a\u{9b}31m", "a\\u{9b}31m"),
            ("a\nb\tc\rd", "a␊b␉c␍d"),
            ("a\u{202e}dm.exe", "a\\u{202e}dm.exe"),
        ] {
            assert_eq!(visible(text), shown);
        }
        assert_eq!(visible_lines("a\n\tb\r\u{1b}"), "a\n\tb␍␛");
        assert_eq!(
            visible_json("[\"a\u{9b}\u{202e}\"]"),
            "[\"a\\u009b\\u202e\"]"
        );
    }
}
