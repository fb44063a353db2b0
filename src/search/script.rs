//! The script of search that pages load: the JavaScript twins of these files and the table of patterns,
//! joined into one classic script.

use serde::Serialize;

use super::shorten::shortened_within;
use super::{belief, patterns, stream};

/// What the script is joined from, in order: all stand in one function, so that their names differ.
const PARTS: &[&str] = &[
    include_str!("../entity/variable/variable.js"),
    include_str!("fold.js"),
    include_str!("codes.js"),
    include_str!("words.js"),
    include_str!("patterns.js"),
    include_str!("paste.js"),
    include_str!("sentence.js"),
    include_str!("term.js"),
    include_str!("coding.js"),
    include_str!("field.js"),
    include_str!("profile.js"),
    include_str!("kin.js"),
    include_str!("anchor.js"),
    include_str!("shelf.js"),
    include_str!("question.js"),
    include_str!("typo.js"),
    include_str!("rank.js"),
    include_str!("stream.js"),
    include_str!("align.js"),
    include_str!("belief.js"),
    include_str!("narrow.js"),
    include_str!("answer.js"),
    include_str!("result.js"),
    include_str!("meaning.js"),
    include_str!("face.js"),
];

/// What pages may call.
const EXPOSED: &str = "search: searchFor, explain: explainCode, open: openIndex";

/// What tests call besides.
const TESTED: &str = "fixbook.search.parts = { fold, words, lines, factor, patterns: PATTERNS };\n";

/// Properties that only the script itself sets and reads: none of an answer, of a file of the index, of an option,
/// of the language or the browser, and none that a string names. They are shortened.
#[rustfmt::skip]
const INNER: &[&str] = &[
    "account", "alignment", "backslashed", "bare", "before", "best", "braced", "byCode", "card",
    "cardFile", "chain", "chains", "closes", "conflict", "covered", "distinguishedName", "drivePath",
    "each", "end", "endsWord", "explanation", "family", "fetchOne", "field", "files",
    "fixOf", "flank", "folders", "followsBlank", "followsVersion", "hasAnotherReason", "here", "hit",
    "hits", "identifier", "inPaste", "inUnit", "inner", "ipv4", "isApart", "isBarred", "isCovered",
    "isHere", "isMixed", "isNarrowed", "isPart", "isVague", "known", "letters", "list", "lowerStock",
    "mass", "measures", "missing", "most", "moveTo", "names", "near", "networkPath", "once", "opened",
    "other", "ownStream", "pairs", "partsOf", "piece", "pieces", "place", "placeholder", "posixPath",
    "prepared", "question", "quotes", "rarityClass", "reader", "reasons", "renewal", "renewed", "rest",
    "run", "scores", "sentence", "sentences", "shardFile", "shared", "shelf", "shown", "side", "signed", "start",
    "startsHere", "step", "stream", "sums", "tail", "termFile", "told", "total", "totals", "unit",
    "units", "unknown", "unmatched", "valueLength", "variable", "weightOf", "weights", "which",
    "wholeGuid", "wholeIpv6", "wholes", "width", "withoutStop", "word", "wordFile", "worth",
];

/// The script, shortened.
#[must_use]
pub fn script() -> String {
    shortened_within(&joined(""), INNER)
}

/// The same with its inner functions under `fixbook.search.parts`, for tests that compare the twins.
#[must_use]
pub fn script_for_tests() -> String {
    shortened_within(&joined(TESTED), INNER)
}

pub(super) fn joined(end: &str) -> String {
    let tables = tables();
    let parts = PARTS.join("\n");
    format!(
        "(() => {{\n'use strict';\n{tables}\n{parts}\n\
         const fixbook = Object.assign({{ base: usualBase() }}, globalThis.fixbook, {{ {EXPOSED} }});\n\
         globalThis.fixbook = fixbook;\n{end}}})();\n"
    )
}

/// The tables that both halves read.
fn tables() -> String {
    [
        patterns_table(),
        constant("CUES", stream::CUES),
        constant("BELIEF_WEIGHTS", &belief::WEIGHTS),
        constant("BELIEF_THRESHOLD", &belief::THRESHOLD),
    ]
    .join("\n")
}

/// A table as a constant.
fn constant<T: Serialize + ?Sized>(name: &str, table: &T) -> String {
    let json = serde_json::to_string(table).unwrap_or_default();
    format!("const {name} = {json};")
}

/// The table of patterns as an object of regular expressions.
fn patterns_table() -> String {
    let rows: Vec<String> = patterns::rows()
        .map(|(name, row)| format!("'{name}': {},", literal(name, row)))
        .collect();
    format!("const PATTERNS = {{\n{}\n}};", rows.join("\n"))
}

/// A pattern in which blanks mean ASCII, as they do in Rust, and a dot all but a break of the line.
fn literal(name: &str, row: &str) -> String {
    let mut out = String::from("/");
    let mut is_in_class = false;
    let mut signs = row.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => out.push_str(&escape(signs.next(), is_in_class)),
            '.' if !is_in_class => out.push_str(r"[^\n]"),
            '/' => out.push_str(r"\/"),
            _ if !sign.is_ascii() => out.push_str(&format!("\\u{{{:x}}}", u32::from(sign))),
            _ => out.push(sign),
        }
        is_in_class = match sign {
            '[' => true,
            ']' => false,
            _ => is_in_class,
        };
    }
    out.push_str(if name.ends_with('!') { "/gu" } else { "/giu" });
    out
}

