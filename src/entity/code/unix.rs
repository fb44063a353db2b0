//! Codes of Unix and of what runs on it: errno, signals, exit codes, systemd, Kubernetes.

use super::family::{Family, quoted, says, silent, silent_quoted};
use super::lead::Kind;
use super::scan::{Hit, Place, after_blanks, first_word};
use super::windows::no_spellings;

/// The families of this file.
#[rustfmt::skip]
pub(super) static FAMILIES: &[Family] = &[
    Family {
        id: "errno",
        name: "errno",
        about: "The name of an error that the operating system gives to a program (POSIX; with `WSA` that of Windows sockets).",
        pattern: r"(?i)(WSA)?E[A-Z0-9]+|\[?errno.{0,6}?\d{1,3}",
        context: "The names anywhere; numbers after `errno`, as Linux numbers them.",
        canonical: "the name: `ENOENT`",
        spellings: errno_spellings,
        examples: &[
            says("open() fails with ENOENT.", "ENOENT"),
            says("connect ECONNREFUSED 127.0.0.1:5432", "ECONNREFUSED"),
            says("[Errno 13] Permission denied", "EACCES"),
            says("The socket reports WSAECONNRESET.", "WSAECONNRESET"),
            silent("The EXCHANGE of 13 items"),
            silent("EACH and ENTER"),
        ],
    },
    Family {
        id: "signal",
        name: "Signal",
        about: "What the kernel or an operator sent to a process to stop it.",
        pattern: r"(?i)SIG[A-Z0-9]+|signal.{0,4}?\d{1,2}|\d{1,2}/[A-Z0-9]+",
        context: "The names anywhere; numbers after `signal`.",
        canonical: "the name: `SIGKILL`",
        spellings: signal_spellings,
        examples: &[
            says("The process got SIGSEGV.", "SIGSEGV"),
            says("It was killed by signal 9.", "SIGKILL"),
            quoted("Main process exited, code=killed, status=9/KILL", "SIGKILL"),
            silent("The SIGNATURE was wrong."),
            silent("The signal has 9 dB."),
        ],
    },
    Family {
        id: "exit",
        name: "Exit code",
        about: "The number with which a program ended; zero means that all went well.",
        pattern: r"(?i).{0,32}?\d{1,5}(/[A-Z]+)?",
        context: "After `exit code`, `exited with status`, `return code`.",
        canonical: "`exit 137`",
        spellings: exit_spellings,
        examples: &[
            says("The container ends with exit code 137.", "exit 137"),
            says("cron[8]: job exited with status 1", "exit 1"),
            says("returned non-zero exit status 2", "exit 2"),
            says("Setup returns exit code 1603.", "exit 1603"),
            quoted("(code=exited, status=1/FAILURE)", "exit 1"),
            silent("exit code 0"),
            says("exit code 1, 64 exits", "exit 1"),
            silent("Take exit 12 of the motorway."),
            silent("The status is 5 of 7."),
        ],
    },
    Family {
        id: "systemd",
        name: "systemd result",
        about: "Why systemd says that a service failed: a status from 200 on (it could not even be started) or a word.",
        pattern: r"\d{3}/[A-Z_]+|result.{0,4}?'?[a-z-]+",
        context: "Statuses after `status=`; words after `Failed with result`.",
        canonical: "`systemd:203` for a status, `systemd:start-limit-hit` for a result",
        spellings: no_spellings,
        examples: &[
            quoted("Main process exited, code=exited, status=203/EXEC", "systemd:203"),
            says("app.service: Failed with result 'start-limit-hit'.", "systemd:start-limit-hit"),
            quoted("Failed with result 'exit-code'.", "systemd:exit-code"),
            silent("The result 'good' was shown."),
            silent("status=203 rows"),
        ],
    },
    Family {
        id: "kubernetes",
        name: "Kubernetes reason",
        about: "The word with which Kubernetes says why a pod does not run.",
        pattern: r"[A-Z][A-Za-z]+",
        context: "The names anywhere; words that are also English only in an error text.",
        canonical: "the word: `CrashLoopBackOff`",
        spellings: no_spellings,
        examples: &[
            says("The pod is in CrashLoopBackOff.", "CrashLoopBackOff"),
            says("ImagePullBackOff or ErrImagePull", "ImagePullBackOff;ErrImagePull"),
            says("Last State: Terminated, Reason: OOMKilled", "OOMKilled"),
            quoted("Reason:  Evicted", "Evicted"),
            silent("Evicted tenants may appeal."),
            silent("A back-off follows."),
            silent_quoted("ImagePullSecrets are missing"),
        ],
    },
];

