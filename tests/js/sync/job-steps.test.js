import assert from "node:assert/strict";
import { test } from "node:test";

import { Scope } from "../../../static/core/base/scope.js";
import { createStore } from "../../../static/core/sync/transcript-store.js";

/** An entry of the server's undo stack: segment `n` had another text before. */
const done = (/** @type {string} */ id, /** @type {number} */ n, /** @type {object} */ more) => ({
  id, large: false, ops: [{ op: "set_text", id: n, text: `text ${n}` }], inverse: [{ op: "set_text", id: n, text: `before ${n}` }], ...more,
});

async function storeWith(/** @type {any[]} */ undo) {
  const sent = /** @type {any[]} */ ([]);
  let revision = 1;
  const segments = [1, 2, 3].map((n) => [n, n * 1000, n * 1000 + 900, `text ${n}`, null, "draft", [], 0]);
  const api = {
    compact: async () => ({ revision, speakers: [], segments }),
    undoStack: async () => ({ undo, redo: [] }),
    editsSince: async () => ({ edits: [] }),
    sendEdit: async (/** @type {string} */ _, /** @type {any} */ edit) => (sent.push(edit), { revision: ++revision, segments: [], removed: [] }),
  };
  const storage = { adopt: async () => [], put: async () => {}, remove: async () => {}, setBase: async () => {} };
  const events = { isLive: { peek: () => false }, on: () => () => {} };
  const store = createStore(new Scope(), /** @type {any} */ ({ mediaId: "m", api, events, pendingEdits: storage }));
  await store.load();
  for (let i = 0; i < 200 && !store.depth.value.undo; i++) await new Promise((resolve) => setTimeout(resolve, 5));
  return { store, sent };
}

test("all edits of one job are one step, which the server takes", async () => {
  const { store, sent } = await storeWith([
    { ...done("b", 2, { origin: "draft", job: 4 }), large: true, ops: [], inverse: [] },
    done("a", 1, { origin: "redraft", job: 3 }),
  ]);
  store.undo();
  for (let i = 0; i < 200 && !sent.length; i++) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(sent.map((edit) => [edit.kind, edit.target, edit.ops]), [["undo", "b", []]]);
});

test("edits of a person are steps of their own, even if their ids look like those of a job", async () => {
  const { store, sent } = await storeWith([
    done("redraft-4-2", 3, { origin: "person", job: null }),
    done("redraft-4-1", 2, { origin: "person", job: null }),
  ]);
  store.undo();
  await store.whenSaved();
  assert.deepEqual(sent.map((edit) => edit.target), ["redraft-4-2"]);
});
