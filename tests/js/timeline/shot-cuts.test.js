import assert from "node:assert/strict";
import test from "node:test";

import { firstCutAt, nearestCut, stepCut } from "../../../static/core/timeline/shot-cuts.js";

const CUTS = [1000, 2000, 2040, 9000];

test("the cut nearest to a time is found within a distance", () => {
  assert.equal(nearestCut(CUTS, 2019, 1000), 2000);
  assert.equal(nearestCut(CUTS, 2021, 1000), 2040);
  assert.equal(nearestCut(CUTS, 5000, 1000), null);
  assert.equal(nearestCut([], 0, 1000), null);
});

test("steps go to the next and the previous cut", () => {
  assert.equal(stepCut(CUTS, 2000, 1), 2040);
  assert.equal(stepCut(CUTS, 2000, -1), 1000);
  assert.equal(stepCut(CUTS, 9000, 1), null);
  assert.equal(stepCut(CUTS, 1000, -1), null);
});

test("the first cut of a window is found as by looking at all", () => {
  for (let ms = 0; ms < 10_000; ms += 20) assert.equal(firstCutAt(CUTS, ms), CUTS.filter((cut) => cut < ms).length);
});
