//! The languages a code fence may name: one table of ids, labels, aliases and who highlights each,
//! and the look-up from the words that authors really write to an entry of that table.
//!
//! Authors write `PowerShell`, `ps1`, `powersehll` and `{.bash}`. The look-up folds case, forgives the
//! ways in which an info string is decorated, and names the alias that a misspelt word probably meant,
//! so that the caller can both highlight the code and tell the author.

/// Finds the language that the info string of a code fence names.
///
/// Only the first word of `info` counts (inside braces the first `.word`); case, surrounding blanks of
/// any kind and a `language-` prefix are ignored. An empty info string is plain text and `known`.
#[must_use]
pub fn language(info: &str) -> Lookup {
    let word = first_word(info).to_lowercase();
    if word.is_empty() {
        return Lookup {
            language: text(),
            misspelt: None,
            known: true,
        };
    }
    if let Some(language) = by_name(&word) {
        return Lookup {
            language,
            misspelt: None,
            known: true,
        };
    }
    match nearest(&word) {
        Some((language, alias)) => Lookup {
            language,
            misspelt: Some(alias),
            known: true,
        },
        None => Lookup {
            language: text(),
            misspelt: None,
            known: false,
        },
    }
}

/// The language with this canonical id or alias (lower case), if there is one.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Language> {
    LANGUAGES
        .iter()
        .find(|language| language.names().any(|known| known == name))
}

/// What [`language`] found.
#[derive(Clone, Copy, Debug)]
pub struct Lookup {
    /// The language to treat the code as; plain text when nothing matched.
    pub language: &'static Language,
    /// The correctly spelt name that was meant, when the word matched none but is close to one.
    pub misspelt: Option<&'static str>,
    /// Whether the word is a name of this table or a misspelling of one (or there was no word).
    pub known: bool,
}

/// One language of code fences.
#[derive(Debug, PartialEq, Eq)]
pub struct Language {
    /// The canonical id: lower case, letters only.
    pub id: &'static str,
    /// The name shown to readers.
    pub label: &'static str,
    /// Other words that authors use for it, lower case.
    pub aliases: &'static [&'static str],
    /// Who knows its grammar.
    pub grammar: Grammar,
}

impl Language {
    /// The canonical id, then the aliases.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.id).chain(self.aliases.iter().copied())
    }
}

/// Who highlights a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grammar {
    /// Commands of a shell, perhaps with prompts and output between them (`crate::shell`).
    Shell,
    /// A table of this project's own lexer (`crate::highlight::lexer`), found by the language's id.
    Table,
    /// Tags and attributes (`crate::highlight::markup`).
    Markup,
    /// The syntax of this name in syntect's set; slow, so only for the rare ones.
    Syntect(&'static str),
    /// Shown as it stands.
    Plain,
}

const fn of(
    id: &'static str,
    label: &'static str,
    grammar: Grammar,
    aliases: &'static [&'static str],
) -> Language {
    Language {
        id,
        label,
        aliases,
        grammar,
    }
}

use Grammar::{Markup, Plain, Shell, Syntect, Table};

