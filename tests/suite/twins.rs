//! The halves of search agree: what Rust reads in a text, the script of the browser reads in it too.
//!
//! `tests/vectors` holds texts and what is read in them: a text a line, with its folded form, its words
//! (a compound in brackets, a further term after a plus) and the lines of it as a paste. To add one, write
//! `{"text": "…"}` and run `UPDATE=1 cargo test --test suite twins`. The script runs in an embedded engine.

use std::fs;
use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use fixbook::search::fold::{fold, without_apostrophes};
use fixbook::search::paste::{self, Vocabulary};
use fixbook::search::script;
use fixbook::search::words::{Word, words_at};
use proptest::prelude::*;
use rquickjs::function::Args;
use rquickjs::{Context, Ctx, FromJs, Function, Promise, Runtime};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::hostile::runner;
use crate::support;

/// A text and what is read in it.
#[derive(Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
struct Row {
    text: String,
    folded: String,
    words: Vec<String>,
    /// Where the words stand in the folded text, in UTF-16 units.
    #[serde(skip_serializing)]
    places: Vec<usize>,
    lines: Vec<Line>,
}

#[derive(Debug, PartialEq, Deserialize, Serialize)]
struct Line {
    text: String,
    weight: f64,
    factor: f64,
}

impl Row {
    /// As it stands in a file of vectors: what does not show there by itself is escaped.
    fn written(&self) -> String {
        let text = serde_json::to_string(self).expect("rows are plain");
        let mut out = String::new();
        for c in text.chars() {
            if c.is_ascii() || c.is_alphanumeric() {
                out.push(c);
            } else {
                let units = c.encode_utf16(&mut [0; 2]).to_vec();
                out.extend(units.iter().map(|unit| format!("\\u{unit:04x}")));
            }
        }
        out
    }

    fn shown(&self) -> String {
        format!(
            "{self:#?}
"
        )
    }
}

/// The site of these tests knows all short words, and the longer one is, the rarer.
struct Short;

impl Vocabulary for Short {
    fn rarity(&self, word: &str) -> Option<f64> {
        let length = u8::try_from(word.len()).ok()?;
        (2..=9).contains(&length).then(|| f64::from(length))
    }
}

fn by_rust(text: &str) -> Row {
    let folded = fold(text);
    let plain = without_apostrophes(&folded);
    let mut found = Vec::new();
    let mut places = Vec::new();
    words_at(&folded, |word, at| {
        // Places are those in the text without the apostrophes of its contractions.
        places.push(plain[..at].encode_utf16().count());
        found.push(match word {
            Word::Plain(word) => word.to_owned(),
            Word::Compound(word) => format!("({word})"),
            Word::Further(word) => format!("+{word}"),
        });
    });
    Row {
        text: text.to_owned(),
        words: found,
        places,
        lines: lines(text),
        folded: folded.clone(),
    }
}

fn lines(paste: &str) -> Vec<Line> {
    let read = paste::lines(paste, &Short).into_iter();
    read.map(|line| Line {
        text: line.text,
        weight: line.weight,
        factor: line.factor,
    })
    .collect()
}

/// What the tests ask of the script.
const QUESTIONS: &str = r"
const { fold, words, lines, patterns } = fixbook.search.parts;
const short = { rarity: (word) => (word.length >= 2 && word.length <= 9 ? word.length : undefined) };

function wordsOf(folded, places = []) {
    const found = [];
    words(folded, (word, kind, at) => {
        found.push([word, `(${word})`, `+${word}`][kind]);
        places.push(at);
    });
    return found;
}

function read(text) {
    const folded = fold(text);
    const places = [];
    return JSON.stringify({ text, folded, words: wordsOf(folded, places), places, lines: lines(text, short) });
}

function readLines(text) {
    return JSON.stringify(lines(text, short));
}

function readCharacters(text) {
    return Array.from(text, (c) => {
        const folded = fold(`a${c}b`);
        return [folded, ...wordsOf(folded)].join('\0');
    }).join('\0\0');
}

