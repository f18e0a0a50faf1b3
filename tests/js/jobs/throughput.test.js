import assert from "node:assert/strict";
import { test } from "node:test";

import { rates, sumUp } from "../../../static/core/jobs/throughput.js";

const idle = { at: "", length: 60, chunks: 0, audio: 0, computing: 0 };

test("without work there is no rate", () => {
  assert.deepEqual([sumUp([]).rate, sumUp([idle, idle]).rate, sumUp([idle]).audioS], [null, null, 0]);
});

test("the rate is that of the periods with work", () => {
  const busy = { ...idle, chunks: 2, audio: 120, computing: 30 };
  assert.deepEqual(sumUp([idle, busy, idle]), { audioS: 120, rate: 2, nChunks: 2 });
  assert.deepEqual(rates([idle, busy]), [0, 2]);
});

test("a present period that has just begun gives no peak", () => {
  assert.deepEqual(rates([{ ...idle, length: 0.1, chunks: 1, audio: 20 }]), [2]);
});
