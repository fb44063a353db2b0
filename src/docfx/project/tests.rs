//! Projects, right and wrong: where their files are published.

use super::*;

fn source(path: &str, text: &str) -> Source {
    Source::new(SitePath::new(path), text)
}

/// A project from the `docfx.json` of some folders, and what was said about it.
fn project(docsets: &[(&str, &str)], publish: Option<&str>) -> (Project, Vec<String>) {
    let docfx = docsets.iter().map(|&(folder, text)| {
        let path = join(folder, "docfx.json");
        (folder.to_owned(), source(&path, text))
    });
    let docfx: Vec<_> = docfx.collect();
    let publish = publish.map(|text| source(".openpublishing.publish.config.json", text));
    let read = read(&docfx, publish.as_ref());
    (read.value, told(&read.diagnostics))
}

fn told(diagnostics: &[Diagnostic]) -> Vec<String> {
    let line = |found: &Diagnostic| {
        let place = found.place.as_ref().unwrap();
        format!("{}:{} {}", place.path, place.start.line, found.message)
    };
    diagnostics.iter().map(line).collect()
}

fn address(project: &Project, path: &str) -> Option<String> {
    project.place(path).map(|placed| placed.address)
}

const PRINTERS: &str = r#"{
  "build": {
    "content": [
      { "files": ["**/*.md", "**/**.yml"], "src": "Hub", "dest": ".", "exclude": ["**/includes/**"] },
      { "files": "**/*.md", "src": "Laser", "dest": "" },
      { "files": ["**/*.md"], "cwd": "./Ink/", "dest": "/ink/", "ignore": "drafts/**" }
    ],
    "resource": [{ "files": ["**/*.png"] }],
    "globalMetadata": {
      "breadcrumb_path": "/Printers/support/breadcrumb/toc.json",
      "author": "pat", "audience": "everyone", "brand": null
    },
    "fileMetadata": {
      "author": { "Laser/**/*.md": "lee", "**/special*.md": "sam" },
      "ms.service": { "Ink/**": "ink" }
    },
    "dest": "out"
  }
}"#;

#[test]
fn an_address_is_base_and_dest_and_path_without_src() {
    let (project, told) = project(&[("Printers", PRINTERS)], None);
    assert_eq!(told, [""; 0]);
    assert_eq!(project.docsets[0].base, "printers/support");
    assert_eq!(project.docsets[0].name, "Printers");
    for (path, expected) in [
        ("Printers/Hub/index.yml", Some("printers/support/index")),
        ("Printers/Hub/includes/a.md", None),
        (
            "Printers/Laser/jams/v1.2.md",
            Some("printers/support/jams/v1.2"),
        ),
        ("Printers/laser/Jams/A.MD", Some("printers/support/Jams/A")),
        ("Printers/Laser/toc.yml", None),
        ("Printers/Ink/empty.md", Some("printers/support/ink/empty")),
        ("Printers/Ink/drafts/new.md", None),
        (
            "Printers/Ink/media/a.b.png",
            Some("printers/support/Ink/media/a.b.png"),
        ),
        ("Printers/readme.md", None),
        ("Elsewhere/Laser/a.md", None),
        ("includes/a.md", None),
    ] {
        assert_eq!(address(&project, path).as_deref(), expected, "{path}");
    }
    let kind = |path| project.place(path).map(|placed| placed.kind);
    assert_eq!(kind("Printers/Ink/empty.md"), Some(Kind::Content));
    assert_eq!(kind("Printers/Ink/media/a.png"), Some(Kind::Resource));
}

#[test]
fn the_last_mapping_and_the_innermost_docset_count() {
    let outer = r#"{"build": {"content": [
        "*.md", {"files": "**.md"}, {"files": "**/b/**.md", "dest": "late"},
        {"files": "**.md", "src": "../shared", "dest": "s", "group": "v2"}],
        "groups": {"v2": {"dest": "two"}}}}"#;
    let inner = r#"{"build": {"content": {"files": ["**.md"], "exclude": ["no/"]}}}"#;
    let (project, told) = project(&[("docs", outer), ("docs/In", inner)], None);
    assert_eq!(told, [""; 0]);
    for (path, expected) in [
        ("docs/a.md", Some("docs/a")),
        ("docs/x/b/c.md", Some("docs/late/x/b/c")),
        ("docs/In/b/c.md", Some("in/b/c")),
        ("docs/In/no/c.md", None),
        ("shared/c.md", Some("docs/two/s/c")),
    ] {
        assert_eq!(address(&project, path).as_deref(), expected, "{path}");
    }
}

