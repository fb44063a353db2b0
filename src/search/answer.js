// An answer: the articles that a paste is about, the first one first.
//
// The twin of `answer.rs`. After each article that was looked at closely, `breathe` may let the page work.

/** How many articles are looked at closely, for a paste of a few lines and for a log. */
const CANDIDATES = [6, 12];
/** How many articles ordinary search lists. */
const LISTED = 8;
/** How many files of terms are read, for a paste of a few lines and for a log. */
const SHARDS = [8, 30];
/** A paste of so many lines is a log. */
const LOG = 9;
/** Ordinary search, of so few words on one line, looks at all words of the articles. */
const ORDINARY = 8;
/** How many articles that share a rare code are looked at beside them, and how rare it is. */
const SHARING = 8;
/** How many other errors of a paste are told. */
const OTHERS = 3;

/**
 * The articles that a paste is about: whether the first one is believed to be (`confident`), whether files were
 * missing (`partial`), the `hits`, those of `others` that other lines are about, and the `lines`.
 */
async function answerOf(paste, shelf, breathe) {
  await breathe();
  const reader = new WordReader();
  const asked = ask(lines(paste, shelf), new Site(shelf, new Set()), reader);
  const files = filesOf(asked, shelf);
  const hasTerms = await shelf.fetch(files);
  asked.site = new Site(shelf, new Set(files));
  await breathe();
  weighAgain(asked, shelf);
  const candidates = candidatesOf(asked, shelf);
  const hasCards = await shelf.fetch(Array.from(new Set(candidates.map(({ id }) => shelf.cardFile(id)))));
  await breathe();
  const { confident, hits } = await judged(asked, candidates, shelf, breathe);
  const others = confident ? await othersOf(asked, candidates, hits[0], shelf, breathe) : [];
  return { confident, partial: !(hasTerms && hasCards), hits, others, lines: asked.question.lines };
}

/**
 * What is known of words when a question is asked: what the manifest tells, and the files that were read for
 * this question. Others may have been read before, but no answer may depend on those.
 */
class Site {
  constructor(shelf, files) {
    this.shelf = shelf;
    this.files = files;
  }

  /** The articles that have a term, or a sentence by its key. */
  terms(term) {
    return this.files.has(this.shelf.termFile(term)) ? this.shelf.terms.get(term) : undefined;
  }

  /** What a term weighs; undefined if no article has it. */
  weight(term) {
    const { shelf } = this;
    let rarity = shelf.rarityClass(term);
    if (rarity === undefined) {
      const found = this.terms(term);
      const file = shelf.termFile(term);
      if (found) rarity = found.rarity;
      else if (shelf.manifest.whole || (this.files.has(file) && shelf.has(file))) return undefined;
    }
    return shelf.weightOf(rarity);
  }

  /** The most that a term can weigh. */
  most() {
    return this.shelf.weightOf(undefined);
  }
}

/** A question and what its words weigh. */
function ask(pasteLines, site, reader) {
  const question = takenApart(pasteLines, reader);
  return { question, weights: weightsOf(question, site), site, reader };
}

function weightsOf(question, site) {
  return { words: question.words.map(({ term }) => site.weight(term)), unknown: site.most() };
}

function isOrdinary({ question }) {
  return question.lines.length === 1 && question.words.length <= ORDINARY;
}

function ofLength([few, many], { lines: pasteLines }) {
  return pasteLines.length >= LOG ? many : few;
}

/** What is read for a question. */
function filesOf(asked, shelf) {
  const { question, weights } = asked;
  const terms = telling(question, weights).map((word) => shelf.termFile(question.words[word].term));
  const files = Array.from(new Set(terms)).slice(0, ofLength(SHARDS, question));
  const further = isOrdinary(asked) ? question.words.map(({ term }) => shelf.wordFile(term)) : [];
  return files.concat(Array.from(new Set(further)));
}

/** Weighs the words of which the manifest did not tell, now that files are read. */
function weighAgain(asked, shelf) {
  const { question } = asked;
  asked.weights = weightsOf(question, asked.site);
  if (!isOrdinary(asked)) return;
  question.words.forEach(({ term }, index) => {
    const found = shelf.words.get(term);
    if (found && asked.weights.words[index] === undefined) {
      asked.weights.words[index] = shelf.weightOf(found.rarity);
    }
  });
}

