// A stream: the words of a text in order, each with what it weighs in its place, for a paste and an article
// to be laid side by side.
//
// The twin of `stream.rs`, whose tables stand before this text. What tells the weights of words has the
// methods `weight(term)`, undefined if no article has it, and `most()`.

/** The most words of an article's text that are laid beside a paste. */
const MOST_OF_UNIT = 400;

/** Pairs of neighbouring words of stock phrases, which the manifest tells. */
let stockPairs = new Set();

/** Reads the stock phrases of a manifest: gaps between the numbers of pairs. */
function readStock(gaps) {
  stockPairs = new Set(grown(gaps));
}

function isStock(first, second) {
  return stockPairs.has(pairOf(first, second) >> 4);
}

function plainTokens(tokens) {
  return tokens.filter((token) => token.kind === PLAIN_WORD);
}

/** The words of a text: of each the `bare` weight, and what it weighs in its place. */
class Stream {
  constructor() {
    this.terms = [];
    this.weights = [];
    this.bare = [];
    this.lines = [];
    this.sentences = [];
    this.reasons = [];
    this.words = [];
  }

  /** Adds a line, of which every word counts by a factor; so many words at most in all. */
  add(line, lineFactor, weighing, most, reader) {
    if (this.terms.length >= most) return;
    const start = this.terms.length;
    const number = start === 0 ? 0 : this.lines[start - 1] + 1;
    let sentence = start === 0 ? 0 : this.sentences[start - 1] + 1;
    for (const text of sentences(withoutApostrophes(replacedMatches('call', line, ' ')))) {
      const places = placesOf(text);
      const reason = text.lastIndexOf(': ');
      const before = this.terms.length;
      for (const { word, term, place } of plainTokens(reader.read(text)).slice(0, most - before)) {
        this.terms.push(term);
        const bare = weightOfWord(word, term, weighing);
        this.bare.push(bare);
        this.weights.push(bare * factorAt(places, place) * lineFactor);
        this.lines.push(number);
        this.sentences.push(sentence);
        // In the last clause, after a colon, which tells the reason.
        this.reasons.push(reason >= 0 && reason < place);
        this.words.push(word);
      }
      if (this.terms.length > before) sentence += 1;
    }
    this.lowerStock(start);
  }

  /** Words of stock phrases weigh a quarter. */
  lowerStock(start) {
    let wasStock = false;
    for (let at = start; at < this.terms.length; at += 1) {
      const goesOn = at + 1 < this.terms.length && isStock(this.terms[at], this.terms[at + 1]);
      if (goesOn || wasStock) this.weights[at] *= 0.25;
      wasStock = goesOn;
    }
  }

  /** It with the weight before each place, and the whole at the end. */
  prepared() {
    this.terms = Uint32Array.from(this.terms);
    this.weights = Float64Array.from(this.weights);
    this.sums = new Float64Array(this.terms.length + 1);
    let sum = 0;
    this.weights.forEach((weight, at) => {
      sum += weight;
      this.sums[at + 1] = sum;
    });
    return this;
  }

  /** The places of each term. */
  get places() {
    const places = new Map();
    this.terms.forEach((term, place) => {
      if (places.has(term)) places.get(term).push(place);
      else places.set(term, [place]);
    });
    return kept(this, 'places', places);
  }
}

/** The stream of an article's text. */
function streamOfUnit({ field, lines: unitLines }, weighing, reader) {
  const stream = new Stream();
  for (const line of unitLines) {
    stream.add(line, field === ERROR ? factor(line) : 1, weighing, MOST_OF_UNIT, reader);
  }
  return stream.prepared();
}

/** What a word weighs by itself. */
function weightOfWord(word, term, weighing) {
  const weight = weightByShape(word, weighing.weight(term), weighing.most());
  return weight * (CUES.includes(word) ? 0.15 : 1);
}

function weightByShape(word, weight, most) {
  const hasDigit = /[0-9]/.test(word);
  if (weight !== undefined) return hasDigit && !isCode(word) ? weight * 0.5 : weight;
  if (isCode(word)) return most * 0.7;
  if (/^[0-9]*$/.test(word)) return most * 0.08;
  if (hasDigit) return most * 0.25;
  return word.length >= 15 ? most : most * 0.5;
}

/** Where in a sentence words weigh less: up to where a reason is led in, and in quoted names. */
function placesOf(text) {
  const runs = runsOf(text);
  // A reason is led in by four words, and told in three.
  const first = runs.length > 3 ? runs[3].start : Infinity;
  const told = runs.filter(({ start, end }) => end - start > 1);
  const last = told.length > 2 ? told[told.length - 3].end : 0;
  let reason = 0;
  for (const found of first < last ? text.matchAll(PATTERNS.reason) : []) {
    const end = found.index + found[0].length;
    if (first < end && end < last) reason = end;
  }
  return { reason, quotes: runs.length >= 6 ? quotesOf(text) : [] };
}

function factorAt({ reason, quotes }, place) {
  const isQuoted = quotes.some(({ start, end }) => start <= place && place < end);
  return (isQuoted ? 0.35 : 1) * (place < reason ? 0.5 : 1);
}

/** The runs of letters, digits and whatever is not ASCII. */
function runsOf(text) {
  return Array.from(text.matchAll(/[0-9A-Za-z_\x80-\uffff]+/g), ({ 0: found, index }) => {
    return { start: index, end: index + found.length };
  });
}

/** Names of at most four words in quotation marks. */
function quotesOf(text) {
  const found = [];
  let at = 0;
  while (at < text.length) {
    const opens = isOneOf(text, at, '"\'') && IS_LETTER_OR_DIGIT[text.charCodeAt(at - 1)] !== true;
    const end = opens ? endOfQuote(text, at) : 0;
    if (end > 0) found.push({ start: at, end });
    at = end > 0 ? end + 1 : at + 1;
  }
  return found;
}

/** Where the mark stands that closes a name, or 0. */
function endOfQuote(text, at) {
  const near = text.slice(at + 1, endOfFirst(text, at + 1, 90));
  const length = near.indexOf(text[at]);
  return length > 0 && runsOf(near.slice(0, length)).length <= 4 ? at + 1 + length : 0;
}
