// Terms: words as numbers of 24 bits.
//
// The twin of `term.rs`.

/** How many terms there are. */
const TERMS = 2 ** 24;

/** The term of a word: FNV-1a of its UTF-16 units, its bits mixed by the finaliser of MurmurHash3. */
function termOf(word) {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at += 1) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  return mixedBits(hash) >>> 8;
}

/** The term of two words that stand side by side. */
function pairOf(first, second) {
  return mixedBits(Math.imul(first, 0x9e3779b1) ^ second) >>> 8;
}

/**
 * The sentence of the plain ones of these words, as one number: the term of all in their order, and that
 * of the longest; none of fewer than two words.
 */
function sentenceOf(tokens) {
  let term = -1;
  let longest = -1;
  let length = -1;
  let count = 0;
  for (const token of tokens) {
    if (token.kind !== PLAIN_WORD) continue;
    term = count === 0 ? token.term : pairOf(term, token.term);
    if (token.word.length > length) {
      longest = token.term;
      length = token.word.length;
    }
    count += 1;
  }
  return count < 2 ? null : term * TERMS + longest;
}

/** The key under which a sentence stands in an index of so many shards. */
function sentenceKey(sentence, shards) {
  const term = Math.floor(sentence / TERMS);
  return term - (term % shards) + ((sentence % TERMS) % shards);
}

function mixedBits(bits) {
  let hash = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
