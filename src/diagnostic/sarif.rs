//! Findings as a log in SARIF 2.1.0, which code hosts and editors read.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>; what GitHub asks beyond:
//! <https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::identity::Identity;
use super::{Code, Diagnostic, Level, Place, Sources, visible, visible_json};
use crate::source::{Position, Url};

/// GitHub refuses a log with more results.
pub const MOST_RESULTS: usize = 25_000;

/// Where the schema of the format stands.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The name under which a finding's fingerprint stands; its number goes up when it is made of other things.
const FINGERPRINT: &str = "fixbook/v1";

/// Where the files of findings lie; paths are absolute and `/`-separated.
pub trait Files: Sources {
    /// The folder that addresses are relative to.
    fn base(&self) -> String;
    /// A finding's file; for none, the file that stands for the site as a whole.
    fn absolute(&self, path: Option<&str>) -> String;
}

/// The log of a run that found this, with a line break at its end. Of more findings than a log may hold the
/// most serious are in it, and it says how many are not.
#[must_use]
pub fn sarif(findings: &[&Diagnostic], files: &dyn Files) -> String {
    let shown = most_serious(findings);
    let codes: BTreeSet<Code> = shown.iter().map(|finding| finding.code).collect();
    let codes: Vec<Code> = codes.into_iter().collect();
    let base = files.base();
    let base = base.trim_end_matches('/');
    let identities = Identity::numbered(&shown, files);
    let results: Vec<Value> = shown
        .iter()
        .zip(identities)
        .map(|(finding, (identity, number))| {
            let place = finding.place.as_ref();
            let path = files.absolute(place.map(|place| place.path.as_str()));
            json!({
                "ruleId": finding.code.rule().code,
                "ruleIndex": codes.binary_search(&finding.code).unwrap_or_default(),
                "level": level(finding.level),
                "message": { "text": message(finding) },
                "locations": [{ "physicalLocation": {
                    "artifactLocation": artifact(&path, base),
                    "region": region(place),
                } }],
                "partialFingerprints": {
                    FINGERPRINT: format!("{}:{number}", identity.hash),
                },
            })
        })
        .collect();
    let mut run = json!({
        "tool": { "driver": {
            "name": "fixbook",
            "version": env!("CARGO_PKG_VERSION"),
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": codes.iter().copied().map(rule).collect::<Vec<_>>(),
        } },
        "language": "en",
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": { "%SRCROOT%": { "uri": format!("{}/", file_uri(base)) } },
        "results": results,
    });
    if shown.len() < findings.len() {
        run["invocations"] = left_out(findings.len() - shown.len());
    }
    let log = json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": [run] }).to_string();
    format!("{}\n", visible_json(&log))
}

/// As many findings as a log may hold, in the order they had.
fn most_serious<'d>(findings: &[&'d Diagnostic]) -> Vec<&'d Diagnostic> {
    if findings.len() <= MOST_RESULTS {
        return findings.to_vec();
    }
    let mut by_level: Vec<usize> = (0..findings.len()).collect();
    by_level.sort_by_key(|&index| findings[index].level);
    by_level.truncate(MOST_RESULTS);
    by_level.sort_unstable();
    by_level.into_iter().map(|index| findings[index]).collect()
}

fn left_out(number: usize) -> Value {
    let text = format!(
        "{number} less serious findings are left out: a log holds no more than {MOST_RESULTS}"
    );
    json!([{
        "executionSuccessful": true,
        "toolExecutionNotifications": [{ "level": "warning", "message": { "text": text } }],
    }])
}

fn rule(code: Code) -> Value {
    let rule = code.rule();
    json!({
        "id": rule.code,
        "shortDescription": { "text": sentence(rule.title) },
        "fullDescription": { "text": rule.why },
        "help": { "text": format!("{} `fixbook explain {}` says more.", rule.why, rule.code) },
        "defaultConfiguration": { "level": level(rule.level) },
    })
}

/// A title as the one sentence that the standard wants.
fn sentence(title: &str) -> String {
    let mut rest = title.chars();
    let first = rest.next().into_iter().flat_map(char::to_uppercase);
    first.chain(rest).chain(['.']).collect()
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "note",
    }
}

