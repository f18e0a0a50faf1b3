import assert from "node:assert/strict";
import test from "node:test";

import { cueText } from "../../../static/core/player/cue.js";
import { SILENT, measure, nextLevel, toDb } from "../../../static/core/player/levels.js";
import { createPlaybackPreferences } from "../../../static/core/player/playback-preferences.js";

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

function fakeStorage(/** @type {string | null} */ kept = null) {
  return { getItem: () => kept, setItem: (/** @type {string} */ _, /** @type {string} */ value) => void (kept = value) };
}

test("speed, boost and filter are stored by recording; a new recording starts with the last speed only", () => {
  const storage = fakeStorage();
  const lecture = createPlaybackPreferences(storage, "lecture");
  assert.deepEqual(lecture.recall(), { rate: 1, volume: 1, boosts: false, clears: false });
  lecture.keep({ rate: 1.5, volume: 0.4, boosts: true, clears: true });
  const interview = createPlaybackPreferences(storage, "interview");
  assert.deepEqual(interview.recall(), { rate: 1.5, volume: 0.4, boosts: false, clears: false });
  interview.keep({ rate: 0.8, volume: 0.4, boosts: false, clears: false });
  assert.deepEqual(lecture.recall(), { rate: 1.5, volume: 0.4, boosts: true, clears: true });
});

test("stored values are validated, and the oldest recordings are dropped", () => {
  for (const kept of ["", "null", "[]", "{", '{"rate":"fast","volume":"x","recordings":7}', '{"rate":99,"volume":-4}']) {
    const { rate, volume } = createPlaybackPreferences(fakeStorage(kept), "a").recall();
    assert.ok(rate >= 0.5 && rate <= 3 && volume >= 0 && volume <= 1, kept);
  }
  const storage = fakeStorage();
  for (let i = 0; i < 205; i++) createPlaybackPreferences(storage, `m${i}`).keep({ rate: 2, volume: 1, boosts: true, clears: false });
  assert.ok(!createPlaybackPreferences(storage, "m0").recall().boosts);
  assert.ok(createPlaybackPreferences(storage, "m5").recall().boosts);
});

test("a cue has the same lines as in the SubRip file", () => {
  const speakers = [{ id: "S1", name: "Alice" }];
  const cue = (/** @type {string} */ text, isNamed = false) => cueText({ text, speaker: "S1" }, speakers, isNamed);
  assert.equal(cue("  one \n\n two "), "one\n\ntwo");
  assert.equal(cue("a --> b", true), "Alice: a --> b");
  assert.equal(cue(" \n "), "");
  assert.equal(cue(" \n ", true), "");
});
