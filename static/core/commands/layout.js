/** Which parts of the editor show, and how much room each has. No page: sizes are CSS pixels. */

import { clamp } from "../base/numbers.js";

/** @typedef {"audio" | "video" | "list"} LayoutName */
/** @typedef {{smallestPx: number, largestPx: number}} Room */

export const LAYOUT_NAMES = /** @type {const} */ ({ audio: "Sound and list", video: "Picture, sound and list", list: "List only" });
const LEAST_LIST_PX = 160; // about three segments
const LEAST_STAGE_PX = 150; // controls and a waveform
const LEAST_PICTURE_PX = 160;
const LEAST_TIMELINE_PX = 260;
const KEY = "transcribe.layout";

/**
 * The layouts of a recording, in the order in which a key goes through them.
 * @param {boolean} hasPicture
 * @returns {LayoutName[]}
 */
export function layoutsOf(hasPicture) {
  return hasPicture ? ["video", "audio", "list"] : ["audio", "list"];
}

/**
 * @param {LayoutName} wished
 * @param {boolean} hasPicture
 * @returns {LayoutName}
 */
export function layoutFor(wished, hasPicture) {
  const possible = layoutsOf(hasPicture);
  return possible.includes(wished) ? wished : possible[0];
}

/**
 * How high the stage over the list may be.
 * @param {number} windowPx height of stage and list together
 * @returns {Room}
 */
export function stageRoom(windowPx) {
  return { smallestPx: LEAST_STAGE_PX, largestPx: Math.max(LEAST_STAGE_PX, windowPx - LEAST_LIST_PX) };
}

/**
 * How wide the picture beside the timeline may be.
 * @param {number} stagePx
 * @returns {Room}
 */
export function pictureRoom(stagePx) {
  return { smallestPx: LEAST_PICTURE_PX, largestPx: Math.max(LEAST_PICTURE_PX, stagePx - LEAST_TIMELINE_PX) };
}

/**
 * @param {number} px
 * @param {Room} room
 */
export function fitIn(px, { smallestPx, largestPx }) {
  return Math.round(clamp(px, smallestPx, largestPx));
}

/**
 * Sizes that this browser remembers; null is the size by itself.
 * @param {Pick<Storage, "getItem" | "setItem"> | null} storage
 */
export function createSizes(storage) {
  /** @type {Record<string, number | null>} */
  let sizes = {};
  try {
    const kept = JSON.parse(storage?.getItem(KEY) ?? "{}");
    sizes = Object.fromEntries(Object.entries(kept ?? {}).filter(([, px]) => Number.isFinite(px)));
  } catch {
    sizes = {}; // closed to us, or written by something else
  }
  return {
    /** @param {string} name */
    of: (name) => sizes[name] ?? null,
    /**
     * @param {string} name
     * @param {number | null} px
     */
    keep(name, px) {
      sizes = { ...sizes, [name]: px };
      try {
        storage?.setItem(KEY, JSON.stringify(sizes));
      } catch {
        return; // a private window: sizes are then forgotten, nothing else
      }
    },
  };
}
