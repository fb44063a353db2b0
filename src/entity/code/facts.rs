//! What is known of well-known codes: symbolic names and meanings, from tables that each name their
//! source.
//!
//! A code tells by its canonical spelling which table knows it; the id of its family is asked only
//! where that leaves a choice (a number alone, a stop code).

mod table;
mod value;
mod names;

pub(super) use names::symbol;
pub(super) use table::{Row, Table};
pub(super) use value::Value;

use std::borrow::Cow;

use super::Code;

const MS_ERREF: &str = "Microsoft Open Specifications, [MS-ERREF]";

macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident = $file:literal, $kind:ident, $prefix:literal, $source:expr;)*) => {
        $($(#[$doc])*
        pub(super) static $name: Table =
            Table::$kind($source, include_str!(concat!("facts/", $file, ".tsv"))).with_prefix($prefix);)*

        #[cfg(test)]
        static TABLES: &[&Table] = &[$(&$name),*];
    };
}

tables! {
    WIN32 = "win32", of_numbers, "ERROR", MS_ERREF;
    HRESULT = "hresult", of_texts, "", "Microsoft Open Specifications, [MS-ERREF] and Windows headers";
    /// The number is the Win32 code of the same condition.
    NTSTATUS = "ntstatus", of_texts, "STATUS", MS_ERREF;
    FACILITY = "facility", of_numbers, "", MS_ERREF;
    STOP = "stop", of_texts, "", "Windows driver documentation, Bug Check Code Reference";
    HTTP = "http", of_numbers, "", "IANA, HTTP Status Code Registry";
    /// The status with its substatus.
    IIS = "iis", of_texts, "", "Microsoft, HTTP status codes in IIS";
    SIP = "sip", of_numbers, "", "IANA, Session Initiation Protocol Parameters";
    SMTP = "smtp", of_numbers, "", "RFC 5321";
    /// Subject and detail; a key of one number is a subject.
    ENHANCED = "enhanced", of_texts, "", "RFC 3463 and IANA, SMTP Enhanced Status Codes";
    /// The name of a row is its number; the number is the Win32 code of the same condition.
    ERRNO = "errno", of_texts, "", "POSIX and the Linux user-space headers";
    SIGNAL = "signal", of_numbers, "", "POSIX, signal(7)";
    EXIT = "exit", of_numbers, "", "POSIX, sysexits.h";
    SYSTEMD = "systemd", of_numbers, "", "systemd.exec(5)";
    CURL = "curl", of_numbers, "", "curl documentation, libcurl-errors";
    TLS = "tls", of_numbers, "", "IANA, TLS Alerts";
    BROWSER = "browser", of_texts, "", "Chromium and Firefox, network errors";
    /// A key of two characters is a class.
    SQLSTATE = "sqlstate", of_texts, "", "ISO/IEC 9075, ODBC and PostgreSQL Error Codes";
    MYSQL = "mysql", of_numbers, "", "MySQL Error Message Reference";
    ORACLE = "oracle", of_texts, "", "Oracle Database Error Messages";
    KUBERNETES = "kubernetes", of_texts, "", "Kubernetes documentation";
    AADSTS = "aadsts", of_numbers, "", "Microsoft Entra authentication and authorization error codes";
    EXCEPTION = "exception", of_texts, "", ".NET API reference";
    VBA = "vba", of_numbers, "", "Visual Basic for Applications reference";
    MSSQL = "mssql", of_numbers, "", "SQL Server documentation, Database Engine errors";
    /// The name of a row is its number.
    KERBEROS = "kerberos", of_texts, "", "RFC 4120";
    /// The name of a row is its number.
    ESE = "ese", of_texts, "", "Windows headers, esent.h";
    RESULT = "result", of_texts, "", "systemd.service(5), systemd.exec(5)";
    EXCEL = "excel", of_texts, "", "Excel documentation";
}

/// What is known of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Its symbolic name (`E_ACCESSDENIED`, `Not Found`), unless the code is that name itself.
    pub name: Option<Cow<'static, str>>,
    /// What it says or means, without a full stop.
    pub message: Option<Cow<'static, str>>,
    /// Where it is documented.
    pub source: &'static str,
}

