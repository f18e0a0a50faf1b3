import assert from "node:assert/strict";
import { test } from "node:test";

import { cueText } from "../../../static/core/player/cue.js";

const speakers = [{ id: "S1", name: "Ann" }];
const text = (/** @type {string} */ said, /** @type {string | null} */ speaker = null) => cueText({ text: said, speaker }, speakers, true);

test("lines have no spaces at their ends, blank ones inside and no-break spaces stay", () => {
  assert.equal(text(" one \r\n\r\n two\u2028three\n\u00a0four\u202f!\n"), "one\n\ntwo\u2028three\n\u00a0four\u202f!");
});

test("what looks like markup or a time line is shown as it is", () => {
  assert.equal(text("a --> b <i> {\\an8}"), "a --> b <i> {\\an8}");
  assert.equal(text("a\0b"), "ab");
  assert.equal(text(" \n \t"), "");
});

test("a speaker's name stands before the text, unless there is no text or no name", () => {
  assert.equal(text("Hello", "S1"), "Ann: Hello");
  assert.equal(text("Hello", "S9"), "Hello");
  assert.equal(text(" ", "S1"), "");
  assert.equal(cueText({ text: "Hello", speaker: "S1" }, speakers, false), "Hello");
});
