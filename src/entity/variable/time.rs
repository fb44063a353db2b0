//! Dates and times of day as logs and screens write them. Each function tells the length in bytes of
//! what stands at the start of a text.

use super::run;

/// `2024-05-31`.
pub(super) fn iso_date(text: &str) -> Option<usize> {
    let date = text.as_bytes().get(..10)?;
    let fits = date.iter().enumerate().all(|(at, byte)| match at {
        4 | 7 => *byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    fits.then_some(10)
}

/// `5/31/2024`, `31.05.2024`.
pub(super) fn slashed_date(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let first = run(bytes, |byte| byte.is_ascii_digit());
    let sign = *bytes
        .get(first)
        .filter(|&&byte| byte == b'/' || byte == b'.')?;
    let second = run(&bytes[first + 1..], |byte| byte.is_ascii_digit());
    let year = first + 1 + second + 1;
    bytes.get(year - 1).filter(|&&byte| byte == sign)?;
    let digits = run(&bytes[year..], |byte| byte.is_ascii_digit());
    let is_year = match digits {
        4 => bytes[year..].starts_with(b"19") || bytes[year..].starts_with(b"20"),
        2 => sign == b'/',
        _ => false,
    };
    let fits = (1..=2).contains(&first) && (1..=2).contains(&second) && is_year;
    fits.then_some(year + digits)
}

/// `10:20`, `10:20:30.123`, with a zone or the half of the day; of `parts` numbers at least.
pub(super) fn clock(text: &str, parts: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut length = 0;
    let mut found = 0;
    loop {
        let digits = run(&bytes[length..], |byte| byte.is_ascii_digit());
        if !(1..=2).contains(&digits) {
            return None;
        }
        length += digits;
        found += 1;
        if found == 3 || bytes.get(length) != Some(&b':') {
            break;
        }
        length += 1;
    }
    if found < parts.max(2) {
        return None;
    }
    if let [b'.' | b',', fraction @ ..] = &bytes[length..] {
        let digits = run(fraction, |byte| byte.is_ascii_digit());
        length += if digits > 0 { 1 + digits } else { 0 };
    }
    let rest = &text[length..];
    let half = ["AM", "PM", " AM", " PM", "Z", " UTC", " GMT"];
    let zone = half.iter().find(|half| rest.starts_with(**half));
    Some(length + zone.map_or_else(|| offset(rest), |zone| zone.len()))
}

/// `+02:00`, ` -0700`.
fn offset(text: &str) -> usize {
    let bare = text.strip_prefix(' ').unwrap_or(text);
    let Some(digits) = bare.strip_prefix(['+', '-']) else {
        return 0;
    };
    let count = run(digits.as_bytes(), |byte| {
        byte.is_ascii_digit() || byte == b':'
    });
    if (4..=5).contains(&count) {
        text.len() - bare.len() + 1 + count
    } else {
        0
    }
}

/// `Fri May 31 10:20:30 2024`, `31 May 2024 10:20`.
pub(super) fn named_date(text: &str) -> Option<usize> {
    const DAYS: &[&str] = &["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MONTHS: &[&str] = &[
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let mut length = 0;
    let skip = |text: &str, names: &[&str]| {
        let name = names.iter().find(|name| text.starts_with(**name))?;
        let rest = &text[name.len()..];
        let gap = run(rest.as_bytes(), |byte| b" ,".contains(&byte));
        (gap > 0).then_some(name.len() + gap)
    };
    let number = |text: &str| {
        let digits = run(text.as_bytes(), |byte| byte.is_ascii_digit());
        let gap = run(&text.as_bytes()[digits..], |byte| b" ,".contains(&byte));
        (digits > 0 && gap > 0 && digits <= 4).then_some(digits + gap)
    };
    length += skip(text, DAYS).unwrap_or(0);
    let before = number(&text[length..]).unwrap_or(0);
    length += before;
    length += skip(&text[length..], MONTHS)?;
    if before == 0 {
        length += number(&text[length..])?;
    }
    length += number(&text[length..]).unwrap_or(0);
    length += clock(&text[length..], 2)?;
    // The year may follow the time.
    let year = text[length..]
        .strip_prefix(' ')
        .map_or(0, |year| run(year.as_bytes(), |byte| byte.is_ascii_digit()));
    Some(length + if year == 4 { 5 } else { 0 })
}
