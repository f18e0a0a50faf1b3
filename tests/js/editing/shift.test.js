import assert from "node:assert/strict";
import { test } from "node:test";

import { parseShift, readShift } from "../../../static/core/editing/shift.js";

const CASES = /** @type {[string, number | null][]} */ ([
  ["1.5", 1.5], ["-0,25", -0.25], ["+2", 2], ["−3", -3], ["– 3", -3], ["500 ms", 0.5], ["-40ms", -0.04],
  ["1:02.5", 62.5], ["-1:00:00", -3600], [".5", 0.5], ["1.", 1], ["0", 0], ["1.2345", 1.235],
  ["", null], ["-", null], ["abc", null], ["1:2:3:4", null], ["1:00 ms", null], ["1.5.5", null], ["1e3", null],
]);

test("a time is read as people type it", () => {
  for (const [text, seconds] of CASES) assert.equal(parseShift(text), seconds, JSON.stringify(text));
});

/** @param {Record<string, string>} fields */
const typed = (fields) => (/** @type {string} */ name) => fields[name] ?? "";

test("a form is read as what the server is asked", () => {
  assert.deepEqual(readShift("by", typed({ by: "-1:02.5" })), { body: { shift: -62.5 }, label: "by −62.5 s" });
  assert.deepEqual(readShift("points", typed({ at1: "0:10", to1: "0:12.5", at2: "1:00", to2: " " })), { body: { points: [{ at: 10, to: 12.5 }] }, label: "so that 0:10.00 is at 0:12.50" });
  const two = readShift("points", typed({ at1: "10", to1: "12", at2: "1:00:00.5", to2: "1:00:04" }));
  assert.deepEqual("body" in two && two.body.points, [{ at: 10, to: 12 }, { at: 3600.5, to: 3604 }]);
  assert.deepEqual(readShift("rates", typed({ from: " 23.976", to: "25" })), { body: { rates: { from: "23.976", to: "25" } }, label: "from 23.976 to 25 frames a second" });
});

test("what says nothing is a sentence", () => {
  for (const [way, fields] of /** @type {[import("../../../static/core/editing/shift.js").Way, Record<string, string>][]} */ ([
    ["by", {}], ["by", { by: "0" }], ["by", { by: "soon" }], ["points", { at1: "1", to1: "" }], ["points", { at1: "x", to1: "1" }],
    ["points", { at1: "1", to1: "2", at2: "1.0", to2: "3" }], ["rates", { from: "25" }], ["rates", { from: "25", to: "25" }],
  ])) {
    const asked = readShift(way, typed(fields));
    assert.ok("problem" in asked && asked.problem.endsWith("."), `${way} ${JSON.stringify(fields)}`);
  }
});
