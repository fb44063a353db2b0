//! Codes of databases, and of vendors whose codes are a prefix and a number.

use super::family::{Family, command, quoted, says, silent};
use super::lead::Kind;
use super::scan::{Hit, Place, after_blanks, after_dash, digits, first_word, starts_with_phrase};
use super::windows::{counts, no_spellings};

/// The families of this file.
#[rustfmt::skip]
pub(super) static FAMILIES: &[Family] = &[
    Family {
        id: "vendor",
        name: "Vendor code",
        about: "A vendor's or component's prefix and a number: `ORA-00942` of Oracle, `MY-010119` of MySQL.",
        pattern: r"[A-Z][A-Z0-9]{1,7}[-\u{2010}\u{2011}\u{2212}\u{2013}]\d{1,7}[A-Z]?",
        context: "With a known prefix anywhere; with any other after words such as `error code`.",
        canonical: "the code with a hyphen, those of Oracle Database with five digits: `ORA-00942`",
        spellings: vendor_spellings,
        examples: &[
            says("ORA-00942: table or view does not exist", "ORA-00942"),
            says("TNS\u{2011}12541 and PLS-00201", "TNS-12541;PLS-00201"),
            says("Error code: XYZ-1234", "XYZ-1234"),
            command("oerr ORA-00942", "ORA-00942"),
            says("ORA-600 and ORA-1555 are in the alert log.", "ORA-00600;ORA-01555"),
            says("ORA-1: a value stands there twice; PLS-201", "ORA-00001;PLS-00201"),
            silent("ORA-0 and ORA-00000 tell that all went well; ORA-12c is none."),
            silent("ISO-8859 and RFC-2822"),
            silent("Part ABC-12345 is sold; ticket EXP-123 is closed."),
            silent("PLS-STR 12"),
        ],
    },
    Family {
        id: "db2",
        name: "Db2 message",
        about: "The number of an SQL message of IBM Db2; `N` is an error, `W` a warning.",
        pattern: r"(?i)SQL\d{4,5}[NWC]|SQLCODE.{0,4}?[-\u{2212}]?\d{1,5}",
        context: "Anywhere; numbers after `SQLCODE`.",
        canonical: "`SQL0911N`",
        spellings: db2_spellings,
        examples: &[
            says("SQL0911N  The current transaction has been rolled back.", "SQL0911N"),
            says("DB2 SQL Error: SQLCODE=-204, SQLSTATE=42704", "SQL0204N;SQLSTATE 42704"),
            silent("SQL2019 and SQL12345"),
        ],
    },
    Family {
        id: "sqlstate",
        name: "SQLSTATE",
        about: "The five characters with which a database says what is wrong with a statement (ISO/IEC 9075, and PostgreSQL's own).",
        pattern: r"(?i)(sql ?state.{0,4}?)?[0-9A-Z]{5}",
        context: "After `SQLSTATE` and `SQL state`; where PostgreSQL and MySQL write it.",
        canonical: "`SQLSTATE 42P01`",
        spellings: no_spellings,
        examples: &[
            says("SQLSTATE 42P01", "SQLSTATE 42P01"),
            says("SQL state: 23505", "SQLSTATE 23505"),
            quoted("ERROR:  42P01: relation \"orders\" does not exist", "SQLSTATE 42P01"),
            says("SQLSTATE[HY000] [2002] Connection refused", "SQLSTATE HY000;mysql:2002"),
            silent("The state 42P01 of the art"),
            silent("SQLSTATE is a class."),
        ],
    },
    Family {
        id: "mysql",
        name: "MySQL error",
        about: "The number of an error of a MySQL or MariaDB server or client.",
        pattern: r"(?i)(((mysql|mariadb).{0,12}?|error |mysql:))?\d{4}",
        context: "After `MySQL error`; where `ERROR` stands before and an SQLSTATE after.",
        canonical: "`mysql:1045`",
        spellings: mysql_spellings,
        examples: &[
            says("ERROR 1045 (28000): Access denied for user", "mysql:1045;SQLSTATE 28000"),
            says("MySQL error 1213", "mysql:1213"),
            says("MariaDB error code 1044", "mysql:1044"),
            silent("MySQL 5744 is a build."),
            silent("Room 1045 (28000 seats)"),
        ],
    },
    Family {
        id: "mssql",
        name: "SQL Server error",
        about: "The number of a message of Microsoft SQL Server.",
        pattern: r"(?i)(msg|error|sql server.{0,20}?|mssql:).{0,8}?\d{1,5}",
        context: "After `Msg` where a level follows, after `Error` where a severity follows, after `SQL Server error`.",
        canonical: "`mssql:208`",
        spellings: mssql_spellings,
        examples: &[
            says("Msg 208, Level 16, State 1, Line 1", "mssql:208"),
            quoted("Error: 18456, Severity: 14, State: 8.", "mssql:18456"),
            says("(Microsoft SQL Server, Error: 4060)", "mssql:4060"),
            silent("Msg 208 of the thread"),
            silent("SQL Server 2019"),
        ],
    },
];

