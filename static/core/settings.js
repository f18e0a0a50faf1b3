/** What this browser remembers of its user's wishes. */

import { signal } from "@preact/signals-core";

const KEY = "transcribe.settings";

/**
 * @typedef {object} Settings
 * @property {Record<string, string[]>} keys a command's id to the keys that replace its own
 * @property {number} skipMs how far the skip keys go
 * @property {string} draftModel what new recordings are drafted with; "none" for no draft
 * @property {string} draftLanguage Whisper's code, or "auto"
 * @property {string} draftHotwords names and terms of new recordings, by commas
 * @property {boolean} draftDetectEach their language may change
 * @property {boolean} draftTranslate they are translated into English as well
 * @property {boolean} showTranslation under each segment, where there is one
 */

/** @type {Settings} */
const DEFAULTS = {
  keys: {},
  skipMs: 2_000,
  draftModel: "base",
  draftLanguage: "auto",
  draftHotwords: "",
  draftDetectEach: false,
  draftTranslate: false,
  showTranslation: false,
};

/**
 * @param {Pick<Storage, "getItem" | "setItem"> | null} storage
 */
export function createSettings(storage) {
  const settings = signal({ ...DEFAULTS, ...read(storage) });
  return {
    settings,
    /** @param {Partial<Settings>} changes */
    change(changes) {
      settings.value = { ...settings.value, ...changes };
      storage?.setItem(KEY, JSON.stringify(settings.value));
    },
  };
}

/**
 * @param {Pick<Storage, "getItem"> | null} storage
 * @returns {Partial<Settings>}
 */
function read(storage) {
  try {
    const kept = JSON.parse(storage?.getItem(KEY) ?? "{}");
    return typeof kept === "object" && kept !== null ? kept : {};
  } catch {
    return {}; // written by something else; the next change puts it right
  }
}
