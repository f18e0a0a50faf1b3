/** The words to ask alternatives for, and their replacement in the text. */

import { locateWords } from "./operations-at.js";

/** @typedef {import("../document/operations.js").Segment} Segment */
/** @typedef {{first: number, last: number, from: number, to: number}} Asked words of the segment, and their position in its text */

/**
 * The words that a text range touches; for a cursor without selection, the word there or before it.
 *
 * @param {Segment} segment
 * @param {number} from
 * @param {number} to
 * @returns {Asked | null} null if there is no word
 */
export function wordsAt(segment, from, to) {
  const places = locateWords(segment.text, segment.words);
  const isIn = (/** @type {{from: number, to: number} | null} */ place) =>
    place !== null && (from === to ? place.from <= from && from <= place.to : place.from < to && from < place.to);
  const first = from === to ? places.findLastIndex(isIn) : places.findIndex(isIn);
  const last = places.findLastIndex(isIn);
  const [begin, end] = [places[first], places[last]];
  return begin && end ? { first, last, from: begin.from, to: end.to } : null;
}

/**
 * Replace a place in a text; an empty replacement also removes one adjacent space.
 *
 * @param {string} text
 * @param {{from: number, to: number}} place
 * @param {string} words
 * @returns {{text: string, offset: number}} the new text, and the end of the new words
 */
export function putWords(text, { from, to }, words) {
  if (words) return { text: text.slice(0, from) + words + text.slice(to), offset: from + words.length };
  const before = text.slice(0, from).trimEnd();
  const after = text.slice(to).trimStart();
  const gap = before && after && /\s/.test(text.slice(before.length, from) + text.slice(to, to + 1)) ? " " : "";
  return { text: before + gap + after, offset: before.length };
}
