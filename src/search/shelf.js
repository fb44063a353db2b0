// The shelf: the files of an index, read when they are asked for and kept.
//
// The twin of `shelf.rs`. What reads a file is a function of its name, which promises the data in it, or
// undefined.

/** The files' version: a reader refuses others. */
const INDEX_VERSION = 2;
/** The name of the one file whose name does not change. */
const MANIFEST_FILE = 'manifest.js';
/** How many terms of the manifest one is that it tells. */
const SKETCHED_TERMS = 2 ** 4;

/** What files hold, by examples: a list of one is any number of such. */
const MANIFEST_SHAPE = {
  version: 0,
  articles: 0,
  slots: 0,
  groups: 0,
  term_shards: 0,
  word_shards: 0,
  terms: '',
  words: '',
  cards: '',
  codes: '',
  rarities: [0],
  sketch: [''],
  whole: true,
  stock: '',
  generic: '',
};
const CARDS_SHAPE = [
  [
    0,
    '',
    '',
    '',
    [''],
    '',
    [[''], [0]],
    [['', '', 0, '']],
    ['', [0], [0], [''], ['']],
    [''],
    [''],
  ],
];
/** How the articles of a term are told, and of another word: how many at most, the least worth, how many worths. */
const TOLD = { terms: [192, 0, 4], words: [24, 1, 3] };

/** Whether data are of a shape. */
function fits(data, shape) {
  if (typeof data !== typeof shape || data === null) return false;
  if (!Array.isArray(shape)) {
    return typeof shape !== 'object' || Object.keys(shape).every((key) => fits(data[key], shape[key]));
  }
  if (!Array.isArray(data)) return false;
  if (shape.length === 1) return data.every((part) => fits(part, shape[0]));
  return data.length === shape.length && data.every((part, index) => fits(part, shape[index]));
}

/** The data that the text of a script holds, or undefined. */
function parsedData(text) {
  try {
    return JSON.parse(text.slice(text.indexOf(',') + 1, text.lastIndexOf(')')));
  } catch (error) {
    return undefined;
  }
}

class Shelf {
  /** Opens the index of a manifest; null if it is none, or one of another version. */
  static of(manifest, read) {
    const isOne = fits(manifest, MANIFEST_SHAPE) && manifest.version === INDEX_VERSION;
    return isOne ? new Shelf(manifest, read) : null;
  }

  constructor(manifest, read) {
    this.manifest = manifest;
    readStock(manifest.stock);
    readGeneric(manifest.generic);
    this.read = read;
    this.sketch = new Map();
    manifest.sketch.forEach((gaps, rarity) => {
      for (const at of grown(gaps)) if (!this.sketch.has(at)) this.sketch.set(at, rarity);
    });
    this.terms = new Map();
    this.words = new Map();
    this.cards = new Map();
    this.codes = new Map();
    this.files = new Map();
    this.known = new Set();
  }

  /** Reads files, but for those that were read before; whether all could be read. */
  async fetch(names) {
    const all = await Promise.all(names.map((name) => this.fetchOne(name)));
    return all.every((isRead) => isRead);
  }

  /** One file; what could not be read is tried again the next time. */
  fetchOne(name) {
    if (!this.files.has(name)) {
      const kept = this.read(name).then((data) => this.keep(name, data));
      this.files.set(name, kept);
      kept.then((isRead) => (isRead ? this.known.add(name) : this.files.delete(name)));
    }
    return this.files.get(name);
  }

  /** Whether a file was read. */
  has(name) {
    return this.known.has(name);
  }

  /** Keeps what a file holds; whether it is such a file. */
  keep(name, data) {
    const [kind, number] = name.split('-');
    if (kind === 'cards') {
      if (!fits(data, CARDS_SHAPE)) return false;
      for (const card of data) this.cards.set(card[0], new Card(card));
      return true;
    }
    if (typeof data !== 'string') return false;
    if (kind === 'codes') {
      for (const row of data.split('\n')) this.codes.set(...row.split('\t'));
      return true;
    }
    const shards = kind === 'terms' ? this.manifest.term_shards : this.manifest.word_shards;
    readShard(data, Number(number), shards, TOLD[kind], this[kind]);
    return true;
  }

