import assert from "node:assert/strict";
import { test } from "node:test";

import { NO_CONFIDENCE, SpeakerConfidence } from "../../../static/core/speakers/confidence.js";

const segment = (/** @type {number} */ id, /** @type {string | null} */ speaker = "S1", status = "draft") => ({ id, speaker, status });

test("a confidence is low under the limit, while it is the one that was told of and nobody approved it", () => {
  const told = new SpeakerConfidence([{ id: 1, confidence: 0.4 }, { id: 2, confidence: 0.7 }], 0.7, [segment(1), segment(2), segment(3)]);
  assert.equal(told.lowConfidenceOf(segment(1)), 0.4);
  assert.equal(told.lowConfidenceOf(segment(1, "S1", "corrected")), 0.4);
  for (const sure of [segment(2), segment(3), segment(1, "S2"), segment(1, null), segment(1, "S1", "approved"), segment(1, "S1", "rejected")]) assert.equal(told.lowConfidenceOf(sure), null);
});

test("new segments with a speaker are read again, but not where nothing was told", () => {
  const told = new SpeakerConfidence([{ id: 1, confidence: 0.4 }], 0.7, [segment(1), segment(2)]);
  assert.equal(told.misses([segment(1), segment(2, "S2"), segment(3, null)]), false);
  assert.equal(told.misses([segment(1), segment(3)]), true);
  assert.equal(NO_CONFIDENCE.misses([segment(3)]), false);
});
