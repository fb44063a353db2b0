//! What is read from a folder.

use std::fs;
use std::path::PathBuf;

use fixbook::diagnostic::{Code, Diagnosed, Level};
use fixbook::disk::{
    Cache, Exclude, Folder, image_dimensions, read_content, read_static, read_text, theme_files,
};
use fixbook::source::{Asset, Position, SitePath};

use crate::{Site, codes};

fn read(site: &Site) -> Diagnosed<Folder> {
    read_content(
        site.root(),
        &site.at("content"),
        &Exclude::nothing(),
        &[],
        &Cache::default(),
    )
}

fn excluding(site: &Site, patterns: &[&str]) -> Vec<String> {
    let exclude = Exclude::new(patterns);
    assert!(exclude.diagnostics.is_empty(), "{:?}", exclude.diagnostics);
    let read = read_content(
        site.root(),
        &site.at("content"),
        &exclude.value,
        &[],
        &Cache::default(),
    );
    names(&read.value)
}

fn names(folder: &Folder) -> Vec<String> {
    let sources = folder.sources.iter().map(|source| source.path.to_string());
    sources.collect()
}

fn files(assets: &[Asset]) -> Vec<&str> {
    assets.iter().map(|asset| asset.path.as_str()).collect()
}

/// Reads one article made of these bytes.
fn one(bytes: &[u8]) -> Diagnosed<Folder> {
    read(Site::new().file("content/a.md", bytes))
}

fn text(read: &Diagnosed<Folder>) -> &str {
    &read.value.sources[0].text
}

#[test]
fn articles_are_read_and_other_files_are_named() {
    let site = Site::new();
    site.file("content/b/two.MD", "two")
        .file("content/b.md", "b")
        .file("content/b/one.markdown", "one")
        .file("content/b/picture.png", "not opened")
        .file("content/toc.yml", "");
    let read = read(&site);
    assert_eq!(names(&read.value), ["b.md", "b/one.markdown", "b/two.MD"]);
    assert_eq!(files(&read.value.files), ["b/picture.png", "toc.yml"]);
    assert_eq!(&*read.value.sources[2].text, "two");
    assert!(read.diagnostics.is_empty());
}

#[test]
fn names_may_be_what_people_write() {
    let site = Site::new();
    let odd = [
        "Can't (re)start.md",
        "a \"b\".md",
        "don’t.md",
        "Ünï.md",
        "dots...md",
    ];
    for name in odd {
        site.file(&format!("content/{name}"), "x");
    }
    let read = read(&site);
    assert_eq!(read.value.sources.len(), odd.len());
    assert!(read.diagnostics.is_empty());
}

#[test]
fn what_editors_and_systems_leave_behind_is_passed_by() {
    let site = Site::new();
    for name in [
        ".hidden.md",
        ".git/a.md",
        "node_modules/a.md",
        "a.md~",
        ".#a.md",
        "#a.md#",
        "4913",
        ".a.md.swp",
        "a.swp",
        "desktop.ini",
        "Thumbs.db",
        ".DS_Store",
    ] {
        site.file(&format!("content/{name}"), "x");
    }
    let read = read(&site);
    assert!(read.value.sources.is_empty() && read.value.files.is_empty());
}

#[test]
fn excluded_files_are_not_read() {
    let site = Site::new();
    for name in [
        "a.md",
        "a.draft.md",
        "includes/x.md",
        "deep/b.draft.md",
        "deep/includes/y.md",
    ] {
        site.file(&format!("content/{name}"), "x");
    }
    let deep = ["a.draft.md", "a.md", "deep/b.draft.md"];
    assert_eq!(excluding(&site, &["**/includes/**"]), deep);
    assert_eq!(excluding(&site, &["includes/"]), deep);
    assert_eq!(
        excluding(&site, &["includes/**"]),
        [
            "a.draft.md",
            "a.md",
            "deep/b.draft.md",
            "deep/includes/y.md"
        ]
    );
    assert_eq!(
        excluding(&site, &["*.draft.md"]),
        ["a.md", "deep/includes/y.md", "includes/x.md"]
    );
    assert_eq!(
        codes(&Exclude::new(&["a{b"]).diagnostics),
        [Code::WrongConfigType]
    );
}

