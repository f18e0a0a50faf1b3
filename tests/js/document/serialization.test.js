import assert from "node:assert/strict";
import { test } from "node:test";

import { operationFromJson, operationToJson, segmentFromJson, segmentToJson, transcriptFromCompact, transcriptFromJson } from "../../../static/core/document/serialization.js";

/** @typedef {import("../../../static/core/document/operations.js").Operation} Operation */

const word = { text: "one", startMs: 1001, endMs: 1999, probability: 0.5, speaker: "S1" };
const segment = { id: 5, startMs: 1001, endMs: 2002, text: "one", speaker: "S1", status: "corrected", words: [word], isFlagged: true };
/** @type {Operation[]} */
const EVERY = [
  { op: "set_text", id: 5, text: "two" },
  { op: "set_text", id: 5, text: "two", words: [word] },
  { op: "set_text", id: 5, text: "", words: [] },
  { op: "set_times", id: 5, startMs: 3, endMs: 1009 },
  { op: "set_words", id: 5, words: [word, { ...word, probability: null, speaker: null }] },
  { op: "set_speaker", id: 5, speaker: null },
  { op: "set_status", id: 5, status: "approved" },
  { op: "set_flag", id: 5, isFlagged: false },
  { op: "split", id: 5, atChar: 1, atMs: 1234, newId: 2 ** 52 },
  { op: "split", id: 5, atChar: 1, atMs: 1234, newId: 9, nWords: 0 },
  { op: "merge", id: 5, otherId: 6 },
  { op: "insert", segment },
  { op: "delete", id: 5 },
  { op: "replace", put: [segment], remove: [6, 7] },
  { op: "add_speaker", speaker: { id: "S1", name: "Ann" } },
  { op: "rename_speaker", id: "S1", name: "Anna" },
  { op: "remove_speaker", id: "S1" },
];

test("every operation comes back from JSON as it was", () => {
  for (const op of EVERY) assert.deepEqual(operationFromJson(JSON.parse(JSON.stringify(operationToJson(op)))), op);
});

test("every millisecond of three hours comes back from seconds as it was", () => {
  for (let ms = 0; ms < 3 * 3_600_000; ms += 997) {
    const { startMs, endMs } = segmentFromJson(segmentToJson({ ...segment, startMs: ms, endMs: ms + 1, words: [] }));
    assert.deepEqual([startMs, endMs], [ms, ms + 1]);
  }
});

test("what the server leaves out has its usual value", () => {
  const plain = { id: 1, start: 0, end: 1.5, text: "a", words: [{ word: "a", start: 0, end: 1.5 }] };
  assert.deepEqual(segmentFromJson(plain), {
    id: 1, startMs: 0, endMs: 1500, text: "a", speaker: null, status: "draft",
    words: [{ text: "a", startMs: 0, endMs: 1500, probability: null, speaker: null }],
  });
});

test("the compact form is the same transcript", () => {
  const compact = transcriptFromCompact({
    revision: 3,
    speakers: [["S1", "Ann"]],
    segments: [[5, 1001, 2002, "one", "S1", "corrected", [["one", 1001, 1999, 0.5, "S1"]], 1], [6, 5000, 6000, "two", null, "draft", [["two", 5000, 6000]], 0]],
  });
  const second = { id: 6, start: 5, end: 6, text: "two", words: [{ word: "two", start: 5, end: 6 }] };
  const full = transcriptFromJson({ segments: [second, segmentToJson(segment)], speakers: [{ id: "S1", name: "Ann" }] });
  assert.deepEqual(compact.segments, full.segments);
  assert.deepEqual(compact.speakers, full.speakers);
});
