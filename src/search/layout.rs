//! The layout of an index: how many files it has, and where in them each article stands.
//!
//! Articles whose paths are neighbours share a file of cards, because neighbours resemble each other: such
//! a file compresses better, and the candidates of an answer are found in fewer files. Where a file ends is
//! told by the paths in it alone (content-defined chunking: A. Muthitacharoen, B. Chen, D. Mazières: A
//! Low-bandwidth Network File System, 2001), so that a new article moves few others.

use super::term::term;

/// How many files there are, and where each article stands.
#[derive(Clone, Debug)]
pub struct Layout {
    /// How many files of cards there may be; some numbers are not taken.
    pub groups: u32,
    /// How many articles a file of cards has room for.
    pub slots: u32,
    /// How many files of terms there are.
    pub terms: u32,
    /// How many files of other words there are.
    pub words: u32,
    /// The id of each article: the number of its file of cards times the slots, and its place in it.
    pub ids: Vec<u32>,
}

/// The layout of articles with these paths.
#[must_use]
pub fn layout(paths: &[&str]) -> Layout {
    let count = u32::try_from(paths.len()).unwrap_or(u32::MAX);
    let chunks = chunks(paths);
    // With some room to spare, most get the number that they name.
    let groups = u32::try_from(chunks.len()).unwrap_or(u32::MAX);
    let groups = step(groups.saturating_add(groups / 8));
    let slots = u32::try_from(2 * fewest(paths.len())).unwrap_or(u32::MAX);
    let [terms, words] = numbers_of_files(count);
    let mut ids = vec![0; paths.len()];
    let hashes = chunks.iter().map(|chunk| {
        let hashes = chunk.iter().map(|&index| hash(paths[index]));
        hashes.collect::<Vec<_>>()
    });
    let hashes: Vec<Vec<u32>> = hashes.collect();
    // A chunk that gains or loses an article mostly keeps the least hash, and thereby its number.
    let names: Vec<u32> = hashes
        .iter()
        .filter_map(|hashes| hashes.iter().min().copied())
        .collect();
    for ((chunk, hashes), group) in chunks.iter().zip(&hashes).zip(places(&names, groups)) {
        for (&index, place) in chunk.iter().zip(places(hashes, slots)) {
            ids[index] = group * slots + place;
        }
    }
    Layout {
        groups,
        slots,
        terms,
        words,
        ids,
    }
}

/// The fewest articles of a file of cards but for the last: the less, the less an answer reads; the more,
/// the fewer files.
fn fewest(articles: usize) -> usize {
    match articles {
        0..=600 => 4,
        601..=1200 => 6,
        1201..=1800 => 8,
        _ => 11,
    }
}

/// The articles in the order of their paths, cut before those whose path says so, into chunks of the fewest
/// to twice as many.
fn chunks(paths: &[&str]) -> Vec<Vec<usize>> {
    let fewest = fewest(paths.len());
    let one_in = u32::try_from(fewest / 2).unwrap_or(0).max(2);
    let mut order: Vec<usize> = (0..paths.len()).collect();
    order.sort_by_key(|&index| paths[index]);
    let mut chunks: Vec<Vec<usize>> = Vec::new();
    for index in order {
        match chunks.last_mut() {
            Some(chunk)
                if chunk.len() < fewest
                    || chunk.len() < 2 * fewest && !hash(paths[index]).is_multiple_of(one_in) =>
            {
                chunk.push(index);
            }
            _ => chunks.push(vec![index]),
        }
    }
    chunks
}

/// How many files of terms and other words so many articles have. A small site has more of them than its
/// size asks for, so that an answer reads little.
fn numbers_of_files(articles: u32) -> [u32; 2] {
    let files = |percent: u32, each: u32, most: u32| {
        let of_large = articles.saturating_mul(percent).div_ceil(100);
        step(of_large.max(articles.div_ceil(each).min(most)))
    };
    [files(3, 8, 128), files(1, 16, 48)]
}

/// The next of 1, 2, 3, 4, 6, 8, 12, 16, 24 and so on.
fn step(count: u32) -> u32 {
    let power = count.max(1).next_power_of_two();
    if power >= 4 && power / 4 * 3 >= count {
        power / 4 * 3
    } else {
        power
    }
}

fn hash(path: &str) -> u32 {
    term(path) ^ (term(&format!("{path}/")) << 8)
}

/// A place of its own for each hash: the one that it names, else the next free one, so that a new one
/// seldom moves others. There are at least as many places as hashes.
fn places(hashes: &[u32], count: u32) -> Vec<u32> {
    let mut order: Vec<usize> = (0..hashes.len()).collect();
    order.sort_by_key(|&index| (hashes[index], index));
    let mut taken = vec![false; count as usize];
    let mut places = vec![0; hashes.len()];
    for index in order {
        let free = (0..count)
            .map(|step| (hashes[index] % count + step) % count)
            .find(|place| !taken[*place as usize])
            .unwrap_or(0);
        taken[free as usize] = true;
        places[index] = free;
    }
    places
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The paths of so many articles in folders of a dozen.
    fn paths(count: usize) -> Vec<String> {
        (0..count)
            .map(|index| format!("folder-{}/article-{}.md", index / 12, index % 12))
            .collect()
    }

    fn laid_out(count: usize) -> Layout {
        let paths = paths(count);
        layout(&paths.iter().map(String::as_str).collect::<Vec<_>>())
    }

    #[test]
    fn files_are_few_however_many_articles_there_are() {
        let files = |articles: usize| {
            let layout = laid_out(articles);
            layout.groups + layout.terms + layout.words + 1
        };
        assert!(files(1) <= 5);
        assert!(files(2_500) <= 380, "{}", files(2_500));
        assert!(files(100_000) <= 12_400, "{}", files(100_000));
    }

    #[test]
    fn every_article_has_a_place_of_its_own() {
        for count in [0, 1, 2, 7, 100, 1_000, 2_448] {
            let layout = laid_out(count);
            let ids: BTreeSet<u32> = layout.ids.iter().copied().collect();
            assert_eq!(ids.len(), count);
            assert!(ids.iter().all(|id| id / layout.slots < layout.groups));
        }
    }

    #[test]
    fn a_new_article_moves_few_others() {
        let all = paths(500);
        let mut moved = Vec::new();
        for new in (0..500).step_by(23) {
            let after = layout(&all.iter().map(String::as_str).collect::<Vec<_>>());
            let rest: Vec<&String> = (0..500)
                .filter(|&index| index != new)
                .map(|index| &all[index])
                .collect();
            let before = layout(&rest.iter().map(|path| path.as_str()).collect::<Vec<_>>());
            let mut after = after.ids;
            after.remove(new);
            let changed = after
                .iter()
                .zip(&before.ids)
                .filter(|(a, b)| a != b)
                .count();
            moved.push(changed);
        }
        moved.sort_unstable();
        assert!(
            moved[moved.len() / 2] <= 8 && moved[moved.len() * 3 / 4] <= 24,
            "{moved:?}"
        );
    }
}