/// Names of errors and their numbers on Linux (`asm-generic/errno.h`).
#[rustfmt::skip]
const ERRNO: &[(u32, &str)] = &[
    (1, "EPERM"), (2, "ENOENT"), (3, "ESRCH"), (4, "EINTR"), (5, "EIO"), (6, "ENXIO"), (7, "E2BIG"),
    (8, "ENOEXEC"), (9, "EBADF"), (10, "ECHILD"), (11, "EAGAIN"), (12, "ENOMEM"), (13, "EACCES"),
    (14, "EFAULT"), (15, "ENOTBLK"), (16, "EBUSY"), (17, "EEXIST"), (18, "EXDEV"), (19, "ENODEV"),
    (20, "ENOTDIR"), (21, "EISDIR"), (22, "EINVAL"), (23, "ENFILE"), (24, "EMFILE"), (25, "ENOTTY"),
    (26, "ETXTBSY"), (27, "EFBIG"), (28, "ENOSPC"), (29, "ESPIPE"), (30, "EROFS"), (31, "EMLINK"),
    (32, "EPIPE"), (33, "EDOM"), (34, "ERANGE"), (35, "EDEADLK"), (36, "ENAMETOOLONG"), (37, "ENOLCK"),
    (38, "ENOSYS"), (39, "ENOTEMPTY"), (40, "ELOOP"), (42, "ENOMSG"), (61, "ENODATA"), (62, "ETIME"),
    (67, "ENOLINK"), (70, "ECOMM"), (71, "EPROTO"), (74, "EBADMSG"), (75, "EOVERFLOW"), (84, "EILSEQ"),
    (85, "ERESTART"), (87, "EUSERS"), (88, "ENOTSOCK"), (89, "EDESTADDRREQ"), (90, "EMSGSIZE"),
    (91, "EPROTOTYPE"), (92, "ENOPROTOOPT"), (93, "EPROTONOSUPPORT"), (95, "EOPNOTSUPP"),
    (97, "EAFNOSUPPORT"), (98, "EADDRINUSE"), (99, "EADDRNOTAVAIL"), (100, "ENETDOWN"),
    (101, "ENETUNREACH"), (102, "ENETRESET"), (103, "ECONNABORTED"), (104, "ECONNRESET"), (105, "ENOBUFS"),
    (106, "EISCONN"), (107, "ENOTCONN"), (108, "ESHUTDOWN"), (110, "ETIMEDOUT"), (111, "ECONNREFUSED"),
    (112, "EHOSTDOWN"), (113, "EHOSTUNREACH"), (114, "EALREADY"), (115, "EINPROGRESS"), (116, "ESTALE"),
    (121, "EREMOTEIO"), (122, "EDQUOT"), (125, "ECANCELED"), (126, "ENOKEY"), (130, "EOWNERDEAD"),
];

/// Names without a number of their own: synonyms, and those of Node.js and of resolvers.
const OTHER_NAMES: &[&str] = &[
    "EWOULDBLOCK",
    "ENOTSUP",
    "ENOTFOUND",
    "EAI_AGAIN",
    "EAI_NONAME",
    "EAI_FAIL",
    "EDEADLOCK",
];

