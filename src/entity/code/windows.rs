//! Codes of Windows and of what runs on it: HRESULT, NTSTATUS, Win32, stop codes, events, updates.

use super::family::{Family, command, heading, quoted, says, silent, silent_quoted};
use super::lead::Kind;
use super::scan::{Hit, Place, after_dash, digits, first_word};

/// The families of this file.
#[rustfmt::skip]
pub(super) static FAMILIES: &[Family] = &[
    Family {
        id: "hresult",
        name: "HRESULT",
        about: "The 32-bit result of a COM or Windows call; its first half names the part of Windows that failed.",
        pattern: r"(?i)(0x(f{8})?8[0-9a-f]{7}U?L?|[-\u{2011}\u{2212}\u{2013}]?\d{9,10}|8[0-9a-f]{7})",
        context: "With `0x` anywhere but beside names of flags and offsets; without it, or in decimal, in an error text or after a word such as `error`; a signed decimal anywhere.",
        canonical: "`0x` and eight digits: `0x80070005`",
        spellings: numerals,
        examples: &[
            says("Setup ends with 0x80070005.", "0x80070005"),
            says("It returns 0x8007000eL and stops.", "0x8007000E"),
            says("Sign-in fails (hr=0x80004005, ec=-2147467259).", "0x80004005;0x80004005"),
            says("The task ends with \u{2212}2147024891.", "0x80070005"),
            says("error code 80070005", "0x80070005"),
            quoted("Installation failed: 80070643", "0x80070643"),
            heading("80070005 when you install", "0x80070005"),
            quoted("Fault 2147942405 in the service", "0x80070005"),
            says("Error: 0xffffffff80070005", "0x80070005"),
            silent("Tag 0x80010102 holds the rule."),
            silent("The flag 0x80000000 is set."),
            silent("A message of type 0x80000002 and then 0x80000004"),
            silent("{80070005-0000-1111-2222-333344445555}"),
            silent("Call 80070005 for a taxi."),
            silent("The file has 2147942405 bytes."),
            silent("https://contoso.com/help?code=0x80070005"),
            silent("int.MinValue is -2147483648"),
            silent("Document 8007-0005 is out of print."),
        ],
    },
    Family {
        id: "ntstatus",
        name: "NTSTATUS",
        about: "The 32-bit status of the Windows kernel and of sign-in components; values from 0xC0000000 on are errors.",
        pattern: r"(?i)(0x[cde][0-9a-f]{7}L?|[-\u{2011}\u{2212}\u{2013}]?\d{9,10}|(c0|ca|e0)[0-9a-f]{6})",
        context: "With `0x` anywhere; without it in an error text or after a word such as `error`.",
        canonical: "`0x` and eight digits: `0xC0000005`",
        spellings: numerals,
        examples: &[
            says("Faulting with 0xc0000005 in the module", "0xC0000005"),
            says("Sign in again when you see 0xCAA20003.", "0xCAA20003"),
            says("exit code -1073741819", "0xC0000005"),
            says("Exception code: 0xe0434352", "0xE0434352"),
            quoted("Something went wrong. [CAA2000B]", "0xCAA2000B"),
            silent("The colour 0xE0E0E0E0 is grey."),
            silent("The mask is 0xC0000000."),
            silent("The hash starts with c0000005deadbeef"),
        ],
    },
    Family {
        id: "hex",
        name: "Hexadecimal error",
        about: "A number in hexadecimal that a program reports as its error; often a Win32 code.",
        pattern: r"(?i)0x(0{8})?[0-9a-f]{1,8}|\d{5,9}|[0-9a-f]{8}",
        context: "Only after words such as `error`, `status` or `result`.",
        canonical: "`0x` and eight digits: `0x00000005`",
        spellings: numerals,
        examples: &[
            says("The copy fails with error 0x5.", "0x00000005"),
            says("Last run result: 0x41301", "0x00041301"),
            says("Der Drucker meldet Fehler 0x0000011b.", "0x0000011B"),
            says("L'erreur 0x0000011b apparaît, puis 错误 0x0000007e.", "0x0000011B;0x0000007E"),
            says("Unable to copy. (hr=0x40680, ec=0)", "0x00040680"),
            says("FACILITY_NULL (0x0), Code 0x232a", "0x0000232A"),
            says("TLS negotiation failed; HRESULT=590615", "0x00090317"),
            says("00002098: SecErr: DSID-03150889, problem 4003", "0x00002098"),
            silent("The result: 590615 rows"),
            silent("Set the value to 0x00000001."),
            silent("The process (PID 0x1a4) and thread 0x22f8 hang."),
            silent("At offset 0x7B stands the header."),
            silent_quoted("Faulting process id: 0x1a4"),
        ],
    },
    Family {
        id: "bugcheck",
        name: "Stop code",
        about: "What Windows shows on its blue screen when it cannot go on, as a number or a name.",
        pattern: r"(?i)(0x[0-9a-f]{1,16}|((stop|bug).{0,20}?)?[0-9a-f]{1,8}|[A-Z][A-Z0-9_]+)",
        context: "After `stop`, `stop code`, `bug check`; a name also after such a number, a well-known one anywhere.",
        canonical: "a number as `0x` and eight digits, a name as it is: `0x0000007B`, `CRITICAL_PROCESS_DIED`",
        spellings: numerals,
        examples: &[
            says("STOP: 0x0000007B (0xF78D2524, 0, 0, 0)", "0x0000007B"),
            says("Bug Check 0x133 DPC_WATCHDOG_VIOLATION", "0x00000133;DPC_WATCHDOG_VIOLATION"),
            says("Stop code: CRITICAL_PROCESS_DIED", "CRITICAL_PROCESS_DIED"),
            says("Stop c000021a occurs at start.", "0xC000021A"),
            says("The laptop shows INACCESSIBLE_BOOT_DEVICE at start.", "INACCESSIBLE_BOOT_DEVICE"),
            silent("$INACCESSIBLE_BOOT_DEVICE and %MEMORY_MANAGEMENT% are variables."),
            says("The laptop ends with Stop error 7B.", "0x0000007B"),
            heading("Stop 9F when the laptop sleeps", "0x0000009F"),
            silent("Stop 3D printing; stop 50 services."),
            silent("Stop the service HOST_NAME_1."),
            silent("Check 0x133 rows."),
        ],
    },
    Family {
        id: "win32",
        name: "Win32 error",
        about: "The number of an error of the Windows system services; `net helpmsg` says what it means.",
        pattern: r"(?i)(system|win32|windows|winsock)?[ :\u{a0}(]*(error)?.{0,12}?\d{1,5}",
        context: "After `system error`, `Win32 error`, `win32:`; after a plain `error` the numbers that Windows administrators know well.",
        canonical: "`win32:5`",
        spellings: win32_spellings,
        examples: &[
            says("System error 53 has occurred.", "win32:53"),
            says("It ends with Win32 error 1326.", "win32:1326"),
            says("Windows error code: 1722", "win32:1722"),
            says("Der Dienst meldet Fehler 1069.", "win32:1069"),
            says("Systemfehler 53 aufgetreten", "win32:53"),
            says("共有でエラー 53 が発生します", "win32:53"),
            says("出现错误 1326", "win32:1326"),
            says("Error 1069: The service did not start", "win32:1069"),
            quoted("Error 5: Access is denied.", "win32:5"),
            heading("Error 5", ""),
            silent("Windows Server 2012 R2"),
            silent("The system has 53 errors."),
        ],
    },
    Family {
        id: "symbol",
        name: "Symbolic name of a Windows error",
        about: "The name under which a header file defines an HRESULT, an NTSTATUS or a Win32 code.",
        pattern: r"[A-Z][A-Z0-9]*_[A-Z0-9_]+|JET_err\w+",
        context: "Well-known names, and those with `_E_`, `E_`, `ERROR_` anywhere; other `STATUS_` names in an error text or after a word such as `error`.",
        canonical: "the number that it stands for (`0x80070005` for `E_ACCESSDENIED`), else the name",
        spellings: no_spellings,
        examples: &[
            says("The call returns E_ACCESSDENIED.", "0x80070005"),
            says("SEC_E_WRONG_PRINCIPAL and CERT_E_EXPIRED", "0x80090322;0x800B0101"),
            says("ERROR_FILE_NOT_FOUND is logged", "win32:2"),
            says("The driver answers ACME_E_NO_TRAY.", "ACME_E_NO_TRAY"),
            quoted("STATUS_LOGON_FAILURE", "0xC000006D"),
            says("The share answers STATUS_ACCESS_DENIED.", "0xC0000022"),
            says("session setup failed: NT_STATUS_LOGON_FAILURE", "0xC000006D"),
            says("The task is in SCHED_S_TASK_RUNNING.", "0x00041301"),
            says("JET_errDiskFull", "JET_errDiskFull"),
            says("RPC_S_SERVER_UNAVAILABLE", "win32:1722"),
            silent("HKEY_LOCAL_MACHINE holds REG_DWORD values."),
            silent("TYPE_E and ERROR_SUCCESS"),
            silent("It returns STATUS_SUCCESS, S_OK or WAIT_TIMEOUT."),
            silent("Set STATUS_INTERVAL to 5."),
        ],
    },
    Family {
        id: "kb",
        name: "Knowledge base article",
        about: "The number of an article or update of Microsoft's knowledge base.",
        pattern: r"(?i)KB[ :\u{a0}]?\d{6,7}",
        context: "Anywhere.",
        canonical: "`KB5002138`",
        spellings: spaced,
        examples: &[
            says("Install KB5002138.", "KB5002138"),
            says("Install KB 3134758.", "KB3134758"),
            command("Get-HotFix -Id KB5002138", "KB5002138"),
            silent("It uses 512 KB 123456 times."),
            silent("KB12 and KB123456789"),
        ],
    },
    Family {
        id: "hcw",
        name: "Hybrid Configuration Wizard error",
        about: "The number under which Exchange's Hybrid Configuration Wizard reports an error.",
        pattern: r"(?i)HCW[ \u{a0}-]?\d{4}",
        context: "Anywhere.",
        canonical: "`HCW8001`",
        spellings: spaced,
        examples: &[
            says("HCW8078 when you migrate", "HCW8078"),
            says("The wizard shows HCW 8001.", "HCW8001"),
            silent("The HCW runs on 2016 servers."),
            silent("HCW80019"),
        ],
    },
    Family {
        id: "aadsts",
        name: "Microsoft Entra sign-in error",
        about: "The code under which the token service of Microsoft Entra ID (Azure AD) refuses a sign-in.",
        pattern: r"(?i)AADSTS\d{4,9}",
        context: "Anywhere.",
        canonical: "`AADSTS50011`",
        spellings: no_spellings,
        examples: &[
            says("AADSTS50011: The reply address does not match.", "AADSTS50011"),
            says("aadsts650057", "AADSTS650057"),
            silent("AADSTS is a token service."),
            silent("AADSTS1"),
        ],
    },
    Family {
        id: "runtime",
        name: "Run-time error",
        about: "The number of an error of Visual Basic or VBA.",
        pattern: r"(?i)run-?time error.{0,4}?\d{1,5}",
        context: "After `run-time error`.",
        canonical: "`run-time error 1004`",
        spellings: no_spellings,
        examples: &[
            says("Run-time error '1004': Method failed", "run-time error 1004"),
            says("a runtime error 429 occurs", "run-time error 429"),
            says("Run-time error '-2147467259 (80004005)'", "0x80004005;0x80004005"),
            silent("The runtime of version 1004 has no error."),
        ],
    },
];

