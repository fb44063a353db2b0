// Belief: whether the first article is about this very error.
//
// The twin of `belief.rs`, whose weights stand before this text.

/** The most words of a paste that are laid beside an article's. */
const MOST_WORDS = 600;

/**
 * A paste as it is laid beside articles: its `stream`, the codes on each line that holds words, and which line
 * of the paste that is.
 */
function sideOf(pasteLines, weighing, reader) {
  const stream = new Stream();
  const codes = [];
  const places = [];
  for (const index of chosenLines(pasteLines)) {
    const line = pasteLines[index];
    const before = stream.terms.length;
    stream.add(line.text, line.factor, weighing, MOST_WORDS, reader);
    if (stream.terms.length === before) continue;
    places.push(index);
    codes.push(kins(line.text, line.weight >= 0.5));
  }
  return { stream: stream.prepared(), codes, places, isVague: isVague(pasteLines) };
}

/**
 * Whether a paste is a few plain words: of letters alone, and no name that a programmer gave, which is long, or has
 * dots or capitals in it.
 */
function isVague(pasteLines) {
  if (pasteLines.length !== 1) return false;
  const { text } = pasteLines[0];
  if (/[\u2e80-\uffff]/.test(text)) return text.length <= FEW_SIGNS;
  const parts = text.match(/[^ \t]+/g) || [];
  return parts.length <= FEW_WORDS && parts.every((word) => isPlain(word.replace(/[.,!?]+$/, '')));
}

