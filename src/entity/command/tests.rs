//! What is a command and what is not, by invented articles; and laws of mending.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::mending::mend;
use super::placeholders::placeholders;
use super::{Command, Mended};
use crate::entity::Lexicon;
use crate::reading;
use crate::source::{SitePath, Source};

/// The commands of an article.
fn of(text: &str) -> Vec<Command> {
    let source = Source::new(SitePath::new("a.md"), text);
    reading::alone(&source, &Lexicon::default())
        .mentions
        .commands
}

/// What is copied of the commands of an article.
fn texts(text: &str) -> Vec<String> {
    of(text).into_iter().map(|command| command.text).collect()
}

/// Language and text of the commands of a paragraph in a section that is no fix.
fn said(paragraph: &str) -> Vec<String> {
    let commands = of(&format!("# T\n\n## Symptoms\n\n{paragraph}\n"));
    let told = |command: Command| format!("{}: {}", command.language, command.text);
    commands.into_iter().map(told).collect()
}

/// The same of a paragraph of a fix.
fn told(paragraph: &str) -> Vec<String> {
    texts(&format!("# T\n\n## Resolution\n\n{paragraph}\n"))
}

/// The same of a code block.
fn fenced(info: &str, code: &str) -> Vec<String> {
    texts(&format!("# T\n\n## Resolution\n\n```{info}\n{code}\n```\n"))
}

#[test]
fn a_name_with_arguments_is_a_command_wherever_it_stands() {
    #[rustfmt::skip]
    let table = [
        ("Run `Get-Widget -Name x`.", "powershell: Get-Widget -Name x"),
        ("Run **Get-Widget -Name x**.", "powershell: Get-Widget -Name x"),
        ("Run **[Get-Widget -Name x](https://example.com)**.", "powershell: Get-Widget -Name x"),
        ("Run *Get-Widget | fl*.", "powershell: Get-Widget | fl"),
        ("Run Get-Widget -Name x to see it.", "powershell: Get-Widget -Name x"),
        ("See Get-Widget -Name \"a b\" -All | Set-Widget -State Off, then wait.", "powershell: Get-Widget -Name \"a b\" -All | Set-Widget -State Off"),
        ("Then `$w = Get-Widget`.", "powershell: $w = Get-Widget"),
        ("`[Net.Dns]::GetHostName()` shows it.", "powershell: [Net.Dns]::GetHostName()"),
        ("Run `ipconfig /all`.", "cmd: ipconfig /all"),
        ("Run **sfc /scannow**.", "cmd: sfc /scannow"),
        ("Run **net stop Spooler**.", "cmd: net stop Spooler"),
        ("Run `C:\\Program Files\\Tool\\tool.exe /repair`.", "cmd: C:\\Program Files\\Tool\\tool.exe /repair"),
        ("Run `C:\\> dir /s`.", "cmd: dir /s"),
        ("Run `systemctl restart nginx`.", "bash: systemctl restart nginx"),
        ("Run `$ ls -la`.", "bash: ls -la"),
        ("Run `./repair.sh`.", "bash: ./repair.sh"),
        ("Run `kubectl get pods -n shop`.", "bash: kubectl get pods -n shop"),
        ("Run `cat /etc/hosts`.", "bash: cat /etc/hosts"),
        ("Run `find . -name core`.", "bash: find . -name core"),
        ("Run `frobctl --all`.", "bash: frobctl --all"),
        ("Run `UPDATE jobs SET state = 1;`.", "sql: UPDATE jobs SET state = 1;"),
    ];
    for (text, command) in table {
        assert_eq!(said(text), [command], "{text}");
    }
}

#[test]
fn what_nobody_types_is_no_command() {
    #[rustfmt::skip]
    let table = [
        "Edit `Mailbox.ini` and `/etc/hosts`.", "The key `HKLM\\Software\\Tool /x` is gone.", "Set `key: value` or `SELECT`.",
        "Select **Start menu**, **Format Cells**, **Find Next** and **Set up later**.", "Go to **Control Panel > Programs**.",
        "The **Get-Widget** cmdlet fails.", "The Get-Widget -Name parameter is new.", "It says `Get-Widget : not found -x`.",
        "See [ping results](a.md) and [Outlook and /x](b.md).", "**Service is not running**", "`contoso.com` and `user@contoso.com`",
        "`C:\\Windows\\notepad.exe` is a path.", "**Setup.exe file**", "`if the server is down -x`", "Front-End -Pools are on-premises.",
        "`at Tool.Widget.Load(String name)`", "`$5.00` for `$true`", "`<a href=x>`",
    ];
    for text in table {
        assert_eq!(said(text), [""; 0], "{text}");
    }
}

