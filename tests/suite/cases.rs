//! Cases: every page in `tests/cases` is prose, then an article, then what is found in it.
//!
//! | block | is |
//! |---|---|
//! | `article PATH [escapes]` | a source; with `escapes`, `\r`, `\t`, `\0` and `\u{…}` are characters |
//! | `config` | the text of fixbook.yaml |
//! | `files` | paths of images and other files, one a line |
//! | `edition` | words: `drafts`, `future`, `expired`, `for LEVEL` |
//! | `show [PATH] [PART …]` | the model as an outline: `matter sections text tracks steps links`, and where asked for `errors codes cmdlets commands related` |
//! | `show.json [PATH] [KEY …]` | the model as JSON, or those keys of it |
//! | `diagnostics` | the findings, each with what to do |
//! | `html [PATH] [#ID]` | the body of a page, or the element with that id |
//! | `page FILE [.CLASS]` | the main part of a page, such as `codes/index.html`, or its first element of that class |
//! | `pages` | the paths of all published pages |
//!
//! `PATH` may be left out where there is one article. `UPDATE=1` writes what was found.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use fixbook::pipeline::{self, Made, Site};
use libtest_mimic::{Failed, Trial};
use serde_json::Value;

use crate::markup;
use crate::support::{self, Draft};

/// One test for each page.
pub(crate) fn trials() -> Vec<Trial> {
    let folder = support::project().join("tests/cases");
    let pages = support::files(&folder)
        .into_iter()
        .filter(|path| path.ends_with(".md"));
    pages
        .map(|path| {
            let name = path.trim_end_matches(".md").replace('/', "::");
            let file = folder.join(&path);
            Trial::test(format!("cases::{name}"), move || case(&file))
        })
        .collect()
}

/// A fenced block of a page.
struct Block {
    /// The words after the fence.
    info: Vec<String>,
    text: String,
    /// The lines of the two fences.
    fences: (usize, usize),
}

impl Block {
    fn kind(&self) -> &str {
        &self.info[0]
    }

    /// The article it is about.
    fn path<'a>(&'a self, draft: &'a Draft) -> &'a str {
        let named = self.info[1..].iter().find(|word| word.ends_with(".md"));
        match (named, &draft.articles[..]) {
            (Some(path), _) => path,
            (None, [(path, _)]) => path,
            (None, _) => panic!("`{}` must say which article", self.info.join(" ")),
        }
    }

    /// What it asks for, but for the article.
    fn words(&self) -> Vec<&str> {
        self.info[1..]
            .iter()
            .map(String::as_str)
            .filter(|word| !word.ends_with(".md"))
            .collect()
    }
}

fn case(file: &Path) -> Result<(), Failed> {
    let page = fs::read_to_string(file)?;
    let blocks = blocks(&page)?;
    let draft = draft(&blocks)?;
    let (inputs, config_findings) = draft.inputs();
    let site = pipeline::read(&inputs.clone().into());
    let findings: Vec<_> = config_findings.iter().chain(&site.diagnostics).collect();
    let mut lines: Vec<String> = page.lines().map(str::to_owned).collect();
    let mut differences = String::new();
    let mut expectations = 0;
    for block in blocks.iter().rev() {
        let found = match block.kind() {
            "show" => outline(&site, block, &draft),
            "show.json" => json(&site, block, &draft),
            "diagnostics" => support::told(findings.iter().copied()),
            "html" => html(&site, block, &draft),
            "page" => own_page(&site, &block.info[1..]),
            "pages" => pages(&site),
            _ => continue,
        };
        expectations += 1;
        if found != block.text {
            let name = block.info.join(" ");
            differences.insert_str(0, &support::difference(&name, &block.text, &found));
            rewrite(&mut lines, block, &found);
        }
    }
    if expectations == 0 {
        return Err("the page expects nothing; add a block `show`, `html` or `diagnostics`".into());
    }
    if differences.is_empty() {
        return Ok(());
    }
    if support::updating() {
        fs::write(file, lines.join("\n") + "\n")?;
        return Ok(());
    }
    Err(format!(
        "{}\n{differences}UPDATE=1 accepts what was found.",
        shown(file)
    )
    .into())
}

fn shown(file: &Path) -> String {
    let path: PathBuf = file.strip_prefix(support::project()).unwrap_or(file).into();
    path.display().to_string()
}

