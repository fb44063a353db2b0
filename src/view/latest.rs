//! The articles that changed last: of the site, of a folder and of a product.

use serde::Serialize;

use super::Facts;
use super::date::{DateView, date_view};
use crate::source::Url;

/// An article and when it changed.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Recent {
    label: String,
    /// Its language, if it is not the site's.
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<String>,
    href: String,
    /// What it stands under, where that tells something.
    folder: String,
    #[serde(flatten)]
    date: DateView,
}

/// How many the home page shows, and how many another.
pub(super) const ON_HOME: usize = 10;
const ELSEWHERE: usize = 5;
/// From how many articles on a folder or a product says which changed last: a shorter list shows it by itself.
const MANY: usize = 12;

impl Facts<'_> {
    /// The latest of some articles, the latest first. Pages of folders are none: they lead to others.
    pub(super) fn latest(
        &self,
        articles: impl Iterator<Item = usize>,
        most: usize,
        here: &Url,
    ) -> Vec<Recent> {
        let routes = &self.graph.routes;
        let mut dated: Vec<(jiff::civil::Date, usize)> = articles
            .filter(|&index| routes.folders[routes.folder_of[index]].page != Some(index))
            .filter_map(|index| {
                let article = &self.readings[index].article;
                Some((article.updated.or(article.date)?, index))
            })
            .collect();
        dated.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        dated
            .into_iter()
            .filter_map(|(date, index)| {
                let url = routes.articles[index].as_ref()?;
                Some(Recent {
                    label: self.readings[index].article.title.clone(),
                    lang: self.lang(index),
                    href: url.seen_from(here),
                    folder: self.stands_under(index),
                    date: date_view(date, self.theme.strings()),
                })
            })
            .take(most)
            .collect()
    }

    /// The latest of a product's articles, where they are many.
    pub(super) fn latest_of(&self, articles: &[usize], here: &Url) -> Vec<Recent> {
        if articles.len() < MANY {
            return Vec::new();
        }
        self.latest(articles.iter().copied(), ELSEWHERE, here)
    }

    /// The latest in a folder and the folders in it, where they are many.
    pub(super) fn latest_in(&self, folder: usize, here: &Url) -> Vec<Recent> {
        let folders = &self.graph.routes.folders;
        if folders[folder].total < MANY {
            return Vec::new();
        }
        let mut within = vec![folder];
        let mut articles = Vec::with_capacity(folders[folder].total);
        while let Some(folder) = within.pop() {
            articles.extend_from_slice(&folders[folder].articles);
            within.extend_from_slice(&folders[folder].folders);
        }
        let mut latest = self.latest(articles.into_iter(), ELSEWHERE, here);
        for recent in &mut latest {
            // Where one is need not be said.
            if recent.folder == folders[folder].title {
                recent.folder.clear();
            }
        }
        latest
    }

    /// The part of a table of contents, else the folder, in which an article stands.
    fn stands_under(&self, article: usize) -> String {
        let routes = &self.graph.routes;
        let folder = &routes.folders[routes.folder_of[article]];
        let folder = Some(folder).filter(|folder| !folder.path.is_empty());
        self.group_of(article)
            .or(folder.map(|folder| folder.title.as_str()))
            .unwrap_or_default()
            .to_owned()
    }
}
