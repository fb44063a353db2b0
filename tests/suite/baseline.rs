//! `fixbook check --baseline`: what an old repository lives with is not told, and everything new is.

use crate::support::{self, Folder, Told};

/// A site with three findings, two of which are alike.
fn site() -> Folder {
    let folder = Folder::new();
    folder
        .file("fixbook.yaml", "title: Mill\n")
        .file(
            "content/loom.md",
            "# Loom\n\n- [x](gone.md)\n- [x](gone.md)\n",
        )
        .file("content/my kiln.md", "# Kiln\n\n[y](lost.md)\n");
    folder
}

const BASELINE: [&str; 5] = ["check", "--format", "short", "--baseline", "known.txt"];

fn check(folder: &Folder, arguments: &[&str]) -> Told {
    folder.fixbook(&[&BASELINE, arguments].concat())
}

/// A site whose findings are all in its baseline.
fn settled() -> Folder {
    let folder = site();
    let told = check(&folder, &["--update-baseline"]);
    assert_eq!(
        (told.code, told.out.as_str()),
        (Some(0), ""),
        "{}",
        told.err
    );
    folder
}

fn what_is_known_is_neither_told_nor_counted() {
    let folder = settled();
    for strict in [&[][..], &["--strict"]] {
        let told = check(&folder, strict);
        assert_eq!((told.code, told.out.as_str()), (Some(0), ""));
        assert_eq!(
            told.err,
            "2 articles checked: 0 errors, 0 warnings, 0 notes; 3 known findings not told\n"
        );
    }
    assert_eq!(folder.fixbook(&["check", "--strict"]).code, Some(1));
    assert_eq!(check(&folder, &["-q"]).err, "");
    let log = folder.fixbook(&["check", "--baseline", "known.txt", "--format", "sarif"]);
    assert!(log.out.contains("\"results\":[]"), "{}", log.out);
}

fn an_error_that_is_known_does_not_fail_the_check() {
    let folder = site();
    folder.file("content/a.md", "---\nvisibility: nobody\n---\n# A\n");
    assert_eq!(folder.fixbook(&["check"]).code, Some(1));
    assert_eq!(check(&folder, &["--update-baseline"]).code, Some(0));
    assert_eq!(check(&folder, &[]).code, Some(0));
    folder.file("content/b.md", "---\nvisibility: none\n---\n# B\n");
    let told = check(&folder, &[]);
    assert_eq!(told.code, Some(1));
    assert!(told.out.starts_with("content/b.md:2"), "{}", told.out);
}

fn what_moves_or_stands_beside_an_edit_stays_known() {
    let folder = settled();
    let text = folder.text("content/loom.md");
    folder.file(
        "content/loom.md",
        text.replace("# Loom\n", "# Loom\n\nIt weaves.\n\n")
            .replace('\n', "\r\n"),
    );
    let told = check(&folder, &[]);
    assert_eq!(told.out, "", "{}", told.err);
    assert!(
        told.err.ends_with("3 known findings not told\n"),
        "{}",
        told.err
    );
}

fn one_more_of_a_kind_is_told() {
    let folder = settled();
    folder.file(
        "content/loom.md",
        "# Loom\n\n- [x](gone.md)\n- [x](gone.md)\n- [x](gone.md)\n- [z](gone.md)\n",
    );
    let told = check(&folder, &["--strict"]);
    assert_eq!(told.code, Some(1));
    let lines: Vec<&str> = told.out.lines().collect();
    assert_eq!(lines.len(), 2, "{}", told.out);
    assert!(
        lines[0].starts_with("content/loom.md:5:") && lines[1].starts_with("content/loom.md:6:")
    );
    assert!(
        told.err
            .contains("0 errors, 2 warnings, 0 notes; 3 known findings not told\n"),
        "{}",
        told.err
    );
}

fn what_is_mended_is_counted_and_can_be_taken_out() {
    let folder = settled();
    folder
        .file("content/loom.md", "# Loom\n\n- [x](gone.md)\n")
        .file("content/my kiln.md", "# Kiln\n\n[new](other.md)\n");
    let told = check(&folder, &[]);
    let mended = "1 known finding not told, 2 of the baseline are mended (`--prune-baseline` takes them out)\n";
    assert!(told.err.ends_with(mended), "{}", told.err);
    let told = check(&folder, &["--prune-baseline"]);
    assert!(
        told.err
            .ends_with("`known.txt` now lists 1 finding: 0 new, 2 gone\n"),
        "{}",
        told.err
    );
    // What is new is not made known by that.
    assert_eq!(told.out.lines().count(), 1, "{}", told.out);
    assert_eq!(folder.text("known.txt").lines().count(), 2);
    let told = check(&folder, &["--update-baseline"]);
    assert!(
        told.err
            .ends_with("`known.txt` now lists 2 findings: 1 new, 0 gone\n"),
        "{}",
        told.err
    );
    assert_eq!(told.out, "");
}

