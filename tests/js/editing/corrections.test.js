import assert from "node:assert/strict";
import { test } from "node:test";

import { correctedPairs, findSimilar } from "../../../static/core/editing/corrections.js";
import { segment } from "../support/fake-server.js";

const pairs = (/** @type {string} */ before, /** @type {string} */ after) => correctedPairs(before, after).map(({ wrong, right }) => `${wrong} → ${right}`);
const applied = (/** @type {string} */ text, /** @type {string} */ wrong, /** @type {string} */ right) => {
  const hits = findSimilar([segment(1, text)], { wrong, right });
  return hits.reduceRight((changed, hit) => changed.slice(0, hit.from) + hit.text + changed.slice(hit.to), text);
};

test("a corrected word is a pair, also of several words and beside punctuation", () => {
  assert.deepEqual(pairs("I met Katarina, then left.", "I met Catarina, then left."), ["Katarina → Catarina"]);
  assert.deepEqual(pairs("the new yorck times wrote", "the New York Times wrote"), ["new yorck times → New York Times"]);
  assert.deepEqual(pairs("teh cat and teh dog", "the cat and the dog"), ["teh → the", "teh → the"]);
});

test("rewordings, punctuation, additions and short words are none", () => {
  for (const [before, after] of [
    ["a big house", "a small house"],
    ["Yes we can", "Yes, we can!"],
    ["one three", "one two three"],
    ["one two three", "one three"],
    ["it is", "is it"],
    ["same", "same"],
  ]) assert.deepEqual(pairs(before, after), [], `${before} → ${after}`);
});

test("a script without spaces is compared by characters", () => {
  assert.deepEqual(pairs("我在东静工作", "我在东京工作"), [], "one character is too short to look for elsewhere");
  assert.deepEqual(pairs("他说北景话吗", "他说普通话吗"), ["北景 → 普通"]);
});

test("the same mistake is found as a whole word, and its capitals are kept", () => {
  assert.equal(applied("Teh cat, teh dog, tehran", "teh", "the"), "The cat, the dog, tehran");
  assert.equal(applied("katarina and Katarina", "Katarina", "Catarina"), "katarina and Catarina");
});

test("a word with another accent is another word", () => {
  assert.equal(applied("resume, résumé", "resume", "rezume"), "rezume, résumé");
});
