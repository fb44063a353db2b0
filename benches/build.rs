//! What publishing a site costs: user time, system time and peak memory of the whole command,
//! beside a floor measured in the same run.
//!
//! ```text
//! cargo bench --bench build                          # 3,000 generated articles
//! cargo bench --bench build -- FOLDER [CONFIG]       # a site of yours, too
//! ```
//!
//! The floor is a program that does only what no generator can do without: read every article,
//! parse it with the Markdown crate, and write as many files of the same mean size. Both run as
//! processes of their own, in turn, on a memory file system where there is one. Quote the medians
//! and the ratio: machines differ, and so do moments.

#![allow(clippy::disallowed_methods, reason = "a benchmark touches the world")]

#[path = "support/numbers.rs"]
mod numbers;

use std::fmt::Write as _;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;

use numbers::Numbers;

/// How often each program is run.
const RUNS: usize = 7;
/// How many articles are generated, and about how long each is.
const GENERATED: usize = 3_000;
const ARTICLE_BYTES: usize = 4_300;

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    if let [flag, folder, out, files, bytes] = arguments.as_slice()
        && flag == "--floor"
    {
        let number = |text: &str| {
            text.parse()
                .expect("the benchmark calls itself with numbers")
        };
        return floor(
            Path::new(folder),
            Path::new(out),
            number(files),
            number(bytes),
        );
    }
    let scratch = Scratch::new();
    let generated = scratch.path("generated");
    generate(&generated);
    let mut sites = vec![("generated".to_owned(), generated, None)];
    if let Some(folder) = arguments.first() {
        let copy = scratch.path("site");
        copy_folder(Path::new(folder), &copy);
        sites.insert(
            0,
            (folder.clone(), copy, arguments.get(1).map(PathBuf::from)),
        );
    }
    println!(
        "medians of {RUNS} runs; times in milliseconds of processor time, all threads together\n"
    );
    println!(
        "{:<28} {:>8} {:>8} {:>8} {:>8} {:>8} {:>9} {:>8} {:>7}",
        "site", "articles", "files", "user", "system", "both", "peak MB", "floor", "ratio"
    );
    for (name, folder, config) in sites {
        measure(&name, &folder, config.as_deref(), &scratch);
    }
}

/// Runs both programs in turn and prints a line.
fn measure(name: &str, folder: &Path, config: Option<&Path>, scratch: &Scratch) {
    let out = scratch.path("out");
    let (mut builds, mut floors) = (Vec::new(), Vec::new());
    let mut files = 0;
    for _ in 0..RUNS {
        let _ = fs::remove_dir_all(&out);
        builds.push(run(&mut build(folder, config, &out)));
        let bytes;
        (files, bytes) = written(&out);
        let _ = fs::remove_dir_all(&out);
        let mut floor = Command::new(std::env::current_exe().expect("a program knows itself"));
        floor.arg("--floor").arg(folder).arg(&out);
        floor
            .arg(files.to_string())
            .arg((bytes / files.max(1)).to_string());
        floors.push(run(&mut floor));
    }
    let user = median(builds.iter().map(|usage| usage.user));
    let system = median(builds.iter().map(|usage| usage.system));
    let both = median(builds.iter().map(|usage| usage.user + usage.system));
    let least = median(floors.iter().map(|usage| usage.user + usage.system));
    let peak = builds.iter().map(|usage| usage.peak_kb).max().unwrap_or(0);
    let milliseconds = |duration: Duration| duration.as_secs_f64() * 1e3;
    let short: String = name
        .chars()
        .rev()
        .take(28)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    println!(
        "{:<28} {:>8} {:>8} {:>8.0} {:>8.0} {:>8.0} {:>9.0} {:>8.0} {:>7.1}",
        short,
        articles(folder).len(),
        files,
        milliseconds(user),
        milliseconds(system),
        milliseconds(both),
        peak as f64 / 1024.0,
        milliseconds(least),
        milliseconds(both) / milliseconds(least).max(1e-3),
    );
}

fn build(folder: &Path, config: Option<&Path>, out: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fixbook"));
    command
        .arg("build")
        .arg(folder)
        .arg("-d")
        .arg(out)
        .arg("-q");
    if let Some(config) = config {
        command.arg("-c").arg(config);
    }
    command
}

/// What a process used.
struct Usage {
    user: Duration,
    system: Duration,
    /// The largest of all processes so far; the floor is far smaller than a build.
    peak_kb: i64,
}

fn run(command: &mut Command) -> Usage {
    let before = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the system counts");
    let status = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("it starts");
    assert!(
        status.success() || status.code() == Some(1),
        "{command:?} failed: {status}"
    );
    let after = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the system counts");
    let spent = |before: i64, after: i64| Duration::from_micros((after - before).unsigned_abs());
    Usage {
        user: spent(
            before.user_time().num_microseconds(),
            after.user_time().num_microseconds(),
        ),
        system: spent(
            before.system_time().num_microseconds(),
            after.system_time().num_microseconds(),
        ),
        peak_kb: after.max_rss(),
    }
}

fn median(values: impl Iterator<Item = Duration>) -> Duration {
    let mut values: Vec<Duration> = values.collect();
    values.sort_unstable();
    values[values.len() / 2]
}

