//! The commands that stand in sentences: code spans, bold text, links, and cmdlets in plain words.

use std::ops::Range;

use super::super::cmdlet::{self, Known};
use super::super::passage::{Passage, Run};
use super::telling::tells_to_run;
use super::typed::{Setting, Typed, is_cmdlet, typed};
use super::{Piece, overlaps};
use crate::language::is_blank;
use crate::markdown::Kind;
use crate::shell::{self, LineKind, Words, is_dash, is_one_of};

/// What is known of the place in which a passage stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// It is part of a fix or of the steps of a procedure: a bare name may be something to run.
    pub(super) instructs: bool,
    /// The sentence before it tells to run what stands in it.
    pub(super) led: bool,
}

/// The commands in the text of a passage that is no code block, in order.
pub(super) fn pieces(
    passage: &Passage<'_>,
    errors: &[Range<usize>],
    place: Place,
    known: &Known,
) -> Vec<Found> {
    let mut finder = Finder {
        passage,
        text: &passage.text,
        errors,
        place,
        known,
        done: Vec::new(),
    };
    finder.spans();
    finder.words();
    finder.done.sort_by_key(|found| found.piece.range.start);
    finder.done
}

/// A command in a sentence.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) piece: Piece,
    /// The index of the run that holds its start.
    pub(super) run: usize,
    /// It stands in a code span.
    pub(super) code: bool,
}

struct Finder<'p, 'd> {
    passage: &'p Passage<'d>,
    text: &'p str,
    errors: &'p [Range<usize>],
    place: Place,
    known: &'p Known,
    done: Vec<Found>,
}

impl Finder<'_, '_> {
    /// Code spans, and stretches of bold or italic text and links.
    fn spans(&mut self) {
        let runs = &self.passage.runs;
        let mut at = 0;
        while at < runs.len() {
            let length = stretch(&runs[at..]);
            let first = &runs[at];
            if first.code || mark(first).is_some() {
                for part in self.parts(at, length) {
                    self.span(part, first.code);
                }
            }
            at += length;
        }
    }

    /// The parts of a stretch that stand on lines of their own, each with the run it starts in.
    fn parts(&self, at: usize, length: usize) -> Vec<(usize, Range<usize>)> {
        let mut parts = Vec::new();
        let mut start: Option<(usize, Range<usize>)> = None;
        for (offset, run) in self.passage.runs[at..at + length].iter().enumerate() {
            let breaks = matches!(
                self.passage.document.node(run.node).kind(),
                Kind::HardBreak | Kind::Html(_)
            );
            match (&mut start, breaks) {
                (Some(_), true) => parts.extend(start.take()),
                (None, true) => {}
                (Some((_, range)), false) => range.end = run.range.end,
                (none, false) => *none = Some((at + offset, run.range.clone())),
            }
        }
        parts.extend(start);
        parts
    }

    /// A stretch that may be a command as a whole.
    fn span(&mut self, (run, range): (usize, Range<usize>), code: bool) {
        let setting = if code { Setting::Code } else { Setting::Marked };
        let range = self.trimmed(range, setting);
        let text = &self.text[range.clone()];
        let label = setting == Setting::Marked && is_label(text, self.place.instructs);
        if text.is_empty() || label || overlaps(self.errors, &range) {
            return;
        }
        let folded = text.replace('\n', " ");
        let Some((skipped, found)) = self.typed(&folded, setting) else {
            return;
        };
        let told = || self.tells_to_run(&range);
        if found.bare && !(self.place.instructs && told()) {
            return;
        }
        let range = range.start + skipped..range.end;
        self.done.push(Found {
            piece: Piece {
                display: folded[skipped..].to_owned(),
                range,
                language: found.language,
            },
            run,
            code,
        });
    }

    /// Reads a stretch with or without a prompt before it; answers with the length of the prompt.
    fn typed(&self, text: &str, setting: Setting) -> Option<(usize, Typed)> {
        let signs = text.contains(['>', '$', '#']);
        let read = signs.then(|| shell::transcript(text, "text"));
        let line = read.and_then(|read| read.lines.into_iter().next());
        let prompt = match line {
            Some(line) if line.kind == LineKind::Command => {
                line.prompt.map_or(0, |prompt| prompt.end)
            }
            // A prompt that nothing was typed after.
            Some(line) if line.prompt.is_some() => return None,
            _ => 0,
        };
        let found = typed(&text[prompt..], setting, self.known)?;
        Some((prompt, found))
    }

