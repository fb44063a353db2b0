// Anchors: the ids in an article's page to which a hit leads.
//
// The twin of `anchor.rs`.

/** What a card holds in place of an id that follows from its text. */
const DERIVED = '#';
/** The longest id of an error after its first word. */
const LONGEST_ANCHOR = 60;

/** The id of a heading. */
function headingAnchor(text) {
  return text
    .replace(/[^\w\s-]|[^\0-\x7f]/g, '')
    .replace(/\s/g, '-')
    .toLowerCase();
}

/** The id of an error. */
function errorAnchor(text) {
  let words = headingAnchor(templateOf(text)).replace(/^-+/, '').replace(/^error-/, '');
  if (words.length > LONGEST_ANCHOR) {
    words = words.slice(0, LONGEST_ANCHOR);
    const end = words.lastIndexOf('-');
    if (end > 0) words = words.slice(0, end);
  }
  return `error-${words}`;
}