#[test]
fn a_project_alone_has_no_base() {
    let text = r#"{"build": {"content": ["**.md"], "globalMetadata": {"breadcrumb_path": "crumbs/toc.yml"}}}"#;
    let (project, _) = project(&[("", text)], None);
    assert_eq!(address(&project, "a/b.md").as_deref(), Some("a/b"));
    let found = project.resolve_site_absolute("/a/b.md").unwrap();
    assert_eq!(found.address, "a/b");
}

#[test]
fn breadcrumbs_tell_the_base() {
    for (path, base) in [
        ("/exchange/fix/breadcrumb/toc.json", Some("exchange/fix")),
        ("/en-us/Exchange/_bread/toc.json", Some("exchange")),
        ("/exchange/toc.json", Some("exchange")),
        ("/breadcrumb/toc.json", Some("")),
        ("~/breadcrumb/toc.yml", None),
        ("/../toc.json", None),
        ("/", Some("")),
    ] {
        let text = format!("{{\"breadcrumb_path\": \"{path}\"}}");
        let root = json::read(&source("docfx.json", &text)).value;
        assert_eq!(breadcrumb_base(root.pairs()).as_deref(), base, "{path}");
    }
}

#[test]
fn publishing_names_the_docsets() {
    let publish = r#"{"docsets_to_publish": [
        {"docset_name": "printer-docs", "build_source_folder": "printers/"},
        {"docset_name": "absent", "build_source_folder": "Scanners"}],
        "redirection_files": ["moved.json"]}"#;
    let docsets = [("Printers", PRINTERS), ("Sample", "{\"build\": {}}")];
    let (project, told) = project(&docsets, Some(publish));
    assert_eq!(project.docsets.len(), 1);
    assert_eq!(project.docsets[0].name, "printer-docs");
    assert_eq!(project.redirection_files, ["moved.json"]);
    let expected = "Sample/docfx.json:1 the docset in `Sample` is not one of those to publish";
    assert_eq!(told, [expected]);
}

#[test]
fn metadata_come_from_the_docset_and_then_from_patterns() {
    let (project, _) = project(&[("Printers", PRINTERS)], None);
    let metadata = |path| -> Vec<String> {
        let all = project.metadata(path).into_iter();
        let all = all.filter(|(key, _)| *key != "breadcrumb_path");
        all.map(|(key, value)| format!("{key}={}", value.text().unwrap()))
            .collect()
    };
    assert_eq!(
        metadata("Printers/Hub/a.md"),
        ["author=pat", "audience=everyone"]
    );
    assert_eq!(
        metadata("Printers/Laser/x/a.md"),
        ["audience=everyone", "author=lee"]
    );
    assert_eq!(
        metadata("Printers/Laser/special.md"),
        ["audience=everyone", "author=sam"]
    );
    let ink = ["author=pat", "audience=everyone", "ms.service=ink"];
    assert_eq!(metadata("Printers/Ink/a.md"), ink);
    assert_eq!(metadata("other/a.md"), [""; 0]);
}

#[test]
fn links_from_the_host_on_are_ours_under_a_base() {
    let other = r#"{"build": {"globalMetadata": {"breadcrumb_path": "/printers/bread/toc.json"}}}"#;
    let (project, _) = project(&[("Printers", PRINTERS), ("Other", other)], None);
    for (link, expected) in [
        ("/printers/support/jams/a", Some("printers/support/jams/a")),
        (
            "/Printers/Support/jams/A.md",
            Some("printers/support/jams/A"),
        ),
        (
            "/en-us/printers/support/jams/a.html",
            Some("printers/support/jams/a"),
        ),
        ("/zh-hant-tw/printers/support/", Some("printers/support")),
        ("/printers/support/x%20y/", Some("printers/support/x y")),
        ("/printers/supporting", Some("printers/supporting")),
        ("/printers/v1.2", Some("printers/v1.2")),
        ("/printer/support", None),
        ("/en-us/scanners/a", None),
        ("//example.org/printers/a", None),
        ("printers/support/a", None),
        ("/printers/../../a", None),
        ("/", None),
    ] {
        let found = project
            .resolve_site_absolute(link)
            .map(|found| found.address);
        assert_eq!(found.as_deref(), expected, "{link}");
    }
    let docset = project
        .resolve_site_absolute("/printers/support/x")
        .unwrap()
        .docset;
    assert_eq!(docset.folder, "Printers");
}

