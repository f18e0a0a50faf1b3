import assert from "node:assert/strict";
import { test } from "node:test";

import { createKeptPlace } from "../../../static/core/review/kept-place.js";
import { NO_FILTER } from "../../../static/core/review/segment-filter.js";
import { FOREIGN, FakeStorage } from "../support/fake-storage.js";

const PLACE = {
  timeMs: 12_345,
  segment: 7,
  caret: { anchor: 2, focus: 5 },
  top: { segment: 3, px: -11.5 },
  isInView: true,
  msPerPx: 4,
  filter: { ...NO_FILTER, lowConfidence: true, speaker: "", text: "word" },
  isFilterOpen: true,
};

test("each recording has its own place, and the latest window counts", () => {
  const storage = new FakeStorage();
  createKeptPlace(storage, "a").keep(PLACE);
  createKeptPlace(storage, "b").keep({ ...PLACE, segment: null, caret: null, top: null });
  createKeptPlace(storage, "a").keep({ ...PLACE, timeMs: 99 });
  assert.deepEqual(createKeptPlace(storage, "a").recall(), { ...PLACE, timeMs: 99 });
  assert.deepEqual(createKeptPlace(storage, "b").recall(), { ...PLACE, segment: null, caret: null, top: null });
  assert.equal(createKeptPlace(storage, "other").recall(), null);
});

test("the places of the 200 recordings used last are kept", () => {
  const storage = new FakeStorage();
  for (let n = 0; n < 210; n++) createKeptPlace(storage, `m${n}`).keep(PLACE);
  assert.deepEqual(["m0", "m9", "m10", "m209"].map((id) => createKeptPlace(storage, id).recall() !== null), [false, false, true, true]);
});

test("whatever is stored, the place can be gone to", () => {
  for (const text of FOREIGN) assert.equal(createKeptPlace(new FakeStorage({ "transcribe.places": text }), "a").recall(), null, text);
  for (const value of [0, "", [], {}, { timeMs: "x", segment: [], caret: 3, top: {}, msPerPx: -1, filter: { text: 5, speaker: 6, isRegex: "yes" } }]) {
    const place = createKeptPlace(new FakeStorage({ "transcribe.places": JSON.stringify({ a: value }) }), "a").recall();
    if (place) assert.deepEqual(place, { timeMs: 0, segment: null, caret: null, top: null, isInView: false, msPerPx: null, filter: NO_FILTER, isFilterOpen: false });
  }
});

/** @param {number} seconds */
const iso = (seconds) => new Date(seconds * 1000).toISOString();

test("another browser's place counts when it is later, this browser's when it is", () => {
  const storage = new FakeStorage();
  const at = (/** @type {number} */ seconds) => createKeptPlace(storage, "a", () => seconds * 1000);
  const elsewhere = { segment: 9, time: 1.5, at: iso(200) };
  const there = { timeMs: 1500, segment: 9, caret: null, top: null, isInView: true, msPerPx: null, filter: NO_FILTER, isFilterOpen: false };
  assert.deepEqual(at(0).recall(elsewhere), there); // never opened here
  at(100).keep(PLACE);
  assert.deepEqual(at(0).recall(elsewhere), { ...there, msPerPx: PLACE.msPerPx });
  at(300).keep(PLACE);
  assert.deepEqual(at(0).recall(elsewhere), PLACE);
  assert.deepEqual(at(0).recall(null), PLACE);
});

test("what this browser has reported is its own place, also where the server's clock differs", () => {
  const storage = new FakeStorage();
  const kept = createKeptPlace(storage, "a", () => 100_000);
  kept.noteReport({ segment: 7, timeMs: 12_345.4 });
  assert.equal(kept.recall({ segment: 7, time: 12.345, at: iso(9999) })?.timeMs, 0);
  kept.keep(PLACE);
  for (let n = 0; n < 4; n++) kept.noteReport({ segment: n, timeMs: 0 });
  for (const [segment, time] of [[7, 12.345], [3, 0]]) assert.deepEqual(kept.recall({ segment, time, at: iso(9999) }), PLACE);
  assert.equal(kept.recall({ segment: 7, time: 12.346, at: iso(9999) })?.isInView, true);
  for (let n = 10; n < 50; n++) kept.noteReport({ segment: n, timeMs: 0 });
  assert.ok(storage.getItem("transcribe.places")?.length ?? 0 < 1000);
});

test("a place of the server can be compared with anything that is stored", () => {
  for (const kept of [0, [], { at: "x", reports: 3 }, { reports: [null, 3, {}] }]) {
    const storage = new FakeStorage({ "transcribe.places": JSON.stringify({ a: kept }) });
    assert.equal(createKeptPlace(storage, "a").recall({ segment: 1, time: 0, at: iso(5) })?.segment, 1);
  }
});
