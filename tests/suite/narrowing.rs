//! What a person types narrows a search, in both halves alike, and what is pasted does not.

use serde_json::Value;

use crate::answers::{Files, Halves, draft};

fn what_a_person_types_narrows_a_search() {
    let mut halves = Halves::of(&Files::of(&draft()));
    let mut found = |typed: &str| -> (Vec<String>, bool) {
        let (rust, script) = halves.answers(typed);
        assert_eq!(rust.as_ref(), Some(&script), "{typed}");
        let hits = script["results"].as_array().expect("results");
        let path = |hit: &Value| hit["path"].as_str().expect("a path").to_owned();
        (hits.iter().map(path).collect(), script["confident"] == true)
    };
    for (typed, folder) in [
        ("update fails product:Beacon", "beacon/"),
        ("product:\"ledger\" errors", "ledger/"),
        ("lost product:harbor", "harbor/"),
    ] {
        let (paths, confident) = found(typed);
        assert!(!confident, "{typed}: nobody asked which error it is");
        let is_of = |path: &String| path.starts_with(folder);
        assert!(
            !paths.is_empty() && paths.iter().all(is_of),
            "{typed}: {paths:?}"
        );
    }
    assert_eq!(found("update code:-2147024891").0.len(), 1);
    assert_eq!(found("cmdlet:Get-LoomPattern loom").0.len(), 1);
    assert_eq!(found("\"another user\" schedule").0.len(), 1);
    // Where nothing fits, and where it is a message, nothing is narrowed.
    let plain = found("the loom shows Nobody").0;
    assert_eq!(found("the loom shows product:Nobody").0[0], plain[0]);
    for message in [
        "\"Warp tension out of range: expected 12 to 18 cN, measured 31 cN at harness 4.\"",
        "level=error code:1205 Warp tension out of range: expected 12 to 18 cN at harness 4.",
    ] {
        let (paths, confident) = found(message);
        assert!(paths.len() > 1 && confident, "{message}: {paths:?}");
    }
}

tests![what_a_person_types_narrows_a_search];
