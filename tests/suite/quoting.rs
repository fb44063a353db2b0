//! Values that readers fill in: whatever they are, a command has the same words with them as without, and the
//! value is exactly one of them or part of one. The page's script quotes; this program's lexers, bash where
//! there is one, and readers of each shell's words written for these tests read it back.

use std::cell::{Cell, RefCell};
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use fixbook::shell::{self, Class, Shell};
use proptest::prelude::*;
use rquickjs::{Context, Runtime};

use crate::hostile::runner;

const QUOTE: &str = include_str!("../../themes/default/assets/quote.js");

/// The script in an engine.
struct Script(Context);

impl Script {
    fn new() -> Self {
        let runtime = Runtime::new().expect("an engine");
        let context = Context::full(&runtime).expect("a context");
        context.with(|ctx| {
            let ready = ctx.eval::<(), _>(QUOTE);
            ready.unwrap_or_else(|_| panic!("{:?}", ctx.catch()));
        });
        Self(context)
    }

    fn ask(&self, function: &str, arguments: &[&str]) -> Option<String> {
        self.call(function, &serde_json::json!(arguments))
    }

    fn call(&self, function: &str, arguments: &serde_json::Value) -> Option<String> {
        let code = format!("fixbookQuote.{function}(...{arguments})");
        self.0.with(|ctx| {
            let told = ctx.eval::<Option<String>, _>(code);
            told.unwrap_or_else(|_| panic!("{:?}", ctx.catch()))
        })
    }
}

/// A command of which `<Name>` is to be filled in.
struct Template {
    language: &'static str,
    text: &'static str,
    letter: char,
    place: char,
}

impl Template {
    fn of(language: &'static str, text: &'static str) -> Self {
        let start = text.find("<Name>").expect("its room");
        let range = start..start + "<Name>".len();
        let rooms = shell::rooms(language, text, std::slice::from_ref(&range));
        let letters = rooms[0].letters(language);
        let mut letters = letters.chars();
        let mut next = || letters.next().expect("two letters");
        Self {
            language,
            text,
            letter: next(),
            place: next(),
        }
    }

    /// The command with a value, if the value can stand there.
    fn filled(&self, script: &Script, value: &str) -> Option<String> {
        let (letter, place) = (self.letter.to_string(), self.place.to_string());
        let quoted = script.ask("quote", &[value, &letter, &place])?;
        Some(self.text.replace("<Name>", &quoted))
    }
}

const TEMPLATES: &[(&str, &str)] = &[
    ("powershell", "Get-Box <Name> -All"),
    ("powershell", "Get-Box -At \\\\host\\<Name>\\share -All"),
    ("powershell", "Get-Box -At <Name>@host -All"),
    ("powershell", "Get-Box -At \"a <Name> b\" -All"),
    ("powershell", "Get-Box -At \"<Name>\" -All"),
    ("powershell", "Get-Box -At 'a <Name>' -All"),
    ("powershell", "Get-Box -At ‘<Name>’ -All"),
    ("powershell", "Get-Box -At \"n '<Name>'\" -All"),
    ("powershell", "Get-Box -At '{\"n\": \"<Name>\"}' -All"),
    ("bash", "echo <Name> --all"),
    ("bash", "echo a/<Name>.txt --all"),
    ("bash", "echo --of=<Name> --all"),
    ("bash", "echo \"a <Name> b\" --all"),
    ("bash", "echo 'a <Name>' --all"),
    ("bash", "echo \"n '<Name>'\" --all"),
    ("bash", "echo '{\"n\": \"<Name>\"}' --all"),
    ("bash", "echo \"`echo \"<Name>\"`\" --all"),
    ("bash", "echo \"$(echo <Name>)\" --all"),
    ("cmd", "echo <Name> /all"),
    ("cmd", "echo \\\\host\\<Name>\\share /all"),
    ("cmd", "echo /of:<Name> /all"),
    ("cmd", "echo \"a <Name> b\" /all"),
    ("cmd", "echo \"<Name>\" /all"),
];

fn values() -> impl Strategy<Value = String> {
    const SIGNS: &str = "'\"`$!%^&|<>;(){}[] \\/-,=#@~*?‘’“”„\u{201B}\u{A0}\u{2013}äß😀a1Zn0_.:+";
    let signs: Vec<char> = SIGNS.chars().collect();
    let signs = prop::collection::vec(prop::sample::select(signs), 1..10);
    prop_oneof![
        4 => signs.prop_map(|signs| signs.into_iter().collect::<String>()),
        1 => "[a-z0-9.-]{1,12}",
        1 => any::<String>(),
    ]
}

