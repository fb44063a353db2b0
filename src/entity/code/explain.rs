//! A code explained: what is known of it, what it is made of, how else it is written, and which other
//! codes tell the same.

use std::borrow::Cow;

use super::Code;
use super::facts::{
    ENHANCED, ERRNO, ESE, Fact, HTTP, IIS, Key, NTSTATUS, SIGNAL, SIP, SMTP, SQLSTATE, STOP, Table,
    Value, WIN32, fact, of_row, signal_of_exit, symbol,
};

/// What there is to say about a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The code.
    pub code: Code,
    /// Its name and meaning, if it is well known.
    pub fact: Option<Fact>,
    /// What it is made of, from the general to the particular.
    pub parts: Vec<Part>,
    /// How else it is written.
    pub spellings: Vec<Spelling>,
    /// Codes that tell the same in other words.
    pub related: Vec<Related>,
}

/// A part of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What part: `severity`, `facility`, `code`.
    pub label: &'static str,
    /// What it is: `Win32 (7)`.
    pub value: String,
    /// What that means, where it is not plain.
    pub meaning: Option<Cow<'static, str>>,
}

/// Another way of writing a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelling {
    /// How: `hex`, `signed`, `unsigned`, `bare`.
    pub form: &'static str,
    /// The code, written so.
    pub text: String,
}

/// A code that tells the same as another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The code.
    pub code: Code,
    /// Its symbolic name.
    pub name: Option<Cow<'static, str>>,
}

impl Explanation {
    /// Whether anything is known of the code beyond its spelling.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.fact.is_some()
            || !self.related.is_empty()
            || self.parts.iter().any(|part| part.meaning.is_some())
    }
}

/// Explains a code.
#[must_use]
pub fn explain(code: &Code) -> Explanation {
    let mut explanation = Explanation {
        code: code.clone(),
        fact: fact(code),
        parts: Vec::new(),
        spellings: Vec::new(),
        related: Vec::new(),
    };
    match Key::of(code) {
        Key::Value(value) => explanation.add_value(value),
        Key::Stop(bits) => explanation.spelt("hex", format!("0x{bits:X}")),
        Key::Row(table, key) => explanation.add_row(table, &key),
        Key::Named(table, name) => explanation.add_named(table, name),
        Key::Signal(number) => explanation.add_signal(number),
        Key::Exit(number) => explanation.add_exit(number),
        Key::Enhanced(class, rest) => explanation.add_enhanced(class, rest),
        Key::Symbol(name) => explanation.add_symbol(name),
        Key::Number(number) => explanation.add_readings(number),
        Key::None => {}
    }
    let own = &explanation.code.canonical;
    explanation.spellings.retain(|other| other.text != *own);
    explanation
        .related
        .retain(|other| other.code.canonical != *own);
    explanation
}

/// How many codes of one family are named as telling the same.
const MOST_ALIKE: usize = 4;

impl Explanation {
    fn add_value(&mut self, value: Value) {
        self.add_layers(value);
        self.add_stop(value);
    }

    /// A number in hexadecimal may be what a blue screen shows.
    fn add_stop(&mut self, value: Value) {
        if STOP.row(&format!("{:08X}", value.bits())).is_some() {
            let code = value.code_of("bugcheck");
            self.part_of("stop code", &code.canonical.clone(), &code);
        }
    }

    fn add_layers(&mut self, value: Value) {
        if let Some(number) = value.win32().filter(|_| !value.is_error()) {
            self.relate(Some(win32(number)));
            self.add_win32(number);
            return;
        } else if value.is_ntstatus() {
            self.add_ntstatus(value);
        } else {
            self.add_hresult(value);
        }
        self.spelt("hex", value.hex());
        self.spelt("unsigned", value.bits().to_string());
        if value.is_error() {
            self.spelt("signed", value.bits().cast_signed().to_string());
            self.spelt("bare", format!("{:08X}", value.bits()));
        }
    }

    fn add_hresult(&mut self, value: Value) {
        let severity = if value.is_error() { "error" } else { "success" };
        self.part("severity", severity.to_owned(), None);
        if let Some(status) = value.nt_inside() {
            let status = status.code_of("ntstatus");
            self.part_of("NTSTATUS", &status.canonical.clone(), &status);
            self.relate(Some(status));
            return;
        }
        self.add_customer(value);
        let number = value.facility();
        let (facility, meaning) = match value.facility_fact() {
            Some(Fact {
                name: Some(name),
                message,
                ..
            }) => (format!("{name} ({number})"), message),
            _ => (number.to_string(), None),
        };
        self.part("facility", facility, meaning);
        self.part("code", decimal_and_hex(value.code()), None);
        if let Some((label, inner)) = inner(value) {
            self.part_of(label, &value.code().to_string(), &inner);
            self.relate(Some(inner));
        }
        if let Some(number) = value.win32() {
            self.relate_statuses(number);
        }
    }

