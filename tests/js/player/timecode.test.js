import assert from "node:assert/strict";
import test from "node:test";

import { frameAt, frameStartMs, toTimecode } from "../../../static/core/player/timecode.js";

const RATES = [24_000 / 1001, 24, 25, 30_000 / 1001, 29.97, 30, 50, 59.94, 60, 12.5];

test("the first millisecond of a frame belongs to it, the one before does not", () => {
  for (const rate of RATES) {
    for (const frame of [1, 2, 3, 24, 25, 1_798, 1_800, 17_982, 107_892, 2_000_000]) {
      const ms = frameStartMs(frame, rate);
      assert.equal(frameAt(ms, rate), frame, `${rate} ${frame}`);
      assert.equal(frameAt(ms - 1, rate), frame - 1, `${rate} ${frame}`);
    }
  }
});

test("timecodes count frames", () => {
  assert.equal(toTimecode(0, 25), "00:00:00:00");
  assert.equal(toTimecode(25 * 3_661 + 7, 25), "01:01:01:07");
  assert.equal(toTimecode(24 * 60, 24_000 / 1001), "00:01:00:00");
});

test("drop-frame timecode skips numbers as in SMPTE ST 12-1", () => {
  // Known pairs: frame 1800 is 00:01:00;02, ten minutes are 17982 frames, an hour 107892.
  assert.equal(toTimecode(1_799, 29.97), "00:00:59;29");
  assert.equal(toTimecode(1_800, 29.97), "00:01:00;02");
  assert.equal(toTimecode(3_597, 29.97), "00:01:59;29");
  assert.equal(toTimecode(3_598, 29.97), "00:02:00;02");
  assert.equal(toTimecode(17_981, 30_000 / 1001), "00:09:59;29");
  assert.equal(toTimecode(17_982, 30_000 / 1001), "00:10:00;00");
  assert.equal(toTimecode(107_892, 29.97), "01:00:00;00");
  assert.equal(toTimecode(3_600, 60_000 / 1001), "00:01:00;04");
});

test("drop-frame timecode never repeats and stays within two frames of the clock", () => {
  const rate = 30_000 / 1001;
  let last = "";
  for (let frame = 0; frame < 40_000; frame++) {
    const code = toTimecode(frame, rate);
    assert.ok(code > last, `${code} after ${last}`);
    last = code;
    const [h, m, s, f] = code.split(/[:;]/).map(Number);
    assert.ok(Math.abs(h * 3600 + m * 60 + s + f / 30 - frame / rate) < 2.1 / rate, code);
  }
});
