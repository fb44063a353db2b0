//! Front matter as people write it, page by page.

use super::*;
use crate::source::SitePath;

fn source(text: &str) -> Source {
    Source::new(SitePath::new("page.md"), text)
}

fn values(texts: &[Spanned<String>]) -> Vec<&str> {
    texts.iter().map(|text| text.value.as_str()).collect()
}

fn codes(read: &Diagnosed<Matter>) -> Vec<Code> {
    read.diagnostics.iter().map(|found| found.code).collect()
}

fn body<'s>(source: &'s Source, read: &Diagnosed<Matter>) -> &'s str {
    &source.text[read.value.body as usize..]
}

#[test]
fn every_field_is_read() {
    let source = source(
        "---
title: The queue does not move
description: 'Mail waits: a connector is full'
date: 2025-03-01
updated: 03/02/2025
review_by: 2026-01-01
expires: 2027-01-01T00:00:00Z
slug: stuck-queue
visibility: internal
owner: mail team
aliases: [/old/queue, /older/queue]
tags: mail
applies_to:
  - Mail Server 3
products:
- Mail Server
errors:
  - 'Error 4.4.7: delayed'
cmdlets: Get-Queue
weight: -3
draft: yes
order: fix-first
lang: DE-at
ms.topic: troubleshooting
---
# Text
",
    );
    let read = read(&source);
    assert_eq!(codes(&read), []);
    let matter = &read.value;
    let text = |field: &Option<Spanned<String>>| field.as_ref().map(|field| field.value.clone());
    let day = |field: &Option<Spanned<Date>>| field.as_ref().map(|field| field.value.to_string());
    assert_eq!(
        text(&matter.title).as_deref(),
        Some("The queue does not move")
    );
    assert_eq!(
        text(&matter.description).as_deref(),
        Some("Mail waits: a connector is full")
    );
    assert_eq!(text(&matter.slug).as_deref(), Some("stuck-queue"));
    assert_eq!(text(&matter.visibility).as_deref(), Some("internal"));
    assert_eq!(text(&matter.owner).as_deref(), Some("mail team"));
    assert_eq!(day(&matter.date).as_deref(), Some("2025-03-01"));
    assert_eq!(day(&matter.updated).as_deref(), Some("2025-03-02"));
    assert_eq!(day(&matter.review_by).as_deref(), Some("2026-01-01"));
    assert_eq!(day(&matter.expires).as_deref(), Some("2027-01-01"));
    assert_eq!(values(&matter.aliases), ["/old/queue", "/older/queue"]);
    assert_eq!(values(&matter.tags), ["mail"]);
    assert_eq!(values(&matter.applies_to), ["Mail Server 3"]);
    assert_eq!(values(&matter.products), ["Mail Server"]);
    assert_eq!(values(&matter.errors), ["Error 4.4.7: delayed"]);
    assert_eq!(values(&matter.cmdlets), ["Get-Queue"]);
    assert_eq!((matter.weight, matter.draft), (Some(-3), true));
    assert_eq!(matter.order, Some(Order::FixFirst));
    assert_eq!(matter.lang.as_deref(), Some("de-AT"));
    assert_eq!(
        matter.other("ms.topic").and_then(Node::text),
        Some("troubleshooting")
    );
    assert_eq!(body(&source, &read), "# Text\n");
}

