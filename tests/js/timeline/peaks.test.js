import assert from "node:assert/strict";
import { test } from "node:test";

import { Peaks, TILE_PEAKS } from "../../../static/core/timeline/peaks.js";

const SAMPLES_PER_PEAK = [160, 640, 2560];

/** Peak i of level 0 is (-(i % 100), i % 100); a coarser one holds the extremes of its four. */
function pyramid(/** @type {number} */ nPeaks) {
  let pairs = Array.from({ length: nPeaks }, (_, i) => [-(i % 100), i % 100]);
  return SAMPLES_PER_PEAK.map((_, level) => {
    if (level > 0) {
      const finer = pairs;
      pairs = [];
      for (let i = 0; i < finer.length; i += 4) {
        const four = finer.slice(i, i + 4);
        pairs.push([Math.min(...four.map((p) => p[0])), Math.max(...four.map((p) => p[1]))]);
      }
    }
    return Int8Array.from([...new Array(24).fill(0), ...pairs.flat()]);
  });
}

/** A server of those files that answers Range requests, and records the requests. */
function served(/** @type {number} */ nPeaks, /** @type {{ranges?: boolean}} */ { ranges = true } = {}) {
  const files = pyramid(nPeaks);
  /** @type {string[]} */
  const asked = [];
  let isDown = false;
  let clock = 0;
  const peaks = new Peaks({
    url: (level) => `/${level}`,
    samplesPerPeak: SAMPLES_PER_PEAK,
    sampleRate: 16_000,
    durationMs: nPeaks * 10,
    now: () => clock,
    fetch: async (url, init) => {
      const range = new Headers(init?.headers).get("Range") ?? "";
      asked.push(`${url} ${range}`);
      if (isDown) throw new TypeError("network");
      const file = files[Number(String(url).slice(1))];
      if (!ranges) return new Response(file.buffer, { status: 200 });
      const [first, last] = range.replace("bytes=", "").split("-").map(Number);
      if (first >= file.length) return new Response(null, { status: 416 });
      return new Response(file.slice(first, last + 1).buffer, { status: 206 });
    },
  });
  const columns = (/** @type {number} */ startMs, /** @type {number} */ msPerPx, n = 1) => {
    const out = { min: new Float32Array(n), max: new Float32Array(n) };
    peaks.columns(startMs, msPerPx, out);
    return out;
  };
  return {
    peaks,
    asked,
    columns,
    setDown: (/** @type {boolean} */ down) => (isDown = down),
    pass: (/** @type {number} */ ms) => (clock += ms),
  };
}

test("the chosen level is the coarsest with a peak for every pixel", () => {
  const { peaks } = served(100);
  assert.deepEqual([1, 10, 39, 40, 159, 160, 9999].map((z) => peaks.levelFor(z)), [0, 0, 0, 1, 1, 2, 2]);
});

test("a tile is read by its byte range, once for all callers", async () => {
  const { peaks, asked } = served(10_000);
  assert.equal(peaks.tile(0, 1), null);
  await Promise.all([peaks.load(0, 1), peaks.load(0, 1)]);
  const first = 24 + 2 * TILE_PEAKS;
  assert.deepEqual(asked, [`/0 bytes=${first}-${first + 2 * TILE_PEAKS - 1}`]);
  assert.equal(peaks.tile(0, 1)?.[1], TILE_PEAKS % 100);
  assert.equal(asked.length, 1);
});

test("a server that ignores Range gives the same tile", async () => {
  const { peaks } = served(10_000, { ranges: false });
  await peaks.load(0, 2);
  assert.deepEqual([...(peaks.tile(0, 2) ?? []).slice(0, 2)], [-(8192 % 100), 8192 % 100]);
});

test("columns are the extremes of the peaks under them", async () => {
  const { peaks, columns } = served(10_000);
  await peaks.load(0, 0);
  const { min, max } = columns(0, 20, 3);
  assert.deepEqual([[...min], [...max]], [[-1, -3, -5], [1, 3, 5]]);
});

test("a coarser tile is used until the fine one is loaded", async () => {
  const { peaks, columns } = served(10_000);
  await peaks.load(2, 0);
  const early = columns(0, 10);
  assert.deepEqual([early.min[0], early.max[0]], [-15, 15]);
  await peaks.load(0, 0);
  assert.equal(columns(50, 10).max[0], 5);
});

test("without any tile a column is empty", () => {
  const { columns } = served(10_000);
  const { min, max } = columns(0, 10);
  assert.ok(min[0] > max[0]);
});

test("zoom beyond the finest level interpolates between peaks", async () => {
  const { peaks, columns } = served(1000);
  await peaks.load(0, 0);
  const { max } = columns(5, 2.5, 5);
  assert.deepEqual([...max].map((v) => Math.round(v * 1000) / 1000), [0.125, 0.375, 0.625, 0.875, 1.125]);
});

test("beyond the end of the recording nothing is drawn or requested", async () => {
  const { peaks, asked, columns } = served(100);
  await peaks.load(0, 0);
  asked.length = 0;
  const { min, max } = columns(990, 10, 3);
  assert.deepEqual([min[0], max[0]], [-99, 99]);
  assert.ok(min[1] > max[1] && min[2] > max[2]);
  assert.deepEqual(asked.filter((line) => line.startsWith("/0")), []);
});

test("a failed tile is requested again, but not at once", async () => {
  const server = served(1000);
  server.setDown(true);
  await server.peaks.load(0, 0);
  await server.peaks.load(0, 0);
  assert.equal(server.asked.length, 1);
  server.setDown(false);
  server.pass(10_000);
  await server.peaks.load(0, 0);
  assert.equal(server.asked.length, 2);
  assert.ok(server.peaks.tile(0, 0));
});

test("the loudest peak is known when the coarsest level is loaded", async () => {
  const { peaks } = served(1000);
  assert.equal(peaks.loudest(), null);
  await peaks.load(2, 0);
  assert.equal(peaks.loudest(), 99);
});
