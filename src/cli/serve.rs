//! `fixbook serve`: the site as it is being written, on this machine. Nothing is written to disk.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use clap::Args;

use super::load::{Loaded, Unusable, load_again};
use super::report::{Steps, count, fail, say};
use super::rereading::reread;
use super::{Common, Outcome};
use crate::check::{self, allow};
use crate::diagnostic::{self, Code, Diagnostic, Level, visible};
use crate::disk::Cache;
use crate::inputs::Edition;
use crate::memo::Memo;
use crate::pipeline::{self, Site};
use crate::serve::{self, Change, Folders, Hub, Preview, Watch};

/// How often all files are looked through where the system tells of changes, and where it does not.
const SELDOM: Duration = Duration::from_secs(60);
const OFTEN: Duration = Duration::from_secs(1);

#[derive(Debug, Args)]
pub(super) struct Serve {
    /// The folder of the site [default: the current folder]
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
    /// The port; where it is taken, the next one that is free
    #[arg(short, long, default_value_t = 4100)]
    port: u16,
    /// The name or address to listen on; others than this machine's own let others in
    #[arg(short = 'n', long, default_value = "127.0.0.1", value_name = "HOST")]
    host: String,
    /// Open the site in a browser
    #[arg(short, long)]
    open: bool,
    /// Look for changes every second, for file systems that do not tell of them
    #[arg(long)]
    poll: bool,
    /// End where the port is taken
    #[arg(long)]
    strict_port: bool,
    /// Show drafts
    #[arg(short = 'D', long)]
    drafts: bool,
    /// Show articles dated in the future
    #[arg(short = 'F', long)]
    future: bool,
    /// Show expired articles
    #[arg(short = 'E', long)]
    expired: bool,
    /// Show what readers of this level see, and nothing narrower
    #[arg(long = "for", value_name = "LEVEL")]
    audience: Option<String>,
}

impl Serve {
    pub(super) fn run(self, common: &Common) -> Outcome {
        let root = self.dir.clone().or_else(|| common.root.clone());
        let root = root.unwrap_or_else(|| PathBuf::from("."));
        let bound = match serve::bind(&self.host, self.port, self.strict_port) {
            Ok(bound) => bound,
            Err(error) => {
                let at = format!("{}:{}", self.host, self.port);
                let help = "name another port with `-p`, or another host with `-n`";
                let message =
                    visible(&format!("nothing can listen on `{at}`: {error}")).into_owned();
                fail(Code::WrongArgument, message, help);
                return Outcome::Usage;
            }
        };
        let mut reader = Reader {
            common: common.clone(),
            edition: Edition {
                drafts: self.drafts,
                future: self.future,
                expired: self.expired,
                audience: self.audience.clone(),
                base_url: None,
            },
            root,
            cache: Cache::keeping(),
            memo: Memo::default(),
            known: None,
            is_sound: true,
            version: first_version(),
        };
        let first = reader.first();
        let (preview, base) = match first {
            Ok(first) => first,
            Err(unusable) => {
                unusable.tell();
                return Outcome::Usage;
            }
        };
        let address = format!("http://{}{base}", bound.address);
        // Somebody may wait for this line and read nothing after it.
        println!("{address}");
        if !bound.address.ip().is_loopback() {
            say("others can reach this preview, with its drafts and internal articles");
        }
        if self.open {
            open(&address);
        }
        let mut watch = Watch::new(self.poll || serve::is_silent(&reader.root));
        let nudge = watch.nudge();
        let hub = Arc::new(Hub::new(preview));
        let shown = Arc::clone(&hub);
        let watching = std::thread::spawn(move || {
            reader.watch(&mut watch, &shown);
        });
        let look = Arc::new(move || nudge.look());
        if let Err(error) = serve::serve(bound, &self.host, &base, hub, look) {
            fail(
                Code::WrongArgument,
                format!("the preview cannot be served: {error}"),
                "try again, or name another port with `-p`",
            );
            return Outcome::Usage;
        }
        let _ = watching.join();
        Outcome::Clean
    }
}

/// The first version of a server: another one than any that an earlier server can have had.
fn first_version() -> u64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    now.map_or(1, |now| u64::try_from(now.as_millis()).unwrap_or(1))
}

