//! Dates as people write them in front matter.
//!
//! Read are `2025-03-01` and `2025/03/01`, `03/01/2025` with the month first, `01.03.2025` with the
//! day first, `1 March 2025` and `March 1, 2025`; a time may follow the figures. Dots are written
//! where the day comes first, slashes are Microsoft's form. Anything else is no date, because a
//! guess would be wrong for half of the readers.

use jiff::civil::Date;

use crate::yaml::{is_blank, trim};

/// What a diagnostic says about the forms that are read.
pub const FORMS: &str = "write it as 2025-03-01";

/// The date that a text tells, if it is one and that day exists.
#[must_use]
pub fn read_date(text: &str) -> Option<Date> {
    let text = trim(text);
    if let Some(date) = with_month_name(text) {
        return Some(date);
    }
    let (day, time) = split_time(text);
    if !time.is_none_or(is_time) {
        return None;
    }
    iso(day)
        .or_else(|| month_first(day))
        .or_else(|| year_first(day))
        .or_else(|| day_first(day))
}

/// `1 March 2025`, `March 1, 2025`, with or without the comma, the month in short or in full.
fn with_month_name(text: &str) -> Option<Date> {
    let words = text.split(|c: char| is_blank(c) || c == ',');
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).take(4).collect();
    let &[first, second, year] = words.as_slice() else {
        return None;
    };
    let year = number(year, 4..=4)?;
    match (month(first), month(second)) {
        (Some(month), None) => date(year, month, number(second, 1..=2)?),
        (None, Some(month)) => date(year, month, number(first.trim_end_matches('.'), 1..=2)?),
        _ => None,
    }
}

/// The number of a month's English name: the whole word, its first three letters, or `Sept`.
fn month(word: &str) -> Option<i16> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let is_it = |month: &&str| {
        **month == word || (month[..3] == word) || (word == "sept" && month.starts_with("sept"))
    };
    let at = MONTHS.iter().position(is_it)?;
    i16::try_from(at + 1).ok()
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

fn year_first(text: &str) -> Option<Date> {
    let (year, rest) = text.split_once('/')?;
    let (month, day) = rest.split_once('/')?;
    date(
        number(year, 4..=4)?,
        number(month, 1..=2)?,
        number(day, 1..=2)?,
    )
}

fn day_first(text: &str) -> Option<Date> {
    let (day, rest) = text.split_once('.')?;
    let (month, year) = rest.split_once('.')?;
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
    fn what_can_be_meant_in_one_way_only_is_read() {
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
            ("2025/03/01", Some("2025-03-01")),
            ("2025/3/1 09:30", Some("2025-03-01")),
            ("31.12.2025", Some("2025-12-31")),
            ("1.3.2025", Some("2025-03-01")),
            ("12.31.2025", None),
            ("31.12.25", None),
            ("1 March 2025", Some("2025-03-01")),
            ("1. March 2025", Some("2025-03-01")),
            ("15 August, 2025", Some("2025-08-15")),
            ("March 1, 2025", Some("2025-03-01")),
            ("Sept. 1 2025", Some("2025-09-01")),
            ("OCT 31, 2025", Some("2025-10-31")),
            ("Februar 1, 2025", None),
            ("30 February 2025", None),
            ("May June 2025", None),
            ("1 March 25", None),
            ("March 2025", None),
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
