//! What is a cmdlet in a text, what is not, and what an article makes of them.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::known::all_names;
use super::*;

fn names(text: &str) -> Vec<String> {
    let found = find(text, &Known::default()).into_iter();
    found.map(|found| found.name).collect()
}

fn finds(text: &str, wanted: &[&str]) {
    assert_eq!(names(text), wanted, "in {text:?}");
}

#[test]
fn a_known_name_is_found_in_its_canonical_case() {
    finds("Run get-mailbox.", &["Get-Mailbox"]);
    finds("`SET-ADUSER`", &["Set-ADUser"]);
    finds(
        "$a=Get-AzVM|Select-Object Name",
        &["Get-AzVM", "Select-Object"],
    );
    finds("(Get-Service).Name", &["Get-Service"]);
    finds("PS C:\\>Get-Item x", &["Get-Item"]);
    finds("“Get-Item”", &["Get-Item"]);
    finds(
        "Get\u{2011}Item, Get\u{2010}Item, Get\u{2013}Item",
        &["Get-Item"; 3],
    );
    finds("コマンドGet-Itemを実行", &["Get-Item"]);
}

#[test]
fn a_module_may_stand_before_a_name() {
    finds(
        r"ExchangePowerShell\Get-Mailbox -Identity x",
        &["Get-Mailbox"],
    );
    finds(r"Contoso.Tools\Get-Widget", &["Get-Widget"]);
    assert_eq!(
        Known::default().canonical(r"Some.Module\get-item"),
        Some("Get-Item")
    );
}

#[test]
fn a_name_that_is_part_of_something_longer_is_not_one() {
    for text in [
        "Get-Mailbox.ps1",
        r"C:\tools\Get-Mailbox",
        r".\Get-Mailbox",
        "/docs/get-mailbox",
        "https://contoso.com/?id=get-mailbox",
        "www.contoso.com:80#get-mailbox",
        "Set-Mailbox-like",
        "Non-Get-Mailbox",
        "a4d6-add-content",
        "$get-item",
        "Get-Mailbox@contoso.com",
        "get-item.aspx",
        "Get-*Mailbox",
    ] {
        finds(text, &[]);
    }
}

#[test]
fn a_blank_may_be_missing_beside_a_known_name() {
    finds("Set-Mailbox-Identity amy", &["Set-Mailbox"]);
    finds("the Set-Mailboxcmdlet", &["Set-Mailbox"]);
    finds("is set.Get-Mailbox shows it", &["Get-Mailbox"]);
    finds("Get-Mailbox.Then", &["Get-Mailbox"]);
    finds("Get-Mailbox/Set-Mailbox", &["Get-Mailbox", "Set-Mailbox"]);
    finds("Get/Set-Mailbox", &["Set-Mailbox"]);
}

#[test]
fn an_unknown_name_has_an_approved_verb_and_a_noun() {
    finds("Get-WidgetFrame", &["Get-WidgetFrame"]);
    finds("Invoke-Frobnicate", &["Invoke-Frobnicate"]);
    finds("set-widgetframe -Colour red", &["set-widgetframe"]);
    finds("Set-Widget –Colour red", &["Set-Widget"]);
    finds("Run Add-Widget.", &["Add-Widget"]);
    finds("the `Add-Widget` cmdlet", &["Add-Widget"]);
    finds("Frobnicate-Widget set-widget Get-It", &[]);
}

#[test]
fn english_words_with_a_hyphen_are_no_cmdlets() {
    for text in [
        "Add-In Add-Ins ADD-INS add-on Read-Only Read-Write",
        "Start-Line: OPTIONS; Request-URI; New-row; Receive-As, Send-As",
        "Set-Top Box, Get-Together, Out-Of-Office, Step-by-Step, Check-In",
        "Test-Drive Use-Case Write-Protected Open-Source Close-Up Find-and-Replace",
        "Copy-Paste Push-Button Pop-Up Lock-In Trace-Level Restore-Point",
        "pop-up read-only add-users split-domain write-back",
        "Set-Cookie: a; Install-Date: 1 May; Request-Context: b; Enable-Disable",
    ] {
        finds(text, &[]);
    }
}

