import assert from "node:assert/strict";
import { test } from "node:test";

import { Transcript, applyAll } from "../../../static/core/document/operations.js";
import { offsetMap, placeAfter, placeOfChange } from "../../../static/core/editing/caret-places.js";

/** @typedef {import("../../../static/core/document/operations.js").Operation} Operation */

const TEXTS = ["And so my fellow Americans,", "ask not what your country can do for you,", "ask what you can do", "for your country."];
const segment = (/** @type {number} */ id, /** @type {string} */ text) => ({ id, startMs: id * 1000, endMs: id * 1000 + 900, text, speaker: null, status: "draft", words: [] });
const transcript = new Transcript(TEXTS.map((text, n) => segment(n + 1, text)), []);
const caret = (/** @type {number} */ id, /** @type {number} */ offset) => ({ id, anchor: offset, focus: offset });
const after = (/** @type {Operation[]} */ ...ops) => applyAll(transcript, ops).transcript;
/** The text with a bar where the cursor is. @param {Transcript} now @param {import("../../../static/core/editing/caret-places.js").CaretPlace | null} place */
const shown = (now, place) => place && `${place.id}: ${now.segment(place.id)?.text.slice(0, place.focus)}|${now.segment(place.id)?.text.slice(place.focus)}`;
const moved = (/** @type {Operation[]} */ ops, /** @type {number} */ id, /** @type {number} */ offset) => shown(after(...ops), placeAfter(transcript, after(...ops), caret(id, offset)));

test("a change before the cursor moves it along, one after it does not, several do both", () => {
  const change = (/** @type {string} */ text) => [/** @type {Operation} */ ({ op: "set_text", id: 2, text })];
  assert.equal(moved(change("Please ask not what your country can do for you,"), 2, 8), "2: Please ask not |what your country can do for you,");
  assert.equal(moved(change("ask not what your country could do for you,"), 2, 8), "2: ask not |what your country could do for you,");
  assert.equal(moved(change("Please do not ask what a country can do"), 2, 18), "2: Please do not ask what a |country can do");
  assert.equal(moved(change("ask not what your country can do for you, too"), 2, 41), "2: ask not what your country can do for you,| too");
  assert.equal(moved(change("x"), 2, 20), "2: x|");
});

test("a split and a merge keep the cursor at its characters", () => {
  /** @type {Operation[]} */
  const split = [{ op: "split", id: 2, atChar: 8, atMs: 2500, newId: 9, nWords: 0 }];
  assert.equal(moved(split, 2, 3), "2: ask| not");
  assert.equal(moved(split, 2, 13), "9: what |your country can do for you,");
  assert.equal(moved([...split, { op: "set_text", id: 9, text: "What your country can do for you," }], 2, 13), "9: What |your country can do for you,");
  assert.equal(moved([{ op: "merge", id: 2, otherId: 3 }], 3, 4), "2: ask not what your country can do for you, ask |what you can do");
  assert.equal(moved([{ op: "merge", id: 2, otherId: 3 }], 2, 4), "2: ask |not what your country can do for you, ask what you can do");
});

test("a redraft with other segments keeps the cursor at its words", () => {
  const put = [{ ...segment(11, "Ask not what your country"), startMs: 2000 }, { ...segment(12, "can do for you; ask what you can do"), startMs: 2400 }];
  /** @type {Operation[]} */
  const ops = [{ op: "replace", put, remove: [2, 3] }];
  assert.equal(moved(ops, 2, 30), "12: can |do for you; ask what you can do");
  assert.equal(moved(ops, 3, 13), "12: can do for you; ask what you |can do");
});

test("where the segment is deleted, the cursor goes to the next one, at the end to the one before", () => {
  assert.equal(moved([{ op: "delete", id: 2 }], 2, 5), "3: |ask what you can do");
  assert.equal(moved([{ op: "delete", id: 4 }], 4, 5), "3: ask what you can do|");
});

test("a selection keeps both ends", () => {
  const now = after({ op: "set_text", id: 2, text: "please ask not what your country can do for you," });
  assert.deepEqual(placeAfter(transcript, now, { id: 2, anchor: 8, focus: 4 }), { id: 2, anchor: 15, focus: 11 });
});

/** The place after undo of operations, and after redo. @param {Operation[]} ops @param {ReturnType<typeof caret> | null} [place] */
function stepped(ops, place = caret(1, 3)) {
  const done = applyAll(transcript, ops);
  const undone = applyAll(done.transcript, done.inverse).transcript;
  return [shown(undone, placeOfChange(done.transcript, undone, place)), shown(done.transcript, placeOfChange(undone, done.transcript, place))];
}

