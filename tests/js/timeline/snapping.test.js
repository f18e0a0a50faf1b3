import assert from "node:assert/strict";
import { test } from "node:test";

import { blocksOf, edgesOf, guideOf, snapEdge } from "../../../static/core/timeline/snapping.js";

const sounds = [{ startMs: 1000, endMs: 1600 }, { startMs: 2200, endMs: 2900 }];

test("a start snaps to sound onsets, an end to sound ends", () => {
  assert.deepEqual(edgesOf(sounds, "start"), [1000, 2200]);
  assert.deepEqual(edgesOf(sounds, "end"), [1600, 2900]);
  assert.deepEqual(edgesOf(sounds, "body"), [1000, 2200, 1600, 2900]);
});

test("a key moves an edge to the nearest target within reach, and then to the next one", () => {
  const segment = { startMs: 1100, endMs: 2800 };
  assert.deepEqual(snapEdge(segment, "start", edgesOf(sounds, "start"), 500), { startMs: 1000, endMs: 2800 });
  assert.deepEqual(snapEdge(segment, "end", edgesOf(sounds, "end"), 500), { startMs: 1100, endMs: 2900 });
  assert.equal(snapEdge(segment, "start", [1700], 500), null);
  assert.deepEqual(snapEdge({ startMs: 1000, endMs: 2800 }, "start", [1000, 1300], 500), { startMs: 1300, endMs: 2800 });
});

test("an edge never passes the other", () => {
  assert.equal(snapEdge({ startMs: 1000, endMs: 1200 }, "start", [1200, 1400], 500), null);
  assert.equal(snapEdge({ startMs: 1000, endMs: 1200 }, "end", [1000, 900], 500), null);
});

test("the guide shows where a dragged edge snaps", () => {
  assert.equal(guideOf({ startMs: 1000, endMs: 2000 }, "start", [1000.2, 5]), 1000);
  assert.equal(guideOf({ startMs: 1001, endMs: 2000 }, "start", [1000]), null);
  assert.equal(guideOf({ startMs: 1, endMs: 2900 }, "body", [2900]), 2900);
});

test("sounds are requested in blocks of half a minute, and not for a window that is too wide", () => {
  assert.deepEqual(blocksOf(0, 30_000), [0]);
  assert.deepEqual(blocksOf(29_000, 61_000), [0, 1, 2]);
  assert.deepEqual(blocksOf(-500, 10), [0]);
  assert.deepEqual(blocksOf(0, 600_000), []);
});
