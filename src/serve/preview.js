// Keeps a page in step with its source: waits for the next version of the site, and shows what became of the page
// without moving the reader. What others of the page's scripts know is made anew by running them again.
(() => {
  const own = document.currentScript;
  const base = own.dataset.base;
  let version = own.dataset.version;
  const listen = EventTarget.prototype.addEventListener;
  const on = (target, type, listener) => listen.call(target, type, listener);

  // What the page's scripts listen to, so that they can be run again without hearing everything twice.
  let heard = [];
  for (const target of [document, window]) {
    target.addEventListener = (type, listener, options) => {
      heard.push([target, type, listener, options]);
      listen.call(target, type, listener, options);
    };
  }
  function deafen() {
    for (const [target, type, listener, options] of heard) target.removeEventListener(type, listener, options);
    heard = [];
  }

  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const parse = (text) => new DOMParser().parseFromString(text, "text/html");
  const here = () => `page=${encodeURIComponent(decodeURI(location.pathname))}`;
  const plain = (text) => text.replace(/ data-version="\d+"/, "");

  // The panel stands beside the body, which is replaced.
  const count = make("b", {});
  const handle = make("button", { type: "button", class: "fb-handle", "aria-expanded": "false", "aria-controls": "fb-panel", "aria-keyshortcuts": "Alt+P", title: "Alt+P" }, "Author ", count);
  const body = make("div", { class: "fb-body" });
  const panel = make("aside", { id: "fb-panel", "aria-label": "Author's panel", lang: "en", dir: "ltr", hidden: "" }, body);
  const notice = make("div", { id: "fb-notice", role: "status", lang: "en", dir: "ltr" });
  const kept = {
    get open() {
      try {
        return localStorage.getItem("fixbook-panel") === "open";
      } catch {
        return false;
      }
    },
    set open(is) {
      try {
        localStorage.setItem("fixbook-panel", is ? "open" : "closed");
      } catch {
        // It is closed again on the next page.
      }
    },
  };
  function toggle(is) {
    panel.hidden = !is;
    handle.setAttribute("aria-expanded", String(is));
    document.documentElement.classList.toggle("fb-open", is);
    if (is) fill();
  }
  on(handle, "click", () => {
    kept.open = panel.hidden;
    toggle(panel.hidden);
  });
  on(document, "keydown", (event) => {
    if (event.altKey && !event.ctrlKey && !event.metaKey && event.code === "KeyP") {
      event.preventDefault();
      handle.click();
      if (!panel.hidden) panel.querySelector("textarea, summary, a")?.focus();
      else handle.focus();
    } else if (event.key === "Escape" && panel.contains(document.activeElement)) {
      handle.click();
      handle.focus();
    }
  });

  // What a paste finds.
  let asked = 0;
  async function find() {
    const box = panel.querySelector("[data-find] textarea");
    const place = panel.querySelector("[data-answer]");
    if (!box) return;
    asked += 1;
    const mine = asked;
    const text = box.value.trim().slice(0, 8000);
    const answer = text && (await (await fetch(`/_fixbook/find?${here()}&q=${encodeURIComponent(text)}`)).text());
    if (mine === asked) place.replaceChildren(...(answer ? parse(answer).body.childNodes : []));
  }
  on(panel, "input", () => setTimeout(find, 120));
  on(panel, "submit", (event) => {
    event.preventDefault();
    find();
  });

  // Fills the panel, and leaves open what is open.
  async function fill() {
    const answer = await fetch(`/_fixbook/panel?${here()}`);
    const next = parse(await answer.text()).body;
    for (const group of next.querySelectorAll("details")) {
      const name = group.dataset.group ?? "findings";
      const old = [...panel.querySelectorAll("details")].find((one) => (one.dataset.group ?? "findings") === name);
      if (old) group.open = old.open;
    }
    const box = panel.querySelector("[data-find] textarea");
    const form = box?.closest("form");
    const hadFocus = box && document.activeElement === box;
    const [start, end] = hadFocus ? [box.selectionStart, box.selectionEnd] : [];
    // Who types there is not disturbed.
    if (form) next.querySelector("[data-find]")?.replaceWith(form);
    const top = panel.scrollTop;
    body.replaceChildren(...next.childNodes);
    panel.scrollTop = top;
    if (hadFocus) {
      box.focus({ preventScroll: true });
      box.setSelectionRange(start, end);
    }
    if (box?.value) find();
  }
  // What has to be seen with the panel closed as well.
  async function brief() {
    const told = await (await fetch(`/_fixbook/brief?${here()}`)).json();
    count.textContent = told.findings || "";
    handle.toggleAttribute("data-errors", told.errors.length > 0);
    say("errors", told.errors.join("\n\n"));
  }
  // Notices, each under its name.
  function say(name, words) {
    const old = notice.querySelector(`[data-notice="${name}"]`);
    if (old?.textContent === words) return;
    old?.remove();
    if (words) notice.append(make("p", { "data-notice": name }, words));
  }

  // Where the reader is: what stands at the top of the window, what has the focus, what was typed and opened.
  function whereabouts() {
    const marks = [...document.body.querySelectorAll("main [id]")];
    const away = (one) => Math.abs(one.getBoundingClientRect().top);
    const shown = marks.filter((one) => one.getClientRects().length);
    const mark = shown.reduce((best, one) => (best && away(best) <= away(one) ? best : one), undefined);
    const active = document.activeElement;
    const fields = [...document.body.querySelectorAll("input, textarea")];
    return {
      id: mark?.id,
      top: mark?.getBoundingClientRect().top,
      x: scrollX,
      y: scrollY,
      focus: document.body.contains(active) && active !== document.body ? path(active) : null,
      range: active && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null,
      typed: fields.filter((field) => !["checkbox", "radio"].includes(field.type) && field.value).map((field) => [path(field), field.value]),
      open: [...document.body.querySelectorAll("details[open]")].map(path),
    };
  }
  // A way to an element that holds as long as the article does: by id or name, else by its place among its like.
  function path(element) {
    if (element.id) return `#${CSS.escape(element.id)}`;
    const tag = element.localName;
    const key = ["name", "href", "data-copy", "data-copy-all", "data-track-choice", "aria-label"].find((name) => element.getAttribute(name));
    const like = key ? `${tag}[${key}="${CSS.escape(element.getAttribute(key))}"]` : tag;
    return [like, [...document.body.querySelectorAll(like)].indexOf(element)];
  }
  function at(way) {
    if (typeof way === "string") return document.body.querySelector(way);
    const [like, index] = way;
    const all = document.body.querySelectorAll(like);
    return all[Math.min(index, all.length - 1)];
  }
  function scroll(place) {
    const mark = place.id && document.getElementById(place.id);
    if (mark && mark.getClientRects().length) scrollBy({ top: mark.getBoundingClientRect().top - place.top, behavior: "instant" });
    else scrollTo({ left: place.x, top: place.y, behavior: "instant" });
  }
  function back(place) {
    for (const way of place.open) {
      const element = at(way);
      if (element?.localName === "details") element.open = true;
    }
    for (const [way, value] of place.typed) {
      const field = at(way);
      if (field && "value" in field && field.value !== value) {
        field.value = value;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }
    const focus = place.focus && at(place.focus);
    if (focus && focus !== document.activeElement) {
      focus.focus({ preventScroll: true });
      if (place.range && place.range[0] !== null && "setSelectionRange" in focus) focus.setSelectionRange(...place.range);
    }
    scroll(place);
  }

  const isOwn = (element) => (element.src ?? element.href).includes("/_fixbook/");
  // A new style sheet stands before the old one goes, so that the page never stands without.
  function dress(next) {
    const sheets = (page) => [...page.head.querySelectorAll("link[rel=stylesheet]")].filter((one) => !isOwn(one));
    const old = sheets(document);
    const wanted = sheets(next).map((one) => one.getAttribute("href"));
    const known = old.map((one) => one.getAttribute("href"));
    for (const href of wanted.filter((one) => !known.includes(one))) {
      const sheet = make("link", { rel: "stylesheet", href });
      on(sheet, "load", () => old.filter((one) => !wanted.includes(one.getAttribute("href"))).forEach((one) => one.remove()));
      document.head.append(sheet);
    }
  }
  function run(next) {
    const scripts = [...next.head.querySelectorAll("script[src]")].filter((one) => one.getAttribute("src") && !isOwn(one));
    for (const old of [...document.head.querySelectorAll("script[src]")]) if (!isOwn(old)) old.remove();
    return Promise.all(scripts.map((one) => new Promise((done) => {
      const script = make("script", { src: one.getAttribute("src") });
      script.async = false;
      on(script, "load", done);
      on(script, "error", done);
      document.head.append(script);
    })));
  }
  async function patch(next) {
    const place = whereabouts();
    document.title = next.title;
    for (const name of ["lang", "dir"]) document.documentElement.setAttribute(name, next.documentElement.getAttribute(name) ?? "");
    dress(next);
    deafen();
    // Images that are the same are not loaded again.
    const images = new Map([...document.images].map((image) => [image.getAttribute("src"), image]));
    for (const image of next.images) {
      const old = images.get(image.getAttribute("src"));
      if (old && old.alt === image.alt) image.replaceWith(old);
    }
    document.body.replaceChildren(...next.body.childNodes);
    scroll(place);
    await run(next);
    back(place);
  }

  let last = "";
  async function update() {
    const answer = await fetch(location.pathname + location.search);
    const text = await answer.text();
    const isGone = answer.status === 404;
    say("gone", isGone ? "This page is no longer part of the site. What you see is how it was." : "");
    if (answer.status >= 500) {
      const why = parse(text).querySelector("main");
      say("failed", why?.innerText.trim() ?? text);
    } else {
      say("failed", "");
      if (!isGone && plain(text) !== last) {
        last = plain(text);
        await patch(parse(text));
      }
    }
    await brief();
    if (!panel.hidden) await fill();
    document.documentElement.dataset.fixbookVersion = version;
  }

  // Asks for the next version as long as somebody looks: a tab in the background waits for nothing, because browsers
  // allow only a few connections to one server.
  const pause = (time) => new Promise((done) => setTimeout(done, time));
  const seen = () => new Promise((done) => {
    const look = () => {
      if (document.hidden) return;
      document.removeEventListener("visibilitychange", look);
      done();
    };
    on(document, "visibilitychange", look);
    look();
  });
  async function follow() {
    let look = "";
    for (;;) {
      if (document.hidden) {
        await seen();
        // The files may have changed unseen.
        look = "&look=1";
      }
      const stop = new AbortController();
      const hide = () => document.hidden && stop.abort();
      on(document, "visibilitychange", hide);
      try {
        const answer = await fetch(`/_fixbook/version?since=${version}${look}`, { signal: stop.signal });
        if (!answer.ok) throw new Error(answer.status);
        const now = String((await answer.json()).version);
        look = "";
        say("offline", "");
        if (now !== version) {
          version = now;
          await update();
        }
      } catch {
        if (!document.hidden) {
          say("offline", "The preview has stopped. Start `fixbook serve` again: this page follows.");
          await pause(1000);
        }
      }
      document.removeEventListener("visibilitychange", hide);
    }
  }

  async function start() {
    document.documentElement.append(handle, panel, notice);
    toggle(kept.open);
    try {
      last = plain(await (await fetch(location.pathname + location.search)).text());
      await brief();
    } catch {
      // The server is asked again below.
    }
    document.documentElement.dataset.fixbookVersion = version;
    follow();
  }
  start();
})();
