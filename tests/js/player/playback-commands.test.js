import assert from "node:assert/strict";
import test from "node:test";

import { cueText } from "../../../static/core/player/cue.js";
import { createPlaybackPreferences } from "../../../static/core/player/playback-preferences.js";

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
