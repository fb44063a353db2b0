//! What is read of YAML, right and wrong. Each page is a text and what is made of it, written
//! as `key=value` with `~` for nothing, `[…]` for lists and `{…}` for maps.

use proptest::prelude::*;

use super::*;
use crate::source::SitePath;

fn source(text: &str) -> Source {
    Source::new(SitePath::new("page.md"), text)
}

fn read_all(source: &Source) -> Diagnosed<Node> {
    read(source, Span::new(0, source.text.len()))
}

fn told(node: &Node) -> String {
    match &node.value {
        Value::Null => "~".to_owned(),
        Value::Scalar(text) => format!("{text:?}").trim_matches('"').to_owned(),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(told).collect();
            format!("[{}]", items.join("|"))
        }
        Value::Map(pairs) => {
            let pairs = pairs.iter();
            let pairs: Vec<_> = pairs
                .map(|(key, value)| format!("{}={}", key.value, told(value)))
                .collect();
            format!("{{{}}}", pairs.join(" "))
        }
    }
}

/// Line, column, code and message of each finding.
fn found(read: &Diagnosed<Node>) -> Vec<String> {
    let diagnostics = read.diagnostics.iter();
    diagnostics
        .map(|found| {
            let start = found
                .place
                .as_ref()
                .map(|place| place.start)
                .unwrap_or_default();
            format!("{}:{} {}", start.line, start.column, found.message)
        })
        .collect()
}

#[test]
fn values_stay_the_text_that_was_written() {
    for (text, value) in [
        ("title: Printer on fire", "{title=Printer on fire}"),
        ("a: 0755\nb: 1_000\nc: 1e3", "{a=0755 b=1_000 c=1e3}"),
        ("a: yes\nb: off\nc: True", "{a=yes b=off c=True}"),
        ("date: 2025-03-01", "{date=2025-03-01}"),
        (
            "a:\nb: ~\nc: null\nd: ''\ne: \"\"\nf: '~'",
            "{a=~ b=~ c=~ d= e= f=~}",
        ),
        ("a: 'it''s'\nb: \"tab\\there\"", "{a=it's b=tab\\there}"),
        ("tags:\n- x\n- y\nz: 1", "{tags=[x|y] z=1}"),
        ("tags: [x, 'y, z']", "{tags=[x|y, z]}"),
        ("a: {b: c, d: [e]}", "{a={b=c d=[e]}}"),
        (
            "a: |\n  two\n  lines\nb: >-\n  one\n  line",
            "{a=two\\nlines\\n b=one line}",
        ),
        ("a: &x [1, 2]\nb: *x", "{a=[1|2] b=[1|2]}"),
        ("{\n\t\"json\": [1,\n\t\ttrue]\n}", "{json=[1|true]}"),
        ("# nothing but a remark\n", "~"),
        ("", "~"),
        ("- a\n-\n- b", "[a|~|b]"),
    ] {
        let source = source(text);
        let read = read_all(&source);
        assert_eq!(told(&read.value), value, "{text}");
        assert_eq!(found(&read), [""; 0], "{text}");
    }
}

#[test]
fn a_quoted_nothing_is_a_text() {
    let source = source("a: ''\nb: '~'\nc:\nd: ~\n");
    let read = read_all(&source);
    let nulls: Vec<bool> = read
        .value
        .pairs()
        .iter()
        .map(|(_, node)| node.is_null())
        .collect();
    assert_eq!(nulls, [false, false, true, true]);
}

#[test]
fn every_place_is_a_place_in_the_source() {
    let text = "Überschrift\n---\r\ntitel: Ärger im Büro\r\nliste:\r\n  - \"größer\"\r\n  - {ä: ö}\r\nende: |\r\n  Text\r\n\r\n";
    let source = source(text);
    let start = text.find("titel").unwrap();
    let read = read(&source, Span::new(start, text.len()));
    let at = |node: &Node| written(&source, node.span).to_owned();
    let keys: Vec<&str> = read
        .value
        .pairs()
        .iter()
        .map(|(key, _)| written(&source, key.span))
        .collect();
    assert_eq!(keys, ["titel", "liste", "ende"]);
    assert_eq!(at(read.value.get("titel").unwrap()), "Ärger im Büro");
    let list = read.value.get("liste").unwrap();
    assert_eq!(at(list), "\"größer\"\r\n  - {ä: ö}");
    assert_eq!(at(&list.items()[0]), "\"größer\"");
    assert_eq!(at(&list.items()[1]), "{ä: ö}");
    assert_eq!(at(read.value.get("ende").unwrap()), "Text");
}

