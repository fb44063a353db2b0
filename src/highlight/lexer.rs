//! One lexer for many languages, driven by a table: which words are reserved, what starts a comment,
//! what quotes a string, what a line may begin with.
//!
//! It knows no syntax beyond words, and needs none to colour an example. It passes over the text once.

use std::sync::OnceLock;

use super::{Class, Token};

/// The tokens of `text` in the language of this id; none if the table does not have it.
pub(super) fn tokens(id: &str, text: &str) -> Vec<Token> {
    match GRAMMARS
        .iter()
        .position(|grammar| grammar.ids.contains(&id))
    {
        Some(index) => Reader {
            grammar: &GRAMMARS[index],
            words: WORDS[index].get_or_init(|| Words::of(&GRAMMARS[index])),
            text,
            at: 0,
            out: Vec::new(),
        }
        .read(),
        None => Vec::new(),
    }
}

/// How one language (or a few similar ones) is read.
struct Grammar {
    ids: &'static [&'static str],
    /// What starts a comment that ends with its line.
    line_comments: &'static [&'static str],
    /// What encloses a comment.
    block_comment: Option<(&'static str, &'static str)>,
    /// What encloses a string, the longest opening first.
    strings: &'static [Quote],
    /// Reserved words, with blanks between them; lower case if case is folded.
    keywords: &'static str,
    /// Names of built-in types, likewise.
    types: &'static str,
    fold_case: bool,
    /// Characters besides letters, digits and `_` that words may contain.
    word: &'static str,
    /// Characters that, before a name, make it a variable.
    sigils: &'static str,
    /// A word before `(` is a function.
    calls: bool,
    /// A string before `:` is a key.
    string_keys: bool,
    /// A quote only starts a string where a value may start, for text with apostrophes.
    strict_quotes: bool,
    /// The part of a line that is special for standing at its start: from, to, what it is.
    head: Option<Head>,
}

/// Finds what is special at the start of a line: from, to (in bytes), what it is.
type Head = fn(&str) -> Option<(usize, usize, Class)>;

