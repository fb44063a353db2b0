//! The small habits that keep files pleasant to open.

use std::fs;

use crate::support;

/// The project's own text files with their texts, by path.
fn texts(folders: &[&str]) -> Vec<(String, String)> {
    let project = support::project();
    let mut texts = Vec::new();
    for folder in folders {
        for file in support::files(&project.join(folder)) {
            let path = format!("{folder}/{file}");
            if let Ok(text) = fs::read_to_string(project.join(&path)) {
                texts.push((path, text));
            }
        }
    }
    texts
}

fn sources() -> Vec<(String, String)> {
    let mut sources = texts(&["src", "tests", "benches"]);
    sources.retain(|(path, _)| {
        path.ends_with(".rs") || path.starts_with("src/") && path.ends_with(".js")
    });
    assert!(sources.len() > 50);
    sources
}

/// Files that are longer, until somebody finds the second subject in them.
const GROWN: &[&str] = &["src/highlight/lexer.rs"];

fn sources_have_no_tabs_and_no_trailing_blanks() {
    for (path, text) in sources() {
        for (number, line) in text.lines().enumerate() {
            let is_tidy = !line.contains('\t') && line.trim_end() == line;
            assert!(is_tidy, "{path}:{}: a tab or a trailing blank", number + 1);
        }
        assert!(
            text.ends_with('\n') && !text.ends_with("\n\n"),
            "{path}: its end"
        );
        assert!(!text.contains('\r'), "{path}: a carriage return");
    }
}

fn every_source_says_what_it_is() {
    for (path, text) in sources() {
        assert!(
            text.starts_with("//! ") || path.ends_with(".js") && text.starts_with("// "),
            "{path} starts with a paragraph on what it is"
        );
    }
}

fn no_source_is_longer_than_700_lines() {
    for (path, text) in sources() {
        // Unit tests at the end of a file are not what makes it hard to read.
        let code = text
            .split("#[cfg(test)]\nmod tests {")
            .next()
            .unwrap_or_default();
        let lines = code.lines().count();
        let is_short = lines <= 700 || GROWN.contains(&path.as_str());
        assert!(
            is_short,
            "{path} has {lines} lines: it holds more than one subject"
        );
    }
}

fn nothing_is_left_undone() {
    for (path, text) in sources() {
        for left in ["todo", "unimplemented", "dbg"] {
            assert!(!text.contains(&format!("{left}!(")), "{path}: `{left}!`");
        }
    }
}

fn no_file_knows_the_machine_it_was_written_on() {
    let mut all = texts(&["src", "tests", "benches", "themes", "content", ".ci"]);
    for file in fs::read_dir(support::project())
        .expect("the project")
        .flatten()
    {
        let path = file.path();
        if path.is_file()
            && let Ok(text) = fs::read_to_string(&path)
        {
            all.push((path.display().to_string(), text));
        }
    }
    let machine = [
        concat!("/wo", "rk/main"),
        concat!("/wo", "rk/shared"),
        concat!("/tm", "p/t1"),
    ];
    for (path, text) in &all {
        for place in machine {
            assert!(!text.contains(place), "{path} names `{place}`");
        }
        if path.ends_with("Cargo.lock") {
            let others = text.lines().filter(|line| line.starts_with("source = "));
            let public = "registry+https://github.com/rust-lang/crates.io-index";
            others.for_each(|line| assert!(line.contains(public), "{path}: {line}"));
        }
    }
    assert!(
        !support::project().join(".cargo").exists(),
        "settings of one machine"
    );
}

fn every_case_is_titled_with_a_sentence() {
    for (path, text) in texts(&["tests/cases"]) {
        let title = text.lines().next().unwrap_or_default();
        let words = title.trim_start_matches("# ").split_whitespace().count();
        assert!(
            title.starts_with("# ") && words > 3,
            "{path}: `{title}` is no sentence"
        );
        assert!(!title.ends_with('.'), "{path}: a title has no full stop");
    }
}

tests![
    sources_have_no_tabs_and_no_trailing_blanks,
    every_source_says_what_it_is,
    no_source_is_longer_than_700_lines,
    nothing_is_left_undone,
    no_file_knows_the_machine_it_was_written_on,
    every_case_is_titled_with_a_sentence,
];
