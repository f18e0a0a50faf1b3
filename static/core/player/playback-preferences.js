/**
 * Playback preferences in the browser's storage. Speed, boost and speech filter are stored by
 * recording, since they depend on its speakers and audio. A new recording starts with the last
 * speed, without boost. The volume is shared by all recordings.
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
      delete recordings[mediaId]; // reinsert at the end, so that the oldest is dropped first
      recordings[mediaId] = { rate, boosts, clears };
      for (const id of Object.keys(recordings).slice(0, -MOST_RECORDINGS)) delete recordings[id];
      try {
        storage?.setItem(KEY, JSON.stringify({ rate, volume, recordings }));
      } catch {
        return; // a private window or full storage: only the speed is lost
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
    return { recordings: {} }; // storage is blocked or holds other data
  }
}