    fn add_ntstatus(&mut self, value: Value) {
        let severity = ["success", "informational", "warning", "error"];
        let severity = severity[(value.bits() >> 30) as usize];
        self.part("severity", severity.to_owned(), None);
        if value.is_customers() {
            self.add_customer(value);
            return;
        }
        self.part("facility", value.nt_facility().to_string(), None);
        self.part("code", decimal_and_hex(value.code()), None);
        if let Some(number) = value.win32() {
            let code = win32(number);
            self.part_of("Win32", &number.to_string(), &code);
            self.relate(Some(code));
            self.relate(Value::of_win32(number).map(|value| value.code_of("hresult")));
        }
    }

    fn add_customer(&mut self, value: Value) {
        if value.is_customers() {
            let meaning = "The code is not one of Microsoft's numbering";
            self.part("customer", "yes".to_owned(), Some(meaning.into()));
        }
    }

    /// Whatever a table says of one of its rows beyond name and meaning.
    fn add_row(&mut self, table: &'static Table, key: &str) {
        if let Some((value, meaning)) = class(table, key) {
            self.part("class", value, Some(meaning));
        }
        let Ok(number) = key.parse::<u32>() else {
            return;
        };
        if std::ptr::eq(table, &WIN32) {
            self.add_win32(number);
        }
    }

    /// The code that a symbolic name stands for, and all that there is to say of it.
    fn add_symbol(&mut self, name: &str) {
        let Some(code) = symbol(name) else { return };
        let told = explain(&code);
        self.parts = told.parts;
        self.related.push(Related::of(code));
        self.related.extend(told.related);
    }

    /// The codes that a bare number may be: its program does not say which.
    fn add_readings(&mut self, number: i64) {
        let code = |canonical, family| Code { canonical, family };
        let readings = [
            code(format!("win32:{number}"), "win32"),
            code(format!("AADSTS{number}"), "aadsts"),
            code(format!("mssql:{number}"), "mssql"),
            code(format!("mysql:{number}"), "mysql"),
        ];
        let known = readings.into_iter().filter(|code| fact(code).is_some());
        self.related.extend(known.map(Related::of));
        if let Some(row) = ESE.named(&number.to_string()) {
            self.relate(Some(code(row.key.to_owned(), "symbol")));
        }
    }

    fn add_signal(&mut self, number: i64) {
        let meaning = "The number of the signal on Linux";
        self.part("number", number.to_string(), Some(meaning.into()));
        self.relate(Some(Code {
            canonical: format!("exit {}", number.saturating_add(128)),
            family: "exit",
        }));
    }

    fn add_win32(&mut self, number: u32) {
        self.spelt("decimal", number.to_string());
        self.spelt("hex", format!("0x{number:X}"));
        self.relate(Value::of_win32(number).map(|value| value.code_of("hresult")));
        self.relate_statuses(number);
        let names = ERRNO.with_number(number).take(MOST_ALIKE);
        self.related.extend(names.map(|row| {
            Related::of(Code {
                canonical: row.key.to_owned(),
                family: "errno",
            })
        }));
    }

    /// The number of a name, and the Win32 code of the same condition.
    fn add_named(&mut self, table: &'static Table, name: &str) {
        let Some(row) = table.row(name) else { return };
        if let Some(number) = row.name() {
            self.part("number", number, None);
        }
        self.relate(row.number.parse().ok().map(win32));
    }

    fn add_exit(&mut self, number: i64) {
        if let Some(signal) = signal_of_exit(number) {
            let name = SIGNAL.row(&signal.to_string()).and_then(|row| row.name());
            let value = format!("{} ({signal})", name.as_deref().unwrap_or_default());
            let meaning = format!("{number} is 128 and {signal}: a signal ended the program");
            self.part("signal", value, Some(meaning.into()));
            self.relate(name.map(|canonical| Code {
                canonical,
                family: "signal",
            }));
        } else if let Some(value) = Value::of_number(number).filter(|value| value.is_error()) {
            self.add_value(value);
            let family = if value.is_ntstatus() {
                "ntstatus"
            } else {
                "hresult"
            };
            self.related.insert(0, Related::of(value.code_of(family)));
        } else if let Some(number) = u32::try_from(number).ok().filter(|number| *number >= 1000) {
            self.relate(Some(win32(number)));
        }
    }

