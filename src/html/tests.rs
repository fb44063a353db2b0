//! The tests of the marks in a text: what the model knows is given by hand, so that they do not
//! depend on what is recognised.

use super::*;
use crate::entity::cmdlet::CmdletUse;
use crate::entity::code::CodeUse;
use crate::entity::command::{Command, Placeholder};
use crate::entity::error_text::{ErrorText, Form};
use crate::entity::passage;
use crate::entity::{Context, Lexicon, Mention};
use crate::markdown::NodeId;
use crate::reading::{self, Reading};
use crate::source::{SitePath, Source};

/// Addresses that show what was asked for.
struct Site;

impl Entities for Site {
    fn code(&self, code: &Code) -> Option<String> {
        Some(format!("codes/{}.html", code.canonical))
    }

    fn code_title(&self, code: &Code) -> Option<String> {
        (code.canonical == "E5").then(|| "Access is \"denied\"".to_owned())
    }

    fn cmdlet(&self, name: &str) -> Option<String> {
        Some(format!("cmdlets/{name}.html"))
    }

    fn error(&self, index: usize) -> Option<KnownError> {
        Some(KnownError {
            address: format!("errors/{index}.html"),
            others: 0,
        })
    }
}

/// Links as their authors wrote them.
struct AsWritten<'r>(&'r Reading);

impl Links for AsWritten<'_> {
    fn address(&self, index: usize) -> Option<String> {
        Some(self.0.article.links.get(index)?.target.clone())
    }

    fn image(&self, _: usize) -> Option<Image> {
        None
    }
}

fn read(markdown: &str) -> Reading {
    let source = Source::new(SitePath::new("a.md"), markdown);
    let mut reading = reading::alone(&source, &Lexicon::default());
    reading.mentions = Mentions::default();
    reading
}

fn page(reading: &Reading) -> String {
    let html = body(&Body {
        article: &reading.article,
        document: &reading.document,
        outline: &reading.outline,
        mentions: &reading.mentions,
        links: &AsWritten(reading),
        entities: &Site,
        order: Order::Author,
        strings: &Strings::new([]),
        tongue: "",
        highlighter: &Highlighter::default(),
    });
    assert_balanced(&html);
    html
}

/// The inside of the first paragraph, or of what stands in its place.
/// A page without the form for what its commands leave open.
fn without_form(mut html: String) -> String {
    const END: &str = "</p>\n</div>\n";
    if let Some(start) = html.find("<div class=\"fill\"") {
        let end = html[start..]
            .find("<p class=\"fill-end\">")
            .expect("its buttons")
            + start;
        let end = html[end..].find(END).expect("its end") + end + END.len();
        html.replace_range(start..end, "");
    }
    html
}

fn paragraph(reading: &Reading) -> String {
    let html = without_form(page(reading));
    let start = html.find("<p>").expect("a paragraph") + "<p>".len();
    let end = html[start..].find("</p>").expect("its end") + start;
    html[start..end].to_owned()
}

fn code_block(reading: &Reading) -> String {
    let html = page(reading);
    let start = html.find("<figure").expect("a figure");
    let end = html.rfind("</figure>").expect("its end");
    html[start..end].to_owned()
}

/// Whether every element is closed where it was opened, no link or button stands in a link, and no
/// id stands twice.
fn assert_balanced(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut ids = BTreeSet::new();
    for token in tokens::tokens(html) {
        match token {
            tokens::Token::Text(_) => {}
            tokens::Token::Start { name, attributes } => {
                let interactive = ["a", "button"].contains(&name);
                assert!(!(interactive && open.contains(&"a")), "{name} in a: {html}");
                let id = attributes.iter().find(|(name, _)| *name == "id");
                assert!(id.is_none_or(|(_, id)| ids.insert(id.to_owned())), "{html}");
                if !["br", "input", "hr", "img"].contains(&name) {
                    open.push(name);
                }
            }
            tokens::Token::End(name) => assert_eq!(open.pop(), Some(name), "{html}"),
        }
    }
    assert!(open.is_empty(), "{open:?} in {html}");
}

