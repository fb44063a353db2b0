//! What an author allows at one place: `<!-- fixbook: allow FB806 -->` above a block, or in it.
//!
//! `allow` is for the block in which the comment stands, or for the one below it where it stands by itself; `allow-file` is for
//! the whole file. In front matter `# fixbook: allow FB105` is for the next key, and for what is said of the file as a
//! whole. In a block of code nothing is a comment to fixbook.

use std::collections::{BTreeMap, HashSet};
use std::ops::RangeInclusive;

use crate::diagnostic::rules::RULES;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::{SitePath, Source, Span};

/// What an author has allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Allowance {
    /// The code.
    code: String,
    /// Where the code stands.
    span: Span,
    /// The lines for which it is.
    lines: RangeInclusive<u32>,
    /// Whether it is also for what is said of the file as a whole.
    of_file: bool,
}

/// Takes away what the authors of these sources have allowed.
pub fn apply<'s>(findings: &mut Vec<Diagnostic>, sources: impl Iterator<Item = &'s Source>) {
    settle(findings, sources);
}

/// Takes away what the authors of these sources have allowed, and tells which allowances hide nothing.
pub fn apply_strictly<'s>(
    findings: &mut Vec<Diagnostic>,
    sources: impl Iterator<Item = &'s Source>,
) {
    let idle = settle(findings, sources);
    findings.extend(idle);
}

fn settle<'s>(
    findings: &mut Vec<Diagnostic>,
    sources: impl Iterator<Item = &'s Source>,
) -> Vec<Diagnostic> {
    let allowing: BTreeMap<&SitePath, (&Source, Vec<Allowance>)> = sources
        .filter_map(|source| {
            let allowed = allowances(&source.text);
            (!allowed.is_empty()).then_some((&source.path, (source, allowed)))
        })
        .collect();
    if allowing.is_empty() {
        return Vec::new();
    }
    let mut used = HashSet::new();
    findings.retain(|finding| {
        let Some(place) = &finding.place else {
            return true;
        };
        let Some((_, allowed)) = allowing.get(&place.path) else {
            return true;
        };
        let code = finding.code.rule().code;
        let is_whole = place.span == Span::default();
        let mut is_told = true;
        for (index, one) in allowed.iter().enumerate() {
            let is_meant = one.lines.contains(&place.start.line) || (is_whole && one.of_file);
            if one.code == code && is_meant {
                used.insert((place.path.clone(), index));
                is_told = false;
            }
        }
        is_told
    });
    let mut idle = Vec::new();
    for (source, allowed) in allowing.into_values() {
        for (index, one) in allowed.into_iter().enumerate() {
            if !used.contains(&(source.path.clone(), index)) {
                idle.extend(remark(source, &one));
            }
        }
    }
    idle
}

/// What to say of an allowance that hides nothing.
fn remark(source: &Source, allowance: &Allowance) -> Option<Diagnostic> {
    let code = allowance.code.as_str();
    let is_known = RULES.iter().any(|rule| rule.code == code);
    // Some findings come and go with other articles, with the day, or with the configuration.
    let comes_and_goes =
        code.starts_with("FB9") || ["FB115", "FB116", "FB117", "FB118", "FB407"].contains(&code);
    let (message, help) = match is_known {
        true if comes_and_goes => return None,
        true => (
            format!("`{code}` is allowed here, and nothing here is told under that code"),
            "remove it; it stands above the block that it is for, or in it".to_owned(),
        ),
        false => {
            let known = RULES.iter().map(|rule| rule.code);
            let help = nearest(code, known).map_or_else(
                || "a finding tells its code in brackets".to_owned(),
                |meant| format!("did you mean `{meant}`?"),
            );
            (format!("`{code}` is no code of a finding"), help)
        }
    };
    let finding = Diagnostic::new(Code::IdleAllowance, message);
    Some(finding.at(source, allowance.span).help(help))
}

