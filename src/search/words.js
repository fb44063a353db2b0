// The words of a text, as they are compared: what varies between sites left out, a code as one word.
//
// The twin of `words.rs`.

/** A word at its place in the text: folded to its stem, or the term of a code. */
const PLAIN_WORD = 0;
/** A name of several parts, whose parts follow as plain words. */
const COMPOUND_WORD = 1;
/** Another term of the text, with no place of its own. */
const FURTHER_WORD = 2;

/**
 * Tells `sink` every word of a folded text, its kind and its place (that of the name that it is a part of),
 * in order; further ones come last.
 */
function words(contracted, sink) {
  const text = withoutApostrophes(contracted);
  const textSigns = signs(text);
  const gaps = textSigns.concat(variables(text, textSigns)).sort((a, b) => a.start - b.start);
  let at = 0;
  for (const gap of gaps) {
    readWords(text.slice(at, gap.start), at, sink);
    if (gap.term) sink(gap.term, PLAIN_WORD, gap.start);
    else readFileName(text.slice(gap.start, gap.end), gap, sink);
    at = gap.end;
  }
  readWords(text.slice(at), at, sink);
  for (const term of further(text, textSigns)) sink(term, FURTHER_WORD, text.length);
}

/** Reads what stays of a variable: the last part of a path, nothing of others. */
function readFileName(text, variable, sink) {
  if (variable.kind !== 'path' || text.includes('://')) return;
  const start = Math.max(text.lastIndexOf('\\'), text.lastIndexOf('/')) + 1;
  readWords(text.slice(start), variable.start + start, sink);
}

/** Words that stand in any sentence and tell nothing. */
const STOP_WORDS = new Set(
  'a an and are as at be by for from in is it of on or that the this to was with you your'.split(' '),
);

/** The longest number that is a word, in digits: longer ones number something of a site. */
const LONGEST_NUMBER = 8;
/** The longest word that has a stem. */
const LONGEST_STEM = 24;

/** A name: runs of letters, digits and the marks that belong to them, joined by single signs. */
const NAME =
  /[_\p{Alphabetic}\p{N}\u0300-\u036f\u0900-\u0eff]+(?:[-.](?!_)[_\p{Alphabetic}\p{N}\u0300-\u036f\u0900-\u0eff]+)*/gu;
const ASCII_NAME = /[_0-9A-Za-z]+(?:[-.](?!_)[_0-9A-Za-z]+)*/g;
/** Writing without blanks, and other writing. */
const SCRIPTS =
  /([\u0e00-\u0eff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]+)|[^\u0e00-\u0eff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]+/gu;

/** Reads a part of the text that starts at `from`. */
function readWords(text, from, sink) {
  const names = text.matchAll(NOT_ASCII.test(text) ? NAME : ASCII_NAME);
  for (const { 0: name, index } of names) readName(name, from + index, sink);
}

function readName(text, at, sink) {
  const name = trimmed(text, '_');
  if (/[-._]/.test(name) && /[A-Za-z]/.test(name)) sink(name.toLowerCase(), COMPOUND_WORD, at);
  namesWithin(name, at, sink);
  for (const part of name.split(/[-._]/)) {
    if (NOT_ASCII.test(part)) readScripts(part, at, sink);
    else if (part !== '') readLatin(part.toLowerCase(), at, sink);
  }
}

/** The names of two parts within a longer one that is joined by hyphens. */
function namesWithin(name, at, sink) {
  const parts = name.split('-');
  if (parts.length < 3) return;
  for (let next = 1; next < parts.length; next += 1) {
    sink(`${parts[next - 1]}-${parts[next]}`.toLowerCase(), COMPOUND_WORD, at);
  }
}

function readScripts(part, at, sink) {
  for (const [text, dense] of part.matchAll(SCRIPTS)) {
    if (dense) readDense(dense, at, sink);
    else readLatin(text.toLowerCase(), at, sink);
  }
}

/** A word in lower case. */
function readLatin(word, at, sink) {
  const isNumber = /^[0-9]+$/.test(word);
  if ((isNumber && word.length > LONGEST_NUMBER) || STOP_WORDS.has(word)) return;
  const hasStem = !isNumber && word.length <= LONGEST_STEM && !NOT_ASCII.test(word);
  sink(hasStem ? word.slice(0, stem(word)) : word, PLAIN_WORD, at);
}

/** Writing without blanks is read in pairs of characters. */
function readDense(text, at, sink) {
  const characters = Array.from(text);
  if (characters.length === 1) sink(text, PLAIN_WORD, at);
  for (let next = 1; next < characters.length; next += 1) {
    sink(characters[next - 1] + characters[next], PLAIN_WORD, at);
  }
}

/** The length of the stem of an English word in lower case. */
function stem(word) {
  let length = word.length;
  const endsWith = (ending) => word.endsWith(ending, length);
  const isPlural = endsWith('s') && !endsWith('ss') && !endsWith('us') && !endsWith('is');
  if (length > 4 && isPlural) length -= 1;
  if (length > 5 && endsWith('ing')) length -= 3;
  else if (length > 5 && endsWith('ed')) length -= 2;
  if (length > 4 && endsWith('e')) length -= 1;
  return length;
}
