import assert from "node:assert/strict";
import { test } from "node:test";

import { COMMANDS } from "../../../static/core/commands/commands.js";
import { addRecent, createFinder, readPlace } from "../../../static/core/commands/command-search.js";

const find = createFinder(COMMANDS);
const found = (/** @type {string} */ text, /** @type {string[]} */ recent = []) => find(text, recent).map((entry) => (entry.kind === "command" ? entry.command.id : entry.kind));

test("every command is found first, or among the first, by its title", () => {
  for (const { id, title } of COMMANDS) assert.ok(found(title).slice(0, 3).includes(id), title);
});

test("words may stand apart, in another order, with a slip, and in other words", () => {
  assert.equal(found("replace find")[0], "find-replace");
  assert.ok(found("spectogram").includes("spectrogram"));
  assert.equal(found("preferences")[0], "settings");
  assert.deepEqual(found("xyzzy plugh"), []);
});

test("an empty field shows all commands, recent ones first and once; an id that is gone is left out", () => {
  const all = found("  ", ["undo", "gone", "split"]);
  assert.deepEqual(all.slice(0, 2), ["undo", "split"]);
  assert.deepEqual(all.toSorted(), COMMANDS.map(({ id }) => id).sort());
});

test("characters with a meaning in expressions are only characters", () => {
  for (const text of ["(", "[a", "\\", "*+?", ". ^$", "{2}"]) assert.ok(Array.isArray(found(text)));
});

test("times and numbers of segments are places", () => {
  /** @type {[string, number][]} */
  const times = [["12:34", 754_000], ["1:02:03.5", 3_723_500], ["95 s", 95_000], ["0:01,25", 1_250], ["90:00", 5_400_000]];
  for (const [text, ms] of times) assert.deepEqual(readPlace(text), { kind: "time", ms });
  assert.deepEqual(readPlace("# 120"), { kind: "segment", number: 120 });
  for (const text of ["12", "12:", "1:75", ":30", "s", "#", "12:34 x"]) assert.equal(readPlace(text), null, text);
  assert.deepEqual(found("#3"), ["segment"]);
});

test("the newest of recent commands comes first, each once, eight at most", () => {
  const recent = ["a", "b", "c", "a", "d", "e", "f", "g", "h", "i"].reduce((/** @type {string[]} */ ids, id) => addRecent(ids, id), []);
  assert.deepEqual(recent, ["i", "h", "g", "f", "e", "d", "a", "c"]);
});

test("signs in what is typed are looked for as they are", () => {
  for (const text of ["a:", "drop-frame", "c++", "(x", "[", "\\", "50%", "a/b", "?"]) assert.ok(Array.isArray(found(text)));
});
