//! From the command line to the inputs of a site: its root, its configuration and its files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::report::{Form, Reporter, Steps, fail};
use super::{Common, project};
use crate::config::{self, Config};
use crate::diagnostic::{Code, Diagnosed, Diagnostic, Level};
use crate::disk::{self, Cache};
use crate::inputs::{Edition, Inputs, ThemeFile};
use crate::markdown;
use crate::source::{SitePath, Source};

/// A site as it was found on disk.
pub(super) struct Loaded {
    /// The folder of the site.
    pub(super) root: PathBuf,
    /// The folder of its articles.
    pub(super) content: PathBuf,
    /// Folders that are never read as content.
    pub(super) skip: Vec<PathBuf>,
    /// The folder it is published to.
    pub(super) output: PathBuf,
    /// What it is made from.
    pub(super) inputs: Arc<Inputs>,
    /// What there is to say about its files.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Tells it.
    pub(super) reporter: Reporter,
}

/// A site that cannot be read, and why; nothing more where that was told already.
#[derive(Default)]
pub(super) struct Unusable(Option<Box<(Reporter, Vec<Diagnostic>)>>);

impl Unusable {
    fn new(reporter: Reporter, findings: Vec<Diagnostic>) -> Self {
        Self(Some(Box::new((reporter, findings))))
    }

    /// Tells why, on standard error.
    pub(super) fn tell(&self) {
        if let Some((reporter, findings)) = self.0.as_deref() {
            reporter.tell(findings);
        }
    }

    /// Tells why, as texts for people.
    pub(super) fn words(&self) -> Vec<String> {
        let told = self.0.as_deref();
        told.map_or_else(Vec::new, |(reporter, findings)| reporter.words(findings))
    }

    /// Tells why, as a result.
    pub(super) fn write(&self, form: Form) {
        if let Some((reporter, findings)) = self.0.as_deref() {
            reporter.write(findings, form);
        }
    }
}

/// The name of the configuration file.
pub(super) const CONFIG: &str = "fixbook.yaml";
/// Folders that hold the articles, in the order in which they are looked for.
const CONTENT_FOLDERS: [&str; 3] = ["content", "docs", "articles"];

/// Reads the site at `root` for a question about it, and says nothing but what prevents an answer.
/// Whoever asks may see an article before and after its time.
pub(super) fn load_to_ask(root: &Path, common: &Common) -> Option<Loaded> {
    let quiet = Common {
        quiet: true,
        ..common.clone()
    };
    let loaded = load(root, None, &quiet, everything(), &Steps::new(common));
    loaded.inspect_err(Unusable::tell).ok()
}

/// The edition of those who write: an article stands in it before and after its time.
pub(super) fn everything() -> Edition {
    Edition {
        drafts: true,
        future: true,
        expired: true,
        ..Edition::default()
    }
}

/// Reads the site at `root`; `output` is where the command publishes it.
///
/// # Errors
/// If the root or the configuration is unusable.
pub(super) fn load(
    root: &Path,
    output: Option<&Path>,
    common: &Common,
    edition: Edition,
    steps: &Steps,
) -> Result<Loaded, Unusable> {
    load_again(root, output, common, edition, steps, &Cache::default())
}

