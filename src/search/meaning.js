// What codes mean, for whoever shows them: it is read once an answer is there, so that no answer waits for it.
//
// The twin of `meaning.rs`.

/** How many files tell what codes mean. */
const MEANING_SHARDS = 12;

/**
 * What is known of a code, in a line, or null; of one that nobody knows, if that `mayBeAny`, what is known of all
 * that start alike.
 */
async function meaningOf(code, mayBeAny, shelf) {
  const key = code.toLowerCase();
  const wrapped = key.startsWith('0x8007') ? `win32:${parseInt(key.slice(6), 16)}` : key;
  const start = key.startsWith('0x') ? key.slice(0, 6) : key.replace(/[ .:][^ .:]*$/, '');
  for (const known of mayBeAny ? [key, wrapped, start] : [key, wrapped]) {
    const shard = termOf(Array.from(known).slice(0, -1).join('')) % MEANING_SHARDS;
    await shelf.fetchOne(shelf.shardFile('codes', shard, MEANING_SHARDS));
    if (shelf.codes.has(known)) return shelf.codes.get(known);
  }
  return null;
}
