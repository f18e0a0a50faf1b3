import assert from "node:assert/strict";
import test from "node:test";

import { Scope } from "../../../static/core/base/scope.js";
import { createJobs, isAbout, nextRange, openNotices, placeCues, unwritten } from "../../../static/core/sync/jobs.js";

const segments = [
  { id: 1, startMs: 0, endMs: 3000 },
  { id: 2, startMs: 3000, endMs: 6000 },
  { id: 3, startMs: 20_000, endMs: 24_000 },
];
const cue = (/** @type {number} */ startMs, /** @type {number} */ endMs, /** @type {string} */ text) => ({ startMs, endMs, text });

test("a cue belongs to the segment with the largest overlap, else the nearest", () => {
  const cues = [cue(100, 2900, "one"), cue(2900, 3400, "two"), cue(3400, 6200, "three"), cue(7000, 8000, "four"), cue(30_000, 31_000, "five")];
  assert.deepEqual(placeCues(segments, cues), new Map([[1, "one"], [2, "two three four"], [3, "five"]]));
  assert.deepEqual(placeCues([], cues), new Map());
});

test("a range counts as written if segments cover half of it", () => {
  const lost = [
    { id: 7, startMs: 0, endMs: 12_000, error: "" },
    { id: 8, startMs: 5_000, endMs: 20_000, error: "" },
  ];
  assert.deepEqual(unwritten(lost, segments).map(({ id }) => id), [8]);
  assert.deepEqual(unwritten(lost, []).map(({ id }) => id), [7, 8]);
});

test("a notice is open until people have written half of its range; a drafted segment across it says nothing", () => {
  const notice = { id: 1, startMs: 0, endMs: 6000, reason: "speech without words", language: null, text: "" };
  const across = { startMs: 0, endMs: 6000, status: "draft" };
  assert.deepEqual(openNotices([notice], [across]), [notice]);
  assert.deepEqual(openNotices([notice], [{ ...across, endMs: 2000, status: "corrected" }]), [notice]);
  assert.deepEqual(openNotices([notice], [{ ...across, endMs: 3000, status: "corrected" }]), []);
});

test("next and previous range go round", () => {
  const ranges = [{ startMs: 1000 }, { startMs: 5000 }];
  assert.equal(nextRange(ranges, 0, 1)?.startMs, 1000);
  assert.equal(nextRange(ranges, 1000, 1)?.startMs, 5000);
  assert.equal(nextRange(ranges, 6000, 1)?.startMs, 1000);
  assert.equal(nextRange(ranges, 5000, -1)?.startMs, 1000);
  assert.equal(nextRange(ranges, 500, -1)?.startMs, 5000);
  assert.equal(nextRange([], 0, 1), null);
});

test("a redraft concerns the segments whose middle is in its range", () => {
  const job = /** @type {any} */ ({ kind: "redraft", start: 2, end: 5, segments: null });
  assert.deepEqual(segments.map((segment) => isAbout(job, segment)), [false, true, false]);
  const align = /** @type {any} */ ({ kind: "align", start: null, end: null, segments: [3] });
  assert.deepEqual(segments.map((segment) => isAbout(align, segment)), [false, false, true]);
});

test("the end of a job is reported once, with its edits, even if its events arrive before the answer", async () => {
  /** @type {Record<string, (payload: any) => void>} */
  const handlers = {};
  const events = /** @type {any} */ ({ on: (/** @type {string} */ type, /** @type {any} */ run) => (handlers[type] = run) });
  const job = { id: 4, media: "m", kind: "redraft", state: "queued", message: "", start: 0, end: 3, segments: null, hotwords: ["Zoë"] };
  const api = /** @type {any} */ ({
    addJob: async () => {
      handlers.edit({ media: "m", id: "e1", origin: "redraft", job: 4 });
      handlers.edit({ media: "m", id: "redraft-4-0", origin: "person", job: null });
      handlers.job({ ...job, state: "done" });
      return job;
    },
  });
  const work = createJobs(new Scope(), { mediaId: "m", api, events });
  /** @type {any[]} */
  const told = [];
  await work.ask({ kind: "redraft" }, (outcome) => told.push([outcome.job.state, outcome.nEdits]));
  handlers.job({ ...job, state: "done" });
  handlers.job({ ...job, id: 9, media: "another", state: "running" });
  assert.deepEqual(told, [["done", 1]]);
  assert.deepEqual(work.jobs.value, []);
  assert.deepEqual(work.hotwords(), ["Zoë"]);
});
