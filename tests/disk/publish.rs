//! What publishing leaves in the output folder.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use fixbook::diagnostic::{Code, Diagnostic};
use fixbook::disk::{Made, Output, OutputError, Published};

use crate::{Site, codes};

/// Publishes files of these names and texts to `public`; a name without a text makes nothing.
fn publish(site: &Site, files: &[(&str, &str)]) -> (Published, Vec<Diagnostic>) {
    let made = |index: usize| Some(Made::Bytes(Cow::Borrowed(files[index].1.as_bytes())));
    let paths: Vec<_> = files.iter().map(|file| file.0).collect();
    publish_made(site, &paths, &made)
}

fn publish_made<'m>(
    site: &Site,
    paths: &[&str],
    make: &(dyn Fn(usize) -> Option<Made<'m>> + Sync),
) -> (Published, Vec<Diagnostic>) {
    let mut sink = Vec::new();
    let output = open(site, "public").expect("an output folder");
    let published = output.publish(paths, make, &mut sink).expect("published");
    (published, sink)
}

fn open(site: &Site, out: &str) -> Result<Output, OutputError> {
    let kept = [site.at("static"), site.at("themes")];
    Output::open(&site.at(out), &site.at("content"), site.root(), &kept)
}

/// Every file below a folder with its bytes, and every folder.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut tree = BTreeMap::new();
    let mut stack = vec![folder.to_owned()];
    while let Some(next) = stack.pop() {
        for entry in fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path
                .strip_prefix(folder)
                .expect("below")
                .to_string_lossy()
                .into_owned();
            if path.is_dir() {
                tree.insert(name + "/", Vec::new());
                stack.push(path);
            } else {
                tree.insert(name, fs::read(path).expect("a file"));
            }
        }
    }
    tree
}

fn names(site: &Site) -> Vec<String> {
    let names = tree(&site.at("public")).into_keys();
    names.filter(|name| name != ".fixbook-manifest").collect()
}

fn age(path: &Path) -> SystemTime {
    let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_500_000_000);
    let file = fs::File::options().write(true).open(path).expect("a file");
    file.set_modified(old).expect("a time");
    old
}

fn time(path: &Path) -> SystemTime {
    fs::metadata(path)
        .and_then(|metadata| metadata.modified())
        .expect("a time")
}

#[test]
fn a_site_is_written_and_its_manifest_says_so() {
    let site = Site::new();
    let (published, sink) = publish(&site, &[("index.html", "i"), ("a/b/c.html", "cc")]);
    assert_eq!((published.created, published.bytes), (2, 3));
    assert!(sink.is_empty());
    assert_eq!(names(&site), ["a/", "a/b/", "a/b/c.html", "index.html"]);
    let manifest = site.text("public/.fixbook-manifest");
    assert!(manifest.starts_with("# fixbook manifest"));
    assert_eq!(
        manifest.lines().skip(1).collect::<Vec<_>>(),
        ["a/b/c.html", "index.html"]
    );
}

#[test]
fn unchanged_files_keep_their_bytes_and_times() {
    let site = Site::new();
    publish(&site, &[("a.html", "one"), ("b.html", "one")]);
    let old = age(&site.at("public/a.html"));
    let manifest = age(&site.at("public/.fixbook-manifest"));
    let (published, _) = publish(&site, &[("a.html", "one"), ("b.html", "two")]);
    assert_eq!(
        (published.unchanged, published.replaced, published.created),
        (1, 1, 0)
    );
    assert_eq!(time(&site.at("public/a.html")), old);
    assert_eq!(time(&site.at("public/.fixbook-manifest")), manifest);
    assert_eq!(site.text("public/b.html"), "two");
}

#[test]
fn stale_files_and_their_empty_folders_go() {
    let site = Site::new();
    publish(
        &site,
        &[("a/b/c.html", ""), ("a/d.html", ""), ("e/f.html", "")],
    );
    site.file("public/e/mine.txt", "mine");
    let (published, sink) = publish(&site, &[("a/d.html", "")]);
    assert_eq!(published.removed, 2);
    assert!(sink.is_empty());
    assert_eq!(names(&site), ["a/", "a/d.html", "e/", "e/mine.txt"]);
}

#[test]
fn where_nothing_is_made_nothing_stays() {
    let site = Site::new();
    publish(&site, &[("a.html", ""), ("b/c.html", "")]);
    let make = |index| (index == 0).then_some(Made::Bytes(Cow::Borrowed(&[])));
    publish_made(&site, &["a.html", "b/c.html", "new/d.html"], &make);
    assert_eq!(names(&site), ["a.html"]);
}