fn no_value_breaks_out_of_its_place() {
    let script = Script::new();
    let templates = TEMPLATES.iter();
    let templates: Vec<Template> = templates
        .map(|(language, text)| Template::of(language, text))
        .collect();
    let for_bash: RefCell<Vec<(String, String)>> = RefCell::default();
    let given = Cell::new(0);
    let outcome = runner(1500).run(&values(), |value| {
        let Some(value) = script.ask("clean", &[&value]).filter(|it| !it.is_empty()) else {
            return Ok(());
        };
        for template in &templates {
            let Some(filled) = template.filled(&script, &value) else {
                continue;
            };
            given.set(given.get() + 1);
            prop_assert_eq!(
                skeleton(template.language, &filled),
                skeleton(template.language, &template.text.replace("<Name>", "x")),
                "{:?} in {}: {}",
                &value,
                template.text,
                &filled
            );
            let expected = expected(template, &value);
            let words = match template.language {
                "powershell" => powershell(&filled),
                "cmd" => cmd(&filled),
                _ => {
                    for_bash.borrow_mut().push((filled, expected.join("\0")));
                    continue;
                }
            };
            prop_assert_eq!(
                words,
                expected,
                "{:?} in {}: {}",
                value,
                template.text,
                filled
            );
        }
        Ok(())
    });
    outcome.expect("no value breaks out");
    assert!(
        given.get() > 5000,
        "{} commands were filled in",
        given.get()
    );
    in_bash(&for_bash.into_inner());
}

/// The words of a command without its name: those of the template, and the value as it is.
fn expected(template: &Template, value: &str) -> Vec<String> {
    let template = template.text.replace("`echo \"<Name>\"`", "<Name>");
    let template = template.replace("$(echo <Name>)", "<Name>");
    let quotes = ['"', '\'', '‘', '’'];
    let mut words = Vec::new();
    let (mut word, mut open) = (String::new(), None);
    for c in template.chars() {
        match open {
            None if quotes.contains(&c) => open = Some(if c == '‘' { '’' } else { c }),
            Some(quote) if quote == c => open = None,
            None if c == ' ' => words.push(std::mem::take(&mut word)),
            _ => word.push(c),
        }
    }
    words.push(word);
    let words = words.into_iter().skip(1);
    words.map(|word| word.replace("<Name>", value)).collect()
}

/// How a command is built: what is run, joined and replaced in it. A lexer that colours takes a dash or an
/// `@` behind an escaped sign for the start of a word, which shells do not.
fn skeleton(language: &str, text: &str) -> Vec<Class> {
    let shell = match language {
        "powershell" => Shell::PowerShell,
        "cmd" => Shell::Cmd,
        _ => Shell::Posix,
    };
    let tokens = shell::tokens(shell, text).into_iter();
    let tells = |token: &shell::Token| match token.class {
        Class::Command | Class::Cmdlet | Class::Operator | Class::Comment | Class::Keyword => true,
        Class::Variable => !text[token.range.clone()].starts_with('@'),
        _ => false,
    };
    tokens.filter(tells).map(|token| token.class).collect()
}

/// The words of a command of PowerShell, without its name; a sign with a meaning of its own is an error.
fn powershell(text: &str) -> Vec<String> {
    let (is_single, is_double) = (
        |c: char| matches!(c, '\'' | '\u{2018}'..='\u{201B}'),
        |c: char| matches!(c, '"' | '\u{201C}'..='\u{201E}'),
    );
    let mut words = vec![String::new()];
    let mut signs = text.chars().peekable();
    while let Some(c) = signs.next() {
        let word = words.last_mut().expect("a word");
        if is_single(c) {
            while let Some(c) = signs.next() {
                if is_single(c) && signs.next_if(|c| is_single(*c)).is_none() {
                    break;
                }
                word.push(c);
            }
        } else if is_double(c) {
            while let Some(c) = signs.next() {
                match c {
                    '`' => word.extend(signs.next()),
                    '$' => panic!("a variable in {text}"),
                    _ if is_double(c) && signs.next_if(|c| is_double(*c)).is_none() => break,
                    _ => word.push(c),
                }
            }
        } else if c == '`' {
            word.extend(signs.next());
        } else if c.is_whitespace() {
            words.push(String::new());
        } else {
            let is_sign = "$;|&(){}<>,".contains(c) || word.is_empty() && "@#".contains(c);
            assert!(!is_sign, "{c} in {text}");
            word.push(c);
        }
    }
    words.split_off(1)
}

