//! `fixbook new`: a new article from an archetype, after a look at what the site says about its error.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{ErrorKind, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use anstream::AutoStream;
use clap::{Args, ValueEnum};

use super::load::{Loaded, load_to_ask, root_above};
use super::report::{fail, say, watched};
use super::search::standard_input;
use super::{Common, Outcome};
use crate::archetype::{self, Archetype, Draft};
use crate::diagnostic::{Code, visible};
use crate::disk;
use crate::docfx::project::Kind;
use crate::graph::clipped;
use crate::inputs::Inputs;
use crate::markdown::fold_blanks;
use crate::overlap::Memory;
use crate::pipeline;
use crate::search::result::{Hit, Results};
use crate::source::{SitePath, Source};

#[derive(Debug, Args)]
pub(super) struct New {
    /// What the article is called; the name of its file is made of it
    title: String,
    /// What kind of article it is
    #[arg(long, value_enum, default_value = "troubleshooting")]
    kind: NewKind,
    /// The folder it is written to, relative to the content folder
    #[arg(long, value_name = "DIR")]
    dir: Option<String>,
    /// The error that it is about; `-` reads it from standard input
    #[arg(long, value_name = "TEXT|-", allow_negative_numbers = true)]
    error: Option<String>,
    /// Open it in the editor that VISUAL or EDITOR names
    #[arg(long)]
    edit: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum NewKind {
    /// What one sees, why, and what to do
    Troubleshooting,
    /// How something is done, step by step
    HowTo,
    /// How things are
    Reference,
}

impl New {
    pub(super) fn run(self, common: &Common) -> Outcome {
        // A refusal was told where it was made.
        self.written(common).unwrap_or(Outcome::Usage)
    }

    /// Writes the article; none, after saying why, if that is not possible.
    fn written(&self, common: &Common) -> Option<Outcome> {
        let (title, stem) = self.title()?;
        let editor = if self.edit { Some(editor()?) } else { None };
        let error = self.error()?;
        let root = site_root(common);
        let loaded = load_to_ask(&root, common)?;
        let path = self.path(&stem, &loaded)?;
        let draft = Draft {
            title,
            archetype: self.archetype(),
            date: loaded.inputs.today,
            owner: owner(&loaded.root),
            error,
        };
        let text = text(&draft, &loaded)?;
        let file = loaded.content.join(path.as_str());
        let answer = admitted(&path, &text, &draft, &loaded)?;
        if let Some(answer) = &answer
            && !common.quiet
        {
            tell(answer);
        }
        if answer.is_some_and(|answer| answer.confident) && !goes_on(common) {
            say("nothing was written");
            return Some(Outcome::Clean);
        }
        create(&file, &text)?;
        let _ = writeln!(std::io::stdout(), "{}", visible(&shown(&file)));
        match editor {
            Some(editor) => Some(open(editor, &file)),
            None => Some(Outcome::Clean),
        }
    }

    /// The title, and the name of the file without extension.
    fn title(&self) -> Option<(String, String)> {
        let title = archetype::title(&self.title);
        let Some(stem) = archetype::stem(&title) else {
            fail(
                Code::WrongArgument,
                format!("no file can be named after the title `{title}`"),
                "give a title with letters or digits",
            );
            return None;
        };
        Some((title, stem))
    }