/// What the words around a hexadecimal number say when it is no error.
const NO_ERRORS: &[&str] = &[
    "tag", "tags", "flag", "flags", "offset", "mask", "property", "pid", "tid", "thread",
    "process", "address", "type", "handle", "dword", "pointer", "colour", "color", "bit", "bits",
    "id",
];

/// What leads in a value that a program reports.
pub(super) const REPORTS: &[Kind] = &[
    Kind::Error,
    Kind::Code,
    Kind::Status,
    Kind::Result,
    Kind::Win32,
    Kind::Exit,
    Kind::Stop,
    Kind::RunTime,
    Kind::SqlServer,
];

/// `0x80070005`.
pub(super) fn hex(place: &Place<'_>) -> Option<Hit> {
    let word = place.word();
    let numeral = word
        .strip_prefix("0x")
        .or_else(|| word.strip_prefix("0X"))?;
    let numeral = numeral.trim_end_matches(['L', 'l', 'U', 'u']);
    let wide = numeral.len() == 16;
    let (high, low) = numeral.split_at_checked(if wide { 8 } else { 0 })?;
    let is_extended =
        high.bytes().all(|b| b == b'0') || high.bytes().all(|b| matches!(b, b'f' | b'F'));
    if low.is_empty() || low.len() > 8 || !is_extended {
        return None;
    }
    let value = u32::from_str_radix(low, 16).ok()?;
    if value == 0 {
        return None;
    }
    if place.is_led_by(&[Kind::Stop]) && !place.is_listed() {
        return place.hit(family_of(value).unwrap_or("bugcheck"), eight(value));
    }
    // `Event ID 0x80070005` never occurs; what leads in an event or a stop leads in no other number.
    let is_reported = place.is_led_by(&[
        Kind::Error,
        Kind::Result,
        Kind::Win32,
        Kind::Exit,
        Kind::RunTime,
    ]);
    let full = low.len() == 8;
    // Of HRESULTs, next to nothing but the first bit is a flag or a number of a kind.
    let least = if value >> 28 == 8 { 0xF } else { 0 };
    let is_plain = value & 0x0FFF_FFFF > least && !is_other(place);
    match value >> 28 {
        8 if full && (is_reported || is_plain) => place.hit("hresult", eight(value)),
        0xC if full && (is_reported || is_plain) => place.hit("ntstatus", eight(value)),
        0xE if full && (is_reported || family_of(value).is_some()) => {
            place.hit("ntstatus", eight(value))
        }
        _ if is_reported
            || place.is_led_by(&[Kind::Code])
            || (full && place.is_led_by(&[Kind::Status])) =>
        {
            place.hit("hex", eight(value))
        }
        _ => None,
    }
}

