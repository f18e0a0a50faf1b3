import assert from "node:assert/strict";
import { test } from "node:test";

import { createHistoryReader } from "../../../static/core/review/history-reader.js";
import { settled } from "../support/settled.js";

/** A server that answers when the test says so. */
function createServer() {
  /** @type {{what: string, args: any[], answer: (value: unknown) => void, fail: (error: Error) => void}[]} */
  const asked = [];
  const route = (/** @type {string} */ what) => (/** @type {any[]} */ ...args) =>
    new Promise((answer, fail) => void asked.push({ what, args: args.slice(1), answer, fail }));
  const api = /** @type {any} */ ({ history: route("history"), changes: route("changes"), effort: route("effort") });
  const reports = /** @type {string[]} */ ([]);
  const reader = createHistoryReader({ mediaId: "m", api, reportEffort: async () => void reports.push("sent") });
  const next = async () => {
    await settled(() => asked.length > 0);
    return /** @type {typeof asked[number]} */ (asked.shift());
  };
  return { reader, asked, next, reports };
}
/** @param {number} from @param {number} n */
const page = (from, n) => ({ history: Array.from({ length: n }, (_, i) => ({ revision: from - i })) });
const changes = (/** @type {number} */ changed) => ({ changed, changes: [] });

test("edits are read page by page, from the oldest one that is known", async () => {
  const { reader, next } = createServer();
  void reader.refresh();
  (await next()).answer(page(500, 200));
  await settled(() => reader.hasOlder.peek());
  const older = reader.readOlder();
  const request = await next();
  assert.deepEqual(request.args, [200, 301]);
  request.answer(page(300, 5));
  await older;
  assert.deepEqual([reader.steps.peek()?.length, reader.steps.peek()?.at(-1)?.revision, reader.hasOlder.peek()], [205, 296, false]);
});

test("changes are compared with the chosen state in the tab Edits, and with the draft in its own tab", async () => {
  const { reader, next, reports } = createServer();
  void reader.show("edits", /** @type {any} */ ({ revision: 7 }));
  assert.deepEqual((await next()).args, [7]);
  void reader.show("changes");
  const sinceDraft = await next();
  assert.deepEqual([sinceDraft.what, sinceDraft.args, reader.since.peek()], ["changes", [undefined], null]);
  const isDone = reader.show("effort");
  const [spent, changed] = [await next(), await next()];
  assert.deepEqual([spent.what, changed.what, reports.length], ["effort", "changes", 1]);
  spent.answer({ total: {}, people: [] });
  changed.answer(changes(3));
  await isDone;
  assert.deepEqual([reader.spent.peek()?.people, reader.changes.peek()?.changed], [[], 3]);
});

test("a late answer to an earlier question is never shown, whatever was asked in between", async () => {
  const ways = [(/** @type {any} */ reader) => reader.show("changes"), (/** @type {any} */ reader) => reader.show("edits", { revision: 7 }), (/** @type {any} */ reader) => reader.show("edits")];
  for (const first of ways) {
    for (const second of ways) {
      const { reader, next } = createServer();
      const answerTo = (/** @type {{what: string}} */ { what }, /** @type {number} */ n) => (what === "history" ? page(n, 1) : changes(n));
      void first(reader);
      const early = await next();
      const isDone = second(reader);
      const late = await next();
      late.answer(answerTo(late, 2));
      await isDone;
      early.answer(answerTo(early, 1));
      await new Promise((resolve) => setImmediate(resolve));
      assert.notEqual(reader.changes.peek()?.changed, 1);
      assert.notEqual(reader.steps.peek()?.[0]?.revision, 1);
    }
  }
});

test("a failed request is explained, and the message goes with the next answer", async () => {
  const { reader, next } = createServer();
  const failing = reader.refresh();
  (await next()).fail(new Error("The server cannot be reached."));
  await failing;
  assert.deepEqual([reader.problem.peek(), reader.steps.peek()], ["The server cannot be reached.", null]);
  const isDone = reader.refresh();
  (await next()).answer(page(1, 1));
  await isDone;
  assert.deepEqual([reader.problem.peek(), reader.steps.peek()?.length], ["", 1]);
});
