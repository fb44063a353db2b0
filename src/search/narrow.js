// Narrowing: what a person types to see fewer articles: `code:0x80070005`, `cmdlet:Get-Mailbox`,
// `product:"Windows Server"`, a phrase in quotation marks.
//
// The twin of `narrow.rs`, which tells why so little narrows.

/** The longest line that narrows, and the most words of it. */
const LONGEST_TYPED = 400;
const MOST_TYPED = 12;

/** What a line narrows a search to, if a person typed it for that: the `text`, and what articles must have. */
function narrowing(paste) {
  if (paste.length > LONGEST_TYPED) return null;
  const line = trimmed(fold(paste), ' \t\n');
  const keeps = [];
  let rest = '';
  let at = 0;
  for (const { 0: whole, 1: name, 2: quoted, 3: bare, 4: phrase, index } of line.matchAll(PATTERNS['narrow!'])) {
    rest += line.slice(at, index);
    at = index + whole.length;
    if (at < line.length && line[at] !== ' ') return null;
    keeps.push([name, (quoted || bare || phrase).toLowerCase()]);
  }
  rest += line.slice(at);
  const isPlain = !matches('sign', rest) && !matches('prose!', rest) && line.split(' ').length <= MOST_TYPED;
  const isMore = rest !== '' || keeps.some(([name]) => name);
  const isOne = keeps.length > 0 && isPlain && isMore;
  return isOne ? { text: line.replace(PATTERNS['narrow!'], ' $2$3$4'), keeps } : null;
}

/** Whether an article has what it must. */
function fitsCard(card, [name, value]) {
  const has = (text) => text.toLowerCase().includes(value);
  if (!name) return card.units.some((unit) => has(unit.lines.join(' ')));
  if (name === 'product') return card.products.some(has);
  const isSame = (known) => valueOf(known).toLowerCase() === valueOf(value);
  return kins(value, true).some(({ code }) => card.allCodes.has(code)) || card.codes.concat(card.names).some(isSame);
}
