/**
 * Timeline geometry: time to pixel and back, zoom, ticks, the segments in a window, their lanes,
 * hit testing and drags. No DOM, no state.
 *
 * Times are integer milliseconds unless a name says otherwise; pixels are CSS pixels.
 */

import { clamp } from "../base/numbers.js";

/** @typedef {import("../document/span-index.js").Span} Span */
/**
 * @template {Span} S
 * @typedef {import("../document/span-index.js").SpanIndex<S>} SpanIndex
 */

/**
 * The visible part of the timeline.
 * @typedef {object} Viewport
 * @property {number} startMs first visible millisecond (may be fractional)
 * @property {number} msPerPx zoom: milliseconds in one pixel
 * @property {number} widthPx width of the view
 */

export const FINEST_MS_PER_PX = 1;
export const EDGE_PX = 6; // distance within which the pointer grabs an edge
export const MIN_SEGMENT_MS = 20; // minimum length after a drag
const TICK_STEPS_MS = [
  10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000,
  600_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000, 36_000_000,
];

/**
 * @param {Viewport} view
 * @param {number} ms
 */
export function msToPx(view, ms) {
  return (ms - view.startMs) / view.msPerPx;
}

/**
 * @param {Viewport} view
 * @param {number} px
 */
export function pxToMs(view, px) {
  return view.startMs + px * view.msPerPx;
}

/** @param {Viewport} view */
export function endMs(view) {
  return view.startMs + view.widthPx * view.msPerPx;
}

/**
 * The zoom at which the whole recording is visible.
 * @param {number} durationMs
 * @param {number} widthPx
 */
export function fitMsPerPx(durationMs, widthPx) {
  return Math.max(FINEST_MS_PER_PX, durationMs / Math.max(1, widthPx));
}

/**
 * Keep a view inside the recording and the zoom limits.
 * @param {Viewport} view
 * @param {number} durationMs
 * @returns {Viewport}
 */
export function clampView(view, durationMs) {
  const msPerPx = clamp(view.msPerPx, FINEST_MS_PER_PX, fitMsPerPx(durationMs, view.widthPx));
  const latest = Math.max(0, durationMs - view.widthPx * msPerPx);
  return { startMs: clamp(view.startMs, 0, latest), msPerPx, widthPx: view.widthPx };
}

/**
 * Set the zoom; the time under `anchorPx` does not move.
 * @param {Viewport} view
 * @param {number} msPerPx
 * @param {number} anchorPx
 * @param {number} durationMs
 */
export function zoomTo(view, msPerPx, anchorPx, durationMs) {
  const limited = clamp(msPerPx, FINEST_MS_PER_PX, fitMsPerPx(durationMs, view.widthPx));
  const startMs = pxToMs(view, anchorPx) - anchorPx * limited;
  return clampView({ startMs, msPerPx: limited, widthPx: view.widthPx }, durationMs);
}

/**
 * @param {Viewport} view
 * @param {number} px positive moves the view to later times
 * @param {number} durationMs
 */
export function scrollBy(view, px, durationMs) {
  return clampView({ ...view, startMs: view.startMs + px * view.msPerPx }, durationMs);
}

/**
 * @param {Viewport} view
 * @param {number} ms
 * @param {number} durationMs
 */
export function centreOn(view, ms, durationMs) {
  return clampView({ ...view, startMs: ms - (view.widthPx * view.msPerPx) / 2 }, durationMs);
}

/**
 * Tell whether a time is in view, with a margin on both sides.
 * @param {Viewport} view
 * @param {number} ms
 * @param {number} [marginPx]
 */
export function isInView(view, ms, marginPx = 0) {
  const px = msToPx(view, ms);
  return px >= marginPx && px <= view.widthPx - marginPx;
}

/**
 * The spacing of labels and of the small ticks between them.
 * @param {number} msPerPx
 * @param {number} minLabelPx
 */
export function tickSteps(msPerPx, minLabelPx) {
  const wanted = msPerPx * minLabelPx;
  const last = TICK_STEPS_MS[TICK_STEPS_MS.length - 1];
  const majorMs = TICK_STEPS_MS.find((step) => step >= wanted) ?? Math.ceil(wanted / last) * last;
  const smaller = TICK_STEPS_MS.filter(
    (step) => majorMs % step === 0 && step < majorMs && step / msPerPx >= 6 && majorMs / step <= 10,
  );
  return { majorMs, minorMs: smaller[0] ?? majorMs };
}

/**
 * Top and height of a lane in a track.
 * @param {{topPx: number, heightPx: number}} track
 * @param {number} lane
 * @param {number} nLanes
 */
export function laneBox(track, lane, nLanes) {
  const heightPx = track.heightPx / nLanes;
  return { topPx: track.topPx + lane * heightPx, heightPx };
}

/** @typedef {"start" | "end" | "body"} Grip the part of a segment under the pointer */