    /// A range without the blanks and the punctuation at its ends.
    fn trimmed(&self, range: Range<usize>, setting: Setting) -> Range<usize> {
        let text = &self.text[range.clone()];
        let started = text.trim_start_matches(is_blank);
        let start = range.end - started.len();
        let mut kept = started.trim_end_matches(is_blank);
        if setting == Setting::Marked {
            // The full stop of the sentence is often bold with the command.
            let bare = kept.trim_end_matches([',', ';', ':']);
            let stop = bare
                .strip_suffix('.')
                .filter(|rest| !rest.ends_with(['.', '\\', '/']));
            kept = stop.unwrap_or(bare);
        }
        start..start + kept.len()
    }

    /// Whether the words around a name tell the reader to run it.
    fn tells_to_run(&self, range: &Range<usize>) -> bool {
        let alone = || self.text.trim_matches(is_blank).len() <= range.len() + 1;
        (self.place.led && alone()) || tells_to_run(self.text, range)
    }

    /// Cmdlets in plain words, with their parameters or told to be run.
    fn words(&mut self) {
        let has_hyphen = memchr::memchr(b'-', self.text.as_bytes()).is_some();
        if !has_hyphen && (self.text.is_ascii() || !self.text.contains(is_dash)) {
            return;
        }
        let runs = &self.passage.runs;
        let (mut run, mut done) = (0, 0);
        let mut end = 0;
        let spans: Vec<Range<usize>> = self
            .done
            .iter()
            .map(|found| found.piece.range.clone())
            .collect();
        for cmdlet in cmdlet::find(self.text, self.known) {
            while done < spans.len() && spans[done].end <= cmdlet.range.start {
                done += 1;
            }
            let taken = spans
                .get(done)
                .is_some_and(|span| span.start < cmdlet.range.end);
            if taken || cmdlet.range.start < end || overlaps(self.errors, &cmdlet.range) {
                continue;
            }
            while run + 1 < runs.len() && runs[run].range.end <= cmdlet.range.start {
                run += 1;
            }
            let limit = spans.get(done).map_or(self.text.len(), |span| span.start);
            let range = match extent(&self.text[..limit], &cmdlet.range, self.known) {
                Some(range) => range,
                None if self.is_plain(&runs[run])
                    && self.place.instructs
                    && tells_to_run(self.text, &cmdlet.range) =>
                {
                    cmdlet.range.clone()
                }
                None => continue,
            };
            end = range.end;
            self.done.push(Found {
                piece: Piece {
                    display: self.text[range.clone()].replace('\n', " "),
                    range,
                    language: "powershell",
                },
                run,
                code: runs[run].code,
            });
        }
    }

    fn is_plain(&self, run: &Run) -> bool {
        !run.code && mark(run).is_none()
    }
}

/// Whether a text in bold is certainly what a button or a window says: words that start with a capital
/// and have nothing that only commands have. One word alone may be a program that is to be run.
fn is_label(text: &str, instructs: bool) -> bool {
    let has_sign = |byte: &u8| {
        let is_sign = matches!(
            byte,
            b'-' | b'/'
                | b'\\'
                | b'$'
                | b'|'
                | b'.'
                | b':'
                | b'%'
                | b'&'
                | b'<'
                | b'>'
                | b'='
                | b'@'
        );
        is_sign || !byte.is_ascii()
    };
    let starts = text.starts_with(|c: char| c.is_ascii_uppercase());
    let alone = !text.contains(is_blank);
    starts && !text.as_bytes().iter().any(has_sign) && !(instructs && alone)
}

/// What a run is marked by, if it is: bold, italic, or a link.
fn mark(run: &Run) -> Option<crate::markdown::NodeId> {
    run.strong.or(run.emphasis).or(run.link)
}

/// How many runs at the start of `runs` are one stretch of text to the eye.
fn stretch(runs: &[Run]) -> usize {
    let first = &runs[0];
    if first.code || mark(first).is_none() {
        return 1;
    }
    runs.iter()
        .take_while(|run| !run.code && mark(run) == mark(first))
        .count()
}

