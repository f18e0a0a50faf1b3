/** How far the review of a recording is: segments by status, and words that a person has confirmed. */

import { isSettled } from "./confidence.js";

/** @typedef {import("../document/operations.js").Segment} Segment */
/**
 * @typedef {object} Progress
 * @property {number} nSegments
 * @property {number} nApproved
 * @property {number} nCorrected
 * @property {number} nRejected
 * @property {number} nWords of all segments
 * @property {number} nConfirmed words that a person typed or confirmed, and all words of approved and rejected segments
 */

/**
 * Measure the progress of a transcript.
 *
 * @param {readonly Segment[]} segments
 * @returns {Progress}
 */
export function measureProgress(segments) {
  const sum = { nSegments: segments.length, nApproved: 0, nCorrected: 0, nRejected: 0, nWords: 0, nConfirmed: 0 };
  for (const segment of segments) {
    if (segment.status === "approved") sum.nApproved++;
    else if (segment.status === "corrected") sum.nCorrected++;
    else if (segment.status === "rejected") sum.nRejected++;
    sum.nWords += segment.words.length;
    sum.nConfirmed += countConfirmed(segment);
  }
  return sum;
}

/** @type {WeakMap<Segment, number>} segments do not change, so that only new ones are counted */
const counted = new WeakMap();

/** @param {Segment} segment */
function countConfirmed(segment) {
  if (isSettled(segment)) return segment.words.length;
  let n = counted.get(segment);
  if (n === undefined) {
    n = segment.words.reduce((sum, word) => sum + (word.probability === null ? 1 : 0), 0);
    counted.set(segment, n);
  }
  return n;
}