/// The texts of a document that hold `words`, with where.
fn places(reading: &Reading, words: &str) -> Vec<(NodeId, std::ops::Range<usize>)> {
    let nodes = reading.document.root().descendants();
    nodes
        .filter_map(|node| Some((node.id(), marks::own_text(node)?)))
        .flat_map(|(node, text)| {
            let found = text.match_indices(words);
            found.map(move |(at, words)| (node, at..at + words.len()))
        })
        .collect()
}

fn mentions_of(reading: &Reading, words: &str) -> Vec<Mention> {
    let places = places(reading, words).into_iter();
    places
        .map(|place| Mention {
            line: 1,
            place: Some(place),
        })
        .collect()
}

fn add_code(reading: &mut Reading, written: &str) {
    reading.mentions.codes.push(CodeUse {
        source: None,
        code: Code {
            canonical: written.to_owned(),
            family: "test",
        },
        spellings: Vec::new(),
        mentions: mentions_of(reading, written),
        context: Context::default(),
    });
}

fn add_cmdlet(reading: &mut Reading, name: &str) {
    let links = reading.document.root().descendants().filter(|node| {
        matches!(node.kind(), Kind::Link { .. }) && node.plain_text().trim() == name
    });
    reading.mentions.cmdlets.push(CmdletUse {
        name: name.to_owned(),
        spellings: Vec::new(),
        links: links.map(NodeRef::id).collect(),
        mentions: mentions_of(reading, name),
        context: Context::default(),
    });
}

fn add_command(reading: &mut Reading, text: &str, placeholders: &[&str]) {
    let placeholders = placeholders.iter().map(|name| Placeholder {
        name: name.trim_matches(['<', '>']).to_owned(),
        kind: None,
        example: None,
        ranges: text
            .match_indices(name)
            .map(|(at, name)| at..at + name.len())
            .collect(),
    });
    let placeholders: Vec<Placeholder> = placeholders.collect();
    for mention in mentions_of(reading, text) {
        reading.mentions.commands.push(Command {
            text: text.to_owned(),
            display: text.to_owned(),
            language: "powershell",
            cmdlets: Vec::new(),
            placeholders: placeholders.clone(),
            section: String::new(),
            step: None,
            item: None,
            mention,
            block: false,
            mended: Vec::new(),
        });
    }
}

fn error(id: &str, form: Form, node: Option<NodeId>) -> ErrorText {
    ErrorText {
        id: id.to_owned(),
        text: String::new(),
        template: String::new(),
        codes: Vec::new(),
        section: String::new(),
        line: 1,
        end_line: 1,
        form,
        node,
        passages: 0..0,
        range: 0..0,
        variables: Vec::new(),
    }
}

/// Adds an error within a text, as its passage has it.
fn add_inline_error(reading: &mut Reading, words: &str) {
    let passages = passage::passages(&reading.document, &reading.outline);
    let found = passages.iter().enumerate().find_map(|(index, passage)| {
        let start = passage.text.find(words)?;
        Some((index, start..start + words.len(), passage.block))
    });
    let (index, range, block) = found.expect("the words of the error");
    let id = format!("error-{}", reading.mentions.errors.len());
    reading.mentions.errors.push(ErrorText {
        text: words.to_owned(),
        passages: index..index + 1,
        range,
        ..error(&id, Form::Inline, Some(block))
    });
}

fn add_block_error(reading: &mut Reading, id: &str, is: impl Fn(&Kind) -> bool) {
    let mut nodes = reading.document.root().descendants();
    let node = nodes.find(|node| is(node.kind())).expect("the block").id();
    let error = error(id, Form::Block, Some(node));
    reading.mentions.errors.push(error);
}

#[test]
fn the_first_mention_in_each_section_is_a_link() {
    let mut reading = read("## One\n\nCode E5, then E5 <here>.\n\n## Two\n\nAnd *E5* again.\n");
    add_code(&mut reading, "E5");
    let html = page(&reading);
    let link =
        "<a data-code=\"E5\" href=\"codes/E5.html\" title=\"Access is &quot;denied&quot;\">E5</a>";
    assert!(html.contains(&format!("Code {link}, then E5")), "{html}");
    assert!(
        html.contains(&format!("And <em>{link}</em> again")),
        "{html}"
    );
}

