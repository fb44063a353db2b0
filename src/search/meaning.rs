//! What codes mean: files that the search page reads once an answer is shown.
//!
//! Each holds rows of a key, a tab and a line: of well-known codes, and of those that the site mentions and of
//! which more is known than the former tell. Its twin for browsers is `meaning.js`.

use std::collections::BTreeMap;

use super::term::term;
use crate::entity::code::{Code, brief, well_known};

/// How many files there are, on every site: which of them a code is in depends on nothing else.
pub const SHARDS: u32 = 12;

/// What the files hold for a site that mentions these codes.
#[must_use]
pub fn shards(codes: &[Code]) -> Vec<String> {
    let mut rows = BTreeMap::new();
    for (canonical, text) in well_known() {
        rows.entry(canonical.to_ascii_lowercase()).or_insert(text);
    }
    for code in codes {
        let key = code.canonical.to_lowercase();
        let known = keys(&key)
            .into_iter()
            .flatten()
            .find_map(|key| rows.get(&key));
        if let Some(text) = brief(code).filter(|text| known != Some(text)) {
            rows.insert(key, text);
        }
    }
    let mut shards = vec![String::new(); SHARDS as usize];
    for (key, text) in rows {
        let shard = &mut shards[shard(&key) as usize];
        for part in [&key, "\t", &text, "\n"] {
            shard.push_str(part);
        }
    }
    shards
}

/// The keys under which a code in lower case may stand, the most telling first: itself, the Win32 code that it
/// wraps, what it starts with.
fn keys(code: &str) -> [Option<String>; 3] {
    let start = match code.strip_prefix("0x") {
        Some(_) => code.get(..6),
        None => code.rfind([' ', '.', ':']).map(|end| &code[..end]),
    };
    let low = code.strip_prefix("0x8007");
    let number = low.and_then(|low| u16::from_str_radix(low, 16).ok());
    [
        Some(code.to_owned()),
        number.map(|number| format!("win32:{number}")),
        start.map(str::to_owned),
    ]
}

/// The file of a key: neighbours, which say much the same, share one.
fn shard(key: &str) -> u32 {
    let end = key.char_indices().next_back().map_or(0, |(at, _)| at);
    term(&key[..end]) % SHARDS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::code::{brief_or_about, read};

    fn found(shards: &[String], code: &str) -> Option<String> {
        let keys = keys(code).into_iter().flatten();
        let mut rows = keys.filter_map(|key| {
            let rows = shards[shard(&key) as usize].lines();
            let mut rows = rows.filter_map(|row| row.split_once('\t'));
            rows.find(|(known, _)| *known == key).map(|(_, text)| text)
        });
        rows.next().map(str::to_owned)
    }

    #[test]
    fn well_known_codes_are_told_as_they_are_explained() {
        let shards = shards(&[]);
        for code in [
            "0x80070005",
            "0x80070035",
            "0x80190193",
            "0xC0000005",
            "0x8004EEEE",
            "5.7.1",
            "5.7.999",
            "AADSTS50011",
            "ORA-12541",
            "event 1000",
        ] {
            let told = brief_or_about(&read(code).expect("a code"));
            assert_eq!(found(&shards, &code.to_lowercase()), told, "{code}");
        }
        assert_eq!(found(&shards, "nonsense"), None);
        assert_eq!(found(&shards, ""), None);
    }

    #[test]
    fn codes_of_the_site_are_told_and_change_only_their_own_file() {
        let codes = ["HTTP 404", "ENOSPC", "0x80070005"].map(|code| read(code).expect("a code"));
        let (without, with) = (shards(&codes[2..]), shards(&codes[1..]));
        assert_eq!(without, shards(&[]), "it is well known");
        assert_eq!(
            found(&with, "enospc").as_deref(),
            Some("No space left on device")
        );
        let changed = without.iter().zip(&with).filter(|(a, b)| a != b).count();
        assert_eq!(changed, 1);
        let told = found(&shards(&codes), "http 404").expect("it is told");
        assert!(told.ends_with("(Not Found)"), "{told}");
    }
}