/// The words of a command of cmd as most programs read them, without its name.
fn cmd(text: &str) -> Vec<String> {
    assert!(!text.contains(['%', '!']), "a variable in {text}");
    let mut plain = String::new();
    let (mut is_quoted, mut signs) = (false, text.chars());
    while let Some(c) = signs.next() {
        match c {
            '"' => is_quoted = !is_quoted,
            // A caret that took the meaning off a sign is gone before the program reads its words.
            '^' if !is_quoted => {
                plain.extend(signs.next());
                continue;
            }
            _ => assert!(is_quoted || !"&|<>()".contains(c), "{c} in {text}"),
        }
        plain.push(c);
    }
    assert!(!is_quoted, "an open quote in {text}");
    let mut words = vec![String::new()];
    let (mut backslashes, mut is_quoted) = (0, false);
    for c in plain.chars() {
        let word = words.last_mut().expect("a word");
        if c == '\\' {
            backslashes += 1;
            continue;
        }
        let count = std::mem::take(&mut backslashes);
        if c == '"' {
            word.push_str(&"\\".repeat(count / 2));
            assert!(count % 2 == 0, "a quote that is text in {text}");
            is_quoted = !is_quoted;
            continue;
        }
        word.push_str(&"\\".repeat(count));
        if c == ' ' && !is_quoted {
            words.push(String::new());
        } else {
            word.push(c);
        }
    }
    words
        .last_mut()
        .expect("a word")
        .push_str(&"\\".repeat(backslashes));
    words.split_off(1)
}

/// Asks bash for the words of commands, where there is one.
fn in_bash(commands: &[(String, String)]) {
    let bash = Command::new("bash")
        .args(["--norc", "-s"])
        .env_clear()
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut bash) = bash else { return };
    // Only what is handed over as words is shown; whatever else runs is not found.
    let mut script = "echo() { if (($# == 1)); then printf %s \"$1\"; else printf '%s\\0' \"$@\"; printf '\\1'; fi; }\n".to_owned();
    for (command, _) in commands {
        script.push_str(command);
        script.push('\n');
    }
    let mut input = bash.stdin.take().expect("its input");
    let writer = std::thread::spawn(move || input.write_all(script.as_bytes()));
    let told = bash.wait_with_output().expect("bash ends");
    writer
        .join()
        .expect("it is written")
        .expect("bash reads it");
    let complaints = String::from_utf8_lossy(&told.stderr);
    assert!(complaints.is_empty(), "{complaints}");
    let words = String::from_utf8_lossy(&told.stdout);
    let words: Vec<&str> = words.split_terminator('\u{1}').collect();
    assert_eq!(words.len(), commands.len());
    for ((command, expected), words) in commands.iter().zip(words) {
        assert_eq!(words.trim_end_matches('\0'), expected, "{command}");
    }
}

