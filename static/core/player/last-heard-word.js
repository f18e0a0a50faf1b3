/** The word that a listener has just heard: which it is, and which comes before it. */

import { locateWords } from "../editing/operations-at.js";

/** @typedef {import("../document/operations.js").Segment} Segment */
/** @typedef {{id: number, from: number, to: number}} Place a word's segment and its place in the text */

/**
 * The last word of which so much had sounded at a time.
 *
 * @param {readonly Segment[]} segments in order
 * @param {number} position of the segment that sounded then, or before
 * @param {number} ms
 * @param {number} part from 0, a word that begins, to 1, a whole word
 * @returns {Place | null} null where no word of the text had been heard
 */
export function wordHeardAt(segments, position, ms, part = 0) {
  const isHeard = (/** @type {import("../document/operations.js").Word} */ { startMs, endMs }) => startMs + part * (endMs - startMs) <= ms;
  for (let i = position; i >= 0; i--) {
    const places = placesOf(segments[i], isHeard);
    if (places.length) return places[places.length - 1];
  }
  return null;
}

/**
 * The word before a place.
 *
 * @param {readonly Segment[]} segments in order
 * @param {number} position of the place's segment
 * @param {Place} place
 * @returns {Place | null}
 */
export function wordBefore(segments, position, place) {
  const own = placesOf(segments[position]).filter(({ to }) => to <= place.from);
  return own.at(-1) ?? wordHeardAt(segments, position - 1, Infinity);
}

/**
 * @param {Segment} segment
 * @param {(word: import("../document/operations.js").Word) => boolean} isWanted
 * @returns {Place[]}
 */
function placesOf({ id, text, words }, isWanted = () => true) {
  return locateWords(text, words).flatMap((place, i) => (place && isWanted(words[i]) ? [{ id, ...place }] : []));
}
