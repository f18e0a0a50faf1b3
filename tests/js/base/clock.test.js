import assert from "node:assert/strict";
import { test } from "node:test";

import { clockDecimals, formatClock } from "../../../static/core/base/clock.js";
import { readPlace } from "../../../static/core/commands/command-search.js";

test("times are cut, not rounded: a time that is shown has been reached", () => {
  assert.equal(formatClock(59_999), "0:59");
  assert.equal(formatClock(59_999, 1), "0:59.9");
  assert.equal(formatClock(3_599_999, 2), "59:59.99");
  assert.equal(formatClock(3_600_000), "1:00:00");
  assert.equal(formatClock(-5), "0:00");
});

test("the palette reads every time that is shown", () => {
  for (let ms = 0; ms < 40 * 3_600_000; ms = ms * 3 + 1234) {
    for (const [decimals, unitMs] of /** @type {const} */ ([[0, 1000], [1, 100], [3, 1]])) {
      assert.deepEqual(readPlace(formatClock(ms, decimals)), { kind: "time", ms: Math.floor(ms / unitMs) * unitMs });
    }
  }
});

test("labels on a scale differ from their neighbours", () => {
  for (const stepMs of [10, 20, 50, 100, 200, 500, 1000, 5000, 60_000]) {
    const labels = Array.from({ length: 200 }, (_, n) => formatClock(n * stepMs, clockDecimals(stepMs)));
    assert.equal(new Set(labels).size, labels.length, `${stepMs} ms`);
  }
});
