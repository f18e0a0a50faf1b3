/**
 * Theme and size of text, as this browser remembers them. A classic script in <head>: it runs
 * before the first picture, so that no page flashes in the other theme. "system" is resolved here,
 * and the styles know only `data-theme="light"` and `"dark"`.
 *
 * Windows hear "themechange" when the colours have changed, and send "appearance" with the new
 * wishes when the user changes them; other windows learn of those by their storage.
 */

(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  let settingsStore = recall();

  function recall() {
    try {
      return JSON.parse(localStorage.getItem("transcribe.settings") ?? "{}") ?? {};
    } catch {
      return {}; // storage is closed to us or holds something else
    }
  }
  const apply = () => {
    const theme = settingsStore.theme === "light" || settingsStore.theme === "dark" ? settingsStore.theme : dark.matches ? "dark" : "light";
    const percent = Math.min(Math.max(Number(settingsStore.textPercent) || 100, 80), 200);
    root.style.setProperty("--text-scale", String(percent / 100));
    if (root.dataset.theme === theme) return;
    root.dataset.theme = theme;
    dispatchEvent(new Event("themechange"));
  };

  apply();
  dark.addEventListener("change", apply);
  addEventListener("storage", () => {
    settingsStore = recall();
    apply();
  });
  addEventListener("appearance", (event) => {
    settingsStore = /** @type {CustomEvent} */ (event).detail;
    apply();
  });
})();
