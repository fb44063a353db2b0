//! Secrets that an article shows: keys, tokens, passwords.
//!
//! A pattern is what the issuer says its secrets look like, so that a finding is one. What only looks like a password
//! must be long and without order. Examples and gaps to fill in are left alone.

use std::sync::LazyLock;

use regex::Regex;

use super::Page;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// What it is, and how it is written; the group `secret`, or else all of it, is the secret itself. The forms are those that
/// the issuers publish: GitHub ("About authentication to GitHub"), GitLab ("Token prefixes"), AWS ("IAM identifiers"),
/// Google Cloud ("API keys"), Slack ("Token types"), Stripe ("API keys"), npm, PyPI, SendGrid, Azure ("Storage connection
/// strings", "Shared access signatures"), RFC 7468 (keys), RFC 7519 (tokens).
const SECRETS: &[(&str, &str)] = &[
    (
        "a private key",
        r"-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----\s+(?:[A-Za-z0-9_-]+: [^\n]{0,80}\s+){0,4}(?P<secret>[A-Za-z0-9+/]{40,})",
    ),
    (
        "an access key of AWS",
        r"(?-u:\b)(?:AKIA|ASIA)[A-Z2-7]{16}(?-u:\b)",
    ),
    (
        "a token of GitHub",
        r"(?-u:\b)(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,})(?-u:\b)",
    ),
    ("a token of GitLab", r"(?-u:\b)glpat-[A-Za-z0-9_-]{20,}"),
    (
        "a token of Slack",
        r"(?-u:\b)xox[abeoprs]-[A-Za-z0-9-]{20,}",
    ),
    (
        "an address that posts to Slack",
        r"(?-u:\b)hooks\.slack\.com/services/T[A-Za-z0-9_]{6,20}/B[A-Za-z0-9_]{6,20}/(?P<secret>[A-Za-z0-9_]{20,40})",
    ),
    (
        "an API key of Google",
        r"(?-u:\b)AIza[A-Za-z0-9_-]{35}(?-u:\b)",
    ),
    ("a key of Stripe", r"(?-u:\b)[sr]k_live_[A-Za-z0-9]{20,}"),
    ("a token of npm", r"(?-u:\b)npm_[A-Za-z0-9]{36}(?-u:\b)"),
    (
        "a token of PyPI",
        r"(?-u:\b)pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,}",
    ),
    (
        "a key of SendGrid",
        r"(?-u:\b)SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}(?-u:\b)",
    ),
    (
        "a signed token",
        r"(?-u:\b)eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}",
    ),
    (
        "a key of Azure Storage",
        r"(?i)(?-u:\b)(?:AccountKey|SharedAccessKey)=(?P<secret>[A-Za-z0-9+/]{42,86}={1,2})",
    ),
    (
        "a shared access signature",
        r"[?&]s[ve]=[^\s&]{4,40}&(?:[A-Za-z0-9_-]{2,5}=[^\s&]{0,80}&){0,10}sig=(?P<secret>[A-Za-z0-9%+/]{40,})",
    ),
    (
        "a client secret of Entra ID",
        r"(?:^|[^A-Za-z0-9_~.-])(?P<secret>[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34})(?:$|[^A-Za-z0-9_~.-])",
    ),
    (
        "a password in an address",
        r#"(?-u:\b)[a-z][a-z0-9+.-]{1,20}://[^\s/:@<>{}$"'`\[\]]{1,80}:(?P<secret>[^\s/@<>{}$*"'`\[\]]{6,})@[A-Za-z0-9.-]"#,
    ),
    (
        "a token",
        r"(?i)(?-u:\b)bearer\s+(?P<secret>[A-Za-z0-9._~+/-]{30,}=*)",
    ),
    (
        "a password or a key",
        r#"(?i)(?-u:\b)(?:[A-Za-z0-9_]{0,20}(?:password|passwd|pwd|passphrase|secret|api_?key|access_?key|account_?key|private_?key|auth_?token|access_?token))["']?\s{0,3}[=:]\s{0,3}["']?(?P<secret>[A-Za-z0-9+/_.~!@\#%^&*=-]{16,})"#,
    ),
    (
        "a password",
        r#"(?i)(?-u:\b)ConvertTo-SecureString\s+(?:-String\s+)?["'](?P<secret>[^"'$<>{}\n]{6,})["'][^\n|;]{0,80}-AsPlainText"#,
    ),
];

static PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let patterns = SECRETS.iter().map(|(_, pattern)| Regex::new(pattern));
    patterns
        .map(|pattern| pattern.expect("patterns that are tested"))
        .collect()
});

/// One of these stands in every secret of the table; most articles have none.
/// Words of which one stands in every secret of a row, in small letters: most articles have none of them.
const MARKS: [&[&str]; SECRETS.len()] = [
    &["private key"],
    &["akia", "asia"],
    &["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"],
    &["glpat-"],
    &["xox"],
    &["hooks.slack.com"],
    &["aiza"],
    &["k_live_"],
    &["npm_"],
    &["pypi-"],
    &["sg."],
    &["eyj"],
    &["accountkey=", "sharedaccesskey="],
    &["sig="],
    &["q~"],
    &["://"],
    &["bearer"],
    &["pass", "pwd", "secret", "key", "token"],
    &["convertto-securestring"],
];

