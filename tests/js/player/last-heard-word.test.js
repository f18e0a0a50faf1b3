import assert from "node:assert/strict";
import { test } from "node:test";

import { wordBefore, wordFrom, wordHeardAt, wordMeantAt } from "../../../static/core/player/last-heard-word.js";

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

test("going on word by word crosses segment edges and segments without word times", () => {
  assert.deepEqual(wordFrom(SEGMENTS, 0, 3), { id: 1, from: 4, to: 6 });
  assert.deepEqual(wordFrom(SEGMENTS, 0, 4), { id: 1, from: 4, to: 6 }, "a word at the cursor");
  assert.deepEqual(wordFrom(SEGMENTS, 0, 9), { id: 3, from: 0, to: 3 });
  assert.equal(wordFrom(SEGMENTS, 2, 7), null);
});

/** @param {(number | null)[]} probabilities of the words of a segment: each of 300 ms */
function recognised(...probabilities) {
  const segment = said(1, 0, probabilities.map((_, i) => `word${i}`).join(" "));
  return [{ ...segment, words: segment.words.map((word, i) => ({ ...word, probability: probabilities[i] })) }];
}
const meant = (/** @type {import("../../../static/core/document/operations.js").Segment[]} */ segments, /** @type {number} */ ms, rate = 1) => {
  const place = wordMeantAt(segments, 0, ms, rate);
  return place && segments[0].text.slice(place.from, place.to);
};

test("of words of one confidence the one that ended nearest is meant", () => {
  for (const probability of [null, 0.2, 0.99]) {
    const segments = recognised(probability, probability, probability, probability);
    for (const [ms, word] of /** @type {const} */ ([[290, "word0"], [440, "word0"], [460, "word1"], [740, "word1"], [1_190, "word3"], [1_600, "word3"]])) assert.equal(meant(segments, ms), word, `${probability} ${ms}`);
  }
});

test("a word of low confidence is meant rather than a sure or a corrected one next to it", () => {
  for (const other of [0.97, null]) {
    for (const ms of [350, 600, 850]) assert.equal(meant(recognised(other, 0.4, other, other), ms), "word1", `${other} ${ms}`);
    assert.equal(meant(recognised(0.4, other, other, other), 1_150), "word3", "but not one far away");
  }
});

test("at a slower rate the reaction takes less of the recording", () => {
  const segments = recognised(0.4, 0.97, 0.97);
  assert.equal(meant(segments, 700), "word0");
  assert.equal(meant(segments, 700, 0.5), "word1");
});

test("no word is meant where none ended", () => {
  assert.equal(meant(recognised(0.9, 0.9), 3_000), null);
  assert.equal(wordMeantAt([], -1, 100), null);
  assert.deepEqual(wordMeantAt(SEGMENTS, 2, 2_020), { id: 3, from: 0, to: 3 });
  assert.deepEqual(wordMeantAt([SEGMENTS[0], said(9, 900, "and then")], 1, 930), { id: 1, from: 7, to: 9 }, "the end of the segment before");
});