/// Commands that hand what they are given to somebody who reads it again: another shell, a program, arithmetic, a
/// query.
const READ_AGAIN: &[(&str, &str)] = &[
    ("bash", "sh -c \"ls <Name>\""),
    ("bash", "trap \"rm <Name>\" EXIT"),
    ("bash", "alias ll=\"ls <Name>\""),
    ("bash", "echo \"ls <Name>\" | bash"),
    ("bash", "bash <<< \"ls <Name>\""),
    ("bash", "echo <Name> | ssh web01 sh"),
    ("bash", "[[ <Name> -eq 1 ]]"),
    ("bash", "let x=<Name>"),
    ("bash", "declare -i x=<Name>"),
    ("bash", "test -v <Name>"),
    ("bash", "printf -v <Name> x"),
    ("bash", "read <Name>"),
    ("bash", "sed -e s/x/<Name>/ a.txt"),
    ("bash", "sed -e \"s/x/<Name>/\" a.txt"),
    ("bash", "git config alias.x \"!ls <Name>\""),
    ("bash", "ansible all -m shell -a \"ls <Name>\""),
    ("bash", "tmux send-keys \"ls <Name>\""),
    ("bash", "sqlite3 a.db \"select '<Name>'\""),
    ("bash", "scp a.txt web01:/tmp/<Name>"),
    ("bash", "PROMPT_COMMAND=\"ls <Name>\""),
    ("bash", "find . -exec sh -c \"ls <Name>\" \\;"),
    ("powershell", "cmd /c net stop <Name>"),
    ("powershell", "cmd /c del \"<Name>\""),
    (
        "powershell",
        "powershell -NoProfile -Command Get-Service <Name>",
    ),
    (
        "powershell",
        "Start-Process cmd -ArgumentList \"/c del <Name>\"",
    ),
    (
        "powershell",
        "[scriptblock]::Create(\"Get-Service <Name>\")",
    ),
    (
        "powershell",
        "New-ScheduledTaskAction -Argument \"/c del <Name>\"",
    ),
    (
        "powershell",
        "Get-MailboxSearch -SearchQuery \"from:<Name>\"",
    ),
    ("powershell", "Invoke-Expression \"Get-Service <Name>\""),
    ("cmd", "dir C:\\x\\<Name> | more"),
    ("cmd", "powershell Get-Service <Name>"),
    ("cmd", "schtasks /create /tn x /tr \"cmd /c del <Name>\""),
    ("cmd", "runas /user:ann \"cmd /c dir <Name>\""),
    ("cmd", "sc create x binPath= \"cmd /c <Name>\""),
];

fn what_is_read_again_takes_nothing_that_acts() {
    let script = Script::new();
    for (language, text) in READ_AGAIN {
        let template = Template::of(language, text);
        for value in [
            "$(touch P)",
            "x;touch P",
            "a[$(touch P)]",
            "y/;1e touch P;s/a/b",
            "a&calc",
            "a|calc",
            "a`b",
            "a'b",
            "a\"b",
            "x OR from:y",
        ] {
            assert_eq!(
                template.filled(&script, value),
                None,
                "{language}: {text} with {value}"
            );
        }
        let plain = template.filled(&script, "web01");
        assert!(
            plain.is_some_and(|filled| filled.contains("web01")),
            "{language}: {text}"
        );
    }
}

fn no_value_becomes_an_option() {
    let script = Script::new();
    for (language, text) in [
        ("bash", "rm <Name>"),
        ("bash", "rm \"<Name>\""),
        ("bash", "rm '<Name>'"),
        ("bash", "git checkout \"<Name>\""),
        ("bash", "ls \"<Name>/x\""),
        ("cmd", "del \"<Name>\""),
        ("powershell", "kubectl delete \"<Name>\""),
    ] {
        let template = Template::of(language, text);
        assert_eq!(template.filled(&script, "-rf"), None, "{language}: {text}");
    }
    // Here it is a text like any other.
    for (language, text) in [
        ("bash", "echo \"a <Name>\""),
        ("powershell", "Get-Box -Name '<Name>'"),
    ] {
        let template = Template::of(language, text);
        assert!(
            template.filled(&script, "-rf").is_some(),
            "{language}: {text}"
        );
    }
}

fn texts_of_sql_end_where_they_end() {
    let script = Script::new();
    let outcome = runner(3000).run(&values(), |value| {
        for (place, open, close) in [
            ("s", '\'', '\''),
            ("d", '"', '"'),
            ("b", '[', ']'),
            ("g", '`', '`'),
        ] {
            let Some(value) = script.ask("clean", &[&value]) else {
                return Ok(());
            };
            let Some(quoted) = script.ask("quote", &[&value, "q", place]) else {
                continue;
            };
            // As the standard reads it, and as those do to whom a backslash means something.
            for escapes in [false, true] {
                let literal = format!("{open}{quoted}{close} and more");
                let (read, rest) = literal_of(&literal, close, escapes);
                prop_assert_eq!(rest, " and more", "{} as {}", &value, &literal);
                if !escapes {
                    prop_assert_eq!(&read, &value);
                }
            }
        }
        Ok(())
    });
    outcome.expect("no text ends early");
}

/// A literal of SQL, and what follows it.
fn literal_of(text: &str, close: char, escapes: bool) -> (String, &str) {
    let mut read = String::new();
    let mut signs = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = signs.next() {
        if escapes && c == '\\' {
            read.extend(signs.next().map(|(_, c)| c));
        } else if c == close && signs.next_if(|(_, c)| *c == close).is_none() {
            return (read, &text[at + c.len_utf8()..]);
        } else {
            read.push(c);
        }
    }
    (read, "")
}

