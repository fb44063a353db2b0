//! `fixbook check --format sarif`: a log that the schema of the standard accepts, and that code hosts can follow
//! from one run to the next.

use std::process::Command;

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::Value;

use crate::support::{self, Folder, Told};

/// The schema of the standard.
struct Schema(Schemas, SchemaIndex);

impl Schema {
    fn read() -> Self {
        let file = support::project().join("tests/vendor/sarif-schema-2.1.0.json");
        let text = std::fs::read_to_string(file).expect("the schema");
        let schema = serde_json::from_str(&text).expect("JSON");
        let mut compiler = Compiler::new();
        compiler.enable_format_assertions();
        compiler
            .add_resource("sarif.json", schema)
            .expect("a resource");
        let mut schemas = Schemas::new();
        let index = compiler.compile("sarif.json", &mut schemas);
        Self(schemas, index.expect("a schema"))
    }

    fn accepts(&self, log: &Value) -> Result<(), String> {
        let answer = self.0.validate(log, self.1);
        answer.map_err(|error| format!("{error:#}"))
    }
}

/// A site whose findings have every level, and names that an address must escape.
fn site() -> Folder {
    let folder = Folder::new();
    folder
        .file("fixbook.yaml", "titel: Mill\n")
        .file(
            "content/my loom#1/größe.md",
            "# Size\n\n\u{1f9f5} [Nowhere](missing.md) and [Elsewhere](gone.md)\n",
        )
        .file("content/a.md", "---\nvisibility: nobody\n---\n# A\n")
        .file(
            "content/kiln.md",
            "# Kiln\n\n```powershell\nGet-Kiln –Name K7\n```\n",
        );
    folder
}

fn log_of(told: &Told) -> Value {
    assert_eq!(told.out.lines().count(), 1, "{}", told.out);
    serde_json::from_str(&told.out).expect("a log is JSON")
}

fn log(folder: &Folder, arguments: &[&str]) -> Value {
    log_of(&folder.fixbook(&[&["check", "--format", "sarif"], arguments].concat()))
}

fn results(log: &Value) -> &[Value] {
    log["runs"][0]["results"].as_array().expect("results")
}

/// Where the first result of a code stands.
fn place<'l>(log: &'l Value, code: &str) -> &'l Value {
    let result = results(log).iter().find(|result| result["ruleId"] == code);
    let result = result.unwrap_or_else(|| panic!("{code} in {log}"));
    &result["locations"][0]["physicalLocation"]
}

/// The fingerprints of the results of a code.
fn fingerprints(log: &Value, code: &str) -> Vec<String> {
    let of_code = results(log)
        .iter()
        .filter(|result| result["ruleId"] == code);
    let found = of_code.map(|result| result["partialFingerprints"]["fixbook/v1"].to_string());
    found.collect()
}

fn every_log_fits_the_schema_of_the_standard() {
    let schema = Schema::read();
    let folder = site();
    schema
        .accepts(&log(&folder, &[]))
        .expect("findings of every level");
    let clean = Folder::new();
    clean.file("content/a.md", "# A loom\n\nIt weaves.\n");
    let log_of_none = log(&clean, &[]);
    assert_eq!(results(&log_of_none).len(), 0);
    schema.accepts(&log_of_none).expect("no findings");
    let empty = log(&Folder::new(), &[]);
    assert_eq!(results(&empty).len(), 1);
    schema.accepts(&empty).expect("a finding without a place");
    folder.file("fixbook.yaml", "visibility: 7\n");
    let unusable = folder.fixbook(&["check", "--format", "sarif"]);
    assert_eq!(unusable.code, Some(2));
    schema
        .accepts(&log_of(&unusable))
        .expect("an unusable site");
    // The schema refuses what is none.
    let mut wrong = log(&clean, &[]);
    wrong["runs"][0]["columnKind"] = "bytes".into();
    schema.accepts(&wrong).expect_err("a wrong unit of columns");
    wrong = log(&folder, &[]);
    wrong["runs"][0]["originalUriBaseIds"]["%SRCROOT%"]["uri"] = "no uri".into();
    schema.accepts(&wrong).expect_err("a wrong address");
}

