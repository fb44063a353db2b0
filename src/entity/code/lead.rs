//! What leads in a number: `Event ID`, `error code`, `exited with status`.
//!
//! A bare number is a code only because of the words before it. They are read backwards from the
//! number, a few words far, over the signs that stand between them.

/// What the words before a number say it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `error`, `failure code`.
    Error,
    /// `code` and nothing more.
    Code,
    /// `Event ID`, `Event`.
    Event,
    /// `HTTP`, `response code`.
    Http,
    /// `SIP/2.0`, `SIP response code`.
    Sip,
    /// `SMTP error`, `DSN`, `NDR`.
    Mail,
    /// `status`, `status code`.
    Status,
    /// `exit code`, `exited with status`.
    Exit,
    /// `Stop`, `bug check`.
    Stop,
    /// `Run-time error`.
    RunTime,
    /// `System error`, `Win32 error`.
    Win32,
    /// `SQLSTATE`.
    SqlState,
    /// `SQLCODE`.
    SqlCode,
    /// `Msg` of SQL Server.
    Message,
    /// `MySQL error`.
    MySql,
    /// `SQL Server error`.
    SqlServer,
    /// `signal`.
    Signal,
    /// `errno`.
    Errno,
    /// `curl`, `curl error`.
    Curl,
    /// `ms-diagnostics`.
    Diagnostics,
    /// `HRESULT`, `hr`, `result`.
    Result,
    /// `returned`, `responded with`: what follows was said by a program.
    Said,
}

/// The words before a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lead {
    /// What they say the number is.
    pub(super) kind: Kind,
    /// Where they start.
    pub(super) start: usize,
    /// Whether they say that it is a code, an id or a number ("error code 5", not "error 5").
    pub(super) explicit: bool,
    /// Whether they speak of several ("errors 5 and 6").
    pub(super) plural: bool,
    /// What stands between them and the number.
    pub(super) gap: Gap,
}

/// The signs between two words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Gap {
    /// A colon or an equals sign.
    pub(super) colon: bool,
    /// An opening bracket, `(` or `[`.
    pub(super) open: bool,
    /// An arrow or the end of a tag: `>`.
    pub(super) arrow: bool,
    /// A line break.
    pub(super) line: bool,
    comma: bool,
    dash: bool,
}

/// How far back a lead is looked for, in bytes.
const REACH: usize = 72;

/// The lead of what starts at `at`; nothing before `floor` belongs to it.
pub(super) fn lead(text: &str, at: usize, floor: usize) -> Option<Lead> {
    let from = text
        .floor_char_boundary(at.saturating_sub(REACH))
        .max(floor);
    if let Some(kind) = protocol(&text[from..at]) {
        return Some(kind.lead(at, Gap::default()));
    }
    if let Some(lead) = tag(text, from, at).or_else(|| words_of_others(text, from, at)) {
        return Some(lead);
    }
    let mut back = Back { text, from, at };
    let (mut noun, mut gap) = back.word()?;
    let nearest = gap;
    for _ in 0..2 {
        if gap.comma || !is_connector(noun) {
            break;
        }
        (noun, gap) = back.word()?;
    }
    if gap.comma || nearest.comma {
        return None;
    }
    let lead = interpret(noun, &mut back)?;
    if is_parameter(&text[..lead.start]) {
        return None;
    }
    Some(Lead {
        gap: nearest.and(gap),
        ..lead
    })
}

impl Gap {
    fn and(self, other: Self) -> Self {
        Self {
            colon: self.colon || other.colon,
            open: self.open,
            arrow: self.arrow,
            line: self.line || other.line,
            comma: self.comma,
            dash: self.dash,
        }
    }
}

impl Lead {
    /// What leads in the numbers that follow a code of this family in a list.
    pub(super) fn after(self, family: &str) -> Self {
        let kind = if family == "smtp" {
            Kind::Mail
        } else {
            self.kind
        };
        Self { kind, ..self }
    }
}

impl Kind {
    fn lead(self, start: usize, gap: Gap) -> Lead {
        Lead {
            kind: self,
            start,
            explicit: true,
            plural: false,
            gap,
        }
    }
}

