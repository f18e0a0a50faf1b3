import assert from "node:assert/strict";
import { test } from "node:test";

import { NO_PACE, addPace, estimate, loadDone, loadLeft, formatEstimate } from "../../../static/core/review/time-estimate.js";

const MIN = 60_000;
/** @type {(id: number, status: string, nDoubtful?: number) => import("../../../static/core/document/operations.js").Segment} */
const segment = (id, status, nDoubtful = 0) => ({
  id,
  startMs: 0,
  endMs: 10_000,
  text: "",
  speaker: null,
  status,
  words: Array.from({ length: nDoubtful }, () => ({ text: "x", startMs: 0, endMs: 1, probability: 0.1, speaker: null })),
});
const mapOf = (/** @type {import("../../../static/core/document/operations.js").Segment[]} */ ...segments) => new Map(segments.map((one) => [one.id, one]));

test("the load left is that of drafts; low-confidence words weigh more", () => {
  assert.equal(loadLeft([segment(1, "draft"), segment(2, "draft", 2), segment(3, "approved", 5)], 0.5), 26_000);
});

test("load done is the reviewed load minus undone reviews", () => {
  const before = mapOf(segment(1, "draft", 1), segment(2, "corrected"), segment(3, "draft"));
  const after = mapOf(segment(1, "approved", 1), segment(2, "corrected"), segment(3, "draft"));
  assert.equal(loadDone(before, after, [1, 2, 3, 9], 0.5), 13_000);
  assert.equal(loadDone(after, before, [1], 0.5), -13_000);
});

test("without data the estimate is a usual range, then the user's own figure", () => {
  assert.equal(estimate(0, NO_PACE), null);
  assert.deepEqual(estimate(20 * MIN, NO_PACE), { least: 20, most: 80, isOwn: false });
  const pace = addPace(NO_PACE, { loadMs: 4 * MIN, workMs: 10 * MIN });
  assert.deepEqual(estimate(20 * MIN, pace), { least: 50, most: 50, isOwn: true });
  assert.equal(formatEstimate(/** @type {any} */ (estimate(20 * MIN, pace))), "about 50 min of your work left");
  assert.equal(formatEstimate(/** @type {any} */ (estimate(20 * MIN, NO_PACE))), "≈ 20–80 min of your work left");
  assert.equal(formatEstimate({ least: 150, most: 150, isOwn: true }), "about 2.5 h of your work left");
});

test("older work counts less", () => {
  let pace = NO_PACE;
  for (let i = 0; i < 20; i++) pace = addPace(pace, { loadMs: 30 * MIN, workMs: 60 * MIN });
  for (let i = 0; i < 4; i++) pace = addPace(pace, { loadMs: 60 * MIN, workMs: 60 * MIN });
  assert.ok(pace.loadMs / pace.workMs > 0.85);
});