fn a_result_has_all_that_code_scanning_asks_for() {
    let log = log(&site(), &[]);
    let run = &log["runs"][0];
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "fixbook");
    assert_eq!(driver["version"], env!("CARGO_PKG_VERSION"));
    let levels: Vec<&str> = results(&log)
        .iter()
        .map(|result| result["level"].as_str().expect("a level"))
        .collect();
    for level in ["error", "warning", "note"] {
        assert!(levels.contains(&level), "{level} in {levels:?}");
    }
    for result in results(&log) {
        let index = result["ruleIndex"].as_u64().expect("a number");
        let rule = &driver["rules"][usize::try_from(index).expect("small")];
        assert_eq!(rule["id"], result["ruleId"]);
        for text in [
            &rule["shortDescription"]["text"],
            &rule["fullDescription"]["text"],
            &rule["help"]["text"],
            &result["message"]["text"],
        ] {
            assert!(text.as_str().is_some_and(|text| text.len() > 5), "{result}");
        }
        let place = &result["locations"][0]["physicalLocation"];
        for key in ["startLine", "startColumn", "endLine", "endColumn"] {
            assert!(place["region"][key].as_u64() > Some(0), "{place}");
        }
    }
    let message = results(&log)
        .iter()
        .find(|result| result["ruleId"] == "FB202")
        .map(|result| result["message"]["text"].to_string());
    assert!(
        message
            .as_deref()
            .is_some_and(|text| text.contains("\\n") && text.contains("`title`")),
        "what to do is part of the message: {message:?}"
    );
}

fn a_place_is_an_address_below_the_root_and_columns_of_utf_16() {
    let folder = site();
    let log = log(&folder, &[]);
    let place = place(&log, "FB401");
    let file = &place["artifactLocation"];
    assert_eq!(file["uri"], "content/my%20loom%231/gr%C3%B6%C3%9Fe.md");
    assert_eq!(file["uriBaseId"], "%SRCROOT%");
    // The reel before the link is two units wide, and a blank follows it.
    assert_eq!(
        place["region"],
        serde_json::json!({"startLine": 3, "startColumn": 4, "endLine": 3, "endColumn": 25})
    );
    let base = &log["runs"][0]["originalUriBaseIds"]["%SRCROOT%"]["uri"];
    let root = folder.root().canonicalize().expect("it exists");
    let expected = format!("file://{}/", root.display());
    assert_eq!(support::decoded(base.as_str().expect("text")), expected);
}

fn addresses_start_at_the_top_of_the_repository() {
    let folder = Folder::new();
    folder
        .file(".git/HEAD", "ref: refs/heads/main\n")
        .file("help/fixbook.yaml", "titel: Mill\n")
        .file("help/content/loom.md", "# Loom\n\n[Nowhere](missing.md)\n");
    // However the site is reached.
    let mut below: Command = support::fixbook();
    below
        .current_dir(folder.at("help/content"))
        .args(["check", "--format", "sarif", ".."]);
    let below = Told::from(below.output().expect("fixbook starts"));
    for log in [log(&folder, &["help"]), log_of(&below)] {
        let uri = |code| &place(&log, code)["artifactLocation"]["uri"];
        assert_eq!(uri("FB401"), "help/content/loom.md");
        assert_eq!(uri("FB202"), "help/fixbook.yaml");
    }
}

fn a_finding_without_a_place_stands_in_the_configuration() {
    let log = log(&Folder::new(), &[]);
    let place = place(&log, "FB009");
    assert_eq!(place["artifactLocation"]["uri"], "fixbook.yaml");
    assert_eq!(place["region"]["startLine"], 1);
}

fn fingerprints_survive_what_moves_a_line() {
    let folder = Folder::new();
    let text = "# Loom\n\n[Nowhere](missing.md)\n\n- [x](gone.md)\n- [x](gone.md)\n";
    folder.file("content/loom.md", text);
    let before = fingerprints(&log(&folder, &[]), "FB401");
    assert_eq!(before.len(), 3);
    // Two that are alike are told apart.
    assert_ne!(before[1], before[2]);
    let moved = text.replacen("# Loom\n", "# Loom\n\nIt weaves.\r\n\n[y](lost.md)\n", 1);
    folder.file("content/loom.md", moved);
    let after = fingerprints(&log(&folder, &[]), "FB401");
    assert_eq!(after[1..], before);
    assert!(!before.contains(&after[0]));
}

fn what_is_quiet_or_of_other_files_is_not_in_the_log() {
    let folder = site();
    let codes = |log: &Value| -> Vec<String> {
        let results = results(log).iter();
        results.map(|result| result["ruleId"].to_string()).collect()
    };
    let quiet = codes(&log(&folder, &["-q"]));
    assert!(quiet.contains(&"\"FB301\"".to_owned()), "{quiet:?}");
    assert!(!quiet.contains(&"\"FB401\"".to_owned()), "{quiet:?}");
    assert_eq!(codes(&log(&folder, &["content/kiln.md"])), ["\"FB801\""]);
}

tests![
    every_log_fits_the_schema_of_the_standard,
    a_result_has_all_that_code_scanning_asks_for,
    a_place_is_an_address_below_the_root_and_columns_of_utf_16,
    addresses_start_at_the_top_of_the_repository,
    a_finding_without_a_place_stands_in_the_configuration,
    fingerprints_survive_what_moves_a_line,
    what_is_quiet_or_of_other_files_is_not_in_the_log,
];
