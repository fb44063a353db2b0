//! Codes of mail servers: replies and enhanced status codes.

use super::family::{Family, heading, quoted, says, silent, silent_quoted};
use super::lead::Kind;
use super::scan::{Hit, Place, after_dash, digits};
use super::windows::{counts, no_spellings};

/// The families of this file.
#[rustfmt::skip]
pub(super) static FAMILIES: &[Family] = &[
    Family {
        id: "smtp",
        name: "Enhanced mail status code",
        about: "Three numbers that say why a mail server refused or delayed a message: class, subject and detail (RFC 3463).",
        pattern: r"([245]\d\d[ \u{a0}#-]{1,3})?[245]\.[0-7]\.\d{1,3}",
        context: "After a reply code or `#`; alone after words such as `error code` and `NDR`, in an error text and in a heading.",
        canonical: "`5.7.1`",
        spellings: hashed,
        examples: &[
            says("550 5.7.1 Unable to relay", "5.7.1"),
            says("550-5.7.1 and #5.1.1", "5.7.1;5.1.1"),
            says("You get NDR 5.4.1.", "5.4.1"),
            says("error codes 5.1.1 to 5.1.20", "5.1.1;5.1.20"),
            says("Causes for code 4.4.7", "4.4.7"),
            says("error code 5.7.13 or 135", "5.7.13"),
            says("550\u{a0}5.7.606-649 Access denied", "5.7.606"),
            says("550 4.4.7 QUEUE.Expired", "4.4.7"),
            quoted("5.7.1 Client was not authenticated", "5.7.1"),
            quoted("#< #5.2.2 smtp;554 5.2.2 mailbox full>", "5.2.2;5.2.2"),
            heading("Fix \"5.7.57\"", "5.7.57"),
            heading("5.7.64 Access denied or 4.4.62 Wrong region", "5.7.64;4.4.62"),
            silent("Install .NET Framework 4.5.2."),
            silent("The update is 5.0.8308.945."),
            silent("From 10.5.7.1 to 5.7.1.2"),
            silent("Kernel 5.7.1 is old."),
            silent_quoted("MySQL 5.7.30 was stopped"),
            silent_quoted("mysqld: version 5.7.1"),
            silent("See section 4.1.2."),
            heading("Upgrade to version 4.5.2", ""),
        ],
    },
    Family {
        id: "smtp-reply",
        name: "SMTP reply",
        about: "The three digits with which a mail server answers a command: 4 for later, 5 for never (RFC 5321).",
        pattern: r"(?i)((smtp|ndr|dsn|error|code|returned|reply|response).{0,24}?)?[45]\d\d",
        context: "After words such as `SMTP error`; in an error text where a server's answer starts.",
        canonical: "`SMTP 550`",
        spellings: no_spellings,
        examples: &[
            says("SMTP error 421 is logged.", "SMTP 421"),
            says("The relay gives NDR 550.", "SMTP 550"),
            says("You receive 500 Command unrecognized.", "SMTP 500"),
            says("The server returned '550 Requested action not taken'", "SMTP 550"),
            quoted("452 Insufficient system resources", "SMTP 452"),
            silent("It returned 550 rows."),
            silent("The other 451 users"),
            silent_quoted("Sent 550 items"),
        ],
    },
];

/// `550 5.7.1`, `#5.7.1`, `5.7.1`.
pub(super) fn status(place: &Place<'_>) -> Option<Hit> {
    let word = place.word();
    let is_class = |b: u8| matches!(b, b'2' | b'4' | b'5');
    if !is_class(word.as_bytes()[0]) || is_part(place) {
        return None;
    }
    if word.len() == 3 {
        return after_reply(place);
    }
    let (code, length) = enhanced(&place.text[place.start..])?;
    let range = place.start..place.start + length;
    is_expected(place, word.as_bytes()[0]).then_some(())?;
    place.hit_at(range, "smtp", code)
}

/// Whether a number is the end of a longer one.
fn is_part(place: &Place<'_>) -> bool {
    let before = place.before().as_bytes();
    let digit = before
        .len()
        .checked_sub(2)
        .is_some_and(|at| before[at].is_ascii_digit());
    match place.previous() {
        b'.' | b'/' | b'\\' | b',' | b'$' | b'@' => true,
        b'-' | b':' => digit,
        _ => false,
    }
}

/// A reply code and the enhanced code after it are one code.
fn after_reply(place: &Place<'_>) -> Option<Hit> {
    let after = place.after();
    let rest = after.trim_start_matches([' ', '-', '#', '\u{a0}', '\u{202f}', '\u{2011}', '(']);
    let between = after.len() - rest.len();
    if between == 0 || between > 5 {
        return None;
    }
    let (code, length) = enhanced(rest)?;
    place.hit_at(place.start..place.end + between + length, "smtp", code)
}

/// The enhanced status code at the start of a text, and its length.
fn enhanced(text: &str) -> Option<(String, usize)> {
    let bytes = text.as_bytes();
    let is_shaped = matches!(
        bytes,
        [b'2' | b'4' | b'5', b'.', b'0'..=b'7', b'.', b'0'..=b'9', ..]
    );
    if !is_shaped {
        return None;
    }
    let detail = digits(&text[4..]);
    let length = 4 + detail.len();
    let next = bytes.get(length).copied().unwrap_or(b' ');
    let further = bytes.get(length + 1).is_some_and(u8::is_ascii_digit);
    let ends = match next {
        b'.' | b',' | b'/' | b':' => !further || next == b'/' || next == b',',
        b'-' => true,
        _ => !next.is_ascii_alphanumeric() && next != b'_' && next != b'%',
    };
    let is_number = detail.len() <= 3 && (detail.len() == 1 || !detail.starts_with('0'));
    (ends && is_number).then(|| (text[..length].to_owned(), length))
}