/// Prefixes of vendors' codes: Oracle (error messages reference), MySQL, VMware, Team Foundation.
const PREFIXES: &[&str] = &[
    "ACFS", "AMDU", "ASMCMD", "AUD", "CLSR", "CLSU", "CRS", "DBT", "DBV", "DGM", "DIA", "DRG",
    "EXP", "IMP", "INS", "JMS", "KUP", "LCD", "LFI", "LPX", "LRM", "LSX", "MOD", "MY", "NCR",
    "NID", "NNC", "NNF", "NNL", "NNO", "NPL", "NZE", "O2F", "O2I", "O2U", "OCI", "OGG", "OKE",
    "ORA", "PCB", "PCC", "PLS", "PLW", "PRCA", "PRCC", "PRCD", "PRCR", "PRCT", "PRCZ", "PRGH",
    "PROT", "PRVF", "PRVG", "QSM", "RMAN", "SP2", "SQL", "TNS", "UDE", "UDI", "VID", "XOQ",
    "CLSRSC", "TF", "FRM", "REP", "EM", "OUI", "OPW",
];

/// Those of them whose numbers have five digits, of which people leave out the zeros at the start.
pub(super) const FIVE_DIGITS: &[&str] = &[
    "DBV", "DRG", "EXP", "IMP", "KUP", "LPX", "LRM", "NID", "ORA", "PLS", "PLW", "QSM", "RMAN",
    "TNS", "UDE", "UDI",
];

/// Prefixes that are known with numbers of three digits too; with the others those may be a ticket's.
const SHORT: &[&str] = &["ORA", "PLS", "SP2", "TF", "TNS"];

/// `ORA-00942`, and `XYZ-1234` where a code is expected.
pub(super) fn vendor(place: &Place<'_>) -> Option<Hit> {
    let word = place.word();
    let is_prefix = (2..=8).contains(&word.len())
        && word.starts_with(|c: char| c.is_ascii_uppercase())
        && word
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if !is_prefix || matches!(place.previous(), b'-' | b'.' | b'\\' | b'/' | b'$') {
        return None;
    }
    let rest = after_dash(place.after())?;
    let number = first_word(rest);
    let is_padded = FIVE_DIGITS.contains(&word) && number.len() <= 5;
    let least = if word == "ORA" { 1 } else { 3 };
    let is_number = digits(rest) == number && (least..=7).contains(&number.len());
    let ends = !matches!(rest.as_bytes().get(number.len()..), Some([b'-', b, ..]) if b.is_ascii_alphanumeric());
    if !is_number || !ends || (is_padded && number.bytes().all(|b| b == b'0')) {
        return None;
    }
    let is_long = number.len() >= 4 || SHORT.contains(&word);
    let is_known = PREFIXES.contains(&word) && is_long;
    let is_expected = place
        .lead()
        .is_some_and(|lead| lead.explicit && matches!(lead.kind, Kind::Error | Kind::Code));
    (is_known || is_expected).then_some(())?;
    let end = place.text.len() - rest.len() + number.len();
    let canonical = if is_padded {
        format!("{word}-{number:0>5}")
    } else {
        format!("{word}-{number}")
    };
    place.hit_at(place.start..end, "vendor", canonical)
}

/// `SQL0911N` and `42P01`.
pub(super) fn lettered(place: &Place<'_>) -> Option<Hit> {
    let word = place.word();
    let db2 = word
        .strip_prefix("SQL")
        .and_then(|rest| rest.strip_suffix(['N', 'W', 'C']));
    if db2.is_some_and(|n| matches!(n.len(), 4 | 5) && n.bytes().all(|b| b.is_ascii_digit())) {
        return place.hit("db2", word);
    }
    sqlstate(place)
}

/// The five characters of an SQLSTATE, where one is expected.
fn sqlstate(place: &Place<'_>) -> Option<Hit> {
    let word = place.word();
    let is_shaped = word.len() == 5
        && word
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if !is_shaped {
        return None;
    }
    let lead = place.lead();
    let canonical = format!("SQLSTATE {word}");
    if lead.is_some_and(|lead| lead.kind == Kind::SqlState && !lead.gap.line) {
        return place.led_hit("sqlstate", canonical);
    }
    // `ERROR:  42P01: relation …` of PostgreSQL, `ERROR 1045 (28000): …` of MySQL.
    let starts = place.before().trim_end_matches([' ', '(', ':']);
    let is_said = ["ERROR", "FATAL", "PANIC"]
        .iter()
        .any(|level| starts.ends_with(level));
    let is_postgres = is_said && place.next() == b':' && has_class(word);
    let is_mysql = starts.is_empty()
        && place.previous() == b'('
        && place.after().starts_with("):")
        && lead.is_some_and(|lead| matches!(lead.kind, Kind::Error | Kind::MySql));
    (is_postgres || is_mysql).then_some(())?;
    place.hit("sqlstate", canonical)
}