/// Every language, the most frequent first.
#[rustfmt::skip]
pub static LANGUAGES: &[Language] = &[
    of("text", "Text", Plain, &["plaintext", "plain", "none", "txt", "log", "adoc", "asciidoc", "notepad", "ascii", "nohighlight"]),
    of("powershell", "PowerShell", Shell, &["ps", "ps1", "psm1", "pwsh", "posh", "cmdlet", "azurepowershell", "azurepowershell-interactive", "powershell-interactive"]),
    of("console", "Console", Shell, &["terminal", "shell-session", "shellsession", "session", "commandline", "command-line", "cli", "term"]),
    of("cmd", "Command Prompt", Shell, &["bat", "batch", "dos", "batchfile", "dosbatch", "commandprompt", "winbatch"]),
    of("bash", "Bash", Shell, &["sh", "shell", "zsh", "ksh", "azurecli", "azurecli-interactive", "bash-interactive", "linux", "posix", "shellscript"]),
    of("output", "Output", Plain, &["out", "stdout", "result", "results"]),
    of("error", "Error", Plain, &["err", "errors", "stderr", "exception", "traceback"]),
    of("vb", "Visual Basic", Table, &["vbs", "vba", "vb.net", "vbnet", "visualbasic", "vbscript", "vbscript-html", "basic"]),
    of("xml", "XML", Markup, &["xsl", "xslt", "xsd", "xaml", "svg", "config", "wsdl", "csproj", "plist", "rss", "soap", "appxmanifest"]),
    of("html", "HTML", Markup, &["htm", "xhtml", "cshtml", "razor", "aspx", "aspx-csharp", "asp", "jsp", "vue", "svelte"]),
    of("sql", "SQL", Table, &["tsql", "t-sql", "mssql", "mysql", "postgresql", "postgres", "psql", "plsql", "pgsql", "sqlite", "ddl"]),
    of("json", "JSON", Table, &["jsonc", "json5", "jsonl", "ndjson", "geojson"]),
    of("yaml", "YAML", Table, &["yml"]),
    of("ini", "INI", Table, &["conf", "cfg", "properties", "reg", "registry", "inf", "dotenv", "env", "editorconfig", "systemd"]),
    of("excel", "Excel formula", Table, &["formula", "xls", "xlsx", "dax"]),
    of("csharp", "C#", Table, &["cs", "c#", "csx", "dotnet"]),
    of("python", "Python", Table, &["py", "python3", "pycon", "py3", "ipython"]),
    of("javascript", "JavaScript", Table, &["js", "ts", "typescript", "jsx", "tsx", "mjs", "cjs", "node", "nodejs", "ecmascript"]),
    of("kusto", "Kusto", Table, &["kql", "kustoquery", "csl"]),
    of("c", "C", Table, &["h"]),
    of("cpp", "C++", Table, &["c++", "cc", "cxx", "hpp", "arduino"]),
    of("java", "Java", Table, &[]),
    of("kotlin", "Kotlin", Table, &["kt", "kts"]),
    of("go", "Go", Table, &["golang"]),
    of("rust", "Rust", Table, &["rs"]),
    of("php", "PHP", Table, &["php5", "php7"]),
    of("ruby", "Ruby", Table, &["rb"]),
    of("perl", "Perl", Table, &["pl"]),
    of("css", "CSS", Table, &["scss", "less"]),
    of("toml", "TOML", Table, &[]),
    of("dockerfile", "Dockerfile", Table, &["docker", "containerfile"]),
    of("nginx", "nginx", Table, &["nginxconf"]),
    of("diff", "Diff", Table, &["patch", "udiff"]),
    of("http", "HTTP", Table, &["https", "rest", "headers"]),
    of("markdown", "Markdown", Plain, &["md", "mdx"]),
    of("makefile", "Makefile", Syntect("Makefile"), &["make", "mk"]),
    of("cmake", "CMake", Syntect("CMake"), &[]),
    of("lua", "Lua", Syntect("Lua"), &[]),
    of("r", "R", Syntect("R"), &[]),
    of("swift", "Swift", Syntect("Swift"), &[]),
    of("scala", "Scala", Syntect("Scala"), &[]),
    of("groovy", "Groovy", Syntect("Groovy"), &["gradle", "jenkinsfile"]),
    of("fsharp", "F#", Syntect("F#"), &["f#", "fs"]),
    of("haskell", "Haskell", Syntect("Haskell"), &["hs"]),
    of("dart", "Dart", Syntect("Dart"), &[]),
    of("elixir", "Elixir", Syntect("Elixir"), &["ex"]),
    of("erlang", "Erlang", Syntect("Erlang"), &["erl"]),
    of("clojure", "Clojure", Syntect("Clojure"), &["clj"]),
    of("objectivec", "Objective-C", Syntect("Objective-C"), &["objective-c", "objc"]),
    of("terraform", "Terraform", Syntect("Terraform"), &["tf", "hcl"]),
    of("graphql", "GraphQL", Syntect("GraphQL"), &["gql"]),
    of("protobuf", "Protocol Buffers", Syntect("Protocol Buffer"), &["proto"]),
    of("latex", "LaTeX", Syntect("LaTeX"), &["tex"]),
    of("pascal", "Pascal", Syntect("Pascal"), &["delphi"]),
    of("awk", "AWK", Syntect("AWK"), &[]),
    of("vim", "Vim script", Syntect("VimL"), &["viml"]),
    of("zig", "Zig", Syntect("Zig"), &[]),
    of("nix", "Nix", Syntect("Nix"), &[]),
    of("julia", "Julia", Syntect("Julia"), &["jl"]),
    of("matlab", "MATLAB", Syntect("MATLAB"), &["octave"]),
    of("tcl", "Tcl", Syntect("Tcl"), &["expect"]),
    of("apache", "Apache", Syntect("Apache Conf"), &["apacheconf", "htaccess"]),
    of("bicep", "Bicep", Plain, &[]),
    of("mermaid", "Mermaid", Plain, &[]),
    of("csv", "CSV", Plain, &["tsv"]),
];

/// Plain text: the answer when nothing else is known.
fn text() -> &'static Language {
    &LANGUAGES[0]
}

/// The word of an info string that names the language, still in its own case.
fn first_word(info: &str) -> &str {
    let info = info.trim_matches(is_blank);
    let word = match info.strip_prefix('{') {
        // Pandoc's attributes: `{#id .bash .numberLines}` names its language by the first class.
        Some(inside) => {
            let mut words = inside.split(ends_word).filter(|word| !word.is_empty());
            words
                .clone()
                .find(|word| word.starts_with('.'))
                .or_else(|| words.next())
        }
        None => info.split(ends_word).next(),
    };
    let word = word.unwrap_or("").trim_start_matches('.');
    ["language-", "lang-", "Language-"]
        .iter()
        .find_map(|prefix| word.strip_prefix(prefix))
        .unwrap_or(word)
}

