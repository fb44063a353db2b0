// What stands around the message in a paste: the patterns of `patterns.txt`, which stand before this text
// as `PATTERNS`. The twin of `patterns.rs`.

/** Whether the pattern of this name is somewhere in a text. */
function matches(name, text) {
  return text.search(PATTERNS[name]) >= 0;
}

/** Where the pattern ends that is found first, or 0. */
function endOfMatch(name, text) {
  const pattern = PATTERNS[name];
  pattern.lastIndex = 0;
  return pattern.test(text) ? pattern.lastIndex : 0;
}

/** The text with each match of the pattern replaced. */
function replacedMatches(name, text, by) {
  return text.replace(PATTERNS[name], by);
}