/// Names of signals and their numbers on Linux (x86 and Arm).
#[rustfmt::skip]
const SIGNALS: &[(u32, &str)] = &[
    (1, "SIGHUP"), (2, "SIGINT"), (3, "SIGQUIT"), (4, "SIGILL"), (5, "SIGTRAP"), (6, "SIGABRT"),
    (7, "SIGBUS"), (8, "SIGFPE"), (9, "SIGKILL"), (10, "SIGUSR1"), (11, "SIGSEGV"), (12, "SIGUSR2"),
    (13, "SIGPIPE"), (14, "SIGALRM"), (15, "SIGTERM"), (17, "SIGCHLD"), (18, "SIGCONT"), (19, "SIGSTOP"),
    (20, "SIGTSTP"), (21, "SIGTTIN"), (22, "SIGTTOU"), (24, "SIGXCPU"), (25, "SIGXFSZ"), (31, "SIGSYS"),
];

/// Words of Kubernetes that are no English, sorted; from the sources of its kubelet and scheduler.
pub(super) const REASONS: &[&str] = &[
    "BackoffLimitExceeded",
    "ContainerCannotRun",
    "ContainerGCFailed",
    "CrashLoopBackOff",
    "CreateContainerConfigError",
    "CreateContainerError",
    "CreatePodSandboxError",
    "ErrImageNeverPull",
    "ErrImagePull",
    "FailedAttachVolume",
    "FailedBinding",
    "FailedCreatePodContainer",
    "FailedCreatePodSandBox",
    "FailedDaemonPod",
    "FailedKillPod",
    "FailedMapVolume",
    "FailedMount",
    "FailedPostStartHook",
    "FailedPreStopHook",
    "FailedScheduling",
    "FreeDiskSpaceFailed",
    "ImageGCFailed",
    "ImageInspectError",
    "ImagePullBackOff",
    "InvalidImageName",
    "KillContainerError",
    "MountVolume",
    "NetworkNotReady",
    "NodeAffinity",
    "NodeHasDiskPressure",
    "NodeHasInsufficientMemory",
    "NodeNotReady",
    "NodeNotSchedulable",
    "OOMKilled",
    "OOMKilling",
    "OutOfcpu",
    "OutOfmemory",
    "PostStartHookError",
    "PreCreateHookError",
    "PreStartHookError",
    "ProvisioningFailed",
    "RegistryUnavailable",
    "RunContainerError",
    "SystemOOM",
    "UnexpectedAdmissionError",
    "VolumeMountFailed",
];

/// Those that are English words or that other programs use too.
const ENGLISH: &[&str] = &[
    "Evicted",
    "BackOff",
    "DeadlineExceeded",
    "ContainerStatusUnknown",
    "FailedCreate",
];

/// `ENOENT`, `WSAECONNRESET`, `SIGKILL`.
pub(super) fn symbol(place: &Place<'_>) -> Option<Hit> {
    let word = place.word();
    let is_variable = matches!(place.previous(), b'$' | b'%' | b'\\' | b'.');
    if is_variable {
        return None;
    }
    if SIGNALS.iter().any(|(_, name)| *name == word) {
        return place.hit("signal", word);
    }
    let name = word.strip_prefix("WSA").unwrap_or(word);
    let is_errno = ERRNO.iter().any(|(_, known)| *known == name) || OTHER_NAMES.contains(&name);
    is_errno.then(|| place.hit("errno", word)).flatten()
}

