//! Where in a command a value is to stand: what may be written there, and how it must be quoted.
//!
//! A reader's value goes into a command in which somebody left room for it. The lexers know what stands
//! around that room. Where they cannot know what a value would come to mean (a program within a string, a
//! grammar that nobody here reads), the place takes only what means the same everywhere, or nothing.

mod sql;

use std::ops::Range;

use super::statement::{Statement, program_name, statements};
use super::{
    Around, Class, Notes, Shell, Token, is_approved_cmdlet, is_blank, is_dash, is_name, is_one_of,
    program, read,
};
use sql::in_sql;

/// What stands around a value. The quoting itself is done by the page's script (`quote.js`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// An argument of its own.
    Word,
    /// Part of an argument, or the name of a command.
    Part,
    /// An operand of an expression: text must be quoted there.
    Operand,
    /// Within double quotes.
    Double,
    /// Within double quotes, directly before the one that closes them.
    DoubleEnd,
    /// Within single quotes that stand within double quotes.
    SingleInDouble,
    /// Within single quotes.
    Single,
    /// Within double quotes that stand within single quotes.
    DoubleInSingle,
    /// Within square brackets that quote a name.
    Bracket,
    /// Within backticks that quote a name.
    Backtick,
    /// In a document in which variables are replaced.
    Document,
    /// In a document that ends at a quote.
    Verbatim,
    /// Where only letters, digits and the signs of names and addresses are safe.
    Fixed,
    /// Where only letters, digits and underscores are.
    Name,
    /// In a text whose grammar is not known.
    Unknown,
    /// Where nothing can be put in safely.
    Nowhere,
}

impl Place {
    /// The letter that stands for it in a page.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Self::Word => 'w',
            Self::Part => 'p',
            Self::Operand => 'o',
            Self::Double => 'd',
            Self::DoubleEnd => 'e',
            Self::SingleInDouble => 'i',
            Self::Single => 's',
            Self::DoubleInSingle => 'j',
            Self::Bracket => 'b',
            Self::Backtick => 'g',
            Self::Document => 'h',
            Self::Verbatim => 'v',
            Self::Fixed => 'f',
            Self::Name => 'n',
            Self::Unknown => 'u',
            Self::Nowhere => 'x',
        }
    }
}

/// Room for a value in a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// What stands around it.
    pub place: Place,
    /// Whether an argument starts here, so that a leading hyphen would make an option of it, quotes or not.
    pub starts_argument: bool,
    /// Whether PowerShell hands the argument to a program, which it does without quotes where there is no
    /// blank; batch files and `cmd` read it again.
    pub for_program: bool,
}

impl Room {
    fn of(place: Place) -> Self {
        Self {
            place,
            starts_argument: false,
            for_program: false,
        }
    }

    /// The letters of its shell and of its place, as `quote.js` reads them: `pw`. A capital starts an argument.
    #[must_use]
    pub fn letters(self, language: &str) -> String {
        let shell = match language {
            "powershell" if self.for_program => 'x',
            "powershell" => 'p',
            "bash" => 'b',
            "cmd" => 'c',
            "sql" => 'q',
            _ => 'u',
        };
        let place = self.place.letter();
        // A word always starts one.
        let place = match self.starts_argument && self.place != Place::Word {
            true => place.to_ascii_uppercase(),
            false => place,
        };
        [shell, place].iter().collect()
    }
}

/// The room that each range of a command is; `language` is a canonical id of [`crate::language`], and the ranges
/// are in order. In a range that is none of the text nothing can stand.
#[must_use]
pub fn rooms(language: &str, text: &str, ranges: &[Range<usize>]) -> Vec<Room> {
    let shell = match language {
        "powershell" => Shell::PowerShell,
        "cmd" => Shell::Cmd,
        "bash" => Shell::Posix,
        "sql" => return in_sql(text, ranges).into_iter().map(Room::of).collect(),
        _ => return vec![Room::of(Place::Unknown); ranges.len()],
    };
    let mut notes = Notes::default();
    let tokens = read(shell, text, Some(&mut notes));
    let scene = Scene {
        shell,
        text,
        statements: statements(shell, text, &notes.statements, &tokens),
        tokens: &tokens,
        around: &notes.around,
    };
    let mut string = Quotes::default();
    let room = |range: &Range<usize>| match text.get(range.clone()) {
        Some(_) => scene.room(range, &mut string),
        None => Room::of(Place::Nowhere),
    };
    ranges.iter().map(room).collect()
}

