//! What nobody writes by accident: endless nesting, enormous files, bombs, and every way to bring a
//! script into a page. Reading always answers, and no page runs what its author did not mean.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use fixbook::entity::code::{self, Setting};
use fixbook::entity::{cmdlet, variable};
use fixbook::markdown::{self, NodeRef};
use fixbook::pipeline;
use fixbook::source::{NoLibrary, SitePath, Source};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::markup;
use crate::pages::check_element;
use crate::support::{self, Draft, Folder};

/// Builds a site in memory, every page of which must be well-nested.
fn build(draft: &Draft) -> (Vec<(String, String)>, String) {
    let (inputs, _) = draft.inputs();
    let site = pipeline::read(&inputs.clone().into());
    let text = |bytes| String::from_utf8(bytes).expect("everything written is UTF-8");
    let files: Vec<_> = support::made(&site)
        .into_iter()
        .map(|(path, bytes)| (path, text(bytes)))
        .collect();
    for (path, html) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        if let Err(error) = markup::read(html) {
            panic!("{path} is not well-nested: {error}");
        }
    }
    (files, support::told(&site.diagnostics))
}

fn endless_nesting_is_cut_off() {
    // A debug build is some twenty times slower.
    let times = if cfg!(debug_assertions) {
        2_000
    } else {
        10_000
    };
    let quotes = ">".repeat(times);
    let lists: String = "- ".repeat(times);
    let numbers: String = "1. ".repeat(times);
    let brackets = "[".repeat(times);
    let links: String = "[a](b ".repeat(times);
    let images = "![".repeat(times);
    let stars = "*a ".repeat(times) + &"*".repeat(times);
    let strong: String = "**_".repeat(times);
    let ticks: String = (0..300).map(|length| "`".repeat(length) + " ").collect();
    let tags = "<div>".repeat(times);
    let spans: String = "<span>x".repeat(times);
    let notes: String = (0..2000).fold(String::new(), |mut text, n| {
        let _ = writeln!(text, "[^{n}]: see [^{}]", n + 1);
        text
    });
    let entities = "&amp;".repeat(times);
    let backslashes = "\\".repeat(times);
    let deep_list: String = (0..2000).fold(String::new(), |mut text, depth| {
        let _ = writeln!(text, "{}- x", "  ".repeat(depth));
        text
    });
    for text in [
        quotes,
        lists,
        numbers,
        brackets,
        links,
        images,
        stars,
        strong,
        ticks,
        tags,
        spans,
        notes,
        entities,
        backslashes,
        deep_list,
    ] {
        let started = Instant::now();
        let (_, findings) = build(&Draft::of(&format!("# Deep\n\n{text} bottom\n")));
        let took = started.elapsed();
        let start: String = text.chars().take(12).collect();
        assert!(
            took < Duration::from_secs(20),
            "{start}… took {took:?}: {findings}"
        );
    }
}

fn quotes_beyond_reason_are_mentioned() {
    let (_, findings) = build(&Draft::of(&">".repeat(10_000)));
    assert!(findings.contains("FB302"), "{findings}");
}

fn an_enormous_article_is_published() {
    let megabytes = if cfg!(debug_assertions) {
        println!("left out: the 50 MB article, of which a debug build reads the first 2 MB");
        2
    } else {
        50
    };
    let folder = Folder::new();
    let paragraph =
        "The service does not start, and says so in the log: error 1069.\n\n## Cause\n\n";
    let text = paragraph.repeat(megabytes * 1_048_576 / paragraph.len() + 1);
    folder.file("content/long.md", text);
    let started = Instant::now();
    let told = folder.fixbook(&["build"]);
    assert_eq!(told.code, Some(0), "{}", told.err);
    assert!(folder.at("public/long.html").exists());
    println!("{megabytes} MB took {:?}", started.elapsed());
}

fn a_yaml_bomb_is_not_read() {
    let mut bomb = String::from("---\na0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for n in 1..40 {
        let before = format!("*a{}, ", n - 1).repeat(9);
        let _ = writeln!(bomb, "a{n}: &a{n} [{}]", before.trim_end_matches(", "));
    }
    bomb.push_str("title: Bomb\ntags: *a39\n---\n# Still here\n");
    let deep = format!("---\na: {}\n---\n# Deep\n", "[".repeat(10_000));
    let maps = format!("---\n{}\n---\n# Deep\n", "a: {".repeat(10_000));
    let wide = format!("---\n{}---\n# Wide\n", "a: 1\n".repeat(20_000));
    let draft = Draft::default()
        .with("bomb.md", &bomb)
        .with("deep.md", &deep)
        .with("maps.md", &maps)
        .with("wide.md", &wide);
    let started = Instant::now();
    let (files, findings) = build(&draft);
    assert!(
        started.elapsed() < Duration::from_secs(20),
        "{:?}",
        started.elapsed()
    );
    assert!(
        findings.contains("bomb.md"),
        "{}",
        &findings[..findings.len().min(2000)]
    );
    let page = files
        .iter()
        .find(|(path, _)| path == "bomb.html")
        .expect("it is published");
    assert!(page.1.contains("Still here"));
}