test("undo and redo go to the place of the change", () => {
  assert.deepEqual(stepped([{ op: "set_text", id: 2, text: "ask not now what your country can do for you," }]), [
    "2: ask not |what your country can do for you,", "2: ask not now |what your country can do for you,",
  ]);
  assert.deepEqual(stepped([{ op: "split", id: 2, atChar: 8, atMs: 2500, newId: 9, nWords: 0 }]), [
    "2: ask not |what your country can do for you,", "9: |what your country can do for you,",
  ]);
  assert.deepEqual(stepped([{ op: "merge", id: 2, otherId: 3 }]), ["3: |ask what you can do", "2: ask not what your country can do for you, |ask what you can do"]);
  assert.deepEqual(stepped([{ op: "delete", id: 3 }]), ["3: |ask what you can do", "2: ask not what your country can do for you,|"]);
});

test("undo of a speaker or a mark leaves the cursor in its segment, else goes to it", () => {
  /** @type {Operation[]} */
  const flag = [{ op: "set_flag", id: 2, isFlagged: true }];
  assert.deepEqual(stepped(flag, caret(2, 7)), ["2: ask not| what your country can do for you,", "2: ask not| what your country can do for you,"]);
  assert.deepEqual(stepped(flag, caret(1, 7)), ["2: |ask not what your country can do for you,", "2: |ask not what your country can do for you,"]);
  assert.deepEqual(stepped([{ op: "add_speaker", speaker: { id: "S1", name: "Ann" } }]), [null, null]);
});

test("undo of a replacement in many places leaves the cursor where it is among them", () => {
  const ops = [2, 3].map((id) => /** @type {Operation} */ ({ op: "set_text", id, text: TEXTS[id - 1].replace("ask", "please ask") }));
  assert.deepEqual(stepped(ops, caret(3, 11)), ["3: ask |what you can do", "3: please ask what yo|u can do"]);
  assert.equal(stepped(ops, caret(1, 3))[0], "2: |ask not what your country can do for you,");
});

test("a change of all texts of a long transcript leaves the cursor at its word in its segment", () => {
  const word = (/** @type {number} */ n) => "again below clear drift early frost".split(" ")[n % 6];
  const texts = Array.from({ length: 400 }, (_, n) => `${word(n)} ${word(n * 3 + 1)} here ${word(n * 5 + 2)}`);
  const long = new Transcript(texts.map((text, n) => segment(n + 1, text)), []);
  for (const change of [(/** @type {string} */ text) => `${text}\nune autre langue`, (/** @type {string} */ text) => `Oh, ${text}`, (/** @type {string} */ text) => text.replace("here", "over here now")]) {
    const put = long.segments.map((one) => ({ ...one, text: change(one.text) }));
    for (const [before, now] of [[long, new Transcript(put, [])], [new Transcript(put, []), long]]) {
      for (const id of [1, 2, 57, 200, 399, 400]) {
        const offsetIn = (/** @type {Transcript} */ one) => one.segment(id)?.text.indexOf("here") ?? -1;
        for (const place of [placeAfter(before, now, caret(id, offsetIn(before) + 2)), placeOfChange(before, now, caret(id, offsetIn(before) + 2))]) assert.deepEqual(place, caret(id, offsetIn(now) + 2));
      }
    }
  }
});

test("characters that a change leaves alone keep the cursor, whatever the change", () => {
  let state = 7;
  const below = (/** @type {number} */ n) => (state = (state * 1103515245 + 12345) % 2 ** 31) % n;
  const words = ["one", "two", "three", "日本", "naïve,", "—", "a"];
  for (let run = 0; run < 300; run++) {
    const before = Array.from({ length: 1 + below(12) }, () => words[below(words.length)]);
    const marked = below(before.length);
    const at = below(before.length + 1);
    const changed = [...before];
    // A word that occurs once, so that its place is known.
    before[marked] = changed[marked] = "Marked";
    changed.splice(at, at === marked ? 0 : below(2), ...Array.from({ length: below(3) }, () => words[below(words.length)]));
    if (!changed.includes("Marked")) continue;
    const [old, fresh] = [before.join(" "), changed.join(" ")];
    const map = offsetMap(old, fresh);
    for (const inside of [1, 3, 5]) assert.equal(map(old.indexOf("Marked") + inside), fresh.indexOf("Marked") + inside, `${old} → ${fresh}`);
    for (let offset = 0; offset <= old.length; offset++) assert.ok(map(offset) >= 0 && map(offset) <= fresh.length);
  }
});
