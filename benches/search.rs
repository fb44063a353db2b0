//! How well search finds what a paste is about, and what it costs a browser, for both halves of search.
//!
//! ```text
//! cargo bench --bench search -- FOLDER QUERIES.jsonl…
//! cargo bench --bench search -- --generate N [FOLDER QUERIES.jsonl…]
//! ```
//!
//! FOLDER is a site. A query is a line of JSON: `id`, `class`, `query`, and `relevant`, the paths of the
//! articles of which one must come first; queries of class `none` are documented nowhere. Printed are, for
//! each class: how often a right article comes first (R@1), among the first three (R@3), the mean reciprocal
//! rank of ten, and the share of confident answers; then how many confident answers are right, the bytes
//! (gzip) and requests that a first answer takes, the time of all answers together, and on how many queries
//! the script of the browser answers otherwise than Rust.
//!
//! `--generate N` adds N generated articles of varied vocabulary to those of FOLDER, to see what a large site
//! costs; without FOLDER the queries are messages of some of the generated articles.

#![allow(clippy::disallowed_methods, reason = "a benchmark touches the world")]

#[path = "support/numbers.rs"]
mod numbers;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::rc::Rc;

use fixbook::search::result::{MOST, Results, results};
use fixbook::search::script::script;
use fixbook::search::shelf::{Loader, Shelf};
use flate2::Compression;
use flate2::write::GzEncoder;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use rquickjs::{Context, Ctx, Function, Promise, Runtime};
use serde::Deserialize;

use numbers::Numbers;

#[derive(Deserialize)]
struct Query {
    id: String,
    class: String,
    query: String,
    relevant: Vec<String>,
}

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    let (generated, rest) = match arguments.as_slice() {
        [flag, count, rest @ ..] if flag == "--generate" => (count.parse().unwrap_or(0), rest),
        rest => (0, rest),
    };
    let Some((folder, files)) = rest
        .split_first()
        .map(|(folder, files)| (Some(folder), files))
        .or_else(|| (generated > 0).then_some((None, rest)))
    else {
        println!("left out: name the folder of a site and files of queries");
        return;
    };
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let site = scratch.path().join("site");
    fs::create_dir_all(&site).expect("the scratch folder can be written");
    if let Some(folder) = folder {
        copy(Path::new(folder), &site);
    }
    let messages = generate(&site.join("generated"), generated);
    let out = scratch.path().join("out");
    publish(&site, &out);
    let index = Index::read(&out.join("search"));
    index.print();
    if files.is_empty() {
        measure("generated", &messages, &index);
    }
    for file in files {
        let text = fs::read_to_string(file).expect("a file of queries");
        let queries: Vec<Query> = text
            .lines()
            .map(|line| serde_json::from_str(line).expect("a query"))
            .collect();
        let name = Path::new(file).file_stem().unwrap_or_default();
        measure(&name.to_string_lossy(), &queries, &index);
        time_of_batch(Path::new(file), &out);
    }
}

/// The files of an index.
struct Index {
    files: Rc<HashMap<String, String>>,
    /// The size of each, compressed.
    sizes: HashMap<String, usize>,
}

impl Index {
    fn read(folder: &Path) -> Self {
        let mut files = HashMap::new();
        for entry in fs::read_dir(folder).expect("an index").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            files.insert(name, fs::read_to_string(entry.path()).expect("a text"));
        }
        let sizes = files
            .iter()
            .map(|(name, text)| (name.clone(), compressed(text)))
            .collect();
        Self {
            files: Rc::new(files),
            sizes,
        }
    }

    fn print(&self) {
        let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for (name, size) in &self.sizes {
            let kind = name.split(['-', '.']).next().unwrap_or_default();
            let entry = kinds.entry(kind).or_default();
            entry.0 += 1;
            entry.1 += size;
        }
        println!("files of the index, and kB of each kind (gzip):");
        for (kind, (count, size)) in kinds {
            println!("  {kind:<10} {count:>6} {:>8.1}", size as f64 / 1000.0);
        }
    }
}

fn compressed(text: &str) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(text.as_bytes()).expect("memory");
    encoder.finish().expect("memory").len()
}

/// Loads files and notes which.
#[derive(Clone)]
struct Noting {
    files: Rc<HashMap<String, String>>,
    asked: Rc<RefCell<BTreeSet<String>>>,
}

impl Loader for Noting {
    fn load(&self, name: &str) -> Option<String> {
        self.asked.borrow_mut().insert(name.to_owned());
        self.files.get(name).cloned()
    }
}

#[derive(Default)]
struct Class {
    count: usize,
    first: usize,
    three: usize,
    reciprocal: f64,
    confident: usize,
    right: usize,
}

