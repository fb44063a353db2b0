//! The words that tell an error from other texts, and what each may be: one table, of English and German.

use std::sync::LazyLock;

/// What a word may be, as bits.
pub(super) type Class = u8;

/// A noun for an error or a record of one.
pub(super) const STRONG: Class = 1;
/// A noun for what a screen or a log says.
pub(super) const MEDIUM: Class = 2;
/// A verb with which a screen or a log comes before the reader.
pub(super) const SEEN: Class = 4;
/// What is announced when it is not an error: commands, steps, settings.
pub(super) const OTHER: Class = 8;
/// What points to what comes: "following", "these".
pub(super) const POINTER: Class = 16;
/// A word of failure.
pub(super) const FAILURE: Class = 32;
/// What one does about an error.
pub(super) const REMEDY: Class = 64;

/// The longest word of the table, in bytes.
const LONGEST: usize = 16;

/// How "not" ends a word.
const NEGATES: &[&str] = &["n't", "n’t", "N'T", "N’T"];

/// What a word may be, whatever its case; 0 for words that are not in the table. A word that ends in
/// "n't" is one of failure.
pub(super) fn class(word: &str) -> Class {
    if word.ends_with(['t', 'T']) && NEGATES.iter().any(|end| word.ends_with(end)) {
        return FAILURE;
    }
    if word.len() > LONGEST {
        return 0;
    }
    let mut folded = [0; LONGEST];
    let folded = &mut folded[..word.len()];
    folded.copy_from_slice(word.as_bytes());
    folded.make_ascii_lowercase();
    let Some(letter) = folded.first().map(|first| first.wrapping_sub(b'a')) else {
        return 0;
    };
    // Words of one letter are few: the table is entered there.
    let Some(&(start, end)) = LETTERS.get(usize::from(letter)) else {
        return 0;
    };
    let words = &WORDS[usize::from(start)..usize::from(end)];
    let found = words.binary_search_by(|(known, _)| known.as_bytes().cmp(folded));
    found.map_or(0, |at| words[at].1)
}

/// Where the words of each letter stand in the table.
static LETTERS: LazyLock<[(u16, u16); 26]> = LazyLock::new(|| {
    let place = |letter: u8| {
        let at = WORDS.partition_point(|(word, _)| word.as_bytes()[0] < letter);
        u16::try_from(at).expect("the table is short")
    };
    std::array::from_fn(|index| {
        let letter = b'a' + u8::try_from(index).expect("a letter");
        (place(letter), place(letter + 1))
    })
});

/// The words of a text: runs of letters and digits, with the apostrophes in them.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_alphanumeric() || c == '\'' || c == '’';
    text.split(move |c: char| !is_part(c))
        .map(|word| word.trim_matches(['\'', '’']))
        .filter(|word| !word.is_empty())
}

use FAILURE as F;
use MEDIUM as M;
use OTHER as N;
use POINTER as D;
use REMEDY as R;
use SEEN as V;
use STRONG as S;

