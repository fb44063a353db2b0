//! Words with places for values: `{day} {month} {year}`.

/// A pattern, each of its places filled; a place without a value stays as it is.
pub(super) fn filled(pattern: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    while let Some(at) = rest.find('{') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let mut named = values
            .iter()
            .filter_map(|(place, value)| Some((value, rest.strip_prefix(place)?)));
        if let Some((value, after)) = named.next() {
            text.push_str(value);
            rest = after;
        } else {
            text.push('{');
            rest = &rest[1..];
        }
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_places_are_filled_and_each_once() {
        let values = [("{a}", "{b}"), ("{b}", "ß")];
        assert_eq!(filled("{a}-{b}-{c}-{{a}", &values), "{b}-ß-{c}-{{b}");
        assert_eq!(filled("", &values), "");
        assert_eq!(filled("ä{", &values), "ä{");
    }
}
