import assert from "node:assert/strict";
import { test } from "node:test";

import { UndoStack } from "../../../static/core/sync/undo-stack.js";
import { openStore, segment, setText, FakeServer } from "../support/fake-server.js";
import { operationToJson } from "../../../static/core/document/serialization.js";
import { settled } from "../support/settled.js";

const done = (/** @type {string} */ id) => ({
  id, revision: 1, kind: /** @type {const} */ ("edit"), target: null, author: "", at: "", ops: [], inverse: [], large: false,
  origin: /** @type {const} */ ("person"), job: null,
});

test("an edit that was made again after reading the stacks is a step once", () => {
  const stack = new UndoStack();
  stack.replace({ undo: [done("b"), done("a")], redo: [] });
  stack.adopt({ ...done("b"), kind: "edit", target: null });
  stack.adopt({ ...done("c"), kind: "edit", target: null });
  assert.deepEqual(stack.depth.peek(), { undo: 3, redo: 0 });
  stack.adopt({ ...done("u"), kind: /** @type {const} */ ("undo"), target: "a" });
  assert.deepEqual([stack.next("undo")?.id, stack.next("redo")?.id], ["c", "a"]);
  stack.adopt({ ...done("r"), kind: /** @type {const} */ ("redo"), target: "a" });
  assert.deepEqual([stack.next("undo")?.id, stack.depth.peek()], ["a", { undo: 3, redo: 0 }]);
});

test("undo and redo return the transcript, are sent, and a new edit ends redo", async () => {
  const { store, server, text, saved } = await openStore();
  store.apply([setText(1, "one")]);
  store.apply([setText(1, "two")]);
  assert.equal(store.undo(), true);
  assert.deepEqual([text(1), store.depth.peek()], ["one", { undo: 1, redo: 1 }]);
  assert.equal(store.redo(), true);
  assert.equal(text(1), "two");
  store.undo();
  store.apply([setText(1, "three")]);
  assert.equal(store.redo(), false);
  await saved();
  assert.deepEqual(server.sent.map((edit) => edit.kind), ["edit", "edit", "undo", "redo", "undo", "edit"]);
  assert.deepEqual([server.text(1), server.sent[2].target], ["three", server.sent[1].id]);
});

test("what is being typed is a step of its own before the step before it", async () => {
  const { store, text } = await openStore();
  store.apply([setText(1, "one")]);
  store.type(1, "one and two");
  store.undo();
  assert.equal(text(1), "one");
  store.redo();
  assert.equal(text(1), "one and two");
});

test("a step that no longer fits is left out, with a notice", async () => {
  const { store, server, events, saved } = await openStore();
  store.apply([{ op: "add_speaker", speaker: { id: "S1", name: "Ann" } }]);
  store.apply([{ op: "rename_speaker", id: "S1", name: "Anna" }]);
  await saved();
  events.tell("edit", { ...server.editElsewhere([{ op: "remove_speaker", id: "S1" }]), speakers: [] });
  assert.equal(store.undo(), false);
  assert.match(store.notice.peek()?.text ?? "", /^This step cannot be taken back: /);
  assert.deepEqual(store.depth.peek(), { undo: 1, redo: 0 });
});

test("the edits of a running job are one step, read from the server once", async () => {
  const { store, server, events, saved } = await openStore();
  for (const n of [1, 2]) {
    events.tell("edit", server.editElsewhere([setText(n, `drafted ${n}`)], { id: `draft-5-${n}`, origin: "draft", job: 5 }));
    server.undoable = [{ ...server.edits[0], ops: [], inverse: [], large: true }];
    await settled(() => store.depth.peek().undo === 1);
  }
  assert.equal(server.nStackReads, 2); // at the beginning, and for the first edit of the job
  store.undo();
  await settled(() => server.sent.length === 1);
  await saved();
  assert.deepEqual(server.sent.map(({ kind, target, ops }) => [kind, target, ops]), [["undo", "draft-5-1", []]]);
});

test("a large step is taken on the server, and a second undo waits for it", async () => {
  const server = new FakeServer([1, 2].map((id) => segment(id)));
  server.editElsewhere([setText(1, "before")], { id: "small" });
  server.editElsewhere([setText(2, "imported")], { id: "import" });
  const [small, large] = server.edits;
  server.undoable = [{ id: large.id, ops: [], inverse: [], large: true }, small];
  const { store, text, saved } = await openStore({ server });
  assert.equal(store.undo(), true);
  assert.equal(store.undo(), true);
  await settled(() => text(1) === "text 1");
  await saved();
  assert.deepEqual(server.sent.map((edit) => [edit.kind, edit.target]), [["undo", "import"], ["undo", "small"]]);
  assert.deepEqual([server.text(1), server.text(2)], ["text 1", "text 2"]);
});

test("older steps are loaded before the loaded ones run out", async () => {
  const edits = Array.from({ length: 120 }, (_, n) => ({
    id: `e${n}`,
    ops: [operationToJson(setText(1, `v${n + 1}`))],
    inverse: [operationToJson(setText(1, `v${n}`))],
  }));
  const server = new FakeServer([segment(1, "v120")]);
  server.undoable = edits.reverse();
  const { store, text } = await openStore({ server });
  assert.equal(store.depth.peek().undo, 100);
  for (let i = 0; i < 81; i++) store.undo();
  await settled(() => store.depth.peek().undo === 39);
  while (store.undo());
  assert.equal(text(1), "v0");
});
