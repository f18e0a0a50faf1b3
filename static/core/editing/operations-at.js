/** Make operations from positions of the user: a caret or a time. Offsets are UTF-16 units. */

import { fitWords } from "../document/word-timing.js";
import { locateWords } from "../document/retyped-words.js";

export { locateWords };

/** @typedef {import("../document/operations.js").Segment} Segment */
/** @typedef {import("../document/operations.js").Word} Word */
/** @typedef {import("../document/operations.js").Operation} Operation */

/**
 * Split a segment at a caret; the time is the gap between the words on both sides.
 *
 * @param {Segment} segment
 * @param {number} offset
 * @param {number} newId
 * @returns {Operation | null} null if one part would be empty or too short
 */
export function splitAtOffset(segment, offset, newId) {
  const before = segment.text.slice(0, offset);
  if (!before.trim() || !segment.text.slice(offset).trim()) return null;
  const places = locateWords(segment.text, segment.words);
  const nWords = places.findIndex((place) => place !== null && place.from >= offset);
  const n = nWords < 0 ? segment.words.length : nWords;
  const left = segment.words[n - 1];
  const right = segment.words[n];
  let atMs = segment.startMs + ((segment.endMs - segment.startMs) * before.length) / segment.text.length;
  if (left && right) atMs = (left.endMs + right.startMs) / 2;
  else if (right) atMs = right.startMs;
  else if (left) atMs = left.endMs;
  return split(segment, [...before].length, atMs, newId, n);
}

/**
 * Split a segment at a time; the text is cut at the nearest gap between words.
 *
 * @param {Segment} segment
 * @param {number} ms
 * @param {number} newId
 * @returns {Operation | null}
 */
export function splitAtTime(segment, ms, newId) {
  const words = segment.words.length ? segment.words : evenWords(segment);
  const places = locateWords(segment.text, words);
  let n = words.findIndex((word) => word.startMs + word.endMs >= 2 * ms);
  if (n < 0) n = words.length;
  const place = places.slice(n).find((found) => found !== null);
  const offset = place ? place.from : segment.text.length;
  return split(segment, [...segment.text.slice(0, offset)].length, ms, newId, segment.words.length ? n : 0);
}

/** @param {Segment} segment */
function evenWords({ text, startMs, endMs }) {
  const whole = { text: "\u2060", startMs, endMs, probability: null, speaker: null };
  return fitWords([whole], text, startMs, endMs);
}

/**
 * @param {Segment} segment
 * @param {number} atChar
 * @param {number} ms
 * @param {number} newId
 * @param {number} nWords
 * @returns {Operation | null}
 */
function split(segment, atChar, ms, newId, nWords) {
  if (segment.endMs - segment.startMs < 2) return null;
  const atMs = Math.min(Math.max(Math.round(ms), segment.startMs + 1), segment.endMs - 1);
  return { op: "split", id: segment.id, atChar, atMs, newId, nWords };
}

/**
 * The word at a time, or the last word before it.
 *
 * @param {readonly Word[]} words
 * @param {number} ms
 */
export function wordAt(words, ms) {
  let found = -1;
  for (let i = 0; i < words.length && words[i].startMs <= ms; i++) found = i;
  return found;
}

/**
 * Whether a segment shows that a person has changed it. Moved times do not show; the server knows more.
 * @param {import("../document/operations.js").Segment} segment
 */
export function isChanged({ status, speaker, isFlagged, words }) {
  return status !== "draft" || speaker !== null || Boolean(isFlagged) || words.some((word) => word.probability === null);
}
