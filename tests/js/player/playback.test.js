import assert from "node:assert/strict";
import test from "node:test";

import { SpanIndex } from "../../../static/core/document/span-index.js";
import { Playback, endAfter } from "../../../static/core/player/playback.js";

const SEGMENTS = [
  { id: 1, startMs: 0, endMs: 2_000 },
  { id: 2, startMs: 2_000, endMs: 5_000 },
  { id: 3, startMs: 6_000, endMs: 8_000 },
];

/** @param {Partial<import("../../../static/core/player/playback.js").SettingsStore>} [changes] */
function machine(changes = {}) {
  const settingsStore = { rewindMs: 1_000, pauseAtEnd: false, loops: false, pauseWhileTyping: false, restMs: 800, ...changes };
  /** @type {{passage: {startMs: number, endMs: number} | null}} */
  /** @type {{passage: {startMs: number, endMs: number} | null}} */
  const loop = { passage: null };
  const index = new SpanIndex(SEGMENTS);
  const playback = new Playback(() => settingsStore, { loop: () => loop.passage, endAfter: (ms) => endAfter(index, ms) });
  return { playback, settingsStore, loop };
}

test("playback rewinds after a pause, but not after a seek", () => {
  const { playback } = machine();
  assert.equal(playback.play(0), 0);
  playback.pause(3_000);
  assert.equal(playback.play(3_000), 2_000);
  playback.pause(400);
  assert.equal(playback.play(400), 0); // not before the recording
  playback.pause(3_000);
  playback.seek(3_100);
  assert.equal(playback.play(3_100), 3_100);
});

test("with the setting off it does not rewind; the setting is read when playback starts", () => {
  const { playback, settingsStore } = machine({ rewindMs: 0 });
  playback.play(0);
  playback.pause(3_000);
  assert.equal(playback.play(3_000), 3_000);
  playback.pause(3_500);
  settingsStore.rewindMs = 2_000;
  assert.equal(playback.play(3_500), 1_500);
});

test("playback stops at the end of each segment and resumes there without rewinding", () => {
  const { playback } = machine({ pauseAtEnd: true });
  playback.play(100);
  assert.equal(playback.edgeAhead(), 2_000);
  assert.equal(playback.reach(1_990), null);
  assert.deepEqual(playback.reach(2_004), { kind: "stop", atMs: 2_000 });
  assert.equal(playback.state, "stopped");
  assert.equal(playback.edgeAhead(), null);
  assert.equal(playback.play(1_999), 2_000);
  assert.equal(playback.edgeAhead(), 5_000);
  assert.deepEqual(playback.reach(5_001), { kind: "stop", atMs: 5_000 });
  assert.equal(playback.play(4_999), 5_000); // through the gap to the end of the next
  assert.equal(playback.edgeAhead(), 8_000);
});

test("a segment end passed before a rewind does not stop playback again", () => {
  const { playback } = machine({ pauseAtEnd: true });
  playback.play(1_900);
  playback.reach(2_000);
  playback.play(1_999);
  playback.pause(2_300);
  assert.equal(playback.play(2_300), 1_300);
  assert.equal(playback.reach(2_050), null);
  assert.equal(playback.edgeAhead(), 5_000);
});

test("a requested range plays once and stops at its end, whatever the settings", () => {
  const { playback } = machine({ pauseAtEnd: true });
  assert.equal(playback.playPassage({ startMs: 1_000, endMs: 3_000 }), 1_000);
  assert.equal(playback.edgeAhead(), 3_000);
  assert.deepEqual(playback.reach(3_000), { kind: "stop", atMs: 3_000 });
  assert.equal(playback.play(2_999), 3_000);
  assert.equal(playback.edgeAhead(), 5_000);
});

test("a range is dropped when playback moves out of it or stops", () => {
  const { playback } = machine();
  playback.playPassage({ startMs: 1_000, endMs: 3_000 });
  playback.seek(2_000);
  assert.equal(playback.edgeAhead(), 3_000);
  playback.seek(3_000);
  assert.equal(playback.edgeAhead(), null);
  playback.playPassage({ startMs: 1_000, endMs: 3_000 });
  playback.pause(2_000);
  playback.play(2_000);
  assert.equal(playback.edgeAhead(), null);
});

test("a loop is entered from outside, repeats, and overrides the stop at segment ends", () => {
  const { playback, loop } = machine({ loops: true, pauseAtEnd: true });
  loop.passage = SEGMENTS[1];
  assert.equal(playback.play(0), 2_000);
  assert.deepEqual(playback.reach(5_003), { kind: "jump", atMs: 2_000 });
  assert.equal(playback.state, "playing");
  assert.deepEqual(playback.reach(5_000), { kind: "jump", atMs: 2_000 });
  playback.pause(2_300);
  assert.equal(playback.play(2_300), 2_000); // rewinds, but not out of the loop
});

test("a loop follows the range to repeat, and ends when playback moves past its end", () => {
  const { playback, loop } = machine({ loops: true });
  loop.passage = SEGMENTS[0];
  playback.play(500);
  assert.equal(playback.changeLoop(600), null);
  loop.passage = SEGMENTS[2];
  assert.deepEqual(playback.changeLoop(600), { kind: "jump", atMs: 6_000 });
  playback.seek(9_000);
  assert.equal(playback.edgeAhead(), null);
  playback.pause(9_500);
  assert.equal(playback.play(9_500), 6_000);
});

