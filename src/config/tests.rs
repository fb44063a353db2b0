//! The configuration, right and wrong.

use super::*;

fn source(text: &str) -> Source {
    Source::new(SitePath::new("fixbook.yaml"), text)
}

fn read_with(text: &str, overrides: &[(&str, &str)]) -> Diagnosed<Config> {
    let owned = overrides
        .iter()
        .map(|&(name, value)| (name.to_owned(), value.to_owned()));
    read(&source(text), &owned.collect::<Vec<_>>())
}

fn messages(read: &Diagnosed<Config>) -> Vec<&str> {
    read.diagnostics
        .iter()
        .map(|found| found.message.as_str())
        .collect()
}

#[test]
fn an_empty_file_is_the_default() {
    for text in [
        "",
        "# nothing yet\n",
        "title:\nbase_url: ~\nvisibility:\nroles:\n",
    ] {
        let read = read_with(text, &[]);
        assert_eq!(read.value, Config::default(), "{text}");
        assert_eq!(messages(&read), [""; 0], "{text}");
    }
}

const EVERY_KEY: &str = "
title: Mail desk
base_url: https://kb.example.org/mail
language: pt-BR
content: ./articles/
exclude: ['drafts/**']
static: files
output: ../site
theme: plain
roles:
  symptom: [What you see]
  cause: Root of it
products:
  Mail Server: [MS, mailserver]
  Web Mail:
cmdlets:
  - Get-Queue
  - Set-Queue: https://docs.example.org/set-queue
external_base: https://learn.example.org/
visibility:
  levels: [everyone, staff, admins]
  default: staff
order: fix-first
levels: {FB401: off, fb402: error}
editor: code
edit_url: https://git.example.org/edit/{path}
history_url: https://git.example.org/log/{path}
feedback_url: mailto:desk@example.org
gap_url: https://forms.example.org/gap
strings:
  search: What does it say?
colours:
  accent: '#0a6ebd'
  link-hover: {light: rgb(10 110 189 / 80%), dark: skyblue}
logo: logo.svg
footer: Ask the desk.
";

/// Where a key stands in it.
fn place(key: &str) -> Place {
    let at = EVERY_KEY.find(&format!("  {key}:")).expect("the key") + 2;
    Place::of(&source(EVERY_KEY), Span::new(at, at + key.len()))
}

#[test]
fn every_key_is_read() {
    let read = read_with(EVERY_KEY, &[]);
    assert_eq!(messages(&read), [""; 0]);
    let text = |text: &str| text.to_owned();
    let some = |text: &str| Some(text.to_owned());
    let expected = Config {
        title: text("Mail desk"),
        base_url: some("https://kb.example.org/mail/"),
        language: text("pt-BR"),
        content: some("articles"),
        exclude: vec![text("drafts/**")],
        static_folder: text("files"),
        output: text("../site"),
        theme: some("plain"),
        roles: vec![
            (Role::Symptom, vec![text("What you see")]),
            (Role::Cause, vec![text("Root of it")]),
        ],
        products: vec![
            Product {
                name: text("Mail Server"),
                aliases: vec![text("MS"), text("mailserver")],
            },
            Product {
                name: text("Web Mail"),
                aliases: Vec::new(),
            },
        ],
        cmdlets: vec![
            (text("Get-Queue"), None),
            (
                text("Set-Queue"),
                some("https://docs.example.org/set-queue"),
            ),
        ],
        external_base: some("https://learn.example.org"),
        visibility: Visibility {
            levels: vec![text("everyone"), text("staff"), text("admins")],
            default: text("staff"),
        },
        order: Order::FixFirst,
        levels: vec![
            (text("FB401"), LevelSetting::Off),
            (text("FB402"), LevelSetting::Error),
        ],
        editor: some("code"),
        edit_url: some("https://git.example.org/edit/{path}"),
        history_url: some("https://git.example.org/log/{path}"),
        feedback_url: some("mailto:desk@example.org"),
        gap_url: some("https://forms.example.org/gap"),
        strings: vec![Words {
            name: text("search"),
            text: text("What does it say?"),
            place: place("search"),
        }],
        colours: vec![
            ThemeColour {
                name: text("accent"),
                light: Colour::new("#0a6ebd"),
                dark: None,
                place: place("accent"),
            },
            ThemeColour {
                name: text("link-hover"),
                light: Colour::new("rgb(10 110 189 / 80%)"),
                dark: Colour::new("skyblue"),
                place: place("link-hover"),
            },
        ],
        logo: some("logo.svg"),
        footer: some("Ask the desk."),
    };
    assert_eq!(read.value, expected);
}