/// The command that starts with a cmdlet in plain words, if parameters follow it: as far as words can be
/// arguments.
fn extent(text: &str, cmdlet: &Range<usize>, known: &Known) -> Option<Range<usize>> {
    let mut reader = Arguments {
        text,
        at: cmdlet.end,
        end: cmdlet.end,
        parameters: 0,
    };
    reader.read(known);
    if reader.parameters == 0 || mentions_a_parameter(&text[reader.end..]) {
        return None;
    }
    let kept = text[cmdlet.start..reader.end].trim_end_matches(['.', ',', ':', ';']);
    let kept = match kept.strip_suffix(')') {
        Some(inside) if !inside.contains('(') => inside,
        _ => kept,
    };
    Some(cmdlet.start..cmdlet.start + kept.len())
}

/// "Get-Mailbox -Identity parameter" speaks of a parameter.
fn mentions_a_parameter(rest: &str) -> bool {
    let word = rest
        .trim_start_matches(is_blank)
        .split(|c: char| !c.is_alphabetic())
        .next();
    word.is_some_and(|word| {
        ["parameter", "parameters", "switch", "option", "property"].contains(&word)
    })
}

/// Reads the arguments of a cmdlet in plain words.
struct Arguments<'a> {
    text: &'a str,
    at: usize,
    end: usize,
    parameters: usize,
}

impl<'a> Arguments<'a> {
    fn read(&mut self, known: &Known) {
        // Whether a value may follow: after the name of the cmdlet, or of a parameter.
        let mut value = true;
        while let Some((word, start)) = self.word() {
            let first = word.chars().next().unwrap_or(' ');
            let continues = word.ends_with(',') && word.len() > 1;
            if first == '|' {
                let stage = word.trim_start_matches('|');
                let next = if stage.is_empty() {
                    self.word().map_or("", |(word, _)| word)
                } else {
                    stage
                };
                if !(is_cmdlet(next, known) || is_alias(next)) {
                    return;
                }
                value = true;
            } else if is_dash(first) && word[first.len_utf8()..].starts_with(char::is_alphabetic) {
                self.parameters += 1;
                value = true;
            } else if value && is_value(word, self.parameters > 0) {
                value = continues;
            } else {
                return;
            }
            self.end = start + word.len();
            if word.ends_with(['.', ';', ':']) || (continues && !value) {
                return;
            }
        }
    }

    /// The next word; one that is quoted, bracketed or a placeholder is one whatever stands in it.
    fn word(&mut self) -> Option<(&'a str, usize)> {
        const LONGEST: usize = 2_000;
        let rest = &self.text[self.at..];
        let word = rest.trim_start_matches(is_blank);
        let start = self.text.len() - word.len();
        let mut close = None;
        let mut length = word.len();
        for (at, c) in word.char_indices().take(LONGEST) {
            match close {
                Some(end) if c == end || (end == '"' && is_double(c)) => close = None,
                Some(_) => {}
                None if is_blank(c) => {
                    length = at;
                    break;
                }
                None => close = closing(c),
            }
        }
        if close.is_some() {
            length = word.find(is_blank).unwrap_or(word.len());
        }
        self.at = start + length;
        (length > 0).then_some((&self.text[start..start + length], start))
    }
}

fn is_double(c: char) -> bool {
    matches!(c, '"' | '\u{201C}'..='\u{201E}')
}

fn closing(c: char) -> Option<char> {
    match c {
        _ if is_double(c) => Some('"'),
        '\'' => Some('\''),
        '<' => Some('>'),
        '{' => Some('}'),
        '(' => Some(')'),
        '[' => Some(']'),
        _ => None,
    }
}

/// What may stand after a pipe besides cmdlets.
fn is_alias(word: &str) -> bool {
    is_one_of(
        word,
        "fl ft select where foreach sort measure ? % gm fw group out-file",
    )
}

/// Whether a word may be a value and not the next word of the sentence.
fn is_value(word: &str, of_parameter: bool) -> bool {
    static SENTENCE: Words = Words::of(
        "to and or cmdlet cmdlets command commands in on for with is are was if from by the when \
        where as at of that which then again after before against using it a an but you fails failed \
        returns parameter parameters switch can will must should instead not does do doesn't has \
        only also because so into until while via may still shows option",
    );
    let bare = word.trim_end_matches(['.', ',', ';', ':', ')']);
    let starts = bare.starts_with([
        '"', '\'', '<', '$', '@', '{', '(', '[', '\u{201C}', '*', '\\',
    ]);
    let plain = of_parameter && bare.starts_with(|c: char| c.is_alphanumeric())
        || !of_parameter
            && bare.contains(['@', '.', '\\', '_', '/'])
            && bare.starts_with(|c: char| c.is_alphanumeric());
    (starts || plain) && !SENTENCE.has(bare)
}