  /** The class of how many articles have a term; undefined if the manifest does not tell. */
  rarityClass(term) {
    return this.sketch.get(Math.floor(term / SKETCHED_TERMS));
  }

  /** What a term of a class weighs; of none, what an unknown one weighs. */
  weightOf(rarity) {
    const table = this.manifest.rarities;
    const index = rarity === undefined ? 0 : rarity + 1;
    return table.length === 0 ? 1 : table[Math.min(index, table.length - 1)];
  }

  /** What a term weighs, for all that the manifest tells; undefined if no article has it. */
  weight(term) {
    const rarity = this.rarityClass(term);
    return rarity === undefined && this.manifest.whole ? undefined : this.weightOf(rarity);
  }

  /** The most that a term can weigh. */
  most() {
    return this.weightOf(undefined);
  }

  /** How rare a word is, as the reader of pastes asks; undefined if no article has it. */
  rarity(word) {
    let found;
    words(word.toLowerCase(), (part, kind) => {
      const rarity = kind === PLAIN_WORD ? this.rarityClass(termOf(part)) : undefined;
      if (kind === PLAIN_WORD) found = rarity === undefined ? undefined : this.weightOf(rarity);
    });
    return found;
  }

  termFile(term) {
    return this.shardFile('terms', term % Math.max(1, this.manifest.term_shards), this.manifest.term_shards);
  }

  wordFile(term) {
    return this.shardFile('words', term % Math.max(1, this.manifest.word_shards), this.manifest.word_shards);
  }

  cardFile(id) {
    return this.shardFile('cards', Math.floor(id / Math.max(1, this.manifest.slots)), this.manifest.groups);
  }

  shardFile(kind, number, count) {
    const hashes = this.manifest[kind];
    const length = Math.floor(hashes.length / Math.max(1, count));
    return `${kind}-${number}-${hashes.slice(number * length, (number + 1) * length)}.js`;
  }

  /** The articles that have a sentence, if the file in which it stands was read. */
  sentence(sentence) {
    return this.terms.get(sentenceKey(sentence, Math.max(1, this.manifest.term_shards)));
  }
}

const MOST_NUMBER = 2 ** 32 - 1;

/** The least numbers of articles of the classes of frequency after the first: two classes for each doubling. */
const FREQUENCY_CLASSES = Array.from({ length: 40 }, (_, at) => {
  return Math.ceil((2 ** (at >> 1) * (at & 1 ? 16818 : 11892)) / 10000);
});

/** The class of a term that so many articles have. */
function classOfCount(count) {
  const next = FREQUENCY_CLASSES.findIndex((least) => least > count);
  return next < 0 ? FREQUENCY_CLASSES.length : next;
}

/** Reads which articles have the terms of a shard: the class of their number, and ids and worths by turns. */
function readShard(text, shard, shards, [deepest, least, worths], found) {
  const all = numbers(text);
  let at = 0;
  let key = 0;
  while (at + 1 < all.length) {
    key = Math.min(MOST_NUMBER, key + all[at]);
    const count = all[at + 1] + 1;
    // Of a list that is whole, its length tells the class.
    const isCut = count === deepest;
    const rarity = isCut ? all[at + 2] || 0 : classOfCount(Math.min(MOST_NUMBER, count));
    at += isCut ? 3 : 2;
    const end = Math.min(at + count, all.length);
    const list = [];
    let next = 0;
    for (; at < end; at += 1) {
      const id = Math.min(MOST_NUMBER, next + Math.floor(all[at] / worths));
      next = Math.min(MOST_NUMBER, id + 1);
      list.push(id, least + (all[at] % worths));
    }
    found.set(Math.min(MOST_NUMBER, Math.min(MOST_NUMBER, key * shards) + shard), { rarity, list });
  }
}

