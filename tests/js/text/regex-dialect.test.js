import assert from "node:assert/strict";
import { test } from "node:test";

import { InvalidPattern, literal, translate } from "../../../static/core/text/regex-dialect.js";
import { createRandom } from "../support/random.js";

/** An expression is used on composed text, unless it names combining signs. */
const matches = (/** @type {string} */ source, /** @type {string} */ text, folds = false) => {
  const { body, namesSigns } = translate(source, folds);
  return new RegExp(body, folds ? "ui" : "u").test(namesSigns ? text : text.normalize("NFC"));
};
const isWholly = (/** @type {string} */ source, /** @type {string} */ text) => new RegExp(`^(?:${translate(source, false).body})$`, "u").test(text.normalize("NFC"));

test("any text is either refused with its place, or an expression that the engine takes", () => {
  const random = createRandom(61);
  const pieces = [..."()[]{}|*+?.^$\\-,:=!<>0123abkpPdDwWsSuxé好👍", "(?:", "(?<a>", "(?<=", "\\k<a>", "\\p{L}", "[^", "a-z", "{2,3}", "\\u{1f600}", "\\x41"];
  let nValid = 0;
  for (let round = 0; round < 20_000; round++) {
    const source = random.list(1 + random.below(8), () => random.pick(pieces)).join("");
    const folds = random.below(2) === 1;
    try {
      const { body, names } = translate(source, folds);
      const found = new RegExp(`${body}|`, folds ? "ui" : "u").exec("");
      assert.equal(found?.length, names.length + 1, source);
      nValid++;
    } catch (error) {
      assert.ok(error instanceof InvalidPattern, `${source}: ${error}`);
      assert.ok(error.at >= 0 && error.at <= [...source].length, source);
    }
  }
  assert.ok(nValid > 2_000, String(nValid));
});

test("a character that is meant as such matches itself and nothing else", () => {
  const random = createRandom(62);
  const characters = [..."\\^$.*+?()[]{}|/-&~#@ éßiIİı好👍\n\t", ...random.list(300, () => String.fromCodePoint(0x20 + random.below(0xd000)))];
  for (const character of characters) {
    for (const other of characters) assert.equal(new RegExp(`^${literal(character, false)}$`, "u").test(other), character === other, `${character} ${other}`);
  }
});

test("words, digits, spaces and edges mean the same in all scripts", () => {
  for (const word of ["word", "été", "e\u0301te\u0301", "слово", "שלום", "مرحبا", "हिन्दी", "好", "ไทย", "x_1"]) {
    assert.ok(isWholly("\\w+", word), word);
    assert.ok(matches(`\\b${word}\\b`, `(${word})`), word);
    assert.equal(matches(`\\B${word}`, `(${word})`), false, word);
    assert.equal(matches("\\W", word), false, word);
  }
  for (const digit of ["7", "٧", "७", "７"]) assert.ok(isWholly("\\d", digit) && !matches("\\D", digit), digit);
  for (const space of [" ", "\u00a0", "\u3000", "\u2028", "\t"]) assert.ok(isWholly("\\s", space) && !matches("\\S", space), JSON.stringify(space));
});

test("a dot is anything but a line break, and ^ and $ are the ends of each line", () => {
  assert.ok(isWholly(".", "\r") && isWholly(".", "\u2028") && !isWholly(".", "\n"));
  assert.ok(matches("^b$", "a\nb\nc"));
  assert.equal(matches("^b$", "ab"), false);
});

test("where case does not count, the four letters i are the same", () => {
  for (const one of "iIİı") for (const other of "iIİı") assert.ok(matches(one, other, true) && matches(`[${one}]`, other, true), `${one} ${other}`);
  assert.equal(matches("i", "ı"), false);
});

test("groups are named in order, and references name groups before them", () => {
  assert.deepEqual(translate("(a)(?<b>c)(?:d)(e)", false).names, [null, "b", null]);
  assert.ok(isWholly("(?<q>['\"]).\\k<q>", "'a'") && !isWholly("(?<q>['\"]).\\k<q>", "'a\""));
  assert.ok(isWholly("(a)\\1", "aa"));
  for (const source of ["\\1", "(a)\\2", "\\k<a>", "(?<a>x)(?<a>y)"]) assert.throws(() => translate(source, false), InvalidPattern, source);
});

test("what the two engines would read differently is refused", () => {
  for (const source of ["a**", "*a", "a{", "{2}", "a{3,2}", "a{1001}", "(", ")", "[", "[]", "[z-a]", "[\\W]", "\\q", "\\", "\\p{Foo}", "(?i)a", "(?P<a>b)", "^*", "\\b+", "(?=a)*", "\\u{110000}", "\\ud800"]) {
    assert.throws(() => translate(source, false), InvalidPattern, source);
  }
});

test("an expression that names combining marks may match them alone", () => {
  for (const source of ["\\p{M}", "\\p{Mn}+", "[\\p{M}]", "\u0301", "(\u0301)", "\\u0301"]) assert.equal(translate(source, false).namesSigns, true, source);
  for (const source of ["e\u0301", "\\w", "\\P{M}", "."]) assert.equal(translate(source, false).namesSigns, false, source);
});