fn escape(sign: Option<char>, is_in_class: bool) -> String {
    const BLANKS: &str = r"\t\n\v\f\r ";
    match sign {
        Some('s') if is_in_class => BLANKS.to_owned(),
        Some('s') => format!("[{BLANKS}]"),
        Some('S') => format!("[^{BLANKS}]"),
        Some(sign) => format!("\\{sign}"),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rquickjs::{Context, Runtime};

    use super::super::manifest;
    use super::*;

    /// What the expression gives after the script.
    fn evaluated(script: &str, expression: &str) -> String {
        let runtime = Runtime::new().expect("an engine");
        let context = Context::full(&runtime).expect("a context");
        context.with(|ctx| {
            let run = |code: &str| ctx.eval::<rquickjs::Value<'_>, _>(code);
            run(script).unwrap_or_else(|_| panic!("{:?}", ctx.catch()));
            let value = run(expression).unwrap_or_else(|_| panic!("{:?}", ctx.catch()));
            value.as_string().expect("text").to_string().expect("UTF-8")
        })
    }

    #[test]
    fn the_script_does_what_its_parts_do() {
        let look = r#"JSON.stringify([
            "2024-05-31 10:20:30 ERROR [x] Can\u2019t open C:\\Program Files\\App\\app.log: 0x80070005",
            "{\"level\": \"error\", \"msg\": \"It failed.\\nSee https://kb.contoso.com/x\"}",
            "\"a\",\"b \"\"c\"\"\",\"d\"\n> quoted\n<Data>5.7.1</Data>\n   at A.B.C(String x)",
        ].map((text) => {
            const { fold, words, lines } = fixbook.search.parts;
            const found = [];
            words(fold(text), (word, kind) => found.push([word, kind]));
            return [found, lines(text, { rarity: (word) => word.length })];
        }))"#;
        let (whole, small) = (joined(TESTED), script_for_tests());
        assert!(small.len() < whole.len() * 6 / 10);
        let found = evaluated(&small, look);
        assert!(
            found.contains("h:80070005") && found.contains("quoted"),
            "{found}"
        );
        assert_eq!(evaluated(&whole, look), found);
    }

    #[test]
    fn names_of_inner_properties_are_nobody_elses() {
        assert!(INNER.is_sorted());
        // Without comments, in which they stand too.
        let plain = shortened_within(&joined(""), &[]);
        let face = include_str!("face.js");
        let shelf = include_str!("shelf.js");
        let shapes = &shelf[shelf.find("const MANIFEST_SHAPE").expect("shapes")..];
        let shapes = &shapes[..shapes.find("\n];").expect("their end")];
        for name in INNER {
            let stands = |text: &str, form: &str| text.contains(&form.replace('@', name));
            for quoted in ["'@'", "\"@\"", "`@`"] {
                assert!(!stands(&plain, quoted), "{name} is named by a string");
            }
            for key in [" @:", " @,", "{ @ "] {
                assert!(!stands(shapes, key), "{name} is in a file of the index");
            }
            for use_ in [
                "document.@",
                "script.@",
                "location.@",
                "globalThis.@",
                "signal.@",
                "head.@",
            ] {
                assert!(!stands(face, use_), "{name} is the browser's");
            }
            assert!(plain.contains(name), "{name} is of no use");
        }
        // Nor does the language know them.
        let known = evaluated(
            "globalThis.known = [globalThis, Object, Array, String, Number, Math, JSON, Map, Set, Promise, RegExp, Date,
                Error, Symbol, Function, Uint8Array, Int32Array, Float64Array, /a/g.exec('a')]
                .flatMap((it) => [it, it.prototype])
                .flatMap((it) => { const all = []; for (let up = it; up; up = Object.getPrototypeOf(up)) all.push(...Object.getOwnPropertyNames(up)); return all; });",
            "JSON.stringify(known)",
        );
        let known: BTreeSet<String> = serde_json::from_str(&known).expect("names");
        assert!(known.contains("flatMap") && known.contains("index"));
        for name in INNER {
            assert!(!known.contains(*name), "{name} is the language's");
        }
    }

    #[test]
    fn classes_of_frequency_are_those_of_the_index() {
        let script = joined("globalThis.classes = FREQUENCY_CLASSES;");
        let classes = evaluated(&script, "JSON.stringify(classes)");
        assert_eq!(
            classes,
            serde_json::to_string(manifest::CLASSES.as_slice()).expect("numbers")
        );
    }

    #[test]
    fn the_script_is_ascii() {
        // Then no page and no server can read it in another encoding.
        assert!(PARTS.iter().all(|part| part.is_ascii()));
        assert!(script().is_ascii());
    }

    #[test]
    fn no_two_parts_share_a_name() {
        // A second function of one name would silently take the place of the first.
        let mut names = BTreeSet::new();
        for line in PARTS.iter().flat_map(|part| part.lines()) {
            for keyword in ["function ", "async function ", "const ", "let ", "class "] {
                let Some(rest) = line.strip_prefix(keyword) else {
                    continue;
                };
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
                let name = &rest[..end.unwrap_or(rest.len())];
                assert!(names.insert(name), "`{name}` is declared twice");
            }
        }
        assert!(names.len() > 50);
    }
}
