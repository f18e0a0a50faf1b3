import assert from "node:assert/strict";
import { test } from "node:test";

import { operationToJson } from "../../../static/core/document/serialization.js";
import { openStore, segment, setText, FakeServer } from "../support/fake-server.js";

const WORDS = ["a", "to", "word", "Überzug", "don't", "3,5", "naïve,", "—", "end.", "𝒳y"];

/** Random numbers that are the same in each run. @param {number} seed */
function randomFrom(seed) {
  let state = seed;
  const next = () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 31;
  };
  return { next, below: (/** @type {number} */ n) => Math.floor(next() * n) };
}

/**
 * Type at random as a person does. After each word or run of deletions the text is noted.
 *
 * @param {Awaited<ReturnType<typeof openStore>>} opened
 * @param {ReturnType<typeof randomFrom>} random
 */
async function typeAtRandom({ store, server, events, text, saved }, random) {
  let caret = 0;
  let last = "";
  const states = [text(1) ?? ""];
  /** A pause; the server may find new word times or hear of another window in the meantime. */
  const rest = async () => {
    if (random.next() < 0.7) return;
    store.commitTyping();
    await saved();
    if (random.next() < 0.3) events.tell("edit", server.editElsewhere([{ op: "set_words", id: 1, words: [] }], { kind: "align", origin: "align" }));
    if (random.next() < 0.3) events.tell("edit", server.editElsewhere([setText(2, `other ${server.revision}`)]));
  };
  const now = () => store.typing.peek()?.text ?? text(1) ?? "";
  const press = async (/** @type {string} */ next, /** @type {number} */ at) => {
    caret = at;
    store.type(1, next, { caret });
    await rest();
  };
  for (let n = 0; n < 12; n++) {
    if (random.next() < 0.25) caret = random.below(now().length + 1);
    if (last === "type" && random.next() < 0.3) {
      const most = /\S*\s*$/u.exec(now().slice(0, caret))?.[0].length ?? 0; // no more than a word
      for (let i = random.below(most) + (most ? 1 : 0); i > 0; i--) await press(now().slice(0, caret - 1) + now().slice(caret), caret - 1);
      last = "delete";
    } else {
      const word = `${WORDS[random.below(WORDS.length)]} `;
      for (const letter of word) await press(now().slice(0, caret) + letter + now().slice(caret), caret + letter.length);
      last = "type";
    }
    states.push(now());
  }
  store.commitTyping();
  return states.filter((state, i) => i === 0 || state !== states[i - 1]);
}

for (let seed = 1; seed <= 40; seed++) {
  test(`undo and redo go word by word, whatever the pauses (${seed})`, async () => {
    const opened = await openStore();
    const { store, server, text, saved } = opened;
    const states = await typeAtRandom(opened, randomFrom(seed));
    await saved();
    server.undoable = server.edits.filter((edit) => edit.kind === "edit" && !edit.id.startsWith("other-")).reverse();
    const isReloaded = seed % 2 === 0; // after a reload the steps are those of the server
    const { store: later, text: textLater } = isReloaded ? await openStore({ server }) : { store, text };
    for (const expected of states.slice(0, -1).reverse()) {
      assert.equal(later.undo(), true);
      assert.equal(textLater(1), expected);
    }
    for (const expected of states.slice(1)) {
      assert.equal(later.redo(), true);
      assert.equal(textLater(1), expected);
    }
    assert.equal(later.redo(), false);
  });
}

/** Type letters one by one at the end of segment 1. @param {any} store @param {string} letters */
function typeOn(store, letters) {
  for (const letter of letters) {
    const text = `${store.typing.peek()?.text ?? store.transcript.peek().segment(1).text}${letter}`;
    store.type(1, text, { caret: text.length });
    if (letter === "o") store.commitTyping(); // a pause in the middle of words
  }
}

test("words typed in one go are steps of their own", async () => {
  const { store, text } = await openStore({ server: new FakeServer([segment(1, "It")]) });
  typeOn(store, " took too long, oh no.");
  const states = [];
  while (store.undo()) states.push(text(1));
  assert.deepEqual(states, ["It took too long, oh ", "It took too long, ", "It took too ", "It took ", "It"]);
});

test("a correction between two words is a step of its own, and typing goes on as another", async () => {
  const { store, text } = await openStore({ server: new FakeServer([segment(1, "")]) });
  typeOn(store, "teh ");
  store.apply([setText(1, "the ")]);
  typeOn(store, "no");
  const states = [];
  while (store.undo()) states.push(text(1));
  assert.deepEqual(states, ["the ", "teh ", ""]);
});