#[test]
fn where_the_text_starts() {
    for (text, rest, code) in [
        // Closed in several ways.
        ("---\ntitle: x\n---\nText", "Text", None),
        ("---  \r\ntitle: x\r\n--- \r\nText", "Text", None),
        ("---\ntitle: x\n...\nText", "Text", None),
        ("---\ntitle: x\n---", "", None),
        ("---\n---\nText", "Text", None),
        (
            "---\n\n# a remark is a heading here\n\nText\n\n---\n",
            "---\n\n# a remark is a heading here\n\nText\n\n---\n",
            None,
        ),
        ("---\n# a remark\ntitle: x\n---\nText", "Text", None),
        ("---\n{\"title\": \"x\"}\n---\nText", "Text", None),
        // None at all.
        ("# Text", "# Text", None),
        (
            "Text\n---\ntitle: x\n---\n",
            "Text\n---\ntitle: x\n---\n",
            None,
        ),
        // Not at the very start, or not with three dashes.
        (" ---\ntitle: x\n---\nText", "Text", None),
        ("\n\r\n  \n---\ntitle: x\n---\nText", "Text", None),
        ("\u{200b}\u{feff}---\ntitle: x\n---\nText", "Text", None),
        ("----\ntitle: x\n---\nText", "Text", None),
        ("-----\ntitle: x\n-----\nText", "Text", None),
        (
            "----\n\ntitle: x\n\n----\nText",
            "----\n\ntitle: x\n\n----\nText",
            None,
        ),
        (
            "\n---\nNote: prose\n\n---\nText",
            "\n---\nNote: prose\n\n---\nText",
            None,
        ),
        (
            "\n---\ntitle: x\n\n# Text",
            "\n# Text",
            Some(Code::UnclosedFrontMatter),
        ),
        (
            "<!-- Copyright -->\n---\ntitle: x\n---\nText",
            "Text",
            Some(Code::MisplacedFrontMatter),
        ),
        (
            "<!-- a -->\n<!-- b -->\n---\ntitle: x\n---\n",
            "<!-- a -->\n<!-- b -->\n---\ntitle: x\n---\n",
            None,
        ),
        (
            "<!-- a -->\n\nText\n\n---\n",
            "<!-- a -->\n\nText\n\n---\n",
            None,
        ),
        ("---yaml\ntitle: x\n---\nText", "Text", None),
        ("---json\n{\"title\": \"x\"}\n---\nText", "Text", None),
        (
            "title: x\nowner: y\n---\nText",
            "Text",
            Some(Code::UnopenedFrontMatter),
        ),
        ("Note: a heading\n---\n", "Note: a heading\n---\n", None),
        ("Errors: a heading\n---\n", "Errors: a heading\n---\n", None),
        ("Title: x\nText\n---\n", "Title: x\nText\n---\n", None),
        (
            "title: x\n\nText\n\n---\n",
            "title: x\n\nText\n\n---\n",
            None,
        ),
        // Of other systems.
        (
            "---toml\ntitle = \"x\"\n---\nText",
            "Text",
            Some(Code::ForeignFrontMatter),
        ),
        (
            "+++\ntitle = \"x\"\n+++\nText",
            "Text",
            Some(Code::ForeignFrontMatter),
        ),
        (
            "+++\ntitle = \"x\"\n\n# Text",
            "\n# Text",
            Some(Code::ForeignFrontMatter),
        ),
        (
            "{\n  \"title\": \"x}\"\n}\nText",
            "Text",
            Some(Code::ForeignFrontMatter),
        ),
        (
            "{ \"title\": \"x\", \"a\": {\"b\": [1]} }\nText",
            "Text",
            Some(Code::ForeignFrontMatter),
        ),
        ("+++\nText\n+++\n", "+++\nText\n+++\n", None),
        ("{\"x\"} is a set", "{\"x\"} is a set", None),
        ("{{< toc >}}\n", "{{< toc >}}\n", None),
        ("", "", None),
        // A rule.
        (
            "---\nText after a rule.\n",
            "---\nText after a rule.\n",
            None,
        ),
        (
            "---\n\nText\n\n---\n\nmore",
            "---\n\nText\n\n---\n\nmore",
            None,
        ),
        (
            "---\nNote: this is prose.\n\nMore.\n",
            "---\nNote: this is prose.\n\nMore.\n",
            None,
        ),
        ("---\n\n- a\n- b\n---\n", "---\n\n- a\n- b\n---\n", None),
        (
            "---\n- title: x\n- owner: y\n---\nText",
            "Text",
            Some(Code::FrontMatterNotMap),
        ),
        // Not closed.
        (
            "---\ntitle: x\ntags:\n- a\n\n# Text\n",
            "\n# Text\n",
            Some(Code::UnclosedFrontMatter),
        ),
        (
            "---\ntitle: x\n# Text\n\nNote: y\n",
            "# Text\n\nNote: y\n",
            Some(Code::UnclosedFrontMatter),
        ),
        (
            "---\ntitle: x\n\ntags: y\n\nText",
            "\nText",
            Some(Code::UnclosedFrontMatter),
        ),
        ("---\ntitle: x", "", Some(Code::UnclosedFrontMatter)),
        // Closed by a rule that was none.
        (
            "---\ntitle: x\n\n# Text\n\nWords\n\n---\n\nmore",
            "\n# Text\n\nWords\n\n---\n\nmore",
            Some(Code::UnclosedFrontMatter),
        ),
        // Closed, and one line of it is bad.
        (
            "---\ntitle: x\nstray\n# remark\ndate: 2025-01-01\n---\nText",
            "Text",
            Some(Code::InvalidYaml),
        ),
        (
            "---\ntitle: a: b\n# remark\nowner: c\n---\nText",
            "Text",
            Some(Code::InvalidYaml),
        ),
    ] {
        let source = source(text);
        let read = read(&source);
        assert_eq!(body(&source, &read), rest, "{text}");
        assert_eq!(codes(&read).first().copied(), code, "{text}");
        let has_title = code.is_some() || (text.contains("title") && read.value.body > 0);
        assert_eq!(read.value.title.is_some(), has_title, "{text}");
    }
}