/// What is known of a code, if it is a well-known one.
///
/// Costs a microsecond or so.
#[must_use]
pub fn fact(code: &Code) -> Option<Fact> {
    let mut fact = match Key::of(code) {
        Key::Value(value) => value.fact(),
        Key::Stop(value) => of_row(&STOP, &format!("{value:08X}")),
        Key::Row(table, key) => of_row(table, &key),
        Key::Named(table, name) => of_row(table, name).map(Fact::without_name),
        Key::Signal(number) => of_row(&SIGNAL, &number.to_string()),
        Key::Exit(number) => exit(number),
        Key::Enhanced(_, rest) => of_row(&ENHANCED, rest),
        Key::Symbol(name) => fact(&symbol(name)?),
        Key::Number(_) | Key::None => None,
    }?;
    fact.name = fact.name.filter(|name| *name != code.canonical);
    Some(fact)
}

impl Fact {
    fn of(table: &'static Table, row: Row) -> Self {
        Self {
            name: row.name().map(Cow::Owned),
            message: Some(row.message)
                .filter(|message| !message.is_empty())
                .map(Cow::Borrowed),
            source: table.source,
        }
    }

    /// The fact in a row whose name is a number.
    fn without_name(self) -> Self {
        Self { name: None, ..self }
    }
}

/// The fact in a row of a table.
pub(super) fn of_row(table: &'static Table, key: &str) -> Option<Fact> {
    table.row(key).map(|row| Fact::of(table, row))
}

