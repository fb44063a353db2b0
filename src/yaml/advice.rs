//! What to say about YAML that cannot be read, and how the line would be right.

use serde_yaml::granit_parser::ErrorKind;

use super::Trouble;
use super::text::{Entry, after_dash, is_blank, trim};
use crate::source::Span;

/// What is the case, in a sentence.
pub(super) fn message(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Depth => "lists and maps are nested too deeply to be read".to_owned(),
        Trouble::Aliases => "aliases repeat values beyond reason".to_owned(),
        Trouble::Syntax(kind) => format!("invalid YAML: {}", syntax(kind)),
    }
}

fn syntax(kind: &ErrorKind) -> String {
    use ErrorKind as Kind;
    match kind {
        Kind::MappingValueNotAllowed | Kind::InvalidColonPlacement => {
            "a second colon makes this value a key".to_owned()
        }
        Kind::UnexpectedCharacter { character } if character.is_control() => {
            format!("there is a control character (U+{:04X})", *character as u32)
        }
        Kind::UnexpectedCharacter { character } => {
            format!("a value cannot start with `{character}` unless it is quoted")
        }
        Kind::UnknownAnchor => "`*` refers to a value, and there is none of that name".to_owned(),
        Kind::TabInBlockIndentation
        | Kind::TabInIndentation
        | Kind::TabNotAllowed
        | Kind::TabInPlainScalar => "a tab indents the line".to_owned(),
        Kind::UnclosedQuotedScalar => "a quotation mark is not closed".to_owned(),
        Kind::InvalidTrailingSingleQuotedScalar | Kind::InvalidTrailingDoubleQuotedScalar => {
            "text follows the closing quotation mark".to_owned()
        }
        Kind::UnknownQuotedScalarEscape
        | Kind::InvalidQuotedScalarHexEscape
        | Kind::InvalidUnicodeEscape => {
            "a backslash means something else between double quotation marks".to_owned()
        }
        Kind::InvalidBlockScalarHeader => {
            "text follows the `|` or `>` that announces a text of several lines".to_owned()
        }
        Kind::UnclosedFlowCollection { open } => format!("the `{open}` is not closed"),
        Kind::UnexpectedEofFlowSequence => "the `[` is not closed".to_owned(),
        Kind::UnexpectedEofFlowMapping | Kind::UnexpectedEofImplicitFlowMapping => {
            "the `{` is not closed".to_owned()
        }
        Kind::ExpectedBlockMappingKey => "text follows where the value has ended".to_owned(),
        Kind::SimpleKeyExpected => "this is neither a key nor part of a value".to_owned(),
        Kind::BlockSequenceEntryNotAllowed => "a list cannot start on its key's line".to_owned(),
        other => other.to_string(),
    }
}

/// What to do about a failure at a place.
pub(super) fn help(text: &str, trouble: &Trouble, span: Span) -> String {
    match trouble {
        Trouble::Depth | Trouble::Aliases => "write the values out, in a flat list".to_owned(),
        Trouble::Syntax(_) if is_indented_by_tab(text, span) => {
            "indent with blanks: YAML allows no tabs there".to_owned()
        }
        Trouble::Syntax(_) => match quoted_line(text, span) {
            Some(line) => format!("quote the value: `{line}`"),
            None => "write it as `key: value`, or indent it under its key".to_owned(),
        },
    }
}

/// The line of a place, as far as blanks go before it.
fn line_of(text: &str, span: Span) -> &str {
    let at = (span.start as usize).min(text.len());
    let (before, after) = (
        text.get(..at).unwrap_or(text),
        text.get(at..).unwrap_or_default(),
    );
    let start = before.rfind(['\n', '\r']).map_or(0, |found| found + 1);
    let end = at + after.find(['\n', '\r']).unwrap_or(after.len());
    text.get(start..end).unwrap_or_default()
}

fn is_indented_by_tab(text: &str, span: Span) -> bool {
    let line = line_of(text, span);
    line.chars().take_while(|&c| is_blank(c)).any(|c| c == '\t')
}

/// The line of a place with its value quoted, if it has a value to quote.
pub(super) fn quoted_line(text: &str, span: Span) -> Option<String> {
    /// A longer line is no help.
    const MAX_BYTES: usize = 300;
    let line = trim(line_of(text, span));
    let mut rest = line;
    while let Some(inner) = after_dash(rest) {
        rest = inner;
    }
    let value = match Entry::of(rest) {
        Some(entry) => &rest[entry.value_start..],
        None if rest.len() < line.len() => rest,
        None => return None,
    };
    let before = line[..line.len() - value.len()].trim_end_matches(is_blank);
    (!value.is_empty() && line.len() <= MAX_BYTES).then(|| format!("{before} {}", quoted(value)))
}

/// The text in quotation marks that need no escapes, if there are any.
fn quoted(value: &str) -> String {
    let value = unquoted(value);
    if value.contains(['"', '\\']) {
        format!("'{}'", value.replace('\'', "''"))
    } else {
        format!("\"{value}\"")
    }
}

/// What an author meant by a value that YAML cannot read: the words, without quotation marks
/// around all of it, or one that was never closed.
pub(super) fn unquoted(value: &str) -> &str {
    let value = trim(value);
    let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        return value;
    };
    match value[1..].strip_suffix(quote) {
        Some(inner) => inner,
        None if !value[1..].contains(quote) => &value[1..],
        None => value,
    }
}
