//! Codes of the web and of what speaks like it: HTTP, SIP, curl, TLS, browsers.

use super::family::{Family, command, heading, quoted, says, silent, silent_quoted};
use super::lead::Kind;
use super::scan::{Hit, Place, after_blanks, after_dash, digits, starts_with_phrase};
use super::windows::{counts, no_spellings};

/// The families of this file.
#[rustfmt::skip]
pub(super) static FAMILIES: &[Family] = &[
    Family {
        id: "http",
        name: "HTTP status",
        about: "The three digits with which a web server answers: 3 for elsewhere, 4 for a fault of the request, 5 for one of the server (RFC 9110).",
        pattern: r"(?i)(.{0,24}?\b)?[345]\d\d(\.\d{1,2})?.{0,40}",
        context: "After words such as `HTTP` and `status code`, or before the reason that belongs to it; the well-known ones also beside `error`.",
        canonical: "`HTTP 403`",
        spellings: with_reason,
        examples: &[
            says("The request ends with HTTP 403.", "HTTP 403"),
            says("HTTP/1.1 503 Service Unavailable", "HTTP 503"),
            says("The remote server returned an error: (403) Forbidden.", "HTTP 403"),
            says("HTTP status code 404", "HTTP 404"),
            says("HTTP Error 500.19 - Internal Server Error", "HTTP 500.19"),
            says("A 404 error appears.", "HTTP 404"),
            says("401: Unauthorized", "HTTP 401"),
            says("The proxy responds with a 407 status.", "HTTP 407"),
            says("Trace (receive 500 HTTP response)", "HTTP 500"),
            quoted("412\nThe page cannot be shown", "HTTP 412"),
            says("ResponseStatusCode=502", "HTTP 502"),
            says("\"GET /health HTTP/1.1\" 500 12", "HTTP 500"),
            says("error 503 or 504", "HTTP 503;HTTP 504"),
            silent("It has 403 users."),
            silent("HTTP 200 OK"),
            silent("Port 443 and 500 items"),
            silent("Page 404 of the book"),
            silent("Office 365 and HTTP 2"),
            silent("Version 500.19 of 2019"),
        ],
    },
    Family {
        id: "sip",
        name: "SIP response",
        about: "The three digits with which a telephony server answers a call or a sign-in (RFC 3261).",
        pattern: r"(?i)((sip|response).{0,24}?)?[3-6]\d\d.{0,40}",
        context: "After `SIP`; before a reason that only SIP has; in a heading as the second of two numbers.",
        canonical: "`SIP 403`",
        spellings: no_spellings,
        examples: &[
            says("SIP/2.0 403 Forbidden", "SIP 403"),
            says("A SIP response code 480 follows.", "SIP 480"),
            says("488 Not Acceptable Here", "SIP 488"),
            heading("540123 603 The callee declined", "error 540123;SIP 603"),
            silent("SIP trunk with 403 channels"),
            heading("2016 500 users", ""),
        ],
    },
    Family {
        id: "diagnostics",
        name: "ms-diagnostics",
        about: "The number under which Lync and Skype for Business say more about a SIP response.",
        pattern: r"(?i)ms-diagnostics.{0,24}?\d{1,6}",
        context: "After `ms-diagnostics`.",
        canonical: "`ms-diagnostics 1003`",
        spellings: no_spellings,
        examples: &[
            says("ms-diagnostics: 1003;reason=\"User is not found\"", "ms-diagnostics 1003"),
            says("an ms-diagnostics error code of 1002", "ms-diagnostics 1002"),
            silent("It sends 1003 diagnostics."),
        ],
    },
    Family {
        id: "curl",
        name: "curl error",
        about: "The exit code of the program curl, which says how a transfer failed.",
        pattern: r"(?i)curl.{0,12}?\d{1,2}",
        context: "After `curl:` and `curl error`.",
        canonical: "`curl 7`",
        spellings: curl_spellings,
        examples: &[
            says("curl: (7) Failed to connect to host", "curl 7"),
            says("cURL error 60: SSL certificate problem", "curl 60"),
            silent("curl 7.81 is installed."),
            silent("Run curl 3 times."),
        ],
    },
    Family {
        id: "tls",
        name: "TLS error name",
        about: "The name under which a browser or a TLS library says what is wrong with a certificate or a connection.",
        pattern: r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+",
        context: "Names with a known beginning or a known whole anywhere.",
        canonical: "the name: `SSL_ERROR_NO_CYPHER_OVERLAP`",
        spellings: no_spellings,
        examples: &[
            says("Error code: SSL_ERROR_NO_CYPHER_OVERLAP", "SSL_ERROR_NO_CYPHER_OVERLAP"),
            says("DLG_FLAGS_SEC_CERT_CN_INVALID", "DLG_FLAGS_SEC_CERT_CN_INVALID"),
            says("[SSL: CERTIFICATE_VERIFY_FAILED]", "CERTIFICATE_VERIFY_FAILED"),
            says("SELF_SIGNED_CERT_IN_CHAIN", "SELF_SIGNED_CERT_IN_CHAIN"),
            silent("Set SSL_CERT_FILE to the path."),
            silent("TLS_AES_256_GCM_SHA384"),
        ],
    },
    Family {
        id: "openssl",
        name: "OpenSSL error",
        about: "The number of an error in the queue of the library OpenSSL.",
        pattern: r"(?i)(openssl:)?[0-9a-f]{8}",
        context: "Between `error:` and a colon.",
        canonical: "`openssl:0A000086`",
        spellings: no_spellings,
        examples: &[
            says("error:0A000086:SSL routines::certificate verify failed", "openssl:0A000086"),
            says("error:14094410:SSL routines", "openssl:14094410"),
            silent("error: 14094410 rows"),
        ],
    },
    Family {
        id: "err",
        name: "ERR_ name",
        about: "The name under which Chromium or Node.js reports an error.",
        pattern: r"(ERR|DNS_PROBE)_[A-Z0-9_]+",
        context: "Anywhere but in commands.",
        canonical: "the name: `ERR_CERT_DATE_INVALID`",
        spellings: no_spellings,
        examples: &[
            says("NET::ERR_CERT_DATE_INVALID", "ERR_CERT_DATE_INVALID"),
            quoted("Error [ERR_MODULE_NOT_FOUND]: Cannot find package", "ERR_MODULE_NOT_FOUND"),
            says("DNS_PROBE_FINISHED_NXDOMAIN", "DNS_PROBE_FINISHED_NXDOMAIN"),
            silent("$ERR_COUNT counts them."),
            silent("%PM-SP-4-ERR_DISABLE: link-flap error detected on Gi4/1"),
            silent_quoted("ERR_ is a prefix"),
            command("echo ERR_TIMED_OUT", ""),
        ],
    },
    Family {
        id: "kerberos",
        name: "Kerberos error",
        about: "The name under which Kerberos refuses a ticket (RFC 4120).",
        pattern: r"(KDC_ERR|KRB_ERR|KRB_AP_ERR|KRB5\w*)_[A-Z0-9_]+",
        context: "Anywhere.",
        canonical: "the name: `KDC_ERR_S_PRINCIPAL_UNKNOWN`",
        spellings: no_spellings,
        examples: &[
            says("KRB_AP_ERR_MODIFIED is logged", "KRB_AP_ERR_MODIFIED"),
            says("KDC_ERR_S_PRINCIPAL_UNKNOWN", "KDC_ERR_S_PRINCIPAL_UNKNOWN"),
            silent("KRB5_CONFIG holds the path."),
        ],
    },
];