/// The same; files that the cache keeps are not read again.
pub(super) fn load_again(
    root: &Path,
    output: Option<&Path>,
    common: &Common,
    edition: Edition,
    steps: &Steps,
    cache: &Cache,
) -> Result<Loaded, Unusable> {
    if !root.is_dir() {
        let kind = if root.exists() {
            "is not a folder"
        } else {
            "does not exist"
        };
        fail(
            Code::WrongArgument,
            format!("`{}` {kind}", root.display()),
            "name the folder of a site, or go there first",
        );
        return Err(Unusable::default());
    }
    steps.note("root", root.display());
    let (config, mut diagnostics, mut reporter) = configuration(root, common, steps)?;
    let is_project = config.content.is_none() && project::is_project(root, CONFIG);
    let content = if is_project {
        root.to_owned()
    } else {
        content_folder(root, &config)
    };
    steps.note("content", content.display());
    steps.note("theme", config.theme.as_deref().unwrap_or("default"));
    if !content.is_dir() {
        let message = format!("the content folder `{}` does not exist", content.display());
        diagnostics.push(
            Diagnostic::new(Code::WrongConfigValue, message)
                .help(format!("create it, or set `content:` in {CONFIG}")),
        );
        return Err(Unusable::new(reporter, diagnostics));
    }
    reporter.content(&content);
    reporter.in_root(&config.static_folder);
    let output = output.map_or_else(|| root.join(&config.output), Path::to_path_buf);
    let Some(theme) = theme(root, &config, &mut diagnostics, &mut reporter) else {
        return Err(Unusable::new(reporter, diagnostics));
    };
    let mut skip = vec![output.clone()];
    skip.extend(
        [
            "themes",
            "archetypes",
            "public",
            config.static_folder.as_str(),
        ]
        .map(|name| root.join(name)),
    );
    skip.retain(|folder| *folder != content);
    let exclude = disk::Exclude::new(&config.exclude).into_value(&mut diagnostics);
    let folder =
        disk::read_content(root, &content, &exclude, &skip, cache).into_value(&mut diagnostics);
    let mut assets = folder.files;
    disk::image_dimensions(&content, &mut assets, &|_| true, cache);
    let static_folder = root.join(&config.static_folder);
    let mut statics = in_folder(
        disk::read_static(root, &static_folder, std::slice::from_ref(&output)),
        &config.static_folder,
    )
    .into_value(&mut diagnostics);
    let is_logo = |path: &SitePath| config.logo.as_deref() == Some(path.as_str());
    disk::image_dimensions(&static_folder, &mut statics, &is_logo, cache);
    let today = today(&mut diagnostics);
    if folder.sources.is_empty() {
        let message = format!("there are no articles in `{}`", content.display());
        diagnostics.push(
            Diagnostic::new(Code::NoArticles, message)
                .help("write a Markdown file (`.md`) there, or set `content:` in fixbook.yaml"),
        );
    }
    let mut edition = edition;
    edition.base_url = edition.base_url.or_else(|| config.base_url.clone());
    let mut inputs = Inputs {
        config,
        edition,
        today,
        sources: folder.sources,
        fragments: Vec::new(),
        project: None,
        tocs: Vec::new(),
        assets,
        statics,
        theme,
    };
    if is_project {
        sort_project(root, &mut inputs, &mut diagnostics, &mut reporter);
    }
    add_fragments(root, &content, &mut inputs);
    reporter.know(&inputs.sources);
    reporter.know(&inputs.fragments);
    steps.note("output", output.display());
    let found = format!(
        "articles: {}; files beside them: {}; static files: {}",
        inputs.sources.len(),
        inputs.assets.len(),
        inputs.statics.len(),
    );
    steps.done("read", found);
    Ok(Loaded {
        root: root.to_owned(),
        content,
        skip,
        output,
        inputs: Arc::new(inputs),
        diagnostics,
        reporter,
    })
}

/// Sorts the files of a DocFX project.
fn sort_project(
    root: &Path,
    inputs: &mut Inputs,
    diagnostics: &mut Vec<Diagnostic>,
    reporter: &mut Reporter,
) {
    let sources = std::mem::take(&mut inputs.sources);
    let sorted = project::sort(root, sources, &inputs.assets, diagnostics);
    reporter.know(&sorted.tocs);
    reporter.know(&sorted.others);
    inputs.sources = sorted.sources;
    inputs.fragments = sorted.fragments;
    inputs.tocs = sorted.tocs;
    inputs.project = Some(sorted.project);
}

/// Reads the texts that articles include and that are not read yet.
fn add_fragments(root: &Path, content: &Path, inputs: &mut Inputs) {
    let wanted = |source: &Source| -> Vec<SitePath> {
        let targets = markdown::wanted(&source.text);
        let paths = targets
            .iter()
            .map(|target| inputs.included(&source.path, target));
        paths.flatten().collect()
    };
    let mut known: Vec<Source> = inputs
        .sources
        .iter()
        .chain(&inputs.fragments)
        .cloned()
        .collect();
    known.sort_by(|a, b| a.path.cmp(&b.path));
    let mut fragments = disk::read_fragments(root, content, &known, &wanted);
    fragments.append(&mut inputs.fragments);
    fragments.sort_by(|a, b| a.path.cmp(&b.path));
    inputs.fragments = fragments;
}

/// Findings about what is in a folder, told with the folder.
fn in_folder<T>(mut read: Diagnosed<T>, folder: &str) -> Diagnosed<T> {
    for finding in &mut read.diagnostics {
        if let Some(place) = &mut finding.place {
            place.path = SitePath::new(&format!("{folder}/{}", place.path));
        }
    }
    read
}

