/** Which segments the list shows: wishes that hold together, and the count of what fits. */

import { countLowConfidence } from "./confidence.js";
import { createFinder } from "../text/find-replace.js";

/** @typedef {import("../document/operations.js").Segment} Segment */

/**
 * @typedef {object} Filter all that is set must hold
 * @property {boolean} doubtful has a doubtful word that nobody has confirmed
 * @property {boolean} unreviewed still as the machine wrote it
 * @property {boolean} flagged
 * @property {boolean} tooLong lasts too long, has too many characters, or is read too fast
 * @property {string | null} speaker id; "" for those without one
 * @property {string | null} status
 * @property {string} text words, or an expression
 * @property {boolean} isRegex
 */

/** @typedef {{maxMs: number, maxChars: number, maxCps: number}} Limits characters a second */

/** @type {Filter} */
export const NO_FILTER = {
  doubtful: false,
  unreviewed: false,
  flagged: false,
  tooLong: false,
  speaker: null,
  status: null,
  text: "",
  isRegex: false,
};

/** What subtitles keep to: 7 s, two lines of 42 characters, 17 characters a second (Netflix: 20). */
export const LIMITS = { maxMs: 7_000, maxChars: 84, maxCps: 20 };

/** Whether it leaves anything out. @param {Filter} filter */
export function isOn(filter) {
  const { doubtful, unreviewed, flagged, tooLong, speaker, status, text } = filter;
  return doubtful || unreviewed || flagged || tooLong || speaker !== null || status !== null || text !== "";
}

/**
 * Why a segment is too long; null where it is not.
 *
 * @param {Segment} segment
 * @param {Limits} limits
 * @returns {"duration" | "characters" | "speed" | null}
 */
export function excessOf({ startMs, endMs, text }, { maxMs, maxChars, maxCps }) {
  const durationMs = endMs - startMs;
  if (durationMs > maxMs) return "duration";
  const nChars = text.length; // UTF-16 units: a little more than people see, never less
  if (nChars > maxChars) return "characters";
  return nChars * 1000 > maxCps * durationMs ? "speed" : null;
}

/**
 * A filter ready to be asked about many segments.
 *
 * @param {Filter} filter
 * @param {{threshold: number, limits?: Limits}} options `threshold` of doubt
 * @returns {(segment: Segment) => boolean}
 * @throws {import("../text/regex-dialect.js").InvalidPattern} the expression cannot be read
 */
export function compileFilter(filter, { threshold, limits = LIMITS }) {
  /** @type {((segment: Segment) => boolean)[]} */
  const settingsStore = [];
  if (filter.doubtful) settingsStore.push((segment) => countLowConfidence(segment, threshold) > 0);
  if (filter.unreviewed) settingsStore.push((segment) => segment.status === "draft");
  if (filter.flagged) settingsStore.push((segment) => segment.isFlagged === true);
  if (filter.tooLong) settingsStore.push((segment) => excessOf(segment, limits) !== null);
  if (filter.speaker !== null) settingsStore.push((segment) => (segment.speaker ?? "") === filter.speaker);
  if (filter.status !== null) settingsStore.push((segment) => segment.status === filter.status);
  if (filter.text) {
    const finder = createFinder({ text: filter.text, isRegex: filter.isRegex });
    settingsStore.push((segment) => finder.find(segment.text).length > 0);
  }
  return (segment) => settingsStore.every((fits) => fits(segment));
}
