import assert from "node:assert/strict";
import { test } from "node:test";

import { forEachBox, laneHeight, overlapsOf, segmentAt } from "../../../static/core/timeline/speaker-lanes.js";
import { SpanIndex } from "../../../static/core/document/span-index.js";
import { createRandom } from "../support/random.js";

const span = (/** @type {number} */ id, /** @type {number} */ startMs, /** @type {number} */ endMs, /** @type {string | null} */ speaker) => ({ id, startMs, endMs, speaker });
const LANES = new Map([["A", 0], ["B", 1]]); // prettier-ignore
const VIEW = { startMs: 0, msPerPx: 10, widthPx: 1000 };

test("lanes need two speakers, take a share of the window, and can always be hit", () => {
  assert.deepEqual([0, 1, 2, 13, 40].map((n) => laneHeight(n, 800)), [0, 0, 15, 10, 7]);
});

test("each segment in view has a box in its speaker's lane; segments without a known speaker have none", () => {
  const index = new SpanIndex([span(1, 0, 1000, "A"), span(2, 500, 2000, "B"), span(3, 2000, 3000, null), span(4, 3000, 4000, "gone"), span(5, 50_000, 60_000, "A")]);
  /** @type {number[][]} */
  const boxes = [];
  forEachBox(index, VIEW, LANES, ({ lane, leftPx, rightPx, segment }) => boxes.push([segment.id, lane, leftPx, rightPx]));
  assert.deepEqual(boxes, [[1, 0, 0, 100], [2, 1, 50, 200]]); // prettier-ignore
});

test("a recording of 20,000 segments and 13 speakers has at most a box a pixel of each lane, and each is at least one wide", () => {
  const { below, list } = createRandom(7);
  const lanes = new Map(list(13, (n) => [`S${n}`, n]));
  const spans = list(20_000, (n) => span(n, n * 1800, n * 1800 + 500 + below(3000), `S${below(13)}`));
  const view = { startMs: 0, msPerPx: 36_000, widthPx: 1000 };
  const lastRight = new Float64Array(13).fill(-1);
  let n = 0;
  forEachBox(new SpanIndex(spans), view, lanes, ({ lane, leftPx, rightPx }) => {
    n++;
    assert.ok(leftPx >= lastRight[lane] - 1 && rightPx - leftPx >= 1 - 1e-9);
    lastRight[lane] = rightPx;
  });
  assert.ok(n > 0 && n <= 13 * 1001);
});

test("overlaps are the parts with other speakers, joined where they touch", () => {
  const own = span(1, 0, 10_000, "A");
  const index = new SpanIndex([own, span(2, 1000, 2000, "B"), span(3, 1500, 3000, "C"), span(4, 4000, 4500, "A"), span(5, 6000, 6500, null), span(6, 9000, 12_000, "B")]);
  assert.deepEqual(overlapsOf(index, own), [{ startMs: 1000, endMs: 3000 }, { startMs: 9000, endMs: 10_000 }]); // prettier-ignore
});

test("a click finds the segment of its lane, also some pixels next to it", () => {
  const index = new SpanIndex([span(1, 0, 1000, "A"), span(2, 500, 2000, "B"), span(3, 1060, 3000, "A")]);
  const at = (/** @type {string} */ speaker, /** @type {number} */ px) => segmentAt(index, VIEW, speaker, px)?.id;
  assert.deepEqual([at("A", 60), at("B", 60), at("A", 102), at("A", 105), at("B", 300), at("A", 400)], [1, 2, 1, 3, undefined, undefined]);
});
