/** Key notation: normalize keys, find clashes, and tell which keys the browser or system keeps. */

import { keysOf } from "./commands.js";
import { MODIFIERS, US_KEYS, bindingsOf } from "./key-events.js";
import { withCurrentIds } from "./old-ids.js";

/** @typedef {import("./commands.js").Command} Command */
/** @typedef {import("./commands.js").Overrides} Overrides */
/** @typedef {"keys" | "textKeys" | "plainKeys"} Place */

export const PLACES = /** @type {const} */ (["keys", "textKeys", "plainKeys"]);
export const PLACE_NAMES = { keys: "everywhere", textKeys: "in the text", plainKeys: "outside of text" };
const SHIFTED = new Set(["?"]);
/** Code names of the keys that type a character, as bindings were recorded before they named the character. */
const CHARACTERS = Object.fromEntries(Object.entries(US_KEYS).map(([character, code]) => [code, character]));

/**
 * Normalize a key: "j" is "KeyJ", "$mod+k" is "Control+KeyK".
 *
 * @param {string} key
 * @param {boolean} isMac
 */
export function normalizeKey(key, isMac = false) {
  const parts = key.split(/(?<=.)\+/);
  const last = parts.pop() ?? "";
  const held = new Set(parts.filter((part) => !part.startsWith("[")).map((part) => (part === "$mod" ? (isMac ? "Meta" : "Control") : part)));
  if (SHIFTED.has(last)) held.add("Shift");
  const code = last === "?" ? "Slash" : US_KEYS[last] ?? (/^[a-z]$/i.test(last) ? `Key${last.toUpperCase()}` : /^\d$/.test(last) ? `Digit${last}` : last);
  return [...MODIFIERS.filter((name) => held.has(name)), code].join("+");
}

/**
 * The pressed key in normalized notation, by its character where it has one; null while only modifiers are held.
 *
 * @param {import("./key-events.js").KeyPress} press
 * @param {import("./key-events.js").Keyboard} [keyboard]
 */
export function keyOfEvent(press, keyboard) {
  if (["Dead", "Unidentified"].includes(press.key)) return null;
  return bindingsOf(press, keyboard).find((one) => !one.includes("@")) ?? null;
}

/**
 * Write a key by its character, as keys are stored: "Alt+KeyA" becomes "Alt+a".
 * @param {string} key
 */
export function byCharacter(key) {
  const parts = key.split("+");
  const last = parts.pop() ?? "";
  return [...parts, last.match(/^Key([A-Z])$/)?.[1].toLowerCase() ?? last.match(/^Digit(\d)$/)?.[1] ?? (last === "Space" ? last : CHARACTERS[last]) ?? last].join("+");
}

/**
 * Bindings stored by earlier versions name positions ("Control+KeyY" was recorded at the key right of T, with any letter on it).
 * Mark them as such, except copies of default keys: those name characters.
 *
 * @param {readonly string[]} keys
 * @param {ReadonlySet<string>} defaults normalized
 * @returns {string[]}
 */
function byPosition(keys, defaults) {
  return keys.map((key) => {
    const normal = normalizeKey(key);
    return byCharacter(key) === key || defaults.has(normal) ? key : key.replace(/[^+]+$/, "@$&");
  });
}

