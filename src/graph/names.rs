//! Names of the pages of errors, codes and cmdlets: lower case, safe on every file system, each once.

use unicode_normalization::UnicodeNormalization;

use super::Routes;
use super::routes::is_device;
use crate::outline::Slugs;
use crate::source::Url;

/// The longest name, in bytes; file systems allow 255 with the extension, a path on Windows 260.
const LONGEST: usize = 72;

/// Gives out the names in one folder.
pub(super) struct Names {
    folder: &'static str,
    given: Slugs,
}

impl Names {
    /// The names in `folder`, in which the index has its own.
    pub(super) fn new(folder: &'static str) -> Self {
        let mut given = Slugs::default();
        given.unique("index".to_owned());
        Self { folder, given }
    }

    /// A name for what is called `text`, that no other has.
    pub(super) fn give(&mut self, text: &str) -> String {
        let stem = stem(text);
        let is_usable = !stem.is_empty() && !is_device(&stem);
        let kept = is_usable.then(|| stem.clone());
        self.given
            .unique(kept.unwrap_or_else(|| format!("{}-{stem}", self.folder)))
    }

    /// The name, and the address of a page of that name, which is claimed.
    pub(super) fn claim(&mut self, text: &str, routes: &mut Routes) -> (String, Url) {
        loop {
            let name = self.give(text);
            let url = Url::of_file(&format!("{}/{name}.html", self.folder));
            if routes.claim(&url, &format!("the page of `{text}`")).is_ok() {
                return (name, url);
            }
        }
    }
}

/// A text as a name: letters, digits, dots and underscores, all else a hyphen.
fn stem(text: &str) -> String {
    // Composed, because some file systems keep one form and some the other; ASCII always is.
    let mut stem = if text.is_ascii() {
        joined(text.chars().map(|c| c.to_ascii_lowercase()))
    } else {
        joined(text.to_lowercase().nfc())
    };
    if stem.len() > LONGEST {
        let end = stem.floor_char_boundary(LONGEST);
        let word = stem[..end].rfind('-').filter(|&at| at > LONGEST / 2);
        stem.truncate(word.unwrap_or(end));
    }
    stem.truncate(stem.trim_end_matches(['-', '.']).len());
    stem
}

/// Letters, joined until the name is long enough.
fn joined(letters: impl Iterator<Item = char>) -> String {
    let mut stem = String::with_capacity(LONGEST + 4);
    for c in letters {
        if c.is_alphanumeric() || c == '_' || (c == '.' && !stem.is_empty()) {
            stem.push(c);
        } else if !stem.is_empty() && !stem.ends_with('-') {
            // A full stop ends a sentence, not a name.
            stem.truncate(stem.trim_end_matches('.').len());
            stem.push('-');
        }
        if stem.len() > LONGEST {
            break;
        }
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_on_every_file_system() {
        for (text, name) in [
            ("0x80070005", "0x80070005"),
            ("Get-Mailbox", "get-mailbox"),
            ("HTTP 403", "http-403"),
            ("win32:5", "win32-5"),
            ("5.7.1", "5.7.1"),
            ("event 1000", "event-1000"),
            ("../../etc/passwd", "etc-passwd"),
            ("what? \"a*b\" <c>|d\\e", "what-a-b-c-d-e"),
            ("a\0b\nc", "a-b-c"),
            ("trailing...", "trailing"),
            ("Full stop. Next", "full-stop-next"),
            ("e\u{301}tat", "\u{e9}tat"),
            ("拒絶されました", "拒絶されました"),
        ] {
            assert_eq!(stem(text), name);
        }
    }

    #[test]
    fn long_names_end_with_a_word() {
        let name = stem(&"the server refused ".repeat(20));
        assert!(name.len() <= LONGEST && name.ends_with("server"), "{name}");
        assert!(stem(&"ß".repeat(400)).len() <= LONGEST);
        assert!(stem(&"\u{fdfa}".repeat(400)).len() <= LONGEST);
    }

    #[test]
    fn each_name_is_given_once() {
        let mut names = Names::new("codes");
        let given: Vec<String> = ["CON", "index", "a:b", "a b", "?", "*", "nul.x"]
            .map(|text| names.give(text))
            .into();
        assert_eq!(
            given,
            [
                "codes-con",
                "index-1",
                "a-b",
                "a-b-1",
                "codes-",
                "codes--1",
                "codes-nul.x"
            ]
        );
    }

    #[test]
    fn a_name_whose_address_is_taken_is_numbered() {
        let mut routes = Routes::default();
        let taken = Url::of_file("codes/A-B.html");
        routes.claim(&taken, "something").expect("nobody has it");
        let (name, url) = Names::new("codes").claim("a b", &mut routes);
        assert_eq!((name.as_str(), url.as_str()), ("a-b-1", "codes/a-b-1.html"));
    }
}
