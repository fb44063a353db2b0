//! Where front matter starts and ends, and what is only a rule and some text.

use super::{KNOWN, MICROSOFT, normal};
use crate::source::Span;
use crate::yaml::{entry_key, is_blank, line_at, trim};

/// Where the front matter stands.
pub(super) struct Frame {
    /// The opening line.
    pub open: Span,
    /// What stands between its fences.
    pub yaml: Span,
    /// Where the text after the closing line starts, if there is one.
    pub close: Option<u32>,
}

impl Frame {
    /// The front matter at a byte of a text, unless the line there is none or just a rule. Below
    /// the first line, or with more than three dashes, a rule is more likely, so that a key that
    /// is known, or two of any kind, must follow.
    pub(super) fn of(text: &str, at: usize) -> Option<Self> {
        let (first, start) = line_at(text, at);
        let first = first.trim_end_matches(is_blank);
        if let "---yaml" | "---yml" | "---json" = first {
            // Some programs take the name of a language there; JSON is YAML.
            let open = Span::new(at, at + first.len());
            let (end, next) = closing_line(text, start, false)?;
            let (yaml, close) = (Span::new(start, end), Some(Span::new(next, next).start));
            return Some(Self { open, yaml, close });
        }
        if first.len() < 3 || first.bytes().any(|b| b != b'-') {
            return None;
        }
        let open = Span::new(at, at + first.len());
        let is_long = first.len() > 3;
        let is_likely = |run: &Run| run.is_front_matter() && (!is_long || run.starts_at_once);
        if let Some((end, next)) = closing_line(text, start, is_long) {
            let close = Some(Span::new(next, next).start);
            let yaml = Span::new(start, end);
            let block = &text[start..end];
            let is_exact = at == 0 && !is_long;
            let is_it = match is_exact {
                true => opens_with_entry(block) || is_list(block),
                false => opens_with_entry(block) && is_likely(&Run::of(block)),
            };
            return is_it.then_some(Self { open, yaml, close });
        }
        let run = Run::of(&text[start..]);
        let yaml = Span::new(start, start + run.end);
        let close = None;
        is_likely(&run).then_some(Self { open, yaml, close })
    }

    /// Front matter whose first line is missing: entries, a key that is known among them, and the
    /// closing line at once. `open` is then its first entry.
    pub(super) fn unopened(text: &str, at: usize) -> Option<Self> {
        let run = Run::of(&text[at..]);
        let end = at + run.end;
        let (line, next) = line_at(text, end);
        let is_closed = line.trim_end_matches(is_blank) == "---";
        // One line with a rule below it is a heading, unless it would be a strange one.
        let first = entry_key(line_at(text, at).0).map(normal);
        let is_strange =
            first.is_some_and(|key| matches!(&*key, "draft" | "visibility" | "expires"));
        let is_it = is_closed && run.starts_at_once && run.has_known;
        (is_it && (run.entries > 1 || is_strange)).then(|| Self {
            open: Span::new(at, at + line_at(text, at).0.len()),
            yaml: Span::new(at, end),
            close: Some(Span::new(next, next).start),
        })
    }

    /// The part before the text, if what looks like the closing line stands after text.
    pub(super) fn run_before_prose(&self, text: &str) -> Option<Span> {
        let run = Run::of(&text[self.yaml.range()]);
        let start = self.yaml.start as usize;
        let is_unclosed = run.meets_prose && run.is_front_matter();
        is_unclosed.then(|| Span::new(start, start + run.end))
    }
}

/// Whether all of it is a list that starts at once.
fn is_list(block: &str) -> bool {
    let mut lines = block.lines().flat_map(|line| line.split('\r'));
    block.starts_with("- ") && lines.all(|line| trim(line).is_empty() || is_yaml_like(line))
}

/// Where the closing line starts, and the line after it.
fn closing_line(text: &str, start: usize, is_long: bool) -> Option<(usize, usize)> {
    let mut at = start;
    while at < text.len() {
        let (line, next) = line_at(text, at);
        // Most lines are told by their first byte.
        if line.starts_with(['-', '.']) {
            let line = line.trim_end_matches(is_blank);
            let is_rule = is_long && line.len() > 3 && line.bytes().all(|b| b == b'-');
            if is_rule || matches!(line, "---" | "...") {
                return Some((at, next));
            }
        }
        at = next;
    }
    None
}

/// Whether what stands between the rules is front matter rather than text.
fn opens_with_entry(yaml: &str) -> bool {
    let mut lines = yaml.split(['\n', '\r']);
    let mut after_blank = false;
    let first = lines.find(|line| {
        after_blank |= trim(line).is_empty();
        // After an empty line, `#` is a heading rather than a comment.
        !trim(line).is_empty() && (after_blank || !line.starts_with('#'))
    });
    first.is_none_or(|line| {
        let line = trim(line);
        is_entry(line) || line.starts_with('{')
    })
}

/// `key: value`, or `key:value` by somebody who forgot the blank.
fn is_entry(line: &str) -> bool {
    let is_name = |key: &str| {
        key.starts_with(|c: char| c.is_ascii_alphabetic())
            && key
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
    };
    let glued = line
        .split_once(':')
        .filter(|(_, value)| !value.starts_with('/'));
    entry_key(line).is_some() || glued.is_some_and(|(key, _)| is_name(key))
}

/// The lines at the start of a text that look like YAML.
struct Run {
    end: usize,
    entries: usize,
    has_known: bool,
    /// Whether its first line is an entry.
    starts_at_once: bool,
    /// Whether an empty line and then something that is not YAML ends it.
    meets_prose: bool,
}

impl Run {
    fn of(text: &str) -> Self {
        let mut run = Self {
            end: 0,
            entries: 0,
            has_known: false,
            starts_at_once: entry_key(line_at(text, 0).0).is_some(),
            meets_prose: false,
        };
        let (mut at, mut after_blank) = (0, false);
        while at < text.len() {
            let (line, next) = line_at(text, at);
            at = next;
            if trim(line).is_empty() {
                after_blank = true;
            } else if !line.starts_with('#') {
                let belongs = if after_blank {
                    is_likely_entry(line)
                } else {
                    is_yaml_like(line)
                };
                if !belongs {
                    run.meets_prose = after_blank;
                    break;
                }
                run.end = next;
                run.entries += usize::from(entry_key(line).is_some());
                run.has_known |= entry_key(line).is_some_and(is_known);
                after_blank = false;
            }
        }
        run
    }

    /// Whether it is more than a rule and a line of text with a colon.
    fn is_front_matter(&self) -> bool {
        self.entries > 1 || self.has_known
    }
}

fn is_known(key: &str) -> bool {
    let name = &*normal(key);
    KNOWN.contains(&name) || MICROSOFT.contains(&name)
}

/// Whether a line that follows another line of YAML goes on with it.
fn is_yaml_like(line: &str) -> bool {
    is_entry(line)
        || line.starts_with(is_blank)
        || line.starts_with("- ")
        || trim(line) == "-"
        || line.starts_with([']', '}'])
}

/// Whether a line after an empty one is YAML: `Note: …` is prose, `tags: …` is not.
fn is_likely_entry(line: &str) -> bool {
    let is_word = |key: &str| key.starts_with(char::is_lowercase) && !key.contains(is_blank);
    line.starts_with(is_blank) || entry_key(line).is_some_and(|key| is_known(key) || is_word(key))
}
