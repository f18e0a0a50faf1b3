import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { joinText } from "../../../static/core/document/operations.js";
import { wordFromJson, wordToJson } from "../../../static/core/document/serialization.js";
import { fitWords, tokenize } from "../../../static/core/document/word-timing.js";
import { createRandom } from "../support/random.js";

/** @typedef {import("../../../static/core/document/operations.js").Word} Word */

const VECTORS = JSON.parse(readFileSync(new URL("../../data/word_timing_vectors.json", import.meta.url), "utf-8"));
const PIECES = ["the", "Anna", "don't", "42", "é", "—", "好", "走吧", "ไป", "مرحبا", "ok.", "...", "👍🏽"];

test("words are fitted to a changed text as in Python", () => {
  for (const vector of VECTORS) {
    assert.deepEqual(tokenize(vector.text), vector.tokens);
    const fitted = fitWords(vector.words.map(wordFromJson), vector.text, vector.start, vector.end);
    assert.deepEqual(fitted.map(wordToJson), vector.fitted);
    assert.equal(joinText(vector.before, vector.text), vector.joined);
  }
});

/** @param {ReturnType<typeof createRandom>} random */
const textOf = (random) => random.list(random.below(8), () => random.pick(PIECES) + random.pick([" ", "  ", "\n", ""])).join("");
/** One word for each token, 300 ms each with a gap. @param {string} text @returns {Word[]} */
const wordsOf = (text) => tokenize(text).map((token, i) => ({ text: token, startMs: 1_000 + i * 400, endMs: 1_300 + i * 400, probability: 0.5, speaker: null }));

test("tokens are the text without its white space, and none of them is empty", () => {
  const random = createRandom(41);
  for (let round = 0; round < 1_000; round++) {
    const text = textOf(random);
    const tokens = tokenize(text);
    assert.equal(tokens.join(""), text.replace(/\s+/gu, ""), JSON.stringify(text));
    assert.ok(tokens.every((token) => token !== "" && !/\s/u.test(token)));
    assert.deepEqual(tokenize(tokens.join(" ")), tokens, JSON.stringify(text));
  }
});

test("a text that did not change keeps its words, and one without words gets none", () => {
  const random = createRandom(42);
  for (let round = 0; round < 300; round++) {
    const text = textOf(random);
    const words = wordsOf(text);
    assert.deepEqual(fitWords(words, text, 900, 20_000), words);
    assert.deepEqual(fitWords([], text, 900, 20_000), []);
  }
});

test("after any change there is one word for each token, in order, within the segment, and what both texts begin and end with keeps its times", () => {
  const random = createRandom(43);
  for (let round = 0; round < 1_000; round++) {
    const [before, after, head, tail] = [textOf(random), textOf(random), `head${random.below(3)}`, `tail${random.below(3)}`];
    const words = wordsOf(`${head} ${before} ${tail}`);
    const text = `${head} ${after} ${tail}`;
    const endMs = /** @type {Word} */ (words.at(-1)).endMs + 500;
    const fitted = fitWords(words, text, 900, endMs);
    assert.deepEqual(fitted.map((word) => word.text), tokenize(text), JSON.stringify([before, after]));
    assert.deepEqual([fitted[0], fitted.at(-1)], [words[0], words.at(-1)]);
    let lastMs = 900;
    for (const { startMs, endMs: stopMs } of fitted) {
      assert.ok(startMs >= lastMs && stopMs >= startMs && stopMs <= endMs, JSON.stringify([before, after, fitted]));
      lastMs = stopMs;
    }
  }
});

test("words with new capitals or punctuation keep their times; new words have no probability", () => {
  const words = wordsOf("we met anna today");
  const fitted = fitWords(words, "We met Anna, once, today.", 900, 9_000);
  assert.deepEqual(fitted.map(({ text, startMs, probability }) => [text, startMs, probability]), [
    ["We", 1_000, 0.5], ["met", 1_400, 0.5], ["Anna,", 1_800, 0.5], ["once,", 2_100, null], ["today.", 2_200, 0.5],
  ]);
});
