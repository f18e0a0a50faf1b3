import assert from "node:assert/strict";
import { test } from "node:test";

import { confidenceColumns, lowestColumns } from "../../../static/core/review/confidence-columns.js";

/** @param {number} id @param {number} startMs @param {(number | null)[]} probabilities each of a word of 500 ms */
function segment(id, startMs, probabilities, status = "draft") {
  const words = probabilities.map((probability, i) => ({ text: "w", startMs: startMs + 500 * i, endMs: startMs + 500 * i + 500, probability, speaker: null }));
  return { id, startMs, endMs: startMs + 500 * words.length, text: "", speaker: null, status, words };
}

test("a recording without a length or without words has nothing to show", () => {
  assert.deepEqual(confidenceColumns([], 0), []);
  assert.deepEqual(confidenceColumns([segment(1, 0, [])], 2_000).map(({ confidence, nWords }) => [confidence, nWords]), [[null, 0], [null, 0]]);
});

test("columns have the mean of the words that nobody has confirmed", () => {
  const [first, second, third] = confidenceColumns([segment(1, 0, [0.4, 0.8]), segment(2, 1_000, [null, 0.5]), segment(3, 2_000, [0.1, 0.1], "approved")], 3_000);
  assert.ok(Math.abs((first.confidence ?? 0) - 0.6) < 1e-9);
  assert.deepEqual([second.confidence, second.nWords, second.nConfirmed], [0.5, 2, 1]);
  assert.deepEqual([third.confidence, third.nWords, third.nConfirmed], [null, 2, 2]);
});

test("every word is in one column, for every length", () => {
  for (const durationMs of [1, 999, 1_000, 12_345, 3_600_000, 39_600_000]) {
    const segments = Array.from({ length: 50 }, (_, i) => segment(i, (i * durationMs) / 45, [0.5, null]));
    const columns = confidenceColumns(segments, durationMs);
    assert.equal(columns.reduce((n, { nWords }) => n + nWords, 0), 100);
    assert.ok(columns.length <= 96 && Math.abs(/** @type {{endMs: number}} */ (columns.at(-1)).endMs - durationMs) < 1e-6);
  }
});

test("the lowest columns come first, and only those below the threshold", () => {
  const columns = confidenceColumns([segment(1, 0, [0.4, 0.4]), segment(2, 1_000, [0.2, 0.2]), segment(3, 2_000, [0.9, 0.9])], 3_000);
  assert.deepEqual(lowestColumns(columns, 0.5, 5).map(({ startMs }) => startMs), [1_000, 0]);
  assert.equal(lowestColumns(columns, 0.5, 1).length, 1);
});
