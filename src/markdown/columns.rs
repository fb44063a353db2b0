//! Rows and columns of the DocFX dialect may be indented by as much as their author likes. Markdown
//! takes four blanks for code; so what stands in a column is moved to the margin of its row.

use std::ops::Range;

/// A line that opens or closes a row or a column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Row,
    RowEnd,
    Column,
    ColumnEnd,
}

/// The blanks to take out of a text from byte `body` on, in order.
pub(super) fn superfluous(text: &str, body: usize) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    if memchr::memmem::find(&text.as_bytes()[body..], b":::").is_none() {
        return out;
    }
    let lines = lines(text, body);
    let mut in_fence = false;
    let mut at = 0;
    while at < lines.len() {
        let line = &text[lines[at].clone()];
        in_fence ^= is_fence(line);
        let end = match mark(line).filter(|_| !in_fence) {
            Some(Mark::Row) => Mark::RowEnd,
            Some(Mark::Column) => Mark::ColumnEnd,
            _ => {
                at += 1;
                continue;
            }
        };
        let rest = &lines[at + 1..];
        let length = rest
            .iter()
            .position(|line| mark(&text[line.clone()]) == Some(end));
        let length = length.map_or(rest.len(), |at| at + 1);
        move_to(indent(line), text, &rest[..length], &mut out);
        at += 1 + length;
    }
    out
}

/// Moves the lines of a row to its margin: the marks each, what stands between two of them as a whole.
fn move_to(margin: usize, text: &str, lines: &[Range<usize>], out: &mut Vec<Range<usize>>) {
    let is_mark = |line: &Range<usize>| mark(&text[line.clone()]).is_some();
    for group in lines.chunk_by(|a, b| !is_mark(a) && !is_mark(b)) {
        let filled = group.iter().map(|line| &text[line.clone()]);
        let least = filled
            .filter(|line| !line.trim().is_empty())
            .map(indent)
            .min();
        let surplus = least.unwrap_or(0).saturating_sub(margin);
        for line in group {
            let length = surplus.min(indent(&text[line.clone()]));
            if length > 0 {
                out.push(line.start..line.start + length);
            }
        }
    }
}

fn lines(text: &str, body: usize) -> Vec<Range<usize>> {
    let mut at = body;
    text[body..]
        .split_inclusive('\n')
        .map(|line| {
            at += line.len();
            at - line.len()..at
        })
        .collect()
}

/// How many blanks a line starts with.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

fn is_fence(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("```") && !line[3..].contains("```") || line.starts_with("~~~")
}

fn mark(line: &str) -> Option<Mark> {
    let inner = line.trim_start().strip_prefix(":::")?.trim_start();
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let name = &inner[..end.unwrap_or(inner.len())];
    [
        ("row", Mark::Row),
        ("row-end", Mark::RowEnd),
        ("column", Mark::Column),
        ("column-end", Mark::ColumnEnd),
    ]
    .into_iter()
    .find_map(|(known, mark)| known.eq_ignore_ascii_case(name).then_some(mark))
}

#[cfg(test)]
mod tests {
    use super::superfluous;

    #[test]
    fn columns_stand_at_the_margin_of_their_row() {
        let text = "    code\n:::row:::\n   :::column:::\n      - a\n        - b\n\n   :::column-end:::\n:::row-end:::\n    code\n";
        let mut out = String::new();
        let mut done = 0;
        for range in superfluous(text, 0) {
            out.push_str(&text[done..range.start]);
            done = range.end;
        }
        out.push_str(&text[done..]);
        assert_eq!(
            out,
            "    code\n:::row:::\n:::column:::\n- a\n  - b\n\n:::column-end:::\n:::row-end:::\n    code\n"
        );
    }
}
