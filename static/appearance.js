/**
 * Theme and text size from this browser's settings. A classic script in <head>: it runs before the first
 * paint, so that no page flashes in the other theme. "system" is resolved here; the styles only use
 * `data-theme="light"` and `"dark"`.
 *
 * It dispatches "themechange" on the window when the colours have changed and receives "appearance" with
 * the new settings; other windows are notified by the storage event.
 */

(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  let settings = recall();

  function recall() {
    try {
      return JSON.parse(localStorage.getItem("transcribe.settings") ?? "{}") ?? {};
    } catch {
      return {}; // no access to storage, or its content is invalid
    }
  }
  const apply = () => {
    const theme = settings.theme === "light" || settings.theme === "dark" ? settings.theme : dark.matches ? "dark" : "light";
    const percent = Math.min(Math.max(Number(settings.textPercent) || 100, 80), 200);
    root.style.setProperty("--text-scale", String(percent / 100));
    if (root.dataset.theme === theme) return;
    root.dataset.theme = theme;
    dispatchEvent(new Event("themechange"));
  };

  apply();
  dark.addEventListener("change", apply);
  addEventListener("storage", () => {
    settings = recall();
    apply();
  });
  addEventListener("appearance", (event) => {
    settings = /** @type {CustomEvent} */ (event).detail;
    apply();
  });
})();
