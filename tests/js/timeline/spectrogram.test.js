import assert from "node:assert/strict";
import { test } from "node:test";

import {
  applyColours,
  axisLabels,
  colourTable,
  decibelRange,
  fractionToHz,
  hzToFraction,
  hzToMel,
  levelFor,
  melToHz,
  standIns,
  tilesIn,
  wantedTiles,
} from "../../../static/core/timeline/spectrogram.js";

const SHAPE = {
  sample_rate: 16_000,
  samples_per_column: [40, 160, 640, 2560],
  columns: 512,
  rows: { linear: 256, mel: 128 },
  max_hz: 8000,
  floor_db: -110,
};
const MINUTE = 60_000;

test("a column is between half a pixel and two wide", () => {
  for (const msPerPx of [2, 5, 7, 20, 39, 41, 159]) {
    const msPerColumn = SHAPE.samples_per_column[levelFor(SHAPE, msPerPx)] / 16;
    assert.ok(msPerColumn / msPerPx <= 2 && msPerColumn / msPerPx > 0.49, `${msPerPx}`);
  }
  assert.equal(levelFor(SHAPE, 0.5), 0);
  assert.equal(levelFor(SHAPE, 1e6), 3);
});

test("tiles join without gaps and end with the recording", () => {
  const tiles = tilesIn(SHAPE, 1, 0, MINUTE, MINUTE);
  assert.equal(tiles[0].startMs, 0);
  tiles.slice(1).forEach((tile, i) => assert.equal(tile.startMs, tiles[i].endMs));
  assert.ok((tiles.at(-1)?.startMs ?? 0) < MINUTE && (tiles.at(-1)?.endMs ?? 0) >= MINUTE);
  assert.deepEqual(tilesIn(SHAPE, 1, 5120, 10_240, MINUTE).map((tile) => tile.index), [1]);
  assert.deepEqual(tilesIn(SHAPE, 1, 2 * MINUTE, 3 * MINUTE, MINUTE), []);
});

test("tiles are requested from the middle outwards, then one ahead, then one behind", () => {
  const view = { startMs: 5120 * 4, msPerPx: 10, widthPx: 1536 };
  const wanted = wantedTiles(SHAPE, 1, view, 10 * MINUTE).map((tile) => tile.index);
  assert.deepEqual(wanted, [5, 4, 6, 7, 3]);
});

test("the matching part of a coarser tile is used", () => {
  assert.deepEqual(standIns(SHAPE, { level: 1, index: 6 }), [
    { level: 2, index: 1, from: 0.5, width: 0.25 },
    { level: 3, index: 0, from: 0.375, width: 0.0625 },
  ]);
});

test("mel is Slaney's scale, and the inverse is exact", () => {
  assert.equal(hzToMel(1000), 15);
  assert.ok(Math.abs(hzToMel(6400) - 42) < 1e-9);
  for (const hz of [50, 999, 1000, 1001, 7777]) assert.ok(Math.abs(melToHz(hzToMel(hz)) - hz) < 1e-6);
});

test("frequencies match rows on both scales", () => {
  assert.equal(hzToFraction(SHAPE, "linear", 2000), 0.75);
  for (const scale of /** @type {const} */ (["linear", "mel"])) {
    for (const hz of [200, 1000, 3000, 7500]) {
      assert.ok(Math.abs(fractionToHz(SHAPE, scale, hzToFraction(SHAPE, scale, hz)) - hz) < 1e-6);
    }
    assert.ok(hzToFraction(SHAPE, scale, 500) > hzToFraction(SHAPE, scale, 4000));
  }
});

test("axis labels do not touch", () => {
  for (const scale of /** @type {const} */ (["linear", "mel"])) {
    for (const heightPx of [40, 110, 300]) {
      const labels = axisLabels(SHAPE, scale, heightPx, 15).sort((a, b) => a.yPx - b.yPx);
      assert.ok(labels.length >= 2);
      labels.slice(1).forEach((label, i) => assert.ok(label.yPx - labels[i].yPx >= 15));
      assert.ok(labels.every(({ yPx }) => yPx >= 0 && yPx < heightPx));
      assert.equal(labels[0].hz, 8000);
    }
  }
});

test("louder is darker in ink and lighter in heat, at every step", () => {
  const light = (/** @type {number} */ colour) => (colour & 255) + ((colour >> 8) & 255) + ((colour >> 16) & 255);
  const range = { lowDb: -110, highDb: 0 };
  const ink = [...colourTable("ink", range, -110)].map(light);
  const heat = [...colourTable("heat", range, -110)].map(light);
  ink.slice(1).forEach((value, i) => assert.ok(value <= ink[i]));
  heat.slice(1).forEach((value, i) => assert.ok(value >= heat[i] - 2));
  assert.ok(ink[0] > 700 && ink[255] < 60 && heat[0] < 10 && heat[255] > 600);
});

test("contrast narrows the range, brightness shifts it, a quiet recording is amplified", () => {
  const plain = decibelRange({ contrast: 50, brightness: 50 });
  const sharp = decibelRange({ contrast: 100, brightness: 50 });
  const bright = decibelRange({ contrast: 50, brightness: 80 });
  const lifted = decibelRange({ contrast: 50, brightness: 50, gain: 4 });
  assert.ok(sharp.highDb - sharp.lowDb < plain.highDb - plain.lowDb && sharp.highDb > sharp.lowDb);
  assert.ok(bright.highDb < plain.highDb && lifted.highDb < plain.highDb - 12);
});

test("pixels are opaque and in the colours of the table", () => {
  const table = colourTable("heat", { lowDb: -80, highDb: -20 }, -110);
  const pixels = applyColours(Uint8Array.of(0, 255), table);
  assert.deepEqual([...pixels], [0, 0, 4, 255, 252, 253, 191, 255]);
});
