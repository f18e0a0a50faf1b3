import assert from "node:assert/strict";
import test from "node:test";

import { USUAL_CHOICE, canDrop, chooseTimecodes, formatPosition, formatTime, readTime, readTimecode, showsTimecodes, timecodeAt, timecodeChoiceOf } from "../../../static/core/player/shown-time.js";

const NTSC = { has_video: true, frame_rate: 29.97 };

test("clock times are shown until timecodes are chosen; timecodes can be typed before", () => {
  chooseTimecodes(NTSC, USUAL_CHOICE);
  assert.equal(formatTime(60_060, 1), "1:00.0");
  assert.equal(timecodeAt(60_060), "00:01:00;02");
  assert.deepEqual(readTimecode("00:01:00;02"), { ms: 60_060 });
  chooseTimecodes(NTSC, { isShown: true, isDrop: false, start: "01:00:00:00" });
  assert.ok(showsTimecodes());
  assert.equal(formatTime(60_060, 1), "01:01:00:00");
  assert.equal(formatPosition(60_059), "01:00:59:29"); // the frame before is still shown
  assert.equal(formatTime(60_059), "01:01:00:00"); // stored a little early
});

test("a time can be typed as it is shown, as clock time or timecode, whichever is chosen", () => {
  for (const frame_rate of [23.976, 25, 29.97, 50]) for (const isShown of [true, false]) for (const start of ["00:00:00:00", "10:00:00:00"]) {
    chooseTimecodes({ has_video: true, frame_rate }, { isShown, isDrop: true, start });
    for (const ms of [0, 40, 1240, 62_500, 3_723_040]) {
      for (const text of [formatTime(ms, 3), timecodeAt(ms), String(ms / 1000)]) {
        const read = readTime(` ${text} `);
        assert.ok("ms" in read && Math.abs(read.ms - ms) <= 1000 / frame_rate, `${text} at ${frame_rate}`);
      }
    }
    for (const text of ["soon", "09:00:00:99", ""]) assert.ok("problem" in readTime(text), text);
  }
});

test("a recording without frames has clock times and says why", () => {
  chooseTimecodes({ has_video: false, frame_rate: null }, { isShown: true, isDrop: true, start: "" });
  assert.equal(formatTime(1000), "0:01");
  assert.equal(timecodeAt(0), "");
  const read = readTimecode("00:00:01:00");
  assert.ok("problem" in read && read.problem.includes("no frames"));
  assert.ok(!canDrop({ has_video: true, frame_rate: 25 }));
});

test("the choice on the server counts before one that this browser kept", () => {
  const kept = { isShown: true, isDrop: true, start: "00:00:00:00" };
  assert.deepEqual(timecodeChoiceOf({ timecode: { shown: false, drop: false, start: "10:00:00:00" } }, kept), { isShown: false, isDrop: false, start: "10:00:00:00" });
  assert.equal(timecodeChoiceOf({ timecode: null }, kept), kept);
  assert.equal(timecodeChoiceOf({}, undefined), undefined);
});
