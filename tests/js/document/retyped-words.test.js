import assert from "node:assert/strict";
import { test } from "node:test";

import { locateWords, retypedWords, typedAfter } from "../../../static/core/document/retyped-words.js";

const word = (/** @type {string} */ text, /** @type {number} */ startMs) => ({ text, startMs, endMs: startMs + 200, probability: 0.2, speaker: null });
const segment = (/** @type {string} */ text) => ({
  id: 1, startMs: 0, endMs: 2000, text, speaker: null, status: "draft", words: text.split(" ").map((one, n) => word(one, 300 * n)),
});
const probabilities = (/** @type {string} */ before, /** @type {string} */ after, /** @type {{from: number, to: number}[]} */ typed) =>
  retypedWords(segment(before), after, typed)?.map(({ text, probability }) => [text, probability]) ?? null;

test("words are located in order; what the text lacks has no place", () => {
  assert.deepEqual(locateWords("so so good", [word("so", 0), word("so", 1), word("bad", 2), word("good", 3)]), [
    { from: 0, to: 2 }, { from: 3, to: 5 }, null, { from: 6, to: 10 },
  ]);
});

test("typed ranges cover the typed letters after any further change", () => {
  let state = 5;
  const below = (/** @type {number} */ n) => (state = (state * 1103515245 + 12345) % 2 ** 31) % n;
  for (let run = 0; run < 200; run++) {
    // Letters that were there are small, typed ones are large.
    let text = "abcdefgh";
    /** @type {{from: number, to: number}[]} */
    let typed = [];
    for (let step = 0; step < 8; step++) {
      const at = below(text.length + 1);
      const removed = text.slice(at, at + below(4));
      const inserted = "XYZ".slice(0, below(4));
      typed = typedAfter(typed, { at, removed, inserted });
      text = text.slice(0, at) + inserted + text.slice(at + removed.length);
    }
    const isTyped = [...text].map((_, i) => typed.some(({ from, to }) => from <= i && i < to));
    assert.deepEqual(isTyped, [...text].map((letter) => letter === letter.toUpperCase()), text);
  }
});

test("a word with a typed letter is confirmed; a space or a mark confirms none", () => {
  assert.deepEqual(probabilities("ask not what", "ask not what", [{ from: 4, to: 7 }]), [["ask", 0.2], ["not", null], ["what", 0.2]]);
  assert.deepEqual(probabilities("ask not", "Ask not", [{ from: 0, to: 1 }]), [["Ask", null], ["not", 0.2]]);
  assert.equal(probabilities("ask not", "ask, not", [{ from: 3, to: 4 }]), null);
  assert.equal(probabilities("ask not", "ask  not", [{ from: 3, to: 4 }]), null);
});

test("words that differ need no confirmation: they have no probability", () => {
  assert.equal(probabilities("ask not", "ask knot", [{ from: 4, to: 5 }]), null);
});