/// How many quotes stand in a string, up to a place in it: counted on from one place to the next.
#[derive(Default)]
struct Quotes {
    start: usize,
    at: usize,
    double: usize,
    single: usize,
}

impl Quotes {
    fn count(&mut self, text: &str, start: usize, at: usize) {
        if self.start != start || self.at > at || self.at < start {
            *self = Self {
                start,
                at: start,
                ..Self::default()
            };
        }
        for c in text[self.at..at].chars() {
            self.double += usize::from(is_double(c));
            self.single += usize::from(is_single(c));
        }
        self.at = at;
    }
}

/// A command and what its lexer found in it.
struct Scene<'a> {
    shell: Shell,
    text: &'a str,
    tokens: &'a [Token],
    around: &'a [(usize, Around)],
    statements: Vec<Statement>,
}

impl Scene<'_> {
    fn before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    /// The text that stands shortly before a place: as much as a word takes, so that the work is linear.
    fn shortly_before(&self, at: usize) -> &str {
        const WINDOW: usize = 64;
        let from = (at.saturating_sub(WINDOW)..=at).find(|at| self.text.is_char_boundary(*at));
        &self.text[from.unwrap_or(at)..at]
    }

    fn after(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    fn class(&self, at: usize) -> Option<Class> {
        let index = self.tokens.partition_point(|token| token.range.end <= at);
        let token = self.tokens.get(index)?;
        (token.range.start <= at).then_some(token.class)
    }

    fn room(&self, range: &Range<usize>, quotes: &mut Quotes) -> Room {
        let noted = self.around.partition_point(|(at, _)| *at <= range.start);
        let Some((start, around)) = noted.checked_sub(1).map(|index| self.around[index]) else {
            return Room::of(Place::Fixed);
        };
        let statement = self.statement(range.start);
        let argument = Argument {
            range: range.clone(),
            around,
            start: match around {
                Around::Code { .. } => range.start,
                _ => start,
            },
            command: self.command(statement, range.start),
        };
        Room {
            place: self.place(statement, &argument, quotes),
            starts_argument: self.starts_argument(&argument),
            for_program: self.is_for_program(statement, &argument),
        }
    }

    fn place(&self, statement: Statement, argument: &Argument<'_>, quotes: &mut Quotes) -> Place {
        let &Argument {
            ref range,
            around,
            start,
            ..
        } = argument;
        // A value that only seems to stand in a comment may stand anywhere.
        let class = self.class(range.start);
        let is_unsure = range.start >= statement.given_up
            || class == Some(Class::Comment)
            || self.is_program(argument);
        match around {
            _ if class == Some(Class::Variable) => self.in_variable(range.start),
            _ if self.goes_on_with_variable(range.start) => Place::Nowhere,
            _ if self.is_escaped(range.start, around) => Place::Name,
            Around::Document if self.is_whole_line(range) => Place::Nowhere,
            _ if self.is_pattern(argument) => Place::Name,
            Around::Code { .. } if self.names(range.start) => Place::Name,
            _ if is_unsure => Place::Fixed,
            Around::Backticks => Place::Fixed,
            Around::Document if self.shell == Shell::PowerShell => Place::Double,
            Around::Document => Place::Document,
            Around::Verbatim => Place::Verbatim,
            Around::Double | Around::Single => self.in_quotes(start, range, around, quotes),
            Around::Code { command, arguments } => {
                self.in_code(range, command, arguments, statement.sets)
            }
        }
    }

    fn statement(&self, at: usize) -> Statement {
        let index = self.statements.partition_point(|it| it.start <= at);
        let unknown = Statement {
            start: 0,
            given_up: 0,
            sets: false,
        };
        let statement = index.checked_sub(1).map(|index| self.statements[index]);
        statement.unwrap_or(unknown)
    }

    /// The sign that opens the quotes in which an argument stands.
    fn opening(&self, argument: &Argument<'_>) -> Option<char> {
        let sign = self.before(argument.start)?;
        (argument.is_quoted() && (is_double(sign) || is_single(sign))).then_some(sign)
    }

    /// Where the word of an argument starts, its quote included.
    fn outside(&self, argument: &Argument<'_>) -> usize {
        argument.start - self.opening(argument).map_or(0, char::len_utf8)
    }

    /// Whether a value would be the first of an argument.
    fn starts_argument(&self, argument: &Argument<'_>) -> bool {
        let outside = self.outside(argument);
        let is_first = argument.range.start == argument.start;
        let is_apart = |c: char| is_blank(c) || "|;&(),{".contains(c);
        is_first
            && !matches!(argument.around, Around::Document | Around::Verbatim)
            && (!argument.is_quoted() || outside < argument.start)
            && self.before(outside).is_none_or(is_apart)
    }

    /// Whether PowerShell hands an argument to a program.
    fn is_for_program(&self, statement: Statement, argument: &Argument<'_>) -> bool {
        if self.shell != Shell::PowerShell {
            return false;
        }
        let from = argument
            .command
            .map_or(statement.start, |token| token.range.end);
        let before = self.shortly_before(argument.range.start);
        let length = argument.range.start.saturating_sub(from);
        let before = &before[before.len().saturating_sub(length)..];
        let calls =
            before.trim_start_matches(is_blank).starts_with(['&', '.']) || before.contains("| &");
        match argument.command {
            Some(token) if token.class == Class::Command => {
                !is_one_of(&self.text[token.range.clone()], ALIASES)
            }
            _ => calls,
        }
    }

    /// Whether somebody reads this as a program, by what is known of the command and its option, or by what it
    /// says.
    fn is_program(&self, argument: &Argument<'_>) -> bool {
        let name = self.name(argument);
        let lead = self.shortly_before(self.outside(argument));
        let lead = lead.trim_end_matches(is_blank).trim_end_matches([':', '=']);
        let option = lead.rsplit(is_blank).next().unwrap_or(lead);
        let is_powershell = self.shell == Shell::PowerShell;
        if !argument.is_quoted() {
            return is_powershell && ends_in(option, RUN_OPTIONS)
                || self.is_evaluated(argument, name);
        }
        is_one_of(name, RUN_TEXTS)
            || is_one_of(option, PROGRAM_OPTIONS)
            || is_powershell
                && option.starts_with('-')
                && (ends_in(option, RUN_OPTIONS) || ends_in(option, QUERY_OPTIONS))
            || self.is_evaluated(argument, name)
            || reads_as_command(&self.text[argument.start..])
    }

    /// Whether a POSIX shell computes with an argument, takes it for the name of a variable, or keeps it to run it
    /// later.
    fn is_evaluated(&self, argument: &Argument<'_>, name: &str) -> bool {
        if self.shell != Shell::Posix {
            return false;
        }
        let lead = self.shortly_before(self.outside(argument));
        let assigned = lead.strip_suffix('=').or_else(|| lead.strip_suffix("+="));
        let variable =
            assigned.map(|lead| lead.rsplit(|c: char| !is_name(c)).next().unwrap_or(lead));
        let keeps = |name: &str| {
            name.starts_with("PS") && name.len() == 3
                || [
                    "COMMAND", "EDITOR", "PAGER", "VISUAL", "RSH", "CMD", "ENV", "TRAP",
                ]
                .iter()
                .any(|end| name.ends_with(end))
        };
        let options = || {
            let end = argument.command.map_or(0, |token| token.range.end);
            let words = self.text[end..argument.range.start].split(is_blank).take(8);
            words
                .filter(|word| word.starts_with(is_dash))
                .collect::<Vec<_>>()
                .concat()
        };
        variable.is_some_and(keeps)
            || is_one_of(name, EVALUATE)
            || is_one_of(name, DECLARE)
                && (assigned.is_none() || options().contains(['i', 'n', 'a', 'A']))
            || is_one_of(name, "test [ printf") && options().contains('v')
            || name == "git" && self.shortly_before(argument.range.start).contains("config")
    }

    /// Whether an argument is (part of) a program of single signs.
    fn is_pattern(&self, argument: &Argument<'_>) -> bool {
        const NEAR: usize = 200; // bytes
        if !is_one_of(self.name(argument), RUN_PATTERNS) {
            return false;
        }
        let Some(command) = argument.command else {
            return false;
        };
        // The first word that is no option is the program, and what is part of a word may be part of it.
        let start = command.range.end..argument.range.start;
        let is_first = start.len() < NEAR
            && self.text[start]
                .split(is_blank)
                .all(|word| word.is_empty() || word.starts_with(is_dash));
        let before = self.before(argument.range.start);
        argument.is_quoted() || is_first || !before.is_some_and(is_blank)
    }

    /// Whether a subscript stands here, which is computed.
    fn names(&self, at: usize) -> bool {
        self.shell == Shell::Posix && self.before(at) == Some('[')
    }

    /// What may stand in `${…}`: the name of a variable, or the text that is taken if there is none.
    fn in_variable(&self, at: usize) -> Place {
        let before = self.shortly_before(at);
        let start = before.rfind("${").map_or("", |start| &before[start..]);
        let is_default = [":-", ":=", ":+", ":?"]
            .iter()
            .any(|sign| start.contains(sign));
        match self.shell == Shell::Posix && is_default {
            true => Place::Fixed,
            false => Place::Name,
        }
    }

    /// Whether nothing else stands on the line: the value might be the word that ends a document.
    fn is_whole_line(&self, range: &Range<usize>) -> bool {
        let is_end = |c: char| c == '\n' || c == '\r';
        let before = self.text[..range.start].trim_end_matches(|c| is_blank(c) && !is_end(c));
        let after = self.text[range.end..].trim_start_matches(|c| is_blank(c) && !is_end(c));
        self.shell == Shell::Posix
            && (before.is_empty() || before.ends_with(is_end))
            && (after.is_empty() || after.starts_with(is_end))
    }

    /// Whether a variable ends here, whose name a value would go on with.
    fn goes_on_with_variable(&self, at: usize) -> bool {
        let index = self.tokens.partition_point(|token| token.range.end < at);
        let last = self.tokens.get(index).filter(|token| token.range.end == at);
        last.is_some_and(|token| token.class == Class::Variable)
            && self.before(at).is_some_and(is_name)
    }

    /// Whether the sign before a place takes the next one as it is, or as the name of a variable.
    fn is_escaped(&self, at: usize, around: Around) -> bool {
        let escape = match self.shell {
            _ if matches!(around, Around::Single | Around::Verbatim) => return false,
            Shell::PowerShell => '`',
            Shell::Posix => '\\',
            Shell::Cmd => '^',
        };
        let before = self.shortly_before(at);
        let signs = before.len() - before.trim_end_matches(escape).len();
        before.ends_with('$') || signs % 2 == 1
    }

    /// The program whose argument stands here.
    fn command(&self, statement: Statement, at: usize) -> Option<&Token> {
        let index = self.tokens.partition_point(|token| token.range.start < at);
        let before = self.tokens[..index].iter().rev().take(NEAR);
        let mut before = before.take_while(|token| token.range.start >= statement.start);
        let word = |token: &Token| &self.text[token.range.clone()];
        let found = before.find(|token| {
            matches!(token.class, Class::Command | Class::Cmdlet)
                || token.class == Class::Keyword && matches!(word(token), "[[" | "]]")
        });
        found.filter(|token| word(token) != "]]")
    }

    /// The name of the program whose argument this is.
    fn name(&self, argument: &Argument<'_>) -> &str {
        let command = argument.command;
        program_name(command.map_or("", |token| &self.text[token.range.clone()]))
    }

    fn in_quotes(
        &self,
        start: usize,
        range: &Range<usize>,
        around: Around,
        quotes: &mut Quotes,
    ) -> Place {
        let opening = self
            .before(start)
            .filter(|c| is_double(*c) || is_single(*c));
        quotes.count(self.text, start, range.start);
        if around == Around::Single {
            return match quotes.double % 2 {
                1 => Place::DoubleInSingle,
                _ => Place::Single,
            };
        }
        // What goes on after a sub-expression has a start that is not seen from here.
        match (quotes.double % 2, quotes.single % 2) {
            (1, _) => Place::Fixed,
            (_, 1) => Place::SingleInDouble,
            _ if opening.is_none() => Place::SingleInDouble,
            _ if self.after(range.end).is_some_and(is_double) => Place::DoubleEnd,
            _ => Place::Double,
        }
    }

    fn in_code(&self, range: &Range<usize>, command: bool, arguments: bool, sets: bool) -> Place {
        let (before, after) = (self.before(range.start), self.after(range.end));
        if before == Some('%') || self.splats(range.start) {
            return Place::Name;
        }
        let ends = |c: Option<char>| c.is_none_or(|c| is_blank(c) || "|;,&()<>{}".contains(c));
        match self.shell {
            Shell::PowerShell if before.is_some_and(is_dash) && self.starts_word(range.start) => {
                Place::Name
            }
            Shell::PowerShell if arguments && ends(before) && ends(after) => Place::Word,
            Shell::PowerShell if arguments => Place::Part,
            Shell::PowerShell if command && self.starts_statement(range.start) => Place::Part,
            Shell::PowerShell => {
                let before = before.is_none_or(|c| is_blank(c) || "|;,&(){[=!+*<>".contains(c));
                let after = after.is_none_or(|c| is_blank(c) || "|;,&)}]+*".contains(c));
                if before && after {
                    Place::Operand
                } else {
                    Place::Name
                }
            }
            // `NAME=value` sets a variable, and its name takes no quotes.
            Shell::Posix if command && after == Some('=') => Place::Name,
            Shell::Posix if before.is_none_or(|c| is_blank(c) || "|;&()<>".contains(c)) => {
                Place::Word
            }
            Shell::Posix => Place::Part,
            Shell::Cmd => {
                let before = before.is_none_or(|c| is_blank(c) || "|&()<>@".contains(c))
                    || self.follows_switch(range.start);
                if before && ends(after) && !sets {
                    Place::Word
                } else {
                    Place::Part
                }
            }
        }
    }

    /// Whether an `@` before a place starts a word: it names a variable then.
    fn splats(&self, at: usize) -> bool {
        let Some(rest) = self.text[..at].strip_suffix('@') else {
            return false;
        };
        self.shell == Shell::PowerShell && rest.chars().next_back().is_none_or(is_blank)
    }

    /// Whether the dashes before a place start a word.
    fn starts_word(&self, at: usize) -> bool {
        let before = self.shortly_before(at);
        let rest = before.trim_end_matches(is_dash);
        let last = rest.chars().next_back();
        last.is_none_or(|c| !is_name(c) && !"./\\:".contains(c))
    }

    /// Whether a statement of PowerShell starts here, and not what an operator works on.
    fn starts_statement(&self, at: usize) -> bool {
        let before = self.shortly_before(at);
        let before = before.trim_end_matches(|c| is_blank(c) && c != '\n');
        let last = before.chars().next_back();
        last.map_or(at < 64, |c| "\n;|{&".contains(c))
    }

    /// Whether the value of a switch of cmd starts here: `/user:`.
    fn follows_switch(&self, at: usize) -> bool {
        let before = self.shortly_before(at);
        let Some(switch) = before.strip_suffix([':', '=']) else {
            return false;
        };
        let name = switch.trim_end_matches(|c| is_name(c) || is_dash(c));
        name.ends_with('/') || switch.len() > name.len() && name.ends_with(is_blank)
    }
}

