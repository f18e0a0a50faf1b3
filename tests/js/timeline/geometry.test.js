import assert from "node:assert/strict";
import { test } from "node:test";

import { clockDecimals, formatClock } from "../../../static/core/base/clock.js";
import { SpanIndex } from "../../../static/core/document/span-index.js";
import {
  centreOn,
  clampView,
  dragTimes,
  endMs,
  fitMsPerPx,
  gapAround,
  gripAt,
  laneBox,
  msToPx,
  pxToMs,
  snap,
  tickSteps,
  zoomTo,
} from "../../../static/core/timeline/geometry.js";

const HOUR = 3_600_000;

/** A small generator with the same numbers in every run. */
function randomFrom(/** @type {number} */ seed) {
  let state = seed;
  return (/** @type {number} */ below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  };
}

/** @returns {import("../../../static/core/document/span-index.js").Span[]} */
function randomSpans(/** @type {number} */ seed, /** @type {number} */ n) {
  const random = randomFrom(seed);
  return Array.from({ length: n }, (_, i) => {
    const startMs = random(n * 900);
    const length = random(50) === 0 ? random(n * 400) : random(3000);
    return { id: i + 1, startMs, endMs: startMs + length };
  }).sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
}

test("pixel to time and back is exact", () => {
  const view = { startMs: 1234, msPerPx: 7.5, widthPx: 800 };
  for (const px of [0, 1, 399.5, 800]) assert.ok(Math.abs(msToPx(view, pxToMs(view, px)) - px) < 1e-9);
  assert.equal(endMs(view), 1234 + 6000);
});

test("zooming does not move the time under the pointer", () => {
  const view = { startMs: HOUR, msPerPx: 100, widthPx: 1000 };
  const under = pxToMs(view, 300);
  for (const msPerPx of [1, 10, 55, 400]) {
    assert.ok(Math.abs(pxToMs(zoomTo(view, msPerPx, 300, 10 * HOUR), 300) - under) < 1e-6);
  }
});

test("zoom runs from the whole of ten hours to finer than ten milliseconds a pixel", () => {
  const view = { startMs: 0, msPerPx: 100, widthPx: 1000 };
  const out = zoomTo(view, Infinity, 500, 10 * HOUR);
  assert.equal(out.msPerPx, fitMsPerPx(10 * HOUR, 1000));
  assert.deepEqual([out.startMs, endMs(out)], [0, 10 * HOUR]);
  assert.ok(zoomTo(view, 0, 500, 10 * HOUR).msPerPx <= 10);
});

test("a view never leaves the recording", () => {
  const width = { msPerPx: 10, widthPx: 1000 };
  assert.equal(clampView({ startMs: -500, ...width }, HOUR).startMs, 0);
  assert.equal(clampView({ startMs: 2 * HOUR, ...width }, HOUR).startMs, HOUR - 10_000);
  assert.equal(clampView({ startMs: 500, ...width }, 3000).startMs, 0);
  assert.equal(centreOn({ startMs: 0, ...width }, 60_000, HOUR).startMs, 55_000);
});

test("labels keep a minimum distance at every zoom, and small ticks divide large ones", () => {
  for (let msPerPx = 1; msPerPx < 100_000; msPerPx *= 1.3) {
    const { majorMs, minorMs } = tickSteps(msPerPx, 80);
    assert.ok(majorMs / msPerPx >= 80);
    assert.equal(majorMs % minorMs, 0);
    assert.ok(minorMs / msPerPx >= 6);
  }
});

test("times are formatted for display", () => {
  assert.deepEqual(
    [0, 7_499, 67_000, HOUR + 61_000, 36 * HOUR].map((ms) => formatClock(ms)),
    ["0:00", "0:07", "1:07", "1:01:01", "36:00:00"],
  );
  assert.deepEqual([1, 2, 3].map((d) => formatClock(247_259, d)), ["4:07.2", "4:07.25", "4:07.259"]);
  assert.deepEqual([2000, 500, 10].map(clockDecimals), [0, 1, 2]);
});

test("a window finds the same segments as a linear search", () => {
  for (const [seed, n] of [[1, 0], [2, 1], [3, 64], [4, 700]]) {
    const spans = randomSpans(seed, n);
    const index = new SpanIndex(spans);
    const random = randomFrom(seed + 100);
    for (let round = 0; round < 50; round++) {
      const from = random(n * 900 + 1);
      const to = from + 1 + random(5000);
      const expected = spans.flatMap((s, i) => (s.startMs < to && s.endMs > from ? [i] : []));
      assert.deepEqual(index.visible(from, to), expected);
    }
  }
});

test("a segment that began hours ago is still found", () => {
  const spans = [{ id: 1, startMs: 0, endMs: 9 * HOUR }];
  for (let i = 0; i < 8000; i++) spans.push({ id: i + 2, startMs: 1 + i * 4000, endMs: i * 4000 + 3000 });
  const visible = new SpanIndex(spans).visible(8 * HOUR, 8 * HOUR + 1000);
  assert.deepEqual(visible.map((i) => spans[i].id), [1, 2 + (8 * HOUR) / 4000]);
});

test("segments of one lane never overlap while there are lanes", () => {
  const spans = [
    { id: 1, startMs: 0, endMs: 5000 },
    { id: 2, startMs: 1000, endMs: 2000 },
    { id: 3, startMs: 2000, endMs: 6000 },
    { id: 4, startMs: 6000, endMs: 7000 },
  ];
  const index = new SpanIndex(spans);
  assert.deepEqual([...index.lane], [0, 1, 1, 0]);
  assert.deepEqual([...index.nLanes], [2, 2, 2, 1]);
  assert.deepEqual(laneBox({ topPx: 10, heightPx: 40 }, 1, 2), { topPx: 30, heightPx: 20 });
});