/// The fenced blocks of a page, and a title that is a sentence.
fn blocks(page: &str) -> Result<Vec<Block>, String> {
    const KINDS: &[&str] = &[
        "article",
        "config",
        "files",
        "edition",
        "show",
        "show.json",
        "diagnostics",
        "html",
        "page",
        "pages",
    ];
    if !page.starts_with("# ") {
        return Err("the page starts with a title: `# ` and a true sentence".to_owned());
    }
    let mut blocks = Vec::new();
    let mut lines = page.lines().enumerate();
    while let Some((start, line)) = lines.next() {
        let fence = line.len() - line.trim_start_matches('`').len();
        if fence < 3 {
            continue;
        }
        let info: Vec<String> = line[fence..]
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        if !info
            .first()
            .is_some_and(|kind| KINDS.contains(&kind.as_str()))
        {
            return Err(format!("line {}: `{line}` is none of {KINDS:?}", start + 1));
        }
        let closes = |line: &str| line.len() >= fence && line.bytes().all(|b| b == b'`');
        let mut text = String::new();
        let end = loop {
            match lines.next() {
                Some((end, line)) if closes(line) => break end,
                Some((_, line)) => {
                    text.push_str(line);
                    text.push('\n');
                }
                None => return Err(format!("line {}: the block is not closed", start + 1)),
            }
        };
        blocks.push(Block {
            info,
            text,
            fences: (start, end),
        });
    }
    Ok(blocks)
}

fn draft(blocks: &[Block]) -> Result<Draft, String> {
    let mut draft = Draft::default();
    for block in blocks {
        match block.kind() {
            "article" => {
                let [_, path, escapes @ ..] = &block.info[..] else {
                    return Err("an article needs a path".to_owned());
                };
                let text = match escapes.first().map(String::as_str) {
                    Some("escapes") => unescaped(&block.text),
                    _ => block.text.clone(),
                };
                draft.articles.push((path.clone(), text));
            }
            "config" => draft.config.clone_from(&block.text),
            "files" => draft.assets = block.text.lines().map(str::to_owned).collect(),
            "edition" => {
                let mut words = block.text.split_whitespace();
                while let Some(word) = words.next() {
                    match word {
                        "drafts" => draft.edition.drafts = true,
                        "future" => draft.edition.future = true,
                        "expired" => draft.edition.expired = true,
                        "for" => draft.edition.audience = words.next().map(str::to_owned),
                        other => return Err(format!("`{other}` is no word of an edition")),
                    }
                }
            }
            _ => {}
        }
    }
    Ok(draft)
}

/// Resolves `\r`, `\n`, `\t`, `\0`, `\\` and `\u{…}`.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let escape = &rest[at + 1..];
        let (c, length) = match escape.chars().next() {
            Some('r') => ('\r', 1),
            Some('n') => ('\n', 1),
            Some('t') => ('\t', 1),
            Some('0') => ('\0', 1),
            Some('\\') => ('\\', 1),
            Some('u') => {
                let end = escape.find('}').expect("`\\u{…}` is closed");
                let number = u32::from_str_radix(&escape[2..end], 16).expect("a number");
                (char::from_u32(number).expect("a character"), end + 1)
            }
            other => panic!("`\\{other:?}` is no escape"),
        };
        out.push(c);
        rest = &escape[length..];
    }
    out + rest
}

/// Puts what was found between the fences of a block; blocks are rewritten from the last.
fn rewrite(lines: &mut Vec<String>, block: &Block, found: &str) {
    let longest = found
        .lines()
        .map(|line| line.len() - line.trim_start_matches('`').len())
        .max()
        .unwrap_or(0);
    let (start, end) = block.fences;
    let fence = "`".repeat((longest + 1).max(3));
    let mut new = vec![format!("{fence}{}", block.info.join(" "))];
    new.extend(found.lines().map(str::to_owned));
    new.push(fence);
    lines.splice(start..=end, new);
}

fn model(site: &Site, path: &str) -> Value {
    let index = site
        .article_at(path)
        .unwrap_or_else(|| panic!("`{path}` is not shown"));
    serde_json::from_str(&site.model(index)).expect("a model is JSON")
}

fn json(site: &Site, block: &Block, draft: &Draft) -> String {
    let mut model = model(site, block.path(draft));
    let words = block.words();
    if let (Some(map), false) = (model.as_object_mut(), words.is_empty()) {
        map.retain(|key, _| words.contains(&key.as_str()));
    }
    format!("{model:#}\n")
}

fn pages(site: &Site) -> String {
    let pages = site
        .pages
        .iter()
        .filter(|page| page.path.ends_with(".html"));
    pages.fold(String::new(), |mut text, page| {
        let _ = writeln!(text, "{}", page.path);
        text
    })
}