#[test]
fn one_and_many_are_taken_for_each_other() {
    let source = source(
        "---
title: [Only one]
description: [First, Second]
owner: {team: mail}
tags:
  -
  - Sites\\Error 404: Not Found
  - [nested]
slug: ''
errors:
  Error 5: Access is denied.
ms.reviewer: ann; bob
---
",
    );
    let read = read(&source);
    let matter = &read.value;
    assert_eq!(
        matter.title.as_ref().map(|title| title.value.as_str()),
        Some("Only one")
    );
    assert_eq!(
        matter.description.as_ref().map(|text| text.value.as_str()),
        Some("First")
    );
    assert_eq!(
        matter.owner.as_ref().map(|text| text.value.as_str()),
        Some("{team: mail}")
    );
    assert_eq!(matter.slug, None);
    assert_eq!(
        values(&matter.tags),
        ["Sites\\Error 404: Not Found", "nested"]
    );
    assert_eq!(values(&matter.errors), ["Error 5: Access is denied."]);
    assert_eq!(
        matter.other("ms.reviewer").and_then(Node::text),
        Some("ann; bob")
    );
    assert_eq!(codes(&read), [Code::WrongType, Code::WrongType]);
}

#[test]
fn a_misspelt_key_is_mentioned_and_a_foreign_one_is_not() {
    for (line, meant) in [
        ("titel: x", Some("title")),
        ("descripton: x", Some("description")),
        ("ms.dtae: 2025-01-01", Some("ms.date")),
        ("ms.reviwer: ann", Some("ms.reviewer")),
        ("appiesto: x", Some("appliesto")),
        ("appleisto: x", Some("appliesto")),
        ("tag: x", Some("tags")),
        ("cmdlet: x", Some("cmdlets")),
        ("visiblity: internal", Some("visibility")),
        ("Title: x", None),
        ("applies to: x", None),
        ("Review-By: 2025-01-01", None),
        ("state: done", None),
        ("name: x", None),
        ("layout: post", None),
        ("series: x", None),
        ("ROBOTS: NOINDEX", None),
        ("ms.assetid: x", None),
        ("search.appverid: MET150", None),
        ("entirely_new: x", None),
    ] {
        let source = source(&format!("---\n{line}\n---\n"));
        let read = read(&source);
        let help = read
            .diagnostics
            .first()
            .and_then(|found| found.help.clone());
        let expected = meant.map(|meant| format!("did you mean `{meant}`?"));
        assert_eq!(help, expected, "{line}");
    }
}

#[test]
fn a_misspelt_key_never_shows_more_than_was_meant() {
    let source = source(
        "---\nvisiblity: internal\ndraf: true\nexpire: 2025-01-01\nappiesto: Server\ntitel: x\n---\n",
    );
    let matter = read(&source).value;
    assert_eq!(
        matter.visibility.map(|level| level.value).as_deref(),
        Some("internal")
    );
    assert!(matter.draft && matter.expires.is_some());
    assert_eq!(values(&matter.applies_to), ["Server"]);
    assert_eq!(matter.title, None);
}

#[test]
fn dates_and_the_date_of_the_other_system() {
    for (lines, updated, found) in [
        ("ms.date: 03/01/2025", Some("2025-03-01"), vec![]),
        (
            "ms.date: 03/01/2025\nupdated: 2025-04-01",
            Some("2025-04-01"),
            vec![],
        ),
        ("ms.date: 9/99/9999", None, vec![Code::UnreadableDate]),
        ("updated: last week", None, vec![Code::UnreadableDate]),
        ("updated:", None, vec![]),
    ] {
        let source = source(&format!("---\n{lines}\n---\n"));
        let read = read(&source);
        let day = read.value.updated.as_ref().map(|day| day.value.to_string());
        assert_eq!(day.as_deref(), updated, "{lines}");
        assert_eq!(codes(&read), found, "{lines}");
        assert_eq!(read.value.date, None);
    }
}