#[test]
fn pasted_blanks_are_blanks_around_keys_and_values_and_text_within() {
    let text = "ms.topic:\u{a0}article\u{a0}\u{a0}\nowner\u{a0}: Ann\u{a0}Lee\ntags:\n\u{a0}\u{a0}- a\u{202f}b\n  -\u{a0}c\u{200b}\n";
    let source = source(text);
    let read = read_all(&source);
    assert_eq!(
        told(&read.value),
        "{ms.topic=article owner=Ann\\u{a0}Lee tags=[a\\u{202f}b|c]}"
    );
    assert_eq!(found(&read), [""; 0]);
    let c = &read.value.get("tags").unwrap().items()[1];
    assert_eq!(written(&source, c.span), "c");
}

#[test]
fn of_a_key_that_stands_twice_the_last_one_is_used() {
    let source = source("---\ntitle: One\ntags: x\ntitle: Two\n");
    let read = read(&source, Span::new(4, source.text.len()));
    assert_eq!(told(&read.value), "{tags=x title=Two}");
    assert_eq!(read.diagnostics[0].code, Code::DuplicateKey);
    assert_eq!(found(&read), ["4:1 `title` stands on line 2 already"]);
}

#[test]
fn a_comment_in_the_middle_of_a_title_is_mentioned() {
    for (text, value, place) in [
        (
            "title: Formula shows #REF! again",
            "{title=Formula shows}",
            Some("1:22"),
        ),
        ("title: #REF! again\nz: 1", "{title=~ z=1}", Some("1:8")),
        ("tags:\n  - C #1\n", "{tags=[C]}", Some("2:7")),
        ("title: Excel # really", "{title=Excel}", None),
        ("title: 'Excel #REF!' # fine", "{title=Excel #REF!}", None),
        ("title: C#7 and F#", "{title=C#7 and F#}", None),
        ("tags: #none yet\n  - x", "{tags=[x]}", None),
        ("#all: of\ntitle: x\n##this", "{title=x}", None),
    ] {
        let source = source(text);
        let read = read_all(&source);
        assert_eq!(told(&read.value), value, "{text}");
        let found: Vec<String> = found(&read);
        let at = found
            .first()
            .map(|found| found.split(' ').next().unwrap_or_default());
        assert_eq!(at, place, "{text}");
    }
    let read = read_all(&source("title: Shows #REF! again"));
    let help = read.diagnostics[0].help.as_deref();
    assert_eq!(
        help,
        Some("quote the value: `title: \"Shows #REF! again\"`")
    );
}

#[test]
fn a_value_that_yaml_takes_for_something_else_is_read_as_it_was_meant() {
    for (value, kept) in [
        ("Error: disk full", "Error: disk full"),
        ("@here does nothing", "@here does nothing"),
        ("%TEMP% is full", "%TEMP% is full"),
        ("`ls` hangs", "`ls` hangs"),
        ("*.docx cannot be opened", "*.docx cannot be opened"),
        ("[Fixed] Mail is late", "[Fixed] Mail is late"),
        ("{name} is not set", "{name} is not set"),
        ("> 5 tries", "> 5 tries"),
        ("| is not a command", "| is not a command"),
        ("& is not allowed", "& is not allowed"),
        ("- is not a switch", "- is not a switch"),
        ("\"Access denied\" at logon", "\"Access denied\" at logon"),
        ("\"C:\\Windows\\Web\"", "C:\\Windows\\Web"),
        ("'it's broken'", "it's broken"),
        ("\"never closed", "never closed"),
        ("[*, Get-Item]", "[*|Get-Item]"),
    ] {
        let text = format!("tags: x\ntitle: {value}\nowner: Ann\n");
        let source = source(&text);
        let read = read_all(&source);
        let expected = format!("{{tags=x title={} owner=Ann}}", kept.escape_debug());
        let expected = expected.replace("\\'", "'");
        assert_eq!(told(&read.value), expected, "{value}");
        assert_eq!(read.diagnostics.len(), 1, "{value}: {:?}", found(&read));
        assert_eq!(read.diagnostics[0].code, Code::InvalidYaml, "{value}");
        assert!(
            found(&read)[0].starts_with("2:"),
            "{value}: {:?}",
            found(&read)
        );
        // The help is a line that YAML reads.
        let help = read.diagnostics[0].help.clone().unwrap_or_default();
        let line = help
            .split_once('`')
            .and_then(|(_, line)| line.strip_suffix('`'));
        let right = Source::new(SitePath::new("help"), line.unwrap_or_default());
        assert_eq!(read_all(&right).diagnostics, [], "{value}: {help}");
    }
}

