// An answer: the articles that a paste is about, the first one first.
//
// The twin of `answer.rs`. After each article that was looked at closely, `breathe` may let the page work.

/** How many articles are looked at closely, for a paste of a few lines and for a log. */
const CANDIDATES = [8, 16];
/** How many articles ordinary search lists. */
const LISTED = 10;
/** How many articles are looked at of which only some are wanted. */
const NARROWED = 24;
/** Beyond the first few, the share of the best score that is looked at, and that ordinary search lists. */
const FEWEST = 3;
const LEAST = 0.4;
const LEAST_LISTED = 0.25;
/** How many files of terms are read, likewise. */
const SHARDS = [10, 80];
/** A paste of so many lines is a log. */
const LOG = 9;
/** Ordinary search, of so few words on one line, looks at all words of the articles. */
const ORDINARY = 8;
/** How many files of other words are read. */
const OTHER_SHARDS = 12;
/** How many articles that share a rare code are looked at beside them, and how rare it is. */
const SHARING = 8;
/** How many other errors of a paste are told. */
const OTHERS = 6;

/**
 * The articles that a paste is about: whether the first one is believed to be (`confident`), whether files were
 * missing (`partial`), the `hits`, those of `others` that other lines are about, and the `lines`.
 */
async function answerOf(paste, shelf, breathe) {
  const { keeps, text } = narrowing(paste) || {};
  if (keeps) {
    const answer = await answerTo(text, shelf, breathe, true);
    const hits = answer.hits.filter(({ card }) => keeps.every((keep) => fitsCard(card, keep)));
    // Nobody asked which error it is.
    if (hits.length > 0) return { ...answer, hits, confident: false };
  }
  return answerTo(paste, shelf, breathe);
}

/** Reads files; whether all could be read. */
async function fetched(shelf, names, breathe) {
  await breathe(names.some((name) => !shelf.has(name)));
  return shelf.fetch(names);
}

/** The same, without narrowing; if it is to be narrowed, more articles are looked at. */
async function answerTo(paste, shelf, breathe, isNarrowed) {
  await breathe();
  const reader = new WordReader();
  const asked = ask(lines(paste, shelf), shelf, reader);
  asked.isNarrowed = isNarrowed;
  asked.files = filesOf(asked, shelf);
  const hasTerms = await fetched(shelf, asked.files, breathe);
  await breathe();
  asked.weights = weightsOf(asked, shelf);
  const candidates = candidatesOf(asked, shelf);
  const files = new Set(candidates.map(({ id }) => shelf.cardFile(id)));
  const hasCards = await fetched(shelf, Array.from(files), breathe);
  await breathe();
  const { confident, hits } = await judged(asked, candidates, shelf, breathe);
  const others = confident ? await othersOf(asked, candidates, hits[0], shelf, breathe) : [];
  return { confident, partial: !(hasTerms && hasCards), hits, others, lines: asked.question.lines };
}

/** A question, what its words weigh, and which `files` are read for it. */
function ask(pasteLines, shelf, reader, files = []) {
  const question = takenApart(pasteLines, reader);
  const asked = { question, reader, files, isPart: files.length > 0 };
  asked.weights = weightsOf(asked, shelf);
  return asked;
}

/** What the words of a question weigh, for all that the manifest and the files of the question tell. */
function weightsOf(asked, shelf) {
  const weight = ({ term }) => {
    if (shelf.rarityClass(term) !== undefined) return shelf.weight(term);
    const found = termsFor(asked, term, shelf) || wordsFor(asked, term, shelf);
    if (found) return shelf.weightOf(found.rarity);
    const file = shelf.termFile(term);
    return asked.files.includes(file) && shelf.has(file) ? undefined : shelf.weight(term);
  };
  return { words: asked.question.words.map(weight), unknown: shelf.most() };
}

/**
 * The articles that have a term, if the file was read for this question: what others asked for must not change
 * an answer.
 */