/// Whether the word before says that a hexadecimal number is something else than an error.
fn is_other(place: &Place<'_>) -> bool {
    let before = place
        .before()
        .trim_end_matches([' ', ':', '=', '(', '\u{a0}', '"']);
    let start = before
        .rfind(|c: char| !c.is_ascii_alphanumeric())
        .map_or(0, |at| at + 1);
    let start = before.ceil_char_boundary(start);
    let word = &before[start..];
    word.len() < 12
        && NO_ERRORS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(word))
}

/// A value with all its digits.
pub(super) fn eight(value: u32) -> String {
    format!("0x{value:08X}")
}

/// The family of a 32-bit value by its first digit.
fn family_of(value: u32) -> Option<&'static str> {
    match value >> 28 {
        8 => Some("hresult"),
        0xC => Some("ntstatus"),
        // Exceptions of .NET and of C++, which programs report in the same place.
        0xE if matches!(value, 0xE043_4352 | 0xE06D_7363) => Some("ntstatus"),
        _ => None,
    }
}

/// `80070005` and `CAA20003` without `0x`.
pub(super) fn bare_hex(place: &Place<'_>) -> Option<Hit> {
    let word = place.word();
    if word.len() != 8 || !word.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let value = u32::from_str_radix(word, 16).ok()?;
    if is_of_directory(place.after()) && value > 0 {
        return place.hit("hex", eight(value));
    }
    let is_likely = match value >> 24 {
        0x80 => true,
        0xC0 => value >> 20 == 0xC00,
        0xCA => value >> 20 == 0xCAA,
        0xE0 => family_of(value).is_some(),
        0x81..=0x8F => word.bytes().any(|b| b.is_ascii_alphabetic()),
        _ => false,
    };
    let joined = |byte| {
        matches!(
            byte,
            b'-' | b'#' | b'.' | b'\\' | b'/' | b'{' | b'$' | b'@' | b'%'
        )
    };
    if !is_likely || joined(place.previous()) || matches!(place.next(), b'-' | b'@' | b'}') {
        return None;
    }
    let is_expected = place.is_lax() && !is_other(place);
    if !is_expected && !place.is_led_by(REPORTS) {
        return None;
    }
    place.hit(family_of(value)?, eight(value))
}

