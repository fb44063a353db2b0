// Where sentences and clauses of a folded text end.
//
// The twin of `sentence.rs`.

/** The sentences of a text: after each, a sign that ends one, blanks, and what starts another. */
function sentences(text) {
  return cutParts(text, /[\n|.!?]/g, '.!?');
}

/** Shorter parts: sentences, and what stands between colons, bars, arrows and quotation marks. */
function clauses(text) {
  return cutParts(text, /[\n|\t.!?:;\-" ]/g, '.!?:;');
}

/** The parts of a text; `cuts` finds where one may end. */
function cutParts(text, cuts, ends) {
  const parts = [];
  let start = 0;
  for (let found = cuts.exec(text); found; found = cuts.exec(text)) {
    const next = nextPart(text, found.index, ends);
    if (next === 0) continue;
    parts.push(text.slice(start, next));
    start = next;
    cuts.lastIndex = next;
  }
  parts.push(text.slice(start));
  return parts.filter((part) => trimmed(part, ' \t\n') !== '');
}

/** Where the next part starts, if the sign at a place ends one, or 0. */
function nextPart(text, at, ends) {
  const sign = text[at];
  if ('\n|\t'.includes(sign)) return at + 1;
  return ends.includes(sign) ? afterStop(text, at) : afterSign(text, at);
}

/** Where the next sentence starts, if the sign at a place ends one, or 0. */
function afterStop(text, at) {
  if (at === 0 || !(isInWord(text, at - 1) || ")\"']".includes(text[at - 1]))) return 0;
  let blanks = at + 1;
  while (isOneOf(text, blanks, '"\')')) blanks += 1;
  let next = blanks;
  while (isOneOf(text, next, ' \t')) next += 1;
  const start = next + (isOneOf(text, next, '"\'([') ? 1 : 0);
  const unit = text.charCodeAt(start);
  const starts = unit >= 0x80 || (unit >= 0x41 && unit <= 0x5a) || isDigit(text, start);
  return next > blanks && starts ? next : 0;
}

function isOneOf(text, at, signs) {
  return at < text.length && signs.includes(text[at]);
}

/** Where what follows a sign between clauses starts, or 0. */
function afterSign(text, at) {
  const sign = ['--->', '-->', '" "', ': "', ' | '].find((known) => text.startsWith(known, at));
  return sign === undefined ? 0 : at + sign.length;
}
