// What a code means, where it stands: for the pointer, for the keyboard, and under a long press. Without this
// script it is the title of the link.
(() => {
  const tip = document.createElement("div");
  if (!tip.showPopover) return;
  const kinds = "main :is([data-code], [data-cmdlet], [data-broken])";
  let owner = null;
  let timer;
  let isHeld = false;
  let pressed = null;
  tip.id = "page:tip";
  tip.className = "tip";
  tip.popover = "manual";
  tip.setAttribute("role", "tooltip");
  document.querySelector("main").append(tip);

  // Below what it tells of, else above, and never beyond the window.
  function place() {
    const at = owner.getClientRects()[0];
    if (!at) return hide();
    const { width, height } = tip.getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    const start = owner.matches(":dir(rtl)") ? at.right - width : at.left;
    const top = at.bottom + height > clientHeight ? at.top - height : at.bottom;
    tip.style.setProperty("left", `${Math.max(8, Math.min(start, clientWidth - width - 8))}px`);
    tip.style.setProperty("top", `${Math.max(0, Math.min(top, clientHeight - height))}px`);
  }
  function hide() {
    clearTimeout(timer);
    if (!owner) return;
    owner.title = tip.textContent;
    owner.removeAttribute("aria-describedby");
    owner = null;
    tip.hidePopover();
  }
  function show(next) {
    clearTimeout(timer);
    if (next === owner || !next.title) return;
    hide();
    owner = next;
    tip.textContent = owner.title;
    // Two of them would be one too many.
    owner.removeAttribute("title");
    owner.setAttribute("aria-describedby", tip.id);
    tip.showPopover();
    place();
  }
  function wait(action, time) {
    clearTimeout(timer);
    timer = setTimeout(action, time);
  }
  const asked = (event) => event.target.closest?.(kinds);

  addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const next = asked(event);
    if (next === owner || tip.contains(event.target)) clearTimeout(timer);
    else if (next) wait(() => show(next), 150);
    // There is time to move to it; and it stays with the focus.
    else if (owner !== document.activeElement) wait(() => hide(), 300);
    else clearTimeout(timer);
  });
  addEventListener("focusin", (event) => {
    const next = asked(event);
    if (next) show(next);
  });
  addEventListener("focusout", () => hide());
  addEventListener("keydown", (event) => event.key === "Escape" && hide());
  // A long press asks: it neither follows the link nor opens a menu. Some browsers tell of it, others need a clock.
  function hold() {
    isHeld = true;
    show(pressed);
  }
  addEventListener("pointerdown", (event) => {
    const next = asked(event);
    isHeld = false;
    if (next !== owner && !tip.contains(event.target)) hide();
    pressed = event.pointerType === "touch" && (next === owner || next?.title) ? next : null;
    if (pressed) wait(() => hold(), 500);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    addEventListener(end, () => {
      if (pressed) clearTimeout(timer);
      pressed = null;
    });
  }
  addEventListener("contextmenu", (event) => {
    if (pressed) hold();
    if (isHeld) event.preventDefault();
  });
  // A key clicks without any press.
  addEventListener("click", (event) => isHeld && event.detail && asked(event) && event.preventDefault());
  addEventListener("scroll", () => owner && place(), { capture: true, passive: true });
})();
