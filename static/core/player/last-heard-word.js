/** Find the word that a listener means, the words that were spoken, and their neighbours. */

import { locateWords } from "../editing/operations-at.js";

/** @typedef {import("../document/operations.js").Segment} Segment */
/** @typedef {import("../document/operations.js").Word} Word */
/** @typedef {{id: number, from: number, to: number}} Place the segment of a word and its position in the text */

// A press of the key, less the reaction time, is around the end of the word that is meant: closer for some people and days than
// for others. A wide curve costs a practised listener little and helps all others (docs/develop/benchmarks.md).
const SPREAD_MS = 250;
const REACH_MS = 3 * SPREAD_MS;
// The least that a word counts: confidence overlooks many errors, and a typed or confirmed word is rarely wrong.
const LEAST_WEIGHT = 0.05;
const TYPED_WEIGHT = 0.02;

/**
 * The word that a listener means who presses a key on hearing an error: of the words that ended around that time, the
 * one that is most likely wrong, by its confidence and by its distance in time.
 *
 * @param {readonly Segment[]} segments in order
 * @param {number} position of the segment at that time, or the one before it
 * @param {number} ms the moment of the press, less the reaction time
 * @param {number} [rate] of playback
 * @returns {Place | null} null if no word ended around that time
 */
export function wordMeantAt(segments, position, ms, rate = 1) {
  const isNear = (/** @type {Word} */ { endMs }) => Math.abs(endMs - ms) <= REACH_MS * rate;
  /** @type {Place | null} */
  let best = null;
  let bestWeight = 0;
  const weigh = (/** @type {Segment} */ segment) => {
    locateWords(segment.text, segment.words).forEach((place, i) => {
      const word = segment.words[i];
      if (!place || !isNear(word)) return;
      const weight = errorWeight(word) * Math.exp(-(((word.endMs - ms) / (SPREAD_MS * rate)) ** 2) / 2);
      if (weight > bestWeight) [best, bestWeight] = [{ id: segment.id, ...place }, weight];
    });
  };
  for (let i = Math.max(0, position); i < segments.length && segments[i].startMs <= ms + REACH_MS * rate; i++) weigh(segments[i]);
  for (let i = position - 1; i >= 0 && segments[i].endMs >= ms - REACH_MS * rate; i--) weigh(segments[i]);
  return best;
}

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
  const isHeard = (/** @type {Word} */ { startMs, endMs }) => startMs + part * (endMs - startMs) <= ms;
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
 * The first word that begins at or after a place in a text, in this segment or a later one.
 *
 * @param {readonly Segment[]} segments in order
 * @param {number} position of the segment
 * @param {number} offset in its text
 * @returns {Place | null}
 */
export function wordFrom(segments, position, offset) {
  for (let i = position; i < segments.length; i++) {
    const found = placesOf(segments[i]).find(({ from }) => i > position || from >= offset);
    if (found) return found;
  }
  return null;
}

/** How likely a word is wrong, of those around it. @param {Word} word */
function errorWeight({ probability }) {
  return probability === null ? TYPED_WEIGHT : Math.max(LEAST_WEIGHT, 1 - probability);
}

/**
 * @param {Segment} segment
 * @param {(word: Word) => boolean} isWanted
 * @returns {Place[]}
 */
function placesOf({ id, text, words }, isWanted = () => true) {
  return locateWords(text, words).flatMap((place, i) => (place && isWanted(words[i]) ? [{ id, ...place }] : []));
}