fn a_baseline_is_lines_of_text_in_order() {
    let folder = settled();
    let text = folder.text("known.txt");
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("# fixbook baseline 1: "), "{text}");
    let shape = |line: &str| {
        let parts: Vec<&str> = line.splitn(4, ' ').collect();
        assert_eq!(parts[1].len(), 16, "{line}");
        format!("{} {} {}", parts[0], parts[2], parts[3])
    };
    let entries: Vec<String> = lines[1..].iter().map(|line| shape(line)).collect();
    assert_eq!(entries, ["FB401 2 loom.md", "FB401 1 my kiln.md"]);
    // The same findings make the same file, and nothing is left beside it.
    let before = support::files(folder.root());
    check(&folder, &["--update-baseline"]);
    assert_eq!(folder.text("known.txt"), text);
    assert_eq!(support::files(folder.root()), before);
}

fn of_other_files_nothing_is_taken_for_mended() {
    let folder = settled();
    let text = folder.text("known.txt");
    folder.file("content/my kiln.md", "# Kiln\n\nIt is hot.\n");
    for change in ["--prune-baseline", "--update-baseline"] {
        let told = check(&folder, &["content/loom.md", change]);
        assert!(
            told.err.contains("; 2 known findings not told; "),
            "{}",
            told.err
        );
        assert_eq!(folder.text("known.txt"), text, "{change}");
    }
    let told = check(&folder, &["content/my kiln.md", "--prune-baseline"]);
    assert!(told.err.ends_with("0 new, 1 gone\n"), "{}", told.err);
}

fn a_finding_about_the_site_can_be_known() {
    let folder = Folder::new();
    let told = check(&folder, &["--update-baseline"]);
    assert!(told.err.contains("lists 1 finding: 1 new"), "{}", told.err);
    assert!(folder.text("known.txt").ends_with(" 1 .\n"));
    assert_eq!(check(&folder, &["--strict"]).code, Some(0));
}

fn a_baseline_that_cannot_be_used_is_said_and_stays_as_it_is() {
    let folder = site();
    for (text, said) in [
        ("# Notes\n", "line 1 of the baseline `known.txt`"),
        ("", "a baseline starts with"),
        ("# fixbook baseline 2: x\n", "a later version"),
        (
            "# fixbook baseline 1\nFB401 nonsense 1 a.md\n",
            "line 2 of the baseline",
        ),
        ("# fixbook baseline 1\n<<<<<<< mine\n", "conflict"),
        ("\u{1b}]0;x\u{7}\n", "line 1 of"),
    ] {
        folder.file("known.txt", text);
        for change in [&[][..], &["--update-baseline"], &["--prune-baseline"]] {
            let told = check(&folder, change);
            assert_eq!((told.code, told.out.as_str()), (Some(2), ""), "{text}");
            assert!(
                told.err.contains(said) && !told.err.contains('\u{1b}'),
                "{}",
                told.err
            );
            assert_eq!(folder.text("known.txt"), text);
        }
    }
    folder.file("known.txt", b"\xff\xfe\x00");
    assert_eq!(check(&folder, &[]).code, Some(2));
}

fn a_baseline_that_is_not_there_is_an_error_until_it_is_written() {
    let folder = site();
    for change in [&[][..], &["--prune-baseline"]] {
        let told = check(&folder, change);
        assert_eq!((told.code, told.out.as_str()), (Some(2), ""));
        assert!(told.err.contains("--update-baseline"), "{}", told.err);
    }
    let told = folder.fixbook(&["check", "--baseline", "no/known.txt", "--update-baseline"]);
    assert_eq!((told.code, told.out.as_str()), (Some(2), ""));
    for wrong in [
        &["check", "--update-baseline"][..],
        &["check", "--prune-baseline"],
        &[
            "check",
            "--baseline",
            "k",
            "--prune-baseline",
            "--update-baseline",
        ],
    ] {
        assert_eq!(folder.fixbook(wrong).code, Some(2), "{wrong:?}");
    }
    assert!(!folder.at("known.txt").exists());
}

tests![
    what_is_known_is_neither_told_nor_counted,
    an_error_that_is_known_does_not_fail_the_check,
    what_moves_or_stands_beside_an_edit_stays_known,
    one_more_of_a_kind_is_told,
    what_is_mended_is_counted_and_can_be_taken_out,
    a_baseline_is_lines_of_text_in_order,
    of_other_files_nothing_is_taken_for_mended,
    a_finding_about_the_site_can_be_known,
    a_baseline_that_cannot_be_used_is_said_and_stays_as_it_is,
    a_baseline_that_is_not_there_is_an_error_until_it_is_written,
];
