// What varies between sites in the text of an error: hosts, ids, addresses, paths, times, values.
//
// The twin of the Rust beside this file (`mod.rs`, `shape.rs`, `time.rs`), function by function but for times,
// which patterns find here, and held to it by tests: a change of one is a change of both. Places here are counted in UTF-16 units, there in
// bytes; what limits a search is counted in characters by both.

/** Whether each character of ASCII is one of those of a class (`A-Za-z`). */
function asciiSet(members) {
  const pattern = new RegExp(`[${members}]`);
  return Array.from({ length: 128 }, (_, code) => pattern.test(String.fromCharCode(code)));
}

const IS_DIGIT = asciiSet('0-9');
const IS_HEX = asciiSet('0-9A-Fa-f');
const IS_LETTER = asciiSet('A-Za-z');
const IS_LETTER_OR_DIGIT = asciiSet('0-9A-Za-z');
const IS_WORD = asciiSet('0-9A-Za-z_');

/** How many characters from a place on are of a kind. */
function run(text, start, end, kind) {
  let at = start;
  while (at < end && kind[text.charCodeAt(at)]) at += 1;
  return at - start;
}

/** The place after the first `most` characters from `start` on. */
function endOfFirst(text, start, most) {
  let at = start;
  for (let count = 0; count < most && at < text.length; count += 1) at += widthAt(text, at);
  return at;
}

/** How many units the character at a place has. */
function widthAt(text, at) {
  return text.codePointAt(at) > 0xffff ? 2 : 1;
}

/** The character before a place, or nothing. */
function characterBefore(text, at) {
  const unit = text.charCodeAt(at - 1);
  const isLow = unit >= 0xdc00 && unit <= 0xdfff;
  return text.slice(Math.max(0, isLow ? at - 2 : at - 1), at);
}

/** The character at a place, or nothing. */
function characterAt(text, at) {
  return at < text.length ? String.fromCodePoint(text.codePointAt(at)) : '';
}

const LETTER_OR_DIGIT = /[\p{Alphabetic}\p{N}]/u;
const LETTER_DIGIT_OR_LINE = /[_\p{Alphabetic}\p{N}]/u;

/** The place after the text between two places without the signs at its end. */
function endWithout(text, start, end, signs) {
  let at = end;
  while (at > start && signs.includes(text[at - 1])) at -= 1;
  return at;
}

/** The text without the signs at its start. */
function withoutStart(text, signs) {
  let at = 0;
  while (at < text.length && signs.includes(text[at])) at += 1;
  return text.slice(at);
}

/** The text without the signs at its start and end. */
function trimmed(text, signs) {
  return withoutStart(text.slice(0, endWithout(text, 0, text.length, signs)), signs);
}

/** The place of the first character from `start` on that a global pattern has, or the text's end. */
function placeOf(pattern, text, start) {
  pattern.lastIndex = start;
  const found = pattern.exec(text);
  return found ? found.index : text.length;
}

/**
 * The parts of `text` that vary, `{ start, end, kind }`, in order; nothing that touches one of `kept`
 * (the codes that were recognised in it, sorted) is one.
 */
function variables(text, kept) {
  const found = [];
  const here = new Here(text);
  while (here.at < text.length) {
    const find = here.startsHere() ? here.variable() : null;
    if (!find) {
      here.moveTo(here.at + here.step());
      continue;
    }
    const start = here.at;
    const end = start + find.length;
    if (touches(start, end, kept)) {
      const isLong = endOfFirst(text, start, VARIABLE_REACH) < end;
      here.moveTo(isLong ? end : start + here.step());
    } else {
      found.push({ start, end, kind: find.kind });
      here.moveTo(end);
    }
  }
  return found;
}

function touches(start, end, kept) {
  let low = 0;
  let high = kept.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (kept[middle].end <= start) low = middle + 1;
    else high = middle;
  }
  return low < kept.length && kept[low].start < end;
}

/** The longest placeholder, part of a path, or part of a distinguished name, in characters. */
const VARIABLE_LONGEST = 80;

/** How far a search for the shape of something goes, in characters. */
const VARIABLE_REACH = 256;

/** The last labels of names that hosts have. */
const DOMAINS = new Set(
  (
    'app at au be biz br ca ch cloud cn com corp de dev dk edu es eu example fi fr gov home in info int ' +
    'internal intra intranet invalid io it jp lan local localdomain mil net nl no org pl ru se test uk us'
  ).split(' '),
);

