//! A paste, cleaned: its lines without what a terminal, a log, a mail or a record put around them, each
//! with the weight that what it holds has.
//!
//! Its twin for browsers is `paste.js`.

use std::borrow::Cow;

use super::fold::fold;
use super::patterns::pattern;

/// A line of a paste.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its text, folded, without what stood around it.
    pub text: String,
    /// How much it counts when articles are ranked, up to 1.
    pub weight: f64,
    /// How much its words count when it is compared with an article's, up to 1.
    pub factor: f64,
}

/// Whether a word is one of the site's.
pub trait Vocabulary {
    /// How common the word is: the more, the rarer; none if no article has it.
    fn rarity(&self, word: &str) -> Option<f64>;
}

/// How much of a paste is read, in UTF-16 units: of a longer one its start, and more of its end, where what
/// failed is told.
const LONGEST: usize = 65_536;
const LONGEST_START: usize = 16_384;
const LONGEST_END: usize = LONGEST - LONGEST_START;
/// The most lines of a paste that are read, at its start and at its end, where what failed is told.
const FIRST_LINES: usize = 200;
const LAST_LINES: usize = 400;

/// The lines of a paste.
#[must_use]
pub fn lines(paste: &str, vocabulary: &dyn Vocabulary) -> Vec<Line> {
    let text = start_and_end(paste);
    let text = pattern("escape").replace_all(&text, "");
    let text = fold(&text.replace("\r\n", "\n").replace('\r', "\n"));
    let text = without_markup(text);
    let joined = unwrapped(&ends(&rows(&text)), vocabulary);
    let lines = joined.iter().filter_map(|line| read(line));
    lines.flat_map(quotations).collect()
}

/// A line of a paste that is not empty.
#[derive(Clone, Copy)]
struct Row<'t> {
    text: &'t str,
    /// Whether an empty line parts it from the one above.
    is_apart: bool,
}

/// The lines that are not empty. If each has an empty line above it, that parts nothing.
fn rows(text: &str) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    let mut is_apart = false;
    for text in text.split('\n') {
        if text.trim_matches(BLANKS).is_empty() {
            is_apart = true;
        } else {
            rows.push(Row { text, is_apart });
            is_apart = false;
        }
    }
    if rows.len() > 2 && rows.iter().skip(1).all(|row| row.is_apart) {
        rows.iter_mut().for_each(|row| row.is_apart = false);
    }
    rows
}

/// What is read of a paste.
fn start_and_end(paste: &str) -> Cow<'_, str> {
    let is_short = paste.len() <= LONGEST || paste.encode_utf16().nth(LONGEST).is_none();
    if is_short {
        return Cow::Borrowed(paste);
    }
    let start = length_of(paste.chars(), LONGEST_START);
    let end = paste.len() - length_of(paste.chars().rev(), LONGEST_END);
    Cow::Owned(format!("{}\n{}", &paste[..start], &paste[end..]))
}

/// The bytes of the first characters that take at most so many UTF-16 units.
fn length_of(characters: impl Iterator<Item = char>, most: usize) -> usize {
    let (mut units, mut bytes) = (0, 0);
    for c in characters {
        units += c.len_utf16();
        if units > most {
            break;
        }
        bytes += c.len_utf8();
    }
    bytes
}

/// The first and the last lines.
fn ends<'t>(lines: &[Row<'t>]) -> Vec<Row<'t>> {
    let last = lines.len().saturating_sub(LAST_LINES);
    let kept = lines
        .iter()
        .enumerate()
        .filter(|(at, _)| *at < FIRST_LINES || *at >= last);
    kept.map(|(_, line)| *line).collect()
}

/// How many words in quotation marks are a message, when a person speaks around them.
const MESSAGE: usize = 5;
/// What the words of a person count who speaks about a message.
const SPEECH: f64 = 0.5;

/// A line in which a person quotes a message, as lines of its own: the message counts, what is said about
/// it counts less.
fn quotations(line: Line) -> Vec<Line> {
    let Some((start, end)) = quotation(&line.text) else {
        return vec![line];
    };
    let parts = [
        &line.text[..start],
        &line.text[start..end],
        &line.text[end..],
    ];
    let around = format!("{} {}", parts[0], parts[2]);
    if !pattern("prose!").is_match(&around) {
        return vec![line];
    }
    let part = |(index, text): (usize, &&str)| {
        let share = if index == 1 { 1.0 } else { SPEECH };
        let text = text
            .trim_matches(|c: char| c == '"' || c == ' ' || c == '\t')
            .to_owned();
        let part = Line {
            text,
            weight: line.weight * share,
            factor: line.factor * share,
        };
        (!part.text.is_empty()).then_some(part)
    };
    parts.iter().enumerate().filter_map(part).collect()
}

