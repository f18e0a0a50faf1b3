import assert from "node:assert/strict";
import { test } from "node:test";

import { NO_FILTER, compileFilter, excessesOf, isOn } from "../../../static/core/review/segment-filter.js";

const LIMITS = { maxMs: 7_000, maxChars: 84, maxCps: 20 };
/** @type {(id: number, more?: Partial<import("../../../static/core/document/operations.js").Segment>) => import("../../../static/core/document/operations.js").Segment} */
const segment = (id, more) => ({ id, startMs: 0, endMs: 2000, text: "twelve chars", speaker: null, status: "draft", words: [], ...more });
const SEGMENTS = [
  segment(1),
  segment(2, { isFlagged: true, speaker: "S1", status: "corrected" }),
  segment(3, { words: [{ text: "twelve", startMs: 0, endMs: 500, probability: 0.2, speaker: null }], speaker: "S1" }),
  segment(4, { endMs: 8000, status: "approved", text: "Straße 12" }),
];
const shown = (/** @type {Partial<import("../../../static/core/review/segment-filter.js").Filter>} */ changes) => SEGMENTS.filter(compileFilter({ ...NO_FILTER, ...changes }, { threshold: 0.5, limits: LIMITS })).map(({ id }) => id);

test("each condition alone", () => {
  assert.deepEqual(shown({}), [1, 2, 3, 4]);
  assert.deepEqual(shown({ lowConfidence: true }), [3]);
  assert.deepEqual(shown({ unreviewed: true }), [1, 3]);
  assert.deepEqual(shown({ flagged: true }), [2]);
  assert.deepEqual(shown({ tooLong: true }), [4]);
  assert.deepEqual(shown({ speaker: "S1" }), [2, 3]);
  assert.deepEqual(shown({ speaker: "" }), [1, 4]);
  assert.deepEqual(shown({ status: "approved" }), [4]);
  assert.deepEqual(shown({ text: "STRASSE" }), [4]);
  assert.deepEqual(shown({ text: "TWELVE" }), [1, 2, 3]);
  assert.deepEqual(shown({ text: "\\d+", isRegex: true }), [4]);
});

test("conditions are combined", () => {
  assert.deepEqual(shown({ speaker: "S1", unreviewed: true }), [3]);
  assert.deepEqual(shown({ speaker: "S1", tooLong: true }), []);
});

test("an invalid expression is refused", () => {
  assert.throws(() => shown({ text: "(", isRegex: true }));
  assert.deepEqual(shown({ text: "(" }), []);
});

test("too long gives the reasons, and a limit of 0 is not checked", () => {
  const off = { maxMs: 0, maxChars: 0, maxCps: 0 };
  const all = segment(1, { endMs: 7001, text: "x".repeat(200) });
  assert.deepEqual(excessesOf(segment(1), LIMITS), []);
  assert.deepEqual(excessesOf(segment(1, { endMs: 7001 }), LIMITS), ["duration"]);
  assert.deepEqual(excessesOf(segment(1, { endMs: 7000, text: "x".repeat(85) }), LIMITS), ["characters"]);
  assert.deepEqual(excessesOf(segment(1, { endMs: 1000, text: "x".repeat(21) }), LIMITS), ["speed"]);
  assert.deepEqual(excessesOf(all, LIMITS), ["duration", "characters", "speed"]);
  assert.deepEqual(excessesOf(all, off), []);
});

test("a filter is on if any condition is set", () => {
  assert.equal(isOn(NO_FILTER), false);
  assert.equal(isOn({ ...NO_FILTER, isRegex: true }), false);
  assert.equal(isOn({ ...NO_FILTER, speaker: "" }), true);
});