/** The schemes of addresses. */
const SCHEMES = new Set('http https ftp ldap ldaps file net.tcp sip sips tcp s3 ws wss'.split(' '));

/** The keys of distinguished names. */
const DN_KEYS = new Set('cn ou dc o uid c l s'.split(' '));

/** Words that stand before the number of a version. */
const VERSION_WORDS = new Set('version build ver v release'.split(' '));

/** Roots of the registry, which look like domains of accounts. */
const REGISTRY_KEYS = new Set('hklm hkcu hkcr hku'.split(' '));

const OF_PLACEHOLDER = asciiSet("0-9A-Za-z _./'\\-");
const OF_BRACED = asciiSet('0-9A-Za-z _\\-');
const OF_SHARE = asciiSet('0-9A-Za-z_.$\\-');
const OF_POSIX = asciiSet('0-9A-Za-z_.@+~\\-');
const OF_SCHEME = asciiSet('0-9A-Za-z.');
const OF_MAILBOX = asciiSet('0-9A-Za-z._%+\\-');
const OF_DOMAIN = asciiSet('0-9A-Za-z.\\-');
const OF_IPV4 = asciiSet('0-9.');
const OF_NETBIOS = asciiSet('0-9A-Za-z\\-');
const OF_HOST = asciiSet('0-9A-Za-z._\\-');
const OF_SID = asciiSet('0-9\\-');
const OF_ENCODED = asciiSet('0-9A-Za-z+/_=\\-');
const OF_IPV6 = asciiSet('0-9A-Fa-f:');
const ENDS_WORD = asciiSet(' \n\t,;)"');