/// Whether what follows is how Active Directory goes on after the number of an error: `: SecErr: DSID-`.
fn is_of_directory(after: &str) -> bool {
    let Some(rest) = after.strip_prefix(": ") else {
        return false;
    };
    let name = first_word(rest);
    name.len() < 12 && name.ends_with("Err") && rest[name.len()..].starts_with(": DSID-")
}

/// `-2147024891` and `2147942405`.
pub(super) fn decimal(place: &Place<'_>) -> Option<Hit> {
    let word = place.word();
    if !matches!(word.len(), 9 | 10) {
        return None;
    }
    let value: i64 = word.parse().ok()?;
    let before = place.before();
    let minus = before
        .chars()
        .next_back()
        .filter(|&c| after_dash(c.encode_utf8(&mut [0; 4])).is_some());
    if let Some(minus) = minus {
        let before = &before[..before.len() - minus.len_utf8()];
        let is_joined = before.ends_with(|c: char| c.is_alphanumeric() || c == '-');
        let value = u32::try_from((1_i64 << 32) - value).ok()?;
        let family = family_of(value)?;
        if is_joined || !place.ends_number() || value & 0x0FFF_FFFF == 0 {
            return None;
        }
        return place.hit_at(
            place.start - minus.len_utf8()..place.end,
            family,
            eight(value),
        );
    }
    let value = u32::try_from(value).ok()?;
    let family = family_of(value)?;
    // Facilities of Windows have small numbers; sizes and times rarely look so.
    let is_likely = ((value >> 16) & 0x7FFF < 0x300 || value >> 28 == 0xE) && value & 0xFFFF != 0;
    let is_code = place.is_led_by(REPORTS) || (place.is_lax() && is_likely);
    (is_code && place.is_alone()).then_some(())?;
    place.hit(family, eight(value))
}

