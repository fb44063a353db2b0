// Arriving from a search: the place that was found is marked, opened and given the focus. Without this
// script the address alone leads to it.
(() => {
  const isHit = () => {
    try {
      const hit = sessionStorage.getItem("fixbook-hit");
      sessionStorage.removeItem("fixbook-hit");
      if (hit === location.href) return true;
      return new URL(document.referrer).pathname.endsWith("/search.html");
    } catch {
      return false;
    }
  };
  const target = () => {
    try {
      return location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return null;
    }
  };
  const place = isHit() && target();
  if (!place) return;
  // The other scripts read this: stories show the one that it belongs to.
  place.setAttribute("data-found", "");
  for (let up = place; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
  addEventListener("DOMContentLoaded", () => {
    if (!place.hasAttribute("tabindex")) place.tabIndex = -1;
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: place.tagName === "SECTION" ? "start" : "center" });
  });
})();