/**
 * The segment part at a position.
 *
 * Edges win over bodies, the selected segment over others, and the nearer edge over the farther. A
 * narrow segment keeps the middle third of its width as body.
 *
 * @template {Span} S
 * @param {SpanIndex<S>} index
 * @param {Viewport} view
 * @param {number} xPx
 * @param {object} [options]
 * @param {number | null} [options.selectedId]
 * @param {number | null} [options.yPx] if given with `track`, only segments in that lane count
 * @param {{topPx: number, heightPx: number}} [options.track]
 * @returns {{segment: S, grip: Grip} | null}
 */
export function gripAt(index, view, xPx, { selectedId = null, yPx = null, track } = {}) {
  const fromMs = pxToMs(view, xPx - EDGE_PX);
  const toMs = pxToMs(view, xPx + EDGE_PX);
  /** @type {{segment: S, grip: Grip} | null} */
  let best = null;
  let bestScore = -1;
  index.forEachIn(fromMs - 1, toMs + 1, (i) => {
    const segment = index.spans[i];
    if (yPx !== null && track) {
      const box = laneBox(track, index.lane[i], index.nLanes[i]);
      if (yPx < box.topPx || yPx >= box.topPx + box.heightPx) return;
    }
    const found = gripOf(msToPx(view, segment.startMs), msToPx(view, segment.endMs), xPx);
    if (!found) return;
    const score = found.score + (segment.id === selectedId ? 10 : 0);
    if (score < bestScore) return;
    [best, bestScore] = [{ segment, grip: found.grip }, score];
  });
  return best;
}

/**
 * @param {number} left
 * @param {number} right
 * @param {number} x
 * @returns {{grip: Grip, score: number} | null}
 */
function gripOf(left, right, x) {
  const inside = Math.min(EDGE_PX, (right - left) / 3);
  const isInside = x >= left && x <= right;
  const reach = (/** @type {number} */ toward) => (toward >= 0 ? inside : EDGE_PX);
  if (Math.abs(x - left) <= reach(x - left)) {
    return { grip: "start", score: (isInside ? 4 : 3) - Math.abs(x - left) / 100 };
  }
  if (Math.abs(x - right) <= reach(right - x)) {
    return { grip: "end", score: (isInside ? 4 : 3) - Math.abs(x - right) / 100 };
  }
  return isInside ? { grip: "body", score: 1 } : null;
}

/**
 * Snap a time to the nearest target within a tolerance.
 * @param {number} ms
 * @param {readonly number[]} targets
 * @param {number} toleranceMs
 */
export function snap(ms, targets, toleranceMs) {
  let best = ms;
  let distance = toleranceMs;
  for (const target of targets) {
    const away = Math.abs(target - ms);
    if (away <= distance) [best, distance] = [target, away];
  }
  return best;
}

/**
 * The position of a segment after a drag.
 *
 * @param {Span} segment at the start of the drag
 * @param {Grip} grip
 * @param {number} deltaMs
 * @param {object} limits
 * @param {number} limits.durationMs of the recording
 * @param {readonly number[]} [limits.snapTo] times that edges snap to
 * @param {number} [limits.snapMs] snap distance
 * @returns {{startMs: number, endMs: number}} integers inside the recording, at least
 *   `MIN_SEGMENT_MS` long (or as long as the segment was)
 */
export function dragTimes(segment, grip, deltaMs, { durationMs, snapTo = [], snapMs = 0 }) {
  const length = segment.endMs - segment.startMs;
  const shortest = Math.min(length, MIN_SEGMENT_MS);
  const limit = Math.max(durationMs, segment.endMs);
  const snapped = (/** @type {number} */ ms) => Math.round(snap(ms, snapTo, snapMs));
  if (grip === "start") {
    const startMs = clamp(snapped(segment.startMs + deltaMs), 0, segment.endMs - shortest);
    return { startMs, endMs: segment.endMs };
  }
  if (grip === "end") {
    const endMs = clamp(snapped(segment.endMs + deltaMs), segment.startMs + shortest, limit);
    return { startMs: segment.startMs, endMs };
  }
  const byStart = snapped(segment.startMs + deltaMs);
  const byEnd = snapped(segment.endMs + deltaMs) - length;
  const free = Math.round(segment.startMs + deltaMs);
  const startMs = clamp(byStart !== free ? byStart : byEnd, 0, limit - length);
  return { startMs, endMs: startMs + length };
}

/**
 * The free range around a time, for a new segment.
 * @param {readonly Span[]} spans ordered by start
 * @param {number} ms
 * @param {number} durationMs
 * @returns {{startMs: number, endMs: number} | null} null if a segment is there
 */
export function gapAround(spans, ms, durationMs) {
  let startMs = 0;
  for (const span of spans) {
    if (span.startMs > ms) return { startMs, endMs: span.startMs };
    if (span.endMs > ms) return null;
    startMs = Math.max(startMs, span.endMs);
  }
  return { startMs, endMs: Math.max(startMs, durationMs) };
}
