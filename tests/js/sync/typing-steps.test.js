import assert from "node:assert/strict";
import { test } from "node:test";

import { changeBetween, joinedStep, newStep } from "../../../static/core/sync/typing-steps.js";

test("a change is what differs, and the cursor tells which of equal letters", () => {
  assert.deepEqual(changeBetween("helo", "hello", { caret: 4 }), { at: 3, removed: "", inserted: "l" });
  assert.deepEqual(changeBetween("helo", "hello", { caret: 3 }), { at: 2, removed: "", inserted: "l" });
  assert.deepEqual(changeBetween("hello", "helo", { caret: 2 }), { at: 2, removed: "l", inserted: "" });
  assert.deepEqual(changeBetween("one two", "one three"), { at: 5, removed: "wo", inserted: "hree" });
  assert.deepEqual(changeBetween("one two", "one three", { caret: 9 }), { at: 5, removed: "wo", inserted: "hree" });
  assert.deepEqual(changeBetween("same", "same", { caret: 2 }), { at: 2, removed: "", inserted: "" });
  assert.deepEqual(changeBetween("abc", "xyz", { caret: 1 }), { at: 0, removed: "abc", inserted: "xyz" }, "a cursor that does not fit is ignored");
  assert.deepEqual(changeBetween("ask not what", "ask n what", { caret: 5, inserted: "n" }), { at: 4, removed: "not", inserted: "n" });
  assert.deepEqual(changeBetween("aa", "aaa", { caret: 2, inserted: "b" }), { at: 1, removed: "", inserted: "a" }, "nor is an input that is not there");
});

/** The runs that changes of a text make up. @param {[number, string, string][]} changes at, removed, inserted */
function runsOf(changes) {
  /** @type {import("../../../static/core/sync/typing-steps.js").TypingStep[]} */
  const steps = [];
  for (const [at, removed, inserted] of changes) {
    const change = { at, removed, inserted };
    const last = steps.at(-1);
    const joined = last && joinedStep(last, change);
    if (joined) steps[steps.length - 1] = joined;
    else steps.push(newStep(change));
  }
  return steps.map(({ run }) => run);
}
const typed = (/** @type {string} */ text, from = 0) => [...text].map((letter, i) => /** @type {[number, string, string]} */ ([from + i, "", letter]));

test("each typed word is a step, with the spaces and marks around it", () => {
  assert.deepEqual(runsOf(typed(" one, two  three")), [" one, ", "two  ", "three"]);
});

test("each deleted word is a step, backwards and forwards", () => {
  const text = "one two, three";
  const backwards = [...text].map((letter, i) => /** @type {[number, string, string]} */ ([i, letter, ""])).reverse();
  assert.deepEqual(runsOf(backwards), [" three", " two,", "one"]);
  assert.deepEqual(runsOf([...text].map((letter) => [3, letter, ""])), ["one ", "two, ", "three"]);
});

test("typing elsewhere, deleting after typing and typing after deleting are steps of their own", () => {
  assert.deepEqual(runsOf([...typed("ab"), ...typed("cd", 10)]), ["ab", "cd"]);
  assert.deepEqual(runsOf([...typed("ab"), [1, "b", ""], [0, "a", ""], ...typed("c")]), ["ab", "ab", "c"]);
});

test("a word typed over a selection is one step with what it replaced", () => {
  assert.deepEqual(runsOf([[4, "old words", "n"], [5, "", "e"], [6, "", "w"]]), ["new"]);
});

test("each conversion of an input method is a step in scripts without spaces, not in others", () => {
  assert.deepEqual(runsOf([[0, "", "日本"], [2, "", "語"], [3, "", "です"]]), ["日本", "語", "です"]);
  assert.deepEqual(runsOf([[0, "", "한"], [1, "", "국"], [2, "", "é"]]), ["한국é"]);
});
