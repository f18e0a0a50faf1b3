import assert from "node:assert/strict";
import { test } from "node:test";

import { FASTEST, SLOWEST, createPlaybackPreferences } from "../../../static/core/player/playback-preferences.js";
import { FOREIGN, FakeStorage } from "../support/fake-storage.js";

const USUAL = { rate: 1, volume: 1, boosts: false, clears: false };

test("a recording has its own speed and boost; a new one starts with the last speed and without boost", () => {
  const storage = new FakeStorage();
  createPlaybackPreferences(storage, "a").keep({ rate: 1.5, volume: 0.4, boosts: true, clears: true });
  createPlaybackPreferences(storage, "b").keep({ rate: 0.8, volume: 0.6, boosts: false, clears: true });
  const recall = (/** @type {string} */ id) => createPlaybackPreferences(storage, id).recall();
  assert.deepEqual(recall("a"), { rate: 1.5, volume: 0.6, boosts: true, clears: true });
  assert.deepEqual(recall("b"), { rate: 0.8, volume: 0.6, boosts: false, clears: true });
  assert.deepEqual(recall("new"), { rate: 0.8, volume: 0.6, boosts: false, clears: false });
});

test("the oldest recordings are dropped first, and one that is used again is not old", () => {
  const storage = new FakeStorage();
  const keep = (/** @type {string} */ id, rate = 2) => createPlaybackPreferences(storage, id).keep({ ...USUAL, rate, boosts: true });
  for (let n = 0; n < 200; n++) keep(`m${n}`);
  keep("m0");
  for (let n = 200; n < 210; n++) keep(`m${n}`);
  const isKept = (/** @type {string} */ id) => createPlaybackPreferences(storage, id).recall().boosts;
  assert.deepEqual(["m0", "m1", "m10", "m11", "m209"].map(isKept), [true, false, false, true, true]);
});

test("whatever is stored, speed and volume are ones that can be played", () => {
  for (const text of FOREIGN) assert.deepEqual(createPlaybackPreferences(new FakeStorage({ "transcribe.player": text }), "a").recall(), USUAL, text);
  const far = new FakeStorage({ "transcribe.player": '{"rate":900,"volume":-3,"recordings":{"a":{"rate":0.001}}}' });
  assert.deepEqual(createPlaybackPreferences(far, "a").recall(), { ...USUAL, rate: SLOWEST, volume: 0 });
  assert.equal(createPlaybackPreferences(far, "b").recall().rate, FASTEST);
});

test("without a storage, or with a blocked or full one, playing goes on", () => {
  const blocked = new FakeStorage();
  blocked.isBlocked = true;
  const full = new FakeStorage();
  full.isFull = true;
  for (const storage of [null, blocked, full]) {
    const preferences = createPlaybackPreferences(storage, "a");
    preferences.keep({ ...USUAL, rate: 2 });
    assert.deepEqual(preferences.recall(), USUAL);
  }
});
