//! Codes of programming languages and their tools: exceptions, compilers, packages, spreadsheets.

use super::family::{Family, command, quoted, says, silent};
use super::lead::Kind;
use super::scan::{Hit, Place};
use super::windows::no_spellings;

/// The families of this file.
#[rustfmt::skip]
pub(super) static FAMILIES: &[Family] = &[
    Family {
        id: "exception",
        name: "Exception",
        about: "The type of an exception that a program threw.",
        pattern: r"([A-Za-z_][A-Za-z0-9_]*\.)*[A-Z]\w*(Exception\d?|MapiException\w+|Exception\w*)",
        context: "Names of types anywhere but in commands; not those of methods, members, variables and files.",
        canonical: "its last segment: `WebException`",
        spellings: no_spellings,
        examples: &[
            says("System.Net.WebException: The remote name could not be resolved", "WebException"),
            says("a java.lang.NullPointerException at line 3", "NullPointerException"),
            says("MapiExceptionNotFound: Unable to open", "MapiExceptionNotFound"),
            says("Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded", "QuotaExceededException;MapiExceptionShutoffQuotaExceeded"),
            silent("at Contoso.Web.HandleUnauthorizedAccessException(Object sender)"),
            silent("An Exception occurred, and an exception too."),
            silent("Get-Item -ShowException"),
            silent(r"C:\Logs\WebException\today"),
            silent("Read WebException.cs first."),
            silent("Diagnostics_ReportException=0"),
            silent("$_.Exception.InnerException"),
            command("catch [System.Net.WebException] { }", ""),
        ],
    },
    Family {
        id: "error-type",
        name: "Error type",
        about: "The type of an error that a Python, JavaScript or Java program raised.",
        pattern: r"([a-z]+\.)*[A-Z]\w*Error",
        context: "The types that these languages define, anywhere; others of Java with their package.",
        canonical: "its last segment: `ModuleNotFoundError`",
        spellings: no_spellings,
        examples: &[
            says("ModuleNotFoundError: No module named 'yaml'", "ModuleNotFoundError"),
            says("java.lang.NoClassDefFoundError", "NoClassDefFoundError"),
            quoted("TypeError: Cannot read properties of undefined", "TypeError"),
            silent("WriteError! and LastError"),
            silent("a TypeErrorHandler"),
            silent("RedirectStandardError"),
        ],
    },
    Family {
        id: "tool",
        name: "Tool message",
        about: "The number of a message of a compiler, a linker or another tool.",
        pattern: r"[A-Z]{1,8}\d{3,6}|E[A-Z]+",
        context: "Directly after `error`, `error[` or `error code`; npm's names after `code`.",
        canonical: "the code: `E0308`, `CS0246`",
        spellings: no_spellings,
        examples: &[
            says("error[E0308]: mismatched types", "E0308"),
            says("Program.cs(3,7): error CS0246: The type was not found", "CS0246"),
            quoted("LINK : fatal error LNK1104: cannot open file", "LNK1104"),
            quoted("npm ERR! code E404", "E404"),
            quoted("npm error code ERESOLVE", "ERESOLVE"),
            silent("Room E0308"),
            silent("The A100 and the MI300"),
            silent("code VISITOR"),
        ],
    },
    Family {
        id: "excel",
        name: "Error value of a cell",
        about: "What a spreadsheet shows instead of a value that it could not calculate.",
        pattern: r"#(N/A|DIV/0!|[A-Z_]+[!?])",
        context: "Anywhere.",
        canonical: "the value: `#VALUE!`",
        spellings: no_spellings,
        examples: &[
            says("The cell shows #VALUE! or #N/A.", "#VALUE!;#N/A"),
            says("#DIV/0! in the column", "#DIV/0!"),
            silent("#VALUE of the field"),
            silent("Ticket #N and #REF"),
        ],
    },
];

/// Members that are named like exceptions, and words that are no type by themselves.
const MEMBERS: &[&str] = &[
    "InnerException",
    "BaseException",
    "GetBaseException",
    "GetException",
    "LastException",
    "IsException",
    "HasException",
    "OnException",
    "LogException",
    "ThrowException",
    "HandleException",
    "TheException",
    "NoException",
    "InException",
    "AnException",
    "ToException",
    "AddException",
    "RaiseException",
];

/// What follows the name of a file.
const FILES: &[&str] = &[
    "cs", "java", "dll", "py", "log", "txt", "exe", "cpp", "md", "html",
];

/// `System.Net.WebException`.
pub(super) fn exception(place: &Place<'_>) -> Option<Hit> {
    let word = place.word();
    let base = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_type = base.len() > 9 && base.ends_with("Exception");
    let is_mapi = word.len() > 13 && word.starts_with("MapiException");
    // Names with an underscore are keys of logs.
    if !(is_type || is_mapi)
        || word.contains('_')
        || !word.starts_with(|c: char| c.is_ascii_uppercase())
        || MEMBERS.contains(&word)
    {
        return None;
    }
    type_name(place, "exception")
}