fn plain_values_stand_as_they_are() {
    let script = Script::new();
    for (value, letter, place, expected) in [
        (
            "web-04.corp.example.net",
            "p",
            "w",
            Some("web-04.corp.example.net"),
        ),
        (
            "C:\\Program Files\\x",
            "p",
            "w",
            Some("'C:\\Program Files\\x'"),
        ),
        ("O’Brien", "p", "w", Some("'O’’Brien'")),
        ("my tool", "p", "p", Some("my` tool")),
        ("007", "p", "o", Some("'007'")),
        ("42", "p", "o", Some("42")),
        ("web-04", "p", "o", Some("'web-04'")),
        ("a b", "b", "w", Some("'a b'")),
        ("it's", "b", "p", Some("'it'\\''s'")),
        ("-rf", "b", "w", None),
        ("a!b", "b", "d", Some("a\"'!'\"b")),
        ("C:\\My Files\\", "c", "w", Some("\"C:\\My Files\\\\\"")),
        ("100%", "c", "w", None),
        ("/s", "c", "w", None),
        ("O'Brien", "q", "s", Some("O''Brien")),
        ("a--", "q", "n", None),
        ("dbo.widgets", "q", "n", Some("dbo.widgets")),
        ("x; id", "b", "f", None),
        ("x/y", "b", "n", None),
        ("anything", "b", "x", None),
        ("two words", "u", "u", Some("two words")),
        ("a\u{202E}b", "u", "u", None),
    ] {
        let quoted = script.ask("quote", &[value, letter, place]);
        assert_eq!(quoted.as_deref(), expected, "{value} {letter}{place}");
    }
    assert_eq!(
        script.ask("clean", &[" web\u{200B}-04\u{A0}"]).as_deref(),
        Some("web-04")
    );
    assert_eq!(script.ask("clean", &["a\nb"]), None);
}

fn a_path_below_the_home_folder_is_one() {
    let script = Script::new();
    let quote = |value: &str, letter: &str, place: &str, is_path: bool| {
        let arguments = serde_json::json!([value, letter, place, is_path]);
        script.call("quote", &arguments)
    };
    let commands = [
        ("~/a b", "/home/mara/a b"),
        ("~/", "/home/mara/"),
        ("~/-x", "/home/mara/-x"),
        ("~/$(id)'`id`", "/home/mara/$(id)'`id`"),
        ("~root/x", "~root/x"),
        ("~", "~"),
        ("a/~/b", "a/~/b"),
    ]
    .map(|(value, expected)| {
        let quoted = quote(value, "b", "w", true).expect("it fits");
        (
            format!("HOME=/home/mara; echo {quoted} x"),
            format!("{expected}\0x"),
        )
    });
    in_bash(&commands);
    // Elsewhere a tilde is a sign like any other.
    for (letter, place, is_path, expected) in [
        ("b", "w", false, "'~/a'"),
        ("b", "p", true, "'~/a'"),
        ("b", "d", true, "~/a"),
        ("p", "w", true, "'~/a'"),
    ] {
        let quoted = quote("~/a", letter, place, is_path);
        assert_eq!(quoted.as_deref(), Some(expected), "{letter}{place}");
    }
}

fn long_commands_are_read_in_one_pass() {
    let start = Instant::now();
    for (language, piece) in [
        ("powershell", "\"<a>"),
        ("powershell", "<a>  "),
        ("bash", "'<a>\""),
        ("bash", "\"<a> $("),
        ("cmd", "/a:<a>"),
        ("sql", "'<a>"),
    ] {
        let text = format!("{}{}", " ".repeat(200_000), piece.repeat(30_000));
        let starts = text.match_indices("<a>").map(|(at, _)| at);
        let ranges: Vec<_> = starts.map(|at| at..at + 3).collect();
        assert_eq!(shell::rooms(language, &text, &ranges).len(), 30_000);
    }
    assert!(start.elapsed() < Duration::from_secs(20));
}

tests![
    what_is_read_again_takes_nothing_that_acts,
    no_value_becomes_an_option,
    long_commands_are_read_in_one_pass,
    no_value_breaks_out_of_its_place,
    texts_of_sql_end_where_they_end,
    plain_values_stand_as_they_are,
    a_path_below_the_home_folder_is_one,
];
