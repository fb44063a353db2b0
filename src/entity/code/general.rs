//! Codes that are of no family with a grammar of its own: CVE numbers, names that a service gives its
//! errors, and numbers after words such as `error code`.

use super::family::{Family, command, heading, quoted, says, silent, silent_quoted};
use super::lead::Kind;
use super::scan::{Hit, Place, after_blanks, after_dash, digits, first_word};
use super::windows::{counts, no_spellings};

/// The families of this file.
#[rustfmt::skip]
pub(super) static FAMILIES: &[Family] = &[
    Family {
        id: "cve",
        name: "CVE",
        about: "The number of a vulnerability in the list of Common Vulnerabilities and Exposures.",
        pattern: r"(?i)CVE[-\u{2010}\u{2011}\u{2212}\u{2013}]\d{4}[-\u{2010}\u{2011}\u{2212}\u{2013}]\d{4,7}",
        context: "Anywhere.",
        canonical: "`CVE-2021-44228`",
        spellings: no_spellings,
        examples: &[
            says("The fix for CVE-2021-44228 breaks it.", "CVE-2021-44228"),
            says("cve\u{2011}2023\u{2011}23397", "CVE-2023-23397"),
            command("grep CVE-2021-44228 changelog", "CVE-2021-44228"),
            silent("A CVE of 2021-44"),
            silent("CVE-21-44228"),
        ],
    },
    Family {
        id: "named",
        name: "Named error",
        about: "The word that a cloud service gives an error instead of a number.",
        pattern: r"[A-Z][A-Za-z0-9_]+",
        context: "After `error code` or `Code:`, response codes of Exchange anywhere, and where the AWS command line names an error.",
        canonical: "the word: `AuthorizationFailed`",
        spellings: no_spellings,
        examples: &[
            says("Error code: AuthorizationFailed", "AuthorizationFailed"),
            quoted("\"code\": \"ResourceNotFound\"", "ResourceNotFound"),
            says("Failed: code=ErrorItemNotFound, reason=none", "ErrorItemNotFound"),
            quoted("An error occurred (AccessDenied) when calling the PutObject operation", "AccessDenied"),
            silent("The code of PowerPoint is old."),
            quoted("GetFolder,857,,ErrorInternalServerError,", "ErrorInternalServerError"),
            silent("Error code: None"),
            silent("ErrorActionPreference and ErrorVariable"),
            silent("See the source code: GitHub has it."),
        ],
    },
    Family {
        id: "error",
        name: "Error number",
        about: "A number that some program gives its error; what it means depends on the program.",
        pattern: r"(?i).{0,32}?-?[0-9a-z]{1,10}(-\d{1,5})?",
        context: "After `error code`; after a plain `error` where it counts nothing and does not number the article's own errors; between `##` and a colon.",
        canonical: "`error 50020`",
        spellings: general_spellings,
        examples: &[
            says("Error code 50020 is shown.", "error 50020"),
            says("###50020:XDS: Forbidden", "error 50020"),
            says("Error (1007 Denied) when you delete it", "error 1007"),
            says("error code 30088-26", "error 30088-26"),
            says("Error 1935. An error occurred", "error 1935"),
            says("The log shows error -1018.", "error -1018"),
            says("error code 4c7", "error 4c7"),
            says("Contoso response code: 560503", "error 560503"),
            says("Fehlercode 50020; code d'erreur 50021; código de error: 50022", "error 50020;error 50021;error 50022"),
            says("codice errore 50020; código de erro 50021", "error 50020;error 50021"),
            says("エラー コード: 50020；错误代码：50021", "error 50020;error 50021"),
            says("error code 0x0", ""),
            says("It failed (hr=0x80004005, ec=1252).", "0x80004005;error 1252"),
            quoted("Code: 700003", "error 700003"),
            heading("700123 500 The call could not be placed", "error 700123;SIP 500"),
            silent("Error 1 occurs first."),
            silent("Fehler 3 von 5; 错误 2 次; erreur 4"),
            heading("Error 2", ""),
            silent("There are 12 errors in 50020 lines."),
            silent("Without error 30 users signed in."),
            silent("error 15.1.2507.6"),
            silent("error: 10:32:05"),
            silent("error 1,024 items"),
            silent("The zip code 90210"),
            silent_quoted("Error: 3 of 5 disks"),
            silent("<a id=\"errors\">5037</a>"),
            command("Set-Result -ErrorCode 50020", ""),
            silent("Run `Set-Result -ErrorCode 50020` again."),
        ],
    },
];

/// `CVE-2021-44228`.
pub(super) fn vulnerability(place: &Place<'_>) -> Option<Hit> {
    if !place.word().eq_ignore_ascii_case("CVE") {
        return None;
    }
    let rest = after_dash(place.after())?;
    let year = digits(rest);
    let rest = after_dash(&rest[year.len()..])?;
    let number = first_word(rest);
    let is_number = digits(rest) == number && (4..=7).contains(&number.len());
    (year.len() == 4 && is_number).then_some(())?;
    let end = place.text.len() - rest.len() + number.len();
    place.hit_at(place.start..end, "cve", format!("CVE-{year}-{number}"))
}

