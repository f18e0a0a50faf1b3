import assert from "node:assert/strict";
import { test } from "node:test";

import { SILENCE_DB, SILENT, measure, nextLevel, toDb } from "../../../static/core/player/levels.js";
import { createRandom } from "../support/random.js";

const near = (/** @type {number} */ value, /** @type {number} */ wanted, by = 0.1) =>
  assert.ok(Math.abs(value - wanted) < by, `${value} is not ${wanted}`);

test("a full-scale sine has a peak of 0 and an RMS of -3 dBFS", () => {
  const sine = Float32Array.from({ length: 4_800 }, (_, i) => Math.sin((2 * Math.PI * 1_000 * i) / 48_000 + 0.3));
  const { peak, rms } = measure(sine);
  near(toDb(peak), 0);
  near(toDb(rms), -3.01);
  assert.equal(toDb(0), -60);
});

test("peaks show at once, are held, and fall; the RMS settles; a clip stays", () => {
  let level = nextLevel(SILENT, { peak: 1, rms: 0.5 }, 0, 16);
  near(level.peakDb, 0);
  assert.ok(level.hasClipped);
  for (let now = 16; now <= 1_000; now += 16) level = nextLevel(level, { peak: 0.1, rms: 0.1 }, now, 16);
  near(level.heldDb, 0);
  near(level.peakDb, -20, 0.5);
  near(level.rmsDb, -20, 0.5);
  for (let now = 1_016; now <= 3_000; now += 16) level = nextLevel(level, { peak: 0.1, rms: 0.1 }, now, 16);
  near(level.heldDb, -20, 0.5);
  assert.ok(level.hasClipped);
});

test("peak and RMS are those of a naive computation; halving the samples lowers both by 6 dB", () => {
  const random = createRandom(4);
  for (let round = 0; round < 50; round++) {
    const samples = Float32Array.from(random.list(1 + random.below(400), () => random.below(2_001) / 1_000 - 1));
    const { peak, rms } = measure(samples);
    assert.equal(peak, Math.max(...[...samples].map(Math.abs)));
    const squares = [...samples].map((sample) => sample ** 2).reduce((sum, square) => sum + square, 0);
    near(rms, Math.sqrt(squares / samples.length), 1e-9);
    const half = measure(samples.map((sample) => sample / 2));
    if (peak > 0.01) near(toDb(peak) - toDb(half.peak), 6.02, 0.01);
    if (rms > 0.01) near(toDb(rms) - toDb(half.rms), 6.02, 0.01);
  }
  assert.deepEqual(measure(new Float32Array(0)), { peak: 0, rms: 0 });
});

test("the meter stays between silence and the loudest sound, the held peak is never below the bar, and silence empties it", () => {
  const random = createRandom(8);
  for (let round = 0; round < 100; round++) {
    let level = SILENT;
    let nowMs = 0;
    for (let n = 0; n < 100; n++) {
      const passedMs = 1 + random.below(200);
      nowMs += passedMs;
      const peak = random.below(1_000) / 1_000;
      const next = nextLevel(level, { peak, rms: peak * 0.7 }, nowMs, passedMs);
      assert.ok(next.peakDb >= toDb(peak) && next.peakDb <= Math.max(level.peakDb, toDb(peak)));
      assert.ok(next.peakDb >= SILENCE_DB && next.peakDb <= 0 && next.rmsDb >= SILENCE_DB && next.rmsDb <= 0);
      assert.ok(next.heldDb >= toDb(peak), "a peak is held from when it sounds");
      level = next;
    }
    for (let n = 0; n < 60; n++) level = nextLevel(level, { peak: 0, rms: 0 }, (nowMs += 200), 200);
    assert.deepEqual([level.peakDb, level.rmsDb, level.heldDb], [SILENCE_DB, SILENCE_DB, SILENCE_DB]);
  }
});

test("the fall does not depend on how often the meter is read, and a peak is held for a second and a half", () => {
  const fall = (/** @type {number} */ stepMs) => {
    let level = nextLevel(SILENT, { peak: 1, rms: 0 }, 0, stepMs);
    for (let now = stepMs; now <= 1_200; now += stepMs) level = nextLevel(level, { peak: 0, rms: 0 }, now, stepMs);
    return level;
  };
  for (const stepMs of [8, 16, 60, 100]) near(fall(stepMs).peakDb, -24, 2.1);
  assert.equal(fall(16).heldDb, 0);
  const after = nextLevel(fall(16), { peak: 0, rms: 0 }, 1_501, 300);
  assert.ok(after.heldDb < -20, String(after.heldDb));
});
