/** What the columns of a row show of a segment, and which limits it passes. */

import { excessesOf } from "./segment-filter.js";

/** @typedef {import("../document/operations.js").Segment} Segment */
/** @typedef {import("./segment-filter.js").Limits} Limits */

/** Characters a second of a segment. @param {Pick<Segment, "startMs" | "endMs" | "text">} segment */
export function speedOf({ startMs, endMs, text }) {
  return (text.length * 1000) / Math.max(1, endMs - startMs);
}

/**
 * Sentences about the limits that a segment passes, for each column; empty where it passes none.
 *
 * @param {Segment} segment
 * @param {Segment | null} before the segment before it
 * @param {Limits & {minGapMs: number}} limits 0: not checked
 * @returns {{start: string, duration: string, speed: string}}
 */
export function checkRow(segment, before, limits) {
  const excesses = excessesOf(segment, limits);
  const nChars = segment.text.length;
  const lengths = [
    excesses.includes("duration") ? `Longer than ${limits.maxMs / 1000} s.` : "",
    excesses.includes("characters") ? `${nChars} characters, more than ${limits.maxChars}.` : "",
  ];
  return {
    start: before ? gapWarning(segment.startMs - before.endMs, limits.minGapMs) : "",
    duration: lengths.filter(Boolean).join(" "),
    speed: excesses.includes("speed") ? `More than ${limits.maxCps} characters a second.` : "",
  };
}

/**
 * @param {number} gapMs negative for an overlap
 * @param {number} minGapMs
 */
function gapWarning(gapMs, minGapMs) {
  if (gapMs < 0) return `Begins ${-gapMs} ms before the segment above ends.`;
  return gapMs < minGapMs ? `Begins ${gapMs} ms after the segment above, less than ${minGapMs} ms.` : "";
}
