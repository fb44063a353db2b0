// A paste, cleaned: its lines without what a terminal, a log, a mail or a record put around them, each with
// the weight that what it holds has.
//
// The twin of `paste.rs`. A vocabulary is an object with a method `rarity(word)`, which gives a number, the
// larger the rarer, or undefined if no article has the word.

/** How much of a paste is read: of a longer one its start, and more of its end, where what failed is told. */
const LONGEST_PASTE = 65536;
const LONGEST_START = 16384;
/** The most lines of a paste that are read, at its start and at its end, where what failed is told. */
const FIRST_LINES = 200;
const LAST_LINES = 400;

/** The lines of a paste, `{ text, weight, factor }`. */
function lines(paste, vocabulary) {
  const escaped = replacedMatches('escape', startAndEnd(paste), '');
  const text = withoutMarkup(fold(escaped.replace(/\r\n?/g, '\n')));
  const read = unwrapped(rowsOf(text).filter(isAtEnd), vocabulary).map(readLine).filter((line) => line !== null);
  return read.flatMap(quotations);
}

/** How many words in quotation marks are a message, when a person speaks around them. */
const MESSAGE = 5;
/** What the words of a person count who speaks about a message. */
const SPEECH = 0.5;

/**
 * A line in which a person quotes a message, as lines of its own: the message counts, what is said about it
 * counts less.
 */
function quotations(line) {
  const quoted = quotation(line.text);
  if (quoted === null) return [line];
  const { start, end } = quoted;
  const parts = [line.text.slice(0, start), line.text.slice(start, end), line.text.slice(end)];
  if (!matches('prose!', `${parts[0]} ${parts[2]}`)) return [line];
  return parts
    .map((text, index) => {
      const share = index === 1 ? 1 : SPEECH;
      return { text: trimmed(text, '" \t'), weight: line.weight * share, factor: line.factor * share };
    })
    .filter((part) => part.text !== '');
}

/** The longest text in quotation marks, if it is long enough to be a message. */
function quotation(text) {
  let best = null;
  let start = text.indexOf('"');
  while (start >= 0) {
    const close = text.indexOf('"', start + 1);
    if (close < 0) break;
    const isOpen = start === 0 || !/[A-Za-z0-9]/.test(text[start - 1]);
    if (isOpen && (best === null || close + 1 - start > best.end - best.start)) {
      best = { start, end: close + 1 };
    }
    start = close;
  }
  const isMessage = best !== null && text.slice(best.start, best.end).split(' ').length >= MESSAGE;
  return isMessage ? best : null;
}

function isAtEnd(_, index, { length }) {
  return index < FIRST_LINES || index >= length - LAST_LINES;
}

/**
 * The lines that are not empty, and whether an empty line parts them from the one above. If each has an empty line
 * above it, that parts nothing.
 */
function rowsOf(text) {
  const rows = [];
  let isApart = false;
  for (const line of text.split('\n')) {
    const isEmpty = trimmed(line, BLANKS) === '';
    if (!isEmpty) rows.push({ text: line, isApart });
    isApart = isEmpty;
  }
  const isDouble = rows.length > 2 && rows.slice(1).every((row) => row.isApart);
  return isDouble ? rows.map((row) => ({ text: row.text, isApart: false })) : rows;
}

/** What is read of a paste; half a character is none. */
function startAndEnd(paste) {
  const whole = (text) => text.replace(/[\ud800-\udfff]/gu, '\ufffd');
  if (paste.length <= LONGEST_PASTE) return whole(paste);
  const end = paste.length - (LONGEST_PASTE - LONGEST_START);
  const isSplit = (at) => /^[\ud800-\udbff][\udc00-\udfff]$/.test(paste.slice(at - 1, at + 1));
  const start = paste.slice(0, isSplit(LONGEST_START) ? LONGEST_START - 1 : LONGEST_START);
  return `${whole(start)}\n${whole(paste.slice(isSplit(end) ? end + 1 : end))}`;
}

const BLANKS = ' \t';

/**
 * What a message is wrapped in becomes breaks of lines: tags, marks of quoted mail, records of JSON and
 * tables.
 */
function withoutMarkup(text) {
  const untagged = matches('element', text) ? text.replace(PATTERNS.tag, (tag) => `\n${valuesOf(tag)}\n`) : text;
  return untagged.split('\n').map((line) => unrecorded(line.slice(endOfMatch('mail', line)))).join('\n');
}

/** What the attributes of a tag say, but for addresses, each on a line. */
function valuesOf(tag) {
  const found = [];
  for (const [, double, single] of tag.matchAll(/"([^"]*)"|'([^']*)'/g)) {
    const value = double === undefined ? single : double;
    if (!value.includes('://')) found.push(value);
  }
  return found.join('\n');
}

/** A line without the record around it. */
function unrecorded(line) {
  if (matches('json', line)) {
    const values = line.slice(0, endWithout(line, 0, line.length, '"}], '));
    return unescaped(replacedMatches('json.key', values, '\n'));
  }
  if (matches('csv', line)) {
    return trimmed(line, '" \t').replace(/""/g, '"').replace(/","/g, '\n');
  }
  return line;
}

const ESCAPES = { n: '\n', r: '', t: ' ', '"': '"', '/': '/', '\\': '\\' };