/** An article as search shows it; what its texts hold is read when it is asked for. */
class Card {
  constructor([id, path, url, title, products, kind, sections, fixes, units, codes, names]) {
    Object.assign(this, { id, path, title, products, kind, codes, names });
    this.url = addressOf(path, url);
    this.reader = new WordReader();
    const texts = units[4];
    if (title === '' && texts.length > 0) this.title = texts[0];
    const ids = sections[0].map((section, index) => {
      const text = texts[units[1].indexOf(index)];
      return section === DERIVED && text !== undefined ? headingAnchor(text) : section;
    });
    this.units = unitsOf(ids, units, this.reader);
    const known = fixes.map(([section, text, isCommand, cause]) => {
      return { section, text, isCommand: isCommand === 1, cause };
    });
    this.fixes = new Map();
    ids.forEach((section, index) => {
      const fix = known[sections[1][index] - 1];
      if (fix && !this.fixes.has(section)) this.fixes.set(section, fix);
    });
  }

  /** What its words are worth. */
  get profile() {
    return kept(this, 'profile', profileOf(this.units, this.codes.concat(this.names), this.reader));
  }

  /** All its codes. */
  get allCodes() {
    const named = this.codes.concat(this.names).flatMap((name) => kins(name, true));
    const all = this.units.flatMap((unit) => unit.kins).concat(named);
    return kept(this, 'allCodes', new Set(all.map((kin) => kin.code)));
  }

  /** The way to the fix from a text. */
  fixOf(unit) {
    return this.fixes.get(unit.section) || null;
  }
}

/** The address of an article that its card holds so. */
function addressOf(path, shortened) {
  const usual = `${path.replace(/\.md$/, '')}.html`;
  const start = NOT_ASCII.test(path) ? null : /^(\d+):(.*)$/s.exec(shortened);
  return start ? start[2] + usual.slice(start[1]) : shortened || usual;
}

/** The texts of a card, which a file holds in columns. */
function unitsOf(sections, [fields, places, gaps, errors, texts], reader) {
  let line = 0;
  let errorCount = 0;
  return texts.map((text, index) => {
    const field = Math.min(Math.max(0, (fields.charCodeAt(index) || 0) - 48), ROW);
    line += gaps[index] || 0;
    const id = field === ERROR ? errors[errorCount] || '' : '';
    if (field === ERROR) errorCount += 1;
    const section = sections[places[index] || 0] || '';
    const isLine = line >= 0 && line <= MOST_NUMBER;
    return new Unit({ field, section, id, line: isLine ? line : 1, text, reader });
  });
}

/** A text by which an article is found. */
class Unit {
  constructor(properties) {
    Object.assign(this, properties);
  }

  /** The id of the error that it is; empty if it is none. */
  get error() {
    return this.id === DERIVED ? errorAnchor(this.text) : this.id;
  }

  /** It as it is compared, line by line. */
  get lines() {
    return kept(this, 'lines', fold(this.text).split('\n'));
  }

  /** Its terms, each once. */
  get terms() {
    const tokens = this.lines.flatMap((line) => this.reader.read(line));
    const plain = tokens.filter((token) => token.kind === PLAIN_WORD);
    return kept(this, 'terms', Array.from(new Set(plain.map((token) => token.term))));
  }

  /** Its codes. */
  get kins() {
    return kept(this, 'kins', kins(this.text, true));
  }

  /** Its words, weighed by those of the site. */
  stream(weighing) {
    if (!this.ownStream) this.ownStream = streamOfUnit(this, weighing, this.reader);
    return this.ownStream;
  }
}

/** Makes of a property that is worked out one that is known. */
function kept(object, name, value) {
  Object.defineProperty(object, name, { value });
  return value;
}
