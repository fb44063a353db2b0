// Alignment: a paste and one text of an article laid side by side, in the order of both.
//
// The twin of `align.rs`.

/** How far apart two matches of a chain may be, in words of either side. */
const FARTHEST = 14;
/** What each skipped unit of weight costs, and each gap. */
const SKIPPED = 0.12;
const GAP = 0.2;
/** What two neighbouring matches gain. */
const NEIGHBOURS = 0.3;
/** How many chains a text may have: what stands between two parts of a message, or in another order. */
const CHAINS = 3;
/** A further chain scores at least this, and stands within so many lines. */
const LEAST_CHAIN = 2.5;
const NEAR_LINES = 3;
/** The most points of two texts that are looked at. */
const MOST_POINTS = 4000;

/**
 * Aligns a paste, some of whose terms may stand for others, with a text of an article: the `score` of its
 * chains, and the `chains`, lists of points `{ at, place }`.
 */
function align(paste, terms, unit) {
  const open = new Uint8Array(terms.length).fill(1);
  const free = new Uint8Array(unit.terms.length).fill(1);
  const found = { score: 0, chains: [] };
  let points = pointsOf(terms, unit);
  for (let round = 0; round < CHAINS; round += 1) {
    if (round > 0) points = points.filter(({ at, place }) => open[at] && free[place]);
    const { score, chain } = bestChain(paste, unit, points);
    if (chain.length === 0 || score < (round === 0 ? 0.1 : LEAST_CHAIN)) break;
    found.score += score;
    for (const { at, place } of chain) {
      open[at] = 0;
      free[place] = 0;
    }
    if (round === 0) closeFar(open, paste.lines, chain);
    found.chains.push(chain);
  }
  return found;
}

/** Where both have the same, in the order of the paste. */
function pointsOf(terms, unit) {
  const points = [];
  for (let at = 0; at < terms.length && points.length < MOST_POINTS; at += 1) {
    const places = unit.places.get(terms[at]);
    if (places) for (const place of places) points.push({ at, place });
  }
  return points.slice(0, MOST_POINTS);
}

/** Further chains stand near the first one. */
function closeFar(open, pasteLines, chain) {
  const first = pasteLines[chain[0].at] - NEAR_LINES;
  const last = pasteLines[chain[chain.length - 1].at] + NEAR_LINES;
  open.forEach((isOpen, at) => {
    if (pasteLines[at] < first || pasteLines[at] > last) open[at] = 0;
  });
}

/** The best chain of points, each further on in both texts, and its score. */
function bestChain(paste, unit, points) {
  const scores = new Float64Array(points.length);
  const before = new Int32Array(points.length);
  let best = -1;
  let last = -1;
  let low = 0;
  points.forEach(({ at, place }, index) => {
    while (points[low].at + FARTHEST < at) low += 1;
    let sum = 0;
    before[index] = -1;
    for (let earlier = low; earlier < index && points[earlier].at < at; earlier += 1) {
      const distance = place - points[earlier].place;
      if (distance <= 0 || distance > FARTHEST) continue;
      const value = scores[earlier] - costBetween(paste, unit, points[earlier], points[index]);
      if (value > sum) {
        sum = value;
        before[index] = earlier;
      }
    }
    scores[index] = Math.min(paste.weights[at], unit.weights[place]) + sum;
    if (scores[index] > best) {
      best = scores[index];
      last = index;
    }
  });
  const chain = [];
  for (let index = last; index >= 0; index = before[index]) chain.push(points[index]);
  return { score: best, chain: chain.reverse() };
}

function costBetween(paste, unit, first, next) {
  if (next.at - first.at === 1 && next.place - first.place === 1) return -NEIGHBOURS;
  const here = paste.sums[next.at] - paste.sums[first.at + 1];
  const there = unit.sums[next.place] - unit.sums[first.place + 1];
  return SKIPPED * (here + there) + GAP;
}