    fn add_enhanced(&mut self, class: u8, rest: &str) {
        let meaning = match class {
            2 => "Success",
            4 => "Temporary failure: it may succeed later",
            _ => "Permanent failure: sending again will not help",
        };
        self.part("class", class.to_string(), Some(meaning.into()));
        let subject = rest.split('.').next().unwrap_or_default();
        let meaning = of_row(&ENHANCED, subject).and_then(|fact| fact.message);
        self.part("subject", subject.to_owned(), meaning);
    }

    /// The statuses of the kernel for a Win32 code; the one of its name first.
    fn relate_statuses(&mut self, number: u32) {
        let name = WIN32.row(&number.to_string()).and_then(|row| row.name());
        let stem = |name: &str| name.split_once('_').map(|(_, stem)| stem.to_owned());
        let own = name.as_deref().and_then(stem);
        let mut rows: Vec<_> = NTSTATUS.with_number(number).collect();
        rows.sort_by_key(|row| row.name().as_deref().and_then(stem) != own);
        self.related.extend(rows.iter().take(MOST_ALIKE).map(|row| {
            Related::of(Code {
                canonical: format!("0x{}", row.key),
                family: "ntstatus",
            })
        }));
    }

    fn relate(&mut self, code: Option<Code>) {
        self.related.extend(code.map(Related::of));
    }

    fn spelt(&mut self, form: &'static str, text: String) {
        self.spellings.push(Spelling { form, text });
    }

    fn part(&mut self, label: &'static str, value: String, meaning: Option<Cow<'static, str>>) {
        self.parts.push(Part {
            label,
            value,
            meaning,
        });
    }

    /// A part that is a code itself: its number, name and meaning.
    fn part_of(&mut self, label: &'static str, number: &str, code: &Code) {
        let fact = fact(code);
        let name = fact.as_ref().and_then(|fact| fact.name.as_deref());
        let value = [Some(number), name]
            .map(Option::unwrap_or_default)
            .join(" ");
        let meaning = fact.as_ref().and_then(|fact| fact.message.clone());
        self.part(label, value.trim_end().to_owned(), meaning);
    }
}

impl Related {
    fn of(code: Code) -> Self {
        let name = fact(&code).and_then(|fact| fact.name);
        Self { code, name }
    }
}

impl Value {
    fn code_of(self, family: &'static str) -> Code {
        Code {
            canonical: self.hex(),
            family,
        }
    }
}

fn win32(number: u32) -> Code {
    Code {
        canonical: format!("win32:{number}"),
        family: "win32",
    }
}

/// The code of another family that an HRESULT holds, and what to call it.
fn inner(value: Value) -> Option<(&'static str, Code)> {
    let code = |canonical, family| Code { canonical, family };
    if let Some(number) = value.win32() {
        Some(("Win32", win32(number)))
    } else if let Some(number) = value.http() {
        Some(("HTTP", code(format!("HTTP {number}"), "http")))
    } else {
        let number = value.run_time_error()?;
        let canonical = format!("run-time error {number}");
        Some(("run-time error", code(canonical, "runtime")))
    }
}

/// The class of a code whose first characters tell one.
fn class(table: &'static Table, key: &str) -> Option<(String, Cow<'static, str>)> {
    let first = key.get(..1)?;
    let meaning = if std::ptr::eq(table, &SQLSTATE) {
        let class = key.get(..2).filter(|_| key.len() == 5)?;
        return Some((class.to_owned(), of_row(table, class)?.message?));
    } else if [&HTTP, &IIS, &SIP]
        .iter()
        .any(|known| std::ptr::eq(table, *known))
    {
        match first {
            "1" => "Information: the request goes on",
            "2" => "Success",
            "3" => "Redirection",
            "4" => "Error of the client",
            "5" => "Error of the server",
            "6" => "Failure everywhere",
            _ => return None,
        }
    } else if std::ptr::eq(table, &SMTP) {
        match first {
            "2" => "Success",
            "3" => "The server waits for more",
            "4" => "Temporary failure: it may succeed later",
            "5" => "Permanent failure: sending again will not help",
            _ => return None,
        }
    } else {
        return None;
    };
    let number = key.split('.').next().unwrap_or(key);
    let is_of_three = number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit());
    is_of_three.then(|| (format!("{first}xx"), meaning.into()))
}