/// The allowances in a text.
fn allowances(text: &str) -> Vec<Allowance> {
    // Most texts have none.
    if memchr::memmem::find(text.as_bytes(), b"fixbook:").is_none() {
        return Vec::new();
    }
    let mut reader = Reader::default();
    let mut start = 0;
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        reader.line(number, start, line.trim_end_matches(['\n', '\r']));
        start += line.len();
    }
    reader.found
}

/// Reads a text line by line.
#[derive(Default)]
struct Reader {
    found: Vec<Allowance>,
    /// The first line of the block in which the line stands, while there is one.
    block: Option<u32>,
    /// What is still for the lines to come: the first of these allowances.
    open: usize,
    /// Whether the block has anything but comments.
    has_text: bool,
    fence: Option<Fence>,
    is_matter: bool,
}

/// The characters that open a block of code.
#[derive(Clone, Copy)]
struct Fence {
    mark: char,
    length: usize,
}

impl Fence {
    /// The fence that a line opens, also in a list or a quote.
    fn of(line: &str) -> Option<Self> {
        let line = line.trim_start_matches(|c: char| c.is_whitespace() || c == '>');
        let line = after_marker(line);
        let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let length = line.chars().take_while(|&c| c == mark).count();
        let is_span = mark == '`' && line[length..].contains('`');
        (length >= 3 && !is_span).then_some(Self { mark, length })
    }

    fn is_closed_by(self, line: &str) -> bool {
        let line = line.trim_matches(|c: char| c.is_whitespace() || c == '>');
        line.chars().all(|c| c == self.mark) && line.len() >= self.length
    }
}

/// A line without the mark of a list item.
fn after_marker(line: &str) -> &str {
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let bullet = match digits.len() < line.len() {
        true => digits.strip_prefix(['.', ')']),
        false => line.strip_prefix(['-', '*', '+']),
    };
    bullet
        .filter(|rest| rest.starts_with([' ', '\t']))
        .map_or(line, str::trim_start)
}

impl Reader {
    fn line(&mut self, number: u32, start: usize, line: &str) {
        if number == 1 && line.trim_end() == "---" {
            self.is_matter = true;
        } else if self.is_matter {
            self.matter(number, start, line);
        } else if let Some(fence) = self.fence {
            if fence.is_closed_by(line) {
                self.fence = None;
            }
            self.reach(number);
        } else if line.trim().is_empty() {
            self.end();
        } else {
            self.text(number, start, line);
        }
    }

    /// A line of the front matter.
    fn matter(&mut self, number: u32, start: usize, line: &str) {
        if matches!(line.trim_end(), "---" | "...") {
            self.is_matter = false;
            self.end();
            self.open = self.found.len();
            return;
        }
        let Some((before, comment)) = line.split_once("# fixbook:") else {
            self.reach(number);
            self.open = self.found.len();
            return;
        };
        self.add(number, start + line.len() - comment.len(), comment, true);
        if !before.trim().is_empty() {
            self.open = self.found.len();
        }
    }

    /// A line of the text.
    fn text(&mut self, number: u32, start: usize, line: &str) {
        self.block.get_or_insert(number);
        if let Some(fence) = Fence::of(line) {
            self.fence = Some(fence);
        }
        let mut rest = line;
        let mut words = String::new();
        while let Some((before, after)) = rest.split_once("<!--") {
            words.push_str(before);
            let (comment, after) = after.split_once("-->").unwrap_or((after, ""));
            let at = start + (comment.as_ptr() as usize - line.as_ptr() as usize);
            let is_shown = before.ends_with('`') || self.fence.is_some();
            if let Some(allowed) = comment
                .trim_start()
                .strip_prefix("fixbook:")
                .filter(|_| !is_shown)
            {
                self.add(number, at + comment.len() - allowed.len(), allowed, false);
            }
            rest = after;
        }
        words.push_str(rest);
        self.has_text |= !after_marker(words.trim()).trim().is_empty();
        self.reach(number);
    }