test("the segment at a time is the one that began last", () => {
  const index = new SpanIndex([
    { id: 1, startMs: 0, endMs: 5000 },
    { id: 2, startMs: 1000, endMs: 2000 },
  ]);
  assert.deepEqual([500, 1500, 2000, 5000].map((ms) => index.at(ms)?.id ?? null), [1, 2, 1, null]);
  assert.deepEqual([index.position(2), index.position(9)], [1, -1]);
});

test("an edge is grabbed within six pixels, the body between", () => {
  const index = new SpanIndex([{ id: 1, startMs: 1000, endMs: 2000 }]);
  const view = { startMs: 0, msPerPx: 10, widthPx: 500 };
  const grips = [93, 94, 106, 107, 193, 194, 206, 207].map((x) => gripAt(index, view, x)?.grip ?? null);
  assert.deepEqual(grips, [null, "start", "start", "body", "body", "end", "end", null]);
});

test("a narrow segment can still be grabbed by its middle", () => {
  const index = new SpanIndex([{ id: 1, startMs: 1000, endMs: 1090 }]);
  const view = { startMs: 0, msPerPx: 10, widthPx: 500 };
  assert.equal(gripAt(index, view, 104.5)?.grip, "body");
});

test("if two segments touch, the side of the pointer or the selection decides", () => {
  const index = new SpanIndex([
    { id: 1, startMs: 0, endMs: 1000 },
    { id: 2, startMs: 1000, endMs: 2000 },
  ]);
  const view = { startMs: 0, msPerPx: 10, widthPx: 500 };
  const taken = (/** @type {number} */ x, /** @type {number | null} */ selectedId) => {
    const hit = gripAt(index, view, x, { selectedId });
    return [hit?.segment.id, hit?.grip];
  };
  assert.deepEqual(taken(98, null), [1, "end"]);
  assert.deepEqual(taken(102, null), [2, "start"]);
  assert.deepEqual(taken(98, 2), [2, "start"]);
});

test("segments are not grabbed from another lane", () => {
  const index = new SpanIndex([
    { id: 1, startMs: 0, endMs: 1000 },
    { id: 2, startMs: 100, endMs: 900 },
  ]);
  const view = { startMs: 0, msPerPx: 1, widthPx: 1000 };
  const track = { topPx: 0, heightPx: 40 };
  assert.equal(gripAt(index, view, 500, { yPx: 5, track })?.segment.id, 1);
  assert.equal(gripAt(index, view, 500, { yPx: 25, track })?.segment.id, 2);
});

test("a drag never inverts a segment, shrinks it to nothing or leaves the recording", () => {
  const segment = { id: 1, startMs: 1000, endMs: 2000 };
  const limits = { durationMs: 5000 };
  assert.deepEqual(dragTimes(segment, "start", 5000, limits), { startMs: 1980, endMs: 2000 });
  assert.deepEqual(dragTimes(segment, "start", -5000, limits), { startMs: 0, endMs: 2000 });
  assert.deepEqual(dragTimes(segment, "end", -5000, limits), { startMs: 1000, endMs: 1020 });
  assert.deepEqual(dragTimes(segment, "end", 9000, limits), { startMs: 1000, endMs: 5000 });
  assert.deepEqual(dragTimes(segment, "body", 9000, limits), { startMs: 4000, endMs: 5000 });
  assert.deepEqual(dragTimes(segment, "body", -9000, limits), { startMs: 0, endMs: 1000 });
  assert.deepEqual(dragTimes(segment, "body", 10.4, limits), { startMs: 1010, endMs: 2010 });
});

test("edges snap to near targets only", () => {
  const segment = { id: 1, startMs: 1000, endMs: 2000 };
  const limits = { durationMs: 5000, snapTo: [900, 2500], snapMs: 30 };
  assert.deepEqual(dragTimes(segment, "start", -80, limits), { startMs: 900, endMs: 2000 });
  assert.deepEqual(dragTimes(segment, "start", -60, limits), { startMs: 940, endMs: 2000 });
  assert.deepEqual(dragTimes(segment, "body", 480, limits), { startMs: 1500, endMs: 2500 });
  assert.equal(snap(10, [], 100), 10);
});

test("the gap between two segments is found, and none inside one", () => {
  const spans = [
    { id: 1, startMs: 1000, endMs: 4000 },
    { id: 2, startMs: 1500, endMs: 2000 },
    { id: 3, startMs: 6000, endMs: 7000 },
  ];
  assert.deepEqual(gapAround(spans, 500, 9000), { startMs: 0, endMs: 1000 });
  assert.deepEqual(gapAround(spans, 4500, 9000), { startMs: 4000, endMs: 6000 });
  assert.deepEqual(gapAround(spans, 8000, 9000), { startMs: 7000, endMs: 9000 });
  assert.equal(gapAround(spans, 2500, 9000), null);
});

test("in a gap the previous span is nearest, before the first span the first", () => {
  const index = new SpanIndex([
    { id: 1, startMs: 1000, endMs: 2000 },
    { id: 2, startMs: 3000, endMs: 4000 },
  ]);
  const near = (/** @type {number} */ ms) => index.near(ms)?.id;
  assert.deepEqual([0, 1500, 2000, 2999, 3000, 9000].map(near), [1, 1, 1, 1, 2, 2]);
  assert.equal(new SpanIndex([]).near(5), null);
});