#[test]
fn an_argument_of_another_program_is_no_cmdlet() {
    finds("aws iam get-user --user-name amy", &[]);
    finds("aws s3 ls; get-user amy", &["Get-User"]);
}

#[test]
fn the_sites_own_names_go_before_the_built_in_ones() {
    let own = [
        (
            "Frob-Widget".to_owned(),
            Some("https://contoso.com/frob".to_owned()),
        ),
        ("GET-Mailbox".to_owned(), None),
    ];
    let known = Known::new(&own);
    assert_eq!(find("frob-widget", &known)[0].name, "Frob-Widget");
    assert_eq!(known.canonical("get-mailbox"), Some("GET-Mailbox"));
    assert_eq!(
        known.address("frob-WIDGET").as_deref(),
        Some("https://contoso.com/frob")
    );
    assert!(known.address("get-mailbox").is_some());
}

#[test]
fn an_address_is_that_of_the_module_that_serves_the_products() {
    let known = Known::default();
    let address = |name: &str, products: &[&str]| known.address_among(name, products);
    let page = |module: &str| {
        Some(format!(
            "https://learn.microsoft.com/powershell/module/{module}"
        ))
    };
    assert_eq!(
        address("Get-Item", &[]),
        page("microsoft.powershell.management/get-item")
    );
    assert_eq!(
        address("Set-CsUser", &[]),
        page("microsoftteams/set-csuser")
    );
    let lync = ["Office", "Lync Server 2013"];
    assert_eq!(
        address("set-csuser", &lync),
        page("skypeforbusiness/set-csuser")
    );
    let pnp = known.address("get-pnplist");
    assert_eq!(
        pnp.as_deref(),
        Some("https://pnp.github.io/powershell/cmdlets/Get-PnPList.html")
    );
    assert_eq!(known.address("Get-Nothing"), None);
}

#[test]
fn every_name_of_the_table_is_found_as_it_is_written() {
    let known = Known::default();
    let names = all_names();
    assert!(names.len() > 8000, "{} names", names.len());
    for name in names {
        let found = find(&name, &known);
        assert_eq!(found.len(), 1, "{name}");
        assert!(found[0].name.eq_ignore_ascii_case(&name), "{name}");
    }
}

#[test]
fn a_module_does_not_name_a_cmdlet_twice() {
    let mut seen: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut module = "";
    for line in include_str!("names.txt").lines() {
        if line.starts_with('[') {
            module = line;
        } else if !line.starts_with('#') {
            let mut words = line.split(' ');
            let verb = words.next().unwrap_or_default();
            for noun in words {
                let key = (module.to_owned(), format!("{verb}-{noun}").to_lowercase());
                *seen.entry(key).or_default() += 1;
            }
        }
    }
    let twice: Vec<_> = seen.iter().filter(|(_, count)| **count > 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

/// Pieces of which names and their surroundings are made.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("Get-"),
        Just("Mailbox"),
        Just("Set-Item"),
        Just("\u{2011}"),
        Just("\u{2013}"),
        Just("-"),
        Just("add"),
        Just("In"),
        Just("\\"),
        Just("/"),
        Just("."),
        Just("ps1"),
        Just(" "),
        Just("é"),
        Just("漢"),
        Just("cmdlet"),
        Just("*"),
        Just("function "),
        Just("://"),
        Just("\n"),
        Just("$"),
    ];
    let made = prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat());
    prop_oneof![made, any::<String>()]
}

proptest! {
    #[test]
    fn what_is_found_is_in_order_and_within_the_text(text in pieces()) {
        let mut end = 0;
        for found in find(&text, &Known::default()) {
            prop_assert!(end <= found.range.start && found.range.start < found.range.end);
            end = found.range.end;
            prop_assert!(text.get(found.range).is_some());
        }
        prop_assert!(end <= text.len());
    }
}

mod articles {
    use super::*;
    use crate::entity::Lexicon;
    use crate::reading;
    use crate::source::{SitePath, Source};

