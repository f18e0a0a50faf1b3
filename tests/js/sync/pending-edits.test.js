import assert from "node:assert/strict";
import { test } from "node:test";

import { FakeIndexedDb, FakeLocks } from "../support/fake-indexed-db.js";
import { newEditId, openPendingEdits } from "../../../static/core/sync/pending-edits.js";
import { setText } from "../support/fake-server.js";

const edit = (/** @type {string} */ id) => ({ id, kind: /** @type {const} */ ("edit"), target: null, ops: [setText(1, id)], inverse: [] });
const ids = (/** @type {{base: number, edits: {id: string}[]}[]} */ queues) => queues.map(({ base, edits }) => [base, edits.map(({ id }) => id)]);

/** One browser, in which windows are opened and closed. */
function browser() {
  const indexedDB = /** @type {any} */ (new FakeIndexedDb());
  const locks = new FakeLocks();
  return { locks, open: (media = "m1") => openPendingEdits(media, { indexedDB, locks: /** @type {any} */ (locks) }) };
}

test("a window adopts the edits of closed windows in their order, with the base they were made on", async () => {
  const { locks, open } = browser();
  const first = await open();
  await first.setBase(7);
  for (const id of ["a", "b", "c"]) await first.put(edit(id));
  await first.remove(["b"]);
  locks.release();
  const second = await open();
  assert.deepEqual(ids(await second.adopt()), [[7, ["a", "c"]]]);
});

test("edits of a window that is open are left to it", async () => {
  const { open } = browser();
  const first = await open();
  await first.setBase(7);
  await first.put(edit("a"));
  const second = await open();
  assert.deepEqual(await second.adopt(), []);
});

test("adopted edits are the window's own, and are adopted again after it was closed", async () => {
  const { locks, open } = browser();
  for (const [base, id] of /** @type {const} */ ([[9, "late"], [4, "early"]])) {
    const window = await open();
    await window.setBase(base);
    await window.put(edit(id));
  }
  locks.release();
  const second = await open();
  assert.deepEqual(ids(await second.adopt()).sort(), [[4, ["early"]], [9, ["late"]]]);
  assert.deepEqual(await (await open()).adopt(), [], "they belong to an open window now");
  locks.release();
  const [[base, edits], ...others] = ids(await (await open()).adopt());
  assert.deepEqual([base, /** @type {string[]} */ (edits).toSorted(), others], [4, ["early", "late"], []], "the older base counts for all");
});

test("edits of another recording stay where they are", async () => {
  const { locks, open } = browser();
  const other = await open("m2");
  await other.setBase(3);
  await other.put(edit("a"));
  locks.release();
  assert.deepEqual(await (await open("m1")).adopt(), []);
  assert.deepEqual(ids(await (await open("m2")).adopt()), [[3, ["a"]]]);
});

test("a browser that stores nothing says so", async () => {
  const indexedDB = { open: () => {
    const request = /** @type {any} */ ({ error: new Error("private window") });
    queueMicrotask(() => request.onerror());
    return request;
  } };
  await assert.rejects(openPendingEdits("m1", { indexedDB: /** @type {any} */ (indexedDB) }), { message: "private window" });
});

test("ids of edits differ, and are text that may stand in an address", () => {
  const made = new Set(Array.from({ length: 1000 }, newEditId));
  assert.equal(made.size, 1000);
  for (const id of made) assert.match(id, /^[0-9a-f]{32}$/);
});
