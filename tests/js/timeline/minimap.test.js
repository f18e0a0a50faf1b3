import assert from "node:assert/strict";
import { test } from "node:test";

import { NOBODY, resizeWindow, SILENT, STATUSES, summarise, windowBox, windowGrip } from "../../../static/core/timeline/minimap.js";

const HOUR = 3_600_000;
const speakers = new Map([["S1", 0], ["S2", 1]]); // prettier-ignore
const span = (/** @type {number} */ startMs, /** @type {number} */ endMs, speaker = "S1", status = "draft") => ({
  id: startMs, startMs, endMs, speaker: speaker || null, status,
}); // prettier-ignore

test("a column shows the speaker with the most time, in any order", () => {
  const { speaker } = summarise([span(0, 300), span(300, 1000, "S2"), span(2000, 2500, "")], 4000, 4, speakers);
  assert.deepEqual([...speaker], [1, SILENT, NOBODY, SILENT]);
  const turned = summarise([span(0, 700, "S2"), span(700, 1000)], 1000, 1, speakers);
  assert.deepEqual([...turned.speaker], [1]);
});

test("shares of status add up to the segments' time", () => {
  const { status } = summarise(
    [span(0, 100, "S1", "approved"), span(100, 400, "S1", "draft"), span(1000, 2000, "S1", "corrected")],
    2000,
    2,
    speakers,
  );
  const share = (/** @type {number} */ column, /** @type {any} */ name) => status[column * STATUSES.length + STATUSES.indexOf(name)];
  assert.equal(share(0, "approved"), 0.25);
  assert.equal(share(0, "draft"), 0.75);
  assert.equal(share(1, "corrected"), 1);
});

test("one approved segment among many drafts does not look approved", () => {
  const spans = Array.from({ length: 20_000 }, (_, i) => span(i * 1800, i * 1800 + 1500, "S1", i % 16 ? "draft" : "approved"));
  const { status } = summarise(spans, 10 * HOUR, 1280, speakers);
  const approved = STATUSES.indexOf("approved");
  for (let i = 0; i < 1280; i++) assert.ok(status[i * STATUSES.length + approved] < 0.2);
});

const VIEW = { startMs: HOUR, msPerPx: 1000, widthPx: 1000 }; // a quarter from 0.25 to 0.5277 of four hours

test("the window has two edges and a middle", () => {
  const { left, right } = windowBox(VIEW, 4 * HOUR);
  assert.equal(Math.round(left), 250);
  assert.equal(Math.round(right), 319);
  const grips = [100, left - 3, left + 2, 280, right - 2, right + 3, 400].map((x) => windowGrip(VIEW, 4 * HOUR, x));
  assert.deepEqual(grips, [null, "start", "start", "body", "end", "end", null]);
});

test("a window narrower than a pixel can still be grabbed by middle and edges", () => {
  const view = { startMs: HOUR, msPerPx: 20, widthPx: 1280 };
  const { left, right } = windowBox(view, 10 * HOUR);
  const middle = (left + right) / 2;
  assert.equal(right - left, 4);
  const grips = [middle - 7, middle, middle + 7].map((x) => windowGrip(view, 10 * HOUR, x));
  assert.deepEqual(grips, ["start", "body", "end"]);
});

test("one edge moves alone and stays within the recording and the zoom limits", () => {
  const wider = resizeWindow(VIEW, "end", 2 * HOUR, 4 * HOUR);
  assert.deepEqual([wider.startMs, wider.startMs + wider.msPerPx * 1000], [HOUR, 2 * HOUR]);
  const earlier = resizeWindow(VIEW, "start", 0, 4 * HOUR);
  assert.deepEqual([earlier.startMs, earlier.msPerPx * 1000], [0, HOUR + 1_000_000]);
  assert.equal(resizeWindow(VIEW, "end", 0, 4 * HOUR).msPerPx, 1);
  assert.equal(resizeWindow(VIEW, "end", 99 * HOUR, 4 * HOUR).msPerPx * 1000, 3 * HOUR);
});