/// The main part of a page, one element a line as the templates have it, or an element of a class.
fn own_page(site: &Site, words: &[String]) -> String {
    let [path, class @ ..] = words else {
        panic!("`page` must say which");
    };
    let class = class.first().map(|class| class.trim_start_matches('.'));
    let page = site.pages.iter().position(|page| page.path == *path);
    let page = page.unwrap_or_else(|| panic!("there is no page `{path}`"));
    let html = match site.make(page) {
        Ok(Made::Bytes(bytes)) => String::from_utf8(bytes).expect("pages are UTF-8"),
        other => panic!("{path}: {other:?}"),
    };
    let elements = markup::read(&html).unwrap_or_else(|error| panic!("{error}"));
    let wanted = elements.iter().find(|element| match class {
        None => element.name == "main",
        some => element.get("class") == some,
    });
    let wanted = wanted.unwrap_or_else(|| panic!("`{path}` has no such part"));
    let inner = wanted.inner.lines().filter(|line| !line.trim().is_empty());
    inner.map(|line| format!("{line}\n")).collect()
}

fn html(site: &Site, block: &Block, draft: &Draft) -> String {
    let page = support::article_page(site, block.path(draft));
    let elements = markup::read(&page).unwrap_or_else(|error| panic!("{error}"));
    let mut text = match block.words().first() {
        Some(id) => {
            let id = id.trim_start_matches('#');
            let element = elements
                .iter()
                .find(|element| element.get("id") == Some(id));
            let element = element.unwrap_or_else(|| panic!("no element has the id `{id}`"));
            page[element.range.clone()].to_owned() + "\n"
        }
        None => markup::body(&page, &elements),
    };
    // The sign beside every heading would hide what the page is about.
    while let Some(start) = text.find("<a class=\"anchor\"") {
        let end = text[start..]
            .find("</a>")
            .map_or(text.len(), |end| start + end + 4);
        text.replace_range(start..end, "");
    }
    text
}

/// The model as an outline to read.
fn outline(site: &Site, block: &Block, draft: &Draft) -> String {
    let model = model(site, block.path(draft));
    let words = block.words();
    let wants = |part: &str| words.is_empty() && part != "text" || words.contains(&part);
    let mut out = String::new();
    if wants("matter") {
        matter(&model, &mut out);
    }
    let list = |key: &str| model[key].as_array().cloned().unwrap_or_default();
    if wants("sections") || wants("text") {
        out.push_str("sections\n");
        for section in &list("sections") {
            write_section(section, 1, wants("text"), &mut out);
        }
    }
    if words.contains(&"tracks") || (words.is_empty() && !list("tracks").is_empty()) {
        out.push_str("tracks\n");
        for track in &list("tracks") {
            write_track(track, &mut out);
        }
    }
    if words.contains(&"steps") || (words.is_empty() && !list("steps").is_empty()) {
        out.push_str("steps\n");
        write_steps(&list("steps"), 1, &mut out);
    }
    if words.contains(&"links") || (words.is_empty() && !list("links").is_empty()) {
        out.push_str("links\n");
        for link in &list("links") {
            let broken = if link["broken"] == true {
                ", broken"
            } else {
                ""
            };
            let _ = writeln!(
                out,
                "  {} ({}{broken})  line {}",
                plain(&link["target"]),
                plain(&link["kind"]),
                link["line"]
            );
        }
    }
    mentioned(&model, &words, &mut out);
    out
}

/// The parts that are shown only where they are asked for.
fn mentioned(model: &Value, words: &[&str], out: &mut String) {
    for part in ["errors", "codes", "cmdlets", "commands", "related"] {
        if !words.contains(&part) {
            continue;
        }
        let _ = writeln!(out, "{part}");
        for entry in model[part].as_array().into_iter().flatten() {
            let line = match part {
                "errors" => error_line(entry),
                "codes" | "cmdlets" => entity_line(entry),
                "commands" => command_line(entry),
                _ => related_line(entry),
            };
            let _ = writeln!(out, "  {line}");
        }
    }
}

fn error_line(error: &Value) -> String {
    let mut line = format!(
        "{:?} #{} {} line {}",
        plain(&error["text"]),
        plain(&error["id"]),
        plain(&error["form"]),
        error["line"]
    );
    if error["end_line"] != error["line"] {
        let _ = write!(line, "-{}", error["end_line"]);
    }
    if error["template"] != error["text"] {
        let _ = write!(line, "\n    as {:?}", plain(&error["template"]));
    }
    for (key, name) in [("codes", "codes"), ("section", "in"), ("track", "story")] {
        let value = plain(&error[key]);
        if !value.is_empty() && value != "null" {
            let _ = write!(line, "\n    {name} {value}");
        }
    }
    line
}

