import assert from "node:assert/strict";
import { test } from "node:test";

import { ApiProblem } from "../../../static/core/sync/api.js";
import { Scope } from "../../../static/core/base/scope.js";
import { createStore } from "../../../static/core/sync/transcript-store.js";

const N = 12_000;
const rows = (/** @type {(n: number) => string} */ text) =>
  Array.from({ length: N }, (_, n) => [n + 1, n * 1000, n * 1000 + 900, text(n + 1), null, "draft", [], 0]);

/**
 * A store on a server that refuses some edits.
 * @param {(edit: any) => string} refusal why an edit is refused; empty where it is not
 */
async function storeOn(refusal) {
  const sent = /** @type {any[]} */ ([]);
  const kept = new Map();
  let revision = 1;
  let nReads = 0;
  const api = {
    compact: async () => (nReads++, { revision, speakers: [], segments: rows((n) => `text ${n}`) }),
    undoStack: async () => ({ undo: [], redo: [] }),
    editsSince: async () => ({ edits: [] }),
    sendEdit: async (/** @type {string} */ _, /** @type {any} */ edit) => {
      const why = refusal(edit);
      if (why) throw new ApiProblem(413, { title: why });
      sent.push(edit);
      return { revision: ++revision, segments: [], removed: [] };
    },
  };
  const pendingEdits = {
    adopt: async () => [],
    put: async (/** @type {any} */ edit) => void kept.set(edit.id, edit),
    remove: async (/** @type {readonly string[]} */ ids) => ids.forEach((id) => kept.delete(id)),
    setBase: async () => {},
  };
  /** @type {(event: any) => void} */
  let tell = () => {};
  const events = { isLive: { peek: () => false }, on: (/** @type {string} */ name, /** @type {any} */ listener) => ((tell = name === "edit" ? listener : tell), () => {}) };
  const store = createStore(new Scope(), /** @type {any} */ ({ mediaId: "m", api, events, pendingEdits }));
  await store.load();
  return { store, sent, kept, tell: (/** @type {any} */ event) => tell(event), reads: () => nReads };
}

const settled = async (/** @type {() => boolean} */ isSo) => {
  for (let i = 0; i < 1000 && !isSo(); i++) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(isSo());
};
const texts = (/** @type {number} */ n) => Array.from({ length: n }, (_, i) => ({ op: /** @type {const} */ ("set_text"), id: i + 1, text: `new ${i + 1}` }));

test("an edit that is refused for its size stands in no other edit's way, and is kept until it is saved in parts", async () => {
  const { store, sent, kept } = await storeOn((edit) => (edit.ops.length > 1000 ? "The request is longer than 16 MB." : ""));
  store.apply(texts(N - 1));
  store.apply([{ op: "set_text", id: N, text: "apart" }]);
  await settled(() => store.conflict.value !== null && sent.length === 1);
  assert.equal(sent[0].ops[0].text, "apart");
  assert.equal(store.conflict.value?.reason, "The request is longer than 16 MB.");
  assert.equal(kept.size, 1);
  store.resolve("mine");
  await settled(() => sent.length === 4);
  assert.equal(kept.size, 0);
  const put = sent.slice(1).flatMap((edit) => edit.ops.flatMap((/** @type {any} */ op) => op.put));
  assert.equal(put.length, N - 1);
  assert.ok(put.every((segment) => segment.text === `new ${segment.id}`));
});

test("the undo of a large edit is left to the server, which knows it", async () => {
  const { store, sent } = await storeOn(() => "");
  store.apply(texts(500));
  store.apply(texts(1).map((op) => ({ ...op, text: "again" })));
  store.undo();
  store.undo();
  await settled(() => sent.length === 4);
  assert.deepEqual(sent.map((edit) => edit.ops.length), [500, 1, 1, 0]);
  assert.equal(sent[3].target, sent[0].id);
});