/// Statuses of HTTP with their reasons: RFC 9110, RFC 6585 and what servers write instead.
const REASONS: &[(u32, &[&str])] = &[
    (400, &["Bad Request"]),
    (
        401,
        &[
            "Unauthorized",
            "Unauthorised",
            "Authorization Required",
            "Access Denied",
        ],
    ),
    (402, &["Payment Required"]),
    (403, &["Forbidden", "Access Denied", "Access is denied"]),
    (404, &["Not Found", "File Not Found", "Page Not Found"]),
    (405, &["Method Not Allowed"]),
    (406, &["Not Acceptable"]),
    (407, &["Proxy Authentication Required"]),
    (
        408,
        &["Request Timeout", "Request Time-out", "Request Timed Out"],
    ),
    (409, &["Conflict"]),
    (410, &["Gone"]),
    (411, &["Length Required"]),
    (412, &["Precondition Failed"]),
    (
        413,
        &[
            "Payload Too Large",
            "Request Entity Too Large",
            "Content Too Large",
        ],
    ),
    (
        414,
        &[
            "URI Too Long",
            "Request-URI Too Long",
            "Request-URI Too Large",
        ],
    ),
    (415, &["Unsupported Media Type"]),
    (
        416,
        &["Range Not Satisfiable", "Requested Range Not Satisfiable"],
    ),
    (417, &["Expectation Failed"]),
    (421, &["Misdirected Request"]),
    (422, &["Unprocessable Entity", "Unprocessable Content"]),
    (423, &["Locked"]),
    (424, &["Failed Dependency"]),
    (426, &["Upgrade Required"]),
    (428, &["Precondition Required"]),
    (429, &["Too Many Requests"]),
    (431, &["Request Header Fields Too Large"]),
    (451, &["Unavailable For Legal Reasons"]),
    (
        500,
        &["Internal Server Error", "Internal Error", "Server Error"],
    ),
    (501, &["Not Implemented"]),
    (502, &["Bad Gateway", "Proxy Error"]),
    (
        503,
        &[
            "Service Unavailable",
            "Service Temporarily Unavailable",
            "Backend Fetch Failed",
            "Server Unavailable",
        ],
    ),
    (504, &["Gateway Timeout", "Gateway Time-out"]),
    (505, &["HTTP Version Not Supported"]),
    (507, &["Insufficient Storage"]),
    (511, &["Network Authentication Required"]),
];

