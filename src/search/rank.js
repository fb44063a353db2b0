// Ranking: which articles a question is about. First by the terms that articles have, then, for the best of
// them, by their cards.
//
// The twin of `rank.rs`. Weights are `{ words, unknown }`: of each word of the question what it weighs, or
// undefined if no article has it, and what such a word weighs.

/** In how many steps the worth of a term is told. */
const STEPS = 4;
/** How much of a question's piece what is unknown weighs beside what is rare. */
const UNKNOWN = 0.5;
/** What a pair of neighbouring words counts beside a word. */
const PAIR = 1.2;
/** What a sentence counts that an article has word for word, beside the rarest word. */
const WHOLE = 1;
/** What a word counts that stands elsewhere in an article than in the texts by which it is found. */
const OTHER = 0.5;
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
 * are worth there; `told`, for sentences.
 */
function byTerms(question, weights, lists, told, others) {
  const board = new Board(lists, told, others);
  for (const piece of question.pieces) {
    const mass = addTerms(board, question, piece, weights, lists, others);
    for (const sentence of piece.sentences) {
      const known = told.get(sentence);
      if (known) board.each(known.list, (place) => {
        board.score[place] += known.weight * WHOLE;
      });
    }
    board.close(Math.max(mass, 1e-6), piece.weight);
  }
  return board.totals().sort((a, b) => b.score - a.score || a.id - b.id);
}

/** Adds what articles score in a piece of the question by its terms, and gives what all of them weigh. */
function addTerms(board, question, piece, weights, lists, others) {
  let mass = 0;
  for (const [word, isWord] of piece.once) {
    const weight = weights.words[word];
    if (weight === undefined) {
      mass += isWord ? weights.unknown * UNKNOWN : 0;
      continue;
    }
    const share = weight * shareOfWord(question.words[word].text, isWord);
    const counts = isWord ? OTHER : OTHER_NAME;
    mass += share;
    board.each(lists.get(word), (place, worth) => {
      board.score[place] += (weight * (worth + 0.5) * MOST_WORTH) / STEPS;
      board.hit[place] += share;
    });
    board.each(others.get(word), (place, worth) => {
      board.other[place] += ((weight * (worth + 0.5) * MOST_WORTH) / STEPS) * counts;
      board.hit[place] += share;
    });
  }
  return mass;
}

/** What articles score: in the piece that is being read, by their places, and in those before. */
class Board {
  constructor(...lists) {
    this.places = new Map();
    for (const known of lists.flatMap((all) => Array.from(all.values()))) {
      const list = known.list || known;
      for (let at = 0; at < list.length; at += 2) {
        if (!this.places.has(list[at])) this.places.set(list[at], this.places.size);
      }
    }
    const count = this.places.size;
    this.score = new Float64Array(count);
    this.hit = new Float64Array(count);
    this.other = new Float64Array(count);
    this.isHere = new Uint8Array(count);
    this.here = [];
    this.all = Array.from(this.places.keys(), (id) => ({ id, scores: [], other: 0 }));
  }

  /** Tells the places of the articles of a list, and the worths. */
  each(list, tell) {
    if (!list) return;
    for (let at = 0; at < list.length; at += 2) {
      const place = this.places.get(list[at]);
      if (!this.isHere[place]) {
        this.isHere[place] = 1;
        this.here.push(place);
      }
      tell(place, list[at + 1]);
    }
  }

  /** Ends a piece. */
  close(mass, weight) {
    for (const place of this.here) {
      const score = (this.score[place] + this.other[place]) * (this.hit[place] / mass) * weight;
      this.all[place].scores.push(score);
      if (this.other[place] > 0) this.all[place].other += score;
      this.score[place] = 0;
      this.hit[place] = 0;
      this.other[place] = 0;
      this.isHere[place] = 0;
    }
    this.here = [];
  }

  /** The articles that a piece has met. */
  totals() {
    const met = this.all.filter(({ scores }) => scores.length > 0);
    return met.map(({ id, scores, other }) => ({ id, score: totalOf(scores), other }));
  }
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
