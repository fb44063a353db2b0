//! A new article, written from an archetype: a template for the form that articles of a kind have.
//!
//! A site may have its own, `archetypes/troubleshooting.md` and so on. Whatever title and error are given,
//! what is written reads back as they were: the title as the title, the error as one error.

use jiff::civil::Date;
use tera::{Context, Kwargs, State, Tera};

use crate::diagnostic::{Code, Diagnostic};
use crate::entity::Lexicon;
use crate::graph::is_device;
use crate::markdown::fold_blanks;
use crate::outline::slug;
use crate::reading;
use crate::search::paste::{self, Vocabulary};
use crate::search::{codes, patterns};
use crate::source::{SitePath, Source};
use crate::theme;
use crate::yaml;

/// The kinds of articles that have an archetype.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Archetype {
    /// Something fails: what one sees, why, what to do.
    Troubleshooting,
    /// How something is done, step by step.
    HowTo,
    /// How things are.
    Reference,
}

impl Archetype {
    /// Its word, which is the name of its file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Troubleshooting => "troubleshooting",
            Self::HowTo => "how-to",
            Self::Reference => "reference",
        }
    }

    fn embedded(self) -> &'static str {
        match self {
            Self::Troubleshooting => include_str!("archetype/troubleshooting.md"),
            Self::HowTo => include_str!("archetype/how-to.md"),
            Self::Reference => include_str!("archetype/reference.md"),
        }
    }
}

/// What is known of an article before it is written.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its title, on one line.
    pub title: String,
    /// What kind it is.
    pub archetype: Archetype,
    /// The day on which it is written.
    pub date: Date,
    /// Who writes it.
    pub owner: Option<String>,
    /// The error that it is about, cleaned.
    pub error: Option<String>,
}

/// Writes an article from its archetype, or from the site's own in `own`.
///
/// # Errors
/// An archetype that cannot be filled in, with its place.
pub fn write(draft: &Draft, own: Option<&Source>) -> Result<String, Diagnostic> {
    let name = draft.archetype.name();
    let text = own.map_or(draft.archetype.embedded(), |own| &own.text);
    let mut tera = Tera::new();
    tera.autoescape_on(Vec::<&str>::new());
    tera.register_filter("yaml", |text: &str, _: Kwargs, _: &State| {
        yaml::scalar(text)
    });
    tera.register_filter("markdown", |text: &str, _: Kwargs, _: &State| {
        markdown(text)
    });
    tera.register_filter("fence", |text: &str, options: Kwargs, _: &State| {
        let language: Option<String> = options.get("language")?;
        Ok(fence(text, language.as_deref().unwrap_or_default()))
    });
    let filled = tera
        .add_raw_template(name, text)
        .and_then(|()| tera.render(name, &context(draft)));
    let mut filled = filled.map_err(|error| failed(&error, own))?;
    if !filled.ends_with('\n') {
        filled.push('\n');
    }
    Ok(filled)
}

/// What an archetype can show.
fn context(draft: &Draft) -> Context {
    let error = draft.error.as_deref().unwrap_or_default();
    let mut context = Context::new();
    context.insert("title", &draft.title);
    context.insert("kind", draft.archetype.name());
    context.insert("date", &draft.date.to_string());
    context.insert("owner", draft.owner.as_deref().unwrap_or_default());
    context.insert("error", error);
    context.insert("errors", &peculiar(error));
    context.insert("codes", &codes_of(error));
    context
}

fn failed(error: &tera::Error, own: Option<&Source>) -> Diagnostic {
    let finding = Diagnostic::new(Code::ArchetypeError, theme::reason(error))
        .help("correct it, or remove it to get the built-in one back");
    match own {
        Some(own) => theme::at_place(finding.in_file(&own.path), error),
        None => finding,
    }
}

/// A vocabulary of no site.
struct Nobody;

impl Vocabulary for Nobody {
    fn rarity(&self, _: &str) -> Option<f64> {
        None
    }
}

/// An error of so many lines is a log, in which nobody can tell which line is meant.
const LOG: usize = 9;

/// The message in a record of several lines, with what varies masked: its article is found by it however
/// the record was cut. Of one line there is nothing to tell apart.
fn peculiar(error: &str) -> Vec<String> {
    if error.lines().count() >= LOG {
        return Vec::new();
    }
    let lines = paste::lines(error, &Nobody);
    let worth = |line: &paste::Line| line.weight * line.factor;
    let mut best: Option<&paste::Line> = None;
    for line in &lines {
        if best.is_none_or(|best| worth(line) > worth(best)) {
            best = Some(line);
        }
    }
    let says = |text: &str| text.chars().any(char::is_alphabetic);
    let best = best.filter(|best| lines.len() > 1 && says(&best.text));
    best.into_iter()
        .map(|line| codes::template(&line.text))
        .collect()
}

