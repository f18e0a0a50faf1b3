import assert from "node:assert/strict";
import { test } from "node:test";

import { Transcript, applyAll, joinText } from "../../../static/core/document/operations.js";
import { deleteOps, flagOps, isOneRun, mergeOps, speakerFromHereOps, speakerOps, statusOps, takeBackOps } from "../../../static/core/editing/row-operations.js";
import { createRandom } from "../support/random.js";

/** @typedef {import("../../../static/core/document/operations.js").Segment} Segment */

const SPEAKERS = [{ id: "A", name: "Anna" }, { id: "B", name: "Ben" }];
const word = (/** @type {string} */ text, /** @type {number | null} */ probability = 0.9) => ({ text, startMs: 0, endMs: 0, probability, speaker: null });
/** @type {(id: number, more?: Partial<Segment>) => Segment} */
const segment = (id, more) => ({ id, startMs: id * 1000, endMs: id * 1000 + 900, text: `text ${id}`, speaker: null, status: "draft", words: [word("text"), word(`${id}`)], ...more });

/** A transcript of segments whose fields are drawn. @param {ReturnType<typeof createRandom>} random */
function drawTranscript({ below, pick }) {
  const segments = Array.from({ length: 1 + below(150) }, (_, n) =>
    segment(n + 1, {
      speaker: pick([null, "A", "B"]),
      status: pick(["draft", "corrected", "approved", "rejected"]),
      text: pick(["One two.", "one\ntwo", "", "中文", " space "]),
      ...(below(2) ? { isFlagged: true } : {}),
    }),
  );
  return new Transcript(segments, SPEAKERS);
}

test("each command on several segments does the same as on one after the other, and one undo takes it back", () => {
  const random = createRandom(11);
  for (let n = 0; n < 60; n++) {
    const before = drawTranscript(random);
    const from = random.below(before.segments.length);
    const chosen = before.segments.slice(from, from + 1 + random.below(140));
    const isChosen = new Set(chosen.map(({ id }) => id));
    for (const [make, expected] of /** @type {[(c: Segment[]) => import("../../../static/core/document/operations.js").Operation[], (s: Segment) => Segment | null][]} */ ([
      [(c) => statusOps(c, "approved"), (s) => ({ ...s, status: "approved" })],
      [(c) => speakerOps(c, "B"), (s) => ({ ...s, speaker: "B" })],
      [deleteOps, () => null],
    ])) {
      const { transcript, inverse } = applyAll(before, make(chosen));
      assert.deepEqual(transcript.segments, before.segments.flatMap((s) => (isChosen.has(s.id) ? (expected(s) ?? []) : s)));
      assert.deepEqual(applyAll(transcript, inverse).transcript.segments, before.segments);
    }
    const merged = applyAll(before, mergeOps(chosen, null));
    assert.equal(merged.transcript.segments.length, before.segments.length - chosen.length + 1);
    assert.equal(merged.transcript.segment(chosen[0].id)?.text, chosen.slice(1).reduce((text, s) => joinText(text, s.text), chosen[0].text));
    assert.deepEqual(applyAll(merged.transcript, merged.inverse).transcript.segments, before.segments);
  }
});

test("this speaker from here on stops at the next change of speaker", () => {
  const speakers = ["A", null, null, "B", null];
  const transcript = new Transcript(speakers.map((speaker, n) => segment(n + 1, { speaker })), SPEAKERS);
  const after = (/** @type {number} */ id) => applyAll(transcript, speakerFromHereOps(transcript, id)).transcript.segments.map(({ speaker }) => speaker);
  assert.deepEqual(after(1), ["A", "A", "A", "B", null]);
  assert.deepEqual(after(4), ["A", null, null, "B", "B"]);
  assert.deepEqual(after(2), speakers, "the next one has it already");
  assert.deepEqual(after(5), speakers);
  assert.deepEqual(after(99), speakers);
});

test("an approval that is taken back leaves a draft, or a corrected segment if a user typed a word", () => {
  const chosen = [segment(1, { status: "approved" }), segment(2, { status: "rejected", words: [word("typed", null)] }), segment(3, { status: "corrected" }), segment(4, { status: "approved", words: [] })];
  assert.deepEqual(takeBackOps(chosen).map((op) => op.op === "set_status" && [op.id, op.status]), [[1, "draft"], [2, "corrected"], [4, "corrected"]]);
});

test("several segments are flagged, and unflagged only if all are flagged", () => {
  const chosen = [segment(1, { isFlagged: true }), segment(2)];
  assert.deepEqual(flagOps(chosen), [{ op: "set_flag", id: 2, isFlagged: true }]);
  assert.deepEqual(flagOps([chosen[0]]), [{ op: "set_flag", id: 1, isFlagged: false }]);
});

test("merging corrects the places where segments meet", () => {
  const chosen = [segment(1, { text: "We went to their." }), segment(2, { text: "market and" }), segment(3, { text: "Then ate" })];
  const transcript = new Transcript(chosen, []);
  const textAfter = (/** @type {Parameters<typeof mergeOps>[1]} */ seams) => applyAll(transcript, mergeOps(chosen, seams)).transcript.segments.map(({ text }) => text);
  assert.deepEqual(textAfter(null), ["We went to their. market and Then ate"]);
  assert.deepEqual(textAfter({ isOrdinary: () => true, language: "en" }), ["We went to their market and then ate"]);
});

test("only segments without others between them are one run", () => {
  const transcript = new Transcript([1, 2, 3, 4].map((id) => segment(id)), []);
  const run = (/** @type {number[]} */ ...ids) => isOneRun(transcript, ids.map((id) => segment(id)));
  assert.deepEqual([run(2, 3), run(1, 2, 3, 4), run(3), run(1, 3), run(9), run()], [true, true, true, false, false, false]);
});