fn ends_word(c: char) -> bool {
    is_blank(c) || matches!(c, ',' | ';' | ':' | '{' | '}' | '=' | '[' | '(')
}

/// White space in the widest sense: also the invisible characters that come with pasted text.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}'
        )
}

/// The language whose name is closest to `word`, and that name; `None` if none is close enough or two
/// different languages are equally close.
fn nearest(word: &str) -> Option<(&'static Language, &'static str)> {
    let mut best: Option<(usize, &'static Language, &'static str)> = None;
    let mut tied = false;
    for language in LANGUAGES {
        for name in language.names() {
            let Some(distance) = close(word, name) else {
                continue;
            };
            match best {
                Some((least, _, _)) if distance > least => {}
                Some((least, found, _)) if distance == least => tied |= found != language,
                _ => (best, tied) = (Some((distance, language, name)), false),
            }
        }
    }
    best.filter(|_| !tied)
        .map(|(_, language, name)| (language, name))
}

/// The distance of two names if it is small enough to be a slip of the finger.
fn close(word: &str, name: &str) -> Option<usize> {
    const SHORTEST: usize = 4;
    const LONGEST: usize = 40; // keeps the work bounded whatever an author writes
    let allowed = if name.len() >= 8 { 2 } else { 1 };
    if word.len().min(name.len()) < SHORTEST
        || word.len() > LONGEST
        || word.len().abs_diff(name.len()) > allowed
    {
        return None;
    }
    let distance = damerau_levenshtein(word.as_bytes(), name.as_bytes());
    (distance <= allowed).then_some(distance)
}

/// Edits (insert, delete, replace, swap neighbours) from `a` to `b`, counted in bytes.
fn damerau_levenshtein(a: &[u8], b: &[u8]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn info_strings_name_languages() {
        #[rustfmt::skip]
        let table = [
            ("powershell", "powershell"), ("PowerShell", "powershell"), (" pwsh ", "powershell"),
            ("azurepowershell-interactive", "powershell"), ("azurecli-interactive", "bash"),
            ("\u{a0}Bash\u{202f}", "bash"), ("{.bash .numberLines}", "bash"), ("{bash}", "bash"),
            ("{#first .sql}", "sql"), (".yml", "yaml"), ("rust,ignore", "rust"), ("js{1,3}", "javascript"),
            ("C#", "csharp"), ("c++", "cpp"), ("VB.NET", "vb"), ("language-json title=x", "json"),
            ("AsciiDoc", "text"), ("none", "text"), ("KQL", "kusto"), ("", "text"), (" \u{200b}", "text"),
        ];
        for (info, id) in table {
            let found = language(info);
            assert_eq!(
                (found.language.id, found.misspelt, found.known),
                (id, None, true),
                "{info:?}"
            );
        }
    }

    #[test]
    fn slips_are_named_and_strangers_are_text() {
        #[rustfmt::skip]
        let table = [
            ("powersehll", "powershell", Some("powershell")), ("PowrShell", "powershell", Some("powershell")),
            ("pwoershel", "powershell", Some("powershell")), ("cosnole", "console", Some("console")),
            ("asoc", "text", Some("adoc")), ("pyhton", "python", Some("python")),
            ("javascrit", "javascript", Some("javascript")),
        ];
        for (info, id, alias) in table {
            let found = language(info);
            assert_eq!(
                (found.language.id, found.misspelt, found.known),
                (id, alias, true),
                "{info}"
            );
        }
        for stranger in [
            "brainfuck",
            "bsh",
            "qml",
            "xyz",
            "ein-langes-fremdes-wort",
            "日本語",
            "jav",
        ] {
            let found = language(stranger);
            assert_eq!(
                (found.language.id, found.misspelt, found.known),
                ("text", None, false),
                "{stranger}"
            );
        }
    }

    #[test]
    fn every_name_is_lower_case_and_belongs_to_one_language() {
        let mut seen = std::collections::BTreeMap::new();
        for language in LANGUAGES {
            for name in language.names() {
                assert_eq!(name, name.to_lowercase());
                assert_eq!(
                    seen.insert(name, language.id),
                    None,
                    "{name} is named twice"
                );
            }
        }
    }

    #[test]
    fn distance_counts_a_swap_once() {
        for (a, b, distance) in [
            ("ab", "ba", 1),
            ("", "abc", 3),
            ("shell", "shell", 0),
            ("sql", "sqll", 1),
        ] {
            assert_eq!(damerau_levenshtein(a.as_bytes(), b.as_bytes()), distance);
        }
    }
}