function normal(text) {
    return text.normalize('NFKC');
}

function searchWith(name, text) {
    return text.replace(patterns[name], '');
}
";

/// The script in an engine.
pub(crate) struct Browser {
    context: Context,
}

impl Browser {
    pub(crate) fn new() -> Self {
        let runtime = Runtime::new().expect("an engine");
        let context = Context::full(&runtime).expect("a context");
        let browser = Self { context };
        browser.run(&script::script_for_tests());
        browser.run(QUESTIONS);
        browser
    }

    pub(crate) fn run(&self, code: &str) {
        self.context.with(|ctx| {
            let outcome = ctx.eval::<(), _>(code);
            outcome.unwrap_or_else(|_| panic!("{:?}", ctx.catch()));
        });
    }

    fn ask(&self, question: &str, arguments: &[&str]) -> String {
        self.context.with(|ctx| called(&ctx, question, arguments))
    }

    fn read(&self, text: &str) -> Row {
        serde_json::from_str(&self.ask("read", &[text])).expect("a row")
    }

    /// The difference between the halves, if there is one.
    fn disagreement(&self, text: &str) -> Option<String> {
        let (rust, script) = (by_rust(text), self.read(text));
        (rust != script).then(|| support::difference("Rust", &rust.shown(), &script.shown()))
    }

    /// What a question promises.
    pub(crate) fn promised(&self, question: &str, arguments: &[&str]) -> String {
        self.context.with(|ctx| {
            let promise: Promise<'_> = called(&ctx, question, arguments);
            let answer = promise.finish();
            answer.unwrap_or_else(|_| panic!("{:?}", ctx.catch()))
        })
    }

    /// Whether engine and tables know the same edition of Unicode, as far as a text shows.
    pub(crate) fn knows(&self, text: &str) -> bool {
        self.ask("normal", &[text]) == text.nfkc().collect::<String>()
    }
}

/// What a function of the script gives for some texts.
fn called<'js, T: FromJs<'js>>(ctx: &Ctx<'js>, question: &str, arguments: &[&str]) -> T {
    let function: Function<'js> = ctx.globals().get(question).expect("a question");
    let mut given = Args::new(ctx.clone(), arguments.len());
    for argument in arguments {
        given.push_arg(*argument).expect("a text");
    }
    let answer = function.call_arg(given);
    answer.unwrap_or_else(|_| panic!("{:?}", ctx.catch()))
}

fn both_halves_read_the_vectors() {
    let browser = Browser::new();
    let folder = support::project().join("tests/vectors");
    let mut count = 0;
    for file in support::files(&folder) {
        let path = folder.join(&file);
        let written = fs::read_to_string(&path).expect("vectors");
        let mut found = String::new();
        for (number, row) in written.lines().enumerate() {
            let row: Row = serde_json::from_str(row).expect("a row");
            let rust = by_rust(&row.text);
            let place = format!("{file}:{}", number + 1);
            let script = browser.read(&row.text).shown();
            assert!(
                script == rust.shown(),
                "{}",
                support::difference(&place, &rust.shown(), &script)
            );
            found.push_str(&rust.written());
            found.push('\n');
            count += 1;
        }
        if support::updating() {
            fs::write(&path, &found).expect("vectors can be written");
        } else {
            assert!(
                found == written,
                "{}",
                support::difference(&file, &written, &found)
            );
        }
    }
    assert!(count >= 150);
}