/** Whether a word is of letters alone, and no name that a programmer gave. */
function isPlain(word) {
  return word.length < LONG_NAME && /^(?:[A-Za-z']|[^\0-\x7f])*$/.test(word) && !/[a-z][A-Z]/.test(word);
}

/** The lines that are laid beside articles, each once: of a long log those that count the most. */
function chosenLines(pasteLines) {
  const first = new Map();
  pasteLines.forEach(({ text }, index) => first.has(text) || first.set(text, index));
  const order = Array.from(first.values());
  order.sort((a, b) => pasteLines[b].factor - pasteLines[a].factor);
  const chosen = [];
  let count = 0;
  for (const line of order) {
    if (count >= MOST_WORDS) continue;
    count += pasteLines[line].text.split(' ').length;
    chosen.push(line);
  }
  return chosen.sort((a, b) => a - b);
}

/** How many texts of a card are laid beside the paste, and how many of them are judged. */
const MOST_UNITS = 8;
const JUDGED = 4;
/** The least weight that a text must share with the paste. */
const LEAST_SHARED = 3;
/** A word counts as explained by a text that scores at least so much. */
const EXPLAINS = 4;

/**
 * What a card explains of a paste: its texts that explain the `best`, and the share of the paste that is
 * `covered`. `terms` are the paste's, its slips of the hand mended as the card has them.
 */
function explanationOf(side, terms, card, weighing) {
  const covered = new Uint8Array(terms.length);
  const best = [];
  for (const unit of sharingUnits(terms, card, weighing)) {
    const stream = unit.stream(weighing);
    const alignment = align(side.stream, terms, stream);
    if (alignment.chains.length === 0) continue;
    const pairs = alignment.chains.flat();
    if (alignment.score >= EXPLAINS) {
      for (const { at } of pairs) covered[at] = 1;
      coverPairs(terms, stream, covered);
    }
    best.push({ index: card.units.indexOf(unit), unit, alignment, pairs });
  }
  best.sort((a, b) => b.alignment.score - a.alignment.score || a.index - b.index);
  best.splice(JUDGED);
  for (const text of best) text.shared = sharedWeight(side.stream, text.unit.stream(weighing), text.pairs);
  const { weights, sums } = side.stream;
  let explained = 0;
  for (let at = 0; at < weights.length; at += 1) explained += covered[at] ? weights[at] : 0;
  return { best, isCovered: covered, covered: explained / Math.max(sums[weights.length], 1e-6) };
}

/** The texts of a card that share the most with a paste. */
function sharingUnits(terms, card, weighing) {
  const known = new Map();
  for (const term of terms) if (!known.has(term)) known.set(term, weighing.weight(term) || 0);
  const found = [];
  card.units.forEach((unit, index) => {
    let shared = 0;
    for (const term of unit.terms) shared += known.get(term) || 0;
    if (shared > LEAST_SHARED && unit.text !== '') found.push({ shared, index, unit });
  });
  found.sort((a, b) => b.shared - a.shared || a.index - b.index);
  return found.slice(0, MOST_UNITS).map(({ unit }) => unit);
}

/** Two neighbouring words of the paste that are neighbours in the text are explained. */
function coverPairs(terms, unit, covered) {
  for (let at = 1; at < terms.length; at += 1) {
    const places = unit.places.get(terms[at - 1]);
    if (!places || places.every((place) => unit.terms[place + 1] !== terms[at])) continue;
    covered[at - 1] = 1;
    covered[at] = 1;
  }
}

function sharedWeight(stream, unit, pairs) {
  let shared = 0;
  for (const { at, place } of pairs) shared += Math.min(stream.weights[at], unit.weights[place]);
  return shared;
}

/** The line of the paste that holds the most of a match, or -1. */
function lineOf(side, text) {
  const { lines: groups, weights } = side.stream;
  const masses = new Float64Array(side.places.length);
  for (const { at } of text.pairs) masses[groups[at]] += weights[at];
  let best = -1;
  masses.forEach((mass, line) => {
    if (mass > (best < 0 ? 0 : masses[best])) best = line;
  });
  return best < 0 ? -1 : side.places[best];
}

/** A line or sentence is touched if it holds this share of the match, or is itself matched so far. */
const TOUCHED = 0.15;
const FILLED = 0.4;
/** How far beside a match its flanks are looked at, in words. */
const FLANK = 14;

/** Tells how well one text of a card matches a paste. */
class Judge {
  constructor(side, card, explanation, text, weighing) {
    this.side = side;
    this.card = card;
    this.unit = text.unit;
    this.paste = side.stream;
    this.stream = text.unit.stream(weighing);
    this.covered = explanation.isCovered;
    this.chain = text.alignment.chains[0];
    this.shared = text.shared;
    this.bare = 0;
    this.inPaste = new Uint8Array(this.paste.terms.length);
    this.inUnit = new Uint8Array(this.stream.terms.length);
    this.pairs = text.pairs;
    for (const { at, place } of text.pairs) {
      this.inPaste[at] = 1;
      this.inUnit[place] = 1;
      this.bare += Math.min(this.paste.bare[at], this.stream.bare[place]);
    }
  }

  measures() {
    const { paste, stream, shared } = this;
    const explained = this.inPaste.map((isIn, at) => isIn | this.covered[at]);
    const unit = touchedGroups(stream.sentences, stream.weights, this.inUnit, shared, this.inUnit);
    const sentence = touchedGroups(paste.sentences, paste.weights, this.inPaste, shared, explained);
    const line = touchedGroups(paste.lines, paste.weights, this.inPaste, shared, explained);
    const missing = Math.min(unit.mass - unit.told, sentence.mass - sentence.told);
    return {
      bare: shared / Math.max(this.bare, 1e-6),
      template: unit.told / Math.max(unit.mass, 1e-6),
      line: line.told / Math.max(line.mass, 1e-6),
      sentence: sentence.told / Math.max(sentence.mass, 1e-6),
      missing: shareOf(missing, shared),
      inner: shareOf(this.inner(), shared),
      flank: shareOf(this.flank(), shared),
      tail: shareOf(this.tail(paste.lines), shared),
      rest: shareOf(this.tail(paste.sentences), shared),
      conflict: this.conflict(line.which) || this.hasAnotherReason(),
    };
  }

  /** What stands in both texts between two matches without being one. */
  inner() {
    let sum = 0;
    for (let index = 1; index < this.chain.length; index += 1) {
      const [first, next] = [this.chain[index - 1], this.chain[index]];
      const least = Math.min(next.at - first.at, next.place - first.place);
      if (least <= 1) continue;
      const here = sumOf(first.at + 1, next.at, (at) => (this.covered[at] ? 0 : this.paste.weights[at]));
      const there = sumOf(first.place + 1, next.place, (place) => this.unmatched(place));
      sum += Math.min(here, there) * (least <= 2 ? 0.35 : 1);
    }
    return sum;
  }

  /** What a word of the text weighs that is in no match. */
  unmatched(place) {
    return this.inUnit[place] ? 0 : this.stream.weights[place];
  }

  /** What stands in both texts right before or after the match without being in it. */
  flank() {
    const { paste, stream, covered } = this;
    const first = this.chain[0];
    const last = this.chain[this.chain.length - 1];
    const isMessage = this.unit.field === ERROR || this.unit.field === QUOTE;
    const beside = (of) => (place) => {
      const isSame =
        stream.sentences[place] === stream.sentences[of] || (isMessage && stream.lines[place] === stream.lines[of]);
      return isSame ? this.unmatched(place) : 0;
    };
    const right = sumOf(last.place + 1, Math.min(last.place + 1 + FLANK, this.inUnit.length), beside(last.place));
    const left = sumOf(Math.max(0, first.place - FLANK), first.place, beside(first.place));
    const after = sumOf(last.at + 1, Math.min(last.at + 1 + FLANK, covered.length), (at) => {
      return covered[at] ? 0 : paste.weights[at];
    });
    const before = sumOf(Math.max(0, first.at - FLANK), first.at, (at) => {
      return !covered[at] && paste.lines[at] === paste.lines[first.at] ? paste.weights[at] : 0;
    });
    return Math.max(Math.min(right, after), Math.min(left, before));
  }

  /** What of the line (or sentence) in which the match ends stays unexplained after it. */
  tail(groups) {
    const { paste } = this;
    const end = this.chain[this.chain.length - 1].at;
    let sum = 0;
    for (let at = 0; at < paste.terms.length; at += 1) {
      if (groups[at] !== groups[end]) continue;
      if (this.covered[at] || at === end) sum = 0;
      else sum += paste.weights[at];
    }
    return sum;
  }

  /** Whether the two sentences that match best give reasons that have nothing in common. */
  hasAnotherReason() {
    const { paste, stream } = this;
    const counts = new Map();
    let best = -1;
    for (const { at, place } of this.pairs) {
      const key = paste.sentences[at] * MOST_SENTENCES + stream.sentences[place];
      counts.set(key, (counts.get(key) || 0) + 1);
    }
    for (const [key, count] of counts) {
      const most = counts.get(best) || 0;
      if (count > most || (count === most && key < best)) best = key;
    }
    if (best < 0) return false;
    const ours = reasonOf(paste, Math.floor(best / MOST_SENTENCES));
    return isForeign(ours, stream) && isForeign(reasonOf(stream, best % MOST_SENTENCES), paste);
  }

  /** Whether the codes of a family that stand on some lines and in the text are none of the same. */
  conflict(which) {
    const codes = which.flatMap((line) => this.side.codes[line]).filter(isExchangeable);
    return this.unit.kins.some(({ family }) => {
      const rivals = codes.filter((kin) => kin.family === family);
      return rivals.length > 0 && rivals.every(({ code }) => !this.card.allCodes.has(code));
    });
  }
}

/** More sentences than any text has. */
const MOST_SENTENCES = 4096;

/** The words of the reason that a sentence gives. */
function reasonOf(stream, sentence) {
  return Array.from(stream.terms).filter((_, at) => stream.sentences[at] === sentence && stream.reasons[at]);
}

/** Whether another text has few of some words. */
function isForeign(terms, stream) {
  const known = terms.filter((term) => stream.terms.includes(term)).length;
  return terms.length >= 2 && known * 3 < terms.length;
}

function sumOf(start, end, weightAt) {
  let sum = 0;
  for (let at = start; at < end; at += 1) sum += weightAt(at);
  return sum;
}

/** A part beside what is shared: from 0 to nearly 1. */
function shareOf(part, shared) {
  return part / (shared + part + 1);
}

/** The mass of the groups (sentences or lines) that carry a match, what of it is told, and which they are. */
function touchedGroups(groups, weights, matched, shared, told) {
  const count = groups.length === 0 ? 0 : groups[groups.length - 1] + 1;
  const all = Array.from({ length: count }, () => ({ mass: 0, hit: 0, told: 0, has: false }));
  groups.forEach((group, at) => {
    const known = all[group];
    known.mass += weights[at];
    known.hit += matched[at] ? weights[at] : 0;
    known.told += told[at] ? weights[at] : 0;
    known.has = known.has || matched[at] === 1;
  });
  const found = { mass: 0, told: 0, which: [] };
  all.forEach((known, group) => {
    if (!known.has || !(known.hit >= TOUCHED * shared || known.hit >= FILLED * known.mass)) return;
    found.mass += known.mass;
    found.told += known.told;
    found.which.push(group);
  });
  return found;
}

/** A match of this weight counts in full. */
const FULL = 14;
/** Texts that share less than this part of what the best one shares are not judged. */
const WORTH_JUDGING = 0.35;
/** A few plain words are an error only if they are so much of a sentence that tells of it. */
const WHOLE_TEMPLATE = 0.9;
/** So many words are few, or so many characters of a writing without blanks. */
const FEW_WORDS = 3;
const FEW_SIGNS = 6;
/** A word of so many characters is a name. */
const LONG_NAME = 15;
/** A paste of more words is long. */
const LONG_PASTE = 40;
/** A paste of at most so many words is short. */
const SHORT = 10;

/** A paste whose words weigh less says too little for anything to be believed. */
const LEAST_SAID = 5;

/** How far the first candidate, `{ card, score, explanation }`, is believed: above 0 it is. */
function beliefOf(side, candidates, weighing) {
  const said = side.stream.bare.reduce((sum, weight) => sum + weight, 0);
  if (candidates.length === 0 || said < LEAST_SAID) return -Infinity;
  const texts = candidates[0].explanation.best;
  const most = texts.reduce((shared, text) => Math.max(shared, text.shared), 0);
  const [{ card, explanation }] = candidates;
  const judged = texts
    .filter((text) => text.shared >= WORTH_JUDGING * most)
    .map((text) => ({ text, m: new Judge(side, card, explanation, text, weighing).measures() }));
  // What contradicts the text that matches best contradicts those that match less as well.
  const isContradicted = judged.some(({ text, m }) => text.shared >= most && m.conflict);
  let best = -Infinity;
  for (const { text, m } of judged) {
    let sum = -BELIEF_THRESHOLD;
    measured(side, candidates, text, m, isContradicted).forEach((measure, index) => {
      sum += measure * BELIEF_WEIGHTS[index];
    });
    best = Math.max(best, sum);
  }
  return best;
}

/** The measures of one text of the first candidate, in the order of their weights. */
function measured(side, [first, ...others], text, m, isContradicted) {
  const { covered } = first.explanation;
  const full = Math.min(text.shared / FULL, 1);
  const holds = (other) => other.explanation.best.some((unit) => unit.shared >= 0.85 * text.shared);
  const equals = others.filter(holds).length;
  const short = side.stream.terms.length <= SHORT ? 1 : 0;
  const hasCode = side.codes.flat().some(({ code }) => isTelling(code) && first.card.allCodes.has(code));
  return [
    (full * Math.max(0, m.template - 0.6)) / 0.4,
    full * m.line,
    full * m.template * m.sentence,
    covered,
    -m.missing,
    -m.inner,
    -m.flank,
    -m.tail,
    isContradicted || m.conflict || (side.isVague && m.template < WHOLE_TEMPLATE) ? -1 : 0,
    (-Math.min(equals, 4) / 4) * (1 - covered),
    short * m.bare * first.score.covered,
    -m.rest,
    side.stream.terms.length > LONG_PASTE ? covered : 0,
    hasCode ? 1 : 0,
  ];
}
