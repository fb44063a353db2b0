//! The names of all tables in one sorted list, so that a word costs a dozen comparisons and no table is
//! read for it as a whole.

use std::sync::LazyLock;

use super::{CURL, EXIT, HRESULT, MYSQL, NTSTATUS, STOP, TLS, Table, WIN32};
use crate::entity::code::Code;

/// A table whose names stand for codes: the table, the family, and what stands before its key.
type Known = (&'static Table, &'static str, &'static str);

/// The tables; where two know a name, the one that comes first tells.
const KNOWN: [Known; 8] = [
    (&WIN32, "win32", "win32:"),
    (&HRESULT, "hresult", "0x"),
    (&NTSTATUS, "ntstatus", "0x"),
    (&STOP, "bugcheck", "0x"),
    (&MYSQL, "mysql", "mysql:"),
    (&CURL, "curl", "curl "),
    (&EXIT, "exit", "exit "),
    (&TLS, "tls", "tls alert "),
];

/// A name, the number of its table, and the key of its row.
struct Name {
    name: String,
    table: usize,
    key: &'static str,
}

/// Every name once, sorted. Made when the first is asked for.
static NAMES: LazyLock<Vec<Name>> = LazyLock::new(|| {
    let of_table = |(table, known): (usize, &Known)| {
        known.0.all().filter_map(move |row| {
            let (name, key) = (row.name()?, row.key);
            Some(Name { name, table, key })
        })
    };
    let mut names: Vec<Name> = KNOWN.iter().enumerate().flat_map(of_table).collect();
    // The sort keeps the order of the tables, so that the first of them stays.
    names.sort_by(|a, b| a.name.cmp(&b.name));
    names.dedup_by(|next, first| next.name == first.name);
    names
});

/// The code that a symbolic name stands for.
pub(in crate::entity::code) fn symbol(name: &str) -> Option<Code> {
    let at = NAMES
        .binary_search_by(|known| (*known.name).cmp(name))
        .ok()?;
    let known = &NAMES[at];
    let (_, family, before) = KNOWN[known.table];
    Some(Code {
        canonical: format!("{before}{}", known.key),
        family,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_every_table_stands_for_a_code() {
        for (table, ..) in KNOWN {
            for row in table.all() {
                let Some(name) = row.name() else { continue };
                assert!(symbol(&name).is_some(), "{name}");
            }
        }
    }

    #[test]
    fn the_first_table_that_knows_a_name_tells() {
        let told = |name| symbol(name).map(|code| code.canonical);
        assert_eq!(told("ERROR_NOT_SUPPORTED").as_deref(), Some("win32:50"));
        assert_eq!(told("STATUS_ACCESS_DENIED").as_deref(), Some("0xC0000022"));
        for unknown in ["", "_", "STATUS", "STATUS_", "_ACCESS_DENIED", "\t", "é"] {
            assert_eq!(told(unknown), None, "{unknown:?}");
        }
    }
}