fn binary_files_and_nul_bytes_are_told_apart() {
    let folder = Folder::new();
    let noise: Vec<u8> = (0..4096u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    folder
        .file("content/noise.md", noise)
        .file("content/nul.md", "# Nul\n\nbe\0fore\n")
        .file("content/latin.md", b"# Caf\xe9\n".as_slice())
        .file("content/sound.md", "# Sound\n");
    let told = folder.fixbook(&["build"]);
    assert_eq!(told.code, Some(1), "{}", told.err);
    for name in ["noise.md", "latin.md"] {
        assert!(
            told.err.contains(name),
            "{name} is not named:\n{}",
            told.err
        );
    }
    assert!(!folder.at("public/noise.html").exists());
    assert!(
        folder.at("public/sound.html").exists(),
        "the others are published"
    );
}

fn nul_in_a_text_does_no_harm() {
    let (files, _) = build(&Draft::of(
        "---\ntitle: a\0b\n---\n# x\0y\n\n## \0\n\n`\0` [\0](\0)\n",
    ));
    assert!(files.iter().any(|(path, _)| path == "article.html"));
}

fn huge_tables_and_many_headings_are_read() {
    let started = Instant::now();
    let wide = "|".to_owned() + &" a |".repeat(2000) + "\n|" + &"-|".repeat(2000) + "\n";
    let long = "| a | b |\n|---|---|\n".to_owned() + &"| x | y |\n".repeat(20_000);
    let ragged = "|a|\n|-|\n".to_owned() + &("|".repeat(500) + "\n").repeat(200);
    // What table repair has to look through: heads that disagree, code that opens and never closes.
    let torn = "|".to_owned() + &" `a|b` \\`` |".repeat(20_000) + "\n|-|-|\n";
    let torn = torn + &("| \\`` | ``` ".repeat(20_000) + "\n") + &"a | b\n-|\n\n".repeat(5000);
    let headings = "## Same\n\n".repeat(20_000);
    let nested: String = (0..5000).fold(String::new(), |text, n| {
        text + &"#".repeat(2 + n % 5) + " Scenario 1\n"
    });
    let draft = Draft::default()
        .with("wide.md", &wide)
        .with("long.md", &long)
        .with("ragged.md", &ragged)
        .with("torn.md", &torn)
        .with("headings.md", &headings)
        .with("nested.md", &nested);
    build(&draft);
    assert!(
        started.elapsed() < Duration::from_secs(90),
        "{:?}",
        started.elapsed()
    );
}

const PAYLOADS: &[&str] = &[
    "\"><script>pwned()</script><img src=x onerror=pwned()>",
    "' onmouseover=pwned() x='",
    "\" onfocus=\"pwned()\" autofocus x=\"",
    "</title></script></style></textarea><script src=//evil.example/x.js></script>",
    "javascript:pwned()",
    "{{ 31337 * 3 }}{% raw %}{{ site | json_encode }}",
    "<svg/onload=pwned()>",
    "`\"></code><script>pwned()</script>",
    "x\u{0}<script>pwned()</script>",
    "&lt;script&gt;pwned()&lt;/script&gt;&#60;script&#62;pwned()",
];

fn no_field_brings_a_script_into_a_page() {
    for payload in PAYLOADS {
        let quoted = format!("'{}'", payload.replace('\'', "''").replace('\0', ""));
        let matter = format!(
            "---\ntitle: {quoted}\ndescription: {quoted}\ntags: [{quoted}]\napplies_to: [{quoted}]\n\
             products: [{quoted}]\nowner: {quoted}\naliases: [{quoted}, 'old/{}']\nslug: {quoted}\n\
             visibility: internal\nweird_key: {quoted}\n---\n",
            payload.replace(['\'', '/', '\0'], "")
        );
        let body = format!(
            "# {payload}\n\n{payload}\n\n## Scenario 1: {payload}\n\n{payload}\n\n## Cause {payload}\n\n\
             ```{payload}\ncode {payload}\n```\n\n```powershell\n{payload}\n```\n\n\
             [link]({payload} \"title\") [l](<{payload}> '{payload}') ![{payload}](pic.png \"t {payload}\")\n\n\
             [r]: <{payload}> '{payload}'\n\n[r] `{payload}` **{payload}** [^{payload}]\n\n\
             [^{payload}]: {payload}\n\n> [!NOTE]\n> {payload}\n\n- [ ] {payload}\n\n\
             | {payload} | b |\n|---|---|\n| {payload} | {payload} |\n\n\
             <details title=\"{payload}\"><summary>{payload}</summary>\n\n{payload}\n\n</details>\n\n\
             <td {payload}>x</td> <a href=\"{payload}\" {payload}>x</a> <a name='{payload}'>x</a>\n\n\
             ## Resolution {{#{payload}}}\n\n1. {payload}\n\n\u{E000}0\u{E001}{payload}\n"
        );
        let name: String = payload
            .chars()
            .filter(|c| *c != '/' && *c != '\0')
            .collect();
        let config = format!(
            "title: {quoted}\nfooter: {quoted}\nstrings:\n  applies_to: {quoted}\n  home: {quoted}\n  \
             alert_note: {quoted}\n  title_separator: {quoted}\n  link_to_section: {quoted}\n  \
             updated: {quoted}\n  articles_one: {quoted}\nproducts: [{quoted}]\n\
             edit_url: 'https://example.com/{{path}}?t={{title}}'\nlogo: {quoted}\nlanguage: {quoted}\n\
             colours: {{accent: {quoted}}}\nbase_url: {quoted}\n"
        );
        let mut draft = Draft::of(&(matter.clone() + &body))
            .with(&format!("{name}/{name}.md"), &body)
            .with("second.md", &matter)
            .with("index.md", &body);
        draft.config = config;
        draft.assets.push("pic.png".to_owned());
        let (files, _) = build(&draft);
        for (path, html) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
            let mut problems = Vec::new();
            for element in &markup::read(html).expect("build has read it") {
                check_element(path, element, &mut |problem| problems.push(problem));
                if element.name == "script"
                    && !element.get("src").unwrap_or_default().contains("assets/")
                {
                    problems.push("a script of somebody else".to_owned());
                }
            }
            assert!(!html.contains("94011"), "{path}: a template was run");
            assert!(
                problems.is_empty(),
                "{path}: {payload}\n{}",
                problems.join("\n")
            );
        }
        let style = files.iter().filter(|(path, _)| path.ends_with(".css"));
        assert!(
            style.into_iter().all(|(_, css)| !css.contains("pwned")),
            "{payload}"
        );
    }
}

