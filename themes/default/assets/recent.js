// What was searched lately. It stays in this browser, and goes with one button.
(() => {
  const key = "fixbook-recent";
  const most = 10;
  const longest = 2000;
  const read = () => {
    try {
      const list = JSON.parse(localStorage.getItem(key));
      return Array.isArray(list) ? list.filter((text) => typeof text === "string").slice(0, most) : [];
    } catch {
      return [];
    }
  };
  const write = (list) => {
    try {
      if (list.length) localStorage.setItem(key, JSON.stringify(list));
      else localStorage.removeItem(key);
    } catch {
      // Private windows may refuse; then nothing is kept.
    }
  };
  const add = (text) => {
    const kept = text.trim().slice(0, longest);
    if (kept) write([kept, ...read().filter((known) => known !== kept)].slice(0, most));
  };
  globalThis.fixbook = Object.assign(globalThis.fixbook || {}, { recent: { list: read, add, clear: () => write([]) } });
})();
