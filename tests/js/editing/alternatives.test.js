import assert from "node:assert/strict";
import { test } from "node:test";

import { putWords, wordsAt } from "../../../static/core/editing/alternatives.js";

const SEGMENT = {
  id: 1, startMs: 0, endMs: 3000, text: "ask not what", speaker: null, status: "draft",
  words: ["ask", "not", "what"].map((text, i) => ({ text, startMs: i * 1000, endMs: i * 1000 + 900, probability: 0.9, speaker: null })),
}; // prettier-ignore

test("a cursor asks about its word, a selection about all words it touches", () => {
  const asked = (/** @type {number} */ from, to = from) => {
    const found = wordsAt(SEGMENT, from, to);
    return found && [found.first, found.last, found.from, found.to];
  };
  assert.deepEqual(asked(0), [0, 0, 0, 3]);
  assert.deepEqual(asked(3), [0, 0, 0, 3]);
  assert.deepEqual(asked(4), [1, 1, 4, 7]);
  assert.deepEqual(asked(5, 9), [1, 2, 4, 12]);
  assert.deepEqual(asked(3, 4), null);
  assert.equal(wordsAt({ ...SEGMENT, words: [] }, 0, 0), null);
});

test("a replacement takes the place of the words; an empty one also removes a space", () => {
  assert.deepEqual(putWords("ask not what", { from: 4, to: 7 }, "nut and"), { text: "ask nut and what", offset: 11 });
  assert.deepEqual(putWords("ask not what", { from: 4, to: 7 }, ""), { text: "ask what", offset: 3 });
  assert.deepEqual(putWords("ask not", { from: 4, to: 7 }, ""), { text: "ask", offset: 3 });
  assert.deepEqual(putWords("今日は悪い天気", { from: 3, to: 5 }, ""), { text: "今日は天気", offset: 3 });
});