/// Errors of Visual Basic and of Windows, by what leads them in.
pub(super) fn number(place: &Place<'_>) -> Option<Hit> {
    let lead = place.lead()?;
    let value: u32 = place.word().parse().ok()?;
    if !place.is_alone() {
        return None;
    }
    match lead.kind {
        Kind::Result if lead.explicit && lead.gap.colon && value >= 10_000 => {
            place.hit("hex", eight(value))
        }
        Kind::RunTime if value > 0 && value <= 99_999 => {
            place.led_hit("runtime", format!("run-time error {value}"))
        }
        Kind::Win32 if value > 0 && value <= 99_999 && !counts(place) => {
            place.led_hit("win32", format!("win32:{value}"))
        }
        Kind::Error if well_known(value, place) => place.led_hit("win32", format!("win32:{value}")),
        _ => None,
    }
}

/// Numbers of Win32 errors that administrators call just "error 1069", sorted. The source is `winerror.h`.
pub(super) const WELL_KNOWN: &[u32] = &[
    21, 31, 32, 50, 51, 53, 55, 64, 65, 67, 71, 85, 86, 87, 112, 120, 121, 122, 123, 126, 127, 183,
    193, 206, 225, 233, 267, 299, 997, 1053, 1054, 1055, 1056, 1058, 1060, 1061, 1062, 1064, 1066,
    1067, 1068, 1069, 1070, 1072, 1073, 1075, 1077, 1079, 1083, 1084, 1115, 1117, 1127, 1168, 1203,
    1208, 1219, 1222, 1223, 1225, 1231, 1240, 1256, 1265, 1290, 1300, 1311, 1312, 1314, 1326, 1327,
    1328, 1329, 1330, 1331, 1332, 1346, 1355, 1376, 1385, 1392, 1396, 1397, 1398, 1400, 1450, 1455,
    1460, 1500, 1501, 1722, 1723, 1726, 1727, 1753, 1784, 1788, 1789, 1793, 1907, 1909, 2202, 2250,
    5023, 8341, 8452, 8453, 8524, 8606, 8614,
];

/// Errors of one digit are Win32 errors where their message goes with them: an article numbers its own
/// errors in the same way. The source is `winerror.h`.
const BY_MESSAGE: &[(u32, &str)] = &[
    (2, "the system cannot find"),
    (3, "the system cannot find"),
    (5, "access"),
    (6, "the handle"),
    (8, "not enough"),
];

fn well_known(value: u32, place: &Place<'_>) -> bool {
    let message = place
        .after()
        .trim_start_matches([':', ' ', '(', '-', ',', '.', '\u{a0}', '\u{2013}', '"']);
    if value < 10 {
        return BY_MESSAGE.iter().any(|(known, start)| {
            *known == value
                && message
                    .get(..start.len())
                    .is_some_and(|s| s.eq_ignore_ascii_case(start))
        });
    }
    let is_plain = value >= 200 || !place.lead().is_some_and(|lead| lead.explicit);
    is_plain
        && WELL_KNOWN.binary_search(&value).is_ok()
        && !counts(place)
        && !message.starts_with("Severity")
}

