import assert from "node:assert/strict";
import { test } from "node:test";

import { partsOf, rowsInView } from "../../../static/core/library/row-range.js";
import { createRandom } from "../support/random.js";

test("every row that touches the window is drawn, and not many more", () => {
  const { below } = createRandom(3);
  for (let round = 0; round < 500; round++) {
    const [rowHeight, height, margin] = [20 + below(150), 100 + below(2000), below(800)];
    const top = 500 - below(100_000);
    const { first, end } = rowsInView({ top, height, rowHeight, margin });
    for (const y of [0, height / 2, height - 1]) {
      const row = Math.floor((y - top) / rowHeight);
      if (row >= 0) assert.ok(row >= first && row < end);
    }
    assert.ok(end - first <= (height + 2 * margin) / rowHeight + 2);
  }
});

test("the parts cover the list once, in order, and contain the range and the row with the focus", () => {
  const { below } = createRandom(4);
  for (let round = 0; round < 1000; round++) {
    const nRows = below(60);
    const first = below(70);
    const range = { first, end: first + below(20) };
    const kept = below(80) - 10;
    const parts = partsOf(nRows, range, kept);
    let at = 0;
    for (const part of parts) {
      assert.equal(part.first, at);
      assert.ok(part.end > part.first);
      at = part.end;
    }
    assert.equal(at, nRows);
    for (let row = 0; row < nRows; row++) {
      const isDrawn = parts.some((part) => part.isDrawn && row >= part.first && row < part.end);
      assert.equal(isDrawn, (row >= range.first && row < range.end) || row === kept);
    }
  }
});