/// What is the case, and what to do. A message may hold links, written as in Markdown; what only looks like
/// one is escaped (SARIF, section 3.11.6).
fn message(finding: &Diagnostic) -> String {
    let mut text = visible(&finding.message).into_owned();
    if let Some(help) = &finding.help {
        text.push('\n');
        text.push_str(&visible(help));
    }
    if text.contains("](") {
        text = text.replace('[', "\\[").replace(']', "\\]");
    }
    text
}

/// The lines and columns of a place; its end is one past it. What has no place is told on the first line,
/// because GitHub shows nothing without one.
fn region(place: Option<&Place>) -> Value {
    let first = Position { line: 1, column: 1 };
    let (start, end) = place.map_or((first, first), |place| (place.start, place.end));
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

/// A file by its address below the base, else by its whole address.
fn artifact(path: &str, base: &str) -> Value {
    let below = path
        .strip_prefix(base)
        .and_then(|path| path.strip_prefix('/'));
    match below {
        Some(below) => json!({
            "uri": Url::of_file(below).as_str(),
            "uriBaseId": "%SRCROOT%",
        }),
        None => json!({ "uri": file_uri(path) }),
    }
}

/// The address of a file or folder of the system (RFC 8089).
fn file_uri(path: &str) -> String {
    let address = Url::of_file(path);
    let address = address.as_str();
    if let Some(share) = address.strip_prefix("//") {
        return format!("file://{share}");
    }
    let drive = address
        .strip_prefix(|c: char| c.is_ascii_alphabetic())
        .is_some_and(|rest| rest.starts_with("%3A/"));
    if drive {
        return format!("file:///{}", address.replacen("%3A", ":", 1));
    }
    format!("file://{address}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SitePath, Source, Span};

    struct NoTexts;

    impl Sources for NoTexts {
        fn text(&self, _: &str) -> Option<&str> {
            None
        }

        fn shown(&self, path: &str) -> String {
            path.to_owned()
        }
    }

    impl Files for NoTexts {
        fn base(&self) -> String {
            "/srv/mill".to_owned()
        }

        fn absolute(&self, path: Option<&str>) -> String {
            format!("/srv/mill/content/{}", path.unwrap_or("none"))
        }
    }

    fn log(findings: &[Diagnostic]) -> Value {
        let findings: Vec<&Diagnostic> = findings.iter().collect();
        serde_json::from_str(&sarif(&findings, &NoTexts)).expect("JSON")
    }

    #[test]
    fn files_of_every_system_have_an_address() {
        for (path, uri) in [
            ("/srv/my mill", "file:///srv/my%20mill"),
            ("C:/mill/ä.md", "file:///C:/mill/%C3%A4.md"),
            ("//host/share/a#b", "file://host/share/a%23b"),
        ] {
            assert_eq!(file_uri(path), uri);
        }
    }

    #[test]
    fn a_file_outside_of_the_base_keeps_its_whole_address() {
        let outside = artifact("/srv/milling/a.md", "/srv/mill");
        assert_eq!(outside, json!({ "uri": "file:///srv/milling/a.md" }));
    }

    #[test]
    fn what_looks_like_a_link_is_none() {
        let finding = Diagnostic::new(Code::BrokenLink, "see `[x](y)`").help("a\u{1b}[1m");
        assert_eq!(message(&finding), "see `\\[x\\](y)`\na␛\\[1m");
        let finding = Diagnostic::new(Code::BrokenLink, "`a[0]` is gone");
        assert_eq!(message(&finding), "`a[0]` is gone");
    }

    #[test]
    fn of_too_many_findings_the_most_serious_stay() {
        let source = Source::new(SitePath::new("a.md"), "x\n".repeat(26_000));
        let findings: Vec<Diagnostic> = (0..26_000)
            .map(|at| {
                let code = if at % 2 == 0 {
                    Code::MendedCommand
                } else {
                    Code::InvalidYaml
                };
                Diagnostic::new(code, "m").at(&source, Span::new(2 * at, 2 * at + 1))
            })
            .collect();
        let log = log(&findings);
        let run = &log["runs"][0];
        let results = run["results"].as_array().expect("results");
        assert_eq!(results.len(), MOST_RESULTS);
        let errors = results.iter().filter(|result| result["level"] == "error");
        assert_eq!(errors.count(), 13_000);
        let told = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
        assert!(
            told.as_str()
                .is_some_and(|text| text.starts_with("1000 less")),
            "{told}"
        );
        assert_eq!(
            results[0]["locations"][0]["physicalLocation"]["region"]["startColumn"],
            1
        );
    }
}