/// One kind of string.
struct Quote {
    open: &'static str,
    close: &'static str,
    escape: Escape,
    multiline: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Escape {
    None,
    Backslash,
    /// The closing quote twice.
    Doubled,
}

const fn quote(open: &'static str, escape: Escape, multiline: bool) -> Quote {
    Quote {
        open,
        close: open,
        escape,
        multiline,
    }
}

const DOUBLE: Quote = quote("\"", Escape::Backslash, false);
const SINGLE: Quote = quote("'", Escape::Backslash, false);

const NOTHING: Grammar = Grammar {
    ids: &[],
    line_comments: &[],
    block_comment: None,
    strings: &[DOUBLE, SINGLE],
    keywords: "",
    types: "",
    fold_case: false,
    word: "",
    sigils: "",
    calls: false,
    string_keys: false,
    strict_quotes: false,
    head: None,
};

const SLASHES: Option<(&str, &str)> = Some(("/*", "*/"));

static GRAMMARS: &[Grammar] = &[
    Grammar {
        ids: &["json"],
        line_comments: &["//"],
        block_comment: SLASHES,
        strings: &[DOUBLE],
        keywords: "true false null",
        string_keys: true,
        ..NOTHING
    },
    Grammar {
        ids: &["yaml"],
        line_comments: &["#"],
        strings: &[DOUBLE, quote("'", Escape::Doubled, false)],
        keywords: "true false null yes no on off True False",
        word: "-./@",
        strict_quotes: true,
        head: Some(yaml_head),
        ..NOTHING
    },
    Grammar {
        ids: &["ini", "toml"],
        line_comments: &["#", ";"],
        strings: &[
            quote("\"\"\"", Escape::Backslash, true),
            DOUBLE,
            quote("'", Escape::None, false),
        ],
        keywords: "true false dword hex",
        word: "-./\\@",
        strict_quotes: true,
        head: Some(ini_head),
        ..NOTHING
    },
    Grammar {
        ids: &["sql"],
        line_comments: &["--"],
        block_comment: SLASHES,
        strings: &[quote("'", Escape::Doubled, true)],
        keywords: "select from where insert into values update set delete create alter drop table view index \
            procedure proc function trigger database schema use go exec execute declare begin end if else while return \
            case when then as on and or not null is in exists between like join inner left right outer full cross apply \
            group by order having union all distinct top limit offset fetch next rows only with primary key foreign \
            references unique default check constraint add column commit rollback transaction tran grant revoke deny to \
            asc desc backup restore log disk print raiserror try catch throw merge using matched over partition identity \
            truncate collate nolock waitfor kill dbcc reconfigure show explain analyze vacuum",
        types: "int bigint smallint tinyint bit char varchar nchar nvarchar text ntext date datetime datetime2 \
            time timestamp decimal numeric float real money uniqueidentifier binary varbinary xml json boolean serial",
        fold_case: true,
        sigils: "@#",
        calls: true,
        ..NOTHING
    },
    Grammar {
        ids: &["csharp", "java", "kotlin"],
        line_comments: &["//"],
        block_comment: SLASHES,
        strings: &[
            quote("\"\"\"", Escape::None, true),
            Quote {
                open: "@\"",
                close: "\"",
                escape: Escape::Doubled,
                multiline: true,
            },
            DOUBLE,
            SINGLE,
        ],
        keywords: "abstract as async await base break case catch checked class const continue default delegate do \
            else enum event explicit extends extern false final finally fixed for foreach fun get goto if implements \
            implicit import in init instanceof interface internal is lock namespace native new null operator out override \
            package params partial private protected public readonly record ref return sealed set sizeof stackalloc \
            static struct super switch synchronized this throw throws transient true try typeof unchecked unsafe using \
            val var virtual volatile when where while yield",
        types: "bool boolean byte char decimal double dynamic float int long object sbyte short string uint ulong \
            ushort void nint String Integer Boolean Object Int Long List Unit Any",
        calls: true,
        head: Some(preprocessor_head),
        ..NOTHING
    },
    Grammar {
        ids: &["vb"],
        line_comments: &["'"],
        strings: &[quote("\"", Escape::Doubled, false)],
        keywords: "addhandler addressof alias and andalso as attribute byref byval call case catch class const \
            continue declare default delegate dim do each else elseif empty end endif enum erase error event exit explicit \
            false finally for friend function get gosub goto handles if implements imports in inherits interface is isnot \
            let lib like loop me mod module mustinherit mybase myclass namespace new next not nothing null of on operator \
            option optional or orelse overloads overrides paramarray preserve private property protected public raiseevent \
            readonly redim rem resume return select set shared static step stop sub synclock then throw to true try \
            typeof until using wend when while with withevents xor",
        types: "boolean byte char currency date decimal double integer long longlong longptr object short single \
            string variant",
        fold_case: true,
        calls: true,
        head: Some(vb_head),
        ..NOTHING
    },
    Grammar {
        ids: &["python"],
        line_comments: &["#"],
        strings: &[
            quote("\"\"\"", Escape::Backslash, true),
            quote("'''", Escape::Backslash, true),
            DOUBLE,
            SINGLE,
        ],
        keywords: "False None True and as assert async await break class continue def del elif else except \
            finally for from global if import in is lambda match nonlocal not or pass raise return try while with yield \
            self",
        types: "int str float bool list dict set tuple bytes object",
        sigils: "@",
        calls: true,
        ..NOTHING
    },
    Grammar {
        ids: &["kusto"],
        line_comments: &["//"],
        strings: &[
            Quote {
                open: "@\"",
                close: "\"",
                escape: Escape::Doubled,
                multiline: false,
            },
            Quote {
                open: "@'",
                close: "'",
                escape: Escape::Doubled,
                multiline: false,
            },
            DOUBLE,
            SINGLE,
        ],
        keywords: "and as asc between by contains count datatable desc distinct endswith evaluate extend \
            facet false find fork from getschema has has_all has_any hint in invoke inner join kind leftanti leftouter \
            let limit lookup make-series materialize matches mv-apply mv-expand not null of on or order parse \
            parse-where partition print project project-away project-keep project-rename project-reorder range regex \
            render restrict sample scan search serialize set sort startswith summarize take to top true union where \
            with",
        types: "bool datetime decimal double dynamic guid int long real string timespan",
        word: "-",
        calls: true,
        ..NOTHING
    },
    Grammar {
        ids: &["javascript"],
        line_comments: &["//"],
        block_comment: SLASHES,
        strings: &[DOUBLE, SINGLE, quote("`", Escape::Backslash, true)],
        keywords: "abstract as async await break case catch class const continue debugger declare default delete \
            do else enum export extends false finally for from function get if implements import in instanceof interface \
            let namespace new null of private protected public readonly return set static super switch this throw true \
            try type typeof undefined var void while with yield",
        types: "any boolean number string object unknown never Array Promise Map Set",
        word: "$",
        calls: true,
        ..NOTHING
    },
    Grammar {
        ids: &["c", "cpp"],
        line_comments: &["//"],
        block_comment: SLASHES,
        keywords: "alignas auto break case catch class const consteval constexpr const_cast continue co_await \
            co_return co_yield decltype default delete do dynamic_cast else enum explicit extern false final for friend \
            goto if inline mutable namespace new noexcept nullptr operator override private protected public register \
            reinterpret_cast requires return sizeof static static_cast struct switch template this throw true try \
            typedef typename union using virtual volatile while NULL TRUE FALSE",
        types: "bool char double float int long short signed unsigned void size_t wchar_t int32_t uint32_t \
            int64_t uint64_t uint8_t HRESULT DWORD HANDLE BOOL LPCWSTR LPWSTR ULONG",
        calls: true,
        head: Some(preprocessor_head),
        ..NOTHING
    },
    Grammar {
        ids: &["go"],
        line_comments: &["//"],
        block_comment: SLASHES,
        strings: &[DOUBLE, SINGLE, quote("`", Escape::None, true)],
        keywords: "break case chan const continue default defer else fallthrough false for func go goto if import \
            interface map nil package range return select struct switch true type var iota",
        types: "any bool byte complex128 error float32 float64 int int32 int64 rune string uint uint8 uint64",
        calls: true,
        ..NOTHING
    },
    Grammar {
        ids: &["rust"],
        line_comments: &["//"],
        block_comment: SLASHES,
        // An apostrophe may start a lifetime, so characters are not coloured.
        strings: &[
            Quote {
                open: "r#\"",
                close: "\"#",
                escape: Escape::None,
                multiline: true,
            },
            quote("\"", Escape::Backslash, true),
        ],
        keywords: "as async await break const continue crate dyn else enum extern false fn for if impl in let \
            loop match mod move mut pub ref return self Self static struct super trait true type unsafe use where while",
        types: "bool char f32 f64 i8 i16 i32 i64 isize str u8 u16 u32 u64 usize String Vec Option Result Box",
        calls: true,
        head: Some(preprocessor_head),
        ..NOTHING
    },
    Grammar {
        ids: &["php", "perl", "ruby"],
        line_comments: &["#", "//"],
        block_comment: SLASHES,
        keywords: "abstract and array as begin break case catch class const continue def default die do echo else \
            elseif elsif end ensure exit extends false final finally for foreach function global if implements include \
            interface isset last local module my namespace new next nil not null or our package print private protected \
            public redo require require_once rescue return self static sub switch then this throw true try undef unless \
            until use var when while yield",
        sigils: "$@",
        calls: true,
        ..NOTHING
    },
    Grammar {
        ids: &["css"],
        line_comments: &["//"],
        block_comment: SLASHES,
        word: "-",
        sigils: "@$",
        calls: true,
        head: Some(css_head),
        ..NOTHING
    },
    Grammar {
        ids: &["dockerfile", "nginx"],
        line_comments: &["#"],
        keywords: "AS on off",
        word: "-./:",
        sigils: "$",
        strict_quotes: true,
        head: Some(directive_head),
        ..NOTHING
    },
    Grammar {
        ids: &["diff"],
        strings: &[],
        head: Some(diff_head),
        ..NOTHING
    },
    Grammar {
        ids: &["http"],
        strings: &[DOUBLE],
        strict_quotes: true,
        word: "-./",
        head: Some(http_head),
        ..NOTHING
    },
    Grammar {
        ids: &["excel"],
        strings: &[quote("\"", Escape::Doubled, false)],
        keywords: "true false",
        fold_case: true,
        word: ".$",
        calls: true,
        ..NOTHING
    },
];

/// The words of each grammar, sorted when it is first used.
static WORDS: [OnceLock<Words>; GRAMMARS.len()] = [const { OnceLock::new() }; GRAMMARS.len()];

/// The lists of a grammar in a form that is quick to search.
struct Words {
    keywords: Vec<&'static str>,
    types: Vec<&'static str>,
}

impl Words {
    fn of(grammar: &Grammar) -> Words {
        let sorted = |list: &'static str| {
            let mut words: Vec<&str> = list.split_ascii_whitespace().collect();
            words.sort_unstable();
            words
        };
        Words {
            keywords: sorted(grammar.keywords),
            types: sorted(grammar.types),
        }
    }
}