#[test]
fn a_link_to_what_a_cmdlet_is_keeps_its_address_and_others_hold_no_link() {
    let mut reading = read(
        "## Fix\n\nRun [Get-Box](https://example.com/get-box), or \
         [see Set-Box](https://example.com/more) and `Set-Box`.\n",
    );
    add_cmdlet(&mut reading, "Get-Box");
    add_cmdlet(&mut reading, "Set-Box");
    assert_eq!(
        paragraph(&reading),
        "Run <a href=\"https://example.com/get-box\" data-cmdlet=\"Get-Box\">Get-Box</a>, or \
         <a href=\"https://example.com/more\">see Set-Box</a> and \
         <code><a data-cmdlet=\"Set-Box\" href=\"cmdlets/Set-Box.html\">Set-Box</a></code>."
    );
}

#[test]
fn in_raw_html_links_stay_whole() {
    let mut reading = read(
        "## Fix\n\nSee <a href=\"https://example.com\">about E5 here</a> or <span id=\"x\">E5</span>.\n",
    );
    add_code(&mut reading, "E5");
    let html = page(&reading);
    assert!(html.contains("about E5 here</a>"), "{html}");
}

#[test]
fn code_is_linked_above_it_so_that_it_can_be_selected() {
    let mut reading = read("## Fix\n\n```powershell\nGet-Box | Set-Box\nGet-Box\n```\n");
    add_cmdlet(&mut reading, "Get-Box");
    add_cmdlet(&mut reading, "Set-Box");
    let html = code_block(&reading);
    assert!(
        html.contains(
            "<figcaption>PowerShell <a data-cmdlet=\"Get-Box\" href=\"cmdlets/Get-Box.html\">Get-Box</a> \
             <a data-cmdlet=\"Set-Box\" href=\"cmdlets/Set-Box.html\">Set-Box</a></figcaption><pre"
        ),
        "{html}"
    );
    assert!(!html[html.find("<pre").unwrap_or(0)..].contains("<a "));
}

#[test]
fn a_command_in_a_text_is_framed_with_its_button() {
    let mut reading = read("## Fix\n\nRun `Get-Box -Name <Name>` now.\n");
    add_command(&mut reading, "Get-Box -Name <Name>", &["<Name>"]);
    assert_eq!(
        paragraph(&reading),
        "Run <span data-command><code>Get-Box -Name <span data-placeholder=\"Name\" data-in=\"0pw\">\
         &lt;Name&gt;</span></code><button data-copy=\"Get-Box -Name &lt;Name&gt;\" \
         data-slots=\"14-20-0pw\" hidden \
         aria-label=\"copy\"></button></span> now."
    );
}

#[test]
fn the_button_of_a_command_in_a_link_comes_after_the_link() {
    let mut reading =
        read("## Fix\n\nRun [**Get-Box -All**](x.html). Or [run `Get-Box -All`](y.html)!\n");
    add_command(&mut reading, "Get-Box -All", &[]);
    let button = "<button data-copy=\"Get-Box -All\" hidden aria-label=\"copy\"></button>";
    assert_eq!(
        paragraph(&reading),
        format!(
            "Run <span data-command><a href=\"x.html\"><strong>Get-Box -All</strong></a>{button}</span>. \
             Or <a href=\"y.html\">run <span data-command><code>Get-Box -All</code></span></a>{button}!"
        )
    );
}

#[test]
fn one_command_makes_its_block_a_command() {
    let mut reading = read("## Fix\n\n```powershell\nGet-Box -Name \"x <Name>\"\n```\n");
    add_command(&mut reading, "Get-Box -Name \"x <Name>\"", &["<Name>"]);
    let html = code_block(&reading);
    assert!(
        html.starts_with("<figure class=\"code\" data-language=\"powershell\" data-command>"),
        "{html}"
    );
    assert!(
        html.contains("<span data-placeholder=\"Name\" data-in=\"0pe\">"),
        "{html}"
    );
    assert!(
        html.ends_with("</code></pre><button data-copy=\"Get-Box -Name &quot;x &lt;Name&gt;&quot;\" data-slots=\"17-23-0pe\" hidden aria-label=\"copy\"></button>"),
        "{html}"
    );
    let html = page(&reading);
    assert!(
        html.ends_with(
            "<p class=\"unseen\" role=\"status\" data-copied=\"copied\" data-open=\"copied_open\" \
             data-left=\"fill_left\" data-saved=\"saved\"></p>\n"
        ),
        "{html}"
    );
    let (form, section) = (html.find("data-fill"), html.find("<section"));
    assert!(form.is_some() && form < section, "{html}");
}

