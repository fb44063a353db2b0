//! The JSON Schemas that `fixbook schema` prints, against what is read and what is written.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use fixbook::{config, front_matter};
use regex::Regex;
use serde_json::{Map, Value};

use crate::support::{self, Folder};

/// What `fixbook schema NAME` prints.
fn schema(name: &str) -> Value {
    let told = Folder::new().fixbook(&["schema", name]);
    assert_eq!(told.code, Some(0), "{}", told.err);
    let schema: Value = serde_json::from_str(&told.out).expect("JSON");
    let draft = "https://json-schema.org/draft/2020-12/schema";
    assert_eq!(schema["$schema"], draft);
    schema
}

/// Checks values against a schema; knows the words that our schemas use, and no others.
struct Validator<'s> {
    root: &'s Value,
    wrong: Vec<String>,
}

impl<'s> Validator<'s> {
    fn check(&mut self, schema: &'s Value, value: &Value, at: &str) {
        let words = schema.as_object().expect("a schema is an object");
        for (word, rule) in words {
            let is_right = match word.as_str() {
                "$schema" | "$defs" | "title" | "description" => true,
                "$ref" => {
                    let name = rule.as_str().and_then(|to| to.strip_prefix("#/$defs/"));
                    let to = &self.root["$defs"][name.expect("a definition")];
                    self.check(to, value, at);
                    true
                }
                "type" => match rule {
                    Value::Array(types) => types.iter().any(|of| is_of(of, value)),
                    of => is_of(of, value),
                },
                "const" => rule == value,
                "enum" => rule.as_array().is_some_and(|list| list.contains(value)),
                "anyOf" => rule.as_array().is_some_and(|rules| {
                    rules.iter().any(|rule| {
                        let (root, wrong) = (self.root, Vec::new());
                        let mut one = Validator { root, wrong };
                        one.check(rule, value, at);
                        one.wrong.is_empty()
                    })
                }),
                "pattern" => value.as_str().is_none_or(|text| matches(rule, text)),
                "minimum" => value.as_f64().is_none_or(|it| Some(it) >= rule.as_f64()),
                "minItems" => items(value).is_none_or(|it| Some(it.len() as u64) >= rule.as_u64()),
                "maxItems" => items(value).is_none_or(|it| Some(it.len() as u64) <= rule.as_u64()),
                "items" => {
                    for (index, item) in items(value).into_iter().flatten().enumerate() {
                        self.check(rule, item, &format!("{at}[{index}]"));
                    }
                    true
                }
                "required" => items(rule).into_iter().flatten().all(|key| {
                    let key = key.as_str().expect("a key");
                    value.as_object().is_none_or(|it| it.contains_key(key))
                }),
                "properties" | "patternProperties" => true, // with the next
                "additionalProperties" => {
                    self.check_keys(words, rule, value, at);
                    true
                }
                _ => panic!("`{word}` is a word that this test does not know"),
            };
            if !is_right {
                self.wrong.push(format!("{at}: {word} {rule}: {value}"));
            }
        }
        if words.contains_key("properties") && !words.contains_key("additionalProperties") {
            self.check_keys(words, &Value::Bool(true), value, at);
        }
    }

    fn check_keys(
        &mut self,
        words: &'s Map<String, Value>,
        others: &'s Value,
        value: &Value,
        at: &str,
    ) {
        for (key, value) in value.as_object().into_iter().flatten() {
            let at = format!("{at}.{key}");
            let named = words.get("properties").and_then(|rules| rules.get(key));
            let patterns = words.get("patternProperties").and_then(Value::as_object);
            let mut patterns = patterns.into_iter().flatten();
            let fits = patterns.find(|(pattern, _)| is_match(pattern, key));
            match (named.or(fits.map(|(_, rule)| rule)), others) {
                (Some(rule), _) => self.check(rule, value, &at),
                (None, Value::Bool(true)) => {}
                (None, Value::Bool(false)) => self.wrong.push(format!("{at}: no such key")),
                (None, rule) => self.check(rule, value, &at),
            }
        }
    }
}

fn items(value: &Value) -> Option<&Vec<Value>> {
    value.as_array()
}

fn matches(pattern: &Value, text: &str) -> bool {
    pattern
        .as_str()
        .is_some_and(|pattern| is_match(pattern, text))
}

fn is_match(pattern: &str, text: &str) -> bool {
    Regex::new(pattern).expect("a pattern").is_match(text)
}

fn is_of(kind: &Value, value: &Value) -> bool {
    match kind.as_str().unwrap_or_default() {
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        kind => panic!("`{kind}` is no type"),
    }
}

/// What is wrong with a value.
fn wrong(schema: &Value, value: &Value) -> Vec<String> {
    let mut validator = Validator {
        root: schema,
        wrong: Vec::new(),
    };
    validator.check(schema, value, "$");
    validator.wrong
}

