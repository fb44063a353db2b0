//! Every example of the table, and what holds for any text.

use proptest::prelude::*;

use super::{Code, Setting, families, family, find, read, spellings};

fn codes(text: &str, setting: Setting) -> String {
    let found = find(text, setting);
    let codes: Vec<_> = found.iter().map(|found| &*found.code.canonical).collect();
    codes.join(";")
}

#[test]
fn every_example_of_a_family_holds() {
    let mut wrong = String::new();
    for family in families() {
        for example in family.examples {
            let found = codes(example.text, example.setting);
            if found != example.codes {
                wrong += &format!(
                    "{}: {:?}\n  expected {:?}, found {found:?}\n",
                    family.id, example.text, example.codes
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_family_has_true_and_false_examples_and_its_codes_look_as_it_says() {
    let mut ids = std::collections::BTreeSet::new();
    let mut wrong = String::new();
    for family in families() {
        assert!(ids.insert(family.id), "{} stands twice", family.id);
        let pattern = regex::Regex::new(&format!("^(?s:{})$", family.pattern)).expect(family.id);
        let mut own = 0;
        for example in family.examples {
            for found in find(example.text, example.setting) {
                if found.code.family != family.id {
                    continue;
                }
                own += 1;
                let written = &example.text[found.range.clone()];
                if !pattern.is_match(written) {
                    wrong += &format!("{}: {written:?} is not {}\n", family.id, family.pattern);
                }
            }
        }
        let is_false = family
            .examples
            .iter()
            .any(|example| example.codes.is_empty());
        assert!(own > 0 && is_false, "{}: both kinds of examples", family.id);
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_canonical_form_reads_as_its_own_code_and_so_do_its_spellings() {
    let mut wrong = String::new();
    for example in families().flat_map(|family| family.examples) {
        for found in find(example.text, example.setting) {
            let code = found.code;
            // A name without a number may be any word; who looks it up knows the codes of the site.
            let is_word = !code.canonical.contains(|c: char| c.is_ascii_digit());
            if is_word && matches!(code.family, "named" | "bugcheck" | "tool") {
                continue;
            }
            for spelling in std::iter::once(code.canonical.clone()).chain(spellings(&code)) {
                let read = read(&spelling).map(|code| code.canonical);
                if read.as_ref() != Some(&code.canonical) {
                    wrong += &format!("{spelling} of {code:?} reads as {read:?}\n");
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn what_people_type_is_read() {
    let typed = [
        ("0x80070005", "0x80070005"),
        ("80070005", "0x80070005"),
        ("-2147024891", "0x80070005"),
        ("2147942405", "0x80070005"),
        ("0X8007000e", "0x8007000E"),
        (" 0x80070005. ", "0x80070005"),
        ("c0000005", "0xC0000005"),
        ("event 1000", "event 1000"),
        ("Event ID 1000", "event 1000"),
        ("event id: 7", "event 7"),
        ("hcw8001", "HCW8001"),
        ("5.7.1", "5.7.1"),
        ("550 5.7.1", "5.7.1"),
        ("#5.7.1", "5.7.1"),
        ("enoent", "ENOENT"),
        ("win32:5", "win32:5"),
        ("error 5", "error 5"),
        ("error 1069", "win32:1069"),
        ("system error 5", "win32:5"),
        ("aadsts50011", "AADSTS50011"),
        ("ora-00942", "ORA-00942"),
        ("ora-942", "ORA-00942"),
        ("kb5002138", "KB5002138"),
        ("http 403", "HTTP 403"),
        ("403 Forbidden", "HTTP 403"),
        ("404", "HTTP 404"),
        ("exit code 137", "exit 137"),
        ("sigkill", "SIGKILL"),
        ("System.Net.WebException", "WebException"),
        ("CrashLoopBackOff", "CrashLoopBackOff"),
        ("cve-2021-44228", "CVE-2021-44228"),
        ("50020", "error 50020"),
        ("#value!", "#VALUE!"),
        ("42p01", "SQLSTATE 42P01"),
        ("23505", "error 23505"),
        ("500.19", "HTTP 500.19"),
        ("Msg 18456", "mssql:18456"),
        ("Stop 7B", "0x0000007B"),
        ("stop 0x7b", "0x0000007B"),
        ("http503", "HTTP 503"),
        ("ora600", "ORA-00600"),
        ("exit137", "exit 137"),
        ("inaccessible_boot_device", "INACCESSIBLE_BOOT_DEVICE"),
    ];
    for (text, canonical) in typed {
        let code = read(text).map(|code| code.canonical);
        assert_eq!(code.as_deref(), Some(canonical), "{text}");
    }
    for text in [
        "",
        "hello",
        "Get-Mailbox",
        "the error",
        "10.0.0.1",
        "1 2 3",
        "FB012x",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn records_of_many_programs_give_their_codes() {
    let records = [
        (
            "Jul 1 12:00:01 web01 systemd[1]: shop.service: Main process exited, code=exited, status=203/EXEC\n\
             Jul 1 12:00:01 web01 systemd[1]: shop.service: Failed with result 'exit-code'.",
            "systemd:203;systemd:exit-code",
        ),
        (
            "Out of memory: Killed process 4242 (java) total-vm:8388608kB, anon-rss:4194304kB",
            "",
        ),
        ("bash: line 3: 4711 Killed by signal 9", "SIGKILL"),
        (
            "NAME       READY   STATUS             RESTARTS   AGE\nshop-7d9f   0/1     CrashLoopBackOff   17         5m",
            "CrashLoopBackOff",
        ),
        (
            "Last State:  Terminated\n  Reason:    OOMKilled\n  Exit Code: 137",
            "OOMKilled;exit 137",
        ),
        (
            "psql: error: connection to server at \"10.1.2.3\", port 5432 failed: FATAL:  28P01: password failed",
            "SQLSTATE 28P01",
        ),
        (
            "ERROR:  23505: duplicate key value violates unique constraint \"orders_pkey\"",
            "SQLSTATE 23505",
        ),
        (
            "ORA-12541: TNS:no listener\nORA-06512: at \"SHOP.ORDERS\", line 12",
            "ORA-12541;ORA-06512",
        ),
        (
            "ERROR 2002 (HY000): Can't connect to local MySQL server through socket '/tmp/mysql.sock' (2)",
            "mysql:2002;SQLSTATE HY000",
        ),
        (
            "2026-07-01T12:00:00.123456Z 0 [ERROR] [MY-010119] [Server] Aborting",
            "MY-010119",
        ),
        (
            "Login failed for user 'shop'. (Microsoft SQL Server, Error: 18456)",
            "mssql:18456",
        ),
        (
            "{\"error\":{\"code\":\"AuthorizationFailed\",\"message\":\"The client does not have authorization\"}}",
            "AuthorizationFailed",
        ),
        (
            "An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation",
            "InvalidClientTokenId",
        ),
        (
            "AADSTS700016: Application with identifier '00001111-aaaa-2222-bbbb-3333cccc4444' was not found",
            "AADSTS700016",
        ),
        ("npm ERR! code EACCES\nnpm ERR! errno -13", "EACCES;EACCES"),
        (
            "Error: listen EADDRINUSE: address already in use :::3000",
            "EADDRINUSE",
        ),
        (
            "OSError: [Errno 28] No space left on device: '/var/log/app.log'",
            "OSError;ENOSPC",
        ),
        (
            "Caused by: java.sql.SQLException: ORA-01017: invalid username",
            "SQLException;ORA-01017",
        ),
        (
            "curl: (60) SSL certificate problem: self-signed certificate",
            "curl 60",
        ),
        (
            "nginx: 10.0.0.7 - - [01/Jul/2026:12:00:00 +0000] \"GET /api HTTP/1.1\" 502 157",
            "HTTP 502",
        ),
        (
            "upstream prematurely closed connection, status 200, 5120 bytes",
            "",
        ),
        (
            "error: failed to push some refs; fatal: unable to access: The requested URL returned error: 403",
            "HTTP 403",
        ),
        (
            "Error response from daemon: manifest for shop:1.2.3 not found",
            "",
        ),
        ("MSB3073: The command exited with code 9009.", "exit 9009"),
        (
            "Faulting application name: shop.exe, version: 4.1.2.0, time stamp: 0x5f1a2b3c\nException code: 0xc0000409\nFault offset: 0x000000000007286e\nFaulting process id: 0x2a4c",
            "0xC0000409",
        ),
        (
            "The description for Event ID 7031 from source Service Control Manager cannot be found",
            "event 7031",
        ),
        ("net use: System error 1219 has occurred.", "win32:1219"),
        ("Windows Update error 0x8024402C", "0x8024402C"),
        (
            "Trace id 8005c0de-1234-4abc-9def-80070005abcd, build 16.0.14326.20404, 12:30:45, $4.50, +49 89 123456",
            "",
        ),
        (
            "sha256:80070005deadbeef80070005deadbeef80070005deadbeef80070005deadbeef",
            "",
        ),
        (
            "Port 5432 on 10.5.7.1 (ticket 403-500, 1,404 rows, 500 GB, 404%)",
            "",
        ),
    ];
    let setting = Setting {
        error: true,
        ..Setting::default()
    };
    let mut wrong = String::new();
    for (text, expected) in records {
        let found = codes(text, setting);
        if found != expected {
            wrong += &format!("{text:?}\n  expected {expected:?}, found {found:?}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn an_hresult_knows_its_other_spellings() {
    let code = read("0x80070005").expect("a code");
    assert_eq!(spellings(&code), ["-2147024891", "2147942405", "80070005"]);
    let family = family(code.family).expect("its family");
    assert_eq!(family.name, "HRESULT");
    let other = Code {
        canonical: String::from("x"),
        family: "none",
    };
    assert!(spellings(&other).is_empty());
}

#[test]
fn a_number_of_a_list_is_written_without_the_words_between() {
    for text in [
        "HTTP \"502\" or \"503\"",
        "error code 30088-26 or 30089-27",
        "error codes 5001 and 5002",
        "exit code 1 or 2",
    ] {
        let found = find(text, Setting::default());
        assert_eq!(found.len(), 2, "{text}");
        let written = &text[found[1].range.clone()];
        let is_number = written.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        assert!(is_number, "{text}: {written}");
    }
}

#[test]
fn tables_that_are_searched_by_halves_are_sorted() {
    assert!(super::general::RESPONSES.is_sorted());
    assert!(super::unix::REASONS.is_sorted());
    assert!(super::windows::WELL_KNOWN.is_sorted());
}

#[test]
fn an_event_has_its_source_where_the_record_names_it() {
    let record = "Log Name: Application\nSource: ContosoSync\nEvent ID: 4002\nLevel: Error";
    let setting = Setting {
        error: true,
        ..Setting::default()
    };
    let found = find(record, setting);
    assert_eq!(found[0].code.canonical, "event 4002");
    assert_eq!(found[0].source.as_deref(), Some("ContosoSync"));
    let found = find("Event 1000 (ContosoStore) is logged", Setting::default());
    assert_eq!(found[0].source.as_deref(), Some("ContosoStore"));
    let found = find("Event ID: 1\nEvent ID: 2\nSource: B", setting);
    assert_eq!(found[0].source, None);
}

fn settings() -> [Setting; 4] {
    let prose = Setting::default();
    let error = Setting {
        error: true,
        ..prose
    };
    let heading = Setting {
        heading: true,
        ..prose
    };
    let command = Setting {
        command: true,
        ..prose
    };
    [prose, error, heading, command]
}

/// Pieces of which codes and what is mistaken for them are made.
fn piece() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "0x80070005",
        "80070005",
        "-2147024891",
        "550",
        "5.7.1",
        "Event ID",
        "1000",
        "error",
        "code",
        ":",
        " ",
        " ",
        " ",
        "\n",
        "(",
        ")",
        "HTTP",
        "403",
        "Forbidden",
        "WebException",
        "System.Net.",
        "AADSTS50011",
        "KB",
        "5002138",
        "#",
        "-",
        "\u{2011}",
        "\u{a0}",
        "\u{2212}",
        "é",
        "ORA",
        "00942",
        "errno",
        "status=",
        "203/EXEC",
        "curl",
        "://",
        "\\",
        "'",
        "\"",
        ",",
        "and",
        "SQLSTATE",
        "42P01",
        "ERROR",
        "1045 (28000):",
        "result",
        "SIP/2.0",
        "Source:",
        "Msg",
        ", Level",
        "CVE",
        "2021",
        "npm ERR! code ",
        "E404",
        "Stop",
        "ms-diagnostics",
        "🙂",
        "\u{202f}",
    ]);
    prop_oneof![4 => pieces.prop_map(str::to_owned), 1 => ".{0,6}"]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_read_codes_stand_in_order_within_the_text(
        pieces in prop::collection::vec(piece(), 0..24),
        more in prop::collection::vec(piece(), 0..8),
    ) {
        let text = pieces.concat();
        for setting in settings() {
            let found = find(&text, setting);
            let mut end = 0;
            for found in &found {
                prop_assert!(found.range.start >= end && found.range.start < found.range.end);
                prop_assert!(text.get(found.range.clone()).is_some());
                prop_assert!(family(found.code.family).is_some(), "{}", found.code.family);
                end = found.range.end;
            }
            // What follows on another line changes nothing.
            let longer = format!("{text}\n{}", more.concat());
            let again: Vec<_> = find(&longer, setting)
                .into_iter()
                .filter(|found| found.range.end <= text.len())
                .map(|found| (found.range, found.code))
                .collect();
            let found: Vec<_> = found.into_iter().map(|found| (found.range, found.code)).collect();
            prop_assert_eq!(found, again);
        }
        let _ = read(&text);
    }
}
