import assert from "node:assert/strict";
import { test } from "node:test";

import { roundUp, timeTicks } from "../../../static/core/charts/scale.js";

test("the end of an axis is round and not below the greatest value", () => {
  for (let i = 1; i < 2_000; i++) {
    const value = (i * 7_919) % 100_003 / 10 ** (i % 6);
    const end = roundUp(value);
    assert.ok(end >= value * (1 - 1e-9) && end <= Math.max(1, value * 2.5 + 1e-12) + 1, `${value} → ${end}`);
  }
  assert.deepEqual([0, -1, NaN, 1, 3, 5, 0.3, 70].map(roundUp), [1, 1, 1, 1, 5, 5, 0.5, 100]);
});

test("ticks lie inside the axis, at equal steps, and are few", () => {
  for (const lengthS of [0, 0.4, 1, 12, 59, 61, 600, 5_400, 39_600, 200_000, 5_000_000]) {
    const ticks = timeTicks(lengthS, 6);
    assert.ok(ticks[0] === 0 && ticks.length <= 7 && /** @type {number} */ (ticks.at(-1)) <= lengthS, `${lengthS}: ${ticks}`);
  }
  assert.deepEqual(timeTicks(3_600, 6), [0, 600, 1_200, 1_800, 2_400, 3_000, 3_600]);
});
