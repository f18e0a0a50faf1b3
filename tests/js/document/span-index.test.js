import assert from "node:assert/strict";
import { test } from "node:test";

import { SpanIndex, firstAtOrAfter } from "../../../static/core/document/span-index.js";

/** Spans in order, from a generator that gives the same ones each time. @param {number} n @param {number} seed */
function spansOf(n, seed) {
  let state = seed;
  const random = (/** @type {number} */ below) => (state = (state * 48_271) % 2_147_483_647) % below;
  const starts = Array.from({ length: n }, () => random(n * 800)).sort((a, b) => a - b);
  return starts.map((startMs, i) => ({ id: 1000 + i, startMs, endMs: startMs + 1 + random(i % 50 === 0 ? 200_000 : 3_000) }));
}

test("a window finds the same spans as a look at every one", () => {
  for (const [n, seed] of [[0, 1], [1, 2], [63, 3], [64, 4], [65, 5], [700, 6]]) {
    const spans = spansOf(n, seed);
    const index = new SpanIndex(spans);
    for (let fromMs = -1_000; fromMs < n * 800 + 5_000; fromMs += 3_777) {
      for (const lengthMs of [1, 900, 60_000]) {
        const toMs = fromMs + lengthMs;
        const expected = spans.flatMap((span, i) => (span.startMs < toMs && span.endMs > fromMs ? [i] : []));
        assert.deepEqual(index.visible(fromMs, toMs), expected, `${n} spans, ${fromMs} to ${toMs}`);
      }
    }
  }
});

test("spans that overlap lie in different lanes, as long as four are enough", () => {
  const spans = spansOf(400, 11);
  const { lane, nLanes } = new SpanIndex(spans);
  spans.forEach((span, i) => {
    assert.ok(lane[i] < nLanes[i] && nLanes[i] <= 4);
    const over = spans.flatMap((other, k) => (k !== i && other.startMs < span.endMs && other.endMs > span.startMs ? [k] : []));
    const isCrowded = over.some((k) => spans.filter((other) => other.startMs <= spans[k].startMs && other.endMs > spans[k].startMs).length > 4)
      || spans.filter((other) => other.startMs <= span.startMs && other.endMs > span.startMs).length > 4;
    if (!isCrowded) for (const k of over) assert.notEqual(lane[k], lane[i]);
    for (const k of over) assert.equal(nLanes[k], nLanes[i], "spans that touch have the same height");
  });
});

test("of several spans at a time the one that began last counts; in a pause the one before", () => {
  const index = new SpanIndex([{ id: 1, startMs: 100, endMs: 900 }, { id: 2, startMs: 200, endMs: 500 }, { id: 3, startMs: 2000, endMs: 2500 }]);
  assert.deepEqual([99, 100, 300, 500, 900].map((ms) => index.at(ms)?.id), [undefined, 1, 2, 1, undefined]);
  assert.deepEqual([0, 1500, 9000].map((ms) => index.near(ms)?.id), [1, 2, 3]);
  assert.equal(new SpanIndex([]).near(5), null);
  assert.deepEqual([index.position(3), index.position(4)], [2, -1]);
  assert.equal(firstAtOrAfter(index.spans, 200), 1);
});
