// The form of an article's commands: what is typed there stands in every command at once, quoted for its shell.
// Values stay in this browser. Without this script the commands are copied as they are written.
(() => {
  const clean = globalThis.fixbookQuote.clean;
  const quote = globalThis.fixbookQuote.quote;
  const form = document.querySelector("[data-fill]");
  const words = form.dataset;
  const status = document.querySelector("[data-copied]");
  const inputs = [...form.querySelectorAll("input")];
  const page = location.href.split(/[?#]/)[0].replace(/\/index\.html$/, "/");
  // Two sites on one host do not mix: what is kept is kept for the root of this one.
  const key = `fixbook-values ${new URL("..", document.currentScript.src).href}`;
  const title = document.querySelector("h1")?.textContent.trim() ?? document.title;
  // What is kept: the values of each article by the name of their field, and those for all with their origin.
  let kept = {};
  // What is in the form, by input: the value, and where it comes from if it was not typed here.
  const state = new Map();

  function read() {
    try {
      kept = JSON.parse(localStorage.getItem(key)) ?? {};
    } catch {
      kept = {};
    }
    kept = { here: Object(kept.here), all: Object(kept.all) };
  }
  function write() {
    try {
      localStorage.setItem(key, JSON.stringify(kept));
    } catch {
      // Then it lasts as long as the page does.
    }
  }
  const own = (of, name) => (Object.hasOwn(Object(of), name) ? of[name] : undefined);
  const isText = (value) => typeof value === "string";
  // Not `replace`, to which a dollar sign in a value would mean something.
  const put = (text, name, value) => text.split(name).join(value);

  function load() {
    read();
    for (const input of inputs) {
      const here = own(own(kept.here, page), input.name);
      const [value, from, at] = Object.values(Object(own(kept.all, input.name)));
      if (input.dataset.keep !== "no" && isText(here)) state.set(input, { value: here });
      else if (!input.dataset.keep && isText(value) && at !== page) state.set(input, { value, from });
      else state.delete(input);
    }
  }
  function keep(input, value) {
    if (input.dataset.keep === "no") return;
    read();
    // No value is a value too: it is not taken over again.
    kept.here[page] = { ...Object(own(kept.here, page)), [input.name]: value };
    if (!input.dataset.keep) {
      if (value) kept.all[input.name] = [value, title, page];
      else if (own(kept.all, input.name)?.[2] === page) delete kept.all[input.name];
    }
    write();
  }

  const label = "[\\p{L}\\p{N}_]([\\p{L}\\p{N}_-]*[\\p{L}\\p{N}_])?";
  const host = new RegExp(`^${label}(\\.${label})*\\.?$`, "u");
  const byte = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
  const four = new RegExp(`^${byte}(\\.${byte}){3}(/\\d\\d?)?$`);
  const isSix = (value) => {
    const parts = value.replace(/[/%].*$/, "").split(":");
    const isGroup = (part) => /^[\da-f]{0,4}$/i.test(part);
    return parts.length > 2 && parts.length < 9 && parts.every(isGroup) && value.split("::").length < 3 && (parts.length === 8 || value.includes("::"));
  };
  const looks = {
    host: (value) => host.test(value),
    domain: (value) => host.test(value),
    guid: (value) => /^\{?[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\}?$/i.test(value),
    email: (value) => /^[^\s@]+@[^\s@]+$/.test(value) && host.test(value.split("@")[1]),
    ip: (value) => four.test(value) || isSix(value),
    path: (value) => !/["*<>?|]/.test(value),
    user: (value) => /^[^\s"/:;|=,*?<>[\]]+$/.test(value),
  };

  // The value of a field that may be filled in; none is "", and null is one that must not be.
  const value = (input) => clean(state.get(input)?.value ?? "");
  const filled = (code) => {
    const [, index, shell, place] = /^(\d+)(.)(.)$/.exec(code);
    const input = inputs[index];
    const given = input && value(input);
    return given ? quote(given, shell, place, input.dataset.kind === "path") : undefined;
  };
  // Whether a tilde was meant for the home folder, and is none to a POSIX shell as it is quoted.
  const isNoHome = (code, given, text) => code.at(-2) === "b" && given.startsWith("~") && !(code.endsWith("w") && text.startsWith("~/"));

  function show() {
    const unfit = new Map();
    const homeless = new Map();
    const count = (of, input) => of.set(input, (of.get(input) ?? 0) + 1);
    for (const span of document.querySelectorAll("[data-in]")) {
      const text = filled(span.dataset.in);
      const input = inputs[parseInt(span.dataset.in, 10)];
      span.written ??= [...span.childNodes];
      span.toggleAttribute("data-filled", Boolean(text));
      span.toggleAttribute("data-secret", Boolean(text) && input?.dataset.keep === "no");
      if (text) span.replaceChildren(text);
      else span.replaceChildren(...span.written);
      if (text === null) count(unfit, input);
      else if (text && isNoHome(span.dataset.in, value(input), text)) count(homeless, input);
    }
    for (const button of document.querySelectorAll("[data-slots]")) fill(button);
    for (const button of document.querySelectorAll("figure > [data-copy-all]")) join(button);
    for (const input of inputs) tell(input, unfit.get(input), homeless.get(input));
  }
  function fill(button) {
    const { copy, slots } = button.dataset;
    const open = new Set();
    let text = "";
    // What is told to others: without what is secret.
    let told = "";
    let done = 0;
    for (const slot of slots.split(" ")) {
      const [start, end, code] = slot.split("-");
      const given = filled(code);
      const input = inputs[parseInt(code, 10)];
      if (!given) open.add(input);
      const before = copy.slice(done, start);
      text += before + (given ?? copy.slice(start, end));
      told += before + (input?.dataset.keep === "no" ? copy.slice(start, end) : (given ?? copy.slice(start, end)));
      done = +end;
    }
    button.filled = text + copy.slice(done);
    button.told = told + copy.slice(done);
    button.open = [...open].map((input) => input.labels[0].textContent);
    say(button);
  }
  // All of one block: its text, with its commands as they are filled in.
  function join(button) {
    const all = [...button.parentElement.querySelectorAll("[data-copy]")];
    const { copyAll, at } = button.dataset;
    const places = at.split(" ");
    for (const made of ["filled", "told"]) {
      let text = "";
      let done = 0;
      for (const [index, one] of all.entries()) {
        const start = +places[index];
        text += copyAll.slice(done, start) + (one[made] ?? one.dataset.copy);
        done = start + one.dataset.copy.length;
      }
      button[made] = text + copyAll.slice(done);
    }
    button.open = [...new Set(all.flatMap((one) => one.open ?? []))];
    say(button);
  }
  function say(button) {
    button.said = button.open.length ? put(status.dataset.open, "{names}", button.open.map((name) => `<${name}>`).join(", ")) : undefined;
  }
  // What there is to say of a field stands in place of its hint.
  function tell(input, unfit, homeless) {
    const { value: raw = "", from, isLinked } = state.get(input) ?? {};
    const hint = input.nextElementSibling;
    hint.words ??= hint.textContent;
    const given = value(input);
    const isDoubtful = given && looks[input.dataset.kind]?.(given) === false;
    const notes = [];
    if (given === null) notes.push(words.refused);
    if (isDoubtful) notes.push(put(words.doubt, "{kind}", hint.words));
    if (unfit) notes.push(put(words.unfit, "{n}", unfit));
    if (homeless) notes.push(put(words.homeless, "{n}", homeless));
    if (isLinked) notes.push(words.linked);
    else if (from) notes.push(put(words.taken, "{name}", from));
    hint.textContent = notes.join(" · ") || hint.words;
    hint.title = notes.join(" · ");
    hint.toggleAttribute("data-note", notes.length > 0);
    input.toggleAttribute("data-from", Boolean(isLinked || from));
    if (given === null || unfit || homeless || isDoubtful) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    if (input.value !== raw) input.value = raw;
  }

  // An address may hand over values. They are shown, and kept only once somebody edits them.
  function arrive() {
    if (!location.hash.startsWith("#with&")) return;
    for (const pair of location.hash.slice(6).split("&")) {
      const [name, given] = pair.split("=", 2).map((text) => {
        try {
          return decodeURIComponent(text);
        } catch {
          return "";
        }
      });
      const input = inputs.find((one) => one.name === name);
      if (input && given && input.dataset.keep !== "no") state.set(input, { value: [...given].slice(0, 200).join(""), isLinked: true });
    }
    history.replaceState(history.state, "", location.href.split("#")[0]);
    show();
  }

  for (const input of inputs) {
    input.autocomplete = "off";
    input.spellcheck = false;
    input.autocapitalize = "off";
    // What is said of a value is heard while it is typed.
    input.nextElementSibling.setAttribute("aria-live", "polite");
  }
  form.addEventListener("input", ({ target }) => {
    state.set(target, { value: target.value });
    show();
    if (value(target) !== null) keep(target, target.value);
  });
  form.addEventListener("click", ({ target }) => {
    if (!target.closest("[data-forget]")) return;
    try {
      localStorage.removeItem(key);
    } catch {
      // There was nothing to forget.
    }
    state.clear();
    show();
    status.textContent = words.forgotten;
  });
  const link = form.querySelector("[data-link]");
  link.addEventListener("click", () => {
    const given = inputs.filter((input) => value(input) && input.dataset.keep !== "no");
    const pairs = given.map((input) => `&${encodeURIComponent(input.name)}=${encodeURIComponent(value(input))}`);
    link.filled = `${location.href.split("#")[0]}#with${pairs.join("")}`;
  });
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("button");
    if (button) status.toggleAttribute("data-shown", Boolean(button.said));
  });
  addEventListener("hashchange", arrive);
  addEventListener("storage", (event) => {
    if (event.key !== key && event.key !== null) return;
    load();
    show();
  });
  load();
  show();
  arrive();
  form.hidden = false;
})();