/// The configuration; unusable if it has errors.
fn configuration(
    root: &Path,
    common: &Common,
    steps: &Steps,
) -> Result<(Config, Vec<Diagnostic>, Reporter), Unusable> {
    let mut reporter = Reporter::new(root, common.quiet);
    let (path, shown) = match &common.config {
        Some(path) => {
            let shown = path.display().to_string();
            reporter.given(&shown);
            (path.clone(), shown)
        }
        None => {
            reporter.in_root(CONFIG);
            (root.join(CONFIG), CONFIG.to_owned())
        }
    };
    let mut diagnostics = Vec::new();
    let source = disk::read_text(&path, &shown).into_value(&mut diagnostics);
    if source.is_none() && common.config.is_some() && diagnostics.is_empty() {
        fail(
            Code::WrongArgument,
            format!("the configuration file `{shown}` does not exist"),
            "name one that is there, or leave out `-c`",
        );
        return Err(Unusable::default());
    }
    match &source {
        Some(_) => steps.note("configuration", path.display()),
        None => steps.note("configuration", "none"),
    }
    let overrides: Vec<(String, String)> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, _)| name.starts_with("FIXBOOK__"))
        .collect();
    let source = source.unwrap_or_else(|| Source::new(SitePath::new(&shown), ""));
    let config = config::read(&source, &overrides).into_value(&mut diagnostics);
    reporter.know_other(&source);
    let mut found = diagnostics.iter();
    if found.any(|diagnostic| diagnostic.level == Level::Error) {
        return Err(Unusable::new(reporter, diagnostics));
    }
    Ok((config, diagnostics, reporter))
}

fn content_folder(root: &Path, config: &Config) -> PathBuf {
    if let Some(content) = &config.content {
        return root.join(content);
    }
    CONTENT_FOLDERS
        .iter()
        .map(|name| root.join(name))
        .find(|folder| folder.is_dir())
        .unwrap_or_else(|| root.to_owned())
}

/// The files of the site's own theme; none, after saying why, if it does not exist.
fn theme(
    root: &Path,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
    reporter: &mut Reporter,
) -> Option<Vec<ThemeFile>> {
    let Some(name) = &config.theme else {
        return Some(Vec::new());
    };
    let home = format!("themes/{name}");
    let folder = root.join("themes").join(name);
    if !folder.is_dir() {
        let help = format!(
            "create `{}`, or remove `theme:` from {CONFIG}",
            folder.display()
        );
        let message = format!("the theme `{name}` does not exist");
        diagnostics.push(Diagnostic::new(Code::UnknownTheme, message).help(help));
        return None;
    }
    reporter.in_root(&home);
    let files = in_folder(disk::theme_files(root, &folder), &home).into_value(diagnostics);
    let is_text = |path: &str| path.starts_with("templates/") || path.starts_with("strings/");
    for (path, bytes) in files.iter().filter(|(path, _)| is_text(path)) {
        let path = SitePath::new(&format!("{home}/{path}"));
        reporter.know_other(&Source::new(path, String::from_utf8_lossy(bytes)));
    }
    Some(
        files
            .into_iter()
            .map(|(path, bytes)| ThemeFile {
                path,
                bytes: bytes.into(),
            })
            .collect(),
    )
}

/// Today in UTC: SOURCE_DATE_EPOCH (<https://reproducible-builds.org/specs/source-date-epoch/>),
/// else the clock.
fn today(diagnostics: &mut Vec<Diagnostic>) -> Date {
    let given = std::env::var("SOURCE_DATE_EPOCH").ok();
    let moment = match given
        .as_deref()
        .map(|text| (text, text.trim().parse::<i64>()))
    {
        None => Timestamp::now(),
        Some((text, parsed)) => match parsed
            .ok()
            .and_then(|seconds| Timestamp::from_second(seconds).ok())
        {
            Some(moment) => moment,
            None => {
                let message =
                    format!("SOURCE_DATE_EPOCH is `{text}`, which is not a number of seconds");
                diagnostics.push(
                    Diagnostic::new(Code::InvalidDate, message)
                        .help("give the seconds since 1970, such as `date +%s` prints them"),
                );
                Timestamp::now()
            }
        },
    };
    moment.to_zoned(TimeZone::UTC).date()
}

/// The root of the site that holds a file: the nearest folder above it with a configuration, else
/// with a DocFX project, else its own folder.
pub(super) fn root_of(file: &Path) -> PathBuf {
    let own = file.parent().unwrap_or(Path::new(""));
    root_above(own).unwrap_or_else(|| own.to_path_buf())
}

/// The nearest of a folder and those above it that has a configuration, else a DocFX project.
pub(super) fn root_above(folder: &Path) -> Option<PathBuf> {
    let above: Vec<&Path> = folder.ancestors().collect();
    [CONFIG, project::PUBLISH, "docfx.json"]
        .iter()
        .find_map(|name| above.iter().find(|folder| folder.join(name).is_file()))
        .map(|folder| folder.to_path_buf())
}
