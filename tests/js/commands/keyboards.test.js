/** Every command on every keyboard: which command a press runs, or whether it types text. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { COMMANDS, keyLabel, keysOf } from "../../../static/core/commands/commands.js";
import { createKeyTable } from "../../../static/core/commands/key-table.js";
import { hasLatinLetters, isPrintable, typesText } from "../../../static/core/commands/key-events.js";
import { byCharacter, findClashes, keyOfEvent, normalizeKey, PLACES, refusalOf } from "../../../static/core/commands/keymap.js";
import { keysInForce, PRESETS } from "../../../static/core/commands/key-presets.js";
import { LATIN, MAC, OTHER, press } from "../support/layouts.js";

/** @typedef {import("../support/layouts.js").Layout} Layout */

const OURS = { keyPreset: "ours", keys: {} };
const TABLE = createKeyTable(COMMANDS, keysInForce(OURS));
const MAC_TABLE = createKeyTable(COMMANDS, keysInForce(OURS, true), true);
const ids = (/** @type {{id: string}[]} */ commands) => commands.map(({ id }) => id);

/** The modifiers of a normalized key. @param {string} key */
function heldIn(key) {
  const has = (/** @type {string} */ name) => key.split("+").includes(name);
  return { ctrl: has("Control"), alt: has("Alt"), shift: has("Shift"), meta: has("Meta") };
}

/**
 * All bindings whose last part matches, with their command.
 * @param {RegExp} pattern
 * @param {boolean} isMac
 */
function bindings(pattern, isMac = false) {
  const keymap = keysInForce(OURS, isMac);
  return COMMANDS.flatMap((command) => PLACES.flatMap((place) => keysOf(command, keymap)[place].map((key) => ({ command, place, key: normalizeKey(key, isMac) })))).filter(({ key }) => pattern.test(key));
}

for (const { layouts, isMac } of [{ layouts: LATIN, isMac: false }, { layouts: MAC, isMac: true }]) {
  for (const layout of layouts) {
    test(`${layout.name}${isMac ? " on a Mac" : ""}: letter commands follow the letter that is typed`, () => {
      for (const { command, place, key } of bindings(/(^|\+)Key[A-Z]$/, isMac)) {
        const held = heldIn(key);
        if (held.alt && isMac) continue; // Option+Command: read by position, tested below
        const letter = key.slice(-1).toLowerCase();
        const found = layout.keys.find(({ alone }) => alone === letter);
        assert.ok(found, `${layout.name} has ${letter}`);
        const event = press(held.shift ? found.shifted : found.alone, found.code, held);
        const commands = (isMac ? MAC_TABLE : TABLE).find(event, place === "plainKeys" ? "plainKeys" : "textKeys");
        if (letter === "i" && held.shift && layout.name === "Turkish Q") continue; // "İ", tested below
        assert.equal(commands[0]?.id, command.id, `${layout.name} ${key}`);
        if (place !== "plainKeys") assert.ok(!typesText(event, isMac), `${layout.name} ${key} is no text`);
      }
    });
  }
}

for (const layout of OTHER) {
  test(`${layout.name}: letter commands follow the position, as do punctuation and digits`, () => {
    const isLatin = layout.keys.filter(({ code }) => code.startsWith("Key")).reduce((before, { alone, code }) => hasLatinLetters(press(alone, code), before), true);
    assert.equal(isLatin, false);
    for (const { command, place, key } of bindings(/(^|\+)(Key[A-Z]|Digit\d|Comma|Period|Slash|Semicolon|Quote|Bracket(Left|Right)|Minus|Equal)$/)) {
      if (key === "Shift+Slash") continue; // "?" is a character
      const held = heldIn(key);
      const found = layout.keys.find(({ code }) => key.endsWith(code));
      const character = held.shift ? found?.shifted : found?.alone;
      if (!found || !character || character === "Dead" || /[A-Z?]/.test(character)) continue; // Hebrew types Latin capitals with Shift
      const event = press(character, found.code, held);
      assert.equal(TABLE.find(event, place === "plainKeys" ? "plainKeys" : "textKeys", isLatin)[0]?.id, command.id, `${layout.name} ${key} ${character}`);
      if (place !== "plainKeys") assert.ok(!typesText(event, false, isLatin), `${layout.name} ${key} ${character} is no text`);
    }
  });
}

test("letters of other scripts follow the position before anything was typed", () => {
  for (const layout of OTHER) {
    for (const { command, place, key } of bindings(/^(Control|Alt)\+Key[A-Z]$/)) {
      const found = layout.keys.find(({ code }) => key.endsWith(code));
      const event = press(found?.alone ?? "", found?.code ?? "", heldIn(key));
      assert.equal(TABLE.find(event, place === "plainKeys" ? "plainKeys" : "textKeys")[0]?.id, command.id, `${layout.name} ${key} ${event.key}`);
    }
  }
});

