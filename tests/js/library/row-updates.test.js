import assert from "node:assert/strict";
import { test } from "node:test";

import { createRowUpdates } from "../../../static/core/library/row-updates.js";

/** @typedef {import("../../../static/core/library/list-view.js").Row} Row */

const rowOf = (/** @type {string} */ id, /** @type {Partial<Row>} */ more = {}) => /** @type {Row} */ ({ id, title: id, stage: "draft", tags: [], n_segments: 3, n_corrected: 0, n_approved: 0, ...more });

/** A list of two rows on a server, with a clock that the test moves. @param {Row[]} server */
function listOn(server) {
  const shown = new Map(["a", "b"].map((id) => [id, rowOf(id)]));
  const timers = /** @type {(() => void)[]} */ ([]);
  const [reads, errors] = [/** @type {string[][]} */ ([]), /** @type {unknown[]} */ ([])];
  const list = { nRefreshes: 0 };
  const updates = createRowUpdates({
    read: async (ids) => {
      reads.push(ids);
      return server.filter(({ id }) => ids.includes(id));
    },
    known: (id) => shown.get(id),
    put: (rows) => rows.forEach((row) => shown.has(row.id) && shown.set(row.id, row)),
    refresh: () => void list.nRefreshes++,
    onError: (error) => errors.push(error),
    wait: (run) => timers.push(run),
  });
  const pass = async () => {
    for (const run of timers.splice(0)) run();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { updates, shown, reads, list, errors, pass };
}

test("many events are one request, and a row that only went on is changed in place", async () => {
  const { updates, shown, reads, list, pass } = listOn([rowOf("a", { progress: 0.5 }), rowOf("b", { progress: 0.25 })]);
  for (const id of ["a", "b", "a", "a"]) updates.changed(id);
  await pass();
  await pass();
  assert.deepEqual([reads, shown.get("a")?.progress, list.nRefreshes], [[["a", "b"]], 0.5, 0]);
});

test("new, deleted and moved recordings let the list be read again, once", async () => {
  for (const server of [[rowOf("a"), rowOf("c")], [], [rowOf("a", { stage: "done" })], [rowOf("a", { tags: ["x"] })]]) {
    const { updates, list, pass } = listOn(server);
    updates.changed("a");
    updates.changed(server.length > 1 ? "c" : "a");
    await pass();
    assert.equal(list.nRefreshes, 0);
    updates.refreshSoon();
    await pass();
    assert.equal(list.nRefreshes, 1);
  }
});

test("more changes than one request takes let the list be read again", async () => {
  const { updates, reads, list, pass } = listOn([]);
  for (let n = 0; n < 201; n++) updates.changed(`m${n}`);
  await pass();
  await pass();
  assert.deepEqual([reads, list.nRefreshes], [[], 1]);
});
