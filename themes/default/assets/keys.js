// Keys that lead through a page, and the panel that lists them. The panel is the table: each <kbd> in it names a
// key and what it leads to, so that a theme adds one by a line. Without this script there are none.
(() => {
  // The template `keys.html`, which need not stand in every page.
  document.body.insertAdjacentHTML("beforeend", "{panel}");
  const panel = document.getElementById("page:keys");
  const button = document.querySelector("[data-keys]");
  if (!panel || !button) return;
  const store = "fixbook-keys";
  const choice = panel.querySelector("input");
  const keys = [...panel.querySelectorAll("kbd[data-to], kbd[data-next], kbd[data-before]")];
  // What stands at the top of the window is below what sticks to it.
  const below = 120;
  let place;
  let focused;

  try {
    choice.checked = localStorage.getItem(store) !== "off";
  } catch {
    // Then they work.
  }
  // Nothing that another story hides, or a list that was narrowed.
  const shown = (selector) => [...document.querySelectorAll(selector)].filter((it) => it.checkVisibility() && !it.closest("[hidden]"));
  const top = (it) => it.getBoundingClientRect().top;
  // What a key leads to: the next one after where the reader is, the one before, or the first there is.
  function target({ to, next, before }) {
    const all = shown(to || next || before);
    if (to) return all[0];
    const at = all.indexOf(place);
    const isThere = at >= 0 && document.activeElement === focused && top(place) >= 0 && top(place) < innerHeight;
    if (next) return isThere ? all[at + 1] : all.find((it) => top(it) > below);
    return isThere ? all[at - 1] : all.findLast((it) => top(it) < below / 2);
  }
  function go(to) {
    place = to;
    const heading = to.matches("section, nav") && to.querySelector("h1, h2, h3, h4, h5, h6");
    focused = heading || to;
    if (focused.tabIndex < 0) focused.tabIndex = -1;
    focused.focus({ preventScroll: true });
    to.scrollIntoView({ block: heading ? "start" : "center" });
  }
  function open() {
    for (const row of panel.querySelectorAll("li")) {
      const own = keys.filter((key) => row.contains(key));
      row.hidden = own.length > 0 && !own.some(({ dataset: { to, next, before } }) => shown(to || next || before).length);
    }
    panel.showModal();
    panel.querySelector("button").focus();
  }

  button.hidden = false;
  button.addEventListener("click", () => open());
  // Its button, and beside it.
  panel.addEventListener("click", (event) => (event.target === panel || event.target.closest("button")) && panel.close());
  choice.addEventListener("change", () => {
    try {
      if (choice.checked) localStorage.removeItem(store);
      else localStorage.setItem(store, "off");
    } catch {
      // Then it holds for this page.
    }
  });
  addEventListener("keydown", (event) => {
    // Some keyboards have brackets on a third level only.
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!choice.checked || event.defaultPrevented || !(isPlain || event.getModifierState("AltGraph"))) return;
    if (event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog")) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "?") {
      event.preventDefault();
      open();
    }
    for (const { textContent, dataset } of keys) {
      const to = textContent === event.key && target(dataset);
      if (!to) continue;
      event.preventDefault();
      if (to.matches("a")) to.click();
      else go(to);
      return;
    }
  });
})();