/** The articles that may be an answer, `{ id, score, other, byCode }`. */
function candidatesOf(asked, shelf) {
  const { question, weights, site } = asked;
  const found = new Map();
  const others = new Map();
  question.words.forEach(({ term }, index) => {
    const known = site.terms(term);
    if (known) found.set(index, known.list);
    if (isOrdinary(asked) && shelf.words.has(term)) others.set(index, shelf.words.get(term).list);
  });
  const told = new Map();
  for (const sentence of question.pieces.flatMap((piece) => piece.sentences)) {
    const known = site.terms(shelf.sentenceKey(sentence));
    if (known) told.set(sentence, { weight: shelf.weightOf(known.rarity), list: known.list });
  }
  const most = isOrdinary(asked) ? LISTED : ofLength(CANDIDATES, question);
  const ranked = byTerms(question, weights, found, told, others).slice(0, most);
  const sharing = sharingArticles(question, found).filter((id) => ranked.every((known) => known.id !== id));
  return ranked.concat(sharing.slice(0, SHARING).map((id) => ({ id, score: 0, other: 0, byCode: true })));
}

/** The articles that have a rare code of the question, by their ids. */
function sharingArticles(question, lists) {
  const found = new Set();
  question.words.forEach(({ text }, index) => {
    const list = lists.get(index) || [];
    if (!isCode(text) || list.length > 2 * SHARING) return;
    for (let at = 0; at < list.length; at += 2) found.add(list[at]);
  });
  return Array.from(found).sort((a, b) => a - b);
}

/** Looks at the cards of candidates: the `hits`, and whether the first one is believed. */
async function judged(asked, candidates, shelf, breathe) {
  const side = sideOf(asked.question.lines, asked.site, asked.reader);
  const indices = new Map(asked.question.words.map(({ text }, index) => [text, index]));
  const read = [];
  for (const candidate of candidates) {
    const card = shelf.cards.get(candidate.id);
    if (!card) continue;
    read.push(readCandidate(asked, side, indices, candidate, card, shelf));
    await breathe();
  }
  read.sort((a, b) => b.score.total - a.score.total);
  let belief = beliefOf(side, read, shelf);
  const index = belief > 0 ? 0 : sharingCodes(side, read);
  if (index > 0) {
    read.unshift(...read.splice(index, 1));
    belief = beliefOf(side, read, shelf);
  }
  const hits = read.filter(({ score }, place) => score.total > 0 || place === 0);
  return { confident: belief > 0, hits: hits.map((hit) => hitOf(hit, side)) };
}

/** What a candidate's card scores and explains. */
function readCandidate({ question, weights, site }, side, indices, candidate, card, shelf) {
  const slips = slipsOf(question, weights, card.profile);
  const score = byCard(question, weights, card.profile, slips);
  score.total = candidate.byCode ? 0 : Math.max(score.total, candidate.other) + candidate.score * 1e-6;
  const meant = (term, at) => {
    const slip = slips.get(indices.get(side.stream.words[at]));
    return slip === undefined ? term : slip;
  };
  const terms = slips.size === 0 ? side.stream.terms : side.stream.terms.map(meant);
  return { card, score, explanation: explanationOf(side, terms, card, site, shelf) };
}

/** A hit: the `card`, what it scores, the text that matches best, and the place of the line, if they are known. */
function hitOf({ card, score, explanation }, side) {
  const best = explanation.best[0];
  return {
    card,
    score: score.total,
    unit: best ? best.unit : card.units[0],
    line: best ? lineOf(side, best) : -1,
  };
}

/**
 * The place of the candidate that shares the most codes with the paste, where the first one shares none: what a
 * paste is about is told by its code, if by no message. Or 0.
 */
function sharingCodes(side, read) {
  const codes = new Map(side.codes.flat().map((kin) => [`${kin.family} ${kin.code}`, kin.code]));
  const tellingCodes = Array.from(codes.values()).filter(isTelling);
  const counts = read.map(({ card }) => tellingCodes.filter((code) => card.allCodes.has(code)).length);
  return counts[0] > 0 ? 0 : Math.max(0, counts.indexOf(Math.max(1, ...counts)));
}

/** Other errors of a paste: what the lines that the answer leaves unexplained are about, if that is believed. */
async function othersOf(asked, candidates, first, shelf, breathe) {
  const all = asked.question.lines;
  const found = [];
  const told = new Set(first.line < 0 ? [] : [first.line]);
  while (all.length > 1 && found.length < OTHERS) {
    const rest = Array.from(all.keys()).filter((line) => !told.has(line));
    const question = ask(rest.map((line) => all[line]), asked.site, asked.reader);
    const next = await judged(question, candidates, shelf, breathe);
    const hit = next.hits[0];
    if (!next.confident || hit.line < 0) break;
    hit.line = rest[hit.line];
    told.add(hit.line);
    if (found.concat(first).every(({ card }) => card !== hit.card)) found.push(hit);
    if (told.size > 12) break;
  }
  return found;
}