    fn cmdlets(text: &str) -> Vec<CmdletUse> {
        let source = Source::new(SitePath::new("a.md"), text);
        reading::alone(&source, &Lexicon::default())
            .mentions
            .cmdlets
    }

    fn told(text: &str) -> Vec<(String, Vec<u32>)> {
        let lines = |cmdlet: &CmdletUse| cmdlet.mentions.iter().map(|m| m.line).collect();
        let cmdlets = cmdlets(text);
        let told = cmdlets
            .iter()
            .map(|cmdlet| (cmdlet.name.clone(), lines(cmdlet)));
        told.collect()
    }

    #[test]
    fn mentions_stand_in_the_order_of_the_text() {
        let text = "# Get-Item fails\n\nUse **Set-Item**,\nthen get-item.\n\n```powershell\n$x = 1\n\
                    Get-Item a | set-item b\n```\n\n|A|\n|-|\n|`Get-Item`|\n";
        let wanted = [("Get-Item", vec![1, 4, 8, 13]), ("Set-Item", vec![3, 8])];
        assert_eq!(
            told(text),
            wanted.map(|(name, lines)| (name.to_owned(), lines))
        );
    }

    #[test]
    fn the_front_matter_adds_names() {
        let text =
            "---\ntitle: A\ncmdlets:\n  - get-item\n  - Frob-Widget\n---\n# A\n\nRun Get-Item.\n";
        let wanted = [("Get-Item", vec![4, 9]), ("Frob-Widget", vec![5])];
        assert_eq!(
            told(text),
            wanted.map(|(name, lines)| (name.to_owned(), lines))
        );
    }

    #[test]
    fn an_unknown_name_is_written_as_the_article_does_most_often() {
        let text = "# A\n\n`get-widgetframe -Colour red`, Get-WidgetFrame, Get-Widgetframe, Get-WidgetFrame, \
                    `get-widgetframe -Colour red`, `get-widgetframe -Colour red`.\n";
        assert_eq!(cmdlets(text)[0].name, "Get-WidgetFrame");
    }

    #[test]
    fn a_function_or_script_of_the_article_is_no_cmdlet() {
        let text = "# A\n\n```powershell\nfunction Get-WidgetFrame {}\nGet-WidgetFrame\n```\n\n\
                    Run `Sync-WidgetFrame.ps1`. Sync-WidgetFrame takes an hour. See Get-Item.\n";
        assert_eq!(told(text), [("Get-Item".to_owned(), vec![8])]);
    }

    #[test]
    fn markup_tells_a_command_from_what_has_its_form() {
        let text = "# A\n\n- `Add-Widget`\n- **Test-Hopper**\n- [Export-Widget](https://contoso.com/x)\n\
                    - Test-Lever is a machine, `-Name Test-Crank` too\n\n\
                    ```\n$a = Add-Crank 1 | Sort-Crank\nStart-Date: 1 May\nName Test-Wheel\n```\n";
        let wanted = [
            "Add-Widget",
            "Test-Hopper",
            "Export-Widget",
            "Add-Crank",
            "Sort-Crank",
        ];
        let names = cmdlets(text).into_iter().map(|cmdlet| cmdlet.name);
        assert_eq!(names.collect::<Vec<_>>(), wanted);
    }

    #[test]
    fn a_link_of_a_cmdlet_teaches_its_address() {
        let link = |text: &str| cmdlets(&format!("# A\n\nSee {text}.\n"))[0].links.len();
        assert_eq!(link("[Get-Item](https://contoso.com/x)"), 1);
        assert_eq!(link("[**Get-Item –Path**](https://contoso.com/x)"), 1);
        assert_eq!(link("[`Get-Item` cmdlet](https://contoso.com/x)"), 1);
        assert_eq!(link("[Get-Item (Management)](https://contoso.com/x)"), 1);
        assert_eq!(link("[How to use Get-Item](https://contoso.com/x)"), 0);
        assert_eq!(link("Get-Item and [this](https://contoso.com/x)"), 0);
    }
}
