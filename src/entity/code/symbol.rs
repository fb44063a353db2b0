//! Names of Windows errors, and the stop codes of its blue screen.

use super::Code;
use super::facts;
use super::lead::{Kind, lead};
use super::scan::{Hit, Place, starts_with_phrase};
use super::windows::{REPORTS, counts, eight};

/// `E_ACCESSDENIED`, `ERROR_FILE_NOT_FOUND`, `STATUS_LOGON_FAILURE`, and names of stop codes.
pub(super) fn symbol(place: &Place<'_>) -> Option<Hit> {
    let word = place.word();
    let (head, tail) = word.split_once('_')?;
    let is_variable = matches!(
        place.previous(),
        b'$' | b'%' | b'\\' | b'.' | b'-' | b'/' | b'@'
    );
    if is_variable || tail.len() < 3 || word.ends_with('_') {
        return None;
    }
    let is_name = match head {
        "E" => true,
        "ERROR" => tail != "SUCCESS" && tail.bytes().any(|b| b.is_ascii_uppercase()),
        "RPC" | "EPT" if tail.starts_with("S_") => true,
        "STATUS" => is_status(place, tail),
        _ => head.len() < 10 && tail.strip_prefix("E_").is_some_and(|name| name.len() > 2),
    };
    match known(word) {
        // A stop code keeps the name under which the blue screen shows it.
        Some(code) if code.family == "bugcheck" => return place.hit("bugcheck", word),
        // Any other name that stands for a number is another spelling of it.
        Some(code) if is_name || tells_failure(&code, tail) => {
            return place.hit(code.family, code.canonical);
        }
        _ if is_name => return place.hit("symbol", word),
        _ => {}
    }
    let follows = place
        .before()
        .trim_end_matches([' ', ':', '(', '\u{a0}', '-'])
        .is_empty();
    let is_stop = place.is_led_by(&[Kind::Stop])
        && place
            .lead()
            .is_some_and(|lead| lead.explicit || lead.gap.colon);
    (is_stop || (follows && after_stop(place))).then_some(())?;
    place.hit("bugcheck", word)
}

/// The code that a name stands for, if it is one; Samba writes `NT_STATUS_` for `STATUS_`.
fn known(word: &str) -> Option<Code> {
    let name = match word.strip_prefix("NT_") {
        Some(name) if name.starts_with("STATUS_") => name,
        _ => word,
    };
    facts::symbol(name)
}

/// `Stop error 7B`: the number of a stop code as people shorten it.
pub(super) fn stop(place: &Place<'_>) -> Option<Hit> {
    let word = place.word();
    if !place.is_led_by(&[Kind::Stop])
        || word.len() > 8
        || !word.bytes().all(|b| b.is_ascii_hexdigit())
        || !place.is_alone()
        || counts(place)
    {
        return None;
    }
    let value = u32::from_str_radix(word, 16).ok()?;
    facts::STOP.row(&format!("{value:08X}"))?;
    // "Stop" alone is a verb too: "stop 3D printing".
    let words = &place.text[place.lead()?.start..place.start];
    let names_code = !starts_with_phrase(words, "stop") || words.contains(['e', 'E']);
    let is_capital = word.bytes().any(|b| b.is_ascii_uppercase());
    (names_code || (place.is_lax() && is_capital)).then_some(())?;
    place.led_hit("bugcheck", eight(value))
}

/// Whether a known name tells that something went wrong, or (`SCHED_S_TASK_RUNNING`) how a task stands.
/// The plain statuses of success are words of programmers.
fn tells_failure(code: &Code, tail: &str) -> bool {
    match code.family {
        "hresult" | "ntstatus" => {
            facts::Value::read(&code.canonical).is_some_and(facts::Value::is_error)
                || tail.starts_with("S_")
        }
        "win32" => !matches!(&*code.canonical, "win32:0" | "win32:258" | "win32:997"),
        _ => true,
    }
}

/// Whether the code before the word is a stop code.
fn after_stop(place: &Place<'_>) -> bool {
    let from = place
        .text
        .floor_char_boundary(place.start.saturating_sub(60));
    let text = &place.text[from..place.start];
    let Some(at) = text.rfind("0x") else {
        return false;
    };
    lead(text, at, 0).is_some_and(|lead| lead.kind == Kind::Stop)
}

fn is_status(place: &Place<'_>, tail: &str) -> bool {
    let known = [
        "ACCESS_",
        "LOGON_",
        "ACCOUNT_",
        "PASSWORD_",
        "OBJECT_",
        "NO_SUCH_",
        "WRONG_",
        "INVALID_",
        "TRUST",
    ];
    let is_known = known.iter().any(|start| tail.starts_with(start));
    is_known && (place.is_lax() || place.is_led_by(REPORTS) || place.previous() == b'(')
}

/// `JET_errDiskFull`.
pub(super) fn database_engine(place: &Place<'_>) -> Option<Hit> {
    place
        .word()
        .strip_prefix("JET_err")
        .filter(|name| !name.is_empty())?;
    place.hit("symbol", place.word())
}