#[test]
fn all_of_a_script_is_copied_and_not_only_what_is_known_as_a_command() {
    let script = "[ -d /srv/old ] || exit 1\nrm -rf /srv/old\n# done\nls /srv";
    let source = Source::new(
        SitePath::new("a.md"),
        &*format!(
            "## Fix\n\n```bash\n{script}\n```\n\n```console\n$ ls /srv\nold\n$ rm -rf /srv/old\n```\n"
        ),
    );
    let reading = reading::alone(&source, &Lexicon::default());
    let html = page(&reading);
    assert!(
        html.contains(&format!("data-copy-all=\"{script}\"")),
        "{html}"
    );
    assert!(
        html.contains("data-copy-all=\"ls /srv\nrm -rf /srv/old\""),
        "{html}"
    );
}

#[test]
fn of_several_commands_in_a_block_each_is_framed() {
    let mut reading = read("## Fix\n\n```powershell\nGet-Box -A\nSet-Box -B\n```\n");
    add_command(&mut reading, "Get-Box -A\n", &[]);
    add_command(&mut reading, "Set-Box -B", &[]);
    let html = code_block(&reading);
    assert_eq!(html.matches("<span data-command>").count(), 2, "{html}");
    assert!(
        html.ends_with("</code></pre><button data-copy-all=\"Get-Box -A\nSet-Box -B\" data-at=\"0 11\" hidden aria-label=\"copy_all\"></button><button data-save=\"ps1\" hidden aria-label=\"save\"></button>"),
        "{html}"
    );
    assert!(!html.starts_with("<figure class=\"code\" data-language=\"powershell\" data-command"));
    // The line break stands outside of the frame.
    assert!(
        html.contains("</button></span>\n<span data-command>"),
        "{html}"
    );
}

#[test]
fn an_error_that_is_a_block_is_a_figure_and_its_codes_are_linked_again() {
    let mut reading = read("## Symptoms\n\nAbout E5:\n\n> Denied.\n> (E5)\n");
    add_code(&mut reading, "E5");
    add_block_error(&mut reading, "error-denied", |kind| *kind == Kind::Quote);
    let html = page(&reading);
    assert!(
        html.contains(
            "<figure data-error id=\"error-denied\"><blockquote>\n<p>Denied.<br>\n(<a data-code="
        ),
        "{html}"
    );
    assert!(
        html.contains(
            "</blockquote><p class=\"card-foot\"><a data-about href=\"errors/0.html\">about_error</a>\
             <a class=\"anchor\" href=\"#error-denied\" aria-label=\"link_to_error\"></a>\
             <button data-copy-error=\"\" hidden aria-label=\"copy_error\"></button></p></figure>"
        ),
        "{html}"
    );
    assert_eq!(html.matches("<a data-code").count(), 2);
}

#[test]
fn errors_that_are_items_cells_or_code_are_framed_where_they_are() {
    let mut reading = read(
        "## Symptoms\n\n1. Denied\n2. Or\n\n| Message |\n|---|\n| Failed |\n\n```text\nLost\n```\n",
    );
    add_block_error(&mut reading, "error-1", |kind| {
        matches!(kind, Kind::Item { .. })
    });
    add_block_error(&mut reading, "error-3", |kind| {
        matches!(kind, Kind::CodeBlock { .. })
    });
    let cell = places(&reading, "Failed")[0].0;
    let cells = reading.document.root().descendants();
    let cell = cells
        .filter(|node| *node.kind() == Kind::TableCell)
        .find(|node| node.first_child().is_some_and(|child| child.id() == cell))
        .expect("the cell");
    reading
        .mentions
        .errors
        .push(error("error-2", Form::Block, Some(cell.id())));
    let html = page(&reading);
    for wanted in [
        "<li><figure data-error id=\"error-1\">Denied<p class=\"card-foot\">",
        "<td><figure data-error id=\"error-2\">Failed<p class=\"card-foot\">",
        "<figure class=\"code\" data-language=\"text\" data-error id=\"error-3\">",
    ] {
        assert!(html.contains(wanted), "{wanted} in {html}");
    }
}

