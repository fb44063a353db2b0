//! A source that was mended takes the place of what was read.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

/// What a file starts with whose editor marks UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// Puts `new` into the place of a file whose text was `old`: all of it or nothing, with its permissions, and with its byte
/// order mark if it has one. Whether it did: a file that has changed meanwhile, or that is not UTF-8, stays as it is.
///
/// # Errors
/// The file, or its folder, cannot be read or written.
pub fn mend(path: &Path, old: &str, new: &str) -> io::Result<bool> {
    // What a link leads to is mended, and the link stays one.
    let path = path.canonicalize()?;
    let bytes = fs::read(&path)?;
    let (mark, text) = match bytes.strip_prefix(MARK) {
        Some(text) => (MARK, text),
        None => (&[][..], bytes.as_slice()),
    };
    if text != old.as_bytes() {
        return Ok(false);
    }
    let permissions = fs::metadata(&path)?.permissions();
    if permissions.readonly() {
        return Err(io::Error::from(io::ErrorKind::PermissionDenied));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let unfinished = path.with_file_name(format!(".{name}.{}.fixbook", std::process::id()));
    let written = write(&unfinished, &[mark, new.as_bytes()], permissions);
    let finished = written.and_then(|()| fs::rename(&unfinished, &path));
    if finished.is_err() {
        let _ = fs::remove_file(&unfinished);
    }
    finished.map(|()| true)
}

fn write(path: &Path, parts: &[&[u8]], permissions: fs::Permissions) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    for part in parts {
        file.write_all(part)?;
    }
    file.set_permissions(permissions)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_read_is_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a.md");
        fs::write(&file, b"\xEF\xBB\xBFold\r\n").expect("written");
        assert!(!mend(&file, "older\r\n", "new\r\n").expect("a file"));
        assert!(mend(&file, "old\r\n", "new\r\n").expect("a file"));
        assert_eq!(fs::read(&file).expect("a file"), b"\xEF\xBB\xBFnew\r\n");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
    }
}
