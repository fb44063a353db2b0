//! What can go wrong in the output folder: what stops a build, and what is told of one file.

use std::io;
use std::path::{Path, PathBuf};

use super::reason;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::SitePath;

/// Why nothing, or not everything, was published.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// To publish there could overwrite or mix with what is not ours.
    #[error("cannot publish to `{}`: {why}", path.display())]
    Refused {
        /// The output folder.
        path: PathBuf,
        /// Why, as a clause.
        why: &'static str,
    },
    /// Another build publishes there at this moment.
    #[error("another build is publishing to `{}`", path.display())]
    Busy {
        /// The output folder.
        path: PathBuf,
    },
    /// The file system refused.
    #[error("cannot write `{}`: {}", path.display(), reason(source))]
    Io {
        /// The file or folder that was to be written.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
}

impl OutputError {
    /// What to do next.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Refused { .. } => "name another folder with `-d`",
            Self::Busy { .. } => "wait until it is done, or name another folder with `-d`",
            Self::Io { source, .. } => match source.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    "free some space and build again"
                }
                io::ErrorKind::ReadOnlyFilesystem => "name a folder that can be written with `-d`",
                io::ErrorKind::PermissionDenied => {
                    "make it writable, or name another folder with `-d`"
                }
                _ => "see to what it says and build again",
            },
        }
    }

    /// The error as a finding.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        let code = match self {
            Self::Refused { .. } => Code::OutputRefused,
            Self::Busy { .. } | Self::Io { .. } => Code::OutputFailed,
        };
        Diagnostic::new(code, self.to_string()).help(self.help())
    }

    pub(super) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io {
            path: path.to_owned(),
            source,
        }
    }
}

pub(super) fn foreign(path: &str) -> Diagnostic {
    Diagnostic::new(
        Code::ForeignFile,
        format!("the output's `{path}` was not written by fixbook and is left as it is"),
    )
    .help("move it away, or delete it, and build again")
}

pub(super) fn folder_in_the_way(path: &str) -> Diagnostic {
    Diagnostic::new(
        Code::PathBlocked,
        format!("a folder stands where the output's file `{path}` belongs"),
    )
    .help("move the folder away, or rename the source, and build again")
}

pub(super) fn blocked_folder(path: &str, obstacle: &str) -> Diagnostic {
    Diagnostic::new(
        Code::PathBlocked,
        format!("the output's folder `{path}` cannot be made: {obstacle}"),
    )
    .help("move away what stands there, or rename the source folder, and build again")
}

pub(super) fn unwritten(path: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::new(
        Code::PathBlocked,
        format!(
            "the output's `{}` cannot be written: {}",
            path,
            reason(error)
        ),
    )
    .help("rename the source, and build again")
}

pub(super) fn not_a_path(path: &str) -> Diagnostic {
    Diagnostic::new(
        Code::PathBlocked,
        format!("`{path}` is not a path inside the output folder"),
    )
    .help("rename the source")
}

pub(super) fn unread(path: &str, error: &io::Error) -> Diagnostic {
    let path = SitePath::new(path);
    Diagnostic::new(
        Code::UnreadableFile,
        format!("`{path}` cannot be copied: {}", reason(error)),
    )
    .in_file(&path)
    .help("make it a file that can be read, or remove it")
}

pub(super) fn damaged() -> Diagnostic {
    Diagnostic::new(
        Code::ManifestDamaged,
        format!(
            "`{}` in the output folder is damaged",
            super::manifest::NAME
        ),
    )
    .help(
        "if files are reported as not written by fixbook, delete the output folder and build again",
    )
}
