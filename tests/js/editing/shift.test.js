import assert from "node:assert/strict";
import { test } from "node:test";

import { parseShift } from "../../../static/core/editing/shift.js";

const CASES = /** @type {[string, number | null][]} */ ([
  ["1.5", 1.5], ["-0,25", -0.25], ["+2", 2], ["−3", -3], ["– 3", -3], ["500 ms", 0.5], ["-40ms", -0.04],
  ["1:02.5", 62.5], ["-1:00:00", -3600], [".5", 0.5], ["1.", 1], ["0", 0], ["1.2345", 1.235],
  ["", null], ["-", null], ["abc", null], ["1:2:3:4", null], ["1:00 ms", null], ["1.5.5", null], ["1e3", null],
]);

test("a time is read as people type it", () => {
  for (const [text, seconds] of CASES) assert.equal(parseShift(text), seconds, JSON.stringify(text));
});