/** How systems report AltGr: Linux, Windows, and remote desktops and tools that tell neither. */
const ALT_GR = [{ altGraph: true }, { altGraph: true, ctrl: true, alt: true }, { ctrl: true, alt: true }, { alt: true }, {}];

for (const layout of LATIN.concat(OTHER)) {
  test(`${layout.name}: what is typed alone, with Shift and with AltGr is text`, () => {
    for (const { code, alone, shifted } of layout.keys) {
      assert.ok(typesText(press(alone, code)), `${code} ${alone}`);
      assert.ok(typesText(press(shifted, code, { shift: true })), `${code} ${shifted}`);
    }
    for (const [code, character, shift] of layout.altGr) {
      for (const held of ALT_GR) assert.ok(typesText(press(character, code, { ...held, shift })), `${code} ${character} ${JSON.stringify(held)}`);
    }
  });
}

for (const layout of MAC) {
  test(`${layout.name} on a Mac: what Option types is text, with every key`, () => {
    for (const [code, character, shift] of layout.altGr) {
      for (const altGraph of [false, true]) assert.ok(typesText(press(character, code, { alt: true, shift, altGraph }), true), `${code} ${character}`);
    }
    for (const { code, alone, shifted } of layout.keys) {
      assert.ok(typesText(press(alone, code, { alt: true }), true));
      assert.ok(typesText(press(shifted, code, { alt: true, shift: true }), true));
      assert.ok(!typesText(press(alone, code, { ctrl: true }), true));
      assert.ok(!typesText(press(alone, code, { meta: true }), true));
    }
  });
}

test("a key without a character is no text with any modifier", () => {
  for (const key of ["Enter", "Tab", "Escape", "F1", "F12", "ArrowLeft", "Backspace", "Delete", "Home", "PageDown", "Unidentified", "Process", "Control", "AltGraph"]) {
    assert.ok(!isPrintable(key));
    for (const held of ALT_GR) assert.ok(!typesText(press(key, key, held)), key);
  }
});

