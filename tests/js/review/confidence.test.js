import assert from "node:assert/strict";
import { test } from "node:test";

import { confirmed, degreeOf, densityOf, lowConfidenceWords, nearestLowConfidence, nextLowConfidence, wordAtOffset } from "../../../static/core/review/confidence.js";

/** @type {(text: string, startMs: number, endMs: number, probability: number | null) => import("../../../static/core/document/operations.js").Word} */
const word = (text, startMs, endMs, probability) => ({ text, startMs, endMs, probability, speaker: null });
/** @type {(id: number, status: string, words: import("../../../static/core/document/operations.js").Word[]) => import("../../../static/core/document/operations.js").Segment} */
const segment = (id, status, words) => ({
  id,
  startMs: words[0].startMs,
  endMs: words[words.length - 1].endMs,
  text: words.map((one) => one.text).join(" "),
  speaker: null,
  status,
  words,
});
const SEGMENTS = [
  segment(1, "draft", [word("one", 0, 500, 0.9), word("two", 500, 1000, 0.3), word("two", 1000, 1500, 0.6)]),
  segment(2, "approved", [word("three", 2000, 3000, 0.1)]),
  segment(3, "corrected", [word("four", 4000, 4500, null), word("five", 4500, 5000, 0.1)]),
];

test("confidence is low below the threshold, very low far below, and never low for words typed by a user", () => {
  assert.deepEqual([0.8, 0.79, 0.47, 0, null].map((p) => degreeOf(p, 0.8)), [0, 1, 2, 2, 0]);
});

test("repeated low-confidence words have separate places; approved segments have none", () => {
  const places = SEGMENTS.map((one) => lowConfidenceWords(one, 0.7).map(({ from, to, degree }) => [from, to, degree]));
  assert.deepEqual(places, [[[4, 7, 2], [8, 11, 1]], [], [[5, 9, 2]]]);
});

test("next and previous skip settled segments, confirmed words and hidden segments", () => {
  /** @type {(position: number, offset: number | null, step: 1 | -1, isShown?: (segment: {id: number}) => boolean) => (number[] | null)} */
  const at = (position, offset, step, isShown) => {
    const hit = nextLowConfidence(SEGMENTS, { position, offset }, step, 0.7, isShown);
    return hit && [hit.segment.id, hit.word.from];
  };
  assert.deepEqual(at(0, 0, 1), [1, 4]);
  assert.deepEqual(at(0, 4, 1), [1, 8]);
  assert.deepEqual(at(0, 8, 1), [3, 5]);
  assert.deepEqual(at(0, 0, 1, ({ id }) => id !== 1), [3, 5]);
  assert.equal(at(2, 5, 1), null);
  assert.deepEqual(at(2, 5, -1), [1, 8]);
  assert.deepEqual(at(2, null, -1), [3, 5]);
  assert.equal(at(0, 4, -1), null);
});

test("a confirmed word is no longer low-confidence, its neighbours stay", () => {
  const words = confirmed(SEGMENTS[0], 1);
  assert.deepEqual(words.map((one) => one.probability), [0.9, null, 0.6]);
  assert.deepEqual(lowConfidenceWords({ ...SEGMENTS[0], words }, 0.7).map(({ index }) => index), [2]);
});

test("the word at an offset is the one that begins there or before", () => {
  assert.deepEqual([0, 3, 4, 9, 99].map((offset) => wordAtOffset(SEGMENTS[0], offset)), [0, 0, 1, 2, 2]);
});

test("the nearest low-confidence word is found from any time", () => {
  const at = (/** @type {number} */ ms) => nearestLowConfidence(SEGMENTS, ms, 0.7)?.word.word.startMs;
  assert.deepEqual([0, 1100, 2500, 3500, 9000].map(at), [500, 1000, 1000, 4500, 4500]);
  assert.equal(nearestLowConfidence(SEGMENTS, 0, 0.05), null);
});

test("density has a value per column, highest if all words have low confidence, zero if none", () => {
  const density = densityOf(SEGMENTS, { startMs: 0, msPerPx: 500, widthPx: 11 }, 0.7);
  assert.deepEqual([...density].map((x) => Math.round(x * 1000)), [0, 1000, 625, 0, 0, 0, 0, 0, 0, 1000, 0]);
  const [all] = densityOf(SEGMENTS, { startMs: 0, msPerPx: 10_000, widthPx: 1 }, 0.7);
  assert.ok(all > 0.25 && all < 0.7);
  assert.deepEqual([...densityOf(SEGMENTS, { startMs: 4600, msPerPx: 100, widthPx: 2 }, 0.7)], [1, 1]);
});

test("from a cursor in a word that is still to be visited, that word is the next one", () => {
  const next = (/** @type {number} */ offset, isWordLeft = true) =>
    nextLowConfidence(SEGMENTS, { position: 0, offset, isWordLeft }, 1, 0.7)?.word.from;
  assert.deepEqual([0, 4, 5, 6, 7, 8, 10].map((offset) => next(offset)), [4, 4, 4, 4, 8, 8, 8]);
  assert.deepEqual([4, 8].map((offset) => next(offset, false)), [8, 5]);
});
