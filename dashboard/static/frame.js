// Runs in the page before Streamlit: tells the browser what language the page is in, as the address says it, and the
// server whether the window is narrow, so that the filters come as one sheet. Nothing else is kept or sent.
(() => {
  const narrow = matchMedia("(max-width: 640px)");
  const noteWidth = () => {
    document.cookie = `narrow=${narrow.matches ? 1 : 0}; path=/; SameSite=Lax`;
  };
  const noteLanguage = () => {
    const language = new URLSearchParams(location.search).get("lang");
    if (/^[a-z]{2}$/.test(language ?? "")) document.documentElement.lang = language;
  };
  for (const name of ["pushState", "replaceState"]) {
    const original = history[name];
    history[name] = function (...change) {
      original.apply(this, change);
      noteLanguage();
    };
  }
  addEventListener("popstate", noteLanguage);
  narrow.addEventListener("change", noteWidth);
  noteWidth();
  noteLanguage();
})();
