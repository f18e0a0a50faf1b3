import assert from "node:assert/strict";
import { test } from "node:test";

import { COMMANDS, keysOf, keyLabel } from "../../../static/core/commands/commands.js";
import { Transcript, applyAll } from "../../../static/core/document/operations.js";
import { locateWords, splitAtOffset, splitAtTime, wordAt } from "../../../static/core/editing/operations-at.js";

const word = (/** @type {string} */ text, /** @type {number} */ startMs, /** @type {number} */ endMs) => ({
  text, startMs, endMs, probability: 0.9, speaker: null,
});

const SEGMENT = {
  id: 1,
  startMs: 1000,
  endMs: 5000,
  text: "one two 👩‍👩‍👧 three",
  speaker: null,
  status: "draft",
  words: [word("one", 1000, 1400), word("two", 1600, 2000), word("👩‍👩‍👧", 2000, 2500), word("three", 3000, 4800)],
};

/** @param {any} op */
const parts = (op) => applyAll(new Transcript([SEGMENT], []), [op]).transcript.segments;

test("a split at the cursor takes the time of the gap between the words", () => {
  const [first, second] = parts(splitAtOffset(SEGMENT, 4, 2));
  assert.deepEqual([first.text, first.endMs, first.words.length], ["one", 1500, 1]);
  assert.deepEqual([second.text, second.startMs], ["two 👩‍👩‍👧 three", 1500]);
});

test("a split after an emoji of several code units keeps it whole", () => {
  const [first, second] = parts(splitAtOffset(SEGMENT, SEGMENT.text.indexOf("three"), 2));
  assert.equal(first.text, "one two 👩‍👩‍👧");
  assert.equal(second.text, "three");
  assert.equal(first.endMs, 2750);
});

test("a split inside a word leaves the time of the word to the first part", () => {
  const [first, second] = parts(splitAtOffset(SEGMENT, 6, 2));
  assert.deepEqual([first.text, second.text], ["one tw", "o 👩‍👩‍👧 three"]);
  assert.deepEqual(first.words.map((w) => w.text), ["one", "two"]);
});

test("no split before the first word or after the last", () => {
  assert.equal(splitAtOffset(SEGMENT, 0, 2), null);
  assert.equal(splitAtOffset(SEGMENT, SEGMENT.text.length, 2), null);
});

test("a split at the playhead cuts the text at the nearest gap", () => {
  const [first, second] = parts(splitAtTime(SEGMENT, 1900, 2));
  assert.deepEqual([first.text, second.text], ["one two", "👩‍👩‍👧 three"]);
  const bare = { ...SEGMENT, words: [], text: "aaaa bbbb" };
  const op = /** @type {any} */ (splitAtTime(bare, 3000, 2));
  assert.equal(op.atChar, 5);
});

test("words are located in the text in order, also if one is missing", () => {
  const words = [word("a", 0, 1), word("gone", 1, 2), word("a", 2, 3)];
  assert.deepEqual(locateWords("a, a", words), [{ from: 0, to: 1 }, null, { from: 3, to: 4 }]);
});

test("the current word stays current until the next begins", () => {
  assert.equal(wordAt(SEGMENT.words, 900), -1);
  assert.equal(wordAt(SEGMENT.words, 1500), 0);
  assert.equal(wordAt(SEGMENT.words, 4900), 3);
});

test("each key has one command per place", () => {
  for (const place of /** @type {const} */ (["textKeys", "plainKeys"])) {
    const keys = COMMANDS.flatMap((command) => {
      const all = keysOf(command, {});
      return [...all.keys, ...all[place]];
    });
    assert.deepEqual(keys.filter((key, i) => keys.indexOf(key) !== i), []);
  }
  assert.equal(new Set(COMMANDS.map((command) => command.id)).size, COMMANDS.length);
});

test("a user's keys replace the defaults and have readable labels", () => {
  const play = /** @type {any} */ (COMMANDS.find((command) => command.id === "play"));
  assert.deepEqual(keysOf(play, { play: ["F9"] }), { keys: ["F9"], textKeys: ["Tab"], plainKeys: ["Space"] });
  assert.deepEqual(keysOf(play, { play: { textKeys: [] } }), { keys: ["Control+Space"], textKeys: [], plainKeys: ["Space"] });
  assert.equal(keyLabel("$mod+Shift+KeyZ"), "Ctrl+Shift+Z");
  assert.equal(keyLabel("Alt+BracketLeft", true), "⌥[");
});
