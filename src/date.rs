//! Dates as people write them in front matter.
//!
//! Three forms are read: `2025-03-01` (a time may follow), `03/01/2025` and `3/1/2025`, month
//! first. Anything else is no date, because a guess would be wrong for half of the readers.

use jiff::civil::Date;

use crate::yaml::{is_blank, trim};

/// What a diagnostic says about the forms that are read.
pub const FORMS: &str = "write it as 2025-03-01 (or 03/01/2025, month first)";

/// The date that a text tells, if it is one and that day exists.
#[must_use]
pub fn read_date(text: &str) -> Option<Date> {
    let (day, time) = split_time(trim(text));
    if !time.is_none_or(is_time) {
        return None;
    }
    iso(day).or_else(|| month_first(day))
}

/// Splits at the `T` or the blank that a time follows.
fn split_time(text: &str) -> (&str, Option<&str>) {
    let is_border = |c: char| is_blank(c) || matches!(c, 'T' | 't');
    match text.split_once(is_border) {
        Some((day, time)) => (day, Some(trim(time))),
        None => (text, None),
    }
}

/// Whether it starts like a time: `09:30`, `9:30 AM`. What follows is not looked at.
fn is_time(text: &str) -> bool {
    text.split_once(':')
        .is_some_and(|(hour, _)| number(hour, 1..=2).is_some_and(|hour| hour < 25))
}

fn iso(text: &str) -> Option<Date> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    date(
        number(year, 4..=4)?,
        number(month, 2..=2)?,
        number(day, 2..=2)?,
    )
}

fn month_first(text: &str) -> Option<Date> {
    let (month, rest) = text.split_once('/')?;
    let (day, year) = rest.split_once('/')?;
    date(
        number(year, 4..=4)?,
        number(month, 1..=2)?,
        number(day, 1..=2)?,
    )
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Date::new(year, month, day).ok().filter(|_| year > 0)
}

/// A number of so many digits and nothing else.
fn number(text: &str, digits: std::ops::RangeInclusive<usize>) -> Option<i16> {
    let is_number = digits.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_forms_are_read_and_no_other() {
        for (text, day) in [
            ("2025-03-01", Some("2025-03-01")),
            ("2025-03-01T09:30:00+01:00", Some("2025-03-01")),
            ("2025-03-01 09:30", Some("2025-03-01")),
            ("\u{a0}2025-03-01\u{a0}", Some("2025-03-01")),
            ("03/01/2025", Some("2025-03-01")),
            ("3/1/2025", Some("2025-03-01")),
            ("12/31/2024 9:30 AM", Some("2024-12-31")),
            ("2024-02-29", Some("2024-02-29")),
            ("2025-02-29", None),
            ("2025-13-01", None),
            ("13/01/2025", None),
            ("9/99/9999", None),
            ("99/9/2020", None),
            ("2025-3-1", None),
            ("01.03.2025", None),
            ("1 March 2025", None),
            ("2025-03", None),
            ("0000-01-01", None),
            ("03/01/25", None),
            ("2025-03-01Tomorrow", None),
            ("Tuesday", None),
            ("", None),
        ] {
            let read = read_date(text).map(|date| date.to_string());
            assert_eq!(read.as_deref(), day, "{text}");
        }
    }
}
