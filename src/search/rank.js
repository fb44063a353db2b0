// Ranking: which articles a question is about. First by the terms that articles have, then, for the best of
// them, by their cards.
//
// The twin of `rank.rs`. Weights are `{ words, unknown }`: of each word of the question what it weighs, or
// undefined if no article has it, and what such a word weighs.

/** In how many steps the worth of a term is told. */
const STEPS = 8;
/** How much of a question's piece what is unknown weighs beside what is rare. */
const UNKNOWN = 0.5;
/** What a pair of neighbouring words counts beside a word. */
const PAIR = 1.2;
/** What a sentence counts that an article has word for word, beside the rarest word. */
const WHOLE = 1;
/** What a word counts that stands elsewhere in an article than in the texts by which it is found. */
const OTHER = 0.3;
/** The same for a name of several parts, which seldom means anything else. */
const OTHER_NAME = 1;
/** What a name of several parts counts beside them. */
const NAME_SHARE = 0.5;
/** What a word counts that differs from an article's by a slip of the hand. */
const SLIP = 0.75;
/** What each further word of a line counts beside the one before, when it is told which are looked up. */
const LATER = 0.93;
/** How many pieces of a question count, each this much less than the one before. */
const PIECES = 8;
const DECAY = 0.45;

/** The words of a question, those that tell the most first, each line in its turn. */
function telling(question, weights) {
  const best = new Map();
  const rank = (list) => list.sort((a, b) => b.weight - a.weight || a.word - b.word);
  for (const piece of question.pieces) {
    const known = piece.once.filter(([word]) => weights.words[word] !== undefined);
    let turn = 1;
    for (const { weight, word } of rank(
      known.map(([word]) => ({ weight: weights.words[word] * piece.weight, word })),
    )) {
      best.set(word, Math.max(best.get(word) || 0, weight * turn));
      turn *= LATER;
    }
  }
  return rank(Array.from(best, ([word, weight]) => ({ weight, word }))).map(({ word }) => word);
}

/**
 * The score of each article by the terms that were looked up, `{ id, score, other }`, the best first; `other`
 * is what its other words score. `lists` and `others` tell for words which articles have them, and what they
 * are worth there.
 */
function byTerms(question, weights, lists, told, others) {
  const scores = new Map();
  for (const piece of question.pieces) {
    const { mass, here } = termParts(question, piece, weights, lists, others);
    for (const sentence of piece.sentences) {
      const { weight, list } = told.get(sentence) || { list: [] };
      for (let at = 0; at < list.length; at += 2) partOf(here, list[at]).score += weight * WHOLE;
    }
    here.forEach((part, id) => {
      const score = (part.score + part.other) * (part.hit / Math.max(mass, 1e-6)) * piece.weight;
      if (!scores.has(id)) scores.set(id, { id, scores: [], other: 0 });
      const entry = scores.get(id);
      entry.scores.push(score);
      if (part.other > 0) entry.other += score;
    });
  }
  const totals = Array.from(scores.values(), ({ id, scores: parts, other }) => {
    return { id, score: totalOf(parts), other };
  });
  return totals.sort((a, b) => b.score - a.score || a.id - b.id);
}

/** What articles score in a piece of the question by its terms, and what all of them weigh. */
function termParts(question, piece, weights, lists, others) {
  const here = new Map();
  let mass = 0;
  for (const [word, isWord] of piece.once) {
    const weight = weights.words[word];
    if (weight === undefined) {
      mass += isWord ? weights.unknown * UNKNOWN : 0;
      continue;
    }
    const share = weight * shareOfWord(question.words[word].text, isWord);
    mass += share;
    const list = lists.get(word) || [];
    for (let at = 0; at < list.length; at += 2) {
      const part = partOf(here, list[at]);
      part.score += (weight * (list[at + 1] + 0.5) * MOST_WORTH) / STEPS;
      part.hit += share;
    }
    const other = others.get(word) || [];
    for (let at = 0; at < other.length; at += 2) {
      const part = partOf(here, other[at]);
      const counts = isWord ? OTHER : OTHER_NAME;
      part.other += ((weight * (other[at + 1] + 0.5) * MOST_WORTH) / STEPS) * counts;
      part.hit += counts;
    }
  }
  return { mass, here };
}