    /// The error, if one is named.
    #[expect(
        clippy::option_option,
        reason = "none is a refusal, as everywhere here"
    )]
    fn error(&self) -> Option<Option<String>> {
        let Some(given) = &self.error else {
            return Some(None);
        };
        let pasted = if given == "-" {
            standard_input()
        } else {
            given.clone()
        };
        let error = archetype::error(&pasted);
        if error.is_empty() {
            fail(
                Code::WrongArgument,
                "the error is empty",
                "give its text, or `-` and paste it on standard input",
            );
            return None;
        }
        Some(Some(error))
    }

    fn archetype(&self) -> Archetype {
        match self.kind {
            NewKind::Troubleshooting => Archetype::Troubleshooting,
            NewKind::HowTo => Archetype::HowTo,
            NewKind::Reference => Archetype::Reference,
        }
    }

    /// The path of the article, in a folder that is read as content.
    fn path(&self, stem: &str, loaded: &Loaded) -> Option<SitePath> {
        let dir = self.dir.as_deref().unwrap_or_default();
        let path = match inside(dir) {
            Ok(folder) if folder.is_empty() => SitePath::new(&format!("{stem}.md")),
            Ok(folder) => SitePath::new(&format!("{folder}/{stem}.md")),
            Err(why) => {
                fail(
                    Code::WrongArgument,
                    format!("no article can be written to `{dir}`: {why}"),
                    "name a folder relative to the content folder",
                );
                return None;
            }
        };
        let file = loaded.content.join(path.as_str());
        if let Err(why) = reached(&file, &path, loaded) {
            let (file, content) = (shown(&file), shown(&loaded.content));
            fail(
                Code::WrongArgument,
                format!("`{file}` would be no article of the site: {why}"),
                &format!("name another folder of `{content}` with `--dir`"),
            );
            return None;
        }
        if file.symlink_metadata().is_ok() {
            exists(&file);
            return None;
        }
        Some(path)
    }
}

/// The site that gets the article: the one of the command line, else the one around the current folder.
fn site_root(common: &Common) -> PathBuf {
    let around = || {
        let here = Path::new(".").canonicalize().ok()?;
        let root = root_above(&here)?;
        // From where the command was started, as people name it.
        Some(if root == here {
            PathBuf::from(".")
        } else {
            root
        })
    };
    let named = common.root.clone().or_else(around);
    named.unwrap_or_else(|| PathBuf::from("."))
}

/// A folder as part of a path; why not, if it is none.
fn inside(dir: &str) -> Result<String, &'static str> {
    if dir.starts_with(['/', '\\']) || dir.contains(':') || Path::new(dir).is_absolute() {
        return Err("it is not relative");
    }
    if dir.contains(char::is_control) {
        return Err("it has a control character");
    }
    let found = SitePath::new("").resolve(dir);
    let folder = found.ok_or("it is outside of the content folder")?;
    if folder.as_str().split('/').any(|part| part.starts_with('.')) {
        return Err("a folder whose name starts with a dot is not read");
    }
    Ok(folder.as_str().to_owned())
}

/// Whether an article at that place would be read; why not, if not.
fn reached(file: &Path, path: &SitePath, loaded: &Loaded) -> Result<(), &'static str> {
    let folder = file.parent().unwrap_or(&loaded.content);
    if loaded.skip.iter().any(|skip| folder.starts_with(skip)) {
        return Err("the folder is not one of content");
    }
    let there: Vec<&Path> = folder.ancestors().collect();
    let nearest = there.iter().find(|folder| folder.exists());
    let (Some(nearest), Ok(content)) = (nearest, loaded.content.canonicalize()) else {
        return Err("the content folder cannot be reached");
    };
    let real = nearest.canonicalize().unwrap_or_default();
    if !real.starts_with(&content) {
        return Err("a link leads out of the content folder");
    }
    if !nearest.is_dir() {
        return Err("a file stands where the folder would be");
    }
    if there
        .iter()
        .any(|folder| folder.starts_with(&loaded.content) && disk::is_published(folder))
    {
        return Err("the folder holds a published site");
    }
    let exclude = disk::Exclude::new(&loaded.inputs.config.exclude).value;
    if exclude.covers(path.as_str()) {
        return Err("the configuration excludes it");
    }
    let project = loaded.inputs.project.as_ref();
    let is_content = project.is_none_or(|project| {
        let placed = project.place(path.as_str());
        placed.is_some_and(|placed| placed.kind == Kind::Content)
    });
    if is_content {
        Ok(())
    } else {
        Err("it is in no docset")
    }
}

