import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals-core";

import { createUndoOffers } from "../../../static/core/sync/undo-offers.js";
import { UndoStack } from "../../../static/core/sync/undo-stack.js";

const edit = (/** @type {string} */ id) => ({ id, target: null, ops: [], inverse: [] });

function made() {
  const stack = new UndoStack();
  const isTyping = signal(false);
  const undone = /** @type {(string | undefined)[]} */ ([]);
  const undo = () => {
    const next = stack.next("undo");
    undone.push(next?.id);
    if (next) stack.turn("undo", next);
  };
  return { stack, isTyping, undone, offer: createUndoOffers({ stack, isTyping, undo }) };
}

test("a message offers to undo its own edit and never another one", () => {
  const { stack, undone, offer } = made();
  stack.push(edit("a"));
  const of = offer();
  assert.equal(of.isOffered.value, true);
  stack.push(edit("b"));
  assert.equal(of.isOffered.value, false);
  of.run();
  assert.deepEqual(undone, []);
  const later = offer();
  later.run();
  assert.deepEqual(undone, ["b"]);
  assert.equal(of.isOffered.value, true); // b is undone: a is the newest again
  of.run();
  assert.deepEqual(undone, ["b", "a"]);
  assert.equal(of.isOffered.value, false);
  of.run();
  assert.deepEqual(undone, ["b", "a"]);
});

test("typed text that is no edit yet is the newest change", () => {
  const { stack, isTyping, undone, offer } = made();
  stack.push(edit("a"));
  const of = offer();
  isTyping.value = true;
  assert.equal(of.isOffered.value, false);
  of.run();
  assert.deepEqual(undone, []);
});

test("a message of a job waits for the job's step, and names no other step", () => {
  const { stack, undone, offer } = made();
  stack.push(edit("a"));
  const of = offer({ job: 7 });
  assert.equal(of.isOffered.value, false); // the server's stacks are not read yet
  const step = (/** @type {string} */ id, /** @type {number | null} */ job) => ({ id, target: null, ops: [], inverse: [], large: job !== null, job, revision: 1, kind: /** @type {const} */ ("edit"), author: "", at: "", origin: /** @type {const} */ ("person") });
  stack.replace({ undo: [step("j", 7), step("a", null)], redo: [] });
  assert.equal(of.isOffered.value, true);
  of.run();
  assert.deepEqual(undone, ["j"]);
  assert.equal(of.isOffered.value, false);
});

test("without any edit nothing is offered", () => {
  const { undone, offer } = made();
  for (const of of [offer(), offer({ edit: "x" }), offer({ job: 1 })]) {
    assert.equal(of.isOffered.value, false);
    of.run();
  }
  assert.deepEqual(undone, []);
});
