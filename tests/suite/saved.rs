//! What is saved of an article's commands: a file for each shell, which runs to its end.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::chromium::{Key, Page};
use crate::support::Folder;

/// A published article, and the address of its page.
fn published(article: &str) -> (Folder, String) {
    let folder = Folder::new();
    folder.file("content/widgets.md", article);
    folder.file(
        "fixbook.yaml",
        "title: Contoso KB\nvisibility:\n  default: public\n",
    );
    let told = folder.fixbook(&["build"]);
    assert_eq!(told.code, Some(0), "{}", told.err);
    let address = format!("file://{}/widgets.html", folder.at("public").display());
    (folder, address)
}

/// The text of a file that the browser saved.
fn saved(folder: &Path, name: &str) -> String {
    let path = folder.join(name);
    let end = Instant::now() + Duration::from_secs(20);
    while !path.exists() {
        assert!(Instant::now() < end, "{name} is not saved");
        thread::sleep(Duration::from_millis(20));
    }
    let text = fs::read_to_string(&path).expect("the file");
    text.replace("\r\n", "\n")
}

const BATCHES: &[(&str, &str)] = &[
    (
        r#""C:\Program Files\Widgets\stop.bat" /all"#,
        r#"call "C:\Program Files\Widgets\stop.bat" /all"#,
    ),
    (r"@stop.CMD %1 100%%", r"@call stop.CMD %1 100%%%%"),
    (
        r#"cd tools && stop.bat & echo "& stop.bat""#,
        r#"cd tools && call stop.bat & echo "& stop.bat""#,
    ),
    (
        r#"if not exist "C:\a b" stop.bat"#,
        r#"if not exist "C:\a b" call stop.bat"#,
    ),
    (
        r#"if /i "%a%"=="b c" (stop.bat) else stop.bat"#,
        r#"if /i "%a%"=="b c" (call stop.bat) else call stop.bat"#,
    ),
    (
        "for %%i in (a b) do stop.bat %%i",
        "for %%i in (a b) do call stop.bat %%i",
    ),
    ("echo stop.bat > stop.bat", "echo stop.bat > stop.bat"),
    ("rem & stop.bat", "rem & stop.bat"),
    ("type stop.bat.txt", "type stop.bat.txt"),
    ("call stop.bat", "call stop.bat"),
    ("az login", "call az login"),
    // A call would double the caret.
    (r#"stop.bat "a^b""#, r#"stop.bat "a^b""#),
];

fn every_batch_program_of_a_batch_file_is_called(page: &mut Page<'_>) {
    let lines: Vec<&str> = BATCHES.iter().map(|(written, _)| *written).collect();
    let article = format!(
        "# The widgets do not stop\n\n## Resolution\n\n```cmd\ndir\n{}\n```\n",
        lines.join("\n")
    );
    let (_site, address) = published(&article);
    let folder = tempfile::tempdir().expect("a folder");
    page.save_to(folder.path());
    page.go(&address);
    page.clicks("document.querySelector('figure > [data-save]')");
    let text = saved(folder.path(), "widgets.cmd");
    let expected: Vec<&str> = BATCHES.iter().map(|(_, saved)| *saved).collect();
    let expected = format!("\n\ndir\n{}\n", expected.join("\n"));
    assert!(text.ends_with(&expected), "{text}");
    page.assert_quiet();
}

const TWO_SHELLS: &str = "\
# The widgets do not start

## Resolution

1. `Start-Widget -All`
2. `Get-Widget -Name One`
3. `sudo systemctl restart widgets --now`
";

fn a_list_offers_a_file_for_each_shell_of_its_commands(page: &mut Page<'_>) {
    let (_site, address) = published(TWO_SHELLS);
    let folder = tempfile::tempdir().expect("a folder");
    page.save_to(folder.path());
    page.go(&address);
    let offered =
        "[...document.querySelectorAll('[data-tools] > [data-save]')].map((it) => it.textContent)";
    assert_eq!(
        page.value(offered),
        json!(["Download .ps1", "Download .sh"])
    );
    page.clicks("document.querySelector('[data-tools] > [data-save=sh]')");
    let text = saved(folder.path(), "widgets.sh");
    assert!(
        text.ends_with("\nsudo systemctl restart widgets --now\n"),
        "{text}"
    );
    assert!(!text.contains("Start-Widget -All\n"), "{text}");
    page.assert_quiet();
}

const HOME: &str = "\
# The widgets have no key

## Resolution

```bash
chmod 600 <KeyFile>
echo \"key: <KeyFile>\"
```
";

fn a_tilde_that_is_no_home_folder_is_told(page: &mut Page<'_>) {
    let (_site, address) = published(HOME);
    page.go(&address);
    page.press_on(
        "document.querySelector('input[name=keyfile]')",
        Key::SELECT_ALL,
    );
    page.types("~/my key");
    let shown = "[...document.querySelectorAll('[data-filled]')].map((it) => it.textContent)";
    assert_eq!(page.value(shown), json!(["~/'my key'", "~/my key"]));
    let note = "document.querySelector('input[name=keyfile]').nextElementSibling.textContent";
    assert!(
        page.text(note)
            .starts_with("~ is not the home folder there (1×)")
    );
    page.assert_quiet();
}

in_browser![
    a_tilde_that_is_no_home_folder_is_told,
    every_batch_program_of_a_batch_file_is_called,
    a_list_offers_a_file_for_each_shell_of_its_commands,
];
