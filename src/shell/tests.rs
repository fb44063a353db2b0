//! The tests of the shells: tables of scripts and sessions, and laws over pseudo-random text.

use super::dice::Dice;
use super::*;

/// Writes tokens as `class:text` words, to compare them at a glance.
fn shown(shell: Shell, text: &str) -> String {
    let words = tokens(shell, text)
        .into_iter()
        .map(|t| format!("{}:{}", t.class.css(), &text[t.range]));
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn powershell_words_have_classes() {
    #[rustfmt::skip]
    let table = [
        ("Get-Widget -Name blue", "ct:Get-Widget p:-Name"),
        ("Get-Widget \u{2013}Name \u{2014}All", "ct:Get-Widget p:\u{2013}Name p:\u{2014}All"),
        ("Get-Widget | ? { $_.Size -gt 5GB }", "ct:Get-Widget o:| f:? v:$_ o:-gt n:5GB"),
        ("Set-Widget -Replace @{Color='red'}", "ct:Set-Widget p:-Replace p:Color o:= s:'red'"),
        ("$total = $a.Count + 2", "v:$total o:= v:$a o:+ n:2"),
        ("$env:Path -replace 'a','b'", "v:$env:Path o:-replace s:'a' s:'b'"),
        ("Open-Door -Key <Your key name> -Force", "ct:Open-Door p:-Key ph:<Your key name> p:-Force"),
        ("Open-Door \"<Room>\"", "ct:Open-Door s:\" ph:<Room> s:\""),
        ("\"at $($x.Day) or ${y}\"", "s:\"at  o:$( v:$x s: or  v:${y} s:\""),
        ("& \"C:\\Tools\\a.exe\" -f 1", "o:& s:\"C:\\Tools\\a.exe\" p:-f n:1"),
        ("foreach ($i in 1..3) { Write-Host $i }", "k:foreach v:$i k:in n:1 o:.. n:3 ct:Write-Host v:$i"),
        ("[int]$x = [Math]::Max(1, 2)", "t:[int] v:$x o:= t:[Math] n:1 n:2"),
        ("[void](New-Thing)", "t:[void] ct:New-Thing"),
        ("dir # list\n<# two\nlines #> dir", "f:dir c:# list c:<# two c:lines #> f:dir"),
        ("$t = @\"\na $b\n\"@\nGet-It", "v:$t o:= s:@\" s:a  v:$b s:\"@ ct:Get-It"),
        ("$t = @'\nGet-It $b\n'@", "v:$t o:= s:@' s:Get-It $b s:'@"),
        ("Say-It \u{201C}hello\u{201D} 'it''s'", "ct:Say-It s:\u{201C}hello\u{201D} s:'it''s'"),
        ("Get-It `\n  -Name x", "ct:Get-It p:-Name"),
        ("if (-not (Test-Path $p)) { return }", "k:if o:-not ct:Test-Path v:$p k:return"),
        ("@{ Name = 'a'; Size = 3 }", "p:Name o:= s:'a' o:; p:Size o:= n:3"),
        ("Do-It @args 2>&1 > out.txt", "ct:Do-It v:@args n:2 o:>&1 o:>"),
        ("dir don't\ndir b", "f:dir s:'t f:dir"),
    ];
    for (text, expected) in table {
        assert_eq!(shown(Shell::PowerShell, text), expected, "{text}");
    }
}

#[test]
fn cmd_words_have_classes() {
    #[rustfmt::skip]
    let table = [
        ("ipconfig /all", "f:ipconfig p:/all"), ("ipconfig/flushdns", "f:ipconfig p:/flushdns"),
        ("cd /d %SystemRoot%\\Temp", "f:cd p:/d v:%SystemRoot%"),
        ("rem a note", "c:rem a note"), ("@echo off & :: x", "o:@ f:echo o:& c::: x"),
        ("tool.exe /in:\"a %b%\" > out.txt 2>&1", "f:tool.exe p:/in s:\"a  v:%b% s:\" o:> n:2 o:>&1"),
        ("sort <in>out", "f:sort o:< o:>"), ("ping <server name>", "f:ping ph:<server name>"),
        ("copy <drive>:\\a.log <share>\\b", "f:copy ph:<drive> ph:<share>"),
        ("for %%i in (*.txt) do type %%i", "k:for v:%%i k:in k:do f:type v:%%i"),
        ("if not exist a.txt (\n  copy b a.txt\n) else (\n  echo ok\n)",
         "k:if k:not k:exist f:copy k:else f:echo"),
        ("set A=1&& call b.cmd %~dp0 %1", "f:set o:&& k:call f:b.cmd v:%~dp0 v:%1"),
        ("net stop a ^\n /y", "f:net p:/y"), ("msiexec -quiet \u{2013}x", "f:msiexec p:-quiet p:\u{2013}x"),
        ("echo 100% of it", "f:echo n:100"), (":again", "at::again"),
    ];
    for (text, expected) in table {
        assert_eq!(shown(Shell::Cmd, text), expected, "{text}");
    }
}

#[test]
fn posix_words_have_classes() {
    #[rustfmt::skip]
    let table = [
        ("sudo apt-get install -y --no-cache curl", "f:sudo f:apt-get p:-y p:--no-cache"),
        ("A=1 B=\"two $C\" run \"$@\"", "v:A o:= v:B o:= s:\"two  v:$C s:\" f:run s:\" v:$@ s:\""),
        ("cat <in.txt >out.txt", "f:cat o:< o:>"), ("ssh <user name>@<host>", "f:ssh ph:<user name> ph:<host>"),
        ("sort <a>b", "f:sort o:< o:>"), ("echo 'a $b' # note", "f:echo s:'a $b' c:# note"),
        ("for f in *.log; do rm \"$f\"; done", "k:for k:in o:; k:do f:rm s:\" v:$f s:\" o:; k:done"),
        ("if [ -f x ]; then ls; fi", "k:if f:[ p:-f o:; k:then f:ls o:; k:fi"),
        ("n=$(wc -l < f) && echo ${n}", "v:n o:= o:$( f:wc p:-l o:< o:&& f:echo v:${n}"),
        ("cat <<EOF > f\nline $x\nEOF\nls", "f:cat o:<< s:EOF o:> s:line $x s:EOF f:ls"),
        ("tool \\\n  --long=3 | grep a#b", "f:tool p:--long o:| f:grep"),
        ("case $1 in\n a) ls;;\nesac", "k:case v:$1 k:in f:a f:ls o:;; k:esac"),
        ("f() {\n ls 2>/dev/null &\n}", "f:f f:ls o:2 o:> o:&"),
        ("echo `date` $((1 + 2))", "f:echo o:` f:date o:` o:$( n:1 n:2"),
    ];
    for (text, expected) in table {
        assert_eq!(shown(Shell::Posix, text), expected, "{text}");
    }
}

/// Reads a session whose lines are written as `kind|prompt|rest`, and checks that reading it back gives
/// the same kinds and prompts.
fn check(language: &str, shell: Shell, lines: &[(char, &str, &str)]) {
    let text: String = lines
        .iter()
        .map(|(_, prompt, rest)| format!("{prompt}{rest}\n"))
        .collect();
    let read = transcript(&text, language);
    let found: Vec<(char, &str, &str)> = read
        .lines
        .iter()
        .map(|line| {
            let kind = match line.kind {
                LineKind::Command => 'c',
                LineKind::Continuation => '+',
                LineKind::Output => 'o',
                LineKind::Comment => '#',
                LineKind::Blank => ' ',
            };
            (
                kind,
                line.prompt.clone().map_or("", |p| &text[p]),
                &text[line.content()],
            )
        })
        .collect();
    assert_eq!(found, lines, "in {language}");
    assert_eq!(read.shell, shell, "in {language}: {text}");
}

#[test]
fn powershell_sessions_are_told_apart() {
    use Shell::PowerShell as Ps;
    check(
        "powershell",
        Ps,
        &[
            ('c', "PS C:\\> ", "Get-Disc"),
            ('o', "", "Disc 1"),
            (' ', "", ""),
            ('o', "", "Disc 2"),
        ],
    );
    check(
        "console",
        Ps,
        &[
            ('c', "PS> ", "Get-Disc |"),
            ('+', "", "  Format-List"),
            ('o', "", "Id : 1"),
        ],
    );
    check(
        "text",
        Ps,
        &[
            ('c', "[PS] C:\\Windows\\system32>", "Get-Disc"),
            ('o', "", "Disc 1"),
        ],
    );
    check(
        "console",
        Ps,
        &[
            (
                'c',
                "[srv01.example.org]: PS C:\\Users\\ann\\Documents> ",
                "dir",
            ),
            ('o', "", "a"),
        ],
    );
    check(
        "powershell",
        Ps,
        &[('c', "(base) PS /home/ann> ", "ls"), ('o', "", "a")],
    );
    check(
        "powershell",
        Ps,
        &[
            ('c', "PS HKLM:\\> ", "if ($a) {"),
            ('+', ">> ", "  Get-Disc"),
            ('+', ">> ", "}"),
            (' ', ">> ", ""),
            ('o', "", "x"),
        ],
    );
    check(
        "powershell",
        Ps,
        &[
            ('c', "PS C:\\> ", "Get-Disc `"),
            ('+', "", "  -Id 1"),
            ('o', "", "x"),
            (' ', "PS C:\\>", ""),
        ],
    );
    check(
        "powershell",
        Ps,
        &[
            ('c', "PS C:\\> ", "$t = @'"),
            ('+', "", "it's"),
            ('+', "", ""),
            ('+', "", "'@"),
            ('o', "", "x"),
        ],
    );
    // The apostrophe is never closed: what follows is output after all.
    check(
        "powershell",
        Ps,
        &[
            ('c', "PS C:\\> ", "echo don't"),
            ('o', "", "dont"),
            ('c', "PS C:\\> ", "dir"),
        ],
    );
    check(
        "powershell",
        Ps,
        &[
            ('o', "", "Windows PowerShell"),
            ('c', "PS C:\\> ", "dir"),
            (' ', "", ""),
            ('#', "", "# now look"),
            ('c', "PS C:\\> ", "dir b"),
        ],
    );
    // Without prompts everything was typed.
    check(
        "powershell",
        Ps,
        &[
            ('#', "", "# all"),
            ('c', "", "Get-Disc"),
            ('+', "", "  | Format-List"),
            (' ', "", ""),
            ('c', "", "Get-Fan -Id 2,"),
            ('+', "", "3"),
        ],
    );
    check(
        "powershell",
        Ps,
        &[
            ('c', "", "foreach ($d in $all) {"),
            ('+', "", "  Get-Fan $d"),
            ('+', "", ""),
            ('+', "", "}"),
            ('c', "", "dir"),
        ],
    );
    check(
        "powershell",
        Ps,
        &[
            ('#', "", "<# first"),
            ('#', "", "second #>"),
            ('c', "", "dir"),
        ],
    );
    check(
        "powershell",
        Ps,
        &[
            ('c', "", "if ($a)"),
            ('+', "", "{"),
            ('+', "", "  Get-Fan"),
            ('+', "", "}"),
            ('+', "", "else { }"),
            ('c', "", "dir"),
        ],
    );
    check(
        "output",
        Shell::Cmd,
        &[('o', "", "Id : 1"), (' ', "", ""), ('o', "", "Get-Fan")],
    );
}

#[test]
fn cmd_sessions_are_told_apart() {
    use Shell::Cmd;
    check(
        "cmd",
        Cmd,
        &[
            ('c', "C:\\>", "dir"),
            ('o', "", " Volume in drive C"),
            (' ', "C:\\>", ""),
        ],
    );
    check(
        "console",
        Cmd,
        &[
            ('c', "C:\\Program Files\\App> ", "tool ^"),
            ('+', "More? ", "/x"),
            ('o', "", "done"),
        ],
    );
    check(
        "cmd",
        Cmd,
        &[
            ('c', "D:\\>", "nslookup"),
            ('o', "", "Default Server:  ns"),
            ('c', "> ", "set type=mx"),
            ('c', "> ", "exit"),
        ],
    );
    check(
        "cmd",
        Cmd,
        &[
            ('#', "", "REM first"),
            ('c', "", "C:\\Tools\\a.exe>out.txt"),
            ('c', "", "if exist x ("),
            ('+', "", "del x"),
            ('+', "", ")"),
        ],
    );
    check(
        "powershell",
        Cmd,
        &[
            ('c', "", "setup.exe /PrepareSchema"),
            ('c', "", "nslookup example.org"),
        ],
    );
    check(
        "powershell",
        Cmd,
        &[('c', "", "regsvr32 %windir%\\system32\\a.dll")],
    );
    check(
        "console",
        Cmd,
        &[('c', "", "reg add HKLM\\Software\\A /v B /t REG_DWORD /d 1")],
    );
    check("console", Cmd, &[('c', "", "DISM /Online /Cleanup-Image")]);
}

#[test]
fn posix_sessions_are_told_apart() {
    use Shell::Posix;
    check(
        "console",
        Posix,
        &[
            ('c', "# ", "df -h /var"),
            ('o', "", "Filesystem      Size  Used Avail Use% Mounted on"),
            ('o', "", "/dev/sdb1        50G   50G   20K 100% /var"),
            ('c', "# ", "lsof -nP +aL1 /var"),
            (
                'o',
                "",
                "java    2211  app    4w   REG   8,17 /var/log/x (deleted)",
            ),
        ],
    );
    check(
        "bash",
        Posix,
        &[
            ('c', "$ ", "ls"),
            ('o', "", "# readme"),
            ('c', "$ ", "echo \"a"),
            ('+', "> ", "b\""),
            ('o', "", "a"),
            ('o', "", "b"),
        ],
    );
    check(
        "bash",
        Posix,
        &[('#', "", "# List them"), ('c', "$ ", "ls"), ('o', "", "a")],
    );
    check(
        "console",
        Posix,
        &[
            ('c', "ann@web01:~/src$ ", "sudo -i"),
            ('c', "root@web01:~# ", "systemctl status nginx"),
            ('o', "", "active"),
        ],
    );
    check(
        "console",
        Posix,
        &[
            ('c', "[root@web01 ~]# ", "cat <<EOF"),
            ('+', "> ", "# not a prompt"),
            ('+', "> ", "EOF"),
            ('o', "", "# not a prompt"),
        ],
    );
    check(
        "console",
        Posix,
        &[('c', "bash-5.1$ ", "diff a b"), ('o', "", "> added")],
    );
    check(
        "console",
        Posix,
        &[('c', "ann@mac ~ % ", "brew list"), ('o', "", "x")],
    );
    check(
        "bash",
        Posix,
        &[
            ('c', "# ", "systemctl restart nginx"),
            ('o', "", "Job started"),
            ('c', "# ", "tail -n 1 /var/log/a.log"),
            ('o', "", "ok"),
        ],
    );
    check(
        "bash",
        Posix,
        &[
            ('#', "", "# Install the package"),
            ('c', "", "apt-get install x"),
            ('#', "", "# service restart"),
            ('c', "", "systemctl restart x"),
        ],
    );
    check(
        "bash",
        Posix,
        &[
            ('c', "", "docker run \\"),
            ('+', "", "  --rm x &&"),
            ('+', "", "docker ps"),
            ('c', "", "ls"),
        ],
    );
    check(
        "bash",
        Posix,
        &[
            ('c', "", "if true; then"),
            ('+', "", "  ls"),
            ('+', "", "fi"),
            ('c', "", "cat <<-X"),
            ('+', "", "  # y"),
            ('+', "", "  X"),
            ('c', "", "ls"),
        ],
    );
    check(
        "console",
        Posix,
        &[('c', "", "sudo yum update"), ('c', "", "journalctl -u x")],
    );
    check(
        "text",
        Posix,
        &[('c', "$ ", "npm install"), ('o', "", "added 3")],
    );
    check(
        "text",
        Shell::Cmd,
        &[
            ('o', "", "$ 100"),
            ('o', "", "# Heading"),
            ('o', "", "> quote"),
        ],
    );
}

#[test]
fn sessions_of_other_programs_are_told_apart() {
    let sql = Shell::Cmd; // the shell says nothing here
    check(
        "sql",
        sql,
        &[
            ('c', "mysql> ", "SELECT 1"),
            ('+', "    -> ", "FROM t;"),
            ('o', "", "| 1 |"),
            (' ', "", ""),
            ('o', "", "1 row"),
        ],
    );
    check(
        "console",
        sql,
        &[
            ('c', "shop=# ", "SELECT count(*)"),
            ('+', "shop-# ", "FROM t;"),
            ('o', "", " count"),
        ],
    );
    check("sql", sql, &[('c', "shop=> ", "\\d"), ('o', "", "List")]);
    check(
        "console",
        sql,
        &[
            ('c', "MariaDB [(none)]> ", "SHOW DATABASES;"),
            ('o', "", "| a |"),
        ],
    );
    check(
        "console",
        sql,
        &[
            ('c', "sqlite> ", "SELECT"),
            ('+', "   ...> ", "1;"),
            ('o', "", "1"),
        ],
    );
    check(
        "python",
        sql,
        &[
            ('c', ">>> ", "for x in y:"),
            ('+', "... ", "    print(x)"),
            (' ', "...", ""),
            ('o', "", "1"),
        ],
    );
    check(
        "console",
        sql,
        &[('c', "DISKPART> ", "list disk"), ('o', "", "Disk 0")],
    );
    check(
        "python",
        sql,
        &[('c', "", "print(1)"), (' ', "", ""), ('c', "", "x = 2")],
    );
    for (prompt, language) in [
        ("mysql> ", Some("sql")),
        (">>> ", Some("python")),
        ("shop-# ", Some("sql")),
        ("$ ", None),
        ("PS C:\\> ", None),
    ] {
        assert_eq!(interpreter(prompt), language, "{prompt}");
    }
}

#[test]
fn prompts_of_root_and_of_hypervisors_need_no_named_shell() {
    for (text, typed) in [
        (
            "# systemctl restart widgetd\nok",
            Some("systemctl restart widgetd"),
        ),
        ("# cat /etc/hosts", Some("cat /etc/hosts")),
        ("# kubectl get pods", Some("kubectl get pods")),
        ("$> mysqladmin shutdown", Some("mysqladmin shutdown")),
        (
            "[root@esx1:~] esxcli vm process list\nx",
            Some("esxcli vm process list"),
        ),
        ("[root@esx1:/vmfs/volumes] ls", Some("ls")),
        ("# ssh settings\nPort 22", None),
        ("# mount the disk at /srv\nmount /srv", None),
        ("# crontab entries\n0 4 * * * frob", None),
        (
            "# systemctl restart widgetd\n# The line above is a note.",
            None,
        ),
        ("[root@esx1:~] Permission denied", None),
        ("[a@b] x", None),
        ("$>x", None),
    ] {
        let read = transcript(text, "text");
        let command = read
            .lines
            .iter()
            .find(|line| line.kind == LineKind::Command);
        assert_eq!(command.map(|line| &text[line.content()]), typed, "{text}");
    }
}

#[test]
fn any_text_has_tokens_in_order_and_lines_that_cover_it() {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    for round in 0..6000 {
        let text = dice.text(round % 60);
        for shell in [Shell::PowerShell, Shell::Cmd, Shell::Posix] {
            let mut end = 0;
            for token in tokens(shell, &text) {
                assert!(
                    token.range.start >= end && token.range.end > token.range.start,
                    "{text:?}"
                );
                assert!(text.get(token.range.clone()).is_some(), "{text:?}");
                end = token.range.end;
            }
        }
        for language in [
            "powershell",
            "cmd",
            "bash",
            "console",
            "text",
            "sql",
            "python",
            "json",
        ] {
            let read = transcript(&text, language);
            assert_eq!(read.lines.len(), line_ranges(&text).count());
            for (line, range) in read.lines.iter().zip(line_ranges(&text)) {
                assert_eq!(line.range, range);
                assert!(text.get(line.content()).is_some(), "{text:?}");
                if let Some(prompt) = &line.prompt {
                    assert!(
                        prompt.start == range.start && prompt.end <= range.end,
                        "{text:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn long_and_deep_text_is_read_in_linear_time() {
    let hostile = [
        "(",
        "{\n",
        "\"\n'\n",
        "$(",
        "<",
        "${",
        "`",
        "<<A\n",
        "[[",
        "%",
        "@\"\n",
        "PS C:\\> '\n",
        "$ \"\nx\n",
        "# ls\n",
        "if \n",
        "( ",
    ];
    for piece in hostile {
        let text = piece.repeat(50_000 / piece.len()) + "\"";
        for shell in [Shell::PowerShell, Shell::Cmd, Shell::Posix] {
            let _ = tokens(shell, &text);
        }
        for language in ["powershell", "cmd", "bash", "console", "text"] {
            let _ = transcript(&text, language);
        }
    }
}
