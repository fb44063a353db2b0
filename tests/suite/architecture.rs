//! The house keeps its order: rooms stand in reading order, none reaches for one below it, and the
//! map names exactly the rooms that exist.

use std::fs;

use crate::support;

/// The rooms in the order of `src/lib.rs`.
fn rooms() -> Vec<String> {
    let lib = fs::read_to_string(support::project().join("src/lib.rs")).expect("src/lib.rs");
    lib.lines()
        .filter_map(|line| line.trim().strip_prefix("pub mod ")?.strip_suffix(';'))
        .map(str::to_owned)
        .collect()
}

/// The source files of a room but for its tests.
fn files(room: &str) -> Vec<String> {
    let all = support::files(&support::project().join("src"));
    let is_in =
        |file: &String| *file == format!("{room}.rs") || file.starts_with(&format!("{room}/"));
    all.into_iter()
        .filter(is_in)
        .filter(|file| !file.ends_with("tests.rs"))
        .collect()
}

/// The code of a file, without comments and without the tests at its end.
fn code(file: &str) -> String {
    let text = fs::read_to_string(support::project().join("src").join(file)).expect("a source");
    let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    let lines = text[..end]
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The rooms that a piece of code names: `crate::x` and `crate::{x, y::z}`.
fn named(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let name = |text: &str| -> String {
            text.trim()
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect()
        };
        match rest.strip_prefix('{') {
            None => found.push(name(rest)),
            Some(group) => {
                let mut depth = 0;
                let mut start = 0;
                for (index, c) in group.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => {
                            found.push(name(&group[start..index]));
                            break;
                        }
                        '}' => depth -= 1,
                        ',' if depth == 0 => {
                            found.push(name(&group[start..index]));
                            start = index + 1;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

fn no_room_uses_a_room_below_it() {
    let rooms = rooms();
    assert!(rooms.len() > 15, "{rooms:?}");
    let mut upward = Vec::new();
    for (index, room) in rooms.iter().enumerate() {
        for file in files(room) {
            for used in named(&code(&file)) {
                let place = rooms.iter().position(|known| *known == used);
                if place.is_some_and(|place| place > index) {
                    upward.push(format!(
                        "src/{file} uses `{used}`, which stands below `{room}`"
                    ));
                }
            }
        }
    }
    assert!(upward.is_empty(), "{}", upward.join("\n"));
}

fn every_file_belongs_to_a_room() {
    let rooms = rooms();
    for room in &rooms {
        assert!(!files(room).is_empty(), "the room `{room}` has no file");
    }
    for file in support::files(&support::project().join("src")) {
        let room = file.split(['/', '.']).next().unwrap_or_default();
        let is_known = ["lib", "main"].contains(&room) || rooms.iter().any(|known| known == room);
        assert!(is_known, "src/{file} belongs to no room of src/lib.rs");
    }
}

fn the_map_names_exactly_the_rooms_that_exist() {
    let Ok(map) = fs::read_to_string(support::project().join("ARCHITECTURE.md")) else {
        println!("left out: there is no ARCHITECTURE.md");
        return;
    };
    let named: Vec<String> = map
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(name, _)| name.to_owned())
        .collect();
    assert_eq!(named, rooms(), "ARCHITECTURE.md and src/lib.rs differ");
}

fn the_references_of_a_text_are_found() {
    let code =
        "use crate::source::Span;\nuse crate::{role::Role, html::{a, b}, view};\ncrate::graph::f()";
    assert_eq!(named(code), ["source", "role", "html", "view", "graph"]);
}

tests![
    no_room_uses_a_room_below_it,
    every_file_belongs_to_a_room,
    the_map_names_exactly_the_rooms_that_exist,
    the_references_of_a_text_are_found,
];