/// Pieces of pastes whose neighbours may spoil them.
pub(crate) const PIECES: &[&str] = &[
    "2024-05-31T10:20:30.123Z ",
    "ERROR ",
    "[x] ",
    "C:\\Program Files\\App\\app.log",
    "\\\\files01\\share$\\in.",
    "https://api.contoso.com/v1/x?y=1",
    "mail01.contoso.com",
    "10.1.2.3:443",
    "version 15.1.2507.6",
    "ada@contoso.com",
    "6f9619ff-8b86-d011-b42d-00c04fc964ff",
    "{",
    "}",
    "<server name>",
    "</Data>",
    "<Data Name=\"x\">",
    "'",
    "\"",
    "CN=Ada,OU=People, DC=contoso",
    "cn=\u{e9}, ou=x",
    "0x80070005",
    "-2147024891",
    "550 5.7.1 ",
    "Event ID: 5011",
    "can't",
    "couldn\u{2019}t",
    "\u{201c}x\u{201d}",
    "\n",
    "\r\n",
    "\t",
    "  ",
    "|",
    "~~~~~",
    "+ CategoryInfo : x",
    "At line:1 char:1",
    "   at A.B.C(String x)",
    "CONTOSO\\ada",
    "/var/log/messages",
    "S-1-5-21-1234",
    "Fri May 31 10:20:30 2024",
    "31.05.2024 10:20",
    "fe80::1",
    "[::1]",
    "\u{63a5}\u{7d9a}\u{30a8}",
    "\u{fb01}",
    "e\u{301}",
    "\u{3a3}\u{3b1}\u{3c2}",
    "\u{130}",
    "\u{1f600}",
    "\u{200b}",
    "&lt;",
    "&#8217;",
    "&#x2028;",
    "&amp;",
    "\u{e2}\u{20ac}\u{2122}",
    "`Get-Mailbox`",
    "SEC_E_X",
    "a_b-c.d",
    "__",
    "12345678901",
    "abcdef0123456789abc",
    "\"level\": \"error\"",
    "{\"msg\": \"a\\nb\\\"c\"}",
    ",",
    "-",
    ".",
    ":",
    ";",
    "(",
    ")",
    "\x1b[31m",
    "\0",
    "\u{202e}",
    "\u{5e9}\u{5dc}",
    "\u{e44}\u{e17}",
    "\u{939}\u{93f}",
    "\u{661}\u{662}",
    "\u{bd}",
    "\u{2460}",
    "\u{17f}",
    "\u{212a}",
    "> ",
    "- ",
    "<14>1 ",
    "app[14527]: ",
    "p4399 ",
    "\\",
    " \\<id\\> ",
    "<a>",
    "</a>",
    "line | ",
    "PS C:\\> ",
    "\\x\\y",
    "\u{a0}",
    "\u{feff}",
    "\u{1680}",
    "HKLM\\x",
];