/// The table, sorted.
#[rustfmt::skip]
static WORDS: &[(&str, Class)] = &[
    ("abgelehnt", F), ("aborted", F), ("action", N), ("actions", N), ("address", N),
    ("addresses", N), ("alert", M), ("alerts", M), ("angezeigt", V), ("appear", V),
    ("appeared", V), ("appears", V), ("article", N), ("articles", N), ("attribute", N),
    ("attributes", N), ("ausnahme", S), ("avoid", R), ("bad", F), ("banner", M), ("below", D),
    ("bounce", S), ("broken", F), ("cannot", F), ("cases", N), ("circumstances", N), ("cmdlet", N),
    ("cmdlets", N), ("command", N), ("commands", N), ("condition", N), ("conditions", N),
    ("conflict", F), ("conflicts", F), ("contain", V), ("containing", V), ("contains", V),
    ("corrupt", F), ("corrupted", F), ("corruption", F), ("crash", F), ("crashed", F),
    ("crashes", F), ("critical", F), ("deadlock", F), ("delayed", F), ("denied", F), ("dialog", M),
    ("disabled", F), ("disconnected", F), ("display", V), ("displayed", V), ("displaying", V),
    ("displays", V), ("dsn", S), ("dsns", S), ("encounter", V), ("encountered", V),
    ("encounters", V), ("endpoint", N), ("endpoints", N), ("entries", M), ("entry", M),
    ("ereignis", M), ("erhalten", V), ("err", F), ("error", S | F), ("errors", S | F),
    ("erscheint", V), ("event", M), ("events", M), ("exceed", F), ("exceeded", F),
    ("exceeding", F), ("exceeds", F), ("exception", S | F), ("exceptions", S | F),
    ("exhausted", F), ("expired", F), ("fail", F), ("failed", F), ("failing", F), ("fails", F),
    ("failure", S | F), ("failures", S | F), ("fatal", F), ("fault", S), ("faults", S),
    ("feature", N), ("features", N), ("fehler", F | S), ("fehlermeldung", S),
    ("fehlermeldungen", S), ("fehlgeschlagen", F), ("file", N), ("files", N), ("find", V),
    ("finds", V), ("fix", R), ("folder", N), ("folders", N), ("folgende", D), ("folgenden", D),
    ("folgender", D), ("following", D), ("forbidden", F), ("format", N), ("formula", N),
    ("full", F), ("gemeldet", V), ("generate", V), ("generated", V), ("generates", V), ("get", V),
    ("gets", V), ("got", V), ("group", N), ("groups", N), ("guideline", N), ("guidelines", N),
    ("illegal", F), ("include", V), ("includes", V), ("incorrect", F), ("insufficient", F),
    ("interrupted", F), ("invalid", F), ("item", N), ("items", N), ("kein", F), ("keine", F),
    ("key", N), ("keys", N), ("killed", F), ("konnte", F), ("lautet", V), ("like", V),
    ("limitation", N), ("limitations", N), ("link", N), ("links", N), ("locked", F), ("log", M),
    ("logged", V), ("logs", M | V), ("lost", F), ("low", F), ("meldung", M), ("meldungen", M),
    ("message", M), ("messages", M), ("method", N), ("methods", N), ("mismatch", F),
    ("missing", F), ("mitigate", R), ("ndr", S), ("ndrs", S), ("next", D), ("nicht", F),
    ("nondelivery", S), ("not", F), ("notice", V), ("notification", M), ("notifications", M),
    ("null", F), ("observe", V), ("occur", V), ("occurred", V), ("occurs", V), ("oops", F),
    ("option", N), ("options", N), ("overflow", F), ("panic", F), ("parameter", N),
    ("parameters", N), ("path", N), ("paths", N), ("permission", N), ("permissions", N),
    ("popup", M), ("popups", M), ("prevent", R), ("problem", F), ("problems", F), ("procedure", N),
    ("procedures", N), ("product", N), ("products", N), ("prompt", M), ("prompted", V),
    ("properties", N), ("property", N), ("quarantined", F), ("queries", N), ("query", N),
    ("question", N), ("questions", N), ("raised", V), ("read", V), ("reads", V), ("reason", N),
    ("reasons", N), ("receive", V), ("received", V), ("receives", V), ("receiving", V),
    ("recorded", V), ("refused", F), ("registry", N), ("rejected", S | F), ("reply", M),
    ("report", V), ("reported", V), ("reports", V), ("required", F), ("requirement", N),
    ("requirements", N), ("resemble", V), ("resembles", V), ("resolve", R), ("resource", N),
    ("resources", N), ("response", M), ("return", V), ("returned", V), ("returning", V),
    ("returns", V), ("role", N), ("roles", N), ("sample", N), ("say", V), ("says", V),
    ("scenario", N), ("scenarios", N), ("script", N), ("scripts", N), ("see", V), ("seen", V),
    ("sees", V), ("segfault", F), ("service", N), ("services", N), ("setting", N), ("settings", N),
    ("show", V), ("shown", V), ("shows", V), ("similar", V), ("situation", N), ("situations", N),
    ("solve", R), ("sorry", F), ("state", V), ("stated", V), ("states", V), ("status", M),
    ("step", N), ("steps", N), ("stopped", F), ("subkey", N), ("subkeys", N), ("suppress", R),
    ("suspended", F), ("syntax", N), ("table", N), ("tables", N), ("task", N), ("tasks", N),
    ("terminated", F), ("text", M), ("these", D), ("this", D), ("throw", V), ("thrown", V),
    ("throws", V), ("timeout", F), ("tool", N), ("tools", N), ("trace", S), ("traces", S),
    ("troubleshoot", R), ("unable", F), ("unauthorized", F), ("unavailable", F), ("unbekannt", F),
    ("undefined", F), ("undeliverable", F), ("unexpected", F), ("ungültig", F), ("unhandled", F),
    ("unknown", F), ("unreachable", F), ("unrecognized", F), ("unresolved", F), ("unsupported", F),
    ("update", N), ("updates", N), ("url", N), ("urls", N), ("value", N), ("values", N),
    ("verify", R), ("version", N), ("versions", N), ("verweigert", F), ("violated", F),
    ("violates", F), ("violation", F), ("warning", S | F), ("warnings", S | F), ("warnung", S),
    ("warnungen", S), ("work", R), ("writes", V), ("written", V), ("wrong", F), ("xml", N),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_its_words_fit() {
        assert!(WORDS.windows(2).all(|two| two[0].0 < two[1].0));
        assert!(WORDS.iter().all(|(word, _)| word.len() <= LONGEST));
    }

    #[test]
    fn a_word_is_found_whatever_its_case() {
        assert_eq!(class("Errors"), STRONG | FAILURE);
        assert_eq!(class("COULDN'T"), FAILURE);
        assert_eq!(class("horse"), 0);
    }
}
