import assert from "node:assert/strict";
import { test } from "node:test";

import { isComposition, keepComposition, plainKey, pressedKey } from "../../../static/core/base/key-press.js";

const COMPOSING = [{ key: "Enter", isComposing: true }, { key: "Enter", keyCode: 229 }, { key: "Process" }, { key: "Enter", isComposing: true, keyCode: 229 }];

test("a key that an input method handles is no key", () => {
  for (const event of COMPOSING) assert.deepEqual([isComposition(event), pressedKey(event), plainKey(event)], [true, "", ""]);
  assert.deepEqual([isComposition({ key: "Enter", keyCode: 13 }), pressedKey({ key: "Enter", keyCode: 13 })], [false, "Enter"]);
  assert.equal(pressedKey({}), "", "autofill sends events without a key");
});

test("an Enter or Escape of an input method sends and closes nothing; other keys keep their effect", () => {
  const prevented = (/** @type {object} */ event) => {
    let is = false;
    keepComposition({ ...event, preventDefault: () => void (is = true) });
    return is;
  };
  assert.ok(prevented({ key: "Enter", isComposing: true }));
  assert.ok(prevented({ key: "Escape", keyCode: 229 }));
  assert.ok(!prevented({ key: "a", isComposing: true }));
  assert.ok(!prevented({ key: "Enter", keyCode: 13 }));
});

test("lists take digits from the row of digits and letters of any layout", () => {
  const cases = [["1", "Digit1", "1"], ["&", "Digit1", "1"], ["ě", "Digit2", "2"], ["١", "Digit1", "1"], ["a", "KeyQ", "a"], ["A", "KeyA", "a"], ["ф", "KeyA", "a"], ["é", "KeyW", "é"], ["Enter", "Enter", "Enter"], ["5", "Numpad5", "5"]];
  for (const [key, code, wanted] of cases) assert.equal(plainKey({ key, code }), wanted, key);
  assert.equal(plainKey({ key: "&", code: "Digit7", shiftKey: true }), "&");
  assert.equal(plainKey({ key: "²", code: "Digit2", getModifierState: () => true }), "²");
});
