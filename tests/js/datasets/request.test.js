import assert from "node:assert/strict";
import { test } from "node:test";

import { nextVersion, ratesOf, readRequest, spellBytes, spellDifference, spellPlan } from "../../../static/core/datasets/request.js";

const ANY = { name: "parquet", title: "Parquet", rate: 16_000, rates: [], holds_recordings: false, audio: [{ name: "flac", rates: [] }, { name: "opus", rates: [8_000, 12_000, 16_000, 24_000, 48_000] }] };

test("the rates are those that the format and its audio hold", () => {
  assert.ok(ratesOf(ANY, "flac").includes(22_050));
  assert.deepEqual(ratesOf(ANY, "opus"), [8_000, 16_000, 24_000, 48_000]);
  assert.deepEqual(ratesOf({ ...ANY, rates: [22_050] }, "flac"), [22_050]);
  assert.deepEqual(ratesOf(ANY, "unknown"), ratesOf(ANY, "flac"));
});

test("the form becomes a request; a number that is none is left to the server", () => {
  const fields = new FormData();
  const values = { format: "nemo", audio: "flac", rate: "22050", speakers: " Anna, ,Ben ", tags: "", min_seconds: "0.5", max_seconds: "x", padding_ms: "", loudness: "-23", normaliser: "none", splits: " train=1 ", version: "2", folder: "", redact: " Anna \n\n/\\d/", redact_sound: "tone", redact_padding_ms: "50" };
  for (const [name, value] of Object.entries(values)) fields.append(name, value);
  for (const status of ["approved", "corrected"]) fields.append("status", status);
  fields.append("drop_marks", "on");
  assert.deepEqual(readRequest(fields, ["a"]), {
    format: "nemo", audio: "flac", rate: 22_050, statuses: ["approved", "corrected"], tags: [], speakers: ["Anna", "Ben"], min_seconds: 0.5,
    redact: ["Anna", "/\\d/"], redact_flagged: false, redact_sound: "tone", redact_padding_ms: 50, whole_recordings: false,
    overlap: false, trim_silence: false, loudness: -23, marks: "drop", normaliser: "none", splits: "train=1", on_join: "freeze", version: "2", folder: "", recordings: ["a"],
  });
});

test("a plan and a difference in words", () => {
  const plan = { clips: 1234, hours: 1.5, recordings: 1, speakers: 2, bytes: 2_400_000, redacted: 0, splits: { train: 0.8, test: 0.2 }, left_out: {}, reasons: {}, warnings: [], shards: 1, folder: "/x" };
  assert.deepEqual(spellPlan(plan), ["1,234 clips, 1:30:00, of 2 speakers in 1 recording; about 2 MB", "train 80.0 %, test 20.0 %"]);
  assert.equal(spellPlan({ ...plan, splits: { train: 1 } }).length, 1);
  assert.deepEqual(spellPlan({ ...plan, splits: { train: 1 }, redacted: 1200 }).slice(1), ["1,200 places in the texts are redacted"]);
  const none = { n: 0, first: [] };
  const same = { added: none, removed: none, changed: none, moved: none };
  assert.equal(spellDifference(same), "The same clips");
  assert.equal(spellDifference({ ...same, added: { n: 1200, first: [] }, moved: { n: 1, first: [] } }), "Clips: 1,200 added, 1 in another split");
});

test("the next version and sizes", () => {
  assert.equal(nextVersion([]), "1.0.0");
  assert.equal(nextVersion([{ version: "1.0.9" }, { version: "1.0.0" }]), "1.0.10");
  assert.equal(nextVersion([{ version: "2026-11" }]), "2026-12");
  assert.equal(nextVersion([{ version: "final" }]), "final.1");
  assert.deepEqual([0, 999_499, 5e6, 3.14e9].map(spellBytes), ["1 kB", "999 kB", "5 MB", "3.1 GB"]);
});