/// Responses of SIP whose reasons HTTP does not have: RFC 3261 and the registry of its extensions.
const SIP_REASONS: &[(u32, &[&str])] = &[
    (408, &["Request Terminated"]),
    (412, &["Conditional Request Failed"]),
    (420, &["Bad Extension"]),
    (421, &["Extension Required"]),
    (423, &["Interval Too Brief"]),
    (430, &["Flow Failed"]),
    (433, &["Anonymity Disallowed"]),
    (
        480,
        &["Temporarily Unavailable", "Temporarily not available"],
    ),
    (
        481,
        &[
            "Call/Transaction Does Not Exist",
            "Call Leg/Transaction Does Not Exist",
        ],
    ),
    (482, &["Loop Detected"]),
    (483, &["Too Many Hops"]),
    (484, &["Address Incomplete"]),
    (485, &["Ambiguous"]),
    (486, &["Busy Here"]),
    (487, &["Request Terminated", "Request Cancelled"]),
    (488, &["Not Acceptable Here"]),
    (491, &["Request Pending"]),
    (493, &["Undecipherable"]),
    (494, &["Security Agreement Required"]),
    (500, &["Server Internal"]),
    (504, &["Server Time-out", "Server Timeout"]),
    (513, &["Message Too Large"]),
    (580, &["Precondition Failure"]),
    (600, &["Busy Everywhere"]),
    (603, &["Decline"]),
    (604, &["Does Not Exist Anywhere"]),
    (606, &["Not Acceptable"]),
];

/// Statuses that everybody knows as "a 404 error".
const WELL_KNOWN: &[u32] = &[
    400, 401, 403, 404, 405, 407, 408, 409, 410, 413, 429, 500, 501, 502, 503, 504,
];

