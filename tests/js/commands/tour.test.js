import assert from "node:assert/strict";
import { test } from "node:test";

import { COMMANDS, withKeyNames } from "../../../static/core/commands/commands.js";
import { PRESETS, keysInForce } from "../../../static/core/commands/key-presets.js";
import { DEFAULTS } from "../../../static/core/commands/settings.js";
import { END, STEPS, lettersOf, stepAt } from "../../../static/core/commands/tour.js";

/** @typedef {import("../../../static/core/commands/tour.js").Seen} Seen */

/** @type {Seen} */
const NOTHING = { nPlays: 3, nEdits: 2, letters: "andsomyfellow", nApproved: 1, activities: { exported: 1 } };
/** What happens in each step, as the editor shows it. @type {Record<string, Partial<Seen>>} */
const DONE = {
  play: { nPlays: 4 },
  "next-doubt": { activities: { ...NOTHING.activities, "low-confidence-word": 1 } },
  alternatives: { activities: { ...NOTHING.activities, alternatives: 1 } },
  "catch-word": { nEdits: 3, letters: "andsomyfriend" },
  "confirm-word": { nEdits: 3, activities: { ...NOTHING.activities, "word-confirmed": 1 } },
  approve: { nEdits: 3, nApproved: 2 },
  export: { activities: { exported: 2 } },
};

test("the seven steps play, find, compare, correct, confirm, approve and export", () => {
  assert.deepEqual(STEPS.map(({ command }) => command), Object.keys(DONE));
});

test("each step and the end name commands that exist and have a key, with every preset on every system", () => {
  for (const { name: keyPreset } of PRESETS) {
    for (const isMac of [false, true]) {
      const keys = keysInForce({ ...DEFAULTS, keyPreset }, isMac);
      for (const { text, title } of [...STEPS, END]) {
        const told = withKeyNames(text, keys, isMac);
        assert.doesNotMatch(told, /[{}]|“[A-Z]/, `${title}, ${keyPreset}: ${told}`);
      }
      for (const { command } of STEPS) assert.ok(COMMANDS.some(({ id }) => id === command), command);
    }
  }
});

test("a step is done by what it asks for, and by nothing that another step asks for", () => {
  for (const step of STEPS) {
    assert.equal(step.isDone(NOTHING, NOTHING), false, step.title);
    for (const [command, seen] of Object.entries(DONE)) {
      assert.equal(step.isDone({ ...NOTHING, ...seen }, NOTHING), command === step.command, `${step.title}: ${command}`);
    }
  }
});

test("what was there before a step does not finish it, and taking it back does not either", () => {
  const before = { ...NOTHING, nPlays: 9, nEdits: 9, nApproved: 9 };
  for (const step of STEPS) {
    assert.equal(step.isDone(before, before), false, step.title);
    assert.equal(step.isDone({ ...before, nEdits: 8, letters: "other", nApproved: 8 }, before), false, step.title);
  }
});

test("a split and a merge correct no word, a changed letter does, in every script", () => {
  const whole = [{ text: "And so, my fellow" }, { text: "नमस्ते दुनिया" }];
  const split = [{ text: "And so," }, { text: "My fellow." }, { text: "नमस्ते दुनिया" }];
  assert.equal(lettersOf(whole), lettersOf(split));
  assert.notEqual(lettersOf(whole), lettersOf([{ text: "And so, my fellow" }, { text: "नमस्ता दुनिया" }]));
});

test("the tour goes on at a step that exists", () => {
  assert.deepEqual([0, 3, STEPS.length, -1, 1.5, "2", null, undefined].map(stepAt), [0, 3, 0, 0, 0, 0, 0, 0]);
});
