import assert from "node:assert/strict";
import { test } from "node:test";

import { Transcript, applyAll } from "../../../static/core/document/operations.js";
import { differencesOf, keysOf, stillAsShown, takeOperations, textPieces } from "../../../static/core/editing/cue-differences.js";

/** @typedef {import("../../../static/core/editing/cue-differences.js").Compared} Compared */
/** @typedef {import("../../../static/core/document/operations.js").Segment} Segment */

const segment = (/** @type {number} */ id, /** @type {string} */ text, /** @type {Partial<Segment>} */ more = {}) => ({
  id, startMs: id * 1000, endMs: id * 1000 + 900, text, speaker: null, status: "draft", words: [], ...more,
});
const cue = (/** @type {number} */ id, /** @type {string} */ text, /** @type {Partial<Compared["differences"][number]["there"][number]>} */ more = {}) => ({
  start: id, end: id + 0.9, text, speaker: null, status: /** @type {const} */ ("draft"), words: [], ...more,
});
const compared = (/** @type {Compared["differences"]} */ differences) => ({ revision: 1, name: "a.srt", warnings: [], cues: 9, same: 0, has_times: true, differences });

/** Take some of the differences. @param {Transcript} transcript @param {Compared} found @param {(keys: string[]) => string[]} [pick] */
function take(transcript, found, pick = (keys) => keys) {
  const differences = differencesOf(found, transcript);
  let id = 100;
  const ops = takeOperations(transcript, differences, new Set(pick(keysOf(differences, null))), () => id++);
  return { ops, after: applyAll(transcript, ops).transcript };
}

test("text, times and speaker of a pair are taken one by one, or together", () => {
  const transcript = new Transcript([segment(1, "one too", { words: [{ text: "one", startMs: 1000, endMs: 1400, probability: 0.9, speaker: null }, { text: "too", startMs: 1500, endMs: 1900, probability: 0.9, speaker: null }] })], []);
  const found = compared([{ kinds: ["text", "times", "speaker"], here: [1], there: [cue(1, "one two", { start: 2, end: 2.9, speaker: "Ben" })] }]);
  const only = (/** @type {string} */ kind) => take(transcript, found, (keys) => keys.filter((key) => key.endsWith(kind))).after.segment(1);
  assert.deepEqual([only("text")?.text, only("text")?.startMs, only("text")?.status], ["one two", 1000, "corrected"]);
  assert.deepEqual([only("times")?.text, only("times")?.startMs], ["one too", 2000]);
  const { ops, after } = take(transcript, found);
  assert.deepEqual(ops.map(({ op }) => op), ["add_speaker", "set_times", "set_text", "set_speaker"]);
  const all = after.segment(1);
  assert.deepEqual([all?.text, all?.startMs, all?.speaker, all?.words.map(({ text }) => text)], ["one two", 2000, "S1", ["one", "two"]]);
  assert.deepEqual(after.speakers, [{ id: "S1", name: "Ben" }]);
});

test("cues of one side are added and removed; speakers are found by name", () => {
  const transcript = new Transcript([segment(1, "gone"), segment(2, "stays")], [{ id: "S7", name: "Ben" }]);
  const { ops, after } = take(transcript, compared([{ kinds: ["only_here"], here: [1], there: [] }, { kinds: ["only_there"], here: [], there: [cue(3, "new", { speaker: "Ben" })] }]));
  assert.deepEqual(ops.map(({ op }) => op), ["delete", "insert"]);
  assert.deepEqual(after.segments.map(({ id, text, speaker }) => [id, text, speaker]), [[2, "stays", null], [100, "new", "S7"]]);
});

test("segments are divided as the other's cues; the first keep their ids, and words their times", () => {
  const words = "a b c d".split(" ").map((text, n) => ({ text, startMs: 1000 + n * 200, endMs: 1150 + n * 200, probability: 0.5, speaker: null }));
  const transcript = new Transcript([segment(1, "a b c d", { speaker: "S1", status: "approved", words, isFlagged: true })], [{ id: "S1", name: "Anna" }]);
  const there = [cue(1, "a b", { end: 1.4 }), cue(1, "c d", { start: 1.4 })];
  const { after } = take(transcript, compared([{ kinds: ["cues"], here: [1], there }]));
  assert.deepEqual(after.segments.map(({ id, text, speaker, status }) => [id, text, speaker, status]), [[1, "a b", "S1", "approved"], [100, "c d", "S1", "approved"]]);
  assert.deepEqual(after.segments.map((one) => one.words.map(({ startMs }) => startMs)), [[1000, 1200], [1400, 1600]]);
  const back = take(after, compared([{ kinds: ["cues"], here: [1, 100], there: [cue(1, "a b c d")] }])).after;
  assert.deepEqual(back.segments.map(({ id, text }) => [id, text]), [[1, "a b c d"]]);
});

test("differences whose segments were changed after they were shown are known, whatever was changed", () => {
  const transcript = new Transcript([1, 2, 3].map((id) => segment(id, "a")), [{ id: "S1", name: "Ben" }]);
  const shown = differencesOf(compared([1, 2].map((id) => ({ kinds: ["text"], here: [id], there: [cue(id, "x")] }))), transcript);
  /** @type {import("../../../static/core/document/operations.js").Operation[]} */
  const edits = [
    { op: "set_text", id: 1, text: "b" }, { op: "set_times", id: 1, startMs: 1100, endMs: 1900 }, { op: "set_speaker", id: 1, speaker: "S1" },
    { op: "set_status", id: 1, status: "approved" }, { op: "delete", id: 1 },
  ];
  for (const edit of edits) assert.deepEqual(stillAsShown(shown, applyAll(transcript, [edit]).transcript).map(({ n }) => n), [1], edit.op);
  assert.equal(stillAsShown(shown, applyAll(transcript, [{ op: "delete", id: 3 }]).transcript).length, 2);
});

test("what would change an approved segment is known, and left out unless it is asked for", () => {
  const transcript = new Transcript([segment(1, "a", { status: "approved" }), segment(2, "b")], []);
  const differences = differencesOf(compared([{ kinds: ["text"], here: [1], there: [cue(1, "x")] }, { kinds: ["text", "times"], here: [2], there: [cue(3, "y")] }]), transcript);
  assert.deepEqual(keysOf(differences, null, false), ["1 text", "1 times"]);
  assert.deepEqual(keysOf(differences, "text"), ["0 text", "1 text"]);
});

test("a difference about a segment that is gone is left out", () => {
  assert.deepEqual(differencesOf(compared([{ kinds: ["text"], here: [5], there: [cue(1, "x")] }]), new Transcript([], [])), []);
});

test("the pieces of a text are the text, and mark the words of one side", () => {
  for (const [a, b] of [["so we went\nhome", "So we  go home"], ["", "new"], ["你好吗", "你们好"], [" a b ", "a b"], ["x x x", "x x"]]) {
    const [ours, theirs] = textPieces(a, b);
    assert.equal(ours.map(({ text }) => text).join(""), a);
    assert.equal(theirs.map(({ text }) => text).join(""), b);
  }
  const [ours, theirs] = textPieces("we went home now", "we go home");
  assert.deepEqual(ours.filter(({ isOnly }) => isOnly).map(({ text }) => text.trim()), ["went", "now"]);
  assert.deepEqual(theirs.filter(({ isOnly }) => isOnly).map(({ text }) => text.trim()), ["go"]);
});