test("a selection repeats while looping is on, but not one as short as a click", () => {
  const { playback, loop } = machine({ loops: true });
  loop.passage = SEGMENTS[1];
  playback.playPassage({ startMs: 2_500, endMs: 2_900 });
  assert.deepEqual(playback.reach(2_905), { kind: "jump", atMs: 2_500 });
  playback.playPassage({ startMs: 2_500, endMs: 2_510 });
  assert.deepEqual(playback.reach(2_510), { kind: "stop", atMs: 2_510 });
});

test("typing pauses playback, which resumes after a rest unless the user did something else", () => {
  const { playback } = machine({ pauseWhileTyping: true });
  playback.play(0);
  assert.equal(playback.type(10_000, 3_000), "pause");
  assert.equal(playback.state, "held");
  assert.equal(playback.restLeft(10_500), 300);
  assert.equal(playback.type(10_500, 3_000), null);
  playback.stir(10_700);
  assert.equal(playback.restLeft(11_400), 100);
  assert.equal(playback.restLeft(11_500), 0);
  assert.equal(playback.play(3_000), 2_000); // rewinds as after every pause
  assert.equal(playback.state, "playing");
});

test("playback resumes only if typing paused it", () => {
  const { playback } = machine({ pauseWhileTyping: true });
  playback.play(0);
  playback.pause(1_000);
  assert.equal(playback.type(10_000, 1_000), null);
  assert.equal(playback.restLeft(12_000), null);
  playback.play(1_000);
  playback.type(13_000, 1_500);
  playback.seek(4_000); // the user moved the position
  assert.equal(playback.restLeft(20_000), null);
  playback.play(4_000);
  playback.type(21_000, 4_500);
  playback.pause(4_500);
  assert.equal(playback.restLeft(30_000), null);
});

test("a stop to type resumes after the typing, however long that takes to begin", () => {
  const { playback, settingsStore } = machine({ pauseWhileTyping: true });
  playback.play(0);
  playback.pauseToType(3_000);
  assert.equal(playback.state, "held");
  assert.equal(playback.restLeft(1_000_000), Infinity);
  playback.stir(1_000_000); // the cursor moves to the wrong letter
  playback.pauseToType(3_000); // the word before
  assert.equal(playback.restLeft(1_000_000), Infinity);
  assert.equal(playback.type(1_000_100, 3_000), null);
  assert.equal(playback.restLeft(1_000_400), 500);
  playback.stir(1_000_500);
  assert.equal(playback.restLeft(1_000_500), 800);
  assert.equal(playback.play(3_000), 2_000);

  settingsStore.pauseWhileTyping = false;
  playback.pauseToType(4_000);
  assert.equal(playback.state, "stopped");
  assert.equal(playback.type(2_000_000, 4_000), null);
  settingsStore.pauseWhileTyping = true;
  playback.pauseToType(4_000); // nothing was playing: nothing resumes
  playback.type(2_000_000, 4_000);
  assert.equal(playback.restLeft(2_000_000), null);
});

test("typing while a range plays resumes in that range", () => {
  const { playback } = machine({ pauseWhileTyping: true });
  playback.playPassage({ startMs: 2_000, endMs: 4_000 });
  playback.type(0, 2_300);
  assert.equal(playback.play(2_300), 2_000);
  assert.equal(playback.edgeAhead(), 4_000);
});

test("composing a character is not a rest; with the setting off typing does nothing", () => {
  const { playback, settingsStore } = machine({ pauseWhileTyping: true });
  playback.play(0);
  playback.type(0, 100);
  playback.compose(true);
  assert.equal(playback.restLeft(5_000), 800);
  playback.compose(false);
  assert.equal(playback.restLeft(5_000), 0);
  playback.play(100);
  settingsStore.pauseWhileTyping = false;
  assert.equal(playback.type(6_000, 200), null);
  assert.equal(playback.state, "playing");
});

test("after the end of the recording it does not rewind", () => {
  const { playback } = machine();
  playback.play(7_000);
  playback.pause(8_000);
  playback.end();
  assert.equal(playback.play(0), 0);
});

test("the next segment end equals that of a naive search, with overlaps and gaps", () => {
  let seed = 7;
  const random = (/** @type {number} */ n) => (seed = (seed * 48_271) % 2_147_483_647) % n;
  for (let round = 0; round < 200; round++) {
    const spans = Array.from({ length: random(200) }, (_, id) => {
      const startMs = random(3_000);
      return { id, startMs, endMs: startMs + 1 + random(round % 2 ? 40 : 3_000) };
    }).sort((a, b) => a.startMs - b.startMs);
    const index = new SpanIndex(spans);
    const ms = random(4_000);
    const naive = Math.min(...spans.map((span) => span.endMs).filter((end) => end > ms));
    assert.equal(endAfter(index, ms), Number.isFinite(naive) ? naive : null);
  }
});
