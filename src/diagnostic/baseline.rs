//! Findings that a site lived with when it began to be checked: a list of identities, kept as a text file.
//!
//! A line each, sorted, so that a merge or a person can settle two versions: the code, the hash, how many are
//! alike, and the path, which goes on to the end of the line.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::identity::Identity;
use super::{Diagnostic, Sources};

/// How the first line starts; the number goes up when older programs cannot read what follows.
const MARK: &str = "# fixbook baseline 1";
const HEADER: &str = "# fixbook baseline 1: findings that `fixbook check --baseline` does not tell; \
                      made by --update-baseline\n";
/// What stands for a path where a finding is about the site as a whole.
const SITE: &str = ".";
/// Nobody has more findings that are alike; a larger number is a slip.
const MOST_ALIKE: usize = 1_000_000;

/// The findings that are known, and how many there are of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline(BTreeMap<Identity, usize>);

/// Why a text is no baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The 1-based line.
    pub line: usize,
    /// What is wrong with it.
    pub why: &'static str,
}

/// What became of findings when they were held against a baseline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// How many are known.
    pub known: usize,
    /// How many were known and are not found any more.
    pub mended: usize,
}

impl Baseline {
    /// The findings of a run.
    #[must_use]
    pub fn of(findings: &[Diagnostic], sources: &dyn Sources) -> Self {
        let mut known = BTreeMap::new();
        for finding in findings {
            *known.entry(Identity::of(finding, sources)).or_default() += 1;
        }
        Self(known)
    }

    /// Reads the text of a baseline. Where a merge left a line twice, the larger number counts.
    ///
    /// # Errors
    /// At the first line that is none of a baseline.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut known: BTreeMap<Identity, usize> = BTreeMap::new();
        for (line, number) in text.lines().zip(1..) {
            let wrong = |why| Unreadable { line: number, why };
            if number == 1 {
                check_mark(line).map_err(wrong)?;
            } else if let Some((identity, alike)) = entry(line).map_err(wrong)? {
                let most = known.entry(identity).or_default();
                *most = alike.max(*most);
            }
        }
        if text.is_empty() {
            check_mark("").map_err(|why| Unreadable { line: 1, why })?;
        }
        Ok(Self(known))
    }

    /// The text of the baseline.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut text = HEADER.to_owned();
        for (Identity { path, code, hash }, alike) in &self.0 {
            let path = match path.as_str() {
                "" => SITE,
                path => &escape(path),
            };
            let _ = writeln!(text, "{code} {hash} {alike} {path}");
        }
        text
    }

    /// How many findings it lists.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.values().sum()
    }

    /// Whether it lists none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes the findings that are known out of a run's. What was not looked for is not taken for mended.
    pub fn hold(
        &self,
        findings: &mut Vec<Diagnostic>,
        sources: &dyn Sources,
        looked_for: &dyn Fn(&Identity) -> bool,
    ) -> Held {
        let mut left = self.0.clone();
        let before = findings.len();
        findings.retain(
            |finding| match left.get_mut(&Identity::of(finding, sources)) {
                Some(alike @ 1..) => {
                    *alike -= 1;
                    false
                }
                _ => true,
            },
        );
        let mended = left.iter().filter(|(identity, _)| looked_for(identity));
        Held {
            known: before - findings.len(),
            mended: mended.map(|(_, alike)| alike).sum(),
        }
    }

    /// The baseline without what `found` lacks, as far as that was looked for.
    #[must_use]
    pub fn pruned(&self, found: &Self, looked_for: &dyn Fn(&Identity) -> bool) -> Self {
        let kept = self.0.iter().filter_map(|(identity, &alike)| {
            let still = if looked_for(identity) {
                alike.min(found.0.get(identity).copied().unwrap_or_default())
            } else {
                alike
            };
            (still > 0).then(|| (identity.clone(), still))
        });
        Self(kept.collect())
    }

    /// What was found, and what is known and was not looked for.
    #[must_use]
    pub fn updated(&self, found: Self, looked_for: &dyn Fn(&Identity) -> bool) -> Self {
        let mut updated = found;
        for (identity, &alike) in &self.0 {
            if !looked_for(identity) {
                updated.0.insert(identity.clone(), alike);
            }
        }
        updated
    }

    /// How many findings of this baseline the other does not list.
    #[must_use]
    pub fn beyond(&self, other: &Self) -> usize {
        let more = |(identity, &alike): (&Identity, &usize)| {
            alike.saturating_sub(other.0.get(identity).copied().unwrap_or_default())
        };
        self.0.iter().map(more).sum()
    }
}

fn check_mark(line: &str) -> Result<(), &'static str> {
    let rest = line.strip_prefix(MARK);
    // 1 is not 10.
    match rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit())) {
        true => Ok(()),
        false if line.starts_with("# fixbook baseline") => {
            Err("it was made by a later version of fixbook")
        }
        false => Err("a baseline starts with `# fixbook baseline 1`"),
    }
}