/// HTTP, SIP, ms-diagnostics and curl.
pub(super) fn number(place: &Place<'_>) -> Option<Hit> {
    let value: u32 = place.word().parse().ok()?;
    match place.lead().map(|lead| (lead.kind, lead)) {
        Some((Kind::Diagnostics, _)) if value > 0 && place.is_alone() => {
            return place.led_hit("diagnostics", format!("ms-diagnostics {value}"));
        }
        Some((Kind::Curl, lead)) if (1..100).contains(&value) && place.is_alone() => {
            let is_error = lead.gap.open || lead.gap.colon || lead.text_is_error(place);
            return is_error
                .then(|| place.led_hit("curl", format!("curl {value}")))
                .flatten();
        }
        _ => {}
    }
    if place.word().len() != 3 || !(300..700).contains(&value) {
        return None;
    }
    response(place, value)
}

/// A response of three digits.
fn response(place: &Place<'_>, value: u32) -> Option<Hit> {
    let lead = place.lead();
    let kind = lead.map(|lead| lead.kind);
    let is_open = place.previous() == b'(';
    let (length, sub) = substatus(place);
    let end = place.end + length;
    let canonical = format!("HTTP {value}{sub}");
    if sub.is_empty() && !place.is_alone() {
        return None;
    }
    let range = |led: bool| {
        let own = lead.filter(|_| led && !place.is_listed());
        let start = own.map_or(place.start, |lead| lead.start);
        start..end
    };
    match kind {
        Some(Kind::Sip) => return place.hit_at(range(true), "sip", format!("SIP {value}")),
        Some(Kind::Http) if value < 600 && !counts(place) => {
            return place.hit_at(range(true), "http", canonical);
        }
        _ => {}
    }
    if !sub.is_empty() {
        return None;
    }
    if let Some(end) = reason(REASONS, value, place) {
        return place.hit_at(place.start - usize::from(is_open)..end, "http", canonical);
    }
    if let Some(end) = reason(SIP_REASONS, value, place) {
        return place.hit_at(place.start..end, "sip", format!("SIP {value}"));
    }
    // A page that says nothing on its first line but the status.
    let rest = after_blanks(place.after());
    let ends = rest.is_empty() || rest.starts_with(['\n', '\r']);
    let is_all = place.setting.error && place.start == 0 && ends;
    if is_all && REASONS.iter().any(|(status, _)| *status == value) {
        return place.hit("http", canonical);
    }
    if counts(place) || !WELL_KNOWN.contains(&value) {
        return None;
    }
    let is_led = lead.is_some_and(|lead| match lead.kind {
        Kind::Error | Kind::Code => !lead.gap.line || lead.explicit,
        Kind::Status => true,
        _ => false,
    });
    if is_led {
        return place.led_hit("http", canonical);
    }
    let after = after_blanks(place.after());
    let nouns = [
        "error",
        "status",
        "response",
        "status code",
        "error code",
        "HTTP response",
        "HTTP error",
        "HTTP status",
    ];
    let is_error = nouns.iter().any(|noun| starts_with_phrase(after, noun))
        || (starts_with_phrase(after, "errors") && place.is_lax());
    (is_error && after.len() < place.after().len()).then_some(())?;
    place.hit("http", canonical)
}

/// The number that a web server adds to a status: `.19` of `500.19`, with its length.
fn substatus<'t>(place: &Place<'t>) -> (usize, &'t str) {
    let Some(rest) = place.after().strip_prefix('.') else {
        return (0, "");
    };
    let number = digits(rest);
    let further = rest.as_bytes().get(number.len()..).unwrap_or_default();
    let ends = !matches!(further, [b'.', b'0'..=b'9', ..] | [b'a'..=b'z' | b'A'..=b'Z', ..]);
    if number.is_empty() || number.len() > 2 || !ends {
        return (0, "");
    }
    (number.len() + 1, &place.after()[..=number.len()])
}

/// Where the reason ends that belongs to a status and stands after it.
fn reason(table: &[(u32, &[&str])], value: u32, place: &Place<'_>) -> Option<usize> {
    let (_, reasons) = table.iter().find(|(status, _)| *status == value)?;
    let after = place.after();
    let rest = after.strip_prefix(')').unwrap_or(after);
    let rest = after_blanks(rest);
    let rest = rest
        .strip_prefix([':', ','])
        .or_else(|| after_dash(rest))
        .unwrap_or(rest);
    let rest = after_blanks(rest);
    let inner = rest.strip_prefix(['(', '"', '\u{201c}']).unwrap_or(rest);
    let found = reasons
        .iter()
        .find(|reason| starts_with_phrase(inner, reason))?;
    let closes = rest.starts_with('(') && inner[found.len()..].starts_with(')');
    let end = place.text.len() - inner.len() + found.len() + usize::from(closes);
    (inner.len() < after.len()).then_some(end)
}

