import assert from "node:assert/strict";
import { test } from "node:test";

import { alignWords, middle } from "../../../static/core/editing/word-diff.js";
import { createRandom } from "../support/random.js";

/** @typedef {import("../../../static/core/editing/word-diff.js").Timed} Timed */
/** @typedef {import("../../../static/core/editing/word-diff.js").Pair} Pair */

/** A word each 400 ms. @param {string | string[]} words @returns {Timed[]} */
const timed = (words, fromMs = 0) =>
  (typeof words === "string" ? words.split(" ").filter(Boolean) : words).map((text, i) => ({ text, startMs: fromMs + i * 400, endMs: fromMs + i * 400 + 300 }));
/** @param {readonly Timed[]} old @param {readonly Timed[]} fresh */
const spell = (old, fresh) =>
  alignWords(old, fresh).map(({ old: i, fresh: j, kind }) => [i === null ? "" : old[i].text, j === null ? "" : fresh[j].text, kind === "equal" ? "=" : kind].join(" "));

/** @param {readonly Timed[]} old @param {readonly Timed[]} fresh @param {readonly Pair[]} pairs */
function assertWhole(old, fresh, pairs) {
  assert.deepEqual(pairs.flatMap((pair) => pair.old ?? []), old.map((_, i) => i));
  assert.deepEqual(pairs.flatMap((pair) => pair.fresh ?? []), fresh.map((_, j) => j));
  for (const { old: i, fresh: j, kind } of pairs) {
    assert.ok(i !== null || j !== null);
    assert.equal(kind === "equal", i !== null && j !== null && old[i].text === fresh[j].text);
  }
}

test("each word of both texts is there once and in order, and words are equal when they say so", () => {
  const random = createRandom(31);
  for (let round = 0; round < 300; round++) {
    const text = () => random.list(random.below(12), () => random.pick(["a", "b", "the", "then", "than", "是"]));
    const [old, fresh] = [timed(text(), random.below(4_000)), timed(text(), random.below(4_000))];
    assertWhole(old, fresh, alignWords(old, fresh));
  }
});

test("a text is aligned with itself word by word, however often its words repeat", () => {
  const random = createRandom(32);
  for (const n of [0, 1, 7, 300, 2_000]) {
    const words = timed(random.list(n, () => random.pick(["no", "yes", "well"])));
    assert.deepEqual(alignWords(words, words), words.map((_, i) => ({ old: i, fresh: i, kind: "equal" })));
  }
});

test("words that were dropped, added and replaced are found, in short texts and in texts that are cut", () => {
  const random = createRandom(33);
  for (const [n, lateMs] of [[10, 0], [200, 0], [1_500, 0], [1_500, 1_400]]) {
    const old = timed(random.list(n, (i) => String.fromCodePoint(0xac00 + i))); // Korean syllables: no two are alike
    const isDropped = old.map(() => random.below(8) === 0);
    const fresh = old.flatMap((word, i) => [
      ...(isDropped[i] ? [] : [word]),
      ...(random.below(10) === 0 ? [{ ...word, text: String.fromCodePoint(0xc000 + i) }] : []),
    ]).map((word) => ({ ...word, startMs: word.startMs + lateMs, endMs: word.endMs + lateMs }));
    const pairs = alignWords(old, fresh);
    assertWhole(old, fresh, pairs);
    const nEqual = pairs.filter(({ kind }) => kind === "equal").length;
    assert.equal(nEqual, isDropped.filter((is) => !is).length, String(n));
  }
});

test("an unlike word takes the place of another where both are spoken at once, else one is dropped and one added", () => {
  assert.deepEqual(spell(timed("we saw bears"), timed("we met bears")), ["we we =", "saw met near", "bears bears ="]);
  assert.deepEqual(spell(timed("cat"), timed("tables", 60_000)).sort(), [" tables far", "cat  far"]);
});

test("a similar word nearby is the same word misheard; far away it is another one", () => {
  assert.deepEqual(spell(timed("Kubernets"), timed("kubernetes", 1_000)), ["Kubernets kubernetes near"]);
  assert.equal(spell(timed("Kubernets"), timed("kubernetes", 20_000)).some((pair) => pair.endsWith("near")), false);
});

test("of two equal words the one closer in time is meant", () => {
  const old = timed("no", 4_000);
  const fresh = [...timed("no"), ...timed("no", 4_100)];
  assert.deepEqual(alignWords(old, fresh), [{ old: null, fresh: 0, kind: "far" }, { old: 0, fresh: 1, kind: "equal" }]);
});

test("a long text against an empty or a short one ends and is whole", () => {
  const long = timed(Array.from({ length: 3_000 }, (_, i) => `w${i}`));
  for (const short of [timed(""), timed("w7"), timed("w7 w2999")]) {
    for (const [old, fresh] of [[long, short], [short, long]]) assertWhole(old, fresh, alignWords(old, fresh));
  }
});

test("the middle is between start and end", () => {
  assert.equal(middle({ startMs: 100, endMs: 301 }), 200.5);
});