const NAVIGATION = ["Enter", "Backspace", "Delete", "Tab", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"];

/**
 * Why a key cannot be assigned in a place, or null if it can.
 *
 * @param {string} key normalized
 * @param {Place} place
 * @param {boolean} [isMac]
 * @returns {string | null}
 */
export function refusalOf(key, place, isMac = false) {
  const parts = key.replace("@", "").split("+");
  const code = parts.pop() ?? "";
  const held = parts.join("+");
  const reserved = isMac ? reservedOnMac(held, code) : reservedElsewhere(parts, held, code);
  if (reserved) return reserved;
  if (place === "plainKeys") return null;
  if ((isMac ? ["Meta"] : ["Control", "Meta"]).includes(held) && /^Key[CVXA]$/.test(code)) return "In a text field this key copies, pastes, cuts or selects all.";
  const types = /^(Key|Digit|Numpad\d|Space$|Comma|Period|Slash|Semicolon|Quote|Bracket|Minus|Equal|Back(slash|quote)|Intl)/.test(code);
  if (types && isMac && ["Alt", "Alt+Shift"].includes(held)) return "In a text field Option and this key type a character. Use Control or Command, or assign it for outside of text.";
  if (types && (held === "" || held === "Shift")) return `In a text field this key types a character. Add ${isMac ? "Control or Command" : "Ctrl or Alt"}, or assign it for outside of text.`;
  if (place === "keys" && held === "" && NAVIGATION.includes(code)) return "Fields and buttons need this key. Assign it for the text or for outside of text.";
  return null;
}

/**
 * @param {string[]} parts held modifiers
 * @param {string} held
 * @param {string} code
 */
function reservedElsewhere(parts, held, code) {
  if (["Control", "Meta"].includes(parts[0]) && /^Key[WTN]$/.test(code) && !parts.includes("Alt")) return "The browser uses this key for tabs and windows.";
  if (parts.includes("Control") && ["Tab", "PageUp", "PageDown"].includes(code)) return "The browser uses this key to change tabs.";
  if (parts.includes("Control") && code === "KeyQ") return "The browser may quit with this key.";
  if (parts.includes("Alt") && ["F4", "Tab", "Escape"].includes(code)) return "The operating system uses this key.";
  return held === "Control+Alt" && code === "Delete" ? "The operating system uses this key." : null;
}

/**
 * @param {string} held
 * @param {string} code
 */
function reservedOnMac(held, code) {
  if (["Meta", "Shift+Meta"].includes(held) && /^Key[WTNQ]$/.test(code)) return "The browser uses this key for tabs and windows.";
  if (held.includes("Control") && ["Tab", "PageUp", "PageDown"].includes(code)) return "The browser uses this key to change tabs.";
  const system = ["Meta+KeyH", "Meta+KeyM", "Meta+Comma", "Meta+Tab", "Meta+Space", "Control+Space", "Alt+Meta+Escape", "Control+Meta+KeyF", "Control+Meta+KeyQ", "Control+Meta+Space"];
  const isSpace = held === "Control" && code.startsWith("Arrow");
  return isSpace || system.includes([held, code].join("+")) ? "macOS uses this key." : null;
}

/**
 * Keys that several commands use in the same place.
 *
 * @param {readonly Command[]} commands
 * @param {Overrides} overrides
 * @param {boolean} [isMac]
 * @returns {{key: string, place: Place, ids: string[]}[]} for "everywhere" keys, the place of the clash
 */
export function findClashes(commands, overrides, isMac = false) {
  const tables = commands.map((command) => ({ id: command.id, keys: keysOf(command, overrides) }));
  /** @type {{key: string, place: Place, ids: string[]}[]} */
  const clashes = [];
  for (const place of /** @type {const} */ (["textKeys", "plainKeys"])) {
    /** @type {Map<string, Set<string>>} */
    const takers = new Map();
    for (const { id, keys } of tables) {
      for (const key of [...keys.keys, ...keys[place]].map((one) => normalizeKey(one, isMac).replace("@", ""))) {
        takers.set(key, (takers.get(key) ?? new Set()).add(id));
      }
    }
    for (const [key, ids] of takers) {
      if (ids.size < 2) continue;
      const known = clashes.find((clash) => clash.key === key && [...ids].every((id) => clash.ids.includes(id)));
      if (known) known.place = "keys";
      else clashes.push({ key, place, ids: [...ids] });
    }
  }
  return clashes;
}

/**
 * Whether two places overlap: "everywhere" overlaps both others, which never overlap.
 * @param {Place} one
 * @param {Place} other
 */
export function placesMeet(one, other) {
  return one === other || one === "keys" || other === "keys";
}

/**
 * Merge a user's keys over a preset's. A key of the preset is removed from the command that has it by default.
 *
 * @param {readonly Command[]} commands
 * @param {Overrides} preset
 * @param {Overrides} own
 * @param {boolean} [isMac]
 * @returns {Overrides}
 */
export function layKeys(commands, preset, own = {}, isMac = false) {
  /** @type {Overrides} */
  const laid = {};
  const wanted = commands.filter((command) => preset[command.id]);
  const claims = wanted.flatMap((command) => {
    const given = preset[command.id];
    /** @type {import("./commands.js").Keys} */
    const keys = { keys: [], textKeys: [], plainKeys: [], ...(Array.isArray(given) ? { keys: given } : given) };
    laid[command.id] = keys;
    return PLACES.flatMap((place) => keys[place].map((key) => ({ place, key: normalizeKey(key, isMac) })));
  });
  for (const command of commands) {
    if (laid[command.id]) continue;
    const before = keysOf(command, {});
    const left = /** @type {import("./commands.js").Keys} */ (
      Object.fromEntries(PLACES.map((place) => [place, before[place].filter((key) => !claims.some((claim) => claim.key === normalizeKey(key, isMac) && placesMeet(claim.place, place)))]))
    );
    if (PLACES.some((place) => left[place].length !== before[place].length)) laid[command.id] = left;
  }
  for (const [id, keys] of Object.entries(own)) {
    const base = Array.isArray(laid[id]) ? { keys: laid[id] } : laid[id];
    laid[id] = { ...base, ...readOwn(Array.isArray(keys) ? { keys } : keys, commands.find((command) => command.id === id), base) };
  }
  return laid;
}

/**
 * @param {Partial<import("./commands.js").Keys>} keys of one command, as stored
 * @param {Command | undefined} command
 * @param {Partial<import("./commands.js").Keys> | undefined} base the preset's keys of the command
 */
function readOwn(keys, command, base) {
  const usual = PLACES.flatMap((place) => [...(command?.[place] ?? []), ...(base?.[place] ?? [])]);
  const defaults = new Set(usual.map((key) => normalizeKey(key)));
  const places = PLACES.filter((place) => keys[place]);
  return Object.fromEntries(places.map((place) => [place, byPosition(keys[place] ?? [], defaults)]));
}

/**
 * Read a key map from a file; unknown commands and keys are dropped and listed.
 *
 * @param {string} text JSON as `writeKeyMap` makes it
 * @param {readonly Command[]} commands
 * @returns {{preset: string, keys: Overrides, unknown: string[]}}
 * @throws {Error} the file is not a key map
 */
export function readKeyMap(text, commands) {
  /** @type {{format?: unknown, preset?: unknown, keys?: unknown} | null} */
  let kept;
  try {
    kept = JSON.parse(text);
  } catch {
    throw new Error("This file is not a key map: it is not JSON. Choose a file saved with “Save as a file”.");
  }
  if (kept?.format !== "transcribe-keys/1" || typeof kept.keys !== "object" || kept.keys === null) {
    throw new Error("This file is not a key map of Transcribe. Choose a file saved with “Save as a file”.");
  }
  const ids = new Set(commands.map((command) => command.id));
  const stored = withCurrentIds(/** @type {Record<string, unknown>} */ (kept.keys));
  /** @type {Overrides} */
  const keys = {};
  /** @type {(value: unknown) => value is string[]} */
  const isList = (value) => Array.isArray(value) && value.every((key) => typeof key === "string");
  for (const [id, places] of Object.entries(stored)) {
    if (!ids.has(id) || typeof places !== "object" || places === null) continue;
    keys[id] = Object.fromEntries(PLACES.map((place) => [place, Reflect.get(places, place)]).filter(([, list]) => isList(list)));
  }
  return { preset: String(kept.preset ?? "ours"), keys, unknown: Object.keys(stored).filter((id) => !ids.has(id)) };
}

/**
 * @param {string} preset
 * @param {Overrides} keys
 */
export function writeKeyMap(preset, keys) {
  return JSON.stringify({ format: "transcribe-keys/1", preset, keys }, null, 2);
}
