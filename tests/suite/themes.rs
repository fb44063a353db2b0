//! How a site looks, and what its owner can change: words and languages, colours, logo and foot, themes, paper.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use fixbook::source::{SitePath, Source, Span};
use fixbook::yaml;
use regex::Regex;

use crate::support::{self, Folder, Told};

/// An article that has nearly everything.
const ARTICLE: &str = "\
---
date: 2025-02-01
owner: press desk
applies_to: [Press 3]
---
# The press stops

## Symptoms

> Error 0x80070005: the press stopped.

> [!NOTE]
> Only at night.

## Resolution

1. Run `Restart-Press -Name <PressName>`.[^a]
2. Wait.

[^a]: A minute.
";

/// A site with a configuration and that article.
fn site(config: &str) -> Folder {
    let folder = Folder::new();
    let config = format!("visibility: {{default: public}}\n{config}");
    folder.file("fixbook.yaml", config);
    folder.file("content/press.md", ARTICLE);
    folder
}

/// What a build says.
fn built(folder: &Folder) -> Told {
    folder.fixbook(&["build", "."])
}

/// The findings of a code, each as `place message`.
fn findings(told: &Told, code: &str) -> Vec<String> {
    let sign = format!("[{code}]: ");
    let mut lines = told.err.lines();
    let mut found = Vec::new();
    while let Some(line) = lines.next() {
        if let Some((_, message)) = line.split_once(&sign) {
            let place = lines.next().and_then(|line| line.split_once("--> "));
            found.push(format!(
                "{} {message}",
                place.map_or("", |(_, place)| place)
            ));
        }
    }
    found
}

/// Builds a site of which there is nothing to say.
fn build_quietly(folder: &Folder) {
    let told = built(folder);
    assert_eq!(told.code, Some(0), "{}", told.err);
    assert!(!told.err.contains("[FB"), "{}", told.err);
}

fn style(folder: &Folder) -> String {
    let files = support::files(&folder.at("public/assets"));
    let name = files.iter().find(|name| name.starts_with("style."));
    folder.text(&format!("public/assets/{}", name.expect("a style sheet")))
}

/// The words of a file: each name with its text.
fn words(file: &str) -> BTreeMap<String, String> {
    let path = format!("themes/default/strings/{file}");
    let text = fs::read_to_string(support::project().join(&path)).expect("a file of words");
    let source = Source::new(SitePath::new(&path), text);
    let read = yaml::read(&source, Span::new(0, source.text.len()));
    assert_eq!(read.diagnostics, [], "{path}");
    let pairs = read.value.pairs().iter();
    let pairs = pairs.map(|(key, value)| {
        let text = value
            .text()
            .unwrap_or_else(|| panic!("{path}: {} has no text", key.value));
        (key.value.clone(), text.to_owned())
    });
    pairs.collect()
}

fn gaps(text: &str) -> BTreeSet<&str> {
    let gap = Regex::new(r"\{[a-z_]+\}").expect("a pattern");
    gap.find_iter(text).map(|found| found.as_str()).collect()
}

fn every_language_has_all_words_with_the_same_gaps() {
    let english = words("en.yaml");
    let files = support::files(&support::project().join("themes/default/strings"));
    let mut wrong = Vec::new();
    for file in files.iter().filter(|file| *file != "en.yaml") {
        let other = words(file);
        for (name, text) in &english {
            match other.get(name) {
                None => wrong.push(format!("{file} lacks `{name}: {text}`")),
                Some(own) if gaps(own) != gaps(text) => {
                    wrong.push(format!(
                        "{file} has other gaps in `{name}: {own}` than `{text}`"
                    ));
                }
                Some(_) => {}
            }
        }
        let unknown = other.keys().filter(|name| !english.contains_key(*name));
        wrong.extend(unknown.map(|name| format!("{file} has `{name}`, which English lacks")));
        assert_eq!(other["months"].split(',').count(), 12, "{file}");
        // A file that the theme does not embed would never be shown.
        let language = file.strip_suffix(".yaml").expect("YAML");
        let folder = site(&format!("language: {language}\n"));
        build_quietly(&folder);
        let page = folder.text("public/press.html");
        assert!(
            page.contains(&other["skip_to_content"]),
            "{file} is not embedded"
        );
    }
    assert!(files.len() > 1 && wrong.is_empty(), "{}", wrong.join("\n"));
}

