import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { cleanText, pastedLines } from "../../../static/core/document/sanitize.js";
import { FILLERS, clean, disfluencies } from "../../../static/core/text/disfluencies.js";

/** @type {any[]} */
const vectors = JSON.parse(readFileSync(new URL("../../data/disfluency_vectors.json", import.meta.url), "utf-8"));

test("the browser and Python leave out the same words", () => {
  assert.deepEqual(vectors[0].fillers, FILLERS);
  const views = vectors.filter((one) => "clean" in one);
  assert.ok(views.length >= 300);
  for (const { text, language, own, repeats, false_starts: falseStarts, places, clean: wanted } of views) {
    const options = { fillers: own, repeats, falseStarts };
    const count = (/** @type {number} */ place) => [...text.slice(0, place)].length;
    const found = disfluencies(text, language, options).map(({ from, to }) => [count(from), count(to)]);
    assert.deepEqual(found, places, JSON.stringify({ text, language, options }));
    assert.equal(clean(text, language, options), wanted, JSON.stringify({ text, language, options }));
  }
});

test("the browser and the server store the same text", () => {
  for (const { strange, stored } of vectors.filter((one) => "strange" in one)) assert.equal(cleanText(strange), stored);
  assert.equal(cleanText("a\ud800b\udc00"), "a\ufffdb\ufffd");
});

test("a paste becomes lines of plain text", () => {
  assert.deepEqual(pastedLines("one\ttwo\r\n\r\n  \nthree 👍\u202e\u0000"), ["one two", "three 👍"]);
  assert.deepEqual(pastedLines("<b>bold</b>"), ["<b>bold</b>"]);
  assert.deepEqual(pastedLines(" "), [" "]);
});
