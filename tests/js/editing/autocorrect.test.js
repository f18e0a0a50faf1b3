import assert from "node:assert/strict";
import { test } from "node:test";

import { correctedPairs, findSimilar } from "../../../static/core/editing/corrections.js";
import { readPairs, writePairs } from "../../../static/core/editing/replacement-pairs.js";
import { isRightToLeft } from "../../../static/core/document/scripts.js";
import { aidAt, filled, withMark } from "../../../static/core/editing/autocorrect.js";

const lists = {
  autocorrect: [{ from: "teh", to: "the" }, { from: "dont", to: "don't" }, { from: "Ms", to: "Mrs" }],
  expansions: [{ from: ";br", to: "[break {time}]" }, { from: ";q", to: "“{cursor}”" }, { from: "brb", to: "be right back" }, { from: ";l", to: "x" }, { from: ";lo", to: "long" }],
  nowMs: 83_400,
};
/** @param {string} text with the cursor as | */
const typed = (text) => {
  const aid = aidAt(text.replace("|", ""), text.indexOf("|"), lists);
  return aid && `${aid.text.slice(0, aid.caret)}|${aid.text.slice(aid.caret)}`;
};

test("words are corrected when they end, keeping their case, and nowhere else", () => {
  assert.equal(typed("In teh |house"), "In the |house");
  assert.equal(typed("Teh |"), "The |");
  assert.equal(typed("TEH.|"), "THE.|");
  assert.equal(typed("I dont,|"), "I don't,|");
  assert.equal(typed("teh|"), null);
  assert.equal(typed("ateh |"), null);
  assert.equal(typed("ms |"), null);
  assert.equal(typed("the |"), null);
});

test("abbreviations with a punctuation mark expand at once, others at the word end; the cursor moves to its place", () => {
  assert.equal(typed("so ;br|"), "so [break 00:01:23]|");
  assert.equal(typed("he said ;q| end"), "he said “|” end");
  assert.equal(typed("brb |"), "be right back |");
  assert.equal(typed("brb|"), null);
  assert.equal(typed(";l|"), null); // ;lo may follow
  assert.equal(typed(";l |"), "x |");
  assert.equal(typed(";lo|"), "long|");
  assert.deepEqual(filled("a{cursor}b", 0), { text: "ab", caret: 1 });
});

test("marks are inserted with the spaces they need", () => {
  assert.deepEqual(withMark("one two", 3, "[music]"), { text: "one [music] two", caret: 11 });
  assert.deepEqual(withMark("one", 0, "[music]"), { text: "[music] one", caret: 8 });
  assert.deepEqual(withMark("", 0, "[music]"), { text: "[music]", caret: 7 });
  assert.deepEqual(withMark("one.", 3, "[x]"), { text: "one [x].", caret: 7 });
});

test("corrections give pairs; rewordings and punctuation changes do not", () => {
  assert.deepEqual(correctedPairs("We run Kubernets, today", "We run Kubernetes, today"), [{ wrong: "Kubernets", right: "Kubernetes" }]);
  assert.deepEqual(correctedPairs("on cooper netties now", "on Kubernetes now"), [{ wrong: "cooper netties", right: "Kubernetes" }]);
  assert.deepEqual(correctedPairs("the kubernetes thing", "the Kubernetes thing"), [{ wrong: "kubernetes", right: "Kubernetes" }]);
  assert.deepEqual(correctedPairs("a house", "a garden"), []);
  assert.deepEqual(correctedPairs("one, two", "one two."), []);
  assert.deepEqual(correctedPairs("one two", "one two three"), []);
  assert.deepEqual(correctedPairs("", "all new"), []);
  assert.deepEqual(correctedPairs("我在北就工作", "我在北京工作"), []); // one character is too little
  assert.deepEqual(correctedPairs("他在背精工作", "他在北京工作"), [{ wrong: "背精", right: "北京" }]);
});

test("other places are whole words in any case", () => {
  const segments = ["kubernets here", "Kubernets there", "kubernetsx", "the kubernets"].map((text, id) => ({
    id, text, startMs: 0, endMs: 1, speaker: null, status: "draft", words: [],
  }));
  const hits = findSimilar(segments, { wrong: "kubernets", right: "Kubernetes" });
  assert.deepEqual(hits.map(({ id, from, text }) => [id, from, text]), [[0, 0, "Kubernetes"], [1, 0, "Kubernetes"], [3, 4, "Kubernetes"]]);
  assert.deepEqual(findSimilar(segments, { wrong: "kubernets", right: "cubes" }).map(({ text }) => text), ["cubes", "Cubes", "cubes"]);
});

test("pairs are whole characters, and a word with another accent is another word", () => {
  assert.deepEqual(correctedPairs("ไปตีนีกัน", "ไปที่นี่กัน"), [{ wrong: "ตีนี", right: "ที่นี่" }]);
  const segments = ["pêche", "péché", "Pêche", "cote", "côte", "pe\u0302che"].map((text, id) => ({
    id, text, startMs: 0, endMs: 1, speaker: null, status: "draft", words: [],
  }));
  assert.deepEqual(findSimilar(segments, { wrong: "pêche", right: "perche" }).map(({ id }) => id), [0, 2, 5]);
  assert.deepEqual(findSimilar(segments, { wrong: "cote", right: "côte" }).map(({ id }) => id), [3]);
});

test("tables of pairs are read as they were written", () => {
  const pairs = [{ from: ";a", to: 'with "quotes", commas\nand lines' }, { from: "b", to: "é" }];
  assert.deepEqual(readPairs(writePairs(pairs)), pairs);
  assert.deepEqual(readPairs("x\ty z\n\nq\t\n"), [{ from: "x", to: "y z" }]);
  assert.deepEqual(readPairs("\ufefffrom;to\r\na;b\r\n"), [{ from: "a", to: "b" }]);
});

test("the first letter decides the text direction", () => {
  assert.deepEqual(["שלום a", "a שלום", "… مرحبا", "123", "中"].map(isRightToLeft), [true, false, true, false, false]);
});
