import assert from "node:assert/strict";
import { test } from "node:test";

import { openStore, setText } from "../support/fake-server.js";
import { settled } from "../support/settled.js";

/** @typedef {import("../../../static/core/document/operations.js").Operation} Operation */

const many = /** @type {Operation[]} */ (Array.from({ length: 201 }, (_, n) => setText(1, `version ${n}`)));

test("an edit elsewhere is shown at once, and keeps the other segments' identity", async () => {
  const { store, server, events, text } = await openStore();
  const [, second] = store.transcript.peek().segments;
  events.tell("edit", server.editElsewhere([setText(1, "theirs"), { op: "delete", id: 3 }]));
  assert.deepEqual([text(1), text(3), store.revision.peek()], ["theirs", undefined, 2]);
  assert.equal(store.transcript.peek().segment(2), second);
});

test("events of another recording and events that are known change nothing", async () => {
  const { store, server, events, text } = await openStore();
  const event = server.editElsewhere([setText(1, "theirs")]);
  events.tell("edit", { ...event, media: "m2" });
  assert.equal(text(1), "text 1");
  events.tell("edit", event);
  store.apply([setText(1, "mine")]);
  events.tell("edit", event);
  assert.equal(text(1), "mine");
});

test("missed events are read one by one after the connection was lost", async () => {
  const { store, server, events, text } = await openStore();
  server.editElsewhere([setText(1, "first")]);
  server.editElsewhere([setText(2, "second")]);
  events.tell("edit", server.editElsewhere([setText(3, "third")]));
  await settled(() => store.revision.peek() === 4);
  assert.deepEqual([1, 2, 3].map(text), ["first", "second", "third"]);
  assert.equal(server.nReads, 1, "the transcript was read once, at the start");
});

test("a large missed edit is read with the whole transcript", async () => {
  const { store, server, events, text } = await openStore();
  server.editElsewhere(many);
  events.tell("open");
  await settled(() => store.revision.peek() === 2);
  assert.deepEqual([text(1), server.nReads], ["version 200", 2]);
});

test("a large edit comes without its segments, and is read", async () => {
  const { store, server, events, text } = await openStore();
  events.tell("edit", server.editElsewhere(many, { large: true }));
  await settled(() => store.revision.peek() === 2);
  assert.equal(text(1), "version 200");
});

test("while an edit of the same segment is unsent, the user's text stays and the user is asked", async () => {
  const { store, server, storage, events, text } = await openStore();
  server.isUp = false;
  store.apply([setText(1, "mine")]);
  await settled(() => store.saveState.peek() === "offline");
  const event = server.editElsewhere([setText(1, "theirs"), setText(2, "theirs too")]);
  server.isUp = true;
  events.tell("edit", event);
  await settled(() => store.conflict.peek() !== null);
  assert.deepEqual([store.conflict.peek()?.mine[0].text, store.conflict.peek()?.theirs[0].text], ["mine", "theirs"]);
  assert.deepEqual([text(1), text(2), storage.kept.size], ["theirs", "theirs too", 1]);
});

test("an edit made while another is being sent does not overwrite what came between", async () => {
  const { store, server, text } = await openStore();
  let isFirst = true;
  server.beforeEdit = () => {
    if (isFirst) server.editElsewhere([setText(2, "theirs")]); // its event is still on the way
    isFirst = false;
  };
  store.apply([setText(1, "mine")]);
  store.apply([setText(2, "mine too")]);
  await settled(() => store.revision.peek() === 3 && store.saveState.peek() === "saved");
  assert.equal(server.text(2), "theirs");
  assert.deepEqual(store.conflict.peek()?.mine.map((segment) => segment.text), ["mine too"]);
  assert.equal(text(1), "mine");
});

test("text that is being typed becomes an edit of the text before an event", async () => {
  const { store, server, events } = await openStore();
  server.isUp = false;
  store.type(1, "typed");
  const event = server.editElsewhere([setText(1, "theirs")]);
  server.isUp = true;
  events.tell("edit", event);
  await settled(() => store.conflict.peek() !== null || server.text(1) === "typed");
  assert.equal(store.typing.peek(), null);
  const mine = store.conflict.peek()?.mine[0].text ?? server.text(1);
  assert.equal(mine, "typed");
});

const ALIGNMENTS = /** @type {const} */ ([
  ["after typing", { kind: "align", origin: "align" }],
  ["that was asked for", { kind: "edit", origin: "align", job: 7 }],
]);
for (const [name, made] of ALIGNMENTS) {
  for (const isMissed of [false, true]) {
    test(`a realignment ${name} ${isMissed ? "that was missed " : ""}clashes with no unsent edit and with no typing`, async () => {
      const { store, server, events, text } = await openStore();
      const words = [{ text: "text", startMs: 1100, endMs: 1200, probability: null, speaker: null }];
      server.isUp = false;
      store.apply([setText(1, "mine")]);
      store.type(3, "typed");
      const told = [1, 2, 3].map((id) => server.editElsewhere([{ op: "set_words", id, words }], { id: `words-${id}`, ...made }));
      server.isUp = isMissed;
      for (const event of isMissed ? told.slice(-1) : told) events.tell("edit", event);
      await settled(() => store.revision.peek() >= 4);
      server.isUp = true;
      await settled(() => server.text(1) === "mine" && text(1) === "mine");
      store.commitTyping();
      await settled(() => server.text(3) === "typed");
      assert.deepEqual([text(1), text(3), store.conflict.peek()], ["mine", "typed", null]);
      assert.deepEqual(store.transcript.peek().segment(2)?.words, words);
    });
  }
}

test("speakers named elsewhere are shown", async () => {
  const { store, server, events } = await openStore();
  const event = server.editElsewhere([{ op: "add_speaker", speaker: { id: "S1", name: "Ann" } }]);
  events.tell("edit", { ...event, speakers: [{ id: "S1", name: "Ann" }] });
  assert.deepEqual(store.transcript.peek().speakers, [{ id: "S1", name: "Ann" }]);
});
