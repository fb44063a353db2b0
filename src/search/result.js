// What a search tells its caller: the answer with the words of the articles.
//
// The twin of `result.rs`.

/** The most results. */
const MOST_RESULTS = 10;
/** The most codes that are told. */
const MOST_CODES = 20;

function resultsOf(answer, limit) {
  const texts = answer.lines.map((line) => line.text);
  return {
    confident: answer.confident,
    partial: answer.partial,
    lines: texts,
    codes: codesOf(texts),
    results: answer.hits.slice(0, Math.min(limit, MOST_RESULTS)).map((hit) => shownHit(hit, texts)),
    others: answer.others.map((hit) => shownHit(hit, texts)),
  };
}

/** The codes of some lines, each once. */
function codesOf(texts) {
  const found = new Map();
  for (const { family, code, shown } of texts.flatMap((text) => kins(text, true))) {
    const key = `${family} ${code}`;
    if (family !== 'w' && !found.has(key) && found.size < MOST_CODES) found.set(key, shown);
  }
  return Array.from(found.values());
}

function shownHit({ card, score, unit, line }, texts) {
  const matched = {
    line: unit ? unit.line : 0,
    text: unit ? unit.text : '',
    template: unit ? templateOf(unit.text) : '',
    codes: unit ? codesIn(unit, card.codes) : [],
    paste: line < 0 ? null : texts[line],
    error: unit ? unit.error : '',
  };
  const { path, url, title, kind, products } = card;
  const section = unit ? unit.section : '';
  return { path, url, title, section, score, kind, products, matched, fix: unit ? card.fixOf(unit) : null };
}

/** Those of an article's codes that stand in a text, in any spelling. */
function codesIn(unit, codes) {
  const here = new Set(unit.kins.map((kin) => kin.code));
  // A part of an address is no code.
  const lower = templateOf(unit.text).toLowerCase();
  return codes.filter((code) => {
    const known = kins(code, true);
    return known.length === 0 ? hasWord(lower, valueOf(code)) : known.some((kin) => here.has(kin.code));
  });
}

/** The part of a code that programs write: `403` of `HTTP 403`. */
function valueOf(code) {
  return code.slice(Math.max(code.lastIndexOf(' '), code.lastIndexOf(':')) + 1);
}

/** Whether a word stands in a text of lower case. */
function hasWord(text, value) {
  const word = value.toLowerCase();
  const isOfWord = (at) => IS_WORD[text.charCodeAt(at)] === true;
  for (let at = word === '' ? -1 : text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    if (!isOfWord(at - 1) && !isOfWord(at + word.length)) return true;
  }
  return false;
}