#[test]
fn one_bad_line_costs_no_more_than_itself() {
    for (text, value, places) in [
        // A tab indents the list.
        ("tags:\n\t- a\n\t- b\nz: 1", "{tags=[a|b] z=1}", vec!["2:2"]),
        // A bad entry of a list, and two bad lines.
        (
            "tags:\n- a\n- @b\n- c\nz: x: y",
            "{tags=[a|@b|c] z=x: y}",
            vec!["3:3", "5:5"],
        ),
        // A line that belongs to nothing.
        ("a: 1\nstray words\nb: 2", "{a=1 b=2}", vec!["2:1"]),
        // No blank after the colon.
        (
            "title:Disk full\nz: 1",
            "{title=Disk full z=1}",
            vec!["1:1"],
        ),
        ("title:Disk full", "{title=Disk full}", vec!["1:1"]),
        // A bracket and a quotation mark that stay open.
        ("a: [x, y\nb: 2", "{a=[x, y b=2}", vec!["1:4"]),
        ("a: \"x\nb: 2\nc: 3", "{a=x b=2 c=3}", vec!["1:4"]),
        // A value of several lines.
        (
            "a: Error: x\n  and more\nb: 2",
            "{a=Error: x and more b=2}",
            vec!["1:9"],
        ),
        // Maps within maps and lists.
        (
            "m:\n  a: x: y\n  b: 2\nz: 1",
            "{m={a=x: y b=2} z=1}",
            vec!["2:7"],
        ),
        (
            "- name: x: y\n  href: z.md\n- name: w",
            "[{name=x: y href=z.md}|{name=w}]",
            vec!["1:10"],
        ),
        // Duplicates are still found.
        ("a: 1\na: 2\nb: @", "{a=2 b=@}", vec!["2:1", "3:4"]),
        // Nothing in it looks like an entry.
        ("@@@\n%%%", "~", vec!["1:1"]),
    ] {
        let source = source(text);
        let read = read_all(&source);
        assert_eq!(told(&read.value), value, "{text}");
        let found = found(&read);
        let at: Vec<&str> = found
            .iter()
            .filter_map(|found| found.split(' ').next())
            .collect();
        assert_eq!(at, places, "{text}: {found:?}");
    }
}

#[test]
fn a_text_that_looks_like_a_map_is_a_text_again() {
    let text = "list:\n- Path\\Error 404: Not Found\n-\n- plain\n- {{ brace }}\n- Colon:\nmap:\n  Error 5: Denied\none: single\n";
    let source = source(text);
    let read = read_all(&source);
    let texts = |key: &str| -> Vec<String> {
        let texts = read.value.get(key).unwrap().texts(&source);
        texts.into_iter().map(|text| text.value).collect()
    };
    assert_eq!(
        texts("list"),
        [
            "Path\\Error 404: Not Found",
            "plain",
            "{{ brace }}",
            "Colon:"
        ]
    );
    assert_eq!(texts("map"), ["Error 5: Denied"]);
    assert_eq!(texts("one"), ["single"]);
}

#[test]
fn a_type_and_a_second_document_are_mentioned() {
    let read = read_all(&source("title: !Important notice\nb: !!str 5\n"));
    assert_eq!(told(&read.value), "{title=notice b=5}");
    assert_eq!(read.diagnostics[0].code, Code::PartlyRead);
    assert_eq!(read.diagnostics.len(), 1);
    let read = read_all(&source("a: 1\n---\nb: 2\n"));
    assert_eq!(told(&read.value), "{a=1}");
    assert_eq!(found(&read), ["2:1 a second YAML document starts here"]);
}

