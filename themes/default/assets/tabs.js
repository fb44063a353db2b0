// Groups of tabs. Without this script every tab stands under its name; with it one is shown, the
// same one in every group that has it, and remembered for the next page.
(() => {
  const groups = [...document.querySelectorAll("[data-tabs]")];
  if (!groups.length) return;
  const key = "fixbook-tabs";
  let chosen = {};
  try {
    chosen = JSON.parse(localStorage.getItem(key)) || {};
  } catch {
    chosen = {};
  }
  const sets = groups.map((group, number) => {
    const panels = [...group.children].filter((child) => child.matches("[data-tab]"));
    const bar = document.createElement("div");
    bar.className = "tab-bar";
    bar.setAttribute("role", "tablist");
    const ids = [...new Set(panels.map((panel) => panel.dataset.tab))];
    const buttons = ids.map((id) => {
      const button = document.createElement("button");
      const panel = panels.find((candidate) => candidate.dataset.tab === id);
      button.type = "button";
      button.textContent = panel.querySelector(".tab-name").textContent;
      button.id = `page:tab-${number}-${id}`;
      button.setAttribute("role", "tab");
      button.dataset.choice = id;
      bar.append(button);
      return button;
    });
    panels.forEach((panel, index) => {
      panel.id ||= `page:panel-${number}-${index}`;
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", `page:tab-${number}-${panel.dataset.tab}`);
    });
    group.prepend(bar);
    group.setAttribute("data-ready", "");
    return { ids, panels, buttons };
  });
  // What is chosen in a group: what the reader chose last of what it has, else its first tab.
  const current = (set) => [...(chosen.order || [])].reverse().find((id) => set.ids.includes(id)) || set.ids[0];
  function show() {
    const active = new Set(sets.map(current));
    for (const set of sets) {
      const id = current(set);
      for (const panel of set.panels) {
        const meant = panel.dataset.tab === id && (!panel.dataset.when || active.has(panel.dataset.when));
        if (meant) panel.removeAttribute("hidden");
        else panel.setAttribute("hidden", "until-found");
      }
      for (const button of set.buttons) {
        const on = button.dataset.choice === id;
        const panel = set.panels.find((candidate) => candidate.dataset.tab === button.dataset.choice);
        button.setAttribute("aria-selected", on);
        button.setAttribute("aria-controls", panel.id);
        button.tabIndex = on ? 0 : -1;
      }
    }
  }
  function choose(id, anchor) {
    const before = anchor && anchor.getBoundingClientRect().top;
    chosen.order = [...(chosen.order || []).filter((known) => known !== id), id].slice(-50);
    try {
      localStorage.setItem(key, JSON.stringify(chosen));
    } catch {
      // Private windows and file shares may refuse; the choice then lasts as long as the page.
    }
    show();
    // Other groups above may have changed their height.
    if (anchor) scrollBy(0, anchor.getBoundingClientRect().top - before);
  }
  for (const set of sets) {
    for (const [index, button] of set.buttons.entries()) {
      button.addEventListener("click", () => choose(button.dataset.choice, button));
      button.addEventListener("keydown", (event) => {
        const rtl = getComputedStyle(button).direction === "rtl" ? -1 : 1;
        const step = { ArrowRight: rtl, ArrowLeft: -rtl }[event.key];
        const to = event.key === "Home" ? 0 : event.key === "End" ? set.buttons.length - 1 : step && (index + step + set.buttons.length) % set.buttons.length;
        if (to === undefined) return;
        event.preventDefault();
        set.buttons[to].focus();
        choose(set.buttons[to].dataset.choice, set.buttons[to]);
      });
    }
    for (const panel of set.panels) {
      panel.addEventListener("beforematch", () => choose(panel.dataset.tab));
    }
  }
  // An anchor into a tab that is not shown opens it.
  function open() {
    let target = null;
    try {
      target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return;
    }
    const panel = target && target.closest("[data-tab][hidden]");
    if (panel) {
      choose(panel.dataset.tab);
      target.scrollIntoView();
    }
  }
  show();
  open();
  addEventListener("hashchange", open);
})();
