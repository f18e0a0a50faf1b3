/**
 * What a browser remembers of how recordings are listened to. The speed, the boost and the speech
 * filter belong to a recording, since they answer to its speaker and its sound; a recording that is
 * new begins with the speed used last, but never louder than it is. The volume is the room's.
 */

import { clamp } from "../base/numbers.js";

const KEY = "transcribe.player";
const MOST_RECORDINGS = 200;

export const SLOWEST = 0.5;
export const FASTEST = 3;

/** @typedef {{rate: number, volume: number, boosts: boolean, clears: boolean}} Listening */

/**
 * @param {Pick<Storage, "getItem" | "setItem"> | null} storage
 * @param {string} mediaId
 */
export function createPlaybackPreferences(storage, mediaId) {
  return {
    /** @returns {Listening} */
    recall() {
      const kept = read(storage);
      const own = kept.recordings[mediaId] ?? {};
      const volume = Number(kept.volume ?? 1);
      return {
        rate: clamp(Number(own.rate ?? kept.rate) || 1, SLOWEST, FASTEST),
        volume: Number.isFinite(volume) ? clamp(volume, 0, 1) : 1,
        boosts: own.boosts === true,
        clears: own.clears === true,
      };
    },
    /** @param {Listening} listening */
    keep({ rate, volume, boosts, clears }) {
      const { recordings } = read(storage);
      delete recordings[mediaId]; // put at the end: the first to be forgotten is the oldest
      recordings[mediaId] = { rate, boosts, clears };
      for (const id of Object.keys(recordings).slice(0, -MOST_RECORDINGS)) delete recordings[id];
      try {
        storage?.setItem(KEY, JSON.stringify({ rate, volume, recordings }));
      } catch {
        return; // a private window, or a full one: the speed is then forgotten, nothing else
      }
    },
  };
}

/**
 * @param {Pick<Storage, "getItem"> | null} storage
 * @returns {{rate?: unknown, volume?: unknown, recordings: Record<string, Record<string, unknown>>}}
 */
function read(storage) {
  try {
    const kept = JSON.parse(storage?.getItem(KEY) ?? "{}");
    const recordings = kept?.recordings;
    return { ...kept, recordings: typeof recordings === "object" && recordings !== null ? { ...recordings } : {} };
  } catch {
    return { recordings: {} }; // storage is closed to us or holds something else
  }
}
