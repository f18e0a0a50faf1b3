import assert from "node:assert/strict";
import { test } from "node:test";

import { COMMANDS } from "../../../static/core/commands/commands.js";
import { STEPS } from "../../../static/core/commands/tour.js";

/** @typedef {import("../../../static/core/commands/tour.js").Seen} Seen */

/** @type {Seen} */
const NOTHING = { isPlaying: false, nSegments: 5, nEdits: 2, nTagged: 1, command: "" };
/** What the user does in each step. @type {Record<string, Partial<Seen>>} */
const DONE = {
  play: { isPlaying: true },
  "catch-word": { nEdits: 3 },
  "next-doubt": { command: "next-doubt" },
  split: { nSegments: 6 },
  "speaker-menu": { nTagged: 2 },
  palette: { command: "palette" },
  export: { command: "export" },
};

test("each step names a command that exists and has a key in a text, where the tour begins", () => {
  for (const step of STEPS) {
    const command = COMMANDS.find(({ id }) => id === step.command);
    assert.ok(command, step.command);
    assert.ok([...(command.keys ?? []), ...(command.textKeys ?? [])].length > 0, step.command);
  }
});

test("a step is done by what it asks for, and by nothing that another step asks for", () => {
  assert.deepEqual(STEPS.map(({ command }) => command).sort(), Object.keys(DONE).sort());
  for (const step of STEPS) {
    assert.equal(step.isDone(NOTHING, NOTHING), false, step.title);
    for (const [command, seen] of Object.entries(DONE)) {
      assert.equal(step.isDone({ ...NOTHING, ...seen }, NOTHING), command === step.command, `${step.title}: ${command}`);
    }
  }
});

test("what was there before a step does not finish it, and taking it back does not either", () => {
  const before = { ...NOTHING, nSegments: 9, nEdits: 9, nTagged: 9 };
  for (const step of STEPS) {
    assert.equal(step.isDone(before, before), false, step.title);
    assert.equal(step.isDone({ ...before, nSegments: 8, nEdits: 8, nTagged: 8 }, before), false, step.title);
  }
});