/// Who writes, as git knows them.
fn owner(root: &Path) -> Option<String> {
    let told = Command::new("git")
        .args(["config", "user.name"])
        .current_dir(root)
        .output()
        .ok()
        .filter(|told| told.status.success())?;
    let name = archetype::title(&String::from_utf8_lossy(&told.stdout));
    (!name.is_empty()).then_some(name)
}

/// The text of the article, from the site's own archetype if it has one.
fn text(draft: &Draft, loaded: &Loaded) -> Option<String> {
    let shown = format!("archetypes/{}.md", draft.archetype.name());
    let mut findings = Vec::new();
    let own = disk::read_text(&loaded.root.join(&shown), &shown).into_value(&mut findings);
    let written = if findings.is_empty() {
        archetype::write(draft, own.as_ref())
    } else {
        Err(findings.remove(0))
    };
    written
        .map_err(|finding| {
            let mut reporter = super::report::Reporter::new(&loaded.root, false);
            reporter.in_root("archetypes");
            if let Some(own) = &own {
                reporter.know_other(own);
            }
            reporter.tell(&[finding]);
        })
        .ok()
}

/// What the site says of the error, if there is one; none, after saying why, if the article would have no
/// address.
#[expect(
    clippy::option_option,
    reason = "none is a refusal, as everywhere here"
)]
fn admitted(
    path: &SitePath,
    text: &str,
    draft: &Draft,
    loaded: &Loaded,
) -> Option<Option<Results>> {
    let mut inputs = Inputs::clone(&loaded.inputs);
    let at = inputs.sources.partition_point(|source| source.path < *path);
    inputs.sources.insert(at, Source::new(path.clone(), text));
    let site = pipeline::read(&Arc::new(inputs));
    let refused: Vec<_> = site
        .diagnostics
        .iter()
        .filter(|finding| {
            let place = finding.place.as_ref();
            let is_here = place.is_some_and(|place| place.path == *path);
            is_here && matches!(finding.code, Code::AddressTaken | Code::ReservedAddress)
        })
        .cloned()
        .collect();
    if !refused.is_empty() {
        loaded.reporter.tell(&refused);
        return None;
    }
    let answer = draft.error.as_ref().and_then(|error| {
        let memory = Memory::of(&site);
        memory.answer(path.as_str(), error, MOST_NEAREST)
    });
    Some(answer)
}

/// How many of the nearest articles are named.
const MOST_NEAREST: usize = 3;
/// The longest text that is shown, in characters.
const LONGEST: usize = 160;

/// Says which articles cover the error.
fn tell(answer: &Results) {
    let mut out = String::new();
    if let (true, Some(first)) = (answer.confident, answer.results.first()) {
        let _ = writeln!(out, "This error is documented by {}", named(first));
        let text = clipped(&fold_blanks(&first.matched.text), LONGEST);
        if text != first.title {
            let _ = writeln!(out, "  there {text}");
        }
        for hit in &answer.others {
            let _ = writeln!(out, "and another in what you pasted by {}", named(hit));
        }
    } else if answer.results.is_empty() {
        out.push_str("No article is near this error.\n");
    } else {
        out.push_str("No article documents this very error. Nearest:\n");
        for hit in &answer.results {
            let _ = writeln!(out, "  {}", named(hit));
        }
    }
    say(out.trim_end());
}

fn named(hit: &Hit) -> String {
    let title = clipped(&hit.title, LONGEST);
    format!("{}:{} ({title})", hit.path, hit.matched.line)
}

/// Whether to write what is documented already: somebody at a terminal is asked.
fn goes_on(common: &Common) -> bool {
    if !(std::io::stdin().is_terminal() && watched()) {
        if !common.quiet {
            say("It is written all the same, because nobody can be asked.");
        }
        return true;
    }
    let _ = write!(
        AutoStream::auto(std::io::stderr()),
        "Write another article? [y/N] "
    );
    let mut line = String::new();
    let _ = std::io::stdin().read_line(&mut line);
    matches!(line.trim().to_lowercase().as_str(), "y" | "yes")
}

