//! Table repair: a head and a delimiter row that disagree on the number of columns, and a `|` that
//! stands in a code span of a row.
//!
//! Without the same number of cells in its first two rows a table is no table, and the reader sees
//! pipes and dashes; and a `|` in code parts the code and pushes the last cell out of the table.
//! What the author meant is certain in both cases, so the missing cells and backslashes are
//! inserted before the text is read. Nothing is taken away.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

/// A text to insert, and the byte before which it goes.
pub(super) type Insertion = (usize, String);

/// What a text needs for its tables, in order; its Markdown starts at byte `body`.
pub(super) fn repairs(text: &str, body: usize) -> Vec<Insertion> {
    let mut insertions = Vec::new();
    if !text[body..].contains('|') || !text[body..].contains('-') {
        return insertions;
    }
    let lines = lines(text, body);
    let mut inert = None;
    let mut at = 1;
    while at < lines.len() {
        let (head, delimiter) = (
            row(text, &lines[at - 1], true),
            row(text, &lines[at], false),
        );
        let Some(table) = table(&head, &delimiter) else {
            at += 1;
            continue;
        };
        let mut found = table.repairs;
        at += 1;
        while let Some(line) = lines.get(at) {
            let row = row(text, line, false);
            if row.text.is_empty() || row.quotes != head.quotes || starts_fence(row.text) {
                break;
            }
            if cells(row.text, &[]) > table.columns {
                found.extend(escapes(&row));
            }
            at += 1;
        }
        if !found.is_empty() {
            let inert = inert.get_or_insert_with(|| inert_ranges(text, body));
            if !is_within(inert, delimiter.start) {
                insertions.extend(found);
            }
        }
        // The line that ended this table may be the head of the next one.
        at += 1;
    }
    insertions
}

/// The lines of a text without what ends them.
fn lines(text: &str, body: usize) -> Vec<Range<usize>> {
    let mut start = body;
    let line = |line: &str| {
        let range = start..start + line.trim_end_matches(['\n', '\r']).len();
        start += line.len();
        range
    };
    text[body..].split_inclusive('\n').map(line).collect()
}

/// A line as a row: without the marks of quotes and lists before it and the blanks around it.
struct Row<'t> {
    text: &'t str,
    /// Where it starts in the text.
    start: usize,
    /// How many quotes it stands in.
    quotes: usize,
}

fn row<'t>(text: &'t str, line: &Range<usize>, may_start_item: bool) -> Row<'t> {
    let whole = &text[line.clone()];
    let blank = |c: char| matches!(c, ' ' | '\t' | '>');
    let mut rest = whole.trim_start_matches(blank);
    if may_start_item {
        rest = after_list_mark(rest).trim_start_matches(blank);
    }
    let before = &whole[..whole.len() - rest.len()];
    Row {
        text: rest.trim_end(),
        start: line.start + before.len(),
        quotes: before.matches('>').count(),
    }
}

fn after_list_mark(line: &str) -> &str {
    let rest = match line.strip_prefix(['-', '*', '+']) {
        Some(rest) => rest,
        None => {
            let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
            match digits.strip_prefix(['.', ')']) {
                Some(rest) if digits.len() < line.len() => rest,
                _ => return line,
            }
        }
    };
    if rest.starts_with([' ', '\t']) {
        rest
    } else {
        line
    }
}

fn starts_fence(row: &str) -> bool {
    row.starts_with("```") || row.starts_with("~~~")
}

struct Table {
    columns: usize,
    repairs: Vec<Insertion>,
}