#[test]
fn several_errors_of_one_block_have_a_place_each() {
    let mut reading = read("## Symptoms\n\n> Denied.\n\n```text\nLost\nGone\n```\n");
    add_block_error(&mut reading, "error-1", |kind| *kind == Kind::Quote);
    add_block_error(&mut reading, "error-2", |kind| *kind == Kind::Quote);
    for words in ["Lost", "Gone"] {
        add_inline_error(&mut reading, words);
        let error = reading.mentions.errors.last_mut().expect("it");
        error.form = Form::Block;
        error.id = format!("error-{words}");
    }
    let html = page(&reading);
    for wanted in [
        "<figure data-error id=\"error-1\"><span id=\"error-2\"></span><blockquote>",
        "<code><span data-error id=\"error-Lost\">Lost<a",
        "</span>\n<span data-error id=\"error-Gone\">Gone<a",
    ] {
        assert!(html.contains(wanted), "{wanted} in {html}");
    }
}

#[test]
fn an_error_in_a_sentence_is_framed_across_what_its_author_set_in_bold() {
    for (markdown, words, wanted) in [
        (
            "It says (Denied) now.",
            "Denied",
            "It says (<span data-error id=\"error-0\">Denied@</span>) now.",
        ),
        (
            "It says `Denied`.",
            "Denied",
            "It says <span data-error id=\"error-0\"><code>Denied</code>@</span>.",
        ),
        (
            "Says box **A** is\nlost now.",
            "box A is\nlost",
            "Says <span data-error id=\"error-0\">box <strong>A</strong> is\nlost@</span> now.",
        ),
        (
            "**Denied *x*** here.",
            "Denied x here",
            "<span data-error id=\"error-0\"><strong>Denied <em>x</em></strong> here@</span>.",
        ),
        // It starts within the bold text: what can be framed is framed.
        (
            "a **b Denied** c",
            "Denied c",
            "a <strong>b <span data-error id=\"error-0\">Denied@</span></strong> c",
        ),
        (
            "x <i>Denied</i> c",
            "Denied c",
            "x <i><span data-error id=\"error-0\">Denied@</span></i> c",
        ),
        (
            "[Denied now](x.html).",
            "Denied",
            "<a href=\"x.html\"><span data-error id=\"error-0\">Denied</span> now</a>@.",
        ),
    ] {
        let mut reading = read(&format!("## Symptoms\n\n{markdown}\n"));
        add_inline_error(&mut reading, words);
        let text = &reading.mentions.errors[0].text;
        let marks = format!(
            "<a data-about href=\"errors/0.html\" aria-label=\"about_error\"></a>\
             <button data-copy-error=\"{text}\" hidden aria-label=\"copy_error\"></button>"
        );
        assert_eq!(paragraph(&reading), wanted.replace('@', &marks));
    }
}

#[test]
fn an_anchor_without_an_id_gets_its_old_name_as_one() {
    let reading = read("## One\n\n<a name=\"old\"></a>Text <a name=\"x\" id=\"y\"></a>\n");
    let html = page(&reading);
    assert!(html.contains("<a id=\"old\">"), "{html}");
    assert!(html.contains("id=\"y\""), "{html}");
}

#[test]
fn a_heading_that_is_an_error_keeps_its_own_id() {
    let mut reading = read("# T\n\n## Error Denied\n\nText.\n");
    add_inline_error(&mut reading, "Denied");
    reading.mentions.errors[0].form = Form::Heading;
    reading.mentions.errors[0].id = "error-denied".to_owned();
    let html = page(&reading);
    assert!(
        html.contains("<section data-role=\"other\" id=\"error-denied\">"),
        "{html}"
    );
    assert!(
        html.contains("<h2>Error <span data-error>Denied<a data-about"),
        "{html}"
    );
}

#[test]
fn errors_that_stand_nowhere_in_the_text_can_be_linked_to() {
    let mut reading = read("# Denied\n\n## One\n\n<div>Lost</div>\n");
    add_inline_error(&mut reading, "Denied");
    add_block_error(&mut reading, "error-raw", |kind| {
        matches!(kind, Kind::HtmlBlock(_))
    });
    let given = error("error-given", Form::FrontMatter, None);
    reading.mentions.errors.push(given);
    let html = page(&reading);
    let start = "<span id=\"error-0\"></span><span id=\"error-given\"></span>\n<section";
    assert!(html.starts_with(start), "{html}");
    assert!(
        html.contains("<span id=\"error-raw\"></span><div>Lost</div>"),
        "{html}"
    );
}

