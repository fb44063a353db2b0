//! Language tags (BCP 47): which texts are one, how it is written, and which way its script runs.

/// Languages that are written from right to left where no script is named: the likely scripts of Unicode
/// CLDR (supplemental/likelySubtags).
const LANGUAGES: &[&str] = &[
    "aeb", "ajp", "apc", "ar", "arc", "arq", "ars", "ary", "arz", "azb", "bal", "bqi", "ckb", "dv",
    "fa", "glk", "haz", "he", "iw", "ji", "khw", "ks", "lrc", "mzn", "nqo", "pnb", "prs", "ps",
    "rhg", "sd", "sdh", "skr", "syr", "ug", "ur", "yi",
];

/// The same, for languages whose script depends on the region.
const REGIONS: &[(&str, &[&str])] = &[
    ("az", &["IQ", "IR"]),
    ("kk", &["AF", "CN", "IR", "MN"]),
    ("ky", &["CN"]),
    ("pa", &["PK"]),
    ("tg", &["PK"]),
    ("uz", &["AF"]),
];

/// Scripts that run from right to left (ISO 15924).
const SCRIPTS: &[&str] = &[
    "Adlm", "Arab", "Aran", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi",
];

/// Which way a text runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From left to right.
    LeftToRight,
    /// From right to left.
    RightToLeft,
}

impl Direction {
    /// The value of `dir` in HTML.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

/// The direction of texts in a language: of the script that its tag names, else of the one it is usually
/// written in.
#[must_use]
pub fn direction(tag: &str) -> Direction {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default().to_ascii_lowercase();
    let rest: Vec<&str> = parts.take_while(|part| part.len() > 1).collect();
    let of_length = |length| {
        let mut parts = rest.iter().filter(|part| is_letters(part));
        parts.find(|part| part.len() == length)
    };
    let among = |known: &[&str], part: &str| known.iter().any(|it| it.eq_ignore_ascii_case(part));
    let is_rtl = match of_length(4) {
        Some(script) => among(SCRIPTS, script),
        None if language == "sd" => of_length(2).is_none_or(|region| !among(&["IN"], region)),
        None => {
            let in_region = |region: &&str| {
                let mut regions = REGIONS.iter();
                regions.any(|(name, regions)| *name == language && among(regions, region))
            };
            among(LANGUAGES, &language) || of_length(2).is_some_and(in_region)
        }
    };
    if is_rtl {
        Direction::RightToLeft
    } else {
        Direction::LeftToRight
    }
}

/// A tag as it is usually written (`pt-BR`, `az-Arab`), if the text is well-formed as one (RFC 5646,
/// section 2.1, but for tags that are nothing but private use).
#[must_use]
pub fn tag(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split('-').collect();
    let is_part = |part: &&str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    if !parts.iter().all(is_part) {
        return None;
    }
    let of_extensions = parts.iter().position(|part| part.len() == 1);
    let (named, extensions) = parts.split_at(of_extensions.unwrap_or(parts.len()));
    let (language, named) = named.split_first()?;
    if language.len() < 2 || !is_letters(language) || !are_extensions(extensions) {
        return None;
    }
    let mut written = vec![language.to_ascii_lowercase()];
    let mut stage = if language.len() < 4 {
        Stage::Extended
    } else {
        Stage::Script
    };
    for part in named {
        stage = stage.after(part)?;
        written.push(match part.len() {
            4 if stage == Stage::Region => capitalised(part),
            2 => part.to_ascii_uppercase(),
            _ => part.to_ascii_lowercase(),
        });
    }
    written.extend(extensions.iter().map(|part| part.to_ascii_lowercase()));
    Some(written.join("-"))
}

/// Whether each letter of an extension is followed by what it stands for; after `x`, anything goes.
fn are_extensions(parts: &[&str]) -> bool {
    let private = parts.iter().position(|part| part.eq_ignore_ascii_case("x"));
    let (public, private) = parts.split_at(private.unwrap_or(parts.len()));
    let is_filled = |parts: &[&str]| parts.last().is_none_or(|last| last.len() > 1);
    let in_turn = public
        .windows(2)
        .all(|pair| pair[0].len() > 1 || pair[1].len() > 1);
    in_turn && is_filled(public) && private.len() != 1
}

/// What may come next in the part of a tag before its extensions.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// An extended language or whatever comes after it.
    Extended,
    /// A script or whatever comes after it.
    Script,
    /// A region or whatever comes after it.
    Region,
    /// A variant.
    Variant,
}