/// The codes of an error, as an article that shows it would have them.
fn codes_of(error: &str) -> Vec<String> {
    let source = Source::new(SitePath::new("error.md"), fence(error, "error"));
    let read = reading::alone(&source, &Lexicon::default());
    let codes = read.mentions.codes.into_iter();
    codes.map(|found| found.code.canonical).collect()
}

/// A title on one line, without what cannot be seen.
#[must_use]
pub fn title(typed: &str) -> String {
    let seen: String = typed
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    fold_blanks(&seen)
}

/// An error as it was pasted, without the colours of a terminal, other characters that cannot be seen, and
/// empty lines around it.
#[must_use]
pub fn error(pasted: &str) -> String {
    let text = pasted.strip_prefix('\u{feff}').unwrap_or(pasted);
    let text = patterns::pattern("escape").replace_all(text, "");
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let stays = |c: &char| *c == '\t' || !c.is_control();
        let line: String = line.chars().filter(stays).collect();
        out.push_str(line.trim_end());
        out.push('\n');
    }
    let bare = out.trim_end();
    let start = bare.len() - bare.trim_start_matches('\n').len();
    bare[start..].to_owned()
}

/// The longest name of a file that is made of a title, in bytes: with a suffix, a folder and the name of
/// the disk it fits into what every system takes.
const LONGEST_NAME: usize = 100;

/// The name of the file for an article with that title, without extension; none if the title has neither
/// letters nor digits.
#[must_use]
pub fn stem(title: &str) -> Option<String> {
    let slug = slug(title);
    let parts = slug.split('-').map(|part| part.trim_matches('_'));
    let parts = parts.filter(|part| !part.is_empty());
    let mut stem = String::new();
    for part in parts {
        let joined = stem.len() + usize::from(!stem.is_empty()) + part.len();
        if stem.is_empty() {
            stem.push_str(&part[..part.floor_char_boundary(LONGEST_NAME)]);
        } else if joined > LONGEST_NAME {
            break;
        } else {
            stem.push('-');
            stem.push_str(part);
        }
    }
    let is_taken = is_device(&stem) || matches!(stem.as_str(), "index" | "readme");
    if is_taken {
        // Windows keeps the one for a device, the other is the page of its folder.
        stem.push_str("-article");
    }
    stem.contains(char::is_alphanumeric).then_some(stem)
}

/// A text that Markdown takes for nothing else within a heading.
fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        let needs_escape = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '{' | '}' | '~' | '|' | '$' => true,
            // Within a word it is a part of it.
            '_' => !(before.is_alphanumeric() && next.is_alphanumeric()),
            '&' => next.is_alphanumeric() || next == '#',
            '#' => next == ' ' || next == '#' || before == '#' || rest.peek().is_none(),
            ':' => next == ':' || before == ':',
            _ => false,
        };
        if needs_escape {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    out
}

