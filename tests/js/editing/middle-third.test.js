import assert from "node:assert/strict";
import { test } from "node:test";

import { distanceToMiddle, isVisible, isWhole } from "../../../static/core/editing/middle-third.js";

const TOP = 300;

/** Rows of many heights at many places, in lists of many heights. */
function* places() {
  for (const visible of [90, 250, 333, 700]) {
    const frame = { top: TOP, bottom: TOP + visible };
    for (const height of [1, 34, 60, 84, 111, 200, 333, 700, 2_000]) {
      for (let top = -3_000; top < 4_000; top += 37) yield { row: { top, bottom: top + height }, frame, visible, height };
    }
  }
}

test("after scrolling, a row lies in the middle third, covers it, or begins at the top", () => {
  for (const { row, frame, visible, height } of places()) {
    const px = distanceToMiddle(row, frame);
    const [top, bottom] = [row.top - px, row.bottom - px];
    const [upper, lower] = [frame.top + visible / 3, frame.bottom - visible / 3];
    const close = 1e-6;
    if (height > visible) assert.equal(top, frame.top);
    else if (height <= visible / 3) assert.ok(top >= upper - close && bottom <= lower + close, JSON.stringify({ row, frame }));
    else assert.ok(top <= upper + close && bottom >= lower - close && top >= frame.top - close && bottom <= frame.bottom + close, JSON.stringify({ row, frame }));
    assert.ok(Math.abs(distanceToMiddle({ top, bottom }, frame)) < close, "a row in its place stays");
  }
});

test("a row is visible if any part of it is", () => {
  const frame = { top: 10, bottom: 20 };
  for (const [top, bottom, expected] of [[0, 10, false], [0, 11, true], [12, 13, true], [19, 40, true], [20, 40, false], [0, 90, true]]) {
    assert.equal(isVisible({ top: Number(top), bottom: Number(bottom) }, frame), expected);
  }
});

test("a row is whole if no part of it is out of view", () => {
  const frame = { top: 10, bottom: 20 };
  for (const [top, bottom, expected] of [[10, 20, true], [12, 13, true], [9, 12, false], [19, 21, false], [0, 90, false], [30, 40, false]]) {
    assert.equal(isWhole({ top: Number(top), bottom: Number(bottom) }, frame), expected);
  }
});