fn agree_on(texts: impl Strategy<Value = String>, cases: u32) {
    let browser = Browser::new();
    let outcome = runner(cases).run(&texts, |text| {
        prop_assume!(browser.knows(&text));
        match browser.disagreement(&text) {
            None => Ok(()),
            Some(difference) => Err(TestCaseError::fail(difference)),
        }
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

fn both_halves_read_any_characters() {
    agree_on(any::<String>(), 200);
}

fn both_halves_read_any_signs_of_a_keyboard() {
    agree_on("[ -~\n\t]{0,300}", 200);
}

fn both_halves_read_any_mixture_of_pieces() {
    let pieces = proptest::collection::vec(proptest::sample::select(PIECES), 0..30);
    agree_on(pieces.prop_map(|pieces| pieces.concat()), 400);
}

/// What has a limit, how it is filled up to that, and what lies before or behind it.
const STARTS: &[&str] = &[
    "C:\\", "\\\\a\\", "<a", "cn=", "https://", "/a/", "", "{", "<a>", "cn=a,ou=",
];
const FILLINGS: &[&str] = &["a", "\u{e9}", "\u{1f600}", "a ", "/a", "a-", "1.", "\\a"];
const LENGTHS: &[usize] = &[20, 38, 76, 250, 256, 260];
const ENDS: &[&str] = &[
    "",
    "\\x",
    "</a>",
    ">",
    ",ou=b",
    "}",
    " 0x80070005",
    "\\80070005",
    "@a.com",
];

fn both_halves_stop_at_the_same_character() {
    use proptest::sample::select;
    let parts = (
        select(STARTS),
        select(FILLINGS),
        select(LENGTHS),
        0..9_usize,
        select(ENDS),
    );
    let texts = parts.prop_map(|(start, filling, length, more, end)| {
        let filled: String = filling.chars().cycle().take(length + more).collect();
        format!("It is {start}{filled}{end} and more")
    });
    agree_on(texts, 400);
}

fn both_halves_read_every_character() {
    // But for those within the ideographs and syllables, which are all alike.
    const RANGES: [RangeInclusive<u32>; 5] = [
        0..=0x4e10,
        0x9ff0..=0xac10,
        0xd790..=0x1_0fff,
        0x1_d000..=0x1_ffff,
        0x2_f7f0..=0x2_fa20,
    ];
    let browser = Browser::new();
    let characters: Vec<char> = RANGES
        .into_iter()
        .flatten()
        .filter_map(char::from_u32)
        .collect();
    let text: String = characters.iter().collect();
    let answer = browser.ask("readCharacters", &[&text]);
    let answers: Vec<&str> = answer.split("\0\0").collect();
    assert_eq!(answers.len(), characters.len());
    for (c, script) in characters.into_iter().zip(answers) {
        let row = by_rust(&format!("a{c}b"));
        let rust = [vec![row.folded], row.words].concat().join("\0");
        let agree = rust == script || !browser.knows(&c.to_string());
        assert!(agree, "U+{:04X}: {rust:?}, {script:?}", u32::from(c));
    }
}

fn half_a_character_is_read_as_a_sign_of_its_absence() {
    let browser = Browser::new();
    browser.run(
        r"function halves() { return readLines('Can\ud800not \udfffopen \ud83d\ude00 it\ud83d'); }",
    );
    let script: Vec<Line> = serde_json::from_str(&browser.ask("halves", &[])).expect("lines");
    assert_eq!(
        script,
        lines("Can\u{fffd}not \u{fffd}open \u{1f600} it\u{fffd}")
    );
}

fn both_halves_read_as_much_of_a_long_paste() {
    let browser = Browser::new();
    let ends = "It failed.\u{1f600} \u{e9}".repeat(80_000);
    let many = "One line of many: \u{1f600}\r\n".repeat(50_000);
    let cut = format!("{}{}", "\u{1f600}".repeat(65_000), "abcdefghi ".repeat(100));
    for paste in [ends, many, cut] {
        let script: Vec<Line> =
            serde_json::from_str(&browser.ask("readLines", &[&paste])).expect("lines");
        assert!(!script.is_empty());
        assert!(script == lines(&paste), "{}", &paste[..20]);
    }
}

fn no_pattern_goes_back_and_back() {
    // A browser tries one way after the other: on these, a careless pattern takes minutes.
    const UNITS: &[&str] = &[
        " ",
        "a",
        "1",
        "\"",
        "<",
        "[",
        "(",
        ".",
        "-",
        "~",
        ">",
        ":",
        "a ",
        "a.",
        "1:",
        "\" ",
        "<a ",
        "<a>",
        "[ ",
        "{ ",
        ": ",
        "a=",
        "at ",
        "a.b(",
        "\",\"",
        "<a b=\"",
        "x-a",
        "\x1b[0;",
        "Exception",
        "file \"",
    ];
    const LONGEST: usize = 65_536;
    let browser = Browser::new();
    for (name, _) in fixbook::search::patterns::rows() {
        for unit in UNITS {
            let text = unit.repeat(LONGEST / unit.len());
            let start = Instant::now();
            browser.ask("searchWith", &[name, &text]);
            let took = start.elapsed();
            assert!(
                took < Duration::from_secs(5),
                "{name} took {took:?} for {unit:?}"
            );
        }
    }
}

tests![
    both_halves_read_the_vectors,
    both_halves_read_any_characters,
    both_halves_read_any_signs_of_a_keyboard,
    both_halves_read_any_mixture_of_pieces,
    both_halves_stop_at_the_same_character,
    both_halves_read_every_character,
    half_a_character_is_read_as_a_sign_of_its_absence,
    both_halves_read_as_much_of_a_long_paste,
    no_pattern_goes_back_and_back,
];
