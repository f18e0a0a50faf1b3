import assert from "node:assert/strict";
import { test } from "node:test";

import { Transcript, applyAll } from "../../../static/core/document/operations.js";
import { acceptOperation, compareProposal, passagesOf, takenAtFirst } from "../../../static/core/editing/redraft-diff.js";
import { alignWords } from "../../../static/core/editing/word-diff.js";

/** A word each half second. @param {string} text @param {number} fromMs @param {number | null} probability */
function wordsOf(text, fromMs, probability) {
  return text.split(" ").filter(Boolean).map((word, i) => ({ text: word, startMs: fromMs + 500 * i, endMs: fromMs + 500 * i + 400, probability, speaker: null }));
}

/** @param {number} id @param {number} fromMs @param {string} text @param {object} [more] */
function segment(id, fromMs, text, more = {}) {
  const words = wordsOf(text, fromMs, 0.9);
  return { id, startMs: fromMs, endMs: words.at(-1)?.endMs ?? fromMs + 1000, text, speaker: null, status: "draft", words, ...more };
}

/** @param {any[]} segments @param {any} [more] */
function proposal(segments, more = {}) {
  const range = { startMs: 0, endMs: 60_000 };
  return { range, heard: [range], lost: [], segments, ...more };
}

/** @param {import("../../../static/core/editing/redraft-diff.js").Difference} difference */
function spell({ old, fresh }) {
  return `${old.map(({ text }) => text).join(" ")}>${fresh.map(({ text }) => text).join(" ")}`;
}

/** @param {any[]} segments @param {any} proposed @param {(shown: string) => boolean} [isTaken] */
function accept(segments, proposed, isTaken = () => true) {
  const comparison = compareProposal(segments, proposed);
  const taken = new Set(comparison.differences.filter((one) => isTaken(spell(one))).map(({ key }) => key));
  let id = 100;
  const op = acceptOperation(comparison, taken, () => id++);
  const before = new Transcript(segments, [{ id: "S1", name: "Ann" }]);
  const done = op ? applyAll(before, [op]) : { transcript: before, inverse: [] };
  return { comparison, op, done, before, shown: comparison.differences.map(spell), texts: done.transcript.segments.map(({ text }) => text) };
}

test("each changed word is a difference, and is accepted separately", () => {
  const old = [segment(7, 0, "ask not what your county can do for you", { speaker: "S1", isFlagged: true })];
  const fresh = proposal([segment(1, 0, "Ask not what your country can do for you")]);
  const { shown, done, texts, op } = accept(old, fresh, (one) => one === "county>country");
  assert.deepEqual(shown, ["ask>Ask", "county>country"]);
  assert.deepEqual(texts, ["ask not what your country can do for you"]);
  const [now] = done.transcript.segments;
  assert.deepEqual([now.id, now.speaker, now.isFlagged, now.status], [7, "S1", true, "draft"]);
  assert.deepEqual(op?.remove, []);
});

test("accepted words bring their times and probabilities, others keep theirs", () => {
  const old = [segment(7, 0, "one too three")];
  const heard = segment(1, 40, "One two three");
  heard.words.forEach((word) => (word.probability = 0.5));
  const [now] = accept(old, proposal([heard]), (one) => one === "too>two").done.transcript.segments;
  assert.deepEqual(now.words.map(({ text, startMs, probability }) => [text, startMs, probability]), [["one", 0, 0.9], ["two", 540, 0.5], ["three", 1000, 0.9]]);
});

test("accepting all gives the proposal, accepting none changes nothing, and one undo reverts it", () => {
  const old = [segment(7, 0, "we go to the station"), segment(8, 4000, "and then home it is")];
  const fresh = proposal([segment(1, 0, "we went to a station now"), segment(2, 4000, "and home it was")]);
  const { texts, done, before } = accept(old, fresh);
  assert.deepEqual(texts, ["we went to a station now", "and home it was"]);
  assert.deepEqual(applyAll(done.transcript, done.inverse).transcript.segments, before.segments);
  assert.equal(accept(old, fresh, () => false).op, null);
});

test("mostly new text is segmented as proposed and keeps the speaker and id of the replaced segment", () => {
  const old = [segment(7, 0, "wrong words", { endMs: 8000, speaker: "S1" })];
  const fresh = proposal([segment(1, 200, "And so my fellow Americans,"), segment(2, 4000, "ask not what your country can do.")]);
  const { texts, done } = accept(old, fresh);
  assert.deepEqual(texts, ["And so my fellow Americans,", "ask not what your country can do."]);
  const made = done.transcript.segments;
  assert.deepEqual(made.map(({ id, speaker, startMs, endMs }) => [id, speaker, startMs, endMs]), [[7, "S1", 200, 2600], [100, "S1", 4000, 7400]]);
});

test("words between segments become new segments; a segment without words is removed", () => {
  const old = [segment(7, 0, "one two"), segment(8, 8000, "nine ten"), segment(9, 12_000, "made up")];
  const fresh = proposal([segment(1, 0, "one two"), segment(2, 4000, "five six"), segment(3, 8000, "nine ten")]);
  const { shown, texts, op } = accept(old, fresh);
  assert.deepEqual(shown, [">five six", "made up>"]);
  assert.deepEqual(texts, ["one two", "five six", "nine ten"]);
  assert.deepEqual(op?.remove, [9]);
  assert.deepEqual(op?.put.map(({ id, status }) => [id, status]), [[100, "draft"]]);
  assert.deepEqual(accept(old, fresh, (one) => one === ">five six").texts, ["one two", "five six", "nine ten", "made up"]);
});

