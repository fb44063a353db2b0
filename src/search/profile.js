// A profile: what the words of a card are worth, read from its texts.
//
// The twin of `profile.rs`.

/** Reads the words of texts, `{ word, kind, place, term }`, and keeps them: many texts are read again. */
class WordReader {
  constructor() {
    this.known = new Map();
  }

  read(text) {
    let tokens = this.known.get(text);
    if (!tokens) {
      tokens = [];
      words(text, (word, kind, place) => tokens.push({ word, kind, place, term: termOf(word) }));
      this.known.set(text, tokens);
    }
    return tokens;
  }

  /** The sentences of a line, and the line as one. */
  wholes(line) {
    const parts = sentences(line);
    const found = parts.map((part) => sentenceOf(this.read(part)));
    if (parts.length > 1) found.push(sentenceOf(parts.flatMap((part) => this.read(part))));
    return found.filter((sentence) => sentence !== null);
  }
}

/** The most that a term can be worth in an article. */
const MOST_WORTH = 2.2;
/** How fields count: the weight of their words, how much their length takes from it, a fixed mean length. */
const FIELD_WEIGHTS = [];
FIELD_WEIGHTS[TITLE] = [3, 0.3, 12];
FIELD_WEIGHTS[ERROR] = [3, 0.3, 40];
FIELD_WEIGHTS[HEADING] = [1.5, 0.5, 20];
FIELD_WEIGHTS[QUOTE] = [0, 0, 1];
FIELD_WEIGHTS[SYMPTOM] = [1.5, 0.6, 60];
FIELD_WEIGHTS[ROW] = [0.75, 0.5, 60];
/** Those whose pairs of neighbouring words are told, and those whose sentences are. */
const PAIRED_FIELDS = [TITLE, ERROR, SYMPTOM];
const TOLD_FIELDS = [TITLE, ERROR, QUOTE];
/** What a name counts that stands anywhere in an article. */
const NAMED = 0.2;
/** How fast further occurrences of a word count less. */
const SATURATION = 1.2;

/**
 * The profile of a card: `worth` of each term, `pairs` and `sentences` as sets of numbers, and `letters`, its
 * words of letters in the order in which they first stand.
 */
function profileOf(units, names, reader) {
  const profile = { worth: new Map(), pairs: new Set(), sentences: new Set(), letters: [] };
  const known = new Set();
  for (const { field, lines } of units) {
    if (!TOLD_FIELDS.includes(field)) continue;
    for (const line of lines) reader.wholes(line).forEach((sentence) => profile.sentences.add(sentence));
  }
  FIELD_WEIGHTS.forEach((weighing, field) => {
    const lines = units.filter((unit) => unit.field === field).flatMap((unit) => unit.lines);
    if (weighing[0] > 0) addField(profile, known, field, lines, reader);
  });
  for (const name of names) {
    for (const { term } of reader.read(fold(name))) addTo(profile.worth, term, NAMED);
  }
  profile.worth.forEach((count, term) => {
    profile.worth.set(term, (count * (SATURATION + 1)) / (count + SATURATION));
  });
  return profile;
}

/** Adds what the lines of one field are worth. */
function addField(profile, known, field, lines, reader) {
  const [weight, slope, mean] = FIELD_WEIGHTS[field];
  const hasPairs = PAIRED_FIELDS.includes(field);
  const counts = new Map();
  let length = 1;
  for (const line of lines) {
    let last = -1;
    for (const { word, kind, term } of reader.read(line)) {
      addTo(counts, term, 1);
      if (kind !== PLAIN_WORD) continue;
      if (!known.has(term) && mayHaveSlip(word)) {
        known.add(term);
        profile.letters.push({ word, term });
      }
      if (hasPairs && last >= 0) profile.pairs.add(pairOf(last, term));
      last = term;
      length += 1;
    }
  }
  const share = weight / (1 - slope + slope * (length / mean));
  counts.forEach((count, term) => addTo(profile.worth, term, count * share));
}

function addTo(sums, key, more) {
  sums.set(key, (sums.get(key) || 0) + more);
}
