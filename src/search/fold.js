// One way to write each text: what a paste and an article are brought to before they are compared.
//
// The twin of `fold.rs`.

/**
 * `text` with entities decoded, compatibility characters, typographic quotes and dashes replaced by plain
 * ones, invisible characters and backticks removed.
 */
function fold(text) {
  const decoded = text.includes('&') ? text.replace(ENTITY, decodedEntity) : text;
  return plain(NOT_ASCII.test(decoded) ? mended(decoded).normalize('NFKC') : decoded);
}

const NOT_ASCII = /[^\0-\x7f]/;

/** Entities of HTML that stand in pastes of markup. */
const ENTITIES = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '-',
  mdash: '-',
  lsquo: "'",
  rsquo: "'",
  ldquo: '"',
  rdquo: '"',
};

const ENTITY = /&(?:(amp|lt|gt|quot|apos|nbsp|ndash|mdash|lsquo|rsquo|ldquo|rdquo)|#(?:[xX]([0-9A-Fa-f]{1,6})|([0-9]{1,6})));/g;

function decodedEntity(entity, name, hex, decimal) {
  if (name) return ENTITIES[name];
  const code = hex ? parseInt(hex, 16) : Number(decimal);
  const isCharacter = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : entity;
}

/** UTF-8 that was read as Windows-1252, for the signs that messages hold. */
const MENDED = [
  ['\u00e2\u20ac\u2122', "'"],
  ['\u00e2\u20ac\u02dc', "'"],
  ['\u00e2\u20ac\u0153', '"'],
  ['\u00e2\u20ac\u009d', '"'],
  ['\u00e2\u20ac\u201c', '-'],
  ['\u00e2\u20ac\u201d', '-'],
  ['\u00c2 ', ' '],
];

function mended(text) {
  return MENDED.reduce((mending, [wrong, right]) => mending.split(wrong).join(right), text);
}

const UNSEEN =
  /[`\0-\x08\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\ue000-\uf8ff]/g;
const SINGLE_QUOTE = /[\u2018\u2019\u201a\u201b\u2032\u02bc\xb4\uff07]/g;
const DOUBLE_QUOTE = /[\u201c\u201d\u201e\u201f\u2033\xab\xbb]/g;
const DASH = /[\u2010-\u2015\u2212\ufe58\ufe63]/g;
const BREAK = /[\u2028\u2029]/g;

/** The text without what nobody sees, its signs those of a keyboard. */
function plain(text) {
  const seen = text.replace(UNSEEN, '');
  if (!NOT_ASCII.test(seen)) return seen;
  return seen.replace(SINGLE_QUOTE, "'").replace(DOUBLE_QUOTE, '"').replace(DASH, '-').replace(BREAK, '\n');
}

const CONTRACTION = /([A-Za-z])'(?=[a-z]{1,2}(?:[^0-9A-Za-z_\x80-\uffff]|$))/g;

/** Drops the apostrophe before the one or two letters that end a contraction ("can't" is "cant"). */
function withoutApostrophes(text) {
  return text.includes("'") ? text.replace(CONTRACTION, '$1') : text;
}