/** Keys of the issue and of the keyboards that people have: what is typed, where, with which modifiers, and the command. */
const CASES = /** @type {const} */ ([
  ["German Ctrl+Z", "z", "KeyY", { ctrl: true }, "undo"],
  ["German Ctrl+Y", "y", "KeyZ", { ctrl: true }, "redo"],
  ["German Ctrl+Shift+Z", "Z", "KeyY", { ctrl: true, shift: true }, "redo"],
  ["French Ctrl+Z", "z", "KeyW", { ctrl: true }, "undo"],
  ["French Alt+A", "a", "KeyQ", { alt: true }, "approve"],
  ["French Alt+M", "m", "Semicolon", { alt: true }, "merge-next"],
  ["Russian Ctrl+я", "я", "KeyZ", { ctrl: true }, "undo"],
  ["Greek Alt+;", ";", "KeyQ", { alt: true }, "filter"],
  ["Hebrew Alt+/", "/", "KeyQ", { alt: true }, "filter"],
  ["Hebrew Alt+'", "'", "KeyW", { alt: true }, "align"],
  ["Turkish Alt+i", "i", "Quote", { alt: true }, "insert"],
  ["German Alt+/", "/", "Digit7", { alt: true, shift: true }, "catch-word"],
  ["German Ctrl+/", "/", "Digit7", { ctrl: true, shift: true }, "help"],
  ["German Alt+-", "-", "Slash", { alt: true }, "zoom-out"],
  ["German Alt++", "+", "BracketRight", { alt: true }, "zoom-in"],
  ["German Alt+=", "=", "Digit0", { alt: true, shift: true }, "zoom-in"],
  ["German Alt+Shift+-", "_", "Slash", { alt: true, shift: true }, "text-smaller"],
  ["German Alt+Shift+,", ";", "Comma", { alt: true, shift: true }, "nudge-end-step-earlier"],
  ["German Alt+Shift+.", ":", "Period", { alt: true, shift: true }, "nudge-end-step-later"],
  ["German Alt+ö", "ö", "Semicolon", { alt: true }, "nudge-segment-step-earlier"],
  ["German Alt+ü", "ü", "BracketLeft", { alt: true }, "start-here"],
  ["German Alt+7", "7", "Digit7", { alt: true }, "speaker-7"],
  ["German Alt+Shift+8", "(", "Digit8", { alt: true, shift: true }, "mark-8"],
  ["French Alt+,", ",", "KeyM", { alt: true }, "nudge-start-step-earlier"],
  ["French Alt+Shift+,", "?", "KeyM", { alt: true, shift: true }, "nudge-end-step-earlier"],
  ["French Alt+.", ".", "Comma", { alt: true, shift: true }, "nudge-start-step-later"],
  ["French Alt+;", ";", "Comma", { alt: true }, "nudge-segment-step-earlier"],
  ["French Alt+/", "/", "Period", { alt: true, shift: true }, "catch-word"],
  ["French Alt+=", "=", "Equal", { alt: true }, "zoom-in"],
  ["French Alt+1, the key", "&", "Digit1", { alt: true }, "speaker-1"],
  ["French Alt+4, the key", "'", "Digit4", { alt: true }, "speaker-4"],
  ["French Alt+Shift+1", "1", "Digit1", { alt: true, shift: true }, "mark-1"],
  ["French Alt+0", "à", "Digit0", { alt: true }, "no-speaker"],
  ["French Alt+Shift+0", "0", "Digit0", { alt: true, shift: true }, "no-speaker"],
  ["Swedish Alt+-", "-", "Slash", { alt: true }, "zoom-out"],
  ["Swedish Alt++", "+", "Minus", { alt: true }, "zoom-in"],
  ["Spanish Alt+'", "'", "Minus", { alt: true }, "nudge-segment-step-later"],
  ["Japanese Alt+[", "[", "BracketRight", { alt: true }, "start-here"],
  ["Japanese Alt+]", "]", "Backslash", { alt: true }, "end-here"],
  ["Dvorak Alt+,", ",", "KeyW", { alt: true }, "nudge-start-step-earlier"],
  ["Dvorak Alt+Shift+,", "<", "KeyW", { alt: true, shift: true }, "nudge-end-step-earlier"],
  ["Dvorak Alt+[", "[", "Minus", { alt: true }, "start-here"],
  ["US Alt+[", "[", "BracketLeft", { alt: true }, "start-here"],
  ["US Alt+Shift+[", "{", "BracketLeft", { alt: true, shift: true }, "snap-start"],
  ["US Alt+Shift+'", '"', "Quote", { alt: true, shift: true }, "word-start-later"],
  ["US Alt+Shift++", "+", "Equal", { alt: true, shift: true }, "text-larger"],
  ["the number pad's minus", "-", "NumpadSubtract", { alt: true }, "zoom-out"],
  ["the number pad's Enter", "Enter", "NumpadEnter", {}, "split"],
  ["AltGr+Enter on Linux", "Enter", "Enter", { altGraph: true }, "split-at-playhead"],
  ["capitals", "A", "KeyA", { alt: true }, "approve"],
]);
for (const [name, key, code, held, id] of CASES) {
  test(`${name} (${key} at ${code}) runs “${id}”`, () => {
    const event = press(key, code, held);
    assert.equal(TABLE.find(event, "textKeys")[0]?.id, id);
    assert.ok(!typesText(event));
  });
}

test("a typed question mark opens the keys on every layout", () => {
  for (const { name, keys } of LATIN) {
    for (const { code, alone, shifted } of keys) {
      if (alone === "?") assert.deepEqual(ids(TABLE.find(press("?", code), "plainKeys")), ["help"], name);
      if (shifted === "?") assert.deepEqual(ids(TABLE.find(press("?", code, { shift: true }), "plainKeys")), ["help"], name);
    }
  }
});

test("no press runs two different commands that do not share their key", () => {
  for (const layout of LATIN.concat(OTHER)) {
    for (const { code, alone, shifted } of layout.keys) {
      for (const held of [{ alt: true }, { ctrl: true }, { ctrl: true, alt: true }]) {
        for (const event of [press(alone, code, held), press(shifted, code, { ...held, shift: true })]) assert.ok(TABLE.find(event, "textKeys").length < 2, `${layout.name} ${code}`);
      }
    }
  }
});

for (const { name } of PRESETS) {
  test(`macOS: the preset ${name} has no clash, no reserved key, and no key that types`, () => {
    const keymap = keysInForce({ keyPreset: name, keys: {} }, true);
    assert.deepEqual(findClashes(COMMANDS, keymap, true), []);
    for (const command of COMMANDS) {
      const keys = keysOf(command, keymap);
      for (const place of PLACES) {
        for (const key of keys[place].map((one) => normalizeKey(one, true))) {
          if (command.id === "select-all") continue; // its first press is the key's own, in a text field
          if (place === "textKeys" && /^(Shift\+)?(Enter|Tab|Backspace|Delete|Escape|Arrow\w+)$/.test(key)) continue;
          assert.equal(refusalOf(key, place, true), null, `${command.id} ${key}`);
        }
      }
      const usual = keysOf(command, keysInForce({ keyPreset: name, keys: {} }));
      if (PLACES.some((place) => usual[place].length)) assert.ok(PLACES.some((place) => keys[place].length), `${command.id} has a key`);
    }
  });
}

