import assert from "node:assert/strict";
import { test } from "node:test";

import { halfFigures, speakerFigures } from "../../../static/core/speakers/figures.js";
import { Transcript } from "../../../static/core/document/operations.js";
import { createRandom } from "../support/random.js";

const SPEAKERS = [{ id: "S1", name: "Anna" }, { id: "S2", name: "" }, { id: "S3", name: "Silent" }]; // prettier-ignore
let lastId = 0;
const segment = (/** @type {number} */ start, /** @type {number} */ end, /** @type {string | null} */ speaker) => ({
  id: ++lastId, startMs: start * 1000, endMs: end * 1000, text: "", speaker, status: "draft", words: [],
}); // prettier-ignore

test("each speaker has time, share, turns and segments; segments without one come last", () => {
  const figures = speakerFigures(new Transcript([segment(0, 4, "S1"), segment(4, 5, "S1"), segment(5, 8, "S2"), segment(8, 9, null), segment(9, 10, "S1")], SPEAKERS));
  assert.deepEqual(
    figures.map(({ id, name, ms, share, nTurns, nSegments }) => [id, name, ms, share, nTurns, nSegments]),
    [["S1", "Anna", 6000, 0.6, 2, 3], ["S2", "S2", 3000, 0.3, 1, 1], ["S3", "Silent", 0, 0, 0, 0], [null, "", 1000, 0.1, 1, 1]],
  ); // prettier-ignore
});

test("one speaker's overlapping segments count once, two speakers' count for both", () => {
  const [anna, other] = speakerFigures(new Transcript([segment(0, 10, "S1"), segment(2, 4, "S1"), segment(5, 12, "S2"), segment(9, 12, "S1")], SPEAKERS));
  assert.deepEqual([anna.ms, other.ms], [12_000, 7_000]);
});

test("places to listen to are the first turns that are long enough, else the longest", () => {
  const starts = (/** @type {import("../../../static/core/document/operations.js").Segment[]} */ ...segments) =>
    speakerFigures(new Transcript(segments, SPEAKERS))[0].places.map(({ startMs }) => startMs / 1000);
  const turns = [segment(0, 1, "S1"), segment(1, 2, "S2"), segment(2, 4, "S1"), segment(4, 9, "S1"), segment(9, 10, "S2"), segment(10, 10.5, "S1"), segment(11, 12, "S2"), segment(12, 14, "S1")];
  assert.deepEqual(starts(...turns), [0, 4, 12]);
  assert.deepEqual(starts(...turns, segment(14, 15, "S2"), segment(15, 18, "S1"), segment(18, 19, "S2"), segment(19, 29, "S1")), [4, 12, 15]);
});

test("shares add up to one, and turns and segments to those of the transcript", () => {
  const { below, pick, list } = createRandom(9);
  for (let n = 0; n < 100; n++) {
    const segments = list(1 + below(60), (i) => segment(i, i + 1 + below(3), pick(["S1", "S1", "S2", null, "gone"])));
    const figures = speakerFigures(new Transcript(segments, SPEAKERS));
    const sum = (/** @type {"share" | "nTurns" | "nSegments"} */ key) => figures.reduce((total, one) => total + one[key], 0);
    const known = segments.map(({ speaker }) => (speaker === "gone" ? null : speaker));
    assert.ok(Math.abs(sum("share") - 1) < 1e-9);
    assert.equal(sum("nSegments"), segments.length);
    assert.equal(sum("nTurns"), known.filter((speaker, i) => i === 0 || speaker !== known[i - 1]).length);
    for (const { places, nTurns, id } of figures) {
      assert.equal(places.length, Math.min(3, nTurns));
      assert.ok(places.every(({ speaker }) => (speaker === "gone" ? null : speaker) === id));
    }
  }
});

test("half of a speaker has its own places to listen to", () => {
  const segments = [segment(0, 2, "S1"), segment(2, 5, "S1"), segment(5, 9, "S1")];
  const { nSegments, ms, places } = halfFigures(new Transcript(segments, SPEAKERS), [segments[0].id, segments[2].id, -1]);
  assert.deepEqual([nSegments, ms, places], [2, 6000, [segments[0], segments[2]]]);
});
