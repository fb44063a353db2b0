// Where the reader is: marks the part of the page that is being read in the list of its parts. Without this
// script, browsers that can do so by the style sheet mark it.
(() => {
  const nav = document.querySelector(".toc, .letters");
  if (!nav) return;
  const list = nav.querySelector("ul");
  const places = [];
  for (const link of nav.querySelectorAll("li a")) {
    const place = document.getElementById(link.getAttribute("href").slice(1));
    if (place) places.push({ link, place });
  }
  let current;
  let isWaiting = false;

  function find() {
    const { scrollHeight } = document.documentElement;
    // A quarter of the way down; towards the end of the page further, so that its last parts have their turn.
    const line = Math.max(innerHeight / 4, innerHeight - (scrollHeight - innerHeight - scrollY));
    let found;
    for (const { link, place } of places) {
      if (place.closest("[hidden]")) continue;
      const { top } = place.getBoundingClientRect();
      if (found && top > line) break;
      found = link;
      // Where a link has led, that is where one is.
      if (top >= 0 && link.hash === location.hash) break;
    }
    return found;
  }
  // The list scrolls, the page does not.
  function reveal(link) {
    const outer = list.getBoundingClientRect();
    const inner = link.getBoundingClientRect();
    if (inner.top < outer.top || inner.bottom > outer.bottom) list.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2;
    if (inner.left < outer.left || inner.right > outer.right) list.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
  }
  function mark() {
    isWaiting = false;
    const found = find();
    if (found === current) return;
    current?.removeAttribute("aria-current");
    found?.setAttribute("aria-current", "location");
    current = found;
    if (found) reveal(found);
  }
  // Choices on the page open and close parts of it.
  for (const event of ["scroll", "resize", "click", "input"]) {
    addEventListener(
      event,
      () => {
        if (!isWaiting) requestAnimationFrame(() => mark());
        isWaiting = true;
      },
      { passive: true },
    );
  }
  mark();
})();
