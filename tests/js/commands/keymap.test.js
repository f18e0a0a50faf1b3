import assert from "node:assert/strict";
import { test } from "node:test";

import { COMMANDS, keysOf } from "../../../static/core/commands/commands.js";
import { findClashes, keyOfEvent, layKeys, normalizeKey, PLACES, readKeyMap, refusalOf, writeKeyMap } from "../../../static/core/commands/keymap.js";
import { addRecent, createFinder, readPlace } from "../../../static/core/commands/command-search.js";
import { keysInForce, PRESETS } from "../../../static/core/commands/key-presets.js";

const IDS = new Set(COMMANDS.map((command) => command.id));

for (const { name } of PRESETS) {
  const keymap = keysInForce({ keyPreset: name, keys: {} });

  test(`commands do not clash in the preset ${name}`, () => assert.deepEqual(findClashes(COMMANDS, keymap), []));

  test(`the text has a key to leave it and a key to play in the preset ${name}`, () => {
    const at = (/** @type {string} */ id) => keysOf(/** @type {any} */ (COMMANDS.find((command) => command.id === id)), keymap);
    assert.ok(at("leave").textKeys.length);
    assert.ok(at("play").keys.length);
    assert.ok(at("palette").keys.length && at("menu").keys.length);
  });

  test(`the preset ${name} uses no reserved key`, () => {
    const own = /** @type {any} */ (PRESETS.find((preset) => preset.name === name)).keys;
    for (const [id, keys] of Object.entries(own)) {
      assert.ok(IDS.has(id) || ["flag"].includes(id), `${id} is no command`);
      for (const place of PLACES) {
        for (const key of (Array.isArray(keys) ? { keys } : keys)[place] ?? []) {
          if (id === "split") continue; // Enter in the text is handled by the editor
          assert.equal(refusalOf(normalizeKey(key), place), null, `${id} ${key}`);
        }
      }
    }
  });
}

test("the palette lists a command first for its title", () => {
  const find = createFinder(COMMANDS);
  for (const command of COMMANDS) {
    const [first] = find(command.title, []);
    assert.equal(first?.kind === "command" && first.command.title, command.title);
  }
  assert.equal(find("", []).length, COMMANDS.length);
});

test("the palette tolerates typos and shows recent commands first", () => {
  const find = createFinder(COMMANDS);
  const titles = (/** @type {ReturnType<typeof find>} */ entries) => entries.map((entry) => entry.kind === "command" && entry.command.id);
  assert.equal(titles(find("split playhaed", []))[0], "split-at-playhead");
  assert.deepEqual(titles(find("", ["zoom-in", "gone", "undo"])).slice(0, 2), ["zoom-in", "undo"]);
  assert.deepEqual(addRecent(["a", "b", "c"], "c"), ["c", "a", "b"]);
});

test("the palette reads times and segment numbers", () => {
  assert.deepEqual(readPlace("12:34"), { kind: "time", ms: 754_000 });
  assert.deepEqual(readPlace("1:02:03.5"), { kind: "time", ms: 3_723_500 });
  assert.deepEqual(readPlace("95 s"), { kind: "time", ms: 95_000 });
  assert.deepEqual(readPlace("#120"), { kind: "segment", number: 120 });
  for (const text of ["12", "1:99", "split", "#", ""]) assert.equal(readPlace(text), null, text);
});

test("keys are normalized", () => {
  assert.equal(normalizeKey("$mod+k"), "Control+KeyK");
  assert.equal(normalizeKey("$mod+KeyK", true), "Meta+KeyK");
  assert.equal(normalizeKey("[Shift]+?"), "Shift+Slash");
  assert.equal(normalizeKey("Shift+Alt+."), "Alt+Shift+Period");
  const held = { ctrlKey: true, altKey: false, shiftKey: true, metaKey: false };
  assert.equal(keyOfEvent({ key: "M", code: "KeyM", ...held }), "Control+Shift+KeyM");
  assert.equal(keyOfEvent({ key: "Shift", code: "ShiftLeft", ...held }), null);
});

test("keys reserved for the browser or for typing are refused with a reason", () => {
  for (const key of ["Control+KeyW", "Control+Shift+KeyT", "Meta+KeyN", "Control+Tab", "Alt+F4"]) assert.ok(refusalOf(key, "plainKeys"), key);
  for (const key of ["KeyJ", "Shift+Digit1", "Space", "Control+KeyC"]) assert.ok(refusalOf(key, "textKeys"), key);
  for (const key of ["F9", "Alt+KeyJ", "Control+Alt+KeyV"]) assert.equal(refusalOf(key, "keys"), null, key);
  assert.equal(refusalOf("KeyJ", "plainKeys"), null);
});

test("a clash is reported with its place and all its commands", () => {
  const clashes = findClashes(COMMANDS, { undo: ["F2"], edit: { plainKeys: ["F3"] } });
  assert.deepEqual(clashes.find(({ key }) => key === "F2"), { key: "F2", place: "keys", ids: ["forward", "undo"] });
  assert.deepEqual(clashes.find(({ key }) => key === "F3"), { key: "F3", place: "plainKeys", ids: ["slower", "edit"] });
  assert.deepEqual(findClashes(COMMANDS, { edit: { textKeys: [], plainKeys: ["Shift+Tab"] } }), [], "Shift+Tab in the text is elsewhere");
});

test("a preset removes its keys from other commands, and the user's keys override both in each place", () => {
  const commands = /** @type {any[]} */ ([{ id: "a", keys: ["F1"], textKeys: ["Tab"] }, { id: "b", keys: ["F2"] }]);
  const laid = layKeys(commands, { b: ["F1"] }, { a: { plainKeys: ["x"] } });
  assert.deepEqual(keysOf(commands[0], laid), { keys: [], textKeys: ["Tab"], plainKeys: ["x"] });
  assert.deepEqual(keysOf(commands[1], laid), { keys: ["F1"], textKeys: [], plainKeys: [] });
});

test("a key map is saved to a file and read back without unknown entries", () => {
  const keys = { undo: { keys: ["F2"] } };
  assert.deepEqual(readKeyMap(writeKeyMap("otranscribe", keys), COMMANDS), { preset: "otranscribe", keys, unknown: [] });
  const odd = JSON.stringify({ format: "transcribe-keys/1", keys: { nothing: { keys: ["F1"] }, undo: { keys: [1] } } });
  assert.deepEqual(readKeyMap(odd, COMMANDS), { preset: "ours", keys: { undo: {} }, unknown: ["nothing"] });
  for (const text of ["{", "[]", '{"format": "other", "keys": {}}']) assert.throws(() => readKeyMap(text, COMMANDS), /not a key map/);
});