/// A name of a type with what qualifies it, unless it is something else that is named so.
fn type_name(place: &Place<'_>, family: &'static str) -> Option<Hit> {
    let before = place.before();
    let blank = |c: char| c.is_whitespace() || c == '(';
    let is_parameter = before
        .strip_suffix('-')
        .is_some_and(|rest| rest.is_empty() || rest.ends_with(blank));
    let is_variable = matches!(place.previous(), b'$' | b'\\' | b'%' | b'@' | b'/');
    let is_method = place.next() == b'(' && !before.ends_with("new ");
    let is_file = place
        .after()
        .strip_prefix('.')
        .is_some_and(|rest| FILES.contains(&super::scan::first_word(rest)));
    if is_parameter || is_variable || is_method || is_file {
        return None;
    }
    let start = place.start - qualifier(before);
    place.hit_at(start..place.end, family, place.word())
}

/// How many bytes at the end of a text qualify the name after it: `System.Net.`.
fn qualifier(before: &str) -> usize {
    if !before.ends_with('.') {
        return 0;
    }
    let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.');
    let length = before
        .bytes()
        .rev()
        .take(160)
        .take_while(|b| part(b))
        .count();
    let name = &before[before.len() - length..];
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic()) && !name.contains("..");
    if is_name { length } else { 0 }
}

/// Types of errors that languages define: Python, JavaScript and Java, from their references.
const ERROR_TYPES: &[&str] = &[
    "AbstractMethodError",
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "BlockingIOError",
    "BootstrapMethodError",
    "BrokenPipeError",
    "BufferError",
    "ChildProcessError",
    "ClassCircularityError",
    "ClassFormatError",
    "ConnectionAbortedError",
    "ConnectionError",
    "ConnectionRefusedError",
    "ConnectionResetError",
    "EOFError",
    "EvalError",
    "ExceptionInInitializerError",
    "FileExistsError",
    "FileNotFoundError",
    "FloatingPointError",
    "IllegalAccessError",
    "ImportError",
    "IncompatibleClassChangeError",
    "IndentationError",
    "IndexError",
    "InstantiationError",
    "InterruptedError",
    "IOError",
    "IsADirectoryError",
    "JSONDecodeError",
    "KeyError",
    "LinkageError",
    "LookupError",
    "MemoryError",
    "ModuleNotFoundError",
    "NameError",
    "NoClassDefFoundError",
    "NoSuchFieldError",
    "NoSuchMethodError",
    "NotADirectoryError",
    "NotImplementedError",
    "OSError",
    "OutOfMemoryError",
    "OverflowError",
    "PermissionError",
    "ProcessLookupError",
    "RangeError",
    "RecursionError",
    "ReferenceError",
    "RuntimeError",
    "StackOverflowError",
    "SyntaxError",
    "SystemError",
    "TabError",
    "TimeoutError",
    "TypeError",
    "UnboundLocalError",
    "UnicodeDecodeError",
    "UnicodeEncodeError",
    "UnicodeError",
    "UnsatisfiedLinkError",
    "UnsupportedClassVersionError",
    "URIError",
    "ValueError",
    "VerifyError",
    "VirtualMachineError",
    "ZeroDivisionError",
];

/// `ModuleNotFoundError`.
pub(super) fn error_type(place: &Place<'_>) -> Option<Hit> {
    let word = place.word();
    if !word.ends_with("Error") || !word.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let is_java = || {
        let before = place.before();
        let package = &before[before.len() - qualifier(before)..];
        ["java.", "javax.", "jakarta.", "org.", "com.", "sun."]
            .iter()
            .any(|start| package.starts_with(start))
    };
    (ERROR_TYPES.contains(&word) || is_java()).then_some(())?;
    type_name(place, "error-type")
}

/// `error CS0246`, `error[E0308]`, `npm ERR! code E404`.
pub(super) fn tool(place: &Place<'_>) -> Option<Hit> {
    let word = place.word();
    let letters = word.bytes().take_while(u8::is_ascii_uppercase).count();
    let number = &word[letters..];
    let is_shaped = (1..=8).contains(&letters)
        && (3..=6).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit());
    if !is_shaped || place.next() == b'-' {
        return None;
    }
    let lead = place.lead()?;
    let is_error = lead.kind == Kind::Error && !lead.gap.line && !place.is_listed();
    (is_error || is_package(place)).then_some(())?;
    place.hit("tool", word)
}

/// `npm ERR! code ERESOLVE`.
pub(super) fn package(place: &Place<'_>) -> Option<Hit> {
    let word = place.word();
    (word.len() > 3 && word.starts_with('E') && is_package(place)).then_some(())?;
    place.hit("tool", word)
}

/// Whether npm names its error here.
fn is_package(place: &Place<'_>) -> bool {
    let before = place.before();
    before.ends_with("ERR! code ") || before.ends_with("npm error code ")
}

/// `#VALUE!`, `#N/A`.
pub(super) fn cell_value(place: &Place<'_>) -> Option<Hit> {
    if place.previous() != b'#' {
        return None;
    }
    const VALUES: &[&str] = &[
        "BLOCKED!",
        "BUSY!",
        "CALC!",
        "CONNECT!",
        "DIV/0!",
        "FIELD!",
        "GETTING_DATA",
        "N/A",
        "NAME?",
        "NULL!",
        "NUM!",
        "PYTHON!",
        "REF!",
        "SPILL!",
        "UNKNOWN!",
        "VALUE!",
    ];
    let text = &place.text[place.start..];
    let value = VALUES.iter().find(|value| text.starts_with(**value))?;
    let range = place.start - 1..place.start + value.len();
    place.hit_at(range, "excel", format!("#{value}"))
}
