import assert from "node:assert/strict";
import { test } from "node:test";

import { FOREIGN, FakeStorage } from "../support/fake-storage.js";
import { createReports } from "../../../static/core/review/effort-reports.js";

/** @typedef {import("../../../static/core/review/effort-reports.js").Report} Report */

const report = (/** @type {string} */ media) => ({ media, author: "Ann", spans: [] });
const labels = (/** @type {Report[]} */ reports) => reports.map(({ window_id, sequence, media }) => `${window_id}${sequence} ${media}`);

/** Windows of one browser and their server. */
function browser() {
  const storage = new FakeStorage();
  const server = { sent: /** @type {Report[]} */ ([]), isUp: true, refuses: (/** @type {Report} */ _) => false };
  const open = (/** @type {string} */ windowId) =>
    createReports({
      storage,
      windowId,
      isRefused: (error) => error instanceof RangeError,
      async send(one) {
        if (!server.isUp) throw new Error("unreachable");
        if (server.refuses(one)) throw new RangeError("refused");
        server.sent.push(one);
      },
    });
  return { open, server, storage };
}

test("reports are numbered by window and sent in order", async () => {
  const { open, server } = browser();
  const [a, b] = [open("a"), open("b")];
  for (const [window, media] of /** @type {const} */ ([[a, "m1"], [a, "m2"], [b, "m1"]])) await window.add(report(media));
  assert.deepEqual(labels(server.sent), ["a1 m1", "a2 m2", "b1 m1"]);
});

test("reports that were not delivered are sent by the next window, once", async () => {
  const { open, server } = browser();
  server.isUp = false;
  await open("a").add(report("m1"));
  server.isUp = true;
  const second = open("b");
  await second.flush();
  await second.flush();
  assert.deepEqual(labels(server.sent), ["a1 m1"]);
});

test("a report that the server refuses is dropped, so that it does not keep the others back", async () => {
  const { open, server } = browser();
  server.refuses = ({ media }) => media === "deleted";
  const window = open("a");
  await window.add(report("deleted"));
  await window.add(report("m1"));
  await window.flush();
  assert.deepEqual(labels(server.sent), ["a2 m1"]);
});

test("two calls at the same time send a report once", async () => {
  const { open, server } = browser();
  const window = open("a");
  await Promise.all([window.add(report("m1")), window.flush(), window.flush()]);
  assert.equal(server.sent.length, 1);
});

test("what another program left in the storage is overwritten", async () => {
  for (const text of FOREIGN) {
    const { server } = browser();
    const storage = new FakeStorage({ "transcribe.effort": text });
    await createReports({ storage, windowId: "a", isRefused: () => false, send: async (one) => server.sent.push(one) }).add(report("m1"));
    assert.deepEqual(labels(server.sent), ["a1 m1"], text);
  }
});

test("reports stored by an earlier version are all sent, under the present names", async () => {
  const { server } = browser();
  const stored = [1, 2, 3].map((number) => ({ ...report(`m${number}`), client: "old", number }));
  const storage = new FakeStorage({ "transcribe.effort": JSON.stringify(stored) });
  await createReports({ storage, windowId: "a", isRefused: () => false, send: async (one) => server.sent.push(one) }).add(report("m4"));
  assert.deepEqual(labels(server.sent), ["old1 m1", "old2 m2", "old3 m3", "a1 m4"]);
});
