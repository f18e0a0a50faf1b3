import assert from "node:assert/strict";
import test from "node:test";

import { HEADS, cellsOf, spellRate, spellSet } from "../../../static/core/datasets/comparison.js";

const MODEL = {
  model: "base", engine: "ctranslate2", sha256: "", wer: { value: 0.0512, low: 0.041, high: 0.0625 }, cer: { value: 0.02, low: null, high: null },
  substitutions: 1200, deletions: 3, insertions: 0, terms: { said: 4, written: 3 }, cpu_s_per_s: 0.0914, wall_s_per_s: 0.05, peak_bytes: 512_000_000,
  errors_by_recording: {}, worst: [],
};

test("a model has a cell under each head", () => {
  const cells = cellsOf(MODEL);
  assert.equal(cells.length, HEADS.length);
  assert.deepEqual(cells, ["base", "5.1 % (4.1 to 6.3)", "2.0 %", "1,200", "3", "0", "75 % of 4", "0.091", "512 MB"]);
});

test("a set without words or terms has no rates", () => {
  assert.equal(spellRate(null), "no words");
  assert.equal(spellRate({ value: 0.5, low: null, high: null }), "50.0 %");
  assert.equal(cellsOf({ ...MODEL, cer: null, terms: { said: 0, written: 0 } })[6], "none said");
});

test("what was compared is told with its size", () => {
  const release = { project: "p", version: "1", digest: "", split: "test" };
  const report = { release, recordings: 1, words: 1234, hours: 0.001, normalisation: "", models: [], comparisons: [], warnings: [] };
  assert.equal(spellSet(report), "Split test: 1,234 words in 1 recording, 1 min");
  assert.equal(spellSet({ ...report, recordings: 2, hours: 2.04 }), "Split test: 1,234 words in 2 recordings, 2.0 hours");
});
