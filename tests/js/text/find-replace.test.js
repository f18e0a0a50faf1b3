import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { InvalidPattern, createFinder, keepCase, replaceParts } from "../../../static/core/text/find-replace.js";

const vectors = JSON.parse(readFileSync(new URL("../../data/find_replace_vectors.json", import.meta.url), "utf-8"));

/** @param {string} text @param {number} place in UTF-16 units */
const toCodePoints = (text, place) => [...text.slice(0, place)].length;

/** @param {any} plain */
const queryOf = (plain) => ({
  text: plain.text, isRegex: plain.is_regex, wholeWords: plain.whole_words, matchCase: plain.match_case,
});

test("the browser finds and replaces the same as Python", () => {
  for (const vector of vectors.filter((/** @type {any} */ one) => one.query)) {
    const { text } = vector;
    const finder = createFinder(queryOf(vector.query));
    const hits = finder.find(text);
    const found = hits.map(({ from, to, groups }) => [
      toCodePoints(text, from), toCodePoints(text, to), groups.map((group) => group ?? null),
    ]);
    assert.deepEqual(found, vector.hits, JSON.stringify(vector));
    const replacement = { text: vector.replacement.text, keepCase: vector.replacement.keep_case };
    const parts = hits.map((hit) => ({ ...hit, text: finder.spell(text, hit, replacement) }));
    assert.deepEqual(parts.map((part) => part.text), vector.parts, JSON.stringify(vector));
    assert.equal(replaceParts(text, parts), vector.after);
  }
});

test("words match in any script as in Python and in the search over the library", () => {
  const matches = JSON.parse(readFileSync(new URL("../../data/matching_vectors.json", import.meta.url), "utf-8"));
  assert.ok(matches.length > 80);
  for (const { kind, marked, query, exact } of matches) {
    const text = marked.replace(/[⟦⟧]/gu, "");
    for (const matchCase of [false, true]) {
      const hits = createFinder({ text: query, wholeWords: true, matchCase }).find(text);
      const found = replaceParts(text, hits.map(({ from, to }) => ({ from, to, text: `⟦${text.slice(from, to)}⟧` })));
      assert.equal(found, exact || !matchCase ? marked : text, `${kind}, matchCase ${matchCase}`);
    }
  }
});

test("what cannot be read is refused at the same place for the same reason", () => {
  const broken = vectors.filter((/** @type {any} */ one) => "broken" in one);
  assert.ok(broken.length > 20);
  for (const { broken: text, at, reason } of broken) {
    assert.throws(
      () => createFinder({ text, isRegex: true }),
      (/** @type {any} */ error) => error instanceof InvalidPattern && error.at === at && error.reason === reason,
      text,
    );
  }
});

test("case is kept as in Python", () => {
  for (const { old, new: next, cased } of vectors.filter((/** @type {any} */ one) => "cased" in one)) {
    assert.equal(keepCase(old, next), cased);
  }
});

test("hits are never empty, overlapping or outside the text, and replacing nothing changes nothing", () => {
  const alphabet = [..."aA1 .é中𠮷👩'\n_"];
  let seed = 7;
  const random = (/** @type {number} */ below) => (seed = (seed * 48271) % 2147483647) % below;
  const make = (/** @type {number} */ length) => Array.from({ length }, () => alphabet[random(alphabet.length)]).join("");
  for (let n = 0; n < 2000; n++) {
    const text = make(random(30));
    const query = { text: make(1 + random(2)), wholeWords: n % 2 > 0, matchCase: n % 3 > 0 };
    const hits = createFinder(query).find(text);
    let last = 0;
    for (const { from, to } of hits) {
      assert.ok(from >= last && to > from && to <= text.length);
      last = to;
    }
    const same = hits.map(({ from, to }) => ({ from, to, text: text.slice(from, to) }));
    assert.equal(replaceParts(text, same), text);
    if (!query.wholeWords && query.matchCase && !/\s/.test(query.text)) {
      assert.equal(hits.length, text.split(query.text).length - 1);
    }
  }
});