#[test]
fn a_bare_name_is_a_command_only_where_a_fix_says_to_run_it() {
    #[rustfmt::skip]
    let runs = [
        "Run the `Get-Widget` cmdlet.", "Run the Get-Widget cmdlet to see it.", "If it fails, use **Get-Widget** again.",
        "In the shell, run the [Get-Widget](https://example.com) cmdlet.", "Do it by running Get-Widget.",
        "Run the following cmdlet:\n\n**Get-Widget**",
    ];
    for text in runs {
        assert_eq!(told(text), ["Get-Widget"], "{text}");
        assert_eq!(said(text), [""; 0], "{text}");
    }
    let programs = "Type **regedit**, and press Enter. Then enter `services.msc`.";
    assert_eq!(told(programs), ["regedit", "services.msc"]);
    #[rustfmt::skip]
    let tells = [
        "When you run the `Get-Widget` cmdlet, it fails.", "You can't use Get-Widget here.", "Don't run `Get-Widget`.",
        "The output of `Get-Widget` is long.", "`Get-Widget` was run.", "Select **Regedit**.", "After you run `Get-Widget`, wait.",
        "It was created by using `New-Widget`.", "The following cmdlets fail:\n\n**Get-Widget**",
    ];
    for text in tells {
        assert_eq!(told(text), [""; 0], "{text}");
    }
}

#[test]
fn a_command_knows_its_step_and_its_item() {
    let commands = of(
        "# T\n\n## Resolution\n\n1. Look.\n2. Do both:\n   - `a.exe /x`\n   - Once:\n\n     ```cmd\n     rem first\n     b.exe /y\n     ```\n\n`c.exe /z`\n",
    );
    let facts: Vec<_> = commands
        .iter()
        .map(|command| {
            (
                command.text.as_str(),
                command.step,
                command.item.is_some(),
                command.mention.line,
                command.block,
            )
        })
        .collect();
    assert_eq!(
        facts,
        [
            ("a.exe /x", Some(2), true, 7, false),
            ("b.exe /y", Some(2), true, 12, true),
            ("c.exe /z", None, false, 15, false)
        ]
    );
    assert_ne!(commands[0].item, commands[1].item);
    assert!(
        commands
            .iter()
            .all(|command| command.mention.place.is_some())
    );
    assert_eq!(commands[1].section, "resolution");
}

#[test]
fn a_block_is_read_by_what_stands_in_it() {
    let cases: &[(&str, &str, &[&str])] = &[
        (
            "powershell",
            "# why\nGet-Widget -Name x\n\nSet-Widget -Name x `\n  -State On",
            &["Get-Widget -Name x", "Set-Widget -Name x `\n  -State On"],
        ),
        (
            "powershell",
            "ForEach ($w in $all) {\n  $w\n}\n$all | fl",
            &["ForEach ($w in $all) {\n  $w\n}", "$all | fl"],
        ),
        (
            "powershell",
            "Get-Widget x\n\nName  : x\nState : Off",
            &["Get-Widget x"],
        ),
        (
            "powershell",
            "Get-Widget : It failed.\nAt line:1 char:1",
            &[],
        ),
        (
            "powershell",
            "regsvr32 /u tool.dll",
            &["regsvr32 /u tool.dll"],
        ),
        ("console", "Log Name: Application\nSource: Tool", &[]),
        (
            "console",
            "PS C:\\> Get-Widget |\n>> fl\n\nName : x\nPS C:\\> exit",
            &["Get-Widget |\nfl", "exit"],
        ),
        (
            "console",
            "$ df -h\nFilesystem Size\n/dev/sda1 10G\n$ sudo reboot",
            &["df -h", "sudo reboot"],
        ),
        ("", "Access is denied.", &[]),
        ("", "ping -n 4 server01", &["ping -n 4 server01"]),
        ("output", "Get-Widget -Name x", &[]),
        ("text", "C:\\>ver\nVersion 10", &["ver"]),
        (
            "bash",
            "cat <<EOF > a\n  x\nEOF\nmy-tool up",
            &["cat <<EOF > a\n  x\nEOF", "my-tool up"],
        ),
        (
            "sql",
            "SELECT 1;\n-- then\nDELETE FROM a\nWHERE b = ';';",
            &["SELECT 1;", "DELETE FROM a\nWHERE b = ';';"],
        ),
        (
            "console",
            "mysql> SELECT 1\n    -> FROM a;\n+---+\n| 1 |",
            &["SELECT 1\nFROM a;"],
        ),
        ("xml", "<ping -n=\"4\"/>", &[]),
        ("vb", "Set x = y", &[]),
        ("yaml", "run: kubectl get pods", &[]),
    ];
    for (info, code, commands) in cases {
        assert_eq!(fenced(info, code), *commands, "{info}: {code}");
    }
}