const BLANK_OR_QUOTE = /[\p{White_Space}"'(\u201c\u2018]/u;
const END_OF_ADDRESS = /[\p{White_Space}"'<>|`]/gu;
const END_OF_FOLDER = /[\0-\x1f\x7f-\x9f\\/:*?"'<>|;,]/g;
const END_OF_FILE = /[\p{White_Space}\\/:*?"'<>|;,)\]]/gu;
const END_OF_VALUE = /[\0-\x1f\x7f-\x9f,"'=<>;]/g;

/** A place in a text. Its methods give lengths, or what counts as 0. */
class Here {
  constructor(text) {
    this.text = text;
    this.moveTo(0);
  }

  moveTo(at) {
    this.at = at;
    this.near = Math.min(this.text.length, at + VARIABLE_REACH);
  }

  /** The sign so many units on, if it is near. */
  sign(offset) {
    return this.at + offset < this.near ? this.text[this.at + offset] : '';
  }

  /** How many characters are of a kind, near by. */
  run(offset, kind) {
    return run(this.text, Math.min(this.at + offset, this.near), this.near, kind);
  }

  /** The length of what a sticky pattern finds. */
  match(pattern, offset) {
    pattern.lastIndex = this.at + offset;
    return pattern.test(this.text) ? pattern.lastIndex - this.at - offset : 0;
  }

  is(offset, kind) {
    return this.at + offset < this.near && kind[this.text.charCodeAt(this.at + offset)] === true;
  }

  slice(start, end) {
    return this.text.slice(this.at + start, this.at + end);
  }

  before() {
    return characterBefore(this.text, this.at);
  }

  step() {
    return Math.max(this.run(0, IS_WORD), widthAt(this.text, this.at));
  }

  startsHere() {
    const unit = this.text.charCodeAt(this.at - 1);
    const goesOn = unit < 0x80 ? IS_WORD[unit] : LETTER_DIGIT_OR_LINE.test(this.before());
    return !(goesOn && this.is(0, IS_LETTER_OR_DIGIT));
  }

  endsWord(length) {
    const end = this.at + length;
    const goesOn = end > this.text.length || LETTER_DIGIT_OR_LINE.test(characterAt(this.text, end));
    return !goesOn && length;
  }

  followsBlank() {
    const before = this.before();
    return before === '' || BLANK_OR_QUOTE.test(before);
  }

  variable() {
    return this.is(0, IS_LETTER_OR_DIGIT) ? this.word() : this.signed();
  }

  /** What starts with a sign. */
  signed() {
    switch (this.sign(0)) {
      case '\\':
        return this.backslashed();
      case '<':
        return ofKind(this.placeholder(), 'value');
      case '{':
        return this.guid(1) && this.sign(37) === '}' ? ofKind(38, 'guid') : ofKind(this.braced(), 'value');
      case '[': {
        const length = this.ipv6(1);
        return this.sign(1 + length) === ']' && ofKind(length && length + 2, 'ip');
      }
      case '/':
        return ofKind(this.posixPath(), 'path');
      default:
        return null;
    }
  }

  backslashed() {
    if (this.sign(1) === '\\') return ofKind(this.networkPath(2), 'path');
    if (this.is(1, IS_LETTER_OR_DIGIT) && this.followsBlank()) {
      const length = this.networkPath(1);
      return this.slice(1, length || 0).includes('\\') && ofKind(length, 'path');
    }
    return this.sign(1) === '<' && ofKind(this.placeholder(), 'value');
  }

  /** What starts with a letter or a digit, the most specific first. */
  word() {
    // Most words are nothing but letters: of these, only names of days and months start anything.
    const letters = this.run(0, IS_LETTER);
    const { length } = this.text;
    const next = this.at + letters;
    if (letters > 0 && (next === length || ENDS_WORD[this.text.charCodeAt(next)])) {
      return letters === 3 && ofKind(this.time(), 'time');
    }
    return (
      ofKind(this.drivePath(), 'path') ||
      ofKind(this.address(), 'path') ||
      ofKind(this.wholeGuid(), 'guid') ||
      ofKind(this.distinguishedName(), 'value') ||
      ofKind(this.email(), 'email') ||
      ofKind(this.ipv4(), 'ip') ||
      ofKind(this.time(), 'time') ||
      ofKind(this.wholeIpv6(), 'ip') ||
      ofKind(this.account(), 'value') ||
      ofKind(this.host(), 'host') ||
      ofKind(this.identifier(), 'value')
    );
  }

  /** `<server name>`, `\<id\>`. */
  placeholder() {
    const open = this.sign(0) === '\\' ? 2 : 1;
    if (!this.is(open, IS_LETTER)) return 0;
    const start = this.at + open;
    const end = start + run(this.text, start, Math.min(this.near, start + VARIABLE_LONGEST), OF_PLACEHOLDER);
    const length = end - this.at;
    if (this.sign(length) === '\\' && this.sign(length + 1) === '>') return length + 2;
    return this.sign(length) === '>' && !this.closes(end + 1, this.text.slice(start, end)) && length + 1;
  }

  /** Whether the element `name` is closed soon in what follows it: `</name`. */
  closes(start, name) {
    const after = this.text.slice(start, endOfFirst(this.text, start, VARIABLE_REACH));
    return after.includes(`</${name}`);
  }

  /** `{0}`, `{user name}`. */
  braced() {
    const start = this.at + 1;
    const length = run(this.text, start, Math.min(this.near, start + VARIABLE_LONGEST), OF_BRACED);
    return this.is(1, IS_LETTER_OR_DIGIT) && this.sign(1 + length) === '}' && length + 2;
  }

  /** `\\server\share\file`. */
  networkPath(slashes) {
    const host = this.run(slashes, OF_SHARE);
    return host && this.withoutStop(slashes + host + this.folders(slashes + host));
  }

  /** `C:\folder\file`. */
  drivePath() {
    const isDrive = this.is(0, IS_LETTER) && this.sign(1) === ':' && this.sign(2) === '\\';
    return isDrive && this.withoutStop(2 + this.folders(2));
  }

  /** `/var/log/messages`: two parts at least. */
  posixPath() {
    const before = this.before();
    if (before !== '' && ('./<>)'.includes(before) || LETTER_OR_DIGIT.test(before))) return 0;
    let length = 0;
    let parts = 0;
    while (this.sign(length) === '/') {
      const part = this.run(length + 1, OF_POSIX);
      length += 1 + part;
      if (part === 0) break;
      parts += 1;
    }
    return parts >= 2 && this.withoutStop(length);
  }

  /** `https://host/path`. */
  address() {
    const scheme = this.run(0, OF_SCHEME);
    const start = this.at + scheme + 3;
    if (!this.text.startsWith('://', start - 3)) return 0;
    if (!SCHEMES.has(this.slice(0, scheme).toLowerCase())) return 0;
    const end = placeOf(END_OF_ADDRESS, this.text, start);
    return end > start && this.withoutStop(end - this.at);
  }

  /** The length without the punctuation of the sentence around it. */
  withoutStop(length) {
    return endWithout(this.text, this.at, this.at + length, '.,;:)]!?') - this.at;
  }

  /** `CN=Ada,OU=People,DC=example,DC=com`: two parts at least. */
  distinguishedName() {
    let length = 0;
    let parts = 0;
    for (;;) {
      const key = run(this.text, this.at + length, this.text.length, IS_LETTER);
      const value = length + key + 1;
      const isKey = this.text[this.at + value - 1] === '=' && DN_KEYS.has(this.slice(length, value - 1).toLowerCase());
      const part = isKey ? this.valueLength(value) : 0;
      if (part === 0) break;
      parts += 1;
      length = value + part;
      if (this.text[this.at + length] !== ',') break;
      length += this.text[this.at + length + 1] === ' ' ? 2 : 1;
    }
    return parts >= 2 && endWithout(this.text, this.at, this.at + length, ', .') - this.at;
  }

  /** `ada@example.com`. */
  email() {
    const name = this.run(0, OF_MAILBOX);
    if (name === 0 || this.sign(name) !== '@') return 0;
    const length = this.withoutStop(name + 1 + this.run(name + 1, OF_DOMAIN));
    return this.slice(name + 1, length).includes('.') && length;
  }

  /** Four numbers that an address can have, and not those of a version. */
  ipv4() {
    const numbers = this.run(0, OF_IPV4);
    let length = endWithout(this.text, this.at, this.at + numbers, '.') - this.at;
    const parts = this.slice(0, Math.min(length, 16)).split('.');
    if (parts.length !== 4 || !parts.every(isOctet) || this.followsVersion()) return 0;
    const sign = this.sign(length);
    if (sign === ':' || sign === '/') {
      const digits = this.run(length + 1, IS_DIGIT);
      if (digits >= 1 && digits <= 5) length += 1 + digits;
    }
    return this.endsWord(length);
  }

  /** Whether a word for a version stands before. */
  followsVersion() {
    const end = endWithout(this.text, 0, this.at, ' :="(');
    let start = end;
    while (end - start <= 8) {
      const before = characterBefore(this.text, start);
      if (before === '' || !LETTER_OR_DIGIT.test(before)) break;
      start -= before.length;
    }
    return VERSION_WORDS.has(this.text.slice(start, end).toLowerCase());
  }

  /** A date, a time of day, or both. */
  time() {
    for (const pattern of TIMES) {
      const length = this.endsWord(this.match(pattern, 0));
      if (length) return length;
    }
    return 0;
  }

  /** `DOMAIN\account`. */
  account() {
    const domain = this.run(0, OF_NETBIOS);
    if (this.sign(domain) !== '\\') return 0;
    const length = this.run(domain + 1, OF_SHARE);
    const starts = this.is(0, IS_LETTER) && this.is(domain + 1, IS_LETTER);
    const isKey = REGISTRY_KEYS.has(this.slice(0, domain).toLowerCase());
    const goesOn = this.sign(domain + 1 + length) === '\\';
    const before = this.before();
    const follows = before !== '' && '\\/.:%'.includes(before);
    const fits = starts && !isKey && !goesOn && !follows && domain >= 2 && domain <= 15 && length > 1;
    return fits && this.withoutStop(domain + 1 + length);
  }

  /** `mail.example.com`, perhaps with a port. */
  host() {
    const before = this.before();
    if (before === '.' || before === '\\' || before === '$') return 0;
    const length = this.withoutStop(this.run(0, OF_HOST));
    const name = this.slice(0, length);
    const dot = name.lastIndexOf('.');
    if (dot <= 0 || name.slice(0, dot).includes('..')) return 0;
    const domain = name.slice(dot + 1);
    const isKnown = DOMAINS.has(domain) || (/^[A-Z]+$/.test(domain) && DOMAINS.has(domain.toLowerCase()));
    const next = this.text[this.at + length];
    if (!isKnown || next === '(' || next === '\\') return 0;
    const digits = this.sign(length) === ':' ? this.run(length + 1, IS_DIGIT) : 0;
    return this.endsWord(length + (digits >= 1 && digits <= 5 ? 1 + digits : 0));
  }

  /** Security identifiers, long numbers, and long runs of letters and digits. */
  identifier() {
    if (this.text.startsWith('S-1-', this.at)) {
      const length = 4 + this.run(4, OF_SID);
      return length > 6 && this.endsWord(length);
    }
    if (this.sign(0) === '0' && (this.sign(1) === 'x' || this.sign(1) === 'X')) {
      const length = this.run(2, IS_HEX);
      return length > 8 && this.endsWord(2 + length);
    }
    const hex = this.run(0, IS_HEX);
    const digits = this.run(0, IS_DIGIT);
    if (digits >= 9 || (hex >= 16 && this.isMixed(hex))) {
      return this.endsWord(Math.max(digits, hex)) || this.endsWord(digits);
    }
    const encoded = this.run(0, OF_ENCODED);
    return encoded >= 40 && this.isMixed(encoded) && run(this.text, this.at, this.text.length, OF_ENCODED);
  }

  isMixed(length) {
    return /[0-9]/.test(this.slice(0, length));
  }

  /** The length of the folders and the file that start at a place, each after a backslash. */
  folders(start) {
    const { text } = this;
    let at = this.at + start;
    while (text[at] === '\\') {
      const end = placeOf(END_OF_FOLDER, text, at + 1);
      if (text[end] !== '\\' || end >= endOfFirst(text, at + 1, VARIABLE_LONGEST)) {
        at = placeOf(END_OF_FILE, text, at + 1);
        break;
      }
      at = end;
    }
    return at - this.at - start;
  }

  /** The length of a value of a distinguished name. */
  valueLength(start) {
    const { text } = this;
    const from = this.at + start;
    const end = Math.min(placeOf(END_OF_VALUE, text, from), endOfFirst(text, from, VARIABLE_LONGEST));
    if (text[end] === ',') return end - from;
    const blank = text.slice(from, end).indexOf(' ');
    return blank < 0 ? end - from : blank;
  }

  /** Five groups of hexadecimal digits. */
  guid(start) {
    return this.match(GUID, start);
  }

  wholeGuid() {
    return this.guid(0) && this.endsWord(36);
  }

  /** Eight groups of hexadecimal digits, or fewer around `::`. */
  ipv6(start) {
    const length = this.run(start, OF_IPV6);
    if (length > 40) return 0;
    const address = this.slice(start, start + length).replace(/:$/, '');
    const groups = address.split(':');
    const colons = groups.length - 1;
    const digits = groups.filter((group) => group !== '').length;
    const isShort = groups.every((group) => group.length <= 4);
    const hasGap = address.includes('::');
    const fits = isShort && (colons === 7 || (hasGap && colons >= 2 && colons <= 7 && digits >= 2));
    return fits && address.length;
  }

  wholeIpv6() {
    const length = this.ipv6(0);
    return length && this.endsWord(length);
  }
}

const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/iy;

/** A length and what has it; what counts as nothing if there is no length. */
function ofKind(length, kind) {
  return length && { length, kind };
}

function isOctet(part) {
  return /^(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])$/.test(part);
}

/** `10:20`, with a zone or the half of the day; then the same with seconds, or at least with seconds. */
const ZONE = String.raw`(?:[.,]\d+)?(?: ?[AP]M|Z| UTC| GMT| ?[-+][\d:]{4,5}(?![\d:]))?`;
const CLOCK = String.raw`\d{1,2}:\d{1,2}(?::\d{1,2}(?!\d)|(?![\d:]))${ZONE}`;
/** `2024-05-31`, `5/31/2024`, `31.05.2024`. */
const DATE = String.raw`(?:\d{4}-\d\d-\d\d|\d{1,2}(?:/\d{1,2}/(?:(?:19|20)\d\d|\d\d)|\.\d{1,2}\.(?:19|20)\d\d)(?!\d))`;
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[ ,]+';
const NUMBER = String.raw`\d{1,4}[ ,]+`;

/** A date with its time, a date, a time, `Fri May 31 10:20:30 2024`, `31 May 2024 10:20`. */
const TIMES = [
  `${DATE}(?:, |[T ])${CLOCK}`,
  DATE,
  String.raw`\d{1,2}:\d{1,2}:\d{1,2}(?!\d)${ZONE}`,
  String.raw`(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[ ,]+)?(?:${NUMBER}${MONTH}|${MONTH}${NUMBER})(?:${NUMBER})?${CLOCK}(?: \d{4}(?!\d))?`,
].map((pattern) => new RegExp(pattern, 'y'));
