/**
 * Keys for macOS, made from the table of commands: Option types characters there, so letters, digits and punctuation have
 * Control instead of Alt. Commands with a usual key on a Mac have that one, and keys of macOS itself are avoided.
 */

import { PLACES, byCharacter, normalizeKey } from "./keymap.js";

/** @typedef {import("./commands.js").Command} Command */
/** @typedef {import("./commands.js").Overrides} Overrides */

/** @type {Record<string, string | null>} null: no key */
const INSTEAD = {
  "Control+Space": "Control+Shift+Space", // Control+Space changes the input source
  "Control+Enter": "Meta+Enter",
  "Control+Shift+Enter": "Meta+Shift+Enter",
  "Alt+Enter": "Control+Enter",
  "Alt+Delete": "Control+Meta+Backspace", // Option+Delete deletes a word
  "Meta+KeyY": null, // the browser's history
  "Control+KeyH": "Alt+Meta+KeyF", // as in other programs
  "Meta+KeyH": "Alt+Meta+KeyF", // Command+H hides the program
  "Control+Shift+KeyF": "Shift+Meta+KeyF",
  "Control+KeyG": "Meta+KeyG",
  "Control+Shift+KeyG": "Shift+Meta+KeyG",
  "Control+Alt+KeyV": "Control+Meta+KeyV",
};

/**
 * A key of the other platforms, as it is on a Mac.
 *
 * @param {string} key
 * @returns {string | null} null: this key has no use there
 */
export function onMac(key) {
  const normal = normalizeKey(key, true);
  if (normal in INSTEAD) return INSTEAD[normal];
  const parts = normal.split("+");
  const code = parts.pop() ?? "";
  const isCharacter = /^(Key[A-Z]|Digit\d|Comma|Period|Slash|Semicolon|Quote|Bracket(Left|Right)|Minus|Equal|Back(slash|quote))$/.test(code);
  if (parts.includes("Alt") && code.startsWith("Arrow")) return normal.replace("Alt", "Control+Meta"); // Option moves by words
  if (!isCharacter || parts.includes("Meta")) return key;
  if (parts.includes("Alt")) return normal.replace("Alt", "Control");
  return parts.includes("Control") ? normal.replace("Control", "Control+Meta") : key;
}

/**
 * @param {Partial<Record<import("./keymap.js").Place, string[]>>} places
 * @returns {Partial<Record<import("./keymap.js").Place, string[]>>}
 */
function placesOnMac(places) {
  const given = PLACES.filter((place) => places[place]);
  return Object.fromEntries(given.map((place) => [place, [...new Set((places[place] ?? []).map(onMac).filter((key) => key !== null))]]));
}

/**
 * @param {readonly Command[]} commands
 * @returns {Command[]}
 */
export function commandsOnMac(commands) {
  return commands.map((command) => ({ ...command, ...placesOnMac(command) }));
}

/**
 * A user's own keys. Earlier versions stored copies of default keys with them: those become the defaults of a Mac.
 *
 * @param {Overrides} own
 * @param {(id: string) => ReadonlySet<string>} defaultsOf normalized keys that a command has on other platforms
 * @returns {Overrides}
 */
export function ownOnMac(own, defaultsOf) {
  return Object.fromEntries(
    Object.entries(own).map(([id, places]) => {
      const usual = defaultsOf(id);
      const isCopy = (/** @type {string} */ key) => byCharacter(key) !== key && usual.has(normalizeKey(key));
      const given = Array.isArray(places) ? { keys: places } : places;
      const read = PLACES.filter((place) => given[place]).map((place) => [place, (given[place] ?? []).map((key) => (isCopy(key) ? onMac(key) : key)).filter((key) => key !== null)]);
      return [id, Object.fromEntries(read)];
    }),
  );
}

/**
 * @param {Overrides} keys of a preset
 * @returns {Overrides}
 */
export function presetOnMac(keys) {
  return Object.fromEntries(Object.entries(keys).map(([id, places]) => [id, placesOnMac(Array.isArray(places) ? { keys: places } : places)]));
}