/// `HTTP/1.1 403`, `SIP/2.0 403`, `"GET / HTTP/1.1" 403`: the version of a protocol is no word.
fn protocol(before: &str) -> Option<Kind> {
    let before = before.trim_end_matches([' ', '"', '\u{a0}']);
    if !before.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (protocol, version) = before.rsplit_once('/')?;
    if version.is_empty() || !version.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let ends = |name: &str| {
        let start = protocol.len().checked_sub(name.len());
        start
            .and_then(|start| protocol.get(start..))
            .is_some_and(|end| end.eq_ignore_ascii_case(name))
    };
    if ends("HTTP") {
        Some(Kind::Http)
    } else if ends("SIP") {
        Some(Kind::Sip)
    } else {
        None
    }
}

/// Whether the word after this text is a parameter of a command: `-ErrorCode 5`.
fn is_parameter(before: &str) -> bool {
    let dash = ['-', '\u{2013}'];
    before
        .strip_suffix(dash)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with([' ', '\n', '`', '\u{a0}']))
}

/// `<EventID Qualifiers="0">4625`: the name of the element whose content the number is.
fn tag(text: &str, from: usize, at: usize) -> Option<Lead> {
    let inner = text[from..at].strip_suffix('>')?;
    let open = inner.rfind('<')?;
    let name = super::scan::first_word(&inner[open + 1..]);
    let mut buffer = [0; 24];
    let kind = compound(lower(name, &mut buffer)?)?;
    Some(kind.lead(at, Gap::default()))
}

/// What leads in a number in languages whose words are not of ASCII letters alone, with whether it says
/// that the number is a code. A phrase stands before those that it ends with.
const PHRASES: &[(&str, Kind, bool)] = &[
    ("エラー コード", Kind::Error, true),
    ("エラーコード", Kind::Error, true),
    ("エラー番号", Kind::Error, true),
    ("システム エラー", Kind::Win32, false),
    ("システムエラー", Kind::Win32, false),
    ("エラー", Kind::Error, false),
    ("終了コード", Kind::Exit, true),
    ("イベント ID", Kind::Event, true),
    ("イベントID", Kind::Event, true),
    ("错误代码", Kind::Error, true),
    ("错误码", Kind::Error, true),
    ("系统错误", Kind::Win32, false),
    ("错误", Kind::Error, false),
    ("錯誤代碼", Kind::Error, true),
    ("錯誤碼", Kind::Error, true),
    ("錯誤", Kind::Error, false),
    ("退出代码", Kind::Exit, true),
    ("事件 ID", Kind::Event, true),
    ("事件ID", Kind::Event, true),
    ("오류 코드", Kind::Error, true),
    ("오류", Kind::Error, false),
    ("이벤트 ID", Kind::Event, true),
    ("код ошибки", Kind::Error, true),
    ("Код ошибки", Kind::Error, true),
    ("ошибка", Kind::Error, false),
    ("Ошибка", Kind::Error, false),
    ("événement", Kind::Event, false),
    ("Événement", Kind::Event, false),
];

/// A lead in another language than those of ASCII letters.
fn words_of_others(text: &str, from: usize, at: usize) -> Option<Lead> {
    let signs = [
        ' ', '\u{a0}', '\u{3000}', ':', '：', '=', '(', '（', '[', '"', '\'', '「', '`', '*',
    ];
    let before = text[from..at].trim_end_matches(signs);
    // Most texts have no other letters before a number, or end with another word.
    let last = before.as_bytes().iter().rev().take(12);
    if last.into_iter().all(u8::is_ascii) {
        return None;
    }
    let (phrase, kind, explicit) = PHRASES
        .iter()
        .find(|(phrase, ..)| before.ends_with(phrase))?;
    let between = &text[from + before.len()..at];
    Some(Lead {
        kind: *kind,
        start: from + before.len() - phrase.len(),
        explicit: *explicit,
        plural: false,
        gap: Gap {
            colon: between.contains([':', '：', '=']),
            open: between.contains(['(', '（', '[']),
            ..Gap::default()
        },
    })
}

/// What stands before the word for an error where the two mean an error code, in Romance languages.
const CODES_OF: &[&str] = &[
    "code d'",
    "code d\u{2019}",
    "codice di ",
    "codice ",
    "código de ",
    "codigo de ",
    "código do ",
    "número de ",
    "numero de ",
];