/// Whether an enhanced code without a reply code is to be expected here.
fn is_expected(place: &Place<'_>, class: u8) -> bool {
    if class == b'2' {
        return false;
    }
    if let Some(lead) = place.lead() {
        let speaks = matches!(
            lead.kind,
            Kind::Error | Kind::Code | Kind::Mail | Kind::Status
        );
        if speaks && (!lead.gap.line || lead.explicit) {
            return true;
        }
    }
    if place.previous() == b'#' {
        return true;
    }
    (place.is_lax() || place.is_of_mail) && starts_something(place.before())
}

/// Whether a number stands at the start of a text, a line or a bracket: not after the name of a program,
/// whose version it would be.
fn starts_something(before: &str) -> bool {
    let bare = before.trim_end_matches([' ', '\u{a0}', '\u{202f}']);
    if bare.ends_with(" or") || bare.ends_with(" and") {
        return true;
    }
    let Some(sign) = bare.chars().next_back() else {
        return true;
    };
    if matches!(
        sign,
        '\n' | '"' | '\'' | '<' | '[' | ';' | '#' | '\u{201c}' | '|' | '*' | '`'
    ) {
        return true;
    }
    matches!(sign, ':' | '(' | ',' | '-') && !is_version(&bare[..bare.len() - sign.len_utf8()])
}

fn is_version(before: &str) -> bool {
    let word = before
        .rsplit(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default();
    let names = [
        "version",
        "ver",
        "v",
        "release",
        "build",
        "framework",
        "net",
        "versions",
    ];
    names.iter().any(|name| name.eq_ignore_ascii_case(word))
}

/// Replies that refuse or delay; RFC 5321 and the registry of its extensions.
const REPLIES: &[u32] = &[
    421, 432, 450, 451, 452, 454, 455, 458, 459, 501, 502, 503, 504, 521, 523, 525, 530, 533, 534,
    535, 538, 550, 551, 552, 553, 554, 555, 556,
];

/// Those that mean nothing else (unlike 501 to 504, which are also of HTTP).
fn is_of_mail_only(value: u32) -> bool {
    REPLIES.contains(&value) && !(500..=511).contains(&value)
}

/// `SMTP error 421`, and `550` where a server's answer starts.
pub(super) fn reply(place: &Place<'_>) -> Option<Hit> {
    if place.word().len() != 3 || !place.is_alone() {
        return None;
    }
    let value: u32 = place.word().parse().ok()?;
    let family = "smtp-reply";
    let canonical = || format!("SMTP {value}");
    if let Some(lead) = place.lead() {
        let is_reply = match lead.kind {
            Kind::Mail => REPLIES.contains(&value) || (400..600).contains(&value),
            Kind::Error | Kind::Code | Kind::Status => is_of_mail_only(value) && !counts(place),
            Kind::Said => is_of_mail_only(value) && answers(place),
            _ => false,
        };
        if is_reply {
            return place.led_hit(family, canonical());
        }
    }
    if REASONS
        .iter()
        .any(|(reply, reasons)| *reply == value && begins_with_one(place.after(), reasons))
    {
        return place.hit(family, canonical());
    }
    let starts = place.setting.error && starts_something(place.before());
    (starts && is_of_mail_only(value) && answers(place)).then_some(())?;
    place.hit(family, canonical())
}

/// How the texts of replies begin in RFC 5321, where no other protocol's do so.
#[rustfmt::skip]
const REASONS: &[(u32, &[&str])] = &[
    (421, &["Service not available"]),
    (450, &["Requested mail action"]),
    (451, &["Requested action", "Local error"]),
    (452, &["Requested action", "Insufficient system"]),
    (500, &["Command unrecognized", "Unrecognized command", "Syntax error"]),
    (501, &["Syntax error"]),
    (502, &["Command not implemented"]),
    (503, &["Bad sequence"]),
    (504, &["Command parameter"]),
    (530, &["Must issue", "Authentication required"]),
    (535, &["Authentication"]),
    (550, &["Requested action", "Mailbox unavailable", "User unknown", "No such user"]),
    (552, &["Requested mail action", "Message size exceeds"]),
    (553, &["Requested action"]),
    (554, &["Transaction failed"]),
];

/// Whether a text begins with one of these after a blank or a dash.
fn begins_with_one(after: &str, starts: &[&str]) -> bool {
    let rest = after_dash(after).unwrap_or_else(|| after.trim_start_matches([' ', '\u{a0}']));
    let begins = |start: &&str| super::scan::starts_with_phrase(rest, start);
    rest.len() < after.len() && starts.iter().any(begins)
}

/// Whether the words after a reply code are the text of the answer.
fn answers(place: &Place<'_>) -> bool {
    let after = place.after();
    let rest = after_dash(after).unwrap_or_else(|| after.trim_start_matches([' ', '\u{a0}']));
    let quoted = place
        .before()
        .ends_with(['\'', '"', '\u{2018}', '\u{201c}']);
    rest.len() < after.len()
        && rest.starts_with(|c: char| c.is_ascii_uppercase() || (quoted && c.is_ascii_lowercase()))
}

fn hashed(canonical: &str) -> Vec<String> {
    vec![format!("#{canonical}")]
}
