//! The author's panel: what fixbook understands of an article, what there is to say about it, and what others
//! of the site have to do with it.

use std::fmt::Write as _;

use super::Preview;
use crate::article::Section;
use crate::check;
use crate::diagnostic::{Diagnostic, Level};
use crate::escape::push;
use crate::graph::{Target, clipped};
use crate::pipeline::Site;
use crate::search::result::{Hit, Results};
use crate::source::Url;

/// How many articles are listed in one place.
const MOST: usize = 8;
/// The longest text of one row, in characters.
const LONGEST: usize = 160;

/// The panel of the page at `path`.
pub(super) fn panel(preview: &Preview, path: &str, base: &str) -> String {
    let mut out = String::new();
    for words in &preview.trouble {
        out.push_str("<pre class=\"fb-stale\">");
        push(&mut out, words);
        out.push_str("</pre>\n");
    }
    let Some((site, article)) = preview.site.as_ref().zip(preview.article_at(path)) else {
        findings(&mut out, preview, None);
        return out;
    };
    let panel = Panel {
        preview,
        site,
        article,
        base,
    };
    findings(&mut out, preview, Some(site.article(article).path.as_str()));
    panel.write(&mut out);
    out
}

/// How many findings the page at `path` has, and its errors as texts.
pub(super) fn brief(preview: &Preview, path: &str) -> String {
    let found = about(preview, file_of(preview, path));
    let errors = found.iter().filter(|finding| finding.level == Level::Error);
    let errors = errors.map(|finding| {
        let place = finding.place.as_ref();
        let place = place.map_or_else(String::new, |place| {
            format!("{}:{}: ", place.path, place.start.line)
        });
        format!("{place}{} [{}]", finding.message, finding.code.rule().code)
    });
    let errors: Vec<String> = preview.trouble.iter().cloned().chain(errors).collect();
    serde_json::json!({ "findings": found.len(), "errors": errors }).to_string()
}

/// The source of a page.
fn file_of<'p>(preview: &'p Preview, path: &str) -> Option<&'p str> {
    let (site, article) = preview.site.as_ref().zip(preview.article_at(path))?;
    Some(site.article(article).path.as_str())
}

/// All findings about a file, the gravest first; about the whole site, where there is none.
fn about(preview: &Preview, file: Option<&str>) -> Vec<Diagnostic> {
    let is_meant = |finding: &&Diagnostic| {
        let path = finding.place.as_ref().map(|place| place.path.as_str());
        file.is_none() || path == file || (path.is_none() && finding.level == Level::Error)
    };
    let mut found: Vec<Diagnostic> = preview.findings.iter().filter(is_meant).cloned().collect();
    if let (Some(site), Some(file)) = (&preview.site, file)
        && let Some(article) = site.article_at(file)
    {
        found.extend(check::told(site, article));
    }
    found.sort_by_key(|finding| finding.level);
    found
}

/// What a reader who pastes `paste` finds, as seen by the author of the page at `path`.
pub(super) fn found(preview: &Preview, path: &str, paste: &str, base: &str) -> String {
    let mut out = String::new();
    let Some(site) = &preview.site else {
        return out;
    };
    let own = preview.article_at(path);
    let own = own.map(|article| site.article(article).path.as_str());
    let Some(found) = preview.search().find(paste, MOST) else {
        return out;
    };
    let place = found
        .results
        .iter()
        .position(|hit| Some(hit.path.as_str()) == own);
    let verdict = match (own, place, found.confident) {
        (None, ..) => "",
        (_, Some(0), true) => "This article comes first, and is believed to be meant.",
        (_, Some(0), false) => "This article comes first, but is not believed to be meant.",
        (_, Some(_), _) => "Another article comes first.",
        (_, None, _) => "This article is not among the first.",
    };
    let _ = writeln!(out, "<p><b>{verdict}</b></p>");
    if found.results.is_empty() {
        out.push_str("<p>Nothing is found.</p>\n");
    }
    hits(&mut out, &found.results, own, base);
    out
}

fn hits(out: &mut String, hits: &[Hit], own: Option<&str>, base: &str) {
    out.push_str("<ol>\n");
    for hit in hits {
        let mark = if Some(hit.path.as_str()) == own {
            " aria-current=\"page\""
        } else {
            ""
        };
        let _ = write!(out, "<li{mark}><a href=\"");
        push(out, base);
        push(out, &hit.url);
        if !hit.section.is_empty() {
            out.push('#');
            push(out, Url::of_file(&hit.section).as_str());
        }
        out.push_str("\">");
        push(out, &hit.title);
        out.push_str("</a><small>");
        push(out, &clipped(&hit.matched.text, LONGEST));
        out.push_str("</small></li>\n");
    }
    out.push_str("</ol>\n");
}