test("text outside the redraft stays: other segments, failed chunks, words outside the range", () => {
  const old = [segment(7, 0, "one two three four"), segment(8, 4000, "five six"), segment(9, 8000, "seven eight")];
  const half = { startMs: 0, endMs: 1000 };
  const cut = accept(old, proposal([segment(1, 0, "won too")], { range: half, heard: [half] }));
  assert.deepEqual(cut.texts, ["won too three four", "five six", "seven eight"]);
  const lost = { startMs: 4000, endMs: 6000 };
  const heard = [{ startMs: 0, endMs: 3000 }, { startMs: 8000, endMs: 9000 }];
  const rest = accept(old, proposal([segment(1, 0, "one two three for"), segment(2, 8000, "seven ate")], { lost: [lost], heard }));
  assert.deepEqual(rest.shown, ["four>for", "eight>ate"]);
  const silent = accept(old, proposal([segment(1, 0, "one two three four")], { heard: [heard[0]] }));
  assert.deepEqual(silent.shown, []);
});

test("a partial word at the edge of the range does not duplicate the word across the edge", () => {
  const old = [segment(7, 0, "my fellow Americans ask not")];
  const range = { startMs: 1250, endMs: 3000 };
  const fresh = proposal([segment(1, 1250, "icans ask knot")], { range, heard: [range] });
  fresh.segments[0].words.forEach((/** @type {object} */ word, /** @type {number} */ i) => Object.assign(word, { startMs: [1250, 1500, 2000][i], endMs: [1380, 1900, 2400][i] }));
  assert.deepEqual(accept(old, fresh).shown, ["not>knot"]);
});

test("words without times get those of the redraft", () => {
  const old = [segment(7, 0, "set right", { words: [], endMs: 3000, status: "corrected" })];
  const { done, comparison } = accept(old, proposal([segment(1, 1000, "set bright")]));
  assert.deepEqual(done.transcript.segments[0].words.map(({ text, startMs }) => [text, startMs]), [["set", 1000], ["bright", 1500]]);
  assert.deepEqual([...takenAtFirst(comparison.differences, false)], []);
  assert.equal(takenAtFirst(comparison.differences, true).size, 1);
});

test("an extended segment does not overlap its neighbours", () => {
  const old = [segment(7, 1000, "two three"), segment(8, 2000, "four five")];
  const fresh = proposal([segment(1, 500, "one two three and four five")]);
  fresh.segments[0].words[3].endMs = 2300;
  const made = accept(old, fresh).done.transcript.segments;
  assert.deepEqual(made.map(({ text, startMs, endMs }) => [text, startMs, endMs]), [["one two three", 500, 1900], ["and four five", 2000, 2900]]);
  for (const { startMs, endMs, words } of made) for (const word of words) assert.ok(startMs <= word.startMs && word.startMs <= word.endMs && word.endMs <= endMs);
});

test("Chinese is compared by characters and joined without spaces", () => {
  const old = [segment(7, 0, "今日は悪い天気")];
  assert.deepEqual(accept(old, proposal([segment(1, 0, "今日は良い天気")])).texts, ["今日は良い天気"]);
});

test("line breaks between words that stay are kept", () => {
  const old = [segment(7, 0, "- one two", { text: "- one\n- too", words: wordsOf("- one - too", 0, 0.9) })];
  assert.deepEqual(accept(old, proposal([segment(1, 0, "- one - two")])).texts, ["- one\n- two"]);
});

test("the display has only segments with differences", () => {
  const old = [segment(7, 0, "one two"), segment(8, 4000, "five six")];
  const passages = passagesOf(compareProposal(old, proposal([segment(1, 0, "one two"), segment(2, 4000, "five sick")])));
  assert.deepEqual(passages.map(({ startMs, steps }) => [startMs, steps.length]), [[4000, 2]]);
});

test("a difference keeps its key after a change elsewhere", () => {
  const fresh = proposal([segment(1, 0, "one two"), segment(2, 4000, "five six")]);
  const keys = (/** @type {any[]} */ old) => compareProposal(old, fresh).differences.map(({ key }) => key);
  const [before, after] = [keys([segment(7, 0, "won two"), segment(8, 4000, "five sick")]), keys([segment(7, 0, "one two"), segment(8, 4000, "five sick")])];
  assert.deepEqual(after, [before[1]]);
});

test("an hour of words is aligned in parts with the same result as in one", () => {
  const text = Array.from({ length: 6000 }, (_, i) => `w${(i * 7919) % 997}`);
  const old = wordsOf(text.join(" "), 0, null);
  const fresh = wordsOf(text.map((word, i) => (i % 50 ? word : "other")).join(" "), 30, null);
  const pairs = alignWords(old, fresh);
  assert.equal(pairs.length, 6000);
  assert.ok(pairs.every(({ old: a, fresh: b }, i) => a === i && b === i));
  assert.equal(pairs.filter(({ kind }) => kind !== "equal").length, 120);
});
