import assert from "node:assert/strict";
import { test } from "node:test";

import { createFinder } from "../../../static/core/text/find-replace.js";
import { FindWorker } from "../support/find-worker.js";
import { createRandom } from "../support/random.js";

/** @typedef {import("../../../static/core/editing/find-worker.js").Report} Report */

/** Ask a worker and wait for its last report. @param {FindWorker} worker @param {object} message @returns {Promise<Report[]>} */
const ask = (worker, message) =>
  new Promise((resolve) => {
    /** @type {Report[]} */
    const reports = [];
    worker.onmessage = ({ data }) => {
      reports.push(data);
      if (data.done) resolve(reports);
    };
    void worker.postMessage({ put: [], remove: [], limit: 1_000, replacement: { text: "", keepCase: false }, ...message });
  });

test("it finds in the texts that it was sent, in the order that is asked for, with their replacements", async () => {
  const random = createRandom(3);
  const worker = new FindWorker();
  /** @type {Map<number, string>} */
  const texts = new Map();
  for (let run = 1; run <= 20; run++) {
    const put = random.list(3, () => /** @type {[number, string]} */ ([random.below(9), random.list(6, () => random.pick("aAb ")).join("")]));
    const remove = [random.below(9)];
    for (const id of remove) texts.delete(id);
    for (const [id, text] of put) texts.set(id, text);
    const query = { text: "a", matchCase: random.below(2) === 1 };
    const replacement = { text: "x", keepCase: true };
    const finder = createFinder(query);
    const ids = [...texts.keys()].reverse();
    const expected = ids.flatMap((id) => {
      const text = texts.get(id) ?? "";
      return finder.find(text).map((hit) => ({ id, from: hit.from, to: hit.to, text: finder.spell(text, hit, replacement) }));
    });
    const reports = await ask(worker, { put, remove, run, ids, query, replacement });
    assert.deepEqual(reports.flatMap(({ hits }) => hits), expected);
    assert.ok(reports.every((report) => report.run === run));
  }
});

test("a removed text is not found, and one that was never sent is empty", async () => {
  const worker = new FindWorker();
  await ask(worker, { put: [[1, "a"], [2, "a"]], run: 1, ids: [], query: { text: "a" } });
  const [last] = await ask(worker, { remove: [1], run: 2, ids: [1, 2, 3], query: { text: "a" } });
  assert.deepEqual([last.hits.map(({ id }) => id), last.at], [[2], 3]);
});

test("it stops at the limit and says so, but not when the limit is just reached", async () => {
  const worker = new FindWorker();
  const put = [[1, "aaa"], [2, "aaa"], [3, "aaa"]];
  const search = { run: 1, ids: [1, 2, 3], query: { text: "a" } };
  const [cut] = await ask(worker, { ...search, put, limit: 4 });
  assert.deepEqual([cut.hits.length, cut.isCapped, cut.at], [4, true, 2]);
  const [full] = await ask(worker, { ...search, limit: 3 });
  assert.deepEqual([full.hits.length, full.isCapped], [3, true], "there are more in the next text");
  const [whole] = await ask(worker, { ...search, limit: 9 });
  assert.deepEqual([whole.hits.length, whole.isCapped, whole.at], [9, false, 3]);
});

test("a long search reports in parts, each hit once", async (t) => {
  const worker = new FindWorker();
  let now = 0;
  t.mock.method(performance, "now", () => (now += 25)); // each text takes 25 ms
  const ids = Array.from({ length: 10 }, (_, i) => i + 1);
  const reports = await ask(worker, { put: ids.map((id) => [id, "a"]), run: 7, ids, query: { text: "a" } });
  assert.ok(reports.length >= 3, String(reports.length));
  assert.deepEqual(reports.flatMap(({ hits }) => hits.map(({ id }) => id)), ids);
  assert.deepEqual(reports.map(({ done }) => done), [...reports.slice(1).map(() => false), true]);
});