#[test]
fn redirections_are_read_from_lists_and_maps() {
    let text = r#"{"redirections": [
        {"source_path": "a/old.md", "redirect_url": "/x/new", "redirect_document_id": true},
        {"source_path_from_root": "/b/old.md", "redirect_url": "https://example.org/?a=1"},
        {"source_path": "A/Old.md", "redirect_url": "/x/other"},
        {"source_path": "../../up.md", "redirect_url": "/x"},
        {"source_path": "c.md"},
        "words"]}"#;
    let read = redirections(&source("docs/.openpublishing.redirection.json", text));
    let shown =
        |it: &Redirection| format!("{} {} {}", it.path.value, it.url.value, it.is_same_document);
    let all: Vec<_> = read.value.iter().map(shown).collect();
    assert_eq!(
        all,
        [
            "docs/a/old.md /x/new true",
            "b/old.md https://example.org/?a=1 false"
        ]
    );
    let file = "docs/.openpublishing.redirection.json";
    assert_eq!(
        told(&read.diagnostics),
        [
            format!("{file}:4 `docs/A/Old.md` is redirected already"),
            format!("{file}:5 the path leads out of the site"),
            format!("{file}:6 the redirection has no `redirect_url`"),
            format!("{file}:7 the redirection has no `source_path`"),
        ]
    );
    let read = redirections(&source("r.json", r#"{"redirections": {"a.md": "/b"}}"#));
    assert_eq!(shown(&read.value[0]), "a.md /b false");
    let read = redirections(&source("r.json", "[]"));
    assert_eq!(
        told(&read.diagnostics),
        ["r.json:1 the file has no list of `redirections`"]
    );
    assert!(redirections(&source("r.json", "")).diagnostics.is_empty());
}

#[test]
fn what_cannot_be_used_is_told() {
    let text = r#"{"build": {
        "content": [{"src": "a"},
          {"files": ["../a.md", "*.md"]},
          {"files": "*.md", "src": "../.."},
          {"files": "*.md", "dest": "../x"}],
        "fileMetadata": {"author": "pat"},
        "globalMetadataFiles": ["more.json"]}}"#;
    let (read, told) = project(&[("d", text), ("e", "{}"), ("f", "{")], None);
    let expected = [
        "d/docfx.json:2 the mapping names no `files`",
        "d/docfx.json:3 a pattern cannot lead out of its folder",
        "d/docfx.json:4 `src` leads out of the site",
        "d/docfx.json:5 `dest` leads out of the site",
        "d/docfx.json:6 this is not a map from patterns to values",
        "d/docfx.json:7 `more.json` is not read",
        "e/docfx.json:1 `build` is missing: the docset has no files",
        "f/docfx.json:1 the `{` is not closed",
    ];
    assert_eq!(told, expected);
    assert_eq!(address(&read, "d/a.md").as_deref(), Some("d/a"));
}

#[test]
fn hostile_projects_are_read() {
    let entry = r#"{"source_path": "a.md", "redirect_url": "/b"},"#.repeat(20_000);
    let text = format!("{{\"redirections\": [{entry}]}}");
    let read = redirections(&source("r.json", &text));
    assert_eq!((read.value.len(), read.diagnostics.len()), (1, 201));
    for text in [
        "[]",
        "\"build\"",
        "{\"build\": []}",
        "{\"build\": {\"content\": [[], 1, {}]}}",
    ] {
        let (project, _) = project(&[("", text), ("../up", text)], Some(text));
        for path in ["", "..", "../x", "a.md"] {
            assert_eq!(project.place(path), None);
            assert!(project.metadata(path).is_empty());
        }
        for link in ["", "/", "//", "/%ff/é", "/../x", "/\\"] {
            let _ = project.resolve_site_absolute(link);
        }
    }
}