    /// Notes the allowances of a comment, whose text behind `fixbook:` starts at a byte.
    fn add(&mut self, number: u32, start: usize, comment: &str, is_matter: bool) {
        let after = comment.trim_start();
        let is_whole = after.starts_with("allow-file");
        let Some(codes) = after
            .strip_prefix("allow-file")
            .or(after.strip_prefix("allow"))
        else {
            return;
        };
        let mut at = start + comment.len() - codes.len();
        let first = self.block.unwrap_or(number);
        for word in codes.split_inclusive([' ', ',', '\t']) {
            let code = word.trim_matches([' ', ',', '\t', ':', ';', '.']);
            let is_code = code.len() > 2
                && code.starts_with("FB")
                && code[2..].bytes().all(|b| b.is_ascii_digit());
            if !is_code && !code.is_empty() {
                // Why it is allowed.
                break;
            }
            if is_code {
                self.found.push(Allowance {
                    code: code.to_owned(),
                    span: Span::new(at, at + code.len()),
                    lines: if is_whole {
                        1..=u32::MAX
                    } else {
                        first..=number
                    },
                    of_file: is_whole || is_matter,
                });
            }
            at += word.len();
        }
    }

    /// The open allowances are for this line too.
    fn reach(&mut self, number: u32) {
        for allowance in &mut self.found[self.open..] {
            if *allowance.lines.end() < number {
                allowance.lines = *allowance.lines.start()..=number;
            }
        }
    }

    /// A block ends: what stood in it is for it, what stood by itself is for the next one.
    fn end(&mut self) {
        if self.has_text {
            self.open = self.found.len();
        }
        self.block = None;
        self.has_text = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<(String, u32, u32)> {
        let found = allowances(text);
        let told = found
            .into_iter()
            .map(|one| (one.code, *one.lines.start(), *one.lines.end()));
        told.collect()
    }

    #[test]
    fn an_allowance_is_for_the_block_below_it_or_around_it() {
        for (text, expected) in [
            (
                "<!-- fixbook: allow FB806 -->\n\n```\nrm\n\nrm\n```\n\nrm",
                (1, 7),
            ),
            ("<!-- fixbook: allow FB806 -->\ntext\nmore\n\nother", (1, 3)),
            (
                "text <!-- fixbook: allow FB806: it is a cache -->\nmore\n\nother",
                (1, 2),
            ),
            (
                "1. a\n   <!-- fixbook: allow FB806 -->\n\n   ```bash\n   rm\n   ```\n\n2. b",
                (1, 2),
            ),
            (
                "1. a\n\n   <!-- fixbook: allow FB806 -->\n   ```bash\n   rm\n   ```\n\n2. b",
                (3, 6),
            ),
            ("a\n\n<!-- fixbook: allow-file FB806 -->", (1, u32::MAX)),
            (
                "---\ntitle: a\n# fixbook: allow FB806\nowner: b\ndate: c\n---\ntext",
                (3, 4),
            ),
        ] {
            let (start, end) = expected;
            assert_eq!(lines(text), [("FB806".to_owned(), start, end)], "{text}");
        }
    }

    #[test]
    fn code_shows_comments() {
        for text in [
            "```\n<!-- fixbook: allow FB806 -->\n```",
            "write `<!-- fixbook: allow FB806 -->` above it",
            "<!-- fixbook: else FB806 -->",
        ] {
            assert_eq!(lines(text), [], "{text}");
        }
    }

    #[test]
    fn several_codes_have_several_places() {
        let text = "<!-- fixbook: allow FB806, FB804 both are meant FB801 -->";
        let found = allowances(text);
        let codes: Vec<&str> = found.iter().map(|one| &text[one.span.range()]).collect();
        assert_eq!(codes, ["FB806", "FB804"]);
    }
}
