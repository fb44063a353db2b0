// A long list that narrows as one types. Without this script its field is not shown, and all of the list is.
(() => {
  const bar = document.querySelector("[data-filter]");
  if (!bar) return;
  const field = bar.querySelector("input");
  const status = bar.querySelector("[role=status]");
  let count = 0;
  let groups;

  // Alike whatever the case, the width and the accents.
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toUpperCase();
  // What an entry says, without the number of its articles.
  const words = (row) => [...row.children].map((part) => (part.className === "count" ? "" : part.textContent)).join(" ");
  // Read when the field is entered: a long list is shown sooner than it is searched.
  function read() {
    if (groups) return;
    groups = [...document.querySelectorAll(".body .group")].map((part) => {
      const name = part.querySelector("h2").textContent;
      const lists = [...part.querySelectorAll(":scope > ul")].map((list) => {
        const rows = [...list.children];
        count += rows.length;
        // All of them at once, which takes a tenth of the time of one by one.
        const texts = fold(rows.map((row) => `${name} ${words(row)}`).join("\0")).split("\0");
        return { list, rows, texts };
      });
      return { part, lists, link: part.id && document.querySelector(`.letters a[href="#${CSS.escape(part.id)}"]`) };
    });
  }
  function narrow() {
    const asked = fold(field.value).split(/\s+/).filter((word) => word);
    if (!groups && !asked.length) return;
    read();
    let shown = 0;
    for (const { part, lists, link } of groups) {
      const before = shown;
      for (const { list, rows, texts } of lists) {
        const fits = texts.map((text) => asked.every((word) => text.includes(word)));
        const some = fits.filter((fit) => fit).length;
        shown += some;
        // What goes with its list stays as it is.
        list.hidden = !some;
        if (some) rows.forEach((row, at) => row.hidden === fits[at] && (row.hidden = !fits[at]));
      }
      const isEmpty = shown === before;
      part.hidden = isEmpty;
      if (!link) continue;
      if (isEmpty) link.removeAttribute("href");
      else link.href = `#${part.id}`;
    }
    const told = status.dataset.shown.replace("{n}", shown).replace("{all}", count);
    status.textContent = asked.length ? told : "";
  }

  bar.hidden = false;
  field.addEventListener("focus", () => read());
  field.addEventListener("input", () => {
    narrow();
    // What is left may stand above what was being read.
    if (bar.parentElement.getBoundingClientRect().top < 0) bar.parentElement.scrollIntoView();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !field.value || event.isComposing) return;
    event.preventDefault();
    field.value = "";
    narrow();
  });
  // Who comes back finds what was typed.
  addEventListener("pageshow", narrow);
})();