fn decimal_and_hex(number: u32) -> String {
    if number < 10 {
        number.to_string()
    } else {
        format!("{number} (0x{number:X})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(canonical: &str, family: &'static str) -> Explanation {
        explain(&Code {
            canonical: canonical.to_owned(),
            family,
        })
    }

    fn parts(explanation: &Explanation) -> Vec<String> {
        let told = |part: &Part| format!("{} {}", part.label, part.value);
        explanation.parts.iter().map(told).collect()
    }

    fn related(explanation: &Explanation) -> Vec<&str> {
        let related = explanation.related.iter();
        related.map(|other| &*other.code.canonical).collect()
    }

    fn spellings(explanation: &Explanation) -> Vec<&str> {
        let spellings = explanation.spellings.iter();
        spellings.map(|other| &*other.text).collect()
    }

    #[test]
    fn an_hresult_is_taken_apart_down_to_its_win32_code() {
        let denied = explained("0x80070005", "hresult");
        assert_eq!(
            parts(&denied),
            [
                "severity error",
                "facility Win32 (7)",
                "code 5",
                "Win32 5 ERROR_ACCESS_DENIED"
            ]
        );
        assert_eq!(
            spellings(&denied),
            ["2147942405", "-2147024891", "80070005"]
        );
        assert_eq!(related(&denied)[..2], ["win32:5", "0xC0000022"]);
    }

    #[test]
    fn codes_that_tell_the_same_lead_to_each_other() {
        for (code, other) in [
            ("win32:5", "0x80070005"),
            ("win32:5", "0xC0000022"),
            ("win32:5", "EACCES"),
            ("0xC0000022", "win32:5"),
            ("0xC0000022", "0x80070005"),
            ("0xD0000022", "0xC0000022"),
            ("0xC000006D", "win32:1326"),
            ("0x80190193", "HTTP 403"),
            ("0x800A03EC", "run-time error 1004"),
            ("0xCAA82EE7", "win32:12007"),
            ("0xCAA30193", "HTTP 403"),
            ("error 1603", "win32:1603"),
            ("error 50020", "AADSTS50020"),
            ("error 18456", "mssql:18456"),
            ("INACCESSIBLE_BOOT_DEVICE", "0x0000007B"),
            ("error -1018", "JET_errReadVerifyFailure"),
            ("E_ACCESSDENIED", "0x80070005"),
            ("STATUS_LOGON_FAILURE", "0xC000006D"),
            ("ECONNREFUSED", "win32:10061"),
            ("SIGKILL", "exit 137"),
            ("exit 137", "SIGKILL"),
            ("exit 1603", "win32:1603"),
            ("E_ACCESSDENIED", "win32:5"),
            ("exit -1073741819", "0xC0000005"),
            ("0x00000005", "win32:5"),
        ] {
            let explanation = explained(code, "");
            assert!(
                related(&explanation).contains(&other),
                "{code}: {explanation:?}"
            );
            assert!(!related(&explanation).contains(&code), "{code}");
        }
    }

    #[test]
    fn the_parts_of_other_codes_are_named() {
        for (code, told) in [
            ("5.7.1", vec!["class 5", "subject 7"]),
            ("HTTP 503", vec!["class 5xx"]),
            ("HTTP 500.19", vec!["class 5xx"]),
            ("SIP 486", vec!["class 4xx"]),
            ("SMTP 421", vec!["class 4xx"]),
            ("SQLSTATE 42P01", vec!["class 42"]),
            ("exit 137", vec!["signal SIGKILL (9)"]),
            ("ENOENT", vec!["number 2"]),
            (
                "0xC0000005",
                vec![
                    "severity error",
                    "facility 0",
                    "code 5",
                    "Win32 998 ERROR_NOACCESS",
                ],
            ),
            (
                "0xD0000022",
                vec!["severity error", "NTSTATUS 0xC0000022 STATUS_ACCESS_DENIED"],
            ),
        ] {
            assert_eq!(parts(&explained(code, "")), told, "{code}");
        }
    }

    #[test]
    fn a_small_number_in_hexadecimal_tells_the_stop_code_too() {
        let told = explained("0x0000007B", "hex");
        let stop = "stop code 0x0000007B INACCESSIBLE_BOOT_DEVICE";
        assert!(parts(&told).contains(&stop.to_owned()), "{told:?}");
        assert!(related(&told).contains(&"win32:123"));
    }

    #[test]
    fn what_is_unknown_says_so() {
        for code in [
            "event 1000",
            "KB5002138",
            "CVE-2021-44228",
            "",
            "HCW8078",
            "X_Y",
        ] {
            assert!(!explained(code, "").is_known(), "{code}");
        }
        assert!(
            explained("0x80079999", "hresult").is_known(),
            "its facility is"
        );
        assert!(explained("5.9.99", "enhanced").is_known(), "its class is");
    }
}
