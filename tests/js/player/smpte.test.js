import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { createTimecodes, formatTimecode, frameNumber, frameRateOf, hasDropFrame, nearestFrame } from "../../../static/core/player/smpte.js";

/** @type {{frames: {rate: number, drop: boolean, frame: number, text: string, ms: number, nearest: number}[], texts: {rate: number, text: string, frame: number | null, nearest?: string}[]}} */
const VECTORS = JSON.parse(readFileSync(new URL("../../data/timecode_vectors.json", import.meta.url), "utf8"));

/** @param {number} measured */
function rate(measured) {
  const found = frameRateOf(measured);
  assert.ok(found, String(measured));
  return found;
}

test("frames have the timecodes that Python gives them, and are read back", () => {
  for (const { rate: measured, drop, frame, text, ms, nearest } of VECTORS.frames) {
    assert.equal(formatTimecode(frame, rate(measured), drop), text);
    assert.deepEqual(frameNumber(text, rate(measured)), { frame });
    assert.equal(nearestFrame(ms, rate(measured)), nearest, `${ms} ms at ${measured}`);
  }
});

test("texts are read or refused as in Python, with the nearest two", () => {
  for (const { rate: measured, text, frame, nearest } of VECTORS.texts) {
    const found = frameNumber(text, rate(measured));
    if (frame !== null) assert.deepEqual(found, { frame }, `${text} at ${measured}`);
    else assert.ok("problem" in found && found.problem.includes(nearest ?? ""), `${text} at ${measured}`);
  }
});

test("known timecodes", () => {
  for (const [text, measured, frame, seconds] of /** @type {const} */ ([
    ["00:01:00;02", 29.97, 1800, 60.06], ["01:00:00;00", 29.97, 107_892, 3599.9964], ["01:00:00:00", 29.97, 108_000, 3603.6],
    ["01:00:00:00", 23.976, 86_400, 3603.6], ["00:01:00;04", 59.94, 3600, 60.06],
  ])) {
    const { n, d } = rate(measured);
    assert.deepEqual(frameNumber(text, rate(measured)), { frame });
    assert.equal((frame * d) / n, seconds);
  }
});

test("rates as files name them are exact; others have no timecodes", () => {
  assert.deepEqual(frameRateOf(23.98), { n: 24_000, d: 1001, nominal: 24 });
  assert.deepEqual(frameRateOf(25.0001), { n: 25, d: 1, nominal: 25 });
  assert.deepEqual(frameRateOf(15), { n: 15, d: 1, nominal: 15 });
  for (const none of [null, 0, 12.5, 90_000]) assert.equal(frameRateOf(none), null);
  assert.deepEqual([24, 23.976, 29.97, 30, 59.94].map((one) => hasDropFrame(rate(one))), [false, false, true, false, true]);
});

test("a recording starts at its timecode", () => {
  const codes = createTimecodes(rate(25), { isDrop: true, start: "10:00:00:00" });
  assert.equal(codes.atMs(1000), "10:00:01:00");
  assert.deepEqual(codes.read("10:00:01:00"), { frame: 25 });
  assert.equal(codes.msOf(25), 1000);
  assert.deepEqual(codes.read("09:59:59:24"), { problem: "The recording starts at 10:00:00:00." });
  assert.equal(createTimecodes(rate(29.97), { isDrop: true, start: "" }).atMs(60_060), "00:01:00;02");
  assert.equal(createTimecodes(rate(29.97), { isDrop: false, start: "" }).atMs(60_060), "00:01:00:00");
});
