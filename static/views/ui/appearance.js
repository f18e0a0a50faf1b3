/** Commands for theme and text size; `appearance.js` in <head> applies them. */

import { effect } from "@preact/signals";

import { clamp } from "../../core/base/numbers.js";

const SMALLEST_PERCENT = 80;
const LARGEST_PERCENT = 200;
const STEP_PERCENT = 10;
const NEXT_THEME = /** @type {const} */ ({ system: "light", light: "dark", dark: "system" });
const THEME_NAMES = { system: "Same as the system", light: "Light", dark: "Dark" };

/** @typedef {import("./menu.js").MenuItem} MenuItem */

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {ReturnType<typeof import("../../core/commands/settings.js").createSettings>} options.settingsStore
 * @param {import("./toasts.js").Toasts} options.toasts
 */
export function createAppearance(scope, { settingsStore, toasts }) {
  const { settings, change } = settingsStore;
  scope.add(
    effect(() => {
      const { theme, textPercent } = settings.value;
      dispatchEvent(new CustomEvent("appearance", { detail: { theme, textPercent } }));
    }),
  );
  const tell = tellInPlace(toasts);
  return {
    nextTheme() {
      const theme = NEXT_THEME[settings.peek().theme] ?? "system";
      change({ theme });
      tell(`Theme: ${THEME_NAMES[theme].toLowerCase()}`);
    },
    scaleText(/** @type {number} */ steps) {
      const percent = Math.round(settings.peek().textPercent / STEP_PERCENT + steps) * STEP_PERCENT;
      const textPercent = clamp(percent, SMALLEST_PERCENT, LARGEST_PERCENT);
      change({ textPercent });
      tell(`Text: ${textPercent} %`);
    },
    /** Rows of the view menu. @returns {MenuItem[]} */
    appearanceItems() {
      const { theme, textPercent } = settings.peek();
      return [
        ...(/** @type {(keyof typeof THEME_NAMES)[]} */ (Object.keys(THEME_NAMES))).map((name, i) => ({
          label: `Theme: ${THEME_NAMES[name].toLowerCase()}`,
          checked: theme === name,
          isFirst: i === 0,
          run: () => change({ theme: name }),
        })),
        { label: "Larger text", isFirst: true, disabled: textPercent >= LARGEST_PERCENT, run: () => change({ textPercent: Math.min(textPercent + STEP_PERCENT, LARGEST_PERCENT) }) },
        { label: "Smaller text", disabled: textPercent <= SMALLEST_PERCENT, run: () => change({ textPercent: Math.max(textPercent - STEP_PERCENT, SMALLEST_PERCENT) }) },
        { label: `Text at 100 % (now ${textPercent} %)`, disabled: textPercent === 100, run: () => change({ textPercent: 100 }) },
      ];
    },
  };
}

/**
 * Show a message in place of the previous one, so that held keys do not stack messages.
 * @param {import("./toasts.js").Toasts} toasts
 */
export function tellInPlace(toasts) {
  let close = () => {};
  return (/** @type {string} */ text) => {
    close();
    close = toasts.show({ text });
  };
}

/** @typedef {ReturnType<typeof createAppearance>} Appearance */
