//! The shapes that only records of errors have: events, PowerShell's records, traces, lines of logs.

/// Labels with which the lines of an event start.
const EVENT: &[&str] = &[
    "Log Name",
    "Event ID",
    "EventID",
    "Event Type",
    "Event Source",
    "Task Category",
];

/// Words with which a line that tells an error starts, before a colon.
const LEVELS: &[&str] = &[
    "ERROR", "Error", "FATAL", "Fatal", "fatal", "error", "panic", "WARNING", "E",
];

/// What a program says of itself after its name and a colon.
const COMPLAINTS: &[&str] = &[
    "error",
    "fatal",
    "cannot",
    "command not found",
    "No such file",
    "Permission denied",
];

/// Whether a text has the shape of a record of an error.
pub(super) fn has_record_shape(text: &str) -> bool {
    text.lines().any(is_record_line)
}

fn is_record_line(line: &str) -> bool {
    let bare = line.trim_start_matches(|c: char| c.is_whitespace() || c == '+' || c == '\\');
    if bare.is_empty() {
        return false;
    }
    let labelled = |label: &&str| {
        let rest = bare.strip_prefix(*label);
        rest.is_some_and(|rest| rest.trim_start().starts_with([':', '=']))
    };
    EVENT.iter().any(labelled)
        || is_powershell_record(bare)
        || is_stack_frame(bare)
        || bare.starts_with("Traceback (most recent call last)")
        || bare.starts_with("Caused by: ")
        || bare.starts_with("Error code")
        || names_exception(line)
        || starts_with_level(line)
        || is_database_message(line)
        || is_log_line(line)
        || is_complaint(line)
}

/// `CategoryInfo : …`, `At line:1 char:2`.
fn is_powershell_record(line: &str) -> bool {
    if !line.contains(':') {
        return false;
    }
    let labelled = |label: &str| {
        let at = line.find(label);
        at.is_some_and(|at| line[at + label.len()..].trim_start().starts_with(':'))
    };
    line.starts_with("At line:") || labelled("CategoryInfo") || labelled("FullyQualifiedErrorId")
}

/// `at Some.Type.Method(…)`.
fn is_stack_frame(line: &str) -> bool {
    let Some(rest) = line.strip_prefix("at ") else {
        return false;
    };
    let name = rest.split(['(', ' ']).next().unwrap_or("");
    name.contains('.') && name.len() > 4 && rest[name.len()..].starts_with('(')
}

/// `System.IO.IOException: …`, `TypeError: …`.
fn names_exception(line: &str) -> bool {
    if !line.contains(':') {
        return false;
    }
    ["Exception: ", "Error: "].iter().any(|end| {
        let at = line.find(end);
        at.is_some_and(|at| line[..at].ends_with(|c: char| c.is_ascii_lowercase() || c == '.'))
    })
}

/// `Error: …`, `ERROR 1045 (28000): …`.
fn starts_with_level(line: &str) -> bool {
    const LABEL: usize = 24; // bytes of what may stand between the word and the colon
    LEVELS.iter().any(|level| {
        let Some(rest) = line.strip_prefix(level) else {
            return false;
        };
        let Some(colon) = rest.bytes().take(LABEL).position(|byte| byte == b':') else {
            return false;
        };
        let label = &rest.as_bytes()[..colon];
        let of_numbers = label.iter().all(|byte| {
            byte.is_ascii_digit() || b" ()".contains(byte) || byte.is_ascii_uppercase()
        });
        let goes_on = rest[colon + 1..].starts_with(' ') && !rest[colon + 1..].trim().is_empty();
        (label.is_empty() || of_numbers && label.starts_with(b" ")) && goes_on
    })
}

/// `ORA-00942: …`, `Msg 208, Level 16, …`.
fn is_database_message(line: &str) -> bool {
    let coded = line.split_once('-').is_some_and(|(facility, rest)| {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        (2..=5).contains(&facility.len())
            && facility.bytes().all(|byte| byte.is_ascii_uppercase())
            && (3..=6).contains(&digits)
            && rest[digits..].starts_with(": ")
    });
    coded || line.starts_with("Msg ") && line.contains(", Level ")
}

/// A level in capitals near the start, after a time or the name of a program.
fn is_log_line(line: &str) -> bool {
    const NEAR: usize = 70; // bytes
    if line.starts_with(char::is_whitespace) {
        return false;
    }
    let mut end = NEAR.min(line.len());
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    let start = &line[..end];
    let is_capital = |byte: &u8| byte.is_ascii_uppercase();
    let has_capitals = |two: &[u8]| two.iter().all(is_capital);
    if !start.as_bytes().windows(2).any(has_capitals) {
        return false;
    }
    ["ERROR", "FATAL", "SEVERE", "CRITICAL"]
        .iter()
        .any(|level| {
            let Some(at) = start.find(level) else {
                return false;
            };
            let apart = |c: char| !c.is_alphanumeric() && c != '_';
            let rest = &line[at + level.len()..];
            at > 0
                && start[..at].ends_with(apart)
                && rest.starts_with(apart)
                && !rest.trim_matches(apart).is_empty()
        })
}

/// `bash: frob: command not found`.
fn is_complaint(line: &str) -> bool {
    let Some((name, rest)) = line.split_once(": ") else {
        return false;
    };
    let is_name = |c: char| c.is_alphanumeric() || "_./-[]".contains(c);
    !name.is_empty()
        && name.len() < 80
        && name.chars().all(is_name)
        && COMPLAINTS
            .iter()
            .any(|complaint| rest.starts_with(complaint) || rest.ends_with(complaint))
}