function termsFor(asked, term, shelf) {
  return asked.files.includes(shelf.termFile(term)) ? shelf.terms.get(term) : undefined;
}

function wordsFor(asked, term, shelf) {
  return isOrdinary(asked) && asked.files.includes(shelf.wordFile(term)) ? shelf.words.get(term) : undefined;
}

function sentenceFor(asked, sentence, shelf) {
  return asked.files.includes(shelf.termFile(sentence % TERMS)) ? shelf.sentence(sentence) : undefined;
}

/** What words weigh in a question. */
class Told {
  constructor({ question, weights }) {
    this.weights = weights;
    this.words = new Map(question.words.map(({ term }, index) => [term, weights.words[index]]));
  }

  weight(term) {
    return this.words.get(term);
  }

  most() {
    return this.weights.unknown;
  }
}

function isOrdinary({ question, isPart }) {
  return !isPart && question.lines.length === 1 && spoken(question) <= ORDINARY;
}

/**
 * How many words a question has, as people count: writing without blanks is read in pairs of characters, of
 * which about three make a word.
 */
function spoken({ words: asked }) {
  const pairs = asked.filter(({ text }) => NOT_ASCII.test(text) && Array.from(text).length <= 2).length;
  return asked.length - pairs + Math.ceil(pairs / 3);
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
  return files.concat(Array.from(new Set(further)).slice(0, OTHER_SHARDS));
}

/** The articles that may be an answer, `{ id, score, other, byCode }`. */
function candidatesOf(asked, shelf) {
  const { question, weights } = asked;
  const found = new Map();
  const others = new Map();
  question.words.forEach(({ term }, index) => {
    const here = termsFor(asked, term, shelf);
    const elsewhere = wordsFor(asked, term, shelf);
    if (here) found.set(index, here.list);
    if (elsewhere) others.set(index, elsewhere.list);
  });
  const told = new Map();
  for (const sentence of question.pieces.flatMap((piece) => piece.sentences)) {
    const known = sentenceFor(asked, sentence, shelf);
    if (known) told.set(sentence, { weight: shelf.weightOf(known.rarity), list: known.list });
  }
  const isLog = question.lines.length >= LOG;
  const usual = !isLog && isOrdinary(asked) ? LISTED : ofLength(CANDIDATES, question);
  const most = asked.isNarrowed ? NARROWED : usual;
  const all = byTerms(question, weights, found, told, others);
  const best = all.length > 0 ? all[0].score : 0;
  const usualLeast = isOrdinary(asked) ? LEAST_LISTED : LEAST;
  const least = best * (asked.isNarrowed ? 0 : usualLeast);
  const ranked = all.slice(0, most).filter(({ score }, place) => place < FEWEST || score >= least);
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
  const side = sideOf(asked.question.lines, new Told(asked), asked.reader);
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
function readCandidate({ question, weights }, side, indices, candidate, card, shelf) {
  const slips = slipsOf(question, weights, card.profile);
  const score = byCard(question, weights, card.profile, slips);
  score.total = candidate.byCode ? 0 : Math.max(score.total, candidate.other) + candidate.score * 1e-6;
  const meant = (term, at) => {
    const slip = slips.get(indices.get(side.stream.words[at]));
    return slip === undefined ? term : slip;
  };
  const terms = slips.size === 0 ? side.stream.terms : side.stream.terms.map(meant);
  return { card, score, explanation: explanationOf(side, terms, card, shelf) };
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
    const part = ask(rest.map((line) => all[line]), shelf, asked.reader, asked.files);
    const next = await judged(part, candidates, shelf, breathe);
    const hit = next.hits[0];
    if (!next.confident || hit.line < 0) break;
    hit.line = rest[hit.line];
    told.add(hit.line);
    if (found.concat(first).every(({ card }) => card !== hit.card)) found.push(hit);
    if (told.size > 12) break;
  }
  return found;
}