/// What a line lists; nothing if it is blank or a remark.
fn entry(line: &str) -> Result<Option<(Identity, usize)>, &'static str> {
    if line.trim().is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"]
        .iter()
        .any(|mark| line.starts_with(mark))
    {
        return Err("a merge left a conflict here: keep the lines of both sides");
    }
    let mut parts = line.splitn(4, ' ');
    let (Some(code), Some(hash), Some(alike), Some(path)) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err("an entry is a code, a hash, a number and a path");
    };
    let is_code = code.strip_prefix("FB").is_some_and(|number| {
        number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit())
    });
    if !is_code {
        return Err("an entry starts with a code such as `FB401`");
    }
    if hash.len() != 16
        || !hash
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    {
        return Err("a hash has sixteen hexadecimal digits");
    }
    let alike = alike
        .parse()
        .ok()
        .filter(|alike| (1..=MOST_ALIKE).contains(alike));
    let alike = alike.ok_or("how many findings are alike is a number from 1 on")?;
    let path = match path {
        SITE => String::new(),
        path => unescape(path).ok_or("a path has an escape that is none")?,
    };
    let (code, hash) = (code.to_owned(), hash.to_owned());
    Ok(Some((Identity { path, code, hash }, alike)))
}

/// A path on one line.
fn escape(path: &str) -> String {
    let path = path.replace('\\', r"\\").replace('\n', r"\n");
    path.replace('\r', r"\r")
}

fn unescape(text: &str) -> Option<String> {
    let mut path = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        path.push(match letter {
            '\\' => match letters.next()? {
                '\\' => '\\',
                'n' => '\n',
                'r' => '\r',
                _ => return None,
            },
            letter => letter,
        });
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn listed(path: &str, hash: u64, alike: usize) -> (Identity, usize) {
        let identity = Identity {
            path: path.to_owned(),
            code: "FB401".to_owned(),
            hash: format!("{hash:016x}"),
        };
        (identity, alike)
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            entries in proptest::collection::btree_map(".*", (any::<u64>(), 1_usize..50), 0..8),
        ) {
            // "." is no file, so it may stand for none.
            let entries = entries.iter().filter(|(path, _)| path.as_str() != SITE);
            let entries = entries.map(|(path, (hash, alike))| listed(path, *hash, *alike));
            let baseline = Baseline(entries.collect());
            prop_assert_eq!(Baseline::parse(&baseline.encode()), Ok(baseline));
        }

        #[test]
        fn nothing_panics(text in "(# fixbook baseline 1)?[\n FB401a-f\\\\n.é]*") {
            let _ = Baseline::parse(&text);
        }
    }

    #[test]
    fn a_wrong_line_is_named() {
        let good = "FB401 00000000000000aa 1 a.md";
        for (text, line) in [
            ("", 1),
            ("# Loom", 1),
            ("# fixbook baseline 10: later", 1),
            ("# fixbook baseline 1\nFB401", 2),
            ("# fixbook baseline 1\n\nFB401 00000000000000aa 0 a.md", 3),
            (
                "# fixbook baseline 1\nFB401 00000000000000aa 99999999999999999999 a.md",
                2,
            ),
            ("# fixbook baseline 1\nFB401 00000000000000AA 1 a.md", 2),
            ("# fixbook baseline 1\nfb401 00000000000000aa 1 a.md", 2),
            ("# fixbook baseline 1\nFB401 00000000000000aa 1 a\\tb.md", 2),
        ] {
            let wrong = Baseline::parse(text).expect_err(text);
            assert_eq!(wrong.line, line, "{text}");
        }
        let text = format!("# fixbook baseline 1\n{good}\n<<<<<<< HEAD\n{good}\n");
        let wrong = Baseline::parse(&text).expect_err("a conflict");
        assert!(wrong.line == 3 && wrong.why.contains("merge"), "{wrong:?}");
    }

    #[test]
    fn a_merge_of_both_sides_in_any_order_is_read() {
        let text = "# fixbook baseline 1\r\nFB401 00000000000000ab 2 b.md\r\n\r\n# both\r\n\
                    FB401 00000000000000ab 3 b.md\r\nFB401 00000000000000aa 1 a b.md\r\n";
        let expected = [listed("a b.md", 0xaa, 1), listed("b.md", 0xab, 3)];
        assert_eq!(Baseline::parse(text), Ok(Baseline(expected.into())));
    }

    #[test]
    fn what_was_not_looked_for_stays() {
        let old = Baseline(
            [
                listed("a.md", 1, 3),
                listed("b.md", 2, 1),
                listed("c.md", 3, 1),
            ]
            .into(),
        );
        let found = Baseline([listed("a.md", 1, 2), listed("a.md", 9, 1)].into());
        let looked_for = |identity: &Identity| identity.path != "b.md";
        let pruned = [listed("a.md", 1, 2), listed("b.md", 2, 1)];
        assert_eq!(
            old.pruned(&found, &looked_for),
            Baseline(pruned.clone().into())
        );
        let updated = old.updated(found, &looked_for);
        let [a, b] = pruned;
        assert_eq!(updated, Baseline([a, b, listed("a.md", 9, 1)].into()));
        assert_eq!((updated.beyond(&old), old.beyond(&updated)), (1, 2));
    }
}