fn words_that_no_page_shows_are_told_with_what_was_meant() {
    let folder = site(
        "theme: own\nstrings:\n  serch: Find\n  updated: As of {day}\n  months: a, b\n  search: Find\n",
    );
    folder.file(
        "themes/own/strings/en.yaml",
        "# ours\napplies_too: For\nnonsense: x\nour_own: y\nowner: By {name}\n",
    );
    folder.file(
        "themes/own/templates/article.html",
        "{% extends \"default:article.html\" %}{% block after %}<p>{{ strings.our_own }}</p>{% endblock after %}",
    );
    let told = built(&folder);
    assert_eq!(told.code, Some(0), "{}", told.err);
    assert_eq!(
        findings(&told, "FB604"),
        [
            "fixbook.yaml:4:3 no page shows words named `serch`",
            "fixbook.yaml:5:3 nothing fills in `{day}` in `updated`",
            "fixbook.yaml:6:3 `months` has 2 names",
            "themes/own/strings/en.yaml:2:1 no page shows words named `applies_too`",
            "themes/own/strings/en.yaml:3:1 no page shows words named `nonsense`",
        ],
        "{}",
        told.err
    );
    for meant in ["search", "applies_to"] {
        assert!(
            told.err.contains(&format!("did you mean `{meant}`?")),
            "{}",
            told.err
        );
    }
    assert!(
        told.err.contains("`updated` is filled in at `{date}`"),
        "{}",
        told.err
    );
    let page = folder.text("public/press.html");
    assert!(
        page.contains("<p>y</p>") && page.contains("By press desk"),
        "{page}"
    );
}

fn an_article_is_in_its_own_language_and_the_frame_in_the_sites() {
    let folder = site("history_url: https://git.example.org/log/{path}\n");
    let german = ARTICLE.replace("date:", "lang: DE\ndate:");
    folder.file("content/presse.md", &german);
    folder.file("content/de/index.md", german.replace("stops", "steht"));
    folder.file(
        "content/hebrew.md",
        ARTICLE.replace("date:", "lang: he\ndate:"),
    );
    folder.file(
        "content/kurdish.md",
        ARTICLE.replace("date:", "lang: ku-arab\ndate:"),
    );
    folder.file(
        "content/same.md",
        ARTICLE.replace("date:", "lang: en\ndate:"),
    );
    build_quietly(&folder);
    let page = folder.text("public/presse.html");
    for shown in [
        "<html lang=\"en\" dir=\"ltr\">",
        "<h1 lang=\"de\" dir=\"ltr\">",
        "id=\"page:body\" lang=\"de\" dir=\"ltr\">",
        ">Hinweis<",
        "aria-label=\"Diesen Befehl kopieren\"",
        "aria-label=\"Fußnoten\"",
        ">On this page<",
        "Skip to the content",
        "Owner: press desk",
    ] {
        assert!(page.contains(shown), "{shown}\n{page}");
    }
    assert!(!page.contains(">Note<"), "{page}");
    let folder_page = folder.text("public/de/index.html");
    assert!(
        folder_page.contains("<div lang=\"de\" dir=\"ltr\">"),
        "{folder_page}"
    );
    // A language without words of its own is marked all the same.
    let page = folder.text("public/hebrew.html");
    assert!(
        page.contains("<h1 lang=\"he\" dir=\"rtl\">")
            && page.contains("<p class=\"alert-title\" lang=\"en\" dir=\"ltr\">Note<"),
        "{page}"
    );
    assert!(
        folder
            .text("public/kurdish.html")
            .contains("<h1 lang=\"ku-Arab\" dir=\"rtl\">")
    );
    let page = folder.text("public/same.html");
    assert!(
        page.contains("<h1>") && !page.contains("lang=\"en\" dir=\"ltr\" "),
        "{page}"
    );
    let home = folder.text("public/index.html");
    assert!(
        home.contains("href=\"presse.html\" lang=\"de\" dir=\"auto\">"),
        "{home}"
    );
    let model: serde_json::Value =
        serde_json::from_str(&folder.text("public/presse.json")).expect("JSON");
    assert_eq!(model["lang"], "de");
}

