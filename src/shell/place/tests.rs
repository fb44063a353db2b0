//! Where values would stand in commands, and how they would have to be quoted.

use super::*;

/// The letters of the places of every `<…>` in a command.
fn letters(language: &str, text: &str) -> String {
    let starts = text.match_indices('<').map(|(at, _)| at);
    let is_first =
        |at: &usize| !text[..*at].ends_with('<') && text[at + 1..].starts_with(char::is_alphabetic);
    let range = |start: usize| {
        let end = text[start..].find('>').expect("its end");
        start..start + end + 1
    };
    let ranges: Vec<Range<usize>> = starts.filter(is_first).map(range).collect();
    let rooms = rooms(language, text, &ranges).into_iter();
    rooms.map(|room| room.place.letter()).collect()
}

fn check(language: &str, table: &[(&str, &str)]) {
    for (text, expected) in table {
        assert_eq!(letters(language, text), *expected, "{text}");
    }
}

#[test]
fn places_of_powershell_are_told() {
    check(
        "powershell",
        &[
            ("Get-Box <Name> -At <Host>", "ww"),
            ("Get-Box -Name \\\\<Host>\\<Share>,<Name>", "ppw"),
            ("Get-Box -Name \"<Name>\" -Of \"a <B> c\"", "ed"),
            ("Get-Box -Name '<Name>' -Of ‘<Of>’", "ss"),
            ("Get-Box -Filter \"Name -eq '<Name>'\"", "f"),
            ("Get-Box \"Name -eq '<Name>' $(Get-It <It>) <More>\"", "iwi"),
            ("$a = <Name>; $b.Call(<It>, <That>)", "ooo"),
            ("<Tool> -All | <Other>", "pp"),
            ("& <Tool> <Name>", "ww"),
            ("if ($a -eq <Name>) { Get-Box $<Name> }", "on"),
            ("Get-Box # <Name>", "f"),
            ("sc.exe --% create <Name>", "f"),
            ("Invoke-Expression <Name>", "f"),
            ("Set-It @\"\n<Name>\n\"@ -B @'\n<It>\n'@", "dv"),
            ("powershell -Command \"Get-Box <Name>\"", "f"),
        ],
    );
}

#[test]
fn places_of_posix_shells_are_told() {
    check(
        "bash",
        &[
            ("rm <File> a<Part> --to=<Dir>", "wpp"),
            ("cd \\<Dir> \"\\<Dir>\" \\\\<Host> '\\<It>' $a<It>", "nnpsx"),
            ("echo \"<a>\" '<b>' \"it's <c>\" '{\"d\": \"<d>\"}'", "esij"),
            ("NAME=<Value> <Name>=1 run", "pn"),
            ("ssh <Host> 'rm <File>'", "ff"),
            ("sed -i 's/<Old>/<New>/' <File>", "nnw"),
            ("bash -c \"rm <File>\"", "f"),
            ("echo `rm <File>` \"$(rm <File>)\"", "fw"),
            ("echo $((<N> + 1)) $<Name> ${<Name>}", "fnn"),
            ("cat <<EOF\nhost <Host>;\n<Name>\nEOF\n", "hx"),
        ],
    );
}

#[test]
fn places_of_cmd_are_told() {
    check(
        "cmd",
        &[
            ("del <File> /s", "w"),
            (
                "net use \\\\<Host>\\share /user:<User> \"<Pass>\" \"a <B>\\c\"",
                "pwed",
            ),
            ("set NAME=<Value>", "p"),
            ("for %i in (<Set>) do echo %i", "f"),
            ("echo %<Name>", "n"),
        ],
    );
}

#[test]
fn places_of_sql_are_told() {
    check(
        "sql",
        &[
            ("select '<a>', \"<b>\", [<c>], `<d>`, <e>", "sdbgn"),
            ("exec('drop ''<a>'''); select '<b>'", "ns"),
            ("select 'a\\' , '<a>'", "n"),
            ("do $$ select '<a>' $$", "x"),
            (
                "select * from v$session where n = '<a>' -- it's <b>\nand c = '<d>'",
                "sns",
            ),
            ("select array['<a>'], a[<b>], ['<c>']", "snn"),
        ],
    );
    check("yaml", &[("a: <b>", "u")]);
}
