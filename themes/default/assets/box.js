// The search box of every page. Without this script its form leads to the list of all errors.
(() => {
  const form = document.querySelector("[role=search]");
  const box = form.elements.q;

  // Whether the reader wants no keys that are pressed alone; the panel of keys sets it.
  const isOff = () => {
    try {
      return localStorage.getItem("fixbook-keys");
    } catch {
      // Then nothing is known of it.
    }
  };
  addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
    const isMeant = event.ctrlKey || event.metaKey ? event.key.toLowerCase() === "k" && !event.shiftKey : event.key === "/" && !isTyping && !isOff();
    if (event.altKey || !isMeant) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  // Where a style sheet cannot make it grow, its lines are counted.
  if (!CSS.supports("field-sizing", "content")) {
    const fewest = box.rows;
    const grow = () => (box.rows = Math.min(Math.max(box.value.split("\n", 20).length, fewest), 20));
    box.addEventListener("input", grow);
    grow();
  }
  // The search page answers on the spot.
  if (form.hasAttribute("data-live")) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = box.value;
    try {
      // An address holds less than people paste.
      sessionStorage.setItem("fixbook-paste", text);
    } catch {
      // Then the address is all that the search page gets.
    }
    const cut = new URLSearchParams({ q: text.slice(0, 2000) });
    location.href = form.dataset.search + (text.trim() ? `#${cut}` : "");
  });
})();