fn a_language_without_words_is_told() {
    let told = built(&site("language: fr-CA\n"));
    assert!(
        told.err
            .contains("no words in the site's language, `fr-CA`"),
        "{}",
        told.err
    );
    let folder = site("language: fr-CA\ntheme: own\n");
    folder.file("themes/own/strings/fr.yaml", "home: Accueil\n");
    build_quietly(&folder);
    let page = folder.text("public/press.html");
    assert!(
        page.contains("Accueil") && page.contains("Skip to the content"),
        "{page}"
    );
}

fn a_language_that_is_none_is_told() {
    let folder = site("");
    folder.file("content/a.md", "---\nlang: de_AT\n---\n# A\n");
    folder.file("content/b.md", "---\nlang: 'x\"><script>'\n---\n# B\n");
    let told = folder.fixbook(&["build", "."]);
    assert!(
        told.err.contains("`de_AT` is not a language tag"),
        "{}",
        told.err
    );
    assert!(told.err.contains("did you mean `de-AT`?"), "{}", told.err);
    assert!(told.err.contains("write a tag such as"), "{}", told.err);
    assert!(!folder.text("public/b.html").contains("<script>"));
}

fn colours_are_set_for_light_pages_and_for_dark_ones() {
    let folder = site(
        "colours:\n  accent: '#8a1550'\n  ink: '#222'\n  paper: {light: snow, dark: '#000'}\n  why: {dark: '#fd6'}\n  radius-hue: red\n",
    );
    folder.file(
        "themes/x/assets/site.css",
        "p { color: var(--radius-hue); }\n",
    );
    folder.file(
        "fixbook.yaml",
        format!("{}theme: x\n", folder.text("fixbook.yaml")),
    );
    build_quietly(&folder);
    let css = style(&folder);
    let end = &css[css
        .rfind("var(--radius-hue)")
        .expect("the site's own rules")..];
    let (light, dark) = end
        .split_once("@supports")
        .expect("what follows from others");
    let (derived, dark) = dark.split_once(" } }\n").expect("the end of a rule");
    assert!(light.contains(":root {\n  --radius-hue: red;\n}"), "{end}");
    assert!(light.contains("(prefers-color-scheme: light) { :root {\n  --accent: #8a1550;\n  --ink: #222;\n  --paper: snow;\n}"), "{end}");
    assert!(
        derived.contains("--accent: oklch(from #8a1550 max(l, 0.76) c h);"),
        "{end}"
    );
    assert!(!derived.contains("--ink"), "{end}");
    assert!(
        dark.contains(
            "(prefers-color-scheme: dark) { :root {\n  --paper: #000;\n  --why: #fd6;\n}"
        ),
        "{end}"
    );
}

fn no_colour_breaks_out_of_the_style_sheet() {
    for hostile in [
        "red; } body { display: none",
        "url(https://example.org/x)",
        "#fff; background: url(x)",
        "rgb(0 0 0)} *{color:red",
        "red/*",
        "\\0072ed",
        "var(--x)",
        "</style><script>",
    ] {
        for value in [format!("{hostile:?}"), format!("{{dark: {hostile:?}}}")] {
            let folder = site(&format!("colours:\n  accent: {value}\n"));
            let told = built(&folder);
            assert_eq!(told.code, Some(2), "{value}: {}", told.err);
            assert!(told.err.contains("error[FB204]"), "{value}: {}", told.err);
        }
        // Nor does a variable.
        let folder = site("");
        let mut command = support::fixbook();
        command.current_dir(folder.root()).args(["build", "."]);
        let told = Told::from(
            command
                .env("FIXBOOK__COLOURS__ACCENT", hostile)
                .output()
                .expect("it starts"),
        );
        assert_eq!(told.code, Some(2), "{hostile}: {}", told.err);
    }
}