/// The bytes of the longest text in quotation marks, if it is long enough to be a message.
fn quotation(text: &str) -> Option<(usize, usize)> {
    let marks: Vec<usize> = text.match_indices('"').map(|(at, _)| at).collect();
    let mut best: Option<(usize, usize)> = None;
    let mut longest = 0;
    for two in marks.windows(2) {
        let (start, end) = (two[0], two[1] + 1);
        let is_open = !text[..start].ends_with(|c: char| c.is_ascii_alphanumeric());
        // Counted as browsers count.
        let length = text[start..end].encode_utf16().count();
        if is_open && length > longest {
            longest = length;
            best = Some((start, end));
        }
    }
    best.filter(|(start, end)| text[*start..*end].split(' ').count() >= MESSAGE)
}

const BLANKS: &[char] = &[' ', '\t'];

/// What a message is wrapped in becomes breaks of lines: tags, marks of quoted mail, records of JSON and
/// tables.
fn without_markup(text: String) -> String {
    let mut text = text;
    if pattern("element").is_match(&text) {
        let values = |tag: &regex::Captures<'_>| format!("\n{}\n", values(&tag[0]));
        text = pattern("tag").replace_all(&text, values).into_owned();
    }
    let mut lines: Vec<String> = Vec::new();
    for line in text.split('\n') {
        let line = &line[pattern("mail").find(line).map_or(0, |found| found.end())..];
        if pattern("json").is_match(line) {
            let line = line.trim_end_matches(['"', '}', ']', ',', ' ']);
            let line = pattern("json.key").replace_all(line, "\n");
            lines.extend(unescaped(&line).split('\n').map(str::to_owned));
        } else if pattern("csv").is_match(line) {
            let cells = line.trim_matches(['"', ' ', '\t']).replace("\"\"", "\"");
            lines.extend(cells.split("\",\"").map(str::to_owned));
        } else {
            lines.push(line.to_owned());
        }
    }
    lines.join("\n")
}

/// What the attributes of a tag say, but for addresses, each on a line.
fn values(tag: &str) -> String {
    let mut found = Vec::new();
    let mut rest = tag;
    while let Some(at) = rest.find(['"', '\'']) {
        let mark = &rest[at..=at];
        let Some(length) = rest[at + 1..].find(mark) else {
            break;
        };
        let value = &rest[at + 1..at + 1 + length];
        if !value.contains("://") {
            found.push(value);
        }
        rest = &rest[at + 2 + length..];
    }
    found.join("\n")
}

/// Text within a record of JSON: its escapes undone.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let (sign, length) = match after.as_bytes().first() {
            Some(b'n') => ("\n", 1),
            Some(b'r') => ("", 1),
            Some(b't') => (" ", 1),
            Some(b'"') => ("\"", 1),
            Some(b'/') => ("/", 1),
            Some(b'\\') => ("\\", 1),
            _ => ("\\", 0),
        };
        out.push_str(sign);
        rest = &after[length..];
    }
    out.push_str(rest);
    out
}

/// A line as a console shows it, and how long it was.
struct Shown<'t> {
    text: &'t str,
    /// Its length on the screen, in characters.
    width: usize,
    /// Whether it is one of a record of PowerShell 7, whose lines start with a bar.
    barred: bool,
}

/// How wide the widest lines of a paste are, and whether there are several.
struct Widest {
    width: usize,
    is_shared: bool,
}