fn measure(name: &str, queries: &[Query], index: &Index) {
    println!("\n{name}: {} queries", queries.len());
    let mut classes: BTreeMap<&str, Class> = BTreeMap::new();
    let mut bytes: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut requests: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let browser = Browser::new(index);
    let mut differences = Vec::new();
    for query in queries {
        let asked = Rc::default();
        let noting = Noting {
            files: Rc::clone(&index.files),
            asked: Rc::clone(&asked),
        };
        let mut fresh = Shelf::open(noting).expect("an index");
        let found = results(&query.query, &mut fresh, MOST);
        let kind = match query.query.lines().count() {
            0..=8 => "to 8 lines",
            9..=29 => "to 29",
            _ => "from 30",
        };
        let sizes = asked
            .borrow()
            .iter()
            .map(|name| index.sizes.get(name).copied().unwrap_or(0))
            .sum();
        bytes.entry(kind).or_default().push(sizes);
        requests.entry(kind).or_default().push(asked.borrow().len());
        // Both are read from text, because reading may round.
        let json = serde_json::to_string(&found).expect("results are plain");
        let json = serde_json::from_str(&json).expect("JSON");
        if plain(browser.answer(&query.query)) != plain(json) {
            differences.push(query.id.clone());
        }
        score(classes.entry(&query.class).or_default(), query, &found);
    }
    print_classes(&classes);
    for (kind, bytes) in &mut bytes {
        let requests = requests.get_mut(kind).expect("both are noted");
        let [median, most] = [0.5, 0.95].map(|share| quantile(bytes, share) as f64 / 1000.0);
        let [few, many] = [0.5, 0.95].map(|share| quantile(requests, share));
        println!(
            "  first answer, pastes {kind}: {median:.0} kB, {few} requests (median); {most:.0} kB, {many} requests (95 %)"
        );
    }
    println!(
        "  answers of the browser that differ: {} {}",
        differences.len(),
        differences.join(" ")
    );
}

/// The same with every number as a fraction: scripts do not tell 1 from 1.0.
fn plain(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Number(number) => Value::from(number.as_f64().unwrap_or(0.0)),
        Value::Array(list) => list.into_iter().map(plain).collect(),
        Value::Object(map) => map
            .into_iter()
            .map(|(key, value)| (key, plain(value)))
            .collect(),
        other => other,
    }
}

fn score(class: &mut Class, query: &Query, found: &Results) {
    let is_right = |path: &str| query.relevant.iter().any(|known| known == path);
    let rank = found.results.iter().position(|hit| is_right(&hit.path));
    class.count += 1;
    class.first += usize::from(rank == Some(0));
    class.three += usize::from(rank.is_some_and(|rank| rank < 3));
    class.reciprocal += rank.map_or(0.0, |rank| 1.0 / (rank as f64 + 1.0));
    class.confident += usize::from(found.confident);
    class.right += usize::from(found.confident && rank == Some(0));
}

fn print_classes(classes: &BTreeMap<&str, Class>) {
    println!(
        "  {:<12} {:>5} {:>6} {:>6} {:>6} {:>10}",
        "class", "n", "R@1", "R@3", "MRR", "confident"
    );
    let mut all = Class::default();
    for (name, class) in classes {
        print_class(name, class);
        if *name != "none" {
            all.count += class.count;
            all.first += class.first;
            all.three += class.three;
            all.reciprocal += class.reciprocal;
            all.confident += class.confident;
            all.right += class.right;
        }
    }
    if all.count > 0 {
        print_class("answerable", &all);
        let right = all.right as f64 / all.confident.max(1) as f64;
        println!("  of the confident answers to answerable pastes {right:.3} are right");
    }
}

fn print_class(name: &str, class: &Class) {
    let share = |count: f64| count / class.count as f64;
    let mut line = format!("  {name:<12} {:>5}", class.count);
    if name == "none" {
        line.push_str("      -      -      -");
    } else {
        let shares = [
            share(class.first as f64),
            share(class.three as f64),
            share(class.reciprocal),
        ];
        shares.iter().for_each(|share| {
            let _ = write!(line, " {share:>6.3}");
        });
    }
    println!("{line} {:>10.3}", share(class.confident as f64));
}

fn quantile(values: &mut [usize], share: f64) -> usize {
    values.sort_unstable();
    let last = values.len().saturating_sub(1);
    values[((last as f64) * share).round() as usize]
}

/// The script of search in an engine, with the files of an index.
struct Browser {
    context: Context,
}

impl Browser {
    fn new(index: &Index) -> Self {
        const OPEN: &str = "
            async function answered(text) { return JSON.stringify(await fixbook.search(text)); }
            async function opened() { return String(await fixbook.open({ load: async (name) => loaded(name) })); }";
        let runtime = Runtime::new().expect("an engine");
        let context = Context::full(&runtime).expect("a context");
        let files = Rc::clone(&index.files);
        context.with(|ctx| {
            let load = Function::new(ctx.clone(), move |name: String| files.get(&name).cloned());
            ctx.globals()
                .set("loaded", load.expect("a function"))
                .expect("a global");
            ctx.eval::<(), _>(script()).expect("the script runs");
            ctx.eval::<(), _>(OPEN).expect("the script runs");
        });
        let browser = Self { context };
        assert_eq!(browser.promised("opened", ""), "true");
        browser
    }