/// Words that may stand between a noun and its number.
fn is_connector(word: &str) -> bool {
    const WORDS: &[&str] = &["is", "was", "of", "equals", "value", "reads", "following"];
    WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// What a noun, with the words before it, says that its number is.
fn interpret<'t>(noun: &'t str, back: &mut Back<'t>) -> Option<Lead> {
    let mut lead = Lead {
        kind: Kind::Error,
        start: back.at,
        explicit: false,
        plural: false,
        gap: Gap::default(),
    };
    let mut buffer = [0; 24];
    let lower = lower(noun, &mut buffer)?;
    let lower = match lower.strip_suffix('s') {
        Some(single)
            if matches!(
                single,
                "error" | "code" | "event" | "id" | "number" | "signal"
            ) =>
        {
            lead.plural = true;
            single
        }
        _ => lower,
    };
    match lower {
        "error" | "err" => {
            lead.kind = back.error(&mut lead.start);
            lead.explicit = lead.kind == Kind::Error && back.code_of(&mut lead.start);
        }
        // German, French, Italian and Portuguese.
        "fehler" | "erreur" | "errore" | "erro" => {
            lead.explicit = back.code_of(&mut lead.start);
        }
        "ereignis" | "evento" => lead.kind = Kind::Event,
        "systemfehler" => lead.kind = Kind::Win32,
        "laufzeitfehler" => lead.kind = Kind::RunTime,
        "code" | "number" | "no" | "id" => {
            lead.explicit = true;
            lead.kind = back.code(lower, &mut lead.start)?;
        }
        "status" => lead.kind = back.status(&mut lead.start),
        "response" | "reply" => lead.kind = back.response(&mut lead.start)?,
        "event" => lead.kind = Kind::Event,
        "http" | "https" => lead.kind = Kind::Http,
        "sip" => lead.kind = Kind::Sip,
        "smtp" | "dsn" | "ndr" | "esmtp" => lead.kind = Kind::Mail,
        "check" => {
            back.take("bug", &mut lead.start).then_some(())?;
            lead.kind = Kind::Stop;
        }
        "stop" | "bugcheck" | "bugcheckcode" | "bsod" => lead.kind = Kind::Stop,
        "signal" => lead.kind = Kind::Signal,
        "msg" => lead.kind = Kind::Message,
        "sqlstate" => lead.kind = Kind::SqlState,
        "sqlcode" => lead.kind = Kind::SqlCode,
        "state" => {
            back.take("sql", &mut lead.start).then_some(())?;
            lead.kind = Kind::SqlState;
        }
        "errno" => lead.kind = Kind::Errno,
        "curl" => lead.kind = Kind::Curl,
        "diagnostics" => {
            back.take("ms", &mut lead.start).then_some(())?;
            lead.kind = Kind::Diagnostics;
        }
        // `(hr=0x80004005, ec=1252)` of MAPI.
        "ec" => lead.explicit = true,
        "result" => lead.kind = Kind::Result,
        "hresult" | "hr" | "ntstatus" | "scode" => {
            lead.explicit = true;
            lead.kind = Kind::Result;
        }
        "win32" | "getlasterror" => lead.kind = Kind::Win32,
        "returned" | "returns" | "responded" | "replied" | "with" | "said" => {
            lead.kind = Kind::Said;
        }
        _ => {
            lead.explicit = true;
            lead.kind = compound(lower)?;
        }
    }
    Some(lead)
}

/// A name that programs write in one word: `ErrorCode`, `ResponseStatusCode`, `EventID`.
fn compound(lower: &str) -> Option<Kind> {
    const ENDS: &[(&str, Kind)] = &[
        ("errorcode", Kind::Error),
        ("errcode", Kind::Error),
        ("fehlercode", Kind::Error),
        ("fehlernummer", Kind::Error),
        ("ereigniskennung", Kind::Event),
        ("ereignisid", Kind::Event),
        ("stoppcode", Kind::Stop),
        ("failurecode", Kind::Error),
        ("resultcode", Kind::Error),
        ("reasoncode", Kind::Error),
        ("errornumber", Kind::Error),
        ("lasterror", Kind::Error),
        ("statuscode", Kind::Status),
        ("httpstatus", Kind::Http),
        ("exitcode", Kind::Exit),
        ("exitstatus", Kind::Exit),
        ("eventid", Kind::Event),
        ("eventcode", Kind::Event),
        ("error_code", Kind::Error),
        ("status_code", Kind::Status),
        ("exit_code", Kind::Exit),
        ("event_id", Kind::Event),
    ];
    let known = ENDS.iter().find(|(end, _)| lower.ends_with(end));
    known.map(|&(_, kind)| kind)
}

