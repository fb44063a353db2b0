// An answer: the articles that a paste is about, the first one first.
//
// The twin of `answer.rs`. After each article that was looked at closely, `breathe` may let the page work.

/** How many articles are looked at closely, for a paste of a few lines and for a log. */
const CANDIDATES = [12, 24];
/** How many files of terms are read, likewise. */
const SHARDS = [14, 56];
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
  const asked = ask(lines(paste, shelf), shelf, reader);
  const hasTerms = await shelf.fetch(filesOf(asked, shelf));
  await breathe();
  weighAgain(asked, shelf);
  const candidates = candidatesOf(asked, shelf);
  const files = new Set(candidates.map(({ id }) => shelf.cardFile(id)));
  const hasCards = await shelf.fetch(Array.from(files));
  await breathe();
  const { confident, hits } = await judged(asked, candidates, shelf, breathe);
  const others = confident ? await othersOf(asked, candidates, hits[0], shelf, breathe) : [];
  return { confident, partial: !(hasTerms && hasCards), hits, others, lines: asked.question.lines };
}

/** A question and what its words weigh. */
function ask(pasteLines, shelf, reader) {
  const question = takenApart(pasteLines, reader);
  const isKnown = (rarity) => rarity !== undefined || !shelf.manifest.whole;
  const weigh = (rarity) => (isKnown(rarity) ? shelf.weightOf(rarity) : undefined);
  const weights = {
    words: question.words.map(({ term }) => weigh(shelf.rarityClass(term))),
    unknown: shelf.most(),
  };
  return { question, weights, reader };
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

/** Weighs the words of which the manifest did not tell, now that the files are read. */
function weighAgain(asked, shelf) {
  const { question, weights } = asked;
  question.words.forEach(({ term }, index) => {
    if (shelf.rarityClass(term) !== undefined) return;
    const found = shelf.terms.get(term) || (isOrdinary(asked) && shelf.words.get(term));
    if (found) weights.words[index] = shelf.weightOf(found.rarity);
    else if (shelf.has(shelf.termFile(term))) weights.words[index] = undefined;
  });
}

/** The articles that may be an answer, `{ id, score, other, byCode }`. */
function candidatesOf(asked, shelf) {
  const { question, weights } = asked;
  const found = new Map();
  const others = new Map();
  question.words.forEach(({ term }, index) => {
    if (shelf.terms.has(term)) found.set(index, shelf.terms.get(term).list);
    if (isOrdinary(asked) && shelf.words.has(term)) others.set(index, shelf.words.get(term).list);
  });
  const told = new Map();
  for (const sentence of question.pieces.flatMap((piece) => piece.sentences)) {
    const known = shelf.sentence(sentence);
    if (known) told.set(sentence, { weight: shelf.weightOf(known.rarity), list: known.list });
  }
  const ranked = byTerms(question, weights, found, told, others).slice(0, ofLength(CANDIDATES, question));
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
  const side = sideOf(asked.question.lines, shelf, asked.reader);
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
    const next = await judged(ask(rest.map((line) => all[line]), shelf, asked.reader), candidates, shelf, breathe);
    const hit = next.hits[0];
    if (!next.confident || hit.line < 0) break;
    hit.line = rest[hit.line];
    told.add(hit.line);
    if (found.concat(first).every(({ card }) => card !== hit.card)) found.push(hit);
    if (told.size > 12) break;
  }
  return found;
}
