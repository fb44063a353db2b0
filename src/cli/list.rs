//! `fixbook list`: what a site has, and what somebody should look after.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::load::load_to_ask;
use super::{Common, Outcome};
use crate::admit::State;
use crate::article::Article;
use crate::diagnostic::{visible, visible_json};
use crate::graph::EntityKind;
use crate::inventory;
use crate::pipeline::{self, Site};

#[derive(Debug, Args)]
pub(super) struct List {
    /// What to list [default: how many there are of each]
    #[arg(value_enum)]
    subject: Option<Subject>,
    /// The folder of the site [default: the current folder]
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
    /// How to write it
    #[arg(long, value_enum, default_value = "human")]
    format: ListFormat,
    /// Articles of this owner only
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ListFormat {
    /// Columns to read
    Human,
    /// One array, for scripts
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Subject {
    /// Articles that are not finished
    Drafts,
    /// Articles that are dated later than today
    Future,
    /// Articles past their date of expiry
    Expired,
    /// Articles past the date by which they were to be reviewed, the longest first
    Stale,
    /// Articles that no other article and no table of contents leads to
    Orphans,
    /// Articles that other articles lead to, the most linked first
    Linked,
    /// Error texts, and how many articles quote each
    Errors,
    /// Error texts for which no article has a fix
    Unfixed,
    /// Codes, and how many articles mention each
    Codes,
    /// Cmdlets, and how many articles use each
    Cmdlets,
    /// Products, and how many articles are about each
    Products,
}

/// A line of a list: what scripts get of it, and what people read.
struct Row {
    value: Value,
    /// The date or number in front.
    lead: String,
    name: String,
    /// What stands behind the name.
    rest: String,
}

impl List {
    pub(super) fn run(self, common: &Common) -> Outcome {
        let root = self.dir.clone().or_else(|| common.root.clone());
        let root = root.unwrap_or_else(|| PathBuf::from("."));
        let Some(loaded) = load_to_ask(&root, common) else {
            return Outcome::Usage;
        };
        let site = pipeline::read(&loaded.inputs);
        let lister = Lister {
            site: &site,
            owner: self.owner.as_deref(),
        };
        let out = match self.subject {
            None => lister.summary(self.format),
            Some(subject) => written(&lister.rows(subject), self.format),
        };
        // A reader that went away is no reason to fail.
        let _ = std::io::stdout().lock().write_all(out.as_bytes());
        Outcome::Clean
    }
}

struct Lister<'s> {
    site: &'s Site,
    owner: Option<&'s str>,
}

impl Lister<'_> {
    fn rows(&self, subject: Subject) -> Vec<Row> {
        match subject {
            Subject::Drafts => self.in_state(State::Draft),
            Subject::Future => self.in_state(State::Future),
            Subject::Expired => self.in_state(State::Expired),
            Subject::Stale => self.stale(),
            Subject::Orphans => self.articles(inventory::orphans(self.site).into_iter()),
            Subject::Linked => self.linked(),
            Subject::Errors => self.entities(EntityKind::Error),
            Subject::Codes => self.entities(EntityKind::Code),
            Subject::Cmdlets => self.entities(EntityKind::Cmdlet),
            Subject::Unfixed => self.unfixed(),
            Subject::Products => self.products(),
        }
    }

    /// How many there are of each.
    fn summary(&self, format: ListFormat) -> String {
        let subjects = Subject::value_variants().iter().filter_map(|subject| {
            let name = subject.to_possible_value()?.get_name().to_owned();
            let about = subject.to_possible_value()?.get_help()?.to_string();
            Some((name, self.rows(*subject).len(), about))
        });
        let all = (
            "articles".to_owned(),
            self.all().count(),
            "All articles, before and after their time too".to_owned(),
        );
        let rows = std::iter::once(all)
            .chain(subjects)
            .map(|(name, number, about)| Row {
                value: json!({ "subject": name, "count": number }),
                lead: number.to_string(),
                name,
                rest: about,
            });
        written(&rows.collect::<Vec<_>>(), format)
    }

    /// The articles of the owner that is asked about.
    fn all(&self) -> impl Iterator<Item = usize> {
        (0..self.site.len()).filter(|&index| self.is_meant(index))
    }

    fn is_meant(&self, index: usize) -> bool {
        let owner = self.site.article(index).owner.as_deref();
        self.owner
            .is_none_or(|wanted| owner.is_some_and(|owner| owner.eq_ignore_ascii_case(wanted)))
    }

    fn articles(&self, articles: impl Iterator<Item = usize>) -> Vec<Row> {
        let meant = articles.filter(|&index| self.is_meant(index));
        meant
            .map(|index| {
                let article = self.site.article(index);
                let date = article.updated.or(article.date);
                let lead = date.map_or_else(String::new, |date| date.to_string());
                row(article, lead, json!({}))
            })
            .collect()
    }

    fn in_state(&self, state: State) -> Vec<Row> {
        self.articles((0..self.site.len()).filter(|&index| self.site.article(index).state == state))
    }