/// A word in lower case; none for a word that is longer than any lead.
fn lower<'b>(word: &str, buffer: &'b mut [u8; 24]) -> Option<&'b str> {
    let buffer = buffer.get_mut(..word.len())?;
    buffer.copy_from_slice(word.as_bytes());
    buffer.make_ascii_lowercase();
    std::str::from_utf8(buffer).ok()
}

/// Reads words backwards.
struct Back<'t> {
    text: &'t str,
    from: usize,
    /// The start of the word that was read last.
    at: usize,
}

impl<'t> Back<'t> {
    /// The word before, and what stands between it and what was read last.
    fn word(&mut self) -> Option<(&'t str, Gap)> {
        let mut gap = Gap::default();
        let mut signs = 0;
        for (at, c) in self.text[self.from..self.at].char_indices().rev() {
            match c {
                ' ' | '\t' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{200b}' | '\u{200e}' => {}
                ':' | '=' => gap.colon = true,
                '(' | '[' | '{' => gap.open = true,
                '>' => gap.arrow = true,
                '\n' | '\r' => gap.line = true,
                ',' => gap.comma = true,
                '-' | '\u{2010}' | '\u{2011}' | '\u{2013}' | '\u{2212}' | '/' => gap.dash = true,
                // The end of a tag with attributes is no sign between a word and a number.
                '"' if gap.arrow => return None,
                '"' | '\'' | '`' | '*' | '#' | '\u{201c}' | '\u{2018}' | '\u{201d}'
                | '\u{2019}' => {}
                c if c.is_ascii_alphanumeric() || c == '_' => {
                    return self.word_ending(self.from + at + 1).map(|word| (word, gap));
                }
                _ => return None,
            }
            signs += 1;
            if signs > 12 {
                return None;
            }
        }
        None
    }

