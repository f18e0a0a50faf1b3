import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { operationFromJson, operationToJson, segmentToJson, transcriptFromJson } from "../../../static/core/document/serialization.js";
import { DoesNotFit, Transcript, applyAll } from "../../../static/core/document/operations.js";

const read = (/** @type {string} */ name) =>
  JSON.parse(readFileSync(new URL(`../../data/${name}`, import.meta.url), "utf-8"));

/** @param {Transcript} transcript */
function documentOf(transcript) {
  return { segments: transcript.segments.map(segmentToJson), speakers: transcript.speakers };
}

test("operations give the same results as in Python", () => {
  for (const vector of read("operation_vectors.json")) {
    const ops = vector.ops.map(operationFromJson);
    const before = transcriptFromJson(vector.before);
    const { transcript, inverse } = applyAll(before, ops);
    assert.deepEqual(documentOf(transcript), vector.after);
    assert.deepEqual(inverse.map(operationToJson), vector.inverse);
    assert.deepEqual(documentOf(applyAll(transcript, inverse).transcript), vector.before);
    assert.deepEqual(ops.map(operationToJson), vector.ops);
  }
});

/** @returns {import("../../../static/core/document/operations.js").Segment} */
const segment = (/** @type {number} */ id, /** @type {number} */ startMs) => ({
  id, startMs, endMs: startMs + 1000, text: `text ${id}`, speaker: null, status: "draft", words: [],
});

test("a segment that moves past others changes its position, and others keep their identity", () => {
  const before = new Transcript([1, 2, 3, 4].map((id) => segment(id, id * 1000)), []);
  const { transcript } = applyAll(before, [{ op: "set_times", id: 1, startMs: 3500, endMs: 4500 }]);
  assert.deepEqual(transcript.segments.map((s) => s.id), [2, 3, 1, 4]);
  assert.equal(transcript.segments[0], before.segments[1]);
  assert.equal(transcript.position(1), 2);
});

test("many segments inserted at once have the same order as one by one", () => {
  const fresh = Array.from({ length: 100 }, (_, i) => segment(i + 10, (i * 7919) % 100_000));
  const empty = new Transcript([], []);
  const oneByOne = fresh.reduce((transcript, one) => transcript.withSegments([one]), empty);
  assert.deepEqual(empty.withSegments(fresh).segments, oneByOne.segments);
});

test("an edit that does not apply is refused as a whole", () => {
  const transcript = new Transcript([segment(1, 0)], []);
  const bad = [
    { op: "set_text", id: 1, text: "x" },
    { op: "delete", id: 2 },
  ];
  assert.throws(() => applyAll(transcript, /** @type {any} */ (bad)), DoesNotFit);
  assert.throws(() => applyAll(transcript, [{ op: "set_times", id: 1, startMs: 5, endMs: 5 }]), DoesNotFit);
  assert.throws(() => applyAll(transcript, [{ op: "split", id: 1, atChar: 1, atMs: 1000, newId: 2 }]), DoesNotFit);
  assert.throws(() => applyAll(transcript, [{ op: "set_speaker", id: 1, speaker: "S1" }]), DoesNotFit);
  assert.equal(transcript.segments[0].text, "text 1");
});
