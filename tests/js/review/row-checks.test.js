import assert from "node:assert/strict";
import { test } from "node:test";

import { checkRow, speedOf } from "../../../static/core/review/row-checks.js";

const LIMITS = { maxMs: 7_000, maxChars: 84, maxCps: 20, minGapMs: 80 };
/** @type {(startMs: number, endMs: number, text?: string) => import("../../../static/core/document/operations.js").Segment} */
const segment = (startMs, endMs, text = "few words") => ({ id: startMs, startMs, endMs, text, speaker: null, status: "draft", words: [] });

test("each limit is told in the column that shows its value", () => {
  const before = segment(0, 1000);
  assert.deepEqual(checkRow(segment(1080, 3000), before, LIMITS), { start: "", duration: "", speed: "" });
  assert.match(checkRow(segment(1079, 3000), before, LIMITS).start, /79 ms after .* less than 80 ms/);
  assert.match(checkRow(segment(900, 3000), before, LIMITS).start, /100 ms before/);
  assert.equal(checkRow(segment(0, 3000), null, LIMITS).start, "");
  assert.match(checkRow(segment(0, 7001), null, LIMITS).duration, /7 s/);
  assert.match(checkRow(segment(0, 7000, "x".repeat(85)), null, LIMITS).duration, /85 characters, more than 84/);
  assert.match(checkRow(segment(0, 1000, "x".repeat(21)), null, LIMITS).speed, /20 characters a second/);
});

test("limits of 0 check nothing but overlaps", () => {
  const off = { maxMs: 0, maxChars: 0, maxCps: 0, minGapMs: 0 };
  const long = segment(1000, 30_000, "x".repeat(2000));
  assert.deepEqual(checkRow(long, segment(0, 1000), off), { start: "", duration: "", speed: "" });
  assert.notEqual(checkRow(long, segment(0, 1001), off).start, "");
});

test("the speed counts characters a second", () => {
  assert.equal(speedOf(segment(0, 500, "x".repeat(10))), 20);
});
