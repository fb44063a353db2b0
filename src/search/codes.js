// Codes as a reader of pastes needs them: the spellings of one number made one term.
//
// The twin of `codes.rs`.

/** The codes of a folded text that stand for themselves, `{ start, end, term }`, in order. */
function signs(text) {
  const alone = signAlone(text);
  if (alone) return [alone];
  const found = [];
  let at = 0;
  while (at < text.length) {
    const end = at + run(text, at, text.length, IS_LETTER_OR_DIGIT);
    if (end === at) {
      at += 1;
      continue;
    }
    const sign = signAt(text, at, end);
    if (sign) found.push(sign);
    at = sign ? sign.end : end;
  }
  return found;
}

/** A text that is nothing but a number of eight hexadecimal digits. */
function signAlone(text) {
  const found = /^[ \t]*([0-9A-Fa-f]{8})[ \t]*$/.exec(text);
  if (found === null) return null;
  const start = text.indexOf(found[1]);
  return numberSign(parseInt(found[1], 16), start, start + 8);
}

/**
 * Further terms that the codes of a folded text have: `w:5` for an error number of Windows, `e:1000` for
 * the id of an event.
 */
function further(text, textSigns) {
  const windows = textSigns.map((sign) => windowsError(sign.term)).filter((term) => term !== null);
  return windows.concat(ledNumbers(text));
}

/** The error number of Windows that a number of 32 bits wraps. */
function windowsError(term) {
  const isWrapped = term.startsWith('h:8007') && term.length === 10;
  return isWrapped ? `w:${parseInt(term.slice(6), 16)}` : null;
}

function signAt(text, start, end) {
  if (isInWord(text, start - 1)) return null;
  return statusAt(text, start, end) || numberAt(text, start, end);
}

/** `5.7.1` */
function statusAt(text, start, wordEnd) {
  const isClass = wordEnd === start + 1 && '2457'.includes(text[start]);
  if (!isClass || text[start - 1] === '.') return null;
  let end = wordEnd;
  for (let part = 0; part < 2; part += 1) {
    const digits = text[end] === '.' ? run(text, end + 1, text.length, IS_DIGIT) : 0;
    if (digits < 1 || digits > 3) return null;
    end += 1 + digits;
  }
  const goesOn = isInWord(text, end) || (text[end] === '.' && isDigit(text, end + 1));
  return goesOn ? null : { start, end, term: `n:${text.slice(start, end)}` };
}

/** `0x80070005`, `-2147024891`, `2147942405`, `80070005` */
function numberAt(text, start, end) {
  const next = text[end];
  const goesOn = isInWord(text, end) || ((next === '.' || next === '-') && isInWord(text, end + 1));
  if (goesOn) return null;
  const word = text.slice(start, end);
  const hex = hexadecimal(word);
  if (hex !== undefined) return hex === null ? null : numberSign(hex, start, end);
  const isNegative = text[start - 1] === '-' && !isInWord(text, start - 2);
  const isApart = text[start - 1] !== '.' && text[start - 1] !== '-';
  if (/^[0-9]+$/.test(word)) {
    if ((word.length === 9 || word.length === 10) && isNegative) {
      const value = Number(word);
      return value <= 2 ** 31 ? numberSign((2 ** 32 - value) % 2 ** 32, start - 1, end) : null;
    }
    if (word.length === 10 && isApart) {
      const value = Number(word);
      return value >= 2 ** 31 && value < 2 ** 32 ? numberSign(value, start, end) : null;
    }
  }
  const isBare = isApart && /^[89c-fC-F][0-9A-Fa-f]{7}$/.test(word) && /[0-9]/.test(word) && /^8|[A-Fa-f]/.test(word);
  return isBare ? numberSign(parseInt(word, 16), start, end) : null;
}

/** The value of a number that starts with `0x`; none if it is too long, undefined if it is no such number. */
function hexadecimal(word) {
  if (!/^0[xX]/.test(word)) return undefined;
  const all = word.slice(2).replace(/^0+/, '');
  const digits = all.length === 16 && /^ffffffff/i.test(all) ? all.slice(8) : all;
  return word.length > 3 && /^[0-9A-Fa-f]{1,8}$/.test(digits) ? parseInt(digits, 16) : null;
}

function numberSign(value, start, end) {
  return { start, end, term: `h:${value.toString(16)}` };
}

/** Words that lead in the number of an event. */
const EVENT_WORDS = new Set(['event', 'events', 'eventid']);
/** Words that lead in an error number of Windows. */
const ERROR_WORDS = new Set('error win32 winerror errorcode fehler fehlercode systemfehler erreur'.split(' '));
/** Words that may stand between. */
const BETWEEN_WORDS = new Set(['id', 'ids', 'code', 'number', 'no']);

/** The terms of short numbers after a word that says what they are. */
function ledNumbers(text) {
  const found = [];
  let lead = '';
  let at = 0;
  while (at < text.length) {
    const end = at + run(text, at, text.length, IS_LETTER_OR_DIGIT);
    if (end === at) {
      if (!" :=#(_\t'\"".includes(text[at])) lead = '';
      at += 1;
      continue;
    }
    const word = text.slice(at, end).toLowerCase();
    if (/^[0-9]{1,5}$/.test(word)) {
      const number = word.replace(/^0+/, '');
      const goesOn = (text[end] === '.' || text[end] === '-') && isDigit(text, end + 1);
      if (lead !== '' && number !== '' && !goesOn) found.push(`${lead}:${number}`);
      lead = '';
    } else if (EVENT_WORDS.has(word)) {
      lead = 'e';
    } else if (ERROR_WORDS.has(word)) {
      lead = 'w';
    } else if (!BETWEEN_WORDS.has(word)) {
      lead = '';
    }
    at = end;
  }
  return found;
}

function isInWord(text, at) {
  const unit = text.charCodeAt(at);
  return unit >= 0x80 || IS_WORD[unit] === true;
}

function isDigit(text, at) {
  return IS_DIGIT[text.charCodeAt(at)] === true;
}

/** A text with what varies masked and its blanks folded; the codes in it stay. */
function templateOf(text) {
  const textSigns = signs(text);
  let template = '';
  let at = 0;
  for (const { start, end, kind } of variables(text, [])) {
    if (touches(start, end, textSigns)) continue;
    template += `${text.slice(at, start)}{${kind}}`;
    at = end;
  }
  const parts = (template + text.slice(at)).split(/\p{White_Space}+/u);
  return parts.filter((part) => part !== '').join(' ');
}