#[test]
fn an_unknown_program_is_a_command_where_the_author_named_a_shell() {
    let code = "widgetcheck C:\\Windows\npnputil /enum-drivers";
    for info in ["cmd", "console", "powershell"] {
        assert_eq!(
            fenced(info, code),
            ["widgetcheck C:\\Windows", "pnputil /enum-drivers"],
            "{info}"
        );
    }
    for code in [
        "frobvert D: /fs:ntfs",
        "FROBboot <drive>:\\windows",
        "frobchk \\\\server\\share",
    ] {
        assert_eq!(fenced("cmd", code), [code]);
        assert_eq!(fenced("console", code), [code]);
    }
    assert_eq!(fenced("", "widgetcheck C:\\Windows"), [""; 0]);
    // What a console shows besides may have been printed.
    let session = "widgetcheck C:\\Windows\nEverything is in order.";
    assert_eq!(fenced("console", session), [""; 0]);
    assert_eq!(fenced("cmd", session), ["widgetcheck C:\\Windows"]);
}

#[test]
fn a_prompt_says_for_which_shell_its_command_is() {
    let code = "PS C:\\> Get-Widget\nPS C:\\> exit\nC:\\>chkdsk D: /f\nC:\\> Get-Widget -All\nmysql> SELECT 1;";
    let commands = of(&format!(
        "# T\n\n## Resolution\n\n```console\n{code}\n```\n"
    ));
    let languages: Vec<_> = commands.iter().map(|command| command.language).collect();
    assert_eq!(
        languages,
        ["powershell", "powershell", "cmd", "powershell", "sql"]
    );
}

#[test]
fn mending_is_per_shell_and_leaves_literals_alone() {
    #[rustfmt::skip]
    let table = [
        ("powershell", "Get-Widget –Name a\u{a0}‑All", "Get-Widget -Name a -All"),
        ("powershell", "Set-Widget “a – b\u{a0}c” –x", "Set-Widget \"a – b\u{a0}c\" -x"),
        ("powershell", "Set-Widget ‘it is “so”’", "Set-Widget 'it is “so”'"),
        ("powershell", "Get‑Widget\u{200b} -Name North–South  ", "Get-Widget -Name North–South"),
        ("powershell", "Get-Widget \\<name\\> \\| fl \\*", "Get-Widget <name> | fl *"),
        ("powershell", "Set-Widget \"\\<name\\>\" C:\\_temp .\\[x] \\\\server\\_x", "Set-Widget \"\\<name\\>\" C:\\_temp .\\[x] \\\\server\\_x"),
        ("powershell", "Get-PublicFolder \\<folder>", "Get-PublicFolder \\<folder>"),
        ("powershell", "Get-ChildItem \\*", "Get-ChildItem \\*"),
        ("powershell", "$\\_.Name -match \\[a]", "$_.Name -match \\[a]"),
        ("powershell", "@\"\n– “x” \n\"@ | Out-File –Path a", "@\"\n– “x” \n\"@ | Out-File -Path a"),
        ("cmd", "tool /x “C:\\a b” –y", "tool /x \"C:\\a b\" -y"),
        ("cmd", "tool \\<name\\> DOMAIN\\<user>", "tool <name> DOMAIN\\<user>"),
        ("cmd", "tool \"C:\\a b”", "tool \"C:\\a b\""),
        ("bash", "grep '\\<word\\>' \\<a\\>  ", "grep '\\<word\\>' \\<a\\>"),
        ("bash", "tool —verbose –x 'a – b' “c”", "tool --verbose -x 'a – b' \"c\""),
        ("bash", "tool ––all\u{202f}x", "tool --all x"),
        ("sql", "SELECT\u{a0}1;", "SELECT 1;"),
    ];
    for (language, display, text) in table {
        let (mended, _) = mend(display, language, true);
        assert_eq!(mended, text, "{language}");
    }
}

