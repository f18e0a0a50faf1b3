/** Find the word that was spoken last, and the word before it. */

import { locateWords } from "../editing/operations-at.js";

/** @typedef {import("../document/operations.js").Segment} Segment */
/** @typedef {{id: number, from: number, to: number}} Place the segment of a word and its position in the text */

/**
 * The last word of which the given part had been played at a time.
 *
 * @param {readonly Segment[]} segments in order
 * @param {number} position of the segment at that time, or the one before it
 * @param {number} ms
 * @param {number} part 0: the start of the word, 1: all of it
 * @returns {Place | null} null if no word had been played
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
