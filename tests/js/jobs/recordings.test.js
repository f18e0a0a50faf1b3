import assert from "node:assert/strict";
import { test } from "node:test";

import { countFailures, describeChunks, failuresOf, groupByRecording } from "../../../static/core/jobs/recordings.js";

const NONE = { done: 0, running: 0, waiting: 0, quarantined: 0 };

/** @param {number} id @param {string} media */
const job = (id, media, chunks = NONE) => /** @type {import("../../../static/core/jobs/recordings.js").UnfinishedJob} */ (/** @type {unknown} */ ({ id, media, title: media, kind: "draft", chunks }));
/** @param {number} id @param {string} media */
const range = (id, media) => /** @type {import("../../../static/core/jobs/recordings.js").FailedRange} */ (/** @type {unknown} */ ({ id, media, title: media }));

test("nothing to do gives no row", () => {
  assert.deepEqual(groupByRecording({ jobs: [], failed: [], quarantine: [] }), []);
});

test("each recording has one row with all of its work, in the order of the queue", () => {
  const rows = groupByRecording({
    jobs: [job(3, "b", { ...NONE, done: 1, running: 1 }), job(1, "a"), job(4, "b", { ...NONE, waiting: 2 })],
    failed: [job(9, "c", { ...NONE, quarantined: 1 }), job(2, "a")],
    quarantine: [range(7, "b"), range(8, "d")],
  });
  assert.deepEqual(rows.map(({ key, jobs, failed, ranges }) => [key, ...[jobs, failed, ranges].map((list) => list.map(({ id }) => id))]), [
    ["b", [3, 4], [], [7]], ["a", [1], [2], []], ["c", [], [9], []], ["d", [], [], [8]],
  ]);
  assert.deepEqual(rows[0].chunks, { done: 1, running: 1, waiting: 2, quarantined: 0 });
  assert.deepEqual(failuresOf(rows), { jobs: [2, 9], chunks: [7, 8] });
  assert.equal(countFailures(failuresOf(rows)), 4);
});

test("the jobs of a collection have a row of their own", () => {
  const dataset = { ...job(5, "p"), media: null, project: "p", title: "Talks" };
  const [row, other] = groupByRecording({ jobs: [dataset, job(1, "a")], failed: [{ ...dataset, id: 6, error: "no room" }], quarantine: [] });
  assert.deepEqual([row.key, row.isProject, row.title, row.jobs.length, row.failed.length], ["p", true, "Talks", 1, 1]);
  assert.equal(other.isProject, false);
});

test("chunks are described by their states", () => {
  assert.equal(describeChunks(NONE), "");
  assert.equal(describeChunks({ ...NONE, done: 1 }), "1 of 1 chunk done");
  assert.equal(describeChunks({ done: 3, running: 1, waiting: 0, quarantined: 2 }), "3 of 6 chunks done, 1 running, 2 failed");
});