test("what is typed after an undo is a step of its own", async () => {
  const { store, text } = await openStore({ server: new FakeServer([segment(1, "")]) });
  typeOn(store, "one two");
  store.undo();
  typeOn(store, "tw");
  store.undo();
  assert.equal(text(1), "one ");
  store.redo();
  assert.equal(text(1), "one tw");
});

test("a flag in the middle of a word ends its step", async () => {
  const { store, text } = await openStore({ server: new FakeServer([segment(1, "")]) });
  typeOn(store, "ab");
  store.apply([{ op: "set_flag", id: 1, isFlagged: true }]);
  typeOn(store, "cd");
  store.undo();
  assert.deepEqual([text(1), store.transcript.peek().segment(1)?.isFlagged], ["ab", true]);
});

test("another window's edits between the parts of a word do not cut it after a reload", async () => {
  const server = new FakeServer([segment(1, "hello"), segment(2)]);
  const part = (/** @type {string} */ id, /** @type {string | null} */ target, /** @type {string} */ before, /** @type {string} */ after) => ({
    id, target, ops: [operationToJson(setText(1, after))], inverse: [operationToJson(setText(1, before))],
  });
  const other = { id: "b", target: null, ops: [operationToJson(setText(2, "x"))], inverse: [operationToJson(setText(2, "text 2"))] };
  server.undoable = [part("a2", "a1", "hel", "hello"), other, part("a1", null, "", "hel")];
  const { store, text } = await openStore({ server });
  store.undo();
  assert.equal(text(1), "");
  assert.deepEqual(store.depth.peek(), { undo: 1, redo: 2 });
  store.redo();
  assert.equal(text(1), "hello");
});

test("undo and redo tell which edits they took", async () => {
  const { store } = await openStore({ server: new FakeServer([segment(1, "")]) });
  typeOn(store, "oo");
  store.undo();
  const taken = store.taken.peek();
  assert.deepEqual([taken?.kind, taken?.ids.length], ["undo", 2]);
  store.redo();
  assert.deepEqual(store.taken.peek()?.ids, [...(taken?.ids ?? [])].reverse());
});

const word = (/** @type {string} */ text, /** @type {number} */ startMs) => ({ text, startMs, endMs: startMs + 200, probability: 0.2, speaker: null });

/**
 * Probabilities and times of words after typing that was saved at its end.
 * @param {string} text @param {[string, number, string | null][]} inputs text, cursor and what was inserted
 */
async function wordsAfter(text, inputs) {
  const { store } = await openStore({ server: new FakeServer([segment(1, text)]) });
  store.apply([{ op: "set_words", id: 1, words: text.split(" ").map((one, n) => word(one, 1000 + 300 * n)) }]);
  for (const [next, caret, inserted] of inputs) store.type(1, next, { caret, inserted });
  store.commitTyping();
  const now = store.transcript.peek().segment(1);
  return now?.words.map(({ text, probability, startMs }) => [text, probability, startMs]);
}

test("a word typed again is confirmed and keeps its time, also where it is the same", async () => {
  const inputs = /** @type {[string, number, string][]} */ ([["ask n what", 5, "n"], ["ask no what", 6, "o"], ["ask not what", 7, "t"]]);
  assert.deepEqual(await wordsAfter("ask not what", inputs), [["ask", 0.2, 1000], ["not", null, 1300], ["what", 0.2, 1600]]);
});

test("a word that is typed again after it was deleted is confirmed", async () => {
  const inputs = /** @type {[string, number, string | null][]} */ ([["ask  what", 4, null], ["ask n what", 5, "n"], ["ask no what", 6, "o"], ["ask not what", 7, "t"]]);
  assert.deepEqual((await wordsAfter("ask not what", inputs))?.map(([, probability]) => probability), [0.2, null, 0.2]);
});

test("a capital typed over a letter confirms the word; a comma behind it does not", async () => {
  assert.deepEqual(await wordsAfter("ask not", [["Ask not", 1, "A"]]), [["Ask", null, 1000], ["not", 0.2, 1300]]);
  assert.deepEqual(await wordsAfter("ask not", [["ask, not", 4, ","]]), [["ask,", 0.2, 1000], ["not", 0.2, 1300]]);
});
