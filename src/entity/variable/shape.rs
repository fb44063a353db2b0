//! The shapes of paths, names and addresses. Each function tells the length in bytes of what stands at
//! the start of a text.

use super::{LONGEST, run};

/// The length of the folders and the file at the start of `text`, each after a backslash. Blanks may
/// stand in the name of a folder, not in that of the file, where the sentence may go on.
pub(super) fn folders(text: &str) -> usize {
    let mut length = 0;
    while let Some(rest) = text[length..].strip_prefix('\\') {
        let near = first(rest, LONGEST);
        let end = near.find(|c: char| c.is_control() || "\\/:*?\"'<>|;,".contains(c));
        if let Some(at) = end.filter(|&at| near[at..].starts_with('\\')) {
            length += 1 + at;
            continue;
        }
        let file = rest.find(|c: char| c.is_whitespace() || "\\/:*?\"'<>|;,)]".contains(c));
        return length + 1 + file.unwrap_or(rest.len());
    }
    length
}

/// The length of a value of a distinguished name; words after a blank belong to it while another key
/// follows before the clause ends.
pub(super) fn value_length(text: &str) -> usize {
    let stop = |c: char| c.is_control() || ",\"'=<>;".contains(c);
    let near = first(text, LONGEST);
    let end = near.find(stop).unwrap_or(near.len());
    if text[end..].starts_with(',') {
        return end;
    }
    text[..end].find(' ').unwrap_or(end)
}

/// The first `most` characters of a text.
pub(super) fn first(text: &str, most: usize) -> &str {
    let end = text.char_indices().nth(most).map(|(at, _)| at);
    &text[..end.unwrap_or(text.len())]
}

/// Five groups of hexadecimal digits.
pub(super) fn guid(bytes: &[u8]) -> Option<usize> {
    const LENGTH: usize = 36;
    let guid = bytes.get(..LENGTH)?;
    let fits = guid.iter().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    });
    fits.then_some(LENGTH)
}

/// Eight groups of hexadecimal digits, or fewer around `::`.
pub(super) fn ipv6(bytes: &[u8]) -> Option<usize> {
    let first = run(bytes, |byte| byte.is_ascii_hexdigit());
    if bytes.get(first) != Some(&b':') {
        return None;
    }
    let length = run(bytes, |byte| byte.is_ascii_hexdigit() || byte == b':');
    let address = bytes[..length]
        .strip_suffix(b":")
        .unwrap_or(&bytes[..length]);
    let groups = address.split(|&byte| byte == b':');
    let short = groups.clone().all(|group| group.len() <= 4);
    let gap = address.windows(2).any(|two| two == b"::");
    let colons = groups.clone().count() - 1;
    let digits = groups.filter(|group| !group.is_empty()).count();
    let fits = short && (colons == 7 || gap && (2..=7).contains(&colons) && digits >= 2);
    fits.then_some(address.len())
}