/// `errno 13`, `signal 9`, `exit code 137`, `status=203/EXEC`.
pub(super) fn number(place: &Place<'_>) -> Option<Hit> {
    let lead = place.lead()?;
    let value: u32 = place.word().parse().ok()?;
    if lead.kind == Kind::Status
        && place.next() == b'/'
        && let Some(hit) = status(place, value)
    {
        return Some(hit);
    }
    if !place.is_alone() || value == 0 {
        return None;
    }
    match lead.kind {
        Kind::Errno => {
            let known = ERRNO.iter().find(|(number, _)| *number == value)?;
            place.led_hit("errno", known.1)
        }
        Kind::Signal if !super::windows::counts(place) => {
            let known = SIGNALS.iter().find(|(number, _)| *number == value)?;
            place.led_hit("signal", known.1)
        }
        Kind::Exit if value <= 65535 && !super::windows::counts(place) => {
            place.led_hit("exit", format!("exit {value}"))
        }
        _ => None,
    }
}

/// What systemd says of a process that ended: `203/EXEC`, `1/FAILURE`, `9/KILL`.
fn status(place: &Place<'_>, value: u32) -> Option<Hit> {
    let name = first_word(&place.after()[1..]);
    if name.is_empty()
        || !name
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b == b'_' || b.is_ascii_digit())
    {
        return None;
    }
    let range = place.start..place.end + 1 + name.len();
    let signal = SIGNALS
        .iter()
        .find(|(_, signal)| signal.strip_prefix("SIG") == Some(name));
    if let Some((_, signal)) = signal {
        return place.hit_at(range, "signal", *signal);
    }
    if (200..=245).contains(&value) {
        return place.hit_at(range, "systemd", format!("systemd:{value}"));
    }
    (value > 0)
        .then(|| place.hit_at(range, "exit", format!("exit {value}")))
        .flatten()
}

/// The results of systemd's services, from its manual.
const RESULTS: &[&str] = &[
    "exit-code",
    "signal",
    "core-dump",
    "watchdog",
    "start-limit-hit",
    "oom-kill",
    "timeout",
    "resources",
    "protocol",
    "exec-condition",
];

/// `Failed with result 'exit-code'`.
pub(super) fn result(place: &Place<'_>) -> Option<Hit> {
    if place.word() != "result" || !place.before().ends_with("with ") {
        return None;
    }
    let after = after_blanks(place.after());
    let rest = after.strip_prefix(['\'', '\u{2018}', '"'])?;
    let name = rest.split(['\'', '\u{2019}', '"', '\n']).next()?;
    RESULTS.contains(&name).then_some(())?;
    let end = place.text.len() - rest.len() + name.len();
    place.hit_at(place.start..end, "systemd", format!("systemd:{name}"))
}

/// `CrashLoopBackOff`.
pub(super) fn reason(place: &Place<'_>) -> Option<Hit> {
    let word = place.word();
    if !word.starts_with(|c: char| c.is_ascii_uppercase()) || word.len() < 7 || place.next() == b'('
    {
        return None;
    }
    let is_reason = REASONS.binary_search(&word).is_ok()
        || (place.setting.error && ENGLISH.contains(&word) && is_value(place));
    is_reason.then(|| place.hit("kubernetes", word)).flatten()
}

/// Whether a word stands where a table of pods or a field has its value.
fn is_value(place: &Place<'_>) -> bool {
    let before = place.before().trim_end_matches([' ', '\u{a0}']);
    before.is_empty() || before.ends_with([':', '\n', '(', '"']) || place.before().ends_with("  ")
}

fn errno_spellings(canonical: &str) -> Vec<String> {
    let known = ERRNO.iter().find(|(_, name)| *name == canonical);
    known.map_or_else(Vec::new, |(number, _)| {
        vec![format!("errno {number}"), format!("[Errno {number}]")]
    })
}

fn signal_spellings(canonical: &str) -> Vec<String> {
    let known = SIGNALS.iter().find(|(_, name)| *name == canonical);
    known.map_or_else(Vec::new, |(number, _)| vec![format!("signal {number}")])
}

fn exit_spellings(canonical: &str) -> Vec<String> {
    let number = canonical.trim_start_matches("exit ");
    vec![
        format!("exit code {number}"),
        format!("exited with status {number}"),
    ]
}
