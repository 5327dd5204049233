// Runs in the page before Streamlit. It tells the browser which language the page is in, as the address says it; the
// server whether the window is narrow or wide, for the sheet of filters and the size of maps; and has charts drawn again
// when the reader changes the theme. Nothing else is kept or sent.
(() => {
  const narrow = matchMedia("(max-width: 640px)");
  const wide = matchMedia("(min-width: 1600px)");
  const noteWidth = () => {
    document.cookie = `narrow=${narrow.matches ? 1 : 0}; path=/; SameSite=Lax`;
    document.cookie = `wide=${wide.matches ? 1 : 0}; path=/; SameSite=Lax`;
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

  let scheme = "";
  const noteTheme = () => {
    const app = document.querySelector(".stApp");
    if (!app) return;
    const before = scheme;
    scheme = getComputedStyle(app).colorScheme;
    // Streamlit does not run the page again for a new theme, but it does for a step in the history.
    if (before && before !== scheme) dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
  };
  for (const event of ["click", "keyup"]) addEventListener(event, () => setTimeout(noteTheme, 300), true);
  addEventListener("pointerdown", noteTheme, true);
  addEventListener("keydown", noteTheme, true);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTimeout(noteTheme, 300));

  addEventListener("popstate", noteLanguage);
  narrow.addEventListener("change", noteWidth);
  wide.addEventListener("change", noteWidth);
  noteWidth();
  noteLanguage();
  const noteFirstTheme = () => {
    noteTheme();
    if (!scheme) setTimeout(noteFirstTheme, 100);
  };
  addEventListener("load", noteFirstTheme);
})();