/// The table that two rows certainly start, and what they need to agree.
fn table(head: &Row<'_>, delimiter: &Row<'_>) -> Option<Table> {
    let is_table = head.text.contains('|')
        && delimiter.text.contains('|')
        && head.quotes == delimiter.quotes
        && is_delimiter(delimiter.text)
        && !is_delimiter(head.text);
    if !is_table {
        return None;
    }
    let mut repairs = Vec::new();
    let wanted = cells(delimiter.text, &[]);
    let mut columns = cells(head.text, &[]);
    if columns > wanted {
        columns = cells(head.text, &code_spans(head.text));
        repairs.extend(escapes(head));
    }
    if columns < wanted {
        repairs.push(padding(head, " |", wanted - columns));
    } else if wanted < columns {
        repairs.push(padding(delimiter, "---|", columns - wanted));
    }
    Some(Table {
        columns: columns.max(wanted),
        repairs,
    })
}

fn is_delimiter(row: &str) -> bool {
    let inner = row.strip_prefix('|').unwrap_or(row);
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    inner.split('|').all(|cell| {
        let cell = cell.trim();
        let cell = cell.strip_prefix(':').unwrap_or(cell);
        let cell = cell.strip_suffix(':').unwrap_or(cell);
        !cell.is_empty() && cell.bytes().all(|byte| byte == b'-')
    })
}

/// The cells that are missing, after all others.
fn padding(row: &Row<'_>, cell: &str, missing: usize) -> Insertion {
    let is_closed = row.text.ends_with('|') && !is_escaped(row.text, row.text.len() - 1);
    let close = if is_closed { "" } else { " |" };
    let text = format!("{close}{}", cell.repeat(missing));
    (row.start + row.text.len(), text)
}

/// How many cells a row has, if what stands in `code` parts none.
fn cells(row: &str, code: &[Range<usize>]) -> usize {
    let is_edge = |at: usize| at == 0 || at == row.len() - 1;
    let parting = pipes(row).filter(|&at| !is_edge(at) && !is_within(code, at));
    parting.count() + 1
}

/// Where a `|` stands that no backslash escapes.
fn pipes(row: &str) -> impl Iterator<Item = usize> {
    row.match_indices('|')
        .map(|(at, _)| at)
        .filter(|&at| !is_escaped(row, at))
}

/// Whether a byte stands in one of several ranges, which are in order and apart.
fn is_within(ranges: &[Range<usize>], at: usize) -> bool {
    let after = ranges.partition_point(|range| range.start <= at);
    after > 0 && at < ranges[after - 1].end
}

fn is_escaped(row: &str, at: usize) -> bool {
    let before = &row[..at];
    (before.len() - before.trim_end_matches('\\').len()) % 2 == 1
}

/// A backslash before each `|` in code.
fn escapes(row: &Row<'_>) -> Vec<Insertion> {
    let code = code_spans(row.text);
    pipes(row.text)
        .filter(|&at| is_within(&code, at))
        .map(|at| (row.start + at, "\\".to_owned()))
        .collect()
}

/// What stands between backticks that balance within a row.
fn code_spans(row: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, _) in row.match_indices('`') {
        match runs.last_mut() {
            Some(last) if last.end == at => last.end += 1,
            _ => runs.push(at..at + 1),
        }
    }
    // The last run of each length, so that what nothing closes is not looked for again and again.
    let last: BTreeMap<usize, usize> = runs.iter().map(Range::len).zip(0..).collect();
    let mut spans = Vec::new();
    let mut next = 0;
    while let Some(run) = runs.get(next) {
        // A backslash takes the first backtick out of the run that would open.
        let length = run.len() - usize::from(is_escaped(row, run.start));
        next += 1;
        if last.get(&length).is_some_and(|&last| last >= next) {
            while runs[next].len() != length {
                next += 1;
            }
            spans.push(run.end..runs[next].start);
            next += 1;
        }
    }
    spans
}

/// Where nothing is a table: code, and blocks of raw HTML.
fn inert_ranges(text: &str, body: usize) -> Vec<Range<usize>> {
    let events = Parser::new_ext(&text[body..], super::code::options()).into_offset_iter();
    let is_inert = |event: &Event<'_>| {
        matches!(
            event,
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) | Event::Code(_)
        )
    };
    events
        .filter(|(event, _)| is_inert(event))
        .map(|(_, range)| body + range.start..body + range.end)
        .collect()
}