fn entity_line(entity: &Value) -> String {
    let lines: Vec<String> = entity["lines"]
        .as_array()
        .into_iter()
        .flatten()
        .map(plain)
        .collect();
    let lines = lines.join(", ");
    match entity.get("code") {
        Some(code) => format!(
            "{} ({}) as {}  line {lines}",
            plain(code),
            plain(&entity["family"]),
            plain(&entity["spellings"])
        ),
        None => {
            let url = entity.get("url").map(|url| format!(" <{}>", plain(url)));
            format!(
                "{}{}  line {lines}",
                plain(&entity["name"]),
                url.unwrap_or_default()
            )
        }
    }
}

fn command_line(command: &Value) -> String {
    let mut line = format!(
        "{} {:?} line {}",
        plain(&command["language"]),
        plain(&command["text"]),
        command["line"]
    );
    if let Some(step) = command.get("step") {
        let _ = write!(line, " step {step}");
    }
    if command["display"] != command["text"] {
        let _ = write!(line, "\n    written {:?}", plain(&command["display"]));
    }
    if command["cmdlets"] != Value::Array(Vec::new()) {
        let _ = write!(line, "\n    cmdlets {}", plain(&command["cmdlets"]));
    }
    for placeholder in command["placeholders"].as_array().into_iter().flatten() {
        let _ = write!(
            line,
            "\n    placeholder {} {}",
            plain(&placeholder["name"]),
            placeholder["ranges"]
        );
        for key in ["kind", "example"] {
            if let Some(value) = placeholder.get(key) {
                let _ = write!(line, " {key} {}", plain(value));
            }
        }
    }
    line
}

fn related_line(related: &Value) -> String {
    let mut line = format!("{} {}", plain(&related["path"]), related["strength"]);
    for reason in related["because"].as_array().into_iter().flatten() {
        let _ = write!(
            line,
            "\n    {}: {}",
            plain(&reason["kind"]),
            plain(&reason["value"])
        );
    }
    line
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

fn matter(model: &Value, out: &mut String) {
    const KEYS: &[&str] = &[
        "title",
        "short_title",
        "kind",
        "description",
        "applies_to",
        "products",
        "tags",
        "date",
        "updated",
        "owner",
        "visibility",
    ];
    for key in KEYS {
        let text = plain(&model[*key]);
        let says_nothing = text.is_empty() || text == "null" || text == "internal";
        if !says_nothing {
            let _ = writeln!(out, "{}: {text}", key.replace('_', " "));
        }
    }
}

fn write_section(section: &Value, depth: usize, with_text: bool, out: &mut String) {
    let heading = match &section["heading"] {
        Value::Null => "(before the first heading)".to_owned(),
        heading => plain(heading),
    };
    let _ = write!(
        out,
        "{:width$}{}: {heading}  #{} line {}",
        "",
        plain(&section["role"]),
        plain(&section["id"]),
        section["line"],
        width = depth * 2
    );
    if let Some(alternative) = section.get("alternative") {
        let _ = write!(
            out,
            " [{}: {}]",
            plain(&alternative["kind"]),
            plain(&alternative["label"])
        );
    }
    out.push('\n');
    if with_text {
        let _ = writeln!(
            out,
            "{:width$}“{}”",
            "",
            plain(&section["text"]),
            width = depth * 2 + 2
        );
    }
    for within in section["sections"].as_array().into_iter().flatten() {
        write_section(within, depth + 1, with_text, out);
    }
}

fn write_track(track: &Value, out: &mut String) {
    let ids = |key: &str| {
        let ids: Vec<String> = track[key]
            .as_array()
            .into_iter()
            .flatten()
            .map(|id| format!("#{}", plain(id)))
            .collect();
        if ids.is_empty() {
            "-".to_owned()
        } else {
            ids.join(" ")
        }
    };
    let _ = writeln!(
        out,
        "  {}\n    symptom {}, cause {}, resolution {}",
        plain(&track["title"]),
        ids("symptom"),
        ids("cause"),
        ids("resolution")
    );
}

fn write_steps(steps: &[Value], depth: usize, out: &mut String) {
    for step in steps {
        let number = match &step["number"] {
            Value::Null => "-".to_owned(),
            number => format!("{number}."),
        };
        let _ = writeln!(
            out,
            "{:width$}{number} {}  line {}",
            "",
            plain(&step["text"]),
            step["line"],
            width = depth * 2
        );
        write_steps(
            step["steps"].as_array().map_or(&[][..], Vec::as_slice),
            depth + 1,
            out,
        );
    }
}
