import assert from "node:assert/strict";
import { test } from "node:test";

import { wordBefore, wordHeardAt } from "../../../static/core/player/last-heard-word.js";

/** @param {number} id @param {number} startMs @param {string} text @returns {import("../../../static/core/document/operations.js").Segment} */
function said(id, startMs, text) {
  const words = text.split(" ").map((word, i) => ({ text: word, startMs: startMs + 300 * i, endMs: startMs + 300 * (i + 1), probability: null, speaker: null }));
  return { id, startMs, endMs: startMs + 300 * words.length, text, words, speaker: null, status: "draft" };
}

const SEGMENTS = [said(1, 0, "And so my"), { ...said(2, 1_000, "typed"), words: [] }, said(3, 2_000, "ask not")];

test("the word at a time, or the last one before it", () => {
  assert.deepEqual(wordHeardAt(SEGMENTS, 0, 450), { id: 1, from: 4, to: 6 });
  assert.deepEqual(wordHeardAt(SEGMENTS, 0, 950), { id: 1, from: 7, to: 9 });
  assert.deepEqual(wordHeardAt(SEGMENTS, 2, 2_000), { id: 3, from: 0, to: 3 });
  assert.deepEqual(wordHeardAt(SEGMENTS, 0, 450, 0.6), { id: 1, from: 0, to: 3 }, "only half of the second was heard");
  assert.deepEqual(wordHeardAt(SEGMENTS, 0, 480, 0.6), { id: 1, from: 4, to: 6 });
});

test("without word times, or before the first word, the previous segment is used", () => {
  assert.deepEqual(wordHeardAt(SEGMENTS, 1, 1_500), { id: 1, from: 7, to: 9 });
  assert.equal(wordHeardAt(SEGMENTS, 0, -1), null);
  assert.equal(wordHeardAt(SEGMENTS, -1, 100), null);
});

test("going back word by word crosses segment edges", () => {
  assert.deepEqual(wordBefore(SEGMENTS, 2, { id: 3, from: 4, to: 7 }), { id: 3, from: 0, to: 3 });
  assert.deepEqual(wordBefore(SEGMENTS, 2, { id: 3, from: 0, to: 3 }), { id: 1, from: 7, to: 9 });
  assert.equal(wordBefore(SEGMENTS, 0, { id: 1, from: 0, to: 3 }), null);
});