/// Pieces that Markdown means something by; any text is a run of them.
const PIECES: &[&str] = &[
    "\n",
    "\n",
    "\n\n",
    " ",
    "  ",
    "    ",
    "\t",
    "\r\n",
    "\r",
    "# ",
    "## ",
    "### ",
    "###### ",
    "> ",
    ">",
    "- ",
    "* ",
    "1. ",
    "2. ",
    "3. ",
    "2) ",
    "10. ",
    "```\n",
    "```text\n",
    "~~~\n",
    "`",
    "``",
    "*",
    "**",
    "_",
    "~~",
    "[",
    "]",
    "(",
    ")",
    "![",
    "](",
    "](#a)",
    "](b.md)",
    "[x]: y\n",
    "[^1]",
    "[^1]: ",
    "[ ] ",
    "[x] ",
    "|",
    "|---|\n",
    "---\n",
    "===\n",
    "***\n",
    "<",
    ">",
    "</",
    "<details>",
    "</details>",
    "<summary>",
    "</summary>",
    "<table>",
    "<tr>",
    "<td>",
    "</td>",
    "</table>",
    "<br>",
    "<b>",
    "</b>",
    "<a name=\"x\">",
    "</a>",
    "<div>",
    "</div>",
    "<p>",
    "</p>",
    "<li>",
    "<ul>",
    "</ul>",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "&amp;",
    "&#35;",
    "\\",
    "{#id}",
    "{",
    "}",
    "Symptoms",
    "Cause",
    "Resolution",
    "Scenario 1",
    "Scenario 2",
    "Method 1",
    "Step 2",
    "**Cause**",
    ":",
    "a",
    "é",
    "’",
    "日本",
    "🙂",
    "e\u{301}",
    "\u{a0}",
    "\u{0}",
    "\u{feff}",
    "\u{E000}0\u{E001}",
    "https://example.com/x",
    "<https://example.com>",
    "[!NOTE]\n",
    "title: x\n",
    "title: [\n",
    "tags:\n",
    "\"",
    "'",
    "$",
    "~",
    "%",
    "word",
    ":::image type=\"content\" source=\"pic.png\" alt-text=\"x\":::",
    "\n| a | b |\n|--|\n",
    "\n> a | `b|c`\n> -|-\n> ",
    "| `é|b` \\| |",
    ":::",
    "::: ",
    ":::code language=\"text\" source=\"x\":::",
    "[!INCLUDE [x](b.md)]",
    "[!INCLUDE ",
    "[!VIDEO https://example.com/v]",
    "[!div class=\"x\"]",
    "[!WARNING]\n",
    "#### [Tab](#tab/one)\n",
    "#### [Tab](#tab/two)\n",
    "&nbsp;",
    "<img src=\"pic.png\">",
    "<a href=\"b.md\">",
    "<span id=\"x\">",
    "<ol>",
];

