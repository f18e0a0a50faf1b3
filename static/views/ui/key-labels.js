/** Labels of a command's keys, for the user's operating system. */

import { COMMANDS, keysOf, keyLabel, withKeyNames } from "../../core/commands/commands.js";
import { createSettings } from "../../core/commands/settings.js";
import { hasLatinLetters } from "../../core/commands/key-events.js";
import { keysInForce } from "../../core/commands/key-presets.js";

/** @typedef {import("../../core/commands/commands.js").Overrides} Overrides */
/** @typedef {import("../../core/commands/settings.js").Settings} Settings */

/** What Chromium tells about the system, for which TypeScript has no types yet. */
const system = /** @type {{userAgentData?: {platform?: string}}} */ (navigator).userAgentData?.platform;
export const IS_MAC = /Mac|iP(hone|ad)/.test(navigator.platform) || system === "macOS";

/** Until letters were typed: whether people with this language have a layout with Latin letters. */
let isLatin = !/^(ru|uk|be|bg|mk|el|he|yi|ar|fa|ur|hi|th|ka|hy)\b/.test(navigator.language);

/**
 * Learn from typing whether the keyboard's layout has Latin letters.
 * @param {KeyboardEvent} event
 */
export function observeKeyboard(event) {
  isLatin = hasLatinLetters(event, isLatin);
}

/** Whether the keyboard's layout has Latin letters, as far as has been seen. */
export function keyboardIsLatin() {
  return isLatin;
}

/**
 * All keys of a command, each once.
 *
 * @param {import("../../core/commands/commands.js").Command} command
 * @param {Overrides} overrides
 */
export function keyLabels(command, overrides) {
  const all = Object.values(keysOf(command, overrides)).flat();
  return [...new Set(all.map((key) => keyLabel(key, IS_MAC)))];
}

/**
 * A title with the key of a command: "Undo (Ctrl+Z)".
 *
 * @param {string} title
 * @param {string} id
 * @param {Settings} [settings] where the caller has them
 */
export function withKey(title, id, settings = storedSettings()) {
  const key = keyOf(id, settings);
  return key ? `${title} (${key})` : title;
}

/**
 * The first key of a command: "Ctrl+Z"; "" if it has none.
 *
 * @param {string} id
 * @param {Settings} [settings] where the caller has them
 */
export function keyOf(id, settings = storedSettings()) {
  const command = COMMANDS.find((each) => each.id === id);
  return (command && keyLabels(command, keymapOf(settings))[0]) ?? "";
}

/**
 * A text with the keys of commands: "{undo}" becomes "Ctrl+Z".
 *
 * @param {string} text
 * @param {Settings} [settings] where the caller has them
 */
export function keyText(text, settings = storedSettings()) {
  return withKeyNames(text, keymapOf(settings), IS_MAC);
}

/** @type {WeakMap<Settings, Overrides>} */
const keymaps = new WeakMap();

/** @param {Settings} settings */
function keymapOf(settings) {
  const known = keymaps.get(settings) ?? keysInForce(settings, IS_MAC);
  keymaps.set(settings, known);
  return known;
}

function storedSettings() {
  return createSettings(localStorage).settings.peek();
}
