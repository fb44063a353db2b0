// Codes and their kin: which codes of two texts could be one another's.
//
// The twin of `kin.rs`, whose tables stand before this text.

/** The terms of codes that any failure may have, and of exceptions that any program throws. */
let genericTerms = new Set();

/** Reads the generic codes of a manifest: gaps between their terms. */
function readGeneric(gaps) {
  genericTerms = new Set(grown(gaps));
}

function isGeneric(code) {
  return genericTerms.has(termOf(code));
}

/** Whether another of its family in the place of a code would mean another failure. */
function isExchangeable({ family, code }) {
  return !isGeneric(code) && family !== 'exception';
}

/** Whether a code alone names a failure: no event, whose numbers every program has, and no exception. */
function isTelling(code) {
  return !isGeneric(code) && (code[1] !== ':' || /^(?:h:|n:[45])/.test(code));
}

/** What is written like a code with a number and is the name of a method or a network. */
const TECHNICAL = /^(?:aes|base|ed|ipv|md|rsa|sha|tls|utf|vlan)[-_0-9]*$/;

/** The codes of a text, `{ family, code, shown }`; with the classes of exceptions, if they count. */
function kins(text, exceptions) {
  const folded = fold(text);
  const textSigns = signs(folded);
  const found = [];
  for (const { term } of textSigns) {
    const digits = term.slice(2);
    if (term[0] === 'n') found.push({ family: 'n', code: term, shown: digits });
    else if (digits.length >= 3) found.push(numberKin(term, digits));
  }
  for (const code of ledNumbers(folded)) {
    const [family, number] = code.split(':');
    found.push({ family, code, shown: `${family === 'e' ? 'event' : 'error'} ${number}` });
  }
  for (const [shown] of exceptions ? folded.matchAll(PATTERNS['exception!']) : []) {
    const code = shown.toLowerCase();
    if (code.length >= 14 && !isGeneric(code)) found.push({ family: 'exception', code, shown });
  }
  for (const [shown] of folded.matchAll(PATTERNS['serial!'])) {
    const code = shown.toLowerCase();
    if (!TECHNICAL.test(code)) found.push({ family: /^[a-z]{0,6}/.exec(code)[0], code, shown });
  }
  return found;
}

function numberKin(code, digits) {
  const shown = `0x${digits.toUpperCase().padStart(8, '0')}`;
  return { family: 'h', code, shown };
}