/// The findings about a file, as a group.
fn findings(out: &mut String, preview: &Preview, file: Option<&str>) {
    let found = about(preview, file);
    let open = if found.is_empty() { "" } else { " open" };
    let _ = write!(
        out,
        "<details data-diagnostics=\"{}\"{open}><summary>Findings <b>{}</b></summary>\n<ul class=\"fb-findings\">\n",
        found.len(),
        found.len()
    );
    for one in found.iter().take(100) {
        finding(out, one, preview);
    }
    if found.is_empty() {
        out.push_str("<li>Nothing to mend.</li>\n");
    }
    out.push_str("</ul>\n</details>\n");
}

/// One finding, with the way to its line.
pub(super) fn finding(out: &mut String, finding: &Diagnostic, preview: &Preview) {
    let _ = write!(out, "<li data-level=\"{}\"><b>", finding.level.name());
    push(out, finding.code.rule().code);
    out.push_str("</b> ");
    push(out, &finding.message);
    if let Some(help) = &finding.help {
        out.push_str("<small>");
        push(out, help);
        out.push_str("</small>");
    }
    if let Some(place) = &finding.place {
        let shown = format!("{}:{}", place.path, place.start.line);
        match preview.editor(place.path.as_str(), place.start.line, place.start.column) {
            Some(address) => {
                out.push_str("<a data-edit href=\"");
                push(out, &address);
                out.push_str("\">");
                push(out, &shown);
                out.push_str("</a>");
            }
            None => {
                out.push_str("<small>");
                push(out, &shown);
                out.push_str("</small>");
            }
        }
    }
    out.push_str("</li>\n");
}

/// The panel of an article.
struct Panel<'p> {
    preview: &'p Preview,
    site: &'p Site,
    article: usize,
    base: &'p str,
}