fn colours_that_cannot_be_read_or_that_nothing_uses_are_told() {
    let folder = site(
        "colours:\n  accent: '#fc0'\n  acent: red\n  quiet: {dark: '#333'}\n  nonsense: red\n  seen: oklch(0.9 0.1 20)\n",
    );
    let told = folder.fixbook(&["build", "."]);
    assert_eq!(told.code, Some(0), "{}", told.err);
    for said in [
        "`accent` (#fc0) on `paper` (#fff) has a contrast of 1.5:1 on light pages",
        "choose a darker colour",
        "`quiet` (#333) on `paper` (#101316) has a contrast of 1.4:1 on dark pages",
        "choose a lighter colour",
        "`acent` is not a known colour of the theme",
        "did you mean `accent`?",
        "`nonsense` is not a known colour of the theme",
    ] {
        assert!(told.err.contains(said), "{said}\n{}", told.err);
    }
    assert_eq!(told.err.matches("FB206").count(), 2, "{}", told.err);
    // A paper of the site's own is held against the theme's inks.
    let told = site("colours: {paper: '#0a6b60'}\n").fixbook(&["build", "."]);
    assert!(
        told.err
            .contains("`accent` (#0a6b60) on `paper` (#0a6b60) has a contrast of 1:1"),
        "{}",
        told.err
    );
}

fn a_logo_keeps_its_place_and_a_foot_leads_somewhere() {
    let folder = site(
        "logo: mark.svg\nfooter: 'Ours. [The press](press.md#resolution), [us](https://example.org/?a=1&b=2), [file](brand/terms.txt) <b>'\n",
    );
    folder.file(
        "static/mark.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 120 40\"/>",
    );
    folder.file("static/brand/terms.txt", "x");
    folder.file("content/deep/er/page.md", "# Deep\n");
    build_quietly(&folder);
    let page = folder.text("public/deep/er/page.html");
    for shown in [
        "<img src=\"../../mark.svg\" alt=\"\" height=\"28\" width=\"84\">",
        "<link rel=\"icon\" href=\"../../mark.svg\">",
        "Ours. <a href=\"../../press.html#resolution\">The press</a>, <a href=\"https://example.org/?a=1&amp;b=2\">us</a>, <a href=\"../../brand/terms.txt\">file</a> &lt;b&gt;",
    ] {
        assert!(page.contains(shown), "{shown}\n{page}");
    }
    folder.file("static/favicon.ico", "x");
    build_quietly(&folder);
    assert!(
        folder
            .text("public/press.html")
            .contains("<link rel=\"icon\" href=\"favicon.ico\">")
    );
    let folder = site("logo: mrk.svg\nfooter: '[a](gone.md) [b](javascript:alert)'\n");
    folder.file("static/mark.svg", "<svg/>");
    let told = folder.fixbook(&["build", "."]);
    for said in [
        "the logo `mrk.svg` does not exist",
        "did you mean `mark.svg`?",
        "`gone.md` in the footer",
        "`javascript:alert` in the footer",
    ] {
        assert!(told.err.contains(said), "{said}\n{}", told.err);
    }
    assert!(!folder.text("public/press.html").contains("javascript:"));
}

