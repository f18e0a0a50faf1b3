import assert from "node:assert/strict";
import { test } from "node:test";

import { changesBetween, inputsOfPads, inputsOfReport, roleOf } from "../../../static/core/player/foot-pedals.js";

test("the bits of a report are inputs; an Infinity pedal needs no setup", () => {
  const down = inputsOfReport(0x05f3, 0x00ff, Uint8Array.of(3, 0));
  assert.deepEqual([...down], ["hid:05f3:00ff:0.0", "hid:05f3:00ff:0.1"]);
  assert.deepEqual([...down].map((input) => roleOf(input, {})), ["back", "play"]);
});

test("another device does nothing until roles are assigned", () => {
  const [input] = inputsOfReport(0x0911, 0x1844, Uint8Array.of(0, 16));
  assert.equal(input, "hid:0911:1844:1.4");
  assert.equal(roleOf(input, {}), "none");
  assert.equal(roleOf(input, { [input]: "toggle" }), "toggle");
});

test("changes between two states are presses and releases", () => {
  const pads = (/** @type {boolean[]} */ ...pressed) => inputsOfPads([null, { buttons: pressed.map((one) => ({ pressed: one })) }]);
  assert.deepEqual(changesBetween(pads(true, false), pads(false, true)), { pressed: ["pad:1"], released: ["pad:0"] });
});