#[test]
fn what_markdown_resolved_is_not_resolved_again() {
    assert_eq!(
        said(r"Run **Get-Widget \\_x -All**."),
        [r"powershell: Get-Widget \_x -All"]
    );
    assert_eq!(
        said(r"Run `Get-Widget \_x -All`."),
        [r"powershell: Get-Widget _x -All"]
    );
}

#[test]
fn every_change_is_reported_in_the_display() {
    let display = "Get-Widget  –Name\u{a0}“x”\u{200b} ";
    let (text, mended) = mend(display, "powershell", true);
    assert_eq!(text, "Get-Widget  -Name \"x\"");
    assert_eq!(undone(&text, display, &mended), display);
    assert_eq!(mended.len(), 6, "{mended:?}");
}

/// The display, made from the text by taking the changes back.
fn undone(text: &str, display: &str, mended: &[Mended]) -> String {
    let (mut out, mut rest, mut at) = (String::new(), text, 0);
    for change in mended {
        assert_eq!(display[change.range.clone()], change.written);
        let kept = change.range.start - at;
        assert_eq!(rest[..kept], display[at..change.range.start]);
        out.push_str(&rest[..kept]);
        out.push_str(&change.written);
        rest = rest[kept..]
            .strip_prefix(&*change.meant)
            .expect("what was meant");
        at = change.range.end;
    }
    out + rest
}

/// Name, kind and example of the placeholders of a command.
fn holes(language: &str, text: &str) -> Vec<String> {
    let told = |hole: super::Placeholder| {
        for range in &hole.ranges {
            assert!(text[range.clone()].contains(&hole.name));
        }
        let kind = hole.kind.unwrap_or("-");
        let example = if hole.example.is_some() { "!" } else { "" };
        format!("{}{example} {kind} {}", hole.name, hole.ranges.len())
    };
    placeholders(text, language).into_iter().map(told).collect()
}

#[test]
fn placeholders_are_what_the_grammar_leaves_free() {
    let cases: &[(&str, &str, &[&str])] = &[
        (
            "powershell",
            "Get-W -Name <Name> -Of \"<a file path>\" <Name>",
            &["Name - 2", "a file path path 1"],
        ),
        (
            "powershell",
            "Get-W [Server Name] -x [int]5 $a[0] | ? {$_.x} @{Name='b'} [math]::Pi",
            &["Server Name host 1"],
        ),
        (
            "powershell",
            "Get-W \"{TenantId}\" -y { Name }",
            &["TenantId guid 1"],
        ),
        (
            "powershell",
            "Get-W $env:USERNAME %USERNAME% $SERVERNAME",
            &[],
        ),
        (
            "powershell",
            "Get-W ann@contoso.com -s server01.contoso.com -d fabrikam.com -i 192.0.2.7",
            &[
                "ann@contoso.com! email 1",
                "server01.contoso.com! host 1",
                "fabrikam.com! domain 1",
                "192.0.2.7! ip 1",
            ],
        ),
        (
            "powershell",
            "Get-W 'C:\\Program Files\\Contoso\\a.txt' \\\\contoso\\share CONTOSO\\ann",
            &["contoso! domain 1", "CONTOSO! domain 1"],
        ),
        (
            "powershell",
            "Get-W -s YOUR_SERVER -State TRUE -Get yourDomain",
            &["YOUR_SERVER host 1", "yourDomain domain 1"],
        ),
        (
            "cmd",
            "tool [User] {File} < in.txt > out.txt %TEMP% <in.txt> out",
            &["User user 1", "File path 1"],
        ),
        ("cmd", "reg add HKLM\\Software\\X /v NAME /t REG_DWORD", &[]),
        (
            "bash",
            "[ -f x ] && echo {1..3} ${NAME} | grep '[abc]' <in >out",
            &[],
        ),
        (
            "bash",
            "ssh <user>@<host> -p {port}",
            &["user user 1", "host host 1", "port - 1"],
        ),
        (
            "bash",
            "export DB_NAME=x; kubectl get pod POD_NAME",
            &["POD_NAME - 1"],
        ),
        (
            "sql",
            "SELECT NAME FROM [dbo].[Users] WHERE id = <user id>;",
            &["user id user 1"],
        ),
    ];
    for (language, text, expected) in cases {
        assert_eq!(holes(language, text), *expected, "{text}");
    }
}

