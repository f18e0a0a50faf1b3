/** Confidence over a recording: its words in columns of equal length. */

import { isSettled } from "./confidence.js";

/** @typedef {import("../document/operations.js").Segment} Segment */
/**
 * @typedef {object} ConfidenceColumn
 * @property {number} startMs
 * @property {number} endMs
 * @property {number | null} confidence mean probability of the words that nobody has confirmed; null without any
 * @property {number} nWords
 * @property {number} nConfirmed words that a person typed or confirmed, and all words of approved and rejected segments
 */

const MOST_COLUMNS = 96;
const LEAST_MS = 1_000;

/**
 * A word belongs to the column that holds its middle; words beyond the end to the last column.
 *
 * @param {readonly Segment[]} segments
 * @param {number} durationMs
 * @returns {ConfidenceColumn[]} at most 96 columns of at least a second; none for an empty recording
 */
export function confidenceColumns(segments, durationMs) {
  if (!(durationMs > 0)) return [];
  const n = Math.max(1, Math.min(MOST_COLUMNS, Math.floor(durationMs / LEAST_MS)));
  const widthMs = durationMs / n;
  const sums = Array.from({ length: n }, () => ({ probability: 0, nOpen: 0, nConfirmed: 0 }));
  for (const segment of segments) {
    const isOver = isSettled(segment);
    for (const { startMs, endMs, probability } of segment.words) {
      const sum = sums[Math.max(0, Math.min(n - 1, Math.floor((startMs + endMs) / 2 / widthMs)))];
      if (isOver || probability === null) sum.nConfirmed++;
      else {
        sum.nOpen++;
        sum.probability += probability;
      }
    }
  }
  return sums.map(({ probability, nOpen, nConfirmed }, i) => ({
    startMs: i * widthMs,
    endMs: (i + 1) * widthMs,
    confidence: nOpen ? probability / nOpen : null,
    nWords: nOpen + nConfirmed,
    nConfirmed,
  }));
}

/**
 * The columns to look at first: those below a threshold, the lowest first.
 *
 * @param {readonly ConfidenceColumn[]} columns
 * @param {number} threshold
 * @param {number} most
 */
export function lowestColumns(columns, threshold, most) {
  return columns
    .filter(({ confidence }) => confidence !== null && confidence < threshold)
    .sort((a, b) => (a.confidence ?? 1) - (b.confidence ?? 1) || a.startMs - b.startMs)
    .slice(0, most);
}
