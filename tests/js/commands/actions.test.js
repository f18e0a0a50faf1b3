import assert from "node:assert/strict";
import { test } from "node:test";

import { DuplicateAction, joinActions, preferActions } from "../../../static/core/commands/actions.js";

test("the actions of all features are in one object, without what else they hold", () => {
  const play = () => "playing";
  const actions = joinActions({ player: { play, state: 1 }, history: { open: () => 2, state: "closed" } });
  assert.deepEqual(Object.keys(actions), ["play", "open"]);
  assert.equal(actions.play, play);
});

test("a name that two features share is refused, with both features in the message", () => {
  const features = { player: { stop: () => 1 }, editing: {}, recognition: { stop: () => 2 } };
  assert.throws(() => joinActions(features), (/** @type {Error} */ error) => {
    assert.ok(error instanceof DuplicateAction);
    assert.equal(error.message, 'The features "player" and "recognition" both have an action "stop": rename one of them.');
    return true;
  });
});

test("an action on several segments runs first, and the usual one only if it returns false", () => {
  /** @type {string[]} */
  const ran = [];
  let hasSeveral = true;
  const usual = { approve: () => void ran.push("one"), speaker: (/** @type {string} */ id) => void ran.push(id), play: () => void ran.push("play") };
  const actions = preferActions(usual, { approve: () => hasSeveral, speaker: (id) => hasSeveral && id === "A" });
  actions.approve();
  actions.speaker("A");
  actions.play();
  hasSeveral = false;
  actions.approve();
  actions.speaker("B");
  assert.deepEqual(ran, ["play", "one", "B"]);
});
