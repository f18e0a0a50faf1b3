import assert from "node:assert/strict";
import { test } from "node:test";

import { exportAddress, readBeginning, warningsOf } from "../../../static/core/sync/export-text.js";

/** @type {import("../../../static/core/sync/export-text.js").Format} */
const VTT = {
  name: "vtt", title: "WebVTT", suffix: ".vtt", reads: true, writes: true, options: ["speakers", "words", "style"], group: "subtitles",
  option_values: [
    { name: "speakers", kind: "switch", default: true, choices: [], title: "", choice_titles: [] },
    { name: "words", kind: "switch", default: false, choices: [], title: "", choice_titles: [] },
    { name: "style", kind: "text", default: "", choices: [], title: "", choice_titles: [] },
  ],
};
const PLAIN = { values: {}, of: "transcript", view: [] };

test("an address names what differs from the defaults", () => {
  assert.equal(exportAddress("m", VTT, PLAIN), "/api/v1/media/m/export/vtt");
  assert.equal(exportAddress("m", VTT, { ...PLAIN, values: { speakers: true, words: false, other: true } }), "/api/v1/media/m/export/vtt");
  assert.equal(exportAddress("m", VTT, { ...PLAIN, values: { speakers: false, words: true } }), "/api/v1/media/m/export/vtt?speakers=0&words=1");
  assert.equal(exportAddress("m", VTT, { ...PLAIN, values: { style: "a&b" } }), "/api/v1/media/m/export/vtt?style=a%26b");
  assert.equal(exportAddress("m", VTT, { values: {}, of: "translation", view: ["view=clean"] }), "/api/v1/media/m/export/vtt?view=clean&of=translation");
});

test("the beginning ends at a line, and says whether it is all", async () => {
  for (const [text, nChars, expected, isWhole] of /** @type {[string, number, string, boolean][]} */ ([
    ["one\ntwo\nthree", 100, "one\ntwo\nthree", true],
    ["one\ntwo\nthree", 9, "one\ntwo", false],
    ["a long line without an end", 6, "a long", false],
    ["", 10, "", true],
    ["äöü", 3, "äöü", true],
  ])) assert.deepEqual(await readBeginning(new Response(text), nChars), { text: expected, isWhole });
});

test("characters that lie in two parts of the answer are read as one, and the rest is not read", async () => {
  const bytes = new TextEncoder().encode("äöü\n".repeat(50));
  let nPulled = 0;
  const body = new ReadableStream({
    pull(controller) {
      controller.enqueue(bytes.slice(3 * nPulled, 3 * nPulled + 3));
      if (++nPulled * 3 >= bytes.length) controller.close();
    },
  });
  assert.deepEqual(await readBeginning(new Response(body), 9), { text: "äöü\näöü", isWhole: false });
  assert.ok(nPulled < 20);
});

test("what an export does not keep is in a header; an older server sends none", () => {
  const headers = { "Transcribe-Warnings": '["not kept: the language", "caf\\u00e9"]' };
  assert.deepEqual(warningsOf(new Response("", { headers })), ["not kept: the language", "café"]);
  assert.deepEqual(warningsOf(new Response("")), []);
});
