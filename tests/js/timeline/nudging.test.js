import assert from "node:assert/strict";
import { test } from "node:test";

import { frameMs, nudge, nudgeWord } from "../../../static/core/timeline/nudging.js";

const word = (/** @type {string} */ text, /** @type {number} */ startMs, /** @type {number} */ endMs) => ({ text, startMs, endMs, probability: null, speaker: null });
const segment = (/** @type {number} */ id, /** @type {number} */ startMs, /** @type {number} */ endMs, words = [word("so", startMs, endMs)]) => ({
  id, startMs, endMs, text: "so", speaker: null, status: /** @type {const} */ ("draft"), words,
}); // prettier-ignore
const [first, second] = [segment(1, 1000, 2000), segment(2, 2010, 3000)];
const around = { durationMs: 10_000 };
const set = (/** @type {number} */ id, /** @type {number} */ startMs, /** @type {number} */ endMs) => ({ op: "set_times", id, startMs, endMs });

test("an edge moves alone if its neighbour is far or linking is off", () => {
  assert.deepEqual(nudge(second, "start", -10, around), [set(2, 2000, 3000)]);
  assert.deepEqual(nudge(second, "start", -10, { ...around, neighbour: first, touchMs: 10 }), [set(2, 2000, 3000)]);
  assert.deepEqual(nudge(first, "end", 10, around), [set(1, 1000, 2010)]);
});

test("touching edges move together and keep their gap", () => {
  const linked = { ...around, touchMs: 40 };
  assert.deepEqual(nudge(second, "start", -40, { ...linked, neighbour: first }), [set(2, 1970, 3000), set(1, 1000, 1960)]);
  assert.deepEqual(nudge(first, "end", 40, { ...linked, neighbour: second }), [set(1, 1000, 2040), set(2, 2050, 3000)]);
});

test("linked segments keep a minimum length", () => {
  const [ops] = [nudge(second, "start", -5000, { ...around, neighbour: first })];
  assert.deepEqual(ops, [set(2, 1030, 3000), set(1, 1000, 1020)]);
  assert.deepEqual(nudge(first, "end", 5000, { ...around, neighbour: second }), [set(1, 1000, 2970), set(2, 2980, 3000)]);
});

test("a segment moves as a whole, inside the recording", () => {
  assert.deepEqual(nudge(first, "both", -10, around), [set(1, 990, 1990)]);
  assert.deepEqual(nudge(first, "both", -5000, around), [set(1, 0, 1000)]);
  assert.deepEqual(nudge(first, "both", 50_000, around), [set(1, 9000, 10_000)]);
  assert.deepEqual(nudge(segment(3, 0, 500), "both", -10, around), []);
});

test("overlapping neighbours do not move, and edges do not cross", () => {
  const over = segment(4, 1900, 3000);
  assert.deepEqual(nudge(first, "end", 10, { ...around, neighbour: over }), [set(1, 1000, 2010)]);
  assert.deepEqual(nudge(first, "end", -5000, around), [set(1, 1000, 1020)]);
  assert.deepEqual(nudge(first, "start", 5000, around), [set(1, 1980, 2000)]);
});

test("a segment that is shorter already can still grow", () => {
  assert.deepEqual(nudge(segment(5, 100, 110), "end", -10, around), []);
  assert.deepEqual(nudge(segment(5, 100, 110), "end", 10, around), [set(5, 100, 120)]);
});

test("a word moves between its neighbours", () => {
  const words = [word("ask", 1000, 1200), word("not", 1205, 1400), word("what", 1500, 2000)];
  const spoken = segment(1, 1000, 2000, words);
  const times = (/** @type {any[]} */ ops) => ops[0]?.words.map((/** @type {any} */ w) => [w.startMs, w.endMs]);
  assert.deepEqual(times(nudgeWord(spoken, 1, "start", -10)), [[1000, 1200], [1200, 1400], [1500, 2000]]);
  assert.deepEqual(times(nudgeWord(spoken, 1, "end", 10)), [[1000, 1200], [1205, 1410], [1500, 2000]]);
  assert.deepEqual(nudgeWord(spoken, 0, "start", -10), []);
  assert.deepEqual(times(nudgeWord(spoken, 1, "start", 5000)), [[1000, 1200], [1390, 1400], [1500, 2000]]);
  assert.deepEqual(nudgeWord(spoken, 2, "end", 10), []);
  assert.deepEqual(nudgeWord(spoken, -1, "end", 10), []);
});

test("a frame lasts as long as the frame rate says, else 40 ms", () => {
  assert.equal(frameMs(25), 40);
  assert.equal(Math.round(frameMs(29.97) * 100), 3337);
  for (const odd of [null, undefined, 0, 1, 90_000, NaN]) assert.equal(frameMs(odd), 40);
});