#[test]
fn a_value_that_cannot_be_used_is_an_error_and_leaves_the_default() {
    use Code::{InvalidConfig, PartlyRead, UnknownConfigKey, WrongConfigType, WrongConfigValue};
    for (text, code) in [
        ("titel: x", UnknownConfigKey),
        ("colors: {accent: red}", UnknownConfigKey),
        ("roles: {sympton: x}", UnknownConfigKey),
        ("levels: {FB999: off}", UnknownConfigKey),
        ("visibility: {level: x}", UnknownConfigKey),
        ("title: [a]", WrongConfigType),
        ("theme: {a: b}", WrongConfigType),
        ("exclude: {a: b}", WrongConfigType),
        ("roles: [symptom]", WrongConfigType),
        ("visibility: public", WrongConfigType),
        ("base_url: kb.example.org", WrongConfigValue),
        ("base_url: javascript:alert(1)", WrongConfigValue),
        ("base_url: 'https://x.org/\"><b>'", WrongConfigValue),
        ("edit_url: ftp://x", WrongConfigValue),
        ("content: ../elsewhere", WrongConfigValue),
        ("content: /etc", WrongConfigValue),
        ("content: C:\\kb", WrongConfigValue),
        ("static: a/../../b", WrongConfigValue),
        ("theme: ../x", WrongConfigValue),
        ("language: English please", WrongConfigValue),
        ("order: newest", WrongConfigValue),
        ("levels: {FB401: fatal}", WrongConfigValue),
        ("visibility: {levels: []}", WrongConfigValue),
        ("visibility: {default: nobody}", WrongConfigValue),
        ("colours: {accent: 'red;}'}", WrongConfigValue),
        ("colours: {accent: 'url(x)'}", WrongConfigValue),
        ("colours: {accent: 'rgb(0 0 0) }'}", WrongConfigValue),
        ("colours: {accent: '#12345'}", WrongConfigValue),
        ("colours: {'a b': red}", WrongConfigValue),
        ("colours: {accent: blurple}", WrongConfigValue),
        ("colours: {accent: {dark: 'red;}'}}", WrongConfigValue),
        ("colours: {accent: {night: red}}", UnknownConfigKey),
        ("colours:\n  accent: #0a6ebd", PartlyRead),
        ("title: a: b\n", InvalidConfig),
        ("- a\n- b", InvalidConfig),
    ] {
        let read = read_with(text, &[]);
        assert_eq!(read.diagnostics.len(), 1, "{text}: {:?}", messages(&read));
        assert_eq!(read.diagnostics[0].code, code, "{text}");
        assert!(read.diagnostics[0].place.is_some(), "{text}");
        if code != InvalidConfig {
            assert_eq!(read.value, Config::default(), "{text}");
        }
    }
}

#[test]
fn an_unknown_key_is_told_from_a_misspelt_one() {
    let read = read_with("base-url: https://x.org\n", &[]);
    let help = read.diagnostics[0].help.as_deref();
    assert_eq!(help, Some("did you mean `base_url`?"));
}

#[test]
fn the_default_visibility_is_the_narrowest_level_if_it_is_none_of_them() {
    let read = read_with("visibility: {levels: [all, staff]}\n", &[]);
    assert_eq!(read.value.visibility.default, "staff");
    assert_eq!(messages(&read).len(), 1);
    let read = read_with("visibility: {levels: [public, internal, secret]}\n", &[]);
    assert_eq!(
        (
            read.value.visibility.default.as_str(),
            messages(&read).len()
        ),
        ("internal", 0)
    );
}

#[test]
fn variables_override_keys() {
    let read = read_with(
        "title: File\nvisibility: {levels: [all, staff], default: all}\nproducts: [A, B]\nlevels: {FB401: off}\n",
        &[
            ("FIXBOOK__TITLE", "Variable: it's [fine]"),
            ("fixbook__visibility__default", "staff"),
            ("FIXBOOK__PRODUCTS", "[C]"),
            ("FIXBOOK__LEVELS__FB402", "info"),
            ("FIXBOOK__THEME", ""),
            ("FIXBOOK_TITLE", "not ours"),
            ("PATH", "not ours either"),
        ],
    );
    assert_eq!(messages(&read), [""; 0]);
    let config = read.value;
    assert_eq!(config.title, "Variable: it's [fine]");
    assert_eq!(config.visibility.default, "staff");
    assert_eq!(config.visibility.levels, ["all", "staff"]);
    assert_eq!(config.products.len(), 1);
    assert_eq!(config.levels.len(), 2);
    assert_eq!(config.theme, None);
}

#[test]
fn a_wrong_variable_is_named() {
    for (name, value, message) in [
        (
            "FIXBOOK__TITEL",
            "x",
            "FIXBOOK__TITEL: `titel` is not a known key",
        ),
        (
            "FIXBOOK__ORDER",
            "newest",
            "FIXBOOK__ORDER: `newest` is not `author` or `fix-first`",
        ),
        (
            "FIXBOOK__EXCLUDE",
            "[a",
            "FIXBOOK__EXCLUDE: invalid YAML: the `[` is not closed",
        ),
        ("FIXBOOK__", "x", "FIXBOOK__: `` is not a known key"),
    ] {
        let read = read_with("", &[(name, value)]);
        assert_eq!(messages(&read), [message]);
        assert_eq!(read.diagnostics[0].place, None);
    }
}

#[test]
fn the_table_of_keys_is_the_contract() {
    let names: Vec<&str> = keys().collect();
    let contract = "title base_url language content exclude static output theme roles products \
                    cmdlets external_base visibility order levels editor edit_url history_url \
                    feedback_url gap_url strings colours logo footer";
    assert_eq!(names, contract.split_whitespace().collect::<Vec<_>>());
}

#[test]
fn a_gap_that_nothing_fills_is_told() {
    let read = read_with(
        "edit_url: https://git.example.org/{path}?title={title}\nfeedback_url: https://f.example.org/{pth}\n",
        &[],
    );
    assert_eq!(messages(&read), ["nothing fills `{pth}` in this address"]);
    assert!(read.value.feedback_url.is_some());
}