/// Whether a number counts what follows it ("20 minutes") or is one of several ("2 of 5").
pub(super) fn counts(place: &Place<'_>) -> bool {
    let Some(after) = place.after().strip_prefix([' ', '\u{a0}']) else {
        return false;
    };
    let word = first_word(after);
    const UNITS: &[&str] = &[
        "of", "kb", "mb", "gb", "ms", "sec", "min", "percent", "more", "minute", "hour", "day",
    ];
    const SINGULAR: &[&str] = &[
        "is",
        "was",
        "has",
        "occurs",
        "appears",
        "means",
        "indicates",
        "happens",
        "shows",
        "returns",
        "persists",
        "results",
        "displays",
        "continues",
        "causes",
        "as",
        "this",
        "unless",
        "plus",
        "versus",
        "events",
        "errors",
        "codes",
        "messages",
        "says",
        "does",
        "comes",
        "refers",
        "stands",
        "details",
        "across",
        "prevents",
        "entries",
        "status",
        "always",
        "sometimes",
        "gets",
        "points",
        "tells",
        "states",
        "its",
        "access",
    ];
    if UNITS.iter().any(|unit| unit.eq_ignore_ascii_case(word)) {
        return true;
    }
    word.len() > 2
        && word.ends_with('s')
        && word.bytes().all(|b| b.is_ascii_lowercase())
        && !SINGULAR.contains(&word)
}

/// `KB5002138`.
pub(super) fn article(place: &Place<'_>) -> Option<Hit> {
    numbered(place, "KB", 6..=7, &[' ', ':', '\u{a0}', '\u{202f}'], "kb")
}

/// `HCW8001`.
pub(super) fn wizard(place: &Place<'_>) -> Option<Hit> {
    numbered(
        place,
        "HCW",
        4..=4,
        &[' ', '-', '\u{a0}', '\u{2011}'],
        "hcw",
    )
}

/// `AADSTS50011`.
pub(super) fn sign_in(place: &Place<'_>) -> Option<Hit> {
    numbered(place, "AADSTS", 4..=9, &[], "aadsts")
}

/// A prefix and a number, in one word or with one of these signs between them.
fn numbered(
    place: &Place<'_>,
    prefix: &str,
    length: std::ops::RangeInclusive<usize>,
    between: &[char],
    family: &'static str,
) -> Option<Hit> {
    let word = place.word();
    let head = word.get(..prefix.len())?;
    if !head.eq_ignore_ascii_case(prefix) {
        return None;
    }
    let number = &word[prefix.len()..];
    if !number.is_empty() {
        let is_number =
            number.bytes().all(|b| b.is_ascii_digit()) && length.contains(&number.len());
        return if is_number {
            place.hit(family, format!("{prefix}{number}"))
        } else {
            None
        };
    }
    // "512 KB 123456": a unit after a number is no prefix.
    let before = place.before().trim_end_matches([' ', '\u{a0}']);
    if before.len() < place.before().len() && before.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let rest = place.after().strip_prefix(between)?;
    let number = first_word(rest);
    let is_number = !number.is_empty() && digits(rest) == number && length.contains(&number.len());
    is_number.then_some(())?;
    let end = place.text.len() - rest.len() + number.len();
    place.hit_at(place.start..end, family, format!("{prefix}{number}"))
}

/// Nothing else is written for it.
pub(super) fn no_spellings(_: &str) -> Vec<String> {
    Vec::new()
}

/// A 32-bit value without `0x`, as a signed and as an unsigned number.
fn numerals(canonical: &str) -> Vec<String> {
    let Some(Ok(value)) = canonical
        .strip_prefix("0x")
        .map(|hex| u32::from_str_radix(hex, 16))
    else {
        return Vec::new();
    };
    if value < 0x8000_0000 {
        return vec![format!("0x{value:X}")];
    }
    let signed = value.cast_signed();
    vec![
        signed.to_string(),
        value.to_string(),
        format!("{value:08X}"),
    ]
}

fn win32_spellings(canonical: &str) -> Vec<String> {
    let number = canonical.trim_start_matches("win32:");
    vec![
        format!("System error {number}"),
        format!("Win32 error {number}"),
    ]
}

/// The prefix and the number apart.
fn spaced(canonical: &str) -> Vec<String> {
    let at = canonical
        .find(|c: char| c.is_ascii_digit())
        .unwrap_or(canonical.len());
    vec![format!("{} {}", &canonical[..at], &canonical[at..])]
}

impl Place<'_> {
    /// Whether the number ends here: no further digits after a separator.
    fn ends_number(&self) -> bool {
        let following = self.text.as_bytes().get(self.end + 1);
        let is_digit = following.is_some_and(u8::is_ascii_digit);
        !(matches!(self.next(), b'.' | b',' | b'-') && is_digit)
    }
}