/// Builds a site and checks every piece of JSON in it; answers how many articles there were.
fn check_site(site: &Path) -> usize {
    let folder = Folder::new();
    let out = folder.at("out");
    let (site, target) = (site.to_string_lossy(), out.to_string_lossy());
    let told = folder.fixbook(&["build", &site, "-q", "-d", &target]);
    assert_eq!(told.code, Some(0), "{}", told.err);
    let [article, articles, errors] = ["article", "articles", "errors"].map(schema);
    let mut count = 0;
    for file in support::files(&out) {
        let schema = match file.as_str() {
            "articles.json" => &articles,
            "errors.json" => &errors,
            _ if file.ends_with(".json") && out.join(&file).with_extension("html").exists() => {
                count += 1;
                &article
            }
            _ => continue,
        };
        let text = fs::read_to_string(out.join(&file)).expect("a file");
        let value = serde_json::from_str(&text).expect("JSON");
        let wrong = wrong(schema, &value);
        assert!(wrong.is_empty(), "{file}: {wrong:#?}");
    }
    count
}

fn every_model_fits_its_schema() {
    assert!(check_site(support::project()) > 10);
    let corpus = support::project().join("../shared/corpus/officedocs-2020");
    if corpus.is_dir() {
        assert!(check_site(&corpus) > 300);
    } else {
        println!("left out: ../shared/corpus/officedocs-2020 is not here");
    }
}

fn a_model_that_is_not_as_described_does_not_fit() {
    let schema = schema("article");
    let folder = Folder::new();
    folder.file("a.md", "# A\n\n## Symptoms\n\nIt fails.\n");
    let article = folder.at("a.md");
    let told = folder.fixbook(&["show", &article.to_string_lossy(), "--format", "json"]);
    let model: Value = serde_json::from_str(&told.out).expect("JSON");
    assert_eq!(wrong(&schema, &model), Vec::<String>::new());
    let changed = |change: fn(&mut Value)| {
        let mut model = model.clone();
        change(&mut model);
        wrong(&schema, &model).len()
    };
    assert_eq!(changed(|model| model["more"] = Value::Null), 1);
    assert_eq!(changed(|model| model["kind"] = "poem".into()), 1);
    assert_eq!(changed(|model| model["sections"][0]["line"] = 0.into()), 1);
    assert_eq!(changed(|model| model["sections"][0]["role"] = 1.into()), 1);
    assert_eq!(
        changed(|model| drop(model.as_object_mut().expect("an object").remove("title"))),
        1
    );
}

/// The keys that a schema lists.
fn keys(schema: &Value) -> BTreeSet<String> {
    let properties = schema["properties"].as_object().expect("properties");
    properties.keys().cloned().collect()
}

fn the_schema_of_the_configuration_lists_its_keys() {
    let known: BTreeSet<String> = config::keys().map(str::to_owned).collect();
    assert_eq!(keys(&schema("config")), known);
}

fn the_schema_of_front_matter_lists_the_keys_that_are_read() {
    let known: BTreeSet<String> = front_matter::KNOWN.map(str::to_owned).into();
    assert_eq!(keys(&schema("front-matter")), known);
}

fn a_configuration_is_told_from_a_wrong_one() {
    let schema = schema("config");
    let fits = |text: &str| wrong(&schema, &serde_json::from_str(text).expect("JSON")).is_empty();
    assert!(fits(
        r#"{"title": "A", "cmdlets": {"Get-Widget": "https://contoso.com"}}"#
    ));
    assert!(fits(
        r#"{"products": ["A", {"B": ["C"]}], "levels": {"FB404": "off"}}"#
    ));
    assert!(!fits(r#"{"tittle": "A"}"#));
    assert!(!fits(r#"{"levels": {"FB404": "loud"}}"#));
    assert!(!fits(r#"{"roles": {"symptoms": "A"}}"#));
    assert!(!fits(r#"{"base_url": "contoso.com"}"#));
}

fn an_answer_of_a_search_is_described() {
    let folder = Folder::new();
    folder.file(
        "content/kiln.md",
        "# The kiln stays cold\n\n> Heater offline on KILN07 (0x80091234)\n\n## Cause\n\nA fuse.\n\n## Resolution\n\n1. Replace it.\n",
    );
    let query = r#"{"id": 7, "query": "10:11:12 ERROR Heater offline on KILN99 (0x80091234)"}"#;
    folder.file(
        "queries.jsonl",
        format!("{query}\n{{\"id\": \"b\", \"query\": \"\\ud83d\"}}\n"),
    );
    let told = folder.fixbook(&["search", "--batch", "queries.jsonl", "."]);
    assert_eq!((told.code, told.err.as_str()), (Some(0), ""));
    let schema = schema("search");
    let answers: Vec<Value> = told
        .out
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(answers.len(), 2);
    for answer in &answers {
        assert_eq!(wrong(&schema, answer), Vec::<String>::new(), "{answer:#}");
    }
    assert_eq!(answers[0]["results"][0]["fix"]["section"], "resolution");
    let mut answer = answers[0].clone();
    answer["results"] = vec![answer["results"][0].clone(); 11].into();
    assert_eq!(wrong(&schema, &answer).len(), 1);
}

tests![
    every_model_fits_its_schema,
    a_model_that_is_not_as_described_does_not_fit,
    the_schema_of_the_configuration_lists_its_keys,
    the_schema_of_front_matter_lists_the_keys_that_are_read,
    a_configuration_is_told_from_a_wrong_one,
    an_answer_of_a_search_is_described,
];
