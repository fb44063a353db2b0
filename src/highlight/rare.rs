//! Rare languages, with syntect and the syntaxes of two-face.
//!
//! Loading the set costs 1.6 ms, the first use of a syntax 1 to 90 ms (its regular expressions are
//! compiled then), and every kilobyte 2 to 4 ms: about a hundred times more than this project's own lexers.
//! So blocks are short here, and what is longer is shown without colours.

use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxSet};

use super::{Class, LONGEST_LINE, Token};

/// Blocks longer than this are not coloured, in bytes.
const LONGEST: usize = 16 * 1024;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// What scopes mean, the more special before the more general.
static CLASSES: LazyLock<Vec<(Scope, Class)>> = LazyLock::new(|| {
    const TABLE: &[(&str, Class)] = &[
        ("comment", Class::Comment),
        ("constant.numeric", Class::Number),
        ("constant", Class::Keyword),
        ("string", Class::String),
        ("keyword.operator", Class::Plain),
        ("keyword", Class::Keyword),
        ("storage.type.function", Class::Keyword),
        ("storage", Class::Keyword),
        ("entity.name.function", Class::Command),
        ("support.function", Class::Command),
        ("variable.function", Class::Command),
        ("entity.name.tag", Class::Tag),
        ("entity.name.section", Class::Tag),
        ("markup.heading", Class::Tag),
        ("entity.other.attribute-name", Class::Attribute),
        ("entity.name", Class::Type),
        ("support.type", Class::Type),
        ("support.class", Class::Type),
        ("variable.parameter", Class::Parameter),
    ];
    let scope = |&(name, class): &(&str, Class)| Scope::new(name).ok().map(|scope| (scope, class));
    TABLE.iter().filter_map(scope).collect()
});

/// The tokens of `text` in the syntax of this name; none if there is no such syntax.
pub(super) fn tokens(syntax: &str, text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let Some(syntax) = SYNTAXES
        .find_syntax_by_name(syntax)
        .filter(|_| text.len() <= LONGEST)
    else {
        return out;
    };
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.len() <= LONGEST_LINE {
            let Ok(operations) = state.parse_line(line, &SYNTAXES) else {
                return out;
            };
            let mut at = 0;
            for (next, operation) in operations {
                push(&mut out, start + at..start + next, &stack);
                at = next;
                if stack.apply(&operation).is_err() {
                    return out;
                }
            }
            let end = line.trim_end_matches(['\r', '\n']).len();
            push(&mut out, start + at..start + end, &stack);
        }
        start += line.len();
    }
    out
}

fn push(out: &mut Vec<Token>, range: std::ops::Range<usize>, stack: &ScopeStack) {
    let class = stack.as_slice().iter().rev().find_map(|scope| {
        CLASSES
            .iter()
            .find(|(general, _)| general.is_prefix_of(*scope))
            .map(|(_, class)| *class)
    });
    let Some(class) = class.filter(|class| *class != Class::Plain && !range.is_empty()) else {
        return;
    };
    match out.last_mut() {
        Some(last) if last.class == class && last.range.end == range.start => {
            last.range.end = range.end;
        }
        _ => out.push(Token { range, class }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Grammar, LANGUAGES};

    #[test]
    fn every_rare_language_has_a_syntax() {
        for language in LANGUAGES {
            if let Grammar::Syntect(name) = language.grammar {
                assert!(SYNTAXES.find_syntax_by_name(name).is_some(), "{name}");
            }
        }
    }
}
