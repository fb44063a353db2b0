// Slips of the hand.
//
// The twin of `typo.rs`.

/** Whether a slip is looked for in a word. */
function mayHaveSlip(word) {
  return /^[a-z]{4,}$/.test(word);
}

/** Whether one letter more, less, other or in the other order makes of such a word another. */
function isNear(word, known) {
  const longer = word.length - known.length;
  if (longer > 1 || longer < -1 || known.length < 4) return false;
  let start = 0;
  while (start < word.length && start < known.length && word[start] === known[start]) start += 1;
  const a = word.slice(start);
  const b = known.slice(start);
  if (a === '' || b === '') return true;
  if (a.slice(1) === b || a === b.slice(1) || a.slice(1) === b.slice(1)) return true;
  return a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2);
}