/// Reads and parses every article and writes as many files as a build does, and nothing else.
fn floor(folder: &Path, out: &Path, files: usize, bytes: usize) {
    let mut events = 0;
    for path in articles(folder) {
        let mut text = String::new();
        let mut file = fs::File::open(&path).expect("it was just listed");
        let _ = file.read_to_string(&mut text);
        let options = pulldown_cmark::Options::ENABLE_TABLES | pulldown_cmark::Options::ENABLE_GFM;
        events += pulldown_cmark::Parser::new_ext(&text, options)
            .into_offset_iter()
            .count();
    }
    let page = vec![b'x'; bytes];
    for index in 0..files {
        let folder = out.join((index / 64).to_string());
        if index % 64 == 0 {
            fs::create_dir_all(&folder).expect("the scratch folder can be written");
        }
        fs::write(folder.join(index.to_string()), &page)
            .expect("the scratch folder can be written");
    }
    assert!(events > 0 || files == 0, "the site has articles");
}

fn articles(folder: &Path) -> Vec<PathBuf> {
    let is_article = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "md");
    files(folder).into_iter().filter(is_article).collect()
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found
}

fn written(out: &Path) -> (usize, usize) {
    let files = files(out);
    let bytes = files.iter().filter_map(|file| fs::metadata(file).ok());
    let bytes: u64 = bytes.map(|metadata| metadata.len()).sum();
    (files.len(), usize::try_from(bytes).unwrap_or(usize::MAX))
}

/// Copies a site without its images, because copying them is not what is measured.
fn copy_folder(from: &Path, to: &Path) {
    let is_image = |path: &PathBuf| {
        let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
        ["png", "jpg", "jpeg", "gif", "svg"]
            .iter()
            .any(|image| extension == *image)
    };
    for path in files(from).into_iter().filter(|path| !is_image(path)) {
        let target = to.join(path.strip_prefix(from).expect("it was listed below"));
        fs::create_dir_all(target.parent().expect("it is below")).expect("scratch can be written");
        fs::copy(&path, &target).expect("scratch can be written");
    }
}

/// A folder of its own that goes with the benchmark, in memory where the system offers that.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        let memory = Path::new("/dev/shm");
        let base = if memory.is_dir() {
            memory.to_owned()
        } else {
            std::env::temp_dir()
        };
        let folder = base.join(format!("fixbook-bench-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("the scratch folder can be made");
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Writes articles of varied vocabulary: the same ones on every machine.
fn generate(folder: &Path) {
    let mut words = Words(Numbers::new());
    for index in 0..GENERATED {
        let folder = folder.join(format!("area-{:02}", index % 40));
        fs::create_dir_all(&folder).expect("the scratch folder can be written");
        let text = article(index, &mut words);
        let mut file =
            fs::File::create(folder.join(format!("article-{index:05}.md"))).expect("writable");
        file.write_all(text.as_bytes()).expect("writable");
    }
}

/// A generator of words.
struct Words(Numbers);

impl Words {
    fn number(&mut self, below: u64) -> u64 {
        self.0.below(below)
    }

    fn word(&mut self) -> String {
        const SYLLABLES: [&str; 16] = [
            "ser", "ver", "con", "nect", "time", "out", "mail", "box", "cert", "sync", "node",
            "path", "lock", "que", "rep", "log",
        ];
        let length = 1 + self.number(3);
        (0..length)
            .map(|_| SYLLABLES[usize::try_from(self.number(16)).unwrap_or(0)])
            .collect()
    }

    fn sentence(&mut self) -> String {
        let length = 6 + self.number(12);
        let words: Vec<String> = (0..length).map(|_| self.word()).collect();
        format!("The {}.", words.join(" "))
    }
}

fn article(index: usize, words: &mut Words) -> String {
    let mut text = format!(
        "---\ntitle: {} {index}\ndescription: {}\ndate: 2026-0{}-1{}\nowner: team-{}\napplies_to:\n  - Product {}\ntags: [{}, {}]\n---\n\n# {} {index}\n\n{}\n",
        words.word(),
        words.sentence(),
        1 + words.number(9),
        words.number(9),
        words.number(9),
        words.number(60),
        words.word(),
        words.word(),
        words.word(),
        words.sentence(),
    );
    for heading in ["Symptoms", "Cause", "Resolution", "More information"] {
        let _ = write!(
            text,
            "\n## {heading}\n\n{} {}\n",
            words.sentence(),
            words.sentence()
        );
        if heading == "Symptoms" {
            let code = words.number(0xFFFF_FFFF);
            let _ = write!(
                text,
                "\n> Error 0x{code:08X}: {} \"{}\"\n",
                words.sentence(),
                words.word()
            );
        }
        if heading == "Resolution" {
            for step in 1..=6 {
                let _ = write!(
                    text,
                    "\n{step}. {}\n\n   ```powershell\n   Get-{} -Identity <{}> | Format-List {}\n   ```\n",
                    words.sentence(),
                    words.word(),
                    words.word(),
                    words.word(),
                );
            }
            text.push_str("\n| Name | Value | Meaning |\n|---|---:|---|\n");
            for _ in 0..5 {
                let _ = writeln!(
                    text,
                    "| `{}` | {} | {} |",
                    words.word(),
                    words.number(999),
                    words.sentence()
                );
            }
        }
    }
    while text.len() < ARTICLE_BYTES {
        let _ = write!(
            text,
            "\n{} **{}** {} `{}`.\n",
            words.sentence(),
            words.word(),
            words.sentence(),
            words.word()
        );
    }
    text
}