/// How far back the command of an argument is looked for, in tokens; keeps the work linear.
const NEAR: usize = 200;

/// What a reader's value is to be part of.
struct Argument<'a> {
    range: Range<usize>,
    around: Around,
    /// Where its text starts, after its quote.
    start: usize,
    /// The command that it is for.
    command: Option<&'a Token>,
}

impl Argument<'_> {
    fn is_quoted(&self) -> bool {
        !matches!(self.around, Around::Code { .. })
    }
}

/// Whether a text begins as a command does: nobody knows who will run it.
fn reads_as_command(text: &str) -> bool {
    const LONGEST: usize = 64; // bytes; keeps the search bounded
    let text = text.trim_start_matches(is_blank);
    let end = text
        .bytes()
        .take(LONGEST)
        .position(|b| b.is_ascii_whitespace());
    let word = end.and_then(|end| text.get(..end)).unwrap_or("");
    let is_known = || {
        let known = program(word).is_some_and(|program| !program.everyday);
        let (_, stem) = word.rsplit_once(['/', '\\']).unwrap_or(("", word));
        let starts_with_letter = stem.starts_with(|c: char| c.is_ascii_alphabetic());
        starts_with_letter && known || is_approved_cmdlet(word)
    };
    text.starts_with("#!") || text.starts_with('!') || is_known()
}

