import assert from "node:assert/strict";
import { test } from "node:test";

import { measureProgress } from "../../../static/core/review/progress.js";

let lastId = 0;

/** @param {string} status @param {(number | null)[]} probabilities */
function segment(status, probabilities) {
  const words = probabilities.map((probability, i) => ({ text: "word", startMs: i * 100, endMs: i * 100 + 100, probability, speaker: null }));
  return { id: ++lastId, startMs: 0, endMs: 1_000, text: words.map(({ text }) => text).join(" "), speaker: null, status, words };
}

test("segments count by status, words when a person typed or confirmed them", () => {
  const segments = [segment("draft", [0.9, null]), segment("corrected", [null, null, 0.2]), segment("approved", [0.3, 0.9]), segment("rejected", [0.1])];
  assert.deepEqual(measureProgress(segments), { nSegments: 4, nApproved: 1, nCorrected: 1, nRejected: 1, nWords: 8, nConfirmed: 6 });
  assert.deepEqual(measureProgress(segments), measureProgress([...segments].reverse()));
});

test("an empty transcript has no progress", () => {
  assert.deepEqual(measureProgress([]), { nSegments: 0, nApproved: 0, nCorrected: 0, nRejected: 0, nWords: 0, nConfirmed: 0 });
});

test("the parts never exceed the whole, and approving never lowers them", () => {
  for (let n = 0; n < 200; n++) {
    const statuses = ["draft", "corrected", "approved", "rejected"];
    const segments = Array.from({ length: n % 7 }, (_, i) => segment(statuses[(n + 3 * i) % 4], Array.from({ length: (n + i) % 5 }, (_, k) => ((n + k) % 3 ? 0.5 : null))));
    const now = measureProgress(segments);
    assert.ok(now.nConfirmed <= now.nWords);
    assert.ok(now.nApproved + now.nCorrected + now.nRejected <= now.nSegments);
    const approved = measureProgress(segments.map((one) => ({ ...one, status: "approved" })));
    assert.equal(approved.nApproved, now.nSegments);
    assert.equal(approved.nConfirmed, now.nWords);
  }
});