test("macOS: keys are written with its signs, in its order", () => {
  assert.equal(keyLabel("$mod+Shift+KeyZ", true), "⇧⌘Z");
  assert.equal(keyLabel("Control+Meta+ArrowLeft", true), "⌃⌘←");
  assert.equal(keyLabel("Alt+Meta+KeyF", true), "⌥⌘F");
  assert.equal(keyLabel("Control+Backspace", true), "⌃⌫");
  assert.equal(keyLabel("Alt+a"), "Alt+A");
  assert.equal(keyLabel("Alt+@KeyY"), "Alt+Y");
  assert.equal(keyLabel("[Shift]+?"), "?");
});

test("macOS: Option and Command follow the position, since Option changes the letter", () => {
  assert.deepEqual(ids(MAC_TABLE.find(press("ƒ", "KeyF", { alt: true, meta: true }), "textKeys")), ["find-replace"]);
});

test("a recorded key is the character where it is typed, and runs its command on that keyboard", () => {
  for (const { isMac, layouts } of [{ isMac: false, layouts: LATIN }, { isMac: true, layouts: MAC }]) {
    for (const layout of layouts) {
      for (const { code, alone } of layout.keys) {
        const event = press(alone, code, { ctrl: true });
        const recorded = keyOfEvent(event, { isMac });
        if (!recorded) continue;
        const own = { undo: { keys: [byCharacter(recorded)] } };
        const table = createKeyTable(COMMANDS, keysInForce({ keyPreset: "ours", keys: own }, isMac), isMac);
        assert.ok(ids(table.find(event, "textKeys")).includes("undo"), `${layout.name} ${code} ${recorded}`);
      }
    }
  }
});

test("macOS: copies of default keys among the keys of earlier versions become those of a Mac", () => {
  const own = { approve: { keys: ["Alt+KeyA", "F9"], textKeys: [], plainKeys: [] }, undo: { keys: ["$mod+KeyZ", "Control+Shift+F7"] } };
  const keymap = keysInForce({ keyPreset: "ours", keys: own }, true);
  assert.deepEqual(keymap.approve, { keys: ["Control+KeyA", "F9"], textKeys: [], plainKeys: [] });
  assert.deepEqual(keymap.undo, { keys: ["$mod+KeyZ", "Control+Shift+F7"], textKeys: [], plainKeys: [] });
});

test("keys that earlier versions recorded keep their position", () => {
  const own = { approve: { keys: ["Alt+KeyA", "Control+KeyY", "Control+Shift+F7"] } };
  const table = createKeyTable(COMMANDS, keysInForce({ keyPreset: "ours", keys: own }));
  assert.deepEqual(ids(table.find(press("z", "KeyY", { ctrl: true }), "textKeys")), ["approve"]);
  assert.deepEqual(ids(table.find(press("y", "KeyZ", { ctrl: true }), "textKeys")), ["redo"]);
  assert.deepEqual(ids(table.find(press("a", "KeyQ", { alt: true }), "textKeys")), ["approve"], "a copied default key is a letter");
  assert.deepEqual(ids(table.find(press("F7", "F7", { ctrl: true, shift: true }), "textKeys")), ["approve"]);
});

test("characters that a layout has only with AltGr are text where a browser reports Alt", () => {
  const czech = [["ˇ", "Digit2"], ["˘", "Digit4"], ["$", "Semicolon"], ["<", "Comma"], [">", "Period"], ["*", "Slash"], ["#", "KeyX"]];
  const hungarian = [["$", "Semicolon"], [">", "Period"], ["<", "KeyM"], ["*", "Slash"], ["€", "KeyU"]];
  for (const [key, code] of [...czech, ...hungarian]) assert.ok(typesText(press(key, code, { alt: true })), `${key} on ${code}`);
  for (const [key, code] of czech.slice(0, 2)) assert.ok(typesText(press(key, code, { alt: true }), false, false), `${key} after another script`);
});

test("characters of a Latin layout are text also right after a layout of another script was used", () => {
  for (const code of ["KeyQ", "KeyF", "Digit2", "Digit7"]) {
    for (const key of ["@", "{", "]", "|", "~", "\\", "€"]) assert.ok(typesText(press(key, code, { alt: true }), false, false), `${key} on ${code}`);
  }
  for (const layout of LATIN) {
    for (const { alone, shifted, code } of layout.keys) {
      for (const key of [alone, shifted]) {
        if (!/^\p{L}$/u.test(key) || /^[a-z]$/i.test(key) || !/\p{Script=Latin}/u.test(key)) continue;
        assert.ok(hasLatinLetters(press(key, code), false), `${layout.name} ${key}`);
        assert.ok(typesText(press(key, code, { alt: true }), false, false), `${layout.name} ${key}`);
      }
    }
  }
  assert.equal(hasLatinLetters(press("ą", "KeyA", { alt: true }), false), true);
});