#[test]
fn the_output_inside_the_content_is_not_read() {
    let site = Site::new();
    site.file("a.md", "x")
        .file("public/a.md", "x")
        .file("themes/t/b.md", "x");
    let skip: Vec<PathBuf> = ["public", "themes", "absent"]
        .map(|name| site.at(name))
        .into();
    let read = read_content(
        site.root(),
        site.root(),
        &Exclude::nothing(),
        &skip,
        &Cache::default(),
    );
    assert_eq!(names(&read.value), ["a.md"]);
}

#[test]
fn a_byte_order_mark_is_dropped() {
    assert_eq!(text(&one(b"\xEF\xBB\xBF# T")), "# T");
}

#[test]
fn utf_16_is_read_in_both_byte_orders() {
    let little: Vec<u8> = "\u{FEFF}# Ü 🗝"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let big: Vec<u8> = "\u{FEFF}# Ü 🗝"
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    for bytes in [little, big] {
        let read = one(&bytes);
        assert_eq!(text(&read), "# Ü 🗝");
        assert!(read.diagnostics.is_empty());
    }
}

#[test]
fn half_a_character_of_utf_16_is_replaced_and_told() {
    let read = one(b"\xFF\xFEa\0\x00\xD8b\0");
    assert_eq!(text(&read), "a\u{FFFD}b");
    assert_eq!(codes(&read.diagnostics), [Code::InvalidEncoding]);
    assert_eq!(text(&one(b"\xFF\xFEa\0b")), "a\u{FFFD}");
}

#[test]
fn invalid_utf_8_is_replaced_and_the_first_place_is_told() {
    let read = one(b"\xEF\xBB\xBFfirst\nM\xFCnchen, K\xF6ln");
    assert_eq!(text(&read), "first\nM\u{FFFD}nchen, K\u{FFFD}ln");
    assert_eq!(codes(&read.diagnostics), [Code::InvalidEncoding]);
    let place = read.diagnostics[0].place.as_ref().expect("a place");
    assert_eq!(place.start, Position { line: 2, column: 2 });
    assert_eq!(place.span.range(), 7..10);
}

#[test]
fn a_picture_named_as_an_article_is_not_a_source() {
    for bytes in [
        &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..],
        b"\x01\x02\x03\x04abc",
        b"\xFF\xFE\0\0a\0\0\0",
    ] {
        let read = one(bytes);
        assert!(read.value.sources.is_empty());
        assert_eq!(codes(&read.diagnostics), [Code::NotText]);
    }
}

#[test]
fn an_empty_article_is_an_article() {
    assert_eq!(text(&one(b"")), "");
}

#[test]
fn a_long_article_is_read_with_a_warning_and_a_huge_one_is_not_read() {
    let site = Site::new();
    site.file("content/long.md", "x".repeat((1 << 20) + 1));
    let huge = fs::File::create(site.at("content/huge.md")).expect("a file");
    huge.set_len((256 << 20) + 1).expect("a sparse file");
    let read = read(&site);
    assert_eq!(names(&read.value), ["long.md"]);
    assert_eq!(
        codes(&read.diagnostics),
        [Code::SourceTooLarge, Code::LongSource]
    );
}

#[test]
fn configuration_is_read_where_there_is_one() {
    let site = Site::new();
    site.file("fixbook.yaml", "\u{FEFF}title: T")
        .file("odd.yaml", b"a\0b");
    let named = |name: &str| read_text(&site.at(name), name);
    assert_eq!(
        &*named("fixbook.yaml").value.expect("a source").text,
        "title: T"
    );
    let absent = named("absent.yaml");
    assert!(absent.value.is_none() && absent.diagnostics.is_empty());
    assert_eq!(codes(&named("odd.yaml").diagnostics), [Code::InvalidConfig]);
    assert_eq!(codes(&named("content").diagnostics), [Code::InvalidConfig]);
}