/// A runner that tries the same texts every time, or `CASES=10000` new ones.
pub(crate) fn runner(cases: u32) -> TestRunner {
    let asked = std::env::var("CASES")
        .ok()
        .and_then(|cases| cases.parse().ok());
    let config = Config {
        cases: asked.unwrap_or(cases),
        failure_persistence: None,
        ..Config::default()
    };
    if asked.is_some() {
        return TestRunner::new(config);
    }
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

fn any_text_is_read_and_written() {
    let mut runner = runner(if cfg!(debug_assertions) { 300 } else { 3000 });
    let piece = proptest::sample::select(PIECES);
    let texts = proptest::collection::vec(piece, 0..60);
    let texts = texts.prop_map(|pieces| pieces.concat());
    let outcome = runner.run(&texts, |text| {
        check_tree(&text).map_err(TestCaseError::fail)?;
        check_pages(&text).map_err(TestCaseError::fail)?;
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

fn any_characters_are_read_and_written() {
    let mut runner = runner(100);
    let outcome = runner.run(&any::<String>(), |text| {
        check_tree(&text).map_err(TestCaseError::fail)?;
        check_pages(&text).map_err(TestCaseError::fail)?;
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

/// Every node stands in the text, between characters.
fn check_tree(text: &str) -> Result<(), String> {
    let source = Source::new(SitePath::new("x.md"), text);
    let matter = fixbook::front_matter::read(&source).value;
    let document = markdown::read(&source, matter.body, &NoLibrary).value;
    let check = |node: NodeRef<'_>| {
        let span = node.span();
        let place = document.place_of(span);
        let written = document.manuscript().text().get(span.range());
        let found = source.text.get(place.span.range());
        if written.is_some() && found.is_some() {
            return Ok(());
        }
        Err(format!("{:?} at {span:?}, {place:?}", node.kind()))
    };
    document.root().descendants().try_for_each(check)
}

/// Pages are well-nested, ids stand once, nothing runs.
fn check_pages(text: &str) -> Result<(), String> {
    let mut draft = Draft::of(text).with("b.md", "# B\n");
    draft.assets.push("pic.png".to_owned());
    let (inputs, _) = draft.inputs();
    let site = pipeline::read(&inputs.clone().into());
    for (path, bytes) in support::made(&site) {
        if !path.ends_with(".html") {
            continue;
        }
        let html = String::from_utf8(bytes).map_err(|error| error.to_string())?;
        let elements = markup::read(&html).map_err(|error| format!("{path}: {error}"))?;
        let mut problems = Vec::new();
        let mut ids = BTreeSet::new();
        for element in &elements {
            check_element(&path, element, &mut |problem| problems.push(problem));
            if let Some(id) = element.get("id")
                && !ids.insert(id)
            {
                problems.push(format!("the id `{id}` stands twice"));
            }
        }
        if !problems.is_empty() {
            return Err(format!("{path}: {}", problems.join("; ")));
        }
    }
    Ok(())
}

/// Small pieces, repeated, that make a recogniser look far ahead from every place.
const REPEATED: &[&str] = &[
    "a-",
    "a.",
    "/a",
    "1:",
    "C:\\",
    "\\\\a",
    "CN=a,",
    "5.",
    "<a ",
    "0x",
    "a@",
    "Get-",
    "error ",
    "{",
    "a\\",
    "\"",
    "550 ",
    "event id ",
    "--",
    "Ab",
    "$(",
    "-a ",
];

fn recognisers_take_linear_time() {
    let known = fixbook::entity::Lexicon::default().cmdlets;
    let started = Instant::now();
    for piece in REPEATED {
        let text = piece.repeat(100_000);
        let setting = Setting {
            error: true,
            ..Setting::default()
        };
        let codes = code::find(&text, setting);
        let cmdlets = cmdlet::find(&text, &known);
        let variables = variable::variables(&text, &[]);
        assert!(codes.len() + cmdlets.len() + variables.len() <= text.len());
        assert!(
            started.elapsed() < Duration::from_secs(120),
            "`{piece}` again and again takes too long"
        );
    }
}

tests![
    recognisers_take_linear_time,
    endless_nesting_is_cut_off,
    quotes_beyond_reason_are_mentioned,
    an_enormous_article_is_published,
    a_yaml_bomb_is_not_read,
    binary_files_and_nul_bytes_are_told_apart,
    nul_in_a_text_does_no_harm,
    huge_tables_and_many_headings_are_read,
    no_field_brings_a_script_into_a_page,
    any_text_is_read_and_written,
    any_characters_are_read_and_written,
];
