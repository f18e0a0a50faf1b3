import assert from "node:assert/strict";
import { test } from "node:test";

import { selectedParts, transcriptText } from "../../../static/core/editing/transcript-text.js";

const SPEAKERS = [{ id: "A", name: "Anna" }, { id: "B", name: "Ben\tB." }];
/** @type {(id: number, text: string, speaker?: string | null) => import("../../../static/core/document/operations.js").Segment} */
const segment = (id, text, speaker = null) => ({ id, startMs: id * 61_001, endMs: id * 61_001 + 900, text, speaker, status: "draft", words: [] });
const SEGMENTS = [segment(0, "One\ntwo ", "A"), segment(1, "three", "A"), segment(2, " \n"), segment(3, "four", "B"), segment(60, "five", "gone"), segment(61, "six")];

test("a line a segment, with times and speakers as wanted", () => {
  assert.equal(transcriptText(SEGMENTS, SPEAKERS), "One two\nthree\nfour\nfive\nsix");
  assert.equal(transcriptText(SEGMENTS, SPEAKERS, { speakers: true }), "Anna: One two\nthree\nBen B.: four\nfive\nsix");
  assert.equal(
    transcriptText(SEGMENTS, SPEAKERS, { times: true, speakers: true }),
    "[00:00:00.000] Anna: One two\n[00:01:01.001] Anna: three\n[00:03:03.003] Ben B.: four\n[01:01:00.060] five\n[01:02:01.061] six",
  );
  assert.equal(transcriptText([], SPEAKERS), "");
});

test("a selection takes parts of the first and the last text", () => {
  const texts = (/** @type {number[]} */ [fromId, from, toId, to]) => selectedParts(SEGMENTS, { id: fromId, offset: from }, { id: toId, offset: to }).map(({ text }) => text);
  assert.deepEqual(texts([0, 4, 3, 2]), ["two ", "three", " \n", "fo"]);
  assert.deepEqual(texts([1, 1, 1, 3]), ["hr"]);
  assert.deepEqual(texts([3, 0, 1, 2]), []);
  assert.deepEqual(texts([77, 0, 1, 2]), []);
});