/// `AuthorizationFailed` where a code is named.
pub(super) fn named(place: &Place<'_>) -> Option<Hit> {
    let word = place.word();
    if !word.starts_with(|c: char| c.is_ascii_uppercase()) || word.len() < 6 {
        return None;
    }
    let before = place.before();
    let is_aws =
        before.ends_with("An error occurred (") && place.after().starts_with(") when calling");
    if is_aws {
        return place.hit("named", word);
    }
    let humps = word.bytes().filter(u8::is_ascii_uppercase).count();
    let is_camel = humps > 1 && humps * 2 < word.len() && !word.contains('_');
    let is_named = RESPONSES.binary_search(&word).is_ok() || names_code(before);
    (is_camel && is_named).then_some(())?;
    place.hit("named", word)
}

/// Response codes of Exchange Web Services that stand in logs by themselves, sorted; the source is the
/// schema of its messages.
#[rustfmt::skip]
pub(super) const RESPONSES: &[&str] = &[
    "ErrorADOperation", "ErrorADUnavailable", "ErrorAccessDenied", "ErrorAccountDisabled", "ErrorConnectionFailed",
    "ErrorExceededConnectionCount", "ErrorFolderNotFound", "ErrorImpersonateUserDenied", "ErrorImpersonationDenied",
    "ErrorIncorrectExchangeServerVersion", "ErrorInternalServerError", "ErrorInternalServerTransientError",
    "ErrorInvalidRequest", "ErrorInvalidServerVersion", "ErrorItemNotFound", "ErrorMailRecipientNotFound",
    "ErrorMailboxMoveInProgress", "ErrorMailboxStoreUnavailable", "ErrorNonExistentMailbox", "ErrorPasswordExpired",
    "ErrorProxyRequestNotAllowed", "ErrorProxyRequestProcessingFailed", "ErrorQuotaExceeded",
    "ErrorSchemaValidation", "ErrorSendAsDenied", "ErrorServerBusy", "ErrorTimeoutExpired",
];

/// Whether what stands before a word is `"code": "` or `Error code: `.
fn names_code(before: &str) -> bool {
    let bare = before.trim_end_matches(['"', '\'', ' ', '\u{a0}', '*', '`', '\u{201c}']);
    let is_field = before.ends_with('=');
    let Some(bare) = bare.strip_suffix([':', '=']) else {
        return false;
    };
    let bare = bare.trim_end_matches(['"', '\'', ' ', '\u{a0}', '*']);
    let from = bare.floor_char_boundary(bare.len().saturating_sub(12));
    let end = bare[from..].to_ascii_lowercase();
    let quoted = before.ends_with('"') && (end.ends_with("\"code") || end == "code");
    quoted
        || (is_field && end.ends_with("code"))
        || end.ends_with("error code")
        || end.ends_with("errorcode")
}

/// `error 50020`, by what leads it in.
pub(super) fn number(place: &Place<'_>) -> Option<Hit> {
    if let Some(hit) = hashed(place).or_else(|| dashed(place)) {
        return Some(hit);
    }
    let word = place.word();
    let lead = place
        .lead()
        .filter(|lead| matches!(lead.kind, Kind::Error | Kind::Code | Kind::Http))?;
    let number = word.trim_start_matches('0');
    let minus = place.minus();
    if number.is_empty()
        || word.len() > 10
        || !(place.is_alone() || minus.is_some())
        || !place.ends_here()
    {
        return None;
    }
    let is_code = match lead.kind {
        Kind::Error if lead.explicit => !counts(place),
        // "Response code: 560503": no response of HTTP has so many digits.
        Kind::Http => lead.explicit && number.len() > 3 && !counts(place),
        Kind::Error => is_plain_error(place, number, lead),
        Kind::Code => {
            (place.is_lax() && (lead.gap.colon || lead.gap.open)) || is_bracketed(place, lead)
        }
        _ => false,
    };
    is_code.then_some(())?;
    let sign = if minus.is_some() { "-" } else { "" };
    place.led_hit("error", format!("error {sign}{number}"))
}

/// Whether a number after a mere `error` is a code.
fn is_plain_error(place: &Place<'_>, number: &str, lead: super::lead::Lead) -> bool {
    let after = place.after();
    let counts_on = after_blanks(after).starts_with(|c: char| c.is_ascii_lowercase());
    // Errors of one digit are those that the article itself numbers.
    if number.len() < 2 || lead.gap.line || counts(place) {
        return false;
    }
    if lead.plural || lead.gap.colon || place.is_listed() {
        return number.len() > 2 && (!counts_on || !lead.gap.colon);
    }
    if lead.gap.open {
        return number.len() > 2;
    }
    !follows_without(place.text, lead.start)
}

