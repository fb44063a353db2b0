//! Bytes become text: UTF-8 with or without a byte order mark, UTF-16 with one.
//!
//! Text always comes back if the bytes are text at all; what is not valid in its encoding
//! becomes U+FFFD, and the first such place is told.

use std::sync::Arc;

/// Decoded text.
pub(super) struct Decoded {
    /// Without its byte order mark.
    pub text: Arc<str>,
    /// The first place that was not valid.
    pub flaw: Option<Flaw>,
}

/// A place that was not valid in its encoding.
pub(super) struct Flaw {
    /// The byte offset of the replacement character in the decoded text.
    pub offset: usize,
    /// What is wrong, as a clause.
    pub what: String,
    /// What to do.
    pub help: &'static str,
}

/// Decodes a file. `None` when it is not text: it has NUL characters, or more than a tenth of
/// it are control characters.
pub(super) fn decode(bytes: &[u8]) -> Option<Decoded> {
    let decoded = match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => return is_text(rest).then(|| utf8(rest)),
        _ => return is_text(bytes).then(|| utf8(bytes)),
    };
    is_text(decoded.text.as_bytes()).then_some(decoded)
}

fn utf8(bytes: &[u8]) -> Decoded {
    match str::from_utf8(bytes) {
        Ok(text) => Decoded {
            text: text.into(),
            flaw: None,
        },
        Err(error) => {
            let offset = error.valid_up_to();
            Decoded {
                text: String::from_utf8_lossy(bytes).into(),
                flaw: Some(Flaw {
                    offset,
                    what: format!("the byte 0x{:02X} is not valid UTF-8 here", bytes[offset]),
                    help: "save the file as UTF-8; it may have been saved as Windows-1252 (ANSI)",
                }),
            }
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Decoded {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
    let mut flaw = None;
    let mut replace = |text: &mut String, what: String| {
        flaw.get_or_insert(Flaw {
            offset: text.len(),
            what,
            help: "save the file again, as UTF-8",
        });
        text.push(char::REPLACEMENT_CHARACTER);
    };
    for character in char::decode_utf16(pairs.iter().map(|&pair| unit(pair))) {
        match character {
            Ok(character) => text.push(character),
            Err(half) => replace(
                &mut text,
                format!(
                    "0x{:04X} is half a character of UTF-16 here",
                    half.unpaired_surrogate()
                ),
            ),
        }
    }
    if !odd.is_empty() {
        replace(&mut text, "the UTF-16 text ends in half a unit".to_owned());
    }
    Decoded {
        text: text.into(),
        flaw,
    }
}

fn is_text(bytes: &[u8]) -> bool {
    !bytes.contains(&0) && controls(bytes) <= bytes.len() / 10
}

/// Counts control characters other than white space. Sums of 255 bytes fit a `u8`, which lets
/// the compiler count a register of bytes at a time.
fn controls(bytes: &[u8]) -> usize {
    let is_control = |byte: u8| (byte < 0x20 && !(b'\t'..=b'\r').contains(&byte)) || byte == 0x7F;
    bytes
        .chunks(255)
        .map(|chunk| {
            usize::from(
                chunk
                    .iter()
                    .map(|&byte| u8::from(is_control(byte)))
                    .sum::<u8>(),
            )
        })
        .sum()
}