/// The lines with those joined that a console or a mail wrapped at one width.
fn unwrapped(rows: &[Row<'_>], vocabulary: &dyn Vocabulary) -> Vec<String> {
    let shown: Vec<Shown<'_>> = rows.iter().map(|row| Shown::new(row.text)).collect();
    let width = shown.iter().map(|line| line.width).max().unwrap_or(0);
    let widest = Widest {
        width,
        is_shared: shown.iter().filter(|line| line.width == width).count() > 1,
    };
    let mut out: Vec<String> = Vec::new();
    for (index, line) in shown.iter().enumerate() {
        let goes_on = index > 0
            && !rows[index].is_apart
            && shown[index - 1].is_full(&widest, line)
            && !pattern("frame").is_match(rows[index].text)
            && prefix(line.text) == 0;
        match out.last_mut() {
            Some(last) if goes_on => join(last, line.text, vocabulary),
            _ => out.push(line.text.to_owned()),
        }
    }
    out
}

impl<'t> Shown<'t> {
    fn new(line: &'t str) -> Self {
        let indented = line.trim_start_matches(' ');
        let message = indented.strip_prefix("| ").filter(|rest| {
            indented.len() < line.len() && !rest.trim_start_matches(BLANKS).starts_with('~')
        });
        Self {
            text: message.map_or(line, |rest| rest.strip_prefix(' ').unwrap_or(rest)),
            width: line.chars().count(),
            barred: message.is_some(),
        }
    }

    /// Whether it fills the width at which a console wraps.
    fn is_full(&self, widest: &Widest, next: &Self) -> bool {
        const CONSOLES: [usize; 2] = [80, 120];
        // One line is the widest of any paste; what follows it with a capital may be another message.
        let may_go_on =
            widest.is_shared || !next.text.starts_with(|c: char| c.is_ascii_uppercase());
        let is_widest =
            self.width == widest.width && (60..=240).contains(&widest.width) && may_go_on;
        let is_record = self.barred && next.barred && self.width + 12 >= widest.width;
        CONSOLES.contains(&self.width) || is_widest || is_record
    }
}

/// Joins what was wrapped; within a word if the site knows the word rather than its parts.
fn join(line: &mut String, rest: &str, vocabulary: &dyn Vocabulary) {
    let letters = |c: char| c.is_ascii_alphabetic();
    let start = line.trim_end_matches(letters).len();
    let end = rest.len() - rest.trim_start_matches(letters).len();
    let (head, tail) = (&line[start..], &rest[..end]);
    if !head.is_empty() && !tail.is_empty() {
        let known = |word: &str| vocabulary.rarity(word);
        let whole = known(&format!("{head}{tail}"));
        let parts = known(head).zip(known(tail));
        // Two words that are both common beside a rare one are two words.
        const COMMON: f64 = 3.6;
        let is_word = whole.is_some_and(|whole| {
            parts.is_none_or(|(head, tail)| {
                !(head + COMMON < whole && tail + COMMON < whole && end > 3)
            })
        });
        if !is_word {
            line.push(' ');
        }
    } else if !tail.is_empty() && ends_clause(line) {
        line.push(' ');
    }
    line.push_str(rest);
}

/// Whether a line ends as a clause or a sentence does, and not as a part of a name does ("System.").
fn ends_clause(line: &str) -> bool {
    let Some(before) = line.strip_suffix('.') else {
        return line.ends_with([',', ';', ':', '!', '?']);
    };
    let start = before.trim_end_matches(|c: char| c.is_ascii_lowercase());
    start.len() < before.len() && (start.is_empty() || start.ends_with(BLANKS))
}

/// One line; none if nothing of it is left.
fn read(line: &str) -> Option<Line> {
    let mut weight: f64 = 1.0;
    let factor = factor(line);
    let mut text = line.trim_matches(BLANKS).to_owned();
    if pattern("frame").is_match(line) {
        weight = 0.35;
        text = pattern("frame.label").replace_all(&text, " ").into_owned();
    }
    let start = prefix(&text);
    if start < text.len() {
        if pattern("quiet").is_match(&text[..start]) {
            weight *= 0.6;
        }
        text.drain(..start);
    }
    if pattern("stack").is_match(&text) {
        weight *= 0.2;
    } else if pattern("record").is_match(&text) {
        weight = weight.min(0.35);
    }
    if let Some(found) = pattern("message").find(&text) {
        text.drain(..found.end());
    }
    text = pattern("label").replace_all(&text, " ").into_owned();
    let is_empty = text.trim_matches(BLANKS).is_empty();
    (!is_empty).then_some(Line {
        text,
        weight,
        factor: factor.min(weight),
    })
}

/// How much the words of a line count beside those of the message: less in the lines that a shell puts
/// around it, in heads and traces.
#[must_use]
pub fn factor(line: &str) -> f64 {
    let is = |name: &str| pattern(name).is_match(line);
    if is("frame") || is("record") || is("header") {
        0.25
    } else if is("stack") {
        0.15
    } else {
        1.0
    }
}

/// The kinds of prefixes that lines of logs have.
const PREFIXES: &[&str] = &[
    "prefix.date",
    "prefix.time",
    "prefix.named",
    "prefix.priority",
    "prefix.level",
    "prefix.thread",
    "prefix.bracket",
    "prefix.program",
    "prefix.number",
    "prefix.process",
    "prefix.bullet",
];

/// The most of them that stand before one message.
const MOST_PREFIXES: usize = 24;

/// The length of what a log put before the message, up to the whole line.
fn prefix(text: &str) -> usize {
    let mut start = text.len() - text.trim_start_matches(BLANKS).len();
    let mut is_log = false;
    for _ in 0..MOST_PREFIXES {
        let rest = &text[start..];
        let name = PREFIXES.iter().find(|name| pattern(name).is_match(rest));
        let syslog = is_log && pattern("prefix.syslog").is_match(rest);
        let name = match name {
            _ if syslog => "prefix.syslog",
            Some(name) => name,
            None => return start,
        };
        let length = pattern(name).find(rest).map_or(0, |found| found.end());
        let after = &rest.as_bytes()[length..];
        // A minus before a digit belongs to a number.
        let is_minus = rest.as_bytes()[..length].ends_with(b"-")
            && after.first().is_some_and(u8::is_ascii_digit);
        if length == 0 || is_minus {
            return start;
        }
        is_log |= matches!(
            name,
            "prefix.date" | "prefix.time" | "prefix.named" | "prefix.priority"
        );
        start += length;
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Known(&'static [&'static str]);

    impl Vocabulary for Known {
        fn rarity(&self, word: &str) -> Option<f64> {
            self.0.contains(&word).then_some(5.0)
        }
    }

    fn texts(paste: &str) -> Vec<String> {
        lines(paste, &Known(&["intercept", "issued", "not"]))
            .into_iter()
            .map(|line| line.text)
            .collect()
    }

    #[test]
    fn what_a_log_puts_before_a_message_goes() {
        for (line, message) in [
            (
                "2025-03-07 11:11:35,810 Critical [thread-12] (pid=12671) - Something went wrong",
                "Something went wrong",
            ),
            (
                "11-09-2021 04:24:05.971  P4399 T0007 err: TLS negotiation failed",
                "TLS negotiation failed",
            ),
            (
                "May 25 12:14:30 EX01 app[14527]: WARN  Disk latency 200 ms",
                "Disk latency 200 ms",
            ),
            (
                "2024-05-31T10:20:30.123Z ERROR -2147024891 returned",
                "-2147024891 returned",
            ),
            (
                "<14>1 2024-03-11T08:00:14.003Z host.lucerne.corp app 8687 ID88 [meta seq=\"0\"] Session opened",
                "Session opened",
            ),
            ("> > The folder is gone", "The folder is gone"),
        ] {
            assert_eq!(texts(line), [message], "{line}");
        }
    }

    #[test]
    fn what_was_wrapped_is_one_line() {
        let first =
            "Security certificate problems may indicate an attempt to fool you or to intercep";
        assert_eq!(first.len(), 80);
        assert_eq!(
            texts(&format!("{first}\nt any data")),
            [format!("{first}t any data")]
        );
        let first =
            "The service that keeps the queue of the printers on that floor is gone or ended.";
        assert_eq!(
            texts(&format!("{first}\nIt is not running.")),
            [format!("{first} It is not running.")]
        );
        let first =
            "Could not load the type that was asked for by a page of a shop: Contoso.Printin.";
        assert_eq!(
            texts(&format!("{first}\nQueue, in the folder.")),
            [format!("{first}Queue, in the folder.")]
        );
    }

    #[test]
    fn two_messages_are_two_lines() {
        let first =
            "%PM-4-ERR_DISABLE: bpduguard error detected, putting Gi1/0/1 in err-disable state";
        for second in ["The trust relationship failed.", "Timeout"] {
            assert_eq!(texts(&format!("{first}\n{second}")).len(), 2);
        }
        let parted = format!("{}\n\nand more", &"a word ".repeat(20)[..80]);
        assert_eq!(texts(&format!("one\n{parted}")).len(), 3);
    }

    #[test]
    fn records_become_lines() {
        assert_eq!(
            texts(r#"{"ts": "2024-05-24", "level": "error", "msg": "It failed.\nTry again."}"#),
            ["2024-05-24", "error", "It failed.", "Try again."]
        );
        assert_eq!(
            texts("<Event><Data Name=\"x\">Access is denied.</Data></Event>"),
            ["x", "Access is denied."]
        );
    }

    #[test]
    fn what_surrounds_a_message_weighs_little() {
        let read = lines(
            "Get-Mailbox : It failed\nAt line:1 char:1\n+ CategoryInfo : NotSpecified: (:) [], Exception\n   at A.B.C(String x)",
            &Known(&[]),
        );
        let weights: Vec<f64> = read.iter().map(|line| line.weight).collect();
        assert_eq!(weights, [1.0, 0.35, 0.35, 0.2]);
    }
}