    /// The word that ends here; none if it is a number or may reach further back than we look.
    fn word_ending(&mut self, end: usize) -> Option<&'t str> {
        let bytes = &self.text.as_bytes()[self.from..end];
        let is_part = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
        let length = bytes.iter().rev().take_while(|b| is_part(b)).count();
        let cut =
            length == bytes.len() && self.from > 0 && is_part(&self.text.as_bytes()[self.from - 1]);
        let word = &self.text[end - length..end];
        if cut || !word.bytes().any(|b| b.is_ascii_alphabetic()) {
            return None;
        }
        self.at = end - length;
        Some(word)
    }

    /// The word before, if it stands close enough to say more about the one that was read last.
    fn peek(&self) -> Option<(&'t str, usize)> {
        let mut further = Back { ..*self };
        let (word, gap) = further.word()?;
        let near = !(gap.comma || gap.open || gap.arrow || gap.line || gap.colon);
        near.then_some((word, further.at))
    }

    /// Takes the word before if it is this one.
    fn take(&mut self, word: &str, start: &mut usize) -> bool {
        match self.peek() {
            Some((found, at)) if found.eq_ignore_ascii_case(word) => {
                self.at = at;
                *start = at;
                true
            }
            _ => false,
        }
    }

    /// Takes the word before if it is one of these.
    fn take_one(&mut self, words: &[&str], start: &mut usize) -> bool {
        words.iter().any(|word| self.take(word, start))
    }

    /// What kind of error `error` means.
    fn error(&mut self, start: &mut usize) -> Kind {
        let kinds: &[(&[&str], Kind)] = &[
            (&["system", "win32", "winsock", "windows"], Kind::Win32),
            (&["http"], Kind::Http),
            (&["smtp", "ndr", "dsn", "bounce"], Kind::Mail),
            (&["sip"], Kind::Sip),
            (&["runtime"], Kind::RunTime),
            (&["mysql", "mariadb"], Kind::MySql),
            (&["stop"], Kind::Stop),
            (&["curl"], Kind::Curl),
            (&["mssql"], Kind::SqlServer),
        ];
        for (words, kind) in kinds {
            if self.take_one(words, start) {
                return *kind;
            }
        }
        let (before, at) = (self.at, *start);
        if self.take("time", start) && self.take("run", start) {
            return Kind::RunTime;
        }
        (self.at, *start) = (before, at);
        if let Some(at) = self.sql_server() {
            *start = at;
            return Kind::SqlServer;
        }
        Kind::Error
    }

    /// Whether what stands before makes an error code of `erreur` or `error`: `code d'erreur`.
    fn code_of(&mut self, start: &mut usize) -> bool {
        let before = &self.text[self.from..self.at];
        let of = CODES_OF.iter().find(|of| {
            let tail = before.len().checked_sub(of.len());
            tail.and_then(|tail| before.get(tail..))
                .is_some_and(|tail| tail.eq_ignore_ascii_case(of))
        });
        if let Some(of) = of {
            self.at -= of.len();
            *start = self.at;
        }
        of.is_some()
    }

    /// Where `SQL Server` stands before, also with a comma: `(Microsoft SQL Server, Error: 53)`.
    fn sql_server(&self) -> Option<usize> {
        let before = self.text[self.from..self.at].trim_end_matches([' ', ',', '\u{a0}']);
        let start = before.len().checked_sub("SQL Server".len())?;
        let end = before.get(start..)?;
        end.eq_ignore_ascii_case("SQL Server")
            .then_some(self.from + start)
    }

    /// What kind of code `code`, `number` or `id` means.
    fn code(&mut self, noun: &str, start: &mut usize) -> Option<Kind> {
        if self.take_one(&["event", "ereignis", "evento"], start) {
            return (noun != "number").then_some(Kind::Event);
        }
        if self.take("error", start) {
            let kind = self.error(start);
            let is_diagnostics = self.take("diagnostics", start) && self.take("ms", start);
            return Some(if is_diagnostics {
                Kind::Diagnostics
            } else {
                kind
            });
        }
        if noun != "code" {
            return self.take("msg", start).then_some(Kind::Message);
        }
        let kinds: &[(&[&str], Kind)] = &[
            (&["exit", "return"], Kind::Exit),
            (&["check", "stop", "bugcheck"], Kind::Stop),
            (&["ndr", "dsn", "smtp", "reply", "bounce"], Kind::Mail),
            (&["http"], Kind::Http),
            (&["sip"], Kind::Sip),
            (
                &[
                    "result",
                    "reason",
                    "failure",
                    "fault",
                    "exception",
                    "diagnostic",
                ],
                Kind::Error,
            ),
            (&["windows", "win32"], Kind::Win32),
        ];
        for (words, kind) in kinds {
            if self.take_one(words, start) {
                return Some(*kind);
            }
        }
        if self.take("status", start) {
            return Some(self.status(start));
        }
        if self.take("response", start) {
            return Some(self.response(start).unwrap_or(Kind::Http));
        }
        if self.take_one(&["with", "returned"], start) && self.take("exited", start) {
            return Some(Kind::Exit);
        }
        Some(Kind::Code)
    }

    /// Whose status `status` means.
    fn status(&mut self, start: &mut usize) -> Kind {
        if self.take("http", start) {
            Kind::Http
        } else if self.take("sip", start) {
            Kind::Sip
        } else if self.take_one(&["dsn", "smtp", "enhanced"], start) {
            Kind::Mail
        } else if self.take_one(&["exit", "exited"], start)
            || (self.take("with", start)
                && self.take_one(&["exited", "completed", "failed"], start))
        {
            Kind::Exit
        } else {
            self.take("response", start);
            Kind::Status
        }
    }

    /// Whose response `response` means, if that is said.
    fn response(&mut self, start: &mut usize) -> Option<Kind> {
        let kinds = [
            ("sip", Kind::Sip),
            ("http", Kind::Http),
            ("smtp", Kind::Mail),
        ];
        let known = kinds.iter().find(|(word, _)| self.take(word, start));
        known.map(|&(_, kind)| kind)
    }
}
