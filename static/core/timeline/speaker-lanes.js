/** Lanes of speakers on the timeline: their heights, the boxes of segments in them, and what lies at a place. No DOM. */

import { endMs, msToPx, pxToMs } from "./geometry.js";

/** @typedef {import("./geometry.js").Viewport} Viewport */
/** @typedef {import("../document/span-index.js").Span & {speaker: string | null}} Spoken */

const LANE_PX = 15;
const LEAST_PX = 7; // a lane that can still be hit
const SHARE = 0.17; // of the window's height, for all lanes
const NEAR_PX = 4; // so near to a segment it is meant

/**
 * The height of each lane, in CSS pixels; 0 if lanes would tell nothing.
 *
 * @param {number} nSpeakers
 * @param {number} windowPx height of the window
 */
export function laneHeight(nSpeakers, windowPx) {
  if (nSpeakers < 2) return 0;
  return Math.max(LEAST_PX, Math.min(LANE_PX, Math.floor((SHARE * windowPx) / nSpeakers)));
}

/**
 * Visit the boxes of the segments in view: segments narrower than a pixel once a pixel, so that 20,000 cost as much as 1,000.
 *
 * @template {Spoken} S
 * @param {import("../document/span-index.js").SpanIndex<S>} index
 * @param {Viewport} view
 * @param {ReadonlyMap<string, number>} speakerIndex
 * @param {(box: {lane: number, leftPx: number, rightPx: number, segment: S}) => void} visit
 */
export function forEachBox(index, view, speakerIndex, visit) {
  const doneTo = new Float64Array(speakerIndex.size).fill(-Infinity); // by lane, the last pixel
  index.forEachIn(view.startMs, endMs(view), (position) => {
    const segment = index.spans[position];
    const lane = segment.speaker === null ? undefined : speakerIndex.get(segment.speaker);
    if (lane === undefined) return;
    const rightPx = msToPx(view, segment.endMs);
    if (rightPx - doneTo[lane] < 1) return;
    const leftPx = Math.max(msToPx(view, segment.startMs), doneTo[lane]);
    doneTo[lane] = Math.ceil(rightPx);
    visit({ lane, leftPx, rightPx: Math.max(rightPx, leftPx + 1), segment });
  });
}

/**
 * The parts of a segment in which another speaker speaks too.
 *
 * @template {Spoken} S
 * @param {import("../document/span-index.js").SpanIndex<S>} index
 * @param {S} segment
 * @returns {{startMs: number, endMs: number}[]} in order, without gaps between touching ones
 */
export function overlapsOf(index, segment) {
  /** @type {{startMs: number, endMs: number}[]} */
  const parts = [];
  index.forEachIn(segment.startMs, segment.endMs, (position) => {
    const other = index.spans[position];
    if (other.speaker === null || other.speaker === segment.speaker) return;
    const part = { startMs: Math.max(other.startMs, segment.startMs), endMs: Math.min(other.endMs, segment.endMs) };
    const last = parts.at(-1);
    if (last && part.startMs <= last.endMs) last.endMs = Math.max(last.endMs, part.endMs);
    else parts.push(part);
  });
  return parts;
}

/**
 * The segment of a lane at a place, or very near to it.
 *
 * @template {Spoken} S
 * @param {import("../document/span-index.js").SpanIndex<S>} index
 * @param {Viewport} view
 * @param {string} speaker of the lane
 * @param {number} px
 * @returns {S | null}
 */
export function segmentAt(index, view, speaker, px) {
  const ms = pxToMs(view, px);
  const nearMs = NEAR_PX * view.msPerPx;
  const distance = (/** @type {S} */ segment) => Math.max(segment.startMs - ms, ms - segment.endMs, 0);
  const near = index.visible(ms - nearMs, ms + nearMs).map((position) => index.spans[position]).filter((segment) => segment.speaker === speaker);
  return near.reduce((best, segment) => (best && distance(best) <= distance(segment) ? best : segment), /** @type {S | null} */ (null));
}
