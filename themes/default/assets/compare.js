// What was pasted beside what an article says: the words of both laid side by side. What varies from site
// to site is a "value", what else differs is "other", what one of them has around it is "aside".
(() => {
  const MOST = 240;
  const AROUND = 24;
  const TOKEN = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\s\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+/g;
  const SLOT = /\{(?:host|guid|email|ip|path|time|value)\}/;
  const LEADING = /^["'`“”‘’«([{<>]+/;
  const TRAILING = /["'`“”‘’»)\]}<>.,;:!?…]+$/;

  // Every blank as one, so that places stay what they are.
  const flat = (text) => text.replace(/\s/g, " ");

  /** The stretches of a text that its template leaves open. */
  function slots(text, template) {
    const found = [];
    const literals = flat(template || "").split(SLOT);
    const plain = flat(text);
    if (literals.length < 2 || !plain.startsWith(literals[0])) return found;
    let at = literals[0].length;
    for (const [index, literal] of literals.slice(1).entries()) {
      const isLast = index === literals.length - 2;
      const end = isLast && !literal ? plain.length : plain.indexOf(literal, at + 1);
      if (end < 0) return found;
      found.push([at, end]);
      at = end + literal.length;
    }
    return found;
  }

  function tokens(text, open) {
    const found = [];
    let slot = 0;
    for (const match of text.matchAll(TOKEN)) {
      let start = match.index;
      let word = match[0];
      const core = word.replace(LEADING, "");
      if (core) {
        start += word.length - core.length;
        word = core.replace(TRAILING, "") || core;
      }
      while (slot < open.length && open[slot][1] <= start) slot += 1;
      const isOpen = slot < open.length && open[slot][0] < start + word.length;
      found.push({ start, end: start + word.length, key: word.toLowerCase(), isOpen, kind: "" });
      if (found.length === MOST) break;
    }
    return found;
  }

  /** The longest row of words that both have in this order, as pairs of places. */
  function common(a, b) {
    const width = b.length + 1;
    const table = new Uint16Array((a.length + 1) * width);
    for (let i = a.length - 1; i >= 0; i -= 1) {
      for (let j = b.length - 1; j >= 0; j -= 1) {
        const here = i * width + j;
        table[here] =
          a[i].key === b[j].key ? table[here + width + 1] + 1 : Math.max(table[here + width], table[here + 1]);
      }
    }
    const pairs = [];
    for (let i = 0, j = 0; i < a.length && j < b.length; ) {
      if (a[i].key === b[j].key) {
        pairs.push([i, j]);
        i += 1;
        j += 1;
      } else if (table[(i + 1) * width + j] >= table[i * width + j + 1]) i += 1;
      else j += 1;
    }
    return pairs;
  }

  // What has digits or the signs of addresses within is particular to a system, told or not.
  const isName = (token) => /\d|\w[\\/@.]\w/.test(token.key);

  function mark(row, from, to, kind) {
    for (let index = Math.max(from, 0); index < Math.min(to, row.length); index += 1) row[index].kind = kind;
  }

  /** Marks what stands between two pairs, and around the first and the last. */
  function judge(a, b, pairs) {
    let [i, j] = [0, 0];
    for (const [index, [nextI, nextJ]] of [...pairs, [a.length, b.length]].entries()) {
      const isHead = index === 0;
      const isEdge = isHead || index === pairs.length;
      const isOpen = b.slice(j, nextJ).some((token) => token.isOpen);
      const [left, right] = [nextI - i, nextJ - j];
      if (isEdge) {
        const kind = left && right && (isOpen || Math.max(left, right) <= 6) ? (isOpen ? "value" : "other") : "aside";
        mark(a, i, nextI, "aside");
        mark(b, j, nextJ, "aside");
        if (kind !== "aside") {
          // Only as much of one as the other has: a paste goes on where an article ends.
          const few = Math.min(left, right);
          if (isHead) {
            mark(a, nextI - few, nextI, kind);
            mark(b, nextJ - few, nextJ, kind);
          } else {
            mark(a, i, i + few, kind);
            mark(b, j, j + few, kind);
          }
        }
      } else {
        const areNames = left && right && a.slice(i, nextI).every(isName) && b.slice(j, nextJ).every(isName);
        const kind = isOpen || areNames ? "value" : "other";
        mark(a, i, nextI, kind);
        mark(b, j, nextJ, kind);
      }
      [i, j] = [nextI + 1, nextJ + 1];
    }
  }

  /** A text in parts `[text, kind]`, from shortly before the first place that counts to shortly after the last. */
  function parts(text, row, first, last) {
    const from = Math.max(first - AROUND, 0);
    const to = Math.min(last + AROUND, row.length - 1);
    const found = [];
    const add = (piece, kind) => {
      const before = found.at(-1);
      if (before && before[1] === kind) before[0] += piece;
      else if (piece) found.push([piece, kind]);
    };
    let at = from > 0 ? row[from].start : 0;
    if (from > 0) add("… ", "aside");
    for (let index = from; index <= to; index += 1) {
      const token = row[index];
      const isJoined = index > from && row[index - 1].kind === token.kind;
      add(text.slice(at, token.start), isJoined ? token.kind : "");
      add(text.slice(token.start, token.end), token.kind);
      at = token.end;
    }
    const isCut = to < row.length - 1 || row.length === MOST;
    if (isCut) add(" …", "aside");
    else add(text.slice(at), "");
    return found;
  }

  /** Both sides in parts; none if they have too little in common for it to tell anything. */
  function compare(pasted, text, template) {
    const a = tokens(pasted, []);
    const b = tokens(text, slots(text, template));
    const pairs = common(a, b);
    if (a.length < 3 || pairs.length * 2 <= Math.min(a.length, b.length)) return null;
    judge(a, b, pairs);
    const [first, last] = [pairs[0], pairs.at(-1)];
    return { pasted: parts(pasted, a, first[0], last[0]), text: parts(text, b, first[1], last[1]) };
  }

  /** A text in parts, of which the words of a question are "asked". */
  function excerpt(question, text) {
    const words = new Set(tokens(question, []).map((token) => token.key));
    const row = tokens(text, []);
    for (const token of row) if (words.has(token.key)) token.kind = "asked";
    const first = row.findIndex((token) => token.kind);
    return row.length ? parts(text, row, Math.max(first, 0), Math.max(first, 0)) : [];
  }

  globalThis.fixbook = Object.assign(globalThis.fixbook || {}, { compare, excerpt });
})();