/// Writes a file that was not there; none, after saying why, if it cannot.
fn create(file: &Path, text: &str) -> Option<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let created = std::fs::create_dir_all(folder)
        .and_then(|()| OpenOptions::new().write(true).create_new(true).open(file));
    let written = created.and_then(|mut open| open.write_all(text.as_bytes()));
    match written {
        Ok(()) => Some(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            exists(file);
            None
        }
        Err(error) => {
            fail(
                Code::WrongArgument,
                format!("`{}` cannot be written: {error}", shown(file)),
                "name another folder with `--dir`",
            );
            None
        }
    }
}

fn exists(file: &Path) {
    fail(
        Code::WrongArgument,
        format!("`{}` exists already", shown(file)),
        "edit that article, or give this one another title",
    );
}

/// A file as it is told: without the dot of the folder where the command was started.
fn shown(file: &Path) -> String {
    let file = file.strip_prefix(".").unwrap_or(file);
    file.display().to_string()
}

/// The editor's program and its arguments; none, after saying why, if there is none.
fn editor() -> Option<Vec<OsString>> {
    let named = ["VISUAL", "EDITOR"]
        .iter()
        .filter_map(std::env::var_os)
        .find(|value| !value.is_empty());
    let words = named.map(|named| match named.to_str() {
        Some(text) => words(text),
        None => vec![named],
    });
    let words = words.filter(|words| !words.is_empty());
    if words.is_none() {
        fail(
            Code::WrongArgument,
            "no editor is set",
            "set the variable EDITOR, such as `code --wait`, or leave out `--edit`",
        );
    }
    words
}

/// The words of a command line, parted by blanks but not within quotation marks.
fn words(text: &str) -> Vec<OsString> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in text.chars() {
        match c {
            c if quote == Some(c) => quote = None,
            '"' | '\'' if quote.is_none() => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            c if c.is_whitespace() && quote.is_none() => {
                words.extend(word.take().map(OsString::from));
            }
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word.map(OsString::from));
    words
}

/// Opens the article in the editor and waits for it.
fn open(editor: Vec<OsString>, file: &Path) -> Outcome {
    let (program, arguments) = editor.split_first().unwrap_or((&editor[0], &[]));
    let ended = Command::new(program).args(arguments).arg(file).status();
    let trouble = match ended {
        Ok(status) if status.success() => return Outcome::Clean,
        Ok(status) => format!("ended with {status}"),
        Err(error) => format!("could not be started: {error}"),
    };
    let program = program.to_string_lossy();
    say(&format!(
        "the article is written, but the editor `{program}` {trouble}"
    ));
    Outcome::Findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_of_an_editor_is_parted_at_blanks() {
        for (text, wanted) in [
            ("vi", &["vi"][..]),
            (" code  --wait ", &["code", "--wait"]),
            (
                "'/opt/my editor/e' -n \"a b\"",
                &["/opt/my editor/e", "-n", "a b"],
            ),
            ("a\"b c\"d ''", &["ab cd", ""]),
            ("  ", &[]),
        ] {
            assert_eq!(words(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_folder_stays_inside() {
        for (dir, wanted) in [
            ("", Ok("")),
            (".", Ok("")),
            ("a/b/", Ok("a/b")),
            ("a\\b", Ok("a/b")),
            ("a/../b", Ok("b")),
        ] {
            assert_eq!(inside(dir).as_deref(), wanted.as_deref(), "{dir}");
        }
        for dir in [
            "..",
            "a/../../b",
            "/etc",
            "\\\\host\\c",
            "C:\\x",
            "C:x",
            ".git",
            "a/.b",
            "a\nb",
        ] {
            assert!(inside(dir).is_err(), "{dir}");
        }
    }
}