impl Panel<'_> {
    fn write(&self, out: &mut String) {
        out.push_str(
            "<form data-find><label for=\"fb-find\">Does this article come first for a paste?</label>\
             <textarea id=\"fb-find\" name=\"q\" rows=\"2\"></textarea>\
             <div data-answer role=\"status\"></div></form>\n",
        );
        self.duplicates(out);
        self.links(out);
        self.sections(out);
        self.errors(out);
        self.commands(out);
    }

    /// A group of rows that opens; `open` where the author should see it at once.
    fn group(&self, out: &mut String, name: &str, title: &str, open: bool, rows: &[String]) {
        let open = if open { " open" } else { "" };
        let _ = write!(
            out,
            "<details data-group=\"{name}\"{open}><summary>{title} <b>{}</b></summary>\n<ul>\n",
            rows.len()
        );
        for row in rows {
            let _ = writeln!(out, "<li>{row}</li>");
        }
        if rows.is_empty() {
            out.push_str("<li>None.</li>\n");
        }
        out.push_str("</ul>\n</details>\n");
    }

    /// Other articles that tell the same: by their text, or because search believes them to be meant by an error
    /// of this one.
    fn duplicates(&self, out: &mut String) {
        let own = self.site.article(self.article).path.as_str();
        let mut rows: Vec<(String, String)> = Vec::new();
        for twins in &self.site.graph().twins {
            let other = match (twins.a, twins.b) {
                (a, b) if a == self.article => b,
                (a, b) if b == self.article => a,
                _ => continue,
            };
            let why = format!("{} % of the text is the same", twins.percent);
            rows.push((self.site.article(other).path.to_string(), why));
        }
        let errors = self.site.reading(self.article).mentions.errors.iter();
        for error in errors.take(MOST) {
            let answer = self.preview.search().answer(own, &error.text, 1);
            let Some(Results {
                confident: true,
                results,
                ..
            }) = answer
            else {
                continue;
            };
            if let Some(hit) = results.into_iter().next()
                && rows.iter().all(|(path, _)| *path != hit.path)
            {
                rows.push((
                    hit.path,
                    format!("covers \u{201c}{}\u{201d}", clipped(&error.text, 80)),
                ));
            }
        }
        let rows: Vec<String> = rows
            .iter()
            .filter_map(|(path, why)| {
                let other = self.site.article_at(path)?;
                Some(self.row(other, why))
            })
            .collect();
        self.group(
            out,
            "duplicates",
            "Covers the same",
            !rows.is_empty(),
            &rows,
        );
    }

    /// The articles that link here.
    fn links(&self, out: &mut String) {
        let leads_here = |target: &Target| matches!(target, Target::Article { index, .. } if *index == self.article);
        let graph = self.site.graph();
        let from = (0..graph.links.len())
            .filter(|&from| from != self.article && graph.links[from].iter().any(leads_here));
        let rows: Vec<String> = from.map(|from| self.row(from, "")).collect();
        self.group(out, "backlinks", "Links here", false, &rows);
    }

    /// A link to an article.
    fn row(&self, article: usize, why: &str) -> String {
        let mut row = String::new();
        let title = &self.site.article(article).title;
        match &self.site.graph().routes.articles[article] {
            Some(url) => {
                row.push_str("<a href=\"");
                push(&mut row, self.base);
                push(&mut row, url.as_str());
                row.push_str("\">");
                push(&mut row, title);
                row.push_str("</a>");
            }
            None => push(&mut row, title),
        }
        row.push_str("<small>");
        push(&mut row, why);
        row.push_str("</small>");
        row
    }

    fn sections(&self, out: &mut String) {
        let article = self.site.article(self.article);
        let mut rows = Vec::new();
        self.section_rows(&article.sections, 0, &mut rows);
        for track in &article.tracks.list {
            let mut row = String::from("<i>story</i> ");
            push(&mut row, &track.title);
            let _ = write!(
                row,
                "<small>symptom {}, cause {}, fix {}</small>",
                track.symptom.len(),
                track.cause.len(),
                track.resolution.len()
            );
            rows.push(row);
        }
        let title = format!("Sections ({})", article.kind.name());
        self.group(out, "sections", &title, false, &rows);
    }

    fn section_rows(&self, sections: &[Section], depth: usize, rows: &mut Vec<String>) {
        for section in sections {
            let mut row = "\u{2003}".repeat(depth);
            let _ = write!(row, "<i>{}</i> ", section.role.name());
            push(
                &mut row,
                section
                    .heading
                    .as_deref()
                    .unwrap_or("(before the first heading)"),
            );
            self.line(&mut row, section.line);
            rows.push(row);
            self.section_rows(&section.sections, depth + 1, rows);
        }
    }

    fn errors(&self, out: &mut String) {
        let mentions = &self.site.reading(self.article).mentions;
        let mut rows = Vec::new();
        for error in &mentions.errors {
            let mut row = String::from("<code>");
            push(&mut row, &clipped(&error.text, LONGEST));
            row.push_str("</code>");
            if error.template != error.text {
                row.push_str("<small>as ");
                push(&mut row, &clipped(&error.template, LONGEST));
                row.push_str("</small>");
            }
            self.line(&mut row, error.line);
            rows.push(row);
        }
        self.group(out, "errors", "Errors", false, &rows);
        let mut rows = Vec::new();
        for code in &mentions.codes {
            let mut row = String::from("<code>");
            push(&mut row, &code.code.canonical);
            row.push_str("</code>");
            if let Some(mention) = code.mentions.first() {
                self.line(&mut row, mention.line);
            }
            rows.push(row);
        }
        self.group(out, "codes", "Codes", false, &rows);
    }

    fn commands(&self, out: &mut String) {
        let mentions = &self.site.reading(self.article).mentions;
        let mut rows = Vec::new();
        for command in &mentions.commands {
            let mut row = String::from("<code>");
            push(&mut row, &command.text);
            row.push_str("</code>");
            let names: Vec<&str> = command
                .placeholders
                .iter()
                .map(|one| one.name.as_str())
                .collect();
            let _ = write!(row, "<small>{}", command.language);
            if !names.is_empty() {
                row.push_str("; to fill in: ");
                push(&mut row, &names.join(", "));
            }
            row.push_str("</small>");
            self.line(&mut row, command.mention.line);
            rows.push(row);
        }
        self.group(
            out,
            "commands",
            "Commands, as they are copied",
            false,
            &rows,
        );
    }

    /// The way to a line of the source.
    fn line(&self, row: &mut String, line: u32) {
        let path = self.site.article(self.article).path.as_str();
        if let Some(address) = self.preview.editor(path, line, 1) {
            row.push_str(" <a data-edit href=\"");
            push(row, &address);
            let _ = write!(row, "\">line {line}</a>");
        }
    }
}