#[test]
fn a_theme_is_read_whole() {
    let site = Site::new();
    site.file("themes/t/templates/page.html", "<p>")
        .file("themes/t/assets/a.css", [0, 255]);
    let theme = theme_files(site.root(), &site.at("themes/t"));
    assert_eq!(
        theme.value,
        [
            ("assets/a.css".to_owned(), vec![0, 255]),
            ("templates/page.html".to_owned(), b"<p>".to_vec()),
        ]
    );
}

#[test]
fn static_files_may_start_with_a_dot() {
    let site = Site::new();
    site.file("static/.well-known/security.txt", "x")
        .file("static/a.md", "x");
    let files_ = read_static(site.root(), &site.at("static"), &[]).value;
    assert_eq!(files(&files_), [".well-known/security.txt", "a.md"]);
    assert!(
        read_static(site.root(), &site.at("absent"), &[])
            .diagnostics
            .is_empty()
    );
}

#[test]
fn an_image_says_its_size() {
    let site = Site::new();
    let svg = |name: &str, tag: &str| {
        let text = format!("<?xml version='1.0'?><!-- <svg width='1'> -->\n{tag}<path/></svg>");
        site.file(&format!("content/{name}.svg"), text);
    };
    svg("a", "<svg width='12px' height=\"7.6\">");
    svg("b", "<svg width='100%' height='100%' viewBox='0 0 48,24'>");
    svg("c", "<svg\n  width='10' title='a > b' viewBox='0 0 4 8'>");
    svg("d", "<svg width='10em' height='0'>");
    site.file(
        "content/e.png",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\0\x02\x08\x06\0\0\0",
    );
    site.file("content/f.png", b"broken")
        .file("content/g.gif", b"GIF89a\x03\0\x04\0\0\0");
    let mut files = read(&site).value.files;
    let wanted = |path: &SitePath| path.as_str() != "g.gif";
    image_dimensions(&site.at("content"), &mut files, &wanted, &Cache::default());
    let sizes: Vec<_> = files.iter().map(|file| file.dimensions).collect();
    assert_eq!(
        sizes,
        [
            Some((12, 8)),
            Some((48, 24)),
            Some((10, 20)),
            None,
            Some((256, 2)),
            None,
            None
        ]
    );
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::process::Command;

    use super::*;

    #[test]
    fn a_link_inside_the_site_is_followed() {
        let site = Site::new();
        site.file("shared/a.md", "shared").file("shared/p.png", "");
        symlink("../shared", site.at("content/folder")).expect("a link");
        symlink("../shared/a.md", site.at("content/file.md")).expect("a link");
        let read = read(&site);
        assert_eq!(names(&read.value), ["file.md", "folder/a.md"]);
        assert_eq!(files(&read.value.files), ["folder/p.png"]);
        assert!(read.diagnostics.is_empty());
    }

    #[test]
    fn a_link_out_of_the_site_is_told_and_not_read() {
        let (site, other) = (Site::new(), Site::new());
        other.file("secret.md", "secret");
        symlink(other.root(), site.at("content/folder")).expect("a link");
        symlink(other.at("secret.md"), site.at("content/file.md")).expect("a link");
        let read = read(&site);
        assert!(read.value.sources.is_empty());
        assert_eq!(codes(&read.diagnostics), [Code::LinkOutside; 2]);
        fs::remove_dir_all(site.at("content")).expect("removed");
        symlink(other.root(), site.at("content")).expect("a link");
        assert_eq!(codes(&super::read(&site).diagnostics), [Code::LinkOutside]);
    }

    #[test]
    fn a_loop_of_links_is_told_once_and_ends() {
        let site = Site::new();
        site.file("content/a/x.md", "x").file("content/b/y.md", "y");
        symlink("..", site.at("content/a/up")).expect("a link");
        let read = read(&site);
        assert_eq!(names(&read.value), ["a/x.md", "b/y.md"]);
        assert_eq!(codes(&read.diagnostics), [Code::LinkLoop]);

        symlink("self", site.at("content/self")).expect("a link");
        symlink("../b", site.at("content/a/b")).expect("a link");
        symlink("../a", site.at("content/b/a")).expect("a link");
        let read = super::read(&site);
        assert!(
            codes(&read.diagnostics)
                .iter()
                .all(|&code| code == Code::LinkLoop)
        );
        assert_eq!(
            names(&read.value),
            ["a/b/y.md", "a/x.md", "b/a/x.md", "b/y.md"]
        );
    }

    #[test]
    fn links_that_fan_out_and_meet_again_come_to_an_end() {
        let site = Site::new();
        for level in 0..30 {
            let folder = site.at(&format!("d/{level}"));
            fs::create_dir_all(&folder).expect("a folder");
            for name in ["left", "right"] {
                symlink(format!("../{}", level + 1), folder.join(name)).expect("a link");
            }
        }
        site.file("d/30/a.md", "x");
        symlink("../d/0", site.at("content/start")).expect("a link");
        let read = read(&site);
        assert!(codes(&read.diagnostics).contains(&Code::LinkLoop));
        assert!(read.value.sources.len() <= 256);
    }

    #[test]
    fn a_link_to_nothing_is_told() {
        let site = Site::new();
        symlink("nothing.md", site.at("content/a.md")).expect("a link");
        symlink("nothing.png", site.at("content/b.png")).expect("a link");
        let mut found = read(&site).diagnostics;
        found.sort_by_key(|finding| finding.code);
        assert_eq!(
            codes(&found),
            [Code::UnreadableSource, Code::UnreadableFile]
        );
        assert_eq!(found[1].level, Level::Warning);
    }

    #[test]
    fn a_name_that_is_not_unicode_is_told() {
        let site = Site::new();
        let name = OsStr::from_bytes(b"caf\xE9.md");
        if fs::write(site.at("content").join(name), "x").is_err() {
            println!("skipped: this file system takes no such name");
            return;
        }
        let read = read(&site);
        assert_eq!(codes(&read.diagnostics), [Code::UnusualName]);
        assert!(read.diagnostics[0].message.contains("caf\u{FFFD}.md"));
    }

    #[test]
    fn a_pipe_named_as_an_article_does_not_hang() {
        let site = Site::new();
        let made = Command::new("mkfifo").arg(site.at("content/a.md")).status();
        if !made.is_ok_and(|status| status.success()) {
            println!("skipped: no pipes here");
            return;
        }
        symlink("a.md", site.at("content/b.md")).expect("a link");
        assert_eq!(codes(&read(&site).diagnostics), [Code::UnreadableSource; 2]);
        let pipe = site.at("content/a.md");
        assert_eq!(
            codes(&read_text(&pipe, "a").diagnostics),
            [Code::InvalidConfig]
        );
    }

    #[test]
    fn what_must_not_be_read_is_told_and_the_rest_is_read() {
        let site = Site::new();
        site.file("content/a.md", "a")
            .file("content/b.md", "b")
            .file("content/c/d.md", "d");
        let deny = |path: &str| {
            fs::set_permissions(site.at(path), fs::Permissions::from_mode(0o0)).expect("a mode");
        };
        deny("content/a.md");
        deny("content/c");
        if fs::read(site.at("content/a.md")).is_ok() {
            println!("skipped: permissions do not bind this user");
            return;
        }
        let read = read(&site);
        assert_eq!(names(&read.value), ["b.md"]);
        assert!(
            read.diagnostics
                .iter()
                .any(|d| d.message.ends_with("permission denied"))
        );
    }
}
