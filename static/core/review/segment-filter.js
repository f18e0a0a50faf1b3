/** The segment filter: conditions that must all hold, and the number of matching segments. */

import { countLowConfidence } from "./confidence.js";
import { createFinder } from "../text/find-replace.js";

/** @typedef {import("../document/operations.js").Segment} Segment */

/**
 * @typedef {object} Filter all conditions that are set must hold
 * @property {boolean} lowConfidence has an unconfirmed low-confidence word
 * @property {boolean} unreviewed not edited yet
 * @property {boolean} flagged
 * @property {boolean} tooLong too long, too many characters, or too many characters per second
 * @property {string | null} speaker id; "" for segments without a speaker
 * @property {string | null} status
 * @property {string} text words, or an expression
 * @property {boolean} isRegex
 */

/** @typedef {{maxMs: number, maxChars: number, maxCps: number}} Limits `maxCps`: characters per second; 0: not checked */

/** @type {Filter} */
export const NO_FILTER = {
  lowConfidence: false,
  unreviewed: false,
  flagged: false,
  tooLong: false,
  speaker: null,
  status: null,
  text: "",
  isRegex: false,
};

/** Whether any condition is set. @param {Filter} filter */
export function isOn(filter) {
  const { lowConfidence, unreviewed, flagged, tooLong, speaker, status, text } = filter;
  return lowConfidence || unreviewed || flagged || tooLong || speaker !== null || status !== null || text !== "";
}

/**
 * The reasons why a segment is too long.
 *
 * @param {Pick<Segment, "startMs" | "endMs" | "text">} segment
 * @param {Limits} limits
 * @returns {("duration" | "characters" | "speed")[]}
 */
export function excessesOf({ startMs, endMs, text }, { maxMs, maxChars, maxCps }) {
  const durationMs = endMs - startMs;
  const nChars = text.length; // UTF-16 units: may be slightly more than visible characters, never fewer
  /** @type {("duration" | "characters" | "speed")[]} */
  const excesses = [];
  if (maxMs && durationMs > maxMs) excesses.push("duration");
  if (maxChars && nChars > maxChars) excesses.push("characters");
  if (maxCps && nChars * 1000 > maxCps * durationMs) excesses.push("speed");
  return excesses;
}

/**
 * Compile a filter for many segments.
 *
 * @param {Filter} filter
 * @param {{threshold: number, limits: Limits}} options `threshold` of confidence
 * @returns {(segment: Segment) => boolean}
 * @throws {import("../text/regex-dialect.js").InvalidPattern} the expression cannot be read
 */
export function compileFilter(filter, { threshold, limits }) {
  /** @type {((segment: Segment) => boolean)[]} */
  const conditions = [];
  if (filter.lowConfidence) conditions.push((segment) => countLowConfidence(segment, threshold) > 0);
  if (filter.unreviewed) conditions.push((segment) => segment.status === "draft");
  if (filter.flagged) conditions.push((segment) => segment.isFlagged === true);
  if (filter.tooLong) conditions.push((segment) => excessesOf(segment, limits).length > 0);
  if (filter.speaker !== null) conditions.push((segment) => (segment.speaker ?? "") === filter.speaker);
  if (filter.status !== null) conditions.push((segment) => segment.status === filter.status);
  if (filter.text) {
    const finder = createFinder({ text: filter.text, isRegex: filter.isRegex });
    conditions.push((segment) => finder.find(segment.text).length > 0);
  }
  return (segment) => conditions.every((fits) => fits(segment));
}
