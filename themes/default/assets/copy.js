// Buttons that copy a command, or all of a block, exactly as the page's model has them. They are hidden without this script.
(() => {
  const kinds = "[data-copy], [data-copy-all], [data-copy-error]";
  const status = document.querySelector("[data-copied]");
  // Pages from plain http have no clipboard, and one from a file may be refused it.
  function copyBySelecting(text) {
    const selection = getSelection();
    const range = selection.rangeCount && selection.getRangeAt(0);
    const focused = document.activeElement;
    const source = document.createElement("textarea");
    source.value = text;
    source.readOnly = true;
    source.className = "unseen";
    document.body.append(source);
    source.focus({ preventScroll: true });
    source.select();
    let copied = false;
    try {
      copied = document.execCommand("copy");
    } catch {
      // Then it was not copied.
    }
    source.remove();
    focused?.focus({ preventScroll: true });
    selection.removeAllRanges();
    if (range) selection.addRange(range);
    return copied;
  }
  async function copy(button) {
    // What other scripts made of it, with values filled in.
    const { copy, copyAll, copyError } = button.dataset;
    const text = button.filled ?? copy ?? copyAll ?? copyError;
    let copied = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      copied = copyBySelecting(text);
    }
    if (!copied) return;
    // What is there already is not said again, so it goes first.
    status.textContent = "";
    button.dataset.done = "";
    setTimeout(() => (status.textContent = button.said ?? status.dataset.copied), 50);
    setTimeout(() => delete button.dataset.done, 2000);
  }
  for (const button of document.querySelectorAll(kinds)) button.hidden = false;
  // Other scripts may add buttons later.
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(kinds);
    if (button) copy(button);
  });
})();