/// `error:0A000086:SSL routines`.
pub(super) fn openssl(place: &Place<'_>) -> Option<Hit> {
    let word = place.word();
    let is_shaped = word.len() == 8 && word.bytes().all(|b| b.is_ascii_hexdigit());
    let is_led = place.before().ends_with("error:") && place.next() == b':';
    (is_shaped && is_led).then_some(())?;
    place.hit("openssl", format!("openssl:{}", word.to_ascii_uppercase()))
}

/// How the names of TLS errors start.
const TLS_STARTS: &[&str] = &[
    "SSL_ERROR_",
    "SEC_ERROR_",
    "MOZILLA_PKIX_ERROR_",
    "DLG_FLAGS_",
    "X509_V_ERR_",
    "PR_CONNECT_",
    "PR_END_OF_",
    "NS_ERROR_",
];

/// Names of TLS errors that have no such start; the sources are OpenSSL's and Node.js's documentation.
const TLS_NAMES: &[&str] = &[
    "CERTIFICATE_VERIFY_FAILED",
    "CERT_HAS_EXPIRED",
    "CERT_NOT_YET_VALID",
    "CERT_REVOKED",
    "CERT_UNTRUSTED",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "HOSTNAME_MISMATCH",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "UNABLE_TO_GET_CRL",
    "UNABLE_TO_GET_ISSUER_CERT",
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "WRONG_VERSION_NUMBER",
    "TLSV1_ALERT_PROTOCOL_VERSION",
    "SSLV3_ALERT_HANDSHAKE_FAILURE",
];

/// `ERR_…`, and the names of TLS and Kerberos errors.
pub(super) fn symbol(place: &Place<'_>) -> Option<Hit> {
    let word = place.word();
    // After a hyphen it is a parameter or the end of a longer name: `%PM-4-ERR_DISABLE`.
    let is_variable = matches!(place.previous(), b'$' | b'%' | b'\\' | b'@' | b'-');
    if is_variable || !word.contains('_') || word.ends_with('_') {
        return None;
    }
    let family = if word.starts_with("ERR_") || word.starts_with("DNS_PROBE_") {
        "err"
    } else if TLS_STARTS.iter().any(|start| word.starts_with(start)) || TLS_NAMES.contains(&word) {
        "tls"
    } else if ["KRB_AP_ERR_", "KRB_ERR_", "KDC_ERR_"]
        .iter()
        .any(|start| word.starts_with(start))
    {
        "kerberos"
    } else {
        return None;
    };
    place.hit(family, word)
}

fn with_reason(canonical: &str) -> Vec<String> {
    let number = canonical.trim_start_matches("HTTP ");
    let value: Option<u32> = number.parse().ok();
    let reasons = value.and_then(|value| REASONS.iter().find(|(status, _)| *status == value));
    let mut spellings = vec![
        format!("HTTP status {number}"),
        format!("HTTP error {number}"),
    ];
    if let Some((_, reasons)) = reasons {
        spellings.push(format!("{number} {}", reasons[0]));
        spellings.push(format!("({number}) {}", reasons[0]));
    }
    spellings
}

fn curl_spellings(canonical: &str) -> Vec<String> {
    let number = canonical.trim_start_matches("curl ");
    vec![format!("curl: ({number})"), format!("curl error {number}")]
}

impl super::lead::Lead {
    /// Whether the words of the lead say that the number is an error ("curl error 7").
    fn text_is_error(&self, place: &Place<'_>) -> bool {
        let words = &place.text[self.start..place.start];
        words
            .trim_end_matches([' ', ':', '(', '\u{a0}'])
            .to_ascii_lowercase()
            .ends_with("error")
    }
}
