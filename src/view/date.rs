//! Dates for people, in the words of the site's language, and for machines.

use jiff::civil::Date;
use serde::Serialize;

use super::filled::filled;
use crate::strings::Strings;

/// A date in both forms.
#[derive(Clone, Debug, Serialize)]
pub(super) struct DateView {
    iso: String,
    text: String,
}

/// A date as the site's language writes it.
#[must_use]
pub(super) fn date_view(date: Date, strings: &Strings) -> DateView {
    let month = strings
        .get("months")
        .split(',')
        .nth(date.month().unsigned_abs() as usize - 1);
    let iso = date.to_string();
    let text = match month {
        Some(month) => filled(
            strings.get("date_pattern"),
            &[
                ("{day}", &date.day().to_string()),
                ("{month}", month.trim()),
                ("{year}", &date.year().to_string()),
            ],
        ),
        None => iso.clone(),
    };
    DateView { iso, text }
}