#[test]
fn files_of_others_stay() {
    let site = Site::new();
    site.file("public/index.html", "mine")
        .file("public/same.html", "same");
    let plan = [
        ("index.html", "ours"),
        ("same.html", "same"),
        ("new.html", "new"),
    ];
    let (_, sink) = publish(&site, &plan);
    assert_eq!(codes(&sink), [Code::ForeignFile]);
    assert!(sink[0].message.contains("index.html"));
    assert_eq!(site.text("public/index.html"), "mine");
    let manifest = site.text("public/.fixbook-manifest");
    assert!(manifest.contains("same.html") && !manifest.contains("index.html"));
    publish(&site, &[]);
    assert_eq!(names(&site), ["index.html"]);
}

#[test]
fn a_file_becomes_a_folder_and_a_folder_a_file() {
    let site = Site::new();
    publish(&site, &[("a", "file"), ("b/c", "file")]);
    let (_, sink) = publish(&site, &[("a/x", "below"), ("b", "above")]);
    assert!(sink.is_empty(), "{sink:?}");
    assert_eq!(names(&site), ["a/", "a/x", "b"]);
    assert_eq!(site.text("public/b"), "above");
}

#[test]
fn what_stands_in_the_way_is_told_and_the_rest_goes_on() {
    let site = Site::new();
    site.file("public/page.html/mine", "mine")
        .file("public/folder", "mine");
    let long = format!("{}.html", "x".repeat(300));
    let plan = [
        ("page.html", "p"),
        ("folder/a.html", "a"),
        ("folder/deep/b.html", "b"),
        ("ok.html", "ok"),
        (&*long, ""),
        ("../out.html", "no"),
    ];
    let (published, sink) = publish(&site, &plan);
    assert_eq!(published.created, 1);
    assert_eq!(codes(&sink), [Code::PathBlocked; 4]);
    assert_eq!(site.text("public/folder"), "mine");
    assert!(!site.at("out.html").exists());
}

#[test]
fn a_manifest_that_leads_elsewhere_is_not_believed() {
    let site = Site::new();
    let abroad = site.at("abroad.txt");
    let manifest = format!(
        "# fixbook manifest\n../abroad.txt\n{}\na/../../abroad.txt\n\\x\n",
        abroad.display()
    );
    site.file("abroad.txt", "mine")
        .file("public/.fixbook-manifest", manifest);
    let (_, sink) = publish(&site, &[]);
    assert_eq!(codes(&sink), [Code::ManifestDamaged]);
    assert_eq!(site.text("abroad.txt"), "mine");
}

#[test]
fn an_empty_manifest_makes_equal_files_ours_again() {
    let site = Site::new();
    publish(&site, &[("a.html", "a")]);
    site.file("public/.fixbook-manifest", "");
    let (published, sink) = publish(&site, &[("a.html", "a")]);
    assert_eq!(
        (published.unchanged, codes(&sink)),
        (1, vec![Code::ManifestDamaged])
    );
    publish(&site, &[]);
    assert!(names(&site).is_empty());
}

#[test]
fn unfinished_files_of_a_killed_build_go() {
    let site = Site::new();
    publish(&site, &[("a.html", "a")]);
    site.file("public/.fixbook-tmp-1-1", "half")
        .file("public/mine", "mine");
    publish(&site, &[("a.html", "a")]);
    assert_eq!(names(&site), ["a.html", "mine"]);
}

#[test]
fn a_page_whose_case_changes_is_published() {
    let site = Site::new();
    publish(&site, &[("Page.html", "a")]);
    publish(&site, &[("page.html", "a")]);
    assert_eq!(names(&site), ["page.html"]);
}

#[test]
fn copies_take_the_time_of_their_original_and_are_not_made_again() {
    let site = Site::new();
    site.file("content/a.png", "picture");
    let old = age(&site.at("content/a.png"));
    let copy = |_| Some(Made::Copy(site.at("content/a.png")));
    assert_eq!(publish_made(&site, &["a.png"], &copy).0.created, 1);
    assert_eq!(time(&site.at("public/a.png")), old);
    assert_eq!(publish_made(&site, &["a.png"], &copy).0.unchanged, 1);
    site.file("content/a.png", "picture");
    assert_eq!(publish_made(&site, &["a.png"], &copy).0.unchanged, 1);
    site.file("content/a.png", "another");
    assert_eq!(publish_made(&site, &["a.png"], &copy).0.replaced, 1);
    assert_eq!(site.text("public/a.png"), "another");
}