/// A fence around a text, longer than any in it.
fn fence(text: &str, language: &str) -> String {
    let mut longest = 0;
    let mut run = 0;
    for byte in text.bytes() {
        run = if byte == b'`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let marks = "`".repeat(3.max(longest + 1));
    format!("{marks}{language}\n{text}\n{marks}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn draft(title: &str, error: Option<&str>) -> Draft {
        Draft {
            title: super::title(title),
            archetype: Archetype::Troubleshooting,
            date: jiff::civil::date(2025, 7, 1),
            owner: Some("Ada: \"the\" #1".to_owned()),
            error: error.map(super::error),
        }
    }

    fn read(text: &str) -> reading::Reading {
        let source = Source::new(SitePath::new("a.md"), text);
        reading::alone(&source, &Lexicon::default())
    }

    /// Checks that what was written says what was given.
    fn reads_back(draft: &Draft) {
        let text = write(draft, None).expect("the built-in archetypes are sound");
        let read = read(&text);
        assert_eq!(read.article.title, draft.title, "{text}");
        assert_eq!(read.article.short_title, None, "{text}");
        assert_eq!(read.article.owner, draft.owner, "{text}");
        assert_eq!(read.article.date, Some(draft.date));
        let own = read.mentions.errors.iter();
        let shown: Vec<&str> = own
            .filter(|error| error.section == "symptoms")
            .map(|error| error.text.as_str())
            .collect();
        let given: Vec<&str> = draft.error.as_deref().into_iter().collect();
        assert_eq!(shown, given, "{text}");
    }

    #[test]
    fn what_is_given_reads_back_whatever_it_is() {
        let titles = [
            "A plain title",
            "It's *starred*, _lined_, `ticked` [linked](x) ![pictured](y) <b>bold</b>",
            "# Not a heading #",
            "C# and F# {#id} {{ tera }} {% raw %}",
            "---",
            "--- title: x",
            "C:\\Windows\\*.log: \\\\server\\share",
            "&amp; &#65; &lt;tag&gt; <!-- gone -->",
            "yes",
            "1.5",
            "2025-01-01",
            "null",
            "- a list: with a colon",
            "[!INCLUDE [x](y.md)] :::image source=\"x\"::: ::: zone",
            "~~gone~~ $math$ | cell | a\u{301}",
            "\u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{200f}(RTL)",
            "\u{30d7}\u{30ea}\u{30f3}\u{30bf}\u{30fc}\u{304c}\u{898b}\u{3064}\u{304b}\u{3089}\u{306a}\u{3044}",
            "https://example.com/a_b_c?d=*e* and a@b.example",
            "1. First",
            "> Quoted",
            "\"Quoted\" 'twice'",
            "!tag &anchor *alias @at %percent",
        ];
        let errors = [
            None,
            Some("One line"),
            Some("```\nfenced ```` inside\n~~~\n---\ntitle: x\n---"),
            Some("<script>alert(1)</script> {{ x }} {% y %} [!INCLUDE [a](b)]\n\n:::end"),
        ];
        for title in titles {
            for error in errors {
                reads_back(&draft(title, error));
            }
        }
    }

    proptest! {
        #[test]
        fn any_title_reads_back(typed in "[ -~\u{a0}-\u{17f}\u{5d0}-\u{5ea}\u{4e00}-\u{4e20}]{1,60}") {
            if stem(&title(&typed)).is_some() {
                reads_back(&draft(&typed, None));
            }
        }
    }

    #[test]
    fn files_are_named_as_every_system_takes_it() {
        for (title, name) in [
            ("Cannot open the mailbox", Some("cannot-open-the-mailbox")),
            ("../../etc/passwd", Some("etcpasswd")),
            ("CON", Some("con-article")),
            ("com1.txt", Some("com1txt")),
            ("Index", Some("index-article")),
            ("README", Some("readme-article")),
            ("  --- x __ y ---", Some("x-y")),
            (
                "\u{30d7}\u{30ea}\u{30f3}\u{30bf}",
                Some("\u{30d7}\u{30ea}\u{30f3}\u{30bf}"),
            ),
            ("???", None),
            ("", None),
            ("_ - _", None),
        ] {
            assert_eq!(stem(&super::title(title)).as_deref(), name, "{title}");
        }
        let long = stem(&"word ".repeat(60)).expect("a name");
        assert!(
            long.len() <= LONGEST_NAME && long.ends_with("word"),
            "{long}"
        );
        let long = stem(&"\u{6f22}".repeat(300)).expect("a name");
        assert!(long.len() <= LONGEST_NAME && long.len() > 90, "{long}");
    }

    #[test]
    fn an_error_is_cleaned_of_what_nobody_sees() {
        for (pasted, cleaned) in [
            ("\u{feff}\r\n\r\n  A\t b  \r\nc\r\n\r\n", "  A\t b\nc"),
            ("\u{1b}[31mred\u{1b}[0m\u{7} \0x\u{9b}", "red x"),
            ("  \n\t\n", ""),
            ("a\rb", "a\nb"),
        ] {
            assert_eq!(error(pasted), cleaned, "{pasted:?}");
        }
    }

    #[test]
    fn the_message_of_a_record_is_told_apart_with_what_varies_masked() {
        let record = "Get-Kiln : The kiln 'C:\\k\\7' could not be fired (0x80070005).\n\
                      At line:1 char:1\n+ Get-Kiln -Name 7\n+ ~~~~~~~~\n    + CategoryInfo : NotSpecified: (:)";
        let found = peculiar(record);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].contains("could not be fired (0x80070005)"),
            "{found:?}"
        );
        assert!(found[0].contains("{path}"), "{found:?}");
        assert_eq!(codes_of(record), ["0x80070005"]);
        assert!(peculiar("One line only").is_empty());
        assert!(peculiar(&"A line of a log\n".repeat(40)).is_empty());
        assert!(peculiar("").is_empty());
    }

    #[test]
    fn an_archetype_of_the_site_is_used_and_its_errors_have_a_place() {
        let own = |text: &str| Source::new(SitePath::new("archetypes/how-to.md"), text);
        let draft = draft("A \"b\" & <c>", Some("x 0x80070005"));
        let filled = write(
            &draft,
            Some(&own(
                "{{ title }}|{{ kind }}|{{ date }}|{{ codes | length }}\n",
            )),
        );
        assert_eq!(
            filled,
            Ok("A \"b\" & <c>|troubleshooting|2025-07-01|1\n".to_owned())
        );
        for (text, line) in [("a\n{{ nobody }}\n", 2), ("a\nb\n{% if %}", 3)] {
            let failed = write(&draft, Some(&own(text))).expect_err("it has an error");
            let place = failed.place.expect("a place");
            assert_eq!(
                (failed.code, place.start.line),
                (Code::ArchetypeError, line)
            );
            assert_eq!(place.path.as_str(), "archetypes/how-to.md");
        }
    }
}
