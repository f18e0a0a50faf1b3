/** Snap targets of edges: speech onsets and ends, neighbours, the playhead. */

import { snap } from "./geometry.js";

/** @typedef {{startMs: number, endMs: number}} Sound */
/** @typedef {import("./geometry.js").Grip} Grip */

export const BLOCK_MS = 30_000; // sounds are requested in blocks
const WIDEST_MS = 90_000; // at a wider zoom, snapping is finer than a pixel

/**
 * Numbers of the blocks that a window needs; empty if it is too wide.
 * @param {number} startMs
 * @param {number} endMs
 */
export function blocksOf(startMs, endMs) {
  if (endMs - startMs > WIDEST_MS) return [];
  const first = Math.floor(Math.max(0, startMs) / BLOCK_MS);
  const n = Math.floor(Math.max(0, endMs - 1) / BLOCK_MS) - first + 1;
  return Array.from({ length: Math.max(0, n) }, (_, i) => first + i);
}

/**
 * Snap targets of an edge: sound onsets for a start, sound ends for an end.
 * @param {readonly Sound[]} sounds
 * @param {Grip} grip
 */
export function edgesOf(sounds, grip) {
  const starts = sounds.map((sound) => sound.startMs);
  const ends = sounds.map((sound) => sound.endMs);
  if (grip === "start") return starts;
  return grip === "end" ? ends : [...starts, ...ends];
}

/**
 * Snap an edge to the nearest target within reach; null if there is none.
 *
 * @param {Sound} segment
 * @param {"start" | "end"} edge
 * @param {readonly number[]} targets
 * @param {number} reachMs
 * @returns {Sound | null}
 */
export function snapEdge(segment, edge, targets, reachMs) {
  const fitting = targets.filter((ms) => (edge === "start" ? ms < segment.endMs : ms > segment.startMs));
  const from = edge === "start" ? segment.startMs : segment.endMs;
  const to = Math.round(snap(from, fitting.filter((ms) => Math.round(ms) !== from), reachMs));
  if (to === from) return null;
  return edge === "start" ? { startMs: to, endMs: segment.endMs } : { startMs: segment.startMs, endMs: to };
}

/**
 * The target at which an edge of a dragged segment lies; null if none.
 * @param {Sound} times
 * @param {Grip} grip
 * @param {readonly number[]} targets
 */
export function guideOf(times, grip, targets) {
  const edges = grip === "start" ? [times.startMs] : grip === "end" ? [times.endMs] : [times.startMs, times.endMs];
  return edges.find((ms) => targets.some((target) => Math.round(target) === ms)) ?? null;
}
