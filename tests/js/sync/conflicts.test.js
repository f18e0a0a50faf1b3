import assert from "node:assert/strict";
import { test } from "node:test";

import { FakeEditStorage, FakeServer, openStore, segment, setText } from "../support/fake-server.js";
import { settled } from "../support/settled.js";

/** A store with an open conflict about segment 1. */
async function withConflict() {
  const opened = await openStore();
  const { store, server } = opened;
  server.refusal = (edit) => (edit.ops[0].id === 1 && edit.ops[0].op === "set_text" ? "Segment 1 was changed." : "");
  server.beforeEdit = () => void (server.text(1) === "theirs" || server.editElsewhere([setText(1, "theirs")]));
  store.apply([setText(1, "mine")]);
  await settled(() => store.conflict.peek() !== null);
  return opened;
}

test("a refused edit stays stored until the user has chosen theirs", async () => {
  const { store, storage, server, text } = await withConflict();
  assert.deepEqual([text(1), storage.kept.size, store.conflict.peek()?.reason], ["theirs", 1, "Segment 1 was changed."]);
  store.resolve("theirs");
  assert.deepEqual([store.conflict.peek(), text(1), server.sent.length], [null, "theirs", 1]);
  await settled(() => storage.kept.size === 0);
});

test("choosing mine is an edit on top of theirs, which can be undone", async () => {
  const { store, storage, server, text, saved } = await withConflict();
  store.resolve("mine");
  await saved();
  assert.deepEqual([server.text(1), storage.kept.size], ["mine", 0]);
  store.undo();
  assert.equal(text(1), "theirs");
});

test("a second conflict joins the open one, and the newer text of a segment counts", async () => {
  const { store, server } = await withConflict();
  server.refusal = () => "Refused again.";
  store.apply([setText(1, "mine again"), setText(2, "mine too")]);
  await settled(() => store.conflict.peek()?.reason === "Refused again.");
  const open = store.conflict.peek();
  assert.deepEqual(open?.mine.map(({ id, text }) => [id, text]), [[1, "mine again"], [2, "mine too"]]);
  assert.equal(open?.editIds.length, 2);
});

test("a refused edit whose result the server has anyway asks nothing", async () => {
  const { store, server, storage } = await openStore();
  server.refusal = () => "Somebody was quicker.";
  server.beforeEdit = () => void server.editElsewhere([setText(1, "the same")]);
  store.apply([setText(1, "the same")]);
  await settled(() => storage.kept.size === 0 && store.saveState.peek() === "saved");
  assert.deepEqual([store.conflict.peek(), store.notice.peek()], [null, null]);
});

test("a refused undo is reported, not asked about", async () => {
  const { store, server, text } = await openStore();
  store.apply([setText(1, "one")]);
  await settled(() => store.saveState.peek() === "saved");
  server.refusal = () => "Too late.";
  store.undo();
  await settled(() => store.notice.peek() !== null);
  assert.deepEqual([store.notice.peek()?.text, text(1), store.conflict.peek()], ["Undo or redo failed: Too late.", "one", null]);
});

test("if the server goes away while a conflict is looked into, the edits wait in their order", async () => {
  const { store, server, text } = await openStore();
  let nRefused = 0;
  server.refusal = () => {
    server.isUp = nRefused++ > 0;
    return nRefused === 1 ? "Refused." : "";
  };
  store.apply([setText(1, "one")]);
  store.apply([setText(1, "two")]);
  await settled(() => nRefused === 1 && store.saveState.peek() === "offline");
  assert.equal(text(1), "two");
  server.isUp = true;
  store.retry();
  await settled(() => server.text(1) === "two");
  assert.deepEqual(server.sent.map((edit) => edit.ops[0].text), ["one", "one", "two"]);
});

test("a speaker who is gone on the server is left out when the user's segments are put back", async () => {
  const { store, server } = await openStore({ server: new FakeServer([segment(1)]) });
  store.apply([{ op: "add_speaker", speaker: { id: "S1", name: "Ann" } }]);
  await settled(() => store.saveState.peek() === "saved");
  server.refusal = (edit) => (edit.ops[0].op === "replace" ? "" : "Refused.");
  server.beforeEdit = (edit) => void (edit.ops[0].op === "set_speaker" && server.editElsewhere([{ op: "remove_speaker", id: "S1" }]));
  store.apply([{ op: "set_speaker", id: 1, speaker: "S1" }]);
  await settled(() => store.conflict.peek() !== null);
  store.resolve("mine");
  assert.equal(store.transcript.peek().segment(1)?.speaker, null);
});

test("edits of a closed window are sent, except those that did arrive", async () => {
  const server = new FakeServer([1, 2].map((id) => segment(id)));
  server.editElsewhere([setText(1, "arrived")], { id: "a" });
  const edit = (/** @type {string} */ id, /** @type {number} */ n, /** @type {string} */ text) =>
    ({ id, kind: /** @type {const} */ ("edit"), target: null, ops: [setText(n, text)], inverse: [{ op: /** @type {const} */ ("replace"), put: [segment(n)], remove: [] }] });
  const storage = new FakeEditStorage([{ base: 1, edits: [edit("a", 1, "arrived"), edit("b", 2, "unsent")] }]);
  const { store, saved } = await openStore({ server, storage });
  await saved();
  assert.deepEqual([server.text(1), server.text(2), server.sent.map(({ id }) => id)], ["arrived", "unsent", ["b"]]);
  assert.deepEqual([storage.kept.size, store.depth.peek().undo], [0, 1]);
});

test("an edit of a closed window on a text that has changed since is not sent: the user is asked", async () => {
  const server = new FakeServer([segment(1)]);
  server.editElsewhere([setText(1, "theirs")]);
  const storage = new FakeEditStorage([{
    base: 1,
    edits: [{ id: "b", kind: "edit", target: null, ops: [setText(1, "mine")], inverse: [{ op: "replace", put: [segment(1)], remove: [] }] }],
  }]);
  const { store } = await openStore({ server, storage });
  await settled(() => store.conflict.peek() !== null);
  assert.deepEqual([store.conflict.peek()?.mine[0].text, server.sent.length, storage.kept.size], ["mine", 0, 1]);
});
