/** Low-confidence words: find them, go to the next one, and show them over the recording. */

import { locateWords } from "../editing/operations-at.js";

/** @typedef {import("../document/operations.js").Segment} Segment */
/** @typedef {import("../document/operations.js").Word} Word */
/** @typedef {{index: number, word: Word, from: number, to: number, degree: Degree}} LowConfidenceWord offsets in the text */
/** @typedef {0 | 1 | 2} Degree normal, low, very low confidence */

const VERY = 0.85; // of the threshold; below it the confidence is very low (benchmarks/calibration.py)
const FAINTEST = 0.25; // minimum value of a column with a low-confidence word

/**
 * How low the confidence of a word is.
 *
 * @param {number | null} probability null if a user typed or confirmed the word
 * @param {number} threshold
 * @returns {Degree}
 */
export function degreeOf(probability, threshold) {
  if (probability === null || probability >= threshold) return 0;
  return probability < threshold * VERY ? 2 : 1;
}

/** Whether a user has approved or rejected the segment. @param {{status: string}} segment */
export function isSettled({ status }) {
  return status === "approved" || status === "rejected";
}

/**
 * The low-confidence words of a segment, in order.
 *
 * @param {Segment} segment
 * @param {number} threshold
 * @returns {LowConfidenceWord[]}
 */
export function lowConfidenceWords(segment, threshold) {
  if (!hasLowConfidence(segment, threshold)) return [];
  /** @type {LowConfidenceWord[]} */
  const found = [];
  locateWords(segment.text, segment.words).forEach((place, index) => {
    const word = segment.words[index];
    const degree = degreeOf(word.probability, threshold);
    if (place && degree) found.push({ index, word, ...place, degree });
  });
  return found;
}

/**
 * @param {Segment} segment
 * @param {number} threshold
 */
export function hasLowConfidence(segment, threshold) {
  return !isSettled(segment) && segment.words.some((word) => degreeOf(word.probability, threshold) > 0);
}

/**
 * Number of low-confidence words of a segment, without their text positions.
 *
 * @param {Segment} segment
 * @param {number} threshold
 */
export function countLowConfidence(segment, threshold) {
  if (isSettled(segment)) return 0;
  let n = 0;
  for (const word of segment.words) if (degreeOf(word.probability, threshold)) n++;
  return n;
}

/**
 * The next or previous low-confidence word from a place.
 *
 * @param {readonly Segment[]} segments
 * @param {{position: number, offset: number | null, isWordLeft?: boolean}} from segment, and offset in its text; null includes
 *   the whole segment. `isWordLeft`: the word around the offset is still to be visited
 * @param {1 | -1} step
 * @param {number} threshold
 * @param {(segment: Segment) => boolean} [isShown]
 * @returns {{segment: Segment, word: LowConfidenceWord} | null}
 */
export function nextLowConfidence(segments, { position, offset, isWordLeft = false }, step, threshold, isShown = () => true) {
  for (let i = Math.max(0, position); i >= 0 && i < segments.length; i += step) {
    if (!isShown(segments[i])) continue;
    const isHere = i === position && offset !== null;
    const found = lowConfidenceWords(segments[i], threshold).filter(
      ({ from, to }) => !isHere || (step > 0 ? from > offset || (isWordLeft && to > offset) : from < offset),
    );
    const word = step > 0 ? found[0] : found.at(-1);
    if (word) return { segment: segments[i], word };
  }
  return null;
}

/**
 * The low-confidence word nearest to a time.
 *
 * @param {readonly Segment[]} segments in order
 * @param {number} ms
 * @param {number} threshold
 * @returns {{segment: Segment, word: LowConfidenceWord} | null}
 */
export function nearestLowConfidence(segments, ms, threshold) {
  let best = null;
  let bestMs = Infinity;
  for (const segment of segments) {
    if (segment.startMs - ms > bestMs) break;
    if (ms - segment.endMs > bestMs || !hasLowConfidence(segment, threshold)) continue;
    for (const word of lowConfidenceWords(segment, threshold)) {
      const awayMs = Math.max(word.word.startMs - ms, ms - word.word.endMs, 0);
      if (awayMs < bestMs) [best, bestMs] = [{ segment, word }, awayMs];
    }
  }
  return best;
}

/**
 * The word of a text that the cursor is in, before, or just after.
 *
 * @param {Segment} segment
 * @param {number} offset
 * @returns {number} -1 if there is none
 */
export function wordAtOffset({ text, words }, offset) {
  const places = locateWords(text, words);
  return places.findLastIndex((place) => place !== null && place.from <= offset);
}

/**
 * The segment's words after one is confirmed: like a typed word, it has no probability.
 *
 * @param {Segment} segment
 * @param {number} index
 * @returns {Word[]}
 */
export function confirmed({ words }, index) {
  return words.map((word, i) => (i === index ? { ...word, probability: null } : word));
}

/**
 * Share of low-confidence words in each pixel column: 0 none, 1 all with very low confidence.
 *
 * @param {readonly Segment[]} segments in order
 * @param {{startMs: number, msPerPx: number, widthPx: number}} view
 * @param {number} threshold
 * @returns {Float32Array} one value per column
 */
export function densityOf(segments, { startMs, msPerPx, widthPx }, threshold) {
  const columns = Math.max(0, Math.ceil(widthPx));
  const lowness = new Float32Array(columns);
  const spoken = new Float32Array(columns);
  const endMs = startMs + columns * msPerPx;
  for (const segment of segments) {
    if (segment.startMs >= endMs) break;
    if (segment.endMs <= startMs) continue;
    const isOver = isSettled(segment);
    for (const word of segment.words) {
      const first = Math.max(0, Math.floor((word.startMs - startMs) / msPerPx));
      const last = Math.min(columns - 1, Math.floor((Math.max(word.endMs, word.startMs + 1) - 1 - startMs) / msPerPx));
      const weight = isOver ? 0 : degreeOf(word.probability, threshold) / 2;
      for (let x = first; x <= last; x++) {
        spoken[x]++;
        lowness[x] += weight;
      }
    }
  }
  for (let x = 0; x < columns; x++) {
    if (lowness[x]) lowness[x] = FAINTEST + (1 - FAINTEST) * Math.min(1, lowness[x] / spoken[x]);
  }
  return lowness;
}
