/** Summarize the whole recording in a few hundred columns: speakers and review progress. */

/** @typedef {import("./geometry.js").Viewport} Viewport */
/** @typedef {import("../document/span-index.js").Span & {speaker: string | null, status: string}} Summed */

import { clamp } from "../base/numbers.js";
import { clampView, endMs, FINEST_MS_PER_PX } from "./geometry.js";

export const STATUSES = /** @type {const} */ (["draft", "corrected", "approved", "rejected"]);
export const NOBODY = -1; // no speaker set
export const SILENT = -2; // no segment
const GRIP_PX = 5; // distance within which the pointer grabs an edge of the window
const LEAST_BODY_PX = 8; // minimum body of a window on the minimap

/**
 * Summarize segments by column.
 *
 * @param {readonly Summed[]} spans ordered by start
 * @param {number} durationMs
 * @param {number} nColumns
 * @param {ReadonlyMap<string, number>} speakerIndex
 * @returns {{speaker: Int16Array, status: Float32Array}} by column, the speaker with the most time
 *   (`NOBODY`, `SILENT`), and the share of time of each of `STATUSES`, four per column
 */
export function summarise(spans, durationMs, nColumns, speakerIndex) {
  const columnMs = Math.max(1, durationMs) / nColumns;
  const speaker = new Int16Array(nColumns).fill(SILENT);
  const status = new Float32Array(nColumns * STATUSES.length);
  const time = new Float32Array(nColumns);
  /** Time of the leading speaker of a column; a majority vote in one pass (Boyer and Moore). */
  const lead = new Float32Array(nColumns);
  for (const span of spans) {
    const who = span.speaker === null ? NOBODY : (speakerIndex.get(span.speaker) ?? NOBODY);
    const what = Math.max(0, STATUSES.indexOf(/** @type {typeof STATUSES[number]} */ (span.status)));
    const last = Math.min(nColumns - 1, Math.ceil(span.endMs / columnMs) - 1);
    for (let i = Math.max(0, Math.floor(span.startMs / columnMs)); i <= last; i++) {
      const ms = Math.min(span.endMs, (i + 1) * columnMs) - Math.max(span.startMs, i * columnMs);
      time[i] += ms;
      status[i * STATUSES.length + what] += ms;
      if (speaker[i] === who) lead[i] += ms;
      else if (lead[i] >= ms) lead[i] -= ms;
      else [speaker[i], lead[i]] = [who, ms - lead[i]];
    }
  }
  for (let i = 0; i < status.length; i++) status[i] /= time[Math.floor(i / STATUSES.length)] || 1;
  return { speaker, status };
}

/**
 * The position of the window on the minimap, at least a few pixels wide.
 *
 * @param {Viewport} view
 * @param {number} durationMs
 */
export function windowBox(view, durationMs) {
  const perMs = view.widthPx / Math.max(1, durationMs);
  const left = view.startMs * perMs;
  const right = Math.min(view.widthPx, endMs(view) * perMs);
  const short = Math.max(0, 4 - (right - left)) / 2;
  return { left: left - short, right: right + short };
}

/**
 * The part of the window at a position.
 *
 * @param {Viewport} view
 * @param {number} durationMs
 * @param {number} xPx
 * @returns {"start" | "end" | "body" | null} null outside the window
 */
export function windowGrip(view, durationMs, xPx) {
  const { left, right } = windowBox(view, durationMs);
  const out = Math.max(0, LEAST_BODY_PX - (right - left)) / 2; // a narrow window is grabbed outside of its edges
  const [start, end] = [left - out, right + out];
  const inside = Math.min(GRIP_PX, (end - start) / 4);
  if (xPx < start - GRIP_PX || xPx > end + GRIP_PX) return null;
  if (xPx < start + inside) return "start";
  if (xPx > end - inside) return "end";
  return "body";
}

/**
 * The window after one edge is moved to a time; the other edge stays.
 *
 * @param {Viewport} view
 * @param {"start" | "end"} edge
 * @param {number} ms
 * @param {number} durationMs
 * @returns {Viewport}
 */
export function resizeWindow(view, edge, ms, durationMs) {
  const stopMs = endMs(view);
  const least = view.widthPx * FINEST_MS_PER_PX;
  const from = edge === "start" ? clamp(ms, 0, stopMs - least) : view.startMs;
  const to = edge === "end" ? clamp(ms, view.startMs + least, Math.max(durationMs, view.startMs + least)) : stopMs;
  return clampView({ startMs: from, msPerPx: (to - from) / view.widthPx, widthPx: view.widthPx }, durationMs);
}
