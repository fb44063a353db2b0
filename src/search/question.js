// A question: a paste taken apart into the pieces that are scored one by one.
//
// The twin of `question.rs`.

/** A line of more words is looked at in parts too. */
const LONG_LINE = 20;
/** The length of such a part, in words; each starts half a length after the one before. */
const WINDOW = 14;
/** What such parts count beside whole lines. */
const PART = 0.8;
/** The most parts. */
const MOST_PARTS = 120;
/** A paste of so many lines is a log, in which what recurs on every line is set aside. */
const REPEATING = 6;
/** The share of lines on which it recurs. */
const RECURRING = 0.34;

/**
 * The lines of a paste taken apart: `words` `{ text, term }`, each once, and `pieces`
 * `{ words, names, sentences, weight }`, whose words are places in `words`.
 */
function takenApart(pasteLines, reader) {
  const parts = new QuestionReader(reader);
  let pieces = pasteLines.map((line) => parts.piece(line.text, line.weight));
  const often = recurring(pieces);
  const shorter = pasteLines.flatMap((line, index) => {
    return pieces[index].words.length > LONG_LINE ? parts.partsOf(line, pieces[index]) : [];
  });
  pieces = pieces.concat(shorter.slice(0, MOST_PARTS));
  const seen = new Set();
  const isNew = (piece) => {
    const key = `${piece.words},,${piece.names}`;
    const isKnown = key === ',,' || seen.has(key);
    seen.add(key);
    return !isKnown;
  };
  for (const piece of pieces) piece.words = piece.words.filter((word) => !often.has(word));
  pieces = pieces.filter(isNew);
  for (const piece of pieces) piece.once = onceEach(piece);
  return { lines: pasteLines, words: parts.words, pieces };
}

/**
 * The words that stand on so many different lines that they belong to the log, not to a message. A message that
 * is repeated is one.
 */
function recurring(pieces) {
  const different = Array.from(new Map(pieces.map((piece) => [String(piece.words), piece])).values());
  if (different.length < REPEATING) return new Set();
  const counts = new Map();
  for (const piece of different) new Set(piece.words).forEach((word) => addTo(counts, word, 1));
  const most = Math.max(3, different.length * RECURRING);
  return new Set(Array.from(counts.keys()).filter((word) => counts.get(word) >= most));
}

/** The words and names of a piece, each once, and whether it is a word. */
function onceEach(piece) {
  const found = new Map();
  for (const word of piece.words) found.set(word, true);
  for (const name of piece.names) if (!found.has(name)) found.set(name, false);
  return Array.from(found);
}

class QuestionReader {
  constructor(reader) {
    this.reader = reader;
    this.words = [];
    this.known = new Map();
  }

  word({ word, term }) {
    let index = this.known.get(word);
    if (index === undefined) {
      index = this.words.length;
      this.words.push({ text: word, term });
      this.known.set(word, index);
    }
    return index;
  }

  piece(text, weight) {
    const piece = { words: [], names: [], sentences: this.reader.wholes(text), weight };
    for (const token of this.reader.read(text)) {
      (token.kind === PLAIN_WORD ? piece.words : piece.names).push(this.word(token));
    }
    return piece;
  }

  /** The clauses of a long line, and windows that slide over its words. */
  partsOf(line, whole) {
    const weight = line.weight * PART;
    const parts = clauses(line.text).map((clause) => this.piece(clause, weight));
    const found = parts.filter(({ words }) => words.length >= 3 && words.length < whole.words.length);
    for (let start = 0; start + WINDOW / 2 < whole.words.length; start += WINDOW / 2) {
      found.push({ words: whole.words.slice(start, start + WINDOW), names: [], sentences: [], weight });
    }
    return found;
  }
}
