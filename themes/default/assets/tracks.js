// The stories of one article as a choice. Without this script the links lead to them and all are shown.
(() => {
  const nav = document.querySelector("[data-tracks]");
  if (!nav) return;
  const choices = [...nav.querySelectorAll("[data-track-choice]")];
  const told = [...document.querySelectorAll("main [data-track]")];
  const ids = (element) => element.dataset.track.split(" ");
  const known = (id) => id && choices.some((choice) => choice.dataset.trackChoice === id);
  let chosen = "";

  function show(id) {
    chosen = id;
    for (const element of told) {
      const off = id !== "" && !ids(element).includes(id);
      if (element.tagName === "SECTION") {
        if (off) element.setAttribute("hidden", "until-found");
        else element.removeAttribute("hidden");
      } else element.toggleAttribute("data-off", off);
    }
    for (const choice of choices) {
      if (choice.dataset.trackChoice === id) choice.setAttribute("aria-current", "true");
      else choice.removeAttribute("aria-current");
    }
  }
  function target() {
    try {
      return document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return null;
    }
  }
  const remember = () => history.replaceState({ track: chosen }, "");
  // The track that an element belongs to, where the chosen one would hide it.
  function trackOf(element) {
    let track = chosen;
    for (let up = element; up; up = up.parentElement) {
      if (up.tagName === "SECTION" && up.dataset.track && !ids(up).includes(track)) track = ids(up)[0];
    }
    return track;
  }
  // The one track that an element belongs to; none where it belongs to all or to several.
  function onlyTrackOf(element) {
    const told = element.closest("section[data-track]");
    return told && ids(told).length === 1 ? ids(told)[0] : "";
  }
  // The address decides: what was chosen there before, a track of that name, or the track of the place.
  function follow(isFresh) {
    const place = target();
    const before = history.state?.track;
    if (before !== undefined) show(before);
    else if (known(place?.id)) show(place.id);
    else if (chosen && place) show(trackOf(place));
    else if (place && (isFresh || place.hasAttribute("data-found"))) show(onlyTrackOf(place));
    remember();
    return place;
  }

  nav.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-track-choice]");
    if (!choice || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const id = choice.dataset.trackChoice;
    show(id);
    history.pushState({ track: id }, "", id ? choice.hash : location.href.split("#")[0]);
  });
  document.addEventListener("beforematch", (event) => {
    show(trackOf(event.target));
    remember();
  });
  addEventListener("hashchange", () => {
    const hidden = target()?.closest("[hidden]");
    const place = follow();
    if (hidden) place.scrollIntoView();
  });
  addEventListener("popstate", () => history.state && follow());
  const fresh = history.state === null;
  if (follow(fresh) && fresh && chosen) target().scrollIntoView();
})();