/// Text put together of what means something to a mender.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "Get-Widget",
        "–",
        "—",
        "-",
        "Name",
        "\u{a0}",
        "\u{202f}",
        " ",
        " ",
        "\n",
        "“",
        "”",
        "‘",
        "’",
        "\"",
        "'",
        "`",
        "\\",
        "\\<",
        "\\>",
        "<",
        ">",
        "\\_",
        "\\*",
        "\\[",
        "]",
        "\\|",
        "|",
        "\u{200b}",
        "\u{feff}",
        "$x",
        "$(",
        ")",
        "@\"\n",
        "\n\"@",
        "@'\n",
        "{",
        "}",
        "[Name]",
        "{Name}",
        "YOUR_SERVER",
        "a@contoso.com",
        "é",
        "日本",
        "#",
        ";",
        "C:\\",
        "x",
        "\\-",
        "\\`",
        "```",
        "\t",
        "**",
        "ipconfig /all",
        "=",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn mending_twice_is_mending_once(text in pieces(), language in prop::sample::select(vec!["powershell", "cmd", "bash", "sql"])) {
        let (once, mended) = mend(&text, language, true);
        prop_assert_eq!(&undone(&once, &text, &mended), &text);
        let (twice, _) = mend(&once, language, true);
        prop_assert_eq!(once, twice);
    }

    #[test]
    fn bash_keeps_everything_but_dashes_blanks_quotes_and_what_is_unseen(text in pieces()) {
        let kept = |text: &str| -> String {
            text.chars()
                .filter(|&c| !(crate::language::is_blank(c) || crate::shell::is_dash(c) || "\"'“”‘’".contains(c)))
                .collect()
        };
        let (mended, _) = mend(&text, "bash", true);
        prop_assert_eq!(kept(&mended), kept(&text));
    }

    #[test]
    fn ranges_of_placeholders_are_in_order_and_valid(text in pieces(), language in prop::sample::select(vec!["powershell", "cmd", "bash", "sql"])) {
        let mut ranges: Vec<_> = placeholders(&text, language).into_iter().flat_map(|hole| hole.ranges).collect();
        ranges.sort_by_key(|range| range.start);
        let mut end = 0;
        for range in ranges {
            prop_assert!(range.start >= end && text.get(range.clone()).is_some_and(|text| !text.is_empty()));
            end = range.end;
        }
    }

    #[test]
    fn any_article_has_sound_commands(text in pieces(), info in prop::sample::select(vec!["powershell", "console", "bash", "cmd", "sql", ""])) {
        let article = format!("# T\n\n## Resolution\n\n{text}\n\n1. Run `{text}`\n\n~~~{info}\n{text}\n~~~\n");
        for command in of(&article) {
            prop_assert!(!command.text.trim().is_empty());
            prop_assert_eq!(&undone(&command.text, &command.display, &command.mended), &command.display);
        }
    }
}

#[test]
#[allow(clippy::disallowed_methods)] // the limit is generous: only a quadratic algorithm exceeds it
fn hostile_text_is_read_in_linear_time() {
    const LIMIT: Duration = Duration::from_secs(90);
    let started = Instant::now();
    let pieces = [
        "Get-Widget -Name ",
        "\\_",
        "\\<a\\>",
        "`x /y` ",
        "“",
        "\"",
        "'",
        "[Name] ",
        "{Name} ",
        "Get-Widget -x '",
        "<",
        "$(",
        "run the ",
        "**a.exe /x** ",
        "NAME_ID ",
        "\u{a0}–",
        "a.contoso.com",
        "SELECT ",
        "BEGIN ",
        "</a><a>",
        "Get-W (",
        "\\*\\",
        "@",
        "-",
        ". ",
        "x|",
    ];
    for piece in pieces {
        let text = piece.repeat(30_000 / piece.len());
        for language in ["powershell", "cmd", "bash", "sql"] {
            let (mended, _) = mend(&text, language, true);
            let _ = placeholders(&mended, language);
        }
        let lines = text.replace(' ', "\n");
        for info in ["powershell", "console", "bash", "sql", ""] {
            let _ = fenced(info, &text);
            let _ = fenced(info, &lines);
        }
        let text = piece.repeat(5_000 / piece.len());
        let _ = of(&format!("# T\n\n## Resolution\n\n{text}\n"));
    }
    assert!(started.elapsed() < LIMIT, "{:?}", started.elapsed());
}
