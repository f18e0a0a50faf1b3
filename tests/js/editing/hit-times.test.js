import assert from "node:assert/strict";
import test from "node:test";

import { hitTimes } from "../../../static/core/editing/hit-times.js";

const word = (/** @type {string} */ text, /** @type {number} */ startMs, /** @type {number} */ endMs) => ({ text, startMs, endMs, probability: 1, speaker: null });
const spoken = { text: "one two three", startMs: 1_000, endMs: 4_000, words: [word("one", 1_100, 1_500), word("two", 1_900, 2_400), word("three", 2_600, 3_700)] };

test("a hit has the times of its words, also where it covers only a part of them", () => {
  assert.deepEqual(hitTimes(spoken, { from: 4, to: 7 }), { startMs: 1_900, endMs: 2_400 });
  assert.deepEqual(hitTimes(spoken, { from: 5, to: 10 }), { startMs: 1_900, endMs: 3_700 });
  assert.deepEqual(hitTimes(spoken, { from: 0, to: 13 }), { startMs: 1_100, endMs: 3_700 });
});

test("the same word twice: a hit belongs to the word at its place", () => {
  const twice = { text: "no no", startMs: 0, endMs: 1_000, words: [word("no", 0, 300), word("no", 600, 900)] };
  assert.deepEqual(hitTimes(twice, { from: 3, to: 5 }), { startMs: 600, endMs: 900 });
});

test("without words, the time is estimated from the place in the text and stays in the segment", () => {
  const plain = { text: "0123456789", startMs: 2_000, endMs: 3_000, words: [] };
  for (let from = 0; from < 10; from++) {
    for (let to = from + 1; to <= 10; to++) {
      assert.deepEqual(hitTimes(plain, { from, to }), { startMs: 2_000 + from * 100, endMs: 2_000 + to * 100 });
    }
  }
  assert.deepEqual(hitTimes(spoken, { from: 3, to: 4 }), { startMs: Math.round(1_000 + (3 * 3_000) / 13), endMs: Math.round(1_000 + (4 * 3_000) / 13) }, "a space belongs to no word");
});

test("a segment that is gone has no time", () => {
  assert.deepEqual(hitTimes(null, { from: 0, to: 1 }), { startMs: 0, endMs: 0 });
});