fn a_theme_replaces_what_it_has_and_nothing_else() {
    let folder = site("theme: own\n");
    let own = |path: &str, text: &str| {
        folder.file(&format!("themes/own/{path}"), text);
    };
    own(
        "assets/site.css",
        "@font-face { font-family: Own; src: url('fonts/own.woff2'), url(#x), url(data:,), url( \"media/a b.png\" ); }\n",
    );
    own("assets/fonts/own.woff2", "font");
    own("assets/media/a b.png", "image");
    own("assets/clock.js", "document.title += '!';\n");
    own("assets/extra.css", "p { color: red; }\n");
    own(
        "templates/base.html",
        "{% extends \"default:base.html\" %}\n{% block head %}<script src=\"{{ page.root }}{{ assets[\"clock.js\"] }}\" defer></script>\n<link rel=\"stylesheet\" href=\"{{ page.root }}{{ assets[\"extra.css\"] }}\">{% endblock head %}\n",
    );
    own(
        "templates/article.html",
        "{% extends \"default:article.html\" %}\n{% block after %}<p id=\"desk\">{{ article.metadata[\"desk\"] }}</p>{% endblock after %}\n",
    );
    own("strings/en.yaml", "home: Front door\n");
    folder.file(
        "content/deep/page.md",
        "---\ndesk: 4711 <b>\n---\n# Deep\n\n## Cause\n\nX\n",
    );
    folder.file(
        "content/press.md",
        ARTICLE.replace("date:", "desk: 4712\ndate:"),
    );
    build_quietly(&folder);
    let page = folder.text("public/deep/page.html");
    assert!(
        page.contains("<p id=\"desk\">4711 &lt;b&gt;</p>") && page.contains("Front door"),
        "{page}"
    );
    assert!(page.contains("data-role=\"cause\""), "{page}");
    // What is named is there, under a name that holds a hash.
    let linked = Regex::new(r#"(?:src|href)="(\.\./assets/[^"]+)""#).expect("a pattern");
    let linked: Vec<&str> = linked
        .captures_iter(&page)
        .map(|found| found.extract::<1>().1[0])
        .collect();
    for name in ["clock.", "extra.", "style."] {
        let path = linked
            .iter()
            .find(|path| path.contains(&format!("/{name}")))
            .expect(name);
        assert!(
            folder.at(&format!("public/deep/{path}")).is_file(),
            "{path}"
        );
    }
    let css = style(&folder);
    for name in ["fonts/own.", "media/a%20b."] {
        let start = css
            .find(&format!("url(\"{name}"))
            .unwrap_or_else(|| panic!("{name}"))
            + 5;
        let end = start + css[start..].find('"').expect("the end");
        let path = css[start..end].replace("%20", " ");
        assert!(
            folder.at(&format!("public/assets/{path}")).is_file(),
            "{path}"
        );
    }
    assert!(
        css.contains("url(#x), url(data:,)") && css.contains("--accent:"),
        "{css}"
    );
}

fn errors_of_a_theme_are_told_where_they_stand() {
    let folder = site("theme: own\n");
    folder.file(
        "themes/own/assets/site.css",
        "p { }\np { background: url(gone.png); }\n",
    );
    let told = built(&folder);
    let found = findings(&told, "FB605");
    assert_eq!(
        found,
        ["themes/own/assets/site.css:2 the theme has no file `assets/gone.png`"]
    );
    for (template, place) in [
        (
            "{% extends \"default:article.html\" %}\n{% block after %}{{ article.nothing.at.all }}{% endblock after %}\n",
            "article.html:2:",
        ),
        (
            "{% extends \"default:articel.html\" %}\n",
            "article.html:1 ",
        ),
        ("\n\n{% block after %}\n", "article.html:"),
    ] {
        folder.file("themes/own/templates/article.html", template);
        let told = built(&folder);
        assert_eq!(told.code, Some(1), "{template}: {}", told.err);
        let found = findings(&told, "FB601");
        let is_meant = told.err.contains("did you mean `default:article.html`?");
        assert_eq!(is_meant, template.contains("articel"), "{}", told.err);
        let place = format!("themes/own/templates/{place}");
        assert!(
            found.iter().any(|line| line.starts_with(&place)),
            "{place}\n{}",
            told.err
        );
    }
}

fn a_theme_that_cannot_be_loaded_leaves_what_was_published_as_it_is() {
    let folder = site("theme: own\n");
    folder.file(
        "themes/own/templates/base.html",
        "{% extends \"default:base.html\" %}\n{% block aside %}<p>House rules</p>{% endblock aside %}\n",
    );
    assert_eq!(built(&folder).code, Some(0));
    let before = folder.text("public/index.html");
    assert!(before.contains("House rules"), "{before}");
    folder.file(
        "themes/own/templates/article.html",
        "{% extends \"default:article.html\" %}\n{% block aftr %}x{% endblock aftr %}\n{% block after %}{{ 1 | nofilter }}{% endblock after %}\n",
    );
    let told = built(&folder);
    assert_eq!(told.code, Some(1), "{}", told.err);
    let found = findings(&told, "FB601");
    for start in [
        "themes/own/templates/article.html:2 Block `aftr` is not defined",
        "themes/own/templates/article.html:3 Unknown filter",
    ] {
        assert!(
            found.iter().any(|line| line.starts_with(start)),
            "{start}: {found:?}"
        );
    }
    assert_eq!(folder.text("public/index.html"), before);
}

fn the_manual_names_every_property_template_and_block() {
    let read = |path: &str| fs::read_to_string(support::project().join(path)).expect("a file");
    let manual = read("content/manual/themes.md");
    let rows: Vec<&str> = manual
        .lines()
        .filter(|line| line.starts_with('|'))
        .collect();
    let code = Regex::new("`([^`]+)`").expect("a pattern");
    let named = |row: &str| -> Vec<String> {
        code.captures_iter(row)
            .map(|found| found[1].to_owned())
            .collect()
    };
    let all = |text: &str, pattern: &str| -> BTreeSet<String> {
        let pattern = Regex::new(pattern).expect("a pattern");
        pattern
            .captures_iter(text)
            .map(|found| found[1].to_owned())
            .collect()
    };
    let properties = all(
        &read("themes/default/assets/tokens.css"),
        r"(?m)^  (--[a-z-]+):",
    );
    let described: BTreeSet<String> = rows
        .iter()
        .filter(|row| row.starts_with("| `--"))
        .flat_map(|row| named(row))
        .collect();
    assert_eq!(described, properties);
    let mut templates = BTreeMap::new();
    for file in support::files(&support::project().join("themes/default/templates")) {
        let text = read(&format!("themes/default/templates/{file}"));
        templates.insert(file, all(&text, r"\{%-? block ([a-z_]+)"));
    }
    let base = templates["base.html"].clone();
    for (file, blocks) in &templates {
        let row = rows
            .iter()
            .find(|row| row.starts_with(&format!("| `{file}` |")));
        let row = row.unwrap_or_else(|| panic!("the manual lacks {file}"));
        let cell = row.split('|').nth(3).unwrap_or_default();
        let own: BTreeSet<String> = blocks
            .iter()
            .filter(|block| file == "base.html" || !base.contains(*block))
            .cloned()
            .collect();
        assert_eq!(
            named(cell).into_iter().collect::<BTreeSet<_>>(),
            own,
            "{file}"
        );
    }
    let hooks = manual
        .split("### Scripts and the hooks")
        .nth(1)
        .expect("the scripts");
    let scripts: BTreeSet<String> = hooks
        .lines()
        .filter(|line| line.starts_with('|'))
        .skip(2)
        .filter_map(|row| named(row.split('|').nth(2)?).pop())
        .collect();
    // Parts of the search page's script are not scripts of their own.
    let parts = ["compare.js", "scrub.js", "recent.js"];
    let files = support::files(&support::project().join("themes/default/assets"));
    let files = files.iter().filter(|file| !parts.contains(&file.as_str()));
    let files: BTreeSet<String> = files
        .filter_map(|file| Some(file.strip_suffix(".js")?.to_owned()))
        .collect();
    assert_eq!(scripts, files);
}

tests![
    every_language_has_all_words_with_the_same_gaps,
    words_that_no_page_shows_are_told_with_what_was_meant,
    an_article_is_in_its_own_language_and_the_frame_in_the_sites,
    a_language_without_words_is_told,
    a_language_that_is_none_is_told,
    colours_are_set_for_light_pages_and_for_dark_ones,
    no_colour_breaks_out_of_the_style_sheet,
    colours_that_cannot_be_read_or_that_nothing_uses_are_told,
    a_logo_keeps_its_place_and_a_foot_leads_somewhere,
    a_theme_replaces_what_it_has_and_nothing_else,
    errors_of_a_theme_are_told_where_they_stand,
    a_theme_that_cannot_be_loaded_leaves_what_was_published_as_it_is,
    the_manual_names_every_property_template_and_block,
];