/// What knows a code.
#[derive(Debug)]
pub(super) enum Key<'c> {
    /// A value of 32 bits: HRESULT, NTSTATUS, or a Win32 code in hexadecimal.
    Value(Value),
    /// A bug check.
    Stop(u32),
    /// A row of one table.
    Row(&'static Table, Cow<'c, str>),
    /// A row whose key is a name and whose name is its number (`ENOENT`).
    Named(&'static Table, &'c str),
    /// A signal, by its number.
    Signal(i64),
    /// An exit code.
    Exit(i64),
    /// An enhanced mail status: its class, and its subject and detail.
    Enhanced(u8, &'c str),
    /// The symbolic name of a code.
    Symbol(&'c str),
    /// A number of which nobody says whose it is (`error 1603`).
    Number(i64),
    /// Nothing does.
    None,
}

/// The words that stand before a number in a canonical spelling, or in the id of a family whose
/// canonical spelling is the number alone.
const WORDS: &[(&str, &Table)] = &[
    ("win32", &WIN32),
    ("smtp", &SMTP),
    ("sip", &SIP),
    ("curl", &CURL),
    ("sqlstate", &SQLSTATE),
    ("mysql", &MYSQL),
    ("mariadb", &MYSQL),
    ("mssql", &MSSQL),
    ("tls", &TLS),
    ("alert", &TLS),
    ("aadsts", &AADSTS),
    ("run-time", &VBA),
    ("runtime", &VBA),
    ("vba", &VBA),
];

impl<'c> Key<'c> {
    pub(super) fn of(code: &'c Code) -> Self {
        let canonical = code.canonical.as_str();
        if let Some(value) = Value::read(canonical) {
            return match code.family {
                "bugcheck" | "stop" => Self::Stop(value.bits()),
                _ => Self::Value(value),
            };
        }
        if let Some((class, rest)) = enhanced(canonical) {
            return Self::Enhanced(class, rest);
        }
        match canonical.rsplit_once([' ', ':']) {
            Some((words, key)) => Self::of_words(words, key),
            None => Self::of_word(canonical, code.family),
        }
    }

    /// `HTTP 403`, `win32:5`, `exit code 137`.
    fn of_words(words: &str, key: &'c str) -> Self {
        let word = words.split([' ', ':']).next().unwrap_or_default();
        let number = || key.parse().ok();
        match word.to_ascii_lowercase().as_str() {
            "error" => number().map_or(Self::None, Self::Number),
            "exit" => number().map_or(Self::None, Self::Exit),
            "signal" => number().map_or(Self::None, Self::Signal),
            "systemd" if number().is_none() => Self::Row(&RESULT, key.into()),
            "systemd" => Self::Row(&SYSTEMD, key.into()),
            "http" if IIS.row(key).is_some() => Self::Row(&IIS, key.into()),
            // What stands behind the full stop refines it.
            "http" => Self::Row(&HTTP, key.split('.').next().unwrap_or(key).into()),
            word => WORDS
                .iter()
                .find(|(known, _)| *known == word)
                .map_or(Self::None, |(_, table)| Self::Row(table, key.into())),
        }
    }

    /// `AADSTS50011`, `ENOENT`, `203/EXEC`, `550`.
    fn of_word(word: &'c str, family: &str) -> Self {
        let is_capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
        let row = |table, key: &'c str| Self::Row(table, key.into());
        if let Some(number) = word.strip_prefix("AADSTS") {
            row(&AADSTS, number)
        } else if word.starts_with("ORA-") {
            row(&ORACLE, word)
        } else if word.starts_with('#') {
            row(&EXCEL, word)
        } else if let Some((number, _)) = word.split_once('/') {
            row(&SYSTEMD, number)
        } else if word.starts_with(|c: char| c.is_ascii_digit()) || family == "sqlstate" {
            Self::of_words(family, word)
        } else if BROWSER.row(word).is_some() {
            row(&BROWSER, word)
        } else if word.starts_with('E') && word.chars().all(is_capital) || word.starts_with("EAI_")
        {
            Self::Named(&ERRNO, word)
        } else if word.starts_with("KDC_") || word.starts_with("KRB_") {
            Self::Named(&KERBEROS, word)
        } else if word.starts_with("JET_") {
            Self::Named(&ESE, word)
        } else if word.starts_with("SIG") {
            let row = SIGNAL.named(word);
            let number = row.and_then(|row| row.key.parse().ok());
            number.map_or(Self::None, Self::Signal)
        } else if word.contains('_') || word.chars().all(is_capital) {
            Self::Symbol(word)
        } else if EXCEPTION.row(word).is_some() {
            row(&EXCEPTION, word)
        } else {
            row(&KUBERNETES, word)
        }
    }
}

/// The class, and subject and detail, of `5.7.1`.
fn enhanced(text: &str) -> Option<(u8, &str)> {
    let (class, rest) = text.split_once('.')?;
    let (subject, detail) = rest.split_once('.')?;
    let is_number = |text: &str| {
        (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let class = match class {
        "2" => 2,
        "4" => 4,
        "5" => 5,
        _ => return None,
    };
    (is_number(subject) && is_number(detail)).then_some((class, rest))
}

/// The fact about an exit code: one of a shell's or system's, a signal, a Windows status, or (from
/// 1000 on, where installers tell them) a Win32 code.
fn exit(number: i64) -> Option<Fact> {
    if let Some(signal) = signal_of_exit(number) {
        return of_row(&SIGNAL, &signal.to_string());
    }
    match Value::of_number(number) {
        Some(value) if value.is_error() => value.fact(),
        _ if number >= 1000 => of_row(&WIN32, &number.to_string()),
        _ => of_row(&EXIT, &number.to_string()),
    }
}

/// The signal that an exit code of 128 + n tells.
pub(super) fn signal_of_exit(number: i64) -> Option<i64> {
    (129..=159).contains(&number).then(|| number - 128)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(canonical: &str, family: &'static str) -> (String, String) {
        let code = Code {
            canonical: canonical.to_owned(),
            family,
        };
        let Some(fact) = fact(&code) else {
            return Default::default();
        };
        (
            fact.name.unwrap_or_default().into_owned(),
            fact.message.unwrap_or_default().into_owned(),
        )
    }

    #[test]
    fn well_known_codes_have_their_names() {
        for (code, name) in [
            ("0x80070005", "E_ACCESSDENIED"),
            ("0x80070002", "ERROR_FILE_NOT_FOUND"),
            ("0x80004005", "E_FAIL"),
            ("0xC0000005", "STATUS_ACCESS_VIOLATION"),
            ("0xC0000022", "STATUS_ACCESS_DENIED"),
            ("0xC000006D", "STATUS_LOGON_FAILURE"),
            ("0xD0000022", "STATUS_ACCESS_DENIED"),
            ("0x80131500", "COR_E_EXCEPTION"),
            ("0x8024402C", "WU_E_PT_WINHTTP_NAME_NOT_RESOLVED"),
            ("0x80090302", "SEC_E_UNSUPPORTED_FUNCTION"),
            ("0x800B0109", "CERT_E_UNTRUSTEDROOT"),
            ("0x8004010F", "MAPI_E_NOT_FOUND"),
            ("0x80041010", "WBEM_E_INVALID_CLASS"),
            ("0x80310000", "FVE_E_LOCKED_VOLUME"),
            ("0x800F081F", "CBS_E_SOURCE_MISSING"),
            ("0x00041301", "SCHED_S_TASK_RUNNING"),
            ("0x00000005", "ERROR_ACCESS_DENIED"),
            ("0x80190193", "Forbidden"),
            ("0xCAA70004", "ERROR_INET_RESOURCE_NOT_FOUND"),
            ("0xCAA82EE2", "ERROR_INTERNET_TIMEOUT"),
            ("0x80073701", "ERROR_SXS_ASSEMBLY_MISSING"),
            ("win32:1326", "ERROR_LOGON_FAILURE"),
            ("win32:1722", "RPC_S_SERVER_UNAVAILABLE"),
            ("win32:10061", "WSAECONNREFUSED"),
            ("win32:12029", "ERROR_INTERNET_CANNOT_CONNECT"),
            ("win32:2250", "ERROR_NOT_CONNECTED"),
            ("HTTP 404", "Not Found"),
            ("AADSTS50011", "InvalidReplyTo"),
            ("exit 137", "SIGKILL"),
            ("exit code 139", "SIGSEGV"),
            ("exit -1073741819", "STATUS_ACCESS_VIOLATION"),
            ("curl 7", "CURLE_COULDNT_CONNECT"),
            ("SQLSTATE 42P01", "undefined_table"),
            ("systemd:203", "EXEC"),
            ("203/EXEC", "EXEC"),
            ("HTTP 403.99", "Forbidden"),
            ("SIP 486", "Busy Here"),
            ("exit 1603", "ERROR_INSTALL_FAILURE"),
            ("tls alert 48", "unknown_ca"),
            ("mysql:1045", "ER_ACCESS_DENIED_ERROR"),
        ] {
            assert_eq!(told(code, "").0, name, "{code}");
        }
        assert_eq!(told("0x0000007B", "bugcheck").0, "INACCESSIBLE_BOOT_DEVICE");
    }

    #[test]
    fn a_name_is_found_as_well_as_a_number() {
        for (name, message) in [
            ("E_ACCESSDENIED", "Access is denied"),
            ("ERROR_ACCESS_DENIED", "Access is denied"),
            (
                "CRITICAL_PROCESS_DIED",
                "A process that the system needs has ended",
            ),
            (
                "ER_LOCK_DEADLOCK",
                "A deadlock; one transaction was rolled back",
            ),
            (
                "ERR_NAME_NOT_RESOLVED",
                "The name of the host could not be resolved",
            ),
            ("ENOSPC", "No space left on device"),
            ("SIGTERM", "Asked to end"),
            (
                "WSAECONNRESET",
                "The other side closed the connection abruptly",
            ),
            ("JET_errDiskFull", "The disk is full"),
            (
                "HTTP 500.19",
                "The configuration (web.config) is not valid or cannot be read",
            ),
            ("KRB_AP_ERR_SKEW", "The clocks differ too much"),
            (
                "SELF_SIGNED_CERT_IN_CHAIN",
                "The chain ends in a self-signed certificate that is not trusted",
            ),
            (
                "systemd:start-limit-hit",
                "The unit was started too often in a short time",
            ),
            (
                "mssql:18456",
                "The login failed; the state in the error log tells why",
            ),
            (
                "CrashLoopBackOff",
                "The container ends again and again; Kubernetes waits before the next start",
            ),
            (
                "NullReferenceException",
                "A reference that is null was used: a defect of the program",
            ),
            ("ORA-12541", "No listener runs at the address"),
            (
                "#N/A",
                "A value is not available (often a lookup that found nothing)",
            ),
        ] {
            assert_eq!(told(name, "").1, message, "{name}");
        }
    }

    #[test]
    fn the_family_decides_what_a_bare_number_is() {
        assert!(
            told("550", "smtp")
                .1
                .starts_with("The mailbox is not available")
        );
        assert_eq!(told("28", "curl").0, "CURLE_OPERATION_TIMEDOUT");
        assert_eq!(told("08006", "sqlstate").0, "connection_failure");
        assert_eq!(told("550", "").0, "");
    }

    #[test]
    fn odd_spellings_are_unknown_and_nothing_panics() {
        for odd in [
            "",
            " ",
            ":",
            "0x",
            "0xZZZZZZZZ",
            "0x123456789",
            "é",
            "5.",
            "5.7",
            "5.7.1.2",
            "5.7.é",
            "exit",
            "exit x",
            "exit 99999999999999999999",
            "win32:",
            "HTTP",
            "/",
            "#",
            "ORA-",
            "\t",
            "\n",
            "AADSTS",
            "a b c",
            "SQLSTATE \t",
            "0x8007é005",
        ] {
            assert_eq!(told(odd, "").0, "", "{odd:?}");
        }
    }
}
