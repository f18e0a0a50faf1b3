import assert from "node:assert/strict";
import { test } from "node:test";

import { afterSplit, isOrdinaryIn, mergedText } from "../../../static/core/editing/split-merge-text.js";
import { joinText } from "../../../static/core/document/operations.js";
import { createRandom } from "../support/random.js";

test("a split adds a capital only after a sentence end", () => {
  assert.equal(afterSplit("We went.", "then we ate"), "Then we ate");
  assert.equal(afterSplit("We went.”", "“then we ate"), "“Then we ate");
  assert.equal(afterSplit("We went,", "then we ate"), "then we ate");
  assert.equal(afterSplit("Really?", "iPhone sales"), "iPhone sales");
  assert.equal(afterSplit("Gut.", "über Nacht"), "Über Nacht");
  assert.equal(afterSplit("好。", "我们"), "我们");
  assert.equal(afterSplit("انتهى؟", "نعم"), "نعم");
});

test("merging joins a cut sentence; names and German nouns keep their capitals", () => {
  const texts = ["And then he came", "Then, and there", "We saw Anna, then Berlin", "der Hund und das Haus"];
  const merge = (/** @type {string} */ left, /** @type {string} */ right) => mergedText(left, right, (word) => isOrdinaryIn(texts, word));
  assert.equal(merge("We went", "Then we ate"), "We went then we ate");
  assert.equal(merge("We went.", "Then we ate"), "We went. Then we ate");
  assert.equal(merge("We met", "Anna there"), "We met Anna there");
  assert.equal(merge("auf dem", "Hund"), "auf dem Hund");
  assert.equal(merge("and", "I went"), "and I went");
  assert.equal(merge("to the.", "market"), "to the. market"); // three letters may be an abbreviation
  assert.equal(merge("to their.", "market"), "to their market");
  assert.equal(merge("wait...", "market"), "wait... market");
  assert.equal(merge("我们.", "走吧"), "我们. 走吧");
  assert.equal(merge("中文", "走吧"), "中文走吧");
  assert.equal(merge("", "Then"), "Then");
});

test("a capital is the one of the language: Turkish and Azerbaijani i, Dutch ij, letters that are two in one", () => {
  assert.equal(afterSplit("Geldi.", "istanbul güzel", "tr"), "İstanbul güzel");
  assert.equal(afterSplit("Gəldi.", "ışıq", "az"), "Işıq");
  assert.equal(afterSplit("He came.", "istanbul is big", "en"), "Istanbul is big");
  assert.equal(afterSplit("Mooi.", "ijs is koud", "nl"), "IJs is koud");
  assert.equal(afterSplit("Da.", "ǆep je pun", "hr"), "ǅep je pun");
  assert.equal(afterSplit("Da.", "ǅep je pun", "hr"), "ǅep je pun");
  const merge = (/** @type {string} */ left, /** @type {string} */ right, /** @type {string} */ ordinary, /** @type {string} */ language) =>
    mergedText(left, right, (word) => word === ordinary, language);
  assert.equal(merge("bu", "İyi haber", "iyi", "tr"), "bu iyi haber");
  assert.equal(merge("bu", "Işık yandı", "ışık", "tr"), "bu ışık yandı");
});

test("English I keeps its capital, whatever the other texts say", () => {
  for (const right of ["I went", "I'm here", "I’ve been"]) assert.equal(mergedText("and", right, () => true), `and ${right}`);
});

test("whether a word is a name is asked in its language", () => {
  assert.equal(isOrdinaryIn(["bu iyi", "çok, İyi bey"], "iyi", "tr"), false);
  assert.equal(isOrdinaryIn(["bu iyi", "çok iyi"], "iyi", "tr"), true);
  assert.equal(isOrdinaryIn([], "word"), false);
});

test("texts in scripts without initial capitals stay as they are: Georgian, Chinese, Arabic, Thai, Devanagari", () => {
  const texts = ["გამარჯობა", "როგორ ხარ", "我们走吧", "مرحبا بك", "สวัสดี", "नमस्ते जी"];
  for (const left of texts) {
    for (const right of texts) {
      assert.equal(afterSplit(`${left}.`, right), right);
      for (const end of [".", "?", ""]) assert.equal(mergedText(left + end, right, () => true), joinText(left + end, right));
    }
  }
});

/** In any language: of the four letters i, which two belong together differs. @param {string} text */
const withoutCase = (text) => text.replace(/[iıİI]/gu, "i").toLowerCase();

test("a split changes at most the first letter of a text, and only its case; twice is the same as once", () => {
  const random = createRandom(21);
  const pieces = ["we ", "Anna ", "iPhone ", "ßa ", "“", "(", "¿", "ŉ ", "ﬁn ", "é", "3 ", "... ", "I'm ", "ij ", "İz ", "好 ", "- "];
  for (let round = 0; round < 2_000; round++) {
    const text = () => random.list(1 + random.below(4), () => random.pick(pieces)).join("").trim();
    const language = random.pick([null, "tr", "nl", "en"]);
    const [left, right] = [text() + random.pick([".", "?", "", ","]), text()];
    const split = afterSplit(left, right, language);
    assert.equal(withoutCase(split), withoutCase(right), `${left} | ${right}`);
    assert.equal(afterSplit(left, split, language), split);
    const letters = [...split].filter((letter, i) => letter !== [...right][i]);
    assert.ok(letters.length <= (language === "nl" ? 2 : 1), `${right} → ${split}`);
  }
});

test("merging keeps every word; it changes one letter's case or drops one full stop, never both", () => {
  const random = createRandom(22);
  const words = ["we", "Then", "the", "Anna", "I", "market.", "etc.", "wait...", "Hund", "“Then", "好", "你们", "3", "no?", "ßa"];
  for (let round = 0; round < 2_000; round++) {
    const text = () => random.list(random.below(4), () => random.pick(words)).join(" ");
    const [left, right] = [text(), text()];
    const merged = mergedText(left, right, () => true);
    const plain = joinText(left.trimEnd(), right.trimStart());
    const dropped = plain.length - merged.length;
    assert.ok(dropped === 0 || dropped === 1, `${left} | ${right} → ${merged}`);
    if (dropped) assert.equal(plain.replaceAll(".", ""), merged.replaceAll(".", ""));
    else assert.equal(plain.toLowerCase(), merged.toLowerCase());
  }
});
