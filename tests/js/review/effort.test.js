import assert from "node:assert/strict";
import { test } from "node:test";

import { IDLE_MS, createEffort } from "../../../static/core/review/effort.js";

const reading = { segment: 1, rate: null, isHidden: false };

test("time counts for the segment with the cursor while keys are pressed", () => {
  const effort = createEffort();
  effort.tick(0, reading);
  effort.press(1, 0);
  effort.tick(1_000, reading);
  effort.press(1, 1_500);
  effort.tick(2_000, { ...reading, segment: 2 });
  assert.deepEqual(effort.take(), [
    { segment: 1, keystrokes: 2, focus: 1, play: 0 },
    { segment: 2, keystrokes: 0, focus: 1, play: 0 },
  ]);
  assert.deepEqual(effort.take(), []);
});

test("an idle user does not count, a listening user does", () => {
  const effort = createEffort();
  effort.press(1, 0);
  effort.tick(0, reading);
  for (let ms = 1_000; ms <= IDLE_MS + 60_000; ms += 1_000) effort.tick(ms, reading);
  const [left] = effort.take();
  assert.equal(left.focus, IDLE_MS / 1000 - 1);
  for (let ms = 100_000; ms <= 110_000; ms += 1_000) effort.tick(ms, { ...reading, rate: 1.5, isHidden: true });
  assert.deepEqual(effort.take(), [{ segment: 1, keystrokes: 0, focus: 15, play: 22.5 }]);
});

test("an hour of suspended laptop counts for seconds, and a clock that runs back counts for none", () => {
  const effort = createEffort();
  effort.tick(0, reading);
  effort.touch(3_600_000);
  effort.tick(3_600_000, reading);
  effort.tick(3_000_000, reading);
  assert.deepEqual(effort.take(), [{ segment: 1, keystrokes: 0, focus: 5, play: 0 }]);
});

test("time without a segment does not count", () => {
  const effort = createEffort();
  effort.touch(0);
  effort.tick(0, reading);
  effort.tick(1_000, { ...reading, segment: null });
  assert.deepEqual(effort.take(), []);
});