impl Stage {
    /// What may come after a part, if the part may come now.
    fn after(self, part: &str) -> Option<Self> {
        let before_region = self != Self::Variant;
        let before_script = before_region && self != Self::Region;
        let starts_with_digit = part.starts_with(|first: char| first.is_ascii_digit());
        match part.len() {
            3 if is_letters(part) => (self == Self::Extended).then_some(self),
            4 if is_letters(part) => before_script.then_some(Self::Region),
            2 | 3 => (before_region && is_region(part)).then_some(Self::Variant),
            4 => starts_with_digit.then_some(Self::Variant),
            _ => Some(Self::Variant),
        }
    }
}

fn is_letters(part: &str) -> bool {
    part.bytes().all(|b| b.is_ascii_alphabetic())
}

fn is_region(part: &str) -> bool {
    match part.len() {
        2 => part.bytes().all(|b| b.is_ascii_alphabetic()),
        3 => part.bytes().all(|b| b.is_ascii_digit()),
        _ => false,
    }
}

fn capitalised(part: &str) -> String {
    let (first, rest) = part.split_at(1);
    first.to_ascii_uppercase() + &rest.to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_told_from_other_texts() {
        for (text, written) in [
            ("de", "de"),
            ("DE-at", "de-AT"),
            ("pt-br", "pt-BR"),
            ("es-419", "es-419"),
            ("zh-hant-tw", "zh-Hant-TW"),
            ("az-arab", "az-Arab"),
            ("zh-cmn-Hans-CN", "zh-cmn-Hans-CN"),
            ("sl-rozaj-biske", "sl-rozaj-biske"),
            ("de-CH-1996", "de-CH-1996"),
            ("en-US-u-islamcal", "en-US-u-islamcal"),
            ("de-x-a", "de-x-a"),
            ("de-x-a-b", "de-x-a-b"),
        ] {
            assert_eq!(tag(text).as_deref(), Some(written), "{text}");
        }
        for text in [
            "",
            "d",
            "german language",
            "de_AT",
            "de-",
            "-de",
            "de--AT",
            "en-u",
            "de-x",
            "1de",
            "de-AT-DE",
            "de-ÄÖ",
            "deutschland",
            "en-US-Latn",
            "x-private",
            "de-abcdefghi",
            "de-u-u-x",
        ] {
            assert_eq!(tag(text), None, "{text}");
        }
    }

    #[test]
    fn the_script_decides_which_way_a_text_runs() {
        let rtl = [
            "ar",
            "AR-EG",
            "he",
            "fa-IR",
            "ur",
            "az-Arab",
            "ku-Arab-IQ",
            "pa-arab",
            "uz-Arab",
            "pa-PK",
            "uz-AF",
            "ks",
            "sd",
            "sd-PK",
            "ff-Adlm",
            "yi",
            "dv-MV",
            "en-Hebr",
        ];
        let ltr = [
            "en",
            "de-AT",
            "az",
            "ku",
            "pa",
            "uz",
            "pa-IN",
            "ar-Latn",
            "sd-IN",
            "sd-Deva",
            "ks-Deva",
            "ug-Cyrl",
            "zh-Hant",
            "",
            "en-u-nu-arab",
            "sr-Latn-RS",
        ];
        for tag in rtl {
            assert_eq!(direction(tag), Direction::RightToLeft, "{tag}");
        }
        for tag in ltr {
            assert_eq!(direction(tag), Direction::LeftToRight, "{tag}");
        }
    }
}
