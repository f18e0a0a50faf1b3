import assert from "node:assert/strict";
import { test } from "node:test";

import { cueText } from "../../../static/core/player/cue.js";

const speakers = [{ id: "S1", name: "Ann" }];
const text = (/** @type {string} */ said, /** @type {string | null} */ speaker = null) => cueText({ text: said, speaker }, speakers, true);

test("lines are cut where Python cuts them, and empty ones are left out", () => {
  assert.equal(text(" one \r\n\r\n two\u2028three\x1cfour\x85"), "one\ntwo\nthree\nfour");
});

test("what would end a cue or its file is written in another way", () => {
  assert.equal(text("a --> b"), "a → b");
  assert.equal(text("a\0b"), "ab");
  assert.equal(text(" \n\u2029 "), "");
});

test("a speaker's name stands before the text, unless there is no text or no name", () => {
  assert.equal(text("Hello", "S1"), "Ann: Hello");
  assert.equal(text("Hello", "S9"), "Hello");
  assert.equal(text(" ", "S1"), "");
  assert.equal(cueText({ text: "Hello", speaker: "S1" }, speakers, false), "Hello");
});
