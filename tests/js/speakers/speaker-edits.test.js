import assert from "node:assert/strict";
import { test } from "node:test";

import { Transcript, applyAll, isTagged } from "../../../static/core/document/operations.js";
import { nameBeside, namesake, replaceSpeakerOps, splitSpeakerOps } from "../../../static/core/speakers/speaker-edits.js";
import { createRandom } from "../support/random.js";

const SPEAKERS = [{ id: "A", name: "Anna" }, { id: "B", name: "Ben" }, { id: "C", name: "Cleo" }]; // prettier-ignore

test("merging and removing a speaker leave no trace of it, touch nothing else, and are undone as one", () => {
  const { below, pick, list } = createRandom(3);
  const word = (/** @type {number} */ i) => ({ text: `w${i}`, startMs: i, endMs: i + 1, probability: 0.5, speaker: pick([null, null, "A", "B"]) });
  for (let n = 0; n < 100; n++) {
    const segments = list(1 + below(80), (i) => ({ id: i, startMs: i * 1000, endMs: i * 1000 + 900, text: "w0 w1", speaker: pick([null, "A", "B", "C"]), status: "draft", words: list(2, word) }));
    const before = new Transcript(segments, SPEAKERS);
    const to = pick(["B", "C", null]);
    const { transcript, inverse } = applyAll(before, replaceSpeakerOps(before, "A", to));
    assert.equal(transcript.speaker("A"), null);
    assert.ok(!isTagged(transcript, "A"));
    const put = (/** @type {string | null} */ speaker) => (speaker === "A" ? to : speaker);
    const expected = segments.map((segment) => ({ ...segment, speaker: put(segment.speaker), words: segment.words.map((one) => ({ ...one, speaker: put(one.speaker) })) }));
    assert.deepEqual(transcript.segments, expected);
    const undone = applyAll(transcript, inverse).transcript;
    assert.deepEqual(undone.segments, segments);
    assert.deepEqual(undone.speakers, SPEAKERS); // in their order: colours and keys follow it
  }
});

test("a speaker is not merged with itself, nor one that is not there", () => {
  const transcript = new Transcript([], SPEAKERS);
  assert.deepEqual(replaceSpeakerOps(transcript, "A", "A"), []);
  assert.deepEqual(replaceSpeakerOps(transcript, "X", "A"), []);
});

test("a half of a speaker becomes another, without the segments that have changed since", () => {
  const segments = ["A", "A", "B"].map((speaker, id) => ({ id, startMs: id, endMs: id + 1, text: "", speaker, status: "draft", words: [] }));
  const transcript = new Transcript(segments, SPEAKERS);
  const split = (/** @type {number[]} */ ids) => applyAll(transcript, splitSpeakerOps(transcript, ids, "A", { id: "D", name: "Dora" })).transcript;
  assert.deepEqual(split([1, 2, 9]).segments.map(({ speaker }) => speaker), ["A", "D", "B"]);
  assert.deepEqual(split([2]), transcript);
});

test("a name that another speaker has is found, as people read it", () => {
  assert.equal(namesake(SPEAKERS, "C", " anna ")?.id, "A");
  assert.equal(namesake([{ id: "A", name: "Zoe\u0308" }], "C", "Zo\u00eb")?.id, "A");
  assert.equal(namesake(SPEAKERS, "A", "Anna"), null);
});

test("a speaker that is split off gets a name that no other has, for all names and their case", () => {
  const { below, pick, list } = createRandom(7);
  const names = ["Anna", "anna 2", "ANNA 3", "Speaker 1", "Speaker 4", "speaker 5", "Anna 2 2", "S4", ""];
  for (let n = 0; n < 200; n++) {
    const speakers = list(1 + below(12), (i) => ({ id: `S${i + 1}`, name: pick(names) }));
    const id = pick([`S${speakers.length + 1}`, "S4x"]);
    const { name } = pick(speakers);
    const made = nameBeside(speakers, name, id);
    assert.equal(namesake(speakers, id, made), null);
    assert.ok(made.startsWith(/^Speaker \d+$/.test(name) ? "Speaker " : `${name} `));
  }
  assert.equal(nameBeside([{ id: "S1", name: "Speaker 1" }], "Speaker 1", "S4"), "Speaker 4");
  assert.equal(nameBeside([{ id: "S1", name: "Anna" }], "Anna", "S2"), "Anna 2");
});
