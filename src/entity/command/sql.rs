//! Statements of SQL: where one ends and the next begins.

use std::ops::Range;

use crate::language::is_blank;
use crate::shell::is_one_of;

/// Whether a text is one complete statement, its semicolon included.
pub(super) fn is_complete(text: &str) -> bool {
    text.ends_with(';') && is_statement(text) && statements(text).len() == 1
}

/// Whether a text starts as a statement does.
pub(super) fn is_statement(text: &str) -> bool {
    const VERBS: &str = "select insert update delete create alter drop grant revoke exec execute use show set backup \
        restore dbcc declare with begin commit rollback truncate merge explain analyze vacuum \
        reindex flush optimize repair check kill describe desc call if while print replace start \
        stop lock unlock rename purge reset change go checkpoint copy cluster reconfigure waitfor \
        shutdown raiserror do";
    let word = text
        .trim_start_matches(|c| is_blank(c) || c == '(')
        .split(|c: char| !c.is_ascii_alphabetic())
        .next()
        .unwrap_or("");
    // The commands of the client: `\dt` of psql.
    let client = text.starts_with('\\') && text[1..].starts_with(|c: char| c.is_ascii_alphabetic());
    client || !word.is_empty() && is_one_of(word, VERBS)
}

/// The statements of a script, in bytes, their semicolons included; comments between them are none.
pub(super) fn statements(text: &str) -> Vec<Range<usize>> {
    let mut reader = Reader {
        text,
        at: 0,
        start: None,
        end: 0,
        depth: 0,
        done: Vec::new(),
    };
    while reader.at < text.len() {
        reader.token();
    }
    reader.finish();
    reader.done
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// Where the statement that is being read starts.
    start: Option<usize>,
    /// The end of its last token.
    end: usize,
    /// How many `BEGIN` and `CASE` wait for their `END`.
    depth: usize,
    done: Vec<Range<usize>>,
}

impl Reader<'_> {
    /// Passes over one token; always over at least one character.
    fn token(&mut self) {
        let rest = &self.text[self.at..];
        let Some(first) = rest.chars().next() else {
            return;
        };
        match first {
            _ if is_blank(first) => self.at += first.len_utf8(),
            '-' if rest.starts_with("--") => self.at += rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => {
                self.at += rest[2..].find("*/").map_or(rest.len(), |end| end + 4);
            }
            '\'' | '"' | '`' => {
                let end = rest[1..].find(first).map_or(rest.len(), |end| end + 2);
                self.take(end);
            }
            '$' if rest.starts_with("$$") => {
                let end = rest[2..].find("$$").map_or(rest.len(), |end| end + 4);
                self.take(end);
            }
            ';' => {
                self.take(1);
                if self.depth == 0 {
                    self.finish();
                }
            }
            '\\' if self.start.is_none() => {
                let end = rest.find('\n').unwrap_or(rest.len());
                self.take(rest[..end].trim_end_matches(is_blank).len());
                self.finish();
            }
            _ if first.is_alphabetic() || first == '_' => self.word(rest),
            _ => self.take(first.len_utf8()),
        }
    }

    fn word(&mut self, rest: &str) {
        let length = rest
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(rest.len());
        let word = &rest[..length];
        let is = |known: &str| word.eq_ignore_ascii_case(known);
        if is("go") && self.stands_alone(length) {
            // `GO` ends a batch and is the client's, not the server's.
            self.finish();
            self.at += length;
            return;
        }
        let next = rest[length..].trim_start_matches(is_blank);
        let next = next.get(..4).unwrap_or(next);
        let transaction =
            next.is_empty() || next.starts_with(';') || next.eq_ignore_ascii_case("tran");
        if is("case") || (is("begin") && !transaction) {
            self.depth += 1;
        } else if is("end") {
            self.depth = self.depth.saturating_sub(1);
        }
        self.take(length);
    }

    /// Whether the word at this place is all of its line.
    fn stands_alone(&self, length: usize) -> bool {
        let is_end = |c: char| c == '\n' || !is_blank(c);
        let before = self.text[..self.at].chars().rev().find(|&c| is_end(c));
        let after = self.text[self.at + length..].chars().find(|&c| is_end(c));
        before.is_none_or(|c| c == '\n') && after.is_none_or(|c| c == '\n')
    }

    fn take(&mut self, length: usize) {
        self.start.get_or_insert(self.at);
        self.at += length;
        self.end = self.at;
    }

    fn finish(&mut self) {
        self.depth = 0;
        if let Some(start) = self.start.take() {
            let range = start..self.end;
            if self.text[range.clone()] != *";" {
                self.done.push(range);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        statements(text)
            .into_iter()
            .map(|range| &text[range])
            .collect()
    }

    #[test]
    fn semicolons_end_statements_but_not_in_quotes_and_blocks() {
        assert_eq!(
            split("SELECT ';' FROM a; -- why; not\nUPDATE b SET c = \"d;e\""),
            ["SELECT ';' FROM a;", "UPDATE b SET c = \"d;e\""]
        );
        assert_eq!(
            split(
                "SELECT CASE WHEN a THEN 1 END FROM t;\nCREATE PROC p AS BEGIN SELECT 1; SELECT 2; END;\nBEGIN; x; COMMIT;"
            ),
            [
                "SELECT CASE WHEN a THEN 1 END FROM t;",
                "CREATE PROC p AS BEGIN SELECT 1; SELECT 2; END;",
                "BEGIN;",
                "x;",
                "COMMIT;"
            ]
        );
        assert_eq!(
            split("CREATE FUNCTION f() AS $$ a; b; $$; SELECT 1;").len(),
            2
        );
    }

    #[test]
    fn go_on_a_line_of_its_own_ends_a_batch() {
        assert_eq!(
            split("USE shop\nGO\nSELECT go FROM t\ngo\n"),
            ["USE shop", "SELECT go FROM t"]
        );
    }

    #[test]
    fn only_what_ends_in_a_semicolon_is_complete() {
        assert!(is_complete("SELECT 1;") && is_complete("drop table t;"));
        for text in [
            "SELECT",
            "SELECT 1",
            "SELECT 1; SELECT 2;",
            "colour: red;",
            ";",
        ] {
            assert!(!is_complete(text), "{text}");
        }
    }
}