/// Opens an address in the browser of the desktop, if there is one.
fn open(address: &str) {
    let (program, arguments): (&str, &[&str]) = if cfg!(windows) {
        ("cmd", &["/c", "start", ""])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else {
        ("xdg-open", &[])
    };
    let started = std::process::Command::new(program)
        .args(arguments)
        .arg(address)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn();
    if started.is_err() {
        say(&format!("no browser could be opened; go to {address}"));
    }
}

/// Reads the site whenever its files change.
struct Reader {
    common: Common,
    edition: Edition,
    root: PathBuf,
    cache: Cache,
    memo: Memo,
    /// What was read last.
    known: Option<Known>,
    /// Whether the files could be read when all of them were looked at last, so that one may be read by itself.
    is_sound: bool,
    version: u64,
}

/// A site that was read.
struct Known {
    loaded: Loaded,
    site: Arc<Site>,
    findings: Vec<Diagnostic>,
}

/// What became of a change.
enum News {
    /// Nothing has changed.
    None,
    /// There is another site.
    Site,
    /// The site cannot be read: why.
    Trouble(Vec<String>),
}

impl Reader {
    /// The first site, and the path under which it is published.
    fn first(&mut self) -> Result<(Preview, String), Unusable> {
        let loaded = self.load()?;
        let base = loaded
            .inputs
            .edition
            .base_url
            .as_deref()
            .map_or_else(|| "/".to_owned(), base_of);
        self.take(loaded);
        Ok((self.preview(Vec::new()), base))
    }

    fn load(&mut self) -> Result<Loaded, Unusable> {
        let quiet = Common {
            quiet: true,
            ..self.common.clone()
        };
        self.cache.start();
        let steps = Steps::new(&self.common);
        let loaded = load_again(
            &self.root,
            None,
            &quiet,
            self.edition.clone(),
            &steps,
            &self.cache,
        );
        self.cache.end();
        loaded
    }

    /// Reads the site of these files.
    fn take(&mut self, loaded: Loaded) {
        let site = pipeline::read_again(&loaded.inputs, &mut self.memo);
        let mut findings = loaded.diagnostics.clone();
        findings.extend(site.diagnostics.iter().cloned());
        allow::apply(&mut findings, site.files());
        check::set_levels(&mut findings, &loaded.inputs.config);
        diagnostic::sort(&mut findings);
        self.known = Some(Known {
            loaded,
            site: Arc::new(site),
            findings,
        });
    }

    /// The site as it was read last.
    fn preview(&self, trouble: Vec<String>) -> Preview {
        let known = self.known.as_ref();
        let folders = known.map_or_else(
            || Folders {
                content: self.root.clone(),
                statics: self.root.clone(),
                root: self.root.clone(),
            },
            |known| Folders {
                content: known.loaded.content.clone(),
                statics: self.root.join(&known.loaded.inputs.config.static_folder),
                root: self.root.clone(),
            },
        );
        let site = known.map(|known| Arc::clone(&known.site));
        let mut preview = Preview::new(site, self.version, folders);
        preview.trouble = trouble;
        preview.findings = known.map_or_else(Vec::new, |known| known.findings.clone());
        preview
    }

    /// Follows the files until the process ends.
    fn watch(&mut self, watch: &mut Watch, hub: &Hub) {
        let mut told = false;
        watch.follow(self.folders());
        let mut took = Duration::ZERO;
        // What was changed while the first site was read.
        let mut change = Change::Anything;
        loop {
            let started = Instant::now();
            if self.concerns(&change) {
                self.refresh(&change, hub);
                watch.follow(self.folders());
                took = started.elapsed();
            }
            if !watch.hears() && !told {
                told = true;
                let why = watch
                    .trouble
                    .as_deref()
                    .unwrap_or("they are looked through");
                say(&visible(&format!(
                    "changes of files are looked for every second: {why}"
                )));
            }
            // To look through the files takes one part in two thousand of the time, or one in fifty.
            let patience = match watch.hears() {
                true => SELDOM.max(took * 2000),
                false => OFTEN.max(took * 50),
            };
            change = match watch.wait(patience) {
                Change::Nothing => Change::Anything,
                change => change,
            };
        }
    }

    /// Whether a change is one of the site's files.
    fn concerns(&self, change: &Change) -> bool {
        match change {
            Change::Paths(paths) => paths.iter().any(|path| !self.is_foreign(path)),
            Change::Anything => true,
            Change::Nothing => false,
        }
    }

    fn is_foreign(&self, path: &Path) -> bool {
        let output = self.known.as_ref().map(|known| &known.loaded.output);
        let is_own = |name: &std::ffi::OsStr| name == ".git" || name == "node_modules";
        output.is_some_and(|output| path.starts_with(output))
            || path.components().any(|part| is_own(part.as_os_str()))
    }

    /// The folders to watch, and whether with all below.
    fn folders(&self) -> Vec<(PathBuf, bool)> {
        let mut folders = Vec::new();
        let mut add = |folder: PathBuf, is_deep| {
            if folder.is_dir() && folders.iter().all(|(known, _)| *known != folder) {
                folders.push((folder, is_deep));
            }
        };
        if let Some(Known { loaded, .. }) = &self.known {
            add(loaded.content.clone(), true);
            add(self.root.join(&loaded.inputs.config.static_folder), true);
            if let Some(theme) = &loaded.inputs.config.theme {
                add(self.root.join("themes").join(theme), true);
            }
        }
        add(self.root.clone(), false);
        folders
    }

    /// Reads again what changed, and shows it.
    fn refresh(&mut self, change: &Change, hub: &Hub) {
        if let Change::Paths(paths) = change {
            paths.iter().for_each(|path| self.cache.forget(path));
        }
        let started = Instant::now();
        let news = catch_unwind(AssertUnwindSafe(|| self.news(change))).unwrap_or_else(|_| {
            // What is kept may be half of something.
            self.memo = Memo::default();
            self.is_sound = false;
            let words = "fixbook failed on these files; the terminal says more".to_owned();
            News::Trouble(vec![words])
        });
        let trouble = match news {
            News::None => return,
            News::Site => Vec::new(),
            News::Trouble(words) => {
                if hub.current().trouble == words {
                    return;
                }
                words.iter().for_each(|words| say(words));
                words
            }
        };
        let is_read = trouble.is_empty();
        self.version += 1;
        hub.show(self.preview(trouble));
        if is_read {
            self.tell(change, started.elapsed());
        }
    }

    fn news(&mut self, change: &Change) -> News {
        if let Change::Paths(paths) = change
            && self.is_sound
            && let Some(mut known) = self.known.take()
        {
            let before = Arc::clone(&known.loaded.inputs);
            let is_all = reread(&mut known.loaded, paths);
            if is_all && !Arc::ptr_eq(&before, &known.loaded.inputs) {
                self.take(known.loaded);
                return News::Site;
            }
            self.known = Some(known);
            if is_all {
                return News::None;
            }
        }
        self.is_sound = false;
        let loaded = match self.load() {
            Ok(loaded) => loaded,
            Err(unusable) => return News::Trouble(unusable.words()),
        };
        self.is_sound = true;
        if let Some(known) = &self.known
            && known.loaded.inputs == loaded.inputs
            && known.loaded.diagnostics == loaded.diagnostics
        {
            return News::None;
        }
        self.take(loaded);
        News::Site
    }

    /// Says in a line what was read again, and what is wrong with it.
    fn tell(&self, change: &Change, took: Duration) {
        let Some(known) = &self.known else { return };
        if self.common.quiet {
            return;
        }
        let shown = |path: &PathBuf| {
            path.strip_prefix(&self.root)
                .unwrap_or(path)
                .display()
                .to_string()
        };
        let what = match change {
            Change::Paths(paths) if paths.len() == 1 => shown(&paths[0]),
            Change::Paths(paths) => count(paths.len(), "path"),
            Change::Anything | Change::Nothing => "the folder".to_owned(),
        };
        let of = |level| {
            known
                .findings
                .iter()
                .filter(|one| one.level == level)
                .count()
        };
        say(&visible(&format!(
            "{what} read again ({} ms): {}, {}",
            took.as_millis(),
            count(of(Level::Error), "error"),
            count(of(Level::Warning), "warning"),
        )));
    }
}

/// The path of an address, with a slash at either end.
fn base_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path);
    let path = path
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .trim_matches('/');
    if path.is_empty() {
        "/".to_owned()
    } else {
        format!("/{path}/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_site_is_served_below_the_path_of_its_address() {
        for (url, base) in [
            ("https://kb.example.org", "/"),
            ("https://kb.example.org/", "/"),
            ("https://example.org/kb", "/kb/"),
            ("https://example.org/a/kb/?x#y", "/a/kb/"),
        ] {
            assert_eq!(base_of(url), base, "{url}");
        }
    }
}