#[test]
fn marks_that_cross_or_lie_outside_leave_the_text_as_it_is() {
    let text = "Naïve E5 E5 <b>x</b> `E5 é` [E5](u.html) **E5** and a `Get-E5 é -x E5` end E5.";
    let markdown =
        format!("## Naïve E5\n\n{text}\n\n> {text}\n\n```powershell\nGet-É E5 -x\nE5\n```\n");
    let plain = visible(&page(&read(&markdown)));
    // A small generator of numbers, the same in each run.
    let mut seed = 7_u64;
    let mut next = move |below: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695);
        (seed >> 33) as usize % below.max(1)
    };
    for _ in 0..300 {
        let mut reading = read(&markdown);
        let nodes = reading.document.root().descendants();
        let nodes: Vec<NodeId> = nodes.map(NodeRef::id).collect();
        let passages = passage::passages(&reading.document, &reading.outline).len();
        add_code(&mut reading, "E5");
        add_cmdlet(&mut reading, "Get-E5");
        add_command(&mut reading, "Get-E5 é", &["é"]);
        for id in 0..4 {
            let mut place = || {
                let start = next(30);
                (nodes[next(nodes.len())], start..start + next(20))
            };
            let (node, range) = place();
            let mut command = reading.mentions.commands[0].clone();
            command.mention.place = Some(place());
            let given = place().1;
            command.placeholders[0].ranges.push(given);
            reading.mentions.commands.push(command);
            reading.mentions.codes[0].mentions.push(Mention {
                line: 1,
                place: Some(place()),
            });
            let form = [Form::Block, Form::Inline, Form::Heading][next(3)];
            reading.mentions.errors.push(ErrorText {
                text: ["", "E5", "Naïve", " x"][next(4)].to_owned(),
                passages: {
                    let at = next(passages + 1);
                    at..at + 1
                },
                range,
                ..error(&format!("error-{id}"), form, Some(node))
            });
        }
        let html = page(&reading);
        for id in 0..4 {
            assert!(html.contains(&format!("id=\"error-{id}\"")), "{html}");
        }
        // What the page says of an error beside it is the page's, not the author's.
        let html = html.replace("about_error</a>", "</a>");
        assert_eq!(visible(&without_form(html)), plain);
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a generous limit needs a clock")]
fn a_paragraph_full_of_marks_is_written_in_linear_time() {
    let line = "Get-Box -Of <Host> says **lost** E5, ".repeat(2_000);
    let mut reading = read(&format!(
        "## Symptoms\n\n{line}\n\n```powershell\n{line}\n```\n"
    ));
    add_code(&mut reading, "E5");
    add_command(&mut reading, "Get-Box -Of <Host>", &["<Host>"]);
    let passages = passage::passages(&reading.document, &reading.outline);
    for (index, passage) in passages.iter().enumerate() {
        let found = passage.text.match_indices("says ").enumerate();
        let errors = found.map(|(number, (at, _))| ErrorText {
            passages: index..index + 1,
            range: at..at + "says ".len() + 4,
            ..error(
                &format!("error-{index}-{number}"),
                Form::Inline,
                Some(passage.block),
            )
        });
        reading.mentions.errors.extend(errors);
    }
    let started = std::time::Instant::now();
    let html = page(&reading);
    let seconds = started.elapsed().as_secs();
    assert!(html.matches("<span data-error").count() > 2_000);
    assert!(html.matches("<span data-command>").count() > 2_000);
    assert!(seconds < 20, "{seconds} s");
}

/// The words of a page, without those above its code.
fn visible(html: &str) -> String {
    let mut html = html.to_owned();
    while let Some(start) = html.find("<figcaption>") {
        let end = html[start..].find("</figcaption>").expect("its end");
        html.replace_range(start..start + end, "");
    }
    let texts = tokens::tokens(&html).into_iter();
    let texts = texts.filter_map(|token| match token {
        tokens::Token::Text(text) => Some(text),
        _ => None,
    });
    crate::markdown::fold_blanks(&texts.collect::<String>())
}