/// Texts made to be expensive are refused at once, and the rest of the entries is kept.
#[test]
fn what_is_built_to_be_expensive_is_refused_at_once() {
    let mut bomb = "title: Boom\na0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let alias = format!("*a{}", level - 1);
        let list = vec![alias; 9].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{list}]\n"));
    }
    let deep = |open: &str| format!("title: Boom\ndeep: {}\n", open.repeat(100_000));
    let stairs: String = (0..1_000)
        .map(|n| format!("{}k:\n", " ".repeat(n)))
        .collect();
    let mut quadratic = String::from("title: Boom\n");
    for n in 0..20_000 {
        quadratic.push_str(&format!("k{n}: @\n"));
    }
    for (text, code) in [
        (bomb, Code::YamlTooComplex),
        (deep("["), Code::YamlTooComplex),
        (deep("{a: "), Code::YamlTooComplex),
        (
            format!("title: Boom\ndeep:\n  {}\n", "- ".repeat(100_000)),
            Code::YamlTooComplex,
        ),
        (format!("title: Boom\n{stairs}"), Code::YamlTooComplex),
        ("title: Boom\na: &a [*a]\n".to_owned(), Code::YamlTooComplex),
        (quadratic, Code::InvalidYaml),
    ] {
        let source = source(&text);
        let read = read_all(&source);
        assert_eq!(read.diagnostics[0].code, code);
        assert!(read.diagnostics.len() <= 20);
        assert_eq!(read.value.get("title").and_then(Node::text), Some("Boom"));
    }
}

fn check_places(source: &Source, node: &Node) {
    let _ = &source.text[node.span.range()];
    for item in node.items() {
        check_places(source, item);
    }
    for (key, value) in node.pairs() {
        let _ = &source.text[key.span.range()];
        check_places(source, value);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_text_is_read_without_a_panic(
        parts in prop::collection::vec(prop_oneof![
            Just("key: "), Just("- "), Just("\n"), Just("\r\n"), Just("\r"), Just("  "), Just("\t"),
            Just("\u{a0}"), Just("\u{202f}"), Just("é"), Just("\"" ), Just("'"), Just("["), Just("}"),
            Just("#x"), Just(" #"), Just("&a "), Just("*a"), Just("!t "), Just("| "), Just("---\n"),
            Just("a:b"), Just(": "), Just("k:\n"), Just("😀"), Just("\\"), Just("@"), Just("? "),
        ], 0..40),
        tail in ".{0,20}",
    ) {
        let text = parts.concat() + &tail;
        let source = source(&text);
        let read = read_all(&source);
        check_places(&source, &read.value);
        let _ = read.value.texts(&source);
        for diagnostic in &read.diagnostics {
            let place = diagnostic.place.as_ref().expect("a finding in a source has a place");
            let _ = &source.text[place.span.range()];
        }
    }
}

#[test]
fn what_is_written_as_a_value_reads_back() {
    for text in [
        "plain words",
        "a: b",
        "# no comment",
        "- no list",
        "---",
        "yes",
        "null",
        "~",
        "1.50",
        "2025-01-01",
        "\"quoted\" and 'quoted'",
        "back\\slash",
        "line\nbreak",
        " blanks around ",
        "",
        "\u{1b}\u{7f}\u{9b}\u{2028}\u{feff}",
        "{a: 1} [b] *c &d !e %f @g `h`",
        "\u{6f22}\u{5b57} \u{5e9}\u{5dc}\u{5d5}\u{5dd}",
    ] {
        let written = scalar(text);
        assert!(!written.contains('\n'), "{written:?}");
        let source = Source::new(SitePath::new("x.yaml"), format!("key: {written}\n"));
        let found = read(&source, Span::new(0, source.text.len()));
        assert_eq!(found.diagnostics, [], "{written:?}");
        let value = found.value.get("key").and_then(Node::text);
        assert_eq!(value, Some(text), "{written:?}");
    }
}