/// Whether the first two characters are a class of SQLSTATE; from PostgreSQL's manual, appendix A.
fn has_class(word: &str) -> bool {
    const CLASSES: &[&str] = &[
        "01", "02", "03", "08", "09", "0A", "0B", "0F", "0L", "0P", "0Z", "20", "21", "22", "23",
        "24", "25", "26", "27", "28", "2B", "2D", "2F", "34", "38", "39", "3B", "3D", "3F", "40",
        "42", "44", "53", "54", "55", "57", "58", "72", "F0", "HV", "P0", "XX",
    ];
    CLASSES.contains(&&word[..2])
}

/// Errors of MySQL, SQL Server, Db2, and SQLSTATEs of digits.
pub(super) fn number(place: &Place<'_>) -> Option<Hit> {
    if let Some(hit) = sqlstate(place) {
        return Some(hit);
    }
    let lead = place.lead()?;
    let value: u32 = place.word().parse().ok().filter(|&value| value > 0)?;
    if !place.is_alone() && lead.kind != Kind::SqlCode {
        return None;
    }
    match lead.kind {
        Kind::SqlCode if value < 100_000 => {
            let sign = if after_dash(place.before_sign()).is_some() {
                'N'
            } else {
                'W'
            };
            place.led_hit("db2", format!("SQL{value:04}{sign}"))
        }
        Kind::MySql if value < 100_000 && !counts(place) => {
            place.led_hit("mysql", format!("mysql:{value}"))
        }
        // PHP's PDO: `SQLSTATE[HY000] [2002]`.
        Kind::SqlState if place.is_bracketed() && (1000..10_000).contains(&value) => {
            place.hit("mysql", format!("mysql:{value}"))
        }
        Kind::Error if (1000..10_000).contains(&value) && is_mysql(place.after()) => {
            place.led_hit("mysql", format!("mysql:{value}"))
        }
        Kind::SqlServer if value < 100_000 && !counts(place) => {
            place.led_hit("mssql", format!("mssql:{value}"))
        }
        Kind::Message | Kind::Error if value < 100_000 && is_graded(place.after()) => {
            place.led_hit("mssql", format!("mssql:{value}"))
        }
        _ => None,
    }
}

/// Whether an SQLSTATE follows, as MySQL's client writes it.
fn is_mysql(after: &str) -> bool {
    let Some(state) = after.strip_prefix(" (") else {
        return false;
    };
    first_word(state).len() == 5 && state[5..].starts_with(')')
}

/// Whether the level or severity of a message follows, as SQL Server writes it.
fn is_graded(after: &str) -> bool {
    let Some(rest) = after.strip_prefix(',') else {
        return false;
    };
    let rest = after_blanks(rest);
    starts_with_phrase(rest, "Level") || starts_with_phrase(rest, "Severity")
}

/// The code of Oracle Database without the zeros at its start.
fn vendor_spellings(canonical: &str) -> Vec<String> {
    let Some((prefix, number)) = canonical.split_once('-') else {
        return Vec::new();
    };
    let short = number.trim_start_matches('0');
    let is_read = match prefix {
        "ORA" => true,
        _ if SHORT.contains(&prefix) => short.len() > 2,
        _ => short.len() > 3,
    };
    let has_short = FIVE_DIGITS.contains(&prefix) && short.len() < number.len() && is_read;
    let short = has_short.then(|| format!("{prefix}-{short}"));
    short.into_iter().collect()
}

fn db2_spellings(canonical: &str) -> Vec<String> {
    let number = canonical
        .trim_start_matches("SQL")
        .trim_end_matches(['N', 'W', 'C']);
    let sign = if canonical.ends_with('N') { "-" } else { "" };
    let number: u32 = number.parse().unwrap_or_default();
    vec![format!("SQLCODE={sign}{number}")]
}

fn mysql_spellings(canonical: &str) -> Vec<String> {
    let number = canonical.trim_start_matches("mysql:");
    vec![format!("MySQL error {number}")]
}

fn mssql_spellings(canonical: &str) -> Vec<String> {
    let number = canonical.trim_start_matches("mssql:");
    vec![format!("SQL Server error {number}")]
}

impl<'t> Place<'t> {
    /// The sign before the number, if one stands there.
    fn before_sign(&self) -> &'t str {
        let before = self.before();
        let sign = before.char_indices().next_back();
        sign.map_or("", |(at, _)| &before[at..])
    }

    fn is_bracketed(&self) -> bool {
        self.previous() == b'[' && self.next() == b']'
    }
}