/// Whether a word ends in one of some words, whatever its case.
fn ends_in(word: &str, ends: &[&str]) -> bool {
    ends.iter().any(|end| {
        let start = word.len().checked_sub(end.len());
        let own = start.and_then(|start| word.get(start..));
        own.is_some_and(|own| own.eq_ignore_ascii_case(end))
    })
}

/// Programs of which an argument in quotes is a program.
const RUN_TEXTS: &str = "python python2 python3 ruby node php lua find invoke-sqlcmd psql mysql mariadb sqlcmd osql \
    sqlite3 mongosh mongo redis-cli sqlplus db2 bcp exiftool vmrun";

/// Programs of which an argument may be a program of single signs.
const RUN_PATTERNS: &str = "sed gsed awk gawk mawk nawk perl jq yq ed ex";

/// Commands of a POSIX shell that compute with their arguments, or take them for names of variables.
const EVALUATE: &str =
    "let [[ read mapfile readarray getopts unset wait expr compgen enable hash shift";

/// Those that do so with what they set.
const DECLARE: &str = "declare typeset local readonly export";

/// Options whose argument is a program or a query.
const PROGRAM_OPTIONS: &str = "-c -lc -command -e --eval --command --execute -q -query --query -ldapfilter \
    -filter -xpath -scriptblock /c /k -wqlfilter --filter --selector --exec -exec --rsh --jsonpath";

/// How options of cmdlets end whose argument is run.
const RUN_OPTIONS: &[&str] = &[
    "command",
    "commandline",
    "scriptblock",
    "argument",
    "argumentlist",
    "arguments",
    "scripttext",
    "scriptstring",
    "expression",
];

/// How options of cmdlets end whose argument is read as a query.
const QUERY_OPTIONS: &[&str] = &["query", "filter", "xpath", "search", "where", "condition"];

/// Short names of cmdlets, which are no programs.
const ALIASES: &str =
    "? % where foreach select sort group measure echo write cd ls dir gci gc gm ft fl sls tee";

fn is_double(c: char) -> bool {
    matches!(c, '"' | '\u{201C}'..='\u{201E}')
}

fn is_single(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}'..='\u{201B}')
}

#[cfg(test)]
mod tests;
