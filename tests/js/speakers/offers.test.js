import assert from "node:assert/strict";
import test from "node:test";

import { Transcript } from "../../../static/core/document/operations.js";
import { retagOf, standing } from "../../../static/core/speakers/offers.js";

/** @param {(string | null)[]} speakers */
const of = (speakers) => new Transcript(speakers.map((speaker, n) => /** @type {any} */ ({ id: n + 1, startMs: n * 1000, endMs: n * 1000 + 900, text: "x", speaker })), []);

test("one segment that got another speaker is a correction", () => {
  assert.deepEqual(retagOf(of(["A", "A"]), of(["A", "B"])), { id: 2, speaker: "B", was: "A" });
  assert.deepEqual(retagOf(of([null]), of(["B"])), { id: 1, speaker: "B", was: null });
  assert.equal(retagOf(of(["A"]), of(["A"])), null);
  assert.equal(retagOf(of(["A"]), of([null])), null);
  assert.equal(retagOf(of(["A"]), of(["A", "B"])), null); // a new segment
});

test("several segments with the same speaker are one correction, with different ones none", () => {
  assert.deepEqual(retagOf(of(["A", "A", "C"]), of(["B", "A", "B"])), { id: 3, speaker: "B", was: "C" });
  assert.equal(retagOf(of(["A", "A"]), of(["B", "C"])), null);
  const many = Array.from({ length: 30 }, () => "A");
  assert.equal(retagOf(of(many), of(many.map(() => "B"))), null); // a merge of speakers
});

test("offers stand while the correction does and their segments have the speaker that they had", () => {
  const offers = [{ id: 2, confidence: 0.9 }, { id: 3, confidence: 0.8 }];
  const retag = { id: 1, speaker: "B", was: "A" };
  const shown = of(["B", "A", "A"]);
  assert.deepEqual(standing(retag, offers, shown, shown), offers);
  assert.deepEqual(standing(retag, offers, shown, of(["B", "A", "C"])), [offers[0]]);
  assert.deepEqual(standing(retag, offers, shown, of(["B", "B"])), []);
  assert.deepEqual(standing(retag, offers, shown, of(["A", "A", "A"])), []);
});
