import assert from "node:assert/strict";
import { test } from "node:test";

import { COMMANDS } from "../../../static/core/commands/commands.js";
import { readKeyMap } from "../../../static/core/commands/keymap.js";
import { currentId, withCurrentIds } from "../../../static/core/commands/old-ids.js";
import { createSettings } from "../../../static/core/commands/settings.js";
import { FakeStorage } from "../support/fake-storage.js";

test("an id of an earlier version leads to a command, other ids stay as they are", () => {
  assert.ok(COMMANDS.some(({ id }) => id === currentId("draft-stretch")));
  assert.deepEqual(["play", "constructor", "gone"].map(currentId), ["play", "constructor", "gone"]);
  for (const { id } of COMMANDS) assert.equal(currentId(id), id, "an old id is not used again");
});

test("what is stored under the id of now comes before an older one", () => {
  assert.deepEqual(withCurrentIds({ "draft-again": 1, "draft-stretch": 2, play: 3 }), { "draft-again": 1, play: 3 });
  assert.deepEqual(withCurrentIds({ "draft-stretch": 2 }), { "draft-again": 2 });
});

test("keys and recent commands of an earlier version keep working, in settings and in files", () => {
  const kept = { keys: { "draft-stretch": { keys: ["F10"] } }, recentCommands: ["draft-stretch", "play"] };
  const { settings } = createSettings(new FakeStorage({ "transcribe.settings": JSON.stringify(kept) }));
  assert.deepEqual(settings.peek().keys, { "draft-again": { keys: ["F10"] } });
  assert.deepEqual(settings.peek().recentCommands, ["draft-again", "play"]);
  const file = JSON.stringify({ format: "transcribe-keys/1", preset: "ours", keys: kept.keys });
  assert.deepEqual(readKeyMap(file, COMMANDS), { preset: "ours", keys: { "draft-again": { keys: ["F10"] } }, unknown: [] });
});