    fn stale(&self) -> Vec<Row> {
        let today = self.site.today();
        let mut due: Vec<_> = self
            .all()
            .filter_map(|index| {
                let date = self
                    .site
                    .article(index)
                    .review_by
                    .filter(|date| *date < today)?;
                Some((date, index))
            })
            .collect();
        due.sort_unstable();
        let rows = due.into_iter().map(|(date, index)| {
            let more = json!({ "review_by": date.to_string() });
            row(self.site.article(index), date.to_string(), more)
        });
        rows.collect()
    }

    fn linked(&self) -> Vec<Row> {
        let counts = inventory::links_to(self.site);
        let mut linked: Vec<usize> = self.all().filter(|&index| counts[index] > 0).collect();
        linked.sort_by_key(|&index| std::cmp::Reverse(counts[index]));
        let rows = linked.into_iter().map(|index| {
            let more = json!({ "links": counts[index] });
            row(self.site.article(index), counts[index].to_string(), more)
        });
        rows.collect()
    }

    fn entities(&self, kind: EntityKind) -> Vec<Row> {
        let entities = self.site.graph().entities.of(kind).list.iter();
        let rows = entities.filter_map(|entity| {
            let uses = entity.uses.iter().filter(|one| self.is_meant(one.article));
            let articles: Vec<&str> = uses.map(|one| self.path(one.article)).collect();
            (!articles.is_empty()).then(|| Row {
                value: json!({ "name": entity.name, "count": articles.len(), "articles": articles }),
                lead: articles.len().to_string(),
                name: entity.name.clone(),
                rest: String::new(),
            })
        });
        most_first(rows.collect())
    }

    fn unfixed(&self) -> Vec<Row> {
        let errors = &self.site.graph().entities.of(EntityKind::Error).list;
        let unfixed = inventory::unfixed(self.site);
        let rows = unfixed
            .into_iter()
            .filter(|one| self.is_meant(one.article))
            .map(|one| {
                let quoted = &self.site.reading(one.article).mentions.errors[one.mention];
                let path = self.path(one.article);
                let name = &errors[one.error].name;
                Row {
                    value: json!({ "name": name, "path": path, "line": quoted.line }),
                    lead: String::new(),
                    name: name.clone(),
                    rest: format!("{path}:{}", quoted.line),
                }
            });
        rows.collect()
    }

    fn products(&self) -> Vec<Row> {
        let products = self.site.graph().products.list.iter();
        let rows = products.filter_map(|product| {
            let articles = product.articles.iter().copied();
            let paths: Vec<&str> = articles
                .filter(|&one| self.is_meant(one))
                .map(|one| self.path(one))
                .collect();
            (!paths.is_empty()).then(|| Row {
                value: json!({ "name": product.name, "count": paths.len(), "articles": paths }),
                lead: paths.len().to_string(),
                name: product.name.clone(),
                rest: String::new(),
            })
        });
        most_first(rows.collect())
    }

    fn path(&self, article: usize) -> &str {
        self.site.article(article).path.as_str()
    }
}

/// What most articles have stands first; what as many have, by its name.
fn most_first(mut rows: Vec<Row>) -> Vec<Row> {
    rows.sort_by_key(|row| std::cmp::Reverse(row.value["count"].as_u64()));
    rows
}

/// The line of an article; `more` is what scripts get beside what every article has.
fn row(article: &Article, lead: String, more: Value) -> Row {
    let text = |date: Option<jiff::civil::Date>| date.map(|date| date.to_string());
    let mut value = json!({
        "path": article.path.as_str(),
        "title": article.title,
        "owner": article.owner,
        "date": text(article.date),
        "updated": text(article.updated),
        "visibility": article.visibility,
    });
    if let (Value::Object(value), Value::Object(more)) = (&mut value, more) {
        value.extend(more);
    }
    let owner = article
        .owner
        .as_deref()
        .map_or_else(String::new, |owner| format!(" ({owner})"));
    Row {
        value,
        lead,
        name: article.path.as_str().to_owned(),
        rest: format!("{}{owner}", article.title),
    }
}

fn written(rows: &[Row], format: ListFormat) -> String {
    if format == ListFormat::Json {
        let values: Vec<&Value> = rows.iter().map(|row| &row.value).collect();
        return visible_json(&format!("{:#}\n", json!(values))).into_owned();
    }
    let width = |text: fn(&Row) -> &str| {
        rows.iter()
            .map(|row| text(row).chars().count())
            .max()
            .unwrap_or(0)
    };
    let lead = width(|row| &row.lead);
    // One long name does not push everything else aside.
    const WIDEST: usize = 48;
    let name = width(|row| if row.rest.is_empty() { "" } else { &row.name }).min(WIDEST);
    let mut out = String::new();
    for row in rows {
        let start = if lead == 0 {
            String::new()
        } else {
            format!("{:>lead$}  ", row.lead)
        };
        let line = format!(
            "{start}{:<name$}  {}",
            visible(&row.name),
            visible(&row.rest)
        );
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out
}
