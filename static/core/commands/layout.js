/** Which parts of the editor show, and their sizes in CSS pixels. No DOM. */

import { clamp } from "../base/numbers.js";

/** @typedef {"audio" | "video" | "list"} LayoutName */
/** @typedef {{smallestPx: number, largestPx: number}} Room */

export const LAYOUT_NAMES = /** @type {const} */ ({ audio: "Audio and list", video: "Video, audio and list", list: "List only" });
const LEAST_LIST_PX = 160; // about three segments
const LEAST_STAGE_PX = 150; // controls and a waveform
const LEAST_PICTURE_PX = 160;
const LEAST_TIMELINE_PX = 260;
const KEY = "transcribe.layout";

/**
 * The layouts of a recording, in the order in which the key switches them.
 * @param {boolean} hasPicture
 * @returns {LayoutName[]}
 */
export function layoutsOf(hasPicture) {
  return hasPicture ? ["video", "audio", "list"] : ["audio", "list"];
}

/**
 * @param {LayoutName} preferred
 * @param {boolean} hasPicture
 * @returns {LayoutName}
 */
export function layoutFor(preferred, hasPicture) {
  const possible = layoutsOf(hasPicture);
  return possible.includes(preferred) ? preferred : possible[0];
}

/**
 * Limits for the height of the stage above the list.
 * @param {number} windowPx height of stage and list together
 * @returns {Room}
 */
export function stageRoom(windowPx) {
  return { smallestPx: LEAST_STAGE_PX, largestPx: Math.max(LEAST_STAGE_PX, windowPx - LEAST_LIST_PX) };
}

/**
 * Limits for the width of the video beside the timeline.
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
 * Sizes stored in this browser; null means the default size.
 * @param {Pick<Storage, "getItem" | "setItem"> | null} storage
 */
export function createSizes(storage) {
  /** @type {Record<string, number | null>} */
  let sizes = {};
  try {
    const kept = JSON.parse(storage?.getItem(KEY) ?? "{}");
    sizes = Object.fromEntries(Object.entries(kept ?? {}).filter(([, px]) => Number.isFinite(px)));
  } catch {
    sizes = {}; // storage is blocked, or holds other data
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
        return; // a private window: only the sizes are lost
      }
    },
  };
}
