/**
 * How long the rest will take: from what this user got done in how much work, here and before.
 *
 * Work is weighed, since a doubtful word takes more time than the sound of it: a segment's load is its
 * length and so many milliseconds for each doubtful word. Speed is load for each millisecond of work.
 */

import { countLowConfidence } from "./confidence.js";

/** @typedef {import("../document/operations.js").Segment} Segment */
/** @typedef {{loadMs: number, workMs: number}} Pace what was done, in how much work */

const DOUBT_MS = 3_000; // listening to a word again, deciding, typing
const ENOUGH_MS = 120_000; // of work, and as much load, before a figure means something
const MEMORY_MS = 2 * 3_600_000; // of work; what lies further back counts ever less

/** @type {Pace} */
export const NO_PACE = { loadMs: 0, workMs: 0 };

/** Work for each minute of load that people need, told before there is a figure of one's own. */
export const USUAL = { least: 1, most: 4 };

/**
 * What a segment asks of its reviewer.
 *
 * @param {Segment} segment as it was before the review
 * @param {number} threshold of doubt
 */
export function loadOf(segment, threshold) {
  return segment.endMs - segment.startMs + DOUBT_MS * countLowConfidence(segment, threshold);
}

/** Whether nobody has been at it. @param {{status: string}} segment */
export function isLeft({ status }) {
  return status === "draft";
}

/**
 * Load of all segments that nobody has reviewed.
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
 * Load that went from one transcript to the next: segments reviewed, or, taken back, less than 0.
 *
 * @param {ReadonlyMap<number, Segment>} before
 * @param {ReadonlyMap<number, Segment>} after
 * @param {Iterable<number>} ids of the segments that an edit touched
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
 * What is remembered after some more work.
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
 * Minutes of work left: one figure of the user's own, or a range of what people usually need.
 *
 * @param {number} leftMs load
 * @param {Pace} pace
 * @returns {{least: number, most: number, isOwn: boolean} | null} null where nothing is left
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
 * @returns {string} such as "about 42 min left"; short, for the top line
 */
export function formatEstimate({ least, most, isOwn }) {
  const [low, lowUnit] = spellMinutes(least);
  const [high, unit] = spellMinutes(most);
  if (isOwn) return `about ${low} ${lowUnit} left`;
  if (low === high && lowUnit === unit) return `≈ ${low} ${unit} left`;
  return lowUnit === unit ? `≈ ${low}–${high} ${unit} left` : `≈ ${low} ${lowUnit} – ${high} ${unit} left`;
}