#[test]
fn an_original_that_is_gone_is_told_and_its_copy_stays() {
    let site = Site::new();
    site.file("content/a.png", "picture");
    let copy = |_| Some(Made::Copy(site.at("content/a.png")));
    publish_made(&site, &["a.png"], &copy);
    fs::remove_file(site.at("content/a.png")).expect("removed");
    let (_, sink) = publish_made(&site, &["a.png", "b.png"], &copy);
    assert_eq!(codes(&sink), [Code::UnreadableFile; 2]);
    assert_eq!(names(&site), ["a.png"]);
    publish(&site, &[]);
    assert!(names(&site).is_empty());
}

#[test]
fn the_same_site_is_the_same_output_in_any_order() {
    let site = Site::new();
    publish(
        &site,
        &[("b/x.html", "x"), ("a.html", "a"), ("b.html", "b")],
    );
    let one = tree(&site.at("public"));
    publish(
        &site,
        &[("a.html", "a"), ("b.html", "b"), ("b/x.html", "x")],
    );
    assert_eq!(one, tree(&site.at("public")));
}

#[test]
fn what_could_not_be_made_keeps_its_old_file() {
    let site = Site::new();
    publish(
        &site,
        &[
            ("a.html", "old"),
            ("assets/s.1.css", "1"),
            ("draft.html", "d"),
        ],
    );
    let fail = |_: usize| Some(Made::Failed);
    let (published, sink) = publish_made(&site, &["a.html", "new/b.html"], &fail);
    assert!(sink.is_empty());
    assert_eq!((published.created, published.removed), (0, 1));
    assert_eq!(site.text("public/a.html"), "old");
    // The page that stayed needs its style sheet; what is withheld now goes all the same.
    assert_eq!(names(&site), ["a.html", "assets/", "assets/s.1.css"]);
    // It is still ours.
    let (published, _) = publish(&site, &[("a.html", "mended")]);
    assert_eq!((published.replaced, published.removed), (1, 1));
    assert_eq!(names(&site), ["a.html"]);
}

