/** Text that an input method composes is saved when it is complete, as one step. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { FakeServer, openStore, segment, setText } from "../support/fake-server.js";
import { settled } from "../support/settled.js";

/** @param {string} text of the first of two segments */
const open = (text) => openStore({ server: new FakeServer([segment(1, text), segment(2)]) });

const CONVERSIONS = [["k", "か", "かn", "かん", "かんj", "かんじ", "漢字"], ["ㅎ", "하", "한"], ["n", "ni", "nih", "niha", "nihao", "你好"], ["´", "é"], ["x", ""]];

test("half a conversion is never saved, whatever else happens, and the whole is one step", async () => {
  for (const steps of CONVERSIONS) {
    const { store, server, saved, text } = await open("abc def");
    const before = "abc def";
    const shown = (/** @type {string} */ middle) => `abc ${middle}def`;
    store.startComposition(1);
    for (let i = 0; i < steps.length; i++) {
      store.commitTyping(); // a pause, a hidden page, leaving the page
      assert.equal(text(1), before);
      assert.equal(store.typing.peek()?.id, 1, "views keep what the input method shows");
      assert.ok(store.isComposing());
    }
    const final = shown(steps.at(-1) ?? "");
    store.endComposition(final, { caret: final.length - 3, inserted: steps.at(-1) });
    store.commitTyping();
    await saved();
    assert.equal(server.text(1), final);
    assert.equal(store.typing.peek(), null);
    assert.equal(server.sent.length, final === before ? 0 : 1);
    if (final === before) continue;
    store.undo();
    assert.equal(text(1), before);
  }
});

test("what was typed before a composition is saved without it", async () => {
  const { store, server, saved } = await open("a");
  store.type(1, "ab", { caret: 2, inserted: "b" });
  store.startComposition(1);
  store.commitTyping();
  await settled(() => server.text(1) === "ab");
  store.endComposition("ab漢", { caret: 3, inserted: "漢" });
  store.commitTyping();
  await saved();
  assert.equal(server.text(1), "ab漢");
});

test("another window's edit of the text waits for the end of a composition, and is not overwritten without a question", async () => {
  const { store, server, events, text } = await open("abc");
  store.startComposition(1);
  events.tell("edit", server.editElsewhere([setText(1, "theirs")]));
  events.tell("edit", server.editElsewhere([setText(2, "other")]));
  await new Promise((resolve) => setImmediate(resolve)); // time to take it over
  assert.equal(text(1), "abc");
  server.refusal = (edit) => (edit.base < server.revision ? "Segment 1 was changed." : "");
  store.endComposition("abc漢", { caret: 4, inserted: "漢" });
  await settled(() => store.conflict.peek() !== null);
  assert.equal(store.conflict.peek()?.mine[0].text, "abc漢");
  assert.equal(text(1), "theirs");
});

test("another window's edit is taken over when a composition ends without a change", async () => {
  const { store, server, events, text } = await open("abc");
  store.startComposition(1);
  events.tell("edit", server.editElsewhere([setText(1, "theirs")]));
  events.tell("edit", server.editElsewhere([setText(2, "other")]));
  await new Promise((resolve) => setImmediate(resolve)); // time to take it over
  store.endComposition("abc");
  await settled(() => text(2) === "other");
  assert.deepEqual([text(1), text(2), store.conflict.peek()], ["theirs", "other", null]);
});
