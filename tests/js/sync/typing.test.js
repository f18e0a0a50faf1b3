import assert from "node:assert/strict";
import { test } from "node:test";

import { Scope } from "../../../static/core/base/scope.js";
import { Transcript, applyAll } from "../../../static/core/document/operations.js";
import { createTranscriptState } from "../../../static/core/sync/transcript-state.js";
import { createTyping } from "../../../static/core/sync/typing.js";
import { segment } from "../support/fake-server.js";

/** Typing on two segments, with a clock that the test moves. @param {import("node:test").TestContext} t */
function typingOn(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let nowMs = 0;
  t.mock.method(performance, "now", () => nowMs);
  const state = createTranscriptState();
  state.transcript.value = new Transcript([segment(1), segment(2)], []);
  /** @type {any[]} */
  const applied = [];
  const scope = new Scope();
  const apply = (/** @type {readonly any[]} */ ops) => {
    applied.push(...ops.map((op) => [op.id, op.text]));
    state.transcript.value = applyAll(state.transcript.peek(), ops).transcript;
    return `e${applied.length}`;
  };
  const typing = createTyping(scope, { state, apply, isNext: (id) => id === `e${applied.length}` });
  const pass = (/** @type {number} */ ms) => {
    nowMs += ms;
    t.mock.timers.tick(ms);
  };
  return { typing, state, applied, pass, scope };
}

test("typing becomes one edit at a pause", (t) => {
  const { typing, applied, pass } = typingOn(t);
  for (const text of ["a", "ab", "abc"]) {
    typing.type(1, text);
    pass(300);
  }
  assert.deepEqual(applied, []);
  pass(50);
  assert.deepEqual([applied, typing.typing.peek()], [[[1, "abc"]], null]);
});

test("without a pause it becomes an edit after 1.5 seconds", (t) => {
  const { typing, applied, pass } = typingOn(t);
  for (let i = 1; i <= 20; i++) {
    typing.type(1, "x".repeat(i));
    pass(100);
  }
  assert.deepEqual(applied, [[1, "x".repeat(15)]]);
});

test("going to another segment ends it", (t) => {
  const { typing, applied } = typingOn(t);
  typing.type(1, "one");
  typing.type(2, "two");
  assert.deepEqual(applied, [[1, "one"]]);
  typing.commitIn([1]);
  assert.equal(applied.length, 1);
  typing.commitIn([1, 2]);
  assert.deepEqual(applied[1], [2, "two"]);
});

test("the same text is no edit, and text for a deleted segment is told to the user", (t) => {
  const { typing, state, applied } = typingOn(t);
  typing.type(1, "text 1");
  typing.commit();
  typing.type(3, "lost words");
  typing.commit();
  assert.deepEqual(applied, []);
  assert.match(state.notice.peek()?.text ?? "", /deleted elsewhere. Your text: lost words/);
});

test("after the view has ended nothing becomes an edit", (t) => {
  const { typing, applied, pass, scope } = typingOn(t);
  typing.type(1, "one");
  scope.close();
  pass(10_000);
  assert.deepEqual(applied, []);
});
