// The face of search: what pages, tests and programs call, as `fixbook`.
//
// `fixbook.search(text, { limit = 10, signal, patience })` promises the answer to a pasted text:
//
//     { confident, partial, lines, codes, results, others }
//
// - `confident`: whether the first result is believed to be about this very error.
// - `partial`: whether files of the index could not be read, so that something may be missing.
// - `lines`: the lines of the paste as they were read; `codes`: the codes understood in them (`0x80070005`).
// - `results`: at most `limit`, and 10, the first one first; `others`: further errors of the paste that are
//   believed to be documented. Each is
//   { path, url, title, section, score, kind, products, matched: { line, text, template, codes, paste, error },
//   fix: { section, text, isCommand, cause } or null }; `paste` is the line of the paste that matched, or null,
//   `url` is relative to the root of the site.
//
// No text makes it fail. The promise is only rejected if `signal` aborts, with the reason of that. If files must
// be read, and not otherwise, `patience()` is awaited once before: what is still being typed need not read any.
//
// `fixbook.explain(code, mayBeAny)` promises what is known of a code of an answer, in a line, or null; of one
// that nobody knows, if that `mayBeAny`, what is known of all that start alike.
//
// `fixbook.base` is the address of the folder `search/`, to which a page may give another value.
// `fixbook.open({ load })` takes the files from elsewhere: `load(name)` promises the text of a file, or nothing.
// It promises whether there is an index. Without `load`, files are read as scripts of the page.

/** How long a search may work before the page gets its turn, in milliseconds. */
const TURN = 12;
/** How long a file may take, and for how long a manifest that was read again is not asked for, likewise. */
const PATIENCE = 10000;
const RENEWAL = 60000;

/** An index that is being read. */
class Library {
  constructor(read) {
    this.read = read;
    this.shelf = null;
  }

  /** Opens the index, if that was not done before; null if there is none. */
  async opened() {
    if (!this.shelf) this.shelf = Shelf.of(await this.read(MANIFEST_FILE, false), this.read);
    return this.shelf;
  }

  async answer(text, breathe) {
    const shelf = await this.opened();
    if (!shelf) return unanswered(text);
    const answer = await answerOf(text, shelf, breathe);
    const isRenewed = answer.partial && (await this.renewed(shelf));
    return isRenewed ? answerOf(text, this.shelf, breathe) : answer;
  }

  /** Whether the site has another index than the one that was opened: it was updated under an open page. */
  async renewed(shelf) {
    if (this.shelf !== shelf) return true;
    if (Date.now() - shelf.renewal < RENEWAL) return false;
    shelf.renewal = Date.now();
    const renewed = Shelf.of(await this.read(MANIFEST_FILE, true), this.read);
    const names = ({ manifest }) => [manifest.terms, manifest.words, manifest.cards].join();
    if (!renewed || names(renewed) === names(shelf)) return false;
    this.shelf = renewed;
    return true;
  }
}

/** What is told of a paste without an index. */
function unanswered(text) {
  const pasteLines = lines(text, { rarity: () => undefined });
  return { confident: false, partial: true, hits: [], others: [], lines: pasteLines };
}

let library = new Library(typeof document === 'undefined' ? async () => undefined : readByScript);

async function searchFor(text, options) {
  const { limit, signal, patience } = options || {};
  const answer = await library.answer(textOf(text), breather(signal, patience));
  return resultsOf(answer, limit >= 0 ? Math.floor(limit) : MOST_RESULTS);
}

async function explainCode(code, mayBeAny) {
  const shelf = await library.opened();
  return shelf && meaningOf(textOf(code), mayBeAny, shelf);
}

async function openIndex(options) {
  const { load } = options || {};
  if (load) library = new Library(async (name) => readText(load, name));
  return (await library.opened()) !== null;
}

function textOf(value) {
  try {
    return String(value);
  } catch (error) {
    return '';
  }
}

async function readText(load, name) {
  try {
    return parsedData(await load(name));
  } catch (error) {
    return undefined;
  }
}

/**
 * A function that lets others have their turn, if a search has worked for long, and ends one that was aborted;
 * told that files are to be read, it first has patience.
 */
function breather(signal, patience) {
  let start = Date.now();
  let wait = patience;
  return async (isToRead) => {
    if (isToRead && wait) {
      const waited = wait();
      wait = null;
      await waited;
    }
    if (signal && signal.aborted) throw signal.reason;
    if (Date.now() - start < TURN || typeof setTimeout !== 'function') return;
    await new Promise((resolve) => {
      setTimeout(resolve);
    });
    start = Date.now();
  };
}

/** The data of scripts that were run, by the names of their files. */
const arrived = new Map();

/** Reads a file by running it as a script, which works from any place where the page itself is read. */
function readByScript(name, isFresh) {
  globalThis.fixbookData = (file, data) => arrived.set(`${file}.js`, data);
  return new Promise((resolve) => {
    const script = document.createElement('script');
    let timer = 0;
    const finish = () => {
      clearTimeout(timer);
      script.remove();
      resolve(arrived.get(name));
      arrived.delete(name);
    };
    timer = setTimeout(finish, PATIENCE);
    script.onload = finish;
    script.onerror = finish;
    const query = isFresh && location.protocol.startsWith('http') ? `?${Date.now()}` : '';
    script.src = globalThis.fixbook.base + name + query;
    document.head.append(script);
  });
}

/** The folder `search/` beside that of the script. */
function usualBase() {
  const script = typeof document === 'undefined' ? null : document.currentScript;
  return script && script.src ? new URL('../search/', script.src).href : 'search/';
}