/// The lexer at some place in a text.
struct Reader<'a> {
    grammar: &'static Grammar,
    words: &'static Words,
    text: &'a str,
    at: usize,
    out: Vec<Token>,
}

impl<'a> Reader<'a> {
    fn read(mut self) -> Vec<Token> {
        let mut line_start = true;
        while self.at < self.text.len() {
            let first = self.rest().as_bytes()[0];
            if first == b'\n' {
                self.at += 1;
                line_start = true;
            } else if std::mem::take(&mut line_start) && self.head() {
            } else if first.is_ascii_whitespace() {
                self.at += 1;
            } else {
                self.token();
            }
        }
        self.out
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn take(&mut self, length: usize, class: Class) {
        if length > 0 && class != Class::Plain {
            self.out.push(Token {
                range: self.at..self.at + length,
                class,
            });
        }
        self.at += length;
    }

    fn line_end(&self, from: usize) -> usize {
        let rest = &self.text[from..];
        let end = rest.find('\n').unwrap_or(rest.len());
        from + rest[..end].trim_end_matches('\r').len()
    }

    /// Takes what is special about the start of this line; false if nothing is.
    fn head(&mut self) -> bool {
        let Some(head) = self.grammar.head else {
            return false;
        };
        let line = &self.text[self.at..self.line_end(self.at)];
        let Some((from, to, class)) = head(line) else {
            return false;
        };
        self.at += from;
        self.take(to - from, class);
        to > 0
    }

    /// Takes one token; always passes over at least one character.
    fn token(&mut self) {
        let rest = self.rest();
        if self.comment(rest) || self.string(rest) {
            return;
        }
        let first = rest.chars().next().unwrap_or(' ');
        let grammar = self.grammar;
        if first.is_ascii_digit() {
            self.number(rest);
        } else if grammar.sigils.contains(first) && rest[1..].starts_with(is_name) {
            self.take(1 + name(&rest[1..], ""), Class::Variable);
        } else if is_name(first) || grammar.word.contains(first) {
            self.word(rest);
        } else {
            self.at += first.len_utf8();
        }
    }

    fn comment(&mut self, rest: &str) -> bool {
        if let Some((_, close)) = self
            .grammar
            .block_comment
            .filter(|(open, _)| rest.starts_with(open))
        {
            let length = rest[2..]
                .find(close)
                .map_or(rest.len(), |end| end + 2 + close.len());
            self.take(length, Class::Comment);
            return true;
        }
        let starts = self
            .grammar
            .line_comments
            .iter()
            .any(|open| rest.starts_with(open));
        // In files of settings a comment stands apart; `a#b` and `http://x` are values.
        let apart = !self.grammar.strict_quotes || self.after_blank();
        if starts && apart {
            self.take(self.line_end(self.at) - self.at, Class::Comment);
        }
        starts && apart
    }

    fn after_blank(&self) -> bool {
        self.text[..self.at]
            .chars()
            .next_back()
            .is_none_or(char::is_whitespace)
    }

    fn string(&mut self, rest: &str) -> bool {
        let Some(quote) = self
            .grammar
            .strings
            .iter()
            .find(|q| rest.starts_with(q.open))
        else {
            return false;
        };
        if self.grammar.strict_quotes {
            let before = self.text[..self.at].chars().next_back();
            if before.is_some_and(|c| !c.is_whitespace() && !"[{(,:=".contains(c)) {
                return false;
            }
        }
        let length = self.string_length(rest, quote);
        let key = self.grammar.string_keys
            && rest[length..]
                .trim_start_matches([' ', '\t'])
                .starts_with(':');
        self.take(length, if key { Class::Attribute } else { Class::String });
        true
    }

    /// Length of the string at the start of `rest`; one that is never closed ends with its line, or with
    /// the text if it may span lines.
    fn string_length(&self, rest: &str, quote: &Quote) -> usize {
        let bytes = rest.as_bytes();
        let mut at = quote.open.len();
        while at < bytes.len() {
            let here = &bytes[at..];
            if here.starts_with(quote.close.as_bytes()) {
                let doubled = quote.escape == Escape::Doubled
                    && here[quote.close.len()..].starts_with(quote.close.as_bytes());
                if !doubled {
                    return at + quote.close.len();
                }
                at += 2 * quote.close.len();
            } else if here[0] == b'\n' && !quote.multiline {
                return rest[..at].trim_end_matches('\r').len();
            } else if here[0] == b'\\'
                && quote.escape == Escape::Backslash
                && here.len() > 1
                && here[1] != b'\n'
            {
                at += 1 + rest[at + 1..].chars().next().map_or(0, char::len_utf8);
            } else {
                at += 1; // inside a character too: only ASCII is looked for
            }
        }
        rest.len()
    }

    fn number(&mut self, rest: &str) {
        let bytes = rest.as_bytes();
        let mut end = 0;
        while end < bytes.len() {
            let fraction = bytes[end] == b'.' && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
            if !(bytes[end].is_ascii_alphanumeric() || bytes[end] == b'_' || fraction) {
                break;
            }
            end += 1;
        }
        self.take(end, Class::Number);
    }

    fn word(&mut self, rest: &str) {
        let length = name(rest, self.grammar.word).max(1);
        let word = &rest[..length];
        let class = if has(&self.words.keywords, word, self.grammar.fold_case) {
            Class::Keyword
        } else if has(&self.words.types, word, self.grammar.fold_case) {
            Class::Type
        } else if self.grammar.calls && rest[length..].starts_with('(') {
            Class::Command
        } else {
            Class::Plain
        };
        self.take(length, class);
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Length of the name at the start of `text`, which may contain `more`.
fn name(text: &str, more: &str) -> usize {
    text.find(|c| !is_name(c) && !more.contains(c))
        .unwrap_or(text.len())
}

/// Whether a sorted list has a word; a list that folds case is written in lower case.
fn has(list: &[&str], word: &str, fold_case: bool) -> bool {
    const LONGEST: usize = 24;
    if list.is_empty() || word.len() > LONGEST {
        return false;
    }
    if !fold_case {
        return list.binary_search(&word).is_ok();
    }
    let mut folded = [0; LONGEST];
    let folded = &mut folded[..word.len()];
    folded.copy_from_slice(word.as_bytes());
    folded.make_ascii_lowercase();
    list.binary_search_by(|known| known.as_bytes().cmp(&*folded))
        .is_ok()
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// `key:` after any number of `- `.
fn yaml_head(line: &str) -> Option<(usize, usize, Class)> {
    let start = line.len() - line.trim_start_matches([' ', '\t', '-']).len();
    let rest = &line[start..];
    if rest.starts_with(['#', '"', '\'', '{', '[', '|', '>', '&']) {
        return None;
    }
    let colon = rest
        .match_indices(':')
        .map(|(at, _)| at)
        .find(|at| rest[at + 1..].is_empty() || rest[at + 1..].starts_with([' ', '\t']))?;
    (colon > 0 && !rest[..colon].contains(" #")).then_some((start, start + colon, Class::Attribute))
}

/// `[section]` and `key =`.
fn ini_head(line: &str) -> Option<(usize, usize, Class)> {
    let start = indent(line);
    let rest = &line[start..];
    if rest.starts_with('[') {
        return rest
            .rfind(']')
            .map(|end| (start, start + end + 1, Class::Tag));
    }
    if rest.starts_with(['#', ';']) {
        return None;
    }
    let key = rest[..rest.find('=')?].trim_end();
    (!key.is_empty()).then_some((start, start + key.len(), Class::Attribute))
}

/// `#include`, `#region`, `#[attribute]`.
fn preprocessor_head(line: &str) -> Option<(usize, usize, Class)> {
    let start = indent(line);
    let rest = line[start..].strip_prefix('#')?;
    let word = name(rest, "");
    Some((start, start + 1 + word, Class::Keyword))
}

/// `#If`, and `Rem …`.
fn vb_head(line: &str) -> Option<(usize, usize, Class)> {
    let start = indent(line);
    let rest = &line[start..];
    let rem = rest
        .get(..4)
        .is_some_and(|word| word.eq_ignore_ascii_case("rem "));
    if rem {
        Some((start, line.len(), Class::Comment))
    } else {
        preprocessor_head(line)
    }
}

/// `property:` of a line that ends in a semicolon.
fn css_head(line: &str) -> Option<(usize, usize, Class)> {
    let start = indent(line);
    let property = name(&line[start..], "-");
    let declares = line[start + property..].starts_with(':') && line.trim_end().ends_with(';');
    (declares && property > 0).then_some((start, start + property, Class::Attribute))
}

/// The first word of a line.
fn directive_head(line: &str) -> Option<(usize, usize, Class)> {
    let start = indent(line);
    let word = name(&line[start..], "");
    (word > 0).then_some((start, start + word, Class::Keyword))
}

/// The lines of a patch.
fn diff_head(line: &str) -> Option<(usize, usize, Class)> {
    let class = match line.as_bytes().first()? {
        b'@' => Class::Tag,
        _ if line.starts_with("+++") || line.starts_with("---") || line.starts_with("diff ") => {
            Class::Tag
        }
        b'+' => Class::Inserted,
        b'-' => Class::Deleted,
        _ => return None,
    };
    Some((0, line.len(), class))
}

/// `GET /path`, `HTTP/1.1 200`, `Header:`.
fn http_head(line: &str) -> Option<(usize, usize, Class)> {
    let word = name(line, "-");
    let rest = &line[word..];
    let method = word > 0 && line[..word].bytes().all(|b| b.is_ascii_uppercase());
    match rest.chars().next()? {
        ':' if word > 0 => Some((0, word, Class::Attribute)),
        ' ' | '/' if method => Some((0, word, Class::Keyword)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{self, LANGUAGES};

    #[test]
    fn every_table_has_a_grammar_and_every_grammar_a_language() {
        for language in LANGUAGES
            .iter()
            .filter(|l| l.grammar == language::Grammar::Table)
        {
            assert!(
                GRAMMARS
                    .iter()
                    .any(|grammar| grammar.ids.contains(&language.id)),
                "{}",
                language.id
            );
        }
        for id in GRAMMARS.iter().flat_map(|grammar| grammar.ids) {
            assert!(
                language::by_name(id).is_some_and(|language| language.id == *id),
                "{id}"
            );
        }
    }
}
