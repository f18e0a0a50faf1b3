/**
 * Estimate the remaining work time from the user's speed, in this and earlier recordings.
 *
 * Work is weighted, since a low-confidence word takes longer than its playback: the load of a segment is its
 * length plus a fixed time per low-confidence word. Speed is load per millisecond of work.
 */

import { countLowConfidence } from "./confidence.js";

/** @typedef {import("../document/operations.js").Segment} Segment */
/** @typedef {{loadMs: number, workMs: number}} Pace load done, and work time for it */

const DOUBT_MS = 3_000; // replaying a word, deciding, typing
const ENOUGH_MS = 120_000; // minimum of work and of load for a reliable figure
const MEMORY_MS = 2 * 3_600_000; // of work; older work counts less and less

/** @type {Pace} */
export const NO_PACE = { loadMs: 0, workMs: 0 };

/** Usual work time per load, shown until the user has a figure. */
export const USUAL = { least: 1, most: 4 };

/**
 * The load of a segment.
 *
 * @param {Segment} segment as it was before the review
 * @param {number} threshold of confidence
 */
export function loadOf(segment, threshold) {
  return segment.endMs - segment.startMs + DOUBT_MS * countLowConfidence(segment, threshold);
}

/** Whether the segment is not reviewed yet. @param {{status: string}} segment */
export function isLeft({ status }) {
  return status === "draft";
}

/**
 * Load of all segments that are not reviewed.
 *
 * @param {readonly Segment[]} segments
 * @param {number} threshold
 */
export function loadLeft(segments, threshold) {
  let sumMs = 0;
  for (const segment of segments) if (isLeft(segment)) sumMs += loadOf(segment, threshold);
  return sumMs;
}

/**
 * Load done between two transcripts: newly reviewed segments; negative if a review was undone.
 *
 * @param {ReadonlyMap<number, Segment>} before
 * @param {ReadonlyMap<number, Segment>} after
 * @param {Iterable<number>} ids of the edited segments
 * @param {number} threshold
 */
export function loadDone(before, after, ids, threshold) {
  let sumMs = 0;
  for (const id of ids) {
    const [old, now] = [before.get(id), after.get(id)];
    if (!old || !now || isLeft(old) === isLeft(now)) continue;
    sumMs += isLeft(old) ? loadOf(old, threshold) : -loadOf(now, threshold);
  }
  return sumMs;
}

/**
 * The stored pace after more work.
 *
 * @param {Pace} pace
 * @param {Pace} more
 * @returns {Pace}
 */
export function addPace(pace, more) {
  const loadMs = Math.max(0, pace.loadMs + more.loadMs);
  const workMs = pace.workMs + more.workMs;
  const shrink = workMs > MEMORY_MS ? MEMORY_MS / workMs : 1;
  return { loadMs: loadMs * shrink, workMs: workMs * shrink };
}

/**
 * Minutes of work left: the user's own figure, or a range of usual values.
 *
 * @param {number} leftMs load
 * @param {Pace} pace
 * @returns {{least: number, most: number, isOwn: boolean} | null} null if nothing is left
 */
export function estimate(leftMs, { loadMs, workMs }) {
  if (leftMs <= 0) return null;
  const minutes = (/** @type {number} */ ms) => Math.max(1, Math.round(ms / 60_000));
  if (workMs >= ENOUGH_MS && loadMs >= ENOUGH_MS) {
    const own = minutes((leftMs * workMs) / loadMs);
    return { least: own, most: own, isOwn: true };
  }
  return { least: minutes(leftMs * USUAL.least), most: minutes(leftMs * USUAL.most), isOwn: false };
}

/**
 * @param {number} minutes
 * @returns {[string, string]} number and unit
 */
function spellMinutes(minutes) {
  if (minutes < 90) return [`${minutes}`, "min"];
  const hours = minutes / 60;
  return [hours < 10 ? hours.toFixed(1) : `${Math.round(hours)}`, "h"];
}

/**
 * @param {NonNullable<ReturnType<typeof estimate>>} left
 * @returns {string} such as "about 42 min of your work left": the drafting has a time of its own
 */
export function formatEstimate({ least, most, isOwn }) {
  const [low, lowUnit] = spellMinutes(least);
  const [high, unit] = spellMinutes(most);
  const ends = "of your work left";
  if (isOwn) return `about ${low} ${lowUnit} ${ends}`;
  if (low === high && lowUnit === unit) return `≈ ${low} ${unit} ${ends}`;
  return lowUnit === unit ? `≈ ${low}–${high} ${unit} ${ends}` : `≈ ${low} ${lowUnit} – ${high} ${unit} ${ends}`;
}