function partOf(parts, id) {
  let part = parts.get(id);
  if (!part) {
    part = { score: 0, hit: 0, other: 0 };
    parts.set(id, part);
  }
  return part;
}

/** What pieces score together: the best of them, each less than the one before. */
function totalOf(scores) {
  let factor = 1;
  let sum = 0;
  for (const score of scores.sort((a, b) => b - a).slice(0, PIECES)) {
    sum += score * factor;
    factor *= DECAY;
  }
  return sum;
}

function isCode(text) {
  return text[1] === ':';
}

/**
 * How much a word counts when it is asked how much of a piece an article has. A name of several parts counts
 * beside its parts.
 */
function shareOfWord(text, isWord) {
  return isWord || isCode(text) ? 1 : NAME_SHARE;
}

/**
 * What the card of a profile scores with the slips of the hand that it mends: `total`, and the largest share
 * of a piece that is `covered`, less for pieces that hold little.
 */
function byCard(question, weights, profile, slips) {
  const parts = question.pieces.map((piece) => byPiece(question, piece, weights, profile, slips));
  return {
    total: totalOf(parts.map((part) => part.total)),
    covered: parts.reduce((most, part) => Math.max(most, part.covered), 0),
  };
}

/** For each word that no article has, the term of the card's word that was meant. */
function slipsOf(question, weights, profile) {
  const found = new Map();
  question.words.forEach(({ text }, index) => {
    if (weights.words[index] !== undefined || !mayHaveSlip(text)) return;
    const meant = profile.letters.find(({ word }) => isNear(text, word));
    if (meant) found.set(index, meant.term);
  });
  return found;
}

function byPiece(question, piece, weights, profile, slips) {
  const { mass, hit, score } = wordsOfPiece(question, piece, weights, profile, slips);
  const covered = hit / Math.max(mass, 1e-6);
  let total = score + PAIR * pairsOfPiece(question, piece, weights, profile, slips);
  for (const sentence of piece.sentences) {
    if (profile.sentences.has(sentence)) total += weights.unknown * WHOLE;
  }
  const full = Math.min(mass / 25, 1) * Math.min(piece.weight + 0.3, 1);
  return { total: total * covered * piece.weight, covered: covered * full };
}

/** What the words of a piece score in a card. */
function wordsOfPiece(question, piece, weights, profile, slips) {
  let mass = 0;
  let hit = 0;
  let score = 0;
  for (const [word, isWord] of piece.once) {
    const slip = slips.get(word);
    let weight = weights.words[word];
    if (weight === undefined && slip === undefined) {
      mass += isWord ? weights.unknown * UNKNOWN : 0;
      continue;
    }
    if (weight === undefined) weight = weights.unknown * SLIP;
    const { text, term } = question.words[word];
    const share = weight * shareOfWord(text, isWord);
    mass += share;
    const worth = profile.worth.get(slip === undefined ? term : slip);
    if (worth !== undefined) {
      score += weight * worth * (slip === undefined ? 1 : SLIP);
      hit += share;
    }
  }
  return { mass, hit, score };
}

/** What the pairs of neighbouring words of a piece weigh that a card has. */
function pairsOfPiece(question, piece, weights, profile, slips) {
  const termOfWord = (word) => (slips.has(word) ? slips.get(word) : question.words[word].term);
  const wordWeight = (word) => {
    return weights.words[word] === undefined ? weights.unknown * UNKNOWN : weights.words[word];
  };
  const seen = new Set();
  let paired = 0;
  for (let at = 1; at < piece.words.length; at += 1) {
    const [first, second] = [piece.words[at - 1], piece.words[at]];
    const both = pairOf(termOfWord(first), termOfWord(second));
    if (seen.has(both)) continue;
    seen.add(both);
    // More than either word, never more than a word that one article has.
    const worth = Math.min((wordWeight(first) + wordWeight(second)) * 0.8, weights.unknown);
    if (profile.pairs.has(both)) paired += worth;
  }
  return paired;
}
