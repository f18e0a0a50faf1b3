import assert from "node:assert/strict";
import { test } from "node:test";

import { groupSteps, formatAuthor, formatEntry, textChange } from "../../../static/core/review/history.js";

/** @typedef {import("../../../static/core/review/history.js").Step} Step */

/** @param {Partial<Step>} more @returns {Step} */
const step = (more) => ({
  revision: 1,
  id: "e",
  kind: "edit",
  origin: "person",
  target: null,
  job: null,
  author: "Anna",
  at: "2026-11-25T10:00:00.000+00:00",
  undone: false,
  operations: { set_text: 1 },
  segments: 1,
  segment: 7,
  start: 1,
  before: "a",
  after: "b",
  ...more,
});

test("realigned word times in between do not split typing into two entries", () => {
  const entries = groupSteps([
    step({ revision: 3, before: "good", after: "goodbye" }),
    step({ revision: 2, kind: "align", author: "align", operations: { set_words: 1 } }),
    step({ revision: 1, before: "go", after: "good" }),
  ]);
  assert.deepEqual(entries.map((entry) => [entry.n, entry.before, entry.after]), [[2, "go", "goodbye"]]);
});

test("typing in one segment is one entry, from the first text to the last", () => {
  const entries = groupSteps([
    step({ revision: 3, before: "good", after: "goodbye" }),
    step({ revision: 2, before: "go", after: "good" }),
    step({ revision: 1, segment: 8 }),
  ]);
  assert.deepEqual(
    entries.map(({ revision, n, before, after }) => [revision, n, before, after]),
    [
      [3, 2, "go", "goodbye"],
      [1, 1, "a", "b"],
    ],
  );
});

test("another user, a long pause, an undo and another operation start a new entry", () => {
  const steps = [
    step({}),
    step({ author: "Ben" }),
    step({ author: "Ben", at: "2026-11-25T09:00:00.000+00:00" }),
    step({ author: "Ben", undone: true, at: "2026-11-25T09:00:00.000+00:00" }),
    step({ author: "Ben", undone: true, operations: { split: 1 }, at: "2026-11-25T09:00:00.000+00:00" }),
  ];
  assert.equal(groupSteps(steps).length, 5);
});

test("chunks of a draft are one entry with all their segments", () => {
  const chunk = { kind: /** @type {const} */ ("draft"), origin: /** @type {const} */ ("draft"), job: 3, author: "draft 3", operations: { insert: 4 }, segments: 4 };
  const [entry, ...rest] = groupSteps([step({ ...chunk, start: 30 }), step({ ...chunk, start: 0 })]);
  assert.deepEqual(rest, []);
  assert.deepEqual([formatEntry(entry), entry.start, formatAuthor(entry)], ["Draft: 8 segments", 0, "Speech recognition: draft"]);
});

test("operations have names", () => {
  const spell = (/** @type {Partial<Step>} */ more) => formatEntry({ ...step(more), n: 1 });
  assert.equal(spell({ operations: { split: 1 } }), "Split");
  assert.equal(spell({ operations: { add_speaker: 1, set_speaker: 3 } }), "Speaker added, 3 speakers set");
  assert.equal(spell({ kind: "undo" }), "Undone");
  assert.equal(spell({ id: "restore-12-abc", operations: { replace: 1 } }), "Revision 12 restored");
});

test("what made an edit is told by its origin, never by the author's name", () => {
  const spell = (/** @type {Step["origin"]} */ origin, /** @type {string} */ author) => formatAuthor({ origin, author });
  assert.equal(spell("person", ""), "Unnamed user");
  assert.equal(spell("person", "draft 3"), "draft 3");
  assert.equal(spell("person", "import me"), "import me");
  assert.equal(spell("import", "import talk.srt"), "talk.srt");
  assert.equal(spell("redraft", "redraft 4"), "Speech recognition: redraft");
});

test("a text change is split into unchanged, removed and added text", () => {
  assert.deepEqual(textChange("so the cat sat down", "so a dog sat down"), {
    head: "so ",
    gone: "the cat ",
    come: "a dog ",
    tail: "sat down",
  });
  assert.deepEqual(textChange("a a", "a a a"), { head: "a a ", gone: "", come: "a", tail: "" });
  assert.deepEqual(textChange("And so", "And so on"), { head: "And so ", gone: "", come: "on", tail: "" });
  assert.deepEqual(textChange("", "new"), { head: "", gone: "", come: "new", tail: "" });
});