    fn answer(&self, text: &str) -> serde_json::Value {
        serde_json::from_str(&self.promised("answered", text)).expect("an answer")
    }

    fn promised(&self, function: &str, text: &str) -> String {
        let ask = |ctx: Ctx<'_>| -> String {
            let function: Function<'_> = ctx.globals().get(function).expect("a function");
            let promise: Promise<'_> = function.call((text,)).expect("a promise");
            promise.finish().expect("an answer")
        };
        self.context.with(ask)
    }
}

/// How much time a process takes that answers all queries of a file from the published index.
fn time_of_batch(queries: &Path, out: &Path) {
    let before = used();
    let answered = Command::new(env!("CARGO_BIN_EXE_fixbook"))
        .args(["search", "--batch"])
        .arg(queries)
        .arg(out)
        .output()
        .expect("fixbook starts");
    let took = used() - before;
    assert!(answered.status.success(), "every query is answered");
    println!("  `fixbook search --batch`: {took:.2} s of user and system time");
}

/// The time of all processes started so far, in seconds.
fn used() -> f64 {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the usage of processes");
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    micros as f64 / 1e6
}

fn publish(site: &Path, out: &Path) {
    let before = used();
    let built = Command::new(env!("CARGO_BIN_EXE_fixbook"))
        .args(["build", "--quiet"])
        .arg(site)
        .arg("-d")
        .arg(out)
        .output()
        .expect("fixbook starts");
    if !out.join("search/manifest.js").is_file() {
        panic!("{}", String::from_utf8_lossy(&built.stderr));
    }
    println!(
        "published in {:.2} s of user and system time",
        used() - before
    );
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            fs::create_dir_all(&target).expect("writable");
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("writable");
        }
    }
}

/// Writes articles of varied vocabulary: frequent words are frequent as in a language (rank to the power of
/// -1), and one in three is a name of its own. Answers with the messages of some of them.
fn generate(folder: &Path, count: usize) -> Vec<Query> {
    let mut words = Words(Numbers::new());
    let mut messages = Vec::new();
    for index in 0..count {
        let path = format!("area-{:03}/article-{index:06}.md", index % 400);
        let message = words.sentence();
        let code = 0x8000_0000 | words.number(0x4000_0000);
        let text = format!(
            "# {}\n\n{}\n\n## Symptoms\n\n> {message} (0x{code:08X})\n\n{}\n\n## Cause\n\n{}\n\n## Resolution\n\n1. {}\n2. {}\n",
            words.sentence(),
            words.sentence(),
            words.sentence(),
            words.sentence(),
            words.sentence(),
            words.sentence(),
        );
        let file = folder.join(&path);
        fs::create_dir_all(file.parent().unwrap_or(folder)).expect("writable");
        fs::write(&file, text).expect("writable");
        if index % (count / 200).max(1) == 0 {
            messages.push(Query {
                id: format!("generated-{index}"),
                class: "generated".to_owned(),
                query: format!(
                    "2026-11-02 10:11:12 ERROR [worker-3] {message} on host7.example.com"
                ),
                relevant: vec![format!("generated/{path}")],
            });
        }
    }
    messages
}

/// A generator of words.
struct Words(Numbers);

impl Words {
    fn number(&mut self, below: u64) -> u64 {
        self.0.below(below)
    }

    /// A word: one of a vocabulary, the first ones often, or now and then one that nothing else has.
    fn word(&mut self) -> String {
        const SYLLABLES: [&str; 24] = [
            "ba", "con", "der", "ex", "fil", "gra", "ho", "in", "jon", "ker", "lo", "mem", "nor",
            "op", "pro", "qua", "re", "ser", "ti", "un", "ver", "wor", "xy", "zen",
        ];
        let rank = if self.number(12) == 0 {
            self.number(1 << 40)
        } else {
            // As many words of ranks from 2^k to 2^(k + 1) for every k, in a vocabulary of 2^17.
            let least = 1 << self.number(17);
            least + self.number(least)
        };
        let mut rank = rank;
        let mut word = String::new();
        while rank > 0 && word.len() < 14 {
            word.push_str(SYLLABLES[usize::try_from(rank % 24).unwrap_or(0)]);
            rank /= 24;
        }
        word
    }

    fn sentence(&mut self) -> String {
        let length = 7 + self.number(10);
        let words: Vec<String> = (0..length).map(|_| self.word()).collect();
        format!("The {}.", words.join(" "))
    }
}
