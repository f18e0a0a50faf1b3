import assert from "node:assert/strict";
import { test } from "node:test";

import { clusterEdges, clusters, floorCluster, fold, locate } from "../../../static/core/text/folding.js";
import { createRandom } from "../support/random.js";

const STRICT = /** @type {const} */ (["loose", "exact", "bare"]);
const ALPHABET = [..."aéÉßẞΣς 'ʼ’“\u0301\u0308\u00ad\u200d\u064e\u0640عकि्ทีﬁ２好👩👍🏽🇩🇪\u00a0"];

test("a text is folded part by part to the same, and cut where the browser cuts it", () => {
  const alphabet = [..."aé \n.कि्षทीﬁßㅎ\u1112\u1161\u0301\u0600\u070f\u00ad\u200c\u200d👩👍🏽🇩🇪\r𑂽"];
  const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
  let seed = 11;
  const random = (/** @type {number} */ below) => (seed = (seed * 48271) % 2147483647) % below;
  for (let n = 0; n < 5000; n++) {
    const text = Array.from({ length: random(9) }, () => alphabet[random(alphabet.length)]).join("");
    const edges = [0, ...Array.from(segmenter.segment(text), ({ index, segment }) => index + segment.length)];
    assert.deepEqual([...clusterEdges(text)], [...new Set(edges)], JSON.stringify(text));
    for (const how of /** @type {const} */ (["loose", "exact", "bare"])) {
      assert.equal(locate(text, how).text, fold(text, how), JSON.stringify(text));
    }
  }
});

test("folding twice is folding once, and canonically equal texts fold to the same", () => {
  const random = createRandom(51);
  for (let round = 0; round < 3_000; round++) {
    const text = random.list(random.below(9), () => random.pick(ALPHABET)).join("").replaceAll("\u00ad", ""); // it may separate marks
    for (const how of STRICT) {
      const folded = fold(text, how);
      assert.equal(fold(folded, how), folded, JSON.stringify([text, how]));
      assert.equal(fold(text.normalize("NFD"), how), folded, JSON.stringify([text, how]));
      assert.equal(fold(text.normalize("NFC"), how), folded, JSON.stringify([text, how]));
    }
  }
});

test("a joiner between two marks does not keep their order", () => {
  assert.equal(fold("\u05d1\u05b8\u034f\u05b4", "exact"), fold("\u05d1\u05b8\u05b4", "exact"));
});

test("loose folding sees no case and no accents; exact folding sees both; neither sees invisible characters", () => {
  const same = { loose: ["CAFE\u0301", "café", "ﬁn", "soft\u00adhyphen", "don’t"], exact: ["cafe\u0301", "café", "fin", "softhyphen", "don't"] };
  assert.equal(fold(same.loose[0], "loose"), fold("cafe", "loose"));
  assert.notEqual(fold("Café", "exact"), fold("café", "exact"));
  assert.notEqual(fold("cafe", "exact"), fold("café", "exact"));
  for (const how of /** @type {const} */ (["loose", "exact"])) {
    assert.equal(fold("soft\u00adhyphen", how), "softhyphen");
    assert.equal(fold("don’t", how), "don't");
    assert.equal(fold("a\u00a0b", how), "a b");
  }
  assert.equal(fold("ﬁn", "loose"), "fin");
  assert.equal(fold("STRAẞE", "loose"), fold("strasse", "loose"));
  assert.equal(fold("ΟΔΟΣ", "loose"), fold("οδος", "loose"));
});

test("a whole range of the folded text is the folded part of the text", () => {
  const random = createRandom(52);
  let nWhole = 0;
  for (let round = 0; round < 2_000; round++) {
    const text = random.list(random.below(9), () => random.pick(ALPHABET)).join("");
    for (const how of STRICT) {
      const folded = locate(text, how);
      for (let from = 0; from < folded.text.length; from++) {
        for (let to = from + 1; to <= folded.text.length; to++) {
          if (!folded.isWhole(from, to)) continue;
          nWhole++;
          const [start, end] = folded.span(from, to);
          assert.equal(fold(text.slice(start, end), how), folded.text.slice(from, to), JSON.stringify([text, how, from, to]));
        }
      }
    }
  }
  assert.ok(nWhole > 10_000, String(nWhole));
});

test("clusters are the whole text, and the edge before a place is the last one that is not after it", () => {
  const random = createRandom(53);
  for (let round = 0; round < 2_000; round++) {
    const text = random.list(random.below(9), () => random.pick(ALPHABET)).join("");
    assert.equal(clusters(text).join(""), text);
    const edges = [...clusterEdges(text)];
    for (let at = 0; at < text.length; at++) assert.equal(floorCluster(text, at), Math.max(...edges.filter((edge) => edge <= at)), JSON.stringify([text, at]));
    assert.equal(floorCluster(text, text.length), text.length);
  }
});
