//! `fixbook list`, and `fixbook check --fix`: what a knowledge base needs, and what is mended unasked.

use std::fs;

use serde_json::{Value, json};

use crate::support::Folder;

fn site() -> Folder {
    let folder = Folder::new();
    for (path, text) in [
        (
            "content/queue.md",
            "---\nowner: mail\nreview_by: 2024-02-01\n---\n\n# Mail stays in the queue\n\nSee [the disk](disk.md).\n",
        ),
        (
            "content/disk.md",
            "---\nowner: linux\n---\n\n# The disk is full\n\n## Resolution\n\nDelete logs.\n",
        ),
        (
            "content/draft.md",
            "---\ndraft: true\n---\n\n# A room is booked twice\n",
        ),
        (
            "content/old.md",
            "---\nexpires: 2024-01-01\n---\n\n# The fax does not answer\n",
        ),
        (
            "content/loop.md",
            "# The synchronization stops\n\n## Symptoms\n\n```text\nThe folder hierarchy has a loop and cannot be read\n```\n\n## Cause\n\nTwo folders contain each other.\n",
        ),
    ] {
        folder.file(path, text);
    }
    folder.file("fixbook.yaml", "visibility:\n  default: public\n");
    folder
}

fn listed(folder: &Folder, arguments: &[&str]) -> Value {
    let told = folder.fixbook(&[&["list"], arguments, &["--format", "json"]].concat());
    assert_eq!(told.code, Some(0), "{}", told.err);
    serde_json::from_str(&told.out).expect("JSON")
}

fn paths(listed: &Value) -> Vec<&str> {
    let rows = listed.as_array().expect("a list").iter();
    rows.map(|row| row["path"].as_str().expect("a path"))
        .collect()
}

fn what_needs_care_is_listed() {
    let folder = site();
    for (subject, expected) in [
        ("drafts", vec!["draft.md"]),
        ("expired", vec!["old.md"]),
        ("stale", vec!["queue.md"]),
        ("orphans", vec!["loop.md", "queue.md"]),
        ("linked", vec!["disk.md"]),
        ("unfixed", vec!["loop.md"]),
        ("future", vec![]),
    ] {
        assert_eq!(paths(&listed(&folder, &[subject])), expected, "{subject}");
    }
    let errors = listed(&folder, &["errors"]);
    assert_eq!(errors[0]["articles"], json!(["loop.md"]));
    let of_mail = listed(&folder, &["orphans", "--owner", "Mail"]);
    assert_eq!(paths(&of_mail), ["queue.md"]);
    let summary = listed(&folder, &[]);
    assert_eq!(summary[0], json!({ "subject": "articles", "count": 5 }));
}

fn lists_for_people_have_columns() {
    let told = site().fixbook(&["list", "stale"]);
    assert_eq!(
        told.out,
        "2024-02-01  queue.md  Mail stays in the queue (mail)\n"
    );
}

const WRONG: &str = "\u{FEFF}---\r\nappleis_to: [Exchange Server]\r\n---\r\n\r\n# The mailbox is not found\r\n\r\nSee [the disk](Disk.md \"full\") and `x–y`.\r\n\r\n1. Ask:\r\n\r\n   ```powersehll\r\n   PS> Get-Mailbox –ResultSize Unlimited\r\n   ```\r\n\r\nEnd  \r\n";

fn what_is_safe_is_mended_and_every_other_byte_stays() {
    let folder = Folder::new();
    folder.file("content/mailbox.md", WRONG);
    folder.file("content/disk.md", "# The disk is full\n");
    let told = folder.fixbook(&["check", "--fix", "--format", "json"]);
    let mended = fs::read_to_string(folder.at("content/mailbox.md")).expect("the article");
    let expected = WRONG
        .replace("appleis_to", "applies_to")
        .replace("Disk.md", "disk.md")
        .replace("powersehll", "powershell")
        .replace("PS> Get-Mailbox –R", "Get-Mailbox -R");
    assert_eq!(mended, expected, "{}", told.out);
    assert!(told.err.contains("mended in 1 file"), "{}", told.err);
    // What is mended is told no more, and nothing is left to mend.
    let again = folder.fixbook(&["check", "--fix", "--format", "json"]);
    assert!(again.err.contains("nothing to mend"), "{}", again.err);
}

fn a_link_to_what_was_moved_arrives_and_is_mended() {
    let folder = Folder::new();
    folder.file(
        "content/mail/queue.md",
        "# Mail stays in the queue\n\nSee [the disk](../disk-full.md#logs).\n",
    );
    folder.file(
        "content/disk.md",
        "---\naliases: [disk-full]\n---\n\n# The disk is full\n\n## Logs\n\nDelete logs.\n",
    );
    let told = folder.fixbook(&["check", "--format", "short"]);
    assert!(told.out.contains("info[FB408]"), "{}", told.out);
    assert!(!told.out.contains("FB401"), "{}", told.out);
    folder.fixbook(&["check", "--fix"]);
    let mended = fs::read_to_string(folder.at("content/mail/queue.md")).expect("the article");
    assert!(mended.contains("(../disk.md#logs)"), "{mended}");
}

fn what_an_author_allows_is_not_told() {
    let folder = Folder::new();
    let text = "# The disk is full\n\nNothing can be written.\n\n## Resolution\n\n<!-- fixbook: allow FB806: the folder is a copy -->\n\n```bash\nsudo rm -rf /srv/copy\n```\n";
    folder.file("content/disk.md", text);
    for verb in ["check", "build"] {
        let told = folder.fixbook(&[verb, "--strict"]);
        assert_eq!(told.code, Some(0), "{}{}", told.out, told.err);
    }
    folder.file("content/disk.md", text.replace("FB806", "FB804"));
    let told = folder.fixbook(&["check", "--format", "short"]);
    assert!(told.out.contains("warning[FB806]"), "{}", told.out);
    assert!(told.out.contains("warning[FB306]"), "{}", told.out);
}

tests![
    what_needs_care_is_listed,
    lists_for_people_have_columns,
    what_is_safe_is_mended_and_every_other_byte_stays,
    a_link_to_what_was_moved_arrives_and_is_mended,
    what_an_author_allows_is_not_told,
];
