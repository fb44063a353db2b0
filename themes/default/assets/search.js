// The search page: asks as one types, and shows what is found. What it shows is made from the templates
// of the page; whatever was pasted and whatever the index holds is only ever text.
(() => {
  const form = document.querySelector("[role=search]");
  const box = form.elements.q;
  const out = document.querySelector("[data-results]");
  const rail = document.querySelector("[data-facets]");
  const status = document.querySelector("[data-status]");
  const understood = document.querySelector("[data-understood]");
  const words = out.dataset;
  const recent = fixbook.recent;
  /** So long nothing must be typed before files are read for it and an address is remembered. */
  const PAUSE = 120;
  const LONGEST_ADDRESS = 2000;
  /** So long an answer stands before the meanings of its codes are read, which would only delay the next one. */
  const READING = 250;

  let asked = null;
  let running = null;
  let timer = 0;
  let later = 0;
  let chosen = {};

  const part = (name) => document.getElementById(`page:${name}`).content.firstElementChild.cloneNode(true);
  const slot = (root, name) => root.querySelector(`[data-slot="${name}"]`);
  const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

  function make(name, text, className) {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  }
  function button(text, className, act) {
    const made = make("button", text, className);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  // The address and what was asked

  const addressOf = (text) => String(new URLSearchParams({ q: text.slice(0, LONGEST_ADDRESS) }));
  const given = (text) => new URLSearchParams(text).get("q");
  function remember(text) {
    try {
      // The state holds what no address can; a question in the address proper would reach the server again.
      history.replaceState({ q: text.slice(0, 200000) }, "", location.pathname + (text.trim() ? `#${addressOf(text)}` : ""));
    } catch {
      // Too many in too short a time, or too much: the next one will do.
    }
  }
  function addressed() {
    const text = given(location.hash.slice(1)) ?? given(location.search) ?? "";
    const whole = [history.state?.q];
    try {
      whole.push(sessionStorage.getItem("fixbook-paste"));
      sessionStorage.removeItem("fixbook-paste");
    } catch {
      // Then it is what the address holds.
    }
    const isWhole = (known) => typeof known === "string" && given(addressOf(known)) === text;
    return whole.find(isWhole) ?? text;
  }

  // Asking

  const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE));
  /** What is typed is answered at once where no file has to be read for it; what is pasted, in any case. */
  function typed(event) {
    ask(false, /^insertFrom/.test(event.inputType) ? null : pause);
  }
  async function ask(again, patience) {
    clearTimeout(timer);
    clearTimeout(later);
    const text = box.value;
    if (text === asked && !again) return remember(text);
    asked = text;
    running?.abort();
    if (patience) timer = setTimeout(() => remember(text), PAUSE);
    else remember(text);
    if (!text.trim()) {
      out.removeAttribute("aria-busy");
      show(start());
      say("");
      return;
    }
    running = new AbortController();
    const { signal } = running;
    out.setAttribute("aria-busy", "true");
    try {
      const answer = await fixbook.search(text, { signal, patience });
      if (signal.aborted) return;
      tell(text, answer);
      // What was not all there may be there the next time.
      if (answer.partial) asked = null;
    } catch (error) {
      if (signal.aborted || error?.name === "AbortError") return;
      asked = null;
      show([notice(words.failed)]);
      say(words.failed);
    }
    out.removeAttribute("aria-busy");
  }
  function say(text) {
    if (status.textContent !== text) status.textContent = text;
  }
  function notice(text) {
    const made = make("p", text, "notice");
    made.append(" ", button(words.retry, "plain", () => ask(true)));
    return made;
  }

  // Telling

  function tell(text, answer) {
    const { results, others = [], codes = [] } = answer;
    const known = new Set(results.concat(others).flatMap((hit) => hit.matched.codes));
    const only = [...text.replace(/[^\p{L}\p{N}]+/gu, " ").trim().split(" ")].length <= 3;
    const isPlain = !codes.length && !text.trim().includes("\n") && text.trim().split(/\s+/).length <= 4;
    const code = codes.find((code) => results[0]?.matched.codes.includes(code));
    const aboutCode = code && (only || !answer.confident);
    const kind = !results.length ? "nothing"
      : only && aboutCode ? "code"
      : answer.confident ? "yes"
      : isPlain ? "plain"
      : aboutCode ? "near-code"
      : "near";
    const headline = fill(words[camel(`verdict-${kind}`)], { code, n: results.length });
    const others_ = new Set(others.map((hit) => hit.path));
    const isSure = kind === "yes";
    const first = isSure ? results.slice(0, 1) : results.filter((hit) => !others_.has(hit.path));
    const rest = isSure ? results.slice(1).filter((hit) => !others_.has(hit.path)) : [];
    const shown = [];
    if (answer.partial && kind === "nothing") {
      show([notice(words.failed)]);
      say(words.failed);
      return;
    }
    if (answer.partial) shown.push(notice(words.partial));
    const main = kind === "nothing" ? nothing(headline, text, codes) : group(headline, kind, first, text);
    const untold = explained(codes.filter((code) => !known.has(code)));
    if (isSure) main.append(...untold);
    else slot(main, "name").after(...untold);
    shown.push(main);
    if (others.length) shown.push(group(words.also, "also", others, text));
    if (rest.length) shown.push(group(words.verdictRest, "rest", rest, text));
    if (!isSure && kind !== "plain" && kind !== "code") shown.push(...gap(text, codes, results[0]?.matched.paste));
    show(shown);
    sayUnderstood(text, codes, known);
    facets(isSure ? [...first, ...others, ...rest] : [...first, ...others]);
    const told = [headline.replace(/:?$/, ":"), `${first.concat(others)[0]?.title}.`];
    if (results.length > 1) told.push(fill(words.more, { n: results.length }));
    say(results.length ? told.join(" ") : headline);
  }

  function show(shown) {
    const hadFocus = out.contains(document.activeElement);
    out.replaceChildren(...shown);
    later = setTimeout(explain, READING);
    if (hadFocus) (out.querySelector("[data-hit] a") || box).focus();
    if (!out.querySelector("[data-hit]")) facets([]);
    if (!box.value.trim()) understood.textContent = "";
  }
  function sayUnderstood(text, codes, known) {
    understood.replaceChildren();
    const lines = text.trim().split("\n").length;
    if (codes.length) {
      understood.append(make("span", words.codes), " ", ...codes.slice(0, 8).flatMap((code) => [codeLink(code, known.has(code)), " "]));
    } else if (lines > 1) understood.textContent = fill(words.lines, { n: lines });
  }
  /** A code; a link where the site speaks of it. */
  function codeLink(code, isKnown = true) {
    const name = make("code", code);
    if (!isKnown || !words.codesHref) return name;
    const link = make("a");
    const id = code.toLowerCase().replace(/[^\p{L}\p{N}_.]+/gu, "-").replace(/^[.-]+|[.-]+$/g, "");
    link.href = `${words.codesHref}#${encodeURIComponent(id)}`;
    link.dataset.code = code;
    link.append(name);
    return link;
  }

  /** A code with room for what it means. */
  function withMeaning(code, isKnown) {
    const meaning = make("span", "", "meaning");
    meaning.fixbook = [code, isKnown === false];
    return [codeLink(code, isKnown), " ", meaning, " "];
  }
  /** Tells what codes mean, where that is known. */
  function explain() {
    for (const meaning of out.querySelectorAll(".meaning")) {
      fixbook.explain(...meaning.fixbook).then((text) => (meaning.textContent = text));
    }
  }
  /** The codes of a paste of which no article that is shown speaks. */
  function explained(codes) {
    if (!codes.length) return [];
    const made = part("codes");
    made.append(...codes.slice(0, 8).map((code) => {
      const row = make("li");
      row.append(...withMeaning(code, false));
      return row;
    }));
    return [made];
  }

  function group(headline, kind, hits, text) {
    const made = part("group");
    made.dataset.verdict = kind;
    slot(made, "name").textContent = headline;
    const asked = question(text);
    // What is not this error has no fix to be run at once; the way there stays.
    const isNear = kind === "rest" || kind.startsWith("near");
    made.append(...hits.map((hit) => hitOf(hit, asked, isNear)));
    return made;
  }
  const question = (text) => ({ text, isShort: !text.trim().includes("\n") && text.trim().split(/\s+/).length <= 3 });

  function hitOf(hit, asked, isNear) {
    const { matched } = hit;
    const made = part("hit");
    const place = matched.error || hit.section;
    const to = (id) => hit.url + (id ? `#${encodeURIComponent(id)}` : "");
    made.fixbook = hit;
    const title = slot(made, "title");
    title.textContent = hit.title;
    title.href = to(place);
    slot(made, "where").textContent = [...hit.products, words[camel(`kind-${hit.kind}`)]].filter((it) => it).join(" · ");
    compared(made, hit, asked);
    const codes = slot(made, "codes");
    if (matched.codes.length) codes.append(...matched.codes.slice(0, 6).flatMap((code) => withMeaning(code)));
    else codes.remove();
    ways(made, hit, to, isNear);
    return made;
  }
  function compared(made, hit, asked) {
    const { text, template, paste } = hit.matched;
    const both = slot(made, "compare");
    const says = slot(made, "says");
    const sides = !asked.isShort && paste ? fixbook.compare(paste, text, template) : null;
    if (sides) {
      draw(slot(both, "pasted"), sides.pasted);
      draw(slot(both, "article"), sides.text);
      says.remove();
      return;
    }
    both.remove();
    if (text && text !== hit.title) draw(says, fixbook.excerpt(asked.isShort || !paste ? asked.text : "", text));
    else says.remove();
  }
  function draw(element, parts) {
    for (const [text, kind] of parts) {
      element.append(kind ? make(kind === "aside" ? "span" : "mark", text, kind) : text);
    }
  }
  function ways(made, hit, to, isNear) {
    const { fix } = hit;
    const copy = slot(made, "copy");
    copy.remove();
    const line = slot(made, "fix");
    const go = slot(made, "go");
    if (!fix) {
      line.remove();
      go.remove();
      return;
    }
    slot(go, "to-fix").href = to(fix.section);
    if (fix.cause) slot(go, "to-cause").href = to(fix.cause);
    else slot(go, "to-cause").remove();
    if (!fix.text || isNear) line.remove();
    else {
      line.append(" ", make(fix.isCommand ? "code" : "span", fix.text));
      if (fix.isCommand) {
        copy.dataset.copy = fix.text;
        copy.hidden = false;
        line.append(" ", copy);
      }
    }
  }

  // Facets

  function facets(hits) {
    chosen = {};
    const rows = [];
    for (const [name, of] of Object.entries({
      product: (hit) => hit.products,
      kind: (hit) => [words[camel(`kind-${hit.kind}`)]],
      code: (hit) => hit.matched.codes,
    })) {
      const counts = new Map();
      for (const hit of hits) for (const value of new Set(of(hit))) if (value) counts.set(value, (counts.get(value) || 0) + 1);
      const told = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 8);
      if (told.length < 2 && !(told.length && told[0][1] < hits.length)) continue;
      const row = part("facet");
      slot(row, "name").textContent = words[camel(`facet-${name}`)];
      for (const [value, count] of told) {
        const made = button(value, "facet", () => {
          const isOn = chosen[name]?.value === value;
          for (const other of row.querySelectorAll("button")) other.setAttribute("aria-pressed", "false");
          made.setAttribute("aria-pressed", String(!isOn));
          chosen[name] = isOn ? null : { value, of };
          filter(true);
        });
        made.setAttribute("aria-pressed", "false");
        made.append(" ", make("span", String(count), "count"));
        row.append(made);
      }
      rows.push(row);
    }
    rail.replaceChildren(...rows);
    filter();
  }
  function filter(isSaid) {
    const active = Object.values(chosen).filter((it) => it);
    let count = 0;
    for (const section of out.querySelectorAll("section")) {
      let left = 0;
      for (const hit of section.querySelectorAll("[data-hit]")) {
        const isOf = active.every(({ value, of }) => of(hit.fixbook).includes(value));
        hit.hidden = !isOf;
        left += isOf;
      }
      section.hidden = left === 0 && section.querySelector("[data-hit]") !== null;
      count += left;
    }
    if (isSaid) say(fill(words.filtered, { n: count }));
  }

  // When nothing is found, and before anything is asked

  function nothing(headline, text, codes) {
    const made = part("nothing");
    slot(made, "name").textContent = headline;
    const list = slot(made, "ways");
    const again = (query) => {
      const row = make("li");
      row.append(button(query, "plain", () => put(query)));
      return row;
    };
    const lines = text.split("\n").map((line) => line.trim()).filter((it) => it);
    const telling = lines.find((line) => /error|fail|denied|cannot|can't|unable|not /i.test(line));
    const narrower = [...codes, ...(lines.length > 1 && telling ? [telling.slice(0, 200)] : [])];
    list.prepend(...narrower.filter((query) => query !== text.trim()).slice(0, 4).map(again));
    return made;
  }
  function start() {
    const list = recent.list();
    if (!list.length) return [];
    const made = part("recent");
    slot(made, "list").append(...list.map((text) => {
      const row = make("li");
      row.append(button(text.replace(/\s+/g, " ").slice(0, 160), "plain", () => put(text)));
      return row;
    }));
    slot(made, "clear").addEventListener("click", () => {
      recent.clear();
      show([]);
      say(words.cleared);
      box.focus();
    });
    return [made];
  }
  function put(text) {
    box.value = text;
    box.dispatchEvent(new Event("input"));
    box.focus();
    ask();
  }

  /** The way to report what is missing: what would be sent, to be read and changed first. */
  function gap(text, codes, line) {
    const template = words.gapUrl;
    if (!template) return [];
    const made = part("gap");
    const report = slot(made, "report");
    const send = slot(made, "send");
    const room = (template.startsWith("mailto:") ? 1900 : 6000) - template.length;
    const telling = line || text.split("\n").find((other) => other.trim()) || "";
    const title = fixbook.scrub(telling.trim()).slice(0, 100);
    const encoded = (value) => encodeURIComponent(value.replace(/\p{Surrogate}/gu, "\ufffd"));
    const address = () => {
      let paste = report.value;
      while (encoded(paste).length > room) paste = paste.slice(0, Math.floor(paste.length * 0.9));
      slot(made, "cut").hidden = paste.length === report.value.length;
      const values = { paste, title, codes: codes.join(", ") };
      send.href = template.replace(/\{(paste|title|codes)\}/g, (_, name) => encoded(values[name]));
    };
    report.value = fixbook.scrub(text.slice(0, 8000));
    report.rows = Math.min(Math.max(report.value.split("\n").length, 3), 12);
    report.addEventListener("input", address);
    address();
    return [made];
  }

  // Keys and events

  function move(from, by) {
    const links = [...out.querySelectorAll("[data-hit]:not([hidden]) [data-slot=title]")].filter((link) => !link.closest("section[hidden]"));
    const to = from < 0 && by < 0 ? -1 : links.indexOf(document.activeElement?.closest("[data-hit]")?.querySelector("[data-slot=title]")) + by;
    if (to < 0) box.focus();
    else links[Math.min(to, links.length - 1)]?.focus();
  }
  box.addEventListener("keydown", (event) => {
    const isAtEnd = box.selectionStart === box.value.length && box.selectionEnd === box.value.length;
    if (event.key !== "ArrowDown" || !isAtEnd || event.shiftKey || !out.querySelector("[data-hit]")) return;
    event.preventDefault();
    move(0, 1);
  });
  document.addEventListener("keydown", (event) => {
    const isInside = out.contains(event.target) || rail.contains(event.target);
    if (!isInside || event.target.closest("textarea")) return;
    if (event.key === "Escape") box.focus();
    else if (event.key === "ArrowDown" && out.contains(event.target)) move(0, 1);
    else if (event.key === "ArrowUp" && out.contains(event.target)) move(0, -1);
    else return;
    event.preventDefault();
  });
  box.addEventListener("input", typed);
  box.addEventListener("paste", () => setTimeout(() => recent.add(box.value)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    recent.add(box.value);
    ask();
  });
  out.addEventListener("click", (event) => {
    const link = event.target.closest("[data-hit] a[href]");
    if (!link) return;
    recent.add(box.value);
    try {
      sessionStorage.setItem("fixbook-hit", link.href);
    } catch {
      // Then the address alone leads to the place.
    }
  });
  const open = () => {
    box.value = addressed();
    box.dispatchEvent(new Event("input"));
    ask();
  };
  addEventListener("hashchange", open);
  // Who was faster than this script has typed already.
  if (box.value.trim() && document.activeElement === box) ask();
  else open();
  box.focus({ preventScroll: true });
  box.setSelectionRange(box.value.length, box.value.length);
})();