#[test]
fn an_output_that_could_harm_is_refused() {
    let site = Site::new();
    site.file("file", "");
    site.file("content/notes/2024/one.MD", "# One\n");
    for out in [
        "static",
        "static/preview",
        "themes/acme",
        "content/notes",
        "content",
        ".",
        "..",
        "content/../content",
        "absent/../content",
        "file",
        "file/x",
    ] {
        assert!(open(&site, out).is_err(), "{out}");
    }
    assert!(Output::open(Path::new("/"), &site.at("content"), site.root(), &[]).is_err());
    assert!(!site.at("absent").exists());
    assert!(open(&site, "content/public").is_ok());
    // A folder that a build has published to holds articles, and they are ours.
    site.file(
        "content/public/.fixbook-manifest",
        "# fixbook manifest\na.md\n",
    );
    site.file("content/public/a.md", "# A\n");
    assert!(open(&site, "content/public").is_ok());
    let refused = open(&site, "content").expect_err("refused").diagnostic();
    assert_eq!(refused.code, Code::OutputRefused);
    assert!(refused.help.is_some());
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::symlink;
    use std::process::Command;

    use super::*;

    #[test]
    fn a_link_in_the_output_is_never_written_through() {
        let site = Site::new();
        site.file("elsewhere/a.html", "mine")
            .file("file.txt", "mine");
        publish(
            &site,
            &[
                ("dir/a.html", "ours"),
                ("page.html", "ours"),
                ("b.html", "b"),
            ],
        );
        fs::remove_dir_all(site.at("public/dir")).expect("removed");
        fs::remove_file(site.at("public/page.html")).expect("removed");
        symlink("../elsewhere", site.at("public/dir")).expect("a link");
        symlink("../file.txt", site.at("public/page.html")).expect("a link");
        let plan = [
            ("dir/a.html", "new"),
            ("page.html", "new"),
            ("b.html", "new"),
        ];
        let (published, sink) = publish(&site, &plan);
        assert_eq!(codes(&sink), [Code::PathBlocked, Code::ForeignFile]);
        assert_eq!(published.replaced, 1);
        publish(&site, &[]);
        assert_eq!(site.text("elsewhere/a.html"), "mine");
        assert_eq!(site.text("file.txt"), "mine");
    }

    #[test]
    fn stale_files_behind_a_link_stay() {
        let site = Site::new();
        publish(&site, &[("dir/a.html", "ours")]);
        site.file("elsewhere/a.html", "mine");
        fs::remove_dir_all(site.at("public/dir")).expect("removed");
        symlink("../elsewhere", site.at("public/dir")).expect("a link");
        publish(&site, &[]);
        assert_eq!(site.text("elsewhere/a.html"), "mine");
    }

    #[test]
    fn an_output_that_is_the_content_by_a_link_is_refused() {
        let site = Site::new();
        symlink("content", site.at("public")).expect("a link");
        assert!(open(&site, "public").is_err());
    }

    #[test]
    fn two_builds_do_not_write_at_once() {
        let site = Site::new();
        let first = open(&site, "public").expect("the first");
        assert!(matches!(
            open(&site, "public"),
            Err(OutputError::Busy { .. })
        ));
        drop(first);
        assert!(open(&site, "public").is_ok());
    }

    #[test]
    fn odd_names_are_published_and_removed() {
        let site = Site::new();
        let odd = [
            "a \"b\" (c).html",
            "don’t.html",
            "back\\slash",
            "two\nlines\r",
            "#x",
            "dots..",
        ];
        let plan: Vec<_> = odd.iter().map(|&name| (name, "x")).collect();
        let (published, sink) = publish(&site, &plan);
        assert_eq!((published.created, sink.len()), (odd.len(), 0));
        assert_eq!(publish(&site, &plan).0.unchanged, odd.len());
        assert_eq!(publish(&site, &[]).0.removed, odd.len());
        assert!(names(&site).is_empty());
    }

    /// Mounts at `public` what `options` say, in a name space of its own, and runs there the
    /// ignored test `inner` of this binary. Answers whether that was permitted.
    fn mounted(site: &Site, options: &str, inner: &str) -> bool {
        fs::create_dir_all(site.at("public")).expect("a folder");
        let script = format!(
            "mount -t tmpfs -o {options} none \"$OUT\" || exit 77; exec \"$0\" --exact --ignored publish::unix::{inner} --nocapture"
        );
        let run = Command::new("unshare")
            .args(["--mount", "--map-root-user", "sh", "-c", &script])
            .arg(std::env::current_exe().expect("this binary"))
            .env("OUT", site.at("public"))
            .env("SITE", site.root())
            .output();
        let Ok(run) = run else { return false };
        let said = String::from_utf8_lossy(&run.stdout);
        let error = String::from_utf8_lossy(&run.stderr);
        let refused = run.status.code() == Some(77) || error.starts_with("unshare:");
        if refused {
            println!("skipped: mounting is not permitted here");
        } else {
            let passed = run.status.success() && said.contains("test result: ok. 1 passed");
            assert!(passed, "{said}\n{error}");
        }
        !refused
    }

    fn publish_in_mount(size: usize) -> Result<Published, OutputError> {
        let root = std::path::PathBuf::from(std::env::var_os("SITE").expect("a site"));
        let output = Output::open(&root.join("public"), &root.join("content"), &root, &[])?;
        let paths: Vec<_> = (0..40).map(|number| format!("{number}.html")).collect();
        let paths: Vec<_> = paths.iter().map(String::as_str).collect();
        let make = |_| Some(Made::Bytes(Cow::Owned(vec![b'x'; size])));
        output.publish(&paths, &make, &mut Vec::new())
    }

    #[test]
    fn a_full_disk_stops_the_build_and_the_next_one_mends_it() {
        mounted(&Site::new(), "size=640k", "inside_a_small_disk");
    }

    #[test]
    #[ignore = "runs inside the test above"]
    fn inside_a_small_disk() {
        let Some(out) = std::env::var_os("OUT") else {
            return;
        };
        let filler = Path::new(&out).join("filler");
        fs::write(&filler, vec![0; 440 << 10]).expect("a large file");
        let error = publish_in_mount(9000).expect_err("a full disk");
        assert!(error.to_string().contains(".html"), "{error}");
        assert!(error.help().contains("space"), "{error}");
        fs::remove_file(&filler).expect("removed");
        assert_eq!(publish_in_mount(100).expect("mended").removed, 0);
        let files = tree(Path::new(&out));
        assert_eq!(files.len(), 41);
        assert!(
            files
                .iter()
                .all(|(name, bytes)| name.starts_with('.') || bytes.len() == 100)
        );
    }

    #[test]
    fn a_read_only_disk_stops_the_build() {
        mounted(&Site::new(), "ro", "inside_a_read_only_disk");
    }

    #[test]
    #[ignore = "runs inside the test above"]
    fn inside_a_read_only_disk() {
        if std::env::var_os("OUT").is_none() {
            return;
        }
        let error = publish_in_mount(10).expect_err("a read-only disk");
        assert!(error.help().contains("can be written"), "{error}");
        assert_eq!(error.diagnostic().code, Code::OutputFailed);
    }
}