#[test]
fn yes_no_and_numbers() {
    for (line, draft, weight, found) in [
        ("draft: true", true, None, 0),
        ("draft: No", false, None, 0),
        ("draft:", false, None, 0),
        ("draft: maybe", true, None, 1),
        ("weight: 12", false, Some(12), 0),
        ("weight: heavy", false, None, 1),
    ] {
        let source = source(&format!("---\n{line}\n---\n"));
        let read = read(&source);
        let matter = &read.value;
        assert_eq!((matter.draft, matter.weight), (draft, weight), "{line}");
        assert_eq!(read.diagnostics.len(), found, "{line}");
    }
}

#[test]
fn pasted_blanks_do_not_count() {
    let source = source(
        "---\u{a0}\ntitle:\u{a0}Disk full\u{a0}\nms.topic\u{a0}: article\u{a0}\napplies\u{a0}to: '\u{2003}Server\u{200b}'\n---\u{a0}\nText",
    );
    let read = read(&source);
    assert_eq!(codes(&read), []);
    let matter = &read.value;
    assert_eq!(
        matter.title.as_ref().map(|title| title.value.as_str()),
        Some("Disk full")
    );
    assert_eq!(
        matter.other("ms.topic").and_then(Node::text),
        Some("article")
    );
    assert_eq!(values(&matter.applies_to), ["Server"]);
    assert_eq!(body(&source, &read), "Text");
}

#[test]
fn front_matter_without_keys_is_an_error() {
    let source = source("---\nhttp: //x\n---\n");
    assert_eq!(codes(&read(&source)), []);
    let source = self::source("---\nx:\n---\n");
    assert_eq!(codes(&read(&source)), []);
    let source = self::source("---\n{a}: b\n- c\n---\n");
    assert!(!codes(&read(&source)).is_empty());
}

#[test]
fn what_keeps_an_article_back_is_heeded_in_whatever_can_be_read() {
    for (text, code) in [
        ("+++\ndraft = true\n+++\n", Code::ForeignFrontMatter),
        (
            "+++\n  draft=true # not yet\nx = 1\n+++\n",
            Code::ForeignFrontMatter,
        ),
        (
            "+++\nx = 1\n[params]\ndraft = true\n+++\n",
            Code::ForeignFrontMatter,
        ),
        ("+++\ndraft = true\n\n# Text\n", Code::ForeignFrontMatter),
        ("{\"draft\": true}\n", Code::ForeignFrontMatter),
        ("+++\nparams.draft = true\n+++\n", Code::ForeignFrontMatter),
        ("\ndraft: true\n---\n# Text\n", Code::UnopenedFrontMatter),
        (
            "{\n\"a\": 1,\n\"draft\": true\n\n# Text",
            Code::ForeignFrontMatter,
        ),
        (
            "{\"a\": [, \"b\": {\"draft\": true}\n\n# Text",
            Code::ForeignFrontMatter,
        ),
        ("---\n- draft: true\n---\n", Code::FrontMatterNotMap),
        ("---\ntitle: [x\n\tdraft: true\n---\n", Code::InvalidYaml),
        (
            "---\ntitle: x\nstray\ndraft: true\n# Text\n",
            Code::UnclosedFrontMatter,
        ),
        ("+++\ndraft = \"perhaps\"\n+++\n", Code::ForeignFrontMatter),
    ] {
        let source = source(text);
        let read = read(&source);
        assert!(read.value.draft, "{text}");
        assert!(codes(&read).contains(&code), "{text}: {:?}", codes(&read));
    }
    for text in [
        "+++\nvisibility = \"internal\"\nexpires = 2020-01-01\n+++\n",
        "+++\n[params]\nvisibility = 'internal'\nexpires = '2020-01-01'\n+++\n",
        "{\"visibility\": \"internal\",\n\"expires\": \"2020-01-01\"}\n",
    ] {
        let source = source(text);
        let matter = read(&source).value;
        let visibility = matter.visibility.map(|text| text.value);
        assert_eq!(visibility.as_deref(), Some("internal"), "{text}");
        assert!(matter.expires.is_some() && !matter.draft, "{text}");
    }
    // What was read whole says what it says, and so does the text below.
    let read_text = read(&source("---\ntitle: a: b\n---\nDraft: a word\n"));
    assert!(!read_text.value.draft);
    let read = read(&source("---\nerrors: |\n  draft: true\n---\n"));
    assert!(!read.value.draft);
}