pub(super) fn findings(page: &Page<'_>, found: &mut Vec<Diagnostic>) {
    let document = &page.reading.document;
    for (what, span) in secrets(document.manuscript().text()) {
        let message = format!("this looks like {what}");
        found.push(
            Diagnostic::new(Code::Secret, message)
                .in_place(document.place_of(span))
                .help("make it invalid where it was issued, since the history of the file keeps it; then write a gap such as `<Token>`"),
        );
    }
}

/// The secrets in a text: what each is, and where. A place is told once.
fn secrets(text: &str) -> Vec<(&'static str, Span)> {
    let mut found: Vec<(&'static str, Span)> = Vec::new();
    let lower = text.to_ascii_lowercase();
    let has = |mark: &&str| memchr::memmem::find(lower.as_bytes(), mark.as_bytes()).is_some();
    for index in (0..SECRETS.len()).filter(|&index| MARKS[index].iter().any(has)) {
        let what = SECRETS[index].0;
        let is_vague = index >= SECRETS.len() - 3;
        for captures in PATTERNS[index].captures_iter(text) {
            let Some(secret) = captures.name("secret").or(captures.get(0)) else {
                continue;
            };
            let is_known = found
                .iter()
                .any(|(_, span)| span.range().contains(&secret.start()));
            let is_real = !is_made_up(secret.as_str()) && (!is_vague || is_random(secret.as_str()));
            if is_real && !is_known {
                found.push((what, Span::new(secret.start(), secret.end())));
            }
        }
    }
    found
}

/// Whether a text says that it is an example.
fn is_made_up(secret: &str) -> bool {
    const WORDS: [&str; 18] = [
        "example",
        "sample",
        "xxxx",
        "****",
        "....",
        "your",
        "placeholder",
        "redacted",
        "dummy",
        "changeme",
        "password",
        "secret",
        "1234s67",
        "abcdef",
        "contoso",
        "fabrikam",
        "----",
        "____",
    ];
    // `P@ssw0rd` and its like.
    let lower = secret
        .to_lowercase()
        .replace('@', "a")
        .replace('0', "o")
        .replace(['$', '#', '5'], "s");
    let is_told = lower.ends_with(" here");
    is_told || WORDS.iter().any(|word| lower.contains(word)) || kinds(&lower) < 4
}

/// How many different characters a text has.
fn kinds(text: &str) -> usize {
    let mut letters: Vec<char> = text.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    letters.len()
}

/// Whether a text has letters of both cases and digits, and hardly repeats itself: more than three bits of entropy for
/// each character (C. E. Shannon, "A Mathematical Theory of Communication", 1948).
fn is_random(text: &str) -> bool {
    let has = |is: fn(&u8) -> bool| text.bytes().any(|byte| is(&byte));
    let is_mixed =
        has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_digit);
    // Names of settings, paths and calls have dots and slashes between words.
    let is_words =
        text.split(['.', '/', '-', '_']).all(|word| word.len() < 12) || text.contains('(');
    is_mixed && !is_words && entropy(text) > 3.0
}

fn entropy(text: &str) -> f64 {
    let mut counts = [0_u32; 256];
    text.bytes().for_each(|byte| counts[usize::from(byte)] += 1);
    let all = f64::from(u32::try_from(text.len()).unwrap_or(u32::MAX));
    let parts = counts.iter().filter(|&&count| count > 0).map(|&count| {
        let part = f64::from(count) / all;
        -part * part.log2()
    });
    parts.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Letters without order, none of which is a secret of anybody.
    const NOISE: &str = "q7Zr2KpVx9TfLw4HsB8nYcJd3GmUa6EoRi5XtWvQkNzPbCySh1";

    #[test]
    fn secrets_are_known_by_their_form() {
        for (text, what) in [
            (format!("token ghp_{}", &NOISE[..36]), "a token of GitHub"),
            (
                format!("postgres://shop:{}@db/shop", &NOISE[..12]),
                "a password in an address",
            ),
            (format!("Authorization: Bearer {}", &NOISE[..40]), "a token"),
            (
                format!("api_key = \"{}\"", &NOISE[..24]),
                "a password or a key",
            ),
            (
                format!("AccountKey={NOISE}{}==;", &NOISE[..36]),
                "a key of Azure Storage",
            ),
            (
                format!("-----BEGIN RSA PRIVATE KEY-----\n{NOISE}\n"),
                "a private key",
            ),
        ] {
            let found = secrets(&text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!(found[0].0, what, "{text}");
        }
    }

    #[test]
    fn examples_and_gaps_are_none() {
        for text in [
            "AKIAIOSFODNN7EXAMPLE",
            "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "postgres://user:password@host/db",
            "postgres://user:<Password>@host/db",
            "password: the one that your administrator gave you",
            "Bearer <AccessToken>",
            "secret = kubernetes.io/service-account-token",
            "-----BEGIN PRIVATE KEY-----\n…\n-----END PRIVATE KEY-----",
            "ConvertTo-SecureString \"<Password>\" -AsPlainText -Force",
            "ConvertTo-SecureString 'Pa##w0rd' -AsPlainText -Force",
            "ConvertTo-SecureString 'your own here' -AsPlainText -Force",
        ] {
            assert_eq!(secrets(text), [], "{text}");
        }
    }
}
