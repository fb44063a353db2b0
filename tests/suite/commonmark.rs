//! What fixbook makes of Markdown, beside what the specifications and another program make of it.
//!
//! The examples of CommonMark 0.31 and of GitHub's tables, strike-through and task lists are not
//! ours and are not here: they are read from the package of the Markdown crate, which ships them as
//! tests of its own. No package without C code ships those for GitHub's autolinks, so our own
//! examples of these are compared with what another implementation, comrak, makes of them; and so
//! are real articles where they lie beside the project. Compared is the structure: see
//! `structure`. Whatever differs is listed here, and whatever is listed must differ.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use fixbook::admit::State;
use fixbook::boilerplate::Recurring;
use fixbook::config::Order;
use fixbook::diagnostic::Diagnosed;
use fixbook::entity::{Lexicon, Mentions};
use fixbook::front_matter::{self, Matter};
use fixbook::highlight::Highlighter;
use fixbook::html::{self, Body, Image, Links, NoEntities};
use fixbook::markdown::Kind;
use fixbook::reading::{self, Reading};
use fixbook::role::RoleWords;
use fixbook::source::{NoLibrary, SitePath, Source};
use fixbook::strings::Strings;

use crate::structure::{levels, tokens};
use crate::support;

/// Links that lead where they say, as if the site had everything.
struct AsWritten<'a>(&'a Reading);

impl Links for AsWritten<'_> {
    fn address(&self, index: usize) -> Option<String> {
        Some(self.0.article.links[index].target.clone())
    }

    fn image(&self, index: usize) -> Option<Image> {
        Some(Image {
            src: self.0.article.links[index].target.clone(),
            dimensions: None,
            elsewhere: false,
        })
    }
}

/// What a text says as headings of which level, and its structure.
type Structure = (Vec<u8>, Vec<String>);

fn reading(source: &Source, matter: &Matter) -> Reading {
    let read = reading::read(source, matter, &RoleWords::default(), &NoLibrary).value;
    let shown = ("public", State::Current);
    let Diagnosed { value, .. } = reading::finish(
        read,
        source,
        matter,
        shown,
        &Recurring::default(),
        &Lexicon::default(),
    );
    value
}

fn ours(reading: &Reading, highlighter: &Highlighter) -> Structure {
    let html = html::body(&Body {
        article: &reading.article,
        document: &reading.document,
        outline: &reading.outline,
        mentions: &Mentions::default(),
        links: &AsWritten(reading),
        entities: &NoEntities,
        order: Order::Author,
        strings: &Strings::new([]),
        tongue: "",
        highlighter,
    });
    let (_, tokens) = levels(tokens(&html));
    let headings = reading.document.root().descendants();
    let headings = headings.filter_map(|node| match node.kind() {
        Kind::Heading { level, .. } => Some(*level),
        _ => None,
    });
    let title = usize::from(reading.outline.title.is_some());
    (headings.skip(title).collect(), tokens)
}

/// The structure of a piece of Markdown, as an article under a title.
fn ours_of(markdown: &str, highlighter: &Highlighter) -> Structure {
    let text = format!("# The title\n\n{markdown}");
    let source = Source::new(SitePath::new("article.md"), text.as_str());
    ours(&reading(&source, &Matter::default()), highlighter)
}

fn other_options() -> comrak::Options<'static> {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.tasklist = true;
    options.extension.autolink = true;
    options.extension.footnotes = true;
    options.extension.alerts = true;
    options.render.r#unsafe = true;
    options
}

/// A structure without its first heading, which is the title.
fn without_title((mut levels, mut tokens): Structure) -> Structure {
    if let (Some(start), Some(end)) = (
        tokens.iter().position(|token| token == "<h"),
        tokens.iter().position(|token| token == "</h"),
    ) {
        tokens.drain(start..=end);
        levels.remove(0);
    }
    (levels, tokens)
}

fn shown((levels, tokens): &Structure) -> String {
    format!("headings {levels:?}\n{}\n", tokens.join("\n"))
}