/** Text within a record of JSON: its escapes undone. */
function unescaped(text) {
  return text.replace(/\\([nrt"/\\])/g, (escape, sign) => ESCAPES[sign]);
}

/** The lines with those joined that a console or a mail wrapped at one width. */
function unwrapped(rows, vocabulary) {
  const shown = rows.map((row) => shownLine(row.text));
  const width = shown.reduce((most, line) => Math.max(most, line.width), 0);
  const isShared = shown.filter((line) => line.width === width).length > 1;
  const out = [];
  shown.forEach((line, index) => {
    const goesOn =
      index > 0 &&
      !rows[index].isApart &&
      isFull(shown[index - 1], width, isShared, line) &&
      !matches('frame', rows[index].text) &&
      prefixLength(line.text) === 0;
    if (goesOn) out.push(joined(out.pop(), line.text, vocabulary));
    else out.push(line.text);
  });
  return out;
}

/** A line as a console shows it, and how long it was. */
function shownLine(line) {
  const indented = withoutStart(line, ' ');
  const rest = indented.slice(2);
  const isBarred = indented.startsWith('| ') && indented !== line && !withoutStart(rest, BLANKS).startsWith('~');
  const message = rest.startsWith(' ') ? rest.slice(1) : rest;
  return { text: isBarred ? message : line, width: Array.from(line).length, isBarred };
}

/** Whether a line fills the width at which a console wraps. */
function isFull(line, widest, isShared, next) {
  const isOfConsole = line.width === 80 || line.width === 120;
  // One line is the widest of any paste; what follows it with a capital may be another message.
  const mayGoOn = isShared || !/^[A-Z]/.test(next.text);
  const isWidest = line.width === widest && widest >= 60 && widest <= 240 && mayGoOn;
  const isRecord = line.isBarred && next.isBarred && line.width + 12 >= widest;
  return isOfConsole || isWidest || isRecord;
}

/** Two words that are both so much commoner than their whole are two words. */
const COMMON_PARTS = 3.6;

/** Joins what was wrapped; within a word if the site knows the word rather than its parts. */
function joined(line, rest, vocabulary) {
  const head = line.slice(startOfLetters(line));
  const tail = rest.slice(0, run(rest, 0, rest.length, IS_LETTER));
  const isApart = tail !== '' && (head === '' ? endsClause(line) : !isOneWord(head, tail, vocabulary));
  return line + (isApart ? ' ' : '') + rest;
}

/** Whether a line ends as a clause or a sentence does, and not as a part of a name does ("System."). */
function endsClause(line) {
  return /[,;:!?]$|(?:^|[ \t])[a-z]+\.$/.test(line);
}

function startOfLetters(line) {
  let at = line.length;
  while (at > 0 && IS_LETTER[line.charCodeAt(at - 1)]) at -= 1;
  return at;
}

function isOneWord(head, tail, vocabulary) {
  const whole = vocabulary.rarity(head + tail);
  if (whole === undefined) return false;
  const first = vocabulary.rarity(head);
  const last = vocabulary.rarity(tail);
  if (first === undefined || last === undefined) return true;
  return !(first + COMMON_PARTS < whole && last + COMMON_PARTS < whole && tail.length > 3);
}

/** One line; none if nothing of it is left. */
function readLine(line) {
  let weight = 1;
  let text = trimmed(line, BLANKS);
  if (matches('frame', line)) {
    weight = 0.35;
    text = replacedMatches('frame.label', text, ' ');
  }
  const start = prefixLength(text);
  if (start < text.length) {
    if (matches('quiet', text.slice(0, start))) weight *= 0.6;
    text = text.slice(start);
  }
  if (matches('stack', text)) weight *= 0.2;
  else if (matches('record', text)) weight = Math.min(weight, 0.35);
  text = replacedMatches('label', text.slice(endOfMatch('message', text)), ' ');
  if (trimmed(text, BLANKS) === '') return null;
  return { text, weight, factor: Math.min(factor(line), weight) };
}

/**
 * How much the words of a line count beside those of the message: less in the lines that a shell puts
 * around it, in heads and traces.
 */
function factor(line) {
  if (matches('frame', line) || matches('record', line) || matches('header', line)) return 0.25;
  return matches('stack', line) ? 0.15 : 1;
}

/** The kinds of prefixes that lines of logs have. */
const PREFIXES = [
  'prefix.date',
  'prefix.time',
  'prefix.named',
  'prefix.priority',
  'prefix.level',
  'prefix.thread',
  'prefix.bracket',
  'prefix.program',
  'prefix.number',
  'prefix.process',
  'prefix.bullet',
];

/** Those that only a log has. */
const LOG_PREFIXES = new Set(['prefix.date', 'prefix.time', 'prefix.named', 'prefix.priority']);

/** The most of them that stand before one message. */
const MOST_PREFIXES = 24;

/** The length of what a log put before the message, up to the whole line. */
function prefixLength(text) {
  let start = text.length - withoutStart(text, BLANKS).length;
  let isLog = false;
  for (let count = 0; count < MOST_PREFIXES; count += 1) {
    const rest = text.slice(start);
    const name = prefixName(rest, isLog);
    if (name === undefined) break;
    const length = endOfMatch(name, rest);
    // A minus before a digit belongs to a number.
    const isMinus = rest[length - 1] === '-' && isDigit(rest, length);
    if (length === 0 || isMinus) break;
    isLog = isLog || LOG_PREFIXES.has(name);
    start += length;
  }
  return start;
}

function prefixName(text, isLog) {
  if (isLog && matches('prefix.syslog', text)) return 'prefix.syslog';
  return PREFIXES.find((name) => matches(name, text));
}
