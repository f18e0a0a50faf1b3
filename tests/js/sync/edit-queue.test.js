import assert from "node:assert/strict";
import { test } from "node:test";

import { EditQueue } from "../../../static/core/sync/edit-queue.js";
import { Transcript, applyAll } from "../../../static/core/document/operations.js";
import { segment, setText } from "../support/fake-server.js";

/** @typedef {import("../../../static/core/document/operations.js").Operation} Operation */

const start = new Transcript([1, 2, 3].map((id) => segment(id)), []);

/** A queue of edits that were made one after the other on `start`. @param {...Operation[]} edits */
function queueOf(...edits) {
  const queue = new EditQueue();
  let on = start;
  edits.forEach((ops, i) => {
    const { transcript, inverse } = applyAll(on, ops);
    queue.add({ id: `e${i + 1}`, kind: "edit", target: null, ops, inverse });
    on = transcript;
  });
  return queue;
}
const ids = (/** @type {readonly {id: string}[]} */ edits) => edits.map((edit) => edit.id);

test("a segment waits until the last edit that touches it is removed", () => {
  const queue = queueOf([setText(1, "a")], [setText(1, "b"), setText(2, "b")]);
  const [first, second] = queue.edits;
  queue.remove([first]);
  assert.deepEqual([1, 2, 3].map((id) => queue.isWaiting(id)), [true, true, false]);
  queue.remove([second]);
  assert.deepEqual([1, 2, 3].map((id) => queue.isWaiting(id)), [false, false, false]);
  assert.equal(queue.nUnsent.peek(), 0);
  assert.deepEqual([queue.nMade, queue.isOwn("e1"), queue.isOwn("x")], [2, true, false]);
});

test("edits that are put back come first, in their order", () => {
  const queue = queueOf([setText(1, "a")], [setText(2, "b")], [setText(3, "c")]);
  const taken = queue.edits.slice(0, 2);
  queue.remove(taken);
  queue.restore(taken);
  assert.deepEqual(ids(queue.edits), ["e1", "e2", "e3"]);
  assert.equal(queue.isWaiting(2), true);
});

test("the edit that is being sent clashes with nothing: it gets the server's answer", () => {
  const queue = queueOf([setText(1, "a")], [setText(1, "b")]);
  queue.sending = queue.edits[0];
  assert.deepEqual(ids(queue.clashingWith([1])), ["e2"]);
  assert.deepEqual(queue.clashingWith([2, 3]), []);
});

test("edits that build on a refused one are found over several segments", () => {
  const queue = queueOf([setText(1, "a")], [{ op: "merge", id: 1, otherId: 2 }], [setText(3, "c")], [setText(1, "d")]);
  const { edits, ids: touched } = queue.withDependents([queue.edits[0]]);
  assert.deepEqual(ids(edits), ["e1", "e2", "e4"]);
  assert.deepEqual([...touched].sort(), [1, 2]);
});

test("an edit is built on other segments if the server's differ from those it was made on", () => {
  const queue = queueOf([setText(1, "a")], [setText(1, "b")], [setText(2, "c")]);
  const elsewhere = (/** @type {Operation[]} */ ...ops) => ids(queue.builtOnOther(applyAll(start, ops).transcript));
  assert.deepEqual(elsewhere(), []);
  assert.deepEqual(elsewhere(setText(1, "theirs")), ["e1"], "e2 was made on the text of e1");
  assert.deepEqual(elsewhere({ op: "delete", id: 2 }), ["e3"]);
  assert.deepEqual(elsewhere({ op: "set_status", id: 2, status: "approved" }), [], "a status is not chosen between");
});
