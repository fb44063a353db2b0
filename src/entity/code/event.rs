//! Events of an event log, and the sources that write them.

use std::ops::Range;

use super::family::{Family, says, silent};
use super::lead::Kind;
use super::scan::{Hit, Place, after_blanks, starts_with_phrase};
use super::windows::counts;

/// The family of this file.
#[rustfmt::skip]
pub(super) static FAMILIES: &[Family] = &[
    Family {
        id: "event",
        name: "Event",
        about: "The number of an event in an event log; what it means depends on the source that wrote it.",
        pattern: r"(?i)((event|ereignis|événement|イベント|事件|이벤트).{0,24}?)?\d{1,5}",
        context: "After `event`, `event ID`, `event code`, and in lists that start so.",
        canonical: "`event 1000`",
        spellings: event_spellings,
        examples: &[
            says("Event ID 1000 is logged.", "event 1000"),
            says("Event\u{a0}ID:\u{a0}4002", "event 4002"),
            says("Event IDs 1006, 1009 and 1012", "event 1006;event 1009;event 1012"),
            says("Event 1000 (MSExchangeIS)", "event 1000"),
            says("<EventID Qualifiers=\"0\">4625</EventID>", "event 4625"),
            says("EventCode=4625", "event 4625"),
            says("Look for events 17890 or 833.", "event 17890;event 833"),
            says("Ereignis-ID 7038 und Ereigniskennung: 7000", "event 7038;event 7000"),
            says("イベント ID 7038", "event 7038"),
            says("l'événement 7038 est consigné", "event 7038"),
            silent("In the event of 3 failures"),
            silent("The event took 20 minutes."),
            silent("Event 2 of the series"),
            silent("Prevent 1000 errors"),
        ],
    },
];

/// `Event ID 1000`, by what leads it in.
pub(super) fn number(place: &Place<'_>) -> Option<Hit> {
    let lead = place.lead().filter(|lead| lead.kind == Kind::Event)?;
    let value: u16 = place.word().parse().ok()?;
    let is_named = lead.explicit || place.is_listed();
    if !place.is_alone() || (!is_named && (value < 10 || counts(place))) {
        return None;
    }
    place.led_hit("event", format!("event {value}"))
}

/// The source of an event: named in brackets after it, or in a line of the same record.
pub(super) fn source_of_event(text: &str, range: &Range<usize>) -> Option<String> {
    let after = after_blanks(&text[range.end..]);
    if let Some(inner) = after.strip_prefix('(') {
        let name = inner.split([')', '\n']).next().unwrap_or_default();
        let is_name = name.len() > 2
            && name.len() < 60
            && name.starts_with(|c: char| c.is_ascii_uppercase())
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
            && inner[name.len()..].starts_with(')');
        if is_name {
            return Some(name.to_owned());
        }
    }
    let from = text.floor_char_boundary(range.start.saturating_sub(600));
    let to = text.floor_char_boundary((range.end + 600).min(text.len()));
    let start = text[from..range.start]
        .rfind('\n')
        .map_or(from, |at| from + at);
    let before = text[from..start].lines().rev().take(8);
    let after = text[range.end..to].lines().skip(1).take(8);
    let is_other = |line: &&str| {
        !starts_with_phrase(line.trim(), "Event ID") && !starts_with_phrase(line.trim(), "EventID")
    };
    let mut lines = before
        .take_while(is_other)
        .chain(after.take_while(is_other));
    lines.find_map(source_line)
}

/// The value of a line `Source: MSExchangeIS`.
fn source_line(line: &str) -> Option<String> {
    let (key, value) = line.split_once(':')?;
    let key = key.trim();
    let names = [
        "Source",
        "Event Source",
        "Source Name",
        "Provider",
        "ProviderName",
        "Provider Name",
    ];
    let value = value.trim();
    let is_source = names.iter().any(|name| name.eq_ignore_ascii_case(key));
    (is_source && !value.is_empty() && value.len() < 80).then(|| value.to_owned())
}

fn event_spellings(canonical: &str) -> Vec<String> {
    let number = canonical.trim_start_matches("event ");
    vec![format!("Event ID {number}"), format!("EventID {number}")]
}
