//! A part of a code file, as a snippet directive names it: lines, a range, or a marked part.

/// The part of a file that a query names; the whole file for an empty query.
///
/// `L10-L20` and `range=2-4,6` name lines, `name=setup` the part between a comment `<setup>` and a
/// comment `</setup>`. What is taken is moved to the left margin.
pub(super) fn part(text: &str, query: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let query = query.trim_start_matches(['?', '#']);
    let first = query.split('&').next().unwrap_or_default();
    let taken: Vec<&str> = if first.is_empty() || first.starts_with("highlight") {
        lines
    } else if let Some(name) = first
        .strip_prefix("name=")
        .or_else(|| first.strip_prefix("id="))
    {
        named(&lines, name)
    } else {
        let ranges = first.strip_prefix("range=").unwrap_or(first);
        numbered(&lines, ranges).unwrap_or_else(|| named(&lines, first))
    };
    outdented(&taken)
}

/// The lines that a list of ranges names; none if it is not such a list.
fn numbered<'t>(lines: &[&'t str], ranges: &str) -> Option<Vec<&'t str>> {
    let mut taken = Vec::new();
    for range in ranges.split(',') {
        let number = |text: &str| {
            text.trim()
                .trim_start_matches(['L', 'l'])
                .parse::<usize>()
                .ok()
        };
        let (first, last) = match range.split_once('-') {
            Some((first, "")) => (number(first)?, lines.len()),
            Some((first, last)) => (number(first)?, number(last)?),
            None => (number(range)?, number(range)?),
        };
        let last = last.min(lines.len());
        taken.extend(lines.get(first.max(1) - 1..last).unwrap_or_default());
    }
    Some(taken)
}

/// The lines between `<name>` and `</name>` in comments.
fn named<'t>(lines: &[&'t str], name: &str) -> Vec<&'t str> {
    let (open, close) = (
        format!("<{name}>").to_lowercase(),
        format!("</{name}>").to_lowercase(),
    );
    lines
        .iter()
        .copied()
        .skip_while(|line| !line.to_lowercase().contains(&open))
        .skip(1)
        .take_while(|line| !line.to_lowercase().contains(&close))
        .collect()
}

fn outdented(lines: &[&str]) -> String {
    let indent = |line: &&&str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let least = lines
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(|line| indent(&line))
        .min()
        .unwrap_or(0);
    let moved: Vec<&str> = lines
        .iter()
        .map(|line| line.get(least..).unwrap_or_default())
        .collect();
    let mut text = moved.join("\n");
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::part;

    const FILE: &str =
        "use std;\n\n// <main>\n    fn main() {\n        run();\n    }\n// </main>\n";

    #[test]
    fn a_query_names_a_part() {
        assert_eq!(part(FILE, "name=main"), "fn main() {\n    run();\n}\n");
        assert_eq!(part(FILE, "L4-L6"), part(FILE, "range=4-6"));
        assert_eq!(part(FILE, "range=1,5"), "use std;\n        run();\n");
        assert_eq!(part(FILE, "main"), part(FILE, "name=main"));
        assert_eq!(part(FILE, "L90-L99"), "");
        assert_eq!(part(FILE, ""), FILE);
    }
}