/// Compares the differences that were found with those that are listed.
fn assert_listed(found: &BTreeMap<String, String>, listed: &[(&str, &str)]) {
    let mut wrong = String::new();
    for (name, difference) in found {
        if !listed.iter().any(|(known, _)| known == name) {
            let _ = writeln!(wrong, "{name} differs and is not listed:\n{difference}");
        }
    }
    for (name, reason) in listed {
        if !found.contains_key(*name) {
            let _ = writeln!(wrong, "{name} ({reason}) is listed and does not differ");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The folder of the Markdown crate's package: where the compiler read it, as it noted beside the
/// program it built; else where packages are kept.
fn package() -> PathBuf {
    let lock = fs::read_to_string(support::project().join("Cargo.lock")).expect("Cargo.lock");
    let version = lock
        .split_once("name = \"pulldown-cmark\"\nversion = \"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .map(|(version, _)| version)
        .expect("the version of pulldown-cmark");
    let folder = format!("pulldown-cmark-{version}");
    let program = std::env::current_exe().expect("this program");
    let beside = program.parent().expect("its folder");
    let notes = fs::read_dir(beside).into_iter().flatten().flatten();
    let notes = notes.map(|entry| entry.path()).filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("pulldown_cmark-") && name.ends_with(".d")
    });
    let mut candidates: Vec<PathBuf> = Vec::new();
    for note in notes {
        let text = fs::read_to_string(note).unwrap_or_default();
        let text = text.replace('\\', "/");
        let sources = text.split_whitespace();
        candidates.extend(sources.filter_map(|path| {
            let root = path.strip_suffix("/src/lib.rs")?;
            Some(PathBuf::from(root))
        }));
    }
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let registries = home.map(|home| home.join("registry/src"));
    let registries = registries.into_iter().flat_map(fs::read_dir).flatten();
    candidates.extend(registries.flatten().map(|entry| entry.path().join(&folder)));
    let has_examples = |root: &PathBuf| root.join("tests/suite/spec.rs").is_file();
    candidates
        .into_iter()
        .find(has_examples)
        .unwrap_or_else(|| panic!("the package {folder} with its examples is not on this disk"))
}

/// The examples of a file of the package: number, Markdown and HTML.
fn examples(name: &str) -> Vec<(usize, String, String)> {
    let path = package().join(format!("tests/suite/{name}.rs"));
    let file = fs::read_to_string(&path).expect("the examples");
    let literal = |rest: &str, variable: &str| {
        let (_, rest) = rest.split_once(&format!("let {variable} = r"))?;
        let (hashes, rest) = rest.split_once('"')?;
        let (text, _) = rest.split_once(&format!("\"{hashes};"))?;
        Some(text.to_owned())
    };
    let tests = file.split("\nfn ").skip(1).zip(1..);
    tests
        .map(|(test, number)| {
            let read = || Some((literal(test, "original")?, literal(test, "expected")?));
            let (original, expected) = read().expect("an example");
            (number, original, expected)
        })
        .collect()
}

/// The sets of examples: how many each has, so that none is left out unseen.
const SETS: &[(&str, usize)] = &[
    ("spec", 652),
    ("gfm_table", 9),
    ("gfm_strikethrough", 3),
    ("gfm_tasklist", 2),
];

const REPAIRED: &str = "head and delimiter row disagree: the author meant a table";
const BALANCED: &str = "raw HTML is cleaned: what it leaves open is closed";
const UNFINISHED: &str = "raw HTML is cleaned: a tag that is not finished is shown";
const REMOVED: &str = "raw HTML is cleaned: scripts and style sheets are left out";
const SWALLOWS: &str = "raw HTML is cleaned: an element that would swallow text is shown";
const AS_A_BROWSER: &str =
    "raw HTML is cleaned: an instruction ends at its first `>`, as in a browser";
const REFERENCE: &str = "raw HTML is cleaned: a named character in its address leads nowhere";
const PLACEHOLDER: &str = "a word in angle brackets that is no element is shown";
const BARE: &str = "a bare address is a link";

/// The examples that fixbook shows otherwise, and why.
#[rustfmt::skip]
const OTHERWISE: &[(&str, &str)] = &[
    ("gfm_table 6", REPAIRED),
    ("spec 21", BALANCED),
    ("spec 31", REFERENCE),
    ("spec 148", BALANCED),
    ("spec 150", BALANCED),
    ("spec 156", UNFINISHED),
    ("spec 157", UNFINISHED),
    ("spec 170", REMOVED),
    ("spec 171", SWALLOWS),
    ("spec 172", REMOVED),
    ("spec 173", UNFINISHED),
    ("spec 176", REMOVED),
    ("spec 178", REMOVED),
    ("spec 180", AS_A_BROWSER),
    ("spec 187", BALANCED),
    ("spec 191", BALANCED),
    ("spec 201", PLACEHOLDER),
    ("spec 344", BALANCED),
    ("spec 476", BALANCED),
    ("spec 477", BALANCED),
    ("spec 491", PLACEHOLDER),
    ("spec 602", BARE),
    ("spec 608", BARE),
    ("spec 611", BARE),
    ("spec 613", PLACEHOLDER),
    ("spec 614", PLACEHOLDER),
    ("spec 615", BALANCED),
    ("spec 616", BALANCED),
    ("spec 623", PLACEHOLDER),
    ("spec 629", AS_A_BROWSER),
    ("spec 630", REFERENCE),
    ("spec 631", BALANCED),
    ("spec 642", BALANCED),
    ("spec 643", BALANCED),
];

fn the_examples_of_the_specifications_are_met() {
    let highlighter = Highlighter::default();
    let mut found = BTreeMap::new();
    let mut met = 0;
    for &(set, count) in SETS {
        let examples = examples(set);
        assert_eq!(examples.len(), count, "{set}");
        for (number, markdown, html) in examples {
            let ours = shown(&ours_of(&markdown, &highlighter));
            let expected = shown(&levels(tokens(&html)));
            if ours == expected {
                met += 1;
                continue;
            }
            let name = format!("{set} {number}");
            let difference = support::difference(&markdown, &expected, &ours);
            found.insert(name, difference);
        }
    }
    println!("{met} examples met, {} otherwise", found.len());
    assert_listed(&found, OTHERWISE);
}

/// Texts of our own for what the packages have no examples of, or few.
const ORIGINAL: &[&str] = &[
    "See https://example.com/a?b=c&d=e for more.",
    "(Look at https://example.com/page.)",
    "(https://example.com/a_(b))",
    "www.example.com/x, www.example.org and no more",
    "http://example.com/x&amp;y; and text",
    "**https://example.com/bold**",
    "*see https://example.com/it*",
    "`https://example.com` is code",
    "[a link](https://example.com) and <https://example.org>",
    "ftp://files.example.com/a.zip",
    "Write to user@example.com now",
    "Write to <user@example.com> now",
    "nowhttps://example.com is no address",
    "https:// is none",
    "https://example.com/~user/a-b_c!",
    "- https://example.com/1\n- https://example.com/2",
    "| a | b |\n|---|---|\n| https://example.com | x |",
    "~~gone~~ and ~~two words~~",
    "a~~b~~c",
    "~~~\nfence, not struck\n~~~",
    "- [ ] open\n- [x] done\n- [X] done too\n- [] neither",
    "1. [ ] first\n2. [x] second",
    "- [x] a\n\n- [ ] b, apart",
    "| a |\n|---|\n| `x` **y** |\n| \\| |",
    "| l | c | r |\n|:--|:-:|--:|\n| 1 | 2 | 3 |",
    "a | b\n--|--\n1 | 2\n\nafter",
    "> | a | b |\n> |---|---|\n> | 1 | 2 |",
    "- item\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |",
    "text\n| a | b |\n|---|---|\n| 1 | 2 |",
    "| a | b |\n|---|---|\n| only one |\n| 1 | 2 |\n> quote",
    "| a | b |\n|---|---|\n\n| no | table |",
];

/// Those of them that fixbook shows otherwise than the other program, and why.
const ORIGINAL_OTHERWISE: &[(&str, &str)] = &[
    (
        "http://example.com/x&amp;y; and text",
        "an address is found in the text after its entities are resolved, and leads where it says",
    ),
    (
        "Write to user@example.com now",
        "a bare mail address is left alone: it often stands in commands and errors",
    ),
];

fn our_examples_read_as_elsewhere() {
    let highlighter = Highlighter::default();
    let options = other_options();
    let mut found = BTreeMap::new();
    for markdown in ORIGINAL {
        let ours = shown(&ours_of(markdown, &highlighter));
        let other = comrak::markdown_to_html(markdown, &options);
        let expected = shown(&levels(tokens(&other)));
        if ours != expected {
            let difference = support::difference(markdown, &expected, &ours);
            found.insert((*markdown).to_owned(), difference);
        }
    }
    assert_listed(&found, ORIGINAL_OTHERWISE);
}

/// A structure without what fixbook understands in every article: the paragraph that tells the number
/// of an older knowledge base becomes the article's id, and bare mail addresses, which often stand in
/// commands and errors, are left alone.
fn as_understood((levels, tokens): Structure) -> Structure {
    let mut kept: Vec<String> = Vec::with_capacity(tokens.len());
    let mut rest = tokens.into_iter().peekable();
    let mut joined = false;
    while let Some(token) = rest.next() {
        let address = token.strip_prefix("<a href=\"mailto:");
        let address = address.and_then(|rest| rest.strip_suffix('"'));
        let words = rest.peek().and_then(|words| words.strip_prefix(' '));
        let is_bare = address.is_some() && address == words;
        let token = match is_bare {
            true => rest.next().unwrap_or_default(),
            false => token,
        };
        let follows = (is_bare || joined) && token.starts_with(' ');
        match kept
            .last_mut()
            .filter(|last| follows && last.starts_with(' '))
        {
            Some(last) => last.push_str(&token[1..]),
            None => kept.push(token),
        }
        joined = is_bare && rest.next_if(|token| token == "</a").is_some();
    }
    let number = ["<p", "<em", " Original KB number:", "</em"];
    if let Some(at) = kept.windows(4).position(|tokens| tokens == number) {
        let end = kept[at..].iter().position(|token| token == "</p");
        kept.drain(at..=at + end.unwrap_or(3));
    }
    (levels, kept)
}

/// Whether `[!` stands anywhere but in the mark of an alert.
fn has_directive(text: &str) -> bool {
    let alerts = ["NOTE]", "TIP]", "IMPORTANT]", "WARNING]", "CAUTION]"];
    let is_alert = |rest: &str| {
        alerts.iter().any(|alert| {
            rest.get(..alert.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(alert))
        })
    };
    text.contains("[ !") || text.split("[!").skip(1).any(|rest| !is_alert(rest))
}

/// Why an article is not compared, if it uses what CommonMark does not know.
fn dialect(text: &str, html: &str, safe_html: &str, reading: &Reading) -> Option<&'static str> {
    let is_bold_label = |section: &fixbook::outline::Section| {
        section.heading.as_ref().is_some_and(|heading| {
            let node = reading.document.node(heading.node);
            matches!(node.kind(), Kind::Paragraph { .. })
        })
    };
    let lower = html.to_ascii_lowercase();
    let notes = ["note", "notes", "important", "tip", "warning", "caution"];
    let is_note = |word: &&str| {
        [":</strong>", "</strong>", " </strong>"]
            .iter()
            .any(|end| lower.contains(&format!("<strong>{word}{end}")))
    };
    let found = [
        ("a directive in brackets", has_directive(text)),
        ("`:::`", text.contains(":::")),
        ("tabs", text.contains("#tab/")),
        ("raw HTML", safe_html.contains("raw HTML omitted")),
        ("an interrupted list", html.contains("<ol start=")),
        ("a bold note", notes.iter().any(is_note)),
        ("a bold heading", reading.outline.walk().any(is_bold_label)),
    ];
    found
        .into_iter()
        .find_map(|(name, is_used)| is_used.then_some(name))
}

/// Real articles that fixbook shows otherwise than the other program, and why.
const ARTICLES_OTHERWISE: &[(&str, &str)] = &[
    (
        "officedocs/Exchange/ExchangeServer/mailflow/\
         uneven-distribution-messages-basicauth-basicauthrequiretls.md",
        "an alert that follows a line of text at once is an alert all the same",
    ),
    (
        "officedocs/Teams/teams-rooms-and-devices/teams-rooms-device-windows-update-issues.md",
        "a single `~` strikes nothing out: it stands in the names of packages",
    ),
];

fn articles_without_the_dialect_read_as_elsewhere() {
    let corpus = support::project().join("../shared/corpus");
    if !corpus.is_dir() {
        println!("left out: ../shared/corpus is not here");
        return;
    }
    let highlighter = Highlighter::default();
    let (options, mut safe) = (other_options(), other_options());
    safe.render.r#unsafe = false;
    let mut found = BTreeMap::new();
    let mut left_out: BTreeMap<&str, usize> = BTreeMap::new();
    let mut same = 0;
    for name in ["officedocs", "officedocs-2020"] {
        let folder = corpus.join(name);
        let articles = support::files(&folder);
        for path in articles.iter().filter(|path| path.ends_with(".md")) {
            let bytes = fs::read(folder.join(path)).expect("an article");
            let Ok(text) = String::from_utf8(bytes) else {
                *left_out.entry("another encoding").or_default() += 1;
                continue;
            };
            let text = text.trim_start_matches('\u{feff}');
            let source = Source::new(SitePath::new(path), text);
            let matter = front_matter::read(&source).value;
            let markdown = &text[matter.body as usize..];
            let html = comrak::markdown_to_html(markdown, &options);
            let safe_html = comrak::markdown_to_html(markdown, &safe);
            let reading = reading(&source, &matter);
            if let Some(reason) = dialect(markdown, &html, &safe_html, &reading) {
                *left_out.entry(reason).or_default() += 1;
                continue;
            }
            let ours = as_understood(ours(&reading, &highlighter));
            let mut other = as_understood(levels(tokens(&html)));
            if reading.outline.title.is_some() {
                other = without_title(other);
            }
            if ours == other {
                same += 1;
                continue;
            }
            let difference = support::difference(path, &shown(&other), &shown(&ours));
            found.insert(format!("{name}/{path}"), difference);
        }
    }
    println!(
        "{same} articles read as elsewhere, {} otherwise",
        found.len()
    );
    println!("left out, by what they use: {left_out:?}");
    assert_listed(&found, ARTICLES_OTHERWISE);
}

tests![
    the_examples_of_the_specifications_are_met,
    our_examples_read_as_elsewhere,
    articles_without_the_dialect_read_as_elsewhere,
];
