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