/// Whether the word before the lead makes the number one of something else: "without error 30 users".
fn follows_without(text: &str, start: usize) -> bool {
    let from = text.floor_char_boundary(start.saturating_sub(12));
    let before = text[from..start].trim_end();
    let word = before
        .rsplit(|c: char| !c.is_ascii_alphabetic())
        .next()
        .unwrap_or_default();
    ["without", "no", "zero"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(word))
}

/// `(Code 28)` of the Device Manager.
fn is_bracketed(place: &Place<'_>, lead: super::lead::Lead) -> bool {
    place.next() == b')' && place.text[..lead.start].ends_with('(')
}

/// `###50020:XDS`.
fn hashed(place: &Place<'_>) -> Option<Hit> {
    let is_hashed = place.before().ends_with("##") && place.next() == b':';
    let length = place.word().len();
    (is_hashed && (3..=6).contains(&length)).then_some(())?;
    place.hit("error", format!("error {}", place.word()))
}

/// A heading that starts with a service's number and the SIP response that goes with it.
pub(super) fn pair(place: &Place<'_>) -> Option<Hit> {
    let word = place.word();
    if !place.setting.heading || place.start > 16 {
        return None;
    }
    let signs = ['#', ' ', '*', '`', '\u{a0}'];
    let first = &place.text[..place.start];
    let is_number = |text: &str| (5..=6).contains(&text.len()) && digits(text) == text;
    let is_response = |text: &str| {
        text.len() == 3 && digits(text) == text && matches!(text.as_bytes()[0], b'4'..=b'6')
    };
    if is_response(word) && first.ends_with([' ', '\u{a0}']) && is_number(first.trim_matches(signs))
    {
        return place.hit("sip", format!("SIP {word}"));
    }
    let second = first_word(place.after().strip_prefix([' ', '\u{a0}'])?);
    let is_first = is_number(word) && is_response(second) && first.trim_matches(signs).is_empty();
    is_first
        .then(|| place.hit("error", format!("error {word}")))
        .flatten()
}

/// `error code 30088-26` of Office.
fn dashed(place: &Place<'_>) -> Option<Hit> {
    let lead = place.lead()?;
    if lead.kind != Kind::Error
        || !lead.explicit
        || place.word().len() > 5
        || place.minus().is_some()
    {
        return None;
    }
    let rest = after_dash(place.after())?;
    let second = first_word(rest);
    let is_number = digits(rest) == second && (1..=5).contains(&second.len());
    let ends = !rest[second.len()..].starts_with(['-', '.', ':'])
        || rest[second.len()..].starts_with(". ");
    (is_number && ends).then_some(())?;
    let end = place.text.len() - rest.len() + second.len();
    let start = if place.is_listed() {
        place.start
    } else {
        lead.start
    };
    place.hit_at(
        start..end,
        "error",
        format!("error {}-{second}", place.word()),
    )
}

/// `error code 4c7`.
pub(super) fn lettered(place: &Place<'_>) -> Option<Hit> {
    let word = place.word();
    let lead = place.lead()?;
    let is_led = lead.kind == Kind::Error && lead.explicit && !lead.gap.line;
    let is_numeral = (3..=8).contains(&word.len())
        && word.bytes().all(|b| b.is_ascii_hexdigit())
        && word.bytes().any(|b| b.is_ascii_digit());
    let is_apart =
        !matches!(place.next(), b'-' | b'.' | b'_') && !matches!(place.previous(), b'-' | b'.');
    (is_led && is_numeral && is_apart).then_some(())?;
    place.led_hit("error", format!("error {}", word.to_ascii_lowercase()))
}

fn general_spellings(canonical: &str) -> Vec<String> {
    let number = canonical.trim_start_matches("error ");
    vec![
        format!("error code {number}"),
        format!("error code: {number}"),
    ]
}

impl Place<'_> {
    /// The minus before the number, if it makes it a negative one.
    fn minus(&self) -> Option<char> {
        let before = self.before();
        let sign = before.chars().next_back()?;
        let is_minus = matches!(sign, '-' | '\u{2011}' | '\u{2212}' | '\u{2013}');
        let rest = &before[..before.len() - sign.len_utf8()];
        let is_free = rest.is_empty()
            || rest.ends_with([' ', '(', '=', ':', '\u{a0}', '"', '\'', '*', '`', '[']);
        // "error - 5" has a dash, "error -5" a minus.
        (is_minus && is_free).then_some(sign)
    }

    /// Whether nothing goes on after the number that would make it a version, a time or a price.
    fn ends_here(&self) -> bool {
        let following = self.text.as_bytes().get(self.end + 1);
        let digit = following.is_some_and(u8::is_ascii_digit);
        let alnum = following.is_some_and(u8::is_ascii_alphanumeric);
        match self.next() {
            b'.' | b',' | b':' | b'/' => !digit,
            b'-' => !alnum,
            b'%' | b'@' | b'\\' => false,
            _ => true,
        }
    }
}
